/*
 * integer_qubo.c
 *	  A QUBO with integer coefficients, for local search.
 */
#include "flip/integer_qubo.h"

#include <math.h>
#include <string.h>

/* Largest sum of |coefficients| at one variable: flip deltas, and the mark of a
 * held variable on top of them, stay inside the type.  In the wide form whole
 * energies must as well. */
#define NARROW_LIMIT	0x1p27
#define WIDE_ROW_BITS	59
#define WIDE_SUM_BITS	61

/* The matrix pays from this share of non-zero cells on, and always when small. */
#define DENSE_SHARE		0.04
#define DENSE_ALWAYS	256
#define DENSE_BYTES		268435456.0

/* Largest |linear_i| + sum_j |c_ij|; *total gets the sum of them all */
static double
largest_row(const QsQubo *qubo, double *total)
{
	double		largest = 0.0;

	*total = 0.0;
	for (int i = 0; i < qubo->n; i++)
	{
		double		sum = fabs(qubo->linear[i]);

		for (int64_t k = qubo->start[i]; k < qubo->start[i + 1]; k++)
			sum += fabs(qubo->weight[k]);
		largest = fmax(largest, sum);
		*total += sum;
	}
	return largest;
}

static bool
nearly_integer(double value)
{
	return fabs(value - rint(value)) <= 1e-12 * fabs(value);
}

static bool
integral_with(const QsQubo *qubo, double scale)
{
	for (int i = 0; i < qubo->n; i++)
		if (!nearly_integer(qubo->linear[i] * scale))
			return false;
	for (int64_t k = 0; k < qubo->start[qubo->n]; k++)
		if (!nearly_integer(qubo->weight[k] * scale))
			return false;
	return true;
}

/* A scale that makes every coefficient a 32-bit integer; 0 if there is none. */
static double
narrow_scale(const QsQubo *qubo, double largest)
{
	static const double scales[] = {1.0, 2.0, 4.0, 8.0, 10.0, 16.0, 100.0, 256.0, 1000.0, 10000.0};

	for (int k = 0; k < (int) (sizeof(scales) / sizeof(scales[0])); k++)
		if (largest * scales[k] < NARROW_LIMIT && integral_with(qubo, scales[k]))
			return scales[k];
	return 0.0;
}

static double
wide_scale(double largest, double total)
{
	int			row_exponent,
				sum_exponent,
				exponent;

	if (!(largest > 0.0))
		return 1.0;
	frexp(largest, &row_exponent);
	frexp(total, &sum_exponent);
	exponent = WIDE_ROW_BITS - row_exponent;
	if (exponent > WIDE_SUM_BITS - sum_exponent)
		exponent = WIDE_SUM_BITS - sum_exponent;

	/* a power of two must stay finite: coefficients near 1e-300 lose bits */
	return ldexp(1.0, exponent > 1000 ? 1000 : exponent);
}

static void
fill_values(QsHost *host, QsIntegerQubo *integer)
{
	const QsQubo *qubo = integer->qubo;
	int64_t		entries = qubo->start[qubo->n];

	if (integer->wide)
	{
		int64_t    *linear = QS_ARRAY(host, int64_t, qubo->n);
		int64_t    *weight = QS_ARRAY(host, int64_t, entries);

		for (int i = 0; i < qubo->n; i++)
			linear[i] = llrint(qubo->linear[i] * integer->scale);
		for (int64_t k = 0; k < entries; k++)
			weight[k] = llrint(qubo->weight[k] * integer->scale);
		integer->linear = linear;
		integer->weight = weight;
	}
	else
	{
		int32_t    *linear = QS_ARRAY(host, int32_t, qubo->n);
		int32_t    *weight = QS_ARRAY(host, int32_t, entries);

		for (int i = 0; i < qubo->n; i++)
			linear[i] = (int32_t) lrint(qubo->linear[i] * integer->scale);
		for (int64_t k = 0; k < entries; k++)
			weight[k] = (int32_t) lrint(qubo->weight[k] * integer->scale);
		integer->linear = linear;
		integer->weight = weight;
	}
}

/* Narrowest cell that holds every weight */
static int
cell_bytes(const QsIntegerQubo *integer)
{
	int64_t		entries = integer->qubo->start[integer->n];

	if (integer->wide)
		return 8;
	for (int64_t k = 0; k < entries; k++)
		if (qs_integer_weight(integer, k) > INT16_MAX || qs_integer_weight(integer, k) < -INT16_MAX)
			return 4;
	return 2;
}

static void
fill_matrix(QsHost *host, QsIntegerQubo *integer)
{
	const QsQubo *qubo = integer->qubo;
	double		cells = (double) integer->n * (double) integer->n;
	double		bytes = (double) integer->stride * (double) integer->n * integer->cell_bytes;

	if (integer->n > DENSE_ALWAYS && (double) qubo->start[qubo->n] < DENSE_SHARE * cells)
		return;
	/* leave at least as much for everybody else */
	if (bytes > DENSE_BYTES || !qs_memory_fits(host, 2.0 * bytes))
		return;
	integer->matrix = qs_alloc(host, (size_t) integer->n * (size_t) integer->stride,
							   (size_t) integer->cell_bytes);
	for (int i = 0; i < integer->n; i++)
	{
		size_t		row = (size_t) i * (size_t) integer->stride;
		size_t		row_bytes = (size_t) integer->stride * (size_t) integer->cell_bytes;

		memset((char *) integer->matrix + (size_t) i * row_bytes, 0, row_bytes);
		for (int64_t k = qubo->start[i]; k < qubo->start[i + 1]; k++)
		{
			size_t		at = row + (size_t) qubo->neighbour[k];
			int64_t		value = qs_integer_weight(integer, k);

			if (integer->cell_bytes == 2)
				((int16_t *) integer->matrix)[at] = (int16_t) value;
			else if (integer->cell_bytes == 4)
				((int32_t *) integer->matrix)[at] = (int32_t) value;
			else
				((int64_t *) integer->matrix)[at] = value;
		}
		if ((i & 63) == 0)
			qs_check(host);
	}
}

QsIntegerQubo *
qs_integer_qubo_create(QsHost *host, const QsQubo *qubo)
{
	QsIntegerQubo *integer = QS_NEW(host, QsIntegerQubo);
	double		total;
	double		largest = largest_row(qubo, &total);
	double		narrow = narrow_scale(qubo, largest);

	integer->qubo = qubo;
	integer->n = qubo->n;
	integer->wide = narrow == 0.0;
	integer->scale = integer->wide ? wide_scale(largest, total) : narrow;
	integer->reach = (int64_t) (largest * integer->scale * (1.0 + 1e-12)) + qubo->n * (int64_t) integer->wide + 1;
	integer->stride = (qubo->n + QS_INTEGER_PADDING - 1) / QS_INTEGER_PADDING * QS_INTEGER_PADDING;
	fill_values(host, integer);
	integer->cell_bytes = cell_bytes(integer);
	qs_check(host);
	fill_matrix(host, integer);
	return integer;
}

void
qs_integer_qubo_free(QsHost *host, QsIntegerQubo *integer)
{
	if (integer == NULL)
		return;
	qs_free(host, integer->linear);
	qs_free(host, integer->weight);
	qs_free(host, integer->matrix);
	qs_free(host, integer);
}
