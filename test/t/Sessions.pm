# A database of a test's own on the given cluster, and sessions in it.
#
#   use Sessions 'stop';             the database t_stop, with the extension, dropped at the end
package Sessions;
use strict;
use warnings;
use parent 'Exporter';
use File::Temp qw(tempdir);
use IPC::Open2;
use Test::More;
use Time::HiRes qw(sleep);

our @EXPORT = qw(psql session send_to answer finish holds wait_until $database $patience);
our $database;
our $patience = 200;			# tenths of a second until something must have happened
my $directory = tempdir(CLEANUP => 1);

sub import
{
	my ($class, $name) = @_;
	$database = "t_$name";
	system("dropdb --if-exists --force $database 2>/dev/null");
	system('createdb', $database) == 0 or die 'no database';
	psql('CREATE EXTENSION qshrink') eq '' or die 'no extension';
	$class->export_to_level(1, $class, @EXPORT);
}

# The status of the test stays as it is.
END
{
	my $status = $?;
	system("dropdb --if-exists --force $database 2>/dev/null") if $database;
	$? = $status;
}

# Statements in a session of their own: their output, errors included
sub psql
{
	my ($sql) = @_;
	open(my $file, '>', "$directory/statement") or die $!;
	print $file $sql;
	close $file;
	my $out = `psql -XAtq -v VERBOSITY=verbose -d $database -f $directory/statement 2>&1`;
	chomp $out;
	return $out;
}

# A session that goes on in the background
sub session
{
	my ($name) = @_;
	my $pid = open2(my $out, my $in, "psql -XAtq -v VERBOSITY=verbose -d $database 2>&1");
	$in->autoflush(1);
	print $in "SET application_name = '$name';\n" if defined $name;
	return {name => $name, pid => $pid, in => $in, out => $out};
}
sub send_to
{
	my ($session, $sql) = @_;
	print {$session->{in}} "$sql\n";
}
# What it printed until it has done everything sent so far
sub answer
{
	my ($session) = @_;
	my $text = '';
	print {$session->{in}} "\\echo done\n";
	while (defined(my $line = readline($session->{out})))
	{
		last if $line eq "done\n";
		$text .= $line;
	}
	chomp $text;
	return $text;
}
sub finish
{
	my ($session) = @_;
	close $session->{in};
	close $session->{out};
	waitpid($session->{pid}, 0);
}

# Does a query give true before patience ends?
sub holds
{
	my ($sql) = @_;
	for (1 .. $patience)
	{
		return 1 if psql($sql) eq 't';
		sleep 0.1;
	}
	return 0;
}
sub wait_until
{
	my ($what, $sql) = @_;
	return ok(holds($sql), $what);
}

1;
