/*
 * angles.c
 *	  Start angles of the quantum approximate optimisation algorithm.
 */
#include "quantum/angles.h"

#include <string.h>

/* Steep ones are for energies that lie dense at their lower end, as those of squares of rows do. */
static const double ramp_gamma[] = {0.3, 0.6, 1.0, 1.5, 2.2, 4.0, 8.0};
static const double ramp_beta[] = {0.4, 0.7, 1.0};

void
qs_angles_linear(double a, double b, int layers, double *gamma, double *beta)
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
	qs_angles_linear(ramp_gamma[k / 3], ramp_beta[k % 3], layers, gamma, beta);
}

void
qs_angles_fixed(int layers, double *gamma, double *beta)
{
	qs_angles_linear(1.5, 0.7, layers, gamma, beta);
}

void
qs_angles_interpolate(int layers, const double *from, double *to)
{
	qs_angles_transfer(layers, from, layers + 1, to);
}

/* Of fewer layers: the line through those of `layers` at a place between 0 and 1 */
static double
read_line(int layers, const double *angle, double place)
{
	double		at = place * layers - 0.5;
	int			before = at < 0.0 ? 0 : (int) at;
	double		share = at - before;

	if (layers == 1 || at <= 0.0)
		return angle[0];
	if (before >= layers - 1)
		return angle[layers - 1];
	return (1.0 - share) * angle[before] + share * angle[before + 1];
}

/* One layer more, in place: from the last to the first, as each takes from the one before */
static void
grow(int layers, double *angle)
{
	angle[layers] = 0.0;
	for (int k = layers; k >= 0; k--)
	{
		double		before = k > 0 ? angle[k - 1] : 0.0;

		angle[k] = ((double) k * before + (double) (layers - k) * angle[k]) / layers;
	}
}

void
qs_angles_transfer(int from_layers, const double *from, int to_layers, double *to)
{
	if (to_layers < from_layers)
		for (int k = 0; k < to_layers; k++)
			to[k] = read_line(from_layers, from, (k + 0.5) / to_layers);
	else
		memcpy(to, from, (size_t) from_layers * sizeof(double));
	for (int layers = from_layers; layers < to_layers; layers++)
		grow(layers, to);
}
