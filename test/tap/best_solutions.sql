-- As many solutions as are asked for; the best there are with a proof (option
-- enumerate); solutions apart from each other (option diversity).
\set ON_ERROR_STOP 1
BEGIN;
SELECT no_plan();

CREATE FUNCTION pg_temp.hamming(a bit varying, b bit varying) RETURNS integer LANGUAGE sql AS
	$$SELECT length(replace((a # b)::text, '0', ''))$$;

-- ---------------------------------------------------------------------------
-- problems of every class, all their feasible assignments looked at
SELECT qshrink_mdkp('pack', 'VALUES (''tent'', 30), (''stove'', 22), (''rope'', 15), (''camera'', 26), (''books'', 12), (''radio'', 18)',
	$$VALUES ('w','tent',7), ('w','stove',4), ('w','rope',3), ('w','camera',3), ('w','books',4), ('w','radio',2)$$, 'VALUES (''w'', 14)') AS pack \gset
SELECT qshrink_mis('circle', 'SELECT i, i % 9 + 1 FROM generate_series(1, 9) AS i') AS circle \gset
SELECT qshrink_qap('three', 'VALUES (1,2,3), (2,3,1), (3,1,2)', 'VALUES (1,2,1), (2,3,4), (3,1,2), (2,1,5)') AS three \gset
SELECT qshrink_maxcut('cut', 'SELECT i, j, (i * j) % 5 - 1 FROM generate_series(1, 7) AS i, generate_series(1, 7) AS j WHERE i < j') AS cut \gset
SELECT qshrink_create('squares', (SELECT qubo_agg(i, j, (i * 7 + j * 3) % 11 - 5) FROM generate_series(0, 7) AS i, generate_series(0, 7) AS j WHERE i <= j),
	keys => '{a,b,c,d,e,f,g,h}') AS squares \gset
SELECT count(*) FROM qshrink_constrain(:squares, $$SELECT 'four', k, 1, '=', 4 FROM unnest('{a,b,c,d,e,f,g,h}'::text[]) AS k$$) \gset ignore_
SELECT qshrink_create('none', '{(0,0):1}/3', keys => '{a,b,c}') AS none \gset
SELECT count(*) FROM qshrink_constrain(:none, $$VALUES ('more', 'a', 1, '>=', 2), ('more', 'b', 1, '>=', 2), ('less', 'a', 1, '<=', 1), ('less', 'b', 1, '<=', 1)$$) \gset ignore_

CREATE TEMP TABLE t_all AS
	SELECT p.problem_id, p.sense, x.x, r.objective
	FROM qshrink_problem AS p,
		LATERAL (SELECT k::integer::bit(10)::bit varying AS bits FROM generate_series(0, (1 << p.n_variables) - 1) AS k) AS b,
		LATERAL (SELECT substring(b.bits FROM 11 - p.n_variables)::bit varying AS x) AS x,
		LATERAL (SELECT CASE WHEN p.objective IS NOT NULL THEN p.objective @ x.x END AS objective) AS r
	WHERE NOT EXISTS (SELECT FROM qshrink_verify(p.problem_id, x.x));
-- a QAP has no qubo: its cost by flows and distances
UPDATE t_all AS t SET objective = (SELECT coalesce(sum(p.flows[f + 1][g + 1] * p.distances[l + 1][m + 1]), 0)
		FROM generate_series(0, 2) AS f, generate_series(0, 2) AS g, generate_series(0, 2) AS l, generate_series(0, 2) AS m
		WHERE get_bit(t.x, 3 * f + l) = 1 AND get_bit(t.x, 3 * g + m) = 1)
	FROM qshrink_problem AS p WHERE p.problem_id = t.problem_id AND t.objective IS NULL;
CREATE FUNCTION pg_temp.best(id bigint, n integer) RETURNS TABLE (objective float8) LANGUAGE sql AS
	$$SELECT objective FROM t_all WHERE problem_id = id ORDER BY CASE sense WHEN 'max' THEN - objective ELSE objective END LIMIT n$$;
SELECT is((SELECT count(*) FROM t_all WHERE problem_id = :none), 0::bigint, 'one problem has no solution');
SELECT is((SELECT count(*) FROM t_all WHERE problem_id = :three), 6::bigint, 'one has six');

CREATE TEMP TABLE t_asked AS
	SELECT p.problem_id, n, (SELECT array_agg(s.objective ORDER BY s.rank) FROM qshrink_solve(p.problem_id, 'auto', seed => 3, solutions => n, options => '{"enumerate": true}') AS s WHERE s.feasible) AS objectives
	FROM qshrink_problem AS p, unnest('{1,2,5,42,1000}'::integer[]) AS n;
SELECT is_empty($$SELECT problem_id, n, objectives FROM t_asked WHERE objectives IS DISTINCT FROM (SELECT array_agg(objective) FROM pg_temp.best(problem_id, n))$$,
	'the best ones, of every class, all where there are fewer');
SELECT is_empty($$SELECT run_id FROM qshrink_run AS r WHERE settings @> '{"options": {"enumerate": true}}' AND status <> 'infeasible'
	AND (status, stop_reason, proved_by, proved_solutions::bigint) IS DISTINCT FROM ('optimal', 'proof', 'enumeration', (SELECT count(*) FROM qshrink_solution AS s WHERE s.run_id = r.run_id))$$,
	'each run says that all its rows are proved');
SELECT set_eq(format('SELECT DISTINCT status, stop_reason, proved_solutions FROM qshrink_run WHERE problem_id = %s', :none), $$VALUES ('infeasible', 'proof', 0)$$, 'no solution is proved, too');
SELECT is_empty($$SELECT run_id FROM qshrink_solution GROUP BY run_id HAVING count(*) <> count(DISTINCT assignment)$$, 'no row is there twice');
SELECT is_empty($$SELECT a.run_id FROM qshrink_solution AS a JOIN qshrink_solution AS b ON b.run_id = a.run_id AND b.rank = a.rank + 1
	JOIN qshrink_run AS r ON r.run_id = a.run_id AND r.settings @> '{"options": {"enumerate": true}}' WHERE a.objective = b.objective AND a.assignment > b.assignment$$, 'equals stand by assignment');

-- ---------------------------------------------------------------------------
-- without a proof: as many as there are
CREATE TEMP TABLE t_plain AS
	SELECT p.problem_id, solver, s.* FROM qshrink_problem AS p, unnest('{auto,qaoa,none,tabu}'::text[]) AS solver,
		LATERAL (SELECT count(*) AS rows, min(CASE p.sense WHEN 'max' THEN - objective ELSE objective END) AS best, bool_and(feasible) AS feasible, min(run_id) AS run_id
			FROM qshrink_solve(p.problem_id, solver, seed => 4, solutions => 40, rounds => 1, shots => 20)) AS s;
SELECT is_empty($$SELECT * FROM t_plain AS t WHERE rows <> least(40, greatest(1, (SELECT count(*) FROM t_all AS a WHERE a.problem_id = t.problem_id)))$$, 'as many rows as there are solutions, by every solver');
SELECT is_empty($$SELECT * FROM t_plain JOIN qshrink_run AS r USING (problem_id, run_id) WHERE r.proved_solutions <> (r.status = 'optimal')::integer$$, 'the first of them is proved where the status says so');

-- ---------------------------------------------------------------------------
-- limits: honest, and rows all the same
CREATE TEMP TABLE t_cut AS
	SELECT s.* FROM qshrink_solve(:squares, 'auto', seed => 1, rounds => 1, solutions => 30, options => '{"enumerate": true, "nodes": 3}') AS s;
SELECT results_eq('SELECT status, stop_reason, proved_by FROM qshrink_run WHERE run_id = (SELECT min(run_id) FROM t_cut)', $$VALUES ('feasible', 'limit', NULL::text)$$, 'a limit of nodes leaves no proof');
SELECT is((SELECT count(*) FROM t_cut WHERE feasible), 30::bigint, 'but rows');
SELECT qshrink_create('large', (SELECT qubo_agg(i, j, (i * 31 + j * 17) % 19 - 9) FROM generate_series(0, 69) AS i, generate_series(0, 69) AS j WHERE i <= j AND (i + j) % 3 = 0)) AS large \gset
SELECT min(run_id) AS timed FROM qshrink_solve(:large, 'auto', seed => 1, solutions => 20, time_limit => '0.5 s', options => '{"enumerate": true, "nodes": 1000000000}') \gset
SELECT results_eq(format('SELECT status, stop_reason, proved_solutions FROM qshrink_run WHERE run_id = %s', :timed), $$VALUES ('feasible', 'time', 0)$$, 'so does a limit of time');
SELECT is((SELECT count(*) FROM qshrink_solution WHERE run_id = :timed), 20::bigint, 'and there are rows');

-- ---------------------------------------------------------------------------
-- apart
CREATE TEMP TABLE t_apart AS
	SELECT d, s.* FROM unnest('{2,3,4}'::integer[]) AS d, qshrink_problem AS p, LATERAL qshrink_solve(p.problem_id, 'auto', seed => 5, solutions => 4,
		options => jsonb_build_object('enumerate', d <> 3, 'diversity', d)) AS s WHERE p.problem_id NOT IN (:none, :large);
SELECT is_empty('SELECT a.problem_id, d, a.rank, b.rank FROM t_apart AS a JOIN t_apart AS b USING (d, run_id) WHERE a.rank < b.rank AND pg_temp.hamming(a.assignment, b.assignment) < d', 'any two rows are apart');
SELECT is_empty($$SELECT t.problem_id, t.d, t.rank, t.objective, best.objective FROM t_apart AS t,
	LATERAL (SELECT a.objective FROM t_all AS a WHERE a.problem_id = t.problem_id
		AND NOT EXISTS (SELECT FROM t_apart AS e WHERE e.run_id = t.run_id AND e.rank < t.rank AND pg_temp.hamming(e.assignment, a.x) < t.d)
		ORDER BY CASE a.sense WHEN 'max' THEN - a.objective ELSE a.objective END LIMIT 1) AS best
	WHERE t.d <> 3 AND t.objective <> best.objective$$, 'each is the best that is apart from those before, where that is proved');
SELECT is_empty($$SELECT r.run_id FROM qshrink_run AS r WHERE run_id IN (SELECT run_id FROM t_apart WHERE d <> 3) AND proved_solutions <> (SELECT count(*) FROM t_apart AS t WHERE t.run_id = r.run_id)$$, 'and all of them are');
SELECT is((SELECT count(*) FROM qshrink_solve(:three, 'auto', seed => 1, options => '{"enumerate": true, "diversity": 9}')), 1::bigint, 'nothing is farther than that');

-- with what is fixed, and for one run's right-hand sides
SELECT results_eq(format($$SELECT objective FROM qshrink_solve(%s, 'auto', seed => 1, solutions => 3, fixed => '{"tent": 0}', options => '{"enumerate": true}')$$, :pack),
	format('SELECT objective FROM t_all WHERE problem_id = %s AND get_bit(x, 0) = 0 ORDER BY objective DESC LIMIT 3', :pack), 'of what is fixed');
SELECT results_eq(format($$SELECT objective FROM qshrink_solve(%s, 'auto', seed => 1, solutions => 3, options => '{"enumerate": true, "rhs": {"w": 9}}')$$, :pack),
	format('SELECT objective FROM t_all WHERE problem_id = %s AND 7 * get_bit(x, 0) + 4 * get_bit(x, 1) + 3 * get_bit(x, 2) + 3 * get_bit(x, 3) + 4 * get_bit(x, 4) + 2 * get_bit(x, 5) <= 9 ORDER BY objective DESC LIMIT 3', :pack), 'of a scenario');

-- what makes no sense
SELECT throws_ok(format($$SELECT qshrink_solve(%s, options => '{"enumerate": 1}')$$, :pack), '22023', NULL, 'true or false');
SELECT throws_ok(format($$SELECT qshrink_solve(%s, options => '{"diversity": 0}')$$, :pack), '22023', NULL, 'no distance of nothing');
SELECT throws_ok(format($$SELECT qshrink_solve(%s, options => '{"diversity": 1.5}')$$, :pack), '22023', NULL, 'nor of a half');

SELECT * FROM finish();
ROLLBACK;
