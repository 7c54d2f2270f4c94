-- The worked examples on small sizes, against brute force in SQL.
\set ON_ERROR_STOP 1
BEGIN;
SELECT plan(16);
SET jit = off;

-- portfolio: all choices of 5 assets out of 16
\set assets 16
\set cardinality 5
\o /dev/null
\i examples/portfolio.sql
\o
CREATE TEMP TABLE t_choice AS
	SELECT bits FROM (SELECT b::bit(16)::varbit AS bits FROM generate_series(0, 65535) AS b) AS c
	WHERE length(replace(bits::text, '0', '')) = 5
	  AND (SELECT sum(price) FROM asset WHERE get_bit(bits, asset - 1) = 1) <= 45 * 5;
SELECT is((SELECT round(objective::numeric, 9) FROM qshrink_run WHERE problem_id = :problem),
	(SELECT round(min(p.objective @ bits)::numeric, 9) FROM t_choice, qshrink_problem AS p WHERE p.problem_id = :problem),
	'the best portfolio of all there are');
SELECT is((SELECT status FROM qshrink_run WHERE problem_id = :problem), 'optimal', 'and proved to be');
SELECT is_empty(format('SELECT * FROM qshrink_solution AS s, qshrink_verify(s.problem_id, s.assignment) WHERE s.problem_id = %s AND s.feasible', :problem),
	'no portfolio breaks a row');

-- colouring: three periods, and two would not do
\set exams 10
\set periods 5
\o /dev/null
\i examples/coloring.sql
\o
SELECT is((SELECT objective FROM qshrink_run WHERE problem_id = :problem), 3::float8, 'three periods');
SELECT is((SELECT count(*) FROM generate_series(0, 1023) AS b
	WHERE NOT EXISTS (SELECT 1 FROM clash WHERE get_bit(b::bit(10), e - 1) = get_bit(b::bit(10), f - 1))), 0::bigint, 'two periods are not enough');
SELECT is((SELECT status FROM qshrink_run WHERE problem_id = :problem), 'optimal', 'and proved');
SELECT is_empty(format('SELECT * FROM clash AS c JOIN qshrink_selection(%1$s) AS s ON s.keys[1] = ''exam'' AND s.keys[2]::int = c.e
	JOIN qshrink_selection(%1$s) AS t ON t.keys[1] = ''exam'' AND t.keys[2]::int = c.f AND t.keys[3] = s.keys[3]', :problem), 'no clash');

-- schedule: all 3^7 ways to place 7 jobs
\set jobs 7
\set slots 3
\o /dev/null
\i examples/schedule.sql
\o
CREATE TEMP TABLE t_place AS
	SELECT way, j AS job, 1 + (way / (3 ^ (j - 1))::int) % 3 AS slot FROM generate_series(0, 2186) AS way, generate_series(1, 7) AS j;
CREATE TEMP TABLE t_legal AS
	SELECT way FROM generate_series(0, 2186) AS way
	EXCEPT SELECT way FROM t_place JOIN job USING (job) JOIN slot USING (slot) GROUP BY way, slot, capacity HAVING sum(size) > capacity
	EXCEPT SELECT way FROM t_place JOIN job USING (job) WHERE tool < 10 GROUP BY way, slot, tool HAVING count(*) > 1;
CREATE TEMP TABLE t_cost AS
	SELECT way, (SELECT sum(urgency * slot) FROM t_place AS p JOIN job USING (job) WHERE p.way = l.way)
		+ 5 * (SELECT count(*) FROM t_place AS p JOIN t_place AS q USING (way, slot) JOIN job AS k ON k.job = p.job JOIN job AS m ON m.job = q.job
		       WHERE p.way = l.way AND p.job < q.job AND k.family <> m.family) AS cost
	FROM t_legal AS l;
SELECT cmp_ok((SELECT count(*) FROM t_legal), '>', 0::bigint, 'there are schedules');
SELECT is((SELECT objective FROM qshrink_run WHERE problem_id = :problem), (SELECT min(cost) FROM t_cost)::float8, 'the best schedule of all there are');
SELECT is((SELECT status FROM qshrink_run WHERE problem_id = :problem), 'optimal', 'and proved to be');
SELECT is_empty(format('SELECT * FROM qshrink_solution AS s, qshrink_verify(s.problem_id, s.assignment) WHERE s.problem_id = %s AND s.feasible', :problem),
	'no schedule breaks a row');

-- the same schedule without enough slots has no solution
SELECT qshrink_constrain(:problem, $$SELECT 'no slot ' || slot, key, 1, '<=', 1 FROM pg_temp.cell$$) AS rows \gset
SELECT is((SELECT r.feasible FROM qshrink_solve(:problem, 'auto', seed => 1) AS r LIMIT 1), false, 'one job a slot cannot be');

-- knapsack: all ways to take 8 things of 1 to 3 pieces
\set things 8
\o /dev/null
\i examples/knapsack.sql
\o
CREATE TEMP TABLE t_taken AS
	WITH RECURSIVE way AS (
		SELECT 0 AS thing, 0 AS worth, 0::numeric AS weight, 0::numeric AS volume
		UNION ALL
		SELECT t.thing, w.worth + k * t.worth, w.weight + k * t.weight, w.volume + k * t.volume
		FROM way AS w JOIN thing AS t ON t.thing = w.thing + 1, generate_series(0, 3) AS k
		WHERE k <= t.stock AND w.weight + k * t.weight <= 24 AND w.volume + k * t.volume <= 30.5)
	SELECT max(worth) AS worth FROM way;
SELECT is((SELECT objective FROM qshrink_run WHERE problem_id = :problem), (SELECT worth FROM t_taken)::float8, 'the best knapsack of all there are');
SELECT is((SELECT sum(value * worth) FROM qshrink_answer(:problem) JOIN thing ON thing = keys[1]::int), (SELECT worth FROM t_taken)::numeric, 'is what the answer takes');

-- roster: all ways for 4 nurses and 3 days
\set nurses 4
\set days 3
\o /dev/null
\i examples/roster.sql
\o
CREATE TEMP TABLE t_work AS SELECT way, nurse, day, way >> (3 * nurse + day - 4) & 1 AS works FROM generate_series(0, 4095) AS way, nurse, day;
CREATE INDEX ON t_work (way);
ANALYZE t_work;
CREATE TEMP TABLE t_roster AS
	SELECT way, (SELECT sum(cost * works) FROM t_work AS t JOIN wish USING (nurse, day) WHERE t.way = w.way)
		+ 10 * (SELECT sum(greatest(load - fair, 0)) FROM (SELECT nurse, sum(works) AS load FROM t_work AS t WHERE t.way = w.way GROUP BY nurse) AS l JOIN nurse USING (nurse)) AS cost
	FROM generate_series(0, 4095) AS w (way)
	WHERE NOT EXISTS (SELECT FROM day AS d WHERE (SELECT sum(works) FROM t_work AS t WHERE t.way = w.way AND t.day = d.day) < d.need)
	  AND NOT EXISTS (SELECT FROM nurse AS n, generate_series(1, 1) AS f WHERE (SELECT sum(works) FROM t_work AS t WHERE t.way = w.way AND t.nurse = n.nurse AND t.day BETWEEN f AND f + 2) > 2);
SELECT is((SELECT objective FROM qshrink_run WHERE problem_id = :problem), (SELECT min(cost) FROM t_roster)::float8, 'the best roster of all there are');
SELECT is((SELECT status FROM qshrink_run WHERE problem_id = :problem), (SELECT CASE WHEN count(*) > 0 THEN 'optimal' ELSE 'infeasible' END FROM t_roster), 'and proved to be');

SELECT * FROM finish();
ROLLBACK;
