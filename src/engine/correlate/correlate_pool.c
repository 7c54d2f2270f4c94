/*
 * correlate_pool.c
 *	  Signed agreement in a pool of good solutions.
 *
 * Entry k weighs its own weight times exp(-(f_k - best) / mean excess); then
 * <z_i> and <z_i z_j> are weighted means.
 *
 * A small pool agrees on much, and all of it equally.  Where a relaxation of a
 * linear objective is given, it breaks such ties: a correlation loses up to
 * TIE_SHARE the less the reduced cost of a variable supports what the pool says.
 */
#include "base/elementary.h"
#include "correlate/correlate_sink.h"

#include <math.h>
#include <string.h>

#define LANES			8
#define TIE_SHARE		0.02

typedef struct Agreement
{
	int			padded;			/* entries, rounded up to LANES */
	double	   *weight;			/* padded; sums to 1 */
	int8_t	   *spin;			/* n x padded, 0 beyond the entries */
	double	   *support;		/* n: factor on correlations, 1 - TIE_SHARE to 1 */
} Agreement;

static void
weigh_entries(const QsPool *pool, double *weight)
{
	double		excess = 0.0;
	double		sum = 0.0;

	for (int k = 0; k < pool->count; k++)
		excess += pool->objective[k] - pool->objective[0];
	excess /= pool->count;
	for (int k = 0; k < pool->count; k++)
	{
		double		worse = pool->objective[k] - pool->objective[0];

		weight[k] = pool->weight[k] * (excess > 0.0 ? qs_exp(-worse / excess) : 1.0);
		sum += weight[k];
	}
	for (int k = 0; k < pool->count; k++)
		weight[k] = sum > 0.0 ? weight[k] / sum : 1.0 / pool->count;
}

static void
spread_spins(QsHost *host, const QsPool *pool, Agreement *agreement)
{
	size_t		padded = (size_t) agreement->padded;

	agreement->weight = QS_ARRAY0(host, double, padded);
	weigh_entries(pool, agreement->weight);
	agreement->spin = QS_ARRAY0(host, int8_t, (size_t) pool->n * padded);
	for (int k = 0; k < pool->count; k++)
	{
		const uint8_t *x = qs_pool_entry(pool, k);

		for (size_t i = 0; i < (size_t) pool->n; i++)
			agreement->spin[i * padded + (size_t) k] = x[i] ? -1 : 1;
		qs_check(host);
	}
}

/* Weighted mean of z_i z_j; fixed lanes, so that the order of summation is too */
static double
agree(const Agreement *agreement, int i, int j)
{
	const int8_t *a = agreement->spin + (size_t) i * (size_t) agreement->padded;
	const int8_t *b = agreement->spin + (size_t) j * (size_t) agreement->padded;
	double		lane[LANES] = {0.0};
	double		sum = 0.0;

	for (int k = 0; k < agreement->padded; k += LANES)
		for (int l = 0; l < LANES; l++)
			lane[l] += agreement->weight[k + l] * (double) (a[k + l] * b[k + l]);
	for (int l = 0; l < LANES; l++)
		sum += lane[l];
	return sum;
}

/* Factors from the relaxation: the mean |reduced cost| is the scale of support */
static void
weigh_support(QsHost *host, const QsCorrelationInput *input, const double *reference,
			  Agreement *agreement)
{
	const QsRelaxation *relaxation = input->relaxation;
	int			n = input->model->n;
	double		mean = 0.0;

	agreement->support = QS_ARRAY(host, double, n);
	for (int i = 0; i < n; i++)
		agreement->support[i] = 1.0;
	if (relaxation == NULL || !input->model->linear)
		return;
	for (int i = 0; i < n; i++)
		mean += fabs(relaxation->reduced_cost[i]) / n;
	for (int i = 0; i < n && mean > 0.0; i++)
	{
		/* a cost wants x = 0 (spin +1), a profit x = 1 */
		double		cost = reference[i] < 0.0 ? -relaxation->reduced_cost[i] :
			relaxation->reduced_cost[i];

		agreement->support[i] = 1.0 - TIE_SHARE * (cost > 0.0 ? qs_exp(-cost / mean) : 1.0);
	}
}

/* A pair's agreement, discounted like the less supported of its ends */
static double
supported(const void *context, int i, int j)
{
	const Agreement *agreement = context;

	return fmin(agreement->support[i], agreement->support[j]) * agree(agreement, i, j);
}

QsStatus
qs_correlate_pool(QsCorrelationSink *sink, QsRandom *random)
{
	QsHost	   *host = sink->host;
	const QsPool *pool = sink->input->pool;
	Agreement	agreement;

	(void) random;
	if (pool == NULL || pool->count == 0)
		return QS_UNSUPPORTED;
	agreement.padded = (pool->count + LANES - 1) / LANES * LANES;
	spread_spins(host, pool, &agreement);
	for (int i = 0; i < pool->n; i++)
	{
		const int8_t *spin = agreement.spin + (size_t) i * (size_t) agreement.padded;
		double		sum = 0.0;

		for (int k = 0; k < pool->count; k++)
			sum += agreement.weight[k] * spin[k];
		sink->reference[i] = sum;
	}
	weigh_support(host, sink->input, sink->reference, &agreement);
	for (int i = 0; i < pool->n; i++)
		sink->reference[i] *= agreement.support[i];
	qs_sink_references(sink);
	qs_sink_offer_pairs(sink, supported, &agreement);
	qs_free(host, agreement.support);
	qs_free(host, agreement.weight);
	qs_free(host, agreement.spin);
	return QS_OK;
}
