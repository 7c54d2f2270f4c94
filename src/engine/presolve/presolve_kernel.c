/*
 * presolve_kernel.c
 *	  Independent-set kernelisation: the graph, the worklist, the order of rules.
 *
 * Local rules run from a worklist until none applies; then domination and
 * unconfined vertices, which look further; then the linear relaxation of
 * Nemhauser & Trotter 1975, which is the roof dual.  See Lamm et al., "Finding
 * near-optimal independent sets at scale", 2017, for the whole.
 */
#include "presolve/presolve_kernel.h"

#include <string.h>

#include "relax/roof_duality.h"

#define WORK_PER_CHECK	1000000
#define KERNEL_WORK		INT64_C(1000000000)	/* list entries, about 2 s */

/* Beyond this many edges a vertex the relaxation is all halves. */
#define RELAXATION_DENSITY	16

void
qs_kernel_wake(QsKernel *kernel, int v)
{
	int			at;

	if (kernel->queued[v] || !kernel->alive[v])
		return;
	at = kernel->head + kernel->waiting++;
	kernel->queue[at >= kernel->n ? at - kernel->n : at] = v;
	kernel->queued[v] = 1;
}

void
qs_kernel_count(QsKernel *kernel, int64_t work)
{
	kernel->work += work;
	kernel->unchecked += work;
	if (kernel->unchecked > WORK_PER_CHECK)
	{
		kernel->unchecked = 0;
		qs_check(kernel->host);
		if (kernel->work > KERNEL_WORK || qs_time_up(kernel->host))
			kernel->stopped = true;
	}
}

void
qs_kernel_compact(QsKernel *kernel, int v)
{
	int32_t    *list = kernel->list[v];
	int			kept = 0;

	if (kernel->length[v] == kernel->degree[v])
		return;
	for (int k = 0; k < kernel->length[v]; k++)
		if (kernel->alive[list[k]])
			list[kept++] = list[k];
	qs_kernel_count(kernel, kernel->length[v]);
	kernel->length[v] = kept;
}

void
qs_kernel_delete(QsKernel *kernel, int v)
{
	const int32_t *list = kernel->list[v];

	kernel->alive[v] = 0;
	for (int k = 0; k < kernel->length[v]; k++)
		if (kernel->alive[list[k]])
		{
			kernel->degree[list[k]]--;
			qs_kernel_wake(kernel, list[k]);
		}
	qs_kernel_count(kernel, kernel->length[v]);
}

void
qs_kernel_exclude(QsKernel *kernel, int v, const char *reason)
{
	qs_presolve_fix(kernel->presolve, v, 0, reason, -1);
	qs_kernel_delete(kernel, v);
}

void
qs_kernel_take(QsKernel *kernel, int v, const char *reason)
{
	qs_presolve_fix(kernel->presolve, v, 1, reason, -1);
	qs_kernel_compact(kernel, v);
	for (int k = 0; k < kernel->length[v]; k++)
		if (kernel->alive[kernel->list[v][k]])
			qs_kernel_exclude(kernel, kernel->list[v][k], "a neighbour was taken");
	kernel->alive[v] = 0;
}

static void
kernel_create(QsKernel *kernel, QsPresolve *presolve, const QsStructure *structure)
{
	QsHost	   *host = presolve->host;
	int			n = presolve->model->n;
	int64_t		entries = structure->conflict_start[n];

	kernel->presolve = presolve;
	kernel->host = host;
	kernel->n = n;
	kernel->strict = presolve->settings->strict_only;
	kernel->unit = true;
	kernel->weight = QS_ARRAY(host, double, n);
	kernel->alive = QS_ARRAY(host, uint8_t, n);
	kernel->degree = QS_ARRAY(host, int32_t, n);
	kernel->list = QS_ARRAY(host, int32_t *, n);
	kernel->length = QS_ARRAY(host, int32_t, n);
	kernel->own_list = QS_ARRAY0(host, uint8_t, n);
	kernel->pool = QS_ARRAY(host, int32_t, entries);
	kernel->queue = QS_ARRAY(host, int32_t, n);
	kernel->queued = QS_ARRAY0(host, uint8_t, n);
	kernel->mark = QS_ARRAY0(host, int32_t, n);
	if (entries > 0)
		memcpy(kernel->pool, structure->conflict, (size_t) entries * sizeof(int32_t));
	for (int v = 0; v < n; v++)
	{
		kernel->weight[v] = 0.0 - presolve->model->objective->linear[v];
		kernel->alive[v] = 1;
		kernel->list[v] = kernel->pool + structure->conflict_start[v];
		kernel->length[v] = kernel->degree[v] =
			(int32_t) (structure->conflict_start[v + 1] - structure->conflict_start[v]);
		kernel->unit = kernel->unit && kernel->weight[v] == kernel->weight[0];
		qs_kernel_wake(kernel, v);
	}
}

static void
kernel_free(QsKernel *kernel)
{
	QsHost	   *host = kernel->host;

	for (int v = 0; v < kernel->n; v++)
		if (kernel->own_list[v])
			qs_free(host, kernel->list[v]);
	qs_free(host, kernel->weight);
	qs_free(host, kernel->alive);
	qs_free(host, kernel->degree);
	qs_free(host, kernel->list);
	qs_free(host, kernel->length);
	qs_free(host, kernel->own_list);
	qs_free(host, kernel->pool);
	qs_free(host, kernel->queue);
	qs_free(host, kernel->queued);
	qs_free(host, kernel->mark);
}

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

	kernel_create(&kernel, presolve, structure);
	do
	{
		do
			run_worklist(&kernel);
		while (!kernel.stopped && run_global(&kernel));
	} while (!kernel.stopped && run_relaxation(&kernel));
	kernel_free(&kernel);
}
