-- Every pair of options, with solvers of every kind: one that has an effect by itself has it
-- beside the other, too, or the two are refused with SQLSTATE, reason and hint.
\set ON_ERROR_STOP 1
BEGIN;
SELECT no_plan();

SELECT qshrink_maxcut('pairs', 'SELECT i, j, 1 + (i * j) % 7 / 8.0 FROM generate_series(0, 15) AS i, generate_series(0, 15) AS j WHERE i < j AND (i * 5 + j * 3) % 4 = 0') AS cut \gset
SELECT qshrink_mis('pairs of vertices', 'SELECT i, j FROM generate_series(0, 29) AS i, generate_series(0, 29) AS j WHERE i < j AND (i * 7 + j * j) % 6 = 0') AS mis \gset
SELECT min(run_id) AS source FROM qshrink_solve(:cut, 'qaoa', 6, layers => 2, shots => 50, rounds => 1, seed => 1, options => '{"presolve": false, "proof": false, "evaluations": 3}') \gset

-- values that are no defaults; evaluations, nodes and starts are limits or repetitions, and what
-- may end a run in its first round would hide what the second does; qiro leaves few qubits or none
CREATE TEMP TABLE t_value AS SELECT row_number() OVER () AS k, * FROM (VALUES
	('angles', '{"gamma": [0.4, 0.9], "beta": [-0.5, -0.3]}'::jsonb), ('angles_from', :source::text::jsonb), ('correlation_order', '3'), ('cvar', '0.7'), ('depolarizing', '0.05'),
	('device', '{"qubits": 20, "two_qubit_error": 0.05, "readout_error": 0.1}'), ('history', 'true'), ('init', '"fixed"'), ('init', '"angles"'), ('init', '"layerwise"'), ('mixer', '"warm"'),
	('multi_angle', 'true'), ('objective_shots', '20'), ('optimizer', '"lbfgs"'), ('optimizer', '"none"'), ('precision', '"double"'),
	('ramp', '[1.1, 0.3]'), ('readout_flip', '0.1'), ('sweeps', '3'), ('zero_noise', '"linear"'), ('warm_start', '"relaxation"'), ('keep_shots', '5'),
	('batch', '1'), ('correlation_layers', '2'), ('correlation_share', '0.5'), ('message_passing', 'true'), ('recompute', 'false'), ('spectral_drift', '0.01'),
	('polish', 'false'), ('effort', '3')) AS v (name, value);

-- all that a solve leaves, ids, times and the settings themselves apart; or its error
CREATE FUNCTION pg_temp.left_by(id bigint, solver text, correlation text, options jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	hint text;
	run bigint;
	said text;
BEGIN
	SELECT min(run_id) INTO run FROM qshrink_solve(id, solver, 9, correlation, layers => 2, shots => 40, rounds => 2, seed => 1,
		options => '{"presolve": false, "proof": false, "certified": false, "evaluations": 90}' || options);
	SELECT md5(concat_ws('/', (SELECT (to_jsonb(r) - '{run_id,settings,milliseconds,stage_milliseconds,started_at,peak_memory}'::text[])::text FROM qshrink_run AS r WHERE run_id = run),
		(SELECT string_agg((to_jsonb(r) - '{run_id,milliseconds}'::text[])::text, '' ORDER BY round) FROM qshrink_round AS r WHERE run_id = run),
		(SELECT string_agg((to_jsonb(s) - 'run_id')::text, '' ORDER BY rank) FROM qshrink_solution AS s WHERE run_id = run),
		(SELECT count(*) FROM qshrink_step WHERE run_id = run), (SELECT string_agg((to_jsonb(s) - 'run_id')::text, '' ORDER BY round, shot) FROM qshrink_shot AS s WHERE run_id = run))) INTO said;
	RETURN said;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(' | ', sqlstate, sqlerrm, nullif(hint, ''));
END $$;
CREATE TEMP TABLE t_arm AS SELECT row_number() OVER () AS arm, * FROM (VALUES (:mis, 'qaoa', 'qaoa'), (:cut, 'vqe', 'auto'), (:cut, 'pce', 'pool'), (:cut, 'tabu', 'shots')) AS a (id, solver, correlation);
CREATE TEMP TABLE t_alone AS SELECT arm, k, name, value, pg_temp.left_by(id, solver, correlation, '{}') AS plain, pg_temp.left_by(id, solver, correlation, jsonb_build_object(name, value)) AS said
	FROM t_arm, t_value;
CREATE TEMP TABLE t_pair AS SELECT arm, solver, correlation, a.k AS k, b.k AS l, jsonb_build_object(a.name, a.value, b.name, b.value) AS options, pg_temp.left_by(id, solver, correlation, jsonb_build_object(a.name, a.value, b.name, b.value)) AS said
	FROM t_arm, t_value AS a, t_value AS b WHERE a.k < b.k AND a.name <> b.name;

SELECT cmp_ok(count(*), '>', 1500::bigint, 'pairs') FROM t_pair;
SELECT cmp_ok(count(*), '>', 250::bigint, 'go together') FROM t_pair WHERE said !~ ' \| ';
SELECT is_empty($$SELECT solver, correlation, options, said FROM t_pair WHERE said ~ ' \| ' AND said !~ '^(22023|0A000) \| .* \| .*\.$'$$, 'others are refused in words, with a hint');
SELECT is_empty($$SELECT solver, correlation, options, said FROM t_pair AS p WHERE said ~ '^22023 \| the options .* exclude each other'
	AND NOT EXISTS (SELECT FROM jsonb_object_keys(options) AS a, jsonb_object_keys(options) AS b WHERE split_part(said, ' | ', 2) = format('the options %s and %s exclude each other', a, b))$$, 'by the names of both');
SELECT is_empty($$SELECT p.solver, p.correlation, x.name AS without_effect, p.options FROM t_pair AS p
	JOIN t_alone AS x ON x.arm = p.arm AND x.k IN (p.k, p.l) AND x.said <> x.plain AND x.said !~ ' \| '
	JOIN t_alone AS y ON y.arm = p.arm AND y.k IN (p.k, p.l) AND y.k <> x.k
	WHERE p.said = y.said AND p.said !~ ' \| '$$, 'an option that has an effect by itself has it beside any other');

-- one table of them for all functions that take them
SELECT is(pg_temp.left_by(:cut, 'qaoa', 'auto', o), said, 'qshrink_solve: ' || o::text) FROM (VALUES
	('{"angles": {"gamma": [0.4, 0.9], "beta": [-0.5, -0.3]}, "ramp": [1, 0.5]}'::jsonb, '22023 | the options angles and ramp exclude each other | Leave one of them out.'),
	('{"angles_from": 1, "ramp": [1, 0.5]}', '22023 | the options angles_from and ramp exclude each other | Leave one of them out.'),
	('{"reduction": "qiro", "batch": 3}', '22023 | option "batch" has no effect with reduction "qiro" | It takes effect with reduction "merge".'),
	('{"reduction": "qiro", "legality": false}', '22023 | option "legality" has no effect with reduction "qiro" | It takes effect with reduction "merge".'),
	('{"recompute": false, "batch": 3}', '22023 | the options recompute and batch exclude each other | Leave one of them out.'),
	('{"polish": false, "effort": 5}', '22023 | option "effort" has no effect beside "polish" | It takes effect without "polish", or with effort "0".'),
	('{"zero_noise": "linear"}', '22023 | option "zero_noise" has no effect without "depolarizing" | It takes effect with "depolarizing", or with "device", or with another solver than "qaoa" or "vqe" or "pce".')) AS t (o, said);
SELECT throws_ok(format('SELECT %s', call), '22023', said, call) FROM (VALUES
	('qubo_sample(''{(0,0):-1}/2'', ''qaoa'', 10, 1, 1, ''{"angles": [1, 2], "ramp": [1, 1]}'')', 'the options angles and ramp exclude each other'),
	('qubo_sample(''{(0,0):-1}/2'', ''qaoa'', 10, 1, 1, ''{"groups": [[0, 1]]}'')', 'option "groups" has no effect with mixer "x"'),
	('qubo_sample(''{(0,0):-1}/2'', ''qaoa'', 10, 1, 1, ''{"warm": [0.5, 1]}'')', 'option "warm" has no effect with mixer "x"'),
	('qubo_sample(''{(0,0):-1}/2'', ''sa'', 10, 1, 1, ''{"start": "00"}'')', 'option "start" has no effect with solver "sa"'),
	('qubo_sample(''{(0,0):-1}/2'', ''auto'', 10, 1, 1, ''{"readout_flip": 0.1}'')', 'option "readout_flip" has no effect with solver "exact"'),
	('qshrink_solve_qubo(''{(0,0):-1}/2'', 1, ''{"angles": [1, 2], "layers": 1, "ramp": [1, 1]}'')', 'the options angles and ramp exclude each other')) AS t (call, said);

-- in an experiment such a cell is a misfit, with the reason, and stops nothing
SELECT qshrink_experiment('pairs', ARRAY[:cut, :mis], (SELECT array_agg(s) FROM unnest(ARRAY['{"rounds": 1}', '{"solver": "none", "keep_shots": 3}', '{"angles": [1, 2], "layers": 1, "ramp": [1, 1]}',
	'{"angles": [1, 2, 3], "layers": 1}', '{"angles_from": 987654321}', '{"angles_from": {"run": ' || :source || ', "round": 99}}', '{"solver": "qaoa", "layers": 2, "angles_from": ' || :source || '}']::jsonb[]) AS s)) AS experiment \gset
SELECT results_eq(format('SELECT count(*), state, error, sqlstate FROM qshrink_task WHERE experiment_id = %s GROUP BY 2, 3, 4 ORDER BY error NULLS FIRST', :experiment), format($$VALUES (4::bigint, 'queued', NULL, NULL),
	(2, 'misfit', '3 angles are given, but a circuit of 1 layers has 2', '0A000'), (2, 'misfit', 'option "keep_shots" has no effect with solver "none"', '0A000'),
	(2, 'misfit', 'round 99 of run %s, named by angles_from, does not exist', '0A000'), (2, 'misfit', 'run 987654321, named by angles_from, does not exist or has no best round', '0A000'),
	(2, 'misfit', 'the options angles and ramp exclude each other', '0A000')$$, :source), 'cells of an experiment');
SELECT qshrink_submit(:cut, '{"angles_from": 987654321}') AS missing, qshrink_submit(:cut, '{"init": "angles"}') AS without \gset
SELECT results_eq(format('SELECT state, error FROM qshrink_task WHERE task_id IN (%s, %s) ORDER BY task_id', :missing, :without),
	$$VALUES ('misfit', 'run 987654321, named by angles_from, does not exist or has no best round'), ('misfit', 'option "init" with the value "angles" has no effect without "angles"')$$, 'tasks by themselves');
SELECT is((WITH r AS (SELECT min(run_id) AS run FROM qshrink_solve(:cut, 'qaoa', 6, layers => 1, shots => 10, rounds => 1, seed => 3, options => '{"presolve": false, "proof": false}'))
	SELECT state FROM qshrink_task WHERE task_id = (SELECT qshrink_submit(:mis, jsonb_build_object('angles_from', run)) FROM r)), NULL, 'a run of the same statement is there');
SELECT is((SELECT state FROM qshrink_task ORDER BY task_id DESC LIMIT 1), 'queued', 'and fits');
SELECT throws_ok(format('SELECT qshrink_submit(%s, ''{"keep_shots": "many"}'')', :cut), '22023', NULL, 'what is wrong by itself is refused');

SELECT * FROM finish();
ROLLBACK;
