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
#include "problem_json_value.h"
#include "problem_sql.h"

PG_FUNCTION_INFO_V1(qshrink_create_from_model);

#define MOST_INTEGER	9007199254740992.0

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
	QshrinkElements elements = qshrink_model_elements(list, where);
	JsonbValue	element;

	while (qshrink_model_next(&elements, &element))
	{
		JsonbValue	part[3];
		QshrinkElements parts;

		if (!qshrink_model_is_array(&element) ||
			(int) JsonContainerSize(element.val.binary.data) != width)
			qshrink_model_refuse("element %d of \"%s\" is no array of %d numbers", elements.next,
								 where, width);
		parts = qshrink_model_elements(&element, where);
		for (int k = 0; k < width; k++)
			qshrink_model_next(&parts, &part[k]);
		qshrink_terms_add(reading->host, terms,
						  qshrink_model_variable(&part[0], reading->problem->n, where,
												 elements.next),
						  qshrink_model_variable(&part[width - 2], reading->problem->n, where,
												 elements.next),
						  qshrink_model_number(&part[width - 1], where, elements.next));
		qshrink_model_next(&parts, &part[0]);
	}
}

static double *
read_matrix(Reading *reading, const JsonbValue *list, const char *where)
{
	int			order = reading->problem->order;
	double	   *matrix = QS_ARRAY(reading->host, double, (size_t) order * (size_t) order);
	double	   *cell = matrix;
	QshrinkElements elements = qshrink_model_elements(list, where);
	JsonbValue	row;

	if (elements.count != order)
		qshrink_model_refuse("\"%s\" has %d rows instead of %d", where, elements.count, order);
	while (qshrink_model_next(&elements, &row))
	{
		QshrinkElements cells;
		JsonbValue	value;

		if (!qshrink_model_is_array(&row) || (int) JsonContainerSize(row.val.binary.data) != order)
			qshrink_model_refuse("row %d of \"%s\" has not %d elements", elements.next, where,
								 order);
		cells = qshrink_model_elements(&row, where);
		while (qshrink_model_next(&cells, &value))
			*cell++ = qshrink_model_number(&value, where, elements.next);
	}
	return matrix;
}

/* ---------------------------------------------------------------------------
 * Rows
 */
enum
{
	ROW_LABEL, ROW_SENSE, ROW_RHS, ROW_PRICE, ROW_SHIFT, ROW_VARIABLES, ROW_COEFFICIENTS, ROW_MEMBERS
};

static const char *const row_member[ROW_MEMBERS] = {
	"label", "sense", "rhs", "price", "shift", "variables", "coefficients"
};

static void
read_coefficients(const JsonbValue *list, int count, int row, double *value)
{
	QshrinkElements coefficients = qshrink_model_elements(list, "coefficients");
	JsonbValue	element;
	double		sum = 0.0;

	if (coefficients.count != count)
		qshrink_model_refuse("row %d has %d variables, but %d coefficients", row, count,
							 coefficients.count);
	while (qshrink_model_next(&coefficients, &element))
	{
		*value = qshrink_model_number(&element, "coefficients", coefficients.next);
		sum += fabs(*value++);
	}
	if (!isfinite(sum))
		qshrink_model_refuse("the sum of the coefficients of row %d is out of range", row);
}

static void
read_row(Reading *reading, const JsonbValue *object, int number)
{
	JsonbValue	value[ROW_MEMBERS];
	QshrinkMembers		members = {row_member, value, ROW_MEMBERS};
	const JsonbValue *label = &value[ROW_LABEL];
	char		sense = 0;
	double	   *coefficient;
	int32	   *variable;
	QshrinkElements variables;
	JsonbValue	element;

	if (!qshrink_model_is_object(object))
		qshrink_model_refuse("row %d is no object", number);
	qshrink_model_members(object, &members, psprintf("row %d", number));
	if (value[ROW_SENSE].type == jbvString)
		sense = qshrink_sense_of_text(value[ROW_SENSE].val.string.val,
									  (size_t) value[ROW_SENSE].val.string.len);
	if (sense == 0)
		qshrink_model_refuse("the sense of row %d is not <=, = or >=", number);
	if (label->type != jbvNull && label->type != jbvString)
		qshrink_model_refuse("the label of row %d is no string", number);
	if (value[ROW_RHS].type != jbvNumeric)
		qshrink_model_refuse("the rhs of row %d is no number", number);
	reading->rows.stated.price = qshrink_model_optional_number(&value[ROW_PRICE], "price", NAN);
	reading->rows.stated.shift = qshrink_model_optional_number(&value[ROW_SHIFT], "shift", 0.0);
	if (reading->rows.stated.price < 0.0)
		qshrink_model_refuse("the price of row %d is negative", number);
	variables = qshrink_model_elements(&value[ROW_VARIABLES], "variables");
	variable = qshrink_rows_append(&reading->rows, sense,
								   qshrink_model_number(&value[ROW_RHS], "rhs", 1), number,
								   label->type == jbvNull ? NULL : label->val.string.val,
								   label->type == jbvNull ? 0 : (size_t) label->val.string.len,
								   variables.count,
								   value[ROW_COEFFICIENTS].type == jbvNull ? NULL : &coefficient);
	while (qshrink_model_next(&variables, &element))
		*variable++ = qshrink_model_variable(&element, reading->problem->n, "variables",
											 variables.next);
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
	qshrink_model_refuse("the key of variable %d is neither string nor number", variable);
}

static QshrinkKeys
read_keys(const JsonbValue *list, int n)
{
	QshrinkKeys keys = {0};
	QshrinkElements elements = qshrink_model_elements(list, "keys");
	JsonbValue	element;
	int			count = 0;
	int			capacity = n + 16;

	if (elements.count != n)
		qshrink_model_refuse("\"keys\" has %d elements for %d variables", elements.count, n);
	keys.start = MemoryContextAllocHuge(CurrentMemoryContext, ((Size) n + 1) * sizeof(int));
	keys.part = MemoryContextAllocHuge(CurrentMemoryContext, (Size) capacity * sizeof(Datum));
	for (int v = 0; qshrink_model_next(&elements, &element); v++)
	{
		QshrinkElements parts = {.count = element.type == jbvNull ? 0 : 1};

		keys.start[v] = count;
		if (qshrink_model_is_array(&element))
			parts = qshrink_model_elements(&element, "keys");
		if (count + parts.count > capacity)
		{
			capacity = Max(2 * capacity, count + parts.count);
			keys.part = repalloc_huge(keys.part, (Size) capacity * sizeof(Datum));
		}
		if (parts.iterator)
			while (qshrink_model_next(&parts, &element))
				keys.part[count++] = key_part(&element, v);
		else if (parts.count == 1)
			keys.part[count++] = key_part(&element, v);
	}
	keys.start[n] = count;
	return keys;
}

/* [[variable, weight, lower], ...] */
static void
read_bits(const JsonbValue *list, QshrinkKeys *keys, int n)
{
	QshrinkElements elements = qshrink_model_elements(list, "bits");
	JsonbValue	element;

	if (keys->part == NULL)
		qshrink_model_refuse("it has \"bits\" but no \"keys\"");
	keys->role = MemoryContextAllocHuge(CurrentMemoryContext, (Size) n * sizeof(QshrinkBitRole));
	for (int v = 0; v < n; v++)
		keys->role[v] = (QshrinkBitRole) {-1.0, 0.0, 0};
	while (qshrink_model_next(&elements, &element))
	{
		JsonbValue	part[3];
		QshrinkElements parts;
		QshrinkBitRole role = {0};
		int			v;

		if (!qshrink_model_is_array(&element) || JsonContainerSize(element.val.binary.data) != 3)
			qshrink_model_refuse("element %d of \"bits\" is no array of 3 numbers", elements.next);
		parts = qshrink_model_elements(&element, "bits");
		for (int k = 0; k < 3; k++)
			qshrink_model_next(&parts, &part[k]);
		v = qshrink_model_variable(&part[0], n, "bits", elements.next);
		role.weight = qshrink_model_number(&part[1], "bits", elements.next);
		role.lower = qshrink_model_number(&part[2], "bits", elements.next);
		if (!(role.weight >= 0.0 && role.weight <= MOST_INTEGER && fabs(role.lower) <= MOST_INTEGER))
			qshrink_model_refuse("element %d of \"bits\" has no weight from 0 to 2^53, or no lower bound within it",
								 elements.next);
		if (keys->start[v] == keys->start[v + 1])
			qshrink_model_refuse("variable %d has no key but is among \"bits\"", v);
		keys->role[v] = role;
		qshrink_model_next(&parts, &part[0]);
	}
}

/* ---------------------------------------------------------------------------
 * The whole
 */
enum
{
	MODEL_NAME, MODEL_SENSE, MODEL_N, MODEL_CONSTANT, MODEL_LINEAR, MODEL_QUADRATIC,
	MODEL_FLOWS, MODEL_DISTANCES, MODEL_COSTS, MODEL_ROWS, MODEL_KEYS, MODEL_BITS, MODEL_BEST_KNOWN,
	MODEL_MEMBERS
};

static const char *const model_member[MODEL_MEMBERS] = {
	"name", "sense", "n", "constant", "linear", "quadratic",
	"flows", "distances", "costs", "rows", "keys", "bits", "best_known"
};

static void
read_head(Reading *reading, const JsonbValue *value)
{
	QshrinkProblem *problem = reading->problem;
	char	   *sense = value[MODEL_SENSE].type == jbvString ?
		qshrink_model_string(&value[MODEL_SENSE]) : NULL;

	if (sense == NULL || (strcmp(sense, "min") != 0 && strcmp(sense, "max") != 0))
		qshrink_model_refuse("\"sense\" is neither \"min\" nor \"max\"");
	problem->maximise = strcmp(sense, "max") == 0;
	if (value[MODEL_NAME].type != jbvNull && value[MODEL_NAME].type != jbvString)
		qshrink_model_refuse("\"name\" is no string");
	problem->name = qshrink_host_string(reading->host, value[MODEL_NAME].type == jbvString ?
										qshrink_model_string(&value[MODEL_NAME]) : "");
	problem->has_best_known = value[MODEL_BEST_KNOWN].type != jbvNull;
	problem->best_known = qshrink_model_optional_number(&value[MODEL_BEST_KNOWN], "best_known",
														0.0);
}

static void
read_size(Reading *reading, const JsonbValue *value)
{
	QshrinkProblem *problem = reading->problem;
	const JsonbValue *flows = &value[MODEL_FLOWS];
	double		n = qshrink_model_optional_number(&value[MODEL_N], "n", 0.0);

	if (flows->type != jbvNull)
	{
		double		order = qshrink_model_elements(flows, "flows").count;

		if (value[MODEL_N].type != jbvNull && n != order * order)
			qshrink_model_refuse("\"n\" is not the square of the order of \"flows\"");
		n = order * order;
		problem->order = n <= QS_MAX_VARIABLES ? (int) order : 0;
	}
	if (n != rint(n) || n < 1 || n > QS_MAX_VARIABLES)
		qshrink_model_refuse("\"n\" is no number of variables from 1 to %d", QS_MAX_VARIABLES);
	problem->n = (int) n;
}

static void
read_objective(Reading *reading, const JsonbValue *value)
{
	QshrinkProblem *problem = reading->problem;
	QshrinkTerms terms = {0};

	problem->offset = qshrink_model_optional_number(&value[MODEL_CONSTANT], "constant", 0.0) + 0.0;
	if (value[MODEL_LINEAR].type != jbvNull)
		read_terms(reading, &terms, &value[MODEL_LINEAR], "linear", 2);
	if (value[MODEL_QUADRATIC].type != jbvNull)
		read_terms(reading, &terms, &value[MODEL_QUADRATIC], "quadratic", 3);
	problem->term_count = qs_terms_add_up_decimals(reading->host, terms.term, terms.count);
	problem->terms = terms.term;
	if (problem->term_count > QS_MAX_TERMS)
		qshrink_model_refuse("it has more than %d terms", QS_MAX_TERMS);
	for (int64 k = 0; k < problem->term_count; k++)
		if (!isfinite(problem->terms[k].coefficient))
			qshrink_model_refuse("the terms of variables %d and %d add up to a number out of range",
								 problem->terms[k].i, problem->terms[k].j);
}

static void
read_assignment(Reading *reading, const JsonbValue *value)
{
	QshrinkProblem *problem = reading->problem;

	if (value[MODEL_CONSTANT].type != jbvNull || value[MODEL_LINEAR].type != jbvNull ||
		value[MODEL_QUADRATIC].type != jbvNull)
		qshrink_model_refuse("it has both matrices and terms");
	if (value[MODEL_DISTANCES].type == jbvNull)
		qshrink_model_refuse("it has \"flows\" but no \"distances\"");
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
	QshrinkMembers		members = {model_member, value, MODEL_MEMBERS};
	JsonbValue	root = {.type = jbvBinary};
	Reading		reading = {.host = host, .problem = QS_NEW(host, QshrinkProblem)};
	QshrinkKeys own_keys = {0};

	root.val.binary.data = &json->root;
	root.val.binary.len = (int) VARSIZE(json) - VARHDRSZ;
	if (!qshrink_model_is_object(&root))
		qshrink_model_refuse("it is no object");
	qshrink_model_members(&root, &members, "it");
	read_head(&reading, value);
	read_size(&reading, value);
	if (reading.problem->order > 0)
		read_assignment(&reading, value);
	else if (value[MODEL_DISTANCES].type != jbvNull || value[MODEL_COSTS].type != jbvNull)
		qshrink_model_refuse("it has \"distances\" or \"costs\" but no \"flows\"");
	else
		read_objective(&reading, value);
	if (value[MODEL_KEYS].type != jbvNull)
		own_keys = read_keys(&value[MODEL_KEYS], reading.problem->n);
	if (value[MODEL_BITS].type != jbvNull)
		read_bits(&value[MODEL_BITS], &own_keys, reading.problem->n);
	if (own_keys.part)
		qshrink_keys_check(&own_keys, reading.problem->n);
	qshrink_rows_begin(&reading.rows, host);
	if (reading.problem->order > 0)
		append_assignment_rows(&reading, &own_keys);
	if (value[MODEL_ROWS].type != jbvNull)
	{
		QshrinkElements rows = qshrink_model_elements(&value[MODEL_ROWS], "rows");
		JsonbValue	row;

		while (qshrink_model_next(&rows, &row))
			read_row(&reading, &row, rows.next);
	}
	qshrink_rows_finish(&reading.rows, reading.problem);
	if (keys)
		*keys = own_keys;
	return reading.problem;
}

/* ---------------------------------------------------------------------------
 * qshrink_create_from_model(name text, model jsonb, replace boolean) -> bigint
 */
Datum
qshrink_create_from_model(PG_FUNCTION_ARGS)
{
	char	   *name = PG_ARGISNULL(0) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(0));
	QsHost	   *host = qshrink_host_create(0);
	QshrinkProblem *problem;
	QshrinkKeys keys;
	QshrinkPlace place;
	bool		replace = qshrink_flag_argument(fcinfo, 2);
	int64		problem_id;

	qshrink_require_writable(fcinfo, NULL);
	if (PG_ARGISNULL(1))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("argument \"model\" must not be null")));
	problem = qshrink_problem_from_json(host, PG_GETARG_JSONB_P(1), &keys);
	if (name || problem->name[0] == '\0')
		problem->name = name;
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	place = qshrink_place_find(qshrink_namespace(fcinfo), problem->name, replace);
	problem_id = qshrink_problem_store(host, qshrink_namespace(fcinfo), problem, &keys, &place, NIL);
	SPI_finish();
	qshrink_host_destroy(host);
	PG_RETURN_INT64(problem_id);
}
