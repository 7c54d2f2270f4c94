/*
 * subspace.c
 *	  One-hot subspaces: their states and energies.
 *
 * Index of a state: sum of digit_u stride_u; the free qubits come first (smallest
 * strides).  A free qubit is a unit of two digits with the one hop (0, 1): the X
 * rotation and the hop are the same matrix.
 */
#include "quantum/subspace_internal.h"

#include <math.h>
#include <string.h>

#include "base/sort.h"

bool
qs_subspace_valid(int n, int groups, const int32_t *group_start, const int32_t *group_qubit,
				  bool *taken)
{
	memset(taken, 0, (size_t) n * sizeof(bool));
	for (int g = 0; g < groups; g++)
	{
		if (group_start[g + 1] <= group_start[g])
			return false;
		for (int k = group_start[g]; k < group_start[g + 1]; k++)
		{
			int			q = group_qubit[k];

			if (q < 0 || q >= n || taken[q])
				return false;
			taken[q] = true;
		}
	}
	return true;
}

double
qs_subspace_states(int n, int groups, const int32_t *group_start)
{
	double		states = 1.0;
	int			in_groups = 0;

	for (int g = 0; g < groups; g++)
	{
		states *= group_start[g + 1] - group_start[g];
		in_groups += group_start[g + 1] - group_start[g];
	}
	return ldexp(states, n - in_groups);
}

double
qs_subspace_bytes(int n, double states, bool gradients)
{
	return states * ((gradients ? 7.0 : 5.0) * sizeof(double) + sizeof(uint32_t)) +
		/* while ordering */
		states * 2.0 * sizeof(double) + 8.0 * n * n + 4096.0 + 512.0 * n;
}

static void
create_units(QsSubspace *s, int groups, const int32_t *group_start, const int32_t *group_qubit,
			 bool complete)
{
	QsHost	   *host = s->host;
	bool	   *taken = QS_ARRAY0(host, bool, s->n);
	size_t		hops = (size_t) s->n + 1;
	int32_t    *qubit;
	QsHop	   *hop;

	for (int g = 0; g < groups; g++)
	{
		size_t		k = (size_t) (group_start[g + 1] - group_start[g]);

		hops += complete ? k * (k - 1) / 2 : k;
		for (int at = group_start[g]; at < group_start[g + 1]; at++)
			taken[group_qubit[at]] = true;
	}
	s->unit = QS_ARRAY(host, QsSubspaceUnit, s->n);
	s->qubit = qubit = QS_ARRAY(host, int32_t, 2 * s->n);
	s->hop = hop = QS_ARRAY(host, QsHop, hops);
	s->states = 1;
	for (int q = 0; q < s->n; q++)
		if (!taken[q])
		{
			s->unit[s->units++] = (QsSubspaceUnit) {2, s->states, qubit, 1, hop};
			*qubit++ = -1;
			*qubit++ = q;
			*hop++ = (QsHop) {0, 1, 0};
			s->states *= 2;
		}
	for (int g = 0; g < groups; g++)
	{
		int			k = group_start[g + 1] - group_start[g];
		int			count = qs_mixer_hops(k, complete, hop);

		s->unit[s->units++] = (QsSubspaceUnit) {k, s->states, qubit, count, hop};
		for (int at = 0; at < k; at++)
			*qubit++ = group_qubit[group_start[g] + at];
		hop += count;
		s->states *= (size_t) k;
	}
	for (int u = 0; u < s->units; u++)
		for (int d = 0; d < s->unit[u].digits; d++)
			if (s->unit[u].qubit[d] >= 0)
				s->unit_of[s->unit[u].qubit[d]] = u;
	qs_free(host, taken);
}

/* partial[x] = linear_q + sum over the qubits of x (units below u) of their pair
 * with q: digit by digit */
static void
fill_partial(QsSubspace *s, int u, int q, double linear)
{
	const double *row = s->pair + (size_t) q * (size_t) s->n;

	s->partial[0] = linear;
	for (int v = 0; v < u; v++)
	{
		const QsSubspaceUnit *unit = &s->unit[v];

		/* digit 0 last: it overwrites what the others start from */
		for (int d = unit->digits - 1; d >= 0; d--)
		{
			double		c = unit->qubit[d] >= 0 ? row[unit->qubit[d]] : 0.0;
			double	   *to = s->partial + (size_t) d * unit->stride;

			for (size_t x = 0; x < unit->stride; x++)
				to[x] = s->partial[x] + c;
		}
	}
}

/* Values of constant + sum linear x + sum pair x x over the subspace */
void
qs_subspace_values(QsSubspace *s, double constant, const double *linear, double *value)
{
	value[0] = constant;
	for (int u = 0; u < s->units; u++)
	{
		const QsSubspaceUnit *unit = &s->unit[u];

		for (int d = unit->digits - 1; d >= 0; d--)
		{
			double	   *to = value + (size_t) d * unit->stride;
			int			q = unit->qubit[d];

			if (q < 0)
				continue;
			fill_partial(s, u, q, linear[q]);
			for (size_t x = 0; x < unit->stride; x++)
				to[x] = value[x] + s->partial[x];
			if (qs_subspace_stop(s, 4 * unit->stride))
				return;
		}
	}
}

void
qs_subspace_load_pairs(QsSubspace *s, int64_t pairs, const int32_t *first, const int32_t *second,
					   const double *coefficient)
{
	size_t		n = (size_t) s->n;

	memset(s->pair, 0, n * n * sizeof(double));
	for (int64_t k = 0; k < pairs; k++)
	{
		s->pair[(size_t) first[k] * n + (size_t) second[k]] += coefficient[k];
		s->pair[(size_t) second[k] * n + (size_t) first[k]] += coefficient[k];
	}
}

typedef struct Ranked
{
	double		energy;
	uint32_t	state;
} Ranked;

static int
by_energy(const void *a, const void *b)
{
	const Ranked *p = a;
	const Ranked *q = b;

	if (p->energy != q->energy)
		return p->energy < q->energy ? -1 : 1;
	return (p->state > q->state) - (p->state < q->state);
}

static void
rank_states(QsSubspace *s)
{
	Ranked	   *ranked = QS_ARRAY(s->host, Ranked, s->states);

	for (size_t x = 0; x < s->states; x++)
	{
		ranked[x] = (Ranked) {s->energy[x], (uint32_t) x};
		if (x % QS_SUBSPACE_POLL == QS_SUBSPACE_POLL - 1)
			qs_check(s->host);
	}
	qs_sort(s->host, ranked, s->states, sizeof(Ranked), by_energy);
	qs_check(s->host);
	for (size_t x = 0; x < s->states; x++)
	{
		s->order[x] = ranked[x].state;
		if (x % QS_SUBSPACE_POLL == QS_SUBSPACE_POLL - 1)
			qs_check(s->host);
	}
	qs_free(s->host, ranked);
}

/* Energies with mean 0 and deviation 1 over the subspace */
static void
scale_energies(QsSubspace *s, QsQaoaProblem *problem)
{
	double		sum = 0.0;
	double		squares = 0.0;
	double		deviation;

	qs_subspace_load_pairs(s, problem->pairs, problem->first, problem->second,
						   problem->pair_weight);
	qs_subspace_values(s, problem->energy.constant, problem->linear, s->energy);
	for (size_t x = 0; x < s->states; x++)
		sum += s->energy[x];
	sum /= (double) s->states;
	for (size_t x = 0; x < s->states; x++)
		squares += (s->energy[x] - sum) * (s->energy[x] - sum);
	deviation = sqrt(squares / (double) s->states);
	/* a function that is constant but for rounding */
	if (!(deviation > 1e-13 * (1.0 + fabs(sum))))
		deviation = 1.0;
	qs_qaoa_problem_rescale(problem, sum, deviation);
	for (size_t x = 0; x < s->states; x++)
		s->energy[x] = (s->energy[x] - sum) / deviation;
	qs_check(s->host);
}

QsSubspace *
qs_subspace_create(QsHost *host, QsQaoaProblem *problem, int groups, const int32_t *group_start,
				   const int32_t *group_qubit, bool complete, bool gradients)
{
	QsSubspace *s = QS_NEW(host, QsSubspace);

	s->host = host;
	s->problem = problem;
	s->n = problem->n;
	s->unit_of = QS_ARRAY(host, int, s->n);
	create_units(s, groups, group_start, group_qubit, complete);
	s->real = QS_ARRAY(host, double, s->states);
	s->imaginary = QS_ARRAY(host, double, s->states);
	s->energy = QS_ARRAY(host, double, s->states);
	s->phase = QS_ARRAY(host, double, s->states);
	s->partial = QS_ARRAY(host, double, s->states);
	s->order = QS_ARRAY(host, uint32_t, s->states);
	s->pair = QS_ARRAY(host, double, (size_t) s->n * (size_t) s->n);
	s->moment = QS_ARRAY(host, double, s->n);
	if (gradients)
	{
		s->adjoint_real = QS_ARRAY(host, double, s->states);
		s->adjoint_imaginary = QS_ARRAY(host, double, s->states);
	}
	scale_energies(s, problem);
	rank_states(s);
	return s;
}

void
qs_subspace_free(QsSubspace *s)
{
	QsHost	   *host;

	if (s == NULL)
		return;
	host = s->host;
	qs_free(host, s->unit);
	qs_free(host, s->qubit);
	qs_free(host, s->hop);
	qs_free(host, s->unit_of);
	qs_free(host, s->real);
	qs_free(host, s->imaginary);
	qs_free(host, s->energy);
	qs_free(host, s->phase);
	qs_free(host, s->partial);
	qs_free(host, s->order);
	qs_free(host, s->pair);
	qs_free(host, s->moment);
	qs_free(host, s->adjoint_real);
	qs_free(host, s->adjoint_imaginary);
	qs_free(host, s);
}

int
qs_subspace_units(const QsSubspace *s)
{
	return s->units;
}
