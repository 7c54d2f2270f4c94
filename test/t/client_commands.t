#!/usr/bin/env perl
# The client's commands as such: help, usage, connections, exit statuses, what a terminal
# and the list of processes get to see, doctor.
use strict;
use warnings;
use lib 'test/t';
use Client;
use File::Temp qw(tempdir);
use Test::More;

my $directory = tempdir(CLEANUP => 1);
my $name = database('commands');

# ---- help and usage ----

my $help = client('--help');
is($help->{status}, 0, 'help');
my @commands = grep { $_ ne 'qshrink' } $help->{stdout} =~ /^  (\w+) +\S/mg;
ok(@commands >= 9, 'there are commands');
foreach my $command (@commands)
{
	my $run = client($command, '--help');
	is($run->{status}, 0, "help of $command");
	like($run->{stdout}, qr/^Usage: qshrink $command.*--host HOST/s, 'which says how to call it');
	is($run->{stderr}, '', 'and nothing else');
	is(client('help', $command)->{stdout}, $run->{stdout}, 'help of it, put another way');
	one_line(my $wrong = client($command, '--no-such-thing=1'), qr/no option --no-such-thing=1; try "qshrink $command --help"/, "an option that $command does not have");
	is($wrong->{status}, 2, 'wrong usage');
}
is(client('--version')->{stdout} =~ /^qshrink \d+\.\d+\.\d+$/m, 1, 'version');
one_line(my $run = client(), qr/a command is missing/, 'no command');
is($run->{status}, 2, 'is wrong usage');
one_line($run = client('swallow'), qr/there is no command "swallow"/, 'no such command');
is($run->{status}, 2, 'is wrong usage');
one_line($run = client('export', 'x'), qr/too few arguments/, 'too few arguments');
one_line($run = client('export', 'x', 'lp', 'y'), qr/unexpected argument y/, 'too many');
one_line($run = client('watch', '--count', 'many'), qr/--count must be a whole number/, 'no number');
one_line($run = client('watch', '--count'), qr/a value is missing behind --count/, 'no value');
one_line($run = client('watch', '--help=1'), qr/no value is taken by --help=1/, 'a value too many');
is($run->{status}, 2, 'all of them wrong usage');

# ---- connections ----

is(client('-d', $name, 'watch')->{status}, 0, 'options may stand before the command');
is(client('watch', '-h', $ENV{PGHOST}, '-p', $ENV{PGPORT}, '-U', $ENV{PGUSER}, '--dbname', $name)->{status}, 0, 'options of psql');
is(client('watch', "--host=$ENV{PGHOST}", '-d', "dbname=$name port=$ENV{PGPORT}")->{status}, 0, 'a connection string');
{
	local $ENV{PGSERVICEFILE} = write_file("$directory/services", "[there]\nhost=$ENV{PGHOST}\nport=$ENV{PGPORT}\nuser=$ENV{PGUSER}\ndbname=$name\n");
	local $ENV{PGSERVICE} = 'there';
	local $ENV{PGHOST};
	local $ENV{PGDATABASE};
	delete @ENV{qw(PGHOST PGDATABASE)};
	is(client('watch')->{status}, 0, 'a service');
}
one_line($run = client('watch', '-h', $directory), qr/connection to server .* failed/, 'no server there');
is($run->{status}, 4, 'is a status of its own');
one_line($run = client('watch', '-d', 'postgres'), qr/database "postgres" has no extension qshrink; hint: /, 'no extension');
is($run->{status}, 1, 'is an error');
one_line($run = client('watch', '-d', 'no "such" database'), qr/database "no "such" database" does not exist/, 'no database');
is($run->{status}, 4, 'is a connection that fails');

# ---- what a terminal gets ----

my $evil = "\e]0;gone\a\x{9b}2J" . "ab\nc";
utf8::encode(my $bytes = $evil . "\x{202e}tar");
psql("SELECT qshrink_create(\$n\$$bytes\$n\$, '{(0,0):1}/1', 'max', ARRAY['k\e[31m'])");
$run = client('solve', $bytes);
is($run->{status}, 0, 'a problem with an evil name is solved');
unlike($run->{stdout} . $run->{stderr}, qr/[\x00-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80\xae/, 'no control character reaches the terminal');
like($run->{stdout}, qr/\\u001b\]0;gone\\u0007\\u009b2Jab\\nc\\u202etar/, 'they are written out');
$run = client('solve', $bytes, '--json');
unlike($run->{stdout}, qr/[\x00-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80\xae/, 'none in JSON');
like($run->{stdout}, qr/"problem": "\\u001b/, 'which has them as JSON has');
$run = client('watch');
unlike($run->{stdout}, qr/[\x00-\x09\x0b-\x1f\x7f]|\xe2\x80\xae/, 'none in what is watched');
one_line($run = client('solve', "\e[2Jnot there"), qr/problem "\\u001b\[2Jnot there" does not exist; hint: /, 'none in errors');
is($run->{status}, 1, 'an error of the server');

# ---- what the list of processes shows ----

SKIP:
{
	skip 'no /proc', 2 unless -e '/proc/self/cmdline';
	my $watch = client_start(['watch', '-n', '1000', '-i', '1', '-d', "dbname=$name password=sesame"]);
	client_finish($watch, until => qr/last results/);
	my $line = slurp("/proc/$watch->{pid}/cmdline");
	like($line, qr/watch/, 'the command is seen');
	unlike($line, qr/sesame/, 'the password is not');
	kill('INT', $watch->{pid});
	is(client_finish($watch)->{status}, 0, 'Ctrl-C ends it');
}

# ---- doctor ----

$run = client('doctor');
is($run->{status}, 0, 'doctor') or diag($run->{stdout});
like($run->{stdout}, qr/extension +\d.*in schema +"Q shrink".*library +\d.*qshrink\.memory_limit.*all is well/s, 'finds nothing');
$run = client('doctor', '-d', 'postgres');
is($run->{status}, 1, 'without the extension');
like($run->{stdout}, qr/^! extension +is not in this database: CREATE EXTENSION qshrink$/m, 'it says what to do');
{
	local $ENV{QSHRINK_CHART_JS} = "$directory/none";
	$run = client('doctor');
	is($run->{status}, 1, 'without Chart.js');
	like($run->{stdout}, qr/^! Chart\.js +is missing/m, 'it says so');
}

# ---- completion and manual ----

SKIP:
{
	skip 'no bash', 2 unless -x '/bin/bash';
	my $complete = sub {
		my (@words) = @_;
		my $last = $#words;
		local $ENV{PATH} = (client_program() =~ s{/[^/]*$}{}r) . ":$ENV{PATH}";
		my $list = join ' ', map { "'$_'" } @words;
		return `bash -c '. src/client/qshrink.bash; COMP_WORDS=($list); COMP_CWORD=$last; _qshrink; echo "\${COMPREPLY[*]}"'`;
	};
	like($complete->('qshrink', 'so'), qr/\bsolve\b/, 'completes commands');
	like($complete->('qshrink', 'report', '--ou'), qr/--output/, 'and options');
}
my $manual = slurp('src/client/qshrink.1');
like($manual, qr/^\.B qshrink $_\b/m, "the manual has $_") foreach @commands;

done_testing();
