/*
 * correlate_qaoa.c
 *	  Correlations of a QAOA of few layers at its best angles, as in recursive QAOA
 *	  (Bravyi, Kliesch, Koenig & Tang 2020): of one layer in closed form, of more by
 *	  light cones.
 */
#include "base/trace.h"
#include "correlate/correlate_sink.h"
#include "correlate/light_cone.h"
#include "correlate/qaoa_angles.h"

#define MOST_EVALUATIONS	60
#define LEAST_EVALUATIONS	8
#define WORK				1e9	/* multiplications spent on the angles, about */

/* Expectations after one layer */
static QsStatus
expect_in_closed_form(QsHost *host, const QsIsing *ising, double *z, double *zz)
{
	QsQaoaForm *form;
	double		gamma,
				beta;
	double		affordable;
	int			evaluations = MOST_EVALUATIONS;
	QsStatus	status;

	form = qs_qaoa_form_create(host, ising);
	affordable = WORK / (qs_qaoa_form_work(form) + 1.0);
	if (affordable < evaluations)
		evaluations = affordable > LEAST_EVALUATIONS ? (int) affordable : LEAST_EVALUATIONS;
	status = qs_qaoa_form_optimise(host, form, evaluations, &gamma, &beta);
	qs_qaoa_form_expectations(form, beta, z, zz);
	qs_qaoa_form_free(host, form);
	return status;
}

/* Expectations after several; QS_LIMIT: a cone is too large */
static QsStatus
expect_by_cones(QsHost *host, const QsIsing *ising, int layers, double *z, double *zz)
{
	double		gamma[QS_LIGHT_CONE_LAYERS];
	double		beta[QS_LIGHT_CONE_LAYERS];
	double		energy;
	QsLightCones *cones;
	QsStatus	status = qs_light_cones_optimise(host, ising, layers, &cones, gamma, beta);
	QsStatus	evaluated;

	if (status == QS_LIMIT)
		return status;
	evaluated = qs_light_cones_evaluate(cones, gamma, beta, &energy, z, zz);
	qs_light_cones_free(cones);
	qs_check(host);
	return evaluated == QS_OK ? status : evaluated;
}

/*
 * Merging makes cones grow.  Where one has become too large on the way, fewer layers must
 * do; what was asked for is refused before (qs_light_cone_largest).
 */
static QsStatus
expect(QsHost *host, const QsIsing *ising, int layers, double *z, double *zz)
{
	for (; layers > 1; layers--)
	{
		QsStatus	status = expect_by_cones(host, ising, layers, z, zz);

		if (status == QS_OK)
			return status;
		QS_TRACE(host, "correlate: qaoa, %d layers: %s", layers,
				 status == QS_LIMIT ? "a light cone is too large" : "out of time");
	}
	return expect_in_closed_form(host, ising, z, zz);
}

/*
 * What is equal by symmetry differs by rounding.  Without its last bits it is a tie, and
 * decided by the numbers of the variables, as in a textbook.
 */
static double
few_bits(double value)
{
	int			exponent;
	double		fraction = frexp(value, &exponent);

	return ldexp(nearbyint(fraction * 4294967296.0), exponent - 32);
}

QsConeSize
qs_correlation_cone(QsHost *host, const QsModel *model, const QsStructure *structure, int layers,
					int most)
{
	QsCorrelationInput input = {.model = model, .structure = structure};
	QsCorrelationSink *sink = qs_sink_create(host, &input);
	QsIsing    *ising = qs_correlation_ising(sink);
	QsConeSize	largest = {.j = -1, .qubits = model->n};

	if (ising)
		largest = qs_light_cone_largest(host, ising, layers, most);
	qs_ising_free(host, ising);
	qs_sink_free(sink);
	return largest;
}

QsStatus
qs_correlate_qaoa(QsCorrelationSink *sink, QsRandom *random)
{
	QsHost	   *host = sink->host;
	QsIsing    *ising = qs_correlation_ising(sink);
	double	   *zz;
	QsStatus	status;

	(void) random;
	if (ising == NULL)
		return QS_UNSUPPORTED;
	zz = QS_ARRAY(host, double, ising->start[ising->n]);
	status = expect(host, ising, sink->input->layers, sink->reference, zz);
	for (int i = 0; i < ising->n; i++)
		sink->reference[i] = few_bits(sink->reference[i]);
	for (int64_t k = 0; k < ising->start[ising->n]; k++)
		zz[k] = few_bits(zz[k]);
	qs_sink_references(sink);
	for (int i = 0; i < ising->n; i++)
	{
		for (int64_t k = ising->start[i]; k < ising->start[i + 1]; k++)
			if (ising->neighbour[k] > i)
				qs_sink_pair(sink, i, ising->neighbour[k], zz[k]);
		if ((i & 63) == 0)
			qs_check(host);
	}
	qs_free(host, zz);
	qs_ising_free(host, ising);
	return status;
}
