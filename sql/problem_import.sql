-- qshrink_import
DELETE FROM qshrink_problem;
ALTER TABLE qshrink_problem ALTER COLUMN problem_id RESTART;
ALTER SEQUENCE qshrink_run_id_seq RESTART;

-- several knapsacks in one file
SELECT qshrink_import('two', '2
2 1 0
3 4
1 1
1
2 1 7
3 4
2 2
3', 'orlib-mknap');
SELECT qshrink_import('path', E'c a path\np edge 3 2\ne 1 2\ne 3 2');
SELECT qshrink_import('qap', '2  0 1 1 0  0 2 2 0', 'qaplib');
SELECT qshrink_import('cut', E'3 2\n1 2 5\n2 3 -1', 'rudy');
SELECT qshrink_import('bqp', E'2 3\n1 1 5\n2 2 5\n1 2 -4', 'bqp');
SELECT qshrink_import('qbsolv', E'p qubo 0 2 2 1\n0 0 1\n1 1 1\n0 1 -4', 'qbsolv');
SELECT qshrink_import('qs', E'# minimise x1 - 2 x2 - 2 x1 x2 + 3\n# ObjectiveOffset 3\n# Vars Non-zeros\n2 3\n1 1 1\n1 2 -1\n2 2 -2');
SELECT qshrink_import('stated', E'# minimise\n2 2\n1 1 1\n1 2 -1', 'bqp');
SELECT qshrink_import('best first', E'3 56\n0 1 2\n1 0 3\n2 3 0\n0 5 4\n5 0 6\n4 6 0');
SELECT qshrink_import(NULL, '{"name": "json", "sense": "min", "n": 2, "linear": [[0, 1]]}');
SELECT problem_id, name, sense, n_variables, objective, flows, distances, best_known FROM qshrink_problem ORDER BY 1;
SELECT problem_id, array_agg(array_to_string(keys, ',') ORDER BY variable) AS keys FROM qshrink_variable GROUP BY 1 ORDER BY 1;
SELECT problem_id, constraint_id, label, variables, coefficients, sense, rhs FROM qshrink_constraint ORDER BY 1, 2;

-- the stated optimum of the qs file is 0 at 11
SELECT s.objective, s.assignment, s.feasible FROM qshrink_problem AS p, qshrink_solve(p.problem_id, seed => 1, solutions => 1) AS s WHERE p.name = 'qs';

\set VERBOSITY terse
SELECT qshrink_import('x', '');
SELECT qshrink_import('x', 'hello');
SELECT qshrink_import('x', '1 2 3', 'gams');
SELECT qshrink_import('x', E'p edge 3 2\ne 1 2\ne 2 4', 'dimacs');
SELECT qshrink_import('x', E'2 3\n1 1 1\n1 2 -1\n2 2 -2');
SELECT qshrink_import('x', E'# Vars Non-zeros\n2 3\n1 1 1\n1 2 -1\n2 1 -2');
SELECT qshrink_import('x', E'# minimise\n# maximise\n2 1\n1 1 1', 'qs');
SELECT qshrink_import('x', '{"sense": "min"', 'model-json');
SELECT qshrink_import('x', 'sense', 'model-json');
SELECT qshrink_import('x', '{"sense": "min", "n": 0}', 'model-json');
SELECT qshrink_import('x', NULL);
SELECT qshrink_import('x', '1 2 3', NULL);
SELECT count(*) FROM qshrink_problem;
