-- Shrinking a qubo, and the operators |> and ~>
-- What a statement says: its value, or SQLSTATE, message, detail and hint
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

-- a chain of three equal pairs
SELECT * FROM qubo_shrink('{(0,0):1,(0,1):-2,(1,1):1,(2,2):1,(2,3):-2,(3,3):1,(4,4):1,(4,5):-2,(5,5):1}/6+3', 3);
SELECT * FROM qubo_shrink('{(0,1):1}/2', 2), qubo_shrink('{}/0', 1) AS nothing;
SELECT qubo_expand('{0,1,2,-2,-1,3}', B'10'), qubo_expand('{-1,-2}', B''), qubo_expand('{}', B'');

-- many functions: of integers, of decimals, with all correlations
CREATE TEMP TABLE f AS
	SELECT k, n, CASE WHEN k % 3 = 0 THEN q * 0.1 + 0.3 ELSE q END AS q
	FROM (SELECT k, 6 + k % 9 AS n, qubo_agg(6 + k % 9, i * (k + 3) % (6 + k % 9), i * i * 7 % (6 + k % 9), (i * k * 5) % 13 - 6) + k AS q
		FROM generate_series(1, 40) k, generate_series(1, 40) i GROUP BY k) t;
CREATE TEMP TABLE s AS
	SELECT f.*, method, most, reduced, map
	FROM f, unnest('{auto,sdp,qaoa,pool}'::text[]) AS method, (VALUES (1), (3), (5)) AS m (most), qubo_shrink(q, most, method, k);
SELECT count(*), bool_and(qubo_size(reduced) BETWEEN 1 AND most) AS fits, bool_and(cardinality(map) = n) AS a_number_each FROM s;
-- the energies are those of the whole function, of integers without any rounding
SELECT bool_and(CASE WHEN k % 3 = 0 THEN abs((reduced @ y) - (q @ qubo_expand(map, y))) < 1e-9 ELSE reduced @ y = q @ qubo_expand(map, y) END) AS energies
	FROM s, LATERAL (SELECT right((b::bit(5))::text, qubo_size(reduced))::bit varying AS y FROM generate_series(0, (1 << qubo_size(reduced)) - 1) AS b) AS every;
-- what is one in the map is one in every assignment: as many as the reduced function has
SELECT bool_and(distinct_images = (1 << size)) AS one_to_one FROM (
	SELECT k, method, most, qubo_size(reduced) AS size, count(DISTINCT qubo_expand(map, y)) AS distinct_images
	FROM s, LATERAL (SELECT right((b::bit(5))::text, qubo_size(reduced))::bit varying AS y FROM generate_series(0, (1 << qubo_size(reduced)) - 1) AS b) AS every
	GROUP BY k, method, most, reduced) AS t;
-- what is small enough stays
SELECT bool_and(q |> n = q) AS identity, bool_and((qubo_shrink(q, n + 5)).map = ARRAY(SELECT 2 * v FROM generate_series(0, n - 1) AS v)) AS map_of_identity FROM f;
-- the same again, and by the operator
SELECT bool_and(EXISTS (SELECT FROM qubo_shrink(q, most, method, k) AS r WHERE (r.reduced, r.map) = (s.reduced, s.map))) AS repeats FROM s;
SELECT bool_and(q |> 3 = (qubo_shrink(q, 3)).reduced) AS operator, bool_and(q |> 3 = (qubo_shrink(q, 3, 'auto', 1)).reduced) AS defaults FROM f;

-- solving
SELECT bool_and(length(q ~> solver) = n) AS bits, bool_and(q ~> solver = (qshrink_solve_qubo(q, 1, jsonb_build_object('solver', solver))).assignment) AS pure
	FROM f, unnest('{auto,exact,tabu,sa,none}'::text[]) AS solver WHERE k <= 4;
SELECT bool_and(q @ (q ~> 'auto') = (SELECT min(q @ (b::bit(14))::bit varying(14)) FROM generate_series(0, (1 << 14) - 1) AS b)) AS optimal FROM f WHERE n = 14 AND k % 3 > 0;
-- one after the other; both operators bind alike, from the left
SELECT (q |> 4) ~> 'qaoa' = q |> 4 ~> 'qaoa' AS composed, length(q |> 4 ~> 'qaoa') AS bits,
	q @ qubo_expand((qubo_shrink(q, 4)).map, q |> 4 ~> 'auto') = (q |> 4) @ ((q |> 4) ~> 'auto') AS expanded
	FROM f WHERE k = 7;
-- aggregates shrunk in one expression
SELECT length(qubo_agg(i, (i * 5 + 1) % 12, i % 4 - 2) |> 4 ~> 'exact') AS bits FROM generate_series(0, 11) AS i;

-- nulls
SELECT NULL::qubo |> 3 AS a, '{}/1'::qubo |> NULL AS b, NULL::qubo ~> 'sa' AS c, '{}/1'::qubo ~> NULL AS d, qubo_expand(NULL, B'0') AS e, qubo_expand('{0}', NULL) AS f,
	qubo_shrink(NULL, 3) AS g, qubo_shrink('{}/1', 3, NULL) AS h;

-- errors
SELECT statement, pg_temp.outcome('SELECT ' || statement) FROM (VALUES
	('''{}/3''::qubo |> 0'), ('''{}/3''::qubo |> -1'), ('''{}/3''::qubo |> 2147483647'),
	('qubo_shrink(''{(0,1):1,(1,2):2}/3'', 1, ''lp'')'), ('qubo_shrink(''{}/3'', 1, ''best'')'),
	('''{}/3''::qubo ~> ''magic'''), ('''{}/0''::qubo ~> ''sa'''), ('''{}/0''::qubo |> 3'),
	('qubo_expand(''{0,2}'', B''1'')'), ('qubo_expand(''{0,2}'', B''101'')'), ('qubo_expand(''{0,-3}'', B''1'')'), ('qubo_expand(''{0,33554432}'', B''1'')'),
	('qubo_expand(''{{0,2},{4,6}}'', B''1111'')'), ('qubo_expand(''{0,NULL}'', B''1'')')) AS t (statement);

-- what the planner is told: commutators, negators and selectivity are left out on purpose,
-- as the operands differ in type and no result is a condition
SELECT oprname, oprcom = 0 AS no_commutator, oprnegate = 0 AS no_negator, oprrest = 0 AS no_restriction, oprjoin = 0 AS no_join, oprcanhash OR oprcanmerge AS joins
	FROM pg_operator WHERE oprname IN ('|>', '~>') AND oprleft = 'qubo'::regtype ORDER BY oprname;
SELECT proname, provolatile, proparallel, proisstrict FROM pg_proc WHERE proname IN ('qubo_shrink', 'qubo_expand', 'qubo_shrunk', 'qubo_best') ORDER BY proname;
