#!/usr/bin/env perl
# Refreshing and replacing while other sessions do the same, or delete the problem; and a
# large one.
use strict;
use warnings;
use lib 'test/t';
use Sessions 'refresh';
use Test::More;

my $waiting = "SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = '$database' AND wait_event_type = 'Lock'";

psql("CREATE TABLE t_refresh (item int, profit int); INSERT INTO t_refresh SELECT i, 10 FROM generate_series(1, 5) AS i");
my $build = "qshrink_mdkp('refreshed', 'SELECT item, profit FROM t_refresh', 'SELECT 1, item, 2 FROM t_refresh', 'VALUES (1, 5)'";
my $id = psql("SELECT $build)");
my ($first, $second) = (session(), session());

# two refreshes at once: the second waits, and reads what the data have become meanwhile
foreach my $call ("qshrink_refresh($id)", "$build, replace => true)")
{
	psql('UPDATE t_refresh SET profit = profit + 1');
	send_to($first, "BEGIN; SELECT 1 FROM $call;");
	answer($first);
	send_to($second, "SELECT 1 FROM $call;");
	wait_until("$call waits for another", $waiting);
	psql('UPDATE t_refresh SET profit = profit + 1; INSERT INTO t_refresh SELECT max(item) + 1, 50 FROM t_refresh');
	send_to($first, 'COMMIT;');
	answer($first);
	is(answer($second), '1', 'then goes on');
	is(psql("SELECT (SELECT string_agg(coefficient::text, ',' ORDER BY coefficient) FROM qshrink_problem, qubo_terms(objective) WHERE problem_id = $id) = (SELECT string_agg(profit::text, ',' ORDER BY profit) FROM t_refresh)"),
		't', 'with the data as they are');
	is(psql("SELECT changed FROM qshrink_refresh($id)"), 'f', 'so that nothing is left to change');
}

# deleted meanwhile
foreach my $level ('READ COMMITTED', 'REPEATABLE READ')
{
	send_to($second, "BEGIN ISOLATION LEVEL $level; SELECT count(*) FROM qshrink_problem WHERE problem_id = $id;");
	answer($second);
	send_to($first, "BEGIN; SELECT qshrink_drop($id);");
	answer($first);
	send_to($second, "SELECT * FROM qshrink_refresh($id);");
	wait_until("$level: a refresh waits for a deletion", $waiting);
	send_to($first, 'COMMIT;');
	answer($first);
	like(answer($second), $level eq 'READ COMMITTED' ? qr/P0002: +problem $id does not exist/ : qr/40001: +problem $id was deleted or changed/, 'and says so');
	send_to($second, 'ROLLBACK;');
	answer($second);
	$id = psql("SELECT $build)");
}

# two sessions make one name
send_to($first, "BEGIN; SELECT qshrink_create('twins', '{}/1');");
answer($first);
send_to($second, "SELECT qshrink_create('twins', '{}/1', replace => true);");
wait_until('a name that another session is making', $waiting);
send_to($first, 'COMMIT;');
answer($first);
like(answer($second), qr/42710: +problem "twins" already exists/, 'is taken');

# a refresh does not wait for a solve, nor the other way round
send_to($first, "BEGIN; SELECT count(*) FROM qshrink_solve($id, 'auto', seed => 1, solutions => 1);");
answer($first);
psql('UPDATE t_refresh SET profit = profit + 1');
is(psql("SET lock_timeout = '2s'; SELECT changed FROM qshrink_refresh($id)"), 't', 'refreshed while a solve holds the problem');
send_to($first, 'COMMIT;');
answer($first);

# cancelled: as it was
psql('CREATE FUNCTION t_slow(i int) RETURNS int LANGUAGE sql VOLATILE AS $$ SELECT i FROM pg_sleep(CASE WHEN i > 5 THEN 30 ELSE 0 END) $$');
my $slow = psql("SELECT qshrink_mis('slow', 'SELECT t_slow(item), item + 100 FROM t_refresh WHERE item < 5')");
psql("UPDATE qshrink_problem SET source = jsonb_set(source, '{0,edges}', '\"SELECT t_slow(item), item + 100 FROM t_refresh\"') WHERE problem_id = $slow");
my $before = psql("SELECT qshrink_fingerprint($slow)");
like(psql("SET statement_timeout = '1s'; SELECT * FROM qshrink_refresh($slow)"), qr/57014/, 'a refresh is cancelled');
is(psql("SELECT qshrink_fingerprint($slow)"), $before, 'and leaves the problem as it was');

# a million rows: nothing changes, then one does
my $large = psql("CREATE TABLE t_large AS SELECT i % 200000 AS a, (i * 7919::bigint + i / 200000) % 200000 AS b FROM generate_series(1, 1050000) AS i WHERE i % 200000 <> (i * 7919::bigint + i / 200000) % 200000;
	SELECT qshrink_mis('large', 'SELECT a, b FROM t_large')");
cmp_ok(psql("SELECT count(*) FROM qshrink_constraint WHERE problem_id = $large"), '>', 990000, 'a million rows');
is(psql("SELECT * FROM qshrink_refresh($large)"), 'f|0|0|0', 'refreshed, unchanged');
psql('DELETE FROM t_large WHERE ctid = (SELECT max(ctid) FROM t_large)');
is(psql("SELECT changed, rows_changed <= 1 FROM qshrink_refresh($large)"), 't|t', 'refreshed, one row less');
psql("SELECT qshrink_drop($large); SELECT qshrink_drop($id); DROP TABLE t_large, t_refresh CASCADE");

foreach my $session ($first, $second)
{
	close $session->{in};
	close $session->{out};
	waitpid($session->{pid}, 0);
}
done_testing();
