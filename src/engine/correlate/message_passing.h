/*
 * message_passing.h
 *	  Sharpens beliefs about single variables over the constraint graph.
 */
#ifndef QS_MESSAGE_PASSING_H
#define QS_MESSAGE_PASSING_H

#include "model/model.h"

/* Weight of the neighbours' evidence against a variable's own belief */
#define QS_SHARPEN_SHARE	0.1

/*
 * belief: n expected spins in [-1, 1] (+1: x = 0), changed in place.  A few rounds
 *		m_i <- m_i(start) + share * W / (1 + W) * (evidence_i - m_i(start))
 * where the evidence averages what each neighbourhood asks of variable i, W being
 * the sum of the weights:
 *	 - a row, what the others leave for it: with a.z = t when the row is tight,
 *	   tanh((t - sum_{j<>i} a_j m_j) / spread) in the direction of a_i, the spread
 *	   being the root of a_i^2 and the others' variances a_j^2 (1 - m_j^2); it
 *	   weighs 2 |a_i| / sum |a|, so 1 in a conflict of two and little in a long row,
 *	   and half that where an inequality with slack asks for its own filling;
 *	 - the quadratic objective, the opposite sign of the mean field on it.
 * Messages weigh by how far they are from 0 too, so that an indifferent row is no
 * evidence.  O(rounds * (nonzeros + terms)).
 */
extern void qs_sharpen(QsHost *host, const QsModel *model, double *belief);

#endif
