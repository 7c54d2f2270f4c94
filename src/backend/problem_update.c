/*
 * problem_update.c
 *	  Changing a stored problem into another one: only what differs is written.
 */
#include "compat.h"

#include <math.h>

#include "access/xact.h"
#include "executor/spi.h"
#include "utils/snapmgr.h"
#include "utils/tuplestore.h"

#include "problem_lock.h"
#include "problem_sets.h"
#include "problem_sql.h"
#include "problem_store.h"
#include "problem_tables.h"
#include "problem_update.h"

typedef struct Updating
{
	QsHost	   *host;
	Oid			namespace;
	const QshrinkProblem *stored;
	const QshrinkNumbering *variables;
	const QshrinkTarget *target;
	QshrinkProblem written;		/* the target with problem_id and owner of the stored one */
} Updating;

/* ---------------------------------------------------------------------------
 * Rows
 */
typedef struct Term
{
	int32		variable;
	double		coefficient;
} Term;

static int
compare_terms(const void *a, const void *b)
{
	const Term *left = a,
			   *right = b;

	if (left->variable != right->variable)
		return left->variable < right->variable ? -1 : 1;
	return (left->coefficient > right->coefficient) - (left->coefficient < right->coefficient);
}

static Term *
sorted_terms(QsHost *host, const QsRow *row)
{
	Term	   *term = QS_ARRAY(host, Term, row->count);

	for (int k = 0; k < row->count; k++)
		term[k] = (Term) {row->variables[k], row->coefficients ? row->coefficients[k] : 1.0};
	qsort(term, (size_t) row->count, sizeof(Term), compare_terms);
	return term;
}

static bool
same_order(const QsRow *a, const QsRow *b)
{
	for (int k = 0; k < a->count; k++)
		if (a->variables[k] != b->variables[k] ||
			(a->coefficients ? a->coefficients[k] : 1.0) != (b->coefficients ? b->coefficients[k] : 1.0))
			return false;
	return true;
}

/* Do two rows say the same, labels and sources left aside? */
static bool
same_row(QsHost *host, const QsRow *a, const QsRow *b)
{
	Term	   *left,
			   *right;
	bool		equal = true;

	if (a->sense != b->sense || a->rhs != b->rhs || a->count != b->count)
		return false;
	if (same_order(a, b))
		return true;
	left = sorted_terms(host, a);
	right = sorted_terms(host, b);
	for (int k = 0; k < a->count && equal; k++)
		equal = compare_terms(&left[k], &right[k]) == 0;
	qs_free(host, left);
	qs_free(host, right);
	return equal;
}

static bool
same_statement(const QshrinkStated *a, const QshrinkStated *b)
{
	return a->shift == b->shift && isnan(a->price) == isnan(b->price) &&
		(isnan(a->price) || a->price == b->price);
}

static bool
same_label(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

typedef struct Numbered
{
	int32		constraint_id;
	int			row;
} Numbered;

static int
compare_numbered(const void *a, const void *b)
{
	int32		left = ((const Numbered *) a)->constraint_id,
				right = ((const Numbered *) b)->constraint_id;

	return (left > right) - (left < right);
}

/* The rows that are stored, by constraint_id */
static Numbered *
numbered_rows(QsHost *host, const QshrinkProblem *problem, int *count)
{
	Numbered   *numbered = QS_ARRAY(host, Numbered, problem->rows);

	*count = 0;
	for (int r = 0; r < problem->rows; r++)
		if (problem->constraint_id[r] > 0)
			numbered[(*count)++] = (Numbered) {problem->constraint_id[r], r};
	qsort(numbered, (size_t) *count, sizeof(Numbered), compare_numbered);
	return numbered;
}

/* Old rows to delete, new ones to insert and to update */
typedef struct RowSets
{
	QshrinkRowSet gone;
	QshrinkRowSet added;
	QshrinkRowSet changed;
} RowSets;

static void
put_number(QshrinkRowSet *set, int32 number)
{
	Datum		value = Int32GetDatum(number);
	bool		is_null = false;

	tuplestore_putvalues(set->store, set->descriptor, &value, &is_null);
}

static void
compare_pair(const Updating *updating, RowSets *sets, int old, int new)
{
	const QshrinkProblem *stored = updating->stored;
	const QshrinkProblem *problem = &updating->written;

	if (!same_label(stored->row_label[old], problem->row_label[new]))
	{
		/* labels may change places: no two rows share one in between */
		put_number(&sets->gone, stored->constraint_id[old]);
		qshrink_constraint_put(&sets->added, problem, new);
	}
	else if (stored->row_source[old] != problem->row_source[new] ||
			 !same_statement(&stored->row_stated[old], &problem->row_stated[new]) ||
			 !same_row(updating->host, &stored->row[old], &problem->row[new]))
		qshrink_constraint_put(&sets->changed, problem, new);
}

static void
compare_rows(const Updating *updating, RowSets *sets)
{
	QsHost	   *host = updating->host;
	int			olds,
				news;
	Numbered   *old = numbered_rows(host, updating->stored, &olds);
	Numbered   *new = numbered_rows(host, &updating->written, &news);
	int			i = 0,
				j = 0;

	while (i < olds || j < news)
	{
		if (j == news || (i < olds && old[i].constraint_id < new[j].constraint_id))
			put_number(&sets->gone, old[i++].constraint_id);
		else if (i == olds || new[j].constraint_id < old[i].constraint_id)
			qshrink_constraint_put(&sets->added, &updating->written, new[j++].row);
		else
		{
			compare_pair(updating, sets, old[i].row, new[j].row);
			i++;
			j++;
		}
		qs_check(host);
	}
	qs_free(host, old);
	qs_free(host, new);
}

static QshrinkRowSet
number_set(const char *name)
{
	QshrinkRowSet set = qshrink_set_begin(1);

	TupleDescInitEntry(set.descriptor, 1, name, INT4OID, -1, 0);
	QSHRINK_FINISH_DESCRIPTOR(set.descriptor);
	return set;
}

static void
run_unless_empty(const Updating *updating, QshrinkRowSet *set, const char *table,
				 const char *format)
{
	if (qshrink_set_count(set) > 0)
		qshrink_set_run(set, table, psprintf(format, qshrink_table(updating->namespace, table),
											 qshrink_set_source(set, "s")),
						&updating->written);
}

static int64
update_rows(const Updating *updating)
{
	RowSets		sets = {number_set("constraint_id"), qshrink_constraint_set(),
	qshrink_constraint_set()};
	int64		added,
				changed,
				gone;

	compare_rows(updating, &sets);
	gone = qshrink_set_count(&sets.gone);
	added = qshrink_set_count(&sets.added);
	changed = qshrink_set_count(&sets.changed);
	run_unless_empty(updating, &sets.gone, "qshrink_constraint",
					 "DELETE FROM %s AS c USING %s"
					 " WHERE c.problem_id OPERATOR(pg_catalog.=) $1"
					 " AND c.constraint_id OPERATOR(pg_catalog.=) s.constraint_id");
	run_unless_empty(updating, &sets.changed, "qshrink_constraint",
					 "UPDATE %s AS c SET variables = s.variables, coefficients = s.coefficients,"
					 " sense = s.sense, rhs = s.rhs, price = s.price, shift = s.shift, source_id = s.source_id FROM %s"
					 " WHERE c.problem_id OPERATOR(pg_catalog.=) $1"
					 " AND c.constraint_id OPERATOR(pg_catalog.=) s.constraint_id");
	if (added > 0)
		qshrink_constraint_insert(&sets.added, updating->namespace, &updating->written);
	return Max(gone, added) + changed;
}

/* ---------------------------------------------------------------------------
 * Variables
 */
static bool
same_key(const text *old, const QshrinkKeys *keys, int v, int count)
{
	text	   *new;
	bool		same;

	if (old == NULL || count == 0)
		return old == NULL && count == 0;
	new = qshrink_keys_joined(keys, v);
	same = VARSIZE_ANY_EXHDR(old) == VARSIZE_ANY_EXHDR(new) &&
		memcmp(VARDATA_ANY(old), VARDATA_ANY(new), VARSIZE_ANY_EXHDR(old)) == 0;
	pfree(new);
	return same;
}

static int32
source_of(const QshrinkTarget *target, int v)
{
	return target->by_hand && target->by_hand[v] ? 0 : target->source;
}

/* Rows by hand may name variables that never were: they make way for those that come.
 * Returns the rows. */
static int64
clear_numbers(const Updating *updating)
{
	int32		end = updating->target->replaced ? PG_INT32_MAX : updating->written.n;
	Oid			types[] = {INT8OID, INT4OID, INT4OID};
	Datum		values[] = {Int64GetDatum(updating->written.problem_id),
		Int32GetDatum(updating->variables->n), Int32GetDatum(end)
	};

	if (end <= updating->variables->n)
		return 0;
	SPI_execute_with_args(psprintf("DELETE FROM %s WHERE problem_id OPERATOR(pg_catalog.=) $1"
								   " AND variable OPERATOR(pg_catalog.>=) $2 AND variable OPERATOR(pg_catalog.<) $3",
								   qshrink_table(updating->namespace, "qshrink_variable")),
						  lengthof(types), types, values, NULL, false, 0);
	return (int64) SPI_processed;
}

static int64
update_variables(const Updating *updating)
{
	const QshrinkNumbering *old = updating->variables;
	const QshrinkTarget *target = updating->target;
	QshrinkRowSet gone = number_set("variable");
	QshrinkRowSet added = qshrink_key_set();
	QshrinkRowSet changed = qshrink_key_set();
	int			n = updating->written.n;
	int64		written = clear_numbers(updating);

	for (int v = 0; v < Max(n, old->n); v++)
	{
		const text *key = v < old->n ? old->key[v] : NULL;
		int			count = 0;

		if (v < n && target->keys->part)
			qshrink_keys_of(target->keys, v, &count);
		if (same_key(key, target->keys, v, count) &&
			(key == NULL || old->source[v] == source_of(target, v)))
			continue;
		if (count == 0)
			put_number(&gone, v);
		else
			qshrink_key_put(key ? &changed : &added, v, target->keys, source_of(target, v));
		qs_check(updating->host);
	}
	written += qshrink_set_count(&gone) + qshrink_set_count(&added) + qshrink_set_count(&changed);
	run_unless_empty(updating, &gone, "qshrink_variable",
					 "DELETE FROM %s AS v USING %s"
					 " WHERE v.problem_id OPERATOR(pg_catalog.=) $1"
					 " AND v.variable OPERATOR(pg_catalog.=) s.variable");
	run_unless_empty(updating, &changed, "qshrink_variable",
					 "UPDATE %s AS v SET keys = s.keys, weight = s.weight, lower = s.lower, source_id = s.source_id FROM %s"
					 " WHERE v.problem_id OPERATOR(pg_catalog.=) $1"
					 " AND v.variable OPERATOR(pg_catalog.=) s.variable");
	if (qshrink_set_count(&added) > 0)
		qshrink_key_insert(&added, updating->namespace, &updating->written);
	return written;
}

/* ---------------------------------------------------------------------------
 * The row of qshrink_problem
 */
static bool
same_matrix(const double *a, const double *b, int cells)
{
	if (a == NULL || b == NULL)
		return a == b;
	for (int k = 0; k < cells; k++)
		if (a[k] != b[k])
			return false;
	return true;
}

static bool
same_terms(const QshrinkProblem *a, const QshrinkProblem *b)
{
	if (a->offset != b->offset || a->term_count != b->term_count)
		return false;
	for (int64 k = 0; k < a->term_count; k++)
		if (a->terms[k].i != b->terms[k].i || a->terms[k].j != b->terms[k].j ||
			a->terms[k].coefficient != b->terms[k].coefficient)
			return false;
	return true;
}

static bool
same_problem(const QshrinkProblem *a, const QshrinkProblem *b, bool replaced)
{
	if (a->maximise != b->maximise || a->n != b->n || a->order != b->order)
		return false;
	if (replaced && (a->has_best_known != b->has_best_known ||
					 (a->has_best_known && a->best_known != b->best_known)))
		return false;
	if (a->order == 0)
		return same_terms(a, b);
	return same_matrix(a->flow, b->flow, a->n) && same_matrix(a->distance, b->distance, a->n) &&
		same_matrix(a->cost, b->cost, a->n);
}

static bool
update_problem(const Updating *updating)
{
	QshrinkProblemValues row;
	bool		replaced = updating->target->replaced;

	if (same_problem(updating->stored, &updating->written, replaced))
		return false;
	qshrink_problem_values(&row, updating->namespace, &updating->written);
	/* $8, the name, is that of the problem */
	row.type[QSHRINK_VALUE_NAME] = INT8OID;
	row.value[QSHRINK_VALUE_NAME] = Int64GetDatum(updating->stored->problem_id);
	row.null[QSHRINK_VALUE_NAME] = ' ';
	qshrink_check_written("qshrink_problem",
						  SPI_execute_with_args(psprintf("UPDATE %s SET sense = $1, n_variables = $2,"
														 " objective = $3, flows = $4, distances = $5,"
														 " costs = $6%s"
														 " WHERE problem_id OPERATOR(pg_catalog.=) $8",
														 qshrink_table(updating->namespace,
																	   "qshrink_problem"),
														 replaced ? ", best_known = $7" : ""),
												lengthof(row.type), row.type, row.value, row.null,
												false, 0), 1);
	return true;
}

QshrinkDifference
qshrink_problem_update(QsHost *host, Oid namespace, const QshrinkProblem *stored,
					   const QshrinkNumbering *variables, const QshrinkTarget *target)
{
	Updating	updating = {host, namespace, stored, variables, target, *target->problem};
	QshrinkDifference difference;

	updating.written.problem_id = stored->problem_id;
	updating.written.owner = stored->owner;
	updating.written.owner_type = stored->owner_type;
	difference.problem = update_problem(&updating);
	difference.variables = variables ? update_variables(&updating) : 0;
	difference.constraints = update_rows(&updating);
	return difference;
}

void
qshrink_problem_replace(QsHost *host, Oid namespace, int64 problem_id, QshrinkProblem *problem,
						const QshrinkKeys *keys, int32 source)
{
	QshrinkProblem held = {.problem_id = problem_id};
	QshrinkTarget target = {problem, keys, source, NULL, true};
	QshrinkProblem *stored;
	QshrinkNumbering *variables;

	qshrink_problem_hold(host, namespace, &held);
	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	stored = qshrink_problem_read_unchecked(host, namespace, problem_id);
	variables = qshrink_numbering_read(host, namespace, problem_id, stored->n, NIL);
	PopActiveSnapshot();
	qshrink_problem_update(host, namespace, stored, variables, &target);
	problem->problem_id = problem_id;
}
