-- ---------------------------------------------------------------------------
-- Problems that follow their data: finding, refreshing, editing and dropping them.

CREATE FUNCTION @extschema@.qshrink_id(name text) RETURNS bigint
	AS 'MODULE_PATHNAME', 'qshrink_id' LANGUAGE C STABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.qshrink_id(text) IS
	'problem_id of the problem of that name: the current role''s own, else the only one that it may see; several are an error';

CREATE FUNCTION @extschema@.qshrink_drop(problem_id bigint) RETURNS void
	AS 'MODULE_PATHNAME', 'qshrink_drop' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_drop(bigint) IS
	'drops a problem with its runs; waits for a solve of it to end';

CREATE FUNCTION @extschema@.qshrink_refresh(
		problem_id            bigint,
		OUT changed           boolean,
		OUT variables_added   integer,
		OUT variables_removed integer,
		OUT rows_changed      bigint)
	RETURNS record
	AS 'MODULE_PATHNAME', 'qshrink_refresh' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_refresh(bigint) IS
	'runs the queries a problem was made from again (qshrink_problem.source) and writes what has changed, nothing if nothing has; variables are known by their keys and keep their numbers where they can; rows_changed counts constraints added, changed or taken away.  What was added by hand stays: rows of qshrink_variable and qshrink_constraint whose source_id is null, products of the objective with such variables, best_known; rows of a source follow it again, and what was taken away by hand stays away.  Only roles with the rights of the owner may call it, and the queries run with those rights, under the search path they were written for.  An error of a query leaves the problem as it was, and so do a constraint added by hand that names a variable the queries do not give any more, and a label given twice';

CREATE FUNCTION @extschema@.qshrink_unconstrain(problem_id bigint, label text) RETURNS integer
	AS 'MODULE_PATHNAME', 'qshrink_unconstrain' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_unconstrain(bigint, text) IS
	'takes the constraint of that label away, also from what qshrink_refresh makes; a query of qshrink_constrain that has lost the last of its constraints is forgotten, with a notice; returns 1';

CREATE FUNCTION @extschema@.qshrink_objective(problem_id bigint, objective text, sense text DEFAULT NULL) RETURNS integer
	AS 'MODULE_PATHNAME', 'qshrink_objective' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_objective(bigint, text, text) IS
	'gives a problem another objective from a query: (variable, coefficient) or (variable, variable, coefficient), variables named as in qshrink_constrain; terms of one variable or pair add up, and where variables are null the term is linear or a constant; sense min or max, null: as it is; qshrink_refresh runs this query then; returns the number of terms';

CREATE FUNCTION @extschema@.qshrink_add_variables(problem_id bigint, variables text) RETURNS integer
	AS 'MODULE_PATHNAME', 'qshrink_add_variables' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_add_variables(bigint, text) IS
	'adds variables by hand from a query: (key [, coefficient in the objective]); a key that is there is an error; returns their number';

CREATE FUNCTION @extschema@.qshrink_remove_variables(problem_id bigint, variables text, cascade boolean DEFAULT false) RETURNS integer
	AS 'MODULE_PATHNAME', 'qshrink_remove_variables' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_remove_variables(bigint, text, boolean) IS
	'removes the variables a query names (key), also from what qshrink_refresh makes; a constraint or a product of the objective that names one is an error, or with cascade => true loses the term, as if the variable were 0; variables whose numbers lie past the new end move into the gaps; returns their number';
