-- Plans are kept for the session: they must follow whatever happens to the extension, its
-- tables, the search path and the role meanwhile.
\set ON_ERROR_STOP 1
SET client_min_messages = warning;
SELECT current_database() AS home \gset
DROP DATABASE IF EXISTS t_saved_plans;
CREATE DATABASE t_saved_plans;
\connect t_saved_plans
SET client_min_messages = warning;
CREATE EXTENSION pgtap;
CREATE EXTENSION qshrink;
BEGIN;
CREATE SCHEMA t_shop;
CREATE SCHEMA t_elsewhere;
CREATE FUNCTION public.t_solve(schema text, name text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	id bigint;
	answer text;
BEGIN
	EXECUTE format('SELECT %I.qshrink_mdkp(%L, ''VALUES (1, 5), (2, 3), (3, 4)'', ''VALUES (1, 1, 2), (1, 2, 2), (1, 3, 2)'', ''VALUES (1, 4)'')', schema, name) INTO id;
	EXECUTE format('SELECT string_agg(s.rank || '' '' || s.assignment || '' '' || s.objective, '', '' ORDER BY s.rank)
		FROM %I.qshrink_solve($1, ''qaoa'', max_qubits => 2, solutions => 2, seed => 1, options => ''{"proof": false, "presolve": false, "certified": false}'') AS s', schema)
		INTO answer USING id;
	EXECUTE format('SELECT $1 || '' '' || (SELECT count(*) FROM %1$I.qshrink_run WHERE problem_id OPERATOR(pg_catalog.=) $2) || '' '' || (SELECT count(*) > 0 FROM %1$I.qshrink_round WHERE problem_id OPERATOR(pg_catalog.=) $2)
		|| '' '' || (SELECT count(*) > 0 FROM %1$I.qshrink_incumbent WHERE problem_id OPERATOR(pg_catalog.=) $2)', schema) INTO answer USING answer, id;
	RETURN answer;
END $$;
COMMIT;
SELECT no_plan();

SELECT public.t_solve('public', 'first') AS expected \gset
SELECT is(public.t_solve('public', 'again ' || k), :'expected', 'the same rows by kept plans') FROM generate_series(1, 9) AS k;

-- the extension comes and goes
DO $$
BEGIN
	FOR k IN 1 .. 5 LOOP
		DROP EXTENSION qshrink;
		CREATE EXTENSION qshrink;
		CREATE TEMP TABLE IF NOT EXISTS t_answer (answer text);
		INSERT INTO t_answer SELECT public.t_solve('public', 'made anew ' || i) FROM generate_series(1, 2) AS i;
	END LOOP;
END $$;
SELECT is((SELECT array_agg(DISTINCT answer) FROM t_answer), ARRAY[:'expected'], 'the extension dropped and created again in one transaction, five times');
DROP EXTENSION qshrink;
CREATE EXTENSION qshrink SCHEMA t_shop;
SELECT is(public.t_solve('t_shop', 'moved ' || k), :'expected', 'in another schema') FROM generate_series(1, 3) AS k;
ALTER SCHEMA t_shop RENAME TO "t Shop";
SELECT is(public.t_solve('t Shop', 'renamed ' || k), :'expected', 'in a schema that was renamed') FROM generate_series(1, 3) AS k;
ALTER SCHEMA "t Shop" RENAME TO t_shop;

-- tables change between solves
SELECT public.t_solve('t_shop', 'before');
ALTER TABLE t_shop.qshrink_solution ALTER COLUMN occurrences TYPE text;
SELECT throws_like($$SELECT public.t_solve('t_shop', 'type')$$, '%column "occurrences" of table "qshrink_solution" has type text instead of bigint%', 'another type is refused');
ALTER TABLE t_shop.qshrink_solution ALTER COLUMN occurrences TYPE bigint USING occurrences::bigint;
SELECT is(public.t_solve('t_shop', 'type again'), :'expected', 'and the right one is taken again');
ALTER TABLE t_shop.qshrink_round RENAME COLUMN merges TO joined;
SELECT throws_like($$SELECT public.t_solve('t_shop', 'rename')$$, '%column "merges" of table "qshrink_round" is missing%', 'a renamed column is missed');
ALTER TABLE t_shop.qshrink_round RENAME COLUMN joined TO merges;
ALTER TABLE t_shop.qshrink_step ALTER COLUMN action DROP NOT NULL;
SELECT throws_like($$SELECT public.t_solve('t_shop', 'nulls')$$, '%column "action" of table "qshrink_step" %', 'nulls that are allowed');
ALTER TABLE t_shop.qshrink_step ALTER COLUMN action SET NOT NULL;
ALTER TABLE t_shop.qshrink_incumbent RENAME TO elsewhere;
SELECT throws_like($$SELECT public.t_solve('t_shop', 'table')$$, '%table "qshrink_incumbent" is not in the schema%', 'a table that is gone');
ALTER TABLE t_shop.elsewhere RENAME TO qshrink_incumbent;
ALTER TABLE t_shop.qshrink_solution ADD COLUMN note text;
ALTER TABLE t_shop.qshrink_solution DROP COLUMN note, ADD COLUMN remark text DEFAULT 'new';
SELECT is(public.t_solve('t_shop', 'columns'), :'expected', 'columns that came and went');
SELECT is((SELECT DISTINCT remark FROM t_shop.qshrink_solution WHERE run_id = (SELECT max(run_id) FROM t_shop.qshrink_run)), 'new', 'a column of the owner''s own has its default');
ALTER TABLE t_shop.qshrink_solution DROP COLUMN remark;
DO $$
BEGIN
	ALTER TABLE t_shop.qshrink_solution ALTER COLUMN occurrences TYPE text;
	RAISE EXCEPTION 'rolled back';
EXCEPTION WHEN raise_exception THEN
	NULL;
END $$;
SELECT is(public.t_solve('t_shop', 'rolled back'), :'expected', 'a change that was rolled back');

-- names that hide the server's
CREATE FUNCTION t_elsewhere.unnest(anyarray) RETURNS SETOF anyelement LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'hidden'; END $$;
CREATE FUNCTION t_elsewhere.hidden(bigint, bigint) RETURNS boolean LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'hidden'; END $$;
CREATE OPERATOR t_elsewhere.= (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = t_elsewhere.hidden);
CREATE TABLE t_elsewhere.qshrink_run (run_id int);
SET search_path = t_elsewhere, pg_catalog;
SELECT public.t_solve('t_shop', 'path') AS answer \gset
RESET search_path;
SELECT is(:'answer'::text, :'expected', 'a search path that hides names');

-- one session, several roles: each sees and writes what is its own
CREATE ROLE t_plan_alice;
CREATE ROLE t_plan_bob;
GRANT USAGE ON SCHEMA t_shop TO t_plan_alice, t_plan_bob;
SET ROLE t_plan_alice;
SELECT public.t_solve('t_shop', 'mine') AS answer \gset
SELECT max(problem_id) AS problem FROM t_shop.qshrink_problem \gset
SET ROLE t_plan_bob;
\set ON_ERROR_STOP 0
SELECT count(*) FROM t_shop.qshrink_solve(:problem, 'auto', seed => 1);
\set ON_ERROR_STOP 1
SET client_min_messages = warning;
SELECT :'LAST_ERROR_MESSAGE' AS message \gset
SELECT count(*) AS seen FROM t_shop.qshrink_run \gset
RESET ROLE;
SELECT is(:'answer'::text, :'expected', 'another role solves by the same plans');
SELECT is(:'message'::text, 'problem ' || :problem || ' does not exist', 'a third one does not see its problem');
SELECT is(:seen, 0, 'nor its runs');
SELECT is((SELECT array_agg(DISTINCT owner::text) FROM t_shop.qshrink_solution WHERE problem_id = :problem), '{t_plan_alice}', 'rows are the owner''s');
SET row_security = off;
SELECT is(public.t_solve('t_shop', 'no row security'), :'expected', 'row_security off');
RESET row_security;

-- more statements than are kept: triggers that solve while a solve is written
CREATE FUNCTION public.t_nested() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF pg_trigger_depth() < 4 THEN
		PERFORM t_shop.qshrink_solve(NEW.problem_id, 'exact', seed => 1);
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER t_nested AFTER INSERT ON t_shop.qshrink_round FOR EACH ROW EXECUTE FUNCTION public.t_nested();
SELECT isnt(public.t_solve('t_shop', 'nested'), ''::text, 'a trigger that solves within a solve');
DROP TRIGGER t_nested ON t_shop.qshrink_round;
SELECT is(public.t_solve('t_shop', 'after nesting'), :'expected', 'and afterwards');

SELECT * FROM finish();
\connect :home
DROP DATABASE t_saved_plans;
DROP ROLE t_plan_alice, t_plan_bob;
