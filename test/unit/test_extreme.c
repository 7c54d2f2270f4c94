/*
 * test_extreme.c
 *	  Models of numbers from 1e-300 to 1e300, and up to 1e200 apart, through everything that
 *	  reaches a linear program, a semidefinite one, NLopt or LAPACK: no fault, nothing
 *	  that is not a number, bounds that hold.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "bound/bound.h"
#include "correlate/correlate.h"
#include "solve/pipeline.h"
#include "shrink/spectrum.h"
#include "samplers/samplers.h"
#include "classes/classes.h"

/* How a model's numbers are spread: decimal exponents from .. to */
typedef struct Spread
{
	double		from;
	double		to;
} Spread;

static const Spread spreads[] = {
	{-300, -290}, {290, 300}, {-100, 100}, {-20, 20}, {20, 30}, {-12, -9}, {0, 1}, {37, 40}
};

#define SPREADS		((int) (sizeof(spreads) / sizeof(spreads[0])))

static double
number(QsRandom *random, const Spread *spread, double factor)
{
	double		exponent = spread->from + (spread->to - spread->from) * qs_random_unit(random);
	double		value = pow(10.0, factor * exponent);

	return qs_random_unit(random) < 0.4 ? -value : value;
}

#define MOST_N		60
#define MOST_M		5
#define SMALL		9

/* Any rows, any objective, or one of the classes: knapsack, independent set */
static QsModel *
extreme_model(QsHost *host, QsRandom *random, const Spread *spread, int kind, int most)
{
	int			n = most / 3 + (int) qs_random_below(random, (uint32_t) (most - most / 3 + 1));
	int			m = kind == 2 ? 0 : 1 + (int) qs_random_below(random, MOST_M);
	QsTerm		terms[MOST_N * MOST_N];
	int64_t		count = 0;
	int32_t		variables[MOST_M][MOST_N];
	double		coefficients[MOST_M][MOST_N];
	QsRow		rows[MOST_M];

	for (int i = 0; i < n; i++)
		for (int j = 0; j <= i; j++)
			if (i == j || (kind >= 2 && qs_random_unit(random) < 0.5))
				terms[count++] = (QsTerm) {j, i, number(random, spread, 1.0)};
	for (int r = 0; r < m; r++)
	{
		int			length = 0;

		for (int i = 0; i < n; i++)
			if (qs_random_unit(random) < (kind == 1 ? 0.3 : 0.7))
			{
				variables[r][length] = i;
				coefficients[r][length] = kind == 1 ? 1.0 : number(random, spread, 1.0);
				if (kind == 0)
					coefficients[r][length] = fabs(coefficients[r][length]);
				length++;
			}
		rows[r] = (QsRow)
		{
			length, variables[r], coefficients[r], kind < 2 ? '<' : "<=>"[qs_random_below(random, 3)],
			kind == 1 ? 1.0 : fabs(number(random, spread, 1.0))
		};
	}
	return qs_model_create(host, n, kind == 0, number(random, spread, 1.0), terms, count, rows, m);
}

static QsModel *
extreme_assignment(QsHost *host, QsRandom *random, const Spread *spread)
{
	double		flow[9],
				distance[9],
				cost[9];

	for (int k = 0; k < 9; k++)
	{
		flow[k] = number(random, spread, 0.5);
		distance[k] = number(random, spread, 0.5);
		cost[k] = number(random, spread, 1.0);
	}
	return qs_model_create_assignment(host, 3, flow, distance, cost);
}

static QsModel *
random_model(QsHost *host, QsRandom *random, int trial, int most)
{
	const Spread *spread = &spreads[trial % SPREADS];
	int			kind = trial / SPREADS % 5;

	return kind == 4 ? extreme_assignment(host, random, spread)
		: extreme_model(host, random, spread, kind, most);
}

/* The sum of all magnitudes: what rounding errors of any value are relative to */
static double
magnitude_of(const QsModel *model)
{
	double		sum = fabs(model->constant);

	for (int i = 0; i < model->n; i++)
		sum += fabs(model->objective->linear[i]);
	for (int64_t k = 0; k < model->objective->start[model->n]; k++)
		sum += fabs(model->objective->weight[k]);
	if (model->assignment)
	{
		const QsAssignment *a = model->assignment;

		for (int k = 0; k < a->order * a->order; k++)
			for (int l = 0; l < a->order * a->order; l++)
				sum += fabs(a->flow[k] * a->distance[l]) + fabs(a->cost[k]);
	}
	return sum;
}

/* Least objective over assignments that meet every row without any tolerance */
static bool
strict_minimum(const QsModel *model, double *best)
{
	uint8_t		x[16];
	bool		any = false;

	for (uint32_t bits = 0; bits < 1u << model->n; bits++)
	{
		bool		meets = true;

		for (int i = 0; i < model->n; i++)
			x[i] = bits >> i & 1;
		for (int r = 0; r < model->m && meets; r++)
		{
			double		activity = qs_model_activity(model, r, x);

			meets = activity >= model->row_lower[r] && activity <= model->row_upper[r];
		}
		if (meets && (!any || qs_model_objective(model, x) < *best))
		{
			*best = qs_model_objective(model, x);
			any = true;
		}
	}
	return any;
}

static void
bounds_hold(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 51, 0);
	for (int trial = 0; trial < 800; trial++)
	{
		QsModel    *model = random_model(host, &random, trial, SMALL);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		double		best = 0.0;
		bool		feasible = strict_minimum(model, &best);

		for (int method = QS_BOUND_AUTO; method <= QS_BOUND_GILMORE_LAWLER; method++)
		{
			QsBoundMethod used;
			double		bound;
			QsStatus	status = qs_bound(host, model, structure, (QsBoundMethod) method, 7,
										  &bound, &used);

			if (status == QS_INFEASIBLE)
				assert_false(feasible);
			if (status != QS_OK)
				continue;
			assert_false(isnan(bound));
			if (feasible)
				assert_true(bound <= best + 0x1p-45 * magnitude_of(model));
		}
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
}

static void
check_encoding(const QsEncoding *encoding)
{
	const QsQubo *qubo = encoding->qubo;

	assert_true(isfinite(qubo->offset));
	for (int i = 0; i < qubo->n; i++)
		assert_true(isfinite(qubo->linear[i]));
	for (int64_t k = 0; k < qubo->start[qubo->n]; k++)
		assert_true(isfinite(qubo->weight[k]));
}

static void
stages_stay_finite(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 52, 0);
	for (int trial = 0; trial < 400; trial++)
	{
		QsModel    *model = random_model(host, &random, trial, SMALL);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsCorrelationInput input = {.model = model, .structure = structure, .message_passing = trial & 1};
		QsRelaxation *relaxation;
		double		eigenvalue[4];
		int			count = qs_spectrum(host, model->objective, 4, eigenvalue);

		for (int k = 0; k < count; k++)
			assert_true(eigenvalue[k] >= 0.0 && eigenvalue[k] <= 2.0);
		if (unit_relax(host, model, NULL, 0, &relaxation) == QS_OK)
		{
			assert_true(isfinite(relaxation->objective));
			assert_false(isnan(relaxation->bound));
			for (int r = 0; r < model->m; r++)
				assert_true(isfinite(relaxation->dual[r]));
			qs_relaxation_free(host, relaxation);
		}
		for (int method = QS_CORRELATION_AUTO; method <= QS_CORRELATION_QAOA; method++)
		{
			QsCorrelations *correlations;

			if (qs_correlate(host, (QsCorrelationMethod) method, &input, &random, &correlations) != QS_OK)
				continue;
			for (int64_t k = 0; k < correlations->count; k++)
				assert_true(fabs(correlations->pair[k].value) <= 1.0 + 1e-6);
			qs_correlations_free(host, correlations);
		}
		for (int kind = QS_ENCODING_AUTO; kind <= QS_ENCODING_SUBSPACE; kind++)
		{
			QsEncoding *encoding;

			if (qs_encode(host, model, structure, (QsEncodingKind) kind, NULL, &encoding) != QS_OK)
				continue;
			check_encoding(encoding);
			qs_encoding_free(host, encoding);
		}
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
}

static void
check_solve(QsHost *host, QsRandom *random, int trial, const QsModel *model)
{
	static const QsSolver solvers[] = {
		QS_SOLVER_QAOA, QS_SOLVER_AUTO, QS_SOLVER_EXACT, QS_SOLVER_TABU, QS_SOLVER_SA, QS_SOLVER_SQA,
		QS_SOLVER_VQE, QS_SOLVER_PCE, QS_SOLVER_UNIFORM, QS_SOLVER_NONE
	};
	QsSettings	settings = qs_settings_defaults;
	QsRun	   *run;

	settings.sampler = qs_sampler_defaults;
	settings.sampler.shots = 50;
	settings.sampler.layers = 2;
	settings.sampler.evaluations = 20;
	settings.sampler.optimizer = (QsOptimizer) (trial % 7);
	settings.solver = solvers[qs_random_below(random, 10)];
	settings.encoding = (QsEncodingKind) qs_random_below(random, 5);
	settings.correlation = (QsCorrelationMethod) qs_random_below(random, 5);
	settings.presolve = trial % 3 > 0;
	settings.proof = trial % 5 > 0;
	settings.node_limit = 20000;
	settings.max_qubits = 4;
	settings.rounds = 2;
	settings.effort = 0.05;
	run = qs_solve(host, model, &settings);
	assert_false(isnan(run->bound));
	assert_false(run->has_objective && !isfinite(run->objective));
	for (int k = 0; k < run->solutions; k++)
		assert_true(fabs(run->solution[k].objective - qs_model_objective(model, run->solution[k].x)) <=
					0x1p-45 * magnitude_of(model));
	qs_run_free(host, run);
}

static void
solves_end(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 53, 0);
	for (int trial = 0; trial < 440; trial++)
	{
		/* the last ones are too large to be enumerated at once */
		QsModel    *model = random_model(host, &random, trial, trial < 400 ? SMALL : MOST_N);

		check_solve(host, &random, trial, model);
		qs_model_free(host, model);
	}
}

/* Samplers take any finite numbers, from the smallest to the largest. */
static void
samplers_take_any_numbers(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 54, 0);
	for (int trial = 0; trial < 120; trial++)
	{
		static const Spread wide[] = {{-323, -300}, {300, 308}, {-323, 308}, {30, 45}};
		QsTerm		terms[36];
		int64_t		count = 0;
		QsQubo	   *qubo;
		QsSamplerSettings settings = qs_sampler_defaults;

		for (int i = 0; i < 6; i++)
			for (int j = 0; j <= i; j++)
				terms[count++] = (QsTerm) {j, i, pow(10.0, wide[trial % 4].from +
													 (wide[trial % 4].to - wide[trial % 4].from) * qs_random_unit(&random)) *
					(qs_random_unit(&random) < 0.5 ? -0.1 : 0.1)};
		qubo = qs_qubo_from_terms(host, 6, trial & 1 ? 1e300 : 0.0, terms, count);
		settings.shots = 40;
		settings.layers = 2;
		settings.evaluations = 15;
		settings.optimizer = (QsOptimizer) (trial % 7);
		for (int solver = QS_SOLVER_QAOA; solver <= QS_SOLVER_UNIFORM; solver++)
		{
			QsSamplerInput input = {.qubo = qubo};
			QsSamples  *samples;

			assert_int_equal(qs_sample(host, (QsSolver) solver, &input, &settings, &random, &samples,
									   NULL), QS_OK);
			assert_true(samples->count > 0);
			for (int k = 0; k < samples->count; k++)
				assert_false(isnan(samples->energy[k]));
			qs_samples_free(host, samples);
		}
		qs_qubo_free(host, qubo);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(bounds_hold),
		UNIT_TEST(stages_stay_finite),
		UNIT_TEST(solves_end),
		UNIT_TEST(samplers_take_any_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
