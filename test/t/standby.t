#!/usr/bin/env perl
# A streaming standby: what writes refuses before it computes, what reads works.
use strict;
use warnings;
use File::Temp qw(tempdir);
use FindBin;
use lib $FindBin::Bin;
use EveryFunction qw(calls session_of said_by);
use Test::More;

my $bin = `\${PG_CONFIG:-pg_config} --bindir`;
chomp $bin;
my $directory = tempdir(CLEANUP => 1);
my $statements = tempdir(CLEANUP => 1);
my @owner;
if ($> == 0)
{
	# the server will not run as root
	my (undef, undef, $uid, $gid) = getpwnam('postgres');
	chown($uid, $gid, $directory) or die $!;
	@owner = ('runuser', '-u', 'postgres', '--');
}

# Run a program as the server's user, from a folder it may look at
sub run
{
	my (@command) = @_;
	my $pid = fork() // die $!;
	if ($pid == 0)
	{
		chdir($directory) or die $!;
		open(STDOUT, '>', '/dev/null');
		open(STDERR, '>', '/dev/null');
		exec(@owner, @command) or exit 127;
	}
	waitpid($pid, 0);
	return $? == 0;
}
sub psql
{
	my ($host, $sql) = @_;
	open(my $file, '>', "$statements/statement") or die $!;
	print $file $sql;
	close $file;
	my $out = `stdbuf -oL psql -XAtq -v VERBOSITY=verbose -h $host -d tap -f $statements/statement 2>&1`;
	chomp $out;
	return $out;
}
my $primary = $ENV{PGHOST};
my $id = psql($primary, "SELECT qshrink_mdkp('away', 'VALUES (''a'', 10), (''b'', 9)', 'VALUES (''w'', ''a'', 6), (''w'', ''b'', 5)', 'VALUES (''w'', 6)')");
like($id, qr/^\d+$/, 'a problem on the primary');
my $run = psql($primary, "SELECT run_id FROM qshrink_solve($id, 'auto', seed => 1, solutions => 1)");
like($run, qr/^\d+$/, 'solved there');

ok(run("$bin/pg_basebackup", '-h', $primary, '-U', $ENV{PGUSER}, '-D', "$directory/data", '-X', 'stream', '-c', 'fast', '-N'), 'a copy');
open(my $signal, '>', "$directory/data/standby.signal") or die $!;
close $signal;
open(my $configuration, '>>', "$directory/data/postgresql.conf") or die $!;
print $configuration "unix_socket_directories = '$directory'\nhot_standby = on\nprimary_conninfo = 'host=$primary user=$ENV{PGUSER}'\n";
close $configuration;
ok(run("$bin/pg_ctl", '-D', "$directory/data", '-l', "$directory/log", '-w', 'start'), 'a standby');
chmod 0755, $directory;

is(psql($directory, 'SELECT pg_is_in_recovery()'), 't', 'in recovery');
my %writes = (
	qshrink_solve => "SELECT * FROM qshrink_solve($id, 'auto', time_limit => '1 min', rounds => 1000000, options => '{\"proof\": false}')",
	qshrink_mis => "SELECT qshrink_mis('no', 'SELECT 1/0')",
	qshrink_constrain => "SELECT qshrink_constrain($id, 'SELECT 1/0')",
	qshrink_import_counts => "SELECT * FROM qshrink_import_counts($id, $run, NULL, '{\"0\": 1}')",
);
for my $name (sort keys %writes)
{
	like(psql($directory, $writes{$name}), qr/25006: cannot execute $name\(\) during recovery/, "$name refuses");
}
like(psql($directory, $writes{qshrink_solve}), qr/HINT:.*qshrink_solve_model/, 'with what to do instead');
is(psql($directory, "SELECT keys FROM qshrink_selection($id)"), '{a}', 'a selection works');
is(psql($directory, "SELECT model_changed FROM qshrink_history WHERE run_id = $run"), 'f', 'so does the history');
is(psql($directory, "SELECT max(r.objective) FROM qubo_sample(qshrink_encode($id, 'dual'), 'sa', seed => 1) AS s, LATERAL qshrink_repair($id, s.assignment) AS r WHERE r.feasible"),
	'10', 'and computing without a record');

# Every function there is says on the standby what it says on the primary in a transaction
# that only reads: the same rows, or the same refusal.
my @calls = calls(sub { split(/\n/, psql($primary, $_[0])) }, problem_id => $id, map({ $_ => $run } qw(run_id run_a run_b)), rows => "'SELECT 1/0'", fixed => q{jsonb '{"a": 1}'}, second => "'w'");
my $session = "SET client_min_messages = error;\n" . session_of(@calls);
my $said = said_by(psql($primary, "SET default_transaction_read_only = on;\n$session"), @calls);
my $there = said_by(psql($directory, $session), @calls);
my (%seen, @differ);
for my $call (@calls)
{
	my (undef, undef, $volatility, $statement) = @$call;
	my ($a, $b) = map { $_->{$statement} // 'nothing' } ($said, $there);
	$a =~ s/ in a read-only transaction/ during recovery/;
	$seen{$a =~ /ERROR:  25006/ ? 'refuses' : $a =~ /ERROR:/ ? "error $volatility" : "reads $volatility"}++;
	push @differ, "$statement\nprimary: $a\nstandby: $b" if $a ne $b;
}
is(join("\n", @differ), '', 'every function says on the standby what it says on the primary');
cmp_ok($seen{'reads s'}, '>=', 20, 'stable functions have answered');
cmp_ok($seen{'reads i'}, '>=', 60, 'and immutable ones');
cmp_ok($seen{refuses}, '>=', 15, 'and those that write have refused');
note(join(', ', map { "$_: $seen{$_}" } sort keys %seen));

run("$bin/pg_ctl", '-D', "$directory/data", '-m', 'immediate', '-w', 'stop');
psql($primary, "DELETE FROM qshrink_problem WHERE problem_id = $id");
done_testing();
