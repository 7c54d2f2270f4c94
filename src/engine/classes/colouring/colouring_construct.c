/*
 * colouring_construct.c
 *	  Greedy by saturation: next is a vertex with the fewest free values left (Brelaz,
 *	  "New methods to color the vertices of a graph", 1979; with lists, of the list).
 */
#include <string.h>

#include "classes/colouring/colouring_local.h"

#define LOOKED_AT		64		/* vertices of a bucket compared by degree */
#define WORK_PER_CHECK	1e6

typedef struct Greedy
{
	QsHost	   *host;
	const QsColouring *colouring;
	QsRandom   *random;
	double		noise;
	int32_t    *at;				/* vertices: -1 until coloured */
	int32_t    *clash;			/* values */
	int32_t    *free;			/* vertices: values that clash with nothing yet */
	int32_t    *bucket;			/* by free values: first vertex, or -1 */
	int32_t    *next;			/* vertices of a bucket, doubly linked */
	int32_t    *before;
	int32_t    *uses;			/* switches */
	double		work;
} Greedy;

static void
enter(Greedy *greedy, int v)
{
	int			head = greedy->bucket[greedy->free[v]];

	greedy->next[v] = head;
	greedy->before[v] = -1;
	if (head >= 0)
		greedy->before[head] = v;
	greedy->bucket[greedy->free[v]] = v;
}

static void
leave(Greedy *greedy, int v)
{
	if (greedy->before[v] >= 0)
		greedy->next[greedy->before[v]] = greedy->next[v];
	else
		greedy->bucket[greedy->free[v]] = greedy->next[v];
	if (greedy->next[v] >= 0)
		greedy->before[greedy->next[v]] = greedy->before[v];
}

/* Neighbours of all values of the list */
static int64_t
degree_of(const QsColouring *colouring, int v)
{
	return colouring->conflict_start[colouring->value_start[v + 1]] -
		colouring->conflict_start[colouring->value_start[v]];
}

static int
next_vertex(Greedy *greedy, int *lowest)
{
	int			best = -1;
	double		best_degree = -1.0;
	int			looked = 0;

	while (greedy->bucket[*lowest] < 0)
		(*lowest)++;
	for (int v = greedy->bucket[*lowest]; v >= 0 && looked < LOOKED_AT; v = greedy->next[v], looked++)
	{
		double		degree = (double) degree_of(greedy->colouring, v);

		if (greedy->noise > 0.0)
			degree *= 1.0 - greedy->noise * qs_random_unit(greedy->random);
		if (degree > best_degree)
		{
			best_degree = degree;
			best = v;
		}
	}
	greedy->work += looked;
	return best;
}

static double
cost_of(const Greedy *greedy, int a)
{
	const QsColouring *colouring = greedy->colouring;
	double		cost = colouring->cost[a];

	for (int k = colouring->need_start[a]; k < colouring->need_start[a + 1]; k++)
		if (greedy->uses[colouring->need[k]] == 0)
			cost += colouring->switch_cost[colouring->need[k]];
	return cost;
}

/* Values still free elsewhere that this one would take */
static int64_t
takes_away(Greedy *greedy, int a)
{
	const QsColouring *colouring = greedy->colouring;
	int64_t		taken = 0;

	for (int64_t k = colouring->conflict_start[a]; k < colouring->conflict_start[a + 1]; k++)
	{
		int			other = colouring->conflict[k];

		taken += greedy->clash[other] == 0 && greedy->at[colouring->vertex_of[other]] < 0;
	}
	greedy->work += (double) (colouring->conflict_start[a + 1] - colouring->conflict_start[a]);
	return taken;
}

/* The value that clashes least, then costs least; with noise any that costs no more
 * than the second best.  Where colours cannot be exchanged, one that leaves most. */
static int
choose_value(Greedy *greedy, int v)
{
	const QsColouring *colouring = greedy->colouring;
	bool		alike = colouring->groups == 1;
	bool		any = qs_random_unit(greedy->random) < 0.5 * greedy->noise;
	int			best = -1;
	double		best_cost = 0.0;
	int64_t		best_taken = 0;
	uint32_t	ties = 1;

	for (int a = colouring->value_start[v]; a < colouring->value_start[v + 1]; a++)
	{
		double		cost = cost_of(greedy, a);
		int64_t		taken;

		if (best >= 0 && (greedy->clash[a] > greedy->clash[best] ||
						  (greedy->clash[a] == greedy->clash[best] && cost > best_cost)))
			continue;
		taken = alike || any ? 0 : takes_away(greedy, a);
		if (best >= 0 && greedy->clash[a] == greedy->clash[best] && cost == best_cost)
		{
			if (taken > best_taken)
				continue;
			if (taken == best_taken && (!any || qs_random_below(greedy->random, ++ties) != 0))
				continue;
		}
		else
			ties = 1;
		best = a;
		best_cost = cost;
		best_taken = taken;
	}
	greedy->work += colouring->value_start[v + 1] - colouring->value_start[v];
	return best;
}

static void
take(Greedy *greedy, int v, int a, int *lowest)
{
	const QsColouring *colouring = greedy->colouring;

	leave(greedy, v);
	greedy->at[v] = a;
	for (int k = colouring->need_start[a]; k < colouring->need_start[a + 1]; k++)
		greedy->uses[colouring->need[k]]++;
	for (int64_t k = colouring->conflict_start[a]; k < colouring->conflict_start[a + 1]; k++)
	{
		int			other = colouring->conflict[k];
		int			u = colouring->vertex_of[other];

		if (greedy->clash[other]++ > 0 || greedy->at[u] >= 0)
			continue;
		leave(greedy, u);
		greedy->free[u]--;
		enter(greedy, u);
		if (greedy->free[u] < *lowest)
			*lowest = greedy->free[u];
	}
	greedy->work += (double) (colouring->conflict_start[a + 1] - colouring->conflict_start[a]);
}

void
qs_colouring_greedy(QsHost *host, const QsColouring *colouring, QsRandom *random, double noise,
					int32_t *at)
{
	Greedy		greedy = {
		.host = host, .colouring = colouring, .random = random, .noise = noise, .at = at,
		.clash = QS_ARRAY0(host, int32_t, colouring->values),
		.free = QS_ARRAY(host, int32_t, colouring->vertices),
		.bucket = QS_ARRAY(host, int32_t, (size_t) colouring->values + 1),
		.next = QS_ARRAY(host, int32_t, colouring->vertices),
		.before = QS_ARRAY(host, int32_t, colouring->vertices),
		.uses = QS_ARRAY0(host, int32_t, colouring->switches),
	};
	int			lowest = 0;
	double		last_check = 0.0;

	for (int k = 0; k <= colouring->values; k++)
		greedy.bucket[k] = -1;
	for (int v = colouring->vertices - 1; v >= 0; v--)
	{
		at[v] = -1;
		greedy.free[v] = colouring->value_start[v + 1] - colouring->value_start[v];
		enter(&greedy, v);
	}
	for (int k = 0; k < colouring->vertices; k++)
	{
		int			v = next_vertex(&greedy, &lowest);

		take(&greedy, v, choose_value(&greedy, v), &lowest);
		if (greedy.work - last_check > WORK_PER_CHECK)
		{
			last_check = greedy.work;
			qs_check(host);
		}
	}
	qs_free(host, greedy.clash);
	qs_free(host, greedy.free);
	qs_free(host, greedy.bucket);
	qs_free(host, greedy.next);
	qs_free(host, greedy.before);
	qs_free(host, greedy.uses);
}
