-- Numbers from 1e-320 to 1e300, alone and mixed, through every function that reaches a linear
-- program, a semidefinite one, NLopt or LAPACK: an answer or a clean error, and the session lives.
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
\set ON_ERROR_STOP 1
SET client_min_messages = warning;
BEGIN;
SELECT plan(24);

-- the two lines that once ended the server
SELECT ok(qshrink_bound(qshrink_mdkp('two', 'values (1,1e25),(2,1)', 'values (1,1,1),(1,2,1)', 'values (1,1)', replace => true)) BETWEEN 1e25 AND 1.0000001e25,
	'a bound on a profit of 1e25');
SELECT ok(objective >= 1.8e27, 'profits of 1e25 to 3e26 are solved: ' || objective) FROM qshrink_solve(qshrink_mdkp('thirty', 'select i,1e25*i from generate_series(1,30) i',
	'select 1,i,5+i*7%13 from generate_series(1,30) i', 'values (1,60)'), seed => 1, solutions => 1);

-- What a statement ends in: rows, or an error that a user can understand
CREATE FUNCTION pg_temp.ending(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE statement;
	RETURN 'rows';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END $$;

-- problems of every class in units u1 .. u2 (mixed where they differ)
CREATE FUNCTION pg_temp.problems(u1 float8, u2 float8) RETURNS SETOF bigint LANGUAGE plpgsql AS $$
DECLARE
	tag text := format(' %s %s %s', gen_random_uuid(), u1, u2);
	id bigint;
BEGIN
	RETURN NEXT qshrink_mdkp('knapsack' || tag, format('SELECT i, CASE WHEN i %% 2 = 0 THEN %L::float8 ELSE %L::float8 END * (1 + i %% 5) FROM generate_series(1, 12) i', u1, u2),
		format('SELECT r, i, CASE WHEN i %% 3 = 0 THEN %L::float8 ELSE %L::float8 END * (1 + i %% 4) FROM generate_series(1, 12) i, generate_series(1, 2) r', u1, u2),
		format('VALUES (1, %L::float8 * 5), (2, %L::float8 * 6)', u1, u2));
	RETURN NEXT qshrink_mis('graph' || tag, 'SELECT i, i + 1 FROM generate_series(1, 14) i', format('SELECT i, CASE WHEN i %% 2 = 0 THEN %L::float8 ELSE %L::float8 END FROM generate_series(1, 15) i', u1, u2));
	RETURN NEXT qshrink_qap('assignment' || tag, format('SELECT i, j, CASE WHEN i < j THEN %L::float8 ELSE %L::float8 END FROM generate_series(1, 4) i, generate_series(1, 4) j', u1, u2),
		format('SELECT i, j, abs(i - j) * CASE WHEN i < j THEN %L::float8 ELSE %L::float8 END FROM generate_series(1, 4) i, generate_series(1, 4) j', u1, u2));
	RETURN NEXT qshrink_maxcut('cut' || tag, format('SELECT i, j, CASE WHEN (i + j) %% 2 = 0 THEN %L::float8 ELSE %L::float8 END FROM generate_series(1, 8) i, generate_series(1, 8) j WHERE i < j', u1, u2));
	id := qshrink_create('general' || tag, (SELECT qubo_agg(i, j, CASE WHEN (i + j) % 3 = 0 THEN -u1 ELSE u2 END) FROM generate_series(0, 7) i, generate_series(0, 7) j WHERE i <= j));
	PERFORM qshrink_constrain(id, format('SELECT r, v, CASE WHEN v %% 2 = 0 THEN %L::float8 ELSE %L::float8 END, (array[''<='', ''='', ''>=''])[r], %L::float8 FROM generate_series(1, 3) r, generate_series(0, 7) v WHERE (r + v) %% 2 = 0', u1, u2, u2));
	RETURN NEXT id;
END $$;

CREATE FUNCTION pg_temp.campaign(u1 float8, u2 float8) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	id bigint;
	statement text;
	ending text;
	bad text := '';
	answers integer := 0;
BEGIN
	PERFORM pg_temp.problems(u1, u2);
	FOR id IN SELECT problem_id FROM qshrink_problem WHERE name LIKE format('%% %s %s', u1, u2) LOOP
		FOR statement IN
			SELECT format('SELECT qshrink_bound(%s, %L)', id, method) FROM unnest('{auto,trivial,lp,sdp,products,convex,choices,gilmore-lawler}'::text[]) method
			UNION ALL SELECT format('SELECT qshrink_correlations(%s, %L)', id, method) FROM unnest('{auto,lp,sdp,qaoa,pool}'::text[]) method
			UNION ALL SELECT format('SELECT qshrink_encode(%s, %L)', id, encoding) FROM unnest('{auto,dual,unbalanced,slack,subspace,exact}'::text[]) encoding
			UNION ALL SELECT format('SELECT qshrink_shrink(%s, 4, options => ''{"spectral_drift": 0.5}'')', id)
			UNION ALL SELECT format('SELECT qshrink_repair(%s, (SELECT repeat(''1'', n_variables)::bit varying FROM qshrink_problem WHERE problem_id = %s))', id, id)
			UNION ALL SELECT format('SELECT qshrink_solve(%s, %L, 5, %L, rounds => 1, shots => 50, layers => 1, seed => 1, options => ''{"optimizer": "%s", "evaluations": 20}'')', id, solver, correlation, optimizer)
				FROM (VALUES ('qaoa', 'lp', 'nelder-mead'), ('qaoa', 'sdp', 'lbfgs'), ('qaoa', 'qaoa', 'cobyla'), ('vqe', 'auto', 'bobyqa'), ('pce', 'pool', 'mma'), ('auto', 'auto', 'sbplx'), ('tabu', 'auto', 'none')) t (solver, correlation, optimizer)
		LOOP
			ending := pg_temp.ending(statement);
			answers := answers + (ending = 'rows')::integer;
			-- no row or feature for this model, a number that was refused, or penalties past double precision
			IF ending NOT IN ('rows', '0A000', '22003', '22023', '54000') THEN
				bad := bad || E'\n' || statement || ': ' || ending;
			END IF;
		END LOOP;
	END LOOP;
	IF answers < 50 AND abs(log(u1)) < 140 AND abs(log(u1) - log(u2)) < 45 THEN
		bad := bad || format('only %s answers', answers);
	END IF;
	RETURN nullif(bad, '');
END $$;

SELECT is(pg_temp.campaign(u1, u2), NULL, format('units of %s and %s', u1, u2))
FROM unnest('{1e-320,1e-300,1e-100,1e-100,1e-50,1e-20,1e25,1e50,1e100,1e150,1e300,1e-9}'::float8[], '{1e-320,1e300,1e-100,1e100,1e50,1e20,1,1e50,1e100,1e-150,1e300,1e9}'::float8[]) t (u1, u2);

-- units do not matter, ratios do; refusals name numbers and place
SELECT is(qshrink_bound(qshrink_create('large', '{(0,0):-1e300}/1', replace => true), 'trivial') BETWEEN -1.0000001e300 AND -1e300, true, 'a bound on a huge objective');
SELECT is(objective, 1e-320::float8, 'the exact optimum of subnormal coefficients') FROM qshrink_solve(qshrink_create('small', '{(0,1):-2e-320,(1,1):1e-320,(0,0):3e-320}/2+1e-320'), 'auto', seed => 1, solutions => 1);
SELECT throws_ok(format('SELECT qshrink_bound(%s)', qshrink_create('wide', '{(0,0):1e300,(1,1):1e-3}/2')), '22003', 'numbers of the objective of problem "wide" are too far apart: 0.001 and 1e+300', 'coefficients far apart');
SELECT throws_ok(format('SELECT qshrink_bound(%s)', qshrink_create('heavy', '{(0,0):1.5e308,(1,1):1.5e308}/2')), '22003', 'objective of problem "heavy" is out of range', 'an objective that overflows');
SELECT throws_ok(format('SELECT qshrink_bound(%s)', qshrink_qap('flow', 'SELECT i, j, 1e200 FROM generate_series(1, 2) i, generate_series(1, 2) j', 'SELECT i, j, 1e200 FROM generate_series(1, 2) i, generate_series(1, 2) j')), '22003',
	'objective of problem "flow" is out of range', 'flows whose products with distances overflow');
SELECT throws_ok(format('SELECT qshrink_bound(%s)', qshrink_qap('cost', 'SELECT i, j, 1e-80 FROM generate_series(1, 2) i, generate_series(1, 2) j', 'SELECT i, j, 1 FROM generate_series(1, 2) i, generate_series(1, 2) j', 'SELECT i, i, 1e80 FROM generate_series(1, 2) i')), '22003',
	'numbers of the costs and products of problem "cost" are too far apart: 1e-80 and 1e+80', 'costs far from the products');
SELECT throws_ok(format('SELECT qshrink_solve(%s)', problem_id), '22003', 'numbers of constraint "r" of problem "side" are too far apart: 1 and 1e+200', 'a right-hand side far from its row')
	FROM (SELECT p AS problem_id, qshrink_constrain(p, 'VALUES (''r'', 0, 1, ''<='', 1e200)') FROM qshrink_create('side', '{(0,0):1}/1') p) t;

-- a qubo alone has no such limits
SELECT results_eq($$SELECT assignment::text, energy FROM qubo_sample('{(0,0):-1e-310,(1,1):-1e-300,(0,1):5e-324}/2', 'exact', seed => 1) LIMIT 1$$,
	$$VALUES ('11', '-1.0000000001e-300'::float8)$$, 'the exact minimum of subnormal coefficients');
SELECT is((SELECT count(*) FROM unnest('{qaoa,vqe,pce,sqa,sa,tabu,exact,uniform}'::text[]) solver,
	LATERAL qubo_sample('{(0,0):1e300,(1,1):-1e300,(0,1):1e-300,(2,2):-1}/3', solver, 20, 1, 1) WHERE energy < 'infinity') > 8, true, 'every solver samples 1e300 beside 1e-300');
SELECT is((SELECT sum(coupling) < 'infinity' FROM qubo_ising('{(0,0):1e300,(1,1):-1e-300,(0,1):1e300}/2')), true, 'the Ising form of huge coefficients');

SELECT * FROM finish();
ROLLBACK;
