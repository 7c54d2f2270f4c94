-- ---------------------------------------------------------------------------
-- Access for the tables, sequences and views that do not have it yet: all of them in a new
-- installation, the new ones (and new columns) in an upgrade.  Every table with a column owner belongs to the role that installs,
-- which can therefore dump and restore all rows (row-level security is not
-- forced on it); everybody else sees and writes the rows of roles they are, and of
-- others what qshrink_share says:
--
--   read   SELECT on all that belongs to the problem
--   solve  INSERT of runs, and of rows of runs by the transaction that writes the run
--          (a list of keys has the number of the run that it was written for), which also
--          completes it (UPDATE), while it has no time yet, both only within functions of
--          the extension, so that nobody believes what a grantee wrote by hand; and the
--          right to lock the problem, which a policy for UPDATE gives by its USING
--   write  INSERT, UPDATE and DELETE on variables and constraints, UPDATE of the problem
--          but for its owner and its queries
--
-- pg_dump repeats the policies of extension tables, so a policy must not have
-- the name that CREATE EXTENSION gives it when the dump is restored: names end
-- in a random suffix.  Equal permissive policies add up to the same right.
-- (A parallel pg_restore does not know which tables of an extension refer to each
-- other: docs/operations.md says how to restore with jobs.)

DO $access$
DECLARE
	relation record;
	policy record;
	suffix text := left(gen_random_uuid()::text, 8);
	-- in an upgrade it may be a superuser who owns the extension, after pg_upgrade always
	installer text := coalesce((SELECT quote_ident(r.rolname) FROM pg_catalog.pg_extension e
		JOIN pg_catalog.pg_class c ON c.oid = e.extconfig[1] JOIN pg_catalog.pg_roles r ON r.oid = c.relowner WHERE e.extname = 'qshrink'), '@extowner@');
	present oid[] := coalesce((SELECT extconfig FROM pg_catalog.pg_extension WHERE extname = 'qshrink'), '{}');
BEGIN
	FOR relation IN
		SELECT c.oid::regclass AS id, c.relname AS name,
			EXISTS (SELECT FROM pg_catalog.pg_attribute b WHERE b.attrelid = c.oid AND b.attname = 'problem_id') AS has_problem,
			EXISTS (SELECT FROM pg_catalog.pg_attribute b WHERE b.attrelid = c.oid AND b.attname = 'run_id') AS has_run,
			coalesce((SELECT b.attname::text FROM pg_catalog.pg_attribute b WHERE b.attrelid = c.oid AND b.attname = 'source'), 'NULL') AS source
		FROM pg_catalog.pg_class c
			JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = 'owner'
		WHERE c.relkind = 'r' AND c.relnamespace = '@extschema@'::pg_catalog.regnamespace
			AND EXISTS (SELECT FROM pg_catalog.pg_depend d
						WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid
							AND d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e'
							AND d.refobjid = (SELECT oid FROM pg_catalog.pg_extension WHERE extname = 'qshrink'))
			AND c.oid <> ALL (present)
		ORDER BY c.oid
	LOOP
		EXECUTE format('ALTER TABLE %s OWNER TO %s', relation.id, installer);
		EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', relation.id);
		EXECUTE format('CREATE POLICY %I ON %s USING (%s.qshrink_may(owner)) WITH CHECK (%3$s.qshrink_may(owner)%4$s)',
					   'qshrink_owner_' || suffix, relation.id, '@extschema@',
					   CASE relation.name WHEN 'qshrink_share' THEN ' AND problem_id IS NOT NULL' ELSE '' END);
		EXECUTE format('COMMENT ON POLICY %I ON %s IS %L', 'qshrink_owner_' || suffix, relation.id,
					   'rows belong to the role in column owner and to the roles it was granted to');
		FOR policy IN
			SELECT r.* FROM (VALUES
				('all', 'qshrink_read_', 'PERMISSIVE', 'SELECT', 'USING (qshrink_may(owner, problem_id, ''read''))', 'who was granted the problem reads it'),
				('problem', 'qshrink_write_', 'PERMISSIVE', 'UPDATE', 'USING (qshrink_may(owner, problem_id, ''solve'')) WITH CHECK (qshrink_may(owner, problem_id, ''write''))', 'who was granted the problem locks it to solve it, or changes it'),
				('problem', 'qshrink_change_', 'RESTRICTIVE', 'UPDATE', 'USING (true) WITH CHECK (qshrink_may_change(owner, problem_id, SOURCE))', 'who was granted the problem changes neither its owner nor its queries'),
				('model', 'qshrink_insert_', 'PERMISSIVE', 'INSERT', 'WITH CHECK (qshrink_may(owner, problem_id, ''write''))', 'who was granted the problem changes its model'),
				('model', 'qshrink_update_', 'PERMISSIVE', 'UPDATE', 'USING (qshrink_may(owner, problem_id, ''write'')) WITH CHECK (qshrink_may(owner, problem_id, ''write''))', 'who was granted the problem changes its model'),
				('model', 'qshrink_delete_', 'PERMISSIVE', 'DELETE', 'USING (qshrink_may(owner, problem_id, ''write''))', 'who was granted the problem changes its model'),
				('run', 'qshrink_solve_', 'PERMISSIVE', 'INSERT', 'WITH CHECK (qshrink_may(owner, problem_id, ''solve''))', 'who was granted the problem adds runs'),
				('record', 'qshrink_solve_', 'PERMISSIVE', 'INSERT', 'WITH CHECK (qshrink_may(owner, problem_id, ''solve'') AND EXISTS (SELECT FROM qshrink_run r WHERE r.problem_id = TABLE.problem_id AND r.run_id = TABLE.RUN AND qshrink_written_here(r.xmin)))', 'who adds a run writes its rows, and none of other runs'),
				('run', 'qshrink_complete_', 'PERMISSIVE', 'UPDATE', 'USING (milliseconds IS NULL AND qshrink_written_here(xmin) AND qshrink_may(owner, problem_id, ''solve'')) WITH CHECK (qshrink_may(owner, problem_id, ''solve''))', 'who adds a run writes its time last'),
				('stored', 'qshrink_stored_', 'RESTRICTIVE', 'INSERT', 'WITH CHECK (qshrink_may(owner) OR qshrink_is_storing())', 'rows of runs of others'' problems are written by the functions of the extension alone'),
				('stored', 'qshrink_completed_', 'RESTRICTIVE', 'UPDATE', 'USING (true) WITH CHECK (qshrink_may(owner) OR qshrink_is_storing())', 'rows of runs of others'' problems are written by the functions of the extension alone'),
				('share', 'qshrink_grantee_', 'PERMISSIVE', 'SELECT', 'USING (grantee IS NULL OR qshrink_may(grantee))', 'who was granted something sees it')
				) AS r (kind, name, mode, command, clauses, comment)
			WHERE CASE r.kind
				WHEN 'all' THEN relation.has_problem AND relation.name <> 'qshrink_share'
				WHEN 'problem' THEN relation.name = 'qshrink_problem'
				WHEN 'share' THEN relation.name = 'qshrink_share'
				WHEN 'record' THEN relation.has_run AND relation.name NOT IN ('qshrink_run', 'qshrink_task') OR relation.name = 'qshrink_key_list'
				WHEN 'run' THEN relation.name = 'qshrink_run'
				WHEN 'stored' THEN relation.has_run AND relation.name <> 'qshrink_task' OR relation.name = 'qshrink_key_list'
				ELSE relation.name IN ('qshrink_variable', 'qshrink_constraint') END
		LOOP
			EXECUTE format('CREATE POLICY %I ON %s AS %s FOR %s %s', policy.name || suffix, relation.id, policy.mode, policy.command,
						   replace(replace(replace(replace(policy.clauses, 'qshrink_', '@extschema@.qshrink_'), 'SOURCE', relation.source),
								   'TABLE', relation.id::text), 'RUN', CASE WHEN relation.has_run THEN 'run_id' ELSE 'key_list_id' END));
			EXECUTE format('COMMENT ON POLICY %I ON %s IS %L', policy.name || suffix, relation.id, policy.comment);
		END LOOP;
		EXECUTE format('GRANT SELECT, DELETE ON %s TO PUBLIC', relation.id);
		PERFORM pg_catalog.pg_extension_config_dump(relation.id, '');
	END LOOP;
	-- An id that a sequence hands out, nobody chooses: taken ahead of the sequence,
	-- it would block the role that the sequence gives it to.  The sources of a problem
	-- are queries that run with the rights of its owner: only functions that have seen
	-- to it that the caller has these rights write them.  Where a table has such columns,
	-- the others are granted one by one, and new ones in an upgrade; what was granted once
	-- and revoked since stays so, as the initial privileges tell.
	FOR relation IN
		SELECT t.oid::regclass AS id, t.oid <> ALL (present) AS is_new,
			string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FILTER (WHERE NOT numbered.reserved
				AND NOT EXISTS (SELECT FROM pg_catalog.pg_init_privs i WHERE i.classoid = 'pg_catalog.pg_class'::regclass
								AND i.objoid = t.oid AND i.objsubid = a.attnum)) AS columns,
			bool_or(numbered.reserved) AS is_part
		FROM pg_catalog.pg_extension e
			JOIN pg_catalog.pg_class t ON t.oid = ANY (e.extconfig) AND t.relkind = 'r'
			JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped,
			LATERAL (SELECT pg_get_serial_sequence(t.oid::regclass::text, a.attname) IS NOT NULL
				OR (a.attname = 'source' AND a.atttypid = 'jsonb'::regtype) AS reserved) AS numbered
		WHERE e.extname = 'qshrink'
		GROUP BY t.oid
		ORDER BY t.oid
	LOOP
		IF relation.is_part AND relation.columns IS NOT NULL THEN
			EXECUTE format('GRANT INSERT (%s), UPDATE (%1$s) ON %s TO PUBLIC', relation.columns, relation.id);
		ELSIF relation.is_new AND NOT relation.is_part THEN
			EXECUTE format('GRANT INSERT, UPDATE ON %s TO PUBLIC', relation.id);
		END IF;
	END LOOP;
	FOR relation IN
		SELECT c.oid::regclass AS id
		FROM pg_catalog.pg_class c
			JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid
				AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.deptype IN ('a', 'i')
			JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attname = 'owner'
		WHERE c.relkind = 'S' AND c.relnamespace = '@extschema@'::pg_catalog.regnamespace
			AND EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'qshrink' AND d.refobjid = ANY (extconfig))
			AND c.oid <> ALL (present)
		ORDER BY c.oid
	LOOP
		EXECUTE format('GRANT USAGE ON SEQUENCE %s TO PUBLIC', relation.id);
		PERFORM pg_catalog.pg_extension_config_dump(relation.id, '');
	END LOOP;
	-- Views show what the caller may see anyway (security_invoker).
	FOR relation IN
		SELECT c.oid::regclass AS id
		FROM pg_catalog.pg_class c
			JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
			JOIN pg_catalog.pg_extension e ON d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.refobjid = e.oid AND e.extname = 'qshrink'
		WHERE c.relkind = 'v' AND NOT EXISTS (SELECT FROM pg_catalog.pg_init_privs i
											  WHERE i.classoid = 'pg_catalog.pg_class'::regclass AND i.objoid = c.oid)
		ORDER BY c.oid
	LOOP
		EXECUTE format('GRANT SELECT ON %s TO PUBLIC', relation.id);
	END LOOP;
END
$access$;
