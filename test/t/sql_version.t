#!/usr/bin/env perl
# A library and SQL objects of two versions: whatever reads or writes the tables refuses
# with a hint, in whichever session; types, pure functions, policies and dumps go on.
use strict;
use warnings;
use File::Temp qw(tempdir);
use FindBin;
use lib $FindBin::Bin;
use EveryFunction qw(calls);
use RandomCalls;
use Test::More;

$ENV{PGOPTIONS} = '-c client_min_messages=warning';
my $directory = tempdir(CLEANUP => 1);
my ($new) = map { /^default_version *= *'(.*)'/ ? $1 : () } do { open(my $in, '<', 'qshrink.control') or die $!; <$in> };
my $old = '0.2.0';

# Statements in one session; what they print, errors included
sub session
{
	my ($database, $role, $sql) = @_;
	open(my $file, '>', "$directory/statements") or die $!;
	print $file "\\set VERBOSITY verbose\n$sql";
	close $file;
	my $out = `psql -XAtq -U $role -d $database -f $directory/statements 2>&1`;
	$out =~ s/^psql:[^ ]* //mg;
	chomp $out;
	return $out;
}

# What another session does, as part of a session's statements
sub meanwhile
{
	my ($database, $role, @sql) = @_;
	return "\\! psql -XAtq -U $role -d $database " . join(' ', map { "-c \"$_\"" } @sql) . "\n";
}

sub refused
{
	my ($name, $out, $version) = @_;
	like($out, qr/^ERROR:  55000: the library of qshrink is version \Q$new\E, its SQL objects in this database are version \Q$version\E\n/m, "$name is refused");
	like($out, $version eq $old ? qr/^HINT:  Run ALTER EXTENSION qshrink UPDATE; in this database\.$/m : qr/^HINT:  Install the library of that version; a session that has loaded the old one must connect again\.$/m,
		'with a hint');
}

session('postgres', 'postgres', "DROP DATABASE IF EXISTS version_$_;") for qw(old new copy random);
session('postgres', 'postgres', 'DROP ROLE IF EXISTS version_owner, version_alice, version_bob;');
session('postgres', 'postgres', "CREATE ROLE $_ LOGIN;") for qw(version_owner version_alice version_bob);
session('postgres', 'postgres', "CREATE DATABASE $_ OWNER version_owner;") for qw(version_old version_new version_copy version_random);
is(session('version_old', 'version_owner', "CREATE EXTENSION qshrink VERSION '$old';"), '', "objects of $old");
is(session('version_new', 'version_owner', 'CREATE EXTENSION qshrink;'), '', "objects of $new");

# a problem of alice that bob may read, by plain SQL: policies decide about it
my $rows = q{
	INSERT INTO qshrink_problem (name, n_variables, objective) VALUES ('x', 2, '{(0,1):1}/2') RETURNING problem_id;
	INSERT INTO qshrink_share (problem_id, grantee, privilege) VALUES (1, 'version_bob', 'write');
};
is(session($_, 'version_alice', $rows), '1', "rows in $_") for qw(version_old version_new);

# ---------------------------------------------------------------------------
# Every function that is called at all reads the tables, but for these: it is pure, or
# a policy, or says what the library is or what the server does, or goes by the catalogue.
my $pure = join('|', qw(qubo_\w+ qshrink_role\w* qshrink_start\w* qshrink_may qshrink_may_change qshrink_written_here qshrink_is_storing qshrink_version
	qshrink_options qshrink_choices qshrink_stop qshrink_task_is_held qshrink_settings qshrink_number_node));

sub all_refuse
{
	my ($database, $version) = @_;
	my @calls = grep { $_->[0] =~ /^qshrink/ && $_->[0] !~ /^($pure)$/ && $_->[2] ne 'i' } calls(sub { split(/\n/, session($database, 'postgres', $_[0])) });
	cmp_ok(scalar(@calls), '>=', 35, "functions in $database");
	my @not = map {
		my $call = $_->[3];
		my $out = session($database, 'version_alice', "$call\n");
		$out =~ /^ERROR:  55000: the library of qshrink is version \Q$new\E, its SQL objects in this database are version \Q$version\E\n/m
			&& $out =~ /^HINT: /m ? () : "$call: " . substr($out, 0, 200);
	} @calls;
	is(join("\n", @not), '', 'every function that reads or writes the tables refuses');
}

# What goes on whatever the versions are
sub goes_on
{
	my ($database) = @_;
	is(session($database, 'version_alice', "SELECT '{(0,1):1}/2'::qubo + '{(0,0):2}/2'::qubo; SELECT qubo_energy('{(0,1):1}/2', bit varying '11'); SELECT sum(objective) FROM qshrink_problem;"),
		"{(0,0):2,(0,1):1}/2\n1\n{(0,1):1}/2", 'the type goes on');
	is(session($database, 'version_alice', 'SELECT problem_id, owner FROM qshrink_problem; UPDATE qshrink_problem SET name = \'y\' RETURNING name;'), "1|version_alice\ny", 'alice has her rows');
	is(session($database, 'version_bob', 'SELECT problem_id, owner FROM qshrink_problem; UPDATE qshrink_problem SET name = \'x\' RETURNING name;'), "1|version_alice\nx", 'bob what he was granted');
	like(session($database, 'version_bob', 'UPDATE qshrink_problem SET owner = \'version_bob\';'), qr/42501: new row violates row-level security policy/, 'and no more');
	is(session($database, 'version_owner', 'SELECT count(*) FROM qshrink_problem;'), '1', 'the owner has all');
	is(system("pg_dump -U version_owner -Fc -f $directory/dump $database"), 0, 'it can be dumped');
}

all_refuse('version_old', $old);
goes_on('version_old');
is(system("pg_restore -U version_owner -d version_copy --exit-on-error $directory/dump"), 0, 'and restored');
is(session('version_copy', 'version_alice', 'SELECT extversion FROM pg_extension WHERE extname = \'qshrink\'; SELECT objective FROM qshrink_solve(1, seed => 1, solutions => 1);'), "$new\n0",
	"as $new, which solves it");

# no call of the older objects, with whatever arguments, ends a backend
session('version_random', 'version_owner', "CREATE EXTENSION qshrink VERSION '$old'; $rows");
my $random = RandomCalls->new(seed => 1, query => sub { (my $sql = $_[0]) =~ s/\s+/ /g; split(/\n/, session('version_random', 'postgres', "$sql;")) });
my $started = session('version_random', 'postgres', q{SELECT min(backend_start) FROM pg_stat_activity WHERE backend_type = 'checkpointer';});
my @faults;
for (1 .. 6)
{
	my @statements = map { $random->statement } 1 .. 60;
	my $out = session('version_random', 'version_owner', "SET statement_timeout = 400;\n" . join('', map { "$_;\nROLLBACK;\n" } @statements));
	push @faults, join("\n", @statements) . "\n" . substr($out, -1000) if $out =~ /(?:ERROR|FATAL|PANIC): +XX|server closed the connection|connection to server was lost/;
}
is(join("\n", @faults), '', 'random calls of the older objects: no crash, no internal error');
is(session('version_random', 'postgres', q{SELECT min(backend_start) FROM pg_stat_activity WHERE backend_type = 'checkpointer';}), $started, 'the server was never restarted');

# a session that was refused goes on when another one has updated; and not if that was undone
refused('what was updated and undone', session('version_old', 'version_owner', 'BEGIN; ALTER EXTENSION qshrink UPDATE; SELECT qshrink_fingerprint(1); ROLLBACK; SELECT qshrink_fingerprint(1);'), $old);
my $out = session('version_old', 'version_owner', "SELECT qshrink_fingerprint(1);\n" . meanwhile('version_old', 'version_owner', 'ALTER EXTENSION qshrink UPDATE') . 'SELECT qshrink_fingerprint(1);');
refused('a session before the update', $out, $old);
like($out, qr/^[0-9a-f]{32}\z/m, 'and goes on after it');
is(session('version_old', 'version_alice', 'SELECT objective FROM qshrink_solve(1, seed => 1, solutions => 1);'), '0', 'as others do');

# newer objects, as another session's update makes them: everything but the functions
my @newer = ("UPDATE pg_extension SET extversion = '99.1' WHERE extname = 'qshrink'", 'ALTER FUNCTION qshrink_version() COST 2');
$out = session('version_new', 'version_alice', "SELECT qshrink_fingerprint(1);\n" . meanwhile('version_new', 'postgres', @newer) . 'SELECT qshrink_fingerprint(1);');
like($out, qr/^[0-9a-f]{32}$/m, 'a session with objects of its version');
refused('the same session with newer ones', $out, '99.1');
all_refuse('version_new', '99.1');
goes_on('version_new');
like(session('version_new', 'version_alice', 'SELECT * FROM qshrink_history;'), qr/^(|ERROR:  55000.*)$/s, 'views call functions');

# versions are numbers, not texts
for my $pair (['0.10.0', 'Install'], ['0.3', 'Run ALTER'], ['1', 'Install'], ['0.3.0.1', 'Install'], ['0.2.99', 'Run ALTER'])
{
	my ($version, $hint) = @$pair;
	like(session('version_new', 'postgres', "UPDATE pg_extension SET extversion = '$version' WHERE extname = 'qshrink'; SELECT qshrink_fingerprint(1);"), qr/version \Q$version\E\nHINT:  $hint/, "$version: $hint")
		if $new eq '0.3.0';
}

# a script that is newer than the library is not begun with, nor an upgrade script of it
my $folder = `\${PG_CONFIG:-pg_config} --sharedir`;
chomp $folder;
$folder .= '/extension';
SKIP:
{
	skip "$folder cannot be written to", 4 unless -w $folder;
	my $guard = join('', map { open(my $in, '<', $_) or die $!; local $/; <$in> } qw(sql/install/00_guard.sql sql/install/01_version.sql sql/install/02_library.sql));
	my @files = map { "$folder/qshrink--$_.sql" } '99.0.0', "$new--99.0.0";
	for my $file (@files)
	{
		open(my $out, '>', $file) or die $!;
		print $out $guard;
		close $out;
	}
	my $refusal = qr/^ERROR:  55000: the library of qshrink is version \Q$new\E, older than the SQL objects of version 99\.0\.0 that are to be made\nHINT:  Install the library of that version; a session that has loaded the old one must connect again\.$/m;
	session('version_new', 'postgres', 'DROP EXTENSION qshrink;');
	like(session('version_new', 'version_owner', q{CREATE EXTENSION qshrink VERSION '99.0.0';}), $refusal, 'a newer script is refused');
	is(session('version_new', 'version_owner', "CREATE EXTENSION qshrink VERSION '$new';"), '', 'the one of this version is not');
	like(session('version_new', 'version_owner', q{ALTER EXTENSION qshrink UPDATE TO '99.0.0';}), $refusal, 'a newer upgrade script is refused');
	like(session('version_new', 'version_owner', q{SELECT qshrink_create('x', '{}/1'); SELECT extversion FROM pg_extension WHERE extname = 'qshrink';}), qr/^\d+\n\Q$new\E$/, 'and nothing has changed');
	unlink(@files);
}

session('postgres', 'postgres', "DROP DATABASE version_$_;") for qw(old new copy random);
session('postgres', 'postgres', 'DROP ROLE version_owner, version_alice, version_bob;');
done_testing();
