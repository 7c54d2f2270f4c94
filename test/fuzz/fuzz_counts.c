/*
 * fuzz_counts.c
 *	  Any lines as hardware counts: the first byte says how many qubits there are
 *	  and where qubit 0 stands; every line's last byte is its count, or a share.
 */
#include "fuzz.h"

#include <string.h>

#include "sampling/counts.h"

#define MOST_ENTRIES	64

static int
read_lines(const uint8_t *data, size_t size, QsCount *counts)
{
	int			count = 0;

	while (size > 0 && count < MOST_ENTRIES)
	{
		const uint8_t *end = memchr(data, '\n', size);
		size_t		length = end ? (size_t) (end - data) : size;

		counts[count++] = (QsCount)
		{
			.bits = (const char *) data, .length = length > 0 ? length - 1 : 0,
			.count = length == 0 ? 0.0 : (int8_t) data[length - 1] / (data[length - 1] & 1 ? 1.0 : 64.0)
		};
		data += length + (end != NULL);
		size -= length + (end != NULL);
	}
	return count;
}

static void
fuzz_one(QsHost *host, const uint8_t *data, size_t size)
{
	QsCount		counts[MOST_ENTRIES];
	QsTerm		term = {0, 0, 1.0};
	QsCountsReading reading = {.chosen = -1};
	QsSamples  *samples;
	QsQubo	   *qubo;
	QsError		error = {0};
	int64_t		total = 0,
				shots;
	int			count;

	if (size == 0)
		return;
	reading.order = data[0] & 1 ? QS_BIT_ORDER_FIRST_LEFT : QS_BIT_ORDER_FIRST_RIGHT;
	reading.chosen = data[0] >= 240 ? data[0] - 240 : -1;
	reading.shots = 1000;
	qubo = qs_qubo_from_terms(host, 1 + (data[0] >> 1) % 40, 0.0, &term, 1);
	count = read_lines(data + 1, size - 1, counts);
	if (qs_counts_to_samples(host, qubo, counts, count, &reading, &samples, &shots, NULL, &error) == QS_OK)
	{
		FUZZ_REQUIRE(samples->n == qubo->n && samples->count >= 1);
		total = shots;
		for (int k = 0; k < samples->count; k++)
		{
			FUZZ_REQUIRE(samples->occurrences[k] > 0);
			FUZZ_REQUIRE(samples->energy[k] == samples->x[k * samples->n]);
			total -= samples->occurrences[k];
		}
		FUZZ_REQUIRE(total == 0);
		qs_samples_free(host, samples);
	}
	else
		FUZZ_REQUIRE(error.message[0] != '\0' && error.line <= count);
	qs_qubo_free(host, qubo);
}
