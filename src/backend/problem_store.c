/*
 * problem_store.c
 *	  Where problems go: a new one, or in place of another.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/fmgrprotos.h"
#include "utils/uuid.h"

#include "problem_sets.h"
#include "problem_source.h"
#include "problem_sql.h"
#include "problem_store.h"
#include "problem_tables.h"
#include "problem_update.h"
#include "role_type.h"
#include "saved_plan.h"

/* Ids in use that are passed over in search of a free one */
#define MOST_ATTEMPTS	10000

static void
store_keys(Oid namespace, const QshrinkProblem *problem, const QshrinkKeys *keys, int32 source)
{
	QshrinkRowSet set = qshrink_key_set();

	for (int v = 0; v < problem->n; v++)
	{
		int			count;

		qshrink_keys_of(keys, v, &count);
		if (count > 0)
			qshrink_key_put(&set, v, keys, source);
	}
	qshrink_key_insert(&set, namespace, problem);
}

void
qshrink_constraints_store(Oid namespace, const QshrinkProblem *problem)
{
	QshrinkRowSet set = qshrink_constraint_set();

	for (int r = 0; r < problem->rows; r++)
		if (problem->constraint_id[r] > 0)
			qshrink_constraint_put(&set, problem, r);
	qshrink_constraint_insert(&set, namespace, problem);
}

/* ---------------------------------------------------------------------------
 * The problem itself
 */
/* The name may have been taken by another session meanwhile */
static void
rethrow_name(const QshrinkProblem *problem, MemoryContext caller)
{
	ErrorData  *error;

	MemoryContextSwitchTo(caller);
	error = CopyErrorData();
	if (error->sqlerrcode != ERRCODE_UNIQUE_VIOLATION || error->constraint_name == NULL ||
		strcmp(error->constraint_name, "qshrink_problem_name") != 0)
		PG_RE_THROW();
	FlushErrorState();
	qshrink_refuse_name(problem->name, 0);
}

/*
 * Ids come from the sequence; those that the owner of the tables put in by hand
 * ahead of it are passed over.
 */
static void
insert_problem(QshrinkProblem *problem, Oid namespace, QshrinkProblemValues *row)
{
	MemoryContext caller = CurrentMemoryContext;
	const char *statement = psprintf("INSERT INTO %s (sense, n_variables, objective,"
									 " flows, distances, costs, best_known, name)"
									 " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
									 " ON CONFLICT (problem_id) DO NOTHING"
									 " RETURNING problem_id, owner",
									 qshrink_table(namespace, "qshrink_problem"));
	bool		is_null;
	int			attempts = 0;

	do
	{
		volatile int result = 0;

		PG_TRY();
		{
			result = qshrink_execute(statement, lengthof(row->type), row->type, row->value,
									 row->null, false, 0);
		}
		PG_CATCH();
		{
			rethrow_name(problem, caller);
		}
		PG_END_TRY();
		if (result != SPI_OK_INSERT_RETURNING)
			qshrink_check_written("qshrink_problem", result, 1);
		if (attempts++ == MOST_ATTEMPTS)
			ereport(ERROR,
					(errcode(ERRCODE_UNIQUE_VIOLATION),
					 errmsg("no problem_id is free among the next %d", MOST_ATTEMPTS),
					 errhint("The owner of the tables can set the sequence of qshrink_problem.problem_id past those in use.")));
		CHECK_FOR_INTERRUPTS();
	} while (SPI_processed == 0);
	problem->problem_id = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc,
													  1, &is_null));
	problem->owner_type = qshrink_own_type(namespace, "qshrink_role");
	problem->owner = DatumGetPointer(datumCopy(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc,
															 2, &is_null), false, -1));
}

char *
qshrink_name_of_number(int64 problem_id)
{
	return psprintf("problem " INT64_FORMAT, problem_id);
}

/* A problem without a name is called by its number, which it has only now */
static void
name_by_number(QshrinkProblem *problem, Oid namespace)
{
	Oid			types[] = {INT8OID, TEXTOID};
	Datum		values[] = {Int64GetDatum(problem->problem_id), 0};
	MemoryContext caller = CurrentMemoryContext;
	char	   *statement = psprintf("UPDATE %s SET name = $2 WHERE problem_id OPERATOR(pg_catalog.=) $1",
									 qshrink_table(namespace, "qshrink_problem"));

	problem->name = qshrink_name_of_number(problem->problem_id);
	values[1] = CStringGetTextDatum(problem->name);
	PG_TRY();
	{
		qshrink_check_written("qshrink_problem",
							  qshrink_execute(statement, 2, types, values, NULL, false, 0), 1);
	}
	PG_CATCH();
	{
		rethrow_name(problem, caller);
	}
	PG_END_TRY();
}

static void
store_new(Oid namespace, QshrinkProblem *problem, const QshrinkKeys *keys, int32 source)
{
	QshrinkProblemValues row;
	bool		named = problem->name != NULL;
	pg_uuid_t  *uuid;

	if (!named)
	{
		uuid = DatumGetUUIDP(DirectFunctionCall1(gen_random_uuid, (Datum) 0));
		problem->name = DatumGetCString(DirectFunctionCall1(uuid_out, UUIDPGetDatum(uuid)));
	}
	qshrink_problem_values(&row, namespace, problem);
	insert_problem(problem, namespace, &row);
	if (!named)
		name_by_number(problem, namespace);
	if (keys->part)
		store_keys(namespace, problem, keys, source);
	if (problem->rows > 0)
		qshrink_constraints_store(namespace, problem);
}

int64
qshrink_problem_store(QsHost *host, Oid namespace, const QshrinkProblem *problem,
					  const QshrinkKeys *keys, const QshrinkPlace *place, List *sources)
{
	QshrinkProblem stored = *problem;
	const QshrinkSource *builder = qshrink_source_builder(sources);
	int32		source = builder ? builder->number : 0;

	if (place->problem_id != 0)
		qshrink_problem_replace(host, namespace, place->problem_id, &stored, keys, source);
	else
		store_new(namespace, &stored, keys, source);
	if (place->problem_id != 0 || sources != NIL)
		qshrink_sources_write(namespace, stored.problem_id, sources);
	return stored.problem_id;
}

/* ---------------------------------------------------------------------------
 * Places
 */
void
qshrink_refuse_name(const char *name, int64 problem_id)
{
	ereport(ERROR,
			(errcode(ERRCODE_DUPLICATE_OBJECT),
			 errmsg("problem \"%s\" already exists", name),
			 problem_id != 0 ? errdetail("It has the problem_id " INT64_FORMAT ".", problem_id) :
			 errdetail("Another session has just made it."),
			 errhint("replace => true builds it anew in place and keeps its history; qshrink_drop removes it.")));
}

QshrinkPlace
qshrink_place_find(Oid namespace, const char *name, bool replace)
{
	const char *schema = qshrink_schema(namespace);
	const char *role = format_type_be_qualified(qshrink_own_type(namespace, "qshrink_role"));
	QshrinkPlace place = {0};
	Oid			type = TEXTOID;
	Datum		value;
	bool		is_null;

	if (name == NULL)
		return place;
	if (strlen(name) > QSHRINK_NAME_LENGTH)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("the name of a problem has %zu bytes, more than %d", strlen(name),
						QSHRINK_NAME_LENGTH)));
	value = CStringGetTextDatum(name);
	qshrink_execute(psprintf("SELECT problem_id FROM %s"
							 " WHERE owner OPERATOR(%s.=) CAST(CURRENT_USER AS %s)"
							 " AND name COLLATE pg_catalog.\"C\" OPERATOR(pg_catalog.=) $1",
							 qshrink_table(namespace, "qshrink_problem"), schema, role),
					1, &type, &value, NULL, false, 1);
	if (SPI_processed == 0)
		return place;
	place.problem_id = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc,
												   1, &is_null));
	if (!replace)
		qshrink_refuse_name(name, place.problem_id);
	return place;
}
