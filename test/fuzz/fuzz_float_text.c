/*
 * fuzz_float_text.c
 *	  Any bytes as a decimal, against the C library; any eight bytes as a double,
 *	  there and back.
 */
#include "fuzz.h"

#include <math.h>
#include <string.h>

#include "base/float_parse.h"
#include "base/float_text.h"

static bool
same_bits(double a, double b)
{
	return memcmp(&a, &b, sizeof(a)) == 0;
}

static void
check_reading(QsHost *host, const uint8_t *data, size_t size)
{
	char	   *text = QS_ARRAY(host, char, size + 1);
	const char *at = text;
	char	   *end;
	double		value,
				reference;
	QsFloatStatus status;

	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	status = qs_float_parse(&at, text + size, &value);
	FUZZ_REQUIRE(at >= text && at <= text + size);
	if (status == QS_FLOAT_NONE)
		FUZZ_REQUIRE(at == text);
	else
	{
		FUZZ_REQUIRE(at > text);
		text[at - text] = '\0';
		reference = strtod(text, &end);
		if (status == QS_FLOAT_OK)
			FUZZ_REQUIRE(end == at && same_bits(value, reference));
		else
			FUZZ_REQUIRE(end == at && !isfinite(reference));
	}
	qs_free(host, text);
}

static void
check_writing(double value)
{
	char		text[QS_FLOAT_LENGTH];
	const char *at = text;
	double		again;
	size_t		length;

	if (!isfinite(value))
		return;
	length = qs_float_write(value, text);
	FUZZ_REQUIRE(length > 0 && length <= QS_FLOAT_LENGTH);
	FUZZ_REQUIRE(qs_float_parse(&at, text + length, &again) == QS_FLOAT_OK && at == text + length);
	FUZZ_REQUIRE(value == 0.0 ? same_bits(again, 0.0) : same_bits(again, value));
}

static void
fuzz_one(QsHost *host, const uint8_t *data, size_t size)
{
	check_reading(host, data, size);
	for (size_t k = 0; k + sizeof(double) <= size && k < 256; k += sizeof(double))
	{
		double		value;

		memcpy(&value, data + k, sizeof(value));
		check_writing(value);
	}
}
