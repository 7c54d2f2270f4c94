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
		EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO PUBLIC', relation.id);
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
