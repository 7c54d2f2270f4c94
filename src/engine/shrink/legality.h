/*
 * legality.h
 *	  Constraint-aware legality of contractions: would a merge break a row,
 *	  force what the correlations do not support, or make a row likely to break?
 *
 * Holds the rows of one (shrunk) model as merges are made: activity bounds of
 * every row over the still free roots.  Sharma & Lau, arXiv 2506.14250.
 */
#ifndef QS_LEGALITY_H
#define QS_LEGALITY_H

#include "model/contraction.h"
#include "structure/structure.h"

typedef struct QsLegality QsLegality;

/* One variable a merge forces, as a consequence of a row. */
typedef struct QsForced
{
	int32_t		variable;		/* of the legality's model */
	int32_t		value;
	int32_t		row;
} QsForced;

typedef struct QsVerdict
{
	bool		legal;
	const char *reason;			/* static; why not */
	int32_t		row;			/* row of the model the reason names, or -1 */
	int			forced_count;	/* implied fixings, all supported */
	const QsForced *forced;		/* valid until the next call */
} QsVerdict;

/* spin[i] in [-1, 1] is the correlation of variable i with the reference (0:
 * unknown), used to judge implied fixings; may be NULL.  O(nonzeros). */
extern QsLegality *qs_legality_create(QsHost *host, const QsModel *model,
									  const QsStructure *structure, const double *spin);
extern void qs_legality_free(QsHost *host, QsLegality *legality);

/*
 * Judge x_a = x_b (equal) or x_a = 1 - x_b; b may be QS_REFERENCE.  Nothing is
 * changed.  Both must have different roots, not the reference (but for b).
 * O(members' column entries + rows that may propagate).
 */
extern QsVerdict qs_legality_judge(QsHost *host, QsLegality *legality, int a, int b, bool equal);

/* Record the contraction (judged or not); implied fixings are separate calls. */
extern void qs_legality_merge(QsLegality *legality, int a, int b, bool equal);

/* Root of a variable, QS_REFERENCE once fixed. */
extern int	qs_legality_root(QsLegality *legality, int variable, bool *flipped);

#endif
