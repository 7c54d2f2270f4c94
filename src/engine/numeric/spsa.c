/*
 * spsa.c
 *	  Simultaneous perturbation stochastic approximation.
 */
#include "numeric/spsa.h"

#include <math.h>
#include <string.h>

#include "base/elementary.h"
#include "base/random.h"

#define ALPHA				0.602	/* powers of the gains (Spall 1998) */
#define GAMMA				0.101
#define CALIBRATION_SHARE	0.1		/* of the evaluations, for the first gain */
#define CALIBRATION_PAIRS	5		/* at most */
#define FIRST_MOVE			2.0		/* of a parameter, in how->step */
#define LARGEST_MOVE		4.0		/* likewise: gains measured on noise may be absurd */

typedef struct Walk
{
	QsHost	   *host;
	const QsMinimisation *how;
	QsRandom	random;
	double	   *theta;			/* where it is */
	double	   *trial;
	int8_t	   *direction;
	double	   *best_theta;		/* of all values, exact objectives */
	double		best;
	int			evaluations;
	bool		stopped;
} Walk;

static double
value_at(Walk *walk, const double *theta)
{
	const QsMinimisation *how = walk->how;
	double		value = how->objective(how->argument, how->n, theta, NULL);

	walk->evaluations++;
	if (value < walk->best)
	{
		walk->best = value;
		memcpy(walk->best_theta, theta, (size_t) how->n * sizeof(double));
	}
	if (qs_stop_requested(walk->host))
		walk->stopped = true;
	qs_check(walk->host);
	return value;
}

static double
value_beside(Walk *walk, double distance)
{
	for (int k = 0; k < walk->how->n; k++)
		walk->trial[k] = walk->theta[k] + distance * walk->direction[k];
	return value_at(walk, walk->trial);
}

/* The slope along a new random direction; 0 where it cannot be told */
static double
slope(Walk *walk, double distance)
{
	double		above,
				below,
				slope;

	for (int k = 0; k < walk->how->n; k++)
		walk->direction[k] = qs_random_next(&walk->random) >> 63 ? 1 : -1;
	above = value_beside(walk, distance);
	below = walk->stopped ? above : value_beside(walk, -distance);
	slope = (above - below) / (2.0 * distance);
	return isfinite(slope) ? slope : 0.0;
}

/* A mean slope here, which the first move divides by */
static double
typical_slope(Walk *walk)
{
	int			pairs = (int) (0.5 * CALIBRATION_SHARE * walk->how->max_evaluations);
	double		sum = 0.0;

	if (pairs < 1 && walk->how->max_evaluations >= 5)
		pairs = 1;
	pairs = pairs < CALIBRATION_PAIRS ? pairs : CALIBRATION_PAIRS;
	for (int k = 0; k < pairs && !walk->stopped; k++)
		sum += fabs(slope(walk, walk->how->step));
	return sum > 0.0 ? sum / pairs : 1.0;
}

static void
move(Walk *walk, double gain, double along)
{
	double		most = LARGEST_MOVE * walk->how->step;
	double		step = gain * along;

	step = step > most ? most : step < -most ? -most : step;
	for (int k = 0; k < walk->how->n; k++)
		walk->theta[k] -= step * walk->direction[k];
}

static void
take_steps(Walk *walk)
{
	const QsMinimisation *how = walk->how;
	double		typical = typical_slope(walk);
	int			steps = (how->max_evaluations - walk->evaluations - 1) / 2;
	double		delay = 0.1 * steps;
	double		gain = FIRST_MOVE * how->step * qs_power(1.0 + delay, ALPHA) / typical;

	for (int k = 0; k < steps && !walk->stopped; k++)
	{
		double		along = slope(walk, how->step / qs_power(k + 1.0, GAMMA));

		if (!walk->stopped)
			move(walk, gain / qs_power(k + 1.0 + delay, ALPHA), along);
	}
}

QsStatus
qs_spsa(QsHost *host, const QsMinimisation *how, double *theta, double *best, int *evaluations)
{
	size_t		bytes = (size_t) how->n * sizeof(double);
	Walk		walk = {.host = host, .how = how, .theta = theta, .best = INFINITY};
	double		last;

	walk.trial = QS_ARRAY(host, double, how->n);
	walk.best_theta = QS_ARRAY(host, double, how->n);
	walk.direction = QS_ARRAY(host, int8_t, how->n);
	memcpy(walk.best_theta, theta, bytes);
	qs_random_seed(&walk.random, how->seed, 0);
	if (!how->noisy)
		value_at(&walk, theta);
	take_steps(&walk);
	last = walk.stopped || walk.evaluations >= how->max_evaluations ? walk.best : value_at(&walk, theta);
	*best = last;
	if (!how->noisy)
	{
		memcpy(theta, walk.best_theta, bytes);
		*best = walk.best;
	}
	*evaluations = walk.evaluations;
	qs_free(host, walk.direction);
	qs_free(host, walk.best_theta);
	qs_free(host, walk.trial);
	return walk.stopped ? QS_INTERRUPTED : QS_OK;
}
