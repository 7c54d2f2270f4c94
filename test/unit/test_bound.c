/*
 * test_bound.c
 *	  Bounds are never on the wrong side, certified fixing loses nothing better
 *	  than the incumbent, enumeration equals brute force.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "bound/bound.h"
#include "relax/relax.h"
#include "classes/classes.h"

/* Feasible objective values, best first: the optimum and something worse. */
static bool
best_and_worse(const QsModel *model, double *best, double *worse)
{
	uint8_t		x[32] = {0};
	bool		found = false;

	*best = *worse = INFINITY;
	for (uint32_t bits = 0; bits < (uint32_t) 1 << model->n; bits++)
	{
		double		value;

		for (int i = 0; i < model->n; i++)
			x[i] = (uint8_t) (bits >> i & 1);
		if (!qs_model_feasible(model, x))
			continue;
		found = true;
		value = qs_model_objective(model, x);
		if (value < *best)
		{
			*worse = *best;
			*best = value;
		}
		else if (value > *best && value < *worse)
			*worse = value;
	}
	return found;
}

/* A copy with the objective multiplied by factor */
static QsModel *
scaled_objective(QsHost *host, const QsModel *model, double factor)
{
	QsTerm		terms[600];
	QsRow		rows[220];
	int64_t		count = 0;

	if (model->assignment)
	{
		const QsAssignment *a = model->assignment;
		double		flow[16],
					cost[16];

		for (int k = 0; k < model->n; k++)
		{
			flow[k] = a->flow[k] * factor;
			cost[k] = a->cost ? a->cost[k] * factor : 0.0;
		}
		return qs_model_create_assignment(host, a->order, flow, a->distance, cost);
	}
	for (int i = 0; i < model->n; i++)
	{
		terms[count++] = (QsTerm) {i, i, model->objective->linear[i] * factor};
		for (int64_t k = model->objective->start[i]; k < model->objective->start[i + 1]; k++)
			if (model->objective->neighbour[k] < i)
				terms[count++] = (QsTerm) {model->objective->neighbour[k], i,
										   model->objective->weight[k] * factor};
	}
	for (int r = 0; r < model->m; r++)
		rows[r] = (QsRow)
		{
			(int) (model->row_start[r + 1] - model->row_start[r]),
			model->row_variable + model->row_start[r], model->row_value + model->row_start[r],
			model->row_lower[r] == model->row_upper[r] ? '='
			: isfinite(model->row_upper[r]) ? '<' : '>',
			isfinite(model->row_upper[r]) ? model->row_upper[r] : model->row_lower[r]
		};
	return qs_model_create(host, model->n, false, model->constant * factor, terms, count,
						   rows, model->m);
}

static void
check_bounds(QsHost *host, const QsModel *model)
{
	QsStructure *structure = qs_structure_create(host, model, qs_classes);
	double		best,
				worse;
	bool		feasible = best_and_worse(model, &best, &worse);

	for (int method = QS_BOUND_AUTO; method <= QS_BOUND_GILMORE_LAWLER; method++)
	{
		double		bound = NAN;
		QsBoundMethod used;
		QsStatus	status = qs_bound(host, model, structure, (QsBoundMethod) method, 1, &bound, &used);

		if (status == QS_INFEASIBLE)
			assert_false(feasible);
		else if (status == QS_OK)
		{
			assert_true(!isnan(bound));
			assert_true(method == QS_BOUND_AUTO ? used != QS_BOUND_AUTO : used == (QsBoundMethod) method);
			if (feasible)
			{
				/* values themselves are rounded sums */
				assert_true(bound <= best + 1e-12 * (1.0 + fabs(best)));
				assert_true(qs_bound_round(model, bound) <= best + 1e-12 * (1.0 + fabs(best)));
			}
		}
		else
		{
			assert_int_equal(status, QS_UNSUPPORTED);
			assert_true(method != QS_BOUND_AUTO && method != QS_BOUND_TRIVIAL);
		}
	}
	qs_structure_free(host, structure);
}

static void
bounds_are_never_on_the_wrong_side(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 51, 0);
	for (int trial = 0; trial < 900; trial++)
	{
		QsModel    *model = unit_random_model(host, &random, (UnitKind) (trial % UNIT_KINDS), 9);
		QsModel    *scaled = scaled_objective(host, model, trial % 2 ? 0.1 : 1.0 / 3.0);

		check_bounds(host, model);
		check_bounds(host, scaled);
		qs_model_free(host, scaled);
		qs_model_free(host, model);
	}
}

/* Max-cut of a cycle of odd length n: the relaxation is n (1 + cos(pi / n)) / 2
 * (Goemans & Williamson 1995), the cut n - 1. */
static void
semidefinite_bound_of_odd_cycles(void **state)
{
	QsHost	   *host = unit_host(state);

	for (int n = 5; n <= 41; n += 12)
	{
		QsTerm		terms[3 * 41];
		QsModel    *model;
		QsStructure *structure;
		double		bound;
		double		expected = -n * (1.0 + cos(acos(-1.0) / n)) / 2.0;
		QsBoundMethod used;

		for (int i = 0; i < n; i++)
		{
			terms[3 * i] = (QsTerm) {i, i, -1.0};
			terms[3 * i + 1] = (QsTerm) {(i + 1) % n, (i + 1) % n, -1.0};
			terms[3 * i + 2] = (QsTerm) {i, (i + 1) % n, 2.0};
		}
		model = qs_model_create(host, n, false, 0.0, terms, 3 * n, NULL, 0);
		structure = qs_structure_create(host, model, qs_classes);
		assert_int_equal(qs_bound(host, model, structure, QS_BOUND_SDP, 3, &bound, &used), QS_OK);
		assert_true(bound <= expected + 1e-9 && bound >= expected - 0.02 * n / 5.0);
		assert_true(qs_bound_round(model, bound) <= 1.0 - n);
		assert_int_equal(qs_bound(host, model, structure, QS_BOUND_AUTO, 3, &bound, &used), QS_OK);
		assert_int_equal(used, QS_BOUND_SDP);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
}

static void
names_round_trip(void **state)
{
	QsBoundMethod method;

	(void) state;
	for (int k = QS_BOUND_AUTO; k <= QS_BOUND_GILMORE_LAWLER; k++)
	{
		assert_true(qs_bound_method(qs_bound_method_name((QsBoundMethod) k), &method));
		assert_int_equal(method, k);
	}
	assert_false(qs_bound_method("best", &method));
}

static void
granularity_divides_every_difference(void **state)
{
	QsHost	   *host = unit_host(state);
	const double flow[9] = {0, 3, 6, 3, 0, 9, 6, 9, 0};
	const double distance[9] = {0, 5, 10, 5, 0, 5, 10, 5, 0};
	QsModel    *model = qs_model_create_assignment(host, 3, flow, distance, NULL);

	assert_true(qs_bound_granularity(model) == 30.0);
	assert_true(qs_bound_round(model, 61.0) == 90.0);
	assert_true(qs_bound_round(model, 90.0000001) == 90.0);
	assert_true(qs_bound_threshold(model, 90.0) > 60.0 && qs_bound_threshold(model, 90.0) < 61.0);
	qs_model_free(host, model);
}

/* Anything strictly better than the incumbent survives the fixings. */
static void
certified_fixing_keeps_what_is_better(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			total = 0;

	qs_random_seed(&random, 52, 0);
	for (int trial = 0; trial < 1500; trial++)
	{
		UnitKind	kind = trial % 3 == 0 ? UNIT_INDEPENDENT_SET : UNIT_KNAPSACK;
		QsModel    *whole = unit_random_model(host, &random, kind, 10);
		QsModel    *model = scaled_objective(host, whole, trial % 5 == 0 ? 0.3 : 1.0);
		double		best,
					worse,
					incumbent;
		QsRelaxation *relaxation;
		QsContraction *contraction = qs_contraction_create(host, model);
		uint8_t		x[32];
		bool		survives = false;

		best_and_worse(model, &best, &worse);
		incumbent = trial % 2 && isfinite(worse) ? worse : best;
		assert_int_equal(unit_relax(host, model, NULL, 0, &relaxation), QS_OK);
		if (trial % 7 == 0)
			for (int r = 0; r < model->m; r++)	/* any multipliers do */
				relaxation->dual[r] += 0.5 * qs_random_normal(&random);
		total += qs_bound_certified_fixing(host, model, relaxation->dual, incumbent, contraction);
		for (uint32_t bits = 0; bits < (uint32_t) 1 << model->n && !survives; bits++)
		{
			for (int i = 0; i < model->n; i++)
				x[i] = (uint8_t) (bits >> i & 1);
			if (!qs_model_feasible(model, x) || qs_model_objective(model, x) > best + 1e-9)
				continue;
			survives = true;
			for (int i = 0; i < model->n; i++)
			{
				bool		flipped;

				if (qs_contraction_find(contraction, i, &flipped) == QS_REFERENCE && x[i] != flipped)
					survives = false;
			}
		}
		assert_true(survives || incumbent <= best + 1e-9);
		qs_relaxation_free(host, relaxation);
		qs_contraction_free(host, contraction);
		qs_model_free(host, model);
		qs_model_free(host, whole);
	}
	assert_true(total > 1000);
}

static void
check_enumeration(QsHost *host, const QsModel *model, double incumbent, double best, bool feasible,
				  const double *dual)
{
	uint8_t		x[32] = {0};
	double		value = NAN;
	bool		improved;
	int64_t		nodes;
	double		tolerance = model->integral ? 0.0 : 1e-8 * (1.0 + fabs(best));
	QsStatus	status = unit_enumerate(host, model, dual, incumbent, INT64_MAX / 2, x, &value,
										&improved, &nodes);

	assert_int_equal(status, QS_OK);
	assert_true(nodes > 0);
	if (improved)
	{
		assert_true(qs_model_feasible(model, x));
		assert_true(value == qs_model_objective(model, x) && value < incumbent);
	}
	else
		assert_true(value == incumbent);
	if (feasible)
		assert_true(fabs(value - fmin(best, incumbent)) <= tolerance);
	else
		assert_false(improved);
}

static void
enumeration_equals_brute_force(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 53, 0);
	for (int trial = 0; trial < 1800; trial++)
	{
		UnitKind	kind = (UnitKind) (trial % UNIT_KINDS);
		QsModel    *whole = unit_random_model(host, &random, kind, trial % 10 == 0 ? 16 : 9);
		QsModel    *model = scaled_objective(host, whole, trial % 4 == 0 ? 0.1 : 1.0);
		double		best,
					worse;
		bool		feasible = best_and_worse(model, &best, &worse);
		double		dual[200];

		for (int r = 0; r < model->m; r++)
			dual[r] = qs_random_normal(&random);
		check_enumeration(host, model, INFINITY, best, feasible, trial % 3 == 0 ? dual : NULL);
		if (feasible)
		{
			check_enumeration(host, model, best, best, true, NULL);
			check_enumeration(host, model, best + 0.5, best, true, dual);
		}
		if (isfinite(worse))
			check_enumeration(host, model, worse, best, true, dual);
		qs_model_free(host, model);
		qs_model_free(host, whole);
	}
}

/* Knapsacks too large for the small enumeration, so that programs are solved */
static QsModel *
random_knapsack(QsHost *host, QsRandom *random, int n, int m)
{
	QsTerm		terms[64];
	QsRow		rows[8];
	int32_t		variables[64];
	double		weights[8][64];

	for (int i = 0; i < n; i++)
	{
		variables[i] = i;
		terms[i] = (QsTerm) {i, i, 10.0 + qs_random_below(random, 50)};
	}
	for (int r = 0; r < m; r++)
	{
		double		total = 0.0;

		for (int i = 0; i < n; i++)
			total += weights[r][i] = 5.0 + qs_random_below(random, 60);
		rows[r] = (QsRow) {n, variables, weights[r], '<', floor(total / 2)};
	}
	return qs_model_create(host, n, true, 0.0, terms, n, rows, m);
}

static void
linear_programs_at_the_nodes_are_exact(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 54, 0);
	for (int trial = 0; trial < 12; trial++)
	{
		QsModel    *model = random_knapsack(host, &random, 17, 1 + trial % 4);
		double		best = 0.0;

		assert_true(unit_brute_force(model, &best, NULL));
		check_enumeration(host, model, INFINITY, best, true, NULL);
		check_enumeration(host, model, best, best, true, NULL);
		qs_model_free(host, model);
	}
}

static void
limits_leave_the_best_found(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsModel    *model;
	uint8_t		x[64];
	double		best;
	bool		improved;
	int64_t		nodes;

	qs_random_seed(&random, 55, 0);
	model = random_knapsack(host, &random, 60, 5);
	assert_int_equal(unit_enumerate(host, model, NULL, INFINITY, 2000, x, &best, &improved,
									&nodes), QS_LIMIT);
	assert_true(nodes >= 2000);
	assert_true(!improved || (qs_model_feasible(model, x) && qs_model_objective(model, x) == best));
	host->deadline = qs_clock(host) - 1.0;
	assert_int_equal(unit_enumerate(host, model, NULL, 0.0, INT64_MAX / 2, x, &best, &improved,
									&nodes), QS_INTERRUPTED);
	host->deadline = INFINITY;
	qs_model_free(host, model);
}

/* A graph whose conflicts would pass the memory limit is not enumerated, and that is all. */
static void
trees_end_where_memory_does(void **state)
{
	enum {VERTICES = 20000};
	QsStandaloneHost *standalone = qs_standalone_create((size_t) 48 << 20);
	QsHost	   *host = &standalone->host;
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, VERTICES);
	QsRow	   *rows = QS_ARRAY(host, QsRow, VERTICES);
	int32_t    *ends = QS_ARRAY(host, int32_t, 2 * VERTICES);
	uint8_t    *x = QS_ARRAY0(host, uint8_t, VERTICES);
	double		best;
	bool		improved;
	int64_t		nodes;
	QsModel    *model;

	(void) state;
	for (int v = 0; v < VERTICES; v++)
	{
		ends[2 * v] = v;
		ends[2 * v + 1] = (v * 7919 + 1) % VERTICES;
		if (ends[2 * v + 1] == v)
			ends[2 * v + 1] = (v + 1) % VERTICES;
		terms[v] = (QsTerm) {v, v, 1.0};
		rows[v] = (QsRow) {2, ends + 2 * v, NULL, '<', 1.0};
	}
	model = qs_model_create(host, VERTICES, true, 0.0, terms, VERTICES, rows, VERTICES);
	assert_int_equal(unit_enumerate(host, model, NULL, INFINITY, 1000000, x, &best, &improved,
									&nodes), QS_LIMIT);
	assert_true(standalone->host.memory_peak < (size_t) 48 << 20);
	qs_model_free(host, model);
	qs_free(host, x);
	qs_free(host, ends);
	qs_free(host, rows);
	qs_free(host, terms);
	assert_int_equal(host->memory_used, 0);
	qs_standalone_destroy(standalone);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(bounds_are_never_on_the_wrong_side),
		UNIT_TEST(semidefinite_bound_of_odd_cycles),
		UNIT_TEST(names_round_trip),
		UNIT_TEST(granularity_divides_every_difference),
		UNIT_TEST(certified_fixing_keeps_what_is_better),
		UNIT_TEST(enumeration_equals_brute_force),
		UNIT_TEST(linear_programs_at_the_nodes_are_exact),
		UNIT_TEST(limits_leave_the_best_found),
		UNIT_TEST(trees_end_where_memory_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
