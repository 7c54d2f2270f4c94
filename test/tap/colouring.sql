-- Colourings written in SQL: by plain INSERTs and by qshrink_constrain, with and without
-- variables that say which colours are used.
\set ON_ERROR_STOP 1
SET client_min_messages = warning;
BEGIN;
SELECT no_plan();

-- the Grötzsch graph: no triangle, four colours
CREATE TEMP TABLE edge AS
	SELECT * FROM (
		SELECT i AS a, (i + 1) % 5 AS b FROM generate_series(0, 4) AS i
		UNION ALL SELECT 5 + i, (i + d) % 5 FROM generate_series(0, 4) AS i, unnest('{1,4}'::int[]) AS d
		UNION ALL SELECT 5 + i, 10 FROM generate_series(0, 4) AS i) AS e;
CREATE TEMP TABLE vertex AS SELECT v FROM generate_series(0, 10) AS v;

CREATE FUNCTION pg_temp.status(problem bigint) RETURNS text LANGUAGE sql AS
	$$ SELECT concat_ws(' ', status, objective) FROM qshrink_run WHERE problem_id = problem ORDER BY run_id DESC LIMIT 1 $$;

-- Every vertex once, and no edge between vertices of one colour: the keys of the answer say it.
CREATE FUNCTION pg_temp.is_colouring(problem bigint) RETURNS boolean LANGUAGE sql AS $$
	WITH picked AS (SELECT keys[2]::int AS v, keys[3]::int AS c FROM qshrink_selection(problem) WHERE keys[1] = 'x')
	SELECT (SELECT count(*) = 11 AND count(DISTINCT v) = 11 FROM picked)
		AND NOT EXISTS (SELECT FROM edge JOIN picked AS p ON p.v = a JOIN picked AS q ON q.v = b WHERE p.c = q.c) $$;

-- feasibility with k colours, by INSERTs
CREATE FUNCTION pg_temp.with_colours(k int) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	id bigint;
BEGIN
	INSERT INTO qshrink_problem (name, sense, n_variables, objective)
		VALUES (format('%s colours', k), 'min', 11 * k, format('{}/%s', 11 * k)::qubo) RETURNING problem_id INTO id;
	INSERT INTO qshrink_variable (problem_id, variable, keys)
		SELECT id, v * k + c, ARRAY['x', v::text, c::text] FROM vertex, generate_series(0, k - 1) AS c;
	INSERT INTO qshrink_constraint (problem_id, constraint_id, label, variables, sense, rhs)
		SELECT id, v + 1, format('vertex %s', v), (SELECT array_agg(v * k + c) FROM generate_series(0, k - 1) AS c), '=', 1 FROM vertex;
	INSERT INTO qshrink_constraint (problem_id, constraint_id, label, variables, sense, rhs)
		SELECT id, 11 + row_number() OVER (), format('edge %s-%s, %s', a, b, c), ARRAY[a * k + c, b * k + c], '<=', 1
		FROM edge, generate_series(0, k - 1) AS c;
	RETURN id;
END $$;

SELECT pg_temp.with_colours(4) AS four, pg_temp.with_colours(3) AS three \gset
SELECT is((SELECT bool_and(feasible) FROM qshrink_solve(:four, 'auto', seed => 1)), true, 'four colours are enough');
SELECT is(pg_temp.status(:four), 'optimal 0', 'and that is proved');
SELECT ok(pg_temp.is_colouring(:four), 'every vertex has one colour, no edge one of its own');
SELECT is((SELECT bool_or(feasible) FROM qshrink_solve(:three, 'auto', seed => 1)), false, 'three are not');
SELECT is(split_part(pg_temp.status(:three), ' ', 1), 'infeasible', 'and that is proved');

-- the fewest colours, by qshrink_constrain: x + x <= y, and colours in order
CREATE FUNCTION pg_temp.fewest(k int, rows text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	id bigint;
BEGIN
	id := qshrink_create(format('fewest of %s, %s', k, md5(rows)),
		(SELECT qubo_agg(12 * k, 11 * k + c, 11 * k + c, 1) FROM generate_series(0, k - 1) AS c), 'min',
		(SELECT array_agg(ARRAY[CASE WHEN v < 11 THEN 'x' ELSE 'y' END, v::text, c::text] ORDER BY v, c)
			FROM generate_series(0, 11) AS v, generate_series(0, k - 1) AS c));
	PERFORM qshrink_constrain(id, format($q$
		SELECT 'vertex ' || v, ARRAY['x', v::text, c::text], 1, '=', 1 FROM vertex, generate_series(0, %1$s - 1) AS c$q$, k));
	PERFORM qshrink_constrain(id, format(rows, k));
	RETURN id;
END $$;

CREATE TEMP TABLE form (name text, rows text);
INSERT INTO form VALUES
	('x + x <= y', $q$
		SELECT format('edge %%s %%s %%s', a, b, c), key, coefficient, '<=', 0
		FROM edge, generate_series(0, %1$s - 1) AS c,
			LATERAL (VALUES (ARRAY['x', a::text, c::text], 1), (ARRAY['x', b::text, c::text], 1), (ARRAY['y', '11', c::text], -1)) AS t (key, coefficient)$q$),
	('x + x <= 1, sum x <= n y', $q$
		SELECT format('edge %%s %%s %%s', a, b, c), key, 1, '<=', 1
		FROM edge, generate_series(0, %1$s - 1) AS c,
			LATERAL (VALUES (ARRAY['x', a::text, c::text]), (ARRAY['x', b::text, c::text])) AS t (key)
		UNION ALL SELECT 'used ' || c, ARRAY['x', v::text, c::text], 1, '<=', 0 FROM vertex, generate_series(0, %1$s - 1) AS c
		UNION ALL SELECT 'used ' || c, ARRAY['y', '11', c::text], -11, '<=', 0 FROM generate_series(0, %1$s - 1) AS c$q$),
	('y >= x, 1 - x - x >= 0, in order', $q$
		SELECT format('edge %%s %%s %%s', a, b, c), key, -2.5, '>=', -2.5
		FROM edge, generate_series(0, %1$s - 1) AS c,
			LATERAL (VALUES (ARRAY['x', a::text, c::text]), (ARRAY['x', b::text, c::text])) AS t (key)
		UNION ALL SELECT format('used %%s %%s', v, c), ARRAY['y', '11', c::text], 1, '>=', 0 FROM vertex, generate_series(0, %1$s - 1) AS c
		UNION ALL SELECT format('used %%s %%s', v, c), ARRAY['x', v::text, c::text], -1, '>=', 0 FROM vertex, generate_series(0, %1$s - 1) AS c
		UNION ALL SELECT 'order ' || c, ARRAY['y', '11', (c + d)::text], 1 - 2 * d, '>=', 0 FROM generate_series(0, %1$s - 2) AS c, generate_series(0, 1) AS d$q$);

CREATE TEMP TABLE fewest AS SELECT name, pg_temp.fewest(7, rows) AS id FROM form;
SELECT is((SELECT min(objective) FROM qshrink_solve(id, 'auto', seed => 2)), 4::float8, format('%s: four colours', name)) FROM fewest;
SELECT is(pg_temp.status(id), 'optimal 4', format('%s: proved', name)) FROM fewest;
SELECT ok(pg_temp.is_colouring(id), format('%s: a colouring', name)) FROM fewest;

-- what is fixed by the caller stays: vertex 0 has the last colour
SELECT is((SELECT min(objective) FROM qshrink_solve(id, 'auto', seed => 3, fixed => '{"6": 1}')),
	CASE WHEN name LIKE '%order' THEN 7 ELSE 4 END::float8, format('%s: vertex 0 fixed to the last colour', name)) FROM fewest;

-- the same seed gives the same rows
SELECT is((SELECT array_agg(s.assignment ORDER BY rank) FROM qshrink_solve(id, 'auto', seed => 5) AS s),
	(SELECT array_agg(s.assignment ORDER BY rank) FROM qshrink_solve(id, 'auto', seed => 5) AS s), format('%s: the same seed', name)) FROM fewest;

-- lists with costs: against going through all
SELECT qshrink_create('lists', (SELECT qubo_agg(12, i, i, (i * 7) % 5 + 1) FROM generate_series(0, 11) AS i), 'min') AS lists \gset
SELECT qshrink_constrain(:lists, $$
	SELECT 'vertex ' || v, v * 3 + c, 1, '=', 1 FROM generate_series(0, 3) AS v, generate_series(0, 2) AS c
	UNION ALL SELECT format('edge %s %s', v, c), ((v + d) % 4) * 3 + c, 1, '<=', 1
		FROM generate_series(0, 3) AS v, generate_series(0, 2) AS c, generate_series(0, 1) AS d$$);
SELECT is((SELECT min(objective) FROM qshrink_solve(:lists, 'auto', seed => 1)),
	(SELECT min(cost) FROM (SELECT (SELECT sum((v * 3 + c[v + 1]) * 7 % 5 + 1) FROM generate_series(0, 3) AS v)::float8 AS cost
		FROM generate_series(0, 2) AS p, generate_series(0, 2) AS q, generate_series(0, 2) AS r, generate_series(0, 2) AS s,
			LATERAL (SELECT ARRAY[p, q, r, s] AS c) AS t
		WHERE p <> q AND q <> r AND r <> s AND s <> p) AS all_of_them), 'costs of a cycle of four');

SELECT * FROM finish();
ROLLBACK;
