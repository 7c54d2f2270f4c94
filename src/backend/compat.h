/*
 * compat.h
 *	  The one place that knows which PostgreSQL this is (15 to 18).
 */
#ifndef QSHRINK_COMPAT_H
#define QSHRINK_COMPAT_H

#include "postgres.h"

/* the server was configured with gcc, whose name for it clang does not know */
#ifdef __clang__
#undef PG_PRINTF_ATTRIBUTE
#define PG_PRINTF_ATTRIBUTE printf
#endif

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/memutils.h"

/* what 19 needs so far is below; its tests fail yet (docs/platforms.md) */
#if (PG_VERSION_NUM < 150000 || PG_VERSION_NUM >= 190000) && !defined(QSHRINK_TRY_ANY_VERSION)
#error "qshrink supports PostgreSQL 15 to 18"
#endif

/* varatt.h left postgres.h in 16 */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/* input functions report errors softly (pg_input_is_valid) since 16 */
#if PG_VERSION_NUM < 160000
#define ereturn(context, dummy_value, ...)	ereport(ERROR, __VA_ARGS__)
#endif

/* one function checks the rights to objects of all kinds since 16 (utils/acl.h) */
#if PG_VERSION_NUM >= 160000
#define QSHRINK_FUNCTION_ACLCHECK(function, role, mode) \
	object_aclcheck(ProcedureRelationId, function, role, mode)
#else
#define QSHRINK_FUNCTION_ACLCHECK(function, role, mode)	pg_proc_aclcheck(function, role, mode)
#endif

/* the number of a transaction within its backend moved in 17 (storage/proc.h) */
#if PG_VERSION_NUM >= 170000
#define QSHRINK_LOCAL_TRANSACTION	(MyProc->vxid.lxid)
#else
#define QSHRINK_LOCAL_TRANSACTION	(MyProc->lxid)
#endif

/* the process of a virtual transaction is found by a number that changed its name in 17
 * (storage/procarray.h; before: storage/sinvaladt.h) */
#if PG_VERSION_NUM >= 170000
#define QSHRINK_PROCESS_OF(vxid)	ProcNumberGetProc((vxid).procNumber)
#else
#include "storage/sinvaladt.h"
#define QSHRINK_PROCESS_OF(vxid)	BackendIdGetProc((vxid).backendId)
#endif

/* the status of the k-th backend, from 1, changed its name in 16 (utils/backend_status.h) */
#if PG_VERSION_NUM >= 160000
#define QSHRINK_BACKEND_STATUS(k)	pgstat_get_local_beentry_by_index(k)
#else
#define QSHRINK_BACKEND_STATUS(k)	pgstat_fetch_stat_local_beentry(k)
#endif

/* spelt pg_noreturn, in front, since 18 */
#ifndef pg_attribute_noreturn
#define pg_attribute_noreturn()	__attribute__((noreturn))
#endif

/* a descriptor made by hand is finished since 19 (access/tupdesc.h) */
#if PG_VERSION_NUM >= 190000
#define QSHRINK_FINISH_DESCRIPTOR(descriptor)	TupleDescFinalize(descriptor)
#else
#define QSHRINK_FINISH_DESCRIPTOR(descriptor)	((void) 0)
#endif

/* JSON is built in a state of another type, and numbers are converted with an error
 * context, since 19 (utils/jsonb.h, utils/numeric.h) */
#if PG_VERSION_NUM >= 190000
#include "nodes/miscnodes.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"

static inline JsonbValue *
qshrink_push_jsonb(JsonbParseState **state, JsonbIteratorToken token, JsonbValue *value)
{
	JsonbInState whole = {.parseState = *state};

	pushJsonbValue(&whole, token, value);
	*state = whole.parseState;
	return whole.result;
}
#define pushJsonbValue	qshrink_push_jsonb

static inline int32
numeric_int4_opt_error(Numeric number, bool *overflow)
{
	ErrorSaveContext context = {.type = T_ErrorSaveContext};
	int32		integer = numeric_int4_safe(number, (Node *) &context);

	*overflow = context.error_occurred;
	return integer;
}
#endif

#endif
