/*
 * problem_formulation.h
 *	  From a stated model (formulation/formulation.h) to the rows of the tables.
 */
#ifndef QSHRINK_PROBLEM_FORMULATION_H
#define QSHRINK_PROBLEM_FORMULATION_H

#include "problem_build.h"

#include "formulation/binary_form.h"

/* What the variables and rows of a stated model are called */
typedef struct QshrinkStatedNames
{
	const QshrinkKeyMap *variable;	/* number k: the key of stated variable k */
	const QshrinkKeyMap *label;		/* number r: the label of stated row r */
} QshrinkStatedNames;

/*
 * Rewrite a stated model in binary variables and make it the problem of a build: sense,
 * size, objective, keys and rows.  Variables of an integer carry its key with a weight;
 * products and violations become auxiliary variables.  ERROR naming the variable or
 * row that cannot be rewritten.
 */
extern void qshrink_build_formulation(QshrinkBuild *build, const QsFormulation *stated,
									  const QshrinkStatedNames *names);

/* The same for a model that has been rewritten already */
extern void qshrink_build_form(QshrinkBuild *build, const QsFormulation *stated,
							   const QsBinaryForm *form, const QshrinkStatedNames *names);

/* Is the value of the stated variable just that of one bit? */
extern bool qshrink_is_one_bit(const QsBinaryForm *form, int variable);

#endif
