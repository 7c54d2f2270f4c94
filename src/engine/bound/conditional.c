/*
 * conditional.c
 *	  The least of a linear function over what the rows leave when one variable is 1.
 */
#include "bound/conditional.h"

#include <math.h>
#include <string.h>

#include "base/sort.h"
#include "rows/relax_rows.h"

#define MOST_PRICED		64		/* rows */
#define STEPS			6		/* evaluations of a search along a multiplier */
#define FIRST_REACH		0.05

/* ---- which rows --------------------------------------------------------- */

typedef struct Ranked
{
	int64_t		length;
	int32_t		row;
} Ranked;

static int
compare_ranked(const void *a, const void *b)
{
	const Ranked *x = a;
	const Ranked *y = b;

	if (x->length != y->length)
		return x->length > y->length ? -1 : 1;
	return (x->row > y->row) - (x->row < y->row);
}

/* Does the row only count its variables, and within what bounds? */
static bool
counts(const QsModel *model, int row, QsCountingRow *group)
{
	int64_t		first = model->row_start[row];
	int64_t		end = model->row_start[row + 1];
	double		a,
				lower,
				upper;

	if (first == end || !qs_model_row_is_exact(model, row))
		return false;
	a = model->row_value[first];
	for (int64_t k = first; k < end; k++)
		if (model->row_value[k] != a)
			return false;
	qs_row_effective(model, row, &lower, &upper);
	lower /= a;
	upper /= a;
	if (a < 0.0)
	{
		double		swap = lower;

		lower = upper;
		upper = swap;
	}
	group->lower = (int) fmax(0.0, fmin(ceil(lower), (double) (end - first)));
	group->upper = (int) fmin((double) (end - first), fmax(floor(upper), 0.0));
	return true;
}

static bool
overlaps(const QsConditional *conditional, int row)
{
	const QsModel *model = conditional->model;

	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1]; k++)
		if (conditional->group_of[model->row_variable[k]] >= 0)
			return true;
	return false;
}

static void
add_group(QsConditional *conditional, int row, QsCountingRow group)
{
	const QsModel *model = conditional->model;

	group.first = conditional->free_first;
	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1]; k++)
	{
		conditional->group_of[model->row_variable[k]] = conditional->groups;
		conditional->member[conditional->free_first++] = model->row_variable[k];
	}
	group.end = conditional->free_first;
	conditional->group[conditional->groups++] = group;
}

/* Long rows first: groups as long as they do not meet, else priced. */
static void
divide_rows(QsConditional *conditional)
{
	QsHost	   *host = conditional->host;
	const QsModel *model = conditional->model;
	Ranked	   *ranked = QS_ARRAY(host, Ranked, model->m);

	for (int r = 0; r < model->m; r++)
		ranked[r] = (Ranked) {model->row_start[r + 1] - model->row_start[r], r};
	if (model->m > 1)
		qs_sort(host, ranked, (size_t) model->m, sizeof(Ranked), compare_ranked);
	for (int k = 0; k < model->m; k++)
	{
		int			r = ranked[k].row;
		QsCountingRow group;

		if (ranked[k].length > 1 && counts(model, r, &group) && !overlaps(conditional, r))
			add_group(conditional, r, group);
		else if (ranked[k].length > 1 && conditional->priced < MOST_PRICED)
		{
			qs_row_effective(model, r, &conditional->lower[conditional->priced],
							 &conditional->upper[conditional->priced]);
			conditional->row[conditional->priced++] = r;
		}
	}
	for (int j = 0, at = conditional->free_first; j < model->n; j++)
		if (conditional->group_of[j] < 0)
			conditional->member[at++] = j;
	qs_free(host, ranked);
}

static void
write_columns(QsConditional *conditional)
{
	QsHost	   *host = conditional->host;
	const QsModel *model = conditional->model;
	int64_t		entries = 0;
	int64_t    *start = QS_ARRAY0(host, int64_t, model->n + 1);
	int32_t    *index = QS_ARRAY(host, int32_t, model->m);

	memset(index, -1, (size_t) model->m * sizeof(*index));
	for (int k = 0; k < conditional->priced; k++)
	{
		index[conditional->row[k]] = k;
		entries += model->row_start[conditional->row[k] + 1] - model->row_start[conditional->row[k]];
	}
	conditional->column_start = start;
	conditional->column_row = QS_ARRAY(host, int32_t, entries);
	conditional->column_value = QS_ARRAY(host, double, entries);
	for (int j = 0; j < model->n; j++)
	{
		int64_t		at = start[j];

		for (int64_t k = model->column_start[j]; k < model->column_start[j + 1]; k++)
			if (index[model->column_row[k]] >= 0)
			{
				conditional->column_row[at] = index[model->column_row[k]];
				conditional->column_value[at++] = model->column_value[k];
			}
		start[j + 1] = at;
	}
	qs_free(host, index);
}

QsConditional *
qs_conditional_create(QsHost *host, const QsModel *model, const QsStructure *structure)
{
	QsConditional *conditional = QS_NEW(host, QsConditional);
	size_t		n = (size_t) model->n;

	conditional->host = host;
	conditional->model = model;
	conditional->structure = structure;
	conditional->group = QS_ARRAY(host, QsCountingRow, model->m);
	conditional->member = QS_ARRAY(host, int32_t, n);
	conditional->group_of = QS_ARRAY(host, int32_t, n);
	memset(conditional->group_of, -1, n * sizeof(int32_t));
	conditional->row = QS_ARRAY(host, int32_t, MOST_PRICED);
	conditional->lower = QS_ARRAY(host, double, MOST_PRICED);
	conditional->upper = QS_ARRAY(host, double, MOST_PRICED);
	conditional->activity = QS_ARRAY0(host, double, MOST_PRICED);
	conditional->excluded = QS_ARRAY0(host, uint8_t, n);
	conditional->price = QS_ARRAY0(host, double, n);
	conditional->sorted = QS_ARRAY(host, double, n);
	conditional->y = QS_ARRAY0(host, uint8_t, n);
	divide_rows(conditional);
	write_columns(conditional);
	return conditional;
}

void
qs_conditional_free(QsConditional *conditional)
{
	QsHost	   *host = conditional->host;

	qs_free(host, conditional->group);
	qs_free(host, conditional->member);
	qs_free(host, conditional->group_of);
	qs_free(host, conditional->row);
	qs_free(host, conditional->lower);
	qs_free(host, conditional->upper);
	qs_free(host, conditional->column_start);
	qs_free(host, conditional->column_row);
	qs_free(host, conditional->column_value);
	qs_free(host, conditional->excluded);
	qs_free(host, conditional->price);
	qs_free(host, conditional->sorted);
	qs_free(host, conditional->y);
	qs_free(host, conditional->activity);
	qs_free(host, conditional);
}

/* ---- evaluation --------------------------------------------------------- */

/* What cannot be true beside x_i, and x_i itself */
static void
mark(QsConditional *conditional, int i, uint8_t excluded)
{
	const QsStructure *structure = conditional->structure;

	if (i < 0)
		return;
	conditional->excluded[i] = excluded;
	if (structure->conflict_start)
		for (int64_t k = structure->conflict_start[i]; k < structure->conflict_start[i + 1]; k++)
			conditional->excluded[structure->conflict[k]] = excluded;
}

/* The value of rank `rank` (from 0) of sorted[0 .. count - 1], which is rearranged */
static double
select_rank(double *value, int count, int rank)
{
	int			low = 0,
				high = count - 1;

	while (low < high)
	{
		double		pivot = value[low + (high - low) / 2];
		int			a = low,
					b = high;

		while (a <= b)
		{
			while (value[a] < pivot)
				a++;
			while (value[b] > pivot)
				b--;
			if (a <= b)
			{
				double		swap = value[a];

				value[a++] = value[b];
				value[b--] = swap;
			}
		}
		if (rank <= b)
			high = b;
		else if (rank >= a)
			low = a;
		else
			break;
	}
	return value[rank];
}

/* The cheapest so many of a group */
static double
least_of_group(QsConditional *conditional, const QsCountingRow *group, bool holds_i)
{
	const double *price = conditional->price;
	int			count = 0;
	int			negative = 0;
	int			lower = group->lower - holds_i;
	int			take;
	double		limit,
				sum = 0.0;
	int			left;

	for (int k = group->first; k < group->end; k++)
	{
		int			j = conditional->member[k];

		if (conditional->excluded[j])
			continue;
		conditional->sorted[count++] = price[j];
		negative += price[j] < 0.0;
	}
	take = negative < group->upper - holds_i ? negative : group->upper - holds_i;
	take = take < lower ? lower : take;
	/* fewer are left than there must be: no matter here */
	take = take < count ? take : count;
	if (take <= 0)
		return 0.0;
	limit = select_rank(conditional->sorted, count, take - 1);
	left = take;
	for (int k = group->first; k < group->end; k++)
	{
		int			j = conditional->member[k];

		if (!conditional->excluded[j] && price[j] < limit)
		{
			conditional->y[j] = 1;
			sum += price[j];
			left--;
		}
	}
	for (int k = group->first; k < group->end && left > 0; k++)
	{
		int			j = conditional->member[k];

		if (!conditional->excluded[j] && price[j] == limit)
		{
			conditional->y[j] = 1;
			sum += limit;
			left--;
		}
	}
	return sum;
}

static void
price_variables(QsConditional *conditional, const double *cost, const double *multiplier)
{
	int			n = conditional->model->n;

	for (int j = 0; j < n; j++)
	{
		double		price = cost[j];

		for (int64_t k = conditional->column_start[j]; k < conditional->column_start[j + 1]; k++)
			price -= multiplier[conditional->column_row[k]] * conditional->column_value[k];
		conditional->price[j] = price;
	}
}

static void
sum_activities(QsConditional *conditional, int i)
{
	int			n = conditional->model->n;

	memset(conditional->activity, 0, (size_t) conditional->priced * sizeof(double));
	for (int j = 0; j < n; j++)
		if (conditional->y[j] || j == i)
			for (int64_t k = conditional->column_start[j]; k < conditional->column_start[j + 1]; k++)
				conditional->activity[conditional->column_row[k]] += conditional->column_value[k];
}

double
qs_conditional_least(QsConditional *conditional, const double *cost, int i,
					 const double *multiplier)
{
	int			n = conditional->model->n;
	double		sum = 0.0;

	price_variables(conditional, cost, multiplier);
	mark(conditional, i, 1);
	memset(conditional->y, 0, (size_t) n);
	for (int g = 0; g < conditional->groups; g++)
		sum += least_of_group(conditional, &conditional->group[g],
							  i >= 0 && conditional->group_of[i] == g);
	for (int k = conditional->free_first; k < n; k++)
	{
		int			j = conditional->member[k];

		if (conditional->price[j] < 0.0 && !conditional->excluded[j])
		{
			conditional->y[j] = 1;
			sum += conditional->price[j];
		}
	}
	mark(conditional, i, 0);
	for (int r = 0; r < conditional->priced; r++)
		if (multiplier[r] != 0.0)
			sum += multiplier[r] * (multiplier[r] > 0.0 ? conditional->lower[r] : conditional->upper[r]);
	/* x_i pays for the priced rows as well, and its cost is not counted here */
	if (i >= 0)
		sum += conditional->price[i] - cost[i];
	sum_activities(conditional, i);
	return sum;
}

double
qs_conditional_error(const QsConditional *conditional, const double *cost,
					 const double *multiplier)
{
	int			n = conditional->model->n;
	double		magnitude = 0.0;

	for (int r = 0; r < conditional->priced; r++)
		if (multiplier[r] != 0.0)
			magnitude += fabs(multiplier[r] * (multiplier[r] > 0.0 ? conditional->lower[r]
											   : conditional->upper[r]));
	for (int j = 0; j < n; j++)
	{
		magnitude += fabs(cost[j]);
		for (int64_t k = conditional->column_start[j]; k < conditional->column_start[j + 1]; k++)
			magnitude += fabs(multiplier[conditional->column_row[k]] * conditional->column_value[k]);
	}
	return 0x1p-50 * ((double) n + 2.0 * conditional->priced + 8.0) * magnitude;
}

/* ---- a search along one multiplier --------------------------------------- */

/* Which way the least grows at the latest evaluation, and how fast */
static double
slope(const QsConditional *conditional, int row, double multiplier)
{
	double		activity = conditional->activity[row];

	if (multiplier < 0.0 || (multiplier == 0.0 && activity > conditional->upper[row]))
		return conditional->upper[row] - activity;
	if (multiplier > 0.0 || activity < conditional->lower[row])
		return conditional->lower[row] - activity;
	return 0.0;
}

static double
allowed(const QsConditional *conditional, int row, double multiplier)
{
	if (!isfinite(conditional->lower[row]))
		multiplier = fmin(multiplier, 0.0);
	if (!isfinite(conditional->upper[row]))
		multiplier = fmax(multiplier, 0.0);
	return multiplier;
}

/* A first step from no multiplier: a share of what would outweigh the largest cost */
static double
first_reach(const QsConditional *conditional, const double *cost, int row)
{
	const QsModel *model = conditional->model;
	int			of_model = conditional->row[row];
	double		largest = 0.0,
				most = 0.0;

	for (int64_t k = model->row_start[of_model]; k < model->row_start[of_model + 1]; k++)
	{
		largest = fmax(largest, fabs(model->row_value[k]));
		most = fmax(most, fabs(cost[model->row_variable[k]]));
	}
	return FIRST_REACH * most / fmax(largest, 1e-300);
}

double
qs_conditional_improve(QsConditional *conditional, const double *cost, int i,
					   double *multiplier, int row)
{
	double		best = qs_conditional_least(conditional, cost, i, multiplier);
	double		at = multiplier[row];
	double		up = slope(conditional, row, at);
	double		low = at,
				high = at,
				low_slope = up,
				high_slope = up;
	double		reach = at != 0.0 ? fabs(at) / 16.0 : first_reach(conditional, cost, row);
	bool		bracketed = false;

	for (int step = 0; step < STEPS && up != 0.0; step++)
	{
		double		next,
					value,
					now;

		if (!bracketed)
		{
			next = allowed(conditional, row, up > 0.0 ? high + reach : low - reach);
			reach *= 8.0;
		}
		else
			next = 0.5 * (low + high) + 0.25 * (high - low) *
				(low_slope + high_slope) / fmax(low_slope - high_slope, 1e-300);
		if (next == low || next == high)
			break;
		multiplier[row] = next;
		value = qs_conditional_least(conditional, cost, i, multiplier);
		now = slope(conditional, row, next);
		if (value > best)
		{
			best = value;
			at = next;
		}
		if (!bracketed && now * up <= 0.0)
			bracketed = true;
		else if (!bracketed)
			low = high = next;
		if (now == 0.0)
			break;
		if (now > 0.0)
		{
			low = next;
			low_slope = now;
		}
		else
		{
			high = next;
			high_slope = now;
		}
	}
	multiplier[row] = at;
	return best;
}
