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

-- no first solutions, no answer but of samples
SELECT is(max(objective), NULL, 'nothing constructed, nothing sampled, nothing found') FROM qshrink_run WHERE problem_id = :cut AND solver = 'none';
SELECT throws_ok(format('SELECT qshrink_solve(%s, options => ''{"batch": -1}'')', :cut), '22023', NULL, 'a batch is not negative');
SELECT throws_ok(format('SELECT qshrink_solve(%s, options => ''{"construct": 3}'')', :cut), '22023', NULL, 'construct is a truth value');

SELECT * FROM finish();
ROLLBACK;
