-- Answers as rows to join: in the statement that solves, of every rank, with what their constraints cost.
\set ON_ERROR_STOP 1
BEGIN;
SELECT no_plan();
SELECT qshrink_mdkp('one', 'values (''a'',10),(''b'',9)', 'values (''w'',''a'',6),(''w'',''b'',5)', 'values (''w'',6)') AS id \gset

-- the statement that solves
SELECT is(keys, '{a}', 'selection in the same statement') FROM (SELECT s.objective, a.keys FROM qshrink_solve(:id, 'auto', seed => 1) AS s, LATERAL qshrink_selection(s.problem_id, s.run_id) AS a WHERE s.rank = 1) AS t;
SELECT is(keys || value::text, '{a,1}', 'answer in the same statement') FROM (SELECT a.keys, a.value FROM qshrink_solve(:id, 'auto', seed => 2) AS s, LATERAL qshrink_answer(s.problem_id, s.run_id, s.rank) AS a WHERE s.rank = 1) AS t;
SELECT is(format('%s %s %s %s %s', label, activity, sense, rhs, slack), 'w 6 <= 6 0', 'activity in the same statement')
	FROM (SELECT a.* FROM qshrink_solve(:id, 'auto', seed => 3) AS s, LATERAL qshrink_activity(s.problem_id, s.run_id, s.rank) AS a WHERE s.rank = 1) AS t;
SELECT is(count(*), 1::bigint, 'within EXISTS') FROM (VALUES (1)) AS v WHERE EXISTS (SELECT FROM qshrink_solve(:id, 'auto', seed => 4) AS s, LATERAL qshrink_answer(s.problem_id, s.run_id) AS a WHERE a.keys = '{a}');

-- typed joins: one cast
CREATE TEMP TABLE t_item AS SELECT i, 10 + i * 37 % 31 AS profit, 5 + i * 17 % 13 AS weight FROM generate_series(1, 12) AS i;
SELECT qshrink_mdkp('joined', 'SELECT i, profit FROM t_item', 'SELECT 1, i, weight FROM t_item', 'VALUES (1, 40)') AS joined \gset
SELECT run_id AS run FROM qshrink_solve(:joined, 'auto', seed => 1, solutions => 5, options => '{"enumerate": true}') LIMIT 1 \gset
SELECT is(sum(profit)::float8, (SELECT objective FROM qshrink_solution WHERE run_id = :run AND rank = r), 'rank ' || r || ' by key')
	FROM generate_series(1, 5) AS r, LATERAL qshrink_answer(:joined, :run, r) AS a JOIN t_item AS i ON i.i = a.keys[1]::integer GROUP BY r;
SELECT is(activity, (SELECT sum(weight)::float8 FROM qshrink_answer(:joined, :run, r) AS a JOIN t_item AS i ON i.i = a.keys[1]::integer), 'its activity, rank ' || r) FROM generate_series(1, 5) AS r, LATERAL qshrink_activity(:joined, :run, r);
SELECT bag_eq(format('SELECT variable, keys FROM qshrink_answer(%s)', :joined), format('SELECT variable, keys FROM qshrink_selection(%s)', :joined), 'without a run: that of the selection');
SELECT throws_ok(format('SELECT * FROM qshrink_answer(%s, %s, 6)', :joined, :run), 'P0002', format('run %s of problem %s has no solution of rank 6', :run, :joined), 'a rank that is not there');
SELECT throws_ok(format('SELECT * FROM %s(%s, %s, 0)', f, :joined, :run), '22023', 'rank is 0', f || ': no rank') FROM unnest(ARRAY['qshrink_answer', 'qshrink_activity']) AS f;
SELECT throws_ok(format('SELECT * FROM %s(%s, -5)', f, :joined), 'P0002', NULL, f || ': no run') FROM unnest(ARRAY['qshrink_answer', 'qshrink_activity']) AS f;
SELECT throws_ok(format('SELECT * FROM %s(-5)', f), 'P0002', NULL, f || ': no problem') FROM unnest(ARRAY['qshrink_answer', 'qshrink_activity']) AS f;
SELECT qshrink_create('unsolved', '{(0,0):1}/1') AS unsolved \gset
SELECT throws_ok(format('SELECT * FROM %s(%s)', f, :unsolved), '55000', NULL, f || ': not solved') FROM unnest(ARRAY['qshrink_answer', 'qshrink_activity']) AS f;
SELECT qshrink_constrain(:unsolved, 'VALUES (''never'', NULL, NULL, ''>='', 1)') AS rows \gset
SELECT count(*) AS solved FROM qshrink_solve(:unsolved, 'auto', seed => 1) \gset
SELECT throws_ok(format('SELECT * FROM %s(%s)', f, :unsolved), '22000', NULL, f || ': infeasible') FROM unnest(ARRAY['qshrink_answer', 'qshrink_activity']) AS f;

-- prices: what one unit of rhs is worth to the relaxation, in the sense of the user and whatever the units
CREATE FUNCTION pg_temp.prices(id bigint, rows text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM qshrink_constrain(id, rows);
	PERFORM count(*) FROM qshrink_solve(id, 'auto', seed => 1);
	RETURN (SELECT string_agg(format('%s %s %s', label, slack, round(price::numeric, 6)::float8), ', ' ORDER BY label) FROM qshrink_activity(id));
END $$;
SELECT is(pg_temp.prices(qshrink_create('max', '{(0,0):10,(1,1):6}/2', 'max', '{x,y}'), $$VALUES ('w', 'x', 4, '<=', 6), ('w', 'y', 4, '<=', 6), ('loose', 'x', 1, '<=', 5)$$), 'loose 4 0, w 2 1.5', 'a maximum gains by room');
SELECT is(pg_temp.prices(qshrink_create('min', '{(0,0):-10,(1,1):-6}/2', 'min', '{x,y}'), $$VALUES ('w', 'x', 4, '<=', 6), ('w', 'y', 4, '<=', 6), ('loose', 'x', 1, '<=', 5)$$), 'loose 4 0, w 2 -1.5', 'a minimum falls');
SELECT is(pg_temp.prices(qshrink_create('units', '{(0,0):10e6,(1,1):6e6}/2', 'max', '{x,y}'), $$VALUES ('w', 'x', 0.004, '<=', 0.006), ('w', 'y', 0.004, '<=', 0.006)$$), 'w 0.002 1500000000', 'in the units of the rows');
SELECT is(pg_temp.prices(qshrink_create('cover', '{(0,0):3,(1,1):5}/2', 'min', '{x,y}'), $$VALUES ('need', 'x', 2, '>=', 3), ('need', 'y', 2, '>=', 3)$$), 'need 1 2.5', 'a need costs');
SELECT is(pg_temp.prices(qshrink_create('exactly', '{(0,0):3,(1,1):5}/2', 'min', '{x,y}'), $$VALUES ('one', 'x', 1, '=', 1), ('one', 'y', 1, '=', 1)$$), 'one 0 3', 'of an equation');
SELECT is((SELECT count(*) FROM qshrink_activity(:joined) WHERE price > 0), 1::bigint, 'a full knapsack has a price');
SELECT qshrink_qap('pairs', 'VALUES (1, 2, 3)', 'VALUES (''x'', ''y'', 1)') AS qap \gset
SELECT count(*) AS solved FROM qshrink_solve(:qap, 'exact', seed => 1) \gset
SELECT is((SELECT count(*) FILTER (WHERE constraint_id IS NULL AND price IS NULL AND slack = 0) FROM qshrink_activity(:qap)), 4::bigint, 'rows that matrices imply');

-- no JIT: the cost of a thousand solves within a query stays below what starts it
CREATE FUNCTION pg_temp.cost(query text) RETURNS float8 LANGUAGE plpgsql AS $$ DECLARE plan json; BEGIN EXECUTE 'EXPLAIN (FORMAT json) ' || query INTO plan; RETURN (plan -> 0 -> 'Plan' ->> 'Total Cost')::float8; END $$;
SELECT cmp_ok(pg_temp.cost(q), '<', 100000::float8, 'costs less than jit_above_cost: ' || q) FROM unnest(ARRAY[
	'SELECT count(*) FROM generate_series(1, 1000) AS v WHERE EXISTS (SELECT FROM qshrink_solve(v))',
	'SELECT count(*) FROM generate_series(1, 1000) AS v, LATERAL qshrink_solve(v) AS s, LATERAL qshrink_selection(s.problem_id, s.run_id) AS a',
	'SELECT count(*) FROM qshrink_problem AS p, LATERAL qshrink_solve(p.problem_id) AS s, LATERAL qshrink_answer(s.problem_id, s.run_id, s.rank) AS a',
	'SELECT qshrink_bound(v), qshrink_encode(v) FROM generate_series(1, 1000) AS v',
	'SELECT count(*) FROM generate_series(1, 1000) AS v, LATERAL qshrink_activity(v) AS a']) AS q;

-- slack is the decimal it is, not what is left of a difference of floats
SELECT qshrink_mdkp('tenths', 'VALUES (''a'', 1), (''b'', 1)', 'VALUES (''w'', ''a'', 0.1), (''w'', ''b'', 0.6)', 'VALUES (''w'', 1.0)') AS tenths \gset
SELECT is((SELECT slack FROM qshrink_solve(:tenths, 'auto', seed => 1, solutions => 1) AS s, LATERAL qshrink_activity(s.problem_id, s.run_id)), 0.3::float8, 'slack of decimals');

SELECT * FROM finish();
ROLLBACK;
