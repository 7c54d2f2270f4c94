/*
 * qaoa.c
 *	  Angles by scan and NLopt, then measurement.
 */
#include "qaoa.h"

#include <math.h>
#include <string.h>

#include "angles.h"
#include "circuit.h"
#include "optimize.h"
#include "statevector.h"

#define OPTIMIZER_STEP	0.1

typedef struct Qaoa
{
	QsStateVector *state;
	int			layers;
	double		cvar;
} Qaoa;

/* Angles are gammas first, then betas. */
static double
evaluate(void *argument, int n, const double *theta, double *gradient)
{
	Qaoa	   *qaoa = argument;
	int			layers = n / 2;
	double		expectation;

	(void) gradient;
	if (qaoa->cvar >= 1.0)
	{
		qs_statevector_run(qaoa->state, layers, theta, theta + layers, &expectation);
		return expectation;
	}
	qs_statevector_run(qaoa->state, layers, theta, theta + layers, NULL);
	return qs_statevector_cvar(qaoa->state, qaoa->cvar);
}

/* The best of the ramps; returns evaluations made */
static int
scan_ramps(QsHost *host, Qaoa *qaoa, int layers, int limit, double *theta, double *best)
{
	double	   *trial = QS_ARRAY(host, double, 2 * layers);
	int			made = 0;

	*best = INFINITY;
	for (int k = 0; k < QS_RAMPS && made < limit && !qs_time_up(host); k++)
	{
		double		value;

		qs_angles_ramp(k, layers, trial, trial + layers);
		value = evaluate(qaoa, 2 * layers, trial, NULL);
		qs_check(host);
		made++;
		if (value < *best)
		{
			*best = value;
			memcpy(theta, trial, 2 * (size_t) layers * sizeof(double));
		}
	}
	if (made == 0)
		qs_angles_fixed(layers, theta, theta + layers);
	qs_free(host, trial);
	return made;
}

static QsStatus
optimise(QsHost *host, Qaoa *qaoa, const QsSamplerSettings *settings, int layers, int limit,
		 double *theta, double *best, int *evaluations)
{
	int			made = 0;
	QsStatus	status;

	if (limit <= 0)
		return QS_OK;
	status = qs_minimise(host, settings->optimizer, 2 * layers, theta, OPTIMIZER_STEP, limit,
						 evaluate, qaoa, best, &made);
	*evaluations += made;
	qs_check(host);
	return status;
}

static QsStatus
find_angles(QsHost *host, Qaoa *qaoa, const QsSamplerSettings *settings, double *theta,
			double *best, int *evaluations)
{
	int			limit = settings->evaluations;
	int			layers = qaoa->layers;
	QsStatus	status = QS_OK;

	switch (settings->init)
	{
		case QS_QAOA_FIXED:
			qs_angles_fixed(layers, theta, theta + layers);
			*best = evaluate(qaoa, 2 * layers, theta, NULL);
			*evaluations = 1;
			break;
		case QS_QAOA_RAMP:
			*evaluations = scan_ramps(host, qaoa, layers, limit, theta, best);
			break;
		case QS_QAOA_INTERPOLATE:
			{
				double	   *longer = QS_ARRAY(host, double, 2 * layers);

				*evaluations = scan_ramps(host, qaoa, 1, limit, theta, best);
				for (int p = 1; p < layers && status == QS_OK; p++)
				{
					status = optimise(host, qaoa, settings, p, limit / layers, theta, best,
									  evaluations);
					qs_angles_interpolate(p, theta, longer);
					memcpy(theta, longer, 2 * ((size_t) p + 1) * sizeof(double));
				}
				*best = evaluate(qaoa, 2 * layers, theta, NULL);
				qs_free(host, longer);
				break;
			}
	}
	if (status == QS_OK)
		status = optimise(host, qaoa, settings, layers, limit - *evaluations, theta, best,
						  evaluations);
	return status;
}

QsStatus
qs_sample_qaoa(QsHost *host, const QsSamplerInput *input, const QsSamplerSettings *settings,
			   QsRandom *random, QsSamples **samples, QsSamplerReport *report)
{
	Qaoa		qaoa = {.layers = settings->layers, .cvar = settings->cvar};
	int			parameters = 2 * settings->layers;
	double	   *theta;
	uint64_t   *bits;
	double		best = NAN;
	int			evaluations = 0;
	QsStatus	status = QS_OK;

	*samples = NULL;
	if (settings->mixer != QS_MIXER_X || settings->multi_angle ||
		qs_optimizer_needs_gradient(settings->optimizer) ||
		(settings->angles && settings->angle_count != parameters))
		return QS_UNSUPPORTED;
	theta = QS_ARRAY0(host, double, parameters);
	bits = QS_ARRAY(host, uint64_t, settings->shots);
	qaoa.state = qs_statevector_create(host, input->qubo, settings->double_precision);
	if (settings->angles)
		memcpy(theta, settings->angles, (size_t) parameters * sizeof(double));
	else
		status = find_angles(host, &qaoa, settings, theta, &best, &evaluations);

	/* cut short or not, the best angles seen are measured */
	qs_statevector_run(qaoa.state, qaoa.layers, theta, theta + qaoa.layers, &report->expectation);
	qs_check(host);
	if (qaoa.state->stopped)
		status = QS_INTERRUPTED;
	report->objective = qaoa.cvar < 1.0 ? qs_statevector_cvar(qaoa.state, qaoa.cvar) :
		report->expectation;
	report->objective = report->objective * qaoa.state->deviation + qaoa.state->mean;
	report->expectation = report->expectation * qaoa.state->deviation + qaoa.state->mean;
	report->angles = theta;
	report->angle_count = parameters;
	report->evaluations = evaluations;
	qs_circuit_cost(host, input->qubo, settings->layers, &report->depth, &report->two_qubit_gates);
	qs_statevector_sample(qaoa.state, random, settings->shots, bits);
	*samples = qs_samples_from_bits(host, input->qubo, bits, settings->shots);
	qs_statevector_free(qaoa.state);
	qs_free(host, bits);
	return status;
}
