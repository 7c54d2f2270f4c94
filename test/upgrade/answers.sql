-- What the functions that read say of the data of fill.sql, to each role.  As the superuser.
\set ON_ERROR_STOP 1
SET client_min_messages = error;
SET search_path = public, shop;
CREATE FUNCTION pg_temp.said(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	r text;
BEGIN
	EXECUTE format('SELECT string_agg(t::text, %L ORDER BY t::text COLLATE "C") FROM (%s) AS t', '; ', query) INTO r;
	RETURN r;
EXCEPTION WHEN OTHERS THEN RETURN SQLSTATE || ' ' || SQLERRM;
END $$;

\echo # history
SELECT run_id, problem_id, problem, solver, status, stop_reason, n_variables, qubits, reduction_share, objective, bound, gap_to_bound, best_known, gap_to_best_known, model_changed, is_scenario, scenario
FROM qshrink_history ORDER BY run_id;
\echo # leaderboard
SELECT problem_id, place, solver, md5(settings::text), runs, feasible_runs, optimal_runs, best_objective, median_objective, best_bound FROM qshrink_leaderboard ORDER BY problem_id, place, settings;
\echo # problems
SELECT problem_id, owner, name, qshrink_fingerprint(problem_id), md5(qshrink_model(problem_id)::text) FROM qshrink_problem ORDER BY problem_id;
SELECT problem_id, pg_temp.said(format('SELECT qshrink_best_run(%s)', problem_id)), pg_temp.said(format('SELECT variable, keys FROM qshrink_selection(%s)', problem_id)),
	pg_temp.said(format('SELECT keys, value FROM qshrink_answer(%s)', problem_id)), pg_temp.said(format('SELECT constraint_id, label, activity, rhs, slack FROM qshrink_activity(%s)', problem_id))
FROM qshrink_problem ORDER BY problem_id;
\echo # runs
SELECT run_id, pg_temp.said(format('SELECT variable, keys FROM qshrink_selection(%s, %s)', problem_id, run_id)),
	pg_temp.said(format('SELECT keys, value FROM qshrink_answer(%s, %s)', problem_id, run_id))
FROM qshrink_run ORDER BY run_id;
SELECT a.run_id, b.run_id, pg_temp.said(format('SELECT change, variable, keys, value_a, value_b FROM qshrink_compare(%s, %s)', a.run_id, b.run_id))
FROM qshrink_run a JOIN qshrink_run b ON b.run_id = a.run_id + 1 AND b.problem_id = a.problem_id ORDER BY 1;
\echo # who sees and may what
SELECT role, pg_temp.said(format('SELECT set_config(''role'', %L, true)', role)) AS is,
	pg_temp.said('SELECT problem_id, name FROM qshrink_problem'), pg_temp.said('SELECT count(*) FROM qshrink_run'), pg_temp.said('SELECT count(*) FROM qshrink_share'),
	pg_temp.said('SELECT problem_id FROM qshrink_problem WHERE qshrink_may(owner, problem_id, ''solve'')'),
	pg_temp.said('SELECT problem_id FROM qshrink_problem WHERE qshrink_may(owner, problem_id, ''write'')'),
	pg_temp.said('SELECT set_config(''role'', ''none'', true)') AS again
FROM unnest('{upgrade_owner,upgrade_alice,upgrade_bob,upgrade_carol,upgrade_team}'::text[]) AS role;
