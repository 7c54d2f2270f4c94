-- Correlations from the samples of the round before.
\set ON_ERROR_STOP 1
BEGIN;
SELECT no_plan();

SELECT qshrink_maxcut('shots ring', 'SELECT i, (i + 1) % 21, 1 + i % 3 FROM generate_series(0, 20) i') AS cut \gset
SELECT qshrink_mdkp('shots knapsack',
	'SELECT i, 20 + i * 7 % 13 FROM generate_series(1, 24) i',
	'SELECT k, i, 5 + (i * k * 11) % 17 FROM generate_series(1, 24) i, generate_series(1, 2) k',
	'VALUES (1, 90), (2, 80)') AS knapsack \gset
SELECT qshrink_mis('shots graph', 'SELECT i, (i * k + 3) % 26 FROM generate_series(0, 25) i, (VALUES (2), (3), (5)) v(k) WHERE i <> (i * k + 3) % 26') AS graph \gset
SELECT qshrink_qap('shots qap',
	'SELECT i, j, (i * j) % 5 FROM generate_series(1, 6) i, generate_series(1, 6) j WHERE i <> j',
	'SELECT i, j, abs(i - j) FROM generate_series(1, 6) i, generate_series(1, 6) j WHERE i <> j') AS qap \gset

CREATE TEMP TABLE t_problem AS SELECT * FROM (VALUES (:cut, 'cut'), (:knapsack, 'knapsack'), (:graph, 'graph'), (:qap, 'qap')) v (id, kind);
CREATE TEMP TABLE t_run AS
SELECT kind, id, solver, count(*) AS rows
FROM t_problem, unnest(ARRAY['qaoa', 'uniform', 'sa', 'exact', 'none']) AS solver,
	LATERAL qshrink_solve(id, solver, 8, 'shots', layers => 1, shots => 200, rounds => 4, seed => 3,
		options => '{"proof": false, "presolve": false, "certified": false, "evaluations": 20, "effort": 0, "log": "all"}')
GROUP BY kind, id, solver;
SELECT is(count(*), 20::bigint, 'every sampler and class runs with shots') FROM t_run;

CREATE TEMP VIEW v_round AS
	SELECT p.kind, r.solver, d.* FROM qshrink_round d JOIN qshrink_run r USING (problem_id, run_id) JOIN t_problem p ON p.id = d.problem_id;
SELECT is_empty($$SELECT * FROM v_round WHERE round = 1 AND source ~ 'shots'$$, 'the first round has no shots to ask');
SELECT is_empty($$SELECT * FROM v_round WHERE solver = 'none' AND source ~ 'shots'$$, 'nor has the solver none');
SELECT is_empty($$SELECT * FROM v_round WHERE round > 1 AND solver <> 'none' AND source NOT LIKE 'shots%'$$, 'the other rounds ask them');
SELECT isnt_empty($$SELECT 1 FROM qshrink_step s JOIN t_problem p ON p.id = s.problem_id WHERE s.reason = 'shots' AND s.action = 'merge' AND p.kind = 'cut'$$, 'merges name them');
SELECT is_empty($$SELECT * FROM qshrink_run r JOIN t_problem p ON p.id = r.problem_id WHERE qshrink_settings(r.settings)->>'correlation' <> 'shots'$$, 'the record names the source');
SELECT is_empty($$SELECT * FROM qshrink_step s JOIN t_problem p ON p.id = s.problem_id WHERE abs(s.correlation) > 1$$, 'correlations are correlations');

-- the first round is that of auto, the second another one
CREATE TEMP TABLE t_auto AS SELECT run_id FROM qshrink_solve(:cut, 'uniform', 8, 'auto', layers => 1, shots => 200, rounds => 1, seed => 3,
	options => '{"proof": false, "presolve": false, "certified": false, "evaluations": 20, "effort": 0, "log": "all"}') LIMIT 1;
SELECT results_eq(
	$$SELECT step, action, variable, onto, correlation FROM qshrink_step WHERE run_id = (SELECT run_id FROM t_auto) AND round = 1 ORDER BY step$$,
	format($$SELECT step, action, variable, onto, correlation FROM qshrink_step WHERE run_id = (SELECT run_id FROM qshrink_run WHERE problem_id = %s AND solver = 'uniform' ORDER BY run_id LIMIT 1) AND round = 1 ORDER BY step$$, :cut),
	'the first round shrinks as auto does');

-- an odd cycle loses its lightest edge
SELECT is(max(objective), 41::float8, 'of some seeds raw answers of rounds that follow the shots reach the best cut')
	FROM generate_series(1, 6) AS seed, qshrink_solve(:cut, 'exact', 8, 'shots', rounds => 12, seed => seed, options => '{"proof": false, "presolve": false, "anchor": false, "repair": false, "polish": false}');

-- equal seeds, equal rounds
CREATE TEMP TABLE t_twice AS SELECT k, run_id FROM generate_series(1, 2) k, LATERAL (SELECT run_id FROM qshrink_solve(:graph, 'qaoa', 8, 'shots', rounds => 4, seed => 9, options => '{"correlation_share": 0.5, "proof": false}') LIMIT 1 OFFSET k - k) s;
SELECT results_eq(
	'SELECT round, source, qubits, merges, raw_objective, best_so_far FROM qshrink_round WHERE run_id = (SELECT run_id FROM t_twice WHERE k = 1) ORDER BY round',
	'SELECT round, source, qubits, merges, raw_objective, best_so_far FROM qshrink_round WHERE run_id = (SELECT run_id FROM t_twice WHERE k = 2) ORDER BY round',
	'equal seeds give equal rounds');

-- where there are no rounds there are no shots
SELECT throws_ok(format('SELECT * FROM qshrink_correlations(%s, ''shots'')', :cut), '0A000', NULL, 'qshrink_correlations has no shots');
SELECT throws_ok($$SELECT qubo_shrink('{(0,1):1,(1,2):2}/3', 1, 'shots')$$, '0A000', NULL, 'qubo_shrink has none');
SELECT throws_ok(format('SELECT * FROM qshrink_solve(%s, options => ''{"correlation_share": 1.5}'')', :cut), '22023', NULL, 'a share is at most 1');
SELECT throws_ok(format('SELECT * FROM qshrink_solve(%s, options => ''{"correlation_share": "NaN"}'')', :cut), NULL, NULL, 'a share is a number');
SELECT is(count(*), 0::bigint, 'a dry run shrinks as its first round') FROM qshrink_shrink(:cut, 8, 'shots') WHERE reason = 'shots';

SELECT * FROM finish();
ROLLBACK;
