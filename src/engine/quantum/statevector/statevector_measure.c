/*
 * statevector_measure.c
 *	  Expectations and shots.
 */
#include "base/elementary.h"
#include "quantum/statevector/statevector_internal.h"

#include <math.h>
#include <string.h>

#define POLL_ENTRIES	65536	/* shots drawn, at random places of memory */

/* ---- expectations ---- */

static void
numbers_in_precision(QsStatevector *state)
{
	size_t		count = (size_t) 1 << state->block_qubits;

	if (state->kernels->real_size == sizeof(double))
		memcpy(state->energy_numbers, state->energy.table, count * sizeof(double));
	else
		for (size_t x = 0; x < count; x++)
			((float *) state->energy_numbers)[x] = (float) state->energy.table[x];
}

static void
measure_item(void *context, int thread, size_t block)
{
	QsStatevector *state = context;
	double		slope[QS_BLOCK_CROSS];
	double		base = qs_energy_block(&state->energy, block, slope);
	QsBlockMeasure measure = {
		.block = qs_state_block(state, block), .block_qubits = state->block_qubits,
		.table = state->energy_numbers, .slope = slope
	};

	(void) thread;
	state->kernels->block_measure(&measure);
	state->block_sum[block] = measure.probability;
	state->block_energy[block] = measure.energy + base * measure.probability;
}

static bool
stop_measuring(void *context)
{
	QsStatevector *state = context;

	return qs_state_stop(state, (size_t) 1 << state->block_qubits);
}

/* Added up in the order of blocks: no number of threads changes a bit. */
QsStatus
qs_statevector_expectation(QsStatevector *state, const QsQuadratic *function, double *mean)
{
	double		probability = 0.0;
	double		energy = 0.0;

	state->stopped = false;
	qs_energy_fill(&state->energy, function, state->frame);
	numbers_in_precision(state);
	qs_for_items(&(QsItems) {
				 .count = qs_state_blocks(state), .threads = state->threads, .item = measure_item,
				 .stop = stop_measuring, .context = state
	});
	if (state->stopped)
		return QS_INTERRUPTED;
	for (size_t block = 0; block < qs_state_blocks(state); block++)
	{
		probability += state->block_sum[block];
		energy += state->block_energy[block];
	}
	*mean = energy / probability;
	return QS_OK;
}

/* ---- sampling ---- */

/* Uniform numbers on [0, total), ascending, as sums of exponential gaps */
static void
ascending_marks(QsHost *host, QsRandom *random, int count, double total, double *mark)
{
	double		sum = 0.0;
	double		factor;

	for (int k = 0; k < count; k++)
	{
		sum -= qs_log(1.0 - qs_random_unit(random));
		mark[k] = sum;
		if (k % POLL_ENTRIES == POLL_ENTRIES - 1)
			qs_check(host);
	}
	sum -= qs_log(1.0 - qs_random_unit(random));
	factor = total / sum;
	for (int k = 0; k < count; k++)
		mark[k] *= factor;
}

/* Shots whose mark falls into a block; returns how many shots are drawn by then */
static int
sample_block(QsStatevector *state, size_t block, double sum, const double *mark, int shot,
			 int end, uint64_t *bits)
{
	size_t		states = (size_t) 1 << state->block_qubits;
	size_t		possible = 0;

	state->kernels->block_probabilities(state->block_qubits, qs_state_block(state, block),
										state->block_value);
	for (size_t y = 0; y < states && shot < end; y++)
	{
		if (state->block_value[y] <= 0.0)
			continue;
		possible = y;
		sum += state->block_value[y];
		while (shot < end && mark[shot] < sum)
			bits[shot++] = ((block << state->block_qubits) | y) ^ state->frame;
	}
	/* rounding at the end of the block */
	while (shot < end)
		bits[shot++] = ((block << state->block_qubits) | possible) ^ state->frame;
	return shot;
}

QsStatus
qs_statevector_sample(QsStatevector *state, QsRandom *random, int shots, uint64_t *bits)
{
	QsHost	   *host = state->host;
	size_t		blocks = qs_state_blocks(state);
	size_t		states = (size_t) 1 << state->block_qubits;
	uint64_t	all = (UINT64_C(1) << state->n) - 1;
	double	   *mark = QS_ARRAY(host, double, shots);
	double		total = 0.0;
	double		sum = 0.0;
	int			shot = 0;

	for (size_t block = 0; block < blocks; block++)
	{
		double		here = 0.0;

		state->kernels->block_probabilities(state->block_qubits, qs_state_block(state, block),
											state->block_value);
		for (size_t y = 0; y < states; y++)
			here += state->block_value[y];
		state->block_sum[block] = here;
		total += here;
		if (block % QS_POLL_BLOCKS == 0)
			qs_check(host);
	}
	ascending_marks(host, random, shots, total, mark);
	for (size_t block = 0; block < blocks && shot < shots; block++)
	{
		int			end = shot;

		while (end < shots && (mark[end] < sum + state->block_sum[block] || block + 1 == blocks))
			end++;
		while (shot < end)
		{
			/* many shots may fall into one block */
			int			piece = end - shot < POLL_ENTRIES ? end : shot + POLL_ENTRIES;

			shot = sample_block(state, block, sum, mark, shot, piece, bits);
			qs_check(host);
		}
		sum += state->block_sum[block];
	}
	/* the half not stored is as likely as the half that is */
	if (state->halved)
		for (int k = 0; k < shots; k++)
		{
			if (qs_random_next(random) >> 63)
				bits[k] = ~bits[k] & all;
			if (k % POLL_ENTRIES == POLL_ENTRIES - 1)
				qs_check(host);
		}
	qs_free(host, mark);
	return QS_OK;
}
