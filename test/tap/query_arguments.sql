-- SQL in arguments only reads: whatever function it calls, in whichever argument.
\set ON_ERROR_STOP 1
BEGIN;
SELECT plan(190);

CREATE TABLE t_log (entry text);
CREATE SEQUENCE t_sequence;
CREATE ROLE t_definer;
GRANT ALL ON t_log TO t_definer;
CREATE FUNCTION t_insert(int) RETURNS int LANGUAGE plpgsql AS $$BEGIN INSERT INTO t_log VALUES ('insert'); RETURN $1; END$$;
CREATE FUNCTION t_insert_sql(int) RETURNS int LANGUAGE sql AS $$INSERT INTO t_log VALUES ('insert'); SELECT $1$$;
CREATE FUNCTION t_update(int) RETURNS int LANGUAGE plpgsql AS $$BEGIN UPDATE t_log SET entry = 'update'; RETURN $1; END$$;
CREATE FUNCTION t_delete(int) RETURNS int LANGUAGE plpgsql AS $$BEGIN DELETE FROM t_log; RETURN $1; END$$;
CREATE FUNCTION t_lock(int) RETURNS int LANGUAGE plpgsql AS $$BEGIN PERFORM 1 FROM t_log FOR UPDATE; RETURN $1; END$$;
CREATE FUNCTION t_ddl(int) RETURNS int LANGUAGE plpgsql AS $$BEGIN CREATE TABLE t_made (i int); RETURN $1; END$$;
CREATE FUNCTION t_grant(int) RETURNS int LANGUAGE plpgsql AS $$BEGIN GRANT ALL ON t_log TO PUBLIC; RETURN $1; END$$;
CREATE FUNCTION t_undo(int) RETURNS int LANGUAGE plpgsql AS $$BEGIN
	PERFORM set_config('transaction_read_only', 'off', true); INSERT INTO t_log VALUES ('undo'); RETURN $1; END$$;
CREATE FUNCTION t_later(int) RETURNS int LANGUAGE plpgsql AS $$BEGIN IF $1 = 1500 THEN INSERT INTO t_log VALUES ('later'); END IF; RETURN $1; END$$;
CREATE FUNCTION t_immutable(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$BEGIN PERFORM t_insert(1); RETURN $1; END$$;
CREATE FUNCTION t_definer(int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER AS $$BEGIN INSERT INTO public.t_log VALUES ('definer'); RETURN $1; END$$;
ALTER FUNCTION t_definer(int) OWNER TO t_definer;
CREATE FUNCTION t_caught(int) RETURNS int LANGUAGE plpgsql AS $$BEGIN
	BEGIN INSERT INTO t_log VALUES ('caught'); EXCEPTION WHEN read_only_sql_transaction THEN NULL; END; RETURN $1; END$$;
CREATE FUNCTION t_setting(int) RETURNS int LANGUAGE plpgsql AS $$BEGIN
	PERFORM set_config('qshrink.shots', '77', false), set_config('search_path', 'pg_catalog', true), set_config('t.mine', 'x', false);
	SET LOCAL ROLE t_definer; RETURN $1; END$$;
CREATE TYPE t_pair AS (i int);
CREATE FUNCTION t_text(t_pair) RETURNS text LANGUAGE plpgsql AS $$BEGIN INSERT INTO t_log VALUES ('cast'); RETURN $1.i; END$$;
CREATE CAST (t_pair AS text) WITH FUNCTION t_text(t_pair);

-- every argument that holds SQL, with %s where an integer stands
CREATE TEMP TABLE t_argument (name text, call text);
CREATE TEMP SEQUENCE t_number;
SELECT qshrink_create('base', '{}/3', 'min', '{1,2,3}') AS base \gset
INSERT INTO t_argument VALUES
	('items', $$qshrink_mdkp('t ' || nextval('t_number'), 'SELECT %s, 5', 'VALUES (1, 1, 2)', 'VALUES (1, 3)')$$),
	('weights', $$qshrink_mdkp('t ' || nextval('t_number'), 'VALUES (1, 5)', 'SELECT 1, %s, 2', 'VALUES (1, 3)')$$),
	('capacities', $$qshrink_mdkp('t ' || nextval('t_number'), 'VALUES (1, 5)', 'VALUES (1, 1, 2)', 'SELECT %s, 3')$$),
	('edges', $$qshrink_mis('t ' || nextval('t_number'), 'SELECT %s, 2')$$),
	('nodes', $$qshrink_mis('t ' || nextval('t_number'), 'VALUES (1, 2)', 'SELECT %s, 1 UNION ALL VALUES (2, 1)')$$),
	('flows', $$qshrink_qap('t ' || nextval('t_number'), 'SELECT %s, 2, 1', 'VALUES (1, 2, 1)')$$),
	('distances', $$qshrink_qap('t ' || nextval('t_number'), 'VALUES (1, 2, 1)', 'SELECT %s, 2, 1')$$),
	('costs', $$qshrink_qap('t ' || nextval('t_number'), 'VALUES (1, 2, 1)', 'VALUES (1, 2, 1)', 'SELECT %s, 1, 1')$$),
	('maxcut edges', $$qshrink_maxcut('t ' || nextval('t_number'), 'SELECT %s, 2')$$),
	('rows', format($$qshrink_constrain(%s, 'SELECT ''c' || nextval('t_number') || ''', %%s, 1, ''<='', 1')$$, :base));

SELECT throws_ok('SELECT ' || format(call, expression), '25006', NULL, name || ' refuses ' || expression)
	FROM t_argument, unnest(ARRAY['t_insert(1)', 't_insert_sql(1)', 't_update(1)', 't_delete(1)', 't_lock(1)', 't_ddl(1)', 't_grant(1)',
		't_definer(1)', 't_immutable(1)', 'nextval(''''t_sequence'''')::int', 'setval(''''t_sequence'''', 1)::int', '(SELECT t_insert(1))']) AS expression;
SELECT throws_ok('SELECT ' || format(call, 't_undo(1)'), '25001', NULL, name || ' stays read-only') FROM t_argument;
SELECT throws_ok('SELECT ' || format(call, 'ROW(1)::t_pair'), '25006', NULL, name || ' refuses a cast that writes') FROM t_argument WHERE name NOT IN ('rows', 'nodes');
SELECT throws_ok('SELECT ' || format(call, '(SELECT qshrink_create(''''inner'''', ''''{}/1''''))::int'), '25006', NULL, name || ' builds nothing inside') FROM t_argument;
SELECT is((SELECT count(*) FROM t_log), 0::bigint, 'nothing was written');
SELECT is((SELECT is_called FROM t_sequence), false, 'nor drawn from the sequence');

-- what only reads goes on
SELECT lives_ok('SELECT ' || format(call, 't_caught(1)'), name || ' lives with a function that catches the error') FROM t_argument;
SELECT lives_ok('SELECT ' || format(call, '(1 + 0 * random() + 0 * extract(epoch from now() - clock_timestamp()))::int'), name || ' may ask for random numbers and the time') FROM t_argument;
SELECT is((SELECT count(*) FROM t_log), 0::bigint, 'nothing was written');

-- settings are put back
SELECT lives_ok('SELECT ' || format(call, 't_setting(1)'), name || ' may change settings') FROM t_argument;
SELECT is(current_setting('qshrink.shots') || current_setting('search_path') || current_setting('role') || coalesce(nullif(current_setting('t.mine', true), ''), '-'),
	'1000"$user", publicnone-', 'for its own time');
SELECT is(current_setting('transaction_read_only'), 'off', 'the transaction may write');

-- late and large: the second batch; what was read before is not stored
SELECT count(*) AS problems FROM qshrink_problem \gset
SELECT throws_ok($$SELECT qshrink_mis('t', 'SELECT t_later(i), i + 1 FROM generate_series(1, 3000) AS i')$$, '25006', NULL, 'row 1500 writes');
SELECT is((SELECT count(*) FROM qshrink_problem), :problems::bigint, 'nothing is stored');
SELECT lives_ok($$INSERT INTO t_log VALUES ('mine')$$, 'the transaction may still write');
SELECT lives_ok($$SELECT qshrink_mis('t', 'SELECT i, i + 1 FROM generate_series(1, 3000) AS i')$$, 'and build');
SELECT lives_ok($$DO $do$ BEGIN
	BEGIN PERFORM qshrink_mis('t', 'SELECT t_insert(1), 2'); EXCEPTION WHEN OTHERS THEN NULL; END;
	INSERT INTO t_log VALUES ('mine');
	PERFORM nextval('t_sequence');
END $do$ $$, 'so may a function that catches the error');
SET LOCAL transaction_read_only = on;
SELECT throws_ok($$SELECT qshrink_mis('t', 'VALUES (1, 2)')$$, '25006', NULL, 'a read-only transaction stays one');
SELECT is(current_setting('transaction_read_only'), 'on', 'after the error too');

SELECT * FROM finish();
ROLLBACK;
