-- Circuits out, counts back: qshrink_qasm and qshrink_import_counts.
\set ON_ERROR_STOP 1
BEGIN;
SELECT plan(44);

\set order 12
\ir problems.psql
SELECT qshrink_constrain(:general, 'SELECT ''group '' || i / 5, i, 1, ''='', 1 FROM generate_series(0, 24) AS i') AS rows \gset
SELECT id AS mdkp FROM t_problem WHERE kind = 'mdkp' \gset

-- rounds of every kind, by the mixers and solvers that have circuits
CREATE TEMP TABLE t_variant (kind text, solver text, encoding text, options jsonb);
INSERT INTO t_variant
	SELECT kind, 'qaoa', 'auto', '{}'::jsonb FROM t_problem
	UNION ALL SELECT kind, 'qaoa', 'auto', '{"mixer": "warm"}' FROM t_problem
	UNION ALL SELECT kind, 'vqe', 'auto', '{}' FROM t_problem
	UNION ALL SELECT 'general', 'qaoa', 'subspace', '{"mixer": "xy-ring"}'
	UNION ALL SELECT 'general', 'qaoa', 'subspace', '{"mixer": "xy-complete", "multi_angle": true, "optimizer": "lbfgs"}'
	UNION ALL SELECT 'mdkp', 'qaoa', 'slack', '{}';
CREATE TEMP TABLE t_run AS
	SELECT v.*, p.id, r.run_id
	FROM t_variant AS v JOIN t_problem AS p USING (kind),
	     LATERAL (SELECT DISTINCT run_id FROM qshrink_solve(p.id, v.solver, max_qubits => 9, shots => 100, rounds => 2, layers => 2, seed => 7,
	              encoding => v.encoding,
	              options => v.options || '{"evaluations": 20, "presolve": false, "proof": false, "log": "all"}')) AS r;
CREATE TEMP TABLE t_round AS
	SELECT t.kind, t.solver, t.options, t.id, r.*, qshrink_qasm(t.id, t.run_id, r.round) AS qasm
	FROM t_run AS t JOIN qshrink_round AS r ON r.problem_id = t.id AND r.run_id = t.run_id;
SELECT is(count(*), 36::bigint, 'every round of 18 variants has a circuit') FROM t_round;
SELECT is(count(*) FILTER (WHERE qasm LIKE E'OPENQASM 3.0;\ninclude "stdgates.inc";\n%'), 36::bigint, 'all are OpenQASM 3') FROM t_round;
SELECT is_empty('SELECT * FROM t_round WHERE (SELECT count(*) FROM regexp_matches(qasm, ''measure'', ''g'')) <> qubo_size(qubo)',
	'every qubit is measured');
SELECT is_empty('SELECT * FROM t_round AS r, unnest(qubit_variable) WITH ORDINALITY AS q (variable, number)
	WHERE qasm NOT LIKE format(''%%// qubit %s: %s%%'', number - 1, CASE WHEN variable < 0 THEN ''slack bit'' ELSE ''variable '' || variable END)',
	'every qubit is named in a comment');
SELECT is(count(*) FILTER (WHERE warm IS NOT NULL), 10::bigint, 'warm starts are recorded') FROM t_round;
SELECT ok(count(*) FILTER (WHERE qubit_group IS NOT NULL) >= 4, 'one-hot groups are recorded') FROM t_round;
SELECT is_empty('SELECT * FROM t_round WHERE solver = ''vqe'' AND
	(SELECT count(*) FROM regexp_matches(qasm, ''^cz '', ''gn'')) <> two_qubit_gates', 'VQE circuits have the gates recorded');
SELECT is_empty('SELECT * FROM t_round WHERE kind = ''maxcut'' AND solver = ''qaoa'' AND options = ''{}'' AND
	(SELECT count(*) FROM regexp_matches(qasm, ''^cx '', ''gn'')) <> 2 * two_qubit_gates', 'QAOA circuits take two cx for each coupling');

-- counts: what the simulator draws from the recorded circuit, as if hardware had
CREATE TEMP TABLE t_counts AS
	SELECT r.kind, r.solver, r.options, r.id, r.run_id, r.round, c.counts
	FROM t_round AS r,
	     LATERAL (SELECT jsonb_object_agg(s.assignment::text, s.occurrences) AS counts
	              FROM qubo_sample(r.qubo, r.solver, 500, 2, 3,
	                               jsonb_strip_nulls(jsonb_build_object('angles', to_jsonb(r.angles), 'warm', to_jsonb(r.warm),
	                                   'mixer', CASE WHEN r.solver = 'qaoa' THEN r.options -> 'mixer' END,
	                                   'multi_angle', CASE WHEN r.solver = 'qaoa' THEN r.options -> 'multi_angle' END,
	                                   'groups', (SELECT jsonb_agg(members) FROM (SELECT jsonb_agg(q - 1 ORDER BY q) AS members
	                                              FROM unnest(r.qubit_group) WITH ORDINALITY AS g (number, q)
	                                              WHERE number >= 0 AND r.options ->> 'mixer' LIKE 'xy%' GROUP BY number) AS m)))) AS s) AS c;
CREATE TEMP TABLE t_import AS
	SELECT t.kind, t.solver, t.round AS from_round, t.id, s.*
	FROM t_counts AS t, LATERAL qshrink_import_counts(t.id, t.run_id, t.round, t.counts, 'left') AS s;
SELECT is(count(DISTINCT run_id), 36::bigint, 'counts of all circuits are taken') FROM t_import;
SELECT is(count(*) FILTER (WHERE rank = 1 AND feasible), 36::bigint, 'each gives a feasible solution') FROM t_import;
SELECT is_empty('SELECT * FROM t_import AS r, LATERAL qshrink_verify(r.id, r.assignment) WHERE r.feasible',
	'feasible solutions break no row');
SELECT is_empty('SELECT * FROM t_import AS r, LATERAL (SELECT count(*) AS broken FROM qshrink_verify(r.id, r.raw_assignment)) AS v
	WHERE v.broken <> r.raw_violations OR r.raw_feasible <> (v.broken = 0)', 'raw assignments are those measured');
SELECT is_empty('SELECT * FROM qshrink_run WHERE solver = ''hardware'' AND (status <> ''feasible'' OR rounds <> 1 OR settings ->> ''shots'' <> ''500'')',
	'they are stored as runs');
SELECT is((SELECT count(*) FROM qshrink_history WHERE solver = 'hardware'), 36::bigint, 'and shown in the history');
SELECT is_empty('SELECT i.id, i.rank, i.assignment FROM t_import AS i EXCEPT SELECT problem_id, rank, assignment FROM qshrink_solution', 'with their solutions');

-- the other bit order, and hexadecimal
CREATE TEMP TABLE t_right AS
	SELECT t.kind, t.solver, t.round AS from_round, s.rank, s.objective, s.assignment, s.raw_assignment
	FROM t_counts AS t,
	     LATERAL (SELECT jsonb_object_agg(reverse(key), value) AS counts FROM jsonb_each(t.counts)) AS c,
	     LATERAL qshrink_import_counts(t.id, t.run_id, t.round, c.counts) AS s WHERE t.kind = 'mdkp';
SELECT set_eq('SELECT * FROM t_right',
	'SELECT kind, solver, from_round, rank, objective, assignment, raw_assignment FROM t_import WHERE kind = ''mdkp''',
	'bit strings with qubit 0 on the right');
SELECT run_id AS run, round, qubo_size(qubo) AS qubits FROM t_round WHERE kind = 'mdkp' AND solver = 'qaoa' AND options = '{}' ORDER BY qubo_size(qubo) DESC, run_id, round LIMIT 1 \gset
SELECT is((SELECT array_agg(raw_assignment ORDER BY rank) FROM qshrink_import_counts(:mdkp, :run, :round, '{"0x5": 3}')),
	(SELECT array_agg(raw_assignment ORDER BY rank) FROM qshrink_import_counts(:mdkp, :run, :round, jsonb_build_object(lpad('101', :qubits, '0'), 3))),
	'hexadecimal counts');

-- options
SELECT is((SELECT polish_moves FROM qshrink_import_counts(:mdkp, :run, :round, '{"0x1": 1}', options => '{"polish": false}') LIMIT 1), 0::bigint, 'without polish');
SELECT ok((SELECT bool_and(objective = raw_objective) FROM qshrink_import_counts(:mdkp, :run, :round, '{"0x0": 1}', options => '{"polish": false, "repair": false}')),
	'without repair and polish: what was measured');

-- the dialects of others say the same
CREATE TEMP TABLE t_dialect AS SELECT d.what, s.rank, s.raw_assignment, s.occurrences FROM (VALUES
		('hexadecimal', '{"0x5": 3, "0x0": 1}'::jsonb, '{}'::jsonb),
		('decimal', '{"5": 3, "0": 1}', '{}'),
		('named decimal', '{"5": 3, "00": 1}', '{"count_keys": "decimal"}'),
		('hexadecimal without 0x', '{"5": 3, "0": 1}', '{"count_keys": "hexadecimal"}'),
		('unpadded', '{"101": 3, "0": 1}', '{}'),
		('shots', '["101", "0", "101", "101"]', '{}'),
		('numbers', '[5, 5, 0, 5]', '{}'),
		('probabilities', '{"0x5": 0.75, "0x0": 0.25}', '{"count_shots": 4}'),
		('quasi-probabilities', '{"0x5": 0.85, "0x0": 0.35, "0x3": -0.2}', '{"count_shots": 4}'),
		('two registers', jsonb_build_object('11 ' || lpad('101', :qubits, '0'), 3, '01 ' || repeat('0', :qubits), 1), '{"count_register": 0}'))
	AS d (what, counts, options), LATERAL qshrink_import_counts(:mdkp, :run, :round, d.counts, options => d.options) AS s;
SELECT bag_eq(format('SELECT rank, raw_assignment, occurrences FROM t_dialect WHERE what = %L', what), 'SELECT rank, raw_assignment, occurrences FROM t_dialect WHERE what = ''hexadecimal''', what)
	FROM (SELECT DISTINCT what FROM t_dialect) AS d;
SELECT is((SELECT count(DISTINCT what) FROM t_dialect), 10::bigint, 'all dialects are read');

-- errors leave nothing behind
SELECT count(*) AS runs FROM qshrink_run \gset
SELECT throws_ok(format('SELECT qshrink_qasm(%s, -1)', :mdkp), 'P0002', NULL, 'a run that is not there');
SELECT throws_ok(format('SELECT qshrink_qasm(%s, %s, 99)', :mdkp, :run), 'P0002', NULL, 'a round that is not there');
SELECT throws_ok(format('SELECT qshrink_qasm(%s, %s, 0)', :mdkp, :run), '22023', 'round is 0', 'a round that cannot be');
SELECT throws_ok(format('SELECT * FROM qshrink_import_counts(%s, %s, %s, ''{"01": 3}'')', :mdkp, :run, :round), '22023', NULL, 'too few bits');
SELECT throws_ok(format('SELECT * FROM qshrink_import_counts(%s, %s, %s, ''{"0x1": 0.5}'')', :mdkp, :run, :round), '22023', NULL, 'half a count');
SELECT throws_ok(format('SELECT * FROM qshrink_import_counts(%s, %s, %s, ''{"0x1": "3"}'')', :mdkp, :run, :round), '22023', NULL, 'a count that is text');
SELECT throws_ok(format('SELECT * FROM qshrink_import_counts(%s, %s, %s, ''3'')', :mdkp, :run, :round), '22023', 'counts must be a JSON object or an array', 'neither an object nor an array');
SELECT throws_ok(format('SELECT * FROM qshrink_import_counts(%s, %s, %s, ''{}'')', :mdkp, :run, :round), '22023', NULL, 'no counts');
SELECT throws_ok(format('SELECT * FROM qshrink_import_counts(%s, %s, %s, ''{"0x1": 1}'', ''up'')', :mdkp, :run, :round), '22023', 'unknown bit order "up"', 'an unknown bit order');
SELECT run_id AS tabu FROM qshrink_solve(:mdkp, 'tabu', max_qubits => 8, rounds => 1, seed => 1, options => '{"presolve": false, "proof": false}') LIMIT 1 \gset
SELECT throws_ok(format('SELECT qshrink_qasm(%s, %s)', :mdkp, :tabu), '0A000', NULL, 'a classical sampler has no circuit');
SELECT lives_ok(format('SELECT * FROM qshrink_import_counts(%s, %s, 1, ''{"0x1": 1}'')', :mdkp, :tabu), 'but its QUBO may be measured elsewhere');
UPDATE qshrink_step SET variable = 1000 WHERE run_id = :run AND step = 1 AND round = :round;
SELECT throws_ok(format('SELECT * FROM qshrink_import_counts(%s, %s, %s, ''{"0x1": 1}'')', :mdkp, :run, :round), '55000', NULL, 'a record that was changed');
UPDATE qshrink_problem SET objective = objective + 1 WHERE problem_id = :mdkp;
SELECT throws_ok(format('SELECT * FROM qshrink_import_counts(%s, %s, %s, ''{"0x1": 1}'')', :mdkp, :run, :round), '55000', NULL, 'a problem that was changed');
SELECT is((SELECT count(*) FROM qshrink_run), :runs + 2::bigint, 'no failed call left a run behind');

SELECT * FROM finish();
ROLLBACK;
