/*
 * problem_refresh.c
 *	  qshrink_refresh: making a problem from its sources again.
 *
 * The sources are run in order: the one that makes the problem, then those that add
 * constraints or set the objective.  What was added by hand is put on top, and only
 * what differs from the stored problem is written.
 */
#include "compat.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "utils/builtins.h"

#include "problem_arguments.h"
#include "problem_edit.h"
#include "problem_terms.h"

PG_FUNCTION_INFO_V1(qshrink_refresh);

typedef struct Refreshing
{
	QshrinkEdit edit;
	QshrinkSource *builder;		/* NULL: variables and objective are made by hand */
	QshrinkProblem problem;		/* what it becomes */
} Refreshing;

/* ---------------------------------------------------------------------------
 * The source that makes the problem, or what there is
 */
static void
run_builder(Refreshing *refreshing)
{
	QshrinkEdit *edit = &refreshing->edit;
	QshrinkBuild *build = &edit->build;
	QshrinkSource *source = refreshing->builder;
	QshrinkSourceRun run;

	build->numbering = edit->variables;
	build->rows.source = source->number;
	qshrink_source_begin(&run, source, edit->stored->problem_id, edit->stored->owner);
	source->kind->build(build, source->argument);
	qshrink_source_end(&run);
}

static void
keep_base(Refreshing *refreshing)
{
	QshrinkEdit *edit = &refreshing->edit;
	QshrinkProblem *problem = &edit->build.problem;

	edit->build.numbering = edit->variables;
	problem->n = edit->stored->n;
	problem->maximise = edit->stored->maximise;
	problem->offset = edit->stored->offset;
	problem->terms = edit->stored->terms;
	problem->term_count = edit->stored->term_count;
	problem->order = edit->stored->order;
	problem->flow = edit->stored->flow;
	problem->distance = edit->stored->distance;
	problem->cost = edit->stored->cost;
	qshrink_build_number_same(&edit->build);
}

static int
compare_terms(const void *a, const void *b)
{
	const QsTerm *left = a,
			   *right = b;

	if (left->i != right->i)
		return left->i < right->i ? -1 : 1;
	return (left->j > right->j) - (left->j < right->j);
}

/* Terms of the objective that name a variable added by hand, unless a source gives them */
static void
keep_objective(Refreshing *refreshing)
{
	QshrinkEdit *edit = &refreshing->edit;
	QshrinkBuild *build = &edit->build;
	const QshrinkNumbering *numbering = edit->variables;
	QshrinkTerms terms = {0};
	bool		any = false;

	for (int64 k = 0; k < edit->stored->term_count; k++)
	{
		const QsTerm *term = &edit->stored->terms[k];
		QsTerm		sought;
		int			i = numbering->number[term->i],
					j = numbering->number[term->j];

		if (i < 0 || j < 0 || !(numbering->kept_by_hand[i] || numbering->kept_by_hand[j]))
			continue;
		sought = (QsTerm) {Min(i, j), Max(i, j), 0.0};
		if (bsearch(&sought, build->problem.terms, (size_t) build->problem.term_count,
					sizeof(QsTerm), compare_terms))
			continue;
		qshrink_terms_add(build->host, &terms, i, j, term->coefficient);
		any = true;
	}
	for (int64 k = 0; any && k < build->problem.term_count; k++)
		qshrink_terms_add(build->host, &terms, build->problem.terms[k].i, build->problem.terms[k].j,
						  build->problem.terms[k].coefficient);
	if (any)
		qshrink_build_objective(build, &terms);
}

/* ---------------------------------------------------------------------------
 * The other sources
 */
static void
run_source(Refreshing *refreshing, QshrinkSource *source, const QshrinkNames *names)
{
	QshrinkEdit *edit = &refreshing->edit;
	QshrinkBuild *build = &edit->build;
	QshrinkSourceRun run;

	build->rows.source = source->number;
	qshrink_source_begin(&run, source, edit->stored->problem_id, edit->stored->owner);
	if (source->kind == &qshrink_source_constrain)
		qshrink_constraints_read(build, names, source->argument[0], 1);
	else
	{
		QshrinkProblem before = build->problem;

		if (source->argument[1])
		{
			qshrink_check_sense(source->argument[1]);
			build->problem.maximise = strcmp(source->argument[1], "max") == 0;
		}
		qshrink_objective_read(build, names, source->argument[0], &before, build->problem.maximise);
	}
	qshrink_source_end(&run);
}

static void
run_others(Refreshing *refreshing)
{
	QshrinkBuild *build = &refreshing->edit.build;
	QshrinkNames *names = NULL;
	ListCell   *cell;

	foreach(cell, refreshing->edit.sources)
	{
		QshrinkSource *source = lfirst(cell);

		if (source->kind->build)
			continue;
		if (names == NULL)
			names = qshrink_names_of_keys(build->host, &build->keys, build->problem.n,
										  refreshing->edit.variables->removed);
		run_source(refreshing, source, names);
	}
}

/* ---------------------------------------------------------------------------
 * All rows: of sources, the later ones in the place of those they replace, and of hands
 */
typedef struct Labels
{
	QshrinkKeyMap *map;
	int		   *row;			/* by label, in problem */
} Labels;

static bool
left_out(const QshrinkSource *source, const char *label)
{
	ListCell   *cell;

	foreach(cell, source->without)
		if (strcmp(lfirst(cell), label) == 0)
			return true;
	return false;
}

/* Leave out what was taken away by hand, or replaced by a later source */
static void
resolve_labels(Refreshing *refreshing, Labels *labels)
{
	QsHost	   *host = refreshing->edit.build.host;
	QshrinkProblem *problem = &refreshing->problem;
	const QshrinkSource *source = NULL;

	labels->map = qshrink_keymap_create();
	labels->row = QS_ARRAY(host, int, problem->rows);
	for (int r = 0; r < problem->rows; r++)
	{
		text	   *key;
		bool		added;
		int			k;

		if (source == NULL || source->number != problem->row_source[r])
			source = qshrink_source_find(refreshing->edit.sources, problem->row_source[r]);
		if (left_out(source, problem->row_label[r]))
		{
			problem->constraint_id[r] = -1;
			continue;
		}
		key = qshrink_label_key(problem->row_label[r]);
		k = qshrink_keymap_add(labels->map, key, &added);
		pfree(key);
		if (!added && !source->replace)
			ereport(ERROR,
					(errcode(ERRCODE_DUPLICATE_OBJECT),
					 errmsg("sources %d and %d of problem " INT64_FORMAT " both give constraint \"%s\"",
							problem->row_source[labels->row[k]], source->number,
							refreshing->edit.stored->problem_id, problem->row_label[r]),
					 errhint("qshrink_unconstrain leaves it out of the later one; qshrink_constrain with replace => true replaces it.")));
		if (!added)
			problem->constraint_id[labels->row[k]] = -1;
		labels->row[k] = r;
		qs_check(host);
	}
}

/* Constraints keep the ids they have; others get new ones, in order */
static void
number_rows(Refreshing *refreshing, const Labels *labels)
{
	const QshrinkProblem *stored = refreshing->edit.stored;
	QshrinkProblem *problem = &refreshing->problem;
	int32		last_id = qshrink_last_constraint(stored);

	for (int r = 0; r < problem->rows; r++)
		if (problem->constraint_id[r] > 0)
			problem->constraint_id[r] = PG_INT32_MAX;
	for (int r = 0; r < stored->rows; r++)
	{
		text	   *key;
		int			k;

		if (stored->constraint_id[r] <= 0 || stored->row_label[r] == NULL)
			continue;
		key = qshrink_label_key(stored->row_label[r]);
		k = qshrink_keymap_find(labels->map, key);
		pfree(key);
		if (k < 0)
			continue;
		if (qshrink_source_find(refreshing->edit.sources, stored->row_source[r]) == NULL)
			ereport(ERROR,
					(errcode(ERRCODE_DUPLICATE_OBJECT),
					 errmsg("constraint \"%s\" of problem " INT64_FORMAT " was added by hand, and source %d gives it, too",
							stored->row_label[r], stored->problem_id,
							problem->row_source[labels->row[k]]),
					 errhint("Give it another label, or take it away with qshrink_unconstrain.")));
		problem->constraint_id[labels->row[k]] = stored->constraint_id[r];
	}
	for (int r = 0; r < problem->rows; r++)
		if (problem->constraint_id[r] == PG_INT32_MAX)
		{
			if (last_id >= PG_INT32_MAX - 1)
				ereport(ERROR,
						(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						 errmsg("problem " INT64_FORMAT " has no room for more constraint ids",
								stored->problem_id)));
			problem->constraint_id[r] = ++last_id;
		}
}

/* Append rows made by hand to those of the sources */
static void
keep_rows(Refreshing *refreshing)
{
	QshrinkEdit *edit = &refreshing->edit;
	const QshrinkProblem *stored = edit->stored;
	QshrinkProblem *problem = &refreshing->problem;
	QshrinkRows rows;
	QshrinkProblem kept = {0};
	int			total;

	qshrink_rows_begin(&rows, edit->build.host);
	for (int r = 0; r < stored->rows; r++)
	{
		int			gone;

		if (stored->constraint_id[r] <= 0 ||
			qshrink_source_find(edit->sources, stored->row_source[r]))
			continue;
		gone = qshrink_row_renumber(&rows, stored, r, edit->variables->number);
		if (gone >= 0)
			ereport(ERROR,
					(errcode(ERRCODE_DEPENDENT_OBJECTS_STILL_EXIST),
					 errmsg("constraint \"%s\" of problem " INT64_FORMAT " was added by hand and names variable \"%s\", which the sources do not give any more",
							qshrink_row_name(stored, r), stored->problem_id,
							edit->variables->key[gone] ? qshrink_key_string(edit->variables->key[gone]) : ""),
					 errhint("Take it away with qshrink_unconstrain, or add the variable by hand with qshrink_add_variables once it has gone.")));
	}
	qshrink_rows_finish(&rows, &kept);
	total = problem->rows + kept.rows;
	problem->row = qs_realloc(edit->build.host, problem->row, (size_t) problem->rows, (size_t) total, sizeof(QsRow));
	problem->constraint_id = qs_realloc(edit->build.host, problem->constraint_id, (size_t) problem->rows, (size_t) total, sizeof(int32));
	problem->row_source = qs_realloc(edit->build.host, problem->row_source, (size_t) problem->rows, (size_t) total, sizeof(int32));
	problem->row_label = qs_realloc(edit->build.host, problem->row_label, (size_t) problem->rows, (size_t) total, sizeof(char *));
	problem->row_stated = qs_realloc(edit->build.host, problem->row_stated, (size_t) problem->rows, (size_t) total, sizeof(QshrinkStated));
	for (int r = 0; r < kept.rows; r++)
	{
		problem->row[problem->rows + r] = kept.row[r];
		problem->constraint_id[problem->rows + r] = kept.constraint_id[r];
		problem->row_source[problem->rows + r] = kept.row_source[r];
		problem->row_label[problem->rows + r] = kept.row_label[r];
		problem->row_stated[problem->rows + r] = kept.row_stated[r];
	}
	problem->rows = total;
}

/* ---------------------------------------------------------------------------
 * qshrink_refresh(problem_id bigint)
 *		-> (changed, variables_added, variables_removed, rows_changed)
 */
static QshrinkDifference
refresh(Refreshing *refreshing)
{
	QshrinkEdit *edit = &refreshing->edit;
	QshrinkBuild *build = &edit->build;
	QshrinkTarget target = {.problem = &refreshing->problem, .keys = &build->keys};
	Labels		labels;

	qshrink_edit_read(edit);
	edit->variables->removed = qshrink_sources_removed(edit->sources);
	refreshing->builder = qshrink_source_builder(edit->sources);
	if (refreshing->builder)
		run_builder(refreshing);
	else
		keep_base(refreshing);
	run_others(refreshing);
	if (refreshing->builder && build->problem.order == 0 && edit->stored->order == 0)
		keep_objective(refreshing);
	qshrink_rows_finish(&build->rows, &build->problem);
	refreshing->problem = build->problem;
	resolve_labels(refreshing, &labels);
	number_rows(refreshing, &labels);
	keep_rows(refreshing);
	target.source = refreshing->builder ? refreshing->builder->number : 0;
	target.by_hand = build->numbering->kept_by_hand;
	return qshrink_problem_update(build->host, build->namespace, edit->stored,
								  refreshing->builder ? edit->variables : NULL, &target);
}

Datum
qshrink_refresh(PG_FUNCTION_ARGS)
{
	Refreshing	refreshing = {.builder = NULL};
	QshrinkDifference difference = {0};
	int			added = 0,
				gone = 0;
	TupleDesc	descriptor;
	Datum		values[4];
	bool		nulls[4] = {false};

	if (get_call_result_type(fcinfo, NULL, &descriptor) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "qshrink_refresh returns no record");
	descriptor = BlessTupleDesc(descriptor);
	qshrink_edit_begin_own(&refreshing.edit, fcinfo);
	if (refreshing.edit.sources == NIL)
		ereport(NOTICE,
				(errmsg("problem " INT64_FORMAT " was made from no query", refreshing.edit.build.problem.problem_id)));
	else
	{
		difference = refresh(&refreshing);
		added = refreshing.edit.variables->added;
		gone = refreshing.edit.variables->gone;
	}
	qshrink_edit_end(&refreshing.edit);
	values[0] = BoolGetDatum(difference.problem || difference.variables > 0 ||
							 difference.constraints > 0);
	values[1] = Int32GetDatum(added);
	values[2] = Int32GetDatum(gone);
	values[3] = Int64GetDatum(difference.constraints);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(descriptor, values, nulls)));
}
