-- ---------------------------------------------------------------------------
-- Solving
--
-- Costs are kept low: a planner that is told the truth compiles (jit_above_cost) what
-- runs once.

CREATE FUNCTION @extschema@.qshrink_solve(
		problem_id  bigint,
		solver      text     DEFAULT NULL,
		max_qubits  integer  DEFAULT NULL,
		correlation text     DEFAULT NULL,
		encoding    text     DEFAULT NULL,
		layers      integer  DEFAULT NULL,
		shots       integer  DEFAULT NULL,
		rounds      integer  DEFAULT NULL,
		seed        bigint   DEFAULT NULL,
		time_limit  interval DEFAULT NULL,
		target      float8   DEFAULT NULL,
		solutions   integer  DEFAULT NULL,
		start       @extschema@.qshrink_start DEFAULT NULL,
		fixed       jsonb    DEFAULT NULL,
		options     jsonb    DEFAULT NULL)
	RETURNS SETOF @extschema@.qshrink_solution
	AS 'MODULE_PATHNAME', 'qshrink_solve'
	LANGUAGE C VOLATILE PARALLEL UNSAFE COST 1000 ROWS 10;
COMMENT ON FUNCTION @extschema@.qshrink_solve(bigint, text, integer, text, text, integer, integer, integer, bigint, interval, float8, integer, @extschema@.qshrink_start, jsonb, jsonb) IS
	'solve a stored problem, record the run, return its best solutions; arguments left null take the qshrink.* settings.  fixed makes the run a scenario: {"tent": 1, "rope": 0} by key, or by number where no key is an integer, [[["f", "l"], 1]] by keys of several parts, or [{"variable": 3, "value": 1}, {"keys": ["f", "l"], "value": 0}].  start: last (the latest run that is no scenario and has a feasible solution), the number of a run, or a bit for each variable; a solution of a run is mapped by key to the variables as they are now, what is fixed overrides it, and a start that then is feasible is never lost: no run returns less.  start or fixed null because a query or function gave nothing is an error, and so is an empty fixed.  Refused at once in a read-only transaction and on a standby';

CREATE FUNCTION @extschema@.qshrink_selection(
		problem_id   bigint,
		run_id       bigint DEFAULT NULL,
		OUT variable integer,
		OUT keys     text[])
	RETURNS SETOF record
	AS 'MODULE_PATHNAME', 'qshrink_selection'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000 ROWS 100;
COMMENT ON FUNCTION @extschema@.qshrink_selection(bigint, bigint) IS
	'the variables that are one in the best feasible solution, with their keys, ready to join; sees runs made in the same statement.  Without run_id: among the runs of the model as it is now, scenarios (runs with fixed) left out.  With run_id: of that run whatever it solved, with a warning if the model has changed since.  No rows: an answer in which nothing is one.  Errors: no_data_found for a problem or run that is not there, object_not_in_prerequisite_state for a problem that was not solved as it is now, data_exception for one proved infeasible, no_data where none of the runs found a feasible solution';

CREATE FUNCTION @extschema@.qshrink_best_run(problem_id bigint) RETURNS bigint
	AS 'MODULE_PATHNAME', 'qshrink_best_run'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.qshrink_best_run(bigint) IS
	'the run with the best feasible solution of the model as it is now, scenarios left out: where the answer of qshrink_selection comes from; its errors where there is none';

CREATE FUNCTION @extschema@.qshrink_compare(
		run_a        bigint,
		run_b        bigint,
		OUT change   text,
		OUT variable integer,
		OUT keys     text[],
		OUT value_a  float8,
		OUT value_b  float8)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME', 'qshrink_compare'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000 ROWS 100;
COMMENT ON FUNCTION @extschema@.qshrink_compare(bigint, bigint) IS
	'what two runs of a problem have in their best feasible solutions: a row objective with what each reached (null: no feasible solution), a row in for each variable that run_b chose and run_a did not, a row out for each that run_a chose and run_b did not, a row changed for each integer that is not 0 in either but another one.  Variables are told by the keys they had in each run (by number where they had none); value_a or value_b is null where the run did not have the variable.  variable is its number in the run that chose it.  Errors: no_data_found for a run that is not there, invalid_parameter_value for runs of two problems';

CREATE FUNCTION @extschema@.qshrink_answer(
		problem_id   bigint,
		run_id       bigint  DEFAULT NULL,
		rank         integer DEFAULT 1,
		OUT variable integer,
		OUT keys     text[],
		OUT value    bigint)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME', 'qshrink_answer'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000 ROWS 100;
COMMENT ON FUNCTION @extschema@.qshrink_answer(bigint, bigint, integer) IS
	'the variables of a solution that are not 0, with the keys that the run knew them by, ready to join (keys[1]::integer); sees runs made in the same statement.  run_id and errors as for qshrink_selection, without run_id the rank is one of the best run; a solution that breaks constraints comes with a warning; a rank that is not there is no_data_found';

CREATE FUNCTION @extschema@.qshrink_activity(
		problem_id        bigint,
		run_id            bigint  DEFAULT NULL,
		rank              integer DEFAULT 1,
		OUT constraint_id integer,
		OUT label         text,
		OUT activity      float8,
		OUT sense         text,
		OUT rhs           float8,
		OUT slack         float8,
		OUT price         float8,
		OUT violation     float8,
		OUT violation_price float8)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME', 'qshrink_activity'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000 ROWS 100;
COMMENT ON FUNCTION @extschema@.qshrink_activity(bigint, bigint, integer) IS
	'the constraints of the model as it is now at a solution, chosen as in qshrink_answer: activity, what is left to rhs (slack: 0 is tight, negative is broken) and the price that the linear relaxation pays, the change of its optimum for one more unit of rhs; null where the objective is quadratic, the relaxation has no solution, or (with a notice) takes too long, as it may of 100,000 constraints; violation, by how much it is missed, and violation_price, what a unit of that costs: null where the constraint must hold, so that an answer is feasible if violation is 0 there; constraint_id is null for the rows a quadratic assignment problem implies';

CREATE FUNCTION @extschema@.qshrink_pareto(
		problem_id    bigint,
		label         text,
		points        integer  DEFAULT 100,
		step          float8   DEFAULT NULL,
		solver        text     DEFAULT 'auto',
		seed          bigint   DEFAULT NULL,
		time_limit    interval DEFAULT NULL,
		OUT point     integer,
		OUT run_id    bigint,
		OUT objective float8,
		OUT second    float8,
		OUT proved    boolean)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME', 'qshrink_pareto'
	LANGUAGE C VOLATILE PARALLEL UNSAFE COST 1000000 ROWS 10;
COMMENT ON FUNCTION @extschema@.qshrink_pareto(bigint, text, integer, float8, text, bigint, interval) IS
	'the front of two objectives: that of the problem and the left side (second) of the constraint of that label, <= to make it small, >= to make it large.  Solves again and again, each time with the right-hand side a step beyond what the answer before reached, from the one that is stored, at most points times; step null or smaller than the unit of the coefficients: that unit, so that no point is passed over.  Each run is stored as a scenario (qshrink_run.scenario is pareto and the label; qshrink_answer(problem_id, run_id) is its answer); solver, seed and time_limit are those of qshrink_solve, for each run.  Dominated points are left out; proved: the runs prove that no answer is better in one and as good in the other';

-- ---------------------------------------------------------------------------
-- The stages one by one

CREATE FUNCTION @extschema@.qshrink_correlations(
		problem_id      bigint,
		method          text   DEFAULT 'auto',
		seed            bigint DEFAULT 1,
		OUT i           integer,
		OUT j           integer,
		OUT correlation float8)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME', 'qshrink_correlations'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000 ROWS 1000;
COMMENT ON FUNCTION @extschema@.qshrink_correlations(bigint, text, bigint) IS
	'correlations between the spins of a problem, strongest first; j null: with the reference spin, where +1 says x_i = 0 and -1 says x_i = 1';

CREATE FUNCTION @extschema@.qshrink_shrink(
		problem_id           bigint,
		max_qubits           integer DEFAULT NULL,
		correlation          text    DEFAULT NULL,
		encoding             text    DEFAULT NULL,
		seed                 bigint  DEFAULT 1,
		options              jsonb   DEFAULT NULL,
		OUT round            integer,
		OUT step             integer,
		OUT action           text,
		OUT variable         integer,
		OUT onto             integer,
		OUT relation         text,
		OUT correlation      float8,
		OUT reason           text,
		OUT constraint_label text)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME', 'qshrink_shrink'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000 ROWS 1000;
COMMENT ON FUNCTION @extschema@.qshrink_shrink(bigint, integer, text, text, bigint, jsonb) IS
	'steps that presolve (round 0) and one round of shrinking would take, rejections included; nothing is stored';

CREATE FUNCTION @extschema@.qshrink_encode(problem_id bigint, encoding text DEFAULT 'auto', options jsonb DEFAULT NULL)
	RETURNS @extschema@.qubo
	AS 'MODULE_PATHNAME', 'qshrink_encode'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.qshrink_encode(bigint, text, jsonb) IS
	'the QUBO that encodes a whole problem, not shrunk, to be minimised (a maximised objective comes negated); what a minimum of it is worth: exact: always an optimum of the problem, if it has any, in its first n variables; slack bits follow for rows that need them; refused where that cannot be had; slack: the same for rows of integers or decimals, with more slack bits; dual, unbalanced: n variables, rows of more than conflicts and counts are only guides, so a minimum may break them; subspace: one-hot groups are left to an XY mixer, and permutations lose a row and a column; auto: subspace where permutations are all there is, else dual; options: {"penalty": 2} multiplies all penalties, {"penalties": {"cap": 5}} gives rows of that label a weight; smaller weights than those of exact or slack void what they promise';

CREATE FUNCTION @extschema@.qshrink_repair(
		problem_id       bigint,
		assignment       bit varying,
		seed             bigint DEFAULT 1,
		OUT assignment   bit varying,
		OUT objective    float8,
		OUT feasible     boolean,
		OUT repair_moves bigint)
	RETURNS record
	AS 'MODULE_PATHNAME', 'qshrink_repair'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.qshrink_repair(bigint, bit varying, bigint) IS
	'a feasible assignment near the one given, if one was found';

CREATE FUNCTION @extschema@.qshrink_bound(problem_id bigint, method text DEFAULT 'auto')
	RETURNS float8
	AS 'MODULE_PATHNAME', 'qshrink_bound'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.qshrink_bound(bigint, text) IS
	'a valid bound on the optimum (from below for a minimisation, from above for a maximisation); an infinity on the wrong side says that there is no solution';

-- ---------------------------------------------------------------------------
-- To hardware and back

CREATE FUNCTION @extschema@.qshrink_qasm(problem_id bigint, run_id bigint, round integer DEFAULT NULL)
	RETURNS text
	AS 'MODULE_PATHNAME', 'qshrink_qasm'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.qshrink_qasm(bigint, bigint, integer) IS
	'OpenQASM 3 of the circuit that a round (null: the best one) sampled, measured, with the variable each qubit stands for in comments; solvers qaoa and vqe';

CREATE FUNCTION @extschema@.qshrink_import_counts(
		problem_id bigint,
		run_id     bigint,
		round      integer,
		counts     jsonb,
		bit_order  text  DEFAULT 'right',
		options    jsonb DEFAULT NULL)
	RETURNS SETOF @extschema@.qshrink_solution
	AS 'MODULE_PATHNAME', 'qshrink_import_counts'
	LANGUAGE C VOLATILE PARALLEL UNSAFE COST 1000 ROWS 10;
COMMENT ON FUNCTION @extschema@.qshrink_import_counts(bigint, bigint, integer, jsonb, text, jsonb) IS
	'solutions from what hardware measured on the circuit of a round (null: the best one): expanded, verified, repaired, polished and stored as a run of their own; counts are an object of keys (bit strings, hexadecimal or decimal numbers) and counts, probabilities or quasi-probabilities, or an array of shots; bit_order says where qubit 0 stands in a bit string, right or left';
