/*
 * presolve_components.c
 *	  Small connected components beside others are solved by enumeration.
 */
#include "presolve/presolve_internal.h"

#include <math.h>

#include "bound/bound.h"
#include "model/component.h"

#define SMALL			24		/* variables of a component enumerated here */
#define NODES			20000	/* for one component */
#define ALL_NODES		400000	/* for those of one call */

/* Returns the nodes it took. */
static int64_t
solve_component(QsPresolve *presolve, const QsComponents *components, int which)
{
	QsHost	   *host = presolve->host;
	QsModel    *part = qs_component_model(host, presolve->model, components, which);
	QsStructure *structure = qs_structure_create(host, part, presolve->classes);
	uint8_t		x[SMALL] = {0};
	double		best;
	bool		improved;
	int64_t		nodes = 0;

	if (qs_bound_enumerate(host, part, structure, NULL, INFINITY, NODES, x, &best, &improved,
						   &nodes) == QS_OK)
	{
		if (!improved)
			presolve->infeasible = true;
		for (int k = 0; k < part->n && improved; k++)
			qs_presolve_fix(presolve, components->variable[components->start[which] + k], x[k],
							"component enumerated", -1);
	}
	qs_structure_free(host, structure);
	qs_model_free(host, part);
	return nodes;
}

void
qs_presolve_components(QsPresolve *presolve)
{
	QsHost	   *host = presolve->host;
	QsComponents *components = qs_components_create(host, presolve->model);
	int64_t		nodes = 0;

	/* a problem in one piece is the solver's */
	for (int c = 0; components->count > 1 && c < components->count && !presolve->infeasible; c++)
	{
		if (nodes > ALL_NODES || qs_time_up(host))
			break;
		if (qs_component_size(components, c) <= SMALL)
			nodes += solve_component(presolve, components, c);
	}
	qs_components_free(host, components);
}
