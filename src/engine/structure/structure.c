/*
 * structure.c
 *	  Row kinds, conflict graph and permutation of a model; whose class it is.
 */
#include "structure/structure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "structure/class.h"
#include "structure/permutation.h"

static QsRowKind
kind_of_row(const QsModel *model, int row)
{
	int64_t		first = model->row_start[row];
	int64_t		end = model->row_start[row + 1];
	double		lower = model->row_lower[row];
	double		upper = model->row_upper[row];
	double		tolerance = qs_model_row_tolerance(model, row);
	double		least = 0.0,
				most = 0.0;
	bool		all_equal = true,
				all_positive = true,
				all_negative = true;
	double		a = end > first ? model->row_value[first] : 0.0;

	for (int64_t k = first; k < end; k++)
	{
		double		value = model->row_value[k];

		all_equal = all_equal && value == a;
		all_positive = all_positive && value > 0.0;
		all_negative = all_negative && value < 0.0;
		least += fmin(value, 0.0);
		most += fmax(value, 0.0);
	}
	if (least >= lower - tolerance && most <= upper + tolerance)
		return QS_ROW_FREE;
	if (lower == upper)
	{
		double		count;

		if (!all_equal)
			return QS_ROW_EQUALITY;
		count = rint(upper / a);
		if (fabs(count * a - upper) > tolerance)
			return QS_ROW_EQUALITY;
		return count == 1.0 ? QS_ROW_ONE_HOT : QS_ROW_CARDINALITY;
	}
	if (lower <= least + tolerance)
		lower = -INFINITY;
	if (upper >= most - tolerance)
		upper = INFINITY;
	if (all_negative)
	{
		double		swap = lower;

		lower = -upper;
		upper = -swap;
		a = -a;
		all_positive = true;
	}
	if (!all_positive || (isfinite(lower) && isfinite(upper)))
		return QS_ROW_GENERAL;
	if (isfinite(lower))
		return QS_ROW_COVER;
	return all_equal && upper >= a - tolerance && upper < 2.0 * a - tolerance
		? QS_ROW_CONFLICT : QS_ROW_KNAPSACK;
}

static bool
excludes_pairs(QsRowKind kind)
{
	return kind == QS_ROW_CONFLICT || kind == QS_ROW_ONE_HOT;
}

#define WORK_PER_CHECK	1000000	/* entries, about 2 ms */

static void
build_conflicts(QsHost *host, const QsModel *model, QsStructure *structure)
{
	double		pairs = 0.0;
	int64_t    *fill;
	int64_t    *start;
	int32_t    *list;
	int32_t    *seen_by;
	int64_t		kept = 0;
	int64_t		work = 0;

	for (int r = 0; r < model->m; r++)
		if (excludes_pairs(structure->row_kind[r]))
		{
			double		count = (double) (model->row_start[r + 1] - model->row_start[r]);

			pairs += count * (count - 1.0) / 2.0;
		}
	if (pairs > QS_CONFLICT_PAIRS)
		return;
	start = QS_ARRAY0(host, int64_t, (size_t) model->n + 1);
	for (int r = 0; r < model->m; r++)
		if (excludes_pairs(structure->row_kind[r]))
			for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
				start[model->row_variable[k] + 1] += model->row_start[r + 1] - model->row_start[r] - 1;
	for (int i = 0; i < model->n; i++)
		start[i + 1] += start[i];
	list = QS_ARRAY(host, int32_t, start[model->n]);
	fill = QS_ARRAY(host, int64_t, (size_t) model->n + 1);
	memcpy(fill, start, ((size_t) model->n + 1) * sizeof(int64_t));
	seen_by = QS_ARRAY(host, int32_t, model->n);
	for (int i = 0; i < model->n; i++)
		seen_by[i] = -1;
	/* pairs go both ways: entered by ascending i, the list of every other is ascending */
	for (int i = 0; i < model->n; i++)
		for (int64_t k = model->column_start[i]; k < model->column_start[i + 1]; k++)
		{
			int			r = model->column_row[k];

			if (!excludes_pairs(structure->row_kind[r]))
				continue;
			for (int64_t l = model->row_start[r]; l < model->row_start[r + 1]; l++)
			{
				int			j = model->row_variable[l];

				if (j == i || seen_by[j] == i)
					continue;
				seen_by[j] = i;
				list[fill[j]++] = i;
			}
			work += model->row_start[r + 1] - model->row_start[r];
			if (work > WORK_PER_CHECK)
			{
				qs_check(host);
				work = 0;
			}
		}
	for (int i = 0; i < model->n; i++)
	{
		int64_t		first = start[i];

		start[i] = kept;
		memmove(list + kept, list + first, (size_t) (fill[i] - first) * sizeof(int32_t));
		kept += fill[i] - first;
		if ((i & 255) == 0)
			qs_check(host);
	}
	qs_free(host, seen_by);
	start[model->n] = kept;
	qs_free(host, fill);
	structure->conflict_start = start;
	structure->conflict = list;
}

/* The first class that takes the model */
static const QsClassOps *
recognise(QsHost *host, const QsModel *model, QsStructure *structure)
{
	const QsClassOps *const *class = structure->classes;

	for (; class && *class; class++)
		if ((*class)->recognise(host, model, structure))
			return *class;
	return NULL;
}

QsStructure *
qs_structure_create(QsHost *host, const QsModel *model, const QsClassOps *const *classes)
{
	QsStructure *structure = QS_NEW(host, QsStructure);

	structure->classes = classes;
	structure->row_kind = QS_ARRAY(host, QsRowKind, model->m);
	for (int r = 0; r < model->m; r++)
	{
		structure->row_kind[r] = kind_of_row(model, r);
		structure->rows_of_kind[structure->row_kind[r]]++;
	}
	if (!qs_find_permutation(host, model, structure))
		build_conflicts(host, model, structure);
	structure->ops = recognise(host, model, structure);
	return structure;
}

void
qs_structure_free(QsHost *host, QsStructure *structure)
{
	if (structure == NULL)
		return;
	if (structure->ops && structure->ops->forget)
		structure->ops->forget(host, structure->found);
	qs_free(host, structure->row_kind);
	qs_free(host, structure->conflict_start);
	qs_free(host, structure->conflict);
	qs_free(host, structure->variable_at);
	qs_free(host, structure->facility_of);
	qs_free(host, structure->location_of);
	qs_free(host, structure);
}
