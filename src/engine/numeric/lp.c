/*
 * relax_lp.c
 *	  CLP's dual simplex, stoppable.
 *
 * CLP cannot call back without printing.  A short solve is a slice: a number of
 * iterations that takes some ten milliseconds by our estimate.  A longer one then
 * runs in one piece, and a timer signal stops it by lowering its limit of
 * iterations when a cancel or the deadline asks for that: stopping and going on
 * again and again would lose its pricing weights and double the iterations.
 * A dense program, whose least slice would already be long, runs so from the start.
 * Hosts without timers get slices only.  Nothing depends on the clock unless the
 * solve is given up: it takes the same path whatever else the machine does.
 */
#include "numeric/lp.h"

#include <float.h>
#include <limits.h>
#include <math.h>
#include <string.h>

#include "base/float_bits.h"
#include "numeric/lp_guard.h"
#include "numeric/lp_scale.h"

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
	QsLpGuard  *guard;
	QsLpScale	scale;
	bool		failed;			/* the library gave up on it, or never got it */
	int			n;
	int			m;
	int64_t		entries;
	size_t		charged;
	int64_t		iterations;
	double		work;
	double		cutoff;			/* of the objective; INFINITY: none */
	double	   *value;			/* n */
	double	   *dual;			/* m: in the model's units */
};

/* Memory of a loaded program: two ordered copies, scaled ones, work vectors,
 * factors of moderate fill. */
static size_t
estimate(int64_t entries, int n, int m)
{
	return (size_t) entries * 80 + ((size_t) n + (size_t) m) * 400 + ((size_t) 1 << 18);
}

static void
charge(QsLp *lp)
{
	size_t		need = estimate(lp->entries, lp->n, lp->m);

	/* an index of CLP is an int: what does not fit cannot be had */
	if (lp->entries >= INT_MAX / 4)
		qs_charge(lp->host, SIZE_MAX / 2);
	if (need > lp->charged)
	{
		qs_charge(lp->host, need - lp->charged);
		lp->charged = need;
	}
}

static void
require_memory(QsLp *lp)
{
	if (!qs_lp_guard_memory(lp->charged))
		lp->host->out_of_memory(lp->host->context, lp->charged);
}

/* Out of memory is an error of the host's; anything else only costs the program. */
static void
note(QsLp *lp, QsLpGuardStatus status)
{
	if (status == QS_LP_GUARD_MEMORY)
		lp->host->out_of_memory(lp->host->context, lp->charged);
	if (status != QS_LP_GUARD_OK)
		lp->failed = true;
}

/* Bounds of `count` rows from `first` on, as the library gets them */
static double *
stored_bounds(QsLp *lp, int first, int count, const double *bound,
			  double (*store) (QsLpScale *scale, int row, double bound))
{
	double	   *stored = QS_ARRAY(lp->host, double, count);

	for (int r = 0; r < count; r++)
		stored[r] = store(&lp->scale, first + r, bound[r]);
	return stored;
}

static void
load(QsLp *lp, const int64_t *column_start, const int32_t *column_row,
	 const double *column_value, const double *cost, const double *lower, const double *upper)
{
	QsHost	   *host = lp->host;
	QsLpMatrix	matrix = qs_lp_scale_columns(&lp->scale, lp->n, lp->m, column_start, column_row,
											 column_value);
	double	   *column_lower = QS_ARRAY0(host, double, lp->n);
	double	   *column_upper = QS_ARRAY(host, double, lp->n);
	double	   *row_lower = stored_bounds(lp, 0, lp->m, lower, qs_lp_scale_lower);
	double	   *row_upper = stored_bounds(lp, 0, lp->m, upper, qs_lp_scale_upper);
	double	   *stored_cost = qs_lp_scale_cost(&lp->scale, cost, lp->n);

	for (int j = 0; j < lp->n; j++)
		column_upper[j] = 1.0;
	if (lp->scale.finite)
		note(lp, qs_lp_guard_load(lp->guard, lp->n, lp->m, matrix.start, matrix.index,
								  matrix.value, column_lower, column_upper, stored_cost,
								  row_lower, row_upper));
	else
		lp->failed = true;
	qs_lp_matrix_free(host, &matrix);
	qs_free(host, column_lower);
	qs_free(host, column_upper);
	qs_free(host, row_lower);
	qs_free(host, row_upper);
	qs_free(host, stored_cost);
}

QsLp *
qs_lp_create(QsHost *host, int n, int m, const int64_t *column_start,
			 const int32_t *column_row, const double *column_value,
			 const double *cost, const double *lower, const double *upper)
{
	QsLp	   *lp = QS_NEW(host, QsLp);

	lp->host = host;
	lp->n = n;
	lp->m = m;
	lp->entries = column_start[n];
	lp->cutoff = INFINITY;
	lp->value = QS_ARRAY0(host, double, n);
	lp->dual = QS_ARRAY0(host, double, m);
	qs_lp_scale_begin(host, &lp->scale);
	charge(lp);
	require_memory(lp);
	lp->guard = qs_lp_guard_create();
	if (lp->guard == NULL)
		host->out_of_memory(host->context, lp->charged);
	host->own(host->context, qs_lp_guard_destroy, lp->guard);
	load(lp, column_start, column_row, column_value, cost, lower, upper);
	return lp;
}

void
qs_lp_free(QsLp *lp)
{
	QsHost	   *host;

	if (lp == NULL)
		return;
	host = lp->host;
	host->disown(host->context, qs_lp_guard_destroy, lp->guard);
	qs_lp_guard_destroy(lp->guard);
	qs_discharge(host, lp->charged);
	qs_lp_scale_free(&lp->scale);
	qs_free(host, lp->value);
	qs_free(host, lp->dual);
	qs_free(host, lp);
}

void
qs_lp_add_rows(QsLp *lp, int count, const int64_t *start, const int32_t *variable,
			   const double *value, const double *lower, const double *upper)
{
	QsHost	   *host = lp->host;
	int			first = lp->m;
	QsLpMatrix	matrix;
	double	   *row_lower;
	double	   *row_upper;

	lp->entries += start[count] - start[0];
	lp->m += count;
	charge(lp);
	require_memory(lp);
	matrix = qs_lp_scale_rows(&lp->scale, count, start, variable, value);
	row_lower = stored_bounds(lp, first, count, lower, qs_lp_scale_lower);
	row_upper = stored_bounds(lp, first, count, upper, qs_lp_scale_upper);
	lp->dual = qs_realloc(host, lp->dual, (size_t) first, (size_t) lp->m, sizeof(double));
	if (lp->scale.finite && !lp->failed)
		note(lp, qs_lp_guard_add_rows(lp->guard, count, matrix.start, matrix.index,
									  matrix.value, row_lower, row_upper));
	else
		lp->failed = true;
	qs_lp_matrix_free(host, &matrix);
	qs_free(host, row_lower);
	qs_free(host, row_upper);
}

void
qs_lp_delete_rows(QsLp *lp, int count, const int32_t *rows)
{
	lp->m -= count;
	qs_lp_scale_delete(&lp->scale, count, rows);
	if (lp->failed)
		return;
	note(lp, qs_lp_guard_delete_rows(lp->guard, count, rows));
	lp->entries = qs_lp_guard_entries(lp->guard);
}

void
qs_lp_set_bounds(QsLp *lp, int column, double lower, double upper)
{
	if (!lp->failed)
		note(lp, qs_lp_guard_set_column(lp->guard, column, lower, upper));
}

void
qs_lp_set_cutoff(QsLp *lp, double cutoff)
{
	if (cutoff == lp->cutoff)
		return;
	lp->cutoff = cutoff;
	if (!lp->failed)
		note(lp, qs_lp_guard_set_cutoff(lp->guard, isfinite(cutoff) ? qs_lp_scale_cutoff(&lp->scale, cutoff) : DBL_MAX));
}

void
qs_lp_save_basis(QsLp *lp, unsigned char *basis)
{
	if (!lp->failed)
		note(lp, qs_lp_guard_save_basis(lp->guard, lp->n + lp->m, basis));
}

void
qs_lp_restore_basis(QsLp *lp, const unsigned char *basis)
{
	if (!lp->failed)
		note(lp, qs_lp_guard_restore_basis(lp->guard, basis));
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
		qs_lp_guard_stop(lp->guard);
}

static QsLpGuardOutcome
run(QsLp *lp, int limit, bool primal, bool watched, int *iterations)
{
	QsHost	   *host = lp->host;
	QsLpGuardOutcome outcome;
	QsLpGuardStatus status;

	require_memory(lp);
	if (watched)
		host->watch(host->context, stop_if_requested, lp);
	status = qs_lp_guard_solve(lp->guard, primal, limit, iterations, &outcome);
	if (watched)
		host->unwatch(host->context);
	note(lp, status);
	return outcome;
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
		bool		watched = host->watch != NULL && (done > 0 || slice == SLICE_LEAST);
		int64_t		limit = watched ? INT_MAX : slice;
		int64_t		allowed = max_iterations > 0 ? max_iterations - done : limit;
		int			iterations;
		QsLpGuardOutcome outcome;

		qs_check(host);
		if (lp->failed)
			return QS_LP_FAILED;
		if (qs_time_up(host))
			return QS_LP_INTERRUPTED;
		if (allowed <= 0)
			return QS_LP_LIMIT;
		outcome = run(lp, (int) (allowed < limit ? allowed : limit), primal, watched,
					  &iterations);
		done += iterations;
		lp->iterations += iterations;
		lp->work += (START_WORK + (double) iterations) * qs_lp_iteration_work(lp);
		switch (outcome)
		{
			case QS_LP_GUARD_OPTIMAL:
				return QS_LP_OPTIMAL;
			case QS_LP_GUARD_INFEASIBLE:
				return QS_LP_INFEASIBLE;
			case QS_LP_GUARD_CUTOFF:
				return QS_LP_CUTOFF;
			case QS_LP_GUARD_ITERATIONS:
				break;
			default:
				/* numerical trouble gets one more chance */
				if (primal)
					return QS_LP_FAILED;
				primal = true;
				break;
		}
	}
}

/*
 * The last bits of what the library says depend on the compiler and the processor that
 * it was built for (fused multiply-adds, order of sums); they are rounded away, so that a
 * solve takes the same path.  Nothing of worth is lost: the library's own tolerances are
 * a thousand times wider.
 */
#define KEPT_BITS			32

/* To 32 significant bits.  The carry goes on into the exponent. */
static double
rounded(double x)
{
	const uint64_t unit = UINT64_C(1) << (QS_MANTISSA_BITS + 1 - KEPT_BITS);
	uint64_t	bits;

	if (!isfinite(x))
		return x;
	memcpy(&bits, &x, sizeof(bits));
	bits = (bits + unit / 2) & ~(unit - 1);
	memcpy(&x, &bits, sizeof(x));
	return x;
}

const double *
qs_lp_value(const QsLp *lp)
{
	const double grid = ldexp(1.0, KEPT_BITS);
	const double *value = lp->failed ? NULL : qs_lp_guard_value(lp->guard);

	for (int j = 0; j < lp->n; j++)
		lp->value[j] = value == NULL ? 0.0 : floor(value[j] * grid + 0.5) / grid;
	return lp->value;
}

const double *
qs_lp_dual(const QsLp *lp)
{
	const double *dual = lp->dual;

	if (lp->failed)
		memset(lp->dual, 0, (size_t) lp->m * sizeof(double));
	else if (lp->scale.changed)
		qs_lp_scale_dual(&lp->scale, qs_lp_guard_dual(lp->guard), lp->dual);
	else
		dual = qs_lp_guard_dual(lp->guard);
	for (int r = 0; r < lp->m; r++)
		lp->dual[r] = rounded(dual[r]);
	return lp->dual;
}

double
qs_lp_objective(const QsLp *lp)
{
	return lp->failed ? 0.0
		: rounded(qs_lp_scale_objective(&lp->scale, qs_lp_guard_objective(lp->guard)));
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
qs_lp_ray(QsLp *lp, double *ray)
{
	bool		found = false;

	if (!lp->failed)
		note(lp, qs_lp_guard_ray(lp->guard, lp->m, ray, &found));
	if (found)
		qs_lp_scale_ray(&lp->scale, ray);
	return found;
}
