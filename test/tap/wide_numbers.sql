-- bigint and numeric wherever a number is.
\set ON_ERROR_STOP 1
BEGIN;
SELECT no_plan();
SELECT is(qubo_agg(i::bigint, j::bigint, c), '{(0,0):0.5,(0,1):0.375}/2'::qubo, 'bigint and numeric') FROM (VALUES (0, 0, 0.5), (1, 0, 0.25), (0, 1, 0.125)) AS t (i, j, c);
SELECT is(qubo_agg(i::bigint, j::bigint, c::float8), '{(0,0):0.5,(0,1):2}/2'::qubo, 'bigint and double precision') FROM (VALUES (0, 0, 0.5), (1, 0, 2)) AS t (i, j, c);
SELECT is(qubo_agg(i::bigint, j, c), '{(0,0):5,(0,1):2}/2'::qubo, 'bigint, integer and integer') FROM (VALUES (0, 0, 5), (1, 0, 2)) AS t (i, j, c);
SELECT is(qubo_agg(i, j, c::bigint), '{(0,0):5,(0,1):2}/2'::qubo, 'integer and bigint') FROM (VALUES (0, 0, 5), (1, 0, 2)) AS t (i, j, c);
SELECT is(qubo_agg(i, j, c), '{(0,0):0.1}/1'::qubo, 'integer and numeric') FROM (VALUES (0, 0, 0.1)) AS t (i, j, c);
SELECT is(qubo_agg(count, row, sum), '{(0,2):6}/3'::qubo, 'what count, row_number and sum return') FROM (SELECT count(*) + 1 AS count, row_number() OVER () - 1 AS row, sum(v) * 2 AS sum FROM (VALUES (3::bigint)) AS t (v)) AS t;
SELECT is(qubo_agg(5::bigint, i::bigint, j::bigint, c), '{(0,0):0.5}/5'::qubo, 'of a size') FROM (VALUES (0, 0, 0.5), (NULL, 0, 1)) AS t (i, j, c);
SELECT is(qubo_agg(5, i::bigint, j, c::float8), '{(0,0):0.5}/5'::qubo, 'of mixed types') FROM (VALUES (0, 0, 0.5), (1, NULL, 1)) AS t (i, j, c);
SELECT throws_ok(format('SELECT qubo_agg(%s)', a), e, m, 'out of range: ' || a) FROM (VALUES
	('4294967296::bigint, 0, 1', '22003', 'i = 4294967296 is out of range'), ('0, -4294967296::bigint, 1', '22003', 'j = -4294967296 is out of range'),
	('0::bigint, 16777216::bigint, 1', '22003', NULL), ('0::bigint, -1::bigint, 1', '22003', NULL),
	('0::bigint, 0::bigint, ''NaN''::numeric', '22003', 'coefficient NaN is out of range'), ('0::bigint, 0::bigint, 1e400::numeric', '22003', NULL), ('0::bigint, 0::bigint, 1e-400::numeric', '22003', NULL),
	('4294967301::bigint, 0::bigint, 0::bigint, 1', '54000', 'n = 4294967301 is out of range')) AS t (a, e, m);
SELECT is('{(0,0):2}/1'::qubo * 1.5::numeric, '{(0,0):3}/1'::qubo, 'times numeric');
SELECT is(2::bigint * '{(0,0):2}/1'::qubo, '{(0,0):4}/1'::qubo, 'times bigint');
SELECT is('{(0,0):2}/1'::qubo + 1.5::numeric - 1::bigint, '{(0,0):2}/1+0.5'::qubo, 'plus numeric, minus bigint');
SELECT is(qshrink_gap(3::bigint, 2::numeric), 0.5::float8, 'functions of numbers');
SELECT qshrink_mdkp('wide', 'VALUES (1::bigint, 5::numeric), (2, 3)', 'VALUES (1::bigint, 1::bigint, 2::numeric), (1, 2, 2)', 'VALUES (1::bigint, 3::numeric)') AS id \gset
SELECT is(objective, 5::float8, 'builders') FROM qshrink_solve(:id, 'auto', seed => 1, target => 5::numeric, solutions => 1);
SELECT * FROM finish();
ROLLBACK;
