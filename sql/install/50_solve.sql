-- ---------------------------------------------------------------------------
-- Solving

CREATE FUNCTION qshrink_solve(
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
	RETURNS SETOF qshrink_solution
	AS 'MODULE_PATHNAME', 'qshrink_solve'
	LANGUAGE C VOLATILE PARALLEL UNSAFE COST 1000000 ROWS 10;
COMMENT ON FUNCTION qshrink_solve(bigint, text, integer, text, text, integer, integer, integer, bigint, interval, float8, integer, bit varying, jsonb, jsonb) IS
	'solve a stored problem, record the run, return its best solutions; arguments left null take the qshrink.* settings';
