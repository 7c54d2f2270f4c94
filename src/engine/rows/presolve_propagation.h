/*
 * presolve_propagation.h
 *	  Row propagation with a trail: what fixed variables force through the rows.
 *
 * Each row keeps the range [least, most] of its activity.  A free variable whose
 * coefficient is larger than the distance of that range to a bound of the row
 * must take its harmless value.  Used by presolve (to a fixpoint, once) and by
 * enumeration (millions of times, undone by the trail).
 */
#ifndef QS_PRESOLVE_PROPAGATION_H
#define QS_PRESOLVE_PROPAGATION_H

#include "model/model.h"

#define QS_FREE		(-1)

typedef struct QsPropagator
{
	QsHost	   *host;
	const QsModel *model;
	double	   *lower;			/* m: effective bounds (relax_rows.h); the owner may
								 * tighten them between propagations */
	double	   *upper;
	double	   *slop;			/* m: rounding of activities; 0 for integer rows */
	double	   *least;			/* m: smallest activity the free variables allow */
	double	   *most;
	double	   *saved_least;	/* nonzeros: ranges before the column's variable was fixed */
	double	   *saved_most;
	int32_t    *entry_variable; /* rows sorted by |coefficient|, largest first */
	double	   *entry_value;
	int8_t	   *value;			/* n: 0, 1 or QS_FREE */
	int32_t    *forced_by;		/* n: row that forced the value, -1 for a decision */
	int32_t    *trail;			/* n: variables in the order they were fixed */
	int			fixed;			/* entries of trail */
	int32_t    *queue;			/* ring of m rows to look at */
	uint8_t    *queued;
	int			queue_head;
	int			queue_count;
	int32_t		broken_row;		/* after a failure */
	int64_t		work;			/* entries visited since the last interrupt point */
} QsPropagator;

extern QsPropagator *qs_propagator_create(QsHost *host, const QsModel *model);
extern void qs_propagator_free(QsPropagator *propagator);

/* Fix a free variable; `row` is why (-1: a decision).  O(column). */
extern void qs_propagator_fix(QsPropagator *propagator, int variable, int value, int row);

/* Propagate to a fixpoint; false when some row can no longer be met. */
extern bool qs_propagate(QsPropagator *propagator);

/* Free again what was fixed since the trail held `fixed` entries. */
extern void qs_propagator_undo(QsPropagator *propagator, int fixed);

#endif
