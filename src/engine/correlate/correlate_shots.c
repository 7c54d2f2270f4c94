/*
 * correlate_shots.c
 *	  Correlations that the samples of the round before have: the circuit, or whatever
 *	  sampled, decides what is merged next.
 */
#include "correlate/correlate_sink.h"
#include "correlate/measurement.h"

#include <math.h>

/* Bits up to which expectations of pairs are kept once they were computed */
#define MOST_KEPT	1024

typedef struct Measured
{
	const QsMeasurement *measurement;
	double	   *kept;			/* bits x bits: E[z_a z_b], NAN: not yet known; or NULL */
} Measured;

static double
bit_pair(const Measured *measured, int a, int b)
{
	double	   *kept = measured->kept;

	if (kept == NULL)
		return qs_measurement_bit_pair(measured->measurement, a, b);
	kept += (size_t) (a < b ? a : b) * (size_t) measured->measurement->bits +
		(size_t) (a < b ? b : a);
	if (isnan(*kept))
		*kept = qs_measurement_bit_pair(measured->measurement, a, b);
	return *kept;
}

/* E[z_i z_j] as far as what ties them to the bits is believed in */
static double
expectation(const void *context, int i, int j)
{
	const Measured *measured = context;
	const QsMeasurement *m = measured->measurement;
	double		sign = m->flipped[i] != m->flipped[j] ? -1.0 : 1.0;

	if (m->bit[i] == QS_REFERENCE || m->bit[j] == QS_REFERENCE)
		return qs_measurement_spin(m, i) * qs_measurement_spin(m, j);
	if (m->bit[i] == m->bit[j])
		return sign * fmin(m->trust[i], m->trust[j]);
	return sign * m->trust[i] * m->trust[j] * bit_pair(measured, m->bit[i], m->bit[j]);
}

QsStatus
qs_correlate_shots(QsCorrelationSink *sink, QsRandom *random)
{
	QsHost	   *host = sink->host;
	const QsMeasurement *measurement = sink->input->measurement;
	Measured	measured = {.measurement = measurement};

	(void) random;
	if (measurement == NULL || measurement->shots == 0)
		return QS_UNSUPPORTED;
	if (measurement->bits <= MOST_KEPT)
	{
		size_t		pairs = (size_t) measurement->bits * (size_t) measurement->bits;

		measured.kept = QS_ARRAY(host, double, pairs);
		for (size_t k = 0; k < pairs; k++)
			measured.kept[k] = NAN;
	}
	for (int i = 0; i < measurement->n; i++)
		sink->reference[i] = qs_measurement_spin(measurement, i);
	qs_sink_references(sink);
	qs_sink_offer_pairs(sink, expectation, &measured);
	qs_free(host, measured.kept);
	return QS_OK;
}
