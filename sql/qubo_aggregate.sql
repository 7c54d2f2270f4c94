-- Aggregates of type qubo
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

CREATE TEMP TABLE term (i int, j int, c float8);
INSERT INTO term VALUES (0, 1, 2), (1, 0, 3.5), (4, 4, -1), (2, 2, 1), (2, 2, -1);
SELECT qubo_agg(i, j, c) FROM term;
SELECT qubo_agg(10, i, j, c) FROM term;
SELECT qubo_agg(i + 5, i, j, c) FROM term;
SELECT i, qubo_agg(i, j, c) FROM term GROUP BY i ORDER BY i;
SELECT qubo_agg(i, j, c) OVER (ORDER BY i, j, c) FROM term;
SELECT qubo_agg(i, j, c) FILTER (WHERE c > 0), qubo_agg(DISTINCT i, j, c) FROM term;

-- no rows: NULL; a NULL adds nothing, but n counts
SELECT qubo_agg(i, j, c) FROM term WHERE false;
SELECT qubo_agg(5, i, j, c) FROM term WHERE false;
SELECT qubo_agg(i, j, c) FROM (VALUES (NULL, 1, 1.0), (1, NULL, 1.0), (1, 1, NULL)) t (i, j, c);
SELECT qubo_agg(i, j, c) FROM (VALUES (NULL, 1, 1.0), (0, 0, 7.0), (1, 1, NULL)) t (i, j, c);
SELECT qubo_agg(n, i, j, c) FROM (VALUES (NULL, 1, 1, 1.0), (3, 0, 0, 7.0), (6, 1, 1, NULL)) t (n, i, j, c);
SELECT qubo_agg(4, NULL, NULL, NULL), qubo_agg(0, NULL, NULL, NULL);
SELECT qubo_agg(0, 0, 0);

-- errors
SELECT statement, pg_temp.outcome('SELECT ' || statement) FROM (VALUES
	('qubo_agg(-1, 0, 1)'), ('qubo_agg(0, -7, 1)'), ('qubo_agg(16777216, 0, 1)'), ('qubo_agg(0, 16777215, 1)'),
	('qubo_agg(3, 0, 3, 1)'), ('qubo_agg(3, -1, 0, 1)'), ('qubo_agg(0, 0, 0, 1)'),
	('qubo_agg(-1, 0, 0, 1)'), ('qubo_agg(16777217, 0, 0, 1)'),
	('qubo_agg(0, 0, ''NaN'')'), ('qubo_agg(0, 1, ''-Infinity'')'),
	('qubo_agg(0, 0, c) FROM (VALUES (1e308), (1e308)) t (c)'),
	('sum(q + 1e308) FROM (VALUES (''{}/1''::qubo), (''{}/1'')) t (q)')) AS t (statement);

-- sums are exact and rounded once: no order, no plan changes the bits
SELECT qubo_agg(0, 0, c) FROM (VALUES (1e100), (1), (-1e100), (1e-20), (-1), (1e-20)) t (c);
SELECT qubo_agg(0, 0, c) FROM (VALUES (1e308), (1e308), (-1e308), (5e-324), (-1e308)) t (c);
SELECT qubo_agg(0, 0, c) FROM (VALUES (1.7976931348623157e308), (9.979201547673598e291), (1)) t (c);
SELECT qubo_agg(0, 0, c) FROM (VALUES (1e16), (1), (1e-16)) t (c);
SELECT qubo_agg(0, 0, c) FROM (VALUES (9007199254740992), (1), (-5e-324)) t (c);
SELECT qubo_agg(0, 0, c) FROM (VALUES (1e300), (-1e284), (1e284), (5e283), (-5e283), (1)) t (c);
CREATE TABLE qubo_aggregate_rows AS
	SELECT k, (k * 7919) % 50 AS i, (k * 104729) % 50 AS j,
		CASE k % 5 WHEN 0 THEN 1e15 WHEN 1 THEN -1e15 ELSE sin(k) END * power(2, k % 60) AS c
	FROM generate_series(1, 20000) k;
ALTER TABLE qubo_aggregate_rows SET (parallel_workers = 3);
ANALYZE qubo_aggregate_rows;
CREATE TEMP TABLE answer AS SELECT qubo_agg(i, j, c) AS q FROM qubo_aggregate_rows;
SELECT q = qubo_agg(i, j, c ORDER BY k DESC) AS backwards, q = qubo_agg(i, j, c ORDER BY c) AS ascending,
	q = qubo_agg(j, i, c ORDER BY abs(c) DESC) AS descending
	FROM qubo_aggregate_rows, answer GROUP BY q;
SELECT q = (SELECT sum(part) FROM (SELECT qubo_agg(i, j, c) AS part FROM qubo_aggregate_rows GROUP BY i, j) parts)
	AS by_pairs FROM answer;

SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 3;
EXPLAIN (COSTS OFF) SELECT qubo_agg(i, j, c) FROM qubo_aggregate_rows;
SELECT q = (SELECT qubo_agg(i, j, c) FROM qubo_aggregate_rows) AS parallel FROM answer;
SELECT q = (SELECT qubo_agg(50, i, j, c) FROM qubo_aggregate_rows) AS parallel FROM answer;
SELECT count(*), bool_and(a.q = b.q) AS same
	FROM (SELECT i, qubo_agg(i, j, c) AS q FROM qubo_aggregate_rows GROUP BY i) a
	JOIN (SELECT i, qubo_agg(i, j, c ORDER BY k) AS q FROM qubo_aggregate_rows GROUP BY i) b USING (i);
CREATE TABLE qubo_aggregate_parts AS
	SELECT k % 100 AS part, qubo_agg(i, j, c) + 0.1 * (k % 100) AS q FROM qubo_aggregate_rows GROUP BY k % 100;
ALTER TABLE qubo_aggregate_parts SET (parallel_workers = 2);
ANALYZE qubo_aggregate_parts;
SELECT sum(q) = (SELECT sum(q ORDER BY part) FROM qubo_aggregate_parts) AS parallel_sum,
	qubo_offset(sum(q)) FROM qubo_aggregate_parts;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
RESET max_parallel_workers_per_gather;
DROP TABLE qubo_aggregate_rows, qubo_aggregate_parts;

-- sum
SELECT sum(q) FROM (VALUES ('{(0,0):-1,(0,1):2.5}/3+0.5'::qubo), ('{(0,0):1,(1,2):4}/5+0.25'), (NULL)) t (q);
SELECT sum(q) FROM (VALUES (NULL::qubo)) t (q);
SELECT sum(q) OVER (ORDER BY k) FROM (VALUES (1, '{(0,0):1}/1+1'::qubo), (2, '{(0,1):2}/2-1'), (3, '{(0,0):-1}/1')) t (k, q);

-- more terms than a state holds before it is compacted
SELECT qubo_agg(k % 3, k % 2, 0.5) FROM generate_series(1, 3000000) k;

-- the support functions take a state that travelled, and no other bytes
SELECT qubo_agg_final(qubo_agg_transition(qubo_agg_transition(NULL, 0, 1, 2), 1, 0, 3));
SELECT qubo_agg_final(qubo_agg_combine(a, b)) FROM
	(SELECT qubo_agg_transition(NULL, 0, 1, 2)::text::bytea AS a, qubo_sum_transition(NULL, '{(0,1):1}/4+2') AS b) t;
SELECT pg_temp.outcome(format('SELECT qubo_agg_final(%L::bytea)', state)) FROM (VALUES
	(''::bytea), ('\x00'), ('\x0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'),
	(set_byte(qubo_agg_transition(NULL, 0, 1, 2), 4, 255)), (set_byte(qubo_agg_transition(NULL, 0, 1, 2), 7, 255)),
	(set_byte(qubo_agg_transition(NULL, 0, 1, 2), 12, 2)), (set_byte(qubo_agg_transition(NULL, 0, 1, 2), 20, 1)),
	(set_byte(qubo_agg_transition(NULL, 0, 1, 2), 28, 9)), (set_byte(qubo_agg_transition(NULL, 0, 1, 2), 35, 128)),
	(set_byte(set_byte(qubo_agg_transition(NULL, 0, 1, 2), 42, 240), 43, 127)),
	(qubo_agg_transition(NULL, 0, 1, 2) || '\x00')) t (state);
