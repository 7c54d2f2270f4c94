#!/usr/bin/env perl
# Whoever owns the tables can change them.  Each column of each table is given other
# types, dropped, dropped and made anew, renamed, and allowed nulls; every function
# and view of the extension then works or says what is wrong with which column.
use strict;
use warnings;
use File::Basename qw(dirname);
use Test::More;

# The check is in the function that names a table.
foreach my $source (glob(dirname($0) . '/../../src/backend/*.c'))
{
	open(my $handle, '<', $source) or die "$source: $!";
	local $/;
	unlike(scalar(<$handle>), qr/%s\.qshrink_|(?:FROM|INTO|UPDATE|JOIN) qshrink_/, "$source names tables by qshrink_table");
}

sub psql
{
	my ($database, $role, $sql) = @_;
	my $pid = open(my $handle, '-|') // die $!;
	if ($pid == 0)
	{
		open(STDERR, '>&', \*STDOUT) or die $!;
		exec('psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-U', $role, '-d', $database, '-c', $sql) or exit 127;
	}
	local $/;
	my $out = <$handle> // '';
	close($handle);
	$out =~ s{\n\z}{};
	return ($? >> 8, $out);
}

sub value
{
	my ($status, $out) = psql(@_);
	die "$_[2]: $out" if $status;
	return $out;
}

my $owner = 't_types_owner';
my $database = 't_types';
value('postgres', 'postgres', "DROP DATABASE IF EXISTS $database");
value('postgres', 'postgres', "DROP ROLE IF EXISTS $owner");
value('postgres', 'postgres', "CREATE ROLE $owner LOGIN NOSUPERUSER");
value('postgres', 'postgres', "CREATE DATABASE $database OWNER $owner");
value($database, $owner, 'CREATE SCHEMA AUTHORIZATION CURRENT_USER; SET client_min_messages = warning; CREATE EXTENSION qshrink');

# ---------------------------------------------------------------------------
# problems of each shape with runs, and what to call: each function of the
# extension, with arguments by name and type
value($database, $owner, <<'SQL');
SELECT qshrink_create('general', (SELECT qubo_agg(i, j, (i * 31 + j * 17) % 19 - 9) FROM generate_series(0, 7) AS i, generate_series(0, 7) AS j WHERE i <= j),
	keys => '{a,b,c,d,e,f,g,h}');
SELECT qshrink_constrain(1, $$SELECT 'five', k, 1, '<=', 5 FROM unnest('{a,b,c,d,e,f,g,h}'::text[]) AS k$$);
SELECT qshrink_qap('assignment', 'VALUES (1, 2, 1), (2, 3, 2)', 'VALUES (1, 2, 3), (2, 3, 1)');
SELECT count(*) FROM qshrink_solve(1, 'qaoa', rounds => 1, shots => 20, layers => 1, seed => 1, max_qubits => 4, options => '{"presolve": false, "proof": false, "log": "all", "keep_shots": 5}');
SELECT count(*) FROM qshrink_solve(2, 'sa', rounds => 1, seed => 1, options => '{"keep_shots": 5, "proof": false, "presolve": false}');

CREATE TABLE t_argument (name text, type regtype, value text);
INSERT INTO t_argument VALUES
	('problem_id', 'bigint', '1'), ('problem_id', 'bigint', '2'), ('run_id', 'bigint', 'NULL'),
	('round', 'integer', 'NULL'), ('solver', 'text', quote_literal('exact')), ('rounds', 'integer', '1'),
	('edges', 'text', quote_literal('VALUES (1, 2), (2, 3)')), ('nodes', 'text', 'NULL'), ('costs', 'text', 'NULL'),
	('items', 'text', quote_literal('VALUES (1, 5), (2, 3)')), ('weights', 'text', quote_literal('VALUES (1, 1, 2), (1, 2, 2)')),
	('capacities', 'text', quote_literal('VALUES (1, 3)')), ('flows', 'text', quote_literal('VALUES (1, 2, 1)')),
	('distances', 'text', quote_literal('VALUES (1, 2, 1)')), ('rows', 'text', quote_literal('VALUES (''c'', 1, 1, ''<='', 1)')),
	('sense', 'text', quote_literal('min')), ('keys', 'text[]', 'NULL'), ('content', 'text', quote_literal('p edge 2 1' || chr(10) || 'e 1 2')),
	('format', 'text', quote_literal('dimacs')), ('counts', 'jsonb', quote_literal('{"0101": 3}')), ('bit_order', 'text', quote_literal('right')),
	('model', 'jsonb', quote_literal('{"sense": "min", "n": 2, "linear": [[0, 1]]}')), ('assignment', 'bit varying', quote_literal('10100000')),
	('objective', 'text', quote_literal('VALUES (1, 2, 3)')), ('variables', 'text', quote_literal('VALUES (''new'', 1)')), ('label', 'text', quote_literal('five')),
	('points', 'integer', '1'), ('constraints', 'text', quote_literal('VALUES (''c'', 1, 1, ''<='', 1, 2)')),
	('from', 'text', quote_literal('t_types_owner')), ('pid', 'integer', 'pg_backend_pid()'), ('role', 'name', quote_literal('t_types_owner')), ('privilege', 'text', quote_literal('read')), ('priority', 'integer', '0'), ('max_attempts', 'integer', '3'), ('lease', 'interval', quote_literal('1 minute')), ('sqlstate', 'text', quote_literal('22000')),
	('settings', 'jsonb', quote_literal('{}')), ('settings', 'jsonb[]', 'ARRAY[''{}''::jsonb]'), ('problems', 'bigint[]', quote_literal('{1}')), ('seeds', 'bigint[]', quote_literal('{1}')),
	('answer', 'qshrink_answer_record', '(SELECT answer FROM t_answer WHERE problem = 1)'), ('schema', 'name', quote_literal('t_types_copies')), ('to', 'name', quote_literal('t_types_owner'));
CREATE TABLE t_call AS
	SELECT p.oid::regprocedure::text || coalesce(' of problem ' || problem.value, '') AS name, p.oid AS function,
		format(CASE p.prokind WHEN 'f' THEN 'SELECT count(*) FROM %s.%I(%s) AS result' ELSE 'SELECT %s.%I(%s)' END,
			n.nspname, p.proname, string_agg(coalesce(a.value, CASE u.k WHEN 1 THEN problem.value END,
				CASE WHEN u.k > p.pronargs - p.pronargdefaults THEN 'NULL'
					WHEN u.type = ANY ('{text,name}'::regtype[]) THEN quote_literal('x')
					WHEN u.type = ANY ('{integer,bigint,float8}'::regtype[]) THEN '1'
					WHEN u.type::regtype::text ~ 'qubo$' THEN quote_literal('{(0,0):1}/2')
					ELSE 'NULL' END) || '::' || u.type::regtype, ', ' ORDER BY u.k)) AS statement
	FROM pg_depend d JOIN pg_proc p ON d.classid = 'pg_proc'::regclass AND p.oid = d.objid JOIN pg_namespace n ON n.oid = p.pronamespace
		CROSS JOIN LATERAL unnest(p.proargtypes::oid[]) WITH ORDINALITY AS u (type, k)
		LEFT JOIN t_argument problem ON problem.name = 'problem_id' AND p.proargnames[1] = 'problem_id'
		LEFT JOIN t_argument a ON a.name = p.proargnames[u.k] AND a.type = u.type AND a.name <> 'problem_id'
	WHERE d.refclassid = 'pg_extension'::regclass AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'qshrink') AND d.deptype = 'e'
		-- the pure form reads no table
		AND p.proname LIKE 'qshrink%' AND p.prokind = 'f' AND p.provolatile <> 'i' AND NOT 'internal'::regtype = ANY (p.proargtypes::oid[]) AND NOT 'cstring'::regtype = ANY (p.proargtypes::oid[])
	GROUP BY p.oid, n.nspname, problem.value;
UPDATE t_call SET statement = replace(statement, $$'10100000'$$, $$'101010101'$$) WHERE name LIKE '%problem 2';
UPDATE t_call SET statement = replace(statement, $$'dimacs'$$, $$'lp'$$) WHERE name ~ '^qshrink_export';
UPDATE t_call SET statement = replace(statement, 'problem = 1', 'problem = 2') WHERE name LIKE '%problem 2';
CREATE TABLE t_answer AS SELECT problem, qshrink_solve_model(qshrink_model(problem), 1) AS answer FROM (VALUES (1::bigint), (2)) AS p (problem);
CREATE SCHEMA t_types_copies;
SELECT qshrink_submit(1, '{"solver": "auto"}', 1);
-- circuits are of run 1
DELETE FROM t_call WHERE name ~ '^qshrink_(qasm|circuit|import_counts).*problem 2';
UPDATE t_call SET statement = replace(statement, 'NULL::bigint', '1::bigint') WHERE name ~ '^qshrink_(qasm|circuit|import_counts)';
UPDATE t_call SET statement = replace(statement, $$'x'$$, $$'general'$$) WHERE name ~ '^qshrink_id';
UPDATE t_call SET statement = replace(replace(statement, $$('new', 1)$$, '(3)'), 'NULL::boolean', 'true') WHERE name ~ '^qshrink_remove_variables';
UPDATE t_call SET statement = replace(statement, $$''new'', 1$$, '3') WHERE name ~ '^qshrink_remove_variables';
UPDATE t_call SET statement = replace(replace(statement, $$('new', 1)$$, '(1)'), 'VALUES (1, 2, 3)', 'VALUES (1, 3)') WHERE name ~ '^qshrink_define';
UPDATE t_call SET statement = replace(statement, $$''new'', 1$$, '1') WHERE name ~ '^qshrink_define';
-- matrices are edited by building them anew, and have no labels
DELETE FROM t_call WHERE name ~ '^qshrink_(objective|add_variables|remove_variables|unconstrain|pareto).*problem 2';
INSERT INTO t_call SELECT oid::regclass::text, 0, format('SELECT count(*) FROM (SELECT v::text FROM %s AS v) AS s', oid::regclass)
	FROM pg_class WHERE relkind = 'v' AND relname LIKE 'qshrink%';

CREATE TABLE t_type (type text, value text);
INSERT INTO t_type VALUES ('text', quote_literal(repeat('A', 64))), ('bigint', '1094795585'), ('integer', '7'), ('bytea', $$'\x41414141414141414141'$$),
	('float8[]', $$'{1,NULL,3}'$$), ('integer[]', $$'{{1,2},{3,4}}'$$), ('jsonb', $$'{"a": 1}'$$), ('name', $$'x'$$), ('t_domain', $$'x'$$),
	('bit varying', $$B'1'$$), ('qubo', $$'{}/1'$$), ('varchar', $$'x'$$), ('qshrink_problem', 'NULL');
CREATE DOMAIN t_domain AS text;
CREATE TABLE t_result (change text, relation text, column_name text, type text, call text, sqlstate text, message text);

-- Free the columns of a table from all that would keep them from being changed
CREATE FUNCTION free(relation regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	name text;
BEGIN
	-- all but the key that a view groups by: with it the extension would go
	FOR name IN SELECT conname FROM pg_constraint WHERE conrelid = relation AND conname <> 'qshrink_problem_pkey' ORDER BY contype IN ('p', 'u') LOOP
		EXECUTE format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I CASCADE', relation, name);
	END LOOP;
	FOR name IN SELECT i.indexrelid::regclass FROM pg_index AS i WHERE i.indrelid = relation AND i.indisunique
		AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid) LOOP
		EXECUTE format('DROP INDEX %s', name);
	END LOOP;
	FOR name IN SELECT polname FROM pg_policy WHERE polrelid = relation LOOP
		EXECUTE format('DROP POLICY %I ON %s', name, relation);
	END LOOP;
END $$;

-- Make one change, call everything, undo it
CREATE FUNCTION try(change text, relation regclass, column_name text, type text, VARIADIC statements text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	call record;
	results t_result[];
	state text;
	message text;
	statement text;
BEGIN
	BEGIN
		PERFORM free(relation);
		FOREACH statement IN ARRAY statements LOOP
			EXECUTE statement;
		END LOOP;
		FOR call IN SELECT * FROM t_call ORDER BY name LOOP
			BEGIN
				EXECUTE call.statement;
				RAISE EXCEPTION USING ERRCODE = 'TT000';
			EXCEPTION WHEN SQLSTATE 'TT000' THEN
				state := 'ok';
				message := '';
			WHEN OTHERS THEN
				state := sqlstate;
				message := sqlerrm;
			END;
			results := results || ROW(change, relation::text, column_name, type, call.name, state, message)::t_result;
		END LOOP;
		RAISE EXCEPTION USING ERRCODE = 'TTTTT';
	EXCEPTION WHEN SQLSTATE 'TTTTT' THEN
		INSERT INTO t_result SELECT * FROM unnest(results);
	WHEN OTHERS THEN
		INSERT INTO t_result VALUES (change, relation::text, column_name, type, NULL, sqlstate, sqlerrm);
	END;
END $$;
SQL

# the calls themselves are right
my ($status, $out) = psql($database, $owner, <<'SQL');
SET client_min_messages = warning;
DO $$ BEGIN PERFORM try('nothing', 'qshrink_problem', NULL, NULL, 'SELECT 1'); END $$;
SELECT call || ': ' || message FROM t_result WHERE change = 'nothing' AND sqlstate <> 'ok' ORDER BY 1;
DELETE FROM t_result;
SQL
is($out, '', 'everything works on the tables as they were created');

# ---------------------------------------------------------------------------
# Every function is called after every change: a third of the pairs of column and type,
# drawn by their names, are enough to meet each column; QSHRINK_ALL_TYPES=1: all.
my $drawn = $ENV{QSHRINK_ALL_TYPES} ? 'true' : q{abs(hashtext(format('%s %s %s', c.relname, a.attname, t.type))) % 3 = 0};
my $columns = q{pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
	WHERE c.relkind = 'r' AND c.relname LIKE 'qshrink%'};
($status, $out) = psql($database, $owner, qq{
SET client_min_messages = warning; SELECT count(try('type', c.oid, a.attname, t.type,
		format('ALTER TABLE %s ALTER %I DROP IDENTITY IF EXISTS, ALTER %2\$I DROP DEFAULT', c.oid::regclass, a.attname),
		format('ALTER TABLE %s ALTER %I TYPE %s USING %s', c.oid::regclass, a.attname, t.type, t.value)))
	FROM t_type t, $columns AND a.atttypid <> t.type::regtype AND $drawn AND (t.value <> 'NULL' OR NOT a.attnotnull)});
is($status, 0, 'each column with each type: the server lives') or diag($out);
($status, $out) = psql($database, $owner, qq{
SET client_min_messages = warning; SELECT count(try('anew', c.oid, a.attname, t.type,
		format('ALTER TABLE %s DROP %I', c.oid::regclass, a.attname),
		format('ALTER TABLE %s ADD %I %s %s DEFAULT %s', c.oid::regclass, a.attname, t.type, CASE WHEN a.attnotnull THEN 'NOT NULL' END, t.value)))
	FROM t_type t, $columns AND t.type IN (format_type(a.atttypid, NULL), 'bytea', 'bigint', 'text') AND $drawn});
is($status, 0, 'made anew: the server lives') or diag($out);
($status, $out) = psql($database, $owner, qq{
SET client_min_messages = warning; SELECT count(try('dropped', c.oid, a.attname, NULL, format('ALTER TABLE %s DROP %I', c.oid::regclass, a.attname))),
		count(try('renamed', c.oid, a.attname, NULL, format('ALTER TABLE %s RENAME %I TO t_other', c.oid::regclass, a.attname))),
		count(try('nullable', c.oid, a.attname, NULL, format('ALTER TABLE %s ALTER %I DROP IDENTITY IF EXISTS, ALTER %2\$I DROP NOT NULL', c.oid::regclass, a.attname),
			format('UPDATE %s SET %I = NULL', c.oid::regclass, a.attname)))
	FROM $columns});
is($status, 0, 'dropped, renamed, null: the server lives') or diag($out);
($status, $out) = psql($database, $owner, q{
SET client_min_messages = warning; SELECT count(try('added', c.oid, 't_added', t.type,
		format('ALTER TABLE %s ADD t_gone text DEFAULT %L, ADD t_added %s NOT NULL DEFAULT %s', c.oid::regclass, repeat('x', 100), t.type, t.value),
		format('ALTER TABLE %s DROP t_gone', c.oid::regclass)))
	FROM pg_class c, t_type t WHERE c.relkind = 'r' AND c.relname LIKE 'qshrink%' AND t.type IN ('text', 'integer', 'bigint', 'jsonb')});
is($status, 0, 'added: the server lives') or diag($out);

# ---------------------------------------------------------------------------
# What C code says names the column.  SQL's own words are those of views and of
# functions written in SQL, which call C code, too.  Where the type is right, the
# contents may be wrong.
my $c_code = q{(SELECT l.lanname = 'c' FROM t_call k JOIN pg_proc p ON p.oid = k.function JOIN pg_language l ON l.oid = p.prolang WHERE k.name = call)};
my $content = q{sqlstate IN ('22000', '22023', '23505', '55000', '02000', 'P0002', '22026', '42704', '42710')};
foreach my $case (
	['type', q{sqlstate = '42804' AND message LIKE format('column "%s" of table "%s" has type %s instead of %%', column_name, relation, format_type(type::regtype, NULL))}],
	['anew', qq{sqlstate = '42804' AND message LIKE format('column "%s" of table "%s" has type %s instead of %%', column_name, relation, format_type(type::regtype, NULL)) OR $content}],
	['dropped', q{sqlstate = '42703' AND message = format('column "%s" of table "%s" is missing', column_name, relation)}],
	['renamed', q{sqlstate = '42703' AND message = format('column "%s" of table "%s" is missing', column_name, relation)}],
	['nullable', qq{sqlstate IN ('22004', '23502') AND (message LIKE format('%%"%s"%%', column_name) OR message = column_name || ' must not be null') OR $content}],
	['added', 'false'])
{
	my ($change, $good) = @$case;

	cmp_ok(value($database, $owner, "SELECT count(DISTINCT (relation, column_name, type)) FROM t_result WHERE change = '$change' AND call IS NOT NULL"),
		'>', $change eq 'added' ? 20 : 50, "$change: it was done");
	is(value($database, $owner, "SELECT relation, column_name, type, call, sqlstate, message FROM t_result
		WHERE change = '$change' AND call IS NOT NULL AND $c_code AND sqlstate <> 'ok' AND ($good) IS NOT TRUE ORDER BY 1, 2, 3, 4 LIMIT 20"),
		'', "$change: C code works or names table, column and types");
	is(value($database, $owner, "SELECT relation, column_name, type, call, sqlstate, message FROM t_result
		WHERE change = '$change' AND call IS NOT NULL AND $c_code IS NOT TRUE AND sqlstate <> 'ok' AND sqlstate !~ '^42' AND ($good) IS NOT TRUE ORDER BY 1, 2, 3, 4 LIMIT 20"),
		'', "$change: SQL code works or fails as SQL does");
}
is(value($database, $owner, "SELECT DISTINCT relation, column_name, type, sqlstate, message FROM t_result WHERE call IS NULL AND sqlstate NOT IN ('0A000', '2BP01') AND NOT (sqlstate = '42P16' AND type = relation) ORDER BY 1, 2, 3"),
	'', 'what could not be changed is what a view needs');
is(value($database, $owner, "SELECT relation, column_name FROM t_result WHERE change = 'type' AND call LIKE 'qshrink_solve%'
		GROUP BY 1, 2 HAVING bool_or(sqlstate = 'ok')"),
	'', 'a solve relies on each column of each table');

value('postgres', 'postgres', "DROP DATABASE $database");
value('postgres', 'postgres', "DROP ROLE $owner");
done_testing();
