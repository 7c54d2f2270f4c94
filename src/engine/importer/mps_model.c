/*
 * mps_model.c
 *	  What an MPS file says, column by column, and the stated model it makes.
 */
#include "importer/mps_model.h"

#include <math.h>

#include "base/decimal.h"
#include "base/sort.h"
#include "importer/import_notes.h"

#define GROW(host, array, used, capacity, type) \
	do \
	{ \
		if ((used) == (capacity)) \
		{ \
			size_t		old_capacity = (size_t) (capacity); \
			\
			(capacity) = (capacity) * 2 + 16; \
			(array) = (type *) qs_realloc(host, array, old_capacity, (size_t) (capacity), sizeof(type)); \
		} \
	} while (0)

void
qs_mps_add_row(QsMpsModel *model, char type, int32_t name)
{
	GROW(model->host, model->row_number, name, model->names_capacity, int32_t);
	if (type == 'N')
	{
		bool		first = !model->has_objective;

		model->has_objective = true;
		model->row_number[name] = first ? QS_MPS_OBJECTIVE : QS_MPS_FREE_ROW;
		if (!first)
			qs_import_note_name(model->host, model->problem, "free row \"%s\" was dropped",
								model->row_names.entry[name].text, model->row_names.entry[name].length);
		return;
	}
	GROW(model->host, model->row, model->rows, model->row_capacity, QsMpsRow);
	model->row_number[name] = model->rows;
	model->row[model->rows++] = (QsMpsRow) {.type = type, .condition = -1};
}

void
qs_mps_add_entry(QsMpsModel *model, int32_t row, int32_t variable, double value)
{
	if (row == QS_MPS_FREE_ROW)
		return;
	if (row == QS_MPS_OBJECTIVE)
	{
		qs_expressions_add(model->host, &model->stated->objective, variable, value);
		return;
	}
	GROW(model->host, model->entry, model->entries, model->entry_capacity, QsMpsEntry);
	model->entry[model->entries++] = (QsMpsEntry) {row, variable, value};
}

void
qs_mps_add_pair(QsMpsModel *model, int32_t row, int32_t first, int32_t second, double value)
{
	int32_t		factor[] = {first, second};

	if (row == QS_MPS_FREE_ROW)
		return;
	if (row == QS_MPS_OBJECTIVE)
	{
		qs_expressions_add_product(model->host, &model->stated->objective, value, 2, factor);
		return;
	}
	GROW(model->host, model->pair, model->pairs, model->pair_capacity, QsMpsPair);
	model->pair[model->pairs++] = (QsMpsPair) {row, first, second, value};
}

void
qs_mps_set_bound(QsMpsModel *model, int32_t v, const char *type, double value)
{
	QsStatedVariable *variable = &model->stated->variable[v];
	QsMpsGiven *given = &model->given[v];
	bool		both = type[0] == 'F' || type[0] == 'B';

	if (type[0] == 'B')
	{
		variable->kind = QS_VARIABLE_BINARY;
		variable->lower = 0.0;
		variable->upper = 1.0;
	}
	else if (type[0] == 'F')
	{
		variable->lower = type[1] == 'X' ? value : -INFINITY;
		variable->upper = type[1] == 'X' ? value : INFINITY;
	}
	else if (type[0] == 'L')
		variable->lower = value;
	else if (type[0] == 'M')
		variable->lower = -INFINITY;
	else if (type[0] == 'P')
		variable->upper = INFINITY;
	else
		variable->upper = value;
	if (type[1] == 'I' && type[0] != 'M')
		variable->kind = QS_VARIABLE_INTEGER;
	given->lower |= both || type[0] == 'L' || type[0] == 'M';
	given->upper |= both || type[0] == 'U' || type[0] == 'P';
}

/* An integer of which no bound is given is binary, as the format has it; an upper
 * bound below zero alone takes the lower one with it. */
static void
settle_bounds(QsMpsModel *model)
{
	int64_t		binary = 0;

	for (int v = 0; v < model->stated->n; v++)
	{
		QsStatedVariable *variable = &model->stated->variable[v];
		const QsMpsGiven *given = &model->given[v];

		if (variable->kind == QS_VARIABLE_INTEGER && !given->lower && !given->upper)
		{
			variable->upper = 1.0;
			binary++;
		}
		else if (given->upper && !given->lower && variable->upper < 0.0 && variable->lower == 0.0)
		{
			variable->lower = -INFINITY;
			qs_import_note_name(model->host, model->problem, "variable \"%s\" has a negative upper bound "
								"and so no lower one", qs_formulation_text(model->stated, variable->name),
								(size_t) variable->name.length);
		}
	}
	if (binary > 0)
		qs_import_note(model->host, model->problem, "%lld integer variables without bounds were taken "
					   "as binary", (long long) binary);
}

static void
sides_of(const QsMpsRow *row, double *lower, double *upper)
{
	*lower = row->type == 'L' ? -INFINITY : row->rhs;
	*upper = row->type == 'G' ? INFINITY : row->rhs;
	if (!row->has_range)
		return;
	if (row->type == 'L' || (row->type == 'E' && row->range < 0.0))
		*lower = qs_decimal_sum(row->rhs, -fabs(row->range));
	if (row->type == 'G' || (row->type == 'E' && row->range > 0.0))
		*upper = qs_decimal_sum(row->rhs, fabs(row->range));
}

/* Where the entries of every row begin when sorted by row: start[rows + 1]; the caller
 * fills order[] from it. */
static int64_t *
sort_entries(QsMpsModel *model)
{
	QsHost	   *host = model->host;
	int64_t    *start = QS_ARRAY0(host, int64_t, (size_t) model->rows + 2);
	QsMpsEntry *sorted = QS_ARRAY(host, QsMpsEntry, model->entries);

	for (int64_t k = 0; k < model->entries; k++)
		start[model->entry[k].row + 2]++;
	for (int r = 0; r < model->rows; r++)
		start[r + 2] += start[r + 1];
	for (int64_t k = 0; k < model->entries; k++)
		sorted[start[model->entry[k].row + 1]++] = model->entry[k];
	qs_free(host, model->entry);
	model->entry = sorted;
	model->entry_capacity = model->entries;
	return start;
}

static int
by_row(const void *a, const void *b)
{
	const QsMpsPair *left = a,
			   *right = b;

	return (left->row > right->row) - (left->row < right->row);
}

bool
qs_mps_finish(QsMpsModel *model)
{
	QsHost	   *host = model->host;
	int64_t    *start = sort_entries(model);
	int64_t		pair = 0;
	int32_t		name = 0;

	settle_bounds(model);
	qs_sort(host, model->pair, (size_t) model->pairs, sizeof(QsMpsPair), by_row);
	for (int r = 0; r < model->rows; r++, name++)
	{
		double		lower,
					upper;
		QsStatedRow *row;

		while (model->row_number[name] != r)
			name++;
		for (int64_t k = start[r]; k < start[r + 1]; k++)
			qs_expressions_add(host, &model->stated->terms, model->entry[k].variable, model->entry[k].value);
		for (; pair < model->pairs && model->pair[pair].row == r; pair++)
			qs_expressions_add_product(host, &model->stated->terms, model->pair[pair].value, 2,
									   &model->pair[pair].first);
		sides_of(&model->row[r], &lower, &upper);
		row = qs_formulation_add_row(host, model->stated, lower, upper, model->row_names.entry[name].text,
									 model->row_names.entry[name].length);
		row->condition = model->row[r].condition;
		row->condition_value = model->row[r].condition_value;
		if ((r & 4095) == 0)
			qs_check(host);
	}
	qs_free(host, start);
	return true;
}

void
qs_mps_free(QsMpsModel *model)
{
	qs_name_table_free(model->host, &model->row_names);
	qs_name_table_free(model->host, &model->column_names);
	qs_free(model->host, model->row_number);
	qs_free(model->host, model->row);
	qs_free(model->host, model->given);
	qs_free(model->host, model->entry);
	qs_free(model->host, model->pair);
	*model = (QsMpsModel) {.host = model->host};
}
