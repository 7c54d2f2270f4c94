/*
 * legality.c
 *	  Activity bounds of rows under contraction, and the verdict on a merge.
 *
 * The aggregated column of a root is summed on demand over its members: roots
 * have few members, and fixed variables leave the lists.
 */
#include "shrink/legality.h"

#include <math.h>
#include <string.h>

/* A forced value is unsupported when the correlations say the opposite this strongly. */
#define SUPPORT_THRESHOLD	0.5

/* Stands for a coefficient that cancelled out, so that its root is not listed twice */
#define CANCELLED			0x1p-1000

struct QsLegality
{
	const QsModel *model;
	const QsStructure *structure;
	const double *spin;
	int32_t    *parent;			/* signed union-find without compression of members */
	uint8_t    *flipped;
	int32_t    *next_member;	/* circular list of the members of a root */
	double	   *least;			/* m: smallest and largest activity over free roots */
	double	   *most;
	double	   *largest;		/* m: bound on |coefficient| of one root */
	double	   *tolerance;
	double	   *column_a;		/* m: scratch columns, zero outside the touched rows */
	double	   *column_b;
	int32_t    *touched;
	int			touched_count;
	uint8_t    *is_touched;
	double	   *sum;			/* n: scratch for scanning a row */
	int32_t    *in_row;
	QsForced   *forced;
	int			forced_count;
	uint8_t    *is_forced;		/* n: 0, or 1 + value while judging */
};

QsLegality *
qs_legality_create(QsHost *host, const QsModel *model, const QsStructure *structure,
				   const double *spin)
{
	QsLegality *legality = QS_NEW(host, QsLegality);

	legality->model = model;
	legality->structure = structure;
	legality->spin = spin;
	legality->parent = QS_ARRAY(host, int32_t, model->n);
	legality->flipped = QS_ARRAY0(host, uint8_t, model->n);
	legality->next_member = QS_ARRAY(host, int32_t, model->n);
	legality->least = QS_ARRAY0(host, double, model->m);
	legality->most = QS_ARRAY0(host, double, model->m);
	legality->largest = QS_ARRAY0(host, double, model->m);
	legality->tolerance = QS_ARRAY(host, double, model->m);
	legality->column_a = QS_ARRAY0(host, double, model->m);
	legality->column_b = QS_ARRAY0(host, double, model->m);
	legality->touched = QS_ARRAY(host, int32_t, model->m);
	legality->is_touched = QS_ARRAY0(host, uint8_t, model->m);
	legality->sum = QS_ARRAY0(host, double, model->n);
	legality->in_row = QS_ARRAY(host, int32_t, model->n);
	legality->forced = QS_ARRAY(host, QsForced, model->n);
	legality->is_forced = QS_ARRAY0(host, uint8_t, model->n);
	for (int i = 0; i < model->n; i++)
		legality->parent[i] = legality->next_member[i] = i;
	for (int r = 0; r < model->m; r++)
	{
		legality->tolerance[r] = qs_model_row_tolerance(model, r);
		for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
		{
			double		value = model->row_value[k];

			legality->least[r] += fmin(value, 0.0);
			legality->most[r] += fmax(value, 0.0);
			legality->largest[r] = fmax(legality->largest[r], fabs(value));
		}
	}
	return legality;
}

void
qs_legality_free(QsHost *host, QsLegality *legality)
{
	if (legality == NULL)
		return;
	qs_free(host, legality->parent);
	qs_free(host, legality->flipped);
	qs_free(host, legality->next_member);
	qs_free(host, legality->least);
	qs_free(host, legality->most);
	qs_free(host, legality->largest);
	qs_free(host, legality->tolerance);
	qs_free(host, legality->column_a);
	qs_free(host, legality->column_b);
	qs_free(host, legality->touched);
	qs_free(host, legality->is_touched);
	qs_free(host, legality->sum);
	qs_free(host, legality->in_row);
	qs_free(host, legality->forced);
	qs_free(host, legality->is_forced);
	qs_free(host, legality);
}

int
qs_legality_root(QsLegality *legality, int variable, bool *flipped)
{
	bool		sign = false;

	while (variable != QS_REFERENCE && legality->parent[variable] != variable)
	{
		sign ^= legality->flipped[variable];
		variable = legality->parent[variable];
	}
	*flipped = sign;
	return variable;
}

/* Add the aggregated column of a root to a scratch column, noting rows touched. */
static void
gather_column(QsLegality *legality, int root, double *column)
{
	const QsModel *model = legality->model;
	int			member = root;

	do
	{
		bool		flip;

		qs_legality_root(legality, member, &flip);
		for (int64_t k = model->column_start[member]; k < model->column_start[member + 1]; k++)
		{
			int			row = model->column_row[k];

			column[row] += flip ? -model->column_value[k] : model->column_value[k];
			if (!legality->is_touched[row])
			{
				legality->is_touched[row] = 1;
				legality->touched[legality->touched_count++] = row;
			}
		}
		member = legality->next_member[member];
	} while (member != root);
}

static void
clear_columns(QsLegality *legality)
{
	for (int t = 0; t < legality->touched_count; t++)
	{
		int			row = legality->touched[t];

		legality->column_a[row] = legality->column_b[row] = 0.0;
		legality->is_touched[row] = 0;
	}
	legality->touched_count = 0;
}

/*
 * Change of a row's (least, most, bounds shift) when root a with coefficient
 * va becomes s * b + u.  With b the reference only the shift u * va remains.
 */
typedef struct RowChange
{
	double		least;
	double		most;
	double		shift;			/* constant moved into the row */
	double		merged;			/* coefficient of b afterwards */
} RowChange;

static RowChange
change_of(double va, double vb, bool reference, bool equal)
{
	RowChange	change = {0};
	double		moved = equal ? va : -va;

	change.shift = equal ? 0.0 : va;
	change.least = -fmin(va, 0.0);
	change.most = -fmax(va, 0.0);
	if (!reference)
	{
		change.merged = vb + moved;
		change.least += fmin(change.merged, 0.0) - fmin(vb, 0.0);
		change.most += fmax(change.merged, 0.0) - fmax(vb, 0.0);
	}
	return change;
}

static QsVerdict
refuse(const char *reason, int row)
{
	return (QsVerdict) {.legal = false, .reason = reason, .row = row};
}

static const char *
breaking_reason(const QsLegality *legality, int row, bool reference)
{
	switch (legality->structure->row_kind[row])
	{
		case QS_ROW_CONFLICT:
			return reference ? "a conflicting variable is already chosen" :
				"the two conflict with each other";
		case QS_ROW_ONE_HOT:
			return reference ? "breaks an exactly-one row" :
				"two cells of one exactly-one row";
		case QS_ROW_KNAPSACK:
			return reference ? "passes a capacity" : "summed weight passes a capacity";
		default:
			return "a row could no longer be met";
	}
}

/*
 * What row r forces among the other roots once its slack is (over, under): a
 * root whose one value would break the row takes the other.  False when a
 * forced value contradicts the correlations.
 */
static bool
force_row(QsLegality *legality, int row, double over, double under, int a, int b,
		  int *unsupported)
{
	const QsModel *model = legality->model;
	double		tolerance = legality->tolerance[row];
	int			count = 0;
	bool		supported = true;

	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1]; k++)
	{
		bool		flip;
		int			root = qs_legality_root(legality, model->row_variable[k], &flip);

		if (root == QS_REFERENCE || root == a || root == b)
			continue;
		if (legality->sum[root] == 0.0)
			legality->in_row[count++] = root;
		legality->sum[root] += flip ? -model->row_value[k] : model->row_value[k];
		if (legality->sum[root] == 0.0)
			legality->sum[root] = CANCELLED;	/* stays listed once */
	}
	for (int k = 0; k < count; k++)
	{
		int			root = legality->in_row[k];
		double		value = legality->sum[root];
		int			forced = -1;

		legality->sum[root] = 0.0;
		if (value == CANCELLED)
			continue;
		/* raising the least activity by |value| leaves no room above, or the like below */
		if (fabs(value) > over + tolerance)
			forced = value > 0.0 ? 0 : 1;
		else if (fabs(value) > under + tolerance)
			forced = value > 0.0 ? 1 : 0;
		if (forced < 0 || !supported)
			continue;
		if (legality->is_forced[root])
		{
			if (legality->is_forced[root] != 1 + forced)
			{
				supported = false;
				*unsupported = row;
			}
			continue;
		}
		if (legality->spin)
		{
			/* spin +1 says 0, -1 says 1 */
			double		against = forced ? legality->spin[root] : -legality->spin[root];

			if (against > SUPPORT_THRESHOLD)
			{
				supported = false;
				*unsupported = row;
				continue;
			}
		}
		legality->is_forced[root] = (uint8_t) (1 + forced);
		legality->forced[legality->forced_count++] = (QsForced) {root, forced, row};
	}
	return supported;
}

QsVerdict
qs_legality_judge(QsHost *host, QsLegality *legality, int a, int b, bool equal)
{
	const QsModel *model = legality->model;
	bool		flip_a,
				flip_b;
	int			root_a = qs_legality_root(legality, a, &flip_a);
	int			root_b = qs_legality_root(legality, b, &flip_b);
	bool		reference = root_b == QS_REFERENCE;
	QsVerdict	verdict = {.legal = true, .row = -1};

	equal = equal ^ flip_a ^ flip_b;
	legality->forced_count = 0;
	gather_column(legality, root_a, legality->column_a);
	if (!reference)
		gather_column(legality, root_b, legality->column_b);

	for (int t = 0; t < legality->touched_count && verdict.legal; t++)
	{
		int			row = legality->touched[t];
		double		tolerance = legality->tolerance[row];
		RowChange	change = change_of(legality->column_a[row], legality->column_b[row],
									   reference, equal);
		double		least = legality->least[row] + change.least + change.shift;
		double		most = legality->most[row] + change.most + change.shift;
		double		over = model->row_upper[row] - least;	/* room above the least activity */
		double		under = most - model->row_lower[row];
		int			unsupported = -1;

		if (over < -tolerance || under < -tolerance)
			verdict = refuse(breaking_reason(legality, row, reference), row);
		else if (!reference && (fabs(change.merged) > over + tolerance ||
								fabs(change.merged) > under + tolerance) &&
				 fabs(legality->column_a[row]) <= model->row_upper[row] - legality->least[row] + tolerance)
			/* the merged variable would be fixed by this row: not what a merge says */
			verdict = refuse(breaking_reason(legality, row, false), row);
		else if ((legality->largest[row] > over + tolerance ||
				  legality->largest[row] > under + tolerance) &&
				 !force_row(legality, row, over, under, root_a, root_b, &unsupported))
			verdict = refuse("forces a value the correlations contradict", unsupported);
		if ((t & 255) == 255)
			qs_check(host);
	}
	clear_columns(legality);
	for (int k = 0; k < legality->forced_count; k++)
		legality->is_forced[legality->forced[k].variable] = 0;
	if (verdict.legal)
	{
		verdict.forced = legality->forced;
		verdict.forced_count = legality->forced_count;
	}
	return verdict;
}

void
qs_legality_merge(QsLegality *legality, int a, int b, bool equal)
{
	bool		flip_a,
				flip_b;
	int			root_a = qs_legality_root(legality, a, &flip_a);
	int			root_b = qs_legality_root(legality, b, &flip_b);
	bool		reference;

	if (root_a == root_b)
		return;
	if (root_a == QS_REFERENCE)
	{
		int			swap = root_a;

		root_a = root_b;
		root_b = swap;
	}
	reference = root_b == QS_REFERENCE;
	equal = equal ^ flip_a ^ flip_b;
	gather_column(legality, root_a, legality->column_a);
	if (!reference)
		gather_column(legality, root_b, legality->column_b);
	for (int t = 0; t < legality->touched_count; t++)
	{
		int			row = legality->touched[t];
		RowChange	change = change_of(legality->column_a[row], legality->column_b[row],
									   reference, equal);

		legality->least[row] += change.least + change.shift;
		legality->most[row] += change.most + change.shift;
		legality->largest[row] = fmax(legality->largest[row], fabs(change.merged));
	}
	clear_columns(legality);
	legality->parent[root_a] = root_b;
	legality->flipped[root_a] = !equal;
	if (!reference)
	{
		int32_t		next = legality->next_member[root_a];

		legality->next_member[root_a] = legality->next_member[root_b];
		legality->next_member[root_b] = next;
	}
}
