package EveryFunction;
# A call of every function and procedure of the extension, as the catalogue lists them, with
# arguments that are not null and that mean something where their names are known.
use strict;
use warnings;
use Exporter 'import';
our @EXPORT_OK = qw(calls session_of said_by);

my %of_type = (
	bigint => '1', integer => '1', smallint => '1', text => "'x'", name => "'postgres'", cstring => "'x'", boolean => 'true', jsonb => "jsonb '{}'", json => "json '{}'",
	'double precision' => "float8 '1'", real => "real '1'", numeric => "numeric '1'", interval => "interval '1 s'", qubo => "qubo '{(0,0):-1,(0,1):2}/2+0.5'", 'bit varying' => "bit varying '10'",
	bit => "B'10'", qshrink_start => "qshrink_start '10'", qshrink_role => "qshrink_role 'postgres'", xid => "xid '1'", 'integer[]' => "'{0}'::integer[]", 'bigint[]' => "'{0}'::bigint[]",
	'double precision[]' => "'{1}'::float8[]", 'text[]' => "'{x}'::text[]", 'numeric[]' => "'{1}'::numeric[]", 'boolean[]' => "'{t}'::boolean[]", oid => "oid '10'", regclass => "regclass 'pg_class'",
	'timestamp with time zone' => "timestamptz '2020-01-01'", 'jsonb[]' => "'{}'::jsonb[]", 'qubo[]' => "'{}'::qubo[]",
);
my %named = (
	sense => "'min'", format => "'lp'", method => "'auto'", encoding => "'auto'", correlation => "'auto'", solver => "'sa'", privilege => "'read'", model => q{jsonb '{"sense": "min", "n": 1}'},
	options => "jsonb '{}'", seed => '1', fixed => q{jsonb '{"x": 1}'},
);

# Lists of name, kind (f, p), volatility and statement.  query: from SQL to lines; value: of
# arguments by name
sub calls
{
	my ($query, %value) = @_;
	my @calls;
	for my $line ($query->(q{
		SELECT p.proname, p.prokind, p.provolatile, array_to_string(ARRAY(SELECT concat(p.proargnames[n], ' ', format_type(t, NULL)) FROM unnest(p.proargtypes) WITH ORDINALITY AS a (t, n) ORDER BY n), ';')
		FROM pg_proc p JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
			JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND e.oid = d.refobjid AND e.extname = 'qshrink'
		WHERE p.prokind IN ('f', 'p') AND NOT 'internal'::regtype = ANY (p.proargtypes) ORDER BY p.oid::regprocedure::text;}))
	{
		my ($name, $kind, $volatility, $types) = split(/\|/, $line, -1);
		my $arguments = join(', ', map { my ($argument, $type) = /^(\w*) (.*)$/; $value{$argument} // $named{$argument} // $of_type{$type} // "NULL::$type" } split(/;/, $types));
		push @calls, [$name, $kind, $volatility, ($kind eq 'p' ? 'CALL ' : 'SELECT * FROM ') . "$name($arguments);"];
	}
	return @calls;
}

# Statements for one session that makes all calls, told apart by lines of their own
sub session_of
{
	my @calls = @_;
	return join('', map { "\\echo === $_\n$calls[$_][3]\n" } 0 .. $#calls);
}

# What each statement of such a session printed, by statement, errors without what differs by place
sub said_by
{
	my ($output, @calls) = @_;
	my %said;
	for my $part (split(/^=== /m, $output))
	{
		my ($number, $said) = split(/\n/, $part, 2);
		next unless ($number // "") =~ /^\d+$/;
		$said =~ s/^(psql:[^ ]* |LOCATION: .*\n?|HINT: .*\n?)//gm;
		$said{ $calls[$number][3] } = $said;
	}
	return \%said;
}

1;
