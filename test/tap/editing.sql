-- Editing problems by key: constraints, objectives, variables.
\set ON_ERROR_STOP 1
BEGIN;
SELECT no_plan();
CREATE FUNCTION pg_temp.rows(id bigint) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT format('%s: %s %s %s', c.label, (SELECT string_agg(format('%s %s', coalesce(a, 1), v.keys), ' + ' ORDER BY v.keys) FROM unnest(c.variables, c.coefficients) AS u (i, a)
		JOIN qshrink_variable AS v ON v.problem_id = id AND v.variable = u.i), c.sense, c.rhs) FROM qshrink_constraint AS c WHERE c.problem_id = id $$;
CREATE FUNCTION pg_temp.terms(id bigint) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT format('%s %s', t.coefficient, CASE WHEN v.keys = w.keys THEN v.keys::text ELSE least(v.keys, w.keys)::text || greatest(v.keys, w.keys)::text END) FROM qshrink_problem AS p, qubo_terms(p.objective) AS t,
		qshrink_variable AS v, qshrink_variable AS w WHERE p.problem_id = id AND v.problem_id = id AND w.problem_id = id AND v.variable = t.i AND w.variable = t.j $$;

SELECT qshrink_mdkp('pack', $$VALUES ('tent', 10), ('rope', 9), ('stove', 4)$$, $$VALUES ('w', 'tent', 6), ('w', 'rope', 5), ('w', 'stove', 3)$$, $$VALUES ('w', 11)$$) AS id \gset

-- labels
SELECT is(qshrink_constrain(:id, $$VALUES ('a', 'tent', 1, '<=', 1), ('b', 'rope', 2, '>=', 0)$$), 2, 'two constraints');
SELECT throws_ok(format($q$SELECT qshrink_constrain(%s, $$VALUES ('c', 'tent', 1, '<=', 1), ('b', 'tent', 2, '>=', 0)$$)$q$, :id), '42710', NULL, 'a label that is there');
SELECT is((SELECT count(*) FROM qshrink_constraint WHERE problem_id = :id), 3::bigint, 'nothing was added');
CREATE TEMP TABLE t_version AS SELECT label, constraint_id, ctid AS place FROM qshrink_constraint WHERE problem_id = :id;
SELECT is(qshrink_constrain(:id, $$VALUES ('b', 'stove', 3, '<=', 2), ('d', 'rope', 1, '=', 1)$$, replace => true), 2, 'replaced by label');
SELECT bag_eq(format('SELECT pg_temp.rows(%s)', :id), ARRAY['w: 5 {rope} + 3 {stove} + 6 {tent} <= 11', 'a: 1 {tent} <= 1', 'b: 3 {stove} <= 2', 'd: 1 {rope} = 1'], 'the others stay');
SELECT is_empty(format('SELECT label FROM t_version AS v JOIN qshrink_constraint AS c USING (label, constraint_id) WHERE c.problem_id = %s AND c.ctid <> v.place AND label <> ''b''', :id), 'unwritten');
SELECT is((SELECT count(*) FROM t_version AS v JOIN qshrink_constraint AS c USING (label, constraint_id) WHERE c.problem_id = :id), 3::bigint, 'with their ids');
SELECT is(qshrink_constrain(:id, $$VALUES ('w', 'tent', 1, '<=', 7)$$, true), 1, 'one of the builder');
SELECT is(changed, false, 'which a refresh keeps') FROM qshrink_refresh(:id);
SELECT bag_eq(format('SELECT pg_temp.rows(%s)', :id), ARRAY['w: 1 {tent} <= 7', 'a: 1 {tent} <= 1', 'b: 3 {stove} <= 2', 'd: 1 {rope} = 1'], 'replaced it is');
SELECT is(qshrink_unconstrain(:id, 'b'), 1, 'taken away');
SELECT throws_ok(format($$SELECT qshrink_unconstrain(%s, 'b')$$, :id), '42704', format('problem %s has no constraint "b"', :id), 'once');
SELECT throws_ok(format($$SELECT qshrink_unconstrain(%s, NULL)$$, :id), '22004', NULL, 'no label');
SELECT throws_ok(format($$UPDATE qshrink_constraint SET label = 'a' WHERE problem_id = %s AND label = 'd'$$, :id), '23505', NULL, 'labels stay apart by hand, too');
SELECT lives_ok(format($$INSERT INTO qshrink_constraint (problem_id, constraint_id, variables, sense, rhs) SELECT %s, k, '{}', '<=', 1 FROM generate_series(90, 92) AS k$$, :id), 'none may be shared');
SELECT throws_ok(format($q$SELECT qshrink_constrain(%s, $$VALUES (repeat('x', 2001), 'tent', 1, '<=', 1)$$)$q$, :id), '54000', NULL, 'a label too long');
SELECT is(qshrink_constrain(:id, format('VALUES (%L, ''tent'', 1, ''<='', 1)', l)), 1, 'a label: ' || left(l, 9)) FROM unnest(ARRAY['', ' ', E'é', 'A', repeat('x', 2000)]) AS l;
SELECT count(qshrink_unconstrain(problem_id, label)) AS removed FROM qshrink_constraint WHERE problem_id = :id AND label NOT IN ('w', 'a') \gset

-- rows without terms
SELECT is(qshrink_constrain(:id, $$VALUES ('holds', NULL, NULL, '<=', 1)$$), 1, '0 <= 1');
SELECT count(*) AS solved FROM qshrink_solve(:id, 'auto', seed => 1) \gset
SELECT is((SELECT status FROM qshrink_run WHERE problem_id = :id ORDER BY run_id DESC LIMIT 1), 'optimal', 'binds nothing');
SELECT is(qshrink_constrain(:id, $$SELECT 'cover ' || d, t.k, 1, '>=', 1 FROM generate_series(1, 2) AS d LEFT JOIN (VALUES (1, 'rope')) AS t (d, k) USING (d)$$), 2, 'of a left join');
SELECT bag_eq(format($$SELECT r FROM pg_temp.rows(%s) AS r WHERE r LIKE 'cover%%'$$, :id), ARRAY['cover 1: 1 {rope} >= 1', 'cover 2:  >= 1'], '0 >= 1');
SELECT count(*) AS solved FROM unnest(ARRAY['auto', 'exact', 'qaoa']) AS solver, LATERAL qshrink_solve(:id, solver, seed => 1) \gset
SELECT is((SELECT count(*) FROM qshrink_run WHERE problem_id = :id AND status = 'infeasible'), 3::bigint, 'cannot hold');
SELECT is(qshrink_unconstrain(:id, 'cover 2'), 1, 'taken away');
SELECT throws_ok(format($q$SELECT qshrink_constrain(%s, $$VALUES ('x', 'tent', NULL, '<=', 1)$$)$q$, :id), '22004', NULL, 'a null coefficient is none');
SELECT throws_ok(format($q$SELECT qshrink_constrain(%s, $$VALUES ('x', 'tent', 'one', '<=', 1)$$)$q$, :id), '42804', NULL, 'nor is a text');
SELECT throws_ok(format($q$SELECT qshrink_constrain(%s, $$VALUES ('x', NULL, 1, '<=', NULL::int)$$)$q$, :id), '22004', NULL, 'a null side');
SELECT throws_ok(format($q$SELECT qshrink_constrain(%s, $$VALUES ('x', ARRAY['tent', NULL], 1, '<=', 1)$$)$q$, :id), '22004', NULL, 'a null part of a key');

-- objectives
SELECT is(qshrink_objective(:id, $$VALUES ('tent', 2), ('rope', 3), ('tent', 0.5)$$), 2, 'linear');
SELECT bag_eq(format('SELECT pg_temp.terms(%s)', :id), ARRAY['2.5 {tent}', '3 {rope}'], 'terms add up');
SELECT is(qshrink_objective(:id, $$VALUES ('tent', 'rope', 0.1), ('rope', 'tent', 0.2), ('stove', NULL, 4), (NULL, NULL, 1.5), ('rope', 'rope', 7)$$, 'min'), 3, 'quadratic');
SELECT bag_eq(format('SELECT pg_temp.terms(%s)', :id), ARRAY['0.3 {rope}{tent}', '4 {stove}', '7 {rope}'], 'as decimals');
SELECT is(qubo_offset(objective) || sense, '1.5min', 'constant and sense') FROM qshrink_problem WHERE problem_id = :id;
SELECT is(changed, false, 'a refresh keeps it') FROM qshrink_refresh(:id);
SELECT throws_ok(format('SELECT qshrink_objective(%s, %L%s)', :id, q, s), e, NULL, 'no objective: ' || q) FROM (VALUES ('VALUES (''tent'', ''x'')', '', '42804'), ('VALUES (''tnet'', 1)', '', '22023'), ('SELECT 1', '', '42804'),
	('VALUES (''tent'', NULL::int)', '', '22004'), ('VALUES (''tent'', 1)', ', ''least''', '22023'), ('VALUES (NULL, NULL, 1e308), (NULL, NULL, 1e308)', '', '22003'), ('DELETE FROM qshrink_problem', '', '22023')) AS t (q, s, e);
SELECT is(qshrink_objective(:id, $$SELECT 'tent', 1 WHERE false$$), 0, 'none at all');
SELECT is(qshrink_objective(:id, $$VALUES ('tent', 10), ('rope', 9), ('stove', 4), ('rope', 0)$$, 'max'), 3, 'as it was');

-- variables
SELECT is(qshrink_add_variables(:id, $$VALUES ('map', 2), ('lamp', 0)$$), 2, 'added');
SELECT is(qshrink_constrain(:id, $$VALUES ('light', 'map', 1, '<=', 0), ('light', 'lamp', -1, '<=', 0)$$), 1, 'and constrained');
SELECT throws_ok(format('SELECT qshrink_add_variables(%s, %L)', :id, q), e, NULL, 'not added: ' || q) FROM (VALUES ('VALUES (''new'', 1), (''tent'', 1)', '42710'), ('VALUES (''new''), (''new'')', '42710'), ('VALUES (NULL::text)', '22004'),
	('VALUES (''new'', ''x'')', '42804'), ('SELECT 1, 2, 3', '42804')) AS t (q, e);
SELECT is((SELECT n_variables FROM qshrink_problem WHERE problem_id = :id), 5, 'five there are');
SELECT throws_ok(format($q$SELECT qshrink_remove_variables(%s, $$VALUES ('lamp')$$)$q$, :id), '2BP01', format('variable "lamp" of problem %s is named by constraint "light"', :id), 'not what a constraint names');
SELECT is(qshrink_remove_variables(:id, $$VALUES ('tent'), ('lamp'), ('tent')$$, cascade => true), 2, 'unless its terms may go');
SELECT bag_eq(format('SELECT keys[1] FROM qshrink_variable WHERE problem_id = %s', :id), ARRAY['rope', 'stove', 'map'], 'they have gone');
SELECT bag_eq(format('SELECT pg_temp.terms(%s)', :id), ARRAY['9 {rope}', '4 {stove}', '2 {map}'], 'from the objective');
SELECT bag_eq(format('SELECT variable FROM qshrink_variable WHERE problem_id = %s', :id), ARRAY[0, 1, 2], 'numbers have no gaps');
SELECT is(changed, false, 'a refresh does not bring them back') FROM qshrink_refresh(:id);
SELECT is(qshrink_add_variables(:id, $$VALUES ('tent', 1)$$), 1, 'by hand they come back');
SELECT is(changed, true, 'and belong to the source again') FROM qshrink_refresh(:id);
SELECT is(changed, false, 'for good') FROM qshrink_refresh(:id);
SELECT isnt_empty(format($$SELECT 1 FROM qshrink_variable WHERE problem_id = %s AND keys = '{tent}'$$, :id), 'tent is there');
SELECT throws_ok(format($q$SELECT qshrink_remove_variables(%s, $$VALUES ('unicorn')$$)$q$, :id), '22023', NULL, 'no such variable');
SELECT throws_ok(format($q$SELECT qshrink_remove_variables(%s, $$SELECT keys FROM qshrink_variable WHERE problem_id = %1$s$$, true)$q$, :id), '22023', format('no variable of problem %s would be left', :id), 'not all of them');
-- products are no constraint, but count
SELECT qshrink_create('products', '{(0,1):2,(2,2):1,(3,3):5}/4', keys => '{a,b,c,d}') AS products \gset
SELECT throws_ok(format($q$SELECT qshrink_remove_variables(%s, $$VALUES ('a')$$)$q$, :products), '2BP01', NULL, 'not what a product names');
SELECT is(qshrink_remove_variables(:products, $$VALUES ('a'), ('b')$$), 2, 'unless both go');
SELECT bag_eq(format('SELECT pg_temp.terms(%s)', :products), ARRAY['1 {c}', '5 {d}'], 'terms follow');
-- by number
SELECT qshrink_create('plain', '{(0,0):1,(1,1):2,(2,2):3}/3') AS plain \gset
SELECT is(qshrink_remove_variables(:plain, 'SELECT 0'), 1, 'by number');
SELECT is((SELECT objective FROM qshrink_problem WHERE problem_id = :plain), '{(0,0):3,(1,1):2}/2'::qubo, 'the last moves into the gap');
-- matrices
SELECT qshrink_qap('pairs', 'VALUES (1, 2, 3)', 'VALUES (''x'', ''y'', 1)') AS qap \gset
SELECT throws_ok(format(q, :qap), '0A000', NULL, 'matrices: ' || q) FROM unnest(ARRAY['SELECT qshrink_objective(%s, ''VALUES (1, 1)'')', 'SELECT qshrink_add_variables(%s, ''VALUES (1)'')', 'SELECT qshrink_remove_variables(%s, ''VALUES (1)'')']) AS q;

-- keys of several parts in every builder (and the queries that edit)
SELECT qshrink_mdkp('c', 'values (array[''S'',''k''],3)', 'values (1,array[''S'',''k''],1)', 'values (1,3)') AS c \gset
SELECT is(qshrink_constrain(:c, $$select 'x', array['S','k'], 1, '<=', 1$$), 1, 'constrained');
SELECT is(qshrink_add_variables(:c, $$values (array['S','m'], 2)$$), 1, 'added');
SELECT is(qshrink_objective(:c, $$values (array['S','m'], array['S','k'], 2.5)$$), 1, 'in an objective');
SELECT is(qshrink_remove_variables(:c, $$values (array['S','m'])$$, true), 1, 'removed');
SELECT throws_ok(format($q$SELECT qshrink_constrain(%s, $$select 'y', '{S,k}', 1, '<=', 1$$)$q$, :c), '22023', NULL, 'a text is one part');

-- problems of others
CREATE ROLE t_other;
SET ROLE t_other;
SELECT throws_ok(format(q, :id), 'P0002', NULL, 'not another''s: ' || q) FROM unnest(ARRAY['SELECT qshrink_unconstrain(%s, ''a'')', 'SELECT qshrink_objective(%s, ''VALUES (1, 1)'')',
	'SELECT qshrink_add_variables(%s, ''VALUES (1)'')', 'SELECT qshrink_remove_variables(%s, ''VALUES (1)'')', 'SELECT qshrink_constrain(%s, ''VALUES (1, 1, 1, 1, 1)'', true)', 'SELECT qshrink_refresh(%s)']) AS q;
RESET ROLE;

-- who may write, but is not the owner: additions are made by hand, sources are not reached
SELECT qshrink_mis('granted', 'VALUES (1, 2), (2, 3)') AS granted \gset
SELECT qshrink_grant(:granted, 't_other', 'write') \g /dev/null
SET ROLE t_other;
SELECT is(qshrink_constrain(:granted, $$VALUES ('x', 1, 1, '<=', 1)$$), 1, 'a grantee adds');
SELECT is(qshrink_add_variables(:granted, 'VALUES (9)'), 1, 'a variable, too');
SELECT is(qshrink_remove_variables(:granted, 'VALUES (9)'), 1, 'and takes it away');
SELECT throws_ok(format(q, :granted), '42501', NULL, 'sources are the owner''s: ' || q) FROM unnest(ARRAY['SELECT qshrink_constrain(%s, $$VALUES (''1 - 2'', 1, 1, ''<='', 1)$$, true)', 'SELECT qshrink_unconstrain(%s, ''1 - 2'')',
	'SELECT qshrink_remove_variables(%s, ''VALUES (1)'', true)', 'SELECT qshrink_refresh(%s)']) AS q;
RESET ROLE;
SELECT is(changed, false, 'what a grantee added stays') FROM qshrink_refresh(:granted);

SELECT * FROM finish();
ROLLBACK;
