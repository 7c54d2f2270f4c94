-- Random models of large, tiny and decimal numbers through SQL, every claim against enumeration in numeric.
-- psql -v models=20000 -v first=1 asks for a longer campaign than the suite's.
\set ON_ERROR_STOP 1
SET client_min_messages = warning;
\if :{?models}
\else
	\set models 300
\endif
\if :{?first}
\else
	\set first 1
\endif
BEGIN;
SELECT plan(3);

CREATE FUNCTION pg_temp.between(low bigint, high bigint) RETURNS bigint LANGUAGE sql VOLATILE AS
	$$ SELECT low + floor(random() * (high - low + 1))::bigint $$;

-- a number of one of the kinds that rounding and tolerances get wrong
CREATE FUNCTION pg_temp.number(kind int, unit int) RETURNS numeric LANGUAGE sql VOLATILE AS $$
	SELECT CASE kind
		WHEN 0 THEN pg_temp.between(1, 12) * 10::numeric ^ unit
		WHEN 1 THEN 1000000000 + pg_temp.between(0, 1000)
		WHEN 2 THEN 10000000000 + pg_temp.between(0, 1000)
		WHEN 3 THEN 9007199254740992 / 20 - pg_temp.between(0, 1000)
		WHEN 4 THEN pg_temp.between(1, 2000000) * 10::numeric ^ (-pg_temp.between(1, 6))
		WHEN 5 THEN pg_temp.between(1, 12) * 10::numeric ^ (-pg_temp.between(9, 12))
		ELSE CASE WHEN random() < 0.5 THEN pg_temp.between(1, 9) ELSE 1000000000 + pg_temp.between(-3, 3) END END
		* CASE WHEN random() < 0.25 THEN -1 ELSE 1 END $$;

-- what holds of a model, by enumeration
CREATE FUNCTION pg_temp.value_of(variables int[], coefficients numeric[], bits int) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
	SELECT coalesce(sum(c), 0) FROM unnest(variables, coefficients) AS t (v, c) WHERE bits >> v & 1 = 1 $$;

CREATE TEMP TABLE t_row (variables int[], coefficients numeric[], sense text, rhs numeric);
CREATE TEMP TABLE t_term (i int, j int, c numeric);

CREATE FUNCTION pg_temp.make(n int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	kind int;
	unit int;
	v int[];
	c numeric[];
	reached numeric;
BEGIN
	DELETE FROM t_row;
	DELETE FROM t_term;
	FOR r IN 1 .. pg_temp.between(0, 3) LOOP
		kind := pg_temp.between(0, 6);
		unit := pg_temp.between(-14, 14);
		SELECT array_agg(pg_temp.between(0, n - 1)::int), array_agg(pg_temp.number(kind, unit)) INTO v, c
		FROM generate_series(1, pg_temp.between(1, 7));
		IF random() < 0.3 THEN
			c := array_fill(abs(c[1]), ARRAY[cardinality(c)]);
		END IF;
		reached := pg_temp.value_of(v, c, pg_temp.between(0, (1 << n) - 1)::int);
		IF random() < 0.4 THEN
			reached := reached + pg_temp.between(-2, 2) * 10::numeric ^ CASE kind WHEN 0 THEN unit WHEN 4 THEN -6 WHEN 5 THEN -12 ELSE 0 END;
		END IF;
		INSERT INTO t_row VALUES (v, c, ('{<=,>=,=,<=,>=}'::text[])[pg_temp.between(1, 5)], reached);
	END LOOP;
	kind := pg_temp.between(0, 6);
	unit := pg_temp.between(-14, 14);
	INSERT INTO t_term SELECT i, i, pg_temp.number(kind, unit) FROM generate_series(0, n - 1) AS i;
	IF random() < 0.5 THEN
		INSERT INTO t_term SELECT i, j, pg_temp.number(kind, unit) / CASE kind WHEN 3 THEN 3 ELSE 1 END
		FROM generate_series(0, n - 1) AS i, generate_series(0, n - 1) AS j WHERE i < j AND random() < 0.3;
		UPDATE t_term SET c = trunc(t_term.c) WHERE kind = 3;
	END IF;
END $$;

-- NULL if all that is said of one random model is true
CREATE FUNCTION pg_temp.trial(seed int, OUT wrong text, OUT status text) LANGUAGE plpgsql AS $$
DECLARE
	n int;
	sense text;
	model jsonb;
	id bigint;
	solution record;
	run record;
	best numeric;
	feasible boolean[];
	value numeric[];
	bits int;
	bound float8;
BEGIN
	PERFORM setseed(seed / 1e7);
	n := pg_temp.between(1, 6);
	sense := CASE WHEN random() < 0.5 THEN 'min' ELSE 'max' END;
	PERFORM pg_temp.make(n);
	SELECT array_agg(coalesce((SELECT bool_and(CASE r.sense WHEN '<=' THEN a <= r.rhs WHEN '>=' THEN a >= r.rhs ELSE a = r.rhs END)
				FROM t_row AS r, pg_temp.value_of(r.variables, r.coefficients, b) AS a), true) ORDER BY b),
			array_agg((SELECT coalesce(sum(c), 0) FROM t_term WHERE b >> i & 1 = 1 AND b >> j & 1 = 1) ORDER BY b)
		INTO feasible, value FROM generate_series(0, (1 << n) - 1) AS b;
	SELECT CASE sense WHEN 'min' THEN min(v) ELSE max(v) END INTO best FROM unnest(feasible, value) AS t (f, v) WHERE f;
	model := jsonb_build_object('sense', sense, 'n', n,
		'linear', (SELECT coalesce(jsonb_agg(jsonb_build_array(i, c)), '[]') FROM t_term WHERE i = j),
		'quadratic', (SELECT coalesce(jsonb_agg(jsonb_build_array(i, j, c)), '[]') FROM t_term WHERE i < j),
		'rows', (SELECT coalesce(jsonb_agg(jsonb_build_object('sense', r.sense, 'rhs', r.rhs, 'variables', r.variables, 'coefficients', r.coefficients)), '[]') FROM t_row AS r));
	id := qshrink_create_from_model('trial ' || seed, model);
	FOR solution IN SELECT s.* FROM qshrink_solve(id, ('{auto,uniform,tabu,none,exact,qaoa}'::text[])[pg_temp.between(1, 6)],
			max_qubits => 3 + seed % 5, shots => 30, layers => 1, rounds => 2, seed => seed,
			options => jsonb_build_object('presolve', random() < 0.7, 'certified', random() < 0.7, 'proof', random() < 0.8, 'polish', random() < 0.8) || (CASE WHEN random() < 0.8 THEN '{"polish": true, "effort": 0.01}' ELSE '{}' END)::jsonb) AS s
	LOOP
		bits := (SELECT sum(substring(solution.assignment FROM v + 1 FOR 1)::bit(1)::int << v) FROM generate_series(0, n - 1) AS v);
		IF solution.feasible <> feasible[bits + 1] THEN
			wrong := format('%s: %s is called feasible: %s', model, solution.assignment, solution.feasible);
		ELSIF solution.objective <> value[bits + 1]::float8 THEN
			wrong := format('%s: objective %s of %s is %s', model, solution.objective, solution.assignment, value[bits + 1]);
		END IF;
	END LOOP;
	SELECT * INTO run FROM qshrink_run AS r WHERE r.problem_id = id;
	status := run.status;
	IF run.status = 'optimal' AND (best IS NULL OR run.objective <> best::float8) THEN
		wrong := format('%s: %s is called optimal, %s is', model, run.objective, best);
	ELSIF run.status = 'infeasible' AND best IS NOT NULL THEN
		wrong := format('%s: called infeasible, has %s', model, best);
	ELSIF run.status = 'feasible' AND best IS NULL THEN
		wrong := format('%s: called feasible', model);
	ELSIF best IS NOT NULL AND (CASE sense WHEN 'min' THEN run.bound > best::float8 ELSE run.bound < best::float8 END) THEN
		wrong := format('%s: bound %s, optimum %s', model, run.bound, best);
	END IF;
	bound := qshrink_bound(id);
	IF best IS NOT NULL AND (CASE sense WHEN 'min' THEN bound > best::float8 ELSE bound < best::float8 END) THEN
		wrong := format('%s: qshrink_bound says %s, optimum %s', model, bound, best);
	END IF;
	DELETE FROM qshrink_problem AS p WHERE p.problem_id = id;
END $$;

CREATE TEMP TABLE t_trial AS
	SELECT seed, t.* FROM generate_series(:first, :first + :models - 1) AS seed, pg_temp.trial(seed) AS t;
SELECT is_empty('SELECT seed, wrong FROM t_trial WHERE wrong IS NOT NULL', :'models' || ' random models: nothing said of them is wrong');
SELECT ok(count(*) > :models / 4, 'many are proved optimal: ' || count(*)) FROM t_trial WHERE status = 'optimal';
SELECT ok(count(*) > :models / 20, 'some are proved infeasible: ' || count(*)) FROM t_trial WHERE status = 'infeasible';
SELECT finish();
ROLLBACK;
