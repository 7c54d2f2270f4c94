/*
 * solve_shots.c
 *	  The shots that a run keeps (option keep_shots): written into qshrink_shot, and read
 *	  by qshrink_shots().
 */
#include "compat.h"

#include "access/tupconvert.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "utils/snapmgr.h"
#include "utils/tuplestore.h"

#include "base/decimal_scale.h"
#include "problem_arguments.h"
#include "problem_sql.h"
#include "problem_tables.h"
#include "solve_circuit.h"
#include "solve_records.h"
#include "solve_selection.h"
#include "solve_shots.h"
#include "solve_store.h"

PG_FUNCTION_INFO_V1(qshrink_kept_shots);

/* ---------------------------------------------------------------------------
 * Writing
 */

/* One shot, certified on the rows as stored: the search is not believed. */
static void
put_shot(QshrinkRecords *records, const QshrinkProblem *problem, int64 run_id, const QsRound *round,
		 int k, uint8_t *x)
{
	const QsKeptShots *kept = round->kept;
	double		objective;
	int			violated;
	bool		feasible;

	qs_unpack_bits(kept->assignment + (size_t) k * qs_packed_bytes(kept->n), kept->n, x);
	feasible = qshrink_problem_verify(problem, x, &objective, &violated);
	qshrink_put_bigint(records, problem->problem_id);
	qshrink_put_owner(records, problem);
	qshrink_put_bigint(records, run_id);
	qshrink_put_int(records, round->round);
	qshrink_put_int(records, k + 1);
	qshrink_put_bigint(records, kept->occurrences[k]);
	qshrink_put_real(records, qs_decimal_shift(kept->energy[k], problem->model->exponent));
	qshrink_put_real(records, objective);
	qshrink_put_value(records, BoolGetDatum(feasible), false);
	qshrink_put_int(records, violated);
	qshrink_put_bits(records, x, kept->n);
	qs_unpack_bits(kept->measured + (size_t) k * qs_packed_bytes(kept->qubits), kept->qubits, x);
	qshrink_put_bits(records, x, kept->qubits);
	qshrink_put_end(records);
}

void
qshrink_shots_store(QsHost *host, Oid namespace, const QshrinkProblem *problem, int64 run_id,
					const QsRun *run)
{
	static const char *const column[] = {
		"problem_id", "owner", "run_id", "round", "shot", "occurrences", "energy", "objective",
		"feasible", "violations", "assignment", "measured"
	};
	QshrinkRecords *records = NULL;

	for (int r = 0; r < run->rounds; r++)
	{
		const QsRound *round = &run->round[r];
		uint8_t    *x;

		if (round->kept == NULL)
			continue;
		if (records == NULL)
			records = qshrink_records_open(host, namespace, "qshrink_shot", column, lengthof(column));
		x = QS_ARRAY(host, uint8_t, Max(Max(round->kept->n, round->kept->qubits), 1));
		for (int k = 0; k < round->kept->count; k++)
		{
			qs_check(host);
			put_shot(records, problem, run_id, round, k, x);
		}
		qs_free(host, x);
	}
	if (records)
		qshrink_records_close(records);
}

/* ---------------------------------------------------------------------------
 * Reading
 */

/* $1 problem_id, $2 run_id, $3 round */
static uint64
execute(const char *query, int64 problem_id, int64 run_id, int round)
{
	Oid			types[] = {INT8OID, INT8OID, INT4OID};
	Datum		values[] = {Int64GetDatum(problem_id), Int64GetDatum(run_id), Int32GetDatum(round)};

	SPI_execute_with_args(query, lengthof(types), types, values, NULL, true, 0);
	return SPI_processed;
}

/* The best round of a run, which must be there; 0: it has none */
static int
best_round(Oid namespace, int64 problem_id, int64 run_id)
{
	bool		null;
	Datum		round;

	if (execute(psprintf("SELECT r.best_round FROM %s r WHERE r.problem_id OPERATOR(pg_catalog.=) $1"
						 " AND r.run_id OPERATOR(pg_catalog.=) $2 AND ($3 IS NOT NULL)",
						 qshrink_table(namespace, "qshrink_run")), problem_id, run_id, 0) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA_FOUND),
				 errmsg("run " INT64_FORMAT " of problem " INT64_FORMAT " does not exist", run_id, problem_id),
				 errhint("Runs are listed in qshrink_run.")));
	round = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &null);
	return null ? 0 : DatumGetInt32(round);
}

/* Is there anything to say: a run that keeps shots, and a round of that number? */
static void
explain_none(Oid namespace, int64 problem_id, int64 run_id, int round)
{
	if (execute(psprintf("SELECT 1 FROM %s s WHERE s.problem_id OPERATOR(pg_catalog.=) $1"
						 " AND s.run_id OPERATOR(pg_catalog.=) $2 AND ($3 IS NOT NULL) LIMIT 1",
						 qshrink_table(namespace, "qshrink_shot")), problem_id, run_id, round) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("no shots were kept of run " INT64_FORMAT " of problem " INT64_FORMAT, run_id, problem_id),
				 errhint("Solve it with the option {\"keep_shots\": 1000} and a solver that samples.")));
	ereport(ERROR,
			(errcode(ERRCODE_NO_DATA_FOUND),
			 errmsg("no shots were kept of round %d of run " INT64_FORMAT " of problem " INT64_FORMAT,
					round, run_id, problem_id),
			 errhint("Rounds with shots are those in qshrink_shot.")));
}

/* qshrink_shots(problem_id, run_id, round) -> setof qshrink_shot */
Datum
qshrink_kept_shots(PG_FUNCTION_ARGS)
{
	int64		problem_id = qshrink_problem_argument(fcinfo, 0);
	Oid			namespace = qshrink_namespace(fcinfo);
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	TupleConversionMap *map;
	int			round = qshrink_round_argument(fcinfo, 2);
	int64		run_id;
	int			best;

	InitMaterializedSRF(fcinfo, 0);
	SPI_connect();
	qshrink_push_statement_snapshot();
	run_id = PG_ARGISNULL(1) ? qshrink_answer_find(namespace, problem_id, NULL, 0).run_id : PG_GETARG_INT64(1);
	best = best_round(namespace, problem_id, run_id);
	if (round == 0)
		round = best;
	if (execute(psprintf("SELECT * FROM %s s WHERE s.problem_id OPERATOR(pg_catalog.=) $1"
						 " AND s.run_id OPERATOR(pg_catalog.=) $2 AND s.round OPERATOR(pg_catalog.=) $3"
						 " ORDER BY s.shot", qshrink_table(namespace, "qshrink_shot")),
				problem_id, run_id, round) == 0)
		explain_none(namespace, problem_id, run_id, round);
	/* SELECT * leaves dropped columns out, the row type of the table does not */
	map = convert_tuples_by_name(SPI_tuptable->tupdesc, result->setDesc);
	for (uint64 k = 0; k < SPI_processed; k++)
		tuplestore_puttuple(result->setResult,
							map ? execute_attr_map_tuple(SPI_tuptable->vals[k], map) :
							SPI_tuptable->vals[k]);
	PopActiveSnapshot();
	SPI_finish();
	return (Datum) 0;
}
