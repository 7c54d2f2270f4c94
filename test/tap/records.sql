-- The record of a run is true: whatever can be computed again is, from other columns,
-- from the stored model, and by repeating the run from its record.
\set ON_ERROR_STOP 1
BEGIN;
SELECT no_plan();

\set order 6
\ir problems.psql
SELECT qshrink_constrain(:general, 'SELECT ''five'', i, 1, ''='', 5 FROM generate_series(0, 24) AS i
	UNION ALL SELECT ''weighted'', i, i % 4 + 1, ''<='', 12 FROM generate_series(0, 24) AS i') AS rows \gset
-- a quadratic objective whose only row goes away as it is shrunk
SELECT qshrink_maxcut('ring with a row', 'SELECT i, (i + 1) % 44, 1 + i % 3 FROM generate_series(0, 43) AS i') AS ring \gset
SELECT qshrink_constrain(:ring, 'SELECT ''pair'', v, 1, ''<='', 1 FROM unnest(ARRAY[3, 30]) AS v') AS rows \gset
INSERT INTO t_problem VALUES ('ring', :ring);

-- runs of every kind
CREATE TEMP TABLE t_variant (kind text, solver text, arguments text);
INSERT INTO t_variant
	SELECT kind, s, 'max_qubits => 9, shots => 60, rounds => 2, layers => 2, seed => 5, options => ''{"evaluations": 10, "proof": false, "log": "all"}'''
	FROM t_problem, unnest(ARRAY['qaoa', 'auto', 'vqe', 'pce', 'sa', 'uniform', 'none']) AS s
	UNION ALL SELECT kind, 'none', format('max_qubits => 8, rounds => 3, seed => 9, correlation => %L, options => ''{"log": "all", "proof": false, "certified": false, "presolve": false}''', c)
	FROM t_problem, unnest(ARRAY['auto', 'lp', 'sdp', 'qaoa', 'pool', 'shots']) AS c
	UNION ALL SELECT kind, 'auto', 'seed => 3, rounds => 2, max_qubits => 10, solutions => 3, target => 12.5, fixed => ''[{"variable": 1, "value": 0}, {"variable": 3, "value": 0}]''' FROM t_problem
	UNION ALL SELECT 'mdkp', 'qaoa', format('seed => 4, rounds => 2, shots => 50, max_qubits => 8, start => %L, encoding => ''slack'', options => ''{"cvar": 0.1, "confidence": 0.3, "spectral_drift": 0.7, "proof": false, "evaluations": 7, "optimizer": "cobyla"}''', repeat('0', 40))
	UNION ALL SELECT 'mis', 'qaoa', 'seed => 4, rounds => 2, shots => 50, max_qubits => 8, target => ''Infinity'', options => ''{"mixer": "warm", "proof": false, "evaluations": 7, "readout_flip": 0.01}''';
CREATE TEMP TABLE t_run (kind text, id bigint, run_id bigint, arguments text);
DO $$
DECLARE
	v record;
	run bigint;
BEGIN
	FOR v IN SELECT * FROM t_variant JOIN t_problem USING (kind) LOOP
		EXECUTE format('SELECT max(run_id) FROM qshrink_solve(%s, %L, %s)', v.id, v.solver, v.arguments) INTO run;
		INSERT INTO t_run VALUES (v.kind, v.id, run, v.solver || ' ' || v.arguments);
	END LOOP;
END $$;
CREATE TEMP VIEW v_run AS SELECT r.*, t.kind, t.arguments FROM qshrink_run AS r JOIN t_run AS t USING (run_id);
CREATE TEMP VIEW v_round AS SELECT o.*, t.kind, t.arguments, r.solver, r.settings FROM qshrink_round AS o JOIN t_run AS t USING (run_id) JOIN qshrink_run AS r USING (run_id);
CREATE TEMP VIEW v_solution AS SELECT s.*, t.kind, t.arguments FROM qshrink_solution AS s JOIN t_run AS t USING (run_id);

-- ---------------------------------------------------------------------------
-- settings: every argument, every option, every parameter of the configuration
SELECT is_empty($$SELECT a.name FROM pg_proc AS p, unnest(p.proargnames[1 : p.pronargs]) AS a (name)
	WHERE p.proname = 'qshrink_solve' AND a.name NOT IN ('problem_id', 'seed') AND NOT EXISTS (SELECT FROM v_run WHERE settings ? a.name OR a.name = 'time_limit')$$,
	'every argument of qshrink_solve is in settings or has a column');
SELECT is_empty($$SELECT a.name FROM pg_proc AS p, unnest(p.proargnames[1 : p.pronargs]) AS a (name), v_run AS r
	WHERE p.proname = 'qshrink_solve' AND a.name NOT IN ('problem_id', 'seed') AND (position(a.name || ' => ' IN r.arguments) > 0) > (r.settings ? a.name)$$,
	'of each run those that were given');
CREATE FUNCTION pg_temp.options() RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	hint text;
BEGIN
	PERFORM qshrink_solve((SELECT max(problem_id) FROM qshrink_problem), options => '{"no such option": 1}');
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
	RETURN QUERY SELECT regexp_split_to_table(rtrim(replace(hint, 'Available options: ', ''), '.'), ', ');
END $$;
SELECT cmp_ok((SELECT count(*) FROM pg_temp.options()), '>=', 20::bigint, 'options are listed');
SELECT set_eq('SELECT DISTINCT o FROM pg_temp.options() AS o, v_run AS r WHERE NOT qshrink_settings(r.settings) -> ''options'' ? o', ARRAY['scenario', 'workers'], 'every option is in settings of every run, but for the name of the scenario, which is in scenario, and workers, which change no row');
SELECT is_empty($$SELECT r.run_id, o.name FROM v_run AS r, jsonb_each_text(r.settings -> 'options') AS e, qshrink_options() AS o
	WHERE o.name = e.key AND e.value = o.default_value AND NOT 'setting' = ANY (o.given_as)$$, 'those at their defaults are left out of the record itself');
SELECT is_empty($$SELECT r.run_id FROM v_run AS r WHERE NOT qshrink_settings(r.settings) @> r.settings OR qshrink_settings(qshrink_settings(r.settings)) <> qshrink_settings(r.settings)$$,
	'nothing recorded is changed by adding them');
SELECT is_empty($$SELECT DISTINCT s.name FROM (SELECT replace(name, 'qshrink.', '') AS name FROM pg_settings WHERE name LIKE 'qshrink.%') AS s, v_run AS r
	WHERE s.name NOT IN ('time_limit', 'max_workers', 'threads') AND NOT (r.settings ? s.name OR r.settings -> 'options' ? s.name)$$, 'every parameter qshrink.* as well');
SELECT is_empty($$SELECT DISTINCT settings ->> 'instruction_set' FROM v_run WHERE settings ->> 'instruction_set' NOT IN ('portable', 'avx2', 'avx512')$$, 'with the instruction set that was used');
SELECT run_id AS limited FROM qshrink_solve((SELECT id FROM t_problem WHERE kind = 'mdkp'), 'auto', time_limit => '1.5 s', seed => 1, solutions => 1) \gset
SELECT is((SELECT settings ->> 'time_limit' FROM qshrink_run WHERE run_id = :limited), '1.5', 'a time limit in seconds');

-- every run again, from its record alone
CREATE FUNCTION pg_temp.repeat(run bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	r record;
	again bigint;
BEGIN
	SELECT * INTO r FROM qshrink_run WHERE run_id = run;
	EXECUTE format('SELECT max(run_id) FROM qshrink_solve(%s, %L, %s, %L, %L, %s, %s, %s, %s, NULL, %L, %s, %L, %L, %L)',
		r.problem_id, r.settings ->> 'solver', r.settings ->> 'max_qubits', r.settings ->> 'correlation', r.settings ->> 'encoding',
		r.settings ->> 'layers', r.settings ->> 'shots', r.settings ->> 'rounds', r.seed, r.settings ->> 'target', r.settings ->> 'solutions',
		r.settings ->> 'start', r.fixed, r.settings ->> 'options') INTO again;
	RETURN again;
END $$;
CREATE TEMP TABLE t_again AS SELECT run_id, pg_temp.repeat(run_id) AS again FROM t_run;
SELECT is_empty($$SELECT a.run_id FROM t_again AS a JOIN qshrink_run AS r USING (run_id) JOIN qshrink_run AS s ON s.run_id = a.again
	WHERE (r.settings, r.fixed, r.seed, r.fingerprint, r.status, r.objective, r.bound, r.rounds) IS DISTINCT FROM (s.settings, s.fixed, s.seed, s.fingerprint, s.status, s.objective, s.bound, s.rounds)$$,
	'a run repeated from its record has the same record');
SELECT is_empty($$SELECT run_id, rank, objective, assignment, raw_assignment FROM t_again JOIN qshrink_solution USING (run_id)
	EXCEPT SELECT a.run_id, s.rank, s.objective, s.assignment, s.raw_assignment FROM t_again AS a JOIN qshrink_solution AS s ON s.run_id = a.again$$, 'and the same solutions');

-- ---------------------------------------------------------------------------
-- solutions: judged again on the stored model
SELECT is_empty($$SELECT s.run_id, s.rank FROM v_solution AS s, LATERAL (SELECT count(*) AS broken FROM qshrink_verify(s.problem_id, s.assignment)) AS v
	WHERE s.violations <> v.broken OR s.feasible <> (v.broken = 0)$$, 'violations and feasible are the answer''s');
SELECT is_empty($$SELECT s.run_id, s.rank FROM v_solution AS s, LATERAL (SELECT count(*) AS broken FROM qshrink_verify(s.problem_id, s.raw_assignment)) AS v
	WHERE s.raw_assignment IS NOT NULL AND (s.raw_violations <> v.broken OR s.raw_feasible <> (v.broken = 0))$$, 'raw_violations and raw_feasible the raw assignment''s');
SELECT is_empty($$SELECT run_id, rank FROM v_solution WHERE num_nulls(raw_assignment, raw_objective, raw_feasible, raw_violations) NOT IN (0, 4)$$, 'which are there together or not at all');
SELECT is_empty($$SELECT s.run_id, s.rank FROM v_solution AS s JOIN qshrink_problem AS p USING (problem_id)
	WHERE p.objective IS NOT NULL AND (abs((p.objective @ s.assignment) - s.objective) > 1e-9 OR abs((p.objective @ s.raw_assignment) - s.raw_objective) > 1e-9)$$, 'objectives are those of the stored function');
SELECT is_empty($$SELECT r.run_id FROM v_run AS r LEFT JOIN qshrink_solution AS s ON s.run_id = r.run_id AND s.rank = 1 AND s.feasible
	WHERE r.objective IS DISTINCT FROM s.objective$$, 'the run has the objective of its first solution');
SELECT is_empty($$SELECT run_id, rank FROM (SELECT s.*, lag(s.feasible) OVER w AS feasible_before, lag(CASE p.sense WHEN 'max' THEN - s.objective ELSE s.objective END) OVER w AS before,
	CASE p.sense WHEN 'max' THEN - s.objective ELSE s.objective END AS now FROM v_solution AS s JOIN qshrink_problem AS p USING (problem_id) WINDOW w AS (PARTITION BY s.run_id ORDER BY s.rank)) AS s
	WHERE feasible > feasible_before OR (feasible AND feasible_before AND now < before - 1e-9)$$, 'ranks are the order of quality, feasible ones first');

-- runs: sums, bests and gaps over their rounds
SELECT is_empty($$SELECT r.run_id FROM v_run AS r WHERE r.rounds <> (SELECT count(*) FROM qshrink_round AS o WHERE o.run_id = r.run_id)$$, 'one row a round');
SELECT is_empty($$SELECT r.run_id FROM v_run AS r JOIN qshrink_round AS o ON o.run_id = r.run_id AND o.round = r.best_round
	WHERE (r.qubits, r.circuit_depth, r.two_qubit_gates, r.merge_fixed, r.presolve_fixed)
		IS DISTINCT FROM (o.qubits, o.circuit_depth, o.two_qubit_gates, o.n_variables_before - o.n_variables, r.n_variables - o.n_variables_before)$$, 'the run shows its best round');
SELECT is_empty($$SELECT run_id FROM v_run WHERE gap_to_bound IS DISTINCT FROM qshrink_gap(objective, bound)$$, 'gap_to_bound is that of objective and bound');
SELECT is_empty($$SELECT r.run_id FROM v_run AS r JOIN qshrink_problem AS p USING (problem_id) WHERE CASE p.sense WHEN 'max' THEN r.objective - r.bound ELSE r.bound - r.objective END > 1e-9$$, 'no objective passes its bound');

-- ---------------------------------------------------------------------------
-- circuits: gates and depth on an ideal machine, from the recorded QUBO
SELECT cmp_ok((SELECT count(*) FROM v_round WHERE solver = 'qaoa' AND qubo_nterms(qubo) > qubo_size(qubo)), '>=', 8::bigint, 'rounds with circuits');
CREATE TEMP VIEW v_graph AS
	SELECT o.run_id, o.round, count(*) AS couplings, coalesce(max(d.degree), 0) AS degree
	FROM v_round AS o, qubo_terms(o.qubo) AS t,
		LATERAL (SELECT max(n) AS degree FROM (SELECT count(*) AS n FROM qubo_terms(o.qubo) AS u, LATERAL (VALUES (u.i), (u.j)) AS e (v) WHERE u.i <> u.j GROUP BY v) AS g) AS d
	WHERE t.i <> t.j GROUP BY o.run_id, o.round;
SELECT is_empty($$SELECT o.run_id, o.round, o.two_qubit_gates FROM v_round AS o JOIN v_graph AS g USING (run_id, round)
	WHERE o.solver = 'qaoa' AND o.two_qubit_gates <> (o.settings ->> 'layers')::int * g.couplings$$, 'one gate a coupling and layer');
SELECT is_empty($$SELECT o.run_id, o.round, o.circuit_depth FROM v_round AS o JOIN v_graph AS g USING (run_id, round), LATERAL (SELECT (o.settings ->> 'layers')::int AS layers) AS l
	WHERE o.solver = 'qaoa' AND o.circuit_depth NOT BETWEEN 1 + l.layers * (g.degree + 1) AND 1 + l.layers * (2 * g.degree + 3)$$,
	'a depth between what a vertex of largest degree asks and greedy colouring needs at most');
SELECT is_empty($$SELECT o.run_id, o.round FROM v_round AS o WHERE o.solver = 'vqe' AND o.qubo IS NOT NULL AND
	o.two_qubit_gates <> (o.settings ->> 'layers')::int * (qubo_size(o.qubo) - 1)$$, 'a line of gates a layer of VQE');
SELECT is_empty($$SELECT run_id, round FROM v_round WHERE solver NOT IN ('qaoa', 'vqe', 'pce') AND (circuit_depth, two_qubit_gates) <> (0, 0)$$, 'no circuit, no gates');

-- ---------------------------------------------------------------------------
-- source: what correlated, whatever was asked for
SELECT is_empty($$SELECT run_id, round, source FROM v_round WHERE NOT string_to_array(source, '+') <@ ARRAY['lp', 'sdp', 'qaoa', 'pool', 'shots']$$, 'sources are methods');
SELECT is_empty($$SELECT DISTINCT o.run_id, o.round, o.source, s.reason FROM v_round AS o JOIN qshrink_step AS s USING (problem_id, run_id, round)
	WHERE s.action = 'merge' AND s.reason IN ('lp', 'sdp', 'qaoa', 'pool', 'shots') AND NOT s.reason = ANY (string_to_array(coalesce(o.source, ''), '+'))$$, 'every source of a merge is named');
SELECT is_empty($$SELECT run_id, round, source FROM v_round AS o WHERE o.kind NOT IN ('qap', 'ring') AND settings ->> 'correlation' <> 'auto'
	AND NOT (settings ->> 'correlation' = 'shots' AND (round = 1 OR solver = 'none')) AND position(settings ->> 'correlation' IN source) = 0$$, 'the one asked for is used where it applies');
SELECT isnt_empty($$SELECT 1 FROM v_round WHERE kind = 'ring' AND settings ->> 'correlation' = 'lp' AND source <> 'lp'$$, 'and gives way, on record, where it says nothing: the gradient of a cut');
SELECT is_empty($$SELECT DISTINCT source FROM v_round WHERE kind = 'qap' AND source NOT IN ('pool', 'shots')$$, 'an assignment shrinks by its pool, or by shots, whatever was asked for');
SELECT qshrink_create('tiny', '{(0,0):-1,(0,1):2,(1,1):-1}/2') AS tiny \gset
SELECT run_id AS small FROM qshrink_solve(:tiny, 'sa', correlation => 'sdp', rounds => 1, seed => 1, options => '{"presolve": false, "proof": false}', solutions => 1) \gset
SELECT is((SELECT source FROM qshrink_round WHERE run_id = :small), NULL, 'nothing to shrink, no source');

SELECT * FROM finish();
ROLLBACK;
