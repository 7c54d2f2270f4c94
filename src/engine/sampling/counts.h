/*
 * counts.h
 *	  Measurement results of real hardware as samples, in the dialects they come in.
 *
 * Keys.  A bit string has one character 0 or 1 for each qubit; underscores are skipped.
 * Blanks separate classical registers: all of them together hold the qubits, or one that
 * is chosen does.  A string without its leading zeros begins with 1 or is 0; it is filled
 * up.  Text that starts with 0x is a hexadecimal number, and if one key has a digit above
 * 1, all are decimal numbers: bit i of a number is qubit i, whatever the order.
 *
 * Values.  Whole numbers are counts.  Others are probabilities and add up to about 1;
 * they become counts of so many shots, by largest remainders.  Quasi-probabilities, of
 * which some are negative, are first replaced by the probabilities nearest to them in
 * the sum of squares (Smolin, Gambetta & Smith, "Efficient method for computing the
 * maximum-likelihood quantum state from measurements with additive Gaussian noise",
 * 2012): negative ones become 0, and what that adds is taken from all others alike.
 */
#ifndef QS_COUNTS_H
#define QS_COUNTS_H

#include "base/names.h"
#include "sampling/sampler.h"

/* Which end of a bit string is qubit 0? */
typedef enum QsBitOrder
{
	QS_BIT_ORDER_FIRST_LEFT,	/* the leftmost character, as in our bit varying */
	QS_BIT_ORDER_FIRST_RIGHT	/* the rightmost character, as Qiskit writes them */
} QsBitOrder;

extern const QsNames qs_bit_order_names;

/* What the keys are */
typedef enum QsCountKeys
{
	QS_COUNT_KEYS_AUTO,			/* as above */
	QS_COUNT_KEYS_BITS,
	QS_COUNT_KEYS_DECIMAL,
	QS_COUNT_KEYS_HEXADECIMAL	/* with 0x or without */
} QsCountKeys;

extern const QsNames qs_count_keys_names;

typedef struct QsCountsReading
{
	QsBitOrder	order;
	QsCountKeys keys;
	int			chosen;			/* register, counted from the end at which qubit 0 stands, from
								 * 0; -1: all together */
	int64_t		shots;			/* that probabilities stand for; 0: QS_COUNT_SHOTS */
} QsCountsReading;

/* Shots that probabilities stand for unless the caller knows better */
#define QS_COUNT_SHOTS		INT64_C(1000000)

typedef struct QsCount
{
	const char *bits;			/* not zero-terminated */
	size_t		length;
	double		count;			/* or probability; 1 for a shot of a list */
} QsCount;

/*
 * Samples of the QUBO from counts.  Repeated keys add up, zero counts drop out.  *total
 * (may be NULL) is the number of shots, *negative (may be NULL) the sum of the negative
 * quasi-probabilities.  QS_INVALID with error->message (line: the 1-based entry, 0: of
 * none) for anything else, and when no count is left.  O(count * (n + log count)).
 */
extern QsStatus qs_counts_to_samples(QsHost *host, const QsQubo *qubo, const QsCount *counts,
									 int count, const QsCountsReading *reading, QsSamples **samples,
									 int64_t *total, double *negative, QsError *error);

#endif
