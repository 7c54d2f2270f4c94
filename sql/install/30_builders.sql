-- ---------------------------------------------------------------------------
-- Building problems.  Arguments that hold SQL run as read-only queries with the
-- caller's rights and search path; the functions they call cannot write either
-- (README, "Who sees what").  Keys are of any type and cast to text; an array is a
-- key of several parts, one an element.
--
-- Names are unique for each owner.  replace => true builds a problem of that name anew
-- in place: it keeps its problem_id and its runs (a run belongs to the model it solved),
-- becomes what the call says, and loses what was added to it; without it a name that is
-- taken is an error.

CREATE FUNCTION @extschema@.qshrink_create(name text, objective @extschema@.qubo, sense text DEFAULT 'min', keys text[] DEFAULT NULL, replace boolean DEFAULT false)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'qshrink_create' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_create(text, @extschema@.qubo, text, text[], boolean) IS
	'creates a problem with this objective and no constraints; keys names the variables in order, each by one text or (two-dimensional) by several; returns problem_id';

CREATE FUNCTION @extschema@.qshrink_define(name text, variables text, objective text, constraints text DEFAULT NULL, sense text DEFAULT 'min', replace boolean DEFAULT false)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'qshrink_define' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_define(text, text, text, text, text, boolean) IS
	'creates a problem from three queries that name everything by key.  variables: (key), binary, or (key, lower, upper), an integer between them (a null bound must follow from the constraints).  objective: (key, coefficient), (key, key2, coefficient), ...: a product of the keys that are not null, none a constant; terms of the same keys add up.  constraints: a row a term, (label, key, coefficient, sense, rhs [, price]); columns called key2, key3, ... behind key are further factors; a price makes the constraint soft: it costs that much per unit of violation; a null key adds no term; columns called condition (the key of a binary variable) and condition_value (0 or 1) at the end make the constraint hold only where that variable has that value.  An array is a key of several parts.  Returns problem_id';

CREATE FUNCTION @extschema@.qshrink_mdkp(name text, items text, weights text, capacities text, replace boolean DEFAULT false)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'qshrink_mdkp' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_mdkp(text, text, text, text, boolean) IS
	'creates a multi-dimensional knapsack problem from queries: items (item, profit), weights (resource, item, weight; what is missing is 0), capacities (resource, capacity); an array is a key of several parts; returns problem_id';

CREATE FUNCTION @extschema@.qshrink_mis(name text, edges text, nodes text DEFAULT NULL, replace boolean DEFAULT false)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'qshrink_mis' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_mis(text, text, text, boolean) IS
	'creates a maximum (weight) independent set problem from queries: edges (a, b), nodes (node [, weight]; without it, the ends of edges with weight 1); an array is a key of several parts; returns problem_id';

CREATE FUNCTION @extschema@.qshrink_qap(name text, flows text, distances text, costs text DEFAULT NULL, replace boolean DEFAULT false)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'qshrink_qap' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_qap(text, text, text, text, boolean) IS
	'creates a quadratic assignment problem from queries: flows (facility, facility, flow), distances (location, location, distance), costs (facility, location, cost); both directions count, what is missing is 0; an array is a key of several parts, and variables have those of the facility, then those of the location; returns problem_id';

CREATE FUNCTION @extschema@.qshrink_maxcut(name text, edges text, replace boolean DEFAULT false)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'qshrink_maxcut' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_maxcut(text, text, boolean) IS
	'creates a max-cut problem from a query: edges (a, b [, weight]); weights of parallel edges add up, without weights they are one edge; an array is a key of several parts; returns problem_id';

CREATE FUNCTION @extschema@.qshrink_constrain(problem_id bigint, rows text, replace boolean DEFAULT false)
	RETURNS integer
	AS 'MODULE_PATHNAME', 'qshrink_constrain' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_constrain(bigint, text, boolean) IS
	'adds constraints to a problem from a query with one row a term: (constraint label, variable, coefficient, sense, rhs); terms of one variable add up; a variable is named by its key, by an array if the key has several parts, or by its number (an integer) where no key is an integer; a null variable adds no term, so that a row may have none (0 >= 1); a label that is there already is an error, or with replace => true its constraint is replaced; the problem remembers the query for qshrink_refresh; returns the number of constraints of the query';

CREATE FUNCTION @extschema@.qshrink_create_from_model(name text, model jsonb, replace boolean DEFAULT false)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'qshrink_create_from_model' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_create_from_model(text, jsonb, boolean) IS
	'creates a problem from model-json, as qshrink_model returns it: {"sense", "n", "constant", "linear": [[i, c]], "quadratic": [[i, j, c]], or "flows", "distances", "costs"; "rows": [{"label", "sense", "rhs", "variables", "coefficients"}], "keys", "best_known", "name"}; a null name takes that of the model; returns problem_id';

CREATE FUNCTION @extschema@.qshrink_model(problem_id bigint)
	RETURNS jsonb
	AS 'MODULE_PATHNAME', 'qshrink_model' LANGUAGE C STABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.qshrink_model(bigint) IS
	'the whole constrained model as one JSON value (model-json), which qshrink_create_from_model and qshrink_import read';

CREATE TYPE @extschema@.qshrink_imported AS (
	problem_id bigint,
	name       text,
	format     text,
	sense      text,
	notes      text
);
COMMENT ON TYPE @extschema@.qshrink_imported IS 'a problem that qshrink_import made';
COMMENT ON COLUMN @extschema@.qshrink_imported.problem_id IS 'the problem';
COMMENT ON COLUMN @extschema@.qshrink_imported.name IS 'what it is called';
COMMENT ON COLUMN @extschema@.qshrink_imported.format IS 'the format that was read';
COMMENT ON COLUMN @extschema@.qshrink_imported.sense IS 'min or max: as asked for, else as the content says, else as is usual for the format';
COMMENT ON COLUMN @extschema@.qshrink_imported.notes IS 'what else is to be said, a line each: what was assumed or dropped, a constant in the objective, integers and their bits, auxiliary variables; null: nothing';

CREATE FUNCTION @extschema@.qshrink_import(name text, content text, format text DEFAULT 'auto', sense text DEFAULT NULL, replace boolean DEFAULT false)
	RETURNS SETOF @extschema@.qshrink_imported
	AS 'MODULE_PATHNAME', 'qshrink_import' LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 1;
COMMENT ON FUNCTION @extschema@.qshrink_import(text, text, text, text, boolean) IS
	'creates the problems a file holds, given by its content; formats: orlib-mknap, dimacs, qaplib (the best value known may stand behind the order, linear costs behind the matrices), rudy, bqp, qs (QOBLIB), qbsolv, ising (Pauli Z strings), lp, mps, opb, metis, dimacs-col (a colouring, only when named), model-json, or auto if all that read it agree; sense (min or max) overrules what the content says; a sense and an ObjectiveOffset stated in comments are obeyed (bqp and rudy maximise otherwise, qs and qbsolv minimise); keys and labels are the names of the file, where it has none its numbers; integers become bits, and the optimum of the file best_known; a null name takes those of the file, and where it has none, "problem <problem_id>"';

CREATE FUNCTION @extschema@.qshrink_export(problem_id bigint, format text)
	RETURNS text
	AS 'MODULE_PATHNAME', 'qshrink_export' LANGUAGE C STABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.qshrink_export(bigint, text) IS
	'the problem as text: lp, mps, opb, qs (QOBLIB), qbsolv, ising (Pauli Z strings) or model-json; names are keys and labels as far as the format has them, integers are whole again in lp and mps; an error where the format cannot hold the problem';
