#!/usr/bin/env perl
# Many small solves at once, of one problem and of several: no session waits for a lock of
# another, whatever the number of clients.  The server logs every wait of more than a
# millisecond; it may make its own storage wait (locks that extend a table).
use strict;
use warnings;
use File::Temp qw(tempdir);
use Test::More;

my $directory = tempdir(CLEANUP => 1);
my $log = "$ENV{PGHOST}/data/log";
my $database = 't_small_solves';

plan skip_all => 'the log of the cluster cannot be read' unless -r $log;

sub psql
{
	my ($base, $sql) = @_;
	open(my $file, '>', "$directory/statement") or die $!;
	print $file $sql;
	close $file;
	my $out = `psql -XAtq -v ON_ERROR_STOP=1 -d $base -f $directory/statement 2>&1`;
	chomp $out;
	return $out;
}

sub lines_of_log
{
	open(my $file, '<', $log) or die "$log: $!";
	return <$file>;
}

# Waits in the log since it had so many lines, but for those of storage
sub waits
{
	my ($seen) = @_;
	my @lines = lines_of_log();
	return grep { /(?:still waiting for|acquired) \w+ on / && !/extension of relation/ } @lines[$seen .. $#lines];
}

psql('postgres', "DROP DATABASE IF EXISTS $database");
is(psql('postgres', "CREATE DATABASE $database"), '', 'a database');
psql($database, <<'SQL');
SET client_min_messages = warning;
CREATE EXTENSION qshrink;
SELECT qshrink_mdkp('problem ' || k, format('SELECT i, 10 + (i * %s) %% 23 FROM generate_series(1, 20) AS i', 36 + k),
	'SELECT 1, i, 5 + (i * 13) % 17 FROM generate_series(1, 20) AS i', 'VALUES (1, 100)') FROM generate_series(1, 4) AS k;
SQL

$ENV{PGOPTIONS} = '-c log_lock_waits=on -c deadlock_timeout=1ms';

# the log does tell: somebody deletes a problem that is being solved
my $seen = () = lines_of_log();
my $pid = fork();
if ($pid == 0)
{
	system("psql -XAtq -d $database -c \"BEGIN; SELECT count(*) FROM qshrink_solve(1, 'exact', seed => 1); SELECT pg_sleep(1); ROLLBACK\" >/dev/null");
	exit 0;
}
for (1 .. 100)
{
	last if psql($database, q{SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND wait_event = 'PgSleep'}) eq '1';
	select(undef, undef, undef, 0.05);
}
psql($database, 'BEGIN; DELETE FROM qshrink_problem WHERE problem_id = 1; ROLLBACK');
waitpid($pid, 0);
isnt(scalar(waits($seen)), 0, 'a wait would be in the log');

my %script = (
	'one problem' => "SELECT count(*) FROM qshrink_solve(1, 'auto');\n",
	'several problems' => "\\set p random(1, 4)\nSELECT count(*) FROM qshrink_solve(:p, 'auto', solutions => 3);\n",
);
foreach my $what (sort keys %script)
{
	open(my $file, '>', "$directory/script") or die $!;
	print $file $script{$what};
	close $file;
	foreach my $clients (1, 2, 16, 64)
	{
		my $each = int(128 / $clients);
		my $before = psql($database, 'SELECT count(*) FROM qshrink_run');
		$seen = () = lines_of_log();
		my $out = `pgbench -n -d $database -f $directory/script -c $clients -j 2 -t $each 2>&1`;
		is($?, 0, "$what, $clients clients") or diag($out);
		my @waits = waits($seen);
		is_deeply(\@waits, [], '... none of which waits for another');
		is(psql($database, 'SELECT count(*) FROM qshrink_run') - $before, $each * $clients, '... all runs are there');
	}
}

$seen = () = lines_of_log();
is(psql($database, q{SELECT count(*), count(DISTINCT s.run_id) FROM generate_series(1, 250) AS k, qshrink_problem AS p,
	LATERAL qshrink_solve(p.problem_id, 'auto', seed => k, solutions => 1) AS s}), '1000|1000', 'a thousand solves in one statement');
is(psql($database, q{SELECT count(DISTINCT objective) FROM qshrink_run GROUP BY problem_id ORDER BY 1 DESC LIMIT 1}), '1', 'with one and the same objective, however often');
is_deeply([waits($seen)], [], 'without a wait');

delete $ENV{PGOPTIONS};
psql('postgres', "DROP DATABASE $database");
done_testing();
