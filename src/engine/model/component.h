/*
 * component.h
 *	  Connected components of a model: parts that share no row and no quadratic
 *	  term, each a model of its own.
 */
#ifndef QS_COMPONENT_H
#define QS_COMPONENT_H

#include "model/model.h"

typedef struct QsComponents
{
	int			n;
	int			count;
	int32_t    *component;		/* n: of each variable; numbered by smallest variable */
	int32_t    *start;			/* count + 1 */
	int32_t    *variable;		/* n: by component, ascending within */
} QsComponents;

/* Rows that cannot bind join nothing; an assignment kept as matrices is one
 * component.  O(n + nonzeros + terms). */
extern QsComponents *qs_components_create(QsHost *host, const QsModel *model);
extern void qs_components_free(QsHost *host, QsComponents *components);

static inline int
qs_component_size(const QsComponents *components, int which)
{
	return components->start[which + 1] - components->start[which];
}

/* One component as a model: variable k is components->variable[start + k]; the
 * rows that can bind, the constant left out, engine sense kept. */
extern QsModel *qs_component_model(QsHost *host, const QsModel *model,
								   const QsComponents *components, int which);

/* value[c] = objective of component c under x, without the constant.
 * O(n + terms); not for matrices. */
extern void qs_component_objectives(const QsModel *model, const QsComponents *components,
									const uint8_t *x, double *value);

#endif
