/*
 * spectrum.h
 *	  Low end of the normalised Laplacian of a model's interaction graph.
 */
#ifndef QS_SPECTRUM_H
#define QS_SPECTRUM_H

#include "model/qubo.h"

/*
 * The `count` smallest eigenvalues (ascending, in [0, 2]) of I - D^-1/2 |W| D^-1/2,
 * W the pair weights of the QUBO; fewer when n is smaller: returns how many.  An
 * isolated vertex counts as a component with eigenvalue 0 (Chung, "Spectral graph
 * theory", 1997), so that 0 is as frequent as there are components.
 *
 * Dense by LAPACKE up to 256 variables.  Above, thick-restart band Lanczos with full
 * reorthogonalisation (Ruhe 1979; Wu & Simon 2000) beside the null space, which is
 * known; started from min(count, 16) vectors, so multiplicities up to that are
 * found.  Residuals are at most 1e-8 unless a work limit of some seconds or the
 * deadline comes first: then the values are upper bounds.  n * 64 to n * 320
 * doubles of memory, whatever the number of pairs.
 */
extern int	qs_spectrum(QsHost *host, const QsQubo *qubo, int count, double *eigenvalue);

#endif
