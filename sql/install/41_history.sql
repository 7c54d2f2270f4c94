-- ---------------------------------------------------------------------------
-- Upgrade scripts may repeat this.
--
-- The fingerprint of a problem is taken once a query, however many runs it has:
-- qshrink_fingerprint remembers it, so it may be asked for each run.
CREATE OR REPLACE VIEW @extschema@.qshrink_history WITH (security_invoker = true) AS
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
		h.scenario,
		h.error,
		h.sqlstate,
		h.claimed
	FROM (SELECT r.run_id,
			r.problem_id,
			r.solver,
			r.status,
			r.stop_reason,
			r.n_variables,
			r.qubits,
			r.presolve_fixed,
			r.merge_fixed,
			r.raw_feasible_share,
			r.repair_moves,
			r.objective,
			r.bound,
			r.milliseconds,
			r.started_at,
			r.scenario,
			r.error,
			r.sqlstate,
			CASE WHEN r.settings #>> '{claimed,status}' IN ('optimal', 'infeasible') AND r.settings #>> '{claimed,status}' <> r.status
				THEN r.settings #>> '{claimed,status}' END AS claimed,
			p.name AS problem,
			p.best_known,
			r.error IS NULL AND (r.fingerprint IS NULL OR r.fingerprint <> @extschema@.qshrink_fingerprint(r.problem_id)) AS model_changed,
			r.fixed IS NOT NULL OR r.changed_rhs IS NOT NULL AS is_scenario
		FROM @extschema@.qshrink_run r
			JOIN @extschema@.qshrink_problem p ON p.problem_id = r.problem_id) h;
COMMENT ON VIEW @extschema@.qshrink_history IS 'a line a run, those that failed or were cancelled included';
COMMENT ON COLUMN @extschema@.qshrink_history.run_id IS 'the run';
COMMENT ON COLUMN @extschema@.qshrink_history.problem_id IS 'the problem';
COMMENT ON COLUMN @extschema@.qshrink_history.problem IS 'name of the problem';
COMMENT ON COLUMN @extschema@.qshrink_history.solver IS 'sampler used';
COMMENT ON COLUMN @extschema@.qshrink_history.status IS 'optimal, feasible, infeasible, not_found, failed or cancelled';
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
COMMENT ON COLUMN @extschema@.qshrink_history.model_changed IS 'whether the model is another one now than the run solved; false where it failed or was cancelled';
COMMENT ON COLUMN @extschema@.qshrink_history.is_scenario IS 'whether the caller fixed variables or changed right-hand sides: status, objective, bound and gap_to_bound are then those of what was solved, not of the problem';
COMMENT ON COLUMN @extschema@.qshrink_history.scenario IS 'what the caller calls the scenario';
COMMENT ON COLUMN @extschema@.qshrink_history.error IS 'message of the error that ended it: failed or cancelled';
COMMENT ON COLUMN @extschema@.qshrink_history.sqlstate IS 'SQLSTATE of the same';
COMMENT ON COLUMN @extschema@.qshrink_history.claimed IS 'of an answer that was computed elsewhere (qshrink_store_answer): optimal or infeasible, as its record claims, without a proof that this server has made or checked: status says what it knows; null: nothing is claimed beyond that';
