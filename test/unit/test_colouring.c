/*
 * test_colouring.c
 *	  Colourings are recognised however they are written, and solved: against going
 *	  through all, and against known chromatic numbers.
 */
#include "colouring_models.h"

#include <math.h>
#include <string.h>

#include "classes/classes.h"
#include "classes/colouring/colouring.h"
#include "classes/colouring/colouring_class.h"
#include "classes/colouring/colouring_local.h"
#include "classes/colouring/colouring_tabu.h"
#include "model/contraction.h"
#include "presolve/presolve.h"
#include "solve/pipeline.h"
#include "structure/local.h"

static bool
is_colouring(QsHost *host, const QsModel *model)
{
	QsStructure *structure = qs_structure_create(host, model, qs_classes);
	bool		found = structure->ops == &qs_colouring_class;

	qs_structure_free(host, structure);
	return found;
}

/* Some colour of two neighbours' lists is the same: there is something to recognise. */
static bool
conflicts(const Colouring *colouring)
{
	for (int u = 0; u < colouring->n; u++)
		for (int v = 0; v < u; v++)
			for (int c = 0; c < colouring->colours; c++)
				if (colouring->adjacent[u * colouring->n + v] &&
					colouring->value[u * colouring->colours + c] >= 0 &&
					colouring->value[v * colouring->colours + c] >= 0)
					return true;
	return false;
}

/* Every list leaves a choice: no row decides anything by itself. */
static bool
leaves_choices(const Colouring *colouring)
{
	for (int v = 0; v < colouring->n; v++)
	{
		int			length = 0;

		for (int c = 0; c < colouring->colours; c++)
			length += colouring->allowed[v * colouring->colours + c];
		if (length < 2)
			return false;
	}
	return true;
}

/* Random colours of the lists, and the bits they are with the fewest switches */
static void
random_colours(QsRandom *random, const Colouring *colouring, int *colour, uint8_t *x)
{
	memset(x, 0, (size_t) colouring->variables);
	for (int v = 0; v < colouring->n; v++)
	{
		do
			colour[v] = (int) qs_random_below(random, (uint32_t) colouring->colours);
		while (!colouring->allowed[v * colouring->colours + colour[v]]);
		x[colouring->value[v * colouring->colours + colour[v]]] = 1;
		for (int c = 0; c <= colour[v]; c++)
			if (colouring->switch_of[c] >= 0 && (c == colour[v] || colouring->in_order))
				x[colouring->switch_of[c]] = 1;
	}
}

/* The model and what was recognised say the same about colours. */
static void
check_colours(QsHost *host, QsRandom *random, const Colouring *colouring, const QsModel *model,
			  const QsColouring *found)
{
	int			colour[16];
	int32_t		at[32];
	uint8_t		on[16];
	uint8_t		x[128];
	uint8_t		back[128];
	double		cost;

	random_colours(random, colouring, colour, x);
	cost = colouring_cost(colouring, colour);
	assert_int_equal(qs_model_feasible(model, x), isfinite(cost));
	if (!isfinite(cost))
		return;
	assert_float_equal(qs_model_objective(model, x), cost, 1e-9);
	qs_colouring_from_bits(found, x, at);
	qs_colouring_to_bits(host, found, at, back);
	assert_memory_equal(x, back, (size_t) model->n);
	assert_float_equal(qs_colouring_cost(found, at, on), cost, 1e-9);
	qs_colouring_settle(host, found, at);
	qs_colouring_to_bits(host, found, at, back);
	assert_true(qs_model_feasible(model, back));
	assert_true(found->priced || qs_colouring_cost(found, at, on) <= cost + 1e-9);
}

static void
every_form_is_recognised(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			recognised = 0;

	qs_random_seed(&random, 1401, 0);
	for (int trial = 0; trial < 3000; trial++)
	{
		Colouring  *colouring = colouring_random(host, &random, 7, 5);
		QsModel    *model = colouring_model(host, &random, colouring);
		QsColouring *found = qs_colouring_create(host, model);

		if (leaves_choices(colouring))
		{
			assert_int_equal(found != NULL, conflicts(colouring));
			assert_int_equal(is_colouring(host, model), found != NULL);
		}
		if (found && leaves_choices(colouring))
		{
			assert_int_equal(found->vertices, colouring->n);
			assert_int_equal(found->values + found->switches, model->n);
		}
		recognised += found != NULL;
		for (int k = 0; found && k < 20; k++)
			check_colours(host, &random, colouring, model, found);
		qs_colouring_free(host, found);
		qs_model_free(host, model);
		colouring_free(host, colouring);
	}
	print_message("%d of 3000 recognised\n", recognised);
	assert_true(recognised > 2400);
}

/* Vertices coloured, colours closed, lists shortened: still a colouring when it still is
 * one, merged vertices included. */
static void
what_fixing_leaves_is_recognised(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			recognised = 0;
	int			lost = 0;

	qs_random_seed(&random, 1402, 0);
	for (int trial = 0; trial < 600; trial++)
	{
		Colouring  *colouring = colouring_random(host, &random, 12, 6);
		QsModel    *model = colouring_model(host, &random, colouring);
		QsContraction *contraction = qs_contraction_create(host, model);
		QsReduced  *reduced;
		QsStatus	status;

		for (int k = 0; k < 3; k++)
			qs_contraction_fix(host, contraction, (int) qs_random_below(&random, (uint32_t) model->n),
							   0, NAN, "test", -1, NULL);
		status = qs_presolve(host, contraction, qs_classes, &qs_presolve_defaults);
		reduced = qs_contraction_reduce(host, contraction);
		if (status == QS_OK && !reduced->infeasible && reduced->model->m > 0)
		{
			int			lists = 0;

			for (int r = 0; r < reduced->model->m; r++)
				lists += reduced->model->row_lower[r] == reduced->model->row_upper[r];
			if (lists >= 3)
			{
				recognised += is_colouring(host, reduced->model);
				lost += !is_colouring(host, reduced->model);
			}
		}
		qs_reduced_free(host, reduced);
		qs_contraction_free(host, contraction);
		qs_model_free(host, model);
		colouring_free(host, colouring);
	}
	print_message("%d recognised after presolve, %d not\n", recognised, lost);
	assert_true(recognised > 20 * lost);
}

static QsRun *
solve(QsHost *host, const QsModel *model, uint64_t seed, int rounds)
{
	QsSettings	settings = qs_settings_defaults;

	settings.sampler = qs_sampler_defaults;
	settings.solver = QS_SOLVER_AUTO;
	settings.seed = seed;
	settings.rounds = rounds;
	return qs_solve(host, model, &settings);
}

static void
small_ones_are_solved(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			infeasible = 0;

	qs_random_seed(&random, 1403, 0);
	for (int trial = 0; trial < 300; trial++)
	{
		Colouring  *colouring = colouring_random(host, &random, 7, 4);
		QsModel    *model = colouring_model(host, &random, colouring);
		double		best;
		bool		feasible = colouring_brute_force(colouring, &best);
		QsRun	   *run = solve(host, model, (uint64_t) trial, 4);

		infeasible += !feasible;
		if (feasible)
		{
			assert_int_equal(run->status, QS_RUN_OPTIMAL);
			assert_float_equal(qs_model_report(model, run->objective), best, 1e-9);
		}
		else
			assert_int_equal(run->status, QS_RUN_INFEASIBLE);
		qs_run_free(host, run);
		qs_model_free(host, model);
		colouring_free(host, colouring);
	}
	assert_true(infeasible > 20 && infeasible < 280);
}

/* The moves alone, without presolve, rounds or proof */
static void
moves_alone_find_the_optimum(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			solved = 0,
				missed = 0;

	qs_random_seed(&random, 1404, 0);
	for (int trial = 0; trial < 400; trial++)
	{
		Colouring  *colouring = colouring_random(host, &random, 7, 4);
		QsModel    *model = colouring_model(host, &random, colouring);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsLocal    *local = qs_local_create(host, model, structure, NULL);
		uint8_t    *x = QS_ARRAY0(host, uint8_t, model->n);
		double		best;
		double		objective = 0.0;
		int64_t		moves;
		bool		feasible = colouring_brute_force(colouring, &best);
		QsStatus	status;

		if (structure->ops == &qs_colouring_class)
		{
			for (int i = 0; i < model->n; i++)
				x[i] = trial % 2 && qs_random_below(&random, 2);
			status = trial % 3 ? qs_construct(host, local, &random, trial % 5 / 5.0, x)
				: qs_repair(host, local, &random, x, &moves);
			/* with an order and service lists may leave more to do than moves of one vertex */
			if (!colouring->in_order || !colouring->served)
				assert_int_equal(status, feasible ? QS_OK : QS_LIMIT);
			if (status == QS_OK)
			{
				assert_true(qs_model_feasible(model, x));
				qs_polish(host, local, &random, x, &objective, &moves);
				assert_true(qs_model_feasible(model, x));
				qs_search(host, local, &random, 0.5, -INFINITY, x, &objective, &moves);
				assert_true(qs_model_feasible(model, x));
				assert_float_equal(objective, qs_model_objective(model, x), 1e-9);
				assert_true(objective >= best - 1e-9);
				solved += objective <= best + 1e-9;
				missed += objective > best + 1e-9;
			}
		}
		qs_free(host, x);
		qs_local_free(host, local);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
		colouring_free(host, colouring);
	}
	print_message("%d solved, %d missed\n", solved, missed);
	assert_true(solved > 150 && missed * 50 <= solved);
}

/* Number of colours found, and whether it was proved */
static void
check_chromatic(QsHost *host, Colouring *colouring, double chromatic, EdgeRows edges, UsedRows used,
				bool in_order)
{
	QsRandom	random;
	QsModel    *model;
	QsRun	   *run;

	qs_random_seed(&random, 1405, (uint64_t) edges);
	colouring->price = QS_ARRAY(host, double, colouring->colours);
	for (int c = 0; c < colouring->colours; c++)
		colouring->price[c] = 1.0;
	colouring->edges = edges;
	colouring->used = used;
	colouring->in_order = in_order;
	colouring->served = in_order;
	colouring->disguised = true;
	model = colouring_model(host, &random, colouring);
	assert_true(is_colouring(host, model));
	run = solve(host, model, 5, 3);
	assert_int_equal(run->status, QS_RUN_OPTIMAL);
	assert_float_equal(qs_model_report(model, run->objective), chromatic, 0.0);
	qs_run_free(host, run);
	qs_model_free(host, model);
	colouring_free(host, colouring);
}

static void
chromatic_numbers_are_found_and_proved(void **state)
{
	QsHost	   *host = unit_host(state);

	for (int order = 3; order <= 5; order++)
		check_chromatic(host, colouring_mycielski(host, order, order + 2), order,
						order % 2 ? EDGE_PAIRS_USED : EDGE_PAIRS, USED_LINKS, order == 4);
	check_chromatic(host, colouring_queen(host, 5, 8), 5, EDGE_CLIQUES_USED, USED_NONE, false);
	check_chromatic(host, colouring_queen(host, 6, 9), 7, EDGE_PAIRS_USED, USED_NONE, false);
	check_chromatic(host, colouring_queen(host, 7, 9), 7, EDGE_STARS_USED, USED_NONE, true);
	check_chromatic(host, colouring_multipartite(host, 5, 4, 8), 5, EDGE_CLIQUES, USED_SUMS, true);
	for (int n = 5; n <= 13; n += 4)
		check_chromatic(host, colouring_cycle(host, n, 5), 3, EDGE_STARS, USED_LINKS, n == 9);
	check_chromatic(host, colouring_cycle(host, 10, 5), 2, EDGE_PAIRS, USED_SUMS, false);
}

/* One colour too few is proved to be. */
static void
one_colour_too_few_is_infeasible(void **state)
{
	QsHost	   *host = unit_host(state);
	Colouring  *colouring[] = {
		colouring_mycielski(host, 4, 3), colouring_mycielski(host, 5, 4), colouring_queen(host, 6, 6),
		colouring_multipartite(host, 5, 3, 4)
	};

	for (size_t k = 0; k < sizeof(colouring) / sizeof(*colouring); k++)
	{
		QsModel    *model = colouring_model(host, NULL, colouring[k]);
		QsRun	   *run = solve(host, model, 1, 3);

		assert_int_equal(run->status, QS_RUN_INFEASIBLE);
		qs_run_free(host, run);
		qs_model_free(host, model);
		colouring_free(host, colouring[k]);
	}
}

/* ---- what is none -------------------------------------------------------- */

/* A small colouring with one more row, or another objective */
static bool
recognised_with(QsHost *host, const int32_t *variables, const double *coefficients, int count,
				char sense, double rhs, const QsTerm *term)
{
	/* an edge between vertices {0, 1, 2} and {3, 4, 5}, and a vertex {6, 7, 8} */
	static const int32_t list[3][3] = {{0, 1, 2}, {3, 4, 5}, {6, 7, 8}};
	static const int32_t edge[3][2] = {{0, 3}, {1, 4}, {2, 5}};
	QsRow		rows[7];
	QsModel    *model;
	bool		found;

	for (int k = 0; k < 3; k++)
	{
		rows[k] = (QsRow) {3, list[k], NULL, '=', 1.0};
		rows[3 + k] = (QsRow) {2, edge[k], NULL, '<', 1.0};
	}
	rows[6] = (QsRow) {count, variables, coefficients, sense, rhs};
	model = qs_model_create(host, 10, false, 0.0, term, term ? 1 : 0, rows, count > 0 ? 7 : 6);
	found = is_colouring(host, model);
	qs_model_free(host, model);
	return found;
}

static void
other_rows_make_it_none(void **state)
{
	QsHost	   *host = unit_host(state);
	static const int32_t two_colours[] = {0, 4};
	static const int32_t same_colour[] = {0, 6};
	static const int32_t cover[] = {0, 3, 6};
	static const int32_t own[] = {0, 1};
	static const int32_t some[] = {0, 6};
	static const int32_t all[] = {0, 3, 6, 9};
	static const double capacity[] = {3.0, 2.0, 1.0};
	static const double implication[] = {1.0, -1.0};
	static const double used[] = {1.0, 1.0, 1.0, -3.0};
	static const double too_few[] = {1.0, 1.0, 1.0, -2.0};
	const QsTerm product = {0, 3, 1.0};
	const QsTerm cost = {9, 9, 1.0};

	assert_true(recognised_with(host, NULL, NULL, 0, '<', 0.0, NULL));
	assert_true(recognised_with(host, same_colour, NULL, 2, '<', 1.0, NULL));
	assert_true(recognised_with(host, own, NULL, 2, '<', 1.0, NULL));
	assert_true(recognised_with(host, all, used, 4, '<', 0.0, &cost));
	assert_true(recognised_with(host, cover, NULL, 3, '<', 3.0, NULL));
	assert_true(recognised_with(host, cover, NULL, 3, '>', 1.0, NULL));

	assert_false(recognised_with(host, two_colours, NULL, 2, '<', 1.0, NULL));
	assert_false(recognised_with(host, some, NULL, 2, '>', 1.0, NULL));
	assert_false(recognised_with(host, cover, NULL, 3, '=', 1.0, NULL));
	assert_false(recognised_with(host, cover, NULL, 3, '<', 2.0, NULL));
	assert_false(recognised_with(host, cover, capacity, 3, '<', 4.0, NULL));
	assert_false(recognised_with(host, same_colour, implication, 2, '<', 0.0, NULL));
	assert_false(recognised_with(host, all, too_few, 4, '<', 0.0, &cost));
	assert_false(recognised_with(host, NULL, NULL, 0, '<', 0.0, &product));
}

/* ---- the searches' manners ------------------------------------------------- */

static void
same_seed_same_answer(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	Colouring  *colouring = colouring_queen(host, 7, 10);
	QsModel    *model;
	QsRun	   *run[2];

	qs_random_seed(&random, 1406, 0);
	colouring->used = USED_LINKS;
	colouring->price = QS_ARRAY(host, double, colouring->colours);
	for (int c = 0; c < colouring->colours; c++)
		colouring->price[c] = 1.0 + c % 3;
	model = colouring_model(host, &random, colouring);
	for (int k = 0; k < 2; k++)
		run[k] = solve(host, model, 77, 2);
	assert_int_equal(run[0]->solutions, run[1]->solutions);
	for (int k = 0; k < run[0]->solutions; k++)
		assert_memory_equal(run[0]->solution[k].x, run[1]->solution[k].x, (size_t) model->n);
	for (int k = 0; k < 2; k++)
		qs_run_free(host, run[k]);
	qs_model_free(host, model);
	colouring_free(host, colouring);
}

/* A search goes on where it stopped, and an answer never gets worse. */
static void
searches_go_on_and_stop_in_time(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	Colouring  *colouring = colouring_queen(host, 9, 16);
	QsModel    *model;
	QsStructure *structure;
	QsLocal    *local;
	uint8_t    *x;
	double		objective;
	double		before;
	int64_t		moves;

	qs_random_seed(&random, 1407, 0);
	colouring->edges = EDGE_PAIRS_USED;
	colouring->price = QS_ARRAY(host, double, colouring->colours);
	for (int c = 0; c < colouring->colours; c++)
		colouring->price[c] = 1.0;
	model = colouring_model(host, &random, colouring);
	structure = qs_structure_create(host, model, qs_classes);
	local = qs_local_create(host, model, structure, NULL);
	qs_local_remember(host, local);
	x = QS_ARRAY0(host, uint8_t, model->n);
	assert_int_equal(qs_construct(host, local, &random, 0.0, x), QS_OK);
	before = objective = qs_model_objective(model, x);
	for (int k = 0; k < 6; k++)
	{
		qs_search(host, local, &random, 3.0, 9.0, x, &objective, &moves);
		assert_true(objective <= before && qs_model_feasible(model, x));
		before = objective;
	}
	assert_true(objective <= 11.0);

	/* out of time at once: the answer stays what it was */
	host->deadline = qs_clock(host);
	assert_int_equal(qs_search(host, local, &random, 100.0, -INFINITY, x, &objective, &moves),
					 QS_INTERRUPTED);
	assert_float_equal(objective, before, 0.0);
	host->deadline = INFINITY;
	qs_free(host, x);
	qs_local_free(host, local);
	qs_structure_free(host, structure);
	qs_model_free(host, model);
	colouring_free(host, colouring);
}

/* A cancel leaves from inside the search, at an interrupt point. */
static void
cancel_leaves_the_search(void **state)
{
	QsStandaloneHost *standalone = *state;
	QsHost	   *host = &standalone->host;
	Colouring  *colouring = colouring_queen(host, 8, 8);
	QsModel    *model = colouring_model(host, NULL, colouring);
	QsColouring *found = qs_colouring_create(host, model);
	QsColouringState *clashing = qs_colouring_state_create(host, found);
	int32_t    *at = QS_ARRAY0(host, int32_t, found->vertices);
	QsRandom	random;
	int64_t		moves = 0;
	bool		left = false;

	qs_random_seed(&random, 1408, 0);
	qs_colouring_greedy(host, found, &random, 0.0, at);
	qs_colouring_state_load(host, clashing, at);
	standalone->recover_set = true;
	if (setjmp(standalone->recover) == 0)
	{
		standalone->cancel = true;
		qs_colouring_tabu(host, clashing, &random, 1e12, at, &moves);
	}
	else
		left = true;
	standalone->recover_set = false;
	standalone->cancel = false;
	assert_true(left);
	/* what the search allocated belongs to the host, which frees it */
	assert_true(host->memory_used > 0);
	host->memory_used = 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(every_form_is_recognised),
		UNIT_TEST(what_fixing_leaves_is_recognised),
		UNIT_TEST(small_ones_are_solved),
		UNIT_TEST(moves_alone_find_the_optimum),
		UNIT_TEST(chromatic_numbers_are_found_and_proved),
		UNIT_TEST(one_colour_too_few_is_infeasible),
		UNIT_TEST(other_rows_make_it_none),
		UNIT_TEST(same_seed_same_answer),
		UNIT_TEST(searches_go_on_and_stop_in_time),
		UNIT_TEST(cancel_leaves_the_search),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
