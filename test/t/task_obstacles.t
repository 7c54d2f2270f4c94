#!/usr/bin/env perl
# A task that cannot be worked on stands in nobody's way: whatever its submitter makes of
# it, workers here and elsewhere go on to those behind it, and none ends.
use strict;
use warnings;
use lib 'test/t';
use Sessions 'task_obstacles';
use Test::More;

psql(q{CREATE ROLE t_obstacle; CREATE SCHEMA t_obstacle AUTHORIZATION t_obstacle});
my $schema = psql(q{SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'qshrink'});
my $good = psql(q{SELECT qshrink_mis('t good', 'VALUES (1, 2), (2, 3)')});

# kind => what the submitter makes of the task, what the superuser does afterwards and takes
# back at the end, and the states that the task may be in after a worker here and elsewhere
my @kinds = (
	['attempts that cannot be counted', 'UPDATE qshrink_task SET attempts = 2147483647', '', '', qr/^queued$/, qr/^queued$/],
	['one attempt left to count', 'UPDATE qshrink_task SET attempts = 2147483646', '', '', qr/^done$/, qr/^running$/],
	['a lost claim at the last attempt', q{UPDATE qshrink_task SET attempts = 2147483647, max_attempts = 2147483647, state = 'running', lease_until = '-infinity'}, '', '', qr/^failed$/, qr/^failed$/],
	['a problem that is no more', q{DELETE FROM qshrink_problem WHERE name = 't bad'}, '', '', qr/^failed$/, qr/^failed$/],
	['a problem that never was', 'UPDATE qshrink_task SET problem_id = -5', '', '', qr/^failed$/, qr/^failed$/],
	['a problem of others', "UPDATE qshrink_task SET problem_id = $good", '', '', qr/^failed$/, qr/^failed$/],
	['settings that are none', q{UPDATE qshrink_task SET settings = '{"solver": 7, "rubbish": [{"a": null}]}'}, '', '', qr/^failed$/, qr/^(?:failed|running)$/],
	['nested options', q{UPDATE qshrink_task SET settings = '{"options": {"options": {}}}'}, '', '', qr/^failed$/, qr/^(?:failed|running)$/],
	['a limit out of range', q{UPDATE qshrink_task SET settings = '{"time_limit": 1e400}'}, '', '', qr/^failed$/, qr/^queued$/],
	['no right to the schema', '', "REVOKE USAGE ON SCHEMA $schema FROM PUBLIC", "GRANT USAGE ON SCHEMA $schema TO PUBLIC", qr/^failed$/, qr/^failed$/],
	['no right to read tasks', '', 'REVOKE SELECT ON qshrink_task FROM PUBLIC', 'GRANT SELECT ON qshrink_task TO PUBLIC', qr/^failed$/, qr/^running$/],
	['no right to runs', '', 'REVOKE INSERT ON qshrink_solution FROM PUBLIC', 'GRANT INSERT ON qshrink_solution TO PUBLIC', qr/^failed$/, qr/^running$/],
);
for my $kind (@kinds)
{
	my ($name, $change, $revoke, $grant, @expected) = @$kind;
	for my $elsewhere (0, 1)
	{
		psql('DELETE FROM qshrink_task');
		like(psql(qq{SET ROLE t_obstacle;
			SELECT qshrink_submit(qshrink_mis('t bad', 'VALUES (1, 2)'), '{"solver": "tabu"}', 1, 9); $change}),
			qr/^\d+$/, "$name: submitted");
		my $behind = psql("SELECT qshrink_submit($good, '{\"solver\": \"tabu\"}', 1)");
		psql($revoke);
		if ($elsewhere)
		{
			my $claimed = psql('SELECT string_agg(task_id::text, $$,$$) FROM generate_series(1, 3), LATERAL (SELECT task_id FROM qshrink_claim()) AS c');
			# a call a statement: the next sees what the one before has left
			$claimed .= ',' . psql('SELECT task_id FROM qshrink_claim()') for 1 .. 2;
			like($claimed, qr/(?:^|,)$behind(?:,|$)/, "$name: the task behind it is claimed elsewhere");
		}
		else
		{
			is(psql('CALL qshrink_work()'), '', "$name: the worker goes on");
			is(psql("SELECT state FROM qshrink_task WHERE task_id = $behind"), 'done', "$name: the task behind it is done");
		}
		like(psql("SELECT state FROM qshrink_task WHERE task_id <> $behind"), $expected[$elsewhere], "$name: what becomes of it");
		psql("$grant; DELETE FROM qshrink_problem WHERE name = 't bad'");
	}
}

# A cell that another session adds meanwhile is there once, however old the snapshot is
for my $level ('READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE')
{
	my $add = "SELECT qshrink_experiment('t cells', ARRAY[$good], seeds => '{1, 2}')";
	psql("DELETE FROM qshrink_task; DELETE FROM qshrink_experiment; SELECT qshrink_experiment('t cells', ARRAY[$good], seeds => '{1}')");
	my $out = psql("BEGIN ISOLATION LEVEL $level;\nSELECT count(*) FROM qshrink_task;\n\\! psql -XAtq -d $database -c \"$add\"\n$add;\nCOMMIT;");
	like($out, $level eq 'READ COMMITTED' ? qr/^1\n(\d+)\n\1$/ : qr/40001/, "$level: added, or refused");
	is(psql('SELECT count(*) FROM qshrink_task'), 2, "$level: each cell once");
}

psql(q{DELETE FROM qshrink_experiment; DELETE FROM qshrink_task; DELETE FROM qshrink_problem WHERE name LIKE 't %'; DROP OWNED BY t_obstacle; DROP ROLE t_obstacle});
done_testing();
