/*
 * subspace_run.c
 *	  Circuits on a one-hot subspace, and what is read from its states.
 */
#include "base/elementary.h"
#include "quantum/subspace_internal.h"

#include <math.h>
#include <string.h>

#include "base/sort.h"

void
qs_subspace_layer_phases(QsSubspace *s, const QsCircuit *circuit, int layer)
{
	qs_subspace_load_pairs(s, circuit->pairs, circuit->first, circuit->second,
						   circuit->coupling + (size_t) layer * (size_t) circuit->pairs);
	qs_subspace_values(s, 0.0, circuit->field + (size_t) layer * (size_t) circuit->n, s->phase);
}

/* Times exp(-i sign phase), unless the host asks to stop */
void
qs_subspace_apply_phase(QsSubspace *s, double *real, double *imaginary, double sign)
{
	for (size_t x = 0; x < s->states; x++)
	{
		double		a = real[x];
		double		b = imaginary[x];
		double		c,
					d;

		qs_sin_cos(s->phase[x], &d, &c);
		d *= sign;
		real[x] = c * a + d * b;
		imaginary[x] = c * b - d * a;
		if (x % QS_SUBSPACE_POLL == QS_SUBSPACE_POLL - 1 && qs_subspace_stop(s, QS_SUBSPACE_POLL))
			return;
	}
}

/* exp(-i angle hop) between two digits of a unit, unless the host asks to stop */
void
qs_subspace_apply_hop(QsSubspace *s, const QsSubspaceUnit *unit, const QsHop *hop, double angle,
					  double *real, double *imaginary)
{
	double		c = qs_cos(angle);
	double		d = qs_sin(angle);
	size_t		period = unit->stride * (size_t) unit->digits;

	for (size_t base = 0; base < s->states; base += period)
	{
		double	   *ar = real + base + (size_t) hop->a * unit->stride;
		double	   *ai = imaginary + base + (size_t) hop->a * unit->stride;
		double	   *br = real + base + (size_t) hop->b * unit->stride;
		double	   *bi = imaginary + base + (size_t) hop->b * unit->stride;

		for (size_t first = 0; first < unit->stride; first += QS_SUBSPACE_POLL)
		{
			size_t		end = unit->stride - first < QS_SUBSPACE_POLL ?
				unit->stride : first + QS_SUBSPACE_POLL;

			for (size_t x = first; x < end; x++)
			{
				double		p = ar[x],
							q = ai[x],
							u = br[x],
							v = bi[x];

				ar[x] = c * p + d * v;
				ai[x] = c * q - d * u;
				br[x] = c * u + d * q;
				bi[x] = c * v - d * p;
			}
			if (qs_subspace_stop(s, 2 * (end - first)))
				return;
		}
	}
}

QsStatus
qs_subspace_run(QsSubspace *s, const QsCircuit *circuit)
{
	double		amplitude = 1.0 / sqrt((double) s->states);

	s->stopped = false;
	for (size_t x = 0; x < s->states; x++)
	{
		s->real[x] = amplitude;
		s->imaginary[x] = 0.0;
	}
	for (int layer = 0; layer < circuit->layers && !s->stopped; layer++)
	{
		const double *angle = circuit->angle + (size_t) layer * (size_t) s->units;

		qs_subspace_layer_phases(s, circuit, layer);
		qs_subspace_apply_phase(s, s->real, s->imaginary, 1.0);
		for (int u = 0; u < s->units && !s->stopped; u++)
			for (int k = 0; k < s->unit[u].hops && !qs_subspace_stop(s, s->states); k++)
				qs_subspace_apply_hop(s, &s->unit[u], &s->unit[u].hop[k], angle[u], s->real,
									  s->imaginary);
	}
	return s->stopped ? QS_INTERRUPTED : QS_OK;
}

/* Mean of the lowest fraction, and the energy it ends at */
double
qs_subspace_tail(const QsSubspace *s, double fraction, double *threshold)
{
	double		mass = 0.0;
	double		sum = 0.0;

	*threshold = INFINITY;
	for (size_t k = 0; k < s->states && mass < fraction; k++)
	{
		size_t		x = s->order[k];
		double		p = qs_subspace_weight(s, x);

		if (mass + p > fraction)
			p = fraction - mass;
		mass += p;
		sum += p * s->energy[x];
		*threshold = s->energy[x];
	}
	return mass > 0.0 ? sum / mass : 0.0;
}

double
qs_subspace_tail_mean(const QsSubspace *s, double fraction)
{
	double		threshold;

	return qs_subspace_tail(s, fraction, &threshold);
}

static void
write_row(const QsSubspace *s, size_t state, uint8_t *row)
{
	memset(row, 0, (size_t) s->n);
	for (int u = 0; u < s->units; u++)
	{
		const QsSubspaceUnit *unit = &s->unit[u];
		int			q = unit->qubit[state / unit->stride % (size_t) unit->digits];

		if (q >= 0)
			row[q] = 1;
	}
}

static int
by_value(const void *a, const void *b)
{
	double		p = *(const double *) a;
	double		q = *(const double *) b;

	return (p > q) - (p < q);
}

void
qs_subspace_sample(QsSubspace *s, QsRandom *random, int shots, uint8_t *rows)
{
	double	   *mark = QS_ARRAY(s->host, double, shots);
	double		total = 0.0;
	double		sum = 0.0;
	size_t		possible = 0;
	int			shot = 0;

	for (size_t x = 0; x < s->states; x++)
	{
		total += qs_subspace_weight(s, x);
		if ((x & 0xffff) == 0xffff)
			qs_check(s->host);
	}
	for (int k = 0; k < shots; k++)
	{
		mark[k] = total * qs_random_unit(random);
		if ((k & 0xffff) == 0xffff)
			qs_check(s->host);
	}
	qs_sort(s->host, mark, (size_t) shots, sizeof(double), by_value);
	for (size_t x = 0; x < s->states && shot < shots; x++)
	{
		double		p = qs_subspace_weight(s, x);

		possible = p > 0.0 ? x : possible;
		for (sum += p; shot < shots && mark[shot] < sum; shot++)
		{
			write_row(s, x, rows + (size_t) shot * (size_t) s->n);
			if ((shot & 0xfff) == 0xfff)
				qs_check(s->host);
		}
		if ((x & 0xffff) == 0xffff)
			qs_check(s->host);
	}
	for (; shot < shots; shot++)
		write_row(s, possible, rows + (size_t) shot * (size_t) s->n);
	qs_free(s->host, mark);
}

void
qs_subspace_random(const QsSubspace *s, QsRandom *random, uint8_t *row)
{
	memset(row, 0, (size_t) s->n);
	for (int u = 0; u < s->units; u++)
	{
		int			q = s->unit[u].qubit[qs_random_below(random, (uint32_t) s->unit[u].digits)];

		if (q >= 0)
			row[q] = 1;
	}
}

double
qs_subspace_probability(const QsSubspace *s, const uint8_t *x)
{
	size_t		state = 0;

	for (int u = 0; u < s->units; u++)
	{
		const QsSubspaceUnit *unit = &s->unit[u];
		int			digit = -1;

		for (int d = 0; d < unit->digits; d++)
			if (unit->qubit[d] >= 0 && x[unit->qubit[d]])
			{
				if (digit >= 0)
					return 0.0;
				digit = d;
			}
		if (digit < 0 && unit->qubit[0] >= 0)
			return 0.0;
		state += (digit < 0 ? 0 : (size_t) digit) * unit->stride;
	}
	return qs_subspace_weight(s, state);
}
