-- Who may see and write what: roles, row-level security, hostile search paths.
\set ON_ERROR_STOP 1
BEGIN;
SELECT plan(78);

CREATE ROLE t_alice;
CREATE ROLE t_bob;
CREATE ROLE t_carol NOINHERIT;
CREATE ROLE t_dave;

-- What a statement returns or how it fails when a role runs it
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
-- Rows a writing statement touched
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

-- ---------------------------------------------------------------------------
-- alice and bob each have a problem with a run
CREATE TEMP TABLE t_id (name text, problem_id bigint, run_id bigint);
INSERT INTO t_id VALUES
	('alice', pg_temp.as_role('t_alice', $$SELECT qshrink_mis('hers', 'VALUES (1, 2), (2, 3)')$$)::bigint),
	('bob', pg_temp.as_role('t_bob', $$SELECT qshrink_mis('his', 'VALUES (1, 2)')$$)::bigint);
UPDATE t_id SET run_id = pg_temp.as_role('t_' || name, format(
	'INSERT INTO qshrink_run (problem_id, solver, status, objective, n_variables, fingerprint)
		VALUES (%s, ''qaoa'', ''feasible'', 1, 3, qshrink_fingerprint(%1$s)) RETURNING run_id', problem_id))::bigint;
SELECT is(pg_temp.touched('t_' || name, format('INSERT INTO %s VALUES (%s, ''t_%s'', %s, %s)', child, problem_id, name, run_id, rest)), '1',
		name || ' adds to ' || child)
	FROM t_id, (VALUES ('qshrink_round', '1'), ('qshrink_step', '0, 1, ''fix'', 0'), ('qshrink_solution', '1, 1, true, ''100''')) AS c (child, rest);
SELECT problem_id AS alice, run_id AS alice_run FROM t_id WHERE name = 'alice' \gset
SELECT problem_id AS bob, run_id AS bob_run FROM t_id WHERE name = 'bob' \gset

SELECT is((SELECT owner FROM qshrink_problem WHERE problem_id = :alice), 't_alice', 'the creator is the owner');
SELECT is((SELECT count(*) FROM qshrink_constraint WHERE problem_id = :alice AND owner = 't_alice'), 2::bigint, 'also of the constraints');
SELECT is((SELECT count(*) FROM qshrink_variable WHERE problem_id = :alice AND owner = 't_alice'), 3::bigint, 'and of the variables');

-- ---------------------------------------------------------------------------
-- bob neither sees nor changes what is alice's
CREATE TEMP TABLE t_table AS SELECT unnest(ARRAY['qshrink_problem', 'qshrink_variable', 'qshrink_constraint', 'qshrink_run',
	'qshrink_round', 'qshrink_step', 'qshrink_solution']) AS name;
SELECT isnt(pg_temp.as_role('t_alice', format('SELECT count(*) FROM %s WHERE problem_id = %s', name, :alice)), '0', 'alice sees her rows of ' || name) FROM t_table;
SELECT is(pg_temp.as_role('t_bob', format('SELECT count(*) FROM %s WHERE problem_id = %s', name, :alice)), '0', 'bob sees none of them in ' || name) FROM t_table;
SELECT is(pg_temp.touched('t_bob', format('UPDATE %s SET owner = ''t_bob'' WHERE problem_id = %s', name, :alice)), '0', 'bob takes no row of ' || name) FROM t_table;
SELECT is(pg_temp.touched('t_bob', format('DELETE FROM %s WHERE problem_id = %s', name, :alice)), '0', 'bob deletes no row of ' || name) FROM t_table;
SELECT is(pg_temp.touched('t_bob', format('UPDATE %s SET owner = ''t_alice'' WHERE problem_id = %s', name, :bob)), '42501', 'bob gives no row of ' || name || ' away') FROM t_table;

-- attaching rows to her problem: not in her name, and not in his
SELECT is(pg_temp.touched('t_bob', format('INSERT INTO qshrink_constraint (problem_id, owner, constraint_id, variables, sense, rhs) VALUES (%s, %L, 9, ''{0}'', ''='', 1)', :alice, owner)),
		code, 'bob adds no constraint as ' || owner)
	FROM (VALUES ('t_bob', '23503'), ('t_alice', '42501')) AS o (owner, code);
SELECT is(pg_temp.touched('t_bob', format('INSERT INTO qshrink_variable (problem_id, owner, variable, keys) VALUES (%s, %L, 9, ''{x}'')', :alice, owner)),
		code, 'bob adds no variable as ' || owner)
	FROM (VALUES ('t_bob', '23503'), ('t_alice', '42501')) AS o (owner, code);
SELECT is(pg_temp.touched('t_bob', format('INSERT INTO qshrink_run (problem_id, owner, solver, status, n_variables) VALUES (%s, %L, ''x'', ''not_found'', 3)', :alice, owner)),
		code, 'bob adds no run as ' || owner)
	FROM (VALUES ('t_bob', '23503'), ('t_alice', '42501')) AS o (owner, code);
SELECT is(pg_temp.touched('t_bob', format('INSERT INTO qshrink_solution (problem_id, owner, run_id, rank, objective, feasible, assignment) VALUES (%s, ''t_bob'', %s, 9, 1, true, ''1'')', :bob, :alice_run)),
		'23503', 'bob hangs nothing on her run');
SELECT is(pg_temp.touched('t_bob', $$INSERT INTO qshrink_problem (owner, name, n_variables, objective) VALUES ('t_alice', 'x', 1, '{}/1')$$),
		'42501', 'bob creates no problem in her name');

-- functions say that it does not exist
SELECT is(pg_temp.as_role('t_bob', format('SELECT %s', call)), 'P0002', 'for bob there is nothing to ' || what)
	FROM (VALUES ('constrain', format('qshrink_constrain(%s, $$VALUES (1, 1, 1, ''='', 1)$$)', :alice)),
		('verify', format('qshrink_verify(%s, ''101'')', :alice)),
		('read as a model', format('qshrink_model(%s)', :alice)),
		('fingerprint', format('qshrink_fingerprint(%s)', :alice)),
		('solve', format('qshrink_solve(%s)', :alice))) AS c (what, call);
SELECT is(pg_temp.as_role('t_bob', 'SELECT array_agg(problem) FROM qshrink_history'), '{his}', 'history shows bob his runs');
SELECT is(pg_temp.as_role('t_bob', 'SELECT array_agg(problem) FROM qshrink_leaderboard'), '{his}', 'so does the leaderboard');

-- rights on the tables end at rows
SELECT is(pg_temp.touched('t_bob', statement), '42501', 'bob may not: ' || statement)
	FROM unnest(ARRAY['TRUNCATE qshrink_problem CASCADE', 'ALTER TABLE qshrink_problem DISABLE ROW LEVEL SECURITY',
		'DROP TABLE qshrink_step', 'SELECT setval(''qshrink_run_id_seq'', 1)', 'CREATE INDEX ON qshrink_problem (name)']) AS statement;

-- ---------------------------------------------------------------------------
-- one role granted to another shares
GRANT t_alice TO t_bob;
SELECT is(pg_temp.as_role('t_bob', 'SELECT array_agg(name ORDER BY problem_id) FROM qshrink_problem'), '{hers,his}', 'GRANT alice TO bob shows bob her problems');
SELECT is(pg_temp.as_role('t_bob', format('SELECT qshrink_constrain(%s, $$VALUES (''bob'', 1, 1, ''='', 1)$$)', :alice)), '1', 'bob adds a constraint to hers');
SELECT is((SELECT owner FROM qshrink_constraint WHERE label = 'bob'), 't_alice', 'which is hers');
SELECT is(pg_temp.as_role('t_alice', 'SELECT array_agg(name) FROM qshrink_problem'), '{hers}', 'but alice does not see his');
REVOKE t_alice FROM t_bob;
SELECT is(pg_temp.as_role('t_bob', 'SELECT array_agg(name ORDER BY problem_id) FROM qshrink_problem'), '{his}', 'REVOKE ends it');
GRANT t_alice TO t_carol;
SELECT is(pg_temp.as_role('t_carol', 'SELECT count(*) FROM qshrink_problem'), '0', 'a role that does not inherit sees nothing until SET ROLE');

-- ---------------------------------------------------------------------------
-- a role that is renamed, another of its old name
SELECT pg_temp.as_role('t_dave', $$SELECT qshrink_create('his', '{}/1')$$) AS kept \gset
ALTER ROLE t_dave RENAME TO t_david;
SELECT is(qshrink_may('t_dave'), false, 'a vanished role is nobody');
SELECT is(pg_temp.as_role('t_david', 'SELECT array_agg(name) FROM qshrink_problem'), '{his}', 'a renamed role keeps its rows');
CREATE ROLE t_dave;
SELECT is(pg_temp.as_role('t_dave', 'SELECT count(*) FROM qshrink_problem'), '0', 'a new role of the old name has none');
UPDATE qshrink_problem SET owner = 't_dave' WHERE problem_id = :kept;
SELECT is(pg_temp.as_role('t_dave', 'SELECT array_agg(name) FROM qshrink_problem'), '{his}', 'the owner of the tables can hand them over');
SET CONSTRAINTS ALL DEFERRED;
UPDATE qshrink_problem SET owner = 't_bob' WHERE problem_id = :alice;
UPDATE qshrink_variable SET owner = 't_bob' WHERE problem_id = :alice;
UPDATE qshrink_constraint SET owner = 't_bob' WHERE problem_id = :alice;
UPDATE qshrink_run SET owner = 't_bob' WHERE problem_id = :alice;
UPDATE qshrink_round SET owner = 't_bob' WHERE problem_id = :alice;
UPDATE qshrink_step SET owner = 't_bob' WHERE problem_id = :alice;
UPDATE qshrink_solution SET owner = 't_bob' WHERE problem_id = :alice;
SELECT lives_ok('SET CONSTRAINTS ALL IMMEDIATE', 'with everything that belongs to it');

-- ---------------------------------------------------------------------------
-- whose rights and whose names SQL arguments and functions use
CREATE TABLE t_secret AS SELECT 1 AS a, 2 AS b;
SELECT is(pg_temp.as_role('t_bob', $$SELECT qshrink_mis('x', 'SELECT a, b FROM t_secret')$$), '42501', 'queries run with the rights of the caller');

CREATE SCHEMA t_evil;
CREATE TABLE t_evil.qshrink_problem AS SELECT * FROM qshrink_problem;
CREATE TABLE t_evil.stored (variable int, keys text[]);
CREATE FUNCTION t_evil.never(bigint, bigint) RETURNS boolean LANGUAGE sql AS 'SELECT 1 / 0 = 1';
CREATE OPERATOR t_evil.= (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = t_evil.never);
CREATE FUNCTION t_evil.max(int) RETURNS int LANGUAGE sql AS 'SELECT 1 / 0';
CREATE DOMAIN t_evil.name AS text CHECK (VALUE = 'nobody');
GRANT USAGE ON SCHEMA t_evil TO PUBLIC;
GRANT ALL ON ALL TABLES IN SCHEMA t_evil TO PUBLIC;
SELECT n.nspname AS home FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'qshrink' \gset
SELECT count(*) AS evil FROM t_evil.qshrink_problem \gset
SET LOCAL search_path = t_evil, pg_catalog, public;
SELECT pg_temp.as_role('t_bob', format('SELECT %I.qshrink_qap(''evil'', ''VALUES (1, 2, 1)'', ''VALUES (1, 2, 1)'')', :'home')) AS evil_id \gset
SELECT pg_temp.as_role('t_bob', format('SELECT %I.qshrink_constrain(%s, $$VALUES (''c'', 1, 1, ''='', 1)$$)', :'home', :evil_id)) AS constrained \gset
SELECT pg_temp.as_role('t_bob', format('SELECT %I.qshrink_model(%s)->>''name''', :'home', :evil_id)) AS model_name \gset
SELECT pg_temp.as_role('t_bob', format('SELECT %I.qshrink_fingerprint(%s)', :'home', :evil_id)) AS fingerprint \gset
SELECT pg_temp.as_role('t_bob', format('SELECT label FROM %I.qshrink_verify(%s, ''1001'')', :'home', :evil_id)) AS label \gset
SELECT pg_temp.as_role('t_bob', format('SELECT count(*) FROM %I.qshrink_history', :'home')) AS history \gset
SET LOCAL search_path = public;
SELECT is(:'constrained' || ' ' || :'model_name' || ' ' || :'label' || ' ' || length(:'fingerprint') || ' ' || :'history', '1 evil c 32 2',
		'functions name the objects of the extension whatever the search path is');
SELECT is((SELECT count(*) FROM t_evil.qshrink_problem), :evil::bigint, 'and nothing else');

SELECT * FROM finish();
ROLLBACK;
