-- Rules and triggers that the owner of the tables puts on them: what loses rows is an error with the
-- table's name, never a crash and never a run half written.
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
\set ON_ERROR_STOP 1
BEGIN;
SELECT plan(13);
SELECT qshrink_create('q', '{(0,0):-1,(1,1):2,(0,1):-3,(2,2):1,(1,2):-2}/3') AS id \gset
CREATE FUNCTION pg_temp.nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE FUNCTION pg_temp.refusal(tab text, change text, statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format(change, tab);
	EXECUTE statement;
	RETURN 'none';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
CREATE TEMP TABLE change AS VALUES ('CREATE TRIGGER nothing BEFORE INSERT ON %I FOR EACH ROW EXECUTE FUNCTION pg_temp.nothing()'),
	('CREATE RULE nothing AS ON INSERT TO %I DO INSTEAD NOTHING');
SELECT matches(pg_temp.refusal(tab, column1, format('SELECT * FROM qshrink_solve(%s, ''qaoa'', 2, rounds => 1, seed => 1, options => ''{"log": "all", "presolve": false, "proof": false}'')', :id)),
	format('^(55000 table "%s" took 0 rows instead of|0A000 cannot perform INSERT RETURNING)', tab), tab || ': ' || split_part(column1, ' nothing', 1))
FROM unnest('{qshrink_run,qshrink_round,qshrink_step,qshrink_solution}'::text[]) tab, change;
SELECT matches(pg_temp.refusal(tab, column1, $$SELECT qshrink_mis('g', 'SELECT 1, 2')$$), format('^(55000 table "%s" took 0 rows instead of|0A000 cannot perform INSERT RETURNING)', tab), tab || ': ' || split_part(column1, ' nothing', 1))
FROM unnest('{qshrink_variable,qshrink_constraint}'::text[]) tab, change;
SELECT is((SELECT count(*) FROM qshrink_run WHERE problem_id = :id), 0::bigint, 'nothing was half written');
SELECT * FROM finish();
ROLLBACK;
