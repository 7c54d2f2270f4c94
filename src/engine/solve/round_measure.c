/*
 * round_measure.c
 *	  The samples of a round as correlations for the next one: raw shots, neither
 *	  repaired nor polished, feasible or not.
 *
 * Angles are tuned for the best share of the shots (CVaR), so what a circuit says it
 * says there: correlations are those of that share, lowest energies first, each shot
 * weighing as often as it was seen.  An enumeration draws no shots: all states it
 * returns count once.
 */
#include "solve/round_internal.h"

#include <string.h>

#define MOST_DISTINCT	4096	/* shots kept */

/* Components take turns, and shots of one say nothing of another: each goes on from those
 * of its last turn.  Where there are more than slots, a component finds shots in which
 * it was held, and asks another source. */
static QsMeasurement **
slot(const QsRoundState *round)
{
	QsSolve    *solve = round->solve;
	int			turns = solve->components ? solve->components->count : 1;

	if (turns > QS_MEASURED_TURNS)
		turns = QS_MEASURED_TURNS;
	return &solve->measurement[(round->record->round - 1) % turns];
}

/* Weights of the shots that count; returns how many do, the first ones. */
static int
weigh_tail(const QsSamples *samples, double share, double *weight)
{
	double		left = 0.0;
	int			count = 0;

	for (int k = 0; k < samples->count; k++)
		left += (double) samples->occurrences[k];
	/* one shot at least */
	left = fmax(1.0, share * left);
	while (count < samples->count && count < MOST_DISTINCT && left > 0.0)
	{
		weight[count] = fmin(left, (double) samples->occurrences[count]);
		left -= weight[count++];
	}
	return count;
}

void
qs_round_measure(QsRoundState *round, const QsSamples *samples)
{
	QsHost	   *host = round->host;
	QsSolve    *solve = round->solve;
	const QsSettings *settings = solve->settings;
	const QsReduced *reduced = round->shrunk.reduced;
	int			most = samples->count < MOST_DISTINCT ? samples->count : MOST_DISTINCT;
	double		share = settings->correlation_share > 0.0 ? settings->correlation_share :
		settings->sampler.cvar;
	QsMeasurement *before,
			   *measured;
	double	   *weight;
	uint8_t    *x;
	int			shots;

	if (settings->correlation != QS_CORRELATION_SHOTS || reduced->n == 0)
		return;
	before = qs_round_measured(round);
	weight = QS_ARRAY(host, double, most);
	shots = weigh_tail(samples, round->solver == QS_SOLVER_EXACT ? 1.0 : share, weight);
	x = QS_ARRAY(host, uint8_t, (size_t) shots * (size_t) reduced->n);
	for (int k = 0; k < shots; k++)
	{
		const uint8_t *bits = samples->x + (size_t) k * (size_t) samples->n;

		if (round->encoding)
			qs_decode(round->encoding, bits, x + (size_t) k * (size_t) reduced->n);
		else
			memcpy(x + (size_t) k * (size_t) reduced->n, bits, (size_t) reduced->n);
	}
	measured = qs_measurement_create(host, round->shrunk.contraction, reduced, x, weight, shots,
									 before);
	qs_measurement_free(host, *slot(round));
	*slot(round) = qs_measurement_spread(host, measured, solve->base->root, solve->model->n);
	qs_measurement_free(host, measured);
	qs_measurement_free(host, before);
	qs_free(host, x);
	qs_free(host, weight);
}

QsMeasurement *
qs_round_measured(const QsRoundState *round)
{
	const QsSolve *solve = round->solve;
	const QsMeasurement *measurement = *slot(round);

	if (measurement == NULL)
		return NULL;
	return qs_measurement_restrict(round->host, measurement, solve->base->root, solve->base->n);
}
