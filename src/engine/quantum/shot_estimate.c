/*
 * shot_estimate.c
 *	  An optimiser's objective as hardware finds it: from the energies of some shots.
 */
#include "quantum/shot_estimate.h"

#include "quantum/shot_tail.h"
#include "sampling/shot_collector.h"

/* Scaled energy of a row of bits */
static double
energy_of(const QsQaoaProblem *problem, const uint8_t *x)
{
	double		energy = problem->energy.constant;

	for (int i = 0; i < problem->n; i++)
		if (x[i])
			energy += problem->linear[i];
	for (int64_t k = 0; k < problem->pairs; k++)
		if (x[problem->first[k]] && x[problem->second[k]])
			energy += problem->pair_weight[k];
	return energy;
}

QsStatus
qs_qaoa_estimate(QsQaoaSimulator *s, QsAnsatz *ansatz, const double *theta, QsRandom *random,
				 int shots, double *value)
{
	size_t		n = (size_t) s->problem->n;
	int			most = qs_shot_batch(qs_qaoa_states(s), shots);
	QsStatus	status = qs_qaoa_prepare(s, ansatz, theta);
	uint8_t    *rows;
	double	   *energy;

	if (status != QS_OK)
		return status;
	rows = QS_ARRAY(s->host, uint8_t, (size_t) most * n);
	energy = QS_ARRAY(s->host, double, shots);
	for (int made = 0; made < shots && status == QS_OK; made += most)
	{
		int			count = shots - made < most ? shots - made : most;

		status = qs_qaoa_sample(s, ansatz, theta, random,
								&(QsQaoaBatch) {.first = made == 0, .shots = count, .all = shots}, rows);
		for (int k = 0; k < count && status == QS_OK; k++)
		{
			if ((k & 255) == 0)
			{
				qs_check(s->host);
				if (qs_time_up(s->host))
					status = QS_INTERRUPTED;
			}
			energy[made + k] = energy_of(s->problem, rows + (size_t) k * n);
		}
	}
	if (status == QS_OK)
		*value = qs_tail_of_shots(s->host, energy, shots, s->settings->cvar);
	qs_free(s->host, energy);
	qs_free(s->host, rows);
	return status;
}
