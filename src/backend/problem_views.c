/*
 * problem_views.c
 *	  What the views compute for each run, in C as there may be very many.
 */
#include "compat.h"

#include <math.h>

#include "utils/builtins.h"
#include "utils/numeric.h"

#include "solve_store.h"

PG_FUNCTION_INFO_V1(qshrink_gap_of);
PG_FUNCTION_INFO_V1(qshrink_rounded);

#define MOST_DIGITS		15
#define LARGEST_EXACT	1e15	/* integers of a double up to here are themselves */

/* qshrink_gap(objective, reference) -> float8; null where one is no number */
Datum
qshrink_gap_of(PG_FUNCTION_ARGS)
{
	double		gap = qshrink_gap(PG_GETARG_FLOAT8(0), PG_GETARG_FLOAT8(1));

	if (isnan(gap))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(gap);
}

/* qshrink_rounded(value float8, digits integer) -> numeric with so many decimals */
Datum
qshrink_rounded(PG_FUNCTION_ARGS)
{
	double		value = PG_GETARG_FLOAT8(0);
	int			digits = PG_GETARG_INT32(1);

	if (digits >= 0 && digits <= MOST_DIGITS)
	{
		double		scaled = round(value * pow(10.0, digits));

		if (fabs(scaled) < LARGEST_EXACT)
			PG_RETURN_NUMERIC(int64_div_fast_to_numeric((int64) scaled, digits));
	}
	return DirectFunctionCall2(numeric_round, DirectFunctionCall1(float8_numeric, Float8GetDatum(value)),
							   Int32GetDatum(digits));
}
