/*
 * lp_scale.c
 *	  Powers of two that keep a linear program inside what CLP asserts.
 */
#include "numeric/lp_scale.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define ORDINARY_LEAST	0x1p-10	/* tolerances of CLP are absolute: 1e-7 */
#define ORDINARY_MOST	0x1p30
#define ENTRY_LEAST		0x1p-60	/* of a row whose largest is ordinary */
#define REACH_LEAST		0x1p40	/* bounds up to here are passed as they are */
#define DUAL_EXPONENT	500
#define CHECK_EVERY		0xffff	/* entries between interrupt points, less one */

void
qs_lp_scale_begin(QsHost *host, QsLpScale *scale)
{
	*scale = (QsLpScale) {.host = host, .finite = true};
}

void
qs_lp_scale_free(QsLpScale *scale)
{
	qs_free(scale->host, scale->exponent);
	qs_free(scale->host, scale->reach);
}

void
qs_lp_matrix_free(QsHost *host, QsLpMatrix *matrix)
{
	qs_free(host, matrix->start);
	qs_free(host, matrix->index);
	qs_free(host, matrix->value);
}

/* What brings the largest magnitude of a row or an objective into range */
static int
exponent_of(QsLpScale *scale, double largest)
{
	int			exponent;

	if (!isfinite(largest))
		scale->finite = false;
	if (largest == 0.0 || !isfinite(largest) ||
		(largest >= ORDINARY_LEAST && largest <= ORDINARY_MOST))
		return 0;
	exponent = -ilogb(largest);
	scale->changed = true;
	return exponent;
}

static double
stored_entry(double value, int exponent)
{
	double		stored = exponent == 0 ? value : ldexp(value, exponent);

	return fabs(stored) < ENTRY_LEAST ? 0.0 : stored;
}

/* NaN counts as the largest */
static void
note_magnitude(double *largest, double value)
{
	double		magnitude = fabs(value);

	if (!(magnitude <= *largest))
		*largest = isnan(magnitude) ? INFINITY : magnitude;
}

static void
grow(QsLpScale *scale, int count)
{
	int			need = scale->rows + count;

	if (need > scale->capacity)
	{
		int			capacity = need < 1024 ? need + 16 : need + need / 2;

		scale->exponent = qs_realloc(scale->host, scale->exponent, (size_t) scale->rows,
									 (size_t) capacity, sizeof(int32_t));
		scale->reach = qs_realloc(scale->host, scale->reach, (size_t) scale->rows,
								  (size_t) capacity, sizeof(double));
		scale->capacity = capacity;
	}
	for (int r = scale->rows; r < need; r++)
	{
		scale->exponent[r] = 0;
		scale->reach[r] = 0.0;
	}
	scale->rows = need;
}

static QsLpMatrix
matrix_create(QsHost *host, int lines, int64_t entries)
{
	QsLpMatrix	matrix = {
		.start = QS_ARRAY0(host, int, (size_t) lines + 1),
		.index = QS_ARRAY(host, int, entries),
		.value = QS_ARRAY(host, double, entries),
	};

	return matrix;
}

QsLpMatrix
qs_lp_scale_columns(QsLpScale *scale, int n, int m, const int64_t *start, const int32_t *row,
					const double *value)
{
	QsHost	   *host = scale->host;
	QsLpMatrix	matrix = matrix_create(host, n, start[n]);
	double	   *largest = QS_ARRAY0(host, double, m);
	int			filled = 0;

	grow(scale, m);
	for (int64_t k = 0; k < start[n]; k++)
	{
		note_magnitude(&largest[row[k]], value[k]);
		if ((k & CHECK_EVERY) == CHECK_EVERY)
			qs_check(host);
	}
	for (int r = 0; r < m; r++)
		scale->exponent[r] = exponent_of(scale, largest[r]);
	for (int j = 0; j < n; j++)
	{
		for (int64_t k = start[j]; k < start[j + 1]; k++)
		{
			double		stored = stored_entry(value[k], scale->exponent[row[k]]);

			if (stored == 0.0)
				continue;
			scale->reach[row[k]] += fabs(stored);
			matrix.index[filled] = row[k];
			matrix.value[filled++] = stored;
			if ((filled & CHECK_EVERY) == CHECK_EVERY)
				qs_check(host);
		}
		matrix.start[j + 1] = filled;
	}
	qs_free(host, largest);
	return matrix;
}

QsLpMatrix
qs_lp_scale_rows(QsLpScale *scale, int count, const int64_t *start, const int32_t *variable,
				 const double *value)
{
	int			first = scale->rows;
	QsLpMatrix	matrix = matrix_create(scale->host, count, start[count] - start[0]);
	int			filled = 0;

	grow(scale, count);
	for (int r = 0; r < count; r++)
	{
		double		largest = 0.0;
		int			exponent;

		for (int64_t k = start[r]; k < start[r + 1]; k++)
			note_magnitude(&largest, value[k]);
		exponent = scale->exponent[first + r] = exponent_of(scale, largest);
		for (int64_t k = start[r]; k < start[r + 1]; k++)
		{
			double		stored = stored_entry(value[k], exponent);

			if (stored == 0.0)
				continue;
			scale->reach[first + r] += fabs(stored);
			matrix.index[filled] = variable[k];
			matrix.value[filled++] = stored;
			if ((filled & CHECK_EVERY) == CHECK_EVERY)
				qs_check(scale->host);
		}
		matrix.start[r + 1] = filled;
	}
	return matrix;
}

void
qs_lp_scale_delete(QsLpScale *scale, int count, const int32_t *rows)
{
	int			kept = 0;
	int			next = 0;

	for (int r = 0; r < scale->rows; r++)
	{
		if (next < count && rows[next] == r)
		{
			next++;
			continue;
		}
		scale->exponent[kept] = scale->exponent[r];
		scale->reach[kept++] = scale->reach[r];
	}
	scale->rows = kept;
}

double *
qs_lp_scale_cost(QsLpScale *scale, const double *cost, int n)
{
	double	   *stored = QS_ARRAY(scale->host, double, n);
	double		largest = 0.0;

	for (int j = 0; j < n; j++)
		note_magnitude(&largest, cost[j]);
	scale->cost_exponent = exponent_of(scale, largest);
	for (int j = 0; j < n; j++)
		stored[j] = stored_entry(cost[j], scale->cost_exponent);
	return stored;
}

/* A finite bound in the library's units, no farther out than it takes to say that
 * the row cannot reach it */
static double
stored_bound(QsLpScale *scale, int row, double bound)
{
	double		limit = fmax(2.0 * scale->reach[row], REACH_LEAST);

	if (isnan(bound))
	{
		scale->finite = false;
		return 0.0;
	}
	return fmax(-limit, fmin(limit, ldexp(bound, scale->exponent[row])));
}

double
qs_lp_scale_lower(QsLpScale *scale, int row, double lower)
{
	double		stored = lower == -INFINITY ? -DBL_MAX : stored_bound(scale, row, lower);

	return stored <= -fmax(2.0 * scale->reach[row], REACH_LEAST) ? -DBL_MAX : stored;
}

double
qs_lp_scale_upper(QsLpScale *scale, int row, double upper)
{
	double		stored = upper == INFINITY ? DBL_MAX : stored_bound(scale, row, upper);

	return stored >= fmax(2.0 * scale->reach[row], REACH_LEAST) ? DBL_MAX : stored;
}

/* value * 2^exponent, or 0 where products with it could leave the range of doubles */
static double
moderate(double value, int exponent)
{
	int			size;

	if (value == 0.0 || !isfinite(value))
		return 0.0;
	size = ilogb(value) + exponent;
	return size < -DUAL_EXPONENT || size > DUAL_EXPONENT ? 0.0 : ldexp(value, exponent);
}

void
qs_lp_scale_dual(const QsLpScale *scale, const double *dual, double *out)
{
	for (int r = 0; r < scale->rows; r++)
		out[r] = moderate(dual[r], scale->exponent[r] - scale->cost_exponent);
}

double
qs_lp_scale_objective(const QsLpScale *scale, double objective)
{
	return ldexp(objective, -scale->cost_exponent);
}

double
qs_lp_scale_cutoff(const QsLpScale *scale, double objective)
{
	return ldexp(objective, scale->cost_exponent);
}

void
qs_lp_scale_ray(const QsLpScale *scale, double *ray)
{
	bool		any = false;
	int			top = 0;

	for (int r = 0; r < scale->rows; r++)
		if (ray[r] != 0.0 && isfinite(ray[r]))
		{
			int			size = ilogb(ray[r]) + scale->exponent[r];

			top = any && top > size ? top : size;
			any = true;
		}
	if (!scale->changed)
		top = 0;
	for (int r = 0; r < scale->rows; r++)
		ray[r] = moderate(ray[r], scale->exponent[r] - top);
}
