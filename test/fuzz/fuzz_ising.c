/*
 * fuzz_ising.c
 *	  Any bytes as a content of Pauli Z strings.
 */
#include "fuzz_import.h"

static void
fuzz_one(QsHost *host, const uint8_t *data, size_t size)
{
	QsFormat	format;

	try_format(host, (const char *) data, size, QS_FORMAT_ISING, &format);
}
