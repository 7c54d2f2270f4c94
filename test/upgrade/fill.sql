-- Data of every kind that a version keeps: problems of every class, integers, soft rows,
-- products, sources, runs with everything that belongs to one, scenarios, key lists, grants,
-- rows of a role that is no more.  By a superuser, after before.sql; scripts/release runs it
-- with the library of a release and keeps the rows.
\set ON_ERROR_STOP 1
SET client_min_messages = warning;
SET qshrink.simd = 'portable';
SET search_path = public, shop;

INSERT INTO shop.item SELECT 'item ' || i, 20 + (i * 37) % 61, (5 + (i * 17) % 41) / 10.0, 1 + i % 7, i FROM generate_series(1, 24) AS i;
INSERT INTO shop.edge SELECT a, b, 1 + (a * b) % 5 FROM generate_series(1, 18) AS a, generate_series(1, 18) AS b WHERE a < b AND (a * 7 + b * 13) % 11 < 2;

-- A solve that is written down with its call
CREATE FUNCTION pg_temp.solve(call text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	run bigint;
BEGIN
	EXECUTE format('SELECT max(run_id) FROM %s', call) INTO run;
	INSERT INTO shop.solve (call, run_id) VALUES (call, run);
	RETURN run;
END
$$;

SET SESSION AUTHORIZATION upgrade_alice;
SELECT qshrink_mdkp('knapsack', 'SELECT item, profit FROM shop.item', $$SELECT 'weight', item, weight FROM shop.item UNION ALL SELECT 'volume', item, volume FROM shop.item$$,
	$$VALUES ('weight', 20.5), ('volume', 40)$$) AS knapsack \gset
SELECT qshrink_mis('graph', 'SELECT a, b FROM shop.edge') AS graph \gset
SELECT qshrink_maxcut('cut', 'SELECT a, b, weight FROM shop.edge WHERE b <= 12') AS cut \gset
SELECT qshrink_qap('assignment', 'SELECT i, j, (i * 5 + j * 3) % 7 FROM generate_series(1, 4) AS i, generate_series(1, 4) AS j WHERE i <> j',
	'SELECT i, j, abs(i - j) FROM generate_series(1, 4) AS i, generate_series(1, 4) AS j', 'VALUES (1, 2, 0.5)') AS assignment \gset
SELECT qshrink_create('qubo', (SELECT qubo_agg(i, j, ((i * 31 + j * 17) % 19 - 9)::float8) FROM generate_series(0, 11) AS i, generate_series(0, 11) AS j WHERE i <= j) + 0.25,
	'max', ARRAY(SELECT 'x' || i FROM generate_series(0, 11) AS i)) AS qubo \gset
SELECT qshrink_create('parts', '{}/2', keys => '{{a,"b,c"},{"ä \"quoted\"",c}}') AS parts \gset
-- integers, soft rows, products, a condition
SELECT qshrink_define('order', 'SELECT item, 0, 1 + place % 3 FROM shop.item WHERE place <= 8 UNION ALL SELECT ''open'', 0, 1',
	'SELECT item, profit FROM shop.item WHERE place <= 8 UNION ALL SELECT ''open'', -25', $$
	SELECT 'weight' AS label, item AS key, NULL::text AS key2, weight AS coefficient, '<=' AS sense, 15.5 AS rhs, NULL::numeric AS price FROM shop.item WHERE place <= 8
	UNION ALL SELECT 'volume', item, NULL, volume, '<=', 20, 3.5 FROM shop.item WHERE place <= 8
	UNION ALL SELECT 'pair', 'item 1', 'item 2', 1, '<=', 1, NULL
	UNION ALL SELECT 'only if open', item, NULL, 1, '<=', 4, NULL FROM shop.item WHERE place <= 3
	UNION ALL SELECT 'only if open', 'open', NULL, -4, '<=', 4, NULL$$, 'max') AS "order" \gset
-- a colouring
SELECT qshrink_define('timetable', 'SELECT ARRAY[''exam'', e::text, p::text] FROM generate_series(1, 5) AS e, generate_series(1, 3) AS p UNION ALL SELECT ARRAY[''period'', '''', p::text] FROM generate_series(1, 3) AS p',
	'SELECT ARRAY[''period'', '''', p::text], 1 FROM generate_series(1, 3) AS p', $$
	SELECT 'exam ' || e, ARRAY['exam', e::text, p::text], 1, '=', 1 FROM generate_series(1, 5) AS e, generate_series(1, 3) AS p
	UNION ALL SELECT format('%s and %s in %s', e, e + 1, p), k, c, '<=', 0 FROM generate_series(1, 4) AS e, generate_series(1, 3) AS p,
		LATERAL (VALUES (ARRAY['exam', e::text, p::text], 1), (ARRAY['exam', (e + 1)::text, p::text], 1), (ARRAY['period', '', p::text], -1)) AS t (k, c)$$) AS timetable \gset
SELECT problem_id AS imported FROM qshrink_import('imported', E'Minimize\n obj: x + 2 y - z\nSubject To\n c1: x + y >= 1\n c2: z - y <= 0\nBounds\n 0 <= z <= 3\nBinary\n x y\nGeneral\n z\nEnd\n', 'lp') \gset
SELECT qshrink_create('impossible', '{(0,0):1}/2') AS impossible \gset
SELECT qshrink_constrain(:impossible, $$VALUES ('one', 0, 1, '>=', 1), ('none', 0, 1, '<=', 0)$$);
SELECT qshrink_constrain(:graph, $$VALUES ('by hand', '1', 1, '<=', 0)$$);
SELECT qshrink_add_variables(:cut, $$VALUES ('added', 2.5)$$);
UPDATE qshrink_problem SET best_known = 17 WHERE problem_id = :cut;

SELECT pg_temp.solve(format($$qshrink_solve(%s, 'auto', seed => 1, solutions => 3)$$, id)) FROM unnest(ARRAY[:knapsack, :graph, :cut, :assignment, :qubo, :parts, :order, :timetable, :imported, :impossible]) AS id;
SELECT pg_temp.solve(format($$qshrink_solve(%s, '%s', max_qubits => 6, shots => 100, layers => 1, rounds => 2, seed => 2, solutions => 4, options => '{"log": "all", "proof": false}')$$, id, solver))
	FROM unnest(ARRAY[:knapsack, :graph, :order]) AS id, unnest('{qaoa,sa,none}'::text[]) AS solver;
SELECT pg_temp.solve(format($$qshrink_solve(%s, 'vqe', max_qubits => 5, shots => 50, layers => 1, rounds => 1, seed => 3)$$, :qubo));
-- scenarios
SELECT pg_temp.solve(format($$qshrink_solve(%s, 'auto', seed => 4, fixed => '{"item 1": 1, "item 2": 0}', options => '{"scenario": "one but not two"}')$$, :knapsack));
SELECT pg_temp.solve(format($$qshrink_solve(%s, 'auto', seed => 5, options => '{"rhs": {"weight": 12}, "scenario": "less weight"}')$$, :knapsack));
SELECT count(*) FROM qshrink_pareto(:knapsack, 'volume', points => 3, seed => 6);
-- a run of a model that has changed since: other keys, another list of them
SELECT run_id FROM qshrink_solve(:graph, 'auto', seed => 7, solutions => 1);
UPDATE shop.edge SET b = 20 WHERE a = 3;
SELECT qshrink_refresh(:graph);
SELECT run_id FROM qshrink_solve(:graph, 'auto', seed => 7, solutions => 2, start => 'last');
SELECT count(*) FROM qshrink_run r, qshrink_import_counts(:knapsack, (SELECT max(run_id) FROM qshrink_round WHERE problem_id = :knapsack AND qubits = 6 AND qubo IS NOT NULL), NULL, '{"000000": 5, "010101": 3}') WHERE r.run_id = 1;

SET SESSION AUTHORIZATION upgrade_bob;
SELECT qshrink_mdkp('knapsack', 'VALUES (''a'', 10), (''b'', 9), (''c'', 4)', 'VALUES (''w'', ''a'', 6), (''w'', ''b'', 5), (''w'', ''c'', 3)', 'VALUES (''w'', 9)') AS bobs \gset
SELECT pg_temp.solve(format($$qshrink_solve(%s, 'auto', seed => 1, solutions => 2)$$, :bobs));

-- grants, of each privilege; a run that is another's
SET SESSION AUTHORIZATION upgrade_alice;
SELECT qshrink_grant(:knapsack, 'upgrade_bob', 'solve');
SELECT qshrink_grant(:graph, 'upgrade_team', 'write');
SELECT qshrink_grant(:cut, 'public', 'read');
SET SESSION AUTHORIZATION upgrade_bob;
SELECT qshrink_grant(:bobs, 'upgrade_carol', 'read');
SELECT pg_temp.solve(format($$qshrink_solve(%s, 'none', seed => 8, solutions => 1)$$, :knapsack));
SET SESSION AUTHORIZATION upgrade_owner;
SELECT qshrink_grant_all('upgrade_carol');

-- somebody who is no more
RESET SESSION AUTHORIZATION;
CREATE ROLE upgrade_gone;
GRANT SELECT, INSERT ON shop.solve TO upgrade_gone;
SET SESSION AUTHORIZATION upgrade_gone;
SELECT qshrink_mis('left behind', 'VALUES (1, 2), (2, 3)') AS gone \gset
SELECT count(*) FROM qshrink_solve(:gone, 'auto', seed => 1, solutions => 1);
SELECT qshrink_grant(:gone, 'upgrade_bob', 'read');
RESET SESSION AUTHORIZATION;
REVOKE SELECT, INSERT ON shop.solve FROM upgrade_gone;
DROP ROLE upgrade_gone;
