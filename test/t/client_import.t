#!/usr/bin/env perl
# qshrink import, export and check: files of every kind, bad ones skipped, a transaction
# each; solutions judged.
use strict;
use warnings;
use lib 'test/t';
use Client;
use Compress::Zlib ();
use File::Temp qw(tempdir);
use Test::More;

my $directory = tempdir(CLEANUP => 1);
database('import');

my $lp = "Maximize\n 3 tent + 2 rope + 4 pan\nSubject To\n weight: 2 tent + 3 rope + 4 pan <= 6\nBinaries\n tent rope pan\nEnd\n";
sub file { return write_file("$directory/$_[0]", $_[1]); }

# ---- good files ----

file('plan.lp', $lp);
my $run = client('import', "$directory/plan.lp");
is($run->{status}, 0, 'a file') or diag($run->{stderr});
like($run->{stdout}, qr/^ +1  plan  lp  max  3 variables  1 constraints$/, 'number, name, format, sense, size');
file('packed.lp.gz', Compress::Zlib::memGzip($lp));
like(client('import', "$directory/packed.lp.gz")->{stdout}, qr/  packed  lp  max  3 variables/, "gzip's");
like(client('import', '-', '--name', 'given', {stdin => $lp})->{stdout}, qr/  given  lp/, 'standard input');
like(client('import', "$directory/plan.lp", '-n', 'least', '--sense', 'min')->{stdout}, qr/  least  lp  min/, 'name and sense');
is(client('import', "$directory/plan.lp", '--replace', '-q')->{stdout}, "1\n", 'replaced in place, the number alone');
file("cut $_.rudy", "3 2\n1 2 1\n2 3 1\n") foreach (1 .. 3);
$run = client('import', "$directory/cut *.rudy", '--format', 'rudy');
is($run->{status}, 0, 'a pattern that the shell did not expand');
is(() = $run->{stdout} =~ /  cut \d  rudy  max  3 variables/g, 3, 'each file of it');
file('latin.lp', "\\ caf\xe9\n$lp");
is(client('import', "$directory/latin.lp", '--encoding', 'LATIN1')->{status}, 0, 'another character set');
SKIP:
{
	my $odd = "$directory/caf\xe9 \x01.lp";
	skip 'the file system takes no such name', 3 unless eval { write_file($odd, $lp) };
	$run = client('import', $odd);
	is($run->{status}, 0, 'a file name that is no UTF-8') or diag($run->{stderr});
	like($run->{stdout}, qr/  caf\\xe9 \\u0001  lp/, 'is written out');
	is(sql_value("count(*) FROM qshrink_problem WHERE name LIKE 'caf\\\\xe9 _'"), 1, 'and the name of the problem');
}
like(client('import', '--', "$directory/plan.lp", '--replace')->{stderr}, qr/^qshrink: --replace: No such file/m, 'what stands behind -- is a file');

# ---- bad ones ----

file('bad.lp', "Maximize\n 3 tent +\nnonsense");
file('zero.lp', "Maximize\n x\0y\nEnd\n");
file('cut.lp.gz', substr(Compress::Zlib::memGzip($lp x 50), 0, 40));
file('broken.gz', substr(Compress::Zlib::memGzip($lp x 50), 0, 30) . ('x' x 30));
file('empty.lp', '');
file('good.lp', $lp);
my $before = sql_value('count(*) FROM qshrink_problem');
$run = client('import', map { "$directory/$_" } qw(bad.lp zero.lp cut.lp.gz broken.gz empty.lp gone.lp . latin.lp good.lp));
is($run->{status}, 1, 'bad files');
like($run->{stdout}, qr/^ +\d+  good  lp  max  3 variables  1 constraints$/, 'do not keep the good one out');
is(sql_value('count(*) FROM qshrink_problem'), $before + 1, 'nothing of the others is stored');
my @lines = split /\n/, $run->{stderr};
is(@lines, 9, 'each has its line, and all of them one') or diag($run->{stderr});
my @expected = (['bad.lp', qr/./], ['zero.lp', qr/invalid byte sequence.*0x00/], ['cut.lp.gz', qr/is damaged \(unexpected end of file\)/],
	['broken.gz', qr/is damaged \(/], ['empty.lp', qr/./], ['gone.lp', qr/No such file or directory/], ['.', qr/is a directory/], ['latin.lp', qr/./]);
like($lines[$_], qr/^qshrink: \Q$directory\E\/\Q$expected[$_][0]\E: $expected[$_][1]/, "$expected[$_][0] is named with its fault") foreach (0 .. $#expected);
is($lines[8], 'qshrink: 8 of 9 files skipped', 'and counted');
one_line($run = client('import', "$directory/plan.lp"), qr/problem "plan" already exists .*; hint: /, 'a name that is taken');
is($run->{status}, 1, 'is skipped, too');
one_line($run = client('import', "$directory/good.lp", "$directory/plan.lp", '--name', 'x'), qr/--name is for one file, and these are 2/, 'one name for two files');
is($run->{status}, 2, 'is wrong usage');
one_line(client('import', "$directory/good.lp", '--encoding', 'KLINGON'), qr/no character set "KLINGON"/, 'an unknown character set');

# ---- export ----

$run = client('export', 'plan', 'lp');
like($run->{stdout}, qr/^Maximize.*weight.*End\n$/s, 'export');
is(client('export', 'plan', 'lp', '-o', "$directory/out.lp")->{status}, 0, 'into a file');
is(slurp("$directory/out.lp"), $run->{stdout}, 'which has the same');
is((stat "$directory/out.lp")[2] & 0777, 0666 & ~umask, 'with the rights of any new file');
like(client('import', "$directory/out.lp")->{stdout}, qr/  out  lp  max  3 variables  1 constraints/, 'and can be read again');
one_line($run = client('export', 'plan', 'pdf', '-o', "$directory/out.lp"), qr/unknown export format "pdf"; hint: /, 'no such format');
like(slurp("$directory/out.lp"), qr/^Maximize/, 'leaves the file as it was');
one_line($run = client('export', 'plan', 'lp', '-o', "$directory/none/out.lp"), qr/could not write .*: No such file or directory/, 'no such folder');
is($run->{status}, 1, 'is an error');
SKIP:
{
	skip 'no /dev/full', 2 unless -e '/dev/full';
	one_line($run = client('export', 'plan', 'lp', '-o', '/dev/full'), qr/could not write "\/dev\/full": No space left on device/, 'a full disk');
	is($run->{status}, 1, 'is an error');
	$run = client_finish(client_start(['-c', client_program() . ' export plan lp >/dev/full'], program => ['sh']));
	is($run->{status}, 1, 'full standard output, too');
}

# ---- check ----

sub check
{
	my ($problem, $content, $status, $pattern, $name) = @_;
	my $run = client('check', $problem, file('solution', $content));
	is($run->{status}, $status, $name) or diag("$run->{stdout}$run->{stderr}");
	like($run->{stdout} . $run->{stderr}, $pattern, "$name: what it says");
}
check('plan', "tent 1\nrope 1\n", 0, qr/^feasible: objective 5 \(max\)/, 'names and values');
check('plan', "# Objective value = 6\ntent 1\n", 3, qr/the file says 6: that is not so/, 'an objective that is not so');
check('plan', "=obj= 3\ntent  1.0000001\n", 0, qr/the file says 3$/m, 'MIPLIB');
check('plan', "objective value:                 3\ntent                       1 \t(obj:3)\n", 0, qr/objective 3/, 'SCIP');
check('plan', "Optimal - objective value 5.00000000\n      0 tent                   1                       3\n      1 rope      1    2\n", 0, qr/objective 5/, 'CBC');
check('plan', "110\n", 0, qr/objective 5/, 'bits');
check('plan', "111", 3, qr/^infeasible: objective 9.*violated:.*weight +9 +<= +6 +3/s, 'what breaks a constraint');
check('plan', "sofa 1\n", 3, qr/no variable "sofa"/, 'a name that is not there');
check('plan', "tent 0.5\n", 3, qr/0\.5, the value of tent, is no whole number/, 'half of something');
check('plan', "tent 2\n", 3, qr/the value of tent lies outside its range/, 'two of one');
check('plan', "tent\n", 1, qr/line 1 is no name with a value/, 'no value');
psql('SELECT * FROM qshrink_solve(qshrink_id(\'plan\'), \'auto\', seed => 1)');
foreach my $form ('--csv', '--json')
{
	$run = client('solve', 'plan', '--solver', 'auto', '--seed', '1', $form);
	check('plan', $run->{stdout}, 0, qr/^feasible: objective 7/, "what solve $form printed");
}
psql(q{SELECT qshrink_define('boxes', $$VALUES ('small', 0, 9), ('large', -2, 4)$$, $$VALUES ('small', 2), ('large', 5)$$,
	$$VALUES ('floor', 'small', 1, '<=', 11), ('floor', 'large', 3, '<=', 11)$$, 'max')});
check('boxes', "small 8\nlarge 1\n", 0, qr/^feasible: objective 21/, 'integers');
check('boxes', "small 9\nlarge 1\n", 3, qr/^infeasible/, 'too many');
check('boxes', "small 10\n", 3, qr/outside its range/, 'beyond their range');
psql(q{SELECT qshrink_define('soft', $$VALUES ('a'), ('b')$$, $$VALUES ('a', 2), ('b', 3)$$,
	$$VALUES ('one', 'a', 1, '<=', 1, 1.5), ('one', 'b', 1, '<=', 1, 1.5)$$, 'max')});
check('soft', "a 1\nb 1\n", 0, qr/^feasible: objective 3\.5 \(max\)/, 'a soft constraint that is missed costs its price');
psql(q{SELECT qshrink_qap('places', 'VALUES (1, 2, 3), (2, 1, 3)', 'VALUES (''x'', ''y'', 2), (''y'', ''x'', 2)')});
check('places', "1,x 1\n2,y 1\n", 0, qr/^feasible: objective 12 \(min\)/, 'an assignment, keys of two parts');
check('places', "1_x 1\n2_x 1\n", 3, qr/^infeasible/, 'a location used twice');
one_line($run = client('check', 'plan', "$directory/none"), qr/No such file/, 'no file');
one_line($run = client('check', 'nothing', "$directory/solution"), qr/problem "nothing" does not exist/, 'no problem');

done_testing();
