-- qshrink_qap
DELETE FROM qshrink_problem;
ALTER TABLE qshrink_problem ALTER COLUMN problem_id RESTART;
ALTER SEQUENCE qshrink_run_id_seq RESTART;

SELECT qshrink_qap('two', $$VALUES ('press', 'saw', 3), ('saw', 'press', 1.5)$$, $$VALUES ('north', 'south', 10)$$);
SELECT qshrink_qap('costs', $$VALUES ('a', 'b', 3), ('a', 'a', 2)$$, 'VALUES (1, 2, 10), (2, 2, 1)',
	$$VALUES ('b', 2, 7), ('a', 1, 5)$$);
SELECT qshrink_qap('one', 'VALUES (1, 1, 1)', 'VALUES (1, 1, 1)');
SELECT problem_id, name, sense, n_variables, objective, flows, distances, costs FROM qshrink_problem ORDER BY 1;
SELECT variable, keys FROM qshrink_variable WHERE problem_id = 1 ORDER BY 1;
SELECT count(*) FROM qshrink_constraint;

-- further constraints
SELECT qshrink_constrain(1, $$VALUES ('forbidden', ARRAY['saw', 'north'], 1, '=', 0)$$);
SELECT variables, sense, rhs FROM qshrink_constraint;

SELECT qshrink_qap('x', 'VALUES (1, 2, 1)', 'VALUES (1, 2, 1), (2, 3, 1)');
SELECT qshrink_qap('x', 'VALUES (1, 2, 1)', 'VALUES (1, 2, 1)', 'VALUES (1, 3, 1)');
SELECT qshrink_qap('x', 'VALUES (1, 2, 1), (1, 2, 2)', 'VALUES (1, 2, 1)');
SELECT qshrink_qap('x', 'VALUES (1, 2, 1)', 'VALUES (1, 2, 1), (1, 2, 1)');
SELECT qshrink_qap('x', 'SELECT 1, 2, 1 WHERE false', 'SELECT 1, 2, 1 WHERE false');
SELECT qshrink_qap('x', 'VALUES (1, 2, NULL::int)', 'VALUES (1, 2, 1)');
SELECT qshrink_qap('x', 'VALUES (1, 2)', 'VALUES (1, 2, 1)');
SELECT qshrink_qap('x', $$VALUES (1, 2, 'Infinity'::float4)$$, 'VALUES (1, 2, 1)');
SELECT qshrink_qap('x', 'SELECT i, i + 1, 1 FROM generate_series(1, 5000) i', 'SELECT i, i + 1, 1 FROM generate_series(1, 5000) i');
SELECT qshrink_qap('x', 'VALUES (1, 2, 1)', NULL);
SELECT count(*) FROM qshrink_problem;
