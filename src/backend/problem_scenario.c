/*
 * problem_scenario.c
 *	  Right-hand sides changed for one run.
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

#include "base/decimal.h"
#include "problem_keys.h"
#include "problem_scenario.h"
#include "problem_sql.h"
#include "problem_tables.h"

#define LISTED_LABELS	10

static void
wrong_shape(const char *what)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%s", what),
			 errhint("Write an object of labels and numbers, such as {\"rhs\": {\"weight\": 12}}.")));
}

/* Some of the labels there are, for a hint; NULL: there are none. */
static char *
some_labels(const QshrinkProblem *problem)
{
	StringInfoData list;
	int			listed = 0;

	initStringInfo(&list);
	for (int r = 0; r < problem->rows; r++)
	{
		if (problem->row_label[r] == NULL || problem->constraint_id[r] == 0)
			continue;
		if (listed == LISTED_LABELS)
		{
			appendStringInfoString(&list, ", ...");
			break;
		}
		appendStringInfo(&list, "%s\"%s\"", listed++ ? ", " : "", problem->row_label[r]);
	}
	return listed ? list.data : NULL;
}

static void
unknown_label(const QshrinkProblem *problem, const char *label)
{
	char	   *labels = some_labels(problem);

	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("option \"rhs\" names \"%s\", which is no constraint of problem " INT64_FORMAT,
					label, problem->problem_id),
			 labels ? errhint("Labels of its constraints: %s.", labels) :
			 errhint("None of its constraints has a label.")));
}

static double
rhs_value(const char *label, const JsonbValue *value)
{
	double		number;

	if (value->type != jbvNumeric)
		wrong_shape(psprintf("option \"rhs\" gives \"%s\" a value that is no number", label));
	number = DatumGetFloat8(DirectFunctionCall1(numeric_float8, NumericGetDatum(value->val.numeric)));
	if (!isfinite(number))
		wrong_shape(psprintf("option \"rhs\" gives \"%s\" a value that is not finite", label));
	return number;
}

static void
check_sum(const QshrinkProblem *problem, int r)
{
	const QsRow *row = &problem->row[r];
	double		sum = fabs(row->rhs);

	for (int k = 0; k < row->count; k++)
		sum += row->coefficients ? fabs(row->coefficients[k]) : 1.0;
	if (!isfinite(sum))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("option \"rhs\" gives \"%s\" a value out of range", problem->row_label[r]),
				 errdetail("The sum of the numbers of the row is not finite.")));
}

typedef struct Change
{
	double		rhs;
	int			rows;			/* that have the label */
} Change;

/* The labels of the object, numbered, and what they are given */
static Change *
read_changes(Jsonb *rhs, QshrinkKeyMap *labels)
{
	Change	   *change = palloc0_array(Change, JB_ROOT_COUNT(rhs));
	JsonbIterator *iterator = JsonbIteratorInit(&rhs->root);
	JsonbIteratorToken token;
	JsonbValue	key,
				value;

	while ((token = JsonbIteratorNext(&iterator, &key, true)) != WJB_DONE)
	{
		char	   *label;

		if (token != WJB_KEY)
			continue;
		JsonbIteratorNext(&iterator, &value, true);
		label = pnstrdup(key.val.string.val, key.val.string.len);
		change[qshrink_keymap_add(labels, cstring_to_text(label), NULL)].rhs = rhs_value(label, &value);
		CHECK_FOR_INTERRUPTS();
	}
	return change;
}

/* Its auxiliary variables measure violations of the rhs it was stated with */
static void
refuse_soft(const QshrinkProblem *problem, int r)
{
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("option \"rhs\" names \"%s\", which is a soft constraint of problem " INT64_FORMAT,
					problem->row_label[r], problem->problem_id),
			 errhint("State another rhs in the constraints of qshrink_define, with replace => true or qshrink_refresh.")));
}

static void
change_rows(QsHost *host, QshrinkProblem *problem, const QshrinkKeyMap *labels, Change *change,
			bool strict)
{
	for (int r = 0; r < problem->rows; r++)
	{
		text	   *label;
		int			number;

		if ((r & 1023) == 0)
			qs_check(host);
		/* the rows that matrices bring along are what makes them an assignment */
		if (problem->row_label[r] == NULL || problem->constraint_id[r] == 0)
			continue;
		label = cstring_to_text(problem->row_label[r]);
		number = qshrink_keymap_find(labels, label);
		pfree(label);
		if (number < 0)
			continue;
		if (strict && !isnan(problem->row_stated[r].price))
			refuse_soft(problem, r);
		problem->row[r].rhs = problem->row_stated[r].shift == 0.0 ? change[number].rhs :
			qs_decimal_sum(change[number].rhs, -problem->row_stated[r].shift);
		change[number].rows++;
		check_sum(problem, r);
	}
}

static void
check_changes(const QshrinkProblem *problem, const QshrinkKeyMap *labels, const Change *change)
{
	for (int k = 0; k < qshrink_keymap_count(labels); k++)
	{
		char	   *label;

		if (change[k].rows == 1)
			continue;
		label = text_to_cstring(qshrink_keymap_key(labels, k));
		if (change[k].rows == 0)
			unknown_label(problem, label);
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("option \"rhs\" names \"%s\", which is the label of %d constraints of problem " INT64_FORMAT,
						label, change[k].rows, problem->problem_id),
				 errhint("Give each constraint a label of its own.")));
	}
}

/* strict: labels that no row has, or several have, are an ERROR */
static void
apply(QsHost *host, QshrinkProblem *problem, Jsonb *rhs, bool strict)
{
	QshrinkKeyMap *labels = qshrink_keymap_create();
	Change	   *change;

	if (!JB_ROOT_IS_OBJECT(rhs))
		wrong_shape("option \"rhs\" must be an object");
	if (JB_ROOT_COUNT(rhs) == 0)
		wrong_shape("option \"rhs\" is empty");
	change = read_changes(rhs, labels);
	change_rows(host, problem, labels, change, strict);
	if (strict)
		check_changes(problem, labels, change);
	if (problem->model)
		qshrink_problem_rebuild(host, problem);
}

void
qshrink_scenario_apply(QsHost *host, QshrinkProblem *problem, Jsonb *rhs)
{
	apply(host, problem, rhs, true);
}

void
qshrink_scenario_recall(QsHost *host, Oid namespace, QshrinkProblem *problem, int64 run_id)
{
	Oid			types[] = {INT8OID, INT8OID};
	Datum		values[] = {Int64GetDatum(problem->problem_id), Int64GetDatum(run_id)};
	Datum		rhs;
	bool		null;

	SPI_execute_with_args(psprintf("SELECT r.changed_rhs FROM %s r"
								   " WHERE r.problem_id OPERATOR(pg_catalog.=) $1"
								   " AND r.run_id OPERATOR(pg_catalog.=) $2"
								   " AND r.changed_rhs IS NOT NULL",
								   qshrink_table(namespace, "qshrink_run")),
						  lengthof(types), types, values, NULL, true, 1);
	if (SPI_processed == 0)
		return;
	rhs = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &null);
	apply(host, problem, DatumGetJsonbPCopy(rhs), false);
}
