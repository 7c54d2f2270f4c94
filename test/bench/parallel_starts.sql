-- Two starts by one session and by a session with one worker, in turn: least of the runs
-- and their ratio.  In a database that has the extension:
--	   psql -X -f test/bench/parallel_starts.sql
\set QUIET on
\pset format unaligned
\pset tuples_only on
SET client_min_messages = warning;
SET qshrink.max_workers = 1;
SELECT qshrink_mdkp('parallel starts ' || clock_timestamp(), 'SELECT i, 20 + i * 37 % 61 FROM generate_series(1, 100) AS i',
	'SELECT r, i, 5 + i * (17 + 6 * r) % 41 FROM generate_series(1, 5) AS r, generate_series(1, 100) AS i',
	'SELECT r, 700 FROM generate_series(1, 5) AS r') AS id \gset
CREATE TEMP TABLE t_times (workers int, milliseconds float8);
CREATE FUNCTION pg_temp.run(id bigint, workers int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM qshrink_solve(id, 'uniform', max_qubits => 8, rounds => 40, seed => 1, solutions => 1,
		options => jsonb_build_object('starts', 2, 'workers', workers, 'proof', false, 'certified', false, 'presolve', false));
	INSERT INTO t_times SELECT workers, milliseconds FROM qshrink_run WHERE problem_id = id ORDER BY run_id DESC LIMIT 1;
END $$;
SELECT count(*) FROM (SELECT pg_temp.run(:id, workers) FROM generate_series(1, 7) AS t (try), generate_series(0, 1) AS w (workers) ORDER BY try, workers) AS s \gset
SELECT format('two starts: %s ms alone, %s ms with a worker, ratio %s',
	round(min(milliseconds) FILTER (WHERE workers = 0)), round(min(milliseconds) FILTER (WHERE workers = 1)),
	round((min(milliseconds) FILTER (WHERE workers = 1) / min(milliseconds) FILTER (WHERE workers = 0))::numeric, 2)) FROM t_times;
SELECT qshrink_drop(:id);
