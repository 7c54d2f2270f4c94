/*
 * statevector_gradient.c
 *	  Gradients of expectations by the adjoint method.
 *
 * With |psi> the final state and |chi> = D |psi> for the diagonal observable D,
 * both are carried back layer by layer.  Between the phase and the rotations of a
 * layer, the derivative by a rotation angle is an inner product of chi with psi
 * turned by the generator; the derivatives by the phases are moments of
 * 2 Im(conj(chi) psi) over the bits.  The derivative of a tail mean is that of the
 * mean of min(E - threshold, 0) / fraction: the threshold's own derivative
 * vanishes.
 */
#include "quantum/statevector/statevector_internal.h"

#include <string.h>

#define TURN_BITS	3			/* qubits above the blocks whose turns are taken at once */

struct QsGradient
{
	QsHost	   *host;
	QsStatevector *adjoint;
	int			most_layers;
	uint64_t   *frame;			/* before the flips of each layer, and at the end */

	/* moments of a function of the stored bits, by layer */
	double	   *weight;			/* one block */
	double	   *folded;			/* one block, scratch */
	double	   *low;			/* sum over blocks */
	double	   *upper;			/* sums of blocks */
	double	   *scratch;		/* half of the larger */
	double		unary[QS_STRIDE];
	double		pair[QS_STRIDE * QS_STRIDE];
	double		total;
};

static size_t
scratch_numbers(int qubits, int block_qubits)
{
	int			upper = qubits - block_qubits;

	return (size_t) 1 << (upper > block_qubits ? upper : block_qubits);
}

double
qs_gradient_bytes(int n, bool double_precision)
{
	int			qubits = n < QS_MIN_QUBITS ? QS_MIN_QUBITS : n;
	int			block = qubits < QS_BLOCK_QUBITS ? qubits : QS_BLOCK_QUBITS;

	return qs_statevector_bytes(n, double_precision) + sizeof(QsGradient) + 64.0 * 64.0 +
		sizeof(double) * (3.0 * (double) ((size_t) 1 << block) +
						  (double) ((size_t) 1 << (qubits - block)) +
						  (double) scratch_numbers(qubits, block));
}

QsGradient *
qs_gradient_create(const QsStatevector *state, int most_layers)
{
	QsHost	   *host = state->host;
	QsGradient *g = QS_NEW(host, QsGradient);
	size_t		block = (size_t) 1 << state->block_qubits;

	g->host = host;
	g->most_layers = most_layers;
	g->adjoint = qs_statevector_create(host, state->n, state->kernels->real_size == sizeof(double));
	g->frame = QS_ARRAY(host, uint64_t, most_layers + 1);
	g->weight = QS_ARRAY(host, double, block);
	g->folded = QS_ARRAY(host, double, block);
	g->low = QS_ARRAY(host, double, block);
	g->upper = QS_ARRAY(host, double, qs_state_blocks(state));
	g->scratch = QS_ARRAY(host, double, scratch_numbers(state->qubits, state->block_qubits));
	return g;
}

void
qs_gradient_free(QsGradient *g)
{
	QsHost	   *host;

	if (g == NULL)
		return;
	host = g->host;
	qs_statevector_free(g->adjoint);
	qs_free(host, g->frame);
	qs_free(host, g->weight);
	qs_free(host, g->folded);
	qs_free(host, g->low);
	qs_free(host, g->upper);
	qs_free(host, g->scratch);
	qs_free(host, g);
}

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

/* Moments of 2 Im(conj(chi) psi) over stored bits, and the turns of the qubits of blocks
 * while they are at hand; false when stopped */
static bool
block_derivatives(QsStatevector *psi, QsGradient *g, double *turn)
{
	int			block_qubits = psi->block_qubits;
	size_t		states = (size_t) 1 << block_qubits;

	memset(g->low, 0, states * sizeof(double));
	memset(g->pair, 0, sizeof(g->pair));
	for (size_t block = 0; block < qs_state_blocks(psi); block++)
	{
		const void *chi_here = qs_state_block(g->adjoint, block);
		const void *psi_here = qs_state_block(psi, block);
		double		moment[QS_STRIDE];

		psi->kernels->block_turns(block_qubits, chi_here, psi_here, turn);
		psi->kernels->block_moments(block_qubits, chi_here, psi_here, g->low, g->weight, moment);
		g->upper[block] = g->weight[0];
		join_upper(g, block, block_qubits, moment);
		if (qs_state_stop(psi, 4 * states))
			return false;
	}
	pair_moments(g, g->low, 0, block_qubits);
	g->total = pair_moments(g, g->upper, block_qubits, psi->qubits - block_qubits);
	return true;
}

/* From moments of stored bits y to those of x = y ^ frame */
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

/* ---- rotations ---- */

/* Turns of the qubits above the blocks: sets of blocks that differ in `bits` of them */
static bool
upper_turns(QsStatevector *psi, QsGradient *g, double *turn)
{
	size_t		numbers = (size_t) QS_GROUP_REALS << (psi->block_qubits - 4);
	int			upper = psi->qubits - psi->block_qubits;
	int			tile = psi->tile_qubits - psi->block_qubits;
	QsTurns		turns = {.width = numbers, .outer = 1};

	for (int q = 0; q < upper; q += turns.bits)
	{
		size_t		low = ((size_t) 1 << q) - 1;

		turns.bits = upper - q < TURN_BITS ? upper - q : TURN_BITS;
		/* rows that stand evenly: of one tile, or of many */
		if (q < tile && q + turns.bits > tile)
			turns.bits = tile - q;
		turns.row = QS_GROUP_REALS * (q < tile ? psi->block_groups << q : psi->tile_groups << (q - tile));
		turns.sum = turn + psi->block_qubits + q;
		for (size_t set = 0; set < (size_t) 1 << (upper - turns.bits); set++)
		{
			size_t		block = (set & ~low) << turns.bits | (set & low);

			turns.left = qs_state_block(g->adjoint, block);
			turns.right = qs_state_block(psi, block);
			psi->kernels->turns(&turns);
			if (qs_state_stop(psi, (size_t) 2 << (psi->block_qubits + turns.bits)))
				return false;
		}
	}
	return true;
}

/* What a layer's derivatives are made of, from the state between phase and rotations; by
 * every angle at once */
static bool
layer_sums(QsStatevector *psi, QsGradient *g, double scale, double *by_angle)
{
	double		turn[QS_STRIDE] = {0};

	if (!block_derivatives(psi, g, turn) || !upper_turns(psi, g, turn))
		return false;
	for (int q = 0; q < psi->n; q++)
		by_angle[q] = (psi->frame >> q & 1) ? -2.0 * scale * turn[q] : 2.0 * scale * turn[q];
	return true;
}

static void
negated(const double *tangent, double *out)
{
	for (int q = 0; q < QS_STRIDE; q++)
		out[q] = -tangent[q];
}

/* Rotations undone by -tangent leave both states too long by the product of
 * 1 / cos; the phase undone after them makes up for it. */
static double
product_of_squared_cosines(const double *tangent)
{
	double		product = 1.0;

	for (int q = 0; q < QS_STRIDE; q++)
		product /= 1.0 + tangent[q] * tangent[q];
	return product;
}

/* Undo the rotations whose tangents are given */
static void
unrotate(QsStatevector *state, const double *tangent)
{
	negated(tangent, state->tangent_before);
	qs_tile_pass(state, QS_MIDDLE_ROTATE);
	qs_rotate_columns(state, state->tangent_before);
}

/* The inverse of a compiled layer's phase, up to the cosines squared */
static void
conjugate(QsCompiledLayer *layer, int qubits)
{
	layer->head_imaginary = -layer->head_imaginary;
	for (int q = 0; q < qubits; q++)
	{
		layer->unary.imaginary[q] = -layer->unary.imaginary[q];
		for (int j = 0; j < q; j++)
			layer->pair_imaginary[q * QS_STRIDE + j] = -layer->pair_imaginary[q * QS_STRIDE + j];
	}
}

/* Undo the phase of state->layer (conjugated), then the rotations of the layer before */
static void
step_back(QsStatevector *state, const double *tangent_before)
{
	negated(tangent_before, state->layer.tangent);
	qs_tile_pass(state, QS_MIDDLE_PHASE);
	qs_rotate_columns(state, state->layer.tangent);
}

/* ---- the observable ---- */

/* adjoint = D state, D the function's values (threshold infinite) or the tail's */
static bool
apply_observable(QsStatevector *psi, QsGradient *g, const QsQuadratic *function,
				 double fraction, double threshold)
{
	size_t		states = (size_t) 1 << psi->block_qubits;
	double		slope[QS_BLOCK_CROSS];

	qs_energy_fill(&psi->energy, function, psi->frame);
	for (size_t block = 0; block < qs_state_blocks(psi); block++)
	{
		double		base = qs_energy_block(&psi->energy, block, slope);

		psi->kernels->block_energies(psi->block_qubits, psi->energy.table, base, slope, g->weight);
		if (fraction < 1.0)
			for (size_t x = 0; x < states; x++)
				g->weight[x] = g->weight[x] < threshold ? (g->weight[x] - threshold) / fraction : 0.0;
		psi->kernels->block_scale(psi->block_qubits, qs_state_block(psi, block), g->weight,
								  qs_state_block(g->adjoint, block));
		if (qs_state_stop(psi, states))
			return false;
	}
	return true;
}

/* Frames before the phase of every layer, and at the end; leaves the last layer
 * compiled. */
static void
record_frames(QsStatevector *psi, QsGradient *g, const QsCircuit *circuit)
{
	for (int layer = 0; layer < circuit->layers; layer++)
	{
		qs_compile_layer(psi, circuit, layer, layer == 0);
		if (layer == 0)
			g->frame[0] = psi->start_frame;
		g->frame[layer + 1] = psi->frame;
	}
}

static QsStatus
value_of(QsStatevector *psi, const QsQuadratic *function, QsTail *tail, double fraction,
		 double *value, double *threshold)
{
	if (fraction < 1.0)
		return qs_statevector_tail_mean(psi, tail, fraction, value, threshold);
	return qs_statevector_expectation(psi, function, value);
}

QsStatus
qs_statevector_gradient(QsStatevector *psi, QsGradient *g, const QsCircuit *circuit,
						const QsQuadratic *function, QsTail *tail, double fraction,
						double *value, double *by_field, double *by_coupling, double *by_angle)
{
	QsStatevector *chi = g->adjoint;
	size_t		n = (size_t) circuit->n;
	size_t		pairs = (size_t) circuit->pairs;
	double		threshold = 0.0;
	double		tangent[QS_STRIDE];

	if (qs_statevector_run(psi, circuit) != QS_OK ||
		value_of(psi, function, tail, fraction, value, &threshold) != QS_OK ||
		!apply_observable(psi, g, function, fraction, threshold))
		return QS_INTERRUPTED;
	chi->stopped = false;
	record_frames(psi, g, circuit);
	memcpy(tangent, psi->layer.tangent, sizeof(tangent));
	unrotate(psi, tangent);
	unrotate(chi, tangent);
	for (int layer = circuit->layers - 1; layer >= 0; layer--)
	{
		double		scale = product_of_squared_cosines(tangent);

		psi->frame = g->frame[layer + 1];
		if (psi->stopped || chi->stopped ||
			!layer_sums(psi, g, scale, by_angle + (size_t) layer * n))
			return QS_INTERRUPTED;
		psi->frame = g->frame[layer];
		phase_derivatives(g, circuit, psi->frame, scale, by_field + (size_t) layer * n,
						  by_coupling + (size_t) layer * pairs);
		if (layer > 0)
		{
			/* the tangents of the layer before, then this layer's phase */
			psi->frame = g->frame[layer - 1];
			qs_compile_layer(psi, circuit, layer - 1, layer == 1);
			memcpy(tangent, psi->layer.tangent, sizeof(tangent));
			qs_compile_layer(psi, circuit, layer, false);
			conjugate(&psi->layer, psi->qubits);
			chi->layer = psi->layer;
			step_back(chi, tangent);
			step_back(psi, tangent);
		}
	}
	return QS_OK;
}
