-- Rounds are the user's rows: whatever numbers they hold, what is said of shots and of
-- experiments is said to everybody, and the numbers that are good count.
\set ON_ERROR_STOP 1
BEGIN;
SELECT no_plan();

CREATE ROLE t_odd;
SET LOCAL ROLE t_odd;
SELECT qshrink_mis('odd', 'VALUES (1, 2), (2, 3), (3, 4), (4, 5)') AS id \gset
SELECT qshrink_experiment('odd', ARRAY[:id], '{"{\"solver\": \"sa\", \"rounds\": 3}"}', '{1, 2}') AS experiment \gset
SELECT max(run_id) AS one FROM qshrink_solve(:id, 'sa', rounds => 3, shots => 50, seed => 1, options => '{"proof": false, "certified": false, "presolve": false}') \gset
SELECT max(run_id) AS two FROM qshrink_solve(:id, 'sa', rounds => 3, shots => 50, seed => 2, options => '{"proof": false, "certified": false, "presolve": false}') \gset
UPDATE qshrink_task SET state = 'done', run_id = CASE seed WHEN 1 THEN :one ELSE :two END WHERE experiment_id = :experiment;
UPDATE qshrink_problem SET best_known = 3 WHERE problem_id = :id;
UPDATE qshrink_round SET shots = 50, best_shots = 10, raw_objective = 3, shot_objective = 1.5, raw_feasible_share = 0.5 WHERE run_id IN (:one, :two);
SELECT results_eq('SELECT optimum_probability, expected_ratio FROM qshrink_experiment_result', 'VALUES (0.2::float8, 0.5::float8)', 'of good numbers');

CREATE TEMP TABLE t_number AS SELECT unnest(ARRAY[0, 1, -1, 5e-324, -5e-324, 1e-310, 1e-200, 1e308, -1e308, 'NaN', 'Infinity', '-Infinity']::float8[]) AS number;
CREATE TEMP TABLE t_count AS SELECT unnest(ARRAY[NULL, 0, 1, -1, 49, 51, 1000000, 9223372036854775807, -9223372036854775808]::bigint[]) AS number;
GRANT SELECT ON t_number, t_count TO PUBLIC;

-- set what the constraints allow; read as the role and as a superuser; put it back
CREATE FUNCTION pg_temp.reads(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	BEGIN
		EXECUTE statement;
		FOR k IN 1 .. 2 LOOP
			PERFORM s::text FROM public.qshrink_shot_result AS s;
			PERFORM e::text FROM public.qshrink_experiment_result AS e;
			PERFORM f::text FROM public.qshrink_reference AS f;
			IF EXISTS (SELECT FROM public.qshrink_shot_result WHERE optimum_probability NOT BETWEEN 0 AND 1)
				OR EXISTS (SELECT FROM public.qshrink_experiment_result WHERE optimum_probability NOT BETWEEN 0 AND 1 OR success_probability NOT BETWEEN 0 AND 1) THEN
				RETURN 'is no probability';
			END IF;
			RESET ROLE;
		END LOOP;
		RAISE SQLSTATE 'TTTTT';
	EXCEPTION WHEN check_violation OR SQLSTATE 'TTTTT' THEN NULL;
	END;
	SET LOCAL ROLE t_odd;
	RETURN 'reads';
END $$;
SELECT is(pg_temp.reads(format('UPDATE qshrink_round SET %I = %L WHERE run_id %s', name, number, runs)), 'reads', format('%s = %s where run_id %s', name, number, runs))
	FROM t_number, unnest(ARRAY['raw_objective', 'shot_objective', 'raw_feasible_share']) AS name, unnest(ARRAY['= ' || :one, 'IN (' || :one || ', ' || :two || ')']) AS runs;
SELECT is(pg_temp.reads(format('UPDATE qshrink_round SET shots = %L, best_shots = %L WHERE run_id IN (%s, %s)', s.number, b.number, :one, :two)), 'reads', format('%s of %s shots', b.number, s.number))
	FROM t_count AS s, t_count AS b;
SELECT is(pg_temp.reads(format('UPDATE qshrink_round SET shots = %L, shot_objective = %L, raw_feasible_share = %L WHERE run_id IN (%s, %s)', s.number, o.number, f.number, :one, :two)), 'reads', format('%s of a share of %s of %s', o.number, f.number, s.number))
	FROM t_count AS s, t_number AS o, t_number AS f WHERE s.number IN (1, 9223372036854775807) AND f.number IN (1, 5e-324, 1e-310, 1e-200, 1e308);
SELECT is(pg_temp.reads(format('WITH o AS (UPDATE qshrink_run SET objective = %L WHERE run_id = %s), p AS (UPDATE qshrink_run SET objective = %L WHERE run_id = %s) UPDATE qshrink_problem SET best_known = %L WHERE problem_id = %s',
		o.number, :one, p.number, :two, b.number, :id)), 'reads', format('objectives %s and %s of %s', o.number, p.number, b.number))
	FROM t_number AS o, t_number AS p, t_number AS b WHERE b.number IN (0, -1, 5e-324, 1e308) AND p.number IN (1, -1e308, 'NaN');
SELECT results_eq('SELECT optimum_probability, expected_ratio FROM qshrink_experiment_result', 'VALUES (0.2::float8, 0.5::float8)', 'and again');
UPDATE qshrink_round SET shot_objective = 'Infinity', shots = 50 WHERE run_id IN (:one, :two) AND round = 1;
SELECT results_eq('SELECT optimum_probability, expected_ratio FROM qshrink_experiment_result', 'VALUES (0.2::float8, 0.5::float8)', 'what cannot be, does not count');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
