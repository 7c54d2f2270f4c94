/*
 * count_keys.h
 *	  Keys of measurement results: bit strings and numbers as qubits.
 */
#ifndef QS_COUNT_KEYS_H
#define QS_COUNT_KEYS_H

#include "sampling/counts.h"

/* What all keys are, where the caller leaves it open; AUTO: each is bits or has 0x */
extern QsCountKeys qs_count_keys_of(const QsCount *counts, int count);

/* Qubits of one key into row[n]; error->message on QS_INVALID. */
extern QsStatus qs_count_key(const QsCount *entry, int n, const QsCountsReading *reading,
							 uint8_t *row, QsError *error);

#endif
