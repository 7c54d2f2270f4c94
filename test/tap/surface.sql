-- The names, types and labels of the SQL surface, taken from the catalogue: a new
-- object cannot be forgotten.
\set ON_ERROR_STOP 1
BEGIN;
SELECT no_plan();

CREATE TEMP TABLE t_name AS
	SELECT c.relname::text AS object, a.attname::text AS name, a.atttypid::regtype::text AS type, 'c' AS kind
	FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e' AND d.refclassid = 'pg_extension'::regclass
		JOIN pg_extension AS e ON e.oid = d.refobjid AND e.extname = 'qshrink'
	WHERE c.relkind IN ('r', 'v')
	UNION ALL
	SELECT p.oid::regprocedure::text, u.name, u.type::regtype::text, coalesce(u.mode::text, 'i')
	FROM pg_proc AS p
		JOIN pg_depend AS d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e' AND d.refclassid = 'pg_extension'::regclass
		JOIN pg_extension AS e ON e.oid = d.refobjid AND e.extname = 'qshrink',
		unnest(p.proargnames, coalesce(p.proallargtypes, p.proargtypes::oid[]), p.proargmodes) AS u (name, type, mode)
	WHERE u.name <> '';
SELECT cmp_ok((SELECT count(*) FROM t_name), '>=', 250::bigint, 'names of the surface are found');

-- ---------------------------------------------------------------------------
-- one name, one type: what a query takes as SQL text or names a method by may share
-- its name with what is stored or returned
SELECT is_empty($$SELECT name, string_agg(DISTINCT type, ', '), string_agg(DISTINCT object, ', ') FROM t_name
	WHERE kind IN ('c', 'o', 't') AND name NOT IN ('objective', 'source')
	GROUP BY name HAVING count(DISTINCT type) > 1$$, 'a column has one type wherever it stands');
SELECT set_eq($$SELECT type FROM t_name WHERE name = 'objective'$$, ARRAY['qubo', 'double precision', 'text'], 'an objective is a function, the query it comes from, or its value');
SELECT is_empty($$SELECT name, string_agg(DISTINCT type, ', ') FROM t_name WHERE kind IN ('i', 'b', 'v') AND object NOT LIKE 'qubo_agg(%bigint%' AND name NOT IN ('objective', 'variables', 'owner', 'from', 'to', 'value', 'settings')
	GROUP BY name HAVING count(DISTINCT type) > 1$$, 'an argument has one type wherever it stands');
SELECT is_empty($$SELECT object, name FROM t_name WHERE name ~ '_percent|_seconds$|^total_|^strength$|^stop$|^n[a-z]*variables$' AND name !~ '^median_'$$, 'no second name for what has one');
SELECT is_empty($$SELECT object, name FROM t_name WHERE name ~ '^n_' AND type <> 'integer' OR name = 'variables' AND type <> 'integer[]' AND NOT (kind = 'i' AND type = 'text')$$, 'n_ counts, variables lists');
SELECT is_empty($$SELECT object, name, type FROM t_name WHERE name ~ '_share$' AND type NOT IN ('double precision', 'numeric')$$, 'shares are numbers');

-- ---------------------------------------------------------------------------
-- labels
CREATE TEMP TABLE t_label AS
	SELECT p.oid, p.proname::text AS name, p.provolatile, p.proparallel, p.proretset, p.procost, p.prorows, p.proargnames, p.pronargs, p.pronargdefaults,
		pg_get_function_arguments(p.oid) AS arguments
	FROM pg_proc AS p
		JOIN pg_depend AS d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e' AND d.refclassid = 'pg_extension'::regclass
		JOIN pg_extension AS e ON e.oid = d.refobjid AND e.extname = 'qshrink'
	WHERE p.prokind = 'f';
SELECT is_empty($$SELECT name FROM t_label WHERE provolatile <> 'v' AND proparallel <> 's'$$, 'what only reads may run in parallel');
SELECT is_empty($$SELECT name FROM t_label WHERE provolatile = 'v' AND proparallel = 's' AND name NOT IN ('qubo_sample', 'qubo_sample_angles')$$, 'what writes may not');
SELECT is_empty($$SELECT l.name FROM t_label AS l WHERE l.provolatile = 'v' AND l.arguments ~ '(^|, )seed bigint' AND l.arguments !~ 'seed bigint DEFAULT NULL'$$, 'a seed that is drawn is null by default');
SELECT is_empty($$SELECT l.name FROM t_label AS l WHERE l.provolatile <> 'v' AND l.arguments ~ 'seed bigint DEFAULT' AND l.arguments !~ 'seed bigint DEFAULT (''1''::bigint|1)'$$, 'a seed that is not drawn is 1');
SELECT is_empty($$SELECT name FROM t_label WHERE proretset AND prorows = 0 OR NOT proretset AND prorows <> 0$$, 'sets say how many rows');

-- ---------------------------------------------------------------------------
-- values: the views show what the tables hold
SELECT qshrink_mdkp('pack', 'SELECT i, 20 + i * 37 % 61 FROM generate_series(1, 40) AS i',
	'SELECT r, i, 5 + i * (17 + 6 * r) % 41 FROM generate_series(1, 3) AS r, generate_series(1, 40) AS i', 'VALUES (1, 300), (2, 310), (3, 320)') AS id \gset
SELECT count(*) FROM qshrink_solve(:id, max_qubits => 8, rounds => 2, seed => 1, options => '{"proof": false, "log": "all"}') \gset ignored_
SELECT is_empty($$SELECT run_id FROM qshrink_history AS h JOIN qshrink_run AS r USING (run_id)
	WHERE NOT (h.reduction_share BETWEEN 0 AND 1 AND h.presolve_share BETWEEN 0 AND 1 AND h.merging_share BETWEEN 0 AND 1 AND h.raw_feasible_share BETWEEN 0 AND 1)
		OR abs(h.reduction_share - (1 - r.qubits::numeric / r.n_variables)) > 5e-5 OR abs(h.presolve_share - r.presolve_fixed::numeric / r.n_variables) > 5e-5
		OR abs(h.merging_share - r.merge_fixed::numeric / r.n_variables) > 5e-5 OR h.raw_feasible_share <> r.raw_feasible_share OR h.gap_to_bound <> r.gap_to_bound
		OR abs(h.seconds - r.milliseconds / 1000) > 5e-4$$, 'history shows the shares of the run');
SELECT is_empty($$SELECT run_id, round FROM qshrink_round WHERE n_variables > n_variables_before OR n_variables_before > (SELECT n_variables FROM qshrink_problem WHERE problem_id = qshrink_round.problem_id)
	OR stop_reason IS NULL OR milliseconds <= 0$$, 'rounds count variables before and after shrinking');
SELECT bag_eq(format('SELECT round, step, action, variable, onto, relation, correlation, reason, constraint_label FROM qshrink_shrink(%s, 8, seed => 1) WHERE round = 0', :id),
	format('SELECT round, step, action, variable, onto, relation, correlation, reason, constraint_label FROM qshrink_step WHERE problem_id = %s AND round = 0', :id), 'qshrink_shrink has the columns of qshrink_step');
SELECT isnt_empty(format('SELECT 1 FROM qshrink_shrink(%s, 8, correlation => ''lp'') WHERE abs(correlation) <= 1', :id), 'an argument and a column may both be called correlation');

-- ---------------------------------------------------------------------------
-- reading functions see what their statement made, also as a sub-query made it
CREATE FUNCTION pg_temp.made() RETURNS bigint LANGUAGE sql VOLATILE AS $$ SELECT qshrink_mis('made', 'VALUES (1, 2), (2, 3)', replace => true) $$;
SELECT is(qshrink_bound(pg_temp.made()), 2::float8, 'bound of a problem made in the statement');
SELECT is(qshrink_model(pg_temp.made()) ->> 'name', 'made', 'its model');
SELECT is(qubo_size(qshrink_encode(pg_temp.made())), 3, 'its encoding');
SELECT is((qshrink_repair(pg_temp.made(), '111')).feasible, true, 'its repair');
SELECT is((SELECT count(*) FROM qshrink_verify(pg_temp.made(), '111')), 2::bigint, 'its violated rows');
SELECT isnt_empty('SELECT * FROM qshrink_correlations(pg_temp.made())', 'its correlations');
SELECT isnt_empty('SELECT * FROM qshrink_shrink(pg_temp.made(), 2, options => ''{"presolve": false}'')', 'its steps');
SELECT matches((SELECT qshrink_qasm(s.problem_id, s.run_id, 1) FROM qshrink_solve(:id, max_qubits => 8, rounds => 1, layers => 1, seed => 1, options => '{"proof": false}') AS s WHERE s.rank = 1),
	'^OPENQASM 3', 'and the circuit of a run of the statement');

-- ---------------------------------------------------------------------------
-- in parallel workers they give the same
CREATE TABLE t_parallel AS SELECT k, problem_id, (SELECT repeat('1', n_variables)::bit varying) AS x
	FROM qshrink_problem, generate_series(1, 3) AS k WHERE problem_id = :id;
CREATE FUNCTION pg_temp.digest() RETURNS text LANGUAGE sql AS $$
	SELECT md5(string_agg(concat_ws(' ', k, fingerprint, bound, repaired, encoded, violated, correlations, steps), E'\n' ORDER BY k)) FROM (
		SELECT k, public.qshrink_fingerprint(problem_id) AS fingerprint, public.qshrink_bound(problem_id) AS bound, public.qshrink_repair(problem_id, x)::text AS repaired,
			md5(public.qshrink_encode(problem_id)::text) AS encoded, (SELECT count(*) FROM public.qshrink_verify(problem_id, x)) AS violated,
			(SELECT md5(string_agg(c::text, ' ')) FROM public.qshrink_correlations(problem_id) AS c) AS correlations,
			(SELECT md5(string_agg(s::text, ' ')) FROM public.qshrink_shrink(problem_id, 8) AS s) AS steps
		FROM public.t_parallel) AS t
$$;
SELECT pg_temp.digest() AS serial \gset
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL max_parallel_workers_per_gather = 2;
ALTER TABLE t_parallel SET (parallel_workers = 2);
CREATE FUNCTION pg_temp.plan(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	line text;
	lines text := '';
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF, VERBOSE) ' || statement LOOP lines := lines || line || E'\n'; END LOOP;
	RETURN lines;
END $$;
SELECT matches(pg_temp.plan('SELECT qshrink_bound(problem_id), qshrink_repair(problem_id, x), qshrink_encode(problem_id) FROM t_parallel'),
	'^Gather\s+Output: \(qshrink_bound', 'a scan with these functions runs in parallel');
SELECT is(pg_temp.digest(), :'serial', 'with the same results');

SELECT * FROM finish();
ROLLBACK;
