-- ---------------------------------------------------------------------------
-- Access.  Every table with a column owner belongs to the role that installs,
-- which can therefore dump and restore all rows (row-level security is not
-- forced on it); everybody else sees and writes the rows of roles they are.
--
-- pg_dump repeats the policies of extension tables, so a policy must not have
-- the name that CREATE EXTENSION gives it when the dump is restored: names end
-- in a random suffix.  Equal permissive policies add up to the same right.
-- (A parallel pg_restore does not know the order of tables that refer to each
-- other within an extension: restore with one job.)

DO $access$
DECLARE
	relation record;
	columns record;
	suffix text := left(gen_random_uuid()::text, 8);
BEGIN
	FOR relation IN
		SELECT c.oid::regclass AS id, c.relname AS name
		FROM pg_catalog.pg_class c
			JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = 'owner'
		WHERE c.relkind = 'r' AND c.relnamespace = '@extschema@'::pg_catalog.regnamespace
			AND EXISTS (SELECT FROM pg_catalog.pg_depend d
						WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid
							AND d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e'
							AND d.refobjid = (SELECT oid FROM pg_catalog.pg_extension WHERE extname = 'qshrink'))
		ORDER BY c.oid
	LOOP
		EXECUTE format('ALTER TABLE %s OWNER TO %s', relation.id, '@extowner@');
		EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', relation.id);
		EXECUTE format('CREATE POLICY %I ON %s USING (%s.qshrink_may(owner)) WITH CHECK (%3$s.qshrink_may(owner))',
					   'qshrink_owner_' || suffix, relation.id, '@extschema@');
		EXECUTE format('COMMENT ON POLICY %I ON %s IS %L', 'qshrink_owner_' || suffix, relation.id,
					   'rows belong to the role in column owner and to the roles it was granted to');
		-- An id that a sequence hands out, nobody chooses: taken ahead of the sequence,
		-- it would block the role that the sequence gives it to.
		SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FILTER (WHERE NOT numbered.by_sequence) AS list,
				bool_or(numbered.by_sequence) AS is_part
			INTO columns
			FROM pg_catalog.pg_attribute a,
				LATERAL (SELECT pg_get_serial_sequence(relation.id::text, a.attname) IS NOT NULL AS by_sequence) AS numbered
			WHERE a.attrelid = relation.id AND a.attnum > 0;
		EXECUTE format('GRANT SELECT, DELETE ON %s TO PUBLIC', relation.id);
		IF columns.is_part THEN
			EXECUTE format('GRANT INSERT (%s), UPDATE (%1$s) ON %s TO PUBLIC', columns.list, relation.id);
		ELSE
			EXECUTE format('GRANT INSERT, UPDATE ON %s TO PUBLIC', relation.id);
		END IF;
		PERFORM pg_catalog.pg_extension_config_dump(relation.id, '');
	END LOOP;
	FOR relation IN
		SELECT c.oid::regclass AS id
		FROM pg_catalog.pg_class c
			JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid
				AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.deptype IN ('a', 'i')
			JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attname = 'owner'
		WHERE c.relkind = 'S' AND c.relnamespace = '@extschema@'::pg_catalog.regnamespace
			AND EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'qshrink' AND d.refobjid = ANY (extconfig))
		ORDER BY c.oid
	LOOP
		EXECUTE format('GRANT USAGE ON SEQUENCE %s TO PUBLIC', relation.id);
		PERFORM pg_catalog.pg_extension_config_dump(relation.id, '');
	END LOOP;
END
$access$;

CREATE FUNCTION @extschema@.qshrink_reassign("from" text, "to" name) RETURNS bigint
	AS 'MODULE_PATHNAME', 'qshrink_reassign' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_reassign(text, name) IS
	'hands the problems of one role with all that belongs to them to another: those of the role of that name and of roles that are no more, or were missing when a dump was restored, and had that name ("?name": of these only); for the owner of the tables and superusers; returns the number of problems';
