-- qshrink_create and qshrink_constrain
DELETE FROM qshrink_problem;
ALTER TABLE qshrink_problem ALTER COLUMN problem_id RESTART;
ALTER SEQUENCE qshrink_run_id_seq RESTART;

SELECT qshrink_create('bare', '{(0,0):1,(0,1):-2.5}/4+1');
SELECT qshrink_create('items', '{(0,0):1}/4', 'max', '{10,20,30,0}');
SELECT qshrink_create('pairs', '{}/4', keys => '{{a,1},{a,2},{b,1},{b,2}}');
SELECT qshrink_create('names', '{}/3', keys => ARRAY['x', 'y', 'z']);
SELECT problem_id, name, sense, n_variables, objective, flows, best_known FROM qshrink_problem ORDER BY 1;
SELECT problem_id, variable, keys FROM qshrink_variable ORDER BY 1, 2;

SELECT qshrink_create('x', '{(0,0):1}/4', 'maximum');
SELECT qshrink_create(NULL, '{(0,0):1}/4');
SELECT qshrink_create('x', NULL);
SELECT qshrink_create('x', '{(0,0):1}/4', NULL);
SELECT qshrink_create('x', '{}/0');
SELECT qshrink_create('x', '{}/2', keys => '{a}');
SELECT qshrink_create('x', '{}/2', keys => '{a,b,c}');
SELECT qshrink_create('x', '{}/2', keys => '{a,NULL}');
SELECT qshrink_create('x', '{}/2', keys => '{a,a}');
SELECT qshrink_create('x', '{}/2', keys => '{{a,b},{a,b}}');
SELECT qshrink_create('x', '{}/2', keys => '{{{a},{b}}}');
SELECT qshrink_create('x', '{}/1', keys => '{}');

-- terms in any order, of any numeric type; terms of one variable add up, zeros go
SELECT qshrink_constrain(1, $$VALUES ('c', 0, 1.0, '<=', 1), ('d', 1, 2, '>=', 1.5), ('c', 1, 1, '<=', 1.0),
	('d', 1, 2, '>=', 1.5), ('e', 2, 1, '=', 1), ('e', 2, -1, '=', 1), ('f', 3, 0.5, '=', 0.5)$$);
SELECT qshrink_constrain(1, $$SELECT 'g'::name, 3::smallint, 1::float4, '='::varchar, 1::bigint$$);
SELECT qshrink_constrain(1, $$SELECT 'c', 0, 1, '<=', 1 WHERE false$$);
-- by key: an integer is a key where keys are integers
SELECT qshrink_constrain(2, $$VALUES (1, 10, 1, '<=', 1), (1, 0, 1, '<=', 1)$$);
SELECT qshrink_constrain(2, $$VALUES ('text', '30', 1, '<=', 1)$$);
-- by array where keys have parts, by number where no key is an integer
SELECT qshrink_constrain(3, $$VALUES (1, ARRAY['a', '2'], 1, '<=', 1), (1, ARRAY['b', '2'], 1, '<=', 1)$$);
SELECT qshrink_constrain(3, $$VALUES (2, 3, 1, '<=', 1)$$);
SELECT qshrink_constrain(4, $$SELECT true, k, 1, '=', 1 FROM unnest(ARRAY['z', 'x']) k$$);
SELECT qshrink_constrain(4, $$VALUES ('number', 2, 1, '=', 1)$$);
SELECT qshrink_constrain(4, $$VALUES ('array', ARRAY['y'], 7, '=', 7)$$);
SELECT problem_id, constraint_id, label, variables, coefficients, sense, rhs FROM qshrink_constraint ORDER BY 1, 2;

SELECT qshrink_constrain(99, $$VALUES ('c', 0, 1, '<=', 1)$$);
SELECT qshrink_constrain(1, $$VALUES ('c', 4, 1, '<=', 1)$$);
SELECT qshrink_constrain(1, $$VALUES ('c', -1, 1, '<=', 1)$$);
SELECT qshrink_constrain(1, $$VALUES ('c', 'a', 1, '<=', 1)$$);
SELECT qshrink_constrain(2, $$VALUES ('c', 11, 1, '<=', 1)$$);
SELECT qshrink_constrain(3, $$VALUES ('c', ARRAY['a', '3'], 1, '<=', 1)$$);
SELECT qshrink_constrain(3, $$VALUES ('c', ARRAY['a', NULL], 1, '<=', 1)$$);
SELECT qshrink_constrain(3, $$VALUES ('c', 'a', 1, '<=', 1)$$);
SELECT qshrink_constrain(1, $$VALUES ('c', 0, 1, '<', 1)$$);
SELECT qshrink_constrain(1, $$VALUES ('c', 0, 1, '<=', 1), ('c', 1, 1, '<=', 2)$$);
SELECT qshrink_constrain(1, $$VALUES ('c', 0, 1, '<=', 1), ('c', 1, 1, '>=', 1)$$);
SELECT qshrink_constrain(1, $$VALUES (NULL, 0, 1, '<=', 1)$$);
SELECT qshrink_constrain(1, $$VALUES ('c', 0, 'NaN'::float8, '<=', 1)$$);
SELECT qshrink_constrain(1, $$VALUES ('c', 0, 1, '<=', 1e400)$$);
SELECT qshrink_constrain(1, $$VALUES ('c', 0, '1', '<=', 1)$$);
SELECT qshrink_constrain(1, $$VALUES ('c', 0, 1, '<=')$$);
SELECT qshrink_constrain(1, $$VALUES ('c', 0, 1.7e308, '<=', 1), ('c', 1, 1.7e308, '<=', 1)$$);
SELECT count(*) FROM qshrink_constraint WHERE problem_id = 1;

-- a problem made earlier in the statement is seen
SELECT qshrink_constrain(qshrink_create('fresh', '{}/2'), $$VALUES ('c', 0, 1, '<=', 1)$$);
