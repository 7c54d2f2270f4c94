/*
 * importer_statement.c
 *	  What the comments of a file state about its objective.
 *
 * Zimpl writes the model it was given into the comments, begins with its name, and
 * negates the matrix of a model that maximises, but not its constant: then the
 * objective that is stated is  constant - x'Qx.  Koch, "Rapid mathematical
 * programming", 2004; Koch et al., "Quantum optimization benchmarking library",
 * 2025 (whose instances are such files).
 */
#include "importer/importer_statement.h"

#include <ctype.h>
#include <string.h>

/* The words of a comment that can matter: its first few */
#define FIRST_WORDS		3

#define OFFSET			"objectiveoffset"

typedef struct Reader
{
	QsScanner	scanner;
	QsStatement *statement;
	int			stated_line;	/* where a comment begins with the sense */
	int			named_sense;	/* of comments that name one elsewhere */
	int			named_line;
	int			contrary_line;	/* names the other one */
	int			offset_line;
} Reader;

static inline bool
is_mark(char c)
{
	return c == ':' || c == '=' || c == ',' || c == ';' || c == '.' || c == '(' || c == ')';
}

/* Without the punctuation around it */
static QsToken
bare(QsToken token)
{
	while (token.length > 0 && is_mark(token.text[0]))
	{
		token.text++;
		token.length--;
	}
	while (token.length > 0 && is_mark(token.text[token.length - 1]))
		token.length--;
	return token;
}

/* The word in lower case, or a beginning of it if prefix */
static bool
reads(const QsToken *token, const char *word, bool prefix)
{
	size_t		length = strlen(word);

	if (token->length < length || (token->length > length && !prefix))
		return false;
	for (size_t k = 0; k < length; k++)
		if (tolower((unsigned char) token->text[k]) != word[k])
			return false;
	return true;
}

static bool
is_offset(const QsToken *token)
{
	return reads(token, OFFSET, true) &&
		(token->length == strlen(OFFSET) || is_mark(token->text[strlen(OFFSET)]));
}

/* minimise, minimize, minimising, ...: -1; maximise, ...: 1; other words: 0 */
static int
sense_of(const QsToken *token)
{
	if (reads(token, "minimis", true) || reads(token, "minimiz", true))
		return -1;
	if (reads(token, "maximis", true) || reads(token, "maximiz", true))
		return 1;
	return 0;
}

/* After "sense" and before a colon the short forms count too. */
static int
short_sense_of(const QsToken *token)
{
	if (reads(token, "min", false))
		return -1;
	if (reads(token, "max", false))
		return 1;
	return sense_of(token);
}

static bool
state_sense(Reader *reader, int sense)
{
	QsStatement *statement = reader->statement;

	if (statement->sense == -sense && sense != 0)
		return qs_scan_fail(&reader->scanner, "the comment says to %s, but that on line %d says to %s",
							sense > 0 ? "maximise" : "minimise", reader->stated_line,
							sense > 0 ? "minimise" : "maximise");
	if (sense != 0 && statement->sense == 0)
	{
		statement->sense = sense;
		reader->stated_line = reader->scanner.line;
	}
	return true;
}

static void
name_sense(Reader *reader, int sense)
{
	if (sense == 0)
		return;
	if (reader->named_sense == 0)
	{
		reader->named_sense = sense;
		reader->named_line = reader->scanner.line;
	}
	else if (reader->named_sense != sense && reader->contrary_line == 0)
		reader->contrary_line = reader->scanner.line;
}

/* The scanner stands behind "ObjectiveOffset". */
static bool
read_offset(Reader *reader)
{
	QsScanner  *scanner = &reader->scanner;
	QsStatement *statement = reader->statement;
	double		offset;

	statement->heading = true;
	while (qs_scan_more_on_line(scanner) && is_mark(*scanner->at) && *scanner->at != '.')
		scanner->at++;
	if (!qs_scan_number(scanner, "the offset of the objective", &offset) ||
		!qs_scan_end_of_line(scanner))
		return false;
	if (reader->offset_line > 0 && offset != statement->offset)
		return qs_scan_fail(scanner, "another offset of the objective than on line %d",
							reader->offset_line);
	statement->offset = offset;
	reader->offset_line = scanner->line;
	return true;
}

/* What the first words of a comment say together */
static bool
weigh_beginning(Reader *reader, const QsToken *word, int count)
{
	QsStatement *statement = reader->statement;

	if (count >= 2 && reads(&word[0], "vars", false) && reads(&word[1], "non-zeros", false))
	{
		statement->heading = true;
		statement->offset_column = count >= 3 && reads(&word[2], "offset", false);
	}
	for (int k = 0; k + 1 < count; k++)
		if (reads(&word[k], "sense", false) || reads(&word[k], "objectivesense", false))
			return state_sense(reader, short_sense_of(&word[k + 1]));
	return true;
}

/* A comment, from behind the character that starts it */
static bool
read_comment(Reader *reader)
{
	QsScanner  *scanner = &reader->scanner;
	QsToken		first[FIRST_WORDS];
	QsToken		before = {NULL, 0};
	int			count = 0;

	for (int place = 0; qs_scan_more_on_line(scanner); place++)
	{
		QsToken		token;
		bool		short_form;

		if (!qs_scan_word(scanner, "", &token))
			return false;
		short_form = place == 0 && token.text[token.length - 1] == ':';
		token = bare(token);
		if (place == 0 && is_offset(&token))
		{
			/* its number may stand right behind a mark */
			scanner->at = token.text + strlen(OFFSET);
			return read_offset(reader);
		}
		if (place == 0 && !state_sense(reader, short_form ? short_sense_of(&token) : sense_of(&token)))
			return false;
		if (count < FIRST_WORDS)
			first[count++] = token;
		name_sense(reader, sense_of(&token));
		if (reads(&token, "zimpl", false) && reads(&before, "by", false))
			reader->statement->negated = true;
		before = token;
	}
	return weigh_beginning(reader, first, count);
}

static bool
settle_sense(Reader *reader)
{
	QsStatement *statement = reader->statement;

	if (statement->sense == 0 && reader->contrary_line > 0)
	{
		reader->scanner.line = reader->contrary_line;
		return qs_scan_fail(&reader->scanner, "the comment speaks of %s, but that on line %d of %s: "
							"begin a comment with the one that is meant",
							reader->named_sense > 0 ? "minimising" : "maximising", reader->named_line,
							reader->named_sense > 0 ? "maximising" : "minimising");
	}
	if (statement->sense == 0)
		statement->sense = reader->named_sense;
	statement->negated = statement->negated && statement->sense > 0;
	return true;
}

bool
qs_import_statement(const QsScanner *scanner, char comment, QsStatement *statement)
{
	Reader		reader = {.scanner = *scanner, .statement = statement};
	QsScanner  *at = &reader.scanner;

	*statement = (QsStatement) {0};
	at->by_line = true;
	while (qs_scan_line(at, '\0'))
	{
		bool		is_comment = *at->at == comment;

		while (at->at < at->end && *at->at == comment)
			at->at++;
		if (is_comment && !read_comment(&reader))
			return false;
		at->at = at->at < at->end ? memchr(at->at, '\n', (size_t) (at->end - at->at)) : NULL;
		if (at->at == NULL)
			at->at = at->end;
	}
	return settle_sense(&reader);
}

void
qs_import_apply_statement(const QsStatement *statement, bool maximise, QsImported *problem)
{
	problem->maximise = statement->sense == 0 ? maximise : statement->sense > 0;
	problem->offset = statement->offset;
}
