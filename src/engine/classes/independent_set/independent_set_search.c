/*
 * independent_set_search.c
 *	  Long search for independent sets.
 *
 * Sets of equal weights: two searches by turns, each a slice of work, that share
 * the best set.  Phased local search (dense graphs) is good where large sets hide
 * from greed, the search among sets with conflicts where plateaus are deep; which
 * of them a graph needs is not known beforehand.  Other weights: tabu search.
 */
#include "classes/independent_set/independent_set_search.h"

#include <math.h>
#include <string.h>

#include "classes/independent_set/independent_set_cover.h"
#include "classes/independent_set/independent_set_phased.h"
#include "classes/independent_set/independent_set_tabu.h"

#define SLICE	2.0				/* million units of work */

/* Vertices a set of equal weights needs to be worth the goal */
static int
goal_size(const QsIndependentSet *set, double goal)
{
	double		size = ceil(goal / set->weight[0] * (1.0 - 1e-12));

	return size < INT32_MAX ? (int) fmax(size, 0.0) : INT32_MAX;
}

struct QsSetSearch
{
	QsLargestSet	best;
	QsPhasedSearch *phased;		/* NULL: the graph does not suit */
	QsCoverSearch *cover;
	bool		started;
};

void
qs_set_search_free(QsHost *host, QsSetSearch *search)
{
	if (search == NULL)
		return;
	qs_phased_search_free(host, search->phased);
	qs_cover_search_free(host, search->cover);
	qs_free(host, search->best.x);
	qs_free(host, search);
}

void
qs_independent_set_remember(QsHost *host, QsIndependentSet *set)
{
	if (set->memory == NULL)
		set->memory = QS_NEW(host, QsSetSearch);
}

static int
size_of(const uint8_t *x, int n)
{
	int			size = 0;

	for (int v = 0; v < n; v++)
		size += x[v];
	return size;
}

/* Start with x, or take it over if it is better than what is known. */
static void
take_start(QsHost *host, const QsIndependentSet *set, QsSetSearch *search, const uint8_t *x)
{
	int			size = size_of(x, set->n);

	if (!search->started)
		search->best.x = QS_ARRAY0(host, uint8_t, set->n);
	if (!search->started || size > search->best.size)
	{
		memcpy(search->best.x, x, (size_t) set->n);
		search->best.size = size;
	}
	/* a round that finds nothing better returns another set, if it can */
	search->best.stale = true;
	if (search->started)
		return;
	search->started = true;
	if (qs_dense_set_suits(host, set))
		search->phased = qs_phased_search_create(host, set, &search->best);
	if (qs_cover_search_suits(host, set))
		search->cover = qs_cover_search_create(host, set, &search->best);
}

static QsStatus
search_by_turns(QsHost *host, QsSetSearch *search, QsRandom *random,
				double effort, int goal, int64_t *moves)
{
	QsStatus	status = QS_OK;

	for (double spent = 0.0; spent < effort && search->best.size < goal && status == QS_OK;)
	{
		double		slice = fmin(SLICE, effort - spent);

		spent += slice;
		if (search->phased)
			status = qs_phased_search_run(host, search->phased, random, slice, goal, moves);
		if (search->cover && status == QS_OK)
			status = qs_cover_search_run(host, search->cover, random, slice, goal, moves);
	}
	return status;
}

QsStatus
qs_independent_set_search(QsHost *host, const QsIndependentSet *set, QsRandom *random,
						  double effort, double target, uint8_t *x, int64_t *moves)
{
	double		goal = set->model->constant - target;
	QsSetSearch *search = set->memory;
	QsStatus	status;

	if (effort <= 0.0 || !set->unit ||
		!(qs_dense_set_suits(host, set) || qs_cover_search_suits(host, set) ||
		  (search && search->started)))
		return qs_independent_set_tabu(host, set, random, effort, goal, x, moves);
	if (search == NULL)
		search = QS_NEW(host, QsSetSearch);
	take_start(host, set, search, x);
	status = search_by_turns(host, search, random, effort, goal_size(set, goal), moves);
	if (search->best.size >= size_of(x, set->n))
		memcpy(x, search->best.x, (size_t) set->n);
	if (set->memory == NULL)
		qs_set_search_free(host, search);
	return status;
}
