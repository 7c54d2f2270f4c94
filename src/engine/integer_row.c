/*
 * integer_row.c
 *	  A row of a model in integers.
 */
#include "integer_row.h"

#include <math.h>
#include <string.h>

#include "float_text.h"
#include "integers.h"

#define LARGEST			0x1p53	/* integers and their sums are exact below */
#define MAX_DECIMALS	9		/* tried for rows that are no exact decimals */
#define LEAST_TOLERANCE	1e-10	/* of the largest number of such a row, and of the sum of */
#define MOST_TOLERANCE	1e-9	/* all: between them lies how rows are judged */
#define REACH_TOTAL		65536	/* sums are enumerated up to this total ... */
#define REACH_WORK		(1 << 24)	/* ... and this many word operations */

void
qs_decimal(double value, double *digits, int *exponent)
{
	char		text[QS_FLOAT_LENGTH];
	size_t		length = qs_float_write(fabs(value), text);
	bool		fraction = false;
	double		sum = 0.0;
	int			shift = 0,
				zeros = 0;

	for (size_t k = 0; k < length; k++)
	{
		if (text[k] == 'e')
		{
			bool		negative = text[k + 1] == '-';
			int			power = 0;

			for (size_t p = k + 1; p < length; p++)
				if (text[p] >= '0' && text[p] <= '9')
					power = power * 10 + (text[p] - '0');
			shift += negative ? -power : power;
			break;
		}
		if (text[k] == '.')
		{
			fraction = true;
			continue;
		}
		shift -= fraction;

		/* zeros count once a digit follows: trailing ones belong to the exponent */
		if (text[k] == '0')
		{
			zeros++;
			continue;
		}
		for (; zeros > 0; zeros--)
			sum *= 10.0;
		sum = sum * 10.0 + (text[k] - '0');
	}
	*digits = sum;
	*exponent = shift + zeros;
}

/* digits * 10^power as an integer below 2^53; infinity when there is none */
static double
raised(double digits, int power)
{
	if (digits == 0.0)
		return 0.0;
	while (power > 0 && digits < LARGEST)
	{
		digits *= 10.0;
		power--;
	}
	return power == 0 && digits < LARGEST ? digits : INFINITY;
}

/* The numbers of a row as integers of one unit */
typedef struct Scaled
{
	double		scale;
	double		lower;			/* integers or infinite */
	double		upper;
	bool		impossible;
} Scaled;

static int
least_exponent(const QsModel *model, int row)
{
	int			least = 400;
	double		digits;
	int			exponent;

	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1]; k++)
	{
		qs_decimal(model->row_value[k], &digits, &exponent);
		least = exponent < least ? exponent : least;
	}
	for (int side = 0; side < 2; side++)
	{
		double		bound = side ? model->row_upper[row] : model->row_lower[row];

		if (!isfinite(bound) || bound == 0.0)
			continue;
		qs_decimal(bound, &digits, &exponent);
		least = exponent < least ? exponent : least;
	}
	return least;
}

static double
in_units(double value, int least)
{
	double		digits;
	int			exponent;

	if (!isfinite(value))
		return value;
	qs_decimal(value, &digits, &exponent);
	return copysign(raised(digits, exponent - least), value);
}

/* As decimals under one power of ten, with the sum of all magnitudes below 2^53 */
static bool
scale_decimals(const QsModel *model, int row, double *integer, Scaled *scaled)
{
	int			least = least_exponent(model, row);
	int64_t		first = model->row_start[row];
	double		sum = 0.0;

	for (int64_t k = first; k < model->row_start[row + 1]; k++)
	{
		integer[k - first] = in_units(model->row_value[k], least);
		sum += fabs(integer[k - first]);
	}
	scaled->lower = in_units(model->row_lower[row], least);
	scaled->upper = in_units(model->row_upper[row], least);
	for (int side = 0; side < 2; side++)
	{
		double		bound = side ? model->row_upper[row] : model->row_lower[row];
		double		units = side ? scaled->upper : scaled->lower;

		if (isfinite(bound))
			sum += fabs(units);
	}
	scaled->scale = pow(10.0, -least);
	return sum < LARGEST;
}

/*
 * A bound in units, as an integer that integers off by up to error respect in its
 * stead (sign 1: the largest allowed, -1: the smallest).  A bound that is an integer
 * up to `inside` includes it under any tolerance in use; one farther than `outside`
 * from all integers excludes the next; NAN in between, where it cannot be told.
 */
static double
rounded_bound(double bound, int sign, double inside, double outside, double error)
{
	double		nearest = rint(bound);
	double		distance = fabs(bound - nearest);

	if (!isfinite(bound) || distance + error <= inside)
		return nearest;
	return distance > outside + error ? sign * floor(sign * bound) : NAN;
}

/* In units of 1 / scale, up to rounding */
static bool
scale_rounded(const QsModel *model, int row, double scale, double *integer, Scaled *scaled)
{
	int64_t		first = model->row_start[row];
	double		sum = 0.0,
				largest = 0.0,
				error = 0.0,
				inside,
				outside;

	for (int64_t k = first; k < model->row_start[row + 1]; k++)
	{
		double		units = scale * model->row_value[k];

		integer[k - first] = rint(units);
		if (integer[k - first] == 0.0)
			return false;
		error += fabs(units - integer[k - first]) + 0x1p-50 * fabs(units);
		sum += fabs(units);
		largest = fmax(largest, fabs(units));
	}
	for (int side = 0; side < 2; side++)
	{
		double		bound = scale * (side ? model->row_upper[row] : model->row_lower[row]);

		if (!isfinite(bound))
			continue;
		error += 0x1p-50 * fabs(bound);
		sum += fabs(bound);
		largest = fmax(largest, fabs(bound));
	}
	inside = LEAST_TOLERANCE * largest;
	outside = MOST_TOLERANCE * sum;
	if (!(sum < LARGEST) || error > inside || outside + error >= 0.5)
		return false;
	scaled->scale = scale;
	scaled->upper = rounded_bound(scale * model->row_upper[row], 1, inside, outside, error);
	scaled->lower = rounded_bound(scale * model->row_lower[row], -1, inside, outside, error);
	return !isnan(scaled->upper) && !isnan(scaled->lower);
}

static bool
scale_row(const QsModel *model, int row, double *integer, Scaled *scaled)
{
	double		unit = INFINITY;
	double		scale = 1.0;

	if (scale_decimals(model, row, integer, scaled))
		return true;
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

QsIntegerForm
qs_integer_row(QsHost *host, const QsModel *model, int r, QsIntegerRow *row)
{
	Scaled		scaled = {0};

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
