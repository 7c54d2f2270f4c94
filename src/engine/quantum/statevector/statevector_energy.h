/*
 * statevector_energy.h
 *	  Energies of all basis states, block by block.
 */
#ifndef QS_STATEVECTOR_ENERGY_H
#define QS_STATEVECTOR_ENERGY_H

#include "quantum/statevector/statevector_internal.h"

/* A function of the stored bits: a half state fixes the last bit to 0 */
typedef struct QsEnergyBlocks
{
	QsHost	   *host;
	const QsStateKernels *kernels;
	QsEnergyTables tables;
	int			stored;			/* bits that mean something */
} QsEnergyBlocks;

extern void qs_energy_blocks_begin(QsEnergyBlocks *blocks, QsHost *host,
								   const QsQuadratic *function, bool halved);
extern void qs_energy_blocks_end(QsEnergyBlocks *blocks);

/* Energies of the states of block number `block` */
extern void qs_energy_blocks_values(const QsEnergyBlocks *blocks, size_t block, double *value);

static inline size_t
qs_energy_blocks_count(const QsEnergyBlocks *e)
{
	return (size_t) 1 << (e->tables.qubits - e->tables.block_qubits);
}

/* States of a block that exist: fewer only when the whole is smaller than a block */
static inline size_t
qs_energy_blocks_states(const QsEnergyBlocks *e)
{
	return (size_t) 1 << (e->stored < e->tables.block_qubits ? e->stored : e->tables.block_qubits);
}

#endif
