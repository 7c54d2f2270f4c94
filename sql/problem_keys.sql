-- keys of several parts: an array is a key of several parts in every builder
DELETE FROM qshrink_problem;
ALTER TABLE qshrink_problem ALTER COLUMN problem_id RESTART;
ALTER SEQUENCE qshrink_run_id_seq RESTART;

SELECT qshrink_mdkp('knapsack', $$VALUES (ARRAY['S', 'k'], 3), (ARRAY['S', 'l'], 2)$$,
	$$VALUES (1, ARRAY['S', 'k']::varchar[], 1), (1, ARRAY['S', 'l']::name[], 2)$$, 'VALUES (1, 3)');
SELECT qshrink_constrain(1, $$SELECT 'x', array['S','k'], 1, '<=', 1$$);
SELECT qshrink_constrain(1, $$SELECT ARRAY['a', 'label'], array['S','l']::varchar(5)[], 1, '<=', 1$$);
SELECT qshrink_mdkp('resources', $$VALUES (1, 3)$$, $$VALUES (ARRAY['r', 1::text], 1, 1)$$,
	$$VALUES ('{r,1}'::text[], 3), ('{r,2}', 4)$$);
SELECT qshrink_mis('graph', $$VALUES (ARRAY[1, 2], ARRAY['1', '3']), ('{2,2}', '{1,3}')$$);
SELECT qshrink_mis('nodes', $$VALUES (ARRAY[1, 2]::bigint[], ARRAY[1, 3]::numeric[])$$, 'VALUES (ARRAY[1, 2]), (ARRAY[1, 3])');
SELECT qshrink_maxcut('cut', $$VALUES (ARRAY[true, false], ARRAY[true, true], 2.5)$$);
SELECT qshrink_qap('parts', $$VALUES (ARRAY['f', 'a'], ARRAY['f', 'b'], 1)$$, $$VALUES (1, 2, 3)$$);
SELECT qshrink_qap('both', $$VALUES (ARRAY['f', 'a'], ARRAY['g', 'a'], 1)$$, $$VALUES (ARRAY['l', 'x'], ARRAY['l', 'y'], 3)$$,
	$$VALUES (ARRAY['g', 'a'], ARRAY['l', 'y'], 2)$$);
SELECT qshrink_create('created', '{}/2', keys => '{{a,"b,c"},{"a,b",c}}');
-- one part is the same key as a text, and a text that looks like an array is one part
SELECT qshrink_mdkp('one part', $$VALUES (ARRAY['x'], 3), (ARRAY['{S,k}'], 2)$$, $$VALUES (1, 'x', 1), (1, '{S,k}', 1)$$, 'VALUES (1, 3)');
SELECT qshrink_constrain(9, $$VALUES ('looks', '{S,k}', 1, '<=', 1)$$);
SELECT qshrink_constrain(7, $$VALUES ('quadruple', ARRAY['g', 'a', 'l', 'y'], 1, '=', 1)$$);
-- subscripts from 0, a domain over an array, keys of different lengths
CREATE DOMAIN pg_temp.pair AS text[] CHECK (cardinality(VALUE) = 2);
SELECT qshrink_mdkp('kinds', $$SELECT '[0:1]={p,q}'::pg_temp.pair, 1$$, $$VALUES (1, ARRAY['p', 'q']::char(3)[], 1)$$, 'VALUES (1, 3)');
SELECT qshrink_mis('lengths', $$VALUES (ARRAY['a'], ARRAY['a', 'b']), ('{a,b}', '{a,b,c}')$$);

SELECT problem_id, variable, keys, array_length(keys, 1) AS parts FROM qshrink_variable ORDER BY 1, 2;
SELECT problem_id, label, variables, coefficients FROM qshrink_constraint ORDER BY problem_id, constraint_id;
-- rows that a quadratic assignment implies are named by all parts
SELECT label FROM qshrink_verify(6, B'0000');
SELECT label FROM qshrink_verify(7, B'0000');
SELECT run_id FROM qshrink_solve(1, 'auto', seed => 1, solutions => 1);
SELECT * FROM qshrink_selection(1);

-- through JSON and back
SELECT qshrink_create_from_model('copy', qshrink_model(7));
SELECT (SELECT array_agg(keys::text ORDER BY variable) FROM qshrink_variable WHERE problem_id = 7)
	 = (SELECT array_agg(keys::text ORDER BY variable) FROM qshrink_variable WHERE problem_id = 12) AS same;
SELECT label FROM qshrink_verify(12, B'0000');

\set items '\'VALUES (ARRAY[\'\'S\'\', \'\'k\'\'], 3)\''
SELECT qshrink_mdkp('x', 'VALUES (ARRAY[[1, 2], [3, 4]], 3)', 'VALUES (1, 1, 1)', 'VALUES (1, 3)');
SELECT qshrink_mdkp('x', 'VALUES (ARRAY[[1, 2]], 3)', 'VALUES (1, 1, 1)', 'VALUES (1, 3)');
SELECT qshrink_mdkp('x', 'VALUES (ARRAY[1, NULL], 3)', 'VALUES (1, 1, 1)', 'VALUES (1, 3)');
SELECT qshrink_mdkp('x', 'VALUES (ARRAY[]::int[], 3)', 'VALUES (1, 1, 1)', 'VALUES (1, 3)');
SELECT qshrink_mdkp('x', $$VALUES (ARRAY['a', 'b'], 1), (ARRAY['a', 'b'], 2)$$, 'VALUES (1, 1, 1)', 'VALUES (1, 3)');
SELECT qshrink_mdkp('x', :items, $$VALUES (1, '{S,k}', 1)$$, 'VALUES (1, 3)');
SELECT qshrink_mdkp('x', :items, $$VALUES (1, ARRAY['S', 'k', 'k'], 1)$$, 'VALUES (1, 3)');
SELECT qshrink_mdkp('x', :items, $$VALUES (ARRAY[1, 2], ARRAY['S', 'k'], 1)$$, 'VALUES (1, 3)');
SELECT qshrink_mdkp('x', :items, $$VALUES (1, ARRAY['S', 'k'], 1), (1, ARRAY['S', 'k'], 2)$$, 'VALUES (1, 3)');
SELECT qshrink_mdkp('x', :items, $$VALUES (1, ARRAY['S', 'k'], -1)$$, 'VALUES (1, 3)');
SELECT qshrink_mis('x', $$VALUES (ARRAY['a', 'b'], ARRAY['a', 'b'])$$);
SELECT qshrink_mis('x', $$VALUES (ARRAY['a', 'b'], NULL::text[])$$);
SELECT qshrink_mis('x', $$VALUES (ARRAY['a', 'b'], ARRAY['a', 'c'])$$, $$VALUES (ARRAY['a', 'b'])$$);
SELECT qshrink_maxcut('x', $$VALUES (ARRAY['a', 'b'], ARRAY[[1], [2]])$$);
SELECT qshrink_qap('x', $$VALUES (ARRAY['a'], ARRAY['b', 'c'], 1)$$, $$VALUES (1, 2, 3)$$);
SELECT qshrink_qap('x', $$VALUES (1, 2, 3)$$, $$VALUES (ARRAY['a', 'b'], ARRAY['c'], 1)$$);
SELECT qshrink_qap('x', $$VALUES (1, 2, 3)$$, $$VALUES (1, 2, 3)$$, $$VALUES (ARRAY[1], ARRAY[2, 3], 1)$$);
SELECT qshrink_constrain(1, $$SELECT 'x', 'S', 1, '<=', 1$$);
SELECT qshrink_constrain(1, $$SELECT 'x', ARRAY['k', 'S'], 1, '<=', 1$$);
SELECT qshrink_constrain(1, $$SELECT 'x', ARRAY[['S', 'k']], 1, '<=', 1$$);
SELECT qshrink_constrain(1, $$SELECT 'x', '{}'::text[], 1, '<=', 1$$);
SELECT qshrink_constrain(1, $$SELECT 'x', ARRAY['S', NULL], 1, '<=', 1$$);
SELECT qshrink_create('x', '{}/2', keys => '{{a,b},{a,NULL}}');
SELECT count(*) FROM qshrink_problem;
