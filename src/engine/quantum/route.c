/*
 * route.c
 *	  Greedy placement and swaps.
 */
#include "quantum/route.h"

typedef struct Router
{
	QsHost	   *host;
	const QsGateList *gates;
	const QsCoupling *coupling;
	QsGateList *out;
	int			n;
	int32_t    *place;			/* of a qubit */
	int32_t    *qubit;			/* at a place */
	int64_t    *waiting;		/* gates that commute and have no neighbours yet */
	int			waits;
} Router;

static int
distance(const Router *router, int p, int q)
{
	return router->coupling->distance[(size_t) p * (size_t) router->n + (size_t) q];
}

/* ---- placement ---- */

/* How many gates two qubits share, n x n */
static int64_t *
count_shared(const Router *router)
{
	size_t		n = (size_t) router->n;
	int64_t    *shared = QS_ARRAY0(router->host, int64_t, n * n);

	for (int64_t k = 0; k < router->gates->count; k++)
	{
		const QsGate *gate = &router->gates->gate[k];

		if (gate->b < 0)
			continue;
		shared[(size_t) gate->a * n + (size_t) gate->b]++;
		shared[(size_t) gate->b * n + (size_t) gate->a]++;
	}
	return shared;
}

/* The qubit without a place that shares most gates with those that have one; at first
 * the one that shares most with all */
static int
next_qubit(const Router *router, const int64_t *shared, int placed)
{
	int64_t		most = -1;
	int			best = 0;

	for (int q = 0; q < router->n; q++)
	{
		int64_t		gates = 0;

		if (router->place[q] >= 0)
			continue;
		for (int other = 0; other < router->n; other++)
			if (placed == 0 || router->place[other] >= 0)
				gates += shared[(size_t) q * (size_t) router->n + (size_t) other];
		if (gates > most)
		{
			most = gates;
			best = q;
		}
	}
	return best;
}

/* The free place with the fewest steps to the partners of a qubit; without any, to all places */
static int
next_place(const Router *router, const int64_t *shared, int qubit)
{
	int64_t		least = INT64_MAX;
	int			best = 0;

	for (int p = 0; p < router->n; p++)
	{
		int64_t		steps = 0;
		int64_t		centre = 0;

		if (router->qubit[p] >= 0)
			continue;
		for (int other = 0; other < router->n; other++)
		{
			if (router->place[other] >= 0)
				steps += shared[(size_t) qubit * (size_t) router->n + (size_t) other] *
					distance(router, p, router->place[other]);
			centre += distance(router, p, other);
		}
		/* partners first, then the middle */
		steps = steps * router->n * router->n + centre;
		if (steps < least)
		{
			least = steps;
			best = p;
		}
	}
	return best;
}

static void
place_qubits(Router *router)
{
	int64_t    *shared = count_shared(router);

	for (int q = 0; q < router->n; q++)
		router->place[q] = router->qubit[q] = -1;
	for (int placed = 0; placed < router->n; placed++)
	{
		int			q = next_qubit(router, shared, placed);
		int			p = next_place(router, shared, q);

		router->place[q] = p;
		router->qubit[p] = q;
		qs_check(router->host);
	}
	qs_free(router->host, shared);
}

/* ---- gates ---- */

static void
emit(Router *router, const QsGate *gate)
{
	QsGate		placed = *gate;

	placed.a = router->place[gate->a];
	if (gate->b >= 0)
		placed.b = router->place[gate->b];
	qs_gate_list_add(router->out, &placed);
}

static void
exchange(Router *router, int p, int q)
{
	int32_t		a = router->qubit[p];
	int32_t		b = router->qubit[q];

	router->qubit[p] = b;
	router->qubit[q] = a;
	router->place[a] = q;
	router->place[b] = p;
}

static void
add_swap(Router *router, int p, int q, int layer)
{
	router->out->layer = layer;
	qs_gate_list_two(router->out, QS_GATE_SWAP, p, q);
	exchange(router, p, q);
}

static int
steps_of(const Router *router, const QsGate *gate)
{
	return distance(router, router->place[gate->a], router->place[gate->b]);
}

static int64_t
steps_of_all(const Router *router)
{
	int64_t		steps = 0;

	for (int k = 0; k < router->waits; k++)
		steps += steps_of(router, &router->gates->gate[router->waiting[k]]);
	return steps;
}

/* The step of the qubit at place `from` towards `to` that all waiting gates like best;
 * returns their steps after it. */
static int64_t
best_step(Router *router, int from, int to, int *step)
{
	const QsCoupling *coupling = router->coupling;
	int64_t		least = INT64_MAX;

	for (int at = coupling->start[from]; at < coupling->start[from + 1]; at++)
	{
		int			p = coupling->neighbour[at];
		int64_t		steps;

		if (distance(router, p, to) >= distance(router, from, to))
			continue;
		exchange(router, from, p);
		steps = steps_of_all(router);
		exchange(router, from, p);
		if (steps < least)
		{
			least = steps;
			*step = p;
		}
	}
	return least;
}

/* Bring two qubits one swap nearer. */
static void
approach(Router *router, const QsGate *gate)
{
	int			a = router->place[gate->a];
	int			b = router->place[gate->b];
	int			step_a = a;
	int			step_b = b;

	if (best_step(router, a, b, &step_a) <= best_step(router, b, a, &step_b))
		add_swap(router, a, step_a, gate->layer);
	else
		add_swap(router, b, step_b, gate->layer);
}

/* Do what has neighbours; the nearest of the others, which wait, or NULL */
static const QsGate *
do_neighbours(Router *router)
{
	const QsGate *nearest = NULL;
	int			left = 0;

	for (int k = 0; k < router->waits; k++)
	{
		const QsGate *gate = &router->gates->gate[router->waiting[k]];

		if (steps_of(router, gate) == 1)
		{
			emit(router, gate);
			continue;
		}
		router->waiting[left++] = router->waiting[k];
		if (nearest == NULL || steps_of(router, gate) < steps_of(router, nearest))
			nearest = gate;
	}
	router->waits = left;
	return nearest;
}

/* Gates that commute, from the first on; returns where they end. */
static int64_t
do_commuting(Router *router, int64_t from)
{
	const QsGate *gate = router->gates->gate;
	const QsGate *nearest;
	int64_t		end = from;

	router->waits = 0;
	for (; end < router->gates->count && gate[end].commutes && gate[end].layer == gate[from].layer; end++)
		if (gate[end].b < 0)
			emit(router, &gate[end]);
		else
			router->waiting[router->waits++] = end;
	while ((nearest = do_neighbours(router)) != NULL)
	{
		approach(router, nearest);
		qs_check(router->host);
	}
	return end;
}

static void
do_gate(Router *router, const QsGate *gate)
{
	router->waits = 0;
	while (gate->b >= 0 && steps_of(router, gate) > 1)
		approach(router, gate);
	emit(router, gate);
}

QsRouted *
qs_route(QsHost *host, const QsGateList *gates, const QsCoupling *coupling)
{
	Router		router = {
		.host = host, .gates = gates, .coupling = coupling, .n = gates->n,
		.out = qs_gate_list_create(host, gates->n),
		.place = QS_ARRAY(host, int32_t, gates->n), .qubit = QS_ARRAY(host, int32_t, gates->n),
		.waiting = QS_ARRAY(host, int64_t, gates->count)
	};
	QsRouted   *routed = QS_NEW(host, QsRouted);

	place_qubits(&router);
	for (int64_t k = 0; k < gates->count;)
		if (gates->gate[k].commutes)
			k = do_commuting(&router, k);
		else
			do_gate(&router, &gates->gate[k++]);
	qs_free(host, router.qubit);
	qs_free(host, router.waiting);
	*routed = (QsRouted) {router.out, router.place};
	return routed;
}

void
qs_routed_free(QsHost *host, QsRouted *routed)
{
	if (routed == NULL)
		return;
	qs_gate_list_free(routed->gates);
	qs_free(host, routed->place);
	qs_free(host, routed);
}
