/*
 * problem_edit.c
 *	  Changing a stored problem: what the functions share; constraints by label, and the
 *	  objective.
 */
#include "compat.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/snapmgr.h"

#include "backend_host.h"
#include "problem_arguments.h"
#include "problem_edit.h"
#include "problem_lock.h"
#include "problem_sql.h"
#include "problem_tables.h"
#include "problem_terms.h"
#include "saved_plan.h"

PG_FUNCTION_INFO_V1(qshrink_unconstrain);
PG_FUNCTION_INFO_V1(qshrink_objective);

/* ---------------------------------------------------------------------------
 * Shared
 */
static void
begin(QshrinkEdit *edit, FunctionCallInfo fcinfo, void (*hold) (QsHost *, Oid, QshrinkProblem *))
{
	QshrinkBuild *build = &edit->build;

	memset(edit, 0, sizeof(*edit));
	build->problem.problem_id = qshrink_problem_argument(fcinfo, 0);
	qshrink_require_writable(fcinfo, NULL);
	build->host = qshrink_host_create(0);
	build->namespace = qshrink_namespace(fcinfo);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	qshrink_rows_begin(&build->rows, build->host);
	hold(build->host, build->namespace, &build->problem);
	edit->rights = qshrink_owner_rights(build->problem.owner);
	edit->sources = qshrink_sources_read(build->namespace, build->problem.problem_id);
	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
}

void
qshrink_edit_begin(QshrinkEdit *edit, FunctionCallInfo fcinfo)
{
	begin(edit, fcinfo, qshrink_problem_hold);
}

void
qshrink_edit_begin_own(QshrinkEdit *edit, FunctionCallInfo fcinfo)
{
	begin(edit, fcinfo, qshrink_problem_hold_own);
}

void
qshrink_edit_end(QshrinkEdit *edit)
{
	PopActiveSnapshot();
	SPI_finish();
	qshrink_host_destroy(edit->build.host);
}

void
qshrink_edit_read(QshrinkEdit *edit)
{
	QshrinkBuild *build = &edit->build;

	edit->stored = qshrink_problem_read_unchecked(build->host, build->namespace,
												  build->problem.problem_id);
	edit->variables = qshrink_numbering_read(build->host, build->namespace,
											 build->problem.problem_id, build->problem.n,
											 edit->sources);
}

QshrinkNames *
qshrink_edit_names(QshrinkEdit *edit)
{
	return qshrink_names_read(edit->build.host, edit->build.namespace,
							  edit->build.problem.problem_id, edit->build.problem.n);
}

void
qshrink_edit_refuse_matrices(const QshrinkEdit *edit, const char *what)
{
	if (edit->stored->order > 0)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("%s of quadratic assignment problem \"%s\" cannot be changed", what,
						edit->stored->name),
				 errhint("qshrink_qap with replace => true builds it anew in place.")));
}

void
qshrink_edit_require_rights(const QshrinkEdit *edit, const char *label)
{
	if (!edit->rights)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("constraint \"%s\" of problem " INT64_FORMAT " comes from a query of its owner",
						label, edit->build.problem.problem_id),
				 errdetail("Only roles with the rights of the owner change its sources.")));
}

void
qshrink_edit_write_sources(QshrinkEdit *edit)
{
	qshrink_sources_write(edit->build.namespace, edit->build.problem.problem_id, edit->sources);
}

int
qshrink_row_renumber(QshrinkRows *rows, const QshrinkProblem *problem, int r, const int *number)
{
	const QsRow *row = &problem->row[r];
	const char *label = problem->row_label[r];
	int			gone = -1;
	int			length = 0;
	double	   *value = NULL;
	int32	   *variable;

	for (int k = 0; k < row->count; k++)
	{
		/* rows by hand may name variables that never were */
		bool		known = row->variables[k] >= 0 && row->variables[k] < problem->n;

		if (!known || number[row->variables[k]] >= 0)
			length++;
		else if (gone < 0)
			gone = row->variables[k];
	}
	rows->source = problem->row_source[r];
	rows->stated = problem->row_stated[r];
	variable = qshrink_rows_append(rows, row->sense, row->rhs, problem->constraint_id[r], label,
								   label ? strlen(label) : 0, length,
								   row->coefficients ? &value : NULL);
	for (int k = 0; k < row->count; k++)
	{
		int			v = row->variables[k];
		bool		known = v >= 0 && v < problem->n;

		if (known && number[v] < 0)
			continue;
		*variable++ = known ? number[v] : v;
		if (row->coefficients)
			*value++ = row->coefficients[k];
	}
	return gone;
}

const char *
qshrink_row_name(const QshrinkProblem *problem, int r)
{
	return problem->row_label[r] ? problem->row_label[r] : psprintf("%d", problem->constraint_id[r]);
}

text *
qshrink_label_key(const char *label)
{
	return cstring_to_text(label);
}

QshrinkKeyMap *
qshrink_row_labels(QsHost *host, const QshrinkProblem *problem, int **row_of_label)
{
	QshrinkKeyMap *map = qshrink_keymap_create();

	*row_of_label = QS_ARRAY(host, int, problem->rows);
	for (int r = 0; r < problem->rows; r++)
	{
		text	   *key;
		bool		added;
		int			k;

		if (problem->constraint_id[r] <= 0 || problem->row_label[r] == NULL)
			continue;
		key = qshrink_label_key(problem->row_label[r]);
		k = qshrink_keymap_add(map, key, &added);
		pfree(key);
		(*row_of_label)[k] = r;
		if ((r & 1023) == 0)
			qs_check(host);
	}
	return map;
}

int32
qshrink_last_constraint(const QshrinkProblem *problem)
{
	int32		last = 0;

	for (int r = 0; r < problem->rows; r++)
		last = Max(last, problem->constraint_id[r]);
	return last;
}

/* ---------------------------------------------------------------------------
 * qshrink_unconstrain(problem_id bigint, label text) -> integer
 */

/* Whether other rows are of the same source as one that goes */
static bool
source_has_others(QshrinkEdit *edit, int32 constraint_id, int32 source)
{
	Oid			types[] = {INT8OID, INT4OID, INT4OID};
	Datum		values[] = {Int64GetDatum(edit->build.problem.problem_id),
		Int32GetDatum(constraint_id), Int32GetDatum(source)
	};

	qshrink_execute(psprintf("SELECT 1 FROM %s WHERE problem_id OPERATOR(pg_catalog.=) $1"
							 " AND constraint_id OPERATOR(pg_catalog.<>) $2"
							 " AND source_id OPERATOR(pg_catalog.=) $3",
							 qshrink_table(edit->build.namespace, "qshrink_constraint")),
					3, types, values, NULL, false, 1);
	return SPI_processed > 0;
}

/* No source brings back what was taken away by hand; one of constraints that has lost
 * its last one goes with it. */
static void
forget_in_source(QshrinkEdit *edit, int32 constraint_id, int32 number, const char *label)
{
	QshrinkSource *source = qshrink_source_find(edit->sources, number);
	ListCell   *cell;

	if (source == NULL)
		return;
	qshrink_edit_require_rights(edit, label);
	if (source->kind->build == NULL && !source_has_others(edit, constraint_id, number))
	{
		ereport(NOTICE,
				(errmsg("problem " INT64_FORMAT " forgets the query that gave constraint \"%s\", as it gives no other",
						edit->build.problem.problem_id, label)));
		edit->sources = list_delete_ptr(edit->sources, source);
	}
	foreach(cell, edit->sources)
	{
		source = lfirst(cell);
		source->without = lappend(source->without, pstrdup(label));
	}
	qshrink_edit_write_sources(edit);
}

Datum
qshrink_unconstrain(PG_FUNCTION_ARGS)
{
	QshrinkEdit edit;
	Oid			types[] = {INT8OID, TEXTOID};
	Datum		values[2];
	char	   *label;
	int32		constraint_id,
				source;
	bool		is_null,
				by_hand;

	qshrink_require_argument(fcinfo, 1, "label");
	label = text_to_cstring(PG_GETARG_TEXT_PP(1));
	qshrink_edit_begin(&edit, fcinfo);
	values[0] = Int64GetDatum(edit.build.problem.problem_id);
	values[1] = PG_GETARG_DATUM(1);
	qshrink_execute(psprintf("DELETE FROM %s WHERE problem_id OPERATOR(pg_catalog.=) $1"
							 " AND label COLLATE pg_catalog.\"C\" OPERATOR(pg_catalog.=) $2"
							 " RETURNING constraint_id, source_id",
							 qshrink_table(edit.build.namespace, "qshrink_constraint")),
					2, types, values, NULL, false, 0);
	if (SPI_processed != 1)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("problem " INT64_FORMAT " has no constraint \"%s\"",
						edit.build.problem.problem_id, label),
				 errhint("Labels of constraints are listed in qshrink_constraint.")));
	constraint_id = DatumGetInt32(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &is_null));
	source = DatumGetInt32(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2, &by_hand));
	if (!by_hand)
		forget_in_source(&edit, constraint_id, source, label);
	qshrink_edit_end(&edit);
	PG_RETURN_INT32(1);
}

/* ---------------------------------------------------------------------------
 * qshrink_objective(problem_id bigint, objective text, sense text) -> integer
 */
static void
set_sense(QshrinkProblem *problem, const char *sense)
{
	if (sense == NULL)
		return;
	qshrink_check_sense(sense);
	problem->maximise = strcmp(sense, "max") == 0;
}

/* The objective has one query only */
static void
remember_objective(QshrinkEdit *edit, char *objective, char *sense)
{
	QshrinkSource *source = qshrink_source_create(edit->sources, &qshrink_source_objective);
	ListCell   *cell;

	source->argument[0] = objective;
	source->argument[1] = sense;
	foreach(cell, edit->sources)
	{
		QshrinkSource *other = lfirst(cell);

		if (other->kind == &qshrink_source_objective)
			edit->sources = foreach_delete_current(edit->sources, cell);
	}
	edit->sources = lappend(edit->sources, source);
	qshrink_edit_write_sources(edit);
}

Datum
qshrink_objective(PG_FUNCTION_ARGS)
{
	QshrinkEdit edit;
	QshrinkProblem problem;
	QshrinkTarget target = {.problem = &problem};
	char	   *objective,
			   *sense = qshrink_optional_text(fcinfo, 2, NULL);

	qshrink_require_argument(fcinfo, 1, "objective");
	objective = text_to_cstring(PG_GETARG_TEXT_PP(1));
	qshrink_edit_begin(&edit, fcinfo);
	qshrink_edit_read(&edit);
	qshrink_edit_refuse_matrices(&edit, "the objective");
	problem = *edit.stored;
	set_sense(&problem, sense);
	qshrink_objective_read(&edit.build, qshrink_edit_names(&edit), objective, edit.stored,
						   problem.maximise);
	problem.terms = edit.build.problem.terms;
	problem.term_count = edit.build.problem.term_count;
	problem.offset = edit.build.problem.offset;
	qshrink_problem_update(edit.build.host, edit.build.namespace, edit.stored, NULL, &target);
	if (edit.rights)
		remember_objective(&edit, objective, sense);
	qshrink_edit_end(&edit);
	PG_RETURN_INT32((int32) problem.term_count);
}
