/*
 * quadratic_local.h
 *	  Moves on models without rows that bind: one-flip kernels on integers.
 */
#ifndef QS_QUADRATIC_LOCAL_H
#define QS_QUADRATIC_LOCAL_H

#include "flip/tabu.h"
#include "model/model.h"

typedef struct QsQuadraticLocal
{
	const QsModel *model;
	QsTabu	   *tabu;			/* of the objective; made when it is first needed */
} QsQuadraticLocal;

extern QsQuadraticLocal *qs_quadratic_local_create(QsHost *host, const QsModel *model);
extern void qs_quadratic_local_free(QsHost *host, QsQuadraticLocal *local);

/* A start: bits at random, ones the more the more noise (0 to 1). */
extern QsStatus qs_quadratic_construct(const QsQuadraticLocal *local, QsRandom *random, double noise,
									   uint8_t *x);

/* Down to a local minimum, and by a short tabu search to a lower one.  *moves is increased
 * by the flips made.  QS_INTERRUPTED at the deadline, with what there is by then. */
extern QsStatus qs_quadratic_polish(QsHost *host, QsQuadraticLocal *local, QsRandom *random,
									uint8_t *x, int64_t *moves);

/* As QsClassOps.search */
extern QsStatus qs_quadratic_search(QsHost *host, QsQuadraticLocal *local, QsRandom *random,
									double effort, double target, uint8_t *x, int64_t *moves);

#endif
