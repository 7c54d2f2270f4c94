-- ---------------------------------------------------------------------------
-- Retention

CREATE PROCEDURE @extschema@.qshrink_prune(
		older_than    interval,
		keep_best     boolean DEFAULT true,
		steps_only    boolean DEFAULT false,
		INOUT removed bigint  DEFAULT NULL)
	AS 'MODULE_PATHNAME', 'qshrink_prune' LANGUAGE C;
COMMENT ON PROCEDURE @extschema@.qshrink_prune(interval, boolean, boolean, bigint) IS
	'removes the runs that began longer ago than older_than, with everything that belongs to them, of problems whose rows the current role may delete; with steps_only their steps only.  keep_best: of each problem the run stays that qshrink_selection answers by, or the proof that it has no solution.  removed: how many runs (or steps) went.  Commits after every thousand, unless it is called within a transaction block or a function';
