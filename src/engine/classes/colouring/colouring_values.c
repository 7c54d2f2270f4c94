/*
 * colouring_values.c
 *	  From values to switches, costs and bits, and back.
 */
#include <math.h>
#include <string.h>

#include "classes/colouring/colouring.h"

int32_t
qs_colouring_value_at(const QsColouring *colouring, int vertex, int label)
{
	for (int a = colouring->value_start[vertex]; a < colouring->value_start[vertex + 1]; a++)
		if (colouring->label[a] == label)
			return a;
	return -1;
}

double
qs_colouring_switch_on(const QsColouring *colouring, const int32_t *at, uint8_t *on)
{
	double		cost = 0.0;
	bool		again = colouring->implied_start[colouring->switches] > 0;

	if (colouring->switches == 0)
		return 0.0;
	memset(on, 0, (size_t) colouring->switches);
	for (int v = 0; v < colouring->vertices; v++)
		if (at[v] >= 0)
			for (int k = colouring->need_start[at[v]]; k < colouring->need_start[at[v] + 1]; k++)
				on[colouring->need[k]] = 1;
	while (again)
	{
		again = false;
		for (int s = colouring->switches - 1; s >= 0; s--)
			for (int e = colouring->implied_start[s]; on[s] && e < colouring->implied_start[s + 1]; e++)
			{
				again = again || !on[colouring->implied[e]];
				on[colouring->implied[e]] = 1;
			}
	}
	for (int s = 0; s < colouring->switches; s++)
		cost += on[s] ? colouring->switch_cost[s] : 0.0;
	return cost;
}

double
qs_colouring_cost(const QsColouring *colouring, const int32_t *at, uint8_t *on)
{
	double		cost = colouring->base + qs_colouring_switch_on(colouring, at, on);

	for (int v = 0; v < colouring->vertices; v++)
		cost += colouring->cost[at[v]];
	return cost;
}

/* Label that takes the place of each: used ones of a group first, in order of rank */
static void
rename_labels(QsHost *host, const QsColouring *colouring, const uint8_t *used, int32_t *renamed)
{
	int32_t    *at_rank = QS_ARRAY(host, int32_t, colouring->labels);

	for (int group = 0; group < colouring->groups; group++)
	{
		int			size = 0;
		int			next = 0;

		for (int c = 0; c < colouring->labels; c++)
			if (colouring->label_group[c] == group)
			{
				at_rank[colouring->label_rank[c]] = c;
				size++;
			}
		for (int pass = 1; pass >= 0; pass--)
			for (int rank = 0; rank < size; rank++)
				if (used[at_rank[rank]] == pass)
					renamed[at_rank[rank]] = at_rank[next++];
	}
	qs_free(host, at_rank);
}

/* Used labels of groups whose switches need each other become the first of them. */
static void
exchange_labels(QsHost *host, const QsColouring *colouring, int32_t *at)
{
	uint8_t    *used = QS_ARRAY0(host, uint8_t, colouring->labels);
	int32_t    *renamed = QS_ARRAY(host, int32_t, colouring->labels);

	for (int v = 0; v < colouring->vertices; v++)
		if (colouring->label[at[v]] >= 0)
			used[colouring->label[at[v]]] = 1;
	rename_labels(host, colouring, used, renamed);
	for (int v = 0; v < colouring->vertices; v++)
	{
		int			label = colouring->label[at[v]];

		if (label >= 0 && renamed[label] != label)
			at[v] = qs_colouring_value_at(colouring, v, renamed[label]);
	}
	qs_free(host, used);
	qs_free(host, renamed);
}

typedef struct Service
{
	const QsColouring *colouring;
	int32_t    *at;				/* vertices */
	int32_t    *uses;			/* labels */
	uint8_t    *on;				/* switches */
} Service;

/* Must some vertex take the label, as things are? */
static bool
is_wanted(const Service *service, int label)
{
	const QsColouring *colouring = service->colouring;
	int			which = colouring->label_switch[label];

	return colouring->label_required[label] ||
		(which >= 0 && colouring->must_serve[which] && service->on[which]);
}

/* May the only vertex of a label leave it?  Not when it stays wanted. */
static bool
may_leave(const Service *service, int label)
{
	const QsColouring *colouring = service->colouring;

	if (service->uses[label] > 1)
		return true;
	if (colouring->label_required[label])
		return false;
	for (int s = 0; s < colouring->switches; s++)
		for (int e = colouring->implied_start[s]; service->on[s] && e < colouring->implied_start[s + 1]; e++)
			if (colouring->implied[e] == colouring->label_switch[label])
				return false;
	return true;
}

/* The value of a label nobody has that costs least more than its vertex's; -1: none */
static int
cheapest_for(const Service *service, int label)
{
	const QsColouring *colouring = service->colouring;
	int			best = -1;
	double		least = INFINITY;

	for (int v = 0; v < colouring->vertices; v++)
	{
		int			own = colouring->label[service->at[v]];
		int			a = qs_colouring_value_at(colouring, v, label);

		if (a < 0 || own < 0 || colouring->cost[a] - colouring->cost[service->at[v]] >= least ||
			!may_leave(service, own))
			continue;
		best = a;
		least = colouring->cost[a] - colouring->cost[service->at[v]];
	}
	return best;
}

/* A vertex that takes a label nobody has clashes with nobody: so wanted ones are served. */
static void
serve(QsHost *host, const QsColouring *colouring, int32_t *at)
{
	Service		service = {
		.colouring = colouring, .at = at,
		.uses = QS_ARRAY0(host, int32_t, colouring->labels),
		.on = QS_ARRAY(host, uint8_t, colouring->switches),
	};
	bool		served = true;

	for (int v = 0; v < colouring->vertices; v++)
		if (colouring->label[at[v]] >= 0)
			service.uses[colouring->label[at[v]]]++;
	for (int pass = 0; pass <= colouring->labels && served; pass++)
	{
		served = false;
		qs_colouring_switch_on(colouring, at, service.on);
		for (int c = 0; c < colouring->labels && !served; c++)
		{
			int			a = service.uses[c] > 0 || !is_wanted(&service, c) ? -1 :
				cheapest_for(&service, c);

			if (a < 0)
				continue;
			service.uses[colouring->label[at[colouring->vertex_of[a]]]]--;
			service.uses[c]++;
			at[colouring->vertex_of[a]] = a;
			served = true;
		}
	}
	qs_free(host, service.uses);
	qs_free(host, service.on);
}

void
qs_colouring_settle(QsHost *host, const QsColouring *colouring, int32_t *at)
{
	if (colouring->chained)
		exchange_labels(host, colouring, at);
	if (colouring->requires)
		serve(host, colouring, at);
}

void
qs_colouring_to_bits(QsHost *host, const QsColouring *colouring, const int32_t *at, uint8_t *x)
{
	uint8_t    *on = QS_ARRAY(host, uint8_t, colouring->switches);

	qs_colouring_switch_on(colouring, at, on);
	for (int i = 0; i < colouring->model->n; i++)
		x[i] = colouring->known[i] == 1;
	for (int a = 0; a < colouring->values; a++)
	{
		bool		taken = at[colouring->vertex_of[a]] == a;

		/* of a merged vertex both literals say the same */
		x[colouring->variable_of[a]] = taken != (colouring->negated[a] != 0);
	}
	for (int s = 0; s < colouring->switches; s++)
		x[colouring->switch_variable[s]] = on[s] != colouring->switch_negated[s];
	qs_free(host, on);
}

void
qs_colouring_from_bits(const QsColouring *colouring, const uint8_t *x, int32_t *at)
{
	for (int v = 0; v < colouring->vertices; v++)
	{
		at[v] = -1;
		for (int a = colouring->value_start[v]; a < colouring->value_start[v + 1] && at[v] < 0; a++)
			if (x[colouring->variable_of[a]] != colouring->negated[a])
				at[v] = a;
	}
}
