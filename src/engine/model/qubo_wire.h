/*
 * qubo_wire.h
 *	  The binary form of the SQL type qubo, for send and receive.
 *
 * All fields big-endian:
 *		  int32    version (1)
 *		  int32    number of variables
 *		  int64    number of terms
 *		  float8   offset
 *	then for each term, in canonical order,
 *		  int32    i
 *		  int32    j
 *		  float8   coefficient
 */
#ifndef QS_QUBO_WIRE_H
#define QS_QUBO_WIRE_H

#include "model/qubo.h"
#include "model/qubo_text.h"

#define QS_QUBO_WIRE_VERSION	1

/* Bytes of a message with count terms */
extern size_t qs_qubo_encode_size(int64_t count);

/* Write the message of canonical terms; returns qs_qubo_encode_size(count). */
extern size_t qs_qubo_encode(QsHost *host, int n, double offset, const QsTerm *terms,
							 int64_t count, uint8_t *message);

/*
 * Read a message, trusting nothing: version, limits, length, 0 <= i <= j < n,
 * strictly ascending pairs, finite non-zero coefficients are all checked, sizes
 * before the allocation.  QS_OK with terms the caller frees, or QS_INVALID
 * with *failure and *error set and nothing allocated.
 */
extern QsStatus qs_qubo_decode(QsHost *host, const uint8_t *message, size_t length, int *n,
							   double *offset, QsTerm **terms, int64_t *count,
							   QsParseFailure *failure, QsError *error);

#endif
