/*
 * problem_arguments.c
 *	  What every function refuses in the same words.
 */
#include "compat.h"

#include <math.h>

#include "access/xact.h"
#include "access/xlog.h"
#include "catalog/pg_proc.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "nodes/primnodes.h"
#include "optimizer/optimizer.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "problem_arguments.h"

void
qshrink_require_argument(FunctionCallInfo fcinfo, int k, const char *name)
{
	if (PG_ARGISNULL(k))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("%s must not be null", name)));
}

int64
qshrink_problem_argument(FunctionCallInfo fcinfo, int k)
{
	qshrink_require_argument(fcinfo, k, "problem_id");
	return PG_GETARG_INT64(k);
}

void
qshrink_refuse_computed_null(FunctionCallInfo fcinfo, int k, const char *name)
{
	if (PG_ARGISNULL(k) && qshrink_argument_computed(fcinfo, k))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("%s is null", name),
				 errdetail("It was computed by a query or a function, so a value was meant."),
				 errhint("Leave the argument out, or write NULL, to give none.")));
}

int
qshrink_argument_named(FunctionCallInfo fcinfo, const char *name)
{
	HeapTuple	procedure = SearchSysCache1(PROCOID, ObjectIdGetDatum(fcinfo->flinfo->fn_oid));
	Oid		   *types;
	char	  **names;
	char	   *modes;
	int			count;
	int			input = 0;

	if (!HeapTupleIsValid(procedure))
		elog(ERROR, "cache lookup failed for function %u", fcinfo->flinfo->fn_oid);
	count = get_func_arg_info(procedure, &types, &names, &modes);
	ReleaseSysCache(procedure);
	for (int k = 0; k < count && names; k++)
	{
		if (modes && modes[k] != PROARGMODE_IN)
			continue;
		if (strcmp(names[k], name) == 0)
			return input;
		input++;
	}
	elog(ERROR, "function %u has no argument \"%s\"", fcinfo->flinfo->fn_oid, name);
	return -1;
}

bool
qshrink_flag_argument(FunctionCallInfo fcinfo, int k)
{
	return !PG_ARGISNULL(k) && PG_GETARG_BOOL(k);
}

char *
qshrink_optional_text(FunctionCallInfo fcinfo, int k, char *otherwise)
{
	return PG_ARGISNULL(k) ? otherwise : text_to_cstring(PG_GETARG_TEXT_PP(k));
}

void
qshrink_require_writable(FunctionCallInfo fcinfo, const char *hint)
{
	const char *state = RecoveryInProgress() ? "during recovery" :
		XactReadOnly ? "in a read-only transaction" :
		IsInParallelMode() ? "during a parallel operation" : NULL;

	if (state)
		ereport(ERROR,
				(errcode(RecoveryInProgress() || XactReadOnly ?
						 ERRCODE_READ_ONLY_SQL_TRANSACTION : ERRCODE_INVALID_TRANSACTION_STATE),
				 errmsg("cannot execute %s() %s", get_func_name(fcinfo->flinfo->fn_oid), state),
				 hint ? errhint("%s", hint) : 0));
}

/* Does a value depend on rows, sub-selects or aggregates? */
static bool
depends_on_rows(Node *node, void *context)
{
	if (node == NULL)
		return false;
	if (IsA(node, Param))
		return ((Param *) node)->paramkind != PARAM_EXTERN;
	if (IsA(node, Var) || IsA(node, SubLink) || IsA(node, SubPlan) ||
		IsA(node, AlternativeSubPlan) || IsA(node, Aggref) || IsA(node, WindowFunc))
		return true;
	return expression_tree_walker(node, depends_on_rows, context);
}

/* Whatever the planner may fold to a constant, with the values of parameters or
 * without, is the caller's word: the answer must not depend on the plan. */
bool
qshrink_argument_computed(FunctionCallInfo fcinfo, int k)
{
	Node	   *call = fcinfo->flinfo->fn_expr;
	Node	   *argument;

	if (call == NULL || !IsA(call, FuncExpr) || list_length(((FuncExpr *) call)->args) <= k)
		return false;
	argument = list_nth(((FuncExpr *) call)->args, k);
	return depends_on_rows(argument, NULL) || contain_mutable_functions(argument);
}

static bool
equals_integer(Numeric number, int64 integer)
{
	return DatumGetBool(DirectFunctionCall2(numeric_eq, NumericGetDatum(number),
											NumericGetDatum(int64_to_numeric(integer))));
}

double
qshrink_numeric_double(Numeric number)
{
	double		value = DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow,
														   NumericGetDatum(number)));

	return isfinite(value) && (value != 0.0 || equals_integer(number, 0)) ? value : NAN;
}

double
qshrink_numeric_integer(Numeric number)
{
	double		value = qshrink_numeric_double(number);

	return value == rint(value) && fabs(value) < 0x1p53 &&
		equals_integer(number, (int64) value) ? value : NAN;
}
