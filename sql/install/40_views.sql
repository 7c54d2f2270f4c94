-- ---------------------------------------------------------------------------
-- Looking at problems and runs.

CREATE FUNCTION @extschema@.qshrink_fingerprint(problem_id bigint) RETURNS text
	AS 'MODULE_PATHNAME', 'qshrink_fingerprint' LANGUAGE C STABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.qshrink_fingerprint(bigint) IS
	'equal for equal models: hash of sense, objective and constraints, but not of names, labels and keys';

CREATE FUNCTION @extschema@.qshrink_verify(
		problem_id        bigint,
		assignment        bit varying,
		OUT constraint_id integer,
		OUT label         text,
		OUT activity      float8,
		OUT sense         text,
		OUT rhs           float8,
		OUT excess        float8,
		OUT price         float8)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME', 'qshrink_verify' LANGUAGE C STABLE PARALLEL SAFE COST 1000 ROWS 10;
COMMENT ON FUNCTION @extschema@.qshrink_verify(bigint, bit varying) IS
	'the constraints an assignment violates, judged on the rows as stated: none of a null price if it is feasible; price is what a unit of violation of a soft constraint costs, null where it must hold; constraint_id is null for the rows a quadratic assignment problem implies; excess is the distance of the activity from rhs';

CREATE FUNCTION @extschema@.qshrink_gap(objective float8, reference float8) RETURNS float8
	AS 'MODULE_PATHNAME', 'qshrink_gap_of' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_gap(float8, float8) IS '|objective - reference| / max(1, |reference|); null where one of them is not finite';

CREATE FUNCTION @extschema@.qshrink_rounded(number float8, digits integer) RETURNS numeric
	AS 'MODULE_PATHNAME', 'qshrink_rounded' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_rounded(float8, integer) IS 'number with so many decimal digits, as the views show it';

-- ---------------------------------------------------------------------------
CREATE VIEW @extschema@.qshrink_leaderboard WITH (security_invoker = true) AS
	SELECT t.problem_id,
		t.problem,
		rank() OVER (PARTITION BY t.problem_id
					 ORDER BY CASE t.sense WHEN 'max' THEN - t.best_objective ELSE t.best_objective END) AS place,
		t.solver,
		t.settings,
		t.runs,
		t.feasible_runs,
		t.optimal_runs,
		t.best_objective,
		t.median_objective,
		t.best_bound,
		@extschema@.qshrink_gap(t.best_objective, t.best_bound) AS gap_to_bound,
		t.best_known,
		@extschema@.qshrink_gap(t.best_objective, t.best_known) AS gap_to_best_known,
		t.median_seconds,
		t.median_qubits
	FROM (SELECT p.problem_id,
			p.name AS problem,
			p.sense,
			p.best_known,
			r.solver,
			r.settings,
			count(*) AS runs,
			count(r.objective) AS feasible_runs,
			count(*) FILTER (WHERE r.status = 'optimal') AS optimal_runs,
			CASE p.sense WHEN 'max' THEN max(r.objective) ELSE min(r.objective) END AS best_objective,
			percentile_cont(0.5) WITHIN GROUP (ORDER BY r.objective) AS median_objective,
			CASE p.sense WHEN 'max' THEN min(r.bound) ELSE max(r.bound) END AS best_bound,
			@extschema@.qshrink_rounded(percentile_cont(0.5) WITHIN GROUP (ORDER BY r.milliseconds) / 1000, 3) AS median_seconds,
			percentile_cont(0.5) WITHIN GROUP (ORDER BY r.qubits) AS median_qubits
		FROM @extschema@.qshrink_run r
			JOIN @extschema@.qshrink_problem p ON p.problem_id = r.problem_id
		WHERE r.fixed IS NULL
			AND r.changed_rhs IS NULL
			AND r.fingerprint = @extschema@.qshrink_fingerprint(r.problem_id)
		GROUP BY p.problem_id, r.solver, r.settings) t;
COMMENT ON VIEW @extschema@.qshrink_leaderboard IS 'for each problem, solver and settings what their runs of the model as it is now reached, best first by place; scenarios (runs with fixed or changed_rhs) and runs of an earlier model are left out';
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.problem_id IS 'the problem';
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.problem IS 'name of the problem';
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.place IS 'place among the settings tried on the problem, by best_objective';
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.solver IS 'sampler used';
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.settings IS 'settings as runs record them, without options at their defaults; the seed is none of them';
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.runs IS 'number of runs';
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.feasible_runs IS 'runs that found a feasible assignment';
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.optimal_runs IS 'runs that proved theirs optimal';
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.best_objective IS 'best objective of these runs';
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.median_objective IS 'median of their objectives';
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.best_bound IS 'tightest bound of these runs';
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.gap_to_bound IS '|best_objective - best_bound| / max(1, |best_bound|)';
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.best_known IS 'best value known of the problem';
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.gap_to_best_known IS '|best_objective - best_known| / max(1, |best_known|)';
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.median_seconds IS 'median of their times';
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.median_qubits IS 'median of their qubits';

-- ---------------------------------------------------------------------------
CREATE FUNCTION @extschema@.qshrink_progress_text(bigint, bigint) RETURNS text
	AS 'MODULE_PATHNAME', 'qshrink_progress_text' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_progress_text(bigint, bigint) IS 'the characters two progress counters hold';

CREATE FUNCTION @extschema@.qshrink_progress_number(bigint) RETURNS float8
	AS 'MODULE_PATHNAME', 'qshrink_progress_number' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_progress_number(bigint) IS 'the number whose bits a progress counter holds';

-- A solve shows itself as a COPY of qshrink_run that has this number in counter 9.
CREATE VIEW @extschema@.qshrink_progress WITH (security_invoker = true) AS
	SELECT t.pid,
		t.problem_id,
		p.name AS problem,
		t.stage,
		t.round,
		t.rounds,
		t.qubits,
		t.best_so_far,
		t.bound,
		@extschema@.qshrink_gap(t.best_so_far, t.bound) AS gap_to_bound,
		clock_timestamp() - t.started_at AS elapsed,
		greatest(t.ends_at - clock_timestamp(), interval '0') AS time_left,
		t.task_id,
		t.raw_feasible_share
	FROM (SELECT s.pid,
			nullif(s.param8, 0) AS task_id,
			s.param10 AS problem_id,
			@extschema@.qshrink_progress_text(s.param12, s.param13) AS stage,
			s.param14::integer AS round,
			nullif(s.param15, 0)::integer AS rounds,
			s.param16::integer AS qubits,
			CASE WHEN s.param17 & 1 = 1 THEN @extschema@.qshrink_progress_number(s.param18) END AS best_so_far,
			CASE WHEN s.param17 & 2 = 2 THEN @extschema@.qshrink_progress_number(s.param19) END AS bound,
			CASE WHEN s.param17 & 4 = 4 THEN (s.param17 >> 3)::float8 / 1000000 END AS raw_feasible_share,
			timestamptz '2000-01-01 00:00:00+00' + s.param11 * interval '1 microsecond' AS started_at,
			CASE WHEN s.param20 > 0 THEN timestamptz '2000-01-01 00:00:00+00' + s.param20 * interval '1 microsecond' END AS ends_at
		FROM pg_stat_get_progress_info('COPY') AS s
		WHERE s.relid = '@extschema@.qshrink_run'::regclass
			AND s.param9 = 31933564801609323
			AND s.datid = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())) t
		LEFT JOIN @extschema@.qshrink_problem p ON p.problem_id = t.problem_id;
COMMENT ON VIEW @extschema@.qshrink_progress IS 'solves that are running in this database, as far as the current role may look into their sessions: its own, those of roles it is a member of, and all for members of pg_read_all_stats';
COMMENT ON COLUMN @extschema@.qshrink_progress.pid IS 'process of the session';
COMMENT ON COLUMN @extschema@.qshrink_progress.problem_id IS 'the problem';
COMMENT ON COLUMN @extschema@.qshrink_progress.problem IS 'name of the problem; null for who may not read it';
COMMENT ON COLUMN @extschema@.qshrink_progress.stage IS 'what it does now: load, presolve, relax, construct, prove, shrink, sample (encoding included), polish (repair included) or store';
COMMENT ON COLUMN @extschema@.qshrink_progress.round IS 'round it is in; 0: before the first';
COMMENT ON COLUMN @extschema@.qshrink_progress.rounds IS 'limit on rounds; null: none';
COMMENT ON COLUMN @extschema@.qshrink_progress.qubits IS 'qubits of the round';
COMMENT ON COLUMN @extschema@.qshrink_progress.best_so_far IS 'best objective so far';
COMMENT ON COLUMN @extschema@.qshrink_progress.bound IS 'best bound so far';
COMMENT ON COLUMN @extschema@.qshrink_progress.gap_to_bound IS '|best_so_far - bound| / max(1, |bound|)';
COMMENT ON COLUMN @extschema@.qshrink_progress.elapsed IS 'time since it began';
COMMENT ON COLUMN @extschema@.qshrink_progress.time_left IS 'time until its time_limit; null: it has none';
COMMENT ON COLUMN @extschema@.qshrink_progress.task_id IS 'the task that it is the solve of; null: of none';
COMMENT ON COLUMN @extschema@.qshrink_progress.raw_feasible_share IS 'share of the shots measured so far that were feasible before repair; null: none was measured yet';

-- ---------------------------------------------------------------------------
CREATE FUNCTION @extschema@.qshrink_options(
		OUT name          text,
		OUT kind          text,
		OUT minimum       float8,
		OUT maximum       float8,
		OUT choices       text[],
		OUT default_value text,
		OUT given_as      text[],
		OUT help          text)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME', 'qshrink_options' LANGUAGE C STABLE PARALLEL SAFE ROWS 50;
COMMENT ON FUNCTION @extschema@.qshrink_options() IS
	'everything that can be set: what values it takes (null: no limit), its default (null: none), and how it is given: as an argument of its name, in the argument options of the functions named, or as the setting qshrink.<name>';

CREATE FUNCTION @extschema@.qshrink_choices(OUT list text, OUT name text, OUT help text)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME', 'qshrink_choices' LANGUAGE C STABLE PARALLEL SAFE ROWS 60;
COMMENT ON FUNCTION @extschema@.qshrink_choices() IS
	'the names that can be chosen among: solvers, correlations, encodings, bounds, formats, mixers, optimizers, ...';
