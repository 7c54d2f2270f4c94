/*
 * spectrum.c
 *	  Smallest eigenvalues of the normalised Laplacian I - S, S = D^-1/2 |W| D^-1/2:
 *	  those of the null space are known, others are the largest of S.
 */
#include "shrink/spectrum.h"

#include <lapacke.h>
#include <math.h>
#include <string.h>

#include "shrink/lanczos.h"

#define DENSE_MOST		256

static void
label_components(QsHost *host, QsSpectrumGraph *graph)
{
	const QsQubo *qubo = graph->qubo;
	int32_t    *stack = QS_ARRAY(host, int32_t, qubo->n);

	memset(graph->component, -1, (size_t) qubo->n * sizeof(int32_t));
	for (int root = 0; root < qubo->n; root++)
	{
		int			depth = 0;

		if (graph->component[root] >= 0)
			continue;
		graph->component[root] = graph->components;
		stack[depth++] = root;
		while (depth > 0)
		{
			int			i = stack[--depth];

			for (int64_t k = qubo->start[i]; k < qubo->start[i + 1]; k++)
			{
				int			j = qubo->neighbour[k];

				if (graph->component[j] < 0 && qubo->weight[k] != 0.0)
				{
					graph->component[j] = graph->components;
					stack[depth++] = j;
				}
			}
			if ((i & 1023) == 0)
				qs_check(host);
		}
		graph->components++;
	}
	qs_free(host, stack);
}

static void
graph_create(QsHost *host, const QsQubo *qubo, QsSpectrumGraph *graph)
{
	double	   *volume;

	*graph = (QsSpectrumGraph)
	{
		.qubo = qubo
	};
	graph->inverse_root = QS_ARRAY(host, double, qubo->n);
	graph->null_vector = QS_ARRAY(host, double, qubo->n);
	graph->component = QS_ARRAY(host, int32_t, qubo->n);
	label_components(host, graph);
	graph->share = QS_ARRAY0(host, double, graph->components);
	volume = QS_ARRAY0(host, double, graph->components);
	for (int i = 0; i < qubo->n; i++)
	{
		double		degree = 0.0;

		for (int64_t k = qubo->start[i]; k < qubo->start[i + 1]; k++)
			degree += fabs(qubo->weight[k]);
		graph->null_vector[i] = sqrt(degree);
		graph->inverse_root[i] = degree > 0.0 ? 1.0 / sqrt(degree) : 0.0;
		volume[graph->component[i]] += degree;
	}
	for (int i = 0; i < qubo->n; i++)
	{
		double		whole = volume[graph->component[i]];

		graph->null_vector[i] = whole > 0.0 ? graph->null_vector[i] / sqrt(whole) : 1.0;
	}
	qs_free(host, volume);
}

static void
graph_free(QsHost *host, QsSpectrumGraph *graph)
{
	qs_free(host, graph->inverse_root);
	qs_free(host, graph->null_vector);
	qs_free(host, graph->component);
	qs_free(host, graph->share);
}

/* ---- dense ------------------------------------------------------------------- */

static void
dense_spectrum(QsHost *host, const QsSpectrumGraph *graph, int count, double *eigenvalue)
{
	const QsQubo *qubo = graph->qubo;
	int			n = qubo->n;
	double	   *matrix = QS_ARRAY0(host, double, (size_t) n * (size_t) n);
	double	   *values = QS_ARRAY0(host, double, n);
	double	   *work = QS_ARRAY(host, double, 26 * (size_t) n);
	lapack_int *integers = QS_ARRAY(host, lapack_int, 10 * (size_t) n);
	lapack_int *support = QS_ARRAY(host, lapack_int, 2 * (size_t) n);
	lapack_int	found = 0;

	for (int i = 0; i < n; i++)
	{
		matrix[(size_t) i * (size_t) n + (size_t) i] = graph->inverse_root[i] > 0.0 ? 1.0 : 0.0;
		for (int64_t k = qubo->start[i]; k < qubo->start[i + 1]; k++)
		{
			int			j = qubo->neighbour[k];

			matrix[(size_t) i * (size_t) n + (size_t) j] = -fabs(qubo->weight[k]) *
				graph->inverse_root[i] * graph->inverse_root[j];
		}
	}
	qs_check(host);
	LAPACKE_dsyevr_work(LAPACK_COL_MAJOR, 'N', 'I', 'U', n, matrix, n, 0.0, 0.0, 1, count, 0.0,
						&found, values, NULL, 1, support, work, 26 * n, integers, 10 * n);
	for (int k = 0; k < count; k++)
		eigenvalue[k] = fmin(2.0, fmax(0.0, values[k]));
	for (int k = 0; k < count && k < graph->components; k++)
		eigenvalue[k] = 0.0;
	qs_free(host, matrix);
	qs_free(host, values);
	qs_free(host, work);
	qs_free(host, integers);
	qs_free(host, support);
}

/* ---- Lanczos ----------------------------------------------------------------- */

static void
sparse_spectrum(QsHost *host, QsSpectrumGraph *graph, int count, double *eigenvalue)
{
	int			zeros = graph->components < count ? graph->components : count;
	int			found;

	for (int k = 0; k < zeros; k++)
		eigenvalue[k] = 0.0;
	if (zeros == count)
		return;
	found = qs_lanczos(host, graph, count - zeros, eigenvalue + zeros);
	for (int k = zeros; k < count; k++)
		eigenvalue[k] = k - zeros < found ? fmin(2.0, fmax(0.0, 1.0 - eigenvalue[k])) : 2.0;
}

int
qs_spectrum(QsHost *host, const QsQubo *qubo, int count, double *eigenvalue)
{
	QsSpectrumGraph		graph;

	if (count > qubo->n)
		count = qubo->n;
	if (count <= 0)
		return 0;
	graph_create(host, qubo, &graph);
	if (qubo->n <= DENSE_MOST)
		dense_spectrum(host, &graph, count, eigenvalue);
	else
		sparse_spectrum(host, &graph, count, eigenvalue);
	graph_free(host, &graph);
	return count;
}
