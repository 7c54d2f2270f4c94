-- Rows of qshrink_variable by hand that name no variable of their problem are in nobody's
-- way.
\set ON_ERROR_STOP 1
BEGIN;
SELECT no_plan();

CREATE TEMP TABLE t_item AS SELECT 'i' || i AS name, i AS profit FROM generate_series(1, 4) AS i;
CREATE FUNCTION pg_temp.build(again boolean) RETURNS bigint LANGUAGE sql AS
	$$SELECT qshrink_mdkp('strays', 'SELECT name, profit FROM t_item', 'SELECT 1, name, 2 FROM t_item', 'SELECT 1, 5', again)$$;
SELECT pg_temp.build(false) AS id \gset
INSERT INTO qshrink_variable (problem_id, variable, keys) VALUES (:id, 4, '{stray}'), (:id, 6, '{far}');

SELECT is(changed, false, 'they are no change') FROM qshrink_refresh(:id);
SELECT is((SELECT count(*) FROM qshrink_variable WHERE problem_id = :id), 6::bigint, 'and stay');
INSERT INTO t_item VALUES ('new', 9);
SELECT is(r::text, '(t,1,0,1)', 'an item comes') FROM qshrink_refresh(:id) AS r;
SELECT is((SELECT keys FROM qshrink_variable WHERE problem_id = :id AND variable = 4), '{new}', 'under the number of a stray');
SELECT is(qshrink_add_variables(:id, 'VALUES (''mine'', 1), (''mine too'', 1)'), 2, 'and variables by hand');
SELECT is((SELECT keys FROM qshrink_variable WHERE problem_id = :id AND variable = 6), '{"mine too"}', 'likewise');
INSERT INTO qshrink_variable (problem_id, variable, keys) VALUES (:id, 7, '{stray}'), (:id, 5000, '{far}');
SELECT is(pg_temp.build(true), :id::bigint, 'built anew in place');
SELECT is((SELECT count(*) FROM qshrink_variable WHERE problem_id = :id), 5::bigint, 'nothing of before is left');

SELECT * FROM finish();
ROLLBACK;
