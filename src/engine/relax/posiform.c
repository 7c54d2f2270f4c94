/*
 * posiform.c
 *	  Quadratic posiforms in exact integers.
 */
#include "relax/posiform.h"

#include <math.h>

#include "rows/relax_rows.h"

/* Sums of scaled coefficients stay below this, so that nothing overflows and
 * every integer has an exact double. */
#define LARGEST_SUM		0x1p51

static double
magnitude_of(const QsQubo *qubo, const double *linear, double constant, bool *integers)
{
	double		sum = fabs(constant);

	*integers = constant == rint(constant);
	for (int i = 0; i < qubo->n; i++)
	{
		sum += fabs(linear[i]);
		*integers = *integers && linear[i] == rint(linear[i]);
		for (int64_t k = qubo->start[i]; k < qubo->start[i + 1]; k++)
		{
			sum += fabs(qubo->weight[k]);
			*integers = *integers && qubo->weight[k] == rint(qubo->weight[k]);
		}
	}
	return sum;
}

/* Scaled and rounded to a multiple of four, so that a pair can be split twice; the
 * error goes to the slack. */
static int64_t
scaled(QsPosiform *posiform, double value)
{
	double		exact = value * posiform->scale;
	double		whole = 4.0 * rint(exact / 4.0);

	posiform->slack += fabs(exact - whole) / posiform->scale;
	return (int64_t) whole;
}

static void
add_linear(QsPosiform *posiform, int i, int64_t value)
{
	if (value >= 0)
		posiform->cost[1][i] += value;
	else
	{
		/* value * x = value + |value| * (1 - x) */
		posiform->constant += value;
		posiform->cost[0][i] -= value;
	}
}

static void
add_pair(QsPosiform *posiform, int64_t *fill, int i, int value_i, int j, int value_j,
		 int64_t weight)
{
	int64_t		at_i = fill[i]++;
	int64_t		at_j = fill[j]++;

	posiform->neighbour[at_i] = j;
	posiform->own[at_i] = (uint8_t) value_i;
	posiform->other[at_i] = (uint8_t) value_j;
	posiform->twin[at_i] = at_j;
	posiform->weight[at_i] = weight;
	posiform->neighbour[at_j] = i;
	posiform->own[at_j] = (uint8_t) value_j;
	posiform->other[at_j] = (uint8_t) value_i;
	posiform->twin[at_j] = at_i;
	posiform->weight[at_j] = weight;
}

/* A pair of either sign has two entries a side: both forms of a negative one,
 * or x_i x_j and an empty (1 - x_i)(1 - x_j), which tightening may fill. */
static void
build_pairs(QsHost *host, QsPosiform *posiform, const QsQubo *qubo)
{
	int64_t    *fill = QS_ARRAY(host, int64_t, posiform->n);
	size_t		entries = (size_t) qubo->start[qubo->n] * 2;

	posiform->neighbour = QS_ARRAY(host, int32_t, entries);
	posiform->own = QS_ARRAY(host, uint8_t, entries);
	posiform->other = QS_ARRAY(host, uint8_t, entries);
	posiform->twin = QS_ARRAY(host, int64_t, entries);
	posiform->weight = QS_ARRAY(host, int64_t, entries);
	for (int i = 0; i < posiform->n; i++)
		posiform->start[i] = fill[i] = 2 * qubo->start[i];
	posiform->start[posiform->n] = 2 * qubo->start[qubo->n];
	for (int i = 0; i < posiform->n; i++)
	{
		for (int64_t k = qubo->start[i]; k < qubo->start[i + 1]; k++)
		{
			int			j = qubo->neighbour[k];
			int64_t		value;

			if (j > i)
				break;
			value = scaled(posiform, qubo->weight[k]);
			if (value >= 0)
			{
				add_pair(posiform, fill, i, 1, j, 1, value);
				add_pair(posiform, fill, i, 0, j, 0, 0);
			}
			else
			{
				/* c x y = c/2 (x + y) + |c|/2 (x (1 - y) + (1 - x) y) */
				add_linear(posiform, i, value / 2);
				add_linear(posiform, j, value / 2);
				add_pair(posiform, fill, i, 1, j, 0, -value / 2);
				add_pair(posiform, fill, i, 0, j, 1, -value / 2);
			}
		}
		if ((i & 255) == 0)
			qs_check(host);
	}
	qs_free(host, fill);
}

QsPosiform *
qs_posiform_create(QsHost *host, const QsQubo *qubo, const double *linear, double constant)
{
	QsPosiform *posiform = QS_NEW(host, QsPosiform);
	bool		integers;
	double		magnitude = magnitude_of(qubo, linear, constant, &integers);

	posiform->n = qubo->n;
	posiform->scale = 4.0;
	if (!integers || magnitude > LARGEST_SUM / 8.0)
		posiform->scale = ldexp(1.0, ilogb(LARGEST_SUM / 8.0 / fmax(magnitude, 1e-290)));
	posiform->cost[0] = QS_ARRAY0(host, int64_t, qubo->n);
	posiform->cost[1] = QS_ARRAY0(host, int64_t, qubo->n);
	posiform->start = QS_ARRAY(host, int64_t, (size_t) qubo->n + 1);
	posiform->constant = scaled(posiform, constant);
	for (int i = 0; i < qubo->n; i++)
		add_linear(posiform, i, scaled(posiform, linear[i]));
	build_pairs(host, posiform, qubo);
	qs_posiform_balance(posiform);
	return posiform;
}

QsPosiform *
qs_posiform_of_model(QsHost *host, const QsModel *model, const double *dual)
{
	double	   *multiplier = QS_ARRAY0(host, double, model->m);
	double	   *lower = QS_ARRAY(host, double, model->m);
	double	   *upper = QS_ARRAY(host, double, model->m);
	double	   *linear = QS_ARRAY(host, double, model->n);
	double		error;
	QsExact		constant;
	QsPosiform *posiform;

	for (int r = 0; r < model->m && dual; r++)
		multiplier[r] = dual[r];
	qs_rows_effective(model, lower, upper);
	qs_multipliers_clamp(lower, upper, model->m, multiplier);
	constant = qs_multiplier_constant(lower, upper, model->m, multiplier);
	qs_exact_add(&constant, model->constant);
	error = fabs(constant.low) + qs_exact_error(&constant);
	for (int j = 0; j < model->n; j++)
	{
		QsExact		d = qs_reduced_cost(model, model->objective->linear, multiplier, j);

		linear[j] = d.high;
		error += fabs(d.low) + qs_exact_error(&d);
	}
	posiform = qs_posiform_create(host, model->objective, linear, constant.high);
	posiform->slack += 1.001 * error;
	qs_free(host, multiplier);
	qs_free(host, lower);
	qs_free(host, upper);
	qs_free(host, linear);
	return posiform;
}

void
qs_posiform_free(QsHost *host, QsPosiform *posiform)
{
	if (posiform == NULL)
		return;
	qs_free(host, posiform->cost[0]);
	qs_free(host, posiform->cost[1]);
	qs_free(host, posiform->start);
	qs_free(host, posiform->neighbour);
	qs_free(host, posiform->own);
	qs_free(host, posiform->other);
	qs_free(host, posiform->twin);
	qs_free(host, posiform->weight);
	qs_free(host, posiform);
}

void
qs_posiform_balance(QsPosiform *posiform)
{
	for (int i = 0; i < posiform->n; i++)
	{
		int64_t		both = posiform->cost[0][i] < posiform->cost[1][i]
			? posiform->cost[0][i] : posiform->cost[1][i];

		posiform->constant += both;
		posiform->cost[0][i] -= both;
		posiform->cost[1][i] -= both;
	}
}

double
qs_posiform_bound(const QsPosiform *posiform)
{
	double		value = (double) posiform->constant / posiform->scale - posiform->slack * 1.001;

	return posiform->slack > 0.0 ? nextafter(value, -INFINITY) : value;
}
