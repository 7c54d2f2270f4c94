/*
 * rounding.h
 *	  Mixed-integer rounding cuts of single rows.
 */
#ifndef QS_ROUNDING_H
#define QS_ROUNDING_H

#include "cuts/separators.h"

extern const QsSeparator qs_rounding_separator;

#endif
