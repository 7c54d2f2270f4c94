#!/usr/bin/env perl
# Several servers: numbers that do not meet, copies for shards, and Citus' catalogue as far
# as it can be played without Citus.
use strict;
use warnings;
use File::Temp qw(tempdir);
use Test::More;

my $directory = tempdir(CLEANUP => 1);
sub psql
{
	my ($database, $sql) = @_;
	open(my $file, '>', "$directory/statement") or die $!;
	print $file $sql;
	close $file;
	my $out = `psql -XAtq -v VERBOSITY=verbose -d $database -f $directory/statement 2>&1`;
	chomp $out;
	return $out;
}
sub database
{
	my ($name, $before) = @_;
	system('createdb', $name) == 0 or die;
	psql($name, $before) if $before;
	is(psql($name, 'CREATE EXTENSION qshrink'), '', "the extension in $name");
	return $name;
}

# Two problems, a run of each and a stored answer; all numbers that were given
my $work = q{
SELECT qshrink_mis('a', 'VALUES (1, 2), (2, 3)') AS a, qshrink_mis('b', 'VALUES (1, 2), (2, 3), (3, 1)') AS b \gset
SELECT count(*) FROM qshrink_solve(:a, seed => 1) AS s, qshrink_solve(:b, seed => 1) AS t \gset
SELECT qshrink_store_answer(:a, qshrink_solve_model(qshrink_model(:a), 1)), qshrink_submit(:b) \gset
SELECT 'problem ' || problem_id FROM qshrink_problem UNION ALL SELECT 'run ' || run_id FROM qshrink_run UNION ALL SELECT 'task ' || task_id FROM qshrink_task ORDER BY 1;
};

# ---------------------------------------------------------------------------
# two clusters
my $here = database('nodes_here');
open(my $script, '>', "$directory/there.sql") or die $!;
print $script "CREATE EXTENSION qshrink; SELECT qshrink_number_node(7) \\gset\n$work";
close $script;
my @there = split(/\n/, `scripts/cluster psql -XAtq -v ON_ERROR_STOP=1 -f $directory/there.sql 2>&1`);
my @here = split(/\n/, psql($here, $work));
cmp_ok(scalar @here, '>=', 6, 'numbers here');
is(scalar @there, scalar @here, 'as many there') or diag("@there");
my %count;
$count{$_}++ foreach (@here, @there);
is_deeply([grep { $count{$_} > 1 } sort keys %count], [], 'none is the same in two clusters');
is_deeply([grep { (split)[1] >> 48 != 7 } @there], [], 'those there are in the range of their node');
is_deeply([grep { (split)[1] >> 48 != 0 } @here], [], 'and those here in the first one');

# ---------------------------------------------------------------------------
# changing the range, and back
is(psql($here, 'SELECT qshrink_number_node(3)'), '', 'a node gets its number');
my @third = grep { (split)[1] >> 48 == 3 } split(/\n/, psql($here, $work =~ s/'a'/'c'/r =~ s/'b'/'d'/r));
is(scalar @third, scalar @here, 'new numbers are in the range');
psql($here, 'SELECT qshrink_number_node(0)');
my @again = split(/\n/, psql($here, $work =~ s/'a'/'e'/r =~ s/'b'/'f'/r));
is(scalar @again, 3 * @here, 'back, numbers go on behind those in use');
like(psql($here, 'SELECT qshrink_number_node(-1)'), qr/22023: node is -1/, 'no node');
like(psql($here, 'SELECT qshrink_number_node(40000)'), qr/22023: node is 40000/, 'nor that one');
psql($here, 'CREATE ROLE nodes_guest');
like(psql($here, 'SET ROLE nodes_guest; SELECT qshrink_number_node(1)'), qr/42501: must be owner/, 'for the owner of the tables only');

# a worker of Citus knows its group
my $worker = database('nodes_worker', 'SET allow_system_table_mods = on; CREATE TABLE pg_catalog.pg_dist_local_group (groupid integer); INSERT INTO pg_catalog.pg_dist_local_group VALUES (5)');
my @worker = split(/\n/, psql($worker, $work));
is_deeply([grep { (split)[1] >> 48 != 5 } @worker], [], 'a worker numbers from its group on');
is(scalar @worker, scalar @here, 'everything');

# ---------------------------------------------------------------------------
# copies
like(psql($here, "SELECT qshrink_distribute('nowhere')"), qr/3F000/, 'a schema that is not there');
like(psql($here, "SELECT qshrink_distribute('public')"), qr/22023: the copies cannot lie in the schema of the extension/, 'nor that of the extension');
my $copied = psql($here, q{SET client_min_messages = warning; CREATE SCHEMA "my copies"; SELECT table_name || ' ' || copied_rows || ' ' || distributed FROM qshrink_distribute('my copies')});
like($copied, qr/"my copies"\.qshrink_problem 6 false\n.*"my copies"\.qshrink_run 9 false\n.*"my copies"\.qshrink_model 6 false\n"my copies"\.qshrink_answer 0 false$/s, 'copies');
like(psql($here, q{CREATE SCHEMA more; SELECT count(*) FROM qshrink_distribute('more')}), qr/NOTICE:.*plain tables.*\n11$|NOTICE:.*plain tables(.*\n)*11$/, 'with a notice that they are plain');
for my $table (qw(problem variable constraint run round step solution incumbent))
{
	is(psql($here, qq{(TABLE qshrink_$table EXCEPT TABLE "my copies".qshrink_$table) UNION ALL (TABLE "my copies".qshrink_$table EXCEPT TABLE qshrink_$table) LIMIT 1})
		=~ s/ERROR.*could not identify an? (equality|ordering) operator.*//rs, '', "rows of $table");
	like(psql($here, qq{SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = '"my copies".qshrink_$table'::regclass AND contype = 'p'}), qr/^PRIMARY KEY \(problem_id/, "$table has its key");
}
is(psql($here, q{SELECT count(*) FROM "my copies".qshrink_model AS m JOIN qshrink_problem USING (problem_id) WHERE m.model = qshrink_model(problem_id) AND m.fingerprint = qshrink_fingerprint(problem_id)}), 6, 'models');
is(psql($here, q{SELECT string_agg(DISTINCT r, ' ') FROM (SELECT CASE WHEN ARRAY(SELECT (s.variable, s.keys)::text FROM "my copies".qshrink_selection AS s WHERE s.run_id = r.run_id ORDER BY variable)
	= ARRAY(SELECT (s.variable, s.keys)::text FROM qshrink_selection(r.problem_id, r.run_id) AS s ORDER BY variable) THEN 'same' ELSE 'differs' END AS r FROM qshrink_run AS r) AS t}), 'same', 'selections');
is(psql($here, q{SELECT count(*) FROM "my copies".qshrink_history AS c JOIN qshrink_history AS h USING (run_id, problem_id, problem, solver, status, n_variables, model_changed) WHERE c.objective = h.objective}), 9, 'history');
# what runs on shards calls no function that queries within a row
unlike(psql($here, q{EXPLAIN (VERBOSE) SELECT * FROM "my copies".qshrink_history; EXPLAIN (VERBOSE) SELECT * FROM "my copies".qshrink_selection}), qr/SubPlan|qshrink_fingerprint|qshrink_selection\(/, 'both are plain joins');
is(psql($here, q{SELECT count(*) FROM pg_proc WHERE oid IN (SELECT d.refobjid FROM pg_depend AS d JOIN pg_rewrite AS w ON w.oid = d.objid AND d.classid = 'pg_rewrite'::regclass
	WHERE d.refclassid = 'pg_proc'::regclass AND w.ev_class IN ('"my copies".qshrink_history'::regclass, '"my copies".qshrink_selection'::regclass)) AND provolatile <> 'i'}), 0, 'of immutable functions');
is(psql($here, q{INSERT INTO "my copies".qshrink_answer (problem_id, seed, answer) SELECT problem_id, seed, qshrink_solve_model(model, seed) FROM "my copies".qshrink_model, generate_series(1, 2) AS seed;
	SELECT count(*) FROM "my copies".qshrink_answer WHERE (answer).feasible}), 12, 'the pure form fills the table of answers');
# the rows of others stay out, also of who may read the copies
psql($here, q{GRANT USAGE ON SCHEMA "my copies" TO nodes_guest; GRANT SELECT ON ALL TABLES IN SCHEMA "my copies" TO nodes_guest});
for my $table (qw(problem variable constraint run round step solution incumbent shot model selection history))
{
	is(psql($here, qq{SET ROLE nodes_guest; SELECT count(*) FROM "my copies".qshrink_$table}), 0, "a guest sees no row of $table");
	next if $table =~ /selection|history/;
	like(psql($here, qq{SET ROLE nodes_guest; INSERT INTO "my copies".qshrink_$table SELECT * FROM "my copies".qshrink_$table}), qr/42501/, 'and writes none');
}
psql($here, q{UPDATE "my copies".qshrink_run SET owner = 'nodes_guest' WHERE run_id = (SELECT min(run_id) FROM qshrink_run)});
is(psql($here, q{SET ROLE nodes_guest; SELECT count(*) FROM "my copies".qshrink_run}), 1, 'its own it sees');
psql($here, q{UPDATE "my copies".qshrink_run AS c SET owner = r.owner FROM qshrink_run AS r WHERE r.run_id = c.run_id});
like(psql($here, q{CREATE SCHEMA told; SELECT count(*) FROM qshrink_distribute('told')}), qr/NOTICE:[^\n]*show a role the rows/, 'as a notice says');
psql($here, q{GRANT CREATE ON DATABASE nodes_here TO nodes_guest; SET ROLE nodes_guest; CREATE SCHEMA guest; SELECT qshrink_mis('mine', 'VALUES (1, 2)')});
is(psql($here, q{SET client_min_messages = warning; SET ROLE nodes_guest; SELECT copied_rows FROM qshrink_distribute('guest') WHERE table_name LIKE '%problem'}), 1, 'who copies, copies what it sees');
is(psql($here, q{SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'guest'}), 'nodes_guest', 'and owns it');

# ---------------------------------------------------------------------------
# own tables that are distributed are refused, others that Citus knows are not
psql($here, q{SET allow_system_table_mods = on; CREATE TABLE pg_catalog.pg_dist_partition (logicalrelid regclass, partmethod "char")});
is(psql($here, 'SELECT count(*) FROM qshrink_history'), 9, 'a catalogue of Citus without us');
psql($here, q{INSERT INTO pg_catalog.pg_dist_partition VALUES ('qshrink_problem', 'n')});
like(psql($here, q{SELECT qshrink_mis('known', 'VALUES (1, 2)')}), qr/^\d+$/, 'a table that Citus knows only');
psql($here, q{INSERT INTO pg_catalog.pg_dist_partition VALUES ('qshrink_run', 'h')});
my $id = $1 if $here[0] =~ /(\d+)/;
for my $call ("SELECT * FROM qshrink_solve($id)", "SELECT * FROM qshrink_selection($id)", "SELECT qshrink_store_answer($id, qshrink_solve_model(qshrink_model($id), 1))")
{
	like(psql($here, $call), qr/0A000: table "qshrink_run" of the extension is distributed by Citus/, "$call is refused");
}
is(psql($here, 'SELECT count(*) FROM qshrink_run'), 9, 'before anything was written');
psql($here, q{DELETE FROM pg_catalog.pg_dist_partition});
like(psql($here, "SELECT count(*) FROM qshrink_solve($id, seed => 1)"), qr/^\d+$/, 'taken back, it works');

psql($here, 'DROP OWNED BY nodes_guest');
system('dropdb', $_) foreach ($here, $worker);
psql('postgres', 'DROP ROLE nodes_guest');
done_testing();
