#!/usr/bin/env perl
# Whatever a released version named in the library is still there, and what is called by
# its objects and by those of this version has the same arguments, result and strictness:
# a database that was not updated yet may get an error from the library, never a crash.
use strict;
use warnings;
use Test::More;

my ($new) = map { /^default_version *= *'(.*)'/ ? $1 : () } read_lines('qshrink.control');
my @old = grep { $_ ne $new } map { m{sql/release/qshrink--(.*)\.sql$} } glob('sql/release/qshrink--*.sql');
ok(scalar @old, "released versions: @old; this one: $new");
my %retired = map { /^RETIRED\((\w+)\);/ ? ($1 => 1) : () } read_lines('src/backend/retired.c');

my $database = 'qshrink_symbols';
my $now = signatures($new);
for my $symbol (sort keys %retired)
{
	ok(!exists $now->{$symbol}, "$symbol is retired: no object of $new names it");
}
for my $version (@old)
{
	my $then = signatures($version);
	cmp_ok(scalar keys %$then, '>=', 100, "$version names symbols") or next;
	my @bad = differences($then, $now);
	is(join("\n", @bad), '', "each symbol of $version means the same to $new, or is retired");
}

# the comparison sees what it is there for
my ($some) = grep { $now->{$_} =~ /arguments: bigint/ } sort keys %$now;
my %fewer = %$now;
delete $fewer{$some};
is(scalar differences($now, \%fewer), 1, 'a symbol that went without being retired is seen');
(my $other = $now->{$some}) =~ s/strict: \w+/strict: other/;
is(scalar differences($now, { %$now, $some => $other }), 1, 'so is strictness');
($other = $now->{$some}) =~ s/(arguments: \S+)/$1, integer/;
is(scalar differences($now, { %$now, $some => $other }), 1, 'and an argument more');
$retired{$some} = 1;
is(scalar differences($now, { %$now, $some => $other }), 0, 'nothing is said of the retired');
done_testing();

sub read_lines
{
	my ($file) = @_;
	open(my $in, '<', $file) or die "$file: $!";
	return <$in>;
}

sub psql
{
	my ($database, $sql) = @_;
	open(my $out, '-|', 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', $database, '-c', $sql) or die $!;
	my @lines = <$out>;
	close($out);
	return ($? == 0, @lines);
}

# What each symbol is called as by the objects of a version.  Making them asks the library
# for each symbol.
sub signatures
{
	my ($version) = @_;
	my %signature;

	psql('postgres', "CREATE DATABASE $database");
	my ($made) = psql($database, "CREATE EXTENSION qshrink VERSION '$version'");
	ok($made, "objects of $version are made: the library has every symbol they name");
	my (undef, @lines) = psql($database, q{
		SELECT prosrc, 'arguments: ' || coalesce(nullif(array_to_string(
				ARRAY(SELECT format_type(t, NULL) FROM unnest(coalesce(proallargtypes, proargtypes::oid[])) WITH ORDINALITY AS a (t, n) ORDER BY n), ', '), ''), 'none')
			|| '; modes: ' || coalesce(array_to_string(proargmodes, ''), 'in') || '; result: ' || CASE WHEN proretset THEN 'setof ' ELSE '' END
			|| format_type(prorettype, NULL) || '; strict: ' || proisstrict
		FROM pg_proc JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = pg_proc.oid AND d.deptype = 'e'
		WHERE prolang = (SELECT oid FROM pg_language WHERE lanname = 'c') AND probin LIKE '%qshrink'
		ORDER BY 1, 2});
	psql('postgres', "DROP DATABASE $database");
	for my $line (@lines)
	{
		chomp $line;
		my ($symbol, $text) = split(/\|/, $line, 2);
		$signature{$symbol} = exists $signature{$symbol} ? "$signature{$symbol}\n\t$text" : $text;
	}
	return \%signature;
}

# A line for each symbol of one that the other neither has alike nor has retired.  Called
# in several ways, it may be called in more of them now.
sub differences
{
	my ($then, $now) = @_;
	my @bad;
	for my $symbol (sort keys %$then)
	{
		next if $retired{$symbol};
		my %known = map { $_ => 1 } split(/\n\t/, $now->{$symbol} // '');
		push @bad, "$symbol then\n\t$then->{$symbol}\nnow\n\t" . ($now->{$symbol} // 'named by no object and not in src/backend/retired.c')
			if grep { !$known{$_} } split(/\n\t/, $then->{$symbol});
	}
	return @bad;
}
