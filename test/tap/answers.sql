-- An answer belongs to the model it was found for, and a run with fixed variables is
-- a scenario: what qshrink_selection, the leaderboard and the history make of both.
\set ON_ERROR_STOP 1
BEGIN;
SELECT no_plan();

CREATE FUNCTION pg_temp.failure(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE statement;
	RETURN 'none';
EXCEPTION WHEN OTHERS THEN
	RETURN sqlstate;
END $$;

-- ---------------------------------------------------------------------------
-- every change that decides which assignments are feasible, or what they are worth
CREATE TEMP TABLE t_model (kind text, id bigint);
INSERT INTO t_model VALUES
	('knapsack', qshrink_mdkp('knapsack', 'VALUES (''a'', 10), (''b'', 6), (''c'', 5)',
		'VALUES (''w'', ''a'', 5), (''w'', ''b'', 3), (''w'', ''c'', 2)', 'VALUES (''w'', 8)')),
	('assignment', qshrink_qap('assignment', 'VALUES (1, 2, 3), (2, 1, 1)', 'VALUES (1, 2, 4), (2, 1, 2)', 'VALUES (1, 1, 5), (2, 2, 1)'));
CREATE TEMP TABLE t_change (kind text, what text, change text, undo text, decides boolean);
INSERT INTO t_change VALUES
	('knapsack', 'capacity', 'UPDATE qshrink_constraint SET rhs = 7 WHERE problem_id = %1$s', 'UPDATE qshrink_constraint SET rhs = 8 WHERE problem_id = %1$s', true),
	('knapsack', 'weight', 'UPDATE qshrink_constraint SET coefficients[1] = 5.5 WHERE problem_id = %1$s', 'UPDATE qshrink_constraint SET coefficients[1] = 5 WHERE problem_id = %1$s', true),
	('knapsack', 'a weight by its last bit', 'UPDATE qshrink_constraint SET coefficients[1] = 5.000000000000001 WHERE problem_id = %1$s', 'UPDATE qshrink_constraint SET coefficients[1] = 5 WHERE problem_id = %1$s', true),
	('knapsack', 'which items a row has', 'UPDATE qshrink_constraint SET variables = ''{0,1,1}'' WHERE problem_id = %1$s', 'UPDATE qshrink_constraint SET variables = ''{0,1,2}'' WHERE problem_id = %1$s', true),
	('knapsack', 'sense of a row', 'UPDATE qshrink_constraint SET sense = ''='' WHERE problem_id = %1$s', 'UPDATE qshrink_constraint SET sense = ''<='' WHERE problem_id = %1$s', true),
	('knapsack', 'all ones', 'UPDATE qshrink_constraint SET coefficients = NULL WHERE problem_id = %1$s', 'UPDATE qshrink_constraint SET coefficients = ''{5,3,2}'' WHERE problem_id = %1$s', true),
	('knapsack', 'another row', 'INSERT INTO qshrink_constraint (problem_id, constraint_id, variables, sense, rhs) VALUES (%1$s, 2, ''{0}'', ''<='', 0)', 'DELETE FROM qshrink_constraint WHERE problem_id = %1$s AND constraint_id = 2', true),
	('knapsack', 'no row', 'UPDATE qshrink_constraint SET problem_id = %2$s, constraint_id = 99 WHERE problem_id = %1$s AND constraint_id = 1', 'UPDATE qshrink_constraint SET problem_id = %1$s, constraint_id = 1 WHERE problem_id = %2$s AND constraint_id = 99', true),
	('knapsack', 'profit', 'UPDATE qshrink_problem SET objective = objective + qubo ''{(0,0):1}/3'' WHERE problem_id = %1$s', 'UPDATE qshrink_problem SET objective = objective - qubo ''{(0,0):1}/3'' WHERE problem_id = %1$s', true),
	('knapsack', 'a quadratic term', 'UPDATE qshrink_problem SET objective = objective + qubo ''{(0,2):1}/3'' WHERE problem_id = %1$s', 'UPDATE qshrink_problem SET objective = objective - qubo ''{(0,2):1}/3'' WHERE problem_id = %1$s', true),
	('knapsack', 'offset', 'UPDATE qshrink_problem SET objective = objective + 1 WHERE problem_id = %1$s', 'UPDATE qshrink_problem SET objective = objective + (-1) WHERE problem_id = %1$s', true),
	('knapsack', 'sense', 'UPDATE qshrink_problem SET sense = ''min'' WHERE problem_id = %1$s', 'UPDATE qshrink_problem SET sense = ''max'' WHERE problem_id = %1$s', true),
	('knapsack', 'number of variables', 'UPDATE qshrink_problem SET n_variables = 4, objective = objective + ''{}/4'' WHERE problem_id = %1$s', 'UPDATE qshrink_problem SET n_variables = 3, objective = ''{(0,0):10,(1,1):6,(2,2):5}/3'' WHERE problem_id = %1$s', true),
	('assignment', 'flows', 'UPDATE qshrink_problem SET flows[1][2] = 9 WHERE problem_id = %1$s', 'UPDATE qshrink_problem SET flows[1][2] = 3 WHERE problem_id = %1$s', true),
	('assignment', 'distances', 'UPDATE qshrink_problem SET distances[2][1] = 9 WHERE problem_id = %1$s', 'UPDATE qshrink_problem SET distances[2][1] = 2 WHERE problem_id = %1$s', true),
	('assignment', 'costs', 'UPDATE qshrink_problem SET costs[1][1] = 9 WHERE problem_id = %1$s', 'UPDATE qshrink_problem SET costs[1][1] = 5 WHERE problem_id = %1$s', true),
	('assignment', 'costs exchanged', 'UPDATE qshrink_problem SET costs = ''{{1,0},{0,5}}'' WHERE problem_id = %1$s', 'UPDATE qshrink_problem SET costs = ''{{5,0},{0,1}}'' WHERE problem_id = %1$s', true),
	('assignment', 'flows for distances', 'UPDATE qshrink_problem SET flows = distances, distances = flows WHERE problem_id = %1$s', 'UPDATE qshrink_problem SET flows = distances, distances = flows WHERE problem_id = %1$s', true),
	('assignment', 'a row', 'INSERT INTO qshrink_constraint (problem_id, constraint_id, variables, sense, rhs) VALUES (%1$s, 1, ''{0}'', ''<='', 0)', 'DELETE FROM qshrink_constraint WHERE problem_id = %1$s', true),
	('knapsack', 'name', 'UPDATE qshrink_problem SET name = name || ''!'' WHERE problem_id = %1$s', 'SELECT', false),
	('knapsack', 'best known value', 'UPDATE qshrink_problem SET best_known = 16 WHERE problem_id = %1$s', 'UPDATE qshrink_problem SET best_known = NULL WHERE problem_id = %1$s', false),
	('knapsack', 'label', 'UPDATE qshrink_constraint SET label = ''l'' WHERE problem_id = %1$s', 'SELECT', false),
	('knapsack', 'key', 'UPDATE qshrink_variable SET keys = ''{stove}'' WHERE problem_id = %1$s AND variable = 0', 'SELECT', false);

CREATE TEMP TABLE t_seen (kind text, what text, moment text, selection text, explicit text, places bigint, changed boolean, decides boolean);
SET LOCAL client_min_messages = error;
DO $$
DECLARE
	c record;
	run bigint;
	other bigint := qshrink_create('other', '{}/3');
BEGIN
	FOR c IN SELECT * FROM t_change JOIN t_model USING (kind) LOOP
		DELETE FROM qshrink_run WHERE problem_id = c.id;
		run := (SELECT run_id FROM qshrink_solve(c.id, 'auto', seed => 1, solutions => 1));
		EXECUTE format(c.change, c.id, other);
		INSERT INTO t_seen SELECT c.kind, c.what, 'changed', pg_temp.failure(format('SELECT qshrink_selection(%s)', c.id)),
			pg_temp.failure(format('SELECT qshrink_selection(%s, %s)', c.id, run)),
			(SELECT count(*) FROM qshrink_leaderboard WHERE problem_id = c.id),
			(SELECT model_changed FROM qshrink_history WHERE run_id = run), c.decides;
		EXECUTE format(c.undo, c.id, other);
		INSERT INTO t_seen SELECT c.kind, c.what, 'undone', pg_temp.failure(format('SELECT qshrink_selection(%s)', c.id)),
			pg_temp.failure(format('SELECT qshrink_selection(%s, %s)', c.id, run)),
			(SELECT count(*) FROM qshrink_leaderboard WHERE problem_id = c.id),
			(SELECT model_changed FROM qshrink_history WHERE run_id = run), c.decides;
	END LOOP;
END $$;
RESET client_min_messages;
SELECT is_empty($$SELECT * FROM t_seen WHERE moment = 'changed' AND decides AND (selection, explicit, places, changed) IS DISTINCT FROM ('55000', 'none', 0, true)$$,
	'a run of an earlier model gives no selection, has no place, and is marked; asked for by its id it answers');
SELECT is_empty($$SELECT * FROM t_seen WHERE (moment = 'undone' OR NOT decides) AND (selection, explicit, places, changed) IS DISTINCT FROM ('none', 'none', 1, false)$$,
	'and all of that comes back with the model; names, labels and keys decide nothing');

-- solved again after a capacity changed
SELECT qshrink_mdkp('backpack', 'VALUES (''tent'', 10), (''stove'', 6), (''rope'', 5)',
	'VALUES (''weight'', ''tent'', 5), (''weight'', ''stove'', 3), (''weight'', ''rope'', 2)', 'VALUES (''weight'', 8)') AS backpack \gset
SELECT results_eq(format('SELECT objective, assignment FROM qshrink_solve(%s, seed => 1, solutions => 1)', :backpack), $$VALUES (16::float8, '110'::bit varying)$$, 'a bag for 8');
UPDATE qshrink_constraint SET rhs = 4 WHERE problem_id = :backpack;
SELECT results_eq(format('SELECT objective, assignment FROM qshrink_solve(%s, seed => 1, solutions => 1)', :backpack), $$VALUES (6::float8, '010'::bit varying)$$, 'a bag for 4');
SELECT results_eq(format('SELECT keys[1] FROM qshrink_selection(%s)', :backpack), $$VALUES ('stove')$$, 'holds what the selection says');
SELECT is_empty(format('SELECT * FROM qshrink_selection(%1$s) AS s, qshrink_verify(%1$s, set_bit(''000''::bit varying, s.variable, 1))', :backpack), 'which breaks no row');

-- ---------------------------------------------------------------------------
-- five ways to have no rows
SELECT qshrink_mdkp('pack', 'VALUES (''a'', 10), (''b'', 9)', 'VALUES (''w'', ''a'', 6), (''w'', ''b'', 5)', 'VALUES (''w'', 11)') AS pack \gset
SELECT throws_ok('SELECT * FROM qshrink_selection(-7)', 'P0002', 'problem -7 does not exist', 'a problem that is not there');
SELECT throws_ok(format('SELECT * FROM qshrink_selection(%s)', :pack), '55000', format('problem %s has not been solved', :pack), 'a problem never solved');
SELECT throws_ok(format('SELECT * FROM qshrink_selection(%s, 999999999)', :pack), 'P0002', format('run 999999999 of problem %s does not exist', :pack), 'a run that is not there');
SELECT (SELECT min(run_id) FROM qshrink_run) AS foreign \gset
SELECT throws_ok(format('SELECT * FROM qshrink_selection(%s, %s)', :pack, :foreign), 'P0002', NULL, 'a run of another problem');
SELECT qshrink_create('impossible', '{(0,0):1,(1,1):2}/3') AS impossible \gset
SELECT qshrink_constrain(:impossible, 'SELECT ''a'', 0, 1, ''>='', 2') AS rows \gset
SELECT run_id AS proof FROM qshrink_solve(:impossible, seed => 1, solutions => 1) \gset
SELECT throws_ok(format('SELECT * FROM qshrink_selection(%s)', :impossible), '22000',
	format('problem %s has no solution: run %s proved it infeasible', :impossible, :proof), 'a problem proved infeasible');
SELECT throws_ok(format('SELECT * FROM qshrink_selection(%s, %s)', :impossible, :proof), '22000',
	format('run %s proved that problem %s has no solution', :proof, :impossible), 'the run that proved it');
UPDATE qshrink_run SET status = 'not_found' WHERE run_id = :proof;
SELECT throws_ok(format('SELECT * FROM qshrink_selection(%s)', :impossible), '02000', format('no run of problem %s found a feasible solution', :impossible), 'nothing found');
SELECT throws_ok(format('SELECT * FROM qshrink_selection(%s, %s)', :impossible, :proof), '02000', NULL, 'nothing found by a run');
SELECT qshrink_create('nothing', '{(0,0):1,(1,1):2}/3') AS nothing \gset
SELECT is((SELECT count(*) FROM qshrink_solve(:nothing, 'auto', seed => 1, solutions => 1)), 1::bigint, 'the best is to choose nothing');
SELECT is_empty(format('SELECT * FROM qshrink_selection(%s)', :nothing), 'and that is no row');
SELECT is_empty(format('SELECT * FROM qshrink_selection(%s, (SELECT max(run_id) FROM qshrink_run WHERE problem_id = %s))', :nothing, :nothing), 'of its run, too');

-- ---------------------------------------------------------------------------
-- solve and join in one statement
SELECT results_eq(format('SELECT s.objective, a.keys FROM qshrink_solve(%s, ''auto'', seed => 1) AS s, LATERAL qshrink_selection(s.problem_id, s.run_id) AS a WHERE s.rank = 1 ORDER BY 2', :pack),
	$$VALUES (19::float8, '{a}'::text[]), (19, '{b}')$$, 'a solve and its selection in one statement');
SELECT results_eq(format('SELECT a.keys FROM (SELECT problem_id FROM qshrink_solve(%s, ''auto'', seed => 2, solutions => 1)) AS s, LATERAL qshrink_selection(s.problem_id) AS a ORDER BY 1', :pack),
	$$VALUES ('{a}'::text[]), ('{b}')$$, 'without the run, too');
SELECT results_eq($$WITH made AS MATERIALIZED (SELECT qshrink_mdkp('one statement', 'VALUES (''x'', 1)', 'VALUES (''w'', ''x'', 1)', 'VALUES (''w'', 1)') AS id)
	SELECT a.keys FROM made, LATERAL qshrink_solve(made.id, 'auto', seed => 1, solutions => 1) AS s, LATERAL qshrink_selection(s.problem_id) AS a$$,
	$$VALUES ('{x}'::text[])$$, 'made, solved and joined in one statement');

-- ---------------------------------------------------------------------------
-- scenarios: random knapsacks, random fixings, and all assignments looked at
CREATE TEMP TABLE t_scenario AS
	SELECT g AS number, qshrink_mdkp('random ' || g,
		format('SELECT i, 1 + (i * %s + 7) %% 23 FROM generate_series(0, 6) AS i', 3 * g + 5),
		format('SELECT r, i, 1 + (i * %s + r * 5) %% 11 FROM generate_series(0, 6) AS i, generate_series(1, 2) AS r', 2 * g + 3),
		'SELECT r, 20 FROM generate_series(1, 2) AS r') AS id
	FROM generate_series(1, 12) AS g;
CREATE TEMP TABLE t_fixed AS
	SELECT s.id, f AS trial, jsonb_object_agg(v, (v * 5 + f * 3 + s.number) % 3 % 2) AS fixed
	FROM t_scenario AS s, generate_series(1, 4) AS f, generate_series(0, 6) AS v
	WHERE (v + f + s.number) % 4 < 2 GROUP BY s.id, f;
SELECT count(*) AS wholes FROM t_scenario AS s, LATERAL qshrink_solve(s.id, 'auto', seed => 1, solutions => 1) \gset
CREATE TEMP TABLE t_run AS
	SELECT f.*, s.run_id FROM t_fixed AS f, LATERAL qshrink_solve(f.id, 'auto', seed => 1, solutions => 1, fixed => f.fixed) AS s;
CREATE TEMP TABLE t_best AS
	SELECT f.id, f.trial, max(p.objective @ x.bits) AS best
	FROM (SELECT id, trial, fixed FROM t_fixed UNION ALL SELECT id, 0, '{}' FROM t_scenario) AS f
		JOIN qshrink_problem AS p ON p.problem_id = f.id,
		(SELECT k::bit(7)::bit varying AS bits FROM generate_series(0, 127) AS k) AS x
	WHERE NOT EXISTS (SELECT FROM qshrink_verify(f.id, x.bits))
		AND NOT EXISTS (SELECT FROM jsonb_each_text(f.fixed) AS e WHERE get_bit(x.bits, e.key::int) <> e.value::int)
	GROUP BY f.id, f.trial;
SELECT is((SELECT count(*) FROM t_run), 48::bigint, '48 scenarios');
SELECT is_empty($$SELECT t.*, r.status, r.objective, r.bound, b.best FROM t_run AS t JOIN qshrink_run AS r USING (run_id) LEFT JOIN t_best AS b USING (id, trial)
	WHERE CASE WHEN b.best IS NULL THEN r.status <> 'infeasible' ELSE r.status NOT IN ('optimal', 'feasible') OR r.objective > b.best OR r.bound < b.best
		OR (r.status = 'optimal' AND (r.objective <> b.best OR r.bound <> b.best)) END$$,
	'status, objective and bound of a scenario are those of what its fixings leave');
SELECT is_empty($$SELECT id FROM t_scenario JOIN t_best AS b USING (id), LATERAL (SELECT sum(p.objective @ set_bit(repeat('0', 7)::bit varying, a.variable, 1)) AS worth
	FROM qshrink_selection(id) AS a, qshrink_problem AS p WHERE p.problem_id = id) AS s WHERE b.trial = 0 AND s.worth IS DISTINCT FROM b.best$$,
	'the selection is the best of the whole problem whatever scenarios there are');
SELECT is_empty($$SELECT l.* FROM qshrink_leaderboard AS l JOIN t_scenario AS s ON s.id = l.problem_id JOIN t_best AS b ON b.id = s.id AND b.trial = 0
	WHERE l.runs <> 1 OR l.best_objective <> b.best OR l.best_bound < b.best OR l.settings ? 'fixed'$$, 'so is the leaderboard');
SELECT is((SELECT count(*) FROM qshrink_history AS h JOIN t_run AS t USING (run_id) WHERE h.is_scenario), 48::bigint, 'the history marks them');
SELECT is((SELECT count(*) FROM qshrink_history AS h JOIN t_scenario AS s ON s.id = h.problem_id WHERE NOT h.is_scenario), 12::bigint, 'and only them');
SELECT is_empty($$SELECT t.*, r.settings FROM t_run AS t JOIN qshrink_run AS r USING (run_id) WHERE r.settings -> 'fixed' IS DISTINCT FROM t.fixed$$, 'settings tell what was fixed, by number');
SELECT is_empty($$SELECT t.run_id, r.fixed FROM t_run AS t JOIN qshrink_run AS r USING (run_id),
	LATERAL (SELECT jsonb_agg(jsonb_build_object('variable', e.key::int, 'keys', v.keys, 'value', e.value) ORDER BY e.key::int) AS fixed
		FROM jsonb_each(t.fixed) AS e JOIN qshrink_variable AS v ON v.problem_id = t.id AND v.variable = e.key::int) AS x WHERE r.fixed IS DISTINCT FROM x.fixed$$,
	'the column fixed by number and key');
UPDATE qshrink_problem SET best_known = 1 WHERE problem_id IN (SELECT id FROM t_scenario);
SELECT is((SELECT count(gap_to_best_known) FROM qshrink_history AS h JOIN t_scenario AS s ON s.id = h.problem_id), 12::bigint, 'no scenario is compared with the best value known');
SELECT qshrink_mdkp('only scenarios', 'VALUES (''a'', 1)', 'VALUES (''w'', ''a'', 1)', 'VALUES (''w'', 1)') AS only \gset
SELECT run_id AS scenario FROM qshrink_solve(:only, 'auto', seed => 1, fixed => '{"a": 1}', solutions => 1) \gset
SELECT throws_ok(format('SELECT * FROM qshrink_selection(%s)', :only), '55000', format('problem %s has not been solved', :only), 'a scenario does not solve the problem');
SELECT results_eq(format('SELECT keys FROM qshrink_selection(%s, %s)', :only, :scenario), $$VALUES ('{a}'::text[])$$, 'but answers when asked for');

-- counts measured on the circuit of a scenario are one, too
SELECT qshrink_mdkp('circuit', 'SELECT i, 20 + i * 37 % 61 FROM generate_series(1, 40) AS i',
	'SELECT r, i, 5 + i * (17 + 6 * r) % 41 FROM generate_series(1, 3) AS r, generate_series(1, 40) AS i', 'SELECT r, 300 FROM generate_series(1, 3) AS r') AS circuit \gset
SELECT run_id AS measured FROM qshrink_solve(:circuit, max_qubits => 6, shots => 20, rounds => 1, seed => 1, fixed => '{"1": 0, "2": 0}', solutions => 1,
	options => '{"proof": false, "certified": false, "evaluations": 5}') \gset
SELECT run_id AS counted FROM qshrink_import_counts(:circuit, :measured, NULL, '{"0x0": 3, "0x1": 1}') LIMIT 1 \gset
SELECT is((SELECT fixed FROM qshrink_run WHERE run_id = :counted), (SELECT fixed FROM qshrink_run WHERE run_id = :measured), 'counts of the circuit of a scenario make a scenario');
SELECT is((SELECT counts FROM qshrink_run WHERE run_id = :counted), '{"0x0": 3, "0x1": 1}'::jsonb, 'and are stored');
SELECT throws_ok(format('SELECT * FROM qshrink_selection(%s)', :circuit), '55000', NULL, 'neither solves the problem');

-- ---------------------------------------------------------------------------
-- the fingerprint of a problem is taken once a query, and only of problems asked for
SELECT id AS many FROM t_scenario WHERE number = 1 \gset
INSERT INTO qshrink_run (problem_id, solver, status, objective, n_variables, fingerprint)
	SELECT id, 'tabu', 'feasible', 1, 7, CASE WHEN k % 2 = 0 THEN qshrink_fingerprint(id) END FROM t_scenario, generate_series(1, 200) AS k WHERE number <= 5;
SET LOCAL max_parallel_workers_per_gather = 0;
CREATE FUNCTION pg_temp.scans(query text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	dummy bigint;
	before bigint := pg_stat_get_xact_numscans('qshrink_constraint'::regclass) + pg_stat_get_xact_numscans('qshrink_constraint_pkey'::regclass);
BEGIN
	EXECUTE format('SELECT count(q::text) FROM (%s) AS q', query) INTO dummy;
	RETURN pg_stat_get_xact_numscans('qshrink_constraint'::regclass) + pg_stat_get_xact_numscans('qshrink_constraint_pkey'::regclass) - before;
END $$;
SELECT cmp_ok(pg_temp.scans(format('SELECT * FROM qshrink_history WHERE problem_id = %s', :many)), '=', 1::bigint, 'one reading of a problem for all its runs');
SELECT cmp_ok(pg_temp.scans('SELECT * FROM qshrink_history'), '<=', (SELECT count(DISTINCT problem_id) FROM qshrink_run), 'one reading of each problem for the whole history');
SELECT cmp_ok(pg_temp.scans('SELECT * FROM qshrink_leaderboard'), '<=', (SELECT count(DISTINCT problem_id) FROM qshrink_run), 'and for the leaderboard');
SELECT cmp_ok(pg_temp.scans(format('SELECT * FROM qshrink_history WHERE run_id = %s', :scenario)), '=', 1::bigint, 'a question for one run reads one problem');

-- what is remembered is forgotten with the snapshot, the role and the subtransaction
CREATE FUNCTION pg_temp.watch(id bigint) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
	seen text[] := '{}';
BEGIN
	FOR k IN 1 .. 6 LOOP
		seen := seen || qshrink_fingerprint(id);
		IF k = 2 THEN
			UPDATE qshrink_constraint SET rhs = rhs + 1 WHERE problem_id = id;
		ELSIF k = 4 THEN
			UPDATE qshrink_constraint SET rhs = rhs - 1 WHERE problem_id = id;
		END IF;
	END LOOP;
	RETURN seen;
END $$;
SELECT ok(w[1] = w[2] AND w[2] <> w[3] AND w[3] = w[4] AND w[4] <> w[5] AND w[5] = w[6] AND w[1] = w[6], 'a fingerprint follows the model within a function')
	FROM pg_temp.watch(:many) AS w;
CREATE FUNCTION pg_temp.undo(id bigint) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
	seen text[] := '{}';
BEGIN
	FOR k IN 1 .. 3 LOOP
		BEGIN
			IF k = 2 THEN
				UPDATE qshrink_constraint SET rhs = rhs + 1 WHERE problem_id = id;
			END IF;
			seen := seen || qshrink_fingerprint(id);
			RAISE division_by_zero;
		EXCEPTION WHEN division_by_zero THEN
			NULL;
		END;
	END LOOP;
	RETURN seen;
END $$;
SELECT ok(w[1] = w[3] AND w[1] <> w[2], 'and a subtransaction that was undone') FROM pg_temp.undo(:many) AS w;

SELECT * FROM finish();
ROLLBACK;
