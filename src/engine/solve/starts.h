/*
 * starts.h
 *	  Several starts of one solve, each the whole pipeline with a seed of its own, and the
 *	  one run they make.
 *
 * The outcome is that of starts made one after the other until one ends the solve, by a
 * proof or at the target: whoever makes them at the same time keeps to the starts up to
 * the first that does.  So starts define the answer, not the order they were made in.
 */
#ifndef QS_STARTS_H
#define QS_STARTS_H

#include "solve/pipeline.h"

/* Seed of a start, from 1; that of the first is the seed itself. */
extern uint64_t qs_start_seed(uint64_t seed, int start);

/* Are no further starts needed after this one? */
extern bool qs_run_ends_starts(const QsRun *run);

/* A start that was made */
typedef struct QsStart
{
	QsRun	   *run;			/* NULL: it was not */
	double		began;			/* on the host's clock */
	size_t		memory;			/* it took at most */
} QsStart;

/* Seconds of the time left at `now` that the next start may take, where so many are to
 * be made by so many processes; INFINITY without a deadline. */
extern double qs_start_seconds(double deadline, double now, int starts, int processes);

/*
 * One run of starts 1 to count, of which those that were not made are left out and so
 * are those after the first that ends the solve: the record is that of the best start
 * (proved before others, then by objective, then the earlier one), the bound the best of
 * all, solutions are merged.  Takes the runs over; began is when the first of them
 * could.  At least one start was made.  *memory: what the largest took.
 */
extern QsRun *qs_starts_merge(QsHost *host, const QsModel *model, const QsSettings *settings,
							  QsStart *start, int count, double began, size_t *memory);

/* All starts, one after the other; the host's deadline is that of all together.  The
 * host's memory_peak is then what it was, or what it is with the largest start. */
extern QsRun *qs_solve_starts(QsHost *host, const QsModel *model, const QsSettings *settings,
							  int starts);

#endif
