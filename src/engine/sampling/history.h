/*
 * history.h
 *	  What an optimiser was told, evaluation by evaluation, in bounded memory.
 */
#ifndef QS_HISTORY_H
#define QS_HISTORY_H

#include "sampling/sampler.h"

#define QS_HISTORY_MOST		1000	/* evaluations kept: when there are more, every second is left out */

typedef struct QsHistory
{
	int			evaluations;	/* noted so far */
	int			stride;			/* numbers 1, 1 + stride, ... are kept */
	int			count;
	QsEvaluation *entry;		/* QS_HISTORY_MOST; NULL: nothing is kept */
} QsHistory;

/* Memory for the entries if they are wanted; evaluations are counted anyway. */
extern void qs_history_begin(QsHost *host, bool wanted, QsHistory *history);

/* The next evaluation.  Never throws: it may be called from inside a library. */
extern void qs_history_note(QsHistory *history, double value);

/* Hand the entries over to the report, values times factor plus shift. */
extern void qs_history_end(QsHistory *history, double factor, double shift, QsSamplerReport *report);

#endif
