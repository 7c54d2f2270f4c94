-- Tasks without a worker: submitting, claims for workers elsewhere, steering, rights; and
-- the statistics, against values worked out by hand.  test/t/tasks.t has workers.
\set ON_ERROR_STOP 1
BEGIN;
SELECT no_plan();

SELECT qshrink_mdkp('pack', 'VALUES (''tent'', 10), (''rope'', 9), (''stove'', 4)', 'VALUES (''w'', ''tent'', 6), (''w'', ''rope'', 5), (''w'', ''stove'', 3)', 'VALUES (''w'', 11)') AS pack \gset
SELECT qshrink_create('free', '{(0,0):-1,(0,1):2,(1,1):-3,(2,2):1,(1,2):1}/3') AS free \gset

-- ---------------------------------------------------------------------------
-- submitting
SET LOCAL qshrink.solver = 'tabu';
SET LOCAL qshrink.max_qubits = 9;
SELECT qshrink_submit(:pack, '{"max_qubits": 5, "options": {"proof": false}, "rounds": null}', 7) AS task \gset
SELECT is(settings, '{"solver": "tabu", "proof": false, "max_qubits": 5}'::jsonb, 'options stand beside arguments, settings of the session that differ from the defaults too, nulls do not') FROM qshrink_task WHERE task_id = :task;
RESET qshrink.solver;
RESET qshrink.max_qubits;
SELECT is((SELECT count(DISTINCT seed) FROM qshrink_task WHERE task_id IN (qshrink_submit(:pack), qshrink_submit(:pack))), 0::bigint, 'a query does not see the tasks it submits');
SELECT is((SELECT count(DISTINCT seed) FROM qshrink_task WHERE settings = '{}'), 2::bigint, 'but they are there, each with a seed drawn');
SELECT throws_ok(format('SELECT qshrink_submit(%s, ''{"solvr": "tabu"}'')', :pack), '22023', 'unknown option "solvr"', 'an unknown setting');
SELECT throws_ok(format('SELECT qshrink_submit(%s, ''{"solver": "tabuu"}'')', :pack), '22023', 'unknown solver "tabuu"', 'an unknown solver');
SELECT throws_ok(format('SELECT qshrink_submit(%s, ''{"seed": 1}'')', :pack), '22023', NULL, 'the seed is an argument');
SELECT throws_ok(format('SELECT qshrink_submit(%s, ''[]'')', :pack), '22023', 'settings must be a JSON object', 'settings are an object');
SELECT throws_ok(format('SELECT qshrink_submit(%s, ''{"time_limit": "-1 s"}'')', :pack), '22023', NULL, 'a limit is not negative');
SELECT throws_ok(format('SELECT qshrink_submit(%s, max_attempts => 0)', :pack), '22023', NULL, 'one attempt at least');
SELECT throws_ok('SELECT qshrink_submit(-5)', 'P0002', NULL, 'no such problem');

-- ---------------------------------------------------------------------------
-- misfits are found when they are submitted, in the words of qshrink_solve
SELECT qshrink_experiment('fit', ARRAY[:pack, :free], ARRAY['{"solver": "qaoa", "mixer": "xy-ring", "presolve": false, "certified": false, "proof": false}', '{"correlation": "lp"}', '{"solver": "tabu"}']::jsonb[], '{1,2}') AS fit \gset
SELECT results_eq(format('SELECT problem_id, settings ? ''mixer'', settings ? ''correlation'', count(*) FROM qshrink_task WHERE experiment_id = %s AND state = ''misfit'' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3', :fit),
	format('VALUES (%s::bigint, true, false, 2::bigint), (%s, true, false, 2)', :pack, :free), 'a mixer without groups, for each seed');
SELECT is_empty(format('SELECT state FROM qshrink_task WHERE experiment_id = %s AND state <> ''misfit'' AND state <> ''queued''', :fit), 'the others are queued');
SELECT is((SELECT min(error) FROM qshrink_task WHERE experiment_id = :fit AND settings ? 'mixer' AND problem_id = :pack), format('solver "qaoa" cannot solve problem %s with these settings: solver, mixer and encoding do not fit together on this problem', :pack), 'with the reason');
SELECT throws_ok(format('SELECT count(*) FROM qshrink_solve(%s, ''qaoa'', seed => 1, options => ''{"mixer": "xy-ring", "presolve": false, "certified": false, "proof": false}'')', :pack), '0A000',
	format('solver "qaoa" cannot solve problem %s with these settings: solver, mixer and encoding do not fit together on this problem', :pack), 'the same');
SELECT is((SELECT max(sqlstate) FROM qshrink_task WHERE experiment_id = :fit AND state = 'misfit'), '0A000', 'and its SQLSTATE');
SELECT is(qshrink_experiment('fit', ARRAY[:pack, :free], ARRAY['{"solver": "tabu"}']::jsonb[], '{2,3}'), :fit::bigint, 'an experiment is found by its name');
SELECT is((SELECT count(*) FROM qshrink_task WHERE experiment_id = :fit), 14::bigint, 'and gets the cells that it lacks');
SELECT throws_ok(format('SELECT qshrink_experiment(''fit'', ARRAY[%s, -5])', :pack), 'P0002', NULL, 'all of its problems are there');
SELECT throws_ok('SELECT qshrink_experiment(''fit'', ''{}'')', '22023', 'problems is empty', 'and there are some');
DELETE FROM qshrink_experiment WHERE experiment_id = :fit;
SELECT is_empty(format('SELECT 1 FROM qshrink_task WHERE experiment_id = %s', :fit), 'its tasks go with it');

-- ---------------------------------------------------------------------------
-- claims for workers elsewhere
DELETE FROM qshrink_task;
SELECT qshrink_submit(:pack, '{"solver": "tabu", "time_limit": "1 s"}', 1) AS timed \gset
SELECT qshrink_submit(:pack, '{"solver": "tabu"}', 2) AS low \gset
SELECT qshrink_submit(:pack, '{"solver": "tabu"}', 3, priority => 1, max_attempts => 2) AS high \gset
SELECT qshrink_submit(:pack, '{"solver": "tabu"}', 4, priority => 5, run_at => now() + interval '1 hour') AS later \gset
CREATE TEMP TABLE t_claim AS SELECT * FROM qshrink_claim('1 hour', 'far away');
SELECT results_eq('SELECT task_id, token, seed, settings FROM t_claim', format('VALUES (%s::bigint, 1::bigint, 3::bigint, ''{"solver": "tabu"}''::jsonb)', :high), 'the one of the highest priority that is due');
SELECT is((SELECT model FROM t_claim), qshrink_model(:pack), 'with its model');
SELECT is((SELECT worker FROM qshrink_queue WHERE task_id = :high), 'far away', 'claimed');
SELECT is((SELECT task_id FROM qshrink_claim()), :low::bigint, 'then the next');
SELECT is_empty('SELECT * FROM qshrink_claim()', 'not what ends by the clock, which the pure form cannot');
SELECT ok(qshrink_renew(:high, 1), 'a claim is renewed');
SELECT is_empty(format('SELECT token FROM unnest(''{0, 2, -1, 4294967297, -4294967295, 9223372036854775807, -9223372036854775808}''::bigint[]) AS token
	WHERE qshrink_renew(%1$s, token) OR qshrink_fail(%1$s, token, ''XX000'', ''x'') IS NOT NULL', :high), 'by its token only');
SELECT ok(NOT qshrink_renew(:high, 2), 'with its token only');
SELECT is(qshrink_fail(:high, 2, '22012', 'wrong'), NULL, 'so for errors');
SELECT is(qshrink_fail(:high, 1, '22012', 'division'), 'queued', 'an error puts it back');
UPDATE qshrink_task SET run_at = now() WHERE task_id = :high;
SELECT is((SELECT token FROM qshrink_claim() WHERE task_id = :high), 2::bigint, 'claimed again');
SELECT is(qshrink_fail(:high, 2, '22012', 'division'), 'failed', 'until its attempts are used up');
SELECT results_eq(format('SELECT state, error, sqlstate, attempts FROM qshrink_task WHERE task_id = %s', :high), $$VALUES ('failed', 'division', '22012', 2)$$, 'with the error');
SELECT throws_ok(format('SELECT qshrink_fail(%s, 2, ''2201'', ''x'')', :high), '22023', NULL, 'an SQLSTATE has five characters');
SELECT ok(qshrink_retry(:high, 1), 'tried again');
UPDATE qshrink_task SET lease_until = now() - interval '1 s' WHERE task_id = :low;
CREATE TEMP TABLE t_again AS SELECT * FROM qshrink_claim();
UPDATE qshrink_task SET run_at = now() WHERE task_id = :low;
CREATE TEMP TABLE t_lost AS SELECT * FROM qshrink_claim();
SELECT results_eq('SELECT task_id, token FROM t_again UNION ALL SELECT task_id, token FROM t_lost', format('VALUES (%s::bigint, 3::bigint), (%s, 2)', :high, :low), 'and so is one whose lease is over');
SELECT is(qshrink_finish(:low, 1, qshrink_solve_model(qshrink_model(:pack), 2, '{"solver": "tabu"}')), NULL, 'the answer of who lost it comes too late');
SELECT is((SELECT count(*) FROM qshrink_run WHERE status <> 'failed'), 0::bigint, 'and is not stored');
SELECT qshrink_finish(task_id, token, qshrink_solve_model(model, seed, settings), 5) AS run FROM t_lost \gset
SELECT results_eq(format('SELECT state, run_id FROM qshrink_task WHERE task_id = %s', :low), format('VALUES (''done'', %s::bigint)', :run), 'that of the last is');
SELECT ok(qshrink_cancel(:high), 'a claim elsewhere is cancelled');
SELECT ok(NOT qshrink_renew(:high, 3), 'which it hears when it renews');
SELECT is(qshrink_finish(task_id, token, qshrink_solve_model(model, seed, settings)), NULL, 'no answer is taken') FROM t_again;
SELECT is((SELECT state FROM qshrink_task WHERE task_id = :high), 'cancelled', 'cancelled');
SELECT throws_ok('SELECT qshrink_claim(''0'')', '22023', 'lease must be positive', 'a lease takes time');

-- ---------------------------------------------------------------------------
-- statistics: Wilson's interval as in his paper's formula, by hand
SELECT is(round(low::numeric, 6), 0.490162, '8 of 10, low') FROM qshrink_success_interval(8, 10);
SELECT is(round(high::numeric, 6), 0.943318, '8 of 10, high') FROM qshrink_success_interval(8, 10);
-- z = 1.959963984540054: z^2 / (n + z^2)
SELECT is(round(high::numeric, 6), round((1.959963984540054 ^ 2 / (20 + 1.959963984540054 ^ 2))::numeric, 6), 'none of 20') FROM qshrink_success_interval(0, 20);
SELECT is(low, 0::float8, 'begins at 0') FROM qshrink_success_interval(0, 20);
SELECT is(high, 1::float8, 'all end at 1') FROM qshrink_success_interval(20, 20);
SELECT is(round(low::numeric, 9), round((1 - 1.959963984540054 ^ 2 / (20 + 1.959963984540054 ^ 2))::numeric, 9), 'all of 20 mirrors none') FROM qshrink_success_interval(20, 20);
SELECT is(low, NULL, 'nothing is known without a trial') FROM qshrink_success_interval(0, 0);
SELECT throws_ok('SELECT qshrink_success_interval(3, 2)', '22023', NULL, 'more successes than trials');
SELECT throws_ok('SELECT qshrink_success_interval(1, 2, 1)', '22023', NULL, 'certainty');
SELECT is(round(qshrink_time_to_solution(2, 0.5)::numeric, 9), round((2 * ln(0.01) / ln(0.5))::numeric, 9), 'time to solution');
SELECT is(qshrink_time_to_solution(2, 0.99), 2::float8, 'one run at 99 %');
SELECT is(qshrink_time_to_solution(2, 1), 2::float8, 'and at 100 %');
SELECT is(qshrink_time_to_solution(2, 0), 'Infinity'::float8, 'never at 0');
SELECT is(qshrink_time_to_solution(2, NULL), NULL, 'unknown of the unknown');
SELECT is(qshrink_ratio(o, r), x, format('ratio of %s to %s', o, r)) FROM (VALUES (8::float8, 10::float8, 0.8::float8), (10, 8, 0.8), (-8, -10, 0.8), (-10, -8, 0.8), (-2, 10, -0.2), (0, 10, 0), (0, 0, 1), (1, 0, NULL)) AS v (o, r, x);
SELECT ok(qshrink_reaches(10, 10, 'max') AND qshrink_reaches(11, 10, 'max') AND NOT qshrink_reaches(9, 10, 'max') AND qshrink_reaches(9, 10, 'min') AND NOT qshrink_reaches(11, 10, 'min'), 'the optimum, or better');

-- shots of a round are counted: every shot of the control arm is judged again by hand
SELECT qshrink_create('pairs', '{(0,0):-1,(1,1):-1,(2,2):-1,(3,3):-1,(0,1):2,(2,3):2}/4') AS pairs \gset
SELECT qshrink_constrain(:pairs, 'SELECT ''one'', v, 1, ''<='', 1 FROM unnest(ARRAY[0, 1]) AS v') AS rows \gset
SELECT run_id AS run FROM qshrink_solve(:pairs, 'uniform', max_qubits => 4, shots => 5000, rounds => 1, seed => 1, solutions => 1,
	options => '{"proof": false, "certified": false, "presolve": false, "repair": false, "polish": false, "effort": 0, "anchor": false, "legality": false, "log": "all"}') \gset
SELECT is((SELECT shots FROM qshrink_round WHERE run_id = :run AND round = 1), 5000::bigint, 'all shots');
-- of 16 assignments 12 are feasible; 4 of them have objective -2; the mean of the feasible is -14/12
SELECT ok(abs(raw_feasible_share - 0.75) < 0.03 AND abs(best_shots / 5000.0 - 0.25) < 0.03 AND abs(shot_objective + 14.0 / 12) < 0.03 AND raw_objective = -2, 'shots at random, as often as chance has it')
	FROM qshrink_round WHERE run_id = :run AND round = 1;
SELECT is_empty(format('SELECT 1 FROM qshrink_shot_result WHERE run_id = %s AND (reference IS NOT NULL OR optimum_probability IS NOT NULL OR reference_source IS NOT NULL)', :run), 'without an optimum nothing is judged');
UPDATE qshrink_problem SET best_known = -2 WHERE problem_id = :pairs;
SELECT results_eq(format('SELECT reference, reference_source, optimum_probability = optimum_shots / 5000.0::float8, abs(expected_ratio - 14.0 / 24) < 0.02, best_ratio FROM qshrink_shot_result WHERE run_id = %s AND round = 1', :run),
	$$VALUES (-2::float8, 'best_known', true, true, 1::float8)$$, 'by best_known');
SELECT count(*) FROM qshrink_solve(:pairs, 'auto', seed => 1) \gset ignored_
SELECT is((SELECT DISTINCT reference_source FROM qshrink_shot_result WHERE run_id = :run), 'proof', 'and by a proof, where there is one');
UPDATE qshrink_problem SET best_known = -3 WHERE problem_id = :pairs;
SELECT is((SELECT DISTINCT reference FROM qshrink_reference WHERE problem_id = :pairs), -2::float8, 'which comes before best_known');

-- a cell of an experiment: 10 runs, of which 8 reach the optimum
SELECT qshrink_create('judged', '{(0,0):-4}/1') AS judged \gset
UPDATE qshrink_problem SET best_known = -4 WHERE problem_id = :judged;
SELECT qshrink_experiment('by hand', ARRAY[:judged], ARRAY['{"solver": "none"}']::jsonb[], ARRAY(SELECT generate_series(1, 12))) AS hand \gset
WITH run AS (INSERT INTO qshrink_run (problem_id, solver, status, objective, n_variables, fingerprint, milliseconds, seed)
	SELECT :judged, 'none', 'feasible', CASE WHEN k <= 8 THEN -4 ELSE -3 END, 1, qshrink_fingerprint(:judged), 500, k FROM generate_series(1, 10) AS k RETURNING run_id, seed)
UPDATE qshrink_task AS t SET state = 'done', run_id = run.run_id FROM run WHERE t.experiment_id = :hand AND t.seed = run.seed;
UPDATE qshrink_task SET state = 'failed', error = 'no' WHERE experiment_id = :hand AND seed = 11;
SELECT results_eq(format('SELECT tasks, queued, done, failed, runs, successes, success_probability, best_objective, mean_ratio, reference_source, mean_milliseconds, error FROM qshrink_experiment_result WHERE experiment_id = %s', :hand),
	$$VALUES (12::bigint, 1::bigint, 10::bigint, 1::bigint, 10::bigint, 8::bigint, 0.8::float8, -4::float8, 0.95::float8, 'best_known', 500::float8, 'no')$$, 'eight of ten');
SELECT results_eq(format('SELECT round(success_probability_low::numeric, 6), round(success_probability_high::numeric, 6), round(time_to_solution::numeric, 6), round(time_to_solution_low::numeric, 6), round(time_to_solution_high::numeric, 6) FROM qshrink_experiment_result WHERE experiment_id = %s', :hand),
	$$VALUES (0.490162, 0.943318, round((0.5 * ln(0.01) / ln(0.2))::numeric, 6), round((0.5 * ln(0.01) / ln(1 - 0.9433178485456247))::numeric, 6), round((0.5 * ln(0.01) / ln(1 - 0.49016247153664183))::numeric, 6))$$, 'with its confidence');

-- ---------------------------------------------------------------------------
-- handed over
CREATE ROLE t_task_old;
CREATE ROLE t_task_new;
UPDATE qshrink_experiment SET owner = 't_task_old' WHERE experiment_id = :hand;
SELECT is((SELECT count(*) FROM qshrink_task WHERE owner = 't_task_old'), 12::bigint, 'tasks follow their experiment');
SELECT is(qshrink_reassign('t_task_old', 't_task_new'), 0::bigint, 'no problem is handed over');
SELECT is((SELECT count(*) FROM qshrink_task AS t JOIN qshrink_experiment AS e USING (experiment_id, owner) WHERE owner = 't_task_new'), 12::bigint, 'but the experiment with its tasks');

SELECT * FROM finish();
ROLLBACK;
