/*
 * test_fixed_charge.c
 *	  Proofs of fixed-charge models against dynamic programming: amounts in bits, each under
 *	  a binary that is paid for once, which together meet a demand.  Strong branching fixes
 *	  much at their nodes, and incumbents that come late lead to nodes whose program is then
 *	  weaker than the bound they have from above.
 */
#include "unit.h"

#include <math.h>

#include "bound/bound.h"
#include "bound/linear_tree.h"
#include "classes/classes.h"
#include "solve/pipeline.h"

#define MODELS		60
#define MOST_ARCS	11
#define BITS		3
#define MOST		((1 << BITS) - 1)	/* amount of an arc */
#define WIDTH		(BITS + 1)

typedef struct Arcs
{
	int			count;
	int			demand;
	double		fixed[MOST_ARCS];
	double		unit[MOST_ARCS];
	int			capacity[MOST_ARCS];	/* MOST or more: does not bind */
} Arcs;

static int
between(QsRandom *random, int low, int high)
{
	return low + (int) qs_random_below(random, (uint64_t) (high - low + 1));
}

static void
random_arcs(QsRandom *random, Arcs *arcs)
{
	int			total = 0;

	arcs->count = between(random, 7, MOST_ARCS);
	for (int a = 0; a < arcs->count; a++)
	{
		int			kind = between(random, 0, 2);

		arcs->fixed[a] = between(random, 3, 40);
		arcs->unit[a] = between(random, 1, 9);
		arcs->capacity[a] = kind == 0 ? MOST : kind == 1 ? 1000 : between(random, 4, 8);
		total += arcs->capacity[a] < MOST ? arcs->capacity[a] : MOST;
	}
	arcs->demand = between(random, total / 3, total);
}

static QsModel *
model_of(QsHost *host, const Arcs *arcs)
{
	QsTerm		term[MOST_ARCS * WIDTH];
	QsRow		row[MOST_ARCS + 1];
	int32_t		variable[MOST_ARCS * WIDTH];
	double		value[MOST_ARCS * WIDTH];
	int32_t		bit[MOST_ARCS * BITS];
	double		amount[MOST_ARCS * BITS];
	int			bits = 0;

	for (int a = 0; a < arcs->count; a++)
	{
		int			open = a * WIDTH;

		term[open] = (QsTerm) {open, open, arcs->fixed[a]};
		variable[open] = open;
		value[open] = -arcs->capacity[a];
		for (int k = 0; k < BITS; k++)
		{
			int			at = open + 1 + k;

			term[at] = (QsTerm) {at, at, arcs->unit[a] * (1 << k)};
			variable[at] = bit[bits] = at;
			value[at] = amount[bits++] = 1 << k;
		}
		row[a] = (QsRow) {WIDTH, variable + open, value + open, '<', 0.0};
	}
	row[arcs->count] = (QsRow) {bits, bit, amount, '=', arcs->demand};
	return qs_model_create(host, arcs->count * WIDTH, false, 0.0, term, arcs->count * WIDTH, row, arcs->count + 1);
}

/* The least cost of exactly the demand */
static double
optimum(const Arcs *arcs)
{
	double		least[MOST_ARCS * MOST + 1];

	for (int d = 0; d <= arcs->demand; d++)
		least[d] = d == 0 ? 0.0 : INFINITY;
	for (int a = 0; a < arcs->count; a++)
		for (int d = arcs->demand; d >= 0; d--)
			for (int z = 1; z <= MOST && z <= arcs->capacity[a] && z <= d; z++)
				least[d] = fmin(least[d], least[d - z] + arcs->fixed[a] + arcs->unit[a] * z);
	return least[arcs->demand];
}

/* With a clock that never ends the run, so that it is the tree that proves */
static void
timed_solves_end_at_the_optimum(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 36, 0);
	host->deadline = qs_clock(host) + 86400.0;
	for (int k = 0; k < MODELS; k++)
	{
		Arcs		arcs;
		QsModel    *model;
		QsSettings	settings = qs_settings_defaults;
		QsRun	   *run;

		random_arcs(&random, &arcs);
		model = model_of(host, &arcs);
		settings.solver = QS_SOLVER_AUTO;
		settings.timed = true;
		settings.seed = (uint64_t) k;
		settings.certified = k % 2 == 0;
		run = qs_solve(host, model, &settings);
		assert_int_equal(run->status, QS_RUN_OPTIMAL);
		assert_true(run->objective == optimum(&arcs));
		assert_true(run->bound <= optimum(&arcs));
		qs_run_free(host, run);
		qs_model_free(host, model);
	}
}

/* Every step of the tree keeps bound and incumbent on their sides, better incumbents
 * from elsewhere between steps included. */
static void
trees_end_at_the_optimum(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 37, 0);
	for (int k = 0; k < MODELS; k++)
	{
		Arcs		arcs;
		uint8_t		x[MOST_ARCS * WIDTH];
		double		best;
		QsModel    *model;
		QsEnumeration enumeration;
		QsLinearTree *tree;
		bool		over = false;

		random_arcs(&random, &arcs);
		best = optimum(&arcs);
		model = model_of(host, &arcs);
		enumeration = (QsEnumeration) {
			.host = host, .model = model, .grain = qs_bound_granularity(model), .x = x
		};
		qs_enumeration_set_incumbent(&enumeration, best + between(&random, 5, 30));
		tree = qs_linear_tree_create(&enumeration);
		while (!over)
		{
			enumeration.status = QS_OK;
			enumeration.limit = enumeration.nodes + between(&random, 1, 300);
			over = qs_linear_tree_run(tree);
			assert_true(enumeration.incumbent >= best);
			assert_true(fmin(qs_linear_tree_bound(tree), enumeration.incumbent) <= best + 1e-6);
			if (enumeration.incumbent > best + 1.0)
				qs_enumeration_set_incumbent(&enumeration, enumeration.incumbent - 1.0);
		}
		assert_true(enumeration.incumbent == best);
		qs_linear_tree_free(tree);
		qs_model_free(host, model);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(timed_solves_end_at_the_optimum),
		UNIT_TEST(trees_end_at_the_optimum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
