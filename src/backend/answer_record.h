/*
 * answer_record.h
 *	  What the pure form returns: an answer as one composite value, and back.
 */
#ifndef QSHRINK_ANSWER_RECORD_H
#define QSHRINK_ANSWER_RECORD_H

#include "compat.h"

#include "funcapi.h"

#include "option_table.h"
#include "problem_keys.h"
#include "problem_load.h"
#include "solve/pipeline.h"

/* A run of a model that no table holds */
typedef struct QshrinkAnswer
{
	const QshrinkProblem *problem;
	const QshrinkKeys *keys;	/* of its variables; NULL or empty: none */
	const QsRun *run;
	const QshrinkOptions *options;
} QshrinkAnswer;

/*
 * The qshrink_answer_record of a run, as the row type of `descriptor`, in
 * CurrentMemoryContext.  Every solution is judged on the model's own rows first.
 * O(solutions * nonzeros + rounds).
 */
extern Datum qshrink_answer_form(QsHost *host, TupleDesc descriptor, const QshrinkAnswer *answer);

/* The variables of x that are not 0 with their keys and values, integers decoded:
 * [{"variable", "keys", "value"}, ...]; NULL where there are more than a million. */
extern Jsonb *qshrink_answer_chosen(const QshrinkKeys *keys, const uint8_t *x, int n);

/* What a record says, whoever made it */
typedef struct QshrinkClaim
{
	QsRun	   *run;			/* solutions and rounds, of the user's sense and not judged; no
								 * proof, no bound.  Host memory */
	char	   *fingerprint;	/* NULL: it says none */
	int64		seed;
	Jsonb	   *settings;		/* NULL: none */
	char	   *status;			/* these are NULL, NAN where it does not say */
	char	   *proved_by;
	char	   *version;
	double		objective;
	double		bound;
} QshrinkClaim;

/*
 * Take a qshrink_answer_record apart for a problem.  Objectives of rounds become those
 * of the model's sense.  ERROR for a fingerprint that is not the problem's, lengths that
 * do not fit the problem or each other, and names that do not exist: what is left can be stored, but is not yet true.
 */
extern QshrinkClaim qshrink_answer_read(QsHost *host, const QshrinkProblem *problem, Oid namespace,
										HeapTupleHeader record);

#endif
