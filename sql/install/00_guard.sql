-- complain if the script is sourced in psql rather than run by CREATE EXTENSION
\echo Use "CREATE EXTENSION qshrink" to load this file. \quit


-- The script runs with the rights of a superuser in a schema that may belong to
-- anybody, so no name may be looked up there, in public or in pg_temp.  With this
-- path, which ends with the script:
--   - functions and operators without a schema are those of pg_catalog, as pg_temp
--     is never searched for them, and types and tables too, as pg_catalog comes
--     first and has all those used here; nobody but a superuser adds to it;
--   - so are the operators behind IN, BETWEEN, CASE, NULLIF and USING, which
--     cannot be qualified.
-- What belongs to the extension is created and named as @extschema@.name, with
-- arguments of exactly the declared types, so that no overload fits better.
-- What is looked up later (bodies of SQL functions in quotes, SQL in src/backend)
-- does not have this path: there everything is qualified, each operator as
-- OPERATOR(pg_catalog.=), and IN, BETWEEN, CASE x WHEN and USING are not written.
SET LOCAL search_path TO pg_catalog, pg_temp;
