/*
 * quadratic_values.h
 *	  All values of a quadratic function.
 */
#ifndef QUADRATIC_VALUES_H
#define QUADRATIC_VALUES_H

#include "quantum/statevector/statevector.h"

/* out: 2^n values, by block doubling: about 1 ns a state.  QS_INTERRUPTED when the host
 * asked to stop. */
extern QsStatus quadratic_values(QsHost *host, const QsQuadratic *function, double *out);

#endif
