/*
 * device.c
 *	  Names of lattices; what a device gets wrong.
 */
#include "sampling/device.h"

#include <math.h>

static const QsName lattices[] = {
	{"all", QS_LATTICE_ALL, "any two qubits interact"},
	{"line", QS_LATTICE_LINE, "neighbours on a line interact"},
	{"heavy-hex", QS_LATTICE_HEAVY_HEX, "hexagons with a qubit on every edge"},
};

const QsNames qs_lattice_names = QS_NAMES("coupling", lattices);

static const QsName program_gates[] = {
	{"cx", false, "couplings as cx, rz and cx"},
	{"rzz", true, "couplings as one rzz"},
};

const QsNames qs_program_gate_names = QS_NAMES("gates", program_gates);

bool
qs_device_has_noisy_gates(const QsDevice *device)
{
	if (device->error_one > 0.0 || device->error_two > 0.0)
		return true;
	if (device->time_one <= 0.0 && device->time_two <= 0.0)
		return false;
	for (int q = 0; q < device->qubits; q++)
		if (isfinite(device->t1[q]) || isfinite(device->t2[q]))
			return true;
	return false;
}
