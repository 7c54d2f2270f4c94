-- A cell of an experiment is there once, however often the lists name it, and what is said
-- of experiments is said while their tasks are in any state.
\set ON_ERROR_STOP 1
BEGIN;
SELECT no_plan();

SELECT qshrink_mis('one', 'VALUES (1, 2), (2, 3)') AS one \gset
SELECT qshrink_mis('two', 'VALUES (1, 2)') AS two \gset

-- ---------------------------------------------------------------------------
-- lists with repetitions, settings written in several ways: the cells are the distinct ones
CREATE TEMP TABLE t_way AS SELECT * FROM (VALUES (0, '{"rounds": 1}'::jsonb), (0, '{"rounds": 1.0}'), (0, '{"options": {"rounds": 1}}'), (0, '{"rounds": 1, "solver": null}'),
	(1, '{"rounds": 2}'), (1, '{"rounds": 2e0}'), (2, '{}'), (2, '{"options": {}}')) AS w (kind, settings);
CREATE TEMP TABLE t_list AS
	SELECT k, ARRAY(SELECT CASE WHEN abs(hashint8(100 * k + g)) % 2 = 0 THEN :one ELSE :two END FROM generate_series(1, 1 + k % 4) AS g)::bigint[] AS problems,
		ARRAY(SELECT settings FROM t_way ORDER BY md5(settings::text || k) LIMIT 1 + k % 6) AS settings,
		ARRAY(SELECT abs(hashint8(7 * k + g)) % 3 FROM generate_series(1, 1 + k % 5) AS g)::bigint[] AS seeds
	FROM generate_series(1, 30) AS k;
CREATE TEMP VIEW v_cells AS SELECT k, (SELECT count(DISTINCT p) FROM unnest(problems) AS p) * (SELECT count(DISTINCT s) FROM unnest(seeds) AS s)
	* (SELECT count(DISTINCT kind) FROM unnest(settings) AS u JOIN t_way AS w ON w.settings::text = u::text) AS cells FROM t_list;
CREATE TEMP TABLE t_made AS SELECT k, qshrink_experiment('made ' || k, problems, settings, seeds) AS id FROM t_list;
SELECT is((SELECT count(*) FROM qshrink_task WHERE experiment_id = id), cells, format('experiment %s has each cell once', k)) FROM t_made JOIN v_cells USING (k);
SELECT is_empty('SELECT experiment_id, problem_id, settings, seed FROM qshrink_task GROUP BY 1, 2, 3, 4 HAVING count(*) > 1', 'no cell is there twice');
CREATE TEMP TABLE t_again AS SELECT k, qshrink_experiment('made ' || k, problems, settings, seeds) AS id FROM t_list;
SELECT is((SELECT count(*) FROM qshrink_task WHERE experiment_id = id), cells, format('experiment %s called again adds nothing', k)) FROM t_again JOIN v_cells USING (k);
SELECT qshrink_experiment('order', ARRAY[:two, :one, :two], seeds => '{9, 5, 9, 7}') AS ordered \gset
SELECT results_eq('SELECT problem_id, seed FROM qshrink_task WHERE experiment_id = ' || :ordered || ' ORDER BY task_id',
	format('VALUES (%1$s::bigint, 9::bigint), (%2$s, 9), (%1$s, 5), (%2$s, 5), (%1$s, 7), (%2$s, 7)', :two, :one), 'in the order of the lists');

SELECT throws_ok(format('SELECT qshrink_experiment('''', ARRAY[%s])', :one), '22023', 'the name of an experiment is empty', 'an empty name');
SELECT throws_ok(format('SELECT qshrink_experiment(repeat(''x'', 1001), ARRAY[%s])', :one), '54000', 'the name of an experiment has 1001 bytes, more than 1000', 'a long name');
SELECT lives_ok(format('SELECT qshrink_experiment(repeat(''x'', 1000), ARRAY[%s])', :one), 'a name as long as can be');

-- ---------------------------------------------------------------------------
-- tasks in all states, with runs and without
SELECT max(run_id) AS run FROM qshrink_solve(:one, seed => 1) \gset
SELECT qshrink_experiment('states', ARRAY[:one], seeds => '{1, 2}') AS states \gset
CREATE TEMP TABLE t_state AS SELECT unnest(ARRAY['queued', 'running', 'done', 'done, run deleted', 'failed', 'cancelled', 'misfit']) AS state;
CREATE FUNCTION pg_temp.said(one text, two text, states bigint, run bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	said text;
BEGIN
	UPDATE qshrink_task SET state = split_part(given, ',', 1), lease_until = CASE given WHEN 'running' THEN now() END,
		run_id = CASE given WHEN 'done' THEN run WHEN 'done, run deleted' THEN -1 END
		FROM (SELECT task_id AS id, CASE seed WHEN 1 THEN one ELSE two END AS given FROM qshrink_task WHERE experiment_id = states) AS g WHERE task_id = id;
	SELECT concat_ws(' ', queued, running, done, failed, cancelled, misfits, runs, successes, model_changed) INTO STRICT said
		FROM qshrink_experiment_result AS e WHERE experiment_id = states AND e::text IS NOT NULL;
	RETURN said;
END $$;
SELECT is(pg_temp.said(a.state, b.state, :states, :run), concat_ws(' ', counted, runs, CASE WHEN runs > 0 THEN runs || ' f' END), format('%s and %s', a.state, b.state))
	FROM t_state AS a, t_state AS b,
		LATERAL (SELECT (a.state = 'done')::int + (b.state = 'done')::int AS runs) AS r,
		LATERAL (SELECT string_agg(((split_part(a.state, ',', 1) = s)::int + (split_part(b.state, ',', 1) = s)::int)::text, ' ' ORDER BY o) AS counted
			FROM unnest(ARRAY['queued', 'running', 'done', 'failed', 'cancelled', 'misfit']) WITH ORDINALITY AS u (s, o)) AS c;

-- ---------------------------------------------------------------------------
-- shots: of runs that measured some, and beside an optimum that is known
SELECT qshrink_mis('ring', 'SELECT v, v % 12 + 1 FROM generate_series(1, 12) AS v') AS ring \gset
SELECT count(run_id) FROM qshrink_solve(:ring, 'none', max_qubits => 6, rounds => 1, seed => 1, options => '{"presolve": false, "proof": false, "certified": false}') \gset
SELECT max(run_id) AS silent FROM qshrink_run \gset
SELECT count(run_id) FROM qshrink_solve(:ring, 'uniform', max_qubits => 6, shots => 100, rounds => 1, seed => 1, options => '{"presolve": false, "proof": false, "certified": false}') \gset
SELECT max(run_id) AS loud FROM qshrink_run \gset
SELECT qshrink_experiment('shots', ARRAY[:ring], seeds => '{1, 2}') AS shots \gset
CREATE FUNCTION pg_temp.measured(shots bigint, one bigint, two bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	said text;
BEGIN
	UPDATE qshrink_task SET state = 'done', run_id = CASE seed WHEN 1 THEN one ELSE two END WHERE experiment_id = shots;
	SELECT concat_ws(' ', e.shots, optimum_probability IS NULL, optimum_probability > 1) INTO STRICT said FROM qshrink_experiment_result AS e WHERE experiment_id = measured.shots;
	RETURN said;
END $$;
SELECT is(pg_temp.measured(:shots, :silent, :silent), 't', 'nothing was measured: no shots, no probability');
SELECT is(pg_temp.measured(:shots, :silent, :loud), '100 t', 'shots, but no optimum is known');
UPDATE qshrink_problem SET best_known = 6 WHERE problem_id = :ring;
SELECT is(pg_temp.measured(:shots, :silent, :silent), 't', 'an optimum is known, but nothing was measured');
SELECT is(pg_temp.measured(:shots, :silent, :loud), '100 f f', 'both');

DELETE FROM qshrink_problem WHERE problem_id = :one;
SELECT lives_ok('SELECT e::text FROM qshrink_experiment_result AS e', 'and where the problem is no more');

SELECT * FROM finish();
ROLLBACK;
