#!/usr/bin/env perl
# A backend whose address space is limited (as by ulimit -v) while libraries compute:
# every call ends in rows or in an ERROR, and the session goes on.
use strict;
use warnings;
use File::Temp qw(tempfile);
use Test::More;

plan skip_all => 'prlimit (util-linux) is not there' if system('prlimit --version >/dev/null 2>&1') != 0;

# who runs the server may limit it; root need not be allowed to
my $as_server = $> == 0 ? 'runuser -u ' . getpwuid((stat $ENV{PGHOST})[4]) . ' -- ' : '';
my $database = "memory_$$";
system('createdb', $database) == 0 or die 'createdb';

sub psql {
	my (@lines) = @_;
	my ($file, $name) = tempfile(UNLINK => 1);
	print $file "$_\n" for @lines;
	close $file;
	my $out = `timeout 300 psql -X -q -A -t -d $database -v VERBOSITY=verbose -f $name 2>&1`;
	return ($out, $? >> 8);
}

my ($out) = psql(
	'CREATE EXTENSION qshrink;', 'SELECT setseed(0.5);',
	q{SELECT qshrink_mdkp('knapsack', 'SELECT i, 1 + i * 37 % 101 FROM generate_series(1, 100) i',
		'SELECT r, i, 1 + i * r * 31 % 97 FROM generate_series(1, 100) i, generate_series(1, 5) r', 'SELECT r, 2000 FROM generate_series(1, 5) r');} =~ s/\n\s*/ /gr,
	q{SELECT qshrink_create('program', (SELECT qubo_agg(i, i, (1 + i::bigint * i % 97)::float8) FROM generate_series(0, 999) i));},
	q{SELECT qshrink_constrain(max(problem_id), 'SELECT r, (r * 131 + k * k * 977) % 1000, 1 + k % 7, ''>='', 9 FROM generate_series(1, 500) r, generate_series(1, 8) k') FROM qshrink_problem;},
	q{SELECT qshrink_mis('graph', 'SELECT a, b FROM generate_series(1, 200) a, generate_series(1, 200) b WHERE a < b AND a * b % 11 = 3');},
	q{SELECT qshrink_create('qubo', (SELECT qubo_agg(i, j, ((i * 31 + j * 17) % 19 - 9)::float8) FROM generate_series(0, 119) i, generate_series(0, 119) j WHERE i <= j));});
unlike($out, qr/ERROR/, 'problems are made');

sub of { return "(SELECT problem_id FROM qshrink_problem WHERE name = '$_[0]')" }
my %call = (
	'linear programs' => "qshrink_bound(" . of('program') . ", 'lp')",
	'a knapsack' => "qshrink_solve(" . of('knapsack') . ", 'auto', rounds => 1, seed => 1)",
	'cliques' => "qshrink_bound(" . of('graph') . ", 'lp')",
	'a semidefinite program' => "qshrink_bound(" . of('qubo') . ", 'sdp')",
	'correlations' => "qshrink_correlations(" . of('qubo') . ", 'qaoa')",
	'a state vector' => "qubo_sample((SELECT qubo_agg(i, i, i::float8) FROM generate_series(0, 17) i), 'qaoa', 100, 2, 1)",
	'a circuit with gradients' => "qubo_sample((SELECT qubo_agg(i, i, i::float8) FROM generate_series(0, 11) i), 'vqe', 100, 1, 1, '{\"optimizer\": \"lbfgs\", \"evaluations\": 30}')",
	'a spectrum' => "qshrink_shrink(" . of('qubo') . ", 12, seed => 1, options => '{\"spectral_drift\": 1}')",
);
my @levels = (0, 64, 200, 300, 500, 800, 1200, 2000, 3000, 5000, 8000, 13000, 21000, 40000, 80000);	# kB above what the backend has
my $refused = 0;
for my $name (sort keys %call) {
	my $query = "SELECT count(*) FROM $call{$name};";
	# once without a limit: libraries are loaded, the stack has grown
	my @lines = ('SELECT pg_backend_pid() AS pid \gset', '\setenv BACKEND :pid', '\echo first', $query);
	for my $level (@levels) {
		push @lines, "\\echo limit $level",
			qq{\\! ${as_server}prlimit --pid \$BACKEND --as=\$(( (\$(sed -n 's/^VmSize:[^0-9]*\\([0-9]*\\).*/\\1/p' /proc/\$BACKEND/status) + $level) * 1024 )):unlimited},
			$query, "\\! ${as_server}prlimit --pid \$BACKEND --as=unlimited:unlimited", "SELECT 'alive', pg_backend_pid() = :pid;";
	}
	push @lines, '\echo last', $query;
	my ($result, $status) = psql(@lines);
	my ($first) = $result =~ /^first\n(\d+)/m;
	my ($last) = $result =~ /^last\n(\d+)/m;
	$refused += () = $result =~ /ERROR: +53200/g;
	is($status, 0, "$name: the session lives");
	is(() = $result =~ /^alive\|t$/mg, @levels, "$name: after every limit");
	is($last, $first, "$name: and computes as before");
	unlike($result, qr/prlimit|(?:ERROR|FATAL|PANIC): ++(?!53200|54000)/, "$name: errors are those of memory") or diag(substr $result, -3000);
}
cmp_ok($refused, '>', 5, "limits were felt ($refused times)");
system('dropdb', '--force', $database);
done_testing();
