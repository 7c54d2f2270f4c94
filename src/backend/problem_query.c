/*
 * problem_query.c
 *	  Reading the rows of a query the user hands over as text.
 */
#include "compat.h"

#include <math.h>

#include "access/xact.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "common/shortest_dec.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "nodes/makefuncs.h"
#include "nodes/parsenodes.h"
#include "nodes/primnodes.h"
#include "parser/parse_coerce.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/plancache.h"

#include "base/float_parse.h"
#include "problem_arguments.h"
#include "problem_query.h"

/* Rows fetched at a time */
#define BATCH	1000

/*
 * The user's SQL may call functions that write.  Whatever runs it does so as in a
 * read-only transaction, and settings that it changes are put back.  Between two
 * batches our own statements may write.  An error needs no care: the abort of the
 * (sub)transaction restores both.
 */
typedef struct ReadOnly
{
	int			settings;		/* nest level */
	bool		before;
} ReadOnly;

static ReadOnly
begin_read_only(void)
{
	ReadOnly	state = {.settings = NewGUCNestLevel(), .before = XactReadOnly};

	XactReadOnly = true;
	return state;
}

static void
end_read_only(ReadOnly state)
{
	AtEOXact_GUC(false, state.settings);
	XactReadOnly = state.before;
}

static void
name_argument(void *argument)
{
	errcontext("argument \"%s\"", (const char *) argument);
}

/* "(resource, item, weight)" */
static char *
shape(const QshrinkColumn *column, int required, int allowed)
{
	StringInfoData text;

	initStringInfo(&text);
	for (int k = 0; k < allowed; k++)
		appendStringInfo(&text, "%s%s%s", k == required ? " [" : "", k > 0 ? ", " : "(",
						 column[k].name);
	appendStringInfoString(&text, allowed > required ? "])" : ")");
	return text.data;
}

/* One SELECT that writes nothing and locks nothing */
static void
require_select(const char *argument, SPIPlanPtr plan)
{
	List	   *sources = SPI_plan_get_plan_sources(plan);
	Query	   *parsed = NULL;

	if (list_length(sources) == 1)
	{
		CachedPlanSource *source = linitial(sources);

		if (list_length(source->query_list) == 1)
			parsed = linitial_node(Query, source->query_list);
	}
	if (parsed == NULL || parsed->commandType != CMD_SELECT || parsed->hasModifyingCTE ||
		parsed->rowMarks != NIL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("argument \"%s\" must be one SELECT that only reads", argument)));
}

static bool
is_number(Oid type)
{
	return type == INT2OID || type == INT4OID || type == INT8OID ||
		type == FLOAT4OID || type == FLOAT8OID || type == NUMERICOID;
}

/* A cast calls its function as SQL does: by the caller's right to execute it, and
 * with an expression that says of what type the argument is */
static void
prepare_function(QshrinkTextCast *cast, Oid function, Oid type)
{
	Param	   *argument = makeNode(Param);
	AclResult	right = QSHRINK_FUNCTION_ACLCHECK(function, GetUserId(), ACL_EXECUTE);

	if (right != ACLCHECK_OK)
		aclcheck_error(right, OBJECT_FUNCTION, get_func_name(function));
	argument->paramkind = PARAM_EXEC;
	argument->paramtype = type;
	argument->paramtypmod = -1;
	argument->paramcollid = cast->collation;
	argument->location = -1;
	fmgr_info_set_expr((Node *) makeFuncExpr(function, TEXTOID, list_make1(argument),
											 DEFAULT_COLLATION_OID, cast->collation,
											 COERCE_EXPLICIT_CAST), &cast->function);
}

/* The cast of a type to text, as SQL's ::text would do it */
static void
prepare_text(QshrinkTextCast *cast, Oid type)
{
	Oid			function = InvalidOid;
	CoercionPathType path = find_coercion_pathway(TEXTOID, type, COERCION_EXPLICIT, &function);

	cast->is_text = type == TEXTOID || path == COERCION_PATH_RELABELTYPE;
	cast->by_function = !cast->is_text && path == COERCION_PATH_FUNC &&
		get_func_nargs(function) == 1;
	if (!cast->is_text && !cast->by_function)
	{
		bool		is_varlena;

		getTypeOutputInfo(type, &function, &is_varlena);
	}
	cast->collation = get_typcollation(type);
	if (!cast->is_text)
		fmgr_info(function, &cast->function);
	if (cast->by_function)
		prepare_function(cast, function, type);
}

static void
refuse_null(const QshrinkQuery *query, int column)
{
	ereport(ERROR,
			(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
			 errmsg("%s has a null in column %d (%s)", qshrink_query_place(query), column + 1,
					query->column[column].name)));
}

/* The function of a cast may be anybody's: it is run as the query is */
static text *
call_cast(const QshrinkQuery *query, int column, QshrinkTextCast *cast, Datum value)
{
	LOCAL_FCINFO(call, 1);
	ReadOnly	read_only = begin_read_only();
	Datum		result;

	InitFunctionCallInfoData(*call, &cast->function, 1, cast->collation, NULL, NULL);
	call->args[0].value = value;
	call->args[0].isnull = false;
	result = FunctionCallInvoke(call);
	end_read_only(read_only);
	if (call->isnull)
		refuse_null(query, column);
	return DatumGetTextPP(result);
}

static text *
cast_to_text(const QshrinkQuery *query, int column, QshrinkTextCast *cast, Datum value)
{
	if (cast->is_text)
		return DatumGetTextPP(value);
	if (cast->by_function)
		return call_cast(query, column, cast, value);
	return cstring_to_text(OutputFunctionCall(&cast->function, value));
}

static void
prepare_column(QshrinkQuery *query, int k, Oid type)
{
	const QshrinkColumn *column = &query->column[k];
	Oid			base = getBaseType(type);

	query->type[k] = base;
	/* a bare NULL is a text */
	if (!is_number(base) && (column->kind == QSHRINK_COLUMN_NUMBER ||
							 (column->kind == QSHRINK_COLUMN_NUMBER_OR_NULL && base != TEXTOID)))
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("column %d (%s) of argument \"%s\" must be a number, not %s",
						k + 1, column->name, query->argument, format_type_be(type))));
	prepare_text(&query->to_text[k], base);
	if (OidIsValid(get_element_type(base)))
		prepare_text(&query->element_to_text[k], getBaseType(get_element_type(base)));
}

void
qshrink_query_open(QshrinkQuery *query, QsHost *host, const char *argument, const char *sql,
				   const QshrinkColumn *column, int required, int allowed)
{
	ErrorContextCallback context = {
		.previous = error_context_stack,
		.callback = name_argument,
		.arg = unconstify(char *, argument),
	};
	SPIPlanPtr	plan;
	TupleDesc	result;
	ReadOnly	read_only = begin_read_only();

	memset(query, 0, sizeof(*query));
	query->host = host;
	query->argument = argument;
	query->column = column;
	error_context_stack = &context;
	plan = SPI_prepare(sql, 0, NULL);
	if (plan == NULL)
		elog(ERROR, "SPI_prepare failed: %s", SPI_result_code_string(SPI_result));
	error_context_stack = context.previous;
	require_select(argument, plan);
	error_context_stack = &context;
	query->portal = SPI_cursor_open(NULL, plan, NULL, NULL, true);
	error_context_stack = context.previous;
	end_read_only(read_only);
	SPI_freeplan(plan);
	/* functions of casts run between two batches: no CLOSE of theirs may end it */
	PinPortal(query->portal);
	result = query->portal->tupDesc;
	if (result->natts < required || result->natts > allowed)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("argument \"%s\" returns %d columns", argument, result->natts),
				 errhint("It must return %s.", shape(column, required, allowed))));
	query->columns = result->natts;
	for (int k = 0; k < query->columns; k++)
		prepare_column(query, k, TupleDescAttr(result, k)->atttypid);
	query->memory = AllocSetContextCreate(CurrentMemoryContext, "qshrink query",
										  ALLOCSET_DEFAULT_SIZES);
}

void
qshrink_query_recast(QshrinkQuery *query, const QshrinkColumn *column)
{
	query->column = column;
	for (int k = 0; k < query->columns; k++)
		prepare_column(query, k, TupleDescAttr(query->portal->tupDesc, k)->atttypid);
}

/* Fetch the next batch; false when there is none */
static bool
fetch(QshrinkQuery *query)
{
	ErrorContextCallback context = {
		.previous = error_context_stack,
		.callback = name_argument,
		.arg = unconstify(char *, query->argument),
	};
	ReadOnly	read_only;

	SPI_freetuptable(query->batch);
	MemoryContextReset(query->memory);
	qs_check(query->host);
	error_context_stack = &context;
	read_only = begin_read_only();
	SPI_cursor_fetch(query->portal, true, BATCH);
	end_read_only(read_only);
	error_context_stack = context.previous;
	query->batch = SPI_tuptable;
	query->fetched = SPI_processed;
	query->next = 0;
	if (query->fetched > 0)
		return true;
	SPI_freetuptable(query->batch);
	UnpinPortal(query->portal);
	SPI_cursor_close(query->portal);
	MemoryContextDelete(query->memory);
	return false;
}

bool
qshrink_query_next(QshrinkQuery *query)
{
	if (query->next == query->fetched && !fetch(query))
		return false;
	heap_deform_tuple(query->batch->vals[query->next++], query->batch->tupdesc,
					  query->value, query->null);
	query->row++;
	for (int k = 0; k < query->columns; k++)
		if (query->null[k] && query->column[k].kind != QSHRINK_COLUMN_NUMBER_OR_NULL &&
			query->column[k].kind != QSHRINK_COLUMN_VARIABLE_OR_NULL)
			refuse_null(query, k);
	return true;
}

text *
qshrink_query_text(QshrinkQuery *query, int column)
{
	MemoryContext caller = MemoryContextSwitchTo(query->memory);
	text	   *result = cast_to_text(query, column, &query->to_text[column],
										query->value[column]);

	MemoryContextSwitchTo(caller);
	return result;
}

char *
qshrink_query_string(QshrinkQuery *query, int column)
{
	return text_to_cstring(qshrink_query_text(query, column));
}

bool
qshrink_query_is_integer(const QshrinkQuery *query, int column)
{
	return query->type[column] == INT2OID || query->type[column] == INT4OID ||
		query->type[column] == INT8OID;
}

int64
qshrink_query_integer(const QshrinkQuery *query, int column)
{
	Datum		value = query->value[column];

	switch (query->type[column])
	{
		case INT2OID:
			return DatumGetInt16(value);
		case INT4OID:
			return DatumGetInt32(value);
		default:
			return DatumGetInt64(value);
	}
}

static void
refuse_key(const QshrinkQuery *query, int column, int code, const char *what)
{
	ereport(ERROR,
			(errcode(code),
			 errmsg("%s has %s in column %d (%s)", qshrink_query_place(query), what, column + 1,
					query->column[column].name),
			 errhint("A key of several parts is an array of one dimension without nulls.")));
}

/* The elements of an array as texts */
static int
key_parts(QshrinkQuery *query, int column, Datum **part)
{
	Oid			type = get_element_type(query->type[column]);
	ArrayType  *array = DatumGetArrayTypeP(query->value[column]);
	bool		by_value;
	int16		length;
	char		align;
	bool	   *nulls;
	int			count;

	if (ARR_NDIM(array) == 0)
		refuse_key(query, column, ERRCODE_ARRAY_SUBSCRIPT_ERROR, "an empty array");
	if (ARR_NDIM(array) > 1)
		refuse_key(query, column, ERRCODE_ARRAY_SUBSCRIPT_ERROR,
				   psprintf("an array of %d dimensions", ARR_NDIM(array)));
	get_typlenbyvalalign(type, &length, &by_value, &align);
	deconstruct_array(array, type, length, by_value, align, part, &nulls, &count);
	for (int k = 0; k < count; k++)
	{
		if (nulls[k])
			refuse_key(query, column, ERRCODE_NULL_VALUE_NOT_ALLOWED, "a null within the array");
		(*part)[k] = PointerGetDatum(cast_to_text(query, column, &query->element_to_text[column],
												  (*part)[k]));
	}
	return count;
}

text *
qshrink_query_key(QshrinkQuery *query, int column)
{
	MemoryContext caller = MemoryContextSwitchTo(query->memory);
	text	   *key;

	if (OidIsValid(get_element_type(query->type[column])))
	{
		Datum	   *part;
		int			count = key_parts(query, column, &part);

		key = qshrink_joined_key(part, count);
	}
	else
	{
		Datum		single = PointerGetDatum(cast_to_text(query, column, &query->to_text[column],
														  query->value[column]));

		key = qshrink_joined_key(&single, 1);
	}
	MemoryContextSwitchTo(caller);
	return key;
}

/* 0.1 of type real is one tenth as well: the decimal it prints as, not its 24 bits */
static double
real_to_double(float4 value)
{
	char		digits[FLOAT_SHORTEST_DECIMAL_LEN];
	const char *at = digits;
	double		number;

	if (!isfinite(value))
		return value;
	(void) qs_float_parse(&at, digits + float_to_shortest_decimal_bufn(value, digits), &number);
	return number;
}

static double
to_double(QshrinkQuery *query, int column)
{
	Datum		value = query->value[column];

	switch (query->type[column])
	{
		case FLOAT4OID:
			return real_to_double(DatumGetFloat4(value));
		case FLOAT8OID:
			return DatumGetFloat8(value);
		case NUMERICOID:
			{
				MemoryContext caller = MemoryContextSwitchTo(query->memory);
				double		number = qshrink_numeric_double(DatumGetNumeric(value));

				MemoryContextSwitchTo(caller);
				return number;
			}
		default:
			return (double) qshrink_query_integer(query, column);
	}
}

double
qshrink_query_number(QshrinkQuery *query, int column)
{
	double		number;

	if (query->null[column])
		refuse_null(query, column);
	if (!is_number(query->type[column]))
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("column %d (%s) of argument \"%s\" must be a number, not %s",
						column + 1, query->column[column].name, query->argument,
						format_type_be(query->type[column]))));
	number = to_double(query, column);
	if (!isfinite(number))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s has a number out of range in column %d (%s)",
						qshrink_query_place(query), column + 1, query->column[column].name)));
	return number;
}

char *
qshrink_query_place(const QshrinkQuery *query)
{
	return psprintf("row " INT64_FORMAT " of argument \"%s\"", query->row, query->argument);
}
