/*
 * solve_rounds.h
 *	  Writes the rounds of a run, and the circuits that were kept, into qshrink_round.
 */
#ifndef QSHRINK_SOLVE_ROUNDS_H
#define QSHRINK_SOLVE_ROUNDS_H

#include "compat.h"

#include "solve/pipeline.h"
#include "problem_load.h"

/* Insert the rounds with the caller's rights; inside SPI. */
extern void qshrink_rounds_store(QsHost *host, Oid namespace, const QshrinkProblem *problem,
								 int64 run_id, const QsRun *run);

/* Was anything measured?  What is enumerated has no shots. */
extern bool qshrink_round_has_shots(const QsRound *round);

/* What an optimiser was told, in the user's unit, palloc'd; count 0: nothing is known */
typedef struct QshrinkRoundHistory
{
	int			count;
	int32_t    *evaluation;
	double	   *value;
} QshrinkRoundHistory;

extern QshrinkRoundHistory qshrink_round_history(const QsModel *model, const QsSamplerReport *report);

/* Sources of correlations as in QsRound: "lp", "lp+sdp", ..., palloc'd; NULL for none */
extern char *qshrink_source_names(unsigned sources);

#endif
