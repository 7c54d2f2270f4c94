/*
 * independent_set_cover.c
 *	  Search for an independent set of a given size among sets with conflicts.
 */
#include "classes/independent_set/independent_set_cover.h"

#include <string.h>

#include "base/simd.h"

#define BLOCK				64
#define SAMPLED_ORDER		4096	/* larger graphs are sampled, unless dense */
#define SAMPLES				50
#define MOST_GAIN			(INT64_C(1) << 29)	/* keys stay below QS_COVER_INSIDE */

/*
 * The vertex outside of the least key, the one longest unchanged among equals.
 * Keys of vertices inside and of padding are too high to win.
 */
QS_ALWAYS_INLINE int
least_body(QsCoverSearch *search)
{
	const int32_t *key = search->key;
	const int64_t *stamp = search->stamp;
	int			blocks = search->padded / BLOCK;
	int32_t		least = INT32_MAX;
	int			choice = -1;

	for (int b = 0; b < blocks; b++)
	{
		int32_t		lowest = INT32_MAX;

		for (int k = 0; k < BLOCK; k++)
			lowest = key[b * BLOCK + k] < lowest ? key[b * BLOCK + k] : lowest;
		search->block[b] = lowest;
		least = lowest < least ? lowest : least;
	}
	if (least >= QS_COVER_INSIDE)
		return -1;
	for (int b = 0; b < blocks; b++)
		if (search->block[b] == least)
			for (int v = b * BLOCK; v < (b + 1) * BLOCK; v++)
				if (key[v] == least && (choice < 0 || stamp[v] < stamp[choice]))
					choice = v;
	return choice;
}

static int
least_portable(QsCoverSearch *search)
{
	return least_body(search);
}

#ifdef QS_SIMD_DISPATCH
QS_SIMD_AVX2_CODE static int
least_avx2(QsCoverSearch *search)
{
	return least_body(search);
}

QS_SIMD_AVX512_CODE static int
least_avx512(QsCoverSearch *search)
{
	return least_body(search);
}
#endif

/* The best of a few outside, drawn at random */
static int
least_sampled(QsCoverSearch *search)
{
	int			choice = -1;

	for (int k = 0; k < SAMPLES && search->outsiders > 0; k++)
	{
		int			v = search->outside[qs_random_below(search->random,
														(uint32_t) search->outsiders)];

		if (search->key[v] < QS_COVER_INSIDE &&
			(choice < 0 || search->key[v] < search->key[choice] ||
			 (search->key[v] == search->key[choice] && search->stamp[v] < search->stamp[choice])))
			choice = v;
	}
	return choice;
}

static bool
is_sampled(const QsIndependentSet *set)
{
	return set->n > SAMPLED_ORDER && set->start[set->n] / set->n < set->n / 16;
}

static void
bind_kernel(QsCoverSearch *search, QsSimd simd)
{
	search->least = least_portable;
	(void) simd;
#ifdef QS_SIMD_DISPATCH
	switch (qs_simd_resolve(simd))
	{
		case QS_SIMD_AVX512:
			search->least = least_avx512;
			break;
		case QS_SIMD_AVX2:
			search->least = least_avx2;
			break;
		default:
			break;
	}
#endif
	if (is_sampled(search->set))
		search->least = least_sampled;
}

bool
qs_cover_search_suits(QsHost *host, const QsIndependentSet *set)
{
	return set->n > 0 && set->start[set->n] < INT32_MAX &&
		qs_memory_fits(host, 64.0 * set->n + 8.0 * (double) set->start[set->n]);
}

/* Adjacency is ascending, so the arcs into v come up in the order of v's own. */
static void
find_twins(QsHost *host, QsCoverSearch *search)
{
	const QsIndependentSet *set = search->set;
	int64_t    *next = QS_ARRAY(host, int64_t, set->n);

	memcpy(next, set->start, (size_t) set->n * sizeof(int64_t));
	for (int v = 0; v < set->n; v++)
		for (int64_t k = set->start[v]; k < set->start[v + 1]; k++)
			search->twin[k] = (int32_t) next[set->neighbour[k]]++;
	qs_free(host, next);
}

QsCoverSearch *
qs_cover_search_create(QsHost *host, const QsIndependentSet *set, QsLargestSet *best)
{
	QsCoverSearch *search = QS_NEW(host, QsCoverSearch);
	int			n = set->n;
	int64_t		arcs = set->start[n];

	search->set = set;
	search->n = n;
	search->padded = (n + BLOCK - 1) / BLOCK * BLOCK;
	search->key = QS_ARRAY0(host, int32_t, search->padded);
	search->block = QS_ARRAY(host, int32_t, search->padded / BLOCK);
	search->weight = QS_ARRAY(host, int32_t, arcs);
	search->twin = QS_ARRAY(host, int32_t, arcs);
	search->stamp = QS_ARRAY0(host, int64_t, n);
	search->touched = QS_ARRAY(host, uint8_t, n);
	search->barred = -1;
	search->best = best;
	if (is_sampled(set))
	{
		search->outside = QS_ARRAY(host, int32_t, n);
		search->place = QS_ARRAY(host, int32_t, n);
		for (int v = 0; v < n; v++)
			search->outside[v] = search->place[v] = v;
		search->outsiders = n;
	}
	find_twins(host, search);
	for (int64_t k = 0; k < arcs; k++)
		search->weight[k] = 1;
	for (int v = n; v < search->padded; v++)
		search->key[v] = INT32_MAX;
	memset(search->touched, 1, (size_t) n);
	search->fading = (int64_t) (0.25 * n * (double) arcs);
	if (search->fading > MOST_GAIN)
		search->fading = MOST_GAIN;
	bind_kernel(search, host->simd);
	for (int v = 0; v < n; v++)
		if (best->x[v])
			qs_cover_enter(host, search, v);
	memset(search->touched, 1, (size_t) n);
	return search;
}

void
qs_cover_search_free(QsHost *host, QsCoverSearch *search)
{
	if (search == NULL)
		return;
	qs_free(host, search->key);
	qs_free(host, search->block);
	qs_free(host, search->weight);
	qs_free(host, search->twin);
	qs_free(host, search->stamp);
	qs_free(host, search->touched);
	qs_free(host, search->outside);
	qs_free(host, search->place);
	qs_free(host, search->conflict);
	qs_free(host, search);
}

/* Room for the conflicts one vertex more can bring */
static void
make_room(QsHost *host, QsCoverSearch *search, int v)
{
	int64_t		need = search->conflicts + search->set->start[v + 1] - search->set->start[v];

	if (need <= search->conflict_capacity)
		return;
	search->conflict = qs_realloc(host, search->conflict, (size_t) search->conflicts,
								  (size_t) (2 * need), sizeof(QsConflict));
	search->conflict_capacity = 2 * need;
}

void
qs_cover_enter(QsHost *host, QsCoverSearch *search, int v)
{
	const QsIndependentSet *set = search->set;
	int32_t    *key = search->key;

	make_room(host, search, v);
	for (int64_t k = set->start[v]; k < set->start[v + 1]; k++)
	{
		int			u = set->neighbour[k];

		key[u] += search->weight[k];
		if (key[u] >= QS_COVER_INSIDE)
		{
			search->conflict[search->conflicts++] = (QsConflict) {k, {v, u}};
			search->touched[u] = 1;
		}
	}
	key[v] += QS_COVER_INSIDE;
	search->touched[v] = 0;
	search->stamp[v] = search->step;
	search->size++;
	search->work += set->start[v + 1] - set->start[v];
	if (search->place)
	{
		int			last = search->outside[--search->outsiders];

		search->outside[search->place[v]] = last;
		search->place[last] = search->place[v];
	}
}

void
qs_cover_leave(QsCoverSearch *search, int v)
{
	const QsIndependentSet *set = search->set;
	int32_t    *key = search->key;
	int64_t		kept = 0;

	key[v] -= QS_COVER_INSIDE;
	for (int64_t k = set->start[v]; k < set->start[v + 1]; k++)
	{
		int			u = set->neighbour[k];

		if (key[u] >= QS_COVER_INSIDE)
			search->touched[u] = 1;
		key[u] -= search->weight[k];
	}
	for (int64_t c = 0; c < search->conflicts; c++)
		if (search->conflict[c].end[0] != v && search->conflict[c].end[1] != v)
			search->conflict[kept++] = search->conflict[c];
	search->conflicts = kept;
	search->stamp[v] = search->step;
	search->size--;
	search->work += set->start[v + 1] - set->start[v];
	if (search->place)
	{
		search->place[v] = search->outsiders;
		search->outside[search->outsiders++] = v;
	}
}

void
qs_cover_fade(QsCoverSearch *search)
{
	const QsIndependentSet *set = search->set;
	int64_t		total = 0;

	for (int64_t k = 0; k < set->start[set->n]; k++)
		total += search->weight[k] = (int32_t) (0.3 * search->weight[k]);
	for (int v = 0; v < set->n; v++)
	{
		int32_t		key = 0;

		for (int64_t k = set->start[v]; k < set->start[v + 1]; k++)
			if (search->key[set->neighbour[k]] >= QS_COVER_INSIDE)
				key += search->weight[k];
		search->key[v] = key + (search->key[v] >= QS_COVER_INSIDE ? QS_COVER_INSIDE : 0);
	}
	search->gained = total / 2;
	search->work += 2 * set->start[set->n];
}

void
qs_cover_weigh(QsCoverSearch *search)
{
	for (int64_t c = 0; c < search->conflicts; c++)
	{
		const QsConflict *conflict = &search->conflict[c];

		search->weight[conflict->arc]++;
		search->weight[search->twin[conflict->arc]]++;
		search->key[conflict->end[0]]++;
		search->key[conflict->end[1]]++;
	}
	search->gained += search->conflicts;
	if (search->gained >= search->fading)
		qs_cover_fade(search);
}

/* Who comes in next; the vertex that left last does not.  -1: nobody is left. */
static int
choose_entrant(QsCoverSearch *search)
{
	int			choice;

	if (search->barred >= 0)
		search->key[search->barred] += QS_COVER_INSIDE;
	choice = search->least(search);
	if (search->barred >= 0)
		search->key[search->barred] -= QS_COVER_INSIDE;
	search->work += search->outside ? SAMPLES : search->padded / 8;
	return choice;
}

/* The end of a random conflict whose leaving takes most weight away */
static int
choose_leaver(QsCoverSearch *search)
{
	const QsConflict *conflict = &search->conflict[qs_random_below(search->random,
																   (uint32_t) search->conflicts)];
	int			a = conflict->end[0];
	int			b = conflict->end[1];

	if (!search->touched[a] || !search->touched[b])
		return search->touched[a] ? a : b;
	if (search->key[a] != search->key[b])
		return search->key[a] > search->key[b] ? a : b;
	return search->stamp[a] < search->stamp[b] ? a : b;
}

/* Free of conflicts, the set is the new best; with one, it holds another as large
 * as the best. */
static void
store(QsCoverSearch *search)
{
	int			size = search->size - (int) search->conflicts;

	if (size > search->largest)
		search->largest = size;
	if (!qs_largest_set_takes(search->best, size))
		return;
	for (int v = 0; v < search->n; v++)
		search->best->x[v] = search->key[v] >= QS_COVER_INSIDE;
	if (search->conflicts > 0)
		search->best->x[search->conflict[0].end[0]] = 0;
}

QsStatus
qs_cover_search_run(QsHost *host, QsCoverSearch *search, QsRandom *random, double effort,
					int goal, int64_t *moves)
{
	double		end = (double) search->work + effort * 1e6;
	int64_t		next_check = search->work;
	QsStatus	status = QS_OK;

	search->random = random;
	while (status == QS_OK && search->best->size < goal && (double) search->work < end)
	{
		int			v = choose_entrant(search);

		search->step++;
		if (v < 0)
			break;
		qs_cover_enter(host, search, v);
		(*moves)++;
		while (search->size > search->best->size + 1)
		{
			search->barred = choose_leaver(search);
			qs_cover_leave(search, search->barred);
			(*moves)++;
		}
		if (search->conflicts <= 1)
			store(search);
		qs_cover_weigh(search);
		if (search->work >= next_check)
		{
			next_check = search->work + 100000;
			qs_check(host);
			if (qs_time_up(host))
				status = QS_INTERRUPTED;
		}
	}
	return status;
}
