-- What is written with the rights of the owner of the tables fires the owner's triggers: names
-- in them are not looked up where the caller says.
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
\set ON_ERROR_STOP 1
BEGIN;
SELECT plan(3);
CREATE ROLE t_mallory;
CREATE SCHEMA t_evil AUTHORIZATION t_mallory;
CREATE TABLE t_evil.caught (who text);
GRANT INSERT ON t_evil.caught TO PUBLIC;
GRANT USAGE ON SCHEMA t_evil TO PUBLIC;

-- an audit as people write it
CREATE FUNCTION t_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM lower(NEW.name);
	RETURN NEW;
END $$;
CREATE TRIGGER t_audit BEFORE UPDATE ON qshrink_problem FOR EACH ROW EXECUTE FUNCTION t_audit();

SET LOCAL ROLE t_mallory;
CREATE FUNCTION t_evil.lower(text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO t_evil.caught VALUES (current_user);
	RETURN $1;
END $$;
SET LOCAL search_path TO t_evil, public, pg_catalog;
SELECT qshrink_maxcut('cut', 'VALUES (1, 2)') AS id \gset
SELECT qshrink_constrain(:id, $$VALUES ('row', 1, 1, '<=', 1)$$) AS added \gset
SELECT changed FROM qshrink_refresh(:id) \gset
RESET ROLE;
SET LOCAL search_path TO public;
SELECT is(:added, 1, 'a problem is built and constrained with the trigger there');
SELECT is((SELECT source ->> 0 IS NOT NULL FROM qshrink_problem WHERE problem_id = :id), true, 'its queries are kept');
SELECT is_empty($$SELECT DISTINCT who FROM t_evil.caught WHERE who <> 't_mallory'$$, 'nothing of the caller''s ran with the rights of the owner of the tables');
SELECT * FROM finish();
ROLLBACK;
