/*
 * guided_dive.c
 *	  Rounding with propagation and a few steps back.
 */
#include "rows/guided_dive.h"

#include <math.h>

#include "rows/presolve_propagation.h"

#define NEARLY_WHOLE	0.01
#define WINDOW			300		/* trail entries a step back may undo */
#define STEPS_BACK		1000	/* and one for every so many variables more: */
#define STEPS_BACK_SIZE 8

typedef struct Dive
{
	QsHost	   *host;
	const QsModel *model;
	const double *value;
	QsPropagator *propagator;
	int32_t    *order;			/* n */
	int32_t    *place;			/* n: in order */
	int			at;				/* next place */
	int64_t		steps_back;		/* left */
} Dive;

static bool
is_whole(double value)
{
	return fabs(value - floor(value + 0.5)) < NEARLY_WHOLE;
}

/* Whole values first, the others as rows join them, so that what a step back undoes is
 * near to what it mends. */
static void
arrange(Dive *dive)
{
	const QsModel *model = dive->model;
	uint8_t    *taken = QS_ARRAY0(dive->host, uint8_t, model->n);
	uint8_t    *seen = QS_ARRAY0(dive->host, uint8_t, model->m);
	int			count = 0;
	int			from;

	for (int i = 0; i < model->n; i++)
		if (is_whole(dive->value[i]))
		{
			dive->order[count++] = i;
			taken[i] = 1;
		}
	from = count;
	for (int i = 0; i < model->n; i++)
	{
		if (!taken[i])
		{
			dive->order[count++] = i;
			taken[i] = 1;
		}
		for (; from < count; from++)
		{
			int			j = dive->order[from];

			if ((from & 1023) == 0)
				qs_check(dive->host);
			for (int64_t c = model->column_start[j]; c < model->column_start[j + 1]; c++)
			{
				int			r = model->column_row[c];

				for (int64_t k = model->row_start[r]; !seen[r] && k < model->row_start[r + 1]; k++)
					if (!taken[model->row_variable[k]])
					{
						dive->order[count++] = model->row_variable[k];
						taken[model->row_variable[k]] = 1;
					}
				seen[r] = 1;
			}
		}
		if ((i & 1023) == 0)
			qs_check(dive->host);
	}
	for (int k = 0; k < count; k++)
		dive->place[dive->order[k]] = k;
	qs_free(dive->host, taken);
	qs_free(dive->host, seen);
}

static bool
fix(Dive *dive, int variable, int value)
{
	int			before = dive->propagator->fixed;

	qs_propagator_fix(dive->propagator, variable, value, -1);
	if (qs_propagate(dive->propagator))
		return true;
	qs_propagator_undo(dive->propagator, before);
	return false;
}

static bool
in_row(const QsModel *model, int row, int variable)
{
	for (int64_t k = model->column_start[variable]; k < model->column_start[variable + 1]; k++)
		if (model->column_row[k] == row)
			return true;
	return false;
}

/* The latest decision in the row that broke is made the other way; what came after it is
 * decided anew. */
static void
step_back(Dive *dive, int row)
{
	QsPropagator *propagator = dive->propagator;
	int			least = propagator->fixed > WINDOW ? propagator->fixed - WINDOW : 0;

	for (int k = propagator->fixed - 1; k >= least; k--)
	{
		int			variable = propagator->trail[k];
		int			value = propagator->value[variable];

		if (propagator->forced_by[variable] >= 0)
			continue;
		if (dive->place[variable] < dive->at)
			dive->at = dive->place[variable];
		if (!in_row(dive->model, row, variable))
			continue;
		qs_propagator_undo(propagator, k);
		if (fix(dive, variable, !value))
			return;
		row = propagator->broken_row;
		if (row < 0)
			return;
	}
}

/* Decide on a variable; one that goes neither way stays open. */
static void
decide(Dive *dive, int variable)
{
	int			value = dive->value[variable] > 0.5;
	int			at = dive->at;

	if (fix(dive, variable, value) || fix(dive, variable, !value))
		return;
	if (dive->steps_back-- > 0 && dive->propagator->broken_row >= 0)
		step_back(dive, dive->propagator->broken_row);
	if (dive->steps_back <= 0)
		dive->at = at;
}

bool
qs_guided_dive(QsHost *host, const QsModel *model, const double *value, uint8_t *x)
{
	Dive		dive = {
		.host = host, .model = model, .value = value,
		.propagator = qs_propagator_create(host, model),
		.order = QS_ARRAY(host, int32_t, model->n), .place = QS_ARRAY(host, int32_t, model->n),
		.steps_back = STEPS_BACK + model->n / STEPS_BACK_SIZE
	};
	int			looks = 0;

	arrange(&dive);
	if (qs_propagate(dive.propagator))
		while (dive.at < model->n)
		{
			int			variable = dive.order[dive.at++];

			if (dive.propagator->value[variable] == QS_FREE)
				decide(&dive, variable);
			if ((++looks & 255) == 0)
			{
				qs_check(host);
				if (qs_time_up(host))
					break;
			}
		}
	for (int i = 0; i < model->n; i++)
		x[i] = dive.propagator->value[i] == QS_FREE ? value[i] > 0.5 : dive.propagator->value[i] == 1;
	qs_propagator_free(dive.propagator);
	qs_free(host, dive.order);
	qs_free(host, dive.place);
	return qs_model_feasible(model, x);
}
