/*
 * uniform.h
 *	  The control arm: independent fair bits.
 */
#ifndef QS_UNIFORM_H
#define QS_UNIFORM_H

#include "sampling/sampler.h"

/* settings->shots random assignments.  O(shots n). */
extern QsStatus qs_sample_uniform(QsHost *host, const QsSamplerInput *input,
								  const QsSamplerSettings *settings, QsRandom *random,
								  QsSamples **samples, QsSamplerReport *report);

#endif
