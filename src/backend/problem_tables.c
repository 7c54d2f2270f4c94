/*
 * problem_tables.c
 *	  The extension's tables as C code knows them, and the one check that they are
 *	  still so.
 */
#include "compat.h"

#include "access/relation.h"
#include "access/table.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "problem_tables.h"
#include "shard_check.h"

typedef struct Column
{
	const char *name;
	Oid			type;
	const char *own;			/* or the extension's type of this name */
	bool		not_null;
} Column;

/* sql/install/20_tables.sql; test/t/column_types.t changes each column of each
 * table and so finds what is missing here. */
static const Column problem_column[] = {
	{"problem_id", INT8OID, NULL, true},
	{"owner", InvalidOid, "qshrink_role", true},
	{"name", TEXTOID, NULL, true},
	{"sense", TEXTOID, NULL, true},
	{"n_variables", INT4OID, NULL, true},
	{"objective", InvalidOid, "qubo", false},
	{"flows", FLOAT8ARRAYOID, NULL, false},
	{"distances", FLOAT8ARRAYOID, NULL, false},
	{"costs", FLOAT8ARRAYOID, NULL, false},
	{"best_known", FLOAT8OID, NULL, false},
	{"source", JSONBOID, NULL, false},
	{"created_at", TIMESTAMPTZOID, NULL, true},
};

static const Column variable_column[] = {
	{"problem_id", INT8OID, NULL, true},
	{"owner", InvalidOid, "qshrink_role", true},
	{"variable", INT4OID, NULL, true},
	{"keys", TEXTARRAYOID, NULL, true},
	{"weight", FLOAT8OID, NULL, false},
	{"lower", FLOAT8OID, NULL, false},
	{"source_id", INT4OID, NULL, false},
};

static const Column constraint_column[] = {
	{"problem_id", INT8OID, NULL, true},
	{"owner", InvalidOid, "qshrink_role", true},
	{"constraint_id", INT4OID, NULL, true},
	{"label", TEXTOID, NULL, false},
	{"variables", INT4ARRAYOID, NULL, true},
	{"coefficients", FLOAT8ARRAYOID, NULL, false},
	{"sense", TEXTOID, NULL, true},
	{"rhs", FLOAT8OID, NULL, true},
	{"price", FLOAT8OID, NULL, false},
	{"shift", FLOAT8OID, NULL, true},
	{"source_id", INT4OID, NULL, false},
};

static const Column run_column[] = {
	{"problem_id", INT8OID, NULL, true},
	{"owner", InvalidOid, "qshrink_role", true},
	{"run_id", INT8OID, NULL, true},
	{"settings", JSONBOID, NULL, true},
	{"fixed", JSONBOID, NULL, false},
	{"changed_rhs", JSONBOID, NULL, false},
	{"scenario", TEXTOID, NULL, false},
	{"key_list_id", INT8OID, NULL, false},
	{"counts", JSONBOID, NULL, false},
	{"seed", INT8OID, NULL, false},
	{"fingerprint", TEXTOID, NULL, false},
	{"version", TEXTOID, NULL, false},
	{"solver", TEXTOID, NULL, true},
	{"status", TEXTOID, NULL, true},
	{"stop_reason", TEXTOID, NULL, false},
	{"proved_by", TEXTOID, NULL, false},
	{"proved_solutions", INT4OID, NULL, false},
	{"objective", FLOAT8OID, NULL, false},
	{"bound", FLOAT8OID, NULL, false},
	{"gap_to_bound", FLOAT8OID, NULL, false},
	{"n_variables", INT4OID, NULL, true},
	{"qubits", INT4OID, NULL, false},
	{"presolve_fixed", INT4OID, NULL, false},
	{"merge_fixed", INT4OID, NULL, false},
	{"rounds", INT4OID, NULL, false},
	{"best_round", INT4OID, NULL, false},
	{"raw_feasible_share", FLOAT8OID, NULL, false},
	{"repair_moves", INT8OID, NULL, false},
	{"polish_moves", INT8OID, NULL, false},
	{"circuit_depth", INT8OID, NULL, false},
	{"two_qubit_gates", INT8OID, NULL, false},
	{"peak_memory", INT8OID, NULL, false},
	{"spectrum", FLOAT8ARRAYOID, NULL, false},
	{"stage_milliseconds", JSONBOID, NULL, false},
	{"milliseconds", FLOAT8OID, NULL, false},
	{"started_at", TIMESTAMPTZOID, NULL, true},
	{"starts", INT4OID, NULL, false},
	{"best_start", INT4OID, NULL, false},
	{"start_objectives", FLOAT8ARRAYOID, NULL, false},
	{"decomposed_depth", INT8OID, NULL, false},
	{"decomposed_two_qubit_gates", INT8OID, NULL, false},
	{"swaps", INT8OID, NULL, false},
	{"error", TEXTOID, NULL, false},
	{"sqlstate", TEXTOID, NULL, false},
	{"task_id", INT8OID, NULL, false},
};

static const Column round_column[] = {
	{"problem_id", INT8OID, NULL, true},
	{"owner", InvalidOid, "qshrink_role", true},
	{"run_id", INT8OID, NULL, true},
	{"round", INT4OID, NULL, true},
	{"source", TEXTOID, NULL, false},
	{"perturbation", FLOAT8OID, NULL, false},
	{"qubits", INT4OID, NULL, false},
	{"n_variables", INT4OID, NULL, false},
	{"merges", INT4OID, NULL, false},
	{"rejected", INT4OID, NULL, false},
	{"undone", INT4OID, NULL, false},
	{"stop_reason", TEXTOID, NULL, false},
	{"distinct_shots", INT4OID, NULL, false},
	{"raw_feasible_share", FLOAT8OID, NULL, false},
	{"optimum_share", FLOAT8OID, NULL, false},
	{"raw_objective", FLOAT8OID, NULL, false},
	{"lowest_energy_objective", FLOAT8OID, NULL, false},
	{"repaired_objective", FLOAT8OID, NULL, false},
	{"polished_objective", FLOAT8OID, NULL, false},
	{"best_so_far", FLOAT8OID, NULL, false},
	{"repair_moves", INT8OID, NULL, false},
	{"polish_moves", INT8OID, NULL, false},
	{"expectation", FLOAT8OID, NULL, false},
	{"evaluations", INT4OID, NULL, false},
	{"angles", FLOAT8ARRAYOID, NULL, false},
	{"circuit_depth", INT8OID, NULL, false},
	{"two_qubit_gates", INT8OID, NULL, false},
	{"qubo", InvalidOid, "qubo", false},
	{"qubit_variable", INT4ARRAYOID, NULL, false},
	{"qubit_group", INT4ARRAYOID, NULL, false},
	{"warm", FLOAT8ARRAYOID, NULL, false},
	{"n_variables_before", INT4OID, NULL, false},
	{"spectrum", FLOAT8ARRAYOID, NULL, false},
	{"milliseconds", FLOAT8OID, NULL, false},
	{"shots", INT8OID, NULL, false},
	{"best_shots", INT8OID, NULL, false},
	{"shot_objective", FLOAT8OID, NULL, false},
	{"cvar", FLOAT8OID, NULL, false},
	{"optimization_shots", INT8OID, NULL, false},
	{"history_evaluations", INT4ARRAYOID, NULL, false},
	{"history_values", FLOAT8ARRAYOID, NULL, false},
	{"decomposed_depth", INT8OID, NULL, false},
	{"decomposed_two_qubit_gates", INT8OID, NULL, false},
	{"swaps", INT8OID, NULL, false},
	{"noisy_expectation", FLOAT8OID, NULL, false},
	{"mitigated_expectation", FLOAT8OID, NULL, false},
};

static const Column step_column[] = {
	{"problem_id", INT8OID, NULL, true},
	{"owner", InvalidOid, "qshrink_role", true},
	{"run_id", INT8OID, NULL, true},
	{"round", INT4OID, NULL, true},
	{"step", INT4OID, NULL, true},
	{"action", TEXTOID, NULL, true},
	{"variable", INT4OID, NULL, true},
	{"onto", INT4OID, NULL, false},
	{"relation", TEXTOID, NULL, false},
	{"correlation", FLOAT8OID, NULL, false},
	{"reason", TEXTOID, NULL, false},
	{"constraint_label", TEXTOID, NULL, false},
};

static const Column solution_column[] = {
	{"problem_id", INT8OID, NULL, true},
	{"owner", InvalidOid, "qshrink_role", true},
	{"run_id", INT8OID, NULL, true},
	{"rank", INT4OID, NULL, true},
	{"objective", FLOAT8OID, NULL, true},
	{"feasible", BOOLOID, NULL, true},
	{"assignment", VARBITOID, NULL, true},
	{"raw_assignment", VARBITOID, NULL, false},
	{"raw_objective", FLOAT8OID, NULL, false},
	{"raw_feasible", BOOLOID, NULL, false},
	{"raw_violations", INT4OID, NULL, false},
	{"repaired_objective", FLOAT8OID, NULL, false},
	{"violations", INT4OID, NULL, false},
	{"repair_moves", INT8OID, NULL, false},
	{"polish_moves", INT8OID, NULL, false},
	{"occurrences", INT8OID, NULL, false},
	{"round", INT4OID, NULL, false},
	{"start", INT4OID, NULL, false},
};

static const Column incumbent_column[] = {
	{"problem_id", INT8OID, NULL, true},
	{"owner", InvalidOid, "qshrink_role", true},
	{"run_id", INT8OID, NULL, true},
	{"step", INT4OID, NULL, true},
	{"milliseconds", FLOAT8OID, NULL, true},
	{"objective", FLOAT8OID, NULL, true},
	{"bound", FLOAT8OID, NULL, false},
	{"found_by", TEXTOID, NULL, true},
	{"round", INT4OID, NULL, true},
};

static const Column shot_column[] = {
	{"problem_id", INT8OID, NULL, true},
	{"owner", InvalidOid, "qshrink_role", true},
	{"run_id", INT8OID, NULL, true},
	{"round", INT4OID, NULL, true},
	{"shot", INT4OID, NULL, true},
	{"occurrences", INT8OID, NULL, true},
	{"energy", FLOAT8OID, NULL, false},
	{"objective", FLOAT8OID, NULL, true},
	{"feasible", BOOLOID, NULL, true},
	{"violations", INT4OID, NULL, true},
	{"assignment", VARBITOID, NULL, true},
	{"measured", VARBITOID, NULL, true},
};

static const Column key_list_column[] = {
	{"problem_id", INT8OID, NULL, true},
	{"owner", InvalidOid, "qshrink_role", true},
	{"key_list_id", INT8OID, NULL, true},
	{"first_variable", INT4OID, NULL, true},
	{"fingerprint", TEXTOID, NULL, true},
	{"key_texts", TEXTARRAYOID, NULL, true},
	{"weights", FLOAT8ARRAYOID, NULL, false},
	{"lowers", FLOAT8ARRAYOID, NULL, false},
};

static const Column share_column[] = {
	{"problem_id", INT8OID, NULL, false},
	{"owner", InvalidOid, "qshrink_role", true},
	{"grantee", InvalidOid, "qshrink_role", false},
	{"privilege", TEXTOID, NULL, true},
	{"granted_at", TIMESTAMPTZOID, NULL, true},
};

static const Column experiment_column[] = {
	{"experiment_id", INT8OID, NULL, true},
	{"owner", InvalidOid, "qshrink_role", true},
	{"name", TEXTOID, NULL, true},
	{"created_at", TIMESTAMPTZOID, NULL, true},
};

static const Column task_column[] = {
	{"problem_id", INT8OID, NULL, true},
	{"owner", InvalidOid, "qshrink_role", true},
	{"task_id", INT8OID, NULL, true},
	{"experiment_id", INT8OID, NULL, false},
	{"settings", JSONBOID, NULL, true},
	{"seed", INT8OID, NULL, true},
	{"state", TEXTOID, NULL, true},
	{"priority", INT4OID, NULL, true},
	{"run_at", TIMESTAMPTZOID, NULL, true},
	{"attempts", INT4OID, NULL, true},
	{"max_attempts", INT4OID, NULL, true},
	{"lease_until", TIMESTAMPTZOID, NULL, false},
	{"worker", TEXTOID, NULL, false},
	{"worker_pid", INT4OID, NULL, false},
	{"cancelling", BOOLOID, NULL, true},
	{"run_id", INT8OID, NULL, false},
	{"error", TEXTOID, NULL, false},
	{"sqlstate", TEXTOID, NULL, false},
	{"submitted_at", TIMESTAMPTZOID, NULL, true},
	{"claimed_at", TIMESTAMPTZOID, NULL, false},
	{"finished_at", TIMESTAMPTZOID, NULL, false},
	{"pause", INTERVALOID, NULL, false},
};

typedef struct Table
{
	const char *name;
	const Column *column;
	int			columns;
} Table;

static const Table tables[] = {
	{"qshrink_problem", problem_column, lengthof(problem_column)},
	{"qshrink_variable", variable_column, lengthof(variable_column)},
	{"qshrink_constraint", constraint_column, lengthof(constraint_column)},
	{"qshrink_key_list", key_list_column, lengthof(key_list_column)},
	{"qshrink_run", run_column, lengthof(run_column)},
	{"qshrink_round", round_column, lengthof(round_column)},
	{"qshrink_step", step_column, lengthof(step_column)},
	{"qshrink_solution", solution_column, lengthof(solution_column)},
	{"qshrink_incumbent", incumbent_column, lengthof(incumbent_column)},
	{"qshrink_shot", shot_column, lengthof(shot_column)},
	{"qshrink_share", share_column, lengthof(share_column)},
	{"qshrink_experiment", experiment_column, lengthof(experiment_column)},
	{"qshrink_task", task_column, lengthof(task_column)},
};

Oid
qshrink_own_type(Oid namespace, const char *name)
{
	Oid			type = GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum(name),
									   ObjectIdGetDatum(namespace));

	if (!OidIsValid(type))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("type \"%s\" is not in the schema of the extension", name)));
	return type;
}

static bool
is_not_null(TupleDesc descriptor, int k)
{
#if PG_VERSION_NUM >= 180000
	/* a NOT NULL that is NOT VALID promises nothing about older rows */
	return TupleDescCompactAttr(descriptor, k)->attnullability == ATTNULLABLE_VALID;
#else
	return TupleDescAttr(descriptor, k)->attnotnull;
#endif
}

/* Position of a column; where it was created in the usual case */
static int
find_column(TupleDesc descriptor, const char *name, int guess)
{
	for (int tried = 0; tried < descriptor->natts; tried++)
	{
		int			k = (guess + tried) % descriptor->natts;
		Form_pg_attribute attribute = TupleDescAttr(descriptor, k);

		if (!attribute->attisdropped && strcmp(NameStr(attribute->attname), name) == 0)
			return k;
	}
	return -1;
}

static void
require_column(Oid namespace, Relation relation, const Column *column, int guess)
{
	TupleDesc	descriptor = RelationGetDescr(relation);
	int			k = find_column(descriptor, column->name, guess);
	Oid			expected;

	if (k < 0)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_COLUMN),
				 errmsg("column \"%s\" of table \"%s\" is missing",
						column->name, RelationGetRelationName(relation)),
				 errhint("The tables of the extension must keep the columns they were created with.")));
	expected = column->own ? qshrink_own_type(namespace, column->own) : column->type;
	if (TupleDescAttr(descriptor, k)->atttypid != expected)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("column \"%s\" of table \"%s\" has type %s instead of %s",
						column->name, RelationGetRelationName(relation),
						format_type_be(TupleDescAttr(descriptor, k)->atttypid),
						format_type_be(expected)),
				 errhint("The tables of the extension must keep the column types they were created with.")));
	if (column->not_null && !is_not_null(descriptor, k))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("column \"%s\" of table \"%s\" may hold nulls",
						column->name, RelationGetRelationName(relation)),
				 errhint("Use ALTER TABLE ... ALTER COLUMN ... SET NOT NULL.")));
}

/*
 * Tables found as they should be, and by which schema's types; a change of one of them, or
 * of any type, forgets it.
 */
static struct
{
	Oid			table;			/* InvalidOid: to be looked at */
	Oid			namespace;
}			checked[lengthof(tables)];
static uint64 changes;			/* heard of */

static void
forget_table(Datum argument, Oid relation)
{
	(void) argument;
	changes++;
	for (int k = 0; k < (int) lengthof(tables); k++)
		if (relation == InvalidOid || checked[k].table == relation)
			checked[k].table = InvalidOid;
}

static void
forget_types(Datum argument, int cache, uint32 hash)
{
	(void) cache;
	(void) hash;
	forget_table(argument, InvalidOid);
}

static void
listen_to_changes(void)
{
	static bool listening = false;

	if (listening)
		return;
	CacheRegisterRelcacheCallback(forget_table, (Datum) 0);
	CacheRegisterSyscacheCallback(TYPEOID, forget_types, (Datum) 0);
	listening = true;
}

static Relation
open_table(Oid namespace, const char *name)
{
	Oid			oid = get_relname_relid(name, namespace);
	Relation	relation = OidIsValid(oid) ? try_relation_open(oid, AccessShareLock) : NULL;

	if (relation == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("table \"%s\" is not in the schema of the extension", name)));
	if (relation->rd_rel->relkind != RELKIND_RELATION)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("\"%s\" is not a table", name)));
	return relation;
}

static void
look_at_table(Oid namespace, const Table *table)
{
	Relation	relation = open_table(namespace, table->name);

	for (int k = 0; k < table->columns; k++)
		require_column(namespace, relation, &table->column[k], k);
	qshrink_refuse_distributed(relation);
	relation_close(relation, NoLock);
}

/* Whatever the answer, the table stays as it is until the transaction ends: it is locked. */
static void
require_table(Oid namespace, int k)
{
	Oid			oid = get_relname_relid(tables[k].name, namespace);
	uint64		before;

	listen_to_changes();
	if (OidIsValid(oid) && checked[k].table == oid)
	{
		/* what others changed before is heard of now */
		LockRelationOid(oid, AccessShareLock);
		if (checked[k].table == oid && checked[k].namespace == namespace)
			return;
	}
	before = changes;
	look_at_table(namespace, &tables[k]);
	checked[k].table = changes == before ? oid : InvalidOid;
	checked[k].namespace = namespace;
}

static int
find_table(const char *name)
{
	for (int k = 0; k < (int) lengthof(tables); k++)
		if (strcmp(tables[k].name, name) == 0)
			return k;
	elog(ERROR, "unknown table \"%s\"", name);
}

const char *
qshrink_table(Oid namespace, const char *table)
{
	require_table(namespace, find_table(table));
	return quote_qualified_identifier(get_namespace_name(namespace), table);
}

Oid
qshrink_policy_table(Oid namespace, const char *name, const char *const *column, int columns)
{
	const Table *table = &tables[find_table(name)];
	Relation	relation = open_table(namespace, name);
	Oid			oid = RelationGetRelid(relation);

	for (int k = 0; k < table->columns; k++)
		for (int wanted = 0; wanted < columns; wanted++)
			if (strcmp(table->column[k].name, column[wanted]) == 0)
				require_column(namespace, relation, &table->column[k], k);
	relation_close(relation, NoLock);
	return oid;
}

void
qshrink_require_tables(Oid namespace)
{
	for (int k = 0; k < (int) lengthof(tables); k++)
		require_table(namespace, k);
}
