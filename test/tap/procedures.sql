-- Published procedures as docs/quantum.md has them, a call each.
\set ON_ERROR_STOP 1
BEGIN;
SELECT no_plan();
\set alone '"construct": false, "anchor": false, "presolve": false, "certified": false, "proof": false, "repair": false, "polish": false'

-- recursive QAOA: a ring of couplings +1 and -1 is solved
SELECT qshrink_maxcut('procedures ring', 'SELECT k, (k + 1) % 31, CASE WHEN k % 5 IN (1, 2) THEN -1 ELSE 1 END FROM generate_series(0, 30) AS k') AS ring \gset
SELECT is(max(objective), 18::float8, 'recursive QAOA solves a frustrated ring')
	FROM qshrink_solve(:ring, 'exact', 8, 'qaoa', rounds => 1, seed => 1, options => '{"batch": 1, "construct": false, "anchor": false, "presolve": false, "certified": false, "proof": false, "repair": false, "polish": false}');
SELECT results_eq(format('SELECT merges, n_variables, source FROM qshrink_round WHERE problem_id = %s', :ring), $$VALUES (23, 8, 'qaoa')$$, 'one merge after the other, down to the stopping size');
SELECT is(count(*), 23::bigint, 'each with its correlation') FROM qshrink_step WHERE problem_id = :ring AND action = 'merge' AND abs(correlation) BETWEEN 0.49 AND 1;
SELECT is(max(raw_objective), max(objective), 'the answer is what the samples say') FROM qshrink_solution WHERE problem_id = :ring;

-- 3-regular, 26 vertices
SELECT qshrink_maxcut('procedures cubic', 'SELECT k, (k + 1) % 26 FROM generate_series(0, 25) AS k UNION ALL SELECT k, (k + 7) % 26 FROM generate_series(0, 24, 2) AS k') AS cut \gset
SELECT count(DISTINCT v) = 26 AND min(n) = 3 AND max(n) = 3 AS regular FROM (SELECT v, count(*) OVER (PARTITION BY v) AS n FROM qshrink_problem, qubo_terms(objective) AS t, LATERAL (VALUES (t.i), (t.j)) AS e (v) WHERE problem_id = :cut AND t.i <> t.j) AS d \gset
SELECT ok(:'regular', 'the graph is 3-regular');
SELECT max(objective) AS best FROM qshrink_solve(:cut, 'auto', 24, seed => 1) \gset
SELECT cmp_ok(max(objective), '>=', 0.9 * :best::float8, 'recursive QAOA on a 3-regular graph')
	FROM qshrink_solve(:cut, 'exact', 8, 'qaoa', rounds => 1, seed => 1, options => '{"batch": 1, "construct": false, "anchor": false, "presolve": false, "certified": false, "proof": false, "repair": false, "polish": false}');
SELECT is(max(objective), 18::float8, 'recursive QAOA of two layers solves a frustrated ring')
	FROM qshrink_solve(:ring, 'exact', 8, 'qaoa', rounds => 1, seed => 1, options => '{"batch": 1, "correlation_layers": 2, "construct": false, "anchor": false, "presolve": false, "certified": false, "proof": false, "repair": false, "polish": false}');

-- shrinking before QAOA
SELECT cmp_ok(max(objective), '>=', 0.9 * :best::float8, 'shrunk by the semidefinite relaxation, then QAOA')
	FROM qshrink_solve(:cut, 'qaoa', 12, 'sdp', layers => 3, rounds => 1, seed => 1, options => '{"construct": false, "anchor": false, "presolve": false, "certified": false, "proof": false, "repair": false, "polish": false}');

SELECT cmp_ok(max(objective), '>=', 0.9 * :best::float8, 'shrunk by the odd-cycle relaxation, then QAOA')
	FROM qshrink_solve(:cut, 'qaoa', 12, 'lp', layers => 3, rounds => 1, seed => 1, options => '{"construct": false, "anchor": false, "presolve": false, "certified": false, "proof": false, "repair": false, "polish": false}');

-- warm starts from a relaxation
CREATE TEMP TABLE t_warm AS SELECT layers, (SELECT max(run_id) FROM qshrink_solve(:cut, 'qaoa', 12, 'sdp', layers => layers, rounds => 1, seed => 1, options => '{"mixer": "warm", "warm_start": "relaxation", "construct": false, "anchor": false, "presolve": false, "certified": false, "proof": false, "repair": false, "polish": false}')) AS run_id FROM generate_series(1, 2) AS layers;
SELECT cmp_ok(max(objective), '>=', 0.9 * :best::float8, 'a warm start from a rounded cut') FROM qshrink_run WHERE run_id IN (SELECT run_id FROM t_warm);
SELECT ok(bool_and(w IN (0, 1)), 'on a cut the start is one') FROM qshrink_round, unnest(warm) AS w WHERE run_id IN (SELECT run_id FROM t_warm);
SELECT qshrink_mdkp('procedures knapsack', 'SELECT i, 20 + i * 7 % 13 FROM generate_series(1, 24) i', 'SELECT k, i, 5 + (i * k * 11) % 17 FROM generate_series(1, 24) i, generate_series(1, 2) k', 'VALUES (1, 90), (2, 80)') AS knapsack \gset
CREATE TEMP TABLE t_knapsack AS SELECT source, (SELECT max(run_id) FROM qshrink_solve(:knapsack, 'qaoa', 12, layers => 1, rounds => 1, seed => 1, options => jsonb_build_object('mixer', 'warm', 'warm_start', source, 'presolve', false, 'certified', false, 'proof', false))) AS run_id FROM unnest(ARRAY['pool', 'relaxation']) AS source;
ALTER TABLE t_knapsack RENAME source TO start;
SELECT ok(bool_and(w BETWEEN 0 AND 1) AND bool_or(w > 0) AND bool_or(w < 1), start || ': values of a knapsack') FROM t_knapsack JOIN qshrink_round USING (run_id), unnest(warm) AS w GROUP BY start;
SELECT isnt((SELECT warm FROM qshrink_round JOIN t_knapsack USING (run_id) WHERE t_knapsack.start = 'pool'), (SELECT warm FROM qshrink_round JOIN t_knapsack USING (run_id) WHERE t_knapsack.start = 'relaxation'), 'they differ');
SELECT throws_ok(format('SELECT qshrink_solve(%s, ''qaoa'', 12, rounds => 1, options => ''{"mixer": "warm", "construct": false, "presolve": false}'')', :cut), '0A000', NULL, 'without a pool nothing is known of a start');
SELECT throws_ok(format('SELECT qshrink_solve(%s, options => ''{"warm_start": "guess"}'')', :cut), '22023', NULL, 'an unknown start');

-- QIRO
SELECT qshrink_mis('procedures disks', 'SELECT a.k, b.k FROM (SELECT k, k * 7 % 60 AS x, k * 23 % 60 AS y FROM generate_series(0, 59) AS k) AS a, (SELECT k, k * 7 % 60 AS x, k * 23 % 60 AS y FROM generate_series(0, 59) AS k) AS b
	WHERE a.k < b.k AND (a.x - b.x) ^ 2 + (a.y - b.y) ^ 2 < 170') AS disks \gset
SELECT qshrink_mis('procedures circulant', 'SELECT k, (k + d) % 40 FROM generate_series(0, 39) AS k, unnest(ARRAY[1, 2, 7]) AS d') AS circulant \gset
CREATE TEMP TABLE t_qiro AS SELECT id, max(objective) AS objective, bool_and(feasible) AS feasible
	FROM unnest(ARRAY[:disks, :circulant]::bigint[]) AS id, qshrink_solve(id, 'exact', 8, 'qaoa', rounds => 1, seed => 1, options => '{"reduction": "qiro", "construct": false, "presolve": false, "certified": false, "proof": false, "repair": false, "polish": false}') GROUP BY id;
SELECT ok(bool_and(feasible), 'QIRO finds independent sets') FROM t_qiro;
CREATE TEMP TABLE t_best AS SELECT id, max(s.objective) AS best FROM t_qiro, qshrink_solve(id, 'auto', 16, seed => 1) AS s GROUP BY id;
SELECT ok(bool_and(objective >= 0.9 * best), 'of nearly the best size') FROM t_qiro JOIN t_best USING (id);
SELECT isnt_empty(format($$SELECT 1 FROM qshrink_step WHERE problem_id IN (%s, %s) AND reason LIKE 'exclusion%%'$$, :disks, :circulant), 'its rules are the reasons of steps');
SELECT throws_ok(format('SELECT qshrink_solve(%s, ''exact'', 8, ''qaoa'', rounds => 1, options => ''{"reduction": "qiro", "presolve": false}'')', :cut), '0A000', NULL, 'a cut is no independent set');
SELECT throws_ok(format('SELECT qshrink_solve(%s, ''exact'', 8, ''pool'', rounds => 1, options => ''{"reduction": "qiro", "presolve": false}'')', :circulant), '0A000', NULL, 'a pool gives no expectations');
SELECT throws_like(format('SELECT qshrink_shrink(%s, 8, ''qaoa'', options => ''{"reduction": "qiro", "presolve": false}'')', :cut), '% cannot be shrunk with these settings: its reduction is for independent sets%', 'nor does a shrink alone say nothing');
SELECT throws_ok(format('SELECT qshrink_shrink(%s, 8, ''pool'', options => ''{"reduction": "qiro", "presolve": false}'')', :circulant), '0A000', NULL, 'of a pool');
SELECT throws_ok(format('SELECT qshrink_solve(%s, options => ''{"reduction": "cut"}'')', :circulant), '22023', NULL, 'an unknown reduction');

-- no first solutions, no answer but of samples
SELECT is(max(objective), NULL, 'nothing constructed, nothing sampled, nothing found') FROM qshrink_run WHERE problem_id = :cut AND solver = 'none';
SELECT throws_ok(format('SELECT qshrink_solve(%s, options => ''{"batch": -1}'')', :cut), '22023', NULL, 'a batch is not negative');
SELECT throws_ok(format('SELECT qshrink_solve(%s, options => ''{"construct": 3}'')', :cut), '22023', NULL, 'construct is a truth value');

SELECT * FROM finish();
ROLLBACK;
