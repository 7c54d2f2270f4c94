/*
 * enumeration.h
 *	  What the branch-and-bound searches of qs_bound_enumerate() share: the
 *	  incumbent, the count of nodes, when to stop.
 *
 * Two searches are for any model (enumerate_linear.h, enumerate_quadratic.h), classes
 * have theirs.  Each is exact, and runs to the end or until qs_enumeration_count()
 * stops it.
 */
#ifndef QS_ENUMERATION_H
#define QS_ENUMERATION_H

#include "model/best_set.h"
#include "structure/structure.h"

typedef struct QsEnumeration
{
	QsHost	   *host;
	const QsModel *model;
	const double *dual;			/* m, or NULL */
	QsBestSet  *best;			/* the caller's, to be filled with the best there are; NULL: x
								 * alone.  Nothing but rows and the objective may prune then:
								 * every feasible assignment may be wanted. */
	double		incumbent;		/* objective to beat: of best the last, once it is full */
	double		threshold;		/* bounds above it exclude anything better */
	double		grain;			/* qs_bound_granularity() */
	uint8_t    *x;				/* the caller's: best found */
	bool		improved;
	int64_t		nodes;			/* so far, in microseconds of typical work */
	int64_t		limit;
	int64_t		next_check;
	QsStatus	status;			/* QS_OK while nothing stopped the search */
} QsEnumeration;

/* Count work; true when the search has to stop (status says why). */
extern bool qs_enumeration_count(QsEnumeration *enumeration, int64_t nodes);

/* What a better solution has to beat from here on */
extern void qs_enumeration_set_incumbent(QsEnumeration *enumeration, double value);

/* Take x if it is feasible and strictly better than the incumbent, and what best
 * accepts if there is one; whether it was.  May be offered again. */
extern bool qs_enumeration_offer(QsEnumeration *enumeration, const uint8_t *x);

#endif
