/*
 * repair.h
 *	  Feasibility from anything, by structure; constructive heuristics.
 */
#ifndef QS_REPAIR_H
#define QS_REPAIR_H

#include "base/random.h"
#include "model/model.h"
#include "structure/structure.h"

/* What repair and polish share about a model: duals, densities, incidence
 * built once per solve.  Opaque. */
typedef struct QsLocal QsLocal;

/* dual: multipliers of the rows (engine sense) or NULL for our own weights. */
extern QsLocal *qs_local_create(QsHost *host, const QsModel *model,
								const QsStructure *structure, const double *dual);

/* Searches go on from where earlier ones with the same QsLocal stopped, where the
 * class knows how (independent sets): an answer then depends on all of them. */
extern void qs_local_remember(QsHost *host, QsLocal *local);
extern void qs_local_free(QsHost *host, QsLocal *local);

/*
 * Make x feasible with few moves, then fill what can be added for free.
 * *moves counts the variables changed (an exchange counts 2).  QS_OK: feasible;
 * QS_LIMIT: not found, x is the least violated assignment seen;
 * QS_INTERRUPTED: deadline.  A feasible x is only filled.
 */
extern QsStatus qs_repair(QsHost *host, QsLocal *local, QsRandom *random,
						  uint8_t *x, int64_t *moves);

/* A feasible start by randomised greedy; noise 0 is deterministic greedy, 1
 * nearly random.  Same statuses as qs_repair. */
extern QsStatus qs_construct(QsHost *host, QsLocal *local, QsRandom *random,
							 double noise, uint8_t *x);

#endif
