-- ---------------------------------------------------------------------------
-- Ending a solve

CREATE FUNCTION @extschema@.qshrink_stop(pid integer) RETURNS boolean
	AS 'MODULE_PATHNAME', 'qshrink_stop' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_stop(integer) IS
	'ends the solve that the session of this process runs (see qshrink_progress) with its best answer so far: it is completed, stored with stop_reason stopped and returned; false: the process is not solving.  For those who may call pg_cancel_backend on it, which ends a solve without an answer';
