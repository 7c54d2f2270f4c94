-- The same seed gives the same rows with the instruction set `portable`, on every
-- processor, with every compiler and version of PostgreSQL: the sums below are those of
-- all.  A change that is meant to change rows changes them; nothing else may.
SET qshrink.simd = 'portable';

-- 0 to range - 1, by a linear congruence: no other generator is the same everywhere
CREATE FUNCTION pg_temp.number(k bigint, range int) RETURNS int LANGUAGE sql IMMUTABLE AS
	$$SELECT ((((k * 1103515245 + 12345) % 2147483648) >> 8) % range)::int$$;

SELECT qshrink_mdkp('knapsack',
	'SELECT i, 10 + pg_temp.number(i, 60) FROM generate_series(1, 34) AS i',
	'SELECT r, i, 5 + pg_temp.number(100 * r + i, 40) FROM generate_series(1, 4) AS r, generate_series(1, 34) AS i',
	'SELECT r, 330 FROM generate_series(1, 4) AS r') IS NOT NULL AS built;
SELECT qshrink_mis('independent set',
	'SELECT a, b FROM generate_series(1, 40) AS a, generate_series(1, 40) AS b WHERE a < b AND pg_temp.number(50 * a + b, 100) < 12',
	'SELECT a, 1 + pg_temp.number(a, 9) FROM generate_series(1, 40) AS a') IS NOT NULL AS built;
SELECT qshrink_qap('assignment',
	'SELECT a, b, pg_temp.number(10 * a + b, 9) FROM generate_series(1, 6) AS a, generate_series(1, 6) AS b',
	'SELECT a, b, pg_temp.number(7 * a + 3 * b, 12) FROM generate_series(1, 6) AS a, generate_series(1, 6) AS b WHERE a <> b') IS NOT NULL AS built;
SELECT qshrink_maxcut('cut',
	'SELECT a, b, pg_temp.number(60 * a + b, 7) - 3 FROM generate_series(1, 36) AS a, generate_series(1, 36) AS b WHERE a < b AND pg_temp.number(a + 41 * b, 100) < 20') IS NOT NULL AS built;
SELECT qshrink_create('quadratic', (SELECT qubo_agg(a, b, (pg_temp.number(31 * a + b, 401) - 200) / 7.0)
	FROM generate_series(0, 29) AS a, generate_series(0, 29) AS b WHERE a <= b AND (a = b OR pg_temp.number(a + 17 * b, 10) < 3))) IS NOT NULL AS built;
SELECT qshrink_define('colouring',
	'SELECT ARRAY[''v'', v::text, c::text] FROM generate_series(1, 12) AS v, generate_series(1, 4) AS c UNION ALL SELECT ARRAY[''used'', c::text, ''''] FROM generate_series(1, 4) AS c',
	'SELECT ARRAY[''used'', c::text, ''''], 1 FROM generate_series(1, 4) AS c',
	'SELECT ''one '' || v, ARRAY[''v'', v::text, c::text], 1, ''='', 1 FROM generate_series(1, 12) AS v, generate_series(1, 4) AS c
	UNION ALL SELECT format(''edge %s %s %s'', a, b, c), ARRAY[k.kind, k.what, k.colour], k.coefficient, ''<='', 0
	FROM generate_series(1, 12) AS a, generate_series(1, 12) AS b, generate_series(1, 4) AS c,
	LATERAL (VALUES (''v'', a::text, c::text, 1), (''v'', b::text, c::text, 1), (''used'', c::text, '''', -1)) AS k (kind, what, colour, coefficient)
	WHERE a < b AND pg_temp.number(13 * a + b, 100) < 35') IS NOT NULL AS built;
SELECT qshrink_define('integers',
	'SELECT ''x'' || i, 0, 7 FROM generate_series(1, 8) AS i',
	'SELECT ''x'' || i, (3 + pg_temp.number(i, 11)) / 2.0 FROM generate_series(1, 8) AS i',
	'SELECT ''row '' || r, ''x'' || i, 1 + pg_temp.number(20 * r + i, 5), ''<='', 40 FROM generate_series(1, 5) AS r, generate_series(1, 8) AS i WHERE (r + i) % 3 > 0',
	'max') IS NOT NULL AS built;
SELECT qshrink_define('rows',
	'SELECT i FROM generate_series(1, 26) AS i',
	'SELECT i, i, pg_temp.number(i, 31) - 15 FROM generate_series(1, 26) AS i UNION ALL SELECT i, 1 + (i * 7) % 26, pg_temp.number(90 + i, 13) - 6 FROM generate_series(1, 26) AS i WHERE 1 + (i * 7) % 26 > i',
	'SELECT ''row '' || r, 1 + (5 * r + 7 * k) % 26, CASE WHEN r % 3 = 0 THEN 1 ELSE 1 + pg_temp.number(9 * r + k, 8) END, (ARRAY[''='', ''<='', ''>=''])[1 + r % 3], (ARRAY[2, 14, 6])[1 + r % 3] FROM generate_series(1, 9) AS r, generate_series(0, 4) AS k') IS NOT NULL AS built;

-- What a solve returned, its rounds and its steps, in one sum
CREATE FUNCTION pg_temp.rows_of(problem text, solver text, max_qubits int, correlation text, encoding text, options jsonb)
	RETURNS TABLE (status text, objective float8, rows text) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
	run bigint;
BEGIN
	SELECT s.run_id INTO run FROM qshrink_solve(qshrink_id(problem), solver, max_qubits, correlation, encoding, layers => 2, shots => 100,
		rounds => 2, seed => 7, options => '{"evaluations": 15, "log": "all", "nodes": 500}'::jsonb || options) AS s LIMIT 1;
	IF run IS NULL THEN
		RETURN QUERY SELECT 'nothing', NULL::float8, NULL;
	ELSE
		RETURN QUERY SELECT r.status, r.objective, md5(concat(
			(SELECT concat_ws(' ', r.status, r.stop_reason, r.proved_by, r.objective, r.bound, r.qubits, r.presolve_fixed, r.merge_fixed, r.rounds, r.best_round, r.repair_moves, r.polish_moves, r.circuit_depth)),
			(SELECT string_agg(concat_ws(' ', rank, s.objective, feasible, assignment, raw_assignment, repaired_objective, s.repair_moves, s.polish_moves, occurrences, round), E'\n' ORDER BY rank) FROM qshrink_solution AS s WHERE s.run_id = run),
			(SELECT string_agg(concat_ws(' ', round, source, perturbation, d.qubits, merges, rejected, distinct_shots, raw_objective, lowest_energy_objective, repaired_objective, polished_objective, expectation, evaluations, angles, qubo), E'\n' ORDER BY round) FROM qshrink_round AS d WHERE d.run_id = run),
			(SELECT string_agg(concat_ws(' ', round, step, action, variable, onto, relation, correlation, reason), E'\n' ORDER BY round, step) FROM qshrink_step AS t WHERE t.run_id = run)))
			FROM qshrink_run AS r WHERE r.run_id = run;
	END IF;
EXCEPTION WHEN feature_not_supported OR invalid_parameter_value OR object_not_in_prerequisite_state THEN
	RETURN QUERY SELECT SQLERRM, NULL::float8, NULL;
END $$;

SELECT p.problem, a.solver, r.* FROM
	(VALUES ('knapsack'), ('independent set'), ('assignment'), ('cut'), ('quadratic'), ('colouring'), ('integers'), ('rows')) AS p (problem),
	(VALUES
		(1, 'auto', 12, 'auto', 'auto', '{}'::jsonb),
		(2, 'qaoa', 9, 'auto', 'auto', '{"presolve": false, "proof": false}'),
		(3, 'qaoa', 8, 'sdp', 'unbalanced', '{"presolve": false, "proof": false, "mixer": "warm", "precision": "double"}'),
		(4, 'qaoa', 7, 'qaoa', 'dual', '{"presolve": false, "proof": false, "optimizer": "cobyla", "cvar": 0.2}'),
		(5, 'sqa', 12, 'pool', 'auto', '{"presolve": false, "proof": false}'),
		(6, 'sa', 14, 'auto', 'auto', '{"presolve": false, "proof": false}'),
		(7, 'vqe', 6, 'auto', 'auto', '{"presolve": false, "proof": false}'),
		(8, 'tabu', 16, 'pool', 'auto', '{"presolve": false, "proof": false}')) AS a (arm, solver, max_qubits, correlation, encoding, options),
	LATERAL pg_temp.rows_of(p.problem, a.solver, a.max_qubits, a.correlation, a.encoding, a.options) AS r
ORDER BY p.problem COLLATE "C", a.arm;

SELECT qshrink_drop(qshrink_id(name)) FROM unnest(ARRAY['knapsack', 'independent set', 'assignment', 'cut', 'quadratic', 'colouring', 'integers', 'rows']) AS name;
