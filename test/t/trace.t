#!/usr/bin/env perl
# The option trace: what every stage decided as NOTICEs, and the same rows as without.
use strict;
use warnings;
use lib 'test/t';
use Sessions 'trace';
use Test::More;

# The lines of a trace, times taken out
sub trace
{
	my ($out) = @_;
	return map { /NOTICE:  00000: trace \d+\.\d{3} s, (.*)/ ? $1 : () } split /\n/, $out;
}

my $id = psql(q{SELECT qshrink_mdkp('traced', 'SELECT i, 20 + i * 37 % 61 FROM generate_series(1, 40) AS i',
	'SELECT r, i, 5 + i * (17 + 6 * r) % 41 FROM generate_series(1, 3) AS r, generate_series(1, 40) AS i', 'VALUES (1, 300), (2, 310), (3, 320)')});
like($id, qr/^\d+$/, 'a problem');
my $solve = sub { "SELECT string_agg(concat_ws(' ', rank, objective, assignment, round), ',' ORDER BY rank) FROM qshrink_solve($id, max_qubits => 8, rounds => 2, seed => 1, options => '$_[0]')" };
my $silent = psql($solve->('{}'));
my $told = psql($solve->('{"trace": true}'));
my @lines = trace($told);
unlike($silent, qr/NOTICE/, 'nothing is told without it');
is((grep { !/NOTICE/ } split /\n/, $told)[-1], $silent, 'the same rows with it');
like($lines[0], qr/^problem: 40 variables, 0 fixed by the caller, 3 rows, maximise a linear objective; seed 1$/, 'it begins with the problem');
like($lines[-1], qr/^end: optimal after \d+ rounds by proof, proved by \w+, objective 921, bound 921, \d+ solutions$/, 'and ends with the run');
for (['presolve', qr/^presolve: \d+ of 40 variables left \(/], ['the class', qr/^base: class knapsack, \d+ variables, 3 rows/],
	['the relaxation', qr/relaxation 937\.41\d+, bound 937$/], ['the first answers', qr/^construct: \d+ different starts in the pool, best \d+$/],
	['certified fixing', qr/^certified fixing: \d+ of 40 variables left \(the bound shows/], ['correlations', qr/^correlate: lp on \d+ variables, \d+ pairs, strongest/],
	['shrinking', qr/^round 1: shrink from \d+ to 8 variables, correlations: lp, perturbation 0; \d+ merges \(.*: \d+\), \d+ rejected, \d+ undone; stopped by: budget$/],
	['rejections', qr/^shrink: rejected \d+ (=|<>) -?\d+ of the base \(-1: the reference\), correlation -?[0-9.]+: \w+/],
	['the encoding', qr/^round 1: encoding dual, 8 qubits, \d+ couplings/], ['shots', qr/^round 1: qaoa gave 1000 shots, \d+ different, share feasible 0\.\d+, best feasible \d+/],
	['repair and polish', qr/^round 1: repaired \d+ \(\d+ moves\), polished \d+ \(\d+ moves\), best so far \d+; /],
	['the bound', qr/^proof: bound 937 \(relaxation\), best \d+$/], ['enumeration', qr/^proof: (base|tree) enumerated, \d+ of at most \d+ nodes: finished; best 921$/])
{
	my ($what, $like) = @$_;
	is(scalar(grep { $_ =~ $like } @lines) > 0, 1, "it tells $what") or diag(join "\n", @lines);
}
my @again = map { my $line = $_; $line =~ s/; \d+\.\d+ s$//; $line } trace(psql($solve->('{"trace": true}')));
is_deeply(\@again, [map { my $line = $_; $line =~ s/; \d+\.\d+ s$//; $line } @lines], 'the same lines again, times apart');

@lines = trace(psql("SELECT count(*) FROM qshrink_shrink($id, 8, options => '{\"trace\": true}')"));
ok((grep { /^round 1: shrink from/ } @lines) == 1, 'a dry run of shrinking tells its round');
like(psql("SELECT count(*) FROM qshrink_solve($id, options => '{\"trace\": 1}')"), qr/option "trace" must be true or false, not a number/, 'it is true or false');
is(psql("SELECT DISTINCT qshrink_settings(settings) -> 'options' ->> 'trace' FROM qshrink_run WHERE problem_id = $id ORDER BY 1"), "false\ntrue", 'and recorded');
psql("DELETE FROM qshrink_problem WHERE problem_id = $id");
done_testing();
