#!/usr/bin/env perl
# Every way to dump and restore: formats, sections, jobs, the owner and a superuser.  All
# rows arrive, each role sees what it saw, and the catalogue is that of an installation.
use strict;
use warnings;
use File::Temp qw(tempdir);
use FindBin;
use lib $FindBin::Bin;
use Catalogue qw(catalogue differences);
use Test::More;

$ENV{PGOPTIONS} = '-c client_min_messages=warning';
my $directory = tempdir(CLEANUP => 1);
my ($release) = sort map { m{test/upgrade/(.*)\.data$} } glob('test/upgrade/*.data');

# A command of the shell; its errors, none if it succeeds
sub errors_of
{
	my ($command) = @_;
	my $out = `( $command ) 2>&1 >/dev/null`;
	return $? == 0 ? $out : "failed: $out";
}
sub psql
{
	my ($database, $role, @arguments) = @_;
	open(my $out, '-|', 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-U', $role, '-d', $database, @arguments) or die $!;
	my $text = do { local $/; <$out> } // '';
	chomp $text;
	return close($out) ? $text : "FAILED: @arguments\n$text";
}

# All rows of the tables of the extension and of its sequences, summed up
sub sums
{
	my ($database) = @_;
	return psql($database, 'postgres', '-c', join(';', map { "SELECT '$_', count(*), md5(string_agg(t::text, E'\\n' ORDER BY t::text COLLATE \"C\")) FROM (SELECT * FROM $_) AS t" }
		split(/\n/, psql($database, 'postgres', '-c', q{SELECT u.c::regclass FROM pg_extension, unnest(extconfig) AS u (c) WHERE extname = 'qshrink' ORDER BY u.c::regclass::text}))));
}

psql('postgres', 'postgres', '-c', "DROP DATABASE IF EXISTS ways_$_") for qw(from to new);
psql('postgres', 'postgres', '-c', 'DROP ROLE IF EXISTS upgrade_owner, upgrade_alice, upgrade_bob, upgrade_carol, upgrade_team');
psql('postgres', 'postgres', '-c', 'CREATE ROLE upgrade_owner LOGIN');
psql('postgres', 'postgres', '-c', "CREATE DATABASE ways_$_ OWNER upgrade_owner") for qw(from new);
is(psql('ways_from', 'postgres', '-f', 'test/upgrade/before.sql'), '', 'roles and tables');
is(psql('ways_from', 'upgrade_owner', '-c', 'CREATE EXTENSION qshrink'), '', 'the extension');
unlike(psql('ways_from', 'upgrade_owner', '-f', "test/upgrade/$release.data"), qr/FAILED/, "rows of $release");
is(psql('ways_from', 'upgrade_owner', '-c', 'CREATE TABLE shop.answer (problem_id bigint REFERENCES qshrink_problem, note text); INSERT INTO shop.answer SELECT problem_id, name FROM qshrink_problem'),
	'', 'and a table of the owner that refers to problems');
is(psql('ways_new', 'upgrade_owner', '-c', 'CREATE EXTENSION qshrink'), '', 'a new installation');
my $sums = sums('ways_from');
my $answers = psql('ways_from', 'postgres', '-f', 'test/upgrade/answers.sql');
my $fresh = catalogue('ways_new');

# ---------------------------------------------------------------------------
# Ways to restore: DUMP is the dump, TO what says who and where.  Within an extension a
# parallel restore does not know which table refers to which (docs/operations.md).
my %way = (
	text => 'psql -Xq -v ON_ERROR_STOP=1 -o /dev/null TO -f DUMP',
	plainly => 'pg_restore TO --exit-on-error DUMP',
	'in one transaction' => 'pg_restore TO --single-transaction DUMP',
	'by section' => join(' && ', map { "pg_restore TO --exit-on-error --section=$_ DUMP" } qw(pre-data data post-data)),
	# what foreign keys of other tables refer to must be there when they are made
	'with jobs, references not looked at' => "PGOPTIONS='-c session_replication_role=replica' pg_restore TO -j 4 --section=pre-data --section=data DUMP"
		. ' && pg_restore TO -j 4 --section=post-data DUMP',
	'with jobs, the tables of the extension first' => join(' && ',
		'pg_restore TO --section=pre-data DUMP',
		"pg_restore -l --section=data DUMP >$directory/all",
		"grep ' qshrink_' $directory/all >$directory/own", "grep -v ' qshrink_' $directory/all >$directory/rest",
		"pg_restore TO -L $directory/own DUMP",
		"pg_restore TO -j 4 -L $directory/rest DUMP",
		'pg_restore TO -j 4 --section=post-data DUMP'),
);

sub restored
{
	my ($name, $way, $who, $dump) = @_;
	(my $command = $way{$way}) =~ s/\bDUMP\b/$directory\/$dump/g;
	$command =~ s/\bTO\b/$who -d ways_to/g;
	psql('postgres', 'postgres', '-c', 'CREATE DATABASE ways_to OWNER upgrade_owner');
	is(errors_of($command), '', "$name: $dump restored $way");
	is(sums('ways_to'), $sums, 'every row is there');
	my $said = psql('ways_to', 'postgres', '-f', 'test/upgrade/answers.sql');
	my $expected = $answers;
	# the extension belongs to whoever restores it: who it belonged to is one of many then
	s/^upgrade_(owner|carol)\|.*\n//gm for $who eq '-U postgres' ? ($said, $expected) : ();
	ok($said eq $expected, 'and answers as it did, to each role');
	is(psql('ways_to', 'upgrade_alice', '-c', 'SELECT objective FROM qshrink_solve(1, seed => 1, solutions => 1)'), '631', 'and is solved');
	if ($who ne '-U postgres')
	{
		my $found = differences('a new installation', $fresh, 'restored', catalogue('ways_to'));
		is(join("\n", map { $found->{$_} } sort keys %$found), '', 'the catalogue is that of a new installation');
	}
	psql('postgres', 'postgres', '-c', 'DROP DATABASE ways_to');
}

my %format = (plain => '-Fp', custom => '-Fc', directory => '-Fd', tar => '-Ft');
is(errors_of("pg_dump -U upgrade_owner $format{$_} -f $directory/$_ ways_from"), '', "the owner dumps: $_") for sort keys %format;
is(errors_of("pg_dump -U upgrade_owner -Fd -j 3 -f $directory/jobs ways_from"), '', 'with jobs, too');
is(errors_of("pg_dump -U postgres -Fc -f $directory/superuser ways_from"), '', 'a superuser dumps');

my $owner = '-U upgrade_owner';
restored('the owner', 'text', $owner, 'plain');
restored('the owner', 'by section', $owner, 'custom');
restored('the owner', 'in one transaction', $owner, 'tar');
restored('the owner', 'plainly', $owner, 'superuser');
restored('the owner', 'with jobs, the tables of the extension first', $owner, $_) for qw(custom jobs);
psql('postgres', 'postgres', '-c', 'GRANT SET ON PARAMETER session_replication_role TO upgrade_owner');
restored('the owner, who may set it', 'with jobs, references not looked at', $owner, 'directory');
psql('postgres', 'postgres', '-c', 'REVOKE SET ON PARAMETER session_replication_role FROM upgrade_owner');

restored('a superuser', 'plainly', '-U postgres', 'custom');
restored('a superuser for the owner', 'with jobs, references not looked at', '-U postgres --role=upgrade_owner', 'jobs');
restored('a superuser', 'with jobs, references not looked at', '-U postgres', 'directory');
restored('a superuser for the owner', 'by section', '-U postgres --role=upgrade_owner', 'superuser');

# Data and definitions apart
is(errors_of("pg_dump -U upgrade_owner --section=$_ -Fc -f $directory/$_ ways_from"), '', "the owner dumps $_ alone") for qw(pre-data data post-data);
psql('postgres', 'postgres', '-c', 'CREATE DATABASE ways_to OWNER upgrade_owner');
is(errors_of("pg_restore -U upgrade_owner -d ways_to --exit-on-error $directory/$_"), '', "and restores $_") for qw(pre-data data post-data);
is(sums('ways_to'), $sums, 'every row is there');
psql('postgres', 'postgres', '-c', 'DROP DATABASE ways_to');

# What does not work says so and can be done again: references are never left dangling.
psql('postgres', 'postgres', '-c', 'CREATE DATABASE ways_to OWNER upgrade_owner');
is(psql('ways_to', 'upgrade_owner', '-c', 'CREATE EXTENSION qshrink'), '', 'an installation');
like(errors_of("pg_restore -U upgrade_owner -d ways_to --data-only -t qshrink_run $directory/custom"), qr/failed: .*qshrink_run_problem/s, 'runs without their problems are refused');
psql('postgres', 'postgres', '-c', 'DROP DATABASE ways_to');

psql('postgres', 'postgres', '-c', "DROP DATABASE ways_$_") for qw(from new);
psql('postgres', 'postgres', '-c', 'DROP ROLE upgrade_owner, upgrade_alice, upgrade_bob, upgrade_carol, upgrade_team');
done_testing();
