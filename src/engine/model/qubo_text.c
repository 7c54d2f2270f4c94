/*
 * qubo_text.c
 *	  The text form of the SQL type qubo.
 */
#include "model/qubo_text.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/excerpt.h"
#include "base/float_parse.h"
#include "base/float_text.h"

/* "(0,0):1," is the shortest term with its separator. */
#define SHORTEST_TERM		8

/* Terms between two interrupt points */
#define CHECK_EVERY			16384

/* Indices and n are read up to here, enough to see that they are too large. */
#define INTEGER_CAP			INT64_C(1000000000000)

typedef struct Reader
{
	const char *start;
	const char *at;
	const char *end;
	QsParseFailure failure;
	QsError    *error;
} Reader;

static bool __attribute__((format(printf, 3, 4)))
fail(Reader *reader, QsParseFailure failure, const char *format, ...)
{
	va_list		arguments;

	reader->failure = failure;
	memset(reader->error, 0, sizeof(*reader->error));
	va_start(arguments, format);
	vsnprintf(reader->error->message, sizeof(reader->error->message), format, arguments);
	va_end(arguments);
	return false;
}

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

static inline void
skip_blanks(Reader *reader)
{
	while (reader->at < reader->end && is_blank(*reader->at))
		reader->at++;
}

static bool
unexpected(Reader *reader, const char *expected)
{
	char		found[QS_EXCERPT_SIZE];
	size_t		length = 0;

	if (reader->at == reader->end)
		return fail(reader, QS_PARSE_SYNTAX, "expected %s but the text ends", expected);
	while (length < QS_EXCERPT_SIZE && reader->at + length < reader->end &&
		   !is_blank(reader->at[length]))
		length++;
	qs_excerpt(reader->at, length, found);
	return fail(reader, QS_PARSE_SYNTAX, "expected %s but found \"%s\" at position %zu",
				expected, found, (size_t) (reader->at - reader->start) + 1);
}

/* One of the fixed characters, blanks before it skipped */
static inline bool
read_character(Reader *reader, char c, const char *expected)
{
	skip_blanks(reader);
	if (reader->at == reader->end || *reader->at != c)
		return unexpected(reader, expected);
	reader->at++;
	return true;
}

/* An integer; a minus sign is read so that the complaint can be about range. */
static inline bool
read_integer(Reader *reader, const char *expected, int64_t *value)
{
	const char *p;
	bool		negative;
	int64_t		sum = 0;

	skip_blanks(reader);
	p = reader->at;
	negative = p < reader->end && *p == '-';
	p += negative;
	if (p == reader->end || !is_digit(*p))
		return unexpected(reader, expected);
	for (; p < reader->end && is_digit(*p); p++)
		if (sum < INTEGER_CAP)
			sum = sum * 10 + (*p - '0');
	reader->at = p;
	*value = negative ? -sum : sum;
	return true;
}

static bool
read_index(Reader *reader, int32_t *index)
{
	const char *first;
	int64_t		value = 0;
	char		found[QS_EXCERPT_SIZE];

	if (!read_integer(reader, "a variable index", &value))
		return false;
	if (value >= 0 && value < QS_MAX_VARIABLES)
	{
		*index = (int32_t) value;
		return true;
	}
	for (first = reader->at; first > reader->start && (is_digit(first[-1]) || first[-1] == '-');)
		first--;
	qs_excerpt(first, (size_t) (reader->at - first), found);
	return fail(reader, QS_PARSE_RANGE, "variable index %s is out of range: indices are 0 to %d",
				found, QS_MAX_VARIABLES - 1);
}

static bool
read_float(Reader *reader, const char *expected, double *value)
{
	const char *first;
	char		found[QS_EXCERPT_SIZE];

	skip_blanks(reader);
	first = reader->at;
	switch (qs_float_parse(&reader->at, reader->end, value))
	{
		case QS_FLOAT_OK:
			return true;
		case QS_FLOAT_NONE:
			return unexpected(reader, expected);
		case QS_FLOAT_NOT_FINITE:
			break;
	}
	qs_excerpt(first, (size_t) (reader->at - first), found);
	return fail(reader, QS_PARSE_NOT_FINITE, "%s is not a finite number of double precision", found);
}

static inline bool
read_term(Reader *reader, QsTerm *term)
{
	return read_character(reader, '(', "\"(\"") &&
		read_index(reader, &term->i) &&
		read_character(reader, ',', "\",\" between the indices") &&
		read_index(reader, &term->j) &&
		read_character(reader, ')', "\")\"") &&
		read_character(reader, ':', "\":\" before the coefficient") &&
		read_float(reader, "a coefficient", &term->coefficient);
}

/* Room for every term the rest of the text can hold, at most one over the limit */
static size_t
count_terms(QsHost *host, const Reader *reader)
{
	size_t		length = (size_t) (reader->end - reader->at);
	size_t		most = length / SHORTEST_TERM + 1;
	size_t		count = 0;

	if (most > QS_MAX_TERMS)
		most = QS_MAX_TERMS;
	for (const char *p = reader->at;
		 count < most && (p = memchr(p, '(', (size_t) (reader->end - p))) != NULL; p++)
		if (++count % CHECK_EVERY == 0)
			qs_check(host);
	return count;
}

static bool
read_terms(QsHost *host, Reader *reader, QsTerm *terms, int64_t capacity, int64_t *count)
{
	if (!read_character(reader, '{', "\"{\""))
		return false;
	skip_blanks(reader);
	if (reader->at < reader->end && *reader->at == '}')
	{
		reader->at++;
		return true;
	}
	for (;;)
	{
		QsTerm		spare;

		/* past the capacity a term can only be malformed or one too many */
		if (!read_term(reader, *count < capacity ? &terms[*count] : &spare))
			return false;
		if (*count >= QS_MAX_TERMS)
			return fail(reader, QS_PARSE_TOO_MANY, "a qubo has at most %d terms", QS_MAX_TERMS);
		(*count)++;
		if (*count % CHECK_EVERY == 0)
			qs_check(host);
		skip_blanks(reader);
		if (reader->at < reader->end && *reader->at == '}')
		{
			reader->at++;
			return true;
		}
		if (!read_character(reader, ',', "\",\" or \"}\""))
			return false;
	}
}

/* "/n" and the offset, to the end of the text */
static bool
read_tail(Reader *reader, int *n, double *offset)
{
	int64_t		size = 0;
	bool		negative;

	if (!read_character(reader, '/', "\"/\" and the number of variables") ||
		!read_integer(reader, "the number of variables", &size))
		return false;
	if (size < 0 || size > QS_MAX_VARIABLES)
		return fail(reader, QS_PARSE_RANGE,
					"the number of variables is out of range: a qubo has 0 to %d", QS_MAX_VARIABLES);
	*n = (int) size;
	*offset = 0.0;
	skip_blanks(reader);
	if (reader->at == reader->end)
		return true;
	if (*reader->at != '+' && *reader->at != '-')
		return unexpected(reader, "an offset with its sign, or the end");
	negative = *reader->at++ == '-';
	skip_blanks(reader);
	if (reader->at < reader->end && (*reader->at == '+' || *reader->at == '-'))
		return unexpected(reader, "a number");
	if (!read_float(reader, "a number", offset))
		return false;
	*offset = negative ? 0.0 - *offset : *offset;
	skip_blanks(reader);
	return reader->at == reader->end || unexpected(reader, "the end of the text");
}

static bool
check_indices(Reader *reader, const QsTerm *terms, int64_t count, int n)
{
	for (int64_t k = 0; k < count; k++)
		if (terms[k].i >= n || terms[k].j >= n)
			return fail(reader, QS_PARSE_RANGE,
						"variable index %d is out of range: the qubo has %d variables",
						terms[k].i >= n ? terms[k].i : terms[k].j, n);
	return true;
}

static bool
check_sums(Reader *reader, const QsTerm *terms, int64_t count)
{
	for (int64_t k = 0; k < count; k++)
		if (!isfinite(terms[k].coefficient))
			return fail(reader, QS_PARSE_NOT_FINITE,
						"the sum of the coefficients of (%d,%d) is not a finite number",
						terms[k].i, terms[k].j);
	return true;
}

QsStatus
qs_qubo_parse(QsHost *host, const char *text, size_t length, int *n, double *offset,
			  QsTerm **terms, int64_t *count, QsParseFailure *failure, QsError *error)
{
	Reader		reader = {text, text, text + length, QS_PARSE_SYNTAX, error};
	size_t		capacity = count_terms(host, &reader);
	QsTerm	   *list = QS_ARRAY(host, QsTerm, capacity);
	int64_t		used = 0;
	bool		good;

	good = read_terms(host, &reader, list, (int64_t) capacity, &used) &&
		read_tail(&reader, n, offset) &&
		check_indices(&reader, list, used, *n);
	if (good)
	{
		used = qs_terms_canonicalise(host, list, used);
		good = check_sums(&reader, list, used);
	}
	if (!good)
	{
		qs_free(host, list);
		*failure = reader.failure;
		return QS_INVALID;
	}
	*terms = list;
	*count = used;
	return QS_OK;
}

/* Digits of an index, at most 8 */
static inline size_t
index_length(int32_t index)
{
	size_t		length = 1;

	for (; index >= 10; index /= 10)
		length++;
	return length;
}

static inline size_t
float_bound(double value)
{
	if (fabs(value) < 1e7 && value == (double) (int32_t) value)
		return index_length((int32_t) fabs(value)) + 1;
	return QS_FLOAT_LENGTH;
}

size_t
qs_qubo_write_bound(QsHost *host, int n, double offset, const QsTerm *terms, int64_t count)
{
	/* braces, slash, n, sign and offset; then "(,):" and a comma per term */
	size_t		bound = 3 + index_length(n) + 1 + float_bound(offset);

	for (int64_t k = 0; k < count; k++)
	{
		bound += 5 + index_length(terms[k].i) + index_length(terms[k].j) +
			float_bound(terms[k].coefficient);
		if (k % CHECK_EVERY == 0)
			qs_check(host);
	}
	return bound;
}

size_t
qs_qubo_write(QsHost *host, int n, double offset, const QsTerm *terms, int64_t count, char *buffer)
{
	char	   *at = buffer;

	*at++ = '{';
	for (int64_t k = 0; k < count; k++)
	{
		if (k > 0)
			*at++ = ',';
		*at++ = '(';
		at += qs_integer_write((unsigned) terms[k].i, at);
		*at++ = ',';
		at += qs_integer_write((unsigned) terms[k].j, at);
		*at++ = ')';
		*at++ = ':';
		at += qs_float_write(terms[k].coefficient, at);
		if (k % CHECK_EVERY == 0)
			qs_check(host);
	}
	*at++ = '}';
	*at++ = '/';
	at += qs_integer_write((unsigned) n, at);
	if (offset != 0.0)
	{
		if (offset > 0.0)
			*at++ = '+';
		at += qs_float_write(offset, at);
	}
	return (size_t) (at - buffer);
}
