-- Operators, operator classes, casts and functions of type qubo.

-- Arithmetic

CREATE FUNCTION qubo_add(qubo, qubo) RETURNS qubo
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION qubo_add(qubo, qubo) IS 'sum of two functions, over the larger number of variables';

CREATE OPERATOR + (
	LEFTARG = qubo,
	RIGHTARG = qubo,
	FUNCTION = qubo_add,
	COMMUTATOR = +
);
COMMENT ON OPERATOR + (qubo, qubo) IS 'sum of two functions, over the larger number of variables';

CREATE FUNCTION qubo_subtract(qubo, qubo) RETURNS qubo
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION qubo_subtract(qubo, qubo) IS 'difference of two functions, over the larger number of variables';

CREATE OPERATOR - (
	LEFTARG = qubo,
	RIGHTARG = qubo,
	FUNCTION = qubo_subtract
);
COMMENT ON OPERATOR - (qubo, qubo) IS 'difference of two functions, over the larger number of variables';

CREATE FUNCTION qubo_negate(qubo) RETURNS qubo
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION qubo_negate(qubo) IS 'the function with its sign changed';

CREATE OPERATOR - (
	RIGHTARG = qubo,
	FUNCTION = qubo_negate
);
COMMENT ON OPERATOR - (NONE, qubo) IS 'the function with its sign changed';

CREATE FUNCTION qubo_multiply(qubo, double precision) RETURNS qubo
	AS 'MODULE_PATHNAME', 'qubo_multiply_float8' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION qubo_multiply(qubo, double precision) IS 'the function times a number';

CREATE OPERATOR * (
	LEFTARG = qubo,
	RIGHTARG = double precision,
	FUNCTION = qubo_multiply,
	COMMUTATOR = *
);
COMMENT ON OPERATOR * (qubo, double precision) IS 'the function times a number';

CREATE FUNCTION qubo_multiply(double precision, qubo) RETURNS qubo
	AS 'MODULE_PATHNAME', 'float8_multiply_qubo' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION qubo_multiply(double precision, qubo) IS 'a number times the function';

CREATE OPERATOR * (
	LEFTARG = double precision,
	RIGHTARG = qubo,
	FUNCTION = qubo_multiply,
	COMMUTATOR = *
);
COMMENT ON OPERATOR * (double precision, qubo) IS 'a number times the function';

CREATE FUNCTION qubo_add(qubo, double precision) RETURNS qubo
	AS 'MODULE_PATHNAME', 'qubo_add_float8' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION qubo_add(qubo, double precision) IS 'the function plus a constant';

CREATE OPERATOR + (
	LEFTARG = qubo,
	RIGHTARG = double precision,
	FUNCTION = qubo_add,
	COMMUTATOR = +
);
COMMENT ON OPERATOR + (qubo, double precision) IS 'the function plus a constant';

CREATE FUNCTION qubo_add(double precision, qubo) RETURNS qubo
	AS 'MODULE_PATHNAME', 'float8_add_qubo' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION qubo_add(double precision, qubo) IS 'a constant plus the function';

CREATE OPERATOR + (
	LEFTARG = double precision,
	RIGHTARG = qubo,
	FUNCTION = qubo_add,
	COMMUTATOR = +
);
COMMENT ON OPERATOR + (double precision, qubo) IS 'a constant plus the function';

CREATE FUNCTION qubo_subtract(qubo, double precision) RETURNS qubo
	AS 'MODULE_PATHNAME', 'qubo_subtract_float8' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION qubo_subtract(qubo, double precision) IS 'the function minus a constant';

CREATE OPERATOR - (
	LEFTARG = qubo,
	RIGHTARG = double precision,
	FUNCTION = qubo_subtract
);
COMMENT ON OPERATOR - (qubo, double precision) IS 'the function minus a constant';

CREATE FUNCTION qubo_subtract(double precision, qubo) RETURNS qubo
	AS 'MODULE_PATHNAME', 'float8_subtract_qubo' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION qubo_subtract(double precision, qubo) IS 'a constant minus the function';

CREATE OPERATOR - (
	LEFTARG = double precision,
	RIGHTARG = qubo,
	FUNCTION = qubo_subtract
);
COMMENT ON OPERATOR - (double precision, qubo) IS 'a constant minus the function';

-- Comparison: by number of variables, then term by term, then by offset

CREATE FUNCTION qubo_eq(qubo, qubo) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION qubo_eq(qubo, qubo) IS 'equal';

CREATE FUNCTION qubo_ne(qubo, qubo) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION qubo_ne(qubo, qubo) IS 'not equal';

CREATE FUNCTION qubo_lt(qubo, qubo) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION qubo_lt(qubo, qubo) IS 'less than';

CREATE FUNCTION qubo_le(qubo, qubo) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION qubo_le(qubo, qubo) IS 'less than or equal';

CREATE FUNCTION qubo_gt(qubo, qubo) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION qubo_gt(qubo, qubo) IS 'greater than';

CREATE FUNCTION qubo_ge(qubo, qubo) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION qubo_ge(qubo, qubo) IS 'greater than or equal';

CREATE OPERATOR = (
	LEFTARG = qubo,
	RIGHTARG = qubo,
	FUNCTION = qubo_eq,
	COMMUTATOR = =,
	NEGATOR = <>,
	RESTRICT = eqsel,
	JOIN = eqjoinsel,
	HASHES,
	MERGES
);
COMMENT ON OPERATOR = (qubo, qubo) IS 'equal';

CREATE OPERATOR <> (
	LEFTARG = qubo,
	RIGHTARG = qubo,
	FUNCTION = qubo_ne,
	COMMUTATOR = <>,
	NEGATOR = =,
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (qubo, qubo) IS 'not equal';

CREATE OPERATOR < (
	LEFTARG = qubo,
	RIGHTARG = qubo,
	FUNCTION = qubo_lt,
	COMMUTATOR = >,
	NEGATOR = >=,
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (qubo, qubo) IS 'less than';

CREATE OPERATOR <= (
	LEFTARG = qubo,
	RIGHTARG = qubo,
	FUNCTION = qubo_le,
	COMMUTATOR = >=,
	NEGATOR = >,
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (qubo, qubo) IS 'less than or equal';

CREATE OPERATOR > (
	LEFTARG = qubo,
	RIGHTARG = qubo,
	FUNCTION = qubo_gt,
	COMMUTATOR = <,
	NEGATOR = <=,
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (qubo, qubo) IS 'greater than';

CREATE OPERATOR >= (
	LEFTARG = qubo,
	RIGHTARG = qubo,
	FUNCTION = qubo_ge,
	COMMUTATOR = <=,
	NEGATOR = <,
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (qubo, qubo) IS 'greater than or equal';

CREATE FUNCTION qubo_cmp(qubo, qubo) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION qubo_cmp(qubo, qubo) IS 'order of two functions: negative, zero or positive';

CREATE FUNCTION qubo_hash(qubo) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION qubo_hash(qubo) IS 'hash';

CREATE FUNCTION qubo_hash_extended(qubo, bigint) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION qubo_hash_extended(qubo, bigint) IS 'hash with a seed';

CREATE OPERATOR FAMILY qubo_ops USING btree;
COMMENT ON OPERATOR FAMILY qubo_ops USING btree IS 'order of functions';

CREATE OPERATOR CLASS qubo_ops DEFAULT FOR TYPE qubo USING btree FAMILY qubo_ops AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 qubo_cmp(qubo, qubo);
COMMENT ON OPERATOR CLASS qubo_ops USING btree IS 'order by number of variables, terms and offset, for ORDER BY, GROUP BY and DISTINCT';

CREATE OPERATOR FAMILY qubo_ops USING hash;
COMMENT ON OPERATOR FAMILY qubo_ops USING hash IS 'hashing of functions';

CREATE OPERATOR CLASS qubo_ops DEFAULT FOR TYPE qubo USING hash FAMILY qubo_ops AS
	OPERATOR 1 =,
	FUNCTION 1 qubo_hash(qubo),
	FUNCTION 2 qubo_hash_extended(qubo, bigint);
COMMENT ON OPERATOR CLASS qubo_ops USING hash IS 'hashing, for hash joins and hash aggregates';

-- Energy

CREATE FUNCTION qubo_energy(qubo, bit varying) RETURNS double precision
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 200;
COMMENT ON FUNCTION qubo_energy(qubo, bit varying) IS 'value of the function at an assignment; the leftmost bit is variable 0';

CREATE FUNCTION qubo_energy(bit varying, qubo) RETURNS double precision
	AS 'MODULE_PATHNAME', 'bit_energy_qubo' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 200;
COMMENT ON FUNCTION qubo_energy(bit varying, qubo) IS 'value of the function at an assignment; the leftmost bit is variable 0';

CREATE OPERATOR @ (
	LEFTARG = qubo,
	RIGHTARG = bit varying,
	FUNCTION = qubo_energy,
	COMMUTATOR = @
);
COMMENT ON OPERATOR @ (qubo, bit varying) IS 'value of the function at an assignment; the leftmost bit is variable 0';

CREATE OPERATOR @ (
	LEFTARG = bit varying,
	RIGHTARG = qubo,
	FUNCTION = qubo_energy,
	COMMUTATOR = @
);
COMMENT ON OPERATOR @ (bit varying, qubo) IS 'value of the function at an assignment; the leftmost bit is variable 0';

-- Casts

CREATE FUNCTION qubo_to_jsonb(qubo) RETURNS jsonb
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION qubo_to_jsonb(qubo) IS 'JSON form {"n": 3, "offset": 0.5, "terms": [[0, 0, -1], [0, 1, 2.5]]}';

CREATE FUNCTION jsonb_to_qubo(jsonb) RETURNS qubo
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION jsonb_to_qubo(jsonb) IS 'function of a JSON form {"n": 3, "offset": 0.5, "terms": [[0, 0, -1], [0, 1, 2.5]]}';

CREATE FUNCTION array_to_qubo(double precision[]) RETURNS qubo
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION array_to_qubo(double precision[]) IS 'x''Qx of a square matrix Q: elements [i][j] and [j][i] add up';

CREATE FUNCTION array_to_qubo(real[]) RETURNS qubo
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION array_to_qubo(real[]) IS 'x''Qx of a square matrix Q: elements [i][j] and [j][i] add up';

CREATE FUNCTION array_to_qubo(integer[]) RETURNS qubo
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION array_to_qubo(integer[]) IS 'x''Qx of a square matrix Q: elements [i][j] and [j][i] add up';

CREATE FUNCTION array_to_qubo(numeric[]) RETURNS qubo
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION array_to_qubo(numeric[]) IS 'x''Qx of a square matrix Q: elements [i][j] and [j][i] add up';

CREATE CAST (qubo AS jsonb) WITH FUNCTION qubo_to_jsonb(qubo) AS ASSIGNMENT;
COMMENT ON CAST (qubo AS jsonb) IS 'as JSON';

CREATE CAST (jsonb AS qubo) WITH FUNCTION jsonb_to_qubo(jsonb) AS ASSIGNMENT;
COMMENT ON CAST (jsonb AS qubo) IS 'from JSON';

CREATE CAST (double precision[] AS qubo) WITH FUNCTION array_to_qubo(double precision[]) AS ASSIGNMENT;
COMMENT ON CAST (double precision[] AS qubo) IS 'x''Qx of a square matrix Q';

CREATE CAST (real[] AS qubo) WITH FUNCTION array_to_qubo(real[]) AS ASSIGNMENT;
COMMENT ON CAST (real[] AS qubo) IS 'x''Qx of a square matrix Q';

CREATE CAST (integer[] AS qubo) WITH FUNCTION array_to_qubo(integer[]) AS ASSIGNMENT;
COMMENT ON CAST (integer[] AS qubo) IS 'x''Qx of a square matrix Q';

CREATE CAST (numeric[] AS qubo) WITH FUNCTION array_to_qubo(numeric[]) AS ASSIGNMENT;
COMMENT ON CAST (numeric[] AS qubo) IS 'x''Qx of a square matrix Q';

-- Contraction

CREATE FUNCTION qubo_fix(q qubo, i integer, value boolean) RETURNS qubo
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 200;
COMMENT ON FUNCTION qubo_fix(qubo, integer, boolean) IS 'the function with variable i set to value; the number of variables stays';

CREATE FUNCTION qubo_merge(q qubo, i integer, j integer, equal boolean) RETURNS qubo
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 200;
COMMENT ON FUNCTION qubo_merge(qubo, integer, integer, boolean) IS 'the function with variable j replaced by variable i (equal) or by 1 - i; the number of variables stays';

-- Sampling

CREATE FUNCTION qubo_sample(
	q qubo,
	solver text DEFAULT 'qaoa',
	shots integer DEFAULT NULL,
	layers integer DEFAULT NULL,
	seed bigint DEFAULT NULL,
	options jsonb DEFAULT '{}',
	OUT assignment bit varying,
	OUT energy double precision,
	OUT occurrences bigint
) RETURNS SETOF record
	AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL SAFE COST 1000000 ROWS 100;
COMMENT ON FUNCTION qubo_sample(qubo, text, integer, integer, bigint, jsonb) IS 'assignments of low energy (it minimises), best first, and how often each was measured; NULL takes the qshrink.* setting, a NULL seed draws one';
