/*
 * statevector_compile.c
 *	  One layer of a circuit as factors and tangents, for the present frame.
 */
#include "base/elementary.h"
#include "quantum/statevector/statevector_internal.h"

#include <math.h>
#include <string.h>

#define PI		3.14159265358979323846

/* The product state at the start: the larger of the two amplitudes of a qubit
 * goes into the head, the ratio of the other to it into the unary factor. */
static void
compile_start(QsStatevector *state, const QsCircuit *circuit)
{
	QsCompiledLayer *layer = &state->layer;
	int			stored = qs_stored_qubits(state);

	/* a half state has only the uniform start, where the last qubit is 0 */
	if (state->halved)
		layer->head_real *= sqrt(0.5);
	for (int q = 0; q < stored; q++)
	{
		double		half = circuit->start ? 0.5 * circuit->start[q] : 0.25 * PI;
		double		c = circuit->start ? qs_cos(half) : sqrt(0.5);
		double		s = circuit->start ? qs_sin(half) : sqrt(0.5);

		/* in the gauge the amplitude of 1 is i s */
		if (fabs(s) > fabs(c))
		{
			state->frame |= UINT64_C(1) << q;
			qs_multiply(&layer->head_real, &layer->head_imaginary,
					 state->gauged ? 0.0 : s, state->gauged ? s : 0.0);
			layer->unary.real[q] = state->gauged ? 0.0 : c / s;
			layer->unary.imaginary[q] = state->gauged ? -c / s : 0.0;
		}
		else
		{
			layer->head_real *= c;
			layer->head_imaginary *= c;
			layer->unary.real[q] = state->gauged ? 0.0 : s / c;
			layer->unary.imaginary[q] = state->gauged ? s / c : 0.0;
		}
	}
	if (state->halved)
	{
		layer->head_real *= sqrt(2.0);
		layer->head_imaginary *= sqrt(2.0);
	}
	for (int q = stored; q < state->qubits; q++)
		layer->unary.real[q] = layer->unary.imaginary[q] = 0.0;
}

/* The phase polynomial, rewritten for stored bits y = x ^ frame */
static void
compile_phase(QsStatevector *state, const QsCircuit *circuit, int number)
{
	QsCompiledLayer *layer = &state->layer;
	const double *field = circuit->field + (size_t) number * (size_t) circuit->n;
	const double *coupling = circuit->coupling + (size_t) number * (size_t) circuit->pairs;
	double		angle[QS_STRIDE];
	double		constant = 0.0;
	int			stored = qs_stored_qubits(state);

	for (int q = 0; q < stored; q++)
	{
		bool		flip = state->frame >> q & 1;

		angle[q] = flip ? -field[q] : field[q];
		constant += flip ? field[q] : 0.0;
	}
	for (int64_t k = 0; k < circuit->pairs; k++)
	{
		int			a = circuit->first[k];
		int			b = circuit->second[k];
		double		c = coupling[k];
		bool		flip_a = state->frame >> a & 1;
		bool		flip_b = state->frame >> b & 1;
		int			row = a > b ? a : b;
		int			column = a > b ? b : a;

		if (row >= stored)
			continue;
		if (flip_a)
			angle[b] += flip_b ? -c : c;
		if (flip_b)
			angle[a] += flip_a ? -c : c;
		if (flip_a && flip_b)
			constant += c;
		layer->pair_real[row * QS_STRIDE + column] = qs_cos(c);
		layer->pair_imaginary[row * QS_STRIDE + column] = qs_sin(flip_a == flip_b ? -c : c);
	}
	for (int q = 0; q < stored; q++)
		qs_multiply(&layer->unary.real[q], &layer->unary.imaginary[q], qs_cos(angle[q]), -qs_sin(angle[q]));
	qs_multiply(&layer->head_real, &layer->head_imaginary, qs_cos(constant), -qs_sin(constant));
}

/* angle = turns pi + quarter pi / 2 + rest with |rest| <= pi / 4; the sign of the
 * whole turns and of the quarter (exp(-i pi X / 2) up to it is a flip). */
static double
reduce_angle(double angle, double *rest, bool *flip)
{
	double		turns = rint(angle / PI);
	double		sign = fmod(turns, 2.0) == 0.0 ? 1.0 : -1.0;

	*rest = angle - turns * PI;
	*flip = fabs(*rest) > 0.25 * PI;
	if (*flip)
	{
		sign = *rest > 0.0 ? sign : -sign;
		*rest -= *rest > 0.0 ? 0.5 * PI : -0.5 * PI;
	}
	return sign;
}

/* A rotation near a quarter turn becomes a flip of the frame.  The flip of qubit
 * q maps psi(x) to (-1)^(1 - x_q) psi(x with q flipped). */
static void
compile_rotation(QsStatevector *state, int q, double angle)
{
	QsCompiledLayer *layer = &state->layer;
	double		rest;
	bool		flip;
	double		factor = reduce_angle(angle, &rest, &flip);

	if (flip)
	{
		state->frame ^= UINT64_C(1) << q;
		if ((state->frame >> q & 1) == 0)
			factor = -factor;
		layer->unary.real[q] = -layer->unary.real[q];
		layer->unary.imaginary[q] = -layer->unary.imaginary[q];
	}
	factor *= qs_cos(rest);
	layer->head_real *= factor;
	layer->head_imaginary *= factor;
	layer->tangent[q] = (state->frame >> q & 1) ? -qs_tan(rest) : qs_tan(rest);
}

/*
 * The qubit a half state does not store: where it is 1, the amplitude is that of
 * the complement, in the gauge u (-1)^popcount(x) psi(~x) with u = -i^(-n).  A
 * quarter turn is a flip of all stored qubits.  Returns the tangent of the rest.
 */
static double
compile_last_flip(QsStatevector *state, double angle)
{
	QsCompiledLayer *layer = &state->layer;
	int			stored = qs_stored_qubits(state);
	double		rest;
	bool		flip;
	double		factor = reduce_angle(angle, &rest, &flip);

	if (flip)
	{
		int			turn = (4 - state->n % 4) % 4;	/* -u = i^(-n) */

		state->frame ^= (UINT64_C(1) << stored) - 1;
		if (__builtin_popcountll(state->frame) & 1)
			factor = -factor;
		for (; turn > 0; turn--)
			qs_multiply(&layer->head_real, &layer->head_imaginary, 0.0, 1.0);
		for (int q = 0; q < stored; q++)
		{
			layer->unary.real[q] = -layer->unary.real[q];
			layer->unary.imaginary[q] = -layer->unary.imaginary[q];
		}
	}
	factor *= qs_cos(rest);
	layer->head_real *= factor;
	layer->head_imaginary *= factor;
	return qs_tan(rest);
}

/* After all flips: the factor of (-1)^popcount(y) psi(~y) */
static void
compile_last_turn(QsStatevector *state, double tangent)
{
	QsCompiledLayer *layer = &state->layer;
	double		sign = (__builtin_popcountll(state->frame) & 1) ? tangent : -tangent;

	layer->turn_real = sign;
	layer->turn_imaginary = 0.0;
	for (int turn = (4 - state->n % 4) % 4; turn > 0; turn--)
		qs_multiply(&layer->turn_real, &layer->turn_imaginary, 0.0, 1.0);
}

void
qs_compile_layer(QsStatevector *state, const QsCircuit *circuit, int number,
				 bool fresh)
{
	QsCompiledLayer *layer = &state->layer;
	const double *angle = circuit->angle + (size_t) number * (size_t) circuit->n;
	int			stored = qs_stored_qubits(state);
	double		last = 0.0;

	layer->head_real = 1.0;
	layer->head_imaginary = 0.0;
	memset(layer->tangent, 0, sizeof(layer->tangent));
	for (int q = 0; q < state->qubits; q++)
	{
		layer->unary.real[q] = 1.0;
		layer->unary.imaginary[q] = 0.0;
		for (int j = 0; j < q; j++)
		{
			layer->pair_real[q * QS_STRIDE + j] = 1.0;
			layer->pair_imaginary[q * QS_STRIDE + j] = 0.0;
		}
	}
	if (fresh)
	{
		state->frame = 0;
		state->gauged = !circuit->y_rotations;
		compile_start(state, circuit);
		state->start_frame = state->frame;
	}
	compile_phase(state, circuit, number);
	if (state->halved)
		last = compile_last_flip(state, angle[stored]);
	for (int q = 0; q < stored; q++)
		compile_rotation(state, q, angle[q]);
	if (state->halved)
		compile_last_turn(state, last);
}
