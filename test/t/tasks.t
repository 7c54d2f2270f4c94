#!/usr/bin/env perl
# CALL qshrink_work: what is held while it solves (nothing), who ends what, whose rights
# count, and that no task is lost or done twice, whatever is killed.
use strict;
use warnings;
use File::Temp qw(tempdir);
use POSIX qw(:sys_wait_h);
use lib 'test/t';
use Cluster;
use Test::More;
use Time::HiRes qw(sleep time);

my $directory = tempdir(CLEANUP => 1);
my $patience = 150;				# tenths of a second until something must have happened
# a queue that holds what is put there below, and nothing else
my $connection = '-d t_tasks';
system('createdb', 't_tasks');
system('psql', '-XAtq', '-d', 't_tasks', '-c', 'CREATE EXTENSION qshrink');

sub psql
{
	my ($sql) = @_;
	open(my $file, '>', "$directory/statement") or die $!;
	print $file $sql;
	close $file;
	my $out = `psql -XAtq -v VERBOSITY=verbose $connection -f $directory/statement 2>&1`;
	chomp $out;
	return $out;
}

# A session that runs statements by itself; its output is read when it has ended
my %output;
sub background
{
	my ($name, $sql) = @_;
	my $pid = fork() // die $!;
	if ($pid == 0)
	{
		open(STDOUT, '>', "$directory/$name") or die $!;
		open(STDERR, '>&', \*STDOUT);
		$ENV{PGAPPNAME} = $name;
		exec('psql', '-XAtq', '-v', 'VERBOSITY=verbose', split(' ', $connection), map { ('-c', $_) } ref $sql ? @$sql : $sql) or exit 127;
	}
	return $pid;
}
sub output_of
{
	my ($name, $pid) = @_;
	waitpid($pid, 0);
	open(my $handle, '<', "$directory/$name") or die $!;
	local $/;
	my $out = <$handle> // '';
	chomp $out;
	return $out;
}
sub wait_until
{
	my ($what, $sql) = @_;
	for (1 .. $patience)
	{
		return pass($what) if psql($sql) eq 't';
		sleep 0.1;
	}
	diag(psql('TABLE qshrink_queue'));
	return fail($what);
}

my $make = "SELECT qshrink_mdkp('NAME', 'SELECT i, 20 + i * 37 % 61 FROM generate_series(1, 60) AS i',
	'SELECT r, i, 5 + i * (17 + 6 * r) % 41 FROM generate_series(1, 5) AS r, generate_series(1, 60) AS i',
	'SELECT r, 400 FROM generate_series(1, 5) AS r')";
sub make
{
	my ($name) = @_;
	return psql($make =~ s/NAME/$name/r);
}
my $id = make('pack');
like($id, qr/^\d+$/, 'a problem');
my $endless = '{"solver": "tabu", "max_qubits": 10, "solutions": 1, "rounds": 1000000, "proof": false, "certified": false, "presolve": false}';
sub submit
{
	my ($problem, $settings, $more) = @_;
	return psql("SELECT qshrink_submit($problem, '$settings', 1" . ($more // '') . ')');
}
# The task is being solved, past its loading
sub solving
{
	my ($worker) = @_;
	return "SELECT EXISTS (SELECT FROM qshrink_progress AS p JOIN pg_stat_activity AS a USING (pid) WHERE a.application_name = '$worker' AND p.round > 0)";
}
sub state { return psql("SELECT state FROM qshrink_task WHERE task_id = $_[0]"); }

# ---------------------------------------------------------------------------
# while a task is solved nothing is held
my $task = submit($id, $endless);
my $worker = background('first', 'CALL qshrink_work(1)');
wait_until('a task is solved', solving('first'));
is(psql("SELECT state, backend_xid IS NULL, backend_xmin IS NULL FROM pg_stat_activity WHERE application_name = 'first'"), 'active|t|t', 'without a snapshot and without a transaction number');
is(psql("SELECT DISTINCT locktype, mode FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid) WHERE a.application_name = 'first' AND locktype <> 'virtualxid'"), 'advisory|ExclusiveLock', 'and with no lock but the mark of the task');
psql('CREATE TABLE t_vacuum AS SELECT k FROM generate_series(1, 1000) AS k; DELETE FROM t_vacuum');
my $vacuumed = psql('VACUUM (VERBOSE) t_vacuum');
like($vacuumed, qr/1000 removed, 0 remain, 0 are dead but not yet removable/, 'VACUUM removes what was deleted meanwhile');
is(psql("SELECT state, attempts, worker, worker_pid = (SELECT pid FROM pg_stat_activity WHERE application_name = 'first'), lease_until > claimed_at FROM qshrink_task WHERE task_id = $task"), 'running|1|first|t|t', 'the task says who works on it');
is(psql("SELECT task_id FROM qshrink_progress WHERE problem_id = $id"), $task, 'and so does qshrink_progress');
is(psql("BEGIN; UPDATE qshrink_problem SET name = 'pack again' WHERE problem_id = $id; UPDATE qshrink_constraint SET rhs = rhs + 1 WHERE problem_id = $id; ROLLBACK; SELECT 'not blocked'"), 'not blocked', 'its problem can be changed');
is(psql("SELECT qshrink_stop(task_id => $task)"), 't', 'it is stopped');
is(output_of('first', $worker), '', 'the worker ends after one task');
is(psql("SELECT t.state, r.stop_reason, r.seed, r.objective IS NOT NULL FROM qshrink_task AS t JOIN qshrink_run AS r USING (problem_id, run_id) WHERE t.task_id = $task"), 'done|stopped|1|t', 'its best answer is a run');
is(psql("SELECT qshrink_stop(task_id => $task), qshrink_cancel($task), qshrink_retry($task)"), 'f|f|f', 'what is done cannot be stopped, cancelled or tried again');

# ---------------------------------------------------------------------------
# a cancelled task does not end its worker
$task = submit($id, $endless, ', priority => 1');
my $next = submit($id, '{"solver": "tabu", "rounds": 1}');
my $never = submit($id, $endless);
is(psql("SELECT qshrink_cancel($never)"), 't', 'a waiting task is cancelled');
$worker = background('second', 'CALL qshrink_work()');
wait_until('an important task first', solving('second'));
my $since = time;
is(psql("SELECT qshrink_cancel($task)"), 't', 'it is cancelled');
is(output_of('second', $worker), '', 'its worker goes on, and ends with the queue');
is(state($task), 'cancelled', 'cancelled');
is(state($next), 'done', 'the next task is done');
is(psql("SELECT state, sqlstate, error, run_id IS NULL, finished_at IS NOT NULL, attempts FROM qshrink_task WHERE task_id = $never"), 'cancelled|57014|cancelled by qshrink_cancel|t|t|0', 'a cancelled task leaves its row');

# ---------------------------------------------------------------------------
# a worker that is interrupted puts its task back; one that is lost keeps it until the lease ends
psql("SELECT qshrink_retry($task)");
is(state($task), 'queued', 'tried again');
$worker = background('third', 'CALL qshrink_work()');
wait_until('it is solved', solving('third'));
psql("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'third'");
like(output_of('third', $worker), qr/57014/, 'pg_cancel_backend ends the worker');
is(psql("SELECT state, attempts, sqlstate, worker_pid IS NULL, lease_until IS NULL FROM qshrink_task WHERE task_id = $task"), 'queued|2|57014|t|t', 'its task waits again');

$worker = background('fourth', "CALL qshrink_work(lease => '1 hour')");
wait_until('it is solved', solving('fourth'));
psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'fourth'");
output_of('fourth', $worker);
psql('CALL qshrink_work()');
is(state($task), 'running', 'the task of a lost worker is kept while the lease lasts');
psql("UPDATE qshrink_task SET lease_until = now() WHERE task_id = $task");
$worker = background('fifth', "CALL qshrink_work(lease => '0')");
wait_until('and is given to another then', solving('fifth'));
psql('CALL qshrink_work()');
is(psql("SELECT state, attempts, lease_until < now() FROM qshrink_task WHERE task_id = $task"), 'running|4|t', 'while a session works on it nobody else does, however late it is');
psql("SELECT qshrink_stop(task_id => $task)");
is(output_of('fifth', $worker), '', 'done after all');
is(state($task), 'done', 'once');

# a worker is lost too often
$task = submit($id, $endless, ', max_attempts => 1');
$worker = background('sixth', "CALL qshrink_work(lease => '0')");
wait_until('it is solved', solving('sixth'));
psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sixth'");
output_of('sixth', $worker);
psql('CALL qshrink_work()');
is(psql("SELECT state, attempts, sqlstate, error FROM qshrink_task WHERE task_id = $task"), 'failed|1|08006|the worker was lost', 'a task that loses its workers fails in the end');

# ---------------------------------------------------------------------------
# what happens to the problem meanwhile
$task = submit($id, $endless);
my $fingerprint = psql("SELECT qshrink_fingerprint($id)");
$worker = background('seventh', 'CALL qshrink_work()');
wait_until('it is solved', solving('seventh'));
psql("UPDATE qshrink_constraint SET rhs = rhs + 1 WHERE problem_id = $id");
psql("SELECT qshrink_stop(task_id => $task)");
output_of('seventh', $worker);
is(psql("SELECT r.fingerprint = '$fingerprint', r.fingerprint <> qshrink_fingerprint($id) FROM qshrink_task AS t JOIN qshrink_run AS r USING (problem_id, run_id) WHERE t.task_id = $task"), 't|t', 'a run belongs to the model that was solved');
my $gone = make('gone');
$task = submit($gone, $endless, ', max_attempts => 2');
$worker = background('eighth', 'CALL qshrink_work()');
wait_until('it is solved', solving('eighth'));
psql("SELECT qshrink_drop($gone)");
psql("SELECT qshrink_stop(task_id => $task)");
is(output_of('eighth', $worker), '', 'a problem that is dropped does not end the worker');
is(psql("SELECT state, attempts, sqlstate, error FROM qshrink_task WHERE task_id = $task"), "failed|2|P0002|problem $gone does not exist", 'its task fails');

# ---------------------------------------------------------------------------
# errors of all kinds end their task and not the worker
my %bad = (
	start => ['{"start": "run 123456789"}', 'P0002', 'failed'],
	fixed => ['{"fixed": {"nonsense": 1}}', '22023', 'failed'],
	rhs => ['{"rhs": {"nonsense": 1}}', '22023', 'failed'],
	bits => ['{"start": "0101"}', '22026', 'failed'],
	fit => ['{"solver": "qaoa", "mixer": "xy-ring", "rounds": 1, "proof": false, "certified": false, "presolve": false}', '0A000', 'misfit'],
);
my %task = map { $_ => submit($id, $bad{$_}[0]) } sort keys %bad;
my $good = submit($id, '{"solver": "tabu", "rounds": 1}');
is(psql("SET client_min_messages = warning; CALL qshrink_work()"), '', 'a worker meets errors');
for my $name (sort keys %bad)
{
	my $attempts = $bad{$name}[2] eq 'misfit' ? qr/[01]/ : qr/3/;
	like(psql("SELECT state, attempts, sqlstate, run_id IS NULL, error <> '' FROM qshrink_task WHERE task_id = $task{$name}"), qr/^$bad{$name}[2]\|$attempts\|$bad{$name}[1]\|t\|t$/, "$name: $bad{$name}[2]");
}
is(state($good), 'done', 'and goes on');

# ---------------------------------------------------------------------------
# whose rights count
psql("CREATE ROLE t_task_ann LOGIN; CREATE ROLE t_task_ben LOGIN; CREATE ROLE t_task_boss LOGIN; GRANT t_task_ann TO t_task_boss; GRANT CREATE ON SCHEMA public TO t_task_ann");
sub as
{
	my ($role, $sql) = @_;
	return psql("SET SESSION AUTHORIZATION $role; $sql");
}
my $anns = as('t_task_ann', $make =~ s/NAME/of ann/r);
$task = as('t_task_ann', "SELECT qshrink_submit($anns, '{\"solver\": \"tabu\", \"rounds\": 1}', 1)");
like($task, qr/^\d+$/, 'a user submits');
like(as('t_task_ben', "SELECT qshrink_submit($anns)"), qr/P0002/, 'for problems of hers only');
is(as('t_task_ben', "CALL qshrink_work(); SELECT count(*) FROM qshrink_task"), '0', 'others neither see the task nor work on it');
is(state($task), 'queued', 'it waits');
like(as('t_task_ben', "SELECT qshrink_cancel($task)"), qr/P0002/, 'nor do they cancel it');
as('t_task_boss', 'CALL qshrink_work()');
is(psql("SELECT t.state, t.owner, r.owner FROM qshrink_task AS t JOIN qshrink_run AS r USING (problem_id, run_id) WHERE t.task_id = $task"), 'done|t_task_ann|t_task_ann', 'who has her rights works for her');
as('t_task_ann', "SELECT qshrink_grant($anns, 't_task_ben', 'solve')");
$task = as('t_task_ben', "SELECT qshrink_submit($anns, '{\"solver\": \"tabu\", \"rounds\": 1}', 1)");
as('t_task_ann', 'CALL qshrink_work()');
is(state($task), 'queued', 'a task belongs to who submitted it, not to the owner of the problem');
as('t_task_ben', 'CALL qshrink_work()');
is(psql("SELECT t.state, t.owner, r.owner FROM qshrink_task AS t JOIN qshrink_run AS r USING (problem_id, run_id) WHERE t.task_id = $task"), 'done|t_task_ben|t_task_ann', 'its run to the owner of the problem');
# a superuser works with the rights of who submitted, no more
psql("INSERT INTO qshrink_task (problem_id, owner, seed) VALUES ($id, 't_task_ben', 1); CALL qshrink_work()");
is(psql("SELECT state, sqlstate FROM qshrink_task WHERE owner = 't_task_ben' AND problem_id = $id"), 'failed|P0002', 'the worker of a superuser finds what the submitter may see');
# and the signal goes to who really works on the task
as('t_task_ben', "INSERT INTO qshrink_task (problem_id, seed, state, attempts, lease_until, worker_pid) SELECT $anns, 1, 'running', 1, now() + interval '1 day', pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() LIMIT 1");
my $forged = psql("SELECT task_id FROM qshrink_task WHERE owner = 't_task_ben' AND state = 'running'");
is(as('t_task_ben', "SELECT qshrink_stop(task_id => $forged), qshrink_cancel($forged)"), 'f|t', 'a process that a row names falsely is left alone');
psql("DELETE FROM qshrink_task WHERE task_id = $forged");
psql('DELETE FROM qshrink_task WHERE owner = \'t_task_ben\' OR owner = \'t_task_ann\'');
is(psql("SELECT qshrink_submit($id, seed => 1) IS NOT NULL; SET default_transaction_isolation = 'serializable'; CALL qshrink_work(); SELECT state FROM qshrink_task ORDER BY task_id DESC LIMIT 1"), "t\ndone", 'whatever the default isolation is');
# options of circuits and records are options of tasks
is(psql("SELECT qshrink_submit($id, '{\"solver\": \"qaoa\", \"rounds\": 1, \"max_qubits\": 6, \"layers\": 1, \"shots\": 100, \"proof\": false, \"presolve\": false, \"certified\": false, \"keep_shots\": 3, \"device\": {\"qubits\": 6, \"two_qubit_error\": 0.1}}', 1) IS NOT NULL; CALL qshrink_work();
	SELECT t.state, count(s.shot), count(r.noisy_expectation) > 0 FROM qshrink_task AS t LEFT JOIN qshrink_round AS r USING (problem_id, run_id) LEFT JOIN qshrink_shot AS s USING (problem_id, run_id, round) WHERE task_id = (SELECT max(task_id) FROM qshrink_task) GROUP BY t.state"),
	"t\ndone|3|t", 'a task keeps shots, and runs on a device');
psql('DROP OWNED BY t_task_ann, t_task_ben, t_task_boss; DELETE FROM qshrink_problem WHERE problem_id = ' . $anns . '; DROP ROLE t_task_ann, t_task_ben, t_task_boss; DELETE FROM qshrink_task; DELETE FROM qshrink_problem');

# ---------------------------------------------------------------------------
# LISTEN
my $announced = make('announced');
like(psql("LISTEN qshrink_task; SELECT qshrink_submit($announced, '{\"solver\": \"tabu\", \"rounds\": 1}', 1); CALL qshrink_work(); SELECT 1"),
	qr/Asynchronous notification "qshrink_task" with payload "\{"task_id": \d+, "problem_id": $announced, "state": "done", "run_id": \d+\}"/, 'results are announced');
# a task that fails pauses, and its worker waits for it as long as that is short
$task = submit($announced, '{"start": "run 123456789"}', ', max_attempts => 4');
psql('CALL qshrink_work()');
is(psql("SELECT state, attempts, finished_at - submitted_at >= interval '0.7 s', pause, (SELECT string_agg(r.status || ' ' || r.sqlstate, ', ') FROM qshrink_run AS r WHERE r.task_id = t.task_id) FROM qshrink_task AS t WHERE task_id = $task"),
	'failed|4|t|00:00:00.4|failed P0002, failed P0002, failed P0002, failed P0002', 'pauses of 0.1, 0.2 and 0.4 s, and a run each');
my $impatient = submit($announced, '{"start": "run 123456789"}', ', max_attempts => 1000000');
psql('CALL qshrink_work()');
is(psql("SELECT state, attempts, run_at > now(), pause FROM qshrink_task WHERE task_id = $impatient"), 'queued|5|t|00:00:01.6', 'nobody tries again and again at once');
my $mine = psql("SELECT qshrink_experiment('mine', ARRAY[$announced], ARRAY['{\"solver\": \"none\", \"rounds\": 1}']::jsonb[])");
$task = submit($announced, '{"solver": "none", "rounds": 1}', ', priority => 9');
psql("CALL qshrink_work(experiment_id => $mine)");
is(psql("SELECT count(*) FILTER (WHERE state = 'done' AND experiment_id = $mine), count(*) FILTER (WHERE task_id = $task AND state = 'queued') FROM qshrink_task"), '1|1', 'a worker of one experiment leaves other tasks alone');
psql('DELETE FROM qshrink_task');
like(psql("BEGIN; CALL qshrink_work()"), qr/2D000/, 'not in a transaction block');
like(psql("CALL qshrink_work(idle => '-1 s')"), qr/22023.*idle must not be negative/, 'nor with a negative wait');
$worker = background('idle', "CALL qshrink_work(1, idle => NULL)");
wait_until('a worker waits for tasks', "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'idle' AND wait_event = 'Extension' AND backend_xmin IS NULL)");
$task = submit($announced, '{"solver": "tabu", "rounds": 1}', ", run_at => now() + interval '1 s'");
is(output_of('idle', $worker), '', 'until there is one');
is(psql("SELECT state, claimed_at >= run_at FROM qshrink_task WHERE task_id = $task"), 'done|t', 'and not before its time');

# ---------------------------------------------------------------------------
# four workers, two hundred tasks, and kills at random, in a cluster of its own
sub start { return run("$bin/pg_ctl", '-D', "$home/data", '-l', "$home/log", '-w', '-t', '20', 'start'); }
ok(run("$bin/initdb", '-D', "$home/data", '-U', 'postgres', '-A', 'trust', '-N', '-E', 'UTF8', '--locale=C.UTF-8'), 'a cluster');
configure("listen_addresses = ''", "unix_socket_directories = '$home'", "fsync = off", "restart_after_crash = on");
ok(start(), 'it runs');
system('dropdb', '--force', 't_tasks');
$connection = "-h $home -U postgres -d postgres";
psql('CREATE EXTENSION qshrink');
$id = make('pack');
my $tasks = 200;
my $settings = '{"solver": "tabu", "max_qubits": 12, "rounds": 3, "effort": 0.3, "proof": false, "certified": false, "presolve": false}';
psql("SELECT qshrink_submit($id, CASE WHEN k % 20 = 0 THEN '{\"start\": \"run 123456789\"}' ELSE '$settings' END::jsonb, k, max_attempts => 1000) FROM generate_series(1, $tasks) AS k");
psql("UPDATE qshrink_task SET max_attempts = 2 WHERE settings ? 'start'");
is(psql('SELECT count(*) FROM qshrink_queue WHERE place IS NOT NULL'), $tasks, 'two hundred tasks');

# A worker comes back until there is a file that says enough
my @workers;
for my $number (1 .. 4)
{
	my $pid = fork() // die $!;
	if ($pid == 0)
	{
		open(STDOUT, '>', '/dev/null');
		open(STDERR, '>', '/dev/null');
		$ENV{PGAPPNAME} = "worker $number";
		while (!-e "$directory/enough")
		{
			my $session = fork() // die $!;
			exec('psql', '-XAtq', split(' ', $connection), '-c', "CALL qshrink_work(idle => '1 s', lease => '0')") or exit 127 if $session == 0;
			open(my $file, '>', "$directory/session $number") or die $!;
			print $file $session;
			close $file;
			waitpid($session, 0);
			sleep 0.1;
		}
		exit 0;
	}
	push @workers, $pid;
}

sub some_worker { return psql("SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'worker%' AND state = 'active' ORDER BY random() LIMIT 1"); }
sub postmaster
{
	open(my $file, '<', "$home/data/postmaster.pid") or return 0;
	my $pid = <$file>;
	chomp $pid;
	return $pid;
}
my $random = srand(2026);
my @kinds = qw(terminate backend cancel client terminate postmaster cancel client backend terminate client cancel postmaster terminate client cancel);
my %killed;
my $deadline = time + 40;
for my $kind (@kinds)
{
	last if time > $deadline;
	sleep(0.1 + rand(0.4));
	if ($kind eq 'postmaster')
	{
		my $pid = postmaster();
		$killed{$kind}++ if $pid && kill('KILL', $pid);
		for (1 .. 30)
		{
			last if start();
			sleep 0.3;
		}
		next;
	}
	if ($kind eq 'client')
	{
		open(my $file, '<', "$directory/session " . (1 + int(rand(4)))) or next;
		my $pid = <$file>;
		$killed{$kind}++ if $pid && kill('KILL', $pid);
		next;
	}
	my $pid = some_worker();
	next unless $pid =~ /^\d+$/;
	if ($kind eq 'backend') { $killed{$kind}++ if kill('KILL', $pid); }
	else { $killed{$kind}++ if psql($kind eq 'cancel' ? "SELECT pg_cancel_backend($pid)" : "SELECT pg_terminate_backend($pid)") eq 't'; }
}
cmp_ok(scalar(keys %killed), '>=', 4, 'killed: ' . join(', ', map { "$killed{$_} x $_" } sort keys %killed));
my $left = '';
for (1 .. 600)
{
	$left = psql("SELECT count(*) FROM qshrink_task WHERE state IN ('queued', 'running')");
	last if $left eq '0';
	last if $left !~ /^\d+$/ && !postmaster();
	sleep 0.1;
}
open(my $enough, '>', "$directory/enough") or die $!;
close $enough;
waitpid($_, 0) for @workers;
is($left, '0', 'every task ends') or diag(`tail -30 $home/log`);
is(psql('SELECT state, count(*) FROM qshrink_task GROUP BY state ORDER BY state'), "done|190\nfailed|10", 'done, or failed: none is lost');
is(psql("SELECT count(*) FROM qshrink_task WHERE state = 'failed' AND sqlstate = 'P0002' AND error LIKE 'run 123456789 %' AND run_id IS NULL"), '10', 'the failed ones with their error');
is(psql('SELECT count(*) FROM qshrink_task AS t JOIN qshrink_run AS r USING (problem_id, run_id) WHERE t.seed = r.seed'), '190', 'each that is done has its run');
is(psql("SELECT count(*), count(DISTINCT seed) FROM qshrink_run WHERE status NOT IN ('failed', 'cancelled')"), '190|190', 'there is no other answer: none was done twice');
is(psql('SELECT (SELECT count(*) FROM qshrink_run) = (SELECT sum(attempts) FROM qshrink_task), bool_and(r.error IS NOT NULL AND r.task_id IS NOT NULL) FROM qshrink_run AS r WHERE r.objective IS NULL'), 't|t', 'each attempt has left a run, those without an answer their error');
is(psql('SELECT count(*) FROM qshrink_run AS r WHERE r.error IS NULL AND (milliseconds IS NULL OR NOT EXISTS (SELECT FROM qshrink_solution AS s WHERE s.run_id = r.run_id))'), '0', 'and none is half written');
cmp_ok(psql('SELECT sum(attempts) FROM qshrink_task'), '>', 210, 'some were tried again');
is(psql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), '0', 'no lock is left');
run("$bin/pg_ctl", '-D', "$home/data", '-m', 'immediate', '-w', 'stop');

done_testing();
