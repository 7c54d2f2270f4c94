/*
 * qaoa.c
 *	  Angles by scan and optimiser, then measurement.
 */
#include "quantum/qaoa.h"

#include <math.h>
#include <string.h>

#include "numeric/optimize.h"
#include "quantum/angles.h"
#include "quantum/qaoa_cost.h"
#include "quantum/qaoa_simulator.h"

#define OPTIMIZER_STEP	0.1
#define GRACE			0.05	/* seconds the last run may take past the deadline */

typedef struct Search
{
	QsHost	   *host;
	const QsSamplerSettings *settings;
	QsQaoaSimulator *simulator;
	QsAnsatz   *ansatz;			/* of the layers being optimised */
	int			evaluations;	/* made so far */
} Search;

static double
evaluate(void *argument, int n, const double *theta, double *gradient)
{
	Search	   *search = argument;
	double		value;

	if (qs_qaoa_evaluate(search->simulator, search->ansatz, theta, gradient, &value) == QS_OK)
		return value;
	if (gradient)
		memset(gradient, 0, (size_t) n * sizeof(double));
	return HUGE_VAL;
}

static int
evaluations_left(const Search *search)
{
	return search->settings->evaluations - search->evaluations;
}

/* Try all ramps; the best goes to gamma and beta (one a layer) */
static void
scan_ramps(Search *search, double *gamma, double *beta)
{
	QsHost	   *host = search->host;
	int			layers = search->ansatz->layers;
	size_t		bytes = (size_t) layers * sizeof(double);
	double	   *trial = QS_ARRAY(host, double, 2 * layers);
	double	   *theta = QS_ARRAY(host, double, search->ansatz->parameters);
	double		best = INFINITY;

	qs_angles_fixed(layers, gamma, beta);
	for (int k = 0; k < QS_RAMPS && evaluations_left(search) > 0; k++)
	{
		double		value;

		qs_angles_ramp(k, layers, trial, trial + layers);
		qs_ansatz_spread(search->ansatz, trial, trial + layers, theta);
		value = evaluate(search, search->ansatz->parameters, theta, NULL);
		qs_check(host);
		if (value == HUGE_VAL)
			break;
		search->evaluations++;
		if (value < best)
		{
			best = value;
			memcpy(gamma, trial, bytes);
			memcpy(beta, trial + layers, bytes);
		}
	}
	qs_free(host, theta);
	qs_free(host, trial);
}

static QsStatus
optimise(Search *search, int limit, double *theta)
{
	double		best;
	int			made = 0;
	QsStatus	status;

	if (limit <= 0 || search->settings->optimizer == QS_OPTIMIZER_NONE)
		return qs_stop_requested(search->host) ? QS_INTERRUPTED : QS_OK;
	status = qs_minimise(search->host, search->settings->optimizer, search->ansatz->parameters,
						 theta, OPTIMIZER_STEP, limit, evaluate, search, &best, &made);
	search->evaluations += made;
	qs_check(search->host);
	return status;
}

/* From one layer to all: optimise each number of layers, interpolate to the next */
static QsStatus
climb_layers(Search *search, double *gamma, double *beta)
{
	QsHost	   *host = search->host;
	QsAnsatz   *final = search->ansatz;
	int			share = 0;
	double	   *theta = QS_ARRAY(host, double, 2 * final->layers);
	QsStatus	status = QS_OK;

	/* once stopped, what there is is stretched to all layers */
	for (int p = 1; p < final->layers; p++)
	{
		search->ansatz = qs_qaoa_simulator_ansatz(search->simulator, p, false);
		if (p == 1)
		{
			scan_ramps(search, theta, theta + 1);
			share = evaluations_left(search) / final->layers;
		}
		if (status == QS_OK)
			status = optimise(search, share, theta);
		qs_angles_interpolate(p, theta, gamma);
		qs_angles_interpolate(p, theta + p, beta);
		memcpy(theta, gamma, ((size_t) p + 1) * sizeof(double));
		memcpy(theta + p + 1, beta, ((size_t) p + 1) * sizeof(double));
		qs_ansatz_free(search->ansatz);
	}
	search->ansatz = final;
	qs_free(host, theta);
	return status;
}

static QsStatus
find_angles(Search *search, double *theta)
{
	QsHost	   *host = search->host;
	int			layers = search->ansatz->layers;
	double	   *gamma = QS_ARRAY(host, double, 2 * layers);
	double	   *beta = gamma + layers;
	QsStatus	status = QS_OK;

	if (search->settings->init == QS_QAOA_INTERPOLATE && layers > 1)
		status = climb_layers(search, gamma, beta);
	else if (search->settings->init == QS_QAOA_FIXED)
		qs_angles_fixed(layers, gamma, beta);
	else
		scan_ramps(search, gamma, beta);
	qs_ansatz_spread(search->ansatz, gamma, beta, theta);
	qs_free(host, gamma);
	if (status == QS_OK)
		status = optimise(search, evaluations_left(search), theta);
	return status;
}

/* Past the deadline a short run is still worth it: without it nothing optimised
 * could be measured. */
static QsStatus
final_run(Search *search, const double *theta, double *expectation, double *objective)
{
	QsHost	   *host = search->host;
	double		deadline = host->deadline;
	QsStatus	status;

	if (qs_time_up(host))
		host->deadline = qs_clock(host) + GRACE;
	status = qs_qaoa_run(search->simulator, search->ansatz, theta, expectation, objective);
	host->deadline = deadline;
	qs_check(host);
	return status;
}

static void
write_report(Search *search, const QsSamplerInput *input, double *theta, double expectation,
			 double objective, QsSamplerReport *report)
{
	const QsQaoaProblem *problem = search->simulator->problem;

	report->angles = theta;
	report->angle_count = search->ansatz->parameters;
	report->expectation = expectation * problem->deviation + problem->mean;
	report->objective = objective * problem->deviation + problem->mean;
	report->evaluations = search->evaluations;
	qs_qaoa_cost(search->host, input, search->settings->mixer, search->ansatz->layers,
				 &report->depth, &report->two_qubit_gates);
}

/* Refuse what cannot fit before any work is done. */
static void
check_memory(QsHost *host, const QsSamplerInput *input, const QsSamplerSettings *settings)
{
	double		bytes = qs_qaoa_bytes(input, settings);
	size_t		need = bytes < 0.5 * (double) SIZE_MAX ? (size_t) bytes : SIZE_MAX / 2;

	qs_charge(host, need);
	qs_discharge(host, need);
}

QsStatus
qs_sample_qaoa(QsHost *host, const QsSamplerInput *input, const QsSamplerSettings *settings,
			   QsRandom *random, QsSamples **samples, QsSamplerReport *report)
{
	Search		search = {.host = host, .settings = settings};
	size_t		n = (size_t) input->qubo->n;
	double		expectation = NAN;
	double		objective = NAN;
	double	   *theta;
	uint8_t    *rows;
	QsStatus	status = QS_OK;
	QsStatus	run;

	*samples = NULL;
	if (!qs_qaoa_supported(host, input, settings))
		return QS_UNSUPPORTED;
	check_memory(host, input, settings);
	search.simulator = qs_qaoa_simulator_create(host, input, settings);
	search.ansatz = qs_qaoa_simulator_ansatz(search.simulator, settings->layers,
											 settings->multi_angle);
	if (settings->angles && settings->angle_count != search.ansatz->parameters)
	{
		qs_ansatz_free(search.ansatz);
		qs_qaoa_simulator_free(search.simulator);
		return QS_INVALID;
	}
	theta = QS_ARRAY(host, double, search.ansatz->parameters);
	rows = QS_ARRAY(host, uint8_t, (size_t) settings->shots * n);
	if (settings->angles)
		memcpy(theta, settings->angles, (size_t) settings->angle_count * sizeof(double));
	else
		status = find_angles(&search, theta);
	run = final_run(&search, theta, &expectation, &objective);
	if (run == QS_OK)
		run = qs_qaoa_sample(search.simulator, search.ansatz, theta, random, rows);
	else
		qs_qaoa_sample_start(search.simulator, random, rows);
	write_report(&search, input, theta, expectation, objective, report);
	*samples = qs_samples_from_rows(host, input->qubo, rows, settings->shots);
	qs_free(host, rows);
	qs_ansatz_free(search.ansatz);
	qs_qaoa_simulator_free(search.simulator);
	return run == QS_OK ? status : run;
}
