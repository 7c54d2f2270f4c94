#!/usr/bin/env perl
# qshrink solve: forms of the answer, options, progress, Ctrl-C, a server that dies.
use strict;
use warnings;
use lib 'test/t';
use Client;
use File::Temp qw(tempdir);
use Test::More;
use Time::HiRes qw(time);

my $directory = tempdir(CLEANUP => 1);
my $name = database('solve');

psql(q{SELECT qshrink_mdkp('pack', 'SELECT ''item '' || i, 20 + i * 37 % 61 FROM generate_series(1, 60) AS i',
	'SELECT r, ''item '' || i, 5 + i * (17 + 6 * r) % 41 FROM generate_series(1, 5) AS r, generate_series(1, 60) AS i',
	'SELECT r, 400 FROM generate_series(1, 5) AS r');
	SELECT qshrink_define('none', $$VALUES ('a')$$, $$VALUES ('a', 1)$$, $$VALUES ('c', 'a', 1, '>=', 2)$$);
	SELECT qshrink_define('pairs', $$VALUES (ARRAY['f', 'l']), (ARRAY['g=', 'l'])$$, $$VALUES (ARRAY['f', 'l'], 1), (ARRAY['g=', 'l'], 2)$$, NULL, 'max')});

# ---- forms of the answer ----

my $run = client('solve', 'pack', '--solver', 'auto', '--seed', '1', '--rounds', '2', '--no-progress');
is($run->{status}, 0, 'solved') or diag($run->{stderr});
my ($best) = $run->{stdout} =~ /^objective +(\d+) \(max\)$/m;
like($run->{stdout}, qr/^problem +pack\nrun +\d+\nstatus +(optimal|feasible)$/m, 'the run');
like($run->{stdout}, qr/^variable  key +value\n.*^ +\d+  item \d+ +1$/ms, 'the answer by key');
is($run->{stderr}, '', 'nothing else');
my @chosen = $run->{stdout} =~ /^ +(\d+)  item/mg;
my $csv = client('solve', 'pack', '--solver=auto', '--seed=1', '--rounds=2', '--csv', '-q')->{stdout};
is_deeply([ map { (split /,/)[0] } grep { /^\d/ } split /\n/, $csv ], \@chosen, 'the same as CSV');
my $json = client('solve', 'pack', '--solver', 'auto', '--seed', '1', '--rounds', '2', '--json', '-q')->{stdout};
is(psql("SELECT j ->> 'objective', jsonb_array_length(j -> 'answer'), j ->> 'status' IN ('optimal', 'feasible') FROM (SELECT \$j\$$json\$j\$::jsonb) AS t(j)"),
	"$best|" . @chosen . '|t', 'the same as JSON');
$run = client('solve', sql_value("qshrink_id('pack')"), '--rounds', '1', '-q', '--no-proof', '--cvar', '0.2', '--mixer=x', '--time_limit', '20s');
is($run->{status}, 0, 'by its number, with options of every kind') or diag($run->{stderr});
is(sql_value("settings -> 'options' ->> 'proof' || ' ' || (settings -> 'options' ->> 'cvar') || ' ' || (settings ->> 'time_limit') FROM qshrink_run ORDER BY run_id DESC LIMIT 1"),
	'false 0.2 20', 'which arrived');
$run = client('solve', 'pack', '--rounds', '1', '-q', '--fixed', 'item 3=1', '--fixed', 'item 4=0', '--rhs', '1=390', '--scenario', 'say "what if"');
is($run->{status}, 0, 'a scenario') or diag($run->{stderr});
is(sql_value("jsonb_array_length(fixed) || changed_rhs::text || scenario FROM qshrink_run ORDER BY run_id DESC LIMIT 1"), '2{"1": 390}say "what if"', 'is stored as one');
$run = client('solve', 'pairs', '-q', '--csv', '--fixed', '["f", "l"]=0', '--fixed', '["g=", "l"]=1');
is($run->{stdout}, qq{variable,key,value\n1,"{g=,l}",1\n}, 'keys of several parts') or diag($run->{stderr});
$run = client('solve', 'pack', '-q', '--rounds', '1', '--options', '{"proof": true, "cvar": 0.5}', '--no-proof', '--start', 'last');
is(sql_value("settings -> 'options' ->> 'proof' || ' ' || (settings -> 'options' ->> 'cvar') FROM qshrink_run ORDER BY run_id DESC LIMIT 1"), 'false 0.5', 'options by name win over those in one object');
like(client('solve', '--list-options')->{stdout}, qr/--solver .*--time-limit .*/s, 'the list of options');
my @options = client('solve', '--list-options')->{stdout} =~ /^ +--([\w-]+)/mg;
is(@options - 3, sql_value("count(*) FROM qshrink_options() WHERE given_as && '{argument,qshrink_solve}'"), "is the server's");

# ---- what goes wrong ----

$run = client('solve', 'none', '--no-progress');
is($run->{status}, 3, 'no answer');
like($run->{stdout}, qr/^status +infeasible$/m, 'for there is none');
like($run->{stderr}, qr/^qshrink: no feasible answer was found$/m, 'it says');
foreach my $case ([['--cvar', 'much'], 1, qr/option "cvar" must be a number/], [['--solver', 'magic'], 1, qr/magic.*hint/],
	[['--fixed', 'tent'], 2, qr/--fixed must be KEY=VALUE or JSON, not "tent"/], [['--time-limit', 'soon'], 1, qr/invalid input syntax for type interval/],
	[['--fixed', '{"sofa": 1}'], 1, qr/sofa/], [['--rounds', '-1'], 1, qr/rounds/])
{
	one_line($run = client('solve', 'pack', @{ $case->[0] }), $case->[2], "@{ $case->[0] } is refused");
	is($run->{status}, $case->[1], 'with its status');
}
one_line($run = client('solve', 'nothing'), qr/problem "nothing" does not exist; hint: /, 'no such problem');
is($run->{status}, 1, 'is an error');
my $runs = sql_value('count(*) FROM qshrink_run');

# ---- progress and Ctrl-C ----

my @endless = ('solve', 'pack', '--seed', '1', '--rounds', '1000000', '--no-proof', '--no-certified', '--no-presolve', '--stagnation', '1000000');
sub running { return sql_value('count(*) FROM qshrink_progress') == 1; }

my $solve = client_start([@endless, '--time-limit', '100 s']);
client_finish($solve, until => qr/\n/);
like($solve->{stderr}, qr/^\w+ +round \d+\/1000000  [\d.]+ s \[[#.]{10}\] of 100 s  best \d+  /m, 'progress, plain lines where no terminal is');
unlike($solve->{stderr}, qr/[\r\e]/, 'nothing that moves a cursor');
kill('INT', $solve->{pid});
client_finish($solve, seconds => 60);
is($solve->{status}, 0, 'Ctrl-C once: solved') or diag($solve->{stderr});
like($solve->{stderr}, qr/^qshrink: asked to stop with the best answer so far; Ctrl-C again cancels$/m, 'it was asked to stop');
like($solve->{stdout}, qr/^ended by +stopped$/m, 'and stopped');
like($solve->{stdout}, qr/^ +\d+  item \d+ +1$/m, 'with an answer');
is(sql_value('count(*) FROM qshrink_run'), $runs + 1, 'which is stored');

# not stopped here, for qshrink_stop is taken away: what the second Ctrl-C does alone
psql('REVOKE EXECUTE ON FUNCTION qshrink_stop(integer) FROM PUBLIC; CREATE ROLE client_solver LOGIN; GRANT USAGE ON SCHEMA "Q shrink" TO client_solver; SELECT qshrink_grant(qshrink_id(\'pack\'), \'client_solver\', \'solve\')');
$solve = client_start([@endless, '-U', 'client_solver']);
client_finish($solve, until => qr/round/);
kill('INT', $solve->{pid});
client_finish($solve, until => qr/permission denied|again cancels/);
kill('INT', $solve->{pid});
client_finish($solve, seconds => 60);
is($solve->{status}, 130, 'Ctrl-C twice: cancelled') or diag($solve->{stderr});
like($solve->{stderr}, qr/^qshrink: cancelled; nothing was stored$/m, 'it says');
is(sql_value('count(*) FROM qshrink_run'), $runs + 1, 'nothing is stored');
psql('SELECT qshrink_revoke(qshrink_id(\'pack\'), \'client_solver\'); DROP OWNED BY client_solver; DROP ROLE client_solver');

# ---- a session that is ended, a server that dies ----

$solve = client_start([@endless]);
client_finish($solve, until => qr/round/);
psql('SELECT pg_terminate_backend(pid) FROM qshrink_progress');
client_finish($solve);
is($solve->{status}, 4, 'its session is ended') or diag($solve->{stderr});
my @errors = grep { /^qshrink: / } split /\n/, $solve->{stderr};
ok(@errors == 1 && $errors[0] =~ /terminating connection|connection/, 'one line says so') or diag($solve->{stderr});
is($solve->{stdout}, '', 'no answer');

# a cluster of its own, to be killed
my $bin = `\${PG_CONFIG:-pg_config} --bindir`;
chomp $bin;
my @owner;
my $cluster = tempdir(CLEANUP => 1);
if ($> == 0)
{
	my (undef, undef, $uid, $gid) = getpwnam('postgres');
	chown($uid, $gid, $cluster) or die $!;
	@owner = ('runuser', '-u', 'postgres', '--');
}
sub server { return system("cd $cluster && " . join(' ', @owner, @_) . ' >/dev/null 2>&1') == 0; }
ok(server("$bin/initdb", '-D', "$cluster/data", '-U', 'postgres', '-A', 'scram-sha-256', '-N', "--pwfile=" . do {
	my $file = write_file("$cluster/password", "open sesame\n");
	chmod 0644, $file;
	$file;
}), 'a cluster that asks for passwords');
open(my $configuration, '>>', "$cluster/data/postgresql.conf") or die $!;
print $configuration "listen_addresses = ''\nunix_socket_directories = '$cluster'\n";
close $configuration;
chmod 0755, $cluster;
ok(server("$bin/pg_ctl", '-D', "$cluster/data", '-l', "$cluster/log", '-w', 'start'), 'is started');
{
	local @ENV{qw(PGHOST PGPORT PGDATABASE)} = ($cluster, 5432, 'postgres');
	one_line($run = client('watch', '-w'), qr/no password supplied/, 'no password');
	is($run->{status}, 4, 'no connection');
	{
		local $ENV{PGPASSWORD} = 'wrong';
		one_line(client('watch', '-w'), qr/password authentication failed/, 'a wrong password');
	}
	my $pass = write_file("$directory/pass", "*:*:*:*:open sesame\n");
	chmod 0600, $pass;
	local $ENV{PGPASSFILE} = $pass;
	system("psql -XAtq -c 'CREATE EXTENSION qshrink' -c \"SELECT qshrink_mdkp('pack', 'SELECT i, i FROM generate_series(1, 60) AS i', 'SELECT 1, i, i * 7 % 31 FROM generate_series(1, 60) AS i', 'VALUES (1, 300)')\" >/dev/null");
	is(client('watch')->{status}, 0, 'a password from libpq');
	$solve = client_start([@endless]);
	client_finish($solve, until => qr/round/);
	ok(server("$bin/pg_ctl", '-D', "$cluster/data", '-m', 'immediate', '-w', 'stop'), 'the server dies');
	client_finish($solve);
	is($solve->{status}, 4, 'in the middle of a solve');
	@errors = grep { /^qshrink: / } split /\n/, $solve->{stderr};
	ok(@errors >= 1 && $errors[-1] =~ /connection/, 'which is said') or diag($solve->{stderr});
}

done_testing();
