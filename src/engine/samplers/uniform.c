/*
 * uniform.c
 *	  The control arm: independent fair bits.
 */
#include "samplers/uniform.h"

QsStatus
qs_sample_uniform(QsHost *host, const QsSamplerInput *input,
				  const QsSamplerSettings *settings, QsRandom *random,
				  QsSamples **samples, QsSamplerReport *report)
{
	int			n = input->qubo->n;
	int			shots = settings->shots;
	int			drawn = 0;
	uint8_t    *rows = QS_ARRAY(host, uint8_t, (size_t) shots * (size_t) n);
	bool		stop = false;

	for (; drawn < shots && !stop; drawn++)
	{
		uint8_t    *row = rows + (size_t) drawn * (size_t) n;
		uint64_t	word = 0;

		for (int i = 0; i < n; i++)
		{
			if ((i & 63) == 0)
				word = qs_random_next(random);
			row[i] = (uint8_t) (word & 1);
			word >>= 1;
		}
		if (((int64_t) drawn * n & 0xffff) < n)
		{
			qs_check(host);
			stop = qs_time_up(host);
		}
	}
	*samples = qs_samples_from_rows(host, input->qubo, rows, drawn);
	qs_free(host, rows);
	(void) report;
	return drawn < shots ? QS_INTERRUPTED : QS_OK;
}
