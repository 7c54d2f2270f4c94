/*
 * tabu_sampler.h
 *	  Tabu search as a sampler.
 */
#ifndef QS_TABU_SAMPLER_H
#define QS_TABU_SAMPLER_H

#include "sampling/sampler.h"

/* settings->shots runs, the first from input->start if there is one, the others
 * from random bits; settings->sweeps * n flips each (0: by size). */
extern QsStatus qs_sample_tabu(QsHost *host, const QsSamplerInput *input,
							   const QsSamplerSettings *settings, QsRandom *random,
							   QsSamples **samples, QsSamplerReport *report);

#endif
