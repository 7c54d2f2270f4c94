#!/usr/bin/env perl
# qshrink report: what is in the file, that text stays text, failures that leave nothing
# behind.  What a browser makes of it is in client_report_browser.t.
use strict;
use warnings;
use lib 'test/t';
use Client;
use File::Temp qw(tempdir);
use Test::More;

my $directory = tempdir(CLEANUP => 1);
database('report');
my $library = "$directory/chart.js";
write_file($library, "/* a library */ window.Chart = undefined; var s = '</script>';\n");
$ENV{QSHRINK_CHART_JS} = $library;

my $evil = q{</script><script>evil("&amp;")</script><b a='1'>} . "\x01\xe2\x80\xa8";
my $quoted = $evil =~ s/'/''/gr;
psql("SELECT qshrink_mis('$quoted', 'SELECT ''<i>'' || i, ''<i>'' || i % 30 + 1 FROM generate_series(1, 30) AS i UNION SELECT ''<i>'' || i, ''<i>'' || i * 7 % 30 + 1 FROM generate_series(1, 30) AS i WHERE i <> i * 7 % 30 + 1')");
my $id = sql_value("qshrink_id('$quoted')");

sub report
{
	my ($name, @arguments) = @_;
	my $path = "$directory/$name.html";
	my $run = client('report', @arguments, '-o', $path);
	is($run->{status}, 0, "report of $name") or diag($run->{stderr});
	return slurp($path);
}
# Elements that are opened and never closed, or the other way round
sub unbalanced
{
	my ($page) = @_;
	my @open;
	$page =~ s{(<script[^>]*>).*?</script>}{$1</script>}gs;
	$page =~ s{(<style>).*?</style>}{$1</style>}gs;
	while ($page =~ m{<(/?)([a-z0-9]+)[^>]*>}g)
	{
		next if $2 =~ /^(meta|br)$/;
		if ($1 eq '') { push @open, $2; }
		elsif (!@open || pop(@open) ne $2) { return "</$2>"; }
	}
	return join ' ', @open;
}
sub ids { return [ $_[0] =~ /<section id="(\w+)"/g ]; }

# ---- a problem that was not solved, then one that was ----

my $page = report('unsolved', $id);
is_deeply(ids($page), ['model', 'runs'], 'the model and that there is no run');
like($page, qr/This problem was not solved yet/, 'says so');
is(client('solve', $id, '-q', '--seed', '1', '--max-qubits', '10', '--no-proof', '--no-presolve', '--no-certified', '--rounds', '3', '--log', 'all')->{status}, 0, 'a run');
is(client('solve', $id, '-q', '--seed', '1', '--max-qubits', '10', '--no-proof', '--no-presolve', '--no-certified', '--rounds', '3', '--solver', 'uniform')->{status}, 0, 'a control arm');
my $run = sql_value("min(run_id) FROM qshrink_run");
$page = report('run', '--run', $run);
is_deeply(ids($page), [qw(run incumbent rounds shots shrinking reasons graph circuit stages answer)], 'sections of a run');
like($page, qr/uniform: raw/, 'the control arm is beside it');
like($page, qr/Shots drawn anew/, 'shots are those of the circuit');
is(unbalanced($page), '', 'elements are closed');
my $problem = report('problem', $id);
is_deeply(ids($problem), [qw(model gap runs run incumbent rounds shots shrinking reasons graph circuit stages answer)], 'sections of a problem');

# shots that were kept are taken as they are
psql("SELECT count(*) FROM qshrink_solve($id, max_qubits => 10, rounds => 2, seed => 1, options => '{\"proof\": false, \"presolve\": false, \"certified\": false, \"keep_shots\": 5000}')");
my $kept = sql_value("max(run_id) FROM qshrink_run");
my $kept_page = report('kept', '--run', $kept);
like($kept_page, qr/Shots of the best round that were kept/, 'kept shots are shown');
unlike($kept_page, qr/Shots drawn anew/, 'and none is drawn anew');
is(unbalanced($kept_page), '', 'elements are closed');

# ---- text stays text ----

foreach my $text ($page, $problem)
{
	is(unbalanced($text), '', 'elements are closed');
	unlike($text, qr/<script>evil|<b a=|<i>\d/, 'no markup of a name is markup');
	like($text, qr/&lt;\/script&gt;&lt;script&gt;evil\(&quot;&amp;amp;&quot;\)&lt;\/script&gt;&lt;b a=&#39;1&#39;&gt;/, 'it is there as text');
	unlike($text, qr/[\x00-\x08\x0b-\x1f]/, 'no character that HTML does not allow');
	unlike(join('', $text =~ m{<script type="application/json"[^>]*>(.*?)</script>}gs), qr/[<>&]/, 'nothing in the data that could end it');
	my @data = $text =~ m{<script type="application/json"[^>]*>(.*?)</script>}gs;
	ok(@data >= 8, 'there are data');
	is(psql(join ';', map { "SELECT 1 WHERE jsonb_typeof(\$json\$$_\$json\$::jsonb) <> 'object'" } @data), '', 'which are JSON');
	unlike($text =~ s{<pre>.*?</pre>}{}sr, qr{\b(?:src|href)=|https?://|\burl\(|\@import}, 'nothing is fetched from anywhere');
	like($text, qr{/\* a library \*/}, 'the library is in the file');
	like($text, qr{var s = '<\\/script>';}, 'without what would end its script');
	like($text, qr{<th class="n">round</th>}, 'numbers stand to the right');
	like($text, qr{\(s\)|\(ms\)|\(%\)}, 'units are said');
}
my $shots = () = $page =~ /feasible shots/g;
ok($shots >= 2, 'shots have a picture and a table');
my ($data) = $page =~ m{"best", "xTitle": "objective of the problem".*?"rows": (\[.*?\])\}</script>}s ? $1 : $page =~ m{<section id="shots".*?"rows": (\[.*?\])\}</script>}s;
is(psql("SELECT sum((r ->> 1)::int + (r ->> 2)::int), count(*) FILTER (WHERE (r ->> 3)::boolean) FROM jsonb_array_elements(\$j\$$data\$j\$::jsonb) AS r"), '1000|1', 'all shots are there, one class is the best');
my $drawn = psql("SELECT sum((r ->> 1)::int) / 1000.0 FROM jsonb_array_elements(\$j\$$data\$j\$::jsonb) AS r");
my $stored = sql_value("r.raw_feasible_share FROM qshrink_round AS r JOIN qshrink_run AS u USING (run_id) WHERE run_id = $run AND r.round = u.best_round");
ok(abs($drawn - $stored) < 0.1, 'so many are feasible as were in the run') or diag("$drawn $stored");

# ---- the graph ----

my ($graph) = $page =~ m{<section id="graph".*?<script[^>]*>(.*?)</script>}s;
is(psql("WITH d AS (SELECT \$j\$$graph\$j\$::jsonb AS d) SELECT jsonb_array_length(d -> 'names'),"
	. " (SELECT count(DISTINCT m) FROM jsonb_array_elements(d -> 'groups') AS g, jsonb_array_elements_text(g -> 'members') AS m) + jsonb_array_length(d -> 'fixed'),"
	. " jsonb_array_length(d -> 'groups') FROM d"), '30|30|' . sql_value("qubits FROM qshrink_run WHERE run_id = $run"), 'each vertex is in one group or fixed, and there are as many groups as qubits');

# ---- without the library ----

{
	local $ENV{QSHRINK_CHART_JS} = "$directory/none";
	$run = client('report', $id, '-o', "$directory/plain.html");
	is($run->{status}, 0, 'a report without Chart.js');
	one_line($run, qr/Chart\.js is not installed here: the report has tables only; hint: apt install/, 'says so');
	my $plain = slurp("$directory/plain.html");
	like($plain, qr/class="notice">Chart\.js is not installed here/, 'in the page, too');
	unlike($plain, qr/<canvas|<script/, 'it has no pictures');
	ok($plain =~ /<table>/ && unbalanced($plain) eq '', 'but its tables');
}

# ---- failures ----

$run = client('report', $id, '-o', "$directory/kept.html");
is($run->{stdout}, "$directory/kept.html\n", 'it says where it lies');
is(client('report', $id, '-q', '-o', '-')->{stdout} =~ /^<!DOCTYPE html>/, 1, 'or goes to standard output');
one_line($run = client('report', 'nothing there', '-o', "$directory/kept.html"), qr/no problem, run or experiment "nothing there"/, 'nothing of that name');
is($run->{status}, 1, 'is an error');
one_line($run = client('report', $id, '-o', "$directory/none/x.html"), qr/could not write .*No such file/, 'no such folder');
SKIP:
{
	skip 'no /dev/full', 2 unless -e '/dev/full';
	one_line($run = client('report', $id, '-o', '/dev/full'), qr/could not write "\/dev\/full": No space left on device/, 'a full device');
	is($run->{status}, 1, 'is an error');
}
SKIP:
{
	my $small = "$directory/small";
	mkdir $small;
	skip 'no file system of its own can be had', 4 unless $> == 0 && system("mount -t tmpfs -o size=16k tmpfs $small 2>/dev/null") == 0;
	write_file("$small/report.html", 'the report of yesterday');
	one_line($run = client('report', $id, '-o', "$small/report.html"), qr/could not write ".*report\.html": No space left on device/, 'a full disk');
	is($run->{status}, 1, 'is an error');
	is(slurp("$small/report.html"), 'the report of yesterday', 'the old report is still there');
	is_deeply([ map { s{.*/}{}r } glob "$small/*" ], ['report.html'], 'and nothing else');
	system("umount $small");
}
is_deeply([ grep { /\.html\./ } glob "$directory/*" ], [], 'nothing unfinished lies about');

# ---- kinds of problems and runs ----

psql(q{SELECT qshrink_qap('places', 'SELECT i, j, i + j FROM generate_series(1, 5) AS i, generate_series(1, 5) AS j WHERE i <> j', 'SELECT i, j, abs(i - j) FROM generate_series(1, 5) AS i, generate_series(1, 5) AS j');
	SELECT qshrink_define('none', $$VALUES ('a')$$, $$VALUES ('a', 1)$$, $$VALUES ('c', 'a', 1, '>=', 2)$$);
	SELECT qshrink_create('bare', '{(0,0):-1,(0,1):2,(1,2):-3,(2,2):1}/4');
	SELECT qshrink_mdkp('pack', 'SELECT i, 20 + i * 37 % 61 FROM generate_series(1, 40) AS i', 'SELECT r, i, 5 + i * (17 + 6 * r) % 41 FROM generate_series(1, 3) AS r, generate_series(1, 40) AS i', 'SELECT r, 300 FROM generate_series(1, 3) AS r')});
foreach my $name (qw(places none bare pack))
{
	foreach my $solver (qw(auto exact tabu sa sqa vqe pce uniform none qaoa))
	{
		my $solve = client('solve', $name, '-q', '--solver', $solver, '--rounds', '2', '--max-qubits', '8', '--no-progress');
		my $last = sql_value('max(run_id) FROM qshrink_run');
		my $run = client('report', '--run', $last, '-q', '-o', "$directory/kind.html");
		ok($run->{status} == 0 && $run->{stderr} eq '' && unbalanced(slurp("$directory/kind.html")) eq '', "a run of $name by $solver") or diag($run->{stderr});
	}
	is(client('report', $name, '-q', '-o', "$directory/kind.html")->{status}, 0, "and $name");
}

psql("SELECT qshrink_maxcut('cut', 'SELECT i, i % 30 + 1, 1 + i % 3 FROM generate_series(1, 30) AS i UNION ALL SELECT i, i * 7 % 30 + 1, 2 FROM generate_series(1, 30) AS i WHERE i <> i * 7 % 30 + 1')");
client('solve', 'cut', '-q', '--max-qubits', '8', '--no-presolve', '--no-proof', '--rounds', '2', '--spectral-drift', '2', '--seed', '1');
$page = report('cut', 'cut');
like($page, qr{<section id="spectrum".*<th class="n">after presolve</th><th class="n">after shrinking</th>.*</section>}s, 'the spectrum before and after');

done_testing();
