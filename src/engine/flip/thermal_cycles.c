/*
 * thermal_cycles.c
 *	  Heating and cooling an assignment of a sparse QUBO again and again, what got better kept.
 */
#include "flip/thermal_cycles.h"

#include <string.h>

#include "base/elementary.h"

/* A cycle begins somewhere between these shares of the annealer's hot end */
#define LEAST_HEAT		0.25
#define MOST_HEAT		0.7

QsThermalCycles
qs_thermal_cycles_create(QsFlipState *state, QsRandom *random)
{
	QsThermalCycles cycles = {.annealer = qs_annealer_create(state, random)};

	cycles.clusters = qs_clusters_create(state);
	cycles.trial = QS_ARRAY(state->host, uint8_t, state->n);
	return cycles;
}

void
qs_thermal_cycles_free(QsThermalCycles *cycles)
{
	qs_free(cycles->annealer.state->host, cycles->trial);
	qs_clusters_free(&cycles->clusters);
	qs_annealer_free(&cycles->annealer);
}

/* A variable, as likely as it has pairs */
static int
drawn_by_pairs(const QsQubo *qubo, QsRandom *random)
{
	int64_t		ends = qubo->start[qubo->n];

	if (ends == 0)
		return (int) qs_random_below(random, (uint32_t) qubo->n);
	return qubo->neighbour[(int64_t) (qs_random_unit(random) * (double) ends)];
}

/* One cycle: the trial becomes x cooled again, mixed with x. */
static QsStatus
cycle(QsThermalCycles *cycles, QsRandom *random, int sweeps, const uint8_t *x, int64_t *tests)
{
	QsFlipState *state = cycles->annealer.state;
	int			flipped = drawn_by_pairs(state->integer->qubo, random);
	double		share = LEAST_HEAT * qs_power(MOST_HEAT / LEAST_HEAT, qs_random_unit(random));
	QsStatus	status;

	qs_flip_state_load(state, x);
	qs_flip(state, flipped);
	qs_flip_hold(state, flipped, true);
	status = qs_cool(&cycles->annealer, random, share, sweeps, tests);
	qs_flip_hold(state, flipped, false);
	qs_flip_descend(state, random);
	memcpy(cycles->trial, state->x, (size_t) state->n);
	qs_clusters_mix(&cycles->clusters, random, cycles->trial, x);
	qs_flip_descend(state, random);
	memcpy(cycles->trial, state->x, (size_t) state->n);
	return status;
}

QsStatus
qs_thermal_cycles_run(QsThermalCycles *cycles, QsRandom *random, const QsThermalLimits *limits,
					  uint8_t *x, double *energy, int64_t *evaluations)
{
	QsFlipState *state = cycles->annealer.state;
	const QsQubo *qubo = state->integer->qubo;
	QsStatus	status = QS_OK;
	int64_t		spent = 0;

	for (int k = 0; k < limits->cycles && status == QS_OK; k++)
	{
		int64_t		scanned = state->scanned;
		int64_t		tests = 0;
		double		found;

		if (*energy <= limits->target || spent >= limits->evaluations)
			break;
		status = cycle(cycles, random, limits->sweeps, x, &tests);
		spent += state->scanned - scanned + tests / QS_TESTS_PER_EVALUATION + state->n;
		/* rounded coefficients may rank close states wrongly: doubles decide */
		found = qs_qubo_energy(qubo, cycles->trial);
		if (found > *energy)
			continue;
		*energy = found;
		memcpy(x, cycles->trial, (size_t) state->n);
	}
	*evaluations += spent;
	return status;
}
