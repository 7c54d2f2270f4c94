/*
 * independent_set_phased.c
 *	  Phased local search for independent sets of equal weights.
 */
#include "classes/independent_set/independent_set_phased.h"

#include <string.h>

/* Local optima in a row by each way of choosing */
#define RANDOM_TURN		50
#define DEGREE_TURN		50
#define PENALTY_TURN	100

typedef enum Choice
{
	BY_CHANCE,
	BY_DEGREE,
	BY_PENALTY
} Choice;

struct QsPhasedSearch
{
	QsDenseSet *dense;
	QsRandom   *random;
	QsLargestSet  *best;
	int			largest;		/* set met so far */
	int32_t    *degree;			/* n */
	int32_t    *penalty;		/* n */
	int			penalised;		/* vertices with a penalty */
	int			delay;			/* local optima between two fadings */
	int			since_fading;
	int			newest;			/* vertex that came in last */
	Choice		choice;
	int			turn;			/* local optima left to the way of choosing */
	int32_t    *tie;			/* n */
	uint8_t    *held;			/* n: in the set since the plateau began */
	int64_t		moves;
};

QsPhasedSearch *
qs_phased_search_create(QsHost *host, const QsIndependentSet *set, QsLargestSet *best)
{
	QsPhasedSearch *search = QS_NEW(host, QsPhasedSearch);

	search->dense = qs_dense_set_create(host, set);
	search->best = best;
	search->degree = QS_ARRAY(host, int32_t, set->n);
	search->penalty = QS_ARRAY0(host, int32_t, set->n);
	search->tie = QS_ARRAY(host, int32_t, set->n);
	search->held = QS_ARRAY0(host, uint8_t, set->n);
	search->delay = 2;
	search->turn = RANDOM_TURN;
	for (int v = 0; v < set->n; v++)
		search->degree[v] = (int32_t) (set->start[v + 1] - set->start[v]);
	qs_dense_set_load(search->dense, best->x);
	return search;
}

void
qs_phased_search_free(QsHost *host, QsPhasedSearch *search)
{
	if (search == NULL)
		return;
	qs_dense_set_free(host, search->dense);
	qs_free(host, search->degree);
	qs_free(host, search->penalty);
	qs_free(host, search->tie);
	qs_free(host, search->held);
	qs_free(host, search);
}

/* One of the set with the least key, at random */
static int
least(QsPhasedSearch *search, const QsVertexBits *bits, const int32_t *key)
{
	int32_t    *tie = search->tie;
	int32_t		smallest = INT32_MAX;
	int			ties = 0;
	int			words = search->dense->stride / 64;

	for (int w = 0; w < words; w++)
		for (uint64_t word = bits->word[w]; word != 0; word &= word - 1)
		{
			int			v = 64 * w + __builtin_ctzll(word);

			if (key[v] < smallest)
			{
				smallest = key[v];
				ties = 0;
			}
			tie[ties] = v;
			ties += key[v] == smallest;
		}
	search->dense->work += bits->count;
	return tie[qs_random_below(search->random, (uint32_t) ties)];
}

static int
select_vertex(QsPhasedSearch *search, const QsVertexBits *bits)
{
	switch (search->choice)
	{
		case BY_DEGREE:
			return least(search, bits, search->degree);
		case BY_PENALTY:
			return least(search, bits, search->penalty);
		default:
			return qs_vertex_bits_member(bits, (int) qs_random_below(search->random,
																	 (uint32_t) bits->count));
	}
}

/* Free vertices come in until there are none. */
static void
fill(QsPhasedSearch *search)
{
	QsDenseSet *dense = search->dense;

	while (dense->free.count > 0)
	{
		search->newest = select_vertex(search, &dense->free);
		qs_dense_add(dense, search->newest);
		search->moves++;
	}
	if (dense->count > search->largest)
		search->largest = dense->count;
	if (qs_largest_set_takes(search->best, dense->count))
		qs_dense_set_store(dense, search->best->x);
}

/* Exchanges until a vertex is free (true), or the plateau is used up. */
static bool
walk_plateau(QsPhasedSearch *search)
{
	QsDenseSet *dense = search->dense;
	int			remaining = dense->count;
	bool		found = false;

	memset(search->held, 0, (size_t) dense->n);
	for (int k = 0; k < remaining; k++)
		search->held[dense->solution[k]] = 1;
	while (dense->near.count > 0 && remaining > 0 && !found)
	{
		int			in = select_vertex(search, &dense->near);
		int			out = qs_dense_mate(dense, in);

		/* who has left does not come back before the next perturbation */
		qs_dense_close(dense, out);
		remaining -= search->held[out];
		search->held[out] = 0;
		qs_dense_swap(dense, in, out);
		search->newest = in;
		search->moves += 2;
		found = dense->free.count > 0;
	}
	return found;
}

/* Penalise the local optimum, let penalties fade when it is time, and steer the
 * pace of fading. */
static void
penalise(QsPhasedSearch *search)
{
	QsDenseSet *dense = search->dense;

	for (int k = 0; k < dense->count; k++)
		search->penalised += search->penalty[dense->solution[k]]++ == 0;
	if (++search->since_fading < search->delay)
		return;
	search->since_fading = 0;
	search->penalised = 0;
	for (int v = 0; v < dense->n; v++)
	{
		search->penalty[v] -= search->penalty[v] > 0;
		search->penalised += search->penalty[v] > 0;
	}
	dense->work += dense->n / 8;
	if (4 * search->penalised < 3 * dense->n)
		search->delay++;
	else if (search->delay > 1)
		search->delay--;
}

static void
perturb(QsPhasedSearch *search)
{
	QsDenseSet *dense = search->dense;

	qs_dense_open_all(dense);
	if (search->choice == BY_PENALTY)
	{
		/* go on from the newest vertex alone */
		while (dense->count > 1)
		{
			int			last = dense->solution[dense->count - 1];

			if (last == search->newest)
				last = dense->solution[0];
			qs_dense_remove(dense, last);
			search->moves++;
		}
	}
	else
	{
		int			v = (int) qs_random_below(search->random, (uint32_t) dense->n);

		if (dense->place[v] < 0)
		{
			search->moves += 1 + qs_dense_force(dense, v);
			search->newest = v;
		}
		else
			qs_dense_refresh(dense);
	}
}

static void
take_turns(QsPhasedSearch *search)
{
	static const int turns[] = {RANDOM_TURN, DEGREE_TURN, PENALTY_TURN};

	if (--search->turn > 0)
		return;
	search->choice = search->choice == BY_PENALTY ? BY_CHANCE : search->choice + 1;
	search->turn = turns[search->choice];
}

QsStatus
qs_phased_search_run(QsHost *host, QsPhasedSearch *search, QsRandom *random, double effort,
					 int goal, int64_t *moves)
{
	QsDenseSet *dense = search->dense;
	double		end = (double) dense->work + effort * 1e6;
	int64_t		next_check = dense->work;
	QsStatus	status = QS_OK;

	search->moves = 0;
	search->random = random;
	while (status == QS_OK && search->best->size < goal && (double) dense->work < end)
	{
		do
			fill(search);
		while (walk_plateau(search));
		if (search->choice == BY_PENALTY)
			penalise(search);
		perturb(search);
		take_turns(search);
		if (dense->work >= next_check)
		{
			next_check = dense->work + 50000;
			qs_check(host);
			if (qs_time_up(host))
				status = QS_INTERRUPTED;
		}
	}
	*moves += search->moves;
	return status;
}
