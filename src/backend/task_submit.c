/*
 * task_submit.c
 *	  qshrink_submit and qshrink_experiment: tasks for workers to come.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "option_read.h"
#include "problem_arguments.h"
#include "problem_lock.h"
#include "problem_sql.h"
#include "problem_store.h"
#include "problem_tables.h"
#include "task_misfit.h"
#include "task_settings.h"
#include "task_turn.h"

PG_FUNCTION_INFO_V1(qshrink_submit);
PG_FUNCTION_INFO_V1(qshrink_experiment);

/* What the tasks of a call share */
typedef struct Submission
{
	Oid			namespace;
	int64		experiment_id;	/* 0: none */
	int32		priority;
	int32		max_attempts;
	TimestampTz run_at;
} Submission;

#define PROBE_SECONDS	0.5		/* to find a misfit; unless found the worker meets it */
#define PROBES_SECONDS	5.0		/* of all cells of an experiment */

/* Settings as tasks keep them, found good */
static Jsonb *
resolved_settings(Jsonb *given)
{
	Jsonb	   *settings = qshrink_task_settings_resolve(given);

	(void) qshrink_task_settings_read(settings);
	return settings;
}

/* Arguments k, k + 1 and k + 2 */
static Submission
submission(FunctionCallInfo fcinfo, int k)
{
	Submission	submission = {.namespace = qshrink_namespace(fcinfo)};

	qshrink_require_argument(fcinfo, k, "priority");
	qshrink_require_argument(fcinfo, k + 1, "max_attempts");
	submission.priority = PG_GETARG_INT32(k);
	qshrink_check_range("priority", submission.priority, -QSHRINK_HIGHEST_PRIORITY, QSHRINK_HIGHEST_PRIORITY);
	submission.max_attempts = PG_GETARG_INT32(k + 1);
	qshrink_check_range("max_attempts", submission.max_attempts, 1, 1000000);
	submission.run_at = PG_ARGISNULL(k + 2) ? GetCurrentTransactionStartTimestamp() : PG_GETARG_TIMESTAMPTZ(k + 2);
	return submission;
}

/* The task is no use: it is marked, with the reason. */
static void
mark_misfits(const Submission *submission, const char *condition, Oid *types, Datum *values, int count,
			 const char *reason)
{
	char	   *query = psprintf("UPDATE %s SET state = 'misfit', error = $%d, sqlstate = '0A000',"
								 " finished_at = pg_catalog.clock_timestamp() WHERE %s"
								 " AND state OPERATOR(pg_catalog.=) 'queued' AND attempts OPERATOR(pg_catalog.=) 0",
								 qshrink_table(submission->namespace, "qshrink_task"), count + 1, condition);

	types[count] = TEXTOID;
	values[count] = CStringGetTextDatum(reason);
	if (SPI_execute_with_args(query, count + 1, types, values, NULL, false, 0) != SPI_OK_UPDATE)
		qshrink_check_written("qshrink_task", 0, 1);
}

static void
mark_task(const Submission *submission, int64 task_id, int64 problem_id, Jsonb *settings)
{
	QshrinkTaskSettings read = qshrink_task_settings_read(settings);
	char	   *reason = qshrink_settings_misfit(submission->namespace, &read);
	Oid			types[3] = {INT8OID, INT8OID};
	Datum		values[3] = {Int64GetDatum(task_id), Int64GetDatum(problem_id)};

	if (reason == NULL)
		reason = qshrink_task_misfit(submission->namespace, problem_id, &read, PROBE_SECONDS);
	if (reason)
		mark_misfits(submission, "task_id OPERATOR(pg_catalog.=) $1 AND problem_id OPERATOR(pg_catalog.=) $2",
					 types, values, 2, reason);
}

/* qshrink_submit(problem_id, settings, seed, priority, max_attempts, run_at) -> bigint */
Datum
qshrink_submit(PG_FUNCTION_ARGS)
{
	int64		problem_id = qshrink_problem_argument(fcinfo, 0);
	Submission	task = submission(fcinfo, 3);
	QshrinkOptions drawn = {0};
	Oid			types[] = {INT8OID, JSONBOID, INT8OID, INT4OID, INT4OID, TIMESTAMPTZOID};
	Datum		values[lengthof(types)];
	int64		task_id;
	bool		null;

	qshrink_require_argument(fcinfo, 1, "settings");
	qshrink_require_writable(fcinfo, NULL);
	qshrink_refuse_computed_null(fcinfo, 2, "seed");
	qshrink_draw_seed(&drawn);
	values[0] = Int64GetDatum(problem_id);
	values[1] = JsonbPGetDatum(resolved_settings(PG_GETARG_JSONB_P(1)));
	values[2] = PG_ARGISNULL(2) ? Int64GetDatum((int64) drawn.settings.seed) : PG_GETARG_DATUM(2);
	values[3] = Int32GetDatum(task.priority);
	values[4] = Int32GetDatum(task.max_attempts);
	values[5] = TimestampTzGetDatum(task.run_at);
	SPI_connect();
	qshrink_problem_lock(task.namespace, problem_id);
	qshrink_check_written("qshrink_task",
						  SPI_execute_with_args(psprintf("INSERT INTO %s (problem_id, settings, seed, priority, max_attempts, run_at)"
														 " VALUES ($1, $2, $3, $4, $5, $6) RETURNING task_id",
														 qshrink_table(task.namespace, "qshrink_task")),
												lengthof(types), types, values, NULL, false, 0), 1);
	task_id = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &null));
	mark_task(&task, task_id, problem_id, DatumGetJsonbP(values[1]));
	SPI_finish();
	PG_RETURN_INT64(task_id);
}

/* ---------------------------------------------------------------------------
 * Experiments
 */

/* The elements of an array argument, which has some and no nulls */
static Datum *
elements_of(FunctionCallInfo fcinfo, int k, const char *name, Oid type, int *count)
{
	ArrayType  *array;
	Datum	   *element;
	int16		length;
	bool		by_value;
	char		align;

	qshrink_require_argument(fcinfo, k, name);
	array = PG_GETARG_ARRAYTYPE_P(k);
	if (array_contains_nulls(array))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("%s must not hold nulls", name)));
	length = type == INT8OID ? 8 : -1;
	by_value = type == INT8OID && FLOAT8PASSBYVAL;
	align = type == INT8OID ? TYPALIGN_DOUBLE : TYPALIGN_INT;
	deconstruct_array(array, type, length, by_value, align, &element, NULL, count);
	if (*count == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s is empty", name)));
	return element;
}

static void
check_name(const char *name)
{
	if (name[0] == '\0')
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the name of an experiment is empty")));
	if (strlen(name) > QSHRINK_NAME_LENGTH)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("the name of an experiment has %zu bytes, more than %d", strlen(name),
						QSHRINK_NAME_LENGTH)));
}

/*
 * The experiment of the current role of that name, which is made if there is none.  Its row
 * is written, not only locked: a transaction that does not see the cells another one has
 * added meanwhile must not add them again.
 */
static int64
find_experiment(Oid namespace, const char *name)
{
	Oid			type = TEXTOID;
	Datum		value = CStringGetTextDatum(name);
	const char *table = qshrink_table(namespace, "qshrink_experiment");
	bool		null;

	check_name(name);
	SPI_execute_with_args(psprintf("INSERT INTO %s (name) VALUES ($1) ON CONFLICT DO NOTHING", table),
						  1, &type, &value, NULL, false, 0);
	SPI_execute_with_args(psprintf("UPDATE %s SET name = name WHERE name OPERATOR(pg_catalog.=) $1"
								   " AND owner OPERATOR(%s.=) CAST(CURRENT_USER AS %s) RETURNING experiment_id",
								   table, qshrink_schema(namespace), qshrink_function(namespace, "qshrink_role")),
						  1, &type, &value, NULL, false, 0);
	if (SPI_processed != 1)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("experiment \"%s\" could not be written", name)));
	return DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &null));
}

/* The cells that are not there yet, each once: seed by seed, so that all settings get on alike */
static void
insert_cells(const Submission *experiment, Datum problems, Datum settings, Datum seeds)
{
	Oid			types[] = {INT8ARRAYOID, JSONBARRAYOID, INT8ARRAYOID, INT8OID, INT4OID, INT4OID, TIMESTAMPTZOID};
	Datum		values[] = {
		problems, settings, seeds, Int64GetDatum(experiment->experiment_id),
		Int32GetDatum(experiment->priority), Int32GetDatum(experiment->max_attempts),
		TimestampTzGetDatum(experiment->run_at)
	};
	const char *table = qshrink_table(experiment->namespace, "qshrink_task");
	char	   *query;

	query = psprintf("INSERT INTO %s (problem_id, settings, seed, experiment_id, priority, max_attempts, run_at)"
					 " SELECT p.id, s.settings, r.seed, $4, $5, $6, $7"
					 " FROM (SELECT u.id, pg_catalog.min(u.k) AS k FROM pg_catalog.unnest($1)"
					 " WITH ORDINALITY AS u (id, k) GROUP BY u.id) AS p,"
					 " (SELECT u.settings, pg_catalog.min(u.k) AS k FROM pg_catalog.unnest($2)"
					 " WITH ORDINALITY AS u (settings, k) GROUP BY u.settings) AS s,"
					 " (SELECT u.seed, pg_catalog.min(u.k) AS k FROM pg_catalog.unnest($3)"
					 " WITH ORDINALITY AS u (seed, k) GROUP BY u.seed) AS r"
					 " WHERE NOT EXISTS (SELECT 1 FROM %s AS t"
					 " WHERE t.experiment_id OPERATOR(pg_catalog.=) $4"
					 " AND t.problem_id OPERATOR(pg_catalog.=) p.id"
					 " AND t.seed OPERATOR(pg_catalog.=) r.seed"
					 " AND t.settings OPERATOR(pg_catalog.=) s.settings)"
					 " ORDER BY r.k, p.k, s.k", table, table);
	if (SPI_execute_with_args(query, lengthof(types), types, values, NULL, false, 0) != SPI_OK_INSERT)
		qshrink_check_written("qshrink_task", 0, 1);
}

/* Cells of settings that fit no problem; of which that is so, palloc'd */
static bool *
mark_settings(const Submission *experiment, const Datum *settings, int variants)
{
	bool	   *misfit = palloc0_array(bool, variants);
	Oid			types[3] = {INT8OID, JSONBOID};
	Datum		values[3] = {Int64GetDatum(experiment->experiment_id)};

	for (int s = 0; s < variants; s++)
	{
		QshrinkTaskSettings read = qshrink_task_settings_read(DatumGetJsonbP(settings[s]));
		char	   *reason = qshrink_settings_misfit(experiment->namespace, &read);

		misfit[s] = reason != NULL;
		values[1] = settings[s];
		if (reason)
			mark_misfits(experiment, "experiment_id OPERATOR(pg_catalog.=) $1"
						 " AND settings OPERATOR(pg_catalog.=) $2", types, values, 2, reason);
	}
	return misfit;
}

/* Cells whose settings do not go together, as far as that is found in time */
static void
mark_cells(const Submission *experiment, const Datum *problem, int problems, const Datum *settings,
		   int variants)
{
	bool	   *misfit = mark_settings(experiment, settings, variants);
	TimestampTz began = GetCurrentTimestamp();
	Oid			types[4] = {INT8OID, INT8OID, JSONBOID};
	Datum		values[4] = {Int64GetDatum(experiment->experiment_id)};

	for (int s = 0; s < variants; s++)
	{
		QshrinkTaskSettings read = qshrink_task_settings_read(DatumGetJsonbP(settings[s]));

		if (misfit[s])
			continue;
		for (int p = 0; p < problems; p++)
		{
			char	   *reason;

			if (TimestampDifferenceExceeds(began, GetCurrentTimestamp(), (int) (PROBES_SECONDS * 1000.0)))
				return;
			reason = qshrink_task_misfit(experiment->namespace, DatumGetInt64(problem[p]), &read, PROBE_SECONDS);
			values[1] = problem[p];
			values[2] = settings[s];
			if (reason)
				mark_misfits(experiment, "experiment_id OPERATOR(pg_catalog.=) $1"
							 " AND problem_id OPERATOR(pg_catalog.=) $2 AND settings OPERATOR(pg_catalog.=) $3",
							 types, values, 3, reason);
		}
	}
}

/* qshrink_experiment(name, problems, settings, seeds, priority, max_attempts, run_at) -> bigint */
Datum
qshrink_experiment(PG_FUNCTION_ARGS)
{
	Submission	experiment = submission(fcinfo, 4);
	int			problems,
				variants,
				seeds;
	Datum	   *problem = elements_of(fcinfo, 1, "problems", INT8OID, &problems);
	Datum	   *settings = elements_of(fcinfo, 2, "settings", JSONBOID, &variants);

	qshrink_require_argument(fcinfo, 0, "name");
	(void) elements_of(fcinfo, 3, "seeds", INT8OID, &seeds);
	qshrink_require_writable(fcinfo, NULL);
	for (int k = 0; k < variants; k++)
		settings[k] = JsonbPGetDatum(resolved_settings(DatumGetJsonbP(settings[k])));
	SPI_connect();
	for (int k = 0; k < problems; k++)
	{
		CHECK_FOR_INTERRUPTS();
		qshrink_problem_lock(experiment.namespace, DatumGetInt64(problem[k]));
	}
	experiment.experiment_id = find_experiment(experiment.namespace, text_to_cstring(PG_GETARG_TEXT_PP(0)));
	insert_cells(&experiment, PG_GETARG_DATUM(1),
				 PointerGetDatum(construct_array(settings, variants, JSONBOID, -1, false, TYPALIGN_INT)),
				 PG_GETARG_DATUM(3));
	mark_cells(&experiment, problem, problems, settings, variants);
	SPI_finish();
	PG_RETURN_INT64(experiment.experiment_id);
}
