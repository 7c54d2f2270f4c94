-- ---------------------------------------------------------------------------
-- Several servers: numbers that do not meet, and copies that Citus may spread

CREATE FUNCTION @extschema@.qshrink_number_node(node integer) RETURNS void
	AS 'MODULE_PATHNAME', 'qshrink_number_node' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_number_node(integer) IS
	'lets this server number problems, runs and tasks from node * 2^48 on (0, the default: from 1), so that rows of several servers can be put together; what has a number keeps it.  For the owner of the tables.  A server that is a worker of Citus when the extension is created there has the number of its group; a restored dump begins at 0 again';

CREATE FUNCTION @extschema@.qshrink_distribute(
		schema          name,
		OUT table_name  text,
		OUT copied_rows bigint,
		OUT distributed boolean)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME', 'qshrink_distribute' LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 10;
COMMENT ON FUNCTION @extschema@.qshrink_distribute(name) IS
	'copies problems with all that belongs to them, as far as the caller sees them, into tables of the caller in that schema, which must be there: those of the extension by their names, qshrink_model (each problem as one value and its fingerprint), qshrink_answer (empty, for answers of the pure form), and views qshrink_selection and qshrink_history over them.  Who is granted SELECT on the copies sees rows of roles whose privileges it has (row-level security; qshrink_answer apart, which has no owner), not those that qshrink_grant shares.  Where the extension citus is, they are distributed by problem_id, colocated; otherwise they are plain tables, with a notice.  The tables of the extension stay where they are, and refuse to work once they are distributed themselves';

-- On a worker of Citus this runs when the coordinator creates the extension there.
DO $number$
DECLARE
	node integer;
BEGIN
	IF to_regclass('pg_catalog.pg_dist_local_group') IS NOT NULL THEN
		EXECUTE 'SELECT max(groupid) FROM pg_catalog.pg_dist_local_group' INTO node;
		IF node > 0 THEN
			PERFORM @extschema@.qshrink_number_node(node);
		END IF;
	END IF;
END
$number$;
