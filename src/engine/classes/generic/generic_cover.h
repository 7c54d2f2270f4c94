/*
 * generic_cover.h
 *	  Search for models that are nothing but covers: every row asks for some of its
 *	  variables, every variable costs.
 */
#ifndef QS_GENERIC_COVER_H
#define QS_GENERIC_COVER_H

#include "classes/generic/generic_local.h"

/*
 * How many of its variables every row asks for (m, owned by the caller; 0: a row that
 * cannot be violated); NULL when the model is not such a one.  O(nonzeros).
 */
extern int32_t *qs_generic_cover_need(QsHost *host, const QsModel *model, const uint8_t *skip);

/* As qs_generic_search(), of a model with generic->need; `budget` elementary updates */
extern QsStatus qs_generic_cover_search(QsHost *host, const QsGeneric *generic, QsRandom *random,
										double budget, double goal, uint8_t *x, int64_t *moves);

#endif
