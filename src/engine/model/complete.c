/*
 * complete.c
 *	  Greedy completion by single flips, on nothing but the model.
 */
#include "model/complete.h"

#include <math.h>
#include <string.h>

#include "base/sort.h"

#define PASSES		20			/* bounds the work, in passes over the whole model */
#define CHECK_EVERY 1023		/* variables between two interrupt points, less one */

typedef struct Flip
{
	double		key;			/* low first: gain per share of the room left that it takes */
	int32_t		variable;
} Flip;

typedef struct Completion
{
	QsHost	   *host;
	const QsModel *model;
	const int8_t *fixed;
	uint8_t    *x;
	double	   *activity;		/* m */
	double	   *tolerance;		/* m: by how much a bound may be passed */
	double	   *delta;			/* n: change of the objective by a flip */
	double		least;			/* what counts as an improvement */
	Flip	   *flip;			/* n: candidates of a pass */
	double		work;
} Completion;

/* Do the rows of i allow the flip?  *share: of the room left in its rows that it takes */
static bool
fits(const Completion *c, int i, double *share)
{
	const QsModel *model = c->model;
	double		sign = c->x[i] ? -1.0 : 1.0;

	*share = 0.0;
	for (int64_t k = model->column_start[i]; k < model->column_start[i + 1]; k++)
	{
		int			r = model->column_row[k];
		double		change = sign * model->column_value[k];
		double		room = change > 0.0 ? model->row_upper[r] - c->activity[r]
			: c->activity[r] - model->row_lower[r];

		if (fabs(change) > room + c->tolerance[r])
			return false;
		*share += room > 0.0 ? fabs(change) / room : 1.0;
	}
	return true;
}

static void
flip(Completion *c, int i)
{
	const QsModel *model = c->model;
	double		sign = c->x[i] ? -1.0 : 1.0;

	for (int64_t k = model->column_start[i]; k < model->column_start[i + 1]; k++)
		c->activity[model->column_row[k]] += sign * model->column_value[k];
	qs_qubo_flip(model->objective, c->x, c->delta, i);
	c->work += (double) (model->objective->start[i + 1] - model->objective->start[i]);
}

static int
compare_flips(const void *a, const void *b)
{
	const Flip *p = a;
	const Flip *q = b;

	if (p->key != q->key)
		return p->key < q->key ? -1 : 1;
	return (p->variable > q->variable) - (p->variable < q->variable);
}

static int
find_candidates(Completion *c)
{
	int			count = 0;

	for (int i = 0; i < c->model->n; i++)
	{
		double		share;

		if ((i & CHECK_EVERY) == CHECK_EVERY)
			qs_check(c->host);
		if (c->delta[i] < -c->least && !(c->fixed && c->fixed[i] >= 0) && fits(c, i, &share))
			c->flip[count++] = (Flip) {c->delta[i] / (1.0 + share), i};
	}
	c->work += c->model->n + (double) c->model->row_start[c->model->m];
	return count;
}

/* Best first; what earlier flips of the pass have made worthless is passed over. */
static int64_t
run_pass(Completion *c)
{
	int			count = find_candidates(c);
	int64_t		flips = 0;

	qs_sort(c->host, c->flip, (size_t) count, sizeof(Flip), compare_flips);
	for (int k = 0; k < count; k++)
	{
		int			i = c->flip[k].variable;
		double		share;

		if ((k & CHECK_EVERY) == CHECK_EVERY)
			qs_check(c->host);
		if (c->delta[i] < -c->least && fits(c, i, &share))
		{
			flip(c, i);
			flips++;
		}
	}
	return flips;
}

/* The sums of x, and how much rounding may hide */
static void
load(Completion *c, double tolerance)
{
	const QsModel *model = c->model;
	double		largest = 0.0;

	qs_model_activities(model, c->x, c->activity);
	qs_check(c->host);
	for (int r = 0; r < model->m; r++)
		c->tolerance[r] = tolerance * qs_model_row_tolerance(model, r);
	qs_check(c->host);
	qs_qubo_flip_deltas(model->objective, c->x, c->delta);
	for (int i = 0; i < model->n; i++)
		largest = fmax(largest, fabs(c->delta[i]));
	c->least = 1e-12 * largest;
	qs_check(c->host);
}

int64_t
qs_complete(QsHost *host, const QsModel *model, const int8_t *fixed, uint8_t *x)
{
	Completion	c = {.host = host, .model = model, .fixed = fixed, .x = x};
	double		whole = (double) model->n + (double) model->row_start[model->m];
	int64_t		flips = 0;
	uint8_t    *before;

	if (model->assignment || model->n == 0)
		return 0;
	whole += (double) model->objective->start[model->n];
	before = QS_ARRAY(host, uint8_t, model->n);
	c.activity = QS_ARRAY(host, double, model->m);
	c.tolerance = QS_ARRAY(host, double, model->m);
	c.delta = QS_ARRAY(host, double, model->n);
	c.flip = QS_ARRAY(host, Flip, model->n);
	memcpy(before, x, (size_t) model->n);

	/* if sums kept up to date took too much, again with room for their rounding */
	for (double tolerance = 1.0; tolerance >= -1.0; tolerance -= 2.0)
	{
		int64_t		now;

		flips = 0;
		c.work = 0.0;
		load(&c, tolerance);
		do
			flips += now = run_pass(&c);
		while (now > 0 && c.work < PASSES * whole);
		if (flips == 0 || qs_model_feasible(model, x))
			break;
		memcpy(x, before, (size_t) model->n);
		flips = 0;
	}
	qs_free(host, before);
	qs_free(host, c.activity);
	qs_free(host, c.tolerance);
	qs_free(host, c.delta);
	qs_free(host, c.flip);
	return flips;
}

bool
qs_complete_trivial(QsHost *host, const QsModel *model, const int8_t *fixed, bool complete,
					uint8_t *x, int64_t *moves)
{
	*moves = 0;
	if (model->assignment)
	{
		int			order = model->assignment->order;

		/* every facility at the location of its own number */
		for (int i = 0; i < model->n; i++)
			x[i] = i / order == i % order;
		for (int i = 0; i < model->n; i++)
			if (fixed && fixed[i] >= 0 && x[i] != fixed[i])
				return false;
		return true;
	}
	for (int value = 0; value < 2; value++)
	{
		for (int i = 0; i < model->n; i++)
			x[i] = (uint8_t) (fixed && fixed[i] >= 0 ? fixed[i] : value);
		qs_check(host);
		if (qs_model_feasible(model, x))
		{
			if (complete)
				*moves = qs_complete(host, model, fixed, x);
			return true;
		}
	}
	return false;
}
