/*
 * balance_choices.c
 *	  Choices made one by one, again and again, each where it costs least: a load u of its
 *	  limit costs exp(k (u - 1)), and k grows with every pass.  At first choices are light,
 *	  later they fit.
 */
#include "rows/balance_choices.h"

#include <math.h>
#include <string.h>

#include "base/elementary.h"

#define PASSES			40
#define FIRST_SHARPNESS	4.0
#define GROWTH			1.12
#define LARGEST_POWER	300.0

typedef struct Balance
{
	QsHost	   *host;
	const QsModel *model;
	uint8_t    *x;
	int32_t    *group_row;		/* rows that ask for one */
	int			groups;
	uint8_t    *asks;			/* m */
	double	   *scale;			/* m: 1 / the size of a limit */
	double	   *activity;		/* m */
	double	   *upper;			/* m: exp(sharpness (load - 1)) of each limit; 0: there is none */
	double	   *lower;
	double		sharpness;
} Balance;

bool
qs_row_asks_for_one(const QsModel *model, int row)
{
	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1]; k++)
		if (model->row_value[k] != model->row_lower[row] ||
			model->row_value[k] != model->row_upper[row])
			return false;
	return true;
}

static double
power(double exponent)
{
	return qs_exp(exponent > LARGEST_POWER ? LARGEST_POWER : exponent < -LARGEST_POWER ? -LARGEST_POWER : exponent);
}

static void
weigh(Balance *b, int row)
{
	const QsModel *model = b->model;

	b->upper[row] = isfinite(model->row_upper[row]) ?
		power(b->sharpness * (b->activity[row] - model->row_upper[row]) * b->scale[row]) : 0.0;
	b->lower[row] = isfinite(model->row_lower[row]) ?
		power(b->sharpness * (model->row_lower[row] - b->activity[row]) * b->scale[row]) : 0.0;
}

/* What the choice of a variable adds to the cost of all loads */
static double
cost_of(const Balance *b, int variable)
{
	const QsModel *model = b->model;
	double		cost = 0.0;

	for (int64_t c = model->column_start[variable]; c < model->column_start[variable + 1]; c++)
	{
		int			row = model->column_row[c];
		double		factor;

		if (b->asks[row])
			continue;
		factor = power(b->sharpness * model->column_value[c] * b->scale[row]);
		cost += b->upper[row] * (factor - 1.0) + b->lower[row] * (1.0 / factor - 1.0);
	}
	return cost;
}

static void
move(Balance *b, int variable, bool in)
{
	const QsModel *model = b->model;

	b->x[variable] = in;
	for (int64_t c = model->column_start[variable]; c < model->column_start[variable + 1]; c++)
	{
		int			row = model->column_row[c];

		if (b->asks[row])
			continue;
		b->activity[row] += in ? model->column_value[c] : -model->column_value[c];
		weigh(b, row);
	}
}

/* Choose anew in a group: the cheapest, the first of equals; did it change? */
static bool
choose(Balance *b, int row)
{
	const QsModel *model = b->model;
	int			before = -1;
	int			best = -1;
	double		least = INFINITY;

	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1]; k++)
		if (b->x[model->row_variable[k]])
			before = model->row_variable[k];
	if (before >= 0)
		move(b, before, false);
	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1]; k++)
	{
		double		cost = cost_of(b, model->row_variable[k]);

		if (cost < least)
		{
			least = cost;
			best = model->row_variable[k];
		}
	}
	move(b, best >= 0 ? best : before >= 0 ? before : model->row_variable[model->row_start[row]], true);
	return best != before;
}

static bool
has_weights(const QsModel *model, int row)
{
	for (int64_t k = model->row_start[row] + 1; k < model->row_start[row + 1]; k++)
		if (model->row_value[k] != model->row_value[k - 1])
			return true;
	return false;
}

/* Groups and sizes of limits; false for another kind of model */
static bool
read_model(Balance *b)
{
	const QsModel *model = b->model;
	bool		weighted = false;

	for (int r = 0; r < model->m; r++)
	{
		double		largest = 0.0;

		b->asks[r] = model->row_start[r + 1] > model->row_start[r] && qs_row_asks_for_one(model, r);
		if (b->asks[r])
			b->group_row[b->groups++] = r;
		else
			weighted = weighted || has_weights(model, r);
		for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
			largest = fmax(largest, fabs(model->row_value[k]));
		if (isfinite(model->row_upper[r]))
			largest = fmax(largest, fabs(model->row_upper[r]));
		if (isfinite(model->row_lower[r]))
			largest = fmax(largest, fabs(model->row_lower[r]));
		b->scale[r] = largest > 0.0 ? 1.0 / largest : 0.0;
		if ((r & 1023) == 0)
			qs_check(b->host);
	}
	for (int i = 0; i < model->n; i++)
	{
		int			groups = 0;

		for (int64_t c = model->column_start[i]; c < model->column_start[i + 1]; c++)
			groups += b->asks[model->column_row[c]];
		if (groups != 1)
			return false;
	}
	return b->groups > 0 && weighted;
}

static bool
balance(Balance *b)
{
	const QsModel *model = b->model;
	int64_t		looks = 0;

	b->sharpness = FIRST_SHARPNESS;
	for (int pass = 0; pass < PASSES; pass++, b->sharpness *= GROWTH)
	{
		int			changed = 0;

		for (int r = 0; r < model->m; r++)
			weigh(b, r);
		for (int g = 0; g < b->groups; g++)
		{
			changed += choose(b, b->group_row[g]);
			looks += model->row_start[b->group_row[g] + 1] - model->row_start[b->group_row[g]];
			if (looks > 10000)
			{
				looks = 0;
				qs_check(b->host);
				if (qs_time_up(b->host))
					return false;
			}
		}
		if (qs_model_feasible(model, b->x))
			return true;
		if (changed == 0 && pass > PASSES / 2)
			break;
	}
	return false;
}

bool
qs_balance_choices(QsHost *host, const QsModel *model, uint8_t *x)
{
	size_t		m = (size_t) model->m;
	Balance		b = {.host = host, .model = model};
	bool		found;

	if (model->m == 0 || model->assignment)
		return false;
	b.x = QS_ARRAY0(host, uint8_t, model->n);
	b.group_row = QS_ARRAY(host, int32_t, m);
	b.asks = QS_ARRAY(host, uint8_t, m);
	b.scale = QS_ARRAY(host, double, m);
	b.activity = QS_ARRAY0(host, double, m);
	b.upper = QS_ARRAY(host, double, m);
	b.lower = QS_ARRAY(host, double, m);
	found = read_model(&b) && balance(&b);
	if (found)
		qs_copy(host, x, b.x, (size_t) model->n);
	qs_free(host, b.lower);
	qs_free(host, b.upper);
	qs_free(host, b.activity);
	qs_free(host, b.scale);
	qs_free(host, b.asks);
	qs_free(host, b.group_row);
	qs_free(host, b.x);
	return found;
}
