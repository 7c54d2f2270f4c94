/*
 * knapsack_core.h
 *	  The core of a knapsack: the items worth deciding about, in dense columns.
 *
 * Items of large reduced profit (either sign) stand in a good packing as in the
 * linear relaxation; the long search decides only about the rest (Balas & Zemel
 * 1980; for several rows Puchinger, Raidl & Pferschy 2010).  Everything outside
 * the core stays as in the packing the core was made from.
 */
#ifndef QS_KNAPSACK_CORE_H
#define QS_KNAPSACK_CORE_H

#include "classes/knapsack/knapsack_local.h"

typedef struct QsKnapsackCore
{
	const QsKnapsack *knapsack;
	int			count;
	int		   *item;			/* count, by falling density */
	int			rows;
	int			depth;			/* doubles per column: rows padded to 8 */
	double	   *column;			/* count x depth */
	double	   *profit;			/* count */
	double	   *capacity;		/* depth: what the items outside leave (padding 0) */
	double		outside_profit;
	void		(*decode) (const struct QsKnapsackCore *core, uint8_t *bits, double *slack);
} QsKnapsackCore;

/*
 * Core around the feasible packing x: every item where x and the signs of the
 * reduced profits differ, and those of small reduced profit.  O(n log n + count rows).
 */
extern QsKnapsackCore *qs_knapsack_core_create(QsHost *host, const QsKnapsack *knapsack,
											   const uint8_t *x);
extern void qs_knapsack_core_free(QsHost *host, QsKnapsackCore *core);

/* The core's part of x, and back. */
extern void qs_knapsack_core_take(const QsKnapsackCore *core, const uint8_t *x, uint8_t *bits);
extern void qs_knapsack_core_put(const QsKnapsackCore *core, const uint8_t *bits, uint8_t *x);

/* Whole profit, items outside included */
extern double qs_knapsack_core_profit(const QsKnapsackCore *core, const uint8_t *bits);

/*
 * Make bits feasible and maximal: drop from the lowest density up until every row
 * holds, then add from the highest down (Chu & Beasley 1998, with the relaxation's
 * multipliers for the density).  slack (depth long) becomes that of bits.
 */
static inline void
qs_knapsack_core_decode(const QsKnapsackCore *core, uint8_t *bits, double *slack)
{
	core->decode(core, bits, slack);
}

#endif
