/*
 * sort.c
 *	  Runs sorted by the library, merged with interrupt points in between.
 */
#include "base/sort.h"

#include <stdlib.h>
#include <string.h>

#define RUN			16384		/* elements the library sorts at a time, a few milliseconds */
#define CHECK_EVERY	0xffff		/* elements merged between two interrupt points, less one */

typedef int (*Compare) (const void *, const void *);

/* Merge from[begin, middle) and from[middle, end) into to[begin, end) */
static void
merge(QsHost *host, const char *from, char *to, size_t begin, size_t middle, size_t end,
	  size_t size, Compare compare)
{
	size_t		a = begin;
	size_t		b = middle;

	for (size_t k = begin; k < end; k++)
	{
		bool		left = a < middle &&
			(b == end || compare(from + a * size, from + b * size) <= 0);

		memcpy(to + k * size, from + (left ? a++ : b++) * size, size);
		if ((k & CHECK_EVERY) == CHECK_EVERY)
			qs_check(host);
	}
}

void
qs_sort(QsHost *host, void *base, size_t count, size_t size, Compare compare)
{
	char	   *from = base;
	char	   *to;
	char	   *other;

	if (count < 2)
		return;
	if (count <= RUN)
	{
		qsort(base, count, size, compare);
		return;
	}
	for (size_t begin = 0; begin < count; begin += RUN)
	{
		qsort(from + begin * size, count - begin < RUN ? count - begin : RUN, size, compare);
		qs_check(host);
	}
	other = to = qs_alloc(host, count, size);
	for (size_t run = RUN; run < count; run *= 2)
	{
		char	   *swap = from;

		for (size_t begin = 0; begin < count; begin += 2 * run)
		{
			size_t		middle = count - begin < run ? count : begin + run;
			size_t		end = count - begin < 2 * run ? count : begin + 2 * run;

			merge(host, from, to, begin, middle, end, size, compare);
		}
		from = to;
		to = swap;
	}
	if (from != base)
		qs_copy(host, base, from, count * size);
	qs_free(host, other);
}
