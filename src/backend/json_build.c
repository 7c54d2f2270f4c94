/*
 * json_build.c
 *	  Building large jsonb values piece by piece.
 */
#include "compat.h"

#include <math.h>

#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

#include "json_build.h"
#include "qubo_type.h"

/* Memory of a number while a jsonb value is built, brackets included, roughly */
#define NUMBER_BYTES		100

void
qshrink_json_check_memory(double numbers)
{
	qshrink_check_memory(numbers * NUMBER_BYTES);
}

static void
push_numeric(JsonbParseState **state, JsonbIteratorToken token, Numeric number)
{
	JsonbValue	value = {.type = jbvNumeric};

	value.val.numeric = number;
	pushJsonbValue(state, token, &value);
}

void
qshrink_json_push_integer(JsonbParseState **state, JsonbIteratorToken token, int64 number)
{
	push_numeric(state, token, int64_to_numeric(number));
}

void
qshrink_json_push_number(JsonbParseState **state, JsonbIteratorToken token, double number)
{
	if (number == rint(number) && fabs(number) < 0x1p53)
		qshrink_json_push_integer(state, token, (int64) number);
	else
		push_numeric(state, token,
					 DatumGetNumeric(DirectFunctionCall3(numeric_in,
														 CStringGetDatum(qshrink_float_text(number)),
														 ObjectIdGetDatum(InvalidOid),
														 Int32GetDatum(-1))));
}

void
qshrink_json_push_string(JsonbParseState **state, JsonbIteratorToken token, const char *string)
{
	JsonbValue	value = {.type = jbvString};

	value.val.string.val = unconstify(char *, string);
	value.val.string.len = (int) strlen(string);
	pushJsonbValue(state, token, &value);
}

void
qshrink_json_push_null(JsonbParseState **state, JsonbIteratorToken token)
{
	JsonbValue	value = {.type = jbvNull};

	pushJsonbValue(state, token, &value);
}
