/*
 * angle_search.c
 *	  Angles of a QAOA circuit: where they start, and how they are improved.
 */
#include "quantum/angle_search.h"

#include <math.h>
#include <string.h>

#include "numeric/optimize.h"
#include "quantum/angles.h"
#include "quantum/regular_angles.h"
#include "quantum/shot_estimate.h"

#define OPTIMIZER_STEP	0.1
#define SAME_FIELD		1e-9

/* ---- one evaluation ------------------------------------------------------- */

static double
interrupted(int n, double *gradient)
{
	if (gradient)
		memset(gradient, 0, (size_t) n * sizeof(double));
	return HUGE_VAL;
}

/* Randomness by counter: what an estimate draws depends on its number alone */
static QsStatus
estimate(QsAngleSearch *search, const double *theta, double *value)
{
	int			shots = search->settings->objective_shots;
	QsRandom	random;
	QsStatus	status;

	qs_random_seed(&random, search->seed, (uint64_t) search->history.evaluations + 1);
	status = qs_qaoa_estimate(search->simulator, search->ansatz, theta, &random, shots, value);
	if (status == QS_OK)
		search->shots += shots;
	return status;
}

/* Throws only where estimates do. */
static double
evaluate(void *argument, int n, const double *theta, double *gradient)
{
	QsAngleSearch *search = argument;
	double		value;
	QsStatus	status;

	status = search->settings->objective_shots > 0 ? estimate(search, theta, &value) :
		qs_qaoa_evaluate(search->simulator, search->ansatz, theta, gradient, &value);
	if (status != QS_OK)
		return interrupted(n, gradient);
	qs_history_note(&search->history, value);
	return value;
}

/* ---- moves ---------------------------------------------------------------- */

static int
evaluations_left(const QsAngleSearch *search)
{
	return search->settings->evaluations - search->evaluations;
}

/* Over `parameters` numbers with this objective, at most `limit` evaluations */
static QsStatus
minimise(QsAngleSearch *search, int limit, int parameters, QsObjective objective, void *argument,
		 double *theta)
{
	QsMinimisation how = {
		.optimizer = search->settings->optimizer, .n = parameters, .step = OPTIMIZER_STEP,
		.max_evaluations = limit, .seed = search->seed,
		.noisy = search->settings->objective_shots > 0, .objective = objective, .argument = argument
	};
	double		best;
	int			made = 0;
	QsStatus	status;

	if (limit <= 0 || how.optimizer == QS_OPTIMIZER_NONE)
		return qs_stop_requested(search->host) ? QS_INTERRUPTED : QS_OK;
	status = qs_minimise(search->host, &how, theta, &best, &made);
	search->evaluations += made;
	qs_check(search->host);
	return status;
}

static QsStatus
optimise(QsAngleSearch *search, int limit, double *theta)
{
	return minimise(search, limit, search->ansatz->parameters, evaluate, search, theta);
}

/* ---- starts --------------------------------------------------------------- */

/* Try all ramps; the best goes to gamma and beta (one a layer) */
static void
scan_ramps(QsAngleSearch *search, double *gamma, double *beta)
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

static bool
has_own_ramp(const QsSamplerSettings *settings)
{
	return settings->ramp[0] != 0.0 || settings->ramp[1] != 0.0;
}

/* The ramp asked for, or the best */
static void
start_from_ramp(QsAngleSearch *search, double *gamma, double *beta)
{
	const double *ramp = search->settings->ramp;

	if (has_own_ramp(search->settings))
		qs_angles_linear(ramp[0], ramp[1], search->ansatz->layers, gamma, beta);
	else
		scan_ramps(search, gamma, beta);
}

/* ---- growing -------------------------------------------------------------- */

/* One layer more: its angles, room for which is in theta, and the moves that follow; after the
 * last one all angles move anyway */
typedef QsStatus (*Growth) (QsAngleSearch *search, int share, bool last, double *theta);

/* theta of `from` layers, tied, to those of one more: all stretched */
static void
stretch(int from, double *theta)
{
	memmove(theta + from + 1, theta + from, (size_t) from * sizeof(double));
	for (int part = 0; part < 2; part++)
	{
		double		old[QS_MOST_LAYERS];

		memcpy(old, theta + part * (from + 1), (size_t) from * sizeof(double));
		qs_angles_interpolate(from, old, theta + part * (from + 1));
	}
}

static QsStatus
grow_by_stretching(QsAngleSearch *search, int share, bool last, double *theta)
{
	int			layers = search->ansatz->layers;

	if (layers > 1)
		stretch(layers - 1, theta);
	return optimise(search, last ? 0 : share, theta);
}

typedef struct LastLayer
{
	QsAngleSearch *search;
	double	   *theta;			/* of all layers */
} LastLayer;

static double
evaluate_last_layer(void *argument, int n, const double *last, double *gradient)
{
	LastLayer  *part = argument;
	int			layers = part->search->ansatz->layers;
	double		whole[2 * QS_MOST_LAYERS];
	double		value;

	part->theta[layers - 1] = last[0];
	part->theta[2 * layers - 1] = last[1];
	value = evaluate(part->search, 2 * layers, part->theta, gradient ? whole : NULL);
	if (gradient)
	{
		gradient[0] = whole[layers - 1];
		gradient[n - 1] = whole[2 * layers - 1];
	}
	return value;
}

/* The new layer begins as nothing: a phase that no mixer follows changes no shot */
static QsStatus
grow_by_a_layer(QsAngleSearch *search, int share, bool last, double *theta)
{
	int			layers = search->ansatz->layers;
	LastLayer	part = {search, theta};
	double		added[2];
	QsStatus	status;

	if (layers == 1)
		return optimise(search, last ? 0 : share, theta);
	memmove(theta + layers, theta + layers - 1, (size_t) (layers - 1) * sizeof(double));
	added[0] = theta[layers - 2];
	added[1] = 0.0;
	status = minimise(search, share, 2, evaluate_last_layer, &part, added);
	theta[layers - 1] = added[0];
	theta[2 * layers - 1] = added[1];
	return status;
}

/* From one layer to all, each growth with one of `parts` equal shares of the evaluations */
static QsStatus
climb_layers(QsAngleSearch *search, Growth grow, int parts, double *gamma, double *beta)
{
	QsAnsatz   *final = search->ansatz;
	int			share = 0;
	double		theta[2 * QS_MOST_LAYERS];
	QsStatus	status = QS_OK;

	/* once stopped, the layers left grow without moves */
	for (int p = 1; p <= final->layers; p++)
	{
		QsStatus	grown;

		search->ansatz = qs_qaoa_simulator_ansatz(search->simulator, p, false);
		if (p == 1)
		{
			start_from_ramp(search, theta, theta + 1);
			share = evaluations_left(search) / parts;
		}
		grown = grow(search, status == QS_OK ? share : 0, p == final->layers, theta);
		if (status == QS_OK)
			status = grown;
		qs_ansatz_free(search->ansatz);
	}
	search->ansatz = final;
	memcpy(gamma, theta, (size_t) final->layers * sizeof(double));
	memcpy(beta, theta + final->layers, (size_t) final->layers * sizeof(double));
	return status;
}

/* ---- all ------------------------------------------------------------------ */

bool
qs_angle_search_fits(const QsAngleSearch *search)
{
	const QsSamplerSettings *settings = search->settings;

	if (settings->layers > QS_MOST_LAYERS)
		return false;
	if (settings->angles == NULL)
		return settings->init != QS_QAOA_ANGLES;
	return settings->angle_count == search->ansatz->parameters ||
		settings->angle_count == 2 * settings->layers;
}

/* From the problem they come from to this one; the same problem, up to rounding, changes nothing */
static double
gamma_factor(const QsAngleSearch *search)
{
	const QsSamplerSettings *settings = search->settings;
	double		field;
	double		factor;

	if (settings->angle_field <= 0.0 || search->simulator->subspace)
		return 1.0;
	field = qs_qaoa_problem_field(search->host, search->simulator->problem);
	factor = field > 0.0 ? settings->angle_field / field : 1.0;
	return fabs(factor - 1.0) < SAME_FIELD ? 1.0 : factor;
}

static void
take_given(const QsAngleSearch *search, double *theta)
{
	const QsSamplerSettings *settings = search->settings;
	int			layers = settings->layers;
	double		gamma[QS_MOST_LAYERS];
	double		factor;

	if (settings->angle_count != 2 * layers)
	{
		memcpy(theta, settings->angles, (size_t) settings->angle_count * sizeof(double));
		return;
	}
	factor = gamma_factor(search);
	for (int layer = 0; layer < layers; layer++)
		gamma[layer] = settings->angles[layer] * factor;
	qs_ansatz_spread(search->ansatz, gamma, settings->angles + layers, theta);
}

static QsStatus
find_start(QsAngleSearch *search, double *theta)
{
	QsAnsatz   *ansatz = search->ansatz;
	double		gamma[QS_MOST_LAYERS];
	double		beta[QS_MOST_LAYERS];
	QsStatus	status = QS_OK;

	switch (search->settings->init)
	{
		case QS_QAOA_INTERPOLATE:
			status = climb_layers(search, grow_by_stretching, ansatz->layers, gamma, beta);
			break;
		case QS_QAOA_LAYERWISE:
			status = climb_layers(search, grow_by_a_layer, ansatz->layers + 1, gamma, beta);
			break;
		case QS_QAOA_FIXED:
			qs_angles_fixed(ansatz->layers, gamma, beta);
			break;
		case QS_QAOA_REGULAR:
			qs_angles_regular(search->host, search->simulator->problem, ansatz->layers, gamma, beta);
			break;
		default:
			start_from_ramp(search, gamma, beta);
			break;
	}
	qs_ansatz_spread(ansatz, gamma, beta, theta);
	return status;
}

QsStatus
qs_angle_search(QsAngleSearch *search, const QsRandom *random, double *theta)
{
	const QsSamplerSettings *settings = search->settings;
	QsRandom	copy = *random;
	QsStatus	status = QS_OK;

	search->seed = qs_random_next(&copy);
	qs_history_begin(search->host, settings->history, &search->history);
	if (settings->angles)
		take_given(search, theta);
	else
		status = find_start(search, theta);
	if (status == QS_OK && !qs_sampler_keeps_angles(settings))
		status = optimise(search, evaluations_left(search), theta);
	if (search->evaluations > 0 && settings->objective_shots == 0)
		search->shots = -1;
	return status;
}
