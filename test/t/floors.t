# scripts/floors says when an include goes up or sideways, when a private header leaves
# its folder and when a class of problems is used by name; scripts/circles when objects
# call each other in a circle.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename;
use File::Find;
use File::Path qw(make_path);
use File::Temp;
use Test::More;

my $root = abs_path(dirname(__FILE__) . '/../..');
my $copy = File::Temp->newdir;

sub put
{
	my ($file, $text) = @_;
	make_path(dirname("$copy/$file"));
	open my $out, '>', "$copy/$file" or die "cannot write $file: $!";
	print $out $text;
	close $out;
}

sub text_of
{
	my ($file) = @_;
	local $/;
	open my $in, '<', $file or die "cannot read $file: $!";
	return <$in>;
}

sub run_script
{
	my ($name) = @_;
	my $text = `$copy/scripts/$name 2>&1`;
	return ($? >> 8, $text);
}

# includes are all that the check reads
find(sub {
	return unless -f && /\.(?:[ch]|cpp)$/;
	my $file = $File::Find::name =~ s/^\Q$root\E\///r;
	put($file, join '', map { "$_\n" } grep { /^#\s*include/ } split /\n/, text_of($_));
}, "$root/src/engine");
put('src/engine/FLOORS', text_of("$root/src/engine/FLOORS"));
for my $script (qw(floors circles))
{
	put("scripts/$script", text_of("$root/scripts/$script"));
	chmod 0755, "$copy/scripts/$script";
}

my ($status, $text) = run_script('floors');
is($status, 0, 'the engine keeps its floors');
is($text, '', 'and nothing is said');

my @wrong = (
	['model/model.c', 'solve/pipeline.h', qr/does not stand below/, 'an include that goes up'],
	['correlate/correlate.c', 'exact/exact.h', qr/does not stand below/, 'an include that goes sideways'],
	['solve/round.c', 'presolve/presolve_internal.h', qr/is private to its folder/, 'a private header'],
	['solve/round.c', 'classes/knapsack/knapsack_class.h', qr/belongs to one class/, 'a class by name'],
	['base/host.c', 'nowhere/nothing.h', qr/no folder of the engine/, 'a folder that is on no floor'],
);
for my $case (@wrong)
{
	my ($file, $header, $expected, $what) = @$case;
	my $before = text_of("$copy/src/engine/$file");

	put("src/engine/$file", $before . "#include \"$header\"\n");
	($status, $text) = run_script('floors');
	isnt($status, 0, "$what fails");
	like($text, qr/^\Q$file\E: .*$expected/m, "$what is named");
	put("src/engine/$file", $before);
}

my $before = text_of("$copy/src/engine/base/host.c");
for my $line ("\treturn exp(x) + qs_log(x);", "\ty = 2.0 * cosf(x);", "\tz = fabs(pow (x, y));\t/* a power */")
{
	put('src/engine/base/host.c', $before . "$line\n");
	($status, $text) = run_script('floors');
	isnt($status, 0, "a function of the C library: $line");
	like($text, qr{^base/host\.c:\d+: not the same bits}m, 'is named');
}
put('src/engine/base/host.c', $before . "/* exp(-x) */\n\treturn qs_exp(-x) + sample(x) + sqrt(x);\t/* cos(x) */\n");
($status, $text) = run_script('floors');
is($status, 0, 'comments and own functions pass');
put('src/engine/base/host.c', $before);

# two objects that call each other, one that calls both
put('parts/a.c', "int b(int);\nint a(int x)\n{\n\treturn b(x);\n}\n");
put('parts/b.c', "int b(int x)\n{\n\treturn x;\n}\n");
put('parts/c.c', "int a(int), b(int);\nint c(int x)\n{\n\treturn a(x) + b(x);\n}\n");

sub circles
{
	for my $file (qw(a b c))
	{
		system('cc', '-c', "$copy/parts/$file.c", '-o', "$copy/parts/$file.o") == 0 or die 'cannot compile';
	}
	my $text = `$copy/scripts/circles parts 2>&1`;
	return ($? >> 8, $text);
}

($status, $text) = circles();
is($status, 0, 'calls that only go down are no circle');
put('parts/b.c', "int a(int);\nint b(int x)\n{\n\treturn x > 0 ? a(x - 1) : x;\n}\n");
($status, $text) = circles();
isnt($status, 0, 'two files that call each other are one');
like($text, qr/circle of 2 files/, 'and it is named');
unlike($text, qr/parts\/c\b/, 'without the file that calls them');

done_testing();
