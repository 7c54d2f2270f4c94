-- qshrink_mdkp
DELETE FROM qshrink_problem;
ALTER TABLE qshrink_problem ALTER COLUMN problem_id RESTART;
ALTER SEQUENCE qshrink_run_id_seq RESTART;

CREATE TEMP TABLE item (id int, profit numeric);
INSERT INTO item VALUES (7, 10), (8, 20.5), (9, 30);
CREATE TEMP TABLE need (resource text, item int, amount real);
INSERT INTO need VALUES ('time', 9, 3), ('money', 7, 1), ('time', 7, 1), ('time', 8, 1), ('money', 9, 0);
CREATE TEMP TABLE resource (name varchar(10), capacity bigint);
INSERT INTO resource VALUES ('money', 1), ('time', 4), ('space', 0);

SELECT qshrink_mdkp('knapsack', 'SELECT id, profit FROM item ORDER BY id', 'SELECT * FROM need', 'TABLE resource ORDER BY name');
SELECT problem_id, name, sense, n_variables, objective FROM qshrink_problem;
SELECT variable, keys FROM qshrink_variable ORDER BY 1;
SELECT constraint_id, label, variables, coefficients, sense, rhs FROM qshrink_constraint ORDER BY 1;

-- keys as ::text writes them; domains and losses are fine
CREATE DOMAIN pg_temp.percent AS numeric CHECK (VALUE <= 100);
SELECT qshrink_mdkp('types', $$VALUES (true, 1::pg_temp.percent), (false, -1)$$,
	$$VALUES ('x'::char(5), true, 2), ('x', false, 3)$$, $$VALUES ('x'::char(5), 4.5)$$);
SELECT keys FROM qshrink_variable WHERE problem_id = 2 ORDER BY variable;
SELECT label, variables, coefficients, rhs FROM qshrink_constraint WHERE problem_id = 2;
SELECT qshrink_mdkp('no limits', 'VALUES (1, 1)', 'SELECT 1, 1, 1 WHERE false', 'SELECT 1, 1 WHERE false');

\set items '\'SELECT id, profit FROM item\''
\set weights '\'SELECT * FROM need\''
\set capacities '\'SELECT * FROM resource\''
SELECT qshrink_mdkp('x', :items, $$VALUES ('time', 10, 1)$$, :capacities);
SELECT qshrink_mdkp('x', :items, $$VALUES ('air', 7, 1)$$, :capacities);
SELECT qshrink_mdkp('x', :items, $$VALUES ('time', 7, 1), ('money', 7, 1), ('time', 7, 2)$$, :capacities);
SELECT qshrink_mdkp('x', :items, $$VALUES ('time', 7, -1)$$, :capacities);
SELECT qshrink_mdkp('x', :items, $$VALUES ('time', 7, NULL::int)$$, :capacities);
SELECT qshrink_mdkp('x', :items, $$VALUES ('time', 7, 'Infinity'::float8)$$, :capacities);
SELECT qshrink_mdkp('x', :items, $$VALUES ('time', 7, '1')$$, :capacities);
SELECT qshrink_mdkp('x', :items, $$VALUES ('time', 7)$$, :capacities);
SELECT qshrink_mdkp('x', 'VALUES (1, 2), (1, 3)', :weights, :capacities);
SELECT qshrink_mdkp('x', 'SELECT 1, 2 WHERE false', :weights, :capacities);
SELECT qshrink_mdkp('x', 'VALUES (NULL::int, 1)', :weights, :capacities);
SELECT qshrink_mdkp('x', :items, :weights, $$VALUES ('time', 1), ('time', 2)$$);
SELECT qshrink_mdkp('x', :items, :weights, $$VALUES ('time', -1)$$);
SELECT qshrink_mdkp(NULL, :items, :weights, :capacities);
SELECT qshrink_mdkp('x', :items, NULL, :capacities);

-- only one SELECT that only reads is run
SELECT qshrink_mdkp('x', 'DELETE FROM item RETURNING id, profit', :weights, :capacities);
SELECT qshrink_mdkp('x', 'WITH gone AS (DELETE FROM item RETURNING *) SELECT * FROM gone', :weights, :capacities);
SELECT qshrink_mdkp('x', 'SELECT id, profit FROM item FOR UPDATE', :weights, :capacities);
SELECT qshrink_mdkp('x', 'SELECT 1, 2; SELECT 3, 4', :weights, :capacities);
SELECT qshrink_mdkp('x', 'EXPLAIN SELECT 1', :weights, :capacities);
SELECT qshrink_mdkp('x', 'SELECT 1, 2 INTO TEMP made', :weights, :capacities);
SELECT qshrink_mdkp('x', '', :weights, :capacities);
SELECT qshrink_mdkp('x', 'COMMIT', :weights, :capacities);
SELECT qshrink_mdkp('x', 'SELECT id, profit FROM nowhere', :weights, :capacities);
SELECT qshrink_mdkp('x', 'SELECT id, 1 / (id - 8) FROM item', :weights, :capacities);
SELECT qshrink_mdkp('x', 'SELEC', :weights, :capacities);
SELECT count(*) AS items FROM item;
SELECT count(*) AS problems FROM qshrink_problem;
