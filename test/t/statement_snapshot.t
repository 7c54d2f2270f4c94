#!/usr/bin/env perl
# Functions that only read are STABLE: within one statement they see the same rows, and
# what the statement wrote itself, whatever other sessions commit meanwhile.
use strict;
use warnings;
use IPC::Open2;
use Test::More;
use Time::HiRes qw(sleep);

my $patience = 200;				# tenths of a second until something must have happened
my $key = 20000 + $$ % 10000;

sub psql
{
	my ($sql) = @_;
	open(my $pipe, '-|', 'psql', '-XAtq', '-d', 'tap', '-c', $sql) or die $!;
	my $out = join '', <$pipe>;
	close $pipe;
	chomp $out;
	return $out;
}

my $id = psql(q{SELECT qshrink_create('still', '{(0,0):-1,(1,1):-2,(0,1):1}/2')});
like($id, qr/^\d+$/, 'a problem');
my @calls = ("qshrink_bound($id, 'trivial')", "md5(qshrink_encode($id)::text)", "qshrink_model($id) ->> 'linear'",
	"qshrink_fingerprint($id)", "(qshrink_repair($id, '11')).objective", "(SELECT count(*) FROM qshrink_verify($id, '11'))",
	"(SELECT md5(string_agg(c::text, ' ')) FROM qshrink_correlations($id, 'qaoa') AS c)",
	"(SELECT md5(string_agg(s::text, ' ')) FROM qshrink_shrink($id, 1, options => '{\"presolve\": false}') AS s)");

# Each asked before and after another session has committed a change.  The second time
# the arguments come from a row, so that nothing is computed once for both.
my $list = join ', ', @calls;
my $statement = "SELECT (a.r = b.r)::text FROM (SELECT ROW($list)::text AS r OFFSET 0) AS a, LATERAL (SELECT pg_advisory_lock($key), a.r OFFSET 0) AS l, LATERAL (SELECT ROW($list)::text AS r WHERE l.r IS NOT NULL OFFSET 0) AS b;";
my $holder = open2(my $holder_out, my $holder_in, 'psql -XAtq -d tap');
print $holder_in "SELECT pg_advisory_lock($key);\n";
my $before = psql("SELECT ROW($list)::text");
my $reader = open2(my $reader_out, my $reader_in, 'psql -XAtq -d tap');
print $reader_in "$statement\n";
close $reader_in;
my $waits = 0;
for (1 .. $patience)
{
	last if $waits = psql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = $key AND NOT granted");
	sleep 0.1;
}
is($waits, 1, 'a statement waits between the same calls');
psql("UPDATE qshrink_problem SET objective = '{(0,0):-5,(1,1):7,(0,1):1}/2' WHERE problem_id = $id");
psql("SELECT qshrink_constrain($id, \$\$VALUES ('one', 0, 1, '<=', 1), ('one', 1, 1, '<=', 1)\$\$)");
print $holder_in "SELECT pg_advisory_unlock($key);\n\\q\n";
close $holder_in;
my $same = join '', grep { /\S/ } <$reader_out>;
chomp $same;
waitpid $_, 0 for $holder, $reader;
is($same, 'true', 'and sees the same rows after another session has changed the problem');
isnt(psql("SELECT ROW($list)::text"), $before, 'which the next statement sees');

# what the statement itself did is seen, also in a transaction that wrote before
is(psql("BEGIN; UPDATE qshrink_problem SET objective = '{(0,0):-9}/2' WHERE problem_id = $id; SELECT qshrink_bound($id, 'trivial'); ROLLBACK"), '-9', 'a change of the transaction');
is(psql("WITH made AS MATERIALIZED (SELECT qshrink_create('new', '{(0,0):-3}/1') AS id) SELECT qshrink_bound(id) FROM made"), '-3', 'a problem of the statement');
is(psql("BEGIN READ ONLY; SELECT qshrink_bound($id, 'trivial'); COMMIT"), '-5', 'in a read-only transaction');
psql("DELETE FROM qshrink_problem WHERE name IN ('still', 'new')");
done_testing();
