/*
 * qubo_wire.c
 *	  The binary form of the SQL type qubo.
 */
#include "model/qubo_wire.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define HEADER_SIZE		24
#define TERM_SIZE		16

/* Terms between two interrupt points */
#define CHECK_EVERY		65536

static void
put_word32(uint8_t *at, uint32_t word)
{
	for (int k = 0; k < 4; k++)
		at[k] = (uint8_t) (word >> (24 - 8 * k));
}

static void
put_word64(uint8_t *at, uint64_t word)
{
	for (int k = 0; k < 8; k++)
		at[k] = (uint8_t) (word >> (56 - 8 * k));
}

static void
put_double(uint8_t *at, double value)
{
	uint64_t	word;

	memcpy(&word, &value, sizeof(word));
	put_word64(at, word);
}

static uint32_t
get_word32(const uint8_t *at)
{
	uint32_t	word = 0;

	for (int k = 0; k < 4; k++)
		word = word << 8 | at[k];
	return word;
}

static uint64_t
get_word64(const uint8_t *at)
{
	return (uint64_t) get_word32(at) << 32 | get_word32(at + 4);
}

static double
get_double(const uint8_t *at)
{
	uint64_t	word = get_word64(at);
	double		value;

	memcpy(&value, &word, sizeof(value));
	return value;
}

size_t
qs_qubo_encode_size(int64_t count)
{
	return HEADER_SIZE + (size_t) count * TERM_SIZE;
}

size_t
qs_qubo_encode(QsHost *host, int n, double offset, const QsTerm *terms, int64_t count,
			   uint8_t *message)
{
	uint8_t    *at = message + HEADER_SIZE;

	put_word32(message, QS_QUBO_WIRE_VERSION);
	put_word32(message + 4, (uint32_t) n);
	put_word64(message + 8, (uint64_t) count);
	put_double(message + 16, offset);
	for (int64_t k = 0; k < count; k++, at += TERM_SIZE)
	{
		put_word32(at, (uint32_t) terms[k].i);
		put_word32(at + 4, (uint32_t) terms[k].j);
		put_double(at + 8, terms[k].coefficient);
		if (k % CHECK_EVERY == 0)
			qs_check(host);
	}
	return (size_t) (at - message);
}

static QsStatus __attribute__((format(printf, 4, 5)))
fail(QsParseFailure *failure, QsError *error, QsParseFailure reason, const char *format, ...)
{
	va_list		arguments;

	*failure = reason;
	memset(error, 0, sizeof(*error));
	va_start(arguments, format);
	vsnprintf(error->message, sizeof(error->message), format, arguments);
	va_end(arguments);
	return QS_INVALID;
}

static QsStatus
check_header(const uint8_t *message, size_t length, QsParseFailure *failure, QsError *error)
{
	uint32_t	version,
				n;
	uint64_t	count;

	if (length < HEADER_SIZE)
		return fail(failure, error, QS_PARSE_SYNTAX,
					"a binary qubo has at least %d bytes, not %zu", HEADER_SIZE, length);
	version = get_word32(message);
	n = get_word32(message + 4);
	count = get_word64(message + 8);
	if (version != QS_QUBO_WIRE_VERSION)
		return fail(failure, error, QS_PARSE_SYNTAX,
					"unknown version %u of the binary form of qubo", (unsigned) version);
	if (n > QS_MAX_VARIABLES)
		return fail(failure, error, QS_PARSE_RANGE,
					"the number of variables is out of range: a qubo has 0 to %d", QS_MAX_VARIABLES);
	if (count > QS_MAX_TERMS)
		return fail(failure, error, QS_PARSE_TOO_MANY,
					"a qubo has at most %d terms", QS_MAX_TERMS);
	if (length != qs_qubo_encode_size((int64_t) count))
		return fail(failure, error, QS_PARSE_SYNTAX,
					"a binary qubo of %d terms has %zu bytes, not %zu",
					(int) count, qs_qubo_encode_size((int64_t) count), length);
	if (!isfinite(get_double(message + 16)))
		return fail(failure, error, QS_PARSE_NOT_FINITE, "the offset is not finite");
	return QS_OK;
}

static QsStatus
check_term(const QsTerm *term, const QsTerm *previous, int n, QsParseFailure *failure,
		   QsError *error)
{
	if (term->i < 0 || term->j < 0 || term->i >= n || term->j >= n)
		return fail(failure, error, QS_PARSE_RANGE,
					"variable index %d is out of range: the qubo has %d variables",
					term->i < 0 || term->i >= n ? term->i : term->j, n);
	if (!isfinite(term->coefficient))
		return fail(failure, error, QS_PARSE_NOT_FINITE,
					"the coefficient of (%d,%d) is not finite", term->i, term->j);
	if (term->i > term->j || term->coefficient == 0.0 ||
		(previous && (previous->i > term->i ||
					  (previous->i == term->i && previous->j >= term->j))))
		return fail(failure, error, QS_PARSE_SYNTAX,
					"term (%d,%d) of a binary qubo is out of order, repeated or zero",
					term->i, term->j);
	return QS_OK;
}

QsStatus
qs_qubo_decode(QsHost *host, const uint8_t *message, size_t length, int *n, double *offset,
			   QsTerm **terms, int64_t *count, QsParseFailure *failure, QsError *error)
{
	QsStatus	status = check_header(message, length, failure, error);
	const uint8_t *at = message + HEADER_SIZE;
	QsTerm	   *list;

	if (status != QS_OK)
		return status;
	*n = (int) get_word32(message + 4);
	*count = (int64_t) get_word64(message + 8);
	*offset = get_double(message + 16) + 0.0;	/* negative zero becomes zero */
	list = QS_ARRAY(host, QsTerm, *count);
	for (int64_t k = 0; k < *count && status == QS_OK; k++, at += TERM_SIZE)
	{
		list[k] = (QsTerm)
		{
			(int32_t) get_word32(at), (int32_t) get_word32(at + 4), get_double(at + 8)
		};
		status = check_term(&list[k], k > 0 ? &list[k - 1] : NULL, *n, failure, error);
		if (k % CHECK_EVERY == 0)
			qs_check(host);
	}
	if (status != QS_OK)
	{
		qs_free(host, list);
		return status;
	}
	*terms = list;
	return QS_OK;
}
