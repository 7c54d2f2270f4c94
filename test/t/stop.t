#!/usr/bin/env perl
# qshrink_stop: a solve ends with its best answer kept, wherever it is; who may do it;
# and what it leaves alone.  Also what qshrink_progress shows, and to whom.
use strict;
use warnings;
use lib 'test/t';
use IPC::Open2;
use Sessions 'stop';
use Test::More;
use Time::HiRes qw(sleep);

my $id = psql("SELECT qshrink_mdkp('pack', 'SELECT i, 20 + i * 37 % 61 FROM generate_series(1, 60) AS i',
	'SELECT r, i, 5 + i * (17 + 6 * r) % 41 FROM generate_series(1, 5) AS r, generate_series(1, 60) AS i',
	'SELECT r, 400 FROM generate_series(1, 5) AS r')");
like($id, qr/^\d+$/, 'a problem');
my $endless = "seed => 1, solutions => 1, rounds => 1000000, options => '{\"proof\": false, \"certified\": false, \"presolve\": false}'";
my $stop = "SELECT qshrink_stop(pid) FROM pg_stat_activity WHERE application_name = ";

# ---------------------------------------------------------------------------
# each solver, early and late: what is returned is the stored run's best
my $solver = session('solver');
for my $name (qw(auto qaoa vqe pce sqa tabu uniform none))
{
	send_to($solver, "CREATE TEMP TABLE t_answer AS SELECT * FROM qshrink_solve($id, '$name', max_qubits => 10, $endless);");
	send_to($solver, "SELECT a.feasible, r.status, r.stop_reason, r.objective = a.objective AND i.objective = a.objective FROM t_answer AS a JOIN qshrink_run AS r USING (run_id) JOIN qshrink_incumbent AS i USING (run_id) ORDER BY step DESC LIMIT 1; DROP TABLE t_answer;");
	wait_until("$name computes", "SELECT count(*) > 0 FROM qshrink_progress WHERE problem_id = $id AND round >= 1 AND best_so_far > 0");
	is(psql($stop . "'solver'"), 't', "$name is told to stop");
	like(answer($solver), qr/^t\|feasible\|stopped\|t$/, "$name ended with its best answer");
}
is(psql($stop . "'solver'"), 'f', 'a session that does not solve is left alone');
send_to($solver, "SELECT stop_reason FROM qshrink_run WHERE run_id = (SELECT run_id FROM qshrink_solve($id, 'none', rounds => 2, solutions => 1, seed => 1, options => '{\"proof\": false, \"certified\": false}') LIMIT 1);");
send_to($solver, "SELECT stop_reason FROM qshrink_run ORDER BY run_id DESC LIMIT 1;");
like(answer($solver), qr/rounds$/, 'and its next solve runs to its end');

# ---------------------------------------------------------------------------
# within a transaction block the session goes on
send_to($solver, "BEGIN; CREATE TEMP TABLE before_it (x int);");
send_to($solver, "SELECT count(*) FROM qshrink_solve($id, 'auto', $endless);");
send_to($solver, "INSERT INTO before_it VALUES (1); COMMIT; SELECT count(*) FROM before_it;");
wait_until('a solve in a transaction computes', "SELECT count(*) > 0 FROM qshrink_progress WHERE problem_id = $id AND round >= 1");
is(psql($stop . "'solver'"), 't', 'stopped');
is(answer($solver), "1\n1", 'the transaction commits');

# a savepoint, an error afterwards: nothing is left listening
send_to($solver, "BEGIN; SAVEPOINT s; SELECT count(*) FROM qshrink_solve($id, 'auto', target => 'NaN'); ROLLBACK TO s; COMMIT;");
answer($solver);
is(psql($stop . "'solver'"), 'f', 'after an error nothing is stopped');
send_to($solver, "SELECT count(*) FROM qshrink_solve($id, 'auto', $endless);");
wait_until('it computes', "SELECT count(*) > 0 FROM qshrink_progress WHERE problem_id = $id AND round >= 1");
psql("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'solver'");
like(answer($solver), qr/57014/, 'cancelled');
my $signal = psql("SELECT pid FROM pg_stat_activity WHERE application_name = 'solver'");
kill 'USR2', $signal;
send_to($solver, "SELECT 'alive';");
is(answer($solver), 'alive', 'and the signal means nothing to it again');

# ---------------------------------------------------------------------------
# what is not a solve
is(psql("SELECT qshrink_stop(pg_backend_pid())"), 'f', 'not this session');
like(psql("SELECT qshrink_stop(1)"), qr/WARNING.*PID 1 is not a PostgreSQL backend process.*\nf$/s, 'not another process');
like(psql("SELECT qshrink_stop(-5)"), qr/WARNING.*\nf/s, 'nor a group of them');
like(psql("SELECT qshrink_stop(0)"), qr/WARNING.*\nf/s, 'nor all');
like(psql("SELECT qshrink_stop(pid => NULL)"), qr/22004/, 'a null is an error');
like(psql("SET client_min_messages = error; SELECT count(*) FROM pg_stat_activity AS a WHERE a.backend_type <> 'client backend' AND qshrink_stop(a.pid)"), qr/^0$/, 'no process of the server');
my $long = session('long');
send_to($long, "SELECT 'slept' FROM pg_sleep(1);");
wait_until('a session sleeps', "SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name = 'long' AND state = 'active'");
is(psql($stop . "'long'"), 'f', 'another statement is not stopped');
is(answer($long), 'slept', 'and goes on');
finish($long);

# ---------------------------------------------------------------------------
# who may: the rule of pg_cancel_backend; and who sees what
psql("CREATE ROLE t_solver; CREATE ROLE t_foreign; CREATE ROLE t_member; GRANT t_solver TO t_member; CREATE ROLE t_signaller; GRANT pg_signal_backend TO t_signaller; CREATE ROLE t_observer; GRANT pg_read_all_stats TO t_observer");
my $own = psql("SET ROLE t_solver; SELECT qshrink_mdkp('own', 'SELECT i, 20 + i * 37 % 61 FROM generate_series(1, 60) AS i',
	'SELECT r, i, 5 + i * (17 + 6 * r) % 41 FROM generate_series(1, 5) AS r, generate_series(1, 60) AS i',
	'SELECT r, 400 FROM generate_series(1, 5) AS r')");
psql("ALTER ROLE t_solver LOGIN");
my $plain_pid = open2(my $plain_out, my $plain_in, "psql -XAtq -v VERBOSITY=verbose -d $database -U t_solver 2>&1");
$plain_in->autoflush(1);
my $plain = {pid => $plain_pid, in => $plain_in, out => $plain_out};
send_to($plain, "SET application_name = 'plain'; SELECT count(*) FROM qshrink_solve($own, 'auto', time_limit => '1 hour', seed => 1, solutions => 1, options => '{\"proof\": false, \"certified\": false, \"presolve\": false}');");
wait_until('a plain role solves', "SELECT count(*) > 0 FROM qshrink_progress WHERE problem_id = $own AND round >= 1");
my $pid = psql("SELECT pid FROM pg_stat_activity WHERE application_name = 'plain'");
my $shown = "SELECT coalesce(problem, 'no name') || ' ' || (best_so_far > 0) || ' ' || (bound >= best_so_far) || ' ' || (gap_to_bound >= 0) || ' ' || (time_left BETWEEN interval '1 minute' AND interval '1 hour') FROM qshrink_progress WHERE problem_id = $own";
is(psql("SET ROLE t_member; $shown"), 'own true true true true', 'a member of its role sees it with its name');
is(psql("SET ROLE t_observer; $shown"), 'no name true true true true', 'pg_read_all_stats sees it, but no name');
is(psql("SET ROLE t_foreign; $shown"), '', 'others do not');
is(psql("SELECT stage IN ('load', 'presolve', 'relax', 'construct', 'prove', 'shrink', 'sample', 'polish', 'store') FROM qshrink_progress"), 't', 'its stage');
like(psql("SET ROLE t_foreign; SELECT qshrink_stop($pid)"), qr/42501/, 'a foreign role may not stop it');
like(psql("SET ROLE t_observer; SELECT qshrink_stop($pid)"), qr/42501/, 'an observer neither');
wait_until('it still computes', "SELECT count(*) > 0 FROM qshrink_progress WHERE problem_id = $own");
is(psql("SET ROLE t_signaller; SELECT qshrink_stop($pid)"), 't', 'a member of pg_signal_backend may');
is(answer($plain), '1', 'it ended');
send_to($plain, "SELECT count(*) FROM qshrink_solve($own, 'auto', time_limit => '1 hour', seed => 1, solutions => 1, options => '{\"proof\": false, \"certified\": false, \"presolve\": false}');");
wait_until('it solves again', "SELECT count(*) > 0 FROM qshrink_progress WHERE problem_id = $own AND round >= 1");
is(psql("SET ROLE t_member; SELECT qshrink_stop($pid)"), 't', 'a member of its role may, too');
is(answer($plain), '1', 'it ended');
finish($plain);

# a solve of a superuser is for superusers
send_to($solver, "SELECT count(*) FROM qshrink_solve($id, 'auto', $endless);");
wait_until('a superuser solves', "SELECT count(*) > 0 FROM qshrink_progress WHERE problem_id = $id AND round >= 1");
$pid = psql("SELECT pid FROM qshrink_progress WHERE problem_id = $id");
like(psql("SET ROLE t_signaller; SELECT qshrink_stop($pid)"), qr/42501.*superuser/s, 'not for pg_signal_backend');
is(psql("SELECT qshrink_stop($pid)"), 't', 'a superuser may');
is(answer($solver), '1', 'it ended');

# ---------------------------------------------------------------------------
# inside one long call of a library: a linear program of the relaxation
my $large = psql("SELECT qshrink_mdkp('large', 'SELECT i, 1000 + i * 7919 % 997 FROM generate_series(1, 6000) AS i',
	'SELECT r, i, 1 + (i::bigint * (r * 7717 + 13) + r * r) % 1009 FROM generate_series(1, 60) AS r, generate_series(1, 6000) AS i',
	'SELECT r, 700000 FROM generate_series(1, 60) AS r')");
for my $wait (0, 0.2, 0.5)
{
	send_to($solver, "SELECT count(*) FROM qshrink_solve($large, 'auto', $endless);");
	wait_until('a large one is solved', "SELECT count(*) > 0 FROM qshrink_progress WHERE problem_id = $large");
	sleep $wait;
	is(psql($stop . "'solver'"), 't', 'stopped');
	is(answer($solver), '1', 'an answer');
	is(psql("SELECT status || ' ' || stop_reason FROM qshrink_run WHERE problem_id = $large ORDER BY run_id DESC LIMIT 1"), 'feasible stopped', 'kept');
}
finish($solver);
done_testing();
