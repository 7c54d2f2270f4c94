-- ---------------------------------------------------------------------------
-- How often runs and shots reach the optimum, and what that takes.

CREATE FUNCTION @extschema@.qshrink_success_interval(
		successes  bigint,
		trials     bigint,
		confidence float8 DEFAULT 0.95,
		OUT low    float8,
		OUT high   float8)
	RETURNS record
	AS 'MODULE_PATHNAME', 'qshrink_success_interval' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_success_interval(bigint, bigint, float8) IS
	'confidence interval of a probability of which successes of so many independent trials are known: that of Wilson (1927), which is good for few trials and for all or none of them, too; null without a trial';

CREATE FUNCTION @extschema@.qshrink_time_to_solution(seconds float8, probability float8, confidence float8 DEFAULT 0.99) RETURNS float8
	AS 'MODULE_PATHNAME', 'qshrink_time_to_solution' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_time_to_solution(float8, float8, float8) IS
	'time until one of repeated runs of so many seconds, each of which succeeds with this probability, has succeeded with this confidence: seconds * ln(1 - confidence) / ln(1 - probability), and seconds where one run is enough; Infinity where the probability is 0';

CREATE FUNCTION @extschema@.qshrink_ratio(objective float8, reference float8) RETURNS float8
	AS 'MODULE_PATHNAME', 'qshrink_ratio' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_ratio(float8, float8) IS
	'approximation ratio of an objective to the optimum, 1 at best: objective / reference or reference / objective, whichever is at most 1; negative where one of them is; null where the optimum is 0 and the objective is not, and where the ratio would lie below -1e100';

CREATE FUNCTION @extschema@.qshrink_reaches(objective float8, reference float8, sense text) RETURNS boolean
	AS 'MODULE_PATHNAME', 'qshrink_reaches' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_reaches(float8, float8, text) IS
	'whether an objective is as good as the optimum, or better, by 1e-9 of max(1, |reference|)';

-- ---------------------------------------------------------------------------
CREATE VIEW @extschema@.qshrink_reference WITH (security_invoker = true) AS
	SELECT r.problem_id,
		r.run_id,
		p.sense,
		coalesce(o.objective, CASE WHEN b.is_of_run THEN p.best_known END) AS reference,
		CASE WHEN o.objective IS NOT NULL THEN 'proof'
			WHEN b.is_of_run AND p.best_known IS NOT NULL THEN 'best_known' END AS reference_source
	FROM @extschema@.qshrink_run r
		JOIN @extschema@.qshrink_problem p ON p.problem_id = r.problem_id
		LEFT JOIN (SELECT q.problem_id,
				q.fingerprint,
				coalesce(q.fixed, 'null') AS fixed,
				coalesce(q.changed_rhs, 'null') AS changed_rhs,
				min(q.objective) AS objective
			FROM @extschema@.qshrink_run q
			WHERE q.status = 'optimal'
			GROUP BY q.problem_id, q.fingerprint, coalesce(q.fixed, 'null'), coalesce(q.changed_rhs, 'null')) o
			ON o.problem_id = r.problem_id AND o.fingerprint = r.fingerprint
				AND o.fixed = coalesce(r.fixed, 'null') AND o.changed_rhs = coalesce(r.changed_rhs, 'null')
		CROSS JOIN LATERAL (SELECT r.fixed IS NULL AND r.changed_rhs IS NULL
			AND r.fingerprint = @extschema@.qshrink_fingerprint(r.problem_id) AS is_of_run) b;
COMMENT ON VIEW @extschema@.qshrink_reference IS 'the optimum that the objectives of a run are judged by';
COMMENT ON COLUMN @extschema@.qshrink_reference.problem_id IS 'the problem';
COMMENT ON COLUMN @extschema@.qshrink_reference.run_id IS 'the run';
COMMENT ON COLUMN @extschema@.qshrink_reference.sense IS 'min or max';
COMMENT ON COLUMN @extschema@.qshrink_reference.reference IS 'what a run of the same model (and the same scenario) has proved optimal, else best_known of the problem as it is now; null: neither is known';
COMMENT ON COLUMN @extschema@.qshrink_reference.reference_source IS 'proof or best_known';
GRANT SELECT ON @extschema@.qshrink_reference TO PUBLIC;

CREATE VIEW @extschema@.qshrink_shot_result WITH (security_invoker = true) AS
	SELECT s.problem_id,
		s.run_id,
		s.round,
		s.qubits,
		s.shots,
		s.raw_feasible_share,
		f.reference,
		f.reference_source,
		h.optimum_shots,
		h.optimum_shots::float8 / s.shots AS optimum_probability,
		i.low AS optimum_probability_low,
		i.high AS optimum_probability_high,
		@extschema@.qshrink_ratio(s.shot_objective, f.reference) AS expected_ratio,
		@extschema@.qshrink_ratio(s.raw_objective, f.reference) AS best_ratio,
		ceil(@extschema@.qshrink_time_to_solution(1, h.optimum_shots::float8 / s.shots)) AS shots_to_solution,
		k.kept_shots,
		k.kept_occurrences::float8 / s.shots AS kept_share,
		k.kept_optimum_shots,
		k.kept_expected_ratio,
		s.optimization_shots,
		CASE WHEN s.optimization_shots >= 0 THEN h.optimum_shots / (s.shots::float8 + s.optimization_shots) END AS optimum_share_of_all
	FROM @extschema@.qshrink_round s
		JOIN @extschema@.qshrink_reference f ON f.problem_id = s.problem_id AND f.run_id = s.run_id
		CROSS JOIN LATERAL (SELECT CASE WHEN f.reference IS NOT NULL
			THEN CASE WHEN @extschema@.qshrink_reaches(s.raw_objective, f.reference, f.sense) THEN least(greatest(s.best_shots, 0), s.shots) ELSE 0 END END AS optimum_shots) h
		CROSS JOIN LATERAL @extschema@.qshrink_success_interval(h.optimum_shots, s.shots, 0.95) i
		CROSS JOIN LATERAL (SELECT nullif(count(*), 0) AS kept_shots,
				sum(t.occurrences) AS kept_occurrences,
				CASE WHEN f.reference IS NOT NULL AND count(*) > 0
					THEN least(coalesce(sum(t.occurrences) FILTER (WHERE t.feasible
						AND @extschema@.qshrink_reaches(t.objective, f.reference, f.sense)), 0), s.shots)::bigint END AS kept_optimum_shots,
				@extschema@.qshrink_ratio(sum(t.objective * t.occurrences) FILTER (WHERE w.counts)
					/ nullif(sum(t.occurrences) FILTER (WHERE w.counts), 0)::float8, f.reference) AS kept_expected_ratio
			FROM @extschema@.qshrink_shot t
				CROSS JOIN LATERAL (SELECT t.feasible AND (t.objective = 0 OR abs(t.objective) BETWEEN 1e-200 AND 1e280) AS counts) w
			WHERE t.problem_id = s.problem_id AND t.run_id = s.run_id AND t.round = s.round) k
	WHERE s.shots > 0;
COMMENT ON VIEW @extschema@.qshrink_shot_result IS 'a line a round that measured shots: how good they were before repair and polish';
COMMENT ON COLUMN @extschema@.qshrink_shot_result.problem_id IS 'the problem';
COMMENT ON COLUMN @extschema@.qshrink_shot_result.run_id IS 'the run';
COMMENT ON COLUMN @extschema@.qshrink_shot_result.round IS 'the round';
COMMENT ON COLUMN @extschema@.qshrink_shot_result.qubits IS 'qubits of the circuit';
COMMENT ON COLUMN @extschema@.qshrink_shot_result.shots IS 'shots that were measured';
COMMENT ON COLUMN @extschema@.qshrink_shot_result.raw_feasible_share IS 'share of them that were feasible';
COMMENT ON COLUMN @extschema@.qshrink_shot_result.reference IS 'the optimum they are judged by (qshrink_reference)';
COMMENT ON COLUMN @extschema@.qshrink_shot_result.reference_source IS 'proof or best_known; null: no optimum is known, and neither is what is judged by it';
COMMENT ON COLUMN @extschema@.qshrink_shot_result.optimum_shots IS 'shots that were feasible and optimal: of the problem, while optimum_share of qshrink_round is of the shrunk QUBO';
COMMENT ON COLUMN @extschema@.qshrink_shot_result.optimum_probability IS 'optimum_shots / shots';
COMMENT ON COLUMN @extschema@.qshrink_shot_result.optimum_probability_low IS 'lower end of its 95 % interval (qshrink_success_interval)';
COMMENT ON COLUMN @extschema@.qshrink_shot_result.optimum_probability_high IS 'upper end of the same';
COMMENT ON COLUMN @extschema@.qshrink_shot_result.expected_ratio IS 'qshrink_ratio of the mean objective of the feasible shots';
COMMENT ON COLUMN @extschema@.qshrink_shot_result.best_ratio IS 'qshrink_ratio of the best feasible shot';
COMMENT ON COLUMN @extschema@.qshrink_shot_result.shots_to_solution IS 'shots until one is optimal with 99 % confidence; Infinity where none was';
COMMENT ON COLUMN @extschema@.qshrink_shot_result.kept_shots IS 'distinct shots that are kept (option keep_shots, qshrink_shots); null: none';
COMMENT ON COLUMN @extschema@.qshrink_shot_result.kept_share IS 'share of the shots that these are';
COMMENT ON COLUMN @extschema@.qshrink_shot_result.kept_optimum_shots IS 'of these, shots that are feasible and optimal: optimum_shots where all are kept';
COMMENT ON COLUMN @extschema@.qshrink_shot_result.kept_expected_ratio IS 'qshrink_ratio of the mean objective of the feasible ones: expected_ratio where all are kept';
COMMENT ON COLUMN @extschema@.qshrink_shot_result.optimization_shots IS 'shots that finding the angles took, beside shots; null: they were found on the state vector, which no number of shots shows, or there is no circuit';
COMMENT ON COLUMN @extschema@.qshrink_shot_result.optimum_share_of_all IS 'optimum_shots as a share of all shots spent, those that finding the angles took included';
GRANT SELECT ON @extschema@.qshrink_shot_result TO PUBLIC;

-- Runs of one model: a cell is judged by that of its last run.  Rounds are rows of whoever ran
-- them, who may write any number there, and no number may end the query of others: what would
-- leave the range of float8 does not count.
CREATE VIEW @extschema@.qshrink_experiment_result WITH (security_invoker = true) AS
	SELECT c.experiment_id,
		c.experiment,
		c.problem_id,
		c.problem,
		c.settings,
		c.tasks,
		c.queued,
		c.running,
		c.done,
		c.failed,
		c.cancelled,
		c.misfits,
		c.error,
		c.runs,
		c.feasible_runs,
		c.best_objective,
		c.median_objective,
		c.reference,
		c.reference_source,
		@extschema@.qshrink_ratio(c.best_objective, c.reference) AS best_ratio,
		c.mean_ratio,
		c.successes,
		c.successes::float8 / nullif(c.runs, 0) AS success_probability,
		i.low AS success_probability_low,
		i.high AS success_probability_high,
		c.mean_milliseconds,
		@extschema@.qshrink_time_to_solution(c.mean_milliseconds / 1000, c.successes::float8 / nullif(c.runs, 0)) AS time_to_solution,
		@extschema@.qshrink_time_to_solution(c.mean_milliseconds / 1000, i.high) AS time_to_solution_low,
		@extschema@.qshrink_time_to_solution(c.mean_milliseconds / 1000, i.low) AS time_to_solution_high,
		c.shots,
		c.optimum_shots::float8 / nullif(c.shots, 0) AS optimum_probability,
		c.expected_ratio,
		c.raw_feasible_share,
		c.median_qubits,
		c.circuit_depth,
		c.two_qubit_gates,
		c.mean_evaluations,
		c.peak_memory,
		c.model_changed
	FROM (SELECT t.experiment_id,
			t.experiment,
			t.problem_id,
			t.problem,
			t.settings,
			count(*) AS tasks,
			count(*) FILTER (WHERE t.state = 'queued') AS queued,
			count(*) FILTER (WHERE t.state = 'running') AS running,
			count(*) FILTER (WHERE t.state = 'done') AS done,
			count(*) FILTER (WHERE t.state = 'failed') AS failed,
			count(*) FILTER (WHERE t.state = 'cancelled') AS cancelled,
			count(*) FILTER (WHERE t.state = 'misfit') AS misfits,
			min(t.error) FILTER (WHERE t.state IN ('failed', 'misfit')) AS error,
			count(r.run_id) AS runs,
			count(r.objective) AS feasible_runs,
			CASE t.sense WHEN 'max' THEN max(r.objective) ELSE min(r.objective) END AS best_objective,
			percentile_cont(0.5) WITHIN GROUP (ORDER BY r.objective) AS median_objective,
			min(f.reference) AS reference,
			min(f.reference_source) AS reference_source,
			avg(@extschema@.qshrink_ratio(r.objective, f.reference)) AS mean_ratio,
			CASE WHEN min(f.reference) IS NOT NULL
				THEN count(*) FILTER (WHERE @extschema@.qshrink_reaches(r.objective, f.reference, t.sense)) END AS successes,
			avg(r.milliseconds) AS mean_milliseconds,
			-- least() passes over nulls: a sum of nothing would be the limit
			CASE WHEN count(s.shots) > 0 THEN least(sum(s.shots), 9223372036854775807)::bigint END AS shots,
			CASE WHEN count(s.optimum_shots) > 0 THEN least(sum(s.optimum_shots), 9223372036854775807)::bigint END AS optimum_shots,
			avg(s.expected_ratio) AS expected_ratio,
			avg(r.raw_feasible_share) AS raw_feasible_share,
			percentile_cont(0.5) WITHIN GROUP (ORDER BY r.qubits) AS median_qubits,
			max(r.circuit_depth) AS circuit_depth,
			max(r.two_qubit_gates) AS two_qubit_gates,
			avg(s.evaluations)::float8 AS mean_evaluations,
			max(r.peak_memory) AS peak_memory,
			bool_or(r.fingerprint <> @extschema@.qshrink_fingerprint(r.problem_id)) FILTER (WHERE r.run_id IS NOT NULL) AS model_changed
		FROM (SELECT k.experiment_id,
				k.problem_id,
				k.settings,
				k.state,
				k.error,
				k.run_id,
				e.name AS experiment,
				p.name AS problem,
				p.sense,
				first_value(q.fingerprint) OVER (PARTITION BY k.experiment_id, k.problem_id, k.settings ORDER BY q.run_id DESC NULLS LAST) AS fingerprint
			FROM @extschema@.qshrink_task k
				JOIN @extschema@.qshrink_experiment e ON e.experiment_id = k.experiment_id
				LEFT JOIN @extschema@.qshrink_problem p ON p.problem_id = k.problem_id
				LEFT JOIN @extschema@.qshrink_run q ON q.problem_id = k.problem_id AND q.run_id = k.run_id) t
			LEFT JOIN @extschema@.qshrink_run r ON r.problem_id = t.problem_id AND r.run_id = t.run_id AND r.fingerprint = t.fingerprint
			LEFT JOIN @extschema@.qshrink_reference f ON f.problem_id = r.problem_id AND f.run_id = r.run_id
			LEFT JOIN LATERAL (SELECT sum(h.shots) FILTER (WHERE h.shots > 0) AS shots,
					sum(CASE WHEN f.reference IS NOT NULL
						THEN CASE WHEN @extschema@.qshrink_reaches(h.raw_objective, f.reference, f.sense)
							THEN least(greatest(h.best_shots, 0), h.shots) ELSE 0 END END) FILTER (WHERE h.shots > 0) AS optimum_shots,
					@extschema@.qshrink_ratio(sum(h.shot_objective * (h.raw_feasible_share * h.shots)) FILTER (WHERE w.counts)
						/ nullif(sum(h.raw_feasible_share * h.shots) FILTER (WHERE w.counts), 0), f.reference) AS expected_ratio,
					sum(h.evaluations) AS evaluations
				FROM @extschema@.qshrink_round h
					CROSS JOIN LATERAL (SELECT h.shots > 0 AND h.raw_feasible_share BETWEEN 1e-20 AND 1
						AND (h.shot_objective = 0 OR abs(h.shot_objective) BETWEEN 1e-200 AND 1e280) AS counts) w
				WHERE h.problem_id = r.problem_id AND h.run_id = r.run_id
				GROUP BY f.reference) s ON true
		GROUP BY t.experiment_id, t.experiment, t.problem_id, t.problem, t.settings, t.sense) c
		LEFT JOIN LATERAL @extschema@.qshrink_success_interval(c.successes, c.runs, 0.95) i ON true;
COMMENT ON VIEW @extschema@.qshrink_experiment_result IS 'a line a cell of an experiment (problem and settings): what its runs, one a seed, reached, how sure that is, and what it took';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.experiment_id IS 'the experiment';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.experiment IS 'name of the experiment';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.problem_id IS 'the problem';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.problem IS 'name of the problem; null if it is no more';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.settings IS 'what it was solved with';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.tasks IS 'tasks of the cell, one a seed';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.queued IS 'of these, waiting';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.running IS 'of these, being solved';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.done IS 'of these, solved';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.failed IS 'of these, ended by an error';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.cancelled IS 'of these, cancelled';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.misfits IS 'of these, impossible with these settings';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.error IS 'an error of those that failed, or why the cell is a misfit';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.runs IS 'runs that are judged: those of done tasks that are still there, of the model that the last of them solved';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.feasible_runs IS 'of these, runs that found a feasible solution';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.best_objective IS 'best objective of these runs';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.median_objective IS 'median of their objectives';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.reference IS 'the optimum they are judged by (qshrink_reference)';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.reference_source IS 'proof (of any run of the same model) or best_known; null: no optimum is known, and neither is what is judged by it';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.best_ratio IS 'qshrink_ratio of best_objective';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.mean_ratio IS 'mean of the qshrink_ratio of the runs that found a feasible solution';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.successes IS 'runs that reached the optimum';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.success_probability IS 'successes / runs';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.success_probability_low IS 'lower end of its 95 % interval (Wilson, qshrink_success_interval)';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.success_probability_high IS 'upper end of the same';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.mean_milliseconds IS 'mean time of a run, loading and storing included';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.time_to_solution IS 'seconds until the optimum is reached with 99 % confidence by runs one after the other (qshrink_time_to_solution); Infinity where none reached it';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.time_to_solution_low IS 'the same at success_probability_high';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.time_to_solution_high IS 'the same at success_probability_low';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.shots IS 'shots of all rounds of these runs; null: none measured any';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.optimum_probability IS 'share of the shots that were optimal before repair and polish (qshrink_shot_result has it by round); null: there are none, or no optimum is known';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.expected_ratio IS 'mean over the runs of the qshrink_ratio of the mean objective of their feasible shots';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.raw_feasible_share IS 'mean over the runs of the share of shots that were feasible before repair';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.median_qubits IS 'median of the qubits of their best rounds';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.circuit_depth IS 'greatest circuit_depth of their best rounds';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.two_qubit_gates IS 'greatest two_qubit_gates of the same';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.mean_evaluations IS 'evaluations of angle searches in all rounds of a run, mean over the runs';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.peak_memory IS 'most memory that one of them used, in bytes';
COMMENT ON COLUMN @extschema@.qshrink_experiment_result.model_changed IS 'whether the model is another one now than these runs solved';
GRANT SELECT ON @extschema@.qshrink_experiment_result TO PUBLIC;
