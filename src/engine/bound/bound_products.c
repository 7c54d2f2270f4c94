/*
 * bound_products.c
 *	  Rows times variables: ascent over how pairs are divided among their variables.
 *
 * The division is half and half plus a skew matrix, so that both parts always add up.
 * The ascent is the volume algorithm (Barahona & Anbil 2000): its direction is how far
 * averages of the products x_i y^i_j, y^i the minimiser under x_i = 1, differ from those
 * seen from j.
 */
#include "bound/bound_products.h"

#include <math.h>
#include <string.h>

#include "bound/conditional.h"

#define WORK			6e8		/* estimated nanoseconds */
#define MOST_ITERATIONS	3000
#define SEARCH_EVERY	4		/* iterations between searches along the multipliers */
#define SEARCH_FIRST	6		/* iterations that all do */
#define LAST_SEARCHES	3
#define ASCENT_SHARE	0.6		/* of the time there is */
#define SEARCH_SHARE	0.5		/* of what is then left, for the last searches */
#define AVERAGE			0.1		/* weight of the latest products */
#define AVERAGE_LEAST	0.05
#define PATIENCE		6		/* iterations without gain before steps get shorter */
#define SHORT			0.05	/* then the target comes nearer, */
#define NEARER			0.3		/* to so much of the distance, */
#define MOST_NEARER		6		/* so often */
#define NANOSECONDS		2.5		/* of a variable or entry in an evaluation */

typedef struct Division
{
	QsHost	   *host;
	const QsModel *model;
	QsConditional *conditional;
	size_t		n;
	size_t		rows;			/* priced ones */
	double	   *half;			/* n x n: half of each pair's coefficient */
	double	   *skew;			/* n x n: the best division so far */
	double	   *trial;			/* n x n */
	double	   *average;		/* n x n: of products */
	uint8_t    *y;				/* n x n: minimisers */
	double	   *multiplier;		/* (n + 1) x rows at the trial; the last are without condition */
	double	   *best_multiplier;
	double	   *least;			/* n: Z_i at the trial */
	double	   *cost;			/* n: scratch */
	uint8_t    *x;				/* n: minimiser of the whole */
	double		span;			/* sum of magnitudes of coefficients */
	double		work;
} Division;

static Division *
division_create(QsHost *host, const QsModel *model, const QsStructure *structure)
{
	const QsQubo *objective = model->objective;
	Division   *division = QS_NEW(host, Division);
	size_t		n = (size_t) model->n;

	division->host = host;
	division->model = model;
	division->n = n;
	division->conditional = qs_conditional_create(host, model, structure);
	division->rows = (size_t) division->conditional->priced;
	division->half = QS_ARRAY0(host, double, n * n);
	division->skew = QS_ARRAY0(host, double, n * n);
	division->trial = QS_ARRAY0(host, double, n * n);
	division->average = QS_ARRAY0(host, double, n * n);
	division->y = QS_ARRAY0(host, uint8_t, n * n);
	division->multiplier = QS_ARRAY0(host, double, (n + 1) * division->rows);
	division->best_multiplier = QS_ARRAY0(host, double, (n + 1) * division->rows);
	division->least = QS_ARRAY0(host, double, n);
	division->cost = QS_ARRAY0(host, double, n);
	division->x = QS_ARRAY0(host, uint8_t, n);
	for (size_t i = 0; i < n; i++)
	{
		division->span += fabs(objective->linear[i]);
		for (int64_t k = objective->start[i]; k < objective->start[i + 1]; k++)
		{
			division->half[i * n + (size_t) objective->neighbour[k]] = objective->weight[k] / 2.0;
			division->span += fabs(objective->weight[k]) / 2.0;
		}
	}
	return division;
}

static void
division_free(Division *division)
{
	QsHost	   *host = division->host;

	qs_conditional_free(division->conditional);
	qs_free(host, division->half);
	qs_free(host, division->skew);
	qs_free(host, division->trial);
	qs_free(host, division->average);
	qs_free(host, division->y);
	qs_free(host, division->multiplier);
	qs_free(host, division->best_multiplier);
	qs_free(host, division->least);
	qs_free(host, division->cost);
	qs_free(host, division->x);
	qs_free(host, division);
}

/* What x_i is charged for its pairs, into cost */
static void
charge_row(Division *division, const double *skew, size_t i)
{
	const double *half = division->half + i * division->n;
	const double *own = skew + i * division->n;

	for (size_t j = 0; j < division->n; j++)
		division->cost[j] = half[j] + own[j];
}

/* The least for one variable, or all together, with a search along all multipliers if
 * that is wanted */
static double
least_of(Division *division, int i, double *multiplier, bool search)
{
	QsConditional *conditional = division->conditional;
	double		evaluations = 1.0;

	for (size_t r = 0; search && r < division->rows; r++)
	{
		qs_conditional_improve(conditional, division->cost, i, multiplier, (int) r);
		evaluations += 5.0;
	}
	division->work += NANOSECONDS * evaluations *
		((double) division->n + (double) conditional->column_start[division->n]);
	return qs_conditional_least(conditional, division->cost, i, multiplier);
}

/* The bound of the trial, up to rounding; minimisers are kept.  Any multipliers prove one: once
 * time is up, those at hand will do. */
static double
evaluate(Division *division, bool search)
{
	size_t		n = division->n;
	double		value;

	for (size_t i = 0; i < n; i++)
	{
		charge_row(division, division->trial, i);
		division->least[i] = least_of(division, (int) i, division->multiplier + i * division->rows,
									  search && !qs_time_up(division->host));
		memcpy(division->y + i * n, division->conditional->y, n);
		if ((i & 15) == 0)
			qs_check(division->host);
	}
	for (size_t i = 0; i < n; i++)
		division->cost[i] = division->model->objective->linear[i] + division->least[i];
	value = least_of(division, -1, division->multiplier + n * division->rows, true);
	memcpy(division->x, division->conditional->y, n);
	return value;
}

static void
average_products(Division *division, double weight)
{
	size_t		n = division->n;

	for (size_t i = 0; i < n; i++)
	{
		double	   *average = division->average + i * n;
		const uint8_t *y = division->y + i * n;
		double		share = division->x[i] ? weight : 0.0;

		for (size_t j = 0; j < n; j++)
			average[j] = (1.0 - weight) * average[j] + share * y[j];
	}
	division->work += (double) (n * n);
}

/* Squared length of the direction: what averages disagree about */
static double
disagreement(const Division *division)
{
	size_t		n = division->n;
	double		sum = 0.0;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++)
		{
			double		d = division->average[i * n + j] - division->average[j * n + i];

			sum += d * d;
		}
	return sum;
}

static void
step(Division *division, double length)
{
	size_t		n = division->n;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++)
		{
			double		d = length * (division->average[i * n + j] - division->average[j * n + i]);

			division->trial[i * n + j] = division->skew[i * n + j] + d;
			division->trial[j * n + i] = division->skew[j * n + i] - d;
		}
	division->work += 4.0 * (double) (n * n);
	qs_check(division->host);
}

static void
keep_trial(Division *division)
{
	size_t		n = division->n;

	memcpy(division->skew, division->trial, n * n * sizeof(double));
	memcpy(division->best_multiplier, division->multiplier,
		   (n + 1) * division->rows * sizeof(double));
}

static void
ascend(Division *division)
{
	double		best = evaluate(division, true);
	double		target = best + 0.05 * fmax(fabs(best), 0.01 * division->span);
	double		factor = 0.5;
	double		weight = 1.0;
	int			stalls = 0;
	int			nearer = 0;

	keep_trial(division);
	average_products(division, weight);
	for (int iteration = 1; iteration < MOST_ITERATIONS && division->work < WORK &&
		 nearer < MOST_NEARER && !qs_time_up(division->host); iteration++)
	{
		double		square = disagreement(division);
		double		value;

		if (square < 1e-12)
			return;
		step(division, factor * (target - best) / square);
		memcpy(division->multiplier, division->best_multiplier,
			   (division->n + 1) * division->rows * sizeof(double));
		value = evaluate(division, iteration < SEARCH_FIRST || iteration % SEARCH_EVERY == 0);
		if (value > best)
		{
			if (value - best > 0.1 * (target - best))
				factor = fmin(factor * 1.2, 2.0);
			best = value;
			keep_trial(division);
			stalls = 0;
			if (best > target - 0.2 * fabs(target - best))
				target = best + 0.03 * fmax(fabs(best), 0.01 * division->span);
		}
		else if (++stalls >= PATIENCE)
		{
			factor *= 0.66;
			stalls = 0;
			/* the target is out of reach: a nearer one */
			if (factor < SHORT)
			{
				target = best + NEARER * (target - best);
				factor = 1.0;
				nearer++;
			}
		}
		weight = fmax(AVERAGE_LEAST, fmin(AVERAGE, 1.0 / (1.0 + iteration)));
		average_products(division, weight);
	}
}

/* Costs of the linear model, each rounded down, by the best division */
static void
final_costs(Division *division, double *cost)
{
	size_t		n = division->n;

	for (size_t i = 0; i < n; i++)
	{
		double	   *multiplier = division->best_multiplier + i * division->rows;
		double		least;

		charge_row(division, division->skew, i);
		for (int k = 0; k < LAST_SEARCHES && !qs_time_up(division->host); k++)
			least_of(division, (int) i, multiplier, true);
		least = least_of(division, (int) i, multiplier, false);
		cost[i] = division->model->objective->linear[i] + least;
		cost[i] -= qs_conditional_error(division->conditional, division->cost, multiplier) +
			0x1p-50 * (fabs(cost[i]) + fabs(least));
		qs_check(division->host);
	}
}

/* What adding the halves and the skew parts may have lost */
static double
division_error(const Division *division)
{
	double		magnitude = 0.0;

	for (size_t k = 0; k < division->n * division->n; k++)
		magnitude += fabs(division->half[k]) + fabs(division->skew[k]);
	return 0x1p-52 * magnitude;
}

QsStatus
qs_bound_products(QsHost *host, const QsModel *model, const QsStructure *structure,
				  QsUnderestimate *out)
{
	size_t		n = (size_t) model->n;
	Division   *division;
	double	   *cost;
	double		deadline;
	QsStatus	status;

	if (model->assignment || model->linear || model->m == 0 || n > QS_BOUND_PRODUCTS_MOST ||
		!qs_memory_fits(host, (double) n * (double) n * 36.0 + (double) n * 2000.0))
		return QS_UNSUPPORTED;
	if (qs_time_up(host))
		return QS_INTERRUPTED;
	division = division_create(host, model, structure);
	cost = QS_ARRAY(host, double, n);
	/* what it leads to takes time as well */
	deadline = qs_share_time(host, ASCENT_SHARE);
	ascend(division);
	host->deadline = deadline;
	deadline = qs_share_time(host, SEARCH_SHARE);
	final_costs(division, cost);
	host->deadline = deadline;
	status = qs_underestimate_by(host, model, structure, cost,
								 nextafter(model->constant - division_error(division), -INFINITY), out);
	qs_free(host, cost);
	division_free(division);
	return status;
}
