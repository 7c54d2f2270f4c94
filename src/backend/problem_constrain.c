/*
 * problem_constrain.c
 *	  Adding linear constraints to a stored problem from the rows of a query, or putting
 *	  them in the place of others.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"

#include "problem_arguments.h"
#include "problem_edit.h"
#include "problem_sql.h"
#include "problem_tables.h"
#include "problem_terms.h"

PG_FUNCTION_INFO_V1(qshrink_constrain);

static void
remember_last_id(void *argument, const Datum *values, const bool *nulls)
{
	*(int32 *) argument = nulls[0] ? 0 : DatumGetInt32(values[0]);
}

/* The source a call stands for: that of an earlier call alike, or a new one; *is_new */
static QshrinkSource *
find_source(const QshrinkEdit *edit, char *rows, bool replace, bool *is_new)
{
	QshrinkSource *source = qshrink_source_create(edit->sources, &qshrink_source_constrain);
	ListCell   *cell;

	source->argument[0] = rows;
	source->replace = replace;
	*is_new = true;
	foreach(cell, edit->sources)
	{
		QshrinkSource *other = lfirst(cell);

		if (other->kind == source->kind && strcmp(other->argument[0], rows) == 0 &&
			other->search_path && strcmp(other->search_path, source->search_path) == 0)
		{
			*is_new = false;
			other->replace = replace;
			other->without = NIL;
			return other;
		}
	}
	return source;
}

/* ---------------------------------------------------------------------------
 * Adding
 */
static void
add_rows(QshrinkEdit *edit, const char *rows)
{
	QshrinkBuild *build = &edit->build;
	int32		last_id = 0;

	qshrink_for_each_row(build->host,
						 psprintf("SELECT pg_catalog.max(constraint_id) FROM %s"
								  " WHERE problem_id OPERATOR(pg_catalog.=) $1",
								  qshrink_table(build->namespace, "qshrink_constraint")),
						 INT8OID, Int64GetDatum(build->problem.problem_id), remember_last_id, &last_id);
	qshrink_constraints_read(build, qshrink_edit_names(edit), rows, last_id + 1);
	qshrink_rows_finish(&build->rows, &build->problem);
	if (build->problem.rows > 0)
		qshrink_constraints_store(build->namespace, &build->problem);
}

/* ---------------------------------------------------------------------------
 * Replacing
 */

/* Give rows with a label that is there the id of that constraint, others new ones, and
 * tell which are replaced */
static bool *
match_rows(QshrinkEdit *edit)
{
	QsHost	   *host = edit->build.host;
	QshrinkProblem *problem = &edit->build.problem;
	const QshrinkProblem *stored = edit->stored;
	int		   *row_of_label;
	QshrinkKeyMap *labels = qshrink_row_labels(host, stored, &row_of_label);
	bool	   *replaced = QS_ARRAY0(host, bool, stored->rows);
	int32		last_id = qshrink_last_constraint(stored);

	for (int r = 0; r < problem->rows; r++)
	{
		text	   *key = qshrink_label_key(problem->row_label[r]);
		int			found = qshrink_keymap_find(labels, key);

		pfree(key);
		if (found >= 0)
		{
			if (qshrink_source_find(edit->sources, stored->row_source[row_of_label[found]]))
				qshrink_edit_require_rights(edit, problem->row_label[r]);
			replaced[row_of_label[found]] = true;
			problem->constraint_id[r] = stored->constraint_id[row_of_label[found]];
		}
		else
			problem->constraint_id[r] = ++last_id;
	}
	return replaced;
}

/* A source of constraints that has lost the last of them goes */
static void
drop_idle_sources(QshrinkEdit *edit, const bool *replaced, int32 except)
{
	const QshrinkProblem *stored = edit->stored;
	List	   *hit = NIL;
	ListCell   *cell;

	for (int r = 0; r < stored->rows; r++)
		if (replaced[r] && stored->row_source[r] != except)
			hit = list_append_unique_int(hit, stored->row_source[r]);
	for (int r = 0; r < stored->rows && hit != NIL; r++)
		if (!replaced[r])
			hit = list_delete_int(hit, stored->row_source[r]);
	foreach(cell, edit->sources)
	{
		QshrinkSource *source = lfirst(cell);

		if (source->kind == &qshrink_source_constrain && list_member_int(hit, source->number))
			edit->sources = foreach_delete_current(edit->sources, cell);
	}
}

static void
replace_rows(QshrinkEdit *edit, const char *rows, int32 source)
{
	QshrinkBuild *build = &edit->build;
	QsHost	   *host = build->host;
	QshrinkProblem *problem = &build->problem;
	const QshrinkProblem *stored;
	QshrinkProblem whole;
	QshrinkTarget target = {.problem = &whole};
	bool	   *replaced;
	int			count = 0;

	qshrink_edit_read(edit);
	stored = edit->stored;
	qshrink_constraints_read(build, qshrink_edit_names(edit), rows, 1);
	qshrink_rows_finish(&build->rows, problem);
	replaced = match_rows(edit);
	whole = *stored;
	whole.row = QS_ARRAY(host, QsRow, (size_t) stored->rows + (size_t) problem->rows);
	whole.constraint_id = QS_ARRAY(host, int32, (size_t) stored->rows + (size_t) problem->rows);
	whole.row_source = QS_ARRAY(host, int32, (size_t) stored->rows + (size_t) problem->rows);
	whole.row_label = QS_ARRAY(host, char *, (size_t) stored->rows + (size_t) problem->rows);
	whole.row_stated = QS_ARRAY(host, QshrinkStated, (size_t) stored->rows + (size_t) problem->rows);
	for (int r = 0; r < stored->rows + problem->rows; r++)
	{
		const QshrinkProblem *from = r < stored->rows ? stored : problem;
		int			k = r < stored->rows ? r : r - stored->rows;

		if (from == stored && replaced[k])
			continue;
		whole.row[count] = from->row[k];
		whole.constraint_id[count] = from->constraint_id[k];
		whole.row_source[count] = from->row_source[k];
		whole.row_stated[count] = from->row_stated[k];
		whole.row_label[count++] = from->row_label[k];
	}
	whole.rows = count;
	qshrink_problem_update(host, build->namespace, stored, NULL, &target);
	drop_idle_sources(edit, replaced, source);
}

/* qshrink_constrain(problem_id bigint, rows text, replace boolean) -> integer */
Datum
qshrink_constrain(PG_FUNCTION_ARGS)
{
	QshrinkEdit edit;
	bool		replace = qshrink_flag_argument(fcinfo, 2);
	bool		is_new = false;
	QshrinkSource *source = NULL;
	char	   *rows;

	qshrink_require_argument(fcinfo, 1, "rows");
	rows = text_to_cstring(PG_GETARG_TEXT_PP(1));
	qshrink_edit_begin(&edit, fcinfo);
	if (edit.rights)
		source = find_source(&edit, rows, replace, &is_new);
	edit.build.rows.source = source ? source->number : 0;
	if (replace)
		replace_rows(&edit, rows, edit.build.rows.source);
	else
		add_rows(&edit, rows);
	if (source && is_new)
		edit.sources = lappend(edit.sources, source);
	if (source)
		qshrink_edit_write_sources(&edit);
	qshrink_edit_end(&edit);
	PG_RETURN_INT32(edit.build.problem.rows);
}
