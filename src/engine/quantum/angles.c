/*
 * angles.c
 *	  Start angles of the quantum approximate optimisation algorithm.
 */
#include "quantum/angles.h"

static const double ramp_gamma[] = {0.3, 0.6, 1.0, 1.5, 2.2};
static const double ramp_beta[] = {0.4, 0.7, 1.0};

static void
linear_ramp(double a, double b, int layers, double *gamma, double *beta)
{
	for (int layer = 0; layer < layers; layer++)
	{
		double		fraction = (layer + 0.5) / layers;

		gamma[layer] = a * fraction;
		beta[layer] = -b * (1.0 - fraction);
	}
}

void
qs_angles_ramp(int k, int layers, double *gamma, double *beta)
{
	linear_ramp(ramp_gamma[k / 3], ramp_beta[k % 3], layers, gamma, beta);
}

void
qs_angles_fixed(int layers, double *gamma, double *beta)
{
	linear_ramp(1.5, 0.7, layers, gamma, beta);
}

void
qs_angles_interpolate(int layers, const double *from, double *to)
{
	for (int k = 0; k <= layers; k++)
	{
		double		before = k > 0 ? from[k - 1] : 0.0;
		double		here = k < layers ? from[k] : 0.0;

		to[k] = ((double) k * before + (double) (layers - k) * here) / layers;
	}
}
