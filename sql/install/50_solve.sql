-- ---------------------------------------------------------------------------
-- Solving

CREATE FUNCTION @extschema@.qshrink_solve(
		problem_id  bigint,
		solver      text        DEFAULT NULL,
		max_qubits  integer     DEFAULT NULL,
		correlation text        DEFAULT NULL,
		encoding    text        DEFAULT NULL,
		layers      integer     DEFAULT NULL,
		shots       integer     DEFAULT NULL,
		rounds      integer     DEFAULT NULL,
		seed        bigint      DEFAULT NULL,
		time_limit  interval    DEFAULT NULL,
		target      float8      DEFAULT NULL,
		solutions   integer     DEFAULT NULL,
		start       bit varying DEFAULT NULL,
		fixed       jsonb       DEFAULT NULL,
		options     jsonb       DEFAULT NULL)
	RETURNS SETOF @extschema@.qshrink_solution
	AS 'MODULE_PATHNAME', 'qshrink_solve'
	LANGUAGE C VOLATILE PARALLEL UNSAFE COST 1000000 ROWS 10;
COMMENT ON FUNCTION @extschema@.qshrink_solve(bigint, text, integer, text, text, integer, integer, integer, bigint, interval, float8, integer, bit varying, jsonb, jsonb) IS
	'solve a stored problem, record the run, return its best solutions; arguments left null take the qshrink.* settings';

CREATE FUNCTION @extschema@.qshrink_selection(
		problem_id   bigint,
		run_id       bigint DEFAULT NULL,
		OUT variable integer,
		OUT keys     text[])
	RETURNS SETOF record
	LANGUAGE sql STABLE ROWS 100
	AS $$
	WITH best AS (
		SELECT s.assignment
		FROM @extschema@.qshrink_solution s
		JOIN @extschema@.qshrink_problem p ON p.problem_id OPERATOR(pg_catalog.=) s.problem_id
		WHERE s.problem_id OPERATOR(pg_catalog.=) $1
		  AND s.feasible
		  AND ($2 IS NULL OR s.run_id OPERATOR(pg_catalog.=) $2)
		ORDER BY CASE WHEN p.sense OPERATOR(pg_catalog.=) 'max' THEN OPERATOR(pg_catalog.-) s.objective ELSE s.objective END,
		         s.run_id, s.rank
		LIMIT 1)
	SELECT g.variable, v.keys
	FROM best b
	CROSS JOIN LATERAL pg_catalog.generate_series(0, pg_catalog.length(b.assignment) OPERATOR(pg_catalog.-) 1) AS g (variable)
	LEFT JOIN @extschema@.qshrink_variable v
	  ON v.problem_id OPERATOR(pg_catalog.=) $1 AND v.variable OPERATOR(pg_catalog.=) g.variable
	WHERE pg_catalog.get_bit(b.assignment, g.variable) OPERATOR(pg_catalog.=) 1
	ORDER BY g.variable
	$$;
COMMENT ON FUNCTION @extschema@.qshrink_selection(bigint, bigint) IS
	'the variables that are one in the best feasible solution of a run (null: of all runs), with their keys, ready to join';

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
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE COST 100000 ROWS 1000;
COMMENT ON FUNCTION @extschema@.qshrink_correlations(bigint, text, bigint) IS
	'correlations between the spins of a problem, strongest first; j null: with the reference spin, where +1 says x_i = 0 and -1 says x_i = 1';

CREATE FUNCTION @extschema@.qshrink_shrink(
		problem_id           bigint,
		max_qubits           integer DEFAULT NULL,
		correlation          text    DEFAULT NULL,
		encoding             text    DEFAULT NULL,
		seed                 bigint  DEFAULT NULL,
		options              jsonb   DEFAULT NULL,
		OUT round            integer,
		OUT step             integer,
		OUT action           text,
		OUT variable         integer,
		OUT onto             integer,
		OUT relation         text,
		OUT strength         float8,
		OUT reason           text,
		OUT constraint_label text)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME', 'qshrink_shrink'
	LANGUAGE C VOLATILE PARALLEL UNSAFE COST 100000 ROWS 1000;
COMMENT ON FUNCTION @extschema@.qshrink_shrink(bigint, integer, text, text, bigint, jsonb) IS
	'steps that presolve (round 0) and one round of shrinking would take, rejections included; nothing is stored';

CREATE FUNCTION @extschema@.qshrink_encode(problem_id bigint, encoding text DEFAULT 'auto', options jsonb DEFAULT NULL)
	RETURNS @extschema@.qubo
	AS 'MODULE_PATHNAME', 'qshrink_encode'
	LANGUAGE C VOLATILE PARALLEL UNSAFE COST 100000;
COMMENT ON FUNCTION @extschema@.qshrink_encode(bigint, text, jsonb) IS
	'the QUBO that encodes a whole problem, not shrunk, to be minimised (a maximised objective comes negated); what a minimum of it is worth: exact: always an optimum of the problem, if it has any, in its first n variables; slack bits follow for rows that need them; refused where that cannot be had; slack: the same for rows of integers, with more slack bits; dual, unbalanced: n variables, rows of more than conflicts and counts are only guides, so a minimum may break them; subspace: one-hot groups are left to an XY mixer, and permutations lose a row and a column; auto: subspace where permutations are all there is, else dual; options: {"penalty": 2} multiplies all penalties, {"penalties": {"cap": 5}} gives rows of that label a weight; smaller weights than those of exact or slack void what they promise';

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
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE COST 100000;
COMMENT ON FUNCTION @extschema@.qshrink_repair(bigint, bit varying, bigint) IS
	'a feasible assignment near the one given, if one was found';

CREATE FUNCTION @extschema@.qshrink_bound(problem_id bigint, method text DEFAULT 'auto')
	RETURNS float8
	AS 'MODULE_PATHNAME', 'qshrink_bound'
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE COST 100000;
COMMENT ON FUNCTION @extschema@.qshrink_bound(bigint, text) IS
	'a valid bound on the optimum (from below for a minimisation, from above for a maximisation); an infinity on the wrong side says that there is no solution';

-- ---------------------------------------------------------------------------
-- To hardware and back

CREATE FUNCTION @extschema@.qshrink_qasm(problem_id bigint, run_id bigint, round integer DEFAULT NULL)
	RETURNS text
	AS 'MODULE_PATHNAME', 'qshrink_qasm'
	LANGUAGE C STABLE PARALLEL UNSAFE COST 10000;
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
	LANGUAGE C VOLATILE PARALLEL UNSAFE COST 100000 ROWS 10;
COMMENT ON FUNCTION @extschema@.qshrink_import_counts(bigint, bigint, integer, jsonb, text, jsonb) IS
	'solutions from what hardware measured on the circuit of a round (null: the best one): expanded, verified, repaired, polished and stored as a run of their own; bit_order says where qubit 0 stands in a bit string, right or left';
