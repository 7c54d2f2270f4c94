/*
 * qaoa_simulator.c
 *	  State vectors and subspaces behind one interface; noisy sampling.
 */
#include "quantum/qaoa_simulator.h"

#include <math.h>

#include "numeric/optimize.h"
#include "quantum/qaoa_measure.h"
#include "quantum/qaoa_noise.h"
#include "quantum/program.h"
#include "quantum/qaoa_supported.h"

static bool
wants_gradients(const QsSamplerSettings *settings)
{
	return qs_optimizer_needs_gradient(settings->optimizer) && !qs_sampler_keeps_angles(settings);
}

/* Half a state is enough when nothing breaks the symmetry of flipping all bits */
static bool
may_halve(const QsQaoaProblem *problem, const QsSamplerSettings *settings)
{
	return problem->symmetric && settings->mixer == QS_MIXER_X &&
		!qs_sampler_has_noisy_gates(settings) && !wants_gradients(settings);
}

double
qs_qaoa_bytes(const QsSamplerInput *input, const QsQaoaProblem *problem, const QsSamplerSettings *settings)
{
	int			n = input->qubo->n;
	double		pairs = (double) qs_qubo_pairs(input->qubo);
	double		angles = settings->layers * (2.0 * n + pairs);
	double		bytes = 65536.0 + 64.0 * (n + pairs) + 8.0 * sizeof(double) * angles +
		fmax(settings->shots, settings->objective_shots) * (n + 32.0);

	if (qs_qaoa_uses_groups(settings))
		bytes += qs_subspace_bytes(n, qs_subspace_states(n, input->groups, input->group_start),
								   wants_gradients(settings));
	if (!qs_qaoa_uses_groups(settings) || qs_sampler_has_noisy_gates(settings))
		bytes += may_halve(problem, settings) ? qs_statevector_half_bytes(n, settings->double_precision) :
			qs_statevector_bytes(n, settings->double_precision);
	if (qs_qaoa_uses_groups(settings))
		return bytes;
	if (settings->cvar < 1.0)
		bytes += qs_tail_bytes(n);
	if (wants_gradients(settings))
		bytes += qs_gradient_bytes(n, settings->layers, settings->double_precision);
	return bytes;
}

QsQaoaSimulator *
qs_qaoa_simulator_create(QsHost *host, const QsSamplerInput *input,
						 const QsSamplerSettings *settings)
{
	QsQaoaSimulator *s = QS_NEW(host, QsQaoaSimulator);
	int			n = input->qubo->n;

	s->host = host;
	s->input = input;
	s->settings = settings;
	s->noise_times = 1;
	s->gradients = wants_gradients(settings);
	s->problem = qs_qaoa_problem_create(host, input->qubo);
	s->units = n;
	if (qs_qaoa_uses_groups(settings))
	{
		s->subspace = qs_subspace_create(host, s->problem, input->groups, input->group_start,
										 input->group_qubit,
										 settings->mixer == QS_MIXER_XY_COMPLETE, s->gradients);
		s->units = qs_subspace_units(s->subspace);
		return s;
	}
	s->state = may_halve(s->problem, settings) ?
		qs_statevector_create_half(host, n, settings->double_precision) :
		qs_statevector_create(host, n, settings->double_precision);
	if (settings->cvar < 1.0)
		s->tail = qs_tail_create(s->state, &s->problem->energy);
	if (s->gradients)
		s->gradient = qs_gradient_create(s->state, settings->layers,
										 qs_qaoa_bytes(input, s->problem, settings));
	return s;
}

void
qs_qaoa_simulator_free(QsQaoaSimulator *s)
{
	if (s == NULL)
		return;
	qs_tail_free(s->tail);
	qs_gradient_free(s->gradient);
	qs_statevector_free(s->state);
	qs_subspace_free(s->subspace);
	qs_device_plan_free(s->plan);
	qs_qaoa_problem_free(s->host, s->problem);
	qs_free(s->host, s);
}

/* The circuit by its gates, which angles do not change */
bool
qs_qaoa_simulator_fits(QsQaoaSimulator *s)
{
	QsHost	   *host = s->host;
	const QsSamplerSettings *settings = s->settings;
	QsAnsatz   *ansatz = qs_qaoa_simulator_ansatz(s, settings->layers, false);
	double	   *angles = QS_ARRAY0(host, double, ansatz->parameters);
	QsProgram	program = {
		.solver = QS_SOLVER_QAOA, .mixer = settings->mixer, .layers = settings->layers,
		.angles = angles, .angle_count = ansatz->parameters
	};
	QsGateList *gates = qs_program_qaoa_gates(host, &program, s->input, s->problem, ansatz->warm, s->units);

	qs_device_plan_free(s->plan);
	s->plan = qs_device_plan(host, settings->device, gates, settings->layers);
	qs_gate_list_free(gates);
	qs_free(host, angles);
	qs_ansatz_free(ansatz);
	return s->plan != NULL;
}

QsAnsatz *
qs_qaoa_simulator_ansatz(const QsQaoaSimulator *s, int layers, bool multi_angle)
{
	return qs_ansatz_create(s->host, s->problem, layers, s->units, multi_angle,
							s->settings->mixer == QS_MIXER_WARM ? s->input->warm : NULL);
}

/* ---- objective ---- */

static QsStatus
run(QsQaoaSimulator *s, const QsAnsatz *ansatz)
{
	return s->subspace ? qs_subspace_run(s->subspace, &ansatz->circuit) :
		qs_statevector_run(s->state, &ansatz->circuit);
}

static QsStatus
read_objective(QsQaoaSimulator *s, double *value)
{
	double		fraction = s->settings->cvar;

	if (s->subspace)
	{
		*value = qs_subspace_tail_mean(s->subspace, fraction);
		return QS_OK;
	}
	if (fraction < 1.0)
		return qs_statevector_tail_mean(s->state, s->tail, fraction, value, NULL);
	return qs_statevector_expectation(s->state, &s->problem->energy, value);
}

QsStatus
qs_qaoa_evaluate(QsQaoaSimulator *s, QsAnsatz *ansatz, const double *theta, double *gradient,
				 double *value)
{
	QsStatus	status;

	qs_ansatz_build(ansatz, theta);
	if (gradient == NULL)
	{
		status = run(s, ansatz);
		return status == QS_OK ? read_objective(s, value) : status;
	}
	status = s->subspace ?
		qs_subspace_gradient(s->subspace, &ansatz->circuit, s->settings->cvar, value,
							 ansatz->by_field, ansatz->by_coupling, ansatz->by_angle) :
		qs_statevector_gradient(s->state, s->gradient, &ansatz->circuit, &s->problem->energy,
								s->tail, s->settings->cvar, value, ansatz->by_field,
								ansatz->by_coupling, ansatz->by_angle);
	if (status == QS_OK)
		qs_ansatz_pull_back(ansatz, theta, gradient);
	return status;
}

QsStatus
qs_qaoa_prepare(QsQaoaSimulator *s, QsAnsatz *ansatz, const double *theta)
{
	qs_ansatz_build(ansatz, theta);
	return run(s, ansatz);
}

QsStatus
qs_qaoa_run(QsQaoaSimulator *s, QsAnsatz *ansatz, const double *theta, double *expectation,
			double *objective)
{
	QsStatus	status = qs_qaoa_prepare(s, ansatz, theta);

	if (status == QS_OK)
		status = read_objective(s, objective);
	if (status != QS_OK)
		return status;
	if (s->settings->cvar >= 1.0)
		*expectation = *objective;
	else if (s->subspace)
		*expectation = qs_subspace_tail_mean(s->subspace, 1.0);
	else
		status = qs_statevector_expectation(s->state, &s->problem->energy, expectation);
	return status;
}

/* ---- measuring ---- */

static void
measure(QsQaoaSimulator *s, QsRandom *random, int shots, uint8_t *rows)
{
	if (shots == 0)
		return;
	if (s->subspace)
		qs_subspace_sample(s->subspace, random, shots, rows);
	else
		qs_qaoa_measure(s->state, random, shots, rows);
}

/* Errors of all shots, those with any first; that of gates noise_times each. */
static int
draw_errors(const QsQaoaSimulator *s, const QsAnsatz *ansatz, QsRandom *random, int shots,
			uint8_t *errors)
{
	double		depolarizing = s->settings->depolarizing;
	int			places = ansatz->layers * s->problem->n;
	QsPauliChannel layer = qs_noise_depolarising(depolarizing);
	QsPauliChannel *channel;
	int			faulty;

	if (s->plan->channel == NULL && s->noise_times == 1)
		return qs_noise_draw_shots(s->host, random, depolarizing, places, shots, errors);
	channel = QS_ARRAY(s->host, QsPauliChannel, places);
	for (int k = 0; k < places; k++)
	{
		channel[k] = layer;
		if (s->plan->channel)
		{
			channel[k].xy *= s->plan->channel[k].xy;
			channel[k].z *= s->plan->channel[k].z;
		}
	}
	faulty = qs_noise_draw_channels(s->host, random, channel, s->noise_times, places, shots, errors);
	qs_free(s->host, channel);
	return faulty;
}

/* Flips of the settings, and those of the device's qubits after them */
static void
flip_readout(const QsQaoaSimulator *s, QsRandom *random, int shots, uint8_t *rows)
{
	int			n = s->problem->n;

	qs_noise_readout(s->host, random, s->settings->readout_flip, rows, (size_t) shots * (size_t) n);
	if (s->plan->flip)
		qs_noise_readout_qubits(s->host, random, n, s->plan->flip, rows, shots);
}

double
qs_qaoa_states(const QsQaoaSimulator *s)
{
	const QsSamplerInput *input = s->input;

	return s->subspace ? qs_subspace_states(s->problem->n, input->groups, input->group_start) :
		ldexp(1.0, s->problem->n);
}

QsStatus
qs_qaoa_sample(QsQaoaSimulator *s, QsAnsatz *ansatz, const double *theta, QsRandom *random,
			   const QsQaoaBatch *batch, uint8_t *rows)
{
	int			shots = batch->shots;
	size_t		n = (size_t) s->problem->n;
	QsStatus	status = QS_OK;

	if (qs_sampler_has_noisy_gates(s->settings))
	{
		size_t		places = (size_t) ansatz->layers * n;
		uint8_t    *errors = QS_ARRAY(s->host, uint8_t, (size_t) shots * places);
		int			faulty = draw_errors(s, ansatz, random, shots, errors);

		/* the batch before has left the state of a faulty shot */
		if (!batch->first)
			status = qs_qaoa_prepare(s, ansatz, theta);
		if (status == QS_OK)
			measure(s, random, shots - faulty, rows);
		if (faulty > 0 && status == QS_OK)
			status = qs_qaoa_sample_faulty(s, ansatz, theta, random,
										   &(QsFaultyShots) {faulty, (double) shots / batch->all, errors},
										   rows + (size_t) (shots - faulty) * n);
		qs_free(s->host, errors);
	}
	else
		measure(s, random, shots, rows);
	flip_readout(s, random, shots, rows);
	return status;
}

void
qs_qaoa_sample_start(const QsQaoaSimulator *s, QsRandom *random, int shots, uint8_t *rows)
{
	size_t		n = (size_t) s->problem->n;

	for (int k = 0; k < shots; k++)
	{
		uint8_t    *row = rows + (size_t) k * n;

		if (s->subspace)
			qs_subspace_random(s->subspace, random, row);
		else
			for (size_t q = 0; q < n; q++)
				row[q] = qs_random_next(random) >> 63;
		if ((k & 0xffff) == 0xffff)
			qs_check(s->host);
	}
}
