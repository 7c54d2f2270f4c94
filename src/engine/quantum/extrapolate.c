/*
 * extrapolate.c
 *	  Weights of zero-noise extrapolation.
 */
#include "quantum/extrapolate.h"

#include <math.h>

double
qs_extrapolate(QsExtrapolation kind, const double *value)
{
	switch (kind)
	{
		case QS_EXTRAPOLATION_LINEAR:
			return (4.0 * value[0] + value[1] - 2.0 * value[2]) / 3.0;
		case QS_EXTRAPOLATION_RICHARDSON:
			return 3.0 * value[0] - 3.0 * value[1] + value[2];
		default:
			return NAN;
	}
}
