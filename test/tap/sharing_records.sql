-- Who may solve a problem adds runs; to the records of runs that are there nobody adds.
-- What is there was committed: the runs of one transaction are its own.
\set ON_ERROR_STOP 1
CREATE ROLE t_records_owner;
CREATE ROLE t_records_solver;
SET ROLE t_records_owner;
SELECT qshrink_mis('t_records', 'SELECT i, (i * i + 1) % 9 FROM generate_series(0, 8) AS i WHERE i <> (i * i + 1) % 9') AS hers \gset
SELECT qshrink_grant(:hers, 't_records_solver', 'solve');
SELECT DISTINCT run_id AS run FROM qshrink_solve(:hers, 'qaoa', rounds => 2, seed => 1, options => '{"proof": false, "log": "all", "keep_shots": 20}') \gset
RESET ROLE;

BEGIN;
SELECT no_plan();

-- every row of the run, one written once more under numbers that are free
CREATE TEMP TABLE t_attempt AS
	SELECT c.relname::text AS name, format('INSERT INTO qshrink_%1$s (%2$s) SELECT %3$s FROM qshrink_%1$s WHERE problem_id = %4$s LIMIT 1', substr(c.relname, 9),
		string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum),
		string_agg(CASE WHEN a.attname IN ('rank', 'round', 'step', 'first_variable') THEN a.attname || ' + 1000' ELSE quote_ident(a.attname) END, ', ' ORDER BY a.attnum),
		:hers) AS statement
	FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e' AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'qshrink')
	WHERE c.relkind = 'r' AND c.relname <> 'qshrink_run'
		AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname IN ('run_id', 'key_list_id'))
		AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'owner')
	GROUP BY c.oid, c.relname;
GRANT SELECT ON t_attempt TO PUBLIC;
SELECT cmp_ok((SELECT count(*) FROM t_attempt), '>=', 5::bigint, 'tables of records');

SET LOCAL ROLE t_records_owner;
SELECT lives_ok(statement, name || ' takes rows of its owner') FROM t_attempt WHERE name IN ('qshrink_solution', 'qshrink_key_list', 'qshrink_incumbent', 'qshrink_shot');
SET LOCAL ROLE t_records_solver;
SELECT throws_ok(statement, '42501', NULL, name || ' takes no rows of runs of before') FROM t_attempt WHERE name IN ('qshrink_solution', 'qshrink_key_list', 'qshrink_incumbent', 'qshrink_shot', 'qshrink_round', 'qshrink_step');
SELECT cmp_ok(count(*), '>', 0::bigint, 'a run of the solver''s own has its rows')
FROM qshrink_solve(:hers, 'qaoa', rounds => 2, seed => 2, options => '{"proof": false, "log": "all", "keep_shots": 20}');
SELECT cmp_ok(count(*), '>', 0::bigint, 'and its rounds') FROM qshrink_round WHERE problem_id = :hers AND run_id <> :run;
SELECT throws_ok('SELECT qshrink_drop(' || :hers || ')', '42501', NULL, 'who sees a problem is told that it is not his to drop');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;

SELECT qshrink_drop(:hers);
DROP ROLE t_records_owner;
DROP ROLE t_records_solver;
