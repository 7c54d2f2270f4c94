-- Writes docs/reference.md from the catalogue of a database that has the extension:
-- what every type, function, operator, table, view and setting says of itself.
--   psql -X -q -A -t -f scripts/reference.sql
\set ON_ERROR_STOP 1
SET client_min_messages = warning;
LOAD 'qshrink';
SELECT format('SET search_path TO %I, pg_catalog', n.nspname)
FROM pg_catalog.pg_extension AS e JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
WHERE e.extname = 'qshrink' \gexec
SET extra_float_digits = 0;

CREATE TEMP VIEW member AS
	SELECT d.classid, d.objid
	FROM pg_depend AS d JOIN pg_extension AS e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
	WHERE e.extname = 'qshrink' AND d.deptype = 'e';

\echo '# Reference'
\echo
\echo 'Every type, function, operator, table, view and setting, with the comment it carries in the'
\echo 'database (`\\dx+ qshrink`, `\\df+`, `\\d+`). Written by `scripts/reference`; a test compares it with the'
\echo 'catalogue.'

\echo
\echo '## Types'
\echo
SELECT format(E'### `%s`\n\n%s.\n', format_type(t.oid, NULL), obj_description(t.oid, 'pg_type'))
FROM pg_type AS t JOIN member AS m ON m.classid = 'pg_type'::regclass AND m.objid = t.oid
WHERE t.typtype IN ('b', 'd') AND t.typcategory <> 'A'
ORDER BY t.oid;

\echo '## Functions'
\echo
SELECT format(E'### `%s`\n\n```\n%s(%s) -> %s\n```\n%s.\n\n%s.\n',
	p.proname, p.proname,
	pg_get_function_arguments(p.oid),
	coalesce(pg_get_function_result(p.oid), 'nothing'),
	obj_description(p.oid, 'pg_proc'),
	concat_ws(', ',
		CASE p.prokind WHEN 'a' THEN 'Aggregate' WHEN 'p' THEN 'Procedure' WHEN 'w' THEN 'Window function' ELSE 'Function' END,
		CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END,
		CASE p.proparallel WHEN 's' THEN 'parallel safe' WHEN 'r' THEN 'parallel restricted' ELSE 'not parallel' END,
		CASE WHEN p.proisstrict THEN 'null for a null argument' END))
FROM pg_proc AS p JOIN member AS m ON m.classid = 'pg_proc'::regclass AND m.objid = p.oid
WHERE NOT EXISTS (SELECT 1 FROM pg_type AS t JOIN member AS tm ON tm.classid = 'pg_type'::regclass AND tm.objid = t.oid
				  WHERE p.oid IN (t.typinput, t.typoutput, t.typreceive, t.typsend))
  AND NOT EXISTS (SELECT 1 FROM pg_operator AS o WHERE o.oprcode = p.oid)
  AND NOT EXISTS (SELECT 1 FROM pg_aggregate AS a
				  WHERE p.oid IN (a.aggtransfn, a.aggfinalfn, a.aggcombinefn, a.aggserialfn, a.aggdeserialfn))
  AND NOT EXISTS (SELECT 1 FROM pg_amproc AS a WHERE a.amproc = p.oid)
  AND NOT EXISTS (SELECT 1 FROM pg_cast AS c WHERE c.castfunc = p.oid)
ORDER BY p.oid;

\echo '## Operators'
\echo
\echo '| operator | result | meaning |'
\echo '| --- | --- | --- |'
SELECT format('| `%s %s %s` | `%s` | %s |',
	format_type(nullif(o.oprleft, 0), NULL), replace(o.oprname, '|', '\|'), format_type(o.oprright, NULL),
	format_type(o.oprresult, NULL), obj_description(o.oid, 'pg_operator'))
FROM pg_operator AS o JOIN member AS m ON m.classid = 'pg_operator'::regclass AND m.objid = o.oid
ORDER BY o.oid;

\echo
\echo '## Casts'
\echo
\echo '| from | to | when | meaning |'
\echo '| --- | --- | --- | --- |'
SELECT format('| `%s` | `%s` | %s | %s |', format_type(c.castsource, NULL), format_type(c.casttarget, NULL),
	CASE c.castcontext WHEN 'i' THEN 'implicit' WHEN 'a' THEN 'in assignments' ELSE 'explicit' END,
	obj_description(c.oid, 'pg_cast'))
FROM pg_cast AS c JOIN member AS m ON m.classid = 'pg_cast'::regclass AND m.objid = c.oid
ORDER BY c.oid;

\echo
\echo '## Tables and views'
\echo
SELECT format(E'### `%s` (%s)\n\n%s.\n\n| column | type | meaning |\n| --- | --- | --- |\n%s\n',
	c.relname, CASE c.relkind WHEN 'v' THEN 'view' ELSE 'table' END, obj_description(c.oid, 'pg_class'),
	(SELECT string_agg(format('| `%s` | `%s` | %s |', a.attname, format_type(a.atttypid, a.atttypmod),
			coalesce(replace(col_description(c.oid, a.attnum), '|', '\|'), '')), E'\n' ORDER BY a.attnum)
	 FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped))
FROM pg_class AS c JOIN member AS m ON m.classid = 'pg_class'::regclass AND m.objid = c.oid
WHERE c.relkind IN ('r', 'p', 'v')
ORDER BY c.relkind, c.oid;

\echo '## Settings'
\echo
\echo '| setting | type | default | range | who may set it | meaning |'
\echo '| --- | --- | --- | --- | --- | --- |'
SELECT format('| `%s` | %s | `%s` | %s | %s | %s |', name, vartype, boot_val || coalesce(' ' || unit, ''),
	coalesce(CASE WHEN vartype = 'enum' THEN array_to_string(enumvals, ', ') ELSE min_val || ' to ' || max_val END, ''),
	CASE context WHEN 'user' THEN 'everybody' WHEN 'superuser' THEN 'superusers' ELSE context END,
	concat_ws(' ', short_desc, extra_desc))
FROM pg_settings WHERE name LIKE 'qshrink.%' ORDER BY name COLLATE "C";
