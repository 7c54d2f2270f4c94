/*
 * qubo_functions.c
 *	  Reading a value of type qubo: size, terms, Ising form.
 */
#include "compat.h"

#include <math.h>

#include "access/htup_details.h"
#include "funcapi.h"

#include "qubo_type.h"

PG_FUNCTION_INFO_V1(qubo_size);
PG_FUNCTION_INFO_V1(qubo_nterms);
PG_FUNCTION_INFO_V1(qubo_offset);
PG_FUNCTION_INFO_V1(qubo_terms);
PG_FUNCTION_INFO_V1(qubo_ising);

Datum
qubo_size(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(qshrink_qubo_header(PG_GETARG_DATUM(0))->n);
}

Datum
qubo_nterms(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(qshrink_qubo_header(PG_GETARG_DATUM(0))->count);
}

Datum
qubo_offset(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(qshrink_qubo_header(PG_GETARG_DATUM(0))->offset);
}

/* A set-returning function's first call: q, detoasted where it lives through all
 * calls (the argument itself does), in the memory context of all calls, which
 * the caller leaves by itself */
static FuncCallContext *
begin_rows(FunctionCallInfo fcinfo, Qubo **q)
{
	FuncCallContext *call = SRF_FIRSTCALL_INIT();
	TupleDesc	descriptor;

	MemoryContextSwitchTo(call->multi_call_memory_ctx);
	if (get_call_result_type(fcinfo, NULL, &descriptor) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	call->tuple_desc = BlessTupleDesc(descriptor);
	*q = PG_GETARG_QUBO(0);
	return call;
}

static Datum
row(FuncCallContext *call, int i, int j, double value, bool nameless)
{
	Datum		values[3] = {Int32GetDatum(i), Int32GetDatum(j), Float8GetDatum(value)};
	bool		nulls[3] = {nameless, nameless, false};

	return HeapTupleGetDatum(heap_form_tuple(call->tuple_desc, values, nulls));
}

Datum
qubo_terms(PG_FUNCTION_ARGS)
{
	FuncCallContext *call;
	Qubo	   *q;

	if (SRF_IS_FIRSTCALL())
	{
		MemoryContext caller = CurrentMemoryContext;

		call = begin_rows(fcinfo, &q);
		call->user_fctx = q;
		call->max_calls = q->count;
		MemoryContextSwitchTo(caller);
	}
	call = SRF_PERCALL_SETUP();
	q = call->user_fctx;
	if (call->call_cntr < call->max_calls)
	{
		QsTerm	   *term = &q->terms[call->call_cntr];

		SRF_RETURN_NEXT(call, row(call, term->i, term->j, term->coefficient, false));
	}
	SRF_RETURN_DONE(call);
}

/* Where qubo_ising stands: by variables, the field before the couplings */
typedef struct IsingRows
{
	Qubo	   *q;
	double	   *field;			/* q->n */
	double		offset;
	int64		k;				/* next term */
	int			variable;
	bool		field_done;		/* of variable */
	bool		offset_done;
} IsingRows;

/*
 * With x = (1 - z) / 2:  c x_i      = c/2 - c/2 z_i
 *						  c x_i x_j  = c/4 - c/4 z_i - c/4 z_j + c/4 z_i z_j
 */
static IsingRows *
ising_begin(Qubo *q)
{
	IsingRows  *rows = palloc0(sizeof(IsingRows));

	qshrink_check_memory((double) q->n * sizeof(double));
	rows->q = q;
	rows->field = palloc0(q->n * sizeof(double));
	rows->offset = q->offset;
	for (int64 k = 0; k < q->count; k++)
	{
		QsTerm	   *term = &q->terms[k];

		if (term->i == term->j)
		{
			rows->field[term->i] -= term->coefficient / 2;
			rows->offset += term->coefficient / 2;
		}
		else
		{
			rows->field[term->i] -= term->coefficient / 4;
			rows->field[term->j] -= term->coefficient / 4;
			rows->offset += term->coefficient / 4;
		}
	}
	for (int i = 0; i < q->n; i++)
		if (!isfinite(rows->field[i]))
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("field of spin %d is out of range", i)));
	if (!isfinite(rows->offset))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("offset of the Ising form is out of range")));
	return rows;
}

/* The next field or coupling that is not zero */
static bool
ising_next(IsingRows *rows, QsTerm *out)
{
	Qubo	   *q = rows->q;

	for (; rows->variable < q->n; rows->variable++, rows->field_done = false)
	{
		if (!rows->field_done)
		{
			rows->field_done = true;
			*out = (QsTerm) {rows->variable, rows->variable, rows->field[rows->variable]};
			if (out->coefficient != 0.0)
				return true;
		}
		while (rows->k < q->count && q->terms[rows->k].i == rows->variable)
		{
			*out = q->terms[rows->k++];
			out->coefficient /= 4;
			if (out->i != out->j && out->coefficient != 0.0)
				return true;
		}
	}
	return false;
}

Datum
qubo_ising(PG_FUNCTION_ARGS)
{
	FuncCallContext *call;
	IsingRows  *rows;
	QsTerm		term;

	if (SRF_IS_FIRSTCALL())
	{
		MemoryContext caller = CurrentMemoryContext;
		Qubo	   *q;

		call = begin_rows(fcinfo, &q);
		call->user_fctx = ising_begin(q);
		MemoryContextSwitchTo(caller);
	}
	call = SRF_PERCALL_SETUP();
	rows = call->user_fctx;
	if (ising_next(rows, &term))
		SRF_RETURN_NEXT(call, row(call, term.i, term.j, term.coefficient, false));
	if (!rows->offset_done)
	{
		rows->offset_done = true;
		SRF_RETURN_NEXT(call, row(call, 0, 0, rows->offset, true));
	}
	SRF_RETURN_DONE(call);
}
