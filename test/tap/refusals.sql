-- What is refused, in the same words everywhere and before anything is computed:
-- nulls, writing where nothing can be written, and a start or fixed that is no such
-- thing.  Functions come from the catalogue, so that a new one cannot be forgotten.
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

CREATE TEMP TABLE t_function AS
	SELECT p.oid, p.proname::text AS name, p.provolatile, p.prokind, p.proisstrict, p.pronargs - p.pronargdefaults AS required, p.pronargs,
		array_position(p.proargnames, 'problem_id') AS problem_at,
		coalesce(p.proargnames, '{}') AS names,
		(SELECT array_agg(t.type::regtype::text ORDER BY t.position) FROM unnest(p.proargtypes) WITH ORDINALITY AS t (type, position)) AS types
	FROM pg_proc AS p JOIN pg_depend AS d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
		AND d.refclassid = 'pg_extension'::regclass
		JOIN pg_extension AS e ON e.oid = d.refobjid AND e.extname = 'qshrink';

-- ---------------------------------------------------------------------------
-- a null problem_id is one error in every function that takes one
CREATE FUNCTION pg_temp.call(f t_function, filled integer) RETURNS text LANGUAGE sql AS $$
	SELECT format('SELECT * FROM %I(%s)', f.name, string_agg(CASE WHEN k = filled THEN 'NULL::' || f.types[k]
		ELSE CASE f.types[k] WHEN 'bigint' THEN '1' WHEN 'integer' THEN '1' WHEN 'jsonb' THEN '''{"0x0": 1}''' WHEN 'bit varying' THEN '''1''' WHEN 'name' THEN 'current_user' WHEN 'qshrink_answer_record' THEN 'qshrink_solve_qubo(''{(0,0):-1}/1'', 1)'
			ELSE CASE f.names[k] WHEN 'privilege' THEN '''read''' WHEN 'format' THEN '''lp''' ELSE '''SELECT 1''' END END || '::' || f.types[k] END, ', ' ORDER BY k))
	FROM generate_series(1, greatest(f.required, filled)) AS k
$$;
-- qshrink_may... judge rows for row-level security: to a null they say no
CREATE FUNCTION pg_temp.takes_problem(f t_function) RETURNS boolean LANGUAGE sql AS $$ SELECT f.problem_at BETWEEN 1 AND f.pronargs AND f.name !~ '^qshrink_may' $$;
SELECT cmp_ok((SELECT count(*) FROM t_function AS f WHERE pg_temp.takes_problem(f)), '>=', 13::bigint, 'functions that take a problem_id are found');
SELECT is_empty($$SELECT f.name, pg_temp.failure(pg_temp.call(f, f.problem_at)) FROM t_function AS f WHERE pg_temp.takes_problem(f)
	AND pg_temp.failure(pg_temp.call(f, f.problem_at)) <> '22004 problem_id must not be null'$$, 'a null problem_id is the same error in each');
SELECT is_empty($$SELECT f.name, f.names[k], pg_temp.failure(pg_temp.call(f, k)) FROM t_function AS f, generate_series(1, 20) AS k
	WHERE pg_temp.takes_problem(f) AND k <= f.required AND f.names[k] NOT IN ('problem_id', 'round')
	AND pg_temp.failure(pg_temp.call(f, k)) <> format('22004 %s must not be null', f.names[k])$$, 'so is a null in any argument that has no default');
SELECT is_empty($$SELECT f.name FROM t_function AS f WHERE pg_temp.takes_problem(f) AND f.proisstrict$$, 'none of them answers a null by nothing');
SELECT is_empty($$SELECT f.name, pg_temp.failure(pg_temp.call(f, 0)) FROM t_function AS f WHERE pg_temp.takes_problem(f)
	AND pg_temp.failure(regexp_replace(pg_temp.call(f, 0), '\(.*?::bigint', '(-5::bigint')) NOT LIKE 'P0002 %-5 does not exist%'$$, 'a problem that is not there is one error, too');

-- an argument with a default takes a null for it
SELECT qshrink_mdkp('pack', 'VALUES (''tent'', 10), (''rope'', 9), (''stove'', 4)', 'VALUES (''w'', ''tent'', 6), (''w'', ''rope'', 5), (''w'', ''stove'', 3)', 'VALUES (''w'', 11)') AS pack \gset
SELECT set_eq(format('SELECT * FROM qshrink_correlations(%s, NULL, NULL)', :pack), format('SELECT * FROM qshrink_correlations(%s)', :pack), 'correlations');
SELECT is(qshrink_encode(:pack, NULL), qshrink_encode(:pack), 'encode');
SELECT is(qshrink_bound(:pack, NULL), qshrink_bound(:pack), 'bound');
SELECT is((SELECT r FROM qshrink_repair(:pack, '111', NULL) AS r), (SELECT r FROM qshrink_repair(:pack, '111') AS r), 'repair');

-- ---------------------------------------------------------------------------
-- read-only transactions: every volatile function either writes, and says at once
-- that it cannot, or works, as those that only read do
CREATE TEMP TABLE t_writer (name text, call text);
INSERT INTO t_writer VALUES
	('qshrink_create', 'qshrink_create(''x'', ''{}/1'')'),
	('qshrink_mdkp', 'qshrink_mdkp(''x'', ''SELECT 1/0'', ''SELECT 1/0'', ''SELECT 1/0'')'),
	('qshrink_define', 'qshrink_define(''x'', ''SELECT 1/0'', ''SELECT 1/0'')'),
	('qshrink_pareto', 'qshrink_pareto(%s, ''w'')'),
	('qshrink_mis', 'qshrink_mis(''x'', ''SELECT 1/0'')'),
	('qshrink_qap', 'qshrink_qap(''x'', ''SELECT 1/0'', ''SELECT 1/0'')'),
	('qshrink_maxcut', 'qshrink_maxcut(''x'', ''SELECT 1/0'')'),
	('qshrink_constrain', 'qshrink_constrain(%s, ''SELECT 1/0'')'),
	('qshrink_create_from_model', 'qshrink_create_from_model(''x'', ''{}'')'),
	('qshrink_import', 'qshrink_import(''x'', ''nonsense'')'),
	('qshrink_import_counts', 'qshrink_import_counts(%s, 1, 1, ''{}'')'),
	('qshrink_reassign', 'qshrink_reassign(''nobody'', ''nobody'')'),
	('qshrink_grant', 'qshrink_grant(%s, current_user, ''read'')'),
	('qshrink_revoke', 'qshrink_revoke(%s, current_user)'),
	('qshrink_grant_all', 'qshrink_grant_all(current_user)'),
	('qshrink_revoke_all', 'qshrink_revoke_all(current_user)'),
	('qshrink_drop', 'qshrink_drop(%s)'),
	('qshrink_refresh', 'qshrink_refresh(%s)'),
	('qshrink_unconstrain', 'qshrink_unconstrain(%s, ''w'')'),
	('qshrink_objective', 'qshrink_objective(%s, ''SELECT 1/0'')'),
	('qshrink_add_variables', 'qshrink_add_variables(%s, ''SELECT 1/0'')'),
	('qshrink_remove_variables', 'qshrink_remove_variables(%s, ''SELECT 1/0'')'),
	('qshrink_store_answer', 'qshrink_store_answer(%s, qshrink_solve_qubo(''{(0,0):-1}/3'', 1))'),
	('qshrink_submit', 'qshrink_submit(%s)'),
	('qshrink_experiment', 'qshrink_experiment(''x'', ARRAY[%s])'),
	('qshrink_claim', 'qshrink_claim()'),
	('qshrink_renew', 'qshrink_renew(1, 1)'),
	('qshrink_finish', 'qshrink_finish(1, 1, qshrink_solve_model(qshrink_model(%s), 1))'),
	('qshrink_fail', 'qshrink_fail(1, 1, ''22000'', ''x'')'),
	('qshrink_cancel', 'qshrink_cancel(1)'),
	('qshrink_retry', 'qshrink_retry(1)'),
	('qshrink_number_node', 'qshrink_number_node(1)'),
	('qshrink_distribute', 'qshrink_distribute(''nowhere'')'),
	('qshrink_solve', 'qshrink_solve(%s)');
CREATE TEMP TABLE t_reader (name text, call text);
INSERT INTO t_reader VALUES
	('qshrink_correlations', 'qshrink_correlations(%s)'),
	('qshrink_shrink', 'qshrink_shrink(%s, 2)'),
	('qshrink_encode', 'qshrink_encode(%s)'),
	('qshrink_repair', 'qshrink_repair(%s, ''111'')'),
	('qshrink_bound', 'qshrink_bound(%s)'),
	('qshrink_selection', 'qshrink_selection(%s)'),
	('qshrink_answer', 'qshrink_answer(%s)'),
	('qshrink_activity', 'qshrink_activity(%s)'),
	('qshrink_stop', 'qshrink_stop(pg_backend_pid())'),
	('qshrink_task_is_held', 'qshrink_task_is_held(1, 1)'),
	('qubo_sample_angles', 'qubo_sample_angles(''{(0,0):1}/2'', ''uniform'')'),
	('qubo_sample', 'qubo_sample(''{(0,0):1}/2'', ''uniform'')');
SELECT is_empty($$SELECT DISTINCT name FROM t_function WHERE provolatile = 'v' AND prokind = 'f'
	EXCEPT (SELECT name FROM t_writer UNION SELECT name FROM t_reader)$$, 'every volatile function is known as a writer or a reader');
SELECT count(*) AS solved FROM qshrink_solve(:pack, 'auto', seed => 1) \gset
SAVEPOINT before_reading;
SET TRANSACTION READ ONLY;
SELECT is(pg_temp.failure('SELECT * FROM ' || format(call, :pack)), format('25006 cannot execute %s() in a read-only transaction', name), name || ' refuses') FROM t_writer;
SELECT is(pg_temp.failure('SELECT * FROM ' || format(call, :pack)), 'none', name || ' works') FROM t_reader;
-- what the hint of qshrink_solve says
SELECT ok(bool_or(r.feasible AND r.objective = 19), 'a solve without a record, read-only')
	FROM qubo_sample(qshrink_encode(:pack, 'dual'), 'sa', seed => 1) AS s, LATERAL qshrink_repair(:pack, s.assignment) AS r;
ROLLBACK TO before_reading;
CREATE TEMP TABLE t_kind (id bigint);
INSERT INTO t_kind VALUES (:pack), (qshrink_mis('graph', 'VALUES (1, 2), (2, 3), (3, 4)')), (qshrink_maxcut('cut', 'VALUES (1, 2), (2, 3), (3, 1)')),
	(qshrink_qap('assignment', 'VALUES (1, 2, 3), (2, 3, 1)', 'VALUES (1, 2, 4), (2, 3, 2)')), (qshrink_create('general', '{(0,0):-1,(0,1):2,(2,2):-3}/4'));
SELECT is_empty($$SELECT id FROM t_kind WHERE NOT EXISTS (SELECT FROM qubo_sample(qshrink_encode(id, 'dual'), 'sa', seed => 1) AS s, LATERAL qshrink_repair(id, s.assignment) AS r WHERE r.feasible)$$,
	'and so for every kind');

-- ---------------------------------------------------------------------------
-- start and fixed
CREATE FUNCTION pg_temp.solve(arguments text) RETURNS text LANGUAGE sql AS $$
	SELECT pg_temp.failure(format('SELECT * FROM qshrink_solve(%s, ''auto'', seed => 1, %s)', (SELECT problem_id FROM qshrink_problem WHERE name = 'pack'), arguments))
$$;
CREATE TEMP TABLE t_given (fixed jsonb, start bit varying);
INSERT INTO t_given VALUES (NULL, NULL);
SELECT is(pg_temp.solve('fixed => (SELECT fixed FROM t_given)'), '22004 fixed is null', 'a sub-select that gives null');
SELECT is(pg_temp.solve('fixed => (SELECT fixed FROM t_given WHERE false)'), '22004 fixed is null', 'a sub-select without a row');
SELECT is(pg_temp.solve('start => (SELECT start FROM t_given)'), '22004 start is null', 'a start that came out null');
SELECT is(pg_temp.solve('fixed => (SELECT jsonb_object_agg(''tent'', 1) FROM t_given WHERE false)'), '22004 fixed is null', 'an aggregate of no row');
SELECT is(pg_temp.failure(format('SELECT s.* FROM t_given AS g, LATERAL qshrink_solve(%s, fixed => g.fixed) AS s', :pack)), '22004 fixed is null', 'a null column');
SELECT is(pg_temp.failure(format('SELECT qshrink_solve(%s, start => g.start) FROM t_given AS g', :pack)), '22004 start is null', 'a null column in a select list');
SELECT is(pg_temp.failure(format('SELECT qshrink_solve(%s, fixed => jsonb_object_agg(g.start, 1) FILTER (WHERE false)) FROM t_given AS g', :pack)), '22004 fixed is null', 'an aggregate in a select list');
SELECT is(pg_temp.solve('fixed => current_setting(''no.such'', true)::jsonb'), '22004 fixed is null', 'a setting that is not there');
SELECT is(pg_temp.solve('fixed => NULL, start => NULL'), 'none', 'a null that was written says none');
SELECT is(pg_temp.solve('fixed => NULL::jsonb, start => NULL::bit(3)::bit varying'), 'none', 'with a cast, too');
-- a parameter says what its caller said, whatever the plan
SELECT format('PREPARE parameters (jsonb, bit varying) AS SELECT count(*) FROM qshrink_solve(%s, ''auto'', seed => 1, solutions => 1, fixed => $1, start => $2)', :pack) AS prepare \gset
:prepare;
SET LOCAL plan_cache_mode = force_custom_plan;
SELECT is(pg_temp.failure('EXECUTE parameters (NULL, NULL)'), 'none', 'a null parameter says none');
SET LOCAL plan_cache_mode = force_generic_plan;
SELECT is(pg_temp.failure('EXECUTE parameters (NULL, NULL)'), 'none', 'in a generic plan, too');
SELECT is(pg_temp.failure('EXECUTE parameters (''{"tent": 0}'', ''111'')'), 'none', 'and values are taken');
RESET plan_cache_mode;

SELECT is(pg_temp.solve('fixed => ''null'''), '22023 fixed must be a JSON object or array', 'a JSON null');
SELECT is(pg_temp.solve('fixed => ''{}'''), '22023 fixed is empty', 'an empty object');
SELECT is(pg_temp.solve('fixed => ''[]'''), '22023 fixed is empty', 'an empty array');
SELECT is(pg_temp.solve('fixed => ''7'''), '22023 fixed must be a JSON object or array', 'a number');
SELECT is(pg_temp.solve('fixed => ''{"tnet": 1}'''), format('22023 fixed names "tnet", which is no variable of problem %s', :pack), 'an unknown key');
SELECT is(pg_temp.solve(format('fixed => ''{%s: 1}''', to_json(key))), format('22023 fixed names "%s", which is no variable of problem %s', key, :pack), 'unknown: ' || key)
	FROM unnest(ARRAY['3', '-1', '', ' ', '1.0', '0x1', '99999999999999999999', 'Tent', '{tent}', '+1']) AS key;
SELECT is(pg_temp.solve(format('fixed => ''{"rope": %s}''', value)), format('22023 fixed gives "rope" the value %s', value), 'no value: ' || value)
	FROM unnest(ARRAY['2', '-1', '0.5', 'null', '"1"', '[1]', '{"a": 1}', '10000000000']) AS value;
SELECT is(pg_temp.solve('fixed => ''{"tent": 1, "0": 0}'''), '22023 fixed gives variable 0 both values, the second time as "tent"', 'a variable fixed to both');
SELECT is(pg_temp.solve('fixed => ''[{"variable": 9, "value": 1}]'''), format('22023 fixed names variable 9, which is no variable of problem %s', :pack), 'an unknown number');
SELECT is(pg_temp.solve('fixed => ''[{"variable": 1.5, "value": 1}]'''), format('22023 fixed names variable 1.5, which is no variable of problem %s', :pack), 'no number');
SELECT is(pg_temp.solve('fixed => ''[{"keys": ["a", "b"], "value": 1}]'''), format('22023 fixed names ["a", "b"], which is no variable of problem %s', :pack), 'unknown keys');
SELECT is(pg_temp.solve('fixed => ''[{"variable": 0, "keys": "rope", "value": 1}]'''), format('22023 fixed has the element {"keys": "rope", "value": 1, "variable": 0}, but variable 0 of problem %s has another key', :pack), 'number and key that disagree');
SELECT is(pg_temp.solve('fixed => ''[{"variable": 0}]'''), '22023 fixed has the element {"variable": 0} without a variable or a value', 'no value');
SELECT is(pg_temp.solve('fixed => ''[{"value": 0}]'''), '22023 fixed has the element {"value": 0} without a variable or a value', 'no variable');

SELECT ok(pg_temp.solve('fixed => ''{"rope": 1e400}''') LIKE '22023 fixed gives "rope" the value 1000%', 'a number that no float8 holds');

-- the same variables by every name there is
CREATE TEMP TABLE t_name (what text, id bigint, fixed jsonb, recorded jsonb);
SELECT qshrink_mis('path', 'VALUES (1, 2), (2, 3)') AS path \gset
SELECT qshrink_qap('pairs', 'VALUES (''f'', ''g'', 1)', 'VALUES (''l'', ''m'', 1)') AS assignment \gset
SELECT qshrink_create('bare', '{(0,0):1,(1,1):2}/3', 'max') AS bare \gset
INSERT INTO t_name SELECT 'by key, by number, mixed', :pack, f, '[{"keys": ["tent"], "value": 0, "variable": 0}, {"keys": ["stove"], "value": 1, "variable": 2}]'
	FROM unnest(ARRAY['{"tent": 0, "stove": 1}', '{"0": 0, "2": 1}', '{"tent": false, "2": true}',
		'[{"variable": 0, "value": 0}, {"keys": ["stove"], "value": 1}]', '[{"keys": "tent", "value": false, "variable": 0}, {"variable": 2, "keys": null, "value": 1}]']::jsonb[]) AS f;
INSERT INTO t_name VALUES
	('where keys are integers, an integer is a key', :path, '{"2": 1}', '[{"keys": ["2"], "value": 1, "variable": 1}]'),
	('a number is written out there', :path, '[{"variable": 1, "value": 1}]', '[{"keys": ["2"], "value": 1, "variable": 1}]'),
	('keys of several parts', :assignment, '[{"keys": ["f", "m"], "value": 1}]', '[{"keys": ["f", "m"], "value": 1, "variable": 1}]'),
	('no keys', :bare, '{"1": 0}', '[{"keys": null, "value": 0, "variable": 1}]');
CREATE TEMP TABLE t_named AS
	SELECT n.*, s.run_id, s.assignment FROM t_name AS n, LATERAL qshrink_solve(n.id, 'auto', seed => 1, solutions => 1, fixed => n.fixed) AS s;
SELECT is(r.fixed, n.recorded, n.what || ': ' || n.fixed::text) FROM t_named AS n JOIN qshrink_run AS r USING (run_id);
SELECT is_empty($$SELECT * FROM t_named, jsonb_array_elements(recorded) AS e WHERE get_bit(assignment, (e ->> 'variable')::int) <> (e ->> 'value')::int$$, 'and so it is in the answers');
SELECT is(pg_temp.failure(format('SELECT * FROM qshrink_solve(%s, fixed => ''{"0": 1}'')', :path)), format('22023 fixed names "0", which is no variable of problem %s', :path), 'a number where keys are integers');
UPDATE qshrink_variable SET keys = '{twin}' WHERE problem_id = :assignment AND variable IN (2, 3);
SELECT is(pg_temp.failure(format('SELECT * FROM qshrink_solve(%s, fixed => ''{"twin": 1}'')', :assignment)),
	format('22023 fixed names "twin", which is the key of several variables of problem %s', :assignment), 'a key of two variables');

-- ---------------------------------------------------------------------------
-- a correlation whose relaxation would be too large
SELECT qshrink_maxcut('complete', 'SELECT i, j FROM generate_series(0, 209) AS i, generate_series(0, 209) AS j WHERE i < j') AS complete \gset
SELECT is(pg_temp.failure(format(call, :complete)), format('0A000 correlation "lp" does not apply to problem %s', :complete), 'no rows: ' || call)
	FROM unnest(ARRAY['SELECT * FROM qshrink_solve(%s, correlation => ''lp'')', 'SELECT * FROM qshrink_correlations(%s, ''lp'')', 'SELECT * FROM qshrink_shrink(%s, 3, ''lp'')']) AS call;
SELECT is((SELECT count(*) FROM qshrink_run WHERE problem_id = :complete), 0::bigint, 'and nothing is recorded');

SELECT * FROM finish();
ROLLBACK;
