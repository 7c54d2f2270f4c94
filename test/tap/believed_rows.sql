-- Who may solve a problem of others adds runs by the functions of the extension, which write
-- what they have found out themselves; what somebody claims, none of the others believes.
\set ON_ERROR_STOP 1
CREATE ROLE t_believed_owner;
CREATE ROLE t_believed_solver;
SET ROLE t_believed_owner;
SELECT qshrink_mis('t_believed', 'SELECT i, (i * i + 1) % 9 FROM generate_series(0, 8) AS i WHERE i <> (i * i + 1) % 9') AS hers \gset
SELECT qshrink_grant(:hers, 't_believed_solver', 'solve');
SELECT run_id AS run FROM qshrink_solve(:hers, 'qaoa', rounds => 2, seed => 1, solutions => 1, options => '{"proof": false, "certified": false, "log": "all"}') \gset
RESET ROLE;

BEGIN;
SELECT no_plan();
-- her run, its solutions, rounds, ... once more, as if the solver's last run had them
CREATE TEMP TABLE t_attempt AS
	SELECT c.relname::text AS name, format('INSERT INTO %I (%s) SELECT %s FROM %1$I WHERE problem_id = %4$s LIMIT 1', c.relname,
		string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FILTER (WHERE NOT left_out),
		string_agg(CASE WHEN a.attname IN ('rank', 'round', 'step', 'first_variable') THEN a.attname || ' + 1000'
			WHEN a.attname IN ('run_id', 'key_list_id') THEN 'currval(''qshrink_run_id_seq'')' WHEN a.attname = 'status' THEN '''optimal''' WHEN a.attname = 'objective' THEN '100'
			ELSE quote_ident(a.attname) END, ', ' ORDER BY a.attnum) FILTER (WHERE NOT left_out), :hers) AS statement
	FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e' AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'qshrink'),
		LATERAL (SELECT c.relname = 'qshrink_run' AND a.attname IN ('run_id', 'milliseconds') AS left_out) AS l
	WHERE c.relkind = 'r' AND c.relname <> 'qshrink_task'
		AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname IN ('run_id', 'key_list_id'))
		AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'owner')
	GROUP BY c.oid, c.relname;
GRANT SELECT ON t_attempt TO PUBLIC;
SELECT cmp_ok((SELECT count(*) FROM t_attempt), '>=', 6::bigint, 'tables that runs write');

SET LOCAL ROLE t_believed_solver;
SELECT throws_ok(statement, '42501', NULL, 'by hand the solver adds no row to ' || name) FROM t_attempt WHERE name = 'qshrink_run';
-- a run of the solver's own that has no time yet, which is stored within this transaction
SELECT qshrink_store_answer(:hers, qshrink_solve_model(qshrink_model(:hers), 1, '{"solver": "tabu", "rounds": 1}')) AS own \gset
SELECT ok(milliseconds IS NULL, 'a run without a time') FROM qshrink_run WHERE run_id = :own;
SELECT throws_ok(statement, '42501', NULL, 'nor to ' || name || ' of a run of its own') FROM t_attempt WHERE name IN ('qshrink_solution', 'qshrink_incumbent', 'qshrink_round', 'qshrink_step', 'qshrink_key_list');
SELECT throws_ok(format('UPDATE qshrink_run SET status = ''optimal'', objective = 100 WHERE run_id = %s', :own), '42501', NULL, 'nor changes what was stored');
SELECT is(qshrink_is_storing(), false, 'nothing is being stored');
SELECT throws_ok(format('SELECT qshrink_store_answer(%s, qshrink_solve_model(qshrink_model(%1$s), 1), -1)', :hers), '22023', NULL, 'an error');
SELECT is(qshrink_is_storing(), false, 'leaves nothing behind');
SELECT isnt(count(*), 0::bigint, 'what it solves is stored') FROM qshrink_solve(:hers, 'auto', seed => 2);

-- an answer that lies: what cannot be judged is what was claimed
SELECT qshrink_store_answer(:hers, jsonb_populate_record(a, '{"status": "optimal", "bound": 3, "objective": 100, "proved_by": "magic"}'), 1) AS lie
	FROM qshrink_solve_model(qshrink_model(:hers), 3, '{"solver": "none", "rounds": 1, "proof": false, "certified": false, "presolve": false, "repair": false, "polish": false}') AS a \gset
SELECT is(settings -> 'claimed' ->> 'proved_by', 'magic', 'a proof that is claimed') FROM qshrink_run WHERE run_id = :lie;
SELECT ok(proved_by IS DISTINCT FROM 'magic' AND bound IS DISTINCT FROM 3 AND objective IS DISTINCT FROM 100, 'is none') FROM qshrink_run WHERE run_id = :lie;
RESET ROLE;
SELECT isnt((SELECT reference FROM qshrink_reference WHERE run_id = :run), 100::float8, 'others believe nothing of it');
SELECT cmp_ok((SELECT max(best_objective) FROM qshrink_leaderboard WHERE problem_id = :hers), '<=', 9::float8, 'nor on the leaderboard');

-- the owner of the problem answers for it
SET LOCAL ROLE t_believed_owner;
SELECT lives_ok(statement, 'its owner adds rows to ' || name) FROM t_attempt WHERE name = 'qshrink_run';
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;

SELECT qshrink_drop(:hers);
DROP ROLE t_believed_owner;
DROP ROLE t_believed_solver;
