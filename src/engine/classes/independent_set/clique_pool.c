/*
 * clique_pool.c
 *	  Cliques of a conflict graph, found greedily and kept.
 */
#include "classes/independent_set/clique_pool.h"

#include <string.h>

#include "base/sort.h"

#define CLIQUES_PER_VERTEX	2		/* new ones with a given vertex, per round */

void
qs_cliques_create(QsHost *host, const QsModel *model, const QsStructure *structure,
				  QsCliques *cliques)
{
	*cliques = (QsCliques)
	{
		.host = host,
		.model = model,
		.structure = structure,
		.capacity = 1,
		.start = QS_ARRAY0(host, int64_t, 1),
		.mark = QS_ARRAY0(host, int32_t, model->n),
		.candidate = QS_ARRAY(host, int32_t, model->n),
		.current = QS_ARRAY(host, int32_t, model->n),
		.taken = QS_ARRAY0(host, uint8_t, model->n),
		.value = QS_ARRAY0(host, double, model->n),
	};
}

void
qs_cliques_free(QsCliques *cliques)
{
	QsHost	   *host = cliques->host;

	qs_free(host, cliques->inside);
	qs_free(host, cliques->value);
	qs_free(host, cliques->start);
	qs_free(host, cliques->member);
	qs_free(host, cliques->mark);
	qs_free(host, cliques->candidate);
	qs_free(host, cliques->current);
	qs_free(host, cliques->taken);
}

static bool
is_worth(const QsCliques *cliques, int v)
{
	return cliques->model->objective->linear[v] < 0.0;
}

/* Heavier values first, then the lower index: no pointer to the values goes
 * through qsort, so pairs are sorted. */
typedef struct Keyed
{
	double		key;
	int32_t		vertex;
} Keyed;

static int
compare_keyed(const void *a, const void *b)
{
	const Keyed *x = a;
	const Keyed *y = b;

	if (x->key != y->key)
		return x->key > y->key ? -1 : 1;
	return (x->vertex > y->vertex) - (x->vertex < y->vertex);
}

/* Keep of the first `count` candidates those adjacent to v, in order. */
static int
keep_adjacent(QsCliques *cliques, int v, int from, int count)
{
	const QsStructure *structure = cliques->structure;
	int			kept = 0;

	cliques->stamp++;
	for (int64_t k = structure->conflict_start[v]; k < structure->conflict_start[v + 1]; k++)
		cliques->mark[structure->conflict[k]] = cliques->stamp;
	for (int k = from; k < count; k++)
		if (cliques->mark[cliques->candidate[k]] == cliques->stamp)
			cliques->candidate[kept++] = cliques->candidate[k];
	return kept;
}

/* Extend current (size members) by the candidates, first come first served. */
static int
grow(QsCliques *cliques, int size, int count)
{
	while (count > 0)
	{
		int			v = cliques->candidate[0];

		cliques->current[size++] = v;
		count = keep_adjacent(cliques, v, 1, count);
	}
	return size;
}

/* A clique around v through the heaviest neighbours; its value in *sum. */
static int
grow_heavy(QsCliques *cliques, Keyed *keyed, int v, double *sum)
{
	const QsStructure *structure = cliques->structure;
	int			count = 0;
	int			size;

	for (int64_t k = structure->conflict_start[v]; k < structure->conflict_start[v + 1]; k++)
	{
		int			u = structure->conflict[k];

		if (cliques->value[u] > 1e-6)
			keyed[count++] = (Keyed) {cliques->value[u], u};
	}
	if (count > 1)
		qs_sort(cliques->host, keyed, (size_t) count, sizeof(Keyed), compare_keyed);
	for (int k = 0; k < count; k++)
		cliques->candidate[k] = keyed[k].vertex;
	cliques->current[0] = v;
	size = grow(cliques, 1, count);
	*sum = 0.0;
	for (int k = 0; k < size; k++)
		*sum += cliques->value[cliques->current[k]];
	return size;
}

/* Add whatever else is adjacent to all members, lowest index first. */
static int
make_maximal(QsCliques *cliques, int size)
{
	const QsStructure *structure = cliques->structure;
	int			v = cliques->current[0];
	int			count = 0;

	for (int64_t k = structure->conflict_start[v]; k < structure->conflict_start[v + 1]; k++)
		if (is_worth(cliques, structure->conflict[k]))
			cliques->candidate[count++] = structure->conflict[k];
	for (int k = 1; k < size; k++)
		count = keep_adjacent(cliques, cliques->current[k], 0, count);
	return grow(cliques, size, count);
}

void
qs_cliques_take(QsCliques *cliques, int clique)
{
	for (int64_t k = cliques->start[clique]; k < cliques->start[clique + 1]; k++)
		if (cliques->taken[cliques->member[k]] < CLIQUES_PER_VERTEX)
			cliques->taken[cliques->member[k]]++;
}

static void
store(QsCliques *cliques, int size)
{
	QsHost	   *host = cliques->host;
	int64_t		at = cliques->start[cliques->count];

	if (cliques->count + 2 > cliques->capacity)
	{
		int			capacity = 2 * cliques->capacity + 2;

		cliques->start = qs_realloc(host, cliques->start, (size_t) cliques->count + 1,
									(size_t) capacity, sizeof(int64_t));
		cliques->inside = qs_realloc(host, cliques->inside, (size_t) cliques->count,
									 (size_t) capacity, sizeof(uint8_t));
		cliques->capacity = capacity;
	}
	if (at + size > cliques->member_capacity)
	{
		int64_t		capacity = 2 * (at + size);

		cliques->member = qs_realloc(host, cliques->member, (size_t) at, (size_t) capacity,
									 sizeof(int32_t));
		cliques->member_capacity = capacity;
	}
	memcpy(cliques->member + at, cliques->current, (size_t) size * sizeof(int32_t));
	cliques->inside[cliques->count] = 0;
	cliques->start[++cliques->count] = at + size;
	qs_cliques_take(cliques, cliques->count - 1);
}

/* A maximal clique around v, uncovered vertices first */
static int
grow_uncovered(QsCliques *cliques, int v)
{
	const QsStructure *structure = cliques->structure;
	int			count = 0;

	for (int64_t k = structure->conflict_start[v]; k < structure->conflict_start[v + 1]; k++)
		if (is_worth(cliques, structure->conflict[k]) && cliques->taken[structure->conflict[k]] == 0)
			cliques->candidate[count++] = structure->conflict[k];
	cliques->current[0] = v;
	return make_maximal(cliques, grow(cliques, 1, count));
}

void
qs_cliques_cover(QsCliques *cliques)
{
	const QsStructure *structure = cliques->structure;
	int			n = cliques->model->n;
	Keyed	   *keyed = QS_ARRAY(cliques->host, Keyed, n);

	for (int v = 0; v < n; v++)
		keyed[v] = (Keyed) {(double) (structure->conflict_start[v] - structure->conflict_start[v + 1]), v};
	if (n > 1)
		qs_sort(cliques->host, keyed, (size_t) n, sizeof(Keyed), compare_keyed);
	for (int k = 0; k < n; k++)
	{
		int			v = keyed[k].vertex;

		if (cliques->taken[v] > 0 || !is_worth(cliques, v))
			continue;
		store(cliques, grow_uncovered(cliques, v));
		qs_check(cliques->host);
	}
	qs_free(cliques->host, keyed);
}

double
qs_cliques_value(const QsCliques *cliques, int clique)
{
	double		sum = 0.0;

	for (int64_t k = cliques->start[clique]; k < cliques->start[clique + 1]; k++)
		sum += cliques->value[cliques->member[k]];
	return sum;
}

void
qs_cliques_separate(QsCliques *cliques, double violation)
{
	int			n = cliques->model->n;
	Keyed	   *seeds = QS_ARRAY(cliques->host, Keyed, n);
	Keyed	   *keyed = QS_ARRAY(cliques->host, Keyed, n);
	int			count = 0;

	for (int v = 0; v < n; v++)
		if (cliques->value[v] > 1e-6)
			seeds[count++] = (Keyed) {cliques->value[v], v};
	if (count > 1)
		qs_sort(cliques->host, seeds, (size_t) count, sizeof(Keyed), compare_keyed);
	for (int k = 0; k < count; k++)
	{
		double		sum;
		int			size;

		if (cliques->taken[seeds[k].vertex] >= CLIQUES_PER_VERTEX)
			continue;
		size = grow_heavy(cliques, keyed, seeds[k].vertex, &sum);
		if (sum > 1.0 + violation)
			store(cliques, make_maximal(cliques, size));
		qs_check(cliques->host);
	}
	qs_free(cliques->host, seeds);
	qs_free(cliques->host, keyed);
}
