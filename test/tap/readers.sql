-- Functions that only read: labelled so, planned in parallel workers, with the results of
-- one process, and in the statement that made what they read.
\set ON_ERROR_STOP 1
\set order 5
BEGIN;
SELECT no_plan();
SET LOCAL jit = off;
\ir problems.psql
-- every function of the extension that neither writes nor draws a seed nor waits for others
SELECT is_empty($$SELECT p.oid::regprocedure FROM pg_proc AS p JOIN pg_depend AS d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e' AND d.refclassid = 'pg_extension'::regclass
		JOIN pg_extension AS e ON e.oid = d.refobjid AND e.extname = 'qshrink'
	WHERE p.proname ~ '^qshrink_(selection|answer|activity|compare|best_run|correlations|shrink|encode|repair|bound|verify|qasm|model|export|describe|fingerprint|id|conflict|options|choices|version)$'
		AND NOT (p.provolatile IN ('s', 'i') AND p.proparallel = 's')$$, 'what reads is stable and parallel safe');

CREATE TABLE t_solved AS SELECT id, (SELECT min(s.run_id) FROM qshrink_solve(id, 'auto', rounds => 1, seed => 1, options => '{"effort": 0, "nodes": 1000}') AS s) AS run_id FROM t_problem;
ANALYZE t_solved;
CREATE FUNCTION pg_temp.digest() RETURNS text LANGUAGE sql AS $$
	SELECT md5(string_agg(concat_ws(' ', id, selection, answer, activity, best, model, lp), E'\n' ORDER BY id)) FROM (
		SELECT id, (SELECT string_agg(s::text, ' ') FROM public.qshrink_selection(id, run_id) AS s) AS selection, (SELECT string_agg(s::text, ' ') FROM public.qshrink_answer(id, run_id, 1) AS s) AS answer,
			(SELECT string_agg(s::text, ' ') FROM public.qshrink_activity(id, run_id) AS s) AS activity, public.qshrink_best_run(id) AS best, public.qshrink_model(id) AS model,
			md5(public.qshrink_export(id, 'lp')) AS lp
		FROM public.t_solved) AS t
$$;
SELECT pg_temp.digest() AS serial \gset
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL max_parallel_workers_per_gather = 2;
ALTER TABLE t_solved SET (parallel_workers = 2);
CREATE FUNCTION pg_temp.plan(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	line text;
	lines text := '';
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF, VERBOSE) ' || statement LOOP lines := lines || line || E'\n'; END LOOP;
	RETURN lines;
END $$;
SELECT matches(pg_temp.plan('SELECT id, ARRAY(SELECT variable FROM qshrink_selection(id, run_id)) FROM t_solved'), '^Gather', 'selections are read by several');
SELECT is(pg_temp.digest(), :'serial', 'with the same results');
SET LOCAL max_parallel_workers_per_gather = 0;

-- in the statement that made it
SELECT is((SELECT count(*) FROM qshrink_solve(:general, 'auto', rounds => 1, seed => 2, options => '{"effort": 0}') AS s, LATERAL qshrink_selection(s.problem_id, s.run_id) AS a WHERE s.rank = 1),
	(SELECT length(replace(assignment::text, '0', ''))::bigint FROM qshrink_solution WHERE run_id = (SELECT max(run_id) FROM qshrink_run) AND rank = 1), 'the selection of a run of the statement');
CREATE FUNCTION pg_temp.made() RETURNS TABLE (id bigint, run bigint) LANGUAGE sql VOLATILE AS $$
	SELECT s.problem_id, s.run_id FROM (SELECT qshrink_mis('made', 'VALUES (1, 2), (2, 3)', replace => true) AS id) AS p, LATERAL qshrink_solve(p.id, 'auto', seed => 1) AS s WHERE s.rank = 1 $$;
SELECT is((SELECT string_agg(keys[1], ' ' ORDER BY keys[1]) FROM pg_temp.made(), LATERAL qshrink_selection(id, run)), '1 3', 'and of a problem of the statement');
SELECT is((SELECT count(*) FROM pg_temp.made(), LATERAL qshrink_activity(id, run)), 2::bigint, 'its rows');

-- a plan is not more expensive than the rows it gives, and nothing is compiled for it
SET LOCAL jit = on;
SELECT unalike((SELECT pg_temp.plan('SELECT * FROM t_solved, LATERAL qshrink_selection(id, run_id), generate_series(1, 100)')), '%JIT%', 'no compilation');

SELECT * FROM finish();
ROLLBACK;
