/*
 * generic_row_flips.c
 *	  Flips of up to three variables of one row, judged together.
 */
#include "classes/generic/generic_row_flips.h"

#include <math.h>

#define LOOKED_AT	12			/* variables of a row: the triples of them are what costs */
#define SLACK		1e-9		/* closer values are ties */

typedef struct Choice
{
	QsGenericState *state;
	QsRandom   *random;
	int			row;
	int			count;
	int32_t		variable[LOOKED_AT];
	double		change[LOOKED_AT];	/* of the row's activity */
	double		elsewhere[LOOKED_AT];	/* change of the weighted violation of other rows */
	int			chosen[QS_ROW_FLIPS_MOST];
	int			chosen_count;
	double		least;
	uint32_t	ties;
} Choice;

static void
list_variables(Choice *choice, const int64_t *tabu_until, int64_t step)
{
	QsGenericState *state = choice->state;
	const QsGeneric *generic = state->generic;
	const QsModel *model = generic->model;
	int			row = choice->row;
	double		now = qs_generic_excess(generic, row, state->activity[row]);
	int64_t		first = model->row_start[row];
	int64_t		count = model->row_start[row + 1] - first;
	int64_t		offset = count > LOOKED_AT ? qs_random_below(choice->random, (uint32_t) count) : 0;

	/* a long row may be all groups: it is not looked through */
	for (int64_t c = 0; c < count && c < 2 * LOOKED_AT && choice->count < LOOKED_AT; c++)
	{
		int64_t		k = first + (offset + c) % count;
		int			i = model->row_variable[k];
		double		change = state->x[i] ? -model->row_value[k] : model->row_value[k];

		if (generic->group_of[i] >= 0 || tabu_until[i] > step)
			continue;
		choice->variable[choice->count] = i;
		choice->change[choice->count] = change;
		choice->elsewhere[choice->count++] = state->score[i] - state->weight[row] *
			(qs_generic_excess(generic, row, state->activity[row] + change) - now);
	}
}

/* chosen: what is taken already, `taken` variables; those from `next` on may join. */
static void
extend(Choice *choice, const int *chosen, int taken, int next, double change, double elsewhere)
{
	QsGenericState *state = choice->state;
	int			now[QS_ROW_FLIPS_MOST];

	for (int k = 0; k < taken; k++)
		now[k] = chosen[k];
	for (int k = next; k < choice->count; k++)
	{
		double		by = change + choice->change[k];
		double		others = elsewhere + choice->elsewhere[k];
		double		total = others + state->weight[choice->row] *
			qs_generic_excess(state->generic, choice->row, state->activity[choice->row] + by);

		now[taken] = k;
		if (total < choice->least - SLACK)
			choice->ties = 0;
		if (total < choice->least - SLACK ||
			(total <= choice->least + SLACK &&
			 qs_random_below(choice->random, ++choice->ties + 1) == 0))
		{
			choice->least = total;
			choice->chosen_count = taken + 1;
			for (int q = 0; q <= taken; q++)
				choice->chosen[q] = now[q];
		}
		if (taken + 1 < QS_ROW_FLIPS_MOST)
			extend(choice, now, taken + 1, k + 1, by, others);
	}
}

QsGenericRowFlips
qs_generic_row_flips(QsGenericState *state, QsRandom *random, const int64_t *tabu_until,
					 int64_t step, int row)
{
	Choice		choice = {.state = state, .random = random, .row = row, .least = INFINITY};
	QsGenericRowFlips flips = {0};

	list_variables(&choice, tabu_until, step);
	extend(&choice, choice.chosen, 0, 0, 0.0, 0.0);
	state->work += 1.0 + (double) choice.count * choice.count * choice.count / 6.0;
	flips.count = choice.chosen_count;
	for (int k = 0; k < flips.count; k++)
		flips.variable[k] = choice.variable[choice.chosen[k]];
	flips.gain = choice.least - state->weight[row] *
		qs_generic_excess(state->generic, row, state->activity[row]);
	return flips;
}
