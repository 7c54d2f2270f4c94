-- Arithmetic, comparison and energy of type qubo
-- What a statement says: its value, or SQLSTATE, message and hint
CREATE FUNCTION pg_temp.outcome(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
	detail text;
	hint text;
BEGIN
	EXECUTE statement INTO result;
	RETURN coalesce(result, 'NULL');
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(' | ', sqlstate, sqlerrm, nullif(detail, ''), nullif(hint, ''));
END $$;

SELECT a + b AS sum, a - b AS difference, -a AS negative, a * 2 AS twice, 0.5 * a AS half,
	a + 1 AS more, 1 + a AS more_too, a - 1.5 AS less, 1 - a AS opposite, a * 0 AS nothing
	FROM (VALUES ('{(0,0):-1,(0,1):2.5}/3+0.5'::qubo, '{(0,0):1,(1,2):4,(4,4):2}/5'::qubo)) t (a, b);
SELECT '{}/0'::qubo + '{(1,1):1}/2', '{(1,1):1}/2'::qubo - '{(1,1):1}/7';
SELECT '{(0,0):1e-300}/1'::qubo * 1e-300 AS vanishes, -('{}/1'::qubo) AS no_negative_zero, '{}/1+1'::qubo * -0.0 AS nor_here;
SELECT NULL::qubo + '{}/1', '{}/1'::qubo * NULL::float8;

-- identities on many functions
CREATE TEMP TABLE f AS
	SELECT k, qubo_agg(12, i * (k + 3) % 12, i * i * 7 % 12, (i * k) % 13 - 6) + k AS q
	FROM generate_series(1, 30) k, generate_series(1, 40) i GROUP BY k;
SELECT bool_and(a.q + b.q = b.q + a.q) AS commutes, bool_and(a.q - b.q = -(b.q - a.q)) AS antisymmetric,
	bool_and(a.q - a.q = '{}/12') AS cancels, bool_and(a.q + b.q - b.q = a.q) AS inverse,
	bool_and((a.q + b.q) * 3 = 3 * a.q + b.q * 3) AS distributes, bool_and((a.q = b.q) = (a.k = b.k)) AS distinct
	FROM f a, f b;
SELECT bool_and((a.q + b.q) @ x = (a.q @ x) + (b.q @ x) AND (a.q * -2 + 1) @ x = -2 * (a.q @ x) + 1) AS linear
	FROM f a, f b, (SELECT (k * 37 % 4096)::bit(12) FROM generate_series(1, 20) k) t (x);

-- overflow
SELECT statement, pg_temp.outcome('SELECT ' || statement) FROM (VALUES
	('''{(0,0):1e308}/1''::qubo + ''{(0,0):1e308}/1'''), ('''{(0,1):1e308}/2''::qubo - ''{(0,1):-1e308}/2'''),
	('''{}/0+1e308''::qubo + ''{}/0+1e308'''), ('''{(0,0):1,(3,5):1e200}/6''::qubo * 1e200'), ('''{}/0+1e200''::qubo * 1e200'),
	('''{}/0+1e308''::qubo + 1e308'), ('''{}/1''::qubo * ''NaN'''), ('''Infinity'' * ''{}/1''::qubo'), ('''{}/1''::qubo + ''NaN''::float8'),
	('1 - ''{}/1''::qubo - ''Infinity''::float8')) AS t (statement);

-- energy: the leftmost bit is variable 0
SELECT q @ '100' AS "100", q @ B'010' AS "010", B'001' @ q AS "001", qubo_energy(q, '110') AS "110", q @ '111'::varbit AS "111"
	FROM (VALUES ('{(0,0):1,(0,1):10,(0,2):100,(1,1):1000,(2,2):10000}/3+0.5'::qubo)) t (q);
SELECT '{}/0+3'::qubo @ B'';
SELECT bool_and(q @ x = qubo_offset(q) + (SELECT sum(coefficient * get_bit(x, i) * get_bit(x, j)) FROM qubo_terms(q))) AS same
	FROM f, (SELECT (k * 37 % 4096)::bit(12) FROM generate_series(1, 20) k) t (x);
SELECT statement, pg_temp.outcome('SELECT ' || statement) FROM (VALUES
	('''{}/3''::qubo @ B''1010'''), ('''{}/3''::qubo @ B'''''), ('B''1'' @ ''{}/3''::qubo'), ('qubo_energy(''{}/3'', B''11'')'),
	('''{(0,0):1e308,(1,1):1e308}/2''::qubo @ B''11''')) AS t (statement);
-- a function stored out of line, at many assignments
CREATE TEMP TABLE large AS SELECT k, qubo_agg(16, i % 16, i / 16 % 16, i % 5 - 2 + k) + sum(i) AS q
	FROM generate_series(0, 1) k, generate_series(0, 255) i GROUP BY k;
ALTER TABLE large ALTER q SET STORAGE external;
UPDATE large SET q = q + 0;
SELECT k, sum(q @ x::bit(16)) FROM large, generate_series(0, 999) x GROUP BY k ORDER BY k;
SELECT sum(q @ x::bit(16)) FROM generate_series(0, 999) x, large;

-- comparison, sorting, grouping, joining
SELECT q FROM (VALUES ('{(0,0):1}/2'::qubo), ('{}/2'), ('{}/1'), ('{(0,0):-1}/2'), ('{(0,1):-5}/2'), ('{(0,0):1}/2+1'),
	('{(0,0):1,(1,1):1}/2'), ('{}/2-1'), ('{(0,0):1}/2')) t (q) ORDER BY q;
SELECT q, count(*) FROM (VALUES ('{(0,0):1}/2'::qubo), ('{}/2'), ('{(0,0):2,(0,0):-1}/2+0'), ('{}/2-0')) t (q) GROUP BY q ORDER BY q;
SELECT count(DISTINCT q) FROM (VALUES ('{(0,0):1}/2'::qubo), ('{}/2'), ('{(0,0):1}/2'), ('{}/2')) t (q);
SELECT a < b AS lt, a <= b AS le, a = b AS eq, a <> b AS ne, a >= b AS ge, a > b AS gt, qubo_cmp(a, b)
	FROM (VALUES ('{}/1'::qubo, '{}/2'::qubo), ('{}/2', '{}/2'), ('{(0,0):1}/2', '{}/2')) t (a, b);
SELECT bool_and((a.q < b.q) = (qubo_cmp(a.q, b.q) < 0) AND (a.q < b.q) = (b.q > a.q) AND (a.q <= b.q) = NOT (a.q > b.q)) AS consistent,
	bool_and(a.q <> b.q OR (qubo_hash(a.q) = qubo_hash(b.q) AND qubo_hash_extended(a.q, 42) = qubo_hash_extended(b.q, 42))) AS hashes,
	count(DISTINCT qubo_hash(a.q)) AS hash_values, count(DISTINCT qubo_hash_extended(a.q, 1)) AS extended,
	bool_and(qubo_hash_extended(a.q, 0) & 4294967295 = qubo_hash(a.q)::bigint & 4294967295) AS seed_zero
	FROM f a, f b;
SET enable_mergejoin = off;
SET enable_nestloop = off;
EXPLAIN (COSTS OFF) SELECT count(*) FROM f a JOIN f b USING (q);
SELECT count(*) FROM f a JOIN f b USING (q);
RESET enable_mergejoin;
SET enable_hashjoin = off;
EXPLAIN (COSTS OFF) SELECT count(*) FROM f a JOIN f b USING (q);
SELECT count(*) FROM f a JOIN f b USING (q);
RESET enable_hashjoin;
RESET enable_nestloop;
CREATE TEMP TABLE keyed (q qubo PRIMARY KEY) PARTITION BY HASH (q);
CREATE TEMP TABLE keyed_0 PARTITION OF keyed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TEMP TABLE keyed_1 PARTITION OF keyed FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO keyed SELECT q FROM f;
SELECT count(*) FROM keyed WHERE q = (SELECT q FROM f WHERE k = 7);
INSERT INTO keyed SELECT q + 0 FROM f WHERE k = 7 ON CONFLICT DO NOTHING;
SELECT count(*) FROM keyed;
SELECT amname, opcname, amvalidate(c.oid) FROM pg_opclass c JOIN pg_am a ON a.oid = opcmethod
	WHERE opcintype = 'qubo'::regtype ORDER BY 1;
