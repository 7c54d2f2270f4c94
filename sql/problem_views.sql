-- qshrink_verify and the views
DELETE FROM qshrink_problem;
ALTER TABLE qshrink_problem ALTER COLUMN problem_id RESTART;
ALTER SEQUENCE qshrink_run_id_seq RESTART;

SELECT qshrink_mis('path', $$VALUES ('a', 'b'), ('b', 'c')$$);
SELECT qshrink_constrain(1, $$VALUES ('half', 'a', 0.1, '=', 0.3), ('half', 'b', 0.2, '=', 0.3), ('some', 'c', 2, '>=', 1)$$);
SELECT * FROM qshrink_verify(1, '110');
SELECT * FROM qshrink_verify(1, '011');
SELECT * FROM qshrink_verify(1, B'1011');
SELECT * FROM qshrink_verify(1, '');
SELECT * FROM qshrink_verify(99, '011');
SELECT * FROM qshrink_verify(1, NULL);
-- 0.1 + 0.2 is 0.3 within the tolerance
SELECT * FROM qshrink_verify(1, '110') WHERE label = 'half';

-- rows that a quadratic assignment problem implies
SELECT qshrink_qap('qap', $$VALUES ('f', 'g', 1)$$, $$VALUES ('l', 'm', 1)$$);
SELECT qshrink_constrain(2, $$VALUES ('fixed', ARRAY['g', 'l'], 1, '=', 1)$$);
SELECT * FROM qshrink_verify(2, '0110');
SELECT * FROM qshrink_verify(2, '1001');
SELECT * FROM qshrink_verify(2, '1100');

SELECT qshrink_gap(90, 100), qshrink_gap(-90, -100), qshrink_gap(0.5, 0), qshrink_gap(1, NULL);

UPDATE qshrink_problem SET best_known = 2 WHERE problem_id = 1;
INSERT INTO qshrink_run (problem_id, solver, settings, status, stop_reason, objective, bound, n_variables, qubits,
		presolve_fixed, merge_fixed, raw_feasible_share, repair_moves, fingerprint, milliseconds)
	VALUES
	(1, 'qaoa', '{"layers": 2}', 'optimal', 'proof', 2, 2, 3, 1, 1, 1, 0.25, 7, qshrink_fingerprint(1), 1234.5),
	(1, 'qaoa', '{"layers": 2}', 'feasible', 'rounds', 1, 3, 3, 1, 0, 2, 1, 0, 'another', 10),
	(1, 'none', '{}', 'feasible', 'rounds', 1, NULL, 3, 0, 0, 0, NULL, 0, NULL, 20),
	(2, 'tabu', '{}', 'not_found', 'time', NULL, NULL, 4, NULL, NULL, NULL, NULL, NULL, qshrink_fingerprint(2), 5),
	(2, 'tabu', '{"shots": 5}', 'feasible', 'time', 7, 5, 4, NULL, NULL, NULL, NULL, NULL, qshrink_fingerprint(2), 5);
-- a run of the first problem with a variable fixed
INSERT INTO qshrink_run (problem_id, solver, settings, fixed, status, stop_reason, objective, bound, n_variables, qubits,
		presolve_fixed, merge_fixed, raw_feasible_share, repair_moves, fingerprint, milliseconds)
	VALUES
	(1, 'qaoa', '{"layers": 2}', '[{"variable": 0, "keys": ["a"], "value": 0}]', 'optimal', 'proof', 1, 1, 3, 1, 1, 1, 0.25, 7,
	 qshrink_fingerprint(1), 5);
\pset expanded on
SELECT run_id, problem_id, problem, solver, status, stop_reason, n_variables, qubits, reduction_share, presolve_share,
		merging_share, raw_feasible_share, repair_moves, objective, bound, gap_to_bound, best_known,
		gap_to_best_known, seconds, model_changed, is_scenario, scenario
	FROM qshrink_history ORDER BY run_id;
\pset expanded off
SELECT problem_id, place, solver, settings, runs, feasible_runs, optimal_runs, best_objective, median_objective,
		best_bound, gap_to_bound, best_known, gap_to_best_known, median_seconds
	FROM qshrink_leaderboard ORDER BY problem_id, place;
SELECT qshrink_constrain(2, $$VALUES ('more', 0, 1, '<=', 1)$$);
SELECT run_id, model_changed FROM qshrink_history ORDER BY run_id;
SELECT * FROM qshrink_progress;
SELECT qshrink_progress_number(4614253070214989087);
