-- Casts to text are functions of anybody: they run as in ::text, and while rows are read.
\set ON_ERROR_STOP 1
BEGIN;
SELECT plan(14);

CREATE ROLE t_reader;
CREATE TYPE t_closing AS (i int);
CREATE FUNCTION t_close(t_closing) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	one name;
BEGIN
	IF $1.i = 1 THEN
		EXECUTE 'CLOSE ALL';
	ELSIF $1.i = 2 THEN
		FOR one IN SELECT name FROM pg_cursors LOOP EXECUTE format('CLOSE %I', one); END LOOP;
	END IF;
	RETURN $1.i;
END $$;
CREATE CAST (t_closing AS text) WITH FUNCTION t_close(t_closing);
SELECT throws_ok($$SELECT qshrink_mis('t', 'SELECT ROW(1)::t_closing, ROW(7)::t_closing FROM generate_series(1, 3000)')$$,
	'24000', NULL, 'CLOSE ALL in a cast cannot end the query whose rows are cast');
SELECT throws_ok($$SELECT qshrink_mis('t', 'SELECT ROW(2)::t_closing, ROW(7)::t_closing FROM generate_series(1, 3000)')$$,
	'24000', NULL, 'nor can CLOSE by name');
SELECT throws_ok($$SELECT qshrink_mis('t', 'SELECT ARRAY[ROW(1)::t_closing], ARRAY[ROW(7)::t_closing] FROM generate_series(1, 3000)')$$,
	'24000', NULL, 'nor for elements of arrays');
SELECT lives_ok($$SELECT qshrink_mis('t', 'SELECT ROW(5)::t_closing, ROW(7)::t_closing FROM generate_series(1, 3)')$$, 'the session goes on');
SELECT is((SELECT count(*) FROM pg_cursors), 0::bigint, 'and no cursor stays');

CREATE TYPE t_void AS (i int);
CREATE FUNCTION t_nothing(t_void) RETURNS text LANGUAGE sql AS 'SELECT NULL::text';
CREATE CAST (t_void AS text) WITH FUNCTION t_nothing(t_void);
SELECT throws_ok($$SELECT qshrink_mis('v', 'SELECT ROW(1)::t_void, 2')$$, '22004',
	'row 1 of argument "edges" has a null in column 1 (a)', 'a cast that gives null is a null');
SELECT throws_ok($$SELECT qshrink_mis('v', 'SELECT ARRAY[ROW(1)::t_void], ARRAY[''2'']')$$, '22004', NULL, 'so is one of an element');

CREATE TYPE t_any AS (i int);
CREATE FUNCTION t_of_any(anyelement) RETURNS text LANGUAGE plpgsql AS 'BEGIN RETURN pg_typeof($1) || lower(($1).i || ''X''); END';
CREATE CAST (t_any AS text) WITH FUNCTION t_of_any(anyelement);
SELECT qshrink_mis('any', 'SELECT ROW(1)::t_any, ROW(2)::t_any') AS id \gset
SELECT is((SELECT keys FROM qshrink_variable WHERE problem_id = :id AND variable = 0), ARRAY[ROW(1)::t_any::text], 'a polymorphic cast knows its type');

CREATE TYPE t_sealed AS (i int);
CREATE FUNCTION t_open(t_sealed) RETURNS text LANGUAGE sql AS $$SELECT 'secret ' || $1.i$$;
CREATE CAST (t_sealed AS text) WITH FUNCTION t_open(t_sealed);
REVOKE EXECUTE ON FUNCTION t_open(t_sealed) FROM PUBLIC;
CREATE TABLE t_vault AS SELECT ROW(1)::t_sealed AS sealed, ARRAY[ROW(1)::t_sealed] AS many;
GRANT SELECT ON t_vault TO t_reader;
SELECT lives_ok($$SELECT qshrink_mis('sealed', 'SELECT sealed, 2 FROM t_vault')$$, 'who may execute the function of a cast uses it');
SET LOCAL ROLE t_reader;
SELECT throws_ok($$SELECT sealed::text FROM t_vault$$, '42501', NULL, 'who may not, may not cast');
SELECT throws_ok($$SELECT qshrink_mis('sealed', 'SELECT sealed, 2 FROM t_vault')$$, '42501', NULL, 'and does not by an argument');
SELECT throws_ok($$SELECT qshrink_mis('t', 'SELECT many, ARRAY[''2''] FROM t_vault')$$, '42501', NULL, 'nor by the elements of one');
SELECT throws_ok($$SELECT qshrink_qap('t', 'SELECT sealed, 2, 1 FROM t_vault', 'VALUES (1, 2, 1)')$$, '42501', NULL, 'in whichever builder');
RESET ROLE;
SELECT ok(NOT EXISTS (SELECT FROM qshrink_variable WHERE keys[1] LIKE 'secret%' AND owner = 't_reader'), 'nothing leaked');

SELECT * FROM finish();
ROLLBACK;
