/*
 * counts.h
 *	  Measurement results of real hardware as samples.
 */
#ifndef QS_COUNTS_H
#define QS_COUNTS_H

#include "sampling/sampler.h"

/* Which end of a bit string is qubit 0? */
typedef enum QsBitOrder
{
	QS_BIT_ORDER_FIRST_LEFT,	/* the leftmost character, as in our bit varying */
	QS_BIT_ORDER_FIRST_RIGHT	/* the rightmost character, as Qiskit writes them */
} QsBitOrder;

extern const QsNames qs_bit_order_names;

typedef struct QsCount
{
	const char *bits;			/* not zero-terminated */
	size_t		length;
	int64_t		count;			/* >= 0 */
} QsCount;

/*
 * Samples of the QUBO from counts.  A bit string has one character 0 or 1 per qubit;
 * blanks and underscores between are skipped.  Text that starts with 0x is a
 * hexadecimal number whose bit i is qubit i, whatever the order.  Repeated
 * strings add up, zero counts drop out.  QS_INVALID with error->message (line: the
 * 1-based entry) for anything else, and when no count is left.
 */
extern QsStatus qs_counts_to_samples(QsHost *host, const QsQubo *qubo, const QsCount *counts,
									 int count, QsBitOrder order, QsSamples **samples,
									 QsError *error);

#endif
