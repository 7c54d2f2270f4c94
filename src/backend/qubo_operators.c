/*
 * qubo_operators.c
 *	  Arithmetic, comparison, hashing and energy of the SQL type qubo.
 *
 * Sums walk both operands in canonical order, so results are canonical without
 * sorting.  Infinities are looked for in a second pass (qshrink_qubo_finish).
 */
#include "compat.h"

#include <math.h>

#include "access/detoast.h"
#include "common/hashfn.h"
#include "utils/varbit.h"

#include "qubo_type.h"

/* Terms between two interrupt checks */
#define BLOCK	65536

PG_FUNCTION_INFO_V1(qubo_add);
PG_FUNCTION_INFO_V1(qubo_subtract);
PG_FUNCTION_INFO_V1(qubo_negate);
PG_FUNCTION_INFO_V1(qubo_multiply_float8);
PG_FUNCTION_INFO_V1(float8_multiply_qubo);
PG_FUNCTION_INFO_V1(qubo_add_float8);
PG_FUNCTION_INFO_V1(float8_add_qubo);
PG_FUNCTION_INFO_V1(qubo_subtract_float8);
PG_FUNCTION_INFO_V1(float8_subtract_qubo);
PG_FUNCTION_INFO_V1(qubo_eq);
PG_FUNCTION_INFO_V1(qubo_ne);
PG_FUNCTION_INFO_V1(qubo_lt);
PG_FUNCTION_INFO_V1(qubo_le);
PG_FUNCTION_INFO_V1(qubo_gt);
PG_FUNCTION_INFO_V1(qubo_ge);
PG_FUNCTION_INFO_V1(qubo_cmp);
PG_FUNCTION_INFO_V1(qubo_hash);
PG_FUNCTION_INFO_V1(qubo_hash_extended);
PG_FUNCTION_INFO_V1(qubo_energy);
PG_FUNCTION_INFO_V1(bit_energy_qubo);

static inline int64
position(const QsTerm *term)
{
	return ((int64) term->i << 32) | term->j;
}

/* a + sign * b, sign = +1 or -1 */
static Qubo *
combine(const Qubo *a, const Qubo *b, double sign)
{
	Qubo	   *sum;
	const QsTerm *left = a->terms;
	const QsTerm *right = b->terms;
	const QsTerm *left_end = left + a->count;
	const QsTerm *right_end = right + b->count;
	QsTerm	   *out;
	int64		count = 0;
	int			steps = 0;

	/* the exact number of terms first: the result is often far below a + b */
	for (; left < left_end && right < right_end; count++)
	{
		int64		order = position(left) - position(right);

		left += order <= 0;
		right += order >= 0;
	}
	count += (left_end - left) + (right_end - right);
	sum = qshrink_qubo_allocate(Max(a->n, b->n), count);
	sum->offset = a->offset + sign * b->offset;

	out = sum->terms;
	left = a->terms;
	right = b->terms;
	while (left < left_end && right < right_end)
	{
		int64		order = position(left) - position(right);

		if (++steps % BLOCK == 0)
			CHECK_FOR_INTERRUPTS();
		*out = order <= 0 ? *left : *right;
		if (order == 0)
			out->coefficient += sign * right->coefficient;
		else if (order > 0)
			out->coefficient *= sign;
		left += order <= 0;
		right += order >= 0;
		out += out->coefficient != 0.0;
	}
	memcpy(out, left, (left_end - left) * sizeof(QsTerm));
	out += left_end - left;
	for (; right < right_end; right++, out++)
	{
		*out = *right;
		out->coefficient *= sign;
	}
	return qshrink_qubo_finish(sum, out - sum->terms);
}

/* factor * q + constant */
static Qubo *
scale(const Qubo *q, double factor, double constant)
{
	Qubo	   *result = qshrink_qubo_allocate(q->n, q->count);
	int64		kept = 0;

	result->offset = factor * q->offset + constant;
	for (int64 k = 0; k < q->count; k++)
	{
		result->terms[kept] = q->terms[k];
		result->terms[kept].coefficient *= factor;
		kept += result->terms[kept].coefficient != 0.0;
		if (k % BLOCK == BLOCK - 1)
			CHECK_FOR_INTERRUPTS();
	}
	return qshrink_qubo_finish(result, kept);
}

Datum
qubo_add(PG_FUNCTION_ARGS)
{
	PG_RETURN_QUBO(combine(PG_GETARG_QUBO(0), PG_GETARG_QUBO(1), 1.0));
}

Datum
qubo_subtract(PG_FUNCTION_ARGS)
{
	PG_RETURN_QUBO(combine(PG_GETARG_QUBO(0), PG_GETARG_QUBO(1), -1.0));
}

Datum
qubo_negate(PG_FUNCTION_ARGS)
{
	PG_RETURN_QUBO(scale(PG_GETARG_QUBO(0), -1.0, 0.0));
}

static Qubo *
multiply(const Qubo *q, double factor)
{
	qshrink_check_finite("factor", factor);
	return scale(q, factor, 0.0);
}

Datum
qubo_multiply_float8(PG_FUNCTION_ARGS)
{
	PG_RETURN_QUBO(multiply(PG_GETARG_QUBO(0), PG_GETARG_FLOAT8(1)));
}

Datum
float8_multiply_qubo(PG_FUNCTION_ARGS)
{
	PG_RETURN_QUBO(multiply(PG_GETARG_QUBO(1), PG_GETARG_FLOAT8(0)));
}

/* sign * q + constant */
static Qubo *
shift(const Qubo *q, double sign, double constant)
{
	qshrink_check_finite("constant", constant);
	return scale(q, sign, constant);
}

Datum
qubo_add_float8(PG_FUNCTION_ARGS)
{
	PG_RETURN_QUBO(shift(PG_GETARG_QUBO(0), 1.0, PG_GETARG_FLOAT8(1)));
}

Datum
float8_add_qubo(PG_FUNCTION_ARGS)
{
	PG_RETURN_QUBO(shift(PG_GETARG_QUBO(1), 1.0, PG_GETARG_FLOAT8(0)));
}

Datum
qubo_subtract_float8(PG_FUNCTION_ARGS)
{
	PG_RETURN_QUBO(shift(PG_GETARG_QUBO(0), 1.0, -PG_GETARG_FLOAT8(1)));
}

Datum
float8_subtract_qubo(PG_FUNCTION_ARGS)
{
	PG_RETURN_QUBO(shift(PG_GETARG_QUBO(1), -1.0, PG_GETARG_FLOAT8(0)));
}

/* The order of the btree class: by variables, then term by term as (i, j,
 * coefficient), a prefix first, then by offset. */
static int
compare(const Qubo *a, const Qubo *b)
{
	int			common = Min(a->count, b->count);

	if (a->n != b->n)
		return a->n < b->n ? -1 : 1;
	for (int k = 0; k < common; k++)
	{
		int64		order = position(&a->terms[k]) - position(&b->terms[k]);

		if (order != 0)
			return order < 0 ? -1 : 1;
		if (a->terms[k].coefficient != b->terms[k].coefficient)
			return a->terms[k].coefficient < b->terms[k].coefficient ? -1 : 1;
		if (k % BLOCK == BLOCK - 1)
			CHECK_FOR_INTERRUPTS();
	}
	if (a->count != b->count)
		return a->count < b->count ? -1 : 1;
	return a->offset < b->offset ? -1 : a->offset > b->offset;
}

/* compare() on the arguments; copies are freed since index builds and sorts call
 * this many times in one memory context */
static int
compare_arguments(FunctionCallInfo fcinfo)
{
	Qubo	   *a = PG_GETARG_QUBO(0);
	Qubo	   *b = PG_GETARG_QUBO(1);
	int			order = compare(a, b);

	PG_FREE_IF_COPY(a, 0);
	PG_FREE_IF_COPY(b, 1);
	return order;
}

/* Equal values are equal bytes: different sizes differ without detoasting. */
static bool
equal_arguments(FunctionCallInfo fcinfo)
{
	Datum		left = PG_GETARG_DATUM(0);
	Datum		right = PG_GETARG_DATUM(1);
	Qubo	   *a;
	Qubo	   *b;
	bool		equal;

	if (toast_raw_datum_size(left) != toast_raw_datum_size(right))
		return false;
	a = DatumGetQubo(left);
	b = DatumGetQubo(right);
	equal = VARSIZE(a) == VARSIZE(b) && memcmp(a, b, VARSIZE(a)) == 0;
	PG_FREE_IF_COPY(a, 0);
	PG_FREE_IF_COPY(b, 1);
	return equal;
}

Datum
qubo_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(equal_arguments(fcinfo));
}

Datum
qubo_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(!equal_arguments(fcinfo));
}

Datum
qubo_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_arguments(fcinfo) < 0);
}

Datum
qubo_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_arguments(fcinfo) <= 0);
}

Datum
qubo_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_arguments(fcinfo) > 0);
}

Datum
qubo_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_arguments(fcinfo) >= 0);
}

Datum
qubo_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare_arguments(fcinfo));
}

Datum
qubo_hash(PG_FUNCTION_ARGS)
{
	Qubo	   *q = PG_GETARG_QUBO(0);
	Datum		hash = hash_any((unsigned char *) VARDATA(q), VARSIZE(q) - VARHDRSZ);

	PG_FREE_IF_COPY(q, 0);
	PG_RETURN_DATUM(hash);
}

Datum
qubo_hash_extended(PG_FUNCTION_ARGS)
{
	Qubo	   *q = PG_GETARG_QUBO(0);
	Datum		hash = hash_any_extended((unsigned char *) VARDATA(q),
										 VARSIZE(q) - VARHDRSZ, PG_GETARG_INT64(1));

	PG_FREE_IF_COPY(q, 0);
	PG_RETURN_DATUM(hash);
}

double
qshrink_qubo_energy(const Qubo *q, const uint8 *bits)
{
	double		energy = q->offset;
	int			checked = 0;

	for (int k = 0; k < q->count;)
	{
		int			i = q->terms[k].i;
		double		sum = 0.0;

		if (k - checked >= BLOCK)
		{
			CHECK_FOR_INTERRUPTS();
			checked = k;
		}
		if (bits[i / 8] & (0x80 >> i % 8))
		{
			for (; k < q->count && q->terms[k].i == i; k++)
			{
				int			j = q->terms[k].j;

				sum += bits[j / 8] & (0x80 >> j % 8) ? q->terms[k].coefficient : 0.0;
			}
			energy += sum;
		}
		else
			while (k < q->count && q->terms[k].i == i)
				k++;
	}
	if (!isfinite(energy))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("energy is out of range"),
				 errdetail("The sum is not a finite double precision number.")));
	return energy;
}

static double
energy_of(const Qubo *q, const VarBit *x)
{
	if (VARBITLEN(x) != q->n)
		ereport(ERROR,
				(errcode(ERRCODE_STRING_DATA_LENGTH_MISMATCH),
				 errmsg("bit string of length %d does not fit a qubo of %d variables",
						VARBITLEN(x), q->n),
				 errhint("The leftmost bit is variable 0; give one bit per variable.")));
	return qshrink_qubo_energy(q, VARBITS(x));
}

Datum
qubo_energy(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(energy_of(qshrink_qubo_detoast_kept(fcinfo, 0),
							   PG_GETARG_VARBIT_P(1)));
}

Datum
bit_energy_qubo(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(energy_of(qshrink_qubo_detoast_kept(fcinfo, 1),
							   PG_GETARG_VARBIT_P(0)));
}
