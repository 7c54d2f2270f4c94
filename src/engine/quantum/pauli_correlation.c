/*
 * pauli_correlation.c
 *	  Pauli correlation encoding: loss, training, read-out.
 */
#include "quantum/pauli_correlation.h"

#include <math.h>
#include <string.h>

#include "base/elementary.h"
#include "numeric/optimize.h"
#include "quantum/pauli_circuit.h"
#include "quantum/vqe.h"
#include "sampling/history.h"

#define SATURATION		0.5		/* weight = SATURATION * sqrt(variables) */
#define FEWEST_SHOTS	65536	/* drawn whatever time it is */
#define SETS_A_DRAW		16		/* variables read out in the time of a draw */

/* ---- loss ---- */

/* Loss of the correlations; slope gets its derivatives. */
static double
loss_of_correlations(QsPauliCircuit *p)
{
	const QsIsing *ising = p->ising;
	double		weight = SATURATION * sqrt((double) p->n);
	double		squares = 0.0;
	double		energy = 0.0;

	/* first the squashed correlations, in place */
	for (int i = 0; i < p->n; i++)
	{
		p->correlation[i] = qs_tanh(p->squash * p->correlation[i]);
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
	QsPauliCircuit *p = argument;
	double		value;

	if (gradient)
		memset(gradient, 0, (size_t) count * sizeof(double));
	if (!qs_pauli_prepare(p, angles))
		return HUGE_VAL;
	qs_pauli_measure(p);
	value = loss_of_correlations(p);
	if (gradient)
	{
		qs_pauli_fill_dual(p);
		if (!qs_pauli_gradient(p, angles, gradient))
			memset(gradient, 0, (size_t) count * sizeof(double));
	}
	return value;
}

/* An optimisation and its record */
typedef struct Training
{
	QsPauliCircuit *circuit;
	QsHistory	history;
} Training;

static double
train(void *argument, int count, const double *angles, double *gradient)
{
	Training   *training = argument;
	double		value = objective(training->circuit, count, angles, gradient);

	if (isfinite(value))
		qs_history_note(&training->history, value);
	return value;
}

static QsStatus
find_angles(QsPauliCircuit *p, const QsSamplerSettings *settings, const QsRandom *random,
			QsSamplerReport *report)
{
	Training	training = {.circuit = p};
	QsRandom	copy = *random;
	QsMinimisation how = {
		.optimizer = qs_ansatz_optimizer(settings->optimizer, p->shape.parameters),
		.n = p->shape.parameters, .step = 0.2, .max_evaluations = settings->evaluations,
		.seed = qs_random_next(&copy), .objective = train, .argument = &training
	};
	double		value;
	QsStatus	status;

	qs_history_begin(p->host, settings->history, &training.history);
	status = qs_minimise(p->host, &how, report->angles, &value, &report->evaluations);
	qs_history_end(&training.history, 1.0, 0.0, report);
	report->optimization_shots = -1;
	qs_check(p->host);
	return status;
}

/* A random product state and nearly the identity after it: deep random circuits
 * have no correlations left to follow. */
static void
start_angles(const QsPauliCircuit *p, QsRandom *random, double *angles)
{
	for (int k = 0; k < p->shape.parameters; k++)
		angles[k] = (k < 2 * p->shape.qubits ? 6.28 : 0.4) * (qs_random_unit(random) - 0.5);
}

/* ---- measurement ---- */

/* One outcome from cumulated probabilities */
static uint64_t
draw_outcome(const QsPauliCircuit *p, const QsSamplerSettings *settings, QsRandom *random)
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

/* Shots along one axis into outcome[shots]; the first axis ends, with one batch at least, in
 * time for the others and for reading out.  How many there are. */
static int
draw_axis(QsPauliCircuit *p, int axis, int shots, const QsSamplerSettings *settings, QsRandom *random,
		  uint32_t *outcome)
{
	QsHost	   *host = p->host;
	double		began = qs_clock(host);
	double		rest = QS_PAULI_AXES + p->n / (double) SETS_A_DRAW;
	bool		late = false;
	int			k = 0;

	qs_pauli_probabilities(p, axis);
	for (size_t x = 1; x < p->states; x++)
		p->work[x] += p->work[x - 1];
	for (; k < shots && !late; k++)
	{
		outcome[k] = (uint32_t) draw_outcome(p, settings, random);
		if ((k & 1023) != 1023)
			continue;
		qs_check(host);
		if (axis == 0 && k >= FEWEST_SHOTS)
			late = qs_clock(host) + rest * (qs_clock(host) - began) > host->deadline || qs_time_up(host);
	}
	host->late |= late;
	return k;
}

/* Outcomes along all axes, that many of each; returns how many shots were taken */
static int
draw_axes(QsPauliCircuit *p, const QsSamplerSettings *settings, QsRandom *random, uint32_t *outcome)
{
	int			shots = draw_axis(p, 0, settings->shots, settings, random, outcome);

	for (int axis = 1; axis < QS_PAULI_AXES; axis++)
		draw_axis(p, axis, shots, settings, random, outcome + (size_t) axis * (size_t) settings->shots);
	return shots;
}

/* Estimates from growing numbers of shots, read out as signs; fewer than asked for: QS_INTERRUPTED */
static QsStatus
draw(QsPauliCircuit *p, const QsQubo *qubo, const QsSamplerSettings *settings, QsRandom *random,
	 QsSamples **samples)
{
	QsHost	   *host = p->host;
	uint32_t   *outcome = QS_ARRAY(host, uint32_t, QS_PAULI_AXES * (size_t) settings->shots);
	int			shots = draw_axes(p, settings, random, outcome);
	int			readouts = (int) sqrt((double) shots);
	uint8_t    *rows = QS_ARRAY(host, uint8_t, (size_t) readouts * (size_t) p->n);
	int64_t    *occurrences = QS_ARRAY(host, int64_t, readouts);
	int32_t    *balance = QS_ARRAY0(host, int32_t, p->n);
	int			read = 0;

	for (int shot = 0; read < readouts && (read == 0 || shots < FEWEST_SHOTS || !qs_time_up(host)); read++)
	{
		int			end = (int) ((int64_t) shots * (read + 1) / readouts);

		occurrences[read] = end - shot;
		for (; shot < end; shot++)
		{
			for (int i = 0; i < p->n; i++)
			{
				size_t		at = (size_t) (i % QS_PAULI_AXES) * (size_t) settings->shots + (size_t) shot;
				uint32_t	word = outcome[at];

				balance[i] += __builtin_parity(word & p->set[i]) ? -1 : 1;
			}
			qs_check(host);
		}
		for (int i = 0; i < p->n; i++)
			rows[(size_t) read * (size_t) p->n + (size_t) i] = balance[i] < 0;
	}
	*samples = qs_samples_from_counts(host, qubo, rows, occurrences, read);
	qs_free(host, balance);
	qs_free(host, occurrences);
	qs_free(host, rows);
	qs_free(host, outcome);
	return read < readouts || shots < settings->shots ? QS_INTERRUPTED : QS_OK;
}

QsStatus
qs_pauli_loss(QsHost *host, const QsQubo *qubo, const QsPauliShape *shape, const double *angles,
			  double *correlation, double *loss, double *gradient)
{
	QsPauliCircuit *p = qs_pauli_create(host, qubo, shape);

	*loss = objective(p, shape->parameters, angles, gradient);
	if (correlation)
	{
		qs_pauli_prepare(p, angles);
		qs_pauli_measure(p);
		memcpy(correlation, p->correlation, (size_t) p->n * sizeof(double));
	}
	qs_pauli_free(p);
	return QS_OK;
}

/* The state to measure, and its loss.  An answer is owed whatever the deadline
 * says; a cancel still acts. */
static void
prepare_answer(QsPauliCircuit *p, QsSamplerReport *report)
{
	p->host->owed = true;
	report->objective = objective(p, p->shape.parameters, report->angles, NULL);
	p->host->owed = false;
	qs_check(p->host);
}

QsStatus
qs_sample_pauli_correlation(QsHost *host, const QsSamplerInput *input,
							const QsSamplerSettings *settings, QsRandom *random,
							QsSamples **samples, QsSamplerReport *report)
{
	QsPauliShape shape;
	QsStatus	status = QS_OK;
	QsStatus	drawn;
	QsPauliCircuit *p;

	*samples = NULL;
	if (settings->depolarizing > 0.0 || settings->objective_shots > 0 || settings->device ||
		!qs_pauli_shape(input->qubo->n, settings->correlation_order, settings->layers, &shape))
		return QS_UNSUPPORTED;
	if (!qs_ansatz_takes(settings, shape.parameters))
		return QS_INVALID;
	p = qs_pauli_create(host, input->qubo, &shape);
	report->angle_count = shape.parameters;
	report->optimization_shots = 0;
	report->angles = QS_ARRAY(host, double, shape.parameters);
	/* drawn even when not needed: a replay draws the same shots */
	start_angles(p, random, report->angles);
	if (settings->angles)
		memcpy(report->angles, settings->angles, (size_t) shape.parameters * sizeof(double));
	if (!qs_sampler_keeps_angles(settings))
		status = find_angles(p, settings, random, report);
	prepare_answer(p, report);

	/* RY, RZ and bricks; the last layer's bricks are the change of basis */
	report->depth = 3 * (int64_t) shape.layers;
	for (int l = 1; l < shape.layers; l++)
		report->two_qubit_gates += __builtin_popcountll(qs_pauli_bricks(p, l));
	drawn = draw(p, input->qubo, settings, random, samples);
	qs_pauli_free(p);
	return status == QS_OK ? drawn : status;
}
