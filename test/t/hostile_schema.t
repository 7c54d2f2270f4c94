#!/usr/bin/env perl
# Installing, upgrading and using the extension gives nobody a right.
#
# The owner of a database, no superuser, fills the chosen schema, public and pg_temp
# with functions, operators, types and relations that shadow those of pg_catalog and
# of the extension: for every name that occurs in the install script, in the SQL
# within src/backend, and in stored views and functions, with the signatures of the
# catalogue, with concrete types where it says "any", and with all combinations of
# common types.  Each body complains as soon as it runs as anybody but its owner.
use strict;
use warnings;
use File::Basename qw(dirname);
use Test::More;

my $mallory = 't_hostile_mallory';
my $victim = 't_hostile_victim';
my $reference = 't_hostile_reference';
my @databases = map { "t_hostile_$_" } 1 .. 3;

sub psql
{
	my ($database, $role, $sql, $go_on) = @_;
	my $pid = open(my $handle, '-|') // die $!;
	if ($pid == 0)
	{
		open(STDERR, '>&', \*STDOUT) or die $!;
		open(STDIN, '<', '/dev/null') or die $!;
		exec('psql', '-XAtq', '-v', 'ON_ERROR_STOP=' . ($go_on ? 0 : 1), '-U', $role, '-d', $database, map { ('-c', $_) } ref $sql ? @$sql : $sql) or exit 127;
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

# Done without error, and no hostile body ran as somebody else
sub harmless
{
	my ($name, @call) = @_;
	my ($status, $out) = psql(@call);

	ok($status == 0 && $out !~ /HOSTILE/, $name) or diag($out =~ /HOSTILE|ERROR/ ? substr($out, $-[0], 500) : substr($out, 0, 500));
}

sub slurp
{
	my ($file) = @_;
	open(my $handle, '<', $file) or die "$file: $!";
	local $/;
	return scalar(<$handle>);
}

sub clean
{
	value('postgres', 'postgres', "DROP DATABASE IF EXISTS $_") foreach $reference, @databases;
	value('postgres', 'postgres', "DROP ROLE IF EXISTS $_") foreach $mallory, $victim;
}
clean();
value('postgres', 'postgres', "CREATE ROLE $_ LOGIN NOSUPERUSER") foreach $mallory, $victim;
value('postgres', 'postgres', "CREATE DATABASE $reference");
value('postgres', 'postgres', "CREATE DATABASE $_ OWNER $mallory") foreach @databases;
value($reference, 'postgres', 'CREATE EXTENSION qshrink');

# ---------------------------------------------------------------------------
# What is said anywhere
my $scripts = value('postgres', 'postgres', "SELECT setting FROM pg_config WHERE name = 'SHAREDIR'") . '/extension';
my @upgrades = sort glob("$scripts/qshrink--*--*.sql");
my $said = join("\n", map { slurp($_) } grep { !/--.*--/ } glob("$scripts/qshrink--*.sql"));
$said .= join("\n", map { slurp($_) } @upgrades);
$said =~ s/--[^\n]*//g;
$said =~ s/COMMENT ON .*?;\n//gs;
foreach my $source (glob(dirname($0) . '/../../src/backend/*.c'))
{
	my $text = slurp($source);
	$text =~ s{/\*.*?\*/}{}gs;
	$said .= join(' ', $text =~ /"((?:[^"\\]|\\.)*)"/g) if $text =~ /SELECT|INSERT/;
}
$said .= value($reference, 'postgres', q{
SELECT string_agg(t, E'\n') FROM (
	SELECT pg_get_viewdef(oid) AS t FROM pg_class WHERE relname LIKE 'qshrink%' AND relkind = 'v'
	UNION ALL SELECT coalesce(pg_get_function_sqlbody(p.oid), prosrc) FROM pg_proc p JOIN pg_language l ON l.oid = prolang WHERE lanname = 'sql' AND proname LIKE 'qshrink%'
	UNION ALL SELECT concat_ws(' ', pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) FROM pg_policy
	UNION ALL SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c' AND conname LIKE 'qshrink%'
	UNION ALL SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef) AS d});
my %word = map { $_ => 1 } $said =~ /\b([a-z_][a-z_0-9]*)\b/g;
my $words = "'{" . join(',', sort keys %word) . "}'::pg_catalog.text[]";
my %symbol = map { $_ => 1 } $said =~ /([-+*\/<>=~!@#%^&|`?]+)/g;
# operators that grammar stands for: IN, BETWEEN, LIKE, CASE, NULLIF
$symbol{$_} = 1 foreach '=', '<>', '<', '<=', '>', '>=', '~~', '-', '+', '*', '/', '%', '||';
my $symbols = "'{" . join(',', map { '"' . $_ . '"' } sort grep { !/\\/ } keys %symbol) . "}'::pg_catalog.text[]";
cmp_ok(scalar(keys %word), '>', 300, 'names are looked for');

# ---------------------------------------------------------------------------
# The lair
sub shadows
{
	my ($schema, $kinds) = @_;
	return <<"SQL";
SET search_path = pg_catalog;
SET client_min_messages = warning;
SET check_function_bodies = off;
DO \$shadow\$
DECLARE
	name text;
	made record;
	types text[] := '{text,name,integer,bigint,float8,numeric,oid,regclass,regnamespace,boolean,timestamptz,interval,jsonb,bit varying,text[],float8[],integer[],"\\"char\\""}';
	few text[] := '{text,name,integer,bigint,float8,numeric,regclass,oid}';
	fewest text[] := '{text,name,regclass,integer,bigint}';
	body text := \$\$BEGIN PERFORM lair.hostile(%L); RETURN NULL; END\$\$;
BEGIN
	-- functions by the catalogue
	FOR made IN
		SELECT format('CREATE FUNCTION $schema.%I(%s) RETURNS %s LANGUAGE plpgsql AS %L', proname, pg_get_function_arguments(oid),
			CASE prokind WHEN 'f' THEN pg_get_function_result(oid) ELSE format_type(prorettype, NULL) END,
			CASE WHEN proretset THEN 'BEGIN PERFORM lair.hostile(' || quote_literal(oid::regprocedure) || '); RETURN; END' ELSE format(body, oid::regprocedure) END) AS statement
		FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND proname = ANY ($words) AND prokind = ANY ('$kinds')
	LOOP
		BEGIN EXECUTE made.statement; EXCEPTION WHEN OTHERS THEN NULL; END;
	END LOOP;
	-- and by number of arguments, with types as they may stand at a call
	FOR made IN
		WITH arity AS (
			SELECT p.proname, k, min(CASE WHEN t.typtype = 'p' THEN 'text' ELSE format_type(t.oid, NULL) END) AS result
			FROM pg_proc p JOIN pg_type t ON t.oid = prorettype, generate_series(p.pronargs, CASE WHEN provariadic <> 0 THEN greatest(3, p.pronargs) ELSE p.pronargs END) AS k
			WHERE pronamespace = 'pg_catalog'::regnamespace AND proname = ANY ($words) AND prokind = ANY ('$kinds') AND k BETWEEN 1 AND 3
			GROUP BY p.proname, k)
		SELECT proname, result, a AS arguments FROM arity, unnest(types) AS a WHERE k = 1
		UNION ALL SELECT proname, result, a || ', ' || b FROM arity, unnest(few) AS a, unnest(few) AS b WHERE k = 2
		UNION ALL SELECT proname, result, a || ', ' || b || ', ' || c FROM arity, unnest(fewest) AS a, unnest(fewest) AS b, unnest(fewest) AS c WHERE k = 3
	LOOP
		BEGIN
			EXECUTE format('CREATE FUNCTION $schema.%I(%s) RETURNS %s LANGUAGE plpgsql AS %L', made.proname, made.arguments, made.result,
				format(body, made.proname || '(' || made.arguments || ')'));
		EXCEPTION WHEN OTHERS THEN NULL;
		END;
	END LOOP;
	-- operators: those of the catalogue, and between all common types
	FOR made IN
		SELECT oprname, CASE WHEN oprleft <> 0 THEN format_type(oprleft, NULL) END AS l, format_type(oprright, NULL) AS r, format_type(oprresult, NULL) AS result
		FROM pg_operator WHERE oprnamespace = 'pg_catalog'::regnamespace AND oprname = ANY ($symbols)
		UNION SELECT o.oprname, l, r, o.result
		FROM (SELECT oprname, min(CASE WHEN t.typtype = 'p' THEN 'text' ELSE format_type(t.oid, NULL) END) AS result
				FROM pg_operator JOIN pg_type t ON t.oid = oprresult WHERE oprnamespace = 'pg_catalog'::regnamespace AND oprname = ANY ($symbols) GROUP BY oprname) AS o,
			unnest(types) AS l, unnest(types) AS r
	LOOP
		BEGIN
			EXECUTE format('CREATE FUNCTION $schema.%I(%s) RETURNS %s LANGUAGE plpgsql AS %L', 't_' || md5(made::text), concat_ws(', ', made.l, made.r), made.result,
				format(body, made.oprname || ' (' || coalesce(made.l, '') || ', ' || made.r || ')'));
			EXECUTE format('CREATE OPERATOR $schema.%s (%s RIGHTARG = %s, FUNCTION = $schema.%I)', made.oprname, 'LEFTARG = ' || made.l || ',', made.r, 't_' || md5(made::text));
		EXCEPTION WHEN OTHERS THEN NULL;
		END;
	END LOOP;
	-- types and relations
	FOR made IN SELECT format('CREATE DOMAIN $schema.%I AS %s CHECK (lair.hostile_type(%L))', typname, format_type(oid, NULL), typname) AS statement
		FROM pg_type WHERE typnamespace = 'pg_catalog'::regnamespace AND typname = ANY ($words || '{int4,int8,bool,varbit}'::text[]) AND typtype = 'b' AND typcategory <> 'A'
		UNION ALL SELECT format('CREATE VIEW $schema.%I AS SELECT * FROM pg_catalog.%1\$I WHERE lair.hostile_type(%1\$L)', relname)
		FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relname = ANY ($words) AND relkind IN ('r', 'v')
	LOOP
		BEGIN EXECUTE made.statement; EXCEPTION WHEN OTHERS THEN NULL; END;
	END LOOP;
END
\$shadow\$;
SQL
}

# Functions and operators that look like the extension's, with other types: in the
# chosen schema after the installation, elsewhere with the same ones too
my $own_shadows = <<'SQL';
SET search_path = pg_catalog;
SET client_min_messages = warning;
SET check_function_bodies = off;
DO $shadow$
DECLARE
	made record;
BEGIN
	FOR made IN
		SELECT n.nspname, p.proname, n.nspname = 'public' AS same, array_to_string(ARRAY(
				SELECT CASE WHEN v.k = 0 OR NOT u.type = 'text'::regtype THEN CASE WHEN v.k = 0 THEN format_type(u.type, NULL) ELSE v.type END ELSE format_type(u.type, NULL) END
				FROM unnest(p.proargtypes) WITH ORDINALITY AS u (type, k) ORDER BY u.k), ', ') AS arguments,
			p.proretset, CASE WHEN p.prorettype = 'record'::regtype THEN 'text' ELSE format_type(p.prorettype, NULL) END AS result
		FROM pg_depend d JOIN pg_proc p ON d.classid = 'pg_proc'::regclass AND p.oid = d.objid,
			unnest('{evil,public}'::text[]) AS n (nspname), (VALUES (0, ''), (1, 'text'), (1, 'name'), (1, 'numeric'), (1, 'integer'), (1, 'float8')) AS v (k, type)
		WHERE d.refclassid = 'pg_extension'::regclass AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'qshrink') AND d.deptype = 'e'
			AND p.pronargs > 0 AND (n.nspname = 'public' OR v.k = 1)
	LOOP
		BEGIN
			EXECUTE format('CREATE FUNCTION %I.%I(%s) RETURNS %s %s LANGUAGE plpgsql AS %L', made.nspname, made.proname, made.arguments,
				CASE WHEN made.proretset THEN 'SETOF' END, made.result,
				CASE WHEN made.proretset THEN 'BEGIN PERFORM lair.hostile(''own''); RETURN; END' ELSE 'BEGIN PERFORM lair.hostile(''own''); RETURN NULL; END' END);
		EXCEPTION WHEN OTHERS THEN NULL;
		END;
	END LOOP;
	FOR made IN
		SELECT n.nspname, o.oprname, l, r, format_type(o.oprresult, NULL) AS result
		FROM pg_operator o, unnest(ARRAY[format_type(o.oprleft, NULL), 'text', 'name', 'float8', 'jsonb', 'oid']) AS l,
			unnest(ARRAY[format_type(o.oprright, NULL), 'text', 'name', 'float8', 'jsonb', 'bit varying']) AS r, unnest('{evil,public}'::text[]) AS n (nspname)
		WHERE o.oprnamespace = 'evil'::regnamespace AND o.oprleft <> 0 AND EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_operator'::regclass AND d.objid = o.oid AND d.deptype = 'e')
	LOOP
		BEGIN
			EXECUTE format('CREATE FUNCTION %I.%I(%s, %s) RETURNS %s LANGUAGE plpgsql AS %L', made.nspname, 't_' || md5(made::text), made.l, made.r, made.result,
				'BEGIN PERFORM lair.hostile(''own operator''); RETURN NULL; END');
			EXECUTE format('CREATE OPERATOR %I.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = %1$I.%5$I)', made.nspname, made.oprname, made.l, made.r, 't_' || md5(made::text));
		EXCEPTION WHEN OTHERS THEN NULL;
		END;
	END LOOP;
	-- relations of the extension's names elsewhere
	FOR made IN SELECT relname FROM pg_class WHERE relnamespace = 'evil'::regnamespace AND relname LIKE 'qshrink%' AND relkind IN ('r', 'v')
	LOOP
		EXECUTE format('CREATE VIEW public.%I AS SELECT * FROM evil.%1$I WHERE lair.hostile_type(%1$L)', made.relname);
	END LOOP;
	-- casts from and to the row types of the tables, which are mallory's
	FOR made IN SELECT c.relname, t FROM pg_class c, unnest('{text,name,bigint,integer,jsonb,boolean}'::text[]) AS t
		WHERE c.relnamespace = 'evil'::regnamespace AND c.relname LIKE 'qshrink%' AND c.relkind = 'r'
	LOOP
		CONTINUE WHEN NOT EXISTS (SELECT FROM pg_class WHERE oid = ('evil.' || made.relname)::regclass AND pg_get_userbyid(relowner) = current_user);
		EXECUTE format('CREATE FUNCTION evil.%I(evil.%I) RETURNS %s LANGUAGE plpgsql AS %L', 't_cast_' || made.t, made.relname, made.t, 'BEGIN PERFORM lair.hostile(''cast''); RETURN NULL; END');
		EXECUTE format('CREATE CAST (evil.%I AS %s) WITH FUNCTION evil.%I(evil.%1$I) AS IMPLICIT', made.relname, made.t, 't_cast_' || made.t);
	END LOOP;
END
$shadow$;
SQL

sub prepare
{
	my ($database, $kinds) = @_;
	value($database, $mallory, <<"SQL");
CREATE SCHEMA lair;
CREATE SCHEMA evil;
GRANT USAGE ON SCHEMA lair, evil, public TO PUBLIC;
CREATE FUNCTION lair.hostile(what text) RETURNS void LANGUAGE plpgsql AS \$\$
BEGIN
	IF current_user OPERATOR(pg_catalog.<>) '$mallory'::pg_catalog.name THEN
		RAISE WARNING 'HOSTILE % as %', what, current_user;
		RAISE EXCEPTION 'HOSTILE % as %', what, current_user;
	END IF;
END \$\$;
CREATE FUNCTION lair.hostile_type(what text) RETURNS boolean LANGUAGE plpgsql AS \$\$BEGIN PERFORM lair.hostile(what); RETURN true; END\$\$;
SQL
	value($database, $mallory, shadows($_, $kinds)) foreach 'evil', 'public';
}

# Types and relations in the temporary schema of the session that installs
my $temporary = <<"SQL";
SET search_path = pg_catalog;
DO \$shadow\$
DECLARE
	made record;
BEGIN
	FOR made IN SELECT format('CREATE DOMAIN pg_temp.%I AS %s CHECK (lair.hostile_type(%L))', typname, format_type(oid, NULL), typname) AS statement
		FROM pg_type WHERE typnamespace = 'pg_catalog'::regnamespace AND typname = ANY ($words) AND typtype = 'b' AND typcategory <> 'A'
		UNION ALL SELECT format('CREATE TEMP VIEW %I AS SELECT * FROM pg_catalog.%1\$I WHERE lair.hostile_type(%1\$L)', relname)
		FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relname = ANY ($words) AND relkind IN ('r', 'v')
	LOOP
		BEGIN EXECUTE made.statement; EXCEPTION WHEN OTHERS THEN NULL; END;
	END LOOP;
END
\$shadow\$;
SQL

# ---------------------------------------------------------------------------
# What everybody may call, by exact types: the statement is the caller's and names
# nothing that could be another's
my @uses = (
	q{SELECT evil.qshrink_mis('graph'::pg_catalog.text, 'VALUES (1, 2), (2, 3)'::pg_catalog.text, NULL::pg_catalog.text)},
	q{SELECT evil.qshrink_maxcut('cut'::pg_catalog.text, 'VALUES (1, 2), (2, 3)'::pg_catalog.text)},
	q{SELECT evil.qshrink_mdkp('knapsack'::pg_catalog.text, 'VALUES (1, 5), (2, 3)'::pg_catalog.text, 'VALUES (1, 1, 2), (1, 2, 2)'::pg_catalog.text, 'VALUES (1, 3)'::pg_catalog.text)},
	q{SELECT evil.qshrink_qap('assignment'::pg_catalog.text, 'VALUES (1, 2, 1), (2, 3, 2)'::pg_catalog.text, 'VALUES (1, 2, 3), (2, 3, 1)'::pg_catalog.text, NULL::pg_catalog.text)},
	q{SELECT evil.qshrink_create('plain'::pg_catalog.text, '{(0,0):-1,(0,1):2,(1,2):-3}/3'::evil.qubo, 'min'::pg_catalog.text, '{a,b,c}'::pg_catalog.text[])},
	q{INSERT INTO evil.qshrink_problem (name, n_variables, objective) VALUES ('inserted', 1, '{}/1')},
	(map { my $problem = "(SELECT q.* FROM evil.qshrink_problem AS q ORDER BY q.problem_id OFFSET $_ LIMIT 1) AS p"; (
		"SELECT evil.qshrink_constrain(p.problem_id, 'SELECT ''c'', NULL::pg_catalog.text, 1, ''<='', 1 WHERE false'::pg_catalog.text) FROM $problem",
		"SELECT evil.qshrink_model(p.problem_id), evil.qshrink_fingerprint(p.problem_id), evil.qshrink_bound(p.problem_id, 'auto'::pg_catalog.text) FROM $problem",
		"SELECT s.* FROM $problem, LATERAL evil.qshrink_solve(p.problem_id, 'qaoa'::pg_catalog.text, rounds => 1, shots => 20, seed => 1, solutions => 1,
			options => '{\"presolve\": false, \"proof\": false, \"log\": \"all\", \"keep_shots\": 9, \"device\": {\"qubits\": 16, \"two_qubit_error\": 0.01}}'::pg_catalog.jsonb) AS s",
		"SELECT s.* FROM $problem, LATERAL evil.qshrink_selection(p.problem_id, NULL::pg_catalog.int8) AS s",
		"SELECT s.* FROM $problem, LATERAL evil.qshrink_shrink(p.problem_id) AS s",
		"SELECT s.* FROM $problem, LATERAL evil.qshrink_correlations(p.problem_id) AS s",
		"SELECT evil.qshrink_encode(p.problem_id, 'auto'::pg_catalog.text) FROM $problem",
		"SELECT evil.qshrink_describe(p.problem_id) FROM $problem",
		"SELECT c.* FROM $problem, LATERAL evil.qshrink_conflict(p.problem_id, NULL::pg_catalog.interval) AS c",
		"SELECT evil.qshrink_grant(p.problem_id, 'public'::pg_catalog.name, 'write'::pg_catalog.text), evil.qshrink_revoke(p.problem_id, 'public'::pg_catalog.name, 'solve'::pg_catalog.text), evil.qshrink_revoke(p.problem_id, 'public'::pg_catalog.name, NULL::pg_catalog.text) FROM $problem",
	) } 0 .. 4),
	q{SELECT evil.qshrink_stop(pg_catalog.pg_backend_pid())},
	q{SELECT v.* FROM evil.qshrink_solution AS s, LATERAL evil.qshrink_verify(s.problem_id, s.assignment) AS v},
	q{SELECT evil.qshrink_repair(s.problem_id, s.assignment, 1::pg_catalog.int8) FROM evil.qshrink_solution AS s},
	q{SELECT evil.qshrink_qasm(r.problem_id, r.run_id, r.round) FROM evil.qshrink_round AS r WHERE r.qubo IS NOT NULL},
	q{SELECT c.* FROM evil.qshrink_round AS r, LATERAL evil.qshrink_circuit(r.problem_id, r.run_id, r.round, '{"coupling": "line"}'::pg_catalog.jsonb) AS c WHERE r.qubo IS NOT NULL},
	q{SELECT t.* FROM (SELECT DISTINCT s.problem_id, s.run_id FROM evil.qshrink_shot AS s) AS s, LATERAL evil.qshrink_shots(s.problem_id, s.run_id, 1) AS t},
	q{SELECT * FROM evil.qshrink_shot_result},
	q{SELECT * FROM evil.qshrink_history}, q{SELECT * FROM evil.qshrink_leaderboard}, q{SELECT * FROM evil.qshrink_progress},
	q{SELECT evil.qshrink_gap(1::pg_catalog.float8, 2::pg_catalog.float8)},
	q{SELECT DISTINCT p.owner, p.objective FROM evil.qshrink_problem AS p ORDER BY p.owner},
	q{UPDATE evil.qshrink_problem SET best_known = 7},
	q{SELECT evil.qshrink_mis('graph'::pg_catalog.text, 'VALUES (1, 2), (2, 4)'::pg_catalog.text, NULL::pg_catalog.text, true)},
	q{SELECT evil.qshrink_constrain(evil.qshrink_id('graph'::pg_catalog.text), 'VALUES (''c'', 1, 1, ''<='', 1)'::pg_catalog.text, true)},
	q{SELECT evil.qshrink_constrain(evil.qshrink_id('graph'::pg_catalog.text), 'VALUES (''c'', 2, 1, ''<='', 1), (''d'', 2, 1, ''<='', 1)'::pg_catalog.text, true)},
	q{SELECT evil.qshrink_unconstrain(evil.qshrink_id('graph'::pg_catalog.text), 'c'::pg_catalog.text)},
	q{SELECT evil.qshrink_add_variables(evil.qshrink_id('graph'::pg_catalog.text), 'VALUES (7, 1)'::pg_catalog.text)},
	q{SELECT evil.qshrink_objective(evil.qshrink_id('graph'::pg_catalog.text), 'VALUES (7, 1), (1, 2)'::pg_catalog.text, NULL::pg_catalog.text)},
	q{SELECT evil.qshrink_remove_variables(evil.qshrink_id('graph'::pg_catalog.text), 'VALUES (2)'::pg_catalog.text, true)},
	q{SELECT r.* FROM evil.qshrink_refresh(evil.qshrink_id('graph'::pg_catalog.text)) AS r},
	q{SELECT evil.qshrink_drop(evil.qshrink_id('inserted'::pg_catalog.text))},
);

# Every function of the extension with nulls: none is missed, most of them return null
sub null_calls
{
	my ($database) = @_;
	return split(/\n/, value($database, 'postgres', q{
SET search_path = pg_catalog;
SELECT format('SELECT evil.%I(%s)', proname, (SELECT string_agg('NULL::' || CASE WHEN n.nspname = 'pg_catalog' THEN 'pg_catalog.' ELSE 'evil.' END || quote_ident(t.typname), ', ' ORDER BY k)
		FROM unnest(p.proargtypes) WITH ORDINALITY AS u (type, k) JOIN pg_type t ON t.oid = u.type JOIN pg_namespace n ON n.oid = t.typnamespace))
	FROM pg_proc p JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
	WHERE d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'qshrink') AND p.prokind = 'f'
		AND NOT 'internal'::regtype = ANY (p.proargtypes::oid[]) AND NOT 'cstring'::regtype = ANY (p.proargtypes::oid[])}));
}

my @paths = ('evil, public, pg_catalog', 'public, evil, pg_temp, pg_catalog', 'pg_temp, evil, public');
for my $k (0 .. $#databases)
{
	my $database = $databases[$k];
	my $path = $paths[$k];
	my $installer = $k < 2 ? $mallory : 'postgres';

	# a plain function in place of an aggregate may end a statement before the others
	# are reached
	prepare($database, $k == 1 ? '{f}' : '{f,a,w}');
	if ($k == 0)
	{
		cmp_ok(value($database, $mallory, "SET search_path = pg_catalog; SELECT count(*) FROM pg_proc WHERE pronamespace = 'evil'::regnamespace"), '>', 5000, 'hostile functions');
		cmp_ok(value($database, $mallory, "SET search_path = pg_catalog; SELECT count(*) FROM pg_operator WHERE oprnamespace = 'evil'::regnamespace"), '>', 2000, 'hostile operators');
		cmp_ok(value($database, $mallory, "SET search_path = pg_catalog; SELECT count(*) FROM pg_type WHERE typnamespace = 'evil'::regnamespace AND typtype = 'd'"), '>', 10, 'hostile types');
		is(value($database, $mallory, "SELECT pg_catalog.to_regprocedure('evil.format(pg_catalog.text,pg_catalog.regclass,pg_catalog.text)') IS NOT NULL"), 't', 'of exact signatures');
		like((psql($database, $victim, "SELECT evil.format(1::pg_catalog.int4, 'x'::pg_catalog.text)"))[1], qr/HOSTILE|does not exist/, 'which complain');
		like((psql($database, $victim, "SELECT evil.clock_timestamp()"))[1], qr/HOSTILE clock_timestamp/, 'about others');
	}
	harmless("$installer installs with $path", $database, $installer, [$temporary, "SET search_path = $path", 'CREATE EXTENSION qshrink SCHEMA evil']);
	is(value($database, 'postgres', 'SHOW search_path'), '"$user", public', 'the path is as before');
	value($database, $mallory, $own_shadows);

	# what is stored refers to pg_catalog and to the extension only
	is(value($database, 'postgres', q{
SET search_path = pg_catalog;
WITH RECURSIVE member (classid, objid) AS (
	SELECT classid, objid FROM pg_depend WHERE deptype = 'e' AND refclassid = 'pg_extension'::regclass AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'qshrink')
	UNION SELECT d.classid, d.objid FROM pg_depend d JOIN member m ON d.refclassid = m.classid AND d.refobjid = m.objid
		WHERE d.deptype IN ('a', 'i') OR d.classid IN ('pg_policy'::regclass, 'pg_attrdef'::regclass, 'pg_constraint'::regclass, 'pg_rewrite'::regclass) AND NOT EXISTS
			(SELECT FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class WHERE r.oid = d.objid AND c.relnamespace <> 'evil'::regnamespace))
SELECT pg_describe_object(d.classid, d.objid, 0), pg_describe_object(d.refclassid, d.refobjid, 0)
	FROM pg_depend d JOIN member m USING (classid, objid)
	WHERE d.refclassid IN ('pg_proc'::regclass, 'pg_operator'::regclass, 'pg_type'::regclass, 'pg_class'::regclass, 'pg_cast'::regclass)
		AND NOT EXISTS (SELECT FROM member r WHERE r.classid = d.refclassid AND r.objid = d.refobjid)
		AND pg_describe_object(d.refclassid, d.refobjid, 0) NOT LIKE '%pg\_catalog%' AND d.objid NOT IN (SELECT oid FROM pg_cast)
		AND d.refobjid > 16383 LIMIT 5}), '', 'what is stored refers to pg_catalog and the extension only');

	my @nulls = null_calls($database);
	cmp_ok(scalar(@nulls), '>', 60, 'every function is called');
	foreach my $role ($victim, 'postgres')
	{
		my @statements = @uses;

		push @statements, "SELECT evil.qshrink_reassign('$victim'::pg_catalog.text, 'postgres'::pg_catalog.name)" if $role eq 'postgres';
		harmless("$role uses it with $path", $database, $role, ["SET search_path = $path", 'SET client_min_messages = warning', @statements]);
		my (undef, $out) = psql($database, $role, ["SET search_path = $path", @nulls], 1);
		unlike($out, qr/HOSTILE|does not exist|not unique/, "$role calls everything") or diag(substr($out, 0, 500));
	}
	is(value('postgres', 'postgres', "SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls, (SELECT count(*) FROM pg_auth_members WHERE member = r.oid) FROM pg_roles r WHERE rolname = '$mallory'"),
		'f|f|f|f|f|0', 'the owner of the database has no new right');

	# the same with each script that upgrades
	foreach my $script (@upgrades)
	{
		my ($from, $to) = $script =~ /qshrink--(.+?)--(.+?)\.sql$/;
		next if !-e "$scripts/qshrink--$from.sql";
		value($database, $installer, 'DROP EXTENSION qshrink CASCADE');
		harmless("installs $from", $database, $installer, [$temporary, "SET search_path = $path", "CREATE EXTENSION qshrink SCHEMA evil VERSION '$from'"]);
		harmless("upgrades to $to", $database, $installer, [$temporary, "SET search_path = $path", "ALTER EXTENSION qshrink UPDATE TO '$to'"]);
	}
}

# Casts between built-in types cannot be shadowed: only who owns one of them may.
is(value($databases[0], $mallory, <<'SQL'), '0', 'no cast of a built-in type is hostile');
SET search_path = pg_catalog;
SET client_min_messages = warning;
CREATE TABLE lair.made (n int);
DO $$
DECLARE
	made record;
BEGIN
	FOR made IN SELECT format_type(castsource, NULL) AS s, format_type(casttarget, NULL) AS t FROM pg_cast WHERE castsource < 16384 AND casttarget < 16384
		UNION SELECT s, t FROM unnest('{text,name,integer,bigint,float8,jsonb,oid,regclass,timestamptz}'::text[]) AS s, unnest('{text,name,integer,bigint,float8,jsonb,oid,regclass,timestamptz}'::text[]) AS t
	LOOP
		BEGIN
			EXECUTE format('CREATE FUNCTION lair.t_cast(%s) RETURNS %s LANGUAGE plpgsql AS ''BEGIN RETURN NULL; END''', made.s, made.t);
			EXECUTE format('CREATE CAST (%s AS %s) WITH FUNCTION lair.t_cast(%s) AS IMPLICIT', made.s, made.t, made.s);
			INSERT INTO lair.made VALUES (1);
		EXCEPTION WHEN OTHERS THEN NULL;
		END;
	END LOOP;
END $$;
SELECT count(*) FROM lair.made;
SQL

clean();
done_testing();
