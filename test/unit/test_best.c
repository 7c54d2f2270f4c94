/*
 * test_best.c
 *	  The answers beyond the first, against all assignments of random models of all
 *	  kinds: the best there are when that is asked for, apart when that is asked for,
 *	  as many as there are in any case.
 */
#include "unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solve/pipeline.h"

#define MODELS		1200
#define VARIABLES	9

/* Every feasible assignment, by objective, then by assignment */
typedef struct Feasible
{
	double		objective;
	uint8_t		x[16];
} Feasible;

static int	compared;			/* variables: qsort() hands nothing on */

static int
compare(const void *a, const void *b)
{
	const Feasible *p = a;
	const Feasible *q = b;

	if (p->objective != q->objective)
		return p->objective < q->objective ? -1 : 1;
	return memcmp(p->x, q->x, (size_t) compared);
}

/* As a caller fixed them: fixed may be NULL */
static Feasible *
all_feasible(QsHost *host, const QsModel *model, const int8_t *fixed, int *count)
{
	Feasible   *all = QS_ARRAY0(host, Feasible, 1 << model->n);

	*count = 0;
	for (uint32_t bits = 0; bits < 1u << model->n; bits++)
	{
		Feasible   *next = &all[*count];
		bool		agrees = true;

		for (int i = 0; i < model->n; i++)
		{
			next->x[i] = (uint8_t) (bits >> i & 1);
			agrees &= fixed == NULL || fixed[i] < 0 || fixed[i] == next->x[i];
		}
		if (!agrees || !qs_model_feasible(model, next->x))
			continue;
		next->objective = qs_model_objective(model, next->x);
		++*count;
	}
	compared = model->n;
	qsort(all, (size_t) *count, sizeof(Feasible), compare);
	return all;
}

static int
distance(const uint8_t *a, const uint8_t *b, int n)
{
	int			sum = 0;

	for (int i = 0; i < n; i++)
		sum += a[i] != b[i];
	return sum;
}

static QsSettings
quick_settings(uint64_t seed, int solutions)
{
	QsSettings	settings = qs_settings_defaults;

	settings.sampler = qs_sampler_defaults;
	settings.solver = QS_SOLVER_AUTO;
	settings.rounds = 1;
	settings.effort = 0.0;
	settings.seed = seed;
	settings.solutions = solutions;
	return settings;
}

static bool
close_to(double a, double b)
{
	return fabs(a - b) <= 1e-9 * fmax(1.0, fabs(b));
}

/* What every run promises of its rows */
static void
check_rows(const QsModel *model, const QsSettings *settings, const QsRun *run)
{
	for (int k = 0; k < run->solutions; k++)
	{
		const QsSolution *row = &run->solution[k];

		if (!row->feasible)
		{
			assert_int_equal(run->solutions, 1);
			continue;
		}
		assert_true(qs_model_feasible(model, row->x));
		assert_true(row->objective == qs_model_objective(model, row->x));
		assert_true(k == 0 || row->objective >= row[-1].objective);
		for (int i = 0; settings->fixed && i < model->n; i++)
			assert_true(settings->fixed[i] < 0 || settings->fixed[i] == row->x[i]);
		for (int e = 0; e < k; e++)
			assert_true(distance(row->x, run->solution[e].x, model->n) >=
						(settings->diversity > 1 ? settings->diversity : 1));
	}
}

static int8_t *
some_fixed(QsHost *host, QsRandom *random, int n)
{
	int8_t	   *fixed = QS_ARRAY(host, int8_t, n);

	for (int i = 0; i < n; i++)
		fixed[i] = qs_random_below(random, 4) == 0 ? (int8_t) qs_random_below(random, 2) : -1;
	return fixed;
}

static void
check_enumerated(QsHost *host, const QsModel *model, const QsSettings *settings,
				 const Feasible *all, int count)
{
	QsRun	   *run = qs_solve(host, model, settings);
	int			expected = count < settings->solutions ? count : settings->solutions;

	check_rows(model, settings, run);
	assert_int_equal(run->stop_reason, QS_STOP_PROOF);
	if (count == 0)
	{
		assert_int_equal(run->status, QS_RUN_INFEASIBLE);
		assert_int_equal(run->proved_solutions, 0);
	}
	else
	{
		assert_int_equal(run->status, QS_RUN_OPTIMAL);
		assert_string_equal(run->proved_by, "enumeration");
		assert_int_equal(run->solutions, expected);
		assert_int_equal(run->proved_solutions, expected);
		for (int k = 0; k < expected; k++)
		{
			assert_true(close_to(run->solution[k].objective, all[k].objective));
			assert_true(k == 0 || run->solution[k].objective > run->solution[k - 1].objective ||
						memcmp(run->solution[k - 1].x, run->solution[k].x, (size_t) model->n) < 0);
		}
	}
	qs_run_free(host, run);
}

static void
enumeration_finds_the_best(void **state)
{
	QsHost	   *host = unit_host(state);

	for (int k = 0; k < MODELS; k++)
	{
		QsRandom	random;
		UnitKind	kind = (UnitKind) (k % UNIT_KINDS);
		QsModel    *model;
		QsSettings	settings;
		int8_t	   *fixed = NULL;
		Feasible   *all;
		int			count;

		qs_random_seed(&random, 2026, (uint64_t) k);
		model = k % 5 == 4 ? unit_random_numbers_model(host, &random, kind, VARIABLES) :
			unit_random_model(host, &random, kind, VARIABLES);
		if (k % 3 == 2)
			fixed = some_fixed(host, &random, model->n);
		settings = quick_settings((uint64_t) k, k % 7 == 6 ? 1000 : 1 + (int) qs_random_below(&random, 20));
		settings.enumerate = true;
		settings.fixed = fixed;
		all = all_feasible(host, model, fixed, &count);
		check_enumerated(host, model, &settings, all, count);
		qs_free(host, all);
		qs_free(host, fixed);
		qs_model_free(host, model);
	}
}

/* Best objective among those apart from the first `rows` rows; INFINITY: none */
static double
best_apart(const Feasible *all, int count, const QsRun *run, int rows, int apart, int n)
{
	for (int k = 0; k < count; k++)
	{
		bool		ok = true;

		for (int e = 0; e < rows && ok; e++)
			ok = distance(all[k].x, run->solution[e].x, n) >= apart;
		if (ok)
			return all[k].objective;
	}
	return INFINITY;
}

static void
rows_are_apart(void **state)
{
	QsHost	   *host = unit_host(state);

	for (int k = 0; k < MODELS / 2; k++)
	{
		QsRandom	random;
		QsModel    *model;
		QsSettings	settings = quick_settings((uint64_t) k, 1 + k % 6);
		int8_t	   *fixed = NULL;
		Feasible   *all;
		QsRun	   *run;
		int			count;

		qs_random_seed(&random, 2027, (uint64_t) k);
		model = unit_random_model(host, &random, (UnitKind) (k % UNIT_KINDS), VARIABLES);
		if (k % 4 == 3)
			fixed = some_fixed(host, &random, model->n);
		settings.enumerate = k % 2 == 0;
		settings.diversity = 2 + (int) qs_random_below(&random, 4);
		settings.fixed = fixed;
		all = all_feasible(host, model, fixed, &count);
		run = qs_solve(host, model, &settings);
		check_rows(model, &settings, run);
		if (settings.enumerate && count > 0)
		{
			assert_int_equal(run->status, QS_RUN_OPTIMAL);
			assert_int_equal(run->proved_solutions, run->solutions);
			for (int r = 0; r < run->solutions; r++)
				assert_true(close_to(run->solution[r].objective,
									 best_apart(all, count, run, r, settings.diversity, model->n)));
			assert_true(run->solutions == settings.solutions ||
						isinf(best_apart(all, count, run, run->solutions, settings.diversity, model->n)));
		}
		assert_int_equal(run->status == QS_RUN_INFEASIBLE, count == 0);
		qs_run_free(host, run);
		qs_free(host, all);
		qs_free(host, fixed);
		qs_model_free(host, model);
	}
}

/* Without a proof too: as many rows as there are, up to those asked for */
static void
no_row_is_missing(void **state)
{
	QsHost	   *host = unit_host(state);

	for (int k = 0; k < MODELS / 2; k++)
	{
		QsRandom	random;
		QsModel    *model;
		QsSettings	settings = quick_settings((uint64_t) k, 1 + k % 40);
		Feasible   *all;
		QsRun	   *run;
		int			count;

		qs_random_seed(&random, 2028, (uint64_t) k);
		model = unit_random_model(host, &random, (UnitKind) (k % UNIT_KINDS), VARIABLES);
		all = all_feasible(host, model, NULL, &count);
		run = qs_solve(host, model, &settings);
		check_rows(model, &settings, run);
		if (count > 0)
		{
			assert_int_equal(run->solutions, count < settings.solutions ? count : settings.solutions);
			assert_int_equal(run->proved_solutions, run->status == QS_RUN_OPTIMAL);
			assert_true(close_to(run->solution[0].objective, all[0].objective));
		}
		qs_run_free(host, run);
		qs_free(host, all);
		qs_model_free(host, model);
	}
}

/* Control arms show what was measured: shots, as they were */
static void
shots_are_rows(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsModel    *model;
	QsSettings	settings = quick_settings(1, 20);
	QsRun	   *run;

	qs_random_seed(&random, 5, 0);
	model = unit_random_model(host, &random, UNIT_KNAPSACK, VARIABLES);
	settings.solver = QS_SOLVER_UNIFORM;
	settings.presolve = settings.certified = settings.proof = false;
	settings.repair = settings.polish = false;
	run = qs_solve(host, model, &settings);
	check_rows(model, &settings, run);
	assert_int_equal(run->solutions, 20);
	for (int k = 0; k < run->solutions; k++)
		assert_true(run->solution[k].raw == NULL ||
					memcmp(run->solution[k].raw, run->solution[k].x, (size_t) model->n) == 0);
	qs_run_free(host, run);
	qs_model_free(host, model);
}

/* What a limit cuts is not proved; rows are good all the same. */
static void
limits_are_honest(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsModel    *model;
	QsSettings	settings = quick_settings(1, 50);
	QsRun	   *run;
	QsRun	   *again;

	qs_random_seed(&random, 7, 0);
	model = unit_random_model(host, &random, UNIT_GENERIC, 16);
	for (int k = 0; k < 20; k++)
	{
		settings.enumerate = true;
		settings.node_limit = k;
		settings.diversity = k % 2 ? 3 : 0;
		run = qs_solve(host, model, &settings);
		again = qs_solve(host, model, &settings);
		check_rows(model, &settings, run);
		if (run->status != QS_RUN_OPTIMAL)
		{
			assert_int_equal(run->status, QS_RUN_FEASIBLE);
			assert_int_equal(run->stop_reason, QS_STOP_LIMIT);
			assert_null(run->proved_by);
		}
		if (k == 0)
			assert_int_equal(run->status, QS_RUN_FEASIBLE);
		assert_int_equal(run->solutions, again->solutions);
		for (int r = 0; r < run->solutions; r++)
			assert_memory_equal(run->solution[r].x, again->solution[r].x, (size_t) model->n);
		qs_run_free(host, run);
		qs_run_free(host, again);
	}
	qs_model_free(host, model);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(enumeration_finds_the_best),
		UNIT_TEST(rows_are_apart),
		UNIT_TEST(no_row_is_missing),
		UNIT_TEST(shots_are_rows),
		UNIT_TEST(limits_are_honest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
