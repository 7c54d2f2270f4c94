/*
 * solve_selection.c
 *	  The answer to a problem: which one it is (qshrink_best_run), and qshrink_selection and
 *	  qshrink_answer, its variables as rows to join.
 *
 * An answer belongs to the model it was found for.  Rows that this statement wrote
 * count, so that a solve and its selection fit in one query.
 */
#include "compat.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/snapmgr.h"
#include "utils/tuplestore.h"
#include "utils/varbit.h"

#include "problem_arguments.h"
#include "problem_load.h"
#include "problem_scenario.h"
#include "problem_sql.h"
#include "problem_tables.h"
#include "solve_selection.h"

PG_FUNCTION_INFO_V1(qshrink_selection);
PG_FUNCTION_INFO_V1(qshrink_answer);
PG_FUNCTION_INFO_V1(qshrink_best_run);

typedef struct Selecting
{
	Oid			namespace;
	int64		problem_id;
	bool		one_run;
	int64		run_id;			/* if one_run; else that of the answer, once it is found */
	bool		former;			/* the problem has changed since the run, which had keys */
	const char *fingerprint;	/* of the model as it is now */
} Selecting;

/* Run a query of $1 problem_id, $2 run_id, $3 fingerprint, $4 assignment */
static void
execute(const Selecting *selecting, const char *query, const VarBit *assignment)
{
	Oid			types[] = {INT8OID, INT8OID, TEXTOID, VARBITOID};
	Datum		values[] = {
		Int64GetDatum(selecting->problem_id), Int64GetDatum(selecting->run_id),
		CStringGetTextDatum(selecting->fingerprint), VarBitPGetDatum(assignment)
	};
	char		nulls[] = {' ', ' ', ' ', assignment ? ' ' : 'n'};

	SPI_execute_with_args(query, lengthof(types), types, values, nulls, true, 0);
}

/* A column of the first row; 0 for a null */
static Datum
column(int number)
{
	bool		null;
	Datum		value = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, number, &null);

	return null ? (Datum) 0 : value;
}

/* Did the run fail, or was it cancelled? */
static bool
has_no_end(const char *status)
{
	return strcmp(status, "failed") == 0 || strcmp(status, "cancelled") == 0;
}

/* ---------------------------------------------------------------------------
 * Why there is no answer
 */
static void
explain_run(const Selecting *selecting, const char *status, bool scenario)
{
	if (strcmp(status, "infeasible") == 0)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_EXCEPTION),
				 errmsg("run " INT64_FORMAT " proved that problem " INT64_FORMAT " has no solution%s",
						selecting->run_id, selecting->problem_id,
						scenario ? " in its scenario" : ""),
				 scenario ? errhint("qshrink_verify names the rows an assignment breaks.") :
				 errhint("qshrink_conflict(" INT64_FORMAT ") names constraints that cannot hold together.",
						 selecting->problem_id)));
	if (has_no_end(status))
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA),
				 errmsg("run " INT64_FORMAT " of problem " INT64_FORMAT " has no answer: it was %s",
						selecting->run_id, selecting->problem_id,
						strcmp(status, "failed") == 0 ? "ended by an error" : "cancelled"),
				 errdetail("qshrink_run has the error."),
				 errhint("Solve it again.")));
	ereport(ERROR,
			(errcode(ERRCODE_NO_DATA),
			 errmsg("run " INT64_FORMAT " of problem " INT64_FORMAT " found no feasible solution",
					selecting->run_id, selecting->problem_id),
			 errhint("Solve it again with a larger time_limit or more rounds.")));
}

static void
explain_problem(const Selecting *selecting)
{
	int64		current,
				infeasible,
				scenarios,
				others;

	execute(selecting,
			psprintf("SELECT pg_catalog.count(*) FILTER (WHERE " QSHRINK_IS_NO_SCENARIO " AND r.fingerprint OPERATOR(pg_catalog.=) $3),"
					 " pg_catalog.min(r.run_id) FILTER (WHERE " QSHRINK_IS_NO_SCENARIO " AND r.fingerprint OPERATOR(pg_catalog.=) $3"
					 " AND r.status OPERATOR(pg_catalog.=) 'infeasible'),"
					 " pg_catalog.count(*) FILTER (WHERE " QSHRINK_IS_SCENARIO " AND " QSHRINK_HAS_RUN "),"
					 " pg_catalog.count(*) FILTER (WHERE " QSHRINK_HAS_RUN ")"
					 " FROM %s r WHERE r.problem_id OPERATOR(pg_catalog.=) $1",
					 qshrink_table(selecting->namespace, "qshrink_run")), NULL);
	current = DatumGetInt64(column(1));
	infeasible = DatumGetInt64(column(2));
	scenarios = DatumGetInt64(column(3));
	others = DatumGetInt64(column(4)) - current - scenarios;
	if (infeasible > 0)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_EXCEPTION),
				 errmsg("problem " INT64_FORMAT " has no solution: run " INT64_FORMAT " proved it infeasible",
						selecting->problem_id, infeasible),
				 errhint("qshrink_conflict(" INT64_FORMAT ") names constraints that cannot hold together.",
						 selecting->problem_id)));
	if (current > 0)
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA),
				 errmsg("no run of problem " INT64_FORMAT " found a feasible solution",
						selecting->problem_id),
				 errdetail("Runs of the model as it is now: " INT64_FORMAT ".", current),
				 errhint("Solve it again with a larger time_limit or more rounds.")));
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 others > 0 ?
			 errmsg("problem " INT64_FORMAT " has changed since it was solved", selecting->problem_id) :
			 errmsg("problem " INT64_FORMAT " has not been solved", selecting->problem_id),
			 others + scenarios > 0 ?
			 errdetail("Runs of an earlier model: " INT64_FORMAT "; scenarios: " INT64_FORMAT ".",
					   others, scenarios) : 0,
			 errhint("Call qshrink_solve(" INT64_FORMAT ").", selecting->problem_id)));
}

/* ---------------------------------------------------------------------------
 * The answer
 */

/* A run asked for by id answers whatever it solved; it must be there */
static void
check_run(Selecting *selecting, char **status, bool *scenario)
{
	execute(selecting,
			psprintf("SELECT r.status, " QSHRINK_IS_SCENARIO ","
					 " r.fingerprint IS NOT NULL AND r.fingerprint OPERATOR(pg_catalog.=) $3,"
					 " r.key_list_id IS NOT NULL"
					 " FROM %s r WHERE r.problem_id OPERATOR(pg_catalog.=) $1"
					 " AND r.run_id OPERATOR(pg_catalog.=) $2",
					 qshrink_table(selecting->namespace, "qshrink_run")), NULL);
	if (SPI_processed == 0)
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA_FOUND),
				 errmsg("run " INT64_FORMAT " of problem " INT64_FORMAT " does not exist",
						selecting->run_id, selecting->problem_id),
				 errhint("Runs are listed in qshrink_run.")));
	*status = TextDatumGetCString(column(1));
	*scenario = DatumGetBool(column(2));
	selecting->former = !DatumGetBool(column(3)) && DatumGetBool(column(4));
	if (!DatumGetBool(column(3)) && !has_no_end(*status))
		ereport(WARNING,
				(errmsg("problem " INT64_FORMAT " has changed since run " INT64_FORMAT,
						selecting->problem_id, selecting->run_id),
				 errdetail("What it selected may break the model as it is now: see qshrink_verify.")));
}

/* Solution, run and names from the first row of a query; false: there is none */
static bool
read_answer(QshrinkAnswer *answer)
{
	if (SPI_processed == 0)
		return false;
	answer->run_id = DatumGetInt64(column(1));
	answer->key_list_id = DatumGetInt64(column(2));
	answer->feasible = DatumGetBool(column(3));
	answer->assignment = DatumGetVarBitPCopy(column(4));
	return true;
}

/* The best feasible solution */
static bool
find_best(const Selecting *selecting, QshrinkAnswer *answer)
{
	execute(selecting,
			psprintf("SELECT s.run_id, r.key_list_id, s.feasible, s.assignment FROM %s s"
					 " JOIN %s r ON r.problem_id OPERATOR(pg_catalog.=) s.problem_id"
					 " AND r.run_id OPERATOR(pg_catalog.=) s.run_id"
					 " JOIN %s p ON p.problem_id OPERATOR(pg_catalog.=) s.problem_id"
					 " WHERE s.problem_id OPERATOR(pg_catalog.=) $1 AND s.feasible AND %s"
					 " ORDER BY CASE WHEN p.sense OPERATOR(pg_catalog.=) 'max'"
					 " THEN OPERATOR(pg_catalog.-) s.objective ELSE s.objective END,"
					 " s.run_id, s.rank LIMIT 1",
					 qshrink_table(selecting->namespace, "qshrink_solution"),
					 qshrink_table(selecting->namespace, "qshrink_run"),
					 qshrink_table(selecting->namespace, "qshrink_problem"),
					 selecting->one_run ?
					 "s.run_id OPERATOR(pg_catalog.=) $2" :
					 QSHRINK_IS_NO_SCENARIO " AND r.fingerprint OPERATOR(pg_catalog.=) $3"), NULL);
	return read_answer(answer);
}

/* The solution of a rank of the run */
static void
find_rank(const Selecting *selecting, int rank, QshrinkAnswer *answer)
{
	execute(selecting,
			psprintf("SELECT s.run_id, r.key_list_id, s.feasible, s.assignment FROM %s s"
					 " JOIN %s r ON r.problem_id OPERATOR(pg_catalog.=) s.problem_id"
					 " AND r.run_id OPERATOR(pg_catalog.=) s.run_id"
					 " WHERE s.problem_id OPERATOR(pg_catalog.=) $1"
					 " AND s.run_id OPERATOR(pg_catalog.=) $2 AND s.rank OPERATOR(pg_catalog.=) %d",
					 qshrink_table(selecting->namespace, "qshrink_solution"),
					 qshrink_table(selecting->namespace, "qshrink_run"), rank), NULL);
	if (!read_answer(answer))
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA_FOUND),
				 errmsg("run " INT64_FORMAT " of problem " INT64_FORMAT " has no solution of rank %d",
						selecting->run_id, selecting->problem_id, rank),
				 errhint("Ranks count from 1; the argument solutions of qshrink_solve says how many there are.")));
	if (!answer->feasible)
		ereport(WARNING,
				(errmsg("the solution of rank %d of run " INT64_FORMAT " breaks constraints", rank,
						selecting->run_id),
				 errhint("qshrink_activity lists them.")));
}

QshrinkAnswer
qshrink_answer_find(Oid namespace, int64 problem_id, const int64 *run_id, int rank)
{
	Selecting	selecting = {
		.namespace = namespace,
		.problem_id = problem_id,
		.one_run = run_id != NULL,
		.run_id = run_id ? *run_id : 0,
	};
	QshrinkAnswer answer = {0};
	char	   *status = NULL;
	bool		scenario = false;

	selecting.fingerprint = pstrdup(qshrink_fingerprint_now(namespace, problem_id));
	if (selecting.one_run)
		check_run(&selecting, &status, &scenario);
	if (!find_best(&selecting, &answer) && (rank <= 1 || !selecting.one_run))
	{
		if (selecting.one_run)
			explain_run(&selecting, status, scenario);
		explain_problem(&selecting);
	}
	if (rank > 0)
	{
		if (!selecting.one_run)
			selecting.run_id = answer.run_id;
		find_rank(&selecting, rank, &answer);
	}
	if (!selecting.former)
		answer.key_list_id = 0;
	return answer;
}

/* ---------------------------------------------------------------------------
 * Its variables
 */

/* The variables that are not 0, called as the run knew them */
static void
return_ones(Oid namespace, int64 problem_id, const QshrinkAnswer *answer, const char *columns,
			ReturnSetInfo *result)
{
	const Selecting selecting = {.problem_id = problem_id, .run_id = answer->key_list_id, .fingerprint = ""};
	const char *names = answer->key_list_id != 0 ?
		psprintf("SELECT l.first_variable OPERATOR(pg_catalog.+) CAST(k.number AS pg_catalog.int4) OPERATOR(pg_catalog.-) 1,"
				 " CAST(k.keys AS pg_catalog.text[]), l.weights[k.number], l.lowers[k.number] FROM %s l,"
				 " LATERAL pg_catalog.unnest(l.key_texts) WITH ORDINALITY AS k (keys, number)"
				 " WHERE l.problem_id OPERATOR(pg_catalog.=) $1 AND l.key_list_id OPERATOR(pg_catalog.=) $2",
				 qshrink_table(namespace, "qshrink_key_list")) :
		psprintf("SELECT w.variable, w.keys, w.weight, w.lower FROM %s w WHERE w.problem_id OPERATOR(pg_catalog.=) $1",
				 qshrink_table(namespace, "qshrink_variable"));

	/* variables of an integer count together, auxiliary ones not at all */
	execute(&selecting,
			psprintf("WITH b AS (SELECT g.variable, v.keys, v.weight, v.lower,"
					 " pg_catalog.get_bit($4, g.variable) AS bit"
					 " FROM pg_catalog.generate_series(0, pg_catalog.length($4) OPERATOR(pg_catalog.-) 1) AS g (variable)"
					 " LEFT JOIN (%s) AS v (variable, keys, weight, lower) ON v.variable OPERATOR(pg_catalog.=) g.variable)"
					 " SELECT i.variable, i.keys%s FROM"
					 " (SELECT b.variable, b.keys, CAST(1 AS pg_catalog.int8) AS value FROM b"
					 " WHERE b.weight IS NULL AND b.bit OPERATOR(pg_catalog.=) 1 UNION ALL"
					 " SELECT pg_catalog.min(b.variable), b.keys, CAST(pg_catalog.min(b.lower) OPERATOR(pg_catalog.+)"
					 " pg_catalog.sum(CASE WHEN b.bit OPERATOR(pg_catalog.=) 1 THEN b.weight ELSE 0 END) AS pg_catalog.int8) FROM b"
					 " WHERE b.weight OPERATOR(pg_catalog.>) 0 GROUP BY b.keys) AS i"
					 " WHERE i.value OPERATOR(pg_catalog.<>) 0 ORDER BY i.variable", names, columns),
			answer->assignment);
	for (uint64 k = 0; k < SPI_processed; k++)
		tuplestore_puttuple(result->setResult, SPI_tuptable->vals[k]);
}

/* Both functions: rank 0 is the best feasible solution */
static void
return_answer(FunctionCallInfo fcinfo, int rank, const char *columns)
{
	int64		problem_id = qshrink_problem_argument(fcinfo, 0);
	int64		run_id = PG_ARGISNULL(1) ? 0 : PG_GETARG_INT64(1);
	Oid			namespace = qshrink_namespace(fcinfo);
	QshrinkAnswer answer;

	InitMaterializedSRF(fcinfo, 0);
	SPI_connect();
	qshrink_push_statement_snapshot();
	answer = qshrink_answer_find(namespace, problem_id, PG_ARGISNULL(1) ? NULL : &run_id, rank);
	return_ones(namespace, problem_id, &answer, columns, (ReturnSetInfo *) fcinfo->resultinfo);
	PopActiveSnapshot();
	SPI_finish();
}

/* qshrink_selection(problem_id, run_id) -> setof (variable, keys) */
Datum
qshrink_selection(PG_FUNCTION_ARGS)
{
	return_answer(fcinfo, 0, "");
	return (Datum) 0;
}

int
qshrink_rank_argument(FunctionCallInfo fcinfo, int k)
{
	int			rank = PG_ARGISNULL(k) ? 1 : PG_GETARG_INT32(k);

	if (rank < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("rank is %d", rank),
				 errdetail("Ranks count from 1.")));
	return rank;
}

/* qshrink_answer(problem_id, run_id, rank) -> setof (variable, keys, value) */
Datum
qshrink_answer(PG_FUNCTION_ARGS)
{
	return_answer(fcinfo, qshrink_rank_argument(fcinfo, 2), ", i.value");
	return (Datum) 0;
}

/* qshrink_best_run(problem_id) -> bigint: the run that qshrink_selection answers with */
Datum
qshrink_best_run(PG_FUNCTION_ARGS)
{
	int64		problem_id = qshrink_problem_argument(fcinfo, 0);
	QshrinkAnswer answer;

	SPI_connect();
	qshrink_push_statement_snapshot();
	answer = qshrink_answer_find(qshrink_namespace(fcinfo), problem_id, NULL, 0);
	PopActiveSnapshot();
	SPI_finish();
	PG_RETURN_INT64(answer.run_id);
}
