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
