/*
 * bench_table.c
 *	  Results of an experiment, for people and as CSV.
 */
#include "bench_table.h"

#include <stdlib.h>

#include "failure.h"
#include "table.h"

/* Cells with their runs; raw, repaired and polished are the best of their rounds */
#define CELLS \
	"WITH cell AS (SELECT t.task_id, t.problem_id, p.name AS problem, p.sense, p.best_known, t.state, t.error, t.seed," \
	" coalesce(r.solver, t.settings ->> 'solver') AS solver, r.run_id, r.status, r.objective, r.bound, r.qubits, r.milliseconds / 1000 AS seconds," \
	" @extschema@.qshrink_gap(r.objective, coalesce(p.best_known, r.bound)) AS gap," \
	" o.raw, o.repaired, o.polished, t.settings" \
	" FROM @extschema@.qshrink_task AS t LEFT JOIN @extschema@.qshrink_problem AS p ON p.problem_id = t.problem_id" \
	" LEFT JOIN @extschema@.qshrink_run AS r ON r.problem_id = t.problem_id AND r.run_id = t.run_id" \
	" LEFT JOIN LATERAL (SELECT CASE p.sense WHEN 'max' THEN max(o.raw_objective) ELSE min(o.raw_objective) END AS raw," \
	"  CASE p.sense WHEN 'max' THEN max(o.repaired_objective) ELSE min(o.repaired_objective) END AS repaired," \
	"  CASE p.sense WHEN 'max' THEN max(o.polished_objective) ELSE min(o.polished_objective) END AS polished" \
	"  FROM @extschema@.qshrink_round AS o WHERE o.problem_id = r.problem_id AND o.run_id = r.run_id) AS o ON true" \
	" WHERE t.experiment_id = $1::bigint)"

#define BEST(column) "CASE c.sense WHEN 'max' THEN max(c." column ") ELSE min(c." column ") END"

static const char table_sql[] =
	CELLS
	" SELECT c.problem, c.solver, count(c.run_id) || '/' || count(*) AS runs, c.best_known AS \"best known\", " BEST("objective") " AS objective,"
	" round((100 * min(c.gap))::numeric, 3) AS \"gap %\", count(*) FILTER (WHERE c.status = 'optimal') AS proved,"
	" round((percentile_cont(0.5) WITHIN GROUP (ORDER BY c.seconds))::numeric, 3) AS seconds,"
	" " BEST("raw") " AS raw, " BEST("repaired") " AS repaired, " BEST("polished") " AS polished, round(avg(c.qubits), 1) AS qubits,"
	" count(*) FILTER (WHERE c.state = 'failed') AS failed, count(*) FILTER (WHERE c.state = 'cancelled') AS cancelled,"
	" count(*) FILTER (WHERE c.state = 'misfit') AS misfits"
	" FROM cell AS c GROUP BY c.problem_id, c.problem, c.sense, c.best_known, c.solver, c.settings ORDER BY c.problem, c.solver, c.settings";

static const char csv_sql[] =
	CELLS
	" SELECT c.problem, c.solver, c.seed, c.state, c.status, c.best_known, c.objective, c.bound, c.gap, c.status = 'optimal' AS proved, c.seconds,"
	" c.raw, c.repaired, c.polished, c.qubits, c.run_id, c.error FROM cell AS c ORDER BY c.problem, c.solver, c.seed, c.task_id";

void
bench_table_print(FILE *file, Connection *connection, const char *experiment_id)
{
	PGresult   *result = run_statement(connection, table_sql, 1, &experiment_id);

	table_print(file, result);
	PQclear(result);
}

void
bench_table_csv(FILE *file, Connection *connection, const char *experiment_id)
{
	char	   *sql = statement_text(connection, csv_sql);
	PGresult   *result;
	bool		headed = false;

	if (!PQsendQueryParams(connection->server, sql, 1, NULL, &experiment_id, NULL, NULL, 0) ||
		!PQsetSingleRowMode(connection->server))
		fail_by_server(connection, NULL);
	free(sql);
	while ((result = PQgetResult(connection->server)) != NULL)
	{
		if (!result_is_good(result))
			fail_by_server(connection, result);
		if (!headed)
			csv_head(file, result);
		headed = true;
		csv_rows(file, result);
		PQclear(result);
	}
}

BenchCount
bench_count(Connection *connection, const char *experiment_id)
{
	PGresult   *result = run_statement(connection, "SELECT count(*), count(*) FILTER (WHERE t.state = 'done'),"
									   " count(*) FILTER (WHERE t.state = 'running'), count(*) FILTER (WHERE t.state = 'failed'),"
									   " count(*) FILTER (WHERE t.state = 'cancelled'), count(*) FILTER (WHERE t.state = 'misfit')"
									   " FROM @extschema@.qshrink_task AS t WHERE t.experiment_id = $1::bigint", 1, &experiment_id);
	BenchCount	count = {
		.cells = atol(PQgetvalue(result, 0, 0)), .done = atol(PQgetvalue(result, 0, 1)),
		.running = atol(PQgetvalue(result, 0, 2)), .failed = atol(PQgetvalue(result, 0, 3)),
		.cancelled = atol(PQgetvalue(result, 0, 4)), .misfits = atol(PQgetvalue(result, 0, 5))
	};

	PQclear(result);
	return count;
}
