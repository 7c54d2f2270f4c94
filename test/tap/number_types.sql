-- Numbers as they come and as they are told: reals, ranks by the objectives told, encodings at 2^53.
\set ON_ERROR_STOP 1
SET client_min_messages = warning;
BEGIN;
SELECT no_plan();

-- 0.1 + 0.6 <= 0.7 holds, but not for the 24 bits of these numbers
SELECT qshrink_mdkp('reals', 'VALUES (''a'', 0.1::real), (''b'', 0.2::real)',
	'VALUES (''w'', ''a'', 0.1::real), (''w'', ''b'', 0.6::real)', 'VALUES (''w'', 0.7::real)') AS id \gset
SELECT is((SELECT coefficients::text || ' ' || rhs FROM qshrink_constraint WHERE problem_id = :id), '{0.1,0.6} 0.7',
	'a real is the decimal it prints as');
SELECT results_eq(format('SELECT objective, feasible, assignment FROM qshrink_solve(%s, seed => 1, solutions => 1)', :id),
	$$VALUES (0.3::float8, true, B'11'::varbit)$$, 'rows of reals are judged as decimals');
SELECT qshrink_create('real rows', '{}/2') AS id \gset
SELECT qshrink_constrain(:id, 'SELECT ''r'', v, c::real, ''='', 0.7::real FROM (VALUES (0, 0.1), (1, 0.6)) AS t (v, c)');
SELECT is_empty(format('SELECT * FROM qshrink_verify(%s, B''11'')', :id), 'in qshrink_constrain too');
SELECT qshrink_maxcut('real weights', 'VALUES (1, 2, 0.1::real), (2, 3, 0.7::real)') AS id \gset
SELECT is((SELECT objective FROM qshrink_solve(:id, seed => 1, solutions => 1)), 0.8::float8, 'and in objectives');
SELECT throws_ok($$SELECT qshrink_maxcut('none', 'VALUES (1, 2, ''Infinity''::real)')$$, '22003', NULL, 'an infinite real is refused');
SELECT throws_ok($$SELECT qshrink_maxcut('none', 'VALUES (1, 2, ''NaN''::real)')$$, '22003', NULL, 'and one that is no number');

-- solutions that the doubles of the search cannot tell apart rank by what is told of them
SELECT qshrink_create_from_model('near 2^54', '{"sense": "min", "n": 4, "linear": [[0, 3002399751580329], [1, 9007199254740991],
	[2, 3002399751580327], [3, 9007199254740990]], "quadratic": [[2, 3, 3002399751580326]]}') AS id \gset
SELECT is((SELECT bool_and(coalesce(o, true)) FROM (SELECT objective >= lag(objective) OVER (ORDER BY rank) AS o
		FROM qshrink_solve(:id, solver, rounds => 1, shots => 200, seed => seed, solutions => 16, options => '{"presolve": false, "proof": false, "polish": false}')) AS t),
	true, format('solutions of %s with seed %s rank by objective', solver, seed))
FROM unnest('{sqa,uniform,sa}'::text[]) AS solver, generate_series(1, 3) AS seed;

-- an objective of integers below 2^53 is encoded exactly or not at all
SELECT qshrink_create_from_model('near 2^53', '{"sense": "max", "n": 6, "linear": [[0, 450359962736471], [1, 450359962736827], [2, 450359962736507],
	[3, 450359962736472], [4, 450359962736648], [5, 450359962736539]], "quadratic": [[0, 2, 450359962736829], [1, 2, -450359962736711], [1, 3, 450359962736913],
	[2, 3, -450359962736600], [0, 4, 450359962736655], [1, 4, -450359962736977], [2, 4, -450359962736664], [3, 4, 450359962736604], [0, 5, -450359962736972],
	[2, 5, 450359962736196], [3, 5, 450359962736325]], "rows": [{"sense": "<=", "rhs": 7, "variables": [0, 1, 2, 3, 4, 5], "coefficients": [2, 12, 7, 6, 9, 6]},
	{"sense": "<=", "rhs": 19, "variables": [0, 1, 2, 3, 4, 5], "coefficients": [9, 1, 11, 5, 10, 3]}]}') AS id \gset
SELECT throws_ok(format('SELECT qshrink_encode(%s, ''exact'')', :id), '0A000', NULL, 'penalties that pass 2^53 are refused');

-- numbers that would round to zero change a model: refused wherever they come in
SELECT throws_ok(command, '22023', NULL, 'too small: ' || command) FROM unnest(ARRAY[
	$$SELECT qshrink_create_from_model('m', '{"sense": "min", "n": 1, "linear": [[0, -1]], "rows": [{"sense": "<=", "rhs": 0, "variables": [0], "coefficients": [1e-400]}]}')$$,
	$$SELECT qshrink_create_from_model('m', '{"sense": "min", "n": 1, "linear": [[0, -1]], "rows": [{"sense": ">=", "rhs": 1e-400, "variables": [0], "coefficients": [-1]}]}')$$,
	$$SELECT qshrink_create_from_model('m', '{"sense": "min", "n": 1, "linear": [[0, 1e-400]]}')$$]) AS command;
SELECT throws_ok(command, '22003', NULL, 'too small: ' || command) FROM unnest(ARRAY[
	$$SELECT qshrink_maxcut('m', 'VALUES (1, 2, 1e-400)')$$,
	$$SELECT qshrink_mdkp('m', 'VALUES (1, 1)', 'VALUES (1, 1, 1e-400)', 'VALUES (1, 0)')$$]) AS command;
SELECT throws_ok($$SELECT qshrink_import('m', E'1 1 0\n1\n1e-400\n0', 'orlib-mknap')$$, NULL, NULL, 'too small in a file');
SELECT lives_ok($$SELECT qshrink_import('m', E'1 1 0\n1\n0e-400\n0', 'orlib-mknap')$$, 'zero is not');

-- fixed takes 0 and 1, not what becomes one of them by rounding
SELECT qshrink_create('fixed', '{(0,0):-1}/2') AS id \gset
SELECT throws_ok(format('SELECT qshrink_solve(%s, fixed => %L)', :id, fixed), '22023', NULL, 'refused: ' || fixed)
FROM unnest(ARRAY['{"0": 1e-400}', '{"0": 1.00000000000000000001}', '[{"variable": 0.99999999999999999999, "value": 1}]']) AS fixed;
SELECT is((SELECT objective FROM qshrink_solve(:id, fixed => '{"0": 1.000}', seed => 1, solutions => 1)), -1::float8, '1.000 is 1');

-- counts lead back to the circuit of a run without presolve
SELECT qshrink_create_from_model('hardware', '{"sense": "max", "n": 3, "linear": [[0, -0.83], [1, -0.49], [2, 0.26]], "quadratic": [[0, 1, -0.21], [1, 2, -0.85]],
	"rows": [{"sense": ">=", "rhs": -15, "variables": [2, 1, 0], "coefficients": [-17, -12, 10]}, {"sense": ">=", "rhs": 0, "variables": [1], "coefficients": [1.8]}]}') AS id \gset
SELECT run_id AS run FROM qshrink_solve(:id, 'qaoa', rounds => 1, shots => 20, layers => 1, seed => 1, solutions => 1, options => '{"proof": false, "presolve": false}') \gset
SELECT is((SELECT bool_and(feasible) FROM qshrink_import_counts(:id, :run, NULL, '{"000": 3}')), true, 'counts of rows as they were stored');

SELECT finish();
ROLLBACK;
