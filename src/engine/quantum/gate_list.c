/*
 * gate_list.c
 *	  Lists of gates: building, decomposing, counting.
 */
#include "quantum/gate_list.h"

QsGateList *
qs_gate_list_create(QsHost *host, int n)
{
	QsGateList *list = QS_NEW(host, QsGateList);

	list->host = host;
	list->n = n;
	return list;
}

void
qs_gate_list_free(QsGateList *list)
{
	QsHost	   *host;

	if (list == NULL)
		return;
	host = list->host;
	qs_free(host, list->gate);
	qs_free(host, list);
}

void
qs_gate_list_add(QsGateList *list, const QsGate *gate)
{
	if (list->count == list->capacity)
	{
		int64_t		capacity = 2 * list->capacity + 64;

		list->gate = qs_realloc(list->host, list->gate, (size_t) list->capacity, (size_t) capacity,
								sizeof(QsGate));
		list->capacity = capacity;
	}
	list->gate[list->count++] = *gate;
	if ((list->count & 1023) == 0)
		qs_check(list->host);
}

void
qs_gate_list_one(QsGateList *list, QsGateKind kind, int a, double angle)
{
	qs_gate_list_add(list, &(QsGate) {.kind = kind, .a = a, .b = -1, .layer = list->layer, .angle = angle});
}

void
qs_gate_list_two(QsGateList *list, QsGateKind kind, int a, int b)
{
	qs_gate_list_add(list, &(QsGate) {.kind = kind, .a = a, .b = b, .layer = list->layer});
}

bool
qs_gate_has_angle(QsGateKind kind)
{
	return kind == QS_GATE_RX || kind == QS_GATE_RY || kind == QS_GATE_RZ || kind == QS_GATE_RZZ;
}

const char *
qs_gate_name(QsGateKind kind)
{
	static const char *const name[] = {"h", "x", "rx", "ry", "rz", "cx", "cz", "rzz", "swap"};

	return name[kind];
}

QsGateList *
qs_gate_list_decompose(const QsGateList *list)
{
	QsGateList *plain = qs_gate_list_create(list->host, list->n);

	for (int64_t k = 0; k < list->count; k++)
	{
		const QsGate *gate = &list->gate[k];

		plain->layer = gate->layer;
		if (gate->kind == QS_GATE_RZZ)
		{
			qs_gate_list_two(plain, QS_GATE_CX, gate->a, gate->b);
			qs_gate_list_one(plain, QS_GATE_RZ, gate->b, gate->angle);
			qs_gate_list_two(plain, QS_GATE_CX, gate->a, gate->b);
		}
		else if (gate->kind == QS_GATE_SWAP)
		{
			qs_gate_list_two(plain, QS_GATE_CX, gate->a, gate->b);
			qs_gate_list_two(plain, QS_GATE_CX, gate->b, gate->a);
			qs_gate_list_two(plain, QS_GATE_CX, gate->a, gate->b);
		}
		else
			qs_gate_list_add(plain, gate);
	}
	return plain;
}

QsGateCost
qs_gate_list_cost(const QsGateList *list)
{
	int64_t    *busy = QS_ARRAY0(list->host, int64_t, list->n);
	QsGateCost	cost = {0};

	for (int64_t k = 0; k < list->count; k++)
	{
		const QsGate *gate = &list->gate[k];
		int64_t		end = busy[gate->a];

		if (gate->b >= 0)
		{
			end = busy[gate->b] > end ? busy[gate->b] : end;
			busy[gate->b] = end + 1;
			cost.two_qubit_gates++;
			cost.swaps += gate->kind == QS_GATE_SWAP;
		}
		busy[gate->a] = end + 1;
		cost.depth = end + 1 > cost.depth ? end + 1 : cost.depth;
	}
	qs_free(list->host, busy);
	return cost;
}
