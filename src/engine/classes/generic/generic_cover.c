/*
 * generic_cover.c
 *	  Local search for covers by weights of rows (Gao, Weise & Li 2015; weights after
 *	  Morris 1993).
 *
 * From a cover the variable of the least loss is taken off, so that what is searched is
 * always cheaper than the best.  Then again and again: one more off, and for rows that
 * are not covered, drawn at random, the variable of the greatest gain on, as long as
 * that stays cheaper; rows still uncovered become heavier.  Gains and losses are by the
 * cost.  What was just put on stays; what was taken off comes back only after something
 * beside it has changed (configuration checking, Cai, Su & Sattar 2011).
 */
#include "classes/generic/generic_cover.h"

#include <math.h>
#include <string.h>

#define MOST_COMPARED	1000	/* variables looked at for the least loss */

typedef struct Cover
{
	const QsModel *model;
	const double *cost;
	const int32_t *need;
	QsRandom   *random;
	uint8_t    *x;				/* n */
	int32_t    *count;			/* m: variables of the row that are 1 */
	double	   *weight;			/* m */
	double	   *score;			/* n: weights of rows whose lack flipping it changes */
	uint8_t    *may_return;		/* n */
	int64_t    *since;			/* n: step of its last flip */
	int32_t    *chosen;			/* n: variables that are 1, */
	int32_t    *chosen_place;
	int			chosen_count;
	int32_t    *lacking;		/* m: rows not covered, */
	int32_t    *lacking_place;
	int			lacking_count;
	int			latest;			/* put on, -1: none */
	int64_t		step;
	double		total;			/* cost */
	double		work;
} Cover;

int32_t *
qs_generic_cover_need(QsHost *host, const QsModel *model, const uint8_t *skip)
{
	int32_t    *need;
	bool		covers = model->linear && model->m > 0;

	for (int i = 0; i < model->n && covers; i++)
		covers = model->objective->linear[i] >= 0.0;
	if (!covers)
		return NULL;
	need = QS_ARRAY0(host, int32_t, model->m);
	for (int r = 0; r < model->m && covers; r++)
	{
		int64_t		first = model->row_start[r];
		int64_t		length = model->row_start[r + 1] - first;
		double		each = length > 0 ? model->row_value[first] : 0.0;
		double		asked = (each > 0.0 ? model->row_lower[r] : model->row_upper[r]) / each;

		if (skip[r])
			continue;
		covers = each != 0.0 && isfinite(asked) && asked > 0.0 && asked <= (double) length &&
			!isfinite(each > 0.0 ? model->row_upper[r] : model->row_lower[r]);
		for (int64_t k = first; k < first + length && covers; k++)
			covers = model->row_value[k] == each;
		need[r] = covers ? (int32_t) ceil(asked - 1e-9) : 0;
	}
	if (covers)
		return need;
	qs_free(host, need);
	return NULL;
}

static void
lack(Cover *cover, int row)
{
	cover->lacking_place[row] = cover->lacking_count;
	cover->lacking[cover->lacking_count++] = row;
}

static void
lack_no_more(Cover *cover, int row)
{
	int32_t		last = cover->lacking[--cover->lacking_count];

	cover->lacking[cover->lacking_place[row]] = last;
	cover->lacking_place[last] = cover->lacking_place[row];
}

/* The variables of the row that have this value, but for one, gain or lose by its weight;
 * all of them may return. */
static void
shift_scores(Cover *cover, int row, int but, int value, double change)
{
	const QsModel *model = cover->model;

	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1]; k++)
	{
		int			i = model->row_variable[k];

		cover->may_return[i] = 1;
		if (i != but && cover->x[i] == value)
			cover->score[i] += change;
	}
	cover->work += (double) (model->row_start[row + 1] - model->row_start[row]);
}

static void
put_on(Cover *cover, int i)
{
	const QsModel *model = cover->model;

	cover->x[i] = 1;
	cover->score[i] = 0.0;
	cover->total += cover->cost[i];
	for (int64_t k = model->column_start[i]; k < model->column_start[i + 1]; k++)
	{
		int			row = model->column_row[k];
		int			over = ++cover->count[row] - cover->need[row];

		if (cover->need[row] == 0)
			continue;
		if (over == 0)
			lack_no_more(cover, row);
		if (over == 0 || over == 1)
			shift_scores(cover, row, i, over, -cover->weight[row]);
		if (over <= 0)
			cover->score[i] += cover->weight[row];
	}
	cover->chosen_place[i] = cover->chosen_count;
	cover->chosen[cover->chosen_count++] = i;
	cover->since[i] = cover->step;
}

static void
take_off(Cover *cover, int i)
{
	const QsModel *model = cover->model;
	int32_t		last = cover->chosen[--cover->chosen_count];

	cover->chosen[cover->chosen_place[i]] = last;
	cover->chosen_place[last] = cover->chosen_place[i];
	cover->x[i] = 0;
	cover->score[i] = 0.0;
	cover->total -= cover->cost[i];
	for (int64_t k = model->column_start[i]; k < model->column_start[i + 1]; k++)
	{
		int			row = model->column_row[k];
		int			over = --cover->count[row] - cover->need[row];

		if (cover->need[row] == 0)
			continue;
		if (over == -1)
			lack(cover, row);
		if (over == -1 || over == 0)
			shift_scores(cover, row, i, over + 1, cover->weight[row]);
		if (over < 0)
			cover->score[i] += cover->weight[row];
	}
	cover->may_return[i] = 0;
	cover->since[i] = cover->step;
}

/* The chosen variable whose loss by its cost is least, the one that has been on for
 * longest among equals; -1: none. */
static int
least_loss(const Cover *cover)
{
	int			count = cover->chosen_count < MOST_COMPARED ? cover->chosen_count : MOST_COMPARED;
	int			at = count < cover->chosen_count
		? (int) qs_random_below(cover->random, (uint32_t) cover->chosen_count) : 0;
	int			best = -1;

	for (int k = 0; k < count; k++, at++)
	{
		int			i = cover->chosen[at < cover->chosen_count ? at : at - cover->chosen_count];
		double		difference;

		if (i == cover->latest)
			continue;
		difference = best < 0 ? -1.0 : cover->score[i] * cover->cost[best] - cover->score[best] * cover->cost[i];
		if (difference < 0.0 || (difference == 0.0 && cover->since[i] < cover->since[best]))
			best = i;
	}
	return best;
}

/* The variable of the row that gains most by its cost; -1: none may return. */
static int
greatest_gain(const Cover *cover, int row)
{
	const QsModel *model = cover->model;
	int			best = -1;

	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1]; k++)
	{
		int			i = model->row_variable[k];
		double		difference;

		if (cover->x[i] || !cover->may_return[i])
			continue;
		difference = best < 0 ? 1.0 : cover->score[i] * cover->cost[best] - cover->score[best] * cover->cost[i];
		if (difference > 0.0 || (difference == 0.0 && cover->since[i] < cover->since[best]))
			best = i;
	}
	return best;
}

static void
make_heavier(Cover *cover)
{
	const QsModel *model = cover->model;

	for (int k = 0; k < cover->lacking_count; k++)
	{
		int			row = cover->lacking[k];

		cover->weight[row] += 1.0;
		for (int64_t e = model->row_start[row]; e < model->row_start[row + 1]; e++)
			cover->score[model->row_variable[e]] += 1.0;
		cover->work += (double) (model->row_start[row + 1] - model->row_start[row]);
	}
}

/* One off, then on what stays cheaper than the best; false: nothing is left to take off. */
static bool
exchange(Cover *cover, double best, double least, int64_t *moves)
{
	int			off = least_loss(cover);

	cover->work += fmin(cover->chosen_count, MOST_COMPARED);
	if (off < 0)
		return false;
	cover->step++;
	take_off(cover, off);
	(*moves)++;
	while (cover->lacking_count > 0)
	{
		int			row = cover->lacking[qs_random_below(cover->random, (uint32_t) cover->lacking_count)];
		int			on = greatest_gain(cover, row);

		cover->work += 10.0;
		if (on < 0 || cover->total + cover->cost[on] >= best - least)
			break;
		put_on(cover, on);
		(*moves)++;
		cover->latest = on;
		make_heavier(cover);
	}
	return true;
}

static void
load(Cover *cover, const uint8_t *x)
{
	const QsModel *model = cover->model;

	for (int r = 0; r < model->m; r++)
	{
		cover->weight[r] = 1.0;
		if (cover->need[r] > 0)
			lack(cover, r);
	}
	for (int i = 0; i < model->n; i++)
	{
		cover->may_return[i] = 1;
		for (int64_t k = model->column_start[i]; k < model->column_start[i + 1]; k++)
			cover->score[i] += cover->need[model->column_row[k]] > 0;
	}
	for (int i = 0; i < model->n; i++)
		if (x[i])
			put_on(cover, i);
}

static Cover
create(QsHost *host, const QsGeneric *generic, QsRandom *random)
{
	size_t		n = (size_t) generic->model->n;
	size_t		m = (size_t) generic->model->m;

	return (Cover)
	{
		.model = generic->model, .cost = generic->model->objective->linear,
		.need = generic->need, .random = random, .x = QS_ARRAY0(host, uint8_t, n),
		.count = QS_ARRAY0(host, int32_t, m), .weight = QS_ARRAY(host, double, m),
		.score = QS_ARRAY0(host, double, n), .may_return = QS_ARRAY(host, uint8_t, n),
		.since = QS_ARRAY0(host, int64_t, n), .chosen = QS_ARRAY(host, int32_t, n),
		.chosen_place = QS_ARRAY(host, int32_t, n), .lacking = QS_ARRAY(host, int32_t, m),
		.lacking_place = QS_ARRAY(host, int32_t, m), .latest = -1
	};
}

static void
destroy(QsHost *host, Cover *cover)
{
	qs_free(host, cover->x);
	qs_free(host, cover->count);
	qs_free(host, cover->weight);
	qs_free(host, cover->score);
	qs_free(host, cover->may_return);
	qs_free(host, cover->since);
	qs_free(host, cover->chosen);
	qs_free(host, cover->chosen_place);
	qs_free(host, cover->lacking);
	qs_free(host, cover->lacking_place);
}

QsStatus
qs_generic_cover_search(QsHost *host, const QsGeneric *generic, QsRandom *random, double budget,
						double goal, uint8_t *x, int64_t *moves)
{
	Cover		cover = create(host, generic, random);
	double		least = 1e-9 * generic->objective_scale;
	double		best = INFINITY;
	double		last_check = 0.0;
	QsStatus	status = QS_OK;

	load(&cover, x);
	while (status == QS_OK && cover.work < budget)
	{
		if (cover.lacking_count == 0 && cover.total < best - least)
		{
			best = cover.total;
			memcpy(x, cover.x, (size_t) generic->model->n);
			if (best <= goal + least)
				break;
			cover.latest = -1;
		}
		if (!exchange(&cover, best, least, moves))
			break;
		if (cover.work - last_check > 1e5)
		{
			last_check = cover.work;
			qs_check(host);
			if (qs_time_up(host))
				status = QS_INTERRUPTED;
		}
	}
	destroy(host, &cover);
	return status;
}
