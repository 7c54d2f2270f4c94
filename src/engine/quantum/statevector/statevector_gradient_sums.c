/*
 * statevector_gradient_sums.c
 *	  What gradients read off the two states of a layer, tile by tile and column by column.
 */
#include "quantum/statevector/statevector_gradient_internal.h"

#include <string.h>

/* ---- moments ---- */

/* moment[k] = sum of value[x] over x with bit k set; returns the sum of all.
 * Destroys value. */
static double
unary_moments(double *value, int bits, double *moment)
{
	for (int k = bits - 1; k >= 0; k--)
	{
		size_t		half = (size_t) 1 << k;
		double		sum = 0.0;

		for (size_t x = 0; x < half; x++)
		{
			sum += value[half + x];
			value[x] += value[half + x];
		}
		moment[k] = sum;
	}
	return value[0];
}

/* The same for single bits and pairs of qubits first .. first + bits - 1 */
static double
pair_moments(QsGradient *g, double *value, int first, int bits)
{
	for (int k = bits - 1; k >= 0; k--)
	{
		size_t		half = (size_t) 1 << k;
		double		moment[QS_STRIDE];

		memcpy(g->scratch, value + half, half * sizeof(double));
		for (size_t x = 0; x < half; x++)
			value[x] += value[half + x];
		g->unary[first + k] = unary_moments(g->scratch, k, moment);
		for (int j = 0; j < k; j++)
			g->pair[(first + k) * QS_STRIDE + first + j] = moment[j];
	}
	return value[0];
}

/* Moments of the upper qubits with the block's, from those of one block */
static void
join_upper(QsGradient *g, size_t block, int block_qubits, const double *moment)
{
	for (size_t rest = block; rest; rest &= rest - 1)
	{
		double	   *row = g->pair + (size_t) (block_qubits + __builtin_ctzll(rest)) * QS_STRIDE;

		for (int k = 0; k < block_qubits; k++)
			row[k] += moment[k];
	}
}

/* ---- visits ---- */

static const void *
right_of(const QsGradientSums *sums, const void *left)
{
	return (const char *) sums->right + ((const char *) left - (const char *) sums->left->amplitude);
}

/* Turns of qubits first .. first + bits - 1: those of the number of a row.  2^bits rows from
 * `left` on, so many numbers of each */
static void
row_turns(QsGradientSums *sums, const void *left, size_t apart, int bits, size_t width, size_t ahead,
		  int first)
{
	for (int q = 0; q < bits;)
	{
		int			taken = qs_sweep_bits(sums->left, bits - q);
		QsTurns		turns = {
			.left = left, .right = right_of(sums, left), .bits = taken,
			.outer = (size_t) 1 << (bits - q - taken), .inner = (size_t) 1 << q, .width = width,
			.outer_stride = apart << (q + taken), .inner_stride = apart, .row = apart << q,
			.ahead = q == 0 ? ahead : 0, .sum = sums->turn + first + q
		};

		sums->left->kernels->turns(&turns);
		q += taken;
	}
}

static void
block_sums(QsGradientSums *sums, size_t block)
{
	QsStatevector *chi = sums->left;
	QsGradient *g = sums->g;
	const void *left = qs_state_block(chi, block);
	double		moment[QS_STRIDE];

	chi->kernels->block_turns(chi->block_qubits, left, right_of(sums, left), sums->turn);
	g->upper[block] = chi->kernels->block_moments(chi->block_qubits, left, right_of(sums, left),
												  g->part, g->weight, moment);
	join_upper(g, block, chi->block_qubits, moment);
}

static void
add_part(QsGradient *g, const QsStatevector *state)
{
	size_t		states = (size_t) 1 << state->block_qubits;

	if (state->kernels->real_size == sizeof(double))
		for (size_t x = 0; x < states; x++)
			g->low[x] += ((const double *) g->part)[x];
	else
		for (size_t x = 0; x < states; x++)
			g->low[x] += (double) ((const float *) g->part)[x];
}

/* Moments of Im(conj(chi) psi), and the turns of the qubits of tiles */
void
qs_gradient_visit_tile(void *context, size_t tile)
{
	QsGradientSums *sums = context;
	QsStatevector *chi = sums->left;
	int			bits = chi->tile_qubits - chi->block_qubits;
	size_t		first = tile << bits;

	memset(sums->g->part, 0, chi->kernels->real_size << chi->block_qubits);
	for (size_t block = first; block < first + ((size_t) 1 << bits); block++)
		block_sums(sums, block);
	add_part(sums->g, chi);
	row_turns(sums, qs_state_block(chi, first), QS_GROUP_REALS * chi->block_groups, bits,
			  (size_t) 2 << chi->block_qubits, 0, chi->block_qubits);
}

/* Turns of the qubits above */
void
qs_gradient_visit_column(void *context, size_t item)
{
	QsGradientSums *sums = context;
	QsStatevector *chi = sums->left;
	size_t		width = (size_t) chi->column_groups;
	size_t		group = qs_tile_group(chi, item * width);

	row_turns(sums, (const char *) chi->amplitude + qs_state_offset(chi, group),
			  QS_GROUP_REALS * chi->tile_groups, chi->row_qubits, width * QS_GROUP_REALS,
			  width * QS_GROUP_REALS, chi->tile_qubits);
}

void
qs_gradient_begin_sums(QsGradientSums *sums, const void *right)
{
	QsGradient *g = sums->g;

	sums->right = right;
	memset(sums->turn, 0, sizeof(sums->turn));
	memset(g->low, 0, sizeof(double) << sums->left->block_qubits);
	memset(g->pair, 0, sizeof(g->pair));
}

/* The same by the phases: from moments of stored bits y to those of x = y ^ frame */
static void
phase_derivatives(QsGradient *g, const QsCircuit *circuit, uint64_t frame, double scale,
				  double *by_field, double *by_coupling)
{
	g->total *= scale;
	for (int q = 0; q < circuit->n; q++)
	{
		g->unary[q] *= scale;
		for (int j = 0; j < q; j++)
			g->pair[q * QS_STRIDE + j] *= scale;
	}
	for (int q = 0; q < circuit->n; q++)
		by_field[q] = (frame >> q & 1) ? g->total - g->unary[q] : g->unary[q];
	for (int64_t k = 0; k < circuit->pairs; k++)
	{
		int			a = circuit->first[k];
		int			b = circuit->second[k];
		double		both = a > b ? g->pair[a * QS_STRIDE + b] : g->pair[b * QS_STRIDE + a];
		bool		flip_a = frame >> a & 1;
		bool		flip_b = frame >> b & 1;

		if (flip_a && flip_b)
			by_coupling[k] = g->total - g->unary[a] - g->unary[b] + both;
		else if (flip_a)
			by_coupling[k] = g->unary[b] - both;
		else if (flip_b)
			by_coupling[k] = g->unary[a] - both;
		else
			by_coupling[k] = both;
	}
}

/* Once all tiles and columns are visited: the derivatives by the angles */
static void
rotation_derivatives(QsGradientSums *sums, uint64_t frame, double scale, double *by_angle)
{
	for (int q = 0; q < sums->left->n; q++)
		by_angle[q] = (frame >> q & 1) ? -2.0 * scale * sums->turn[q] : 2.0 * scale * sums->turn[q];
}

void
qs_gradient_layer(QsGradientSums *sums, const QsCircuit *circuit, int layer, double scale,
				  double *by_field, double *by_coupling, double *by_angle)
{
	const QsStatevector *chi = sums->left;
	QsGradient *g = sums->g;
	uint64_t	before = layer > 0 ? g->layer[layer - 1].frame : chi->start_frame;
	size_t		n = (size_t) circuit->n;

	pair_moments(g, g->low, 0, chi->block_qubits);
	g->total = pair_moments(g, g->upper, chi->block_qubits, chi->qubits - chi->block_qubits);
	rotation_derivatives(sums, g->layer[layer].frame, scale, by_angle + (size_t) layer * n);
	phase_derivatives(g, circuit, before, 2.0 * scale, by_field + (size_t) layer * n,
					  by_coupling + (size_t) layer * (size_t) circuit->pairs);
}
