#!/usr/bin/env perl
# A streaming standby: what writes refuses before it computes, what reads works.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Cluster;
use EveryFunction qw(calls session_of said_by);
use Test::More;

sub psql
{
	my ($host, $sql) = @_;
	my $file = statement_of($sql);
	my $out = `stdbuf -oL psql -XAtq -v VERBOSITY=verbose -h $host -d tap -f $file 2>&1`;
	chomp $out;
	return $out;
}
my $primary = $ENV{PGHOST};
my $id = psql($primary, "SELECT qshrink_mdkp('away', 'VALUES (''a'', 10), (''b'', 9)', 'VALUES (''w'', ''a'', 6), (''w'', ''b'', 5)', 'VALUES (''w'', 6)')");
like($id, qr/^\d+$/, 'a problem on the primary');
my $run = psql($primary, "SELECT run_id FROM qshrink_solve($id, 'auto', seed => 1, solutions => 1)");
like($run, qr/^\d+$/, 'solved there');

ok(run("$bin/pg_basebackup", '-h', $primary, '-U', $ENV{PGUSER}, '-D', "$home/data", '-X', 'stream', '-c', 'fast', '-N'), 'a copy');
open(my $signal, '>', "$home/data/standby.signal") or die $!;
close $signal;
configure("unix_socket_directories = '$home'", "hot_standby = on", "primary_conninfo = 'host=$primary user=$ENV{PGUSER}'");
ok(run("$bin/pg_ctl", '-D', "$home/data", '-l', "$home/log", '-w', 'start'), 'a standby');

is(psql($home, 'SELECT pg_is_in_recovery()'), 't', 'in recovery');
my %writes = (
	qshrink_solve => "SELECT * FROM qshrink_solve($id, 'auto', time_limit => '1 min', rounds => 1000000, options => '{\"proof\": false}')",
	qshrink_mis => "SELECT qshrink_mis('no', 'SELECT 1/0')",
	qshrink_constrain => "SELECT qshrink_constrain($id, 'SELECT 1/0')",
	qshrink_import_counts => "SELECT * FROM qshrink_import_counts($id, $run, NULL, '{\"0\": 1}')",
);
for my $name (sort keys %writes)
{
	like(psql($home, $writes{$name}), qr/25006: cannot execute $name\(\) during recovery/, "$name refuses");
}
like(psql($home, $writes{qshrink_solve}), qr/HINT:.*qshrink_solve_model/, 'with what to do instead');
is(psql($home, "SELECT keys FROM qshrink_selection($id)"), '{a}', 'a selection works');
is(psql($home, "SELECT model_changed FROM qshrink_history WHERE run_id = $run"), 'f', 'so does the history');
is(psql($home, "SELECT max(r.objective) FROM qubo_sample(qshrink_encode($id, 'dual'), 'sa', seed => 1) AS s, LATERAL qshrink_repair($id, s.assignment) AS r WHERE r.feasible"),
	'10', 'and computing without a record');

# Every function there is says on the standby what it says on the primary in a transaction
# that only reads: the same rows, or the same refusal.
my @calls = calls(sub { split(/\n/, psql($primary, $_[0])) }, problem_id => $id, map({ $_ => $run } qw(run_id run_a run_b)), rows => "'SELECT 1/0'", fixed => q{jsonb '{"a": 1}'}, second => "'w'");
my $session = "SET client_min_messages = error;\n" . session_of(@calls);
my $said = said_by(psql($primary, "SET default_transaction_read_only = on;\n$session"), @calls);
my $there = said_by(psql($home, $session), @calls);
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

run("$bin/pg_ctl", '-D', "$home/data", '-m', 'immediate', '-w', 'stop');
psql($primary, "DELETE FROM qshrink_problem WHERE problem_id = $id");
done_testing();
