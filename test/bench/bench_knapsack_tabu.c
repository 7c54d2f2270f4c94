/*
 * bench_knapsack_tabu.c
 *	  Microseconds a step of the knapsack tabu search takes, with exchanges priced in
 *	  sixteen-bit numbers and in single precision, for every instruction set.
 *
 * A generated knapsack of 500 items and 30 rows; an aim out of reach, so that all
 * steps of the budget are made.  Best of five, the two formats taking turns; their
 * ratio is what means something across machines.
 *
 *	  bench_knapsack_tabu
 */
#include <math.h>
#include <stdio.h>

#include "generate.h"
#include "classes/knapsack/knapsack_tabu.h"
#include "classes/knapsack/knapsack_local.h"
#include "relax/relax.h"
#include "base/simd.h"
#include "standalone_host.h"
#include "structure/structure.h"
#include "classes/classes.h"

#define ITEMS	500
#define ROWS	30
#define RUNS	5
#define BUDGET	2e7				/* evaluations of a run */

static double
step_microseconds(QsHost *host, const QsKnapsackCore *core, const uint8_t *x, bool narrow)
{
	QsRandom	random;
	QsKnapsackTabu *tabu;
	uint8_t    *bits = QS_ARRAY(host, uint8_t, core->count);
	double		budget = BUDGET;
	double		started;
	int64_t		moves = 0;

	qs_random_seed(&random, 2, 0);
	tabu = qs_knapsack_tabu_create(host, core, &random);
	if (!narrow)
		tabu->grain = 0.0;
	qs_knapsack_core_take(core, x, bits);
	started = qs_clock(host);
	qs_knapsack_tabu_run(host, tabu, &random, 2.0 * qs_knapsack_core_profit(core, bits),
						 INT32_MAX, &budget, bits, &moves);
	started = qs_clock(host) - started;
	qs_knapsack_tabu_free(host, tabu);
	qs_free(host, bits);
	return 1e6 * started / (double) moves;
}

int
main(void)
{
	static const struct
	{
		QsSimd		simd;
		const char *name;
	}			sets[] = {
		{QS_SIMD_PORTABLE, "portable"}, {QS_SIMD_AVX2, "AVX2"}, {QS_SIMD_AVX512, "AVX-512"}
	};
	QsStandaloneHost *standalone = qs_standalone_create((size_t) 1 << 30);
	QsHost	   *host = &standalone->host;
	QsRandom	random;
	QsModel    *model;
	QsStructure *structure;
	QsRelaxation *relaxation = NULL;
	QsKnapsack *knapsack;
	QsKnapsackCore *core;
	uint8_t    *x;

	qs_standalone_count_processor_time(standalone);
	qs_random_seed(&random, 1, 0);
	model = qs_generate_knapsack(host, &random, ITEMS, ROWS, 0.25);
	structure = qs_structure_create(host, model, qs_classes);
	qs_relax(host, model, structure, NULL, 0, &relaxation);
	knapsack = qs_knapsack_create(host, model, structure, relaxation->dual);
	x = QS_ARRAY(host, uint8_t, model->n);
	qs_knapsack_construct(host, knapsack, &random, 0.0, x);
	core = qs_knapsack_core_create(host, knapsack, x);
	printf("%d items, %d rows, %d items in the core: microseconds a step\n", ITEMS, ROWS,
		   core->count);
	printf("%-12s %10s %10s %7s\n", "", "16 bits", "single", "ratio");
	for (size_t s = 0; s < sizeof(sets) / sizeof(sets[0]); s++)
	{
		double		narrow = INFINITY,
					wide = INFINITY;

		if (qs_simd_resolve(sets[s].simd) != sets[s].simd)
			continue;
		host->simd = sets[s].simd;
		for (int run = 0; run < RUNS; run++)
		{
			narrow = fmin(narrow, step_microseconds(host, core, x, true));
			wide = fmin(wide, step_microseconds(host, core, x, false));
		}
		printf("%-12s %10.2f %10.2f %7.2f\n", sets[s].name, narrow, wide, wide / narrow);
	}
	qs_knapsack_core_free(host, core);
	qs_free(host, x);
	qs_knapsack_free(host, knapsack);
	qs_relaxation_free(host, relaxation);
	qs_structure_free(host, structure);
	qs_model_free(host, model);
	qs_standalone_destroy(standalone);
	return 0;
}
