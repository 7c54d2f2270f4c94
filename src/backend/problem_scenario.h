/*
 * problem_scenario.h
 *	  What-if runs: right-hand sides changed for one run, and how queries tell such
 *	  runs from those of the problem itself.
 */
#ifndef QSHRINK_PROBLEM_SCENARIO_H
#define QSHRINK_PROBLEM_SCENARIO_H

#include "compat.h"

#include "utils/jsonb.h"

#include "problem_load.h"

/* Conditions on a row r of qshrink_run, in parentheses */
#define QSHRINK_IS_SCENARIO		"(r.fixed IS NOT NULL OR r.changed_rhs IS NOT NULL)"
#define QSHRINK_HAS_RUN			"(r.status OPERATOR(pg_catalog.<>) ALL (ARRAY['failed', 'cancelled']))" /* to its end */
#define QSHRINK_IS_NO_SCENARIO	"(r.fixed IS NULL AND r.changed_rhs IS NULL)"

/*
 * Change right-hand sides by {"label": number, ...}: rows, and the model if it is built.
 * The fingerprint stays that of the problem.  ERROR for an empty object, a value that is
 * no number, and a label that no stored constraint has or several have; the hint lists
 * labels there are.  O(rows), and the model anew.
 */
extern void qshrink_scenario_apply(QsHost *host, QshrinkProblem *problem, Jsonb *rhs);

/* Change what a run has changed, as far as there are still such labels.  Inside SPI, by
 * the active snapshot. */
extern void qshrink_scenario_recall(QsHost *host, Oid namespace, QshrinkProblem *problem,
									int64 run_id);

#endif
