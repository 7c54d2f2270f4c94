-- What "feasible", "optimal" and "infeasible" mean when rows hold large, tiny or decimal numbers.
\set ON_ERROR_STOP 1
SET client_min_messages = warning;
BEGIN;
SELECT no_plan();

CREATE FUNCTION pg_temp.answer(problem bigint, OUT status text, OUT objective float8, OUT feasible boolean, OUT assignment text)
LANGUAGE plpgsql AS $$
BEGIN
	SELECT s.objective, s.feasible, s.assignment::text INTO objective, feasible, assignment
	FROM qshrink_solve(problem, 'auto', seed => 1, solutions => 1) AS s;
	SELECT r.status INTO status FROM qshrink_run AS r WHERE r.problem_id = problem ORDER BY run_id DESC LIMIT 1;
END $$;

CREATE FUNCTION pg_temp.said(problem bigint) RETURNS text LANGUAGE sql AS
	$$ SELECT concat_ws(' ', a.status, a.objective, a.feasible, a.assignment) FROM pg_temp.answer(problem) AS a $$;

CREATE FUNCTION pg_temp.model(model jsonb) RETURNS bigint LANGUAGE sql AS
	$$ SELECT qshrink_create_from_model(gen_random_uuid()::text, model) $$;

-- a budget of 1e-9, each choice uses 6e-10
CREATE FUNCTION pg_temp.budget(power int) RETURNS bigint LANGUAGE sql AS $$
	SELECT qshrink_mdkp('budget ' || gen_random_uuid(), 'VALUES (''a'',3),(''b'',2),(''c'',1)',
		format('SELECT ''risk'', i, 6e%s::float8 FROM (VALUES (''a''),(''b''),(''c'')) AS t (i)', power),
		format('SELECT ''risk'', 10e%s::float8', power)) $$;
SELECT is(pg_temp.said(pg_temp.budget(power)), 'optimal 3 t 100',
	format('one of three fits in units of 10^%s', power))
FROM unnest('{-10, -100, -20, -9, -1, 0, 1, 9, 20, 80}'::int[]) AS power;
SELECT pg_temp.budget(-10) AS id \gset
SELECT is((SELECT count(*) FROM qshrink_verify(:id, B'111')), 1::bigint, 'three choices break the tiny budget');

-- amounts that are multiples of 100 cannot sum to an odd number
SELECT is(status, 'infeasible', 'no subset of the amounts matches the payment')
FROM pg_temp.answer(pg_temp.model('{"sense":"min","n":3,"rows":[{"sense":"=","rhs":223456789001,"variables":[0,1,2],
	"coefficients":[123456789000,100000000000,55555555500]}]}'));
SELECT is(status, CASE WHEN off = 0 THEN 'optimal' ELSE 'infeasible' END, format('10^%s + %s', power, off))
FROM generate_series(3, 15) AS power, generate_series(-1, 1) AS off,
	pg_temp.answer(pg_temp.model(jsonb_build_object('sense', 'min', 'n', 1, 'rows', jsonb_build_array(jsonb_build_object(
		'sense', '=', 'rhs', 10::numeric ^ power + off, 'variables', '[0]'::jsonb, 'coefficients', jsonb_build_array(10::numeric ^ power))))));

-- x0 needs x1, by a big M
SELECT is(pg_temp.said(pg_temp.model(jsonb_build_object('sense', 'min', 'n', 2, 'linear', '[[0,-3],[1,5]]'::jsonb, 'rows',
	jsonb_build_array(jsonb_build_object('sense', '<=', 'rhs', 0, 'variables', '[0,1]'::jsonb, 'coefficients', jsonb_build_array(1, - m)))))),
	'optimal 0 t 00', format('x0 needs x1, M = %s', m))
FROM unnest('{1, 10, 1000000, 1000000000, 1000000000000, 1000000000000000}'::bigint[]) AS m;

-- integers far below 2^53 with an exact solution
SELECT qshrink_create_from_model('sum', '{"sense":"max","n":11,"rows":[{"sense":"=","rhs":5000003234,"variables":[0,1,2,3,4,5,6,7,8,9,10],
	"coefficients":[1000000393,1000000315,1000000281,1000000246,-451,1000000479,414,-79,1000000796,2000001475,1000000916]}]}') AS id \gset
SELECT is((SELECT bool_and(feasible) FROM qshrink_solve(:id, solver, rounds => 1, seed => seed, solutions => 1)), true,
	format('found by %s with seed %s', solver, seed))
FROM unnest('{uniform,auto,tabu,qaoa}'::text[]) AS solver, generate_series(1, 4) AS seed;
SELECT qshrink_create_from_model('sum2', '{"sense":"min","n":10,"rows":[{"sense":"=","rhs":-42,"variables":[0,1,1,2,3,3,4,5,6,7,7,8,9],
	"coefficients":[1000000147,-1000000693,1000000697,1000000812,1000000775,-1000000733,-1000000872,1000000368,1000000786,1000000225,1000000667,-1000000870,1000000058]}]}') AS id \gset
SELECT is((SELECT min(rank) FILTER (WHERE NOT feasible) > max(rank) FILTER (WHERE feasible)
	FROM qshrink_solve(:id, seed => 1)) IS NOT FALSE, true, 'feasible rows rank first');

-- decimals are what they were written as
SELECT is(pg_temp.said(pg_temp.model('{"sense":"max","n":2,"linear":[[0,0.1],[1,0.2]],"rows":[{"sense":"<=","rhs":0.3,"variables":[0,1],"coefficients":[0.1,0.2]}]}')),
	'optimal 0.3 t 11', '0.1 + 0.2 <= 0.3 holds, and the objective is 0.3');
SELECT is((SELECT objective FROM qshrink_run ORDER BY run_id DESC LIMIT 1), 0.3::float8, 'so says the run');
SELECT qshrink_create('twice', '{}/1') AS id \gset
SELECT qshrink_constrain(:id, $$SELECT 'row', 0, c, '<=', 0.3 FROM (VALUES (0.1), (0.2)) AS t (c)$$);
SELECT is((SELECT coefficients FROM qshrink_constraint WHERE problem_id = :id), '{0.3}'::float8[], 'terms of one variable add up as decimals');
SELECT is_empty(format('SELECT * FROM qshrink_verify(%s, B''1'')', :id), 'and the row holds');
SELECT qshrink_maxcut('cut', 'VALUES (1, 2, 0.1), (1, 2, 0.2), (2, 3, 0.7)') AS id \gset
SELECT is((pg_temp.answer(:id)).objective, 1.0::float8, 'parallel edges of a cut add up as decimals');

-- 2^53 and more together: a tolerance, a setting that the run records
SELECT qshrink_create('loose', '{}/2', keys => '{a,b}') AS id \gset
SELECT qshrink_constrain(:id, $$SELECT 'row', v, c, '<=', 1.2345678901234567 FROM (VALUES ('a', 1.2345678901234567), ('b', 1e-10)) AS t (v, c)$$);
SELECT is_empty(format('SELECT * FROM qshrink_verify(%s, B''11'')', :id), 'missed by less than 1e-9 of the largest number');
SET qshrink.tolerance = 1e-11;
SELECT is((SELECT count(*) FROM qshrink_verify(:id, B'11')), 1::bigint, 'but by more than 1e-11');
SELECT is((SELECT bool_or(assignment = B'11') FROM qshrink_solve(:id, seed => 1)), false, 'a solve uses the setting');
SELECT is((SELECT (settings ->> 'tolerance')::float8 FROM qshrink_run ORDER BY run_id DESC LIMIT 1), 1e-11::float8, 'and records it');
RESET qshrink.tolerance;
SELECT throws_ok('SET qshrink.tolerance = 0', '22023', NULL, 'no tolerance at all is what exact rows have');

-- a quadratic assignment problem of decimals
SELECT qshrink_qap('decimal', 'VALUES (1,2,0.1),(2,1,0.2)', 'VALUES (''x'',''y'',0.1),(''y'',''x'',0.3)', 'VALUES (1,''x'',0.001),(2,''y'',0.001)') AS id \gset
SELECT is((SELECT objective FROM qshrink_solve(:id, seed => 1, solutions => 1)), 0.05::float8, 'matrices of decimals');
SELECT qshrink_constrain(:id, $$SELECT 'not there', ARRAY['1','y'], 1, '=', 0$$);
SELECT is((SELECT objective FROM qshrink_solve(:id, seed => 1, solutions => 1)), 0.072::float8, 'and with a further row, written out');

SELECT finish();
ROLLBACK;
