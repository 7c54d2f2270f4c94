/*
 * complete.h
 *	  Greedy completion: what any answer gets before it is returned.
 */
#ifndef QS_COMPLETE_H
#define QS_COMPLETE_H

#include "model/model.h"

/*
 * Flip single variables of a feasible x as long as one improves the objective and
 * breaks no row: sets become maximal, quadratic functions one-flip optimal.  Where
 * fixed[i] >= 0 (fixed may be NULL) x_i is left alone.  Takes no notice of the
 * deadline and needs nothing but the model: a few passes, O((n + nonzeros + terms)
 * log n) and at most 20 of them, so that it can end a solve whose time is up.
 * Returns the number of flips; x is feasible as the model judges it.  Does nothing
 * for an assignment kept as matrices, where no single flip is feasible.
 */
extern int64_t qs_complete(QsHost *host, const QsModel *model, const int8_t *fixed, uint8_t *x);

/*
 * A first answer from nothing: all zeros or all ones, whichever is feasible with
 * what is fixed, completed if wanted.  False when neither is.
 */
extern bool qs_complete_trivial(QsHost *host, const QsModel *model, const int8_t *fixed,
								bool complete, uint8_t *x, int64_t *moves);

#endif
