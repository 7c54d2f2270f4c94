/*
 * fuzz_qubo_text.c
 *	  Any bytes as the text form of a qubo.
 */
#include "fuzz_qubo.h"

static void
fuzz_one(QsHost *host, const uint8_t *data, size_t size)
{
	FuzzQubo	qubo;

	if (!from_text(host, (const char *) data, size, &qubo))
		return;
	check_round_trips(host, &qubo);
	qs_free(host, qubo.terms);
}
