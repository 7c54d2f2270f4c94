/*
 * test_run_bytes.c
 *	  A run that was bytes is the run it was, and too few bytes are none.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "solve/run_bytes.h"

static void
same_numbers(const void *a, const void *b, size_t bytes)
{
	assert_int_equal(a == NULL, b == NULL);
	if (a && bytes > 0)
		assert_memory_equal(a, b, bytes);
}

static void
same_name(const char *a, const char *b)
{
	assert_int_equal(a == NULL, b == NULL);
	if (a)
		assert_string_equal(a, b);
}

static void
same_number(double a, double b)
{
	assert_true(a == b || (isnan(a) && isnan(b)));
}

static void
same_steps(const QsStep *a, const QsStep *b, int64_t count)
{
	assert_int_equal(a == NULL, b == NULL);
	for (int64_t k = 0; a && k < count; k++)
	{
		assert_int_equal(a[k].action, b[k].action);
		assert_int_equal(a[k].variable, b[k].variable);
		assert_int_equal(a[k].onto, b[k].onto);
		same_number(a[k].correlation, b[k].correlation);
		assert_int_equal(a[k].row, b[k].row);
		same_name(a[k].reason, b[k].reason);
	}
}

static void
same_round(const QsRound *a, const QsRound *b)
{
	size_t		qubits = a->qubo ? (size_t) a->qubo->n : 0;

	assert_int_equal(a->round, b->round);
	assert_int_equal(a->sources, b->sources);
	same_name(a->stop, b->stop);
	same_number(a->best_so_far, b->best_so_far);
	same_number(a->report.expectation, b->report.expectation);
	same_numbers(a->report.angles, b->report.angles, (size_t) a->report.angle_count * sizeof(double));
	assert_int_equal(a->qubo == NULL, b->qubo == NULL);
	if (a->qubo)
	{
		size_t		entries = (size_t) a->qubo->start[qubits];

		assert_int_equal(a->qubo->n, b->qubo->n);
		same_number(a->qubo->offset, b->qubo->offset);
		same_numbers(a->qubo->linear, b->qubo->linear, qubits * sizeof(double));
		same_numbers(a->qubo->start, b->qubo->start, (qubits + 1) * sizeof(int64_t));
		same_numbers(a->qubo->neighbour, b->qubo->neighbour, entries * sizeof(int32_t));
		same_numbers(a->qubo->weight, b->qubo->weight, entries * sizeof(double));
	}
	same_numbers(a->qubit_variable, b->qubit_variable, qubits * sizeof(int32_t));
	same_numbers(a->qubit_group, b->qubit_group, qubits * sizeof(int32_t));
	same_numbers(a->warm, b->warm, qubits * sizeof(double));
	assert_int_equal(a->step_count, b->step_count);
	same_steps(a->step, b->step, a->step_count);
}

static void
same_run(const QsRun *a, const QsRun *b)
{
	assert_int_equal(a->n, b->n);
	assert_int_equal(a->status, b->status);
	assert_int_equal(a->stop_reason, b->stop_reason);
	same_name(a->proved_by, b->proved_by);
	same_name(a->unsupported, b->unsupported);
	same_number(a->objective, b->objective);
	same_number(a->bound, b->bound);
	assert_int_equal(a->rounds, b->rounds);
	for (int k = 0; k < a->rounds; k++)
		same_round(&a->round[k], &b->round[k]);
	assert_int_equal(a->presolve_step_count, b->presolve_step_count);
	same_steps(a->presolve_step, b->presolve_step, a->presolve_step_count);
	assert_int_equal(a->incumbents, b->incumbents);
	for (int k = 0; k < a->incumbents; k++)
		same_number(a->incumbent[k].objective, b->incumbent[k].objective);
	assert_int_equal(a->starts, b->starts);
	for (int k = 0; k < a->starts; k++)
		same_number(a->start_objective[k], b->start_objective[k]);
	assert_int_equal(a->solutions, b->solutions);
	for (int k = 0; k < a->solutions; k++)
	{
		same_number(a->solution[k].objective, b->solution[k].objective);
		assert_int_equal(a->solution[k].feasible, b->solution[k].feasible);
		assert_int_equal(a->solution[k].round, b->solution[k].round);
		same_numbers(a->solution[k].x, b->solution[k].x, (size_t) a->n);
		same_numbers(a->solution[k].raw, b->solution[k].raw, (size_t) a->n);
	}
}

/* Every beginning of the bytes is refused. */
static void
refuse_beginnings(QsHost *host, QsRandom *random, const char *bytes, size_t count)
{
	for (int trial = 0; trial < 50; trial++)
	{
		size_t		fewer = qs_random_below(random, (uint32_t) count);
		char	   *beginning = qs_duplicate(host, bytes, fewer, 1);

		assert_null(qs_run_from_bytes(host, beginning, fewer));
		qs_free(host, beginning);
	}
}

/* Bytes left out in the middle, before the names: what was there is missed. */
static void
refuse_gaps(QsHost *host, QsRandom *random, const char *bytes, size_t count)
{
	size_t		header[4];		/* bytes, where the names are, theirs, how many */

	memcpy(header, bytes, sizeof(header));
	for (int trial = 0; trial < 50; trial++)
	{
		size_t		missing = 8 + 8 * qs_random_below(random, (uint32_t) (header[1] / 8 - 5));
		char	   *rest = QS_ARRAY(host, char, count - missing);
		size_t		changed[4] = {count - missing, header[1] - missing, header[2], header[3]};
		QsRun	   *run;

		memcpy(rest, bytes, header[1] - missing);
		memcpy(rest + header[1] - missing, bytes + header[1], header[2]);
		memcpy(rest, changed, sizeof(changed));
		run = qs_run_from_bytes(host, rest, count - missing);
		assert_null(run);
		qs_free(host, rest);
	}
}

static void
runs_survive_being_bytes(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	static const QsSolver solver[] = {QS_SOLVER_UNIFORM, QS_SOLVER_NONE, QS_SOLVER_QAOA, QS_SOLVER_AUTO};
	static const QsMixer mixer[] = {QS_MIXER_X, QS_MIXER_WARM, QS_MIXER_XY_RING};

	qs_random_seed(&random, 94, 0);
	for (int trial = 0; trial < 8 * UNIT_KINDS; trial++)
	{
		QsModel    *model = unit_random_model(host, &random, (UnitKind) (trial % UNIT_KINDS), 10);
		QsSettings	settings = qs_settings_defaults;
		QsRun	   *run,
				   *again;
		void	   *bytes;
		size_t		count;

		settings.sampler = qs_sampler_defaults;
		settings.solver = solver[trial % 4];
		settings.sampler.mixer = mixer[trial % 3];
		settings.sampler.evaluations = 10;
		settings.rounds = 2;
		settings.max_qubits = 5;
		settings.log = (QsLog) (trial % 3);
		settings.presolve = settings.proof = trial % 5 == 0;
		run = qs_solve(host, model, &settings);
		bytes = qs_run_to_bytes(host, run, &count);
		again = qs_run_from_bytes(host, bytes, count);
		assert_non_null(again);
		same_run(run, again);
		refuse_beginnings(host, &random, bytes, count);
		refuse_gaps(host, &random, bytes, count);
		qs_free(host, bytes);
		same_run(run, again);
		qs_run_free(host, again);
		qs_run_free(host, run);
		qs_model_free(host, model);
		assert_int_equal(host->memory_used, 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(runs_survive_being_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
