/*
 * fill.c
 *	  Feasible assignments around those that are known.
 *
 * A flip that breaks a row is mended by another variable of that row, and so on: one
 * flip fills or empties, two exchange, four exchange two facilities of an assignment.
 */
#include "solve/fill.h"

#include <math.h>

#define CHECK_EVERY		4096	/* coefficients between two looks at the clock */

typedef struct Walk
{
	QsHost	   *host;
	const QsModel *model;
	const int8_t *fixed;
	QsBestSet  *set;
	uint8_t    *x;
	double	   *activity;		/* m */
	double		objective;		/* kept up by flips, unless matrices hold the rest of it */
	int32_t		flipped[QS_FILL_FLIPS];
	int			count;			/* of them */
	double		work;
	double		limit;
	double		next_check;
	bool		stopped;
} Walk;

static void
count_work(Walk *walk, double work)
{
	walk->work += work;
	if (walk->work < walk->next_check)
		return;
	walk->next_check = walk->work + CHECK_EVERY;
	qs_check(walk->host);
	walk->stopped = walk->work > walk->limit || qs_time_up(walk->host);
}

/* Change of the objective when x_i flips.  O(degree). */
static double
change(const Walk *walk, int i)
{
	const QsQubo *q = walk->model->objective;
	double		sum = q->linear[i];

	for (int64_t k = q->start[i]; k < q->start[i + 1]; k++)
		if (walk->x[q->neighbour[k]])
			sum += q->weight[k];
	return walk->x[i] ? -sum : sum;
}

static void
flip(Walk *walk, int i)
{
	const QsModel *model = walk->model;
	double		sign = walk->x[i] ? -1.0 : 1.0;

	walk->objective += change(walk, i);
	for (int64_t k = model->column_start[i]; k < model->column_start[i + 1]; k++)
		walk->activity[model->column_row[k]] += sign * model->column_value[k];
	walk->x[i] ^= 1;
	count_work(walk, 1.0 + (double) (model->column_start[i + 1] - model->column_start[i]) +
			   (double) (model->objective->start[i + 1] - model->objective->start[i]));
}

/* How far the row lies above (> 0) or below (< 0) what it allows */
static double
excess(const Walk *walk, int r)
{
	const QsModel *model = walk->model;
	double		tolerance = qs_model_row_tolerance(model, r);

	if (walk->activity[r] > model->row_upper[r] + tolerance)
		return walk->activity[r] - model->row_upper[r];
	if (walk->activity[r] < model->row_lower[r] - tolerance)
		return walk->activity[r] - model->row_lower[r];
	return 0.0;
}

/* A row that the flips have broken, the shortest; -1: none */
static int
broken_row(const Walk *walk)
{
	const QsModel *model = walk->model;
	int			found = -1;
	int64_t		shortest = INT64_MAX;

	for (int f = 0; f < walk->count; f++)
		for (int64_t k = model->column_start[walk->flipped[f]];
			 k < model->column_start[walk->flipped[f] + 1]; k++)
		{
			int			r = model->column_row[k];
			int64_t		length = model->row_start[r + 1] - model->row_start[r];

			if (length < shortest && excess(walk, r) != 0.0)
			{
				found = r;
				shortest = length;
			}
		}
	return found;
}

static bool
may_flip(const Walk *walk, int i)
{
	if (walk->fixed && walk->fixed[i] >= 0)
		return false;
	for (int f = 0; f < walk->count; f++)
		if (walk->flipped[f] == i)
			return false;
	return true;
}

static void
offer(Walk *walk)
{
	double		worst = qs_best_set_worst(walk->set);
	double		objective = walk->objective;

	/* sums of flips round, and know nothing of terms that matrices hold */
	if (walk->model->assignment == NULL && objective > worst + 1e-9 * fmax(1.0, fabs(worst)))
		return;
	count_work(walk, walk->model->n);
	objective = qs_model_objective(walk->model, walk->x);
	if (objective < worst)
		qs_best_set_offer(walk->host, walk->set, walk->x, objective);
}

/* Flip i, then what mends the rows, with so many flips left. */
static void
try_flip(Walk *walk, int i, int left)
{
	const QsModel *model = walk->model;
	int			r;

	flip(walk, i);
	walk->flipped[walk->count++] = i;
	r = broken_row(walk);
	if (r < 0)
		offer(walk);
	else if (left > 1)
	{
		bool		above = excess(walk, r) > 0.0;

		for (int64_t k = model->row_start[r]; k < model->row_start[r + 1] && !walk->stopped; k++)
		{
			int			j = model->row_variable[k];

			count_work(walk, 1.0);
			if (((model->row_value[k] > 0.0) == (walk->x[j] != 0)) == above && may_flip(walk, j))
				try_flip(walk, j, left - 1);
		}
	}
	walk->count--;
	flip(walk, i);
}

static void
look_around(Walk *walk, const uint8_t *x, int flips)
{
	const QsModel *model = walk->model;

	qs_copy(walk->host, walk->x, x, (size_t) model->n);
	qs_model_activities(model, walk->x, walk->activity);
	walk->objective = qs_model_objective(model, walk->x);
	count_work(walk, (double) model->n + (double) model->row_start[model->m]);
	for (int i = 0; i < model->n && !walk->stopped; i++)
		if (may_flip(walk, i))
			try_flip(walk, i, flips);
}

void
qs_fill_around(QsHost *host, const QsModel *model, const int8_t *fixed, int flips, double work,
			   QsBestSet *set)
{
	Walk		walk = {
		.host = host, .model = model, .fixed = fixed, .set = set, .limit = work,
		.x = QS_ARRAY(host, uint8_t, model->n), .activity = QS_ARRAY(host, double, model->m)
	};

	for (int k = 0; k < set->count; k++)
		set->entry[k].mark = false;
	for (int k = 0; k < set->count && !walk.stopped;)
	{
		if (set->entry[k].mark)
		{
			k++;
			continue;
		}
		set->entry[k].mark = true;
		look_around(&walk, set->entry[k].x, flips);
		k = 0;
	}
	qs_free(host, walk.x);
	qs_free(host, walk.activity);
}
