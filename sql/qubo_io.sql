-- Text and binary form of type qubo
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

SELECT '{(0,0):-1,(0,1):2.5}/3+0.5'::qubo;
SELECT '{}/0'::qubo AS empty, '{}/3'::qubo AS zero, '{}/3-2'::qubo AS constant;

-- canonical: ordered pairs, sorted, duplicates summed, zeros dropped
SELECT '{(2,1):1,(1,2):2,(0,0):3,(0,0):-3,(1,1):0,(0,1):-0.0}/4+0'::qubo;
SELECT ' { ( 1 , 0 ) : +2 , (0,0):-.5e1 } / 2 - 0.0 '::qubo;
SELECT '{(16777215,16777215):1}/16777216'::qubo;

-- shortest floats, whatever extra_float_digits says
CREATE TEMP TABLE floats (q qubo);
INSERT INTO floats VALUES
	('{(0,0):0.1,(0,1):0.30000000000000004,(1,1):1e23}/2+1.7976931348623157e308'),
	('{(0,0):5e-324,(0,1):2.2250738585072014e-308,(1,1):-123456789012345678}/2-1e-7'),
	('{(0,0):4503599627370497.5,(0,1):9007199254740993,(1,1):1e15,(2,2):1e14,(3,3):0.0001,(4,4):0.00001}/5');
SET extra_float_digits = 0;
SELECT q FROM floats;
SELECT count(*) FROM floats WHERE q::text::qubo = q;
SET extra_float_digits = -15;
SELECT count(*) FROM floats WHERE q::text::qubo = q;
SELECT count(*) FROM floats, qubo_terms(q) t WHERE q::text LIKE '%' || coefficient || '%';
RESET extra_float_digits;

-- bad text
SELECT input, pg_temp.outcome(format('SELECT %L::qubo', input)) FROM (VALUES
	(''), (' '), ('{'), ('{}'), ('{}/'), ('{}/x'), ('{}/3x'), ('{}/3+'), ('{}/3+-1'), ('{}/3 1'), ('{}/3+1 {}'),
	('{(0,0)}/1'), ('{(0,0):}/1'), ('{(0,0):x}/1'), ('{(0,0):1,}/1'), ('{,}/1'), ('{(0,0):1;(0,0):1}/1'),
	('{(0 0):1}/1'), ('{(0,0,0):1}/1'), ('{(0.5,0):1}/1'), ('{(0,0):0x10}/1'), ('{(0,0):1}}/1'), ('hello'),
	('{(-1,0):1}/1'), ('{(0,1):1}/1'), ('{(0,0):1}/0'), ('{(0,0):1}/-1'), ('{(16777216,0):1}/16777216'),
	('{(0,99999999999999999999):1}/1'), ('{}/16777217'), ('{}/99999999999999999999'),
	('{(0,0):NaN}/1'), ('{(0,0):Infinity}/1'), ('{(0,0):-inf}/1'), ('{(0,0):1e309}/1'), ('{}/1+1e999'), ('{}/1+nan'),
	('{(0,0):1e308,(0,0):1e308}/1')) AS t (input);

-- the binary form
SELECT qubo_send('{(0,0):-1,(0,1):2.5}/3+0.5');
CREATE TEMP TABLE many AS
	SELECT k, qubo_agg(i * 37 % (k + 1), i * 11 % (k + 1), CASE i % 3 WHEN 0 THEN i ELSE sqrt(i) * power(10, k - 20) END)
		+ ln(k) AS q
	FROM generate_series(1, 40) k, generate_series(1, k * k) i GROUP BY k;
INSERT INTO many VALUES (0, '{}/0'), (-1, NULL);
\copy many to program 'cat > "${PG_ABS_BUILDDIR:-.}/qubo.bin"' (format binary)
CREATE TEMP TABLE again (LIKE many);
\copy again from program 'cat "${PG_ABS_BUILDDIR:-.}/qubo.bin"' (format binary)
SELECT count(*) AS values, count(*) FILTER (WHERE many.q IS NOT DISTINCT FROM again.q) AS same
	FROM many JOIN again USING (k);
SELECT bool_and(q::text::qubo = q AND qubo_send(q::text::qubo) = qubo_send(q)) AS text_and_binary_agree FROM many;

-- bad binary, smuggled in as bytea
CREATE TEMP TABLE message (bytes bytea);
CREATE TEMP TABLE received (q qubo);
\set good 'decode(\'0000000100000003000000000000000200000000000000000000000000000000bff000000000000000000000000000014004000000000000\', \'hex\')'
INSERT INTO message SELECT :good;
\copy message to program 'cat > "${PG_ABS_BUILDDIR:-.}/qubo.bin"' (format binary)
\copy received from program 'cat "${PG_ABS_BUILDDIR:-.}/qubo.bin"' (format binary)
SELECT q FROM received;
-- unknown version
TRUNCATE message; INSERT INTO message SELECT set_byte(:good, 3, 2);
\copy message to program 'cat > "${PG_ABS_BUILDDIR:-.}/qubo.bin"' (format binary)
\copy received from program 'cat "${PG_ABS_BUILDDIR:-.}/qubo.bin"' (format binary)
-- too many variables
TRUNCATE message; INSERT INTO message SELECT set_byte(:good, 4, 127);
\copy message to program 'cat > "${PG_ABS_BUILDDIR:-.}/qubo.bin"' (format binary)
\copy received from program 'cat "${PG_ABS_BUILDDIR:-.}/qubo.bin"' (format binary)
-- too many terms
TRUNCATE message; INSERT INTO message SELECT set_byte(:good, 8, 127);
\copy message to program 'cat > "${PG_ABS_BUILDDIR:-.}/qubo.bin"' (format binary)
\copy received from program 'cat "${PG_ABS_BUILDDIR:-.}/qubo.bin"' (format binary)
-- more terms than bytes
TRUNCATE message; INSERT INTO message SELECT set_byte(:good, 15, 3);
\copy message to program 'cat > "${PG_ABS_BUILDDIR:-.}/qubo.bin"' (format binary)
\copy received from program 'cat "${PG_ABS_BUILDDIR:-.}/qubo.bin"' (format binary)
-- NaN offset
TRUNCATE message; INSERT INTO message SELECT set_byte(set_byte(:good, 16, 127), 17, 248);
\copy message to program 'cat > "${PG_ABS_BUILDDIR:-.}/qubo.bin"' (format binary)
\copy received from program 'cat "${PG_ABS_BUILDDIR:-.}/qubo.bin"' (format binary)
-- infinite coefficient
TRUNCATE message; INSERT INTO message SELECT set_byte(set_byte(:good, 48, 127), 49, 240);
\copy message to program 'cat > "${PG_ABS_BUILDDIR:-.}/qubo.bin"' (format binary)
\copy received from program 'cat "${PG_ABS_BUILDDIR:-.}/qubo.bin"' (format binary)
-- index out of range
TRUNCATE message; INSERT INTO message SELECT set_byte(:good, 47, 3);
\copy message to program 'cat > "${PG_ABS_BUILDDIR:-.}/qubo.bin"' (format binary)
\copy received from program 'cat "${PG_ABS_BUILDDIR:-.}/qubo.bin"' (format binary)
-- negative index
TRUNCATE message; INSERT INTO message SELECT set_byte(:good, 40, 255);
\copy message to program 'cat > "${PG_ABS_BUILDDIR:-.}/qubo.bin"' (format binary)
\copy received from program 'cat "${PG_ABS_BUILDDIR:-.}/qubo.bin"' (format binary)
-- repeated pair
TRUNCATE message; INSERT INTO message SELECT set_byte(:good, 47, 0);
\copy message to program 'cat > "${PG_ABS_BUILDDIR:-.}/qubo.bin"' (format binary)
\copy received from program 'cat "${PG_ABS_BUILDDIR:-.}/qubo.bin"' (format binary)
-- cut short, and empty
TRUNCATE message; INSERT INTO message SELECT substr(:good, 1, 50);
\copy message to program 'cat > "${PG_ABS_BUILDDIR:-.}/qubo.bin"' (format binary)
\copy received from program 'cat "${PG_ABS_BUILDDIR:-.}/qubo.bin"' (format binary)
TRUNCATE message; INSERT INTO message SELECT '';
\copy message to program 'cat > "${PG_ABS_BUILDDIR:-.}/qubo.bin"' (format binary)
\copy received from program 'cat "${PG_ABS_BUILDDIR:-.}/qubo.bin"' (format binary)
\set VERBOSITY sqlstate
\copy received from program 'cat "${PG_ABS_BUILDDIR:-.}/qubo.bin"' (format binary)
TRUNCATE message; INSERT INTO message SELECT set_byte(:good, 8, 127);
\copy message to program 'cat > "${PG_ABS_BUILDDIR:-.}/qubo.bin"' (format binary)
\copy received from program 'cat "${PG_ABS_BUILDDIR:-.}/qubo.bin"' (format binary)
\set VERBOSITY default
SELECT count(*) FROM received;
\! rm -f "${PG_ABS_BUILDDIR:-.}/qubo.bin"

-- stored out of line, read by its head or whole
CREATE TEMP TABLE large AS SELECT qubo_agg(100000, i, i + 1, i) + 7 AS q FROM generate_series(1, 20000) i;
SELECT qubo_size(q), qubo_nterms(q), qubo_offset(q), length(q::text), q::text::qubo = q AS same FROM large;
ALTER TABLE large ALTER q SET STORAGE extended;
UPDATE large SET q = q + 1;
SELECT qubo_size(q), qubo_nterms(q), qubo_offset(q), length(q::text), q::text::qubo = q AS same,
	pg_column_size(q) < 200000 AS compressed FROM large;

-- memory
CREATE TEMP TABLE larger AS SELECT qubo_agg(i, i, i) AS q FROM generate_series(1, 60000) i;
SET qshrink.memory_limit = '1MB';
SELECT statement, pg_temp.outcome('SELECT ' || statement) FROM (VALUES
	('length(q::text) FROM larger'),
	('qubo_nterms((''{'' || repeat(''(0,0):1,'', 100000) || ''(0,0):1}/1'')::qubo)'),
	('qubo_nterms(qubo_agg(i, i, i)) FROM generate_series(1, 100000) i'),
	('length(q::jsonb::text) FROM larger')) AS t (statement);
RESET qshrink.memory_limit;
SELECT ('{' || repeat('(0,0):1,', 100000) || '(0,0):1}/1')::qubo;
