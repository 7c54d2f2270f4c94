-- qshrink_model, qshrink_create_from_model and qshrink_fingerprint
DELETE FROM qshrink_problem;
ALTER TABLE qshrink_problem ALTER COLUMN problem_id RESTART;
ALTER SEQUENCE qshrink_run_id_seq RESTART;

SELECT qshrink_create_from_model(NULL, '{"name": "demo", "sense": "max", "n": 3, "constant": 0.5,
	"linear": [[0, 6], [1, 10], [0, 1]], "quadratic": [[0, 2, -1.5], [2, 0, 0.1]],
	"rows": [{"label": "budget", "sense": "<=", "rhs": 5, "variables": [0, 1, 2], "coefficients": [1, 2, 3]},
		{"sense": "=", "rhs": 0.30000000000000004, "variables": [1]}],
	"keys": [["a", "1"], "b", null], "best_known": 16}');
SELECT qshrink_create_from_model('matrices', '{"sense": "min", "flows": [[0, 1], [2, 0]], "distances": [[0, 3], [4, 0]],
	"costs": [[1, 2], [3, 1e-7]], "rows": [{"sense": ">=", "rhs": 1, "variables": [0, 3]}], "keys": [1, 2, 3, "4"]}');
SELECT jsonb_pretty(qshrink_model(1));
SELECT qshrink_model(2);
SELECT problem_id, variable, keys FROM qshrink_variable ORDER BY 1, 2;
SELECT problem_id, constraint_id, label, variables, coefficients, sense, rhs FROM qshrink_constraint ORDER BY 1, 2;

-- there and back again
SELECT qshrink_create_from_model('copy of ' || name, qshrink_model(problem_id)) FROM qshrink_problem ORDER BY problem_id;
SELECT qshrink_import('imported demo', qshrink_model(1)::text);
SELECT p.problem_id, o.problem_id AS of, qshrink_model(p.problem_id) - 'name' = qshrink_model(o.problem_id) - 'name' AS same,
		qshrink_fingerprint(p.problem_id) = qshrink_fingerprint(o.problem_id) AS same_fingerprint
	FROM qshrink_problem p JOIN qshrink_problem o ON p.name IN ('copy of ' || o.name, 'imported ' || o.name)
	ORDER BY 1, 2;

-- what a fingerprint depends on, and what not
CREATE TEMP TABLE before AS SELECT qshrink_fingerprint(1) AS fingerprint;
UPDATE qshrink_problem SET name = 'other', best_known = 17 WHERE problem_id = 1;
UPDATE qshrink_constraint SET label = 'other ' || constraint_id WHERE problem_id = 1;
UPDATE qshrink_constraint SET coefficients = '{1}', constraint_id = 20 WHERE problem_id = 1 AND constraint_id = 2;
UPDATE qshrink_variable SET keys = '{other}' WHERE problem_id = 1 AND variable = 0;
SELECT fingerprint = qshrink_fingerprint(1) AS same, length(fingerprint) FROM before;
UPDATE qshrink_constraint SET rhs = 6 WHERE problem_id = 1 AND constraint_id = 1;
SELECT fingerprint = qshrink_fingerprint(1) AS same FROM before;
UPDATE qshrink_constraint SET rhs = 5 WHERE problem_id = 1 AND constraint_id = 1;
UPDATE qshrink_problem SET objective = objective * 2 WHERE problem_id = 1;
SELECT fingerprint = qshrink_fingerprint(1) AS same FROM before;
UPDATE qshrink_problem SET objective = objective * 0.5, sense = 'min' WHERE problem_id = 1;
SELECT fingerprint = qshrink_fingerprint(1) AS same FROM before;
UPDATE qshrink_problem SET sense = 'max' WHERE problem_id = 1;
SELECT fingerprint = qshrink_fingerprint(1) AS same FROM before;
-- also of a problem that makes no sense, which nothing else reads
UPDATE qshrink_constraint SET variables = '{0,1,3}' WHERE problem_id = 1 AND constraint_id = 1;
SELECT fingerprint = qshrink_fingerprint(1) AS same FROM before;
SELECT qshrink_model(1);
UPDATE qshrink_constraint SET variables = '{0,1,2}', coefficients = '{1e308,1e308,1e308}' WHERE problem_id = 1 AND constraint_id = 1;
SELECT qshrink_model(1);
SELECT qshrink_model(99);
SELECT qshrink_fingerprint(99);

\set create 'SELECT qshrink_create_from_model(NULL,'
:create NULL);
:create '[]');
:create '1');
:create '{}');
:create '{"sense": "max"}');
:create '{"sense": "max", "n": 16777217}');
:create '{"sense": "max", "n": 1.5}');
:create '{"sense": "max", "n": "2"}');
:create '{"sense": "max", "n": 2, "name": 1}');
:create '{"sense": "max", "n": 2, "objective": 1}');
:create '{"sense": "max", "n": 2, "constant": "1"}');
:create '{"sense": "max", "n": 2, "linear": 1}');
:create '{"sense": "max", "n": 2, "linear": {}}');
:create '{"sense": "max", "n": 2, "linear": [1]}');
:create '{"sense": "max", "n": 2, "linear": [[0, 1], [1, 2, 3]]}');
:create '{"sense": "max", "n": 2, "linear": [[2, 3]]}');
:create '{"sense": "max", "n": 2, "linear": [[0.5, 3]]}');
:create '{"sense": "max", "n": 2, "linear": [[1, 1e400]]}');
:create '{"sense": "max", "n": 2, "linear": [[1, null]]}');
:create '{"sense": "max", "n": 2, "linear": [[1, 1e308], [1, 1e308]]}');
:create '{"sense": "max", "n": 2, "quadratic": [[0, 1]]}');
:create '{"sense": "max", "n": 2, "rows": [1]}');
:create '{"sense": "max", "n": 2, "rows": [{}]}');
:create '{"sense": "max", "n": 2, "rows": [{"sense": "<", "rhs": 1, "variables": [0]}]}');
:create '{"sense": "max", "n": 2, "rows": [{"sense": "<=", "rhs": 1}]}');
:create '{"sense": "max", "n": 2, "rows": [{"sense": "<=", "variables": []}]}');
:create '{"sense": "max", "n": 2, "rows": [{"sense": "<=", "rhs": 1, "variables": [2]}]}');
:create '{"sense": "max", "n": 2, "rows": [{"sense": "<=", "rhs": 1, "variables": [0], "coefficients": [1, 2]}]}');
:create '{"sense": "max", "n": 2, "rows": [{"sense": "<=", "rhs": 1, "variables": [0], "label": 5}]}');
:create '{"sense": "max", "n": 2, "rows": [{"sense": "<=", "rhs": 1, "variables": [0], "weight": 5}]}');
:create '{"sense": "max", "n": 2, "keys": ["a"]}');
:create '{"sense": "max", "n": 2, "keys": ["a", "a"]}');
:create '{"sense": "max", "n": 2, "keys": ["a", {}]}');
:create '{"sense": "max", "flows": [[1, 2], [3, 4]]}');
:create '{"sense": "max", "distances": [[1]], "n": 1}');
:create '{"sense": "max", "flows": [], "distances": []}');
:create '{"sense": "max", "n": 3, "flows": [[1]], "distances": [[1]]}');
:create '{"sense": "max", "flows": [[1]], "distances": [[1, 2]]}');
:create '{"sense": "max", "flows": [["a"]], "distances": [[1]]}');
:create '{"sense": "max", "flows": [[1]], "distances": [[1]], "linear": []}');
