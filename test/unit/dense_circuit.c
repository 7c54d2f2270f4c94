/*
 * dense_circuit.c
 *	  QAOA layers gate by gate on plain complex vectors.
 */
#include "dense_circuit.h"

#include <math.h>
#include <stdlib.h>

#include "quantum/mixer.h"
#include "quantum/qaoa_ansatz.h"

/* A vector of `total` qubits; gates act on qubits from `shift` on, angles times sign */
typedef struct Side
{
	double complex *v;
	int			total;
	int			shift;
	double		sign;
} Side;

/* exp(-i angle H) for a real symmetric H with H^2 = 1, H = [a, b; b, -a] */
static void
rotate(const Side *side, int qubit, double angle, double a, double b)
{
	size_t		bit = (size_t) 1 << (qubit + side->shift);
	double		c = cos(angle);
	double complex s = -I * sin(side->sign * angle);

	for (size_t x = 0; x < (size_t) 1 << side->total; x++)
		if ((x & bit) == 0)
		{
			double complex p = side->v[x];
			double complex q = side->v[x | bit];

			side->v[x] = (c + s * a) * p + s * b * q;
			side->v[x | bit] = s * b * p + (c - s * a) * q;
		}
}

/* exp(-i angle (XX + YY) / 2) */
static void
hop(const Side *side, int first, int second, double angle)
{
	size_t		p = (size_t) 1 << (first + side->shift);
	size_t		q = (size_t) 1 << (second + side->shift);
	double		c = cos(angle);
	double complex s = -I * sin(side->sign * angle);

	for (size_t x = 0; x < (size_t) 1 << side->total; x++)
		if ((x & p) && !(x & q))
		{
			double complex a = side->v[x];
			double complex b = side->v[x ^ p ^ q];

			side->v[x] = c * a + s * b;
			side->v[x ^ p ^ q] = s * a + c * b;
		}
}

static bool
uses_groups(const DenseCircuit *circuit)
{
	return circuit->mixer == QS_MIXER_XY_RING || circuit->mixer == QS_MIXER_XY_COMPLETE;
}

static bool
grouped(const QsSamplerInput *input, int qubit)
{
	for (int k = 0; k < input->group_start[input->groups]; k++)
		if (input->group_qubit[k] == qubit)
			return true;
	return false;
}

static int
units_of(const DenseCircuit *circuit)
{
	const QsSamplerInput *input = circuit->input;

	return uses_groups(circuit) ?
		circuit->problem->n - input->group_start[input->groups] + input->groups :
		circuit->problem->n;
}

static int
terms_of(const DenseCircuit *circuit)
{
	return circuit->problem->fields + (int) circuit->problem->pairs;
}

int
dense_parameters(const DenseCircuit *circuit)
{
	return circuit->layers *
		(circuit->multi_angle ? terms_of(circuit) + units_of(circuit) : 2);
}

/* ---- layers ---- */

static void
apply_phase(const DenseCircuit *c, const Side *side, int layer)
{
	const QsQaoaProblem *problem = c->problem;
	int			terms = terms_of(c);

	for (size_t x = 0; x < (size_t) 1 << side->total; x++)
	{
		size_t		bits = x >> side->shift;
		double		angle = 0.0;

		for (int k = 0; k < terms; k++)
		{
			double		gamma = c->theta[c->multi_angle ? layer * terms + k : layer];
			int			pair = k - problem->fields;

			if (pair < 0)
				angle += (bits >> problem->field_qubit[k] & 1) ? -gamma * problem->field[k] :
					gamma * problem->field[k];
			else
				angle += ((bits >> problem->first[pair] ^ bits >> problem->second[pair]) & 1) ?
					-gamma * problem->coupling[pair] : gamma * problem->coupling[pair];
		}
		side->v[x] *= cexp(-I * side->sign * angle);
	}
}

/* Gates of a ring: even edges, odd edges, the closing one; of all pairs: as listed */
static void
mix_group(const DenseCircuit *c, const Side *side, int group, double beta)
{
	const int32_t *qubit = c->input->group_qubit + c->input->group_start[group];
	int			k = c->input->group_start[group + 1] - c->input->group_start[group];

	if (c->mixer == QS_MIXER_XY_RING)
	{
		for (int parity = 0; parity < 2; parity++)
			for (int j = parity; j + 1 < k; j += 2)
				hop(side, qubit[j], qubit[j + 1], beta);
		if (k > 2)
			hop(side, qubit[k - 1], qubit[0], beta);
	}
	else
	{
		QsHop		list[64];
		int			hops = qs_mixer_hops(k, true, list);

		for (int h = 0; h < hops; h++)
			hop(side, qubit[list[h].a], qubit[list[h].b], beta);
	}
}

static double
polar_angle(const DenseCircuit *c, int qubit)
{
	double		p = fmin(fmax(c->input->warm[qubit], QS_WARM_LEAST), 1.0 - QS_WARM_LEAST);

	return 2.0 * asin(sqrt(p));
}

static void
apply_mixer(const DenseCircuit *c, const Side *side, int layer)
{
	int			units = units_of(c);
	const double *beta = c->theta + (size_t) c->layers * (size_t) (c->multi_angle ? terms_of(c) : 1) +
		(size_t) layer * (size_t) (c->multi_angle ? units : 1);
	int			unit = 0;

	for (int q = 0; q < c->problem->n; q++)
	{
		double		angle = beta[c->multi_angle ? unit : 0];

		if (uses_groups(c) && grouped(c->input, q))
			continue;
		if (c->mixer == QS_MIXER_WARM)
			rotate(side, q, angle, cos(polar_angle(c, q)), sin(polar_angle(c, q)));
		else
			rotate(side, q, angle, 0.0, 1.0);
		unit++;
	}
	for (int g = 0; uses_groups(c) && g < c->input->groups; g++, unit++)
		mix_group(c, side, g, beta[c->multi_angle ? unit : 0]);
}

/* Amplitude of the start state, which is real and not negative */
static double
start_amplitude(const DenseCircuit *c, size_t x)
{
	double		amplitude = 1.0;

	for (int q = 0; q < c->problem->n; q++)
		if (c->mixer == QS_MIXER_WARM)
			amplitude *= (x >> q & 1) ? sin(0.5 * polar_angle(c, q)) : cos(0.5 * polar_angle(c, q));
		else if (!uses_groups(c) || !grouped(c->input, q))
			amplitude *= sqrt(0.5);
	for (int g = 0; uses_groups(c) && g < c->input->groups; g++)
	{
		int			ones = 0;

		for (int k = c->input->group_start[g]; k < c->input->group_start[g + 1]; k++)
			ones += x >> c->input->group_qubit[k] & 1;
		amplitude *= ones == 1 ? 1.0 / sqrt(c->input->group_start[g + 1] - c->input->group_start[g]) : 0.0;
	}
	return amplitude;
}

void
dense_run(const DenseCircuit *c, double complex *state)
{
	Side		side = {state, c->problem->n, 0, 1.0};

	for (size_t x = 0; x < (size_t) 1 << c->problem->n; x++)
		state[x] = start_amplitude(c, x);
	for (int layer = 0; layer < c->layers; layer++)
	{
		apply_phase(c, &side, layer);
		apply_mixer(c, &side, layer);
	}
}

/* ---- noise ---- */

/* (1 - p) rho + p/3 (X rho X + Y rho Y + Z rho Z): together X and Y keep what is
 * diagonal in the qubit, exchanged, and cancel the rest; Z negates the rest. */
static void
depolarise(int n, int qubit, double p, double complex *matrix)
{
	size_t		ket = (size_t) 1 << qubit;
	size_t		bra = (size_t) 1 << (qubit + n);

	for (size_t x = 0; x < (size_t) 1 << (2 * n); x++)
	{
		bool		diagonal = ((x & ket) != 0) == ((x & bra) != 0);

		if (!diagonal)
			matrix[x] *= 1.0 - p - p / 3.0;
		else if ((x & ket) == 0)
		{
			double complex a = matrix[x];
			double complex b = matrix[x | ket | bra];

			matrix[x] = (1.0 - 2.0 * p / 3.0) * a + 2.0 * p / 3.0 * b;
			matrix[x | ket | bra] = (1.0 - 2.0 * p / 3.0) * b + 2.0 * p / 3.0 * a;
		}
	}
}

void
dense_run_noisy(const DenseCircuit *c, double depolarizing, double complex *matrix)
{
	int			n = c->problem->n;
	size_t		states = (size_t) 1 << n;
	Side		ket = {matrix, 2 * n, 0, 1.0};
	Side		bra = {matrix, 2 * n, n, -1.0};

	for (size_t x = 0; x < states * states; x++)
		matrix[x] = start_amplitude(c, x & (states - 1)) * start_amplitude(c, x >> n);
	for (int layer = 0; layer < c->layers; layer++)
	{
		/* the ket's phase must not read the bra's bits: they lie above, and are ignored */
		apply_phase(c, &ket, layer);
		apply_phase(c, &bra, layer);
		apply_mixer(c, &ket, layer);
		apply_mixer(c, &bra, layer);
		for (int q = 0; q < n; q++)
			depolarise(n, q, depolarizing, matrix);
	}
}

/* ---- probabilities ---- */

void
dense_probabilities(int n, const double complex *state, double *probability)
{
	for (size_t x = 0; x < (size_t) 1 << n; x++)
		probability[x] = creal(state[x]) * creal(state[x]) + cimag(state[x]) * cimag(state[x]);
}

void
dense_diagonal(int n, const double complex *matrix, double *probability)
{
	for (size_t x = 0; x < (size_t) 1 << n; x++)
		probability[x] = creal(matrix[x | x << n]);
}

void
dense_readout(int n, double flip, double *probability)
{
	for (int q = 0; q < n; q++)
		for (size_t x = 0; x < (size_t) 1 << n; x++)
			if ((x >> q & 1) == 0)
			{
				double		a = probability[x];
				double		b = probability[x | (size_t) 1 << q];

				probability[x] = (1.0 - flip) * a + flip * b;
				probability[x | (size_t) 1 << q] = (1.0 - flip) * b + flip * a;
			}
}
