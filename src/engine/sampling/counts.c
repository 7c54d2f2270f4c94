/*
 * counts.c
 *	  Measurement results of real hardware as samples.
 */
#include "sampling/counts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/sort.h"
#include "sampling/count_keys.h"

/* Probabilities may miss 1 by so much: tables are cut and rounded. */
#define MISSING		0.1

/* Whole numbers up to here are exact. */
#define MOST_COUNTS	0x1p53

static const QsName bit_orders[] = {
	{"right", QS_BIT_ORDER_FIRST_RIGHT, "qubit 0 is the rightmost character, as Qiskit writes it"},
	{"left", QS_BIT_ORDER_FIRST_LEFT, "qubit 0 is the leftmost character, as in bit varying"},
};

const QsNames qs_bit_order_names = QS_NAMES("bit order", bit_orders);

static QsStatus
invalid(QsError *error, int line, const char *message)
{
	memset(error, 0, sizeof(*error));
	snprintf(error->message, sizeof(error->message), "%s", message);
	error->line = line;
	return QS_INVALID;
}

/* Are all values whole numbers?  Complains about what is no number. */
static QsStatus
look_at_values(const QsCount *counts, int count, bool *whole, double *sum, QsError *error)
{
	*whole = true;
	*sum = 0.0;
	for (int k = 0; k < count; k++)
	{
		if (!isfinite(counts[k].count))
			return invalid(error, k + 1, "counts must be finite numbers");
		*whole = *whole && counts[k].count == rint(counts[k].count);
		*sum += counts[k].count;
	}
	return QS_OK;
}

static QsStatus
take_counts(const QsCount *counts, int count, int64_t *occurrences, QsError *error)
{
	double		sum = 0.0;

	for (int k = 0; k < count; k++)
	{
		sum += counts[k].count;
		if (counts[k].count < 0.0 || sum >= MOST_COUNTS)
			return invalid(error, k + 1, "counts must not be negative nor overflow");
		occurrences[k] = (int64_t) counts[k].count;
	}
	return QS_OK;
}

typedef struct Share
{
	double		value;
	int			entry;
} Share;

static int
by_falling_value(const void *a, const void *b)
{
	const Share *left = a,
			   *right = b;

	if (left->value != right->value)
		return left->value < right->value ? 1 : -1;
	return (left->entry > right->entry) - (left->entry < right->entry);
}

/* The nearest probabilities: the largest values, all lessened by one amount, the others
 * 0.  share[] is sorted by falling value. */
static void
project(Share *share, int count)
{
	double		sum = 0.0,
				lessen = 0.0;

	for (int k = 0; k < count; k++)
	{
		double		amount;

		sum += share[k].value;
		amount = (sum - 1.0) / (k + 1);
		if (share[k].value <= amount)
			break;
		lessen = amount;
	}
	for (int k = 0; k < count; k++)
		share[k].value = fmax(share[k].value - lessen, 0.0);
}

/* Whole shots for each, the largest remainders rounded up, ties by their order */
static void
share_out(QsHost *host, Share *share, int count, int64_t shots, int64_t *occurrences)
{
	int64_t		left = shots;

	for (int k = 0; k < count; k++)
	{
		double		exact = share[k].value * (double) shots;
		double		whole = fmin(floor(exact), (double) left);

		occurrences[share[k].entry] = (int64_t) whole;
		left -= (int64_t) whole;
		share[k].value = exact - whole;
	}
	qs_sort(host, share, (size_t) count, sizeof(Share), by_falling_value);
	for (int k = 0; k < count && left > 0; k++, left--)
		if (share[k].value > 0.0)
			occurrences[share[k].entry]++;
}

static QsStatus
take_probabilities(QsHost *host, const QsCount *counts, int count, double sum, int64_t shots,
				   int64_t *occurrences, double *negative, QsError *error)
{
	Share	   *share;

	if (!(fabs(sum - 1.0) <= MISSING))
	{
		invalid(error, 0, "");
		snprintf(error->message, sizeof(error->message), "the values are neither whole counts nor "
				 "probabilities: they add up to %.6g", sum);
		return QS_INVALID;
	}
	share = QS_ARRAY(host, Share, count);
	for (int k = 0; k < count; k++)
	{
		share[k] = (Share) {counts[k].count / sum, k};
		*negative += fmin(counts[k].count, 0.0);
	}
	qs_sort(host, share, (size_t) count, sizeof(Share), by_falling_value);
	project(share, count);
	share_out(host, share, count, shots, occurrences);
	qs_free(host, share);
	return QS_OK;
}

/* How often each entry was seen */
static QsStatus
take_values(QsHost *host, const QsCount *counts, int count, const QsCountsReading *reading,
			int64_t *occurrences, double *negative, QsError *error)
{
	bool		whole;
	double		sum;
	QsStatus	status = look_at_values(counts, count, &whole, &sum, error);

	if (status != QS_OK)
		return status;
	if (whole)
		return take_counts(counts, count, occurrences, error);
	return take_probabilities(host, counts, count, sum, reading->shots > 0 ? reading->shots : QS_COUNT_SHOTS,
							  occurrences, negative, error);
}

QsStatus
qs_counts_to_samples(QsHost *host, const QsQubo *qubo, const QsCount *counts, int count,
					 const QsCountsReading *reading, QsSamples **samples, int64_t *total,
					 double *negative, QsError *error)
{
	size_t		n = (size_t) qubo->n;
	uint8_t    *rows = QS_ARRAY(host, uint8_t, (size_t) count * n);
	int64_t    *occurrences = QS_ARRAY(host, int64_t, count);
	QsCountsReading settled = *reading;
	int64_t		shots = 0;
	double		below = 0.0;
	QsStatus	status;

	*samples = NULL;
	memset(error, 0, sizeof(*error));
	if (settled.keys == QS_COUNT_KEYS_AUTO)
		settled.keys = qs_count_keys_of(counts, count);
	status = take_values(host, counts, count, reading, occurrences, &below, error);
	for (int k = 0; k < count && status == QS_OK; k++)
	{
		status = qs_count_key(&counts[k], qubo->n, &settled, rows + (size_t) k * n, error);
		if (status != QS_OK)
			error->line = k + 1;
		shots += occurrences[k];
		if ((k & 1023) == 0)
			qs_check(host);
	}
	if (status == QS_OK && shots == 0)
		status = invalid(error, 0, "counts hold no measurement");
	if (status == QS_OK)
		*samples = qs_samples_from_counts(host, qubo, rows, occurrences, count);
	if (total)
		*total = shots;
	if (negative)
		*negative = below;
	qs_free(host, occurrences);
	qs_free(host, rows);
	return status;
}
