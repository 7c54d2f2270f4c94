/*
 * test_independent_set.c
 *	  Independent sets under moves, and the searches built on them.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "generate.h"
#include "classes/independent_set/independent_set_dense.h"
#include "classes/independent_set/independent_set_cover.h"
#include "classes/independent_set/independent_set_phased.h"
#include "classes/classes.h"

typedef struct Case
{
	QsModel    *model;
	QsStructure *structure;
	QsIndependentSet *set;
} Case;

static Case
make_case(QsHost *host, QsRandom *random, int n, double density, int most_weight)
{
	Case		c;
	QsGraph    *graph = qs_generate_random_graph(host, random, n, density);

	c.model = qs_generate_independent_set(host, random, graph, most_weight);
	qs_graph_free(host, graph);
	c.structure = qs_structure_create(host, c.model, qs_classes);
	c.set = qs_independent_set_create(host, c.model, c.structure);
	return c;
}

static void
free_case(QsHost *host, Case *c)
{
	qs_independent_set_free(host, c->set);
	qs_structure_free(host, c->structure);
	qs_model_free(host, c->model);
}

static bool
has_bit(const uint64_t *word, int v)
{
	return word[v / 64] >> v % 64 & 1;
}

/* Everything a dense state keeps, from scratch */
static void
assert_dense(const QsDenseSet *dense, const Case *c)
{
	int			count = 0,
				free = 0,
				near = 0;

	for (int v = 0; v < c->model->n; v++)
	{
		int			tightness = dense->place[v] >= 0 ? 2 : 0;
		bool		open = has_bit(dense->open, v);

		for (int64_t k = c->set->start[v]; k < c->set->start[v + 1]; k++)
			tightness += dense->place[c->set->neighbour[k]] >= 0;
		assert_int_equal(dense->tightness[v], tightness);
		assert_int_equal(has_bit(dense->free.word, v), open && tightness == 0);
		assert_int_equal(has_bit(dense->near.word, v), open && tightness == 1);
		free += open && tightness == 0;
		near += open && tightness == 1;
		if (dense->place[v] >= 0)
		{
			assert_int_equal(dense->solution[dense->place[v]], v);
			count++;
		}
	}
	assert_int_equal(dense->count, count);
	assert_int_equal(dense->free.count, free);
	assert_int_equal(dense->near.count, near);
}

static void
random_dense_move(QsDenseSet *dense, QsRandom *random)
{
	int			v;

	if (qs_random_below(random, 4) == 0)
		qs_dense_close(dense, (int) qs_random_below(random, (uint32_t) dense->n));
	if (qs_random_below(random, 8) == 0)
		qs_dense_open_all(dense);
	qs_dense_refresh(dense);
	switch (qs_random_below(random, 4))
	{
		case 0:
			if (dense->count > 0)
				qs_dense_remove(dense, dense->solution[qs_random_below(random, (uint32_t) dense->count)]);
			break;
		case 1:
			v = (int) qs_random_below(random, (uint32_t) dense->n);
			if (dense->place[v] < 0)
				qs_dense_force(dense, v);
			break;
		case 2:
			if (dense->near.count == 0)
				break;
			v = qs_vertex_bits_member(&dense->near,
									  (int) qs_random_below(random, (uint32_t) dense->near.count));
			qs_dense_swap(dense, v, qs_dense_mate(dense, v));
			break;
		default:
			if (dense->free.count == 0)
				break;
			qs_dense_add(dense, qs_vertex_bits_member(&dense->free,
													  (int) qs_random_below(random, (uint32_t) dense->free.count)));
			break;
	}
}

static void
dense_states_follow_every_move(void **state)
{
	static const QsSimd simd[] = {QS_SIMD_PORTABLE, QS_SIMD_AVX2, QS_SIMD_AVX512};
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 31, 0);
	for (int trial = 0; trial < 60; trial++)
	{
		int			n = 1 + (int) qs_random_below(&random, 150);
		Case		c = make_case(host, &random, n, 0.05 + 0.1 * (trial % 8), 1);
		uint8_t    *x = QS_ARRAY0(host, uint8_t, n);
		QsDenseSet *dense;

		host->simd = simd[trial % 3];
		dense = qs_dense_set_create(host, c.set);
		qs_dense_set_load(dense, x);
		for (int move = 0; move < 100; move++)
		{
			random_dense_move(dense, &random);
			assert_dense(dense, &c);
		}
		qs_dense_set_store(dense, x);
		assert_true(qs_model_feasible(c.model, x));
		qs_dense_set_load(dense, x);
		assert_dense(dense, &c);
		qs_dense_set_free(host, dense);
		qs_free(host, x);
		free_case(host, &c);
	}
}

/* Sparse graphs are left to lists, and so are sets that might pass a byte. */
static void
dense_states_are_for_dense_graphs(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	Case		c;

	qs_random_seed(&random, 32, 0);
	c = make_case(host, &random, 200, 0.2, 1);
	assert_true(qs_dense_set_suits(host, c.set));
	free_case(host, &c);
	c = make_case(host, &random, 1000, 0.005, 1);
	assert_false(qs_dense_set_suits(host, c.set));
	free_case(host, &c);
}

static int
size_of(const uint8_t *x, int n)
{
	int			size = 0;

	for (int v = 0; v < n; v++)
		size += x[v];
	return size;
}

/* A random graph of some density with a set of `size` vertices kept free of edges */
static QsModel *
planted_model(QsHost *host, QsRandom *random, int n, int size, double density)
{
	QsRow	   *rows = QS_ARRAY(host, QsRow, n * n / 2);
	int32_t    *ends = QS_ARRAY(host, int32_t, n * n);
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, n);
	int		   *label = QS_ARRAY(host, int, n);
	int			count = 0;
	QsModel    *model;

	for (int v = 0; v < n; v++)
	{
		label[v] = v;
		terms[v] = (QsTerm) {v, v, 1.0};
	}
	qs_random_shuffle(random, label, n);
	for (int a = 0; a < n; a++)
		for (int b = a + 1; b < n; b++)
			if ((a >= size || b >= size) && qs_random_unit(random) < density)
			{
				ends[2 * count] = label[a];
				ends[2 * count + 1] = label[b];
				rows[count] = (QsRow) {2, ends + 2 * count, NULL, '<', 1.0};
				count++;
			}
	model = qs_model_create(host, n, true, 0.0, terms, n, rows, count);
	qs_free(host, rows);
	qs_free(host, ends);
	qs_free(host, terms);
	qs_free(host, label);
	return model;
}

static void
planted_sets_are_found(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 33, 0);
	for (int trial = 0; trial < 6; trial++)
	{
		int			n = 150 + 40 * trial;
		int			size = 24;
		Case		c;
		uint8_t    *x = QS_ARRAY0(host, uint8_t, n);
		QsLargestSet	best = {.x = x};
		QsPhasedSearch *phased;
		QsCoverSearch *cover;
		int64_t		moves = 0;

		c.model = planted_model(host, &random, n, size, 0.4);
		c.structure = qs_structure_create(host, c.model, qs_classes);
		c.set = qs_independent_set_create(host, c.model, c.structure);
		assert_true(c.set->unit && qs_dense_set_suits(host, c.set));
		phased = qs_phased_search_create(host, c.set, &best);
		assert_int_equal(qs_phased_search_run(host, phased, &random, 200.0, size, &moves), QS_OK);
		assert_true(size_of(x, n) == size && best.size == size);
		assert_true(qs_model_feasible(c.model, x));
		assert_true(moves >= size);
		qs_phased_search_free(host, phased);

		/* and by the search among sets with conflicts, from nothing as well */
		memset(x, 0, (size_t) n);
		best = (QsLargestSet) {.x = x};
		cover = qs_cover_search_create(host, c.set, &best);
		assert_int_equal(qs_cover_search_run(host, cover, &random, 200.0, size, &moves), QS_OK);
		assert_true(size_of(x, n) == size && best.size == size);
		assert_true(qs_model_feasible(c.model, x));
		qs_cover_search_free(host, cover);
		qs_free(host, x);
		free_case(host, &c);
	}
}

/* Weights, keys and conflicts as they are, added up anew */
static void
check_cover(const QsCoverSearch *search, const uint8_t *in)
{
	const QsIndependentSet *set = search->set;
	int64_t		conflicts = 0;
	int			size = 0;

	for (int v = 0; v < set->n; v++)
	{
		int64_t		key = in[v] ? QS_COVER_INSIDE : 0;

		size += in[v];
		for (int64_t k = set->start[v]; k < set->start[v + 1]; k++)
		{
			int			u = set->neighbour[k];

			assert_int_equal(set->neighbour[search->twin[k]], v);
			assert_int_equal(search->weight[k], search->weight[search->twin[k]]);
			key += in[u] ? search->weight[k] : 0;
			conflicts += in[u] && in[v] && u < v;
		}
		assert_true(search->key[v] == key);
	}
	assert_int_equal(search->size, size);
	assert_true(search->conflicts == conflicts);
	for (int64_t c = 0; c < search->conflicts; c++)
		assert_true(in[search->conflict[c].end[0]] && in[search->conflict[c].end[1]]);
}

static void
cover_states_follow_every_move(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 34, 0);
	for (int trial = 0; trial < 40; trial++)
	{
		int			n = 3 + (int) qs_random_below(&random, 90);
		Case		c;
		uint8_t    *best_x = QS_ARRAY0(host, uint8_t, n);
		uint8_t    *in = QS_ARRAY0(host, uint8_t, n);
		QsLargestSet	best = {.x = best_x};
		QsCoverSearch *search;

		c.model = planted_model(host, &random, n, 2, 0.1 + 0.02 * trial);
		c.structure = qs_structure_create(host, c.model, qs_classes);
		c.set = qs_independent_set_create(host, c.model, c.structure);
		search = qs_cover_search_create(host, c.set, &best);
		for (int step = 0; step < 120; step++)
		{
			int			v = (int) qs_random_below(&random, (uint32_t) n);

			if (in[v])
				qs_cover_leave(search, v);
			else
				qs_cover_enter(host, search, v);
			in[v] ^= 1;
			if (step % 3 == 0)
				qs_cover_weigh(search);
			if (step % 40 == 39)
				qs_cover_fade(search);
			check_cover(search, in);
		}
		qs_cover_search_free(host, search);
		qs_free(host, best_x);
		qs_free(host, in);
		free_case(host, &c);
	}
}

/* A set that remembers goes on; the answers are independent and never smaller. */
static void
remembered_searches_go_on(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 35, 0);
	for (int trial = 0; trial < 8; trial++)
	{
		int			n = 60 + 30 * trial;
		Case		c;
		uint8_t    *x = QS_ARRAY0(host, uint8_t, n);
		int64_t		moves = 0;
		int			before = 0;

		c.model = planted_model(host, &random, n, 12, 0.3);
		c.structure = qs_structure_create(host, c.model, qs_classes);
		c.set = qs_independent_set_create(host, c.model, c.structure);
		qs_independent_set_remember(host, c.set);
		for (int call = 0; call < 12; call++)
		{
			if (call % 4 == 3)
			{
				memset(x, 0, (size_t) n);
				x[call] = 1;
			}
			assert_int_equal(qs_independent_set_search(host, c.set, &random, 0.05, -INFINITY, x,
													   &moves), QS_OK);
			assert_true(qs_model_feasible(c.model, x));
			assert_true(size_of(x, n) >= before);
			before = size_of(x, n);
		}
		assert_true(before >= 12);
		qs_free(host, x);
		free_case(host, &c);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(dense_states_follow_every_move),
		UNIT_TEST(dense_states_are_for_dense_graphs),
		UNIT_TEST(planted_sets_are_found),
		UNIT_TEST(cover_states_follow_every_move),
		UNIT_TEST(remembered_searches_go_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
