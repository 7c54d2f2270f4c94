/*
 * kernel_graph.c
 *	  The shrinking conflict graph of independent-set kernelisation: taking vertices
 *	  and leaving them out.
 */
#include "classes/independent_set/kernel_graph.h"

#include <string.h>

#define WORK_PER_CHECK	1000000
#define KERNEL_WORK		INT64_C(1000000000)	/* list entries, about 2 s */

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

void
qs_kernel_create(QsKernel *kernel, QsPresolve *presolve, const QsStructure *structure)
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

void
qs_kernel_free(QsKernel *kernel)
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
