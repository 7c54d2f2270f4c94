/*
 * problem_rows.c
 *	  Collecting the rows of a problem: a few growing pools instead of three
 *	  allocations a row, which counts at some hundred thousand rows.
 */
#include "compat.h"

#include <math.h>

#include "mb/pg_wchar.h"

#include "problem_rows.h"

void
qshrink_rows_begin(QshrinkRows *rows, QsHost *host)
{
	memset(rows, 0, sizeof(*rows));
	rows->host = host;
	rows->stated.price = NAN;
}

/* Room for more elements after used ones; returns the pool */
static void *
reserve(QsHost *host, void *pool, int64 used, int64 *capacity, int64 more, size_t size)
{
	int64		wanted = used + more;

	if (wanted <= *capacity)
		return pool;
	wanted = Max(wanted, Max(2 * *capacity, 256));
	pool = qs_realloc(host, pool, (size_t) used, (size_t) wanted, size);
	*capacity = wanted;
	return pool;
}

int32 *
qshrink_rows_append(QshrinkRows *rows, char sense, double rhs, int32 constraint_id,
					const char *label, size_t label_length, int length, double **value)
{
	QsHost	   *host = rows->host;
	QshrinkRowEntry *entry;

	if (rows->count >= PG_INT32_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a problem has at most %d constraints", PG_INT32_MAX)));
	if (label && label_length > QSHRINK_LABEL_LENGTH)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("the label of a constraint has %zu bytes, more than %d", label_length,
						QSHRINK_LABEL_LENGTH),
				 errdetail("It begins with \"%s\".",
						   pnstrdup(label, pg_mbcliplen(label, (int) label_length, 60)))));
	rows->entry = reserve(host, rows->entry, rows->count, &rows->capacity, 1,
						  sizeof(QshrinkRowEntry));
	rows->variable = reserve(host, rows->variable, rows->variables, &rows->variable_capacity,
							 length, sizeof(int32));
	entry = &rows->entry[rows->count++];
	*entry = (QshrinkRowEntry)
	{
		.sense = sense,
		.length = length,
		.constraint_id = constraint_id,
		.source = rows->source,
		.variables = rows->variables,
		.coefficients = -1,
		.label = -1,
		.rhs = rhs,
		.stated = rows->stated,
	};
	if (label)
	{
		rows->label = reserve(host, rows->label, rows->labels, &rows->label_capacity,
							  (int64) label_length + 1, 1);
		entry->label = rows->labels;
		memcpy(rows->label + rows->labels, label, label_length);
		rows->label[rows->labels + (int64) label_length] = '\0';
		rows->labels += (int64) label_length + 1;
	}
	if (value)
	{
		rows->coefficient = reserve(host, rows->coefficient, rows->coefficients,
									&rows->coefficient_capacity, length, sizeof(double));
		entry->coefficients = rows->coefficients;
		*value = rows->coefficient + rows->coefficients;
		rows->coefficients += length;
	}
	rows->variables += length;
	return rows->variable + entry->variables;
}

void
qshrink_rows_append_assignment(QshrinkRows *rows, int order,
							   char *const *facility, char *const *location)
{
	for (int r = 0; r < 2 * order; r++)
	{
		bool		by_facility = r < order;
		char	   *label = psprintf("%s %s", by_facility ? "facility" : "location",
									 by_facility ? facility[r] : location[r - order]);
		int32	   *variable = qshrink_rows_append(rows, '=', 1.0, 0, label, strlen(label),
												   order, NULL);

		for (int k = 0; k < order; k++)
			variable[k] = by_facility ? r * order + k : k * order + (r - order);
		pfree(label);
	}
}

void
qshrink_rows_finish(QshrinkRows *rows, QshrinkProblem *problem)
{
	QsHost	   *host = rows->host;
	int			count = (int) rows->count;

	problem->rows = count;
	problem->row = QS_ARRAY(host, QsRow, count);
	problem->constraint_id = QS_ARRAY(host, int32, count);
	problem->row_source = QS_ARRAY(host, int32, count);
	problem->row_label = QS_ARRAY(host, char *, count);
	problem->row_stated = QS_ARRAY(host, QshrinkStated, count);
	problem->variable_pool = rows->variable;
	problem->coefficient_pool = rows->coefficient;
	problem->label_pool = rows->label;
	for (int r = 0; r < count; r++)
	{
		const QshrinkRowEntry *entry = &rows->entry[r];

		problem->row[r] = (QsRow)
		{
			.count = entry->length,
			.variables = rows->variable + entry->variables,
			.coefficients = entry->coefficients < 0 ? NULL : rows->coefficient + entry->coefficients,
			.sense = entry->sense,
			.rhs = entry->rhs,
		};
		problem->constraint_id[r] = entry->constraint_id;
		problem->row_source[r] = entry->source;
		problem->row_stated[r] = entry->stated;
		problem->row_label[r] = entry->label < 0 ? NULL : rows->label + entry->label;
	}
	qs_free(host, rows->entry);
	memset(rows, 0, sizeof(*rows));
}

char
qshrink_sense_of_text(const char *text, size_t length)
{
	if (length == 1 && text[0] == '=')
		return '=';
	if (length == 2 && (text[0] == '<' || text[0] == '>') && text[1] == '=')
		return text[0];
	return 0;
}

const char *
qshrink_sense_text(char sense)
{
	return sense == '<' ? "<=" : sense == '>' ? ">=" : "=";
}
