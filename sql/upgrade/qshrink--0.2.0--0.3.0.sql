-- From 0.2.0 to 0.3.0.  What a line "-- @part NAME" stands for is that part of the
-- install script, all of which is new since 0.2.0; the rest of this file repeats what
-- changed in the other parts.
\echo Use "ALTER EXTENSION qshrink UPDATE TO '0.3.0'" to load this file. \quit

-- sql/install/00_guard.sql says why.
SET LOCAL search_path TO pg_catalog, pg_temp;

-- @part 01_version.sql
-- @part 02_library.sql

-- Shots of a round
ALTER TABLE @extschema@.qshrink_round ADD COLUMN shots bigint, ADD COLUMN best_shots bigint, ADD COLUMN shot_objective float8;
COMMENT ON COLUMN @extschema@.qshrink_round.shots IS 'shots that were measured; null: none were, the shrunk problem was enumerated or nothing was sampled';
COMMENT ON COLUMN @extschema@.qshrink_round.best_shots IS 'feasible shots at raw_objective, before repair; 0: no shot was feasible';
COMMENT ON COLUMN @extschema@.qshrink_round.shot_objective IS 'mean objective of the feasible shots, before repair';

-- Correlations from the samples of the round before
COMMENT ON COLUMN @extschema@.qshrink_round.source IS 'where its correlations came from: lp (a linear relaxation, or its multipliers where it is too large), sdp, qaoa, pool or shots (the samples of the round before), joined by + where one that had nothing to say gave way to another; null: none were used';

-- How the angles of a round were found
ALTER TABLE @extschema@.qshrink_round ADD COLUMN cvar float8, ADD COLUMN optimization_shots bigint,
	ADD COLUMN history_evaluations integer[], ADD COLUMN history_values float8[];
COMMENT ON COLUMN @extschema@.qshrink_round.cvar IS 'mean energy of the lowest share (option cvar) of the encoded QUBO at the angles, without noise; of solver pce its loss';
COMMENT ON COLUMN @extschema@.qshrink_round.optimization_shots IS 'shots that finding the angles took, with the option objective_shots, in addition to shots; 0: they were given, null: they were found on the state vector, which no number of shots shows, or there is no circuit';
COMMENT ON COLUMN @extschema@.qshrink_round.history_evaluations IS 'with the option history: numbers of the evaluations whose values are in history_values, 1000 at most; of more, every second is left out';
COMMENT ON COLUMN @extschema@.qshrink_round.history_values IS 'what the optimizer was told, in their order: energies as cvar, exact or estimated from objective_shots';

-- What a circuit costs as a program, and what noise makes of it
ALTER TABLE @extschema@.qshrink_round ADD COLUMN decomposed_depth bigint, ADD COLUMN decomposed_two_qubit_gates bigint,
	ADD COLUMN swaps bigint, ADD COLUMN noisy_expectation float8, ADD COLUMN mitigated_expectation float8;
COMMENT ON COLUMN @extschema@.qshrink_round.decomposed_depth IS 'rounds of disjoint gates of the program that is run, with every coupling as two CX and an RZ between them and a hop of an XY mixer as two CX, as qshrink_qasm writes it; with a device on its qubits, swaps as three CX; measurement apart; null: the solver has no such program';
COMMENT ON COLUMN @extschema@.qshrink_round.decomposed_two_qubit_gates IS 'two-qubit gates of the same program, counted the same way';
COMMENT ON COLUMN @extschema@.qshrink_round.swaps IS 'swaps that bring qubits together on the device (greedy, not the fewest), three of the two-qubit gates each; 0 without a device';
COMMENT ON COLUMN @extschema@.qshrink_round.noisy_expectation IS 'mean energy of the shots, estimated with the noise there is; null: there is none';
COMMENT ON COLUMN @extschema@.qshrink_round.mitigated_expectation IS 'the same extrapolated to gates without noise (option zero_noise), readout errors left; null: that was not asked for';
-- @part 63_angles.sql

-- @part 55_pure.sql
-- @part 56_settings.sql
-- @part 57_prune.sql
-- @part 58_shots.sql
-- @part 59_circuit.sql

-- Starts of a run
ALTER TABLE @extschema@.qshrink_run ADD COLUMN starts integer, ADD COLUMN best_start integer,
	ADD COLUMN start_objectives float8[];
COMMENT ON COLUMN @extschema@.qshrink_run.starts IS 'starts that count (option starts of qshrink_solve): all of them, or those up to the first that ended in a proof or at the target, or those that time allowed; null: the run is older than the column';
COMMENT ON COLUMN @extschema@.qshrink_run.best_start IS 'the start, from 1, whose record this is: rounds, steps, incumbents and the numbers of this row are its own, solutions those of all starts';
COMMENT ON COLUMN @extschema@.qshrink_run.start_objectives IS 'objective that each start reached, in their order; a null among them: that start found nothing feasible';
ALTER TABLE @extschema@.qshrink_solution ADD COLUMN start integer;
COMMENT ON COLUMN @extschema@.qshrink_solution.start IS 'start of the run that found it, from 1; round is one of that start';

ALTER TABLE @extschema@.qshrink_run ADD COLUMN decomposed_depth bigint, ADD COLUMN decomposed_two_qubit_gates bigint,
	ADD COLUMN swaps bigint;
COMMENT ON COLUMN @extschema@.qshrink_run.decomposed_depth IS 'decomposed_depth of the best round';
COMMENT ON COLUMN @extschema@.qshrink_run.decomposed_two_qubit_gates IS 'decomposed_two_qubit_gates of the best round';
COMMENT ON COLUMN @extschema@.qshrink_run.swaps IS 'swaps of the best round';

-- Options at their defaults are no longer recorded.
COMMENT ON COLUMN @extschema@.qshrink_run.settings IS 'arguments and settings the run used, by name: time_limit in seconds, start as a bit string, fixed by variable number, options as qshrink_solve takes them, without those at their defaults (qshrink_settings adds them), simd with the instruction_set it stood for, memory_limit in kilobytes; the seed and the counts of qshrink_import_counts have columns of their own; of a run that failed or was cancelled: what its task was submitted with';
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.settings IS 'settings as runs record them, without options at their defaults; the seed is none of them';

-- Runs that failed or were cancelled
ALTER TABLE @extschema@.qshrink_run ADD COLUMN error text, ADD COLUMN sqlstate text, ADD COLUMN task_id bigint,
	DROP CONSTRAINT qshrink_run_status, DROP CONSTRAINT qshrink_run_stop_reason, DROP CONSTRAINT qshrink_run_objective,
	ADD CONSTRAINT qshrink_run_status CHECK (status IN ('optimal', 'feasible', 'infeasible', 'not_found', 'failed', 'cancelled')),
	ADD CONSTRAINT qshrink_run_stop_reason CHECK (stop_reason IN ('proof', 'target', 'rounds', 'time', 'stagnation', 'stopped', 'limit', 'error', 'cancelled')),
	ADD CONSTRAINT qshrink_run_objective CHECK (objective IS NOT NULL OR status IN ('infeasible', 'not_found', 'failed', 'cancelled')),
	ADD CONSTRAINT qshrink_run_error CHECK (CASE WHEN status IN ('failed', 'cancelled')
		THEN error IS NOT NULL AND objective IS NULL AND bound IS NULL AND fingerprint IS NULL ELSE error IS NULL END);
COMMENT ON COLUMN @extschema@.qshrink_run.error IS 'failed or cancelled: message of the error that ended it';
COMMENT ON COLUMN @extschema@.qshrink_run.sqlstate IS 'SQLSTATE of the same; 08006: its worker was lost';
COMMENT ON COLUMN @extschema@.qshrink_run.task_id IS 'failed or cancelled: the task it was an attempt of, which has the number of the run where it is done';
COMMENT ON COLUMN @extschema@.qshrink_run.status IS 'optimal (proved; with the option enumerate: every row), feasible, infeasible (proved) or not_found; failed or cancelled: an attempt of a task that has no answer, which has an error and no objective, bound, fingerprint or rows in other tables; of a scenario: for the problem it solved';
COMMENT ON COLUMN @extschema@.qshrink_run.stop_reason IS 'proof, target, rounds, time, stagnation, stopped (by qshrink_stop), or limit: of nodes or memory, before the best solutions that were asked for (option enumerate) were proved; error or cancelled of what failed or was cancelled';
COMMENT ON COLUMN @extschema@.qshrink_run.fingerprint IS 'qshrink_fingerprint of the model that was solved: the run says nothing of another one; null: failed or cancelled';

-- Rows of runs of others' problems are written by the library alone: as CREATE EXTENSION has it for new tables
CREATE FUNCTION @extschema@.qshrink_is_storing() RETURNS boolean
	AS 'MODULE_PATHNAME', 'qshrink_is_storing' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_is_storing() IS 'whether it is a function of the extension that writes a run; as row-level security asks';
DO $storing$
DECLARE
	suffix text := left(gen_random_uuid()::text, 8);
	relation text;
	policy record;
BEGIN
	FOREACH relation IN ARRAY ARRAY['qshrink_run', 'qshrink_round', 'qshrink_step', 'qshrink_solution', 'qshrink_incumbent', 'qshrink_key_list'] LOOP
		FOR policy IN VALUES ('qshrink_stored_', 'INSERT', ''), ('qshrink_completed_', 'UPDATE', 'USING (true)') LOOP
			EXECUTE format('CREATE POLICY %I ON @extschema@.%I AS RESTRICTIVE FOR %s %s WITH CHECK (@extschema@.qshrink_may(owner) OR @extschema@.qshrink_is_storing())',
						   policy.column1 || suffix, relation, policy.column2, policy.column3);
			EXECUTE format('COMMENT ON POLICY %I ON @extschema@.%I IS %L', policy.column1 || suffix, relation,
						   'rows of runs of others'' problems are written by the functions of the extension alone');
		END LOOP;
	END LOOP;
END
$storing$;

-- Runs by time and by number
CREATE INDEX qshrink_run_started_at ON @extschema@.qshrink_run (started_at);
COMMENT ON INDEX @extschema@.qshrink_run_started_at IS 'runs by time, latest or oldest first';
CREATE INDEX qshrink_run_run_id ON @extschema@.qshrink_run (run_id);
COMMENT ON INDEX @extschema@.qshrink_run_run_id IS 'runs by number alone, whatever their problem';

-- Shares can be replicated logically
ALTER TABLE @extschema@.qshrink_share REPLICA IDENTITY FULL;

-- It selected all columns of runs; new ones are none of its business.
-- @part 41_history.sql

-- @part 60_task.sql
-- @part 61_statistics.sql
-- @part 65_nodes.sql

-- Solves of tasks
CREATE OR REPLACE VIEW @extschema@.qshrink_progress WITH (security_invoker = true) AS
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
COMMENT ON COLUMN @extschema@.qshrink_progress.task_id IS 'the task that it is the solve of; null: of none';
COMMENT ON COLUMN @extschema@.qshrink_progress.raw_feasible_share IS 'share of the shots measured so far that were feasible before repair; null: none was measured yet';

-- They only read, and see what their statement wrote by a snapshot of their own.
ALTER FUNCTION @extschema@.qshrink_selection(bigint, bigint) STABLE PARALLEL SAFE;
ALTER FUNCTION @extschema@.qshrink_answer(bigint, bigint, integer) STABLE PARALLEL SAFE;
ALTER FUNCTION @extschema@.qshrink_activity(bigint, bigint, integer) STABLE PARALLEL SAFE;

-- Tables, columns, sequences and views that are new
-- @part 90_access.sql
