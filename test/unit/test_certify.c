/*
 * test_certify.c
 *	  The relaxation under forced values, certified fixing from it, and shrinking
 *	  that keeps its incumbent.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "bound/bound.h"
#include "generate.h"
#include "solve/pipeline.h"
#include "relax/relax_flips.h"
#include "classes/classes.h"

/* Best feasible objective with x_variable = value; variable -1: whatever */
static double
best_with(const QsModel *model, int variable, int value)
{
	double		best = INFINITY;
	uint8_t		x[32];

	for (uint32_t bits = 0; bits < (uint32_t) 1 << model->n; bits++)
	{
		for (int i = 0; i < model->n; i++)
			x[i] = (uint8_t) (bits >> i & 1);
		if ((variable < 0 || x[variable] == value) && qs_model_feasible(model, x))
			best = fmin(best, qs_model_objective(model, x));
	}
	return best;
}

typedef struct Seen
{
	QsHost	   *host;
	const QsModel *model;
	const QsRelaxation *relaxation;
	double		incumbent;
	QsContraction *contraction;
	bool		nothing_better;
	int			flips;
} Seen;

static void
check_flip(void *context, const QsFlip *flip)
{
	Seen	   *seen = context;
	double		best = best_with(seen->model, flip->variable, flip->value);

	seen->flips++;
	assert_true(flip->loss >= 0.0);
	assert_true(fabs(seen->relaxation->value[flip->variable] - flip->value) > 1e-7);
	if (flip->infeasible)
	{
		assert_true(isinf(best));
		return;
	}
	assert_true(seen->relaxation->objective + flip->loss <= best + 1e-6 * (1.0 + fabs(best)));
	assert_true(fabs(flip->point[flip->variable] - flip->value) < 1e-6);
	if (!seen->nothing_better)
		seen->nothing_better = qs_bound_certified_fixing(seen->host,
														 qs_relaxation_model(seen->relaxation, seen->model),
														 flip->dual, seen->incumbent,
														 seen->contraction) < 0;
}

/* Does some optimum agree with every fixing? */
static bool
optimum_survives(const QsModel *model, double best, QsContraction *contraction)
{
	uint8_t		x[32];

	for (uint32_t bits = 0; bits < (uint32_t) 1 << model->n; bits++)
	{
		bool		agrees = true;

		for (int i = 0; i < model->n; i++)
		{
			bool		flipped;

			x[i] = (uint8_t) (bits >> i & 1);
			if (qs_contraction_find(contraction, i, &flipped) == QS_REFERENCE)
				agrees &= x[i] == flipped;
		}
		if (agrees && qs_model_feasible(model, x) && qs_model_objective(model, x) <= best + 1e-9)
			return true;
	}
	return false;
}

/* A linear model of the kind: quadratic objectives lose their pairs */
static QsModel *
linear_model(QsHost *host, QsRandom *random, UnitKind kind)
{
	QsModel    *from = unit_random_model(host, random, kind, 9);
	QsTerm		terms[32];
	QsRow		rows[64];
	QsModel    *model;
	int			count = 0;

	if (from->linear || from->m > 32)
		return from;
	for (int i = 0; i < from->n; i++)
		terms[i] = (QsTerm) {i, i, from->objective->linear[i] + (double) qs_random_below(random, 9) - 4.0};
	for (int r = 0; r < from->m; r++)
	{
		QsRow		row = {
			(int) (from->row_start[r + 1] - from->row_start[r]),
			from->row_variable + from->row_start[r], from->row_value + from->row_start[r], '<', 0.0
		};

		if (from->row_upper[r] < INFINITY)
		{
			row.rhs = from->row_upper[r];
			rows[count++] = row;
		}
		if (from->row_lower[r] > -INFINITY)
		{
			row.sense = '>';
			row.rhs = from->row_lower[r];
			rows[count++] = row;
		}
	}
	model = qs_model_create(host, from->n, false, 0.0, terms, from->n, rows, count);
	qs_model_free(host, from);
	return model;
}

/* Losses bound what a value costs; their multipliers keep all that is better. */
static void
flips_are_bounds_and_certificates(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			flips = 0;
	int			fixed = 0;

	qs_random_seed(&random, 71, 0);
	for (int trial = 0; trial < 1500; trial++)
	{
		UnitKind	kind = (UnitKind) (trial % UNIT_KINDS);
		QsModel    *model = linear_model(host, &random, kind);
		QsRelaxation *relaxation = NULL;

		if (model->m > 0 && model->linear && model->assignment == NULL &&
			unit_relax(host, model, NULL, 0, &relaxation) == QS_OK)
		{
			double		best = best_with(model, -1, 0);
			Seen		seen = {
				.host = host, .model = model, .relaxation = relaxation,
				.incumbent = best + (double) qs_random_below(&random, 4),
				.contraction = qs_contraction_create(host, model)
			};

			/* cliques bound an independent set better than its rows do */
			if (isfinite(best) && kind != UNIT_INDEPENDENT_SET)
			{
				assert_int_equal(qs_relax_flips(host, model, relaxation, INFINITY, check_flip, &seen),
								 QS_OK);
				assert_true(seen.flips >= model->n);
				if (seen.nothing_better)
					assert_true(seen.incumbent <= best + 1e-9);
				assert_true(seen.incumbent <= best + 1e-9 ||
							optimum_survives(model, best, seen.contraction));
				flips += seen.flips;
				fixed += model->n - seen.contraction->roots;
			}
			qs_contraction_free(host, seen.contraction);
		}
		qs_relaxation_free(host, relaxation);
		qs_model_free(host, model);
	}
	assert_true(flips > 5000 && fixed > 1000);
}

static void
count_flip(void *context, const QsFlip *flip)
{
	(void) flip;
	++*(int *) context;
}

static void
flips_end_with_their_work(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsModel    *model;
	QsRelaxation *relaxation;
	int			few = 0;

	qs_random_seed(&random, 72, 0);
	model = unit_random_model(host, &random, UNIT_KNAPSACK, 12);
	assert_int_equal(unit_relax(host, model, NULL, 0, &relaxation), QS_OK);
	assert_int_equal(qs_relax_flips(host, model, relaxation, 0.0, count_flip, &few), QS_LIMIT);
	assert_in_range(few, 1, 2);
	qs_relaxation_free(host, relaxation);
	qs_model_free(host, model);

	model = unit_random_model(host, &random, UNIT_UNCONSTRAINED, 12);
	assert_int_equal(qs_relax_flips(host, model, NULL, INFINITY, count_flip, &few), QS_UNSUPPORTED);
	qs_model_free(host, model);
}

/* The whole loop with each switch: never worse than allowed, never a false proof. */
static void
switches_leave_solves_exact(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			proved = 0;

	qs_random_seed(&random, 73, 0);
	for (int trial = 0; trial < 180; trial++)
	{
		QsModel    *model = unit_random_model(host, &random, (UnitKind) (trial % UNIT_KINDS), 10);
		QsSettings	settings = qs_settings_defaults;
		double		best;
		uint8_t		x[32];
		bool		feasible = unit_brute_force(model, &best, x);
		QsRun	   *run;

		settings.solver = QS_SOLVER_EXACT;
		settings.max_qubits = 4;
		settings.rounds = 2;
		settings.effort = 0.05;
		settings.certified = trial / UNIT_KINDS % 2;
		settings.proof = trial / UNIT_KINDS % 3 == 2;
		settings.anchor = trial / UNIT_KINDS % 5 > 0;
		run = qs_solve(host, model, &settings);
		if (run->status == QS_RUN_OPTIMAL || run->status == QS_RUN_FEASIBLE)
		{
			assert_true(feasible);
			assert_true(run->objective >= best - 1e-9 * (1.0 + fabs(best)));
		}
		if (run->status == QS_RUN_OPTIMAL)
		{
			assert_true(fabs(run->objective - best) <= 1e-9 * (1.0 + fabs(best)));
			proved += !settings.proof;
		}
		if (run->status == QS_RUN_INFEASIBLE)
			assert_false(feasible);
		qs_run_free(host, run);
		qs_model_free(host, model);
	}
	assert_true(proved > 0);
}

/* An anchored shrunk model holds its incumbent, whatever the correlations say. */
static void
anchored_shrinking_keeps_the_incumbent(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 74, 0);
	for (int trial = 0; trial < 300; trial++)
	{
		QsModel    *model = unit_random_model(host, &random, (UnitKind) (trial % UNIT_KINDS), 12);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		double		best;
		uint8_t		incumbent[32];
		uint8_t		x[32];
		QsShrunk	shrunk;
		QsShrinkInput input = {.model = model, .structure = structure, .incumbent = incumbent};
		QsShrinkSettings settings = {
			.method = (QsCorrelationMethod) (trial / UNIT_KINDS % QS_CORRELATION_POOL),
			.encoding = QS_ENCODING_AUTO, .max_qubits = 3, .spectral_drift = INFINITY,
			.perturbation = trial % 2 ? 0.5 : 0.0, .legality = trial % 4 < 3, .anchor = true,
			.recompute = trial % 3 > 0,
		};

		if (unit_brute_force(model, &best, incumbent) &&
			qs_shrink(host, &input, &settings, &random, &shrunk) == QS_OK)
		{
			int			contradicted;

			qs_contraction_restrict(shrunk.contraction, shrunk.reduced, incumbent, x, &contradicted);
			assert_int_equal(contradicted, 0);
			assert_false(shrunk.reduced->infeasible);
			assert_true(qs_model_feasible(shrunk.reduced->model, x));
			assert_true(fabs(qs_model_objective(shrunk.reduced->model, x) - best) <=
						1e-9 * (1.0 + fabs(best)));
			qs_shrunk_free(host, &shrunk);
		}
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
}

/* Correlations made once stay good for several batches. */
static void
early_correlations_last(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 75, 0);
	for (int trial = 0; trial < 60; trial++)
	{
		QsGraph    *graph = qs_generate_random_graph(host, &random, 60, 0.04 * (1 + trial % 4));
		QsModel    *model = qs_generate_independent_set(host, &random, graph, 1);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		uint8_t		incumbent[60] = {0};
		uint8_t		x[60];
		QsShrunk	shrunk;
		QsShrinkInput input = {.model = model, .structure = structure, .incumbent = incumbent};
		QsShrinkSettings settings = {
			.method = trial % 2 ? QS_CORRELATION_SDP : QS_CORRELATION_LP,
			.max_qubits = 8, .spectral_drift = INFINITY,
			.legality = trial % 3 > 0, .anchor = trial % 5 > 0,
		};

		for (int i = 0; i < model->n; i++)
		{
			incumbent[i] = 1;
			incumbent[i] = qs_model_feasible(model, incumbent);
		}
		assert_int_equal(qs_shrink(host, &input, &settings, &random, &shrunk), QS_OK);
		assert_true(shrunk.qubits <= 8);
		if (settings.anchor)
		{
			int			contradicted;

			qs_contraction_restrict(shrunk.contraction, shrunk.reduced, incumbent, x, &contradicted);
			assert_int_equal(contradicted, 0);
		}
		qs_shrunk_free(host, &shrunk);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
		qs_graph_free(host, graph);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(flips_are_bounds_and_certificates),
		UNIT_TEST(flips_end_with_their_work),
		UNIT_TEST(switches_leave_solves_exact),
		UNIT_TEST(anchored_shrinking_keeps_the_incumbent),
		UNIT_TEST(early_correlations_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
