/*
 * lp_guard.h
 *	  The only door to CLP, a C++ library: whatever it does, its caller gets a status.
 *
 * Exceptions (std::bad_alloc, CoinError, any other) end in the guard, and so does a
 * failed assertion: release builds of CLP and CoinUtils keep some 1,600 of them live,
 * many of which ask what rounding decides.  After either the handle is broken: it is
 * never handed to the library again, not even to be deleted, for its destructors may
 * meet what was half built.  Its memory is lost to the process, by intention.
 *
 * Nothing here calls the host, so nothing leaves by longjmp through frames of C++.
 */
#ifndef QS_LP_GUARD_H
#define QS_LP_GUARD_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct QsLpGuard QsLpGuard;

typedef enum QsLpGuardStatus
{
	QS_LP_GUARD_OK,
	QS_LP_GUARD_MEMORY,			/* the library could not allocate; the handle is broken */
	QS_LP_GUARD_FAILED			/* any other exception or assertion; likewise */
} QsLpGuardStatus;

typedef enum QsLpGuardOutcome
{
	QS_LP_GUARD_OPTIMAL,
	QS_LP_GUARD_INFEASIBLE,
	QS_LP_GUARD_CUTOFF,			/* the objective is beyond the cutoff */
	QS_LP_GUARD_ITERATIONS,		/* the limit was reached */
	QS_LP_GUARD_TROUBLE			/* numerical */
} QsLpGuardOutcome;

/* NULL: no memory */
extern QsLpGuard *qs_lp_guard_create(void);

/* Takes void * to serve as the host's callback; NULL is fine. */
extern void qs_lp_guard_destroy(void *guard);

/* Could the process map so many bytes more just now?  CLP and the LAPACK below it
 * allocate in places that check nothing: better not to begin. */
extern bool qs_lp_guard_memory(size_t bytes);

/* A by columns; bounds of DBL_MAX are infinite. */
extern QsLpGuardStatus qs_lp_guard_load(QsLpGuard *guard, int n, int m, const int *start,
										const int *row, const double *value,
										const double *column_lower, const double *column_upper,
										const double *cost, const double *row_lower,
										const double *row_upper);
extern QsLpGuardStatus qs_lp_guard_add_rows(QsLpGuard *guard, int count, const int *start,
											const int *column, const double *value,
											const double *lower, const double *upper);
extern QsLpGuardStatus qs_lp_guard_delete_rows(QsLpGuard *guard, int count, const int *rows);
extern QsLpGuardStatus qs_lp_guard_set_column(QsLpGuard *guard, int column, double lower,
											  double upper);

/* Dual simplex may stop where the objective is greater; DBL_MAX: nowhere. */
extern QsLpGuardStatus qs_lp_guard_set_cutoff(QsLpGuard *guard, double cutoff);

/* The basis as a byte of 0 to 3 for each of `count` columns and rows, and back */
extern QsLpGuardStatus qs_lp_guard_save_basis(QsLpGuard *guard, int count, unsigned char *basis);
extern QsLpGuardStatus qs_lp_guard_restore_basis(QsLpGuard *guard, const unsigned char *basis);

/* Dual simplex (or primal) from the last basis; *iterations is what it took. */
extern QsLpGuardStatus qs_lp_guard_solve(QsLpGuard *guard, bool primal, int limit,
										 int *iterations, QsLpGuardOutcome *outcome);

/* Stop the solve that runs: a plain store, for signal handlers. */
extern void qs_lp_guard_stop(QsLpGuard *guard);

/* Of the last solve; NULL or 0 from a broken handle. */
extern const double *qs_lp_guard_value(QsLpGuard *guard);	/* n */
extern const double *qs_lp_guard_dual(QsLpGuard *guard);	/* m */
extern double qs_lp_guard_objective(QsLpGuard *guard);
extern long long qs_lp_guard_entries(QsLpGuard *guard);

/* A ray of length m after QS_LP_GUARD_INFEASIBLE, if there is one */
extern QsLpGuardStatus qs_lp_guard_ray(QsLpGuard *guard, int m, double *ray, bool *found);

#ifdef __cplusplus
}
#endif

#endif
