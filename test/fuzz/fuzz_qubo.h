/*
 * fuzz_qubo.h
 *	  What a qubo must satisfy whichever form it came from.
 */
#ifndef QS_FUZZ_QUBO_H
#define QS_FUZZ_QUBO_H

#include <math.h>
#include <string.h>

#include "fuzz.h"
#include "model/qubo_text.h"
#include "model/qubo_wire.h"

typedef struct FuzzQubo
{
	int			n;
	double		offset;
	QsTerm	   *terms;
	int64_t		count;
} FuzzQubo;

static void
check_canonical(const FuzzQubo *qubo)
{
	FUZZ_REQUIRE(qubo->n >= 0 && qubo->n <= QS_MAX_VARIABLES);
	FUZZ_REQUIRE(qubo->count >= 0 && qubo->count <= QS_MAX_TERMS);
	FUZZ_REQUIRE(isfinite(qubo->offset) && !(qubo->offset == 0.0 && signbit(qubo->offset)));
	for (int64_t k = 0; k < qubo->count; k++)
	{
		const QsTerm *term = &qubo->terms[k];

		FUZZ_REQUIRE(0 <= term->i && term->i <= term->j && term->j < qubo->n);
		FUZZ_REQUIRE(isfinite(term->coefficient) && term->coefficient != 0.0);
		FUZZ_REQUIRE(k == 0 || term[-1].i < term->i || (term[-1].i == term->i && term[-1].j < term->j));
	}
}

static void
check_same(const FuzzQubo *a, const FuzzQubo *b)
{
	FUZZ_REQUIRE(a->n == b->n && a->count == b->count);
	FUZZ_REQUIRE(memcmp(&a->offset, &b->offset, sizeof(double)) == 0);
	FUZZ_REQUIRE(a->count == 0 ||
				 memcmp(a->terms, b->terms, (size_t) a->count * sizeof(QsTerm)) == 0);
}

static bool
from_text(QsHost *host, const char *text, size_t length, FuzzQubo *qubo)
{
	QsParseFailure failure;
	QsError		error;

	if (qs_qubo_parse(host, text, length, &qubo->n, &qubo->offset, &qubo->terms, &qubo->count,
					  &failure, &error) == QS_OK)
		return true;
	FUZZ_REQUIRE(error.message[0] != '\0');
	return false;
}

static bool
from_wire(QsHost *host, const uint8_t *message, size_t length, FuzzQubo *qubo)
{
	QsParseFailure failure;
	QsError		error;

	if (qs_qubo_decode(host, message, length, &qubo->n, &qubo->offset, &qubo->terms, &qubo->count,
					   &failure, &error) == QS_OK)
		return true;
	FUZZ_REQUIRE(error.message[0] != '\0');
	return false;
}

/* Written in both forms and read back, it is the same; the text is a fixed point. */
static void
check_round_trips(QsHost *host, const FuzzQubo *qubo)
{
	size_t		bound = qs_qubo_write_bound(host, qubo->n, qubo->offset, qubo->terms, qubo->count);
	char	   *text = QS_ARRAY(host, char, bound);
	size_t		length = qs_qubo_write(host, qubo->n, qubo->offset, qubo->terms, qubo->count, text);
	size_t		size = qs_qubo_encode_size(qubo->count);
	uint8_t    *message = QS_ARRAY(host, uint8_t, size);
	FuzzQubo	again;

	check_canonical(qubo);
	FUZZ_REQUIRE(length <= bound);
	FUZZ_REQUIRE(from_text(host, text, length, &again));
	check_same(qubo, &again);
	qs_free(host, again.terms);

	FUZZ_REQUIRE(qs_qubo_encode(host, qubo->n, qubo->offset, qubo->terms, qubo->count, message) == size);
	FUZZ_REQUIRE(from_wire(host, message, size, &again));
	check_same(qubo, &again);
	qs_free(host, again.terms);
	qs_free(host, text);
	qs_free(host, message);
}

#endif
