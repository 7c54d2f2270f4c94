-- Casts of type qubo
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

SELECT '{(0,0):-1,(0,1):2.5}/3+0.5'::qubo::jsonb;
SELECT '{}/0'::qubo::jsonb, '{}/7-1'::qubo::jsonb;
SELECT '{"n": 3, "offset": 0.5, "terms": [[0, 0, -1], [1, 0, 2], [0, 1, 0.5], [2, 2, 0]]}'::jsonb::qubo;
SELECT '{"n": 3, "terms": []}'::jsonb::qubo, '{"n": 0, "terms": []}'::jsonb::qubo;

-- exact both ways
SELECT bool_and(q::jsonb::qubo = q AND q::jsonb::text::jsonb::qubo = q) AS same FROM (VALUES
	('{(0,0):0.1,(0,1):0.30000000000000004,(1,1):1e23}/2+1.7976931348623157e308'::qubo),
	('{(0,0):5e-324,(0,1):2.2250738585072014e-308,(1,1):-123456789012345678}/2-1e-7'),
	('{(0,0):4503599627370497.5,(0,1):9007199254740993,(1,1):-9007199254740992}/5')) t (q);
SELECT bool_and(q::jsonb::qubo = q) AS same FROM
	(SELECT qubo_agg(k * i % 30, i % 11, sqrt(i) * power(10, k - 15)) FROM generate_series(1, 30) k, generate_series(1, 50) i GROUP BY k) t (q);

SELECT input, pg_temp.outcome(format('SELECT %L::jsonb::qubo', input)) FROM (VALUES
	('null'), ('3'), ('"x"'), ('[]'), ('[[0,0,1]]'), ('{}'), ('{"n": 3}'), ('{"terms": []}'),
	('{"n": 3, "terms": 7}'), ('{"n": 3, "terms": {}}'), ('{"n": 3, "terms": [1, 2, 3]}'), ('{"n": 3, "terms": [[0, 0]]}'),
	('{"n": 3, "terms": [[0, 0, 1, 1]]}'), ('{"n": 3, "terms": [[0, 0, "1"]]}'), ('{"n": 3, "terms": [[0, null, 1]]}'),
	('{"n": 3, "terms": [[0, [0], 1]]}'), ('{"n": 3, "terms": [[0, 0.5, 1]]}'), ('{"n": 3, "terms": [[0, 3, 1]]}'),
	('{"n": 3, "terms": [[-1, 0, 1]]}'), ('{"n": 0, "terms": [[0, 0, 1]]}'), ('{"n": -1, "terms": []}'), ('{"n": 2.5, "terms": []}'),
	('{"n": 16777217, "terms": []}'), ('{"n": 1e30, "terms": []}'), ('{"n": "3", "terms": []}'), ('{"n": [3], "terms": []}'),
	('{"n": 3, "offset": null, "terms": []}'), ('{"n": 3, "offset": 1e400, "terms": []}'), ('{"n": 3, "terms": [[0, 0, 1e400]]}'),
	('{"n": 3, "terms": [[0, 0, 1e308], [0, 0, 1e308]]}'), ('{"n": 3, "terms": [], "extra": 1}'), ('{"size": 3, "terms": []}')) AS t (input);

-- x'Qx
SELECT ARRAY[[1, 2], [3, 4]]::float8[]::qubo AS float8, ARRAY[[1, 2], [3, 4]]::qubo AS integer,
	ARRAY[[1, 2.5], [0, -1]]::qubo AS numeric, ARRAY[[1, 2], [3, 4]]::real[]::qubo AS real;
SELECT ARRAY[[0, 1, 0], [-1, 0, 0], [0, 0, 0]]::qubo AS cancels, '{}'::float8[]::qubo AS empty, ARRAY[[5]]::qubo AS one,
	'[3:4][-1:0]={{1,2},{3,4}}'::float8[]::qubo AS bounds;
CREATE TEMP TABLE matrix (q qubo);
INSERT INTO matrix VALUES (ARRAY[[1, 2], [3, 4]]), ('{"n": 1, "terms": []}'::jsonb);
SELECT q FROM matrix;
SELECT bool_and(q @ x::bit(8) = v) AS same FROM
	(SELECT a::float8[]::qubo AS q, a FROM (SELECT array_agg(r) AS a FROM
		(SELECT array_agg((i * 3 + j * 5) % 7 - 3) AS r FROM generate_series(1, 8) i, generate_series(1, 8) j GROUP BY i) rows) m) t,
	generate_series(0, 255) x,
	LATERAL (SELECT sum(a[i][j] * get_bit(x::bit(8), i - 1) * get_bit(x::bit(8), j - 1)) AS v
		FROM generate_series(1, 8) i, generate_series(1, 8) j) w;
SELECT statement, pg_temp.outcome('SELECT ' || statement) FROM (VALUES
	('ARRAY[1, 2]::float8[]::qubo'), ('ARRAY[[1, 2]]::float8[]::qubo'), ('ARRAY[[1], [2]]::qubo'), ('ARRAY[[[1]]]::qubo'),
	('ARRAY[[1, NULL], [3, 4]]::float8[]::qubo'), ('ARRAY[[1, ''NaN''], [3, 4]]::float8[]::qubo'),
	('ARRAY[[1, 2], [''-Infinity'', 4]]::float8[]::qubo'), ('ARRAY[[1, 2], [3, ''Infinity'']]::real[]::qubo'),
	('ARRAY[[0, 1e308], [1e308, 0]]::float8[]::qubo'), ('ARRAY[[1e400]]::numeric[]::qubo'), ('ARRAY[[''NaN'']]::numeric[]::qubo')) AS t (statement);
