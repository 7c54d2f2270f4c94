/*
 * independent_set_local.h
 *	  Independent sets: the conflict graph with weights, repair and search.
 */
#ifndef QS_INDEPENDENT_SET_LOCAL_H
#define QS_INDEPENDENT_SET_LOCAL_H

#include "base/random.h"
#include "model/model.h"
#include "structure/structure.h"

typedef struct QsIndependentSet
{
	const QsModel *model;
	int			n;
	const int64_t *start;		/* the structure's conflict graph */
	const int32_t *neighbour;
	double	   *weight;			/* n: minus the linear coefficient */
	bool		unit;			/* all weights equal and positive */
	struct QsSetSearch *memory; /* searches that go on from call to call; NULL: every
								 * search begins anew */
} QsIndependentSet;

extern QsIndependentSet *qs_independent_set_create(QsHost *host, const QsModel *model,
												   const QsStructure *structure);
extern void qs_independent_set_free(QsHost *host, QsIndependentSet *set);

/* Let searches go on from where earlier ones stopped: an answer then depends on all
 * of them. */
extern void qs_independent_set_remember(QsHost *host, QsIndependentSet *set);

extern QsStatus qs_independent_set_repair(QsHost *host, const QsIndependentSet *set,
										  uint8_t *x);
extern QsStatus qs_independent_set_construct(QsHost *host, const QsIndependentSet *set,
											 QsRandom *random, double noise, uint8_t *x);
extern QsStatus qs_independent_set_polish(QsHost *host, const QsIndependentSet *set,
										  uint8_t *x, int64_t *moves);
extern QsStatus qs_independent_set_search(QsHost *host, const QsIndependentSet *set,
										  QsRandom *random, double effort, double target,
										  uint8_t *x, int64_t *moves);

#endif
