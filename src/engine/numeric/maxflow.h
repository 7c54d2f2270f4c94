/*
 * maxflow.h
 *	  Maximum flow in exact integers: Dinic's algorithm (1970), blocking flows
 *	  along shortest paths with current arcs.
 */
#ifndef QS_MAXFLOW_H
#define QS_MAXFLOW_H

#include "base/host.h"

typedef struct QsFlow
{
	QsHost	   *host;
	int			nodes;
	int64_t    *start;			/* nodes + 1: arcs of each node */
	int32_t    *head;
	int64_t    *capacity;		/* residual */
	int64_t    *twin;			/* the arc back */
} QsFlow;

/* One arc and the one back */
typedef struct QsFlowArc
{
	int32_t		from;
	int32_t		to;
	int64_t		capacity;
	int64_t		back;
} QsFlowArc;

/* at[k], if wanted, is where arc k of the input stands.  O(nodes + count). */
extern QsFlow *qs_flow_create(QsHost *host, int nodes, const QsFlowArc *arcs,
							  int64_t count, int64_t *at);
extern void qs_flow_free(QsFlow *flow);

/*
 * Push as much as possible from source to sink; *value is what was pushed.
 * QS_INTERRUPTED at the deadline, or after a fixed amount of work: the flow is
 * valid but may not be maximal.
 * O(nodes^2 arcs) at worst, near linear in practice on sparse networks.
 */
extern QsStatus qs_flow_maximise(QsFlow *flow, int source, int sink, int64_t *value);

/* Mark (1) the nodes that residual arcs reach from `node`; returns their number. */
extern int	qs_flow_reachable(QsFlow *flow, int node, uint8_t *mark);

/* Strongly connected components of the residual arcs, numbered so that arcs
 * between different ones lead to lower numbers (Tarjan 1972); returns how many. */
extern int	qs_flow_components(QsFlow *flow, int32_t *component);

#endif
