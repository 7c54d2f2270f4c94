/*
 * solve_records.h
 *	  Rows of the history tables, gathered and written by one INSERT a table.
 *
 * Rows go as an array of the table's row type, so a statement has one parameter and one
 * text, whatever the number of rows and whatever arrays are in them.
 */
#ifndef QSHRINK_SOLVE_RECORDS_H
#define QSHRINK_SOLVE_RECORDS_H

#include "compat.h"

#include "problem_load.h"

typedef struct QshrinkRecords QshrinkRecords;

/*
 * Begin to write rows of a table: the names of columns, whose values follow in this order,
 * then qshrink_put_end(), for each row.  What is not named has its default.  Inside SPI.
 */
extern QshrinkRecords *qshrink_records_open(QsHost *host, Oid namespace, const char *table,
											const char *const *column, int columns);

/* The next value of the row.  A text NULL, a real that is not finite, and an array or bits
 * NULL or of no element are null. */
extern void qshrink_put_value(QshrinkRecords *records, Datum value, bool null);
extern void qshrink_put_text(QshrinkRecords *records, const char *text);
extern void qshrink_put_int(QshrinkRecords *records, int value);
extern void qshrink_put_bigint(QshrinkRecords *records, int64 value);
extern void qshrink_put_real(QshrinkRecords *records, double value);
extern void qshrink_put_reals(QshrinkRecords *records, const double *value, int count);
extern void qshrink_put_ints(QshrinkRecords *records, const int32 *value, int count);
extern void qshrink_put_bits(QshrinkRecords *records, const uint8_t *x, int n);
extern void qshrink_put_owner(QshrinkRecords *records, const QshrinkProblem *problem);

/* The row is complete.  Writes what has been gathered once it is much. */
extern void qshrink_put_end(QshrinkRecords *records);

/* Write the rest and free everything; ERROR unless the table took all rows. */
extern void qshrink_records_close(QshrinkRecords *records);

#endif
