/*
 * integer_row.c
 *	  A row of a model in integers.
 */
#include "rows/integer_row.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/integers.h"

#define LARGEST			0x1p53	/* integers and their sums are exact below */
#define MAX_DECIMALS	9		/* tried for rows that are no exact decimals */
#define REACH_TOTAL		65536	/* sums are enumerated up to this total ... */
#define REACH_WORK		(1 << 21)	/* ... and this many word operations */

/* The numbers of a row as integers of one unit */
typedef struct Scaled
{
	double		scale;
	double		lower;			/* integers or infinite */
	double		upper;
} Scaled;

static void
take_integers(const QsModel *model, int row, double *integer, Scaled *scaled)
{
	int64_t		first = model->row_start[row];

	for (int64_t k = first; k < model->row_start[row + 1]; k++)
		integer[k - first] = model->row_value[k];
	*scaled = (Scaled) {1.0, model->row_lower[row], model->row_upper[row]};
}

/*
 * A bound in units, as an integer that integers off by up to error respect in its
 * stead (sign 1: the largest allowed, -1: the smallest).  NAN where it cannot be told:
 * when a bound is about as far from an integer as the tolerance lets rows miss it.
 */
static double
rounded_bound(double bound, int sign, double tolerance, double error)
{
	double		nearest = rint(bound);
	double		distance = fabs(bound - nearest);

	if (!isfinite(bound) || distance + error <= tolerance)
		return nearest;
	return distance > tolerance + error ? sign * floor(sign * bound) : NAN;
}

/* In units of 1 / scale, up to rounding */
static bool
scale_rounded(const QsModel *model, int row, double scale, double *integer, Scaled *scaled)
{
	int64_t		first = model->row_start[row];
	double		tolerance = scale * qs_model_row_tolerance(model, row);
	double		sum = 0.0,
				error = 0.0;

	for (int64_t k = first; k < model->row_start[row + 1]; k++)
	{
		double		units = scale * model->row_value[k];

		integer[k - first] = rint(units);
		if (integer[k - first] == 0.0)
			return false;
		error += fabs(units - integer[k - first]) + 0x1p-50 * fabs(units);
		sum += fabs(units);
	}
	for (int side = 0; side < 2; side++)
	{
		double		bound = scale * (side ? model->row_upper[row] : model->row_lower[row]);

		if (!isfinite(bound))
			continue;
		error += 0x1p-50 * fabs(bound);
		sum += fabs(bound);
	}
	if (!(sum < LARGEST) || error > tolerance || tolerance + error >= 0.5)
		return false;
	scaled->scale = scale;
	scaled->upper = rounded_bound(scale * model->row_upper[row], 1, tolerance, error);
	scaled->lower = rounded_bound(scale * model->row_lower[row], -1, tolerance, error);
	return !isnan(scaled->upper) && !isnan(scaled->lower);
}

static bool
scale_row(const QsModel *model, int row, double *integer, Scaled *scaled)
{
	double		unit = INFINITY;
	double		scale = 1.0;

	if (qs_model_row_is_exact(model, row))
	{
		take_integers(model, row, integer, scaled);
		return true;
	}
	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1]; k++)
		unit = fmin(unit, fabs(model->row_value[k]));
	if (isfinite(1.0 / unit) && scale_rounded(model, row, 1.0 / unit, integer, scaled))
		return true;
	for (int decimals = 0; decimals <= MAX_DECIMALS; decimals++, scale *= 10.0)
		if (scale_rounded(model, row, scale, integer, scaled))
			return true;
	return false;
}

/* ---- sums that can be reached --------------------------------------------------- */

static void
shift_into(uint64_t *set, int words, int by)
{
	int			whole = by / 64;
	int			rest = by % 64;

	for (int w = words - 1; w >= whole; w--)
	{
		uint64_t	moved = set[w - whole] << rest;

		if (rest > 0 && w > whole)
			moved |= set[w - whole - 1] >> (64 - rest);
		set[w] |= moved;
	}
}

static bool
is_reached(const uint64_t *set, int sum)
{
	return set[sum / 64] >> (sum % 64) & 1;
}

/* Move the bounds inwards to sums that can be reached, and count these */
static void
tighten(QsHost *host, QsIntegerRow *row)
{
	int			words = (int) row->total / 64 + 1;
	uint64_t   *set = QS_ARRAY0(host, uint64_t, words);
	int			low = (int) row->lower,
				high = (int) row->upper;

	set[0] = 1;
	for (int k = 0; k < row->length; k++)
	{
		shift_into(set, words, (int) row->weight[k]);
		if ((k & 255) == 0)
			qs_check(host);
	}
	while (low <= high && !is_reached(set, low))
		low++;
	while (high > low && !is_reached(set, high))
		high--;
	row->values = 0;
	for (int sum = low; sum <= high && row->values < 3; sum++)
		row->values += is_reached(set, sum);
	row->lower = low;
	row->upper = high;
	qs_free(host, set);
}

/* ------------------------------------------------------------------------------- */

static void
to_literals(const Scaled *scaled, QsIntegerRow *row)
{
	double		divisor = 0.0;
	double		shift = 0.0;

	for (int k = 0; k < row->length; k++)
	{
		row->sign[k] = row->weight[k] > 0.0 ? 1 : -1;
		row->weight[k] = fabs(row->weight[k]);
		shift += row->sign[k] < 0 ? row->weight[k] : 0.0;
		divisor = qs_greatest_common_divisor(row->weight[k], divisor);
	}
	row->total = 0.0;
	for (int k = 0; k < row->length; k++)
		row->total += row->weight[k] /= divisor;
	row->shift = shift / divisor;
	row->scale = scaled->scale / divisor;
	row->upper = fmin(floor((scaled->upper + shift) / divisor), row->total);
	row->lower = fmax(ceil((scaled->lower + shift) / divisor), 0.0);
	row->values = row->upper - row->lower < 2.0 ? (int) (row->upper - row->lower) + 1 : 3;
}

static int
compare_double(const void *a, const void *b)
{
	double		x = *(const double *) a;
	double		y = *(const double *) b;

	return (x > y) - (x < y);
}

/* Most literals that may be true under "sum of weight * literal <= upper", if it forbids
 * nothing but more of them: the heaviest so many fit, one more of the lightest do not.
 * -1 if it says more than that. */
static int
most_true(const double *sorted, int length, double upper)
{
	double		lightest = 0.0,
				heaviest = 0.0;
	int			count = 0;

	while (count < length && lightest + sorted[count] <= upper)
		lightest += sorted[count++];
	for (int k = 0; k < count; k++)
		heaviest += sorted[length - 1 - k];
	return heaviest <= upper ? count : -1;
}

/* A row of one side that only counts literals loses its weights, which may be large. */
static void
reduce_to_count(QsHost *host, QsIntegerRow *row)
{
	bool		upper_binds = row->upper < row->total;
	double	   *sorted;
	int			most;

	if (upper_binds == (row->lower > 0.0) || row->total == row->length)
		return;
	sorted = QS_ARRAY(host, double, row->length);
	memcpy(sorted, row->weight, (size_t) row->length * sizeof(double));
	qsort(sorted, (size_t) row->length, sizeof(double), compare_double);
	most = most_true(sorted, row->length, upper_binds ? row->upper : row->total - row->lower);
	qs_free(host, sorted);
	if (most < 0)
		return;
	for (int k = 0; k < row->length; k++)
		row->weight[k] = 1.0;
	row->scale = row->shift = 0.0;
	row->total = row->length;
	row->lower = upper_binds ? 0.0 : row->length - most;
	row->upper = upper_binds ? most : row->length;
	row->values = most < 2 ? most + 1 : 3;
}

QsIntegerForm
qs_integer_row(QsHost *host, const QsModel *model, int r, QsIntegerRow *row)
{
	Scaled		scaled = {1.0, 0.0, 0.0};

	*row = (QsIntegerRow) {.length = (int) (model->row_start[r + 1] - model->row_start[r])};
	if (row->length == 0)
		return model->row_lower[r] > 0.0 || model->row_upper[r] < 0.0
			? QS_INTEGER_FORM_IMPOSSIBLE : QS_INTEGER_FORM;
	row->weight = QS_ARRAY(host, double, row->length);
	row->sign = QS_ARRAY(host, int8_t, row->length);
	if (!scale_row(model, r, row->weight, &scaled))
		return QS_INTEGER_FORM_NONE;
	to_literals(&scaled, row);
	if (row->lower > row->upper)
		return QS_INTEGER_FORM_IMPOSSIBLE;
	reduce_to_count(host, row);
	if (row->total <= REACH_TOTAL && row->total / 64.0 * row->length <= REACH_WORK)
		tighten(host, row);
	return row->lower > row->upper ? QS_INTEGER_FORM_IMPOSSIBLE : QS_INTEGER_FORM;
}

void
qs_integer_row_free(QsHost *host, QsIntegerRow *row)
{
	qs_free(host, row->weight);
	qs_free(host, row->sign);
	row->weight = NULL;
	row->sign = NULL;
}
