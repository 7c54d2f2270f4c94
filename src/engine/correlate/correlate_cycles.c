/*
 * correlate_cycles.c
 *	  Correlations from the linear relaxation of a model without rows: that of max-cut by
 *	  odd cycles.
 */
#include "base/elementary.h"
#include "correlate/correlate_sink.h"
#include "relax/odd_cycles.h"

/*
 * A relaxation has many values of +1 and -1.  What holds them there, the reduced cost, is
 * then the better order; it takes at most this share off a correlation.
 */
#define HOLD_SHARE	0.02

static double
mean_cost(const QsIsing *ising, const QsOddCycles *cycles)
{
	double		sum = 0.0;
	double		count = (double) ising->start[ising->n] + 1.0;

	for (int64_t k = 0; k < ising->start[ising->n]; k++)
		sum += cycles->coupling_cost[k];
	for (int i = 0; i < ising->n; i++)
	{
		sum += 2.0 * cycles->field_cost[i];
		count += 2.0 * (ising->field[i] != 0.0);
	}
	return sum / count;
}

static double
held(double spin, double cost, double mean)
{
	return spin * (1.0 - HOLD_SHARE * (mean > 0.0 ? qs_exp(-cost / mean) : 1.0));
}

QsStatus
qs_correlate_cycles(QsCorrelationSink *sink)
{
	QsHost	   *host = sink->host;
	QsIsing    *ising = qs_correlation_ising(sink);
	QsOddCycles *cycles;
	QsStatus	status;
	double		mean;

	if (ising == NULL)
		return QS_UNSUPPORTED;
	status = qs_odd_cycles_relax(host, ising, &cycles);
	if (status != QS_OK)
	{
		qs_ising_free(host, ising);
		return status;
	}
	mean = mean_cost(ising, cycles);
	for (int i = 0; i < ising->n; i++)
		sink->reference[i] = held(cycles->field[i], cycles->field_cost[i], mean);
	qs_sink_references(sink);
	for (int i = 0; i < ising->n; i++)
	{
		for (int64_t k = ising->start[i]; k < ising->start[i + 1]; k++)
			if (ising->neighbour[k] > i)
				qs_sink_pair(sink, i, ising->neighbour[k],
							 held(cycles->coupling[k], cycles->coupling_cost[k], mean));
		if ((i & 63) == 0)
			qs_check(host);
	}
	qs_odd_cycles_free(host, cycles);
	qs_ising_free(host, ising);
	return QS_OK;
}
