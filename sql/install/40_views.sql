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
-- The fingerprint of a problem is taken once a query, however many runs it has:
-- qshrink_fingerprint remembers it, so it may be asked for each run.
CREATE VIEW @extschema@.qshrink_history WITH (security_invoker = true) AS
	SELECT h.run_id,
		h.problem_id,
		h.problem,
		h.solver,
		h.status,
		h.stop_reason,
		h.n_variables,
		h.qubits,
		@extschema@.qshrink_rounded(1 - h.qubits::float8 / h.n_variables, 4) AS reduction_share,
		@extschema@.qshrink_rounded(h.presolve_fixed::float8 / h.n_variables, 4) AS presolve_share,
		@extschema@.qshrink_rounded(h.merge_fixed::float8 / h.n_variables, 4) AS merging_share,
		h.raw_feasible_share,
		h.repair_moves,
		h.objective,
		h.bound,
		@extschema@.qshrink_gap(h.objective, h.bound) AS gap_to_bound,
		h.best_known,
		CASE WHEN NOT h.model_changed AND NOT h.is_scenario
			THEN @extschema@.qshrink_gap(h.objective, h.best_known) END AS gap_to_best_known,
		@extschema@.qshrink_rounded(h.milliseconds / 1000, 3) AS seconds,
		h.started_at,
		h.model_changed,
		h.is_scenario,
		h.scenario
	FROM (SELECT r.*,
			p.name AS problem,
			p.best_known,
			r.fingerprint IS NULL OR r.fingerprint <> @extschema@.qshrink_fingerprint(r.problem_id) AS model_changed,
			r.fixed IS NOT NULL OR r.changed_rhs IS NOT NULL AS is_scenario
		FROM @extschema@.qshrink_run r
			JOIN @extschema@.qshrink_problem p ON p.problem_id = r.problem_id) h;
COMMENT ON VIEW @extschema@.qshrink_history IS 'a line a run';
COMMENT ON COLUMN @extschema@.qshrink_history.run_id IS 'the run';
COMMENT ON COLUMN @extschema@.qshrink_history.problem_id IS 'the problem';
COMMENT ON COLUMN @extschema@.qshrink_history.problem IS 'name of the problem';
COMMENT ON COLUMN @extschema@.qshrink_history.solver IS 'sampler used';
COMMENT ON COLUMN @extschema@.qshrink_history.status IS 'optimal, feasible, infeasible or not_found';
COMMENT ON COLUMN @extschema@.qshrink_history.stop_reason IS 'why the run ended';
COMMENT ON COLUMN @extschema@.qshrink_history.n_variables IS 'variables of the problem';
COMMENT ON COLUMN @extschema@.qshrink_history.qubits IS 'qubits of the best round';
COMMENT ON COLUMN @extschema@.qshrink_history.reduction_share IS '1 - qubits / n_variables';
COMMENT ON COLUMN @extschema@.qshrink_history.presolve_share IS 'presolve_fixed / n_variables: what presolve and certified fixing took away';
COMMENT ON COLUMN @extschema@.qshrink_history.merging_share IS 'merge_fixed / n_variables: what the best round took away';
COMMENT ON COLUMN @extschema@.qshrink_history.raw_feasible_share IS 'share of measured shots that were feasible before repair';
COMMENT ON COLUMN @extschema@.qshrink_history.repair_moves IS 'moves made by repair';
COMMENT ON COLUMN @extschema@.qshrink_history.objective IS 'best objective of the run';
COMMENT ON COLUMN @extschema@.qshrink_history.bound IS 'bound on the optimum of the model the run solved; of a scenario: for what it fixed';
COMMENT ON COLUMN @extschema@.qshrink_history.gap_to_bound IS '|objective - bound| / max(1, |bound|)';
COMMENT ON COLUMN @extschema@.qshrink_history.best_known IS 'best value known of the problem';
COMMENT ON COLUMN @extschema@.qshrink_history.gap_to_best_known IS '|objective - best_known| / max(1, |best_known|); null for a scenario and where the model has changed';
COMMENT ON COLUMN @extschema@.qshrink_history.seconds IS 'time of the run';
COMMENT ON COLUMN @extschema@.qshrink_history.started_at IS 'when the run began';
COMMENT ON COLUMN @extschema@.qshrink_history.model_changed IS 'whether the model is another one now than the run solved';
COMMENT ON COLUMN @extschema@.qshrink_history.is_scenario IS 'whether the caller fixed variables or changed right-hand sides: status, objective, bound and gap_to_bound are then those of what was solved, not of the problem';
COMMENT ON COLUMN @extschema@.qshrink_history.scenario IS 'what the caller calls the scenario';
GRANT SELECT ON @extschema@.qshrink_history TO PUBLIC;

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
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.settings IS 'all settings; the seed is none of them';
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
GRANT SELECT ON @extschema@.qshrink_leaderboard TO PUBLIC;

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
		greatest(t.ends_at - clock_timestamp(), interval '0') AS time_left
	FROM (SELECT s.pid,
			s.param10 AS problem_id,
			@extschema@.qshrink_progress_text(s.param12, s.param13) AS stage,
			s.param14::integer AS round,
			nullif(s.param15, 0)::integer AS rounds,
			s.param16::integer AS qubits,
			CASE WHEN s.param17 & 1 = 1 THEN @extschema@.qshrink_progress_number(s.param18) END AS best_so_far,
			CASE WHEN s.param17 & 2 = 2 THEN @extschema@.qshrink_progress_number(s.param19) END AS bound,
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
GRANT SELECT ON @extschema@.qshrink_progress TO PUBLIC;

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
