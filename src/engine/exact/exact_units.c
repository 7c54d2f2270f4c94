/*
 * exact_units.c
 *	  A model's variables grouped into units of few choices, for enumeration.
 */
#include "exact/exact_units.h"

#include <string.h>

/* Joint fillings a merged unit may have: a 5 x 5 sub-permutation has 120. */
#define MERGED_CHOICES	128

static inline void
include(uint64_t *set, int variable)
{
	set[variable >> 6] |= UINT64_C(1) << (variable & 63);
}

static QsChoices *
choices_create(QsHost *host, int count, int ones)
{
	QsChoices  *choices = QS_NEW(host, QsChoices);

	choices->count = count;
	choices->start = QS_ARRAY0(host, int32_t, (size_t) count + 1);
	choices->one = QS_ARRAY(host, int32_t, ones);
	return choices;
}

void
qs_choices_free(QsHost *host, QsChoices *choices)
{
	if (choices == NULL)
		return;
	qs_free(host, choices->start);
	qs_free(host, choices->one);
	qs_free(host, choices);
}

/* Does the choice (variables first .. end - 1) clash with the set? */
static bool
clashes(const QsUnits *units, const int32_t *first, const int32_t *end, const uint64_t *set)
{
	for (const int32_t *v = first; v < end; v++)
	{
		const uint64_t *conflict = units->conflict + (size_t) *v * (size_t) units->words;

		for (int w = 0; w < units->words; w++)
			if (conflict[w] & set[w])
				return true;
	}
	return false;
}

static int32_t *
merge_sorted(const int32_t *a, const int32_t *a_end, const int32_t *b, const int32_t *b_end,
			 int32_t *out)
{
	while (a < a_end && b < b_end)
		*out++ = *a < *b ? *a++ : *b++;
	while (a < a_end)
		*out++ = *a++;
	while (b < b_end)
		*out++ = *b++;
	return out;
}

QsChoices *
qs_choices_product(QsHost *host, const QsUnits *units, const QsChoices *a,
				   const QsChoices *b, int limit)
{
	uint64_t   *set = QS_ARRAY(host, uint64_t, units->words);
	int64_t		pairs = (int64_t) a->count * b->count;
	int32_t    *pair = QS_ARRAY(host, int32_t, 2 * (pairs < limit ? pairs : limit));
	int			count = 0;
	int			ones = 0;
	QsChoices  *product = NULL;

	for (int k = 0; k < a->count && count <= limit; k++)
	{
		memset(set, 0, (size_t) units->words * sizeof(uint64_t));
		for (int v = a->start[k]; v < a->start[k + 1]; v++)
			include(set, a->one[v]);
		for (int l = 0; l < b->count && count <= limit; l++)
		{
			if (clashes(units, b->one + b->start[l], b->one + b->start[l + 1], set))
				continue;
			if (count < limit)
			{
				pair[2 * count] = k;
				pair[2 * count + 1] = l;
				ones += a->start[k + 1] - a->start[k] + b->start[l + 1] - b->start[l];
			}
			count++;
		}
	}
	if (count <= limit)
	{
		int32_t    *out;

		product = choices_create(host, count, ones);
		out = product->one;
		for (int p = 0; p < count; p++)
		{
			int			k = pair[2 * p];
			int			l = pair[2 * p + 1];

			out = merge_sorted(a->one + a->start[k], a->one + a->start[k + 1],
							   b->one + b->start[l], b->one + b->start[l + 1], out);
			product->start[p + 1] = (int32_t) (out - product->one);
		}
	}
	qs_free(host, pair);
	qs_free(host, set);
	return product;
}

static bool
row_decided(const QsModel *model, int row, const uint8_t *decided)
{
	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1]; k++)
		if (!decided[model->row_variable[k]])
			return false;
	return true;
}

void
qs_choices_filter(QsHost *host, QsUnits *units, const QsModel *model,
				  const uint8_t *decided, QsChoices *choices)
{
	uint8_t    *x = QS_ARRAY0(host, uint8_t, model->n);
	int32_t    *row = QS_ARRAY(host, int32_t, model->m);
	int			rows = 0;
	int			kept = 0;
	int32_t    *out = choices->one;

	for (int r = 0; r < model->m; r++)
		if (!units->row_settled[r] && row_decided(model, r, decided))
		{
			row[rows++] = r;
			units->row_settled[r] = 1;
		}
	for (int k = 0, first = 0; k < choices->count && rows > 0; k++)
	{
		int			end = choices->start[k + 1];
		bool		good = true;

		for (int v = first; v < end; v++)
			x[choices->one[v]] = 1;
		for (int r = 0; r < rows && good; r++)
		{
			double		activity = qs_model_activity(model, row[r], x);
			double		tolerance = qs_model_row_tolerance(model, row[r]);

			good = activity <= model->row_upper[row[r]] + tolerance &&
				activity >= model->row_lower[row[r]] - tolerance;
		}
		for (int v = first; v < end; v++)
		{
			x[choices->one[v]] = 0;
			if (good)
				*out++ = choices->one[v];
		}
		if (good)
			choices->start[++kept] = (int32_t) (out - choices->one);
		first = end;
	}
	if (rows > 0)
		choices->count = kept;
	qs_free(host, row);
	qs_free(host, x);
}

static void
build_conflicts(QsHost *host, const QsModel *model, const QsStructure *structure,
				QsUnits *units)
{
	int			words = (model->n + 63) / 64;
	uint64_t   *set = QS_ARRAY(host, uint64_t, words);

	units->words = words;
	units->conflict = QS_ARRAY0(host, uint64_t, (size_t) model->n * (size_t) words);
	for (int r = 0; r < model->m; r++)
	{
		if (structure->row_kind[r] != QS_ROW_CONFLICT && structure->row_kind[r] != QS_ROW_ONE_HOT)
			continue;
		memset(set, 0, (size_t) words * sizeof(uint64_t));
		for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
			include(set, model->row_variable[k]);
		for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
		{
			uint64_t   *conflict = units->conflict + (size_t) model->row_variable[k] * (size_t) words;

			for (int w = 0; w < words; w++)
				conflict[w] |= set[w];
		}
		/* at-most-one is what the conflicts say; an exactly-one row still has
		 * to see its one */
		units->row_settled[r] = structure->row_kind[r] == QS_ROW_CONFLICT;
	}
	for (int i = 0; i < model->n; i++)
		units->conflict[(size_t) i * (size_t) words + (size_t) (i >> 6)] &=
			~(UINT64_C(1) << (i & 63));
	qs_free(host, set);
}

/* Exactly-one rows over variables not taken yet, then single variables */
static void
build_base_units(QsHost *host, const QsModel *model, const QsStructure *structure,
				 QsUnits *units)
{
	units->unit = QS_ARRAY(host, QsChoices *, model->n);
	for (int i = 0; i < model->n; i++)
		units->unit_of[i] = -1;
	for (int r = 0; r < model->m; r++)
	{
		int64_t		first = model->row_start[r];
		int			members = (int) (model->row_start[r + 1] - first);
		bool		free_members = structure->row_kind[r] == QS_ROW_ONE_HOT;
		QsChoices  *choices;

		for (int k = 0; k < members && free_members; k++)
			free_members = units->unit_of[model->row_variable[first + k]] < 0;
		if (!free_members)
			continue;
		choices = choices_create(host, members, members);
		for (int k = 0; k < members; k++)
		{
			choices->one[k] = model->row_variable[first + k];
			choices->start[k + 1] = k + 1;
			units->unit_of[choices->one[k]] = units->count;
		}
		units->row_settled[r] = 1;
		units->unit[units->count++] = choices;
	}
	for (int i = 0; i < model->n; i++)
		if (units->unit_of[i] < 0)
		{
			QsChoices  *choices = choices_create(host, 2, 1);

			choices->one[0] = i;
			choices->start[2] = 1;
			units->unit_of[i] = units->count;
			units->unit[units->count++] = choices;
		}
}

/* Label of the set u belongs to, halving the path on the way */
static int
find_label(int32_t *parent, int u)
{
	while (parent[u] != u)
	{
		parent[u] = parent[parent[u]];
		u = parent[u];
	}
	return u;
}

/* Join units that share an unsettled exactly-one, conflict or cardinality row */
static void
label_components(const QsModel *model, const QsStructure *structure, const QsUnits *units,
				 int32_t *parent)
{
	for (int u = 0; u < units->count; u++)
		parent[u] = u;
	for (int r = 0; r < model->m; r++)
	{
		QsRowKind	kind = structure->row_kind[r];
		int			first;

		if ((kind != QS_ROW_CONFLICT && kind != QS_ROW_ONE_HOT && kind != QS_ROW_CARDINALITY) ||
			model->row_start[r] == model->row_start[r + 1])
			continue;
		first = find_label(parent, units->unit_of[model->row_variable[model->row_start[r]]]);
		for (int64_t k = model->row_start[r] + 1; k < model->row_start[r + 1]; k++)
		{
			int			other = find_label(parent, units->unit_of[model->row_variable[k]]);

			/* the smaller index leads, so that order does not depend on rows */
			if (other < first)
			{
				parent[first] = other;
				first = other;
			}
			else
				parent[other] = first;
		}
	}
}

/* One unit from all of component `label`, or NULL when it has too many fillings */
static QsChoices *
component_product(QsHost *host, const QsUnits *units, int32_t *parent, int label)
{
	QsChoices  *product = NULL;

	for (int u = label; u < units->count; u++)
	{
		QsChoices  *next;

		if (find_label(parent, u) != label)
			continue;
		if (product == NULL)
		{
			QsChoices  *unit = units->unit[u];
			int			ones = unit->start[unit->count];

			product = choices_create(host, unit->count, ones);
			memcpy(product->start, unit->start, ((size_t) unit->count + 1) * sizeof(int32_t));
			memcpy(product->one, unit->one, (size_t) ones * sizeof(int32_t));
			continue;
		}
		next = qs_choices_product(host, units, product, units->unit[u], MERGED_CHOICES);
		qs_choices_free(host, product);
		if (next == NULL)
			return NULL;
		product = next;
	}
	return product;
}

static void
merge_components(QsHost *host, const QsModel *model, const QsStructure *structure,
				 QsUnits *units)
{
	int32_t    *parent = QS_ARRAY(host, int32_t, units->count);
	int32_t    *members = QS_ARRAY0(host, int32_t, units->count);
	int32_t    *place = QS_ARRAY(host, int32_t, units->count);
	int			kept = 0;

	label_components(model, structure, units, parent);
	for (int u = 0; u < units->count; u++)
		members[find_label(parent, u)]++;
	for (int u = 0; u < units->count; u++)
	{
		int			label = find_label(parent, u);

		if (label == u && members[u] > 1)
		{
			QsChoices  *merged = component_product(host, units, parent, u);

			qs_check(host);
			if (merged)
			{
				qs_choices_free(host, units->unit[u]);
				units->unit[u] = merged;
				members[u] = 1;
			}
		}
		/* a member of a merged component goes where its leader went */
		if (label != u && members[label] == 1)
		{
			qs_choices_free(host, units->unit[u]);
			place[u] = place[label];
			continue;
		}
		place[u] = kept;
		units->unit[kept++] = units->unit[u];
	}
	units->count = kept;
	for (int i = 0; i < units->n; i++)
		units->unit_of[i] = place[units->unit_of[i]];
	qs_free(host, place);
	qs_free(host, members);
	qs_free(host, parent);
}

/* Rows that lie inside one unit thin out its choices */
static void
filter_units(QsHost *host, const QsModel *model, QsUnits *units)
{
	uint8_t    *decided = QS_ARRAY0(host, uint8_t, units->n);

	for (int u = 0; u < units->count; u++)
	{
		bool		touched = false;

		for (int r = 0; r < model->m && !touched; r++)
			touched = !units->row_settled[r] && model->row_start[r] < model->row_start[r + 1] &&
				units->unit_of[model->row_variable[model->row_start[r]]] == u;
		if (!touched)
			continue;
		for (int i = 0; i < units->n; i++)
			decided[i] = units->unit_of[i] == u;
		qs_choices_filter(host, units, model, decided, units->unit[u]);
		units->infeasible = units->infeasible || units->unit[u]->count == 0;
		qs_check(host);
	}
	qs_free(host, decided);
}

QsUnits *
qs_units_create(QsHost *host, const QsModel *model, const QsStructure *structure)
{
	QsUnits    *units = QS_NEW(host, QsUnits);

	units->n = model->n;
	units->unit_of = QS_ARRAY(host, int32_t, model->n);
	units->row_settled = QS_ARRAY0(host, uint8_t, model->m);
	for (int r = 0; r < model->m; r++)
		if (model->row_start[r] == model->row_start[r + 1])
		{
			double		tolerance = qs_model_row_tolerance(model, r);

			units->infeasible = units->infeasible || model->row_lower[r] > tolerance ||
				model->row_upper[r] < -tolerance;
			units->row_settled[r] = 1;
		}
	build_conflicts(host, model, structure, units);
	for (int r = 0; r < model->m; r++)
		if (structure->row_kind[r] == QS_ROW_FREE &&
			model->row_start[r] < model->row_start[r + 1])
			units->row_settled[r] = 1;
	build_base_units(host, model, structure, units);
	merge_components(host, model, structure, units);
	filter_units(host, model, units);
	return units;
}

void
qs_units_free(QsHost *host, QsUnits *units)
{
	if (units == NULL)
		return;
	for (int u = 0; u < units->count; u++)
		qs_choices_free(host, units->unit[u]);
	qs_free(host, units->unit);
	qs_free(host, units->unit_of);
	qs_free(host, units->conflict);
	qs_free(host, units->row_settled);
	qs_free(host, units);
}
