/*
 * importer_statement.h
 *	  What the comments of a file state about its objective.
 *
 * Formats of quadratic forms carry no field for the sense or for a constant, so
 * their writers put both into comments.  A file is read as it says it is meant:
 *	 `# minimise ...`, `# maximise ...`	 (also with z; `# min: ...`, `# sense: min`)
 *	 `# ObjectiveOffset c`				 a constant, added to the objective
 *	 `# Vars Non-zeros`					 heading of QOBLIB's qs files
 * A comment that begins with the sense decides.  Where none does, a sense named
 * anywhere in a comment counts.  Two senses, or two different constants, are an
 * error.
 */
#ifndef QS_IMPORTER_STATEMENT_H
#define QS_IMPORTER_STATEMENT_H

#include "base/token.h"
#include "importer/importer.h"

typedef struct QsStatement
{
	int			sense;			/* 1: maximise, -1: minimise, 0: nothing is said */
	double		offset;			/* 0 if nothing is said */
	bool		heading;		/* holds a line that only qs files have */
	bool		offset_column;	/* the heading announces a third number, the offset */
	bool		negated;		/* written by Zimpl, which negates what is maximised */
} QsStatement;

/* Read the comments between the scanner's place and the end of the content, without
 * moving the scanner.  Complains through the scanner; O(length). */
extern bool qs_import_statement(const QsScanner *scanner, char comment, QsStatement *statement);

/* Sense and offset of a problem as stated, or the format's own sense */
extern void qs_import_apply_statement(const QsStatement *statement, bool maximise,
									  QsImported *problem);

#endif
