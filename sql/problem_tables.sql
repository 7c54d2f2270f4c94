-- The tables take plain INSERTs and refuse what makes no sense
DELETE FROM qshrink_problem;
ALTER TABLE qshrink_problem ALTER COLUMN problem_id RESTART;
ALTER SEQUENCE qshrink_run_id_seq RESTART;

INSERT INTO qshrink_problem (name, sense, n_variables, objective)
	VALUES ('plain', 'max', 3, '{(0,0):1,(1,1):2,(0,2):-1}/3+4');
INSERT INTO qshrink_problem (name, n_variables, flows, distances, costs)
	VALUES ('matrices', 4, '{{0,1},{2,0}}', '{{0,3},{4,0}}', '{{1,2},{3,4}}');
INSERT INTO qshrink_variable (problem_id, variable, keys) VALUES (1, 0, '{a}'), (1, 1, '{b}');
INSERT INTO qshrink_constraint (problem_id, constraint_id, label, variables, coefficients, sense, rhs)
	VALUES (1, 1, 'capacity', '{0,1,2}', '{1,2,3}', '<=', 4), (1, 2, NULL, '{0,1}', NULL, '>=', 1),
		(1, 3, 'nothing', '{}', '{}', '=', 0);
SELECT problem_id, owner = current_user AS mine, name, sense, n_variables, objective, flows, distances, costs, best_known
	FROM qshrink_problem ORDER BY problem_id;
SELECT problem_id, variable, keys FROM qshrink_variable ORDER BY variable;
SELECT constraint_id, label, variables, coefficients, sense, rhs FROM qshrink_constraint ORDER BY constraint_id;

\set VERBOSITY terse
-- problems
INSERT INTO qshrink_problem (name, sense, n_variables, objective) VALUES ('x', 'maximise', 1, '{}/1');
INSERT INTO qshrink_problem (name, n_variables, objective) VALUES (NULL, 1, '{}/1');
INSERT INTO qshrink_problem (name, n_variables, objective) VALUES ('x', 2, '{}/1');
INSERT INTO qshrink_problem (name, n_variables, objective) VALUES ('x', 0, '{}/0');
INSERT INTO qshrink_problem (name, n_variables) VALUES ('x', 4);
INSERT INTO qshrink_problem (name, n_variables, flows) VALUES ('x', 4, '{{0,1},{2,0}}');
INSERT INTO qshrink_problem (name, n_variables, objective, flows, distances)
	VALUES ('x', 4, '{}/4', '{{0,1},{2,0}}', '{{0,1},{2,0}}');
INSERT INTO qshrink_problem (name, n_variables, objective, costs) VALUES ('x', 4, '{}/4', '{{0,1},{2,0}}');
INSERT INTO qshrink_problem (name, n_variables, flows, distances) VALUES ('x', 4, '{0,1,2,0}', '{{0,1},{2,0}}');
INSERT INTO qshrink_problem (name, n_variables, flows, distances) VALUES ('x', 4, '{{0,1},{2,0}}', '{{0,NULL},{2,0}}');
INSERT INTO qshrink_problem (name, n_variables, flows, distances) VALUES ('x', 4, '{{0,1},{2,0}}', '{{0,NaN},{2,0}}');
INSERT INTO qshrink_problem (name, n_variables, flows, distances) VALUES ('x', 9, '{{0,1},{2,0}}', '{{0,1},{2,0}}');
INSERT INTO qshrink_problem (name, n_variables, flows, distances, costs)
	VALUES ('x', 4, '{{0,1},{2,0}}', '{{0,1},{2,0}}', '{{0,1,2},{1,2,0}}');
INSERT INTO qshrink_problem (name, n_variables, objective, best_known) VALUES ('x', 1, '{}/1', 'NaN');
-- variables
INSERT INTO qshrink_variable (problem_id, variable, keys) VALUES (1, 2, '{}');
INSERT INTO qshrink_variable (problem_id, variable, keys) VALUES (1, 2, '{c,NULL}');
INSERT INTO qshrink_variable (problem_id, variable, keys) VALUES (1, 2, '{{c}}');
INSERT INTO qshrink_variable (problem_id, variable, keys) VALUES (1, -1, '{c}');
INSERT INTO qshrink_variable (problem_id, variable, keys) VALUES (1, 0, '{c}');
INSERT INTO qshrink_variable (problem_id, variable, keys) VALUES (99, 0, '{c}');
-- constraints
INSERT INTO qshrink_constraint (problem_id, constraint_id, variables, sense, rhs) VALUES (1, 4, '{0}', '<', 1);
INSERT INTO qshrink_constraint (problem_id, constraint_id, variables, sense, rhs) VALUES (1, 4, '{0}', '<=', 'Infinity');
INSERT INTO qshrink_constraint (problem_id, constraint_id, variables, sense, rhs) VALUES (1, 4, '{0,NULL}', '<=', 1);
INSERT INTO qshrink_constraint (problem_id, constraint_id, variables, sense, rhs) VALUES (1, 4, '{{0},{1}}', '<=', 1);
INSERT INTO qshrink_constraint (problem_id, constraint_id, variables, sense, rhs) VALUES (1, 4, '{-1}', '<=', 1);
INSERT INTO qshrink_constraint (problem_id, constraint_id, variables, coefficients, sense, rhs) VALUES (1, 4, '{0,1}', '{1}', '<=', 1);
INSERT INTO qshrink_constraint (problem_id, constraint_id, variables, coefficients, sense, rhs) VALUES (1, 4, '{0,1}', '{1,NULL}', '<=', 1);
INSERT INTO qshrink_constraint (problem_id, constraint_id, variables, coefficients, sense, rhs) VALUES (1, 4, '{0,1}', '{1,Infinity}', '<=', 1);
INSERT INTO qshrink_constraint (problem_id, constraint_id, variables, sense, rhs) VALUES (1, 0, '{0}', '<=', 1);
INSERT INTO qshrink_constraint (problem_id, constraint_id, variables, sense, rhs) VALUES (99, 1, '{0}', '<=', 1);
-- runs and what hangs on them
INSERT INTO qshrink_run (problem_id, solver, status, n_variables) VALUES (1, 'qaoa', 'good', 3);
INSERT INTO qshrink_run (problem_id, solver, status, n_variables) VALUES (1, 'qaoa', 'optimal', 3);
INSERT INTO qshrink_run (problem_id, solver, status, n_variables, stop_reason) VALUES (1, 'qaoa', 'not_found', 3, 'bored');
INSERT INTO qshrink_run (problem_id, solver, status, n_variables) VALUES (1, 'qaoa', 'not_found', 3) RETURNING problem_id;
INSERT INTO qshrink_step (problem_id, run_id, round, step, action, variable) SELECT 1, run_id, 0, 1, 'guess', 0 FROM qshrink_run;
INSERT INTO qshrink_step (problem_id, run_id, round, step, action, variable) SELECT 1, run_id, 0, 1, 'fix', 0 FROM qshrink_run;
INSERT INTO qshrink_round (problem_id, run_id, round) SELECT 1, run_id, 1 FROM qshrink_run;
INSERT INTO qshrink_solution (problem_id, run_id, rank, objective, feasible, assignment) SELECT 1, run_id, 1, 5, true, '110' FROM qshrink_run;
INSERT INTO qshrink_solution (problem_id, run_id, rank, objective, feasible, assignment) SELECT 2, run_id, 1, 5, true, '110' FROM qshrink_run;

-- deleting a problem deletes everything that belongs to it
DELETE FROM qshrink_problem WHERE problem_id = 1;
SELECT (SELECT count(*) FROM qshrink_variable) AS variables, (SELECT count(*) FROM qshrink_constraint) AS constraints,
	(SELECT count(*) FROM qshrink_run) AS runs, (SELECT count(*) FROM qshrink_round) AS rounds,
	(SELECT count(*) FROM qshrink_step) AS steps, (SELECT count(*) FROM qshrink_solution) AS solutions;

-- the checks by themselves
SELECT qshrink_is_matrix('{{1,2},{3,4}}', 4), qshrink_is_matrix('{{1,2},{3,4}}', 9), qshrink_is_matrix('{}', 0),
	qshrink_is_matrix('{1}', 1), qshrink_is_matrix('{{1}}', 1), qshrink_is_matrix('{{{1}}}', 1);
SELECT qshrink_is_vector('{1,2}', 2), qshrink_is_vector('{}', 0), qshrink_is_vector('{1,-Infinity}', 2), qshrink_is_vector('{{1}}', 1);
SELECT qshrink_is_index_list('{0,16777215}'), qshrink_is_index_list('{16777216}'), qshrink_is_index_list('{}'), qshrink_is_index_list('{NULL}');
SELECT qshrink_is_key('{a,b}'), qshrink_is_key('{}'), qshrink_is_key('{{a}}');
SELECT qshrink_may(current_user), qshrink_may('no such role'), qshrink_may(NULL);

-- every object has a comment, every table its rights and its policy
SELECT pg_describe_object(classid, objid, objsubid) AS uncommented
	FROM pg_depend
	WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
		AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'qshrink')
		AND CASE classid WHEN 'pg_type'::regclass THEN
				(SELECT typtype = 'b' AND typcategory <> 'A' FROM pg_type WHERE oid = objid)
			ELSE classid <> 'pg_amop'::regclass AND classid <> 'pg_amproc'::regclass END
		AND obj_description(objid, (SELECT relname FROM pg_class WHERE oid = classid)) IS NULL
	ORDER BY 1;
SELECT c.relname, a.attname AS uncommented
	FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
	WHERE c.relname LIKE 'qshrink%' AND c.relkind IN ('r', 'v') AND col_description(c.oid, a.attnum) IS NULL
	ORDER BY 1, 2;
SELECT c.relname AS unprotected
	FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'owner'
	WHERE c.relname LIKE 'qshrink%' AND c.relkind = 'r'
		AND NOT (c.relrowsecurity AND NOT c.relforcerowsecurity
			AND (SELECT count(*) FILTER (WHERE p.polcmd = '*' AND p.polpermissive) = 1 AND bool_and(pg_get_expr(coalesce(p.polwithcheck, p.polqual), p.polrelid) ~ 'qshrink_may') FROM pg_policy p WHERE p.polrelid = c.oid)
			AND has_table_privilege('pg_monitor', c.oid, 'SELECT') AND has_table_privilege('pg_monitor', c.oid, 'DELETE')
			AND (SELECT bool_and(has_column_privilege('pg_monitor', c.oid, r.attnum, right_name) =
						(pg_get_serial_sequence(c.oid::regclass::text, r.attname) IS NULL AND (r.attname, r.atttypid) <> ('source', 'jsonb'::regtype)))
				FROM pg_attribute r, unnest('{INSERT,UPDATE}'::text[]) AS right_name
				WHERE r.attrelid = c.oid AND r.attnum > 0)
			AND NOT has_table_privilege('pg_monitor', c.oid, 'TRUNCATE, REFERENCES, TRIGGER'));
SELECT oid::regclass AS not_dumped FROM pg_class
	WHERE relname LIKE 'qshrink%' AND relkind IN ('r', 'S')
		AND NOT oid = ANY ((SELECT extconfig FROM pg_extension WHERE extname = 'qshrink')::oid[]);
SELECT proname AS unsafe FROM pg_proc WHERE proname LIKE 'qshrink%' AND (prosecdef OR proconfig IS NOT NULL);
