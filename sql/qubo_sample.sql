-- qubo_sample
CREATE FUNCTION pg_temp.outcome(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
	detail text;
	hint text;
BEGIN
	EXECUTE statement INTO result;
	RETURN coalesce(result, 'NULL');
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(' | ', sqlstate, sqlerrm, nullif(detail, ''), nullif(hint, ''));
END $$;

-- maximum independent set of the 7-cycle: three vertices
CREATE TEMP TABLE cycle AS
	SELECT sum(q) AS q FROM (SELECT qubo_agg(k, k, -1) + qubo_agg(k, (k + 1) % 7, 2) AS q FROM generate_series(0, 6) k GROUP BY k) t;
SELECT q FROM cycle;
SELECT DISTINCT ON (solver) solver, energy, q @ assignment = energy AS agrees, length(assignment) AS bits
	FROM cycle, unnest(ARRAY['qaoa', 'vqe', 'pce', 'exact', 'tabu', 'sa', 'sqa', 'auto']) solver,
	LATERAL qubo_sample(q, solver, shots => 200, seed => 1) ORDER BY solver, energy;

-- every row: energies agree, ascend, no assignment twice, occurrences add up to the shots
CREATE TEMP TABLE dense AS
	SELECT qubo_agg(i, j, round(sin(i * 100 + j)::numeric, 3)) - 0.1 AS q FROM generate_series(0, 11) i, generate_series(0, 11) j;
SELECT solver, bool_and(q @ assignment = energy) AS agree, bool_and(energy >= before) AS ascend,
	count(*) = count(DISTINCT assignment) AS distinct, sum(occurrences) AS shots
	FROM (SELECT solver, q, s.*, coalesce(lag(energy) OVER (PARTITION BY solver ORDER BY ordinality), '-Infinity') AS before
		FROM dense, unnest(ARRAY['qaoa', 'vqe', 'pce', 'tabu', 'sa', 'sqa', 'uniform']) solver,
		LATERAL ROWS FROM (qubo_sample(q, solver, shots => 300, layers => 2, seed => 7)) WITH ORDINALITY s) t
	GROUP BY solver ORDER BY solver;
SELECT (SELECT energy FROM qubo_sample(q, 'exact') LIMIT 1) =
	(SELECT min(q @ x::bit(12)) FROM generate_series(0, 4095) x) AS exact_is_exact FROM dense;
SELECT count(*) AS states, min(energy), max(occurrences) FROM dense, qubo_sample(q, 'uniform', shots => 1, seed => 3);

-- a seed repeats the sample, no seed draws one
SELECT (SELECT array_agg(s ORDER BY s) FROM qubo_sample(q, 'uniform', 50, NULL, 42) s) =
	(SELECT array_agg(s ORDER BY s) FROM qubo_sample(q, 'uniform', 50, NULL, 42) s) AS same_seed,
	(SELECT array_agg(s ORDER BY s) FROM qubo_sample(q, 'uniform', 50) s) <>
	(SELECT array_agg(s ORDER BY s) FROM qubo_sample(q, 'uniform', 50) s) AS other_seed FROM dense;

-- settings behind NULLs
SET qshrink.solver = 'uniform';
SET qshrink.shots = 17;
SELECT sum(occurrences) FROM dense, qubo_sample(q, NULL, seed => 1);
RESET qshrink.solver;
RESET qshrink.shots;
SELECT * FROM qubo_sample(NULL);
SELECT * FROM qubo_sample('{}/0+3', 'exact');

-- options
SELECT min(energy) FROM cycle, qubo_sample(q, shots => 100, seed => 1, layers => 1,
	options => '{"mixer": "x", "init": "ramp", "optimizer": "nelder-mead", "cvar": 0.2, "evaluations": 50, "precision": "double"}');
SELECT sum(occurrences) FROM cycle, qubo_sample(q, shots => 100, seed => 1, layers => 1,
	options => '{"angles": [0.3, 0.4], "depolarizing": 0.01, "readout_flip": 0.02}');
SELECT min(energy) FROM cycle, qubo_sample(q, 'tabu', 5, options => '{"start": "1010100", "sweeps": 10}');

SELECT statement, pg_temp.outcome('SELECT min(energy) FROM qubo_sample(''{(0,0):1,(0,1):-3}/3'', ' || statement || ')') FROM (VALUES
	('''magic'''), ('''none'''), ('''exact'', shots => 0'), ('shots => 10000001'), ('layers => 0'), ('layers => 65'),
	('options => ''[]'''), ('options => ''3'''), ('options => ''{"speed": 1}'''), ('options => ''{"mixer": "z"}'''),
	('options => ''{"mixer": 3}'''), ('options => ''{"init": "hot"}'''), ('options => ''{"optimizer": "magic"}'''),
	('options => ''{"multi_angle": 1}'''), ('options => ''{"cvar": 0}'''), ('options => ''{"cvar": 1.5}'''), ('options => ''{"cvar": "1"}'''),
	('options => ''{"evaluations": -1}'''), ('options => ''{"evaluations": 1.5}'''), ('options => ''{"depolarizing": 2}'''),
	('options => ''{"readout_flip": -0.1}'''), ('options => ''{"sweeps": 1e10}'''), ('options => ''{"correlation_order": 0}'''),
	('options => ''{"angles": 1}'''), ('options => ''{"angles": ["x"]}'''),
	('options => ''{"groups": [0, 1]}'''), ('options => ''{"groups": [[0, 1], [1, 2]]}'''), ('options => ''{"groups": [[0, 3]]}'''),
	('options => ''{"groups": [[]]}'''), ('options => ''{"warm": [0.5]}'''), ('options => ''{"warm": [0.5, 2, 0]}'''),
	('options => ''{"start": "01"}'''), ('options => ''{"start": "012"}''')) AS t (statement);
SELECT split_part(pg_temp.outcome(format('SELECT count(*) FROM qubo_sample(''{}/100'', %L)', solver)), ' | It takes', 1)
	FROM unnest(ARRAY['qaoa', 'vqe', 'exact']) solver;
SELECT split_part(pg_temp.outcome('SELECT count(*) FROM qubo_sample(''{}/38611'', ''pce'')'), ' | Fix', 1);
SELECT min(energy) < -20 AS low, sum(occurrences) AS shots
	FROM (SELECT qubo_agg(i, j, round(sin(i * 100 + j)::numeric, 3)) AS q FROM generate_series(0, 29) i, generate_series(0, 29) j) AS t,
	LATERAL qubo_sample(q, 'pce', seed => 5, options => '{"correlation_order": 3, "readout_flip": 0.01}') s;
SELECT pg_temp.outcome('SELECT count(*) FROM qubo_sample(''{(0,0):-1e308,(1,1):-1e308}/2'', ''uniform'', seed => 1)');
