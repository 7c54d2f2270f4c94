#!/usr/bin/env perl
# From one major version of the server to another, with data in databases of this version
# and of a released one: pg_upgrade, by copies and by links, and a dump.  OLD_PG_CONFIG
# names the older server, which has this library too; scripts/server-upgrade runs it.
use strict;
use warnings;
use File::Temp qw(tempdir);
use FindBin;
use lib $FindBin::Bin;
use Catalogue qw(catalogue differences);
use Test::More;

plan skip_all => 'OLD_PG_CONFIG names no older server' unless $ENV{OLD_PG_CONFIG};
my $new_bin = `\${PG_CONFIG:-pg_config} --bindir`;
my $old_bin = `$ENV{OLD_PG_CONFIG} --bindir`;
chomp($new_bin, $old_bin);
$ENV{PATH} = "$new_bin:$ENV{PATH}";
delete $ENV{PGPORT};
$ENV{PGUSER} = 'postgres';
$ENV{PGOPTIONS} = '-c client_min_messages=warning';
my ($new) = map { /^default_version *= *'(.*)'/ ? $1 : () } do { open(my $in, '<', 'qshrink.control') or die $!; <$in> };
my ($release) = sort map { m{test/upgrade/(.*)\.data$} } glob('test/upgrade/*.data');

my $directory = tempdir(CLEANUP => 1);
my @owner;
if ($> == 0)
{
	# the server will not run as root
	my (undef, undef, $uid, $gid) = getpwnam('postgres');
	chown($uid, $gid, $directory) or die $!;
	@owner = ('runuser', '-u', 'postgres', '--');
}
chmod 0755, $directory;

# A program as the user of the server; what it printed is kept for whoever looks into a failure
sub run
{
	my (@command) = @_;
	my $pid = fork() // die $!;
	if ($pid == 0)
	{
		chdir($directory) or die $!;
		open(STDOUT, '>', "$directory/out") or die $!;
		open(STDERR, '>&', \*STDOUT) or die $!;
		exec(@owner, @command) or exit 127;
	}
	waitpid($pid, 0);
	my $failed = $?;
	diag(`tail -30 $directory/out; cat $directory/*/pg_upgrade_output.d/*/log/*.log 2>/dev/null | tail -30`) if $failed;
	return !$failed;
}
open(my $out, '>', "$directory/out") or die $!;
close $out;
chown((getpwnam('postgres'))[2, 3], "$directory/out") if $> == 0;

sub psql
{
	my ($database, $role, @arguments) = @_;
	open(my $out, '-|', 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-U', $role, '-d', $database, @arguments) or die $!;
	my $text = do { local $/; <$out> } // '';
	chomp $text;
	return close($out) ? $text : "FAILED: @arguments\n$text";
}
my $socket = 0;
sub start
{
	my ($bin, $data) = @_;
	$ENV{PGHOST} = "$directory/socket" . ++$socket;
	mkdir $ENV{PGHOST};
	chown((getpwnam('postgres'))[2, 3], $ENV{PGHOST}) if $> == 0;
	return run("$bin/pg_ctl", '-D', "$directory/$data", '-l', "$directory/$data.log", '-o', "-c listen_addresses='' -c unix_socket_directories=$ENV{PGHOST} -c fsync=off", '-w', 'start');
}
sub stop
{
	my ($bin, $data) = @_;
	return run("$bin/pg_ctl", '-D', "$directory/$data", '-m', 'fast', '-w', 'stop');
}
sub initdb
{
	my ($bin, $data) = @_;
	return run("$bin/initdb", '-D', "$directory/$data", '-U', 'postgres', '-A', 'trust', '-N', '-k', '-E', 'UTF8', '--locale=C.UTF-8');
}

# All rows of the columns that the tables have now
sub sums
{
	my ($database, $columns) = @_;
	return psql($database, 'postgres', '-c', join(';', map {
		"SELECT '$_', count(*), md5(string_agg(t::text, E'\\n' ORDER BY t::text COLLATE \"C\")) FROM (SELECT $columns->{$_} FROM $_) AS t"
	} sort keys %$columns));
}
sub columns
{
	my ($database) = @_;
	return { map { split(/\|/, $_, 2) } split(/\n/, psql($database, 'postgres', '-c', q{
		SELECT a.attrelid::regclass, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
		FROM pg_extension e JOIN pg_class c ON c.oid = ANY (e.extconfig) JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		WHERE e.extname = 'qshrink' GROUP BY a.attrelid})) };
}

# ---------------------------------------------------------------------------
# The older server: one database with objects of this version, one with those of a release
ok(initdb($old_bin, 'old') && start($old_bin, 'old'), 'the older server: ' . `$old_bin/postgres --version`);
psql('postgres', 'postgres', '-c', 'CREATE ROLE upgrade_owner LOGIN');
my %objects = (upgrade_this => '', upgrade_release => "VERSION '$release'");
my (%columns, %sums);
for my $database (sort keys %objects)
{
	psql('postgres', 'postgres', '-c', "CREATE DATABASE $database OWNER upgrade_owner");
	psql($database, 'postgres', '-f', 'test/upgrade/before.sql');
	is(psql($database, 'upgrade_owner', '-c', "CREATE EXTENSION qshrink $objects{$database}"), '', "$database: objects of " . ($objects{$database} || 'this version'));
	unlike(psql($database, 'upgrade_owner', '-f', "test/upgrade/$release.data"), qr/FAILED/, 'with rows');
	$columns{$database} = columns($database);
	$sums{$database} = sums($database, $columns{$database});
}
open(my $kept, '<', "test/upgrade/$release.answers") or die $!;
my $answers = do { local $/; <$kept> };
chomp $answers;
ok(psql('upgrade_this', 'postgres', '-f', 'test/upgrade/answers.sql') eq $answers, 'they answer as they did');
# the newer program dumps the older server
is(system("pg_dump -U upgrade_owner -Fc -f $directory/dump upgrade_release"), 0, 'a dump');
ok(stop($old_bin, 'old'), 'stopped');

# Everything there, in a database of the newer server; its catalogue that of an installation
sub check
{
	my ($database, $fresh) = @_;
	is(sums($database, $columns{$database}), $sums{$database}, "$database: every row is there");
	if ($objects{$database} && psql($database, 'postgres', '-c', q{SELECT extversion FROM pg_extension WHERE extname = 'qshrink'}) ne $new)
	{
		like(`psql -XAtq -d $database -c 'SELECT qshrink_fingerprint(1)' 2>&1`, qr/Run ALTER EXTENSION qshrink UPDATE/, 'objects of the release are refused');
		is(psql($database, 'postgres', '-c', 'ALTER EXTENSION qshrink UPDATE'), '', 'and updated, by the superuser to whom pg_upgrade gives the extension');
		is(sums($database, $columns{$database}), $sums{$database}, 'every row is still there');
	}
	ok(psql($database, 'postgres', '-f', 'test/upgrade/answers.sql') eq $answers, 'and answers as it did, to each role');
	is(psql($database, 'upgrade_bob', '-c', 'SELECT objective FROM qshrink_solve(1, seed => 1, solutions => 1)'), '631', 'and is solved by whom it was granted to');
	is(psql($database, 'upgrade_alice', '-c', q{SELECT qshrink_create('next', '{}/1')}), '13', 'numbers go on');
	psql($database, 'postgres', '-c', q{UPDATE pg_extension SET extowner = 'upgrade_owner'::regrole WHERE extname = 'qshrink'});
	my $found = differences('a new installation', $fresh, 'brought over', catalogue($database));
	is(join("\n", map { $found->{$_} } sort keys %$found), '', 'the catalogue is that of a new installation');
}

for my $mode ('copy', 'link')
{
	my $data = "new_$mode";
	ok(initdb($new_bin, $data), 'the newer server: ' . `$new_bin/postgres --version`);
	my @upgrade = ("$new_bin/pg_upgrade", '-b', $old_bin, '-B', $new_bin, '-d', "$directory/old", '-D', "$directory/$data", '-s', $directory, '-U', 'postgres');
	ok(run(@upgrade, '--check'), 'pg_upgrade finds no fault');
	ok(run(@upgrade, "--$mode", '-j', '2'), "pg_upgrade --$mode");
	ok(start($new_bin, $data), 'started');
	psql('postgres', 'postgres', '-c', 'CREATE DATABASE upgrade_fresh OWNER upgrade_owner');
	is(psql('upgrade_fresh', 'upgrade_owner', '-c', 'CREATE EXTENSION qshrink'), '', 'a new installation');
	my $fresh = catalogue('upgrade_fresh');
	check($_, $fresh) for sort keys %objects;
	if ($mode eq 'copy')
	{
		psql('postgres', 'postgres', '-c', 'DROP DATABASE upgrade_release');
		psql('postgres', 'postgres', '-c', 'CREATE DATABASE upgrade_release OWNER upgrade_owner');
		is(system("pg_restore -U upgrade_owner -d upgrade_release --exit-on-error $directory/dump"), 0, 'the dump is restored');
		check('upgrade_release', $fresh);
	}
	ok(stop($new_bin, $data), 'stopped');
}
done_testing();
