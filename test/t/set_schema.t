#!/usr/bin/env perl
# The schema of the extension: it cannot be changed for another one, and can be renamed,
# also while a session uses it.
use strict;
use warnings;
use File::Temp qw(tempdir);
use FindBin;
use lib $FindBin::Bin;
use EveryFunction qw(calls session_of said_by);
use Test::More;

$ENV{PGOPTIONS} = '-c client_min_messages=warning';
my $directory = tempdir(CLEANUP => 1);
sub psql
{
	my ($role, $sql) = @_;
	open(my $file, '>', "$directory/statements") or die $!;
	print $file $sql;
	close $file;
	my $out = `stdbuf -oL psql -XAtq -v VERBOSITY=verbose -U $role -d schema_of -f $directory/statements 2>&1`;
	chomp $out;
	return $out;
}

system('dropdb', '--if-exists', 'schema_of');
system('createdb', 'schema_of');
is(psql('postgres', 'DROP ROLE IF EXISTS schema_alice; CREATE ROLE schema_alice LOGIN; CREATE SCHEMA "one %I"; CREATE SCHEMA two; CREATE EXTENSION qshrink SCHEMA "one %I"; GRANT USAGE ON SCHEMA "one %I" TO PUBLIC;'), '', 'installed');
like(psql('postgres', 'ALTER EXTENSION qshrink SET SCHEMA two;'), qr/ERROR:  0A000: extension "qshrink" does not support SET SCHEMA/, 'another schema is refused');
is(psql('postgres', q{SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'qshrink'; SELECT count(*) FROM pg_class WHERE relnamespace = 'two'::regnamespace;}), "\"one %I\"\n0", 'and nothing has moved');

my $make = q{SELECT qshrink_mdkp('away', 'VALUES (''a'', 10), (''b'', 9)', 'VALUES (''w'', ''a'', 6), (''w'', ''b'', 5)', 'VALUES (''w'', 6)') AS id;
	SELECT objective FROM qshrink_solve(1, 'auto', seed => 1, solutions => 1);};
is(psql('schema_alice', "SET search_path = \"one %I\"; $make"), "1\n10", 'a problem and its run');

# every function says the same before and after, in a transaction that only reads
my @calls = calls(sub { split(/\n/, psql('postgres', 'SET search_path = "one %I"; ' . $_[0])) });
my $session = "SET default_transaction_read_only = on;\n" . session_of(@calls);
my $before = said_by(psql('schema_alice', "SET search_path = \"one %I\"; $session"), @calls);
# a session that has solved, and plans that it keeps, go on
is(psql('schema_alice', q{SET search_path = "one %I";
SELECT objective FROM qshrink_solve(1, 'auto', seed => 1, solutions => 1);
PREPARE answer AS SELECT keys FROM qshrink_selection(1);
EXECUTE answer;
\! psql -XAtq -d schema_of -c 'ALTER SCHEMA "one %I" RENAME TO three'
SET search_path = three;
EXECUTE answer;
SELECT objective FROM qshrink_solve(1, 'auto', seed => 1, solutions => 1);
SELECT count(*) FROM qshrink_history;}), "10\n{a}\n{a}\n10\n3", 'renamed, while a session is at it');
my $after = said_by(psql('schema_alice', "SET search_path = three; $session"), @calls);
my @differ = grep { my ($a, $b) = ($before->{$_}, $after->{$_} // 'nothing'); s/"one %I"|three/SCHEMA/g, s/^solved as it is: .*\n//m for $a, $b; $a ne $b } sort keys %$before;

is(join("\n", map { "$_\n$before->{$_}$after->{$_}" } @differ), '', 'every function says what it said');
cmp_ok(scalar(@calls), '>=', 120, 'of ' . @calls);
is(psql('schema_alice', 'SET search_path = three; SELECT qshrink_drop(1);'), '', 'and rows are written and dropped');
is(psql('postgres', 'ALTER EXTENSION qshrink UPDATE; DROP EXTENSION qshrink; SELECT count(*) FROM pg_class WHERE relname LIKE \'qshrink%\';'), '0', 'the extension follows, and goes');
system('dropdb', 'schema_of');
system('dropuser', 'schema_alice');
done_testing();
