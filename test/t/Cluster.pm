# A folder for a cluster of a test's own, and programs run as the user who may run a server.
#
#   use Cluster;
#   ok(run("$bin/initdb", '-D', "$home/data", ...));
package Cluster;
use strict;
use warnings;
use parent 'Exporter';
use File::Temp qw(tempdir);

our @EXPORT = qw($bin $home run configure statement_of);
our $bin = `\${PG_CONFIG:-pg_config} --bindir`;
chomp $bin;
our $home = tempdir(CLEANUP => 1);
my $statements = tempdir(CLEANUP => 1);
my @owner;
if ($> == 0)
{
	# the server will not run as root
	my (undef, undef, $uid, $gid) = getpwnam('postgres');
	chown($uid, $gid, $home) or die $!;
	@owner = ('runuser', '-u', 'postgres', '--');
}
chmod 0755, $home;

# Run a program as that user, from a folder it may look at; does it end well?
sub run
{
	my (@command) = @_;
	my $pid = fork() // die $!;
	if ($pid == 0)
	{
		chdir($home) or die $!;
		open(STDOUT, '>', '/dev/null');
		open(STDERR, '>', '/dev/null');
		exec(@owner, @command) or exit 127;
	}
	waitpid($pid, 0);
	return $? == 0;
}

# Lines at the end of the cluster's configuration
sub configure
{
	my (@lines) = @_;
	open(my $file, '>>', "$home/data/postgresql.conf") or die $!;
	print $file "$_\n" for @lines;
	close $file;
}

# A file with these statements
sub statement_of
{
	my ($sql) = @_;
	open(my $file, '>', "$statements/statement") or die $!;
	print $file $sql;
	close $file;
	return "$statements/statement";
}

1;
