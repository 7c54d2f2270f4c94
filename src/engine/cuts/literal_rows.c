/*
 * literal_rows.c
 *	  The rows of a model as knapsacks over literals.
 */
#include "cuts/literal_rows.h"

#include <math.h>
#include <string.h>

#include "base/sort.h"
#include "rows/relax_rows.h"

typedef struct Item
{
	double		weight;
	int32_t		literal;
} Item;

static int
compare_items(const void *a, const void *b)
{
	const Item *x = a;
	const Item *y = b;

	if (x->weight != y->weight)
		return x->weight > y->weight ? -1 : 1;
	return (x->literal > y->literal) - (x->literal < y->literal);
}

/* Sort items and take them as a row, unless it cannot be broken. */
static void
add_items(QsHost *host, QsLiteralRows *rows, Item *item, int length, double capacity)
{
	int64_t		at = rows->start[rows->count];
	double		total = 0.0;

	for (int k = 0; k < length; k++)
		total += item[k].weight;
	if (total <= capacity || capacity < 0.0)
		return;
	if (length > 1)
		qs_sort(host, item, (size_t) length, sizeof(Item), compare_items);
	for (int k = 0; k < length; k++)
	{
		rows->literal[at + k] = item[k].literal;
		rows->weight[at + k] = item[k].weight;
	}
	rows->capacity[rows->count++] = capacity;
	rows->start[rows->count] = at + length;
}

/* Add sign * row <= bound. */
static void
add_side(QsHost *host, QsLiteralRows *rows, const QsModel *model, int row, double sign,
		 double bound, Item *item)
{
	int64_t		first = model->row_start[row];
	int			length = (int) (model->row_start[row + 1] - first);
	double		total = 0.0;

	for (int k = 0; k < length; k++)
	{
		double		a = sign * model->row_value[first + k];

		item[k] = (Item) {fabs(a), qs_literal(model->row_variable[first + k], a < 0.0)};
		if (a < 0.0)
			bound -= a;
		total += fabs(a);
	}
	/* sums of integers are exact; others may be off by so much */
	if (!qs_model_row_is_exact(model, row))
		bound += 0x1p-50 * total * (length + 1.0);
	add_items(host, rows, item, length, bound);
}

/* ---- rows taken together ------------------------------------------------ */

/* Is it sum a x <= (sum of) s y without a constant: supplies that demands draw on? */
static bool
is_supply(const QsModel *model, int row)
{
	bool		draws = false,
				gives = false;

	if (!qs_model_row_is_exact(model, row) || model->row_upper[row] != 0.0)
		return false;
	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1]; k++)
	{
		draws = draws || model->row_value[k] > 0.0;
		gives = gives || model->row_value[k] < 0.0;
	}
	return draws && gives;
}

/* The least that an exactly-one (or at-least-one) row makes the sum draw; its members
 * leave the sum. */
static double
take_demand(const QsModel *model, int row, double *sum)
{
	int64_t		first = model->row_start[row];
	int64_t		end = model->row_start[row + 1];
	double		least = INFINITY;

	if (first == end || model->row_lower[row] != model->row_value[first])
		return 0.0;
	for (int64_t k = first; k < end; k++)
	{
		if (model->row_value[k] != model->row_value[first])
			return 0.0;
		least = fmin(least, sum[model->row_variable[k]]);
	}
	if (!(least > 0.0) || !(model->row_value[first] > 0.0))
		return 0.0;
	for (int64_t k = first; k < end; k++)
		sum[model->row_variable[k]] = 0.0;
	return least;
}

/*
 * The supplies together must meet the demands together: the sum of all rows a.x <= s.y,
 * in which each exactly-one row of x is replaced by the least that it draws.
 */
static void
add_together(QsHost *host, QsLiteralRows *rows, const QsModel *model, Item *item)
{
	double	   *sum = QS_ARRAY0(host, double, model->n);
	double		total = 0.0,
				capacity = 0.0;
	int			supplies = 0,
				length = 0;

	for (int r = 0; r < model->m; r++)
		if (is_supply(model, r))
		{
			supplies++;
			for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
			{
				sum[model->row_variable[k]] += model->row_value[k];
				total += fabs(model->row_value[k]);
			}
		}
	if (supplies > 1 && total < 0x1p52)
	{
		for (int r = 0; r < model->m; r++)
			if (qs_model_row_is_exact(model, r))
				capacity -= take_demand(model, r, sum);
		for (int j = 0; j < model->n; j++)
			if (sum[j] < 0.0)
			{
				item[length++] = (Item) {-sum[j], qs_literal(j, true)};
				capacity -= sum[j];
			}
		if (capacity >= 0.0)
			add_items(host, rows, item, length, capacity);
	}
	qs_free(host, sum);
	qs_check(host);
}

QsLiteralRows *
qs_literal_rows_create(QsHost *host, const QsModel *model)
{
	QsLiteralRows *rows = QS_NEW(host, QsLiteralRows);
	size_t		most = 2 * (size_t) model->m + 1;
	size_t		entries = 2 * (size_t) model->row_start[model->m] + (size_t) model->n;
	Item	   *item = QS_ARRAY(host, Item, model->n);

	rows->start = QS_ARRAY0(host, int64_t, most + 1);
	rows->capacity = QS_ARRAY(host, double, most);
	rows->literal = QS_ARRAY(host, int32_t, entries);
	rows->weight = QS_ARRAY(host, double, entries);
	for (int r = 0; r < model->m; r++)
	{
		double		lower,
					upper;

		qs_row_effective(model, r, &lower, &upper);
		if (isfinite(upper))
			add_side(host, rows, model, r, 1.0, upper, item);
		if (isfinite(lower))
			add_side(host, rows, model, r, -1.0, -lower, item);
		if ((r & 255) == 0)
			qs_check(host);
	}
	add_together(host, rows, model, item);
	qs_free(host, item);
	return rows;
}

void
qs_literal_rows_free(QsHost *host, QsLiteralRows *rows)
{
	if (rows == NULL)
		return;
	qs_free(host, rows->start);
	qs_free(host, rows->literal);
	qs_free(host, rows->weight);
	qs_free(host, rows->capacity);
	qs_free(host, rows);
}
