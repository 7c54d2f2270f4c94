/*
 * report_run.c
 *	  Facts and pictures of a run.  $1 is the problem, $2 the run.
 */
#include "report.h"

#include <stdlib.h>

#include "failure.h"

#define OF_RUN(table) "FROM @extschema@." table " AS t WHERE t.problem_id = $1::bigint AND t.run_id = $2::bigint"

static const char facts_sql[] =
	"SELECT p.name AS problem, r.run_id AS run, r.status, r.proved_by AS \"proved by\", r.stop_reason AS \"ended by\","
	" r.objective::text || ' (' || p.sense || ')' AS objective, r.bound,"
	" round((100 * r.gap_to_bound)::numeric, 4)::float8::text || ' %' AS \"gap to bound\", p.best_known AS \"best known\","
	" r.solver, r.n_variables AS variables, r.qubits,"
	" round(100 * (1 - r.qubits::numeric / r.n_variables), 1)::text || ' %' AS reduction,"
	" r.presolve_fixed AS \"taken by presolve\", r.merge_fixed AS \"taken by merging\","
	" round((100 * r.raw_feasible_share)::numeric, 2)::float8::text || ' %' AS \"raw feasible shots\","
	" r.repair_moves AS \"repair moves\", r.polish_moves AS \"polish moves\", r.rounds, r.seed,"
	" round((r.milliseconds / 1000)::numeric, 3)::text || ' s' AS \"time\", to_char(r.started_at, 'YYYY-MM-DD HH24:MI:SS') AS started, r.scenario"
	" FROM @extschema@.qshrink_run AS r JOIN @extschema@.qshrink_problem AS p ON p.problem_id = r.problem_id"
	" WHERE r.problem_id = $1::bigint AND r.run_id = $2::bigint";

/* Control arms are the latest runs of the same model by a sampler that knows nothing */
static const Section sections[] = {
	{
		.id = "incumbent", .title = "Incumbent and bound over time (s)",
		.lead = "Each better answer when it was found and the bound known then; where they meet, no answer is better.",
		.chart = "{\"type\": \"lines\", \"x\": \"time (s)\", \"series\": [\"objective\", \"bound\"], \"stepped\": true,"
		" \"xTitle\": \"time since the call began (s)\", \"yTitle\": \"objective\"}",
		.sql = "SELECT round((t.milliseconds / 1000)::numeric, 4)::float8 AS \"time (s)\", t.objective, t.bound, t.found_by AS \"found by\", t.round "
		OF_RUN("qshrink_incumbent")
		" UNION ALL SELECT round((t.milliseconds / 1000)::numeric, 4)::float8, t.objective, t.bound, 'end', t.rounds " OF_RUN("qshrink_run")
		" ORDER BY 1"
	},
	{
		.id = "rounds", .title = "Objective by round: raw, repaired, polished",
		.lead = "Best feasible shot as measured, after repair and after local search, beside the control arms: the latest runs of the "
		"same model by solver uniform (random bits) and none (no sampler), where there are some.",
		.chart = "{\"type\": \"lines\", \"x\": \"round\", \"series\": [\"raw\", \"repaired\", \"polished\", \"best so far\","
		" \"uniform: raw\", \"uniform: polished\", \"none: polished\"], \"whole\": true, \"xTitle\": \"round\", \"yTitle\": \"objective\"}",
		.sql = "WITH this AS (SELECT t.* " OF_RUN("qshrink_run") "),"
		" arm AS (SELECT DISTINCT ON (r.solver) r.solver, r.run_id FROM @extschema@.qshrink_run AS r, this"
		" WHERE r.problem_id = $1::bigint AND r.run_id <> this.run_id AND r.solver IN ('uniform', 'none')"
		" AND r.fingerprint = this.fingerprint AND r.fixed IS NULL AND r.changed_rhs IS NULL ORDER BY r.solver, r.run_id DESC),"
		" control AS (SELECT arm.solver, c.round, c.raw_objective, c.polished_objective FROM arm"
		" JOIN @extschema@.qshrink_round AS c ON c.problem_id = $1::bigint AND c.run_id = arm.run_id),"
		" own AS (SELECT t.* " OF_RUN("qshrink_round") ")"
		" SELECT round, t.raw_objective AS raw, t.repaired_objective AS repaired, t.polished_objective AS polished, t.best_so_far AS \"best so far\","
		" u.raw_objective AS \"uniform: raw\", u.polished_objective AS \"uniform: polished\", n.polished_objective AS \"none: polished\""
		" FROM own AS t FULL JOIN (SELECT * FROM control WHERE solver = 'uniform') AS u USING (round)"
		" FULL JOIN (SELECT * FROM control WHERE solver = 'none') AS n USING (round) ORDER BY round",
		.none = "The run ended before the first round, so there is nothing to be drawn by round."
	},
	{
		.id = "shrinking", .title = "Qubits and merges by round",
		.lead = "How far each round shrank the problem and what it did for that: merges made, rejected because a constraint forbids them, and taken back.",
		.chart = "{\"type\": \"bars\", \"category\": [\"round\"], \"series\": [\"qubits\", \"merges\", \"rejected\", \"undone\"], \"lines\": [\"qubits\"],"
		" \"stacked\": true, \"xTitle\": \"round\", \"yTitle\": \"number of qubits, of merges\"}",
		.sql = "SELECT t.round, t.n_variables_before AS \"variables before\", t.n_variables AS after, t.qubits, t.merges, t.rejected, t.undone,"
		" t.source AS correlations, t.stop_reason AS \"ended by\" " OF_RUN("qshrink_round") " ORDER BY t.round"
	},
	{
		.id = "reasons", .title = "What was shrunk and why (number of steps)",
		.lead = "Steps of presolve and of the best round, by action and reason; rejections of every round where the run kept them (--log all).",
		.chart = "{\"type\": \"bars\", \"category\": [\"action\", \"reason\"], \"series\": [\"steps\"], \"horizontal\": true, \"xTitle\": \"\", \"yTitle\": \"number of steps\"}",
		.sql = "SELECT CASE WHEN t.round = 0 THEN 'presolve, ' ELSE '' END || t.action AS action, coalesce(t.reason, '') AS reason, count(*) AS steps,"
		" round(avg(abs(t.correlation))::numeric, 3) AS \"mean |correlation|\" " OF_RUN("qshrink_step")
		" GROUP BY 1, 2 ORDER BY count(*) DESC, 1, 2 LIMIT 20"
	},
	{
		.id = "circuit", .title = "Circuit resources by round",
		.lead = "Depth and two-qubit gates on an ideal machine, where any two qubits interact and a coupling is one RZZ gate, and of the program that is run (CX, with the swaps of a device).",
		.chart = "{\"type\": \"bars\", \"category\": [\"round\"], \"series\": [\"depth\", \"two-qubit gates\", \"depth (CX)\", \"two-qubit gates (CX)\"], \"xTitle\": \"round\", \"yTitle\": \"depth, number of gates\"}",
		.sql = "SELECT t.round, t.qubits, t.circuit_depth AS depth, t.two_qubit_gates AS \"two-qubit gates\","
		" t.decomposed_depth AS \"depth (CX)\", t.decomposed_two_qubit_gates AS \"two-qubit gates (CX)\", t.swaps, t.evaluations, t.distinct_shots AS \"distinct shots\","
		" round((100 * t.raw_feasible_share)::numeric, 2) AS \"raw feasible (%)\", round((100 * t.optimum_share)::numeric, 2) AS \"lowest energy (% of shots)\" "
		OF_RUN("qshrink_round") " AND t.circuit_depth > 0 ORDER BY t.round"
	},
	{
		.id = "spectrum", .title = "Spectrum before and after shrinking",
		.lead = "Low end of the normalised Laplacian of the problem's graph, after presolve and after the best round's merges: how much of its shape was kept.",
		.chart = "{\"type\": \"lines\", \"x\": \"number\", \"series\": [\"after presolve\", \"after shrinking\"], \"whole\": true,"
		" \"xTitle\": \"number of the eigenvalue\", \"yTitle\": \"eigenvalue\"}",
		.sql = "WITH this AS (SELECT t.problem_id, t.run_id, t.spectrum, t.best_round " OF_RUN("qshrink_run") "),"
		" p AS (SELECT e.number, e.value FROM this, unnest(this.spectrum) WITH ORDINALITY AS e(value, number)),"
		" s AS (SELECT e.number, e.value FROM this JOIN @extschema@.qshrink_round AS o ON o.problem_id = this.problem_id AND o.run_id = this.run_id"
		" AND o.round = this.best_round, unnest(o.spectrum) WITH ORDINALITY AS e(value, number))"
		" SELECT number, round(p.value::numeric, 6) AS \"after presolve\", round(s.value::numeric, 6) AS \"after shrinking\""
		" FROM p FULL JOIN s USING (number) ORDER BY number"
	},
	{
		.id = "stages", .title = "Time by stage (ms)",
		.lead = "Where the time of the call went, from loading the problem to storing the run.",
		.chart = "{\"type\": \"bars\", \"category\": [\"stage\"], \"series\": [\"time (ms)\"], \"horizontal\": true, \"xTitle\": \"\", \"yTitle\": \"time (ms)\"}",
		.sql = "SELECT e.key AS stage, round(e.value::numeric, 2) AS \"time (ms)\" FROM (SELECT t.stage_milliseconds " OF_RUN("qshrink_run") ") AS r,"
		" jsonb_each_text(r.stage_milliseconds) AS e WHERE e.value::float8 > 0 ORDER BY e.value::float8 DESC"
	},
};

static const Section answer = {
	.id = "answer", .title = "Answer",
	.lead = "Variables that are not 0, by key.",
	.sql = "SELECT coalesce(CASE cardinality(a.keys) WHEN 1 THEN a.keys[1] ELSE array_to_string(a.keys, ', ') END, a.variable::text) AS key, a.value, a.variable"
	" FROM @extschema@.qshrink_answer($1::bigint, $2::bigint, 1) AS a",
	.none = "Nothing is chosen: every variable is 0."
};

static bool
has_answer(Page *page, const char *const *value)
{
	PGresult   *result = run_statement(page->connection, "SELECT 1 " OF_RUN("qshrink_solution") " AND t.rank = 1 AND t.feasible", 2, value);
	bool		has = PQntuples(result) > 0;

	PQclear(result);
	return has;
}

void
report_run(Page *page, const char *problem_id, const char *run_id)
{
	const char *value[] = {problem_id, run_id};
	PGresult   *facts = run_statement(page->connection, facts_sql, 2, value);

	section_begin(page, "run", "Run", NULL, false);
	html_facts(page->file, facts);
	section_end(page);
	PQclear(facts);
	for (size_t k = 0; k < sizeof(sections) / sizeof(sections[0]); k++)
	{
		page_section(page, &sections[k], 2, value);
		if (k == 1)
			report_shots(page, problem_id, run_id);
		if (k == 3)
			report_graph(page, problem_id, run_id);
	}
	if (has_answer(page, value))
		page_section(page, &answer, 2, value);
}
