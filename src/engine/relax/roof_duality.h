/*
 * roof_duality.h
 *	  The roof dual of a quadratic pseudo-Boolean function by maximum flow in its
 *	  implication network, and the persistencies it proves.
 *
 * Hammer, Hansen & Simeone 1984; Boros & Hammer 2002.  Exact: integers only.
 */
#ifndef QS_ROOF_DUALITY_H
#define QS_ROOF_DUALITY_H

#include "relax/posiform.h"

/*
 * Rewrite the posiform so that its constant is as large as possible: the roof
 * dual.  QS_INTERRUPTED at the deadline: rewritten as far as time allowed.  The
 * same function in any case.
 */
extern QsStatus qs_posiform_tighten(QsHost *host, QsPosiform *posiform);

typedef enum QsPersistency
{
	QS_PERSISTENCY_NONE,
	QS_PERSISTENCY_WEAK,		/* all weak and strict ones together hold in some minimiser */
	QS_PERSISTENCY_STRICT		/* holds in every minimiser */
} QsPersistency;

/*
 * Tighten, then read off which variables have a known value: kind[i] and
 * value[i].  QS_UNSUPPORTED when the coefficients had to be rounded
 * (posiform->slack > 0): the function solved is then not quite the one asked.
 */
extern QsStatus qs_roof_duality(QsHost *host, QsPosiform *posiform, QsPersistency *kind,
								uint8_t *value);

#endif
