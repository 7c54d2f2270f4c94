-- Runs are the user's rows: whatever numbers they hold, the views go on for everybody.
\set ON_ERROR_STOP 1
BEGIN;
SELECT plan(60);

CREATE ROLE t_odd;
SET LOCAL ROLE t_odd;
SELECT qshrink_mis('odd', 'VALUES (1, 2), (2, 3)') AS id \gset
SELECT max(run_id) AS run FROM qshrink_solve(:id, seed => 1) \gset
SELECT qshrink_mis('even', 'VALUES (1, 2)') AS even \gset
SELECT count(*) FROM qshrink_solve(:even, seed => 1) \gset ignored_
CREATE TEMP TABLE t_number AS SELECT unnest(ARRAY[0, 1, -1, 5e-324, -5e-324, 1e-310, 1e308, -1e308, 'NaN', 'Infinity', '-Infinity']::float8[]) AS number;
GRANT SELECT ON t_number TO PUBLIC;

-- set what the constraints allow; read as the role and as a superuser
CREATE FUNCTION pg_temp.reads(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	BEGIN
		EXECUTE statement;
	EXCEPTION WHEN check_violation THEN NULL;
	END;
	PERFORM h::text FROM public.qshrink_history AS h;
	PERFORM l::text FROM public.qshrink_leaderboard AS l;
	RESET ROLE;
	PERFORM h::text FROM public.qshrink_history AS h;
	PERFORM l::text FROM public.qshrink_leaderboard AS l;
	SET LOCAL ROLE t_odd;
	RETURN 'reads';
END $$;
SELECT is(pg_temp.reads(format('UPDATE qshrink_run SET %I = %L WHERE run_id = %s', name, number, :run)), 'reads', name || ' = ' || number)
	FROM t_number, unnest(ARRAY['objective', 'bound', 'raw_feasible_share', 'milliseconds']) AS name;
SELECT is(pg_temp.reads(format('UPDATE qshrink_run SET %I = %L WHERE run_id = %s', name, number, :run)), 'reads', name || ' = ' || number)
	FROM unnest(ARRAY[0, 2147483647, -2147483648]) AS number, unnest(ARRAY['qubits', 'presolve_fixed', 'merge_fixed']) AS name;
SELECT is(pg_temp.reads(format('UPDATE qshrink_problem SET best_known = %L WHERE problem_id = %s', number, :id)), 'reads', 'best_known = ' || number)
	FROM t_number WHERE number NOT IN ('NaN', 'Infinity', '-Infinity') AND number <> -1;
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
