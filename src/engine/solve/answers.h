/*
 * answers.h
 *	  The best distinct solutions of a run, best first; when none is feasible,
 *	  the least violated one.
 */
#ifndef QS_ANSWERS_H
#define QS_ANSWERS_H

#include "solve/pipeline.h"

typedef struct QsAnswers
{
	int			n;
	int			capacity;
	int			count;
	QsSolution *entry;			/* by (feasible first, objective), stable */
	double	   *violation;		/* of entry k: 0 when feasible */
} QsAnswers;

extern QsAnswers *qs_answers_create(QsHost *host, int n, int capacity);
extern void qs_answers_free(QsHost *host, QsAnswers *answers);

/* Offer a solution: x and raw are copied.  Returns whether it is the new best. */
extern bool qs_answers_offer(QsHost *host, QsAnswers *answers, const QsSolution *solution,
							 double violation);

/* Objective of the best feasible one, INFINITY if there is none. */
extern double qs_answers_best(const QsAnswers *answers);

#endif
