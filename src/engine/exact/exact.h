/*
 * exact.h
 *	  Enumeration: of a QUBO (the exact sampler) and of a shrunk constrained model
 *	  (the practical reduced solver).
 *
 * Both walk a tree of units.  A unit is one free variable (two choices), an
 * exactly-one group (a choice per member) or a small block of rows closed in
 * itself, such as a sub-permutation (a choice per feasible filling).  The last
 * units are tabulated together: a block of up to about a thousand partial
 * assignments with their energies and row activities, so that the innermost loop
 * only adds and compares vectors.
 */
#ifndef QS_EXACT_H
#define QS_EXACT_H

#include "sampling/sampler.h"
#include "structure/structure.h"

#define QS_EXACT_MAX_BITS	30	/* variables the exact sampler takes */

/*
 * The `keep` best feasible assignments of the model, or all when there are fewer:
 * distinct, ascending by objective (engine sense) then bits, occurrences 1 each.
 * Among assignments tied for the last place the first met is kept.
 *
 * QS_OK: proved.  QS_INFEASIBLE: proved that there is none.  QS_UNSUPPORTED: too
 * many assignments (about 2^28 states of work, estimated by random probing of the
 * tree after Knuth 1975 where the product of choices is larger).  QS_INTERRUPTED:
 * deadline; *best holds what was found, maybe nothing (count 0).  *best is NULL on
 * INFEASIBLE and UNSUPPORTED.  Deterministic; row tolerances are the model's.
 */
extern QsStatus qs_exact_model(QsHost *host, const QsModel *model,
							   const QsStructure *structure, int keep, QsSamples **best);

/* The settings->shots lowest states of a QUBO of up to QS_EXACT_MAX_BITS
 * variables, one occurrence each. */
extern QsStatus qs_sample_exact(QsHost *host, const QsSamplerInput *input,
								const QsSamplerSettings *settings, QsRandom *random,
								QsSamples **samples, QsSamplerReport *report);

#endif
