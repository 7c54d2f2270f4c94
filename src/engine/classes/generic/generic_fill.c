/*
 * generic_fill.c
 *	  Greedy filling: the best single flip that breaks nothing, again and again.
 *
 * The best of all is found among the best of blocks of variables; a flip makes only
 * those blocks look again that hold something it changed.
 */
#include <string.h>

#include "classes/generic/generic_moves.h"

#define BLOCK	64

typedef struct Fill
{
	QsHost	   *host;
	QsGenericState *state;
	int			blocks;
	int32_t    *best;			/* of each block, -1: none */
	uint8_t    *stale;
} Fill;

static bool
may_enter(const QsGenericState *state, int i)
{
	const QsGeneric *generic = state->generic;

	return !state->x[i] && generic->group_of[i] < 0 && state->score[i] <= 1e-9 &&
		state->delta[i] < -1e-12 * generic->objective_scale;
}

static void
look_at_block(Fill *fill, int block)
{
	const QsGenericState *state = fill->state;
	int			n = state->generic->model->n;
	int			end = n - block * BLOCK < BLOCK ? n : (block + 1) * BLOCK;
	int			best = -1;

	for (int i = block * BLOCK; i < end; i++)
		if (may_enter(state, i) && (best < 0 || state->delta[i] < state->delta[best]))
			best = i;
	fill->best[block] = best;
	fill->stale[block] = 0;
}

/* The lowest variable of the best change, or -1 */
static int
best_of_all(Fill *fill)
{
	const double *delta = fill->state->delta;
	int			best = -1;

	for (int b = 0; b < fill->blocks; b++)
	{
		if (fill->stale[b])
			look_at_block(fill, b);
		if (fill->best[b] >= 0 && (best < 0 || delta[fill->best[b]] < delta[best]))
			best = fill->best[b];
	}
	return best;
}

/* Changes and scores of whatever shares a product or a row with i have moved. */
static void
mark_around(Fill *fill, int i)
{
	const QsGeneric *generic = fill->state->generic;
	const QsModel *model = generic->model;

	fill->stale[i / BLOCK] = 1;
	for (int64_t k = model->objective->start[i]; k < model->objective->start[i + 1]; k++)
		fill->stale[model->objective->neighbour[k] / BLOCK] = 1;
	for (int64_t c = model->column_start[i]; c < model->column_start[i + 1]; c++)
	{
		int			row = model->column_row[c];

		for (int64_t k = model->row_start[row]; k < model->row_start[row + 1] && !generic->skip[row]; k++)
			fill->stale[model->row_variable[k] / BLOCK] = 1;
	}
}

void
qs_generic_fill(QsHost *host, QsGenericState *state)
{
	Fill		fill = {
		.host = host, .state = state, .blocks = (state->generic->model->n + BLOCK - 1) / BLOCK
	};
	int			i;

	fill.best = QS_ARRAY(host, int32_t, fill.blocks);
	fill.stale = QS_ARRAY(host, uint8_t, fill.blocks);
	if (fill.blocks > 0)
		memset(fill.stale, 1, (size_t) fill.blocks);
	while (!qs_time_up(host) && (i = best_of_all(&fill)) >= 0)
	{
		qs_check(host);
		qs_generic_state_flip(state, i);
		if (state->violated_count > 0)
		{
			qs_generic_state_flip(state, i);
			break;
		}
		mark_around(&fill, i);
	}
	qs_free(host, fill.best);
	qs_free(host, fill.stale);
}
