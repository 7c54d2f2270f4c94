/*
 * annealing_sampler.c
 *	  Simulated annealing as a sampler.
 */
#include "samplers/annealing_sampler.h"

#include "flip/annealing.h"

static int
sweeps_per_shot(int n, int sweeps)
{
	if (sweeps > 0)
		return sweeps;
	sweeps = 100000 / n;
	return sweeps < 30 ? 30 : (sweeps > 1000 ? 1000 : sweeps);
}

QsStatus
qs_sample_annealing(QsHost *host, const QsSamplerInput *input, const QsSamplerSettings *settings,
					QsRandom *random, QsSamples **samples, QsSamplerReport *report)
{
	int			n = input->qubo->n;
	int			sweeps = sweeps_per_shot(n, settings->sweeps);
	uint8_t    *rows = QS_ARRAY(host, uint8_t, (size_t) settings->shots * (size_t) n);
	QsIntegerQubo *integer = qs_integer_qubo_create(host, input->qubo);
	QsFlipState *state = qs_flip_state_create(host, integer);
	QsAnnealer	annealer = qs_annealer_create(state, random);
	QsStatus	status = QS_OK;
	int			shots = 0;

	while (shots < settings->shots && status == QS_OK)
	{
		status = qs_anneal(&annealer, random, sweeps, rows + (size_t) shots * (size_t) n,
						   &report->moves);
		shots++;
		qs_check(host);
		if (status == QS_OK && shots < settings->shots && qs_time_up(host))
			status = QS_INTERRUPTED;
	}
	qs_annealer_free(&annealer);
	qs_flip_state_free(host, state);
	qs_integer_qubo_free(host, integer);
	*samples = qs_samples_from_rows(host, input->qubo, rows, shots);
	qs_free(host, rows);
	return status;
}
