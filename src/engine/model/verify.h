/*
 * verify.h
 *	  The independent judge: rows and objective as stored, nothing of the search.
 *
 * Shares no code with the search: rows are read as the user wrote them.  A row
 * whose decimal numbers become integers under one power of ten, with magnitudes
 * that add up to less than 2^53, is judged in integers, without any tolerance.
 * Any other row may be missed by the relative tolerance times its largest
 * number; its sum is compensated (Neumaier).
 */
#ifndef QS_VERIFY_H
#define QS_VERIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "model/qubo.h"

/* What a long judgement calls every few thousand numbers, so that it can be given up:
 * the judge needs nothing else of its host. */
typedef struct QsPause
{
	void		(*function) (void *context);
	void	   *context;
} QsPause;

/* a.x and whether it meets sense ('<', '=', '>') rhs; coefficients NULL: ones; pause may be
 * NULL everywhere. */
extern bool qs_verify_row(const QsPause *pause, int count, const int32_t *variables,
						  const double *coefficients, char sense, double rhs, double tolerance,
						  const uint8_t *x, double *activity);

/* Objective in the user's sense from stored terms; exact data are added up without
 * rounding. */
extern double qs_verify_terms(const QsPause *pause, double offset, const QsTerm *terms,
							  int64_t count, const uint8_t *x);

/* Objective of an assignment from its matrices (row-major, cost may be NULL),
 * without rounding for a permutation of exact data. */
extern double qs_verify_assignment(const QsPause *pause, int order, const double *flow,
								   const double *distance, const double *cost, const uint8_t *x);

#endif
