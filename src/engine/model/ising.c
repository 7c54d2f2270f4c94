/*
 * ising.c
 *	  Spins instead of bits, x = (1 - z) / 2, and back.
 *
 * c x_i	  = c/2 - (c/2) z_i
 * c x_i x_j  = c/4 (1 - z_i - z_j + z_i z_j)
 */
#include "model/ising.h"

#include <math.h>
#include <string.h>

/* A private copy of a symmetric adjacency, its weights times scale */
static void
copy_adjacency(QsHost *host, int n, const int64_t *start, const int32_t *neighbour,
			   const double *weight, double scale,
			   int64_t **start_out, int32_t **neighbour_out, double **weight_out)
{
	int64_t		entries = start[n];

	*start_out = QS_ARRAY(host, int64_t, (size_t) n + 1);
	*neighbour_out = QS_ARRAY(host, int32_t, entries);
	*weight_out = QS_ARRAY(host, double, entries);
	memcpy(*start_out, start, ((size_t) n + 1) * sizeof(int64_t));
	if (entries > 0)
		memcpy(*neighbour_out, neighbour, (size_t) entries * sizeof(int32_t));
	for (int64_t k = 0; k < entries; k++)
		(*weight_out)[k] = scale * weight[k];
}

QsIsing *
qs_ising_create(QsHost *host, const QsQubo *qubo)
{
	QsIsing    *ising = QS_NEW(host, QsIsing);
	double		linear = 0.0,
				pairs = 0.0;

	ising->n = qubo->n;
	copy_adjacency(host, qubo->n, qubo->start, qubo->neighbour, qubo->weight, 0.25,
				   &ising->start, &ising->neighbour, &ising->coupling);
	ising->field = QS_ARRAY(host, double, qubo->n);
	for (int i = 0; i < qubo->n; i++)
	{
		double		sum = 0.0;

		for (int64_t k = qubo->start[i]; k < qubo->start[i + 1]; k++)
		{
			sum += qubo->weight[k];
			if (qubo->neighbour[k] > i)
				pairs += qubo->weight[k];
		}
		ising->field[i] = -0.5 * qubo->linear[i] - 0.25 * sum;
		linear += qubo->linear[i];
	}
	ising->offset = qubo->offset + 0.5 * linear + 0.25 * pairs;
	return ising;
}

void
qs_ising_free(QsHost *host, QsIsing *ising)
{
	if (ising == NULL)
		return;
	qs_free(host, ising->field);
	qs_free(host, ising->start);
	qs_free(host, ising->neighbour);
	qs_free(host, ising->coupling);
	qs_free(host, ising);
}

double
qs_ising_deviation(const QsIsing *ising)
{
	double		fields = 0.0,
				couplings = 0.0;

	for (int i = 0; i < ising->n; i++)
		fields += ising->field[i] * ising->field[i];
	for (int64_t k = 0; k < ising->start[ising->n]; k++)
		couplings += ising->coupling[k] * ising->coupling[k];
	return sqrt(fields + 0.5 * couplings);
}
