/*
 * qaoa_problem.c
 *	  Spin terms and scaled energies of a QUBO.
 */
#include "quantum/qaoa_problem.h"

#include <math.h>

#include "model/ising.h"

/* Fields this small beside the couplings are rounding errors. */
#define NO_FIELD	1e-12

static double
largest_coefficient(const QsIsing *ising)
{
	double		largest = 0.0;

	for (int64_t k = 0; k < ising->start[ising->n]; k++)
		largest = fmax(largest, fabs(ising->coupling[k]));
	for (int i = 0; i < ising->n; i++)
		largest = fmax(largest, fabs(ising->field[i]));
	return largest;
}

static void
copy_terms(QsQaoaProblem *problem, const QsIsing *ising, const QsQubo *qubo)
{
	double		least = NO_FIELD * largest_coefficient(ising);

	for (int i = 0; i < ising->n; i++)
	{
		if (fabs(ising->field[i]) > least)
		{
			problem->field_qubit[problem->fields] = i;
			problem->field[problem->fields++] = ising->field[i] / problem->deviation;
		}
		problem->linear[i] = qubo->linear[i] / problem->deviation;
		for (int64_t k = qubo->start[i]; k < qubo->start[i + 1]; k++)
			if (qubo->neighbour[k] > i)
			{
				problem->first[problem->pairs] = i;
				problem->second[problem->pairs] = qubo->neighbour[k];
				problem->coupling[problem->pairs] = 0.25 * qubo->weight[k] / problem->deviation;
				problem->pair_weight[problem->pairs++] = qubo->weight[k] / problem->deviation;
			}
	}
	problem->symmetric = problem->fields == 0 && problem->pairs > 0;
}

QsQaoaProblem *
qs_qaoa_problem_create(QsHost *host, const QsQubo *qubo)
{
	QsQaoaProblem *problem = QS_NEW(host, QsQaoaProblem);
	QsIsing    *ising = qs_ising_create(host, qubo);
	int64_t		pairs = qs_qubo_pairs(qubo);

	problem->n = qubo->n;
	problem->mean = ising->offset;
	problem->deviation = qs_ising_deviation(ising);
	if (!(problem->deviation > 0.0))
		problem->deviation = 1.0;
	problem->field_qubit = QS_ARRAY(host, int32_t, qubo->n);
	problem->field = QS_ARRAY(host, double, qubo->n);
	problem->first = QS_ARRAY(host, int32_t, pairs);
	problem->second = QS_ARRAY(host, int32_t, pairs);
	problem->coupling = QS_ARRAY(host, double, pairs);
	problem->linear = QS_ARRAY(host, double, qubo->n);
	problem->pair_weight = QS_ARRAY(host, double, pairs);
	copy_terms(problem, ising, qubo);
	problem->energy = (QsQuadratic)
	{
		.n = qubo->n, .constant = (qubo->offset - ising->offset) / problem->deviation,
		.linear = problem->linear, .pairs = problem->pairs, .first = problem->first,
		.second = problem->second, .coefficient = problem->pair_weight
	};
	qs_ising_free(host, ising);
	return problem;
}

void
qs_qaoa_problem_free(QsHost *host, QsQaoaProblem *problem)
{
	if (problem == NULL)
		return;
	qs_free(host, problem->field_qubit);
	qs_free(host, problem->field);
	qs_free(host, problem->first);
	qs_free(host, problem->second);
	qs_free(host, problem->coupling);
	qs_free(host, problem->linear);
	qs_free(host, problem->pair_weight);
	qs_free(host, problem);
}

double
qs_qaoa_problem_field(QsHost *host, const QsQaoaProblem *problem)
{
	double	   *square = QS_ARRAY0(host, double, problem->n);
	double		sum = 0.0;
	int			spins = 0;

	for (int k = 0; k < problem->fields; k++)
		square[problem->field_qubit[k]] += problem->field[k] * problem->field[k];
	for (int64_t k = 0; k < problem->pairs; k++)
	{
		square[problem->first[k]] += problem->coupling[k] * problem->coupling[k];
		square[problem->second[k]] += problem->coupling[k] * problem->coupling[k];
	}
	for (int i = 0; i < problem->n; i++)
	{
		sum += square[i];
		spins += square[i] > 0.0;
	}
	qs_free(host, square);
	return spins > 0 ? sqrt(sum / spins) : 0.0;
}

void
qs_qaoa_problem_rescale(QsQaoaProblem *problem, double mean, double deviation)
{
	double		factor = deviation > 0.0 ? 1.0 / deviation : 1.0;

	problem->mean += problem->deviation * mean;
	problem->deviation /= factor;
	problem->energy.constant = (problem->energy.constant - mean) * factor;
	for (int k = 0; k < problem->fields; k++)
		problem->field[k] *= factor;
	for (int i = 0; i < problem->n; i++)
		problem->linear[i] *= factor;
	for (int64_t k = 0; k < problem->pairs; k++)
	{
		problem->coupling[k] *= factor;
		problem->pair_weight[k] *= factor;
	}
}
