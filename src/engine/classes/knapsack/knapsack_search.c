/*
 * knapsack_search.c
 *	  Long search for knapsacks: a genetic search for good packings of the core,
 *	  then, in turns, tabu search from them for ever higher aims and branch and bound
 *	  around them; descents from perturbed elites where columns are sparse or few
 *	  items are left.
 */
#include "classes/knapsack/knapsack_local.h"

#include <math.h>
#include <string.h>

#include "classes/knapsack/knapsack_genetic.h"
#include "classes/knapsack/knapsack_refine.h"
#include "classes/knapsack/knapsack_tabu.h"

#define FEW_ITEMS		20
#define POPULATION		60
#define GENETIC_SHARE	0.2		/* of the budget, at most */
#define PATIENCE		10000	/* tabu steps without a new lowest violation */
#define TREE_SHARE		0.15	/* work in trees, in that of tabu runs */
#define OTHERS			0.1		/* share of the trees around members other than the best */
#define EVALUATIONS		1e6		/* in a unit of effort */

typedef struct Search
{
	QsHost	   *host;
	const QsKnapsack *knapsack;
	QsRandom   *random;
	double		target;
	double		grain;			/* least difference that counts as better */
	double		budget;			/* evaluations left */
	uint8_t    *x;				/* the best packing, */
	double		best;			/* its profit */
	uint8_t    *start;			/* n: the packing the core was made from */
	uint8_t    *trial;			/* n: scratch */
	int64_t    *moves;
} Search;

static double
worth(const QsKnapsack *knapsack, const uint8_t *x)
{
	double		sum = 0.0;

	for (int i = 0; i < knapsack->n; i++)
		if (x[i])
			sum += knapsack->profit[i];
	return sum;
}

static bool
finished(const Search *search)
{
	return search->budget <= 0.0 ||
		search->knapsack->model->constant - search->best <= search->target ||
		qs_time_up(search->host);
}

/* Take the trial packing if it is no worse; whether it was better. */
static bool
take_trial(Search *search)
{
	double		value = worth(search->knapsack, search->trial);
	bool		better = value > search->best;

	if (value < search->best || !qs_model_feasible(search->knapsack->model, search->trial))
		return false;
	search->best = value;
	memcpy(search->x, search->trial, (size_t) search->knapsack->n);
	return better;
}

/* Descents from kicked copies of the best */
static void
descend(Search *search)
{
	const QsKnapsack *knapsack = search->knapsack;
	size_t		n = (size_t) knapsack->n;

	while (n > 0 && !finished(search))
	{
		int			kicks = 2 + (int) qs_random_below(search->random, 6);

		memcpy(search->trial, search->x, n);
		for (int k = 0; k < kicks; k++)
			search->trial[qs_random_below(search->random, (uint32_t) n)] ^= 1;
		qs_knapsack_repair(search->host, knapsack, search->trial);
		qs_knapsack_polish(search->host, knapsack, search->trial, search->moves);
		take_trial(search);
		search->budget -= 50.0 * (double) n * knapsack->work;
	}
}

/*
 * A packing of the core better than the best: take it, and what a descent over all
 * items makes of it.  The latter goes back into bits and the population as long as
 * it differs from the core's start in items of the core only.
 */
static void
enter(Search *search, QsKnapsackPopulation *population, uint8_t *bits)
{
	const QsKnapsackCore *core = population->core;
	size_t		n = (size_t) search->knapsack->n;

	memcpy(search->trial, search->start, n);
	qs_knapsack_core_put(core, bits, search->trial);
	if (!take_trial(search))
		return;
	(*search->moves)++;
	qs_knapsack_population_add(population, bits, search->best);
	qs_knapsack_polish(search->host, search->knapsack, search->trial, search->moves);
	if (!take_trial(search))
		return;
	for (int c = 0; c < core->count; c++)
		search->trial[core->item[c]] = search->start[core->item[c]];
	if (memcmp(search->trial, search->start, n) == 0)
	{
		qs_knapsack_core_take(core, search->x, bits);
		qs_knapsack_population_add(population, bits, search->best);
	}
}

static int
population_best(const QsKnapsackPopulation *population)
{
	int			best = 0;

	for (int k = 1; k < population->count; k++)
		if (population->value[k] > population->value[best])
			best = k;
	return best;
}

static void
search_genetic(Search *search, QsKnapsackPopulation *population, uint8_t *bits)
{
	double		allowed = GENETIC_SHARE * search->budget;
	double		kept = search->budget - allowed;
	double		best = search->best;

	while (allowed > 0.0 && !finished(search) &&
		   qs_knapsack_breed(search->host, population, search->random, &allowed, &best, bits))
	{
		enter(search, population, bits);
		best = fmax(best, search->best);
	}
	search->budget = kept + fmax(0.0, allowed);
}

/* A run from a member of the population; every success raises the aim and goes on
 * from what was found. */
static void
search_tabu(Search *search, QsKnapsackPopulation *population, QsKnapsackTabu *tabu, uint8_t *bits)
{
	const QsKnapsackCore *core = population->core;
	int			k = qs_knapsack_population_pick(population, search->random);

	memcpy(bits, qs_knapsack_population_entry(population, k), (size_t) core->count);
	while (!finished(search) &&
		   qs_knapsack_tabu_run(search->host, tabu, search->random, search->best + search->grain,
								PATIENCE, &search->budget, bits, search->moves))
	{
		double		before = search->best;

		enter(search, population, bits);
		if (search->best <= before)
			break;
	}
	search->budget -= 1.0;
}

/* Attempts around the best packing of the core, or another member */
static void
search_trees(Search *search, QsKnapsackPopulation *population, QsKnapsackRefine *refine,
			 double allowed, uint8_t *bits)
{
	double		until = search->budget - allowed;

	while (search->budget > until && !finished(search))
	{
		int			k = qs_random_unit(search->random) < OTHERS ?
			qs_knapsack_population_pick(population, search->random) : population_best(population);
		double		value = population->value[k];

		memcpy(bits, qs_knapsack_population_entry(population, k), (size_t) population->core->count);
		if (!qs_knapsack_refine_try(search->host, refine, search->random, search->grain, &value,
									bits, &search->budget))
			continue;
		qs_knapsack_population_add(population, bits, value);
		enter(search, population, bits);
	}
}

static void
search_core(Search *search)
{
	QsHost	   *host = search->host;
	QsKnapsackCore *core = qs_knapsack_core_create(host, search->knapsack, search->x);
	QsKnapsackPopulation *population = qs_knapsack_population_create(host, core, POPULATION);
	QsKnapsackTabu *tabu = qs_knapsack_tabu_create(host, core, search->random);
	QsKnapsackRefine *refine = qs_knapsack_refine_suits(core) ?
		qs_knapsack_refine_create(host, core) : NULL;
	uint8_t    *bits = QS_ARRAY(host, uint8_t, core->count);

	search->start = QS_ARRAY(host, uint8_t, search->knapsack->n);
	memcpy(search->start, search->x, (size_t) search->knapsack->n);
	qs_knapsack_core_take(core, search->x, bits);
	qs_knapsack_population_add(population, bits, search->best);
	search_genetic(search, population, bits);
	while (population->count > 0 && !finished(search))
	{
		double		before = search->budget;

		search_tabu(search, population, tabu, bits);
		if (refine)
			search_trees(search, population, refine, TREE_SHARE * (before - search->budget), bits);
	}
	qs_knapsack_tabu_free(host, tabu);
	qs_knapsack_refine_free(host, refine);
	qs_free(host, bits);
	qs_free(host, search->start);
	qs_knapsack_population_free(host, population);
	qs_knapsack_core_free(host, core);
}

QsStatus
qs_knapsack_search(QsHost *host, const QsKnapsack *knapsack, QsRandom *random,
				   double effort, double target, uint8_t *x, int64_t *moves)
{
	double		best = worth(knapsack, x);
	Search		search = {
		.host = host, .knapsack = knapsack, .random = random, .target = target,
		.grain = knapsack->model->integral ? 1.0 : 1e-7 * fmax(1.0, fabs(best)),
		.budget = effort * EVALUATIONS, .x = x, .best = best,
		.trial = QS_ARRAY(host, uint8_t, knapsack->n), .moves = moves
	};

	if (knapsack->dense && knapsack->n > FEW_ITEMS && !finished(&search))
		search_core(&search);
	else
		descend(&search);
	qs_free(host, search.trial);
	return qs_time_up(host) ? QS_INTERRUPTED : QS_OK;
}
