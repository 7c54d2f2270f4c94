-- A roster: nurses for the shifts of a week, with wishes and fair loads.
--
-- x(n,d) = 1 when nurse n works on day d.
-- minimise   what wishes cost
-- subject to enough nurses on each day, no nurse on three days in a row,
--            and loads of at most `fair` days, each more of which costs 10.
--
--   psql -v nurses=6 -v days=7 -f examples/roster.sql

\if :{?nurses} \else \set nurses 6 \endif
\if :{?days} \else \set days 7 \endif

CREATE TEMP TABLE nurse AS SELECT n AS nurse, 5 * :days / (2 * :nurses) AS fair FROM generate_series(1, :nurses) AS n;
CREATE TEMP TABLE day AS SELECT d AS day, 2 + d % 2 AS need FROM generate_series(1, :days) AS d;
CREATE TEMP TABLE wish AS SELECT nurse, day, (nurse * 5 + day * 3) % 7 AS cost FROM nurse, day;

SELECT qshrink_define('roster', 'SELECT ARRAY[nurse, day] FROM pg_temp.nurse, pg_temp.day', 'SELECT ARRAY[nurse, day], cost FROM pg_temp.wish', $$
	SELECT 'load of nurse ' || nurse, ARRAY[nurse, day], 1, '<=', fair, 10 FROM pg_temp.nurse, pg_temp.day
	UNION ALL SELECT 'day ' || day, ARRAY[nurse, day], 1, '>=', need, NULL FROM pg_temp.nurse, pg_temp.day
	UNION ALL SELECT format('nurse %s from day %s', nurse, f.day), ARRAY[nurse, d.day], 1, '<=', 2, NULL
		FROM pg_temp.nurse, pg_temp.day AS f JOIN pg_temp.day AS d ON d.day BETWEEN f.day AND f.day + 2$$) AS problem \gset

SELECT rank, objective, feasible
FROM qshrink_solve(:problem, solver => 'auto', seed => 1, solutions => 1, time_limit => '10 s');

SELECT keys[1]::int AS nurse, array_agg(keys[2]::int ORDER BY keys[2]::int) AS days
FROM qshrink_selection(:problem) GROUP BY 1 ORDER BY 1;

SELECT label, activity, rhs, violation FROM qshrink_activity(:problem) WHERE violation > 0;
