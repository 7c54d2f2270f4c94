#!/usr/bin/env perl
# Owners of rows across clusters: a dump finds them by name, with or without the
# roles, in text, archive, binary and INSERT form; pg_upgrade keeps them.
use strict;
use warnings;
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use Cwd qw(abs_path);
use Test::More;

my $root = abs_path(dirname($0) . '/../..');
my $directory = tempdir(CLEANUP => 1);
chmod 0755, $directory;
my $config = $ENV{PG_CONFIG} // 'pg_config';
chomp(my $bindir = `$config --bindir`);
my @roles = ('r_alice', 'r_bob', 'r_gone', '?r_mark', 'r Odd=');

# Run a program; its exit status and what it said
sub run
{
	my (@command) = @_;
	my $pid = open(my $handle, '-|') // die $!;
	if ($pid == 0)
	{
		open(STDERR, '>&', \*STDOUT) or die $!;
		open(STDIN, '<', '/dev/null') or die $!;
		chdir $directory;
		exec(@command) or exit 127;
	}
	my $out = do { local $/; <$handle> } // '';
	close($handle);
	$out =~ s{\n\z}{};
	return ($? >> 8, $out);
}

sub psql
{
	my ($database, $role, $sql) = @_;
	my ($status, $out) = run("$bindir/psql", '-XAtq', '-v', 'ON_ERROR_STOP=1', '-U', $role, '-d', $database, '-c', $sql);
	diag($out) if $status;
	return $out;
}

sub fill
{
	my ($database) = @_;

	psql('postgres', 'postgres', "CREATE ROLE \"$_\" LOGIN") foreach 'r_owner', @roles;
	psql('postgres', 'postgres', "CREATE DATABASE $database OWNER r_owner");
	psql($database, 'r_owner', 'CREATE EXTENSION qshrink');
	foreach my $role (@roles)
	{
		psql($database, $role, "SELECT qshrink_mis('of ' || current_user, 'VALUES (1, 2), (2, 3)');
			SELECT count(*) FROM qshrink_solve((SELECT problem_id FROM qshrink_problem), 'exact', seed => 1)");
	}
	# a renamed role, one that is no more, and another of its name
	psql('postgres', 'postgres', 'ALTER ROLE r_bob RENAME TO r_bobby; DROP ROLE r_gone; CREATE ROLE r_gone LOGIN; CREATE ROLE r_bob LOGIN');
}

# Owner and name of each problem as the owner of the tables sees it
my $owners = q{SELECT string_agg(owner::text || ': ' || name, ', ' ORDER BY name) FROM qshrink_problem};
my $same = q{SELECT bool_and(p.owner = r.owner AND p.owner::text = r.owner::text AND p.owner = v.owner) FROM qshrink_problem p JOIN qshrink_run r USING (problem_id) JOIN qshrink_variable v USING (problem_id)};
my $mine = q{SELECT coalesce(string_agg(name, ','), '-') || ' ' || (SELECT count(DISTINCT problem_id) FROM qshrink_solution) FROM qshrink_problem};

# What holds in a cluster where all roles exist
sub check_all
{
	my ($where, $database) = @_;

	is(psql($database, 'r_owner', $owners), '=?r_mark: of ?r_mark, r Odd=: of r Odd=, r_alice: of r_alice, r_bobby: of r_bob, ?r_gone: of r_gone', "$where: owners");
	is(psql($database, 'r_owner', $same), 't', "$where: what belongs to a problem has its owner");
	is(psql($database, 'r_alice', $mine), 'of r_alice 1', "$where: alice has hers");
	is(psql($database, 'r_bobby', $mine), 'of r_bob 1', "$where: a renamed role has its own");
	is(psql($database, '?r_mark', $mine), 'of ?r_mark 1', "$where: so has a role with a mark in its name");
	is(psql($database, 'r Odd=', $mine), 'of r Odd= 1', "$where: and one with an odd name");
	is(psql($database, 'r_bob', $mine), '- 0', "$where: a new role of an old name has nothing");
	is(psql($database, 'r_gone', $mine), '- 0', "$where: nor one of the name of a dropped one");
}

fill('r_first');
check_all('first', 'r_first');

# ---------------------------------------------------------------------------
# to another database of the cluster, by each form
my @forms = (['text', '-Fp'], ['archive', '-Fc'], ['inserts', '-Fp', '--inserts'], ['column inserts', '-Fc', '--column-inserts']);
foreach my $form (@forms)
{
	my ($name, @options) = @$form;
	my ($status, $out) = run("$bindir/pg_dump", '-U', 'r_owner', @options, '-f', "$directory/$name.dump", 'r_first');
	is("$status$out", '0', "$name: dumped");
	psql('postgres', 'postgres', 'CREATE DATABASE r_second OWNER r_owner');
	($status, $out) = $options[0] eq '-Fp' ?
		run("$bindir/psql", '-Xq', '-o', '/dev/null', '-v', 'ON_ERROR_STOP=1', '-U', 'r_owner', '-d', 'r_second', '-f', "$directory/$name.dump") :
		run("$bindir/pg_restore", '--exit-on-error', '-U', 'r_owner', '-d', 'r_second', "$directory/$name.dump");
	is("$status$out", '0', "$name: restored");
	check_all($name, 'r_second');
	psql('postgres', 'postgres', 'DROP DATABASE r_second');
}

# binary COPY
psql('postgres', 'postgres', 'CREATE DATABASE r_second OWNER r_owner');
psql('r_second', 'r_owner', 'CREATE EXTENSION qshrink');
my ($failed, $said) = run('bash', '-c', "set -o pipefail; '$bindir/psql' -XAtq -U r_owner -d r_first -c 'COPY qshrink_problem TO STDOUT (FORMAT binary)' | '$bindir/psql' -XAtq -U r_owner -d r_second -c 'COPY qshrink_problem FROM STDIN (FORMAT binary)'");
is("$failed$said", '0', 'binary: copied');
is(psql('r_second', 'r_owner', $owners), psql('r_first', 'r_owner', $owners), 'binary: the same owners');
is(psql('r_second', 'r_bobby', q{SELECT string_agg(name, ',') FROM qshrink_problem}), 'of r_bob', 'binary: and rights');
psql('postgres', 'postgres', 'DROP DATABASE r_second');

# ---------------------------------------------------------------------------
# to a cluster where roles are missing
my $check = <<"SQL";
set -e
psql -XAtqc 'CREATE ROLE r_owner LOGIN' -c 'CREATE ROLE r_alice LOGIN' -c 'CREATE DATABASE r_first OWNER r_owner'
psql -Xq -o /dev/null -v ON_ERROR_STOP=1 -U r_owner -d r_first -f '$directory/text.dump'
psql -XAtq -U r_owner -d r_first -c "$owners" -c "$same"
psql -XAtqc 'CREATE ROLE r_bobby LOGIN'
psql -XAtq -U r_bobby -d r_first -c "$mine"
psql -XAtq -U r_alice -d r_first -c "$mine"
psql -XAtq -U r_owner -d r_first -c "SELECT qshrink_reassign('r_bobby', 'r_bobby'), qshrink_reassign('r Odd=', 'r_alice')" -c "$same"
psql -XAtq -U r_bobby -d r_first -c "$mine"
pg_dump -U r_owner -Fc -f '$directory/again.dump' r_first
createdb -O r_owner r_second
pg_restore --exit-on-error -U r_owner -d r_second '$directory/again.dump'
psql -XAtq -U r_owner -d r_second -c "$owners"
SQL
chmod 0777, $directory;
my ($status, $out) = run("$root/scripts/cluster", 'bash', '-c', $check);
is($out, join("\n",
	'??r_mark: of ?r_mark, ?r Odd=: of r Odd=, r_alice: of r_alice, ?r_bobby: of r_bob, ?r_gone: of r_gone', 't',
	'- 0', 'of r_alice 1', '1|1', 't', 'of r_bob 1',
	'??r_mark: of ?r_mark, r_alice: of r Odd=, r_alice: of r_alice, r_bobby: of r_bob, ?r_gone: of r_gone'),
	'missing roles: rows come in, belong to nobody, are handed over, and dumped again');
is($status, 0, 'without an error');

psql('postgres', 'postgres', 'DROP DATABASE r_first');
psql('postgres', 'postgres', "DROP ROLE \"$_\"") foreach 'r_owner', 'r_bobby', @roles;

# ---------------------------------------------------------------------------
# pg_upgrade: oids of roles stay
SKIP:
{
	skip 'pg_upgrade is not installed', 12 if !-x "$bindir/pg_upgrade";
	my $place = tempdir(CLEANUP => 1);
	my @as = ();

	if ($> == 0)
	{
		chown((getpwnam('postgres'))[2, 3], $place);
		@as = ('runuser', '-u', 'postgres', '--');
	}
	chmod 0755, $place;
	my $in_place = sub { run(@as, 'bash', '-c', "cd '$place' && " . join(' ', map { "'$_'" } @_)) };
	local $ENV{PGHOST} = $place;
	local $ENV{PGPORT} = 5433;
	foreach my $which ('old', 'new')
	{
		my ($status, $out) = $in_place->("$bindir/initdb", '-D', $which, '-U', 'postgres', '-A', 'trust', '-N', '-E', 'UTF8', '--locale=C.UTF-8');
		is($status, 0, "$which cluster") or diag($out);
	}
	my $start = sub { $in_place->("$bindir/pg_ctl", '-D', $_[0], '-w', '-l', "$_[0].log", '-o', "-p 5433 -k $place -c listen_addresses= -F", 'start') };
	my $stop = sub { $in_place->("$bindir/pg_ctl", '-D', $_[0], '-w', '-m', 'fast', 'stop') };

	$start->('old');
	fill('r_first');
	$stop->('old');
	my ($status, $out) = $in_place->("$bindir/pg_upgrade", '-U', 'postgres', '-b', $bindir, '-B', $bindir, '-d', 'old', '-D', 'new', '-s', $place);
	is($status, 0, 'pg_upgrade') or diag($out);
	$start->('new');
	check_all('upgraded', 'r_first');
	is(psql('r_first', 'r_owner', "SELECT qshrink_reassign('?r_gone', 'r_gone')"), '1', 'rows of the dropped role are handed over');
	$stop->('new');
}
done_testing();
