-- Angles are data: given, started from, taken from another run, found through shots; what is
-- stored of it, and what is refused.
\set ON_ERROR_STOP 1
BEGIN;
SELECT no_plan();

CREATE FUNCTION pg_temp.outcome(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	hint text;
BEGIN
	EXECUTE statement;
	RETURN 'fine';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(' | ', sqlstate, sqlerrm, nullif(hint, ''));
END $$;
CREATE FUNCTION pg_temp.as_role(role name, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	EXECUTE format('SET LOCAL ROLE %I', role);
	result := pg_temp.outcome(statement);
	RESET ROLE;
	RETURN result;
END $$;
CREATE FUNCTION pg_temp.run_of(id bigint, layers integer, options jsonb) RETURNS bigint LANGUAGE sql AS $$
	SELECT run_id FROM qshrink_solve(id, 'qaoa', 8, layers => layers, rounds => 2, seed => 4, shots => 100,
		options => '{"presolve": false, "proof": false, "log": "all", "evaluations": 40, "precision": "double"}'::jsonb || options) LIMIT 1 $$;
SELECT qshrink_maxcut('cubic', 'SELECT i, (i + 1) % 10 FROM generate_series(0, 9) AS i UNION ALL SELECT i, i + 5 FROM generate_series(0, 4) AS i') AS small \gset
SELECT qshrink_maxcut('larger', 'SELECT i, (i + 1) % 16 FROM generate_series(0, 15) AS i UNION ALL SELECT i, i + 8 FROM generate_series(0, 7) AS i') AS large \gset
SELECT q AS qubo FROM (SELECT qubo_agg(n, i, j, c) AS q FROM (SELECT 6 AS n, i, j, cos(7 * i + 3 * j + 1) AS c FROM generate_series(0, 5) AS i, generate_series(0, 5) AS j WHERE i <= j) AS t) AS s \gset

-- ---------------------------------------------------------------------------
-- one circuit without tables
CREATE TEMP TABLE t_found AS SELECT * FROM qubo_sample_angles(:'qubo', 'qaoa', 500, 2, 7, '{"precision": "double", "evaluations": 60, "history": true, "cvar": 1}');
SELECT ok(cardinality(angles) = 4 AND gamma || beta = angles AND evaluations = cardinality(history_values) AND evaluations <= 60
	AND optimization_shots IS NULL AND circuit_depth > 0 AND two_qubit_gates = 30 AND abs(expectation - cvar) < 1e-9, 'angles, expectation, CVaR and history') FROM t_found;
SELECT is(least((SELECT min(v) FROM t_found, unnest(history_values) AS v), 1e9)::numeric(20, 9), cvar::numeric(20, 9), 'what is kept is the best that was seen') FROM t_found;
SELECT is(history_evaluations, ARRAY(SELECT generate_series(1, evaluations)), 'every evaluation has its number') FROM t_found;
SELECT results_eq(format($$SELECT * FROM qubo_sample(%L, 'qaoa', 500, 2, 7, '{"precision": "double", "evaluations": 60, "cvar": 1}')$$, :'qubo'),
	format($$SELECT * FROM qubo_sample(%L, 'qaoa', 500, 2, 7, jsonb_build_object('precision', 'double', 'angles', jsonb_build_object('gamma', %L::float8[], 'beta', %L::float8[])))$$, :'qubo', gamma, beta),
	'the angles found, given as gamma and beta, repeat the shots') FROM t_found;
SELECT is((SELECT expectation FROM qubo_sample_angles(:'qubo', 'qaoa', 10, 2, 1, jsonb_build_object('precision', 'double', 'angles', f.angles))), f.expectation, 'as a list as well') FROM t_found AS f;
SELECT ok(b.expectation < a.expectation AND a.evaluations = 0 AND a.optimization_shots = 0 AND b.evaluations > 0, 'with init angles the optimizer starts from them')
	FROM qubo_sample_angles(:'qubo', 'qaoa', 10, 2, 1, '{"cvar": 1, "angles": {"gamma": [0.2, 0.4], "beta": [-0.5, -0.2]}}') AS a,
		qubo_sample_angles(:'qubo', 'qaoa', 10, 2, 1, '{"cvar": 1, "init": "angles", "angles": {"gamma": [0.2, 0.4], "beta": [-0.5, -0.2]}}') AS b;
SELECT is(angles::numeric(9, 6)[], '{0.5,1.5,-0.3,-0.1}'::numeric(9, 6)[], 'a ramp of chosen slopes')
	FROM qubo_sample_angles(:'qubo', 'qaoa', 10, 2, 1, '{"ramp": [2, 0.4], "optimizer": "none"}');
SELECT ok(angles IS NULL AND gamma IS NULL AND expectation IS NULL AND cvar IS NULL AND optimization_shots IS NULL AND circuit_depth = 0, 'no circuit, no angles: ' || solver)
	FROM unnest('{sa,uniform,exact}'::text[]) AS solver, LATERAL qubo_sample_angles(:'qubo', solver, 10, seed => 1);
SELECT ok(angles IS NOT NULL AND gamma IS NULL AND beta IS NULL AND optimization_shots IS NULL, 'other angles than two a layer: ' || solver)
	FROM unnest('{vqe,pce}'::text[]) AS solver, LATERAL qubo_sample_angles(:'qubo', solver, 10, 2, seed => 1, options => '{"evaluations": 5}');
SELECT is(qubo_sample_angles(NULL)::text, NULL, 'of nothing nothing');
SELECT is(count(DISTINCT a.angles), 3::bigint, 'starts are different')
	FROM unnest('{fixed,regular,ramp}'::text[]) AS i, LATERAL qubo_sample_angles(:'qubo', 'qaoa', 10, 3, 1, jsonb_build_object('init', i, 'optimizer', 'none', 'cvar', 1)) AS a;
SELECT ok(a.cvar < b.cvar, 'a layer more than none, grown: ' || i)
	FROM unnest('{layerwise,interpolate}'::text[]) AS i, LATERAL qubo_sample_angles(:'qubo', 'qaoa', 10, 3, 1, jsonb_build_object('init', i, 'cvar', 1, 'evaluations', 600)) AS a,
		LATERAL qubo_sample_angles(:'qubo', 'qaoa', 10, 1, 1, jsonb_build_object('init', i, 'cvar', 1, 'evaluations', 600)) AS b;

-- the convention: exp(-i gamma E / dev), dev = sqrt(sum h^2 + sum J^2), exp(-i beta X), one qubit worked out by hand:
-- <Z> = sin(2 beta) sin(2 gamma h / dev), h / dev = +-1
SELECT is(round(a.expectation::numeric, 9), round((1.5 + h * sin(2 * 0.3) * sin(2 * 0.4 * sign(h)))::numeric, 9), 'the signs of one qubit, field ' || h)
	FROM unnest('{0.7,-2}'::float8[]) AS h, LATERAL qubo_sample_angles(format('{(0,0):%s}/1', -2 * h)::qubo + (1.5 + h), 'qaoa', 10, 1, 1,
		'{"precision": "double", "cvar": 1, "angles": {"gamma": [0.4], "beta": [0.3]}}') AS a;

-- ---------------------------------------------------------------------------
-- in a solve
SELECT pg_temp.run_of(:small, 2, '{"history": true, "cvar": 0.5}') AS run \gset
SELECT is_empty($$SELECT round FROM qshrink_round WHERE run_id = $$ || :run || $$ AND NOT (cardinality(angles) = 4 AND cvar <= expectation AND cardinality(history_values) = evaluations
	AND history_evaluations[evaluations] = evaluations AND optimization_shots IS NULL)$$, 'a round keeps angles, CVaR and history');
SELECT pg_temp.run_of(:small, 2, '{"angles": {"gamma": [0.4, 0.9], "beta": [-0.5, -0.3]}}') AS kept \gset
SELECT is((SELECT array_agg(DISTINCT angles) FROM qshrink_round WHERE run_id = :kept)::text, '{{0.4,0.9,-0.5,-0.3}}', 'given angles are kept in every round');
SELECT is((SELECT array_agg(DISTINCT (evaluations, optimization_shots)) FROM qshrink_round WHERE run_id = :kept)::text, '{"(0,0)"}', 'and cost nothing');
SELECT is((SELECT settings -> 'options' -> 'angles' FROM qshrink_run WHERE run_id = :kept), '{"gamma": [0.4, 0.9], "beta": [-0.5, -0.3]}'::jsonb, 'the record says them');
SELECT set_eq($$SELECT round, angles, raw_objective, shots, distinct_shots FROM qshrink_round WHERE run_id = $$ || :kept,
	$$SELECT round, angles, raw_objective, shots, distinct_shots FROM qshrink_round WHERE run_id = $$ || pg_temp.run_of(:small, 2, '{"angles": [0.4, 0.9, -0.5, -0.3]}'), 'a list says the same');
SELECT isnt((SELECT angles FROM qshrink_round WHERE run_id = pg_temp.run_of(:small, 2, '{"angles": [0.4, 0.9, -0.5, -0.3], "init": "angles", "cvar": 1}') AND round = 1), '{0.4,0.9,-0.5,-0.3}', 'a start is left');
-- several starts, made by whoever
SELECT set_eq($$SELECT angles FROM qshrink_round WHERE run_id = $$ || pg_temp.run_of(:small, 2, '{"angles": [0.4, 0.9, -0.5, -0.3], "starts": 3}'), $$VALUES ('{0.4,0.9,-0.5,-0.3}'::float8[])$$, 'in every start');

-- from a run
SELECT pg_temp.run_of(:small, 2, format('{"angles_from": %s}', :run)::jsonb) AS again \gset
SELECT is((SELECT array_agg(DISTINCT a.angles) FROM qshrink_round AS a WHERE a.run_id = :again), (SELECT array_agg(b.angles) FROM qshrink_round AS b JOIN qshrink_run AS r USING (run_id) WHERE b.run_id = :run AND b.round = r.best_round),
	'a run hands on the angles of its best round, unchanged to the same QUBO') WHERE (SELECT count(DISTINCT qubo) FROM qshrink_round WHERE run_id IN (:run, :again)) = 1;
SELECT is((SELECT settings -> 'options' -> 'angles_from' FROM qshrink_run WHERE run_id = :again), jsonb_build_object('run', :run, 'round', (SELECT best_round FROM qshrink_run WHERE run_id = :run)), 'the record names the round');
SELECT pg_temp.run_of(:large, 3, format('{"angles_from": {"run": %s, "round": 2}}', :run)::jsonb) AS other \gset
SELECT ok((SELECT bool_and(cardinality(angles) = 6) FROM qshrink_round WHERE run_id = :other), 'to another problem with other layers');
SELECT is((SELECT array_agg(DISTINCT round(t.b::numeric, 9) ORDER BY round(t.b::numeric, 9)) FROM qshrink_round AS r, unnest(r.angles[4:6]) AS t (b) WHERE r.run_id = :other),
	(SELECT array_agg(round(b::numeric, 9) ORDER BY round(b::numeric, 9)) FROM (SELECT unnest(ARRAY[s.angles[3], (s.angles[3] + s.angles[4]) / 2, s.angles[4]]) AS b FROM qshrink_round AS s WHERE s.run_id = :run AND s.round = 2) AS u), 'interpolated');
-- a mean reached with borrowed angles is near that of searched ones
SELECT pg_temp.run_of(:large, 3, format('{"angles_from": %s, "init": "angles", "cvar": 1}', pg_temp.run_of(:small, 3, '{"cvar": 1}'))::jsonb) AS taught \gset
SELECT ok((SELECT bool_and(evaluations > 0) FROM qshrink_round WHERE run_id = :taught), 'or the optimizer starts from them');
SELECT is(pg_temp.outcome(format('SELECT pg_temp.run_of(%s, 2, %L)', :small, f.given)), f.said, 'from ' || f.given) FROM (VALUES
	('{"angles_from": 9000000}', 'P0002 | run 9000000, named by angles_from, does not exist or has no best round | Runs that you may see are listed in qshrink_run, their rounds in qshrink_round.'),
	(format('{"angles_from": {"run": %s, "round": 77}}', :run), format('P0002 | round 77 of run %s, named by angles_from, does not exist | Runs that you may see are listed in qshrink_run, their rounds in qshrink_round.', :run)),
	('{"angles_from": 0}', '22023 | angles_from is 0 | Write the number of a run, or {"run": 5, "round": 2}; without a round its best one is meant.'),
	('{"angles_from": 1.5}', '22023 | angles_from is 1.5 | Write the number of a run, or {"run": 5, "round": 2}; without a round its best one is meant.'),
	('{"angles_from": "last"}', '22023 | angles_from must be a number or an object, not a string | Write the number of a run, or {"run": 5, "round": 2}; without a round its best one is meant.'),
	('{"angles_from": {"round": 2}}', '22023 | angles_from has no "run" | Write the number of a run, or {"run": 5, "round": 2}; without a round its best one is meant.'),
	('{"angles_from": {"run": 2, "rank": 2}}', '22023 | angles_from has no member "rank" | Write the number of a run, or {"run": 5, "round": 2}; without a round its best one is meant.'),
	('{"angles_from": {"run": 2, "round": -1}}', '22023 | round of angles_from is -1 | Write the number of a run, or {"run": 5, "round": 2}; without a round its best one is meant.'),
	('{"angles_from": 1, "angles": [1, 2, 3, 4]}', '22023 | the options angles_from and angles exclude each other | Leave one of them out.')) AS f (given, said);
SELECT run_id AS classical FROM qshrink_solve(:small, 'sa', 8, rounds => 1, seed => 1, options => '{"presolve": false, "proof": false}') LIMIT 1 \gset
SELECT pg_temp.run_of(:small, 1, '{"multi_angle": true, "evaluations": 3}') AS multi \gset
SELECT matches(pg_temp.outcome(format('SELECT pg_temp.run_of(%s, 2, %L)', :small, format('{"angles_from": %s}', r))), '^55000 \| round \d+ of run \d+ has no angles that another problem could use \| ', 'not from what has none of its kind')
	FROM unnest(ARRAY[:classical, :multi]) AS r;
-- corrupted by their owner: an error, nothing worse
CREATE FUNCTION pg_temp.corrupted(run bigint, angles text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	UPDATE qshrink_round SET angles = $2::float8[] WHERE run_id = run;
	RETURN split_part(pg_temp.outcome(format('SELECT pg_temp.run_of((SELECT problem_id FROM qshrink_run WHERE run_id = %s), 2, %L)', run, format('{"angles_from": %s}', run))), ' | ', 1);
END $$;
SELECT is(pg_temp.corrupted(:again, a), '55000', coalesce(a, 'null')) FROM unnest(ARRAY[NULL, '{}', '{1}', '{1,2,3}', '{NaN,1}', '{1,Infinity}', '{1,2e6}', '{1,NULL}', '{{1,2},{3,4}}', (SELECT array_agg(i)::text FROM generate_series(1, 130) AS i)]) AS a;

-- with the caller's rights
CREATE ROLE t_owner;
CREATE ROLE t_stranger;
CREATE TEMP TABLE t_id (who name, id bigint, run bigint);
GRANT ALL ON t_id TO PUBLIC;
SET LOCAL ROLE t_owner;
INSERT INTO t_id SELECT 't_owner', qshrink_maxcut('mine', 'SELECT i, (i + 1) % 8 FROM generate_series(0, 7) AS i');
UPDATE t_id SET run = (SELECT run_id FROM qshrink_solve(id, 'qaoa', 6, layers => 2, rounds => 1, seed => 1, options => '{"presolve": false, "proof": false}') LIMIT 1);
RESET ROLE;
SET LOCAL ROLE t_stranger;
INSERT INTO t_id SELECT 't_stranger', qshrink_maxcut('mine', 'SELECT i, (i + 1) % 8 FROM generate_series(0, 7) AS i');
RESET ROLE;
CREATE TEMP TABLE t_call AS SELECT format('SELECT * FROM qshrink_solve(%s, ''qaoa'', 6, layers => 2, rounds => 1, seed => 1, options => ''{"presolve": false, "proof": false, "angles_from": %s}'')', s.id, o.run) AS call
	FROM t_id AS s, t_id AS o WHERE s.who = 't_stranger' AND o.who = 't_owner';
GRANT ALL ON t_call TO PUBLIC;
SELECT is(split_part(pg_temp.as_role('t_stranger', call), ' | ', 1), 'P0002', 'a run of somebody else is not there') FROM t_call;
GRANT t_owner TO t_stranger;
SELECT is(pg_temp.as_role('t_stranger', call), 'fine', 'until she lets him see it') FROM t_call;
SELECT is(count(*), 1::bigint, 'no failed solve left a run') FROM qshrink_run WHERE problem_id = (SELECT id FROM t_id WHERE who = 't_stranger');

-- ---------------------------------------------------------------------------
-- what does not fit, in each function that takes the options
CREATE TEMP TABLE t_wrong (options text, said text);
INSERT INTO t_wrong VALUES
	('{"angles": {"gamma": [0.1], "beta": [0.2, 0.3]}}', '22023 | angles have 1 gamma and 2 beta | %'),
	('{"angles": {"gamma": [0.1], "beta": [0.2]}}', '22023 | angles have 1 gamma and beta, but there are 2 layers | %'),
	('{"angles": {"gamma": [0.1, 0.2, 0.3], "beta": [0.2, 0.3, 0.4]}}', '22023 | angles have 3 gamma and beta, but there are 2 layers | %'),
	('{"angles": [0.1, 0.2, 0.3]}', '22023 | 3 angles are given, but a circuit of 2 layers has 4 | %'),
	('{"angles": []}', '22023 | angles are empty | %'),
	('{"angles": {"gamma": [], "beta": []}}', '22023 | angles are empty | %'),
	('{"angles": {}}', '22023 | angles have no "gamma" | %'),
	('{"angles": {"gamma": [0.1, 0.2]}}', '22023 | angles have no "beta" | %'),
	('{"angles": {"gamma": [0.1, 0.2], "beta": [0.1, 0.2], "delta": [1]}}', '22023 | angles has no member "delta" | %'),
	('{"angles": {"gamma": 1, "beta": [0.1, 0.2]}}', '22023 | gamma must be an array, not a number'),
	('{"angles": {"gamma": [0.1, "NaN"], "beta": [0.1, 0.2]}}', '22023 | element 1 of gamma must be a number, not a string'),
	('{"angles": {"gamma": [0.1, null], "beta": [0.1, 0.2]}}', '22023 | element 1 of gamma must be a number, not null'),
	('{"angles": [0.1, 0.2, 1e400, 1]}', '22003 | element 2 of angles is out of range for type double precision'),
	('{"angles": [0.1, 0.2, -1e7, 1]}', '22023 | element 2 of angles is -10000000 | It must lie between -1000000 and 1000000.'),
	('{"angles": {"gamma": [0.1, 1e300], "beta": [0.1, 0.2]}}', '22023 | element 1 of gamma is 1e+300 | It must lie between -1000000 and 1000000.'),
	('{"ramp": [1, 1e308]}', '22023 | element 1 of ramp is 1e+308 | It must lie between -1000000 and 1000000.'),
	('{"angles": "0.1"}', '22023 | angles must be an object or a list, not a string | %'),
	('{"init": "angles"}', '22023 | option "init" with the value "angles" has no effect without "angles" | It takes effect with "angles", or with "angles_from".'),
	('{"ramp": [1]}', '22023 | ramp must be two numbers, not both 0 | %'),
	('{"ramp": [0, 0]}', '22023 | ramp must be two numbers, not both 0 | %'),
	('{"ramp": 1}', '22023 | ramp must be an array, not a number'),
	('{"ramp": [1, "NaN"]}', '22023 | element 1 of ramp must be a number, not a string'),
	('{"ramp": [1, 0.5], "init": "fixed"}', '22023 | option "ramp" has no effect with init "fixed" | It takes effect with init "ramp" or "interpolate" or "layerwise".'),
	('{"objective_shots": 10, "optimizer": "lbfgs"}', '22023 | option "objective_shots" has no effect with optimizer "lbfgs" | It takes effect with an optimizer that takes no gradients, such as "spsa" or "cobyla".'),
	('{"objective_shots": 10, "optimizer": "mma"}', '22023 | option "objective_shots" has no effect with optimizer "mma" | It takes effect with an optimizer that takes no gradients, such as "spsa" or "cobyla".'),
	('{"objective_shots": -1}', '22023 | option "objective_shots" is -1 | It must lie between 0 and 10000000.'),
	('{"history": 3}', '22023 | option "history" must be true or false, not a number');
CREATE TEMP TABLE t_way (call text);
INSERT INTO t_way VALUES
	(format('SELECT count(*) FROM qshrink_solve(%s, ''qaoa'', layers => 2, seed => 1, options => %%L)', :small)),
	(format('SELECT count(*) FROM qubo_sample(%L, ''qaoa'', 10, 2, 1, %%L)', :'qubo')),
	(format('SELECT * FROM qubo_sample_angles(%L, ''qaoa'', 10, 2, 1, %%L)', :'qubo')),
	(format('SELECT qshrink_solve_qubo(%L, 1, ''{"layers": 2, "solver": "qaoa"}''::jsonb || %%L)', :'qubo'));
SELECT is_empty($$SELECT call, options, pg_temp.outcome(format(call, options)), said FROM t_way, t_wrong WHERE pg_temp.outcome(format(call, options)) NOT LIKE said$$, 'what is wrong is said, and the same everywhere');
SELECT is(pg_temp.outcome(format('SELECT * FROM qubo_sample_angles(%L, %L, 10, 2, 1, %L)', :'qubo', solver, options)), said, solver || ' ' || options) FROM (VALUES
	('vqe', '{"angles": {"gamma": [1, 2], "beta": [3, 4]}}', '22023 | solver "vqe" has no angles gamma and beta | Write all angles of its circuit as a list.'),
	('vqe', '{"angles": [1, 2, 3, 4]}', '22023 | options are out of range for solver "vqe"'),
	('pce', '{"objective_shots": 5}', '22023 | option "objective_shots" has no effect with solver "pce" | It takes effect with another solver than "pce".')) AS t (solver, options, said);
SELECT matches(pg_temp.outcome(format($$SELECT qshrink_solve(%s, 'qaoa', 6, layers => 2, rounds => 1, seed => 1, options => '{"presolve": false, "proof": false, "multi_angle": true, "angles": [1, 2, 3]}')$$, :small)),
	'^0A000 \| solver "qaoa" cannot solve problem \d+ with these settings: the angles given are not those of its circuit', 'angles that turn out not to be those of the circuit');

-- ---------------------------------------------------------------------------
-- through shots
CREATE TEMP TABLE t_shots AS SELECT o, i, n, d, a.* FROM unnest('{spsa,cobyla,nelder-mead,none}'::text[]) AS o, unnest('{ramp,fixed,layerwise}'::text[]) AS i, unnest('{0,40}'::int[]) AS n, unnest('{0,0.02}'::float8[]) AS d,
	LATERAL qubo_sample_angles(:'qubo', 'qaoa', 50, 2, 5, jsonb_build_object('optimizer', o, 'init', i, 'objective_shots', n, 'evaluations', 30, 'history', true, 'depolarizing', d, 'readout_flip', d)) AS a;
SELECT is_empty('SELECT o, i, n, d, evaluations, optimization_shots FROM t_shots WHERE optimization_shots IS DISTINCT FROM CASE WHEN evaluations = 0 THEN 0 WHEN n > 0 THEN 40 * evaluations END OR evaluations > 30 OR cardinality(history_values) <> evaluations', 'shots of the optimizer are counted');
SELECT is_empty('SELECT a.o, a.i FROM t_shots AS a JOIN t_shots AS b USING (o, i, n) WHERE a.n = 40 AND a.d = 0 AND b.d > 0 AND a.evaluations > 0 AND a.history_values = b.history_values', 'and noise is in what they say');
SELECT is_empty('SELECT a.o, a.i FROM t_shots AS a JOIN t_shots AS b USING (o, i, n) WHERE a.n = 0 AND a.d = 0 AND b.d > 0 AND a.history_values IS DISTINCT FROM b.history_values', 'but not in what is read off the state');
SELECT is(a.history_values <> b.history_values, n > 0, 'errors of a device as well: ' || n || ' shots')
	FROM unnest('{0,40}'::int[]) AS n, LATERAL (SELECT jsonb_build_object('optimizer', 'spsa', 'objective_shots', n, 'evaluations', 20, 'history', true) AS o) AS t,
		LATERAL qubo_sample_angles(:'qubo', 'qaoa', 50, 2, 5, o) AS a, LATERAL qubo_sample_angles(:'qubo', 'qaoa', 50, 2, 5, o || '{"device": {"qubits": 6, "two_qubit_error": 0.05}}') AS b;
SELECT pg_temp.run_of(:small, 2, '{"optimizer": "spsa", "objective_shots": 64, "readout_flip": 0.01, "cvar": 1}') AS spent \gset
SELECT is_empty($$SELECT round, optimization_shots FROM qshrink_round WHERE shots = 100 AND optimization_shots IS DISTINCT FROM 64 * evaluations AND run_id = $$ || :spent, 'in a solve too, beside the shots of the round');
SELECT ok((SELECT bool_and(optimization_shots > 0) FROM qshrink_round WHERE run_id = :spent), 'some');
SELECT set_eq($$SELECT round, angles, optimization_shots, raw_objective FROM qshrink_round WHERE run_id = $$ || :spent,
	$$SELECT round, angles, optimization_shots, raw_objective FROM qshrink_round WHERE run_id = $$ || pg_temp.run_of(:small, 2, '{"optimizer": "spsa", "objective_shots": 64, "readout_flip": 0.01, "cvar": 1}'), 'the same seed leads the same way');

SELECT is((SELECT optimum_share_of_all FROM qshrink_shot_result WHERE run_id = :spent AND round = 1), (SELECT optimum_shots / (shots + optimization_shots)::float8 FROM qshrink_shot_result WHERE run_id = :spent AND round = 1), 'judged by what all of it cost');
CREATE FUNCTION pg_temp.judged(run bigint, spent bigint) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	UPDATE qshrink_round SET optimization_shots = spent WHERE run_id = run;
	RETURN (SELECT bool_and(coalesce(optimum_share_of_all, 0) BETWEEN 0 AND 1) FROM qshrink_shot_result WHERE run_id = run);
END $$;
SELECT ok(pg_temp.judged(:spent, n), 'odd numbers of shots: ' || n) FROM unnest('{0,-1,-9223372036854775808,9223372036854775807}'::bigint[]) AS n;

-- the pure form says it too, and what it says can be stored
SELECT qshrink_solve_model(qshrink_model(:small), 3, '{"solver": "qaoa", "max_qubits": 6, "rounds": 2, "layers": 2, "presolve": false, "proof": false, "optimizer": "cobyla", "objective_shots": 30, "evaluations": 20, "history": true, "shots": 50}') AS answer \gset
SELECT is_empty(format('SELECT r.round FROM unnest((%L::qshrink_answer_record).round_list) AS r WHERE r.optimization_shots IS DISTINCT FROM 30 * r.evaluations OR r.cvar IS NULL OR cardinality(r.history_values) <> r.evaluations', :'answer'), 'in a pure answer');
SELECT run_id AS stored FROM qshrink_store_answer(:small, :'answer'::qshrink_answer_record) AS run_id \gset
SELECT set_eq($$SELECT round, angles, round(cvar::numeric, 9) AS cvar, optimization_shots, history_evaluations, history_values FROM qshrink_round WHERE run_id = $$ || :stored,
	format('SELECT round, angles, round(cvar::numeric, 9) AS cvar, optimization_shots, history_evaluations, history_values FROM unnest((%L::qshrink_answer_record).round_list) AS r', :'answer'), 'and in the run it becomes');
SELECT ok((qshrink_solve_qubo(:'qubo', 1, '{"solver": "qaoa", "layers": 2, "max_qubits": 6, "presolve": false, "proof": false, "rounds": 1, "angles": {"gamma": [0.3, 0.6], "beta": [-0.5, -0.2]}}')).settings -> 'angles' = '{"gamma": [0.3, 0.6], "beta": [-0.5, -0.2]}', 'given angles are in the settings of an answer');

SELECT * FROM finish();
ROLLBACK;
