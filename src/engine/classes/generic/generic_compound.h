/*
 * generic_compound.h
 *	  Compound moves of a generic model: one move and its greedy repair, judged together.
 *
 * Where every single move breaks rows (an order of things, a facility with its
 * customers), what mends them next belongs to it.  Glover, "Ejection chains, reference
 * structures and alternating path methods for traveling salesman problems", 1996.
 */
#ifndef QS_GENERIC_COMPOUND_H
#define QS_GENERIC_COMPOUND_H

#include "base/random.h"
#include "classes/generic/generic_moves.h"

/*
 * Anneal by compound moves from a feasible state, whose weights become 1, for about so
 * much of its work.  best (objective, without the constant) and best_x are replaced when
 * something better is found; the state ends anywhere.  Does nothing where moves break no
 * rows or most repairs fail.
 */
extern QsStatus qs_generic_compound_walk(QsHost *host, QsGenericState *state, QsRandom *random,
										 double work, double *best, uint8_t *best_x,
										 int64_t *moves);

#endif
