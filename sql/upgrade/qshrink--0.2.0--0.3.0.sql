-- From 0.2.0 to 0.3.0.  What a line "-- @part NAME" stands for is that part of the
-- install script, all of which is new since 0.2.0; the rest of this file repeats what
-- changed in the other parts.
\echo Use "ALTER EXTENSION qshrink UPDATE TO '0.3.0'" to load this file. \quit

-- sql/install/00_guard.sql says why.
SET LOCAL search_path TO pg_catalog, pg_temp;

-- @part 01_version.sql
-- @part 02_library.sql
-- @part 55_pure.sql
-- @part 57_prune.sql

-- Starts of a run
ALTER TABLE @extschema@.qshrink_run ADD COLUMN starts integer, ADD COLUMN best_start integer,
	ADD COLUMN start_objectives float8[];
COMMENT ON COLUMN @extschema@.qshrink_run.starts IS 'starts that count (option starts of qshrink_solve): all of them, or those up to the first that ended in a proof or at the target, or those that time allowed; null: the run is older than the column';
COMMENT ON COLUMN @extschema@.qshrink_run.best_start IS 'the start, from 1, whose record this is: rounds, steps, incumbents and the numbers of this row are its own, solutions those of all starts';
COMMENT ON COLUMN @extschema@.qshrink_run.start_objectives IS 'objective that each start reached, in their order; a null among them: that start found nothing feasible';
ALTER TABLE @extschema@.qshrink_solution ADD COLUMN start integer;
COMMENT ON COLUMN @extschema@.qshrink_solution.start IS 'start of the run that found it, from 1; round is one of that start';

-- Runs by time and by number
CREATE INDEX qshrink_run_started_at ON @extschema@.qshrink_run (started_at);
COMMENT ON INDEX @extschema@.qshrink_run_started_at IS 'runs by time, latest or oldest first';
CREATE INDEX qshrink_run_run_id ON @extschema@.qshrink_run (run_id);
COMMENT ON INDEX @extschema@.qshrink_run_run_id IS 'runs by number alone, whatever their problem';

-- It selected all columns of runs; new ones are none of its business.
-- @part 41_history.sql

-- @part 60_task.sql

-- Tables, columns, sequences and views that are new
-- @part 90_access.sql
