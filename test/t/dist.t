# The archive for PGXN: META.json says what its specification (1.0.0) asks for and what
# the extension is, names files that are there, and the archive builds by itself.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename;
use File::Temp;
use JSON::PP;
use Test::More;

my $root = abs_path(dirname(__FILE__) . '/../..');
chdir $root or die "cannot enter $root";
delete @ENV{qw(MAKEFLAGS MFLAGS MAKELEVEL)};

sub text_of
{
	my ($file) = @_;
	local $/;
	open my $in, '<', $file or die "cannot read $file: $!";
	return <$in>;
}

my $semantic = qr/^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;
my $term = qr/^[^\s\/\\[:cntrl:]]{2,}$/;

my @wrong;

# Both arguments in scalar context: a match that fails is false, not nothing
sub demand($$)
{
	my ($good, $what) = @_;
	push @wrong, $what unless $good;
}

# What breaks the specification, in words
sub complaints
{
	my ($meta) = @_;

	@wrong = ();

	for my $field (qw(abstract maintainer license provides name version meta-spec))
	{
		demand(defined $meta->{$field}, "no $field");
	}
	return @wrong if @wrong;

	my %known = map { $_ => 1 } qw(abstract maintainer license provides name version meta-spec
		description generated_by tags no_index prereqs release_status resources);
	demand($known{$_} || /^x_/i, "unknown field $_") for sort keys %$meta;
	demand($meta->{name} =~ $term, 'name is no term');
	demand($meta->{version} =~ $semantic, 'version is no semantic version');
	demand(!ref $meta->{abstract} && length $meta->{abstract}, 'abstract is no text');
	my @maintainers = ref $meta->{maintainer} eq 'ARRAY' ? @{ $meta->{maintainer} } : $meta->{maintainer};
	demand(@maintainers > 0 && !grep({ ref || !length } @maintainers), 'maintainer is no text or list of texts');
	my %licenses = map { $_ => 1 } qw(agpl_3 apache_1_1 apache_2_0 artistic_1 artistic_2 bsd freebsd gfdl_1_2
		gfdl_1_3 gpl_1 gpl_2 gpl_3 lgpl_2_1 lgpl_3_0 mit mozilla_1_0 mozilla_1_1 openssl perl_5 postgresql
		qpl_1_0 ssleay sun zlib open_source restricted unrestricted unknown);
	my @named = ref $meta->{license} eq 'ARRAY' ? @{ $meta->{license} } : $meta->{license};
	demand(ref $meta->{license} eq 'HASH' || (@named > 0 && !grep { !$licenses{$_} } @named), 'no such license');
	demand(($meta->{'meta-spec'}{version} // '') =~ /^1\.0\.\d+$/, 'meta-spec has no version 1.0');
	demand(!defined $meta->{'meta-spec'}{url} || $meta->{'meta-spec'}{url} =~ m{^https?://}, 'meta-spec has no URL');
	demand(ref $meta->{provides} eq 'HASH' && %{ $meta->{provides} } > 0, 'provides nothing');
	for my $name (sort keys %{ $meta->{provides} })
	{
		my $extension = $meta->{provides}{$name};
		demand($name =~ $term, "$name is no term");
		demand(length($extension->{file} // ''), "$name has no file");
		demand(($extension->{version} // '') =~ $semantic, "$name has no semantic version");
		demand($_ =~ /^(?:file|version|abstract|docfile)$/ || /^x_/i, "$name has $_") for sort keys %$extension;
	}
	my $range = qr/^(?:(?:[<>]=?|[=!]=)?\s*\d+\.\d+\.\d+(?:\s*,\s*|$))+$/;
	for my $phase (sort keys %{ $meta->{prereqs} // {} })
	{
		demand($phase =~ /^(?:configure|build|test|runtime|develop)$/ || $phase =~ /^x_/i, "phase $phase");
		for my $relation (sort keys %{ $meta->{prereqs}{$phase} })
		{
			demand($relation =~ /^(?:requires|recommends|suggests|conflicts)$/ || $relation =~ /^x_/i, "relation $relation");
			while (my ($name, $version) = each %{ $meta->{prereqs}{$phase}{$relation} })
			{
				demand($version eq '0' || $version =~ $range, "$name $version is no range of versions");
			}
		}
	}
	my @tags = @{ $meta->{tags} // [] };
	demand(!grep({ ref || !length || length > 255 || m{[/\\[:cntrl:]]} } @tags), 'a tag is none');
	demand(!defined $meta->{release_status} || $meta->{release_status} =~ /^(?:stable|testing|unstable)$/, 'release_status');
	return @wrong;
}

my $meta = decode_json(text_of('META.json'));
is_deeply([ complaints($meta) ], [], 'META.json is as the specification says');
for my $case (
	[ qr/no maintainer/, maintainer => undef ],
	[ qr/version/, version => '0.3' ],
	[ qr/version/, version => '0.3.01' ],
	[ qr/license/, license => 'postgres' ],
	[ qr/name/, name => 'q shrink' ],
	[ qr/unknown field licence/, licence => 'postgresql' ],
	[ qr/no file/, provides => { qshrink => { version => '0.3.0' } } ],
	[ qr/range/, prereqs => { runtime => { requires => { PostgreSQL => '15' } } } ],
	[ qr/tag/, tags => ['a/b'] ],
	)
{
	my ($expected, $field, $value) = @$case;
	my %changed = %$meta;
	defined $value ? ($changed{$field} = $value) : delete $changed{$field};
	like(join("\n", complaints(\%changed)), $expected, "$field can be wrong");
}

my ($version) = text_of('qshrink.control') =~ /^default_version\s*=\s*'([^']+)'/m;
is($meta->{version}, $version, 'version is that of the control file');
is($meta->{provides}{qshrink}{version}, $version, 'and that of the extension, too');
like(text_of('debian/changelog'), qr/\Aqshrink \(\Q$version\E-/, 'and that of the Debian package');
like(text_of('CHANGELOG.md'), qr/^## \Q$version\E /m, 'and CHANGELOG.md has it');
my $shortest = $meta->{prereqs}{runtime}{requires}{PostgreSQL} =~ s/\..*//r;
like(text_of('debian/pgversions'), qr/^$shortest\+$/m, 'the first version of PostgreSQL is that of the packages');

SKIP:
{
	skip 'no clone of git', 1 if system('git rev-parse --git-dir >/dev/null 2>&1') != 0;
	skip 'no unzip', 1 if system('unzip -v >/dev/null 2>&1') != 0;

	my $folder = File::Temp->newdir;
	my $name = "qshrink-$version";
	is(system("make -s -C $folder -f $root/Makefile dist"), 0, 'make dist');
	ok(-s "$folder/$name.zip", "$name.zip is there");
	is(system("cd $folder && unzip -q $name.zip"), 0, 'it unpacks');
	my @top = map { basename($_) } grep { !/\.zip$/ } glob "$folder/*";
	is_deeply(\@top, [$name], 'into one folder of its name');
	my $there = "$folder/$name";
	for my $file ('META.json', map { ($_->{file}, $_->{docfile} // ()) } values %{ $meta->{provides} })
	{
		ok(-s "$there/$file", "$file is in it");
	}
	ok(!-e "$there/.ci" && !-e "$there/.gitignore", 'what only a clone needs is not');
	# without optimisation: that it builds, not how fast it runs
	is(system("make -s -j2 -C $there ENGINE_CFLAGS='-std=c11 -O0' GUARD_CXXFLAGS='-std=c++17 -O0' CFLAGS='-O0 -fPIC' all >$folder/log 2>&1"),
		0, 'it builds') or diag(substr(text_of("$folder/log"), -2000));
	ok(-s "$there/qshrink.so" && -s "$there/qshrink--$version.sql", 'library and install script are there');
}

done_testing();
