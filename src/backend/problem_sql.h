/*
 * problem_sql.h
 *	  Naming the extension's own objects in SQL, whatever the search path is.
 */
#ifndef QSHRINK_PROBLEM_SQL_H
#define QSHRINK_PROBLEM_SQL_H

#include "compat.h"

#include "base/host.h"

/*
 * The schema of the extension: that of the function being called.  ERROR with a hint if
 * the SQL objects there are of another version than the library (sql_version.h): whatever
 * reads or writes the tables begins here.
 */
extern Oid	qshrink_namespace(FunctionCallInfo fcinfo);

/* The same for what policies call, which goes on working with SQL objects of any version */
extern Oid	qshrink_namespace_of_policy(FunctionCallInfo fcinfo);

/* Its name, quoted for SQL, palloc'd */
extern const char *qshrink_schema(Oid namespace);

/*
 * Push the active snapshot with what this transaction has written meanwhile added: a
 * function that only reads sees a problem that its own statement made, and otherwise
 * the same rows however often the statement calls it.  In parallel mode, where nothing
 * is written, it is the active snapshot itself.  Pop it with PopActiveSnapshot().
 */
extern void qshrink_push_statement_snapshot(void);

/* Name of a function (or type) of the extension for SQL, with its schema and quoted,
 * palloc'd.  Tables are named by qshrink_table(). */
extern const char *qshrink_function(Oid namespace, const char *name);

/* Called for each row; values and nulls are those of heap_deform_tuple and live
 * in a context that is reset now and then. */
typedef void (*QshrinkRowFunction) (void *argument, const Datum *values, const bool *nulls);

/*
 * Run one of our own queries ($1 is parameter) as a read-only cursor by the
 * active snapshot, in batches.  Inside SPI.  The session keeps its plan (saved_plan.h).
 */
extern void qshrink_for_each_row(QsHost *host, const char *query, Oid parameter_type,
								 Datum parameter, QshrinkRowFunction function, void *argument);

/*
 * ERROR unless the statement that gave `result` wrote all of `rows` of the table: a rule
 * or trigger of the table's owner may have replaced it or left rows out.  Inside SPI.
 */
extern void qshrink_check_written(const char *table, int result, uint64 rows);

/* A text datum or C string as a C string in host memory */
extern char *qshrink_host_text(QsHost *host, Datum text);
extern char *qshrink_host_string(QsHost *host, const char *string);

/* A varlena datum in host memory, detoasted */
extern void *qshrink_host_varlena(QsHost *host, Datum value);

#endif
