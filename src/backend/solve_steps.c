/*
 * solve_steps.c
 *	  Writes the contractions of a run into qshrink_step.
 */
#include "compat.h"

#include <math.h>

#include "utils/builtins.h"

#include "solve_records.h"
#include "solve_steps.h"

static void
put_steps(QshrinkRecords *records, const QshrinkProblem *problem, int64 run_id, int round,
		  const QsStep *step, int64 count)
{
	for (int64 k = 0; k < count; k++)
	{
		const char *label = step[k].row >= 0 ? problem->row_label[step[k].row] : NULL;

		qshrink_put_bigint(records, problem->problem_id);
		qshrink_put_owner(records, problem);
		qshrink_put_bigint(records, run_id);
		qshrink_put_int(records, round);
		qshrink_put_int(records, (int) k + 1);
		qshrink_put_text(records, qs_action_name(step[k].action));
		qshrink_put_int(records, step[k].variable);
		qshrink_put_value(records, Int32GetDatum(step[k].onto), step[k].onto == QS_REFERENCE);
		qshrink_put_text(records, step[k].equal ? "=" : "<>");
		qshrink_put_real(records, step[k].correlation);
		qshrink_put_text(records, step[k].reason ? step[k].reason : "");
		qshrink_put_text(records, label);
		qshrink_put_end(records);
	}
}

static bool
has_steps(const QsRun *run)
{
	for (int k = 0; k < run->rounds; k++)
		if (run->round[k].step_count > 0)
			return true;
	return run->presolve_step_count > 0;
}

void
qshrink_steps_store(QsHost *host, Oid namespace, const QshrinkProblem *problem, int64 run_id,
					const QsRun *run)
{
	static const char *const column[] = {
		"problem_id", "owner", "run_id", "round", "step", "action", "variable", "onto", "relation",
		"correlation", "reason", "constraint_label"
	};
	QshrinkRecords *records;

	if (!has_steps(run))
		return;
	records = qshrink_records_open(host, namespace, "qshrink_step", column, lengthof(column));
	put_steps(records, problem, run_id, 0, run->presolve_step, run->presolve_step_count);
	for (int k = 0; k < run->rounds; k++)
		put_steps(records, problem, run_id, run->round[k].round, run->round[k].step,
				  run->round[k].step_count);
	qshrink_records_close(records);
}
