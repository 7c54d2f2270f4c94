# Which PostgreSQL is built for and tested with: scripts/pg-config, which Makefile,
# scripts/cluster and scripts/private-postgres ask.
use strict;
use warnings;
use Test::More;

sub ask
{
	my ($settings, $command) = @_;
	my $output = `env -u PG_CONFIG -u PGVERSION $settings $command 2>&1`;
	chomp $output;
	return ($? >> 8, $output);
}

my $config = $ENV{PG_CONFIG} // 'pg_config';
my ($version) = `$config --version` =~ /^PostgreSQL (\d+)/;

is_deeply([ask('', 'scripts/pg-config')], [0, 'pg_config'], 'asked for nothing: what the path has');
is_deeply([ask("PG_CONFIG=/some/where PGVERSION=$version", 'scripts/pg-config')], [0, '/some/where'],
	'PG_CONFIG comes before PGVERSION');

my ($status, $found) = ask("PGVERSION=$version", 'scripts/pg-config');
is($status, 0, "a version that is there is found: $found");
like(`$found --version`, qr/^PostgreSQL $version\b/, 'and it is of that version');

# 1 is a prefix of every version that there is.
for my $absent (1, 99)
{
	my ($failed, $message) = ask("PGVERSION=$absent", 'scripts/pg-config');
	is($failed, 1, "version $absent is not there");
	like($message, qr/no pg_config of PostgreSQL $absent: PGVERSION=$absent scripts\/setup/, 'the message says what installs it');
	for my $command ('make -n all', 'scripts/cluster true', 'scripts/private-postgres true')
	{
		($failed, $message) = ask("PGVERSION=$absent", $command);
		isnt($failed, 0, "$command stops");
		like($message, qr/no pg_config of PostgreSQL $absent:/, 'and says why');
	}
}

my ($made, $text) = ask('', "make -n PGVERSION=99 all");
isnt($made, 0, 'make takes PGVERSION as an argument, too');
like($text, qr/no pg_config of PostgreSQL 99:/, 'and says why it stops');

done_testing();
