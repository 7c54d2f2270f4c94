/*
 * colouring_polish.c
 *	  Descent without conflicts: cheaper values, and chains of two colours exchanged
 *	  (Kempe chains).
 */
#include <math.h>
#include <string.h>

#include "classes/colouring/colouring_local.h"

#define LONGEST_CHAIN	200
#define DESCENT_WORK	3e7
#define WORK_PER_CHECK	1e6

typedef struct Descent
{
	QsHost	   *host;
	QsColouringState *state;
	int32_t    *chain;			/* LONGEST_CHAIN values: each replaces its vertex's, */
	int32_t    *replaced;		/* which is this once exchanged */
	int			length;
	int32_t    *in_chain;		/* vertices: stamp of the last chain it was in */
	int32_t		stamp;
	double		end;
	double		last_check;
	int64_t    *moves;
	QsStatus	status;
} Descent;

static bool
may_go_on(Descent *descent)
{
	if (descent->state->work > descent->end)
		return false;
	if (descent->state->work - descent->last_check > WORK_PER_CHECK)
	{
		descent->last_check = descent->state->work;
		qs_check(descent->host);
		if (qs_time_up(descent->host))
			descent->status = QS_INTERRUPTED;
	}
	return descent->status == QS_OK;
}

static bool
add_to_chain(Descent *descent, int value)
{
	if (value < 0 || descent->length == LONGEST_CHAIN || descent->state->closed[value])
		return false;
	descent->in_chain[descent->state->colouring->vertex_of[value]] = descent->stamp;
	descent->chain[descent->length++] = value;
	return true;
}

/* Vertices whose value a member of the chain excludes must take the other colour. */
static bool
follow(Descent *descent, int member, int first_label, int second_label)
{
	const QsColouringState *state = descent->state;
	const QsColouring *colouring = state->colouring;

	if (state->clash[member] == 0)
		return true;
	for (int64_t k = colouring->conflict_start[member]; k < colouring->conflict_start[member + 1]; k++)
	{
		int			other = colouring->conflict[k];
		int			u = colouring->vertex_of[other];
		int			label = colouring->label[other];

		if (state->at[u] != other || descent->in_chain[u] == descent->stamp)
			continue;
		if (label < 0 || !add_to_chain(descent, qs_colouring_value_at(colouring, u, label == first_label ?
																	  second_label : first_label)))
			return false;
	}
	descent->state->work += (double) (colouring->conflict_start[member + 1] -
									  colouring->conflict_start[member]);
	return true;
}

/* The chain that lets a vertex take a value.  False: it cannot be exchanged. */
static bool
find_chain(Descent *descent, int v, int value)
{
	const QsColouringState *state = descent->state;
	const QsColouring *colouring = state->colouring;
	int			from = colouring->label[state->at[v]];
	int			to = colouring->label[value];

	descent->length = 0;
	descent->stamp++;
	if (from < 0 || to < 0 || !add_to_chain(descent, value))
		return false;
	for (int k = 0; k < descent->length; k++)
		if (!follow(descent, descent->chain[k], from, to))
			return false;
	return true;
}

static double
cost_of_chain(const Descent *descent)
{
	const QsColouringState *state = descent->state;
	const QsColouring *colouring = state->colouring;
	double		cost = 0.0;

	for (int k = 0; k < descent->length; k++)
		cost += colouring->cost[descent->chain[k]] -
			colouring->cost[state->at[colouring->vertex_of[descent->chain[k]]]];
	return cost;
}

/* False, and nothing changed: values of one colour exclude each other in the other. */
static bool
exchange_chain(Descent *descent)
{
	QsColouringState *state = descent->state;
	const int32_t *vertex_of = state->colouring->vertex_of;

	for (int k = 0; k < descent->length; k++)
	{
		descent->replaced[k] = state->at[vertex_of[descent->chain[k]]];
		qs_colouring_state_move(state, vertex_of[descent->chain[k]], descent->chain[k]);
	}
	if (state->conflicts == 0)
		return true;
	for (int k = 0; k < descent->length; k++)
		qs_colouring_state_move(state, vertex_of[descent->chain[k]], descent->replaced[k]);
	return false;
}

static bool
improve_vertex(Descent *descent, int v, double least_gain)
{
	QsColouringState *state = descent->state;
	const QsColouring *colouring = state->colouring;

	for (int a = colouring->value_start[v]; a < colouring->value_start[v + 1]; a++)
	{
		state->work++;
		if (a == state->at[v] || state->closed[a])
			continue;
		if (state->clash[a] == 0)
		{
			if (qs_colouring_state_cost_of(state, v, a) >= -least_gain)
				continue;
			qs_colouring_state_move(state, v, a);
			(*descent->moves)++;
			return true;
		}
		if (!colouring->priced || colouring->cost[a] >= colouring->cost[state->at[v]] ||
			!find_chain(descent, v, a) || cost_of_chain(descent) >= -least_gain ||
			!exchange_chain(descent))
			continue;
		(*descent->moves)++;
		return true;
	}
	return false;
}

static double
least_gain_of(const QsColouring *colouring)
{
	double		largest = 0.0;

	for (int a = 0; a < colouring->values; a++)
		largest = fmax(largest, fabs(colouring->cost[a]));
	for (int s = 0; s < colouring->switches; s++)
		largest = fmax(largest, colouring->switch_cost[s]);
	return 1e-9 * largest;
}

QsStatus
qs_colouring_descend(QsHost *host, QsColouringState *state, int64_t *moves)
{
	const QsColouring *colouring = state->colouring;
	Descent		descent = {
		.host = host, .state = state,
		.chain = QS_ARRAY(host, int32_t, LONGEST_CHAIN),
		.replaced = QS_ARRAY(host, int32_t, LONGEST_CHAIN),
		.in_chain = QS_ARRAY0(host, int32_t, colouring->vertices),
		.end = state->work + DESCENT_WORK, .last_check = state->work,
		.moves = moves, .status = QS_OK,
	};
	double		least_gain = least_gain_of(colouring);
	int			since = 0;		/* vertices looked at since the last gain */

	for (int v = 0; since < colouring->vertices && may_go_on(&descent);
		 v = v + 1 < colouring->vertices ? v + 1 : 0)
		since = improve_vertex(&descent, v, least_gain) ? 0 : since + 1;
	qs_free(host, descent.chain);
	qs_free(host, descent.replaced);
	qs_free(host, descent.in_chain);
	return descent.status;
}

QsStatus
qs_colouring_polish(QsHost *host, const QsColouringLocal *local, uint8_t *x, int64_t *moves)
{
	const QsColouring *colouring = local->colouring;
	QsColouringState *state = qs_colouring_state_create(host, colouring);
	int32_t    *at = QS_ARRAY(host, int32_t, colouring->vertices);
	QsStatus	status;

	qs_colouring_from_bits(colouring, x, at);
	qs_colouring_state_load(host, state, at);
	status = qs_colouring_descend(host, state, moves);
	memcpy(at, state->at, (size_t) colouring->vertices * sizeof(int32_t));
	qs_colouring_settle(host, colouring, at);
	qs_colouring_to_bits(host, colouring, at, x);
	qs_free(host, at);
	qs_colouring_state_free(host, state);
	return status;
}
