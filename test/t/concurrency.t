#!/usr/bin/env perl
# What other sessions do to a problem while it is solved: a deletion waits, a change is
# told by the record, and what has gone already is told in words of its own.
use strict;
use warnings;
use lib 'test/t';
use Sessions 'concurrency';
use Test::More;

my $clean = qr/^(?!.*(foreign key|SQL statement|SQL function|INSERT INTO))/s;

sub knapsack
{
	my ($name) = @_;
	return psql("SELECT qshrink_mdkp('$name', 'SELECT i, 20 + i * 37 % 61 FROM generate_series(1, 60) AS i',
		'SELECT r, i, 5 + i * (17 + 6 * r) % 41 FROM generate_series(1, 5) AS r, generate_series(1, 60) AS i',
		'SELECT r, 400 FROM generate_series(1, 5) AS r')");
}
my $slow = "'uniform', rounds => 1000000, seed => 1, options => '{\"proof\": false, \"certified\": false, \"presolve\": false}'";

# ---------------------------------------------------------------------------
my $id = knapsack('held');
like($id, qr/^\d+$/, 'a problem');
my $solver = session('solver');
send_to($solver, "SELECT count(*) FROM qshrink_solve($id, $slow);");
wait_until('a solve computes', "SELECT count(*) > 0 FROM qshrink_progress WHERE problem_id = $id AND round >= 1");
like(psql("SET lock_timeout = '100ms'; DELETE FROM qshrink_problem WHERE problem_id = $id;"), qr/55P03/, 'a deletion waits for it');
like(psql("SET lock_timeout = '100ms'; UPDATE qshrink_problem SET problem_id = -problem_id WHERE problem_id = $id;"), qr/55P03/, 'so does another problem_id');
is(psql("SET lock_timeout = '5s'; UPDATE qshrink_problem SET name = 'renamed' WHERE problem_id = $id;"), '', 'what decides nothing may change');
is(psql("SET lock_timeout = '5s'; SELECT count(*) FROM qshrink_solve($id, 'none', rounds => 1, seed => 1, solutions => 1);"), '1', 'another session solves it, too');
psql("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'solver'");
like(answer($solver), qr/57014/, 'cancelled');
is(psql("DELETE FROM qshrink_problem WHERE problem_id = $id;"), '', 'and the deletion goes on');

# the same for a plain role: PUBLIC may update columns of the table, and so lock its rows
psql('CREATE ROLE t_plain');
$id = psql("SET ROLE t_plain; SELECT qshrink_mis('plain', 'SELECT i, (i + k * k) % 200 FROM generate_series(0, 199) AS i, generate_series(1, 5) AS k')");
like($id, qr/^\d+$/, 'a problem of a plain role');
send_to($solver, "SET ROLE t_plain; SELECT count(*) FROM qshrink_solve($id, $slow);");
wait_until('its solve computes', "SELECT count(*) > 0 FROM qshrink_progress WHERE problem_id = $id AND round >= 1");
like(psql("SET ROLE t_plain; SET lock_timeout = '100ms'; DELETE FROM qshrink_problem WHERE problem_id = $id;"), qr/55P03/, 'a deletion waits for it, too');
psql("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'solver'");
like(answer($solver), qr/57014/, 'cancelled');
send_to($solver, 'RESET ROLE;');
answer($solver);
psql("DELETE FROM qshrink_problem WHERE problem_id = $id; DROP ROLE t_plain;");

# a model changed meanwhile: the run is one of the model it loaded
$id = knapsack('changed');
send_to($solver, "SELECT count(*) > 0 FROM qshrink_solve($id, 'uniform', target => 1e9, time_limit => '4 s', seed => 1, options => '{\"proof\": false, \"certified\": false, \"presolve\": false}');");
wait_until('a solve computes', "SELECT count(*) > 0 FROM qshrink_progress WHERE problem_id = $id AND round >= 1");
is(psql("UPDATE qshrink_constraint SET rhs = 10 WHERE problem_id = $id;"), '', 'its capacities change');
is(answer($solver), 't', 'the solve ends');
is(psql("SELECT model_changed FROM qshrink_history WHERE problem_id = $id;"), 't', 'the record says that the model has changed');
like(psql("SELECT * FROM qshrink_selection($id);"), qr/55000: problem $id has changed since it was solved/, 'and there is no answer to the new one');

# ---------------------------------------------------------------------------
# deleted by others before: at once, in plain words
for my $level ('READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE')
{
	$id = knapsack("gone at $level");
	send_to($solver, "BEGIN ISOLATION LEVEL $level; SELECT count(*) FROM qshrink_problem WHERE problem_id = $id;");
	is(answer($solver), '1', "$level: the problem is there");
	is(psql("DELETE FROM qshrink_problem WHERE problem_id = $id;"), '', 'and is deleted');
	send_to($solver, "SELECT * FROM qshrink_solve($id, $slow);");
	my $text = answer($solver);
	like($text, $level eq 'READ COMMITTED' ? qr/P0002: problem $id does not exist/ : qr/40001: problem $id was deleted or changed by another session/, 'which a solve says at once');
	like($text, $clean, 'and in words of its own') or diag($text);
	send_to($solver, 'ROLLBACK;');
	answer($solver);

	$id = knapsack("gone for rows at $level");
	send_to($solver, "BEGIN ISOLATION LEVEL $level; SELECT count(*) FROM qshrink_problem WHERE problem_id = $id;");
	answer($solver);
	psql("DELETE FROM qshrink_problem WHERE problem_id = $id;");
	send_to($solver, "SELECT qshrink_constrain($id, 'SELECT 1/0');");
	$text = answer($solver);
	like($text, $level eq 'READ COMMITTED' ? qr/P0002: problem $id does not exist/ : qr/40001: problem $id was deleted or changed/, 'so does qshrink_constrain');
	unlike($text, qr/FOR NO KEY UPDATE/, 'in words of its own');
	send_to($solver, 'ROLLBACK;');
	answer($solver);
}
# being deleted: the solve waits for what becomes of it
for my $end ('COMMIT', 'ROLLBACK')
{
	my $other = session('other');
	$id = knapsack("going by $end");
	send_to($other, "BEGIN; DELETE FROM qshrink_problem WHERE problem_id = $id;");
	answer($other);
	send_to($solver, "SELECT count(*) FROM qshrink_solve($id, 'none', rounds => 1, seed => 1, solutions => 1);");
	wait_until('the solve waits', "SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name = 'solver' AND wait_event_type = 'Lock'");
	send_to($other, "$end;");
	answer($other);
	finish($other);
	my $text = answer($solver);
	like($text, $end eq 'COMMIT' ? qr/P0002: problem $id does not exist/ : qr/^1$/, "$end decides");
	like($text, $clean, 'in words of its own');
}
# rows under ids to come keep nobody waiting, though they fail only at the end
psql('CREATE ROLE t_squatter');
my ($problem, $run) = split /\|/, psql("SELECT nextval(pg_get_serial_sequence('qshrink_problem', 'problem_id')), nextval('qshrink_run_id_seq')");
my $ids = "generate_series($problem, $problem + 9) AS p, generate_series($run, $run + 9) AS r, generate_series(0, 9) AS k";
send_to($solver, "SET ROLE t_squatter; BEGIN; SET CONSTRAINTS ALL DEFERRED;
	INSERT INTO qshrink_variable (problem_id, variable, keys) SELECT p, k, '{x}' FROM $ids WHERE r = $run;
	INSERT INTO qshrink_constraint (problem_id, constraint_id, variables, sense, rhs) SELECT p, k + 1, '{}', '<=', 1 FROM $ids WHERE r = $run;
	INSERT INTO qshrink_round (problem_id, run_id, round) SELECT p, r, k + 1 FROM $ids;
	INSERT INTO qshrink_step (problem_id, run_id, round, step, action, variable) SELECT p, r, 0, k + 1, 'fix', 0 FROM $ids;
	INSERT INTO qshrink_solution (problem_id, run_id, rank, objective, feasible, assignment) SELECT p, r, k + 1, 0, false, '' FROM $ids;");
unlike(answer($solver), qr/ERROR/, 'rows under ids to come are inserted');
is(psql("SET lock_timeout = '1s'; SELECT count(*) > 0 FROM qshrink_solve(qshrink_mis('next', 'VALUES (1, 2), (2, 3)'), seed => 1);"), 't', 'and stop nobody');
send_to($solver, 'COMMIT; RESET ROLE;');
like(answer($solver), qr/23503/, 'they fail in the end');
psql('DROP ROLE t_squatter');

# a role that may not lock: the deletion goes through, and is told in plain words
psql('CREATE ROLE t_concurrent; GRANT SELECT, INSERT, UPDATE, DELETE ON qshrink_problem TO t_concurrent');
psql('REVOKE UPDATE ON qshrink_problem FROM PUBLIC, t_concurrent');
$id = psql("SET ROLE t_concurrent; SELECT qshrink_mis('own', 'VALUES (1, 2)')");
is(psql("SET ROLE t_concurrent; SELECT count(*) FROM qshrink_solve($id, 'auto', seed => 1, solutions => 1);"), '1',
	'a role that may not update problems solves without the lock');
$id = psql("SET ROLE t_concurrent; SELECT qshrink_mis('own graph', 'SELECT i, (i + k * k) % 200 FROM generate_series(0, 199) AS i, generate_series(1, 5) AS k')");
send_to($solver, "SET ROLE t_concurrent; SELECT count(*) FROM qshrink_solve($id, 'uniform', time_limit => '4 s', seed => 1, options => '{\"proof\": false, \"presolve\": false}'); RESET ROLE;");
wait_until('it computes', "SELECT count(*) > 0 FROM qshrink_progress WHERE problem_id = $id");
is(psql("DELETE FROM qshrink_problem WHERE problem_id = $id;"), '', 'its problem is deleted');
my $text = answer($solver);
like($text, qr/P0002: problem $id was deleted or changed by another session/, 'and the solve says so');
like($text, $clean, 'in words of its own') or diag($text);
psql('GRANT UPDATE ON qshrink_problem TO PUBLIC');

# shared while it is dropped: whoever shares waits, with no lock that the other waits for
$id = knapsack('shared');
psql("SELECT qshrink_grant($id, 't_concurrent', 'read')");
my $sharer = session('sharer');
for my $call ("qshrink_grant($id, 't_concurrent', 'write')", "qshrink_revoke($id, 't_concurrent')")
{
	send_to($solver, "BEGIN; SELECT 1 FROM qshrink_problem WHERE problem_id = $id FOR UPDATE;");
	is(answer($solver), '1', 'a problem is about to be dropped');
	send_to($sharer, "SELECT $call IS NULL;");
	wait_until('who shares it waits', "SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name = 'sharer' AND wait_event_type = 'Lock'");
	send_to($solver, $call =~ /revoke/ ? "SELECT qshrink_drop($id); COMMIT;" : 'COMMIT;');
	is(answer($solver), '', 'the other goes on');
	$text = answer($sharer);
	like($text, $call =~ /revoke/ ? qr/P0002: problem $id/ : qr/^[tf]$/, 'and then it') or diag($text);
	like($text, $clean, 'in words of its own') or diag($text);
}
finish($sharer);
finish($solver);
psql("DELETE FROM qshrink_problem; REASSIGN OWNED BY t_concurrent TO postgres; DROP OWNED BY t_concurrent; DROP ROLE t_concurrent;");
done_testing();
