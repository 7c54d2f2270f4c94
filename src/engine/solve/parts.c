/*
 * parts.c
 *	  A base that falls into several connected components: best part by part,
 *	  one component a round, proofs by enumerating each.
 */
#include "solve/solve_state.h"

#include <math.h>
#include <string.h>

#include "bound/bound.h"

void
qs_solve_parts_free(QsSolve *solve)
{
	QsHost	   *host = solve->host;

	qs_components_free(host, solve->components);
	qs_free(host, solve->part_best);
	qs_free(host, solve->part_x);
	solve->components = NULL;
	solve->part_best = NULL;
	solve->part_x = NULL;
}

void
qs_solve_parts_find(QsSolve *solve)
{
	QsHost	   *host = solve->host;
	bool		mixed = false;

	qs_solve_parts_free(solve);
	solve->components = qs_components_create(host, solve->base->model);
	if (solve->components->count < 2)
	{
		qs_solve_parts_free(solve);
		return;
	}
	solve->part_best = QS_ARRAY(host, double, solve->components->count);
	solve->part_x = QS_ARRAY0(host, uint8_t, solve->base->n);
	for (int c = 0; c < solve->components->count; c++)
		solve->part_best[c] = INFINITY;
	for (int k = 0; k < solve->pool->count; k++)
		mixed |= qs_solve_parts_note(solve, qs_pool_entry(solve->pool, k));
	if (mixed)
		qs_solve_offer(solve, solve->part_x, &(QsSolution)
					   {
						   .raw_objective = NAN, .repaired_objective = NAN,
						   .round = solve->run->rounds
					   });
}

bool
qs_solve_parts_note(QsSolve *solve, const uint8_t *x)
{
	QsHost	   *host = solve->host;
	const QsComponents *components = solve->components;
	double	   *value;
	int			better = 0;

	if (components == NULL)
		return false;
	value = QS_ARRAY(host, double, components->count);
	qs_component_objectives(solve->base->model, components, x, value);
	for (int c = 0; c < components->count; c++)
	{
		if (!(value[c] < solve->part_best[c]))
			continue;
		better++;
		solve->part_best[c] = value[c];
		for (int k = components->start[c]; k < components->start[c + 1]; k++)
			solve->part_x[components->variable[k]] = x[components->variable[k]];
	}
	qs_free(host, value);
	return better > 0 && better < components->count &&
		memcmp(solve->part_x, x, (size_t) solve->base->n) != 0;
}

uint8_t *
qs_solve_parts_held(QsSolve *solve, int round)
{
	const QsComponents *components = solve->components;
	uint8_t    *held;

	if (components == NULL || solve->pool->count == 0 ||
		solve->base->n <= solve->settings->max_qubits)
		return NULL;
	held = QS_ARRAY(solve->host, uint8_t, solve->base->n);
	for (int i = 0; i < solve->base->n; i++)
		held[i] = components->component[i] != (round - 1) % components->count;
	return held;
}

/* Enumerate one component and fix it in `solved` when that succeeds. */
static QsStatus
enumerate_part(QsSolve *solve, int which, int64_t node_limit, QsContraction *solved)
{
	QsHost	   *host = solve->host;
	const QsComponents *components = solve->components;
	QsModel    *part = qs_component_model(host, solve->base->model, components, which);
	QsStructure *structure = qs_structure_create(host, part, solve->structure->classes);
	const int32_t *variable = components->variable + components->start[which];
	uint8_t    *x = QS_ARRAY0(host, uint8_t, part->n);
	double		best;
	bool		improved = false;
	int64_t		nodes;
	QsStatus	status = qs_bound_enumerate(host, part, structure, NULL, solve->part_best[which],
											node_limit, x, &best, &improved, &nodes);

	if (status == QS_OK && !improved && solve->part_best[which] == INFINITY)
		status = QS_INFEASIBLE;
	for (int k = 0; k < part->n && status == QS_OK; k++)
		qs_contraction_fix(host, solved, variable[k], improved ? x[k] : solve->part_x[variable[k]],
						   NAN, "component enumerated", -1, NULL);
	qs_free(host, x);
	qs_structure_free(host, structure);
	qs_model_free(host, part);
	return status;
}

QsStatus
qs_solve_parts_enumerate(QsSolve *solve, int64_t node_limit)
{
	QsHost	   *host = solve->host;
	QsContraction *solved = qs_contraction_create(host, solve->base->model);
	QsStatus	result = QS_OK;

	for (int c = 0; c < solve->components->count && result != QS_INFEASIBLE; c++)
	{
		QsStatus	status = enumerate_part(solve, c, node_limit / solve->components->count, solved);

		if (status != QS_OK)
			result = status;
	}
	if (result != QS_INFEASIBLE && solved->roots < solved->n)
		qs_solve_absorb(solve, solved);
	qs_contraction_free(host, solved);
	return result;
}
