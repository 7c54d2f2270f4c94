/*
 * roof_duality.c
 *	  Roof duality by maximum flow.
 *
 * Nodes are the literals: 2 i for x_i, 2 i + 1 for 1 - x_i, then TRUE and FALSE.
 * A weight w on the product of literals u and v is a capacity of w / 2 on each of
 * the implications u -> not v and v -> not u; what u alone pays, on u -> FALSE and
 * TRUE -> not u.  A flow from TRUE to FALSE moves weight into the constant, and
 * the residual capacities are the weights of an equal posiform.
 */
#include "relax/roof_duality.h"

#include <string.h>

#include "numeric/maxflow.h"

#define CHECK_EVERY		0xffff	/* arcs between two interrupt points, less one; filled in twos */

typedef struct Network
{
	QsHost	   *host;
	QsPosiform *posiform;
	QsFlow	   *flow;
	int			truth;			/* nodes */
	int			falsehood;
	int64_t    *at;				/* arcs of what was put in, in this order: per variable
								 * and value the two of its cost, then two per pair */
	int64_t		pushed;
} Network;

static int
literal(int variable, int value)
{
	return 2 * variable + (value ? 0 : 1);
}

/* Each pair of literals is entered where its first form stands; the second form,
 * with both literals negated, is the residual of the same arcs. */
static bool
first_form(const QsPosiform *posiform, int i, int64_t k)
{
	return posiform->neighbour[k] < i && posiform->own[k] == 1;
}

/* Entry of the pair with both literals negated: pairs are built in twos */
static int64_t
second_form(int64_t k)
{
	return k ^ 1;
}

static int64_t
count_arcs(const QsPosiform *posiform)
{
	int64_t		count = 4 * (int64_t) posiform->n;

	for (int i = 0; i < posiform->n; i++)
		for (int64_t k = posiform->start[i]; k < posiform->start[i + 1]; k++)
			if (first_form(posiform, i, k))
				count += 2;
	return count;
}

static void
network_create(QsHost *host, QsPosiform *posiform, Network *network)
{
	int64_t		count = count_arcs(posiform);
	QsFlowArc  *arcs = QS_ARRAY(host, QsFlowArc, count);
	int64_t		filled = 0;

	network->host = host;
	network->posiform = posiform;
	network->truth = 2 * posiform->n;
	network->falsehood = 2 * posiform->n + 1;
	network->at = QS_ARRAY(host, int64_t, count);
	for (int i = 0; i < posiform->n; i++)
		for (int value = 0; value < 2; value++)
		{
			int64_t		half = posiform->cost[value][i] / 2;

			arcs[filled++] = (QsFlowArc) {literal(i, value), network->falsehood, half, 0};
			arcs[filled++] = (QsFlowArc) {network->truth, literal(i, !value), half, 0};
		}
	for (int i = 0; i < posiform->n; i++)
		for (int64_t k = posiform->start[i]; k < posiform->start[i + 1]; k++)
			if (first_form(posiform, i, k))
			{
				int			j = posiform->neighbour[k];
				int			other = posiform->other[k];
				int64_t		half = posiform->weight[k] / 2;
				int64_t		back = posiform->weight[second_form(k)] / 2;

				arcs[filled++] = (QsFlowArc) {literal(i, 1), literal(j, !other), half, back};
				arcs[filled++] = (QsFlowArc) {literal(j, other), literal(i, 0), half, back};
				if ((filled & CHECK_EVERY) == 0)
					qs_check(host);
			}
	network->flow = qs_flow_create(host, 2 * posiform->n + 2, arcs, filled, network->at);
	qs_free(host, arcs);
}

static void
network_free(Network *network)
{
	qs_flow_free(network->flow);
	qs_free(network->host, network->at);
}

static void
set_weight(QsPosiform *posiform, int64_t k, int64_t weight)
{
	posiform->weight[k] = weight;
	posiform->weight[posiform->twin[k]] = weight;
}

/* Both arcs of an implication get the sum of what is left on either, and so do
 * the arcs back: the mean of the flow and its mirror image, doubled. */
static void
mirror(QsFlow *flow, int64_t a, int64_t b)
{
	int64_t		there = flow->capacity[a] + flow->capacity[b];
	int64_t		back = flow->capacity[flow->twin[a]] + flow->capacity[flow->twin[b]];

	flow->capacity[a] = flow->capacity[b] = there;
	flow->capacity[flow->twin[a]] = flow->capacity[flow->twin[b]] = back;
}

/* The residual network as a posiform again */
static void
read_back(Network *network)
{
	QsPosiform *posiform = network->posiform;
	QsFlow	   *flow = network->flow;
	int64_t		next = 0;

	posiform->constant += network->pushed;
	for (int i = 0; i < posiform->n; i++)
		for (int value = 0; value < 2; value++)
		{
			mirror(flow, network->at[next], network->at[next + 1]);
			posiform->cost[value][i] = flow->capacity[network->at[next]];
			next += 2;
		}
	for (int i = 0; i < posiform->n; i++)
		for (int64_t k = posiform->start[i]; k < posiform->start[i + 1]; k++)
			if (first_form(posiform, i, k))
			{
				int64_t		a = network->at[next];

				mirror(flow, a, network->at[next + 1]);
				set_weight(posiform, k, flow->capacity[a]);
				set_weight(posiform, second_form(k), flow->capacity[flow->twin[a]]);
				next += 2;
				if ((next & CHECK_EVERY) == 0)
					qs_check(network->host);
			}
	qs_posiform_balance(posiform);
}

static QsStatus
solve(QsHost *host, QsPosiform *posiform, Network *network)
{
	QsStatus	status;

	network_create(host, posiform, network);
	status = qs_flow_maximise(network->flow, network->truth, network->falsehood,
							  &network->pushed);
	read_back(network);
	return status;
}

QsStatus
qs_posiform_tighten(QsHost *host, QsPosiform *posiform)
{
	Network		network;
	QsStatus	status = solve(host, posiform, &network);

	network_free(&network);
	return status;
}

/*
 * Residual implications lead from a chosen literal to chosen ones only, so that
 * every pair a choice touches vanishes.  Components come with those they lead to
 * first; what TRUE leads to is chosen beforehand.
 */
static void
choose_weak(Network *network, QsPersistency *kind, uint8_t *value)
{
	QsHost	   *host = network->host;
	QsFlow	   *flow = network->flow;
	int			nodes = flow->nodes;
	int32_t    *component = QS_ARRAY(host, int32_t, nodes);
	int			count = qs_flow_components(flow, component);
	int64_t    *first = QS_ARRAY0(host, int64_t, (size_t) count + 1);
	int32_t    *member = QS_ARRAY(host, int32_t, nodes);
	int8_t	   *chosen = QS_ARRAY0(host, int8_t, nodes);

	for (int v = 0; v < nodes; v++)
		first[component[v] + 1]++;
	for (int c = 0; c < count; c++)
		first[c + 1] += first[c];
	qs_check(host);
	for (int v = nodes - 1; v >= 0; v--)
		member[--first[component[v] + 1]] = v;
	qs_check(host);
	/* first[c + 1] is now where component c begins */
	chosen[network->truth] = 1;
	for (int i = 0; i < network->posiform->n; i++)
		if (kind[i] == QS_PERSISTENCY_STRICT)
			chosen[literal(i, value[i])] = 1;
	for (int c = 0; c < count; c++)
	{
		int64_t		begin = first[c + 1];
		int64_t		end = c + 2 <= count ? first[c + 2] : nodes;
		bool		good = true;

		for (int64_t e = begin; e < end && good; e++)
		{
			int			v = member[e];

			good = v != network->falsehood && !chosen[v ^ 1] && component[v ^ 1] != c;
			for (int64_t k = flow->start[v]; k < flow->start[v + 1] && good; k++)
				good = flow->capacity[k] <= 0 || component[flow->head[k]] == c ||
					chosen[flow->head[k]];
		}
		for (int64_t e = begin; e < end && good; e++)
		{
			int			v = member[e];

			chosen[v] = 1;
			if (v < network->truth && kind[v / 2] == QS_PERSISTENCY_NONE)
			{
				kind[v / 2] = QS_PERSISTENCY_WEAK;
				value[v / 2] = (v & 1) == 0;
			}
		}
		if ((c & 1023) == 0)
			qs_check(host);
	}
	qs_free(host, component);
	qs_free(host, first);
	qs_free(host, member);
	qs_free(host, chosen);
}

QsStatus
qs_roof_duality(QsHost *host, QsPosiform *posiform, QsPersistency *kind, uint8_t *value)
{
	Network		network;
	uint8_t    *reached;
	QsStatus	status;

	if (posiform->slack > 0.0)
		return QS_UNSUPPORTED;
	for (int i = 0; i < posiform->n; i++)
		kind[i] = QS_PERSISTENCY_NONE;
	status = solve(host, posiform, &network);
	if (status == QS_OK)
	{
		reached = QS_ARRAY(host, uint8_t, network.flow->nodes);
		qs_flow_reachable(network.flow, network.truth, reached);
		for (int i = 0; i < posiform->n; i++)
			for (int one = 0; one < 2; one++)
				if (reached[literal(i, one)])
				{
					kind[i] = QS_PERSISTENCY_STRICT;
					value[i] = (uint8_t) one;
				}
		choose_weak(&network, kind, value);
		qs_free(host, reached);
	}
	network_free(&network);
	return status;
}
