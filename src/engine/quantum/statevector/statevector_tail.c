/*
 * statevector_tail.c
 *	  Means of the lowest fraction of a state's energies.
 */
#include <math.h>
#include <string.h>

#include "base/sort.h"
#include "quantum/statevector/statevector_energy.h"

#define POLL_ENTRIES	65536	/* of a list walked, at random places of memory */
#define LIST_ALL_QUBITS 14		/* up to here a tail lists every state */
#define LIST_MOST		((size_t) 1 << 20)
#define COARSE_BINS		4096
#define REFINEMENTS		3
#define REFINE_BINS		1024
#define INSERTION_MOST	24

typedef struct Entry
{
	double		energy;
	uint32_t	state;
} Entry;

struct QsTail
{
	QsHost	   *host;
	const QsQuadratic *function;
	QsEnergyBlocks blocks;
	double	   *value;			/* scratch: energies of a block */
	double		least,
				most;
	size_t		states;			/* in all */
	size_t		count;			/* listed, ascending by energy */
	Entry	   *entry;
	double	   *bin_probability;	/* REFINE_BINS */
	double	   *bin_energy;
};

/* Which of `bins` equal intervals over [low, low + bins / scale] */
static inline size_t
bin_of(double energy, double low, double scale, size_t bins)
{
	double		position = (energy - low) * scale;

	if (!(position > 0.0))
		return 0;
	return position >= (double) bins ? bins - 1 : (size_t) position;
}

static inline double
bin_scale(double low, double high, size_t bins)
{
	return high > low ? (double) bins / (high - low) : 0.0;
}

static void
find_range(QsTail *tail)
{
	size_t		states = qs_energy_blocks_states(&tail->blocks);

	tail->least = INFINITY;
	tail->most = -INFINITY;
	for (size_t block = 0; block < qs_energy_blocks_count(&tail->blocks); block++)
	{
		double		least = INFINITY;
		double		most = -INFINITY;

		qs_energy_blocks_values(&tail->blocks, block, tail->value);
		for (size_t x = 0; x < states; x++)
		{
			least = tail->value[x] < least ? tail->value[x] : least;
			most = tail->value[x] > most ? tail->value[x] : most;
		}
		tail->least = least < tail->least ? least : tail->least;
		tail->most = most > tail->most ? most : tail->most;
		if (block % QS_POLL_BLOCKS == 0)
			qs_check(tail->host);
	}
}

/* How many of the lowest bins to list so that about `wanted` states are listed;
 * *count tells how many those are.  None when ties make even the first too large. */
static size_t
choose_bins(QsTail *tail, size_t wanted, size_t *count)
{
	size_t	   *bin = QS_ARRAY0(tail->host, size_t, COARSE_BINS);
	double		scale = bin_scale(tail->least, tail->most, COARSE_BINS);
	size_t		states = qs_energy_blocks_states(&tail->blocks);
	size_t		bins = 0;

	for (size_t block = 0; block < qs_energy_blocks_count(&tail->blocks); block++)
	{
		qs_energy_blocks_values(&tail->blocks, block, tail->value);
		for (size_t x = 0; x < states; x++)
			bin[bin_of(tail->value[x], tail->least, scale, COARSE_BINS)]++;
		if (block % QS_POLL_BLOCKS == 0)
			qs_check(tail->host);
	}
	*count = 0;
	while (bins < COARSE_BINS && *count < wanted && *count + bin[bins] <= 2 * wanted)
		*count += bin[bins++];
	qs_free(tail->host, bin);
	return bins;
}

static void
collect(QsTail *tail, size_t bins, Entry *entry)
{
	double		scale = bin_scale(tail->least, tail->most, COARSE_BINS);
	size_t		states = qs_energy_blocks_states(&tail->blocks);
	size_t		filled = 0;

	for (size_t block = 0; block < qs_energy_blocks_count(&tail->blocks); block++)
	{
		size_t		first = block << tail->blocks.tables.block_qubits;

		qs_energy_blocks_values(&tail->blocks, block, tail->value);
		for (size_t x = 0; x < states; x++)
			if (bin_of(tail->value[x], tail->least, scale, COARSE_BINS) < bins)
				entry[filled++] = (Entry) {tail->value[x], (uint32_t) (first + x)};
		if (block % QS_POLL_BLOCKS == 0)
			qs_check(tail->host);
	}
}

static inline bool
before(const Entry *a, const Entry *b)
{
	return a->energy < b->energy || (a->energy == b->energy && a->state < b->state);
}

static int
compare_entries(const void *a, const void *b)
{
	return before(b, a) - before(a, b);
}

static void
insertion_sort(Entry *entry, size_t count)
{
	for (size_t k = 1; k < count; k++)
	{
		Entry		moved = entry[k];
		size_t		at = k;

		for (; at > 0 && before(&moved, &entry[at - 1]); at--)
			entry[at] = entry[at - 1];
		entry[at] = moved;
	}
}

static void
sift_down(Entry *entry, size_t root, size_t count)
{
	Entry		moved = entry[root];

	for (size_t child = 2 * root + 1; child < count; child = 2 * root + 1)
	{
		if (child + 1 < count && before(&entry[child], &entry[child + 1]))
			child++;
		if (!before(&moved, &entry[child]))
			break;
		entry[root] = entry[child];
		root = child;
	}
	entry[root] = moved;
}

/* Short runs by insertion, long ones by a heap: never quadratic */
static void
sort_run(Entry *entry, size_t count)
{
	if (count <= INSERTION_MOST)
	{
		insertion_sort(entry, count);
		return;
	}
	for (size_t root = count / 2; root-- > 0;)
		sift_down(entry, root, count);
	for (size_t last = count - 1; last > 0; last--)
	{
		Entry		swap = entry[0];

		entry[0] = entry[last];
		entry[last] = swap;
		sift_down(entry, 0, last);
	}
}

/* Spread over about as many equal intervals as entries, then order each */
static void
sort_entries(QsHost *host, Entry *entry, size_t count)
{
	Entry	   *spread = QS_ARRAY(host, Entry, count);
	size_t	   *start = QS_ARRAY0(host, size_t, count + 1);
	double		low = INFINITY,
				high = -INFINITY,
				scale;

	for (size_t k = 0; k < count; k++)
	{
		low = entry[k].energy < low ? entry[k].energy : low;
		high = entry[k].energy > high ? entry[k].energy : high;
	}
	scale = bin_scale(low, high, count);
	for (size_t k = 0; k < count; k++)
	{
		start[bin_of(entry[k].energy, low, scale, count) + 1]++;
		if (k % POLL_ENTRIES == POLL_ENTRIES - 1)
			qs_check(host);
	}
	for (size_t b = 0; b < count; b++)
		start[b + 1] += start[b];
	qs_check(host);
	for (size_t k = 0; k < count; k++)
	{
		spread[start[bin_of(entry[k].energy, low, scale, count)]++] = entry[k];
		if (k % POLL_ENTRIES == POLL_ENTRIES - 1)
			qs_check(host);
	}

	/* start[b] is now the end of bin b */
	for (size_t b = 0, first = 0, polled = 0; b < count; b++)
	{
		/* ties fill one bin with many */
		if (start[b] - first > POLL_ENTRIES)
			qs_sort(host, spread + first, start[b] - first, sizeof(Entry), compare_entries);
		else if (start[b] - first > 1)
			sort_run(spread + first, start[b] - first);
		first = start[b];
		if (first - polled > POLL_ENTRIES / 4)
		{
			polled = first;
			qs_check(host);
		}
	}
	qs_copy(host, entry, spread, count * sizeof(Entry));
	qs_free(host, start);
	qs_free(host, spread);
}

/* How many states to list: a sixteenth, but all of a small space */
static size_t
list_length(size_t states)
{
	size_t		length = states / 16;

	if (length < (size_t) 1 << LIST_ALL_QUBITS)
		length = (size_t) 1 << LIST_ALL_QUBITS;
	if (length > LIST_MOST)
		length = LIST_MOST;
	return length < states ? length : states;
}

double
qs_tail_bytes(int n)
{
	double		listed = 2.0 * (double) list_length((size_t) 1 << n);
	int			qubits = n < QS_MIN_QUBITS ? QS_MIN_QUBITS : n;
	int			block = qubits < QS_BLOCK_QUBITS ? qubits : QS_BLOCK_QUBITS;

	return listed * (2.0 * sizeof(Entry) + sizeof(size_t)) + qs_energy_bytes(qubits, block) +
		sizeof(double) * (2.0 * REFINE_BINS + COARSE_BINS + (1 << QS_BLOCK_QUBITS)) + 4096.0;
}

QsTail *
qs_tail_create(const QsStatevector *state, const QsQuadratic *function)
{
	QsHost	   *host = state->host;
	QsTail	   *tail = QS_NEW(host, QsTail);
	size_t		bins;

	tail->host = host;
	tail->function = function;
	qs_energy_blocks_begin(&tail->blocks, host, function, state->halved);
	tail->value = QS_ARRAY(host, double, (size_t) 1 << QS_BLOCK_QUBITS);
	tail->bin_probability = QS_ARRAY(host, double, REFINE_BINS);
	tail->bin_energy = QS_ARRAY(host, double, REFINE_BINS);
	tail->states = (size_t) 1 << tail->blocks.stored;
	find_range(tail);
	bins = choose_bins(tail, list_length(tail->states), &tail->count);
	tail->entry = QS_ARRAY(host, Entry, tail->count);
	collect(tail, bins, tail->entry);
	if (tail->count > 1)
		sort_entries(host, tail->entry, tail->count);
	return tail;
}

void
qs_tail_free(QsTail *tail)
{
	if (tail == NULL)
		return;
	qs_energy_blocks_end(&tail->blocks);
	qs_free(tail->host, tail->value);
	qs_free(tail->host, tail->bin_probability);
	qs_free(tail->host, tail->bin_energy);
	qs_free(tail->host, tail->entry);
	qs_free(tail->host, tail);
}

static inline double
stored_probability(const QsStatevector *state, uint64_t y)
{
	size_t		at = qs_state_number(state, y);

	if (state->kernels->real_size == sizeof(float))
	{
		double		a = ((const float *) state->amplitude)[at];
		double		b = ((const float *) state->amplitude)[at + QS_GROUP];

		return a * a + b * b;
	}
	else
	{
		double		a = ((const double *) state->amplitude)[at];
		double		b = ((const double *) state->amplitude)[at + QS_GROUP];

		return a * a + b * b;
	}
}

/* Walk the list from below; false when it ends before the fraction is reached, or
 * the host asked to stop */
static bool
tail_by_list(QsStatevector *state, const QsTail *tail, double fraction, double *mean,
			 double *threshold)
{
	double		mass = 0.0;
	double		sum = 0.0;

	for (size_t k = 0; k < tail->count; k++)
	{
		double		p = stored_probability(state, tail->entry[k].state ^ state->frame);

		if (mass + p >= fraction)
		{
			*mean = (sum + (fraction - mass) * tail->entry[k].energy) / fraction;
			*threshold = tail->entry[k].energy;
			return true;
		}
		mass += p;
		sum += p * tail->entry[k].energy;
		if (k % POLL_ENTRIES == POLL_ENTRIES - 1 && qs_stop_requested(state->host))
		{
			state->stopped = true;
			return false;
		}
	}
	if (tail->count < tail->states || tail->count == 0)
		return false;
	/* rounding left a little less than the fraction in all */
	*mean = sum / mass;
	*threshold = tail->entry[tail->count - 1].energy;
	return true;
}

/* One level of refinement: which interval of the previous level was entered */
typedef struct Level
{
	double		low;
	double		scale;
	size_t		bin;
} Level;

static bool
inside(double energy, const Level *level, int levels)
{
	for (int k = 0; k < levels; k++)
		if (bin_of(energy, level[k].low, level[k].scale, REFINE_BINS) != level[k].bin)
			return false;
	return true;
}

/* Probability and energy by interval, of the states inside all earlier levels */
static bool
fill_bins(QsStatevector *state, QsTail *tail, const Level *level, int levels, double low,
		  double scale)
{
	size_t		states = qs_energy_blocks_states(&tail->blocks);

	memset(tail->bin_probability, 0, REFINE_BINS * sizeof(double));
	memset(tail->bin_energy, 0, REFINE_BINS * sizeof(double));
	for (size_t block = 0; block < qs_energy_blocks_count(&tail->blocks); block++)
	{
		size_t		first = block << tail->blocks.tables.block_qubits;

		qs_energy_blocks_values(&tail->blocks, block, tail->value);
		for (size_t x = 0; x < states; x++)
			if (inside(tail->value[x], level, levels))
			{
				size_t		bin = bin_of(tail->value[x], low, scale, REFINE_BINS);
				double		p = stored_probability(state, (first + x) ^ state->frame);

				tail->bin_probability[bin] += p;
				tail->bin_energy[bin] += p * tail->value[x];
			}
		if (qs_state_stop(state, 4 * states))
			return false;
	}
	return true;
}

/* Find the interval the fraction ends in, and look into it again, more finely */
static QsStatus
tail_by_bins(QsStatevector *state, QsTail *tail, double fraction, double *mean, double *threshold)
{
	Level		level[REFINEMENTS];
	double		mass = 0.0;
	double		sum = 0.0;
	double		low = tail->least;
	double		high = tail->most;

	for (int k = 0; k < REFINEMENTS; k++)
	{
		double		scale = bin_scale(low, high, REFINE_BINS);
		size_t		bin = 0;
		size_t		last = REFINE_BINS - 1;

		if (!fill_bins(state, tail, level, k, low, scale))
			return QS_INTERRUPTED;
		while (last > 0 && tail->bin_probability[last] <= 0.0)
			last--;
		while (bin < last && mass + tail->bin_probability[bin] < fraction)
		{
			mass += tail->bin_probability[bin];
			sum += tail->bin_energy[bin++];
		}
		level[k] = (Level) {low, scale, bin};
		*threshold = tail->bin_probability[bin] > 0.0 ?
			tail->bin_energy[bin] / tail->bin_probability[bin] : low;
		if (scale == 0.0)
			break;
		low += (double) bin / scale;
		high = low + 1.0 / scale;
	}
	*mean = (sum + (fraction - mass) * *threshold) / fraction;
	return QS_OK;
}

QsStatus
qs_statevector_tail_mean(QsStatevector *state, QsTail *tail, double fraction, double *mean,
						 double *threshold)
{
	double		ignored;

	if (threshold == NULL)
		threshold = &ignored;
	state->stopped = false;
	if (tail_by_list(state, tail, fraction, mean, threshold))
		return QS_OK;
	if (state->stopped)
		return QS_INTERRUPTED;
	return tail_by_bins(state, tail, fraction, mean, threshold);
}
