/*
 * formulation.h
 *	  A model as people state it, before it is rewritten in binary variables.
 *
 *		  optimise	 constant + sum of linear terms and products of variables
 *		  subject to  lower <= sum of linear terms and products <= upper   for every row
 *
 * Variables are binary, integer or continuous, with bounds that may be infinite.  A
 * row with a price may be missed: it costs that much for every unit of violation, to
 * the objective's disadvantage.  A row with a condition must hold only where one
 * binary variable has a given value ("if x then ...").
 *
 * Numbers stand for the decimals they were written as (base/decimal.h).
 * binary_form.h rewrites; importers build formulations, exporters write them.
 */
#ifndef QS_FORMULATION_H
#define QS_FORMULATION_H

#include "base/host.h"

typedef enum QsVariableKind
{
	QS_VARIABLE_BINARY,
	QS_VARIABLE_INTEGER,
	QS_VARIABLE_CONTINUOUS
} QsVariableKind;

/* A piece of the formulation's text; length 0: none */
typedef struct QsNameSpan
{
	int64_t		start;
	int32_t		length;
} QsNameSpan;

typedef struct QsStatedVariable
{
	QsNameSpan		name;
	QsVariableKind kind;
	bool		hidden;			/* made by a reader: not the user's */
	double		lower;			/* -INFINITY: none */
	double		upper;
} QsStatedVariable;

/* coefficient times two or more variables, repetitions allowed */
typedef struct QsProduct
{
	double		coefficient;
	int64_t		first;			/* in QsExpressions.factor */
	int32_t		degree;
} QsProduct;

/* Terms of one expression, or of several in a row */
typedef struct QsExpressions
{
	int64_t		count;			/* of linear terms */
	int64_t		capacity;
	int32_t    *variable;
	double	   *coefficient;
	int64_t		products;
	int64_t		product_capacity;
	QsProduct  *product;
	int64_t		factors;
	int64_t		factor_capacity;
	int32_t    *factor;
} QsExpressions;

typedef struct QsStatedRow
{
	QsNameSpan		name;
	double		lower;			/* -INFINITY: none */
	double		upper;
	double		price;			/* of a unit of violation; INFINITY: a hard row */
	int32_t		condition;		/* binary variable, -1: the row always holds */
	bool		condition_value;	/* the value at which the row must hold */
	int64_t		end;			/* of its linear terms, which begin where those of the
								 * row before end */
	int64_t		product_end;
} QsStatedRow;

typedef struct QsFormulation
{
	int			n;
	int			variable_capacity;
	QsStatedVariable *variable;
	bool		maximise;
	double		constant;
	QsExpressions objective;
	int			rows;
	int			row_capacity;
	QsStatedRow *row;
	QsExpressions terms;		/* of all rows, in their order */
	int64_t		text_length;
	int64_t		text_capacity;
	char	   *text;			/* of all names */
} QsFormulation;

extern QsFormulation *qs_formulation_create(QsHost *host);
extern void qs_formulation_free(QsHost *host, QsFormulation *formulation);

/* Index of a new variable.  Amortised O(length of the name).  The number of
 * variables must stay within QS_MAX_VARIABLES: the caller asks. */
extern int	qs_formulation_add_variable(QsHost *host, QsFormulation *formulation,
										QsVariableKind kind, double lower, double upper,
										const char *name, size_t length);

/* A term; coefficient finite.  A variable may occur more than once. */
extern void qs_expressions_add(QsHost *host, QsExpressions *expressions, int variable,
							   double coefficient);

/* coefficient times the variables of factor[degree]: none is no term, one is linear */
extern void qs_expressions_add_product(QsHost *host, QsExpressions *expressions,
									   double coefficient, int degree, const int32_t *factor);

/* Close a row that holds the terms added to formulation->terms since the row before.
 * It is hard and without condition; the caller may set price and condition. */
extern QsStatedRow *qs_formulation_add_row(QsHost *host, QsFormulation *formulation,
										   double lower, double upper,
										   const char *name, size_t length);

/* A copy whose linear terms are ascending in every expression, one for each variable,
 * and whose products of two factors are so too, one for each pair; zeros dropped, the
 * square of a binary variable is linear.  Longer products are kept. */
extern QsFormulation *qs_formulation_tidy(QsHost *host, const QsFormulation *formulation);

/* Where the terms of a row begin */
static inline int64_t
qs_formulation_row_start(const QsFormulation *formulation, int row)
{
	return row > 0 ? formulation->row[row - 1].end : 0;
}

static inline int64_t
qs_formulation_product_start(const QsFormulation *formulation, int row)
{
	return row > 0 ? formulation->row[row - 1].product_end : 0;
}

/* Text of a name, not zero-terminated */
static inline const char *
qs_formulation_text(const QsFormulation *formulation, QsNameSpan name)
{
	return name.length > 0 ? formulation->text + name.start : "";
}

#endif
