/*
 * best_set.h
 *	  The best so many different assignments of those offered, in one order: by
 *	  objective, then by assignment.
 */
#ifndef QS_BEST_SET_H
#define QS_BEST_SET_H

#include "base/host.h"

typedef struct QsBestEntry
{
	double		objective;		/* engine sense */
	uint8_t    *x;				/* n */
	bool		mark;			/* the owner's; false when it enters */
} QsBestEntry;

typedef struct QsBestSet
{
	int			n;
	int			capacity;
	int			allocated;		/* entries there is room for */
	int			count;
	QsBestEntry *entry;			/* best first */

	/* May x enter?  Asked of what would enter only; NULL: all may. */
	bool		(*accept) (void *context, const uint8_t *x);
	void	   *context;
} QsBestSet;

/* capacity > 0; memory grows with what enters. */
extern QsBestSet *qs_best_set_create(QsHost *host, int n, int capacity);
extern void qs_best_set_free(QsHost *host, QsBestSet *set);

/* Offer x, which is copied if it enters: it is new, precedes the last or finds room,
 * and is accepted.  Returns whether.  O(n log capacity + capacity). */
extern bool qs_best_set_offer(QsHost *host, QsBestSet *set, const uint8_t *x, double objective);

/* What must be beaten to enter: INFINITY while there is room. */
extern double qs_best_set_worst(const QsBestSet *set);

/* Bytes that one more entry may take */
extern double qs_best_set_growth(const QsBestSet *set);

#endif
