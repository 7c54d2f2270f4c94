-- Large problems: what is stored, what is found, in what memory.
\set ON_ERROR_STOP 1
BEGIN;
SELECT plan(20);

-- an assignment of 65,536 variables stays two matrices
CREATE TEMP TABLE t_flow AS
	SELECT i, j, CASE WHEN (i * j) % 7 = 1 THEN (i * 31 + j * 17) % 11 ELSE 0 END AS flow FROM generate_series(1, 256) AS i, generate_series(1, 256) AS j WHERE i <> j;
CREATE TEMP TABLE t_distance AS
	SELECT i, j, abs(i / 16 - j / 16) + abs(i % 16 - j % 16) AS distance FROM generate_series(0, 255) AS i, generate_series(0, 255) AS j;
SELECT qshrink_qap('large assignment', 'SELECT * FROM t_flow', 'SELECT * FROM t_distance') AS qap \gset
SELECT is((SELECT n_variables FROM qshrink_problem WHERE problem_id = :qap), 65536, '65,536 variables');
SELECT ok((SELECT objective IS NULL AND cardinality(flows) = 65536 AND cardinality(distances) = 65536
	AND pg_column_size(flows) + pg_column_size(distances) < 2000000 FROM qshrink_problem WHERE problem_id = :qap), 'stored as two matrices, no terms');
SELECT run_id AS run, objective, assignment FROM qshrink_solve(:qap, 'auto', time_limit => '2 s', seed => 1, solutions => 1) WHERE feasible \gset
SELECT is((SELECT count(DISTINCT keys[1]) || ' ' || count(DISTINCT keys[2]) || ' ' || count(*) FROM qshrink_selection(:qap, :run)), '256 256 256', 'a permutation');
SELECT is((SELECT sum(f.flow * d.distance)::float8
	FROM t_flow AS f
	JOIN qshrink_selection(:qap, :run) AS a ON a.keys[1]::int = f.i JOIN qshrink_selection(:qap, :run) AS b ON b.keys[1]::int = f.j
	JOIN t_distance AS d ON d.i = a.keys[2]::int AND d.j = b.keys[2]::int), :objective::float8, 'its cost by SQL');
SELECT is_empty(format('SELECT * FROM qshrink_verify(%s, %L)', :qap, :'assignment'), 'verified against the rows');
SELECT cmp_ok((SELECT peak_memory FROM qshrink_run WHERE run_id = :run), '<', (64 * 1024 * 1024)::bigint, 'in less than 64 MB');

-- a graph of 100,000 edges
CREATE TEMP TABLE t_edge AS
	SELECT DISTINCT least(a, b) AS a, greatest(a, b) AS b
	FROM (SELECT hashint8(k) & 8191 AS a, hashint8(k + 1000000) & 8191 AS b FROM generate_series(1, 101000) AS k) AS e WHERE a <> b;
SELECT ok((SELECT count(*) > 100000 FROM t_edge), 'a graph of 100,000 edges');
SELECT qshrink_mis('large graph', 'SELECT * FROM t_edge') AS mis \gset
SELECT run_id AS run, objective FROM qshrink_solve(:mis, 'auto', time_limit => '3 s', seed => 1, solutions => 1) WHERE feasible \gset
CREATE TEMP TABLE t_chosen AS SELECT keys[1]::int AS node FROM qshrink_selection(:mis, :run);
SELECT is((SELECT count(*)::float8 FROM t_chosen), :objective::float8, 'as many vertices as its objective says');
SELECT is_empty('SELECT * FROM t_edge JOIN t_chosen AS a ON a.node = t_edge.a JOIN t_chosen AS b ON b.node = t_edge.b', 'no edge among them');
SELECT is_empty('SELECT a FROM t_edge UNION SELECT b FROM t_edge EXCEPT SELECT node FROM t_chosen
	EXCEPT (SELECT b FROM t_edge JOIN t_chosen ON node = a UNION SELECT a FROM t_edge JOIN t_chosen ON node = b)', 'and none can be added');
SELECT cmp_ok((SELECT peak_memory FROM qshrink_run WHERE run_id = :run), '<', (256 * 1024 * 1024)::bigint, 'in less than 256 MB');

-- a knapsack of 500 items and 30 resources
CREATE TEMP TABLE t_need AS
	SELECT r, i, 1 + (hashint8(r * 1000 + i) & 1023) AS amount FROM generate_series(1, 30) AS r, generate_series(1, 500) AS i;
CREATE TEMP TABLE t_item AS SELECT i, sum(amount) / 30 + (hashint8(i) & 511) AS profit FROM t_need GROUP BY i;
CREATE TEMP TABLE t_capacity AS SELECT r, sum(amount) / 4 AS capacity FROM t_need GROUP BY r;
SELECT qshrink_mdkp('large knapsack', 'SELECT * FROM t_item', 'SELECT * FROM t_need', 'SELECT * FROM t_capacity') AS mdkp \gset
SELECT run_id AS run, objective FROM qshrink_solve(:mdkp, 'auto', time_limit => '3 s', seed => 1, solutions => 1) WHERE feasible \gset
SELECT is((SELECT sum(profit)::float8 FROM qshrink_selection(:mdkp, :run) AS s JOIN t_item ON i = s.keys[1]::int), :objective::float8, 'the profit by SQL');
SELECT is_empty(format('SELECT r FROM qshrink_selection(%s, %s) AS s JOIN t_need ON i = s.keys[1]::int JOIN t_capacity USING (r)
	GROUP BY r, capacity HAVING sum(amount) > capacity', :mdkp, :run), 'every capacity holds');
SELECT ok((SELECT objective <= bound AND objective >= 0.99 * bound FROM qshrink_run WHERE run_id = :run), 'within one percent of a bound');

-- a function of a million terms
CREATE TEMP TABLE t_term AS
	SELECT i, j, ((hashint8(i * 2000 + j) % 100) + 0.5)::float8 AS c FROM generate_series(0, 1419) AS i, generate_series(0, 1419) AS j WHERE i <= j;
CREATE TEMP TABLE t_qubo AS SELECT qubo_agg(i, j, c) AS q FROM t_term;
SELECT ok((SELECT qubo_nterms(q) > 1000000 FROM t_qubo), 'a million terms by qubo_agg');
CREATE TEMP TABLE t_copy (q qubo);
\! mkdir -p build
\copy t_qubo to 'build/million.bin' (format binary)
\copy t_copy from 'build/million.bin' (format binary)
\! rm -f build/million.bin
SELECT ok((SELECT a.q = b.q FROM t_qubo AS a, t_copy AS b), 'through COPY BINARY unchanged');
SELECT is((SELECT q @ repeat('01', 710)::bit varying FROM t_qubo), (SELECT sum(c) FROM t_term WHERE i % 2 = 1 AND j % 2 = 1), 'its energy by SQL');
SELECT qshrink_create('million terms', q) AS million FROM t_qubo \gset
SELECT run_id AS run, objective, assignment FROM qshrink_solve(:million, 'auto', time_limit => '3 s', seed => 1, solutions => 1) \gset
SELECT is((SELECT q @ :'assignment'::bit varying FROM t_qubo), :objective::float8, 'solved, and worth what is said');
SELECT cmp_ok((SELECT peak_memory FROM qshrink_run WHERE run_id = :run), '<', (512 * 1024 * 1024)::bigint, 'in less than 512 MB');
SELECT is_empty('SELECT * FROM qshrink_run WHERE peak_memory IS NULL OR peak_memory <= 0 OR peak_memory > pg_size_bytes(current_setting(''qshrink.memory_limit''))',
	'every run recorded its peak memory, below the limit');

SELECT * FROM finish();
ROLLBACK;
