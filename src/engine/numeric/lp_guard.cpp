/*
 * lp_guard.cpp
 *	  Exceptions and failed assertions of CLP as status codes.
 */
#include "numeric/lp_guard.h"

#include <csetjmp>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <new>

#include <sys/mman.h>
#include <unistd.h>

#include <coin/Clp_C_Interface.h>

struct QsLpGuard
{
	Clp_Simplex *clp;
	bool		broken;
};

/* Where a failed assertion lands.  A signal handler has no argument, and a process
 * runs one program at a time. */
static sigjmp_buf landing;

/*
 * abort() lets a handler leave by a jump (ISO C 7.22.4.1).  It comes from the
 * library's own code, between two of its statements, never from within malloc; what
 * its frames owned is lost with the handle.  A signal sent by somebody else does what
 * it always did.
 */
static void
land(int number, siginfo_t *info, void *)
{
	if (info->si_pid == getpid())
		siglongjmp(landing, 1);
	signal(number, SIG_DFL);
	raise(number);
}

class AssertionNet
{
  public:
	AssertionNet()
	{
		struct sigaction action = {};

		action.sa_sigaction = land;
		action.sa_flags = SA_SIGINFO | SA_NODEFER;
		sigemptyset(&action.sa_mask);
		sigaction(SIGABRT, &action, &before);
	}
	~AssertionNet()
	{
		sigaction(SIGABRT, &before, nullptr);
	}

  private:
	struct sigaction before;
};

template<typename Call>
static QsLpGuardStatus
translated(Call &call)
{
	try
	{
		call();
		return QS_LP_GUARD_OK;
	}
	catch (const std::bad_alloc &)
	{
		return QS_LP_GUARD_MEMORY;
	}
	catch (...)
	{
		return QS_LP_GUARD_FAILED;
	}
}

template<typename Call>
static QsLpGuardStatus
guarded(QsLpGuard *guard, Call call)
{
	QsLpGuardStatus status;

	if (guard->broken)
		return QS_LP_GUARD_FAILED;
	AssertionNet net;

	if (sigsetjmp(landing, 0) != 0)
		status = QS_LP_GUARD_FAILED;
	else
		status = translated(call);
	guard->broken = status != QS_LP_GUARD_OK;
	return status;
}

QsLpGuard *
qs_lp_guard_create(void)
{
	QsLpGuard  *guard = static_cast<QsLpGuard *>(calloc(1, sizeof(QsLpGuard)));

	if (guard == nullptr)
		return nullptr;
	if (guarded(guard, [guard] {
			guard->clp = Clp_newModel();
			Clp_setLogLevel(guard->clp, 0);
		}) != QS_LP_GUARD_OK)
	{
		free(guard);
		return nullptr;
	}
	return guard;
}

void
qs_lp_guard_destroy(void *argument)
{
	QsLpGuard  *guard = static_cast<QsLpGuard *>(argument);

	if (guard == nullptr)
		return;
	if (!guard->broken)
		(void) guarded(guard, [guard] { Clp_deleteModel(guard->clp); });
	free(guard);
}

/* What malloc keeps ready is asked for there: new pages for each small program would cost
 * more than solving it */
static const size_t small_program = 1 << 20;

bool
qs_lp_guard_memory(size_t bytes)
{
	void	   *probe;

	if (bytes <= small_program)
	{
		void	   *volatile small = malloc(bytes);	/* volatile: not left out */

		free(small);
		return small != nullptr;
	}
	probe = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
							 -1, 0);

	if (probe == MAP_FAILED)
		return false;
	munmap(probe, bytes);
	return true;
}

QsLpGuardStatus
qs_lp_guard_load(QsLpGuard *guard, int n, int m, const int *start, const int *row,
				 const double *value, const double *column_lower, const double *column_upper,
				 const double *cost, const double *row_lower, const double *row_upper)
{
	return guarded(guard, [=] {
		Clp_loadProblem(guard->clp, n, m, start, row, value, column_lower, column_upper, cost,
						row_lower, row_upper);
	});
}

QsLpGuardStatus
qs_lp_guard_add_rows(QsLpGuard *guard, int count, const int *start, const int *column,
					 const double *value, const double *lower, const double *upper)
{
	return guarded(guard, [=] {
		Clp_addRows(guard->clp, count, lower, upper, start, column, value);
	});
}

QsLpGuardStatus
qs_lp_guard_delete_rows(QsLpGuard *guard, int count, const int *rows)
{
	return guarded(guard, [=] { Clp_deleteRows(guard->clp, count, rows); });
}

/* ClpSimplex::Status, in the low bits of a byte of the status array */
enum { CLP_FREE = 0, CLP_BASIC = 1, CLP_AT_UPPER = 2, CLP_AT_LOWER = 3, CLP_FIXED = 5, CLP_STATUS = 7 };

/*
 * The library prices whatever is not basic and not said to be fixed, equal bounds or not:
 * with most of the columns fixed that is most of the time of an iteration.
 */
static void
say_whether_fixed(unsigned char *status, double lower, double upper)
{
	int			now = *status & CLP_STATUS;

	if (now == CLP_BASIC)
		return;
	if (lower == upper)
		now = CLP_FIXED;
	else if (now == CLP_FIXED)
		now = CLP_AT_LOWER;
	*status = static_cast<unsigned char>((*status & ~CLP_STATUS) | now);
}

/* Reading a pointer neither throws nor asserts. */
QsLpGuardStatus
qs_lp_guard_set_column(QsLpGuard *guard, int column, double lower, double upper)
{
	if (guard->broken)
		return QS_LP_GUARD_FAILED;
	Clp_columnLower(guard->clp)[column] = lower;
	Clp_columnUpper(guard->clp)[column] = upper;
	if (Clp_statusExists(guard->clp))
		say_whether_fixed(Clp_statusArray(guard->clp) + column, lower, upper);
	return QS_LP_GUARD_OK;
}

QsLpGuardStatus
qs_lp_guard_save_basis(QsLpGuard *guard, int count, unsigned char *basis)
{
	return guarded(guard, [=] {
		const unsigned char *own = Clp_statusExists(guard->clp) ? Clp_statusArray(guard->clp) : nullptr;

		for (int k = 0; k < count; k++)
		{
			int			status = own == nullptr ? CLP_FREE : own[k] & CLP_STATUS;

			if (status > CLP_AT_LOWER)
				status = CLP_AT_LOWER;
			basis[k] = static_cast<unsigned char>(status);
		}
	});
}

QsLpGuardStatus
qs_lp_guard_restore_basis(QsLpGuard *guard, const unsigned char *basis)
{
	return guarded(guard, [=] {
		const double *lower = Clp_columnLower(guard->clp);
		const double *upper = Clp_columnUpper(guard->clp);

		Clp_copyinStatus(guard->clp, basis);
		for (int j = 0; j < Clp_numberColumns(guard->clp); j++)
			say_whether_fixed(Clp_statusArray(guard->clp) + j, lower[j], upper[j]);
	});
}

QsLpGuardStatus
qs_lp_guard_set_cutoff(QsLpGuard *guard, double cutoff)
{
	return guarded(guard, [=] { Clp_setDualObjectiveLimit(guard->clp, cutoff); });
}

static QsLpGuardOutcome
outcome_of(int status, int secondary)
{
	switch (status)
	{
		case 0:
			return QS_LP_GUARD_OPTIMAL;
		case 1:
			return secondary == 1 ? QS_LP_GUARD_CUTOFF : QS_LP_GUARD_INFEASIBLE;
		case 3:
			return QS_LP_GUARD_ITERATIONS;
		default:
			/* unbounded cannot be: every variable has bounds */
			return QS_LP_GUARD_TROUBLE;
	}
}

QsLpGuardStatus
qs_lp_guard_solve(QsLpGuard *guard, bool primal, int limit, int *iterations,
				  QsLpGuardOutcome *outcome)
{
	*iterations = 0;
	*outcome = QS_LP_GUARD_TROUBLE;
	return guarded(guard, [=] {
		Clp_setNumberIterations(guard->clp, 0);
		Clp_setMaximumIterations(guard->clp, limit);
		if (primal)
			Clp_primal(guard->clp, 0);
		else
			Clp_dual(guard->clp, 0);
		*iterations = Clp_numberIterations(guard->clp);
		*outcome = outcome_of(Clp_status(guard->clp), Clp_secondaryStatus(guard->clp));
	});
}

void
qs_lp_guard_stop(QsLpGuard *guard)
{
	Clp_setMaximumIterations(guard->clp, 0);
}

const double *
qs_lp_guard_value(QsLpGuard *guard)
{
	return guard->broken ? nullptr : Clp_getColSolution(guard->clp);
}

const double *
qs_lp_guard_dual(QsLpGuard *guard)
{
	return guard->broken ? nullptr : Clp_getRowPrice(guard->clp);
}

double
qs_lp_guard_objective(QsLpGuard *guard)
{
	return guard->broken ? 0.0 : Clp_getObjValue(guard->clp);
}

long long
qs_lp_guard_entries(QsLpGuard *guard)
{
	return guard->broken ? 0 : Clp_getNumElements(guard->clp);
}

QsLpGuardStatus
qs_lp_guard_ray(QsLpGuard *guard, int m, double *ray, bool *found)
{
	*found = false;
	return guarded(guard, [=] {
		double	   *own = Clp_infeasibilityRay(guard->clp);

		if (own == nullptr)
			return;
		memcpy(ray, own, static_cast<size_t>(m) * sizeof(double));
		Clp_freeRay(guard->clp, own);
		*found = true;
	});
}
