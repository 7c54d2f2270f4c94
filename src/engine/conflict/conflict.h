/*
 * conflict.h
 *	  Rows that cannot hold together, as few as can be shown: why a model has no
 *	  feasible assignment.
 */
#ifndef QS_CONFLICT_H
#define QS_CONFLICT_H

#include "model/model.h"

typedef enum QsConflictOutcome
{
	QS_CONFLICT_FOUND,
	QS_CONFLICT_FEASIBLE,		/* some assignment meets all rows */
	QS_CONFLICT_UNDECIDED		/* neither that nor the opposite was shown within the limits */
} QsConflictOutcome;

typedef struct QsConflict
{
	QsConflictOutcome outcome;
	int			count;
	int32_t    *row;			/* ascending rows of the model that cannot hold together */
	bool		irreducible;	/* without any one of them the others were met by an assignment */
	int64_t		tests;			/* sets of rows that were looked at */
} QsConflict;

typedef struct QsConflictSettings
{
	uint64_t	seed;
	int64_t		node_limit;		/* of one enumeration */

	/* independent verdict: does x meet this row of the model, as stored?  NULL: none */
	bool		(*holds) (void *context, int row, const uint8_t *x);
	void	   *context;
} QsConflictSettings;

/*
 * The objective plays no part.  Rows are left out as long as the others are still proved
 * to be contradictory: by propagation, by a Farkas certificate of the relaxation, by a
 * solve without objective that ends in a proof.  Ends at the deadline of the host, each
 * test within a share of the time left; without one by counted work.  O(k log(m / k))
 * tests for k rows of m in the end, each no more than a solve.
 *
 * Chinneck & Dravnieks, "Locating minimal infeasible constraint sets in linear programs",
 * 1991 (deletion filter).
 */
extern QsConflict *qs_conflict(QsHost *host, const QsModel *model,
							   const QsConflictSettings *settings);
extern void qs_conflict_free(QsHost *host, QsConflict *conflict);

#endif
