-- qshrink_solve and the settings: what is printed is the same on every machine.
SET client_min_messages = warning;
DROP EXTENSION qshrink CASCADE;
CREATE EXTENSION qshrink;
RESET client_min_messages;
LOAD 'qshrink';
SET qshrink.simd = 'portable';

-- settings
SHOW qshrink.solver;
SHOW qshrink.max_qubits;
SHOW qshrink.memory_limit;
SET qshrink.solver = 'annealer';
SET qshrink.max_qubits = 0;
SET qshrink.correlation = 'guess';
SET qshrink.encoding = 'morse';
SET qshrink.no_such_setting = 1;

-- a backpack
CREATE TABLE item (name text, profit int);
CREATE TABLE usage (resource text, item text, amount int);
CREATE TABLE resource (name text, capacity int);
INSERT INTO item VALUES ('tent', 30), ('stove', 22), ('rope', 15), ('camera', 26), ('books', 12), ('radio', 18);
INSERT INTO resource VALUES ('weight', 14), ('space', 12);
INSERT INTO usage VALUES
	('weight', 'tent', 7), ('weight', 'stove', 4), ('weight', 'rope', 3), ('weight', 'camera', 3), ('weight', 'books', 4), ('weight', 'radio', 2),
	('space', 'tent', 6), ('space', 'stove', 3), ('space', 'rope', 2), ('space', 'camera', 2), ('space', 'books', 4), ('space', 'radio', 3);
SELECT qshrink_mdkp('backpack', 'SELECT name, profit FROM item', 'SELECT resource, item, amount FROM usage',
                    'SELECT name, capacity FROM resource') AS id \gset

SELECT rank, objective, feasible FROM qshrink_solve(:id, seed => 1, solutions => 1);
SELECT i.* FROM qshrink_selection(:id) AS s JOIN item AS i ON i.name = s.keys[1] ORDER BY i.name;
SELECT status, stop_reason, objective, bound, n_variables, solver FROM qshrink_run;
SELECT s.solver, r.objective, r.feasible
FROM unnest(ARRAY['auto', 'exact', 'tabu', 'sa', 'sqa', 'uniform', 'none']) AS s (solver),
     LATERAL qshrink_solve(:id, s.solver, seed => 1, solutions => 1) AS r
ORDER BY s.solver;

-- stages
SELECT round, action, reason <> '' AS has_reason FROM qshrink_shrink(:id, 2) ORDER BY round, step LIMIT 1;
SELECT qubo_size(qshrink_encode(:id));
SELECT feasible, repair_moves > 0 AS moved FROM qshrink_repair(:id, B'111111');
SELECT qshrink_bound(:id, 'trivial');
SELECT qshrink_bound(:id, 'lp') >= 81 AS valid;
SELECT count(*) > 0 AS some, bool_and(abs(correlation) <= 1.000001) AS in_range FROM qshrink_correlations(:id, 'lp');

-- bad calls
SELECT * FROM qshrink_solve(NULL);
SELECT * FROM qshrink_solve(123456789);
SELECT * FROM qshrink_solve(:id, 'annealer');
SELECT * FROM qshrink_solve(:id, max_qubits => -1);
SELECT * FROM qshrink_solve(:id, correlation => 'guess');
SELECT * FROM qshrink_solve(:id, encoding => 'morse');
SELECT * FROM qshrink_solve(:id, layers => 0);
SELECT * FROM qshrink_solve(:id, shots => 0);
SELECT * FROM qshrink_solve(:id, solutions => 0);
SELECT * FROM qshrink_solve(:id, time_limit => '-1 s');
SELECT * FROM qshrink_solve(:id, target => 'NaN');
SELECT * FROM qshrink_solve(:id, start => B'1');
SELECT * FROM qshrink_solve(:id, fixed => '[1]');
SELECT * FROM qshrink_solve(:id, fixed => '{"17": 1}');
SELECT * FROM qshrink_solve(:id, fixed => '{"1": 2}');
SELECT * FROM qshrink_solve(:id, options => '[]');
SELECT * FROM qshrink_solve(:id, options => '{"mixer": "cocktail"}');
SELECT * FROM qshrink_solve(:id, options => '{"cvar": 2}');
SELECT * FROM qshrink_solve(:id, options => '{"polish": 1}');
SELECT * FROM qshrink_solve(:id, options => '{"evaluations": 1.5}');
SELECT * FROM qshrink_bound(:id, 'hope');
SELECT * FROM qshrink_bound(:id, 'gilmore-lawler');
SELECT * FROM qshrink_repair(:id, B'1');
SELECT qshrink_encode(:id, 'morse');
SELECT * FROM qshrink_correlations(:id, 'guess');
SELECT count(*) AS runs FROM qshrink_run;
