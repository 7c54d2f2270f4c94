/*
 * solve_incumbents.c
 *	  Writes how the best answer of a run came about into qshrink_incumbent.
 */
#include "compat.h"

#include <math.h>

#include "problem_progress.h"
#include "solve_incumbents.h"
#include "solve_records.h"

void
qshrink_incumbents_store(QsHost *host, Oid namespace, const QshrinkProblem *problem, int64 run_id,
						 const QsRun *run, double loading)
{
	static const char *const column[] = {
		"problem_id", "owner", "run_id", "step", "milliseconds", "objective", "bound", "found_by",
		"round"
	};
	QshrinkRecords *records;

	if (run->incumbents == 0)
		return;
	records = qshrink_records_open(host, namespace, "qshrink_incumbent", column, lengthof(column));
	for (int k = 0; k < run->incumbents; k++)
	{
		const QsIncumbent *incumbent = &run->incumbent[k];

		qshrink_put_bigint(records, problem->problem_id);
		qshrink_put_owner(records, problem);
		qshrink_put_bigint(records, run_id);
		qshrink_put_int(records, k + 1);
		qshrink_put_real(records, (loading + incumbent->seconds) * 1000.0);
		qshrink_put_real(records, qs_model_report(problem->model, incumbent->objective));
		qshrink_put_real(records, qs_model_report(problem->model, incumbent->bound));
		qshrink_put_text(records, qshrink_progress_name(qs_stage_name(incumbent->stage)));
		qshrink_put_int(records, incumbent->round);
		qshrink_put_end(records);
	}
	qshrink_records_close(records);
}
