/*
 * quadratic_values.c
 *	  All values of a quadratic function, by the kernels that tails are made with.
 */
#include "quadratic_values.h"

#include <string.h>

#include "quantum/statevector/statevector_energy.h"

QsStatus
quadratic_values(QsHost *host, const QsQuadratic *function, double *out)
{
	QsEnergyBlocks e;
	double		value[1 << QS_BLOCK_QUBITS];
	bool		stopped = false;

	qs_energy_blocks_begin(&e, host, function, false);
	for (size_t block = 0; block < qs_energy_blocks_count(&e) && !stopped; block++)
	{
		if (function->n < QS_MIN_QUBITS)
		{
			qs_energy_blocks_values(&e, block, value);
			memcpy(out, value, qs_energy_blocks_states(&e) * sizeof(double));
		}
		else
			qs_energy_blocks_values(&e, block, out + (block << e.tables.block_qubits));
		stopped = block % QS_POLL_BLOCKS == QS_POLL_BLOCKS - 1 && qs_stop_requested(host);
	}
	qs_energy_blocks_end(&e);
	return stopped ? QS_INTERRUPTED : QS_OK;
}
