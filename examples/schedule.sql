-- Job-slot assignment: jobs into time slots of limited capacity.
--
-- x(j,s) = 1 when job j runs in slot s.
-- minimise   cost of running late, plus a set-up for each pair of jobs of different
--            families in one slot
-- subject to each job in exactly one slot, no slot over its capacity,
--            jobs that need the same tool never in one slot.
--
--   psql -v jobs=24 -v slots=6 -f examples/schedule.sql

\if :{?jobs} \else \set jobs 24 \endif
\if :{?slots} \else \set slots 6 \endif

CREATE TEMP TABLE job AS
	SELECT j AS job, 1 + (j * j * 5 + j * 3) % 4 AS size, (j * j * 7 + j) % 3 AS family,
	       (j * j * 3 + j * 2) % 13 AS tool, 1 + (j * j + j * 11) % 9 AS urgency
	FROM generate_series(1, :jobs) AS j;
CREATE TEMP TABLE slot AS
	SELECT s AS slot, ceil(1.25 * (SELECT sum(size) FROM job) / :slots) AS capacity FROM generate_series(1, :slots) AS s;
CREATE TEMP TABLE cell AS
	SELECT job, slot, ARRAY[job, slot] AS key FROM job, slot;

SELECT qshrink_define('schedule', 'SELECT key FROM pg_temp.cell ORDER BY key', $$
	SELECT key, NULL::integer[], urgency * slot FROM pg_temp.cell JOIN pg_temp.job USING (job)
	UNION ALL SELECT a.key, b.key, 5 FROM pg_temp.cell AS a JOIN pg_temp.cell AS b ON a.slot = b.slot AND a.job < b.job
		JOIN pg_temp.job AS k ON k.job = a.job JOIN pg_temp.job AS l ON l.job = b.job AND l.family <> k.family$$, $$
	SELECT 'job ' || job, key, 1, '=', 1 FROM pg_temp.cell
	UNION ALL SELECT 'slot ' || slot, key, size, '<=', capacity FROM pg_temp.cell JOIN pg_temp.job USING (job) JOIN pg_temp.slot USING (slot)
	UNION ALL SELECT format('tool %s in slot %s', tool, slot), key, 1, '<=', 1 FROM pg_temp.cell JOIN pg_temp.job USING (job) WHERE tool < 10$$) AS problem \gset

SELECT rank, objective, feasible
FROM qshrink_solve(:problem, solver => 'auto', seed => 1, solutions => 3, time_limit => '10 s');

SELECT keys[2]::int AS slot, array_agg(job ORDER BY job) AS jobs, sum(size) AS load
FROM qshrink_selection(:problem) JOIN job ON job = keys[1]::int GROUP BY 1 ORDER BY 1;

SELECT status, proved_by, bound, rounds FROM qshrink_run WHERE problem_id = :problem;
