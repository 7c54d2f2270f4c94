-- A problem in words and algebra: qshrink_describe.
\set ON_ERROR_STOP 1
BEGIN;
SELECT no_plan();

SELECT qshrink_mdkp('dinner', $$VALUES ('soup', 9), ('roast', 18), ('cake', 14), ('salad', 6)$$,
	$$VALUES ('hours', 'soup', 1), ('hours', 'roast', 3), ('hours', 'cake', 2), ('hours', 'salad', 0.5)$$, $$VALUES ('hours', 4)$$) AS dinner \gset
SELECT is(qshrink_describe(:dinner), format($$problem %s "dinner": maximise over 4 binary variables under 1 constraint
class: knapsack
objective: 4 linear terms from 6 to 18, 0 products; exact
constraints: 1 capacity; coefficients from 0.5 to 3; right-hand sides 4; all exact
solved as it is: 0 runs

maximise
  9 soup + 18 roast + 14 cake + 6 salad
subject to
  hours: soup + 3 roast + 2 cake + 0.5 salad <= 4$$, :dinner), 'a knapsack');
SELECT count(*) AS solved FROM qshrink_solve(:dinner, 'auto', seed => 1) \gset
SELECT matches(qshrink_describe(:dinner), 'solved as it is: 1 run, 1 with an answer, the best 29, which is optimal', 'its answer');
SELECT count(*) AS solved FROM qshrink_solve(:dinner, 'auto', seed => 1, fixed => '{"roast": 0}') \gset
SELECT matches(qshrink_describe(:dinner), 'solved as it is: 1 run,', 'scenarios are none of the problem');
UPDATE qshrink_constraint SET rhs = 5 WHERE problem_id = :dinner;
SELECT matches(qshrink_describe(:dinner), 'solved as it is: 0 runs', 'nor are runs of an earlier model');

-- every shape
SELECT qshrink_qap('places', 'VALUES (1, 2, 3)', 'VALUES (1, 2, 1)', 'VALUES (1, 1, 5)') AS places \gset
SELECT matches(qshrink_describe(:places), 'objective: flows times distances of 2 facilities and locations, and costs; exact', 'an assignment');
SELECT matches(qshrink_describe(:places), '4 exactly one', 'and its rows');
SELECT matches(qshrink_describe(:places), 'x\[1, 1\]', 'keys of several parts');
SELECT qshrink_create('plain', '{(0,0):-1,(0,1):2.5}/3-0.5') AS plain \gset
SELECT matches(qshrink_describe(:plain), E'minimise\n  -x\\[#0\\] \\+ 2.5 x\\[#0\\] \\* x\\[#1\\] - 0.5$', 'variables without keys, products, a constant');
SELECT qshrink_create('nothing', '{}/1') AS nothing \gset
SELECT matches(qshrink_describe(:nothing), E'minimise\n  0$', 'nothing to optimise');
INSERT INTO qshrink_constraint (problem_id, constraint_id, label, variables, coefficients, sense, rhs) VALUES
	(:plain, 1, 'impossible', '{}', NULL, '>=', 1), (:plain, 2, NULL, '{0,1}', '{0.1,1e60}', '<=', 0.3), (:plain, 3, 'negative', '{0,2}', '{-1,-2.5}', '=', -1);
SELECT matches(qshrink_describe(:plain), 'impossible: 0 >= 1', 'a row without terms');
SELECT matches(qshrink_describe(:plain), 'not exact: constraint 2\n', 'what is not exact');
SELECT matches(qshrink_describe(:plain), 'negative: -x\[#0\] - 2.5 x\[#2\] = -1', 'signs');

-- huge, and hostile
SELECT qshrink_create('large', (SELECT qubo_agg(200000, i, i, i::float8) FROM generate_series(0, 199999) AS i)) AS large \gset
INSERT INTO qshrink_constraint (problem_id, constraint_id, label, variables, sense, rhs) SELECT :large, k, 'row ' || k, array_agg(i), '<=', 5 FROM generate_series(0, 199999) AS i, generate_series(1, 40) AS k WHERE i % 40 = k - 1 GROUP BY k;
SELECT cmp_ok(length(qshrink_describe(:large)), '<', 5000, 'a large problem takes no more room');
SELECT matches(qshrink_describe(:large), '\.\.\. \(30 more\)', 'it says how much is left out');
SELECT qshrink_mdkp(repeat('x', 900) || E'\n', format('VALUES (%L, 1), (%L, 2), (%L, 3), (%L, 4)', repeat('k', 100000), E'\x1b[2J\r\n"\\', U&'a\202Eb\0085', U&'\00E9t\00E9'),
	format('VALUES (%L, %L, 1)', E'label\x07' || repeat('ä', 100), repeat('k', 100000)), format('VALUES (%L, 1)', E'label\x07' || repeat('ä', 100))) AS hostile \gset
SELECT cmp_ok(length(qshrink_describe(:hostile)), '<', 2000, 'long names are cut');
SELECT doesnt_match(replace(qshrink_describe(:hostile), E'\n', ''), U&'[\0001-\001F\007F-\009F\202A-\202E]', 'nothing controls a terminal');
SELECT matches(qshrink_describe(:hostile), '\\u001B\[2J\\u000D\\n\\"\\\\', 'it is written out');
SELECT matches(qshrink_describe(:hostile), U&'4 \00E9t\00E9', 'letters of any language are letters');
SELECT matches(qshrink_describe(:hostile), 'a\\u202Eb\\u0085', 'the direction of writing stays');

-- bad paths
SELECT throws_ok('SELECT qshrink_describe(NULL)', '22004', NULL, 'a null');
SELECT throws_ok('SELECT qshrink_describe(-1)', 'P0002', NULL, 'no such problem');
CREATE ROLE t_describe;
SET LOCAL ROLE t_describe;
SELECT throws_ok(format('SELECT qshrink_describe(%s)', :dinner), 'P0002', NULL, 'not of others');

SELECT * FROM finish();
ROLLBACK;
