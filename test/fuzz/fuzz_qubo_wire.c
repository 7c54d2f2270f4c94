/*
 * fuzz_qubo_wire.c
 *	  Any bytes as the binary form of a qubo.
 */
#include "fuzz_qubo.h"

static void
fuzz_one(QsHost *host, const uint8_t *data, size_t size)
{
	FuzzQubo	qubo;

	if (!from_wire(host, data, size, &qubo))
		return;
	check_round_trips(host, &qubo);
	qs_free(host, qubo.terms);
}
