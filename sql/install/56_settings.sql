-- ---------------------------------------------------------------------------
-- What a run was asked

CREATE FUNCTION @extschema@.qshrink_settings(settings jsonb) RETURNS jsonb
	AS 'MODULE_PATHNAME', 'qshrink_settings' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_settings(jsonb) IS
	'the settings of a run (qshrink_run.settings) with all options: those left out have their defaults, which are those of this version of the library; qshrink_run.version has the one that ran';
