/*
 * colouring_search.c
 *	  Fewer colours: close one that is used, spread its vertices over the others, and
 *	  search for no conflicts; again and again.  Cheaper values: tabu search on cost.
 */
#include <math.h>
#include <string.h>

#include "classes/colouring/colouring_local.h"
#include "classes/colouring/colouring_tabu.h"
#include "classes/generic/generic_local.h"

#define EFFORT_UNIT		1e6
#define TIMED_FACTOR	8.0		/* against a clock, where only colours count: the stages of a
								 * round cost more than a search this cheap */
#define CLOSING_SHARE	0.4		/* of the effort, when values cost something as well */
#define GENERIC_SHARE	0.4		/* of the effort for cheaper values: moves of any model, with
								 * weights of rows that adapt, reach what one price for all does not */
#define FIRST_ATTEMPT	2e4		/* work on one set of closed colours before another is tried, */
#define ATTEMPT_SIZE	1e4		/* more for each vertex, */
#define ATTEMPT_GROWTH	1.5		/* and longer after every failure */
#define LONGEST_ATTEMPT	1e9

typedef struct Search
{
	QsHost	   *host;
	QsColouringLocal *local;
	const QsColouring *colouring;
	QsColouringState *state;
	QsRandom   *random;
	int64_t    *moves;
	double		end;			/* of the state's work */
	double		goal;
	int32_t    *best_at;		/* vertices: no conflicts */
	double		best;			/* with base */
	double		least_gain;
	int32_t    *at;				/* vertices: work space */
	uint8_t    *on;				/* switches: with best_at */
	uint8_t    *allowed;		/* switches */
	int32_t    *candidate;		/* switches that can be closed */
} Search;

/* The cost of values without conflicts, when they are better than the best */
static bool
take_if_better(Search *search, int32_t *at)
{
	double		cost;

	qs_colouring_settle(search->host, search->colouring, at);
	cost = qs_colouring_cost(search->colouring, at, search->on);
	if (cost >= search->best - search->least_gain)
	{
		qs_colouring_switch_on(search->colouring, search->best_at, search->on);
		return false;
	}
	search->best = cost;
	memcpy(search->best_at, at, (size_t) search->colouring->vertices * sizeof(int32_t));
	return true;
}

/* Switches that are on, cost something, and that no other that is on needs */
static int
find_candidates(Search *search)
{
	const QsColouring *colouring = search->colouring;
	int			count = 0;

	qs_colouring_switch_on(colouring, search->best_at, search->on);
	memset(search->allowed, 1, (size_t) colouring->switches);
	for (int s = 0; s < colouring->switches; s++)
		for (int e = colouring->implied_start[s]; search->on[s] && e < colouring->implied_start[s + 1]; e++)
			search->allowed[colouring->implied[e]] = 0;
	for (int s = 0; s < colouring->switches; s++)
		if (search->on[s] && search->allowed[s] && colouring->switch_cost[s] > 0.0)
			search->candidate[count++] = s;
	return count;
}

/* Mostly the colour of the fewest vertices */
static int
choose_candidate(Search *search, int candidates, bool smallest)
{
	const QsColouringState *state = search->state;
	int			best = search->candidate[qs_random_below(search->random, (uint32_t) candidates)];

	for (int k = 0; smallest && k < candidates; k++)
		if (state->uses[search->candidate[k]] < state->uses[best])
			best = search->candidate[k];
	return best;
}

/* The label a switch belongs to, or -1 */
static int
label_of_switch(const QsColouring *colouring, int which)
{
	for (int c = 0; c < colouring->labels; c++)
		if (colouring->label_switch[c] == which)
			return c;
	return -1;
}

/* Where the switch to be closed is the last of a chain, its vertices trade places with
 * those of another colour of the group: any of them may be the one that goes. */
static void
exchange_with_other(Search *search, int which, bool smallest)
{
	const QsColouring *colouring = search->colouring;
	QsColouringState *state = search->state;
	int			last = label_of_switch(colouring, which);
	int			other = last;
	uint32_t	ties = 1;

	if (!colouring->chained || last < 0)
		return;
	for (int c = 0; c < colouring->labels; c++)
	{
		int			s = colouring->label_switch[c];

		if (colouring->label_group[c] != colouring->label_group[last] || s < 0 || state->uses[s] == 0)
			continue;
		if (smallest ? state->uses[s] < state->uses[colouring->label_switch[other]]
			: qs_random_below(search->random, ++ties) == 0)
			other = c;
	}
	for (int v = 0; v < colouring->vertices && other != last; v++)
	{
		int			label = colouring->label[state->at[v]];

		if (label == last || label == other)
			qs_colouring_state_move(state, v, qs_colouring_value_at(colouring, v, label == last ? other : last));
	}
}

/* Allow what is on but the one, and others as long as all allowed cost less than now. */
static void
allow_others(Search *search, int closed)
{
	const QsColouring *colouring = search->colouring;
	double		room = colouring->switch_cost[closed] - search->least_gain;
	int			offset = (int) qs_random_below(search->random, (uint32_t) colouring->switches);

	memcpy(search->allowed, search->on, (size_t) colouring->switches);
	search->allowed[closed] = 0;
	for (int k = 0; k < colouring->switches; k++)
	{
		int			s = (k + offset) % colouring->switches;
		bool		whole = true;

		if (search->allowed[s] || s == closed || colouring->switch_cost[s] > room)
			continue;
		for (int e = colouring->implied_start[s]; e < colouring->implied_start[s + 1]; e++)
			whole = whole && search->allowed[colouring->implied[e]];
		if (!whole)
			continue;
		search->allowed[s] = 1;
		room -= colouring->switch_cost[s];
	}
}

/* Close the values of switches that are not allowed, and spread their vertices.  False:
 * some list would be left empty. */
static bool
close_values(Search *search)
{
	const QsColouring *colouring = search->colouring;
	QsColouringState *state = search->state;

	for (int a = 0; a < colouring->values; a++)
	{
		state->closed[a] = 0;
		for (int k = colouring->need_start[a]; k < colouring->need_start[a + 1]; k++)
			state->closed[a] |= !search->allowed[colouring->need[k]];
	}
	for (int v = 0; v < colouring->vertices; v++)
	{
		int			a;

		if (!state->closed[state->at[v]])
			continue;
		a = qs_colouring_state_best_value(state, search->random, v);
		if (a < 0)
			return false;
		qs_colouring_state_move(state, v, a);
	}
	state->work += colouring->values;
	return true;
}

/* Go on where the last search stopped, if nothing better has been found since. */
static bool
resume(Search *search)
{
	QsColouringLocal *local = search->local;
	const QsColouring *colouring = search->colouring;

	if (!(local->attempt_cost == search->best))
		return false;
	memcpy(search->state->closed, local->attempt_closed, (size_t) colouring->values);
	qs_colouring_state_load(search->host, search->state, local->attempt);
	return true;
}

static void
leave_off(Search *search)
{
	QsColouringLocal *local = search->local;
	const QsColouring *colouring = search->colouring;

	local->attempt_cost = NAN;
	if (!local->remembers)
		return;
	local->attempt_cost = search->best;
	memcpy(local->attempt, search->state->at, (size_t) colouring->vertices * sizeof(int32_t));
	memcpy(local->attempt_closed, search->state->closed, (size_t) colouring->values);
}

/* Close a colour of the best values.  False: none can be. */
static bool
begin_attempt(Search *search, int number)
{
	int			candidates = find_candidates(search);

	for (int tries = 0; tries < 3 && candidates > 0; tries++)
	{
		bool		smallest = number == 0 && tries == 0;
		int			closed;

		qs_colouring_state_load(search->host, search->state, search->best_at);
		closed = choose_candidate(search, candidates, smallest);
		exchange_with_other(search, closed, smallest);
		allow_others(search, closed);
		if (close_values(search))
			return true;
	}
	return false;
}

static QsStatus
search_fewer(Search *search, double end)
{
	const QsColouring *colouring = search->colouring;
	QsColouringState *state = search->state;
	double	   *attempt = &search->local->attempt_work;
	QsStatus	status = QS_LIMIT;
	bool		going = resume(search) || begin_attempt(search, 0);

	if (*attempt == 0.0)
		*attempt = FIRST_ATTEMPT + ATTEMPT_SIZE * colouring->vertices;
	for (int number = 1; going && state->work < end && search->best > search->goal; number++)
	{
		double		limit = fmin(*attempt, end - state->work);

		status = qs_colouring_tabu(search->host, state, search->random, limit, search->at, search->moves);
		if (status == QS_INTERRUPTED)
			break;
		if (status == QS_OK && colouring->priced)
			qs_colouring_descend(search->host, state, search->moves);
		memcpy(search->at, state->at, (size_t) colouring->vertices * sizeof(int32_t));
		if (status == QS_OK && take_if_better(search, search->at))
			number = 0;
		else if (status == QS_LIMIT && state->work >= end)
			break;
		else
			*attempt = fmin(*attempt * ATTEMPT_GROWTH, LONGEST_ATTEMPT);
		going = begin_attempt(search, number);
	}
	if (going && search->best > search->goal)
		leave_off(search);
	memset(state->closed, 0, (size_t) colouring->values);
	return status;
}

static void
search_cheaper(Search *search)
{
	QsColouringState *state = search->state;
	double		cost;
	double		shift;

	qs_colouring_state_load(search->host, state, search->best_at);
	memcpy(search->at, search->best_at, (size_t) search->colouring->vertices * sizeof(int32_t));
	cost = state->cost;
	/* what switches imply stays out of the state's cost */
	shift = search->best - cost;
	qs_colouring_tabu_cost(search->host, state, search->random, search->end - state->work,
						   search->goal - shift, search->at, &cost, search->moves);
	take_if_better(search, search->at);
}

static void
run(Search *search, double work)
{
	const QsColouring *colouring = search->colouring;

	search->end = work;
	if (colouring->switch_priced)
		search_fewer(search, colouring->priced ? CLOSING_SHARE * work : work);
	if (colouring->priced && search->best > search->goal && !qs_time_up(search->host))
		search_cheaper(search);
}

static void
search_colours(QsHost *host, QsColouringLocal *local, QsRandom *random, double work, double target,
			   uint8_t *x, int64_t *moves)
{
	const QsColouring *colouring = local->colouring;
	Search		search = {
		.host = host, .local = local, .colouring = colouring, .random = random, .moves = moves,
		.goal = target,
	};

	search.state = qs_colouring_state_create(host, colouring);
	search.best_at = QS_ARRAY(host, int32_t, colouring->vertices);
	search.at = QS_ARRAY(host, int32_t, colouring->vertices);
	search.on = QS_ARRAY0(host, uint8_t, colouring->switches);
	search.allowed = QS_ARRAY0(host, uint8_t, colouring->switches);
	search.candidate = QS_ARRAY(host, int32_t, colouring->switches);
	qs_colouring_from_bits(colouring, x, search.best_at);
	qs_colouring_settle(host, colouring, search.best_at);
	search.best = qs_colouring_cost(colouring, search.best_at, search.on);
	search.least_gain = 1e-9 * fmax(1.0, fabs(search.best));
	run(&search, work);
	qs_colouring_to_bits(host, colouring, search.best_at, x);
	qs_colouring_state_free(host, search.state);
	qs_free(host, search.best_at);
	qs_free(host, search.at);
	qs_free(host, search.on);
	qs_free(host, search.allowed);
	qs_free(host, search.candidate);
}

QsStatus
qs_colouring_search(QsHost *host, QsColouringLocal *local, QsRandom *random, double effort,
					double target, uint8_t *x, int64_t *moves)
{
	double		share = local->generic ? GENERIC_SHARE : 0.0;

	if (isfinite(host->deadline) && !local->colouring->priced)
		effort *= TIMED_FACTOR;
	if (!local->colouring->priced && !local->colouring->switch_priced)
		return QS_OK;
	if (!local->remembers)
	{
		local->attempt_cost = NAN;
		local->attempt_work = 0.0;
	}
	search_colours(host, local, random, (1.0 - share) * effort * EFFORT_UNIT, target, x, moves);
	if (share > 0.0 && !qs_time_up(host) && qs_model_objective(local->colouring->model, x) > target)
		qs_generic_search(host, local->generic, random, share * effort, target, x, moves);
	return qs_time_up(host) ? QS_INTERRUPTED : QS_OK;
}
