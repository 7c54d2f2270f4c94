/*
 * qubo_aggregate_wide.c
 *	  qubo_agg of bigint indices and numeric coefficients: made integers and doubles,
 *	  which the aggregate of these takes on.
 */
#include "compat.h"

#include <math.h>

#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

#include "problem_arguments.h"
#include "qubo_type.h"

PG_FUNCTION_INFO_V1(qubo_agg_big_float8);
PG_FUNCTION_INFO_V1(qubo_agg_big_numeric);
PG_FUNCTION_INFO_V1(qubo_agg_sized_big_float8);
PG_FUNCTION_INFO_V1(qubo_agg_sized_big_numeric);

extern Datum qubo_agg_transition(PG_FUNCTION_ARGS);
extern Datum qubo_agg_sized_transition(PG_FUNCTION_ARGS);

static void
narrow_index(FunctionCallInfo fcinfo, int k, const char *name)
{
	if (PG_ARGISNULL(k))
		return;
	qshrink_check_index(name, PG_GETARG_INT64(k), QS_MAX_VARIABLES);
	fcinfo->args[k].value = Int32GetDatum((int32) PG_GETARG_INT64(k));
}

static void
narrow_size(FunctionCallInfo fcinfo, int k)
{
	int64		size = PG_ARGISNULL(k) ? 0 : PG_GETARG_INT64(k);

	if (size < 0 || size > QS_MAX_VARIABLES)
		ereport(ERROR,
				(errcode(size < 0 ? ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE : ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("n = " INT64_FORMAT " is out of range", size),
				 errdetail("A qubo has 0 to %d variables.", QS_MAX_VARIABLES)));
	fcinfo->args[k].value = Int32GetDatum((int32) size);
}

static void
make_double(FunctionCallInfo fcinfo, int k)
{
	double		number;

	if (PG_ARGISNULL(k))
		return;
	number = qshrink_numeric_double(PG_GETARG_NUMERIC(k));
	if (isnan(number))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("coefficient %s is out of range",
						DatumGetCString(DirectFunctionCall1(numeric_out, PG_GETARG_DATUM(k))))));
	fcinfo->args[k].value = Float8GetDatum(number);
}

/* (state, i bigint, j bigint, coefficient float8) */
Datum
qubo_agg_big_float8(PG_FUNCTION_ARGS)
{
	narrow_index(fcinfo, 1, "i");
	narrow_index(fcinfo, 2, "j");
	return qubo_agg_transition(fcinfo);
}

/* (state, i bigint, j bigint, coefficient numeric) */
Datum
qubo_agg_big_numeric(PG_FUNCTION_ARGS)
{
	make_double(fcinfo, 3);
	return qubo_agg_big_float8(fcinfo);
}

/* (state, n bigint, i bigint, j bigint, coefficient float8) */
Datum
qubo_agg_sized_big_float8(PG_FUNCTION_ARGS)
{
	narrow_size(fcinfo, 1);
	narrow_index(fcinfo, 2, "i");
	narrow_index(fcinfo, 3, "j");
	return qubo_agg_sized_transition(fcinfo);
}

/* (state, n bigint, i bigint, j bigint, coefficient numeric) */
Datum
qubo_agg_sized_big_numeric(PG_FUNCTION_ARGS)
{
	make_double(fcinfo, 4);
	return qubo_agg_sized_big_float8(fcinfo);
}
