/*
 * presolve_propagation.c
 *	  Row propagation with a trail.
 */
#include "rows/presolve_propagation.h"

#include <math.h>
#include <string.h>

#include "base/sort.h"
#include "rows/relax_rows.h"

/* Entries visited between two interrupt points, about 2 ms */
#define WORK_PER_CHECK	1000000

typedef struct Entry
{
	double		value;
	int32_t		variable;
} Entry;

static int
compare_entries(const void *a, const void *b)
{
	const Entry *x = a;
	const Entry *y = b;

	if (fabs(x->value) != fabs(y->value))
		return fabs(x->value) > fabs(y->value) ? -1 : 1;
	return (x->variable > y->variable) - (x->variable < y->variable);
}

static void
sort_entries(QsPropagator *propagator)
{
	const QsModel *model = propagator->model;
	QsHost	   *host = propagator->host;
	int64_t		longest = 0;
	Entry	   *entries;

	for (int r = 0; r < model->m; r++)
		if (model->row_start[r + 1] - model->row_start[r] > longest)
			longest = model->row_start[r + 1] - model->row_start[r];
	entries = QS_ARRAY(host, Entry, longest);
	for (int r = 0; r < model->m; r++)
	{
		int64_t		first = model->row_start[r];
		int64_t		count = model->row_start[r + 1] - first;
		bool		sorted = true;

		for (int64_t k = 0; k < count; k++)
		{
			entries[k] = (Entry) {model->row_value[first + k], model->row_variable[first + k]};
			sorted = sorted && (k == 0 || fabs(entries[k].value) <= fabs(entries[k - 1].value));
		}
		if (!sorted)
			qs_sort(host, entries, (size_t) count, sizeof(Entry), compare_entries);
		for (int64_t k = 0; k < count; k++)
		{
			propagator->entry_variable[first + k] = entries[k].variable;
			propagator->entry_value[first + k] = entries[k].value;
		}
		if ((r & 1023) == 0 || count > 100000)
			qs_check(host);
	}
	qs_free(host, entries);
}

static void
measure_row(QsPropagator *propagator, int row)
{
	const QsModel *model = propagator->model;
	double		least = 0.0,
				most = 0.0;
	int64_t		count = model->row_start[row + 1] - model->row_start[row];

	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1]; k++)
	{
		double		value = model->row_value[k];

		least += fmin(value, 0.0);
		most += fmax(value, 0.0);
	}
	propagator->least[row] = least;
	propagator->most[row] = most;
	propagator->slop[row] = qs_model_row_is_exact(model, row) ? 0.0
		: (most - least) * 0x1p-51 * ((double) count + 2.0);
}

/* Look at a row again: its bounds were tightened. */
static void
touch(QsPropagator *propagator, int row)
{
	int			at;

	if (propagator->queued[row])
		return;
	at = propagator->queue_head + propagator->queue_count++;
	if (at >= propagator->model->m)
		at -= propagator->model->m;
	propagator->queue[at] = row;
	propagator->queued[row] = 1;
}

QsPropagator *
qs_propagator_create(QsHost *host, const QsModel *model)
{
	QsPropagator *propagator = QS_NEW(host, QsPropagator);
	int64_t		nonzeros = model->row_start[model->m];

	propagator->host = host;
	propagator->model = model;
	propagator->lower = QS_ARRAY(host, double, model->m);
	propagator->upper = QS_ARRAY(host, double, model->m);
	propagator->slop = QS_ARRAY(host, double, model->m);
	propagator->least = QS_ARRAY(host, double, model->m);
	propagator->most = QS_ARRAY(host, double, model->m);
	propagator->saved_least = QS_ARRAY(host, double, nonzeros);
	propagator->saved_most = QS_ARRAY(host, double, nonzeros);
	propagator->entry_variable = QS_ARRAY(host, int32_t, nonzeros);
	propagator->entry_value = QS_ARRAY(host, double, nonzeros);
	propagator->value = QS_ARRAY(host, int8_t, model->n);
	propagator->forced_by = QS_ARRAY(host, int32_t, model->n);
	propagator->trail = QS_ARRAY(host, int32_t, model->n);
	propagator->queue = QS_ARRAY(host, int32_t, model->m);
	propagator->queued = QS_ARRAY0(host, uint8_t, model->m);
	propagator->broken_row = -1;
	for (int j = 0; j < model->n; j++)
		propagator->value[j] = QS_FREE;
	qs_rows_effective(model, propagator->lower, propagator->upper);
	sort_entries(propagator);
	for (int r = 0; r < model->m; r++)
	{
		measure_row(propagator, r);
		touch(propagator, r);
	}
	return propagator;
}

void
qs_propagator_free(QsPropagator *propagator)
{
	QsHost	   *host;

	if (propagator == NULL)
		return;
	host = propagator->host;
	qs_free(host, propagator->lower);
	qs_free(host, propagator->upper);
	qs_free(host, propagator->slop);
	qs_free(host, propagator->least);
	qs_free(host, propagator->most);
	qs_free(host, propagator->saved_least);
	qs_free(host, propagator->saved_most);
	qs_free(host, propagator->entry_variable);
	qs_free(host, propagator->entry_value);
	qs_free(host, propagator->value);
	qs_free(host, propagator->forced_by);
	qs_free(host, propagator->trail);
	qs_free(host, propagator->queue);
	qs_free(host, propagator->queued);
	qs_free(host, propagator);
}

void
qs_propagator_fix(QsPropagator *propagator, int variable, int value, int row)
{
	const QsModel *model = propagator->model;

	propagator->value[variable] = (int8_t) value;
	propagator->forced_by[variable] = row;
	propagator->trail[propagator->fixed++] = variable;
	for (int64_t k = model->column_start[variable]; k < model->column_start[variable + 1]; k++)
	{
		int			r = model->column_row[k];
		double		a = model->column_value[k];

		propagator->saved_least[k] = propagator->least[r];
		propagator->saved_most[k] = propagator->most[r];
		if ((a > 0.0) == (value == 1))
			propagator->least[r] += fabs(a);
		else
			propagator->most[r] -= fabs(a);
		touch(propagator, r);
	}
	propagator->work += model->column_start[variable + 1] - model->column_start[variable];
}

/* Fix what the row forces; false when it cannot be met. */
static bool
propagate_row(QsPropagator *propagator, int row)
{
	const QsModel *model = propagator->model;
	double		slop = propagator->slop[row];
	double		above = propagator->upper[row] - propagator->least[row] + slop;
	double		below = propagator->most[row] - propagator->lower[row] + slop;

	if (above < 0.0 || below < 0.0)
	{
		propagator->broken_row = row;
		return false;
	}
	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1]; k++)
	{
		double		a = propagator->entry_value[k];
		int			variable = propagator->entry_variable[k];

		propagator->work++;
		if (fabs(a) <= above && fabs(a) <= below)
			break;
		if (propagator->value[variable] != QS_FREE)
			continue;
		if (fabs(a) > above && fabs(a) > below)
		{
			propagator->broken_row = row;
			return false;
		}
		/* raising the activity is too much: keep it down, and vice versa */
		qs_propagator_fix(propagator, variable, fabs(a) > above ? a < 0.0 : a > 0.0, row);
		above = propagator->upper[row] - propagator->least[row] + slop;
		below = propagator->most[row] - propagator->lower[row] + slop;
	}
	return true;
}

static void
empty_queue(QsPropagator *propagator)
{
	while (propagator->queue_count > 0)
	{
		propagator->queued[propagator->queue[propagator->queue_head]] = 0;
		if (++propagator->queue_head == propagator->model->m)
			propagator->queue_head = 0;
		propagator->queue_count--;
	}
}

bool
qs_propagate(QsPropagator *propagator)
{
	while (propagator->queue_count > 0)
	{
		int			row = propagator->queue[propagator->queue_head];

		if (++propagator->queue_head == propagator->model->m)
			propagator->queue_head = 0;
		propagator->queue_count--;
		propagator->queued[row] = 0;
		if (!propagate_row(propagator, row))
		{
			empty_queue(propagator);
			return false;
		}
		if (propagator->work > WORK_PER_CHECK)
		{
			qs_check(propagator->host);
			propagator->work = 0;
		}
	}
	return true;
}

void
qs_propagator_undo(QsPropagator *propagator, int fixed)
{
	const QsModel *model = propagator->model;

	empty_queue(propagator);
	while (propagator->fixed > fixed)
	{
		int			variable = propagator->trail[--propagator->fixed];

		propagator->value[variable] = QS_FREE;
		for (int64_t k = model->column_start[variable]; k < model->column_start[variable + 1]; k++)
		{
			int			r = model->column_row[k];

			propagator->least[r] = propagator->saved_least[k];
			propagator->most[r] = propagator->saved_most[k];
		}
	}
}
