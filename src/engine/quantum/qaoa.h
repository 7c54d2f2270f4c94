/*
 * qaoa.h
 *	  The quantum approximate optimisation algorithm (Farhi, Goldstone & Gutmann
 *	  2014) on a simulated state vector.
 */
#ifndef QS_QAOA_H
#define QS_QAOA_H

#include "sampling/sampler.h"

/* Sample low-energy states of input->qubo; see qs_sample for the statuses. */
extern QsStatus qs_sample_qaoa(QsHost *host, const QsSamplerInput *input,
							   const QsSamplerSettings *settings, QsRandom *random,
							   QsSamples **samples, QsSamplerReport *report);

#endif
