/*
 * test_lp_guard.c
 *	  The guard around CLP: any numbers, failing allocations, failed assertions.
 */
#include "unit.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "numeric/lp_guard.h"
#include "numeric/lp.h"

/* ---- allocations of C++ that fail when asked to ------------------------------- */

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED	1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED	1
#endif
#endif

static long allocations;
static long fail_at;			/* 0: never */

#ifdef SANITIZED
/* a broken handle is left to the process by intention */
extern const char *__asan_default_options(void);

const char *
__asan_default_options(void)
{
	return "detect_leaks=0";
}
#else
extern void _ZSt17__throw_bad_allocv(void) __attribute__((noreturn));
/* What C++ calls operator new and new[], by the type of their argument */
#if SIZE_MAX > UINT32_MAX
#define OPERATOR_NEW		_Znwm
#define OPERATOR_NEW_ARRAY	_Znam
#else
#define OPERATOR_NEW		_Znwj
#define OPERATOR_NEW_ARRAY	_Znaj
#endif
extern void *OPERATOR_NEW(size_t size);
extern void *OPERATOR_NEW_ARRAY(size_t size);

/* Of the whole process, libraries included */
void *
OPERATOR_NEW(size_t size)
{
	void	   *memory;

	if (++allocations == fail_at || (memory = malloc(size ? size : 1)) == NULL)
		_ZSt17__throw_bad_allocv();
	return memory;
}

void *
OPERATOR_NEW_ARRAY(size_t size)
{
	return OPERATOR_NEW(size);
}
#endif

/* ---- random programs -------------------------------------------------------- */

#define MOST_COLUMNS	12
#define MOST_ROWS		8

typedef struct Program
{
	int			n;
	int			m;
	int64_t		start[MOST_COLUMNS + 1];
	int32_t		row[MOST_COLUMNS * MOST_ROWS];
	double		value[MOST_COLUMNS * MOST_ROWS];
	double		cost[MOST_COLUMNS];
	double		lower[MOST_ROWS];
	double		upper[MOST_ROWS];
} Program;

/* A number whose decimal exponent is uniform within +-range, sometimes special */
static double
number(QsRandom *random, double range, bool special)
{
	static const double specials[] = {
		0.0, -0.0, 5e-324, 2.3e-308, 1e-320, 1e25, -1e40, 1e100, -1e300, DBL_MAX, -DBL_MAX, NAN,
		INFINITY, -INFINITY, 1.0, -1.0
	};
	double		magnitude;

	if (special && qs_random_unit(random) < 0.1)
		return specials[qs_random_below(random, sizeof(specials) / sizeof(specials[0]))];
	magnitude = pow(10.0, range * (2.0 * qs_random_unit(random) - 1.0));
	return qs_random_unit(random) < 0.3 ? -magnitude : magnitude;
}

static void
random_program(QsRandom *random, double range, bool special, Program *p)
{
	int64_t		filled = 0;

	p->n = 1 + (int) qs_random_below(random, MOST_COLUMNS);
	p->m = (int) qs_random_below(random, MOST_ROWS + 1);
	p->start[0] = 0;
	for (int j = 0; j < p->n; j++)
	{
		for (int r = 0; r < p->m; r++)
			if (qs_random_unit(random) < 0.6)
			{
				p->row[filled] = r;
				p->value[filled++] = number(random, range, special);
			}
		p->start[j + 1] = filled;
		p->cost[j] = -number(random, range, special);
	}
	for (int r = 0; r < p->m; r++)
	{
		double		bound = number(random, range, special);

		p->lower[r] = qs_random_unit(random) < 0.5 ? -INFINITY : bound;
		p->upper[r] = qs_random_unit(random) < 0.5 ? bound : INFINITY;
	}
}

static QsLp *
create(QsHost *host, const Program *p)
{
	return qs_lp_create(host, p->n, p->m, p->start, p->row, p->value, p->cost, p->lower,
						p->upper);
}

/* Everything an owner of a program does */
static void
use(QsHost *host, QsRandom *random, const Program *p, double range, bool special)
{
	QsLp	   *lp = create(host, p);
	double		ray[2 * MOST_ROWS];

	for (int step = 0; step < 4; step++)
	{
		QsLpOutcome outcome = qs_lp_solve(lp, 200);

		if (outcome == QS_LP_INFEASIBLE && qs_lp_ray(lp, ray))
			for (int r = 0; r < p->m; r++)
				assert_true(isfinite(ray[r]));
		if (outcome == QS_LP_OPTIMAL)
			for (int r = 0; r < p->m; r++)
			{
				double		dual = fabs(qs_lp_dual(lp)[r]);

				assert_true(dual == 0.0 || (dual > 1e-200 && dual < 1e200));
			}
		if (step == 0)
			qs_lp_set_bounds(lp, 0, 1.0, 1.0);
		else if (step == 1)
		{
			const double coefficient = number(random, range, special);
			const double upper = number(random, range, special);

			qs_lp_add_rows(lp, 1, (int64_t[]) {0, 1}, (int32_t[]) {0}, &coefficient,
						   (double[]) {-INFINITY}, &upper);
		}
		else if (step == 2)
			qs_lp_delete_rows(lp, 1, (int32_t[]) {p->m});
	}
	qs_lp_free(lp);
}

static void
any_numbers_are_survived(void **state)
{
	static const double ranges[] = {2, 9, 15, 30, 100, 300};
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 41, 0);
	for (int trial = 0; trial < 6000; trial++)
	{
		double		range = ranges[trial % 6];
		bool		special = trial % 4 == 3;
		Program		p;

		random_program(&random, range, special, &p);
		use(host, &random, &p, range, special);
	}
}

/* The optimum of a program does not depend on its units. */
static void
units_do_not_matter(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 42, 0);
	for (int trial = 0; trial < 500; trial++)
	{
		int			cost_power = (int) qs_random_below(&random, 600) - 300;
		Program		p;
		Program		q;
		QsLp	   *lp;
		QsLp	   *other;
		QsLpOutcome outcome;

		random_program(&random, 1.0, false, &p);
		q = p;
		for (int r = 0; r < p.m; r++)
		{
			int			power = (int) qs_random_below(&random, 600) - 300;
			bool		empty = true;

			for (int64_t k = 0; k < p.start[p.n]; k++)
				if (p.row[k] == r)
				{
					q.value[k] = ldexp(p.value[k], power);
					empty = false;
				}
			if (empty)
				continue;		/* 0 >= b says nothing about units */
			q.lower[r] = ldexp(p.lower[r], power);
			q.upper[r] = ldexp(p.upper[r], power);
		}
		for (int j = 0; j < p.n; j++)
			q.cost[j] = ldexp(p.cost[j], cost_power);
		lp = create(host, &p);
		other = create(host, &q);
		outcome = qs_lp_solve(lp, 0);
		assert_int_equal(outcome, qs_lp_solve(other, 0));
		if (outcome == QS_LP_OPTIMAL)
			assert_true(fabs(qs_lp_objective(lp) - ldexp(qs_lp_objective(other), -cost_power)) <
						1e-6 * (1.0 + fabs(qs_lp_objective(lp))));
		qs_lp_free(lp);
		qs_lp_free(other);
	}
}

/* ---- failures --------------------------------------------------------------- */

static void
every_allocation_may_fail(void **state)
{
#ifdef SANITIZED
	(void) state;
	skip();
#else
	QsStandaloneHost *volatile standalone = *state;
	QsHost	   *host = &standalone->host;
	volatile long failures = 0;
	volatile long total;
	QsRandom	random;
	Program		p;

	qs_random_seed(&random, 43, 0);
	do
		random_program(&random, 1.0, false, &p);
	while (p.m < 5 || p.n < 8);
	allocations = 0;
	fail_at = 0;
	use(host, &random, &p, 1.0, false);
	total = allocations;
	assert_true(total > 100);
	for (volatile long k = 1; k <= total; k++)
	{
		allocations = 0;
		fail_at = k;
		standalone->recover_set = true;
		if (setjmp(standalone->recover) == 0)
			use(host, &random, &p, 1.0, false);
		else
			failures++;
		fail_at = 0;
		standalone->recover_set = false;
	}
	assert_true(failures > 50);

	/* what was left behind goes with the host; a new one works */
	qs_standalone_destroy(standalone);
	standalone = qs_standalone_create((size_t) 1 << 30);
	*state = standalone;
	use(&standalone->host, &random, &p, 1.0, false);
#endif
}

/* A live assertion of CLP ends the call, not the process. */
static void
an_assertion_is_a_failure(void **state)
{
	QsLpGuard  *guard = qs_lp_guard_create();
	int			start[2] = {0, 1};
	int			row[1] = {0};
	double		value[1] = {1.0},
				zero[1] = {0.0},
				one[1] = {1.0},
				huge[1] = {-1e26};	/* CLP asserts that costs stay below 1e25 */
	int			iterations;
	QsLpGuardOutcome outcome;
	QsLpGuardStatus status;

	(void) state;
	assert_int_equal(qs_lp_guard_load(guard, 1, 1, start, row, value, zero, one, huge, zero, one),
					 QS_LP_GUARD_OK);
	status = qs_lp_guard_solve(guard, false, 100, &iterations, &outcome);
	if (status == QS_LP_GUARD_FAILED)	/* a build of CLP without assertions solves it */
	{
		assert_int_equal(qs_lp_guard_set_column(guard, 0, 0.0, 1.0), QS_LP_GUARD_FAILED);
		assert_null(qs_lp_guard_value(guard));
	}
	else
		assert_int_equal(status, QS_LP_GUARD_OK);
	qs_lp_guard_destroy(guard);
}

static void
memory_is_asked_for_first(void **state)
{
	(void) state;
	assert_true(qs_lp_guard_memory((size_t) 1 << 20));
	assert_false(qs_lp_guard_memory(SIZE_MAX - UINT16_MAX));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(any_numbers_are_survived),
		UNIT_TEST(units_do_not_matter),
		UNIT_TEST(every_allocation_may_fail),
		cmocka_unit_test(an_assertion_is_a_failure),
		cmocka_unit_test(memory_is_asked_for_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
