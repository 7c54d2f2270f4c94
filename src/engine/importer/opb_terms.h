/*
 * opb_terms.h
 *	  Characters, numbers, variables and terms of the OPB format.
 */
#ifndef QS_OPB_TERMS_H
#define QS_OPB_TERMS_H

#include "base/name_table.h"
#include "importer/importer_internal.h"

typedef struct QsOpbReader
{
	QsScanner  *scanner;
	QsHost	   *host;
	QsImported *problem;
	QsFormulation *stated;
	int			announced;		/* variables x1, x2, ... that a comment announced */
	QsNameTable names;			/* of all others */
	int			named_capacity;
	int32_t    *named;			/* variable of every name */
	int			complement_capacity;
	int32_t    *complement;		/* hidden variable 1 - x of every stated one, -1: none */
	bool		has_objective;
	bool		soft;
	double		top;			/* INFINITY: none */
	QsExpressions cost;			/* of soft rows */
	int64_t		rounded;		/* numbers that lost digits */
} QsOpbReader;

/* To the next character that is neither blank nor in a comment; '\0' at the end.
 * Comments may state the best value and the objective's offset. */
extern char qs_opb_look(QsOpbReader *reader);

/* Pass over the mark, or complain. */
extern bool qs_opb_expect(QsOpbReader *reader, char mark, const char *expected);

/* A number with a sign or without */
extern bool qs_opb_number(QsOpbReader *reader, const char *expected, double *value);

/* May a literal begin so? */
extern bool qs_opb_begins_literal(char c);

/* A new binary variable */
extern int32_t qs_opb_add_variable(QsOpbReader *reader, const char *name, size_t length, bool hidden);

/* Terms up to a character that begins none; the sum of their constants */
extern bool qs_opb_terms(QsOpbReader *reader, QsExpressions *to, double *constant);

/* The variables a comment announces come first, in their order, if the content is long
 * enough to be about so many. */
extern void qs_opb_announce(QsOpbReader *reader);

#endif
