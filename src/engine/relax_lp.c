/*
 * relax_lp.c
 *	  CLP's dual simplex, stoppable.
 *
 * CLP cannot call back without printing.  A short solve is a slice: a number of
 * iterations that takes some ten milliseconds by our estimate.  A longer one then
 * runs in one piece, and a timer signal stops it by lowering its limit of
 * iterations when a cancel or the deadline asks for that: stopping and going on
 * again and again would lose its pricing weights and double the iterations.
 * Hosts without timers get slices only.  Nothing depends on the clock unless the
 * solve is given up: it takes the same path whatever else the machine does.
 */
#include "relax_lp.h"

#include <float.h>
#include <limits.h>
#include <math.h>
#include <string.h>

#include <coin/Clp_C_Interface.h>

/* Nanoseconds of work per slice, and what an iteration costs by our estimate:
 * pricing passes over the matrix, vectors of both lengths, and the fill of the
 * factors; measured on dense knapsacks and on random sparse programs. */
#define SLICE_WORK			3e7
#define WORK_PER_ENTRY		1.0
#define WORK_PER_COLUMN		20.0
#define WORK_PER_ROW		60.0
#define WORK_PER_FILL		0.06
#define START_WORK			8.0		/* iterations worth of setting up a solve */
#define SLICE_LEAST			20
#define SLICE_MOST			5000

struct QsLp
{
	QsHost	   *host;
	Clp_Simplex *clp;
	int			n;
	int			m;
	int64_t		entries;
	size_t		charged;
	int64_t		iterations;
	double		work;
};

static void
delete_handle(void *clp)
{
	Clp_deleteModel(clp);
}

/* Memory of a loaded program: two ordered copies, scaled ones, work vectors,
 * factors of moderate fill. */
static size_t
estimate(int64_t entries, int n, int m)
{
	return (size_t) entries * 80 + ((size_t) n + (size_t) m) * 400 + ((size_t) 1 << 18);
}

static double
clp_bound(double bound)
{
	if (bound == INFINITY)
		return DBL_MAX;
	return bound == -INFINITY ? -DBL_MAX : bound;
}

static double *
clp_bounds(QsHost *host, const double *bound, int count)
{
	double	   *copy = QS_ARRAY(host, double, count);

	for (int r = 0; r < count; r++)
		copy[r] = clp_bound(bound[r]);
	return copy;
}

static int *
narrow(QsHost *host, const int64_t *start, int count)
{
	int		   *copy = QS_ARRAY(host, int, (size_t) count + 1);

	for (int k = 0; k <= count; k++)
		copy[k] = (int) (start[k] - start[0]);
	return copy;
}

QsLp *
qs_lp_create(QsHost *host, int n, int m, const int64_t *column_start,
			 const int32_t *column_row, const double *column_value,
			 const double *cost, const double *lower, const double *upper)
{
	QsLp	   *lp = QS_NEW(host, QsLp);
	int64_t		entries = column_start[n];
	int		   *start = narrow(host, column_start, n);
	double	   *column_lower = QS_ARRAY0(host, double, n);
	double	   *column_upper = QS_ARRAY(host, double, n);
	double	   *row_lower = clp_bounds(host, lower, m);
	double	   *row_upper = clp_bounds(host, upper, m);

	for (int j = 0; j < n; j++)
		column_upper[j] = 1.0;
	lp->host = host;
	lp->n = n;
	lp->m = m;
	lp->entries = entries;
	lp->charged = estimate(entries, n, m);
	/* an index of CLP is an int: what does not fit cannot be had */
	qs_charge(host, entries < INT_MAX / 4 ? lp->charged : SIZE_MAX / 2);
	lp->clp = Clp_newModel();
	host->own(host->context, delete_handle, lp->clp);
	Clp_setLogLevel(lp->clp, 0);
	Clp_loadProblem(lp->clp, n, m, start, column_row, column_value, column_lower,
					column_upper, cost, row_lower, row_upper);
	qs_free(host, start);
	qs_free(host, column_lower);
	qs_free(host, column_upper);
	qs_free(host, row_lower);
	qs_free(host, row_upper);
	return lp;
}

void
qs_lp_free(QsLp *lp)
{
	QsHost	   *host;

	if (lp == NULL)
		return;
	host = lp->host;
	host->disown(host->context, delete_handle, lp->clp);
	delete_handle(lp->clp);
	qs_discharge(host, lp->charged);
	qs_free(host, lp);
}

void
qs_lp_add_rows(QsLp *lp, int count, const int64_t *start, const int32_t *variable,
			   const double *value, const double *lower, const double *upper)
{
	QsHost	   *host = lp->host;
	int		   *narrowed = narrow(host, start, count);
	double	   *row_lower = clp_bounds(host, lower, count);
	double	   *row_upper = clp_bounds(host, upper, count);
	size_t		need;

	lp->entries += start[count] - start[0];
	lp->m += count;
	need = estimate(lp->entries, lp->n, lp->m);
	if (need > lp->charged)
	{
		qs_charge(host, lp->entries < INT_MAX / 4 ? need - lp->charged : SIZE_MAX / 2);
		lp->charged = need;
	}
	Clp_addRows(lp->clp, count, row_lower, row_upper, narrowed, variable + start[0],
				value + start[0]);
	qs_free(host, narrowed);
	qs_free(host, row_lower);
	qs_free(host, row_upper);
}

void
qs_lp_delete_rows(QsLp *lp, int count, const int32_t *rows)
{
	Clp_deleteRows(lp->clp, count, rows);
	lp->m -= count;
	lp->entries = Clp_getNumElements(lp->clp);
}

void
qs_lp_set_cost(QsLp *lp, const double *cost)
{
	Clp_chgObjCoefficients(lp->clp, cost);
}

void
qs_lp_set_bounds(QsLp *lp, int column, double lower, double upper)
{
	Clp_columnLower(lp->clp)[column] = lower;
	Clp_columnUpper(lp->clp)[column] = upper;
}

void
qs_lp_set_row_bounds(QsLp *lp, int row, double lower, double upper)
{
	Clp_rowLower(lp->clp)[row] = clp_bound(lower);
	Clp_rowUpper(lp->clp)[row] = clp_bound(upper);
}

double
qs_lp_iteration_work(const QsLp *lp)
{
	double		narrower = lp->n < lp->m ? lp->n : lp->m;

	return 1000.0 + WORK_PER_ENTRY * (double) lp->entries +
		WORK_PER_COLUMN * (double) lp->n + WORK_PER_ROW * (double) lp->m +
		WORK_PER_FILL * narrower * narrower;
}

static int
slice_iterations(const QsLp *lp)
{
	double		slice = SLICE_WORK / qs_lp_iteration_work(lp);

	return slice < SLICE_LEAST ? SLICE_LEAST : slice > SLICE_MOST ? SLICE_MOST : (int) slice;
}

/* In a signal handler: a plain store that CLP reads at every iteration */
static void
stop_if_requested(void *argument)
{
	QsLp	   *lp = argument;

	if (qs_stop_requested(lp->host))
		Clp_setMaximumIterations(lp->clp, 0);
}

static void
run(QsLp *lp, int limit, bool primal, bool watched)
{
	QsHost	   *host = lp->host;

	Clp_setNumberIterations(lp->clp, 0);
	Clp_setMaximumIterations(lp->clp, limit);
	if (watched)
		host->watch(host->context, stop_if_requested, lp);
	if (primal)
		Clp_primal(lp->clp, 0);
	else
		Clp_dual(lp->clp, 0);
	if (watched)
		host->unwatch(host->context);
}

QsLpOutcome
qs_lp_solve(QsLp *lp, int64_t max_iterations)
{
	QsHost	   *host = lp->host;
	int			slice = slice_iterations(lp);
	int64_t		done = 0;
	bool		primal = false;

	for (;;)
	{
		bool		watched = done > 0 && host->watch != NULL;
		int64_t		limit = watched ? INT_MAX : slice;
		int64_t		allowed = max_iterations > 0 ? max_iterations - done : limit;

		qs_check(host);
		if (qs_time_up(host))
			return QS_LP_INTERRUPTED;
		if (allowed <= 0)
			return QS_LP_LIMIT;
		run(lp, (int) (allowed < limit ? allowed : limit), primal, watched);
		done += Clp_numberIterations(lp->clp);
		lp->iterations += Clp_numberIterations(lp->clp);
		lp->work += START_WORK * qs_lp_iteration_work(lp) +
			(double) Clp_numberIterations(lp->clp) * qs_lp_iteration_work(lp);
		switch (Clp_status(lp->clp))
		{
			case 0:
				return QS_LP_OPTIMAL;
			case 1:
				return QS_LP_INFEASIBLE;
			case 3:
				break;
			default:
				/* unbounded cannot be; numerical trouble gets one more chance */
				if (primal)
					return QS_LP_FAILED;
				primal = true;
				break;
		}
	}
}

const double *
qs_lp_value(const QsLp *lp)
{
	return Clp_getColSolution(lp->clp);
}

const double *
qs_lp_dual(const QsLp *lp)
{
	return Clp_getRowPrice(lp->clp);
}

double
qs_lp_objective(const QsLp *lp)
{
	return Clp_getObjValue(lp->clp);
}

int64_t
qs_lp_iterations(const QsLp *lp)
{
	return lp->iterations;
}

double
qs_lp_work(const QsLp *lp)
{
	return lp->work;
}

bool
qs_lp_ray(const QsLp *lp, double *ray)
{
	double	   *found = Clp_infeasibilityRay(lp->clp);

	if (found == NULL)
		return false;
	memcpy(ray, found, (size_t) lp->m * sizeof(double));
	Clp_freeRay(lp->clp, found);
	return true;
}
