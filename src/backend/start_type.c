/*
 * start_type.c
 *	  The type of the argument start: the text that says where a solve begins.
 *
 * Bits, the number of a run and a word are all starts, and PostgreSQL finds one
 * function for them if their types are cast to one of ours.  It is kept as text, and
 * a cast says in words what it came from: solve_start.c reads it.
 */
#include "compat.h"

#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

PG_FUNCTION_INFO_V1(qshrink_start_in);
PG_FUNCTION_INFO_V1(qshrink_start_out);
PG_FUNCTION_INFO_V1(qshrink_start_recv);
PG_FUNCTION_INFO_V1(qshrink_start_send);
PG_FUNCTION_INFO_V1(qshrink_start_of_bits);
PG_FUNCTION_INFO_V1(qshrink_start_of_run);
PG_FUNCTION_INFO_V1(qshrink_start_of_integer);

Datum
qshrink_start_in(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(PG_GETARG_CSTRING(0)));
}

Datum
qshrink_start_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(text_to_cstring(PG_GETARG_TEXT_PP(0)));
}

Datum
qshrink_start_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buffer = (StringInfo) PG_GETARG_POINTER(0);
	int			length;
	char	   *string = pq_getmsgtext(buffer, buffer->len - buffer->cursor, &length);

	PG_RETURN_TEXT_P(cstring_to_text_with_len(string, length));
}

Datum
qshrink_start_send(PG_FUNCTION_ARGS)
{
	return DirectFunctionCall1(textsend, PG_GETARG_DATUM(0));
}

/* bit varying -> "bits 0110" */
Datum
qshrink_start_of_bits(PG_FUNCTION_ARGS)
{
	char	   *bits = DatumGetCString(DirectFunctionCall1(varbit_out, PG_GETARG_DATUM(0)));

	PG_RETURN_TEXT_P(cstring_to_text(psprintf("bits %s", bits)));
}

static Datum
run(int64 run_id)
{
	PG_RETURN_TEXT_P(cstring_to_text(psprintf("run " INT64_FORMAT, run_id)));
}

/* bigint -> "run 42" */
Datum
qshrink_start_of_run(PG_FUNCTION_ARGS)
{
	return run(PG_GETARG_INT64(0));
}

Datum
qshrink_start_of_integer(PG_FUNCTION_ARGS)
{
	return run(PG_GETARG_INT32(0));
}
