-- Attempts without an answer: each leaves a run that says so and that nothing counts as an
-- answer, and the next waits.  test/t/tasks.t has real workers.
\set ON_ERROR_STOP 1
BEGIN;
SELECT no_plan();

SELECT qshrink_mdkp('pack', 'VALUES (''tent'', 10), (''rope'', 9), (''stove'', 4)', 'VALUES (''w'', ''tent'', 6), (''w'', ''rope'', 5), (''w'', ''stove'', 3)', 'VALUES (''w'', 11)') AS pack \gset

-- ---------------------------------------------------------------------------
-- the row
SELECT qshrink_submit(:pack, '{"solver": "tabu", "rounds": 2}', 7, max_attempts => 20) AS task \gset
SELECT token FROM qshrink_claim('1 hour') \gset
SELECT is(qshrink_fail(:task, :token, '22012', 'division by zero'), 'queued', 'an attempt fails');
SELECT results_eq(format('SELECT status, stop_reason, error, sqlstate::text, seed, solver, settings, task_id, owner = current_user::text, n_variables, milliseconds >= 0, started_at IS NOT NULL, objective IS NULL AND bound IS NULL AND fingerprint IS NULL FROM qshrink_run WHERE problem_id = %s', :pack),
	format('VALUES (''failed'', ''error'', ''division by zero'', ''22012'', 7::bigint, ''tabu'', ''{"solver": "tabu", "rounds": 2}''::jsonb, %s::bigint, true, 3, true, true, true)', :task), 'and leaves a run');
SELECT results_eq(format('SELECT status, error, sqlstate, model_changed, is_scenario, seconds >= 0 FROM qshrink_history WHERE problem_id = %s', :pack), $$VALUES ('failed', 'division by zero', '22012', false, false, true)$$, 'which qshrink_history shows');

-- a lost worker, and a cancelled one
UPDATE qshrink_task SET run_at = now() WHERE task_id = :task;
SELECT token FROM qshrink_claim('1 hour') \gset
UPDATE qshrink_task SET lease_until = now() - interval '1 s' WHERE task_id = :task;
SELECT is_empty('SELECT * FROM qshrink_claim()', 'a lost task waits');
UPDATE qshrink_task SET run_at = now() WHERE task_id = :task;
SELECT token FROM qshrink_claim('1 hour') \gset
SELECT ok(qshrink_cancel(:task), 'a claim is cancelled');
SELECT is(qshrink_finish(:task, :token, qshrink_solve_model(qshrink_model(:pack), 7, '{"solver": "tabu"}')), NULL, 'its answer is not taken');
SELECT results_eq(format('SELECT status, stop_reason, error, sqlstate, milliseconds IS NULL FROM qshrink_run WHERE problem_id = %s ORDER BY run_id OFFSET 1', :pack),
	$$VALUES ('failed', 'error', 'the worker was lost', '08006', true), ('cancelled', 'cancelled', 'cancelled by qshrink_cancel', '57014', false)$$, 'each with a run');
SELECT qshrink_submit(:pack, '{"solver": "tabu"}', 8) AS waiting \gset
SELECT ok(qshrink_cancel(:waiting), 'a task that waits is cancelled');
SELECT qshrink_submit(:pack, '{"solver": "tabu"}', 9) AS unfit \gset
SELECT is((SELECT qshrink_fail(task_id, token, '0A000', 'no') FROM qshrink_claim()), 'misfit', 'and one is a misfit');
SELECT is_empty(format('SELECT 1 FROM qshrink_run WHERE task_id IN (%s, %s)', :waiting, :unfit), 'neither has run');
SELECT qshrink_submit(:pack, '{"solver": "tabu", "fixed": {"tent": 1}, "rhs": {"w": 5}, "scenario": "light"}', 10) AS scenario \gset
UPDATE qshrink_task SET state = 'running', attempts = 1, lease_until = now() + interval '1 hour' WHERE task_id = :scenario;
SELECT is(qshrink_fail(:scenario, 1, '22012', 'x'), 'queued', 'a scenario fails');
SELECT ok(is_scenario AND scenario = 'light' AND NOT model_changed, 'and is one') FROM qshrink_history WHERE run_id = (SELECT max(run_id) FROM qshrink_run);

-- ---------------------------------------------------------------------------
-- nobody takes it for an answer
SELECT throws_ok(format('SELECT * FROM qshrink_selection(%s)', :pack), '55000', format('problem %s has not been solved', :pack), 'nothing was solved yet');
SELECT throws_ok(format('SELECT * FROM qshrink_selection(%s, %s)', :pack, min(run_id)), '02000', format('run %s of problem %s has no answer: it was ended by an error', min(run_id), :pack), 'nor by this run') FROM qshrink_run WHERE status = 'failed';
SELECT throws_ok(format('SELECT * FROM qshrink_answer(%s, %s)', :pack, min(run_id)), '02000', format('run %s of problem %s has no answer: it was cancelled', min(run_id), :pack), 'nor that') FROM qshrink_run WHERE status = 'cancelled';
SELECT throws_ok(format('SELECT * FROM qshrink_activity(%s, %s)', :pack, min(run_id)), '02000', NULL, 'no activity') FROM qshrink_run WHERE status = 'failed';
SELECT throws_ok(format('SELECT * FROM qshrink_solve(%s, ''tabu'', options => ''{"start": "last"}'')', :pack), NULL, NULL, 'no start');
SELECT throws_ok(format('SELECT * FROM qshrink_qasm(%s, %s, 1)', :pack, min(run_id)), NULL, NULL, 'no circuit') FROM qshrink_run WHERE status = 'failed';
SELECT matches(qshrink_describe(:pack), 'solved as it is: (no|0) runs?', 'no run in its description');
SELECT is_empty(format('SELECT * FROM qshrink_leaderboard WHERE problem_id = %s', :pack), 'no place');
SELECT is_empty(format('SELECT * FROM qshrink_reference WHERE problem_id = %s AND reference IS NOT NULL', :pack), 'no reference');
SELECT run_id AS run, objective AS best FROM qshrink_solve(:pack, 'auto', seed => 1, solutions => 1) \gset
SELECT is((SELECT sum(runs) FROM qshrink_leaderboard WHERE problem_id = :pack), 1::numeric, 'one run counts');
SELECT is((SELECT string_agg(keys[1], ' ' ORDER BY keys) FROM qshrink_selection(:pack)), 'rope tent', 'and answers');
SELECT is((SELECT count(*) FROM qshrink_reference WHERE problem_id = :pack AND reference IS NOT NULL AND run_id = :run), 1::bigint, 'and is the reference');
SELECT is((SELECT count(*) FROM qshrink_compare(:run, (SELECT min(run_id) FROM qshrink_run WHERE status = 'failed'))) > 0, true, 'compared with what failed');

-- by hand: none with an answer, none without an error
SELECT throws_ok(format('INSERT INTO qshrink_run (problem_id, solver, status, n_variables%s) VALUES (%s, ''x'', %L, 3%s)', columns, :pack, status, numbers), '23514', NULL, status || columns)
	FROM (VALUES ('failed', '', ''), ('cancelled', '', ''), ('failed', ', error, objective', ', ''x'', 1'), ('failed', ', error, bound', ', ''x'', 1'), ('cancelled', ', error, fingerprint', ', ''x'', ''f'''), ('feasible', ', objective, error', ', 1, ''x''')) AS v (status, columns, numbers);

-- in a cell of an experiment the runs of its done tasks count
SELECT qshrink_experiment('cells', ARRAY[:pack], ARRAY['{"solver": "tabu"}']::jsonb[], '{1,2}', max_attempts => 1) AS cells \gset
SELECT is((SELECT qshrink_fail(task_id, token, '22012', 'broken') FROM qshrink_claim(experiment_id => :cells)), 'failed', 'a cell fails');
SELECT ok((SELECT qshrink_finish(task_id, token, qshrink_solve_model(model, seed, settings)) FROM qshrink_claim(experiment_id => :cells)) > 0, 'another is done');
SELECT results_eq(format('SELECT tasks, done, failed, runs, successes, error FROM qshrink_experiment_result WHERE experiment_id = %s', :cells), $$VALUES (2::bigint, 1::bigint, 1::bigint, 1::bigint, 1::bigint, 'broken')$$, 'the one that failed is none of the runs');

-- retention takes it as any other
CALL qshrink_prune('-1 day', removed => 0);
SELECT results_eq(format('SELECT run_id FROM qshrink_run WHERE problem_id = %s', :pack), format('VALUES (%s::bigint)', :run), 'the best stays');

-- ---------------------------------------------------------------------------
-- claims of one experiment alone
SELECT qshrink_experiment('mine', ARRAY[:pack], ARRAY['{"solver": "none"}']::jsonb[]) AS mine \gset
SELECT qshrink_submit(:pack, '{"solver": "tabu"}', priority => 100) AS other \gset
SELECT is((SELECT seed FROM qshrink_claim(experiment_id => :mine)), 1::bigint, 'of the experiment');
SELECT is_empty(format('SELECT * FROM qshrink_claim(experiment_id => %s)', :mine), 'and no other');
SELECT is((SELECT task_id FROM qshrink_claim()), :other::bigint, 'which waits for others');

-- ---------------------------------------------------------------------------
-- pauses double, up to a limit
DELETE FROM qshrink_task;
SELECT qshrink_submit(:pack, '{"solver": "tabu"}', max_attempts => 100) AS task \gset
CREATE TEMP TABLE t_pause (attempt integer, pause interval, left_over interval);
DO $$
BEGIN
	FOR k IN 1 .. 16 LOOP
		UPDATE qshrink_task SET run_at = '-infinity';
		PERFORM qshrink_fail(task_id, token, '22012', 'x') FROM qshrink_claim();
		INSERT INTO t_pause SELECT attempts, pause, run_at - clock_timestamp() FROM qshrink_task;
	END LOOP;
END
$$;
SELECT is_empty($$SELECT * FROM t_pause WHERE pause <> least(interval '0.1 s' * 2 ^ (attempt - 1), interval '10 min') OR left_over > pause$$, 'from 0.1 s to 10 minutes');
SELECT is_empty('SELECT * FROM t_pause WHERE attempt > 10 AND left_over < pause - interval ''30 s''', 'from now on');
SELECT is_empty('SELECT * FROM qshrink_claim()', 'meanwhile it is not claimed');
SELECT is((SELECT place FROM qshrink_queue WHERE task_id = :task), NULL, 'and has no place');
UPDATE qshrink_task SET state = 'failed';
SELECT ok(qshrink_retry(:task), 'tried again');
SELECT is((SELECT task_id FROM qshrink_claim()), :task::bigint, 'at once');
SELECT is(qshrink_fail(:task, 17, '22012', 'x'), 'queued', 'and when it fails');
SELECT is((SELECT pause FROM qshrink_task), interval '0.1 s', 'pauses begin anew');
UPDATE qshrink_task SET run_at = '-infinity';
SELECT is((SELECT qshrink_fail(task_id, token, '57014', 'interrupted') FROM qshrink_claim()), 'queued', 'an interrupt of the worker');
SELECT ok(run_at = '-infinity' AND pause = interval '0.1 s', 'is no error of the task') FROM qshrink_task;
SELECT throws_ok($$UPDATE qshrink_task SET pause = '100000 years'$$, '23514', NULL, 'no pause is so long that it ends a worker');

SELECT * FROM finish();
ROLLBACK;
