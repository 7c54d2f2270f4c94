/*
 * assignment_restart.c
 *	  Three ways to restart that share the steps by what they have found.
 */
#include "classes/assignment/assignment_restart.h"

#include <math.h>
#include <string.h>

#define POPULATION		8
#define LEADER_WEIGHT	3.0		/* of a way that found the best, against the others */
#define FORGET			0.97	/* of the steps counted, at every restart */

typedef enum Way
{
	WAY_LONG,
	WAY_LOCAL,
	WAY_CROSSED,
	WAYS
} Way;

struct QsRestart
{
	int			order;
	double		gain;
	Way			way;			/* of the present run */
	double		steps[WAYS];
	double		found[WAYS];	/* lowest cost */
	double		best;
	int		   *best_location;
	double		accepted;		/* where local runs start */
	int		   *accepted_location;
	int			strength;		/* facilities moved */
	int			members;
	double		cost[POPULATION];
	int		   *member;			/* POPULATION x order */
	int		   *unused;			/* order: scratch */
	uint8_t    *used;			/* order: scratch */
};

static int
share_of(const QsRestart *restart, double share, int least)
{
	return (int) fmax(least, share * restart->order);
}

QsRestart *
qs_restart_create(QsHost *host, int order, double gain)
{
	QsRestart  *restart = QS_NEW(host, QsRestart);

	restart->order = order;
	restart->gain = gain;
	restart->best = restart->accepted = INFINITY;
	for (int way = 0; way < WAYS; way++)
		restart->found[way] = INFINITY;
	restart->best_location = QS_ARRAY0(host, int, order);
	restart->accepted_location = QS_ARRAY0(host, int, order);
	restart->strength = share_of(restart, 0.05, 3);
	restart->member = QS_ARRAY(host, int, (size_t) POPULATION * (size_t) order);
	restart->unused = QS_ARRAY(host, int, order);
	restart->used = QS_ARRAY(host, uint8_t, order);
	return restart;
}

void
qs_restart_free(QsHost *host, QsRestart *restart)
{
	if (restart == NULL)
		return;
	qs_free(host, restart->best_location);
	qs_free(host, restart->accepted_location);
	qs_free(host, restart->member);
	qs_free(host, restart->unused);
	qs_free(host, restart->used);
	qs_free(host, restart);
}

double
qs_restart_patience(const QsRestart *restart)
{
	switch (restart->way)
	{
		case WAY_LOCAL:
			return 10.0 * restart->order;
		case WAY_CROSSED:
			return 30.0 * restart->order;
		default:
			return 2000.0 + 100.0 * restart->order;
	}
}

static int *
member_at(const QsRestart *restart, int k)
{
	return restart->member + (size_t) k * (size_t) restart->order;
}

static void
copy(const QsRestart *restart, int *to, const int *from)
{
	memcpy(to, from, (size_t) restart->order * sizeof(int));
}

/* Keep the run's best if it is of a new cost and better than some member. */
static void
join_population(QsRestart *restart, const int *location, double cost)
{
	int			at = 0;

	for (int k = 0; k < restart->members; k++)
	{
		if (fabs(restart->cost[k] - cost) < restart->gain)
			return;
		if (restart->cost[k] > restart->cost[at])
			at = k;
	}
	if (restart->members < POPULATION)
		at = restart->members++;
	else if (cost >= restart->cost[at])
		return;
	restart->cost[at] = cost;
	copy(restart, member_at(restart, at), location);
}

/* A local run that found nothing better moves farther; at the end of the range
 * the next best thing is accepted. */
static void
accept(QsRestart *restart, const int *location, double cost)
{
	bool		better = cost < restart->accepted - restart->gain;

	restart->strength += share_of(restart, 0.05, 1);
	if (!better && restart->strength <= share_of(restart, 0.3, 4))
		return;
	restart->strength = share_of(restart, 0.05, 3);
	restart->accepted = cost;
	copy(restart, restart->accepted_location, location);
}

/* The way farthest behind its share of the steps */
static Way
choose_way(QsRestart *restart)
{
	double		weight[WAYS];
	double		weights = 0.0,
				steps = 0.0,
				most = -INFINITY;
	Way			chosen = WAY_LONG;

	for (int way = 0; way < WAYS; way++)
	{
		weight[way] = restart->found[way] <= restart->best + restart->gain ? LEADER_WEIGHT : 1.0;
		restart->steps[way] *= FORGET;
		weights += weight[way];
		steps += restart->steps[way];
	}
	for (int way = 0; way < WAYS; way++)
	{
		double		behind = weight[way] / weights * steps - restart->steps[way];

		if (behind > most)
		{
			most = behind;
			chosen = (Way) way;
		}
	}
	return chosen;
}

static void
exchange(int *location, int i, int j)
{
	int			keep = location[i];

	location[i] = location[j];
	location[j] = keep;
}

/* Random exchanges, each moving on a facility that the one before moved */
static void
move_chain(QsRestart *restart, QsRandom *random, int exchanges, int *location)
{
	uint32_t	order = (uint32_t) restart->order;
	int			previous = (int) qs_random_below(random, order);

	for (int k = 0; k < exchanges; k++)
	{
		int			i = (int) qs_random_below(random, order);

		exchange(location, i, previous);
		previous = i;
	}
}

static void
shuffle_half(QsRestart *restart, QsRandom *random, int *location)
{
	uint32_t	order = (uint32_t) restart->order;

	for (int k = 0; k < restart->order / 2; k++)
	{
		int			i = (int) qs_random_below(random, order);

		exchange(location, i, (int) qs_random_below(random, order));
	}
}

/* A facility stands where either parent has it, if that is free; the others at
 * what is left. */
static void
cross(QsRestart *restart, QsRandom *random, const int *a, const int *b, int *child)
{
	int			order = restart->order;
	int			first = (int) qs_random_below(random, (uint32_t) order);
	int			left = 0;

	memset(restart->used, 0, (size_t) order);
	for (int f = 0; f < order; f++)
	{
		child[f] = a[f] == b[f] ? a[f] : -1;
		if (child[f] >= 0)
			restart->used[child[f]] = 1;
	}
	for (int k = 0; k < order; k++)
	{
		int			f = (first + k) % order;
		bool		swap = qs_random_below(random, 2) == 0;
		int			one = swap ? b[f] : a[f];
		int			other = swap ? a[f] : b[f];

		if (child[f] >= 0)
			continue;
		child[f] = !restart->used[one] ? one : !restart->used[other] ? other : -1;
		if (child[f] >= 0)
			restart->used[child[f]] = 1;
	}
	for (int l = 0; l < order; l++)
		if (!restart->used[l])
			restart->unused[left++] = l;
	for (int f = 0; f < order; f++)
		if (child[f] < 0)
		{
			int			k = (int) qs_random_below(random, (uint32_t) left);

			child[f] = restart->unused[k];
			restart->unused[k] = restart->unused[--left];
		}
}

/* Until there are enough members, runs from somewhere else altogether */
static void
start_crossed(QsRestart *restart, QsRandom *random, int *next)
{
	int			a,
				b;

	if (restart->members < POPULATION)
	{
		copy(restart, next, restart->best_location);
		move_chain(restart, random, 3 * restart->order, next);
		return;
	}
	a = (int) qs_random_below(random, POPULATION);
	b = (int) qs_random_below(random, POPULATION - 1);
	b += b >= a;
	cross(restart, random, member_at(restart, a), member_at(restart, b), next);
}

void
qs_restart_next(QsRestart *restart, QsRandom *random, const int *location, double cost,
				double steps, int *next)
{
	restart->steps[restart->way] += steps;
	restart->found[restart->way] = fmin(restart->found[restart->way], cost);
	if (cost < restart->best)
	{
		restart->best = cost;
		copy(restart, restart->best_location, location);
	}
	join_population(restart, location, cost);
	if (restart->way == WAY_LOCAL || isinf(restart->accepted))
		accept(restart, location, cost);
	restart->way = choose_way(restart);
	if (restart->way == WAY_CROSSED)
		start_crossed(restart, random, next);
	else if (restart->way == WAY_LOCAL)
	{
		copy(restart, next, restart->accepted_location);
		move_chain(restart, random, restart->strength, next);
	}
	else
	{
		copy(restart, next, restart->best_location);
		shuffle_half(restart, random, next);
	}
}
