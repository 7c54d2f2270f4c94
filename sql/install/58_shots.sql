-- ---------------------------------------------------------------------------
-- Shots that are kept

CREATE TABLE @extschema@.qshrink_shot (
	problem_id          bigint NOT NULL,
	owner               @extschema@.qshrink_role NOT NULL DEFAULT current_user,
	run_id              bigint NOT NULL,
	round               integer NOT NULL,
	shot                integer NOT NULL,
	occurrences         bigint NOT NULL,
	energy              float8,
	objective           float8 NOT NULL,
	feasible            boolean NOT NULL,
	violations          integer NOT NULL,
	assignment          bit varying NOT NULL,
	measured            bit varying NOT NULL,
	CONSTRAINT qshrink_shot_pkey PRIMARY KEY (problem_id, run_id, round, shot, owner),
	CONSTRAINT qshrink_shot_run FOREIGN KEY (problem_id, run_id, owner)
		REFERENCES @extschema@.qshrink_run (problem_id, run_id, owner) ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE,
	CONSTRAINT qshrink_shot_round CHECK (round > 0),
	CONSTRAINT qshrink_shot_shot CHECK (shot > 0),
	CONSTRAINT qshrink_shot_occurrences CHECK (occurrences > 0)
);
COMMENT ON TABLE @extschema@.qshrink_shot IS 'distinct shots of the rounds of a run, as many as its option keep_shots says: the most frequent ones, of equally frequent ones those of lower energy; all shots of a run take 64 MB at most, 256 bytes and its bits each: later rounds keep fewer then, or none; so does a round that could not store them within the time_limit';
COMMENT ON COLUMN @extschema@.qshrink_shot.problem_id IS 'the problem';
COMMENT ON COLUMN @extschema@.qshrink_shot.owner IS 'owner of the problem';
COMMENT ON COLUMN @extschema@.qshrink_shot.run_id IS 'the run';
COMMENT ON COLUMN @extschema@.qshrink_shot.round IS 'the round that measured it; of a run with several starts, of the best one';
COMMENT ON COLUMN @extschema@.qshrink_shot.shot IS 'order within the round, from 1, the most frequent first';
COMMENT ON COLUMN @extschema@.qshrink_shot.occurrences IS 'how often it was measured, of the shots of qshrink_round';
COMMENT ON COLUMN @extschema@.qshrink_shot.energy IS 'its energy: of measured in qubo of qshrink_round, up to rounding';
COMMENT ON COLUMN @extschema@.qshrink_shot.objective IS 'objective of the assignment in the problem, before any repair';
COMMENT ON COLUMN @extschema@.qshrink_shot.feasible IS 'whether the assignment was verified against every stored constraint';
COMMENT ON COLUMN @extschema@.qshrink_shot.violations IS 'rows of qshrink_constraint that it violates, those with a price included, with the auxiliary variables as they were measured';
COMMENT ON COLUMN @extschema@.qshrink_shot.assignment IS 'the shot over the variables of the problem; the leftmost bit is variable 0';
COMMENT ON COLUMN @extschema@.qshrink_shot.measured IS 'the shot as it was measured; the leftmost bit is qubit 0, which qubit_variable of qshrink_round says the variable of';

CREATE FUNCTION @extschema@.qshrink_shots(problem_id bigint, run_id bigint DEFAULT NULL, round integer DEFAULT NULL)
	RETURNS SETOF @extschema@.qshrink_shot
	AS 'MODULE_PATHNAME', 'qshrink_kept_shots'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000 ROWS 1000;
COMMENT ON FUNCTION @extschema@.qshrink_shots(bigint, bigint, integer) IS
	'distinct shots that a run kept (option keep_shots) of a round, over the variables of the problem, judged by the constraints and the objective that the run solved; run_id null: the run that qshrink_selection answers by; round null: the best round of the run';
