-- Generated problems of every class and what a solve of them takes (scripts/growth).
\set ON_ERROR_STOP 1
SET client_min_messages = warning;
CREATE SCHEMA growth;
SET search_path = growth, public;

-- the same numbers everywhere: 0 <= value < below
CREATE FUNCTION draw(a bigint, b bigint, below bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
	((hashint8(a * 1000003 + b)::bigint & 2147483647) * below) >> 31;

CREATE FUNCTION edges(nodes bigint, degree integer) RETURNS text LANGUAGE sql AS $$
	SELECT format('SELECT a, b, 1 + growth.draw(a, b, 9) FROM (SELECT DISTINCT least(v, w) AS a, greatest(v, w) AS b FROM (SELECT v, 1 + growth.draw(v, e, %1$s) AS w FROM generate_series(1, %1$s) AS v, generate_series(1, %2$s) AS e) AS d WHERE v <> w) AS e ORDER BY a, b', nodes, degree / 2)
$$;

-- a problem of about n variables; its number
CREATE FUNCTION make(class text, n bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	name text := class || ' ' || n;
	side bigint := round(sqrt(n));
BEGIN
	RETURN CASE class
		WHEN 'knapsack' THEN qshrink_mdkp(name, format('SELECT i, 50 + growth.draw(i, 0, 100) FROM generate_series(1, %s) AS i', n),
			format('SELECT r, i, 1 + growth.draw(i, r, 100) FROM generate_series(1, %s) AS i, generate_series(1, 5) AS r', n),
			format('SELECT r, 25 * %s FROM generate_series(1, 5) AS r', n))
		WHEN 'independent set' THEN qshrink_mis(name, format('SELECT a, b FROM (%s) AS e (a, b, weight)', growth.edges(n, 6)), format('SELECT generate_series(1, %s)', n))
		WHEN 'assignment' THEN qshrink_qap(name, format('SELECT f, g, growth.draw(f, g, 10) FROM generate_series(1, %1$s) AS f, generate_series(1, %1$s) AS g', side),
			format('SELECT f, g, growth.draw(g, f + 7, 10) FROM generate_series(1, %1$s) AS f, generate_series(1, %1$s) AS g', side))
		WHEN 'colouring' THEN qshrink_define(name,
			format('SELECT ARRAY[v, c] FROM generate_series(1, %s) AS v, generate_series(1, 5) AS c', n / 5),
			format('SELECT ARRAY[v, c], c FROM generate_series(1, %s) AS v, generate_series(1, 5) AS c', n / 5),
			format('SELECT ''vertex '' || v, ARRAY[v, c], 1, ''='', 1 FROM generate_series(1, %1$s) AS v, generate_series(1, 5) AS c'
				|| ' UNION ALL SELECT a || ''-'' || b || '' '' || c, ARRAY[u, c], 1, ''<='', 1 FROM (%2$s) AS e (a, b, weight), generate_series(1, 5) AS c, unnest(ARRAY[a, b]) AS u', n / 5, growth.edges(n / 5, 4)))
		WHEN 'max-cut' THEN qshrink_maxcut(name, growth.edges(n, 6))
		WHEN 'quadratic' THEN qshrink_create(name, (SELECT qubo_agg(n::integer, i::integer, j::integer, w::float8)
			FROM (SELECT i, i AS j, growth.draw(i, 0, 41) - 20 AS w FROM generate_series(0, n - 1) AS i
				UNION ALL SELECT i, growth.draw(i, e, n), growth.draw(i, e + 50, 41) - 20 FROM generate_series(0, n - 1) AS i, generate_series(1, 4) AS e) AS t))
		-- covering, packing and equality rows that one hidden assignment meets
		WHEN 'general rows' THEN qshrink_define(name, format('SELECT v FROM generate_series(1, %s) AS v', n),
			format('SELECT v, growth.draw(v, 1, 100) FROM generate_series(1, %s) AS v', n),
			format('SELECT ''row '' || r, v, c, (ARRAY[''>='', ''<='', ''=''])[1 + r %% 3],'
				|| ' sum(c * growth.draw(v, 99, 2)) OVER (PARTITION BY r) + CASE r %% 3 WHEN 1 THEN 1 + growth.draw(r, 5, 3) ELSE 0 END'
				|| ' FROM (SELECT DISTINCT ON (r, v) r, 1 + growth.draw(r, e, %1$s) AS v, 1 + growth.draw(r, e + 9, 5) AS c FROM generate_series(1, %1$s / 3) AS r, generate_series(1, 6) AS e ORDER BY r, v, e) AS t', n))
	END;
END $$;

-- processor seconds of this session
CREATE FUNCTION processor_seconds() RETURNS float8 LANGUAGE sql AS $$
	SELECT split_part(pg_read_file('/proc/' || pg_backend_pid() || '/schedstat'), ' ', 1)::float8 / 1e9
$$;

CREATE TABLE result (class text, n bigint, build float8, run_id bigint, processor float8);

CREATE PROCEDURE measure(class text, n bigint, seconds float8) LANGUAGE plpgsql AS $$
DECLARE
	began float8 := growth.processor_seconds();
	built float8;
	problem bigint;
	run bigint;
BEGIN
	problem := growth.make(class, n);
	built := growth.processor_seconds();
	SELECT s.run_id INTO run FROM qshrink_solve(problem, 'auto', seed => 1, solutions => 1, time_limit => CASE WHEN seconds > 0 THEN seconds * interval '1 s' END) AS s;
	INSERT INTO growth.result VALUES (class, n, built - began, run, growth.processor_seconds() - built);
	COMMIT;
END $$;

-- elapsed milliseconds in processor time: those of the run, as far as it had the processor
CREATE VIEW report AS
	SELECT t.class, r.n_variables AS n, t.build, t.processor,
		i.first * share / 1000 AS first, (r.stage_milliseconds ->> 'load')::float8 * share / 1000 AS load,
		(r.stage_milliseconds ->> 'store')::float8 * share / 1000 AS store,
		r.peak_memory / 1048576.0 AS megabytes,
		(SELECT count(*) FROM qshrink_step AS s WHERE s.problem_id = r.problem_id AND s.run_id = r.run_id) + r.rounds + i.count + 2 AS rows,
		r.status, r.stop_reason, r.objective, r.bound, r.gap_to_bound AS gap
	FROM growth.result AS t JOIN qshrink_run AS r USING (run_id),
		LATERAL (SELECT least(1, t.processor * 1000 / r.milliseconds) AS share) AS x,
		LATERAL (SELECT count(*), min(milliseconds) AS first FROM qshrink_incumbent AS i WHERE i.problem_id = r.problem_id AND i.run_id = r.run_id) AS i;
