/*
 * lp_expression.h
 *	  Expressions and variables of the LP format.
 */
#ifndef QS_LP_EXPRESSION_H
#define QS_LP_EXPRESSION_H

#include "importer/lp_token.h"
#include "base/name_table.h"

typedef struct QsLpReader
{
	QsLpLexer	lexer;
	QsHost	   *host;
	QsImported *problem;
	QsFormulation *stated;
	QsNameTable names;			/* of variables */
	bool		has_objective;
} QsLpReader;

/* The variable of the name at the token, a new one if need be; moves on. */
extern bool qs_lp_variable(QsLpReader *reader, int *variable);

/*
 * Add the terms that follow to the list, up to what cannot continue an expression; the
 * sum of its constants goes to *constant.  halved: products stand in brackets that are
 * divided by 2.  False after a complaint.
 */
extern bool qs_lp_expression(QsLpReader *reader, QsExpressions *to, bool objective, double *constant);

/* A number with signs in front, or an infinity */
extern bool qs_lp_constant(QsLpReader *reader, const char *expected, double *value);

/* Is the token inf or infinity? */
extern bool qs_lp_is_infinity(const QsLpToken *token);

#endif
