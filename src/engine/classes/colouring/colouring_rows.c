/*
 * colouring_rows.c
 *	  One side of a row as a statement on literals.
 *
 * sum a_j x_j <= b is sum |a_j| literal_j <= b + sum of the negative |a_j|.  It says no
 * more than that pairs exclude each other when the lightest literals, as many as fit
 * together, all fit, and each of the others fits alone but with none of the rest.
 */
#include "classes/colouring/colouring_rows.h"

#include <math.h>

#include "base/sort.h"

#define DECISION_PASSES	100
#define ROWS_PER_CHECK	4095

typedef struct Entry
{
	double		weight;
	QsLiteral	literal;
} Entry;

static int
heaviest_first(const void *a, const void *b)
{
	const Entry *x = a;
	const Entry *y = b;

	if (x->weight != y->weight)
		return x->weight > y->weight ? -1 : 1;
	return (x->literal > y->literal) - (x->literal < y->literal);
}

/* The side as sum weight * literal <= room.  Returns the room. */
static double
to_literals(const QsModel *model, int row, bool upper, QsLiterals *literals)
{
	double		sign = upper ? 1.0 : -1.0;
	double		room = upper ? model->row_upper[row] : -model->row_lower[row];

	literals->count = 0;
	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1]; k++)
	{
		double		a = sign * model->row_value[k];
		int			known = literals->known[model->row_variable[k]];

		if (known >= 0)
		{
			room -= known ? a : 0.0;
			continue;
		}
		room += a < 0.0 ? -a : 0.0;
		literals->literal[literals->count] = 2 * model->row_variable[k] + (a < 0.0);
		literals->weight[literals->count++] = fabs(a);
	}
	return room;
}

static bool
weigh_the_same(const QsLiterals *literals)
{
	for (int k = 1; k < literals->count; k++)
		if (literals->weight[k] != literals->weight[0])
			return false;
	return true;
}

/* Heaviest first; O(count) when all weigh the same, as they mostly do */
static void
order(QsHost *host, QsLiterals *literals)
{
	Entry	   *entry;

	if (weigh_the_same(literals))
		return;
	entry = QS_ARRAY(host, Entry, literals->count);
	for (int k = 0; k < literals->count; k++)
		entry[k] = (Entry) {literals->weight[k], literals->literal[k]};
	qs_sort(host, entry, (size_t) literals->count, sizeof(Entry), heaviest_first);
	for (int k = 0; k < literals->count; k++)
	{
		literals->weight[k] = entry[k].weight;
		literals->literal[k] = entry[k].literal;
	}
	qs_free(host, entry);
}

/* fits: surely within the room; excluded: surely not.  Inexact rows leave a gap. */
static bool
fits(double sum, double room, double tolerance)
{
	return sum <= room + 0.5 * tolerance;
}

static bool
excluded(double sum, double room, double tolerance)
{
	return sum > room + 2.0 * tolerance;
}

/* Literals that do not fit alone are false.  *changed: some variable was decided. */
static bool
decide_row(const QsModel *model, int row, bool upper, int8_t *known, bool *changed)
{
	double		sign = upper ? 1.0 : -1.0;
	double		room = upper ? model->row_upper[row] : -model->row_lower[row];
	double		tolerance = qs_model_row_tolerance(model, row);

	if (!isfinite(room))
		return true;
	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1]; k++)
	{
		double		a = sign * model->row_value[k];
		int			value = known[model->row_variable[k]];

		room -= value < 0 ? fmin(a, 0.0) : value ? a : 0.0;
	}
	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1]; k++)
	{
		double		a = sign * model->row_value[k];

		if (known[model->row_variable[k]] >= 0 || !excluded(fabs(a), room, tolerance))
			continue;
		known[model->row_variable[k]] = a < 0.0;
		*changed = true;
	}
	return fits(0.0, room, tolerance);
}

bool
qs_colouring_decide(QsHost *host, const QsModel *model, int8_t *known)
{
	bool		changed = true;
	bool		good = true;

	for (int i = 0; i < model->n; i++)
		known[i] = -1;
	for (int pass = 0; pass < DECISION_PASSES && changed && good; pass++)
	{
		changed = false;
		for (int r = 0; r < model->m && good; r++)
		{
			good = decide_row(model, r, true, known, &changed) &&
				decide_row(model, r, false, known, &changed);
			if ((r & ROWS_PER_CHECK) == 0)
				qs_check(host);
		}
	}
	return good && !changed;
}

static void
split(QsLiterals *literals, double room, double tolerance)
{
	int			count = literals->count;
	double		light = 0.0;
	int			k = count;

	while (k > 0 && fits(light + literals->weight[k - 1], room, tolerance))
		light += literals->weight[--k];
	literals->heavy = k;
	literals->kind = QS_LITERALS_OTHER;
	if (k == 0)
		literals->kind = QS_LITERALS_FREE;
	else if (fits(literals->weight[0], room, tolerance) &&
			 excluded(literals->weight[k - 1] + literals->weight[count - 1], room, tolerance))
		literals->kind = QS_LITERALS_EXCLUSIVE;
	else if (k == 1 && count != 2 && excluded(light + literals->weight[0], room, tolerance))
		literals->kind = QS_LITERALS_NOT_ALL;

	/* with one literal taken away, the others must fit, whichever it is */
	if (literals->kind == QS_LITERALS_NOT_ALL &&
		!fits(light + literals->weight[0] - literals->weight[count - 1], room, tolerance))
		literals->kind = QS_LITERALS_OTHER;
}

/* "Not all of the negations": at least one of the variables */
static void
find_at_least_one(QsLiterals *literals)
{
	if (literals->kind != QS_LITERALS_NOT_ALL &&
		(literals->kind != QS_LITERALS_EXCLUSIVE || literals->count != 2))
		return;
	for (int k = 0; k < literals->count; k++)
		if ((literals->literal[k] & 1) == 0)
			return;
	for (int k = 0; k < literals->count; k++)
		literals->literal[k] = qs_literal_not(literals->literal[k]);
	literals->kind = QS_LITERALS_AT_LEAST_ONE;
}

/* Exactly one of the literals, or of their negations: equal weights, one of them in all.
 * Of two literals both hold; variables as they are come first. */
static void
read_equality(const QsModel *model, int row, QsLiterals *literals)
{
	double		tolerance = qs_model_row_tolerance(model, row);
	bool		upper = model->row_start[row + 1] > model->row_start[row] &&
		model->row_value[model->row_start[row]] > 0.0;

	literals->kind = QS_LITERALS_OTHER;
	for (int side = 0; side < 2 && literals->kind == QS_LITERALS_OTHER; side++)
	{
		double		room = to_literals(model, row, upper != (side == 1), literals);

		if (literals->count == 0 && fabs(room) <= tolerance)
			literals->kind = QS_LITERALS_FREE;
		else if (literals->count > 0 && weigh_the_same(literals) &&
				 fabs(room - literals->weight[0]) <= tolerance)
			literals->kind = QS_LITERALS_EXACTLY_ONE;
	}
}

void
qs_colouring_read_row(QsHost *host, const QsModel *model, int row, bool upper,
					  QsLiterals *literals)
{
	double		room;

	literals->kind = QS_LITERALS_FREE;
	literals->count = literals->heavy = 0;
	if (!isfinite(upper ? model->row_upper[row] : model->row_lower[row]))
		return;
	if (model->row_lower[row] == model->row_upper[row])
	{
		if (upper)
			read_equality(model, row, literals);
		return;
	}
	room = to_literals(model, row, upper, literals);
	order(host, literals);
	split(literals, room, qs_model_row_tolerance(model, row));
	find_at_least_one(literals);
}
