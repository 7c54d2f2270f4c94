/*
 * guided_dive.h
 *	  A first answer from values that are wanted: one variable after the other takes the
 *	  nearer value, and rows are propagated.
 */
#ifndef QS_GUIDED_DIVE_H
#define QS_GUIDED_DIVE_H

#include "model/model.h"

/*
 * value: n wanted values in [0, 1], such as a relaxation's.  Those that are nearly whole are
 * taken first, the others row by row.  A value that breaks a row is tried the other way,
 * then the latest decision in that row is; what still does not go is left for the end and
 * rounded.  True: x (n) meets every row; false: it breaks few.  O(nonzeros), and a bounded
 * number of steps back; stops early at the deadline, interruptible.
 */
extern bool qs_guided_dive(QsHost *host, const QsModel *model, const double *value, uint8_t *x);

#endif
