/*
 * sdp_certificate.c
 *	  A valid bound from the vectors of a semidefinite relaxation, whatever they are.
 */
#include "bound/sdp_certificate.h"

#include <math.h>
#include <string.h>

#include "bound/definite.h"
#include "rows/relax_rows.h"


/* product = S x, S = C - Diag(y), N = n + 1 spins, the reference last */
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

/* What Lanczos multiplies with */
typedef struct Operator
{
	const QsIsing *ising;
	const double *y;
} Operator;

static void
multiply_operator(const void *context, const double *x, double *product)
{
	const Operator *operator = context;

	multiply(operator->ising, operator->y, x, product);
}

static void
fill_matrix(QsSymmetric *matrix, const QsIsing *ising, const double *y)
{
	size_t		n = (size_t) ising->n;
	double	   *last = qs_triangle_row(matrix->entry, n);
	double	   *sum = QS_ARRAY0(matrix->host, double, n + 1);

	memset(matrix->entry, 0, (n + 1) * (n + 2) / 2 * sizeof(double));
	for (size_t i = 0; i < n; i++)
	{
		double	   *row = qs_triangle_row(matrix->entry, i);

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
	QsSymmetric matrix = {
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
	finished = qs_least_eigenvalue(&matrix, qs_estimate_least(host, n + 1, multiply_operator, &(Operator) {ising, y}, seed), &least);
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
