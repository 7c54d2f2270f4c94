/*
 * correlate_sdp.c
 *	  Correlations of the max-cut relaxation: v_i . v_0 for every variable,
 *	  v_i . v_j for the pairs of the encoding.
 */
#include "base/elementary.h"
#include "correlate/correlate_sink.h"

#include <math.h>

#include "relax/sdp.h"

/* A sweep that gains less than this share of the objective is the last */
#define TOLERANCE	1e-6

/* Multiplications to spend, about; correlations are of use long before the last digit */
#define WORK		1e10
#define LEAST_SWEEPS	50
#define MOST_SWEEPS		1000

/*
 * Strong fields drive vectors onto the reference spin within rounding; what holds
 * them there, |g_i|, is then the better order (a flip costs 2 |g_i|).  It takes at
 * most this share off a correlation.
 */
#define HOLD_SHARE	0.02

static double *
hold_factors(QsHost *host, const QsSdp *sdp)
{
	double	   *factor = QS_ARRAY(host, double, sdp->n);
	double		mean = 0.0;

	for (int i = 0; i < sdp->n; i++)
		mean += sdp->norm[i] / sdp->n;
	for (int i = 0; i < sdp->n; i++)
		factor[i] = mean > 0.0 ? 1.0 - HOLD_SHARE * qs_exp(-sdp->norm[i] / mean) : 1.0;
	return factor;
}

static int
affordable_sweeps(const QsIsing *ising)
{
	double		rank = fmin(sqrt(2.0 * ising->n) + 2.0, QS_SDP_MOST_RANK);
	double		sweep = rank * ((double) ising->start[ising->n] + 4.0 * ising->n) + 1.0;

	return (int) fmin(MOST_SWEEPS, fmax(LEAST_SWEEPS, WORK / sweep));
}

/*
 * Vertices that some path of couplings joins to a field.  The others see the
 * reference spin only through the random start, which says nothing.
 */
static bool *
reached_by_fields(QsHost *host, const QsIsing *ising)
{
	bool	   *reached = QS_ARRAY0(host, bool, ising->n);
	int32_t    *stack = QS_ARRAY(host, int32_t, ising->n);
	int			depth = 0;

	for (int i = 0; i < ising->n; i++)
		if (ising->field[i] != 0.0)
		{
			reached[i] = true;
			stack[depth++] = i;
		}
	while (depth > 0)
	{
		int			i = stack[--depth];

		for (int64_t k = ising->start[i]; k < ising->start[i + 1]; k++)
			if (!reached[ising->neighbour[k]])
			{
				reached[ising->neighbour[k]] = true;
				stack[depth++] = ising->neighbour[k];
			}
	}
	qs_free(host, stack);
	return reached;
}

QsStatus
qs_correlate_sdp(QsCorrelationSink *sink, QsRandom *random)
{
	QsHost	   *host = sink->host;
	QsIsing    *ising = qs_correlation_ising(sink);
	QsStatus	status;
	QsSdp	   *sdp;
	bool	   *reached;
	double	   *factor;

	if (ising == NULL)
		return QS_UNSUPPORTED;
	status = qs_sdp_solve(host, ising, TOLERANCE, affordable_sweeps(ising), random, &sdp);
	if (status == QS_INTERRUPTED)
	{
		qs_sdp_free(host, sdp);
		qs_ising_free(host, ising);
		return status;
	}
	reached = reached_by_fields(host, ising);
	factor = hold_factors(host, sdp);
	for (int i = 0; i < ising->n; i++)
		sink->reference[i] = reached[i] ? factor[i] * qs_sdp_reference(sdp, i) : 0.0;
	qs_free(host, reached);
	qs_sink_references(sink);
	for (int i = 0; i < ising->n; i++)
	{
		for (int64_t k = ising->start[i]; k < ising->start[i + 1]; k++)
			if (ising->neighbour[k] > i)
				qs_sink_pair(sink, i, ising->neighbour[k],
							 fmin(factor[i], factor[ising->neighbour[k]]) *
							 qs_sdp_pair(sdp, i, ising->neighbour[k]));
		if ((i & 63) == 0)
			qs_check(host);
	}
	qs_free(host, factor);
	qs_sdp_free(host, sdp);
	qs_ising_free(host, ising);
	return status == QS_LIMIT ? QS_OK : status;
}
