-- qshrink_prune and the setting qshrink.log
\set ON_ERROR_STOP 1
SET client_min_messages = warning;

-- outside a transaction block it commits as it goes
SELECT qshrink_maxcut('pruned in batches', 'VALUES (1, 2, 1), (2, 3, 1)') AS id \gset
SELECT count(*) FROM generate_series(1, 1100) AS s, LATERAL qshrink_solve(:id, 'exact', seed => s, solutions => 1, options => '{"log": "none"}');
SELECT txid_current() AS before \gset
CALL qshrink_prune('0 s');
SELECT count(*) AS left FROM qshrink_run WHERE problem_id = :id \gset
SELECT txid_current() - :before AS transactions \gset
SELECT qshrink_drop(:id);

BEGIN;
SELECT no_plan();
SELECT is(:left, 1, 'one of 1100 is left');
SELECT cmp_ok(:transactions, '>', 2, 'more than one transaction did it');
SET LOCAL qshrink.simd = portable;

-- ---------------------------------------------------------------------------
-- log
SELECT qshrink_mdkp('pruned', 'SELECT i, 10 + (i * 37) % 23 FROM generate_series(1, 20) AS i',
	'SELECT r, i, 5 + (i * (13 + r)) % 17 FROM generate_series(1, 20) AS i, generate_series(1, 2) AS r', 'SELECT r, 100 FROM generate_series(1, 2) AS r') AS id \gset
CREATE FUNCTION pg_temp.solve(id bigint, log text, seed bigint, solver text DEFAULT 'qaoa') RETURNS bigint LANGUAGE sql AS $$
	SELECT min(run_id) FROM qshrink_solve($1, $4, max_qubits => 4, rounds => 3, shots => 30, layers => 1, seed => $3,
		options => jsonb_strip_nulls(jsonb_build_object('log', $2, 'proof', false, 'presolve', false, 'certified', false)))
$$;
CREATE FUNCTION pg_temp.kept(run bigint) RETURNS text LANGUAGE sql AS $$
	SELECT format('%s rounds, %s circuits, %s of rounds with steps, %s incumbents, %s solutions',
		(SELECT count(*) FROM qshrink_round WHERE run_id = run), (SELECT count(qubo) FROM qshrink_round WHERE run_id = run),
		(SELECT count(DISTINCT round) FROM qshrink_step WHERE run_id = run AND round > 0),
		(SELECT count(*) > 0 FROM qshrink_incumbent WHERE run_id = run), (SELECT count(*) > 0 FROM qshrink_solution WHERE run_id = run))
$$;
SELECT pg_temp.solve(:id, 'none', 5) AS none, pg_temp.solve(:id, 'best', 5) AS best, pg_temp.solve(:id, 'all', 5) AS all \gset
SELECT is(pg_temp.kept(:none), '0 rounds, 0 circuits, 0 of rounds with steps, f incumbents, t solutions', 'log none: the run and its solutions');
SELECT is(pg_temp.kept(:best), '3 rounds, 1 circuits, 1 of rounds with steps, t incumbents, t solutions', 'log best: the steps of one round');
SELECT is(pg_temp.kept(:all), '3 rounds, 3 circuits, 3 of rounds with steps, t incumbents, t solutions', 'log all: those of every round');
SELECT results_eq(format('SELECT rank, objective, assignment, raw_objective FROM qshrink_solution WHERE run_id = %s ORDER BY rank', :none),
	format('SELECT rank, objective, assignment, raw_objective FROM qshrink_solution WHERE run_id = %s ORDER BY rank', :all), 'whatever is kept, answers are the same');
SELECT results_eq(format('SELECT objective, bound, rounds, best_round, qubits, circuit_depth, polish_moves, spectrum FROM qshrink_run WHERE run_id = %s', :none),
	format('SELECT objective, bound, rounds, best_round, qubits, circuit_depth, polish_moves, spectrum FROM qshrink_run WHERE run_id = %s', :all), 'and so are the numbers of the run');
SELECT is((SELECT count(*) FROM qshrink_answer(:id, :none)), (SELECT count(*) FROM qshrink_answer(:id, :all)), 'an answer by key');
SET LOCAL qshrink.log = 'none';
SELECT is(pg_temp.kept(pg_temp.solve(:id, NULL, 5)), pg_temp.kept(:none), 'the setting is the default of the option');
SELECT is(pg_temp.kept(pg_temp.solve(:id, 'all', 5)), pg_temp.kept(:all), 'which goes before it');
RESET qshrink.log;
SELECT is((SELECT setting FROM pg_settings WHERE name = 'qshrink.log'), 'best', 'best by default');
SELECT throws_like($$SET qshrink.log = 'some'$$, 'invalid value for parameter "qshrink.log": "some"', 'no other value');
SELECT throws_like(format('SELECT qshrink_qasm(%s, %s)', :id, :none), '%does not exist or has no round%', 'there is no circuit to export');

-- ---------------------------------------------------------------------------
-- prune
SELECT qshrink_maxcut('pruned graph', 'SELECT i, i % 7 + 1, i FROM generate_series(1, 7) AS i') AS graph \gset
SELECT qshrink_define('pruned infeasible', 'SELECT k FROM unnest(''{a,b}''::text[]) AS k', 'SELECT k, 1 FROM unnest(''{a,b}''::text[]) AS k',
	'SELECT ''r'', k, 1, ''>='', 3 FROM unnest(''{a,b}''::text[]) AS k') AS infeasible \gset
SELECT pg_temp.solve(:graph, 'best', s) FROM generate_series(1, 3) AS s;
SELECT run_id AS scenario FROM qshrink_solve(:graph, 'exact', fixed => '{"1": 1}', seed => 1, solutions => 1) \gset
SELECT min(run_id) AS proof FROM qshrink_solve(:infeasible, 'exact', seed => 1) \gset
SELECT count(*) FROM qshrink_solve(:infeasible, 'exact', seed => 2);
CREATE TEMP TABLE t_best AS SELECT problem_id, min(run_id) AS run_id FROM (SELECT s.*, rank() OVER (PARTITION BY s.problem_id
		ORDER BY CASE p.sense WHEN 'max' THEN - s.objective ELSE s.objective END) AS place
	FROM qshrink_solution AS s JOIN qshrink_run AS r USING (problem_id, run_id) JOIN qshrink_problem AS p USING (problem_id)
	WHERE s.feasible AND r.fixed IS NULL AND p.name LIKE 'pruned%') AS s WHERE place = 1 GROUP BY problem_id
	UNION SELECT :infeasible, :proof;
UPDATE qshrink_run SET started_at = now() - interval '10 days' WHERE problem_id IN (:id, :graph, :infeasible);
SELECT pg_temp.solve(:graph, 'best', 8) AS fresh \gset
CREATE FUNCTION pg_temp.runs() RETURNS bigint[] LANGUAGE sql AS $$
	SELECT array_agg(run_id ORDER BY run_id) FROM qshrink_run AS r JOIN qshrink_problem AS p USING (problem_id) WHERE p.name LIKE 'pruned%'
$$;
SELECT pg_temp.runs() AS runs \gset
CREATE FUNCTION pg_temp.prune(older_than interval, keep_best boolean DEFAULT true, steps_only boolean DEFAULT false) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	removed bigint;
BEGIN
	CALL qshrink_prune(older_than, keep_best, steps_only, removed);
	RETURN removed;
END $$;
SELECT is(pg_temp.prune('11 days'), 0::bigint, 'nothing is that old');
SELECT is(pg_temp.runs(), :'runs', 'and nothing is gone');
SAVEPOINT before;
SELECT count(*) AS steps FROM qshrink_step AS s JOIN qshrink_problem AS p USING (problem_id) WHERE p.name LIKE 'pruned%' \gset
SELECT count(*) AS steps_of_best FROM qshrink_step JOIN t_best USING (problem_id, run_id) \gset
SELECT count(*) AS steps_of_fresh FROM qshrink_step WHERE run_id = :fresh \gset
SELECT is(pg_temp.prune('9 days', steps_only => true), (:steps - :steps_of_best - :steps_of_fresh)::bigint, 'steps_only counts steps, and keeps those of the best and of fresh runs');
SELECT is(pg_temp.runs(), :'runs', 'runs stay');
SELECT is(pg_temp.prune('9 days', false, true), :steps_of_best::bigint, 'the best''s go, too, if that is wanted');
ROLLBACK TO before;
SELECT is(pg_temp.prune('9 days'), (cardinality(:'runs'::bigint[]) - (SELECT count(*) FROM t_best) - 1)::bigint, 'all old runs but the best of each problem are removed');
SELECT is(pg_temp.runs(), (SELECT array_agg(run_id ORDER BY run_id) FROM (SELECT run_id FROM t_best UNION SELECT :fresh) AS b), 'the best and the fresh one are left: not scenarios, and of an infeasible problem the first proof');
SELECT is_empty($$SELECT o.run_id FROM qshrink_solution AS o LEFT JOIN qshrink_run AS r USING (problem_id, run_id) WHERE r.run_id IS NULL$$, 'what belonged to runs went with them');
SELECT is_empty($$SELECT k.problem_id FROM qshrink_run AS r LEFT JOIN qshrink_key_list AS k USING (problem_id, key_list_id) WHERE r.key_list_id IS NOT NULL AND k.problem_id IS NULL$$,
	'names that runs refer to stay, though other runs wrote them');
SELECT isnt((SELECT count(*) FROM qshrink_answer(:id)), 0::bigint, 'the answer by key is there');
SELECT is(pg_temp.prune('9 days'), 0::bigint, 'a second time there is nothing to do');
SELECT is(pg_temp.prune('9 days', false), (SELECT count(*) FROM t_best), 'without keep_best all old runs go');
SELECT is_empty(format('SELECT FROM qshrink_key_list WHERE problem_id = %s', :id), 'and the names nobody needs');
ROLLBACK TO before;

-- a model that has changed: its runs are not the best of what it is now
SELECT qshrink_objective(:graph, 'SELECT k::text, 1 FROM generate_series(1, 7) AS k');
SELECT is(pg_temp.prune('9 days'), (cardinality(:'runs'::bigint[]) - 2 - 1)::bigint, 'the best run of an earlier model is removed');
ROLLBACK TO before;

-- ---------------------------------------------------------------------------
-- whose runs
CREATE ROLE t_prune_alice;
CREATE ROLE t_prune_bob;
SET LOCAL ROLE t_prune_alice;
SELECT qshrink_maxcut('pruned of alice', 'VALUES (1, 2, 1), (2, 3, 1)') AS hers \gset
SELECT pg_temp.solve(:hers, 'best', s) FROM generate_series(1, 3) AS s;
SELECT qshrink_grant(:hers, 't_prune_bob', 'write');
SET LOCAL ROLE t_prune_bob;
SELECT is((SELECT count(*) FROM qshrink_run), 3::bigint, 'who was granted a problem sees its runs');
SELECT is(pg_temp.prune('-1 day', false), 0::bigint, 'but does not remove them');
SELECT is((SELECT count(*) FROM qshrink_run), 3::bigint, 'so they stay');
SET LOCAL ROLE t_prune_alice;
SELECT is(pg_temp.prune('-1 day'), 2::bigint, 'the owner does, and nobody else''s');
RESET ROLE;
SELECT is(pg_temp.runs() @> :'runs', true, 'those of others are all there');

SELECT throws_ok('CALL qshrink_prune(NULL)', '22004', 'older_than must not be null', 'null is no age');
SELECT * FROM finish();
ROLLBACK;
