/*
 * qubo_type.c
 *	  Building and reading values of the SQL type qubo.
 */
#include "compat.h"

#include <math.h>

#include "access/detoast.h"
#include "common/shortest_dec.h"
#include "utils/varbit.h"

#include "qubo_exact_sum.h"
#include "qubo_term_sort.h"
#include "qubo_type.h"
#include "settings.h"

/* Terms between two interrupt checks */
#define BLOCK	65536

static Qubo *
check_header(Qubo *qubo, Size size)
{
	if (size < QUBO_SIZE(0) || qubo->unused != 0 ||
		qubo->n < 0 || qubo->n > QS_MAX_VARIABLES ||
		qubo->count < 0 || qubo->count > QS_MAX_TERMS)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("corrupt value of type qubo")));
	return qubo;
}

Qubo *
qshrink_qubo_detoast(Datum datum)
{
	Qubo	   *qubo = (Qubo *) PG_DETOAST_DATUM(datum);

	check_header(qubo, VARSIZE(qubo));
	if (VARSIZE(qubo) != QUBO_SIZE(qubo->count))
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("corrupt value of type qubo"),
				 errdetail("%d terms do not fit its size of %zu bytes.",
						   qubo->count, (size_t) VARSIZE(qubo))));
	return qubo;
}

Qubo *
qshrink_qubo_header(Datum datum)
{
	Qubo	   *qubo = (Qubo *) PG_DETOAST_DATUM_SLICE(datum, 0, QUBO_SIZE(0) - VARHDRSZ);

	return check_header(qubo, VARSIZE(qubo));
}

/* The value last fetched from out of line, kept for the calls to come */
typedef struct Kept
{
	struct varatt_external pointer;
	Qubo	   *qubo;
} Kept;

Qubo *
qshrink_qubo_detoast_kept(FunctionCallInfo fcinfo, int argument)
{
	Datum		datum = PG_GETARG_DATUM(argument);
	struct varlena *stored = (struct varlena *) DatumGetPointer(datum);
	struct varatt_external pointer;
	Kept	   *kept;
	MemoryContext caller;

	if (!VARATT_IS_EXTERNAL_ONDISK(stored) || fcinfo->flinfo == NULL)
		return qshrink_qubo_detoast(datum);
	kept = fcinfo->flinfo->fn_extra;
	memset(&pointer, 0, sizeof(pointer));
	VARATT_EXTERNAL_GET_POINTER(pointer, stored);
	if (kept && kept->qubo && memcmp(&kept->pointer, &pointer, sizeof(pointer)) == 0)
		return kept->qubo;

	caller = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
	if (kept == NULL)
		fcinfo->flinfo->fn_extra = kept = palloc0(sizeof(Kept));
	if (kept->qubo)
	{
		pfree(kept->qubo);
		kept->qubo = NULL;
	}
	kept->pointer = pointer;
	kept->qubo = qshrink_qubo_detoast(datum);
	MemoryContextSwitchTo(caller);
	return kept->qubo;
}

Qubo *
qshrink_qubo_allocate(int64 n, int64 count)
{
	Qubo	   *qubo;

	if (n > QS_MAX_VARIABLES)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("qubo of " INT64_FORMAT " variables is too large", n),
				 errdetail("At most %d variables are supported.", QS_MAX_VARIABLES)));
	if (count > QS_MAX_TERMS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("qubo of " INT64_FORMAT " terms is too large", count),
				 errdetail("At most %d terms are supported.", QS_MAX_TERMS)));
	qshrink_check_memory((double) QUBO_SIZE(count));
	qubo = palloc(QUBO_SIZE(count));
	SET_VARSIZE(qubo, QUBO_SIZE(count));
	qubo->n = (int32) n;
	qubo->count = (int32) count;
	qubo->unused = 0;
	qubo->offset = 0.0;
	return qubo;
}

Qubo *
qshrink_qubo_finish(Qubo *qubo, int64 count)
{
	SET_VARSIZE(qubo, QUBO_SIZE(count));
	qubo->count = (int32) count;
	for (int64 from = 0; from < count; from += BLOCK)
	{
		int64		to = Min(from + BLOCK, count);
		bool		finite = true;

		CHECK_FOR_INTERRUPTS();
		for (int64 k = from; k < to; k++)
			finite &= isfinite(qubo->terms[k].coefficient) != 0;
		for (int64 k = from; k < to && !finite; k++)
			if (!isfinite(qubo->terms[k].coefficient))
				ereport(ERROR,
						(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						 errmsg("coefficient of (%d,%d) is out of range",
								qubo->terms[k].i, qubo->terms[k].j),
						 errdetail("The result is not a finite double precision number.")));
	}
	if (!isfinite(qubo->offset))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("offset is out of range"),
				 errdetail("The result is not a finite double precision number.")));
	qubo->offset += 0.0;		/* -0 + 0 = 0 */
	return qubo;
}

Qubo *
qshrink_qubo_create(int64 n, double offset, const QsTerm *terms, int64 count)
{
	Qubo	   *qubo = qshrink_qubo_allocate(n, count);

	qubo->offset = offset;
	for (int64 from = 0; from < count; from += BLOCK)
	{
		CHECK_FOR_INTERRUPTS();
		memcpy(qubo->terms + from, terms + from, (Size) Min(BLOCK, count - from) * sizeof(QsTerm));
	}
	return qshrink_qubo_finish(qubo, count);
}

Qubo *
qshrink_qubo_from_terms(int64 n, double offset, QsTerm *terms, int64 count)
{
	qshrink_terms_sort(terms, count);
	count = qshrink_terms_round(terms, count, terms);
	return qshrink_qubo_create(n, offset, terms, count);
}

Qubo *
qshrink_qubo_of_engine(QsHost *host, const QsQubo *qubo, MemoryContext context)
{
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, qs_qubo_pairs(qubo) + qubo->n);
	int64		count = 0;
	bool		finite = isfinite(qubo->offset);
	MemoryContext inside;
	Qubo	   *value;

	for (int i = 0; i < qubo->n; i++)
	{
		if ((i & 255) == 0)
			qs_check(host);
		if (qubo->linear[i] != 0.0)
			terms[count++] = (QsTerm) {i, i, qubo->linear[i]};
		for (int64_t k = qubo->start[i]; k < qubo->start[i + 1]; k++)
			if (qubo->neighbour[k] > i)
				terms[count++] = (QsTerm) {i, qubo->neighbour[k], qubo->weight[k]};
	}
	for (int64 k = 0; k < count && finite; k++)
		finite = isfinite(terms[k].coefficient);
	if (!finite)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the QUBO's coefficients are out of range"),
				 errhint("Lower the weights of the penalties.")));
	inside = MemoryContextSwitchTo(context);
	value = qshrink_qubo_create(qubo->n, qubo->offset, terms, count);
	MemoryContextSwitchTo(inside);
	return value;
}

QsQubo *
qshrink_qubo_adjacency(QsHost *host, const Qubo *qubo)
{
	return qs_qubo_create(host, qubo->n, qubo->offset, qubo->terms, qubo->count);
}

void
qshrink_check_index(const char *argument, int64 index, int64 n)
{
	if (index >= 0 && index < n)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("%s = " INT64_FORMAT " is out of range", argument, index),
			 n > 0 ?
			 errdetail("Variables are numbered from 0 to " INT64_FORMAT ".", n - 1) :
			 errdetail("The function has no variables.")));
}

void
qshrink_check_finite(const char *what, double value)
{
	if (!isfinite(value))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s must be finite, not %s", what, qshrink_float_text(value))));
}

void
qshrink_check_memory(double bytes)
{
	double		limit = (double) qshrink_memory_limit * 1024.0;

	if (bytes > limit)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("%.0f kB of memory would pass qshrink.memory_limit", ceil(bytes / 1024)),
				 errdetail("The limit is %d kB.", qshrink_memory_limit),
				 errhint("Have a superuser raise qshrink.memory_limit.")));
}

char *
qshrink_float_text(double value)
{
	char	   *text = palloc(DOUBLE_SHORTEST_DECIMAL_LEN);

	double_to_shortest_decimal_buf(value, text);
	return text;
}

Datum
qshrink_bit_string(const uint8_t *x, int n)
{
	VarBit	   *bits = palloc0(VARBITTOTALLEN(n));

	SET_VARSIZE(bits, VARBITTOTALLEN(n));
	VARBITLEN(bits) = n;
	for (int i = 0; i < n; i++)
		if (x[i])
			VARBITS(bits)[i / BITS_PER_BYTE] |= 1 << (BITS_PER_BYTE - 1 - i % BITS_PER_BYTE);
	return VarBitPGetDatum(bits);
}
