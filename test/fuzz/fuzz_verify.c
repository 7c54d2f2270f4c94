/*
 * fuzz_verify.c
 *	  Rows and matrices of any doubles, however extreme, before the judge.
 *
 * Nothing that is not a finite number is certified; a row that meets its right
 * side meets it in every sense; an assignment costs what the plain double sum
 * over its ones says, up to rounding.
 */
#include "fuzz.h"

#include <math.h>
#include <string.h>

#include "model/verify.h"

#define LONGEST_ROW		64
#define VARIABLES		16
#define LARGEST_ORDER	4

typedef struct Source
{
	const uint8_t *at;
	size_t		left;
} Source;

static void
take(Source *source, void *target, size_t size)
{
	size_t		have = size < source->left ? size : source->left;

	memset(target, 0, size);
	if (have > 0)
		memcpy(target, source->at, have);
	source->at += have;
	source->left -= have;
}

static double
take_double(Source *source)
{
	double		value;

	take(source, &value, sizeof(value));
	return isfinite(value) ? value : 1.0;
}

static int
take_below(Source *source, int bound)
{
	uint8_t		byte;

	take(source, &byte, 1);
	return byte % bound;
}

static void
check_row(Source *source)
{
	int			count = take_below(source, LONGEST_ROW + 1);
	int32_t		variables[LONGEST_ROW];
	double		coefficients[LONGEST_ROW];
	uint8_t		x[VARIABLES];
	double		rhs = take_double(source);
	double		activity,
				again;
	bool		at_most,
				at_least,
				equal;

	for (int i = 0; i < VARIABLES; i++)
		x[i] = (uint8_t) take_below(source, 2);
	for (int k = 0; k < count; k++)
	{
		variables[k] = take_below(source, VARIABLES);
		coefficients[k] = take_double(source);
	}
	at_most = qs_verify_row(NULL, count, variables, coefficients, '<', rhs, 1e-9, x, &activity);
	at_least = qs_verify_row(NULL, count, variables, coefficients, '>', rhs, 1e-9, x, &again);
	FUZZ_REQUIRE(memcmp(&activity, &again, sizeof(double)) == 0);
	equal = qs_verify_row(NULL, count, variables, coefficients, '=', rhs, 1e-9, x, &again);
	if (isfinite(activity))
	{
		FUZZ_REQUIRE(at_most || at_least);

		FUZZ_REQUIRE(equal == (at_most && at_least));
	}
	else
		FUZZ_REQUIRE(!at_most && !at_least && !equal);
}

static void
check_assignment(Source *source)
{
	int			order = 1 + take_below(source, LARGEST_ORDER);
	double		flow[LARGEST_ORDER * LARGEST_ORDER];
	double		distance[LARGEST_ORDER * LARGEST_ORDER];
	double		cost[LARGEST_ORDER * LARGEST_ORDER];
	uint8_t		x[LARGEST_ORDER * LARGEST_ORDER];
	bool		costs = take_below(source, 2);
	double		value,
				direct = 0.0,
				magnitude = 1.0,
				reach = 0.0;

	for (int k = 0; k < order * order; k++)
	{
		x[k] = (uint8_t) take_below(source, 2);
		flow[k] = take_double(source);
		distance[k] = take_double(source);
		cost[k] = take_double(source);
		reach += fabs(distance[k]);
	}
	value = qs_verify_assignment(NULL, order, flow, distance, costs ? cost : NULL, x);
	for (int v = 0; v < order * order; v++)
	{
		if (!x[v])
			continue;
		if (costs)
		{
			direct += cost[v];
			magnitude += fabs(cost[v]);
		}
		for (int w = 0; w < order * order; w++)
			if (x[w])
			{
				double		product = flow[v / order * order + w / order] *
					distance[v % order * order + w % order];

				direct += product;
				magnitude += fabs(product);
			}
	}

	/* well inside the range of doubles, for what overflows depends on the order of
	 * additions; sums of distances are formed before they meet the flows */
	if (magnitude < 1e300 && order * reach < 1e300)
		FUZZ_REQUIRE(fabs(value - direct) <= 1e-12 * magnitude);
}

static void
fuzz_one(QsHost *host, const uint8_t *data, size_t size)
{
	Source		source = {data, size};

	(void) host;
	if (take_below(&source, 2))
		check_row(&source);
	else
		check_assignment(&source);
}
