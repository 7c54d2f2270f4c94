package Catalogue;
# The extension of a database as its catalogues have it (test/upgrade/catalogue.sql), and
# how two databases differ in that.
use strict;
use warnings;
use Exporter 'import';
our @EXPORT_OK = qw(catalogue differences);

# Properties by object: {"class name"}{property}.  With statements, as they leave it; they
# are rolled back.
sub catalogue
{
	my ($database, @statements) = @_;
	my %object;
	open(my $out, '-|', 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-U', 'postgres', '-d', $database,
		'-c', 'BEGIN', (map { ('-c', $_) } @statements), '-f', 'test/upgrade/catalogue.sql', '-c', 'ROLLBACK') or die $!;
	my $value;
	while (my $line = <$out>)
	{
		chomp $line;
		if ($line =~ /^(\w+)\t([^\t]+)\t([^\t]+)\t(.*)$/)
		{
			$value = \$object{"$1: $2"}{$3};
			$$value = $4;
		}
		else
		{
			$$value .= "\n$line";		# of a definition
		}
	}
	close($out) or die "the catalogue of $database cannot be read";
	return \%object;
}

# A paragraph for each object in which two databases differ, by object
sub differences
{
	my ($first_name, $first, $second_name, $second) = @_;
	my %found;
	for my $object (sort keys %{ { %$first, %$second } })
	{
		if (!$first->{$object} || !$second->{$object})
		{
			$found{$object} = "$object: only in " . ($first->{$object} ? $first_name : $second_name);
			next;
		}
		my ($a, $b) = ($first->{$object}, $second->{$object});
		my @properties = grep { ($a->{$_} // "\0") ne ($b->{$_} // "\0") } sort keys %{ { %$a, %$b } };
		next unless @properties;
		$found{$object} = join("\n", $object, map {
			my $property = $_;
			map { "  $property, $_->[0]: " . ($_->[1]{$property} // '(none)') } ([$first_name, $a], [$second_name, $b]);
		} @properties);
	}
	return \%found;
}

1;
