-- Where a solve begins: bits, a run, the last one; mapped by key whatever became of
-- the variables; and never lost.
\set ON_ERROR_STOP 1
BEGIN;
SELECT no_plan();

CREATE FUNCTION pg_temp.failure(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE statement;
	RETURN 'none';
EXCEPTION WHEN OTHERS THEN
	RETURN sqlstate || ' ' || sqlerrm;
END $$;
CREATE FUNCTION pg_temp.start_of(run bigint) RETURNS text LANGUAGE sql AS $$SELECT settings ->> 'start' FROM qshrink_run WHERE run_id = run$$;

SELECT qshrink_mdkp('pack', 'VALUES (''tent'', 30), (''stove'', 22), (''rope'', 15), (''camera'', 26), (''books'', 12), (''radio'', 18)',
	$$VALUES ('w','tent',7), ('w','stove',4), ('w','rope',3), ('w','camera',3), ('w','books',4), ('w','radio',2)$$, 'VALUES (''w'', 14)') AS pack \gset

-- ---------------------------------------------------------------------------
-- every way to say it
SELECT matches(pg_temp.failure(format('SELECT qshrink_solve(%s, start => ''last'')', :pack)), '^55000 start is "last", but no run of problem \d+ found a feasible solution', 'nothing is last yet');
SELECT min(run_id) AS scenario FROM qshrink_solve(:pack, 'auto', seed => 1, solutions => 1, fixed => '{"tent": 0}') \gset
SELECT matches(pg_temp.failure(format('SELECT qshrink_solve(%s, start => ''last'')', :pack)), '^55000', 'a scenario does not count');
SELECT run_id AS run, assignment AS answer FROM qshrink_solve(:pack, 'auto', seed => 1, solutions => 1) \gset
SELECT is(pg_temp.start_of((SELECT s.run_id FROM qshrink_solve(:pack, 'auto', seed => 1, solutions => 1, start => 'last') AS s)), :'answer', 'last');
SELECT is(pg_temp.start_of((SELECT s.run_id FROM qshrink_solve(:pack, 'auto', seed => 1, solutions => 1, start => :run) AS s)), :'answer', 'a run by number');
SELECT is(pg_temp.start_of((SELECT s.run_id FROM qshrink_solve(:pack, 'auto', seed => 1, solutions => 1, start => :run::bigint) AS s)), :'answer', 'a bigint');
SELECT is(pg_temp.start_of((SELECT s.run_id FROM qshrink_solve(:pack, 'auto', seed => 1, solutions => 1, start => :'run') AS s)), :'answer', 'a text');
SELECT is(pg_temp.start_of((SELECT s.run_id FROM qshrink_solve(:pack, 'auto', seed => 1, solutions => 1, start => 'run ' || :run) AS s)), :'answer', 'in words');
SELECT is((SELECT settings -> 'start_run' FROM qshrink_run ORDER BY run_id DESC LIMIT 1), to_jsonb(:run), 'which run it was is recorded');
SELECT is(pg_temp.start_of((SELECT s.run_id FROM qshrink_solve(:pack, 'auto', seed => 1, solutions => 1, start => B'010101') AS s)), '010101', 'bits');
SELECT is(pg_temp.start_of((SELECT s.run_id FROM qshrink_solve(:pack, 'auto', seed => 1, solutions => 1, start => (SELECT assignment FROM qshrink_solution WHERE run_id = :run AND rank = 1)) AS s)), :'answer', 'bits of a table');
SELECT is(pg_temp.start_of((SELECT s.run_id FROM qshrink_solve(:pack, 'auto', seed => 1, solutions => 1, start => '010101') AS s)), '010101', 'bits as a literal');
SELECT is(pg_temp.start_of((SELECT s.run_id FROM qshrink_solve(:pack, 'auto', seed => 1, solutions => 1, start => '010101'::varchar) AS s)), '010101', 'as a varchar');
SELECT is(pg_temp.start_of((SELECT s.run_id FROM qshrink_solve(:pack, 'auto', seed => 1, solutions => 1, start => 'bits 010101') AS s)), '010101', 'in words');
SELECT is(pg_temp.start_of((SELECT s.run_id FROM qshrink_solve(:pack, 'auto', seed => 1, solutions => 1, start => :scenario) AS s)), (SELECT assignment::text FROM qshrink_solution WHERE run_id = :scenario), 'a scenario by number');
SELECT format('PREPARE untyped AS SELECT run_id FROM qshrink_solve(%s, start => $1, seed => 1, solutions => 1)', :pack) AS prepare \gset
:prepare;
EXECUTE untyped('010101') \gset prepared_
SELECT is(pg_temp.start_of(:prepared_run_id), '010101', 'a parameter without a type');
EXECUTE untyped(NULL) \gset prepared_
SELECT is(pg_temp.start_of(:prepared_run_id), NULL, 'which may be null');
SELECT matches(pg_temp.failure(format('SELECT qshrink_solve(%s, start => %s)', :pack, start)), message, start) FROM (VALUES
	('''first''', '^22023 start is "first"'), ('''''', '^22023 start is ""'), ('''run''', '^22023 start is "run"'), ('''run x''', '^P0002 run x of problem'), ('''run -1''', '^P0002'),
	('''run 99999999999999999999''', '^P0002'), ('-7', '^P0002 run -7 of problem \d+, named by start'), ('0', '^P0002 run 0'), ('123456789', '^P0002'), ('''123456789''', '^P0002'),
	('B''0101''', '^22026 start has 4 bits but the problem has 6 variables'), ('''0101''', '^22026'), ('B''''', '^22023'), ('(SELECT 1 WHERE false)', '^22004 start is null'),
	('(SELECT ''last''::text WHERE false)', '^22004 start is null')) AS v (start, message);
SELECT qshrink_create('other', '{(0,0):1}/2') AS other \gset
SELECT matches(pg_temp.failure(format('SELECT qshrink_solve(%s, start => %s)', :other, :run)), '^P0002 run \d+ of problem', 'the run of another problem');

-- ---------------------------------------------------------------------------
-- never lost: a start is worth what it was worth, whatever is done to the search
CREATE TEMP TABLE t_start AS
	SELECT k::bit(6)::bit varying AS x, (SELECT p.objective @ k::bit(6)::bit varying FROM qshrink_problem AS p WHERE p.problem_id = :pack) AS worth
	FROM generate_series(0, 63) AS k WHERE NOT EXISTS (SELECT FROM qshrink_verify(:pack, k::bit(6)::bit varying));
CREATE TEMP TABLE t_kept AS
	SELECT t.*, options, s.objective FROM t_start AS t, unnest(ARRAY['{}', '{"effort": 0, "proof": false}', '{"repair": false, "polish": false, "proof": false, "certified": false}']::jsonb[]) AS options,
		LATERAL qshrink_solve(:pack, 'none', seed => 2, rounds => 1, solutions => 1, start => t.x, options => options) AS s;
SELECT is_empty('SELECT * FROM t_kept WHERE objective < worth', 'no run returns less than its start');
SELECT is((SELECT count(*) FROM t_kept), 3 * (SELECT count(*) FROM t_start), 'of all there are');
SELECT is_empty(format('SELECT t.x, s.objective FROM t_start AS t, LATERAL qshrink_solve(%s, ''none'', seed => 2, rounds => 1, solutions => 1, start => t.x, fixed => ''{"tent": 1}'', options => ''{"effort": 0}'') AS s
	WHERE get_bit(s.assignment, 0) <> 1 OR (get_bit(t.x, 0) = 1 AND s.objective < t.worth)', :pack), 'what is fixed overrides a start, and else it stays');
SELECT is((SELECT feasible FROM qshrink_solve(:pack, 'none', seed => 2, rounds => 1, solutions => 1, start => B'111111', options => '{"effort": 0}')), true, 'one that breaks rows is mended');

-- ---------------------------------------------------------------------------
-- by key: variables move, go and come
SELECT run_id AS before FROM qshrink_solve(:pack, 'auto', seed => 1, solutions => 1, start => :run) \gset
DELETE FROM qshrink_variable WHERE problem_id = :pack;
INSERT INTO qshrink_variable (problem_id, variable, keys) SELECT :pack, k - 1, ARRAY[key] FROM unnest('{map,radio,books,camera,stove,tent,lamp}'::text[]) WITH ORDINALITY AS u (key, k);
UPDATE qshrink_problem SET n_variables = 7, objective = '{(0,0):1,(1,1):18,(2,2):12,(3,3):26,(4,4):22,(5,5):30,(6,6):4}/7' WHERE problem_id = :pack;
UPDATE qshrink_constraint SET variables = '{0,1,2,3,4,5,6}', coefficients = '{1,2,4,3,4,7,3}' WHERE problem_id = :pack;
SELECT run_id AS later FROM qshrink_solve(:pack, 'none', seed => 1, rounds => 1, solutions => 1, start => 'last', options => '{"effort": 0}') \gset
CREATE FUNCTION pg_temp.keys_of(id bigint, bits text) RETURNS SETOF text LANGUAGE sql AS
	$$SELECT v.keys[1] FROM qshrink_variable AS v WHERE v.problem_id = id AND substr(bits, v.variable + 1, 1) = '1'$$;
SELECT set_eq(format('SELECT pg_temp.keys_of(%s, pg_temp.start_of(%s)) AS key', :pack, :later),
	format('SELECT u.key FROM unnest(''{tent,stove,rope,camera,books,radio}''::text[]) WITH ORDINALITY AS u (key, k) WHERE substr(%L, k::integer, 1) = ''1'' AND u.key <> ''rope''', :'answer'), 'the same things are chosen, what is new is not');
SELECT is((SELECT count(DISTINCT key_list_id) FROM qshrink_run WHERE problem_id = :pack), 2::bigint, 'keys are kept once for all runs of the same variables');
SELECT is((SELECT count(*) FROM qshrink_key_list WHERE problem_id = :pack), 2::bigint, 'in a row each');
-- and back again
SELECT run_id AS again FROM qshrink_solve(:pack, 'none', seed => 1, rounds => 1, solutions => 1, start => :before, options => '{"effort": 0}') \gset
SELECT is(pg_temp.start_of(:again), pg_temp.start_of(:later), 'an earlier run gives the same');

-- bits of one integer share its keys, and keep their order
SELECT qshrink_create('shared', '{(0,0):-1,(1,1):-2,(2,2):-4,(3,3):5}/4') AS shared \gset
INSERT INTO qshrink_variable (problem_id, variable, keys) VALUES (:shared, 0, '{level}'), (:shared, 1, '{level}'), (:shared, 2, '{level}'), (:shared, 3, '{off}');
SELECT count(*) FROM qshrink_solve(:shared, 'none', seed => 1, rounds => 1, solutions => 1, start => B'0110', fixed => '{"0": 0, "1": 1, "2": 1, "3": 0}') \gset ignore_
SELECT max(run_id) AS levels FROM qshrink_run WHERE problem_id = :shared \gset
UPDATE qshrink_variable SET keys = CASE variable WHEN 0 THEN '{off}'::text[] ELSE '{level}' END WHERE problem_id = :shared;
SELECT is(pg_temp.start_of((SELECT s.run_id FROM qshrink_solve(:shared, 'none', seed => 1, rounds => 1, solutions => 1, start => :levels) AS s)), '0011', 'in their order');

-- without keys numbers count, as long as they are the same
SELECT min(run_id) AS plain, min(assignment::text) AS answer FROM qshrink_solve(:other, 'auto', seed => 1, solutions => 1) \gset plain_
SELECT is((SELECT key_list_id FROM qshrink_run WHERE run_id = :plain_plain), NULL, 'no keys, no list');
UPDATE qshrink_problem SET objective = '{(1,1):1}/2' WHERE problem_id = :other;
SELECT is(pg_temp.start_of((SELECT s.run_id FROM qshrink_solve(:other, 'auto', seed => 1, solutions => 1, start => :plain_plain) AS s)), :'plain_answer', 'by number');
UPDATE qshrink_problem SET n_variables = 3, objective = '{(1,1):1}/3' WHERE problem_id = :other;
SELECT matches(pg_temp.failure(format('SELECT qshrink_solve(%s, start => %s)', :other, :plain_plain)), '^55000 run \d+ of problem \d+ cannot be a start: it has 2 variables, which had no keys, and the problem has 3', 'not past a change of their number');
SELECT matches(pg_temp.failure(format('SELECT * FROM qshrink_compare(%s, (SELECT s.run_id FROM qshrink_solve(%s, ''auto'', seed => 1, solutions => 1) AS s))', :plain_plain, :other)), '^55000', 'nor are they compared');

-- lists that somebody has tampered with are refused or bounded, never believed
UPDATE qshrink_key_list SET key_texts = array_fill('{tent}'::text, ARRAY[20000]) WHERE problem_id = :pack AND key_list_id = (SELECT key_list_id FROM qshrink_run WHERE run_id = :before);
SELECT lives_ok(format('SELECT qshrink_solve(%s, ''none'', rounds => 1, start => %s)', :pack, :before), 'too long a list');
DELETE FROM qshrink_key_list WHERE problem_id = :pack;
SELECT matches(pg_temp.failure(format('SELECT qshrink_solve(%s, start => %s)', :pack, :before)), '^P0002 key list \d+ of problem \d+ does not exist', 'a list that is gone');
DELETE FROM qshrink_problem WHERE problem_id = :shared;
SELECT is_empty(format('SELECT * FROM qshrink_key_list WHERE problem_id = %s', :shared), 'lists go with the problem');

-- 25,000 keyed variables: three rows
SELECT qshrink_mis('many', 'SELECT i, i + 1 FROM generate_series(1, 24999, 2) AS i') AS many \gset
SELECT run_id AS many_run FROM qshrink_solve(:many, 'none', seed => 1, rounds => 1, solutions => 1, options => '{"effort": 0}') \gset
SELECT is((SELECT array_agg(cardinality(key_texts) ORDER BY first_variable) FROM qshrink_key_list WHERE problem_id = :many), '{10000,10000,5000}', 'long lists are several rows');
UPDATE qshrink_variable SET keys = ARRAY[(25001 - keys[1]::integer)::text] WHERE problem_id = :many;
SELECT run_id AS turned FROM qshrink_solve(:many, 'none', seed => 1, rounds => 1, solutions => 1, start => 'last', options => '{"effort": 0}') \gset
SELECT is(reverse(pg_temp.start_of(:turned)), (SELECT assignment::text FROM qshrink_solution WHERE run_id = :many_run AND rank = 1), 'and map as short ones do');

-- ---------------------------------------------------------------------------
-- the living example: rows come and go, a refresh follows, the last answer begins the next solve
CREATE TEMP TABLE t_dish (name text, joy bigint);
CREATE TEMP TABLE t_takes (dish text, amount numeric);
INSERT INTO t_dish VALUES ('soup', 9), ('roast', 18), ('cake', 14), ('salad', 6), ('tea', 2);
INSERT INTO t_takes VALUES ('soup', 1), ('roast', 3), ('cake', 2), ('salad', 0.5), ('tea', 0.25);
SELECT qshrink_mdkp('dinner', 'SELECT name, joy FROM t_dish', 'SELECT ''hours'', dish, amount FROM t_takes JOIN t_dish ON name = dish', 'SELECT ''hours'', 4') AS dinner \gset
SELECT run_id AS first FROM qshrink_solve(:dinner, 'auto', seed => 1, solutions => 1) \gset
SELECT set_eq(format('SELECT keys[1] FROM qshrink_selection(%s)', :dinner), ARRAY['soup', 'cake', 'salad', 'tea'], 'dinner');
DELETE FROM t_dish WHERE name = 'soup';
INSERT INTO t_dish VALUES ('bread', 1);
INSERT INTO t_takes VALUES ('bread', 5);
UPDATE t_dish SET joy = 40 WHERE name = 'roast';
SELECT is((SELECT changed FROM qshrink_refresh(:dinner)), true, 'has changed');
SELECT run_id AS second FROM qshrink_solve(:dinner, 'none', seed => 1, rounds => 1, solutions => 1, start => 'last', options => '{"effort": 0}') \gset
SELECT set_eq(format('SELECT pg_temp.keys_of(%s, pg_temp.start_of(%s)) AS key', :dinner, :second), ARRAY['cake', 'salad', 'tea'], 'what is left of the last answer begins the next');
SELECT set_eq(format('SELECT change, keys[1] AS key, value_a, value_b FROM qshrink_compare(%s, %s)', :first, :second),
	$$VALUES ('objective', NULL, 31::float8, 48::float8), ('in', 'roast', 0, 1), ('out', 'soup', 1, NULL), ('out', 'cake', 1, 0)$$, 'and what has become of it is told by key');
SELECT is((SELECT count(*) FROM qshrink_key_list WHERE problem_id = :dinner), 2::bigint, 'keys of then and now');

-- a list of keys that bears the fingerprint of the real one and says something else is
-- not taken for it
SELECT qshrink_mdkp('honest', 'VALUES (''a'', 3), (''b'', 2)', 'VALUES (''w'', ''a'', 1), (''w'', ''b'', 1)', 'VALUES (''w'', 1)') AS honest \gset
SELECT run_id AS first FROM qshrink_solve(:honest, 'auto', seed => 1, solutions => 1) \gset
UPDATE qshrink_key_list SET key_texts = '{"{b}","{a}"}' WHERE problem_id = :honest;
SELECT run_id AS second FROM qshrink_solve(:honest, 'auto', seed => 1, solutions => 1) \gset
SELECT is((SELECT count(DISTINCT key_list_id) FROM qshrink_run WHERE problem_id = :honest), 2::bigint, 'a false list is not taken for the true one');
SELECT count(*) FROM qshrink_solve(:honest, 'auto', seed => 1, solutions => 1) \gset
SELECT is((SELECT count(DISTINCT key_list_id) FROM qshrink_run WHERE problem_id = :honest), 2::bigint, 'the true one is');

SELECT * FROM finish();
ROLLBACK;
