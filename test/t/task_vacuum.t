#!/usr/bin/env perl
# A task holds back nothing, from the end of its loading until it stores: at every moment that
# is looked at, neither its session nor parallel workers of it have a snapshot or a transaction
# number, and VACUUM removes what was deleted meanwhile.
#
#   QSHRINK_TASK_SECONDS=60 prove test/t/task_vacuum.t      a task of a minute
use strict;
use warnings;
use lib 'test/t';
use Sessions 'task_vacuum';
use Test::More;
use Time::HiRes qw(sleep time);

my $seconds = $ENV{QSHRINK_TASK_SECONDS} // 3;
my $pack = psql("SELECT qshrink_mdkp('pack', 'SELECT i, 20 + i * 37 % 61 FROM generate_series(1, 60) AS i',
	'SELECT r, i, 5 + i * (17 + 6 * r) % 41 FROM generate_series(1, 5) AS r, generate_series(1, 60) AS i', 'SELECT r, 400 FROM generate_series(1, 5) AS r')");
my $graph = psql("SELECT qshrink_mis('graph', 'SELECT i, i * k % 2003 FROM generate_series(1, 2000) AS i, unnest(''{7,31,101}''::int[]) AS k WHERE i <> i * k % 2003')");
psql('CREATE TABLE t_vacuum (k integer)');

# the server's own workers hold snapshots too, and vacuum
psql('ALTER SYSTEM SET autovacuum = off');
psql('SELECT pg_reload_conf()');
END { local $?; psql('ALTER SYSTEM RESET autovacuum'); psql('SELECT pg_reload_conf()') }
wait_until('the server vacuums nothing by itself', "SELECT current_setting('autovacuum') = 'off' AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE backend_type = 'autovacuum worker')");

# the session that works and its parallel workers, while the task is in a stage that neither loads nor stores
my $look = "SELECT p.stage, count(*), count(*) FILTER (WHERE a.backend_xmin IS NOT NULL OR a.backend_xid IS NOT NULL)
	FROM qshrink_progress AS p JOIN pg_stat_activity AS a ON a.pid = p.pid OR a.leader_pid = p.pid WHERE p.task_id = TASK AND p.stage NOT IN ('load', 'store') GROUP BY p.stage";

for my $case ([$pack, '"solver": "qaoa", "max_qubits": 12, "proof": false, "certified": false, "presolve": false', 0],
	[$graph, '"solver": "auto"', 0], [$pack, '"solver": "tabu", "max_qubits": 10, "proof": false, "certified": false, "presolve": false, "starts": 4', 2])
{
	my ($problem, $settings, $workers) = @$case;
	my $task = psql("SELECT qshrink_submit($problem, '{$settings, \"rounds\": 1000000, \"stagnation\": 1000000, \"solutions\": 1}', 1)");
	my $worker = session('worker');
	send_to($worker, "SET client_min_messages = warning; SET qshrink.max_workers = $workers; CALL qshrink_work(1);");
	wait_until("task $task is solved", "SELECT EXISTS (SELECT FROM qshrink_progress WHERE task_id = $task AND stage NOT IN ('load', 'store'))");
	wait_until('with its workers', "SELECT count(*) = $workers FROM pg_stat_activity WHERE backend_type = 'parallel worker' AND state = 'active'") if $workers;
	my $until = time + $seconds;
	my ($looks, $held, $most, $vacuums, $removed, $kept) = (0) x 6;
	my %stage;
	while (time < $until)
	{
		for my $line (split /\n/, psql($look =~ s/TASK/$task/r))
		{
			my ($stage, $count, $holding) = split /\|/, $line;
			$looks++;
			$stage{$stage} = 1;
			$held += $holding // 1;
			$most = $count if $count > $most;
		}
		if ($looks % 10 == 1)
		{
			psql('INSERT INTO t_vacuum SELECT generate_series(1, 1000)');
			psql('DELETE FROM t_vacuum');
			my $said = psql('VACUUM (VERBOSE) t_vacuum');
			$vacuums++;
			if ($said =~ /1000 removed, 0 remain, 0 are dead but not yet removable/) { $removed++ }
			else { diag($said, psql('SELECT pid, backend_type, backend_xmin, backend_xid, query FROM pg_stat_activity WHERE backend_xmin IS NOT NULL OR backend_xid IS NOT NULL')) }
		}
	}
	cmp_ok($looks, '>=', 10, 'it was looked at often') or diag("$looks times");
	is($held, 0, 'and held nothing: ' . join(', ', sort keys %stage));
	is($most, 1 + $workers, 'nor did its workers');
	is($removed, $vacuums, 'VACUUM has removed all that was deleted, each time');
	cmp_ok($vacuums, '>', 0, 'while it ran');
	is(psql("SELECT qshrink_stop(task_id => $task)"), 't', 'it still runs');
	is(answer($worker), '', 'and is stopped');
	finish($worker);
	is(psql("SELECT r.stop_reason FROM qshrink_task AS t JOIN qshrink_run AS r USING (problem_id, run_id) WHERE t.task_id = $task"), 'stopped', 'with its answer');
	note("$looks looks, $vacuums times VACUUM, stages ", join(', ', sort keys %stage));
}
done_testing();
