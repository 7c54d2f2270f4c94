/*
 * maxflow.c
 *	  Maximum flow: Dinic's algorithm.
 */
#include "numeric/maxflow.h"

#include <string.h>

/* Arcs looked at between two interrupt points, about 2 ms */
#define WORK_PER_CHECK	500000
#define MOST_WORK		INT64_C(1000000000)	/* arcs in all: a flow that takes more is given up */
#define CHECK_EVERY		0xffff	/* arcs built between two, less one */

QsFlow *
qs_flow_create(QsHost *host, int nodes, const QsFlowArc *arcs, int64_t count, int64_t *at)
{
	QsFlow	   *flow = QS_NEW(host, QsFlow);
	int64_t    *fill = QS_ARRAY(host, int64_t, nodes);

	flow->host = host;
	flow->nodes = nodes;
	flow->start = QS_ARRAY0(host, int64_t, (size_t) nodes + 1);
	flow->head = QS_ARRAY(host, int32_t, 2 * count);
	flow->capacity = QS_ARRAY(host, int64_t, 2 * count);
	flow->twin = QS_ARRAY(host, int64_t, 2 * count);
	for (int64_t k = 0; k < count; k++)
	{
		flow->start[arcs[k].from + 1]++;
		flow->start[arcs[k].to + 1]++;
		if ((k & CHECK_EVERY) == CHECK_EVERY)
			qs_check(host);
	}
	for (int v = 0; v < nodes; v++)
	{
		flow->start[v + 1] += flow->start[v];
		fill[v] = flow->start[v];
	}
	for (int64_t k = 0; k < count; k++)
	{
		int64_t		there = fill[arcs[k].from]++;
		int64_t		back = fill[arcs[k].to]++;

		flow->head[there] = arcs[k].to;
		flow->capacity[there] = arcs[k].capacity;
		flow->twin[there] = back;
		flow->head[back] = arcs[k].from;
		flow->capacity[back] = arcs[k].back;
		flow->twin[back] = there;
		if (at)
			at[k] = there;
		if ((k & CHECK_EVERY) == CHECK_EVERY)
			qs_check(host);
	}
	qs_free(host, fill);
	qs_check(host);
	return flow;
}

void
qs_flow_free(QsFlow *flow)
{
	QsHost	   *host;

	if (flow == NULL)
		return;
	host = flow->host;
	qs_free(host, flow->start);
	qs_free(host, flow->head);
	qs_free(host, flow->capacity);
	qs_free(host, flow->twin);
	qs_free(host, flow);
}

typedef struct Dinic
{
	QsFlow	   *flow;
	int			source;
	int			sink;
	int32_t    *level;			/* distance to the sink; nodes if it is out of reach */
	int32_t    *queue;
	int64_t    *current;		/* next arc to try */
	int64_t    *path;			/* arcs from the source */
	int64_t		work;
	int64_t		total;			/* work before */
	bool		stopped;
} Dinic;

static void
count_work(Dinic *dinic, int64_t work)
{
	dinic->work += work;
	if (dinic->work > WORK_PER_CHECK)
	{
		dinic->total += dinic->work;
		dinic->work = 0;
		qs_check(dinic->flow->host);
		dinic->stopped = dinic->total > MOST_WORK || qs_time_up(dinic->flow->host);
	}
}

/* Distances to the sink; false when the source is cut off. */
static bool
find_levels(Dinic *dinic)
{
	const QsFlow *flow = dinic->flow;
	int			head = 0,
				tail = 0;

	for (int v = 0; v < flow->nodes; v++)
		dinic->level[v] = flow->nodes;
	dinic->level[dinic->sink] = 0;
	dinic->queue[tail++] = dinic->sink;
	while (head < tail && dinic->level[dinic->source] == flow->nodes)
	{
		int			v = dinic->queue[head++];

		for (int64_t k = flow->start[v]; k < flow->start[v + 1]; k++)
		{
			int			u = flow->head[k];

			if (dinic->level[u] == flow->nodes && flow->capacity[flow->twin[k]] > 0)
			{
				dinic->level[u] = dinic->level[v] + 1;
				dinic->queue[tail++] = u;
			}
		}
		count_work(dinic, flow->start[v + 1] - flow->start[v]);
	}
	return dinic->level[dinic->source] < flow->nodes;
}

/* Push the bottleneck along the path; where the walk goes on from. */
static int
push_path(Dinic *dinic, int length, int64_t *value, int *left)
{
	QsFlow	   *flow = dinic->flow;
	int64_t		amount = INT64_MAX;
	int			first_full = length;

	for (int k = 0; k < length; k++)
		if (flow->capacity[dinic->path[k]] < amount)
			amount = flow->capacity[dinic->path[k]];
	for (int k = length - 1; k >= 0; k--)
	{
		int64_t		arc = dinic->path[k];

		flow->capacity[arc] -= amount;
		flow->capacity[flow->twin[arc]] += amount;
		if (flow->capacity[arc] == 0)
			first_full = k;
	}
	*value += amount;
	*left = first_full;
	return flow->head[flow->twin[dinic->path[first_full]]];
}

/* A blocking flow in the level graph */
static void
block(Dinic *dinic, int64_t *value)
{
	QsFlow	   *flow = dinic->flow;
	int			v = dinic->source;
	int			length = 0;

	memcpy(dinic->current, flow->start, (size_t) flow->nodes * sizeof(int64_t));
	while (!dinic->stopped)
	{
		int64_t		k = dinic->current[v];
		int64_t		end = flow->start[v + 1];

		while (k < end && !(flow->capacity[k] > 0 &&
							dinic->level[flow->head[k]] == dinic->level[v] - 1))
			k++;
		count_work(dinic, k - dinic->current[v] + 1);
		dinic->current[v] = k;
		if (k < end)
		{
			dinic->path[length++] = k;
			v = flow->head[k];
			if (v == dinic->sink)
				v = push_path(dinic, length, value, &length);
		}
		else if (length == 0)
			break;
		else
		{
			/* a dead end: leave it for good */
			dinic->level[v] = flow->nodes;
			v = flow->head[flow->twin[dinic->path[--length]]];
		}
	}
}

QsStatus
qs_flow_maximise(QsFlow *flow, int source, int sink, int64_t *value)
{
	QsHost	   *host = flow->host;
	Dinic		dinic = {
		.flow = flow,
		.source = source,
		.sink = sink,
		.level = QS_ARRAY(host, int32_t, flow->nodes),
		.queue = QS_ARRAY(host, int32_t, flow->nodes),
		.current = QS_ARRAY(host, int64_t, flow->nodes),
		.path = QS_ARRAY(host, int64_t, flow->nodes),
	};

	*value = 0;
	while (!dinic.stopped && find_levels(&dinic))
		block(&dinic, value);
	qs_free(host, dinic.level);
	qs_free(host, dinic.queue);
	qs_free(host, dinic.current);
	qs_free(host, dinic.path);
	return dinic.stopped ? QS_INTERRUPTED : QS_OK;
}

int
qs_flow_reachable(QsFlow *flow, int node, uint8_t *mark)
{
	int32_t    *queue = QS_ARRAY(flow->host, int32_t, flow->nodes);
	int			head = 0,
				tail = 0;

	memset(mark, 0, (size_t) flow->nodes);
	mark[node] = 1;
	queue[tail++] = node;
	while (head < tail)
	{
		int			v = queue[head++];

		if ((head & 4095) == 0)
			qs_check(flow->host);
		for (int64_t k = flow->start[v]; k < flow->start[v + 1]; k++)
			if (flow->capacity[k] > 0 && !mark[flow->head[k]])
			{
				mark[flow->head[k]] = 1;
				queue[tail++] = flow->head[k];
			}
	}
	qs_free(flow->host, queue);
	qs_check(flow->host);
	return tail;
}

int
qs_flow_components(QsFlow *flow, int32_t *component)
{
	QsHost	   *host = flow->host;
	size_t		nodes = (size_t) flow->nodes;
	int32_t    *number = QS_ARRAY0(host, int32_t, nodes);	/* 0: not seen */
	int32_t    *low = QS_ARRAY(host, int32_t, nodes);
	int32_t    *stack = QS_ARRAY(host, int32_t, nodes);
	int32_t    *walk = QS_ARRAY(host, int32_t, nodes);
	int64_t    *next = QS_ARRAY(host, int64_t, nodes);
	int			seen = 0,
				stacked = 0,
				components = 0;
	int64_t		steps = 0;

	for (int v = 0; v < flow->nodes; v++)
		component[v] = -1;
	for (int root = 0; root < flow->nodes; root++)
	{
		int			depth = 0;

		if (number[root])
			continue;
		walk[depth] = root;
		number[root] = low[root] = ++seen;
		next[root] = flow->start[root];
		stack[stacked++] = root;
		while (depth >= 0)
		{
			int			v = walk[depth];

			if (next[v] < flow->start[v + 1])
			{
				int64_t		k = next[v]++;
				int			u = flow->head[k];

				if ((++steps & CHECK_EVERY) == 0)
					qs_check(host);

				if (flow->capacity[k] <= 0)
					continue;
				if (number[u] == 0)
				{
					walk[++depth] = u;
					number[u] = low[u] = ++seen;
					next[u] = flow->start[u];
					stack[stacked++] = u;
				}
				else if (component[u] < 0 && number[u] < low[v])
					low[v] = number[u];
				continue;
			}
			if (low[v] == number[v])
			{
				int			u;

				do
				{
					u = stack[--stacked];
					component[u] = components;
				} while (u != v);
				components++;
			}
			depth--;
			if (depth >= 0 && low[v] < low[walk[depth]])
				low[walk[depth]] = low[v];
		}
		if ((root & 1023) == 0)
			qs_check(host);
	}
	qs_free(host, number);
	qs_free(host, low);
	qs_free(host, stack);
	qs_free(host, walk);
	qs_free(host, next);
	return components;
}
