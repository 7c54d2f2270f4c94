/*
 * qaoa_angles.c
 *	  Angles of least energy of a single-layer QAOA.
 */
#include "correlate/qaoa_angles.h"

#include "base/elementary.h"

#include <math.h>
#include <nlopt.h>

#define SCAN_POINTS		12
#define LEAST_ANGLE		0.1		/* of 2 gamma times the root mean square local field */
#define MOST_ANGLE		2.6
#define NLOPT_BYTES		16384	/* what NLopt allocates for one parameter, amply */

static double
energy_at(const double sum[3], double beta)
{
	double		s = qs_sin(2.0 * beta);

	return s * sum[0] + qs_sin(4.0 * beta) * sum[1] + s * s * sum[2];
}

/* Best beta for those sums, and the energy there */
static double
best_beta(const double sum[3], double *beta)
{
	enum {POINTS = 64};
	const double period = 3.14159265358979323846;
	double		best = INFINITY;
	double		low,
				high;

	*beta = 0.0;
	for (int k = 0; k < POINTS; k++)
	{
		double		here = energy_at(sum, period * k / POINTS);

		if (here < best)
		{
			best = here;
			*beta = period * k / POINTS;
		}
	}

	/* a sum of two frequencies has one minimum between the neighbouring points:
	 * halve by the sign of the derivative */
	low = *beta - period / POINTS;
	high = *beta + period / POINTS;
	for (int step = 0; step < 60; step++)
	{
		double		middle = 0.5 * (low + high);
		double		slope = 2.0 * qs_cos(2.0 * middle) * sum[0] + 4.0 * qs_cos(4.0 * middle) * sum[1] +
			2.0 * qs_sin(4.0 * middle) * sum[2];

		if (slope > 0.0)
			high = middle;
		else
			low = middle;
	}
	if (energy_at(sum, 0.5 * (low + high)) <= best)
		*beta = 0.5 * (low + high);
	return energy_at(sum, *beta);
}

typedef struct Search
{
	QsQaoaForm *form;
	nlopt_opt	optimiser;
	double		best;
	double		gamma;
	double		beta;
	bool		stopped;
} Search;

static double
try_gamma(Search *search, double gamma)
{
	double		sum[3];
	double		beta;
	double		energy;

	if (!qs_qaoa_form_evaluate(search->form, gamma, sum))
	{
		search->stopped = true;
		return INFINITY;
	}
	energy = best_beta(sum, &beta);
	if (energy < search->best)
	{
		search->best = energy;
		search->gamma = gamma;
		search->beta = beta;
		qs_qaoa_form_keep(search->form);
	}
	return energy;
}

static double
nlopt_objective(unsigned count, const double *x, double *gradient, void *data)
{
	Search	   *search = data;
	double		energy = try_gamma(search, x[0]);

	(void) count;
	(void) gradient;
	if (search->stopped)
	{
		nlopt_force_stop(search->optimiser);
		return 0.0;
	}
	return energy;
}

static void
destroy_optimiser(void *optimiser)
{
	nlopt_destroy((nlopt_opt) optimiser);
}

/* One parameter around the best point of the scan */
static void
refine(QsHost *host, Search *search, double step, int evaluations)
{
	double		gamma = search->gamma;
	double		energy;

	qs_charge(host, NLOPT_BYTES);
	search->optimiser = nlopt_create(NLOPT_LN_NELDERMEAD, 1);
	if (search->optimiser)
	{
		host->own(host->context, destroy_optimiser, search->optimiser);
		nlopt_set_min_objective(search->optimiser, nlopt_objective, search);
		nlopt_set_lower_bounds1(search->optimiser, fmax(0.0, gamma - step));
		nlopt_set_upper_bounds1(search->optimiser, gamma + step);
		nlopt_set_initial_step1(search->optimiser, 0.4 * step);
		nlopt_set_maxeval(search->optimiser, evaluations);
		nlopt_set_xtol_rel(search->optimiser, 1e-7);
		(void) nlopt_optimize(search->optimiser, &gamma, &energy);
		host->disown(host->context, destroy_optimiser, search->optimiser);
		nlopt_destroy(search->optimiser);
	}
	qs_discharge(host, NLOPT_BYTES);
}

/* Root mean square of the field a spin feels from random neighbours */
static double
local_field(const QsIsing *ising)
{
	double		sum = 0.0;

	for (int i = 0; i < ising->n; i++)
		sum += ising->field[i] * ising->field[i];
	for (int64_t k = 0; k < ising->start[ising->n]; k++)
		sum += ising->coupling[k] * ising->coupling[k];
	return sum > 0.0 ? sqrt(sum / ising->n) : 1.0;
}

QsStatus
qs_qaoa_form_optimise(QsHost *host, QsQaoaForm *form, int evaluations,
					  double *gamma, double *beta)
{
	Search		search = {.form = form, .best = INFINITY};
	double		unit = 0.5 / local_field(qs_qaoa_form_ising(form));
	int			points = evaluations < 2 * SCAN_POINTS ? (evaluations + 1) / 2 : SCAN_POINTS;
	double		step = points > 1 ? (MOST_ANGLE - LEAST_ANGLE) / (points - 1) : 1.0;

	for (int k = 0; k < points && !search.stopped; k++)
	{
		(void) try_gamma(&search, unit * (points > 1 ? LEAST_ANGLE + k * step : 1.0));
		qs_check(host);
	}
	if (!search.stopped && evaluations > points)
		refine(host, &search, unit * step, evaluations - points);
	qs_check(host);
	*gamma = search.gamma;
	*beta = search.beta;
	return search.stopped ? QS_INTERRUPTED : QS_OK;
}
