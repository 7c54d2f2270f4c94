/*
 * local.h
 *	  Feasibility from anything, constructive heuristics and feasible local search, by
 *	  the moves of a model's class.
 */
#ifndef QS_LOCAL_H
#define QS_LOCAL_H

#include "base/random.h"
#include "model/model.h"
#include "structure/structure.h"

/* What the moves of a model's class need: duals, densities, incidence, built once per
 * solve.  Opaque. */
typedef struct QsLocal QsLocal;

/* structure: of the model, with its class, and to be kept as long.  dual: multipliers
 * of the rows (engine sense) or NULL for our own weights. */
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

/*
 * Quick descent to a local optimum of the class's neighbourhoods (1-flip,
 * swaps, 2-exchange).  x must be feasible, stays so and never gets worse.
 * *objective is brought up to date, *moves counts accepted moves.
 */
extern QsStatus qs_polish(QsHost *host, QsLocal *local, QsRandom *random,
						  uint8_t *x, double *objective, int64_t *moves);

/*
 * Long search from feasible x (strategic oscillation, plateau search, robust
 * tabu, one-flip tabu with restarts ...) within `effort` units, about one
 * million elementary move evaluations each.  Stops early when the objective
 * reaches `target` (-INFINITY: never).  x and *objective hold the best found.
 */
extern QsStatus qs_search(QsHost *host, QsLocal *local, QsRandom *random,
						  double effort, double target,
						  uint8_t *x, double *objective, int64_t *moves);

#endif
