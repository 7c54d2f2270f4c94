-- Type qubo: a sparse quadratic function of binary variables.

CREATE TYPE @extschema@.qubo;

CREATE FUNCTION @extschema@.qubo_in(cstring) RETURNS @extschema@.qubo
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qubo_in(cstring) IS 'text input of qubo';

CREATE FUNCTION @extschema@.qubo_out(@extschema@.qubo) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qubo_out(@extschema@.qubo) IS 'text output of qubo';

CREATE FUNCTION @extschema@.qubo_recv(internal) RETURNS @extschema@.qubo
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qubo_recv(internal) IS 'binary input of qubo';

CREATE FUNCTION @extschema@.qubo_send(@extschema@.qubo) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qubo_send(@extschema@.qubo) IS 'binary output of qubo';

-- Stored as is: compressing a million coefficients costs ten times the load and
-- the head of a value stays readable by itself (ALTER TABLE ... SET STORAGE
-- extended for those who prefer space).
CREATE TYPE @extschema@.qubo (
	INPUT = @extschema@.qubo_in,
	OUTPUT = @extschema@.qubo_out,
	RECEIVE = @extschema@.qubo_recv,
	SEND = @extschema@.qubo_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = external
);
COMMENT ON TYPE @extschema@.qubo IS 'sparse quadratic function of binary variables, as in {(0,0):-1,(0,1):2.5}/3+0.5: terms (i,j):coefficient with i = j for linear terms, number of variables, offset; variables count from 0';

-- Reading

CREATE FUNCTION @extschema@.qubo_size(@extschema@.qubo) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION @extschema@.qubo_size(@extschema@.qubo) IS 'number of variables';

CREATE FUNCTION @extschema@.qubo_nterms(@extschema@.qubo) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION @extschema@.qubo_nterms(@extschema@.qubo) IS 'number of linear and quadratic terms that are not zero';

CREATE FUNCTION @extschema@.qubo_offset(@extschema@.qubo) RETURNS double precision
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION @extschema@.qubo_offset(@extschema@.qubo) IS 'constant term';

CREATE FUNCTION @extschema@.qubo_terms(@extschema@.qubo, OUT i integer, OUT j integer, OUT coefficient double precision)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 1000;
COMMENT ON FUNCTION @extschema@.qubo_terms(@extschema@.qubo) IS 'the terms in order, i <= j, with i = j for linear ones';

CREATE FUNCTION @extschema@.qubo_ising(@extschema@.qubo, OUT i integer, OUT j integer, OUT coupling double precision)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 1000;
COMMENT ON FUNCTION @extschema@.qubo_ising(@extschema@.qubo) IS 'the same function of spins z = 1 - 2x: fields with i = j, couplings with i < j, and last the offset with NULL for i and j';

-- Aggregates.  The transition state is a bytea that may travel between servers.

CREATE FUNCTION @extschema@.qubo_agg_transition(bytea, integer, integer, double precision) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qubo_agg_transition(bytea, integer, integer, double precision) IS 'aggregate transition function';

CREATE FUNCTION @extschema@.qubo_agg_transition(bytea, integer, integer, integer, double precision) RETURNS bytea
	AS 'MODULE_PATHNAME', 'qubo_agg_sized_transition' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qubo_agg_transition(bytea, integer, integer, integer, double precision) IS 'aggregate transition function';

CREATE FUNCTION @extschema@.qubo_sum_transition(bytea, @extschema@.qubo) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qubo_sum_transition(bytea, @extschema@.qubo) IS 'aggregate transition function';

CREATE FUNCTION @extschema@.qubo_agg_combine(bytea, bytea) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qubo_agg_combine(bytea, bytea) IS 'aggregate combine function';

CREATE FUNCTION @extschema@.qubo_agg_final(bytea) RETURNS @extschema@.qubo
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qubo_agg_final(bytea) IS 'aggregate final function';

CREATE AGGREGATE @extschema@.qubo_agg(i integer, j integer, coefficient double precision) (
	SFUNC = @extschema@.qubo_agg_transition,
	STYPE = bytea,
	SSPACE = 2048,
	COMBINEFUNC = @extschema@.qubo_agg_combine,
	FINALFUNC = @extschema@.qubo_agg_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.qubo_agg(integer, integer, double precision) IS 'qubo of the rows'' terms, as large as the largest index asks; duplicates are summed exactly and rounded once, rows with a NULL add nothing';

CREATE AGGREGATE @extschema@.qubo_agg(n integer, i integer, j integer, coefficient double precision) (
	SFUNC = @extschema@.qubo_agg_transition,
	STYPE = bytea,
	SSPACE = 2048,
	COMBINEFUNC = @extschema@.qubo_agg_combine,
	FINALFUNC = @extschema@.qubo_agg_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.qubo_agg(integer, integer, integer, double precision) IS 'qubo of n variables (the largest n) and the rows'' terms; duplicates are summed exactly and rounded once, rows with a NULL index or coefficient add no term';

-- Indices may be bigint, coefficients numeric.

CREATE FUNCTION @extschema@.qubo_agg_transition(bytea, bigint, bigint, double precision) RETURNS bytea
	AS 'MODULE_PATHNAME', 'qubo_agg_big_float8' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qubo_agg_transition(bytea, bigint, bigint, double precision) IS 'aggregate transition function';

CREATE AGGREGATE @extschema@.qubo_agg(i bigint, j bigint, coefficient double precision) (
	SFUNC = @extschema@.qubo_agg_transition,
	STYPE = bytea,
	SSPACE = 2048,
	COMBINEFUNC = @extschema@.qubo_agg_combine,
	FINALFUNC = @extschema@.qubo_agg_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.qubo_agg(bigint, bigint, double precision) IS 'the same as of integers and double precision numbers; an index that is no integer''s is an error';

CREATE FUNCTION @extschema@.qubo_agg_transition(bytea, bigint, bigint, numeric) RETURNS bytea
	AS 'MODULE_PATHNAME', 'qubo_agg_big_numeric' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qubo_agg_transition(bytea, bigint, bigint, numeric) IS 'aggregate transition function';

CREATE AGGREGATE @extschema@.qubo_agg(i bigint, j bigint, coefficient numeric) (
	SFUNC = @extschema@.qubo_agg_transition,
	STYPE = bytea,
	SSPACE = 2048,
	COMBINEFUNC = @extschema@.qubo_agg_combine,
	FINALFUNC = @extschema@.qubo_agg_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.qubo_agg(bigint, bigint, numeric) IS 'the same as of integers and double precision numbers; an index that is no integer''s is an error';

CREATE FUNCTION @extschema@.qubo_agg_transition(bytea, bigint, bigint, bigint, double precision) RETURNS bytea
	AS 'MODULE_PATHNAME', 'qubo_agg_sized_big_float8' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qubo_agg_transition(bytea, bigint, bigint, bigint, double precision) IS 'aggregate transition function';

CREATE AGGREGATE @extschema@.qubo_agg(n bigint, i bigint, j bigint, coefficient double precision) (
	SFUNC = @extschema@.qubo_agg_transition,
	STYPE = bytea,
	SSPACE = 2048,
	COMBINEFUNC = @extschema@.qubo_agg_combine,
	FINALFUNC = @extschema@.qubo_agg_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.qubo_agg(bigint, bigint, bigint, double precision) IS 'the same as of integers and double precision numbers; an index that is no integer''s is an error';

CREATE FUNCTION @extschema@.qubo_agg_transition(bytea, bigint, bigint, bigint, numeric) RETURNS bytea
	AS 'MODULE_PATHNAME', 'qubo_agg_sized_big_numeric' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qubo_agg_transition(bytea, bigint, bigint, bigint, numeric) IS 'aggregate transition function';

CREATE AGGREGATE @extschema@.qubo_agg(n bigint, i bigint, j bigint, coefficient numeric) (
	SFUNC = @extschema@.qubo_agg_transition,
	STYPE = bytea,
	SSPACE = 2048,
	COMBINEFUNC = @extschema@.qubo_agg_combine,
	FINALFUNC = @extschema@.qubo_agg_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.qubo_agg(bigint, bigint, bigint, numeric) IS 'the same as of integers and double precision numbers; an index that is no integer''s is an error';

CREATE AGGREGATE @extschema@.sum(@extschema@.qubo) (
	SFUNC = @extschema@.qubo_sum_transition,
	STYPE = bytea,
	SSPACE = 2048,
	COMBINEFUNC = @extschema@.qubo_agg_combine,
	FINALFUNC = @extschema@.qubo_agg_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.sum(@extschema@.qubo) IS 'sum of qubos, each term summed exactly and rounded once';
