-- Devices: circuits put on them, errors of their gates and qubits, their description in JSON.
\set ON_ERROR_STOP 1
BEGIN;
SELECT no_plan();

CREATE FUNCTION pg_temp.failure(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE statement;
	RETURN 'none';
EXCEPTION WHEN OTHERS THEN
	RETURN sqlstate || ' ' || sqlerrm;
END $$;

SELECT qshrink_mis('device_mis', 'SELECT i, (i * i + 1) % 20 FROM generate_series(0, 19) AS i WHERE i <> (i * i + 1) % 20') AS mis \gset
SELECT qshrink_mdkp('device_mdkp', 'SELECT i, 20 + i * 37 % 61 FROM generate_series(1, 20) AS i',
	'SELECT r, i, 5 + i * (17 + 6 * r) % 41 FROM generate_series(1, 2) AS r, generate_series(1, 20) AS i', 'SELECT r, 150 FROM generate_series(1, 2) AS r') AS mdkp \gset
CREATE FUNCTION pg_temp.solve(id bigint, solver text, options jsonb, seed bigint DEFAULT 1) RETURNS bigint LANGUAGE sql AS $$
	SELECT min(run_id) FROM qshrink_solve(id, solver, max_qubits => 8, rounds => 1, shots => 500, layers => 2, seed => seed,
		options => '{"proof": false, "certified": false, "presolve": false, "evaluations": 30}' || options)
$$;
SELECT pg_temp.solve(:mdkp, 'qaoa', '{}') AS run, pg_temp.solve(:mdkp, 'vqe', '{}') AS vqe, pg_temp.solve(:mdkp, 'pce', '{}') AS pce, pg_temp.solve(:mdkp, 'sa', '{}') AS sa \gset

-- ---------------------------------------------------------------------------
-- programs
CREATE TEMP TABLE t_program AS
	SELECT options, c.*, ARRAY(SELECT m[1]::integer FROM regexp_matches(c.program, '^qubit\[(\d+)\] q;$', 'n') AS m) AS declared,
		(SELECT count(*) FROM regexp_matches(c.program, '^(?:cx|cz|rzz\([^)]*\)|swap) q', 'gn')) AS pairs,
		(SELECT count(*) FROM regexp_matches(c.program, '^swap q', 'gn')) AS written_swaps,
		(SELECT array_agg(m[1]::integer) FROM regexp_matches(c.program, '^c\[(\d+)\] = measure q\[\d+\];$', 'gn') AS m) AS bits,
		(SELECT count(DISTINCT m[1]) FROM regexp_matches(c.program, '^c\[\d+\] = measure q\[(\d+)\];$', 'gn') AS m) AS measured
	FROM unnest('{"{}","{\"gates\": \"rzz\"}","{\"coupling\": \"line\"}","{\"coupling\": \"line\", \"gates\": \"rzz\"}","{\"coupling\": \"heavy-hex\"}",
		"{\"device\": {\"qubits\": 8}}","{\"device\": {\"qubits\": 27, \"coupling\": \"heavy-hex\", \"gates\": \"rzz\"}}","{\"device\": {\"qubits\": 12, \"coupling\": \"line\"}}"}'::jsonb[]) AS options,
		LATERAL qshrink_circuit(:mdkp, :run, NULL, options) AS c;
SELECT is((SELECT program FROM t_program WHERE options = '{}'), qshrink_qasm(:mdkp, :run), 'without options it is what qshrink_qasm writes');
SELECT is_empty('SELECT * FROM t_program WHERE pairs <> two_qubit_gates OR declared <> ''{8}'' OR bits <> ''{0,1,2,3,4,5,6,7}'' OR measured <> 8', 'gates are counted as they are written, all qubits are measured, bits in their order');
SELECT is_empty('SELECT * FROM t_program WHERE written_swaps <> CASE WHEN options::text ~ ''rzz'' THEN swaps ELSE 0 END', 'swaps are gates of their own beside rzz');
SELECT is_empty('SELECT * FROM t_program WHERE (swaps > 0) <> (options::text ~ ''line|hex'')', 'swaps are needed where not all qubits interact');
SELECT is_empty('SELECT * FROM t_program WHERE (device_qubits IS NOT NULL) <> (options::text ~ ''line|hex'') OR cardinality(device_qubits) <> 8', 'and places said');
SELECT is_empty('SELECT * FROM t_program AS p, regexp_matches(p.program, ''^(?:cx|rzz\([^)]*\)|swap) q\[(\d+)\], q\[(\d+)\];$'', ''gn'') AS m
	WHERE p.options::text ~ ''line'' AND abs(p.device_qubits[m[1]::integer + 1] - p.device_qubits[m[2]::integer + 1]) <> 1', 'on a line neighbours interact, nobody else');
SELECT results_eq('SELECT decomposed_depth, decomposed_two_qubit_gates, swaps FROM qshrink_round WHERE run_id = ' || :run, 'SELECT depth, two_qubit_gates, swaps FROM t_program WHERE options = ''{}''', 'a round says what its program costs');
SELECT results_eq('SELECT decomposed_depth, decomposed_two_qubit_gates, swaps FROM qshrink_run WHERE run_id = ' || :run, 'SELECT depth, two_qubit_gates, swaps FROM t_program WHERE options = ''{}''', 'and so does the run');
SELECT is((SELECT two_qubit_gates FROM qshrink_round WHERE run_id = :run), (SELECT two_qubit_gates FROM t_program WHERE options = '{"gates": "rzz"}'), 'two_qubit_gates are those with rzz');
SELECT is((SELECT 2 * two_qubit_gates FROM qshrink_round WHERE run_id = :run), (SELECT decomposed_two_qubit_gates FROM qshrink_round WHERE run_id = :run), 'of which each is two cx');
SELECT cmp_ok((SELECT circuit_depth FROM qshrink_round WHERE run_id = :run), '>=', (SELECT depth FROM t_program WHERE options = '{"gates": "rzz"}'), 'circuit_depth counts rounds of all qubits, so the program is no deeper');
SELECT results_eq(format('SELECT decomposed_depth, decomposed_two_qubit_gates FROM qshrink_round WHERE run_id = %s', :vqe), format('SELECT depth, two_qubit_gates FROM qshrink_circuit(%s, %s)', :mdkp, :vqe), 'vqe');
SELECT results_eq(format('SELECT decomposed_depth, decomposed_two_qubit_gates, swaps, noisy_expectation FROM qshrink_round WHERE run_id IN (%s, %s)', :pce, :sa), 'VALUES (NULL::bigint, NULL::bigint, NULL::bigint, NULL::float8), (NULL, NULL, NULL, NULL)', 'who has no program says nothing');

-- ---------------------------------------------------------------------------
-- errors of devices
SELECT '{"device": {"name": "eight", "qubits": 8, "coupling": "line", "single_qubit_error": 0.001, "two_qubit_error": 0.01, "single_qubit_time": 35, "two_qubit_time": 300,
	"t1": [90000, 80000, 70000, 90000, 80000, 70000, 90000, 80000], "t2": 60000, "readout_error": [0.01, 0.02, 0.03, 0.01, 0.02, 0.03, 0.01, 0.02]}}' AS device \gset
SELECT pg_temp.solve(:mdkp, 'qaoa', :'device') AS noisy, pg_temp.solve(:mdkp, 'qaoa', :'device') AS again, pg_temp.solve(:mdkp, 'qaoa', '{"device": {"qubits": 8}}') AS perfect \gset
CREATE FUNCTION pg_temp.rows_of(run bigint) RETURNS text LANGUAGE sql AS $$
	SELECT (SELECT (to_jsonb(d) - '{run_id,milliseconds}'::text[])::text FROM qshrink_round AS d WHERE run_id = run)
		|| (SELECT string_agg((to_jsonb(s) - 'run_id')::text, ',' ORDER BY rank) FROM qshrink_solution AS s WHERE run_id = run) $$;
SELECT is(pg_temp.rows_of(:again), pg_temp.rows_of(:noisy), 'the same seed, the same rows');
SELECT is((SELECT (to_jsonb(s) - 'run_id')::text FROM qshrink_solution AS s WHERE run_id = :perfect AND rank = 1), (SELECT (to_jsonb(s) - 'run_id')::text FROM qshrink_solution AS s WHERE run_id = :run AND rank = 1), 'a device that errs in nothing changes nothing');
SELECT is((SELECT settings -> 'options' -> 'device' FROM qshrink_run WHERE run_id = :noisy), :'device'::jsonb -> 'device', 'a run says on which device');
SELECT results_eq(format('SELECT decomposed_depth, decomposed_two_qubit_gates, swaps FROM qshrink_round WHERE run_id = %s', :noisy),
	format('SELECT depth, two_qubit_gates, swaps FROM qshrink_circuit(%s, %s, NULL, %L)', :mdkp, :noisy, :'device'), 'and what its circuit costs there');
SELECT cmp_ok((SELECT noisy_expectation FROM qshrink_round WHERE run_id = :noisy), '>', (SELECT expectation FROM qshrink_round WHERE run_id = :noisy), 'noise costs energy');
SELECT is((SELECT noisy_expectation FROM qshrink_round WHERE run_id = :run), NULL, 'where there is none, none is reported');
SELECT pg_temp.solve(:mdkp, 'qaoa', :'device'::jsonb || '{"keep_shots": 1000}') AS kept \gset
SELECT ok(abs((SELECT noisy_expectation FROM qshrink_round WHERE run_id = :kept) - (SELECT sum(energy * occurrences) / sum(occurrences) FROM qshrink_shot WHERE run_id = :kept)) < 1e-6, 'it is the mean energy of the shots');
SELECT pg_temp.solve(:mdkp, 'qaoa', :'device'::jsonb || '{"zero_noise": "linear"}') AS linear, pg_temp.solve(:mdkp, 'qaoa', '{"depolarizing": 0.02, "zero_noise": "richardson"}') AS richardson \gset
SELECT isnt((SELECT mitigated_expectation FROM qshrink_round WHERE run_id = :linear), NULL, 'extrapolated on a device');
SELECT isnt((SELECT mitigated_expectation FROM qshrink_round WHERE run_id = :richardson), NULL, 'and with depolarizing');
SELECT throws_ok(format('SELECT pg_temp.solve(%s, ''qaoa'', ''{"zero_noise": "richardson"}'')', :mdkp), '22023', 'option "zero_noise" has no effect without "depolarizing"', 'not without noise');
SELECT is((SELECT mitigated_expectation FROM qshrink_round WHERE run_id = :noisy), NULL, 'not unless asked for');
SELECT results_eq(format('SELECT rank, objective, assignment, raw_assignment, occurrences FROM qshrink_solution WHERE run_id = %s ORDER BY rank', :linear),
	format('SELECT rank, objective, assignment, raw_assignment, occurrences FROM qshrink_solution WHERE run_id = %s ORDER BY rank', :noisy), 'shots and answers are those without it');
SELECT is(pg_temp.rows_of(pg_temp.solve(:mdkp, 'qaoa', :'device'::jsonb || '{"starts": 3, "workers": 0}')), pg_temp.rows_of(pg_temp.solve(:mdkp, 'qaoa', :'device'::jsonb || '{"starts": 3}')), 'starts know it');
SELECT isnt((SELECT noisy_expectation FROM qubo_sample_angles('{(0,1):1,(1,2):-2,(0,0):1}/3', 'qaoa', 200, 1, 1, '{"device": {"qubits": 3, "two_qubit_error": 0.1}, "zero_noise": "linear"}')), NULL, 'so does qubo_sample_angles');
SELECT is((SELECT sum(occurrences) FROM qubo_sample('{(0,1):1,(1,2):-2,(0,0):1}/3', 'qaoa', 200, 1, 1, '{"device": {"qubits": 3, "two_qubit_error": 0.1, "readout_error": 0.5}}')), 200::numeric, 'and qubo_sample');
SELECT is((SELECT (a).rounds FROM qshrink_solve_model(qshrink_model(:mis), 1, '{"solver": "qaoa", "max_qubits": 6, "layers": 1, "rounds": 1, "proof": false, "device": {"qubits": 6, "two_qubit_error": 0.1}}') AS a), 1, 'and the pure form');

-- ---------------------------------------------------------------------------
-- what does not fit
SELECT matches(pg_temp.failure(format('SELECT qshrink_circuit(%s)', statement)), message, statement) FROM (VALUES
	(:mdkp || ', ' || :run || ', NULL, ''{"device": {"qubits": 7}}''', '^22023 the device has no room for a circuit of 8 qubits'),
	(:mdkp || ', ' || :run || ', NULL, ''{"device": {"qubits": 8, "coupling": [[0, 1]]}}''', '^22023 the device has no room'),
	(:mdkp || ', ' || :run || ', NULL, ''{"device": {"qubits": 8}, "coupling": "line"}''', '^22023 the options device and coupling exclude each other'),
	(:mdkp || ', ' || :run || ', NULL, ''{"device": {"qubits": 8}, "gates": "rzz"}''', '^22023 the options device and gates exclude each other'),
	(:mdkp || ', ' || :run || ', NULL, ''{"gates": "cz"}''', '^22023 unknown gates "cz"'), (:mdkp || ', ' || :run || ', NULL, ''{"coupling": "ring"}''', '^22023 unknown coupling "ring"'),
	(:mdkp || ', ' || :run || ', NULL, ''{"mixer": "x"}''', '^22023 unknown option "mixer"'), (:mdkp || ', ' || :run || ', NULL, ''[]''', '^22023 options must be a JSON object'),
	(:mdkp || ', ' || :run || ', 0', '^22023 round is 0'), (:mdkp || ', ' || :run || ', 9', '^P0002 round 9'), (:mdkp || ', NULL', '^22004'), ('NULL, 1', '^22004'), ('-1, 1', '^P0002'),
	(:mdkp || ', ' || :sa, '^0A000 solver "sa" of run \d+ has no circuit'), (:mdkp || ', ' || :pce, '^0A000 solver "pce" of run \d+ has no circuit')) AS v (statement, message);
SELECT matches(pg_temp.failure(format('SELECT pg_temp.solve(%s, %L, %L)', :mdkp, solver, options)), message, options) FROM (VALUES
	('qaoa', '{"device": {"qubits": 5}}', '^0A000 .*the device has too few qubits that hang together'),
	('qaoa', '{"device": {"qubits": 8, "coupling": [[0, 1], [2, 3]]}}', '^0A000 .*the device has too few qubits that hang together'),
	('vqe', '{"device": {"qubits": 8}}', '^22023 option "device" has no effect with solver "vqe"'), ('qaoa', '{"zero_noise": "exponential"}', '^22023 unknown zero_noise "exponential"'), ('qaoa', '{"coupling": "line"}', '^22023 unknown option "coupling"')) AS v (solver, options, message);
SELECT matches(pg_temp.failure($$SELECT qubo_sample('{(0,1):1}/3', 'qaoa', options => '{"device": {"qubits": 2}}')$$), '^0A000 solver "qaoa" does not support', 'qubo_sample');

-- ---------------------------------------------------------------------------
-- the description: everything wrong is named
CREATE FUNCTION pg_temp.device(text) RETURNS text LANGUAGE sql AS $$SELECT pg_temp.failure(format('SELECT qubo_sample(%L, %L, 10, 1, 1, %L)', '{(0,1):1}/2', 'qaoa', format('{"device": %s}', $1)))$$;
SELECT is(pg_temp.device(device), 'none', device) FROM unnest(ARRAY['{"qubits": 2}', '{"qubits": 1024, "coupling": "heavy-hex"}', '{"qubits": 2, "name": "pair", "coupling": [[1, 0]]}', '{"qubits": 2, "t1": 5}',
	'{"qubits": 2, "t2": 5}', '{"qubits": 2, "t1": [5, 6], "t2": [10, 12], "two_qubit_time": 1}', '{"qubits": 2, "t1": null, "gates": null, "coupling": null}', '{"qubits": 2, "gates": "rzz", "readout_error": [0, 1]}',
	'{"qubits": 2, "single_qubit_error": 0.75, "two_qubit_error": 0.75}', '{"qubits": 2, "coupling": "all", "single_qubit_time": 1e12, "t1": 1e-12}']) AS device;
SELECT matches(pg_temp.device(device), message, left(device, 200)) FROM (VALUES
	('5', '^22023 option "device" must be an object, not a number'), ('[]', '^22023 option "device" must be an object, not an array'), ('"ibm"', '^22023 option "device" must be an object'), ('{}', '^22023 device: it has no "qubits"'),
	('{"qubits": null}', '^22023 device: it has no "qubits"'), ('{"qubits": 0}', '^22003 device: qubits'), ('{"qubits": 1025}', '^22003 device: qubits'), ('{"qubits": -3}', '^22003 device: qubits'), ('{"qubits": 2.5}', '^22023 device: qubits'),
	('{"qubits": 1e400}', '^22... device: qubits'), ('{"qubits": "2"}', '^22023 device: qubits must be'), ('{"qubits": [2]}', '^22023 device: qubits must be'), ('{"qubits": 2, "qbits": 3}', '^22023 device: unknown member "qbits"'),
	('{"qubits": 2, "": 3}', '^22023 device: unknown member ""'), (format('{"qubits": 2, "%s": 3}', repeat('x', 10000)), '^22023 device: unknown member "x+"$'), ('{"qubits": 2, "name": 5}', '^22023 device: name must be a string'),
	('{"qubits": 2, "coupling": "square"}', '^22023 unknown coupling "square"'), ('{"qubits": 2, "coupling": 3}', '^22023 device: coupling must be an array'), ('{"qubits": 2, "coupling": {}}', '^22023 device: coupling must be an array'),
	('{"qubits": 3, "coupling": [0, 1]}', '^22023 device: couple 0 must be an array'), ('{"qubits": 2, "coupling": [[0]]}', '^22023 device: couple 0 has 1 qubits'), ('{"qubits": 3, "coupling": [[0, 1], [0, 1, 2]]}', '^22023 device: couple 1 has 3 qubits'),
	('{"qubits": 2, "coupling": [[0, 2]]}', '^22003 device: qubit of couple 0'), ('{"qubits": 2, "coupling": [[0, -1]]}', '^22003 device: qubit of couple 0'), ('{"qubits": 2, "coupling": [[0, "1"]]}', '^22023 device: qubit of couple 0 must be'),
	('{"qubits": 2, "coupling": [[1, 1]]}', '^22023 device: couple 0 is qubit 1 with itself'), ('{"qubits": 3, "coupling": [[0, 1], [1, 0]]}', '^22023 device: qubits 0 and 1 are coupled twice'),
	('{"qubits": 2, "coupling": [[0, 1], [0, 1]]}', '^22023 device: coupling has 2 couples, more than 2 qubits have'), ('{"qubits": 2, "coupling": []}', '^0A000'),
	('{"qubits": 2, "gates": "ecr"}', '^22023 unknown gates "ecr"'), ('{"qubits": 2, "gates": 1}', '^22023 device: gates must be a string'), ('{"qubits": 2, "single_qubit_error": -0.1}', '^22023 device: single_qubit_error is -0.1'),
	('{"qubits": 2, "two_qubit_error": 0.76}', '^22023 device: two_qubit_error is 0.76'), ('{"qubits": 2, "two_qubit_error": "0.1"}', '^22023 device: two_qubit_error must be a number'), ('{"qubits": 2, "two_qubit_error": 1e400}', '^22003 device: two_qubit_error'),
	('{"qubits": 2, "two_qubit_error": [0.1, 0.1]}', '^22023 device: two_qubit_error must be a number'), ('{"qubits": 2, "two_qubit_time": -1}', '^22023 device: two_qubit_time'), ('{"qubits": 2, "single_qubit_time": 1e13}', '^22023 device: single_qubit_time'),
	('{"qubits": 2, "t1": 0}', '^22023 device: t1 is 0'), ('{"qubits": 2, "t1": [5]}', '^22023 device: t1 has 1 elements, but the device has 2 qubits'), ('{"qubits": 2, "t1": [5, null]}', '^22023 device: t1 of qubit 1 must be a number'),
	('{"qubits": 2, "t1": {"0": 5}}', '^22023 device: t1 must be an array'), ('{"qubits": 2, "t2": -5}', '^22023 device: t2'), ('{"qubits": 2, "t1": 5, "t2": 10.5}', '^22023 device: t2 of qubit 0 is 10.5, more than 2 t1 = 10'),
	('{"qubits": 2, "t1": [5, 4], "t2": [10, 9]}', '^22023 device: t2 of qubit 1 is 9, more than 2 t1 = 8'), ('{"qubits": 2, "readout_error": 1.01}', '^22023 device: readout_error'), ('{"qubits": 2, "readout_error": [0.1, 0.1, 0.1]}', '^22023 device: readout_error has 3 elements'),
	('{"qubits": 2, "readout_error": [[0.1], 0.1]}', '^22023 device: readout_error of qubit 0 must be a number'), ('{"qubits": 2, "readout_error": true}', '^22023 device: readout_error must be a number')) AS v (device, message);

-- generated descriptions: every one is taken, or refused by name, and nothing else happens
SELECT setseed(0.25);
CREATE FUNCTION pg_temp.any_json(depth integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	kind integer := floor(random() * CASE WHEN depth > 0 THEN 9 ELSE 7 END);
BEGIN
	RETURN CASE kind WHEN 0 THEN 'null' WHEN 1 THEN 'true' WHEN 2 THEN (floor(random() * 8) - 2)::text WHEN 3 THEN round(random()::numeric, 3)::text
		WHEN 4 THEN (ARRAY['1e300', '-0', '1e-300', '123456789012345678901234567890', '1e400', '0.75'])[1 + floor(random() * 6)]
		WHEN 5 THEN to_json((ARRAY['line', 'heavy-hex', 'all', 'rzz', 'cx', '', 'ü', 'Line'])[1 + floor(random() * 8)])::text
		WHEN 6 THEN (1 + floor(random() * 4))::text
		WHEN 7 THEN '[' || coalesce((SELECT string_agg(pg_temp.any_json(depth - 1), ',') FROM generate_series(1, floor(random() * 5)::integer)), '') || ']'
		ELSE '{' || coalesce((SELECT string_agg(format('"k%s": %s', i, pg_temp.any_json(depth - 1)), ',') FROM generate_series(1, floor(random() * 3)::integer) AS i), '') || '}' END;
END $$;
CREATE TEMP TABLE t_device AS
	SELECT k, CASE WHEN k % 20 = 0 THEN pg_temp.any_json(3) ELSE '{"qubits": ' || CASE WHEN random() < 0.8 THEN (1 + floor(random() * 5))::text ELSE pg_temp.any_json(1) END
		|| coalesce((SELECT string_agg(format(', "%s": %s', m, CASE WHEN m = 'coupling' AND random() < 0.6
			THEN '[' || coalesce((SELECT string_agg(format('[%s, %s]', floor(random() * 4), floor(random() * 4)), ',') FROM generate_series(1, floor(random() * 4)::integer)), '') || ']' ELSE pg_temp.any_json(2) END), '')
			FROM unnest('{name,coupling,gates,single_qubit_error,two_qubit_error,single_qubit_time,two_qubit_time,t1,t2,readout_error,color}'::text[]) AS m WHERE random() < 0.18 + k * 0), '') || '}' END AS device
	FROM generate_series(1, 3000) AS k;
CREATE TEMP TABLE t_verdict AS SELECT k, device, pg_temp.device(device) AS verdict FROM t_device;
SELECT is_empty('SELECT * FROM t_verdict WHERE verdict !~ ''^(none$|22023 device: |22023 option "device" |22023 unknown (coupling|gates) |22003 device: |0A000 solver "qaoa" does not support these options together)''', 'refused by name');
SELECT cmp_ok((SELECT count(*) FROM t_verdict WHERE verdict = 'none'), '>', 100::bigint, 'some are taken');
SELECT cmp_ok((SELECT count(DISTINCT regexp_replace(verdict, '[0-9.e+-]+', '', 'g')) FROM t_verdict), '>', 30::bigint, 'others refused for many reasons');

SELECT * FROM finish();
ROLLBACK;
