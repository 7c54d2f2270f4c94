#!/usr/bin/env perl
# A database owner who is no superuser installs each released version, updates it, and has
# what a new installation has.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Catalogue qw(catalogue differences);
use Test::More;

my ($new) = map { /^default_version *= *'(.*)'/ ? $1 : () } do { open(my $in, '<', 'qshrink.control') or die $!; <$in> };
my @released = grep { $_ ne $new } map { m{sql/release/qshrink--(.*)\.sql$} } glob('sql/release/qshrink--*.sql');

sub psql
{
	my ($database, $role, $sql) = @_;
	open(my $out, '-|', 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-U', $role, '-d', $database, '-c', $sql) or die $!;
	my $text = do { local $/; <$out> } // '';
	chomp $text;
	return close($out) ? $text : "FAILED: $sql\n$text";
}

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
psql('postgres', 'postgres', 'DROP ROLE upgrade_owner');
done_testing();
