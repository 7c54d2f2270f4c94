/*
 * cover.h
 *	  Lifted cover cuts of single rows.
 */
#ifndef QS_COVER_H
#define QS_COVER_H

#include "cuts/separators.h"

extern const QsSeparator qs_cover_separator;

#endif
