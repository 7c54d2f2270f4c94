/*
 * presolve_dominance.c
 *	  Dominated columns: x_k = 0 because another variable serves better.
 *
 * Let some row keep x_i and x_k from being 1 together, let x_i instead of x_k
 * never hurt a row, and let it never cost more, whatever the others are: then
 * some optimum has x_k = 0.
 */
#include "presolve/presolve_internal.h"

#include <math.h>

#include "base/sort.h"

/* Column entries compared in one pass, about 50 ms */
#define DOMINANCE_WORK	20000000
#define CHECK_WORK		500000	/* of them between interrupt points */

typedef struct Dominance
{
	QsPresolve *presolve;
	uint8_t    *gone;			/* n: fixed in this pass */
	int64_t		work;
	int64_t		next_check;		/* work at which an interrupt point is due */
	bool		late;			/* time is up */
} Dominance;

typedef struct Entry
{
	double		step;			/* how far a 1 moves the row towards its bound */
	int32_t		variable;
} Entry;

static int
compare_entries(const void *a, const void *b)
{
	const Entry *x = a;
	const Entry *y = b;

	if (x->step != y->step)
		return x->step > y->step ? -1 : 1;
	return (x->variable > y->variable) - (x->variable < y->variable);
}

/* Does coefficient `with` instead of `without` never hurt the row? */
static bool
serves_row(const QsPresolve *presolve, int row, double with, double without)
{
	if (with > without)
		return presolve->most[row] <= presolve->upper[row];
	return with == without || presolve->least[row] >= presolve->lower[row];
}

static bool
serves_rows(Dominance *dominance, int i, int k)
{
	const QsModel *model = dominance->presolve->model;
	int64_t		a = model->column_start[i],
				b = model->column_start[k];
	int64_t		end_a = model->column_start[i + 1],
				end_b = model->column_start[k + 1];

	while (a < end_a || b < end_b)
	{
		int			row_a = a < end_a ? model->column_row[a] : INT32_MAX;
		int			row_b = b < end_b ? model->column_row[b] : INT32_MAX;
		int			row = row_a < row_b ? row_a : row_b;
		double		with = row_a == row ? model->column_value[a++] : 0.0;
		double		without = row_b == row ? model->column_value[b++] : 0.0;

		dominance->work++;
		if (!serves_row(dominance->presolve, row, with, without))
			return false;
	}
	return true;
}

/* The most that x_i instead of x_k can cost more, rounded upwards */
static double
largest_extra_cost(Dominance *dominance, int i, int k)
{
	const QsModel *model = dominance->presolve->model;
	const QsQubo *objective = model->objective;
	double		extra = objective->linear[i] - objective->linear[k];
	double		magnitude = fabs(objective->linear[i]) + fabs(objective->linear[k]);
	int64_t		a = objective->start[i],
				b = objective->start[k];
	int64_t		end_a = objective->start[i + 1],
				end_b = objective->start[k + 1];
	int64_t		terms = end_a - a + end_b - b;

	while (a < end_a || b < end_b)
	{
		int			other_a = a < end_a ? objective->neighbour[a] : INT32_MAX;
		int			other_b = b < end_b ? objective->neighbour[b] : INT32_MAX;
		int			other = other_a < other_b ? other_a : other_b;
		double		with = other_a == other ? objective->weight[a++] : 0.0;
		double		without = other_b == other ? objective->weight[b++] : 0.0;

		dominance->work++;
		magnitude += fabs(with) + fabs(without);
		if (other != i && other != k && !dominance->gone[other])
			extra += fmax(0.0, with - without);
	}
	if (model->integral && magnitude < 0x1p52)
		return extra;
	return extra + magnitude * 0x1p-51 * ((double) terms + 2.0);
}

static void
try_pair(Dominance *dominance, int i, int k, int row)
{
	double		extra;

	if (dominance->gone[i] || dominance->gone[k])
		return;
	extra = largest_extra_cost(dominance, i, k);
	if (extra > 0.0 || (extra == 0.0 && dominance->presolve->settings->strict_only))
		return;
	if (serves_rows(dominance, i, k))
	{
		qs_presolve_fix(dominance->presolve, k, 0,
						"dominated: a variable it excludes serves at least as well", row);
		dominance->gone[k] = 1;
	}
}

/* Is there work and time left for another pair?  A pair takes as long as two variables have
 * products: interrupt points go by the work. */
static bool
may_go_on(Dominance *dominance)
{
	QsHost	   *host = dominance->presolve->host;

	if (dominance->work >= dominance->next_check)
	{
		dominance->next_check = dominance->work + CHECK_WORK;
		qs_check(host);
		dominance->late |= qs_time_up(host);
	}
	return !dominance->late && dominance->work <= DOMINANCE_WORK;
}

/* Pairs that a bound of the row excludes: their steps together pass the room. */
static void
scan_row(Dominance *dominance, int row, bool upper, Entry *entries)
{
	const QsPresolve *presolve = dominance->presolve;
	const QsModel *model = presolve->model;
	double		room = upper ? presolve->upper[row] - presolve->least[row]
		: presolve->most[row] - presolve->lower[row];
	int			count = 0;

	for (int64_t e = model->row_start[row]; e < model->row_start[row + 1]; e++)
	{
		double		step = upper ? model->row_value[e] : -model->row_value[e];

		if (step > 0.0)
			entries[count++] = (Entry) {step, model->row_variable[e]};
	}
	/* least and most are widened by the rounding of all the row's sums */
	if (count < 2)
		return;
	qs_sort(presolve->host, entries, (size_t) count, sizeof(Entry), compare_entries);
	for (int p = 0; p < count - 1 && entries[p].step + entries[p + 1].step > room; p++)
		for (int q = p + 1; q < count && entries[p].step + entries[q].step > room; q++)
		{
			if (!may_go_on(dominance))
				return;
			dominance->work++;
			try_pair(dominance, entries[p].variable, entries[q].variable, row);
			try_pair(dominance, entries[q].variable, entries[p].variable, row);
		}
}

void
qs_presolve_dominance(QsPresolve *presolve)
{
	QsHost	   *host = presolve->host;
	const QsModel *model = presolve->model;
	Dominance	dominance = {
		.presolve = presolve,
		.gone = QS_ARRAY0(host, uint8_t, model->n),
	};
	int64_t		longest = 0;
	Entry	   *entries;

	for (int r = 0; r < model->m; r++)
		if (model->row_start[r + 1] - model->row_start[r] > longest)
			longest = model->row_start[r + 1] - model->row_start[r];
	entries = QS_ARRAY(host, Entry, longest);
	for (int r = 0; r < model->m && !dominance.late && dominance.work <= DOMINANCE_WORK; r++)
	{
		if (presolve->most[r] > presolve->upper[r])
			scan_row(&dominance, r, true, entries);
		if (presolve->least[r] < presolve->lower[r])
			scan_row(&dominance, r, false, entries);
		if ((r & 63) == 0)
		{
			qs_check(host);
			if (qs_time_up(host))
				break;
		}
	}
	qs_free(host, entries);
	qs_free(host, dominance.gone);
}
