/*
 * solve_steps.c
 *	  Writes the contractions of a run into qshrink_step.
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "problem_sql.h"
#include "problem_tables.h"
#include "role_type.h"
#include "solve_steps.h"

#define STEP_BATCH		10000

/* Columns of a batch of steps, for INSERT ... SELECT FROM unnest */
typedef struct StepColumns
{
	Datum		action[STEP_BATCH];
	Datum		variable[STEP_BATCH];
	Datum		onto[STEP_BATCH];
	bool		onto_null[STEP_BATCH];
	Datum		relation[STEP_BATCH];
	Datum		correlation[STEP_BATCH];
	bool		correlation_null[STEP_BATCH];
	Datum		reason[STEP_BATCH];
	Datum		label[STEP_BATCH];
	bool		label_null[STEP_BATCH];
} StepColumns;

static void
fill_columns(StepColumns *columns, const QshrinkProblem *problem, const QsStep *step, int count)
{
	for (int k = 0; k < count; k++)
	{
		const char *label = step[k].row >= 0 ? problem->row_label[step[k].row] : NULL;

		columns->action[k] = CStringGetTextDatum(qs_action_name(step[k].action));
		columns->variable[k] = Int32GetDatum(step[k].variable);
		columns->onto[k] = Int32GetDatum(step[k].onto);
		columns->onto_null[k] = step[k].onto == QS_REFERENCE;
		columns->relation[k] = CStringGetTextDatum(step[k].equal ? "=" : "<>");
		columns->correlation[k] = Float8GetDatum(step[k].correlation);
		columns->correlation_null[k] = !isfinite(step[k].correlation);
		columns->reason[k] = CStringGetTextDatum(step[k].reason ? step[k].reason : "");
		columns->label[k] = label ? CStringGetTextDatum(label) : (Datum) 0;
		columns->label_null[k] = label == NULL;
	}
}

static Datum
array_of(Oid type, Datum *elements, bool *nulls, int count)
{
	int			lower = 1;
	bool		is_text = type == TEXTOID;
	bool		is_integer = type == INT4OID;

	return PointerGetDatum(construct_md_array(elements, nulls, 1, &count, &lower, type,
											  is_text ? -1 : is_integer ? 4 : 8,
											  is_integer || (!is_text && FLOAT8PASSBYVAL),
											  is_text || is_integer ? TYPALIGN_INT : TYPALIGN_DOUBLE));
}

static void
insert_batch(const char *query, const QshrinkProblem *problem, int64 run_id, int round,
			 int64 first, const QsStep *step, int count)
{
	StepColumns *columns = palloc_object(StepColumns);
	Oid			types[] = {
		INT8OID, problem->owner_type, INT8OID, INT4OID, INT8OID, TEXTARRAYOID, INT4ARRAYOID,
		INT4ARRAYOID, TEXTARRAYOID, FLOAT8ARRAYOID, TEXTARRAYOID, TEXTARRAYOID
	};
	Datum		values[lengthof(types)];

	fill_columns(columns, problem, step, count);
	values[0] = Int64GetDatum(problem->problem_id);
	values[1] = qshrink_role_renewed(PointerGetDatum(problem->owner));
	values[2] = Int64GetDatum(run_id);
	values[3] = Int32GetDatum(round);
	values[4] = Int64GetDatum(first);
	values[5] = array_of(TEXTOID, columns->action, NULL, count);
	values[6] = array_of(INT4OID, columns->variable, NULL, count);
	values[7] = array_of(INT4OID, columns->onto, columns->onto_null, count);
	values[8] = array_of(TEXTOID, columns->relation, NULL, count);
	values[9] = array_of(FLOAT8OID, columns->correlation, columns->correlation_null, count);
	values[10] = array_of(TEXTOID, columns->reason, NULL, count);
	values[11] = array_of(TEXTOID, columns->label, columns->label_null, count);
	qshrink_check_written("qshrink_step",
						   SPI_execute_with_args(query, lengthof(types), types, values, NULL,
												 false, 0), (uint64) count);
}

void
qshrink_steps_store(QsHost *host, Oid namespace, const QshrinkProblem *problem, int64 run_id,
					int round, const QsStep *step, int64 count)
{
	char	   *query = psprintf("INSERT INTO %s (problem_id, owner, run_id, round, step, "
								 "action, variable, onto, relation, correlation, reason, constraint_label) "
								 "SELECT $1, $2, $3, $4, ($5 OPERATOR(pg_catalog.+) s.ordinality)::pg_catalog.int4, s.action, s.variable, s.onto, "
								 "s.relation, s.correlation, s.reason, s.label "
								 "FROM ROWS FROM (pg_catalog.unnest($6), pg_catalog.unnest($7), "
								 "pg_catalog.unnest($8), pg_catalog.unnest($9), pg_catalog.unnest($10), "
								 "pg_catalog.unnest($11), pg_catalog.unnest($12)) WITH ORDINALITY "
								 "AS s (action, variable, onto, relation, correlation, reason, label, ordinality)",
								 qshrink_table(namespace, "qshrink_step"));

	for (int64 first = 0; first < count; first += STEP_BATCH)
	{
		MemoryContext batch = AllocSetContextCreate(CurrentMemoryContext, "qshrink steps",
													ALLOCSET_DEFAULT_SIZES);
		MemoryContext caller = MemoryContextSwitchTo(batch);

		qs_check(host);
		insert_batch(query, problem, run_id, round, first, step + first,
					 (int) Min(count - first, STEP_BATCH));
		MemoryContextSwitchTo(caller);
		MemoryContextDelete(batch);
	}
}
