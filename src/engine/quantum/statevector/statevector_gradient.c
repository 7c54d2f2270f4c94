/*
 * statevector_gradient.c
 *	  Gradients of expectations by the adjoint method.
 *
 * With |psi> the final state and |chi> = D |psi> for the diagonal observable D,
 * chi is carried back layer by layer; psi is, too, unless there is memory to keep it from the
 * way forth.  Between the phase and the rotations of a
 * layer, the derivative by a rotation angle is an inner product of chi with psi
 * turned by the generator; the derivatives by the phases are moments of
 * 2 Im(conj(chi) psi) over the bits.  Both are taken while tiles and columns of chi
 * are in the cache to be carried back.  The derivative of a tail mean is that of the
 * mean of min(E - threshold, 0) / fraction: the threshold's own derivative
 * vanishes.
 */
#include "quantum/statevector/statevector_gradient_internal.h"

#include <string.h>

static size_t
scratch_numbers(int qubits, int block_qubits)
{
	int			upper = qubits - block_qubits;

	return (size_t) 1 << (upper > block_qubits ? upper : block_qubits);
}

double
qs_gradient_bytes(int n, int layers, bool double_precision)
{
	int			qubits = n < QS_MIN_QUBITS ? QS_MIN_QUBITS : n;
	int			block = qubits < QS_BLOCK_QUBITS ? qubits : QS_BLOCK_QUBITS;

	return qs_statevector_bytes(n, double_precision) + sizeof(QsGradient) + 64.0 * 64.0 +
		sizeof(QsKeptLayer) * (double) layers +
		sizeof(double) * (3.0 * (double) ((size_t) 1 << block) +
						  (double) ((size_t) 1 << (qubits - block)) +
						  (double) scratch_numbers(qubits, block));
}

/* A state for each layer, if they and what comes after take half of the memory at most.  Half of
 * all of it: the way that is taken, and with it the last bit of a gradient, is not to hang on a
 * worker's share. */
static void
keep_layers(QsGradient *g, const QsStatevector *state, double spare)
{
	const QsHost *host = g->host;
	size_t		bytes = qs_state_amplitude_bytes(state);
	double		all = spare + (double) g->most_layers * ((double) bytes + 128.0);
	size_t		whole = host->memory_whole > 0 ? host->memory_whole : host->memory_limit;

	if (all > 0.5 * (double) whole || !qs_memory_fits(g->host, all))
		return;
	for (int layer = 0; layer < g->most_layers; layer++)
		g->layer[layer].amplitude = qs_state_pages(g->host, bytes);
}

QsGradient *
qs_gradient_create(const QsStatevector *state, int most_layers, double spare)
{
	QsHost	   *host = state->host;
	QsGradient *g = QS_NEW(host, QsGradient);
	size_t		block = (size_t) 1 << state->block_qubits;

	g->host = host;
	g->most_layers = most_layers;
	g->layer = QS_ARRAY0(host, QsKeptLayer, most_layers);
	keep_layers(g, state, spare);
	if (g->layer[0].amplitude == NULL)
		g->adjoint = qs_statevector_create(host, state->n, state->kernels->real_size == sizeof(double));
	g->weight = QS_ARRAY(host, double, block);
	g->low = QS_ARRAY(host, double, block);
	g->part = QS_ARRAY(host, double, block);
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
	for (int layer = 0; layer < g->most_layers; layer++)
		qs_free(host, g->layer[layer].amplitude);
	qs_free(host, g->layer);
	qs_free(host, g->weight);
	qs_free(host, g->low);
	qs_free(host, g->part);
	qs_free(host, g->upper);
	qs_free(host, g->scratch);
	qs_free(host, g);
}

/* ---- rotations ---- */

static void
negated(const double *tangent, double *out)
{
	for (int q = 0; q < QS_STRIDE; q++)
		out[q] = -tangent[q];
}

/* Rotations undone by -tangent leave a state too long by the product of 1 / cos; the phase undone
 * after them makes up for it.  A state that was kept is too short by the product of cos. */
static double
product_scale(const QsGradient *g, int layer)
{
	const double *tangent = g->layer[layer].compiled.tangent;
	double		product = 1.0;

	for (int q = 0; q < QS_STRIDE && g->adjoint; q++)
		product /= 1.0 + tangent[q] * tangent[q];
	return product;
}

/* psi between a layer's phase and rotations, when chi is there */
static const void *
layer_state(const QsStatevector *psi, const QsGradient *g, int layer)
{
	return g->adjoint ? psi->amplitude : g->layer[layer].amplitude;
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

/* ---- the observable ---- */

/* chi = D psi, which may be the same, D the function's values (fraction 1) or the tail's */
typedef struct Observable
{
	QsStatevector *psi;			/* with the function's tables */
	QsStatevector *chi;
	QsGradient *g;
	double		fraction;
	double		threshold;
} Observable;

static void
scale_block(const Observable *o, size_t block)
{
	const QsStatevector *psi = o->psi;
	double	   *weight = o->g->weight;
	double		slope[QS_BLOCK_CROSS];
	double		base = qs_energy_block(&psi->energy, block, slope);

	psi->kernels->block_energies(psi->block_qubits, psi->energy.table, base, slope, weight);
	if (o->fraction < 1.0)
		for (size_t x = 0; x < (size_t) 1 << psi->block_qubits; x++)
			weight[x] = weight[x] < o->threshold ? (weight[x] - o->threshold) / o->fraction : 0.0;
	psi->kernels->block_scale(psi->block_qubits, qs_state_block(psi, block), weight,
							  qs_state_block(o->chi, block));
}

static void
scale_tile(void *context, size_t tile)
{
	const Observable *o = context;
	size_t		blocks = (size_t) 1 << (o->psi->tile_qubits - o->psi->block_qubits);

	for (size_t block = tile * blocks; block < (tile + 1) * blocks; block++)
		scale_block(o, block);
}

static QsStatus
value_of(QsStatevector *psi, const QsQuadratic *function, QsTail *tail, double fraction,
		 double *value, double *threshold)
{
	if (fraction < 1.0)
		return qs_statevector_tail_mean(psi, tail, fraction, value, threshold);
	return qs_statevector_expectation(psi, function, value);
}

/* From the end of the circuit to the last layer: apply the observable, tile by tile on the way,
 * and undo the rotations; derivatives of the layer begin */
static void
undo_rotations(Observable *o, QsGradientSums *sums, const double *tangent)
{
	QsStatevector *psi = o->psi;
	QsStatevector *chi = o->chi;

	negated(tangent, chi->tangent_before);
	qs_tile_pass(chi, QS_MIDDLE_ROTATE, &(QsVisit) {scale_tile, o});
	if (chi != psi)
	{
		negated(tangent, psi->tangent_before);
		qs_tile_pass(psi, QS_MIDDLE_ROTATE, NULL);
		qs_rotate_columns(psi, psi->tangent_before, NULL);
	}
	qs_rotate_columns(chi, chi->tangent_before, &(QsVisit) {qs_gradient_visit_column, sums});
}

/* From one layer to that before: undo phase and rotations between them.  Derivatives of the one
 * are complete once its tiles are visited, on the way, and those of the other begin. */
static void
undo_layer(QsStatevector *psi, QsGradientSums *sums, const QsGradient *g, int layer)
{
	QsStatevector *chi = sums->left;

	psi->layer = g->layer[layer].compiled;
	conjugate(&psi->layer, psi->qubits);
	negated(g->layer[layer - 1].compiled.tangent, psi->layer.tangent);
	if (g->adjoint)
		chi->layer = psi->layer;
	qs_tile_pass(chi, QS_MIDDLE_PHASE, &(QsVisit) {qs_gradient_visit_tile, sums});
	if (g->adjoint)
	{
		qs_tile_pass(psi, QS_MIDDLE_PHASE, NULL);
		qs_rotate_columns(psi, psi->layer.tangent, NULL);
	}
}

QsStatus
qs_statevector_gradient(QsStatevector *psi, QsGradient *g, const QsCircuit *circuit,
						const QsQuadratic *function, QsTail *tail, double fraction,
						double *value, double *by_field, double *by_coupling, double *by_angle)
{
	/* with the states of the layers kept, the last one may become the adjoint */
	QsStatevector *chi = g->adjoint ? g->adjoint : psi;
	Observable	observable = {psi, chi, g, fraction, 0.0};
	QsGradientSums sums = {.left = chi, .g = g};
	int			last = circuit->layers - 1;
	QsStatus	status;

	psi->kept = g->layer;
	status = qs_statevector_run(psi, circuit);
	psi->kept = NULL;
	if (status != QS_OK ||
		value_of(psi, function, tail, fraction, value, &observable.threshold) != QS_OK)
		return QS_INTERRUPTED;
	chi->stopped = false;
	chi->start_frame = psi->start_frame;
	qs_energy_fill(&psi->energy, function, psi->frame);
	qs_gradient_begin_sums(&sums, layer_state(psi, g, last));
	undo_rotations(&observable, &sums, g->layer[last].compiled.tangent);
	for (int layer = last; layer >= 0 && !psi->stopped && !chi->stopped; layer--)
	{
		if (layer > 0)
			undo_layer(psi, &sums, g, layer);
		else
			qs_visit_tiles(chi, &(QsVisit) {qs_gradient_visit_tile, &sums});
		if (psi->stopped || chi->stopped)
			break;
		qs_gradient_layer(&sums, circuit, layer, product_scale(g, layer), by_field, by_coupling, by_angle);
		if (layer > 0)
		{
			qs_gradient_begin_sums(&sums, layer_state(psi, g, layer - 1));
			qs_rotate_columns(chi, chi->layer.tangent, &(QsVisit) {qs_gradient_visit_column, &sums});
		}
	}
	return psi->stopped || chi->stopped ? QS_INTERRUPTED : QS_OK;
}
