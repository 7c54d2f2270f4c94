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
