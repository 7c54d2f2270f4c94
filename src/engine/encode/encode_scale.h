/*
 * encode_scale.h
 *	  How heavy a penalty must be, found by looking at every state.
 */
#ifndef QS_ENCODE_SCALE_H
#define QS_ENCODE_SCALE_H

#include "model/qubo.h"

/* Qubits up to which every state is looked at: 2^18 take some 10 ms. */
#define QS_SCALE_QUBITS		18

/*
 * The least s such that no state that penalty > 0 marks lies below the best of
 * those it does not mark, under base + s * penalty (0 if none does for s = 0).
 * penalty is nowhere negative and both have the same n <= QS_SCALE_QUBITS.
 * INFINITY when every state is marked.
 */
extern double qs_least_scale(QsHost *host, const QsQubo *base, const QsQubo *penalty);

/* base + scale * penalty */
extern QsQubo *qs_qubo_sum(QsHost *host, const QsQubo *base, const QsQubo *penalty,
						   double scale);

#endif
