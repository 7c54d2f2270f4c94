-- ---------------------------------------------------------------------------
-- What a problem is, and why it has no solution

CREATE FUNCTION @extschema@.qshrink_conflict(
		problem_id        bigint,
		time_limit        interval DEFAULT '10 s',
		OUT constraint_id integer,
		OUT label         text,
		OUT irreducible   boolean)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME', 'qshrink_conflict'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000 ROWS 10;
COMMENT ON FUNCTION @extschema@.qshrink_conflict(bigint, interval) IS
	'constraints of a problem without a solution that cannot hold together, proved; the objective plays no part.  irreducible: without any one of them an assignment was found that meets the others; false: the time was up before that was known of all, so there may be fewer.  constraint_id is null for the rows a quadratic assignment problem implies.  No rows, and a notice: the problem has a solution.  Error no_data: neither was shown within time_limit (null: no limit, counted work only)';

CREATE FUNCTION @extschema@.qshrink_describe(problem_id bigint) RETURNS text
	AS 'MODULE_PATHNAME', 'qshrink_describe' LANGUAGE C STABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.qshrink_describe(bigint) IS
	'a problem in words for people: size, class and kinds of constraints as recognised, ranges of the numbers, what is not exact, runs of the model as it is, and the beginning of the model in algebra with keys and labels; never longer than a few pages, long names are cut, what is not plain in them is quoted and escaped';
