-- Problems that follow their data: what a refresh changes, keeps, refuses and leaves alone.
\set ON_ERROR_STOP 1
BEGIN;
SELECT no_plan();

-- the versions of all rows of a problem
CREATE FUNCTION pg_temp.versions(id bigint) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT format('p %s %s', ctid, xmin) FROM qshrink_problem WHERE problem_id = id
	UNION ALL SELECT format('v %s %s %s', variable, ctid, xmin) FROM qshrink_variable WHERE problem_id = id
	UNION ALL SELECT format('c %s %s %s', constraint_id, ctid, xmin) FROM qshrink_constraint WHERE problem_id = id $$;
CREATE FUNCTION pg_temp.said(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE r text;
BEGIN
	EXECUTE query INTO r;
	RETURN r;
EXCEPTION WHEN OTHERS THEN RETURN SQLSTATE || ' ' || SQLERRM;
END $$;

CREATE TABLE t_dish (name text PRIMARY KEY, joy bigint);
INSERT INTO t_dish VALUES ('soup', 9), ('roast', 18), ('cake', 14), ('salad', 6);
CREATE TABLE t_takes (what text, dish text, amount numeric);
INSERT INTO t_takes VALUES ('hours', 'soup', 1), ('hours', 'roast', 3), ('hours', 'cake', 2), ('hours', 'salad', 0.5);
CREATE TABLE t_have (what text, amount numeric);
INSERT INTO t_have VALUES ('hours', 4);
SELECT qshrink_mdkp('dinner', 'SELECT name, joy FROM t_dish', 'SELECT what, dish, amount FROM t_takes', 'SELECT what, amount FROM t_have') AS id \gset
SELECT is((SELECT source -> 0 ->> 'items' FROM qshrink_problem WHERE problem_id = :id), 'SELECT name, joy FROM t_dish', 'the queries are kept');

-- nothing changed, nothing written; the order of rows is no change
CREATE TEMP TABLE t_version AS SELECT pg_temp.versions(:id) AS version;
SELECT is(r::text, '(f,0,0,0)', 'nothing has changed') FROM qshrink_refresh(:id) AS r;
UPDATE t_dish SET name = name WHERE name IN ('soup', 'cake');
UPDATE t_takes SET dish = dish WHERE dish = 'roast';
SELECT is(r::text, '(f,0,0,0)', 'nor by another order') FROM qshrink_refresh(:id) AS r;
SELECT bag_eq(format('SELECT pg_temp.versions(%s)', :id), 'SELECT version FROM t_version', 'and nothing is written');

-- a price: the objective alone
SELECT run_id AS before FROM qshrink_solve(:id, 'auto', seed => 1, solutions => 1) \gset
UPDATE t_dish SET joy = 30 WHERE name = 'roast';
SELECT is(r::text, '(t,0,0,0)', 'a price has changed') FROM qshrink_refresh(:id) AS r;
SELECT set_eq(format('SELECT left(v, 1) FROM pg_temp.versions(%s) AS v WHERE v NOT IN (SELECT version FROM t_version)', :id), ARRAY['p'], 'only the objective is written');
SELECT throws_ok(format('SELECT * FROM qshrink_selection(%s)', :id), '55000', NULL, 'its answer was of the model before');
SELECT is((SELECT model_changed FROM qshrink_history WHERE run_id = :before), true, 'history knows');
SELECT is(objective, 39::float8, 'solved again') FROM qshrink_solve(:id, 'auto', seed => 1, solutions => 1);
UPDATE t_dish SET joy = 18 WHERE name = 'roast';
SELECT is(changed, true, 'and back') FROM qshrink_refresh(:id);
SELECT bag_eq(format('SELECT keys[1] FROM qshrink_selection(%s)', :id), ARRAY['soup', 'cake', 'salad'], 'the answer of before is its answer again');

-- a coefficient: its row alone
INSERT INTO t_have VALUES ('ovens', 1), ('plates', 9);
INSERT INTO t_takes VALUES ('ovens', 'roast', 1), ('ovens', 'cake', 1), ('plates', 'soup', 4);
SELECT is(r::text, '(t,0,0,2)', 'two resources more') FROM qshrink_refresh(:id) AS r;
TRUNCATE t_version;
INSERT INTO t_version SELECT pg_temp.versions(:id);
UPDATE t_takes SET amount = 5 WHERE what = 'plates';
SELECT is(r::text, '(t,0,0,1)', 'a coefficient has changed') FROM qshrink_refresh(:id) AS r;
SELECT set_eq(format('SELECT split_part(v, '' '', 1) FROM pg_temp.versions(%s) AS v WHERE v NOT IN (SELECT version FROM t_version)', :id), ARRAY['c'], 'a row alone is written');
SELECT is((SELECT count(*) FROM pg_temp.versions(:id) AS v WHERE v NOT IN (SELECT version FROM t_version)), 1::bigint, 'one row');
UPDATE t_have SET amount = 8 WHERE what = 'plates';
SELECT is(r::text, '(t,0,0,1)', 'a capacity has changed') FROM qshrink_refresh(:id) AS r;

-- variables come and go: those that stay keep their numbers
CREATE TEMP TABLE t_number AS SELECT keys, variable FROM qshrink_variable WHERE problem_id = :id;
DELETE FROM t_takes WHERE dish = 'soup';
DELETE FROM t_dish WHERE name = 'soup';
INSERT INTO t_dish VALUES ('pie', 7), ('fish', 11);
INSERT INTO t_takes VALUES ('hours', 'pie', 0.25), ('hours', 'fish', 1);
SELECT is(r::text, '(t,2,1,2)', 'two dishes more, one less') FROM qshrink_refresh(:id) AS r;
SELECT is_empty(format('SELECT * FROM t_number AS n JOIN qshrink_variable AS v USING (keys) WHERE v.problem_id = %s AND v.variable <> n.variable', :id), 'numbers stay');
SELECT bag_eq(format('SELECT keys[1] FROM qshrink_variable WHERE problem_id = %s', :id), 'SELECT name FROM t_dish', 'keys follow');
SELECT is((SELECT n_variables FROM qshrink_problem WHERE problem_id = :id), 5, 'and their number');
-- the refreshed problem is the one that is built anew, but for the order
SELECT qshrink_mdkp('anew', 'SELECT name, joy FROM t_dish', 'SELECT what, dish, amount FROM t_takes', 'SELECT what, amount FROM t_have') AS anew \gset
CREATE FUNCTION pg_temp.meaning(id bigint) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT format('%s %s %s', v.keys, w.keys, t.coefficient) FROM qshrink_problem AS p, qubo_terms(p.objective) AS t, qshrink_variable AS v, qshrink_variable AS w
		WHERE p.problem_id = id AND v.problem_id = id AND w.problem_id = id AND v.variable = t.i AND w.variable = t.j
	UNION ALL SELECT format('%s %s %s %s', c.label, c.sense, c.rhs, (SELECT string_agg(format('%s %s', v.keys, coalesce(u.a, 1)), ',' ORDER BY v.keys)
		FROM unnest(c.variables, c.coefficients) AS u (i, a) JOIN qshrink_variable AS v ON v.problem_id = id AND v.variable = u.i)) FROM qshrink_constraint AS c WHERE c.problem_id = id $$;
SELECT bag_eq(format('SELECT pg_temp.meaning(%s)', :id), format('SELECT pg_temp.meaning(%s)', :anew), 'refreshed is what would be built');
-- an answer of before names what it meant
SELECT bag_eq(format('SELECT keys[1] FROM qshrink_answer(%s, %s)', :id, :before), ARRAY['soup', 'cake', 'salad'], 'an old run keeps its keys');

-- by hand: a constraint, a variable with its price, best_known
UPDATE qshrink_problem SET best_known = 99 WHERE problem_id = :id;
INSERT INTO qshrink_constraint (problem_id, constraint_id, label, variables, sense, rhs)
	SELECT :id, 77, 'mine', array_agg(variable), '<=', 1 FROM qshrink_variable WHERE problem_id = :id AND keys[1] IN ('cake', 'pie');
SELECT is(qshrink_add_variables(:id, $$VALUES ('sorbet', 2.5)$$), 1, 'a variable is added');
SELECT is(r::text, '(f,0,0,0)', 'what was added by hand is no change') FROM qshrink_refresh(:id) AS r;
INSERT INTO t_dish VALUES ('stew', 5);
SELECT is(r::text, '(t,1,0,0)', 'beside it, things change') FROM qshrink_refresh(:id) AS r;
SELECT is((SELECT best_known FROM qshrink_problem WHERE problem_id = :id), 99::float8, 'best_known stays');
SELECT is((SELECT coefficient FROM qshrink_problem AS p JOIN qshrink_variable AS v USING (problem_id), qubo_terms(p.objective) WHERE p.problem_id = :id AND v.keys = '{sorbet}' AND i = v.variable AND j = i), 2.5::float8, 'the price by hand stays');
DELETE FROM t_takes WHERE dish IN ('roast', 'fish');
DELETE FROM t_dish WHERE name IN ('roast', 'fish');
SELECT is(variables_removed, 2, 'variables move') FROM qshrink_refresh(:id);
SELECT bag_eq(format('SELECT v.keys[1] FROM qshrink_constraint AS c JOIN qshrink_variable AS v ON v.problem_id = c.problem_id AND v.variable = ANY (c.variables) WHERE c.problem_id = %s AND c.label = ''mine''', :id),
	ARRAY['cake', 'pie'], 'and the constraint by hand follows');
TRUNCATE t_version;
INSERT INTO t_version SELECT pg_temp.versions(:id);
DELETE FROM t_takes WHERE dish = 'cake';
DELETE FROM t_dish WHERE name = 'cake';
SELECT throws_ok(format('SELECT qshrink_refresh(%s)', :id), '2BP01',
	format('constraint "mine" of problem %s was added by hand and names variable "cake", which the sources do not give any more', :id), 'a constraint by hand that would lose its variable');
SELECT bag_eq(format('SELECT pg_temp.versions(%s)', :id), 'SELECT version FROM t_version', 'and all is as it was');
SELECT qshrink_unconstrain(:id, 'mine') AS removed \gset
SELECT is(changed, true, 'without it, the refresh goes through') FROM qshrink_refresh(:id);
INSERT INTO qshrink_constraint (problem_id, constraint_id, label, variables, sense, rhs) VALUES (:id, 78, 'forks', '{0}', '<=', 1);
INSERT INTO t_have VALUES ('forks', 3);
SELECT throws_ok(format('SELECT qshrink_refresh(%s)', :id), '42710', NULL, 'a label by hand that a source gives, too');
DELETE FROM t_have WHERE what = 'forks';

-- constraints from queries follow theirs
CREATE TABLE t_want (label text, dish text);
INSERT INTO t_want VALUES ('guests', 'pie');
SELECT is(qshrink_constrain(:id, $$SELECT label, dish, 1, '>=', 1 FROM t_want$$), 1, 'a constraint from a query');
INSERT INTO t_want VALUES ('and', 'stew');
SELECT is(r::text, '(t,0,0,1)', 'one more') FROM qshrink_refresh(:id) AS r;
SELECT qshrink_unconstrain(:id, 'guests') AS removed \gset
SELECT is(r::text, '(f,0,0,0)', 'what was taken away by hand stays away') FROM qshrink_refresh(:id) AS r;
UPDATE t_want SET dish = 'unicorn' WHERE label = 'and';
SELECT matches(pg_temp.said(format('SELECT qshrink_refresh(%s)', :id)), '^22023 row \d of argument "rows" names variable "unicorn"', 'a key renamed');
DELETE FROM t_want;
SELECT is(r::text, '(t,0,0,1)', 'none any more') FROM qshrink_refresh(:id) AS r;

-- sources that fail leave the problem as it was, and say which
TRUNCATE t_version;
INSERT INTO t_version SELECT pg_temp.versions(:id);
SAVEPOINT whole;
ALTER TABLE t_want RENAME TO t_gone;
SELECT throws_ok(format('SELECT qshrink_refresh(%s)', :id), '42P01', NULL, 'a table dropped');
ALTER TABLE t_gone RENAME TO t_want;
ALTER TABLE t_dish RENAME joy TO fun;
SELECT throws_ok(format('SELECT qshrink_refresh(%s)', :id), '42703', NULL, 'a column renamed');
ALTER TABLE t_dish RENAME fun TO joy;
UPDATE t_dish SET joy = NULL WHERE name = 'pie';
SELECT throws_ok(format('SELECT qshrink_refresh(%s)', :id), '22004', NULL, 'a null');
ROLLBACK TO whole;
SELECT bag_eq(format('SELECT pg_temp.versions(%s)', :id), 'SELECT version FROM t_version', 'nothing was written');

-- the search path of the query is that of the call
CREATE SCHEMA t_else;
SET LOCAL search_path = t_else, public;
CREATE TABLE t_else.t_dish AS SELECT * FROM public.t_dish LIMIT 0;
SELECT is(r::text, '(f,0,0,0)', 'names mean what they meant') FROM qshrink_refresh(:id) AS r;
RESET search_path;

-- rights: the owner's, whoever asks
CREATE ROLE t_cook;
CREATE ROLE t_guest;
CREATE ROLE t_helper IN ROLE t_cook;
GRANT SELECT ON t_dish TO t_cook;
SET ROLE t_cook;
SELECT qshrink_create('bare', '{(0,0):1}/1') AS bare, qshrink_mis('hers', 'SELECT a.name, b.name FROM t_dish AS a, t_dish AS b WHERE a.name < b.name') AS hers \gset
SET ROLE t_guest;
SELECT throws_ok(format('SELECT qshrink_refresh(%s)', :hers), 'P0002', NULL, 'not by others');
SET ROLE t_helper;
SELECT is(changed, false, 'by members') FROM qshrink_refresh(:hers);
RESET ROLE;
SELECT is(changed, false, 'by superusers') FROM qshrink_refresh(:hers);
REVOKE SELECT ON t_dish FROM t_cook;
SELECT throws_ok(format('SELECT qshrink_refresh(%s)', :hers), '42501', NULL, 'a superuser lends no rights');
SET ROLE t_cook;
SELECT throws_ok(format('SELECT qshrink_refresh(%s)', :hers), '42501', NULL, 'a right is missing');
SELECT throws_ok(format($$UPDATE qshrink_problem SET source = '[]' WHERE problem_id = %s$$, :hers), '42501', NULL, 'nobody writes sources by hand');
SELECT is(changed, false, 'made from no query') FROM qshrink_refresh(:bare);
RESET ROLE;
SELECT throws_ok('SELECT qshrink_refresh(-1)', 'P0002', 'problem -1 does not exist', 'no such problem');
SELECT throws_ok('SELECT qshrink_refresh(NULL)', '22004', NULL, 'no problem');

-- sources that the owner of the table has spoilt
CREATE FUNCTION pg_temp.spoilt(id bigint, spoilt text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	UPDATE qshrink_problem SET source = spoilt::jsonb WHERE problem_id = id;
	PERFORM qshrink_refresh(id);
	RETURN 'ok';
EXCEPTION WHEN OTHERS THEN RETURN SQLSTATE;
END $$;
SELECT is(pg_temp.spoilt(:hers, s), '22000', 'malformed: ' || s) FROM unnest(ARRAY['[1]', '[null]', '[[]]', '[{}]', '[{"source_id": 1}]', '[{"source_id": "1", "function": "qshrink_mis", "edges": "x"}]',
	'[{"source_id": 1, "function": "pg_sleep"}]', '[{"source_id": 1, "function": "qshrink_mis"}]', '[{"source_id": 1, "function": "qshrink_mis", "edges": 7}]',
	'[{"source_id": 1, "function": "qshrink_mis", "edges": "a"}, {"source_id": 1, "function": "qshrink_constrain", "rows": "a"}]',
	'[{"source_id": 1, "function": "qshrink_mis", "edges": "a"}, {"source_id": 2, "function": "qshrink_mis", "edges": "a"}]']) AS s;
SELECT is(pg_temp.spoilt(:hers, s), '22003', 'malformed: ' || s) FROM unnest(ARRAY['[{"source_id": 1e99, "function": "qshrink_mis", "edges": "x"}]']) AS s;
SELECT is(pg_temp.spoilt(:hers, '{}'), '23514', 'no array');

-- other builders: what changes in the data changes in the problem, and only that
CREATE TABLE t_edge AS SELECT a, b, 1.5 * a AS weight FROM generate_series(1, 12) AS a, generate_series(1, 12) AS b WHERE a < b AND (a * b) % 5 = 1;
SELECT qshrink_mis('graph', 'SELECT a, b FROM t_edge') AS mis, qshrink_maxcut('cut', 'SELECT a, b, weight FROM t_edge') AS cut,
	qshrink_qap('pairs', 'SELECT a, b, weight FROM t_edge WHERE a <= 4 AND b <= 6', $$SELECT 'l' || a, 'l' || b, 1 FROM t_edge WHERE a <= 4 AND b <= 6$$) AS qap \gset
UPDATE t_edge SET a = a;
SELECT is(changed, false, 'no change of problem ' || p) FROM unnest(ARRAY[:mis, :cut, :qap]) AS p, qshrink_refresh(p);
DELETE FROM t_edge WHERE ctid = (SELECT max(ctid) FROM t_edge WHERE a <= 4 AND b <= 6);
UPDATE t_edge SET weight = 9 WHERE a = 1;
SELECT is(changed, true, 'a change of problem ' || p) FROM unnest(ARRAY[:mis, :cut, :qap]) AS p, qshrink_refresh(p);
SELECT is(changed, false, 'once of problem ' || p) FROM unnest(ARRAY[:mis, :cut, :qap]) AS p, qshrink_refresh(p);
SELECT qshrink_mis('graph anew', 'SELECT a, b FROM t_edge') AS mis_anew, qshrink_maxcut('cut anew', 'SELECT a, b, weight FROM t_edge') AS cut_anew \gset
SELECT bag_eq(format($$SELECT regexp_replace(m, '^(\S+) - (\S+)', CASE WHEN split_part(m, ' ', 1)::text < split_part(m, ' ', 3)::text THEN '\1 - \2' ELSE '\2 - \1' END) FROM pg_temp.meaning(%s) AS m WHERE m LIKE '%% - %%'$$, :mis),
	format($$SELECT regexp_replace(m, '^(\S+) - (\S+)', CASE WHEN split_part(m, ' ', 1)::text < split_part(m, ' ', 3)::text THEN '\1 - \2' ELSE '\2 - \1' END) FROM pg_temp.meaning(%s) AS m WHERE m LIKE '%% - %%'$$, :mis_anew), 'the graph is what would be built');

-- random data: refreshed is what would be built, and a second time nothing changes
CREATE TABLE t_item (key text[], profit int);
CREATE TABLE t_need (resource int, key text[], weight numeric);
SELECT setseed(0.5);
CREATE FUNCTION pg_temp.shuffle() RETURNS void LANGUAGE sql AS $$
	TRUNCATE t_item, t_need;
	INSERT INTO t_item SELECT ARRAY['i' || i % 7, 'k' || i], (random() * 9)::int FROM generate_series(1, 30) AS i WHERE random() < 0.6 OR i = 1 ORDER BY random();
	INSERT INTO t_need SELECT r, key, round(random()::numeric, 1) FROM t_item, generate_series(1, 4) AS r WHERE random() < 0.7 ORDER BY random() $$;
SELECT pg_temp.shuffle();
SELECT qshrink_mdkp('random', 'SELECT key, profit FROM t_item', 'SELECT resource, key, weight FROM t_need', 'SELECT r, 3 FROM generate_series(1, 4) AS r') AS random \gset
CREATE FUNCTION pg_temp.trial(id bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	anew bigint;
	difference bigint;
BEGIN
	PERFORM pg_temp.shuffle();
	PERFORM qshrink_refresh(id);
	anew := qshrink_mdkp('random anew', 'SELECT key, profit FROM t_item', 'SELECT resource, key, weight FROM t_need', 'SELECT r, 3 FROM generate_series(1, 4) AS r', replace => true);
	SELECT count(*) INTO difference FROM (
		(SELECT pg_temp.meaning(id) EXCEPT ALL SELECT pg_temp.meaning(anew)) UNION ALL (SELECT pg_temp.meaning(anew) EXCEPT ALL SELECT pg_temp.meaning(id))) AS d;
	RETURN difference || ' ' || (qshrink_refresh(id)).changed || ' ' || (SELECT array_agg(variable ORDER BY variable) = array_agg(k::int ORDER BY k)
		FROM (SELECT variable, row_number() OVER () - 1 AS k FROM qshrink_variable WHERE problem_id = id) AS v);
END $$;
SELECT is(pg_temp.trial(:random), '0 false true', 'random data, trial ' || k) FROM generate_series(1, 25) AS k;

SELECT * FROM finish();
ROLLBACK;
