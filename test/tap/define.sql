-- Models from three queries by key: every family once against brute force, integers, soft
-- constraints, products, conditions, two objectives, refreshing, and what is refused.
\set ON_ERROR_STOP 1
BEGIN;
SELECT no_plan();
SET jit = off;	-- what generate_series seems to cost would start it

CREATE FUNCTION pg_temp.said(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE r text;
BEGIN
	EXECUTE query INTO r;
	RETURN r;
EXCEPTION WHEN OTHERS THEN RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
-- the proved optimum
CREATE FUNCTION pg_temp.optimum(name text) RETURNS float8 LANGUAGE plpgsql AS $$
BEGIN
	PERFORM FROM qshrink_solve(qshrink_id(name), 'auto', seed => 1, solutions => 1);
	RETURN (SELECT CASE WHEN status IN ('optimal', 'infeasible') THEN objective ELSE 'NaN' END FROM qshrink_run WHERE problem_id = qshrink_id(name) ORDER BY run_id DESC LIMIT 1);
END $$;
-- a number that looks like chance, from 0 to below - 1
CREATE FUNCTION pg_temp.draw(below integer, VARIADIC k integer[]) RETURNS integer LANGUAGE sql AS $$
	SELECT (('x' || left(md5(k::text), 7))::bit(28)::integer) % below $$;

-- ---------------------------------------------------------------------------
-- how writing a model should feel
SELECT qshrink_define('shifts',
  variables   => $$SELECT ARRAY['nurse ' || n, 'day ' || d] FROM generate_series(1, 3) n, generate_series(1, 4) d$$,
  objective   => $$SELECT ARRAY['nurse ' || n, 'day ' || d], (n + d) % 3 FROM generate_series(1, 3) n, generate_series(1, 4) d$$,
  constraints => $$SELECT 'cover ' || d, ARRAY['nurse ' || n, 'day ' || d], 1, '=', 1, NULL FROM generate_series(1, 3) n, generate_series(1, 4) d
                   UNION ALL SELECT 'fair ' || n, ARRAY['nurse ' || n, 'day ' || d], 1, '<=', 1, 10 FROM generate_series(1, 3) n, generate_series(1, 4) d$$) AS shifts \gset
SELECT is(pg_temp.optimum('shifts'), 10::float8, 'one day too many costs 10, everything else is free');
SELECT qshrink_define('boxes', $$VALUES ('small', 0, 9), ('large', 0, 4)$$, $$VALUES ('small', 2), ('large', 5)$$,
  $$VALUES ('floor', 'small', 1, '<=', 11), ('floor', 'large', 3, '<=', 11)$$, 'max') AS boxes \gset
SELECT results_eq($$SELECT keys[1], value FROM qshrink_answer((SELECT problem_id FROM qshrink_solve(qshrink_id('boxes'), 'auto', seed => 1, solutions => 1))) ORDER BY 1$$,
	$$VALUES ('large', 1::bigint), ('small', 8)$$, 'bounded integers');
SELECT is((SELECT objective FROM qshrink_run WHERE problem_id = :boxes), 21::float8, 'worth 21');

-- soft constraints: what the answer says of them
SELECT is((SELECT count(*) FROM qshrink_answer(:shifts)), 4::bigint, 'no auxiliary variable is in an answer');
SELECT is((SELECT count(*) FROM qshrink_selection(:shifts)), 4::bigint, 'nor in a selection');
SELECT is((SELECT count(*) FROM qshrink_variable WHERE problem_id = :shifts AND weight = 0), 6::bigint, 'two for each soft constraint');
SELECT results_eq(format('SELECT sum(violation), sum(violation * violation_price), count(*) FROM qshrink_activity(%s) WHERE violation_price IS NOT NULL', :shifts),
	'VALUES (1::float8, 10::float8, 3::bigint)', 'activity tells soft from hard');
SELECT results_eq(format('SELECT label, activity, rhs, excess, price FROM qshrink_verify(%s, B''111100000000000000'')', :shifts),
	$$VALUES ('fair 1', 4::float8, 1::float8, 3::float8, 10::float8)$$, 'verify tells what is missed of a soft constraint, whatever auxiliary variables say');
SELECT is((SELECT count(*) FROM qshrink_verify(:shifts, B'000000000000000000') WHERE price IS NULL), 4::bigint, 'and hard ones by a null price');
SELECT is(r::text, '(f,0,0,0)', 'a refresh that finds nothing new writes nothing') FROM qshrink_refresh(:shifts) AS r;
SELECT is(r::text, '(f,0,0,0)', 'nor with integers') FROM qshrink_refresh(:boxes) AS r;

-- integers by value
SELECT is((SELECT objective FROM qshrink_solve(:boxes, 'auto', seed => 1, solutions => 1, fixed => '{"small": 3}')), 16::float8, 'fixed takes integers');
SELECT is((SELECT fixed FROM qshrink_run WHERE problem_id = :boxes AND fixed IS NOT NULL), '[{"keys": ["small"], "value": 3, "variable": 0}]', 'and is recorded so');
SELECT is((SELECT objective FROM qshrink_solve(:boxes, 'auto', seed => 1, solutions => 1,
	fixed => (SELECT fixed FROM qshrink_run WHERE problem_id = :boxes AND fixed IS NOT NULL))), 16::float8, 'and is read back');
SELECT is(pg_temp.said(format($$SELECT count(*) FROM qshrink_solve(%s, 'auto', seed => 1, fixed => '{"small": %s}')$$, :boxes, v)),
	'22023 fixed gives "small" the value ' || v, 'fixed to ' || v) FROM unnest('{10,-1,0.5,1e300}'::text[]) AS v WHERE v <> '1e300';
SELECT results_eq(format('SELECT change, keys[1], value_a, value_b FROM qshrink_compare(qshrink_best_run(%s), (SELECT max(run_id) FROM qshrink_run)) ORDER BY 1, 2', :boxes),
	$$VALUES ('changed', 'large', 1::float8, 2::float8), ('changed', 'small', 8, 3), ('objective', NULL, 21, 16)$$, 'runs compare by value');
-- other bounds, other bits: a start has the same values
SELECT qshrink_define('boxes', $$VALUES ('small', -2, 30), ('large', 1, 4)$$, $$VALUES ('small', 2), ('large', 5)$$,
  $$VALUES ('floor', 'small', 1, '<=', 11), ('floor', 'large', 3, '<=', 11)$$, 'max', replace => true);
SELECT is((SELECT objective FROM qshrink_solve(:boxes, 'none', seed => 1, solutions => 1, start => 'last', rounds => 1, options => '{"polish": false, "repair": false, "presolve": false, "proof": false}')),
	21::float8, 'a start keeps its values');
SELECT results_eq(format('SELECT activity, rhs, slack FROM qshrink_activity(%s)', :boxes), 'VALUES (11::float8, 11::float8, 0::float8)', 'activity is that of the integers');
SELECT is((SELECT objective FROM qshrink_solve(:boxes, 'auto', seed => 1, solutions => 1, options => '{"rhs": {"floor": 5}}')), 9::float8, 'rhs is that of the constraint as stated');
SELECT is(qshrink_constrain(:boxes, $$SELECT 'few', unnest('{small,large}'::text[]), 1, '<=', 3$$), 1, 'constraints name integers');
SELECT is(pg_temp.optimum('boxes'), 18::float8, 'by key');
SELECT lives_ok(format($$SELECT qshrink_objective(%s, $q$SELECT 'small', 'large', 1 UNION ALL SELECT 'large', NULL, 0.5$q$)$$, :boxes), 'objectives, too');
SELECT is(pg_temp.optimum('boxes'), 3::float8, 'products of integers');
SELECT is(r::text, '(f,0,0,0)', 'and a refresh finds them as they are') FROM qshrink_refresh(:boxes) AS r;

-- bounds by propagation
SELECT is(qshrink_define('slack', $$VALUES ('x', 0, 5), ('s', 0, NULL)$$, $$VALUES ('s', 1), ('x', -2)$$,
	$$VALUES ('sum', 'x', 3, '=', 17), ('sum', 's', 1, '=', 17)$$) IS NOT NULL, true, 'a bound that follows from a constraint');
SELECT is(pg_temp.optimum('slack'), -8::float8, 'is used');
SELECT is(pg_temp.said($$SELECT qshrink_define('open', 'VALUES (''x'', 0, NULL::int)', 'VALUES (''x'', 1)')$$),
	'22023 integer variable "x" has no upper bound and none follows from the rows', 'one that does not is asked for');

-- another objective keeps the prices, as costs whatever the sense
SELECT lives_ok(format($q$SELECT qshrink_objective(%s, $$SELECT ARRAY['nurse ' || n, 'day ' || d], 1 FROM generate_series(1, 3) n, generate_series(1, 4) d$$, 'max')$q$, :shifts), 'another objective');
SELECT is(pg_temp.optimum('shifts'), -6::float8, 'four days less ten');
SELECT is(pg_temp.said(format($$SELECT count(*) FROM qshrink_solve(%s, options => '{"rhs": {"fair 1": 2}}')$$, :shifts)),
	'0A000 option "rhs" names "fair 1", which is a soft constraint of problem ' || :shifts, 'the rhs of a soft constraint is that of its definition');
SELECT is(pg_temp.said(format($$SELECT qshrink_constrain(%s, 'VALUES (''s'', ARRAY[''nurse 1'', ''day 1''], 1, ''<='', 1, 2)')$$, :shifts)),
	'0A000 row 1 of argument "rows" gives constraint "s" a price', 'soft constraints come with the definition');
SELECT is(qshrink_unconstrain(:shifts, 'fair 1'), 1, 'a soft constraint can go');
SELECT is(pg_temp.optimum('shifts'), 4::float8, 'and costs nothing more');
SELECT is(r.changed, false, 'and stays away') FROM qshrink_refresh(:shifts) AS r;

-- a description is in what was stated
SELECT qshrink_define('described', $$VALUES ('x', -2, 5), ('y', 0, 1), ('z', 0, 1)$$, $$VALUES ('x', 3), ('y', 2)$$,
	$$SELECT * FROM (VALUES ('r', 'x', NULL, 2, '>=', 1, NULL), ('r', 'y', 'z', 1, '>=', 1, NULL), ('s', 'x', NULL, 1, '<=', 2, 4)) AS t (label, key, key2, coefficient, sense, rhs, price)$$) AS described \gset
SELECT ok(position(line IN qshrink_describe(:described)) > 0, line) FROM unnest(ARRAY['(3 of 1 integer, 3 auxiliary)', '  3 x + 2 y' || chr(10), '  r: 2 x + (y * z) >= 1' || chr(10), '  s: x <= 2  (soft, a unit costs 4)']) AS line;

-- ---------------------------------------------------------------------------
-- families, each against brute force

-- set covering
SELECT lives_ok($q$SELECT qshrink_define('covering', 'SELECT s FROM generate_series(1, 7) s', 'SELECT s, 2 + pg_temp.draw(5, s) FROM generate_series(1, 7) s',
	$$SELECT e, s, 1, '>=', 1 FROM generate_series(1, 8) e, generate_series(1, 7) s WHERE pg_temp.draw(3, e, s) = 0 OR s = e % 7 + 1$$)$q$, 'set covering');
SELECT is(pg_temp.optimum('covering'), (SELECT min(cost) FROM (SELECT (SELECT sum((2 + pg_temp.draw(5, s)) * (b >> s - 1 & 1)) FROM generate_series(1, 7) s) AS cost FROM generate_series(0, 127) b
	WHERE NOT EXISTS (SELECT FROM generate_series(1, 8) e WHERE NOT EXISTS (SELECT FROM generate_series(1, 7) s WHERE (pg_temp.draw(3, e, s) = 0 OR s = e % 7 + 1) AND (b >> s - 1 & 1) = 1))) AS a)::float8, 'its optimum');

-- graph colouring: colours that are used cost 1
CREATE TEMP TABLE t_edge AS SELECT a, b FROM generate_series(1, 6) a, generate_series(1, 6) b WHERE a < b AND pg_temp.draw(2, a, b) = 0;
SELECT lives_ok($q$SELECT qshrink_define('colouring', $$SELECT ARRAY['node', v || '', c || ''] FROM generate_series(1, 6) v, generate_series(1, 4) c UNION ALL SELECT ARRAY['colour', c || ''] FROM generate_series(1, 4) c$$,
	$$SELECT ARRAY['colour', c || ''], 1 FROM generate_series(1, 4) c$$,
	$$SELECT 'one ' || v, ARRAY['node', v || '', c || ''], 1, '=', 1 FROM generate_series(1, 6) v, generate_series(1, 4) c
	  UNION ALL SELECT format('%s-%s %s', a, b, c), k.key, k.w, '<=', 0 FROM t_edge, generate_series(1, 4) c,
		LATERAL (VALUES (ARRAY['node', a || '', c || ''], 1), (ARRAY['node', b || '', c || ''], 1), (ARRAY['colour', c || ''], -1)) AS k (key, w)
	  UNION ALL SELECT format('%s is %s', v, c), k.key, k.w, '<=', 0 FROM generate_series(1, 6) v, generate_series(1, 4) c,
		LATERAL (VALUES (ARRAY['node', v || '', c || ''], 1), (ARRAY['colour', c || ''], -1)) AS k (key, w)$$)$q$, 'graph colouring');
SELECT is(pg_temp.optimum('colouring'), (SELECT min(colours) FROM (SELECT (SELECT count(DISTINCT code / (4 ^ (v - 1))::integer % 4) FROM generate_series(1, 6) v) AS colours FROM generate_series(0, 4095) code
	WHERE NOT EXISTS (SELECT FROM t_edge e WHERE code / (4 ^ (e.a - 1))::integer % 4 = code / (4 ^ (e.b - 1))::integer % 4)) AS s)::float8, 'its optimum');

-- generalised assignment
SELECT lives_ok($q$SELECT qshrink_define('gap', 'SELECT ARRAY[a, j] FROM generate_series(1, 2) a, generate_series(1, 6) j', 'SELECT ARRAY[a, j], 1 + pg_temp.draw(9, a, j) FROM generate_series(1, 2) a, generate_series(1, 6) j',
	$$SELECT 'job ' || j, ARRAY[a, j], 1, '=', 1 FROM generate_series(1, 2) a, generate_series(1, 6) j
	  UNION ALL SELECT 'agent ' || a, ARRAY[a, j], 2 + pg_temp.draw(4, j, a), '<=', 13 FROM generate_series(1, 2) a, generate_series(1, 6) j$$)$q$, 'generalised assignment');
SELECT is(pg_temp.optimum('gap'), (SELECT min(cost) FROM (SELECT b, (SELECT sum(1 + pg_temp.draw(9, 1 + (b >> j - 1 & 1), j)) FROM generate_series(1, 6) j) AS cost FROM generate_series(0, 63) b) AS s
	WHERE NOT EXISTS (SELECT FROM generate_series(1, 2) a WHERE (SELECT sum(2 + pg_temp.draw(4, j, a)) FROM generate_series(1, 6) j WHERE 1 + (b >> j - 1 & 1) = a) > 13))::float8, 'its optimum');

-- facility location
SELECT lives_ok($q$SELECT qshrink_define('facilities', $$SELECT ARRAY['open', f || ''] FROM generate_series(1, 3) f UNION ALL SELECT ARRAY['serve', f || '', c || ''] FROM generate_series(1, 3) f, generate_series(1, 5) c$$,
	$$SELECT ARRAY['open', f || ''], 5 + pg_temp.draw(6, f) FROM generate_series(1, 3) f UNION ALL SELECT ARRAY['serve', f || '', c || ''], 1 + pg_temp.draw(9, f, c) FROM generate_series(1, 3) f, generate_series(1, 5) c$$,
	$$SELECT 'customer ' || c, ARRAY['serve', f || '', c || ''], 1, '=', 1 FROM generate_series(1, 3) f, generate_series(1, 5) c
	  UNION ALL SELECT format('%s by %s', c, f), k.key, k.w, '<=', 0 FROM generate_series(1, 3) f, generate_series(1, 5) c, LATERAL (VALUES (ARRAY['serve', f || '', c || ''], 1), (ARRAY['open', f || ''], -1)) AS k (key, w)$$)$q$, 'facility location');
SELECT is(pg_temp.optimum('facilities'), (SELECT min((SELECT sum(5 + pg_temp.draw(6, f)) FROM generate_series(1, 3) f WHERE (b >> f - 1 & 1) = 1)
	+ (SELECT sum((SELECT min(1 + pg_temp.draw(9, f, c)) FROM generate_series(1, 3) f WHERE (b >> f - 1 & 1) = 1)) FROM generate_series(1, 5) c)) FROM generate_series(1, 7) b)::float8, 'its optimum');

-- a combinatorial auction
SELECT lives_ok($q$SELECT qshrink_define('auction', 'SELECT b FROM generate_series(1, 8) b', 'SELECT b, 3 + pg_temp.draw(9, b) FROM generate_series(1, 8) b',
	$$SELECT 'good ' || g, b, 1, '<=', 1 FROM generate_series(1, 8) b, generate_series(1, 6) g WHERE pg_temp.draw(3, b, g) = 0$$, 'max')$q$, 'auction');
SELECT is(pg_temp.optimum('auction'), (SELECT max((SELECT sum(3 + pg_temp.draw(9, i)) FROM generate_series(1, 8) i WHERE (b >> i - 1 & 1) = 1)) FROM generate_series(0, 255) b
	WHERE NOT EXISTS (SELECT FROM generate_series(1, 6) g WHERE (SELECT count(*) FROM generate_series(1, 8) i WHERE (b >> i - 1 & 1) = 1 AND pg_temp.draw(3, i, g) = 0) > 1))::float8, 'its optimum');

-- scheduling: jobs on two machines, the end is an integer
SELECT lives_ok($q$SELECT qshrink_define('schedule', $$SELECT 'job ' || j, 0, 1 FROM generate_series(1, 6) j UNION ALL SELECT 'end', 0, 40$$, $$VALUES ('end', 1)$$,
	$$SELECT 'first', 'job ' || j, 1 + pg_temp.draw(9, j), '<=', 0 FROM generate_series(1, 6) j UNION ALL SELECT 'first', 'end', -1, '<=', 0
	  UNION ALL SELECT 'second', 'job ' || j, -1 - pg_temp.draw(9, j), '<=', (SELECT -sum(1 + pg_temp.draw(9, i)) FROM generate_series(1, 6) i) FROM generate_series(1, 6) j
	  UNION ALL SELECT 'second', 'end', -1, '<=', (SELECT -sum(1 + pg_temp.draw(9, i)) FROM generate_series(1, 6) i)$$)$q$, 'scheduling');
SELECT is(pg_temp.optimum('schedule'), (SELECT min(greatest((SELECT coalesce(sum(1 + pg_temp.draw(9, j)), 0) FROM generate_series(1, 6) j WHERE (b >> j - 1 & 1) = 1),
	(SELECT coalesce(sum(1 + pg_temp.draw(9, j)), 0) FROM generate_series(1, 6) j WHERE (b >> j - 1 & 1) = 0))) FROM generate_series(0, 63) b)::float8, 'its optimum');
SELECT is((SELECT value::float8 FROM qshrink_answer(qshrink_id('schedule')) WHERE keys = '{end}'), (SELECT objective FROM qshrink_run WHERE problem_id = qshrink_id('schedule')), 'is the value of the integer');

-- a portfolio in whole lots
SELECT lives_ok($q$SELECT qshrink_define('portfolio', 'SELECT a, 0, 5 FROM generate_series(1, 3) a', 'SELECT a, b, CASE WHEN a = b THEN 4 + pg_temp.draw(4, a) ELSE pg_temp.draw(5, a, b) - 2 END FROM generate_series(1, 3) a, generate_series(1, 3) b WHERE a <= b',
	$$SELECT 'lots', a, 1, '=', 6 FROM generate_series(1, 3) a UNION ALL SELECT 'return', a, a + 0.5, '>=', 14.5 FROM generate_series(1, 3) a$$)$q$, 'portfolio');
SELECT is(pg_temp.optimum('portfolio'), (SELECT min((4 + pg_temp.draw(4, 1)) * x * x + (4 + pg_temp.draw(4, 2)) * y * y + (4 + pg_temp.draw(4, 3)) * z * z
	+ (pg_temp.draw(5, 1, 2) - 2) * x * y + (pg_temp.draw(5, 1, 3) - 2) * x * z + (pg_temp.draw(5, 2, 3) - 2) * y * z)
	FROM generate_series(0, 5) x, generate_series(0, 5) y, generate_series(0, 5) z WHERE x + y + z = 6 AND 1.5 * x + 2.5 * y + 3.5 * z >= 14.5)::float8, 'its optimum');

-- quadratic knapsack
SELECT lives_ok($q$SELECT qshrink_define('pairs', 'SELECT i FROM generate_series(1, 8) i', 'SELECT i, j, pg_temp.draw(9, i, j) FROM generate_series(1, 8) i, generate_series(1, 8) j WHERE i <= j',
	$$SELECT 'weight', i, 1 + pg_temp.draw(6, i), '<=', 12 FROM generate_series(1, 8) i$$, 'max')$q$, 'quadratic knapsack');
SELECT is(pg_temp.optimum('pairs'), (SELECT max((SELECT sum(pg_temp.draw(9, i, j)) FROM generate_series(1, 8) i, generate_series(1, 8) j WHERE i <= j AND (b >> i - 1 & 1) = 1 AND (b >> j - 1 & 1) = 1)) FROM generate_series(0, 255) b
	WHERE (SELECT sum((1 + pg_temp.draw(6, i)) * (b >> i - 1 & 1)) FROM generate_series(1, 8) i) <= 12)::float8, 'its optimum');

-- ---------------------------------------------------------------------------
-- random models of integers with soft constraints, both senses, against brute force
CREATE TEMP TABLE t_model AS SELECT m, v, -pg_temp.draw(3, m, v, 1) AS low, pg_temp.draw(4, m, v, 2) AS high, pg_temp.draw(11, m, v, 3) - 5 AS c FROM generate_series(1, 12) m, generate_series(1, 3) v;
CREATE TEMP TABLE t_row AS SELECT m, r, v, pg_temp.draw(7, m, r, v, 4) - 3 AS a, (ARRAY['<=', '>=', '='])[1 + pg_temp.draw(3, m, r, 5)] AS sense, pg_temp.draw(7, m, r, 6) - 3 AS rhs,
	CASE WHEN r > 1 OR m % 2 = 0 THEN 0.5 + pg_temp.draw(4, m, r, 7) END AS price FROM generate_series(1, 12) m, generate_series(1, 2) r, generate_series(1, 3) v;
SELECT qshrink_define('random ' || m, format('SELECT v, low, high FROM t_model WHERE m = %s', m), format('SELECT v, NULL, c FROM t_model WHERE m = %s UNION ALL SELECT 1, 2, %s', m, m % 3 - 1),
	format('SELECT r, v, a, sense, rhs, price FROM t_row WHERE m = %s', m), CASE WHEN m % 3 = 0 THEN 'max' ELSE 'min' END) FROM generate_series(1, 12) m;
CREATE FUNCTION pg_temp.brute(model integer) RETURNS float8 LANGUAGE sql AS $$
	WITH point AS (SELECT ARRAY[x, y, z] AS p FROM generate_series((SELECT low FROM t_model WHERE m = model AND v = 1), (SELECT high FROM t_model WHERE m = model AND v = 1)) x,
			generate_series((SELECT low FROM t_model WHERE m = model AND v = 2), (SELECT high FROM t_model WHERE m = model AND v = 2)) y,
			generate_series((SELECT low FROM t_model WHERE m = model AND v = 3), (SELECT high FROM t_model WHERE m = model AND v = 3)) z),
		missed AS (SELECT p, r.r, r.price, CASE r.sense WHEN '<=' THEN greatest(sum(a * p[v]) - rhs, 0) WHEN '>=' THEN greatest(rhs - sum(a * p[v]), 0) ELSE abs(sum(a * p[v]) - rhs) END AS by
			FROM point, t_row r WHERE m = model GROUP BY p, r.r, r.price, r.sense, r.rhs),
		value AS (SELECT p, (SELECT sum(c * p[v]) FROM t_model WHERE m = model) + (model % 3 - 1) * p[1] * p[2] AS f, sum(price * by) AS cost
			FROM missed GROUP BY p HAVING coalesce(bool_and(by = 0) FILTER (WHERE price IS NULL), true))
	SELECT CASE WHEN model % 3 = 0 THEN max(f - coalesce(cost, 0)) ELSE min(f + coalesce(cost, 0)) END FROM value $$;
SELECT is(pg_temp.optimum('random ' || m), pg_temp.brute(m), 'random integers with soft constraints ' || m) FROM generate_series(1, 12) m;
CREATE FUNCTION pg_temp.stated(model integer) RETURNS float8 LANGUAGE sql AS $$
	WITH answer AS (SELECT keys[1]::integer AS v, value FROM qshrink_answer(qshrink_id('random ' || model)))
	SELECT (SELECT coalesce(sum(c * value), 0) FROM t_model JOIN answer USING (v) WHERE m = model)
		+ (model % 3 - 1) * coalesce((SELECT value FROM answer WHERE v = 1), 0) * coalesce((SELECT value FROM answer WHERE v = 2), 0) $$;
SELECT is((SELECT objective FROM qshrink_run WHERE run_id = qshrink_best_run(qshrink_id('random ' || m))),
	pg_temp.stated(m) + CASE WHEN m % 3 = 0 THEN -1 ELSE 1 END * (SELECT coalesce(sum(violation * violation_price), 0) FROM qshrink_activity(qshrink_id('random ' || m))),
	'the objective is that of the integers and prices times violations ' || m) FROM generate_series(1, 12) AS m WHERE pg_temp.brute(m) IS NOT NULL;

-- ---------------------------------------------------------------------------
-- products and conditions
SELECT lives_ok($q$SELECT qshrink_define('products', $$SELECT unnest('{a,b,c,d}'::text[])$$, $$VALUES ('a', 'b', 'c', -5), ('a', NULL, NULL, 1), ('d', 'd', 'd', -1), (NULL, NULL, NULL, 7)$$,
	$$SELECT * FROM (VALUES ('q', 'a', 'b', 2, '<=', 3), ('q', 'c', 'd', 2, '<=', 3)) AS t (label, key, key2, coefficient, sense, rhs)$$)$q$, 'products in objective and rows');
SELECT is(pg_temp.optimum('products'), 3::float8, 'are exact');
SELECT set_eq($$SELECT keys[1] FROM qshrink_answer(qshrink_id('products'))$$, ARRAY['a', 'b', 'c'], 'and hidden');
SELECT lives_ok($q$SELECT qshrink_define('if', $$SELECT unnest('{a,b,c}'::text[])$$, $$VALUES ('a', -3), ('b', 2), ('c', 2)$$,
	$$SELECT * FROM (VALUES ('if a then b and c', 'b', 1, '=', 2, 'a', 1), ('if a then b and c', 'c', 1, '=', 2, 'a', 1), ('if not a then c', 'c', 1, '>=', 1, 'a', 0)) AS t (label, key, coefficient, sense, rhs, condition, condition_value)$$)$q$, 'conditions');
SELECT is(pg_temp.optimum('if'), 1::float8, 'hold where they are asked to');

-- two objectives
SELECT qshrink_define('front', 'SELECT i FROM generate_series(1, 6) i', 'SELECT i, 1 + pg_temp.draw(9, i) FROM generate_series(1, 6) i', $$SELECT 'cost', i, 1 + pg_temp.draw(7, i, i), '<=', 100 FROM generate_series(1, 6) i$$, 'max');
SELECT bag_eq($$SELECT objective, second, proved FROM qshrink_pareto(qshrink_id('front'), 'cost', seed => 1)$$,
	$$WITH s AS (SELECT (SELECT coalesce(sum(1 + pg_temp.draw(9, i)), 0) FROM generate_series(1, 6) i WHERE (b >> i - 1 & 1) = 1)::float8 AS f,
		(SELECT coalesce(sum(1 + pg_temp.draw(7, i, i)), 0) FROM generate_series(1, 6) i WHERE (b >> i - 1 & 1) = 1)::float8 AS g FROM generate_series(0, 63) b)
	SELECT DISTINCT f, g, true FROM s WHERE NOT EXISTS (SELECT FROM s t WHERE t.f >= s.f AND t.g <= s.g AND (t.f > s.f OR t.g < s.g))$$, 'the whole front, proved');
SELECT is((SELECT count(*) FILTER (WHERE proved) FROM qshrink_pareto(qshrink_id('front'), 'cost', 3, seed => 1)), 2::bigint, 'the last of three points is not known to be on it');
SELECT bag_eq($$SELECT objective, second, proved FROM qshrink_pareto(qshrink_id('front'), 'cost', step => 1e-300, seed => 1)$$,
	$$SELECT objective, second, proved FROM qshrink_pareto(qshrink_id('front'), 'cost', seed => 1)$$, 'no step is smaller than the unit');
SELECT qshrink_define('thirds', 'VALUES (1), (2)', 'VALUES (1, 1), (2, 1)', $$SELECT 'cost', i, i / 3::float8, '<=', 5 FROM generate_series(1, 2) AS i$$, 'max') AS id \gset
SELECT is(pg_temp.said($$SELECT count(*) FROM qshrink_pareto(qshrink_id('thirds'), 'cost', step => 1e-300)$$),
	'22023 argument "step" is lost in rounding: 1 and a step are the same number', 'a step must move the right-hand side');
SELECT is(pg_temp.said($$SELECT count(*) FROM qshrink_pareto(qshrink_id('thirds'), 'cost', step => 0.01)$$), '3', 'points without a common unit are found by a step');
SELECT is(pg_temp.said($$SELECT count(*) FROM qshrink_pareto(qshrink_id('front'), 'none')$$), format('42704 problem %s has no constraint "none"', qshrink_id('front')), 'the second objective is a constraint');

-- ---------------------------------------------------------------------------
-- what changes
CREATE TEMP TABLE t_thing (name text, most integer, worth integer, size numeric);
INSERT INTO t_thing VALUES ('a', 3, 5, 1.5), ('b', 2, 4, 1);
SELECT qshrink_define('things', 'SELECT name, 0, most FROM t_thing', 'SELECT name, worth FROM t_thing', $$SELECT 'room', name, size, '<=', 5, NULL::int FROM t_thing UNION ALL SELECT 'even', name, 1, '=', 3, 2 FROM t_thing$$, 'max') AS things \gset
SELECT is(pg_temp.optimum('things'), 16::float8, 'before');
INSERT INTO t_thing VALUES ('c', 1, 9, 1);
SELECT is(r::text, '(t,1,0,2)', 'a new variable') FROM qshrink_refresh(:things) AS r;
SELECT is(pg_temp.optimum('things'), 21::float8, 'counts');
UPDATE t_thing SET most = 4 WHERE name = 'b';
SELECT is(r.changed, true, 'another bound') FROM qshrink_refresh(:things) AS r;
SELECT is((SELECT sum(weight) FROM qshrink_variable WHERE problem_id = :things AND keys = '{b}'), 4::float8, 'has other bits');
DELETE FROM t_thing WHERE name = 'a';
SELECT is(r.changed, true, 'one that goes') FROM qshrink_refresh(:things) AS r;
SELECT is((SELECT count(*) FROM qshrink_variable WHERE problem_id = :things AND keys = '{a}'), 0::bigint, 'is gone');
SELECT is(r::text, '(f,0,0,0)', 'and then nothing changes') FROM qshrink_refresh(:things) AS r;

-- a start is completed: what soft constraints are missed by, products
SELECT pg_temp.optimum('things') AS reached \gset
UPDATE t_thing SET size = size / 2;
SELECT is(r.changed, true, 'more room') FROM qshrink_refresh(:things) AS r;
SELECT is((SELECT objective FROM qshrink_solve(:things, 'none', seed => 1, solutions => 1, start => 'last', rounds => 1, options => '{"polish": false, "repair": false, "presolve": false, "proof": false}')) >= :reached, true, 'a start of before is as good');
SELECT is(r.changed, true, 'another rhs of the soft constraint') FROM qshrink_define('things', 'SELECT name, 0, most FROM t_thing', 'SELECT name, worth FROM t_thing',
	$$SELECT 'room', name, size, '<=', 5, NULL::int FROM t_thing UNION ALL SELECT 'even', name, 1, '=', 1, 2 FROM t_thing$$, 'max', true) AS d, LATERAL (SELECT d IS NOT NULL AS changed) AS r;
SELECT is((SELECT count(*) FROM qshrink_solve(:things, 'none', seed => 1, solutions => 1, start => 'last', rounds => 1, options => '{"polish": false, "repair": false, "presolve": false, "proof": false}') WHERE feasible), 1::bigint, 'and it is missed by as much as it is');
SELECT qshrink_define('products', $$SELECT unnest('{a,b,c,d,e}'::text[])$$, $$VALUES ('a', 'b', 'c', -5), ('a', NULL, NULL, 1), ('d', 'd', 'd', -1), (NULL, NULL, NULL, 7)$$,
	$$SELECT * FROM (VALUES ('q', 'a', 'b', 2, '<=', 3), ('q', 'c', 'd', 2, '<=', 3)) AS t (label, key, key2, coefficient, sense, rhs)$$, 'min', true);
SELECT is((SELECT objective FROM qshrink_solve(qshrink_id('products'), 'none', seed => 1, solutions => 1, start => 'last', rounds => 1, options => '{"polish": false, "repair": false, "presolve": false, "proof": false}')), 3::float8, 'with products');

-- integers by hand
INSERT INTO t_thing VALUES ('d', 3, 2, 0.5);
SELECT is(r.variables_added > 0, true, 'another integer') FROM qshrink_refresh(:things) AS r;
SELECT is(pg_temp.said(format('SELECT qshrink_add_variables(%s, ''VALUES (''''d'''')'')', :things)), format('42710 row 1 of argument "variables" gives variable "d", which problem %s has already', :things), 'an integer is there already');
SELECT is(pg_temp.said(format('SELECT qshrink_remove_variables(%s, ''VALUES (''''d'''')'', true)', :things)), '1', 'one integer goes');
SELECT is((SELECT count(*) FROM qshrink_variable WHERE problem_id = :things AND keys = '{d}'), 0::bigint, 'with all its variables');
SELECT is(r.changed, false, 'and stays away') FROM qshrink_refresh(:things) AS r;
SELECT is(pg_temp.said(format('SELECT qshrink_remove_variables(%s, ''VALUES (''''large'''')'', true)', :boxes)), format('0A000 variable "large" of problem %s is an integer of at least 1, which cannot be removed by hand', :boxes), 'no integer that cannot be 0');
SELECT is(pg_temp.said(format('SELECT qshrink_constrain(%s, ''VALUES (''''n'''', 0, 1, ''''<='''', 1)'')', :boxes)), '22023 row 1 of argument "rows" names variable 0, which is one of several that make up an integer', 'nor a part of one by number');

-- ---------------------------------------------------------------------------
-- what is refused
SELECT is(pg_temp.said(format('SELECT qshrink_define(''bad'', %L, %L, %L, %L)', variables, objective, rows, sense)), said, said) FROM (VALUES
	('VALUES (1), (1)', 'VALUES (1, 1)', NULL, 'min', '23505 row 2 of argument "variables" gives variable "1" a second time'),
	('VALUES (1)', 'VALUES (2, 1)', NULL, 'min', '22023 row 1 of argument "objective" names variable "2", which argument "variables" does not give'),
	('VALUES (1)', 'VALUES (1, 1)', 'VALUES (''r'', 2, 1, ''<='', 1)', 'min', '22023 row 1 of argument "constraints" names variable "2", which argument "variables" does not give'),
	('VALUES (NULL::int)', 'VALUES (1, 1)', NULL, 'min', '22004 row 1 of argument "variables" has a null in column 1 (key)'),
	('VALUES (1)', 'VALUES (1, NULL::int)', NULL, 'min', '22004 row 1 of argument "objective" has a null in column 2 (coefficient)'),
	('VALUES (1)', 'VALUES (1, 1)', 'VALUES (NULL, 1, 1, ''<='', 1)', 'min', '22004 row 1 of argument "constraints" has a null in column 1 (label)'),
	('VALUES (1)', 'VALUES (1, 1)', 'VALUES (''r'', 1, NULL::int, ''<='', 1)', 'min', '22004 row 1 of argument "constraints" has a null in column 3 (coefficient)'),
	('VALUES (1, 0, ''Infinity''::float8)', 'VALUES (1, 1)', NULL, 'min', '22003 row 1 of argument "variables" has a number out of range in column 3 (upper)'),
	('VALUES (1, 3, 2)', 'VALUES (1, 1)', NULL, 'min', '22023 row 1 of argument "variables" gives variable "1" the bounds 3 and 2'),
	('VALUES (1, 0, 2.5)', 'VALUES (1, 1)', NULL, 'min', '22023 row 1 of argument "variables" gives variable "1" the upper bound 2.5'),
	('VALUES (1, 0, 1e17)', 'VALUES (1, 1)', NULL, 'min', '22003 row 1 of argument "variables" gives variable "1" a bound of 2^53 or more'),
	('VALUES (1, 0, 9007199254740991)', 'VALUES (1, 1)', 'VALUES (''r'', 1, 1, ''>='', 5)', 'min', '22003 constraint "r" cannot be judged exactly: variable "1" has too wide a range'),
	('VALUES (1, 0)', 'VALUES (1, 1)', NULL, 'min', '42804 argument "variables" returns 2 columns'),
	('VALUES (1)', 'VALUES (1, 1)', 'VALUES (''r'', 1, 1, ''<='', 1, -1)', 'min', '22023 row 1 of argument "constraints" gives constraint "r" a negative price'),
	('VALUES (1), (2)', 'VALUES (1, 1)', 'VALUES (''r'', 1, 1, ''<='', 1), (''r'', 2, 1, ''>='', 1)', 'min', '22023 row 2 of argument "constraints" gives constraint "r" another sense than a row before'),
	('VALUES (1), (2)', 'VALUES (1, 1)', 'VALUES (''r'', 1, 1, ''<='', 1), (''r'', 2, 1, ''<='', 2)', 'min', '22023 row 2 of argument "constraints" gives constraint "r" another rhs than a row before'),
	('VALUES (1), (2)', 'VALUES (1, 1)', 'VALUES (''r'', 1, 1, ''<='', 1, 2), (''r'', 2, 1, ''<='', 1, NULL)', 'min', '22023 row 2 of argument "constraints" gives constraint "r" another price than a row before'),
	('VALUES (1)', 'VALUES (1, 1)', 'VALUES (''r'', 1, 1, ''<'', 1)', 'min', '22023 row 1 of argument "constraints" has the sense "<"'),
	('VALUES (1)', 'VALUES (1, 1)', 'VALUES (''r'', 1, 1)', 'min', '42804 argument "constraints" returns 3 columns'),
	('VALUES (1)', 'VALUES (1, 1)', NULL, 'best', '22023 sense must be "min" or "max", not "best"'),
	('SELECT 1 WHERE false', 'VALUES (1, 1)', NULL, 'min', '22023 argument "variables" returns no row'),
	('VALUES (1)', 'VALUES (1, ''NaN''::float8)', NULL, 'min', '22003 row 1 of argument "objective" has a number out of range in column 2 (coefficient)'),
	('VALUES (1, 0, 5)', 'VALUES (1, 1)', 'SELECT * FROM (VALUES (''r'', 1, 1, ''<='', 1, 1, 1)) AS t (label, key, coefficient, sense, rhs, condition, condition_value)', 'min', '22023 row "r" has a condition on a variable that is not binary'),
	('VALUES (1), (2)', 'VALUES (1, 1)', 'VALUES (''r'', 1, 1e-300::float8, ''<='', 1, 2), (''r'', 2, 1e300::float8, ''<='', 1, 2)', 'min', '22023 row "r" is soft but its numbers have no common unit')
) AS v (variables, objective, rows, sense, said);
SELECT is((SELECT count(*) FROM qshrink_problem WHERE name = 'bad'), 0::bigint, 'and leaves nothing behind');
SELECT is(pg_temp.said($$SELECT qshrink_define('shifts', 'VALUES (1)', 'VALUES (1, 1)')$$), '42710 problem "shifts" already exists', 'names are taken once');

SELECT finish();
ROLLBACK;
