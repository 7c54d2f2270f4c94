#!/usr/bin/env perl
# Starts of a solve by parallel workers: the rows are those of one session alone, whatever
# happens to workers, and nothing of them is left.
use strict;
use warnings;
use lib 'test/t';
use Sessions 'parallel';
use Test::More;
use Time::HiRes qw(sleep time);

# ---------------------------------------------------------------------------
# problems of every kind
my %problem;
$problem{knapsack} = psql("SELECT qshrink_mdkp('pack', 'SELECT i, 20 + i * 37 % 61 FROM generate_series(1, 60) AS i',
	'SELECT r, i, 5 + i * (17 + 6 * r) % 41 FROM generate_series(1, 5) AS r, generate_series(1, 60) AS i',
	'SELECT r, 400 FROM generate_series(1, 5) AS r')");
$problem{graph} = psql("SELECT qshrink_mis('graph', 'SELECT i, j FROM generate_series(1, 70) AS i, generate_series(1, 70) AS j WHERE i < j AND (i * i * 31 + j * 17) % 9 < 2')");
$problem{assignment} = psql("SELECT qshrink_qap('qap', 'SELECT i, j, i * j % 7 FROM generate_series(1, 7) AS i, generate_series(1, 7) AS j',
	'SELECT i, j, abs(i - j) FROM generate_series(1, 7) AS i, generate_series(1, 7) AS j')");
$problem{cut} = psql("SELECT qshrink_maxcut('cut', 'SELECT i, j, 1 + (i + j) % 3 FROM generate_series(1, 40) AS i, generate_series(1, 40) AS j WHERE i < j AND (i * 7 + j * 13) % 5 = 0')");
$problem{soft} = psql("SELECT qshrink_define('soft', 'SELECT i, 0, 3 FROM generate_series(1, 12) AS i', 'SELECT i, j, (i * j % 5) - 2 FROM generate_series(1, 12) AS i, generate_series(1, 12) AS j WHERE i < j',
	'SELECT ''sum'', i, 0.5 + i % 3, ''<='', 17.5 FROM generate_series(1, 12) AS i UNION ALL SELECT ''least'', i, 1, ''>='', 9 FROM generate_series(1, 6) AS i', 'max')");
$problem{infeasible} = psql("SELECT qshrink_define('none', 'SELECT i FROM generate_series(1, 8) AS i', 'SELECT i, i FROM generate_series(1, 8) AS i',
	'SELECT ''odd'', i, 2, ''='', 7 FROM generate_series(1, 8) AS i')");
like($problem{$_}, qr/^\d+$/, "problem: $_") for sort keys %problem;

# everything a run left but its number and its times
my $rows = "SELECT md5(concat(
	(SELECT (to_jsonb(r) - '{run_id,started_at,milliseconds,stage_milliseconds,key_list_id}'::text[])::text FROM qshrink_run AS r WHERE run_id = RUN),
	(SELECT string_agg((to_jsonb(r) - '{run_id,milliseconds}'::text[])::text, ',' ORDER BY round) FROM qshrink_round AS r WHERE run_id = RUN),
	(SELECT string_agg((to_jsonb(s) - 'run_id')::text, ',' ORDER BY round, step) FROM qshrink_step AS s WHERE run_id = RUN),
	(SELECT string_agg((to_jsonb(s) - '{run_id,milliseconds}'::text[])::text, ',' ORDER BY step) FROM qshrink_incumbent AS s WHERE run_id = RUN),
	(SELECT string_agg((to_jsonb(s) - 'run_id')::text, ',' ORDER BY round, shot) FROM qshrink_shot AS s WHERE run_id = RUN),
	(SELECT string_agg((to_jsonb(s) - 'run_id')::text, ',' ORDER BY rank) FROM qshrink_solution AS s WHERE run_id = RUN)))";
sub solve
{
	my ($id, $arguments, $options, $before) = @_;
	$before //= '';
	my $run = psql("$before; SELECT count(*) AS s FROM qshrink_solve($id, $arguments, options => '{$options}') \\gset\nSELECT max(run_id) FROM qshrink_run WHERE problem_id = $id");
	return $run;
}
sub rows_of
{
	my ($run) = @_;
	like($run, qr/^\d+$/, 'solved') or return $run;
	return psql($rows =~ s/RUN/$run/gr);
}

# ---------------------------------------------------------------------------
# no number of workers changes a row
my $many = 'SET qshrink.max_workers = 8';
my $search = '"proof": false, "certified": false, "presolve": false';
for my $kind (sort keys %problem)
{
	for my $case (["'uniform', seed => 5, rounds => 3, max_qubits => 8, solutions => 7", "\"starts\": 5, $search, \"log\": \"all\""],
		["'auto', seed => 6, rounds => 2, max_qubits => 8", '"starts": 4'],
		["'qaoa', seed => 7, rounds => 1, max_qubits => 6, shots => 100", "\"starts\": 3, \"evaluations\": 10, \"diversity\": 2, $search"])
	{
		my ($arguments, $options) = @$case;
		my %seen;
		for my $workers (0, 1, 2, 3)
		{
			my $run = solve($problem{$kind}, $arguments, "$options, \"workers\": $workers", $many);
			$seen{rows_of($run)} = 1;
		}
		$seen{rows_of(solve($problem{$kind}, $arguments, "$options, \"workers\": 3", "$many; SET max_parallel_workers = 1"))} = 1;
		is(scalar(keys %seen), 1, "$kind: the same rows whatever the number of workers");
	}
}

# start, fixed and scenarios reach workers
my $former = solve($problem{knapsack}, "'uniform', seed => 4, rounds => 1", $search);
for my $arguments ("'uniform', seed => 5, rounds => 2, start => 'last', fixed => '{\"3\": 1, \"9\": 0}'",
	"'uniform', seed => 5, rounds => 2, start => 'last'", "'uniform', seed => 5, rounds => 2, target => 1")
{
	my %seen = map { rows_of(solve($problem{knapsack}, $arguments =~ s/last/run $former/r, "\"starts\": 4, $search, \"workers\": $_", $many)) => 1 } 0, 2;
	is(scalar(keys %seen), 1, "the same rows with $arguments");
}
my %seen = map { rows_of(solve($problem{soft}, "'uniform', seed => 5, rounds => 2", "\"starts\": 4, \"workers\": $_, \"rhs\": {\"sum\": 9.5}", $many)) => 1 } 0, 2;
is(scalar(keys %seen), 1, 'and with other right-hand sides');

# kept shots are those of the best start, however many made them
%seen = map { rows_of(solve($problem{knapsack}, "'uniform', seed => 5, rounds => 2, shots => 300", "\"starts\": 4, \"keep_shots\": 50, $search, \"workers\": $_", $many)) => 1 } 0, 1, 3;
is(scalar(keys %seen), 1, 'the same shots whatever the number of workers');
is(psql("SELECT count(DISTINCT round) FROM qshrink_shot WHERE run_id = (SELECT max(run_id) FROM qshrink_run)"), '2', 'shots of both rounds');

# a device reaches workers
%seen = map { rows_of(solve($problem{knapsack}, "'qaoa', 6, seed => 5, rounds => 1, shots => 200, layers => 1", "\"starts\": 4, $search, \"workers\": $_, \"zero_noise\": \"linear\",
	\"device\": {\"qubits\": 9, \"coupling\": [[0,1],[1,2],[2,3],[3,4],[4,5],[5,6]], \"two_qubit_error\": 0.02, \"two_qubit_time\": 1, \"t1\": [50,60,70,80,90,50,60,70,80], \"readout_error\": 0.02}", $many)) => 1 } 0, 1, 3;
is(scalar(keys %seen), 1, 'the same noise whatever the number of workers');

# what starts are
is(psql("SELECT starts || ' ' || best_start || ' ' || cardinality(start_objectives) FROM qshrink_run WHERE run_id = " .
	solve($problem{knapsack}, "'uniform', seed => 5, rounds => 1", '"starts": 1')), '1 1 1', 'one start by default');
is(psql("SELECT count(*) FROM qshrink_run WHERE objective <> (SELECT CASE WHEN sense = 'max' THEN max(o) ELSE min(o) END FROM qshrink_problem AS p, unnest(start_objectives) AS o WHERE p.problem_id = qshrink_run.problem_id GROUP BY sense)"),
	'0', 'the objective of a run is the best of its starts');
is(psql("SELECT count(*) FROM qshrink_solution AS s JOIN qshrink_run AS r USING (run_id) WHERE s.start NOT BETWEEN 1 AND r.starts"), '0', 'solutions say which start they are of');
is(psql("SELECT starts || ' ' || status FROM qshrink_run WHERE run_id = " . solve($problem{knapsack}, "'auto', seed => 5", '"starts": 9, "workers": 2', $many)),
	'1 optimal', 'a proof ends the starts after it');

# ---------------------------------------------------------------------------
# without workers to be had
like(psql("SELECT count(*) FROM qshrink_solve($problem{knapsack}, 'none', rounds => 1, options => '{\"starts\": 2, \"workers\": 2}')"),
	qr/NOTICE.*qshrink\.max_workers allows 0.*\n\d+$/s, 'a setting allows none by default, and says so');
like(psql("$many; SET max_parallel_workers = 0; SELECT count(*) FROM qshrink_solve($problem{knapsack}, 'none', rounds => 1, options => '{\"starts\": 2, $search}')"), qr/^\d+$/, 'none in the server');
for my $level ('REPEATABLE READ', 'SERIALIZABLE')
{
	like(psql("$many; BEGIN ISOLATION LEVEL $level; SELECT count(*) FROM qshrink_solve($problem{knapsack}, 'none', rounds => 1, options => '{\"starts\": 2, $search}'); COMMIT"), qr/^\d+$/, "isolation level $level");
}
like(psql("$many; BEGIN; CREATE TEMP TABLE t_x (x int); INSERT INTO t_x VALUES (1); SAVEPOINT s; SELECT count(*) FROM qshrink_solve($problem{knapsack}, 'none', rounds => 1, options => '{\"starts\": 2, $search}'); RELEASE s; INSERT INTO t_x VALUES (2); COMMIT; SELECT count(*) FROM t_x"),
	qr/^\d+\n2$/, 'within a transaction that wrote, and writes afterwards');
like(psql("$many; DO \$\$ BEGIN PERFORM qshrink_solve($problem{knapsack}, 'none', rounds => 1, options => '{\"starts\": 2, $search}'); RAISE EXCEPTION 'undone'; EXCEPTION WHEN OTHERS THEN RAISE NOTICE '%', SQLERRM; END \$\$"), qr/undone/, 'within a block that is undone');
like(psql("$many; SELECT count(*) FROM (SELECT qshrink_solve(id, 'none', rounds => 1, options => '{\"starts\": 3, $search}') FROM unnest(ARRAY[$problem{knapsack}, $problem{graph}]) AS id) AS s"), qr/^\d+$/, 'several solves of one statement');
like(psql("$many; SELECT count(*) FROM qshrink_solve($problem{knapsack}, 'vqe', rounds => 1, max_qubits => 60, options => '{\"starts\": 3, $search}')"), qr/ERROR/, 'what one start cannot do is an error');
unlike(psql("$many; SET qshrink.notices = on; SELECT count(*) FROM qshrink_solve($problem{knapsack}, 'none', rounds => 2, options => '{\"starts\": 3, \"trace\": true, $search}')"), qr/ERROR/, 'notices and traces come from workers, too');

# ---------------------------------------------------------------------------
# memory: a start that does not fit into its share is made by the session
{
	my %by_limit;
	for my $limit ('1024kB', '2MB', '4MB', '64MB')
	{
		my %seen;
		for my $workers (0, 2, 3)
		{
			my $run = psql("$many; SET qshrink.memory_limit = '$limit'; SELECT count(*) AS s FROM qshrink_solve($problem{graph}, 'qaoa', seed => 5, rounds => 1, max_qubits => 12, shots => 50, options => '{\"starts\": 4, \"evaluations\": 5, $search, \"workers\": $workers}') \\gset\n\\if :ERROR\nSELECT 'failed';\n\\else\nSELECT max(run_id) FROM qshrink_run\n\\endif\n");
			$seen{$run =~ /^\d+$/ ? rows_of($run) : 'failed'} = 1;
		}
		is(scalar(keys %seen), 1, "the same with a limit of $limit") or diag(join(' ', keys %seen));
		$by_limit{$limit} = join(' ', keys %seen);
	}
	isnt($by_limit{'64MB'}, 'failed', 'enough is enough');

	# a limit that one start fits under, but not three shares of it
	my $solve = "qshrink_solve($problem{graph}, 'qaoa', seed => 5, rounds => 1, max_qubits => 18, shots => 50, options => '{\"starts\": 4, \"evaluations\": 5, \"trace\": true, $search, \"workers\": ";
	my $peak = psql("SET client_min_messages = warning; $many; SELECT count(*) AS s FROM ${solve}0}') \\gset\nSELECT peak_memory FROM qshrink_run ORDER BY run_id DESC LIMIT 1");
	my $limit = sprintf("SET qshrink.memory_limit = '%dkB'", 1.6 * $peak / 1024);
	my %rows;
	for my $workers (0, 2)
	{
		my $said = psql("$many; $limit; SELECT count(*) FROM $solve$workers}')");
		unlike($said, qr/ERROR/, "a narrow limit with $workers workers");
		$workers ? like($said, qr/start \d: made again, with all of the memory/, 'starts are made again') :
			unlike($said, qr/made again/, 'nothing is made again');
		$rows{rows_of(psql("SELECT max(run_id) FROM qshrink_run"))} = 1;
	}
	is(scalar(keys %rows), 1, 'to the same rows');
}

# ---------------------------------------------------------------------------
# endings
my $endless = "'uniform', seed => 1, solutions => 1, rounds => 1000000, options => '{\"starts\": 4, $search}'";
my $count = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'parallel worker'";
my $begun = "$count AND query LIKE '%qshrink_solve%' AND state = 'active' AND leader_pid IN (SELECT pid FROM qshrink_progress) HAVING count(*) = 2";
my $solver = session('solver');
send_to($solver, 'SET qshrink.max_workers = 2; SET qshrink.notices = off;');

# cancelled, terminated in a worker, stopped
for my $try (1 .. 3)
{
	send_to($solver, "SELECT count(*) FROM qshrink_solve($problem{knapsack}, $endless);");
	wait_until('two workers are seen', "SELECT EXISTS ($begun)");
	sleep 0.1 * $try;
	psql("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'solver'");
	like(answer($solver), qr/57014/, 'cancelled');
	is(psql($count), '0', 'and no worker is left');
}
for my $try (1 .. 2)
{
	send_to($solver, "SELECT count(*) FROM qshrink_solve($problem{knapsack}, $endless);");
	wait_until('two workers are seen', "SELECT EXISTS ($begun)");
	is(psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'parallel worker' LIMIT 1"), 't', 'one is terminated');
	like(answer($solver), qr/ERROR.*57P01/s, 'an error');
	is(psql($count), '0', 'and no worker is left');
}
my $stop = "SELECT qshrink_stop(pid) FROM pg_stat_activity WHERE application_name = 'solver' AND backend_type = 'client backend'";
send_to($solver, "SELECT count(*) FROM qshrink_solve($problem{knapsack}, $endless);");
wait_until('two workers are seen', "SELECT EXISTS ($begun)");
is(psql("SELECT bool_or(qshrink_stop(pid)) FROM pg_stat_activity WHERE backend_type = 'parallel worker'"), 'f', 'a worker is not stopped alone');
is(psql($stop), 't', 'a stop');
is(answer($solver), '1', 'gives the best of all');
is(psql("SELECT stop_reason || ' ' || (objective = (SELECT max(o) FROM unnest(start_objectives) AS o)) FROM qshrink_run ORDER BY run_id DESC LIMIT 1"), 'stopped true', 'and says so');
is(psql($count), '0', 'no worker is left');

# the session waits for a worker that still computes, and is stopped, cancelled
my $uneven = "'uniform', seed => 1, solutions => 1, rounds => 1000000, options => '{\"starts\": 2, $search}'";
for my $how ('stop', 'cancel', 'terminate')
{
	send_to($solver, "SELECT count(*) FROM qshrink_solve($problem{graph}, $uneven);");
	wait_until('a worker is seen', "SELECT EXISTS ($count HAVING count(*) = 1)");
	psql($how eq 'stop' ? $stop : "SELECT pg_${how}_backend(pid) FROM pg_stat_activity WHERE application_name = 'solver' AND backend_type = 'client backend'");
	my $said = answer($solver);
	like($said, $how eq 'stop' ? qr/^1$/ : qr/57014|57P01/, "$how");
	wait_until('no worker is left', "SELECT ($count) = 0");
}
finish($solver);

# a time limit is the limit of all starts together
for my $case ([2, 1], [4, 1], [5, 3])
{
	my ($starts, $workers) = @$case;
	my $run = solve($problem{knapsack}, "'uniform', seed => 1, time_limit => '1.5 s'", "\"starts\": $starts, $search, \"workers\": $workers", $many);
	my ($stop_reason, $made, $milliseconds) = split /\|/, psql("SELECT stop_reason, starts, milliseconds FROM qshrink_run WHERE run_id = $run");
	is($stop_reason, 'time', "$starts starts end by time");
	is($made, $starts, 'all of them are made');
	cmp_ok($milliseconds, '<', 4000, 'together');
}

# a task: its starts are made by workers, too, and none of them holds a snapshot
my $plain = psql("SET client_min_messages = warning; SELECT count(*) AS s FROM qshrink_solve($problem{knapsack}, 'uniform', seed => 5, rounds => 3, options => '{\"starts\": 4, $search}') \\gset\nSELECT max(run_id) FROM qshrink_run");
psql("SELECT qshrink_submit($problem{knapsack}, '{\"solver\": \"uniform\", \"rounds\": 3, \"starts\": 4, $search}', 5)");
like(psql("$many; CALL qshrink_work(1)"), qr/^$/, 'a task with workers');
my $of_task = psql("SELECT max(run_id) FROM qshrink_run");
isnt($of_task, $plain, 'has a run');
my $solutions = "SELECT md5(string_agg((to_jsonb(s) - 'run_id')::text, ',' ORDER BY rank)) FROM qshrink_solution AS s WHERE run_id = ";
is(psql($solutions . $of_task), psql($solutions . $plain), 'with the same solutions');
$solver = session('solver');
psql("SELECT qshrink_submit($problem{knapsack}, '{\"solver\": \"uniform\", \"rounds\": 1000000, \"starts\": 4, $search}', 5)");
send_to($solver, "SET qshrink.max_workers = 2; CALL qshrink_work(1); SELECT 'worked';");
wait_until('a task shows two workers', "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE backend_type = 'parallel worker' HAVING count(*) = 2)");
wait_until('and nobody holds a snapshot', "SELECT count(*) = 0 FROM pg_stat_activity WHERE (backend_type = 'parallel worker' OR application_name = 'solver') AND (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL)");
psql("SELECT bool_or(qshrink_stop(pid)) FROM qshrink_progress");
like(answer($solver), qr/worked$/, 'it is stopped');
is(psql("SELECT stop_reason FROM qshrink_run ORDER BY run_id DESC LIMIT 1"), 'stopped', 'with its answer');
is(psql($count), '0', 'no worker is left');
finish($solver);

# nor do workers of a solve
$solver = session('solver');
send_to($solver, "SET qshrink.max_workers = 2; SELECT count(*) FROM qshrink_solve($problem{knapsack}, $endless);");
wait_until('two workers are seen', "SELECT EXISTS ($begun)");
is(psql("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'parallel worker' AND backend_xmin IS NOT NULL"), '0', 'workers hold no snapshot');
psql($stop);
is(answer($solver), '1', 'stopped');
finish($solver);

# a role that may do little
psql("CREATE ROLE t_plain; GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO t_plain");
like(psql("SET ROLE t_plain; $many; SELECT qshrink_mdkp('own', 'SELECT i, i FROM generate_series(1, 30) AS i', 'SELECT 1, i, 1 + i % 4 FROM generate_series(1, 30) AS i', 'SELECT 1, 20') AS id \\gset\nSELECT count(*) FROM qshrink_solve(:id, 'uniform', rounds => 2, seed => 1, options => '{\"starts\": 3, $search}')"), qr/^\d+$/, 'any role solves with workers');
is(psql($count), '0', 'nothing is left at the end');
psql("SELECT qshrink_drop(problem_id) FROM qshrink_problem; DROP OWNED BY t_plain; DROP ROLE t_plain");
done_testing();
