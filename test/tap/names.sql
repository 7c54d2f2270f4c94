-- Names of problems: one for each owner, found, replaced in place, dropped.
\set ON_ERROR_STOP 1
BEGIN;
SELECT no_plan();
CREATE ROLE t_ann;
CREATE ROLE t_ben;
CREATE ROLE t_team;
CREATE ROLE t_both IN ROLE t_ann, t_ben;

-- every builder: a second time is an error with a hint, replace builds in place
CREATE TEMP TABLE t_builder (name text, call text, other text);
INSERT INTO t_builder VALUES
	('create', $$qshrink_create('b create', '{(0,0):1,(0,1):2}/2', keys => '{a,b}'%s)$$, $$qshrink_create('b create', '{(0,0):3}/1', 'max'%s)$$),
	('mdkp', $$qshrink_mdkp('b mdkp', 'VALUES (''a'', 5), (''b'', 3)', 'VALUES (1, ''a'', 2), (1, ''b'', 2)', 'VALUES (1, 3)'%s)$$,
		$$qshrink_mdkp('b mdkp', 'VALUES (''b'', 5), (''c'', 3), (''d'', 1)', 'VALUES (2, ''c'', 2), (1, ''b'', 2)', 'VALUES (2, 3), (1, 2)'%s)$$),
	('mis', $$qshrink_mis('b mis', 'VALUES (1, 2), (2, 3)'%s)$$, $$qshrink_mis('b mis', 'VALUES (3, 2), (2, 1), (1, 4)'%s)$$),
	('maxcut', $$qshrink_maxcut('b maxcut', 'VALUES (1, 2), (2, 3)'%s)$$, $$qshrink_maxcut('b maxcut', 'VALUES (3, 2, 5), (4, 2, 1)'%s)$$),
	('qap', $$qshrink_qap('b qap', 'VALUES (1, 2, 3)', 'VALUES (''x'', ''y'', 1)'%s)$$, $$qshrink_qap('b qap', 'VALUES (1, 2, 3), (2, 3, 1)', 'VALUES (''x'', ''y'', 1), (''y'', ''z'', 2)', 'VALUES (1, ''x'', 1)'%s)$$),
	('model', $$qshrink_create_from_model('b model', '{"sense": "min", "n": 2, "linear": [[0, 1]], "rows": [{"sense": "<=", "rhs": 1, "variables": [0, 1]}]}'%s)$$,
		$$qshrink_create_from_model('b model', '{"sense": "max", "n": 3, "linear": [[2, 1]], "rows": [{"label": "x", "sense": "<=", "rhs": 1, "variables": [0, 1]}, {"sense": ">=", "rhs": 1, "variables": [2]}]}'%s)$$),
	('import', $$(SELECT i.problem_id FROM qshrink_import('b import', E'p edge 3 2\ne 1 2\ne 2 3', 'dimacs'%s) AS i (problem_id))$$, $$(SELECT i.problem_id FROM qshrink_import('b import', E'p edge 4 3\ne 1 2\ne 2 4\ne 3 4', 'dimacs'%s) AS i (problem_id))$$);
CREATE FUNCTION pg_temp.number(call text) RETURNS bigint LANGUAGE plpgsql AS $$ DECLARE r bigint; BEGIN EXECUTE 'SELECT ' || call INTO r; RETURN r; END $$;
CREATE FUNCTION pg_temp.versions(id bigint) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(v, ',' ORDER BY v) FROM (SELECT 'p' || ctid AS v FROM qshrink_problem WHERE problem_id = id
		UNION ALL SELECT 'v' || ctid FROM qshrink_variable WHERE problem_id = id UNION ALL SELECT 'c' || ctid FROM qshrink_constraint WHERE problem_id = id) AS t $$;
CREATE TEMP TABLE t_made AS SELECT name, pg_temp.number(format(call, '')) AS id FROM t_builder;
SELECT throws_ok('SELECT ' || format(call, ''), '42710', format('problem "b %s" already exists', name), name || ': a second time') FROM t_builder;
ALTER TABLE t_made ADD versions text;
UPDATE t_made SET versions = pg_temp.versions(id);
SELECT is(pg_temp.number(format(call, ', replace => true')), id, name || ': replaced in place') FROM t_builder JOIN t_made USING (name);
SELECT is(pg_temp.versions(id), versions, name || ': the same again is not written') FROM t_made;
SELECT count(*) AS solved FROM t_made, qshrink_solve(id, 'auto', seed => 1, solutions => 1) \gset
CREATE TEMP TABLE t_fingerprint AS SELECT name, qshrink_fingerprint(id) AS before FROM t_made;
SELECT is(pg_temp.number(format(other, ', replace => true')), id, name || ': another in its place') FROM t_builder JOIN t_made USING (name);
CREATE TEMP TABLE t_anew AS SELECT name, pg_temp.number(replace(format(other, ''), '''b ', '''anew ')) AS id FROM t_builder;
SELECT is(qshrink_model(m.id) - 'name', qshrink_model(a.id) - 'name', name || ': as if built anew') FROM t_made AS m JOIN t_anew AS a USING (name);
SELECT is(qshrink_fingerprint(m.id), qshrink_fingerprint(a.id), name || ': to the fingerprint') FROM t_made AS m JOIN t_anew AS a USING (name);
SELECT is((SELECT count(*) FROM qshrink_history AS h WHERE h.problem_id = id AND model_changed), 1::bigint, name || ': history is kept') FROM t_made;
SELECT is(pg_temp.number(format(call, ', replace => true')), id, name || ': and back') FROM t_builder JOIN t_made USING (name);
SELECT is(qshrink_fingerprint(id), before, name || ': the model of before') FROM t_made JOIN t_fingerprint USING (name);
SELECT isnt_empty(format('SELECT 1 FROM qshrink_history WHERE problem_id = %s AND NOT model_changed', id), name || ': with its answers') FROM t_made;
SELECT is(pg_temp.number(replace(format(call, ', replace => true'), '''b ', '''first ')) > 0, true, name || ': replace where there is nothing to replace') FROM t_builder;

-- replacing loses what was added
SELECT qshrink_mis('added', 'VALUES (1, 2)') AS added \gset
SELECT qshrink_constrain(:added, 'VALUES (''one'', 1, 1, ''>='', 1)') AS rows, qshrink_add_variables(:added, 'VALUES (9)') AS variables \gset
SELECT is(qshrink_mis('added', 'VALUES (1, 2)', replace => true), :added::bigint, 'built anew');
SELECT is((SELECT count(*) FROM qshrink_constraint WHERE problem_id = :added), 1::bigint, 'without what was added');
SELECT is((SELECT count(*) FROM qshrink_variable WHERE problem_id = :added), 2::bigint, 'variables, too');
SELECT is((SELECT jsonb_array_length(source) FROM qshrink_problem WHERE problem_id = :added), 1, 'and sources');

-- names by role
SET ROLE t_ann;
SELECT qshrink_create('shared', '{}/1') AS ann \gset
SET ROLE t_ben;
SELECT qshrink_create('shared', '{}/2') AS ben, qshrink_create('his', '{}/3') AS his \gset
SELECT is(qshrink_id('shared'), :ben::bigint, 'his own');
SELECT is(qshrink_create('shared', '{}/4', replace => true), :ben::bigint, 'replaces his own');
SET ROLE t_both;
SELECT is(qshrink_id('his'), :his::bigint, 'the only one');
SELECT throws_ok($$SELECT qshrink_id('shared')$$, '21000', 'several roles have a problem "shared"', 'one of two');
SELECT qshrink_create('shared', '{}/5') AS both \gset
SELECT is(qshrink_id('shared'), :both::bigint, 'their own of three');
SELECT throws_ok($$SELECT qshrink_id('b mis')$$, 'P0002', 'problem "b mis" does not exist', 'another''s');
RESET ROLE;
SELECT throws_ok($$SELECT qshrink_id(NULL)$$, '22004', NULL, 'no name');
SELECT throws_ok($$SELECT qshrink_id('')$$, 'P0002', NULL, 'an empty one');
CREATE TEMP TABLE t_named AS SELECT qshrink_create(n, '{}/1') AS problem_id, n AS name FROM unnest(ARRAY['', ' ', E'a\nb', '"', '''; DROP TABLE x', E'\u00e9', 'É', 'x ', 'X', '%s', repeat('n', 1000)]) AS n;
SELECT is(qshrink_id(name), problem_id, 'found: ' || name) FROM t_named;
SELECT throws_ok(format($$SELECT qshrink_create(%L, '{}/1')$$, repeat('n', 1001)), '54000', NULL, 'a name too long');
SELECT throws_ok($$UPDATE qshrink_problem SET name = 'b mdkp' WHERE name = 'b mis'$$, '23505', NULL, 'nor by hand');

-- unnamed imports
CREATE TEMP TABLE t_unnamed AS SELECT i.problem_id FROM generate_series(1, 2) AS k, LATERAL qshrink_import(NULL, format(E'p edge %s 1\ne 1 2\n', k + 1), 'dimacs') AS i (problem_id);
SELECT is((SELECT name FROM qshrink_problem WHERE problem_id = u.problem_id), 'problem ' || u.problem_id, 'called by its number') FROM t_unnamed AS u;
SELECT is((SELECT count(DISTINCT problem_id) FROM t_unnamed), 2::bigint, 'each');
CREATE TEMP TABLE t_several AS SELECT i.problem_id FROM qshrink_import('both', E'2\n2 1 0\n1 2\n1 1\n1\n2 1 0\n3 4\n1 1\n1\n', 'orlib-mknap') AS i (problem_id);
SELECT bag_eq('SELECT name FROM qshrink_problem JOIN t_several USING (problem_id)', ARRAY['both 1', 'both 2'], 'several in a file');

-- dropping
SELECT qshrink_drop(:added);
SELECT is_empty(format('SELECT 1 FROM qshrink_constraint WHERE problem_id = %1$s UNION ALL SELECT 1 FROM qshrink_run WHERE problem_id = %1$s', :added), 'dropped with all it had');
SELECT throws_ok(format('SELECT qshrink_drop(%s)', :added), 'P0002', NULL, 'once');
SET ROLE t_ann;
SELECT throws_ok(format('SELECT qshrink_drop(%s)', :ben), 'P0002', NULL, 'not another''s');
SET ROLE t_both;
SELECT lives_ok(format('SELECT qshrink_drop(%s)', :ben), 'but a member''s');
RESET ROLE;

-- handing over where names clash
SET ROLE t_ben;
SELECT qshrink_create('shared', '{}/2') AS ben \gset
RESET ROLE;
SELECT is(qshrink_reassign('t_ben', 't_ann'), 2::bigint, 'handed over');
SELECT is((SELECT name FROM qshrink_problem WHERE problem_id = :ben), format('shared (problem %s)', :ben), 'told apart by its number');
SELECT is((SELECT name FROM qshrink_problem WHERE problem_id = :ann), 'shared', 'who had it keeps it');

SELECT * FROM finish();
ROLLBACK;
