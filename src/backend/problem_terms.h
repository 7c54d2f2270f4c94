/*
 * problem_terms.h
 *	  Rows and objectives from queries that name the variables of a problem.
 */
#ifndef QSHRINK_PROBLEM_TERMS_H
#define QSHRINK_PROBLEM_TERMS_H

#include "problem_build.h"
#include "problem_names.h"

/*
 * The variable that a column of the current row names.  An array is the key of a
 * variable, part by part, and so is any other value as its only part, but for integers
 * where no key is an integer: they are numbers of variables.  ERROR when there is none,
 * QSHRINK_NAME_REMOVED where it was taken away by hand.
 */
extern int	qshrink_query_variable(QshrinkQuery *query, int column, const QshrinkNames *names,
								   int64 problem_id);

/*
 * Append the constraints of a query (label, variable, coefficient, sense, rhs) to the
 * rows of a build, one for each label, in the order they come, numbered first_id,
 * first_id + 1, ...  A null variable adds no term.  The problem has problem_id and n.
 */
extern void qshrink_constraints_read(QshrinkBuild *build, const QshrinkNames *names,
									 const char *sql, int32 first_id);

/*
 * The objective of a query (variable, coefficient) or (variable, variable, coefficient);
 * null variables leave a linear term or a constant.  Sets terms, term_count and offset
 * of the problem; terms of one variable or pair add up.  The prices of soft constraints in
 * the objective before it are kept, for a problem that is maximised or not.
 */
extern void qshrink_objective_read(QshrinkBuild *build, const QshrinkNames *names,
								   const char *sql, const QshrinkProblem *before, bool maximise);

#endif
