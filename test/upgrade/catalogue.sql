-- The extension as the catalogues have it: a line for each property of each object, as
-- class, object, property, value between tabs.  It covers the members of the extension and
-- what belongs to them (columns, defaults, constraints, indexes, rules, policies, row and
-- array types, sequences), with every column of their rows, their definitions, comments,
-- grants and dependencies.  Oids are written as what they mean.  Left out is what is physical
-- (files, statistics, toast) and the random end of the names of policies.
--
-- psql -XAtq -f test/upgrade/catalogue.sql; may stand in a transaction.

SET search_path = '';
SET client_min_messages = warning;
CREATE FUNCTION pg_temp.named(class regclass, object oid, sub integer DEFAULT 0) RETURNS text LANGUAGE sql AS $$
	SELECT pg_catalog.regexp_replace(CASE WHEN object OPERATOR(pg_catalog.=) 0 THEN NULL
		ELSE pg_catalog.pg_describe_object(class, object, sub) END,
		'policy (qshrink_[a-z]+_)[0-9a-f]{8} ', 'policy \1* ')
$$;

-- A select of the rows of a catalogue as jsonb; key: the column that holds the object
CREATE FUNCTION pg_temp.rows_of(catalogue regclass, key text) RETURNS text LANGUAGE sql AS $$
	SELECT pg_catalog.format('SELECT pg_catalog.jsonb_build_object(%s) FROM %s AS c WHERE c.%I OPERATOR(pg_catalog.=) $1 %s',
		pg_catalog.string_agg(pg_catalog.format('%L, %s', a.attname,
			CASE WHEN k.is_array THEN pg_catalog.format('ARRAY(SELECT pg_temp.named(%L, u.o) FROM pg_catalog.unnest(c.%I::oid[]) WITH ORDINALITY AS u (o, n) ORDER BY n)', k.pktable, a.attname)
				WHEN k.pktable IS NOT NULL THEN pg_catalog.format('pg_temp.named(%L, c.%I::oid)', k.pktable, a.attname)
				WHEN a.atttypid = 'pg_catalog.aclitem[]'::regtype THEN pg_catalog.format('ARRAY(SELECT u::text FROM pg_catalog.unnest(c.%I) AS u ORDER BY 1)', a.attname)
				-- some builds of the server number the versions of a column there
				WHEN a.attname = 'attoptions' THEN 'pg_catalog.array_to_string(ARRAY(SELECT u FROM pg_catalog.unnest(c.attoptions) AS u WHERE u NOT LIKE ''pg_attver=%'' ORDER BY 1), '','')'
				WHEN a.attname = 'polname' THEN 'pg_catalog.left(c.polname, -8)'
				ELSE pg_catalog.format('c.%I::text', a.attname) END), ', ' ORDER BY a.attnum),
		catalogue, key, CASE WHEN catalogue = 'pg_catalog.pg_attribute'::regclass THEN 'AND NOT c.attisdropped' END)
	FROM pg_catalog.pg_attribute a
		LEFT JOIN pg_catalog.pg_get_catalog_foreign_keys() AS k ON k.fktable = catalogue AND k.fkcols = ARRAY[a.attname::text] AND k.pkcols = '{oid}'
	WHERE a.attrelid = catalogue AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid <> 'pg_catalog.pg_node_tree'::regtype
		AND a.attname <> ALL ('{oid,relfilenode,reltuples,relpages,relallvisible,relallfrozen,relfrozenxid,relminmxid,reltoastrelid,
			atthasmissing,attmissingval,attcacheoff,extconfig,extcondition,extversion,relhasindex,relhastriggers,relhasrules}')
$$;

CREATE TEMP TABLE object AS
WITH RECURSIVE extension AS (SELECT oid FROM pg_catalog.pg_extension WHERE extname = 'qshrink'),
found AS (
	SELECT 'pg_catalog.pg_extension'::regclass::oid AS classid, oid AS objid FROM extension
	UNION
	SELECT d.classid, d.objid FROM found JOIN pg_catalog.pg_depend d ON d.refclassid = found.classid AND d.refobjid = found.objid
	WHERE d.deptype IN ('e', 'i', 'a')
)
SELECT classid::regclass AS class, objid, pg_temp.named(classid::regclass, objid) AS name FROM found
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = objid AND classid = 'pg_catalog.pg_class'::regclass AND c.relnamespace = 'pg_toast'::regnamespace)
	AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger t WHERE t.oid = objid AND classid = 'pg_catalog.pg_trigger'::regclass AND t.tgisinternal);

CREATE TEMP TABLE property (class regclass, name text, property text, value text);

DO $$
DECLARE
	catalogue record;
	item record;
	row_of jsonb;
BEGIN
	FOR catalogue IN
		SELECT r.*, pg_temp.rows_of(r.id, r.key) AS query FROM (
			SELECT DISTINCT class AS class, class AS id, 'oid' AS key, NULL AS name FROM object
			UNION ALL SELECT 'pg_class', 'pg_attribute', 'attrelid', 'attname'
			UNION ALL SELECT 'pg_class', 'pg_index', 'indexrelid', NULL
			UNION ALL SELECT 'pg_class', 'pg_sequence', 'seqrelid', NULL
			UNION ALL SELECT 'pg_proc', 'pg_aggregate', 'aggfnoid', NULL
			UNION ALL SELECT 'pg_type', 'pg_range', 'rngtypid', NULL
			UNION ALL SELECT 'pg_type', 'pg_enum', 'enumtypid', 'enumlabel') AS r
	LOOP
		FOR item IN SELECT * FROM object WHERE class = catalogue.class LOOP
			FOR row_of IN EXECUTE catalogue.query USING item.objid LOOP
				INSERT INTO property
					SELECT catalogue.class, item.name || coalesce(', ' || (row_of ->> catalogue.name), ''), catalogue.id || '.' || key, value
					FROM pg_catalog.jsonb_each_text(row_of);
			END LOOP;
		END LOOP;
	END LOOP;
END
$$;

-- definitions, which the columns above have as trees of nodes
INSERT INTO property
SELECT class, name, 'definition', CASE class
		WHEN 'pg_catalog.pg_constraint'::regclass THEN pg_catalog.pg_get_constraintdef(objid)
		WHEN 'pg_catalog.pg_attrdef'::regclass THEN (SELECT pg_catalog.pg_get_expr(adbin, adrelid) FROM pg_catalog.pg_attrdef WHERE oid = objid)
		WHEN 'pg_catalog.pg_rewrite'::regclass THEN pg_catalog.pg_get_ruledef(objid)
		WHEN 'pg_catalog.pg_trigger'::regclass THEN pg_catalog.pg_get_triggerdef(objid)
		WHEN 'pg_catalog.pg_policy'::regclass THEN (SELECT pg_catalog.concat_ws(' with check ', pg_catalog.pg_get_expr(polqual, polrelid), pg_catalog.pg_get_expr(polwithcheck, polrelid)) FROM pg_catalog.pg_policy WHERE oid = objid)
		WHEN 'pg_catalog.pg_class'::regclass THEN (SELECT CASE relkind WHEN 'i' THEN pg_catalog.pg_get_indexdef(objid) END FROM pg_catalog.pg_class WHERE oid = objid)
		WHEN 'pg_catalog.pg_proc'::regclass THEN (SELECT CASE WHEN prokind = 'a' THEN pg_catalog.pg_get_function_arguments(objid) ELSE pg_catalog.pg_get_functiondef(objid) END FROM pg_catalog.pg_proc WHERE oid = objid) END
FROM object;

INSERT INTO property
SELECT o.class, pg_temp.named(o.class, o.objid, d.objsubid), 'comment', d.description
FROM object o JOIN pg_catalog.pg_description d ON d.classoid = o.class AND d.objoid = o.objid
UNION ALL
SELECT o.class, pg_temp.named(o.class, o.objid, p.objsubid), 'initial privileges', p.privtype::text || ' ' || ARRAY(SELECT u::text FROM pg_catalog.unnest(p.initprivs) AS u ORDER BY 1)::text
FROM object o JOIN pg_catalog.pg_init_privs p ON p.classoid = o.class AND p.objoid = o.objid
UNION ALL
SELECT o.class, pg_temp.named(o.class, o.objid, d.objsubid), 'depends on ' || pg_temp.named(d.refclassid::regclass, d.refobjid, d.refobjsubid), pg_catalog.string_agg(d.deptype::text, '' ORDER BY d.deptype)
FROM object o JOIN pg_catalog.pg_depend d ON d.classid = o.class AND d.objid = o.objid
GROUP BY o.class, o.objid, d.objsubid, d.refclassid, d.refobjid, d.refobjsubid
UNION ALL
SELECT o.class, o.name, 'rows dumped of ' || t.id, t.condition
FROM object o JOIN pg_catalog.pg_extension e ON o.class = 'pg_catalog.pg_extension'::regclass AND e.oid = o.objid,
	LATERAL ROWS FROM (unnest(e.extconfig::regclass[]), unnest(e.extcondition)) AS t (id, condition);

SELECT class || E'\t' || name || E'\t' || property || E'\t' || pg_catalog.replace(coalesce(value, '(none)'), E'\n', E'\n  ')
FROM property WHERE value IS NOT NULL ORDER BY 1;
DROP TABLE property, object;
