/*
 * colouring_repair.c
 *	  What the moves of a colouring share; no conflicts from any assignment, or from none.
 */
#include <math.h>
#include <string.h>

#include "base/elementary.h"
#include "classes/colouring/colouring_local.h"
#include "classes/colouring/colouring_tabu.h"
#include "classes/generic/generic_local.h"

#define REPAIR_WORK			1e6		/* look-ups and updates at least, */
#define REPAIR_WORK_SIZE	1000.0	/* more per value and conflict, */
#define REPAIR_WORK_MOST	1e8		/* but no more than this; */
#define LONGEST_REPAIR		16.0	/* against a clock so many times that after failures */

QsColouringLocal *
qs_colouring_local_create(QsHost *host, const QsColouring *colouring,
						  const QsStructure *structure)
{
	QsColouringLocal *local = QS_NEW(host, QsColouringLocal);

	local->colouring = colouring;
	local->attempt = QS_ARRAY0(host, int32_t, colouring->vertices);
	local->attempt_closed = QS_ARRAY0(host, uint8_t, colouring->values);
	local->attempt_cost = NAN;
	if (colouring->priced)
		local->generic = qs_generic_create(host, colouring->model, structure);
	return local;
}

void
qs_colouring_local_free(QsHost *host, QsColouringLocal *local)
{
	if (local == NULL)
		return;
	qs_generic_free(host, local->generic);
	qs_free(host, local->attempt);
	qs_free(host, local->attempt_closed);
	qs_free(host, local);
}

void
qs_colouring_remember(QsColouringLocal *local)
{
	local->remembers = true;
}

static double
repair_work(const QsHost *host, const QsColouringLocal *local)
{
	const QsColouring *colouring = local->colouring;
	double		size = colouring->values + (double) colouring->conflict_start[colouring->values];
	double		work = fmin(REPAIR_WORK + REPAIR_WORK_SIZE * size, REPAIR_WORK_MOST);

	if (isfinite(host->deadline) && local->remembers)
		work *= fmin(qs_whole_power(2.0, local->failures), LONGEST_REPAIR);
	return work;
}

/* Drive the values at (vertices, all taken) to no conflicts; x is written. */
static QsStatus
remove_conflicts(QsHost *host, QsColouringLocal *local, QsColouringState *state, QsRandom *random,
				 int32_t *at, uint8_t *x)
{
	const QsColouring *colouring = local->colouring;
	int64_t		moves = 0;
	QsStatus	status = qs_colouring_tabu(host, state, random, repair_work(host, local), at, &moves);

	local->failures = status == QS_OK ? 0 : local->failures + 1;
	qs_colouring_settle(host, colouring, at);
	qs_colouring_to_bits(host, colouring, at, x);
	if (status == QS_OK && !qs_model_feasible(colouring->model, x))
		status = QS_LIMIT;
	return status;
}

/* Values of vertices that have none: what clashes least, one after the other */
static void
complete(QsHost *host, QsColouringState *state, const int32_t *wanted)
{
	const QsColouring *colouring = state->colouring;
	int32_t    *at = QS_ARRAY(host, int32_t, colouring->vertices);

	for (int v = 0; v < colouring->vertices; v++)
		at[v] = wanted[v] >= 0 ? wanted[v] : colouring->value_start[v];
	qs_colouring_state_load(host, state, at);
	for (int v = 0; v < colouring->vertices; v++)
		if (wanted[v] < 0)
			qs_colouring_state_move(state, v, qs_colouring_state_best_value(state, NULL, v));
	qs_free(host, at);
}

QsStatus
qs_colouring_repair(QsHost *host, QsColouringLocal *local, QsRandom *random, uint8_t *x)
{
	const QsColouring *colouring = local->colouring;
	size_t		n = (size_t) colouring->model->n;
	QsColouringState *state;
	int32_t    *at;
	uint8_t    *found;
	QsStatus	status;

	if (qs_model_feasible(colouring->model, x))
		return QS_OK;
	state = qs_colouring_state_create(host, colouring);
	at = QS_ARRAY(host, int32_t, colouring->vertices);
	found = QS_ARRAY(host, uint8_t, n);
	qs_colouring_from_bits(colouring, x, at);
	complete(host, state, at);
	status = remove_conflicts(host, local, state, random, at, found);
	if (status == QS_OK ||
		qs_model_violation(colouring->model, found) <= qs_model_violation(colouring->model, x))
		memcpy(x, found, n);
	qs_free(host, at);
	qs_free(host, found);
	qs_colouring_state_free(host, state);
	return status;
}

QsStatus
qs_colouring_construct(QsHost *host, QsColouringLocal *local, QsRandom *random, double noise,
					   uint8_t *x)
{
	const QsColouring *colouring = local->colouring;
	QsColouringState *state = qs_colouring_state_create(host, colouring);
	int32_t    *at = QS_ARRAY(host, int32_t, colouring->vertices);
	QsStatus	status;

	qs_colouring_greedy(host, colouring, random, noise, at);
	qs_colouring_state_load(host, state, at);
	status = remove_conflicts(host, local, state, random, at, x);
	qs_free(host, at);
	qs_colouring_state_free(host, state);
	return status;
}
