-- Models travel: qshrink_import and qshrink_export.
\set ON_ERROR_STOP 1
BEGIN;
SELECT no_plan();

-- ---------------------------------------------------------------------------
-- names become keys and labels, and what was taken is told
\set lp 'Maximize\n profit: 3 tent + 2 rope - 4 gold + 7\nSubject To\n weight: 2 tent + 3 rope + gold <= 9\n pair: tent - rope >= -1\n free: tent + rope >= -inf\nBounds\n -2 <= gold <= 4\nGenerals\n gold\nBinaries\n tent rope\nEnd\n'
SELECT problem_id AS lp_id FROM qshrink_import('lp', E:'lp') \gset
SELECT results_eq(format($$SELECT name, format, sense, notes FROM qshrink_import('lp', E%L, replace => true)$$, :'lp'),
	$$VALUES ('lp', 'lp', 'max', E'the objective has an offset of 7\nrow "free" has no bound and was dropped\n1 integer variable: 3 bits')$$, 'what was taken, and what there is to say');
SELECT is((SELECT i.problem_id FROM qshrink_import('lp', E:'lp', replace => true) AS i), :lp_id::bigint, 'in place');
SELECT bag_eq(format('SELECT keys, weight, lower FROM qshrink_variable WHERE problem_id = %s', :lp_id),
	$$VALUES ('{tent}'::text[], NULL::float8, NULL::float8), ('{rope}', NULL, NULL), ('{gold}', 1, -2), ('{gold}', 2, -2), ('{gold}', 3, -2)$$, 'names are keys; an integer has bits');
SELECT set_eq(format('SELECT label, sense, rhs + shift FROM qshrink_constraint WHERE problem_id = %s', :lp_id),
	$$VALUES ('weight', '<=', 9::float8), ('pair', '>=', -1)$$, 'names of rows are labels');
SELECT is((SELECT objective FROM qshrink_solve(:lp_id, 'auto', seed => 1, solutions => 1)), 20::float8, 'the optimum');
SELECT set_eq(format('SELECT keys, value FROM qshrink_answer(%s)', :lp_id), $$VALUES ('{tent}'::text[], 1::bigint), ('{rope}', 1), ('{gold}', -2)$$, 'integers are decoded');
SELECT is((SELECT sense FROM qshrink_import('turned', E:'lp', sense => 'min')), 'min', 'a sense overrules that of the content');
SELECT is((SELECT objective FROM qshrink_solve(qshrink_id('turned'), 'auto', seed => 1, solutions => 1)), -9::float8, 'and is solved');
SELECT is((SELECT sense FROM qshrink_import('turned json', qshrink_export(:lp_id, 'model-json'), sense => 'min')), 'min', 'of any format');
SELECT throws_ok($$SELECT qshrink_import('x', 'p edge 1 0', sense => 'up')$$, '22023', 'sense must be "min" or "max", not "up"', 'no such sense');

-- other formats of the kind
SELECT is((SELECT format FROM qshrink_import('opb', E'* #variable= 3 #constraint= 1\n* optimum: -3\nmin: -1 x1 -2 x2 x3 ;\n+1 x1 +1 x2 +1 x3 <= 3 ;\n')), 'opb', 'opb');
SELECT is((SELECT best_known FROM qshrink_problem WHERE name = 'opb'), -3::float8, 'the optimum of the file is known');
SELECT is((SELECT objective FROM qshrink_solve(qshrink_id('opb'), 'auto', seed => 1, solutions => 1)), -3::float8, 'and reached');
SELECT is((SELECT format FROM qshrink_import('mps', E'NAME demo\nROWS\n N cost\n L cap\n G need\nCOLUMNS\n M1 ''MARKER'' ''INTORG''\n x cost -3 cap 2\n x need 1\n y cost -2 cap 1\n M2 ''MARKER'' ''INTEND''\nRHS\n r cap 7 need 1\nRANGES\n g cap 4\nBOUNDS\n UP b x 3\n UP b y 5\nENDATA\n')), 'mps', 'mps');
SELECT is((SELECT objective FROM qshrink_solve(qshrink_id('mps'), 'auto', seed => 1, solutions => 1)), -13::float8, 'integers, a range');
SELECT set_eq($$SELECT keys, value FROM qshrink_answer(qshrink_id('mps'))$$, $$VALUES ('{x}'::text[], 1::bigint), ('{y}', 5)$$, 'decoded');
SELECT is((SELECT format || sense FROM qshrink_import('metis', E'3 2 10\n5 2\n6 1 3\n5 2\n', 'metis')), 'metismax', 'metis');
SELECT is((SELECT objective FROM qshrink_solve(qshrink_id('metis'), 'auto', seed => 1, solutions => 1)), 10::float8, 'weights of vertices');
SELECT set_eq($$SELECT label FROM qshrink_constraint WHERE problem_id = qshrink_id('metis')$$, ARRAY['1 - 2', '2 - 3'], 'edges are labelled by their ends');
SELECT is((SELECT format FROM qshrink_import('colouring', E'p edge 4 5\ne 1 2\ne 2 3\ne 3 4\ne 4 1\ne 1 3\n', 'dimacs-col')), 'dimacs-col', 'a colouring');
SELECT is((SELECT objective FROM qshrink_solve(qshrink_id('colouring'), 'auto', seed => 1, solutions => 1)), 3::float8, 'takes three colours');
SELECT is((SELECT count(*) FROM qshrink_answer(qshrink_id('colouring')) WHERE value = 1 AND keys[1] <> 'colour'), 4::bigint, 'keys are {vertex,colour}');
SELECT is((SELECT format FROM qshrink_import('ising', E'IIZ 0.5\nIZZ -1\nZII 0.25\n')), 'ising', 'Pauli strings');
SELECT is((SELECT array_agg(keys[1] ORDER BY variable) FROM qshrink_variable WHERE problem_id = qshrink_id('ising')), '{0,1,2}', 'qubits count from 0');

-- soft rows, products, defined and unbounded variables
SELECT matches((SELECT notes FROM qshrink_import('wbo', E'soft: 100 ;\n[3] +1 x1 +1 x2 >= 2 ;\n+1 x1 +1 x2 <= 1 ;\n')), 'soft', 'soft rows are told');
SELECT is((SELECT objective FROM qshrink_solve(qshrink_id('wbo'), 'auto', seed => 1, solutions => 1)), 3::float8, 'and cost');
SELECT is((SELECT count(*) FROM qshrink_answer(qshrink_id('wbo')) WHERE keys[1] NOT IN ('x1', 'x2')), 0::bigint, 'what the reader needs is hidden');
SELECT matches((SELECT notes FROM qshrink_import('rows', E'Minimize\n z\nSubject To\n d: z - 2 a - 3 b = 1\n q: [ a * b ] >= 1\n k: k - a - b = 0\nGenerals\n k\nBinaries\n a b\nEnd')),
	'product(.|\n)*continuous(.|\n)*bounds? that follow', 'products, definitions and bounds are counted');
SELECT is((SELECT objective FROM qshrink_solve(qshrink_id('rows'), 'auto', seed => 1, solutions => 1)), 6::float8, 'and solved');
SELECT throws_like($$SELECT qshrink_import('x', E'Minimize\n z\nSubject To\n d: z - 2 a >= 1\nBinaries\n a\nEnd')$$, '%"z"%', 'a continuous variable that nothing defines is refused by name');
SELECT throws_like($$SELECT qshrink_import('x', E'Minimize\n k\nGenerals\n k\nSubject To\n d: k - 2 a >= 1\nBinaries\n a\nEnd')$$, '%"k"%', 'so is an integer without bounds');
SELECT throws_ok($$SELECT qshrink_import('x', E'3 2\n1 2 1\n2 3 1')$$, '22P02', NULL, 'triples that two formats read differently');
SELECT is((SELECT count(*) FROM qshrink_problem WHERE name = 'x'), 0::bigint, 'what fails leaves nothing');

-- bits of equal weight
SELECT problem_id AS equal_id FROM qshrink_import('equal weights', E'Minimize\n obj: [ 2 x^2 - 6 x * y ] / 2\nSubject To\n a: x + y <= 10\n b: [ x * y ] <= 6\nBounds\n -3 <= x <= 3\n y <= 5\nGenerals\n x y\nEnd') \gset
SELECT is((SELECT objective FROM qshrink_solve(:equal_id, 'auto', seed => 1, solutions => 1)),
	(SELECT min(x * x - 3 * x * y) FROM generate_series(-3, 3) AS x, generate_series(0, 5) AS y WHERE x + y <= 10 AND x * y <= 6)::float8, 'products of integers whose bits have equal weights');

-- names that cannot be
SELECT problem_id AS long_id, notes AS long_notes FROM qshrink_import('long', format(E'Maximize\n %s + b\nSubject To\n c: %1$s + b <= 1\n b <= 1\nBinaries\n %1$s b\nEnd', repeat('n', 2100))) \gset
SELECT matches(:'long_notes'::text, 'called by', 'a name that is too long gives way to a number');
SELECT is((SELECT array_agg(label ORDER BY constraint_id) FROM qshrink_constraint WHERE problem_id = :long_id), '{c,2}', 'rows without a name are called by their numbers');

-- ---------------------------------------------------------------------------
-- there and back

-- a model by keys and labels, whatever the numbers
CREATE FUNCTION pg_temp.shape(id bigint, by_name boolean) RETURNS text LANGUAGE sql AS $$
	WITH name AS (SELECT variable, CASE WHEN by_name THEN array_to_string(keys, '_') || coalesce(':' || weight, '') || coalesce(':' || lower, '') ELSE variable::text END
			AS name FROM qshrink_variable WHERE problem_id = id),
		objective AS (SELECT format('%s %s %s', least(a.name, b.name), greatest(a.name, b.name), t.coefficient) AS line
			FROM qshrink_problem AS p, LATERAL qubo_terms(p.objective) AS t JOIN name AS a ON a.variable = t.i JOIN name AS b ON b.variable = t.j WHERE p.problem_id = id),
		row AS (SELECT format('%s %s %s: %s', CASE WHEN by_name THEN c.label END, c.sense, c.rhs,
				(SELECT string_agg(format('%s %s', coalesce(k.coefficient, 1), a.name), ' ' ORDER BY a.name)
				 FROM unnest(c.variables, c.coefficients) AS k (variable, coefficient) JOIN name AS a USING (variable))) AS line
			FROM qshrink_constraint AS c WHERE problem_id = id)
	SELECT format('%s %s %s|', p.sense, p.n_variables, qubo_offset(p.objective)) || coalesce((SELECT string_agg(line, E'\n' ORDER BY line) FROM objective), '') || '|' ||
		coalesce((SELECT string_agg(line, E'\n' ORDER BY line) FROM row), '')
	FROM qshrink_problem AS p WHERE p.problem_id = id
$$;
CREATE FUNCTION pg_temp.back(id bigint, format text) RETURNS bigint LANGUAGE sql AS $$
	SELECT i.problem_id FROM qshrink_import('back ' || id || format, qshrink_export(id, format), format, replace => true) AS i
$$;

-- random models of binary variables and integers with rows; of whole numbers, so that opb has them
SELECT setseed(0.5);
CREATE TEMP TABLE t_key AS SELECT m, format('v%s', k) AS key, lower, CASE WHEN m % 2 = 0 AND random() < 0.4 THEN lower + 2 + (random() * 9)::int ELSE 1 END AS upper
	FROM generate_series(1, 24) AS m, generate_series(1, 7) AS k, LATERAL (SELECT CASE WHEN m % 4 = 0 AND k % 2 = m % 2 THEN (random() * 10)::int - 7 ELSE 0 END + m * 0 AS lower) AS l;
UPDATE t_key SET lower = 0 WHERE upper = 1;
CREATE TEMP TABLE t_objective AS SELECT a.m, a.key AS a, b.key AS b, (random() * 40)::int - 20 AS c FROM t_key AS a JOIN t_key AS b ON a.m = b.m AND a.key <= b.key WHERE a.key = b.key OR random() < 0.4;
CREATE TEMP TABLE t_row AS SELECT m, format('row%s', r) AS label, key, (random() * 12)::int - 4 AS c, (ARRAY['<=', '>=', '='])[1 + (r + m) % 3] AS sense, 3 * r + m % 5 AS rhs
	FROM generate_series(1, 4) AS r, t_key WHERE random() < 0.6;
CREATE TEMP TABLE t_model AS SELECT m, qshrink_define('random ' || m, format('SELECT key, lower, upper FROM t_key WHERE m = %s', m),
	format('SELECT a, CASE WHEN a <> b OR m %% 2 = 0 AND m %% 4 > 0 THEN b END, c + CASE WHEN m %% 3 = 0 THEN 0.5 ELSE 0 END FROM t_objective WHERE m = %s UNION ALL SELECT NULL, NULL, 7', m),
	CASE WHEN m % 6 <> 5 THEN format('SELECT label, key, c, sense, rhs FROM t_row WHERE m = %s AND c <> 0', m) END, CASE WHEN m % 2 = 0 THEN 'min' ELSE 'max' END) AS id
	FROM generate_series(1, 24) AS m;
SELECT cmp_ok((SELECT count(*) FROM qshrink_variable JOIN t_model ON id = problem_id WHERE weight > 1), '>', 30::bigint, 'with integers');
SELECT is(pg_temp.shape(pg_temp.back(id, f), true), pg_temp.shape(id, true), f || ' of model ' || m) FROM t_model, unnest('{lp,mps,model-json}'::text[]) AS f;
SELECT is(pg_temp.shape(pg_temp.back(id, 'opb'), false), pg_temp.shape(id, false), 'opb of model ' || m) FROM t_model WHERE m % 3 <> 0;
SELECT is(pg_temp.shape(pg_temp.back(id, f), false), pg_temp.shape(id, false), f || ' of model ' || m) FROM t_model, unnest('{qs,qbsolv,ising}'::text[]) AS f WHERE m % 6 = 5;
SELECT is((SELECT count(*) FROM t_model WHERE qshrink_export(id, 'lp') !~ 'v1_'), count(*), 'integers are whole in lp') FROM t_model;

SELECT problem_id AS one_bit FROM qshrink_import('one bit', E'Minimize\n obj: x + y\nSubject To\n a: x - y >= 2\nBounds\n 2 <= x <= 3\nGenerals\n x\nBinaries\n y\nEnd') \gset
SELECT matches(qshrink_export(:one_bit, 'lp'), '2 <= x <= 3', 'of one bit, too');

-- every class, and soft rows
CREATE TEMP TABLE t_class (kind text, id bigint);
INSERT INTO t_class VALUES
	('mdkp', qshrink_mdkp('c mdkp', 'SELECT i, 5 + i * 7 % 11 FROM generate_series(1, 9) AS i', 'SELECT r, i, 2 + i * r % 5 FROM generate_series(1, 2) AS r, generate_series(1, 9) AS i', 'SELECT r, 14 FROM generate_series(1, 2) AS r')),
	('mis', qshrink_mis('c mis', 'SELECT i, i % 7 + 1 FROM generate_series(1, 7) AS i')),
	('maxcut', qshrink_maxcut('c cut', 'SELECT i, i % 7 + 1, i - 3.25 FROM generate_series(1, 7) AS i')),
	('qap', qshrink_qap('c qap', 'SELECT i, i % 4 + 1, i * 1.5 FROM generate_series(1, 4) AS i', 'SELECT i, j, (i - j) ^ 2 FROM generate_series(1, 4) AS i, generate_series(1, 4) AS j', 'SELECT i, j, i * j FROM generate_series(1, 4) AS i, generate_series(1, 4) AS j')),
	('colouring', qshrink_id('colouring')),
	('soft', qshrink_define('c soft', 'VALUES (''a'', 0, 5), (''b'', 0, 1), (''c'', -3, 4)', 'VALUES (''a'', 3), (''b'', -2), (''c'', 1)',
		'VALUES (''must'', ''a'', 1, ''<='', 4, NULL), (''must'', ''c'', 1, ''<='', 4, NULL), (''should'', ''a'', 2, ''>='', 5, 4), (''should'', ''b'', 1, ''>='', 5, 4)')),
	('keys of several parts', qshrink_create('c parts', '{(0,0):1,(0,1):-3}/2', 'min', '{{a,1},{a,2}}')),
	('without keys', qshrink_create('c bare', '{(0,0):1,(0,1):-3}/3', 'max'));
CREATE TEMP TABLE t_best AS SELECT kind, id, (SELECT objective FROM qshrink_solve(id, 'auto', seed => 1, solutions => 1)) AS best FROM t_class;
SELECT is((SELECT objective FROM qshrink_solve(pg_temp.back(id, f), 'auto', seed => 1, solutions => 1)), best, f || ' of ' || kind) FROM t_best, unnest('{lp,mps,model-json}'::text[]) AS f;
SELECT is(qshrink_model(i.problem_id) - 'name', qshrink_model(t.id) - 'name', 'model-json is the identity: ' || t.kind)
	FROM t_class AS t, LATERAL qshrink_import('again ' || t.kind, qshrink_export(t.id, 'model-json')) AS i;
SELECT is((SELECT array_agg(p.price ORDER BY p.label) FROM qshrink_constraint AS p WHERE p.problem_id = qshrink_id('again soft')), (SELECT array_agg(p.price ORDER BY p.label) FROM qshrink_constraint AS p WHERE p.problem_id = qshrink_id('c soft')), 'prices come back');

-- names that a format does not have
SELECT matches(qshrink_export(qshrink_id('c parts'), 'lp'), 'a_1(.|\n)*a_2', 'parts of keys are joined');
SELECT qshrink_create('odd', '{(0,0):1,(1,1):2,(2,2):3,(3,3):4,(4,4):5}/5', 'min', ARRAY['a b', 'a_b', 'a-b', '1', 'é']) AS odd \gset
SELECT pg_temp.back(:odd, 'lp') AS odd_lp, pg_temp.back(:odd, 'mps') AS odd_mps \gset
SELECT set_eq(format('SELECT keys[1] FROM qshrink_variable WHERE problem_id = %s', :odd_lp), ARRAY['a_b', 'x1', 'x3', 'x4', '__'], 'odd names are mended, each once');
SELECT is((SELECT sum(t.coefficient) FROM qshrink_problem AS p, LATERAL qubo_terms(p.objective) AS t WHERE p.problem_id = :odd_mps), 15::float8, 'in any format');

-- what a format cannot hold
SELECT throws_ok(format('SELECT qshrink_export(%s, %L)', id, f), '0A000', NULL, f || ' has no rows') FROM t_class, unnest('{qs,qbsolv,ising}'::text[]) AS f WHERE kind = 'mdkp';
SELECT throws_like(format('SELECT qshrink_export(%s, ''opb'')', id), '%whole numbers%', 'opb has no fractions') FROM t_class WHERE kind = 'maxcut';
SELECT throws_ok(format('SELECT qshrink_export(%s, ''gams'')', :odd), '22023', 'unknown export format "gams"', 'no such format');
SELECT throws_ok('SELECT qshrink_export(-1, ''lp'')', 'P0002', NULL, 'no such problem');
SELECT qshrink_qap('large', 'SELECT i, j, 1 FROM generate_series(1, 40) AS i, generate_series(1, 40) AS j', 'SELECT i, j, 1 FROM generate_series(1, 40) AS i, generate_series(1, 40) AS j') AS large \gset
SET LOCAL qshrink.memory_limit = '16MB';
SELECT throws_ok(format('SELECT qshrink_export(%s, ''lp'')', :large), '54000', NULL, 'memory is asked for before it is taken');
SELECT throws_ok(format($$SELECT qshrink_import('big', %L || repeat('+ 1 a ', 2000000) || %L)$$, E'Minimize\n', E'\nBinaries\n a\nEnd'), '54000', NULL, 'of an import, too');
RESET qshrink.memory_limit;

SELECT * FROM finish();
ROLLBACK;
