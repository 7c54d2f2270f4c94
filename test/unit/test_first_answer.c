/*
 * test_first_answer.c
 *	  A large model has an answer on record before presolve begins, whatever its class.
 */
#include "unit.h"

#include <string.h>

#include "classes/generic/generic_row_flips.h"
#include "classes/classes.h"
#include "solve/pipeline.h"

#define SIZE		24000
#define ROW_MOST	8

typedef enum Kind
{
	KIND_PACKING,				/* pairs of which one may be taken */
	KIND_COLOURING,				/* a ring of vertices with chords, five colours each, */
	KIND_COLOURS_FIRST,			/* numbered by vertex or by colour */
	KIND_GENERAL,				/* covering, packing and equality that a hidden assignment meets */
	KIND_QUADRATIC,				/* no rows */
	KIND_COVER,					/* at least two of each row */
	KIND_CARDINALITY,			/* pairs of which one may be taken, a fifth of all to be taken */
	KINDS
} Kind;

typedef struct Rows
{
	int			count;
	QsRow	   *row;			/* the pointers of each are to its place below */
	int32_t    *variable;		/* ROW_MOST a row */
	double	   *coefficient;
	int32_t    *all;			/* of the row over all variables, or NULL */
	double	   *all_ones;
} Rows;

static void
add_row(Rows *rows, int count, const int32_t *variable, const double *coefficient, char sense,
		double rhs)
{
	int32_t    *variables = rows->variable + (size_t) rows->count * ROW_MOST;
	double	   *coefficients = rows->coefficient + (size_t) rows->count * ROW_MOST;

	memcpy(variables, variable, (size_t) count * sizeof(int32_t));
	memcpy(coefficients, coefficient, (size_t) count * sizeof(double));
	rows->row[rows->count++] = (QsRow) {
		.count = count, .variables = variables, .coefficients = coefficients,
		.sense = sense, .rhs = rhs
	};
}

static const double ones[ROW_MOST] = {1, 1, 1, 1, 1, 1, 1, 1};

static void
add_colouring(Rows *rows, QsRandom *random, int vertices, bool colours_first)
{
	int			vertex_step = colours_first ? 1 : 5;
	int			colour_step = colours_first ? vertices : 1;

	for (int v = 0; v < vertices; v++)
	{
		int			other[2] = {(v + 1) % vertices, (int) qs_random_below(random, (uint32_t) vertices)};

		int32_t		colour[5];

		for (int c = 0; c < 5; c++)
			colour[c] = v * vertex_step + c * colour_step;
		add_row(rows, 5, colour, ones, '=', 1.0);
		for (int e = 0; e < 2; e++)
			for (int c = 0; c < 5 && other[e] != v; c++)
				add_row(rows, 2, (int32_t[]) {colour[c], other[e] * vertex_step + c * colour_step}, ones, '<', 1.0);
	}
}

static void
add_general(Rows *rows, QsRandom *random, int n, const uint8_t *hidden)
{
	for (int r = 0; r < n / 3; r++)
	{
		int32_t		variable[6];
		double		coefficient[6];
		double		sum = 0.0;
		int			block = n / 6;

		/* one of each sixth: different ones */
		for (int k = 0; k < 6; k++)
		{
			variable[k] = k * block + (int32_t) qs_random_below(random, (uint32_t) block);
			coefficient[k] = 1.0 + qs_random_below(random, 5);
			sum += hidden[variable[k]] ? coefficient[k] : 0.0;
		}
		add_row(rows, 6, variable, coefficient, "><="[r % 3], sum + (r % 3 == 1));
	}
}

/* One row over all variables, in memory of its own */
static void
add_cardinality(QsHost *host, Rows *rows, int n)
{
	rows->all = QS_ARRAY(host, int32_t, n);
	rows->all_ones = QS_ARRAY(host, double, n);
	for (int i = 0; i < n; i++)
	{
		rows->all[i] = i;
		rows->all_ones[i] = 1.0;
	}
	rows->row[rows->count++] = (QsRow) {
		.count = n, .variables = rows->all, .coefficients = rows->all_ones,
		.sense = '=', .rhs = n / 5
	};
}

static QsModel *
generate(QsHost *host, QsRandom *random, Kind kind, int n)
{
	Rows		rows = {
		.row = QS_ARRAY0(host, QsRow, 3 * n),
		.variable = QS_ARRAY(host, int32_t, (size_t) 3 * n * ROW_MOST),
		.coefficient = QS_ARRAY(host, double, (size_t) 3 * n * ROW_MOST),
	};
	QsTerm	   *term = QS_ARRAY(host, QsTerm, 2 * n);
	uint8_t    *hidden = QS_ARRAY(host, uint8_t, n);
	int64_t		terms = 0;
	QsModel    *model;

	for (int i = 0; i < n; i++)
	{
		hidden[i] = qs_random_below(random, 2) == 1;
		term[terms++] = (QsTerm) {i, i, kind == KIND_PACKING ? -1.0 : 1.0 + qs_random_below(random, 99)};
	}
	for (int i = 0; i + 7 < n && kind == KIND_QUADRATIC; i++)
		term[terms++] = (QsTerm) {i, i + 7, (double) qs_random_below(random, 41) - 60.0};
	if (kind == KIND_CARDINALITY)
		add_cardinality(host, &rows, n);
	for (int i = 0; i < n && (kind == KIND_PACKING || kind == KIND_COVER || kind == KIND_CARDINALITY); i++)
	{
		int32_t		variable[4] = {i, (i + 1) % n, (i + 5) % n, (i + n / 3) % n};

		if (kind != KIND_COVER)
			variable[1] = (i + 1 + (int32_t) qs_random_below(random, (uint32_t) n - 1)) % n;
		add_row(&rows, kind == KIND_COVER ? 4 : 2, variable, ones, kind == KIND_COVER ? '>' : '<',
				kind == KIND_COVER ? 2.0 : 1.0);
	}
	if (kind == KIND_COLOURING || kind == KIND_COLOURS_FIRST)
		add_colouring(&rows, random, n / 5, kind == KIND_COLOURS_FIRST);
	if (kind == KIND_GENERAL)
		add_general(&rows, random, n, hidden);
	model = qs_model_create(host, n, false, 0.0, term, terms, rows.row, rows.count);
	qs_free(host, rows.row);
	qs_free(host, rows.variable);
	qs_free(host, rows.coefficient);
	qs_free(host, rows.all);
	qs_free(host, rows.all_ones);
	qs_free(host, term);
	qs_free(host, hidden);
	return model;
}

/* Ends a solve when presolve begins, and keeps what was known by then */
static struct
{
	bool		began;
	double		best;
} presolve;

static void
watch(void *context, const QsProgress *progress)
{
	(void) context;
	if (!presolve.began && strcmp(progress->stage, "presolve") == 0)
	{
		presolve.began = true;
		presolve.best = progress->best;
	}
}

static bool
end_at_presolve(void *context)
{
	(void) context;
	return presolve.began;
}

/* Solve until presolve begins; fixed: n or NULL */
static QsRun *
solve_to_presolve(QsHost *host, const QsModel *model, const int8_t *fixed)
{
	QsSettings	settings = qs_settings_defaults;
	QsRun	   *run;

	settings.solver = QS_SOLVER_AUTO;
	settings.timed = true;
	settings.fixed = fixed;
	host->progress = watch;
	host->end_requested = end_at_presolve;
	host->deadline = qs_clock(host) + 1000.0;
	presolve.began = false;
	run = qs_solve(host, model, &settings);
	host->deadline = INFINITY;
	assert_true(presolve.began);
	assert_true(isfinite(presolve.best));
	assert_int_equal(run->status, QS_RUN_FEASIBLE);
	assert_true(qs_model_feasible(model, run->solution[0].x));
	assert_true(qs_model_objective(model, run->solution[0].x) <= presolve.best + 1e-6);
	assert_true(run->incumbents > 0);
	assert_true(run->incumbent[0].objective == presolve.best);
	assert_int_equal(run->incumbent[0].stage, QS_STAGE_CONSTRUCT);
	return run;
}

/* Once without fixings and once with values of some answer fixed */
static void
answers_come_before_presolve(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 21, 0);
	for (int kind = 0; kind < KINDS; kind++)
	{
		QsModel    *model = generate(host, &random, (Kind) kind, SIZE);
		int8_t	   *fixed = QS_ARRAY(host, int8_t, SIZE);
		QsRun	   *run = solve_to_presolve(host, model, NULL);

		for (int i = 0; i < SIZE; i++)
			fixed[i] = i % 97 == 0 ? (int8_t) run->solution[0].x[i] : -1;
		qs_run_free(host, run);
		run = solve_to_presolve(host, model, fixed);
		for (int i = 0; i < SIZE; i += 97)
			assert_int_equal(run->solution[0].x[i], fixed[i]);
		qs_run_free(host, run);
		qs_free(host, fixed);
		qs_model_free(host, model);
	}
}

/* An answer that the judge refuses is not on record. */
static bool
refuse(void *context, const uint8_t *x)
{
	(void) context;
	(void) x;
	return false;
}

static void
the_judge_is_asked(void **state)
{
	QsHost	   *host = unit_host(state);
	QsSettings	settings = qs_settings_defaults;
	QsRandom	random;
	QsModel    *model;
	QsRun	   *run;

	qs_random_seed(&random, 22, 0);
	model = generate(host, &random, KIND_GENERAL, SIZE);
	host->progress = watch;
	host->end_requested = end_at_presolve;
	presolve.began = false;
	settings.timed = true;
	settings.judge = refuse;
	host->deadline = qs_clock(host) + 1000.0;
	run = qs_solve(host, model, &settings);
	assert_true(isnan(presolve.best));
	assert_int_equal(run->incumbents, 0);
	assert_int_equal(run->status, QS_RUN_NOT_FOUND);
	qs_run_free(host, run);
	qs_model_free(host, model);
	host->deadline = INFINITY;
}

/* The flips chosen are the best of all sets of up to three that are not tabu, as sums say. */
static void
flips_of_a_row_are_the_best(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 23, 0);
	for (int trial = 0; trial < 300; trial++)
	{
		QsModel    *model = generate(host, &random, KIND_GENERAL, 24);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsGeneric  *generic = qs_generic_create(host, model, structure);
		QsGenericState *moving = qs_generic_state_create(host, generic);
		uint8_t		x[24];
		int64_t		tabu_until[24] = {0};

		for (int i = 0; i < 24; i++)
			x[i] = qs_random_below(&random, 2) == 1;
		qs_generic_state_load(moving, x);
		for (int r = 0; r < model->m; r++)
		{
			const int32_t *variable = model->row_variable + model->row_start[r];
			int			count = (int) (model->row_start[r + 1] - model->row_start[r]);
			double		before = moving->activity[r];
			double		best = INFINITY;
			QsGenericRowFlips flips;

			tabu_until[variable[0]] = 9;
			flips = qs_generic_row_flips(moving, &random, tabu_until, 5, r);
			/* bit 0 is tabu */
			for (int set = 2; set < 1 << count; set += 2)
			{
				double		activity = before;
				double		gain = 0.0;

				if (__builtin_popcount((unsigned) set) > QS_ROW_FLIPS_MOST)
					continue;
				for (int k = 0; k < count; k++)
					if (set >> k & 1)
					{
						double		value = model->row_value[model->row_start[r] + k];
						double		change = x[variable[k]] ? -value : value;

						activity += change;
						gain += moving->score[variable[k]] -
							(qs_generic_excess(generic, r, before + change) -
							 qs_generic_excess(generic, r, before));
					}
				gain += qs_generic_excess(generic, r, activity) - qs_generic_excess(generic, r, before);
				best = fmin(best, gain);
			}
			assert_true(flips.count >= 1 && flips.count <= QS_ROW_FLIPS_MOST);
			assert_true(fabs(flips.gain - best) < 1e-6);
			for (int k = 0; k < flips.count; k++)
				assert_int_not_equal(flips.variable[k], variable[0]);
			tabu_until[variable[0]] = 0;
		}
		qs_generic_state_free(host, moving);
		qs_generic_free(host, generic);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(answers_come_before_presolve),
		UNIT_TEST(the_judge_is_asked),
		UNIT_TEST(flips_of_a_row_are_the_best),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
