/*
 * pauli_correlation.c
 *	  Pauli correlation encoding.
 *
 * Strings along one axis commute and are diagonal in that axis' basis, so all their
 * expectations are one Walsh-Hadamard transform of the probabilities there, and
 * sum_i g_i P_i acts as a diagonal: O(q 2^q) for thousands of strings.
 */
#include "quantum/pauli_correlation.h"

#include <math.h>
#include <string.h>

#include "model/ising.h"
#include "numeric/optimize.h"
#include "quantum/real_layer.h"
#include "quantum/vqe.h"

#define AXES			3
#define AXIS_Y			1
#define AXIS_Z			2
#define MOST_ORDER		8

#define SQUASH			1.5		/* alpha = SQUASH * qubits^floor(order / 2) */
#define SATURATION		0.5		/* weight = SATURATION * sqrt(variables) */

typedef struct Pauli
{
	QsHost	   *host;
	QsRealLayerFunction layer;
	QsPauliShape shape;
	int			n;				/* variables */
	size_t		states;			/* 2^qubits */
	size_t		size;			/* of the vectors: at least 16 */
	QsIsing    *ising;
	double		deviation;
	double		squash;
	double	   *re;
	double	   *im;
	double	   *dual_re;
	double	   *dual_im;
	double	   *basis_re;		/* scratch: the state in an axis' basis */
	double	   *basis_im;
	double	   *work;			/* scratch: a function on the basis states */
	double	   *phase;			/* scratch: its partner */
	uint32_t   *set;			/* n: qubits of each string */
	double	   *correlation;	/* n */
	double	   *slope;			/* n: d loss / d correlation */
	double	   *negated;		/* qubits */
} Pauli;

/* ---- shape ---- */

static double
binomial(int n, int k)
{
	double		value = 1.0;

	for (int j = 1; j <= k; j++)
		value = value * (n - k + j) / j;
	return value;
}

bool
qs_pauli_shape(int n, int order, int layers, QsPauliShape *shape)
{
	for (; order >= 1 && order <= MOST_ORDER; order++)
	{
		int			qubits = order;

		while (qubits <= QS_PAULI_MAX_QUBITS && AXES * binomial(qubits, order) < n)
			qubits++;
		if (qubits > QS_PAULI_MAX_QUBITS)
			continue;
		shape->order = order;
		shape->qubits = qubits;
		shape->layers = (n + 2 * qubits - 1) / (2 * qubits);
		if (shape->layers < layers)
			shape->layers = layers;
		shape->parameters = 2 * qubits * shape->layers;
		return true;
	}
	return false;
}

/* The next larger number with as many ones (Gosper's hack) */
static uint64_t
next_set(uint64_t set)
{
	uint64_t	lowest = set & -set;
	uint64_t	carried = set + lowest;

	return carried | ((set ^ carried) / lowest) >> 2;
}

void
qs_pauli_string(const QsPauliShape *shape, int variable, int *axis, uint64_t *set)
{
	*axis = variable % AXES;
	*set = (UINT64_C(1) << shape->order) - 1;
	for (int k = 0; k < variable / AXES; k++)
		*set = next_set(*set);
}

/* ---- vectors ---- */

/* sum_y (-1)^popcount(x & y) f(y), in place */
static void
walsh(double *f, size_t states)
{
	for (size_t stride = 1; stride < states; stride *= 2)
		for (size_t base = 0; base < states; base += 2 * stride)
			for (size_t x = base; x < base + stride; x++)
			{
				double		a = f[x];
				double		b = f[x + stride];

				f[x] = a + b;
				f[x + stride] = a - b;
			}
}

/* Multiply by i^popcount(x), or its conjugate */
static void
turn_quarters(double *re, double *im, size_t states, bool conjugate)
{
	for (size_t x = 0; x < states; x++)
	{
		int			quarters = (conjugate ? -__builtin_popcountll(x) : __builtin_popcountll(x)) & 3;
		double		a = re[x];
		double		b = im[x];

		re[x] = quarters == 0 ? a : quarters == 1 ? -b : quarters == 2 ? -a : b;
		im[x] = quarters == 0 ? b : quarters == 1 ? a : quarters == 2 ? -b : -a;
	}
}

/* The state in the basis where the axis' strings are diagonal */
static void
to_basis(Pauli *p, int axis)
{
	double		scale = 1.0 / sqrt((double) p->states);

	memcpy(p->basis_re, p->re, p->states * sizeof(double));
	memcpy(p->basis_im, p->im, p->states * sizeof(double));
	if (axis == AXIS_Z)
		return;
	if (axis == AXIS_Y)
		turn_quarters(p->basis_re, p->basis_im, p->states, true);
	walsh(p->basis_re, p->states);
	walsh(p->basis_im, p->states);
	for (size_t x = 0; x < p->states; x++)
	{
		p->basis_re[x] *= scale;
		p->basis_im[x] *= scale;
	}
}

static void
from_basis(Pauli *p, int axis)
{
	double		scale = 1.0 / sqrt((double) p->states);

	if (axis == AXIS_Z)
		return;
	walsh(p->basis_re, p->states);
	walsh(p->basis_im, p->states);
	for (size_t x = 0; x < p->states; x++)
	{
		p->basis_re[x] *= scale;
		p->basis_im[x] *= scale;
	}
	if (axis == AXIS_Y)
		turn_quarters(p->basis_re, p->basis_im, p->states, false);
}

/* work = probabilities in the axis' basis */
static void
basis_probabilities(Pauli *p, int axis)
{
	to_basis(p, axis);
	for (size_t x = 0; x < p->states; x++)
		p->work[x] = p->basis_re[x] * p->basis_re[x] + p->basis_im[x] * p->basis_im[x];
}

static void
measure_correlations(Pauli *p)
{
	for (int axis = 0; axis < AXES && axis < p->n; axis++)
	{
		basis_probabilities(p, axis);
		walsh(p->work, p->states);
		for (int i = axis; i < p->n; i += AXES)
			p->correlation[i] = p->work[p->set[i]];
	}
}

/* dual = sum_i slope_i P_i state */
static void
fill_dual(Pauli *p)
{
	memset(p->dual_re, 0, p->size * sizeof(double));
	memset(p->dual_im, 0, p->size * sizeof(double));
	for (int axis = 0; axis < AXES && axis < p->n; axis++)
	{
		memset(p->work, 0, p->states * sizeof(double));
		for (int i = axis; i < p->n; i += AXES)
			p->work[p->set[i]] += p->slope[i];
		walsh(p->work, p->states);
		to_basis(p, axis);
		for (size_t x = 0; x < p->states; x++)
		{
			p->basis_re[x] *= p->work[x];
			p->basis_im[x] *= p->work[x];
		}
		from_basis(p, axis);
		for (size_t x = 0; x < p->states; x++)
		{
			p->dual_re[x] += p->basis_re[x];
			p->dual_im[x] += p->basis_im[x];
		}
	}
}

/* ---- circuit ---- */

/* CZ gates between layer l - 1 and layer l: even and odd pairs in turn */
static uint64_t
bricks_before(const Pauli *p, int l)
{
	uint64_t	all = (UINT64_C(1) << (p->shape.qubits - 1)) - 1;

	return l == 0 ? 0 : all & (l % 2 ? UINT64_C(0x5555555555555555) : UINT64_C(0xaaaaaaaaaaaaaaaa));
}

/* work + i phase = exp(-i sum_q angle_q z_q / 2), the qubits joining one by one */
static void
fill_phases(Pauli *p, const double *angle, double sign)
{
	double		sum = 0.0;

	for (int q = 0; q < p->shape.qubits; q++)
		sum -= 0.5 * sign * angle[q];
	p->work[0] = cos(sum);
	p->phase[0] = sin(sum);
	for (int q = 0; q < p->shape.qubits; q++)
	{
		size_t		half = (size_t) 1 << q;
		double		c = cos(sign * angle[q]);
		double		s = sin(sign * angle[q]);

		for (size_t x = 0; x < half; x++)
		{
			p->work[half + x] = c * p->work[x] - s * p->phase[x];
			p->phase[half + x] = s * p->work[x] + c * p->phase[x];
		}
	}
}

static void
multiply_phases(const Pauli *p, double *re, double *im)
{
	for (size_t x = 0; x < p->states; x++)
	{
		double		a = re[x];
		double		b = im[x];

		re[x] = p->work[x] * a - p->phase[x] * b;
		im[x] = p->phase[x] * a + p->work[x] * b;
	}
}

/* CZ and RY on real and imaginary parts, with duals and gradient when given */
static bool
apply_real(Pauli *p, uint64_t pairs, const double *angle, bool with_dual, double *gradient)
{
	QsRealLayer layer = {
		.n = p->shape.qubits, .pairs = pairs, .angle = angle, .state = p->re,
		.dual = with_dual ? p->dual_re : NULL, .gradient = gradient
	};

	if (!p->layer(p->host, &layer))
		return false;
	layer.state = p->im;
	layer.dual = with_dual ? p->dual_im : NULL;
	return p->layer(p->host, &layer);
}

/* False when the host asked to stop. */
static bool
prepare_state(Pauli *p, const double *angles)
{
	int			q = p->shape.qubits;

	memset(p->re, 0, p->size * sizeof(double));
	memset(p->im, 0, p->size * sizeof(double));
	p->re[0] = 1.0;
	for (int l = 0; l < p->shape.layers; l++)
	{
		const double *angle = angles + (size_t) l * 2 * (size_t) q;

		if (qs_stop_requested(p->host) ||
			!apply_real(p, bricks_before(p, l), angle, false, NULL))
			return false;
		fill_phases(p, angle + q, 1.0);
		multiply_phases(p, p->re, p->im);
	}
	return true;
}

/* sum_x z_q(x) (dual_re im - dual_im re) for every qubit, by folding halves */
static void
phase_gradient(Pauli *p, double *gradient)
{
	double		total = 0.0;
	size_t		half = p->states / 2;

	for (size_t x = 0; x < p->states; x++)
	{
		p->work[x] = p->dual_re[x] * p->im[x] - p->dual_im[x] * p->re[x];
		total += p->work[x];
	}
	for (int q = p->shape.qubits - 1; q >= 0; q--, half /= 2)
	{
		double		ones = 0.0;

		for (size_t x = 0; x < half; x++)
		{
			ones += p->work[half + x];
			p->work[x] += p->work[half + x];
		}
		gradient[q] = total - 2.0 * ones;
	}
}

/* Back through the circuit with the dual; false when the host asked to stop. */
static bool
collect_gradient(Pauli *p, const double *angles, double *gradient)
{
	int			q = p->shape.qubits;

	memset(gradient, 0, (size_t) p->shape.parameters * sizeof(double));
	for (int l = p->shape.layers - 1; l >= 0; l--)
	{
		const double *angle = angles + (size_t) l * 2 * (size_t) q;
		double	   *mine = gradient + (size_t) l * 2 * (size_t) q;

		if (qs_stop_requested(p->host))
			return false;
		phase_gradient(p, mine + q);
		fill_phases(p, angle + q, -1.0);
		multiply_phases(p, p->re, p->im);
		multiply_phases(p, p->dual_re, p->dual_im);
		for (int k = 0; k < q; k++)
			p->negated[k] = -angle[k];

		/* the bricks above commute with the phases just undone */
		if (!apply_real(p, l + 1 < p->shape.layers ? bricks_before(p, l + 1) : 0, p->negated,
						true, mine))
			return false;
	}
	return true;
}

/* ---- loss ---- */

/* Loss of the correlations; slope gets its derivatives. */
static double
loss_of_correlations(Pauli *p)
{
	const QsIsing *ising = p->ising;
	double		weight = SATURATION * sqrt((double) p->n);
	double		squares = 0.0;
	double		energy = 0.0;

	/* first the squashed correlations, in place */
	for (int i = 0; i < p->n; i++)
	{
		p->correlation[i] = tanh(p->squash * p->correlation[i]);
		squares += p->correlation[i] * p->correlation[i] / p->n;
	}
	for (int i = 0; i < p->n; i++)
	{
		double		pairs = 0.0;
		double		t = p->correlation[i];

		for (int64_t k = ising->start[i]; k < ising->start[i + 1]; k++)
			pairs += ising->coupling[k] * p->correlation[ising->neighbour[k]];
		energy += t * (ising->field[i] + 0.5 * pairs);
		p->slope[i] = p->squash * (1.0 - t * t) *
			((ising->field[i] + pairs) / p->deviation + 4.0 * weight * squares * t / p->n);
	}
	return energy / p->deviation + weight * squares * squares;
}

/* For the optimiser: called from inside a library, must not throw. */
static double
objective(void *argument, int count, const double *angles, double *gradient)
{
	Pauli	   *p = argument;
	double		value;

	if (gradient)
		memset(gradient, 0, (size_t) count * sizeof(double));
	if (!prepare_state(p, angles))
		return HUGE_VAL;
	measure_correlations(p);
	value = loss_of_correlations(p);
	if (gradient)
	{
		fill_dual(p);
		if (!collect_gradient(p, angles, gradient))
			memset(gradient, 0, (size_t) count * sizeof(double));
	}
	return value;
}

/* ---- set-up ---- */

static Pauli *
pauli_create(QsHost *host, const QsQubo *qubo, const QsPauliShape *shape)
{
	Pauli	   *p = QS_NEW(host, Pauli);
	double	  **vectors[] = {&p->re, &p->im, &p->dual_re, &p->dual_im, &p->basis_re, &p->basis_im,
	&p->work, &p->phase};
	uint64_t	set = (UINT64_C(1) << shape->order) - 1;

	p->host = host;
	p->layer = qs_real_layer_function(host->simd, true);
	p->shape = *shape;
	p->n = qubo->n;
	p->states = (size_t) 1 << shape->qubits;
	p->size = (size_t) 1 << qs_real_qubits(shape->qubits);
	p->ising = qs_ising_create(host, qubo);
	p->deviation = qs_ising_deviation(p->ising);
	if (!(p->deviation > 0.0))
		p->deviation = 1.0;
	p->squash = SQUASH * pow(shape->qubits, shape->order / 2);
	for (int k = 0; k < (int) (sizeof(vectors) / sizeof(vectors[0])); k++)
		*vectors[k] = QS_ARRAY0(host, double, p->size);
	p->set = QS_ARRAY(host, uint32_t, p->n);
	for (int i = 0; i < p->n; i++)
	{
		p->set[i] = (uint32_t) set;
		if (i % AXES == AXES - 1)
			set = next_set(set);
	}
	p->correlation = QS_ARRAY(host, double, p->n);
	p->slope = QS_ARRAY(host, double, p->n);
	p->negated = QS_ARRAY(host, double, shape->qubits);
	return p;
}

static void
pauli_free(Pauli *p)
{
	QsHost	   *host = p->host;
	void	   *parts[] = {p->re, p->im, p->dual_re, p->dual_im, p->basis_re, p->basis_im, p->work,
		p->phase, p->set, p->correlation, p->slope, p->negated
	};

	for (int k = 0; k < (int) (sizeof(parts) / sizeof(parts[0])); k++)
		qs_free(host, parts[k]);
	qs_ising_free(host, p->ising);
	qs_free(host, p);
}

/* A random product state and nearly the identity after it: deep random circuits
 * have no correlations left to follow. */
static void
start_angles(const Pauli *p, QsRandom *random, double *angles)
{
	for (int k = 0; k < p->shape.parameters; k++)
		angles[k] = (k < 2 * p->shape.qubits ? 6.28 : 0.4) * (qs_random_unit(random) - 0.5);
}

/* ---- measurement ---- */

/* One outcome from cumulated probabilities */
static uint64_t
draw_outcome(const Pauli *p, const QsSamplerSettings *settings, QsRandom *random)
{
	double		mark = qs_random_unit(random) * p->work[p->states - 1];
	size_t		low = 0;
	size_t		high = p->states - 1;

	while (low < high)
	{
		size_t		middle = (low + high) / 2;

		if (p->work[middle] <= mark)
			low = middle + 1;
		else
			high = middle;
	}
	for (int q = 0; q < p->shape.qubits && settings->readout_flip > 0.0; q++)
		if (qs_random_unit(random) < settings->readout_flip)
			low ^= (size_t) 1 << q;
	return low;
}

/* Shots along one axis into outcome[shots] */
static void
draw_axis(Pauli *p, int axis, const QsSamplerSettings *settings, QsRandom *random,
		  uint32_t *outcome)
{
	basis_probabilities(p, axis);
	for (size_t x = 1; x < p->states; x++)
		p->work[x] += p->work[x - 1];
	for (int k = 0; k < settings->shots; k++)
	{
		outcome[k] = (uint32_t) draw_outcome(p, settings, random);
		if ((k & 1023) == 0)
			qs_check(p->host);
	}
}

/* Estimates from growing numbers of shots, read out as signs */
static QsSamples *
draw(Pauli *p, const QsQubo *qubo, const QsSamplerSettings *settings, QsRandom *random)
{
	QsHost	   *host = p->host;
	int			shots = settings->shots;
	int			readouts = (int) sqrt((double) shots);
	uint32_t   *outcome = QS_ARRAY(host, uint32_t, AXES * (size_t) shots);
	uint8_t    *rows = QS_ARRAY(host, uint8_t, (size_t) readouts * (size_t) p->n);
	int64_t    *occurrences = QS_ARRAY(host, int64_t, readouts);
	int32_t    *balance = QS_ARRAY0(host, int32_t, p->n);
	QsSamples  *samples;

	for (int axis = 0; axis < AXES; axis++)
		draw_axis(p, axis, settings, random, outcome + (size_t) axis * (size_t) shots);
	for (int r = 0, shot = 0; r < readouts; r++)
	{
		int			end = (int) ((int64_t) shots * (r + 1) / readouts);

		occurrences[r] = end - shot;
		for (; shot < end; shot++)
		{
			for (int i = 0; i < p->n; i++)
			{
				uint32_t	word = outcome[(size_t) (i % AXES) * (size_t) shots + (size_t) shot];

				balance[i] += __builtin_parity(word & p->set[i]) ? -1 : 1;
			}
			qs_check(host);
		}
		for (int i = 0; i < p->n; i++)
			rows[(size_t) r * (size_t) p->n + (size_t) i] = balance[i] < 0;
	}
	samples = qs_samples_from_counts(host, qubo, rows, occurrences, readouts);
	qs_free(host, balance);
	qs_free(host, occurrences);
	qs_free(host, rows);
	qs_free(host, outcome);
	return samples;
}

QsStatus
qs_pauli_loss(QsHost *host, const QsQubo *qubo, const QsPauliShape *shape, const double *angles,
			  double *correlation, double *loss, double *gradient)
{
	Pauli	   *p = pauli_create(host, qubo, shape);

	*loss = objective(p, shape->parameters, angles, gradient);
	if (correlation)
	{
		prepare_state(p, angles);
		measure_correlations(p);
		memcpy(correlation, p->correlation, (size_t) p->n * sizeof(double));
	}
	pauli_free(p);
	return QS_OK;
}

/* The state to measure, and its loss.  An answer is owed whatever the deadline
 * says; a cancel still acts. */
static void
prepare_answer(Pauli *p, QsSamplerReport *report)
{
	double		deadline = p->host->deadline;

	p->host->deadline = INFINITY;
	report->objective = objective(p, p->shape.parameters, report->angles, NULL);
	p->host->deadline = deadline;
	qs_check(p->host);
}

QsStatus
qs_sample_pauli_correlation(QsHost *host, const QsSamplerInput *input,
							const QsSamplerSettings *settings, QsRandom *random,
							QsSamples **samples, QsSamplerReport *report)
{
	QsPauliShape shape;
	QsStatus	status = QS_OK;
	double		value;
	Pauli	   *p;

	*samples = NULL;
	if (settings->depolarizing > 0.0 ||
		!qs_pauli_shape(input->qubo->n, settings->correlation_order, settings->layers, &shape))
		return QS_UNSUPPORTED;
	if (settings->angles && settings->angle_count != shape.parameters)
		return QS_INVALID;
	p = pauli_create(host, input->qubo, &shape);
	report->angle_count = shape.parameters;
	report->angles = QS_ARRAY(host, double, shape.parameters);
	/* drawn even when not needed: a replay draws the same shots */
	start_angles(p, random, report->angles);
	if (settings->angles)
		memcpy(report->angles, settings->angles, (size_t) shape.parameters * sizeof(double));
	else
	{
		status = qs_minimise(host, qs_ansatz_optimizer(settings->optimizer, shape.parameters),
							 shape.parameters, report->angles, 0.2, settings->evaluations,
							 objective, p, &value, &report->evaluations);
		qs_check(host);
	}
	prepare_answer(p, report);

	/* RY, RZ and bricks; the last layer's bricks are the change of basis */
	report->depth = 3 * (int64_t) shape.layers;
	for (int l = 1; l < shape.layers; l++)
		report->two_qubit_gates += __builtin_popcountll(bricks_before(p, l));
	*samples = draw(p, input->qubo, settings, random);
	pauli_free(p);
	return status;
}
