/*
 * samples.c
 *	  Distinct assignments with their energies and how often each was seen.
 */
#include "sampling/sampler.h"

#include <string.h>

#include "base/sort.h"

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

/* Distinct rows, found by a hash table of indices into them.  Both grow with what
 * they hold: most shots of a few variables are equal. */
typedef struct Gathering
{
	QsHost	   *host;
	Distinct   *distinct;
	int			count;
	int			capacity;
	int			most;			/* rows there are */
	int32_t    *table;			/* -1: empty */
	size_t		slots;			/* a power of two, at least twice the capacity */
} Gathering;

/* Where the row stands or would stand */
static size_t
slot_of(const Gathering *g, const uint8_t *row, int n)
{
	size_t		slot = hash_row(row, n) & (g->slots - 1);

	while (g->table[slot] >= 0 && memcmp(g->distinct[g->table[slot]].row, row, (size_t) n) != 0)
		slot = (slot + 1) & (g->slots - 1);
	return slot;
}

static void
grow(Gathering *g, int n)
{
	int			capacity = g->capacity == 0 ? 64 :
		g->capacity > g->most / 2 ? g->most : 2 * g->capacity;

	g->distinct = qs_realloc(g->host, g->distinct, (size_t) g->count, (size_t) capacity,
							 sizeof(Distinct));
	g->capacity = capacity;
	while (g->slots < 2 * (size_t) capacity)
		g->slots *= 2;
	qs_free(g->host, g->table);
	g->table = QS_ARRAY(g->host, int32_t, g->slots);
	qs_fill(g->host, g->table, 0xff, g->slots * sizeof(int32_t));
	for (int k = 0; k < g->count; k++)
	{
		g->table[slot_of(g, g->distinct[k].row, n)] = k;
		if ((k & 4095) == 4095)
			qs_check(g->host);
	}
}

/* Add up equal rows; the caller frees distinct. */
static Distinct *
gather(QsHost *host, int n, const uint8_t *rows, const int64_t *occurrences, int count,
	   int *kept)
{
	Gathering	g = {.host = host, .most = count, .slots = 16};

	grow(&g, n);
	for (int k = 0; k < count; k++)
	{
		const uint8_t *row = rows + (size_t) k * (size_t) n;
		int64_t		seen = occurrences ? occurrences[k] : 1;
		size_t		slot;

		if ((k & 255) == 0)
			qs_check(host);
		if (seen <= 0)
			continue;
		slot = slot_of(&g, row, n);
		if (g.table[slot] < 0)
		{
			if (g.count == g.capacity)
			{
				grow(&g, n);
				slot = slot_of(&g, row, n);
			}
			g.table[slot] = g.count;
			g.distinct[g.count++] = (Distinct) {0.0, 0, row, n};
		}
		g.distinct[g.table[slot]].occurrences += seen;
	}
	qs_free(host, g.table);
	*kept = g.count;
	return g.distinct;
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
	qs_sort(host, distinct, (size_t) count, sizeof(Distinct), by_energy_then_bits);
	for (int k = 0; k < count; k++)
	{
		if ((k & 4095) == 4095)
			qs_check(host);
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
	int			kept;
	Distinct   *distinct = gather(host, qubo->n, rows, occurrences, count, &kept);
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
