-- Accessors, Ising form and contraction of type qubo
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

SELECT qubo_size(q), qubo_nterms(q), qubo_offset(q) FROM (VALUES
	('{(0,0):-1,(0,1):2.5}/3+0.5'::qubo), ('{}/0'), ('{}/16777216-1'), (NULL)) t (q);
SELECT * FROM qubo_terms('{(0,0):-1,(1,0):2.5,(2,2):1e-5}/3+0.5');
SELECT * FROM qubo_terms('{}/3+1');
SELECT * FROM qubo_terms(NULL);
SELECT (qubo_terms(q)).* FROM (VALUES ('{(0,0):1}/1'::qubo), ('{(0,1):2,(1,1):3}/2')) t (q);
SELECT qubo_terms(q) FROM (VALUES ('{(0,0):1,(0,1):2}/2'::qubo)) t (q) LIMIT 1;
SELECT qubo_agg(i, j, coefficient) FROM qubo_terms('{(0,0):-1,(0,1):2.5}/2');

-- x = (1 - z) / 2
SELECT * FROM qubo_ising('{(0,0):4,(0,1):8,(2,2):-2}/4+1');
SELECT * FROM qubo_ising('{}/2+3');
SELECT * FROM qubo_ising('{(0,0):2,(0,1):-4}/2') WHERE i = j;
CREATE TEMP TABLE f AS
	SELECT k, qubo_agg(9, i * (k + 3) % 9, i * i * 7 % 9, (i * k) % 13 - 6) + k AS q
	FROM generate_series(1, 20) k, generate_series(1, 30) i GROUP BY k;
SELECT bool_and(q @ x::bit(9) = e) AS same_energy FROM f, generate_series(0, 511, 7) x,
	LATERAL (SELECT sum(coupling * CASE WHEN i IS NULL THEN 1 WHEN i = j THEN z[i + 1] ELSE z[i + 1] * z[j + 1] END) AS e
		FROM qubo_ising(q), (SELECT array_agg(1 - 2 * get_bit(x::bit(9), b) ORDER BY b) AS z FROM generate_series(0, 8) b) s) w;
SELECT pg_temp.outcome('SELECT count(*) FROM qubo_ising(''{(0,1):1.7e308,(0,2):1.7e308,(0,3):1.7e308,(0,4):1.7e308,(0,5):1.7e308}/6'')');

-- fix: n stays, x_i is gone
SELECT qubo_fix(q, 0, true) AS one, qubo_fix(q, 0, false) AS zero
	FROM (VALUES ('{(0,0):-1,(0,1):2.5,(1,1):-2.5,(1,2):7}/3+0.5'::qubo)) t (q);
SELECT bool_and(qubo_fix(q, i, v) @ x::bit(9) = q @ set_bit(x::bit(9), i, v::int)) AS same_energy,
	bool_and(qubo_size(qubo_fix(q, i, v)) = 9) AS same_size,
	bool_and(NOT EXISTS (SELECT FROM qubo_terms(qubo_fix(q, i, v)) t WHERE f.i IN (t.i, t.j))) AS gone
	FROM (SELECT * FROM f, generate_series(0, 8) i, (VALUES (true), (false)) b (v)) f, generate_series(0, 511, 73) x;

-- merge: j rewritten as i or 1 - i
SELECT qubo_merge(q, 0, 1, true) AS equal, qubo_merge(q, 0, 1, false) AS opposite, qubo_merge(q, 1, 0, true) AS equal_to_1
	FROM (VALUES ('{(0,0):-1,(0,1):2.5,(1,1):3,(1,2):7}/3+0.5'::qubo)) t (q);
SELECT bool_and(qubo_merge(q, i, j, e) @ x::bit(9) =
		q @ set_bit(x::bit(9), j, CASE WHEN e THEN get_bit(x::bit(9), i) ELSE 1 - get_bit(x::bit(9), i) END)) AS same_energy,
	bool_and(qubo_size(qubo_merge(q, i, j, e)) = 9) AS same_size,
	bool_and(NOT EXISTS (SELECT FROM qubo_terms(qubo_merge(q, i, j, e)) t WHERE f.j IN (t.i, t.j))) AS gone
	FROM (SELECT * FROM f, generate_series(0, 8) i, generate_series(0, 8) j, (VALUES (true), (false)) b (e)
		WHERE i <> j AND k % 4 = 0) f, generate_series(0, 511, 101) x;

SELECT statement, pg_temp.outcome('SELECT ' || statement) FROM (VALUES
	('qubo_fix(''{}/3'', 3, true)'), ('qubo_fix(''{}/3'', -1, true)'), ('qubo_fix(''{}/0'', 0, false)'),
	('qubo_merge(''{}/3'', 0, 3, true)'), ('qubo_merge(''{}/3'', -1, 0, true)'), ('qubo_merge(''{}/3'', 1, 1, true)'),
	('qubo_fix(''{(0,0):1e308}/1+1e308'', 0, true)'), ('qubo_fix(''{(0,1):1e308,(1,1):1e308}/2'', 0, true)'),
	('qubo_merge(''{(0,0):1e308,(1,1):1e308}/2'', 0, 1, true)'), ('qubo_fix(NULL, 0, true)')) AS t (statement);

-- every object of the type is documented
SELECT pg_describe_object(classid, objid, objsubid) AS undocumented
	FROM pg_depend
	WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
	AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'qshrink')
	AND pg_describe_object(classid, objid, objsubid) ~ 'qubo' AND pg_describe_object(classid, objid, objsubid) !~ '^type .*\[\]$'
	AND obj_description(objid, classid::regclass::name) IS NULL ORDER BY 1;
SELECT count(*) AS careless FROM pg_proc WHERE proname ~ '^qubo_' AND proname !~ '^qubo_sample' AND prokind = 'f'
	AND NOT (provolatile = 'i' AND proparallel = 's' AND (proisstrict OR proname ~ '^qubo_(agg|sum)_'));
