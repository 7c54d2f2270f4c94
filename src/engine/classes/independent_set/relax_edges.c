/*
 * relax_edges.c
 *	  Independent sets: the relaxation over edges, by a maximum flow.
 *
 * A cover of the edges by halves of vertices is a cut of the bipartite double cover of the
 * graph (Nemhauser and Trotter, "Vertex packings: structural properties and algorithms",
 * 1975); the flow through both copies of an edge, halved, is its multiplier.
 */
#include "classes/independent_set/relax_edges.h"

#include <math.h>
#include <string.h>

#include "numeric/maxflow.h"
#include "rows/relax_rows.h"

#define LARGEST_TOTAL	0x1p50	/* of capacities */

/* Nodes: v, its copy n + v, source 2 n, sink 2 n + 1 */
typedef struct Network
{
	QsHost	   *host;
	const QsModel *model;
	const QsStructure *structure;
	double		scale;			/* capacity of a unit of weight */
	QsFlow	   *flow;
	int64_t    *at;				/* arcs: of the source, of the sink, then of the edges */
	double	   *multiplier;		/* of each conflict v < w, in the order of the graph */
	int64_t		edges;
} Network;

static double
weight(const Network *network, int v)
{
	return fmax(0.0, - network->model->objective->linear[v]);
}

/* Powers of two lose nothing of weights that are integers. */
static double
choose_scale(const Network *network)
{
	double		total = 0.0;
	double		scale = 1.0;

	for (int v = 0; v < network->model->n; v++)
		total += weight(network, v);
	while (total > 0.0 && total * scale < LARGEST_TOTAL / 2.0)
		scale *= 2.0;
	while (total * scale > LARGEST_TOTAL)
		scale /= 2.0;
	return scale;
}

static void
push(Network *network)
{
	QsHost	   *host = network->host;
	int			n = network->model->n;
	const int64_t *start = network->structure->conflict_start;
	int64_t		count = 2 * (int64_t) n;
	QsFlowArc  *arc = QS_ARRAY(host, QsFlowArc, count + start[n]);
	int64_t		value;

	for (int v = 0; v < n; v++)
	{
		int64_t		capacity = (int64_t) (weight(network, v) * network->scale);

		arc[v] = (QsFlowArc) {2 * n, v, capacity, 0};
		arc[n + v] = (QsFlowArc) {n + v, 2 * n + 1, capacity, 0};
		for (int64_t k = start[v]; k < start[v + 1]; k++)
			arc[count++] = (QsFlowArc) {v, n + network->structure->conflict[k], INT64_C(1) << 52, 0};
		if ((v & 1023) == 0)
			qs_check(host);
	}
	network->at = QS_ARRAY(host, int64_t, count);
	network->flow = qs_flow_create(host, 2 * n + 2, arc, count, network->at);
	qs_free(host, arc);
	/* what was pushed until it was given up is a flow, too */
	qs_flow_maximise(network->flow, 2 * n, 2 * n + 1, &value);
}

/* What flows from v to the copy of its k-th neighbour */
static double
flow_of(const Network *network, int64_t k)
{
	const QsFlow *flow = network->flow;

	return (double) flow->capacity[flow->twin[network->at[2 * (int64_t) network->model->n + k]]] / network->scale;
}

static int64_t
position(const QsStructure *structure, int v, int w)
{
	int64_t		low = structure->conflict_start[v],
				high = structure->conflict_start[v + 1];

	while (low + 1 < high)
	{
		int64_t		middle = low + (high - low) / 2;

		if (structure->conflict[middle] <= w)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static void
collect_multipliers(Network *network)
{
	const QsStructure *structure = network->structure;

	network->multiplier = QS_ARRAY(network->host, double, structure->conflict_start[network->model->n] / 2);
	for (int v = 0; v < network->model->n; v++)
		for (int64_t k = structure->conflict_start[v]; k < structure->conflict_start[v + 1]; k++)
		{
			int			w = structure->conflict[k];

			if (v < w)
				network->multiplier[network->edges++] = -0.5 *
					(flow_of(network, k) + flow_of(network, position(structure, w, v)));
		}
}

/* The edges as rows of a model with the same objective */
static QsModel *
edge_model(const Network *network)
{
	QsHost	   *host = network->host;
	const QsStructure *structure = network->structure;
	int			n = network->model->n;
	QsRow	   *row = QS_ARRAY(host, QsRow, network->edges);
	int32_t    *end = QS_ARRAY(host, int32_t, 2 * network->edges);
	QsTerm	   *term = QS_ARRAY(host, QsTerm, n);
	QsModel    *result;
	int64_t		e = 0;

	for (int v = 0; v < n; v++)
	{
		term[v] = (QsTerm) {v, v, network->model->objective->linear[v]};
		for (int64_t k = structure->conflict_start[v]; k < structure->conflict_start[v + 1]; k++)
			if (v < structure->conflict[k])
			{
				end[2 * e] = v;
				end[2 * e + 1] = structure->conflict[k];
				row[e] = (QsRow) {2, end + 2 * e, NULL, '<', 1.0};
				e++;
			}
	}
	result = qs_model_create_unscaled(host, n, false, network->model->constant, term, n, row, (int) e);
	qs_free(host, row);
	qs_free(host, end);
	qs_free(host, term);
	return result;
}

/* Add an edge's multiplier to a conflict row that holds both its ends. */
static void
spread(const Network *network, int v, int w, double multiplier, double *dual)
{
	const QsModel *model = network->model;
	int64_t		a = model->column_start[v],
				b = model->column_start[w];

	while (a < model->column_start[v + 1] && b < model->column_start[w + 1])
	{
		int			r = model->column_row[a];

		if (r == model->column_row[b] && network->structure->row_kind[r] == QS_ROW_CONFLICT)
		{
			dual[r] += multiplier / model->column_value[a];
			return;
		}
		if (r <= model->column_row[b])
			a++;
		else
			b++;
	}
}

static void
spread_all(const Network *network, double *dual)
{
	const QsStructure *structure = network->structure;
	int64_t		e = 0;

	memset(dual, 0, (size_t) network->model->m * sizeof(double));
	for (int v = 0; v < network->model->n; v++)
		for (int64_t k = structure->conflict_start[v]; k < structure->conflict_start[v + 1]; k++)
			if (v < structure->conflict[k])
			{
				if (network->multiplier[e] < 0.0)
					spread(network, v, structure->conflict[k], network->multiplier[e], dual);
				e++;
			}
}

/* 1, less a half for each copy of the vertex in the cut */
static void
read_values(const Network *network, double *value)
{
	int			n = network->model->n;
	uint8_t    *reached = QS_ARRAY0(network->host, uint8_t, 2 * (size_t) n + 2);

	qs_flow_reachable(network->flow, 2 * n, reached);
	for (int v = 0; v < n; v++)
		value[v] = weight(network, v) > 0.0 ?
			1.0 - 0.5 * (reached[v] == 0) - 0.5 * (reached[n + v] != 0) : 0.0;
	qs_free(network->host, reached);
}

static QsRelaxation *
relaxation_create(Network *network)
{
	QsHost	   *host = network->host;
	const QsModel *model = network->model;
	QsModel    *strong = edge_model(network);
	QsRelaxation *relaxation = QS_NEW(host, QsRelaxation);
	double	   *lower = QS_ARRAY(host, double, strong->m);
	double	   *upper = QS_ARRAY(host, double, strong->m);

	relaxation->value = QS_ARRAY(host, double, model->n);
	relaxation->reduced_cost = QS_ARRAY(host, double, model->n);
	relaxation->dual = QS_ARRAY(host, double, model->m);
	read_values(network, relaxation->value);
	relaxation->objective = model->constant;
	for (int v = 0; v < model->n; v++)
		relaxation->objective += model->objective->linear[v] * relaxation->value[v];
	qs_rows_effective(strong, lower, upper);
	qs_multipliers_clamp(lower, upper, strong->m, network->multiplier);
	relaxation->bound = qs_multiplier_bound(host, strong, strong->objective->linear, strong->constant,
											lower, upper, network->multiplier,
											relaxation->reduced_cost);
	spread_all(network, relaxation->dual);
	qs_free(host, lower);
	qs_free(host, upper);
	qs_model_free(host, strong);
	return relaxation;
}

QsStatus
qs_relax_edges(QsHost *host, const QsModel *model, const QsStructure *structure,
			   QsRelaxation **out)
{
	Network		network = {.host = host, .model = model, .structure = structure};

	*out = NULL;
	if (structure->conflict_start == NULL ||
		!qs_memory_fits(host, 200.0 * (double) structure->conflict_start[model->n] + 400.0 * model->n))
		return QS_LIMIT;
	network.scale = choose_scale(&network);
	push(&network);
	collect_multipliers(&network);
	*out = relaxation_create(&network);
	qs_flow_free(network.flow);
	qs_free(host, network.at);
	qs_free(host, network.multiplier);
	return QS_OK;
}
