/*
 * device_plan.h
 *	  A circuit on a device: where its qubits are, what it costs, and what goes wrong.
 *
 * Errors of a layer are gathered at its end.  Every gate but rz, which is a change of
 * frame, is followed by depolarising noise on each of its qubits, (1 - p) rho + p/3 (X rho X
 * + Y rho Y + Z rho Z), and all qubits decay for as long as the layer takes, idle or not:
 * amplitude damping with T1 and dephasing with T2, of which the Pauli twirl is taken (Geller
 * & Zhou 2013), so that trajectories of Pauli errors follow it exactly.  Both are Pauli
 * channels, which multiply what a qubit's X, Y and Z still say:
 *		of X and Y	 (1 - 4 p1 / 3)^g1 (1 - 4 p2 / 3)^g2 exp(-t / T2),
 *		of Z		 (1 - 4 p1 / 3)^g1 (1 - 4 p2 / 3)^g2 exp(-t / T1),
 * with g1 and g2 gates of the qubit in the layer.  Preparation counts with the first layer.
 */
#ifndef QS_DEVICE_PLAN_H
#define QS_DEVICE_PLAN_H

#include "quantum/noise.h"
#include "quantum/route.h"
#include "sampling/device.h"

typedef struct QsDevicePlan
{
	QsHost	   *host;
	int			n;
	int			layers;
	QsGateCost	cost;			/* of the program in cx, rz and the like; swaps before they became cx */
	bool		noisy_gates;
	QsPauliChannel *channel;	/* layers x n */
	double	   *flip;			/* n: of readout; NULL: there is no device */
} QsDevicePlan;

/* The places of n qubits on the device; NULL where any two of them interact.  *fits: false
 * where it has no n qubits that hang together. */
extern QsCoupling *qs_device_coupling(QsHost *host, const QsDevice *device, int n, bool *fits);

/* gates as qs_program_gates() makes them.  device NULL: any two qubits interact, and nothing
 * goes wrong.  NULL: the circuit does not fit. */
extern QsDevicePlan *qs_device_plan(QsHost *host, const QsDevice *device, const QsGateList *gates,
									int layers);
extern void qs_device_plan_free(QsDevicePlan *plan);

#endif
