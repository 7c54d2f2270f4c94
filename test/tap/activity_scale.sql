-- The rows of an answer come whatever the relaxation of the model would take.
\set ON_ERROR_STOP 1
BEGIN;
SELECT no_plan();
SET LOCAL statement_timeout = '100 s';
SET LOCAL client_min_messages = warning;

CREATE TEMP TABLE t_edge AS SELECT i AS a, 1 + (i * 7919 + 13) % 100000 AS b FROM generate_series(1, 100000) AS i WHERE i <> 1 + (i * 7919 + 13) % 100000;
SELECT qshrink_mis('t activity', 'SELECT * FROM t_edge', 'SELECT i, 1 + i * 7919 % 100 FROM generate_series(1, 100000) AS i') AS big \gset
SELECT run_id AS run FROM qshrink_solve(:big, 'none', rounds => 1, time_limit => '2 s', solutions => 1, seed => 1) \gset
SELECT is((SELECT count(*) FROM qshrink_activity(:big, :run) WHERE slack >= 0), (SELECT count(*) FROM qshrink_constraint WHERE problem_id = :big), 'the rows of a problem of 100,000 edges');

SELECT * FROM finish();
ROLLBACK;
