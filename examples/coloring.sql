-- Graph colouring: exams that share students must not share a period; use few periods.
--
-- x(e,p) = 1 when exam e is in period p,  y(p) = 1 when period p is used.
-- minimise   sum of y
-- subject to each exam in exactly one period,
--            x(e,p) + x(f,p) <= y(p) for exams e and f with a student in common,
--            y(p) >= y(p + 1): periods are used from the front.
--
--   psql -v exams=20 -v periods=6 -f examples/coloring.sql

\if :{?exams} \else \set exams 20 \endif
\if :{?periods} \else \set periods 6 \endif

-- Each student sits three exams.
CREATE TEMP TABLE student_exam AS
	SELECT DISTINCT s AS student, 1 + (s * s * 3 + s * k * 5 + k * k * 7) % :exams AS exam
	FROM generate_series(1, :exams) AS s, generate_series(1, 3) AS k;
CREATE TEMP TABLE clash AS
	SELECT DISTINCT a.exam AS e, b.exam AS f
	FROM student_exam AS a JOIN student_exam AS b USING (student) WHERE a.exam < b.exam;

-- What the variables stand for: {exam,e,p} and {period,,p}.
CREATE TEMP TABLE exam_in AS
	SELECT e, p, ARRAY['exam', e::text, p::text] AS key FROM generate_series(1, :exams) AS e, generate_series(1, :periods) AS p;
CREATE TEMP TABLE used AS SELECT p, ARRAY['period', '', p::text] AS key FROM generate_series(1, :periods) AS p;

SELECT qshrink_define('timetable', 'SELECT key FROM pg_temp.exam_in UNION ALL SELECT key FROM pg_temp.used', 'SELECT key, 1 FROM pg_temp.used', $$
	SELECT 'exam ' || e, key, 1, '=', 1 FROM pg_temp.exam_in
	UNION ALL SELECT format('exams %s and %s in period %s', c.e, c.f, u.p), k.key, k.coefficient, '<=', 0 FROM pg_temp.clash AS c, pg_temp.used AS u,
		LATERAL (VALUES (ARRAY['exam', c.e::text, u.p::text], 1), (ARRAY['exam', c.f::text, u.p::text], 1), (u.key, -1)) AS k (key, coefficient)
	UNION ALL SELECT format('period %s before %s', u.p, u.p + 1), k.key, k.coefficient, '>=', 0 FROM pg_temp.used AS u JOIN pg_temp.used AS w ON w.p = u.p + 1,
		LATERAL (VALUES (u.key, 1), (w.key, -1)) AS k (key, coefficient)$$) AS problem \gset

SELECT rank, objective AS periods, feasible
FROM qshrink_solve(:problem, solver => 'auto', seed => 1, solutions => 1, time_limit => '20 s');

SELECT keys[3]::int AS period, array_agg(keys[2]::int ORDER BY keys[2]::int) AS exams
FROM qshrink_selection(:problem) WHERE keys[1] = 'exam' GROUP BY 1 ORDER BY 1;

SELECT status, proved_by, rounds FROM qshrink_run WHERE problem_id = :problem;
