-- A knapsack of things to take several times.
--
-- n(i) = how many of thing i, up to the stock.
-- maximise   what they are worth
-- subject to weight and volume.
--
--   psql -v things=20 -f examples/knapsack.sql

\if :{?things} \else \set things 20 \endif

CREATE TEMP TABLE thing AS
	SELECT i AS thing, 1 + i % 3 AS stock, 5 + (i * i * 7) % 23 AS worth, 1 + (i * 5) % 9 AS weight, 0.5 + (i * 3) % 4 AS volume
	FROM generate_series(1, :things) AS i;

SELECT qshrink_define('knapsack', 'SELECT thing, 0, stock FROM pg_temp.thing', 'SELECT thing, worth FROM pg_temp.thing', $$
	SELECT 'weight', thing, weight, '<=', 3 * (SELECT count(*) FROM pg_temp.thing) FROM pg_temp.thing
	UNION ALL SELECT 'volume', thing, volume, '<=', 30.5 FROM pg_temp.thing$$, 'max') AS problem \gset

SELECT rank, objective, feasible
FROM qshrink_solve(:problem, solver => 'auto', seed => 1, solutions => 1, time_limit => '10 s');

SELECT keys[1]::int AS thing, value AS taken FROM qshrink_answer(:problem) ORDER BY 1;

SELECT label, activity, rhs, slack FROM qshrink_activity(:problem);
