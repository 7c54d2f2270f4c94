-- Behaviour of qshrink_solve: feasibility, determinism, records, limits, errors.
\set ON_ERROR_STOP 1
BEGIN;
SELECT plan(44);

\set order 8
\ir problems.psql
SELECT qshrink_constrain(:general, 'SELECT ''five'', i, 1, ''='', 5 FROM generate_series(0, 24) AS i
	UNION ALL SELECT ''weighted'', i, i % 4 + 1, ''<='', 12 FROM generate_series(0, 24) AS i') AS rows \gset

-- every solver on every kind: whatever is called feasible violates nothing
CREATE TEMP TABLE t_run AS
	SELECT p.kind, p.id, s.solver, r.*
	FROM t_problem AS p, unnest(ARRAY['qaoa', 'auto', 'exact', 'uniform', 'none', 'tabu', 'sa']) AS s (solver),
	     LATERAL qshrink_solve(p.id, s.solver, max_qubits => 10, shots => 200, rounds => 3, seed => 7,
	                           options => '{"evaluations": 40, "proof": false}') AS r;
SELECT is(count(*) FILTER (WHERE rank = 1 AND feasible), 35::bigint, 'every solver finds a feasible solution of every problem') FROM t_run;
SELECT is_empty('SELECT * FROM t_run AS r, LATERAL qshrink_verify(r.id, r.assignment) WHERE r.feasible',
	'no returned solution violates a row');
SELECT is_empty('SELECT * FROM t_run AS r, LATERAL (SELECT count(*) AS broken FROM qshrink_verify(r.id, r.raw_assignment)) AS v
	WHERE r.raw_assignment IS NOT NULL AND (v.broken <> r.raw_violations OR r.raw_feasible <> (v.broken = 0))',
	'raw feasibility and violations are those of qshrink_verify');
SELECT is_empty('SELECT * FROM t_run AS r, LATERAL (SELECT count(*) AS broken FROM qshrink_verify(r.id, r.assignment)) AS v
	WHERE v.broken <> r.violations OR r.feasible <> (v.broken = 0)', 'and so are those of the answers');
SELECT is_empty('SELECT * FROM t_run AS r JOIN qshrink_problem AS p ON p.problem_id = r.id
	WHERE p.objective IS NOT NULL AND abs((p.objective @ r.assignment) - r.objective) > 1e-9',
	'objectives are those of the stored function');
SELECT is_empty('SELECT id, solver FROM t_run GROUP BY id, solver, run_id HAVING count(DISTINCT assignment) <> count(*)',
	'solutions of a run are distinct');
SELECT is_empty('SELECT * FROM t_run WHERE solver IN (''none'') AND raw_assignment IS NOT NULL', 'without a sampler there is no raw assignment');

-- determinism
SELECT results_eq(
	$$SELECT rank, objective, assignment, raw_assignment, occurrences, repair_moves, polish_moves FROM qshrink_solve((SELECT id FROM t_problem WHERE kind = 'mdkp'), rounds => 3, seed => 42)$$,
	$$SELECT rank, objective, assignment, raw_assignment, occurrences, repair_moves, polish_moves FROM qshrink_solve((SELECT id FROM t_problem WHERE kind = 'mdkp'), rounds => 3, seed => 42)$$,
	'same seed, same rows: knapsack');
SELECT results_eq(
	$$SELECT rank, objective, assignment, raw_assignment FROM qshrink_solve((SELECT id FROM t_problem WHERE kind = 'qap'), rounds => 3, seed => 42)$$,
	$$SELECT rank, objective, assignment, raw_assignment FROM qshrink_solve((SELECT id FROM t_problem WHERE kind = 'qap'), rounds => 3, seed => 42)$$,
	'same seed, same rows: assignment');
SELECT isnt_empty($$SELECT 1 FROM qshrink_run WHERE seed = 42$$, 'the seed is stored');
SELECT lives_ok($$SELECT * FROM qshrink_solve((SELECT id FROM t_problem WHERE kind = 'mis'), rounds => 1)$$, 'a null seed is drawn');
SELECT isnt_empty($$SELECT 1 FROM qshrink_run ORDER BY run_id DESC LIMIT 1$$, 'and stored');

-- records
SELECT id AS mdkp FROM t_problem WHERE kind = 'mdkp' \gset
SELECT run_id AS run FROM t_run WHERE kind = 'mdkp' AND solver = 'qaoa' AND rank = 1 \gset
SELECT is((SELECT count(*) FROM qshrink_round WHERE problem_id = :mdkp AND run_id = :run), 3::bigint, 'one row a round');
SELECT isnt_empty(format('SELECT 1 FROM qshrink_step WHERE problem_id = %s AND run_id = %s AND reason IS NOT NULL', :mdkp, :run), 'steps have reasons');
SELECT isnt_empty(format('SELECT 1 FROM qshrink_history WHERE problem_id = %s AND run_id = %s', :mdkp, :run), 'the history has a line');
SELECT is((SELECT objective FROM qshrink_run WHERE problem_id = :mdkp AND run_id = :run),
	(SELECT objective FROM qshrink_solution WHERE problem_id = :mdkp AND run_id = :run AND rank = 1), 'run and solution agree');
SELECT ok((SELECT bool_and(qubits <= 10) FROM qshrink_round WHERE run_id = :run), 'the qubit budget holds');
SELECT ok((SELECT bool_and(peak_memory > 0 AND peak_memory < 1024 * 1024 * 1024::bigint) FROM qshrink_run), 'peak memory is recorded and below the limit');
SELECT is((SELECT sum(i.profit)::float8 FROM qshrink_selection(:mdkp, :run) AS s JOIN t_item AS i ON i.item = s.keys[1]::int),
	(SELECT objective FROM qshrink_run WHERE problem_id = :mdkp AND run_id = :run), 'the selection joins back to the items');

-- proof: status optimal agrees with the bound
SELECT run_id AS last FROM qshrink_solve(:mdkp, 'auto', seed => 1, solutions => 1) \gset
SELECT is((SELECT status FROM qshrink_run WHERE run_id = :last), 'optimal', 'a small knapsack is proved');
SELECT ok((SELECT bool_and(r.objective <= b.bound + 1e-6) FROM qshrink_run AS r, qshrink_bound(:mdkp) AS b (bound) WHERE r.problem_id = :mdkp), 'no objective passes the bound');

-- fixed, start, target, time limit
SELECT ok((SELECT bool_and(get_bit(assignment, 3) = 0 AND get_bit(assignment, 5) = 1) FROM qshrink_solve(:mdkp, 'exact', rounds => 2, seed => 1, fixed => '{"4": 0, "6": 1}')), 'fixed variables stay fixed');
SELECT run_id AS last FROM qshrink_solve(:mdkp, target => 1, seed => 1, solutions => 1, options => '{"proof": false}') \gset
SELECT is((SELECT stop_reason FROM qshrink_run WHERE run_id = :last), 'target', 'a target stops');
SELECT run_id AS last FROM qshrink_solve(:mdkp, 'uniform', time_limit => '200 ms', seed => 1, solutions => 1, options => '{"proof": false}') \gset
SELECT is((SELECT stop_reason FROM qshrink_run WHERE run_id = :last), 'time', 'a time limit stops, and the best so far is returned');
SELECT lives_ok(format('SELECT * FROM qshrink_solve(%s, start => %L, rounds => 1, seed => 1)', :mdkp, repeat('0', 40)), 'a start is taken');

-- stages
SELECT isnt_empty(format('SELECT * FROM qshrink_correlations(%s, ''sdp'')', :mdkp), 'correlations by sdp');
SELECT ok((SELECT bool_and(abs(correlation) <= 1 + 1e-9) FROM qshrink_correlations(:mdkp, 'qaoa')), 'correlations lie in [-1, 1]');
SELECT is_empty(format('SELECT 1 FROM qshrink_run WHERE run_id > (SELECT max(run_id) FROM qshrink_run) OR NOT EXISTS (SELECT 1 FROM qshrink_shrink(%s, 10))', :mdkp), 'a dry run of shrinking gives steps and stores nothing');
SELECT ok((SELECT feasible AND repair_moves > 0 FROM qshrink_repair(:mdkp, repeat('1', 40)::bit varying)), 'repair makes the full knapsack feasible');

-- an infeasible problem
SELECT qshrink_create('impossible', '{(0,0):1,(1,1):2}/3') AS impossible \gset
SELECT qshrink_constrain(:impossible, 'SELECT ''a'', 0, 1, ''>='', 2') AS rows \gset
SELECT run_id AS last FROM qshrink_solve(:impossible, seed => 1, solutions => 1) \gset
SELECT is((SELECT status FROM qshrink_run WHERE run_id = :last), 'infeasible', 'infeasibility is proved');
SELECT ok((SELECT bool_and(NOT feasible) FROM qshrink_solution WHERE problem_id = :impossible), 'and the least violated assignment is returned as not feasible');

-- rows that contradict each other, and rows that are met by fractions only
SELECT qshrink_create('contradiction', '{(0,0):1}/4') AS impossible \gset
SELECT qshrink_constrain(:impossible, 'SELECT ''many'', i, 1, ''>='', 3 FROM generate_series(0, 3) AS i
	UNION ALL SELECT ''few'', i, 1.5, ''<='', 4 FROM generate_series(0, 3) AS i') AS rows \gset
SELECT run_id AS last FROM qshrink_solve(:impossible, 'auto', seed => 1, solutions => 1) \gset
SELECT is((SELECT status || ' ' || (proved_by IS NOT NULL) FROM qshrink_run WHERE run_id = :last), 'infeasible true', 'contradicting rows are proved infeasible');
SELECT qshrink_create('unreachable sum', '{(0,0):1,(1,2):-1}/6') AS impossible \gset
SELECT qshrink_constrain(:impossible, 'SELECT ''sum'', i, 10 + i % 2, ''='', 35 FROM generate_series(0, 5) AS i
	UNION ALL SELECT ''easy'', i, 1, ''<='', 5 FROM generate_series(0, 5) AS i') AS rows \gset
SELECT run_id AS last, assignment, feasible FROM qshrink_solve(:impossible, 'auto', seed => 1, solutions => 1, rounds => 2,
	options => '{"presolve": false, "proof": false, "certified": false}') \gset
SELECT is((SELECT status FROM qshrink_run WHERE run_id = :last), 'not_found', 'without a proof the status is not_found');
SELECT is(:'feasible'::boolean, false, 'its answer is not called feasible');
SELECT is((SELECT array_agg(label) FROM qshrink_verify(:impossible, :'assignment')), ARRAY['sum'], 'qshrink_verify names the broken row');
SELECT is((SELECT excess FROM qshrink_verify(:impossible, :'assignment')), 2::float8, 'and no assignment breaks it less');

-- errors
SELECT throws_ok('SELECT * FROM qshrink_solve(-1)', 'P0002', NULL, 'a missing problem');
SELECT throws_ok(format('SELECT * FROM qshrink_solve(%s, ''magic'')', :mdkp), '22023', 'unknown solver "magic"', 'an unknown solver');
SELECT throws_ok(format('SELECT * FROM qshrink_solve(%s, max_qubits => 0)', :mdkp), '22023', 'max_qubits is 0', 'no qubits');
SELECT throws_ok(format('SELECT * FROM qshrink_solve(%s, options => ''{"no_such": 1}'')', :mdkp), '22023', 'unknown option "no_such"', 'an unknown option');
SELECT throws_ok(format('SELECT * FROM qshrink_solve(%s, start => ''101'')', :mdkp), '22026', NULL, 'a start of the wrong length');
SELECT throws_ok(format('SELECT * FROM qshrink_solve(%s, fixed => ''{"99": 1}'')', :mdkp), '22023', NULL, 'a fixed variable that is not there');
SET LOCAL qshrink.memory_limit = '4MB';
SELECT throws_ok(format('SELECT * FROM qshrink_solve(%s, max_qubits => 24, options => ''{"presolve": false}'')', :mdkp), '54000', NULL, 'too many qubits for the memory limit');
RESET qshrink.memory_limit;
SELECT is((SELECT count(*) FROM qshrink_run AS r WHERE NOT EXISTS (SELECT 1 FROM qshrink_solution AS s WHERE s.run_id = r.run_id)), 0::bigint, 'no failed call left a run behind');

SELECT * FROM finish();
ROLLBACK;
