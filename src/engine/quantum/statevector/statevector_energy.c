/*
 * statevector_energy.c
 *	  Energies of all basis states, block by block.
 */
#include "quantum/statevector/statevector_energy.h"

#include <string.h>

void
qs_energy_blocks_begin(QsEnergyBlocks *e, QsHost *host, const QsQuadratic *function, bool halved)
{
	int			qubits;

	e->host = host;
	e->kernels = qs_state_kernels(host->simd, true);
	e->stored = halved ? function->n - 1 : function->n;
	qubits = e->stored < QS_MIN_QUBITS ? QS_MIN_QUBITS : e->stored;
	qs_energy_create(host, &e->tables, qubits, qubits < QS_BLOCK_QUBITS ? qubits : QS_BLOCK_QUBITS);
	qs_energy_fill(&e->tables, function, 0);
}

void
qs_energy_blocks_end(QsEnergyBlocks *e)
{
	qs_energy_free(e->host, &e->tables);
}

void
qs_energy_blocks_values(const QsEnergyBlocks *e, size_t block, double *value)
{
	double		slope[QS_BLOCK_CROSS];
	double		base = qs_energy_block(&e->tables, block, slope);

	e->kernels->block_energies(e->tables.block_qubits, e->tables.table, base, slope, value);
}

QsStatus
qs_quadratic_values(QsHost *host, const QsQuadratic *function, double *out)
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

QsStatus
qs_quadratic_values_single(QsHost *host, const QsQuadratic *function, float *out)
{
	QsEnergyBlocks e;
	float		value[1 << QS_BLOCK_QUBITS];
	bool		stopped = false;

	qs_energy_blocks_begin(&e, host, function, false);
	for (size_t block = 0; block < qs_energy_blocks_count(&e) && !stopped; block++)
	{
		double		slope[QS_BLOCK_CROSS];
		double		base = qs_energy_block(&e.tables, block, slope);
		bool		small = function->n < QS_MIN_QUBITS;

		e.kernels->block_energies_single(e.tables.block_qubits, e.tables.table, base, slope,
										 small ? value : out + (block << e.tables.block_qubits));
		if (small)
			memcpy(out, value, qs_energy_blocks_states(&e) * sizeof(float));
		stopped = block % QS_POLL_BLOCKS == QS_POLL_BLOCKS - 1 && qs_stop_requested(host);
	}
	qs_energy_blocks_end(&e);
	return stopped ? QS_INTERRUPTED : QS_OK;
}
