/*
 * correlate_qaoa.c
 *	  Correlations of one QAOA layer at its best angles, as in recursive QAOA
 *	  (Bravyi, Kliesch, Koenig & Tang 2020).
 */
#include "correlate/correlate_sink.h"
#include "correlate/qaoa_angles.h"

#define MOST_EVALUATIONS	60
#define LEAST_EVALUATIONS	8
#define WORK				1e9	/* multiplications spent on the angles, about */

QsStatus
qs_correlate_qaoa(QsCorrelationSink *sink, QsRandom *random)
{
	QsHost	   *host = sink->host;
	QsIsing    *ising = qs_correlation_ising(sink);
	QsQaoaForm *form;
	double		gamma,
				beta;
	double		affordable;
	double	   *zz;
	int			evaluations = MOST_EVALUATIONS;
	QsStatus	status;

	(void) random;
	if (ising == NULL)
		return QS_UNSUPPORTED;
	form = qs_qaoa_form_create(host, ising);
	affordable = WORK / (qs_qaoa_form_work(form) + 1.0);
	if (affordable < evaluations)
		evaluations = affordable > LEAST_EVALUATIONS ? (int) affordable : LEAST_EVALUATIONS;
	status = qs_qaoa_form_optimise(host, form, evaluations, &gamma, &beta);
	zz = QS_ARRAY(host, double, ising->start[ising->n]);
	qs_qaoa_form_expectations(form, beta, sink->reference, zz);
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
	qs_qaoa_form_free(host, form);
	qs_ising_free(host, ising);
	return status;
}
