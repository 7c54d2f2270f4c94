/*
 * gate_list.h
 *	  A circuit as the list of its gates, one after the other: what is written as a
 *	  program, put on a device and counted.
 */
#ifndef QS_GATE_LIST_H
#define QS_GATE_LIST_H

#include "base/host.h"

typedef enum QsGateKind
{
	QS_GATE_H,
	QS_GATE_X,
	QS_GATE_RX,
	QS_GATE_RY,
	QS_GATE_RZ,
	QS_GATE_CX,
	QS_GATE_CZ,
	QS_GATE_RZZ,				/* exp(-i angle/2 ZZ) */
	QS_GATE_SWAP
} QsGateKind;

typedef struct QsGate
{
	QsGateKind	kind;
	int32_t		a;
	int32_t		b;				/* -1: a gate on one qubit */
	int32_t		layer;			/* of the circuit, from 1; 0: preparation */
	bool		commutes;		/* with its neighbours in the list that do: diagonal gates of one
								 * layer */
	double		angle;
} QsGate;

typedef struct QsGateList
{
	QsHost	   *host;
	int			n;				/* qubits */
	int64_t		count;
	int64_t		capacity;
	QsGate	   *gate;
	int			layer;			/* of gates to come */
} QsGateList;

extern QsGateList *qs_gate_list_create(QsHost *host, int n);
extern void qs_gate_list_free(QsGateList *list);

extern void qs_gate_list_add(QsGateList *list, const QsGate *gate);

/* A gate of the current layer that has its place in the order */
extern void qs_gate_list_one(QsGateList *list, QsGateKind kind, int a, double angle);
extern void qs_gate_list_two(QsGateList *list, QsGateKind kind, int a, int b);

/* "rx"; with an angle in parentheses, or without */
extern const char *qs_gate_name(QsGateKind kind);
extern bool qs_gate_has_angle(QsGateKind kind);

/* The same circuit with every rzz as cx, rz, cx and every swap as three cx */
extern QsGateList *qs_gate_list_decompose(const QsGateList *list);

/* What a circuit costs: rounds of disjoint gates when each gate begins as soon as its
 * qubits are free, measurement apart, and gates by kind.  O(gates). */
typedef struct QsGateCost
{
	int64_t		depth;
	int64_t		two_qubit_gates;	/* swaps included */
	int64_t		swaps;
} QsGateCost;

extern QsGateCost qs_gate_list_cost(const QsGateList *list);

#endif
