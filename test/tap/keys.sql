-- Keys of random parts, built, constrained, selected: what comes back is what went in.
\set ON_ERROR_STOP 1
BEGIN;
SELECT plan(11);
SELECT setseed(0.25);

-- 40 distinct keys of three parts each, of awkward texts
CREATE TEMP TABLE t_key AS
	SELECT row_number() OVER () AS i, k AS key FROM (
		SELECT DISTINCT ARRAY[w.a[1 + floor(random() * 10)], w.a[1 + floor(random() * 10)], w.a[1 + floor(random() * 10)]] AS k
		FROM (SELECT ARRAY['', ' ', 'a', '{a,b}', 'a,b', '"', E'\\', 'NULL', E'\u00e9', '0']::text[] AS a) AS w, generate_series(1, 80)) AS d
	LIMIT 40;

SELECT qshrink_mdkp('keys', 'SELECT key, i FROM t_key', 'SELECT key, key, 1 FROM t_key', 'SELECT key, 1 FROM t_key') AS mdkp,
       qshrink_mis('keys of nodes', 'SELECT a.key, b.key FROM t_key AS a, t_key AS b WHERE b.i = a.i % 40 + 1', 'SELECT key FROM t_key') AS mis,
       qshrink_maxcut('keys of a cut', 'SELECT a.key, b.key, 1 FROM t_key AS a, t_key AS b WHERE b.i = a.i % 40 + 1') AS cut,
       qshrink_qap('keys of pairs', 'SELECT a.key, b.key, 1 FROM t_key AS a, t_key AS b WHERE a.i <= 5 AND b.i <= 5',
                   'SELECT a.key[1:2], b.key[1:2], 1 FROM (SELECT DISTINCT ON (key[1:2]) * FROM t_key LIMIT 5) AS a,
                    (SELECT DISTINCT ON (key[1:2]) * FROM t_key LIMIT 5) AS b') AS qap \gset

SELECT bag_eq(format('SELECT keys FROM qshrink_variable WHERE problem_id = %s', :mdkp), 'SELECT key FROM t_key', 'knapsack: keys come back');
SELECT bag_eq(format('SELECT keys FROM qshrink_variable WHERE problem_id = %s', :mis), 'SELECT key FROM t_key', 'independent set: keys come back');
SELECT bag_eq(format('SELECT keys FROM qshrink_variable WHERE problem_id = %s', :cut), 'SELECT key FROM t_key', 'cut: keys come back');
SELECT bag_eq(format('SELECT keys FROM qshrink_variable WHERE problem_id = %s', :qap),
	'SELECT a.key || b.key[1:2] FROM t_key AS a, (SELECT DISTINCT ON (key[1:2]) * FROM t_key LIMIT 5) AS b WHERE a.i <= 5', 'assignment: parts of facility, then of location');
SELECT is((SELECT count(DISTINCT keys) FROM qshrink_variable WHERE problem_id = :qap), 25::bigint, 'assignment: keys are distinct');
SELECT is((SELECT count(DISTINCT label) FROM qshrink_verify(:qap, repeat('0', 25)::bit varying)), 10::bigint, 'assignment: rows have labels of their own');
SELECT is((SELECT count(DISTINCT label) FROM qshrink_constraint WHERE problem_id = :mdkp), 40::bigint, 'resources have labels of their own');

-- every key finds its variable, as text[] and as other types
SELECT is(qshrink_constrain(:mdkp, 'SELECT i, key, i, ''<='', 100 FROM t_key'), 40, 'constraints by key');
SELECT is_empty(format($$SELECT * FROM qshrink_constraint AS c JOIN qshrink_variable AS v ON v.problem_id = c.problem_id AND v.variable = c.variables[1]
	JOIN t_key AS k ON k.key = v.keys WHERE c.problem_id = %s AND c.constraint_id > 40 AND c.label <> k.i::text$$, :mdkp), 'each finds the variable of its key');
SELECT is(qshrink_constrain(:mis, 'SELECT i, key::varchar[], i, ''<='', 100 FROM t_key'), 40, 'by varchar[]');

SELECT run_id AS run FROM qshrink_solve(:mdkp, 'auto', seed => 1, solutions => 1) \gset
SELECT bag_eq(format('SELECT keys FROM qshrink_selection(%s, %s)', :mdkp, :run), 'SELECT key FROM t_key', 'the selection returns keys');

SELECT * FROM finish();
ROLLBACK;
