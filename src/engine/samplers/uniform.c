/*
 * uniform.c
 *	  The control arm: independent fair bits.
 */
#include "samplers/uniform.h"

#include "sampling/shot_collector.h"

static void
draw(QsRandom *random, int n, uint8_t *row)
{
	uint64_t	word = 0;

	for (int i = 0; i < n; i++)
	{
		if ((i & 63) == 0)
			word = qs_random_next(random);
		row[i] = (uint8_t) (word & 1);
		word >>= 1;
	}
}

QsStatus
qs_sample_uniform(QsHost *host, const QsSamplerInput *input,
				  const QsSamplerSettings *settings, QsRandom *random,
				  QsSamples **samples, QsSamplerReport *report)
{
	int			n = input->qubo->n;
	int			shots = settings->shots;
	int			drawn = 0;
	int			collected = 0;
	uint8_t    *rows = QS_ARRAY(host, uint8_t, (size_t) shots * (size_t) n);
	QsShotCollector *collector = qs_collector_create(host, input->qubo, shots);
	bool		late = false;

	while (drawn < shots && !late)
	{
		draw(random, n, rows + (size_t) drawn * (size_t) n);
		drawn++;
		if (((int64_t) drawn * n & 0xffff) < n || drawn == shots)
		{
			qs_collector_take(collector, rows + (size_t) collected * (size_t) n, NULL, drawn - collected);
			collected = drawn;
			late = qs_collector_late(collector);
		}
	}
	*samples = qs_collector_end(collector);
	qs_free(host, rows);
	(void) report;
	return drawn < shots ? QS_INTERRUPTED : QS_OK;
}
