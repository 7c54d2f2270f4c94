/*
 * bench_table.h
 *	  Results of an experiment, for people and as CSV.
 */
#ifndef QSHRINK_CLIENT_BENCH_TABLE_H
#define QSHRINK_CLIENT_BENCH_TABLE_H

#include <stdio.h>

#include "connection.h"

/* A line for each problem and settings */
extern void bench_table_print(FILE *file, Connection *connection, const char *experiment_id);

/* A line for each cell, in CSV; rows are streamed */
extern void bench_table_csv(FILE *file, Connection *connection, const char *experiment_id);

/* Cells by state */
typedef struct BenchCount
{
	long		cells;
	long		done;
	long		failed;
	long		cancelled;
	long		misfits;		/* could not be solved with their settings, and were not tried */
	long		running;
} BenchCount;

extern BenchCount bench_count(Connection *connection, const char *experiment_id);

/* Cells that nobody will work on any more */
static inline long
bench_ended(const BenchCount *count)
{
	return count->done + count->failed + count->cancelled + count->misfits;
}

#endif
