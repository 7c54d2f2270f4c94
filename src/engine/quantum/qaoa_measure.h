/*
 * qaoa_measure.h
 *	  Measuring a state vector.
 */
#ifndef QS_QAOA_MEASURE_H
#define QS_QAOA_MEASURE_H

#include "base/random.h"
#include "quantum/statevector/statevector.h"

/* Measure a state vector into `shots` rows of n bytes.  May throw. */
extern void qs_qaoa_measure(QsStatevector *state, QsRandom *random, int shots, uint8_t *rows);

#endif
