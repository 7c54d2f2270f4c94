-- complain if the script is sourced in psql rather than run by CREATE EXTENSION
\echo Use "CREATE EXTENSION qshrink" to load this file. \quit


-- The script runs with the rights of a superuser in a schema that may belong to
-- anybody, so no name may be looked up there, in public or in pg_temp.  With this
-- path, which ends with the script:
--   - functions and operators without a schema are those of pg_catalog, as pg_temp
--     is never searched for them, and types and tables too, as pg_catalog comes
--     first and has all those used here; nobody but a superuser adds to it;
--   - so are the operators behind IN, BETWEEN, CASE, NULLIF and USING, which
--     cannot be qualified.
-- What belongs to the extension is created and named as @extschema@.name, with
-- arguments of exactly the declared types, so that no overload fits better.
-- What is looked up later (bodies of SQL functions in quotes, SQL in src/backend)
-- does not have this path: there everything is qualified, each operator as
-- OPERATOR(pg_catalog.=), and IN, BETWEEN, CASE x WHEN and USING are not written.
SET LOCAL search_path TO pg_catalog, pg_temp;
CREATE FUNCTION @extschema@.qshrink_version() RETURNS text
	AS 'MODULE_PATHNAME', 'qshrink_version' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_version() IS
	'version of the library that the server has loaded; pg_extension.extversion is that of the SQL objects, and both should be the same';

-- A script may call what an older library does not have.
DO $version$
DECLARE
	library text := @extschema@.qshrink_version();
	script text := (SELECT extversion FROM pg_catalog.pg_extension WHERE extname = 'qshrink');
BEGIN
	IF string_to_array(library, '.')::integer[] < string_to_array(script, '.')::integer[] THEN
		RAISE EXCEPTION 'the library of qshrink is version %, older than the SQL objects of version % that are to be made', library, script
			USING ERRCODE = 'object_not_in_prerequisite_state',
				HINT = 'Install the library of that version; a session that has loaded the old one must connect again.';
	END IF;
END
$version$;

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
-- Operators, operator classes, casts and functions of type qubo.

-- Arithmetic

CREATE FUNCTION @extschema@.qubo_add(@extschema@.qubo, @extschema@.qubo) RETURNS @extschema@.qubo
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.qubo_add(@extschema@.qubo, @extschema@.qubo) IS 'sum of two functions, over the larger number of variables';

CREATE OPERATOR @extschema@.+ (
	LEFTARG = @extschema@.qubo,
	RIGHTARG = @extschema@.qubo,
	FUNCTION = @extschema@.qubo_add,
	COMMUTATOR = OPERATOR(@extschema@.+)
);
COMMENT ON OPERATOR @extschema@.+ (@extschema@.qubo, @extschema@.qubo) IS 'sum of two functions, over the larger number of variables';

CREATE FUNCTION @extschema@.qubo_subtract(@extschema@.qubo, @extschema@.qubo) RETURNS @extschema@.qubo
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.qubo_subtract(@extschema@.qubo, @extschema@.qubo) IS 'difference of two functions, over the larger number of variables';

CREATE OPERATOR @extschema@.- (
	LEFTARG = @extschema@.qubo,
	RIGHTARG = @extschema@.qubo,
	FUNCTION = @extschema@.qubo_subtract
);
COMMENT ON OPERATOR @extschema@.- (@extschema@.qubo, @extschema@.qubo) IS 'difference of two functions, over the larger number of variables';

CREATE FUNCTION @extschema@.qubo_negate(@extschema@.qubo) RETURNS @extschema@.qubo
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.qubo_negate(@extschema@.qubo) IS 'the function with its sign changed';

CREATE OPERATOR @extschema@.- (
	RIGHTARG = @extschema@.qubo,
	FUNCTION = @extschema@.qubo_negate
);
COMMENT ON OPERATOR @extschema@.- (NONE, @extschema@.qubo) IS 'the function with its sign changed';

CREATE FUNCTION @extschema@.qubo_multiply(@extschema@.qubo, double precision) RETURNS @extschema@.qubo
	AS 'MODULE_PATHNAME', 'qubo_multiply_float8' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.qubo_multiply(@extschema@.qubo, double precision) IS 'the function times a number';

CREATE OPERATOR @extschema@.* (
	LEFTARG = @extschema@.qubo,
	RIGHTARG = double precision,
	FUNCTION = @extschema@.qubo_multiply,
	COMMUTATOR = OPERATOR(@extschema@.*)
);
COMMENT ON OPERATOR @extschema@.* (@extschema@.qubo, double precision) IS 'the function times a number';

CREATE FUNCTION @extschema@.qubo_multiply(double precision, @extschema@.qubo) RETURNS @extschema@.qubo
	AS 'MODULE_PATHNAME', 'float8_multiply_qubo' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.qubo_multiply(double precision, @extschema@.qubo) IS 'a number times the function';

CREATE OPERATOR @extschema@.* (
	LEFTARG = double precision,
	RIGHTARG = @extschema@.qubo,
	FUNCTION = @extschema@.qubo_multiply,
	COMMUTATOR = OPERATOR(@extschema@.*)
);
COMMENT ON OPERATOR @extschema@.* (double precision, @extschema@.qubo) IS 'a number times the function';

CREATE FUNCTION @extschema@.qubo_add(@extschema@.qubo, double precision) RETURNS @extschema@.qubo
	AS 'MODULE_PATHNAME', 'qubo_add_float8' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.qubo_add(@extschema@.qubo, double precision) IS 'the function plus a constant';

CREATE OPERATOR @extschema@.+ (
	LEFTARG = @extschema@.qubo,
	RIGHTARG = double precision,
	FUNCTION = @extschema@.qubo_add,
	COMMUTATOR = OPERATOR(@extschema@.+)
);
COMMENT ON OPERATOR @extschema@.+ (@extschema@.qubo, double precision) IS 'the function plus a constant';

CREATE FUNCTION @extschema@.qubo_add(double precision, @extschema@.qubo) RETURNS @extschema@.qubo
	AS 'MODULE_PATHNAME', 'float8_add_qubo' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.qubo_add(double precision, @extschema@.qubo) IS 'a constant plus the function';

CREATE OPERATOR @extschema@.+ (
	LEFTARG = double precision,
	RIGHTARG = @extschema@.qubo,
	FUNCTION = @extschema@.qubo_add,
	COMMUTATOR = OPERATOR(@extschema@.+)
);
COMMENT ON OPERATOR @extschema@.+ (double precision, @extschema@.qubo) IS 'a constant plus the function';

CREATE FUNCTION @extschema@.qubo_subtract(@extschema@.qubo, double precision) RETURNS @extschema@.qubo
	AS 'MODULE_PATHNAME', 'qubo_subtract_float8' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.qubo_subtract(@extschema@.qubo, double precision) IS 'the function minus a constant';

CREATE OPERATOR @extschema@.- (
	LEFTARG = @extschema@.qubo,
	RIGHTARG = double precision,
	FUNCTION = @extschema@.qubo_subtract
);
COMMENT ON OPERATOR @extschema@.- (@extschema@.qubo, double precision) IS 'the function minus a constant';

CREATE FUNCTION @extschema@.qubo_subtract(double precision, @extschema@.qubo) RETURNS @extschema@.qubo
	AS 'MODULE_PATHNAME', 'float8_subtract_qubo' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.qubo_subtract(double precision, @extschema@.qubo) IS 'a constant minus the function';

CREATE OPERATOR @extschema@.- (
	LEFTARG = double precision,
	RIGHTARG = @extschema@.qubo,
	FUNCTION = @extschema@.qubo_subtract
);
COMMENT ON OPERATOR @extschema@.- (double precision, @extschema@.qubo) IS 'a constant minus the function';

-- Comparison: by number of variables, then term by term, then by offset

CREATE FUNCTION @extschema@.qubo_eq(@extschema@.qubo, @extschema@.qubo) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.qubo_eq(@extschema@.qubo, @extschema@.qubo) IS 'equal';

CREATE FUNCTION @extschema@.qubo_ne(@extschema@.qubo, @extschema@.qubo) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.qubo_ne(@extschema@.qubo, @extschema@.qubo) IS 'not equal';

CREATE FUNCTION @extschema@.qubo_lt(@extschema@.qubo, @extschema@.qubo) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.qubo_lt(@extschema@.qubo, @extschema@.qubo) IS 'less than';

CREATE FUNCTION @extschema@.qubo_le(@extschema@.qubo, @extschema@.qubo) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.qubo_le(@extschema@.qubo, @extschema@.qubo) IS 'less than or equal';

CREATE FUNCTION @extschema@.qubo_gt(@extschema@.qubo, @extschema@.qubo) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.qubo_gt(@extschema@.qubo, @extschema@.qubo) IS 'greater than';

CREATE FUNCTION @extschema@.qubo_ge(@extschema@.qubo, @extschema@.qubo) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.qubo_ge(@extschema@.qubo, @extschema@.qubo) IS 'greater than or equal';

CREATE OPERATOR @extschema@.= (
	LEFTARG = @extschema@.qubo,
	RIGHTARG = @extschema@.qubo,
	FUNCTION = @extschema@.qubo_eq,
	COMMUTATOR = OPERATOR(@extschema@.=),
	NEGATOR = OPERATOR(@extschema@.<>),
	RESTRICT = eqsel,
	JOIN = eqjoinsel,
	HASHES,
	MERGES
);
COMMENT ON OPERATOR @extschema@.= (@extschema@.qubo, @extschema@.qubo) IS 'equal';

CREATE OPERATOR @extschema@.<> (
	LEFTARG = @extschema@.qubo,
	RIGHTARG = @extschema@.qubo,
	FUNCTION = @extschema@.qubo_ne,
	COMMUTATOR = OPERATOR(@extschema@.<>),
	NEGATOR = OPERATOR(@extschema@.=),
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);
COMMENT ON OPERATOR @extschema@.<> (@extschema@.qubo, @extschema@.qubo) IS 'not equal';

CREATE OPERATOR @extschema@.< (
	LEFTARG = @extschema@.qubo,
	RIGHTARG = @extschema@.qubo,
	FUNCTION = @extschema@.qubo_lt,
	COMMUTATOR = OPERATOR(@extschema@.>),
	NEGATOR = OPERATOR(@extschema@.>=),
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR @extschema@.< (@extschema@.qubo, @extschema@.qubo) IS 'less than';

CREATE OPERATOR @extschema@.<= (
	LEFTARG = @extschema@.qubo,
	RIGHTARG = @extschema@.qubo,
	FUNCTION = @extschema@.qubo_le,
	COMMUTATOR = OPERATOR(@extschema@.>=),
	NEGATOR = OPERATOR(@extschema@.>),
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR @extschema@.<= (@extschema@.qubo, @extschema@.qubo) IS 'less than or equal';

CREATE OPERATOR @extschema@.> (
	LEFTARG = @extschema@.qubo,
	RIGHTARG = @extschema@.qubo,
	FUNCTION = @extschema@.qubo_gt,
	COMMUTATOR = OPERATOR(@extschema@.<),
	NEGATOR = OPERATOR(@extschema@.<=),
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR @extschema@.> (@extschema@.qubo, @extschema@.qubo) IS 'greater than';

CREATE OPERATOR @extschema@.>= (
	LEFTARG = @extschema@.qubo,
	RIGHTARG = @extschema@.qubo,
	FUNCTION = @extschema@.qubo_ge,
	COMMUTATOR = OPERATOR(@extschema@.<=),
	NEGATOR = OPERATOR(@extschema@.<),
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);
COMMENT ON OPERATOR @extschema@.>= (@extschema@.qubo, @extschema@.qubo) IS 'greater than or equal';

CREATE FUNCTION @extschema@.qubo_cmp(@extschema@.qubo, @extschema@.qubo) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.qubo_cmp(@extschema@.qubo, @extschema@.qubo) IS 'order of two functions: negative, zero or positive';

CREATE FUNCTION @extschema@.qubo_hash(@extschema@.qubo) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.qubo_hash(@extschema@.qubo) IS 'hash';

CREATE FUNCTION @extschema@.qubo_hash_extended(@extschema@.qubo, bigint) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.qubo_hash_extended(@extschema@.qubo, bigint) IS 'hash with a seed';

CREATE OPERATOR FAMILY @extschema@.qubo_ops USING btree;
COMMENT ON OPERATOR FAMILY @extschema@.qubo_ops USING btree IS 'order of functions';

CREATE OPERATOR CLASS @extschema@.qubo_ops DEFAULT FOR TYPE @extschema@.qubo USING btree FAMILY @extschema@.qubo_ops AS
	OPERATOR 1 @extschema@.<,
	OPERATOR 2 @extschema@.<=,
	OPERATOR 3 @extschema@.=,
	OPERATOR 4 @extschema@.>=,
	OPERATOR 5 @extschema@.>,
	FUNCTION 1 @extschema@.qubo_cmp(@extschema@.qubo, @extschema@.qubo);
COMMENT ON OPERATOR CLASS @extschema@.qubo_ops USING btree IS 'order by number of variables, terms and offset, for ORDER BY, GROUP BY and DISTINCT';

CREATE OPERATOR FAMILY @extschema@.qubo_ops USING hash;
COMMENT ON OPERATOR FAMILY @extschema@.qubo_ops USING hash IS 'hashing of functions';

CREATE OPERATOR CLASS @extschema@.qubo_ops DEFAULT FOR TYPE @extschema@.qubo USING hash FAMILY @extschema@.qubo_ops AS
	OPERATOR 1 @extschema@.=,
	FUNCTION 1 @extschema@.qubo_hash(@extschema@.qubo),
	FUNCTION 2 @extschema@.qubo_hash_extended(@extschema@.qubo, bigint);
COMMENT ON OPERATOR CLASS @extschema@.qubo_ops USING hash IS 'hashing, for hash joins and hash aggregates';

-- Energy

CREATE FUNCTION @extschema@.qubo_energy(@extschema@.qubo, bit varying) RETURNS double precision
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 200;
COMMENT ON FUNCTION @extschema@.qubo_energy(@extschema@.qubo, bit varying) IS 'value of the function at an assignment; the leftmost bit is variable 0';

CREATE FUNCTION @extschema@.qubo_energy(bit varying, @extschema@.qubo) RETURNS double precision
	AS 'MODULE_PATHNAME', 'bit_energy_qubo' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 200;
COMMENT ON FUNCTION @extschema@.qubo_energy(bit varying, @extschema@.qubo) IS 'value of the function at an assignment; the leftmost bit is variable 0';

CREATE OPERATOR @extschema@.@ (
	LEFTARG = @extschema@.qubo,
	RIGHTARG = bit varying,
	FUNCTION = @extschema@.qubo_energy,
	COMMUTATOR = OPERATOR(@extschema@.@)
);
COMMENT ON OPERATOR @extschema@.@ (@extschema@.qubo, bit varying) IS 'value of the function at an assignment; the leftmost bit is variable 0';

CREATE OPERATOR @extschema@.@ (
	LEFTARG = bit varying,
	RIGHTARG = @extschema@.qubo,
	FUNCTION = @extschema@.qubo_energy,
	COMMUTATOR = OPERATOR(@extschema@.@)
);
COMMENT ON OPERATOR @extschema@.@ (bit varying, @extschema@.qubo) IS 'value of the function at an assignment; the leftmost bit is variable 0';

-- Casts

CREATE FUNCTION @extschema@.qubo_to_jsonb(@extschema@.qubo) RETURNS jsonb
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.qubo_to_jsonb(@extschema@.qubo) IS 'JSON form {"n": 3, "offset": 0.5, "terms": [[0, 0, -1], [0, 1, 2.5]]}';

CREATE FUNCTION @extschema@.jsonb_to_qubo(jsonb) RETURNS @extschema@.qubo
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.jsonb_to_qubo(jsonb) IS 'function of a JSON form {"n": 3, "offset": 0.5, "terms": [[0, 0, -1], [0, 1, 2.5]]}';

CREATE FUNCTION @extschema@.array_to_qubo(double precision[]) RETURNS @extschema@.qubo
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.array_to_qubo(double precision[]) IS 'x''Qx of a square matrix Q: elements [i][j] and [j][i] add up';

CREATE FUNCTION @extschema@.array_to_qubo(real[]) RETURNS @extschema@.qubo
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.array_to_qubo(real[]) IS 'x''Qx of a square matrix Q: elements [i][j] and [j][i] add up';

CREATE FUNCTION @extschema@.array_to_qubo(integer[]) RETURNS @extschema@.qubo
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.array_to_qubo(integer[]) IS 'x''Qx of a square matrix Q: elements [i][j] and [j][i] add up';

CREATE FUNCTION @extschema@.array_to_qubo(numeric[]) RETURNS @extschema@.qubo
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.array_to_qubo(numeric[]) IS 'x''Qx of a square matrix Q: elements [i][j] and [j][i] add up';

CREATE CAST (@extschema@.qubo AS jsonb) WITH FUNCTION @extschema@.qubo_to_jsonb(@extschema@.qubo) AS ASSIGNMENT;
COMMENT ON CAST (@extschema@.qubo AS jsonb) IS 'as JSON';

CREATE CAST (jsonb AS @extschema@.qubo) WITH FUNCTION @extschema@.jsonb_to_qubo(jsonb) AS ASSIGNMENT;
COMMENT ON CAST (jsonb AS @extschema@.qubo) IS 'from JSON';

CREATE CAST (double precision[] AS @extschema@.qubo) WITH FUNCTION @extschema@.array_to_qubo(double precision[]) AS ASSIGNMENT;
COMMENT ON CAST (double precision[] AS @extschema@.qubo) IS 'x''Qx of a square matrix Q';

CREATE CAST (real[] AS @extschema@.qubo) WITH FUNCTION @extschema@.array_to_qubo(real[]) AS ASSIGNMENT;
COMMENT ON CAST (real[] AS @extschema@.qubo) IS 'x''Qx of a square matrix Q';

CREATE CAST (integer[] AS @extschema@.qubo) WITH FUNCTION @extschema@.array_to_qubo(integer[]) AS ASSIGNMENT;
COMMENT ON CAST (integer[] AS @extschema@.qubo) IS 'x''Qx of a square matrix Q';

CREATE CAST (numeric[] AS @extschema@.qubo) WITH FUNCTION @extschema@.array_to_qubo(numeric[]) AS ASSIGNMENT;
COMMENT ON CAST (numeric[] AS @extschema@.qubo) IS 'x''Qx of a square matrix Q';

-- Contraction

CREATE FUNCTION @extschema@.qubo_fix(q @extschema@.qubo, i integer, value boolean) RETURNS @extschema@.qubo
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 200;
COMMENT ON FUNCTION @extschema@.qubo_fix(@extschema@.qubo, integer, boolean) IS 'the function with variable i set to value; the number of variables stays';

CREATE FUNCTION @extschema@.qubo_merge(q @extschema@.qubo, i integer, j integer, equal boolean) RETURNS @extschema@.qubo
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 200;
COMMENT ON FUNCTION @extschema@.qubo_merge(@extschema@.qubo, integer, integer, boolean) IS 'the function with variable j replaced by variable i (equal) or by 1 - i; the number of variables stays';

-- Sampling

CREATE FUNCTION @extschema@.qubo_sample(
	q @extschema@.qubo,
	solver text DEFAULT 'qaoa',
	shots integer DEFAULT NULL,
	layers integer DEFAULT NULL,
	seed bigint DEFAULT NULL,
	options jsonb DEFAULT '{}',
	OUT assignment bit varying,
	OUT energy double precision,
	OUT occurrences bigint
) RETURNS SETOF record
	AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL SAFE COST 1000 ROWS 100;
COMMENT ON FUNCTION @extschema@.qubo_sample(@extschema@.qubo, text, integer, integer, bigint, jsonb) IS 'assignments of low energy (it minimises), best first, and how often each was measured; NULL takes the qshrink.* setting, a NULL seed draws one; options: those of qshrink_options() given as qubo_sample';
-- ---------------------------------------------------------------------------
-- Type qshrink_role: who owns a row.

CREATE TYPE @extschema@.qshrink_role;

CREATE FUNCTION @extschema@.qshrink_role_in(cstring) RETURNS @extschema@.qshrink_role
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_role_in(cstring) IS 'text input of qshrink_role';

CREATE FUNCTION @extschema@.qshrink_role_out(@extschema@.qshrink_role) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_role_out(@extschema@.qshrink_role) IS 'text output of qshrink_role';

CREATE FUNCTION @extschema@.qshrink_role_recv(internal) RETURNS @extschema@.qshrink_role
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_role_recv(internal) IS 'binary input of qshrink_role: its text';

CREATE FUNCTION @extschema@.qshrink_role_send(@extschema@.qshrink_role) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_role_send(@extschema@.qshrink_role) IS 'binary output of qshrink_role: its text';

CREATE TYPE @extschema@.qshrink_role (
	INPUT = @extschema@.qshrink_role_in,
	OUTPUT = @extschema@.qshrink_role_out,
	RECEIVE = @extschema@.qshrink_role_recv,
	SEND = @extschema@.qshrink_role_send,
	INTERNALLENGTH = VARIABLE,
	STORAGE = main
);
COMMENT ON TYPE @extschema@.qshrink_role IS
	'a role, which a renaming keeps; written as its name, "?name" if it is no more (or never was here: restored rows), "=name" where the name begins with ? or =; a name that means nobody when it is read grants nothing, also to a later role of that name';

CREATE FUNCTION @extschema@.qshrink_role_eq(@extschema@.qshrink_role, @extschema@.qshrink_role) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_role_eq(@extschema@.qshrink_role, @extschema@.qshrink_role) IS 'the same role';

CREATE FUNCTION @extschema@.qshrink_role_ne(@extschema@.qshrink_role, @extschema@.qshrink_role) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_role_ne(@extschema@.qshrink_role, @extschema@.qshrink_role) IS 'not the same role';

CREATE FUNCTION @extschema@.qshrink_role_lt(@extschema@.qshrink_role, @extschema@.qshrink_role) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_role_lt(@extschema@.qshrink_role, @extschema@.qshrink_role) IS 'before, in an order that names have no part in';

CREATE FUNCTION @extschema@.qshrink_role_le(@extschema@.qshrink_role, @extschema@.qshrink_role) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_role_le(@extschema@.qshrink_role, @extschema@.qshrink_role) IS 'before or the same';

CREATE FUNCTION @extschema@.qshrink_role_gt(@extschema@.qshrink_role, @extschema@.qshrink_role) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_role_gt(@extschema@.qshrink_role, @extschema@.qshrink_role) IS 'after';

CREATE FUNCTION @extschema@.qshrink_role_ge(@extschema@.qshrink_role, @extschema@.qshrink_role) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_role_ge(@extschema@.qshrink_role, @extschema@.qshrink_role) IS 'after or the same';

CREATE OPERATOR @extschema@.= (
	LEFTARG = @extschema@.qshrink_role,
	RIGHTARG = @extschema@.qshrink_role,
	FUNCTION = @extschema@.qshrink_role_eq,
	COMMUTATOR = OPERATOR(@extschema@.=),
	NEGATOR = OPERATOR(@extschema@.<>),
	RESTRICT = eqsel,
	JOIN = eqjoinsel,
	HASHES,
	MERGES
);
COMMENT ON OPERATOR @extschema@.= (@extschema@.qshrink_role, @extschema@.qshrink_role) IS 'the same role';

CREATE OPERATOR @extschema@.<> (
	LEFTARG = @extschema@.qshrink_role,
	RIGHTARG = @extschema@.qshrink_role,
	FUNCTION = @extschema@.qshrink_role_ne,
	COMMUTATOR = OPERATOR(@extschema@.<>),
	NEGATOR = OPERATOR(@extschema@.=),
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);
COMMENT ON OPERATOR @extschema@.<> (@extschema@.qshrink_role, @extschema@.qshrink_role) IS 'not the same role';

CREATE OPERATOR @extschema@.< (
	LEFTARG = @extschema@.qshrink_role,
	RIGHTARG = @extschema@.qshrink_role,
	FUNCTION = @extschema@.qshrink_role_lt,
	COMMUTATOR = OPERATOR(@extschema@.>),
	NEGATOR = OPERATOR(@extschema@.>=),
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR @extschema@.< (@extschema@.qshrink_role, @extschema@.qshrink_role) IS 'before, in an order that names have no part in';

CREATE OPERATOR @extschema@.<= (
	LEFTARG = @extschema@.qshrink_role,
	RIGHTARG = @extschema@.qshrink_role,
	FUNCTION = @extschema@.qshrink_role_le,
	COMMUTATOR = OPERATOR(@extschema@.>=),
	NEGATOR = OPERATOR(@extschema@.>),
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR @extschema@.<= (@extschema@.qshrink_role, @extschema@.qshrink_role) IS 'before or the same';

CREATE OPERATOR @extschema@.> (
	LEFTARG = @extschema@.qshrink_role,
	RIGHTARG = @extschema@.qshrink_role,
	FUNCTION = @extschema@.qshrink_role_gt,
	COMMUTATOR = OPERATOR(@extschema@.<),
	NEGATOR = OPERATOR(@extschema@.<=),
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR @extschema@.> (@extschema@.qshrink_role, @extschema@.qshrink_role) IS 'after';

CREATE OPERATOR @extschema@.>= (
	LEFTARG = @extschema@.qshrink_role,
	RIGHTARG = @extschema@.qshrink_role,
	FUNCTION = @extschema@.qshrink_role_ge,
	COMMUTATOR = OPERATOR(@extschema@.<=),
	NEGATOR = OPERATOR(@extschema@.<),
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);
COMMENT ON OPERATOR @extschema@.>= (@extschema@.qshrink_role, @extschema@.qshrink_role) IS 'after or the same';

CREATE FUNCTION @extschema@.qshrink_role_cmp(@extschema@.qshrink_role, @extschema@.qshrink_role) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_role_cmp(@extschema@.qshrink_role, @extschema@.qshrink_role) IS 'order of two roles: negative, zero or positive';

CREATE FUNCTION @extschema@.qshrink_role_hash(@extschema@.qshrink_role) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_role_hash(@extschema@.qshrink_role) IS 'hash';

CREATE FUNCTION @extschema@.qshrink_role_hash_extended(@extschema@.qshrink_role, bigint) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_role_hash_extended(@extschema@.qshrink_role, bigint) IS 'hash with a seed';

CREATE OPERATOR FAMILY @extschema@.qshrink_role_ops USING btree;
COMMENT ON OPERATOR FAMILY @extschema@.qshrink_role_ops USING btree IS 'order of roles';

CREATE OPERATOR CLASS @extschema@.qshrink_role_ops DEFAULT FOR TYPE @extschema@.qshrink_role USING btree FAMILY @extschema@.qshrink_role_ops AS
	OPERATOR 1 @extschema@.<,
	OPERATOR 2 @extschema@.<=,
	OPERATOR 3 @extschema@.=,
	OPERATOR 4 @extschema@.>=,
	OPERATOR 5 @extschema@.>,
	FUNCTION 1 @extschema@.qshrink_role_cmp(@extschema@.qshrink_role, @extschema@.qshrink_role);
COMMENT ON OPERATOR CLASS @extschema@.qshrink_role_ops USING btree IS 'order of roles, for keys, GROUP BY and DISTINCT';

CREATE OPERATOR FAMILY @extschema@.qshrink_role_ops USING hash;
COMMENT ON OPERATOR FAMILY @extschema@.qshrink_role_ops USING hash IS 'hashing of roles';

CREATE OPERATOR CLASS @extschema@.qshrink_role_ops DEFAULT FOR TYPE @extschema@.qshrink_role USING hash FAMILY @extschema@.qshrink_role_ops AS
	OPERATOR 1 @extschema@.=,
	FUNCTION 1 @extschema@.qshrink_role_hash(@extschema@.qshrink_role),
	FUNCTION 2 @extschema@.qshrink_role_hash_extended(@extschema@.qshrink_role, bigint);
COMMENT ON OPERATOR CLASS @extschema@.qshrink_role_ops USING hash IS 'hashing, for hash joins and hash aggregates';

-- Casts.  Implicit to name, so that owner = current_user and owner = rolname compare
-- names, while owner = 'alice' compares roles.

CREATE FUNCTION @extschema@.qshrink_role(name) RETURNS @extschema@.qshrink_role
	AS 'MODULE_PATHNAME', 'qshrink_role_from_name' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_role(name) IS 'the role of that name; ? and = in front mean nothing';

CREATE FUNCTION @extschema@.qshrink_role_name(@extschema@.qshrink_role) RETURNS name
	AS 'MODULE_PATHNAME', 'qshrink_role_to_name' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_role_name(@extschema@.qshrink_role) IS 'name of the role; ?name if it is no more';

CREATE FUNCTION @extschema@.qshrink_role_oid(@extschema@.qshrink_role) RETURNS oid
	AS 'MODULE_PATHNAME', 'qshrink_role_to_oid' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_role_oid(@extschema@.qshrink_role) IS 'oid of the role, or the one it had; 0 for a name that meant nobody';

CREATE CAST (name AS @extschema@.qshrink_role) WITH FUNCTION @extschema@.qshrink_role(name) AS ASSIGNMENT;
COMMENT ON CAST (name AS @extschema@.qshrink_role) IS 'the role of that name';

CREATE CAST (text AS @extschema@.qshrink_role) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (text AS @extschema@.qshrink_role) IS 'as the type is written';

CREATE CAST (@extschema@.qshrink_role AS name) WITH FUNCTION @extschema@.qshrink_role_name(@extschema@.qshrink_role) AS IMPLICIT;
COMMENT ON CAST (@extschema@.qshrink_role AS name) IS 'name of the role';

CREATE CAST (@extschema@.qshrink_role AS oid) WITH FUNCTION @extschema@.qshrink_role_oid(@extschema@.qshrink_role);
COMMENT ON CAST (@extschema@.qshrink_role AS oid) IS 'oid of the role';

CREATE FUNCTION @extschema@.qshrink_reassign("from" text, "to" name) RETURNS bigint
	AS 'MODULE_PATHNAME', 'qshrink_reassign' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_reassign(text, name) IS
	'hands the problems of one role with all that belongs to them to another: those of the role of that name and of roles that are no more, or were missing when a dump was restored, and had that name ("?name": of these only); for the owner of the tables and superusers; a name that the new owner has already gets the problem_id added; qshrink_refresh runs their queries with the rights of the new owner then, so read qshrink_problem.source before; returns the number of problems';
-- ---------------------------------------------------------------------------
-- Type qshrink_start: where a solve begins.

CREATE TYPE @extschema@.qshrink_start;

CREATE FUNCTION @extschema@.qshrink_start_in(cstring) RETURNS @extschema@.qshrink_start
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_start_in(cstring) IS 'text input of qshrink_start';

CREATE FUNCTION @extschema@.qshrink_start_out(@extschema@.qshrink_start) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_start_out(@extschema@.qshrink_start) IS 'text output of qshrink_start';

CREATE FUNCTION @extschema@.qshrink_start_recv(internal) RETURNS @extschema@.qshrink_start
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_start_recv(internal) IS 'binary input of qshrink_start: its text';

CREATE FUNCTION @extschema@.qshrink_start_send(@extschema@.qshrink_start) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_start_send(@extschema@.qshrink_start) IS 'binary output of qshrink_start: its text';

CREATE TYPE @extschema@.qshrink_start (
	INPUT = @extschema@.qshrink_start_in,
	OUTPUT = @extschema@.qshrink_start_out,
	RECEIVE = @extschema@.qshrink_start_recv,
	SEND = @extschema@.qshrink_start_send,
	INTERNALLENGTH = VARIABLE,
	STORAGE = extended
);
COMMENT ON TYPE @extschema@.qshrink_start IS
	'where qshrink_solve begins: last, run 42 or just 42, bits 0110 or just 0110; texts, bit strings and integers (the number of a run) are cast to it';

CREATE FUNCTION @extschema@.qshrink_start(assignment bit varying) RETURNS @extschema@.qshrink_start
	AS 'MODULE_PATHNAME', 'qshrink_start_of_bits' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_start(bit varying) IS 'bits as a start, the leftmost for variable 0';

CREATE FUNCTION @extschema@.qshrink_start(run_id bigint) RETURNS @extschema@.qshrink_start
	AS 'MODULE_PATHNAME', 'qshrink_start_of_run' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_start(bigint) IS 'the best solution of a run as a start';

CREATE FUNCTION @extschema@.qshrink_start_of_integer(integer) RETURNS @extschema@.qshrink_start
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_start_of_integer(integer) IS 'the best solution of a run as a start';

CREATE CAST (text AS @extschema@.qshrink_start) WITHOUT FUNCTION AS IMPLICIT;
COMMENT ON CAST (text AS @extschema@.qshrink_start) IS 'what the text says';
CREATE CAST (varchar AS @extschema@.qshrink_start) WITHOUT FUNCTION AS IMPLICIT;
COMMENT ON CAST (varchar AS @extschema@.qshrink_start) IS 'what the text says';
CREATE CAST (bit varying AS @extschema@.qshrink_start) WITH FUNCTION @extschema@.qshrink_start(bit varying) AS IMPLICIT;
COMMENT ON CAST (bit varying AS @extschema@.qshrink_start) IS 'bits as a start';
CREATE CAST (bit AS @extschema@.qshrink_start) WITH FUNCTION @extschema@.qshrink_start(bit varying) AS IMPLICIT;
COMMENT ON CAST (bit AS @extschema@.qshrink_start) IS 'bits as a start';
CREATE CAST (bigint AS @extschema@.qshrink_start) WITH FUNCTION @extschema@.qshrink_start(bigint) AS IMPLICIT;
COMMENT ON CAST (bigint AS @extschema@.qshrink_start) IS 'a run as a start';
CREATE CAST (integer AS @extschema@.qshrink_start) WITH FUNCTION @extschema@.qshrink_start_of_integer(integer) AS IMPLICIT;
COMMENT ON CAST (integer AS @extschema@.qshrink_start) IS 'a run as a start';
-- ---------------------------------------------------------------------------
-- Tables.  Rows belong to the role in their column owner; every key starts with
-- problem_id; children refer to (problem_id, owner), so that nobody can attach
-- rows to a problem of somebody else, and follow it to another owner.  Their keys
-- end with owner, which a problem has only one of: otherwise rows that somebody else
-- has inserted under ids to come, and that fail only later when the reference is
-- checked, would keep the rightful ones waiting.
-- 90_access.sql adds row-level security.

CREATE FUNCTION @extschema@.qshrink_may(owner @extschema@.qshrink_role) RETURNS boolean
	AS 'MODULE_PATHNAME', 'qshrink_may' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_may(@extschema@.qshrink_role) IS
	'whether the current role has the privileges of the role owner; false for a role that is no more';

CREATE FUNCTION @extschema@.qshrink_may(owner name) RETURNS boolean
	AS 'MODULE_PATHNAME', 'qshrink_may_name' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_may(name) IS
	'whether the current role has the privileges of the role of that name; false if there is none';

CREATE FUNCTION @extschema@.qshrink_is_matrix(matrix float8[], cells integer) RETURNS boolean
	AS 'MODULE_PATHNAME', 'qshrink_is_matrix' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_is_matrix(float8[], integer) IS
	'whether matrix is two-dimensional, square, without nulls, finite, and has that many cells';

CREATE FUNCTION @extschema@.qshrink_is_vector(vector float8[], length integer) RETURNS boolean
	AS 'MODULE_PATHNAME', 'qshrink_is_vector' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_is_vector(float8[], integer) IS
	'whether vector is one-dimensional (or empty), without nulls, finite, and has that length';

CREATE FUNCTION @extschema@.qshrink_is_index_list(variables integer[]) RETURNS boolean
	AS 'MODULE_PATHNAME', 'qshrink_is_index_list' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_is_index_list(integer[]) IS
	'whether variables is one-dimensional (or empty), without nulls, and holds possible variable indices only';

CREATE FUNCTION @extschema@.qshrink_is_key(keys text[]) RETURNS boolean
	AS 'MODULE_PATHNAME', 'qshrink_is_key' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_is_key(text[]) IS
	'whether keys is one-dimensional, not empty and without nulls';

-- ---------------------------------------------------------------------------
CREATE TABLE @extschema@.qshrink_problem (
	problem_id   bigint GENERATED BY DEFAULT AS IDENTITY,
	owner        @extschema@.qshrink_role NOT NULL DEFAULT current_user,
	name         text NOT NULL,
	sense        text NOT NULL DEFAULT 'min',
	n_variables  integer NOT NULL,
	objective    @extschema@.qubo,
	flows        float8[],
	distances    float8[],
	costs        float8[],
	best_known   float8,
	source       jsonb,
	created_at   timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT qshrink_problem_pkey PRIMARY KEY (problem_id),
	CONSTRAINT qshrink_problem_owner_key UNIQUE (problem_id, owner),
	CONSTRAINT qshrink_problem_name_length CHECK (octet_length(name) <= 1000),
	CONSTRAINT qshrink_problem_source CHECK (jsonb_typeof(source) = 'array'),
	CONSTRAINT qshrink_problem_sense CHECK (sense IN ('min', 'max')),
	CONSTRAINT qshrink_problem_n_variables CHECK (n_variables BETWEEN 1 AND 16777216),
	CONSTRAINT qshrink_problem_objective_or_matrices CHECK
		(CASE WHEN objective IS NULL THEN flows IS NOT NULL AND distances IS NOT NULL
		 ELSE flows IS NULL AND distances IS NULL AND costs IS NULL END),
	CONSTRAINT qshrink_problem_objective_size CHECK (@extschema@.qubo_size(objective) = n_variables),
	CONSTRAINT qshrink_problem_flows CHECK (@extschema@.qshrink_is_matrix(flows, n_variables)),
	CONSTRAINT qshrink_problem_distances CHECK (@extschema@.qshrink_is_matrix(distances, n_variables)),
	CONSTRAINT qshrink_problem_costs CHECK (@extschema@.qshrink_is_matrix(costs, n_variables)),
	CONSTRAINT qshrink_problem_best_known CHECK (best_known > '-Infinity' AND best_known < 'Infinity')
);
COMMENT ON TABLE @extschema@.qshrink_problem IS 'constrained binary optimisation problems: one row each';
COMMENT ON COLUMN @extschema@.qshrink_problem.problem_id IS 'identifies the problem';
COMMENT ON COLUMN @extschema@.qshrink_problem.owner IS 'role that owns the problem and everything attached to it';
COMMENT ON COLUMN @extschema@.qshrink_problem.name IS 'what the owner calls it, once';
COMMENT ON COLUMN @extschema@.qshrink_problem.sense IS 'min or max';
COMMENT ON COLUMN @extschema@.qshrink_problem.n_variables IS 'number of binary variables; they are numbered from 0';
COMMENT ON COLUMN @extschema@.qshrink_problem.objective IS 'quadratic function to optimise; null for a quadratic assignment problem';
COMMENT ON COLUMN @extschema@.qshrink_problem.flows IS 'quadratic assignment: flow between facilities, k x k, where k x k is n_variables; variable f * k + l puts facility f at location l, and every facility and every location is used exactly once';
COMMENT ON COLUMN @extschema@.qshrink_problem.distances IS 'quadratic assignment: distance between locations, k x k';
COMMENT ON COLUMN @extschema@.qshrink_problem.costs IS 'quadratic assignment: cost of facility (row) at location (column), k x k; null if there are none';
COMMENT ON COLUMN @extschema@.qshrink_problem.best_known IS 'best value known, for reporting only: a solve never reads it';
COMMENT ON COLUMN @extschema@.qshrink_problem.source IS 'the queries the problem was made from, which qshrink_refresh runs again: [{"source_id": 1, "function": "qshrink_mdkp", "items": ..., "search_path": ...}, ...]; written by builders and editing functions only; null: it was made from none';
COMMENT ON COLUMN @extschema@.qshrink_problem.created_at IS 'when the row was written';
COMMENT ON SEQUENCE @extschema@.qshrink_problem_problem_id_seq IS 'numbers the problems of all owners';
COMMENT ON CONSTRAINT qshrink_problem_pkey ON @extschema@.qshrink_problem IS 'identifies the problem';
COMMENT ON CONSTRAINT qshrink_problem_owner_key ON @extschema@.qshrink_problem IS 'what the rows of a problem refer to';

-- By bytes, so that no collation of the system can break it; partial, as the columns of
-- other unique indexes cannot change while a solve holds its problem.
CREATE UNIQUE INDEX qshrink_problem_name ON @extschema@.qshrink_problem (owner, name COLLATE "C") WHERE name IS NOT NULL;
COMMENT ON INDEX @extschema@.qshrink_problem_name IS 'no owner has two problems of one name';

CREATE TABLE @extschema@.qshrink_variable (
	problem_id   bigint NOT NULL,
	owner        @extschema@.qshrink_role NOT NULL DEFAULT current_user,
	variable     integer NOT NULL,
	keys         text[] NOT NULL,
	weight       float8,
	lower        float8,
	source_id    integer,
	CONSTRAINT qshrink_variable_pkey PRIMARY KEY (problem_id, variable, owner),
	CONSTRAINT qshrink_variable_problem FOREIGN KEY (problem_id, owner)
		REFERENCES @extschema@.qshrink_problem (problem_id, owner) ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE,
	CONSTRAINT qshrink_variable_variable CHECK (variable BETWEEN 0 AND 16777215),
	CONSTRAINT qshrink_variable_keys CHECK (@extschema@.qshrink_is_key(keys)),
	CONSTRAINT qshrink_variable_weight CHECK (weight BETWEEN 0 AND 9007199254740992),
	CONSTRAINT qshrink_variable_lower CHECK (lower BETWEEN -9007199254740992 AND 9007199254740992),
	CONSTRAINT qshrink_variable_weight_and_lower CHECK ((lower IS NULL) = (weight IS NULL OR weight = 0))
);
COMMENT ON TABLE @extschema@.qshrink_variable IS 'what the variables of a problem mean';
COMMENT ON COLUMN @extschema@.qshrink_variable.problem_id IS 'the problem';
COMMENT ON COLUMN @extschema@.qshrink_variable.owner IS 'owner of the problem';
COMMENT ON COLUMN @extschema@.qshrink_variable.variable IS 'number of the variable, from 0';
COMMENT ON COLUMN @extschema@.qshrink_variable.keys IS 'what it stands for: {item}, {node}, {facility,location}, ...';
COMMENT ON COLUMN @extschema@.qshrink_variable.weight IS 'what the variable adds to the integer of these keys, which several variables share: its value is lower + sum of weight * variable; null: a binary variable by itself; 0: an auxiliary one (a product, or what a soft constraint is missed by), hidden from answers';
COMMENT ON COLUMN @extschema@.qshrink_variable.lower IS 'least value of the integer of these keys, the same for all its variables; null: the variable is none of an integer''s';
COMMENT ON COLUMN @extschema@.qshrink_variable.source_id IS 'number of the source that gave it (qshrink_problem.source), which qshrink_refresh lets take it away again; null: added by hand, and kept';

CREATE TABLE @extschema@.qshrink_constraint (
	problem_id    bigint NOT NULL,
	owner         @extschema@.qshrink_role NOT NULL DEFAULT current_user,
	constraint_id integer NOT NULL,
	label         text,
	variables     integer[] NOT NULL,
	coefficients  float8[],
	sense         text NOT NULL,
	rhs           float8 NOT NULL,
	price         float8,
	shift         float8 NOT NULL DEFAULT 0,
	source_id     integer,
	CONSTRAINT qshrink_constraint_pkey PRIMARY KEY (problem_id, constraint_id, owner),
	CONSTRAINT qshrink_constraint_problem FOREIGN KEY (problem_id, owner)
		REFERENCES @extschema@.qshrink_problem (problem_id, owner) ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE,
	CONSTRAINT qshrink_constraint_label_length CHECK (octet_length(label) <= 2000),
	CONSTRAINT qshrink_constraint_constraint_id CHECK (constraint_id > 0),
	CONSTRAINT qshrink_constraint_sense CHECK (sense IN ('<=', '=', '>=')),
	CONSTRAINT qshrink_constraint_rhs CHECK (rhs > '-Infinity' AND rhs < 'Infinity'),
	CONSTRAINT qshrink_constraint_price CHECK (price >= 0 AND price < 'Infinity'),
	CONSTRAINT qshrink_constraint_shift CHECK (shift > '-Infinity' AND shift < 'Infinity'),
	CONSTRAINT qshrink_constraint_variables CHECK (@extschema@.qshrink_is_index_list(variables)),
	CONSTRAINT qshrink_constraint_coefficients CHECK (@extschema@.qshrink_is_vector(coefficients, cardinality(variables)))
);
COMMENT ON TABLE @extschema@.qshrink_constraint IS 'linear constraints of problems: sum of coefficient times variable, compared with rhs';
COMMENT ON COLUMN @extschema@.qshrink_constraint.problem_id IS 'the problem';
COMMENT ON COLUMN @extschema@.qshrink_constraint.owner IS 'owner of the problem';
COMMENT ON COLUMN @extschema@.qshrink_constraint.constraint_id IS 'identifies the constraint within its problem, from 1';
COMMENT ON COLUMN @extschema@.qshrink_constraint.label IS 'what it is called, once within its problem; null: it has no name';
COMMENT ON COLUMN @extschema@.qshrink_constraint.variables IS 'the variables of the row, numbered from 0';
COMMENT ON COLUMN @extschema@.qshrink_constraint.coefficients IS 'their coefficients; null: all are one';
COMMENT ON COLUMN @extschema@.qshrink_constraint.sense IS '<=, = or >=';
COMMENT ON COLUMN @extschema@.qshrink_constraint.rhs IS 'right-hand side';
COMMENT ON COLUMN @extschema@.qshrink_constraint.price IS 'what a unit of violation costs in the objective; its auxiliary variables (qshrink_variable.weight is 0) measure the violation, so that the stored row holds with them; null: the constraint must hold';
COMMENT ON COLUMN @extschema@.qshrink_constraint.shift IS 'what the least values of integers add to the left side: as stated, activity and rhs are larger by that much';
COMMENT ON COLUMN @extschema@.qshrink_constraint.source_id IS 'number of the source that gave it (qshrink_problem.source), which qshrink_refresh makes it follow; null: added by hand, and kept';

CREATE UNIQUE INDEX qshrink_constraint_label ON @extschema@.qshrink_constraint (label COLLATE "C", problem_id, owner);
COMMENT ON INDEX @extschema@.qshrink_constraint_label IS 'no two constraints of a problem share a label';

-- ---------------------------------------------------------------------------
CREATE SEQUENCE @extschema@.qshrink_run_id_seq AS bigint;
COMMENT ON SEQUENCE @extschema@.qshrink_run_id_seq IS 'numbers the runs of all problems';

CREATE TABLE @extschema@.qshrink_run (
	problem_id         bigint NOT NULL,
	owner              @extschema@.qshrink_role NOT NULL DEFAULT current_user,
	run_id             bigint NOT NULL DEFAULT nextval('@extschema@.qshrink_run_id_seq'),
	settings           jsonb NOT NULL DEFAULT '{}',
	fixed              jsonb,
	changed_rhs        jsonb,
	scenario           text,
	key_list_id        bigint,
	counts             jsonb,
	seed               bigint,
	fingerprint        text,
	version            text,
	solver             text NOT NULL,
	status             text NOT NULL,
	stop_reason        text,
	proved_by          text,
	proved_solutions   integer,
	objective          float8,
	bound              float8,
	gap_to_bound       float8,
	n_variables        integer NOT NULL,
	qubits             integer,
	presolve_fixed     integer,
	merge_fixed        integer,
	rounds             integer,
	best_round         integer,
	raw_feasible_share float8,
	repair_moves       bigint,
	polish_moves       bigint,
	circuit_depth      bigint,
	two_qubit_gates    bigint,
	peak_memory        bigint,
	spectrum           float8[],
	stage_milliseconds jsonb,
	milliseconds       float8,
	started_at         timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT qshrink_run_pkey PRIMARY KEY (problem_id, run_id),
	CONSTRAINT qshrink_run_owner_key UNIQUE (problem_id, run_id, owner),
	CONSTRAINT qshrink_run_problem FOREIGN KEY (problem_id, owner)
		REFERENCES @extschema@.qshrink_problem (problem_id, owner) ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE,
	CONSTRAINT qshrink_run_status CHECK (status IN ('optimal', 'feasible', 'infeasible', 'not_found')),
	CONSTRAINT qshrink_run_stop_reason CHECK (stop_reason IN ('proof', 'target', 'rounds', 'time', 'stagnation', 'stopped', 'limit')),
	CONSTRAINT qshrink_run_objective CHECK (objective IS NOT NULL OR status IN ('infeasible', 'not_found')),
	CONSTRAINT qshrink_run_fixed CHECK (jsonb_typeof(fixed) = 'array'),
	CONSTRAINT qshrink_run_changed_rhs CHECK (jsonb_typeof(changed_rhs) = 'object'),
	CONSTRAINT qshrink_run_n_variables CHECK (n_variables > 0),
	-- the views multiply and divide these: no row of one role may end them for others
	CONSTRAINT qshrink_run_raw_feasible_share CHECK (raw_feasible_share BETWEEN 0 AND 1),
	CONSTRAINT qshrink_run_milliseconds CHECK (milliseconds = 0 OR milliseconds BETWEEN 1e-9 AND 1e15)
);
ALTER SEQUENCE @extschema@.qshrink_run_id_seq OWNED BY @extschema@.qshrink_run.run_id;
COMMENT ON TABLE @extschema@.qshrink_run IS 'one row a solve: what was asked, how it ended and what it took';
COMMENT ON COLUMN @extschema@.qshrink_run.problem_id IS 'the problem';
COMMENT ON COLUMN @extschema@.qshrink_run.owner IS 'owner of the problem';
COMMENT ON COLUMN @extschema@.qshrink_run.run_id IS 'identifies the run; one sequence for all problems';
COMMENT ON COLUMN @extschema@.qshrink_run.settings IS 'arguments and settings the run used, by name: time_limit in seconds, start as a bit string, fixed by variable number, options as qshrink_solve takes them, simd with the instruction_set it stood for, memory_limit in kilobytes; the seed and the counts of qshrink_import_counts have columns of their own';
COMMENT ON COLUMN @extschema@.qshrink_run.fixed IS 'what the caller fixed, by number and by the key of the time: [{"variable", "keys", "value"}], as qshrink_solve takes it; null: nothing.  A run that has it is a scenario: status, objective, bound and gap_to_bound are those of the problem restricted by it, and qshrink_selection and qshrink_leaderboard leave it out';
COMMENT ON COLUMN @extschema@.qshrink_run.changed_rhs IS 'right-hand sides that the caller changed for this run, {"label": value}, as the option rhs of qshrink_solve takes them; null: none.  They make a run a scenario as fixed does';
COMMENT ON COLUMN @extschema@.qshrink_run.scenario IS 'what the caller calls the scenario (option scenario of qshrink_solve); null: nothing.  A name alone makes no scenario: without fixed and changed_rhs the run is one of the problem itself';
COMMENT ON COLUMN @extschema@.qshrink_run.key_list_id IS 'what the variables were called when the run solved them: rows of qshrink_key_list; null: they had no keys';
COMMENT ON COLUMN @extschema@.qshrink_run.counts IS 'what qshrink_import_counts was given; null: shots were simulated';
COMMENT ON COLUMN @extschema@.qshrink_run.seed IS 'seed of the random numbers, drawn if none was given; that of the run it measured for qshrink_import_counts';
COMMENT ON COLUMN @extschema@.qshrink_run.fingerprint IS 'qshrink_fingerprint of the model that was solved: the run says nothing of another one';
COMMENT ON COLUMN @extschema@.qshrink_run.version IS 'version of the library';
COMMENT ON COLUMN @extschema@.qshrink_run.solver IS 'sampler used';
COMMENT ON COLUMN @extschema@.qshrink_run.status IS 'optimal (proved; with the option enumerate: every row), feasible, infeasible (proved) or not_found; of a scenario: for the problem it solved';
COMMENT ON COLUMN @extschema@.qshrink_run.stop_reason IS 'proof, target, rounds, time, stagnation, stopped (by qshrink_stop), or limit: of nodes or memory, before the best solutions that were asked for (option enumerate) were proved';
COMMENT ON COLUMN @extschema@.qshrink_run.proved_by IS 'what proved the status: bound, enumeration, ...; null without a proof';
COMMENT ON COLUMN @extschema@.qshrink_run.proved_solutions IS 'so many of the solutions, from rank 1 on, are proved to be the best there are (with the option diversity: each the best that is apart from those before): 1 where status is optimal, all of them with the option enumerate; fewer rows than were asked for are then all there are';
COMMENT ON COLUMN @extschema@.qshrink_run.objective IS 'best objective found; null if no feasible assignment was';
COMMENT ON COLUMN @extschema@.qshrink_run.bound IS 'valid bound on the optimum of the model solved, if one was computed; of a scenario: for what fixed leaves, no bound of the problem itself';
COMMENT ON COLUMN @extschema@.qshrink_run.gap_to_bound IS '|objective - bound| / max(1, |bound|)';
COMMENT ON COLUMN @extschema@.qshrink_run.n_variables IS 'variables of the problem';
COMMENT ON COLUMN @extschema@.qshrink_run.qubits IS 'qubits of the best round; 0: there was no round';
COMMENT ON COLUMN @extschema@.qshrink_run.presolve_fixed IS 'variables that presolve and certified fixing took away before the best round';
COMMENT ON COLUMN @extschema@.qshrink_run.merge_fixed IS 'variables that the best round took away, by merging and fixing';
COMMENT ON COLUMN @extschema@.qshrink_run.rounds IS 'rounds done';
COMMENT ON COLUMN @extschema@.qshrink_run.best_round IS 'round that found the best solution, else the first (a solution of round 0 was found before it); 0: there was no round';
COMMENT ON COLUMN @extschema@.qshrink_run.raw_feasible_share IS 'share of measured shots that were feasible before repair';
COMMENT ON COLUMN @extschema@.qshrink_run.repair_moves IS 'moves made by repair';
COMMENT ON COLUMN @extschema@.qshrink_run.polish_moves IS 'moves made by polish';
COMMENT ON COLUMN @extschema@.qshrink_run.circuit_depth IS 'circuit_depth of the best round';
COMMENT ON COLUMN @extschema@.qshrink_run.two_qubit_gates IS 'two_qubit_gates of the best round';
COMMENT ON COLUMN @extschema@.qshrink_run.peak_memory IS 'most memory in use, in bytes';
COMMENT ON COLUMN @extschema@.qshrink_run.spectrum IS 'low end of the normalised Laplacian of the presolved problem';
COMMENT ON COLUMN @extschema@.qshrink_run.stage_milliseconds IS 'time by stage, from loading the problem to storing the run; together they are milliseconds';
COMMENT ON COLUMN @extschema@.qshrink_run.milliseconds IS 'time of the whole call, loading and storing included';
COMMENT ON COLUMN @extschema@.qshrink_run.started_at IS 'when the run began';

CREATE TABLE @extschema@.qshrink_key_list (
	problem_id     bigint NOT NULL,
	owner          @extschema@.qshrink_role NOT NULL DEFAULT current_user,
	key_list_id    bigint NOT NULL,
	first_variable integer NOT NULL,
	fingerprint    text NOT NULL,
	key_texts      text[] NOT NULL,
	weights        float8[],
	lowers         float8[],
	CONSTRAINT qshrink_key_list_pkey PRIMARY KEY (problem_id, key_list_id, first_variable, owner),
	CONSTRAINT qshrink_key_list_problem FOREIGN KEY (problem_id, owner)
		REFERENCES @extschema@.qshrink_problem (problem_id, owner) ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE,
	CONSTRAINT qshrink_key_list_first_variable CHECK (first_variable >= 0)
);
COMMENT ON TABLE @extschema@.qshrink_key_list IS 'keys of variables as they were when runs solved them, 10,000 variables a row: an old solution says by them which variables it chose, though their numbers have changed';
COMMENT ON COLUMN @extschema@.qshrink_key_list.problem_id IS 'the problem';
COMMENT ON COLUMN @extschema@.qshrink_key_list.owner IS 'owner of the problem';
COMMENT ON COLUMN @extschema@.qshrink_key_list.key_list_id IS 'identifies the list: the run that stored it, for itself and later runs of the same variables';
COMMENT ON COLUMN @extschema@.qshrink_key_list.first_variable IS 'number of the variable that the first element is of';
COMMENT ON COLUMN @extschema@.qshrink_key_list.fingerprint IS 'hash of the whole list';
COMMENT ON COLUMN @extschema@.qshrink_key_list.weights IS 'weight of each variable as qshrink_variable has it; null: all are binary variables by themselves';
COMMENT ON COLUMN @extschema@.qshrink_key_list.lowers IS 'lower of each variable as qshrink_variable has it; null where weights is';
COMMENT ON COLUMN @extschema@.qshrink_key_list.key_texts IS 'keys of each variable in the order of their numbers, as the text of an array: key_texts[k]::text[]; null: it has none';

CREATE TABLE @extschema@.qshrink_round (
	problem_id          bigint NOT NULL,
	owner               @extschema@.qshrink_role NOT NULL DEFAULT current_user,
	run_id              bigint NOT NULL,
	round               integer NOT NULL,
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
	milliseconds        float8,
	CONSTRAINT qshrink_round_pkey PRIMARY KEY (problem_id, run_id, round, owner),
	CONSTRAINT qshrink_round_run FOREIGN KEY (problem_id, run_id, owner)
		REFERENCES @extschema@.qshrink_run (problem_id, run_id, owner) ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE,
	CONSTRAINT qshrink_round_round CHECK (round > 0)
);
COMMENT ON TABLE @extschema@.qshrink_round IS 'one row a round of a run: shrink, sample, expand, repair, polish';
COMMENT ON COLUMN @extschema@.qshrink_round.problem_id IS 'the problem';
COMMENT ON COLUMN @extschema@.qshrink_round.owner IS 'owner of the problem';
COMMENT ON COLUMN @extschema@.qshrink_round.run_id IS 'the run';
COMMENT ON COLUMN @extschema@.qshrink_round.round IS 'number of the round, from 1';
COMMENT ON COLUMN @extschema@.qshrink_round.source IS 'where its correlations came from: lp (a linear relaxation, or its multipliers where it is too large), sdp, qaoa or pool, joined by + where one that had nothing to say gave way to another; null: none were used';
COMMENT ON COLUMN @extschema@.qshrink_round.perturbation IS 'how strongly the merge scores were perturbed';
COMMENT ON COLUMN @extschema@.qshrink_round.qubits IS 'qubits of the circuit';
COMMENT ON COLUMN @extschema@.qshrink_round.n_variables IS 'variables left after shrinking';
COMMENT ON COLUMN @extschema@.qshrink_round.merges IS 'merges and fixings made';
COMMENT ON COLUMN @extschema@.qshrink_round.rejected IS 'merges rejected as illegal';
COMMENT ON COLUMN @extschema@.qshrink_round.undone IS 'merges taken back';
COMMENT ON COLUMN @extschema@.qshrink_round.stop_reason IS 'why shrinking stopped: budget, confidence, spectrum, nothing legal, encoding exceeds the budget, replay (of hardware counts); or why the round has no answer: a row could no longer be met, time';
COMMENT ON COLUMN @extschema@.qshrink_round.distinct_shots IS 'different assignments measured';
COMMENT ON COLUMN @extschema@.qshrink_round.raw_feasible_share IS 'share of shots that were feasible before repair';
COMMENT ON COLUMN @extschema@.qshrink_round.optimum_share IS 'share of shots at the lowest energy of the encoded QUBO, ties added up; null: that energy is not known';
COMMENT ON COLUMN @extschema@.qshrink_round.lowest_energy_objective IS 'objective of the shot of lowest energy, feasible or not';
COMMENT ON COLUMN @extschema@.qshrink_round.raw_objective IS 'best objective of a feasible shot before repair; null: no shot was feasible';
COMMENT ON COLUMN @extschema@.qshrink_round.repaired_objective IS 'best objective after repair';
COMMENT ON COLUMN @extschema@.qshrink_round.polished_objective IS 'best objective after polish';
COMMENT ON COLUMN @extschema@.qshrink_round.best_so_far IS 'best objective of the run up to and with this round';
COMMENT ON COLUMN @extschema@.qshrink_round.repair_moves IS 'moves made by repair';
COMMENT ON COLUMN @extschema@.qshrink_round.polish_moves IS 'moves made by polish';
COMMENT ON COLUMN @extschema@.qshrink_round.expectation IS 'expected energy of the encoded QUBO at the angles';
COMMENT ON COLUMN @extschema@.qshrink_round.evaluations IS 'evaluations of the angle search';
COMMENT ON COLUMN @extschema@.qshrink_round.angles IS 'angles of the circuit, gammas first, then betas';
COMMENT ON COLUMN @extschema@.qshrink_round.circuit_depth IS 'rounds of disjoint gates of the circuit sampled, counted on an ideal machine where any two qubits interact, a coupling is one RZZ gate (two CNOTs in what qshrink_qasm writes) and a hop of an XY mixer one XY gate; 0: no circuit';
COMMENT ON COLUMN @extschema@.qshrink_round.two_qubit_gates IS 'two-qubit gates of the same, counted the same way';
COMMENT ON COLUMN @extschema@.qshrink_round.qubo IS 'the encoded QUBO; kept for the best round, or for all with the option log';
COMMENT ON COLUMN @extschema@.qshrink_round.qubit_variable IS 'variable each qubit stands for; -1: a slack bit; kept as qubo is, and so are qubit_group and warm';
COMMENT ON COLUMN @extschema@.qshrink_round.qubit_group IS 'one-hot group each qubit is in, from 0; -1: none; null: there are no groups';
COMMENT ON COLUMN @extschema@.qshrink_round.warm IS 'probabilities of a one that a warm start began from, by qubit';
COMMENT ON COLUMN @extschema@.qshrink_round.n_variables_before IS 'variables left by presolve and certified fixing when the round began';
COMMENT ON COLUMN @extschema@.qshrink_round.spectrum IS 'low end of the normalised Laplacian after shrinking';
COMMENT ON COLUMN @extschema@.qshrink_round.milliseconds IS 'time of the round';

CREATE TABLE @extschema@.qshrink_step (
	problem_id        bigint NOT NULL,
	owner             @extschema@.qshrink_role NOT NULL DEFAULT current_user,
	run_id            bigint NOT NULL,
	round             integer NOT NULL,
	step              integer NOT NULL,
	action            text NOT NULL,
	variable          integer NOT NULL,
	onto              integer,
	relation          text,
	correlation       float8,
	reason            text,
	constraint_label  text,
	CONSTRAINT qshrink_step_pkey PRIMARY KEY (problem_id, run_id, round, step, owner),
	CONSTRAINT qshrink_step_run FOREIGN KEY (problem_id, run_id, owner)
		REFERENCES @extschema@.qshrink_run (problem_id, run_id, owner) ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE,
	CONSTRAINT qshrink_step_round CHECK (round >= 0),
	CONSTRAINT qshrink_step_action CHECK (action IN ('merge', 'fix', 'eliminate', 'reject', 'undo')),
	CONSTRAINT qshrink_step_relation CHECK (relation IN ('=', '<>'))
);
COMMENT ON TABLE @extschema@.qshrink_step IS 'one row a contraction of presolve and of the best round; with the option log of all rounds, rejections included';
COMMENT ON COLUMN @extschema@.qshrink_step.problem_id IS 'the problem';
COMMENT ON COLUMN @extschema@.qshrink_step.owner IS 'owner of the problem';
COMMENT ON COLUMN @extschema@.qshrink_step.run_id IS 'the run';
COMMENT ON COLUMN @extschema@.qshrink_step.round IS 'the round; 0: presolve';
COMMENT ON COLUMN @extschema@.qshrink_step.step IS 'number of the step within the round';
COMMENT ON COLUMN @extschema@.qshrink_step.action IS 'merge, fix, eliminate, reject or undo';
COMMENT ON COLUMN @extschema@.qshrink_step.variable IS 'the variable that goes away';
COMMENT ON COLUMN @extschema@.qshrink_step.onto IS 'the variable that replaces it; null: the reference, which is 0';
COMMENT ON COLUMN @extschema@.qshrink_step.relation IS '= or <>: equal to onto or its opposite';
COMMENT ON COLUMN @extschema@.qshrink_step.correlation IS 'the correlation that asked for it';
COMMENT ON COLUMN @extschema@.qshrink_step.reason IS 'the rule that made or rejected it';
COMMENT ON COLUMN @extschema@.qshrink_step.constraint_label IS 'the constraint involved, if there is one';

CREATE TABLE @extschema@.qshrink_solution (
	problem_id          bigint NOT NULL,
	owner               @extschema@.qshrink_role NOT NULL DEFAULT current_user,
	run_id              bigint NOT NULL,
	rank                integer NOT NULL,
	objective           float8 NOT NULL,
	feasible            boolean NOT NULL,
	assignment          bit varying NOT NULL,
	raw_assignment      bit varying,
	raw_objective       float8,
	raw_feasible        boolean,
	raw_violations      integer,
	repaired_objective  float8,
	violations          integer,
	repair_moves        bigint,
	polish_moves        bigint,
	occurrences         bigint,
	round               integer,
	CONSTRAINT qshrink_solution_pkey PRIMARY KEY (problem_id, run_id, rank, owner),
	CONSTRAINT qshrink_solution_run FOREIGN KEY (problem_id, run_id, owner)
		REFERENCES @extschema@.qshrink_run (problem_id, run_id, owner) ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE,
	CONSTRAINT qshrink_solution_rank CHECK (rank > 0)
);
COMMENT ON TABLE @extschema@.qshrink_solution IS 'the best assignments of a run';
COMMENT ON COLUMN @extschema@.qshrink_solution.problem_id IS 'the problem';
COMMENT ON COLUMN @extschema@.qshrink_solution.owner IS 'owner of the problem';
COMMENT ON COLUMN @extschema@.qshrink_solution.run_id IS 'the run';
COMMENT ON COLUMN @extschema@.qshrink_solution.rank IS 'order of quality, from 1';
COMMENT ON COLUMN @extschema@.qshrink_solution.objective IS 'objective of the assignment';
COMMENT ON COLUMN @extschema@.qshrink_solution.feasible IS 'whether it was verified against every stored constraint';
COMMENT ON COLUMN @extschema@.qshrink_solution.assignment IS 'the answer; the leftmost bit is variable 0';
COMMENT ON COLUMN @extschema@.qshrink_solution.raw_assignment IS 'what the sampler returned, before repair and polish';
COMMENT ON COLUMN @extschema@.qshrink_solution.raw_objective IS 'objective of the raw assignment';
COMMENT ON COLUMN @extschema@.qshrink_solution.raw_feasible IS 'whether the raw assignment was feasible';
COMMENT ON COLUMN @extschema@.qshrink_solution.raw_violations IS 'constraints the raw assignment violates';
COMMENT ON COLUMN @extschema@.qshrink_solution.repaired_objective IS 'objective after repair, before polish';
COMMENT ON COLUMN @extschema@.qshrink_solution.violations IS 'constraints the answer violates';
COMMENT ON COLUMN @extschema@.qshrink_solution.repair_moves IS 'moves made by repair';
COMMENT ON COLUMN @extschema@.qshrink_solution.polish_moves IS 'moves made by polish';
COMMENT ON COLUMN @extschema@.qshrink_solution.occurrences IS 'shots that gave the raw assignment';
COMMENT ON COLUMN @extschema@.qshrink_solution.round IS 'round that found it, or after which a proof or certificate did; 0: before the first';

CREATE TABLE @extschema@.qshrink_incumbent (
	problem_id  bigint NOT NULL,
	owner       @extschema@.qshrink_role NOT NULL DEFAULT current_user,
	run_id      bigint NOT NULL,
	step        integer NOT NULL,
	milliseconds float8 NOT NULL,
	objective   float8 NOT NULL,
	bound       float8,
	found_by    text NOT NULL,
	round       integer NOT NULL,
	CONSTRAINT qshrink_incumbent_pkey PRIMARY KEY (problem_id, run_id, step, owner),
	CONSTRAINT qshrink_incumbent_run FOREIGN KEY (problem_id, run_id, owner)
		REFERENCES @extschema@.qshrink_run (problem_id, run_id, owner) ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE,
	CONSTRAINT qshrink_incumbent_step CHECK (step > 0),
	CONSTRAINT qshrink_incumbent_milliseconds CHECK (milliseconds BETWEEN 0 AND 1e15)
);
COMMENT ON TABLE @extschema@.qshrink_incumbent IS 'how the best answer of a run came about: one row for each that was better than all before it; of a run with more than 256 every second is left out, the first and the last never.  Equal runs have equal rows but for milliseconds';
COMMENT ON COLUMN @extschema@.qshrink_incumbent.problem_id IS 'the problem';
COMMENT ON COLUMN @extschema@.qshrink_incumbent.owner IS 'owner of the problem';
COMMENT ON COLUMN @extschema@.qshrink_incumbent.run_id IS 'the run';
COMMENT ON COLUMN @extschema@.qshrink_incumbent.step IS 'order, from 1';
COMMENT ON COLUMN @extschema@.qshrink_incumbent.milliseconds IS 'time since the call began, loading included';
COMMENT ON COLUMN @extschema@.qshrink_incumbent.objective IS 'objective of the answer';
COMMENT ON COLUMN @extschema@.qshrink_incumbent.bound IS 'bound on the optimum known then; null: none';
COMMENT ON COLUMN @extschema@.qshrink_incumbent.found_by IS 'stage that found it: presolve, relax, construct, prove, shrink, sample or polish';
COMMENT ON COLUMN @extschema@.qshrink_incumbent.round IS 'round it was found in; 0: before the first';
-- ---------------------------------------------------------------------------
-- Sharing single problems.  90_access.sql has the policies that ask for it.

CREATE TABLE @extschema@.qshrink_share (
	problem_id  bigint,
	owner       @extschema@.qshrink_role NOT NULL DEFAULT current_user,
	grantee     @extschema@.qshrink_role,
	privilege   text NOT NULL,
	granted_at  timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT qshrink_share_key UNIQUE NULLS NOT DISTINCT (problem_id, grantee, owner),
	CONSTRAINT qshrink_share_problem FOREIGN KEY (problem_id, owner)
		REFERENCES @extschema@.qshrink_problem (problem_id, owner) ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE,
	CONSTRAINT qshrink_share_privilege CHECK (privilege IN ('read', 'solve', 'write')),
	CONSTRAINT qshrink_share_all CHECK (problem_id IS NOT NULL OR privilege = 'read')
);
COMMENT ON TABLE @extschema@.qshrink_share IS 'who may read, solve or change problems of other roles: qshrink_grant and qshrink_revoke write it';
COMMENT ON COLUMN @extschema@.qshrink_share.problem_id IS 'the problem; null: all problems of all owners, which the owner of the tables alone grants';
COMMENT ON COLUMN @extschema@.qshrink_share.owner IS 'owner of the problem; for all problems: who granted it';
COMMENT ON COLUMN @extschema@.qshrink_share.grantee IS 'role it was granted to, and to roles that this one was granted to; null: everybody';
COMMENT ON COLUMN @extschema@.qshrink_share.privilege IS 'read: the problem and all that belongs to it; solve: also add runs; write: also change the model, but not the queries it was made from';
COMMENT ON COLUMN @extschema@.qshrink_share.granted_at IS 'when the row was written';
COMMENT ON CONSTRAINT qshrink_share_key ON @extschema@.qshrink_share IS 'one privilege for each grantee';

CREATE FUNCTION @extschema@.qshrink_may(owner @extschema@.qshrink_role, problem_id bigint, privilege text) RETURNS boolean
	AS 'MODULE_PATHNAME', 'qshrink_may_privilege' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_may(@extschema@.qshrink_role, bigint, text) IS
	'whether the current role has the privileges of owner, or was granted the privilege (read, solve or write) on this problem of it; as row-level security asks';

CREATE FUNCTION @extschema@.qshrink_may_change(owner @extschema@.qshrink_role, problem_id bigint, source jsonb) RETURNS boolean
	AS 'MODULE_PATHNAME', 'qshrink_may_change' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_may_change(@extschema@.qshrink_role, bigint, jsonb) IS
	'whether the current role may write these into the row of a problem: whoever it was granted to may give it neither another owner nor other queries, which the owner would run; as row-level security asks';

CREATE FUNCTION @extschema@.qshrink_written_here(xmin xid) RETURNS boolean
	AS 'MODULE_PATHNAME', 'qshrink_written_here' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_written_here(xid) IS
	'whether the transaction that asks has written the version of a row with this xmin; as row-level security asks';

CREATE FUNCTION @extschema@.qshrink_grant(problem_id bigint, role name, privilege text) RETURNS void
	AS 'MODULE_PATHNAME', 'qshrink_grant' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_grant(bigint, name, text) IS
	'shares a problem with a role (public: everybody): read shows it and all that belongs to it, solve also lets the role add runs, which belong to the owner of the problem, write also lets it change the model; each includes those before it, and a lesser one takes nothing away.  The role may neither delete the problem or its runs nor share it.  For the owner';

CREATE FUNCTION @extschema@.qshrink_revoke(problem_id bigint, role name, privilege text DEFAULT NULL) RETURNS boolean
	AS 'MODULE_PATHNAME', 'qshrink_revoke' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_revoke(bigint, name, text) IS
	'takes back what qshrink_grant gave: this privilege and those that include it; null: all.  False: there was nothing to take';

CREATE FUNCTION @extschema@.qshrink_grant_all(role name) RETURNS void
	AS 'MODULE_PATHNAME', 'qshrink_grant_all' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_grant_all(name) IS
	'lets a role (public: everybody) read all problems of all owners, and all that belongs to them.  For the owner of the tables and superusers';

CREATE FUNCTION @extschema@.qshrink_revoke_all(role name) RETURNS boolean
	AS 'MODULE_PATHNAME', 'qshrink_revoke_all' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_revoke_all(name) IS
	'takes back what qshrink_grant_all gave; what single problems were granted for stays.  False: there was nothing to take';
-- ---------------------------------------------------------------------------
-- Building problems.  Arguments that hold SQL run as read-only queries with the
-- caller's rights and search path; the functions they call cannot write either
-- (README, "Who sees what").  Keys are of any type and cast to text; an array is a
-- key of several parts, one an element.
--
-- Names are unique for each owner.  replace => true builds a problem of that name anew
-- in place: it keeps its problem_id and its runs (a run belongs to the model it solved),
-- becomes what the call says, and loses what was added to it; without it a name that is
-- taken is an error.

CREATE FUNCTION @extschema@.qshrink_create(name text, objective @extschema@.qubo, sense text DEFAULT 'min', keys text[] DEFAULT NULL, replace boolean DEFAULT false)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'qshrink_create' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_create(text, @extschema@.qubo, text, text[], boolean) IS
	'creates a problem with this objective and no constraints; keys names the variables in order, each by one text or (two-dimensional) by several; returns problem_id';

CREATE FUNCTION @extschema@.qshrink_define(name text, variables text, objective text, constraints text DEFAULT NULL, sense text DEFAULT 'min', replace boolean DEFAULT false)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'qshrink_define' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_define(text, text, text, text, text, boolean) IS
	'creates a problem from three queries that name everything by key.  variables: (key), binary, or (key, lower, upper), an integer between them (a null bound must follow from the constraints).  objective: (key, coefficient), (key, key2, coefficient), ...: a product of the keys that are not null, none a constant; terms of the same keys add up.  constraints: a row a term, (label, key, coefficient, sense, rhs [, price]); columns called key2, key3, ... behind key are further factors; a price makes the constraint soft: it costs that much per unit of violation; a null key adds no term; columns called condition (the key of a binary variable) and condition_value (0 or 1) at the end make the constraint hold only where that variable has that value.  An array is a key of several parts.  Returns problem_id';

CREATE FUNCTION @extschema@.qshrink_mdkp(name text, items text, weights text, capacities text, replace boolean DEFAULT false)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'qshrink_mdkp' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_mdkp(text, text, text, text, boolean) IS
	'creates a multi-dimensional knapsack problem from queries: items (item, profit), weights (resource, item, weight; what is missing is 0), capacities (resource, capacity); an array is a key of several parts; returns problem_id';

CREATE FUNCTION @extschema@.qshrink_mis(name text, edges text, nodes text DEFAULT NULL, replace boolean DEFAULT false)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'qshrink_mis' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_mis(text, text, text, boolean) IS
	'creates a maximum (weight) independent set problem from queries: edges (a, b), nodes (node [, weight]; without it, the ends of edges with weight 1); an array is a key of several parts; returns problem_id';

CREATE FUNCTION @extschema@.qshrink_qap(name text, flows text, distances text, costs text DEFAULT NULL, replace boolean DEFAULT false)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'qshrink_qap' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_qap(text, text, text, text, boolean) IS
	'creates a quadratic assignment problem from queries: flows (facility, facility, flow), distances (location, location, distance), costs (facility, location, cost); both directions count, what is missing is 0; an array is a key of several parts, and variables have those of the facility, then those of the location; returns problem_id';

CREATE FUNCTION @extschema@.qshrink_maxcut(name text, edges text, replace boolean DEFAULT false)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'qshrink_maxcut' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_maxcut(text, text, boolean) IS
	'creates a max-cut problem from a query: edges (a, b [, weight]); weights of parallel edges add up, without weights they are one edge; an array is a key of several parts; returns problem_id';

CREATE FUNCTION @extschema@.qshrink_constrain(problem_id bigint, rows text, replace boolean DEFAULT false)
	RETURNS integer
	AS 'MODULE_PATHNAME', 'qshrink_constrain' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_constrain(bigint, text, boolean) IS
	'adds constraints to a problem from a query with one row a term: (constraint label, variable, coefficient, sense, rhs); terms of one variable add up; a variable is named by its key, by an array if the key has several parts, or by its number (an integer) where no key is an integer; a null variable adds no term, so that a row may have none (0 >= 1); a label that is there already is an error, or with replace => true its constraint is replaced; the problem remembers the query for qshrink_refresh; returns the number of constraints of the query';

CREATE FUNCTION @extschema@.qshrink_create_from_model(name text, model jsonb, replace boolean DEFAULT false)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'qshrink_create_from_model' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_create_from_model(text, jsonb, boolean) IS
	'creates a problem from model-json, as qshrink_model returns it: {"sense", "n", "constant", "linear": [[i, c]], "quadratic": [[i, j, c]], or "flows", "distances", "costs"; "rows": [{"label", "sense", "rhs", "variables", "coefficients"}], "keys", "best_known", "name"}; a null name takes that of the model; returns problem_id';

CREATE FUNCTION @extschema@.qshrink_model(problem_id bigint)
	RETURNS jsonb
	AS 'MODULE_PATHNAME', 'qshrink_model' LANGUAGE C STABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.qshrink_model(bigint) IS
	'the whole constrained model as one JSON value (model-json), which qshrink_create_from_model and qshrink_import read';

CREATE TYPE @extschema@.qshrink_imported AS (
	problem_id bigint,
	name       text,
	format     text,
	sense      text,
	notes      text
);
COMMENT ON TYPE @extschema@.qshrink_imported IS 'a problem that qshrink_import made';
COMMENT ON COLUMN @extschema@.qshrink_imported.problem_id IS 'the problem';
COMMENT ON COLUMN @extschema@.qshrink_imported.name IS 'what it is called';
COMMENT ON COLUMN @extschema@.qshrink_imported.format IS 'the format that was read';
COMMENT ON COLUMN @extschema@.qshrink_imported.sense IS 'min or max: as asked for, else as the content says, else as is usual for the format';
COMMENT ON COLUMN @extschema@.qshrink_imported.notes IS 'what else is to be said, a line each: what was assumed or dropped, a constant in the objective, integers and their bits, auxiliary variables; null: nothing';

CREATE FUNCTION @extschema@.qshrink_import(name text, content text, format text DEFAULT 'auto', sense text DEFAULT NULL, replace boolean DEFAULT false)
	RETURNS SETOF @extschema@.qshrink_imported
	AS 'MODULE_PATHNAME', 'qshrink_import' LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 1;
COMMENT ON FUNCTION @extschema@.qshrink_import(text, text, text, text, boolean) IS
	'creates the problems a file holds, given by its content; formats: orlib-mknap, dimacs, qaplib (the best value known may stand behind the order, linear costs behind the matrices), rudy, bqp, qs (QOBLIB), qbsolv, ising (Pauli Z strings), lp, mps, opb, metis, dimacs-col (a colouring, only when named), model-json, or auto if all that read it agree; sense (min or max) overrules what the content says; a sense and an ObjectiveOffset stated in comments are obeyed (bqp and rudy maximise otherwise, qs and qbsolv minimise); keys and labels are the names of the file, where it has none its numbers; integers become bits, and the optimum of the file best_known; a null name takes those of the file, and where it has none, "problem <problem_id>"';

CREATE FUNCTION @extschema@.qshrink_export(problem_id bigint, format text)
	RETURNS text
	AS 'MODULE_PATHNAME', 'qshrink_export' LANGUAGE C STABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.qshrink_export(bigint, text) IS
	'the problem as text: lp, mps, opb, qs (QOBLIB), qbsolv, ising (Pauli Z strings) or model-json; names are keys and labels as far as the format has them, integers are whole again in lp and mps; an error where the format cannot hold the problem';
-- ---------------------------------------------------------------------------
-- Problems that follow their data: finding, refreshing, editing and dropping them.

CREATE FUNCTION @extschema@.qshrink_id(name text) RETURNS bigint
	AS 'MODULE_PATHNAME', 'qshrink_id' LANGUAGE C STABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.qshrink_id(text) IS
	'problem_id of the problem of that name: the current role''s own, else the only one that it may see; several are an error';

CREATE FUNCTION @extschema@.qshrink_drop(problem_id bigint) RETURNS void
	AS 'MODULE_PATHNAME', 'qshrink_drop' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_drop(bigint) IS
	'drops a problem with its runs; waits for a solve of it to end';

CREATE FUNCTION @extschema@.qshrink_refresh(
		problem_id            bigint,
		OUT changed           boolean,
		OUT variables_added   integer,
		OUT variables_removed integer,
		OUT rows_changed      bigint)
	RETURNS record
	AS 'MODULE_PATHNAME', 'qshrink_refresh' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_refresh(bigint) IS
	'runs the queries a problem was made from again (qshrink_problem.source) and writes what has changed, nothing if nothing has; variables are known by their keys and keep their numbers where they can; rows_changed counts constraints added, changed or taken away.  What was added by hand stays: rows of qshrink_variable and qshrink_constraint whose source_id is null, products of the objective with such variables, best_known; rows of a source follow it again, and what was taken away by hand stays away.  Only roles with the rights of the owner may call it, and the queries run with those rights, under the search path they were written for.  An error of a query leaves the problem as it was, and so do a constraint added by hand that names a variable the queries do not give any more, and a label given twice';

CREATE FUNCTION @extschema@.qshrink_unconstrain(problem_id bigint, label text) RETURNS integer
	AS 'MODULE_PATHNAME', 'qshrink_unconstrain' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_unconstrain(bigint, text) IS
	'takes the constraint of that label away, also from what qshrink_refresh makes; a query of qshrink_constrain that has lost the last of its constraints is forgotten, with a notice; returns 1';

CREATE FUNCTION @extschema@.qshrink_objective(problem_id bigint, objective text, sense text DEFAULT NULL) RETURNS integer
	AS 'MODULE_PATHNAME', 'qshrink_objective' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_objective(bigint, text, text) IS
	'gives a problem another objective from a query: (variable, coefficient) or (variable, variable, coefficient), variables named as in qshrink_constrain; terms of one variable or pair add up, and where variables are null the term is linear or a constant; sense min or max, null: as it is; qshrink_refresh runs this query then; returns the number of terms';

CREATE FUNCTION @extschema@.qshrink_add_variables(problem_id bigint, variables text) RETURNS integer
	AS 'MODULE_PATHNAME', 'qshrink_add_variables' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_add_variables(bigint, text) IS
	'adds variables by hand from a query: (key [, coefficient in the objective]); a key that is there is an error; returns their number';

CREATE FUNCTION @extschema@.qshrink_remove_variables(problem_id bigint, variables text, cascade boolean DEFAULT false) RETURNS integer
	AS 'MODULE_PATHNAME', 'qshrink_remove_variables' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_remove_variables(bigint, text, boolean) IS
	'removes the variables a query names (key), also from what qshrink_refresh makes; a constraint or a product of the objective that names one is an error, or with cascade => true loses the term, as if the variable were 0; variables whose numbers lie past the new end move into the gaps; returns their number';
-- ---------------------------------------------------------------------------
-- Looking at problems and runs.

CREATE FUNCTION @extschema@.qshrink_fingerprint(problem_id bigint) RETURNS text
	AS 'MODULE_PATHNAME', 'qshrink_fingerprint' LANGUAGE C STABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.qshrink_fingerprint(bigint) IS
	'equal for equal models: hash of sense, objective and constraints, but not of names, labels and keys';

CREATE FUNCTION @extschema@.qshrink_verify(
		problem_id        bigint,
		assignment        bit varying,
		OUT constraint_id integer,
		OUT label         text,
		OUT activity      float8,
		OUT sense         text,
		OUT rhs           float8,
		OUT excess        float8,
		OUT price         float8)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME', 'qshrink_verify' LANGUAGE C STABLE PARALLEL SAFE COST 1000 ROWS 10;
COMMENT ON FUNCTION @extschema@.qshrink_verify(bigint, bit varying) IS
	'the constraints an assignment violates, judged on the rows as stated: none of a null price if it is feasible; price is what a unit of violation of a soft constraint costs, null where it must hold; constraint_id is null for the rows a quadratic assignment problem implies; excess is the distance of the activity from rhs';

CREATE FUNCTION @extschema@.qshrink_gap(objective float8, reference float8) RETURNS float8
	AS 'MODULE_PATHNAME', 'qshrink_gap_of' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_gap(float8, float8) IS '|objective - reference| / max(1, |reference|); null where one of them is not finite';

CREATE FUNCTION @extschema@.qshrink_rounded(number float8, digits integer) RETURNS numeric
	AS 'MODULE_PATHNAME', 'qshrink_rounded' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_rounded(float8, integer) IS 'number with so many decimal digits, as the views show it';

-- ---------------------------------------------------------------------------
-- The fingerprint of a problem is taken once a query, however many runs it has:
-- qshrink_fingerprint remembers it, so it may be asked for each run.
CREATE VIEW @extschema@.qshrink_history WITH (security_invoker = true) AS
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
		h.scenario
	FROM (SELECT r.*,
			p.name AS problem,
			p.best_known,
			r.fingerprint IS NULL OR r.fingerprint <> @extschema@.qshrink_fingerprint(r.problem_id) AS model_changed,
			r.fixed IS NOT NULL OR r.changed_rhs IS NOT NULL AS is_scenario
		FROM @extschema@.qshrink_run r
			JOIN @extschema@.qshrink_problem p ON p.problem_id = r.problem_id) h;
COMMENT ON VIEW @extschema@.qshrink_history IS 'a line a run';
COMMENT ON COLUMN @extschema@.qshrink_history.run_id IS 'the run';
COMMENT ON COLUMN @extschema@.qshrink_history.problem_id IS 'the problem';
COMMENT ON COLUMN @extschema@.qshrink_history.problem IS 'name of the problem';
COMMENT ON COLUMN @extschema@.qshrink_history.solver IS 'sampler used';
COMMENT ON COLUMN @extschema@.qshrink_history.status IS 'optimal, feasible, infeasible or not_found';
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
COMMENT ON COLUMN @extschema@.qshrink_history.model_changed IS 'whether the model is another one now than the run solved';
COMMENT ON COLUMN @extschema@.qshrink_history.is_scenario IS 'whether the caller fixed variables or changed right-hand sides: status, objective, bound and gap_to_bound are then those of what was solved, not of the problem';
COMMENT ON COLUMN @extschema@.qshrink_history.scenario IS 'what the caller calls the scenario';
GRANT SELECT ON @extschema@.qshrink_history TO PUBLIC;

CREATE VIEW @extschema@.qshrink_leaderboard WITH (security_invoker = true) AS
	SELECT t.problem_id,
		t.problem,
		rank() OVER (PARTITION BY t.problem_id
					 ORDER BY CASE t.sense WHEN 'max' THEN - t.best_objective ELSE t.best_objective END) AS place,
		t.solver,
		t.settings,
		t.runs,
		t.feasible_runs,
		t.optimal_runs,
		t.best_objective,
		t.median_objective,
		t.best_bound,
		@extschema@.qshrink_gap(t.best_objective, t.best_bound) AS gap_to_bound,
		t.best_known,
		@extschema@.qshrink_gap(t.best_objective, t.best_known) AS gap_to_best_known,
		t.median_seconds,
		t.median_qubits
	FROM (SELECT p.problem_id,
			p.name AS problem,
			p.sense,
			p.best_known,
			r.solver,
			r.settings,
			count(*) AS runs,
			count(r.objective) AS feasible_runs,
			count(*) FILTER (WHERE r.status = 'optimal') AS optimal_runs,
			CASE p.sense WHEN 'max' THEN max(r.objective) ELSE min(r.objective) END AS best_objective,
			percentile_cont(0.5) WITHIN GROUP (ORDER BY r.objective) AS median_objective,
			CASE p.sense WHEN 'max' THEN min(r.bound) ELSE max(r.bound) END AS best_bound,
			@extschema@.qshrink_rounded(percentile_cont(0.5) WITHIN GROUP (ORDER BY r.milliseconds) / 1000, 3) AS median_seconds,
			percentile_cont(0.5) WITHIN GROUP (ORDER BY r.qubits) AS median_qubits
		FROM @extschema@.qshrink_run r
			JOIN @extschema@.qshrink_problem p ON p.problem_id = r.problem_id
		WHERE r.fixed IS NULL
			AND r.changed_rhs IS NULL
			AND r.fingerprint = @extschema@.qshrink_fingerprint(r.problem_id)
		GROUP BY p.problem_id, r.solver, r.settings) t;
COMMENT ON VIEW @extschema@.qshrink_leaderboard IS 'for each problem, solver and settings what their runs of the model as it is now reached, best first by place; scenarios (runs with fixed or changed_rhs) and runs of an earlier model are left out';
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.problem_id IS 'the problem';
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.problem IS 'name of the problem';
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.place IS 'place among the settings tried on the problem, by best_objective';
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.solver IS 'sampler used';
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.settings IS 'all settings; the seed is none of them';
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.runs IS 'number of runs';
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.feasible_runs IS 'runs that found a feasible assignment';
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.optimal_runs IS 'runs that proved theirs optimal';
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.best_objective IS 'best objective of these runs';
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.median_objective IS 'median of their objectives';
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.best_bound IS 'tightest bound of these runs';
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.gap_to_bound IS '|best_objective - best_bound| / max(1, |best_bound|)';
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.best_known IS 'best value known of the problem';
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.gap_to_best_known IS '|best_objective - best_known| / max(1, |best_known|)';
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.median_seconds IS 'median of their times';
COMMENT ON COLUMN @extschema@.qshrink_leaderboard.median_qubits IS 'median of their qubits';
GRANT SELECT ON @extschema@.qshrink_leaderboard TO PUBLIC;

-- ---------------------------------------------------------------------------
CREATE FUNCTION @extschema@.qshrink_progress_text(bigint, bigint) RETURNS text
	AS 'MODULE_PATHNAME', 'qshrink_progress_text' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_progress_text(bigint, bigint) IS 'the characters two progress counters hold';

CREATE FUNCTION @extschema@.qshrink_progress_number(bigint) RETURNS float8
	AS 'MODULE_PATHNAME', 'qshrink_progress_number' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_progress_number(bigint) IS 'the number whose bits a progress counter holds';

-- A solve shows itself as a COPY of qshrink_run that has this number in counter 9.
CREATE VIEW @extschema@.qshrink_progress WITH (security_invoker = true) AS
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
		greatest(t.ends_at - clock_timestamp(), interval '0') AS time_left
	FROM (SELECT s.pid,
			s.param10 AS problem_id,
			@extschema@.qshrink_progress_text(s.param12, s.param13) AS stage,
			s.param14::integer AS round,
			nullif(s.param15, 0)::integer AS rounds,
			s.param16::integer AS qubits,
			CASE WHEN s.param17 & 1 = 1 THEN @extschema@.qshrink_progress_number(s.param18) END AS best_so_far,
			CASE WHEN s.param17 & 2 = 2 THEN @extschema@.qshrink_progress_number(s.param19) END AS bound,
			timestamptz '2000-01-01 00:00:00+00' + s.param11 * interval '1 microsecond' AS started_at,
			CASE WHEN s.param20 > 0 THEN timestamptz '2000-01-01 00:00:00+00' + s.param20 * interval '1 microsecond' END AS ends_at
		FROM pg_stat_get_progress_info('COPY') AS s
		WHERE s.relid = '@extschema@.qshrink_run'::regclass
			AND s.param9 = 31933564801609323
			AND s.datid = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())) t
		LEFT JOIN @extschema@.qshrink_problem p ON p.problem_id = t.problem_id;
COMMENT ON VIEW @extschema@.qshrink_progress IS 'solves that are running in this database, as far as the current role may look into their sessions: its own, those of roles it is a member of, and all for members of pg_read_all_stats';
COMMENT ON COLUMN @extschema@.qshrink_progress.pid IS 'process of the session';
COMMENT ON COLUMN @extschema@.qshrink_progress.problem_id IS 'the problem';
COMMENT ON COLUMN @extschema@.qshrink_progress.problem IS 'name of the problem; null for who may not read it';
COMMENT ON COLUMN @extschema@.qshrink_progress.stage IS 'what it does now: load, presolve, relax, construct, prove, shrink, sample (encoding included), polish (repair included) or store';
COMMENT ON COLUMN @extschema@.qshrink_progress.round IS 'round it is in; 0: before the first';
COMMENT ON COLUMN @extschema@.qshrink_progress.rounds IS 'limit on rounds; null: none';
COMMENT ON COLUMN @extschema@.qshrink_progress.qubits IS 'qubits of the round';
COMMENT ON COLUMN @extschema@.qshrink_progress.best_so_far IS 'best objective so far';
COMMENT ON COLUMN @extschema@.qshrink_progress.bound IS 'best bound so far';
COMMENT ON COLUMN @extschema@.qshrink_progress.gap_to_bound IS '|best_so_far - bound| / max(1, |bound|)';
COMMENT ON COLUMN @extschema@.qshrink_progress.elapsed IS 'time since it began';
COMMENT ON COLUMN @extschema@.qshrink_progress.time_left IS 'time until its time_limit; null: it has none';
GRANT SELECT ON @extschema@.qshrink_progress TO PUBLIC;

-- ---------------------------------------------------------------------------
CREATE FUNCTION @extschema@.qshrink_options(
		OUT name          text,
		OUT kind          text,
		OUT minimum       float8,
		OUT maximum       float8,
		OUT choices       text[],
		OUT default_value text,
		OUT given_as      text[],
		OUT help          text)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME', 'qshrink_options' LANGUAGE C STABLE PARALLEL SAFE ROWS 50;
COMMENT ON FUNCTION @extschema@.qshrink_options() IS
	'everything that can be set: what values it takes (null: no limit), its default (null: none), and how it is given: as an argument of its name, in the argument options of the functions named, or as the setting qshrink.<name>';

CREATE FUNCTION @extschema@.qshrink_choices(OUT list text, OUT name text, OUT help text)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME', 'qshrink_choices' LANGUAGE C STABLE PARALLEL SAFE ROWS 60;
COMMENT ON FUNCTION @extschema@.qshrink_choices() IS
	'the names that can be chosen among: solvers, correlations, encodings, bounds, formats, mixers, optimizers, ...';
-- ---------------------------------------------------------------------------
-- Ending a solve

CREATE FUNCTION @extschema@.qshrink_stop(pid integer) RETURNS boolean
	AS 'MODULE_PATHNAME', 'qshrink_stop' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_stop(integer) IS
	'ends the solve that the session of this process runs (see qshrink_progress) with its best answer so far: it is completed, stored with stop_reason stopped and returned; false: the process is not solving.  For those who may call pg_cancel_backend on it, which ends a solve without an answer';
-- ---------------------------------------------------------------------------
-- What a problem is, and why it has no solution

CREATE FUNCTION @extschema@.qshrink_conflict(
		problem_id        bigint,
		time_limit        interval DEFAULT '10 s',
		OUT constraint_id integer,
		OUT label         text,
		OUT irreducible   boolean)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME', 'qshrink_conflict'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000 ROWS 10;
COMMENT ON FUNCTION @extschema@.qshrink_conflict(bigint, interval) IS
	'constraints of a problem without a solution that cannot hold together, proved; the objective plays no part.  irreducible: without any one of them an assignment was found that meets the others; false: the time was up before that was known of all, so there may be fewer.  constraint_id is null for the rows a quadratic assignment problem implies.  No rows, and a notice: the problem has a solution.  Error no_data: neither was shown within time_limit (null: no limit, counted work only)';

CREATE FUNCTION @extschema@.qshrink_describe(problem_id bigint) RETURNS text
	AS 'MODULE_PATHNAME', 'qshrink_describe' LANGUAGE C STABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.qshrink_describe(bigint) IS
	'a problem in words for people: size, class and kinds of constraints as recognised, ranges of the numbers, what is not exact, runs of the model as it is, and the beginning of the model in algebra with keys and labels; never longer than a few pages, long names are cut, what is not plain in them is quoted and escaped';
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
	LANGUAGE C VOLATILE PARALLEL UNSAFE COST 1000 ROWS 100;
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
	LANGUAGE C VOLATILE PARALLEL UNSAFE COST 1000 ROWS 100;
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
	LANGUAGE C VOLATILE PARALLEL UNSAFE COST 1000 ROWS 100;
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
-- ---------------------------------------------------------------------------
-- Access for the tables and sequences that do not have it yet: all of them in a new
-- installation, the new ones in an upgrade.  Every table with a column owner belongs to the role that installs,
-- which can therefore dump and restore all rows (row-level security is not
-- forced on it); everybody else sees and writes the rows of roles they are, and of
-- others what qshrink_share says:
--
--   read   SELECT on all that belongs to the problem
--   solve  INSERT of runs, and of rows of runs by the transaction that writes the run
--          (a list of keys has the number of the run that it was written for), which also
--          completes it (UPDATE), while it has no time yet; and the right to lock the
--          problem, which a policy for UPDATE gives by its USING
--   write  INSERT, UPDATE and DELETE on variables and constraints, UPDATE of the problem
--          but for its owner and its queries
--
-- pg_dump repeats the policies of extension tables, so a policy must not have
-- the name that CREATE EXTENSION gives it when the dump is restored: names end
-- in a random suffix.  Equal permissive policies add up to the same right.
-- (A parallel pg_restore does not know the order of tables that refer to each
-- other within an extension: restore with one job.)

DO $access$
DECLARE
	relation record;
	policy record;
	columns record;
	suffix text := left(gen_random_uuid()::text, 8);
	present oid[] := coalesce((SELECT extconfig FROM pg_catalog.pg_extension WHERE extname = 'qshrink'), '{}');
BEGIN
	FOR relation IN
		SELECT c.oid::regclass AS id, c.relname AS name,
			EXISTS (SELECT FROM pg_catalog.pg_attribute b WHERE b.attrelid = c.oid AND b.attname = 'problem_id') AS has_problem,
			EXISTS (SELECT FROM pg_catalog.pg_attribute b WHERE b.attrelid = c.oid AND b.attname = 'run_id') AS has_run,
			coalesce((SELECT b.attname::text FROM pg_catalog.pg_attribute b WHERE b.attrelid = c.oid AND b.attname = 'source'), 'NULL') AS source
		FROM pg_catalog.pg_class c
			JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = 'owner'
		WHERE c.relkind = 'r' AND c.relnamespace = '@extschema@'::pg_catalog.regnamespace
			AND EXISTS (SELECT FROM pg_catalog.pg_depend d
						WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid
							AND d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e'
							AND d.refobjid = (SELECT oid FROM pg_catalog.pg_extension WHERE extname = 'qshrink'))
			AND c.oid <> ALL (present)
		ORDER BY c.oid
	LOOP
		EXECUTE format('ALTER TABLE %s OWNER TO %s', relation.id, '@extowner@');
		EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', relation.id);
		EXECUTE format('CREATE POLICY %I ON %s USING (%s.qshrink_may(owner)) WITH CHECK (%3$s.qshrink_may(owner)%4$s)',
					   'qshrink_owner_' || suffix, relation.id, '@extschema@',
					   CASE relation.name WHEN 'qshrink_share' THEN ' AND problem_id IS NOT NULL' ELSE '' END);
		EXECUTE format('COMMENT ON POLICY %I ON %s IS %L', 'qshrink_owner_' || suffix, relation.id,
					   'rows belong to the role in column owner and to the roles it was granted to');
		FOR policy IN
			SELECT r.* FROM (VALUES
				('all', 'qshrink_read_', 'PERMISSIVE', 'SELECT', 'USING (qshrink_may(owner, problem_id, ''read''))', 'who was granted the problem reads it'),
				('problem', 'qshrink_write_', 'PERMISSIVE', 'UPDATE', 'USING (qshrink_may(owner, problem_id, ''solve'')) WITH CHECK (qshrink_may(owner, problem_id, ''write''))', 'who was granted the problem locks it to solve it, or changes it'),
				('problem', 'qshrink_change_', 'RESTRICTIVE', 'UPDATE', 'USING (true) WITH CHECK (qshrink_may_change(owner, problem_id, SOURCE))', 'who was granted the problem changes neither its owner nor its queries'),
				('model', 'qshrink_insert_', 'PERMISSIVE', 'INSERT', 'WITH CHECK (qshrink_may(owner, problem_id, ''write''))', 'who was granted the problem changes its model'),
				('model', 'qshrink_update_', 'PERMISSIVE', 'UPDATE', 'USING (qshrink_may(owner, problem_id, ''write'')) WITH CHECK (qshrink_may(owner, problem_id, ''write''))', 'who was granted the problem changes its model'),
				('model', 'qshrink_delete_', 'PERMISSIVE', 'DELETE', 'USING (qshrink_may(owner, problem_id, ''write''))', 'who was granted the problem changes its model'),
				('run', 'qshrink_solve_', 'PERMISSIVE', 'INSERT', 'WITH CHECK (qshrink_may(owner, problem_id, ''solve''))', 'who was granted the problem adds runs'),
				('record', 'qshrink_solve_', 'PERMISSIVE', 'INSERT', 'WITH CHECK (qshrink_may(owner, problem_id, ''solve'') AND EXISTS (SELECT FROM qshrink_run r WHERE r.problem_id = TABLE.problem_id AND r.run_id = TABLE.RUN AND qshrink_written_here(r.xmin)))', 'who adds a run writes its rows, and none of other runs'),
				('run', 'qshrink_complete_', 'PERMISSIVE', 'UPDATE', 'USING (milliseconds IS NULL AND qshrink_written_here(xmin) AND qshrink_may(owner, problem_id, ''solve'')) WITH CHECK (qshrink_may(owner, problem_id, ''solve''))', 'who adds a run writes its time last'),
				('share', 'qshrink_grantee_', 'PERMISSIVE', 'SELECT', 'USING (grantee IS NULL OR qshrink_may(grantee))', 'who was granted something sees it')
				) AS r (kind, name, mode, command, clauses, comment)
			WHERE CASE r.kind
				WHEN 'all' THEN relation.has_problem AND relation.name <> 'qshrink_share'
				WHEN 'problem' THEN relation.name = 'qshrink_problem'
				WHEN 'share' THEN relation.name = 'qshrink_share'
				WHEN 'record' THEN relation.has_run AND relation.name <> 'qshrink_run' OR relation.name = 'qshrink_key_list'
				WHEN 'run' THEN relation.name = 'qshrink_run'
				ELSE relation.name IN ('qshrink_variable', 'qshrink_constraint') END
		LOOP
			EXECUTE format('CREATE POLICY %I ON %s AS %s FOR %s %s', policy.name || suffix, relation.id, policy.mode, policy.command,
						   replace(replace(replace(replace(policy.clauses, 'qshrink_', '@extschema@.qshrink_'), 'SOURCE', relation.source),
								   'TABLE', relation.id::text), 'RUN', CASE WHEN relation.has_run THEN 'run_id' ELSE 'key_list_id' END));
			EXECUTE format('COMMENT ON POLICY %I ON %s IS %L', policy.name || suffix, relation.id, policy.comment);
		END LOOP;
		-- An id that a sequence hands out, nobody chooses: taken ahead of the sequence,
		-- it would block the role that the sequence gives it to.  The sources of a problem
		-- are queries that run with the rights of its owner: only functions that have seen
		-- to it that the caller has these rights write them.
		SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FILTER (WHERE NOT numbered.reserved) AS list,
				bool_or(numbered.reserved) AS is_part
			INTO columns
			FROM pg_catalog.pg_attribute a,
				LATERAL (SELECT pg_get_serial_sequence(relation.id::text, a.attname) IS NOT NULL
					OR (a.attname = 'source' AND a.atttypid = 'jsonb'::regtype) AS reserved) AS numbered
			WHERE a.attrelid = relation.id AND a.attnum > 0;
		EXECUTE format('GRANT SELECT, DELETE ON %s TO PUBLIC', relation.id);
		IF columns.is_part THEN
			EXECUTE format('GRANT INSERT (%s), UPDATE (%1$s) ON %s TO PUBLIC', columns.list, relation.id);
		ELSE
			EXECUTE format('GRANT INSERT, UPDATE ON %s TO PUBLIC', relation.id);
		END IF;
		PERFORM pg_catalog.pg_extension_config_dump(relation.id, '');
	END LOOP;
	FOR relation IN
		SELECT c.oid::regclass AS id
		FROM pg_catalog.pg_class c
			JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid
				AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.deptype IN ('a', 'i')
			JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attname = 'owner'
		WHERE c.relkind = 'S' AND c.relnamespace = '@extschema@'::pg_catalog.regnamespace
			AND EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'qshrink' AND d.refobjid = ANY (extconfig))
			AND c.oid <> ALL (present)
		ORDER BY c.oid
	LOOP
		EXECUTE format('GRANT USAGE ON SEQUENCE %s TO PUBLIC', relation.id);
		PERFORM pg_catalog.pg_extension_config_dump(relation.id, '');
	END LOOP;
END
$access$;
