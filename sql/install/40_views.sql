-- ---------------------------------------------------------------------------
-- Looking at problems and runs.

CREATE FUNCTION qshrink_fingerprint(problem_id bigint) RETURNS text
	AS 'MODULE_PATHNAME', 'qshrink_fingerprint' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION qshrink_fingerprint(bigint) IS
	'equal for equal models: hash of sense, objective and constraints, but not of names, labels and keys';
