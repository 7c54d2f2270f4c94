/*
 * rounding.c
 *	  Mixed-integer rounding cuts of single rows, in integers.
 *
 * A row w.l <= b of integers, divided by d, rounds to
 *		sum (floor(w / d) (d - r) + max(0, w mod d - r)) l <= floor(b / d) (d - r),
 * r = b mod d, for non-negative integers l: binary ones in whichever sense each is
 * taken.  Those that are nearer to true are taken as their opposites (Marchand &
 * Wolsey, "Aggregation and mixed integer rounding to solve MIPs", 2001).
 */
#include "cuts/rounding.h"

#include <math.h>

#include "base/integers.h"

#define NEARLY			1e-6
#define MOST_DIVISORS	12			/* weights of a row tried as divisors */
#define HALVINGS		3			/* of the best one */
#define LARGEST			0x1p40		/* coefficient of a cut before it is divided through */
#define WIDEST			1e5			/* largest coefficient by the smallest */
#define ROUND_WORK		20000000	/* entries looked at a round */

typedef struct Rounding
{
	int32_t    *literal;		/* n: of the row, opposites taken */
	double	   *weight;			/* n: then negative */
	double	   *value;
	double	   *coefficient;
} Rounding;

static void *
rounding_create(const QsSeparation *separation)
{
	QsHost	   *host = separation->host;
	size_t		n = (size_t) separation->model->n;
	Rounding   *rounding;

	if (separation->rows->count == 0)
		return NULL;
	rounding = QS_NEW(host, Rounding);
	rounding->literal = QS_ARRAY(host, int32_t, n);
	rounding->weight = QS_ARRAY(host, double, n);
	rounding->value = QS_ARRAY(host, double, n);
	rounding->coefficient = QS_ARRAY(host, double, n);
	return rounding;
}

static void
rounding_free(QsHost *host, void *data)
{
	Rounding   *rounding = data;

	qs_free(host, rounding->literal);
	qs_free(host, rounding->weight);
	qs_free(host, rounding->value);
	qs_free(host, rounding->coefficient);
	qs_free(host, rounding);
}

/* Coefficients and right-hand side for a divisor; how far the point lies beyond, as a
 * distance.  -1 where rounding gives nothing. */
static double
round_row(Rounding *rounding, int length, double capacity, double divisor, double *upper)
{
	double		quotient = floor(capacity / divisor);
	double		rest = capacity - quotient * divisor;
	double		beyond,
				norm = 0.0;

	if (rest == 0.0 || fabs(quotient) * divisor > LARGEST)
		return -1.0;
	*upper = quotient * (divisor - rest);
	beyond = -*upper;
	for (int k = 0; k < length; k++)
	{
		double		whole = floor(rounding->weight[k] / divisor);
		double		over = rounding->weight[k] - whole * divisor - rest;
		double		a = whole * (divisor - rest) + fmax(0.0, over);

		rounding->coefficient[k] = a;
		beyond += a * rounding->value[k];
		norm += a * a;
	}
	return norm > 0.0 ? beyond / sqrt(norm) : -1.0;
}

/* The divisor, of the weights of fractional literals and fractions of the best, whose cut
 * is broken most; 0: none is */
static double
best_divisor(Rounding *rounding, int length, double capacity, int64_t *work)
{
	double		best = 0.0,
				most = QS_CUT_EFFICACY,
				upper,
				last = 0.0;
	int			tried = 0;

	for (int k = 0; k < length && tried < MOST_DIVISORS; k++)
	{
		double		divisor = fabs(rounding->weight[k]);
		double		beyond;

		if (divisor == last || divisor < 2.0 || rounding->value[k] < NEARLY)
			continue;
		last = divisor;
		tried++;
		beyond = round_row(rounding, length, capacity, divisor, &upper);
		if (beyond > most)
		{
			most = beyond;
			best = divisor;
		}
	}
	for (int k = 0; k < HALVINGS && best >= 4.0; k++)
	{
		double		half = floor(best / 2.0);

		if (round_row(rounding, length, capacity, half, &upper) <= most)
			break;
		best = half;
	}
	*work += (int64_t) (tried + HALVINGS) * length;
	return best;
}

/* Add the cut without what is zero and without a common divisor, unless its numbers are
 * too far apart. */
static void
add_cut(Rounding *rounding, QsCutPool *pool, int length, double upper)
{
	double		divisor = upper,
				largest = 0.0,
				smallest = INFINITY;

	for (int k = 0; k < length; k++)
	{
		double		a = fabs(rounding->coefficient[k]);

		divisor = qs_greatest_common_divisor(a, divisor);
		largest = fmax(largest, a);
		if (a > 0.0)
			smallest = fmin(smallest, a);
	}
	if (largest > WIDEST * smallest || largest > LARGEST || divisor == 0.0)
		return;
	for (int k = 0; k < length; k++)
		rounding->coefficient[k] /= divisor;
	qs_cut_pool_add_literals(pool, length, rounding->literal, rounding->coefficient,
							 upper / divisor);
}

/* The row with the literals whose value is above `limit` taken as their opposites */
static double
take_row(Rounding *rounding, const QsLiteralRows *rows, int row, const double *x, double limit)
{
	int64_t		first = rows->start[row];
	int			length = (int) (rows->start[row + 1] - first);
	double		capacity = rows->capacity[row];

	for (int k = 0; k < length; k++)
	{
		int32_t		literal = rows->literal[first + k];
		double		value = qs_literal_value(x, literal);
		bool		opposite = value > limit;

		rounding->literal[k] = opposite ? literal ^ 1 : literal;
		rounding->value[k] = opposite ? 1.0 - value : value;
		rounding->weight[k] = opposite ? -rows->weight[first + k] : rows->weight[first + k];
		if (opposite)
			capacity -= rows->weight[first + k];
	}
	return capacity;
}

static bool
is_integer_row(const QsLiteralRows *rows, int row)
{
	double		total = fabs(rows->capacity[row]);

	if (total != floor(total))
		return false;
	for (int64_t k = rows->start[row]; k < rows->start[row + 1]; k++)
	{
		if (rows->weight[k] != floor(rows->weight[k]))
			return false;
		total += rows->weight[k];
	}
	/* sums of inexact rows pass this */
	return total < 0x1p50;
}

/* Weights all equal that divide the capacity: nothing is left to round. */
static bool
is_rounded(const QsLiteralRows *rows, int row)
{
	double		weight = rows->weight[rows->start[row]];

	return weight == rows->weight[rows->start[row + 1] - 1] &&
		fmod(rows->capacity[row], weight) == 0.0;
}

static void
separate(const QsSeparation *separation, void *data, QsCutPool *pool)
{
	static const double limits[] = {0.5, 1.0 - NEARLY, 0.0};
	const QsLiteralRows *rows = separation->rows;
	Rounding   *rounding = data;
	int64_t		work = 0;

	for (int r = 0; r < rows->count && work < ROUND_WORK; r++)
	{
		int			length = (int) (rows->start[r + 1] - rows->start[r]);

		work += length;
		if (!is_integer_row(rows, r) || is_rounded(rows, r))
			continue;
		for (int k = 0; k < (int) (sizeof(limits) / sizeof(limits[0])); k++)
		{
			double		capacity = take_row(rounding, rows, r, pool->x, limits[k]);
			double		divisor = best_divisor(rounding, length, capacity, &work);
			double		upper;

			if (divisor > 0.0 && round_row(rounding, length, capacity, divisor, &upper) > 0.0)
				add_cut(rounding, pool, length, upper);
		}
		qs_check(separation->host);
	}
	pool->work += 5.0 * (double) work;
}

const QsSeparator qs_rounding_separator = {
	.name = "rounding",
	.create = rounding_create,
	.free = rounding_free,
	.separate = separate,
};
