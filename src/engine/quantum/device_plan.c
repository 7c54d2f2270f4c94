/*
 * device_plan.c
 *	  Gates of a circuit counted by layer and qubit, and their errors.
 */
#include "quantum/device_plan.h"

#include <math.h>

#include "base/elementary.h"

#define SWAP_GATES	3			/* of the device, each on two qubits */
#define CX_OF_RZZ	2

QsCoupling *
qs_device_coupling(QsHost *host, const QsDevice *device, int n, bool *fits)
{
	QsCoupling *coupling = NULL;

	*fits = n <= device->qubits;
	if (!*fits || device->lattice == QS_LATTICE_ALL)
		return NULL;
	if (n <= QS_ROUTE_QUBITS)
		coupling = device->lattice == QS_LATTICE_GIVEN ?
			qs_coupling_of_device(host, device->qubits, device->couple, device->couples, n) :
			qs_coupling_of_lattice(host, device->lattice, device->qubits, n);
	*fits = coupling != NULL;
	return coupling;
}

/* What the gates of a layer do to each qubit of the circuit */
typedef struct Count
{
	int64_t    *ones;			/* gates on one qubit, n */
	int64_t    *twos;
	double	   *busy;			/* n places: since the layer began */
	double		time;			/* of the layer */
} Count;

static int
gates_of(const QsDevice *device, QsGateKind kind)
{
	if (kind == QS_GATE_SWAP)
		return SWAP_GATES;
	return kind == QS_GATE_RZZ && !device->has_rzz ? CX_OF_RZZ : 1;
}

static void
count_gate(const QsDevice *device, const QsGate *gate, const int32_t *qubit, Count *count)
{
	double		end;

	if (gate->b < 0)
	{
		if (gate->kind == QS_GATE_RZ)
			return;
		count->ones[qubit[gate->a]]++;
		end = count->busy[gate->a] += device->time_one;
	}
	else
	{
		int			gates = gates_of(device, gate->kind);

		count->twos[qubit[gate->a]] += gates;
		count->twos[qubit[gate->b]] += gates;
		end = fmax(count->busy[gate->a], count->busy[gate->b]) + gates * device->time_two;
		count->busy[gate->a] = count->busy[gate->b] = end;
	}
	count->time = fmax(count->time, end);
}

/* base^times of many gates */
static double
power(double base, int64_t times)
{
	double		product = 1.0;

	for (; times > 0; times >>= 1, base *= base)
		if (times & 1)
			product *= base;
	return product;
}

static void
end_layer(QsDevicePlan *plan, const QsDevice *device, int layer, const int32_t *site,
		  Count *count)
{
	for (int q = 0; q < plan->n; q++)
	{
		double		kept = power(1.0 - 4.0 / 3.0 * device->error_one, count->ones[q]) *
			power(1.0 - 4.0 / 3.0 * device->error_two, count->twos[q]);

		/* of a time that is 0, 0 / INFINITY is 0 */
		plan->channel[layer * plan->n + q] = (QsPauliChannel) {
			.xy = kept * qs_exp(-count->time / device->t2[site[q]]),
			.z = kept * qs_exp(-count->time / device->t1[site[q]])
		};
		count->ones[q] = count->twos[q] = 0;
		count->busy[q] = 0.0;
	}
	count->time = 0.0;
}

/* Walk through the gates on places; where each qubit is, changes with every swap. */
static void
count_layers(QsDevicePlan *plan, const QsDevice *device, const QsGateList *gates,
			 const QsCoupling *coupling, const int32_t *last)
{
	QsHost	   *host = plan->host;
	size_t		n = (size_t) plan->n;
	int32_t    *qubit = QS_ARRAY(host, int32_t, n);
	int32_t    *site = QS_ARRAY(host, int32_t, n);
	Count		count = {
		QS_ARRAY0(host, int64_t, n), QS_ARRAY0(host, int64_t, n), QS_ARRAY0(host, double, n), 0.0
	};
	int			layer = 1;

	for (int q = 0; q < plan->n; q++)
		qubit[last ? last[q] : q] = q;
	/* back to where the qubits began */
	for (int64_t k = gates->count; k-- > 0;)
		if (gates->gate[k].kind == QS_GATE_SWAP)
		{
			int32_t		moved = qubit[gates->gate[k].a];

			qubit[gates->gate[k].a] = qubit[gates->gate[k].b];
			qubit[gates->gate[k].b] = moved;
		}
	for (int64_t k = 0; k <= gates->count; k++)
	{
		const QsGate *gate = &gates->gate[k];

		if (k == gates->count || gate->layer > layer)
		{
			for (int p = 0; p < plan->n; p++)
				site[qubit[p]] = coupling ? coupling->site[p] : p;
			end_layer(plan, device, layer - 1, site, &count);
			layer++;
		}
		if (k == gates->count)
			break;
		count_gate(device, gate, qubit, &count);
		if (gate->kind == QS_GATE_SWAP)
		{
			int32_t		moved = qubit[gate->a];

			qubit[gate->a] = qubit[gate->b];
			qubit[gate->b] = moved;
		}
	}
	for (int q = 0; q < plan->n; q++)
		plan->flip[q] = device->readout[site[q]];
	qs_free(host, qubit);
	qs_free(host, site);
	qs_free(host, count.ones);
	qs_free(host, count.twos);
	qs_free(host, count.busy);
}

static QsDevicePlan *
create_plan(QsHost *host, const QsGateList *gates, int layers)
{
	QsDevicePlan *plan = QS_NEW(host, QsDevicePlan);
	QsGateList *plain = qs_gate_list_decompose(gates);

	plan->host = host;
	plan->n = gates->n;
	plan->layers = layers;
	plan->cost = qs_gate_list_cost(plain);
	plan->cost.swaps = qs_gate_list_cost(gates).swaps;
	qs_gate_list_free(plain);
	return plan;
}

QsDevicePlan *
qs_device_plan(QsHost *host, const QsDevice *device, const QsGateList *gates, int layers)
{
	QsCoupling *coupling;
	QsRouted   *routed = NULL;
	QsDevicePlan *plan;
	bool		fits;

	if (device == NULL)
		return create_plan(host, gates, layers);
	coupling = qs_device_coupling(host, device, gates->n, &fits);
	if (!fits)
		return NULL;
	if (coupling)
		routed = qs_route(host, gates, coupling);
	plan = create_plan(host, routed ? routed->gates : gates, layers);
	plan->noisy_gates = qs_device_has_noisy_gates(device);
	plan->channel = QS_ARRAY(host, QsPauliChannel, (size_t) layers * (size_t) plan->n);
	plan->flip = QS_ARRAY(host, double, plan->n);
	count_layers(plan, device, routed ? routed->gates : gates, coupling, routed ? routed->place : NULL);
	qs_routed_free(host, routed);
	qs_coupling_free(host, coupling);
	return plan;
}

void
qs_device_plan_free(QsDevicePlan *plan)
{
	if (plan == NULL)
		return;
	qs_free(plan->host, plan->channel);
	qs_free(plan->host, plan->flip);
	qs_free(plan->host, plan);
}
