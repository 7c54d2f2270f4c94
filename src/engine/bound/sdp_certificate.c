/*
 * sdp_certificate.c
 *	  A valid bound from the vectors of a semidefinite relaxation, whatever they are.
 */
#include "bound/sdp_certificate.h"

#include <math.h>
#include <string.h>

#include <lapacke.h>

#include "rows/relax_rows.h"

#define ATTEMPTS		12		/* factorisations, each with a larger shift */
#define LEAST_SHIFT		1e-7	/* relative to the largest row sum */
#define LANCZOS_STEPS	80

/* S = C - Diag(y) in full, N = n + 1 spins, the reference last */
typedef struct Matrix
{
	QsHost	   *host;
	size_t		size;
	double	   *entry;			/* lower triangle of S, row-major */
	double	   *factor;			/* scratch of the same shape */
	double		row_sum;		/* largest sum of magnitudes in a row */
} Matrix;

static double *
row_of(double *triangle, size_t i)
{
	return triangle + i * (i + 1) / 2;
}

/*
 * Does the factorisation of S + shift * I run to its end?  Row by row; the
 * products of one row are independent of each other.
 */
static bool
factorise(const Matrix *matrix, double shift)
{
	for (size_t i = 0; i < matrix->size; i++)
	{
		double	   *row = row_of(matrix->factor, i);
		double		pivot;

		memcpy(row, row_of(matrix->entry, i), (i + 1) * sizeof(double));
		for (size_t j = 0; j < i; j++)
		{
			const double *other = row_of(matrix->factor, j);
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
factorisation_error(const Matrix *matrix, double shift)
{
	double		steps = (double) matrix->size + 3.0;
	double		trace = 0.0;

	for (size_t i = 0; i < matrix->size; i++)
		trace += fabs(row_of(matrix->entry, i)[i]) + shift;
	return 2.0 * steps * 0x1p-53 * trace;
}

/* product = S x */
static void
multiply(const QsIsing *ising, const double *y, const double *x, double *product)
{
	int			n = ising->n;

	product[n] = -y[n] * x[n];
	for (int i = 0; i < n; i++)
	{
		double		sum = -y[i] * x[i] + ising->field[i] / 2.0 * x[n];

		for (int64_t k = ising->start[i]; k < ising->start[i + 1]; k++)
			sum += ising->coupling[k] / 2.0 * x[ising->neighbour[k]];
		product[i] = sum;
		product[n] += ising->field[i] / 2.0 * x[i];
	}
}

static double
dot(const double *a, const double *b, size_t count)
{
	double		sum = 0.0;

	for (size_t k = 0; k < count; k++)
		sum += a[k] * b[k];
	return sum;
}

/*
 * Least Ritz value of S after a few Lanczos steps with full orthogonalisation: an
 * estimate from above, to try the first factorisation with.
 */
static double
estimate_least(QsHost *host, const QsIsing *ising, const double *y, uint64_t seed)
{
	size_t		size = (size_t) ising->n + 1;
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
	length = sqrt(dot(basis, basis, size));
	for (size_t k = 0; k < size; k++)
		basis[k] /= length;
	while (steps < most)
	{
		double	   *current = basis + (size_t) steps * size;
		double	   *next = current + size;

		multiply(ising, y, current, next);
		diagonal[steps] = dot(current, next, size);
		for (int pass = 0; pass < 2; pass++)
			for (int b = 0; b <= steps; b++)
			{
				const double *vector = basis + (size_t) b * size;
				double		share = dot(vector, next, size);

				for (size_t k = 0; k < size; k++)
					next[k] -= share * vector[k];
			}
		length = sqrt(dot(next, next, size));
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

/* A safe lower bound of the least eigenvalue of S, estimated to be `estimate`;
 * false at the deadline. */
static bool
least_eigenvalue(const Matrix *matrix, double estimate, double *least)
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

static void
fill_matrix(Matrix *matrix, const QsIsing *ising, const double *y)
{
	size_t		n = (size_t) ising->n;
	double	   *last = row_of(matrix->entry, n);
	double	   *sum = QS_ARRAY0(matrix->host, double, n + 1);

	memset(matrix->entry, 0, (n + 1) * (n + 2) / 2 * sizeof(double));
	for (size_t i = 0; i < n; i++)
	{
		double	   *row = row_of(matrix->entry, i);

		row[i] = -y[i];
		last[i] = ising->field[i] / 2.0;
		sum[i] += fabs(y[i]) + fabs(last[i]);
		sum[n] += fabs(last[i]);
		for (int64_t k = ising->start[i]; k < ising->start[i + 1]; k++)
		{
			if ((size_t) ising->neighbour[k] < i)
				row[ising->neighbour[k]] = ising->coupling[k] / 2.0;
			sum[i] += fabs(ising->coupling[k]) / 2.0;
		}
	}
	last[n] = -y[n];
	sum[n] += fabs(y[n]);
	for (size_t i = 0; i <= n; i++)
		matrix->row_sum = fmax(matrix->row_sum, sum[i]);
	qs_free(matrix->host, sum);
}

/* |sum_i h_i v_i|: the reference spin's share */
static double
reference_norm(QsHost *host, const QsIsing *ising, const QsSdp *sdp)
{
	size_t		rank = (size_t) sdp->rank;
	double	   *sum = QS_ARRAY0(host, double, rank);
	double		square = 0.0;

	for (size_t i = 0; i < (size_t) ising->n; i++)
		for (size_t k = 0; k < rank; k++)
			sum[k] += ising->field[i] * (double) sdp->vector[i * rank + k];
	for (size_t k = 0; k < rank; k++)
		square += sum[k] * sum[k];
	qs_free(host, sum);
	return sqrt(square);
}

QsStatus
qs_sdp_certify(QsHost *host, const QsIsing *ising, const QsSdp *sdp, double magnitude,
			   uint64_t seed, double *bound)
{
	size_t		n = (size_t) ising->n;
	size_t		cells = (n + 1) * (n + 2) / 2;
	double	   *y = QS_ARRAY(host, double, n + 1);
	Matrix		matrix = {
		.host = host,
		.size = n + 1,
		.entry = QS_ARRAY(host, double, cells),
		.factor = QS_ARRAY(host, double, cells),
	};
	QsExact		sum = {0.0, 0.0, 0.0};
	double		least;
	bool		finished;

	for (size_t i = 0; i < n; i++)
		y[i] = -sdp->norm[i] / 2.0;
	y[n] = -reference_norm(host, ising, sdp) / 2.0;
	fill_matrix(&matrix, ising, y);
	finished = least_eigenvalue(&matrix, estimate_least(host, ising, y, seed), &least);
	qs_exact_add(&sum, ising->offset);
	for (size_t i = 0; i <= n; i++)
		qs_exact_add(&sum, y[i]);
	qs_exact_add_product(&sum, (double) (n + 1), least);
	/* penalties and the change to spins were rounded */
	qs_exact_add(&sum, -0x1p-40 * magnitude);
	*bound = qs_exact_floor(&sum);
	qs_free(host, y);
	qs_free(host, matrix.entry);
	qs_free(host, matrix.factor);
	return finished ? QS_OK : QS_INTERRUPTED;
}
