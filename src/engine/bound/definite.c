/*
 * definite.c
 *	  A safe lower bound of the least eigenvalue of a symmetric matrix.
 */
#include "bound/definite.h"

#include <math.h>
#include <string.h>

#include <lapacke.h>

#include "base/dot.h"
#include "base/random.h"

#define ATTEMPTS		12		/* factorisations, each with a larger shift */
#define LEAST_SHIFT		1e-7	/* relative to the largest row sum */
#define LANCZOS_STEPS	80

/*
 * Does the factorisation of S + shift * I run to its end?  Row by row; the
 * products of one row are independent of each other.
 */
static bool
factorise(const QsSymmetric *matrix, double shift)
{
	for (size_t i = 0; i < matrix->size; i++)
	{
		double	   *row = qs_triangle_row(matrix->factor, i);
		double		pivot;

		memcpy(row, qs_triangle_row(matrix->entry, i), (i + 1) * sizeof(double));
		for (size_t j = 0; j < i; j++)
		{
			const double *other = qs_triangle_row(matrix->factor, j);
			double		part[4] = {0.0, 0.0, 0.0, 0.0};
			size_t		k = 0;

			for (; k + 4 <= j; k += 4)
				for (size_t lane = 0; lane < 4; lane++)
					part[lane] += row[k + lane] * other[k + lane];
			for (; k < j; k++)
				part[0] += row[k] * other[k];
			row[j] = (row[j] - ((part[0] + part[1]) + (part[2] + part[3]))) / other[j];
		}
		pivot = row[i] + shift;
		for (size_t k = 0; k < i; k++)
			pivot -= row[k] * row[k];
		if (!(pivot > 0.0))
			return false;
		row[i] = sqrt(pivot);
		qs_check(matrix->host);
	}
	return true;
}

/*
 * The factors of a completed run reproduce the matrix up to
 * gamma(N + 1) / (1 - gamma(N + 1)) * trace, so no eigenvalue of S + shift * I is
 * below minus that.
 */
static double
factorisation_error(const QsSymmetric *matrix, double shift)
{
	double		steps = (double) matrix->size + 3.0;
	double		trace = 0.0;

	for (size_t i = 0; i < matrix->size; i++)
		trace += fabs(qs_triangle_row(matrix->entry, i)[i]) + shift;
	return 2.0 * steps * 0x1p-53 * trace;
}

bool
qs_least_eigenvalue(const QsSymmetric *matrix, double estimate, double *least)
{
	double		shift = fmax(0.0, -1.05 * estimate) + LEAST_SHIFT * matrix->row_sum;

	/* Gershgorin holds whatever else fails */
	*least = -2.0 * matrix->row_sum;
	for (int attempt = 0; attempt < ATTEMPTS; attempt++)
	{
		if (qs_time_up(matrix->host))
			return false;
		if (factorise(matrix, shift))
		{
			*least = fmax(*least, -shift - factorisation_error(matrix, shift));
			break;
		}
		shift *= 2.0;
	}
	return true;
}

double
qs_estimate_least(QsHost *host, size_t size,
				  void (*multiply) (const void *context, const double *x, double *product),
				  const void *context, uint64_t seed)
{
	int			most = size < LANCZOS_STEPS ? (int) size : LANCZOS_STEPS;
	double	   *basis = QS_ARRAY(host, double, size * ((size_t) most + 1));
	double		diagonal[LANCZOS_STEPS];
	double		beside[LANCZOS_STEPS];
	QsRandom	random;
	double		least;
	int			steps = 0;
	double		length;

	qs_random_seed(&random, seed, 1);
	for (size_t k = 0; k < size; k++)
		basis[k] = qs_random_normal(&random);
	length = sqrt(qs_dot(basis, basis, size));
	for (size_t k = 0; k < size; k++)
		basis[k] /= length;
	while (steps < most)
	{
		double	   *current = basis + (size_t) steps * size;
		double	   *next = current + size;

		multiply(context, current, next);
		diagonal[steps] = qs_dot(current, next, size);
		for (int pass = 0; pass < 2; pass++)
			for (int b = 0; b <= steps; b++)
			{
				const double *vector = basis + (size_t) b * size;
				double		share = qs_dot(vector, next, size);

				for (size_t k = 0; k < size; k++)
					next[k] -= share * vector[k];
			}
		length = sqrt(qs_dot(next, next, size));
		beside[steps++] = length;
		if (length < 1e-10 * (1.0 + fabs(diagonal[steps - 1])))
			break;
		for (size_t k = 0; k < size; k++)
			next[k] /= length;
		qs_check(host);
	}
	LAPACKE_dsterf(steps, diagonal, beside);
	least = diagonal[0];
	qs_free(host, basis);
	return least;
}
