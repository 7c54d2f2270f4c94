/*
 * structure.c
 *	  Row kinds, conflict graph and permutation of a model; whose class it is.
 */
#include "structure/class.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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

/*
 * A permutation grid: every binding row exactly-one over order variables,
 * 2 * order rows, every variable in two of them.  The first row and all rows
 * disjoint from it form one family; the rest must be the other, and each pair
 * of rows across the families meets in one variable.
 */
static bool
find_permutation(QsHost *host, const QsModel *model, QsStructure *structure)
{
	int			order = (int) lround(sqrt((double) model->n));
	int			rows = 0;
	int32_t    *family;			/* 0 unknown, 1 facility, 2 location */
	int32_t    *index;
	bool		good = true;
	int			facilities = 0,
				locations = 0;

	if (model->n == 0 || order < 2 || order * order != model->n || model->m < 2 * order)
		return false;
	for (int r = 0; r < model->m && good; r++)
	{
		if (structure->row_kind[r] == QS_ROW_FREE)
			continue;
		good = structure->row_kind[r] == QS_ROW_ONE_HOT &&
			model->row_start[r + 1] - model->row_start[r] == order && ++rows <= 2 * order;
	}
	if (!good || rows != 2 * order)
		return false;
	family = QS_ARRAY0(host, int32_t, model->m);
	index = QS_ARRAY0(host, int32_t, model->m);

	/* each variable in exactly two binding rows; colour the rows like a
	 * bipartite graph, starting from the first binding row */
	for (int i = 0; i < model->n && good; i++)
	{
		int			binding = 0;

		for (int64_t k = model->column_start[i]; k < model->column_start[i + 1]; k++)
			binding += structure->row_kind[model->column_row[k]] != QS_ROW_FREE;
		good = binding == 2;
	}
	for (int r = 0; r < model->m && good; r++)
	{
		if (structure->row_kind[r] == QS_ROW_FREE)
			continue;
		/* the first row crosses every location row, so whatever is still
		 * uncoloured is a facility row */
		if (family[r] == 0)
		{
			family[r] = 1;
			index[r] = facilities++;
		}
		if (family[r] != 1)
			continue;
		/* all rows crossing a facility row are location rows */
		for (int64_t k = model->row_start[r]; k < model->row_start[r + 1] && good; k++)
		{
			int			i = model->row_variable[k];

			for (int64_t c = model->column_start[i]; c < model->column_start[i + 1]; c++)
			{
				int			other = model->column_row[c];

				if (other == r || structure->row_kind[other] == QS_ROW_FREE)
					continue;
				if (family[other] == 1)
					good = false;
				else if (family[other] == 0)
				{
					family[other] = 2;
					index[other] = locations++;
				}
			}
		}
	}
	good = good && facilities == order && locations == order;
	if (good)
	{
		structure->order = order;
		structure->variable_at = QS_ARRAY(host, int32_t, model->n);
		structure->facility_of = QS_ARRAY(host, int32_t, model->n);
		structure->location_of = QS_ARRAY(host, int32_t, model->n);
		for (int i = 0; i < model->n; i++)
			structure->variable_at[i] = -1;
		for (int i = 0; i < model->n && good; i++)
		{
			int			f = -1,
						l = -1;

			for (int64_t k = model->column_start[i]; k < model->column_start[i + 1]; k++)
			{
				int			r = model->column_row[k];

				if (structure->row_kind[r] == QS_ROW_FREE)
					continue;
				if (family[r] == 1)
					f = index[r];
				else
					l = index[r];
			}
			good = f >= 0 && l >= 0 && structure->variable_at[f * order + l] < 0;
			if (good)
			{
				structure->variable_at[f * order + l] = i;
				structure->facility_of[i] = f;
				structure->location_of[i] = l;
			}
		}
		if (!good)
		{
			qs_free(host, structure->variable_at);
			qs_free(host, structure->facility_of);
			qs_free(host, structure->location_of);
			structure->variable_at = structure->facility_of = structure->location_of = NULL;
			structure->order = 0;
		}
	}
	qs_free(host, family);
	qs_free(host, index);
	return good;
}

static int
compare_int32(const void *a, const void *b)
{
	int32_t		x = *(const int32_t *) a;
	int32_t		y = *(const int32_t *) b;

	return (x > y) - (x < y);
}

static bool
excludes_pairs(QsRowKind kind)
{
	return kind == QS_ROW_CONFLICT || kind == QS_ROW_ONE_HOT;
}

static void
build_conflicts(QsHost *host, const QsModel *model, QsStructure *structure)
{
	double		pairs = 0.0;
	int64_t    *fill;
	int64_t    *start;
	int32_t    *list;
	int64_t		kept = 0;

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
	for (int r = 0; r < model->m; r++)
		if (excludes_pairs(structure->row_kind[r]))
			for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
				for (int64_t l = model->row_start[r]; l < model->row_start[r + 1]; l++)
					if (l != k)
						list[fill[model->row_variable[k]]++] = model->row_variable[l];

	/* ascending, each neighbour once */
	for (int i = 0; i < model->n; i++)
	{
		int64_t		first = start[i];
		int64_t		end = fill[i];

		if (end - first > 1)
			qsort(list + first, (size_t) (end - first), sizeof(int32_t), compare_int32);
		start[i] = kept;
		for (int64_t k = first; k < end; k++)
			if (k == first || list[k] != list[k - 1])
				list[kept++] = list[k];
		if ((i & 255) == 0)
			qs_check(host);
	}
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
	if (!find_permutation(host, model, structure))
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

bool
qs_structure_conflict(const QsStructure *structure, int a, int b)
{
	int64_t		low,
				high;

	if (structure->order > 0)
		return a != b && (structure->facility_of[a] == structure->facility_of[b] ||
						  structure->location_of[a] == structure->location_of[b]);
	if (structure->conflict_start == NULL)
		return false;
	low = structure->conflict_start[a];
	high = structure->conflict_start[a + 1];
	while (low < high)
	{
		int64_t		middle = (low + high) / 2;

		if (structure->conflict[middle] < b)
			low = middle + 1;
		else if (structure->conflict[middle] > b)
			high = middle;
		else
			return true;
	}
	return false;
}
