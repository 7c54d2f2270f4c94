# What a build promises: touching a file rebuilds what depends on it and nothing else,
# another folder than that of the sources will do, `make clean` leaves nothing, and
# regression tests, install parts and upgrade scripts keep apart.  Needs a built tree;
# questions are asked with `make -n -W FILE`, which changes nothing.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename;
use File::Copy;
use File::Find;
use File::Path qw(make_path);
use File::Temp;
use Test::More;

my $root = abs_path(dirname(__FILE__) . '/../..');
chdir $root or die "cannot enter $root";
delete @ENV{qw(MAKEFLAGS MFLAGS MAKELEVEL)};

sub output
{
	my @command = @_;
	open my $pipe, '-|', @command or die "cannot run @command: $!";
	local $/;
	my $text = <$pipe> // '';
	close $pipe;
	return $text;
}

sub files
{
	my ($folder) = @_;
	my @found;
	find(sub { push @found, $File::Find::name if -f }, $folder);
	return sort @found;
}

# ---- what is rebuilt ----

sub rebuilt
{
	my ($file) = @_;
	return sort map { m{-c -o (\S+\.o)} } split /\n/, output('make', '-n', '-W', $file, 'all');
}

# Objects whose sources include a header, found without the compiler's help; what is behind a
# condition for another processor is not compiled here
my $machine = output('uname', '-m') =~ s/\n//r;
my (%including, %text);
for my $file (grep { /\.(c|cpp|h)$/ } files('src'))
{
	open my $handle, '<', $file or die "cannot read $file";
	local $/;
	$text{$file} = <$handle>;
	my $compiled = $text{$file} =~ s/^#if defined\(__(?!\Q$machine\E__)(?:x86_64|aarch64)__\).*//msr;
	while ($compiled =~ /^#include "([^"]+)"/mg)
	{
		my $header = $1;
		for my $folder ('src/engine', index($file, 'src/client/') == 0 ? 'src/client' : 'src/backend')
		{
			push @{ $including{"$folder/$header"} }, $file if -f "$folder/$header";
		}
	}
}

sub objects_of
{
	my ($header) = @_;
	my (%seen, %object);
	my @queue = ($header);
	while (defined(my $file = shift @queue))
	{
		next if $seen{$file}++;
		$object{ $file =~ s/\.\w+$/.o/r } = 1 if $file =~ /\.(c|cpp)$/;
		push @queue, @{ $including{$file} // [] };
	}
	return sort keys %object;
}

SKIP:
{
	skip 'the tree is not built', 1 unless output('make', '-n', 'all') !~ / -c -o /;

	my @sources = grep { /\.(c|cpp)$/ } sort keys %text;
	for my $file (@sources[ map { $_ * $#sources / 7 } 0 .. 7 ])
	{
		(my $object = $file) =~ s/\.\w+$/.o/;
		is_deeply([ rebuilt($file) ], [$object], "$file makes one object");
	}
	my @headers = grep { /\.h$/ } sort keys %text;
	for my $file ('src/engine/base/host.h', @headers[ map { $_ * $#headers / 11 } 0 .. 11 ])
	{
		is_deeply([ rebuilt($file) ], [ objects_of($file) ], "$file makes what includes it");
	}
}

# ---- another folder ----

my $other = File::Temp->newdir;
my $script = 'qshrink--' . (output('sed', '-n', "s/^default_version = '\\(.*\\)'/\\1/p", 'qshrink.control') =~ s/\n//r) . '.sql';
my @parts = ('src/backend/module.o', 'src/engine/base/host.o', 'src/engine/numeric/lp_guard.o', $script);
is(system("make -s -C $other -f $root/Makefile @parts"), 0, 'objects and script in another folder');
ok(-s "$other/$_", "$_ is there") for @parts;
is(system("make -s -C $other -f $root/Makefile VPATH=$root build/plain/base/host.o"), 0, 'the engine alone, by VPATH');
is(system("make -n -C $other -f $root/Makefile all installcheck >/dev/null"), 0, 'every rule is found');
system("make -s -C $other -f $root/Makefile clean");
is_deeply([ files("$other") ], [], 'make clean leaves nothing there');

# ---- a copy of the sources ----

my $copy = File::Temp->newdir;
for my $file ('Makefile', 'qshrink.control', 'scripts/pg-config', files('src'), files('sql'), files('expected'))
{
	next if $file =~ /\.[od]$/;
	make_path(dirname("$copy/$file"));
	copy($file, "$copy/$file") or die "cannot copy $file";
}
my @before = files("$copy");
my @objects = map { s/\.(c|cpp)$/.o/r } grep { /\.(c|cpp)$/ } @before;
for my $file (@objects, (map { s/o$/d/r } @objects), "$copy/src/engine/base/gone.o",
	"$copy/src/engine/quantum/statevector/gone.d", map { "$copy/$_" } 'qshrink.so', 'qshrink', 'build/client/report_assets.c', $script,
	'qshrink--0.0.1.sql', 'build/plain/x.o', 'build/coverage/x.gcda', 'build/regress/results/x.out')
{
	make_path(dirname($file));
	open my $handle, '>', $file or die "cannot write $file";
}
system("make -s -C $copy clean >/dev/null");
is_deeply([ files("$copy") ], \@before, 'make clean leaves the sources, and only those');

make_path("$copy/sql/upgrade");
for my $file ('qshrink--0.0.8--0.0.9.sql', 'qshrink--0.0.9--0.1.0.sql')
{
	open my $handle, '>', "$copy/sql/upgrade/$file" or die "cannot write $file";
}
my $install = output('make', '-n', '-C', "$copy", 'install');
my $check = output('make', '-n', '-C', "$copy", 'installcheck');
like($install, qr{\Q$script\E qshrink--0\.0\.8--0\.0\.9\.sql qshrink--0\.0\.9--0\.1\.0\.sql},
	'upgrade scripts are installed beside the install script');
unlike($check, qr{--0\.0\.9}, 'no upgrade script is a regression test');
unlike($check, qr{00_guard|20_tables}, 'no part of the install script is one');
my @tests = map { basename($_, '.sql') } glob 'sql/*.sql';
like($check, qr{ \Q@tests\E\s*$}m, 'the regression tests are sql/*.sql');

done_testing();
