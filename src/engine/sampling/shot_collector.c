/*
 * shot_collector.c
 *	  Shots as they come, counted and valued one by one.
 */
#include "sampling/shot_collector.h"

#include <string.h>

#include "base/sort.h"

#define FEWEST_SHOTS	((int64_t) 1 << 16)	/* of a batch */
#define STATES_A_SHOT	64				/* passed over while a batch is drawn, at most */

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
struct QsShotCollector
{
	QsHost	   *host;
	const QsQubo *qubo;
	double		began;			/* on the host's clock */
	int64_t		taken;			/* rows, equal ones included */
	int64_t		work;			/* since the last interrupt point */
	Distinct   *distinct;
	int			count;
	int			capacity;
	int			most;			/* rows there will be */
	int32_t    *table;			/* -1: empty */
	size_t		slots;			/* a power of two, at least twice the capacity */
};

/* Where the row stands or would stand */
static size_t
slot_of(const QsShotCollector *g, const uint8_t *row, int n)
{
	size_t		slot = hash_row(row, n) & (g->slots - 1);

	while (g->table[slot] >= 0 && memcmp(g->distinct[g->table[slot]].row, row, (size_t) n) != 0)
		slot = (slot + 1) & (g->slots - 1);
	return slot;
}

static void
grow(QsShotCollector *g, int n)
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

QsShotCollector *
qs_collector_create(QsHost *host, const QsQubo *qubo, int most)
{
	QsShotCollector *g = QS_NEW(host, QsShotCollector);

	*g = (QsShotCollector) {.host = host, .qubo = qubo, .most = most, .slots = 16, .began = qs_clock(host)};
	grow(g, qubo->n);
	return g;
}

static int32_t
add(QsShotCollector *g, const uint8_t *row)
{
	int			n = g->qubo->n;

	if (g->count == g->capacity)
		grow(g, n);
	g->distinct[g->count] = (Distinct) {qs_qubo_energy(g->qubo, row), 0, row, n};
	g->work += n + g->qubo->start[n];
	if (g->work > 1000000)
	{
		g->work = 0;
		qs_check(g->host);
	}
	g->table[slot_of(g, row, n)] = g->count;
	return g->count++;
}

void
qs_collector_take(QsShotCollector *g, const uint8_t *rows, const int64_t *occurrences, int count)
{
	size_t		n = (size_t) g->qubo->n;

	for (int k = 0; k < count; k++)
	{
		const uint8_t *row = rows + (size_t) k * n;
		int64_t		seen = occurrences ? occurrences[k] : 1;
		int32_t		found;

		if ((k & 255) == 0)
			qs_check(g->host);
		if (seen <= 0)
			continue;
		found = g->table[slot_of(g, row, (int) n)];
		if (found < 0)
			found = add(g, row);
		g->distinct[found].occurrences += seen;
	}
	g->taken += count;
}

bool
qs_collector_late(const QsShotCollector *g)
{
	QsHost	   *host = g->host;
	double		now = qs_clock(host);
	double		share = g->taken > 0 ? (double) g->count / (double) g->taken : 0.0;

	if (qs_time_up(host))
		return true;
	if (now + (now - g->began) * share < host->deadline || host->owed)
		return false;
	host->late = true;
	return true;
}

int
qs_shot_batch(double states, int left)
{
	double		batch = states / STATES_A_SHOT;

	if (batch < (double) FEWEST_SHOTS)
		batch = (double) FEWEST_SHOTS;
	return batch < left ? (int) batch : left;
}

QsSamples *
qs_collector_end(QsShotCollector *g)
{
	QsHost	   *host = g->host;
	QsSamples  *samples = QS_NEW(host, QsSamples);
	size_t		n = (size_t) g->qubo->n;

	qs_free(host, g->table);
	samples->n = g->qubo->n;
	samples->count = g->count;
	samples->x = QS_ARRAY(host, uint8_t, (size_t) g->count * n);
	samples->energy = QS_ARRAY(host, double, g->count);
	samples->occurrences = QS_ARRAY(host, int64_t, g->count);
	qs_sort(host, g->distinct, (size_t) g->count, sizeof(Distinct), by_energy_then_bits);
	for (int k = 0; k < g->count; k++)
	{
		if ((k & 4095) == 4095)
			qs_check(host);
		memcpy(samples->x + (size_t) k * n, g->distinct[k].row, n);
		samples->energy[k] = g->distinct[k].energy;
		samples->occurrences[k] = g->distinct[k].occurrences;
	}
	qs_free(host, g->distinct);
	qs_free(host, g);
	return samples;
}
