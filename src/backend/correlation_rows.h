/*
 * correlation_rows.h
 *	  Correlations as rows (i, j, correlation) of SQL.
 */
#ifndef QSHRINK_CORRELATION_ROWS_H
#define QSHRINK_CORRELATION_ROWS_H

#include "nodes/execnodes.h"

#include "correlate/correlate.h"

/* Add them to a materialised result; a null j is the reference.  May throw: interrupts. */
extern void qshrink_put_correlations(ReturnSetInfo *result, const QsCorrelations *correlations);

#endif
