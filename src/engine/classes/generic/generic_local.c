/*
 * generic_local.c
 *	  What the moves of a generic model share: groups, scales, reaches.
 */
#include "classes/generic/generic_local.h"

#include <math.h>
#include <string.h>

#include "classes/generic/generic_cover.h"

/* Disjoint exactly-one rows, in the order of the rows */
static void
find_groups(QsHost *host, QsGeneric *generic, const QsStructure *structure)
{
	const QsModel *model = generic->model;
	int64_t		members = 0;

	generic->group_of = QS_ARRAY(host, int32_t, model->n);
	for (int i = 0; i < model->n; i++)
		generic->group_of[i] = -1;
	generic->group_start = QS_ARRAY0(host, int64_t, (size_t) model->m + 1);
	generic->group_member = QS_ARRAY(host, int32_t, model->n);
	for (int r = 0; r < model->m; r++)
	{
		bool		disjoint = structure->row_kind[r] == QS_ROW_ONE_HOT;

		for (int64_t k = model->row_start[r]; k < model->row_start[r + 1] && disjoint; k++)
			disjoint = generic->group_of[model->row_variable[k]] < 0;
		if (!disjoint)
			continue;
		for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
		{
			generic->group_of[model->row_variable[k]] = generic->groups;
			generic->group_member[members++] = model->row_variable[k];
		}
		generic->skip[r] = 1;
		generic->group_start[++generic->groups] = members;
	}
}

/* Mark variables that share a row (groups and free rows apart) or a product
 * with a variable of their own group.  O(nonzeros + terms). */
static void
mark_entangled(QsHost *host, QsGeneric *generic)
{
	const QsModel *model = generic->model;
	int32_t    *seen_row = QS_ARRAY(host, int32_t, generic->groups);
	int32_t    *seen_variable = QS_ARRAY(host, int32_t, generic->groups);

	for (int g = 0; g < generic->groups; g++)
		seen_row[g] = -1;
	for (int r = 0; r < model->m; r++)
	{
		if (generic->skip[r])
			continue;
		for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
		{
			int			i = model->row_variable[k];
			int			g = generic->group_of[i];

			if (g < 0)
				continue;
			if (seen_row[g] == r)
				generic->entangled[i] = generic->entangled[seen_variable[g]] = 1;
			seen_row[g] = r;
			seen_variable[g] = i;
		}
	}
	for (int i = 0; i < model->n; i++)
		for (int64_t k = model->objective->start[i]; k < model->objective->start[i + 1]; k++)
			if (generic->group_of[i] >= 0 &&
				generic->group_of[model->objective->neighbour[k]] == generic->group_of[i])
				generic->entangled[i] = 1;
	qs_free(host, seen_row);
	qs_free(host, seen_variable);
}

static void
measure_rows(QsGeneric *generic)
{
	const QsModel *model = generic->model;

	for (int r = 0; r < model->m; r++)
	{
		double		sum = 0.0;
		double		most = 0.0;
		int64_t		count = model->row_start[r + 1] - model->row_start[r];

		for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
		{
			sum += fabs(model->row_value[k]);
			most = fmax(most, fabs(model->row_value[k]));
		}
		generic->tolerance[r] = qs_model_row_tolerance(model, r);
		generic->scale[r] = sum > 0.0 ? (double) count / sum : 1.0;
		generic->reach[r] = most;
	}
}

QsGeneric *
qs_generic_create(QsHost *host, const QsModel *model, const QsStructure *structure)
{
	QsGeneric  *generic = QS_NEW(host, QsGeneric);
	double		sum = 0.0;

	generic->model = model;
	generic->skip = QS_ARRAY0(host, uint8_t, model->m);
	generic->tolerance = QS_ARRAY(host, double, model->m);
	generic->scale = QS_ARRAY(host, double, model->m);
	generic->reach = QS_ARRAY(host, double, model->m);
	generic->entangled = QS_ARRAY0(host, uint8_t, model->n);
	for (int r = 0; r < model->m; r++)
		generic->skip[r] = structure->row_kind[r] == QS_ROW_FREE;
	find_groups(host, generic, structure);
	measure_rows(generic);
	mark_entangled(host, generic);
	if (generic->groups == 0)
		generic->need = qs_generic_cover_need(host, model, generic->skip);
	for (int i = 0; i < model->n; i++)
		sum += fabs(model->objective->linear[i]);
	for (int64_t k = 0; k < model->objective->start[model->n]; k++)
		sum += fabs(model->objective->weight[k]) * 0.5;
	generic->objective_scale = sum > 0.0 ? sum / model->n : 1.0;
	return generic;
}

void
qs_generic_remember(QsHost *host, QsGeneric *generic)
{
	if (generic->kept_weight == NULL)
		generic->kept_weight = QS_ARRAY0(host, double, generic->model->m);
}

void
qs_generic_free(QsHost *host, QsGeneric *generic)
{
	if (generic == NULL)
		return;
	qs_free(host, generic->skip);
	qs_free(host, generic->kept_weight);
	qs_free(host, generic->tolerance);
	qs_free(host, generic->scale);
	qs_free(host, generic->reach);
	qs_free(host, generic->group_start);
	qs_free(host, generic->group_member);
	qs_free(host, generic->group_of);
	qs_free(host, generic->entangled);
	qs_free(host, generic->need);
	qs_free(host, generic);
}
