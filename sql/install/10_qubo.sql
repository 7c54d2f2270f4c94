-- Type qubo: a sparse quadratic function of binary variables.

CREATE TYPE qubo;

CREATE FUNCTION qubo_in(cstring) RETURNS qubo
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION qubo_in(cstring) IS 'text input of qubo';

CREATE FUNCTION qubo_out(qubo) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION qubo_out(qubo) IS 'text output of qubo';

CREATE FUNCTION qubo_recv(internal) RETURNS qubo
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION qubo_recv(internal) IS 'binary input of qubo';

CREATE FUNCTION qubo_send(qubo) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION qubo_send(qubo) IS 'binary output of qubo';

-- Stored as is: compressing a million coefficients costs ten times the load and
-- the head of a value stays readable by itself (ALTER TABLE ... SET STORAGE
-- extended for those who prefer space).
CREATE TYPE qubo (
	INPUT = qubo_in,
	OUTPUT = qubo_out,
	RECEIVE = qubo_recv,
	SEND = qubo_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = external
);
COMMENT ON TYPE qubo IS 'sparse quadratic function of binary variables, as in {(0,0):-1,(0,1):2.5}/3+0.5: terms (i,j):coefficient with i = j for linear terms, number of variables, offset; variables count from 0';

-- Reading

CREATE FUNCTION qubo_size(qubo) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION qubo_size(qubo) IS 'number of variables';

CREATE FUNCTION qubo_nterms(qubo) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION qubo_nterms(qubo) IS 'number of linear and quadratic terms that are not zero';

CREATE FUNCTION qubo_offset(qubo) RETURNS double precision
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION qubo_offset(qubo) IS 'constant term';

CREATE FUNCTION qubo_terms(qubo, OUT i integer, OUT j integer, OUT coefficient double precision)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 1000;
COMMENT ON FUNCTION qubo_terms(qubo) IS 'the terms in order, i <= j, with i = j for linear ones';

CREATE FUNCTION qubo_ising(qubo, OUT i integer, OUT j integer, OUT coupling double precision)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 1000;
COMMENT ON FUNCTION qubo_ising(qubo) IS 'the same function of spins z = 1 - 2x: fields with i = j, couplings with i < j, and last the offset with NULL for i and j';

-- Aggregates.  The transition state is a bytea that may travel between servers.

CREATE FUNCTION qubo_agg_transition(bytea, integer, integer, double precision) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION qubo_agg_transition(bytea, integer, integer, double precision) IS 'aggregate transition function';

CREATE FUNCTION qubo_agg_transition(bytea, integer, integer, integer, double precision) RETURNS bytea
	AS 'MODULE_PATHNAME', 'qubo_agg_sized_transition' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION qubo_agg_transition(bytea, integer, integer, integer, double precision) IS 'aggregate transition function';

CREATE FUNCTION qubo_sum_transition(bytea, qubo) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION qubo_sum_transition(bytea, qubo) IS 'aggregate transition function';

CREATE FUNCTION qubo_agg_combine(bytea, bytea) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION qubo_agg_combine(bytea, bytea) IS 'aggregate combine function';

CREATE FUNCTION qubo_agg_final(bytea) RETURNS qubo
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION qubo_agg_final(bytea) IS 'aggregate final function';

CREATE AGGREGATE qubo_agg(i integer, j integer, coefficient double precision) (
	SFUNC = qubo_agg_transition,
	STYPE = bytea,
	SSPACE = 2048,
	COMBINEFUNC = qubo_agg_combine,
	FINALFUNC = qubo_agg_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE qubo_agg(integer, integer, double precision) IS 'qubo of the rows'' terms, as large as the largest index asks; duplicates are summed exactly and rounded once, rows with a NULL add nothing';

CREATE AGGREGATE qubo_agg(n integer, i integer, j integer, coefficient double precision) (
	SFUNC = qubo_agg_transition,
	STYPE = bytea,
	SSPACE = 2048,
	COMBINEFUNC = qubo_agg_combine,
	FINALFUNC = qubo_agg_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE qubo_agg(integer, integer, integer, double precision) IS 'qubo of n variables (the largest n) and the rows'' terms; duplicates are summed exactly and rounded once, rows with a NULL index or coefficient add no term';

CREATE AGGREGATE sum(qubo) (
	SFUNC = qubo_sum_transition,
	STYPE = bytea,
	SSPACE = 2048,
	COMBINEFUNC = qubo_agg_combine,
	FINALFUNC = qubo_agg_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE sum(qubo) IS 'sum of qubos, each term summed exactly and rounded once';
