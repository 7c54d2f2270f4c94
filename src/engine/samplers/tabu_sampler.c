/*
 * tabu_sampler.c
 *	  Tabu search as a sampler: short searches from many starts.
 */
#include "samplers/tabu_sampler.h"

#include <math.h>
#include <string.h>

#include "flip/tabu.h"

/* Flips per restart: enough to settle, few enough for a thousand restarts */
static int64_t
moves_per_shot(int n, int sweeps)
{
	if (sweeps == 0)
	{
		sweeps = 10000 / n;
		sweeps = sweeps < 1 ? 1 : (sweeps > 20 ? 20 : sweeps);
	}
	return (int64_t) sweeps * n;
}

QsStatus
qs_sample_tabu(QsHost *host, const QsSamplerInput *input, const QsSamplerSettings *settings,
			   QsRandom *random, QsSamples **samples, QsSamplerReport *report)
{
	int			n = input->qubo->n;
	uint8_t    *rows = QS_ARRAY(host, uint8_t, (size_t) settings->shots * (size_t) n);
	QsTabu	   *tabu = qs_tabu_create(host, input->qubo);
	QsTabuLimits limits = {.moves = moves_per_shot(n, settings->sweeps), .target = -INFINITY};
	QsStatus	status = QS_OK;
	int			shots = 0;

	while (shots < settings->shots && status == QS_OK)
	{
		uint8_t    *x = rows + (size_t) shots * (size_t) n;
		double		energy;

		if (shots == 0 && input->start)
			memcpy(x, input->start, (size_t) n);
		else
			for (int i = 0; i < n; i++)
				x[i] = (uint8_t) (qs_random_next(random) >> 63);
		status = qs_tabu_run(tabu, random, &limits, x, &energy, &report->moves);
		shots++;
		qs_check(host);
		if (status == QS_OK && shots < settings->shots && qs_time_up(host))
			status = QS_INTERRUPTED;
	}
	qs_tabu_free(tabu);
	*samples = qs_samples_from_rows(host, input->qubo, rows, shots);
	qs_free(host, rows);
	return status;
}
