#!/usr/bin/env perl
# Random valid and invalid calls of everything the extension installs, as superuser, as
# owner of the database and as a plain role: no crash, no lost connection, no internal
# error (class XX).  RANDOM_CALLS_SECONDS (default 8) and RANDOM_CALLS_SEED choose
# how long and which, RANDOM_CALLS_ALTERING (0 to 1) which share first changes the tables
# as their owner may; a failure prints both the statement and the seed.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use File::Temp qw(tempfile);
use Test::More;
use Time::HiRes qw(time);
use RandomCalls;

my $seconds = $ENV{RANDOM_CALLS_SECONDS} // 8;
my $seed = $ENV{RANDOM_CALLS_SEED} // 1;
my $database = "random_calls_$$";
my ($owner, $plain) = ("random_owner_$$", "random_plain_$$");
my $super = $ENV{PGUSER};
my $batch = 40;

# Output of a script run by a role in one session
sub run_script {
	my ($role, @lines) = @_;
	my ($file, $name) = tempfile(UNLINK => 1);
	print $file "$_\n" for @lines;
	close $file;
	my $out = `timeout 120 psql -X -q -A -t -U $role -d $database -v VERBOSITY=verbose -v ON_ERROR_ROLLBACK=on -f $name 2>&1`;
	return ($out, $? >> 8);
}

sub query {
	my ($sql) = @_;
	$sql =~ s/\s+/ /g;
	my ($out) = run_script($super, "$sql;");
	return split /\n/, $out;
}

sub admin { system('psql', '-X', '-q', '-d', 'postgres', '-c', $_[0]) == 0 or die "failed: $_[0]" }

admin("CREATE ROLE $owner LOGIN");
admin("CREATE ROLE $plain LOGIN");
admin("CREATE DATABASE $database OWNER $owner");
run_script($owner, 'CREATE EXTENSION qshrink;');
my $started = (query('SELECT pg_postmaster_start_time()'))[0];
my $backend_start = sub { (query("SELECT min(backend_start) FROM pg_stat_activity WHERE backend_type = 'checkpointer'"))[0] // 'gone' };
my $before = $backend_start->();
my $calls = RandomCalls->new(seed => $seed, altering => $ENV{RANDOM_CALLS_ALTERING}, query => \&query);
for my $role ($super, $owner, $plain) {
	my ($out, $status) = run_script($role, map { "$_;" } $calls->setup);
	is($status, 0, "problems of $role");
	unlike($out, qr/ERROR/, "are made without an error");
}

my (%seen, %called, @faults, $count);
my $end = time + $seconds;
while (time < $end && @faults < 20) {
	my $role = RandomCalls::pick($super, $owner, $plain);
	my @statements = map { $calls->statement } 1 .. $batch;
	my ($out, $status) = run_script($role, 'SET statement_timeout = 400;', "SET qshrink.memory_limit = '256MB';" x ($role eq $super),
		map { ("\\echo \@\@$_", "$statements[$_];", 'ROLLBACK;') } 0 .. $#statements);
	my @part = split /^\@\@(\d+)\n/m, $out;
	$count += @part >> 1;
	for (my $k = 1; $k < @part; $k += 2) {
		my $text = $part[$k + 1];
		$seen{$1}++ while $text =~ /(?:ERROR|FATAL|PANIC): +([0-9A-Z]{5}):/g;
		my ($called) = $statements[$part[$k]] =~ /^SELECT (?:count\(\*\), max\(length\(t::text\)\) FROM )?(\w+)\(/;
		$called{$called // 'other'}[$text =~ /ERROR:/ ? 1 : 0]++;
		push @faults, "$role: $statements[$part[$k]]\n$text" if $text =~ /(?:ERROR|FATAL|PANIC|WARNING): +XX|server closed the connection|connection to server was lost/;
	}
	push @faults, "$role: psql ended with $status\n" . substr($out, -2000) if $status > 1 && !@faults;
}
is(scalar @faults, 0, "no fault in $count statements of seed $seed") or diag(join "\n", @faults);
is($backend_start->(), $before, 'the server was never restarted');
is((query("SELECT count(*) FROM qshrink_solve((SELECT min(problem_id) FROM qshrink_problem WHERE name = 'k'), 'qaoa', 8, rounds => 1, seed => 1, solutions => 1)"))[0], 1, 'and still solves');
cmp_ok($seen{'22023'} // 0, '>', 0, 'invalid arguments were refused');
note(join ', ', map { "$_: $seen{$_}" } sort keys %seen);
note(sprintf '%-28s %5d ran, %5d refused', $_, map { $_ // 0 } @{$called{$_}}[0, 1]) for sort keys %called;

admin("DROP DATABASE $database WITH (FORCE)");
admin("DROP ROLE $owner");
admin("DROP ROLE $plain");
done_testing();
