/*
 * relax_lp.h
 *	  A linear program over [0, 1] variables in the hands of CLP: loaded once,
 *	  solved in slices of iterations, warm-started after changes.
 *
 * Nothing CLP says is trusted: values and multipliers are candidates for the
 * safe arithmetic of relax_rows.h.  CLP is reached through lp_guard.h only, with
 * numbers scaled by lp_scale.h: a program that it cannot take or breaks on ends as
 * QS_LP_FAILED, one for which memory is short by host.out_of_memory.
 */
#ifndef QS_RELAX_LP_H
#define QS_RELAX_LP_H

#include "base/host.h"

typedef struct QsLp QsLp;

typedef enum QsLpOutcome
{
	QS_LP_OPTIMAL,
	QS_LP_INFEASIBLE,			/* says CLP; see qs_lp_ray */
	QS_LP_CUTOFF,				/* beyond the cutoff, say CLP's multipliers, which are there */
	QS_LP_LIMIT,				/* iterations */
	QS_LP_INTERRUPTED,			/* deadline */
	QS_LP_FAILED				/* numerical trouble, a fault of the library, or numbers
								 * that are not finite */
} QsLpOutcome;

/*
 * minimise cost.x, lower <= A x <= upper, 0 <= x <= 1, with A by columns as in
 * QsModel.  Charges an estimate of CLP's memory (may throw) and registers the
 * handle with the host.
 */
extern QsLp *qs_lp_create(QsHost *host, int n, int m, const int64_t *column_start,
						  const int32_t *column_row, const double *column_value,
						  const double *cost, const double *lower, const double *upper);
extern void qs_lp_free(QsLp *lp);

/* More rows, by rows; row r of these has the entries start[r] .. start[r+1]-1. */
extern void qs_lp_add_rows(QsLp *lp, int count, const int64_t *start, const int32_t *variable,
						   const double *value, const double *lower, const double *upper);

/* Remove rows by their present indices, ascending; the rest move up. */
extern void qs_lp_delete_rows(QsLp *lp, int count, const int32_t *rows);

/* Bounds of one column; takes effect at the next solve.  O(1). */
extern void qs_lp_set_bounds(QsLp *lp, int column, double lower, double upper);

/* Solves may stop where the objective, without a constant, is greater; INFINITY: nowhere. */
extern void qs_lp_set_cutoff(QsLp *lp, double cutoff);

/* The basis that the last solve ended with, and back to one of the same rows: n + m bytes of 0 to 3 */
extern void qs_lp_save_basis(QsLp *lp, unsigned char *basis);
extern void qs_lp_restore_basis(QsLp *lp, const unsigned char *basis);

/* Dual simplex from the last basis, at most max_iterations (0: none). */
extern QsLpOutcome qs_lp_solve(QsLp *lp, int64_t max_iterations);

/* Of the last solve, without the last bits, which are not the same on every machine.  The
 * arrays belong to the LP and change with it.  O(n), O(m). */
extern const double *qs_lp_value(const QsLp *lp);	/* n */
extern const double *qs_lp_dual(const QsLp *lp);	/* m */
extern double qs_lp_objective(const QsLp *lp);
extern int64_t qs_lp_iterations(const QsLp *lp);	/* all solves together */

/* Estimated nanoseconds of all solves together: a count of work, not a clock */
extern double qs_lp_work(const QsLp *lp);
extern double qs_lp_iteration_work(const QsLp *lp);

/* Candidate Farkas multipliers after QS_LP_INFEASIBLE, up to sign, into
 * ray (m); false when CLP has none. */
extern bool qs_lp_ray(QsLp *lp, double *ray);

#endif
