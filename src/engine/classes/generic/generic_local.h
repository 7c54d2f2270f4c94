/*
 * generic_local.h
 *	  Any other model: weighted violations, moves of one and two variables.
 *
 * Disjoint exactly-one rows are taken as groups: a group always has exactly one
 * variable at 1 and moves by shifting it.  Every other row is violated or not,
 * its violation measured in units of its mean coefficient and weighted.
 */
#ifndef QS_GENERIC_LOCAL_H
#define QS_GENERIC_LOCAL_H

#include "base/random.h"
#include "model/model.h"
#include "structure/structure.h"

typedef struct QsGeneric
{
	const QsModel *model;
	uint8_t    *skip;			/* m: rows that cannot be violated, and groups */
	double	   *tolerance;		/* m */
	double	   *scale;			/* m: one over the mean size of a coefficient */
	double	   *reach;			/* m: largest change of activity by one flip */
	int			groups;
	int64_t    *group_start;	/* groups + 1 */
	int32_t    *group_member;
	int32_t    *group_of;		/* n: or -1 */
	uint8_t    *entangled;		/* n: shares another row with a variable of its group */
	double	   *kept_weight;	/* m: of rows, from repairs that did not come to an end (the first
								 * is 0: none); NULL: calls stand by themselves */
	int32_t    *need;			/* m: of a model that is nothing but covers (generic_cover.h), or NULL */
	double		objective_scale;	/* mean size of a flip's change of objective */
} QsGeneric;

extern QsGeneric *qs_generic_create(QsHost *host, const QsModel *model,
									const QsStructure *structure);
extern void qs_generic_free(QsHost *host, QsGeneric *generic);

/* Repairs go on from call to call with the weights of rows that failed ones end with. */
extern void qs_generic_remember(QsHost *host, QsGeneric *generic);

extern QsStatus qs_generic_repair(QsHost *host, const QsGeneric *generic,
								  QsRandom *random, uint8_t *x);
extern QsStatus qs_generic_construct(QsHost *host, const QsGeneric *generic,
									 QsRandom *random, double noise, uint8_t *x);
extern QsStatus qs_generic_polish(QsHost *host, const QsGeneric *generic,
								  uint8_t *x, int64_t *moves);
extern QsStatus qs_generic_search(QsHost *host, const QsGeneric *generic,
								  QsRandom *random, double effort, double target,
								  uint8_t *x, int64_t *moves);

#endif
