#!/usr/bin/env perl
# With client_connection_check_interval a solve ends when its client has gone.
use strict;
use warnings;
use lib 'test/t';
use Sessions 'client_gone';
use Test::More;

my $id = psql("SELECT qshrink_mdkp('pack', 'SELECT i, 20 + i * 37 % 61 FROM generate_series(1, 60) AS i',
	'SELECT r, i, 5 + i * (17 + 6 * r) % 41 FROM generate_series(1, 5) AS r, generate_series(1, 60) AS i', 'SELECT r, 400 FROM generate_series(1, 5) AS r')");
for my $workers (0, 2)
{
	my $session = session('gone');
	send_to($session, "SET client_min_messages = warning; SET client_connection_check_interval = '100ms'; SET qshrink.max_workers = $workers;\n\\! echo \$PPID");
	my ($client) = answer($session) =~ /^(\d+)$/m;
	like($client, qr/^\d+$/, 'a client');
	send_to($session, "SELECT count(*) FROM qshrink_solve($id, 'tabu', seed => 1, rounds => 1000000, options => '{\"starts\": 3, \"proof\": false, \"certified\": false, \"presolve\": false}');");
	wait_until('it solves', "SELECT EXISTS (SELECT FROM qshrink_progress WHERE round > 0)");
	ok(kill('KILL', $client), 'the client is killed');
	wait_until('its solve ends', 'SELECT NOT EXISTS (SELECT FROM qshrink_progress)');
	wait_until('and so do its workers', "SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE backend_type = 'parallel worker' AND datname = '$database')");
	is(psql('SELECT count(*) FROM qshrink_run'), '0', 'nothing was stored');
	finish($session);
}
done_testing();
