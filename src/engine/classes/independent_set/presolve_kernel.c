/*
 * presolve_kernel.c
 *	  Independent-set kernelisation: the worklist, the order of rules.
 *
 * Local rules run from a worklist until none applies; then domination and
 * unconfined vertices, which look further; then the linear relaxation of
 * Nemhauser & Trotter 1975, which is the roof dual.  See Lamm et al., "Finding
 * near-optimal independent sets at scale", 2017, for the whole.
 */
#include "classes/independent_set/presolve_kernel.h"

#include "classes/independent_set/kernel_rules.h"
#include "relax/roof_duality.h"

/* Beyond this many edges a vertex the relaxation is all halves. */
#define RELAXATION_DENSITY	16

static void
run_worklist(QsKernel *kernel)
{
	while (kernel->waiting > 0 && !kernel->stopped)
	{
		int			v = kernel->queue[kernel->head];

		if (++kernel->head == kernel->n)
			kernel->head = 0;
		kernel->waiting--;
		kernel->queued[v] = 0;
		qs_kernel_count(kernel, 1);
		if (kernel->alive[v])
			qs_kernel_reduce_vertex(kernel, v);
	}
}

/* Rules that look further, once over the graph; true when any applied. */
static bool
run_global(QsKernel *kernel)
{
	bool		any = false;

	for (int v = 0; v < kernel->n && !kernel->stopped; v++)
	{
		if (kernel->alive[v] && qs_kernel_dominate(kernel, v))
			any = true;
		if (kernel->alive[v] && kernel->unit && !kernel->strict && qs_kernel_unconfined(kernel, v))
			any = true;
	}
	return any;
}

/*
 * The relaxation as a quadratic function: taking both ends of an edge costs their
 * weights together, so that no minimiser does.
 */
static QsQubo *
penalty_function(QsKernel *kernel, int32_t *vertex, int32_t *index, int count, int64_t edges)
{
	QsHost	   *host = kernel->host;
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, edges + count);
	int64_t		filled = 0;
	QsQubo	   *qubo;

	for (int i = 0; i < count; i++)
	{
		int			v = vertex[i];

		terms[filled++] = (QsTerm) {i, i, -kernel->weight[v]};
		for (int k = 0; k < kernel->length[v]; k++)
			if (index[kernel->list[v][k]] < i)
				terms[filled++] = (QsTerm) {index[kernel->list[v][k]], i,
											kernel->weight[v] + kernel->weight[kernel->list[v][k]]};
		qs_kernel_count(kernel, kernel->length[v]);
	}
	qubo = qs_qubo_from_terms(host, count, 0.0, terms, filled);
	qs_free(host, terms);
	return qubo;
}

static bool
run_relaxation(QsKernel *kernel)
{
	QsHost	   *host = kernel->host;
	int32_t    *vertex = QS_ARRAY(host, int32_t, kernel->n);
	int32_t    *index = QS_ARRAY(host, int32_t, kernel->n);
	int			count = 0;
	int64_t		edges = 0;
	bool		any = false;

	for (int v = 0; v < kernel->n; v++)
		if (kernel->alive[v])
		{
			qs_kernel_compact(kernel, v);
			index[v] = count;
			vertex[count++] = v;
			edges += kernel->length[v];
		}
	edges /= 2;
	if (count > 0 && edges <= (int64_t) RELAXATION_DENSITY * count)
	{
		QsQubo	   *qubo = penalty_function(kernel, vertex, index, count, edges);
		QsPosiform *posiform = qs_posiform_create(host, qubo, qubo->linear, 0.0);
		QsPersistency *kind = QS_ARRAY(host, QsPersistency, count);
		uint8_t    *value = QS_ARRAY(host, uint8_t, count);
		double		deadline = qs_share_time(host, QS_ROOF_SHARE);
		QsStatus	status = qs_roof_duality(host, posiform, kind, value);

		host->deadline = deadline;
		if (status == QS_OK)
			for (int i = 0; i < count; i++)
			{
				if (!kernel->alive[vertex[i]] || kind[i] == QS_PERSISTENCY_NONE ||
					(kind[i] == QS_PERSISTENCY_WEAK && kernel->strict))
					continue;
				if (value[i])
					qs_kernel_take(kernel, vertex[i], "integral in the relaxation: taken");
				else
					qs_kernel_exclude(kernel, vertex[i], "integral in the relaxation: left out");
				any = true;
			}
		qs_qubo_free(host, qubo);
		qs_posiform_free(host, posiform);
		qs_free(host, kind);
		qs_free(host, value);
	}
	qs_free(host, vertex);
	qs_free(host, index);
	return any;
}

void
qs_presolve_kernel(QsPresolve *presolve, const QsStructure *structure)
{
	QsKernel	kernel = {.stamp = 0};

	qs_kernel_create(&kernel, presolve, structure);
	do
	{
		do
			run_worklist(&kernel);
		while (!kernel.stopped && run_global(&kernel));
	} while (!kernel.stopped && run_relaxation(&kernel));
	qs_kernel_free(&kernel);
}
