-- Sharing single problems: read, solve, write; and that nobody gains a right he was not
-- given.
\set ON_ERROR_STOP 1
BEGIN;
SELECT no_plan();

CREATE ROLE t_alice;
CREATE ROLE t_bob;
CREATE ROLE t_carol;
CREATE ROLE t_group;
CREATE ROLE t_member IN ROLE t_group;
CREATE ROLE t_reader;
CREATE ROLE t_solver;
CREATE ROLE t_writer;
CREATE ROLE t_observer;

CREATE FUNCTION pg_temp.as_role(role name, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	EXECUTE format('SET LOCAL ROLE %I', role);
	BEGIN
		EXECUTE statement INTO result;
	EXCEPTION WHEN OTHERS THEN
		result := sqlstate;
	END;
	RESET ROLE;
	RETURN result;
END $$;
CREATE FUNCTION pg_temp.touched(role name, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	rows bigint;
	result text;
BEGIN
	EXECUTE format('SET LOCAL ROLE %I', role);
	BEGIN
		EXECUTE statement;
		GET DIAGNOSTICS rows = ROW_COUNT;
		result := rows;
	EXCEPTION WHEN OTHERS THEN
		result := sqlstate;
	END;
	RESET ROLE;
	RETURN result;
END $$;

SELECT pg_temp.as_role('t_alice', $$SELECT qshrink_mis('hers', 'SELECT i, (i * i + 1) % 9 FROM generate_series(0, 8) AS i WHERE i <> (i * i + 1) % 9')$$) AS hers \gset
SELECT pg_temp.as_role('t_alice', $$SELECT qshrink_mis('another', 'VALUES (1, 2)')$$) AS another \gset
SELECT pg_temp.as_role('t_bob', $$SELECT qshrink_mis('his', 'VALUES (1, 2)')$$) AS his \gset
SELECT pg_temp.as_role('t_writer', $$SELECT qshrink_mis('of the writer', 'VALUES (1, 2)')$$) AS writers \gset
SELECT string_agg(pg_temp.as_role('t_alice', format('SELECT count(*) > 0 FROM qshrink_solve(%s, ''qaoa'', rounds => 2, seed => 1, options => ''{"proof": false}'')', id)), '') AS solved FROM unnest(ARRAY[:hers, :another]) AS id \gset
SELECT run_id AS run FROM qshrink_run WHERE problem_id = :hers \gset

-- every table that holds rows of problems
CREATE TEMP TABLE t_table AS
	SELECT c.relname::text AS name, EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'run_id') AS of_run
	FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'problem_id'
		JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e' AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'qshrink')
	WHERE c.relkind = 'r' AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'owner');
SELECT cmp_ok((SELECT count(*) FROM t_table), '>=', 9::bigint, 'tables of problems');
-- how many rows a table has that meet a condition
CREATE FUNCTION pg_temp.count_of(name text, condition text DEFAULT 'true') RETURNS bigint LANGUAGE plpgsql AS
	$$DECLARE n bigint; BEGIN EXECUTE format('SELECT count(*) FROM %I WHERE %s', name, condition) INTO n; RETURN n; END$$;
CREATE TEMP TABLE t_visible AS SELECT name FROM t_table WHERE pg_temp.count_of(name, 'problem_id = ' || :hers) > 0;
GRANT SELECT ON t_table, t_visible TO PUBLIC;

-- ---------------------------------------------------------------------------
-- who may share, and what
SELECT is(pg_temp.as_role('t_bob', format('SELECT qshrink_grant(%s, ''t_bob'', ''write'')', :hers)), 'P0002', 'who does not see a problem does not share it');
SELECT is(pg_temp.as_role('t_alice', format('SELECT qshrink_grant(%s, ''t_reader'', ''read'') IS NULL', :hers)), 'false', 'the owner shares');
SELECT is(pg_temp.as_role('t_alice', format('SELECT qshrink_grant(%s, ''t_solver'', ''solve'') IS NULL', :hers)), 'false', 'the owner shares');
SELECT is(pg_temp.as_role('t_alice', format('SELECT qshrink_grant(%s, ''t_writer'', ''write'') IS NULL', :hers)), 'false', 'the owner shares');
SELECT is(pg_temp.as_role(role, format('SELECT qshrink_grant(%s, ''t_carol'', ''read'')', :hers)), '42501', role || ' does not share it on')
	FROM unnest(ARRAY['t_reader', 't_solver', 't_writer']) AS role;
SELECT is(pg_temp.as_role(role, format('SELECT qshrink_revoke(%s, ''t_reader'')', :hers)), '42501', role || ' takes nothing back')
	FROM unnest(ARRAY['t_reader', 't_solver', 't_writer']) AS role;
SELECT is(pg_temp.as_role('t_alice', call), state, call) FROM (VALUES
	(format('SELECT qshrink_grant(%s, ''t_reader'', ''own'')', :hers), '22023'), (format('SELECT qshrink_grant(%s, ''t_nobody'', ''read'')', :hers), '42704'),
	(format('SELECT qshrink_grant(%s, ''t_reader'', '''')', :hers), '22023'), (format('SELECT qshrink_grant(%s, ''t_reader'', NULL)', :hers), '22004'),
	(format('SELECT qshrink_grant(%s, NULL, ''read'')', :hers), '22004'), ('SELECT qshrink_grant(NULL, ''t_reader'', ''read'')', '22004'),
	('SELECT qshrink_grant(-7, ''t_reader'', ''read'')', 'P0002'), (format('SELECT qshrink_revoke(%s, ''t_reader'', ''all'')', :hers), '22023'),
	(format('SELECT qshrink_revoke(%s, ''t_nobody'')', :hers), '42704'), ('SELECT qshrink_grant_all(''t_alice'')', '42501'),
	('SELECT qshrink_revoke_all(''t_alice'')', '42501'), (format('SELECT qshrink_grant(%s, ''t_reader'', ''read'')', :his), 'P0002')) AS c (call, state);

-- ---------------------------------------------------------------------------
-- read
SELECT is(pg_temp.as_role(role, format('SELECT count(*) FROM %I WHERE problem_id = %s', name, :hers)), pg_temp.as_role('t_alice', format('SELECT count(*) FROM %I WHERE problem_id = %s', name, :hers)),
	role || ' reads ' || name) FROM t_visible, unnest(ARRAY['t_reader', 't_solver', 't_writer']) AS role WHERE name <> 'qshrink_share';
SELECT is(pg_temp.as_role('t_carol', format('SELECT count(*) FROM %I WHERE problem_id = %s', name, :hers)), '0', 'carol reads nothing of ' || name) FROM t_table;
SELECT is(pg_temp.as_role(role, format('SELECT count(*) FROM %I WHERE problem_id = %s', name, :another)), '0', role || ' reads nothing of what was not shared in ' || name)
	FROM t_table, unnest(ARRAY['t_reader', 't_solver', 't_writer']) AS role;
SELECT is(pg_temp.as_role('t_reader', 'SELECT string_agg(grantee || '' '' || privilege, '', '') FROM qshrink_share'), 't_reader read', 'of the shares, the own');
SELECT is(pg_temp.as_role('t_alice', 'SELECT string_agg(grantee || '' '' || privilege, '', '' ORDER BY privilege) FROM qshrink_share'), 't_reader read, t_solver solve, t_writer write', 'the owner sees all of hers');
SELECT is(pg_temp.as_role('t_carol', 'SELECT count(*) FROM qshrink_share'), '0', 'others none');
SELECT is(pg_temp.as_role('t_reader', statement), 'true', 't_reader: ' || statement) FROM (VALUES
	(format('SELECT count(*) > 0 FROM qshrink_selection(%s)', :hers)), (format('SELECT qshrink_model(%s) IS NOT NULL', :hers)),
	(format('SELECT count(*) >= 0 FROM qshrink_verify(%s, repeat(''1'', 9)::bit(9))', :hers)), (format('SELECT qshrink_bound(%s) > 0', :hers)),
	('SELECT array_agg(DISTINCT problem) = ''{hers}'' FROM qshrink_history'), ('SELECT array_agg(DISTINCT problem) = ''{hers}'' FROM qshrink_leaderboard')) AS s (statement);

-- nothing else
SELECT is(pg_temp.as_role('t_reader', format('SELECT count(*) FROM qshrink_solve(%s, ''none'', rounds => 1, seed => 1)', :hers)), '42501', 'who may read does not solve');
SELECT is(pg_temp.as_role('t_reader', format('SELECT qshrink_constrain(%s, $$VALUES (''c'', 1, 1, ''<='', 1)$$)', :hers)), '42501', 'nor constrain');
SELECT is(pg_temp.touched('t_reader', format('UPDATE %I SET owner = ''t_reader'' WHERE problem_id = %s', name, :hers)), '0', 't_reader takes nothing of ' || name) FROM t_table;
SELECT is(pg_temp.touched('t_reader', format('DELETE FROM %I WHERE problem_id = %s', name, :hers)), '0', 't_reader deletes nothing of ' || name) FROM t_table;
SELECT is(pg_temp.touched('t_reader', format('SELECT 1 FROM qshrink_problem WHERE problem_id = %s FOR KEY SHARE', :hers)), '0', 'nor locks it');

-- ---------------------------------------------------------------------------
-- solve
SELECT is(pg_temp.as_role('t_solver', format('SELECT count(*) > 0 FROM qshrink_solve(%s, ''qaoa'', rounds => 2, seed => 2, options => ''{"proof": false, "log": "all"}'')', :hers)), 'true', 'who may solve does');
SELECT is((SELECT string_agg(DISTINCT owner::text, ', ') FROM qshrink_run WHERE problem_id = :hers), 't_alice', 'the run is the owner''s');
SELECT is((SELECT count(*) FROM qshrink_run WHERE problem_id = :hers AND milliseconds > 0), 2::bigint, 'and complete');
SELECT is(pg_temp.as_role('t_alice', format('SELECT count(DISTINCT run_id) FROM qshrink_solution WHERE problem_id = %s', :hers)), '2', 'who sees it');
SELECT is(pg_temp.as_role('t_solver', format('SELECT count(*) > 0 FROM qshrink_import_counts(%s, %s, 1, qshrink_counts.c) AS i, (SELECT jsonb_build_object(repeat(''0'', (SELECT qubits FROM qshrink_round WHERE run_id = %2$s AND round = 1)), 3)) AS qshrink_counts (c)', :hers, :run)) IN ('true', '42703', '42P01'), true, 'hardware too');
SELECT is(pg_temp.as_role('t_solver', format('SELECT qshrink_constrain(%s, $$VALUES (''c'', 1, 1, ''<='', 1)$$)', :hers)) = '42501', true, 'but does not constrain');
SELECT is(pg_temp.touched('t_solver', format('UPDATE qshrink_problem SET name = ''mine'' WHERE problem_id = %s', :hers)), '42501', 'nor rename');
SELECT is(pg_temp.touched('t_solver', format('UPDATE qshrink_problem SET owner = ''t_solver'' WHERE problem_id = %s', :hers)), '42501', 'nor take it');
SELECT is(pg_temp.touched('t_solver', format('UPDATE %I SET owner = ''t_solver'' WHERE problem_id = %s', name, :hers)), '0', 'nor rows of ' || name) FROM t_table WHERE name <> 'qshrink_problem';
SELECT is(pg_temp.touched('t_solver', format('UPDATE %I SET problem_id = %s WHERE problem_id = %s', name, :another, :hers)), '0', 'nor moves them in ' || name) FROM t_table WHERE name <> 'qshrink_problem';
SELECT is(pg_temp.touched('t_solver', format('UPDATE qshrink_run SET objective = 0 WHERE problem_id = %s', :hers)), '0', 'nor changes runs');
SELECT is(pg_temp.touched('t_solver', format('DELETE FROM %I WHERE problem_id = %s', name, :hers)), '0', 'nor deletes from ' || name) FROM t_table;
SELECT is(pg_temp.touched('t_solver', format('INSERT INTO qshrink_run (problem_id, owner, solver, status, n_variables) VALUES (%s, %L, ''x'', ''not_found'', 9)', problem_id, owner)), code, 'a run of ' || problem_id || ' as ' || owner)
	FROM (VALUES (:hers, 't_alice', '42501'), (:hers, 't_solver', '23503'), (:hers, 't_bob', '42501'), (:another, 't_alice', '42501'), (:his, 't_bob', '42501'), (:his, 't_alice', '42501')) AS o (problem_id, owner, code);
SELECT is(pg_temp.touched('t_solver', format('INSERT INTO qshrink_variable (problem_id, owner, variable, keys) VALUES (%s, ''t_alice'', 100, ''{x}'')', :hers)), '42501', 'no variable');
SELECT is(pg_temp.touched('t_solver', format('INSERT INTO qshrink_share (problem_id, owner, grantee, privilege) VALUES (%s, %L, ''t_solver'', ''write'')', :hers, owner)), code, 'no share as ' || owner)
	FROM (VALUES ('t_alice', '42501'), ('t_solver', '23503')) AS o (owner, code);
SELECT is(pg_temp.touched('t_solver', 'UPDATE qshrink_share SET privilege = ''write'''), '0', 'nor more for itself');
SELECT is(pg_temp.touched('t_solver', 'INSERT INTO qshrink_share (owner, grantee, privilege) VALUES (''t_solver'', ''t_solver'', ''read'')'), '42501', 'nor all problems');
SELECT is(pg_temp.touched('t_bob', format('INSERT INTO qshrink_share (problem_id, owner, grantee, privilege) VALUES (%s, ''t_bob'', ''t_bob'', ''read''); SELECT 1 FROM qshrink_problem WHERE problem_id = %1$s', :hers)), '23503', 'a share by somebody else is none');
SET CONSTRAINTS ALL DEFERRED;
SELECT is(pg_temp.as_role('t_bob', format('WITH s AS (INSERT INTO qshrink_share (problem_id, owner, grantee, privilege) VALUES (%s, ''t_bob'', ''t_bob'', ''write'') RETURNING 1) SELECT count(*) FROM s', :hers)), '1', 'written before it is checked');
SELECT is(pg_temp.as_role('t_bob', format('SELECT count(*) FROM qshrink_problem WHERE problem_id = %s', :hers)), '0', 'it gives nothing either');
DELETE FROM qshrink_share WHERE owner = 't_bob';
SET CONSTRAINTS ALL IMMEDIATE;

UPDATE qshrink_run SET milliseconds = 1 WHERE milliseconds IS NULL;
SELECT is(qshrink_written_here(pg_current_xact_id()::xid), true, 'what a transaction writes it may complete');
SELECT is(qshrink_written_here('3'), false, 'what another one wrote it may not');

-- ---------------------------------------------------------------------------
-- write
SELECT is(pg_temp.as_role('t_writer', format('SELECT count(*) > 0 FROM qshrink_solve(%s, ''none'', rounds => 1, seed => 3)', :hers)), 'true', 'who may write solves');
SELECT is(pg_temp.as_role('t_writer', format('SELECT qshrink_constrain(%s, $$VALUES (''by writer'', 1, 1, ''<='', 1)$$)', :hers)), '1', 'and constrains');
SELECT is((SELECT owner::text FROM qshrink_constraint WHERE label = 'by writer'), 't_alice', 'the row is the owner''s');
SELECT is(pg_temp.touched('t_writer', format('UPDATE qshrink_constraint SET rhs = 2 WHERE problem_id = %s AND label = ''by writer''', :hers)), '1', 'changes rows');
SELECT is(pg_temp.touched('t_writer', format('DELETE FROM qshrink_constraint WHERE problem_id = %s AND label = ''by writer''', :hers)), '1', 'deletes them');
SELECT is(pg_temp.touched('t_writer', format('UPDATE qshrink_problem SET best_known = 4 WHERE problem_id = %s', :hers)), '1', 'changes the problem');
SELECT is(pg_temp.touched('t_writer', format('UPDATE qshrink_problem SET owner = %L WHERE problem_id = %s', owner, :hers)), '42501', 'but does not give it to ' || owner)
	FROM unnest(ARRAY['t_writer', 't_bob', 't_solver']) AS owner;
SELECT is(pg_temp.touched('t_writer', format('DELETE FROM qshrink_problem WHERE problem_id = %s', :hers)), '0', 'nor delete it');
SELECT is(pg_temp.touched('t_writer', format('DELETE FROM %I WHERE problem_id = %s', name, :hers)), '0', 'nor from ' || name) FROM t_table WHERE of_run OR name = 'qshrink_share';
SELECT is(pg_temp.touched('t_writer', format('UPDATE qshrink_run SET owner = ''t_writer'', problem_id = %s WHERE problem_id = %s', :writers, :hers)), '0', 'nor take runs along');
SELECT is(pg_temp.touched('t_writer', format('INSERT INTO qshrink_constraint (problem_id, owner, constraint_id, variables, sense, rhs) VALUES (%s, %L, 77, ''{0}'', ''<='', 1)', problem_id, owner)), code, 'a row of ' || problem_id || ' as ' || owner)
	FROM (VALUES (:hers, 't_alice', '1'), (:another, 't_alice', '42501'), (:his, 't_bob', '42501'), (:hers, 't_writer', '23503')) AS o (problem_id, owner, code);
SELECT is(pg_temp.touched('t_writer', format('UPDATE qshrink_constraint SET problem_id = %s WHERE problem_id = %s AND constraint_id = 77', :another, :hers)), '42501', 'nor into what was not shared');
SELECT is(pg_temp.touched('t_alice', format('UPDATE qshrink_problem SET name = ''renamed'' WHERE problem_id = %s', :hers)), '1', 'the owner writes as before');
SELECT is(pg_temp.touched('t_alice', format('UPDATE qshrink_problem SET owner = ''t_bob'' WHERE problem_id = %s', :hers)), '42501', 'and gives nothing away');

-- the queries a problem comes from are what its owner runs: no grantee writes them
SELECT source AS before FROM qshrink_problem WHERE problem_id = :hers \gset
SELECT is(pg_temp.touched('t_writer', format('UPDATE qshrink_problem SET source = ''[]'' WHERE problem_id = %s', :hers)), '42501', 'no writer changes them');
SELECT is(pg_temp.as_role('t_writer', format('SELECT qshrink_constrain(%s, $$SELECT ''trap'', 1, 1, ''<='', 1$$)', :hers)), '1', 'what a writer adds');
SELECT is((SELECT source FROM qshrink_problem WHERE problem_id = :hers), :'before'::jsonb, 'is not among them');
SELECT is(pg_temp.as_role('t_writer', format('SELECT qshrink_objective(%s, $$VALUES (1, 1)$$)', :hers)) IS NULL, false, 'nor another objective');
SELECT is(position('VALUES (1, 1)' IN (SELECT source::text FROM qshrink_problem WHERE problem_id = :hers)), 0, 'whatever becomes of it');
SELECT is(pg_temp.as_role(role, format('SELECT changed FROM qshrink_refresh(%s)', :hers)), '42501', role || ' does not refresh it') FROM unnest(ARRAY['t_reader', 't_solver', 't_writer']) AS role;
SELECT is(pg_temp.as_role(role, format('SELECT qshrink_drop(%s)', :hers)) IN ('42501', 'P0002'), true, role || ' does not drop it') FROM unnest(ARRAY['t_reader', 't_solver', 't_writer']) AS role;
SELECT is((SELECT count(*) FROM qshrink_problem WHERE problem_id = :hers), 1::bigint, 'it is there');
SELECT is(qshrink_may_change('t_alice', :hers, source), true, 'the owner of the tables may') FROM qshrink_problem WHERE problem_id = :hers;

-- ---------------------------------------------------------------------------
-- more, less, nothing
SELECT is(pg_temp.as_role('t_alice', format('SELECT qshrink_grant(%s, ''t_writer'', ''read'') IS NULL', :hers)), 'false', 'a lesser grant');
SELECT is((SELECT privilege FROM qshrink_share WHERE grantee = 't_writer'), 'write', 'takes nothing away');
SELECT is(pg_temp.as_role('t_alice', format('SELECT qshrink_revoke(%s, ''t_writer'', ''write'')', :hers)), 'true', 'revoking write');
SELECT is((SELECT privilege FROM qshrink_share WHERE grantee = 't_writer'), 'solve', 'leaves solve');
SELECT is(pg_temp.as_role('t_alice', format('SELECT qshrink_revoke(%s, ''t_writer'', ''write'')', :hers)), 'false', 'once');
SELECT is(pg_temp.as_role('t_alice', format('SELECT qshrink_revoke(%s, ''t_writer'', ''solve'')', :hers)), 'true', 'revoking solve');
SELECT is((SELECT privilege FROM qshrink_share WHERE grantee = 't_writer'), 'read', 'leaves read');
SELECT is(pg_temp.as_role('t_alice', format('SELECT qshrink_revoke(%s, ''t_writer'')', :hers)), 'true', 'revoking all');
SELECT is(pg_temp.as_role('t_writer', format('SELECT count(*) FROM qshrink_problem WHERE problem_id = %s', :hers)), '0', 'leaves nothing');
SELECT is(pg_temp.as_role('t_alice', format('SELECT qshrink_revoke(%s, ''t_writer'')', :hers)), 'false', 'and there is nothing more to take');

-- groups, everybody
SELECT is(pg_temp.as_role('t_member', format('SELECT count(*) FROM qshrink_problem WHERE problem_id = %s', :another)), '0', 'a member of a group');
SELECT is(pg_temp.as_role('t_alice', format('SELECT qshrink_grant(%s, ''t_group'', ''solve'') IS NULL', :another)), 'false', 'that it is shared with');
SELECT is(pg_temp.as_role('t_member', format('SELECT count(*) > 0 FROM qshrink_solve(%s, ''auto'', seed => 1)', :another)), 'true', 'solves it');
REVOKE t_group FROM t_member;
SELECT is(pg_temp.as_role('t_member', format('SELECT count(*) FROM qshrink_problem WHERE problem_id = %s', :another)), '0', 'until it is none');
SELECT is(pg_temp.as_role('t_alice', format('SELECT qshrink_grant(%s, ''public'', ''read'') IS NULL', :another)), 'false', 'everybody');
SELECT is(pg_temp.as_role('t_carol', 'SELECT string_agg(name, '', '') FROM qshrink_problem'), 'another', 'reads it');
SELECT is(pg_temp.as_role('t_carol', format('SELECT count(*) FROM qshrink_solve(%s, ''auto'', seed => 1)', :another)), '42501', 'and does not solve it');
SELECT is(pg_temp.as_role('t_alice', format('SELECT qshrink_revoke(%s, ''public'')', :another)), 'true', 'until it is taken back');
SELECT is(pg_temp.as_role('t_carol', 'SELECT count(*) FROM qshrink_problem'), '0', 'from all');

-- an observer of all
SELECT lives_ok($$SELECT qshrink_grant_all('t_observer')$$, 'the owner of the tables lets a role read all');
SELECT is(pg_temp.as_role('t_observer', format('SELECT count(*) FROM %I', name)), pg_temp.count_of(name)::text, 't_observer sees all of ' || name) FROM t_table WHERE name <> 'qshrink_share';
SELECT is(pg_temp.touched('t_observer', format('UPDATE %I SET owner = ''t_observer''', name)), '0', 'and takes nothing of ' || name) FROM t_table;
SELECT is(pg_temp.touched('t_observer', format('DELETE FROM %I', name)), '0', 'deletes nothing of ' || name) FROM t_table;
SELECT is(pg_temp.as_role('t_observer', format('SELECT count(*) FROM qshrink_solve(%s, ''auto'', seed => 1)', :another)), '42501', 'solves nothing');
SELECT is(pg_temp.as_role('t_observer', format('SELECT qshrink_grant(%s, ''t_carol'', ''read'')', :another)), '42501', 'shares nothing');
SELECT is(pg_temp.as_role('t_observer', 'SELECT qshrink_grant_all(''t_carol'')'), '42501', 'not even all');
SELECT throws_ok($$INSERT INTO qshrink_share (owner, grantee, privilege) VALUES (current_user, 't_carol', 'write')$$, '23514', NULL, 'to write all cannot be granted');
SELECT is(qshrink_revoke_all('t_observer'), true, 'taken back');
SELECT is(qshrink_revoke_all('t_observer'), false, 'once');
SELECT is(pg_temp.as_role('t_observer', 'SELECT count(*) FROM qshrink_problem'), '0', 'it sees nothing any more');

-- ---------------------------------------------------------------------------
-- roles that go, problems that go, other owners
SELECT is(pg_temp.as_role('t_alice', format('SELECT qshrink_grant(%s, ''t_carol'', ''read'') IS NULL', :hers)), 'false', 'shared with carol');
DROP ROLE t_carol;
CREATE ROLE t_carol;
SELECT is(pg_temp.as_role('t_carol', 'SELECT count(*) FROM qshrink_problem'), '0', 'another role of her name has nothing of it');
SELECT is(qshrink_reassign('t_alice', 't_bob'), 2::bigint, 'handed over');
SELECT is(pg_temp.as_role('t_reader', 'SELECT string_agg(name || '' '' || owner, '', '') FROM qshrink_problem'), 'renamed t_bob', 'what was shared stays so');
SELECT is(pg_temp.as_role('t_alice', 'SELECT count(*) FROM qshrink_problem'), '0', 'the former owner has nothing');
SELECT is(pg_temp.as_role('t_bob', format('SELECT qshrink_revoke(%s, ''t_reader'')', :hers)), 'true', 'the new one takes it back');
SELECT is(pg_temp.as_role('t_bob', format('WITH d AS (DELETE FROM qshrink_problem WHERE problem_id = %s RETURNING 1) SELECT count(*) FROM d', :hers)), '1', 'a problem that goes');
SELECT is((SELECT count(*) FROM qshrink_share WHERE problem_id = :hers), 0::bigint, 'takes its shares along');

-- an owner who is no more shares nothing
CREATE ROLE t_gone;
SELECT pg_temp.as_role('t_gone', $$SELECT qshrink_mis('left', 'VALUES (1, 2)')$$) AS left_over \gset
SELECT is(pg_temp.as_role('t_gone', format('SELECT qshrink_grant(%s, ''t_reader'', ''write'') IS NULL', :left_over)), 'false', 'shared');
SELECT is(pg_temp.as_role('t_reader', 'SELECT count(*) FROM qshrink_problem'), '1', 'and seen');
DROP ROLE t_gone;
SELECT is(pg_temp.as_role('t_reader', 'SELECT count(*) FROM qshrink_problem'), '0', 'until its owner is no more');

SELECT * FROM finish();
ROLLBACK;
