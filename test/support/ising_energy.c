/*
 * ising_energy.c
 *	  The energy of spins.
 */
#include "ising_energy.h"

double
ising_energy(const QsIsing *ising, const int8_t *z)
{
	double		energy = ising->offset;

	for (int i = 0; i < ising->n; i++)
	{
		double		inner = ising->field[i];

		for (int64_t k = ising->start[i];
			 k < ising->start[i + 1] && ising->neighbour[k] < i; k++)
			inner += z[ising->neighbour[k]] > 0 ? ising->coupling[k] : -ising->coupling[k];
		energy += z[i] > 0 ? inner : -inner;
	}
	return energy;
}
