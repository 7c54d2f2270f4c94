-- The manual's tables of options and settings, from the extension's own table:
--   psql -XAtq -f scripts/option-tables.sql
-- prints what stands between the marks of the same names in docs/solving.md and docs/operations.md.
CREATE TEMP VIEW option_values AS
	SELECT ordinality AS place, name, given_as, help,
		CASE WHEN choices IS NOT NULL THEN (SELECT string_agg('`' || c || '`', ', ' ORDER BY o) FROM unnest(choices) WITH ORDINALITY AS u (c, o))
			WHEN kind = 'boolean' THEN '`true`, `false`'
			WHEN minimum IS NULL AND maximum IS NULL THEN kind
			WHEN maximum IS NULL THEN kind || ' from ' || minimum
			WHEN kind = 'interval' THEN 'interval'
			WHEN name = 'memory_limit' THEN pg_size_pretty((minimum * 1024)::bigint) || ' to ' || pg_size_pretty((maximum * 1024)::bigint)
			ELSE kind || ', ' || minimum || ' to ' || maximum END AS values,
		coalesce('`' || default_value || '`', 'none') AS default_text
	FROM qshrink_options() WITH ORDINALITY;
CREATE TEMP VIEW option_tables AS
	SELECT 1 AS part, 0 AS place, '<!-- options -->' AS line
	UNION ALL SELECT 1, 1, '| option | of | values | default | meaning |'
	UNION ALL SELECT 1, 2, '| --- | --- | --- | --- | --- |'
	UNION ALL SELECT 1, 2 + place, format('| `%s` | %s | %s | %s | %s |', name, array_to_string(ARRAY(SELECT '`' || g || '`' FROM unnest(given_as) AS g WHERE g ~ '^q' AND NOT (g = 'qshrink_solve_model' AND 'qshrink_solve' = ANY (given_as))), ', '), values, default_text, help)
		FROM option_values WHERE given_as && '{qshrink_solve,qubo_sample,qshrink_encode,qshrink_import_counts,qshrink_circuit}'
	UNION ALL SELECT 1, 1000, '<!-- end of options -->'
	UNION ALL SELECT 2, 0, '<!-- settings -->'
	UNION ALL SELECT 2, 1, '| setting | values | default | meaning |'
	UNION ALL SELECT 2, 2, '| --- | --- | --- | --- |'
	UNION ALL SELECT 2, 2 + place, format('| `qshrink.%s` | %s | %s | %s |', name, values, default_text, help)
		FROM option_values WHERE 'setting' = ANY (given_as)
	UNION ALL SELECT 2, 1000, '<!-- end of settings -->';
SELECT line FROM option_tables ORDER BY part, place;
