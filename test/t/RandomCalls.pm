# Random SQL over everything the extension installs: what to call is read from the
# catalogue, arguments are made by type and name, valid ones among invalid ones.
package RandomCalls;
use strict;
use warnings;

# Called by hand with arguments of any kind, these take what only the server can make.
my %skipped_type = map { $_ => 1 } qw(internal trigger event_trigger language_handler);

my @numbers = qw(0 1 -1 2 3 5 7 16 26 63 64 100 1000 65536 2147483647 -2147483648);
my @reals = qw(0 1 -1 0.5 1e-9 -0 2.5 1e3 1e9 1e15 -1e16 1e25 1e40 1e100 1e101 1e150 1e200
	1e300 1.7e308 -1.7e308 1e-20 1e-100 1e-150 1e-300 1e-320 5e-324 NaN Infinity -Infinity);
# What can be set and chosen among, as the extension lists it
my %option;						# kind by name; a list where names are chosen among
my %choice;						# names by list

sub new {
	my ($class, %self) = @_;	# seed; query: a function from SQL to rows
	my $self = bless {%self}, $class;
	srand($self->{seed});
	$self->read_catalogue;
	return $self;
}

sub pick { return $_[rand @_] }
sub chance { return rand() < $_[0] }
sub quote { my ($text) = @_; $text =~ s/'/''/g; return "'$text'" }

sub read_options {
	my ($self) = @_;
	for my $row ($self->{query}->("SELECT name, kind, coalesce(maximum, 1e9) <= 2, coalesce(array_to_string(choices, ';'), '') FROM qshrink_options()
			WHERE given_as && '{qshrink_solve,qubo_sample,qshrink_encode}'")) {
		my ($name, $kind, $share, $choices) = split /\|/, $row, -1;
		$option{$name} = $choices ne '' ? [split /;/, $choices] : $kind eq 'number' && $share eq 't' ? 'share' : $kind;
	}
	for my $row ($self->{query}->("SELECT list, name FROM qshrink_choices()")) {
		my ($list, $name) = split /\|/, $row, -1;
		push @{$choice{$list}}, $name;
	}
}

sub read_catalogue {
	my ($self) = @_;
	$self->read_options;
	my $members = "SELECT d.objid FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
		AND d.refclassid = 'pg_extension'::regclass WHERE e.extname = 'qshrink' AND d.deptype = 'e' AND d.classid = ";
	for my $row ($self->{query}->("SELECT p.proname, p.prokind, p.pronargdefaults, p.proretset,
			coalesce((SELECT string_agg(t::regtype::text, ';' ORDER BY o) FROM unnest(p.proargtypes) WITH ORDINALITY AS u(t, o)), ''),
			coalesce((SELECT string_agg(coalesce(n, ''), ';' ORDER BY o) FROM unnest(p.proargnames) WITH ORDINALITY AS u(n, o)
				WHERE p.proargmodes IS NULL OR p.proargmodes[o] IN ('i', 'b', 'v')), '')
			FROM pg_proc p WHERE p.oid IN ($members 'pg_proc'::regclass) ORDER BY p.oid")) {
		my ($name, $kind, $defaults, $set, $types, $names) = split /\|/, $row, -1;
		my @types = split /;/, $types;
		next if grep { $skipped_type{$_} } @types;
		push @{$self->{functions}}, {name => $name, kind => $kind, defaults => $defaults, set => $set eq 't',
			types => \@types, names => [split /;/, $names]};
	}
	@{$self->{operators}} = map { [split /\|/, $_, -1] } $self->{query}->("SELECT oprname,
		CASE WHEN oprleft = 0 THEN '' ELSE oprleft::regtype::text END, oprright::regtype::text
		FROM pg_operator WHERE oid IN ($members 'pg_operator'::regclass) ORDER BY oid");
	@{$self->{casts}} = map { [split /\|/, $_, -1] } $self->{query}->("SELECT castsource::regtype, casttarget::regtype
		FROM pg_cast WHERE oid IN ($members 'pg_cast'::regclass) ORDER BY oid");
	for my $row ($self->{query}->("SELECT c.relname, c.relkind, a.attname, format_type(a.atttypid, a.atttypmod)
			FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
			WHERE c.relkind IN ('r', 'v') AND c.oid IN ($members 'pg_class'::regclass) ORDER BY c.oid, a.attnum")) {
		my ($relation, $kind, $column, $type) = split /\|/, $row, -1;
		$self->{relations}{$relation}{kind} = $kind;
		push @{$self->{relations}{$relation}{columns}}, [$column, $type];
	}
}

# Problems of every class, made by the role that will use them
sub setup {
	return (
		"SELECT qshrink_mdkp('k', 'SELECT i, 1 + i * 7 % 13 FROM generate_series(1, 24) i', 'SELECT r, i, 1 + i * r % 11 FROM generate_series(1, 24) i, generate_series(1, 3) r', 'SELECT r, 60 FROM generate_series(1, 3) r')",
		"SELECT qshrink_mis('g', 'SELECT a, b FROM generate_series(1, 30) a, generate_series(1, 30) b WHERE a < b AND (a * b) % 7 = 1')",
		"SELECT qshrink_qap('a', 'SELECT i, j, (i * j) % 5 FROM generate_series(1, 6) i, generate_series(1, 6) j', 'SELECT i, j, abs(i - j) FROM generate_series(1, 6) i, generate_series(1, 6) j')",
		"SELECT qshrink_maxcut('m', 'SELECT a, b FROM generate_series(1, 20) a, generate_series(1, 20) b WHERE a < b AND (a + b) % 3 = 0')",
		"SELECT qshrink_create('q', (SELECT qubo_agg(i, j, ((i * 31 + j * 17) % 19 - 9)::float8) FROM generate_series(0, 17) i, generate_series(0, 17) j WHERE i <= j))",
		"SELECT qshrink_create('p', (SELECT qubo_agg(i, i, (1 + i % 7)::float8) FROM generate_series(0, 39) i), 'min')",
		"SELECT qshrink_constrain(max(problem_id), 'SELECT r, (r * 5 + k * 3) % 40, 1 + k % 3, (array[''>='', ''='', ''<=''])[1 + r % 3], 3 FROM generate_series(1, 12) r, generate_series(1, 6) k') FROM qshrink_problem",
		"SELECT qshrink_create('huge', '{(0,0):1e25,(1,1):-1e80,(0,1):1e-15,(2,2):3}/3')",
		"SELECT qshrink_constrain(max(problem_id), 'VALUES (1, 0, 1e300, ''<='', 1e290), (1, 1, 1e260, ''<='', 1e290), (2, 2, 1e90, ''>='', 1)') FROM qshrink_problem",
		"SELECT qshrink_mdkp('profits', 'SELECT i, 1e25 * i FROM generate_series(1, 30) i', 'SELECT 1, i, 5 + i * 7 % 13 FROM generate_series(1, 30) i', 'SELECT 1, 60')",
		"SELECT qshrink_create('beyond', '{(0,0):1e300,(1,1):-1e-320,(0,1):1e308}/3')",
		"SELECT count(*) FROM qshrink_solve((SELECT min(problem_id) FROM qshrink_problem), 'qaoa', 8, rounds => 2, seed => 1)",
		"SELECT count(*) FROM qshrink_solve((SELECT max(problem_id) FROM qshrink_problem WHERE name = 'q'), 'vqe', 6, rounds => 1, seed => 1)",
	);
}

# ---------------------------------------------------------------------------
# Values, as SQL text
sub number { return chance(0.8) ? pick(@numbers) : int(rand(2**31)) * pick(1, -1) }
sub real { return chance(0.6) ? pick(@reals) : pick(1, -1) * exp((rand() - 0.5) * pick(1, 10, 100, 1400)) }
sub bits { return join '', map { int rand 2 } 1 .. pick(0, 1, 3, 6, 18, 20, 24, 30, 36, 40, int rand 70) }

sub text {
	return pick('', ' ', 'x', "it''s", '%s%n', '{}', '[1]', 'null', 'é', 'x' x 70, '(' x 3000, '-1', '1e999',
		join('', map { chr(32 + rand 94) } 1 .. rand 40));
}

sub qubo_text {
	my $n = pick(0, 1, 2, 3, 5, 8, 12, 20, 40);
	my @terms = map { my $i = int rand($n + chance(0.02)); my $j = chance(0.5) ? $i : int rand($n); "($i,$j):" . (chance(0.8) ? int(rand 19) - 9 : real()) }
		1 .. ($n ? rand 3 * $n : 0);
	return '{' . join(',', @terms) . "}/$n" . (chance(0.2) ? '+' . abs(int real() % 9) : '');
}

sub json_number { my $value = real(); return $value =~ /NaN|Inf/ ? number() : $value }

sub json_list { my ($most) = @_; return '[' . join(',', map { json_number() } 1 .. rand $most) . ']' }

sub option_value {
	my ($kind) = @_;
	return pick('null', 'true', '"x"', '[]', '{}', json_number()) if chance(0.07);
	return '"' . pick(@$kind) . '"' if ref $kind;
	return pick('true', 'false') if $kind eq 'boolean';
	return chance(0.8) ? pick(1, 2, 3, 5, 10, 50) : number() if $kind eq 'integer';
	return chance(0.8) ? sprintf('%.3f', rand) : json_number() if $kind eq 'share';
	return json_list(10) if $kind eq 'list of numbers';
	return json_list(4) if $kind eq 'two numbers';
	return chance(0.5) ? json_list(8) : '{"gamma":' . json_list(3) . ',"beta":' . json_list(3) . '}' if $kind eq 'angles';
	return chance(0.5) ? int(rand 9) : '{"run":' . int(rand 9) . ',"round":' . int(rand 4) . '}' if $kind eq 'run or round';
	return '"' . bits() . '"' if $kind eq 'bits';
	return '[' . join(',', map { '[' . join(',', map { int rand 8 } 0 .. rand 4) . ']' } 0 .. rand 3) . ']' if $kind eq 'list of lists';
	return '{' . join(',', map { '"' . pick('c', 'x', 'cap', '') . '":' . json_number() } 1 .. rand 3) . '}' if $kind =~ /^object/;
	return '"' . pick('a', 'b', '') . '"' if $kind eq 'text';
	return json_number();
}

sub options {
	my @names = map { pick(sort keys %option) } 1 .. rand 5;
	push @names, 'no_such' if chance(0.03);
	return '{' . join(',', map { "\"$_\":" . option_value($option{$_} // 'real') } @names) . '}';
}

sub json {
	my ($name) = @_;
	return pick('null', '[]', '3', '"x"', '{"a":1}', '[[[]]]', '{"":{}}') if chance(0.1);
	return '{' . join(',', map { '"' . int(rand 45) . '":' . pick(0, 1, 'true', 'false', 2, 'null') } 1 .. rand 6) . '}'
		if $name eq 'fixed';
	return '{' . join(',', map { '"' . bits() . '":' . number() } 1 .. rand 8) . '}' if $name eq 'counts';
	if ($name eq 'model' || chance(0.2)) {
		my $n = pick(0, 1, 3, 6, 20);
		my $row = sub { my @v = map { int rand($n || 1) } 1 .. 1 + rand 4;
			'{"variables":[' . join(',', @v) . '],"coefficients":[' . join(',', map { json_number() } @v) . '],"sense":"' . pick('<=', '=', '>=', '<') . '","rhs":' . json_number() . '}' };
		return "{\"sense\":\"" . pick('min', 'max', 'x') . "\",\"n\":$n,\"constant\":" . json_number() .
			',"linear":[' . join(',', map { '[' . int(rand($n || 1)) . ',' . json_number() . ']' } 1 .. rand 8) .
			'],"quadratic":[' . join(',', map { '[' . int(rand($n || 1)) . ',' . int(rand($n || 1)) . ',' . json_number() . ']' } 1 .. rand 8) .
			'],"rows":[' . join(',', map { $row->() } 1 .. rand 4) . ']}';
	}
	return '{"n":3,"terms":[' . join(',', map { '[' . int(rand 4) . ',' . int(rand 3) . ',' . json_number() . ']' } 1 .. rand 5) . ']}'
		if chance(0.2);
	return options();
}

sub sql {	# for arguments that are queries
	my $n = pick(0, 1, 3, 8, 20);
	return pick(
		"SELECT i, 1 + i % 5 FROM generate_series(1, $n) i", "SELECT i, i + 1 FROM generate_series(1, $n) i",
		"SELECT i, j, (i * j) % 5 FROM generate_series(1, $n) i, generate_series(1, $n) j",
		"SELECT i, j, " . real() . "::float8 FROM generate_series(1, 3) i, generate_series(1, 3) j",
		"SELECT 1, i, 2 FROM generate_series(1, $n) i", "VALUES (1, " . number() . ")", "VALUES (1, 2, NULL)",
		"SELECT 'c', i, 1, '" . pick('<=', '=', '>=') . "', 2 FROM generate_series(0, $n) i",
		"SELECT i, '" . real() . "'::float8 FROM generate_series(1, $n) i", 'SELECT', 'SELECT 1', 'SELECT 1/0, 2', '', ';',
		'DELETE FROM qshrink_problem', 'SELECT pg_sleep(9)', "SELECT random(), 1", 'SELECT * FROM nowhere',
		"VALUES ('a', 'b', '1'), (NULL, 'b', '2')", 'SELECT 1 UNION ALL SELECT 2 FOR UPDATE', 'BEGIN', 'COPY x FROM stdin', text());
}

sub content {
	return pick("p sp 3 2\ne 1 2 1\n", "3 3\n1 2 1\n2 3 -1\n1 3 2\n", "1\n2 1 0\n3 4\n1 2\n2\n", "p edge 3 2\ne 1 2\ne 2 3\n",
		"2\n0 1\n1 0\n0 2\n2 0\n", "p qubo 0 3 3 1\n0 0 1\n0 1 -2\n", '{"sense":"min","n":2,"linear":[[0,1]]}', text(),
		join(' ', map { number() } 1 .. rand 30)) . (chance(0.2) ? ' ' . real() : '');
}

sub text_argument {
	my ($self, $name) = @_;
	return text() if chance(0.04);
	return pick(@{$choice{solver}}) if $name eq 'solver';
	return pick(@{$choice{correlation}}) if $name eq 'correlation';
	return pick(@{$choice{correlation}}, @{$choice{bound}}) if $name eq 'method';
	return pick(@{$choice{encoding}}) if $name eq 'encoding';
	return pick(@{$choice{format}}, @{$choice{'export format'}}) if $name eq 'format';
	return pick('min', 'max', 'x') if $name eq 'sense';
	return pick('left', 'right', 'x') if $name eq 'bit_order';
	return content() if $name eq 'content';
	return pick('n1', 'n2', 'k', '') if $name eq 'name' || $name eq 'label' || $name eq 'owner';
	return sql() if $name =~ /^(items|weights|capacities|edges|nodes|flows|distances|costs|rows|variables|objective|constraints)$/;
	return chance(0.5) ? sql() : text();
}

sub elements { my ($make) = @_; return '{' . join(',', map { $make->() } 1 .. pick(0, 1, 3, 4, 9, 36)) . '}' }

# Arguments that the function takes, all of them for one problem
my %sane_query = (
	items => 'SELECT i, %s::float8 * (1 + i %% 5) FROM generate_series(1, %d) i', weights => 'SELECT 1, i, %s::float8 FROM generate_series(1, %d) i',
	capacities => 'SELECT 1, %s::float8 * 9', edges => 'SELECT a, a + 1 FROM generate_series(1, %d) a', nodes => 'SELECT i, %s::float8 FROM generate_series(1, %d) i',
	flows => 'SELECT i, j, %s::float8 FROM generate_series(1, 4) i, generate_series(1, 4) j',
	distances => 'SELECT i, j, abs(i - j) FROM generate_series(1, 4) i, generate_series(1, 4) j', costs => 'SELECT i, i, %s::float8 FROM generate_series(1, 4) i',
	rows => "SELECT 'c%s', i, %s::float8, '<=', 2 FROM generate_series(0, 2) i",
);
my %sane_number = (max_qubits => [4 .. 14], layers => [1 .. 3], shots => [1, 10, 200], rounds => [1 .. 3], seed => [1 .. 9], solutions => [1, 5],
	i => [0 .. 2], j => [0 .. 2], round => [1], cells => [4], length => [0 .. 4]);

sub sane_value {
	my ($self, $type, $name) = @_;
	my $of = "FROM qshrink_problem WHERE problem_id = $self->{problem}";
	my $small = chance(0.8) ? 1 + int rand 9 : pick(grep { !/NaN|Inf/ } @reals);
	return $self->{problem} if $name eq 'problem_id';
	return "(SELECT max(run_id) FROM qshrink_run WHERE problem_id = $self->{problem})" if $name eq 'run_id';
	return "(SELECT left(repeat('" . pick(qw(0110100 0 1 0001)) . "', 20), n_variables)::bit varying $of)" if $name eq 'assignment' || $name eq 'start';
	return "(SELECT jsonb_build_object(left(repeat('" . bits() . "01', 20), max(qubits)), 5) FROM qshrink_round WHERE problem_id = $self->{problem} AND run_id = (SELECT max(run_id) FROM qshrink_run WHERE problem_id = $self->{problem}))" if $name eq 'counts';
	return quote('{"' . int(rand 3) . '": ' . int(rand 2) . '}') . '::jsonb' if $name eq 'fixed';
	if (my $query = $sane_query{$name}) { my $n = 3 + int rand 12; $query =~ s/%d/$n/; $query =~ s/%s/$small/g; $query =~ s/%%/%/; return quote($query) }
	return pick(@{$sane_number{$name}}) if $sane_number{$name};
	return quote('n' . int rand 1e9) if $name eq 'name';
	return "'1 s'::interval" if $type eq 'interval';
	return "'" . elements(sub { $small }) . "'::$type" if $type =~ /\[\]$/ && $type ne 'text[]';
	return "$small\::$type" if $type eq 'double precision';
	return undef;
}

# A value of a type for an argument or column of a name
sub value {
	my ($self, $type, $name) = @_;
	$name //= '';
	if ($self->{sane}) {
		my $value = $self->sane_value($type, $name);
		return $value if defined $value;
	}
	return "NULL::$type" if chance($self->{sane} ? 0.005 : 0.04);
	return quote(text()) . "::$type" if chance(0.01);
	if ($name eq 'problem_id' && chance(0.95)) { return '(SELECT problem_id FROM qshrink_problem ORDER BY problem_id ' . pick('OFFSET ' . int(rand 11), 'DESC OFFSET ' . int(rand 5)) . ' LIMIT 1)' }
	if ($name eq 'run_id' && chance(0.9)) { return '(SELECT run_id FROM qshrink_run ORDER BY run_id DESC OFFSET ' . int(rand 5) . ' LIMIT 1)' }
	return "'" . qubo_text() . "'::qubo" if $type eq 'qubo';
	return "'" . number() . "'::$type" if $type =~ /^(bigint|integer|smallint|numeric|oid)$/;
	return "'" . real() . "'::$type" if $type =~ /^(double precision|real)$/;
	return pick('true', 'false') if $type eq 'boolean';
	return quote(json($name)) . '::jsonb' if $type eq 'jsonb';
	return "B'" . bits() . "'::bit varying" if $type eq 'bit varying';
	return "'" . pick('1 ms', '50 ms', '1 s', '-1 s', '0', '1 year', '178000000 years', 'infinity') . "'::$type" if $type eq 'interval';
	if ($type eq 'bytea' && chance(0.6)) {	# a state of the aggregate, as it is or with one byte changed
		my $state = 'qubo_agg_transition(qubo_agg_transition(NULL, ' . int(rand 3) . ', 1, ' . json_number() . '), 0, ' . int(rand 9) . ', 1.5)';
		return chance(0.5) ? $state : "set_byte($state, " . int(rand 50) . ', ' . pick(0, 1, 127, 128, 255, int rand 256) . ')';
	}
	return "decode('" . join('', map { sprintf '%02x', rand 256 } 1 .. rand 60) . "', 'hex')" if $type eq 'bytea';
	return "'" . elements(\&number) . "'::$type" if $type =~ /^(integer|bigint)\[\]$/;
	return chance(0.3) ? "'{{1,2},{3," . real() . "}}'::$type" : "'" . elements(\&real) . "'::$type" if $type =~ /^(double precision|real|numeric)\[\]$/;
	return "'" . elements(sub { pick('a', 'b', 'NULL', '""', '1') }) . "'::$type" if $type eq 'text[]';
	return quote(qubo_text()) . '::cstring' if $type eq 'cstring';
	return pick('now()', "'infinity'") . "::$type" if $type =~ /^timestamp/;
	return quote($self->text_argument($name)) . "::$type";
}

# ---------------------------------------------------------------------------
# Statements
sub call_function {
	my ($self) = @_;
	my $f = pick(@{$self->{functions}});
	$f = (grep { $_->{name} eq pick(qw(qshrink_solve qshrink_bound qshrink_encode qshrink_correlations qshrink_shrink qubo_sample qubo_sample_angles)) } @{$self->{functions}})[0] // $f
		if chance(0.25);
	my $required = @{$f->{types}} - $f->{defaults};
	$self->{sane} = chance(0.6);
	$self->{problem} = '(SELECT problem_id FROM qshrink_problem ORDER BY problem_id ' . pick('OFFSET ' . int(rand 11), 'DESC OFFSET ' . int(rand 5)) . ' LIMIT 1)';
	my @arguments;
	for my $k (0 .. $#{$f->{types}}) {
		next if $k >= $required && chance($self->{sane} && $f->{names}[$k] =~ /^(start|fixed|target|correlation|encoding)$/ ? 0.9 : 0.6);
		my $value = $self->value($f->{types}[$k], $f->{names}[$k]);
		my $named = $k >= $required && ($f->{names}[$k] // '') ne '';
		push @arguments, $named ? "$f->{names}[$k] => $value" : $value;
	}
	$self->{sane} = 0;
	my $call = "$f->{name}(" . join(', ', @arguments) . ')';
	return "CALL $call" if $f->{kind} eq 'p';
	return "SELECT $f->{name}(" . join(', ', @arguments) . ') ' . pick('', 'FROM generate_series(1, 3)', 'WHERE false') if $f->{kind} eq 'a' && chance(0.7);
	return "SELECT $call OVER (ORDER BY i ROWS " . int(rand 3) . ' PRECEDING) FROM generate_series(1, 4) i' if $f->{kind} eq 'a';
	return $self->in_other_shape($call) if chance(0.12);
	return pick("SELECT $call LIMIT 3", "SELECT $call FROM generate_series(1, 2)") if chance(0.2);
	return "SELECT count(*), max(length(t::text)) FROM $call AS t";
}

# What else SQL does with a call: cursors, subtransactions, plans, record sets
sub in_other_shape {
	my ($self, $call) = @_;
	return pick(
		"BEGIN; DECLARE c CURSOR FOR SELECT * FROM $call t; FETCH 1 FROM c; CLOSE c; ROLLBACK",
		"BEGIN; SAVEPOINT s; SELECT $call; ROLLBACK TO s; SELECT $call; ROLLBACK",
		"BEGIN READ ONLY; SELECT $call; ROLLBACK", "EXPLAIN (ANALYZE, COSTS off, TIMING off) SELECT * FROM $call t",
		"SELECT * FROM ROWS FROM ($call, generate_series(1, 2)) WITH ORDINALITY LIMIT 2", "SELECT ($call)::text",
		"PREPARE p AS SELECT $call; EXECUTE p; EXECUTE p; DEALLOCATE p", "CREATE TEMP TABLE IF NOT EXISTS made AS SELECT * FROM $call t",
		"SELECT count(*) FROM generate_series(1, 3) i, LATERAL (SELECT * FROM $call t) u");
}

sub compare_qubos {
	my $rows = join(', ', map { "('" . qubo_text() . "'::qubo, $_)" } 1 .. 2 + rand 5);
	return pick("SELECT q, count(*) FROM (VALUES $rows) t (q, k) GROUP BY q ORDER BY q", "SELECT DISTINCT ON (q) q FROM (VALUES $rows) t (q, k) ORDER BY q DESC",
		"SELECT sum(q), min(k) FROM (VALUES $rows) t (q, k)", "SELECT a.k FROM (VALUES $rows) a (q, k) JOIN (VALUES $rows) b (q, k) ON a.q = b.q",
		"CREATE TEMP TABLE IF NOT EXISTS kept (q qubo, k int); CREATE INDEX ON kept (q); INSERT INTO kept VALUES $rows; SELECT count(*) FROM kept WHERE q > '{}/1'; DELETE FROM kept",
		"SELECT q::text::qubo = q, q::jsonb::qubo = q FROM (VALUES $rows) t (q, k)");
}

sub call_operator {
	my ($self) = @_;
	return compare_qubos() if chance(0.3);
	my ($name, $left, $right) = @{pick(@{$self->{operators}})};
	return 'SELECT ' . ($left ? $self->value($left) . ' ' : '') . "$name " . $self->value($right);
}

sub call_cast {
	my ($self) = @_;
	my ($source, $target) = @{pick(@{$self->{casts}})};
	return 'SELECT CAST(' . $self->value($source) . " AS $target)";
}

sub read_relation {
	my ($self) = @_;
	my $relation = pick(sort keys %{$self->{relations}});
	my ($column) = @{pick(@{$self->{relations}{$relation}{columns}})};
	return "SELECT count(*), max($column\::text) FROM $relation";
}

sub write_table {
	my ($self) = @_;
	my @tables = grep { $self->{relations}{$_}{kind} eq 'r' } sort keys %{$self->{relations}};
	my $table = pick(@tables);
	my @columns = @{$self->{relations}{$table}{columns}};
	return "DELETE FROM $table WHERE problem_id = " . $self->value('bigint', 'problem_id') if chance(0.15);
	if (chance(0.6)) {
		my ($column, $type) = @{pick(@columns)};
		return "UPDATE $table SET $column = " . $self->value($type, $column) . ' WHERE problem_id = ' . $self->value('bigint', 'problem_id');
	}
	my @chosen = grep { chance(0.7) } @columns;
	@chosen = @columns unless @chosen;
	return "INSERT INTO $table (" . join(', ', map { $_->[0] } @chosen) . ') VALUES (' . join(', ', map { $self->value($_->[1], $_->[0]) } @chosen) . ')';
}

# What the owner of the tables may do to them
sub alter_table {
	my ($self) = @_;
	my $table = pick(grep { $self->{relations}{$_}{kind} eq 'r' } sort keys %{$self->{relations}});
	my ($column) = @{pick(@{$self->{relations}{$table}{columns}})};
	my $values = $self->write_table;
	return pick(
		"DO \$\$ DECLARE c name; BEGIN FOR c IN SELECT conname FROM pg_constraint WHERE conrelid = '$table'::regclass AND contype = 'c' LOOP EXECUTE format('ALTER TABLE $table DROP CONSTRAINT %I', c); END LOOP; END \$\$",
		"DO \$\$ DECLARE c name; BEGIN FOR c IN SELECT attname FROM pg_attribute WHERE attrelid = '$table'::regclass AND attnotnull AND attnum > 0 LOOP EXECUTE format('ALTER TABLE $table ALTER COLUMN %I DROP NOT NULL', c); END LOOP; END \$\$",
		"ALTER TABLE $table DROP CONSTRAINT ${table}_pkey CASCADE", "ALTER TABLE $table ALTER COLUMN $column DROP NOT NULL; UPDATE $table SET $column = NULL",
		"ALTER TABLE $table ALTER COLUMN $column DROP DEFAULT", "ALTER TABLE $table ALTER COLUMN $column DROP IDENTITY IF EXISTS", "ALTER TABLE $table DISABLE TRIGGER USER",
		"CREATE RULE r AS ON INSERT TO $table DO INSTEAD NOTHING", "CREATE RULE r AS ON INSERT TO $table DO INSTEAD SELECT 1", "CREATE RULE r AS ON INSERT TO $table DO ALSO $values",
		"CREATE FUNCTION pg_temp.nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; CREATE TRIGGER t BEFORE INSERT OR UPDATE OR DELETE ON $table FOR EACH ROW EXECUTE FUNCTION pg_temp.nothing()",
		"CREATE FUNCTION pg_temp.changed() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.problem_id := NEW.problem_id + 1; RETURN NEW; END'; CREATE TRIGGER t BEFORE INSERT ON $table FOR EACH ROW EXECUTE FUNCTION pg_temp.changed()",
		"ALTER TABLE $table NO FORCE ROW LEVEL SECURITY; ALTER TABLE $table DISABLE ROW LEVEL SECURITY", "ALTER TABLE $table ADD COLUMN extra int", "ALTER TABLE $table RENAME COLUMN $column TO other",
		"ALTER TABLE $table RENAME TO other", "ALTER TABLE $table ALTER COLUMN $column TYPE text", "TRUNCATE $table CASCADE", "INSERT INTO $table SELECT * FROM $table");
}

sub setting {
	return pick("SET qshrink.memory_limit = '" . pick(1024, '2MB', '64MB', '1GB') . "'", "SET qshrink.simd = " . pick(qw(portable auto avx2)),
		"SET qshrink.max_qubits = " . pick(1, 4, 12, 20), "SET qshrink.time_limit = '" . pick(0, 50, 200) . "'", 'SET qshrink.notices = ' . pick('on', 'off'), 'SET qshrink.tolerance = ' . pick(0, 1e-12, 1e-6, 0.1),
		'SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET force_parallel_mode = ' . pick('on', 'regress'), 'SET extra_float_digits = ' . pick(-15, 0, 3),
		'SET search_path = pg_temp, public', 'SET SESSION CHARACTERISTICS AS TRANSACTION READ ' . pick('ONLY', 'WRITE'), 'RESET ALL; SET statement_timeout = 400');
}

# One line of SQL, without the closing semicolon
sub statement {
	my ($self) = @_;
	my $die = rand;
	$die = 1 if chance($self->{altering} // 0);
	my $call = $die < 0.62 ? $self->call_function : $die < 0.7 ? $self->call_operator : $die < 0.74 ? $self->call_cast
		: $die < 0.79 ? $self->read_relation : $die < 0.82 ? setting() : undef;
	my $altered = $die > 0.94 ? join('; ', map { $self->alter_table } 0 .. rand 3) . '; ' : '';
	$call //= "BEGIN; $altered" . join('; ', map { $self->write_table } 0 .. ($altered ? rand(2) - 0.5 : rand 2)) . '; ' . $self->call_function . '; ROLLBACK';
	$call =~ s/[\r\n\0]/ /g unless $call =~ /content/;
	$call =~ s/\n/'||chr(10)||'/g;
	return $call;
}

1;
