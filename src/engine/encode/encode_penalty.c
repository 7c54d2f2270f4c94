/*
 * encode_penalty.c
 *	  Builds the penalty QUBO row by row (Gustavson's product of a sparse matrix
 *	  with its transpose: one dense accumulator, no list of all products).
 */
#include "encode/encode_penalty.h"

#include <math.h>
#include <stdlib.h>

double
qs_objective_scale(const QsQubo *objective)
{
	double		total = 0.0;

	for (int i = 0; i < objective->n; i++)
	{
		double		mean = objective->linear[i];
		double		variance = 0.0;

		for (int64_t k = objective->start[i]; k < objective->start[i + 1]; k++)
		{
			mean += 0.5 * objective->weight[k];
			variance += 0.25 * objective->weight[k] * objective->weight[k];
		}
		total += sqrt(mean * mean + variance);
	}
	return total > 0.0 ? total / objective->n : 1.0;
}

static QsQubo *
qubo_shell(QsHost *host, int n, double offset)
{
	QsQubo	   *qubo = QS_NEW(host, QsQubo);

	qubo->n = n;
	qubo->offset = offset;
	qubo->linear = QS_ARRAY0(host, double, n);
	qubo->start = QS_ARRAY0(host, int64_t, (size_t) n + 1);
	return qubo;
}

static QsQubo *
write_out_matrices(QsHost *host, const QsModel *model)
{
	const QsAssignment *a = model->assignment;
	size_t		order = (size_t) a->order;
	size_t		others = (order - 1) * (order - 1);
	QsQubo	   *qubo = qubo_shell(host, model->n, model->constant);
	int64_t		at = 0;

	qubo->neighbour = QS_ARRAY(host, int32_t, order * order * others);
	qubo->weight = QS_ARRAY(host, double, order * order * others);
	for (size_t f = 0; f < order; f++)
		for (size_t l = 0; l < order; l++)
		{
			size_t		i = f * order + l;

			qubo->linear[i] = model->objective->linear[i] +
				a->flow[f * order + f] * a->distance[l * order + l] +
				(a->cost ? a->cost[i] : 0.0);
			for (size_t g = 0; g < order; g++)
				for (size_t k = 0; k < order && g != f; k++)
				{
					double		w;

					if (k == l)
						continue;
					w = a->flow[f * order + g] * a->distance[l * order + k] +
						a->flow[g * order + f] * a->distance[k * order + l];
					if (w == 0.0)
						continue;
					qubo->neighbour[at] = (int32_t) (g * order + k);
					qubo->weight[at++] = w;
				}
			qubo->start[i + 1] = at;
			qs_check(host);
		}
	return qubo;
}

QsQubo *
qs_explicit_objective(QsHost *host, const QsModel *model)
{
	if (model->assignment == NULL)
	{
		QsQubo	   *copy = qs_qubo_copy(host, model->objective);

		copy->offset = model->constant;
		return copy;
	}
	if ((double) model->n * (double) model->n / 2.0 > QS_MAX_TERMS)
		return NULL;
	return write_out_matrices(host, model);
}

/* ---- penalties onto a base ------------------------------------------------ */

typedef struct Accumulator
{
	double	   *sum;			/* n, zero between variables */
	int32_t    *touched;
	bool	   *seen;
	int			count;
} Accumulator;

static inline void
accumulate(Accumulator *acc, int j, double value)
{
	if (!acc->seen[j])
	{
		acc->seen[j] = true;
		acc->touched[acc->count++] = j;
	}
	acc->sum[j] += value;
}

static double
pack_weight(const QsPenalties *p, int i, int sign_i, int j, int sign_j)
{
	double		cost_i = sign_i > 0 ? p->cost_of_zero[i] : p->cost_of_one[i];
	double		cost_j = sign_j > 0 ? p->cost_of_zero[j] : p->cost_of_one[j];
	bool		free_i = sign_i > 0 ? p->free_to_zero[i] : p->free_to_one[i];
	bool		free_j = sign_j > 0 ? p->free_to_zero[j] : p->free_to_one[j];
	double		cost;

	if (free_i == free_j)
		cost = free_i ? fmin(cost_i, cost_j) : fmax(cost_i, cost_j);
	else
		cost = free_i ? cost_i : cost_j;
	return fmax(QS_ENCODE_MARGIN * cost, p->least_weight);
}

/* w * lit_i * lit_j seen from i; the constant is counted by the smaller index */
static void
add_product(Accumulator *acc, QsQubo *out, int i, int sign_i, int j, int sign_j, double w)
{
	accumulate(acc, j, sign_i * sign_j * w);
	if (sign_j < 0)
		out->linear[i] += sign_i * w;
	if (sign_i < 0 && sign_j < 0 && i < j)
		out->offset += w;
}

static void
add_states(Accumulator *acc, QsQubo *out, const QsPenalties *p, int r, int i)
{
	const QsModel *model = p->model;
	const QsPenaltyRow *row = &p->row[r];
	int64_t		first = model->row_start[r];
	int			length = (int) (model->row_start[r + 1] - first);
	int			place = model->row_variable[first] == i ? 0 : 1;
	int			other = length == 2 ? model->row_variable[first + 1 - place] : -1;

	for (int state = 0; state < 1 << length; state++)
	{
		int			sign = state >> place & 1 ? 1 : -1;

		if (!(row->shape.forbidden >> state & 1))
			continue;
		if (length == 2)
			add_product(acc, out, i, sign, other, state >> (1 - place) & 1 ? 1 : -1, row->weight);
		else
		{
			out->linear[i] += sign * row->weight;
			if (sign < 0)
				out->offset += row->weight;
		}
	}
}

static void
add_row(Accumulator *acc, QsQubo *out, const QsPenalties *p, int r, int i, double coefficient)
{
	const QsModel *model = p->model;
	const QsPenaltyRow *row = &p->row[r];
	int64_t		first = model->row_start[r];
	int64_t		end = model->row_start[r + 1];

	if (row->shape.shape == QS_SHAPE_STATES)
		add_states(acc, out, p, r, i);
	else if (row->shape.shape == QS_SHAPE_PACK)
	{
		int			sign_i = 1;

		for (int64_t k = first; k < end; k++)
			if (model->row_variable[k] == i)
				sign_i = qs_row_literal(model, r, &row->shape, k);
		for (int64_t k = first; k < end; k++)
		{
			int			j = model->row_variable[k];
			int			sign_j = qs_row_literal(model, r, &row->shape, k);

			if (j != i)
				add_product(acc, out, i, sign_i, j, sign_j,
							row->given ? row->weight : pack_weight(p, i, sign_i, j, sign_j));
		}
	}
	else
	{
		double		c = row->scale * coefficient;
		double		twice = 2.0 * row->square;

		for (int64_t k = first; k < end; k++)
			if (model->row_variable[k] != i)
				accumulate(acc, model->row_variable[k],
						   twice * (c * (row->scale * model->row_value[k])));
		out->linear[i] += row->square * c * c + row->slope * c;
	}
}

static int
compare_int32(const void *a, const void *b)
{
	int32_t		x = *(const int32_t *) a;
	int32_t		y = *(const int32_t *) b;

	return (x > y) - (x < y);
}

/* Neighbours ascending: by sorting what was touched, or by a sweep if that is most */
static void
order_touched(Accumulator *acc, int n)
{
	if (acc->count > n / 16)
	{
		acc->count = 0;
		for (int j = 0; j < n; j++)
			if (acc->seen[j])
				acc->touched[acc->count++] = j;
	}
	else if (acc->count > 1)
		qsort(acc->touched, (size_t) acc->count, sizeof(int32_t), compare_int32);
}

QsQubo *
qs_add_penalties(QsHost *host, const QsQubo *base, const QsPenalties *penalties, bool guide)
{
	const QsModel *model = penalties->model;
	int			n = model->n;
	QsQubo	   *out = qubo_shell(host, n, base->offset);
	Accumulator acc = {.count = 0};
	int64_t		capacity = base->start[n] + 64;
	int64_t		filled = 0;
	bool		fits = true;

	for (int r = 0; r < model->m; r++)
		if (!penalties->row[r].skip && penalties->row[r].guide == guide)
			out->offset += penalties->row[r].constant;
	acc.sum = QS_ARRAY0(host, double, n);
	acc.touched = QS_ARRAY(host, int32_t, n);
	acc.seen = QS_ARRAY0(host, bool, n);
	out->neighbour = QS_ARRAY(host, int32_t, capacity);
	out->weight = QS_ARRAY(host, double, capacity);
	for (int i = 0; i < n && fits; i++)
	{
		out->linear[i] += base->linear[i];
		for (int64_t k = base->start[i]; k < base->start[i + 1]; k++)
			accumulate(&acc, base->neighbour[k], base->weight[k]);
		for (int64_t k = model->column_start[i]; k < model->column_start[i + 1]; k++)
		{
			int			r = model->column_row[k];

			if (!penalties->row[r].skip && penalties->row[r].guide == guide)
				add_row(&acc, out, penalties, r, i, model->column_value[k]);
		}
		order_touched(&acc, n);
		if (filled + acc.count > capacity)
		{
			int64_t		grown = 2 * capacity + acc.count;

			out->neighbour = qs_realloc(host, out->neighbour, (size_t) filled, (size_t) grown,
										sizeof(int32_t));
			out->weight = qs_realloc(host, out->weight, (size_t) filled, (size_t) grown,
									 sizeof(double));
			capacity = grown;
		}
		for (int t = 0; t < acc.count; t++)
		{
			int			j = acc.touched[t];

			if (acc.sum[j] != 0.0)
			{
				out->neighbour[filled] = j;
				out->weight[filled++] = acc.sum[j];
			}
			acc.sum[j] = 0.0;
			acc.seen[j] = false;
		}
		acc.count = 0;
		out->start[i + 1] = filled;
		fits = filled / 2 <= QS_MAX_TERMS;
		qs_check(host);
	}
	qs_free(host, acc.sum);
	qs_free(host, acc.touched);
	qs_free(host, acc.seen);
	if (!fits)
	{
		qs_qubo_free(host, out);
		return NULL;
	}
	return out;
}

QsPenalties *
qs_penalties_create(QsHost *host, const QsModel *model, const bool *skip)
{
	QsPenalties *penalties = QS_NEW(host, QsPenalties);

	penalties->model = model;
	penalties->row = QS_ARRAY0(host, QsPenaltyRow, model->m);
	penalties->cost_of_zero = QS_ARRAY0(host, double, model->n);
	penalties->cost_of_one = QS_ARRAY0(host, double, model->n);
	penalties->free_to_zero = QS_ARRAY0(host, bool, model->n);
	penalties->free_to_one = QS_ARRAY0(host, bool, model->n);
	for (int r = 0; r < model->m; r++)
	{
		QsPenaltyRow *row = &penalties->row[r];

		row->shape = qs_row_shape(model, r);
		row->skip = row->shape.shape == QS_SHAPE_NONE || (skip && skip[r]);
		row->guide = row->shape.shape == QS_SHAPE_EQUATION ||
			row->shape.shape == QS_SHAPE_SIDES;
		row->scale = 1.0;
		if ((r & 1023) == 0)
			qs_check(host);
	}
	return penalties;
}

void
qs_penalties_free(QsHost *host, QsPenalties *penalties)
{
	if (penalties == NULL)
		return;
	qs_free(host, penalties->row);
	qs_free(host, penalties->cost_of_zero);
	qs_free(host, penalties->cost_of_one);
	qs_free(host, penalties->free_to_zero);
	qs_free(host, penalties->free_to_one);
	qs_free(host, penalties);
}
