/*
 * test_qubo_text.c
 *	  Text and binary form of qubos: round trips, canonical order, refusals.
 */
#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "model/qubo_text.h"
#include "model/qubo_wire.h"

typedef struct Parsed
{
	int			n;
	double		offset;
	QsTerm	   *terms;
	int64_t		count;
} Parsed;

static QsStatus
parse(QsHost *host, const char *text, size_t length, Parsed *parsed, QsParseFailure *failure,
	  QsError *error)
{
	return qs_qubo_parse(host, text, length, &parsed->n, &parsed->offset, &parsed->terms,
						 &parsed->count, failure, error);
}

static char *
write_text(QsHost *host, const Parsed *parsed)
{
	size_t		bound = qs_qubo_write_bound(host, parsed->n, parsed->offset, parsed->terms, parsed->count);
	char	   *text = QS_ARRAY(host, char, bound + 1);
	size_t		length = qs_qubo_write(host, parsed->n, parsed->offset, parsed->terms, parsed->count, text);

	assert_true(length <= bound);
	text[length] = '\0';
	return text;
}

static void
check_text(QsHost *host, const char *text, const char *expected)
{
	Parsed		parsed;
	QsParseFailure failure;
	QsError		error;
	char	   *written;

	if (parse(host, text, strlen(text), &parsed, &failure, &error) != QS_OK)
		fail_msg("%s: %s", text, error.message);
	written = write_text(host, &parsed);
	assert_string_equal(written, expected);
	qs_free(host, written);
	qs_free(host, parsed.terms);
}

static void
good_texts(void **state)
{
	QsHost	   *host = unit_host(state);

	check_text(host, "{}/3", "{}/3");
	check_text(host, "{}/0", "{}/0");
	check_text(host, "{}/0-1", "{}/0-1");
	check_text(host, "{(0,0):-1,(0,1):2.5}/3+0.5", "{(0,0):-1,(0,1):2.5}/3+0.5");
	check_text(host, "{(2,1):1,(1,2):2,(0,0):0}/3", "{(1,2):3}/3");
	check_text(host, "{(2,1):1,(1,2):-1}/3+0", "{}/3");
	check_text(host, "{}/3-0", "{}/3");
	check_text(host, " { ( 1 , 0 ) :\t-.5e1 , (0,0) : 5. } / 2 - 1e-3 \n", "{(0,0):5,(0,1):-5}/2-0.001");
	check_text(host, "{(0,0):+7}/1+1e300", "{(0,0):7}/1+1e+300");
	check_text(host, "{(16777215,16777215):1}/16777216", "{(16777215,16777215):1}/16777216");
	check_text(host, "{(0,0):0.1,(0,0):0.2}/1", "{(0,0):0.30000000000000004}/1");
	check_text(host, "{(0,0):1e-400}/1", "{}/1");
	check_text(host, "{(0,0):4.9e-324,(0,1):1.7976931348623157e308}/2-0.1",
			   "{(0,0):5e-324,(0,1):1.7976931348623157e+308}/2-0.1");
}

static void
refused_texts(void **state)
{
	static const struct
	{
		const char *text;
		QsParseFailure failure;
		const char *message;
	}			cases[] = {
		{"", QS_PARSE_SYNTAX, "expected \"{\" but the text ends"},
		{"  ", QS_PARSE_SYNTAX, "expected \"{\" but the text ends"},
		{"[]/3", QS_PARSE_SYNTAX, "expected \"{\" but found \"[]/3\" at position 1"},
		{"{}", QS_PARSE_SYNTAX, "number of variables"},
		{"{}/", QS_PARSE_SYNTAX, "number of variables"},
		{"{}/x", QS_PARSE_SYNTAX, "expected the number of variables but found \"x\" at position 4"},
		{"{}/3.5", QS_PARSE_SYNTAX, "offset with its sign"},
		{"{}/3 4", QS_PARSE_SYNTAX, "offset with its sign"},
		{"{}/3+", QS_PARSE_SYNTAX, "a number"},
		{"{}/3+-1", QS_PARSE_SYNTAX, "a number"},
		{"{}/3+1x", QS_PARSE_SYNTAX, "the end of the text"},
		{"{}/3+1 1", QS_PARSE_SYNTAX, "the end of the text"},
		{"{,}/3", QS_PARSE_SYNTAX, "\"(\""},
		{"{(0,0):1,}/3", QS_PARSE_SYNTAX, "\"(\""},
		{"{(0,0):1 (1,1):1}/3", QS_PARSE_SYNTAX, "\",\" or \"}\""},
		{"{(0,0)1}/3", QS_PARSE_SYNTAX, "\":\""},
		{"{(0):1}/3", QS_PARSE_SYNTAX, "\",\""},
		{"{(0,0:1}/3", QS_PARSE_SYNTAX, "\")\""},
		{"{(0,0):}/3", QS_PARSE_SYNTAX, "a coefficient"},
		{"{(0,0):1e}/3", QS_PARSE_SYNTAX, "\",\" or \"}\""},
		{"{(0,0):0x10}/3", QS_PARSE_SYNTAX, "\",\" or \"}\""},
		{"{(0,0):1,5}/3", QS_PARSE_SYNTAX, "\"(\""},
		{"{(a,0):1}/3", QS_PARSE_SYNTAX, "a variable index"},
		{"{(0,0):1}/3\x01", QS_PARSE_SYNTAX, "\\x01"},
		{"{(-1,0):1}/3", QS_PARSE_RANGE, "variable index -1 is out of range"},
		{"{(0,3):1}/3", QS_PARSE_RANGE, "variable index 3 is out of range: the qubo has 3 variables"},
		{"{(0,99999999999999999999999):1}/3", QS_PARSE_RANGE, "out of range"},
		{"{}/16777217", QS_PARSE_RANGE, "number of variables"},
		{"{}/-1", QS_PARSE_RANGE, "number of variables"},
		{"{(0,0):NaN}/3", QS_PARSE_NOT_FINITE, "NaN is not a finite number"},
		{"{(0,0):-Infinity}/3", QS_PARSE_NOT_FINITE, "-Infinity"},
		{"{(0,0):1e309}/3", QS_PARSE_NOT_FINITE, "1e309"},
		{"{}/3+inf", QS_PARSE_NOT_FINITE, "inf"},
		{"{(0,0):1e308,(0,0):1e308}/3", QS_PARSE_NOT_FINITE, "sum of the coefficients of (0,0)"},
		{"{(0,1):1e308,(1,0):1e308,(0,1):-1e308,(0,1):-1e308}/3", QS_PARSE_NOT_FINITE, "(0,1)"},
	};
	QsHost	   *host = unit_host(state);

	for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++)
	{
		Parsed		parsed;
		QsParseFailure failure;
		QsError		error;

		assert_int_equal(parse(host, cases[k].text, strlen(cases[k].text), &parsed, &failure, &error),
						 QS_INVALID);
		if (failure != cases[k].failure || strstr(error.message, cases[k].message) == NULL)
			fail_msg("%s: %d %s", cases[k].text, (int) failure, error.message);
		assert_int_equal(host->memory_used, 0);
	}
}

/* Every prefix of a text is refused (or is a shorter good text), never overread. */
static void
prefixes(void **state)
{
	QsHost	   *host = unit_host(state);
	const char *text = "{(0,0):-1.5e+3,(10,2):Infinity}/12+0.5";

	for (size_t length = 0; length <= strlen(text); length++)
	{
		Parsed		parsed;
		QsParseFailure failure;
		QsError		error;
		char	   *copy = QS_ARRAY(host, char, length);

		memcpy(copy, text, length);
		assert_int_equal(parse(host, copy, length, &parsed, &failure, &error), QS_INVALID);
		qs_free(host, copy);
	}
}

static double
random_coefficient(QsRandom *random)
{
	uint64_t	bits;
	double		value;

	switch (qs_random_below(random, 4))
	{
		case 0:
			return (double) qs_random_below(random, 2001) - 1000.0;
		case 1:
			return qs_random_normal(random);
		case 2:
			return ldexp(1.0, (int) qs_random_below(random, 2000) - 1000);
		default:
			do
			{
				bits = qs_random_next(random);
				memcpy(&value, &bits, sizeof(value));
			} while (!isfinite(value) || value == 0.0);
			return value / 1024.0;
	}
}

static void
random_terms(QsHost *host, QsRandom *random, Parsed *parsed)
{
	int			limit = qs_random_below(random, 4) == 0 ? QS_MAX_VARIABLES : 50;
	int64_t		count = qs_random_below(random, 120);

	parsed->n = 1 + (int) qs_random_below(random, (uint32_t) limit);
	parsed->offset = qs_random_below(random, 2) ? 0.0 : random_coefficient(random);
	parsed->terms = QS_ARRAY(host, QsTerm, count);
	for (int64_t k = 0; k < count; k++)
		parsed->terms[k] = (QsTerm)
		{
			(int32_t) qs_random_below(random, (uint32_t) parsed->n),
			(int32_t) qs_random_below(random, (uint32_t) parsed->n),
			random_coefficient(random)
		};
	parsed->count = qs_terms_canonicalise(host, parsed->terms, count);
}

static void
assert_same(const Parsed *a, const Parsed *b)
{
	assert_int_equal(a->n, b->n);
	assert_int_equal(a->count, b->count);
	assert_memory_equal(&a->offset, &b->offset, sizeof(double));
	if (a->count > 0)
		assert_memory_equal(a->terms, b->terms, (size_t) a->count * sizeof(QsTerm));
}

static void
round_trips(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 21, 0);
	for (int trial = 0; trial < 1500; trial++)
	{
		Parsed		original,
					text_copy,
					wire_copy;
		QsParseFailure failure;
		QsError		error;
		char	   *text;
		uint8_t    *message;
		size_t		size;

		random_terms(host, &random, &original);
		text = write_text(host, &original);
		assert_int_equal(parse(host, text, strlen(text), &text_copy, &failure, &error), QS_OK);
		assert_same(&original, &text_copy);

		size = qs_qubo_encode_size(original.count);
		message = QS_ARRAY(host, uint8_t, size);
		assert_int_equal(qs_qubo_encode(host, original.n, original.offset, original.terms,
										original.count, message), size);
		assert_int_equal(qs_qubo_decode(host, message, size, &wire_copy.n, &wire_copy.offset,
										&wire_copy.terms, &wire_copy.count, &failure, &error), QS_OK);
		assert_same(&original, &wire_copy);
		qs_free(host, text);
		qs_free(host, message);
		qs_free(host, original.terms);
		qs_free(host, text_copy.terms);
		qs_free(host, wire_copy.terms);
	}
}

/* A message of two terms, with bytes changed one way or another */
static void
refused_messages(void **state)
{
	QsHost	   *host = unit_host(state);
	const QsTerm good[2] = {{0, 1, 2.5}, {1, 1, -1.0}};
	static const struct
	{
		QsTerm		terms[2];
		QsParseFailure failure;
	}			bad_terms[] = {
		{{{1, 1, 1.0}, {0, 1, 1.0}}, QS_PARSE_SYNTAX},	/* descending */
		{{{0, 1, 1.0}, {0, 1, 1.0}}, QS_PARSE_SYNTAX},	/* repeated */
		{{{1, 0, 1.0}, {1, 1, 1.0}}, QS_PARSE_SYNTAX},	/* i > j */
		{{{0, 1, 0.0}, {1, 1, 1.0}}, QS_PARSE_SYNTAX},	/* zero */
		{{{0, 1, -0.0}, {1, 1, 1.0}}, QS_PARSE_SYNTAX},
		{{{0, 1, 1.0}, {1, 2, 1.0}}, QS_PARSE_RANGE},
		{{{-1, 1, 1.0}, {1, 1, 1.0}}, QS_PARSE_RANGE},
		{{{0, 1, NAN}, {1, 1, 1.0}}, QS_PARSE_NOT_FINITE},
		{{{0, 1, 1.0}, {1, 1, INFINITY}}, QS_PARSE_NOT_FINITE},
	};
	uint8_t		message[24 + 2 * 16 + 1];
	size_t		size = qs_qubo_encode_size(2);
	Parsed		parsed;
	QsParseFailure failure;
	QsError		error;

#define DECODE(length) \
	qs_qubo_decode(host, message, length, &parsed.n, &parsed.offset, &parsed.terms, \
				   &parsed.count, &failure, &error)

	for (size_t k = 0; k < sizeof(bad_terms) / sizeof(bad_terms[0]); k++)
	{
		qs_qubo_encode(host, 2, 0.5, bad_terms[k].terms, 2, message);
		assert_int_equal(DECODE(size), QS_INVALID);
		assert_int_equal(failure, bad_terms[k].failure);
	}
	qs_qubo_encode(host, 2, 0.5, good, 2, message);
	message[size] = 0;
	for (size_t length = 0; length <= size + 1; length++)
		if (length != size)
		{
			assert_int_equal(DECODE(length), QS_INVALID);
			assert_int_equal(failure, QS_PARSE_SYNTAX);
		}

	qs_qubo_encode(host, 2, 0.5, good, 2, message);
	message[3] = 2;
	assert_int_equal(DECODE(size), QS_INVALID);
	assert_non_null(strstr(error.message, "version 2"));

	qs_qubo_encode(host, QS_MAX_VARIABLES + 1, 0.5, good, 2, message);
	assert_int_equal(DECODE(size), QS_INVALID);
	assert_int_equal(failure, QS_PARSE_RANGE);
	qs_qubo_encode(host, -1, 0.5, good, 2, message);
	assert_int_equal(DECODE(size), QS_INVALID);
	assert_int_equal(failure, QS_PARSE_RANGE);

	/* counts that would overflow a size, or ask for more than the limit */
	for (int byte = 8; byte < 16; byte++)
	{
		qs_qubo_encode(host, 2, 0.5, good, 2, message);
		message[byte] = 0xff;
		assert_int_equal(DECODE(size), QS_INVALID);
		assert_int_equal(failure, byte < 13 ? QS_PARSE_TOO_MANY : failure);
	}
	qs_qubo_encode(host, 2, NAN, good, 2, message);
	assert_int_equal(DECODE(size), QS_INVALID);
	assert_int_equal(failure, QS_PARSE_NOT_FINITE);

	qs_qubo_encode(host, 2, -0.0, good, 2, message);
	assert_int_equal(DECODE(size), QS_OK);
	assert_true(!signbit(parsed.offset));
	qs_free(host, parsed.terms);
#undef DECODE
}

/* Text full of "(" must not cost memory out of proportion. */
static void
memory_follows_the_text(void **state)
{
	QsHost	   *host = unit_host(state);
	size_t		length = 1 << 20;
	char	   *text = QS_ARRAY(host, char, length);
	Parsed		parsed;
	QsParseFailure failure;
	QsError		error;

	memset(text, '(', length);
	text[0] = '{';
	assert_int_equal(parse(host, text, length, &parsed, &failure, &error), QS_INVALID);
	assert_true(host->memory_peak < 4 * length);
	qs_free(host, text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(good_texts),
		UNIT_TEST(refused_texts),
		UNIT_TEST(prefixes),
		UNIT_TEST(round_trips),
		UNIT_TEST(refused_messages),
		UNIT_TEST(memory_follows_the_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
