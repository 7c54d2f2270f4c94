/*
 * problem_tables.h
 *	  The extension's tables as C code knows them.
 */
#ifndef QSHRINK_PROBLEM_TABLES_H
#define QSHRINK_PROBLEM_TABLES_H

#include "compat.h"

/*
 * Name of a table for SQL, with its schema and quoted, palloc'd; EVERY statement
 * of ours names its tables by this function.  The owner of the tables can change
 * them, so it first makes sure that each column exists with the type and the NOT
 * NULL that C code builds on, and keeps a lock under which that stays so until the
 * transaction ends.  Columns that were added do not matter, nor does their order.
 *
 * ERROR naming table, column and types: ERRCODE_DATATYPE_MISMATCH,
 * ERRCODE_UNDEFINED_COLUMN, ERRCODE_NULL_VALUE_NOT_ALLOWED (may be null),
 * ERRCODE_UNDEFINED_TABLE, ERRCODE_WRONG_OBJECT_TYPE.
 */
extern const char *qshrink_table(Oid namespace, const char *table);

/* The same check alone, for every table there is */
extern void qshrink_require_tables(Oid namespace);

/*
 * Oid of a table that a policy looks into: these columns alone are checked, as policies
 * hold for SQL objects of any version since those columns came (sql_version.h).
 */
extern Oid	qshrink_policy_table(Oid namespace, const char *table, const char *const *column, int columns);

/* Oid of one of the extension's own types */
extern Oid	qshrink_own_type(Oid namespace, const char *name);

#endif
