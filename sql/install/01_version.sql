-- Upgrade scripts repeat this: whoever has the old version checked is told by the change.
CREATE OR REPLACE FUNCTION @extschema@.qshrink_version() RETURNS text
	AS 'MODULE_PATHNAME', 'qshrink_version' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_version() IS
	'version of the library that the server has loaded; pg_extension.extversion is that of the SQL objects, and both should be the same';

