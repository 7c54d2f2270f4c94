/*
 * samples.c
 *	  Distinct assignments with their energies and how often each was seen.
 */
#include "sampler.h"

#include <stdlib.h>
#include <string.h>

/* One distinct row on its way to the output order. */
typedef struct Distinct
{
	double		energy;
	int64_t		occurrences;
	const uint8_t *row;
	int			n;
} Distinct;

static int
by_energy_then_bits(const void *a, const void *b)
{
	const Distinct *p = a;
	const Distinct *q = b;

	if (p->energy != q->energy)
		return p->energy < q->energy ? -1 : 1;
	return memcmp(p->row, q->row, (size_t) p->n);
}

static uint64_t
hash_row(const uint8_t *row, int n)
{
	uint64_t	hash = UINT64_C(0x9e3779b97f4a7c15) ^ (uint64_t) n;

	for (int k = 0; k < n; k += 8)
	{
		uint64_t	word = 0;

		memcpy(&word, row + k, n - k < 8 ? (size_t) (n - k) : 8);
		hash = (hash ^ word) * UINT64_C(0xbf58476d1ce4e5b9);
		hash ^= hash >> 29;
	}
	return hash ^ (hash >> 32);
}

/* Add up equal rows through a hash table of indices into distinct; returns how
 * many there are. */
static int
gather(QsHost *host, int n, const uint8_t *rows, const int64_t *occurrences, int count,
	   Distinct *distinct)
{
	size_t		slots = 16;
	int32_t    *table;
	int			kept = 0;

	while (slots < 2 * (size_t) count)
		slots *= 2;
	table = QS_ARRAY(host, int32_t, slots);
	memset(table, 0xff, slots * sizeof(int32_t));
	for (int k = 0; k < count; k++)
	{
		const uint8_t *row = rows + (size_t) k * (size_t) n;
		int64_t		seen = occurrences ? occurrences[k] : 1;
		size_t		slot;

		if ((k & 255) == 0)
			qs_check(host);
		if (seen <= 0)
			continue;
		slot = hash_row(row, n) & (slots - 1);
		while (table[slot] >= 0 && memcmp(distinct[table[slot]].row, row, (size_t) n) != 0)
			slot = (slot + 1) & (slots - 1);
		if (table[slot] < 0)
		{
			table[slot] = kept;
			distinct[kept++] = (Distinct) {0.0, 0, row, n};
		}
		distinct[table[slot]].occurrences += seen;
	}
	qs_free(host, table);
	return kept;
}

/* Energies, order, output. */
static QsSamples *
assemble(QsHost *host, const QsQubo *qubo, Distinct *distinct, int count)
{
	QsSamples  *samples = QS_NEW(host, QsSamples);
	size_t		n = (size_t) qubo->n;
	int64_t		work = 0;

	samples->n = qubo->n;
	samples->count = count;
	samples->x = QS_ARRAY(host, uint8_t, (size_t) count * n);
	samples->energy = QS_ARRAY(host, double, count);
	samples->occurrences = QS_ARRAY(host, int64_t, count);
	for (int k = 0; k < count; k++)
	{
		distinct[k].energy = qs_qubo_energy(qubo, distinct[k].row);
		work += qubo->n + qubo->start[qubo->n];
		if (work > 1000000)
		{
			work = 0;
			qs_check(host);
		}
	}
	if (count > 1)
		qsort(distinct, (size_t) count, sizeof(Distinct), by_energy_then_bits);
	for (int k = 0; k < count; k++)
	{
		memcpy(samples->x + (size_t) k * n, distinct[k].row, n);
		samples->energy[k] = distinct[k].energy;
		samples->occurrences[k] = distinct[k].occurrences;
	}
	return samples;
}

QsSamples *
qs_samples_from_counts(QsHost *host, const QsQubo *qubo, const uint8_t *rows,
					   const int64_t *occurrences, int count)
{
	Distinct   *distinct = QS_ARRAY(host, Distinct, count);
	int			kept = gather(host, qubo->n, rows, occurrences, count, distinct);
	QsSamples  *samples = assemble(host, qubo, distinct, kept);

	qs_free(host, distinct);
	return samples;
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
	if (shots > 0)
	{
		memcpy(word, bits, (size_t) shots * sizeof(uint64_t));
		qsort(word, (size_t) shots, sizeof(uint64_t), compare_words);
	}
	for (int k = 0; k < shots; k++)
	{
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
		for (size_t i = 0; i < n; i++)
			rows[(size_t) k * n + i] = (uint8_t) (word[k] >> i & 1);
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
