/*
 * describe_terms.h
 *	  Rows and objectives as they were stated: integers in place of their variables,
 *	  constraints without what measures their violation.
 */
#ifndef QSHRINK_DESCRIBE_TERMS_H
#define QSHRINK_DESCRIBE_TERMS_H

#include "problem_load.h"
#include "problem_names.h"

/* What the variables of a problem are to its integers */
typedef struct QshrinkStatedModel
{
	QshrinkNames *names;		/* NULL: all variables are binary */
	int		   *first;			/* of every variable: the first of its integer, else itself */
	double	   *coefficient;	/* scratch, 0 */
	int			integers;
	int			integer_variables;
	int			auxiliaries;
} QshrinkStatedModel;

/* Inside SPI, by the active snapshot.  O(n). */
extern QshrinkStatedModel qshrink_stated_model(QsHost *host, Oid namespace, const QshrinkProblem *problem);

/*
 * The linear terms of count variables with integers instead of theirs, without what
 * measures violations.  Writes variables (the first of an integer) and coefficients and
 * returns their number; -1: they say something of single variables of an integer.
 */
extern int	qshrink_stated_terms(QshrinkStatedModel *model, int count, const int32 *variables,
								 const double *coefficients, int32 *shown, double *value);

/* The same of the objective, with what integers at their least values add in *constant; -1
 * also where products name integers */
extern int64 qshrink_stated_objective(QsHost *host, QshrinkStatedModel *model, const QshrinkProblem *problem,
									  QsTerm *shown, double *constant);

#endif
