#!/usr/bin/env perl
# Every SQL example of README and docs works when it is pasted, one after the other, into
# one session of a fresh database.
use strict;
use warnings;
use File::Temp qw(tempdir);
use Test::More;

my $directory = tempdir(CLEANUP => 1);
my @pages = ('README.md', grep { -s } 'docs/modelling.md', 'docs/examples.md', 'docs/formats.md');

sub run
{
	my ($program, @arguments) = @_;
	return `$program @arguments 2>&1`;
}

# What README's examples take for granted: who shares what with whom
run('psql', '-XAtq', '-d', 'postgres', '-c', '"CREATE ROLE bob"');
run('psql', '-XAtq', '-d', 'postgres', '-c', '"CREATE ROLE alice"');
run('psql', '-XAtq', '-d', 'postgres', '-c', '"CREATE ROLE auditor"');

foreach my $page (@pages)
{
	my $text = do { local (@ARGV, $/) = ($page); <> };
	my @blocks = $text =~ /^```sql\n(.*?)^```/msg;
	next unless @blocks;
	(my $database = "readme_$page") =~ s/\W/_/g;
	run('createdb', $database);
	open(my $file, '>', "$directory/script.sql") or die $!;
	print $file "\\set ON_ERROR_STOP 1\n";
	print $file "CREATE EXTENSION qshrink;\n" unless grep { /CREATE EXTENSION qshrink/ } @blocks;
	print $file "$_\n" foreach @blocks;
	close $file;
	my $output = run('psql', '-Xq', '-d', $database, '-f', "$directory/script.sql");
	is($?, 0, "$page: its " . scalar(@blocks) . ' examples work') or diag($output =~ s/^(.*\n)*?(?=.*ERROR)//r);
	run('dropdb', $database);
}
run('dropuser', $_) foreach ('bob', 'alice', 'auditor');
done_testing();
