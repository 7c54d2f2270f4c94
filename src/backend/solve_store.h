/*
 * solve_store.h
 *	  Writes a finished run into qshrink_run, _round, _step and _solution.
 */
#ifndef QSHRINK_SOLVE_STORE_H
#define QSHRINK_SOLVE_STORE_H

#include "compat.h"

#include "utils/jsonb.h"

#include "solve/pipeline.h"
#include "problem_key_list.h"
#include "problem_load.h"

typedef struct QshrinkRunRecord
{
	const QshrinkProblem *problem;
	const QsRun *run;
	const QsSettings *settings;
	const char *solver;
	const char *settings_json;
	const char *fixed_json;		/* of a scenario, as in QshrinkFixings; else NULL */
	const Jsonb *rhs;			/* likewise: right-hand sides that were changed */
	const char *scenario;		/* what the caller calls it, or NULL */
	const Jsonb *counts;		/* what hardware measured, or NULL */
	const QshrinkKeyList *keys; /* what the variables were called when it was loaded */
	size_t		peak_memory;
	double		call_started;	/* on the host's clock */
	double		solve_started;	/* likewise: the problem was loaded */
	TimestampTz started_at;
	bool		elsewhere;		/* solved in another call: no stages are known ... */
	double		milliseconds;	/* ... and the time is what the caller says; NAN: nothing */
} QshrinkRunRecord;

/* Seconds it takes to store a step, on a slow day: QsSettings.step_seconds */
#define QSHRINK_STEP_SECONDS	30e-6

/* Keep back the time that storing a run will take, steps apart, of a problem that took
 * so many seconds to load.  Returns the deadline of the call, to be put back. */
extern double qshrink_reserve_storing(QsHost *host, double loading);

/* Insert everything with the caller's rights; inside SPI.  Solutions are
 * certified on the stored rows first.  Returns the run_id. */
extern int64 qshrink_store_run(QsHost *host, Oid namespace, const QshrinkRunRecord *record);

/* Put the stored solution rows of a run into a materialised result; inside SPI. */
extern void qshrink_return_solutions(FunctionCallInfo fcinfo, Oid namespace, int64 problem_id,
									 int64 run_id);

/* |objective - reference| / max(1, |reference|), both in the user's sense */
extern double qshrink_gap(double objective, double reference);

#endif
