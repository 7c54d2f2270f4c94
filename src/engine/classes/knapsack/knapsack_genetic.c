/*
 * knapsack_genetic.c
 *	  Steady-state genetic search over packings of a core.
 *
 * Uniform crossover of two tournament winners, a little mutation, decoding by
 * density, the worst replaced, no duplicates (Chu & Beasley 1998).
 */
#include "classes/knapsack/knapsack_genetic.h"

#include <math.h>
#include <string.h>

#define MUTATIONS			2
#define STAGNATION			300		/* children in a row that do not enter, per member */
#define CHILDREN_PER_CHECK	64

QsKnapsackPopulation *
qs_knapsack_population_create(QsHost *host, const QsKnapsackCore *core, int capacity)
{
	QsKnapsackPopulation *population = QS_NEW(host, QsKnapsackPopulation);

	population->core = core;
	population->capacity = capacity;
	population->bits = QS_ARRAY(host, uint8_t, (size_t) capacity * (size_t) core->count);
	population->value = QS_ARRAY(host, double, capacity);
	return population;
}

void
qs_knapsack_population_free(QsHost *host, QsKnapsackPopulation *population)
{
	if (population == NULL)
		return;
	qs_free(host, population->bits);
	qs_free(host, population->value);
	qs_free(host, population);
}

bool
qs_knapsack_population_add(QsKnapsackPopulation *population, const uint8_t *bits, double value)
{
	size_t		size = (size_t) population->core->count;
	int			slot = population->worst;

	if (population->count == population->capacity && value <= population->value[slot])
		return false;
	for (int k = 0; k < population->count; k++)
		if (population->value[k] == value &&
			memcmp(qs_knapsack_population_entry(population, k), bits, size) == 0)
			return false;
	if (population->count < population->capacity)
		slot = population->count++;
	memcpy(population->bits + (size_t) slot * size, bits, size);
	population->value[slot] = value;
	population->worst = 0;
	for (int k = 1; k < population->count; k++)
		if (population->value[k] < population->value[population->worst])
			population->worst = k;
	return true;
}

int
qs_knapsack_population_pick(const QsKnapsackPopulation *population, QsRandom *random)
{
	int			a = (int) qs_random_below(random, (uint32_t) population->count);
	int			b = (int) qs_random_below(random, (uint32_t) population->count);

	return population->value[b] > population->value[a] ? b : a;
}

/* A random packing: dense items more likely */
static void
scatter(const QsKnapsackCore *core, QsRandom *random, uint8_t *bits)
{
	for (int c = 0; c < core->count; c++)
		bits[c] = qs_random_unit(random) < 0.8 - 0.6 * c / core->count;
}

static void
cross(const QsKnapsackPopulation *population, QsRandom *random, uint8_t *bits)
{
	int			count = population->core->count;
	const uint8_t *a = qs_knapsack_population_entry(population,
													qs_knapsack_population_pick(population, random));
	const uint8_t *b = qs_knapsack_population_entry(population,
													qs_knapsack_population_pick(population, random));

	for (int first = 0; first < count; first += 64)
	{
		uint64_t	mask = qs_random_next(random);
		int			end = first + 64 < count ? first + 64 : count;

		for (int c = first; c < end; c++, mask >>= 1)
			bits[c] = mask & 1 ? a[c] : b[c];
	}
	for (int k = 0; k < MUTATIONS; k++)
		bits[qs_random_below(random, (uint32_t) count)] ^= 1;
}

bool
qs_knapsack_breed(QsHost *host, QsKnapsackPopulation *population, QsRandom *random,
				  double *budget, double *best, uint8_t *bits)
{
	const QsKnapsackCore *core = population->core;
	double	   *slack = QS_ARRAY(host, double, core->depth);
	double		cost = (double) core->count * (1.0 + core->depth / 32.0);
	int			attempts = 2 * population->capacity;	/* a core may hold few packings */
	int64_t		idle = 0;
	int64_t		most = (int64_t) STAGNATION * population->capacity;
	bool		found = false;

	for (int64_t child = 1; core->count > 0 && !found && *budget > 0.0 && idle < most; child++)
	{
		double		value;

		if (population->count < population->capacity && attempts-- > 0)
			scatter(core, random, bits);
		else if (population->count > 0)
			cross(population, random, bits);
		else
			break;
		qs_knapsack_core_decode(core, bits, slack);
		value = qs_knapsack_core_profit(core, bits);
		idle = qs_knapsack_population_add(population, bits, value) ? 0 : idle + 1;
		found = value > *best;
		if (found)
			*best = value;
		*budget -= cost;
		if (child % CHILDREN_PER_CHECK == 0)
		{
			qs_check(host);
			if (qs_time_up(host))
				break;
		}
	}
	qs_free(host, slack);
	return found;
}
