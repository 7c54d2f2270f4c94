#!/usr/bin/env perl
# A database owner who is no superuser installs, dumps and restores qshrink, with
# the problems of other roles in it, again and again.
use strict;
use warnings;
use File::Temp qw(tempdir);
use Test::More;

my $directory = tempdir(CLEANUP => 1);
my $quoted = '"Opt 100%"';		# a schema that must be quoted everywhere

# Run a program; its exit status, output and errors
sub run
{
	my ($program, @arguments) = @_;
	my $pid = fork() // die $!;
	if ($pid == 0)
	{
		open(STDOUT, '>', "$directory/out") or die $!;
		open(STDERR, '>', "$directory/err") or die $!;
		exec($program, @arguments) or exit 127;
	}
	waitpid($pid, 0);
	my $status = $?;
	my @text;
	foreach my $file ('out', 'err')
	{
		open(my $handle, '<', "$directory/$file") or die $!;
		local $/;
		push @text, scalar(<$handle>) // '';
	}
	return ($status, @text);
}

# What a statement returns, as a role in a database
sub psql
{
	my ($database, $role, $sql) = @_;
	my ($status, $out, $err) = run('psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-U', $role, '-d', $database, '-c', $sql);
	diag("$role in $database: $err") if $status;
	chomp $out;
	return $out;
}

sub succeeds
{
	my ($name, @command) = @_;
	my ($status, $out, $err) = run(@command);
	is("$status$err", '0', $name);
	return $out;
}

sub contents
{
	my ($database) = @_;
	return join("\n", map {
		psql($database, 't_owner', "SELECT '$_', t::text FROM $quoted.$_ t ORDER BY t::text COLLATE \"C\"")
	} map { "qshrink_$_" } qw(problem variable constraint key_list run round step solution incumbent shot share));
}

psql('postgres', 'postgres', "CREATE ROLE $_ LOGIN NOSUPERUSER") foreach qw(t_owner t_alice t_bob);
psql('postgres', 'postgres', "CREATE DATABASE $_ OWNER t_owner") foreach qw(t_first t_second t_third t_fourth);

# ---------------------------------------------------------------------------
# install
succeeds('the owner installs', 'psql', '-Xq', '-U', 't_owner', '-d', 't_first', '-c',
	"SET client_min_messages = warning; CREATE SCHEMA $quoted; CREATE EXTENSION qshrink SCHEMA $quoted; GRANT USAGE ON SCHEMA $quoted TO PUBLIC");
is(psql('t_first', 'postgres', "SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class WHERE relname LIKE 'qshrink%' AND relkind IN ('r', 'S')"),
	't_owner', 'tables and sequences are the owner\'s');
is(psql('t_first', 't_owner', "SELECT count(*) FROM pg_policy WHERE polname !~ '^qshrink_[a-z]+_[0-9a-f]{8}\$'"), '0', 'policies have their names');

# problems of two roles, of every shape
psql('t_first', 't_alice', "SELECT $quoted.qshrink_mis('graph', 'VALUES (1, 2), (2, 3)')");
psql('t_first', 't_alice', "SELECT $quoted.qshrink_grant(problem_id, 't_owner', 'write') FROM $quoted.qshrink_problem");
psql('t_first', 't_owner', "SELECT $quoted.qshrink_grant_all('t_owner')");
psql('t_first', 't_bob', "SELECT $quoted.qshrink_qap('assignment', 'VALUES (1, 2, 0.1)', 'VALUES (1, 2, 1e-7)', 'VALUES (1, 1, 5)')");
psql('t_first', 't_bob', "SELECT $quoted.qshrink_create('qubo', '{(0,0):0.1,(0,1):-3}/2+0.30000000000000004', 'max', '{a,b}')");
psql('t_first', 't_alice', qq{
	SET search_path = $quoted;
	INSERT INTO qshrink_run (problem_id, solver, settings, status, objective, n_variables, fingerprint, spectrum, key_list_id, scenario, proved_solutions)
		VALUES (1, 'qaoa', '{"layers": 3}', 'feasible', 2, 3, qshrink_fingerprint(1), '{0.5,1}', 1, 'as it is', 0);
	INSERT INTO qshrink_key_list (problem_id, key_list_id, first_variable, fingerprint, key_texts) VALUES (1, 1, 0, 'x', '{"{1}",NULL,"{3}"}');
	INSERT INTO qshrink_round (problem_id, run_id, round, qubo, angles) VALUES (1, 1, 1, '{(0,1):1}/2', '{0.1}');
	INSERT INTO qshrink_step (problem_id, run_id, round, step, action, variable) VALUES (1, 1, 1, 1, 'fix', 0);
	INSERT INTO qshrink_solution (problem_id, run_id, rank, objective, feasible, assignment) VALUES (1, 1, 1, 2, true, '101');
	INSERT INTO qshrink_shot (problem_id, run_id, round, shot, occurrences, energy, objective, feasible, violations, assignment, measured) VALUES (1, 1, 1, 1, 7, -0.5, 2, true, 0, '101', '1');
	INSERT INTO qshrink_incumbent (problem_id, run_id, step, milliseconds, objective, found_by, round) VALUES (1, 1, 1, 0.5, 2, 'construct', 0)});
my $before = contents('t_first');
is(scalar(split(/\n/, $before)), 23, 'there are rows in every table');

# ---------------------------------------------------------------------------
# dump and restore as text, then as an archive in one transaction, then again
sub check_restored
{
	my ($database) = @_;
	is(psql($database, 't_alice', "SELECT r.* FROM $quoted.qshrink_refresh($quoted.qshrink_id('graph')) AS r"), 'f|0|0|0', "in $database problems follow their queries");
	is(contents($database), $before, "$database holds the same rows");
	is(psql($database, 't_alice', "SELECT string_agg(name, ',' ORDER BY problem_id) FROM $quoted.qshrink_problem"),
		'graph', "in $database alice sees her problem");
	is(psql($database, 't_bob', "SELECT string_agg(name, ',' ORDER BY problem_id) FROM $quoted.qshrink_problem"),
		'assignment,qubo', "in $database bob sees his");
	is(psql($database, 't_bob', "UPDATE $quoted.qshrink_problem SET name = 'mine ' || problem_id; SELECT count(*) FROM $quoted.qshrink_problem WHERE name LIKE 'mine %'"),
		'2', "in $database bob changes his only");
	psql($database, 't_bob', "UPDATE $quoted.qshrink_problem SET name = CASE problem_id WHEN 2 THEN 'assignment' ELSE 'qubo' END");
	is(psql($database, 't_alice', "SELECT model_changed FROM $quoted.qshrink_history"), 'f', "in $database the model is still the one that was solved");
	is(psql($database, 't_alice', qq{
		SET search_path = $quoted;
		BEGIN;
		UPDATE qshrink_variable SET keys = CASE variable WHEN 0 THEN '{3}'::text[] WHEN 1 THEN '{1}' ELSE '{4}' END;
		SELECT count(*) > 0 FROM qshrink_solve(1, 'none', solutions => 1, rounds => 1, start => 'last');
		SELECT settings ->> 'start' FROM qshrink_run ORDER BY run_id DESC LIMIT 1;
		ROLLBACK}), "t\n110", "in $database the last answer begins the next solve, by its keys");
	is(psql($database, 't_owner', "SELECT count(*) FROM pg_class WHERE relname LIKE 'qshrink%' AND relkind = 'r' AND NOT relrowsecurity"),
		'0', "in $database rows are protected");
}

succeeds('the owner dumps', 'pg_dump', '-U', 't_owner', '-f', "$directory/dump.sql", 't_first');
succeeds('the owner restores', 'psql', '-Xq', '-o', '/dev/null', '-v', 'ON_ERROR_STOP=1', '-U', 't_owner', '-d', 't_second', '-f', "$directory/dump.sql");
check_restored('t_second');

succeeds('dumps what was restored', 'pg_dump', '-U', 't_owner', '-Fc', '-f', "$directory/dump.archive", 't_second');
succeeds('restores it in one transaction', 'pg_restore', '-U', 't_owner', '-d', 't_third', '--single-transaction', '--exit-on-error', "$directory/dump.archive");
check_restored('t_third');

succeeds('and once more', 'pg_dump', '-U', 't_owner', '-Fc', '-f', "$directory/dump.archive", 't_third');
succeeds('restores step by step', 'pg_restore', '-U', 't_owner', '-d', 't_fourth', '--exit-on-error', "$directory/dump.archive");
check_restored('t_fourth');

# identities go on where they were
is(psql('t_fourth', 't_alice', "SELECT $quoted.qshrink_create('next', '{}/1')"), '4', 'problem ids go on');
is(psql('t_fourth', 't_alice', "INSERT INTO $quoted.qshrink_run (problem_id, solver, status, n_variables) VALUES (4, 'none', 'not_found', 1) RETURNING run_id"),
	'5', 'run ids go on');

# a role of no standing cannot dump
my ($status) = run('pg_dump', '-U', 't_alice', '-f', "$directory/stolen.sql", 't_first');
isnt($status, 0, 'alice cannot dump the rows of others');

# drop
succeeds('the owner drops it', 'psql', '-Xq', '-U', 't_owner', '-d', 't_fourth', '-c', 'DROP EXTENSION qshrink');
is(psql('t_fourth', 't_owner', "SELECT count(*) FROM pg_class WHERE relname LIKE 'qshrink%'"), '0', 'and nothing is left');

psql('postgres', 'postgres', "DROP DATABASE $_") foreach qw(t_first t_second t_third t_fourth);
psql('postgres', 'postgres', "DROP ROLE $_") foreach qw(t_owner t_alice t_bob);
done_testing();
