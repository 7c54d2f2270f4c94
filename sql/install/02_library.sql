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

