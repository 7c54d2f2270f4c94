/*
 * qaoa.c
 *	  Angles, then measurement.
 */
#include "quantum/qaoa.h"

#include <math.h>
#include <string.h>

#include "quantum/angle_search.h"
#include "quantum/extrapolate.h"
#include "quantum/qaoa_cost.h"
#include "quantum/qaoa_supported.h"
#include "sampling/shot_collector.h"

#define GRACE			0.05	/* seconds the last run may take past the deadline */

/* Past the deadline a short run is still worth it: without it nothing optimised
 * could be measured. */
static QsStatus
final_run(QsAngleSearch *search, const double *theta, double *expectation, double *objective)
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
write_report(QsAngleSearch *search, const QsSamplerInput *input, double *theta, double expectation,
			 double objective, QsSamplerReport *report)
{
	const QsQaoaProblem *problem = search->simulator->problem;

	report->angles = theta;
	report->angle_count = search->ansatz->parameters;
	report->expectation = expectation * problem->deviation + problem->mean;
	report->objective = objective * problem->deviation + problem->mean;
	report->evaluations = search->evaluations;
	report->optimization_shots = search->shots;
	qs_history_end(&search->history, problem->deviation, problem->mean, report);
	qs_qaoa_cost(search->host, input, search->settings->mixer, search->ansatz->layers,
				 &report->depth, &report->two_qubit_gates);
	report->cx_depth = search->simulator->plan->cost.depth;
	report->cx_gates = search->simulator->plan->cost.two_qubit_gates;
	report->swaps = search->simulator->plan->cost.swaps;
}

static double
mean_energy(const QsSamples *samples)
{
	double		sum = 0.0;
	double		shots = 0.0;

	for (int k = 0; k < samples->count; k++)
	{
		sum += samples->energy[k] * (double) samples->occurrences[k];
		shots += (double) samples->occurrences[k];
	}
	return sum / shots;
}

/* The shots there is time for, at least one batch, into rows; the state is prepared.  Other
 * than QS_OK: those are not all. */
static QsStatus
draw_shots(QsAngleSearch *search, const double *theta, QsRandom *random, uint8_t *rows, QsSamples **samples)
{
	QsQaoaSimulator *simulator = search->simulator;
	const QsQubo *qubo = simulator->input->qubo;
	int			shots = search->settings->shots;
	QsShotCollector *collector = qs_collector_create(search->host, qubo, shots);
	QsStatus	status = QS_OK;

	for (int made = 0; made < shots && status == QS_OK;)
	{
		uint8_t    *batch = rows + (size_t) made * (size_t) qubo->n;
		int			count = qs_shot_batch(qs_qaoa_states(simulator), shots - made);

		status = qs_qaoa_sample(simulator, search->ansatz, theta, random,
								&(QsQaoaBatch) {.first = made == 0, .shots = count, .all = shots}, batch);
		if (status == QS_OK || made == 0)
			qs_collector_take(collector, batch, NULL, count);
		made += count;
		if (status == QS_OK && made < shots && qs_collector_late(collector))
			status = QS_INTERRUPTED;
	}
	*samples = qs_collector_end(collector);
	return status;
}

/* As hardware would: the noise of gates made stronger by folding, G (G^-1 G)^k, of which
 * half the folds stand for an even factor; each strength takes shots of its own. */
static QsStatus
extrapolate(QsAngleSearch *search, const double *theta, QsRandom *random, uint8_t *rows,
			QsSamplerReport *report)
{
	QsHost	   *host = search->host;
	double		mean[QS_EXTRAPOLATION_POINTS] = {report->noisy_expectation};

	for (int times = 2; times <= QS_EXTRAPOLATION_POINTS; times++)
	{
		QsSamples  *samples;
		QsStatus	status = qs_qaoa_prepare(search->simulator, search->ansatz, theta);

		qs_check(host);
		if (status != QS_OK)
			return status;
		search->simulator->noise_times = times;
		status = draw_shots(search, theta, random, rows, &samples);
		search->simulator->noise_times = 1;
		mean[times - 1] = mean_energy(samples);
		qs_samples_free(host, samples);
		if (status != QS_OK)
			return status;
	}
	report->mitigated_expectation = qs_extrapolate(search->settings->extrapolation, mean);
	return QS_OK;
}

/* There was no time for the circuit: a batch of what it starts from */
static QsSamples *
start_shots(QsAngleSearch *search, QsRandom *random, uint8_t *rows)
{
	QsQaoaSimulator *simulator = search->simulator;
	int			shots = qs_shot_batch(0.0, search->settings->shots);

	qs_qaoa_sample_start(simulator, random, shots, rows);
	return qs_samples_from_rows(search->host, simulator->input->qubo, rows, shots);
}

/* What the noise has made of the expectation */
static QsStatus
estimate_noisy(QsAngleSearch *search, const double *theta, const QsSamples *samples, QsRandom *random,
			   uint8_t *rows, QsSamplerReport *report)
{
	const QsSamplerSettings *settings = search->settings;

	if (!qs_sampler_has_noisy_gates(settings) && settings->readout_flip <= 0.0 && settings->device == NULL)
		return QS_OK;
	report->noisy_expectation = mean_energy(samples);
	if (settings->extrapolation == QS_EXTRAPOLATION_NONE)
		return QS_OK;
	return extrapolate(search, theta, random, rows, report);
}

/* Refuse what cannot fit before any work is done. */
static void
check_memory(QsHost *host, const QsSamplerInput *input, const QsSamplerSettings *settings)
{
	QsQaoaProblem *problem = qs_qaoa_problem_create(host, input->qubo);
	double		bytes = qs_qaoa_bytes(input, problem, settings);
	size_t		need = bytes < 0.5 * (double) SIZE_MAX ? (size_t) bytes : SIZE_MAX / 2;

	qs_qaoa_problem_free(host, problem);
	qs_charge(host, need);
	qs_discharge(host, need);
}

QsStatus
qs_sample_qaoa(QsHost *host, const QsSamplerInput *input, const QsSamplerSettings *settings,
			   QsRandom *random, QsSamples **samples, QsSamplerReport *report)
{
	QsAngleSearch search = {.host = host, .settings = settings};
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
	if (!qs_angle_search_fits(&search))
		status = QS_INVALID;
	else if (!qs_qaoa_simulator_fits(search.simulator))
		status = QS_UNSUPPORTED;
	if (status != QS_OK)
	{
		qs_ansatz_free(search.ansatz);
		qs_qaoa_simulator_free(search.simulator);
		return status;
	}
	theta = QS_ARRAY(host, double, search.ansatz->parameters);
	rows = QS_ARRAY(host, uint8_t, (size_t) settings->shots * n);
	status = qs_angle_search(&search, random, theta);
	run = final_run(&search, theta, &expectation, &objective);
	if (run == QS_OK)
		run = draw_shots(&search, theta, random, rows, samples);
	else
		*samples = start_shots(&search, random, rows);
	write_report(&search, input, theta, expectation, objective, report);
	if (run == QS_OK)
		run = estimate_noisy(&search, theta, *samples, random, rows, report);
	qs_free(host, rows);
	qs_ansatz_free(search.ansatz);
	qs_qaoa_simulator_free(search.simulator);
	return run == QS_OK ? status : run;
}
