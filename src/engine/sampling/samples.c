/*
 * samples.c
 *	  Distinct assignments with their energies and how often each was seen.
 */
#include "sampling/sampler.h"

#include <string.h>

#include "base/sort.h"
#include "sampling/shot_collector.h"

QsSamples *
qs_samples_from_counts(QsHost *host, const QsQubo *qubo, const uint8_t *rows,
					   const int64_t *occurrences, int count)
{
	QsShotCollector *collector = qs_collector_create(host, qubo, count);

	qs_collector_take(collector, rows, occurrences, count);
	return qs_collector_end(collector);
}

QsSamples *
qs_samples_from_rows(QsHost *host, const QsQubo *qubo, const uint8_t *rows, int shots)
{
	return qs_samples_from_counts(host, qubo, rows, NULL, shots);
}

static int
compare_words(const void *a, const void *b)
{
	uint64_t	p = *(const uint64_t *) a;
	uint64_t	q = *(const uint64_t *) b;

	return (p > q) - (p < q);
}

QsSamples *
qs_samples_from_bits(QsHost *host, const QsQubo *qubo, const uint64_t *bits, int shots)
{
	size_t		n = (size_t) qubo->n;
	uint64_t   *word = QS_ARRAY(host, uint64_t, shots);
	int64_t    *occurrences = QS_ARRAY(host, int64_t, shots);
	int			kept = 0;
	uint8_t    *rows;
	QsSamples  *samples;

	/* equal words are added up before they are spelt out as bytes */
	qs_copy(host, word, bits, (size_t) shots * sizeof(uint64_t));
	qs_sort(host, word, (size_t) shots, sizeof(uint64_t), compare_words);
	for (int k = 0; k < shots; k++)
	{
		if ((k & 0xffff) == 0xffff)
			qs_check(host);
		if (kept > 0 && word[kept - 1] == word[k])
			occurrences[kept - 1]++;
		else
		{
			word[kept] = word[k];
			occurrences[kept++] = 1;
		}
	}
	rows = QS_ARRAY(host, uint8_t, (size_t) kept * n);
	for (int k = 0; k < kept; k++)
	{
		for (size_t i = 0; i < n; i++)
			rows[(size_t) k * n + i] = (uint8_t) (word[k] >> i & 1);
		if ((k & 0xffff) == 0xffff)
			qs_check(host);
	}
	samples = qs_samples_from_counts(host, qubo, rows, occurrences, kept);
	qs_free(host, rows);
	qs_free(host, occurrences);
	qs_free(host, word);
	return samples;
}

void
qs_samples_free(QsHost *host, QsSamples *samples)
{
	if (samples == NULL)
		return;
	qs_free(host, samples->x);
	qs_free(host, samples->energy);
	qs_free(host, samples->occurrences);
	qs_free(host, samples);
}
