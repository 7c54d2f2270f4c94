/*
 * presolve.c
 *	  Exact reductions in rounds: each round works on the model the contraction
 *	  leaves, until a round finds nothing.
 *
 * Redundant and duplicate rows are not removed, a contraction has no way to say
 * so: they are recognised here so that they block nothing.
 */
#include "presolve/presolve.h"

#include <math.h>

#include "presolve/presolve_internal.h"
#include "rows/presolve_propagation.h"
#include "structure/class.h"

const QsPresolveSettings qs_presolve_defaults = {
	.propagation = true,
	.dominance = true,
	.kernel = true,
	.persistency = true,
	.roof_duality = true,
	.components = true,
	.strict_only = false,
};

/* Rounds in all: reductions that trickle are not worth rebuilding for. */
#define ROUNDS		100

/*
 * Rows of a reduced model remember the row of the user's model; find the row of
 * the base with the same origin.
 */
static int32_t *
map_rows(QsHost *host, const QsModel *base, const QsModel *model)
{
	int32_t    *base_row = QS_ARRAY(host, int32_t, model->m);
	int32_t		largest = 0;
	int32_t    *row_of;

	for (int r = 0; r < base->m; r++)
		if (base->row_origin[r] > largest)
			largest = base->row_origin[r];
	row_of = QS_ARRAY(host, int32_t, (size_t) largest + 1);
	for (int k = 0; k <= largest; k++)
		row_of[k] = -1;
	for (int r = base->m - 1; r >= 0; r--)
		if (base->row_origin[r] >= 0)
			row_of[base->row_origin[r]] = r;
	for (int r = 0; r < model->m; r++)
	{
		int32_t		origin = model->row_origin[r];

		base_row[r] = origin >= 0 && origin <= largest ? row_of[origin] : -1;
	}
	qs_free(host, row_of);
	return base_row;
}

/* True when the class has reductions of its own, which leave nothing for the general
 * ones. */
static bool
reduce_by_class(QsPresolve *presolve)
{
	QsStructure *structure;
	bool		applies;

	if (!presolve->settings->kernel || !presolve->model->linear)
		return false;
	structure = qs_structure_create(presolve->host, presolve->model, presolve->classes);
	applies = structure->ops->reduce != NULL;
	if (applies)
		structure->ops->reduce(presolve, structure);
	qs_structure_free(presolve->host, structure);
	return applies;
}

/* An enumeration keeps one optimum, not all. */
static void
reduce_components(QsPresolve *presolve)
{
	if (presolve->settings->components && !presolve->settings->strict_only)
		qs_presolve_components(presolve);
}

static bool
ends_round(const QsPresolve *presolve)
{
	return presolve->infeasible || presolve->changes > 0 || qs_time_up(presolve->host);
}

/* One round, cheapest reductions first; it ends with the first that found
 * something. */
static void
reduce_once(QsPresolve *presolve)
{
	const QsPresolveSettings *settings = presolve->settings;

	qs_presolve_rows(presolve);
	if (ends_round(presolve))
		return;
	if (settings->persistency)
		qs_presolve_persistency(presolve);
	if (ends_round(presolve))
		return;
	if (reduce_by_class(presolve))
	{
		if (presolve->changes == 0)
			reduce_components(presolve);
		return;
	}
	if (settings->dominance)
		qs_presolve_dominance(presolve);
	if (ends_round(presolve))
		return;
	if (settings->roof_duality)
		qs_presolve_roof_duality(presolve);
	if (presolve->changes == 0 && settings->propagation)
		qs_presolve_probing(presolve);
	if (presolve->changes == 0)
		reduce_components(presolve);
}

static void
presolve_round(QsPresolve *presolve)
{
	QsHost	   *host = presolve->host;
	QsReduced  *reduced = qs_contraction_reduce(host, presolve->contraction);

	presolve->reduced = reduced;
	presolve->model = reduced->model;
	presolve->changes = 0;
	presolve->infeasible = reduced->infeasible;
	if (!reduced->infeasible && reduced->n > 0)
	{
		int32_t    *base_row = map_rows(host, presolve->contraction->base, reduced->model);

		presolve->base_row = base_row;
		presolve->lower = QS_ARRAY(host, double, reduced->model->m);
		presolve->upper = QS_ARRAY(host, double, reduced->model->m);
		presolve->least = QS_ARRAY(host, double, reduced->model->m);
		presolve->most = QS_ARRAY(host, double, reduced->model->m);
		reduce_once(presolve);
		qs_free(host, base_row);
		qs_free(host, presolve->lower);
		qs_free(host, presolve->upper);
		qs_free(host, presolve->least);
		qs_free(host, presolve->most);
	}
	qs_reduced_free(host, reduced);
}

/* An assignment kept as matrices: what its fixings imply, and nothing that
 * would have to write the terms out. */
static QsStatus
presolve_assignment(QsHost *host, QsContraction *contraction)
{
	const QsModel *base = contraction->base;
	QsPropagator *propagator = qs_propagator_create(host, base);
	bool		feasible = true;

	for (int i = 0; i < base->n; i++)
	{
		bool		flipped;

		if (qs_contraction_find(contraction, i, &flipped) == QS_REFERENCE)
			qs_propagator_fix(propagator, i, flipped, -1);
	}
	for (bool again = true; again && feasible;)
	{
		again = false;
		feasible = qs_propagate(propagator);
		for (int i = 0; i < base->n && feasible; i++)
		{
			bool		contradiction = false;

			if (propagator->value[i] != QS_FREE)
				qs_contraction_fix(host, contraction, i, propagator->value[i], NAN,
								   "a row forces it", propagator->forced_by[i], &contradiction);
			feasible = !contradiction;
		}
		/* merged variables follow */
		for (int i = 0; i < base->n && feasible; i++)
		{
			bool		flipped;

			if (propagator->value[i] == QS_FREE &&
				qs_contraction_find(contraction, i, &flipped) == QS_REFERENCE)
			{
				qs_propagator_fix(propagator, i, flipped, -1);
				again = true;
			}
		}
	}
	qs_propagator_free(propagator);
	return feasible ? QS_OK : QS_INFEASIBLE;
}

QsStatus
qs_presolve(QsHost *host, QsContraction *contraction, const QsClassOps *const *classes,
			const QsPresolveSettings *settings)
{
	QsPresolve	presolve = {
		.host = host,
		.contraction = contraction,
		.classes = classes,
		.settings = settings,
	};

	if (contraction->base->assignment)
		return settings->propagation ? presolve_assignment(host, contraction) : QS_OK;
	for (int round = 0; round < ROUNDS; round++)
	{
		qs_check(host);
		if (qs_time_up(host))
			return QS_INTERRUPTED;
		presolve_round(&presolve);
		if (presolve.infeasible)
			return QS_INFEASIBLE;
		if (presolve.changes == 0)
			break;
	}
	return QS_OK;
}
