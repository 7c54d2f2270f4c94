/*
 * problem_json_read.c
 *	  From model-json to a problem.
 */
#include "compat.h"

#include <math.h>

#include "executor/spi.h"
#include "utils/builtins.h"

#include "backend_host.h"
#include "problem_arguments.h"
#include "problem_build.h"
#include "problem_json.h"
#include "problem_sql.h"

PG_FUNCTION_INFO_V1(qshrink_create_from_model);

static void refuse(const char *format,...) pg_attribute_printf(1, 2) pg_attribute_noreturn();

static void
refuse(const char *format,...)
{
	StringInfoData what;

	initStringInfo(&what);
	for (;;)
	{
		va_list		arguments;
		int			needed;

		va_start(arguments, format);
		needed = appendStringInfoVA(&what, format, arguments);
		va_end(arguments);
		if (needed == 0)
			break;
		enlargeStringInfo(&what, needed);
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("invalid model: %s", what.data)));
}

/* ---------------------------------------------------------------------------
 * Values.  where names a value for messages: 'element 3 of "linear"'.
 */
static double
number_of(const JsonbValue *value, const char *where, int element)
{
	double		number = value->type == jbvNumeric ? qshrink_numeric_double(value->val.numeric) : NAN;

	if (isnan(number))
		refuse(value->type == jbvNumeric ? "element %d of \"%s\" is out of the range of double precision" :
			   "element %d of \"%s\" is no finite number", element, where);
	return number;
}

static int
variable_of(const JsonbValue *value, int n, const char *where, int element)
{
	double		number = value->type == jbvNumeric ? qshrink_numeric_integer(value->val.numeric) : NAN;

	if (!(number >= 0 && number < n))
		refuse("element %d of \"%s\" names no variable: they are 0 to %d", element, where, n - 1);
	return (int) number;
}

static bool
is_array(const JsonbValue *value)
{
	return value->type == jbvBinary && JsonContainerIsArray(value->val.binary.data) &&
		!JsonContainerIsScalar(value->val.binary.data);
}

static bool
is_object(const JsonbValue *value)
{
	return value->type == jbvBinary && JsonContainerIsObject(value->val.binary.data);
}

/* The elements of an array, one by one; nested ones stay whole */
typedef struct Elements
{
	JsonbIterator *iterator;
	int			count;
	int			next;			/* number of the element to come */
} Elements;

static Elements
elements_of(const JsonbValue *value, const char *where)
{
	Elements	elements = {0};
	JsonbValue	ignored;

	if (!is_array(value))
		refuse("\"%s\" is no array", where);
	elements.count = (int) JsonContainerSize(value->val.binary.data);
	elements.iterator = JsonbIteratorInit(value->val.binary.data);
	JsonbIteratorNext(&elements.iterator, &ignored, true);
	return elements;
}

static bool
next_element(Elements *elements, JsonbValue *value)
{
	CHECK_FOR_INTERRUPTS();
	if (JsonbIteratorNext(&elements->iterator, value, true) == WJB_ELEM)
	{
		elements->next++;
		return true;
	}
	while (elements->iterator)
		JsonbIteratorNext(&elements->iterator, value, true);
	return false;
}

static char *
string_of(const JsonbValue *value)
{
	return pnstrdup(value->val.string.val, value->val.string.len);
}

/* ---------------------------------------------------------------------------
 * Objective
 */
typedef struct Reading
{
	QsHost	   *host;
	QshrinkProblem *problem;
	QshrinkRows rows;
} Reading;

/* [[i, c], ...] or [[i, j, c], ...] */
static void
read_terms(Reading *reading, QshrinkTerms *terms, const JsonbValue *list, const char *where,
		   int width)
{
	Elements	elements = elements_of(list, where);
	JsonbValue	element;

	while (next_element(&elements, &element))
	{
		JsonbValue	part[3];
		Elements	parts;

		if (!is_array(&element) || (int) JsonContainerSize(element.val.binary.data) != width)
			refuse("element %d of \"%s\" is no array of %d numbers", elements.next, where, width);
		parts = elements_of(&element, where);
		for (int k = 0; k < width; k++)
			next_element(&parts, &part[k]);
		qshrink_terms_add(reading->host, terms,
						  variable_of(&part[0], reading->problem->n, where, elements.next),
						  variable_of(&part[width - 2], reading->problem->n, where, elements.next),
						  number_of(&part[width - 1], where, elements.next));
		next_element(&parts, &part[0]);
	}
}

static double *
read_matrix(Reading *reading, const JsonbValue *list, const char *where)
{
	int			order = reading->problem->order;
	double	   *matrix = QS_ARRAY(reading->host, double, (size_t) order * (size_t) order);
	double	   *cell = matrix;
	Elements	elements = elements_of(list, where);
	JsonbValue	row;

	if (elements.count != order)
		refuse("\"%s\" has %d rows instead of %d", where, elements.count, order);
	while (next_element(&elements, &row))
	{
		Elements	cells;
		JsonbValue	value;

		if (!is_array(&row) || (int) JsonContainerSize(row.val.binary.data) != order)
			refuse("row %d of \"%s\" has not %d elements", elements.next, where, order);
		cells = elements_of(&row, where);
		while (next_element(&cells, &value))
			*cell++ = number_of(&value, where, elements.next);
	}
	return matrix;
}

/* ---------------------------------------------------------------------------
 * Members
 */
typedef struct Members
{
	const char *const *name;
	JsonbValue *value;			/* type jbvNull for what is not there */
	int			count;
} Members;

/* Sort the members of an object into value[] by their names; others are errors */
static void
read_members(const JsonbValue *object, Members *members, const char *where)
{
	JsonbIterator *iterator = JsonbIteratorInit(object->val.binary.data);
	JsonbValue	value;
	JsonbIteratorToken token;

	for (int k = 0; k < members->count; k++)
		members->value[k].type = jbvNull;
	JsonbIteratorNext(&iterator, &value, true);
	while ((token = JsonbIteratorNext(&iterator, &value, true)) == WJB_KEY)
	{
		int			k = 0;

		while (k < members->count &&
			   (strlen(members->name[k]) != (size_t) value.val.string.len ||
				memcmp(members->name[k], value.val.string.val, (size_t) value.val.string.len) != 0))
			k++;
		if (k == members->count)
			refuse("%s has an unknown member \"%s\"", where, string_of(&value));
		JsonbIteratorNext(&iterator, &members->value[k], true);
	}
	while (iterator)
		JsonbIteratorNext(&iterator, &value, true);
}

static double
optional_number(const JsonbValue *value, const char *name, double otherwise)
{
	if (value->type == jbvNull)
		return otherwise;
	if (value->type != jbvNumeric)
		refuse("\"%s\" is no number", name);
	return number_of(value, name, 1);
}

/* ---------------------------------------------------------------------------
 * Rows
 */
enum
{
	ROW_LABEL, ROW_SENSE, ROW_RHS, ROW_VARIABLES, ROW_COEFFICIENTS, ROW_MEMBERS
};

static const char *const row_member[ROW_MEMBERS] = {
	"label", "sense", "rhs", "variables", "coefficients"
};

static void
read_coefficients(const JsonbValue *list, int count, int row, double *value)
{
	Elements	coefficients = elements_of(list, "coefficients");
	JsonbValue	element;
	double		sum = 0.0;

	if (coefficients.count != count)
		refuse("row %d has %d variables, but %d coefficients", row, count, coefficients.count);
	while (next_element(&coefficients, &element))
	{
		*value = number_of(&element, "coefficients", coefficients.next);
		sum += fabs(*value++);
	}
	if (!isfinite(sum))
		refuse("the sum of the coefficients of row %d is out of range", row);
}

static void
read_row(Reading *reading, const JsonbValue *object, int number)
{
	JsonbValue	value[ROW_MEMBERS];
	Members		members = {row_member, value, ROW_MEMBERS};
	const JsonbValue *label = &value[ROW_LABEL];
	char		sense = 0;
	double	   *coefficient;
	int32	   *variable;
	Elements	variables;
	JsonbValue	element;

	if (!is_object(object))
		refuse("row %d is no object", number);
	read_members(object, &members, psprintf("row %d", number));
	if (value[ROW_SENSE].type == jbvString)
		sense = qshrink_sense_of_text(value[ROW_SENSE].val.string.val,
									  (size_t) value[ROW_SENSE].val.string.len);
	if (sense == 0)
		refuse("the sense of row %d is not <=, = or >=", number);
	if (label->type != jbvNull && label->type != jbvString)
		refuse("the label of row %d is no string", number);
	if (value[ROW_RHS].type != jbvNumeric)
		refuse("the rhs of row %d is no number", number);
	variables = elements_of(&value[ROW_VARIABLES], "variables");
	variable = qshrink_rows_append(&reading->rows, sense,
								   number_of(&value[ROW_RHS], "rhs", 1), number,
								   label->type == jbvNull ? NULL : label->val.string.val,
								   label->type == jbvNull ? 0 : (size_t) label->val.string.len,
								   variables.count,
								   value[ROW_COEFFICIENTS].type == jbvNull ? NULL : &coefficient);
	while (next_element(&variables, &element))
		*variable++ = variable_of(&element, reading->problem->n, "variables", variables.next);
	if (value[ROW_COEFFICIENTS].type != jbvNull)
		read_coefficients(&value[ROW_COEFFICIENTS], variables.count, number, coefficient);
}

/* ---------------------------------------------------------------------------
 * Keys
 */
static Datum
key_part(const JsonbValue *value, int variable)
{
	if (value->type == jbvString)
		return PointerGetDatum(cstring_to_text_with_len(value->val.string.val,
														value->val.string.len));
	if (value->type == jbvNumeric)
		return CStringGetTextDatum(DatumGetCString(DirectFunctionCall1(numeric_out,
																	   NumericGetDatum(value->val.numeric))));
	refuse("the key of variable %d is neither string nor number", variable);
}

static QshrinkKeys
read_keys(const JsonbValue *list, int n)
{
	QshrinkKeys keys = {0};
	Elements	elements = elements_of(list, "keys");
	JsonbValue	element;
	int			count = 0;
	int			capacity = n + 16;

	if (elements.count != n)
		refuse("\"keys\" has %d elements for %d variables", elements.count, n);
	keys.start = MemoryContextAllocHuge(CurrentMemoryContext, ((Size) n + 1) * sizeof(int));
	keys.part = MemoryContextAllocHuge(CurrentMemoryContext, (Size) capacity * sizeof(Datum));
	for (int v = 0; next_element(&elements, &element); v++)
	{
		Elements	parts = {.count = element.type == jbvNull ? 0 : 1};

		keys.start[v] = count;
		if (is_array(&element))
			parts = elements_of(&element, "keys");
		if (count + parts.count > capacity)
		{
			capacity = Max(2 * capacity, count + parts.count);
			keys.part = repalloc_huge(keys.part, (Size) capacity * sizeof(Datum));
		}
		if (parts.iterator)
			while (next_element(&parts, &element))
				keys.part[count++] = key_part(&element, v);
		else if (parts.count == 1)
			keys.part[count++] = key_part(&element, v);
	}
	keys.start[n] = count;
	qshrink_keys_check(&keys, n);
	return keys;
}

/* ---------------------------------------------------------------------------
 * The whole
 */
enum
{
	MODEL_NAME, MODEL_SENSE, MODEL_N, MODEL_CONSTANT, MODEL_LINEAR, MODEL_QUADRATIC,
	MODEL_FLOWS, MODEL_DISTANCES, MODEL_COSTS, MODEL_ROWS, MODEL_KEYS, MODEL_BEST_KNOWN,
	MODEL_MEMBERS
};

static const char *const model_member[MODEL_MEMBERS] = {
	"name", "sense", "n", "constant", "linear", "quadratic",
	"flows", "distances", "costs", "rows", "keys", "best_known"
};

static void
read_head(Reading *reading, const JsonbValue *value)
{
	QshrinkProblem *problem = reading->problem;
	char	   *sense = value[MODEL_SENSE].type == jbvString ? string_of(&value[MODEL_SENSE]) : NULL;

	if (sense == NULL || (strcmp(sense, "min") != 0 && strcmp(sense, "max") != 0))
		refuse("\"sense\" is neither \"min\" nor \"max\"");
	problem->maximise = strcmp(sense, "max") == 0;
	if (value[MODEL_NAME].type != jbvNull && value[MODEL_NAME].type != jbvString)
		refuse("\"name\" is no string");
	problem->name = qshrink_host_string(reading->host, value[MODEL_NAME].type == jbvString ?
										string_of(&value[MODEL_NAME]) : "");
	problem->has_best_known = value[MODEL_BEST_KNOWN].type != jbvNull;
	problem->best_known = optional_number(&value[MODEL_BEST_KNOWN], "best_known", 0.0);
}

static void
read_size(Reading *reading, const JsonbValue *value)
{
	QshrinkProblem *problem = reading->problem;
	const JsonbValue *flows = &value[MODEL_FLOWS];
	double		n = optional_number(&value[MODEL_N], "n", 0.0);

	if (flows->type != jbvNull)
	{
		double		order = elements_of(flows, "flows").count;

		if (value[MODEL_N].type != jbvNull && n != order * order)
			refuse("\"n\" is not the square of the order of \"flows\"");
		n = order * order;
		problem->order = n <= QS_MAX_VARIABLES ? (int) order : 0;
	}
	if (n != rint(n) || n < 1 || n > QS_MAX_VARIABLES)
		refuse("\"n\" is no number of variables from 1 to %d", QS_MAX_VARIABLES);
	problem->n = (int) n;
}

static void
read_objective(Reading *reading, const JsonbValue *value)
{
	QshrinkProblem *problem = reading->problem;
	QshrinkTerms terms = {0};

	problem->offset = optional_number(&value[MODEL_CONSTANT], "constant", 0.0) + 0.0;
	if (value[MODEL_LINEAR].type != jbvNull)
		read_terms(reading, &terms, &value[MODEL_LINEAR], "linear", 2);
	if (value[MODEL_QUADRATIC].type != jbvNull)
		read_terms(reading, &terms, &value[MODEL_QUADRATIC], "quadratic", 3);
	problem->term_count = qs_terms_add_up_decimals(reading->host, terms.term, terms.count);
	problem->terms = terms.term;
	if (problem->term_count > QS_MAX_TERMS)
		refuse("it has more than %d terms", QS_MAX_TERMS);
	for (int64 k = 0; k < problem->term_count; k++)
		if (!isfinite(problem->terms[k].coefficient))
			refuse("the terms of variables %d and %d add up to a number out of range",
				   problem->terms[k].i, problem->terms[k].j);
}

static void
read_assignment(Reading *reading, const JsonbValue *value)
{
	QshrinkProblem *problem = reading->problem;

	if (value[MODEL_CONSTANT].type != jbvNull || value[MODEL_LINEAR].type != jbvNull ||
		value[MODEL_QUADRATIC].type != jbvNull)
		refuse("it has both matrices and terms");
	if (value[MODEL_DISTANCES].type == jbvNull)
		refuse("it has \"flows\" but no \"distances\"");
	problem->flow = read_matrix(reading, &value[MODEL_FLOWS], "flows");
	problem->distance = read_matrix(reading, &value[MODEL_DISTANCES], "distances");
	if (value[MODEL_COSTS].type != jbvNull)
		problem->cost = read_matrix(reading, &value[MODEL_COSTS], "costs");
}

/* The rows that matrices imply, named by the keys of their variables */
static void
append_assignment_rows(Reading *reading, const QshrinkKeys *keys)
{
	int			order = reading->problem->order;
	char	  **name = palloc(2 * (Size) order * sizeof(char *));
	text	  **key = palloc0(2 * (Size) order * sizeof(text *));

	for (int k = 0; k < 2 * order && keys->part; k++)
	{
		int			count;
		const Datum *part = qshrink_keys_of(keys, k < order ? k * order : k - order, &count);

		if (count > 0)
			key[k] = qshrink_joined_key(part, count);
	}
	qshrink_pair_names(order, key, key + order, name, name + order);
	qshrink_rows_append_assignment(&reading->rows, order, name, name + order);
}

QshrinkProblem *
qshrink_problem_from_json(QsHost *host, Jsonb *json, QshrinkKeys *keys)
{
	JsonbValue	value[MODEL_MEMBERS];
	Members		members = {model_member, value, MODEL_MEMBERS};
	JsonbValue	root = {.type = jbvBinary};
	Reading		reading = {.host = host, .problem = QS_NEW(host, QshrinkProblem)};
	QshrinkKeys own_keys = {0};

	root.val.binary.data = &json->root;
	root.val.binary.len = (int) VARSIZE(json) - VARHDRSZ;
	if (!is_object(&root))
		refuse("it is no object");
	read_members(&root, &members, "it");
	read_head(&reading, value);
	read_size(&reading, value);
	if (reading.problem->order > 0)
		read_assignment(&reading, value);
	else if (value[MODEL_DISTANCES].type != jbvNull || value[MODEL_COSTS].type != jbvNull)
		refuse("it has \"distances\" or \"costs\" but no \"flows\"");
	else
		read_objective(&reading, value);
	if (value[MODEL_KEYS].type != jbvNull)
		own_keys = read_keys(&value[MODEL_KEYS], reading.problem->n);
	qshrink_rows_begin(&reading.rows, host);
	if (reading.problem->order > 0)
		append_assignment_rows(&reading, &own_keys);
	if (value[MODEL_ROWS].type != jbvNull)
	{
		Elements	rows = elements_of(&value[MODEL_ROWS], "rows");
		JsonbValue	row;

		while (next_element(&rows, &row))
			read_row(&reading, &row, rows.next);
	}
	qshrink_rows_finish(&reading.rows, reading.problem);
	if (keys)
		*keys = own_keys;
	return reading.problem;
}

/* ---------------------------------------------------------------------------
 * qshrink_create_from_model(name text, model jsonb) -> bigint
 */
Datum
qshrink_create_from_model(PG_FUNCTION_ARGS)
{
	char	   *name = PG_ARGISNULL(0) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(0));
	QsHost	   *host = qshrink_host_create(0);
	QshrinkProblem *problem;
	QshrinkKeys keys;
	int64		problem_id;

	qshrink_require_writable(fcinfo, NULL);
	if (PG_ARGISNULL(1))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("argument \"model\" must not be null")));
	problem = qshrink_problem_from_json(host, PG_GETARG_JSONB_P(1), &keys);
	if (name)
		problem->name = name;
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	problem_id = qshrink_problem_store(qshrink_namespace(fcinfo), problem, &keys);
	SPI_finish();
	qshrink_host_destroy(host);
	PG_RETURN_INT64(problem_id);
}
