#!/usr/bin/env perl
# The pure form on a streaming standby: it computes from the replicated tables what the
# primary computes, and tasks claimed and stored on the primary are solved there.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Cluster;
use Test::More;

sub psql
{
	my ($host, $sql) = @_;
	my $file = statement_of($sql);
	my $out = `psql -XAtq -v VERBOSITY=verbose -h $host -d tap -f $file 2>&1`;
	chomp $out;
	return $out;
}
my $primary = $ENV{PGHOST};

sub literal
{
	my ($text) = @_;
	$text =~ s/'/''/g;
	return "'$text'";
}

my $pack = psql($primary, "SELECT qshrink_mdkp('standby pack', 'SELECT i, 20 + i * 37 % 61 FROM generate_series(1, 30) AS i', 'SELECT r, i, 5 + i * (17 + 6 * r) % 41 FROM generate_series(1, 3) AS r, generate_series(1, 30) AS i', 'VALUES (1, 200), (2, 210), (3, 220)')");
my $graph = psql($primary, "SELECT qshrink_mis('standby graph', 'SELECT a, b FROM generate_series(1, 30) AS a, generate_series(1, 30) AS b WHERE a < b AND (a * 7 + b * 13) % 11 < 3')");
like("$pack $graph", qr/^\d+ \d+$/, 'problems on the primary');

ok(run("$bin/pg_basebackup", '-h', $primary, '-U', $ENV{PGUSER}, '-D', "$home/data", '-X', 'stream', '-c', 'fast', '-N'), 'a copy');
open(my $signal, '>', "$home/data/standby.signal") or die $!;
close $signal;
configure("unix_socket_directories = '$home'", "hot_standby = on", "primary_conninfo = 'host=$primary user=$ENV{PGUSER}'");
ok(run("$bin/pg_ctl", '-D', "$home/data", '-l', "$home/log", '-w', 'start'), 'a standby');
my $standby = $home;
is(psql($standby, 'SELECT pg_is_in_recovery()'), 't', 'in recovery');

# Wait until the standby has replayed what the primary has written
sub catch_up
{
	my $written = psql($primary, 'SELECT pg_current_wal_lsn()');
	for (1 .. 600)
	{
		return 1 if psql($standby, "SELECT pg_last_wal_replay_lsn() >= '$written'") eq 't';
		select(undef, undef, undef, 0.1);
	}
	return 0;
}

# ---------------------------------------------------------------------------
# the replicated tables give the same answers there
my $settings = '{"solver": "auto", "rounds": 2, "nodes": 20000}';
my $late = psql($primary, "SELECT qshrink_maxcut('standby cut', 'SELECT v, v % 15 + 1 FROM generate_series(1, 15) AS v')");
ok(catch_up(), 'the standby follows');
for my $id ($pack, $graph, $late)
{
	my $solve = "SELECT md5(qshrink_solve_model(qshrink_model($id), 7, '$settings')::text)";

	like(psql($standby, $solve), qr/^[0-9a-f]{32}$/, "problem $id is solved on the standby");
	is(psql($standby, $solve), psql($primary, $solve), 'with the record of the primary');
}
is(psql($standby, "SET max_parallel_workers_per_gather = 2; SET min_parallel_table_scan_size = 0; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0;"
	. "SELECT md5(string_agg((qshrink_solve_model(qshrink_model(problem_id), 7, '$settings'))::text, ' ' ORDER BY problem_id)) FROM qshrink_problem WHERE problem_id IN ($pack, $graph, $late)"),
	psql($primary, "SELECT md5(string_agg((qshrink_solve_model(qshrink_model(problem_id), 7, '$settings'))::text, ' ' ORDER BY problem_id)) FROM qshrink_problem WHERE problem_id IN ($pack, $graph, $late)"),
	'one query over the problems, in parallel workers of the standby');
like(psql($standby, "SELECT qshrink_store_answer($graph, qshrink_solve_model(qshrink_model($graph), 1))"), qr/25006: cannot execute qshrink_store_answer\(\) during recovery/, 'nothing is stored there');

my $answer = psql($standby, "SELECT qshrink_solve_model(qshrink_model($graph), 7, '$settings')");
my $run = psql($primary, "SELECT qshrink_store_answer($graph, " . literal($answer) . ')');
like($run, qr/^\d+$/, 'stored on the primary');
my $objective = psql($standby, "SELECT (qshrink_solve_model(qshrink_model($graph), 7, '$settings')).objective");
is(psql($primary, "SELECT objective || ' ' || status FROM qshrink_run WHERE run_id = $run"), "$objective optimal", 'as a run, proved anew');
ok(catch_up(), 'which goes the way back');
is(psql($standby, "SELECT count(*) FROM qshrink_selection($graph, $run)"), $objective, 'where its selection is read');

# ---------------------------------------------------------------------------
# tasks: claimed on the primary, computed on the standby from its own tables, stored on
# the primary
psql($primary, "SELECT qshrink_submit(problem_id, '$settings', seed) FROM unnest(ARRAY[$pack, $graph, $late]) AS problem_id, generate_series(1, 2) AS seed");
my $done = 0;
my %stored;
while ($done < 20)
{
	my $claim = psql($primary, "SELECT task_id || '|' || problem_id || '|' || token || '|' || seed || '|' || settings FROM qshrink_claim('5 minutes', 'standby')");
	last if $claim eq '';
	my ($task, $problem, $token, $seed, $given) = split(/\|/, $claim, 5);
	like($claim, qr/^\d+\|\d+\|-?\d+\|\d+\|\{/, "task $task is claimed");
	$answer = psql($standby, "SELECT qshrink_solve_model(qshrink_model($problem), $seed, '$given')");
	my $stored = psql($primary, "SELECT qshrink_finish($task, $token, " . literal($answer) . ', 5)');
	like($stored, qr/^\d+$/, 'and finished');
	$stored{$stored} = 1;
	is(psql($primary, "SELECT problem_id || ' ' || seed || ' ' || milliseconds FROM qshrink_run WHERE run_id = $stored"), "$problem $seed 5", 'its run is there');
	$done++;
}
is($done, 6, 'all tasks');
is(keys %stored, 6, 'a run each');
is(psql($primary, "SELECT string_agg(DISTINCT state, ' ') FROM qshrink_task WHERE problem_id IN ($pack, $graph, $late)"), 'done', 'all done');

run("$bin/pg_ctl", '-D', "$home/data", '-m', 'immediate', '-w', 'stop');
psql($primary, "DELETE FROM qshrink_problem WHERE problem_id IN ($pack, $graph, $late)");
done_testing();
