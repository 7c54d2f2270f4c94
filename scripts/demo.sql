-- The main job: which projects to fund, under limits on budget, staff and machine time.
CREATE EXTENSION qshrink;

CREATE TABLE project AS
	SELECT i AS project_id, 'project ' || i AS name,
	       20 + (i * 37) % 61 AS profit
	FROM generate_series(1, 40) AS i;
CREATE TABLE resource (name text, capacity int);
INSERT INTO resource VALUES ('budget', 420), ('staff', 300), ('machines', 350);
CREATE TABLE need AS
	SELECT r.name AS resource, p.project_id,
	       5 + (p.project_id * (17 + 6 * length(r.name))) % 41 AS amount
	FROM project AS p, resource AS r;

\echo
\echo 'The problem is stored from three queries:'
SELECT qshrink_mdkp('projects',
	'SELECT project_id, profit FROM project',
	'SELECT resource, project_id, amount FROM need',
	'SELECT name, capacity FROM resource') AS problem_id \gset
SELECT problem_id, name, sense, n_variables FROM qshrink_problem;

\echo 'Its best solutions, by graph shrinking and QAOA on 16 simulated qubits:'
SELECT rank, objective, feasible, raw_objective, repair_moves, polish_moves
FROM qshrink_solve(:problem_id, solver => 'qaoa', max_qubits => 16, seed => 1, solutions => 5);

\echo 'The best one, joined back to the table:'
SELECT p.name, p.profit
FROM qshrink_selection(:problem_id) AS s
JOIN project AS p ON p.project_id = s.keys[1]::int
ORDER BY p.profit DESC;

\echo 'What it uses of each resource:'
SELECT n.resource, sum(n.amount) AS used, r.capacity
FROM qshrink_selection(:problem_id) AS s
JOIN need AS n ON n.project_id = s.keys[1]::int
JOIN resource AS r ON r.name = n.resource
GROUP BY n.resource, r.capacity ORDER BY n.resource;

\echo 'The run, kept as history:'
\x on
SELECT * FROM qshrink_history;
\x off
