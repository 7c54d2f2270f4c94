-- Time limits: what comes back whatever the moment, and where the time went.  Nothing
-- here depends on how fast the machine is.
\set ON_ERROR_STOP 1
BEGIN;
SELECT plan(20);

CREATE TEMP TABLE t_edge AS
	SELECT DISTINCT least(a, b) AS a, greatest(a, b) AS b
	FROM (SELECT hashint8(k) & 8191 AS a, hashint8(k + 1000000) & 8191 AS b FROM generate_series(1, 101000) AS k) AS e WHERE a <> b;
SELECT qshrink_mis('time graph', 'SELECT * FROM t_edge') AS mis \gset
CREATE TEMP TABLE t_need AS
	SELECT r, i, 1 + (hashint8(r * 1000 + i) & 1023) AS amount FROM generate_series(1, 30) AS r, generate_series(1, 500) AS i;
CREATE TEMP TABLE t_item AS SELECT i, sum(amount) / 30 + (hashint8(i) & 511) AS profit FROM t_need GROUP BY i;
CREATE TEMP TABLE t_capacity AS SELECT r, sum(amount) / 4 AS capacity FROM t_need GROUP BY r;
SELECT qshrink_mdkp('time knapsack', 'SELECT * FROM t_item', 'SELECT * FROM t_need', 'SELECT * FROM t_capacity') AS mdkp \gset

-- sets are independent and maximal, whatever the limit
CREATE FUNCTION pg_temp.graph_at(problem bigint, seconds interval) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	run bigint;
BEGIN
	SELECT s.run_id INTO run FROM qshrink_solve(problem, 'auto', time_limit => seconds, seed => 1, solutions => 1) AS s WHERE s.feasible;
	RETURN NEXT ok(run IS NOT NULL, 'a feasible set in ' || seconds);
	CREATE TEMP TABLE t_chosen ON COMMIT DROP AS SELECT keys[1]::int AS node FROM qshrink_selection(problem, run);
	RETURN NEXT ok(NOT EXISTS (SELECT FROM t_edge JOIN t_chosen AS a ON a.node = t_edge.a JOIN t_chosen AS b ON b.node = t_edge.b), 'no edge in it');
	RETURN NEXT ok(NOT EXISTS (SELECT a FROM t_edge UNION SELECT b FROM t_edge EXCEPT SELECT node FROM t_chosen
		EXCEPT (SELECT b FROM t_edge JOIN t_chosen ON node = a UNION SELECT a FROM t_edge JOIN t_chosen ON node = b)), 'and none can be added');
	DROP TABLE t_chosen;
END $$;
SELECT pg_temp.graph_at(:mis, seconds) FROM unnest(ARRAY['1 ms', '200 ms', '700 ms']::interval[]) AS seconds;

CREATE FUNCTION pg_temp.knapsack_at(problem bigint, seconds interval) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	run bigint;
BEGIN
	SELECT s.run_id INTO run FROM qshrink_solve(problem, 'auto', time_limit => seconds, seed => 1, solutions => 1) AS s WHERE s.feasible;
	RETURN NEXT ok(run IS NOT NULL, 'a feasible knapsack in ' || seconds);
	CREATE TEMP TABLE t_left ON COMMIT DROP AS
		SELECT r, capacity - coalesce(sum(amount), 0) AS room FROM t_capacity
		LEFT JOIN (t_need JOIN qshrink_selection(problem, run) AS s ON i = s.keys[1]::int) USING (r) GROUP BY r, capacity;
	RETURN NEXT ok(NOT EXISTS (SELECT FROM t_left WHERE room < 0), 'every capacity holds');
	RETURN NEXT ok(NOT EXISTS (SELECT i FROM t_item WHERE i NOT IN (SELECT keys[1]::int FROM qshrink_selection(problem, run))
		AND NOT EXISTS (SELECT FROM t_need JOIN t_left USING (r) WHERE t_need.i = t_item.i AND amount > room)), 'and no item fits in');
	DROP TABLE t_left;
END $$;
SELECT pg_temp.knapsack_at(:mdkp, seconds) FROM unnest(ARRAY['1 ms', '100 ms']::interval[]) AS seconds;

-- control arms are not touched
SELECT is((SELECT max(polish_moves) FROM qshrink_solve(:mdkp, 'uniform', time_limit => '100 ms', seed => 1, options => '{"polish": false}')), 0::bigint,
	'without polishing nothing is completed');

-- stages: all there are, and all the time there is
SELECT count(*) AS run_count FROM qshrink_solve(:mdkp, 'auto', rounds => 2, seed => 1) \gset
SELECT is((SELECT string_agg(key, ' ' ORDER BY key) FROM qshrink_run, jsonb_each(stage_milliseconds) WHERE run_id = (SELECT max(run_id) FROM qshrink_run)),
	'construct encode load other polish presolve proof relax repair sample shrink store', 'every stage has its time');
SELECT is_empty('SELECT run_id, milliseconds, sum(value::float8) FROM qshrink_run, jsonb_each_text(stage_milliseconds)
	GROUP BY run_id, milliseconds
	HAVING sum(value::float8) NOT BETWEEN 0.99 * milliseconds - 0.1 AND 1.01 * milliseconds + 0.1', 'stages add up to the whole of every run');
SELECT is_empty('SELECT run_id FROM qshrink_run WHERE (stage_milliseconds ->> ''load'')::float8 <= 0 OR (stage_milliseconds ->> ''store'')::float8 <= 0',
	'loading and storing take time too');
SELECT ok((SELECT (stage_milliseconds ->> 'proof')::float8 > 0.01 * milliseconds FROM qshrink_run ORDER BY run_id DESC LIMIT 1),
	'sweeps for a proof are in the stage of proofs');

SELECT * FROM finish();
ROLLBACK;
