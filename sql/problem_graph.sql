-- qshrink_mis and qshrink_maxcut
DELETE FROM qshrink_problem;
ALTER TABLE qshrink_problem ALTER COLUMN problem_id RESTART;
ALTER SEQUENCE qshrink_run_id_seq RESTART;

-- both directions of an edge are one edge
SELECT qshrink_mis('path', $$VALUES ('a', 'b'), ('b', 'c'), ('b', 'a'), ('c', 'b')$$);
SELECT qshrink_mis('weighted', 'VALUES (3, 1), (1, 2)', 'VALUES (1, 2.5), (2, 1), (3, 1), (4, 0)');
SELECT qshrink_mis('isolated', 'SELECT 1, 2 WHERE false', 'VALUES (5), (6)');
SELECT qshrink_maxcut('triangle', 'VALUES (1, 2), (2, 3), (3, 1), (1, 3)');
SELECT qshrink_maxcut('weights', 'VALUES (1, 2, 1.5), (2, 1, 2), (2, 3, -1)');
SELECT problem_id, name, sense, n_variables, objective FROM qshrink_problem ORDER BY 1;
SELECT problem_id, array_agg(keys[1] ORDER BY variable) FROM qshrink_variable GROUP BY 1 ORDER BY 1;
SELECT problem_id, constraint_id, label, variables, coefficients, sense, rhs FROM qshrink_constraint ORDER BY 1, 2;

SELECT qshrink_mis('x', 'VALUES (1, 1)');
SELECT qshrink_mis('x', 'VALUES (1, 2), (3, 4)', 'VALUES (1), (2), (3)');
SELECT qshrink_mis('x', 'VALUES (1, 2)', 'VALUES (1), (2), (1)');
SELECT qshrink_mis('x', 'VALUES (1, 2, 3)');
SELECT qshrink_mis('x', 'VALUES (1)');
SELECT qshrink_mis('x', 'VALUES (1, NULL)');
SELECT qshrink_mis('x', 'VALUES (1, 2)', $$VALUES (1, 'one'), (2, 'two')$$);
SELECT qshrink_mis('x', 'VALUES (1, 2)', $$VALUES (1, 'NaN'::numeric), (2, 1)$$);
SELECT qshrink_mis('x', 'SELECT 1, 2 WHERE false');
SELECT qshrink_mis('x', NULL);
SELECT qshrink_maxcut('x', 'VALUES (1, 1, 5)');
SELECT qshrink_maxcut('x', 'VALUES (1, 2, NULL::int)');
SELECT qshrink_maxcut('x', 'VALUES (1, 2, 1.7e308), (1, 2, 1.7e308)');
SELECT qshrink_maxcut('x', 'SELECT 1, 2, 3, 4');
SELECT count(*) FROM qshrink_problem;
