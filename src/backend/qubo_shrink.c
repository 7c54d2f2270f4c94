/*
 * qubo_shrink.c
 *	  A qubo of fewer variables by contraction along correlations, and the way back.
 *
 * The map has a number for each variable: 2 r where it equals variable r of the
 * reduced qubo, 2 r + 1 where it is its opposite; r = -1 stands for 0.
 */
#include "compat.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/varbit.h"

#include "backend_host.h"
#include "classes/classes.h"
#include "option_read.h"
#include "problem_load.h"
#include "qubo_type.h"
#include "shrink/shrink.h"
#include "solve_options.h"
#include "solve_pool.h"

PG_FUNCTION_INFO_V1(qubo_shrink);
PG_FUNCTION_INFO_V1(qubo_shrunk);
PG_FUNCTION_INFO_V1(qubo_expand);

/* Terms or variables between two interrupt checks */
#define BLOCK	65536

/* ---------------------------------------------------------------------------
 * Shrinking
 */
static void
contract(QsHost *host, const QshrinkProblem *problem, int max_qubits, QsCorrelationMethod method,
		 uint64_t seed, QsShrunk *shrunk)
{
	QsStructure *structure = qs_structure_create(host, problem->model, qs_classes);
	QsShrinkInput input = {.model = problem->model, .structure = structure};
	QsShrinkSettings settings = {
		.method = method, .encoding = QS_ENCODING_DUAL, .max_qubits = max_qubits,
		.spectral_drift = INFINITY, .legality = true, .recompute = true
	};
	QsRandom	random;

	if (method == QS_CORRELATION_SHOTS)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("the qubo cannot be shrunk by the method \"%s\"", qs_correlation_method_name(method)),
				 errdetail("Shots are those of the round before, and there are no rounds here."),
				 errhint("Use the method 'auto'.")));
	if (method == QS_CORRELATION_POOL)
		input.pool = qshrink_solve_pool(host, problem->model, structure, NULL, seed);
	qs_random_seed(&random, seed, 1);
	if (qs_shrink(host, &input, &settings, &random, shrunk) != QS_OK)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("the qubo cannot be shrunk by the method \"%s\"", qs_correlation_method_name(method)),
				 errhint("Use the method 'auto'.")));
}

/* An integer[] of n variables, each standing for itself */
static ArrayType *
create_map(int n)
{
	Size		size = n > 0 ? ARR_OVERHEAD_NONULLS(1) + (Size) n * sizeof(int32) : ARR_OVERHEAD_NONULLS(0);
	ArrayType  *map;
	int32	   *image;

	/* the row that is returned takes a copy */
	qshrink_check_memory(2.0 * (double) size);
	map = palloc(size);
	SET_VARSIZE(map, size);
	map->ndim = n > 0 ? 1 : 0;
	map->dataoffset = 0;
	map->elemtype = INT4OID;
	if (n == 0)
		return map;
	ARR_DIMS(map)[0] = n;
	ARR_LBOUND(map)[0] = 1;
	image = (int32 *) ARR_DATA_PTR(map);
	for (int v = 0; v < n; v++)
	{
		if (v % BLOCK == 0)
			CHECK_FOR_INTERRUPTS();
		image[v] = 2 * v;
	}
	return map;
}

/* The map of all variables, and how many are left */
static ArrayType *
shrink(const Qubo *q, int max_qubits, QsCorrelationMethod method, uint64_t seed, int *left)
{
	ArrayType  *map = create_map(q->n);
	int32	   *image = (int32 *) ARR_DATA_PTR(map);
	QsHost	   *host;
	QsShrunk	shrunk;

	*left = q->n;
	if (q->n <= max_qubits)
		return map;
	host = qshrink_host_create_timeless(QS_SIMD_PORTABLE);
	{
		QshrinkProblem *problem = qshrink_problem_of_terms(host, q->n, q->offset, q->terms, q->count);

		qshrink_require_correlation(host, problem, method, 1);
		contract(host, problem, max_qubits, method, seed, &shrunk);
	}
	for (int v = 0; v < q->n; v++)
	{
		bool		flipped;
		int			root;

		if (v % BLOCK == 0)
			CHECK_FOR_INTERRUPTS();
		root = qs_contraction_find(shrunk.contraction, v, &flipped);
		image[v] = 2 * (root == QS_REFERENCE ? -1 : shrunk.reduced->index[root]) + flipped;
	}
	*left = shrunk.reduced->n;
	qshrink_host_destroy(host);
	return map;
}

/* ---------------------------------------------------------------------------
 * The reduced qubo, summed exactly from the terms of the given one
 */

/* A variable as constant + sign * y_index; index is that of the constant where it is one */
typedef struct Value
{
	double		constant;
	double		sign;
	int			index;
} Value;

static Value
value_of(int32 image)
{
	Value		value = {image & 1, image & 1 ? -1.0 : 1.0, image >> 1};

	if (value.index < 0)
		value.sign = 0.0;
	return value;
}

static void
put(QsTerm *terms, int64 *count, int i, int j, double coefficient)
{
	if (coefficient != 0.0)
		terms[(*count)++] = (QsTerm) {Min(i, j), Max(i, j), coefficient};
}

/* c x_i x_j with both written in variables of the reduced qubo; constants go to
 * (last, last).  At most four terms. */
static void
put_product(QsTerm *terms, int64 *count, Value a, Value b, double c, int last)
{
	put(terms, count, last, last, c * a.constant * b.constant);
	put(terms, count, b.index, b.index, c * a.constant * b.sign);
	put(terms, count, a.index, a.index, c * a.sign * b.constant);
	put(terms, count, a.index, b.index, c * a.sign * b.sign);
}

static Qubo *
reduced_qubo(const Qubo *q, const int32 *map, int left)
{
	double		capacity = 4.0 * q->count + 1.0;
	QsTerm	   *terms;
	int64		count = 0;
	Qubo	   *result;

	qshrink_check_memory(capacity * sizeof(QsTerm));
	terms = MemoryContextAllocHuge(CurrentMemoryContext, (Size) capacity * sizeof(QsTerm));
	put(terms, &count, left, left, q->offset);
	for (int64 k = 0; k < q->count; k++)
	{
		const QsTerm *term = &q->terms[k];
		Value		a = value_of(map[term->i]);

		if (k % BLOCK == 0)
			CHECK_FOR_INTERRUPTS();
		if (term->i != term->j)
			put_product(terms, &count, a, value_of(map[term->j]), term->coefficient, left);
		else
		{
			put(terms, &count, left, left, term->coefficient * a.constant);
			put(terms, &count, a.index, a.index, term->coefficient * a.sign);
		}
	}
	/* the constants add up like a variable's terms, and are then the offset */
	result = qshrink_qubo_from_terms((int64) left + 1, 0.0, terms, count);
	pfree(terms);
	if (result->count > 0 && result->terms[result->count - 1].i == left)
		result->offset = result->terms[--result->count].coefficient;
	result->n = left;
	SET_VARSIZE(result, QUBO_SIZE(result->count));
	return result;
}

static Qubo *
shrink_argument(FunctionCallInfo fcinfo, QsCorrelationMethod method, uint64_t seed, ArrayType **map)
{
	Qubo	   *q = PG_GETARG_QUBO(0);
	int			max_qubits = PG_GETARG_INT32(1);
	int			left;

	qshrink_check_range("max_qubits", max_qubits, 1, QS_MAX_VARIABLES);
	*map = shrink(q, max_qubits, method, seed, &left);
	return left == q->n ? q : reduced_qubo(q, (const int32 *) ARR_DATA_PTR(*map), left);
}

/* qubo_shrink(q qubo, max_qubits integer, method text, seed bigint) -> (reduced, map) */
Datum
qubo_shrink(PG_FUNCTION_ARGS)
{
	QsCorrelationMethod method = (QsCorrelationMethod)
		qshrink_name_value(&qs_correlation_names, text_to_cstring(PG_GETARG_TEXT_PP(2)));
	TupleDesc	descriptor;
	Datum		values[2];
	bool		nulls[2] = {false, false};
	ArrayType  *map;

	if (get_call_result_type(fcinfo, NULL, &descriptor) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	values[0] = PointerGetDatum(shrink_argument(fcinfo, method, (uint64_t) PG_GETARG_INT64(3), &map));
	values[1] = PointerGetDatum(map);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(descriptor), values, nulls)));
}

/* qubo |> integer */
Datum
qubo_shrunk(PG_FUNCTION_ARGS)
{
	ArrayType  *map;

	PG_RETURN_QUBO(shrink_argument(fcinfo, QS_CORRELATION_AUTO, 1, &map));
}

/* ---------------------------------------------------------------------------
 * qubo_expand(map integer[], assignment bit varying) -> bit varying
 */
static void
wrong_map(const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("map is none of qubo_shrink"),
			 errdetail("%s", detail)));
}

static const int32 *
map_argument(FunctionCallInfo fcinfo, int *n)
{
	ArrayType  *array = PG_GETARG_ARRAYTYPE_P(0);

	if (ARR_NDIM(array) > 1)
		wrong_map("It has several dimensions.");
	if (array_contains_nulls(array))
		wrong_map("It contains a null.");
	*n = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));
	if (*n > QS_MAX_VARIABLES)
		wrong_map("It has too many elements.");
	return (const int32 *) ARR_DATA_PTR(array);
}

Datum
qubo_expand(PG_FUNCTION_ARGS)
{
	int			n;
	const int32 *map = map_argument(fcinfo, &n);
	VarBit	   *bits = PG_GETARG_VARBIT_P(1);
	int			left = 0;
	VarBit	   *result;

	for (int v = 0; v < n; v++)
	{
		if (map[v] < -2 || map[v] >= 2 * QS_MAX_VARIABLES)
			wrong_map(psprintf("Its element %d is %d.", v + 1, map[v]));
		left = Max(left, (map[v] >> 1) + 1);
	}
	if (VARBITLEN(bits) != left)
		ereport(ERROR,
				(errcode(ERRCODE_STRING_DATA_LENGTH_MISMATCH),
				 errmsg("assignment has %d bits but the reduced qubo has %d variables", VARBITLEN(bits), left)));
	result = palloc0(VARBITTOTALLEN(n));
	SET_VARSIZE(result, VARBITTOTALLEN(n));
	VARBITLEN(result) = n;
	for (int v = 0; v < n; v++)
	{
		int			r = map[v] >> 1;
		int			bit = r < 0 ? 0 : VARBITS(bits)[r / BITS_PER_BYTE] >> (BITS_PER_BYTE - 1 - r % BITS_PER_BYTE) & 1;

		if (bit ^ (map[v] & 1))
			VARBITS(result)[v / BITS_PER_BYTE] |= 1 << (BITS_PER_BYTE - 1 - v % BITS_PER_BYTE);
	}
	PG_RETURN_VARBIT_P(result);
}
