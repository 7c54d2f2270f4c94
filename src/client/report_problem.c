/*
 * report_problem.c
 *	  A problem, its runs side by side, and the best of them in full.  $1 is the problem.
 */
#include "report.h"

#include <stdlib.h>

#include "failure.h"

static const Section sections[] = {
	{
		.id = "gap", .title = "Gap by solver (%)",
		.lead = "Best run of each solver on the model as it is now: distance from the best value known, or from the tightest bound where none is known.",
		.chart = "{\"type\": \"bars\", \"category\": [\"solver\"], \"series\": [\"gap (%)\"], \"xTitle\": \"solver\", \"yTitle\": \"gap (%)\"}",
		.sql = "SELECT l.solver, sum(l.runs)::bigint AS runs, sum(l.optimal_runs)::bigint AS proved,"
		" CASE p.sense WHEN 'max' THEN max(l.best_objective) ELSE min(l.best_objective) END AS objective,"
		" round((100 * min(coalesce(l.gap_to_best_known, l.gap_to_bound)))::numeric, 4) AS \"gap (%)\","
		" round(min(l.median_seconds), 3) AS \"median time (s)\", round(min(l.median_qubits)::numeric, 1) AS \"median qubits\""
		" FROM @extschema@.qshrink_leaderboard AS l JOIN @extschema@.qshrink_problem AS p ON p.problem_id = l.problem_id"
		" WHERE l.problem_id = $1::bigint GROUP BY l.solver, p.sense ORDER BY 5 NULLS LAST, l.solver"
	},
	{
		.id = "runs", .title = "Runs",
		.lead = "Objective of each run in the order they were made; the table has the latest first. Scenarios, runs of an earlier model and runs that failed have a remark, nothing under \"current model\", and are not drawn.",
		.chart = "{\"type\": \"lines\", \"x\": \"run\", \"series\": [\"current model\"], \"whole\": true, \"xTitle\": \"run\", \"yTitle\": \"objective\"}",
		.sql = "SELECT h.run_id AS run, h.solver, h.status, h.stop_reason AS \"ended by\", h.objective, h.bound,"
		" CASE WHEN NOT h.model_changed AND NOT h.is_scenario THEN h.objective END AS \"current model\","
		" round((100 * h.gap_to_bound)::numeric, 4) AS \"gap to bound (%)\", h.qubits, h.seconds AS \"time (s)\","
		" CASE WHEN h.is_scenario THEN 'scenario ' || coalesce(h.scenario, '') WHEN h.model_changed THEN 'earlier model' ELSE to_jsonb(h) ->> 'error' END AS remark"
		" FROM @extschema@.qshrink_history AS h WHERE h.problem_id = $1::bigint ORDER BY h.run_id DESC LIMIT 1001",
		.none = "This problem was not solved yet."
	},
};

static void
describe(Page *page, const char *problem_id)
{
	PGresult   *result = run_statement(page->connection, "SELECT @extschema@.qshrink_describe($1::bigint)", 1, &problem_id);

	section_begin(page, "model", "Problem", NULL, false);
	fputs("<pre>", page->file);
	html_text(page->file, field_or(result, 0, 0, ""));
	fputs("</pre>\n", page->file);
	section_end(page);
	PQclear(result);
}

void
report_problem(Page *page, const char *problem_id)
{
	PGresult   *result;

	describe(page, problem_id);
	for (size_t k = 0; k < sizeof(sections) / sizeof(sections[0]); k++)
		page_section(page, &sections[k], 1, &problem_id);
	/* the best of the model as it is, the earlier of equals; else the latest of all */
	result = run_statement(page->connection,
						   "SELECT h.run_id FROM @extschema@.qshrink_history AS h JOIN @extschema@.qshrink_problem AS p ON p.problem_id = h.problem_id"
						   " WHERE h.problem_id = $1::bigint ORDER BY (NOT h.model_changed AND NOT h.is_scenario) DESC, h.objective IS NULL, h.status IN ('failed', 'cancelled'),"
						   " CASE p.sense WHEN 'max' THEN - h.objective ELSE h.objective END, h.run_id LIMIT 1", 1, &problem_id);
	if (PQntuples(result) == 1)
		report_run(page, problem_id, PQgetvalue(result, 0, 0));
	PQclear(result);
}
