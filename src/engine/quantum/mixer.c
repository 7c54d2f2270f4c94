/*
 * mixer.c
 *	  The simulator of one-hot subspaces.
 *
 * Index of a state: sum of digit_u stride_u; the free qubits come first (smallest
 * strides).  A free qubit is a unit of two digits with the one hop (0, 1): the X
 * rotation and the hop are the same matrix.
 */
#include "quantum/mixer.h"

#include <math.h>
#include <string.h>

#include "base/sort.h"

#define POLL_STATES		((size_t) 1 << 17)

/* Qubit set by each digit of a unit; -1: none */
typedef struct Unit
{
	int			digits;
	size_t		stride;
	const int32_t *qubit;		/* digits */
	int			hops;
	const QsHop *hop;
} Unit;

struct QsSubspace
{
	QsHost	   *host;
	const QsQaoaProblem *problem;
	int			n;
	int			units;
	Unit	   *unit;
	int32_t    *qubit;			/* behind Unit.qubit */
	QsHop	   *hop;			/* behind Unit.hop */
	int		   *unit_of;		/* n */
	size_t		states;
	double	   *real;
	double	   *imaginary;
	double	   *energy;			/* scaled */
	double	   *phase;			/* of a layer; scratch */
	double	   *partial;		/* scratch */
	uint32_t   *order;			/* by energy */
	double	   *pair;			/* n x n coefficients of a layer, both triangles */
	double	   *adjoint_real;	/* with gradients only */
	double	   *adjoint_imaginary;
	double	   *moment;			/* n */
	size_t		unpolled;
	bool		stopped;
};

int
qs_mixer_hops(int k, bool complete, QsHop *hop)
{
	int			count = 0;

	if (complete)
	{
		int			seats = k + (k & 1);

		/* round-robin: seat 0 stays, the others move on; an odd k leaves one out */
		for (int round = 0; round < seats - 1; round++)
			for (int pair = 0; pair < seats / 2; pair++)
			{
				int			a = pair == 0 ? seats - 1 : (round + pair) % (seats - 1);
				int			b = (round + seats - 1 - pair) % (seats - 1);

				if (a < k && b < k && a != b)
					hop[count++] = (QsHop) {a < b ? a : b, a < b ? b : a, round};
			}
		return count;
	}
	for (int a = 0; a + 1 < k; a += 2)
		hop[count++] = (QsHop) {a, a + 1, 0};
	for (int a = 1; a + 1 < k; a += 2)
		hop[count++] = (QsHop) {a, a + 1, 1};
	if (k > 2)
		hop[count++] = (QsHop) {0, k - 1, k & 1 ? 2 : 1};
	return count;
}

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

/* ---- construction ---- */

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
	s->unit = QS_ARRAY(host, Unit, s->n);
	s->qubit = qubit = QS_ARRAY(host, int32_t, 2 * s->n);
	s->hop = hop = QS_ARRAY(host, QsHop, hops);
	s->states = 1;
	for (int q = 0; q < s->n; q++)
		if (!taken[q])
		{
			s->unit[s->units++] = (Unit) {2, s->states, qubit, 1, hop};
			*qubit++ = -1;
			*qubit++ = q;
			*hop++ = (QsHop) {0, 1, 0};
			s->states *= 2;
		}
	for (int g = 0; g < groups; g++)
	{
		int			k = group_start[g + 1] - group_start[g];
		int			count = qs_mixer_hops(k, complete, hop);

		s->unit[s->units++] = (Unit) {k, s->states, qubit, count, hop};
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

static bool
stop(QsSubspace *s, size_t states)
{
	s->unpolled += states;
	if (s->unpolled >= POLL_STATES && !s->stopped)
	{
		s->unpolled = 0;
		s->stopped = qs_stop_requested(s->host);
	}
	return s->stopped;
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
		const Unit *unit = &s->unit[v];

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
static void
fill_values(QsSubspace *s, double constant, const double *linear, double *value)
{
	value[0] = constant;
	for (int u = 0; u < s->units; u++)
	{
		const Unit *unit = &s->unit[u];

		for (int d = unit->digits - 1; d >= 0; d--)
		{
			double	   *to = value + (size_t) d * unit->stride;
			int			q = unit->qubit[d];

			if (q < 0)
				continue;
			fill_partial(s, u, q, linear[q]);
			for (size_t x = 0; x < unit->stride; x++)
				to[x] = value[x] + s->partial[x];
			if (stop(s, 4 * unit->stride))
				return;
		}
	}
}

static void
load_pairs(QsSubspace *s, int64_t pairs, const int32_t *first, const int32_t *second,
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
		if (x % POLL_STATES == POLL_STATES - 1)
			qs_check(s->host);
	}
	qs_sort(s->host, ranked, s->states, sizeof(Ranked), by_energy);
	qs_check(s->host);
	for (size_t x = 0; x < s->states; x++)
	{
		s->order[x] = ranked[x].state;
		if (x % POLL_STATES == POLL_STATES - 1)
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

	load_pairs(s, problem->pairs, problem->first, problem->second, problem->pair_weight);
	fill_values(s, problem->energy.constant, problem->linear, s->energy);
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

/* ---- circuits ---- */

static void
layer_phases(QsSubspace *s, const QsCircuit *circuit, int layer)
{
	load_pairs(s, circuit->pairs, circuit->first, circuit->second,
			   circuit->coupling + (size_t) layer * (size_t) circuit->pairs);
	fill_values(s, 0.0, circuit->field + (size_t) layer * (size_t) circuit->n, s->phase);
}

/* Times exp(-i sign phase), unless the host asks to stop */
static void
apply_phase(QsSubspace *s, double *real, double *imaginary, double sign)
{
	for (size_t x = 0; x < s->states; x++)
	{
		double		c = cos(s->phase[x]);
		double		d = sign * sin(s->phase[x]);
		double		a = real[x];
		double		b = imaginary[x];

		real[x] = c * a + d * b;
		imaginary[x] = c * b - d * a;
		if (x % POLL_STATES == POLL_STATES - 1 && stop(s, POLL_STATES))
			return;
	}
}

/* exp(-i angle hop) between two digits of a unit, unless the host asks to stop */
static void
apply_hop(QsSubspace *s, const Unit *unit, const QsHop *hop, double angle, double *real,
		  double *imaginary)
{
	double		c = cos(angle);
	double		d = sin(angle);
	size_t		period = unit->stride * (size_t) unit->digits;

	for (size_t base = 0; base < s->states; base += period)
	{
		double	   *ar = real + base + (size_t) hop->a * unit->stride;
		double	   *ai = imaginary + base + (size_t) hop->a * unit->stride;
		double	   *br = real + base + (size_t) hop->b * unit->stride;
		double	   *bi = imaginary + base + (size_t) hop->b * unit->stride;

		for (size_t first = 0; first < unit->stride; first += POLL_STATES)
		{
			size_t		end = unit->stride - first < POLL_STATES ? unit->stride : first + POLL_STATES;

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
			if (stop(s, 2 * (end - first)))
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

		layer_phases(s, circuit, layer);
		apply_phase(s, s->real, s->imaginary, 1.0);
		for (int u = 0; u < s->units && !s->stopped; u++)
			for (int k = 0; k < s->unit[u].hops && !stop(s, s->states); k++)
				apply_hop(s, &s->unit[u], &s->unit[u].hop[k], angle[u], s->real, s->imaginary);
	}
	return s->stopped ? QS_INTERRUPTED : QS_OK;
}

static inline double
probability(const QsSubspace *s, size_t x)
{
	return s->real[x] * s->real[x] + s->imaginary[x] * s->imaginary[x];
}

/* Mean of the lowest fraction, and the energy it ends at */
static double
tail_mean(const QsSubspace *s, double fraction, double *threshold)
{
	double		mass = 0.0;
	double		sum = 0.0;

	*threshold = INFINITY;
	for (size_t k = 0; k < s->states && mass < fraction; k++)
	{
		size_t		x = s->order[k];
		double		p = probability(s, x);

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

	return tail_mean(s, fraction, &threshold);
}

/* ---- gradients ---- */

/* moment[qubit] = sum of value over the states that set it, for the units below
 * `units`; returns the sum of all.  Destroys value. */
static double
unary_moments(const QsSubspace *s, int units, double *value, double *moment)
{
	for (int u = units - 1; u >= 0; u--)
	{
		const Unit *unit = &s->unit[u];

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
		const Unit *unit = &s->unit[u];

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
hop_derivative(const QsSubspace *s, const Unit *unit, const QsHop *hop)
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
		const Unit *unit = &s->unit[u];

		by_angle[u] = 0.0;
		for (int k = unit->hops - 1; k >= 0; k--)
		{
			by_angle[u] += hop_derivative(s, unit, &unit->hop[k]);
			apply_hop(s, unit, &unit->hop[k], -angle[u], s->real, s->imaginary);
			apply_hop(s, unit, &unit->hop[k], -angle[u], s->adjoint_real, s->adjoint_imaginary);
			if (stop(s, 3 * s->states))
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
	*value = tail_mean(s, fraction, &threshold);
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
		layer_phases(s, circuit, layer);
		apply_phase(s, s->real, s->imaginary, -1.0);
		apply_phase(s, s->adjoint_real, s->adjoint_imaginary, -1.0);
	}
	return s->stopped ? QS_INTERRUPTED : QS_OK;
}

/* ---- reading ---- */

static void
write_row(const QsSubspace *s, size_t state, uint8_t *row)
{
	memset(row, 0, (size_t) s->n);
	for (int u = 0; u < s->units; u++)
	{
		const Unit *unit = &s->unit[u];
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
		total += probability(s, x);
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
		double		p = probability(s, x);

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
		const Unit *unit = &s->unit[u];
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
	return probability(s, state);
}
