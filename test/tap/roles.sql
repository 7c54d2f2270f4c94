-- Ownership follows the role, not its name; ids come from the sequence.
\set ON_ERROR_STOP 1
BEGIN;
SELECT plan(51);

CREATE ROLE t_alice;
CREATE ROLE t_bob;
CREATE ROLE "t =Odd?";
CREATE ROLE "?t_mark";
CREATE FUNCTION pg_temp.as_role(role name, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	EXECUTE format('SET LOCAL ROLE %I', role);
	BEGIN
		EXECUTE statement INTO result;
	EXCEPTION WHEN OTHERS THEN
		result := sqlstate;
	END;
	RESET ROLE;
	RETURN result;
END $$;

-- ---------------------------------------------------------------------------
-- the type: text forms, casts, comparison
SELECT is('t_alice'::qshrink_role::text, 't_alice', 'a role is written as its name');
SELECT is('t_nobody'::qshrink_role::text, '?t_nobody', 'a name that means nobody is marked');
SELECT is('?t_alice'::qshrink_role::text, '?t_alice', 'and stays so where the role exists');
SELECT is('t =Odd?'::qshrink_role::text, 't =Odd?', 'marks count in front only');
SELECT is('=?t_mark'::qshrink_role::text, '=?t_mark', 'a name that begins with a mark is marked as a name');
SELECT is('?t_mark'::name::qshrink_role::text, '=?t_mark', 'a cast takes a name as it is');
SELECT is('=t_alice'::qshrink_role, 't_alice'::qshrink_role, 'that mark may always be there');
SELECT is('t_alice'::qshrink_role::name, 't_alice', 'name of a role');
SELECT is('=?t_mark'::qshrink_role::name, '?t_mark', 'without the mark');
SELECT is('t_alice'::qshrink_role::oid, 't_alice'::regrole::oid, 'oid of a role');
SELECT is('t_nobody'::qshrink_role::oid, 0::oid, 'and of nobody');
SELECT throws_ok($$SELECT ''::qshrink_role$$, '22P02', NULL, 'no name');
SELECT throws_ok($$SELECT '?'::qshrink_role$$, '22P02', NULL, 'no name after a mark');
SELECT throws_ok($$SELECT ''::name::qshrink_role$$, '42602', NULL, 'no name to cast');
SELECT is(repeat('é', 100)::qshrink_role::text, '?' || repeat('é', 31), 'a long name is cut where a character ends');
SELECT ok('t_alice'::qshrink_role = 't_alice', 'equal by name of a role');
SELECT ok(current_user::qshrink_role = current_user, 'comparable with current_user');
SELECT ok('t_alice'::qshrink_role <> 't_bob' AND NOT 't_alice'::qshrink_role = 't_nobody', 'not equal');
SELECT ok('t_nobody'::qshrink_role = '?t_nobody' AND 't_nobody'::qshrink_role <> '?t_other', 'nobodies by name');
SELECT is((SELECT count(*) FROM (SELECT DISTINCT r FROM unnest('{t_alice,t_bob,t_alice,?t_alice,t_nobody,?t_nobody}'::qshrink_role[]) AS r) AS d),
	4::bigint, 'DISTINCT');
SET LOCAL enable_sort = off;
SELECT is((SELECT count(*) FROM (SELECT r FROM unnest('{t_alice,t_bob,t_alice,?t_alice,t_nobody,?t_nobody}'::qshrink_role[]) AS r GROUP BY r) AS d),
	4::bigint, 'the same by hash');
RESET enable_sort;
SELECT ok((SELECT bool_and((a < b) = (qshrink_role_cmp(a, b) < 0) AND (a <= b) = NOT (b < a) AND (a > b) = (b < a) AND (a >= b) = (b <= a)
			AND (a = b) = (qshrink_role_cmp(a, b) = 0) AND (a <> b) = NOT (a = b)
			AND (a <> b OR qshrink_role_hash(a) = qshrink_role_hash(b) AND qshrink_role_hash_extended(a, 7) = qshrink_role_hash_extended(b, 7)))
		FROM unnest('{t_alice,t_bob,t =Odd?,=?t_mark,?t_alice,?t_bob,?a,?ab}'::qshrink_role[]) AS a,
			unnest('{t_alice,t_bob,t =Odd?,=?t_mark,?t_alice,?t_bob,?a,?ab}'::qshrink_role[]) AS b), 'one order');
CREATE TEMP TABLE t_sent AS SELECT unnest('{t_alice,?t_alice,t_nobody,=?t_mark,t =Odd?}'::qshrink_role[]) AS r;
SELECT is((SELECT array_agg(convert_from(qshrink_role_send(r), 'UTF8')) FROM t_sent), '{t_alice,?t_alice,?t_nobody,=?t_mark,"t =Odd?"}', 'the binary form is the text');

-- ---------------------------------------------------------------------------
-- rename, drop, reassign
SELECT pg_temp.as_role('t_alice', $$SELECT qshrink_mis('hers', 'VALUES (1, 2), (2, 3)')$$) AS hers \gset
SELECT pg_temp.as_role('t_alice', format('SELECT count(*) FROM qshrink_solve(%s, ''exact'')', :hers)) AS solved \gset
ALTER ROLE t_alice RENAME TO t_alicia;
SELECT is(pg_temp.as_role('t_alicia', 'SELECT count(*) FROM qshrink_problem'), '1', 'renamed, she keeps her problem');
SELECT is((SELECT owner::text FROM qshrink_problem WHERE problem_id = :hers), 't_alicia', 'which shows the new name');
CREATE ROLE t_alice;
SELECT is(pg_temp.as_role('t_alice', 'SELECT count(*) FROM qshrink_problem'), '0', 'a new role of the old name sees nothing');
SELECT is(pg_temp.as_role('t_alice', 'SELECT count(*) FROM qshrink_solution'), '0', 'nor solutions');
SELECT is(pg_temp.as_role('t_alicia', format('SELECT count(*) > 0 FROM qshrink_solve(%s, ''exact'')', :hers)), 'true', 'she goes on solving');
SELECT is((SELECT count(DISTINCT owner) FROM qshrink_run WHERE problem_id = :hers), 1::bigint, 'older and newer runs have one owner');
SELECT throws_ok($$SELECT qshrink_reassign('t_alicia', 't_nobody')$$, '42704', NULL, 'to a role that exists only');
SELECT throws_ok($$SELECT qshrink_reassign('t_nobody', 't_bob')$$, '42704', NULL, 'from somebody who owns something');
SELECT is(pg_temp.as_role('t_bob', $$SELECT qshrink_reassign('t_alicia', 't_bob')$$), '42501', 'not by everybody');
SELECT is(qshrink_reassign('t_bob', 't_alicia'), 0::bigint, 'nothing to hand over');
DROP ROLE t_alicia;
SELECT is((SELECT count(*) FROM qshrink_problem WHERE problem_id = :hers AND qshrink_may(owner)), 0::bigint, 'a role that is no more is nobody, for superusers too');
SELECT matches((SELECT owner::text FROM qshrink_problem WHERE problem_id = :hers), '^\?t_alic', 'its name is marked');
SELECT is(pg_temp.as_role('t_bob', 'SELECT count(*) FROM qshrink_problem'), '0', 'its rows are out of sight');
CREATE ROLE t_alicia;
SELECT is(pg_temp.as_role('t_alicia', 'SELECT count(*) FROM qshrink_problem'), '0', 'for a new role of that name too');
SELECT is(pg_temp.as_role('t_alice', $$SELECT qshrink_create('mine', '{}/1') > 0$$), 'true', 'the new role of the oldest name has a problem of its own');
SELECT is(qshrink_reassign('?t_alicia', 't_bob'), 1::bigint, 'handed over by the name it had');
SELECT is(pg_temp.as_role('t_bob', 'SELECT array_agg(name) FROM qshrink_problem'), '{hers}', 'to bob');
SELECT is(pg_temp.as_role('t_bob', format('SELECT count(*) FROM qshrink_run JOIN qshrink_solution USING (problem_id, owner, run_id) WHERE problem_id = %s', :hers)),
	(SELECT count(*)::text FROM qshrink_solution WHERE problem_id = :hers), 'with all that belongs to it');
SELECT is(pg_temp.as_role('t_alice', 'SELECT array_agg(name) FROM qshrink_problem'), '{mine}', 'and nothing else');
INSERT INTO qshrink_problem (owner, name, n_variables, objective) VALUES ('t_nobody', 'lost', 1, '{}/1');
CREATE ROLE t_nobody;
SELECT is(pg_temp.as_role('t_nobody', 'SELECT count(*) FROM qshrink_problem'), '0', 'a name that meant nobody is not bound later');
SELECT is(qshrink_reassign('t_nobody', 't_nobody'), 1::bigint, 'but can be handed over to the role of the same name');

-- ---------------------------------------------------------------------------
-- ids are the sequence's: nobody takes one ahead of it
SELECT is(pg_temp.as_role('t_bob', format($$INSERT INTO qshrink_problem (problem_id, name, n_variables, objective) VALUES (%s, 'x', 1, '{}/1') RETURNING name$$, id)), '42501',
		'bob does not choose ' || id)
	FROM unnest(ARRAY[1000000, 9223372036854775807, -1]) AS id;
SELECT is(pg_temp.as_role('t_bob', format($$UPDATE qshrink_problem SET problem_id = problem_id + 1000000 WHERE problem_id = %s RETURNING name$$, :hers)), '42501',
	'nor by an update');
SELECT is(pg_temp.as_role('t_bob', format($$INSERT INTO qshrink_run (problem_id, run_id, solver, status, n_variables) VALUES (%s, 1000000, 'x', 'not_found', 3) RETURNING solver$$, :hers)), '42501',
	'nor the number of a run');
SELECT is(pg_temp.as_role('t_bob', $$INSERT INTO qshrink_problem (name, n_variables, objective) VALUES ('plain', 1, '{}/1') RETURNING name$$), 'plain', 'plain inserts are numbered');
INSERT INTO qshrink_problem (problem_id, name, n_variables, objective)
	SELECT p.last_value + k, 'ahead ' || k, 1, '{}/1' FROM qshrink_problem_problem_id_seq AS p, unnest('{1,2,3,50}'::bigint[]) AS k;
SELECT is(pg_temp.as_role('t_bob', $$SELECT qshrink_create('after', '{}/1') - (SELECT max(problem_id) FROM qshrink_problem WHERE problem_id < currval('qshrink_problem_problem_id_seq')) > 0$$),
	'true', 'builders pass over ids that the owner of the tables took');

SELECT * FROM finish();
ROLLBACK;
