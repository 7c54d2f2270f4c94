/*
 * fuzz.h
 *	  What every fuzz target shares: a host with little memory, a place to land
 *	  when it runs out, and the check that nothing is left allocated.
 *
 * A target defines fuzz_one(); it aborts where a property fails.
 */
#ifndef QS_FUZZ_H
#define QS_FUZZ_H

#include <stdio.h>
#include <stdlib.h>

#include "standalone_host.h"

#define FUZZ_MEMORY		((size_t) 64 << 20)

static void fuzz_one(QsHost *host, const uint8_t *data, size_t size);

#define FUZZ_REQUIRE(condition) \
	do \
	{ \
		if (!(condition)) \
		{ \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
			abort(); \
		} \
	} while (0)

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	QsStandaloneHost *standalone = qs_standalone_create(FUZZ_MEMORY);

	standalone->recover_set = true;
	if (setjmp(standalone->recover) == 0)
	{
		fuzz_one(&standalone->host, data, size);
		FUZZ_REQUIRE(standalone->host.memory_used == 0);
	}
	qs_standalone_destroy(standalone);
	return 0;
}

#endif
