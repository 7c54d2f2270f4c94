/*
 * generic_row_flips.h
 *	  The few flips of one row that mend it at the least harm elsewhere: an equality is
 *	  met by dropping one variable and adding two, where each single flip would break it
 *	  the other way.
 */
#ifndef QS_GENERIC_ROW_FLIPS_H
#define QS_GENERIC_ROW_FLIPS_H

#include "base/random.h"
#include "classes/generic/generic_state.h"

#define QS_ROW_FLIPS_MOST	3

typedef struct QsGenericRowFlips
{
	int			count;			/* 0: there are none */
	int32_t		variable[QS_ROW_FLIPS_MOST];
	double		gain;			/* change of weighted violation, as far as effects on other
								 * rows add up */
} QsGenericRowFlips;

/*
 * The one to three flips of variables of the row, outside groups and free at `step`
 * (tabu_until: n), that leave the least weighted violation, ties at random.  Looks at
 * no more than a dozen variables, from a random one on.
 */
extern QsGenericRowFlips qs_generic_row_flips(QsGenericState *state, QsRandom *random,
											  const int64_t *tabu_until, int64_t step, int row);

#endif
