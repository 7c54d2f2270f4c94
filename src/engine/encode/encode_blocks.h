/*
 * encode_blocks.h
 *	  Sub-permutation blocks inside the encoder; see encode.h for the search.
 */
#ifndef QS_ENCODE_BLOCKS_H
#define QS_ENCODE_BLOCKS_H

#include "encode/encode_penalty.h"

/* Qubits beyond which a substituted (dense) QUBO could pass QS_MAX_TERMS */
#define QS_BLOCK_QUBITS		5792

/* k when row r is the first row (by index) of a k x k grid, else 0.  Needs no
 * memory; O(k^3) for such a row, less for others. */
extern int	qs_block_of_row(const QsModel *model, const QsStructure *structure, int r);

/*
 * `from` (over the model's variables) with the eliminated cells substituted, plus
 * the block penalties if asked for.  encoding has its blocks and variable_of filled in.
 * O(n * qubits) time, 8 qubits^2 bytes.
 */
extern QsQubo *qs_substitute_blocks(QsHost *host, const QsEncoding *encoding, int qubits,
									const QsQubo *from, bool penalise);

#endif
