# scripts/science makes its tables from a file of results: means, pairs, intervals, what is left out.
use strict;
use warnings;
use File::Temp qw(tempdir);
use Test::More;

my $folder = tempdir(CLEANUP => 1);
my $results = "$folder/results.tsv";

sub tables
{
	open(my $file, '>', $results) or die $!;
	print $file "$_\n" for @_;
	close $file;
	return scalar `scripts/science --tables --results $results 2>&1`;
}

# an instance's differences are 1 2 3 over three instances: mean 2, half width 4.303 / sqrt(3)
my @lines;
for my $instance (0 .. 2)
{
	for my $arm (['shots of qaoa, p = 3', 1], ['shots of uniform', 0])
	{
		my $gap = 5 + $arm->[1] * ($instance + 1);
		push @lines, "guidance/14/max-cut/$instance/1/$arm->[0]\tshrunk=$gap\tlast=$gap\tanswer=$gap";
	}
}
my $output = tables(@lines);
like($output, qr/\| shots of qaoa, p = 3 - shots of uniform \| shrunk \|.*\| \+2\.00 ± 2\.48 \(3\) \| \+2\.00 ± 2\.48 \(3\) \|/, 'paired differences with an interval over instances');
like($output, qr/\| shots of uniform \| 5\.00 \|/, 'means');

# seeds are averaged first, so that they are no further instances
$output = tables(@lines, map { s{/1/shots}{/2/shots}r } @lines);
like($output, qr/\+2\.00 ± 2\.48 \(3\) \|/, 'seeds of an instance count once');

# without a feasible shot, and with an arm that is missing
$output = tables("arms/16/max-cut/0/1/qaoa\tn=9\tqubits=3\traw=1.0\tanswer=1.0", "arms/16/max-cut/0/1/exact\tn=9\tqubits=3\traw=inf\tanswer=1.0",
	"arms/16/max-cut/1/1/qaoa\tn=9\tqubits=3\traw=9.0\tanswer=9.0");
like($output, qr/\| max-cut \(1\) \| 1\.00 \| - \(1 without\) \|/, 'pairs that lack an arm are left out, runs without a shot are counted');
done_testing;
