/*
 * problem_check.c
 *	  What the CHECK constraints of the tables ask about arrays.
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/array.h"

#include "base/status.h"

PG_FUNCTION_INFO_V1(qshrink_is_matrix);
PG_FUNCTION_INFO_V1(qshrink_is_vector);
PG_FUNCTION_INFO_V1(qshrink_is_index_list);
PG_FUNCTION_INFO_V1(qshrink_is_key);

static bool
all_finite(const ArrayType *array, int count)
{
	const float8 *value = (const float8 *) ARR_DATA_PTR(array);
	bool		finite = true;

	for (int k = 0; k < count; k++)
		finite &= isfinite(value[k]) != 0;
	return finite;
}

/* Elements of an empty or one-dimensional array without nulls, else -1 */
static int
vector_length(const ArrayType *array)
{
	if (ARR_NDIM(array) > 1 || array_contains_nulls((ArrayType *) array))
		return -1;
	return ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));
}

/* qshrink_is_matrix(matrix float8[], cells integer) -> boolean */
Datum
qshrink_is_matrix(PG_FUNCTION_ARGS)
{
	ArrayType  *matrix = PG_GETARG_ARRAYTYPE_P(0);
	int			cells = PG_GETARG_INT32(1);

	PG_RETURN_BOOL(ARR_NDIM(matrix) == 2 &&
				   ARR_DIMS(matrix)[0] == ARR_DIMS(matrix)[1] &&
				   ArrayGetNItems(2, ARR_DIMS(matrix)) == cells &&
				   !array_contains_nulls(matrix) &&
				   all_finite(matrix, cells));
}

/* qshrink_is_vector(vector float8[], length integer) -> boolean */
Datum
qshrink_is_vector(PG_FUNCTION_ARGS)
{
	ArrayType  *vector = PG_GETARG_ARRAYTYPE_P(0);
	int			count = vector_length(vector);

	PG_RETURN_BOOL(count >= 0 && count == PG_GETARG_INT32(1) && all_finite(vector, count));
}

/* qshrink_is_index_list(variables integer[]) -> boolean */
Datum
qshrink_is_index_list(PG_FUNCTION_ARGS)
{
	ArrayType  *list = PG_GETARG_ARRAYTYPE_P(0);
	int			count = vector_length(list);
	const int32 *index = (const int32 *) ARR_DATA_PTR(list);
	bool		valid = count >= 0;

	for (int k = 0; k < count; k++)
		valid &= index[k] >= 0 && index[k] < QS_MAX_VARIABLES;
	PG_RETURN_BOOL(valid);
}

/* qshrink_is_key(keys text[]) -> boolean */
Datum
qshrink_is_key(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(vector_length(PG_GETARG_ARRAYTYPE_P(0)) > 0);
}
