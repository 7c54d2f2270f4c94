#!/usr/bin/env perl
# qshrink bench, work and watch: grids that are resumed, several connections, lost ones, a
# worker between a primary and a real standby.
use strict;
use warnings;
use lib 'test/t';
use Client;
use File::Temp qw(tempdir);
use Test::More;

my $directory = tempdir(CLEANUP => 1);
my $name = database('tasks');
my $lp = "Maximize\n 3 tent + 2 rope + 4 pan\nSubject To\n weight: 2 tent + 3 rope + 4 pan <= 6\nBinaries\n tent rope pan\nEnd\n";
write_file("$directory/plan $_.lp", $lp =~ s/<= 6/"<= " . (4 + $_)/er) foreach (1 .. 3);
psql(q{SELECT qshrink_mdkp('pack', 'SELECT i, 20 + i * 37 % 61 FROM generate_series(1, 60) AS i',
	'SELECT r, i, 5 + i * (17 + 6 * r) % 41 FROM generate_series(1, 5) AS r, generate_series(1, 60) AS i',
	'SELECT r, 400 FROM generate_series(1, 5) AS r')});

# ---- a grid ----

psql(q{SELECT qshrink_submit(qshrink_id('pack'), '{"solver": "none", "rounds": 1}', priority => 100)});
my $run = client('bench', "$directory/plan *.lp", 'pack', '--solvers', 'auto,none', '--seeds', '2', '--rounds', '1', '-e', 'grid', '-j', '2', '--csv', "$directory/grid.csv");
is($run->{status}, 0, 'bench') or diag($run->{stderr});
like($run->{stderr}, qr/^qshrink: experiment "grid"$/m, 'says what the experiment is called');
my @rows = $run->{stdout} =~ /^(plan \d|pack) +(auto|none) +2\/2 +/mg;
is(@rows, 16, 'a row for each problem and solver');
like($run->{stdout}, qr/^problem +solver +runs +best known +objective +gap % +proved +seconds +raw +repaired +polished +qubits +failed +cancelled +misfits$/m, 'its columns');
my @csv = split /\n/, slurp("$directory/grid.csv");
is(@csv, 17, 'a line of CSV for each run');
like($csv[0], qr/^problem,solver,seed,state,status,best_known,objective,bound,gap,proved,seconds,raw,repaired,polished,qubits,run_id,error$/, 'its columns');
is((grep { /^plan \d,(auto|none),[12],done,optimal,/ } @csv), 12, 'its values');
is(sql_value('count(*) FROM qshrink_run'), 16, 'so many runs');
is(sql_value("count(*) FROM qshrink_task WHERE experiment_id IS NULL AND state = 'queued'"), 1, 'tasks of others wait for others');
psql('DELETE FROM qshrink_task WHERE experiment_id IS NULL');
is(client('bench', '-e', 'grid', '-q')->{status}, 0, 'once more');
is(sql_value('count(*) FROM qshrink_run'), 16, 'nothing is left to do');
is(client('bench', "$directory/plan 1.lp", '--solvers', 'none', '--seeds', '3,1', '--rounds', '1', '-e', 'grid', '-q')->{status}, 0, 'a seed more');
is(sql_value('count(*) FROM qshrink_run'), 17, 'is what is added');
is(sql_value("count(*) FROM qshrink_problem WHERE name LIKE 'plan%'"), 3, 'files are imported once');
is(client('bench', "$directory/plan 1.lp", '--csv', '-', '-q')->{stdout} =~ /^plan 1,auto,1,done/m, 1, 'a grid without a name, CSV alone');

# ---- cells that cannot be solved ----

$run = client('bench', "$directory/plan 1.lp", '--solvers', 'uniform,none', '--seeds', '3', '--rounds', '1', '--keep-shots', '4', '-e', 'misfits');
is($run->{status}, 0, 'all is done that can be') or diag($run->{stderr});
like($run->{stderr}, qr/^qshrink: of 6 cells, 3 misfits; SELECT .* says why$/m, 'misfits are counted apart');
unlike($run->{stderr}, qr/failed/, 'and did not fail');
like($run->{stdout}, qr/^plan 1 +none +0\/3 .* 0 +0 +3$/m, 'in the table, too');
like($run->{stdout}, qr/^plan 1 +uniform +3\/3 .* 0 +0 +0$/m, 'beside what was solved');
psql("UPDATE qshrink_task SET state = CASE seed WHEN 1 THEN 'failed' ELSE 'cancelled' END, run_id = NULL WHERE settings ->> 'solver' = 'uniform' AND seed < 3 AND experiment_id = (SELECT experiment_id FROM qshrink_experiment WHERE name = 'misfits')");
$run = client('bench', '-e', 'misfits');
is($run->{status}, 1, 'a failed cell is an error');
like($run->{stderr}, qr/^qshrink: of 6 cells, 1 failed, 1 cancelled, 3 misfits; /m, 'each by its name');
like(client('watch', '-n', '1')->{stdout}, qr/^misfits +0 +0 +1 +1 +1 +3 *$/m, 'where tasks are watched');
is(client('report', '-e', 'misfits', '-o', "$directory/misfits.html")->{status}, 0, 'and where they are reported');
like(slurp("$directory/misfits.html"), qr/<dt>failed<\/dt><dd>1<\/dd><\/div>\s*<div><dt>cancelled<\/dt><dd>1<\/dd><\/div>\s*<div><dt>misfits<\/dt><dd>3<\/dd>/, 'too');

# ---- interrupted and resumed ----

my @long = ('bench', 'pack', '--solvers', 'none', '--seeds', '4', '--rounds', '1000000', '--no-proof', '--no-certified', '--no-presolve', '--stagnation', '1000000', '--time-limit', '2s', '-e', 'long', '-j', '2');
my $bench = client_start([@long]);
wait_for('cells are done', sub { sql_value("count(*) FROM qshrink_queue WHERE experiment = 'long' AND state = 'done'") >= 1 });
kill('INT', $bench->{pid});
client_finish($bench);
is($bench->{status}, 130, 'Ctrl-C') or diag($bench->{stderr});
like($bench->{stderr}, qr/^qshrink: interrupted; hint: qshrink bench -e 'long' goes on where it was$/m, 'says how to go on');
like(psql("SELECT string_agg(DISTINCT state, ' ' ORDER BY state) FROM qshrink_queue WHERE experiment = 'long'"), qr/^(done )?queued$/, 'what was in work is in the queue again');
$bench = client_start(['bench', '-e', 'long']);
wait_for('it goes on', sub { sql_value("count(*) FROM qshrink_queue WHERE experiment = 'long' AND state = 'running'") >= 1 });
psql("SELECT pg_terminate_backend(worker_pid) FROM qshrink_queue WHERE state = 'running'");
client_finish($bench);
is($bench->{status}, 4, 'a connection is lost') or diag($bench->{stderr});
psql("UPDATE qshrink_task SET lease_until = now() - interval '1 s' WHERE state = 'running'");
is(client('bench', '-e', 'long', '-q', '-j', '2')->{status}, 0, 'and it goes on again');
is(psql("SELECT string_agg(DISTINCT state, ' '), count(*), count(DISTINCT run_id) FROM qshrink_queue WHERE experiment = 'long'"), 'done|4|4', 'every cell is done once');

# ---- bad ones ----

one_line($run = client('bench', '-e', 'nothing'), qr/no experiment "nothing"; name files or problems/, 'nothing to resume');
is($run->{status}, 1, 'is an error');
one_line($run = client('bench'), qr/^qshrink: name files or problems/, 'nothing at all');
is($run->{status}, 2, 'wrong usage');
one_line($run = client('bench', 'nothing'), qr/problem "nothing" does not exist/, 'no such problem');
one_line($run = client('bench', 'pack', '--seeds', 'many'), qr/seed/, 'seeds that are none');
is($run->{status}, 2, 'wrong usage');
one_line(client('bench', 'pack', '--seeds', '0'), qr/--seeds must be/, 'no seeds');
one_line(client('bench', 'pack', '-j', '1000'), qr/--jobs must be a whole number from 1 to 64/, 'too many connections');
write_file("$directory/bad.lp", 'nonsense');
one_line(client('bench', "$directory/bad.lp"), qr/bad\.lp: /, 'a file that is none');
$run = client('bench', 'pack', '--solvers', 'magic', '-q');
isnt($run->{status}, 0, 'a solver that there is not');

# ---- work and watch ----

psql("SELECT qshrink_submit(qshrink_id('plan 1'), '{\"solver\": \"auto\"}', s) FROM generate_series(1, 3) AS s");
like(client('watch')->{stdout}, qr/^\(none\) +3 +0 +0 +0 +0 +0$/m, 'the queue is watched');
is(client('work', '--tasks', '2')->{status}, 0, 'work on two');
is(sql_value("count(*) FROM qshrink_queue WHERE experiment IS NULL AND state = 'done'"), 2, 'which are done');
is(client('work', '--idle', '0', '-j', '2')->{status}, 0, 'work until nothing is left');
is(sql_value("count(*) FROM qshrink_queue WHERE experiment IS NULL AND state = 'done'"), 3, 'nothing is');
my $work = client_start(['work']);
wait_for('a worker waits', sub { sql_value("count(*) FROM pg_stat_activity WHERE datname = '$name' AND application_name = 'qshrink' AND query LIKE 'CALL%'") == 1 });
psql("SELECT qshrink_submit(qshrink_id('plan 1'), '{\"solver\": \"auto\"}', 4)");
wait_for('and takes what comes', sub { sql_value("count(*) FROM qshrink_queue WHERE experiment IS NULL AND state = 'done'") == 4 });
kill('INT', $work->{pid});
is(client_finish($work)->{status}, 130, 'until Ctrl-C');
one_line($run = client('work', '--queue', 'x'), qr/--queue and --solve go together/, 'one server of two');
is($run->{status}, 2, 'is wrong usage');
one_line(client('work', '--idle', 'long'), qr/invalid input syntax for type interval/, 'no interval');

# ---- a primary and a standby ----

my $bin = `\${PG_CONFIG:-pg_config} --bindir`;
chomp $bin;
my @owner;
my $standby = tempdir(CLEANUP => 1);
if ($> == 0)
{
	my (undef, undef, $uid, $gid) = getpwnam('postgres');
	chown($uid, $gid, $standby) or die $!;
	@owner = ('runuser', '-u', 'postgres', '--');
}
sub server { return system("cd $standby && " . join(' ', @owner, @_) . ' >/dev/null 2>&1') == 0; }
ok(server("$bin/pg_basebackup", '-h', $ENV{PGHOST}, '-p', $ENV{PGPORT}, '-U', $ENV{PGUSER}, '-D', "$standby/data", '-X', 'stream', '-c', 'fast', '-N'), 'a copy');
write_file("$standby/data/standby.signal", '');
open(my $configuration, '>>', "$standby/data/postgresql.conf") or die $!;
print $configuration "unix_socket_directories = '$standby'\nhot_standby = on\nprimary_conninfo = 'host=$ENV{PGHOST} port=$ENV{PGPORT} user=$ENV{PGUSER}'\n";
close $configuration;
ok(server("$bin/pg_ctl", '-D', "$standby/data", '-l', "$standby/log", '-w', 'start'), 'a standby');
chmod 0755, $standby;
my @between = ('work', '--queue', "host=$ENV{PGHOST} port=$ENV{PGPORT} dbname=$name", '--solve', "host=$standby port=$ENV{PGPORT} dbname=$name");
psql("SELECT qshrink_submit(qshrink_id('plan ' || s), '{\"solver\": \"auto\"}', s) FROM generate_series(1, 3) AS s");
my $runs = sql_value('count(*) FROM qshrink_run');
$run = client(@between, '--idle', '0');
is($run->{status}, 0, 'tasks of the primary, computed on the standby') or diag("$run->{stdout}$run->{stderr}");
is(() = $run->{stdout} =~ /^task \d+: problem \d+, run \d+, [\d.]+ s$/mg, 3, 'it says which');
is(sql_value("count(*) FROM qshrink_queue WHERE experiment IS NULL AND state = 'done'"), 7, 'they are done');
is(sql_value('count(*) FROM qshrink_run'), $runs + 3, 'and stored on the primary');
is(psql("SELECT string_agg(objective::text, ' ' ORDER BY run_id) FROM (SELECT * FROM qshrink_run ORDER BY run_id DESC LIMIT 3) AS r"), '5 7 7', 'with their answers');
wait_for('the standby sees them', sub { `psql -XAtq -h $standby -d $name -c 'SELECT count(*) FROM qshrink_run'` == $runs + 3 });
psql("SELECT qshrink_submit(qshrink_id('pack'), '{\"solver\": \"none\", \"rounds\": 1000000, \"stagnation\": 1000000, \"proof\": false, \"certified\": false, \"presolve\": false}', 1)");
$work = client_start([@between, '--lease', '3 s']);
wait_for('a long task runs', sub { sql_value("count(*) FROM qshrink_queue WHERE state = 'running'") == 1 });
my $lease = sql_value("lease_until FROM qshrink_queue WHERE state = 'running'");
wait_for('its lease is renewed', sub { sql_value("lease_until > '$lease' FROM qshrink_queue WHERE state = 'running'") eq 't' });
kill('INT', $work->{pid});
client_finish($work);
is($work->{status}, 130, 'Ctrl-C') or diag($work->{stderr});
is(sql_value("count(*) FROM qshrink_queue WHERE state = 'queued'"), 1, 'puts it back');
$work = client_start([@between, '--lease', '3 s']);
wait_for('it runs again', sub { sql_value("count(*) FROM qshrink_queue WHERE state = 'running'") == 1 });
ok(server("$bin/pg_ctl", '-D', "$standby/data", '-m', 'immediate', '-w', 'stop'), 'the standby dies');
client_finish($work);
is($work->{status}, 4, 'the worker says so');
like(sql_value("state || ' ' || coalesce(sqlstate, '') FROM qshrink_queue WHERE problem = 'pack' AND experiment IS NULL"), qr/^queued (08006|57P0\d)/, 'and the task is in the queue again');
one_line($run = client(@between), qr/connection to server/, 'no standby');
is($run->{status}, 4, 'no connection');
psql("SELECT qshrink_cancel(task_id) FROM qshrink_queue WHERE state = 'queued'");

done_testing();
