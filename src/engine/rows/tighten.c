/*
 * tighten.c
 *	  Rows of integers rewritten, see tighten.h.
 */
#include "rows/tighten.h"

#include <math.h>
#include <string.h>

#include "base/integers.h"
#include "base/sort.h"
#include "rows/relax_rows.h"
#include "rows/row_key.h"

#define ROWS_PER_CHECK	1023

typedef struct Tightener
{
	const QsModel *model;
	double	   *value;			/* as row_value, rewritten */
	double	   *lower;			/* m */
	double	   *upper;
	uint8_t    *integers;		/* m: rewritten rows; the others are copied */
	uint8_t    *dropped;		/* m */
	QsTightening done;
} Tightener;

static double
divisor_of(const double *value, int64_t count)
{
	double		divisor = 0.0;

	for (int64_t k = 0; k < count && divisor != 1.0; k++)
		divisor = qs_greatest_common_divisor(value[k], divisor);
	return divisor;
}

static void
activity_range(const double *value, int64_t count, double *least, double *most)
{
	*least = *most = 0.0;
	for (int64_t k = 0; k < count; k++)
	{
		*least += fmin(value[k], 0.0);
		*most += fmax(value[k], 0.0);
	}
}

/*
 * value.x <= *upper can be broken by `excess` at most.  A variable whose
 * coefficient is larger keeps the row from being broken whenever it does not
 * count (x = 0 for a positive, 1 for a negative coefficient), and still does with
 * a coefficient of that excess.  Clipping keeps the excess as it is.
 */
static int64_t
clip(double *value, int64_t count, double *upper, double excess)
{
	int64_t		clipped = 0;

	for (int64_t k = 0; k < count; k++)
	{
		if (fabs(value[k]) <= excess)
			continue;
		if (value[k] > 0.0)
			*upper -= value[k] - excess;
		value[k] = copysign(excess, value[k]);
		clipped++;
	}
	return clipped;
}

static void
negate(double *value, int64_t count)
{
	for (int64_t k = 0; k < count; k++)
		value[k] = -value[k];
}

/* The row divided by the greatest common divisor of its coefficients */
static void
divide(double *value, int64_t count, double *lower, double *upper)
{
	double		divisor = divisor_of(value, count);

	if (divisor <= 1.0)
		return;
	for (int64_t k = 0; k < count; k++)
		value[k] /= divisor;
	*lower = ceil(*lower / divisor);
	*upper = floor(*upper / divisor);
}

/* An infeasible row stays: propagation says so with the row's name. */
static void
tighten_row(Tightener *tightener, int row)
{
	int64_t		first = tightener->model->row_start[row];
	int64_t		count = tightener->model->row_start[row + 1] - first;
	double	   *value = tightener->value + first;
	double	   *lower = &tightener->lower[row];
	double	   *upper = &tightener->upper[row];
	double		least,
				most;

	qs_row_effective(tightener->model, row, lower, upper);
	activity_range(value, count, &least, &most);
	if (*upper < least || *lower > most || *lower > *upper)
	{
		*lower = tightener->model->row_lower[row];
		*upper = tightener->model->row_upper[row];
		return;
	}
	if (*upper >= most)
		*upper = INFINITY;
	if (*lower <= least)
		*lower = -INFINITY;
	if (isinf(*upper) && isinf(*lower))
	{
		tightener->dropped[row] = 1;
		tightener->done.redundant++;
		return;
	}
	if (isinf(*lower))
		tightener->done.coefficients += clip(value, count, upper, most - *upper);
	else if (isinf(*upper))
	{
		double		bound = -*lower;

		negate(value, count);
		tightener->done.coefficients += clip(value, count, &bound, -least - bound);
		negate(value, count);
		*lower = -bound;
	}
	divide(value, count, lower, upper);
	tightener->done.bounds += *lower != tightener->model->row_lower[row] ||
		*upper != tightener->model->row_upper[row];
}

/* Equal for rows over the same variables with equal or opposite coefficients */
static uint64_t
key_of_row(const Tightener *tightener, int row)
{
	const QsModel *model = tightener->model;
	int64_t		first = model->row_start[row];
	double		sign = tightener->value[first] < 0.0 ? -1.0 : 1.0;
	uint64_t	key = QS_ROW_KEY_START;

	for (int64_t k = first; k < model->row_start[row + 1]; k++)
	{
		key = qs_row_key_mix(key, (uint64_t) model->row_variable[k]);
		key = qs_row_key_mix(key, (uint64_t) (int64_t) (sign * tightener->value[k]));
	}
	return key;
}

/* 1 and -1: equal and opposite coefficients, 0: neither */
static int
parallel_sign(const Tightener *tightener, int a, int b)
{
	const QsModel *model = tightener->model;
	int64_t		from_a = model->row_start[a];
	int64_t		from_b = model->row_start[b];
	int64_t		count = model->row_start[a + 1] - from_a;
	double		sign = tightener->value[from_a] == tightener->value[from_b] ? 1.0 : -1.0;

	if (count != model->row_start[b + 1] - from_b)
		return 0;
	for (int64_t k = 0; k < count; k++)
		if (model->row_variable[from_a + k] != model->row_variable[from_b + k] ||
			tightener->value[from_a + k] != sign * tightener->value[from_b + k])
			return 0;
	return (int) sign;
}

/*
 * Let row a say what row b says as well, unless that takes a row with two
 * different bounds where the user wrote two rows, or none can be met.
 */
static bool
absorb(Tightener *tightener, int a, int b)
{
	int			sign = parallel_sign(tightener, a, b);
	double		lower,
				upper;

	if (sign == 0)
		return false;
	lower = fmax(tightener->lower[a], sign > 0 ? tightener->lower[b] : -tightener->upper[b]);
	upper = fmin(tightener->upper[a], sign > 0 ? tightener->upper[b] : -tightener->lower[b]);
	if (lower > upper || (lower < upper && isfinite(lower) && isfinite(upper)))
		return false;
	tightener->lower[a] = lower;
	tightener->upper[a] = upper;
	tightener->dropped[b] = 1;
	tightener->done.parallel++;
	return true;
}

static void
join_parallel(QsHost *host, Tightener *tightener)
{
	const QsModel *model = tightener->model;
	QsRowKey	   *rows = QS_ARRAY(host, QsRowKey, model->m);
	int			count = 0;

	for (int r = 0; r < model->m; r++)
	{
		if (tightener->integers[r] && !tightener->dropped[r])
			rows[count++] = (QsRowKey) {key_of_row(tightener, r), r};
		if ((r & ROWS_PER_CHECK) == 0)
			qs_check(host);
	}
	if (count > 1)
		qs_sort(host, rows, (size_t) count, sizeof(QsRowKey), qs_row_key_compare);
	for (int k = 1, kept = 0; k < count; k++)
		if (rows[k].key != rows[kept].key || !absorb(tightener, rows[kept].row, rows[k].row))
			kept = k;
	qs_free(host, rows);
}

/* The rows that are left, in their order */
static QsModel *
assemble(QsHost *host, const Tightener *tightener)
{
	const QsModel *model = tightener->model;
	int64_t		entries = model->row_start[model->m];
	int64_t    *start = QS_ARRAY(host, int64_t, (size_t) model->m + 1);
	int32_t    *variable = QS_ARRAY(host, int32_t, entries);
	double	   *value = QS_ARRAY(host, double, entries);
	double	   *lower = QS_ARRAY(host, double, model->m);
	double	   *upper = QS_ARRAY(host, double, model->m);
	double	   *tolerance = QS_ARRAY(host, double, model->m);
	int32_t    *origin = QS_ARRAY(host, int32_t, model->m);
	int			m = 0;
	QsModel    *result;

	start[0] = 0;
	for (int r = 0; r < model->m; r++)
	{
		int64_t		count = model->row_start[r + 1] - model->row_start[r];

		if (tightener->dropped[r])
			continue;
		memcpy(variable + start[m], model->row_variable + model->row_start[r],
			   (size_t) count * sizeof(int32_t));
		memcpy(value + start[m], tightener->value + model->row_start[r],
			   (size_t) count * sizeof(double));
		lower[m] = tightener->lower[r];
		upper[m] = tightener->upper[r];
		tolerance[m] = model->row_tolerance[r];
		origin[m] = model->row_origin[r];
		start[m + 1] = start[m] + count;
		m++;
	}
	result = qs_model_assemble(host, model->n, model->maximise, model->constant,
							   qs_qubo_copy(host, model->objective), m, start, variable, value,
							   lower, upper, tolerance, origin);
	result->exponent = model->exponent;
	result->tolerance = model->tolerance;
	return result;
}

QsModel *
qs_tighten(QsHost *host, const QsModel *model, QsTightening *done)
{
	size_t		m = (size_t) model->m;
	int64_t		entries = model->row_start[model->m];
	QsModel    *tightened = NULL;
	Tightener	tightener = {
		.model = model,
		.value = QS_ARRAY(host, double, entries),
		.lower = QS_ARRAY(host, double, m),
		.upper = QS_ARRAY(host, double, m),
		.integers = QS_ARRAY0(host, uint8_t, m),
		.dropped = QS_ARRAY0(host, uint8_t, m),
	};

	if (entries > 0)
		memcpy(tightener.value, model->row_value, (size_t) entries * sizeof(double));
	for (int r = 0; r < model->m; r++)
	{
		tightener.lower[r] = model->row_lower[r];
		tightener.upper[r] = model->row_upper[r];
		tightener.integers[r] = model->row_start[r + 1] > model->row_start[r] &&
			qs_model_row_is_exact(model, r);
		if (tightener.integers[r])
			tighten_row(&tightener, r);
		if ((r & ROWS_PER_CHECK) == 0)
			qs_check(host);
	}
	join_parallel(host, &tightener);
	*done = tightener.done;
	if (done->coefficients > 0 || done->bounds > 0 || done->redundant > 0 || done->parallel > 0)
		tightened = assemble(host, &tightener);
	qs_free(host, tightener.value);
	qs_free(host, tightener.lower);
	qs_free(host, tightener.upper);
	qs_free(host, tightener.integers);
	qs_free(host, tightener.dropped);
	return tightened;
}
