/*
 * lp_token.h
 *	  Tokens of the LP format.
 *
 * Comments run from a backslash to the end of the line, or from \* to *\.  A name
 * begins with a letter or one of !"#$%&,;?@_'`{}~() and goes on with digits, points,
 * slashes, bars and pairs of brackets too.
 */
#ifndef QS_LP_TOKEN_H
#define QS_LP_TOKEN_H

#include "base/token.h"
#include "importer/importer.h"

typedef enum QsLpKind
{
	QS_LP_END,					/* of the content */
	QS_LP_NUMBER,
	QS_LP_NAME,
	QS_LP_LESS,					/* <, <=, =< */
	QS_LP_GREATER,
	QS_LP_EQUAL,
	QS_LP_ARROW,				/* -> */
	QS_LP_MARK,					/* one of + - * / ^ [ ] : */
	QS_LP_BROKEN				/* the scanner has complained */
} QsLpKind;

typedef enum QsLpSection
{
	QS_LP_NO_SECTION,
	QS_LP_MINIMISE,
	QS_LP_MAXIMISE,
	QS_LP_ROWS,
	QS_LP_BOUNDS,
	QS_LP_GENERAL,
	QS_LP_BINARY,
	QS_LP_SEMI,
	QS_LP_SOS,
	QS_LP_FINISH,				/* "end" */
	QS_LP_OTHER					/* known and not supported */
} QsLpSection;

typedef struct QsLpToken
{
	QsLpKind	kind;
	char		mark;
	bool		first;			/* on its line */
	bool		label;			/* a name that a colon follows */
	double		number;
	const char *text;
	size_t		length;
	int			line;
} QsLpToken;

typedef struct QsLpLexer
{
	QsScanner  *scanner;
	QsImported *problem;		/* takes the best value stated in comments */
	bool		line_begins;
	QsLpToken	token;			/* the one to look at */
} QsLpLexer;

/* Put the first token in place; qs_lp_next() moves on.  False after a complaint. */
extern bool qs_lp_start(QsLpLexer *lexer, QsScanner *scanner, QsImported *problem);
extern bool qs_lp_next(QsLpLexer *lexer);

/* "line N: expected ... but found ..."; returns false */
extern bool qs_lp_unexpected(QsLpLexer *lexer, const char *expected);

static inline bool
qs_lp_is_mark(const QsLpLexer *lexer, char mark)
{
	return lexer->token.kind == QS_LP_MARK && lexer->token.mark == mark;
}

/* Does a section begin at the token, which must be the first on its line?  Its words
 * are passed over then. */
extern bool qs_lp_section(QsLpLexer *lexer, QsLpSection *section);

/* Does one begin, without moving? */
extern bool qs_lp_at_section(const QsLpLexer *lexer);

/* The token is the word, in any case */
extern bool qs_lp_is_word(const QsLpToken *token, const char *word);

#endif
