/*
 * extrapolate.h
 *	  Zero-noise extrapolation (Temme, Bravyi & Gambetta 2017; Giurgica-Tiron et al. 2020).
 */
#ifndef QS_EXTRAPOLATE_H
#define QS_EXTRAPOLATE_H

#include "sampling/sampler.h"

#define QS_EXTRAPOLATION_POINTS	3	/* noise once, twice, three times as strong */

/*
 * The value at noise 0 from those at 1, 2 and 3: of the line through them by least squares
 * (whose variance is 7/3 of one of theirs), or of the parabola (19 times).  NAN for none.
 */
extern double qs_extrapolate(QsExtrapolation kind, const double *value);

#endif
