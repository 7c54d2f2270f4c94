/*
 * qubo_io.c
 *	  Text and binary input and output of the SQL type qubo.
 */
#include "compat.h"

#include "libpq/pqformat.h"

#include "backend_host.h"
#include "model/qubo_text.h"
#include "qubo_type.h"
#include "model/qubo_wire.h"

PG_FUNCTION_INFO_V1(qubo_in);
PG_FUNCTION_INFO_V1(qubo_out);
PG_FUNCTION_INFO_V1(qubo_recv);
PG_FUNCTION_INFO_V1(qubo_send);

static int
text_sqlstate(QsParseFailure failure)
{
	switch (failure)
	{
		case QS_PARSE_SYNTAX:
			return ERRCODE_INVALID_TEXT_REPRESENTATION;
		case QS_PARSE_RANGE:
		case QS_PARSE_NOT_FINITE:
			return ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE;
		case QS_PARSE_TOO_MANY:
			return ERRCODE_PROGRAM_LIMIT_EXCEEDED;
	}
	return ERRCODE_INTERNAL_ERROR;
}

Datum
qubo_in(PG_FUNCTION_ARGS)
{
	char	   *text = PG_GETARG_CSTRING(0);
	QsHost	   *host = qshrink_host_create(0);
	Qubo	   *result;
	QsTerm	   *terms;
	int64_t		count;
	int			n;
	double		offset;
	QsParseFailure failure;
	QsError		error;

	if (qs_qubo_parse(host, text, strlen(text), &n, &offset, &terms, &count,
					  &failure, &error) != QS_OK)
	{
		qshrink_host_destroy(host);
		ereturn(fcinfo->context, (Datum) 0,
				(errcode(text_sqlstate(failure)),
				 errmsg("invalid input for type qubo: %s", error.message),
				 failure == QS_PARSE_SYNTAX ?
				 errhint("Write the terms, the number of variables and an optional offset, as in \"{(0,0):-1,(0,1):2.5}/3+0.5\".") :
				 0));
	}
	result = qshrink_qubo_create(n, offset, terms, count);
	qshrink_host_destroy(host);
	PG_RETURN_QUBO(result);
}

Datum
qubo_out(PG_FUNCTION_ARGS)
{
	Qubo	   *q = PG_GETARG_QUBO(0);
	QsHost	   *host = qshrink_host_create(0);
	size_t		bound = qs_qubo_write_bound(host, q->n, q->offset, q->terms, q->count) + 1;
	char	   *text;

	qshrink_check_memory((double) bound);
	text = palloc(bound);
	text[qs_qubo_write(host, q->n, q->offset, q->terms, q->count, text)] = '\0';
	qshrink_host_destroy(host);
	PG_FREE_IF_COPY(q, 0);
	PG_RETURN_CSTRING(text);
}

Datum
qubo_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	QsHost	   *host = qshrink_host_create(0);
	int			length = message->len - message->cursor;
	const char *bytes = pq_getmsgbytes(message, length);
	Qubo	   *result;
	QsTerm	   *terms;
	int64_t		count;
	int			n;
	double		offset;
	QsParseFailure failure;
	QsError		error;

	if (qs_qubo_decode(host, (const uint8_t *) bytes, length, &n, &offset, &terms, &count,
					   &failure, &error) != QS_OK)
		ereport(ERROR,
				(errcode(failure == QS_PARSE_TOO_MANY ? ERRCODE_PROGRAM_LIMIT_EXCEEDED :
						 ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid binary input for type qubo: %s", error.message)));
	result = qshrink_qubo_create(n, offset, terms, count);
	qshrink_host_destroy(host);
	PG_RETURN_QUBO(result);
}

Datum
qubo_send(PG_FUNCTION_ARGS)
{
	Qubo	   *q = PG_GETARG_QUBO(0);
	QsHost	   *host = qshrink_host_create(0);
	size_t		size = VARHDRSZ + qs_qubo_encode_size(q->count);
	bytea	   *message;

	qshrink_check_memory((double) size);
	message = palloc(size);
	SET_VARSIZE(message, size);
	qs_qubo_encode(host, q->n, q->offset, q->terms, q->count, (uint8_t *) VARDATA(message));
	qshrink_host_destroy(host);
	PG_FREE_IF_COPY(q, 0);
	PG_RETURN_BYTEA_P(message);
}
