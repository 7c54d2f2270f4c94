/*
 * solve_trace.h
 *	  What the stages of a solve tell its trace (base/trace.h); private to solve/.
 *
 * Each costs one comparison where nobody listens.  Objectives are in the user's sense.
 */
#ifndef QS_SOLVE_TRACE_H
#define QS_SOLVE_TRACE_H

#include "solve/solve_state.h"

/* The stored model and what is fixed */
extern void qs_trace_problem(const QsSolve *solve);

/* What contracted the model so far, by rule; what: "presolve", "certified fixing" */
extern void qs_trace_reductions(const QsSolve *solve, const char *what);

/* The base as it is now: class, relaxation, bound, components */
extern void qs_trace_base(const QsSolve *solve);

/* The first answers */
extern void qs_trace_construction(const QsSolve *solve);

/* An enumeration that ended */
extern void qs_trace_enumeration(const QsSolve *solve, const char *what, QsStatus status,
								 int64_t nodes, int64_t node_limit);

/* A bound compared with the best */
extern void qs_trace_bound(const QsSolve *solve, const char *method);

/* A round from its record: shrinking; samples; repair, polish, search.  encoding: NULL
 * for none. */
extern void qs_trace_shrinking(const QsSolve *solve, const QsRound *record,
							   const QsContraction *contraction);
extern void qs_trace_samples(const QsSolve *solve, const QsRound *record, const QsEncoding *encoding);
extern void qs_trace_round(const QsSolve *solve, const QsRound *record);

/* The run as it is handed over */
extern void qs_trace_end(const QsSolve *solve);

#endif
