/*
 * table.h
 *	  Results as a table for people, or as CSV.
 */
#ifndef QSHRINK_CLIENT_TABLE_H
#define QSHRINK_CLIENT_TABLE_H

#include <stdbool.h>
#include <stdio.h>

#include <libpq-fe.h>

/* Whether values of a column are numbers, which stand to the right */
extern bool column_is_number(const PGresult *result, int column);

/* Columns aligned under their names, everything fit for a terminal */
extern void table_print(FILE *file, const PGresult *result);

/* Name and value of each column of a row, a line each; nulls are left out */
extern void record_print(FILE *file, const PGresult *result, int row);

extern void csv_head(FILE *file, const PGresult *result);
extern void csv_rows(FILE *file, const PGresult *result);

#endif
