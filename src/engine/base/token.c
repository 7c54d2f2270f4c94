/*
 * token.c
 *	  Scanner of the instance formats.
 */
#include "base/token.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/excerpt.h"
#include "base/float_parse.h"

/* Tokens, or lines, between two interrupt points */
#define CHECK_EVERY		16384

/* No number worth reading is longer than this. */
#define LONGEST_TOKEN	65536

static inline bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

void
qs_scanner_start(QsScanner *scanner, QsHost *host, const char *content, size_t length,
				 QsError *error)
{
	*scanner = (QsScanner)
	{
		.host = host, .at = content, .end = content + length, .line = 1, .error = error
	};

	/* a byte order mark is no token */
	if (length >= 3 && memcmp(content, "\xef\xbb\xbf", 3) == 0)
		scanner->at += 3;
}

bool
qs_scan_fail(QsScanner *scanner, const char *format, ...)
{
	QsError    *error = scanner->error;
	va_list		arguments;
	int			used;

	memset(error, 0, sizeof(*error));
	error->line = scanner->line;
	used = snprintf(error->message, sizeof(error->message), "line %d: ", scanner->line);
	va_start(arguments, format);
	vsnprintf(error->message + used, sizeof(error->message) - (size_t) used, format, arguments);
	va_end(arguments);
	return false;
}

static inline void
next_line(QsScanner *scanner)
{
	if (++scanner->line % CHECK_EVERY == 0)
		qs_check(scanner->host);
}

/* To the next token; in by_line mode not past the line break. */
static inline void
skip_blanks(QsScanner *scanner)
{
	while (scanner->at < scanner->end && is_blank(*scanner->at))
	{
		if (*scanner->at == '\n')
		{
			if (scanner->by_line)
				return;
			next_line(scanner);
		}
		scanner->at++;
	}
}

/* Does a token start here? */
static inline bool
at_token(const QsScanner *scanner)
{
	return scanner->at < scanner->end && !is_blank(*scanner->at);
}

/* Where reading of a token must stop at the latest */
static inline const char *
token_limit(const QsScanner *scanner)
{
	return scanner->end - scanner->at > LONGEST_TOKEN ? scanner->at + LONGEST_TOKEN : scanner->end;
}

static QsToken
token_here(const QsScanner *scanner)
{
	const char *limit = token_limit(scanner);
	const char *p = scanner->at;

	while (p < limit && !is_blank(*p))
		p++;
	return (QsToken) {scanner->at, (size_t) (p - scanner->at)};
}

bool
qs_scan_unexpected(QsScanner *scanner, const char *expected)
{
	char		found[QS_EXCERPT_SIZE];
	QsToken		token;

	skip_blanks(scanner);
	if (scanner->at == scanner->end)
		return qs_scan_fail(scanner, "expected %s but the content ends", expected);
	if (*scanner->at == '\n')
		return qs_scan_fail(scanner, "expected %s but the line ends", expected);
	token = token_here(scanner);
	qs_excerpt(token.text, token.length, found);
	return qs_scan_fail(scanner, "expected %s but found \"%s\"", expected, found);
}

bool
qs_scan_line(QsScanner *scanner, char comment)
{
	for (;;)
	{
		while (scanner->at < scanner->end && is_blank(*scanner->at))
			if (*scanner->at++ == '\n')
				next_line(scanner);
		if (scanner->at == scanner->end)
			return false;
		if (comment == '\0' || *scanner->at != comment)
			return true;
		scanner->at = memchr(scanner->at, '\n', (size_t) (scanner->end - scanner->at));
		if (scanner->at == NULL)
			scanner->at = scanner->end;
	}
}

bool
qs_scan_more_on_line(QsScanner *scanner)
{
	while (scanner->at < scanner->end && *scanner->at != '\n' && is_blank(*scanner->at))
		scanner->at++;
	return at_token(scanner);
}

bool
qs_scan_end_of_line(QsScanner *scanner)
{
	if (qs_scan_more_on_line(scanner))
		return qs_scan_unexpected(scanner, "the end of the line");
	return true;
}

bool
qs_scan_end(QsScanner *scanner)
{
	if (qs_scan_line(scanner, '\0'))
		return qs_scan_unexpected(scanner, "the end of the content");
	return true;
}

/* To the next token, which must exist */
static inline bool
start_token(QsScanner *scanner, const char *expected)
{
	if (++scanner->reads % CHECK_EVERY == 0)
		qs_check(scanner->host);
	skip_blanks(scanner);
	return at_token(scanner) || qs_scan_unexpected(scanner, expected);
}

bool
qs_scan_word(QsScanner *scanner, const char *expected, QsToken *token)
{
	if (!start_token(scanner, expected))
		return false;
	*token = token_here(scanner);
	scanner->at += token->length;
	return true;
}

bool
qs_token_is(const QsToken *token, const char *word)
{
	return token->length == strlen(word) && memcmp(token->text, word, token->length) == 0;
}

/* A token of the right kind with a value that is not */
static bool
out_of_range(QsScanner *scanner, const char *expected, int64_t low, int64_t high)
{
	QsToken		token = token_here(scanner);
	char		found[QS_EXCERPT_SIZE];

	qs_excerpt(token.text, token.length, found);
	return qs_scan_fail(scanner, "expected %s between %lld and %lld but found \"%s\"", expected,
						(long long) low, (long long) high, found);
}

bool
qs_scan_integer(QsScanner *scanner, const char *expected, int64_t low, int64_t high,
				int64_t *value)
{
	const char *p,
			   *limit;
	bool		negative;
	int64_t		sum = 0;

	if (!start_token(scanner, expected))
		return false;
	p = scanner->at;
	negative = *p == '-';
	p += *p == '-' || *p == '+';
	if (p == scanner->end || !is_digit(*p))
		return qs_scan_unexpected(scanner, expected);
	for (limit = token_limit(scanner); p < limit && is_digit(*p); p++)
		if (sum <= INT64_MAX / 100)
			sum = sum * 10 + (*p - '0');
	if (p < scanner->end && !is_blank(*p))
		return qs_scan_unexpected(scanner, expected);
	if (negative)
		sum = -sum;
	if (sum < low || sum > high)
		return out_of_range(scanner, expected, low, high);
	scanner->at = p;
	*value = sum;
	return true;
}

bool
qs_scan_int(QsScanner *scanner, const char *expected, int low, int high, int *value)
{
	int64_t		wide = 0;
	bool		good = qs_scan_integer(scanner, expected, low, high, &wide);

	*value = (int) wide;
	return good;
}

/* A digit other than 0 before the exponent: the number is none but zero by rounding */
static bool
has_nonzero_digit(const char *at, const char *end)
{
	for (; at < end && *at != 'e' && *at != 'E'; at++)
		if (*at >= '1' && *at <= '9')
			return true;
	return false;
}

bool
qs_scan_number(QsScanner *scanner, const char *expected, double *value)
{
	const char *p;
	QsFloatStatus status;
	char		found[QS_EXCERPT_SIZE];

	*value = 0.0;
	if (!start_token(scanner, expected))
		return false;
	p = scanner->at;
	status = qs_float_parse(&p, token_limit(scanner), value);
	if (status == QS_FLOAT_NONE || (p < scanner->end && !is_blank(*p)))
		return qs_scan_unexpected(scanner, expected);
	if (status == QS_FLOAT_NOT_FINITE || (*value == 0.0 && has_nonzero_digit(scanner->at, p)))
	{
		*value = 0.0;
		qs_excerpt(scanner->at, (size_t) (p - scanner->at), found);
		return qs_scan_fail(scanner, "%s is %s of double precision", found, status == QS_FLOAT_NOT_FINITE ?
							"not a finite number" : "out of the range");
	}
	scanner->at = p;
	return true;
}

bool
qs_scan_room(QsScanner *scanner, int64_t tokens)
{
	/* a token and the blank before the next take two bytes */
	if (tokens <= (int64_t) (scanner->end - scanner->at) / 2 + 1)
		return true;
	return qs_scan_fail(scanner, "%lld more numbers should follow but the content is too short",
						(long long) tokens);
}
