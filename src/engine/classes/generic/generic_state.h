/*
 * generic_state.h
 *	  An assignment of a generic model with everything a move needs up to date:
 *	  row activities, the objective change and the change of weighted violation
 *	  of every single flip.
 */
#ifndef QS_GENERIC_STATE_H
#define QS_GENERIC_STATE_H

#include "classes/generic/generic_local.h"

typedef struct QsGenericState
{
	const QsGeneric *generic;
	uint8_t    *x;				/* n */
	double	   *activity;		/* m */
	double	   *weight;			/* m: of the row's violation */
	double	   *delta;			/* n: objective change of flipping i */
	double	   *score;			/* n: change of weighted violation */
	double		objective;		/* without the model's constant */
	double		violation;		/* unweighted, scaled */
	int			violated_count;
	int32_t    *violated;		/* m: rows now violated */
	int32_t    *violated_place; /* m: index there, or -1 */
	int32_t    *chosen;			/* groups: the variable at 1, or -1 */
	double		work;			/* elementary updates so far */
	double		last_refresh;	/* work at the last recomputation */
} QsGenericState;

extern QsGenericState *qs_generic_state_create(QsHost *host, const QsGeneric *generic);
extern void qs_generic_state_free(QsHost *host, QsGenericState *state);

/* Start from x; weights stay.  Groups with other than one variable at 1 have
 * chosen -1 and must be settled before shifts.  O(n + nonzeros + terms). */
extern void qs_generic_state_load(QsGenericState *state, const uint8_t *x);

/* Set all row weights (before a load) */
extern void qs_generic_state_weigh(QsGenericState *state, double weight);

/* Flip one variable.  O(degree + lengths of its rows that are near a bound). */
extern void qs_generic_state_flip(QsGenericState *state, int i);

/* Change one row's weight.  O(length) */
extern void qs_generic_state_reweigh(QsGenericState *state, int row, double weight);

/* Take every sum afresh; refresh does so only if enough has happened to blur
 * them. */
extern void qs_generic_state_recompute(QsGenericState *state);
extern void qs_generic_state_refresh(QsGenericState *state);

/* Leave every group with exactly one variable, the one that costs least:
 * violation, then objective.  Returns the flips made. */
extern int	qs_generic_state_settle(QsGenericState *state);

/* Violation of a row at an activity, scaled */
static inline double
qs_generic_excess(const QsGeneric *generic, int row, double activity)
{
	double		over = activity - generic->model->row_upper[row];
	double		under = generic->model->row_lower[row] - activity;
	double		excess = over > under ? over : under;

	return excess > generic->tolerance[row] ? excess * generic->scale[row] : 0.0;
}

/*
 * Change of weighted violation and of objective of taking the chosen variable
 * `from` off and `to` on (both in one group).
 */
extern void qs_generic_state_shift_cost(const QsGenericState *state, int from, int to,
										double *violation, double *objective);

static inline void
qs_generic_state_shift(QsGenericState *state, int from, int to)
{
	qs_generic_state_flip(state, from);
	qs_generic_state_flip(state, to);
	state->chosen[state->generic->group_of[to]] = to;
}

#endif
