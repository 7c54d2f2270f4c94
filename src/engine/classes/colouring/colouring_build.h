/*
 * colouring_build.h
 *	  Between lists and a whole colouring; private to the recogniser.
 */
#ifndef QS_COLOURING_BUILD_H
#define QS_COLOURING_BUILD_H

#include "classes/colouring/colouring.h"
#include "classes/colouring/colouring_rows.h"

/* Fill conflicts, needs and implications from the rows that are no lists.  False when
 * some row says anything else, or there are too many pairs.  several: lists may be met
 * more than once. */
extern bool qs_colouring_build(QsHost *host, QsColouring *colouring, QsLiterals *literals,
							   bool several);

/* Label values; false when a colour meets a vertex twice, or nothing conflicts. */
extern bool qs_colouring_find_labels(QsHost *host, QsColouring *colouring);

/* Which labels can be exchanged. */
extern void qs_colouring_find_symmetry(QsHost *host, QsColouring *colouring);

#endif
