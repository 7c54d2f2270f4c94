-- From 0.2.0 to 0.3.0.  What a line "-- @part NAME" stands for is that part of the
-- install script, all of which is new since 0.2.0; the rest of this file repeats what
-- changed in the other parts.
\echo Use "ALTER EXTENSION qshrink UPDATE TO '0.3.0'" to load this file. \quit

-- sql/install/00_guard.sql says why.
SET LOCAL search_path TO pg_catalog, pg_temp;

-- @part 01_version.sql
-- @part 02_library.sql

-- Tables and sequences that are new
-- @part 90_access.sql
