/*
 * pauli_circuit.c
 *	  Trained circuits and their correlations.
 *
 * Strings along one axis commute and are diagonal in that axis' basis, so all their
 * expectations are one Walsh-Hadamard transform of the probabilities there, and
 * sum_i g_i P_i acts as a diagonal: O(q 2^q) for thousands of strings.
 */
#include "quantum/pauli_circuit.h"

#include "base/elementary.h"

#include <math.h>
#include <string.h>

#define AXIS_Y			1
#define AXIS_Z			2
#define MOST_ORDER		8

#define SQUASH			1.5		/* alpha = SQUASH * qubits^floor(order / 2) */

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

		while (qubits <= QS_PAULI_MAX_QUBITS && QS_PAULI_AXES * binomial(qubits, order) < n)
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
to_basis(QsPauliCircuit *p, int axis)
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
from_basis(QsPauliCircuit *p, int axis)
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
void
qs_pauli_probabilities(QsPauliCircuit *p, int axis)
{
	to_basis(p, axis);
	for (size_t x = 0; x < p->states; x++)
		p->work[x] = p->basis_re[x] * p->basis_re[x] + p->basis_im[x] * p->basis_im[x];
}

void
qs_pauli_measure(QsPauliCircuit *p)
{
	for (int axis = 0; axis < QS_PAULI_AXES && axis < p->n; axis++)
	{
		qs_pauli_probabilities(p, axis);
		walsh(p->work, p->states);
		for (int i = axis; i < p->n; i += QS_PAULI_AXES)
			p->correlation[i] = p->work[p->set[i]];
	}
}

/* dual = sum_i slope_i P_i state */
void
qs_pauli_fill_dual(QsPauliCircuit *p)
{
	memset(p->dual_re, 0, p->size * sizeof(double));
	memset(p->dual_im, 0, p->size * sizeof(double));
	for (int axis = 0; axis < QS_PAULI_AXES && axis < p->n; axis++)
	{
		memset(p->work, 0, p->states * sizeof(double));
		for (int i = axis; i < p->n; i += QS_PAULI_AXES)
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
uint64_t
qs_pauli_bricks(const QsPauliCircuit *p, int l)
{
	uint64_t	all = (UINT64_C(1) << (p->shape.qubits - 1)) - 1;

	return l == 0 ? 0 : all & (l % 2 ? UINT64_C(0x5555555555555555) : UINT64_C(0xaaaaaaaaaaaaaaaa));
}

/* work + i phase = exp(-i sum_q angle_q z_q / 2), the qubits joining one by one */
static void
fill_phases(QsPauliCircuit *p, const double *angle, double sign)
{
	double		sum = 0.0;

	for (int q = 0; q < p->shape.qubits; q++)
		sum -= 0.5 * sign * angle[q];
	qs_sin_cos(sum, &p->phase[0], &p->work[0]);
	for (int q = 0; q < p->shape.qubits; q++)
	{
		size_t		half = (size_t) 1 << q;
		double		s,
					c;

		qs_sin_cos(sign * angle[q], &s, &c);
		for (size_t x = 0; x < half; x++)
		{
			p->work[half + x] = c * p->work[x] - s * p->phase[x];
			p->phase[half + x] = s * p->work[x] + c * p->phase[x];
		}
	}
}

static void
multiply_phases(const QsPauliCircuit *p, double *re, double *im)
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
apply_real(QsPauliCircuit *p, uint64_t pairs, const double *angle, bool with_dual,
		   double *gradient)
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
bool
qs_pauli_prepare(QsPauliCircuit *p, const double *angles)
{
	int			q = p->shape.qubits;

	memset(p->re, 0, p->size * sizeof(double));
	memset(p->im, 0, p->size * sizeof(double));
	p->re[0] = 1.0;
	for (int l = 0; l < p->shape.layers; l++)
	{
		const double *angle = angles + (size_t) l * 2 * (size_t) q;

		if (qs_stop_requested(p->host) ||
			!apply_real(p, qs_pauli_bricks(p, l), angle, false, NULL))
			return false;
		fill_phases(p, angle + q, 1.0);
		multiply_phases(p, p->re, p->im);
	}
	return true;
}

/* sum_x z_q(x) (dual_re im - dual_im re) for every qubit, by folding halves */
static void
phase_gradient(QsPauliCircuit *p, double *gradient)
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
bool
qs_pauli_gradient(QsPauliCircuit *p, const double *angles, double *gradient)
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
		if (!apply_real(p, l + 1 < p->shape.layers ? qs_pauli_bricks(p, l + 1) : 0, p->negated,
						true, mine))
			return false;
	}
	return true;
}

/* ---- set-up ---- */

QsPauliCircuit *
qs_pauli_create(QsHost *host, const QsQubo *qubo, const QsPauliShape *shape)
{
	QsPauliCircuit *p = QS_NEW(host, QsPauliCircuit);
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
	p->squash = SQUASH * qs_whole_power(shape->qubits, shape->order / 2);
	for (int k = 0; k < (int) (sizeof(vectors) / sizeof(vectors[0])); k++)
		*vectors[k] = QS_ARRAY0(host, double, p->size);
	p->set = QS_ARRAY(host, uint32_t, p->n);
	for (int i = 0; i < p->n; i++)
	{
		p->set[i] = (uint32_t) set;
		if (i % QS_PAULI_AXES == QS_PAULI_AXES - 1)
			set = next_set(set);
	}
	p->correlation = QS_ARRAY(host, double, p->n);
	p->slope = QS_ARRAY(host, double, p->n);
	p->negated = QS_ARRAY(host, double, shape->qubits);
	return p;
}

void
qs_pauli_free(QsPauliCircuit *p)
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
