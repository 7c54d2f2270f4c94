-- ---------------------------------------------------------------------------
-- The pure form: answers from arguments alone.  No table, no setting, no clock: what is
-- IMMUTABLE may be computed in parallel workers, on a standby and on the shards of a
-- distributed table.
--
-- COST is what a planner needs to know, not what a solve takes: 20 rows are worth a
-- parallel plan, and 100 stay far below jit_above_cost, as compiling never pays here.

CREATE TYPE @extschema@.qshrink_answer_solution AS (
	objective           float8,
	feasible            boolean,
	violations          integer,
	assignment          bit varying,
	raw_assignment      bit varying,
	raw_objective       float8,
	raw_feasible        boolean,
	repaired_objective  float8,
	repair_moves        bigint,
	polish_moves        bigint,
	occurrences         bigint,
	round               integer,
	start               integer
);
COMMENT ON TYPE @extschema@.qshrink_answer_solution IS 'a solution in a qshrink_answer_record, as qshrink_solution has them';
COMMENT ON COLUMN @extschema@.qshrink_answer_solution.objective IS 'objective of the assignment';
COMMENT ON COLUMN @extschema@.qshrink_answer_solution.feasible IS 'whether the assignment was verified against every constraint of the model';
COMMENT ON COLUMN @extschema@.qshrink_answer_solution.violations IS 'constraints the assignment violates';
COMMENT ON COLUMN @extschema@.qshrink_answer_solution.assignment IS 'the answer; the leftmost bit is variable 0';
COMMENT ON COLUMN @extschema@.qshrink_answer_solution.raw_assignment IS 'what the sampler returned, before repair and polish; null: it came from elsewhere';
COMMENT ON COLUMN @extschema@.qshrink_answer_solution.raw_objective IS 'objective of the raw assignment';
COMMENT ON COLUMN @extschema@.qshrink_answer_solution.raw_feasible IS 'whether the raw assignment was feasible';
COMMENT ON COLUMN @extschema@.qshrink_answer_solution.repaired_objective IS 'objective after repair, before polish';
COMMENT ON COLUMN @extschema@.qshrink_answer_solution.repair_moves IS 'moves made by repair';
COMMENT ON COLUMN @extschema@.qshrink_answer_solution.polish_moves IS 'moves made by polish';
COMMENT ON COLUMN @extschema@.qshrink_answer_solution.occurrences IS 'shots that gave the raw assignment';
COMMENT ON COLUMN @extschema@.qshrink_answer_solution.round IS 'round that found it, of its start; 0: before the first';
COMMENT ON COLUMN @extschema@.qshrink_answer_solution.start IS 'start that found it, from 1';

CREATE TYPE @extschema@.qshrink_answer_round AS (
	round               integer,
	source              text,
	perturbation        float8,
	qubits              integer,
	n_variables         integer,
	merges              integer,
	rejected            integer,
	undone              integer,
	stop_reason         text,
	distinct_shots      integer,
	raw_feasible_share  float8,
	optimum_share       float8,
	raw_objective       float8,
	lowest_energy_objective float8,
	repaired_objective  float8,
	polished_objective  float8,
	best_so_far         float8,
	repair_moves        bigint,
	polish_moves        bigint,
	expectation         float8,
	evaluations         integer,
	angles              float8[],
	circuit_depth       bigint,
	two_qubit_gates     bigint,
	qubo                @extschema@.qubo,
	qubit_variable      integer[],
	qubit_group         integer[],
	warm                float8[],
	n_variables_before  integer,
	spectrum            float8[],
	shots               bigint,
	best_shots          bigint,
	shot_objective      float8,
	cvar                float8,
	optimization_shots  bigint,
	history_evaluations integer[],
	history_values      float8[],
	decomposed_depth    bigint,
	decomposed_two_qubit_gates bigint,
	swaps               bigint,
	noisy_expectation   float8,
	mitigated_expectation float8
);
COMMENT ON TYPE @extschema@.qshrink_answer_round IS 'a round in a qshrink_answer_record: columns of qshrink_round but for ids and times';
DO $comment$
DECLARE
	attribute record;
BEGIN
	FOR attribute IN
		SELECT a.attname AS name, pg_catalog.col_description('@extschema@.qshrink_round'::regclass, r.attnum) AS comment
		FROM pg_catalog.pg_attribute a
			JOIN pg_catalog.pg_attribute r ON r.attrelid = '@extschema@.qshrink_round'::regclass AND r.attname = a.attname
		WHERE a.attrelid = '@extschema@.qshrink_answer_round'::regclass AND a.attnum > 0
	LOOP
		EXECUTE format('COMMENT ON COLUMN %s.qshrink_answer_round.%I IS %L', '@extschema@', attribute.name, attribute.comment);
	END LOOP;
END
$comment$;

CREATE TYPE @extschema@.qshrink_answer_record AS (
	objective           float8,
	feasible            boolean,
	status              text,
	bound               float8,
	gap_to_bound        float8,
	assignment          bit varying,
	chosen              jsonb,
	stop_reason         text,
	proved_by           text,
	proved_solutions    integer,
	violations          integer,
	raw_objective       float8,
	raw_feasible        boolean,
	repaired_objective  float8,
	repair_moves        bigint,
	polish_moves        bigint,
	raw_feasible_share  float8,
	n_variables         integer,
	qubits              integer,
	presolve_fixed      integer,
	merge_fixed         integer,
	rounds              integer,
	best_round          integer,
	circuit_depth       bigint,
	two_qubit_gates     bigint,
	starts              integer,
	best_start          integer,
	start_objectives    float8[],
	solver              text,
	seed                bigint,
	settings            jsonb,
	fingerprint         text,
	version             text,
	solution_list       @extschema@.qshrink_answer_solution[],
	round_list          @extschema@.qshrink_answer_round[]
);
COMMENT ON TYPE @extschema@.qshrink_answer_record IS 'what the pure form found: an answer with what is known of it, and enough for qshrink_store_answer to make it a run';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.objective IS 'objective of the best answer; null if no feasible assignment was found';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.feasible IS 'whether the best answer was verified against every constraint of the model';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.status IS 'optimal (proved), feasible, infeasible (proved) or not_found';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.bound IS 'valid bound on the optimum, if one was computed';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.gap_to_bound IS '|objective - bound| / max(1, |bound|)';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.assignment IS 'the best answer; the leftmost bit is variable 0.  The one that violates least if none was feasible';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.chosen IS 'the variables of the answer that are not 0: [{"variable", "keys", "value"}], integers decoded, keys left out where the model has none; null where they are more than a million';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.stop_reason IS 'proof, target, rounds, stagnation or limit (of nodes or memory)';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.proved_by IS 'what proved the status: bound, enumeration, ...; null without a proof';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.proved_solutions IS 'so many of solution_list, from the first on, are proved to be the best there are';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.violations IS 'constraints the answer violates';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.raw_objective IS 'objective of the shot the answer came from, before repair and polish; null: it came from elsewhere';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.raw_feasible IS 'whether that shot was feasible';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.repaired_objective IS 'objective after repair, before polish';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.repair_moves IS 'moves made by repair, of the whole run';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.polish_moves IS 'moves made by polish, of the whole run';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.raw_feasible_share IS 'share of measured shots that were feasible before repair';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.n_variables IS 'variables of the model';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.qubits IS 'qubits of the best round; 0: there was no round';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.presolve_fixed IS 'variables that presolve and certified fixing took away before the best round';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.merge_fixed IS 'variables that the best round took away, by merging and fixing';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.rounds IS 'rounds done';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.best_round IS 'round that found the best solution, else the first; 0: there was no round';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.circuit_depth IS 'circuit_depth of the best round';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.two_qubit_gates IS 'two_qubit_gates of the best round';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.starts IS 'starts that were made (setting starts)';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.best_start IS 'the start that rounds and proof are of, from 1';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.start_objectives IS 'what each start reached; null: nothing';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.solver IS 'sampler used';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.seed IS 'seed it was given';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.settings IS 'settings it was given that are not the default; given again, they give the same record';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.fingerprint IS 'qshrink_fingerprint of the model: the answer says nothing of another one';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.version IS 'version of the library';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.solution_list IS 'the best assignments, best first';
COMMENT ON COLUMN @extschema@.qshrink_answer_record.round_list IS 'the rounds; the circuit of the best one is with it';

CREATE FUNCTION @extschema@.qshrink_solve_model(model jsonb, seed bigint, settings jsonb DEFAULT '{}')
	RETURNS @extschema@.qshrink_answer_record
	AS 'MODULE_PATHNAME', 'qshrink_solve_model'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 40000;
COMMENT ON FUNCTION @extschema@.qshrink_solve_model(jsonb, bigint, jsonb) IS
	'solve a model (qshrink_model) and return the answer, storing nothing: the same arguments give the same record, in any session, parallel worker, standby or shard.  settings has arguments and options of qshrink_solve side by side, {"solver": "auto", "rounds": 10, "cvar": 0.2}, by which qshrink_options() knows them (given_as qshrink_solve_model), and start as bits; settings qshrink.* do not count, but for qshrink.memory_limit, and simd is portable unless said here.  It ends by counted work (rounds, stagnation, nodes, effort), never by the clock.  What solves a stored problem is qshrink_solve; what makes the record one of its runs is qshrink_store_answer';

CREATE FUNCTION @extschema@.qshrink_solve_qubo(q @extschema@.qubo, seed bigint, settings jsonb DEFAULT '{}')
	RETURNS @extschema@.qshrink_answer_record
	AS 'MODULE_PATHNAME', 'qshrink_solve_qubo'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 40000;
COMMENT ON FUNCTION @extschema@.qshrink_solve_qubo(@extschema@.qubo, bigint, jsonb) IS
	'minimise a qubo as qshrink_solve_model solves a model: shrunk, sampled, expanded and polished; the fingerprint is that of a problem with this objective and no constraints';

CREATE FUNCTION @extschema@.qshrink_store_answer(problem_id bigint, answer @extschema@.qshrink_answer_record, milliseconds float8 DEFAULT NULL)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'qshrink_store_answer'
	LANGUAGE C VOLATILE PARALLEL UNSAFE COST 1000;
COMMENT ON FUNCTION @extschema@.qshrink_store_answer(bigint, @extschema@.qshrink_answer_record, float8) IS
	'store an answer of the pure form as a run of a problem, whose run_id is returned; milliseconds is what the caller says it took.  The fingerprint must be that of the problem as it is now.  The record is not believed: each assignment is judged on the stored rows, which gives objective, feasibility and order, and the status is feasible or not_found.  A proof cannot be judged: what the record claims (status, proved_by, objective, bound, version) is kept in qshrink_run.settings -> ''claimed'', and only where a problem of up to 2,000 variables can be proved anew by its relaxation or a short enumeration, from the answer, is the status optimal or infeasible, with bound and proved_by of that proof; what rounds measured is taken as the record has it.  No steps are stored, so that qshrink_import_counts does not take such a run';

-- ---------------------------------------------------------------------------
-- Shrinking and solving a qubo, as functions and as operators

CREATE FUNCTION @extschema@.qubo_shrink(
		q           @extschema@.qubo,
		max_qubits  integer,
		method      text   DEFAULT 'auto',
		seed        bigint DEFAULT 1,
		OUT reduced @extschema@.qubo,
		OUT map     integer[])
	RETURNS record
	AS 'MODULE_PATHNAME', 'qubo_shrink'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION @extschema@.qubo_shrink(@extschema@.qubo, integer, text, bigint) IS
	'the function with its most correlated variables made one, until max_qubits are left: reduced @ y is q @ qubo_expand(map, y).  method is a correlation (auto, sdp, qaoa, pool; shots need rounds).  map has a number for each variable: 2 r where it equals variable r of reduced, 2 r + 1 where it is the opposite, -2 where it is 0 and -1 where it is 1.  A function of no more variables stays as it is';

CREATE FUNCTION @extschema@.qubo_correlations(
		q               @extschema@.qubo,
		method          text    DEFAULT 'auto',
		layers          integer DEFAULT 1,
		seed            bigint  DEFAULT 1,
		OUT i           integer,
		OUT j           integer,
		OUT correlation float8)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME', 'qubo_correlations'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000 ROWS 1000;
COMMENT ON FUNCTION @extschema@.qubo_correlations(@extschema@.qubo, text, integer, bigint) IS
	'correlations between the spins of a function, strongest first: every one that the method looks at and that is not 0 (qaoa, sdp, lp: the pairs that have a term; pool: all pairs of up to 400 variables); j null: with the reference spin, where +1 says x_i = 0 and -1 says x_i = 1.  layers is that of the circuit whose expectations they are (qaoa: 2 and 3 by light cones, on sparse functions); seed is that of the random starts (sdp, pool)';

CREATE FUNCTION @extschema@.qubo_expand(map integer[], assignment bit varying) RETURNS bit varying
	AS 'MODULE_PATHNAME', 'qubo_expand'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION @extschema@.qubo_expand(integer[], bit varying) IS
	'the assignment of the whole function that one of the reduced function stands for (qubo_shrink)';

CREATE FUNCTION @extschema@.qubo_shrunk(q @extschema@.qubo, max_qubits integer) RETURNS @extschema@.qubo
	AS 'MODULE_PATHNAME', 'qubo_shrunk'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION @extschema@.qubo_shrunk(@extschema@.qubo, integer) IS
	'the reduced function of qubo_shrink(q, max_qubits)';

CREATE FUNCTION @extschema@.qubo_best(q @extschema@.qubo, solver text) RETURNS bit varying
	AS 'MODULE_PATHNAME', 'qubo_best'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 40000;
COMMENT ON FUNCTION @extschema@.qubo_best(@extschema@.qubo, text) IS
	'the assignment of qshrink_solve_qubo(q, 1, {"solver": solver}): that of the lowest value it finds';

-- No COMMUTATOR and no NEGATOR: the operands are of two types and the results are no
-- booleans.  No RESTRICT and JOIN: only what stands in WHERE as a condition has a
-- selectivity.
CREATE OPERATOR @extschema@.|> (
	LEFTARG = @extschema@.qubo,
	RIGHTARG = integer,
	FUNCTION = @extschema@.qubo_shrunk
);
COMMENT ON OPERATOR @extschema@.|> (@extschema@.qubo, integer) IS 'the function shrunk to so many variables at most';

CREATE OPERATOR @extschema@.~> (
	LEFTARG = @extschema@.qubo,
	RIGHTARG = text,
	FUNCTION = @extschema@.qubo_best
);
COMMENT ON OPERATOR @extschema@.~> (@extschema@.qubo, text) IS 'the assignment of the lowest value that a solver finds';
