/*
 * knapsack_genetic.h
 *	  A population of packings of a core, improved by crossover and decoding.
 */
#ifndef QS_KNAPSACK_GENETIC_H
#define QS_KNAPSACK_GENETIC_H

#include "classes/knapsack/knapsack_core.h"

typedef struct QsKnapsackPopulation
{
	const QsKnapsackCore *core;
	int			capacity;
	int			count;
	uint8_t    *bits;			/* capacity x core->count, all feasible and distinct */
	double	   *value;			/* profit, items outside the core included */
	int			worst;
} QsKnapsackPopulation;

extern QsKnapsackPopulation *qs_knapsack_population_create(QsHost *host,
														   const QsKnapsackCore *core,
														   int capacity);
extern void qs_knapsack_population_free(QsHost *host, QsKnapsackPopulation *population);

static inline const uint8_t *
qs_knapsack_population_entry(const QsKnapsackPopulation *population, int k)
{
	return population->bits + (size_t) k * (size_t) population->core->count;
}

/* Add a feasible packing, in place of the worst when full; false when it is no
 * better than that or already there. */
extern bool qs_knapsack_population_add(QsKnapsackPopulation *population, const uint8_t *bits,
									   double value);

/* Winner of a tournament of two random members; count > 0 */
extern int	qs_knapsack_population_pick(const QsKnapsackPopulation *population,
										QsRandom *random);

/*
 * Fill the population with random packings, then breed until a child is better
 * than *best (true: it is in bits and *best is its profit), the population has
 * stagnated or the budget (in item evaluations, counted down) is spent.
 */
extern bool qs_knapsack_breed(QsHost *host, QsKnapsackPopulation *population,
							  QsRandom *random, double *budget, double *best, uint8_t *bits);

#endif
