/*
 * parts.c
 *	  A base that falls into several connected components: best part by part,
 *	  one component a round.
 */
#include "solve/parts.h"

#include <math.h>
#include <string.h>

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

bool
qs_solve_parts_find(QsSolve *solve)
{
	QsHost	   *host = solve->host;
	bool		mixed = false;

	qs_solve_parts_free(solve);
	solve->components = qs_components_create(host, solve->base->model);
	if (solve->components->count < 2)
	{
		qs_solve_parts_free(solve);
		return false;
	}
	solve->part_best = QS_ARRAY(host, double, solve->components->count);
	solve->part_x = QS_ARRAY0(host, uint8_t, solve->base->n);
	for (int c = 0; c < solve->components->count; c++)
		solve->part_best[c] = INFINITY;
	for (int k = 0; k < solve->pool->count; k++)
		mixed |= qs_solve_parts_note(solve, qs_pool_entry(solve->pool, k));
	return mixed;
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
