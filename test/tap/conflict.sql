-- Why a problem has no solution: qshrink_conflict.
\set ON_ERROR_STOP 1
BEGIN;
SELECT no_plan();
SET LOCAL client_min_messages = warning;

CREATE FUNCTION pg_temp.conflict(problem_id bigint) RETURNS text LANGUAGE sql AS
	$$SELECT string_agg(coalesce(label, 'implied') || CASE WHEN irreducible THEN '' ELSE '?' END, ', ' ORDER BY constraint_id) FROM qshrink_conflict(problem_id)$$;

-- the living example
CREATE TABLE dish (name text PRIMARY KEY, joy bigint);
INSERT INTO dish VALUES ('soup', 9), ('roast', 18), ('cake', 14), ('salad', 6);
CREATE TABLE takes (what text, dish text, amount numeric);
INSERT INTO takes VALUES ('hours', 'soup', 1), ('hours', 'roast', 3), ('hours', 'cake', 2), ('hours', 'salad', 0.5);
SELECT qshrink_mdkp('dinner', 'SELECT name, joy FROM dish', 'SELECT what, dish, amount FROM takes', $$VALUES ('hours', 4)$$) AS dinner \gset
SELECT is(pg_temp.conflict(:dinner), NULL, 'a problem with a solution has no conflict');
SELECT is(qshrink_constrain(:dinner, $$SELECT 'guests want', 'roast', 1, '>=', 1 UNION ALL SELECT 'and also', 'cake', 1, '>=', 1 UNION ALL SELECT 'no salad', 'salad', 1, '<=', 0$$), 3, 'wishes');
SELECT is(pg_temp.conflict(:dinner), 'hours, guests want, and also', 'which cannot all be met, and what is in the way');
SELECT is((SELECT count(*) FROM qshrink_conflict(:dinner) WHERE irreducible), 3::bigint, 'all of it is needed');
SELECT set_eq(format('SELECT constraint_id FROM qshrink_conflict(%s)', :dinner),
	format('SELECT constraint_id FROM qshrink_constraint WHERE problem_id = %s AND label <> ''no salad''', :dinner), 'constraints by id');
DELETE FROM qshrink_constraint WHERE label = 'and also';
SELECT is(pg_temp.conflict(:dinner), NULL, 'without one of them there is none');

-- a row alone, rows without terms
SELECT qshrink_create('empty rows', '{}/3', 'min', NULL) AS empty_rows \gset
INSERT INTO qshrink_constraint (problem_id, constraint_id, label, variables, sense, rhs) VALUES
	(:empty_rows, 1, 'fine', '{0,1}', '<=', 1), (:empty_rows, 2, 'nothing is one', '{}', '>=', 1), (:empty_rows, 3, NULL, '{0,1,2}', '>=', 1);
SELECT is(pg_temp.conflict(:empty_rows), 'nothing is one', 'a constraint without terms contradicts by itself');
UPDATE qshrink_constraint SET rhs = 0 WHERE problem_id = :empty_rows AND constraint_id = 2;
SELECT is(pg_temp.conflict(:empty_rows), NULL, 'or not');
INSERT INTO qshrink_constraint (problem_id, constraint_id, variables, sense, rhs) VALUES (:empty_rows, 4, '{0}', '=', 0), (:empty_rows, 5, '{1}', '=', 0), (:empty_rows, 6, '{2}', '=', 0);
SELECT is((SELECT array_agg(constraint_id ORDER BY 1) FROM qshrink_conflict(:empty_rows)), '{3,4,5,6}', 'constraints without labels');
SELECT qshrink_create('no rows', '{(0,0):1}/2') AS no_rows \gset
SELECT is(pg_temp.conflict(:no_rows), NULL, 'no constraints, no conflict');

-- decimals: exact
SELECT qshrink_create('decimals', '{}/2') AS decimals \gset
INSERT INTO qshrink_constraint (problem_id, constraint_id, label, variables, coefficients, sense, rhs) VALUES
	(:decimals, 1, 'a', '{0,1}', '{0.1,0.2}', '>=', 0.3), (:decimals, 2, 'b', '{0,1}', '{0.1,0.2}', '<=', 0.3);
SELECT is(pg_temp.conflict(:decimals), NULL, '0.1 + 0.2 is 0.3');
INSERT INTO qshrink_constraint (problem_id, constraint_id, label, variables, coefficients, sense, rhs) VALUES (:decimals, 3, 'c', '{0,1}', '{0.1,0.2}', '<=', 0.29999999999);
SELECT is(pg_temp.conflict(:decimals), 'a, c', 'and nothing less');

-- quadratic assignment: its own rows take part, and have no id
SELECT qshrink_qap('places', 'SELECT i, j, 1 FROM generate_series(1, 3) AS i, generate_series(1, 3) AS j', 'SELECT i, j, i + j FROM generate_series(1, 3) AS i, generate_series(1, 3) AS j') AS places \gset
SELECT is(pg_temp.conflict(:places), NULL, 'an assignment has a solution');
INSERT INTO qshrink_constraint (problem_id, constraint_id, label, variables, sense, rhs) VALUES (:places, 1, 'first at one', '{0}', '=', 1), (:places, 2, 'second at one', '{3}', '=', 1), (:places, 3, 'idle', '{8}', '<=', 1);
SELECT is((SELECT count(*) || ' ' || count(constraint_id) || ' ' || bool_and(irreducible) FROM qshrink_conflict(:places)), '3 2 true', 'two at one place');
SELECT is((SELECT count(*) FROM qshrink_conflict(:places) WHERE constraint_id IS NULL AND label IS NOT NULL), 1::bigint, 'against the row of that place, by name');

-- neither propagation nor the relaxation sees it: an odd circle, five things in four places
SELECT qshrink_create('circle', '{}/5', 'min', NULL) AS circle \gset
INSERT INTO qshrink_constraint (problem_id, constraint_id, label, variables, sense, rhs) SELECT :circle, i + 1, 'edge ' || i, ARRAY[i, (i + 1) % 5], '=', 1 FROM generate_series(0, 4) AS i;
SELECT is((SELECT count(*) || ' ' || bool_and(irreducible) FROM qshrink_conflict(:circle)), '5 true', 'an odd circle');
SELECT is((SELECT count(*) FROM qshrink_conflict(:circle, NULL)), 5::bigint, 'without a limit too');


-- ---------------------------------------------------------------------------
-- not decided is an error of its own
SELECT qshrink_create('hard', '{}/60', 'min', NULL) AS hard \gset
INSERT INTO qshrink_constraint (problem_id, constraint_id, label, variables, coefficients, sense, rhs)
	SELECT :hard, 1, 'market split', array_agg(i), array_agg((1000000007::bigint * (i + 3) * (i + 7) % 99991)::float8 * 2), '=', 1500001 FROM generate_series(0, 59) AS i;
INSERT INTO qshrink_constraint (problem_id, constraint_id, label, variables, coefficients, sense, rhs)
	SELECT :hard, 1 + k, 'split ' || k, array_agg(i), array_agg(((1000000007::bigint * (i + k) * (i + 7 * k) + i) % 9973)::float8), '=', 149999 FROM generate_series(0, 59) AS i, generate_series(1, 6) AS k GROUP BY k;
DELETE FROM qshrink_constraint WHERE problem_id = :hard AND constraint_id = 1;
SELECT throws_ok(format('SELECT * FROM qshrink_conflict(%s, ''300 ms'')', :hard), '02000', NULL, 'neither was shown in time');
SELECT throws_ok('SELECT * FROM qshrink_conflict(NULL)', '22004', NULL, 'a null');
SELECT throws_ok('SELECT * FROM qshrink_conflict(-1)', 'P0002', NULL, 'no such problem');
SELECT throws_ok(format('SELECT * FROM qshrink_conflict(%s, ''0'')', :dinner), '22023', NULL, 'no time at all');
SELECT throws_ok(format('SELECT * FROM qshrink_conflict(%s, ''-1 s'')', :dinner), '22023', NULL, 'less than none');

-- many rows: only those that matter
SELECT qshrink_create('many', '{}/300', 'min', NULL) AS many \gset
INSERT INTO qshrink_constraint (problem_id, constraint_id, label, variables, sense, rhs)
	SELECT :many, i, 'row ' || i, ARRAY[i % 297, i % 297 + 1, i % 297 + 2], '<=', 2 FROM generate_series(1, 3000) AS i;
INSERT INTO qshrink_constraint (problem_id, constraint_id, label, variables, sense, rhs) VALUES (:many, 5001, 'low', '{7,70,170}', '<=', 1), (:many, 5002, 'high', '{7,70,170,270}', '>=', 3);
SELECT is(pg_temp.conflict(:many), 'low, high', 'two of three thousand');

-- read only, on somebody else's problem
CREATE ROLE t_conflict;
SET LOCAL ROLE t_conflict;
SELECT throws_ok(format('SELECT * FROM qshrink_conflict(%s)', :many), 'P0002', NULL, 'not of others');
RESET ROLE;
SELECT qshrink_grant(:many, 't_conflict', 'read');
SET LOCAL ROLE t_conflict;
SELECT is((SELECT string_agg(label, ', ' ORDER BY constraint_id) FROM qshrink_conflict(:many)), 'low, high', 'but of what was shared');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
