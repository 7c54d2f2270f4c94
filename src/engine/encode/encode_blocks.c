/*
 * encode_blocks.c
 *	  Disjoint sub-permutations among one-hot rows.
 */
#include "encode/encode_blocks.h"

#include <string.h>

static int
row_length(const QsModel *model, int r)
{
	return (int) (model->row_start[r + 1] - model->row_start[r]);
}

/* The other one-hot row of variable i beside r; -1 unless there is exactly one */
static int
partner(const QsModel *model, const QsStructure *structure, int i, int r)
{
	int			found = -1;

	for (int64_t k = model->column_start[i]; k < model->column_start[i + 1]; k++)
	{
		int			other = model->column_row[k];

		if (other == r || structure->row_kind[other] != QS_ROW_ONE_HOT)
			continue;
		if (found >= 0)
			return -1;
		found = other;
	}
	return found;
}

/* How many variables of row c have row r as their other one-hot row */
static int
crossings(const QsModel *model, const QsStructure *structure, int c, int r)
{
	int			count = 0;

	for (int64_t k = model->row_start[c]; k < model->row_start[c + 1]; k++)
		count += partner(model, structure, model->row_variable[k], c) == r;
	return count;
}

/* Every variable of `row` lies in a column of length k that crosses `row` and
 * `first` once each */
static bool
row_fits(const QsModel *model, const QsStructure *structure, int row, int first, int k)
{
	if (row_length(model, row) != k)
		return false;
	for (int64_t e = model->row_start[row]; e < model->row_start[row + 1]; e++)
	{
		int			c = partner(model, structure, model->row_variable[e], row);

		if (c <= first || row_length(model, c) != k ||
			crossings(model, structure, c, row) != 1 ||
			crossings(model, structure, c, first) != 1)
			return false;
	}
	return true;
}

int
qs_block_of_row(const QsModel *model, const QsStructure *structure, int r)
{
	int			k = row_length(model, r);
	int			column;

	if (structure->row_kind[r] != QS_ROW_ONE_HOT || k < 2)
		return 0;
	if (!row_fits(model, structure, r, r, k))
		return 0;
	column = partner(model, structure, model->row_variable[model->row_start[r]], r);
	for (int64_t e = model->row_start[column]; e < model->row_start[column + 1]; e++)
	{
		int			row = partner(model, structure, model->row_variable[e], column);

		if (row < r || (row > r && !row_fits(model, structure, row, r, k)))
			return 0;
	}
	return k;
}

/* Rows of a family ascending: insertion into a short list */
static void
insert_sorted(int32_t *list, int count, int32_t value)
{
	while (count > 0 && list[count - 1] > value)
	{
		list[count] = list[count - 1];
		count--;
	}
	list[count] = value;
}

static void
fill_block(QsHost *host, const QsModel *model, const QsStructure *structure, int r, int k,
		   int32_t *cell)
{
	int32_t    *row = QS_ARRAY(host, int32_t, k);
	int32_t    *column = QS_ARRAY(host, int32_t, k);
	int			count = 0;

	for (int64_t e = model->row_start[r]; e < model->row_start[r + 1]; e++, count++)
		insert_sorted(column, count, partner(model, structure, model->row_variable[e], r));
	count = 0;
	for (int64_t e = model->row_start[column[0]]; e < model->row_start[column[0] + 1]; e++, count++)
		insert_sorted(row, count, partner(model, structure, model->row_variable[e], column[0]));
	for (int a = 0; a < k; a++)
		for (int64_t e = model->row_start[row[a]]; e < model->row_start[row[a] + 1]; e++)
		{
			int			i = model->row_variable[e];
			int			c = partner(model, structure, i, row[a]);

			for (int b = 0; b < k; b++)
				if (column[b] == c)
					cell[a * k + b] = i;
		}
	qs_free(host, row);
	qs_free(host, column);
}

int
qs_find_blocks(QsHost *host, const QsModel *model, const QsStructure *structure,
			   int32_t **size, int32_t ***variable)
{
	int			capacity = 0;
	int			count = 0;

	*size = NULL;
	*variable = NULL;
	if (structure->order > 0)
	{
		*size = QS_ARRAY(host, int32_t, 1);
		*variable = QS_ARRAY(host, int32_t *, 1);
		(*size)[0] = structure->order;
		(*variable)[0] = QS_ARRAY(host, int32_t, model->n);
		memcpy((*variable)[0], structure->variable_at, (size_t) model->n * sizeof(int32_t));
		return 1;
	}
	for (int r = 0; r < model->m; r++)
	{
		int			k = qs_block_of_row(model, structure, r);

		qs_check(host);
		if (k == 0)
			continue;
		if (count == capacity)
		{
			int			grown = 2 * capacity + 4;

			*size = qs_realloc(host, *size, (size_t) count, (size_t) grown, sizeof(int32_t));
			*variable = qs_realloc(host, *variable, (size_t) count, (size_t) grown,
								   sizeof(int32_t *));
			capacity = grown;
		}
		(*size)[count] = k;
		(*variable)[count] = QS_ARRAY(host, int32_t, (size_t) k * (size_t) k);
		fill_block(host, model, structure, r, k, (*variable)[count]);
		count++;
	}
	return count;
}

void
qs_blocks_free(QsHost *host, int count, int32_t *size, int32_t **variable)
{
	for (int b = 0; b < count; b++)
		qs_free(host, variable[b]);
	qs_free(host, size);
	qs_free(host, variable);
}
