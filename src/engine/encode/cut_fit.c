/*
 * cut_fit.c
 *	  Hildreth's ascent.  In the coordinates z = L'(w - centre), with G = LL', the objective is
 *	  |z|^2 / 2, and a step for one cut is a projection.
 */
#include "encode/cut_fit.h"

#include <math.h>
#include <string.h>

#include "base/dot.h"

#define RIDGE			1e-4	/* of the mean diagonal of G: rows may be alike */
#define SOFTNESS		5e-5	/* a cut may be missed for this much of its multiplier */
#define CLOSE			0.005	/* a miss too small to go on for */
#define ACTIVE_SWEEPS	19		/* over cuts that bind, between two over all of them */
#define MOST_SWEEPS		100		/* over all cuts */
#define LEAST_SWEEPS	5

/* x := L^-1 x */
static void
solve_lower(const QsCutFit *fit, double *x)
{
	for (int i = 0; i < fit->dimension; i++)
	{
		const double *row = fit->factor + (size_t) i * (size_t) fit->dimension;

		x[i] = (x[i] - qs_dot(row, x, (size_t) i)) / row[i];
	}
}

/* x := L'^-1 x */
static void
solve_upper(const QsCutFit *fit, double *x)
{
	size_t		d = (size_t) fit->dimension;

	for (size_t i = d; i-- > 0;)
	{
		for (size_t j = i + 1; j < d; j++)
			x[i] -= fit->factor[j * d + i] * x[j];
		x[i] /= fit->factor[i * d + i];
	}
}

static void
factorise(QsCutFit *fit, const double *gram)
{
	size_t		d = (size_t) fit->dimension;
	double		trace = 0.0;

	for (size_t j = 0; j < d; j++)
		trace += gram[j * d + j];
	for (size_t i = 0; i < d; i++)
		for (size_t j = 0; j <= i; j++)
		{
			double		rest = gram[i * d + j] -
				qs_dot(fit->factor + i * d, fit->factor + j * d, (size_t) j);

			if (i == j)
				fit->factor[i * d + i] = sqrt(fmax(rest, 0.0) + RIDGE * trace / (double) d +
											  1e-300);
			else
				fit->factor[i * d + j] = rest / fit->factor[j * d + j];
		}
}

QsCutFit *
qs_cut_fit_create(QsHost *host, int dimension, const double *gram, const double *linear,
				  const bool *sided)
{
	QsCutFit   *fit = QS_NEW(host, QsCutFit);
	size_t		d = (size_t) dimension;

	fit->host = host;
	fit->dimension = dimension;
	fit->factor = QS_ARRAY0(host, double, d * d);
	factorise(fit, gram);
	fit->centre = QS_ARRAY(host, double, d);
	for (size_t j = 0; j < d; j++)
		fit->centre[j] = -linear[j];
	solve_lower(fit, fit->centre);
	solve_upper(fit, fit->centre);
	fit->sided = qs_duplicate(host, sided, d, sizeof(bool));
	fit->side = QS_ARRAY0(host, double, d * d);
	for (size_t j = 0; j < d; j++)
	{
		fit->side[j * d + j] = 1.0;
		solve_lower(fit, fit->side + j * d);
	}
	return fit;
}

void
qs_cut_fit_free(QsCutFit *fit)
{
	QsHost	   *host = fit->host;

	qs_free(host, fit->factor);
	qs_free(host, fit->centre);
	qs_free(host, fit->sided);
	qs_free(host, fit->side);
	qs_free(host, fit->cut);
	qs_free(host, fit->need);
	qs_free(host, fit->multiplier);
	qs_free(host, fit);
}

void
qs_cut_fit_clear(QsCutFit *fit)
{
	fit->cuts = 0;
}

void
qs_cut_fit_add(QsCutFit *fit, const double *cut, double need)
{
	size_t		d = (size_t) fit->dimension;
	size_t		old = (size_t) fit->cuts;
	double	   *place;

	if (fit->cuts == fit->room)
	{
		fit->room = 2 * fit->room + 64;
		fit->cut = qs_realloc(fit->host, fit->cut, old * d, (size_t) fit->room * d,
							  sizeof(double));
		fit->need = qs_realloc(fit->host, fit->need, old, (size_t) fit->room, sizeof(double));
		fit->multiplier = qs_realloc(fit->host, fit->multiplier, old, (size_t) fit->room,
									 sizeof(double));
	}
	place = fit->cut + old * d;
	memcpy(place, cut, d * sizeof(double));
	fit->need[old] = need - qs_dot(cut, fit->centre, (size_t) fit->dimension);
	fit->multiplier[old] = 0.0;
	solve_lower(fit, place);
	fit->cuts++;
}

/* Project z onto a cut, as far as its multiplier can go; returns the miss before. */
static double
project(const double *cut, double need, double softness, int dimension, double *multiplier,
		double *z)
{
	double		miss = need - softness * *multiplier - qs_dot(cut, z, (size_t) dimension);
	double		norm = qs_dot(cut, cut, (size_t) dimension) + softness;
	double		step = fmax(norm > 0.0 ? miss / norm : 0.0, -*multiplier);

	if (step != 0.0)
	{
		*multiplier += step;
		for (int j = 0; j < dimension; j++)
			z[j] += step * cut[j];
	}
	return miss;
}

/* Once over the cuts (those that bind, or all) and the signs; returns the largest miss. */
static double
sweep(QsCutFit *fit, bool all, double *z, double *sign_multiplier)
{
	size_t		d = (size_t) fit->dimension;
	double		worst = 0.0;

	for (int k = 0; k < fit->cuts; k++)
		if (all || fit->multiplier[k] > 0.0)
			worst = fmax(worst, project(fit->cut + (size_t) k * d, fit->need[k], SOFTNESS,
										fit->dimension, &fit->multiplier[k], z));
	for (size_t j = 0; j < d; j++)
		if (fit->sided[j])
			(void) project(fit->side + j * d, -fit->centre[j], 0.0, fit->dimension,
						   &sign_multiplier[j], z);
	return worst;
}

double
qs_cut_fit_run(QsCutFit *fit, double *weight)
{
	size_t		d = (size_t) fit->dimension;
	double	   *sign_multiplier = QS_ARRAY0(fit->host, double, d);
	double		sweeps = QS_CUT_FIT_WORK / ((double) fit->dimension * (fit->cuts + 1));
	double		worst = INFINITY;

	memset(weight, 0, d * sizeof(double));
	for (int k = 0; k < fit->cuts; k++)
		for (size_t j = 0; j < d; j++)
			weight[j] += fit->multiplier[k] * fit->cut[(size_t) k * d + j];
	sweeps = fmin(fmax(sweeps, LEAST_SWEEPS), MOST_SWEEPS);
	for (int k = 0; k < (int) sweeps && worst > CLOSE; k++)
	{
		worst = sweep(fit, true, weight, sign_multiplier);
		for (int more = 0; more < ACTIVE_SWEEPS && worst > CLOSE; more++)
			(void) sweep(fit, false, weight, sign_multiplier);
		qs_check(fit->host);
	}
	solve_upper(fit, weight);
	for (size_t j = 0; j < d; j++)
	{
		weight[j] += fit->centre[j];
		if (fit->sided[j])
			weight[j] = fmax(weight[j], 0.0);
	}
	qs_free(fit->host, sign_multiplier);
	return worst;
}
