/*
 * saved_plan.h
 *	  Plans of our own statements, kept for the session.
 *
 * What is kept is found by its text and the types of its parameters.  So a text is for
 * keeping if it is one of a few: no number of a problem, no length in it, but $1, $2, ...
 */
#ifndef QSHRINK_SAVED_PLAN_H
#define QSHRINK_SAVED_PLAN_H

#include "compat.h"

#include "executor/spi.h"

/* SPI_execute_with_args() by a plan that the session keeps; inside SPI. */
extern int	qshrink_execute(const char *query, int count, Oid *types, Datum *values,
							const char *nulls, bool read_only, long limit);

/* SPI_cursor_open() by a plan that the session keeps; inside SPI. */
extern Portal qshrink_open(const char *query, int count, Oid *types, Datum *values);

#endif
