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
