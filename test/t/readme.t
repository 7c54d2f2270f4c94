#!/usr/bin/env perl
# Every block of code in README and docs works when it is pasted.  SQL: all of a page,
# one block after the other, in one session of a fresh database.  Shell: each from the
# folder of the sources.  Blocks of other kinds are no code: output, forms, files.
use strict;
use warnings;
use File::Temp qw(tempdir);
use Test::More;

my $directory = tempdir(CLEANUP => 1);
my @pages = ('README.md', 'CONTRIBUTING.md', sort glob 'docs/*.md');

# What this test is itself a part of, or what needs the system: run by scripts/test
my %elsewhere = map { $_ => 1 } ('scripts/demo', 'scripts/test', 'scripts/setup');

sub run
{
	my ($program, @arguments) = @_;
	return `$program @arguments 2>&1`;
}

sub paste_sql
{
	my ($page, @blocks) = @_;
	(my $database = "readme_$page") =~ s/\W/_/g;
	run('createdb', $database);
	open(my $file, '>', "$directory/script.sql") or die $!;
	print $file "\\set ON_ERROR_STOP 1\n";
	print $file "CREATE EXTENSION qshrink;\n" unless grep { /CREATE EXTENSION qshrink/ } @blocks;
	print $file "$_\n" foreach @blocks;
	close $file;
	my $output = run('psql', '-Xq', '-d', $database, '-f', "$directory/script.sql");
	is($?, 0, "$page: its " . scalar(@blocks) . ' examples of SQL work') or diag($output =~ s/^(.*\n)*?(?=.*ERROR)//r);
	run('dropdb', $database);
	run('dropuser', '--if-exists', $_) foreach ('bob', 'alice', 'auditor');
}

sub paste_shell
{
	my ($page, $block) = @_;
	foreach my $command (map { s/\s+#.*//r } grep { /\S/ && !/^\s*#/ } split /\n/, $block)
	{
		if ($elsewhere{$command} || $command =~ /\bmake install\b/)
		{
			my ($script) = $command =~ m{^(scripts/\w+)};
			ok(!$script || -x $script, "$page: $command is there, and runs in other tests");
			next;
		}
		my $output = `timeout 120 sh -c '$command' 2>&1`;
		is($?, 0, "$page: $command") or diag($output);
	}
}

foreach my $page (@pages)
{
	my $text = do { local (@ARGV, $/) = ($page); <> };
	my @blocks = $text =~ /^```sql\n(.*?)^```/msg;
	paste_sql($page, @blocks) if @blocks;
	paste_shell($page, $_) foreach ($text =~ /^```sh\n(.*?)^```/msg);
	my @others = grep { !/^(sql|sh)?$/ } ($text =~ /^```(\w*)\n.*?^```/msg);
	is_deeply(\@others, [], "$page: no code of another kind");
	# links to pages, and to headings in them
	while ($text =~ /\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)
	{
		my ($target, $heading) = ($1, $2);
		my $folder = $page =~ m{^(.*/)} ? $1 : '';
		my $file = $target eq '' ? $page : "$folder$target";
		ok(-e $file, "$page: $file is there") or next;
		next unless defined $heading;
		my @headings = map { my $h = lc; $h =~ s/[^\w\s-]//g; $h =~ s/\s/-/g; $h }
			(do { local (@ARGV, $/) = ($file); <> } =~ /^#+ (.*)$/mg);
		ok((grep { $_ eq $heading } @headings), "$page: $file has the heading $heading");
	}
}
done_testing();
