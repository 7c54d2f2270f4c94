/*
 * host.c
 *	  Allocation on top of the host's callbacks, accounted byte by byte.
 *
 * Every block carries its size in a 64-byte header, so that the sum in use is
 * exact and blocks stay aligned for the widest vector registers.
 */
#include "base/host.h"

#include <string.h>

#define HEADER	64
#define PIECE	((size_t) 4 << 20)	/* bytes moved between two interrupt points */
#define LARGE	((size_t) 64 << 10) /* allocations from here on are interrupt points */

void *
qs_alloc(QsHost *host, size_t count, size_t size)
{
	size_t		bytes;
	char	   *block;

	if (__builtin_mul_overflow(count, size, &bytes) ||
		bytes > SIZE_MAX - 2 * HEADER ||
		bytes + HEADER > host->memory_limit ||
		host->memory_used > host->memory_limit - bytes - HEADER)
	{
		if (__builtin_mul_overflow(count, size, &bytes))
			bytes = SIZE_MAX;
		host->memory_exceeded(host->context, bytes, host->memory_limit);
		__builtin_unreachable();
	}
	if (bytes >= LARGE)
		qs_check(host);
	bytes += HEADER;
	block = host->allocate(host->context, bytes);
	*(size_t *) block = bytes;
	host->memory_used += bytes;
	if (host->memory_used > host->memory_peak)
		host->memory_peak = host->memory_used;
	return block + HEADER;
}

void *
qs_alloc_zero(QsHost *host, size_t count, size_t size)
{
	void	   *pointer = qs_alloc(host, count, size);

	qs_fill(host, pointer, 0, count * size);
	return pointer;
}

void *
qs_realloc(QsHost *host, void *pointer, size_t old_count, size_t count, size_t size)
{
	void	   *grown = qs_alloc(host, count, size);

	if (pointer)
	{
		qs_copy(host, grown, pointer, (old_count < count ? old_count : count) * size);
		qs_free(host, pointer);
	}
	return grown;
}

void
qs_copy(QsHost *host, void *to, const void *from, size_t bytes)
{
	for (size_t done = 0; done < bytes;)
	{
		size_t		piece = bytes - done < PIECE ? bytes - done : PIECE;

		memcpy((char *) to + done, (const char *) from + done, piece);
		done += piece;
		if (done < bytes)
			qs_check(host);
	}
}

void *
qs_duplicate(QsHost *host, const void *from, size_t count, size_t bytes)
{
	void	   *copy = qs_alloc(host, count, bytes);

	qs_copy(host, copy, from, count * bytes);
	return copy;
}

void
qs_fill(QsHost *host, void *pointer, int byte, size_t bytes)
{
	for (size_t done = 0; done < bytes;)
	{
		size_t		piece = bytes - done < PIECE ? bytes - done : PIECE;

		memset((char *) pointer + done, byte, piece);
		done += piece;
		if (done < bytes)
			qs_check(host);
	}
}

void
qs_free(QsHost *host, void *pointer)
{
	char	   *block;

	if (pointer == NULL)
		return;
	block = (char *) pointer - HEADER;
	host->memory_used -= *(size_t *) block;
	host->release(host->context, block);
}

void
qs_charge(QsHost *host, size_t bytes)
{
	if (bytes > host->memory_limit || host->memory_used > host->memory_limit - bytes)
	{
		host->memory_exceeded(host->context, bytes, host->memory_limit);
		__builtin_unreachable();
	}
	host->memory_used += bytes;
	if (host->memory_used > host->memory_peak)
		host->memory_peak = host->memory_used;
}

void
qs_discharge(QsHost *host, size_t bytes)
{
	host->memory_used -= bytes;
}

bool
qs_memory_fits(QsHost *host, double bytes)
{
	double		used = bytes + (double) host->memory_used;
	bool		fits = used < (double) host->memory_limit;

	host->memory_short |= !fits && used < (double) host->memory_whole;
	return fits;
}
