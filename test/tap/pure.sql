-- The pure form: the same record from the same arguments wherever it is computed, and
-- what qshrink_store_answer believes of a record.
\set ON_ERROR_STOP 1
\set order 5
BEGIN;
SELECT no_plan();
SET LOCAL jit = off;
\ir problems.psql
SELECT qshrink_constrain(:general, 'SELECT 1, v, 1, ''>='', 6 FROM generate_series(0, 24) AS v') AS ignored \gset
INSERT INTO t_problem VALUES
	('integers', qshrink_define('boxes', $$VALUES ('small', 0, 9), ('large', 2, 7), ('lid', 0, 1)$$, $$VALUES ('small', 2), ('large', 5), ('lid', -3)$$,
		$$VALUES ('floor', 'small', 1, '<=', 17), ('floor', 'large', 3, '<=', 17), ('closed', 'lid', 1, '>=', 1)$$, 'max')),
	('soft', qshrink_define('soft', $$VALUES ('a'), ('b'), ('c')$$, $$VALUES ('a', 4), ('b', 5), ('c', 6)$$,
		$$VALUES ('two', 'a', 1, '<=', 1, 5), ('two', 'b', 1, '<=', 1, 5), ('two', 'c', 1, '<=', 1, 5)$$, 'max')),
	('infeasible', qshrink_define('infeasible', $$VALUES ('a'), ('b')$$, $$VALUES ('a', 1)$$, $$VALUES ('x', 'a', 1, '>=', 2), ('x', 'b', 1, '>=', 2), ('y', 'a', 1, '<=', 0)$$));

CREATE FUNCTION pg_temp.outcome(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	detail text;
BEGIN
	EXECUTE statement;
	RETURN 'fine';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
	RETURN concat_ws(' | ', sqlstate, sqlerrm, nullif(detail, ''));
END $$;

-- ---------------------------------------------------------------------------
-- what the catalogue says
SELECT is_empty($$SELECT proname FROM pg_proc WHERE proname IN ('qshrink_solve_model', 'qshrink_solve_qubo') AND NOT (provolatile = 'i' AND proisstrict AND proparallel = 's' AND NOT proretset)$$,
	'immutable, strict, parallel safe');
SELECT is((SELECT format('%s%s', provolatile, proparallel) FROM pg_proc WHERE proname = 'qshrink_store_answer'), 'vu', 'what stores is volatile');
SELECT is(qshrink_solve_model(NULL, 1), NULL, 'a null model');
SELECT is(qshrink_solve_model('{"sense": "max", "n": 1}', NULL), NULL, 'a null seed');
SELECT is(qshrink_solve_qubo('{(0,0):1}/1', 1, NULL), NULL, 'null settings');

-- ---------------------------------------------------------------------------
-- the rows of qshrink_solve with the same settings
SET LOCAL qshrink.simd = 'portable';
CREATE TEMP TABLE t_arm (arm text, settings jsonb);
INSERT INTO t_arm VALUES ('auto', '{"solver": "auto", "rounds": 2, "nodes": 20000, "effort": 0.1}'), ('annealing', '{"solver": "sa", "rounds": 2, "shots": 20, "max_qubits": 8, "proof": false, "certified": false, "effort": 0}'),
	('circuit', '{"layers": 2, "shots": 200, "evaluations": 30, "rounds": 2, "max_qubits": 8, "proof": false, "solutions": 3, "effort": 0}'),
	('starts', '{"solver": "tabu", "starts": 3, "rounds": 1, "max_qubits": 10, "proof": false, "effort": 0.05}'), ('defaults', '{}');
CREATE TEMP VIEW v_try AS SELECT * FROM t_problem, t_arm WHERE arm <> 'defaults' OR kind IN ('mdkp', 'integers', 'soft', 'infeasible');
CREATE TEMP TABLE t_run AS
	SELECT kind, id, arm, settings, (SELECT min(s.run_id) FROM qshrink_solve(id, settings ->> 'solver', (settings ->> 'max_qubits')::int, layers => (settings ->> 'layers')::int, shots => (settings ->> 'shots')::int,
			rounds => (settings ->> 'rounds')::int, seed => 11, solutions => (settings ->> 'solutions')::int,
			options => settings - '{solver,max_qubits,layers,shots,rounds,solutions}'::text[]) AS s) AS run_id,
		qshrink_solve_model(qshrink_model(id), 11, settings) AS answer
	FROM v_try;
SELECT cmp_ok((SELECT count(*) FROM t_run), '=', 36::bigint, 'kinds and arms');
SELECT is_empty($$SELECT kind, arm FROM t_run AS t JOIN qshrink_run AS r USING (run_id)
	WHERE (r.status, r.stop_reason, r.proved_by, r.objective, r.bound, r.qubits, r.rounds, r.best_round, r.presolve_fixed, r.merge_fixed, r.raw_feasible_share, r.repair_moves, r.polish_moves,
			r.circuit_depth, r.two_qubit_gates, r.fingerprint, r.n_variables, r.proved_solutions, r.solver, r.seed, r.starts, r.best_start, r.start_objectives, r.gap_to_bound)
		IS DISTINCT FROM ((answer).status, (answer).stop_reason, (answer).proved_by, (answer).objective, (answer).bound, (answer).qubits, (answer).rounds, (answer).best_round, (answer).presolve_fixed,
			(answer).merge_fixed, (answer).raw_feasible_share, (answer).repair_moves, (answer).polish_moves, (answer).circuit_depth, (answer).two_qubit_gates, (answer).fingerprint, (answer).n_variables,
			(answer).proved_solutions, (answer).solver, (answer).seed, (answer).starts, (answer).best_start, (answer).start_objectives, (answer).gap_to_bound)$$, 'the run is that of qshrink_solve');
SELECT is_empty($$SELECT kind, arm, s.* FROM t_run AS t, LATERAL (
		(SELECT ordinality::int AS rank, objective, feasible, violations, assignment, raw_assignment, raw_objective, raw_feasible, repaired_objective, repair_moves, polish_moves, occurrences, round, start
		 FROM unnest((answer).solution_list) WITH ORDINALITY)
		EXCEPT SELECT rank, objective, feasible, violations, assignment, raw_assignment, raw_objective, raw_feasible, repaired_objective, repair_moves, polish_moves, occurrences, round, start FROM qshrink_solution AS q WHERE q.run_id = t.run_id) AS s$$,
	'so are its solutions');
SELECT is_empty($$SELECT kind, arm FROM t_run AS t WHERE cardinality((answer).solution_list) <> (SELECT count(*) FROM qshrink_solution AS q WHERE q.run_id = t.run_id)
	OR cardinality((answer).round_list) <> (SELECT count(*) FROM qshrink_round AS q WHERE q.run_id = t.run_id)$$, 'as many, and as many rounds');
SELECT is_empty($$SELECT kind, arm, r.round FROM t_run AS t, LATERAL unnest((answer).round_list) AS r JOIN qshrink_round AS q ON q.round = r.round WHERE q.run_id = t.run_id
	AND (to_jsonb(q) - '{problem_id,owner,run_id,milliseconds}'::text[]) <> to_jsonb(r)$$, 'rounds are the same in every column');
SELECT is_empty($$SELECT kind, arm, (answer).chosen FROM t_run AS t WHERE (answer).feasible AND (answer).chosen IS DISTINCT FROM
	(SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('variable', a.variable, 'keys', CASE WHEN a.keys <> '{}' THEN a.keys END, 'value', a.value)) ORDER BY a.variable), '[]') FROM qshrink_answer(t.id, t.run_id) AS a)$$,
	'what it chooses is what qshrink_answer says, integers and auxiliary variables included');
SELECT is_empty($$SELECT kind, arm FROM t_run WHERE answer IS DISTINCT FROM qshrink_solve_model(qshrink_model(id), 11, (answer).settings)$$, 'its settings make the same record again');
SELECT is((SELECT DISTINCT (answer).status FROM t_run WHERE kind = 'infeasible'), 'infeasible', 'no solution is proved');

-- a qubo is a model without rows
SELECT is(qshrink_solve_qubo(qshrink_encode(id, 'dual'), 3, '{"rounds": 1, "effort": 0, "max_qubits": 8}'),
	qshrink_solve_model(jsonb_build_object('sense', 'min', 'n', qubo_size(qshrink_encode(id, 'dual')), 'constant', qubo_offset(qshrink_encode(id, 'dual')),
		'linear', (SELECT jsonb_agg(jsonb_build_array(i, coefficient)) FROM qubo_terms(qshrink_encode(id, 'dual')) WHERE i = j),
		'quadratic', (SELECT jsonb_agg(jsonb_build_array(i, j, coefficient)) FROM qubo_terms(qshrink_encode(id, 'dual')) WHERE i < j)), 3, '{"rounds": 1, "effort": 0, "max_qubits": 8}'), 'a qubo of the kind ' || kind)
	FROM t_problem WHERE kind IN ('mdkp', 'maxcut');
SELECT is((qshrink_solve_qubo('{}/3+1.5', 1)).objective, 1.5::float8, 'a constant');
SELECT is(pg_temp.outcome($$SELECT qshrink_solve_qubo('{}/0', 1)$$), '22023 | the qubo has no variables', 'no variables');

-- ---------------------------------------------------------------------------
-- no setting counts
CREATE TEMP TABLE t_before AS SELECT kind, arm, md5(answer::text) AS digest FROM t_run;
CREATE TEMP TABLE t_model AS SELECT kind, arm, settings, qshrink_model(id) AS model FROM t_run;
SELECT count(set_config(name, CASE vartype WHEN 'bool' THEN (NOT boot_val::boolean)::text WHEN 'enum' THEN (SELECT v FROM unnest(enumvals) AS v WHERE v <> boot_val AND v NOT LIKE 'avx%' ORDER BY v DESC LIMIT 1)
		WHEN 'integer' THEN (min_val::bigint + 5)::text ELSE ((min_val::float8 + max_val::float8) / 2)::text END, true))
	FROM pg_settings WHERE name LIKE 'qshrink.%' AND name <> 'qshrink.memory_limit' \gset ignored_
SET LOCAL extra_float_digits = 0;
SET LOCAL "DateStyle" = 'German';
SET LOCAL bytea_output = 'escape';
SET LOCAL search_path = pg_temp, public;
CREATE TEMP TABLE t_after AS SELECT kind, arm, qshrink_solve_model(model, 11, settings) AS answer FROM t_model;
RESET extra_float_digits;
RESET search_path;
SELECT is_empty($$SELECT kind, arm FROM t_before JOIN t_after USING (kind, arm) WHERE digest <> md5(answer::text)$$, 'settings of the session change nothing');
SELECT is_empty($$SELECT name FROM pg_settings WHERE name LIKE 'qshrink.%' AND name <> 'qshrink.memory_limit' AND setting = boot_val$$, 'though all of them were changed');
SELECT count(set_config(name, boot_val, true)) FROM pg_settings WHERE name LIKE 'qshrink.%' AND name <> 'qshrink.memory_limit' \gset ignored_
SET LOCAL qshrink.simd = 'portable';
SELECT set_eq($$SELECT name FROM qshrink_options() WHERE 'qshrink_solve_model' = ANY (given_as)$$,
	$$SELECT name FROM qshrink_options() WHERE ('argument' = ANY (given_as) OR 'qshrink_solve' = ANY (given_as)) AND name NOT IN ('seed', 'time_limit', 'keep_shots', 'log', 'notices', 'trace', 'rhs', 'scenario', 'workers', 'angles_from')
		UNION SELECT unnest('{start,simd,tolerance}'::text[])$$, 'it takes what qshrink_solve takes but clock, records and reports');
SELECT is(pg_temp.outcome($$SELECT qshrink_solve_model('{"sense": "max", "n": 1}', 1, '{"time_limit": 1}')$$),
	'22023 | option "time_limit" has no place in the pure form | It computes an answer from its arguments alone, ends by counted work, and stores and reports nothing.', 'no time limit');
SELECT is(pg_temp.outcome($$SELECT qshrink_solve_model('{"sense": "max", "n": 2}', 1, '{"start": "last"}')$$), '22023 | start must be a string of 2 digits 0 and 1', 'no start from runs');
SELECT is(pg_temp.outcome($$SELECT qshrink_solve_model('{"sense": "max", "n": 2}', 1, '{"start": 1}')$$), '22023 | start must be a string, not a number', 'nor from a number');
SELECT is(pg_temp.outcome($$SELECT qshrink_solve_model('{"sense": "max", "n": 2}', 1, '[]')$$), '22023 | options must be a JSON object', 'settings are an object');
SELECT matches(pg_temp.outcome($$SELECT qshrink_solve_model('{"sense": "max"}', 1)$$), '^22023 \| invalid model', 'a model that is none');
SELECT matches(pg_temp.outcome($$SELECT qshrink_solve_model(jsonb_build_object('sense', 'max', 'n', 210, 'quadratic', jsonb_agg(jsonb_build_array(i, j, 1))), 1, '{"correlation": "lp", "presolve": false}') FROM generate_series(0, 209) AS i, generate_series(0, 209) AS j WHERE i < j$$), '^0A000 \| correlation "lp" does not apply to the model', 'a correlation that says nothing');
SELECT matches(pg_temp.outcome($$SELECT qshrink_solve_qubo((SELECT qubo_agg(i, j, 1 + (i * j) % 5) FROM generate_series(0, 30) AS i, generate_series(0, 30) AS j WHERE i < j), 1, '{"mixer": "xy-ring", "presolve": false}')$$),
	'^0A000 \| solver "qaoa" cannot solve the model with these settings', 'a mixer that does not go with it');
SELECT is((qshrink_solve_model('{"sense": "max", "n": 3, "linear": [[0, 1], [1, 1], [2, 1]], "rows": [{"sense": "<=", "rhs": 1, "variables": [0, 1, 2]}]}', 1,
	'{"start": "010", "target": 1, "presolve": false, "proof": false, "certified": false}')).objective, 1::float8, 'a start and a target');
SELECT is((qshrink_solve_model('{"sense": "max", "n": 1, "linear": [[0, 1]], "rows": [{"sense": "<=", "rhs": 1, "variables": [0], "coefficients": [1.00001234567890123]}]}', 1, settings)).objective, objective::float8, 'a tolerance: ' || settings::text)
	FROM (VALUES ('{}'::jsonb, 0), ('{"tolerance": 1e-3}', 1)) AS t (settings, objective);

-- ---------------------------------------------------------------------------
-- where nothing can be written
SAVEPOINT before;
SET TRANSACTION READ ONLY;
SELECT is((qshrink_solve_model(qshrink_model(id), 5, '{"solver": "auto", "rounds": 1, "effort": 0}')).feasible, true, 'read only: ' || kind) FROM t_problem WHERE kind <> 'infeasible';
SELECT matches(pg_temp.outcome(format('SELECT qshrink_store_answer(%s, answer) FROM t_run WHERE arm = ''auto'' AND id = %s', id, id)), '^25006', 'storing is refused') FROM t_problem WHERE kind = 'mis';
ROLLBACK TO before;

-- ---------------------------------------------------------------------------
-- parallel query, and plans
CREATE TABLE t_many AS SELECT k, kind, model FROM (SELECT DISTINCT ON (kind) kind, model FROM t_model) AS m, generate_series(1, 5) AS k;
ANALYZE t_many;
CREATE FUNCTION pg_temp.plan(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	line text;
	lines text := '';
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (VERBOSE) ' || statement LOOP lines := lines || line || E'\n'; END LOOP;
	RETURN lines;
END $$;
\set solve 'SELECT k, kind, qshrink_solve_model(model, k, ''{"solver": "auto", "rounds": 1, "max_qubits": 8, "nodes": 1000, "effort": 0}'') AS answer FROM t_many'
CREATE TEMP TABLE t_serial AS :solve;
SET LOCAL max_parallel_workers_per_gather = 2;
SELECT unalike(pg_temp.plan(:'solve'), '%Gather%', 'a table of a few pages is read by one process');
ALTER TABLE t_many SET (parallel_workers = 2);
SELECT matches(pg_temp.plan(:'solve'), '^Gather .*\n +Output: .*qshrink_solve_model', 'with parallel_workers, or of many pages, by several');
CREATE TEMP TABLE t_parallel AS :solve;
SELECT is((SELECT md5(string_agg(t::text, ' ' ORDER BY k, kind)) FROM t_parallel AS t), (SELECT md5(string_agg(t::text, ' ' ORDER BY k, kind)) FROM t_serial AS t), 'with the same records');
SELECT matches(pg_temp.plan('SELECT (a).objective FROM (SELECT qshrink_solve_model(model, k) AS a FROM t_many OFFSET 0) AS s'), 'Gather.*Subquery Scan|Subquery Scan.*\n.*Gather', 'a sub-query that takes the record apart');
SELECT is((regexp_count(pg_temp.plan('SELECT (a).objective, (a).feasible, (a).status FROM (SELECT qshrink_solve_model(model, k) AS a FROM t_many OFFSET 0) AS s'), 'Output: qshrink_solve_model')), 1, 'solves once a row')
	WHERE current_setting('server_version_num')::int >= 150000;
SELECT unalike(pg_temp.plan('SELECT t.k, a.objective FROM t_many AS t, LATERAL qshrink_solve_model(t.model, t.k) AS a'), '%Gather%', 'LATERAL is planned serially');
ALTER TABLE t_many RESET (parallel_workers);
INSERT INTO t_many SELECT k + 5, kind, model FROM t_many, generate_series(1, 2) AS g WHERE k <= 5 LIMIT 60;
ANALYZE t_many;
SET LOCAL jit = on;
SELECT cmp_ok((SELECT count(*) FROM t_many), '=', 100::bigint, 'a hundred rows');
SELECT unalike(pg_temp.plan(statement), '%JIT%', 'no compilation: ' || statement) FROM unnest(ARRAY[:'solve', 'SELECT t.k, a.objective FROM t_many AS t, LATERAL qshrink_solve_model(t.model, t.k) AS a',
	'SELECT count(*) FROM t_many AS t WHERE EXISTS (SELECT FROM qshrink_solve_model(t.model, t.k) AS a WHERE a.feasible)', 'SELECT kind FROM t_many WHERE (qshrink_solve_model(model, 1)).feasible']) AS statement;
SELECT matches(pg_temp.plan('SELECT * FROM t_many WHERE (qshrink_solve_model(model, 1)).feasible AND k = 3'), 'Filter: \(\(t_many\.k = 3\) AND', 'what costs less is asked first');
SET LOCAL jit = off;

-- ---------------------------------------------------------------------------
-- storing: the judge's word counts, whatever the record says
CREATE TEMP TABLE t_stored AS SELECT t.*, qshrink_store_answer(id, answer, 12.5) AS stored_id FROM t_run AS t;
SELECT is_empty($$SELECT kind, arm FROM t_stored AS t JOIN qshrink_run AS r ON r.run_id = stored_id JOIN qshrink_run AS o ON o.run_id = t.run_id
	WHERE (r.objective, r.qubits, r.rounds, r.best_round, r.seed, r.solver, r.fingerprint, r.repair_moves, r.key_list_id IS NULL, r.starts, r.best_start, r.start_objectives)
		IS DISTINCT FROM (o.objective, o.qubits, o.rounds, o.best_round, o.seed, o.solver, o.fingerprint, o.repair_moves, o.key_list_id IS NULL, o.starts, o.best_start, o.start_objectives)$$, 'a stored answer is the run');
SELECT is_empty($$SELECT kind, arm FROM t_stored AS t JOIN qshrink_run AS r ON r.run_id = stored_id
	WHERE r.status NOT IN ((answer).status, CASE kind WHEN 'infeasible' THEN 'not_found' ELSE 'feasible' END) OR (r.bound IS NULL) <> (r.status NOT IN ('optimal')) AND kind <> 'infeasible'
		OR (r.proved_by IS NULL) <> (r.status NOT IN ('optimal', 'infeasible')) OR r.bound <> r.objective OR r.milliseconds <> 12.5 OR r.stage_milliseconds IS NOT NULL
		OR r.settings -> 'claimed' ->> 'status' <> (answer).status OR r.settings -> 'claimed' ->> 'proved_by' IS DISTINCT FROM (answer).proved_by
		OR (r.settings -> 'claimed' ->> 'bound')::float8 IS DISTINCT FROM (answer).bound OR r.settings ->> 'simd' <> 'portable'$$, 'its proof is claimed, or made anew');
SELECT isnt_empty($$SELECT kind FROM t_stored AS t JOIN qshrink_run AS r ON r.run_id = stored_id WHERE r.status = 'optimal'$$, 'small ones are proved anew');
SELECT is((SELECT DISTINCT r.status FROM t_stored AS t JOIN qshrink_run AS r ON r.run_id = stored_id WHERE t.kind = 'infeasible'), 'infeasible', 'that there is none, too');
SELECT is_empty($$SELECT kind, arm FROM t_stored AS t, LATERAL (
	(SELECT rank, objective, feasible, assignment, raw_assignment, raw_objective, raw_feasible, raw_violations, repaired_objective, violations, repair_moves, polish_moves, occurrences, round, start FROM qshrink_solution AS q WHERE q.run_id = t.run_id)
	EXCEPT SELECT rank, objective, feasible, assignment, raw_assignment, raw_objective, raw_feasible, raw_violations, repaired_objective, violations, repair_moves, polish_moves, occurrences, round, start FROM qshrink_solution AS q WHERE q.run_id = t.stored_id) AS s$$, 'with its solutions');
SELECT is_empty($$SELECT kind, arm FROM t_stored AS t, qshrink_round AS q, qshrink_round AS s WHERE q.run_id = t.run_id AND s.run_id = t.stored_id AND q.round = s.round
	AND to_jsonb(q) - '{run_id,milliseconds}'::text[] <> to_jsonb(s) - '{run_id,milliseconds}'::text[]$$, 'and rounds');
SELECT is_empty($$SELECT kind FROM t_stored AS t WHERE arm = 'auto' AND (answer).feasible AND ARRAY(SELECT a::text FROM qshrink_answer(id, stored_id) AS a) <> ARRAY(SELECT a::text FROM qshrink_answer(id, t.run_id) AS a)$$, 'it answers as the other does');
SELECT matches((SELECT qshrink_qasm(id, stored_id, 1) FROM t_stored WHERE kind = 'mdkp' AND arm = 'circuit'), '^OPENQASM 3', 'the circuit is there');

-- a composite with some attributes replaced
CREATE FUNCTION pg_temp.forged(answer qshrink_answer_record, changes jsonb) RETURNS qshrink_answer_record LANGUAGE sql AS $$ SELECT jsonb_populate_record(answer, changes) $$;
SELECT id AS knapsack, (answer).assignment AS good, repeat('1', (answer).n_variables) AS bad, (answer).fingerprint AS fingerprint FROM t_run WHERE kind = 'mdkp' AND arm = 'auto' \gset
CREATE TEMP TABLE t_forged AS SELECT f.what, qshrink_store_answer(:knapsack, pg_temp.forged(answer, f.changes)) AS run_id
	FROM t_run, (VALUES ('objective', '{"objective": 1e9, "bound": 1e9, "status": "optimal"}'::jsonb), ('feasible', jsonb_build_object('solution_list', jsonb_build_array(jsonb_build_object('assignment', :'bad', 'feasible', true, 'objective', 5)), 'feasible', true)),
		('order', jsonb_build_object('solution_list', jsonb_build_array(jsonb_build_object('assignment', :'bad', 'feasible', true), jsonb_build_object('assignment', repeat('0', 40)), jsonb_build_object('assignment', :'good', 'feasible', false)))),
		('nothing', '{"solution_list": null, "round_list": null, "settings": null, "start_objectives": null, "best_start": null, "best_round": 0, "stop_reason": "because"}')) AS f (what, changes) WHERE kind = 'mdkp' AND arm = 'auto';
SELECT results_eq($$SELECT what, status, objective IS NULL, bound FROM t_forged JOIN qshrink_run USING (run_id) ORDER BY what$$,
	$$VALUES ('feasible', 'not_found', true, NULL::float8), ('nothing', 'not_found', true, NULL), ('objective', 'optimal', false, 896), ('order', 'optimal', false, 896)$$, 'forged records');
SELECT is((SELECT objective FROM qshrink_run JOIN t_forged USING (run_id) WHERE what = w), (SELECT (answer).objective FROM t_run WHERE kind = 'mdkp' AND arm = 'auto'), 'the true objective: ' || w) FROM unnest('{objective,order}'::text[]) AS w;
SELECT results_eq($$SELECT rank, feasible FROM qshrink_solution JOIN t_forged USING (run_id) WHERE what = 'order' ORDER BY rank$$, $$VALUES (1, true), (2, true), (3, false)$$, 'feasible ones first');
SELECT is((SELECT objective FROM qshrink_solution JOIN t_forged USING (run_id) WHERE what = 'order' AND rank = 2), 0::float8, 'by their true objective');
CREATE TEMP TABLE t_wrong (what text, changes jsonb, message text);
INSERT INTO t_wrong VALUES
	('fingerprint', '{"fingerprint": "0123"}', '55000 | the answer is not one of problem % as it is now | It is of a model with the fingerprint 0123, the problem has ' || :'fingerprint' || '.'),
	('no fingerprint', '{"fingerprint": null}', '55000 | the answer is not one of problem % as it is now | It has no fingerprint.'),
	('length', '{"solution_list": [{"assignment": "01"}]}', '22026 | assignment has 2 bits but the problem has 40 variables'),
	('no assignment', '{"solution_list": [{"feasible": true}]}', '22023 | the answer cannot be stored: a solution has no assignment'),
	('round', jsonb_build_object('solution_list', jsonb_build_array(jsonb_build_object('assignment', :'good', 'round', 99))), '22023 | the answer cannot be stored: a solution is of a round that is not there'),
	('circuit', '{"round_list": [{"qubo": "{(0,0):1}/3", "qubit_variable": [1, 2]}]}', '22023 | the answer cannot be stored: a round has lists that do not fit its qubo'),
	('warm', '{"round_list": [{"qubo": "{(0,0):1}/3", "warm": [0.5]}]}', '22023 | the answer cannot be stored: a round has lists that do not fit its qubo'),
	('group', '{"round_list": [{"qubo": "{(0,0):1}/3", "qubit_group": [0, 0, 0, 0]}]}', '22023 | the answer cannot be stored: a round has lists that do not fit its qubo'),
	('qubit', '{"round_list": [{"qubo": "{(0,0):1}/1", "qubit_variable": [40]}]}', '22023 | the answer cannot be stored: a round has a qubit for a variable that is not there'),
	('source', '{"round_list": [{"source": "lp+magic"}]}', '22023 | the answer cannot be stored: a round has an unknown source of correlations'),
	('spectrum', jsonb_build_object('round_list', jsonb_build_array(jsonb_build_object('spectrum', array_fill(0.5, ARRAY[100])))), '22023 | the answer cannot be stored: a round has too long a spectrum'),
	('best_round', '{"best_round": 3000}', '22023 | the answer cannot be stored: its best round is not there'),
	('best_start', '{"best_start": -1}', '22023 | the answer cannot be stored: its best start is not there'),
	('share', '{"raw_feasible_share": 3}', '23514 | new row for relation "qshrink_run" violates check constraint "qshrink_run_raw_feasible_share"%'),
	('settings', '{"settings": {"solver": "best"}}', '22023 | unknown solver "best"%'),
	('option', '{"settings": {"time_limit": 1}}', '22023 | option "time_limit" has no place in the pure form%');
SELECT alike(pg_temp.outcome(format('SELECT qshrink_store_answer(%s, pg_temp.forged(answer, %L)) FROM t_run WHERE kind = ''mdkp'' AND arm = ''auto''', :knapsack, changes)), message, 'refused: ' || what) FROM t_wrong;
SELECT is(pg_temp.outcome(format('SELECT qshrink_store_answer(%s, NULL)', :knapsack)), '22004 | answer must not be null', 'no answer');
SELECT matches(pg_temp.outcome('SELECT qshrink_store_answer(-5, answer) FROM t_run LIMIT 1'), '^P0002', 'no problem');
SELECT is(pg_temp.outcome(format('SELECT qshrink_store_answer(%s, answer, %L) FROM t_run WHERE kind = ''mdkp'' AND arm = ''auto''', :knapsack, m)), '22023 | milliseconds is ' || m, 'a time that is none: ' || m) FROM unnest('{-1,NaN}'::text[]) AS m;
UPDATE qshrink_constraint SET rhs = rhs + 1 WHERE problem_id = :knapsack;
SELECT matches(pg_temp.outcome(format('SELECT qshrink_store_answer(%s, answer) FROM t_run WHERE kind = ''mdkp'' AND arm = ''auto''', :knapsack)), '^55000', 'an answer of a model that has changed');

-- ---------------------------------------------------------------------------
-- rights
CREATE ROLE t_reader;
CREATE ROLE t_solver;
GRANT SELECT ON t_run TO t_reader, t_solver;
SELECT id AS graph FROM t_problem WHERE kind = 'mis' \gset
SELECT qshrink_grant(:graph, 't_reader', 'read'), qshrink_grant(:graph, 't_solver', 'solve') \gset ignored_
SET LOCAL ROLE t_reader;
SELECT isnt(pg_temp.outcome(format('SELECT qshrink_store_answer(%s, answer) FROM t_run WHERE kind = ''mis'' AND arm = ''auto''', :graph)), 'fine', 'who may read does not store');
SET LOCAL ROLE t_solver;
SELECT is(pg_temp.outcome(format('SELECT qshrink_store_answer(%s, answer) FROM t_run WHERE kind = ''mis'' AND arm = ''auto''', :graph)), 'fine', 'who may solve does');
SELECT is((SELECT owner::text FROM qshrink_run WHERE problem_id = :graph ORDER BY run_id DESC LIMIT 1), session_user::text, 'for the owner of the problem');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
