#!/usr/bin/env perl
# The client on a terminal: the live line of a solve, Ctrl-C as it is typed, the screen of
# watch, the bar of bench.  The terminal is made by script(1).
use strict;
use warnings;
use lib 'test/t';
use Client;
use File::Temp qw(tempdir);
use IO::Handle;
use Test::More;

plan skip_all => 'no script(1)' unless grep { -x "$_/script" } split /:/, $ENV{PATH};

my $directory = tempdir(CLEANUP => 1);
database('terminal');
psql(q{SELECT qshrink_mdkp('pack', 'SELECT i, 20 + i * 37 % 61 FROM generate_series(1, 60) AS i',
	'SELECT r, i, 5 + i * (17 + 6 * r) % 41 FROM generate_series(1, 5) AS r, generate_series(1, 60) AS i',
	'SELECT r, 400 FROM generate_series(1, 5) AS r')});
my @endless = qw(solve pack --seed 1 --rounds 1000000 --no-proof --no-certified --no-presolve --stagnation 1000000);

# A run of the client on a terminal of so many columns; what it writes comes as stdout.  The
# shell of script(1), whichever it is, outlives a Ctrl-C by its trap.
sub on_terminal
{
	my ($columns, @arguments) = @_;
	my $command = join ' ', client_program(), @arguments;
	my $status = "$directory/status";
	my $run = client_start(['-qefc', "trap : INT; stty cols $columns rows 24; $command; echo \$? >$status", "$directory/typescript"], program => ['script'], keep_stdin => 1);
	$run->{in}->autoflush(1);
	return $run;
}
sub type
{
	my ($run, $keys) = @_;
	syswrite($run->{in}, $keys);
}
sub ended
{
	my ($run) = @_;
	client_finish($run, seconds => 60);
	my $status = slurp("$directory/status");
	chomp $status;
	return $status;
}

# ---- the live line ----

my $solve = on_terminal(100, @endless, '--time-limit', '100s');
client_finish($solve, until => qr/\r\w+ +round \d[^\r]*\[#*\.*\] of 100 s  best \d[^\r]*\e\[K\r/);
my @lines = grep { /round/ } split /\r|\n/, $solve->{stdout};
ok(@lines > 1, 'a line that is written anew');
is((grep { length(s/\e\[K//r) > 99 } @lines), 0, 'and keeps within the terminal');
is($solve->{stdout} =~ tr/\n//, 0, 'it stays one line') or diag($solve->{stdout});
type($solve, "\x03");
client_finish($solve, until => qr/again cancels/);
is(ended($solve), 0, 'Ctrl-C as it is typed: solved');
like($solve->{stdout}, qr/\r\e\[Kqshrink: asked to stop with the best answer so far/, 'the line is wiped before anything is said');
like($solve->{stdout}, qr/^ended by +stopped\r$/m, 'stopped');

$solve = on_terminal(30, @endless);
client_finish($solve, until => qr/round.*round/s);
@lines = grep { /round/ } split /\r|\n/, $solve->{stdout};
is((grep { length(s/\e\[K//r) > 29 } @lines), 0, 'a narrow terminal');
type($solve, "\x03");
client_finish($solve, until => qr/again cancels/);
type($solve, "\x03\x03");
my $status = ended($solve);
ok($status == 130 || $status == 0, 'Ctrl-C typed again') or diag("$status $solve->{stdout}");
is(sql_value('count(*) FROM qshrink_progress'), 0, 'nothing runs any more');

# ---- watch ----

my $watch = on_terminal(60, 'watch', '-i', '1');
client_finish($watch, until => qr/q ends.*last results.*q ends/s);
like($watch->{stdout}, qr/\e\[\?1049h\e\[\?25l/, 'watch has a screen of its own');
@lines = map { s/\e\[[\d?]*\w//gr } split /\r?\n/, $watch->{stdout};
is((grep { length > 60 } @lines), 0, 'lines that fit');
type($watch, 'q');
is(ended($watch), 0, 'q ends it');
like($watch->{stdout}, qr/\e\[\?25h\e\[\?1049l/, 'and the terminal is as it was');
$watch = on_terminal(80, 'watch');
client_finish($watch, until => qr/q ends/);
type($watch, "\x03");
is(ended($watch), 0, 'so does Ctrl-C');
like($watch->{stdout}, qr/\e\[\?25h\e\[\?1049l/, 'the terminal is as it was then, too');

# ---- bench ----

my $bench = on_terminal(80, 'bench', 'pack', '--solvers', 'none', '--seeds', '5', '--rounds', '1');
is(ended($bench), 0, 'bench');
like($bench->{stdout}, qr/\r\d of 5 \[[#.]{20}\] \d running.*\e\[K/, 'has a bar');
like($bench->{stdout}, qr/^pack +none +5\/5 /m, 'and a table');

# ---- a password is asked for, and not shown ----

psql("CREATE ROLE client_guest LOGIN PASSWORD 'sesame'");
my $hba = sql_value("current_setting('hba_file')");
SKIP:
{
	my $before = eval { slurp($hba) };
	skip 'pg_hba.conf cannot be written', 3 unless defined $before && -w $hba;
	write_file($hba, "local all client_guest scram-sha-256\n$before");
	psql('SELECT pg_reload_conf()');
	wait_for('the server asks for a password', sub { client('watch', '-w', '-U', 'client_guest', '-d', 'postgres')->{stderr} =~ /no password/ });
	my $ask = on_terminal(80, 'doctor', '-U', 'client_guest', '-d', 'postgres');
	client_finish($ask, until => qr/Password for user client_guest: /);
	type($ask, "sesame\n");
	is(ended($ask), 1, 'a password is typed');
	unlike($ask->{stdout}, qr/sesame/, 'and not shown');
	like($ask->{stdout}, qr/^  role +client_guest\r$/m, 'and let in');
	write_file($hba, $before);
	psql('SELECT pg_reload_conf()');
}
psql('DROP ROLE client_guest');

done_testing();
