/*
 * test_thermal_cycles.c
 *	  Thermal cycles of sparse functions.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "flip/tabu.h"
#include "flip/thermal_cycles.h"
#include "generate.h"

/* Never worse than the start, the energy is the assignment's, equal seeds give equal answers,
 * and what is flipped first is let go again. */
static void
cycles_only_gain(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 61, 0);
	for (int trial = 0; trial < 40; trial++)
	{
		int			n = 1 + (int) qs_random_below(&random, 200);
		/* the first ones without pairs */
		QsModel    *model = qs_generate_quadratic(host, &random, n, trial < 3 ? 0.0 : 4.0 / n);
		QsTabu	   *tabu = qs_tabu_create(host, model->objective);
		uint8_t    *start = QS_ARRAY(host, uint8_t, n);
		uint8_t    *found[2];

		for (int i = 0; i < n; i++)
			start[i] = qs_random_next(&random) >> 63;
		for (int run = 0; run < 2; run++)
		{
			QsRandom	own;
			QsThermalCycles cycles;
			double		energy = qs_qubo_energy(model->objective, start);
			double		before = energy;
			int64_t		evaluations = 0;

			qs_random_seed(&own, 62, (uint64_t) trial);
			cycles = qs_thermal_cycles_create(tabu->state, &own);
			found[run] = QS_ARRAY(host, uint8_t, n);
			memcpy(found[run], start, (size_t) n);
			assert_int_equal(qs_thermal_cycles_run(&cycles, &own, &(QsThermalLimits) {10, 10, -INFINITY, INT64_MAX}, found[run], &energy,
												   &evaluations), QS_OK);
			assert_true(energy <= before);
			assert_float_equal(energy, qs_qubo_energy(model->objective, found[run]), 1e-9);
			assert_true(evaluations > 0);
			for (int i = 0; i < n; i++)
				assert_false(tabu->state->held[i]);
			qs_thermal_cycles_free(&cycles);
		}
		assert_memory_equal(found[0], found[1], (size_t) n);
		qs_free(host, start);
		qs_free(host, found[0]);
		qs_free(host, found[1]);
		qs_tabu_free(tabu);
		qs_model_free(host, model);
	}
}

/* A reached target and spent evaluations end the cycles. */
static void
cycles_end_at_their_limits(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsModel    *model;
	QsTabu	   *tabu;
	QsThermalCycles cycles;
	uint8_t		x[300] = {0};
	double		energy = 0.0;
	int64_t		evaluations = 0;
	int64_t		whole;

	qs_random_seed(&random, 63, 0);
	model = qs_generate_quadratic(host, &random, 300, 4.0 / 300);
	tabu = qs_tabu_create(host, model->objective);
	energy = qs_qubo_energy(model->objective, x);
	cycles = qs_thermal_cycles_create(tabu->state, &random);
	assert_int_equal(qs_thermal_cycles_run(&cycles, &random, &(QsThermalLimits) {10, 10, energy, INT64_MAX}, x, &energy, &evaluations), QS_OK);
	assert_int_equal(evaluations, 0);
	assert_int_equal(qs_thermal_cycles_run(&cycles, &random, &(QsThermalLimits) {10, 10, -INFINITY, 1}, x, &energy, &evaluations), QS_OK);
	whole = evaluations;
	assert_true(whole > 0);
	assert_int_equal(qs_thermal_cycles_run(&cycles, &random, &(QsThermalLimits) {20, 10, -INFINITY, INT64_MAX}, x, &energy, &evaluations), QS_OK);
	assert_true(evaluations - whole > 10 * whole);
	qs_thermal_cycles_free(&cycles);
	qs_tabu_free(tabu);
	qs_model_free(host, model);
}

/* They end far below where descents end: nine parts of ten of the way to the least energy
 * that tabu search knows, and more. */
static void
cycles_pass_descents(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	double		descents = 0.0,
				cycled = 0.0,
				least = 0.0;

	qs_random_seed(&random, 64, 0);
	for (int trial = 0; trial < 5; trial++)
	{
		int			n = 400;
		QsModel    *model = qs_generate_quadratic(host, &random, n, 5.0 / n);
		QsTabu	   *tabu = qs_tabu_create(host, model->objective);
		QsThermalCycles cycles = qs_thermal_cycles_create(tabu->state, &random);
		uint8_t    *x = QS_ARRAY0(host, uint8_t, n);
		double		energy;
		int64_t		evaluations = 0;

		qs_flip_state_load(tabu->state, x);
		qs_flip_descend(tabu->state, &random);
		memcpy(x, tabu->state->x, (size_t) n);
		energy = qs_qubo_energy(model->objective, x);
		descents += energy;
		assert_int_equal(qs_thermal_cycles_run(&cycles, &random, &(QsThermalLimits) {30, 25, -INFINITY, INT64_MAX}, x, &energy,
											   &evaluations), QS_OK);
		cycled += energy;
		assert_int_equal(qs_tabu_run(tabu, &random, &(QsTabuLimits) {.moves = 100000, .target = -INFINITY}, x,
									 &energy, &evaluations), QS_OK);
		least += energy;
		qs_free(host, x);
		qs_thermal_cycles_free(&cycles);
		qs_tabu_free(tabu);
		qs_model_free(host, model);
	}
	assert_true(cycled < descents);
	assert_true(descents - cycled >= 0.9 * (descents - least));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(cycles_only_gain),
		UNIT_TEST(cycles_end_at_their_limits),
		UNIT_TEST(cycles_pass_descents),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
