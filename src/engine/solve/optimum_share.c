/*
 * optimum_share.c
 *	  How often a sampler hit the minimum of the QUBO it was given.
 */
#include "solve/optimum_share.h"

#include <math.h>
#include <string.h>

#include "exact/exact.h"
#include "samplers/samplers.h"

/* What a classical sampler may wait for its own diagnosis: a few milliseconds. */
#define CLASSICAL_BITS	22
#define ROUNDING		1e-12

bool
qs_one_hot_states(const QsSamplerInput *input, QsMixer mixer)
{
	return input->groups > 0 && (mixer == QS_MIXER_XY_RING || mixer == QS_MIXER_XY_COMPLETE);
}

/* The QUBO as the objective of a model whose rows are the groups. */
static QsModel *
model_of_groups(QsHost *host, const QsSamplerInput *input)
{
	const QsQubo *qubo = input->qubo;
	size_t		groups = (size_t) input->groups;
	size_t		members = (size_t) input->group_start[groups];
	QsQubo	   *objective = qs_qubo_copy(host, qubo);
	int64_t    *row_start = QS_ARRAY(host, int64_t, groups + 1);
	int32_t    *row_variable = QS_ARRAY(host, int32_t, members);
	double	   *row_value = QS_ARRAY(host, double, members);
	double	   *row_lower = QS_ARRAY(host, double, groups);
	double	   *row_upper = QS_ARRAY(host, double, groups);
	int32_t    *row_origin = QS_ARRAY(host, int32_t, groups);

	objective->offset = 0.0;
	memcpy(row_variable, input->group_qubit, members * sizeof(int32_t));
	for (size_t g = 0; g < groups; g++)
	{
		row_start[g] = input->group_start[g];
		row_lower[g] = row_upper[g] = 1.0;
		row_origin[g] = (int32_t) g;
	}
	row_start[groups] = (int64_t) members;
	for (size_t k = 0; k < members; k++)
		row_value[k] = 1.0;
	return qs_model_assemble(host, qubo->n, false, 0.0, objective, input->groups, row_start,
							 row_variable, row_value, row_lower, row_upper,
							 QS_ARRAY0(host, double, groups), row_origin);
}

static QsStatus
lowest_one_hot(QsHost *host, const QsSamplerInput *input, int count, QsSamples **lowest)
{
	QsModel    *model = model_of_groups(host, input);
	QsStructure *structure = qs_structure_create(host, model, NULL);
	QsSamples  *found;
	QsStatus	status = qs_exact_model(host, model, structure, count, &found);

	/* energies as everybody computes them, whatever merged with the rows */
	if (found)
		*lowest = qs_samples_from_rows(host, input->qubo, found->x, found->count);
	qs_samples_free(host, found);
	qs_structure_free(host, structure);
	qs_model_free(host, model);
	return status;
}

QsStatus
qs_qubo_lowest(QsHost *host, const QsSamplerInput *input, QsMixer mixer, int count,
			   QsSamples **lowest)
{
	QsSamplerSettings settings = qs_sampler_defaults;
	QsRandom	unused;
	QsStatus	status;

	*lowest = NULL;
	if (qs_one_hot_states(input, mixer))
		status = lowest_one_hot(host, input, count, lowest);
	else
	{
		settings.shots = count;
		qs_random_seed(&unused, 0, 0);
		status = qs_sample(host, QS_SOLVER_EXACT, input, &settings, &unused, lowest, NULL);
	}
	if (status != QS_OK)
	{
		qs_samples_free(host, *lowest);
		*lowest = NULL;
	}
	return status;
}

double
qs_qubo_tolerance(const QsQubo *qubo)
{
	double		sum = fabs(qubo->offset);

	for (int i = 0; i < qubo->n; i++)
		sum += fabs(qubo->linear[i]);
	for (int64_t k = 0; k < qubo->start[qubo->n]; k++)
		sum += 0.5 * fabs(qubo->weight[k]);
	return ROUNDING * sum;
}

static bool
in_subspace(const QsSamplerInput *input, const uint8_t *x)
{
	for (int g = 0; g < input->groups; g++)
	{
		int			ones = 0;

		for (int k = input->group_start[g]; k < input->group_start[g + 1]; k++)
			ones += x[input->group_qubit[k]];
		if (ones != 1)
			return false;
	}
	return true;
}

double
qs_optimum_share(QsHost *host, QsSolver solver, const QsSamplerInput *input, QsMixer mixer,
				 const QsSamples *samples)
{
	bool		one_hot = qs_one_hot_states(input, mixer);
	QsSamples  *lowest;
	double		limit;
	int64_t		shots = 0;
	int64_t		hits = 0;

	if (!qs_solver_is_quantum(solver) && input->qubo->n > CLASSICAL_BITS)
		return NAN;
	if (qs_qubo_lowest(host, input, mixer, 1, &lowest) != QS_OK)
		return NAN;
	limit = lowest->energy[0] + qs_qubo_tolerance(input->qubo);
	qs_samples_free(host, lowest);
	for (int k = 0; k < samples->count; k++)
	{
		const uint8_t *x = samples->x + (size_t) k * (size_t) samples->n;

		/* below the minimum: a state outside the groups, from a noisy circuit */
		shots += samples->occurrences[k];
		if (samples->energy[k] <= limit && (!one_hot || in_subspace(input, x)))
			hits += samples->occurrences[k];
	}
	return shots > 0 ? (double) hits / (double) shots : NAN;
}
