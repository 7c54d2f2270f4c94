/*
 * qaoa.c
 *	  Angles, then measurement.
 */
#include "quantum/qaoa.h"

#include <math.h>
#include <string.h>

#include "quantum/angle_search.h"
#include "quantum/qaoa_cost.h"

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
	{
		qs_ansatz_free(search.ansatz);
		qs_qaoa_simulator_free(search.simulator);
		return QS_INVALID;
	}
	theta = QS_ARRAY(host, double, search.ansatz->parameters);
	rows = QS_ARRAY(host, uint8_t, (size_t) settings->shots * n);
	status = qs_angle_search(&search, random, theta);
	run = final_run(&search, theta, &expectation, &objective);
	if (run == QS_OK)
		run = qs_qaoa_sample(search.simulator, search.ansatz, theta, random, settings->shots, rows);
	else
		qs_qaoa_sample_start(search.simulator, random, rows);
	write_report(&search, input, theta, expectation, objective, report);
	*samples = qs_samples_from_rows(host, input->qubo, rows, settings->shots);
	qs_free(host, rows);
	qs_ansatz_free(search.ansatz);
	qs_qaoa_simulator_free(search.simulator);
	return run == QS_OK ? status : run;
}
