/*
 * encode_substitution.h
 *	  Sub-permutation blocks without their last row and column.
 */
#ifndef QS_ENCODE_SUBSTITUTION_H
#define QS_ENCODE_SUBSTITUTION_H

#include "encode/encode.h"

/* Qubits beyond which a substituted (dense) QUBO could pass QS_MAX_TERMS */
#define QS_BLOCK_QUBITS		5792

/*
 * `from` (over the model's variables) with the eliminated cells substituted, plus
 * the block penalties if asked for.  encoding has its blocks and variable_of filled in.
 * O(n * qubits) time, 8 qubits^2 bytes.
 */
extern QsQubo *qs_substitute_blocks(QsHost *host, const QsEncoding *encoding, int qubits,
									const QsQubo *from, bool penalise);

#endif
