#!/usr/bin/env perl
# A database owner who is no superuser installs each released version, updates it, and has
# what a new installation has; data that the library of that version made (scripts/release)
# are all there, answer as they did, and are solved as they were.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Catalogue qw(catalogue differences);
use Test::More;

my ($new) = map { /^default_version *= *'(.*)'/ ? $1 : () } do { open(my $in, '<', 'qshrink.control') or die $!; <$in> };
my @released = grep { $_ ne $new } map { m{sql/release/qshrink--(.*)\.sql$} } glob('sql/release/qshrink--*.sql');

$ENV{PGOPTIONS} = '-c client_min_messages=warning';

sub psql_run
{
	my ($database, $role, @arguments) = @_;
	open(my $out, '-|', 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-U', $role, '-d', $database, @arguments) or die $!;
	my $text = do { local $/; <$out> } // '';
	chomp $text;
	return close($out) ? $text : "FAILED: @arguments\n$text";
}
sub psql
{
	my ($database, $role, $sql) = @_;
	return psql_run($database, $role, '-c', $sql);
}
sub slurp
{
	my ($file) = @_;
	open(my $in, '<', $file) or die "$file: $!";
	my $text = do { local $/; <$in> };
	chomp $text;
	return $text;
}

psql('postgres', 'postgres', "DROP DATABASE IF EXISTS upgrade_$_") for qw(new old data);
psql('postgres', 'postgres', 'DROP ROLE IF EXISTS upgrade_owner, upgrade_alice, upgrade_bob, upgrade_carol, upgrade_team');
psql('postgres', 'postgres', 'CREATE ROLE upgrade_owner LOGIN NOSUPERUSER');
psql('postgres', 'postgres', 'CREATE DATABASE upgrade_new OWNER upgrade_owner');
is(psql('upgrade_new', 'upgrade_owner', 'CREATE EXTENSION qshrink'), '', "a new installation of $new");
my $fresh = catalogue('upgrade_new');
cmp_ok(scalar(keys %$fresh), '>=', 500, 'its catalogue has been read');

for my $version (@released)
{
	psql('postgres', 'postgres', 'CREATE DATABASE upgrade_old OWNER upgrade_owner');
	is(psql('upgrade_old', 'upgrade_owner', "CREATE EXTENSION qshrink VERSION '$version'"), '', "the owner installs $version");
	is(psql('upgrade_old', 'upgrade_owner', 'ALTER EXTENSION qshrink UPDATE'), '', 'and updates it');
	my $found = differences('a new installation', $fresh, "updated from $version", catalogue('upgrade_old'));
	is(scalar(keys %$found), 0, "updated from $version it has what a new installation has")
		or diag(join("\n", map { $found->{$_} } sort keys %$found));
	psql('postgres', 'postgres', 'DROP DATABASE upgrade_old');

	# after pg_upgrade a superuser owns the extension, though not its tables
	psql('postgres', 'postgres', 'CREATE DATABASE upgrade_old OWNER upgrade_owner');
	psql('upgrade_old', 'upgrade_owner', "CREATE EXTENSION qshrink VERSION '$version'");
	psql('upgrade_old', 'postgres', "UPDATE pg_extension SET extowner = 'postgres'::regrole WHERE extname = 'qshrink'");
	is(psql('upgrade_old', 'postgres', 'ALTER EXTENSION qshrink UPDATE'), '', 'a superuser updates it');
	is(psql('upgrade_old', 'postgres', "UPDATE pg_extension SET extowner = 'upgrade_owner'::regrole WHERE extname = 'qshrink'"), '', 'all but the extension');
	$found = differences('a new installation', $fresh, "updated from $version by a superuser", catalogue('upgrade_old'));
	is(join("\n", map { $found->{$_} } sort keys %$found), '', 'belongs to whoever had it before');
	psql('postgres', 'postgres', 'DROP DATABASE upgrade_old');
}

# ---------------------------------------------------------------------------
# Data of a release: columns of its tables, and a sum of what is in them

sub columns
{
	my %columns = map { split(/\|/, $_, 2) } split(/\n/, psql('upgrade_data', 'postgres', q{
		SELECT a.attrelid::regclass, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
		FROM pg_extension e JOIN pg_class c ON c.oid = ANY (e.extconfig) JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		WHERE e.extname = 'qshrink' GROUP BY a.attrelid}));
	return \%columns;
}
sub sums
{
	my ($columns) = @_;
	return psql('upgrade_data', 'upgrade_owner', join(';', map {
		"SELECT '$_', count(*), md5(string_agg(t::text, E'\\n' ORDER BY t::text COLLATE \"C\")) FROM (SELECT $columns->{$_} FROM $_) AS t"
	} sort keys %$columns));
}
sub answers
{
	return psql_run('upgrade_data', 'postgres', '-f', 'test/upgrade/answers.sql');
}
sub load
{
	my ($version, $extension) = @_;
	psql('postgres', 'postgres', 'CREATE DATABASE upgrade_data OWNER upgrade_owner');
	psql_run('upgrade_data', 'postgres', '-f', 'test/upgrade/before.sql');
	is(psql('upgrade_data', 'upgrade_owner', $extension), '', $extension);
	unlike(psql_run('upgrade_data', 'upgrade_owner', '-f', "test/upgrade/$version.data"), qr/FAILED/, "with the data of $version");
}

# Rows of equal seeds are the same in a later version unless CHANGELOG.md says that they are
# not: then status and best objective are compared.
my $same_rows = slurp('CHANGELOG.md') =~ /^- .*Runs of equal seeds give other rows than in [\d.]+$/m ? 'false' : 'true';

# Solve as each run did that solved the model as it is; what differs is returned.  SOLUTION:
# columns that the release had.
sub solved_otherwise
{
	my ($solution) = @_;
	$solution =~ s/\b(owner|run_id), //g;
	return psql('upgrade_data', 'postgres', qq{
		SET qshrink.simd = portable;
		SET client_min_messages = error;
		CREATE FUNCTION pg_temp.rows_of(run bigint) RETURNS text LANGUAGE sql AS \$\$
			SELECT status || ' ' || coalesce(objective, 0) || coalesce((SELECT E'\\n' || string_agg(t::text, E'\\n' ORDER BY t.rank) FROM (SELECT $solution FROM qshrink_solution s WHERE s.run_id = r.run_id) AS t), '')
			FROM qshrink_run r WHERE run_id = run \$\$;
		CREATE TABLE pg_temp.solved AS SELECT call, s.run_id AS before, r.owner::name AS owner, NULL::bigint AS now
			FROM shop.solve s JOIN qshrink_run r USING (run_id) WHERE fingerprint = qshrink_fingerprint(problem_id);
		DO \$\$
		DECLARE s record; solution record;
		BEGIN
			FOR s IN SELECT * FROM pg_temp.solved ORDER BY before LOOP
				PERFORM set_config('session_authorization', s.owner, true);
				EXECUTE 'SELECT max(run_id) FROM ' || s.call INTO solution;
				PERFORM set_config('session_authorization', 'postgres', true);
				UPDATE pg_temp.solved SET now = (SELECT max(run_id) FROM qshrink_run) WHERE before = s.before;
			END LOOP;
		END \$\$;
		SELECT count(*) > 15 FROM pg_temp.solved;
		SELECT call || E'\\nthen ' || pg_temp.rows_of(before) || E'\\nnow  ' || pg_temp.rows_of(now) FROM pg_temp.solved
		WHERE CASE WHEN $same_rows THEN pg_temp.rows_of(before) IS DISTINCT FROM pg_temp.rows_of(now)
			ELSE split_part(pg_temp.rows_of(before), E'\\n', 1) IS DISTINCT FROM split_part(pg_temp.rows_of(now), E'\\n', 1) END});
}

# The same lines, or those that are not
sub same_lines
{
	my ($got, $expected, $name) = @_;
	my (%got, %expected);
	$got{$_}++ for split(/\n/, $got);
	$expected{$_}++ for split(/\n/, $expected);
	ok($got eq $expected, $name)
		or diag(join("\n", (map { "not any more: $_" } grep { !$got{$_} } sort keys %expected), map { "now: $_" } grep { !$expected{$_} } sort keys %got));
}

for my $version (grep { -f "test/upgrade/$_.data" } @released)
{
	my $said = slurp("test/upgrade/$version.answers");

	load($version, "CREATE EXTENSION qshrink VERSION '$version'");
	my $columns = columns();
	my $before = sums($columns);
	is(scalar(grep { /\|0\|/ } split(/\n/, $before)), 0, 'each of its tables has rows');
	is(psql('upgrade_data', 'upgrade_owner', 'ALTER EXTENSION qshrink UPDATE'), '', 'is updated');
	same_lines(sums($columns), $before, 'every row is there as it was');
	same_lines(answers(), $said, 'and answers as it did');
	is(solved_otherwise($columns->{qshrink_solution}), 't', 'and is solved as it was');
	is(psql('upgrade_data', 'upgrade_bob', q{SELECT objective FROM qshrink_solve(1, seed => 1, solutions => 1); SELECT qshrink_add_variables(2, 'VALUES (''new'', 1)')}),
		"631\n1", 'what was granted holds');
	like(psql('upgrade_data', 'postgres', q{SELECT qshrink_reassign('?upgrade_gone', 'upgrade_bob')}), qr/^1$/, 'the rows of who is no more are handed over');
	psql('postgres', 'postgres', 'DROP DATABASE upgrade_data');

	# a dump of the release goes into a new installation as well
	load($version, 'CREATE EXTENSION qshrink');
	same_lines(sums($columns), $before, 'restored into a new installation every row is there');
	same_lines(answers(), $said, 'and answers as it did');
	psql('postgres', 'postgres', 'DROP DATABASE upgrade_data');
}

# ---------------------------------------------------------------------------
# The comparison sees a change of each kind, of which objects are taken from the catalogue
# by chance: a statement, which objects it is for (below), what of the catalogue it changes
# (NAME is what that calls the object), and the property.  ID and OF_TABLE are for SQL.
my $seed = $ENV{UPGRADE_SEED} // 1;
srand($seed);
my %objects = (
	table => ['pg_class', 'o.oid::regclass', "''", "o.relkind = 'r'"],
	view => ['pg_class', 'o.oid::regclass', "''", "o.relkind = 'v'"],
	sequence => ['pg_class', 'o.oid::regclass', "''", "o.relkind = 'S'"],
	policy => ['pg_policy', 'quote_ident(o.polname)', 'o.polrelid::regclass', 'true'],
	constraint => ['pg_constraint', 'quote_ident(o.conname)', 'o.conrelid::regclass', "o.contype = 'c' AND o.conrelid <> 0"],
	function => ['pg_proc', 'o.oid::regprocedure', "''", "o.prokind = 'f' AND o.proparallel = 's' AND o.proisstrict AND o.provolatile <> 'v' AND NOT o.prorettype = 'internal'::regtype"],
	set => ['pg_proc', 'o.oid::regprocedure', "''", 'o.proretset'],
	aggregate => ['pg_proc', 'o.oid::regprocedure', "''", "o.prokind = 'a' AND EXISTS (SELECT FROM pg_aggregate WHERE aggfnoid = o.oid AND aggcombinefn <> 0)"],
	operator => ['pg_operator', "'public.' || o.oprname || '(' || format_type(o.oprleft, NULL) || ',' || format_type(o.oprright, NULL) || ')'", "''", "o.oprleft <> 0 AND o.oprresult = 'boolean'::regtype"],
	type => ['pg_type', 'o.oid::regtype', "''", "o.typtype = 'b' AND o.typelem = 0 AND o.typstorage NOT IN ('m', 'p')"],
	cast => ['pg_cast', 'o.oid', "''", "o.castcontext <> 'a'"],
	'operator class' => ['pg_opclass', 'o.opcname', "''", "o.opcmethod = (SELECT oid FROM pg_am WHERE amname = 'hash')"],
);
my @kinds = (
	['a column more', 'ALTER TABLE ID ADD COLUMN more integer', 'table', 'NAME, more'],
	['a default', 'ALTER TABLE ID ALTER owner SET DEFAULT session_user', 'table', 'default value for column owner of NAME', 'definition'],
	['storage of a column', 'ALTER TABLE ID ALTER owner SET STORAGE plain', 'table', 'NAME, owner', 'pg_attribute.attstorage'],
	['a comment on a table', "COMMENT ON TABLE ID IS 'other'", 'table', 'NAME', 'comment'],
	['a comment on a column', "COMMENT ON COLUMN ID.owner IS 'other'", 'table', 'column owner of NAME', 'comment'],
	['a comment less', 'COMMENT ON TABLE ID IS NULL', 'table', 'NAME', 'comment'],
	['no row-level security', 'ALTER TABLE ID DISABLE ROW LEVEL SECURITY', 'table', 'NAME', 'pg_class.relrowsecurity'],
	['a grant', 'GRANT TRUNCATE ON ID TO PUBLIC', 'table', 'NAME', 'pg_class.relacl'],
	['a grant less', 'REVOKE SELECT ON ID FROM PUBLIC', 'table', 'NAME', 'pg_class.relacl'],
	['a grant on a column', 'GRANT REFERENCES (owner) ON ID TO PUBLIC', 'table', 'NAME, owner', 'pg_attribute.attacl'],
	['rows dumped less', "UPDATE pg_extension SET extconfig = a, extcondition = c FROM (SELECT array_agg(t ORDER BY n) AS a, array_agg(i ORDER BY n) AS c FROM pg_extension,"
		. " ROWS FROM (unnest(extconfig), unnest(extcondition)) WITH ORDINALITY AS u (t, i, n) WHERE extname = 'qshrink' AND t <> 'ID'::regclass::oid) AS kept WHERE extname = 'qshrink'", 'table', 'extension qshrink', 'rows dumped of ID'],
	['an option of a view', 'ALTER VIEW ID SET (security_invoker = false)', 'view', 'NAME', 'pg_class.reloptions'],
	['a rule', 'CREATE RULE more AS ON DELETE TO ID DO INSTEAD NOTHING', 'table', 'rule more on NAME'],
	['a trigger', 'CREATE TRIGGER more BEFORE UPDATE ON ID FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()', 'table', 'trigger more on NAME'],
	['an index', 'CREATE INDEX more ON ID (owner)', 'table', 'index public.more'],
	['a constraint', 'ALTER TABLE ID ADD CONSTRAINT more CHECK (owner IS NOT NULL)', 'table', 'constraint more on NAME'],
	['a constraint less', 'ALTER TABLE OF_TABLE DROP CONSTRAINT ID', 'constraint', 'NAME'],
	['a policy', 'CREATE POLICY qshrink_more_01234567 ON ID USING (true)', 'table', 'policy qshrink_more_* on NAME'],
	['a policy less', 'DROP POLICY ID ON OF_TABLE', 'policy', 'NAME'],
	['a policy for others', 'ALTER POLICY ID ON OF_TABLE TO upgrade_owner', 'policy', 'NAME', 'pg_policy.polroles'],
	['a step of a sequence', 'ALTER SEQUENCE ID INCREMENT 2', 'sequence', 'NAME', 'pg_sequence.seqincrement'],
	['volatility', 'ALTER FUNCTION ID VOLATILE', 'function', 'NAME', 'pg_proc.provolatile'],
	['parallel safety', 'ALTER FUNCTION ID PARALLEL UNSAFE', 'function', 'NAME', 'pg_proc.proparallel'],
	['cost', 'ALTER FUNCTION ID COST 17', 'function', 'NAME', 'pg_proc.procost'],
	['rows', 'ALTER FUNCTION ID ROWS 17', 'set', 'NAME', 'pg_proc.prorows'],
	['strictness', 'ALTER FUNCTION ID CALLED ON NULL INPUT', 'function', 'NAME', 'pg_proc.proisstrict'],
	['a setting of a function', 'ALTER FUNCTION ID SET work_mem = 64', 'function', 'NAME', 'pg_proc.proconfig'],
	['the owner of a function', 'ALTER FUNCTION ID OWNER TO upgrade_owner', 'function', 'NAME', 'pg_proc.proowner'],
	['the rights to a function', 'REVOKE EXECUTE ON FUNCTION ID FROM PUBLIC', 'function', 'NAME', 'pg_proc.proacl'],
	['a comment on a function', "COMMENT ON FUNCTION ID IS 'other'", 'function', 'NAME', 'comment'],
	['a member less', 'ALTER EXTENSION qshrink DROP FUNCTION ID', 'function', 'NAME'],
	['an aggregate in parallel', "UPDATE pg_aggregate SET aggcombinefn = 0 WHERE aggfnoid = 'ID'::regprocedure", 'aggregate', 'NAME', 'pg_aggregate.aggcombinefn'],
	['estimates of an operator', 'ALTER OPERATOR ID SET (RESTRICT = matchingsel)', 'operator', 'NAME', 'pg_operator.oprrest'],
	['storage of a type', 'ALTER TYPE ID SET (STORAGE = main)', 'type', 'NAME', 'pg_type.typstorage'],
	['the context of a cast', "UPDATE pg_cast SET castcontext = 'a' WHERE oid = ID", 'cast', 'NAME', 'pg_cast.castcontext'],
	['an operator class less', 'ALTER EXTENSION qshrink DROP OPERATOR CLASS ID USING hash', 'operator class', 'NAME'],
);

# Those of the extension: id and table for SQL, name in the catalogue
sub objects
{
	my ($catalogue, $id, $table, $condition) = @{ $objects{ $_[0] } };
	my $query = "SELECT $id, $table, pg_describe_object('$catalogue'::regclass, o.oid, 0) FROM $catalogue AS o"
		. " WHERE $condition AND EXISTS (SELECT FROM pg_depend e JOIN pg_depend d ON e.deptype = 'e' AND (d.refclassid, d.refobjid) IN ((e.classid, e.objid), (e.refclassid, e.refobjid))"
		. " WHERE e.refclassid = 'pg_extension'::regclass AND d.classid = '$catalogue'::regclass AND d.objid = o.oid AND d.deptype IN ('e', 'a'))"
		. ' ORDER BY 3';
	return map { [split(/\t/, $_)] } split(/\n/, psql('upgrade_new', 'postgres', "SET search_path = ''; COPY ($query) TO STDOUT"));
}

# Statements for objects that nothing else happens to, and what is to be seen of each
my %of = map { $_ => [objects($_)] } keys %objects;
my (%taken, @changes);
for my $kind (@kinds)
{
	my ($name, $sql, $class, $seen, $property) = @$kind;
	my $scope = $class =~ /^(function|set|policy)$/ ? $1 eq 'policy' ? 'policy' : 'function' : $name;
	my @free = grep { !$taken{"$scope $_->[2]"} } @{ $of{$class} };
	my $object = $free[rand @free] or fail("$name: an object of class $class"), next;
	$taken{"$scope $object->[2]"} = 1;
	for ($sql, $seen, $property)
	{
		next unless defined;
		s/\bNAME\b/$object->[2]/;
		s/OF_TABLE/$object->[1]/;
		s/\bID\b/$object->[0]/g;
	}
	$seen =~ s/(policy qshrink_[a-z]+_)[0-9a-f]{8} /$1* /;
	push @changes, [$name, $sql, $seen, $property];
}

sub sees
{
	my ($how, @changes) = @_;
	my $found = differences('new', $fresh, 'changed', catalogue('upgrade_new', map { $_->[1] } @changes));
	for my $change (@changes)
	{
		my ($name, $sql, $seen, $property) = @$change;
		my ($key) = grep { /^\w+: \Q$seen\E$/ } keys %$found;
		ok($key && (!$property || $found->{$key} =~ /^  \Q$property\E, /m), "$how, $name is seen: $sql")
			or diag("'$seen' is not among (seed $seed)\n" . join("\n", sort keys %$found));
	}
	return $found;
}

sees('among others', @changes);
my $found = sees('alone', ['a comment', 'COMMENT ON COLUMN qshrink_run.seed IS NULL', 'column seed of table public.qshrink_run', 'comment']);
is(join('|', keys %$found), 'pg_class: column seed of table public.qshrink_run', 'and nothing else');
sees('alone', ['a name', 'ALTER TABLE qshrink_run RENAME COLUMN seed TO sown', 'table public.qshrink_run, seed']);

psql('postgres', 'postgres', 'DROP DATABASE upgrade_new');
psql('postgres', 'postgres', 'DROP ROLE IF EXISTS upgrade_owner, upgrade_alice, upgrade_bob, upgrade_carol, upgrade_team');
done_testing();
