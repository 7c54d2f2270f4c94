/*
 * shot_tail.c
 *	  What an optimiser is told of the energies of some shots (CVaR).
 */
#include "quantum/shot_tail.h"

#include <math.h>

#include "base/sort.h"

static int
by_value(const void *a, const void *b)
{
	double		p = *(const double *) a;
	double		q = *(const double *) b;

	return (p > q) - (p < q);
}

double
qs_tail_of_shots(QsHost *host, double *energy, int count, double fraction)
{
	double		tail = fmax(fraction * count, 1.0);
	double		sum = 0.0;

	if (fraction < 1.0)
		qs_sort(host, energy, (size_t) count, sizeof(double), by_value);
	for (int k = 0; k < count && k < tail; k++)
		sum += energy[k] * fmin(tail - k, 1.0);
	return sum / fmin(tail, count);
}
