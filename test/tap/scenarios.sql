-- What-if runs: fixed by key in every form, right-hand sides changed for one run, names
-- of scenarios; and two runs compared.
\set ON_ERROR_STOP 1
BEGIN;
SELECT no_plan();
SET LOCAL client_min_messages = error;

CREATE FUNCTION pg_temp.failure(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE statement;
	RETURN 'none';
EXCEPTION WHEN OTHERS THEN
	RETURN sqlstate || ' ' || sqlerrm;
END $$;

SELECT qshrink_mdkp('pack', 'VALUES (''tent'', 30), (''stove'', 22), (''rope'', 15), (''camera'', 26), (''books'', 12), (''radio'', 18)',
	$$VALUES ('weight','tent',7), ('weight','stove',4), ('weight','rope',3), ('weight','camera',3), ('weight','books',4), ('weight','radio',2),
		('space','tent',6), ('space','stove',3), ('space','rope',2), ('space','camera',2), ('space','books',4), ('space','radio',3)$$,
	'VALUES (''weight'', 14), (''space'', 12)') AS pack \gset
SELECT qshrink_create('stores', '{(0,0):3,(1,1):1,(2,2):2}/3', keys => '{a,b,c}') AS stores \gset
UPDATE qshrink_variable SET keys = ARRAY['S8', 'sku' || variable + 1] WHERE problem_id = :stores;
SELECT count(*) FROM qshrink_constrain(:stores, $$SELECT 'two', ARRAY['S8', 'sku' || k], 1, '>=', 2 FROM generate_series(1, 3) AS k$$) \gset ignore_
SELECT qshrink_qap('places', 'VALUES (1,2,3), (2,3,1)', 'VALUES (1,2,1), (2,3,4)') AS places \gset
CREATE FUNCTION pg_temp.solve(id bigint, arguments text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	EXECUTE format('SELECT objective FROM qshrink_solve(%s, ''auto'', seed => 1, solutions => 1, %s)', id, arguments) INTO result;
	RETURN result;
EXCEPTION WHEN OTHERS THEN
	RETURN sqlstate || ' ' || sqlerrm;
END $$;

-- ---------------------------------------------------------------------------
-- fixed: one meaning, several ways to write it
SELECT is(pg_temp.solve(:pack, format('fixed => %L', f)), '78', f) FROM unnest(ARRAY['{"tent": 1, "rope": 0}', '[["tent", 1], ["rope", false]]', '[[["tent"], true], [["rope"], 0]]',
	'[{"keys": "tent", "value": 1}, ["rope", 0]]', '{"0": 1, "2": 0}']) AS f;
SELECT is((SELECT count(DISTINCT fixed) FROM qshrink_run WHERE problem_id = :pack), 1::bigint, 'they leave one record');
SELECT is(pg_temp.solve(:stores, format('fixed => %L', f)), '5', f) FROM unnest(ARRAY['[["S8", "sku2"], 0]', '[[["S8", "sku2"], 0]]', '[{"keys": ["S8", "sku2"], "value": 0}]']) AS f;
SELECT is((SELECT DISTINCT fixed FROM qshrink_run WHERE problem_id = :stores), '[{"keys": ["S8", "sku2"], "value": 0, "variable": 1}]'::jsonb, 'and so do these');
SELECT is(pg_temp.solve(:stores, format('fixed => %L', (SELECT DISTINCT fixed FROM qshrink_run WHERE problem_id = :stores))), '5', 'which can be given back');
SELECT matches(pg_temp.solve(:stores, format('fixed => %L', f)), message, f) FROM (VALUES
	('[[["S8", "sku9"], 0]]', '^22023 fixed names \["S8", "sku9"\], which is no variable'), ('[["S8", "sku9"], 0]', '^22023 fixed names \["S8", "sku9"\]'),
	('[[["S8", "sku2"], 2]]', '^22023 fixed gives \["S8", "sku2"\] the value 2'), ('[[["S8", "sku2"], 0, 1]]', '^22023 fixed has the element'),
	('[[[], 0]]', '^22023 fixed'), ('[[["S8", null], 0]]', '^22023 fixed'), ('[[["S8", "sku2"]]]', '^22023 fixed has the element'), ('[]', '^22023 fixed is empty'),
	('[[["S8", "sku2"], 0], [["S8", "sku2"], 1]]', '^22023 fixed gives variable 1 both values'), ('[["S8", "sku2"], null]', '^22023 fixed gives')) AS v (f, message);

-- ---------------------------------------------------------------------------
-- right-hand sides of one run
SELECT objective AS whole FROM qshrink_solve(:pack, 'auto', seed => 1, solutions => 1) \gset
SELECT run_id AS less, objective AS lower, feasible FROM qshrink_solve(:pack, 'auto', seed => 1, solutions => 1, options => '{"rhs": {"weight": 7}, "scenario": "light"}') \gset
SELECT is(:'lower'::text, '48', 'less may be carried');
SELECT is(:'feasible'::text, 't', 'a row is judged by what was solved');
SELECT run_id AS more, objective AS higher, feasible AS more_feasible FROM qshrink_solve(:pack, 'auto', seed => 1, solutions => 1, options => '{"rhs": {"weight": 100, "space": 15.5}}') \gset
SELECT is(:'more_feasible'::text, 't', 'also where that is more than the problem allows');
SELECT cmp_ok(:higher::float8, '>', :whole::float8, 'and is worth more');
SELECT isnt_empty(format('SELECT v.* FROM qshrink_solution AS s, LATERAL qshrink_verify(s.problem_id, s.assignment) AS v WHERE s.run_id = %s', :more), 'which the rows as stored do not');
SELECT results_eq(format('SELECT label, rhs, slack >= 0 FROM qshrink_activity(%s, %s) ORDER BY label', :pack, :more), $$VALUES ('space', 15.5::float8, true), ('weight', 100, true)$$, 'its activity is that of what was solved');
SELECT results_eq(format('SELECT label, rhs FROM qshrink_activity(%s) ORDER BY label', :pack), $$VALUES ('space', 12::float8), ('weight', 14)$$, 'that of the answer is not');
SELECT results_eq(format('SELECT scenario, changed_rhs, fixed, settings #> ''{options,rhs}'' FROM qshrink_run WHERE run_id = %s', :less),
	$$VALUES ('light', '{"weight": 7}'::jsonb, NULL::jsonb, '{"weight": 7}'::jsonb)$$, 'the run says what was changed');
SELECT results_eq(format('SELECT is_scenario, scenario, model_changed FROM qshrink_history WHERE run_id = %s', :less), $$VALUES (true, 'light', false)$$, 'the history marks it');
SELECT is((SELECT fingerprint FROM qshrink_run WHERE run_id = :less), qshrink_fingerprint(:pack), 'the model it was made on is that of the problem');
SELECT is((SELECT rhs FROM qshrink_constraint WHERE problem_id = :pack AND label = 'weight'), 14::float8, 'which is as it was');
SELECT is((SELECT sum(i.joy) FROM qshrink_selection(:pack) AS s JOIN (VALUES ('tent', 30), ('stove', 22), ('rope', 15), ('camera', 26), ('books', 12), ('radio', 18)) AS i (name, joy) ON i.name = s.keys[1])::text, :'whole', 'no scenario is the answer');
SELECT is((SELECT max(best_objective)::text FROM qshrink_leaderboard WHERE problem_id = :pack), :'whole', 'nor on the leaderboard');
SELECT is((SELECT count(*) FROM qshrink_selection(:pack, :more)), 4::bigint, 'unless it is asked for');
SELECT is(pg_temp.solve(:pack, format('options => %L', (SELECT settings -> 'options' FROM qshrink_run WHERE run_id = :less))), :'lower', 'options given back make the same run');
SELECT run_id AS stuck FROM qshrink_solve(:pack, 'auto', seed => 1, solutions => 1, fixed => '{"tent": 1}', options => '{"rhs": {"weight": 6}}') \gset
SELECT is((SELECT status FROM qshrink_run WHERE run_id = :stuck), 'infeasible', 'a scenario may have no solution');
SELECT run_id AS named FROM qshrink_solve(:pack, 'auto', seed => 1, solutions => 1, options => '{"scenario": "as it is"}') \gset
SELECT results_eq(format('SELECT is_scenario, scenario FROM qshrink_history WHERE run_id = %s', :named), $$VALUES (false, 'as it is')$$, 'a name alone changes nothing');
SELECT isnt_empty(format('SELECT * FROM qshrink_shrink(%s, 2, options => ''{"rhs": {"weight": 7}}'')', :pack), 'a shrink takes them as well');
SELECT matches(pg_temp.solve(:pack, format('options => %L', o)), message, o) FROM (VALUES
	('{"rhs": {"wieght": 7}}', '^22023 option "rhs" names "wieght", which is no constraint'), ('{"rhs": {}}', '^22023 option "rhs" is empty'),
	('{"rhs": {"weight": "7"}}', '^22023 option "rhs" gives "weight" a value that is no number'), ('{"rhs": {"weight": null}}', '^22023'),
	('{"rhs": 7}', '^22023'), ('{"rhs": []}', '^22023'), ('{"rhs": {"weight": 1e400}}', '^22003'), ('{"rhs": {"weight": 1e308, "space": 1e309}}', '^22003'),
	('{"scenario": 1}', '^22023'), ('{"scenario": ""}', '^22023')) AS v (o, message);
SELECT matches(pg_temp.solve(:places, 'options => ''{"rhs": {"1": 2}}'''), '^22023 option "rhs" names "1"', 'what makes an assignment one cannot be changed');

-- counts measured on the circuit of a scenario are one, too
SELECT min(run_id) AS measured FROM qshrink_solve(:pack, rounds => 1, shots => 20, seed => 1, max_qubits => 4,
	options => '{"presolve": false, "certified": false, "proof": false, "rhs": {"weight": 9}, "scenario": "measured"}') \gset
SELECT min(run_id) AS counted FROM qshrink_import_counts(:pack, :measured, NULL, (SELECT jsonb_build_object(repeat('0', qubo_size(qubo)), 5) FROM qshrink_round WHERE run_id = :measured AND qubo IS NOT NULL)) \gset
SELECT results_eq(format('SELECT changed_rhs, scenario FROM qshrink_run WHERE run_id = %s', :counted), $$VALUES ('{"weight": 9}'::jsonb, 'measured')$$, 'counts of a scenario make a scenario');

-- ---------------------------------------------------------------------------
-- comparing
SELECT run_id AS all_in FROM qshrink_solve(:pack, 'auto', seed => 1, solutions => 1) \gset
SELECT is(qshrink_best_run(:pack), (SELECT min(run_id) FROM qshrink_run WHERE problem_id = :pack AND fixed IS NULL AND changed_rhs IS NULL), 'the best run is the first that found the best answer');
SELECT run_id AS no_tent FROM qshrink_solve(:pack, 'auto', seed => 1, solutions => 1, fixed => '{"camera": 0}') \gset
SELECT set_eq(format('SELECT change, keys[1], value_a, value_b FROM qshrink_compare(%s, %s) WHERE change <> ''objective''', :all_in, :no_tent),
	format($$SELECT CASE WHEN b.keys IS NULL THEN 'out' ELSE 'in' END AS change, (coalesce(a.keys, b.keys))[1] AS key, (a.keys IS NOT NULL)::integer::float8 AS value_a, (b.keys IS NOT NULL)::integer::float8 AS value_b
		FROM qshrink_selection(%1$s, %2$s) AS a FULL JOIN qshrink_selection(%1$s, %3$s) AS b USING (variable) WHERE a.keys IS NULL OR b.keys IS NULL$$, :pack, :all_in, :no_tent), 'what came in and went out');
SELECT results_eq(format('SELECT change, value_a, value_b FROM qshrink_compare(%s, %s) LIMIT 1', :all_in, :no_tent),
	format('SELECT ''objective'', (SELECT objective FROM qshrink_run WHERE run_id = %s), (SELECT objective FROM qshrink_run WHERE run_id = %s)', :all_in, :no_tent), 'and what it is worth, first');
SELECT results_eq(format('SELECT change, variable, keys, value_a, value_b FROM qshrink_compare(%s, %s)', :all_in, :stuck),
	format('SELECT ''objective'', NULL::integer, NULL::text[], objective, NULL::float8 FROM qshrink_run WHERE run_id = %s', :all_in), 'no solution has nothing to compare');
SELECT is((SELECT count(*) FROM qshrink_compare(:all_in, :all_in)), 1::bigint, 'a run with itself');
SELECT matches(pg_temp.failure(format('SELECT * FROM qshrink_compare(%s, (SELECT min(run_id) FROM qshrink_run WHERE problem_id = %s))', :all_in, :stores)), '^22023 run \d+ is of problem', 'runs of two problems');
SELECT is(pg_temp.failure(format('SELECT * FROM qshrink_compare(%s, -1)', :all_in)), 'P0002 run -1 does not exist', 'no such run');
SELECT is(pg_temp.failure(format('SELECT * FROM qshrink_compare(%s, NULL)', :all_in)), '22004 run_b must not be null', 'null');
SELECT matches(pg_temp.failure('SELECT qshrink_best_run(-1)'), '^P0002 problem -1 does not exist', 'no such problem');
SELECT matches(pg_temp.failure(format('SELECT qshrink_best_run(%s)', :places)), '^55000 problem \d+ has not been solved', 'no such answer');
CREATE ROLE t_stranger;
SET LOCAL ROLE t_stranger;
SELECT is(pg_temp.failure(format('SELECT * FROM qshrink_compare(%s, %s)', :all_in, :no_tent)), format('P0002 run %s does not exist', :all_in), 'runs of others are none');
RESET ROLE;

-- across a change of the problem: rope leaves, a lamp comes, numbers change, keys tell
DELETE FROM qshrink_constraint WHERE problem_id = :pack AND label = 'space';
DELETE FROM qshrink_variable WHERE problem_id = :pack;
INSERT INTO qshrink_variable (problem_id, variable, keys) SELECT :pack, k - 1, ARRAY[key] FROM unnest('{lamp,radio,books,camera,stove,tent,map}'::text[]) WITH ORDINALITY AS u (key, k);
UPDATE qshrink_problem SET n_variables = 7, objective = '{(0,0):40,(1,1):18,(2,2):12,(3,3):26,(4,4):22,(5,5):30,(6,6):1}/7' WHERE problem_id = :pack;
UPDATE qshrink_constraint SET variables = '{0,1,2,3,4,5}', coefficients = '{3,2,4,3,4,7}' WHERE problem_id = :pack;
SELECT run_id AS after FROM qshrink_solve(:pack, 'auto', seed => 1, solutions => 1) \gset
SELECT set_eq(format('SELECT keys[1] FROM qshrink_selection(%s, %s)', :pack, :after), ARRAY['lamp', 'camera', 'stove', 'radio', 'map'], 'what is chosen now');
SELECT set_eq(format('SELECT change, keys[1], value_a, value_b FROM qshrink_compare(%s, %s) WHERE change <> ''objective''', :no_tent, :after),
	format($$SELECT 'out' AS change, k.keys[1] AS key, 1::float8 AS value_a, CASE WHEN k.keys[1] <> 'rope' THEN 0::float8 END AS value_b FROM (SELECT keys FROM qshrink_selection(%1$s, %2$s) WHERE keys[1] NOT IN ('lamp', 'camera', 'stove', 'radio', 'map')) AS k
		UNION ALL SELECT 'in', c, CASE WHEN c NOT IN ('lamp', 'map') THEN 0::float8 END, 1::float8 FROM unnest('{lamp,camera,stove,radio,map}'::text[]) AS c
		WHERE c NOT IN (SELECT keys[1] FROM qshrink_selection(%1$s, %2$s))$$, :pack, :no_tent), 'compared by key');
SELECT set_has(format('SELECT keys[1] FROM qshrink_selection(%s, %s)', :pack, :no_tent), $$VALUES ('tent'::text)$$, 'an old run is read by the keys it knew');

SELECT * FROM finish();
ROLLBACK;
