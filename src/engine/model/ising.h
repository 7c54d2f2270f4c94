/*
 * ising.h
 *	  E(z) = offset + sum_i field_i z_i + sum_{i<j} coupling_ij z_i z_j, z = +-1, x = (1 - z) / 2.
 *	  The max-cut graph is this with a reference spin carrying the fields.
 */
#ifndef QS_ISING_H
#define QS_ISING_H

#include "model/qubo.h"

typedef struct QsIsing
{
	int			n;
	double		offset;
	double	   *field;			/* n */
	int64_t    *start;			/* n + 1, symmetric adjacency as in QsQubo */
	int32_t    *neighbour;
	double	   *coupling;
} QsIsing;

/* Same energies, x = (1 - z) / 2.  O(n + t). */
extern QsIsing *qs_ising_create(QsHost *host, const QsQubo *qubo);
extern void qs_ising_free(QsHost *host, QsIsing *ising);

/* Standard deviation of the energy over uniform spins: sqrt(sum h^2 + sum J^2).
 * 0 for a constant function. */
extern double qs_ising_deviation(const QsIsing *ising);

#endif
