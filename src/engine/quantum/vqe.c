/*
 * vqe.c
 *	  The variational quantum eigensolver with a hardware-efficient ansatz.
 */
#include "quantum/vqe.h"

#include <math.h>
#include <string.h>

#include "base/sort.h"
#include "model/ising.h"
#include "numeric/optimize.h"
#include "quantum/real_layer.h"
#include "quantum/shot_tail.h"
#include "sampling/history.h"
#include "sampling/shot_collector.h"

#define HALF_PI	1.57079632679489661923

/* Resolution of the quantile search, squared: 2^24 energies apart */
#define BINS	4096

/* States between two questions whether to stop: under a millisecond */
#define CHUNK	((size_t) 1 << 18)

typedef struct Vqe
{
	QsHost	   *host;
	QsRealLayerFunction layer;
	int			n;
	int			layers;
	double		cvar;
	bool		is_double;
	size_t		states;			/* 2^n */
	size_t		size;			/* of the vectors: at least 16 */
	void	   *state;
	void	   *dual;			/* NULL without gradients */
	void	   *energy;			/* (E - mean) / deviation */
	double		mean;
	double		deviation;
	double		least;
	double		most;
	double	   *negated;		/* n: angles of a layer, backwards */
	QsHistory	history;
	int			objective_shots;	/* 0: the objective is read off the state */
	double		readout_flip;
	uint64_t	seed;			/* of estimates */
	double		bin[BINS];
} Vqe;

#define REAL float
#define REAL_NAME(x) x##_float
#include "quantum/vqe_template.h"

#define REAL double
#define REAL_NAME(x) x##_double
#include "quantum/vqe_template.h"

#define BY_PRECISION(vqe, call) ((vqe)->is_double ? call##_double : call##_float)

QsOptimizer
qs_ansatz_optimizer(QsOptimizer wanted, int parameters)
{
	return wanted == QS_OPTIMIZER_NELDER_MEAD && parameters > QS_SIMPLEX_PARAMETERS
		? QS_OPTIMIZER_LBFGS : wanted;
}

/* Gradients cannot be had from shots: many angles are then for SPSA. */
static QsOptimizer
optimizer_of(const QsSamplerSettings *settings, int parameters)
{
	if (settings->objective_shots == 0)
		return qs_ansatz_optimizer(settings->optimizer, parameters);
	return settings->optimizer == QS_OPTIMIZER_NELDER_MEAD && parameters > QS_SIMPLEX_PARAMETERS ?
		QS_OPTIMIZER_SPSA : settings->optimizer;
}

bool
qs_ansatz_takes(const QsSamplerSettings *settings, int parameters)
{
	return settings->angles ? settings->angle_count == parameters : settings->init != QS_QAOA_ANGLES;
}

int
qs_vqe_parameters(int n, int layers)
{
	return (layers + 1) * n;
}

static int64_t
circuit_depth(int n, int layers)
{
	/* CZ gates along a line take two layers: even pairs, odd pairs */
	return layers + 1 + (int64_t) layers * (n > 2 ? 2 : n - 1);
}

static int64_t
count_gates(int n, int layers)
{
	return (int64_t) layers * (n - 1);
}

static double
probability(const Vqe *vqe, size_t x)
{
	return BY_PRECISION(vqe, weight)(vqe, x);
}

static size_t
chunk_end(const Vqe *vqe, size_t first)
{
	return vqe->states - first < CHUNK ? vqe->states : first + CHUNK;
}

/* Asked between chunks; a small state is done before anybody could ask. */
static bool
stopped(Vqe *vqe)
{
	return vqe->states > CHUNK && qs_stop_requested(vqe->host);
}

/* CZ gates before layer l */
static uint64_t
pairs_before(const Vqe *vqe, int l)
{
	return l > 0 ? (UINT64_C(1) << (vqe->n - 1)) - 1 : 0;
}

/* The state at the given angles; false when the host asked to stop. */
static bool
prepare_state(Vqe *vqe, const double *angles)
{
	size_t		bytes = vqe->size * (vqe->is_double ? sizeof(double) : sizeof(float));

	for (size_t done = 0; done < bytes; done += CHUNK * sizeof(double))
	{
		size_t		left = bytes - done;

		memset((char *) vqe->state + done, 0,
			   left < CHUNK * sizeof(double) ? left : CHUNK * sizeof(double));
		if (stopped(vqe))
			return false;
	}
	if (vqe->is_double)
		((double *) vqe->state)[0] = 1.0;
	else
		((float *) vqe->state)[0] = 1.0f;
	for (int l = 0; l <= vqe->layers; l++)
	{
		QsRealLayer layer = {
			.n = vqe->n, .pairs = pairs_before(vqe, l), .angle = angles + l * vqe->n,
			.state = vqe->state
		};

		if (!vqe->layer(vqe->host, &layer))
			return false;
	}
	return true;
}

/*
 * The energy below which the share cvar of the probability lies, to 2^-24 of the
 * range.  CVaR = max_q { q + E[min(E - q, 0)] / cvar } (Rockafellar & Uryasev 2000)
 * is flat at its maximum: the resolution does not show.
 */
static double
quantile(Vqe *vqe)
{
	double		low = vqe->least;
	double		width = (vqe->most - vqe->least) * (1.0 + 1e-9) + 1e-300;
	double		below = 0.0;

	for (int round = 0; round < 2; round++)
	{
		int			at = 0;

		memset(vqe->bin, 0, sizeof(vqe->bin));
		for (size_t first = 0; first < vqe->states && !stopped(vqe); first += CHUNK)
			BY_PRECISION(vqe, fill_bins)(vqe, low, BINS / width, first, chunk_end(vqe, first));
		while (at < BINS - 1 && below + vqe->bin[at] < vqe->cvar)
			below += vqe->bin[at++];
		width /= BINS;
		low += at * width;
	}
	return low + width;
}

/* Objective in units of the deviation about the mean, state prepared; the dual
 * is filled when it is wanted. */
static double
measure(Vqe *vqe, bool fill_dual)
{
	double		q = vqe->cvar < 1.0 ? quantile(vqe) : vqe->most;
	double		sum = 0.0;

	for (size_t first = 0; first < vqe->states && !stopped(vqe); first += CHUNK)
	{
		sum += BY_PRECISION(vqe, tail_sum)(vqe, q, first, chunk_end(vqe, first));
		if (fill_dual)
			BY_PRECISION(vqe, fill_dual)(vqe, q, 1.0 / vqe->cvar, first, chunk_end(vqe, first));
	}
	return q + sum / vqe->cvar;
}

/* Walk the circuit backwards with the dual; false when the host asked to stop. */
static bool
collect_gradient(Vqe *vqe, const double *angles, double *gradient)
{
	memset(gradient, 0, (size_t) qs_vqe_parameters(vqe->n, vqe->layers) * sizeof(double));
	for (int l = vqe->layers; l >= 0; l--)
	{
		QsRealLayer layer = {
			.n = vqe->n, .pairs = l < vqe->layers ? pairs_before(vqe, l + 1) : 0,
			.angle = vqe->negated, .state = vqe->state, .dual = vqe->dual,
			.gradient = gradient + l * vqe->n
		};

		for (int q = 0; q < vqe->n; q++)
			vqe->negated[q] = -angles[l * vqe->n + q];
		if (!vqe->layer(vqe->host, &layer))
			return false;
	}
	return true;
}

/* For the optimiser: called from inside a library, must not throw. */
static double
objective(void *argument, int count, const double *angles, double *gradient)
{
	Vqe		   *vqe = argument;
	double		value;

	if (!prepare_state(vqe, angles))
	{
		if (gradient)
			memset(gradient, 0, (size_t) count * sizeof(double));
		return HUGE_VAL;
	}
	value = measure(vqe, gradient != NULL);
	if (stopped(vqe))
		value = HUGE_VAL;
	if (gradient && !collect_gradient(vqe, angles, gradient))
		memset(gradient, 0, (size_t) count * sizeof(double));
	if (isfinite(value))
		qs_history_note(&vqe->history, value);
	return value;
}

static void
vqe_create(QsHost *host, const QsQubo *qubo, const QsSamplerSettings *settings, bool gradients,
		   Vqe *vqe)
{
	QsIsing    *ising = qs_ising_create(host, qubo);
	size_t		bytes = settings->double_precision ? sizeof(double) : sizeof(float);

	*vqe = (Vqe)
	{
		.host = host,
		.layer = qs_real_layer_function(host->simd, settings->double_precision),
		.n = qubo->n,
		.layers = settings->layers,
		.cvar = settings->cvar,
		.is_double = settings->double_precision,
		.objective_shots = settings->objective_shots,
		.readout_flip = settings->readout_flip,
		.states = (size_t) 1 << qubo->n,
		.size = (size_t) 1 << qs_real_qubits(qubo->n),
		.mean = ising->offset,
		.deviation = qs_ising_deviation(ising),
	};
	qs_ising_free(host, ising);
	if (!(vqe->deviation > 0.0))
		vqe->deviation = 1.0;
	vqe->state = qs_alloc(host, vqe->size, bytes);
	/* cells past 2^n belong to no state and stay zero */
	vqe->dual = gradients ? qs_alloc_zero(host, vqe->size, bytes) : NULL;
	vqe->energy = qs_alloc(host, vqe->states, bytes);
	vqe->negated = QS_ARRAY(host, double, vqe->n);
	BY_PRECISION(vqe, all_energies)(vqe, qubo);
}

static void
vqe_free(Vqe *vqe)
{
	qs_free(vqe->host, vqe->state);
	qs_free(vqe->host, vqe->dual);
	qs_free(vqe->host, vqe->energy);
	qs_free(vqe->host, vqe->negated);
}

/* The state to sample from, and what to report of it.  An answer is owed whatever
 * the deadline says; a cancel still acts. */
static void
prepare_answer(Vqe *vqe, QsSamplerReport *report)
{
	vqe->host->owed = true;
	prepare_state(vqe, report->angles);
	report->objective = vqe->mean + vqe->deviation * measure(vqe, false);
	vqe->cvar = 1.0;
	report->expectation = vqe->mean + vqe->deviation * measure(vqe, false);
	vqe->host->owed = false;
	qs_check(vqe->host);
}

/* Nearly the uniform superposition: the last rotations make it, small random
 * angles before break the symmetry. */
static void
start_angles(const Vqe *vqe, QsRandom *random, double *angles)
{
	int			inner = vqe->layers * vqe->n;

	for (int k = 0; k < inner; k++)
		angles[k] = 0.2 * (qs_random_unit(random) - 0.5);
	for (int k = inner; k < inner + vqe->n; k++)
		angles[k] = HALF_PI + 0.2 * (qs_random_unit(random) - 0.5);
}

static int
compare_doubles(const void *a, const void *b)
{
	double		p = *(const double *) a;
	double		q = *(const double *) b;

	return (p > q) - (p < q);
}

static void
flip_readout(uint64_t *bits, int n, double flip, QsRandom *random)
{
	for (int i = 0; i < n; i++)
		if (qs_random_unit(random) < flip)
			*bits ^= UINT64_C(1) << i;
}

/* Measure: sorted uniform marks against the cumulated probabilities */
static void
measure_bits(Vqe *vqe, int shots, QsRandom *random, uint64_t *bits)
{
	QsHost	   *host = vqe->host;
	double	   *mark = QS_ARRAY(host, double, shots);
	double		total = 0.0;
	double		sum = 0.0;
	int			drawn = 0;

	for (size_t x = 0; x < vqe->states; x++)
	{
		total += probability(vqe, x);
		if ((x & 0xfffff) == 0)
			qs_check(host);
	}
	for (int k = 0; k < shots; k++)
	{
		mark[k] = total * qs_random_unit(random);
		if ((k & 0xffff) == 0)
			qs_check(host);
	}
	qs_sort(host, mark, (size_t) shots, sizeof(double), compare_doubles);
	for (size_t x = 0; x < vqe->states && drawn < shots; x++)
	{
		sum += probability(vqe, x);
		while (drawn < shots && (mark[drawn] < sum || x + 1 == vqe->states))
		{
			bits[drawn++] = x;
			if ((drawn & 0xffff) == 0)
				qs_check(host);
		}
		if ((x & 0xfffff) == 0)
			qs_check(host);
	}
	for (int k = 0; k < shots && vqe->readout_flip > 0.0; k++)
	{
		flip_readout(&bits[k], vqe->n, vqe->readout_flip, random);
		if ((k & 0xfff) == 0)
			qs_check(host);
	}
	qs_free(host, mark);
}

static void
spell(const Vqe *vqe, const uint64_t *bits, int count, uint8_t *rows)
{
	for (int k = 0; k < count; k++)
	{
		for (int i = 0; i < vqe->n; i++)
			*rows++ = (uint8_t) (bits[k] >> i & 1);
		if ((k & 0xffff) == 0xffff)
			qs_check(vqe->host);
	}
}

/* The shots there is time for, at least one batch; fewer than asked for: QS_INTERRUPTED */
static QsStatus
draw(Vqe *vqe, const QsQubo *qubo, int shots, QsRandom *random, QsSamples **samples)
{
	QsHost	   *host = vqe->host;
	int			most = qs_shot_batch((double) vqe->states, shots);
	uint64_t   *bits = QS_ARRAY(host, uint64_t, most);
	uint8_t    *rows = QS_ARRAY(host, uint8_t, (size_t) shots * (size_t) vqe->n);
	QsShotCollector *collector = qs_collector_create(host, qubo, shots);
	bool		late = false;

	for (int made = 0; made < shots && !late; made += most)
	{
		int			count = shots - made < most ? shots - made : most;
		uint8_t    *batch = rows + (size_t) made * (size_t) vqe->n;

		measure_bits(vqe, count, random, bits);
		spell(vqe, bits, count, batch);
		qs_collector_take(collector, batch, NULL, count);
		late = made + count < shots && qs_collector_late(collector);
	}
	*samples = qs_collector_end(collector);
	qs_free(host, rows);
	qs_free(host, bits);
	return late ? QS_INTERRUPTED : QS_OK;
}

/* For the optimiser, where values may throw: the objective of some shots, of a random
 * sequence of their own */
static double
estimate(void *argument, int count, const double *angles, double *gradient)
{
	Vqe		   *vqe = argument;
	int			shots = vqe->objective_shots;
	int			most = qs_shot_batch((double) vqe->states, shots);
	uint64_t   *bits;
	double	   *energy;
	double		value;
	bool		late = false;
	QsRandom	random;

	(void) count;
	(void) gradient;
	if (!prepare_state(vqe, angles))
		return HUGE_VAL;
	bits = QS_ARRAY(vqe->host, uint64_t, most);
	energy = QS_ARRAY(vqe->host, double, shots);
	qs_random_seed(&random, vqe->seed, (uint64_t) vqe->history.evaluations + 1);
	for (int k = 0; k < shots && !late; k++)
	{
		if (k % most == 0)
			measure_bits(vqe, shots - k < most ? shots - k : most, &random, bits);
		late = (k & 0xfff) == 0 && qs_stop_requested(vqe->host);
		energy[k] = BY_PRECISION(vqe, energy_at)(vqe, bits[k % most]);
	}
	value = late ? HUGE_VAL : qs_tail_of_shots(vqe->host, energy, shots, vqe->cvar);
	qs_free(vqe->host, energy);
	qs_free(vqe->host, bits);
	if (!late)
		qs_history_note(&vqe->history, value);
	return value;
}

static QsStatus
find_angles(Vqe *vqe, const QsSamplerSettings *settings, const QsRandom *random, QsSamplerReport *report)
{
	QsRandom	copy = *random;
	QsMinimisation how = {
		.optimizer = optimizer_of(settings, report->angle_count),
		.n = report->angle_count, .step = 0.2, .max_evaluations = settings->evaluations,
		.noisy = settings->objective_shots > 0,
		.objective = settings->objective_shots > 0 ? estimate : objective, .argument = vqe
	};
	double		value;
	QsStatus	status;

	how.seed = vqe->seed = qs_random_next(&copy);
	status = qs_minimise(vqe->host, &how, report->angles, &value, &report->evaluations);
	report->optimization_shots = settings->objective_shots > 0 ?
		(int64_t) settings->objective_shots * vqe->history.evaluations : -1;
	qs_check(vqe->host);
	return status;
}

QsStatus
qs_vqe_objective(QsHost *host, const QsQubo *qubo, const QsSamplerSettings *settings,
				 const double *angles, double *value, double *gradient)
{
	Vqe		   *vqe;

	if (qubo->n < 1 || qubo->n > QS_VQE_MAX_QUBITS)
		return QS_UNSUPPORTED;
	vqe = QS_NEW(host, Vqe);
	vqe_create(host, qubo, settings, gradient != NULL, vqe);
	*value = vqe->mean + vqe->deviation *
		objective(vqe, qs_vqe_parameters(vqe->n, vqe->layers), angles, gradient);
	for (int k = 0; gradient && k < qs_vqe_parameters(vqe->n, vqe->layers); k++)
		gradient[k] *= vqe->deviation;
	vqe_free(vqe);
	qs_free(host, vqe);
	return QS_OK;
}

QsStatus
qs_sample_vqe(QsHost *host, const QsSamplerInput *input, const QsSamplerSettings *settings,
			  QsRandom *random, QsSamples **samples, QsSamplerReport *report)
{
	const QsQubo *qubo = input->qubo;
	int			parameters = qs_vqe_parameters(qubo->n, settings->layers);
	QsStatus	status = QS_OK;
	QsStatus	drawn;
	Vqe		   *vqe;

	*samples = NULL;
	if (qubo->n > QS_VQE_MAX_QUBITS || settings->depolarizing > 0.0 || settings->device)
		return QS_UNSUPPORTED;
	if (!qs_ansatz_takes(settings, parameters))
		return QS_INVALID;
	vqe = QS_NEW(host, Vqe);
	vqe_create(host, qubo, settings,
			   !qs_sampler_keeps_angles(settings) &&
			   qs_optimizer_needs_gradient(optimizer_of(settings, parameters)), vqe);
	qs_history_begin(host, settings->history, &vqe->history);
	report->angle_count = parameters;
	report->optimization_shots = 0;
	report->angles = QS_ARRAY(host, double, parameters);
	/* drawn even when not needed: a replay draws the same shots */
	start_angles(vqe, random, report->angles);
	if (settings->angles)
		memcpy(report->angles, settings->angles, (size_t) parameters * sizeof(double));
	if (!qs_sampler_keeps_angles(settings))
		status = find_angles(vqe, settings, random, report);
	qs_history_end(&vqe->history, vqe->deviation, vqe->mean, report);
	prepare_answer(vqe, report);
	report->depth = circuit_depth(qubo->n, settings->layers);
	report->two_qubit_gates = count_gates(qubo->n, settings->layers);
	report->cx_depth = report->depth;
	report->cx_gates = report->two_qubit_gates;
	drawn = draw(vqe, qubo, settings->shots, random, samples);
	vqe_free(vqe);
	qs_free(host, vqe);
	return status == QS_OK ? drawn : status;
}
