/*
 * report_experiment.c
 *	  Cells of an experiment by instance and solver.  $1 is its name.
 */
#include "report.h"

/*
 * Cells with what they are called and what they are measured by.  Settings are told apart
 * by their solver and by what else differs; the reference of a problem is the best value
 * known, where none is the best of the experiment.
 */
#define CELLS \
	"WITH task AS MATERIALIZED (SELECT t.* FROM @extschema@.qshrink_task AS t WHERE t.experiment_id = (SELECT e.experiment_id" \
	"  FROM @extschema@.qshrink_experiment AS e WHERE e.name = $1 ORDER BY e.owner = current_user::text DESC LIMIT 1))," \
	" setting AS MATERIALIZED (SELECT DISTINCT t.settings FROM task AS t)," \
	" pair AS MATERIALIZED (SELECT s.settings, e.key, e.value FROM setting AS s, jsonb_each_text(s.settings) AS e)," \
	" differing AS (SELECT p.key FROM pair AS p WHERE p.key <> 'solver' GROUP BY p.key" \
	"  HAVING count(DISTINCT p.value) > 1 OR count(*) < (SELECT count(*) FROM setting))," \
	" label AS MATERIALIZED (SELECT s.settings, coalesce(s.settings ->> 'solver', 'default') || coalesce((SELECT string_agg(' ' || p.key || '=' || p.value, '' ORDER BY p.key)" \
	"  FROM pair AS p JOIN differing USING (key) WHERE p.settings = s.settings), '') AS solver FROM setting AS s)," \
	" cell AS MATERIALIZED (SELECT t.task_id, t.problem_id, coalesce(p.name, t.problem_id::text) AS problem, p.sense, p.best_known, l.solver, t.seed, t.state, t.error," \
	"  r.run_id, r.status, r.stop_reason, r.objective, r.bound, r.qubits, r.n_variables, r.raw_feasible_share, r.circuit_depth, r.two_qubit_gates, r.milliseconds / 1000 AS seconds" \
	"  FROM task AS t JOIN label AS l USING (settings) LEFT JOIN @extschema@.qshrink_problem AS p ON p.problem_id = t.problem_id" \
	"  LEFT JOIN @extschema@.qshrink_run AS r ON r.problem_id = t.problem_id AND r.run_id = t.run_id)," \
	" reference AS MATERIALIZED (SELECT c.problem_id, coalesce(min(c.best_known), CASE min(c.sense) WHEN 'max' THEN max(c.objective) ELSE min(c.objective) END) AS value" \
	"  FROM cell AS c GROUP BY c.problem_id)," \
	" result AS MATERIALIZED (SELECT c.*, f.value AS reference, 100 * @extschema@.qshrink_gap(c.objective, f.value) AS gap FROM cell AS c JOIN reference AS f USING (problem_id)) "

#define SUCCESS "count(*) FILTER (WHERE c.gap <= 1e-7)"
#define RUNS "count(c.run_id)"

static const char facts_sql[] =
	CELLS
	"SELECT count(*) AS cells, count(*) FILTER (WHERE c.state = 'done') AS done, nullif(count(*) FILTER (WHERE c.state = 'failed'), 0) AS failed,"
	" nullif(count(*) FILTER (WHERE c.state = 'cancelled'), 0) AS cancelled, nullif(count(*) FILTER (WHERE c.state = 'misfit'), 0) AS misfits,"
	" count(DISTINCT c.problem_id) AS problems, count(DISTINCT c.solver) AS \"solvers and settings\", count(DISTINCT c.seed) AS seeds,"
	" count(*) FILTER (WHERE c.status = 'optimal') AS proved, round(sum(c.seconds)::numeric, 1)::text || ' s' AS \"time of all runs\" FROM result AS c";

static const Section sections[] = {
	{
		.id = "solvers", .title = "Solvers over all instances: mean gap (%)",
		.lead = "Distance from the best value known, or from the best of this experiment where none is known; whiskers show the least and the largest.",
		.chart = "{\"type\": \"groups\", \"category\": \"solver\", \"group\": \"measure\", \"value\": \"mean gap (%)\", \"low\": \"least (%)\", \"high\": \"largest (%)\","
		" \"xTitle\": \"solver\", \"yTitle\": \"gap (%)\"}",
		.sql = CELLS "SELECT c.solver, 'gap'::text AS measure, " RUNS " AS runs, count(*) FILTER (WHERE c.status = 'optimal') AS proved,"
		" round(avg(c.gap)::numeric, 4) AS \"mean gap (%)\", round(min(c.gap)::numeric, 4) AS \"least (%)\", round(max(c.gap)::numeric, 4) AS \"largest (%)\","
		" round((percentile_cont(0.5) WITHIN GROUP (ORDER BY c.seconds))::numeric, 3) AS \"median time (s)\""
		" FROM result AS c GROUP BY c.solver ORDER BY avg(c.gap) NULLS LAST, c.solver",
		.none = "This experiment has no cells."
	},
	{
		.id = "gaps", .title = "Gap by instance and solver (%)",
		.lead = "Mean over seeds; whiskers show the least and the largest.",
		.chart = "{\"type\": \"groups\", \"category\": \"problem\", \"group\": \"solver\", \"value\": \"mean gap (%)\", \"low\": \"least (%)\", \"high\": \"largest (%)\","
		" \"xTitle\": \"instance\", \"yTitle\": \"gap (%)\"}",
		.sql = CELLS "SELECT c.problem, c.solver, c.reference, CASE min(c.sense) WHEN 'max' THEN max(c.objective) ELSE min(c.objective) END AS objective,"
		" round(avg(c.gap)::numeric, 4) AS \"mean gap (%)\", round(min(c.gap)::numeric, 4) AS \"least (%)\", round(max(c.gap)::numeric, 4) AS \"largest (%)\","
		" count(*) FILTER (WHERE c.status = 'optimal') || '/' || " RUNS " AS proved"
		" FROM result AS c GROUP BY c.problem_id, c.problem, c.solver, c.reference ORDER BY c.problem, c.solver"
	},
	{
		.id = "arms", .title = "What each stage adds: gap of raw, repaired and polished (%)",
		.lead = "Best of a run's rounds as measured, after repair and after local search, mean over runs, by solver: the control arms none and uniform "
		"show what repair and polish do without a circuit.",
		.chart = "{\"type\": \"groups\", \"category\": \"solver\", \"group\": \"stage\", \"value\": \"mean gap (%)\", \"xTitle\": \"solver\", \"yTitle\": \"gap (%)\"}",
		.sql = CELLS ", stage AS (SELECT c.solver, u.number, u.stage, @extschema@.qshrink_gap(u.value, c.reference) AS gap FROM result AS c"
		" JOIN LATERAL (SELECT CASE c.sense WHEN 'max' THEN max(o.raw_objective) ELSE min(o.raw_objective) END AS raw,"
		"  CASE c.sense WHEN 'max' THEN max(o.repaired_objective) ELSE min(o.repaired_objective) END AS repaired,"
		"  CASE c.sense WHEN 'max' THEN max(o.polished_objective) ELSE min(o.polished_objective) END AS polished"
		"  FROM @extschema@.qshrink_round AS o WHERE o.problem_id = c.problem_id AND o.run_id = c.run_id) AS b ON true,"
		" LATERAL (VALUES (1, 'raw', b.raw), (2, 'repaired', b.repaired), (3, 'polished', b.polished)) AS u(number, stage, value))"
		" SELECT s.solver, s.stage, count(s.gap) AS runs, round((100 * avg(s.gap))::numeric, 4) AS \"mean gap (%)\" FROM stage AS s"
		" GROUP BY s.solver, s.number, s.stage HAVING count(s.gap) > 0 ORDER BY s.solver, s.number"
	},
	{
		.id = "success", .title = "Success probability by instance and solver (%)",
		.lead = "Share of runs that reached the reference, with Wilson's 95 % confidence interval.",
		.chart = "{\"type\": \"groups\", \"category\": \"problem\", \"group\": \"solver\", \"value\": \"success (%)\", \"low\": \"low (%)\", \"high\": \"high (%)\","
		" \"xTitle\": \"instance\", \"yTitle\": \"success probability (%)\"}",
		.sql = CELLS "SELECT s.problem, s.solver, s.successes, s.runs, round(100.0 * s.successes / s.runs, 1) AS \"success (%)\","
		" round((100 * i.low)::numeric, 1) AS \"low (%)\", round((100 * i.high)::numeric, 1) AS \"high (%)\""
		" FROM (SELECT c.problem_id, c.problem, c.solver, " SUCCESS " AS successes, " RUNS " AS runs FROM result AS c GROUP BY 1, 2, 3) AS s,"
		" @extschema@.qshrink_success_interval(s.successes, s.runs) AS i WHERE s.runs > 0 ORDER BY s.problem, s.solver",
		.needs = "qshrink_success_interval"
	},
	{
		.id = "time", .title = "Time to solution at 99 % by instance and solver (s)",
		.lead = "Expected time until one of repeated runs has reached the reference with 99 % confidence, from the median time of a run; "
		"the interval follows from that of the success probability. Infinity: no run reached it.",
		.chart = "{\"type\": \"groups\", \"category\": \"problem\", \"group\": \"solver\", \"value\": \"time to solution (s)\", \"low\": \"low (s)\", \"high\": \"high (s)\","
		" \"xTitle\": \"instance\", \"yTitle\": \"time to solution (s)\", \"log\": true}",
		.sql = CELLS "SELECT s.problem, s.solver, round(s.seconds::numeric, 4) AS \"time of a run (s)\","
		" round(@extschema@.qshrink_time_to_solution(s.seconds, s.successes::float8 / s.runs)::numeric, 4) AS \"time to solution (s)\","
		" round(@extschema@.qshrink_time_to_solution(s.seconds, i.high)::numeric, 4) AS \"low (s)\","
		" round(@extschema@.qshrink_time_to_solution(s.seconds, i.low)::numeric, 4) AS \"high (s)\""
		" FROM (SELECT c.problem_id, c.problem, c.solver, " SUCCESS " AS successes, " RUNS " AS runs,"
		"  percentile_cont(0.5) WITHIN GROUP (ORDER BY c.seconds) AS seconds FROM result AS c GROUP BY 1, 2, 3) AS s,"
		" @extschema@.qshrink_success_interval(s.successes, s.runs) AS i WHERE s.runs > 0 ORDER BY s.problem, s.solver",
		.needs = "qshrink_time_to_solution"
	},
	{
		.id = "resources", .title = "Circuit resources by instance and solver",
		.lead = "Two-qubit gates of the best round's circuit on an ideal machine, mean over seeds; depth and qubits are in the table.",
		.chart = "{\"type\": \"groups\", \"category\": \"problem\", \"group\": \"solver\", \"value\": \"two-qubit gates\", \"xTitle\": \"instance\", \"yTitle\": \"two-qubit gates\"}",
		.sql = CELLS "SELECT c.problem, c.solver, max(c.n_variables) AS variables, round(avg(c.qubits), 1) AS qubits, round(avg(c.circuit_depth), 1) AS depth,"
		" round(avg(c.two_qubit_gates), 1) AS \"two-qubit gates\", round((100 * avg(c.raw_feasible_share))::numeric, 2) AS \"raw feasible (%)\""
		" FROM result AS c WHERE c.circuit_depth > 0 GROUP BY c.problem_id, c.problem, c.solver ORDER BY c.problem, c.solver"
	},
	{
		.id = "cells", .title = "Cells",
		.lead = "Each run, and what became of cells without one; qshrink bench --csv writes all of them.",
		.sql = CELLS "SELECT c.problem, c.solver, c.seed, c.state, c.status, c.objective, round(c.gap::numeric, 4) AS \"gap (%)\", c.qubits,"
		" round(c.seconds::numeric, 3) AS \"time (s)\", c.run_id AS run, c.error FROM result AS c"
		" ORDER BY c.state IN ('failed', 'cancelled', 'misfit') DESC, c.problem, c.solver, c.seed LIMIT 1001"
	},
};

void
report_experiment(Page *page, const char *name)
{
	PGresult   *facts = run_statement(page->connection, facts_sql, 1, &name);

	section_begin(page, "experiment", "Experiment", NULL, false);
	html_facts(page->file, facts);
	section_end(page);
	PQclear(facts);
	for (size_t k = 0; k < sizeof(sections) / sizeof(sections[0]); k++)
		page_section(page, &sections[k], 1, &name);
}
