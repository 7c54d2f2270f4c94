/*
 * shrink_batch.h
 *	  One batch of contractions; private to shrink.c and shrink_batch.c.
 */
#ifndef QS_SHRINK_BATCH_H
#define QS_SHRINK_BATCH_H

#include "shrink/legality.h"
#include "shrink/shrink.h"

#define QS_AGREEMENT	0.5		/* a provisional merge survives if its fresh correlation keeps
								 * this share */

/* One candidate contraction, in variables of the base model */
typedef struct QsMergeCandidate
{
	int32_t		i;
	int32_t		j;				/* or QS_REFERENCE */
	double		value;			/* signed correlation */
	double		score;			/* |value|, perturbed */
} QsMergeCandidate;

typedef struct QsShrinker
{
	QsHost	   *host;
	const QsShrinkInput *input;
	const QsShrinkSettings *settings;
	QsRandom   *random;
	QsShrunk   *out;
	int			budget;			/* roots */
	QsStructure *structure;		/* of out->reduced->model */
	QsLegality *legality;		/* over out->reduced->model; NULL: off */
	double	   *spin;			/* reduced n: correlation with the reference */
	QsMergeCandidate *candidate;	/* this iteration's, by score descending */
	int64_t		candidate_count;
	QsMergeCandidate *provisional;	/* tail of the last batch */
	int			provisional_count;
} QsShrinker;

/*
 * The tail of the last batch was provisional: make those merges the fresh
 * correlations still agree with, log the others as undone.  Returns the share
 * confirmed (1 when there was none).
 */
extern double qs_shrink_confirm(QsShrinker *shrinker);

/*
 * Contract the head of the candidates, keep the next ones as provisional.
 * Returns how many merges were made; *confident is false when the confidence
 * threshold ended the batch.
 */
extern int	qs_shrink_contract_batch(QsShrinker *shrinker, int batch, bool *confident);

#endif
