/*
 * statevector_energy.c
 *	  Energies of all basis states, block by block.
 */
#include "quantum/statevector/statevector_energy.h"

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
