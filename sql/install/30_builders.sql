-- ---------------------------------------------------------------------------
-- Building problems.  Arguments that hold SQL run as read-only queries with the
-- caller's rights and search path; the functions they call cannot write either
-- (README, "Who sees what").  Keys are of any type and cast to text; an array is a
-- key of several parts, one an element.

CREATE FUNCTION @extschema@.qshrink_create(name text, objective @extschema@.qubo, sense text DEFAULT 'min', keys text[] DEFAULT NULL)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'qshrink_create' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_create(text, @extschema@.qubo, text, text[]) IS
	'creates a problem with this objective and no constraints; keys names the variables in order, each by one text or (two-dimensional) by several; returns problem_id';

CREATE FUNCTION @extschema@.qshrink_mdkp(name text, items text, weights text, capacities text)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'qshrink_mdkp' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_mdkp(text, text, text, text) IS
	'creates a multi-dimensional knapsack problem from queries: items (item, profit), weights (resource, item, weight; what is missing is 0), capacities (resource, capacity); an array is a key of several parts; returns problem_id';

CREATE FUNCTION @extschema@.qshrink_mis(name text, edges text, nodes text DEFAULT NULL)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'qshrink_mis' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_mis(text, text, text) IS
	'creates a maximum (weight) independent set problem from queries: edges (a, b), nodes (node [, weight]; without it, the ends of edges with weight 1); an array is a key of several parts; returns problem_id';

CREATE FUNCTION @extschema@.qshrink_qap(name text, flows text, distances text, costs text DEFAULT NULL)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'qshrink_qap' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_qap(text, text, text, text) IS
	'creates a quadratic assignment problem from queries: flows (facility, facility, flow), distances (location, location, distance), costs (facility, location, cost); both directions count, what is missing is 0; an array is a key of several parts, and variables have those of the facility, then those of the location; returns problem_id';

CREATE FUNCTION @extschema@.qshrink_maxcut(name text, edges text)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'qshrink_maxcut' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_maxcut(text, text) IS
	'creates a max-cut problem from a query: edges (a, b [, weight]); weights of parallel edges add up, without weights they are one edge; an array is a key of several parts; returns problem_id';

CREATE FUNCTION @extschema@.qshrink_constrain(problem_id bigint, rows text)
	RETURNS integer
	AS 'MODULE_PATHNAME', 'qshrink_constrain' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_constrain(bigint, text) IS
	'adds constraints to a problem from a query with one row a term: (constraint label, variable, coefficient, sense, rhs); terms of one variable add up; a variable is named by its key, by an array if the key has several parts, or by its number (an integer) where no key is an integer; returns the number of constraints added';

CREATE FUNCTION @extschema@.qshrink_create_from_model(name text, model jsonb)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'qshrink_create_from_model' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_create_from_model(text, jsonb) IS
	'creates a problem from model-json, as qshrink_model returns it: {"sense", "n", "constant", "linear": [[i, c]], "quadratic": [[i, j, c]], or "flows", "distances", "costs"; "rows": [{"label", "sense", "rhs", "variables", "coefficients"}], "keys", "best_known", "name"}; a null name takes that of the model; returns problem_id';

CREATE FUNCTION @extschema@.qshrink_model(problem_id bigint)
	RETURNS jsonb
	AS 'MODULE_PATHNAME', 'qshrink_model' LANGUAGE C STABLE PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION @extschema@.qshrink_model(bigint) IS
	'the whole constrained model as one JSON value (model-json), which qshrink_create_from_model and qshrink_import read';

CREATE FUNCTION @extschema@.qshrink_import(name text, content text, format text DEFAULT 'auto')
	RETURNS SETOF bigint
	AS 'MODULE_PATHNAME', 'qshrink_import' LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 1;
COMMENT ON FUNCTION @extschema@.qshrink_import(text, text, text) IS
	'creates the problems a file holds, given by its content; formats: orlib-mknap, dimacs, qaplib (the best value known may stand behind the order), rudy, bqp, qs (QOBLIB), qbsolv, model-json, or auto if all that read it agree; a sense and an ObjectiveOffset stated in comments are obeyed (bqp and rudy maximise otherwise, qs and qbsolv minimise); keys are the numbers of the file, the optimum of the file becomes best_known; a null name takes those of the file; returns problem_id of each';
