#!/usr/bin/env perl
# Logical replication of all tables into a database that has the extension: initial copy,
# changes of every kind, and what the subscriber then answers and may do.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Cluster;
use Test::More;

$ENV{PGOPTIONS} = '-c client_min_messages=warning';
sub psql
{
	my ($database, $role, @arguments) = @_;
	open(my $out, '-|', "$bin/psql", '-XAtq', '-v', 'ON_ERROR_STOP=1', '-h', $home, '-p', '5432', '-U', $role, '-d', $database, map { /^-f/ ? split(/ /, $_, 2) : ('-c', $_) } @arguments) or die $!;
	my $text = do { local $/; <$out> } // '';
	chomp $text;
	return close($out) ? $text : "FAILED: @arguments\n$text";
}

ok(run("$bin/initdb", '-D', "$home/data", '-U', 'postgres', '-A', 'trust', '-N', '-E', 'UTF8', '--locale=C.UTF-8'), 'a cluster');
configure("listen_addresses = ''", "unix_socket_directories = '$home'", "fsync = off", "wal_level = logical", "port = 5432");
ok(run("$bin/pg_ctl", '-D', "$home/data", '-l', "$home/log", '-w', 'start'), 'started');
END { my $status = $?; run("$bin/pg_ctl", '-D', "$home/data", '-m', 'immediate', '-w', 'stop'); $? = $status }

# ---------------------------------------------------------------------------
my ($release) = sort map { m{test/upgrade/(.*)\.data$} } glob('test/upgrade/*.data');
psql('postgres', 'postgres', 'CREATE ROLE upgrade_owner LOGIN');
for my $database ('publisher', 'subscriber')
{
	psql('postgres', 'postgres', "CREATE DATABASE $database OWNER upgrade_owner");
	psql($database, 'postgres', '-f test/upgrade/before.sql');
	is(psql($database, 'upgrade_owner', 'CREATE EXTENSION qshrink'), '', "the extension in the $database");
}
unlike(psql('publisher', 'upgrade_owner', "-f test/upgrade/$release.data"), qr/FAILED/, 'rows');
my @tables = split(/\n/, psql('publisher', 'postgres', q{SELECT c.oid::regclass FROM pg_extension JOIN pg_class c ON c.oid = ANY (extconfig) WHERE extname = 'qshrink' AND relkind = 'r' ORDER BY 1}));
my @sequences = split(/\n/, psql('publisher', 'postgres', q{SELECT c.oid::regclass FROM pg_extension JOIN pg_class c ON c.oid = ANY (extconfig) WHERE extname = 'qshrink' AND relkind = 'S' ORDER BY 1}));
cmp_ok(scalar(@tables), '>=', 12, 'tables');

# every table has what tells its rows, or changes of it could not be published at all
is(psql('publisher', 'postgres', q{
	SELECT string_agg(c.relname, ' ') FROM pg_extension JOIN pg_class c ON c.oid = ANY (extconfig) WHERE extname = 'qshrink' AND relkind = 'r' AND relreplident <> 'f'
		AND NOT EXISTS (SELECT FROM pg_index WHERE indrelid = c.oid AND (CASE relreplident WHEN 'd' THEN indisprimary WHEN 'i' THEN indisreplident END))}), '', 'every table has a replica identity');

sub sums
{
	my ($database) = @_;
	return psql($database, 'postgres', join(';', map { "SELECT '$_', count(*), md5(string_agg(t::text, E'\\n' ORDER BY t::text COLLATE \"C\")) FROM $_ AS t" } @tables));
}

# The owner publishes her tables; within one cluster the slot is made beforehand.  Only
# superusers make subscriptions (before 16), which then belong to the owner of the tables.
is(psql('publisher', 'upgrade_owner', 'SELECT 1'), '1', 'the publisher answers');
is(psql('publisher', 'postgres', 'GRANT CREATE ON DATABASE publisher TO upgrade_owner'), '', 'the owner may publish');
is(psql('publisher', 'upgrade_owner', 'CREATE PUBLICATION problems FOR TABLE ' . join(', ', @tables)), '', 'a publication');
psql('publisher', 'postgres', q{SELECT pg_create_logical_replication_slot('problems', 'pgoutput')});
is(psql('subscriber', 'postgres', "CREATE SUBSCRIPTION problems CONNECTION 'host=$home dbname=publisher user=postgres' PUBLICATION problems WITH (create_slot = false, slot_name = 'problems')"), '', 'a subscription');

# Until what was committed there is here
sub caught_up
{
	my $position = psql('publisher', 'postgres', 'SELECT pg_current_wal_lsn()');
	for (1 .. 600)
	{
		return 1 if psql('subscriber', 'postgres', q{SELECT count(*) FROM pg_subscription_rel WHERE srsubstate <> 'r'}) eq '0'
			&& psql('publisher', 'postgres', "SELECT confirmed_flush_lsn >= '$position' FROM pg_replication_slots WHERE slot_name = 'problems'") eq 't';
		select(undef, undef, undef, 0.2);
	}
	diag(`tail -20 $home/log`);
	return 0;
}
ok(caught_up(), 'all is copied');
is(sums('subscriber'), sums('publisher'), 'every row is there');
my $answers = psql('publisher', 'postgres', '-f test/upgrade/answers.sql');
ok(psql('subscriber', 'postgres', '-f test/upgrade/answers.sql') eq $answers, 'and answers as on the publisher, to each role');

# changes of every kind: solve, refresh, edit, rename, grant, revoke, drop, hand over
psql('publisher', 'upgrade_alice', q{
	SELECT count(*) FROM qshrink_solve(1, seed => 9, solutions => 2);
	SELECT qshrink_drop(6);
	SELECT qshrink_revoke(1, 'upgrade_bob');
	SELECT qshrink_grant(3, 'upgrade_team', 'solve');
	SELECT qshrink_unconstrain(2, 'by hand');
	UPDATE qshrink_problem SET name = 'renamed' WHERE problem_id = 4;
	UPDATE shop.item SET profit = profit + 1;
	SELECT qshrink_refresh(1);
	SELECT count(*) FROM qshrink_solve(1, seed => 9, solutions => 2)});
psql('publisher', 'postgres', q{SELECT qshrink_reassign('?upgrade_gone', 'upgrade_bob')});
ok(caught_up(), 'all is sent');
is(sums('subscriber'), sums('publisher'), 'every row is as it is there');
my $changed = psql('publisher', 'postgres', '-f test/upgrade/answers.sql');
isnt($changed, $answers, 'much has changed');
ok(psql('subscriber', 'postgres', '-f test/upgrade/answers.sql') eq $changed, 'and answers as on the publisher');

# from 16 on, who is no superuser must give a password, unless a superuser lets her do without
my @no_password = psql('postgres', 'postgres', 'SHOW server_version_num') >= 160000 ? ('ALTER SUBSCRIPTION problems SET (password_required = false)') : ();

# a subscription that belongs to the owner of the tables: row-level security is not in her way
is(psql('subscriber', 'postgres', 'ALTER SUBSCRIPTION problems DISABLE', 'ALTER ROLE upgrade_owner SUPERUSER', @no_password, 'ALTER SUBSCRIPTION problems OWNER TO upgrade_owner', 'ALTER ROLE upgrade_owner NOSUPERUSER',
	'ALTER SUBSCRIPTION problems ENABLE'), '', 'it is handed to the owner of the tables');
psql('publisher', 'upgrade_bob', q{SELECT qshrink_create('from bob', '{(0,0):1}/1'); SELECT qshrink_drop(11)});
ok(caught_up(), 'all is sent');
is(sums('subscriber'), sums('publisher'), 'every row is as it is there');

# the subscriber takes over: sequences are not replicated, and are set by what docs/operations.md says
is(psql('subscriber', 'postgres', 'ALTER SUBSCRIPTION problems DISABLE', 'ALTER SUBSCRIPTION problems SET (slot_name = NONE)', 'DROP SUBSCRIPTION problems'), '', 'the subscription ends');
open(my $page, '<', 'docs/operations.md') or die $!;
my ($statements) = do { local $/; <$page> } =~ /^## Replication\n.*?```sql\n([^`]*qshrink_number_node[^`]*)```/ms;
ok($statements, 'docs/operations.md says how') or done_testing(), exit;
is(psql('subscriber', 'upgrade_owner', $statements), '', 'the sequences are set');
for my $sequence (@sequences)
{
	is(psql('subscriber', 'postgres', "SELECT last_value FROM $sequence") >= psql('publisher', 'postgres', "SELECT CASE WHEN is_called THEN last_value ELSE 1 END FROM $sequence") - 1, 1, "$sequence goes on");
}
is(psql('subscriber', 'upgrade_alice', q{SELECT objective FROM qshrink_solve(1, seed => 9, solutions => 1); SELECT qshrink_create('here', '{}/1') > 13}),
	psql('publisher', 'upgrade_alice', q{SELECT objective FROM qshrink_solve(1, seed => 9, solutions => 1)}) . "\nt", 'it is solved and written');
done_testing();
