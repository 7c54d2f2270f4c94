/*
 * annealing_sampler.h
 *	  Simulated annealing as a sampler.
 */
#ifndef QS_ANNEALING_SAMPLER_H
#define QS_ANNEALING_SAMPLER_H

#include "sampling/sampler.h"

/* settings->shots runs of settings->sweeps sweeps each (0: by size). */
extern QsStatus qs_sample_annealing(QsHost *host, const QsSamplerInput *input,
									const QsSamplerSettings *settings, QsRandom *random,
									QsSamples **samples, QsSamplerReport *report);

#endif
