-- One table of options behind every way to set something: ranges, wording, defaults and
-- the manual.  What is tried comes from the table itself.
\set ON_ERROR_STOP 1
\set manual `cat README.md docs/solving.md docs/operations.md docs/problems.md`
\o /dev/null
\ir ../../scripts/option-tables.sql
\o
BEGIN;
SELECT no_plan();

CREATE FUNCTION pg_temp.outcome(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	hint text;
BEGIN
	EXECUTE statement;
	RETURN 'fine';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(' | ', sqlstate, sqlerrm, nullif(hint, ''));
END $$;
CREATE TEMP TABLE t_option AS SELECT * FROM qshrink_options();
SELECT qshrink_mis('path', 'VALUES (1, 2), (2, 3), (3, 4)') AS id \gset
-- how an option is given; %s is its JSON value
CREATE TEMP TABLE t_way (way text, call text);
INSERT INTO t_way VALUES
	('qshrink_solve', format('SELECT count(*) FROM qshrink_solve(%s, ''none'', rounds => 1, seed => 1, options => %%L)', :id)),
	('qshrink_solve', format('SELECT count(*) FROM qshrink_shrink(%s, 2, options => %%L)', :id)),
	('qubo_sample', 'SELECT count(*) FROM qubo_sample(''{(0,0):-1,(0,1):2}/2'', ''uniform'', 5, seed => 1, options => %L)'),
	('qshrink_solve_model', 'SELECT qshrink_solve_model(''{"sense": "min", "n": 3, "rows": [{"sense": "<=", "rhs": 2, "variables": [0, 1, 2]}]}'', 1, %L)'),
	('qshrink_encode', format('SELECT qshrink_encode(%s, ''dual'', %%L)', :id));
CREATE TEMP VIEW v_use AS SELECT o.*, w.call FROM t_option AS o JOIN t_way AS w ON w.way = ANY (o.given_as);
CREATE FUNCTION pg_temp.given(call text, name text, value text) RETURNS text LANGUAGE sql AS $$
	SELECT pg_temp.outcome(format(call, format('{%s: %s}', to_json(name), value))) $$;

-- ---------------------------------------------------------------------------
-- the table itself
SELECT cmp_ok((SELECT count(*) FROM t_option), '>=', 50::bigint, 'there are options');
SELECT is_empty('SELECT name FROM t_option GROUP BY name, given_as HAVING count(*) > 1', 'each stands there once');
SELECT is_empty($$SELECT name FROM t_option WHERE kind IN ('integer', 'number') AND minimum > maximum OR help = '' OR given_as = '{}'$$, 'with a range, help and a way to give it');
SELECT is_empty($$SELECT name FROM t_option WHERE choices IS NOT NULL AND default_value IS NOT NULL AND default_value <> ALL (choices)$$, 'the default is one of the choices');
SELECT is_empty($$SELECT name FROM t_option WHERE default_value ~ '^[0-9.e+-]+$' AND default_value::float8 NOT BETWEEN coalesce(minimum, '-Infinity') AND coalesce(maximum, 'Infinity')$$, 'or within the range');
SELECT is_empty($$SELECT o.name FROM t_option AS o, unnest(o.choices) AS c WHERE NOT EXISTS (SELECT FROM qshrink_choices() AS h WHERE h.name = c)$$, 'every choice has its help');
SELECT is_empty($$SELECT list, name FROM qshrink_choices() GROUP BY list, name HAVING count(*) > 1$$, 'once');
SELECT is_empty($$SELECT list FROM qshrink_choices() WHERE help = ''$$, 'and it says something');
SELECT set_eq($$SELECT a.name FROM pg_proc AS p, unnest(p.proargnames[1 : p.pronargs]) AS a (name) WHERE p.proname = 'qshrink_solve'$$,
	$$SELECT name FROM t_option WHERE 'argument' = ANY (given_as) UNION SELECT unnest('{problem_id,start,fixed,options}'::text[])$$, 'the arguments of qshrink_solve are those of the table');

-- ---------------------------------------------------------------------------
-- options: what the table says is taken, what lies beside it is refused in one wording
SELECT is_empty($$SELECT name, call, pg_temp.given(call, name, v) FROM v_use, LATERAL (SELECT to_json(c)::text FROM unnest(choices) AS c
		UNION ALL SELECT unnest('{true,false}'::text[]) WHERE kind = 'boolean' UNION ALL SELECT minimum::numeric::text WHERE minimum IS NOT NULL AND name <> 'evaluations'
		UNION ALL SELECT 'null') AS t (v)
	WHERE name NOT IN ('mixer', 'trace', 'warm_start', 'zero_noise') AND v <> '"angles"' AND pg_temp.given(call, name, v) <> 'fine'$$, 'every choice, the smallest value and null are taken');
SELECT is_empty($$SELECT name, call, pg_temp.given(call, name, (minimum - 1)::text) FROM v_use WHERE minimum IS NOT NULL
	AND pg_temp.given(call, name, (minimum - 1)::numeric::text) NOT LIKE format('22023 | option "%s" is %% | It must %%', name)$$, 'too small a value is one error');
SELECT is_empty($$SELECT name, call, pg_temp.given(call, name, (2 * maximum + 1)::numeric::text) FROM v_use WHERE maximum IS NOT NULL
	AND pg_temp.given(call, name, (2 * maximum + 1)::numeric::text) NOT LIKE format('22023 | option "%s" is %% | It must lie between %%', name)$$, 'too large a one as well');
SELECT is_empty($$SELECT name, call, pg_temp.given(call, name, '1e400') FROM v_use WHERE maximum IS NOT NULL
	AND pg_temp.given(call, name, '1e400') NOT LIKE format('22023 | option "%s" is 1000000000000000000000000000000000000000... | %%', name)$$, 'and one beyond any number');
SELECT is_empty($$SELECT name, call, pg_temp.given(call, name, '1.5') FROM v_use WHERE kind = 'integer'
	AND pg_temp.given(call, name, '1.5') <> format('22023 | option "%s" must be an integer, not 1.5', name)$$, 'half an integer');
SELECT is_empty($$SELECT name, call, v, pg_temp.given(call, name, v) FROM v_use, unnest(ARRAY['"x"', '[1]', '{"a": 1}', '1', 'true']) AS v
	WHERE kind IN ('boolean', 'integer', 'number', 'name', 'text')
		AND NOT (v = '1' AND kind IN ('integer', 'number')) AND NOT (v = 'true' AND kind = 'boolean') AND NOT (v = '"x"' AND kind IN ('name', 'text'))
		AND pg_temp.given(call, name, v) NOT LIKE format('22023 | option "%s" must be %%, not a%%', name)$$, 'another kind of value');
SELECT is_empty($$SELECT name, call, pg_temp.given(call, name, '"nothing like it"') FROM v_use WHERE kind = 'name'
	AND pg_temp.given(call, name, '"nothing like it"') <> format('22023 | unknown %s "nothing like it" | Available values: %s.', CASE name WHEN 'simd' THEN 'instruction set' ELSE name END, array_to_string(choices, ', '))$$, 'a name there is not, with those there are');
SELECT is_empty($$SELECT name, call, pg_temp.given(call, left(name, -2) || right(name, 1), '1') FROM v_use
	WHERE length(name) > 5 AND pg_temp.given(call, left(name, -2) || right(name, 1), '1') NOT LIKE '22023 | unknown option "%" | Perhaps you meant "%".  Available options: %'$$, 'a misspelt option, with the nearest there is');
SELECT is(pg_temp.given(call, 'presolv', 'true'), '22023 | unknown option "presolv" | Perhaps you meant "presolve".  Available options: '
		|| (SELECT string_agg(name, ', ' ORDER BY ordinality) FROM qshrink_options() WITH ORDINALITY WHERE 'qshrink_solve' = ANY (given_as)) || '.', 'such as presolve')
	FROM t_way WHERE way = 'qshrink_solve' LIMIT 1;
SELECT is_empty($$SELECT DISTINCT w.way, o.name, pg_temp.given(w.call, o.name, '1') FROM t_option AS o, t_way AS w
	WHERE w.way <> ALL (o.given_as) AND NOT EXISTS (SELECT FROM t_option AS p WHERE p.name = o.name AND w.way = ANY (p.given_as))
		AND pg_temp.given(w.call, o.name, '1') NOT LIKE format(CASE w.way WHEN 'qshrink_solve_model' THEN '22023 | option "%s" has no place in the pure form | Available options: %%'
			ELSE '22023 | unknown option "%s" | It is %%' END, o.name)$$, 'an option of something else, with where it belongs');
SELECT is(pg_temp.given(call, repeat('x', 3000), 'true'), '22023 | unknown option "' || repeat('x', 3000) || '" | Available options: penalty, penalties.', 'a long name') FROM t_way WHERE way = 'qshrink_encode';
SELECT is(pg_temp.outcome(format(call, '[]')), '22023 | options must be a JSON object', 'options that are no object: ' || way) FROM t_way;

-- ---------------------------------------------------------------------------
-- arguments and settings take the same
CREATE TEMP VIEW v_argument AS SELECT * FROM t_option WHERE 'argument' = ANY (given_as) AND 'setting' = ANY (given_as) AND kind <> 'interval';
CREATE FUNCTION pg_temp.argument(name text, value text) RETURNS text LANGUAGE sql AS $$
	SELECT pg_temp.outcome(format('SELECT count(*) FROM qshrink_solve(%s, %s seed => 1%s, %I => %L)', (SELECT max(problem_id) FROM qshrink_problem),
		CASE WHEN name = 'solver' THEN '' ELSE '''none'',' END, CASE WHEN name = 'rounds' THEN '' ELSE ', rounds => 1' END, name, value)) $$;
CREATE FUNCTION pg_temp.setting(name text, value text) RETURNS text LANGUAGE sql AS $$
	SELECT pg_temp.outcome(format('SET LOCAL qshrink.%I = %L', name, value)) $$;
SELECT is_empty($$SELECT name, v, pg_temp.argument(name, v), pg_temp.setting(name, v) FROM v_argument,
		LATERAL (SELECT unnest(choices) UNION ALL SELECT upper(unnest(choices)) UNION ALL SELECT unnest('{nothing,exact,1}'::text[]) WHERE choices IS NOT NULL
			UNION ALL SELECT unnest(ARRAY[minimum, minimum - 1, maximum, maximum + 1])::numeric::text WHERE minimum IS NOT NULL) AS t (v)
	WHERE NOT (name = 'max_qubits' AND v::text = '16777216') AND (pg_temp.argument(name, v) = 'fine') <> (pg_temp.setting(name, v) = 'fine')$$, 'an argument and its setting take the same values');
SELECT is(pg_temp.setting('max_qubits', '16777216'), 'fine', 'qshrink.max_qubits takes the largest budget');
SELECT is_empty($$SELECT name, pg_temp.argument(name, (minimum - 1)::int::text) FROM v_argument WHERE minimum IS NOT NULL
	AND pg_temp.argument(name, (minimum - 1)::int::text) <> format('22023 | %s is %s | It must lie between %s and %s.', name, minimum - 1, minimum, maximum::int)$$, 'arguments are refused in the same wording');
SELECT is_empty($$SELECT name, pg_temp.argument(name, 'nothing') FROM v_argument WHERE choices IS NOT NULL
	AND pg_temp.argument(name, 'nothing') <> format('22023 | unknown %s "nothing" | Available values: %s.', name, array_to_string(choices, ', '))$$, 'names as well');
SELECT is(pg_temp.argument('solver', 'qaao'), '22023 | unknown solver "qaao" | Perhaps you meant "qaoa".  Available values: '
	|| (SELECT array_to_string(choices, ', ') FROM t_option WHERE name = 'solver') || '.', 'with the nearest');
-- an interval: a setting of 0 is none
CREATE TEMP TABLE t_limit AS SELECT * FROM (VALUES ('2 s'), ('1000000000 s'), ('-1 s'), ('1000000001 s')) AS t (v);
SELECT set_eq($$SELECT v, left(pg_temp.argument('time_limit', v), 5) AS argument, left(pg_temp.setting('time_limit', replace(v, ' ', '')), 5) AS setting FROM t_limit$$,
	$$VALUES ('2 s', 'fine', 'fine'), ('1000000000 s', 'fine', 'fine'), ('-1 s', '22023', '22023'), ('1000000001 s', '22023', '22023')$$, 'a time limit and its setting take the same');
SELECT is(pg_temp.argument('time_limit', '0'), '22023 | time_limit must be positive', 'no time at all');
SET LOCAL qshrink.time_limit = '20 s';
SELECT max(run_id) AS run FROM qshrink_solve(:id, 'none', rounds => 1, seed => 1) \gset
SELECT is((SELECT settings ->> 'time_limit' FROM qshrink_run WHERE run_id = :run), '20', 'the setting holds');
SELECT max(run_id) AS run FROM qshrink_solve(:id, 'none', rounds => 1, seed => 1, time_limit => '30 s') \gset
SELECT is((SELECT settings ->> 'time_limit' FROM qshrink_run WHERE run_id = :run), '30', 'an argument more');
SET LOCAL qshrink.time_limit = 0;
SELECT max(run_id) AS run FROM qshrink_solve(:id, 'none', rounds => 1, seed => 1) \gset
SELECT is((SELECT settings ? 'time_limit' FROM qshrink_run WHERE run_id = :run), false, '0 is none');
SELECT is_empty($$SELECT o.name, s.boot_val, o.default_value FROM t_option AS o LEFT JOIN pg_settings AS s ON s.name = 'qshrink.' || o.name WHERE 'setting' = ANY (o.given_as)
	AND (s.name IS NULL OR CASE WHEN o.name = 'memory_limit' THEN pg_size_bytes(o.default_value) <> s.boot_val::bigint * 1024 WHEN o.kind = 'boolean' THEN o.default_value::boolean <> s.boot_val::boolean
		WHEN o.kind IN ('integer', 'number', 'interval') THEN coalesce(o.default_value, '0')::float8 <> s.boot_val::float8 ELSE o.default_value <> s.boot_val END)$$, 'every setting is there with its default');
SELECT is_empty($$SELECT name FROM pg_settings WHERE name LIKE 'qshrink.%' AND name NOT IN (SELECT 'qshrink.' || name FROM t_option WHERE 'setting' = ANY (given_as))$$, 'and no other');
SELECT is_empty($$SELECT s.name, s.min_val, s.max_val FROM t_option AS o JOIN pg_settings AS s ON s.name = 'qshrink.' || o.name WHERE o.minimum IS NOT NULL AND o.kind <> 'interval'
	AND (s.min_val::float8 <> o.minimum OR s.max_val::float8 <> o.maximum)$$, 'its range is that of the table');
SELECT is_empty($$SELECT s.name, s.enumvals FROM t_option AS o JOIN pg_settings AS s ON s.name = 'qshrink.' || o.name WHERE o.choices IS NOT NULL AND s.enumvals <> o.choices$$, 'and so are its choices');

-- arguments win over settings, options are recorded
SET LOCAL qshrink.shots = 55;
SELECT max(run_id) AS run FROM qshrink_solve(:id, 'none', rounds => 1, layers => 3, seed => 1, options => '{"precision": "double", "cvar": 0.5}') \gset
SELECT is((SELECT settings ->> 'shots' FROM qshrink_run WHERE run_id = :run), '55', 'a setting counts');
SELECT max(run_id) AS run FROM qshrink_solve(:id, 'none', rounds => 1, layers => 3, shots => 66, seed => 1, options => '{"precision": "double", "cvar": 0.5}') \gset
SELECT is((SELECT jsonb_build_array(settings -> 'shots', settings -> 'layers', settings -> 'options' -> 'precision', settings -> 'options' -> 'cvar') FROM qshrink_run WHERE run_id = :run),
	'[66, 3, "double", 0.5]', 'an argument counts more');
SELECT is_empty(format('SELECT o.name, r.settings -> ''options'' FROM t_option AS o, qshrink_run AS r WHERE r.run_id = %s AND ''qshrink_solve'' = ANY (o.given_as) AND o.kind <> ''text'' AND o.name <> ''workers'' AND NOT qshrink_settings(r.settings) -> ''options'' ? o.name', :run),
	'every option that rows depend on is in the record of a run');

-- ---------------------------------------------------------------------------
-- the manual
CREATE TEMP TABLE t_manual AS SELECT ordinality AS place, line FROM regexp_split_to_table(:'manual', E'\n') WITH ORDINALITY AS t (line);
CREATE FUNCTION pg_temp.between(first text, last text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(line, E'\n' ORDER BY place) FROM t_manual
	WHERE place BETWEEN (SELECT place FROM t_manual WHERE line = first) AND (SELECT place FROM t_manual WHERE line = last) $$;
SELECT is(pg_temp.between('<!-- options -->', '<!-- end of options -->'), (SELECT string_agg(line, E'\n' ORDER BY place) FROM option_tables WHERE part = 1),
	'docs/solving.md has the table of options (scripts/option-tables writes it)');
SELECT is(pg_temp.between('<!-- settings -->', '<!-- end of settings -->'), (SELECT string_agg(line, E'\n' ORDER BY place) FROM option_tables WHERE part = 2), 'docs/operations.md that of settings');
SELECT is_empty($$SELECT o.name FROM t_option AS o WHERE 'argument' = ANY (given_as)
	AND NOT EXISTS (SELECT FROM t_manual WHERE line ~ ('^\| (`[a-z_]+`, )*`' || o.name || '`[ ,]'))$$, 'the manual explains every argument');
SELECT is_empty($$SELECT o.name, c FROM t_option AS o, unnest(o.choices) AS c WHERE 'argument' = ANY (given_as)
	AND NOT EXISTS (SELECT FROM t_manual WHERE line ~ ('^\| `' || o.name || '`') AND line ~ ('`' || c || '`'))$$, 'with every choice');

SELECT is_empty($$SELECT list, name FROM qshrink_choices() WHERE list IN ('bound', 'format', 'bit order')
	AND NOT EXISTS (SELECT FROM t_manual WHERE line ~ ('(^|[^a-z-])' || name || '($|[^a-z-])'))$$, 'and names every bound, format and bit order');

SELECT * FROM finish();
ROLLBACK;
