/*
 * ising_energy.h
 *	  The energy of spins.
 */
#ifndef ISING_ENERGY_H
#define ISING_ENERGY_H

#include "model/ising.h"

/* z of n entries +1 / -1 */
extern double ising_energy(const QsIsing *ising, const int8_t *z);

#endif
