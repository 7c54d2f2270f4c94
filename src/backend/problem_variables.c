/*
 * problem_variables.c
 *	  Adding variables to a stored problem and removing them, by key.
 */
#include "compat.h"

#include "utils/builtins.h"

#include "problem_arguments.h"
#include "problem_edit.h"
#include "problem_terms.h"

PG_FUNCTION_INFO_V1(qshrink_add_variables);
PG_FUNCTION_INFO_V1(qshrink_remove_variables);

/* Keys and number of variables of a problem as it is */
static text **
copy_keys(const QshrinkEdit *edit, int count)
{
	text	  **key = QS_ARRAY(edit->build.host, text *, count);

	qs_copy(edit->build.host, key, edit->variables->key,
			(size_t) Min(count, edit->variables->n) * sizeof(text *));
	return key;
}

/* Write what became of a problem, its variables keeping their sources */
static void
write_variables(QshrinkEdit *edit, const QshrinkProblem *problem, text *const *key, const bool *by_hand)
{
	const QshrinkSource *builder = qshrink_source_builder(edit->sources);
	QshrinkKeys keys = qshrink_keys_of_list(key, problem->n);
	QshrinkTarget target = {problem, &keys, builder ? builder->number : 0, by_hand, false};

	qshrink_problem_update(edit->build.host, edit->build.namespace, edit->stored,
						   edit->variables, &target);
}

/* ---------------------------------------------------------------------------
 * qshrink_add_variables(problem_id bigint, variables text) -> integer
 */
typedef struct Adding
{
	QshrinkEdit edit;
	QshrinkKeyMap *map;			/* of all keys, new ones last */
	QshrinkKeyMap *integers;	/* keys of integers, which several variables share */
	int			known;			/* keys that were there */
	QshrinkTerms terms;			/* of the objective */
} Adding;

static void
read_added(Adding *adding, const char *sql)
{
	static const QshrinkColumn column[] = {
		{"key", QSHRINK_COLUMN_KEY}, {"coefficient", QSHRINK_COLUMN_NUMBER}
	};
	QsHost	   *host = adding->edit.build.host;
	int			n = adding->edit.stored->n;
	QshrinkQuery query;

	qshrink_query_open(&query, host, "variables", sql, column, 1, 2);
	while (qshrink_query_next(&query))
	{
		bool		added;
		text	   *key = qshrink_query_key(&query, 0);
		int			number = qshrink_keymap_add(adding->map, key, &added) - adding->known + n;

		if (!added || qshrink_keymap_find(adding->integers, key) >= 0)
			ereport(ERROR,
					(errcode(ERRCODE_DUPLICATE_OBJECT),
					 errmsg("%s gives variable \"%s\", which problem " INT64_FORMAT " has already",
							qshrink_query_place(&query), qshrink_key_string(key),
							adding->edit.stored->problem_id)));
		if (number >= QS_MAX_VARIABLES)
			ereport(ERROR,
					(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					 errmsg("a problem has at most %d variables", QS_MAX_VARIABLES)));
		if (query.columns == 2)
			qshrink_terms_add(host, &adding->terms, number, number, qshrink_query_number(&query, 1));
	}
}

/* What was taken away by hand and comes back by hand is not to be left out any more */
static void
take_back_removals(Adding *adding)
{
	ListCell   *cell;

	if (!adding->edit.rights)
		return;
	foreach(cell, adding->edit.sources)
	{
		QshrinkSource *source = lfirst(cell);
		ListCell   *key;

		foreach(key, source->removed)
			if (qshrink_keymap_find(adding->map, lfirst(key)) >= 0)
				source->removed = foreach_delete_current(source->removed, key);
	}
	qshrink_edit_write_sources(&adding->edit);
}

Datum
qshrink_add_variables(PG_FUNCTION_ARGS)
{
	Adding		adding = {.map = NULL};
	QshrinkEdit *edit = &adding.edit;
	QshrinkBuild *build = &edit->build;
	QshrinkProblem problem;
	text	  **key;
	bool	   *by_hand;
	int			count;

	qshrink_require_argument(fcinfo, 1, "variables");
	qshrink_edit_begin(edit, fcinfo);
	qshrink_edit_read(edit);
	qshrink_edit_refuse_matrices(edit, "the variables");
	problem = *edit->stored;
	adding.map = qshrink_keymap_create();
	adding.integers = qshrink_keymap_create();
	for (int v = 0; v < problem.n; v++)
		if (edit->variables->key[v])
		{
			qshrink_keymap_add(adding.map, edit->variables->key[v], NULL);
			if (qshrink_key_role(edit->variables->key[v]).weight > 0.0)
				qshrink_keymap_add(adding.integers, qshrink_plain_key(edit->variables->key[v]), NULL);
		}
	adding.known = qshrink_keymap_count(adding.map);
	for (int64 k = 0; k < problem.term_count; k++)
		qshrink_terms_add(build->host, &adding.terms, problem.terms[k].i, problem.terms[k].j,
						  problem.terms[k].coefficient);
	read_added(&adding, text_to_cstring(PG_GETARG_TEXT_PP(1)));
	count = qshrink_keymap_count(adding.map) - adding.known;
	key = copy_keys(edit, problem.n + count);
	by_hand = QS_ARRAY(build->host, bool, (size_t) problem.n + (size_t) count);
	qs_copy(build->host, by_hand, edit->variables->by_hand, (size_t) problem.n * sizeof(bool));
	for (int k = 0; k < count; k++)
	{
		key[problem.n + k] = qshrink_keymap_key(adding.map, adding.known + k);
		by_hand[problem.n + k] = true;
	}
	problem.n += count;
	qshrink_build_objective(build, &adding.terms);
	problem.terms = build->problem.terms;
	problem.term_count = build->problem.term_count;
	if (count > 0)
		write_variables(edit, &problem, key, by_hand);
	take_back_removals(&adding);
	qshrink_edit_end(edit);
	PG_RETURN_INT32(count);
}

/* ---------------------------------------------------------------------------
 * qshrink_remove_variables(problem_id bigint, variables text, cascade boolean) -> integer
 */
typedef struct Removing
{
	QshrinkEdit edit;
	bool		cascade;
	int			keys;			/* that go */
	int			count;			/* of their variables */
	int		   *number;			/* new number by old; -1: it goes */
} Removing;

/* An integer that goes counts as 0, which must be what its variables count as at 0 */
static void
refuse_lower(const QshrinkEdit *edit, const QshrinkNames *names, int v)
{
	QshrinkBitRole role = qshrink_names_role(names, v);

	if (role.weight > 0.0 && role.lower != 0.0)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("variable \"%s\" of problem " INT64_FORMAT " is an integer of at least %.0f, which cannot be removed by hand",
						qshrink_key_string(edit->variables->key[v]), edit->stored->problem_id, role.lower),
				 errhint("Leave it out of the queries the problem is made from.")));
}

static void
read_removed(Removing *removing, const char *sql)
{
	static const QshrinkColumn column[] = {{"key", QSHRINK_COLUMN_VARIABLE}};
	QshrinkEdit *edit = &removing->edit;
	QshrinkNames *names = qshrink_edit_names(edit);
	QshrinkQuery query;

	removing->number = QS_ARRAY0(edit->build.host, int, edit->stored->n);
	qshrink_query_open(&query, edit->build.host, "variables", sql, column, 1, 1);
	while (qshrink_query_next(&query))
	{
		int			v = qshrink_query_variable(&query, 0, names, edit->stored->problem_id);

		if (removing->number[v] < 0)
			continue;
		refuse_lower(edit, names, v);
		removing->keys++;
		for (; v >= 0; v = qshrink_names_next(names, v))
		{
			removing->count++;
			removing->number[v] = -1;
		}
	}
	if (removing->count == edit->stored->n)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("no variable of problem " INT64_FORMAT " would be left",
						edit->stored->problem_id),
				 errhint("qshrink_drop removes the problem.")));
}

static char *
variable_name(const QshrinkEdit *edit, int v)
{
	return edit->variables->key[v] ? qshrink_key_string(edit->variables->key[v]) : psprintf("%d", v);
}

static void
refuse_use(const Removing *removing, int v, const char *where)
{
	ereport(ERROR,
			(errcode(ERRCODE_DEPENDENT_OBJECTS_STILL_EXIST),
			 errmsg("variable \"%s\" of problem " INT64_FORMAT " is named by %s",
					variable_name(&removing->edit, v), removing->edit.stored->problem_id, where),
			 errhint("cascade => true takes its terms away, too, as if it were 0.")));
}

/* Rows and products without the variables that go, which must not be there unless they
 * may be taken away */
static void
take_terms(Removing *removing, QshrinkProblem *problem)
{
	QshrinkEdit *edit = &removing->edit;
	const QshrinkProblem *stored = edit->stored;
	QshrinkTerms terms = {0};

	for (int r = 0; r < stored->rows; r++)
	{
		int			gone = qshrink_row_renumber(&edit->build.rows, stored, r, removing->number);

		if (gone >= 0 && !removing->cascade)
			refuse_use(removing, gone, psprintf("constraint \"%s\"", qshrink_row_name(stored, r)));
		qs_check(edit->build.host);
	}
	qshrink_rows_finish(&edit->build.rows, problem);
	for (int64 k = 0; k < stored->term_count; k++)
	{
		const QsTerm *term = &stored->terms[k];
		int			i = removing->number[term->i],
					j = removing->number[term->j];

		if ((i < 0) != (j < 0) && !removing->cascade)
			refuse_use(removing, i < 0 ? term->i : term->j,
					   psprintf("the objective with variable \"%s\"",
								variable_name(edit, i < 0 ? term->j : term->i)));
		if (i >= 0 && j >= 0)
			qshrink_terms_add(edit->build.host, &terms, i, j, term->coefficient);
	}
	qshrink_build_objective(&edit->build, &terms);
	problem->terms = edit->build.problem.terms;
	problem->term_count = edit->build.problem.term_count;
}

/* Keep sources from giving the keys again, and from naming them */
static void
remember_removals(Removing *removing)
{
	QshrinkEdit *edit = &removing->edit;
	QshrinkSource *first = edit->sources != NIL ? linitial(edit->sources) : NULL;
	bool		any = false;

	for (int v = 0; v < edit->stored->n && first; v++)
		if (removing->number[v] < 0 && edit->variables->key[v])
		{
			if (!edit->rights && !edit->variables->by_hand[v])
				ereport(ERROR,
						(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
						 errmsg("variable \"%s\" of problem " INT64_FORMAT " comes from a query of its owner",
								variable_name(edit, v), edit->stored->problem_id),
						 errdetail("Only roles with the rights of the owner change its sources.")));
			first->removed = lappend(first->removed, unconstify(text *, qshrink_plain_key(edit->variables->key[v])));
			any = edit->rights;
		}
	if (any)
		qshrink_edit_write_sources(edit);
}

Datum
qshrink_remove_variables(PG_FUNCTION_ARGS)
{
	Removing	removing = {.cascade = qshrink_flag_argument(fcinfo, 2)};
	QshrinkEdit *edit = &removing.edit;
	QshrinkProblem problem;
	text	  **key;
	bool	   *by_hand;

	qshrink_require_argument(fcinfo, 1, "variables");
	qshrink_edit_begin(edit, fcinfo);
	qshrink_edit_read(edit);
	qshrink_edit_refuse_matrices(edit, "the variables");
	read_removed(&removing, text_to_cstring(PG_GETARG_TEXT_PP(1)));
	qshrink_number_survivors(edit->build.host, removing.number, edit->stored->n);
	problem = *edit->stored;
	problem.n -= removing.count;
	take_terms(&removing, &problem);
	key = QS_ARRAY(edit->build.host, text *, problem.n);
	by_hand = QS_ARRAY(edit->build.host, bool, problem.n);
	for (int v = 0; v < edit->stored->n; v++)
		if (removing.number[v] >= 0)
		{
			key[removing.number[v]] = edit->variables->key[v];
			by_hand[removing.number[v]] = edit->variables->by_hand[v];
		}
	if (removing.count > 0)
		write_variables(edit, &problem, key, by_hand);
	remember_removals(&removing);
	qshrink_edit_end(edit);
	PG_RETURN_INT32(removing.keys);
}
