/*
 * spectrum.h
 *	  Low end of the normalised Laplacian of a model's interaction graph.
 */
#ifndef QS_SPECTRUM_H
#define QS_SPECTRUM_H

#include "qubo.h"

/* The `count` smallest eigenvalues (ascending) of I - D^-1/2 |W| D^-1/2, W the
 * pair weights of the QUBO; fewer when n is smaller: returns how many.  Dense by
 * LAPACKE up to 256 variables, Lanczos with full reorthogonalisation above. */
extern int	qs_spectrum(QsHost *host, const QsQubo *qubo, int count, double *eigenvalue);

#endif
