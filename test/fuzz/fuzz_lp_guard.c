/*
 * fuzz_lp_guard.c
 *	  Any bytes as a linear program of any doubles, loaded, solved, changed and solved
 *	  again: the library must never end the process, multipliers must be finite.
 *
 * Half of the inputs go through the scaling as the engine does, half straight to the
 * guard, where assertions of the library do fail.
 */
#include "fuzz.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "numeric/lp_guard.h"
#include "numeric/lp.h"

#define MOST	6

typedef struct Input
{
	const uint8_t *data;
	size_t		left;
} Input;

static uint8_t
byte(Input *input)
{
	if (input->left == 0)
		return 0;
	input->left--;
	return *input->data++;
}

/* Any double at all, or a small integer */
static double
number(Input *input)
{
	uint8_t		kind = byte(input);
	double		value;

	if (kind < 128 || input->left < sizeof(double))
		return (double) (kind % 32) - 8.0;
	memcpy(&value, input->data, sizeof(double));
	input->data += sizeof(double);
	input->left -= sizeof(double);
	return value;
}

typedef struct Program
{
	int			n;
	int			m;
	int64_t		start[MOST + 1];
	int			narrow[MOST + 1];
	int32_t		row[MOST * MOST];
	double		value[MOST * MOST];
	double		cost[MOST];
	double		lower[MOST];
	double		upper[MOST];
	double		zero[MOST];
	double		one[MOST];
} Program;

static void
read_program(Input *input, Program *p)
{
	int64_t		filled = 0;

	memset(p, 0, sizeof(*p));
	p->n = 1 + byte(input) % MOST;
	p->m = byte(input) % (MOST + 1);
	for (int j = 0; j < p->n; j++)
	{
		uint8_t		present = byte(input);

		for (int r = 0; r < p->m; r++)
			if (present >> r & 1)
			{
				p->row[filled] = r;
				p->value[filled++] = number(input);
			}
		p->start[j + 1] = filled;
		p->narrow[j + 1] = (int) filled;
		p->cost[j] = number(input);
		p->one[j] = 1.0;
	}
	for (int r = 0; r < p->m; r++)
	{
		uint8_t		sense = byte(input);

		p->lower[r] = sense & 1 ? number(input) : -INFINITY;
		p->upper[r] = sense & 2 ? number(input) : INFINITY;
	}
}

static void
through_scaling(QsHost *host, const Program *p, Input *input)
{
	QsLp	   *lp = qs_lp_create(host, p->n, p->m, p->start, p->row, p->value, p->cost, p->lower,
								  p->upper);
	double		ray[MOST + 1];

	for (int step = 0; step < 3; step++)
	{
		QsLpOutcome outcome = qs_lp_solve(lp, 100);

		for (int r = 0; r < p->m && outcome == QS_LP_OPTIMAL; r++)
			FUZZ_REQUIRE(isfinite(qs_lp_dual(lp)[r]));
		if (outcome == QS_LP_INFEASIBLE && qs_lp_ray(lp, ray))
			for (int r = 0; r < p->m; r++)
				FUZZ_REQUIRE(isfinite(ray[r]));
		if (step == 0)
		{
			const double coefficient = number(input);
			const double upper = number(input);

			qs_lp_add_rows(lp, 1, (int64_t[]) {0, 1}, (int32_t[]) {0}, &coefficient,
						   (double[]) {-INFINITY}, &upper);
		}
		else if (step == 1)
			qs_lp_delete_rows(lp, 1, (int32_t[]) {p->m});
		qs_lp_set_bounds(lp, step % p->n, step & 1, 1.0);
	}
	qs_lp_free(lp);
}

static void
straight(const Program *p)
{
	QsLpGuard  *guard = qs_lp_guard_create();
	double		ray[MOST];
	int			iterations;
	bool		found;
	QsLpGuardOutcome outcome;

	(void) qs_lp_guard_load(guard, p->n, p->m, p->narrow, p->row, p->value, p->zero, p->one,
							p->cost, p->lower, p->upper);
	for (int primal = 0; primal < 2; primal++)
		if (qs_lp_guard_solve(guard, primal, 100, &iterations, &outcome) == QS_LP_GUARD_OK)
			(void) qs_lp_guard_ray(guard, p->m, ray, &found);
	qs_lp_guard_destroy(guard);
}

static void
fuzz_one(QsHost *host, const uint8_t *data, size_t size)
{
	Input		input = {data, size};
	bool		scaled = byte(&input) & 1;
	Program		p;

	read_program(&input, &p);
	if (scaled)
		through_scaling(host, &p, &input);
	else
		straight(&p);
}

/* A broken handle is left to the process by intention, and CLP frees what it made by
 * new[] with free(). */
extern const char *__asan_default_options(void);

const char *
__asan_default_options(void)
{
	return "detect_leaks=0:alloc_dealloc_mismatch=0";
}
