/*
 * lp_token.c
 *	  Tokens of the LP format.
 */
#include "importer/lp_token.h"

#include <ctype.h>
#include <string.h>

#include "base/excerpt.h"
#include "base/float_parse.h"
#include "importer/import_notes.h"

#define LONGEST_NAME	65536

/* Tokens between two interrupt points */
#define CHECK_EVERY		16384

static inline bool
begins_name(char c)
{
	return isalpha((unsigned char) c) || (unsigned char) c >= 0x80 ||
		(c != '\0' && strchr("!\"#$%&,;?@_'`{}~()", c) != NULL);
}

static inline bool
continues_name(char c)
{
	return begins_name(c) || isdigit((unsigned char) c) || c == '.' || c == '/' || c == '|';
}

/* Where a comment that starts at the backslash ends */
static const char *
comment_end(const char *at, const char *end)
{
	const char *line = memchr(at, '\n', (size_t) (end - at));

	if (line == NULL)
		line = end;
	if (at + 1 == end || at[1] != '*')
		return line;
	for (const char *p = at + 2; p + 1 < end; p++)
	{
		if (p[0] == '*' && p[1] == '\\')
			return p + 2;
		/* another beginning first: both are comments of one line */
		if (p[0] == '\\')
			return line;
	}
	return line;
}

static void
skip_comment(QsLpLexer *lexer)
{
	QsScanner  *scanner = lexer->scanner;
	const char *end = comment_end(scanner->at, scanner->end);

	qs_import_best_in_comment(scanner->at, (size_t) (end - scanner->at), lexer->problem);
	for (; scanner->at < end; scanner->at++)
		if (*scanner->at == '\n')
		{
			scanner->line++;
			lexer->line_begins = true;
		}
}

static void
skip_blanks(QsLpLexer *lexer)
{
	QsScanner  *scanner = lexer->scanner;

	while (scanner->at < scanner->end)
	{
		char		c = *scanner->at;

		if (c == '\\')
			skip_comment(lexer);
		else if (isspace((unsigned char) c))
		{
			if (c == '\n')
			{
				scanner->line++;
				lexer->line_begins = true;
			}
			scanner->at++;
		}
		else
			break;
		if (++scanner->reads % CHECK_EVERY == 0)
			qs_check(scanner->host);
	}
}

static bool
read_number(QsScanner *scanner, QsLpToken *token)
{
	const char *p = scanner->at;
	QsFloatStatus status = qs_float_parse(&p, scanner->end, &token->number);
	char		found[QS_EXCERPT_SIZE];

	if (status == QS_FLOAT_NONE)
		return qs_scan_unexpected(scanner, "a number");
	if (status == QS_FLOAT_NOT_FINITE)
	{
		qs_excerpt(scanner->at, (size_t) (p - scanner->at), found);
		return qs_scan_fail(scanner, "%s is not a finite number of double precision", found);
	}
	token->kind = QS_LP_NUMBER;
	scanner->at = p;
	return true;
}

static bool
read_name(QsScanner *scanner, QsLpToken *token)
{
	const char *p = scanner->at;
	int			open = 0;

	for (; p < scanner->end; p++)
	{
		if (*p == '[' && p > scanner->at)
			open++;
		else if (*p == ']' && open > 0)
			open--;
		else if (!continues_name(*p))
			break;
	}
	token->kind = QS_LP_NAME;
	token->text = scanner->at;
	token->length = (size_t) (p - scanner->at);
	if (token->length > LONGEST_NAME || open > 0)
		return qs_scan_fail(scanner, open > 0 ? "a name with an open bracket" : "a name longer than %d bytes",
							LONGEST_NAME);
	scanner->at = p;
	while (p < scanner->end && (*p == ' ' || *p == '\t'))
		p++;
	token->label = p < scanner->end && *p == ':' && (p + 1 == scanner->end || p[1] != '=');
	return true;
}

/* <, <=, =<, >, >=, =>, =, -> and single marks */
static bool
read_mark(QsScanner *scanner, QsLpToken *token)
{
	char		c = *scanner->at;
	char		next = scanner->at + 1 < scanner->end ? scanner->at[1] : '\0';

	scanner->at++;
	if (c == '-' && next == '>')
	{
		scanner->at++;
		token->kind = QS_LP_ARROW;
	}
	else if (c == '<' || c == '>' || c == '=')
	{
		bool		two = (next == '=' && c != '=') || (c == '=' && (next == '<' || next == '>'));
		char		decides = two && c == '=' ? next : c;

		scanner->at += two;
		token->kind = decides == '<' ? QS_LP_LESS : decides == '>' ? QS_LP_GREATER : QS_LP_EQUAL;
	}
	else
	{
		token->kind = QS_LP_MARK;
		token->mark = c;
		if (strchr("+-*/^[]:", c) == NULL)
		{
			scanner->at--;
			return qs_scan_unexpected(scanner, "a name, a number or an operator");
		}
	}
	return true;
}

bool
qs_lp_next(QsLpLexer *lexer)
{
	QsScanner  *scanner = lexer->scanner;
	QsLpToken  *token = &lexer->token;
	bool		good = true;
	char		c;

	skip_blanks(lexer);
	*token = (QsLpToken) {.first = lexer->line_begins, .text = scanner->at, .line = scanner->line};
	lexer->line_begins = false;
	if (scanner->at == scanner->end)
		return true;
	c = *scanner->at;
	if (isdigit((unsigned char) c) || c == '.')
		good = read_number(scanner, token);
	else if (begins_name(c))
		good = read_name(scanner, token);
	else
		good = read_mark(scanner, token);
	if (!good)
		token->kind = QS_LP_BROKEN;
	return good;
}

bool
qs_lp_start(QsLpLexer *lexer, QsScanner *scanner, QsImported *problem)
{
	*lexer = (QsLpLexer) {.scanner = scanner, .problem = problem, .line_begins = true};
	return qs_lp_next(lexer);
}

bool
qs_lp_unexpected(QsLpLexer *lexer, const char *expected)
{
	if (lexer->token.kind == QS_LP_BROKEN)
		return false;
	lexer->scanner->at = lexer->token.text;
	lexer->scanner->line = lexer->token.line;
	return qs_scan_unexpected(lexer->scanner, expected);
}

/* ------------------------------------------------------------------------ */

bool
qs_lp_is_word(const QsLpToken *token, const char *word)
{
	if (token->kind != QS_LP_NAME || token->length != strlen(word))
		return false;
	for (size_t k = 0; k < token->length; k++)
		if (tolower((unsigned char) token->text[k]) != word[k])
			return false;
	return true;
}

typedef struct Keyword
{
	const char *word;
	const char *second;			/* NULL: one word */
	QsLpSection section;
} Keyword;

static const Keyword keywords[] = {
	{"minimize", NULL, QS_LP_MINIMISE}, {"minimise", NULL, QS_LP_MINIMISE},
	{"minimum", NULL, QS_LP_MINIMISE}, {"min", NULL, QS_LP_MINIMISE},
	{"maximize", NULL, QS_LP_MAXIMISE}, {"maximise", NULL, QS_LP_MAXIMISE},
	{"maximum", NULL, QS_LP_MAXIMISE}, {"max", NULL, QS_LP_MAXIMISE},
	{"subject", "to", QS_LP_ROWS}, {"such", "that", QS_LP_ROWS},
	{"st", NULL, QS_LP_ROWS}, {"st.", NULL, QS_LP_ROWS}, {"s.t.", NULL, QS_LP_ROWS},
	{"lazy", "constraints", QS_LP_ROWS}, {"user", "cuts", QS_LP_ROWS},
	{"bounds", NULL, QS_LP_BOUNDS}, {"bound", NULL, QS_LP_BOUNDS},
	{"general", "constraints", QS_LP_OTHER}, {"general", "constraint", QS_LP_OTHER},
	{"general", NULL, QS_LP_GENERAL}, {"generals", NULL, QS_LP_GENERAL}, {"gen", NULL, QS_LP_GENERAL},
	{"integer", NULL, QS_LP_GENERAL}, {"integers", NULL, QS_LP_GENERAL}, {"int", NULL, QS_LP_GENERAL},
	{"binary", NULL, QS_LP_BINARY}, {"binaries", NULL, QS_LP_BINARY}, {"bin", NULL, QS_LP_BINARY},
	{"semis", NULL, QS_LP_SEMI}, {"semi", NULL, QS_LP_SEMI},
	{"sos", NULL, QS_LP_SOS}, {"sos1", NULL, QS_LP_SOS}, {"sos2", NULL, QS_LP_SOS},
	{"pwlobj", NULL, QS_LP_OTHER}, {"gencons", NULL, QS_LP_OTHER}, {"scenario", NULL, QS_LP_OTHER},
	{"end", NULL, QS_LP_FINISH},
};

/* The keyword at the token, NULL: none */
static const Keyword *
keyword_here(const QsLpLexer *lexer)
{
	const QsLpToken *token = &lexer->token;

	if (!token->first || token->kind != QS_LP_NAME)
		return NULL;
	for (size_t k = 0; k < sizeof(keywords) / sizeof(keywords[0]); k++)
	{
		const Keyword *keyword = &keywords[k];
		QsScanner	ahead = *lexer->scanner;
		QsError		ignored;
		QsLpLexer	after = *lexer;

		if (!qs_lp_is_word(token, keyword->word) || (keyword->second == NULL && token->label))
			continue;
		if (keyword->second == NULL)
			return keyword;
		ahead.error = &ignored;
		after.scanner = &ahead;
		if (qs_lp_next(&after) && qs_lp_is_word(&after.token, keyword->second))
			return keyword;
	}
	return NULL;
}

bool
qs_lp_at_section(const QsLpLexer *lexer)
{
	return keyword_here(lexer) != NULL;
}

bool
qs_lp_section(QsLpLexer *lexer, QsLpSection *section)
{
	const Keyword *keyword = keyword_here(lexer);

	*section = keyword ? keyword->section : QS_LP_NO_SECTION;
	if (keyword == NULL)
		return true;
	if (!qs_lp_next(lexer) || (keyword->second && !qs_lp_next(lexer)))
		return false;
	/* a section may be written with a colon, "Subject To:" */
	if (keyword->second && qs_lp_is_mark(lexer, ':'))
		return qs_lp_next(lexer);
	return true;
}
