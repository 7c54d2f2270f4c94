/*
 * odd_cycles.c
 *	  Rounds of solving and separating on the edges of a max-cut graph.
 */
#include "relax/odd_cycles.h"

#include <string.h>

#include "base/trace.h"
#include "numeric/lp.h"
#include "relax/odd_cycle_separation.h"

#define CUTS_A_ROUND	1000
#define MOST_ROUNDS		400
#define WORK			3e9		/* nanoseconds of simplex, and of separation, estimated */
#define VISIT_WORK		40.0	/* nanoseconds of an arc in a separation */

typedef struct Relaxing
{
	QsHost	   *host;
	const QsIsing *ising;
	QsEdgeGraph graph;			/* the reference is the last vertex */
	double	   *cost;			/* edges: -2 w, as z_i z_j = 1 - 2 y */
	double		constant;		/* sum of w */
	double	   *y;
	QsCycleRows rows;
	QsLp	   *lp;
} Relaxing;

static int
count_edges(const QsIsing *ising)
{
	int64_t		edges = ising->start[ising->n] / 2;

	for (int i = 0; i < ising->n; i++)
		edges += ising->field[i] != 0.0;
	return edges > QS_ODD_CYCLE_EDGES ? -1 : (int) edges;
}

static void
add_edge(Relaxing *relaxing, int i, int j, double weight)
{
	int			e = relaxing->graph.edges++;

	relaxing->graph.tail[e] = i;
	relaxing->graph.head[e] = j;
	relaxing->cost[e] = -2.0 * weight;
	relaxing->constant += weight;
	relaxing->y[e] = weight > 0.0;	/* the best without any row */
}

/* Couplings in the order of the adjacency, then fields */
static void
build_graph(Relaxing *relaxing, int edges)
{
	QsHost	   *host = relaxing->host;
	const QsIsing *ising = relaxing->ising;

	relaxing->graph.n = ising->n + 1;
	relaxing->graph.tail = QS_ARRAY(host, int32_t, edges);
	relaxing->graph.head = QS_ARRAY(host, int32_t, edges);
	relaxing->cost = QS_ARRAY(host, double, edges);
	relaxing->y = QS_ARRAY(host, double, edges);
	for (int i = 0; i < ising->n; i++)
		for (int64_t k = ising->start[i]; k < ising->start[i + 1]; k++)
			if (ising->neighbour[k] > i)
				add_edge(relaxing, i, ising->neighbour[k], ising->coupling[k]);
	for (int i = 0; i < ising->n; i++)
		if (ising->field[i] != 0.0)
			add_edge(relaxing, i, ising->n, ising->field[i]);
	qs_edge_graph_link(host, &relaxing->graph);
}

/* A program whose one row says nothing: rows come as they are found */
static void
begin_program(Relaxing *relaxing)
{
	QsHost	   *host = relaxing->host;
	int			edges = relaxing->graph.edges;
	int64_t    *start = QS_ARRAY(host, int64_t, edges + 1);
	int32_t		row = 0;
	double		value = 1.0;
	double		lower = -INFINITY;
	double		upper = 1.0;

	start[0] = 0;
	for (int e = 0; e < edges; e++)
		start[e + 1] = 1;
	relaxing->lp = qs_lp_create(host, edges, 1, start, &row, &value, relaxing->cost, &lower, &upper);
	qs_free(host, start);
}

static void
add_rows(Relaxing *relaxing, int added)
{
	QsHost	   *host = relaxing->host;
	const QsCycleRows *rows = &relaxing->rows;
	int			first = rows->count - added;
	int64_t    *start = QS_ARRAY(host, int64_t, added + 1);
	double	   *lower = QS_ARRAY(host, double, added);

	for (int r = 0; r <= added; r++)
		start[r] = rows->start[first + r] - rows->start[first];
	for (int r = 0; r < added; r++)
		lower[r] = -INFINITY;
	qs_lp_add_rows(relaxing->lp, added, start, rows->edge + rows->start[first],
				   rows->value + rows->start[first], lower, rows->upper + first);
	qs_free(host, start);
	qs_free(host, lower);
}

static QsStatus
solve_program(Relaxing *relaxing)
{
	switch (qs_lp_solve(relaxing->lp, 0))
	{
		case QS_LP_OPTIMAL:
			break;
		case QS_LP_INTERRUPTED:
			return QS_INTERRUPTED;
		default:
			return QS_UNSUPPORTED;
	}
	for (int e = 0; e < relaxing->graph.edges; e++)
		relaxing->y[e] = fmin(1.0, fmax(0.0, qs_lp_value(relaxing->lp)[e]));
	return QS_OK;
}

/* Of an integral point cycles of all lengths are violated alike, and short ones say the
 * most; only where none is left all are looked for. */
static int
separate(Relaxing *relaxing)
{
	static const double toll[] = {0.03, 0.001, 0.0};
	int			added = 0;

	for (int k = 0; k < 3 && added == 0 && !relaxing->rows.cut_short; k++)
		added = qs_separate_odd_cycles(relaxing->host, &relaxing->graph, relaxing->y, toll[k],
									   CUTS_A_ROUND, &relaxing->rows);
	return added;
}

/* Until nothing is violated; *exact says whether it came to that. */
static QsStatus
run_rounds(Relaxing *relaxing, bool *exact)
{
	*exact = false;
	for (int round = 0; round < MOST_ROUNDS; round++)
	{
		int			added;
		QsStatus	status;

		if (qs_time_up(relaxing->host))
			return QS_INTERRUPTED;
		if (qs_lp_work(relaxing->lp) > WORK || relaxing->rows.cut_short)
			return QS_OK;
		added = separate(relaxing);
		if (added == 0)
		{
			*exact = !relaxing->rows.cut_short;
			return QS_OK;
		}
		add_rows(relaxing, added);
		status = solve_program(relaxing);
		if (status != QS_OK)
			return status;
	}
	return QS_OK;
}

/* |cost - dual rows| of every edge */
static double *
reduced_costs(const Relaxing *relaxing)
{
	const QsCycleRows *rows = &relaxing->rows;
	double	   *reduced = qs_duplicate(relaxing->host, relaxing->cost, (size_t) relaxing->graph.edges,
									   sizeof(double));

	for (int r = 0; r < rows->count; r++)
		for (int64_t k = rows->start[r]; k < rows->start[r + 1]; k++)
			reduced[rows->edge[k]] -= qs_lp_dual(relaxing->lp)[r + 1] * rows->value[k];
	for (int e = 0; e < relaxing->graph.edges; e++)
		reduced[e] = fabs(reduced[e]);
	return reduced;
}

static void
note_edge(QsOddCycles *out, const QsIsing *ising, int i, int64_t k, double spin, double cost)
{
	int			j = ising->neighbour[k];

	out->coupling[k] = spin;
	out->coupling_cost[k] = cost;
	for (int64_t back = ising->start[j]; back < ising->start[j + 1]; back++)
		if (ising->neighbour[back] == i)
		{
			out->coupling[back] = spin;
			out->coupling_cost[back] = cost;
		}
}

static QsOddCycles *
result(const Relaxing *relaxing, bool exact)
{
	QsHost	   *host = relaxing->host;
	const QsIsing *ising = relaxing->ising;
	QsOddCycles *out = QS_NEW(host, QsOddCycles);
	double	   *reduced = reduced_costs(relaxing);
	int			e = 0;

	out->exact = exact;
	out->cycles = relaxing->rows.count;
	out->objective = relaxing->constant;
	out->field = QS_ARRAY0(host, double, ising->n);
	out->field_cost = QS_ARRAY0(host, double, ising->n);
	out->coupling = QS_ARRAY(host, double, ising->start[ising->n]);
	out->coupling_cost = QS_ARRAY(host, double, ising->start[ising->n]);
	for (int k = 0; k < relaxing->graph.edges; k++)
		out->objective += relaxing->cost[k] * relaxing->y[k];
	for (int i = 0; i < ising->n; i++)
		for (int64_t k = ising->start[i]; k < ising->start[i + 1]; k++)
			if (ising->neighbour[k] > i)
			{
				note_edge(out, ising, i, k, 1.0 - 2.0 * relaxing->y[e], reduced[e]);
				e++;
			}
	for (int i = 0; i < ising->n; i++)
		if (ising->field[i] != 0.0)
		{
			out->field[i] = 1.0 - 2.0 * relaxing->y[e];
			out->field_cost[i] = reduced[e++];
		}
	qs_free(host, reduced);
	return out;
}

QsStatus
qs_odd_cycles_relax(QsHost *host, const QsIsing *ising, QsOddCycles **out)
{
	Relaxing	relaxing = {
		.host = host, .ising = ising, .rows = {.most_visits = WORK / VISIT_WORK}
	};
	int			edges = count_edges(ising);
	bool		exact;
	QsStatus	status;

	*out = NULL;
	if (edges <= 0)
		return QS_UNSUPPORTED;
	build_graph(&relaxing, edges);
	begin_program(&relaxing);
	/* duals of a program that has no cycles are asked for, too */
	status = solve_program(&relaxing);
	if (status == QS_OK)
		status = run_rounds(&relaxing, &exact);
	if (status == QS_OK)
	{
		*out = result(&relaxing, exact);
		QS_TRACE(host, "odd cycles: %d edges, %d inequalities, energy %g, %s", edges,
				 relaxing.rows.count, (*out)->objective, exact ? "none violated" : "work ended");
	}
	qs_lp_free(relaxing.lp);
	qs_cycle_rows_free(host, &relaxing.rows);
	qs_edge_graph_free(host, &relaxing.graph);
	qs_free(host, relaxing.cost);
	qs_free(host, relaxing.y);
	return status;
}

void
qs_odd_cycles_free(QsHost *host, QsOddCycles *cycles)
{
	if (cycles == NULL)
		return;
	qs_free(host, cycles->field);
	qs_free(host, cycles->coupling);
	qs_free(host, cycles->field_cost);
	qs_free(host, cycles->coupling_cost);
	qs_free(host, cycles);
}
