-- Threads of the state vector change no row, and none outlives its call.
BEGIN;
\set ON_ERROR_STOP on
SET LOCAL client_min_messages = warning;
SELECT * FROM no_plan();
CREATE TEMP TABLE t_seen (what text, threads int, rows text);

SELECT qubo_agg(i, j, ((i * 7 + j * 13) % 11 - 5)::float8) AS q FROM generate_series(0, 20) AS i, generate_series(0, 20) AS j WHERE i <= j AND (i + j) % 3 > 0 \gset
SELECT qshrink_create('threads', :'q'::qubo) AS id \gset
CREATE FUNCTION pg_temp.look(number int, id bigint, q qubo) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	run bigint;
BEGIN
	PERFORM set_config('qshrink.threads', number::text, true);
	INSERT INTO t_seen SELECT 'sample ' || p, number, md5(string_agg(s::text, ',' ORDER BY energy, assignment))
		FROM unnest(ARRAY['single', 'double']) AS p, LATERAL qubo_sample(q, 'qaoa', shots => 200, seed => 3, layers => 2, options => jsonb_build_object('evaluations', 3, 'precision', p)) AS s GROUP BY p;
	INSERT INTO t_seen SELECT 'cvar', number, md5(string_agg(s::text, ',' ORDER BY energy, assignment))
		FROM qubo_sample(q, 'qaoa', shots => 200, seed => 3, layers => 1, options => '{"evaluations": 3, "cvar": 1}') AS s;
	SELECT max(run_id) INTO run FROM qshrink_solve(id, 'qaoa', seed => 3, rounds => 1, max_qubits => 21, shots => 100, layers => 1,
		options => '{"evaluations": 3, "presolve": false, "proof": false, "certified": false}');
	INSERT INTO t_seen SELECT 'solve', number, md5(string_agg((to_jsonb(s) - 'run_id')::text, ',' ORDER BY rank) || (SELECT (to_jsonb(r) - '{run_id,milliseconds}'::text[])::text FROM qshrink_round AS r WHERE run_id = run))
		FROM qshrink_solution AS s WHERE run_id = run;
END $$;
SELECT pg_temp.look(k, :id, :'q'::qubo) FROM generate_series(1, 3) AS k \g /dev/null
SELECT is((SELECT count(*) FROM t_seen), 12::bigint, 'all were computed');
SELECT is_empty('SELECT what, count(DISTINCT rows) FROM t_seen GROUP BY what HAVING count(DISTINCT rows) > 1', 'no number of threads changes a row');
SELECT is(current_setting('qshrink.threads', true), '3', 'the last had three');
SELECT throws_ok('SET qshrink.threads = 0', '22023', NULL, 'none is too few');
SELECT throws_ok('SET qshrink.threads = 1000', '22023', NULL, 'and there is a limit');

-- where the system shows the threads of a process
CREATE FUNCTION pg_temp.threads() RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
	RETURN (SELECT count(*) FROM pg_ls_dir('/proc/self/task'));
EXCEPTION WHEN OTHERS THEN
	RETURN 1;
END $$;
SELECT is(pg_temp.threads(), 1::bigint, 'none is left');

-- a timeout ends them, too
CREATE FUNCTION pg_temp.cancelled(q qubo) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	PERFORM count(*) FROM qubo_sample(q, 'qaoa', shots => 10, seed => 3, layers => 40, options => '{"evaluations": 100000}');
	RETURN false;
EXCEPTION WHEN query_canceled THEN
	RETURN true;
END $$;
SET LOCAL statement_timeout = '300ms';
SELECT pg_temp.cancelled(:'q'::qubo) AS cancelled \gset
SET LOCAL statement_timeout = 0;
SELECT ok(:'cancelled', 'a timeout acts');
SELECT is(pg_temp.threads(), 1::bigint, 'and none is left');
SELECT * FROM finish();
ROLLBACK;
