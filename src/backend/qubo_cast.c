/*
 * qubo_cast.c
 *	  Casts between qubo and jsonb, and from square matrices.
 *
 * The JSON form is {"n": 3, "offset": 0.5, "terms": [[0, 0, -1], [0, 1, 2.5]]}.
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

#include "json_build.h"
#include "qubo_exact_sum.h"
#include "qubo_json.h"
#include "qubo_type.h"

PG_FUNCTION_INFO_V1(qubo_to_jsonb);
PG_FUNCTION_INFO_V1(jsonb_to_qubo);
PG_FUNCTION_INFO_V1(array_to_qubo);

/* Terms between two interrupt checks */
#define BLOCK	4096

static void
push_terms(JsonbParseState **state, const Qubo *q)
{
	pushJsonbValue(state, WJB_BEGIN_ARRAY, NULL);
	for (int64 k = 0; k < q->count; k++)
	{
		if (k % BLOCK == 0)
			CHECK_FOR_INTERRUPTS();
		pushJsonbValue(state, WJB_BEGIN_ARRAY, NULL);
		qshrink_json_push_integer(state, WJB_ELEM, q->terms[k].i);
		qshrink_json_push_integer(state, WJB_ELEM, q->terms[k].j);
		qshrink_json_push_number(state, WJB_ELEM, q->terms[k].coefficient);
		pushJsonbValue(state, WJB_END_ARRAY, NULL);
	}
	pushJsonbValue(state, WJB_END_ARRAY, NULL);
}

Datum
qubo_to_jsonb(PG_FUNCTION_ARGS)
{
	Qubo	   *q = PG_GETARG_QUBO(0);
	JsonbParseState *state = NULL;
	JsonbValue *object;

	qshrink_json_check_memory(3.0 * (double) q->count);
	pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	qshrink_json_push_string(&state, WJB_KEY, "n");
	qshrink_json_push_integer(&state, WJB_VALUE, q->n);
	qshrink_json_push_string(&state, WJB_KEY, "offset");
	qshrink_json_push_number(&state, WJB_VALUE, q->offset);
	qshrink_json_push_string(&state, WJB_KEY, "terms");
	push_terms(&state, q);
	object = pushJsonbValue(&state, WJB_END_OBJECT, NULL);
	PG_RETURN_JSONB_P(JsonbValueToJsonb(object));
}

static void
invalid_json(const char *message)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("cannot cast jsonb to qubo: %s", message),
			 errhint("The form is {\"n\": 3, \"offset\": 0.5, \"terms\": [[0, 0, -1], [0, 1, 2.5]]}.")));
}

/* One [i, j, coefficient], its opening bracket read */
static QsTerm
read_term(JsonbIterator **iterator, const JsonbValue *array, int n)
{
	JsonbValue	value[3];
	QsTerm		term;

	if (array->val.array.nElems != 3)
		invalid_json("a term is an array of three numbers");
	for (int k = 0; k < 3; k++)
		if (JsonbIteratorNext(iterator, &value[k], false) != WJB_ELEM)
			invalid_json("a term is an array of three numbers");
	if (n == 0)
		invalid_json("a function of no variables has no terms");
	term.i = qshrink_json_integer("index i of a term", &value[0], 0, n - 1);
	term.j = qshrink_json_integer("index j of a term", &value[1], 0, n - 1);
	term.coefficient = qshrink_json_number("coefficient of a term", &value[2]);
	JsonbIteratorNext(iterator, &value[0], false);	/* closing bracket */
	return (QsTerm) {Min(term.i, term.j), Max(term.i, term.j), term.coefficient};
}

/* The array of terms, the key read */
static QsTerm *
read_terms(JsonbIterator **iterator, int n, int64 *count)
{
	JsonbValue	value;
	QsTerm	   *terms;
	int64		capacity;

	if (JsonbIteratorNext(iterator, &value, false) != WJB_BEGIN_ARRAY)
		invalid_json("\"terms\" must be an array");
	capacity = value.val.array.nElems;
	if (capacity > QS_MAX_TERMS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("qubo of " INT64_FORMAT " terms is too large", capacity),
				 errdetail("At most %d terms are supported.", QS_MAX_TERMS)));
	qshrink_check_memory((double) capacity * sizeof(QsTerm));
	terms = palloc(capacity * sizeof(QsTerm));
	for (*count = 0; *count < capacity; (*count)++)
	{
		if (*count % BLOCK == 0)
			CHECK_FOR_INTERRUPTS();
		if (JsonbIteratorNext(iterator, &value, false) != WJB_BEGIN_ARRAY)
			invalid_json("a term is an array of three numbers");
		terms[*count] = read_term(iterator, &value, n);
	}
	JsonbIteratorNext(iterator, &value, false);	/* closing bracket */
	return terms;
}

/* Keys of a jsonb object come by length, so "n" is known before "terms". */
Datum
jsonb_to_qubo(PG_FUNCTION_ARGS)
{
	Jsonb	   *json = PG_GETARG_JSONB_P(0);
	JsonbIterator *iterator = JsonbIteratorInit(&json->root);
	JsonbValue	value;
	QsTerm	   *terms = NULL;
	int64		count = 0;
	double		offset = 0.0;
	int			n = -1;

	if (JsonbIteratorNext(&iterator, &value, false) != WJB_BEGIN_OBJECT)
		invalid_json("it must be an object");
	while (JsonbIteratorNext(&iterator, &value, false) == WJB_KEY)
	{
		char	   *key = pnstrdup(value.val.string.val, value.val.string.len);

		if (strcmp(key, "terms") == 0)
		{
			if (n < 0)
				invalid_json("\"n\", the number of variables, is missing");
			terms = read_terms(&iterator, n, &count);
			continue;
		}
		if (strcmp(key, "n") != 0 && strcmp(key, "offset") != 0)
			invalid_json(psprintf("unknown key \"%s\"", key));
		if (JsonbIteratorNext(&iterator, &value, false) != WJB_VALUE)
			invalid_json(psprintf("\"%s\" must be a number", key));
		if (key[0] == 'n')
			n = qshrink_json_integer("n", &value, 0, QS_MAX_VARIABLES);
		else
			offset = qshrink_json_number("offset", &value);
	}
	if (n < 0)
		invalid_json("\"n\", the number of variables, is missing");
	if (terms == NULL)
		invalid_json("\"terms\" is missing");
	PG_RETURN_QUBO(qshrink_qubo_from_terms(n, offset, terms, count));
}

/* A square matrix of any numeric element type */
typedef struct Matrix
{
	int			n;
	Oid			type;
	const char *data;			/* elements of a type of fixed length */
	Datum	   *numerics;		/* elements of type numeric */
} Matrix;

static double
element(const Matrix *matrix, int row, int column)
{
	int64		k = (int64) row * matrix->n + column;
	double		value;

	switch (matrix->type)
	{
		case FLOAT8OID:
			value = ((const float8 *) matrix->data)[k];
			break;
		case FLOAT4OID:
			value = ((const float4 *) matrix->data)[k];
			break;
		case INT4OID:
			value = ((const int32 *) matrix->data)[k];
			break;
		default:
			if (!qshrink_numeric_to_float(DatumGetNumeric(matrix->numerics[k]), &value))
				value = INFINITY;
			break;
	}
	if (!isfinite(value))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("matrix element [%d][%d] must be a finite double precision number",
						row, column)));
	return value;
}

static Matrix
open_matrix(ArrayType *array)
{
	Matrix		matrix = {.type = ARR_ELEMTYPE(array)};

	if (ARR_NDIM(array) == 0)
		return matrix;
	if (ARR_NDIM(array) != 2 || ARR_DIMS(array)[0] != ARR_DIMS(array)[1])
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("cannot cast array to qubo: not a square matrix"),
				 ARR_NDIM(array) == 2 ?
				 errdetail("It has %d rows and %d columns.", ARR_DIMS(array)[0], ARR_DIMS(array)[1]) :
				 errdetail("It has %d dimensions.", ARR_NDIM(array))));
	if (array_contains_nulls(array))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("cannot cast array to qubo: matrix elements must not be null")));
	matrix.n = ARR_DIMS(array)[0];
	matrix.data = ARR_DATA_PTR(array);
	if (matrix.type == NUMERICOID)
	{
		int			count;

		deconstruct_array(array, NUMERICOID, -1, false, TYPALIGN_INT,
						  &matrix.numerics, NULL, &count);
	}
	return matrix;
}

/* x'Qx: the elements [i][j] and [j][i] add up */
Datum
array_to_qubo(PG_FUNCTION_ARGS)
{
	Matrix		matrix = open_matrix(PG_GETARG_ARRAYTYPE_P(0));
	int64		capacity = Max(matrix.n, 16);
	int64		count = 0;
	QsTerm	   *terms = palloc(capacity * sizeof(QsTerm));
	Qubo	   *result;

	for (int i = 0; i < matrix.n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (capacity - count < matrix.n - i)
		{
			capacity = 2 * capacity + matrix.n;
			qshrink_check_memory((double) capacity * sizeof(QsTerm));
			terms = repalloc_huge(terms, capacity * sizeof(QsTerm));
		}
		for (int j = i; j < matrix.n; j++)
		{
			double		sum = element(&matrix, i, j);

			if (j > i)
				sum += element(&matrix, j, i);
			if (sum != 0.0)
				terms[count++] = (QsTerm) {i, j, sum};
		}
	}
	result = qshrink_qubo_create(matrix.n, 0.0, terms, count);
	pfree(terms);
	PG_RETURN_QUBO(result);
}
