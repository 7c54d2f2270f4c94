/*
 * verify.h
 *	  The independent judge: rows and objective as stored, nothing of the search.
 *
 * Shares no code with the search: sums are compensated (Neumaier), rows are
 * read as the user wrote them.  Tolerance: 1e-9 of the row's magnitude, the
 * largest of |coefficient|, |rhs| and 1.
 */
#ifndef QS_VERIFY_H
#define QS_VERIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "qubo.h"

/* a.x and whether it meets sense ('<', '=', '>') rhs; coefficients NULL: ones. */
extern bool qs_verify_row(int count, const int32_t *variables, const double *coefficients,
						  char sense, double rhs, const uint8_t *x, double *activity);

/* Objective in the user's sense from stored terms. */
extern double qs_verify_terms(double offset, const QsTerm *terms, int64_t count,
							  const uint8_t *x);

/* Objective of an assignment from its matrices (row-major, cost may be NULL). */
extern double qs_verify_assignment(int order, const double *flow, const double *distance,
								   const double *cost, const uint8_t *x);

#endif
