/*
 * task_statistics.c
 *	  How sure a share of successes is, and the time to solution that follows from it.
 */
#include "compat.h"

#include <math.h>

#include "access/htup_details.h"
#include "funcapi.h"


PG_FUNCTION_INFO_V1(qshrink_success_interval);
PG_FUNCTION_INFO_V1(qshrink_time_to_solution);
PG_FUNCTION_INFO_V1(qshrink_ratio);
PG_FUNCTION_INFO_V1(qshrink_reaches);

#define LEAST_RATIO		(-1e100)
#define SAME_OBJECTIVE	1e-9	/* relative: sums of the same decimals in another order */

/*
 * The quantile of the standard normal distribution: P. J. Acklam's rational approximation
 * (relative error below 1.2e-9), improved by a step of Halley's method to full precision.
 */
static double
normal_quantile(double p)
{
	static const double a[] = {-3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02,
	1.383577518672690e+02, -3.066479806614716e+01, 2.506628277459239e+00};
	static const double b[] = {-5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02,
	6.680131188771972e+01, -1.328068155288572e+01};
	static const double c[] = {-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
	-2.549732539343734e+00, 4.374664141464968e+00, 2.938163982698783e+00};
	static const double d[] = {7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
	3.754408661907416e+00};
	double		x,
				q,
				r,
				error,
				step;

	if (p < 0.02425 || p > 1.0 - 0.02425)
	{
		q = sqrt(-2.0 * log(p < 0.5 ? p : 1.0 - p));
		x = (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) /
			((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1.0);
		if (p > 0.5)
			x = -x;
	}
	else
	{
		q = p - 0.5;
		r = q * q;
		x = (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q /
			(((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1.0);
	}
	error = 0.5 * erfc(-x * M_SQRT1_2) - p;
	step = error * sqrt(2.0 * M_PI) * exp(x * x / 2.0);
	return x - step / (1.0 + x * step / 2.0);
}

static void
require_confidence(double confidence)
{
	if (!(confidence > 0.0 && confidence < 1.0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("confidence is %g", confidence),
				 errhint("It lies between 0 and 1, both excluded.")));
}

/*
 * qshrink_success_interval(successes, trials, confidence) -> (low, high)
 *
 * E. B. Wilson, Probable inference, the law of succession, and statistical inference,
 * J. Am. Stat. Assoc. 22 (1927).
 */
Datum
qshrink_success_interval(PG_FUNCTION_ARGS)
{
	double		successes = (double) PG_GETARG_INT64(0);
	double		trials = (double) PG_GETARG_INT64(1);
	double		confidence = PG_GETARG_FLOAT8(2);
	TupleDesc	descriptor;
	Datum		values[2] = {0};
	bool		nulls[2] = {trials <= 0.0, trials <= 0.0};

	require_confidence(confidence);
	if (!(successes >= 0.0 && successes <= trials))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("successes is %.0f of %.0f trials", successes, trials)));
	if (get_call_result_type(fcinfo, NULL, &descriptor) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	if (trials > 0.0)
	{
		double		z = normal_quantile(0.5 + confidence / 2.0);
		double		p = successes / trials;
		double		scale = 1.0 + z * z / trials;
		double		centre = (p + z * z / (2.0 * trials)) / scale;
		double		half = z * sqrt(p * (1.0 - p) / trials + z * z / (4.0 * trials * trials)) / scale;

		/* exact at the ends, where it is a difference of equal numbers */
		values[0] = Float8GetDatum(successes == 0.0 ? 0.0 : fmax(0.0, centre - half));
		values[1] = Float8GetDatum(successes == trials ? 1.0 : fmin(1.0, centre + half));
	}
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(descriptor), values, nulls)));
}

/* qshrink_time_to_solution(seconds, probability, confidence) -> float8 */
Datum
qshrink_time_to_solution(PG_FUNCTION_ARGS)
{
	double		seconds = PG_GETARG_FLOAT8(0);
	double		probability = PG_GETARG_FLOAT8(1);
	double		confidence = PG_GETARG_FLOAT8(2);

	require_confidence(confidence);
	if (!(probability >= 0.0 && probability <= 1.0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("probability is %g", probability),
				 errhint("It lies between 0 and 1.")));
	if (!(seconds >= 0.0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("seconds is %g", seconds)));
	if (probability >= confidence)
		PG_RETURN_FLOAT8(seconds);
	if (probability == 0.0)
		PG_RETURN_FLOAT8(INFINITY);
	PG_RETURN_FLOAT8(seconds * log1p(-confidence) / log1p(-probability));
}

/* qshrink_ratio(objective, reference) -> float8 */
Datum
qshrink_ratio(PG_FUNCTION_ARGS)
{
	double		objective = PG_GETARG_FLOAT8(0);
	double		reference = PG_GETARG_FLOAT8(1);

	if (!isfinite(objective) || !isfinite(reference))
		PG_RETURN_NULL();
	if (objective == reference)
		PG_RETURN_FLOAT8(1.0);
	if (reference == 0.0)
		PG_RETURN_NULL();
	if (fabs(objective) <= fabs(reference) || (objective < 0.0) != (reference < 0.0))
	{
		/* a mean of ratios stays in the range */
		if (objective / reference < LEAST_RATIO)
			PG_RETURN_NULL();
		PG_RETURN_FLOAT8(objective / reference);
	}
	PG_RETURN_FLOAT8(reference / objective);
}

/* qshrink_reaches(objective, reference, sense) -> boolean */
Datum
qshrink_reaches(PG_FUNCTION_ARGS)
{
	double		objective = PG_GETARG_FLOAT8(0);
	double		reference = PG_GETARG_FLOAT8(1);
	text	   *sense = PG_GETARG_TEXT_PP(2);
	bool		maximise = VARSIZE_ANY_EXHDR(sense) == 3 && memcmp(VARDATA_ANY(sense), "max", 3) == 0;
	double		missed = maximise ? reference - objective : objective - reference;

	PG_RETURN_BOOL(missed <= SAME_OBJECTIVE * fmax(1.0, fabs(reference)));
}
