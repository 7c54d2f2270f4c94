/*
 * encode_exact.c
 *	  Weights of the rows that quadratic penalties can hold exactly.
 *
 * All arguments are one-move arguments on a minimiser: if a row were broken,
 * some flip mends it, costs at most a bound read off the guide's coefficients,
 * and saves the row's weight.  encode.h states what follows from them.
 */
#include "encode/encode_penalty.h"

#include <math.h>
#include <stdlib.h>

#define LEAST_SHARE		0.1		/* least weight, in units of the guide's scale */

typedef struct Weigher
{
	const QsModel *model;
	const QsQubo *guide;
	QsPenalties *penalties;
	int32_t    *rigid;			/* n: rows that fix how many literals are true */
	bool	   *packed_plain;	/* n: x_i stands in a PACK row */
	bool	   *packed_complement;	/* n: 1 - x_i does */
	bool	   *lone;			/* m: COUNT row whose variables stand in no other exact row */
	int32_t    *group;			/* n: a COUNT row "one of these x", or -1 */
	double	   *group_worst;	/* m: scratch, 0 between uses */
	int32_t    *group_touched;	/* m: scratch */
	double	   *cost;			/* longest row: scratch */
} Weigher;

/* Largest change of the guide when x_i is set (sign 1) or cleared (sign -1) */
static double
plain_cost(const QsQubo *guide, int i, int sign)
{
	double		cost = sign * guide->linear[i];

	for (int64_t k = guide->start[i]; k < guide->start[i + 1]; k++)
		cost += fmax(0.0, sign * guide->weight[k]);
	return fmax(0.0, cost);
}

/* The same when at most one variable of each group is 1; only_lone: trust only
 * the groups for which that is proved. */
static double
grouped_cost(Weigher *w, int i, int sign, bool only_lone)
{
	const QsQubo *guide = w->guide;
	double		cost = sign * guide->linear[i];
	int			touched = 0;

	for (int64_t k = guide->start[i]; k < guide->start[i + 1]; k++)
	{
		double		worse = fmax(0.0, sign * guide->weight[k]);
		int			g = w->group[guide->neighbour[k]];

		if (g < 0 || (only_lone && !w->lone[g]))
			cost += worse;
		else if (g != w->group[i] && worse > w->group_worst[g])
		{
			if (w->group_worst[g] == 0.0)
				w->group_touched[touched++] = g;
			w->group_worst[g] = worse;
		}
	}
	for (int t = 0; t < touched; t++)
	{
		cost += w->group_worst[w->group_touched[t]];
		w->group_worst[w->group_touched[t]] = 0.0;
	}
	return fmax(0.0, cost);
}

/* Who stands where: usage of every variable by exact rows */
static void
survey(Weigher *w)
{
	const QsModel *model = w->model;

	for (int r = 0; r < model->m; r++)
	{
		const QsPenaltyRow *row = &w->penalties->row[r];

		if (row->guide || row->shape.shape == QS_SHAPE_NONE)
			continue;
		for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
		{
			int			i = model->row_variable[k];

			if (row->shape.shape != QS_SHAPE_PACK || row->skip)
				w->rigid[i]++;
			else if (qs_row_literal(model, r, &row->shape, k) > 0)
				w->packed_plain[i] = true;
			else
				w->packed_complement[i] = true;
		}
	}
}

static bool
stands_alone(const Weigher *w, int r)
{
	const QsModel *model = w->model;

	for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
	{
		int			i = model->row_variable[k];

		if (w->rigid[i] != 1 || w->packed_plain[i] || w->packed_complement[i])
			return false;
	}
	return true;
}

static bool
is_one_of(const Weigher *w, int r)
{
	const QsPenaltyRow *row = &w->penalties->row[r];

	if (row->shape.shape != QS_SHAPE_COUNT || row->shape.count != 1)
		return false;
	for (int64_t k = w->model->row_start[r]; k < w->model->row_start[r + 1]; k++)
		if (w->model->row_value[k] < 0.0)
			return false;
	return true;
}

static void
form_groups(Weigher *w)
{
	const QsModel *model = w->model;

	for (int i = 0; i < model->n; i++)
		w->group[i] = -1;
	for (int r = 0; r < model->m; r++)
	{
		w->lone[r] = stands_alone(w, r);
		if (!is_one_of(w, r))
			continue;
		for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
			if (w->group[model->row_variable[k]] < 0)
				w->group[model->row_variable[k]] = r;
	}
}

void
qs_weigh_equation_row(double weight, double b, QsPenaltyRow *penalty)
{
	penalty->square = weight;
	penalty->slope = -2.0 * weight * b;
	penalty->constant = weight * b * b;
}

void
qs_weigh_count_row(const QsModel *model, int row, double weight, QsPenaltyRow *penalty)
{
	int			negative = 0;

	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1]; k++)
		negative += model->row_value[k] < 0.0;
	penalty->scale = 1.0 / penalty->shape.unit;
	qs_weigh_equation_row(weight, penalty->shape.count - negative, penalty);
}

static int
compare_double(const void *a, const void *b)
{
	double		x = *(const double *) a;
	double		y = *(const double *) b;

	return (x > y) - (x < y);
}

/* What making the literal of entry k true (or false) costs at most */
static double
literal_cost(Weigher *w, int r, int64_t k, bool to_true)
{
	int			i = w->model->row_variable[k];
	int			literal = qs_row_literal(w->model, r, &w->penalties->row[r].shape, k);
	int			sign = to_true ? literal : -literal;

	if (!w->lone[r])
		return grouped_cost(w, i, sign, false);
	return to_true ? grouped_cost(w, i, sign, true) : plain_cost(w->guide, i, sign);
}

/*
 * Too many true: one of at least count + 1 true literals is dropped, the cheapest
 * of them costs at most the (count + 1)-th largest drop.  Too few: one of at least
 * length - count + 1 false ones is added, at most the count-th smallest addition.
 */
static void
weigh_count(Weigher *w, int r)
{
	const QsModel *model = w->model;
	QsPenaltyRow *row = &w->penalties->row[r];
	int64_t		first = model->row_start[r];
	int			length = (int) (model->row_start[r + 1] - first);
	int			count = row->shape.count;
	double		cost = 0.0;

	for (int k = 0; k < length; k++)
		w->cost[k] = literal_cost(w, r, first + k, false);
	qsort(w->cost, (size_t) length, sizeof(double), compare_double);
	if (count < length)
		cost = w->cost[length - count - 1];
	for (int k = 0; k < length; k++)
		w->cost[k] = literal_cost(w, r, first + k, true);
	qsort(w->cost, (size_t) length, sizeof(double), compare_double);
	if (count > 0)
		cost = fmax(cost, w->cost[count - 1]);
	qs_weigh_count_row(model, r, fmax(QS_ENCODE_MARGIN * cost, w->penalties->least_weight), row);
}

/* One flip of each variable mends any forbidden state. */
static void
weigh_states(Weigher *w, int r)
{
	const QsModel *model = w->model;
	double		cost = 0.0;

	for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
	{
		int			i = model->row_variable[k];

		cost += fmax(plain_cost(w->guide, i, 1), plain_cost(w->guide, i, -1));
	}
	w->penalties->row[r].weight = fmax(QS_ENCODE_MARGIN * cost, w->penalties->least_weight);
}

/* Some state of the row's variables is allowed at all. */
static bool
can_be_met(const Weigher *w, int r)
{
	int			length = (int) (w->model->row_start[r + 1] - w->model->row_start[r]);

	return w->penalties->row[r].shape.forbidden != (1 << (1 << length)) - 1;
}

/* Of any two literals both true, one can be cleared without harm elsewhere. */
static bool
pack_holds(const Weigher *w, int r)
{
	const QsModel *model = w->model;
	const QsPenalties *p = w->penalties;
	int			bound = 0;

	for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
	{
		int			i = model->row_variable[k];
		bool		plain = qs_row_literal(model, r, &p->row[r].shape, k) > 0;

		bound += !(plain ? p->free_to_zero[i] : p->free_to_one[i]);
	}
	return bound <= 1;
}

static void
weigh_rows(QsHost *host, Weigher *w, uint8_t *promised)
{
	for (int r = 0; r < w->model->m; r++)
	{
		QsPenaltyRow *row = &w->penalties->row[r];

		promised[r] = row->shape.shape == QS_SHAPE_NONE;
		if (row->skip || row->guide)
			continue;
		switch (row->shape.shape)
		{
			case QS_SHAPE_PACK:
				promised[r] = pack_holds(w, r);
				break;
			case QS_SHAPE_COUNT:
				weigh_count(w, r);
				promised[r] = w->lone[r];
				break;
			default:
				weigh_states(w, r);
				promised[r] = w->lone[r] && can_be_met(w, r);
				break;
		}
		if ((r & 63) == 0)
			qs_check(host);
	}
}

void
qs_weigh_exact_rows(QsHost *host, QsPenalties *penalties, const QsQubo *guide,
					uint8_t *promised)
{
	const QsModel *model = penalties->model;
	Weigher		w = {.model = model, .guide = guide, .penalties = penalties};
	int64_t		longest = 0;

	for (int r = 0; r < model->m; r++)
		if (model->row_start[r + 1] - model->row_start[r] > longest)
			longest = model->row_start[r + 1] - model->row_start[r];
	w.rigid = QS_ARRAY0(host, int32_t, model->n);
	w.packed_plain = QS_ARRAY0(host, bool, model->n);
	w.packed_complement = QS_ARRAY0(host, bool, model->n);
	w.lone = QS_ARRAY0(host, bool, model->m);
	w.group = QS_ARRAY0(host, int32_t, model->n);
	w.group_worst = QS_ARRAY0(host, double, model->m);
	w.group_touched = QS_ARRAY0(host, int32_t, model->m);
	w.cost = QS_ARRAY0(host, double, longest);
	penalties->least_weight = LEAST_SHARE * qs_objective_scale(guide);
	survey(&w);
	form_groups(&w);
	for (int i = 0; i < model->n; i++)
	{
		penalties->cost_of_zero[i] = plain_cost(guide, i, -1);
		penalties->cost_of_one[i] = plain_cost(guide, i, 1);
		penalties->free_to_zero[i] = w.rigid[i] == 0 && !w.packed_complement[i];
		penalties->free_to_one[i] = w.rigid[i] == 0 && !w.packed_plain[i];
	}
	weigh_rows(host, &w, promised);
	qs_free(host, w.rigid);
	qs_free(host, w.packed_plain);
	qs_free(host, w.packed_complement);
	qs_free(host, w.lone);
	qs_free(host, w.group);
	qs_free(host, w.group_worst);
	qs_free(host, w.group_touched);
	qs_free(host, w.cost);
}
