/*
 * shrink_assignment.c
 *	  The assignment reduction: a few disjoint sub-permutations stay free, every
 *	  other facility is fixed where a good solution has it.
 *
 * A block of k facilities keeps its k locations and costs (k - 1)^2 qubits once
 * its last row and column are eliminated (k^2 in the other encodings).
 */
#include "classes/assignment/shrink_assignment.h"

#include <math.h>
#include <string.h>

#define LARGEST_BLOCK	5

typedef struct Blocks
{
	int			order;
	const int32_t *variable_at;
	int		   *location;		/* base permutation */
	double	   *agreement;		/* of each facility's place in the pool, [0, 1] */
	int		   *block_of;		/* facility -> block, -1: fixed */
	double	   *affinity;		/* scratch */
} Blocks;

static int
block_cost(QsEncodingKind kind, int size)
{
	return kind == QS_ENCODING_AUTO || kind == QS_ENCODING_SUBSPACE
		? (size - 1) * (size - 1) : size * size;
}

/* location of each facility in a pool entry; false if it is no permutation */
static bool
read_permutation(const Blocks *blocks, const uint8_t *x, int *location)
{
	for (int f = 0; f < blocks->order; f++)
	{
		location[f] = -1;
		for (int l = 0; l < blocks->order; l++)
			if (x[blocks->variable_at[f * blocks->order + l]])
				location[f] = l;
		if (location[f] < 0)
			return false;
	}
	return true;
}

/*
 * Sizes of the blocks under the budget.  Without perturbation threes first (six
 * arrangements for four qubits), then twos; otherwise drawn at random, so that
 * rounds look at different neighbourhoods.
 */
static int
draw_sizes(const QsShrinkSettings *settings, int order, QsRandom *random, int *size)
{
	int			budget = settings->max_qubits;
	int			facilities = order;
	int			count = 0;

	while (facilities >= 2 && budget >= block_cost(settings->encoding, 2))
	{
		int			largest = LARGEST_BLOCK;
		int			chosen;

		while (largest > 2 && (largest > facilities ||
							   block_cost(settings->encoding, largest) > budget))
			largest--;
		if (settings->perturbation > 0.0)
			chosen = 2 + (int) qs_random_below(random, (uint32_t) largest - 1);
		else
			chosen = largest < 3 ? largest : 3;
		if (facilities - chosen == 1 && chosen < largest)
			chosen++;
		size[count++] = chosen;
		facilities -= chosen;
		budget -= block_cost(settings->encoding, chosen);
	}
	return count;
}

/* The free facility with the lowest score joins; returns it. */
static int
pick_facility(const Blocks *blocks, const double *score)
{
	int			best = -1;

	for (int f = 0; f < blocks->order; f++)
		if (blocks->block_of[f] < 0 && (best < 0 || score[f] < score[best]))
			best = f;
	return best;
}

/* How probable it is by what was measured that facility f is at place l; 0: nobody knows */
static double
measured_share(const Blocks *blocks, const QsMeasurement *measurement, int f, int l)
{
	int			cell = blocks->variable_at[f * blocks->order + l];

	return measurement->trust[cell] > 0.0 ? 0.5 - 0.5 * qs_measurement_spin(measurement, cell) : 0.0;
}

/* The more often the pool, or what was measured, has the seed at f's place or f at the
 * seed's, the closer they are. */
static void
lower_by_exchanges(const Blocks *blocks, const QsShrinkInput *input, int seed, double *score,
				   int *scratch)
{
	const QsMeasurement *measurement = input->measurement;

	for (int f = 0; measurement && f < blocks->order; f++)
		if (f != seed)
			score[f] -= measured_share(blocks, measurement, seed, blocks->location[f]) +
				measured_share(blocks, measurement, f, blocks->location[seed]);
	for (int k = 0; measurement == NULL && input->pool && k < input->pool->count; k++)
	{
		if (!read_permutation(blocks, qs_pool_entry(input->pool, k), scratch))
			continue;
		for (int f = 0; f < blocks->order; f++)
			if (scratch[seed] == blocks->location[f] || scratch[f] == blocks->location[seed])
				score[f] -= 2.0 / input->pool->count;
	}
}

/*
 * Fill the blocks: each is seeded by the facility that the pool or the shots agree
 * on least and joined by those that trade places with it there.
 */
static void
fill_blocks(Blocks *blocks, const QsShrinkInput *input, const QsShrinkSettings *settings,
			QsRandom *random, const int *size, int count, int *scratch)
{
	int			order = blocks->order;
	double	   *score = blocks->affinity;

	for (int b = 0; b < count; b++)
	{
		int			seed;

		for (int f = 0; f < order; f++)
			score[f] = blocks->agreement[f] +
				(0.02 + settings->perturbation) * qs_random_unit(random);
		seed = pick_facility(blocks, score);
		blocks->block_of[seed] = b;

		for (int f = 0; f < order; f++)
			score[f] = 0.5 * blocks->agreement[f] + (0.2 + settings->perturbation) * qs_random_unit(random);
		lower_by_exchanges(blocks, input, seed, score, scratch);
		for (int k = 1; k < size[b]; k++)
			blocks->block_of[pick_facility(blocks, score)] = b;
	}
}

static void
measure_agreement(Blocks *blocks, const QsPool *pool, int *scratch)
{
	double		total = 0.0;

	for (int f = 0; f < blocks->order; f++)
		blocks->agreement[f] = 0.0;
	for (int k = 0; pool && k < pool->count; k++)
	{
		if (!read_permutation(blocks, qs_pool_entry(pool, k), scratch))
			continue;
		total += pool->weight[k];
		for (int f = 0; f < blocks->order; f++)
			if (scratch[f] == blocks->location[f])
				blocks->agreement[f] += pool->weight[k];
	}
	for (int f = 0; f < blocks->order; f++)
		blocks->agreement[f] = total > 0.0 ? blocks->agreement[f] / total : 1.0;
}

static void
take_measured_agreement(Blocks *blocks, const QsMeasurement *measurement)
{
	for (int f = 0; f < blocks->order; f++)
		blocks->agreement[f] = measured_share(blocks, measurement, f, blocks->location[f]);
}

static void
contract_blocks(QsHost *host, const Blocks *blocks, QsShrunk *out)
{
	int			order = blocks->order;

	for (int f = 0; f < order; f++)
		if (blocks->block_of[f] < 0 &&
			qs_contraction_fix(host, out->contraction,
							   blocks->variable_at[f * order + blocks->location[f]], 1,
							   1.0 - 2.0 * blocks->agreement[f],
							   qs_correlation_method_name(out->method), -1, NULL))
			out->merges++;

	/* a cell stays free only within its block; what fixed facilities leave empty is
	 * implied, cells between blocks are given up */
	for (int f = 0; f < order; f++)
	{
		for (int g = 0; g < order; g++)
		{
			int			cell = blocks->variable_at[f * order + blocks->location[g]];

			if (f == g || (blocks->block_of[f] >= 0 && blocks->block_of[f] == blocks->block_of[g]))
				continue;
			if (blocks->block_of[f] >= 0 && blocks->block_of[g] >= 0)
				qs_contraction_fix(host, out->contraction, cell, 0, NAN,
								   "outside the sub-permutation", -1, NULL);
			else
				qs_contraction_imply(out->contraction, cell, 0);
			out->merges++;
		}
		if ((f & 31) == 0)
			qs_check(host);
	}
}

QsStatus
qs_shrink_assignment(QsHost *host, const QsShrinkInput *input,
					 const QsShrinkSettings *settings, QsRandom *random, QsShrunk *out)
{
	int			order = input->structure->order;
	Blocks		blocks = {.order = order, .variable_at = input->structure->variable_at};
	int		   *scratch = QS_ARRAY(host, int, order);
	int		   *size = QS_ARRAY(host, int, order);
	QsStatus	status = QS_OK;

	memset(out, 0, sizeof(*out));
	blocks.location = QS_ARRAY(host, int, order);
	blocks.agreement = QS_ARRAY(host, double, order);
	blocks.affinity = QS_ARRAY(host, double, order);
	blocks.block_of = QS_ARRAY(host, int, order);
	if (input->incumbent == NULL || !read_permutation(&blocks, input->incumbent, blocks.location))
		status = QS_UNSUPPORTED;
	else
	{
		int			count = draw_sizes(settings, order, random, size);
		QsStructure *structure;

		for (int f = 0; f < order; f++)
			blocks.block_of[f] = -1;
		if (input->measurement)
			take_measured_agreement(&blocks, input->measurement);
		else
			measure_agreement(&blocks, input->pool, scratch);
		fill_blocks(&blocks, input, settings, random, size, count, scratch);
		out->contraction = qs_contraction_create(host, input->model);
		out->method = input->measurement ? QS_CORRELATION_SHOTS : QS_CORRELATION_POOL;
		out->sources = 1U << out->method;
		out->stop = "budget";
		contract_blocks(host, &blocks, out);
		out->reduced = qs_contraction_reduce(host, out->contraction);
		structure = qs_structure_create(host, out->reduced->model, input->structure->classes);
		out->qubits = (int) qs_encode_qubits(out->reduced->model, structure, settings->encoding);
		qs_structure_free(host, structure);
	}
	qs_free(host, blocks.location);
	qs_free(host, blocks.agreement);
	qs_free(host, blocks.affinity);
	qs_free(host, blocks.block_of);
	qs_free(host, size);
	qs_free(host, scratch);
	return status;
}
