-- Shots that a run keeps: which ones, what they are worth, and what follows from them.
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

SELECT qshrink_mdkp('kept_mdkp', 'SELECT i, 20 + i * 37 % 61 FROM generate_series(1, 24) AS i',
	'SELECT r, i, 5 + i * (17 + 6 * r) % 41 FROM generate_series(1, 3) AS r, generate_series(1, 24) AS i', 'SELECT r, 200 FROM generate_series(1, 3) AS r') AS mdkp \gset
SELECT qshrink_mis('kept_mis', 'SELECT i, (i * i + 1) % 20 FROM generate_series(0, 19) AS i WHERE i <> (i * i + 1) % 20', 'SELECT i, 1 + 0.1 * (i % 7) FROM generate_series(0, 19) AS i') AS mis \gset
SELECT qshrink_qap('kept_qap', 'SELECT i, j, 0.5 + (i * j * 7) % 5 FROM generate_series(1, 5) AS i, generate_series(1, 5) AS j WHERE i <> j',
	'SELECT i, j, abs(i - j) FROM generate_series(1, 5) AS i, generate_series(1, 5) AS j WHERE i <> j', 'SELECT i, i, 2.25 FROM generate_series(1, 5) AS i') AS qap \gset
SELECT qshrink_define('kept_soft', 'SELECT i FROM generate_series(1, 14) AS i', 'SELECT i, 0.1 * (i % 7) + 1e3 FROM generate_series(1, 14) AS i',
	'SELECT ''hard'', i, 1 + i % 3, ''<='', 9, NULL::float8 FROM generate_series(1, 14) AS i UNION ALL SELECT ''soft'', i, 1, ''>='', 4, 0.7 FROM generate_series(1, 9) AS i', 'max') AS soft \gset
SELECT qshrink_maxcut('kept_cut', 'SELECT i, j, 1 + (i + j) % 3 FROM generate_series(1, 14) AS i, generate_series(1, 14) AS j WHERE i < j AND (i * 7 + j * 13) % 5 = 0') AS cut \gset

CREATE FUNCTION pg_temp.solve(id bigint, solver text, options jsonb, seed bigint DEFAULT 1) RETURNS bigint LANGUAGE sql AS $$
	SELECT min(run_id) FROM qshrink_solve(id, solver, max_qubits => 9, rounds => 2, shots => 200, layers => 2, seed => seed,
		options => '{"proof": false, "certified": false, "log": "all", "evaluations": 30}' || options)
$$;
CREATE TEMP TABLE t_run AS
	SELECT p.problem_id, p.name, solver, pg_temp.solve(p.problem_id, solver, '{"keep_shots": 100000}') AS run_id
	FROM qshrink_problem AS p, unnest('{qaoa,uniform,sa,vqe}'::text[]) AS solver WHERE p.name LIKE 'kept\_%';
CREATE TEMP TABLE t_shot AS
	SELECT t.name, t.solver, s.* FROM t_run AS t JOIN qshrink_shot AS s USING (problem_id, run_id);

-- ---------------------------------------------------------------------------
-- everything is kept: it adds up to what the round says
SELECT is((SELECT count(DISTINCT name || solver) FROM t_shot), 20::bigint, 'every class and sampler keeps shots');
SELECT is_empty('SELECT d.shots, d.distinct_shots, count(*), sum(s.occurrences) FROM qshrink_round AS d JOIN t_run USING (problem_id, run_id)
	LEFT JOIN qshrink_shot AS s USING (problem_id, run_id, round) GROUP BY d.problem_id, d.run_id, d.round, d.owner, d.shots, d.distinct_shots
	HAVING (d.distinct_shots, d.shots) IS DISTINCT FROM (count(*), sum(s.occurrences))', 'all distinct shots of all rounds');
SELECT is_empty('SELECT * FROM (SELECT t.*, lag(occurrences) OVER w AS before, lag(energy) OVER w AS lower, lag(shot) OVER w AS previous FROM t_shot AS t
	WINDOW w AS (PARTITION BY run_id, round ORDER BY shot)) AS o WHERE previous <> shot - 1 OR before < occurrences OR (before = occurrences AND lower > energy)',
	'the most frequent first, then by energy');
SELECT is_empty('SELECT s.energy, d.qubo @ s.measured FROM t_shot AS s JOIN qshrink_round AS d USING (problem_id, run_id, round)
	WHERE abs(s.energy - (d.qubo @ s.measured)) > 1e-9 * greatest(1, abs(s.energy)) OR length(s.measured) <> qubo_size(d.qubo)', 'energies are those of the sampled qubo');

-- independently: SQL alone says what an assignment is worth
SELECT is_empty('SELECT s.*, p.objective @ s.assignment FROM t_shot AS s JOIN qshrink_problem AS p USING (problem_id)
	WHERE p.objective IS NOT NULL AND p.name <> ''kept_soft'' AND abs(s.objective - (p.objective @ s.assignment)) > 1e-9 * greatest(1, abs(s.objective))', 'objectives');
SELECT is_empty(format('SELECT s.shot, s.objective, c.cost FROM t_shot AS s, LATERAL (
	SELECT sum(p.flows[i][j] * p.distances[l][m] * get_bit(s.assignment, (i - 1) * 5 + l - 1) * get_bit(s.assignment, (j - 1) * 5 + m - 1))
		+ (SELECT sum(p.costs[i][l] * get_bit(s.assignment, (i - 1) * 5 + l - 1)) FROM generate_series(1, 5) AS i, generate_series(1, 5) AS l) AS cost
	FROM qshrink_problem AS p, generate_series(1, 5) AS i, generate_series(1, 5) AS j, generate_series(1, 5) AS l, generate_series(1, 5) AS m
	WHERE p.problem_id = s.problem_id GROUP BY p.costs) AS c
	WHERE s.name = ''kept_qap'' AND s.feasible AND abs(s.objective - c.cost) > 1e-9', 0), 'objectives of assignments, which have no qubo');
SELECT cmp_ok((SELECT count(*) FROM t_shot WHERE name = 'kept_qap' AND feasible), '>', 0::bigint, 'of which there are some');
SELECT is_empty('SELECT * FROM t_shot AS s WHERE name <> ''kept_soft'' AND (feasible, violations) IS DISTINCT FROM
	(SELECT (count(*) FILTER (WHERE v.price IS NULL) = 0, count(*)::integer) FROM qshrink_verify(s.problem_id, s.assignment) AS v)', 'feasible and violations are what qshrink_verify says');
SELECT is_empty('SELECT * FROM t_shot AS s JOIN qshrink_round AS d USING (problem_id, run_id, round), LATERAL unnest(d.qubit_variable) WITH ORDINALITY AS q (variable, k)
	WHERE variable >= 0 AND get_bit(s.assignment, variable) <> get_bit(s.measured, k::integer - 1)', 'a qubit is its variable');

-- ---------------------------------------------------------------------------
-- statistics follow
SELECT is_empty('SELECT d.raw_feasible_share, d.raw_objective FROM qshrink_round AS d JOIN t_run USING (problem_id, run_id) JOIN qshrink_problem AS p USING (problem_id),
	LATERAL (SELECT coalesce(sum(occurrences) FILTER (WHERE feasible), 0) / d.shots AS share, CASE p.sense WHEN ''max'' THEN max(objective) FILTER (WHERE feasible) ELSE min(objective) FILTER (WHERE feasible) END AS best,
		sum(objective * occurrences) FILTER (WHERE feasible) / sum(occurrences) FILTER (WHERE feasible) AS mean
		FROM qshrink_shot AS s WHERE s.run_id = d.run_id AND s.round = d.round) AS k
	WHERE abs(d.raw_feasible_share - k.share) > 1e-12 OR (d.raw_objective IS NULL) <> (k.best IS NULL) OR abs(d.raw_objective - k.best) > 1e-9 * greatest(1, abs(k.best))
		OR abs(d.shot_objective - k.mean) > 1e-9 * greatest(1, abs(k.mean))', 'the share of feasible shots, the best one and their mean are those of the kept ones');
SELECT count(*) FROM (SELECT problem_id, (SELECT count(*) FROM qshrink_solve(problem_id, 'auto', seed => 1)) FROM qshrink_problem WHERE name LIKE 'kept\_%') AS s \gset
SELECT is_empty('SELECT * FROM qshrink_shot_result JOIN t_run USING (problem_id, run_id) WHERE reference IS NULL', 'optima are known');
SELECT is_empty('SELECT * FROM qshrink_shot_result JOIN t_run USING (problem_id, run_id) WHERE kept_share <> 1 OR kept_optimum_shots <> optimum_shots
	OR abs(kept_expected_ratio - expected_ratio) > 1e-9 OR (kept_expected_ratio IS NULL) <> (expected_ratio IS NULL)', 'probability of the optimum and expected ratio from kept shots are those of the round');
SELECT cmp_ok((SELECT sum(kept_optimum_shots) FROM qshrink_shot_result JOIN t_run USING (problem_id, run_id)), '>', 0::numeric, 'some shots are optimal');

-- ---------------------------------------------------------------------------
-- some are kept
SELECT pg_temp.solve(:mdkp, 'uniform', '{"keep_shots": 7}') AS few, pg_temp.solve(:mdkp, 'uniform', '{}') AS none,
	pg_temp.solve(:mdkp, 'uniform', '{"keep_shots": 0}') AS zero, pg_temp.solve(:mdkp, 'uniform', '{"keep_shots": null}') AS null,
	pg_temp.solve(:mdkp, 'uniform', '{"keep_shots": 5, "log": "none"}') AS unlogged \gset
SELECT results_eq(format('SELECT round, shot, occurrences, energy, assignment FROM qshrink_shot WHERE run_id = %s ORDER BY 1, 2', :few),
	'SELECT round, shot, occurrences, energy, assignment FROM t_shot WHERE name = ''kept_mdkp'' AND solver = ''uniform'' AND shot <= 7 ORDER BY 1, 2', 'the first seven of each round');
SELECT is_empty(format('SELECT * FROM qshrink_shot WHERE run_id IN (%s, %s, %s)', :none, :zero, :null), 'by default none');
SELECT is((SELECT count(DISTINCT round) FROM qshrink_shot WHERE run_id = :unlogged), 2::bigint, 'whatever log says');
SELECT results_eq(format('SELECT rank, objective, assignment, raw_assignment FROM qshrink_solution WHERE run_id = %s ORDER BY 1', :few),
	format('SELECT rank, objective, assignment, raw_assignment FROM qshrink_solution WHERE run_id = %s ORDER BY 1', :none), 'answers do not depend on it');
SELECT is((SELECT settings -> 'options' -> 'keep_shots' FROM qshrink_run WHERE run_id = :few), '7', 'runs say how many');
SELECT throws_ok(format('SELECT pg_temp.solve(%s, %L, ''{"keep_shots": 9}'')', :mdkp, solver), '22023', format('option "keep_shots" has no effect with solver "%s"', solver), 'who takes no shots keeps none: ' || solver)
	FROM unnest('{none,exact,auto}'::text[]) AS solver;

-- a scenario is judged by its own rows
SELECT min(run_id) AS scenario FROM qshrink_solve(:mdkp, 'uniform', max_qubits => 9, rounds => 1, shots => 200, seed => 1, options => '{"proof": false, "certified": false, "keep_shots": 500, "rhs": {"1": 150}}') \gset
SELECT is_empty(format('SELECT s.shot FROM qshrink_shot AS s, LATERAL (SELECT bool_and(a.activity <= CASE c.label WHEN ''1'' THEN 150 ELSE c.rhs END) AS holds FROM qshrink_constraint AS c,
	LATERAL (SELECT coalesce(sum(coalesce(c.coefficients[k], 1)), 0) AS activity FROM generate_subscripts(c.variables, 1) AS k WHERE get_bit(s.assignment, c.variables[k]) = 1) AS a WHERE c.problem_id = s.problem_id) AS h
	WHERE s.run_id = %s AND s.feasible <> h.holds', :scenario), 'scenarios');

-- ---------------------------------------------------------------------------
-- qshrink_shots
SELECT results_eq(format('SELECT * FROM qshrink_shots(%s, %s, 2)', :mdkp, :few), format('SELECT * FROM qshrink_shot WHERE run_id = %s AND round = 2 ORDER BY shot', :few), 'a round');
SELECT results_eq(format('SELECT * FROM qshrink_shots(%s, %s)', :mdkp, :few), format('SELECT s.* FROM qshrink_shot AS s JOIN qshrink_run AS r USING (problem_id, run_id) WHERE run_id = %s AND s.round = r.best_round ORDER BY shot', :few), 'the best one');
SELECT qshrink_create('kept_only', '{(0,0):-1,(0,1):2,(1,2):-3}/3') AS only \gset
SELECT pg_temp.solve(:only, 'uniform', '{"keep_shots": 3, "presolve": false}') AS only_run \gset
SELECT results_eq(format('SELECT run_id, shot FROM qshrink_shots(%s)', :only), format('VALUES (%s::bigint, 1), (%1$s, 2), (%1$s, 3)', :only_run), 'of the best run');
SELECT matches(pg_temp.failure(format('SELECT qshrink_shots(%s)', statement)), message, statement) FROM (VALUES
	('NULL', '^22004 problem_id'), ('-5', '^P0002 problem -5 does not exist'), (:only || ', -1', '^P0002 run -1 of problem \d+ does not exist'), (:mis || ', ' || :few, '^P0002 run \d+ of problem \d+ does not exist'),
	(:mdkp || ', ' || :none, '^55000 no shots were kept of run \d+ of problem \d+'), (:mdkp || ', ' || :few || ', 3', '^P0002 no shots were kept of round 3 of run'),
	(:mdkp || ', ' || :few || ', 0', '^22023 round is 0'), (:mdkp || ', ' || :few || ', -2147483648', '^22023 round is'),
	(qshrink_create('kept_unsolved', '{(0,0):1}/1') || '', '^55000 problem \d+ has not been solved')) AS v (statement, message);
SELECT matches(pg_temp.failure(format('SELECT qshrink_solve(%s, options => %L)', :mdkp, options)), message, options) FROM (VALUES
	('{"keep_shots": -1}', '^22023 option "keep_shots" is -1'), ('{"keep_shots": 100001}', '^22023 option "keep_shots" is 100001'), ('{"keep_shots": 1.5}', '^22023 option "keep_shots" must be an integer'),
	('{"keep_shots": "many"}', '^22023 option "keep_shots" must be an integer'), ('{"keep_shot": 1}', '^22023 unknown option "keep_shot"')) AS v (options, message);
SELECT matches(pg_temp.failure(format('SELECT qshrink_solve_model(qshrink_model(%s), 1, ''{"keep_shots": 5}'')', :mdkp)), '^22023 option "keep_shots" has no place in the pure form', 'the pure form keeps none');

-- ---------------------------------------------------------------------------
-- starts: the record is that of the best one, as if it had been alone
SELECT pg_temp.solve(:cut, 'uniform', '{"keep_shots": 50, "starts": 3}') AS starts \gset
SELECT cmp_ok((SELECT count(*) FROM qshrink_shot WHERE run_id = :starts), '>', 0::bigint, 'starts keep shots');

-- counts of hardware are shots
SELECT pg_temp.solve(:mis, 'qaoa', '{"keep_shots": 1000, "presolve": false}') AS circuit \gset
SELECT jsonb_object_agg(measured, occurrences) AS counts FROM qshrink_shots(:mis, :circuit, 1) \gset
SELECT min(run_id) AS hardware FROM qshrink_import_counts(:mis, :circuit, 1, :'counts', 'left', '{"keep_shots": 1000}') \gset
SELECT set_eq(format('SELECT occurrences, energy, objective, feasible, violations, assignment, measured FROM qshrink_shot WHERE run_id = %s', :hardware),
	format('SELECT occurrences, energy, objective, feasible, violations, assignment, measured FROM qshrink_shots(%s, %s, 1)', :mis, :circuit), 'measured elsewhere, they are worth the same');

-- an experiment takes the option, too
SELECT is((SELECT count(*) FROM qshrink_submit(:mdkp, '{"solver": "uniform", "rounds": 1, "options": {"keep_shots": 4}}', seed => 1)), 1::bigint, 'a task takes the option');

-- against the clock no more are kept than can be stored
SELECT count(*) FROM qshrink_solve(:mdkp, 'uniform', max_qubits => 14, shots => 20000, seed => 1, time_limit => '0.4 s', options => '{"proof": false, "presolve": false, "certified": false, "keep_shots": 100000}') \gset
SELECT is_empty('SELECT s.run_id FROM qshrink_shot AS s JOIN (SELECT max(run_id) AS run_id FROM qshrink_run) AS r USING (run_id) GROUP BY s.run_id HAVING count(*) > 0.4 / 30e-6', 'none that would break the time limit');

SELECT * FROM finish();
ROLLBACK;
