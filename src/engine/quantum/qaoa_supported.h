/*
 * qaoa_supported.h
 *	  Which QAOA circuits there are.
 */
#ifndef QS_QAOA_SUPPORTED_H
#define QS_QAOA_SUPPORTED_H

#include "sampling/sampler.h"

/* Do mixer, groups, warm start and size fit together? */
extern bool qs_qaoa_supported(QsHost *host, const QsSamplerInput *input,
							  const QsSamplerSettings *settings);

/* Does the mixer hop within one-hot groups? */
extern bool qs_qaoa_uses_groups(const QsSamplerSettings *settings);

#endif
