-- Roles take turns: who has the fewest tasks running is next, among equals who was given one
-- the longest ago; priority counts among the tasks of one role.  And what is only claimed of
-- an answer is called so.
\set ON_ERROR_STOP 1
BEGIN;
SELECT no_plan();

SELECT qshrink_mis('turns', 'VALUES (1, 2), (2, 3)') AS id \gset
CREATE ROLE t_turn_boss;
SELECT format('CREATE ROLE t_turn_%s; GRANT t_turn_%1$s TO t_turn_boss;', k) FROM generate_series(1, 5) AS k \gexec
CREATE FUNCTION pg_temp.queue(k int, tasks int, priority int) RETURNS void LANGUAGE sql AS $$
	INSERT INTO qshrink_task (problem_id, owner, settings, seed, priority) SELECT (SELECT min(problem_id) FROM qshrink_problem), 't_turn_' || k, '{"rounds": 1}', g, priority FROM generate_series(1, tasks) AS g $$;
CREATE TEMP TABLE t_claim (step int GENERATED ALWAYS AS IDENTITY, task_id bigint, token bigint, owner text, priority int, ended boolean DEFAULT false);
-- as a role: claim one task, say whose it is
CREATE FUNCTION pg_temp.claim(role text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	claimed record;
	said text;
BEGIN
	EXECUTE format('SET LOCAL ROLE %I', role);
	SELECT c.task_id, c.token INTO claimed FROM qshrink_claim() AS c;
	RESET ROLE;
	INSERT INTO t_claim (task_id, token, owner, priority) SELECT t.task_id, claimed.token, t.owner, t.priority FROM qshrink_task AS t WHERE t.task_id = claimed.task_id RETURNING owner INTO said;
	RETURN replace(said, 't_turn_', '');
END $$;
CREATE FUNCTION pg_temp.claims(role text, n int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	said text := '';
BEGIN
	FOR k IN 1 .. n LOOP
		said := said || pg_temp.claim(role);
	END LOOP;
	RETURN said;
END $$;
-- the problem belongs to whoever runs this: the roles may solve it
SELECT qshrink_grant(:id, 't_turn_' || k, 'solve') FROM generate_series(1, 5) AS k;

-- one has many, of the highest priority
SELECT pg_temp.queue(1, 30, 1000), pg_temp.queue(2, 3, 0), pg_temp.queue(3, 2, -1000);
SELECT is(pg_temp.claims('t_turn_boss', 9), '123123121', 'in turn, until somebody has none left');
SELECT is(pg_temp.claim('t_turn_3'), NULL, 'nobody is given what is not theirs');
SELECT is(pg_temp.claim('t_turn_1'), '1', 'a worker of one role takes its tasks');
-- those that end make room
SELECT is_empty($$SELECT task_id FROM t_claim WHERE owner = 't_turn_1' AND qshrink_fail(task_id, token, '0A000', 'no') <> 'misfit'$$, 'they end');
SELECT pg_temp.queue(2, 10, -5), pg_temp.queue(2, 2, 7);
SELECT is(pg_temp.claims('t_turn_boss', 6), '111212', 'who has the fewest running is next');
SELECT results_eq('SELECT priority FROM t_claim ORDER BY step DESC LIMIT 1', 'VALUES (7)', 'of hers the one of the highest priority');
SELECT is_empty($$SELECT task_id FROM qshrink_queue AS o WHERE state = 'queued' AND owner = 't_turn_2'
	AND place IS DISTINCT FROM (SELECT count(*) FROM qshrink_queue AS q WHERE q.state = 'queued' AND q.owner = 't_turn_2' AND (-q.priority, q.task_id) <= (-o.priority, o.task_id))$$, 'which the queue says');

-- generated: queues, priorities, tasks that end; what is claimed is what the rule says
DELETE FROM qshrink_task;
TRUNCATE t_claim;
SELECT pg_temp.queue(k, 1 + k * (g * 7 % 5), g * 397 % 2001 - 1000) FROM generate_series(1, 5) AS k, generate_series(1, 6) AS g WHERE (k * g) % 4 <> 3;
CREATE FUNCTION pg_temp.expected() RETURNS bigint LANGUAGE sql AS $$
	SELECT (SELECT t.task_id FROM qshrink_task AS t WHERE t.owner = r.owner AND t.state = 'queued' ORDER BY t.priority DESC, t.task_id LIMIT 1)
	FROM (SELECT owner, count(*) FILTER (WHERE state = 'running') AS running, max(claimed_at) AS last FROM qshrink_task GROUP BY owner HAVING count(*) FILTER (WHERE state = 'queued') > 0) AS r
	ORDER BY r.running, r.last NULLS FIRST, r.owner::text LIMIT 1 $$;
CREATE FUNCTION pg_temp.campaign(steps int) RETURNS TABLE (step int, expected bigint, claimed bigint) LANGUAGE plpgsql AS $$
BEGIN
	FOR k IN 1 .. steps LOOP
		IF abs(hashint4(k)) % 3 = 0 THEN
			PERFORM qshrink_fail(c.task_id, c.token, '0A000', 'no') FROM (SELECT * FROM t_claim WHERE NOT ended ORDER BY hashint8(task_id + k) LIMIT abs(hashint4(k + 1000)) % 4) AS c;
			UPDATE t_claim SET ended = true WHERE task_id IN (SELECT task_id FROM qshrink_task WHERE state = 'misfit');
		END IF;
		expected := pg_temp.expected();
		PERFORM pg_temp.claim('t_turn_boss');
		claimed := (SELECT c.task_id FROM t_claim AS c ORDER BY c.step DESC LIMIT 1);
		step := k;
		RETURN NEXT;
	END LOOP;
END $$;
SELECT is_empty('SELECT * FROM pg_temp.campaign(120) WHERE claimed IS DISTINCT FROM expected', '120 claims are those of the rule');

-- bounds
SELECT throws_ok(format('SELECT qshrink_submit(%s, priority => %s)', :id, p), '22023', format('priority is %s', p), format('priority %s', p)) FROM unnest(ARRAY[1001, -1001, 2147483647]) AS p;
SELECT throws_ok(format('SELECT qshrink_experiment(''turns'', ARRAY[%s], priority => 5000)', :id), '22023', 'priority is 5000', 'nor of an experiment');
SELECT lives_ok(format('SELECT qshrink_submit(%s, priority => %s)', :id, p), format('priority %s', p)) FROM unnest(ARRAY[1000, -1000]) AS p;
SELECT throws_ok('UPDATE qshrink_task SET priority = 1001', '23514', NULL, 'nor afterwards');

-- ---------------------------------------------------------------------------
-- answers from elsewhere: what they claim, and what is known
SELECT qshrink_create_from_model('large', jsonb_build_object('sense', 'max', 'n', 2100, 'linear', (SELECT jsonb_agg(jsonb_build_array(i, 1 + i % 5)) FROM generate_series(0, 2099) AS i),
	'rows', (SELECT jsonb_agg(jsonb_build_object('sense', '<=', 'rhs', 1, 'variables', jsonb_build_array(i, (i + 1) % 2100))) FROM generate_series(0, 2099) AS i))) AS large \gset
SELECT qshrink_store_answer(:id, qshrink_solve_model(qshrink_model(:id), 1)) AS small_run, qshrink_store_answer(:large, qshrink_solve_model(qshrink_model(:large), 1, '{"rounds": 1}')) AS large_run \gset
SELECT is((SELECT status || ' ' || coalesce(claimed, 'nothing') FROM qshrink_history WHERE run_id = :small_run), 'optimal nothing', 'proved anew: nothing is only claimed');
SELECT is((SELECT concat_ws(' ', h.status, h.claimed, r.proved_by) FROM qshrink_history AS h JOIN qshrink_run AS r USING (run_id) WHERE run_id = :large_run), 'feasible optimal', 'not proved here: a claim, by that name');
SELECT is((SELECT reference_source FROM qshrink_reference WHERE run_id = :large_run), NULL, 'by which nothing is judged');

SELECT * FROM finish();
ROLLBACK;
