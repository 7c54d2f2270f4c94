/*
 * correlate_lp.c
 *	  Correlations from a linear relaxation; without rows from that of max-cut
 *	  (correlate_cycles.c).
 *
 * A variable's expected spin is that of a two-level system: with g_i the loss of
 * the relaxation under x_i = 1 less its loss under x_i = 0, sigma_i =
 * tanh(g_i / 2 T), the temperature T being the median of the non-zero |g_i|.  The
 * losses come from re-solving the relaxation under each forced value, by reduced
 * costs where that would take too long; variables of small loss are the core
 * (Balas & Zemel 1980; Puchinger, Raidl & Pferschy 2010).
 *
 * Undecided variables that compete in the binding rows are tied: with
 * independent variances D and binding rows A, conditioning on A x leaves
 *		C = D - D A' (A D A' + R)^-1 A D,
 * R the grain of the rows, since they are tight only up to part of an item.
 */
#include "base/elementary.h"
#include "correlate/correlate_sink.h"

#include <math.h>
#include <string.h>

#include "base/sort.h"
#include "relax/multipliers.h"
#include "relax/relax_flips.h"
#include "structure/class.h"

#define UNDECIDED		0.9		/* |sigma| below which a variable is undecided */
#define MOST_UNDECIDED	256
#define MOST_ROWS		64
#define GRAIN			0.25
#define FLIP_WORK		5e7		/* nanoseconds of simplex, estimated */

typedef struct LinearPoint
{
	double	   *value;
	double	   *reduced_cost;
	double	   *dual;
	QsRelaxation *relaxation;	/* owner of the arrays when the LP library made them */
	bool		ours;			/* arrays are our own */
} LinearPoint;

/* Without the library: multipliers by ascent, reduced costs from them */
static QsStatus
ascend(QsHost *host, const QsModel *model, LinearPoint *point)
{
	double	   *cost = QS_ARRAY(host, double, model->n);
	QsStatus	status;

	point->ours = true;
	point->value = QS_ARRAY0(host, double, model->n);
	point->dual = QS_ARRAY0(host, double, model->m);
	point->reduced_cost = cost;
	qs_linearise(model, NULL, cost);
	status = qs_multipliers(host, model, cost, 0, point->dual, point->value, NULL);
	for (int j = 0; j < model->n; j++)
		for (int64_t k = model->column_start[j]; k < model->column_start[j + 1]; k++)
			cost[j] -= point->dual[model->column_row[k]] * model->column_value[k];
	return status;
}

static QsStatus
find_point(QsHost *host, const QsCorrelationInput *input, LinearPoint *point)
{
	const QsRelaxation *relaxation = input->relaxation;

	if (relaxation == NULL)
	{
		QsStatus	status = qs_relax(host, input->model, input->structure, NULL, 0,
									  &point->relaxation);

		if (status == QS_INFEASIBLE)
			return status;
		if (status != QS_OK)
			return ascend(host, input->model, point);
		relaxation = point->relaxation;
	}
	point->value = relaxation->value;
	point->reduced_cost = relaxation->reduced_cost;
	point->dual = relaxation->dual;
	return QS_OK;
}

static void
free_point(QsHost *host, LinearPoint *point)
{
	if (point->ours)
	{
		qs_free(host, point->value);
		qs_free(host, point->dual);
		qs_free(host, point->reduced_cost);
	}
	if (point->relaxation)
		qs_relaxation_free(host, point->relaxation);
}

static int
compare_double(const void *a, const void *b)
{
	double		x = *(const double *) a;
	double		y = *(const double *) b;

	return (x > y) - (x < y);
}

/* Median of the non-zero magnitudes, 1 if there are none */
static double
temperature(QsHost *host, const double *gap, int n)
{
	double	   *sorted = QS_ARRAY(host, double, n);
	double		largest = 0.0;
	double		median = 1.0;
	int			count = 0;

	for (int i = 0; i < n; i++)
		largest = fmax(largest, fabs(gap[i]));
	for (int i = 0; i < n; i++)
		if (fabs(gap[i]) > 1e-9 * largest)
			sorted[count++] = fabs(gap[i]);
	if (count > 0)
	{
		qs_sort(host, sorted, (size_t) count, sizeof(double), compare_double);
		median = sorted[count / 2];
	}
	qs_free(host, sorted);
	return median;
}

/* ---- undecided variables in binding rows ------------------------------------ */

typedef struct Core
{
	int			count;
	int32_t		variable[MOST_UNDECIDED];
	double		variance[MOST_UNDECIDED];
	int			rows;
	int32_t		row[MOST_ROWS];
	double	   *entry;			/* rows x count */
	double	   *factor;			/* rows x rows, lower Cholesky factor of A D A' + R */
	double	   *solved;			/* rows x count: factor^-1 A */
} Core;

typedef struct Ranked
{
	double		key;
	int32_t		index;
} Ranked;

static int
compare_ranked(const void *a, const void *b)
{
	const Ranked *x = a;
	const Ranked *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->index - y->index;
}

/* The `most` smallest keys of count, index order on ties */
static int
pick(QsHost *host, Ranked *ranked, int count, int most, int32_t *chosen)
{
	qs_sort(host, ranked, (size_t) count, sizeof(Ranked), compare_ranked);
	if (count > most)
		count = most;
	for (int k = 0; k < count; k++)
		chosen[k] = ranked[k].index;
	return count;
}

static void
choose_core(QsHost *host, const QsModel *model, const double *dual, const double *sigma,
			Core *core)
{
	Ranked	   *ranked = QS_ARRAY(host, Ranked, model->n > model->m ? model->n : model->m);
	int			count = 0;

	for (int i = 0; i < model->n; i++)
		if (fabs(sigma[i]) < UNDECIDED)
			ranked[count++] = (Ranked) {fabs(sigma[i]), i};
	core->count = pick(host, ranked, count, MOST_UNDECIDED, core->variable);
	for (int c = 0; c < core->count; c++)
	{
		double		s = sigma[core->variable[c]];

		core->variance[c] = 0.25 * (1.0 - s * s);
	}
	count = 0;
	for (int r = 0; r < model->m; r++)
	{
		double		size = 0.0;

		for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
			size += fabs(model->row_value[k]);
		if (fabs(dual[r]) * size > 0.0)
			ranked[count++] = (Ranked) {-fabs(dual[r]) * size, r};
	}
	core->rows = pick(host, ranked, count, MOST_ROWS, core->row);
	qs_free(host, ranked);
}

/* A D A' + R and its factor; rows that no two undecided variables share only
 * add their grain. */
static void
factorise(QsHost *host, const QsModel *model, Core *core)
{
	int32_t    *place = QS_ARRAY(host, int32_t, model->n);
	size_t		count = (size_t) core->count;
	size_t		rows = (size_t) core->rows;

	core->entry = QS_ARRAY0(host, double, rows * count);
	core->solved = QS_ARRAY0(host, double, rows * count);
	core->factor = QS_ARRAY0(host, double, rows * rows);
	memset(place, -1, (size_t) model->n * sizeof(int32_t));
	for (int c = 0; c < core->count; c++)
		place[core->variable[c]] = c;
	for (size_t r = 0; r < rows; r++)
	{
		int64_t		first = model->row_start[core->row[r]];
		int64_t		end = model->row_start[core->row[r] + 1];
		double		squares = 0.0;

		for (int64_t k = first; k < end; k++)
		{
			int			c = place[model->row_variable[k]];

			squares += model->row_value[k] * model->row_value[k];
			if (c >= 0)
				core->entry[r * count + (size_t) c] = model->row_value[k];
		}
		core->factor[r * rows + r] = GRAIN * squares / (double) (end - first);
	}
	qs_free(host, place);
	for (size_t r = 0; r < rows; r++)
		for (size_t s = 0; s <= r; s++)
		{
			double		sum = core->factor[r * rows + s];

			for (size_t c = 0; c < count; c++)
				sum += core->entry[r * count + c] * core->variance[c] * core->entry[s * count + c];
			for (size_t t = 0; t < s; t++)
				sum -= core->factor[r * rows + t] * core->factor[s * rows + t];

			/* the grain keeps the diagonal positive up to rounding */
			core->factor[r * rows + s] = r == s ? sqrt(fmax(sum, 1e-300)) :
				sum / core->factor[s * rows + s];
		}
	for (size_t r = 0; r < rows; r++)
		for (size_t c = 0; c < count; c++)
		{
			double		sum = core->entry[r * count + c];

			for (size_t t = 0; t < r; t++)
				sum -= core->factor[r * rows + t] * core->solved[t * count + c];
			core->solved[r * count + c] = sum / core->factor[r * rows + r];
		}
}

/* C of two undecided variables */
static double
covariance(const Core *core, int a, int b)
{
	double		sum = 0.0;

	for (int r = 0; r < core->rows; r++)
		sum += core->solved[(size_t) r * (size_t) core->count + (size_t) a] *
			core->solved[(size_t) r * (size_t) core->count + (size_t) b];
	return (a == b ? core->variance[a] : 0.0) - core->variance[a] * sum * core->variance[b];
}

static void
offer_core_pairs(QsCorrelationSink *sink, const double *dual)
{
	QsHost	   *host = sink->host;
	const double *sigma = sink->reference;
	Core	   *core = QS_NEW(host, Core);
	double	   *deviation;

	choose_core(host, sink->input->model, dual, sigma, core);
	factorise(host, sink->input->model, core);
	deviation = QS_ARRAY(host, double, core->count);
	for (int a = 0; a < core->count; a++)
		deviation[a] = sqrt(fmax(covariance(core, a, a), 0.0));
	for (int a = 0; a < core->count; a++)
	{
		double		s = sigma[core->variable[a]];

		for (int b = 0; b < a; b++)
		{
			double		t = sigma[core->variable[b]];
			double		scale = deviation[a] * deviation[b];
			double		tie = scale > 0.0 ? covariance(core, a, b) / scale : 0.0;

			if (tie != 0.0)
				qs_sink_pair(sink, core->variable[a], core->variable[b],
							 s * t + tie * sqrt((1.0 - s * s) * (1.0 - t * t)));
		}
		qs_check(host);
	}
	qs_free(host, deviation);
	qs_free(host, core->entry);
	qs_free(host, core->factor);
	qs_free(host, core->solved);
	qs_free(host, core);
}

/* What the relaxation loses under x_i = 0 and x_i = 1 */
typedef struct Losses
{
	double	   *zero;
	double	   *one;
} Losses;

static void
note_loss(void *context, const QsFlip *flip)
{
	Losses	   *losses = context;

	(flip->value ? losses->one : losses->zero)[flip->variable] = flip->loss;
}

/*
 * Reduced costs first: they hold where the sweep does not come to.  Then the
 * larger of the two bounds on the same loss.
 */
static void
measure_losses(QsHost *host, const QsCorrelationInput *input, const LinearPoint *point,
			   Losses *losses)
{
	int			n = input->model->n;
	const QsRelaxation *relaxation = point->relaxation ? point->relaxation : input->relaxation;

	for (int i = 0; i < n; i++)
	{
		losses->zero[i] = fmax(0.0, -point->reduced_cost[i]);
		losses->one[i] = fmax(0.0, point->reduced_cost[i]);
	}
	/* flips look at the rows only, and know less than a class's own relaxation */
	if (input->structure->ops->relax == NULL)
		qs_relax_flips(host, input->model, relaxation, FLIP_WORK, note_loss, losses);
}

QsStatus
qs_correlate_lp(QsCorrelationSink *sink, QsRandom *random)
{
	QsHost	   *host = sink->host;
	const QsModel *model = sink->input->model;
	LinearPoint point = {0};
	QsStatus	status;
	double		scale;
	Losses		losses;
	double	   *gap;

	(void) random;
	if (model->m == 0 && !model->linear)
		return qs_correlate_cycles(sink);
	status = find_point(host, sink->input, &point);
	if (status == QS_INFEASIBLE)
		return status;
	losses.zero = QS_ARRAY(host, double, model->n);
	losses.one = QS_ARRAY(host, double, model->n);
	gap = QS_ARRAY(host, double, model->n);
	measure_losses(host, sink->input, &point, &losses);
	for (int i = 0; i < model->n; i++)
		gap[i] = fmin(losses.one[i], 1e300) - fmin(losses.zero[i], 1e300);
	scale = temperature(host, gap, model->n);
	for (int i = 0; i < model->n; i++)
		sink->reference[i] = qs_tanh(0.5 * gap[i] / scale);
	qs_sink_references(sink);
	if (model->m > 0 && status == QS_OK)
		offer_core_pairs(sink, point.dual);
	qs_free(host, gap);
	qs_free(host, losses.zero);
	qs_free(host, losses.one);
	free_point(host, &point);
	return status;
}
