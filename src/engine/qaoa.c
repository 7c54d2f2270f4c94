/*
 * qaoa.c
 *	  The quantum approximate optimisation algorithm on a simulated state vector.
 */
#include "qaoa.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "angles.h"
#include "optimize.h"

/* Amplitudes carry the factor i^popcount(x), so that the mixer is a real
 * rotation of pairs and real and imaginary parts never meet in it. */
typedef struct Simulation
{
	QsHost	   *host;
	const QsSamplerSettings *settings;
	int			n;
	size_t		states;
	double	   *energy;			/* of every state */
	uint32_t   *order;			/* states by energy */
	double		deviation;
	float	   *real;
	float	   *imaginary;
} Simulation;

/* f over all states, the variables joining one by one */
static void
all_energies(Simulation *s, const QsQubo *qubo)
{
	s->energy[0] = qubo->offset;
	for (int k = 0; k < s->n; k++)
	{
		size_t		half = (size_t) 1 << k;
		double	   *upper = s->energy + half;

		upper[0] = qubo->linear[k];
		for (int64_t e = qubo->start[k]; e < qubo->start[k + 1] && qubo->neighbour[e] < k; e++)
			upper[(size_t) 1 << qubo->neighbour[e]] = qubo->weight[e];
		for (int j = 0; j < k; j++)
		{
			size_t		width = (size_t) 1 << j;
			double		step = 0.0;

			for (int64_t e = qubo->start[k]; e < qubo->start[k + 1]; e++)
				if (qubo->neighbour[e] == j)
					step = qubo->weight[e];
			for (size_t x = 0; x < width; x++)
				upper[width + x] = upper[x] + step;
		}
		for (size_t x = 0; x < half; x++)
			upper[x] += s->energy[x];
		qs_check(s->host);
	}
}

static double
spin_deviation(const QsQubo *qubo)
{
	double		variance = 0.0;

	for (int i = 0; i < qubo->n; i++)
	{
		double		field = 0.5 * qubo->linear[i];

		for (int64_t e = qubo->start[i]; e < qubo->start[i + 1]; e++)
		{
			field += 0.25 * qubo->weight[e];
			if (qubo->neighbour[e] < i)
				variance += 0.0625 * qubo->weight[e] * qubo->weight[e];
		}
		variance += field * field;
	}
	return variance > 0.0 ? sqrt(variance) : 1.0;
}

static void
start_state(Simulation *s)
{
	float		amplitude = (float) pow(2.0, -0.5 * s->n);

	for (size_t x = 0; x < s->states; x++)
	{
		int			quarter = __builtin_popcountll(x) & 3;

		s->real[x] = quarter == 0 ? amplitude : quarter == 2 ? -amplitude : 0.0f;
		s->imaginary[x] = quarter == 1 ? amplitude : quarter == 3 ? -amplitude : 0.0f;
	}
}

static void
apply_phase(Simulation *s, double gamma)
{
	for (size_t x = 0; x < s->states; x++)
	{
		double		angle = gamma * s->energy[x];
		float		c = (float) cos(angle);
		float		d = (float) sin(angle);
		float		re = s->real[x];
		float		im = s->imaginary[x];

		s->real[x] = c * re + d * im;
		s->imaginary[x] = c * im - d * re;
	}
}

static void
rotate(float *amplitude, size_t states, size_t stride, float c, float d)
{
	for (size_t base = 0; base < states; base += 2 * stride)
		for (size_t k = base; k < base + stride; k++)
		{
			float		a = amplitude[k];
			float		b = amplitude[k + stride];

			amplitude[k] = c * a - d * b;
			amplitude[k + stride] = d * a + c * b;
		}
}

/* False when the host asked to stop */
static bool
run_circuit(Simulation *s, int layers, const double *theta)
{
	start_state(s);
	for (int layer = 0; layer < layers; layer++)
	{
		float		c = (float) cos(theta[layers + layer]);
		float		d = (float) sin(theta[layers + layer]);

		apply_phase(s, theta[layer] / s->deviation);
		for (int q = 0; q < s->n; q++)
		{
			rotate(s->real, s->states, (size_t) 1 << q, c, d);
			rotate(s->imaginary, s->states, (size_t) 1 << q, c, d);
			if (s->n > 20 && qs_stop_requested(s->host))
				return false;
		}
	}
	return true;
}

static inline double
probability(const Simulation *s, size_t x)
{
	return (double) s->real[x] * s->real[x] + (double) s->imaginary[x] * s->imaginary[x];
}

/* Mean over the best fraction of the distribution */
static double
tail_mean(const Simulation *s, double fraction)
{
	double		left = fraction;
	double		sum = 0.0;

	for (size_t k = 0; k < s->states && left > 0.0; k++)
	{
		double		p = probability(s, s->order[k]);

		if (p > left)
			p = left;
		sum += p * s->energy[s->order[k]];
		left -= p;
	}
	return sum / (fraction - (left > 0.0 ? left : 0.0));
}

static double
objective(void *argument, int n, const double *theta, double *gradient)
{
	Simulation *s = argument;

	if (gradient)
		memset(gradient, 0, (size_t) n * sizeof(double));
	if (!run_circuit(s, n / 2, theta))
		return HUGE_VAL;
	return tail_mean(s, s->settings->cvar);
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
rank_states(Simulation *s)
{
	Ranked	   *ranked = QS_ARRAY(s->host, Ranked, s->states);

	for (size_t x = 0; x < s->states; x++)
		ranked[x] = (Ranked) {s->energy[x], (uint32_t) x};
	qsort(ranked, s->states, sizeof(Ranked), by_energy);
	for (size_t x = 0; x < s->states; x++)
		s->order[x] = ranked[x].state;
	qs_free(s->host, ranked);
}

static int
by_value(const void *a, const void *b)
{
	double		p = *(const double *) a;
	double		q = *(const double *) b;

	return (p > q) - (p < q);
}

static QsSamples *
draw(Simulation *s, const QsQubo *qubo, int shots, QsRandom *random)
{
	double	   *mark = QS_ARRAY(s->host, double, shots);
	uint64_t   *bits = QS_ARRAY(s->host, uint64_t, shots);
	double		total = 0.0;
	double		sum = 0.0;
	int			drawn = 0;
	QsSamples  *samples;

	for (size_t x = 0; x < s->states; x++)
		total += probability(s, x);
	for (int k = 0; k < shots; k++)
		mark[k] = total * qs_random_unit(random);
	qsort(mark, (size_t) shots, sizeof(double), by_value);
	for (size_t x = 0; x < s->states && drawn < shots; x++)
	{
		sum += probability(s, x);
		while (drawn < shots && (mark[drawn] < sum || x + 1 == s->states))
			bits[drawn++] = x;
	}
	samples = qs_samples_from_bits(s->host, qubo, bits, shots);
	qs_free(s->host, bits);
	qs_free(s->host, mark);
	return samples;
}

/* The best of the ramps, then the optimiser */
static QsStatus
find_angles(Simulation *s, double *theta, double *value, int *evaluations)
{
	int			layers = s->settings->layers;
	double	   *trial = QS_ARRAY(s->host, double, 2 * layers);
	QsStatus	status;
	int			used;

	*value = INFINITY;
	qs_angles_fixed(layers, theta, theta + layers);
	for (int k = 0; k < QS_RAMPS && !qs_stop_requested(s->host); k++)
	{
		double		trial_value;

		qs_angles_ramp(k, layers, trial, trial + layers);
		trial_value = objective(s, 2 * layers, trial, NULL);
		(*evaluations)++;
		if (trial_value < *value)
		{
			*value = trial_value;
			memcpy(theta, trial, 2 * (size_t) layers * sizeof(double));
		}
		qs_check(s->host);
	}
	qs_free(s->host, trial);
	status = qs_minimise(s->host, s->settings->optimizer, 2 * layers, theta, 0.1,
						 s->settings->evaluations, objective, s, value, &used);
	*evaluations += used;
	qs_check(s->host);
	return status;
}

QsStatus
qs_sample_qaoa(QsHost *host, const QsSamplerInput *input, const QsSamplerSettings *settings,
			   QsRandom *random, QsSamples **samples, QsSamplerReport *report)
{
	const QsQubo *qubo = input->qubo;
	int			layers = settings->layers;
	Simulation	s = {.host = host, .settings = settings, .n = qubo->n};
	QsStatus	status = QS_OK;

	*samples = NULL;
	if (settings->mixer != QS_MIXER_X || settings->multi_angle || qubo->n > 30 ||
		qs_optimizer_needs_gradient(settings->optimizer) ||
		(settings->angles && settings->angle_count != 2 * layers))
		return QS_UNSUPPORTED;
	s.states = (size_t) 1 << s.n;
	s.energy = QS_ARRAY(host, double, s.states);
	s.order = QS_ARRAY(host, uint32_t, s.states);
	s.real = QS_ARRAY(host, float, s.states);
	s.imaginary = QS_ARRAY(host, float, s.states);
	all_energies(&s, qubo);
	rank_states(&s);
	s.deviation = spin_deviation(qubo);
	report->angle_count = 2 * layers;
	report->angles = QS_ARRAY(host, double, 2 * layers);
	if (settings->angles)
		memcpy(report->angles, settings->angles, 2 * (size_t) layers * sizeof(double));
	else
		status = find_angles(&s, report->angles, &report->objective, &report->evaluations);
	run_circuit(&s, layers, report->angles);
	report->objective = tail_mean(&s, settings->cvar);
	report->expectation = tail_mean(&s, 1.0);
	report->two_qubit_gates = layers * qs_qubo_pairs(qubo);
	*samples = draw(&s, qubo, settings->shots, random);
	qs_free(host, s.imaginary);
	qs_free(host, s.real);
	qs_free(host, s.order);
	qs_free(host, s.energy);
	return status;
}
