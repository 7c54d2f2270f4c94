/*
 * knapsack_tabu.h
 *	  Tabu search in the core of a knapsack for a packing worth an aim.
 */
#ifndef QS_KNAPSACK_TABU_H
#define QS_KNAPSACK_TABU_H

#include "classes/knapsack/knapsack_core.h"
#include "classes/knapsack/knapsack_exchange.h"

/* The packing under search, and what pricing its exchanges needs. */
typedef struct QsKnapsackTabu
{
	const QsKnapsackCore *core;
	int			rows;			/* core->rows + 1; the last is the aim */
	double	   *entry;			/* count x rows: weights, and minus the profit */
	double	   *fair_price;		/* rows: about what a unit of violation costs, */
	double	   *price;			/* and in this run */
	uint8_t    *bits;			/* count */
	double	   *slack;			/* rows: what is free; negative: violated */
	int		   *place;			/* count: position among the inside or outside items */
	int		   *inside;
	int			inside_count;
	int		   *outside;		/* position 0 is "nothing" (-1) */
	int			outside_count;

	QsKnapsackExchange *exchange;	/* prices exchanges */
	double		grain;			/* least difference of profits that counts */

	uint64_t   *key;			/* count: hash keys of the items */
	uint64_t	hash;			/* of bits */
	int			seen_bits;
	uint64_t   *seen;			/* bit set of the hashes of packings visited */
} QsKnapsackTabu;

extern QsKnapsackTabu *qs_knapsack_tabu_create(QsHost *host, const QsKnapsackCore *core,
											   QsRandom *random);
extern void qs_knapsack_tabu_free(QsHost *host, QsKnapsackTabu *tabu);

/*
 * From bits, look for a feasible packing of profit at least aim, until the priced
 * violation has not fallen to a new low for `patience` exchanges or the budget (in
 * exchanges priced, counted down) is spent.  True: bits is such a packing.
 */
extern bool qs_knapsack_tabu_run(QsHost *host, QsKnapsackTabu *tabu, QsRandom *random,
								 double aim, int patience, double *budget, uint8_t *bits,
								 int64_t *moves);

#endif
