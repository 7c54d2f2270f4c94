/*
 * subspace_gradient.c
 *	  Derivatives of a circuit on a one-hot subspace (adjoint method).
 */
#include "quantum/subspace_internal.h"

#include <math.h>
#include <string.h>

/* moment[qubit] = sum of value over the states that set it, for the units below
 * `units`; returns the sum of all.  Destroys value. */
static double
unary_moments(const QsSubspace *s, int units, double *value, double *moment)
{
	for (int u = units - 1; u >= 0; u--)
	{
		const QsSubspaceUnit *unit = &s->unit[u];

		for (int d = 0; d < unit->digits; d++)
		{
			const double *slice = value + (size_t) d * unit->stride;
			double		sum = 0.0;

			for (size_t x = 0; x < unit->stride; x++)
				sum += slice[x];
			if (unit->qubit[d] >= 0)
				moment[unit->qubit[d]] = sum;
		}
		for (int d = 1; d < unit->digits; d++)
			for (size_t x = 0; x < unit->stride; x++)
				value[x] += value[(size_t) d * unit->stride + x];
	}
	return value[0];
}

/* First moments of the weights in s->phase, and second ones into s->pair.  Two
 * qubits of a group are never set together. */
static void
all_moments(QsSubspace *s, double *first)
{
	size_t		n = (size_t) s->n;
	double	   *value = s->phase;

	memset(s->pair, 0, n * n * sizeof(double));
	for (int u = s->units - 1; u >= 0; u--)
	{
		const QsSubspaceUnit *unit = &s->unit[u];

		for (int d = 0; d < unit->digits; d++)
		{
			int			q = unit->qubit[d];

			if (q < 0)
				continue;
			memcpy(s->partial, value + (size_t) d * unit->stride, unit->stride * sizeof(double));
			first[q] = unary_moments(s, u, s->partial, s->moment);
			for (int r = 0; r < s->n; r++)
				if (s->unit_of[r] < u)
				{
					s->pair[(size_t) q * n + (size_t) r] = s->moment[r];
					s->pair[(size_t) r * n + (size_t) q] = s->moment[r];
				}
		}
		for (int d = 1; d < unit->digits; d++)
			for (size_t x = 0; x < unit->stride; x++)
				value[x] += value[(size_t) d * unit->stride + x];
	}
}

/* Derivative by a hop's angle: 2 Re <adjoint| -i hop |state> */
static double
hop_derivative(const QsSubspace *s, const QsSubspaceUnit *unit, const QsHop *hop)
{
	size_t		period = unit->stride * (size_t) unit->digits;
	double		sum = 0.0;

	for (size_t base = 0; base < s->states; base += period)
	{
		size_t		a = base + (size_t) hop->a * unit->stride;
		size_t		b = base + (size_t) hop->b * unit->stride;

		for (size_t x = 0; x < unit->stride; x++)
			sum += s->adjoint_real[a + x] * s->imaginary[b + x] -
				s->adjoint_imaginary[a + x] * s->real[b + x] +
				s->adjoint_real[b + x] * s->imaginary[a + x] -
				s->adjoint_imaginary[b + x] * s->real[a + x];
	}
	return 2.0 * sum;
}

/* Hops of a layer, backwards: differentiate each, then undo it in both states */
static bool
hops_back(QsSubspace *s, const double *angle, double *by_angle)
{
	for (int u = s->units - 1; u >= 0; u--)
	{
		const QsSubspaceUnit *unit = &s->unit[u];

		by_angle[u] = 0.0;
		for (int k = unit->hops - 1; k >= 0; k--)
		{
			by_angle[u] += hop_derivative(s, unit, &unit->hop[k]);
			qs_subspace_apply_hop(s, unit, &unit->hop[k], -angle[u], s->real, s->imaginary);
			qs_subspace_apply_hop(s, unit, &unit->hop[k], -angle[u], s->adjoint_real,
								  s->adjoint_imaginary);
			if (qs_subspace_stop(s, 3 * s->states))
				return false;
		}
	}
	return true;
}

static void
phase_derivatives(QsSubspace *s, const QsCircuit *circuit, double *by_field, double *by_coupling)
{
	for (size_t x = 0; x < s->states; x++)
		s->phase[x] = 2.0 * (s->adjoint_real[x] * s->imaginary[x] -
							 s->adjoint_imaginary[x] * s->real[x]);
	all_moments(s, by_field);
	for (int64_t k = 0; k < circuit->pairs; k++)
		by_coupling[k] = s->pair[(size_t) circuit->first[k] * (size_t) s->n +
								 (size_t) circuit->second[k]];
}

QsStatus
qs_subspace_gradient(QsSubspace *s, const QsCircuit *circuit, double fraction, double *value,
					 double *by_field, double *by_coupling, double *by_angle)
{
	double		threshold;

	if (qs_subspace_run(s, circuit) != QS_OK)
		return QS_INTERRUPTED;
	*value = qs_subspace_tail(s, fraction, &threshold);
	for (size_t x = 0; x < s->states; x++)
	{
		double		observable = fraction >= 1.0 ? s->energy[x] :
			s->energy[x] < threshold ? (s->energy[x] - threshold) / fraction : 0.0;

		s->adjoint_real[x] = observable * s->real[x];
		s->adjoint_imaginary[x] = observable * s->imaginary[x];
	}
	for (int layer = circuit->layers - 1; layer >= 0; layer--)
	{
		size_t		units = (size_t) layer * (size_t) s->units;

		if (!hops_back(s, circuit->angle + units, by_angle + units))
			return QS_INTERRUPTED;
		phase_derivatives(s, circuit, by_field + (size_t) layer * (size_t) s->n,
						  by_coupling + (size_t) layer * (size_t) circuit->pairs);
		qs_subspace_layer_phases(s, circuit, layer);
		qs_subspace_apply_phase(s, s->real, s->imaginary, -1.0);
		qs_subspace_apply_phase(s, s->adjoint_real, s->adjoint_imaginary, -1.0);
	}
	return s->stopped ? QS_INTERRUPTED : QS_OK;
}
