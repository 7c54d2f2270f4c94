/*
 * solve_incumbents.c
 *	  Writes how the best answer of a run came about into qshrink_incumbent.
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "problem_progress.h"
#include "problem_sql.h"
#include "problem_tables.h"
#include "role_type.h"
#include "solve_incumbents.h"

/* Numbers as float8[]; those that are not finite become nulls */
static Datum
real_array(const double *value, int count)
{
	Datum	   *elements = palloc_array(Datum, count);
	bool	   *nulls = palloc_array(bool, count);
	int			lower = 1;

	for (int k = 0; k < count; k++)
	{
		elements[k] = Float8GetDatum(value[k]);
		nulls[k] = !isfinite(value[k]);
	}
	return PointerGetDatum(construct_md_array(elements, nulls, 1, &count, &lower, FLOAT8OID,
											  8, FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

void
qshrink_incumbents_store(Oid namespace, const QshrinkProblem *problem, int64 run_id,
						 const QsRun *run, double loading)
{
	int			count = run->incumbents;
	double	   *milliseconds = palloc_array(double, count);
	double	   *objective = palloc_array(double, count);
	double	   *bound = palloc_array(double, count);
	Datum	   *found_by = palloc_array(Datum, count);
	Datum	   *round = palloc_array(Datum, count);
	Oid			types[] = {INT8OID, problem->owner_type, INT8OID, FLOAT8ARRAYOID, FLOAT8ARRAYOID,
	FLOAT8ARRAYOID, TEXTARRAYOID, INT4ARRAYOID};
	Datum		values[lengthof(types)];

	if (count == 0)
		return;
	for (int k = 0; k < count; k++)
	{
		const QsIncumbent *incumbent = &run->incumbent[k];

		milliseconds[k] = (loading + incumbent->seconds) * 1000.0;
		objective[k] = qs_model_report(problem->model, incumbent->objective);
		bound[k] = qs_model_report(problem->model, incumbent->bound);
		found_by[k] = CStringGetTextDatum(qshrink_progress_name(qs_stage_name(incumbent->stage)));
		round[k] = Int32GetDatum(incumbent->round);
	}
	values[0] = Int64GetDatum(problem->problem_id);
	values[1] = qshrink_role_renewed(PointerGetDatum(problem->owner));
	values[2] = Int64GetDatum(run_id);
	values[3] = real_array(milliseconds, count);
	values[4] = real_array(objective, count);
	values[5] = real_array(bound, count);
	values[6] = PointerGetDatum(construct_array(found_by, count, TEXTOID, -1, false, TYPALIGN_INT));
	values[7] = PointerGetDatum(construct_array(round, count, INT4OID, 4, true, TYPALIGN_INT));
	qshrink_check_written("qshrink_incumbent",
						   SPI_execute_with_args(psprintf("INSERT INTO %s (problem_id, owner, run_id, step, milliseconds, objective, bound, found_by, round) "
														  "SELECT $1, $2, $3, i.step::pg_catalog.int4, i.milliseconds, i.objective, i.bound, i.found_by, i.round "
														  "FROM ROWS FROM (pg_catalog.unnest($4), pg_catalog.unnest($5), pg_catalog.unnest($6), "
														  "pg_catalog.unnest($7), pg_catalog.unnest($8)) WITH ORDINALITY "
														  "AS i (milliseconds, objective, bound, found_by, round, step)",
														  qshrink_table(namespace, "qshrink_incumbent")),
												 lengthof(types), types, values, NULL, false, 0),
						   (uint64) count);
}
