# Running the client, qshrink, in tests: what it writes, how it ends, in a database of the
# test's own.
package Client;
use strict;
use warnings;
use Exporter 'import';
use File::Temp qw(tempdir);
use IO::Select;
use IPC::Open3;
use POSIX ();
use Symbol qw(gensym);
use Test::More;
use Time::HiRes qw(time sleep);

our @EXPORT = qw(client client_program client_start client_finish database psql sql_value write_file slurp wait_for one_line);

# QSHRINK_CLIENT names another build, one under sanitizers say
my $bin = `\${PG_CONFIG:-pg_config} --bindir`;
chomp $bin;
my $program = $ENV{QSHRINK_CLIENT} // "$bin/qshrink";
my $database;

sub client_program { return $program; }

# A fresh database with the extension, in its own schema, where the client must find it;
# other sessions find the names in the path
sub database
{
	my ($name) = @_;
	$database = "client_$name";
	system("dropdb --if-exists $database 2>/dev/null; createdb $database") == 0 or die "no database";
	system("psql -XAtq -d $database -c 'CREATE SCHEMA \"Q shrink\"' -c 'CREATE EXTENSION qshrink SCHEMA \"Q shrink\"' -c 'ALTER DATABASE $database SET search_path TO public, \"Q shrink\"'") == 0
		or die "no extension";
	$ENV{PGDATABASE} = $database;
	return $database;
}

END
{
	my $status = $?;
	system("dropdb --if-exists --force $database 2>/dev/null") if $database;
	$? = $status;
}

sub psql
{
	my ($sql) = @_;
	my $pid = open3(my $in, my $out, undef, 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', $database);
	print $in $sql;
	close $in;
	my $text = join '', <$out>;
	waitpid($pid, 0);
	chomp $text;
	return $text;
}

sub sql_value { return psql("SELECT $_[0]"); }

sub write_file
{
	my ($path, $content) = @_;
	open(my $file, '>:raw', $path) or die "$path: $!";
	print $file $content;
	close $file;
	return $path;
}

sub slurp
{
	my ($path) = @_;
	open(my $file, '<:raw', $path) or die "$path: $!";
	local $/;
	return <$file> // '';
}

# Begin a run; stdin is what it reads
sub client_start
{
	my ($arguments, %more) = @_;
	my $err = gensym;
	my $pid = open3(my $in, my $out, $err, $more{program} ? @{ $more{program} } : $program, @$arguments);
	binmode($_, ':raw') foreach ($in, $out, $err);
	print $in $more{stdin} if defined $more{stdin};
	close $in unless $more{keep_stdin};
	return {pid => $pid, in => $in, out => $out, err => $err, stdout => '', stderr => ''};
}

# Read until it ends or a pattern has come; status is -1 where it does not end in time
sub client_finish
{
	my ($run, %more) = @_;
	my $select = IO::Select->new(grep { defined fileno($_) } ($run->{out}, $run->{err}));
	my $until = time + ($more{seconds} // 120);
	while ($select->count && time < $until)
	{
		foreach my $handle ($select->can_read(0.2))
		{
			my $read = sysread($handle, my $text, 65536);
			if ($read) { $run->{ $handle == $run->{out} ? 'stdout' : 'stderr' } .= $text; }
			else { $select->remove($handle); close $handle; }
		}
		return $run if $more{until} && "$run->{stdout}$run->{stderr}" =~ $more{until};
	}
	return $run if $more{until} && $select->count;
	kill('KILL', $run->{pid}) if $select->count;
	waitpid($run->{pid}, 0);
	$run->{status} = $select->count ? -1 : $? >> 8;
	$run->{signal} = $? & 127;
	return $run;
}

sub client
{
	my (@arguments) = @_;
	my %more = ref $arguments[-1] eq 'HASH' ? %{ pop @arguments } : ();
	my $run = client_finish(client_start(\@arguments, %more), %more);
	unlike($run->{stderr}, qr/Sanitizer|runtime error/, "nothing wrong within qshrink " . ($arguments[0] // "")) if $ENV{QSHRINK_CLIENT};
	return $run;
}

# Whether an error is one line that matches
sub one_line
{
	my ($run, $pattern, $name) = @_;
	my @lines = split /\n/, $run->{stderr};
	ok(@lines == 1 && $lines[0] =~ /^qshrink: / && $lines[0] =~ $pattern, $name) or diag("status $run->{status}: $run->{stderr}");
}

sub wait_for
{
	my ($what, $test) = @_;
	for (1 .. 300)
	{
		return pass($what) if $test->();
		sleep 0.1;
	}
	return fail($what);
}

1;
