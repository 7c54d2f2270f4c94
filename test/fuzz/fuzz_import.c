/*
 * fuzz_import.c
 *	  Any bytes as an instance file; the first byte picks the format.
 *
 * What is accepted must be fit to store and to build a model from, and AUTO
 * must choose a format that accepts, and choose if there is only one.
 */
#include "fuzz_import.h"

#define FORMATS		(QS_FORMAT_MODEL_JSON + 1)

/* May it be a text of the formats that state models? */
static bool
reads_stated(const char *content, size_t length)
{
	for (size_t k = 0; k < length; k++)
		if ((content[k] | 0x20) >= 'a' && (content[k] | 0x20) <= 'z')
			return true;
	return memchr(content, ';', length) != NULL;
}

static void
check_automatic(QsHost *host, const char *content, size_t length)
{
	QsFormat	chosen;
	bool		accepts[FORMATS] = {false};
	int			accepted = 0;

	for (int k = QS_FORMAT_AUTO + 1; k < FORMATS; k++)
		if (k != QS_FORMAT_DIMACS_COL && try_format(host, content, length, (QsFormat) k, &chosen) >= 0)
		{
			accepts[k] = true;
			accepted++;
		}
	if (try_format(host, content, length, QS_FORMAT_AUTO, &chosen) >= 0)
		FUZZ_REQUIRE(accepts[chosen]);
	else
		/* a heading names a format, and what is read may have no binary form, whatever
		 * others make of the rest */
		FUZZ_REQUIRE(accepted != 1 || memchr(content, '#', length) != NULL || reads_stated(content, length));
}

static void
fuzz_one(QsHost *host, const uint8_t *data, size_t size)
{
	QsFormat	format;

	if (size == 0)
		return;
	if (data[0] % FORMATS == QS_FORMAT_AUTO)
		check_automatic(host, (const char *) data + 1, size - 1);
	else
		try_format(host, (const char *) data + 1, size - 1, (QsFormat) (data[0] % FORMATS), &format);
}
