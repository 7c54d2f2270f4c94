/*
 * knapsack_local.c
 *	  Multi-dimensional knapsacks: data, multipliers, repair and construction.
 *
 * Items are ranked by profit per dual-weighted resource (Pirkul 1987; Chu &
 * Beasley 1998 for the drop-then-add repair).
 */
#include "classes/knapsack/knapsack_local.h"

#include <math.h>
#include <string.h>

#include "base/sort.h"

#define SUBGRADIENT_STEPS	300

static bool
row_is_turned(const QsModel *model, int row)
{
	return model->row_value[model->row_start[row]] < 0.0;
}

/* Copy the binding rows, turned to "<=", as columns */
static void
copy_rows(QsHost *host, QsKnapsack *knapsack, const QsStructure *structure, int *kept)
{
	const QsModel *model = knapsack->model;
	int64_t		nonzeros = 0;

	for (int r = 0; r < model->m; r++)
	{
		kept[r] = -1;
		if (structure->row_kind[r] == QS_ROW_FREE)
			continue;
		kept[r] = knapsack->m++;
		nonzeros += model->row_start[r + 1] - model->row_start[r];
	}
	knapsack->capacity = QS_ARRAY(host, double, knapsack->m);
	knapsack->start = QS_ARRAY0(host, int64_t, (size_t) model->n + 1);
	knapsack->row = QS_ARRAY(host, int32_t, nonzeros);
	knapsack->weight = QS_ARRAY(host, double, nonzeros);
	for (int r = 0; r < model->m; r++)
		if (kept[r] >= 0)
			knapsack->capacity[kept[r]] = qs_model_row_tolerance(model, r) +
				(row_is_turned(model, r) ? -model->row_lower[r] : model->row_upper[r]);
	nonzeros = 0;
	for (int i = 0; i < model->n; i++)
	{
		for (int64_t k = model->column_start[i]; k < model->column_start[i + 1]; k++)
			if (kept[model->column_row[k]] >= 0)
			{
				knapsack->row[nonzeros] = kept[model->column_row[k]];
				knapsack->weight[nonzeros++] = fabs(model->column_value[k]);
			}
		knapsack->start[i + 1] = nonzeros;
	}
}

static void
build_dense_columns(QsHost *host, QsKnapsack *knapsack)
{
	size_t		n = (size_t) knapsack->n;
	double		cells;

	knapsack->stride = (knapsack->m + 7) & ~7;
	cells = (double) n * knapsack->stride;
	knapsack->dense = n > 0 && (double) knapsack->start[n] > 0.3 * cells &&
		cells < (double) (1 << 26);
	knapsack->work = 1.0 + (n > 0 ? (double) knapsack->start[n] / (double) n : 0.0) / 8.0;
	if (!knapsack->dense)
		return;
	knapsack->column = QS_ARRAY0(host, double, n * (size_t) knapsack->stride);
	for (size_t i = 0; i < n; i++)
		for (int64_t k = knapsack->start[i]; k < knapsack->start[i + 1]; k++)
			knapsack->column[i * (size_t) knapsack->stride + (size_t) knapsack->row[k]] =
				knapsack->weight[k];
}

/* cost[i] = multiplier . column i */
static void
price_items(const QsKnapsack *knapsack, const double *multiplier, double *cost)
{
	for (int i = 0; i < knapsack->n; i++)
	{
		double		sum = 0.0;

		for (int64_t k = knapsack->start[i]; k < knapsack->start[i + 1]; k++)
			sum += multiplier[knapsack->row[k]] * knapsack->weight[k];
		cost[i] = sum;
	}
}

/* The price of a row at which its capacity is what the items of that density just
 * fill, shared among the rows */
static void
set_first_prices(const QsKnapsack *knapsack, double *y)
{
	double		profit = 0.0;

	for (int i = 0; i < knapsack->n; i++)
		profit += fmax(knapsack->profit[i], 0.0);
	for (int r = 0; r < knapsack->m; r++)
		y[r] = knapsack->capacity[r] > 0.0 ?
			0.5 * profit / knapsack->capacity[r] / knapsack->m : 0.0;
}

/*
 * Multipliers of the Lagrangian dual  min_{y>=0} y.b + sum max(0, p - yA)  by
 * subgradient steps (Held, Wolfe & Crowder 1974), step halved when the dual
 * value stalls; the greedy value serves as the aim.
 */
static void
subgradient(QsHost *host, QsKnapsack *knapsack)
{
	int			n = knapsack->n;
	int			m = knapsack->m;
	double	   *y = QS_ARRAY0(host, double, m);
	double	   *step = QS_ARRAY(host, double, m);
	uint8_t    *x = QS_ARRAY(host, uint8_t, n);
	double		best = INFINITY;
	double		aim;
	double		factor = 1.0;
	int			stalled = 0;

	set_first_prices(knapsack, y);
	for (int t = 0; t < SUBGRADIENT_STEPS; t++)
	{
		double		value = 0.0;
		double		norm = 0.0;
		double		length;

		qs_check(host);
		if (t > 0 && qs_time_up(host))
			break;
		price_items(knapsack, y, knapsack->cost);
		for (int i = 0; i < n; i++)
		{
			double		margin = knapsack->profit[i] - knapsack->cost[i];

			x[i] = margin > 0.0;
			value += fmax(margin, 0.0);
		}
		qs_knapsack_slack(knapsack, x, step);
		for (int r = 0; r < m; r++)
		{
			value += y[r] * knapsack->capacity[r];
			if (y[r] > 0.0 || step[r] < 0.0)
				norm += step[r] * step[r];
		}
		if (value < best - 1e-9 * fabs(best))
		{
			best = value;
			stalled = 0;
			memcpy(knapsack->multiplier, y, (size_t) m * sizeof(double));
		}
		else if (++stalled >= 10)
		{
			factor *= 0.7;
			stalled = 0;
			memcpy(y, knapsack->multiplier, (size_t) m * sizeof(double));
			continue;
		}
		if (norm <= 0.0)
			break;
		/* aim: five per cent below the best bound seen */
		aim = best - 0.05 * fabs(best);
		length = factor * (value - aim) / norm;
		for (int r = 0; r < m; r++)
			y[r] = fmax(0.0, y[r] - length * step[r]);
		qs_check(host);
	}
	qs_free(host, y);
	qs_free(host, step);
	qs_free(host, x);
}

static void
take_dual(QsKnapsack *knapsack, const double *dual, const int *kept)
{
	for (int r = 0; r < knapsack->model->m; r++)
		if (kept[r] >= 0)
			knapsack->multiplier[kept[r]] = fabs(dual[r]);
}

typedef struct Ranked
{
	double		key;
	int			item;
} Ranked;

static int
compare_ranked(const void *a, const void *b)
{
	const Ranked *x = a;
	const Ranked *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return (x->item > y->item) - (x->item < y->item);
}

/* Density: rows without a price get a small one, so that free resources still
 * break ties and nothing is divided by zero. */
static void
rank_items(QsHost *host, QsKnapsack *knapsack)
{
	int			n = knapsack->n;
	double	   *price = QS_ARRAY(host, double, knapsack->m);
	Ranked	   *ranked = QS_ARRAY(host, Ranked, n);
	double		total = 0.0;

	for (int i = 0; i < n; i++)
		total += fabs(knapsack->profit[i]);
	for (int r = 0; r < knapsack->m; r++)
		price[r] = fmax(knapsack->multiplier[r], 1e-4 * total /
						(fmax(knapsack->capacity[r], 1e-9) * knapsack->m));
	price_items(knapsack, price, knapsack->density);
	for (int i = 0; i < n; i++)
	{
		knapsack->margin[i] = knapsack->profit[i] - knapsack->cost[i];
		knapsack->density[i] = knapsack->density[i] > 0.0
			? knapsack->profit[i] / knapsack->density[i]
			: (knapsack->profit[i] > 0.0 ? INFINITY : -INFINITY);
		ranked[i] = (Ranked) {-knapsack->density[i], i};
	}
	qs_sort(host, ranked, (size_t) n, sizeof(Ranked), compare_ranked);
	for (int k = 0; k < n; k++)
		knapsack->order[k] = ranked[k].item;
	qs_free(host, ranked);
	qs_free(host, price);
}

QsKnapsack *
qs_knapsack_create(QsHost *host, const QsModel *model, const QsStructure *structure,
				   const double *dual)
{
	QsKnapsack *knapsack = QS_NEW(host, QsKnapsack);
	int		   *kept = QS_ARRAY(host, int, model->m);
	double		total = 0.0;

	knapsack->model = model;
	knapsack->n = model->n;
	copy_rows(host, knapsack, structure, kept);
	build_dense_columns(host, knapsack);
	knapsack->profit = QS_ARRAY(host, double, model->n);
	knapsack->cost = QS_ARRAY0(host, double, model->n);
	knapsack->margin = QS_ARRAY(host, double, model->n);
	knapsack->density = QS_ARRAY(host, double, model->n);
	knapsack->order = QS_ARRAY(host, int, model->n);
	knapsack->multiplier = QS_ARRAY0(host, double, knapsack->m);
	for (int i = 0; i < model->n; i++)
		knapsack->profit[i] = 0.0 - model->objective->linear[i];
	if (dual)
		take_dual(knapsack, dual, kept);
	for (int r = 0; r < knapsack->m; r++)
		total += knapsack->multiplier[r];
	if (total <= 0.0 || !isfinite(total))
		subgradient(host, knapsack);
	price_items(knapsack, knapsack->multiplier, knapsack->cost);
	rank_items(host, knapsack);
	qs_free(host, kept);
	return knapsack;
}

void
qs_knapsack_free(QsHost *host, QsKnapsack *knapsack)
{
	if (knapsack == NULL)
		return;
	qs_free(host, knapsack->profit);
	qs_free(host, knapsack->capacity);
	qs_free(host, knapsack->multiplier);
	qs_free(host, knapsack->cost);
	qs_free(host, knapsack->margin);
	qs_free(host, knapsack->density);
	qs_free(host, knapsack->order);
	qs_free(host, knapsack->column);
	qs_free(host, knapsack->start);
	qs_free(host, knapsack->row);
	qs_free(host, knapsack->weight);
	qs_free(host, knapsack);
}

void
qs_knapsack_slack(const QsKnapsack *knapsack, const uint8_t *x, double *slack)
{
	for (int r = 0; r < knapsack->m; r++)
		slack[r] = knapsack->capacity[r];
	for (int i = 0; i < knapsack->n; i++)
		if (x[i])
			qs_knapsack_load(knapsack, slack, i, 1.0);
}

int
qs_knapsack_fill(const QsKnapsack *knapsack, uint8_t *x, double *slack)
{
	int			added = 0;

	for (int k = 0; k < knapsack->n; k++)
	{
		int			i = knapsack->order[k];

		if (!x[i] && knapsack->profit[i] > 0.0 && qs_knapsack_fits(knapsack, slack, i))
		{
			x[i] = 1;
			qs_knapsack_load(knapsack, slack, i, 1.0);
			added++;
		}
	}
	return added;
}

static int
violated_rows(const QsKnapsack *knapsack, const double *slack)
{
	int			count = 0;

	for (int r = 0; r < knapsack->m; r++)
		count += slack[r] < 0.0;
	return count;
}

/*
 * Profit lost per unit of (priced) violation removed: low means drop first.
 * Only what a violated row still lacks counts as removed.  NAN when the item
 * uses no violated row.
 */
static double
drop_score(const QsKnapsack *knapsack, const double *slack, const double *price, int item)
{
	double		relief = 0.0;

	for (int64_t k = knapsack->start[item]; k < knapsack->start[item + 1]; k++)
	{
		int			r = knapsack->row[k];

		if (slack[r] < 0.0)
			relief += price[r] * fmin(knapsack->weight[k], -slack[r]);
	}
	return relief > 0.0 ? fmax(knapsack->profit[item], 0.0) / relief : NAN;
}

/*
 * Drop by profit per relief until every row holds.  Scores are renewed after
 * every batch: one sixteenth of the ranked items, or less when a row comes
 * right.  O(passes * nonzeros).
 */
static void
drop_until_feasible(QsHost *host, const QsKnapsack *knapsack, uint8_t *x, double *slack)
{
	Ranked	   *ranked = QS_ARRAY(host, Ranked, knapsack->n);
	double	   *price = QS_ARRAY(host, double, knapsack->m);
	double		total = 0.0;
	int			violated = violated_rows(knapsack, slack);

	for (int i = 0; i < knapsack->n; i++)
		total += fabs(knapsack->profit[i]);
	for (int r = 0; r < knapsack->m; r++)
		price[r] = fmax(knapsack->multiplier[r], 0.05 * fmax(total, 1.0) /
						(fmax(knapsack->capacity[r], 1e-9) * knapsack->m));
	while (violated > 0)
	{
		int			count = 0;
		int			dropped = 0;

		for (int i = 0; i < knapsack->n; i++)
			if (x[i])
			{
				double		score = drop_score(knapsack, slack, price, i);

				if (!isnan(score))
					ranked[count++] = (Ranked) {score, i};
			}
		if (count == 0)
			break;
		qs_sort(host, ranked, (size_t) count, sizeof(Ranked), compare_ranked);
		while (dropped < 1 + count / 16)
		{
			int			now;

			x[ranked[dropped].item] = 0;
			qs_knapsack_load(knapsack, slack, ranked[dropped].item, -1.0);
			dropped++;
			now = violated_rows(knapsack, slack);
			if (now != violated)
			{
				violated = now;
				break;
			}
		}
		qs_check(host);
	}
	qs_free(host, price);
	qs_free(host, ranked);
}

QsStatus
qs_knapsack_repair(QsHost *host, const QsKnapsack *knapsack, uint8_t *x)
{
	double	   *slack = QS_ARRAY(host, double, knapsack->m);
	QsStatus	status = QS_OK;

	qs_knapsack_slack(knapsack, x, slack);
	if (violated_rows(knapsack, slack) > 0)
	{
		drop_until_feasible(host, knapsack, x, slack);
		/* sums taken afresh: those kept up to date may be off by rounding */
		qs_knapsack_slack(knapsack, x, slack);
	}
	if (violated_rows(knapsack, slack) > 0)
		status = QS_LIMIT;
	else
	{
		qs_knapsack_fill(knapsack, x, slack);
		if (!qs_model_feasible(knapsack->model, x))
			status = QS_LIMIT;
	}
	qs_free(host, slack);
	return status;
}

QsStatus
qs_knapsack_construct(QsHost *host, const QsKnapsack *knapsack, QsRandom *random,
					  double noise, uint8_t *x)
{
	int			n = knapsack->n;
	Ranked	   *ranked = QS_ARRAY(host, Ranked, n);
	double	   *slack = QS_ARRAY(host, double, knapsack->m);
	QsStatus	status;

	if (n > 0)
		memset(x, 0, (size_t) n);
	qs_knapsack_slack(knapsack, x, slack);
	for (int k = 0; k < n; k++)
		ranked[k] = (Ranked)
		{
			(1.0 - noise) * k / n + noise * qs_random_unit(random), knapsack->order[k]
		};
	if (noise > 0.0)
		qs_sort(host, ranked, (size_t) n, sizeof(Ranked), compare_ranked);
	for (int k = 0; k < n; k++)
	{
		int			i = ranked[k].item;

		if (knapsack->profit[i] > 0.0 && qs_knapsack_fits(knapsack, slack, i))
		{
			x[i] = 1;
			qs_knapsack_load(knapsack, slack, i, 1.0);
		}
		if ((k & 4095) == 4095)
			qs_check(host);
	}
	status = qs_model_feasible(knapsack->model, x) ? QS_OK : QS_LIMIT;
	qs_free(host, slack);
	qs_free(host, ranked);
	return status;
}
