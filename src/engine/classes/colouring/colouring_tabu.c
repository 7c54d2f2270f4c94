/*
 * colouring_tabu.c
 *	  Towards no conflicts: the tabu search of Hertz & de Werra ("Using tabu search
 *	  techniques for graph coloring", 1987), with a tenure that grows with the number of
 *	  clashing vertices (Galinier & Hao, "Hybrid evolutionary algorithms for graph
 *	  coloring", 1999).  Lists only narrow the moves.
 */
#include "classes/colouring/colouring_tabu.h"

#include <string.h>

#define TENURE_SHARE	0.6		/* of the clashing vertices, and ... */
#define TENURE_RANDOM	10		/* ... up to this at random */
#define WORK_PER_CHECK	1e6		/* about a millisecond */
#define PATIENCE		10000	/* steps, and ... */
#define PATIENCE_SIZE	200		/* ... more for each vertex, without a gain before a kick */

typedef struct Search
{
	QsColouringState *state;
	QsRandom   *random;
	int64_t    *tabu_until;		/* values */
	int64_t		step;
	int64_t		last_gain;
	int64_t		least;			/* conflicts seen in this phase */
} Search;

typedef struct Choice
{
	int32_t		value;
	int32_t		change;
	uint32_t	ties;
} Choice;

static inline void
look_at_vertex(Search *search, int v, Choice *choice)
{
	const QsColouringState *state = search->state;
	const QsColouring *colouring = state->colouring;
	int			own = state->at[v];
	int			clash = state->clash[own];
	int			end = colouring->value_start[v + 1];

	for (int a = colouring->value_start[v]; a < end; a++)
	{
		int			change = state->clash[a] - clash;

		if (change > choice->change || a == own || state->closed[a])
			continue;
		if (search->tabu_until[a] > search->step && state->conflicts + change >= search->least)
			continue;
		if (change == choice->change)
		{
			if (qs_random_below(search->random, ++choice->ties) != 0)
				continue;
		}
		else
			choice->ties = 1;
		choice->value = a;
		choice->change = change;
	}
}

static void
step(Search *search, int64_t *moves)
{
	QsColouringState *state = search->state;
	const QsColouring *colouring = state->colouring;
	Choice		choice = {-1, INT32_MAX, 0};

	for (int h = 0; h < state->hits; h++)
	{
		int			v = state->hit[h];

		look_at_vertex(search, v, &choice);
		state->work += colouring->value_start[v + 1] - colouring->value_start[v];
	}
	search->step++;
	state->work += 10.0;
	if (choice.value >= 0)
	{
		int			v = colouring->vertex_of[choice.value];

		search->tabu_until[state->at[v]] = search->step + (int64_t) (TENURE_SHARE * state->hits) +
			qs_random_below(search->random, TENURE_RANDOM);
		qs_colouring_state_move(state, v, choice.value);
		(*moves)++;
	}
}

/* A phase that has seen nothing new for long goes on from elsewhere nearby. */
static void
kick(Search *search)
{
	QsColouringState *state = search->state;
	const QsColouring *colouring = state->colouring;
	int			kicks = 1 + colouring->vertices / 20;

	for (int k = 0; k < kicks; k++)
	{
		int			v = (int) qs_random_below(search->random, (uint32_t) colouring->vertices);
		int			size = colouring->value_start[v + 1] - colouring->value_start[v];
		int			a = colouring->value_start[v] +
			(int) qs_random_below(search->random, (uint32_t) size);

		if (!state->closed[a])
			qs_colouring_state_move(state, v, a);
	}
	search->least = state->conflicts;
	search->last_gain = search->step;
}

QsStatus
qs_colouring_tabu(QsHost *host, QsColouringState *state, QsRandom *random, double work_limit,
				  int32_t *at, int64_t *moves)
{
	const QsColouring *colouring = state->colouring;
	size_t		bytes = (size_t) colouring->vertices * sizeof(int32_t);
	Search		search = {
		.state = state, .random = random,
		.tabu_until = QS_ARRAY0(host, int64_t, colouring->values),
		.least = state->conflicts,
	};
	int64_t		patience = PATIENCE + PATIENCE_SIZE * (int64_t) colouring->vertices;
	int64_t		best = state->conflicts;
	double		end = state->work + work_limit;
	double		last_check = state->work;
	QsStatus	status = QS_OK;

	memcpy(at, state->at, bytes);
	while (state->conflicts > 0 && state->work < end && status == QS_OK)
	{
		step(&search, moves);
		if (state->conflicts < search.least)
		{
			search.least = state->conflicts;
			search.last_gain = search.step;
		}
		if (state->conflicts < best)
		{
			best = state->conflicts;
			memcpy(at, state->at, bytes);
			state->work += colouring->vertices / 8;
		}
		if (search.step - search.last_gain > patience)
			kick(&search);
		if (state->work - last_check > WORK_PER_CHECK)
		{
			last_check = state->work;
			qs_check(host);
			if (qs_time_up(host))
				status = QS_INTERRUPTED;
		}
	}
	qs_free(host, search.tabu_until);
	if (state->conflicts == 0)
		return QS_OK;
	qs_colouring_state_load(host, state, at);
	return status == QS_OK ? QS_LIMIT : status;
}
