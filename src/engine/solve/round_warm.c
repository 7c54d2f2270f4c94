/*
 * round_warm.c
 *	  Where the circuit of a round starts with the mixer warm: probabilities of x = 1, in
 *	  qubits, from the pool or from a relaxation of the shrunk model.
 *
 * Egger, Marecek & Woerner, "Warm-starting quantum optimization", 2021: a continuous
 * relaxation's values are the probabilities (kept from 0 and 1 by QS_WARM_LEAST); for
 * max-cut those are a rounded cut of the semidefinite relaxation (Goemans & Williamson
 * 1995).
 */
#include "solve/round_internal.h"

#include "relax/sdp.h"

#define TOLERANCE	1e-6		/* of the semidefinite relaxation */
#define SWEEPS		1000
#define HYPERPLANES	32			/* a rounded cut is the best of so many */

static const QsName warm_sources[] = {
	{"pool", QS_WARM_POOL, "shares of ones in the good solutions found so far"},
	{"relaxation", QS_WARM_RELAXATION, "values of the linear relaxation of linear problems; else of the semidefinite one of the QUBO, of which a cut is rounded where it has no fields"},
};

const QsNames qs_warm_source_names = QS_NAMES("warm_start", warm_sources);

static double *
warm_by_pool(QsRoundState *round)
{
	QsHost	   *host = round->host;
	const QsEncoding *encoding = round->encoding;
	const QsPool *pool = round->solve->pool;
	double	   *warm;
	uint8_t    *x,
			   *qubits;

	if (pool->count == 0)
		return NULL;
	warm = QS_ARRAY0(host, double, encoding->qubo->n);
	x = QS_ARRAY(host, uint8_t, round->shrunk.reduced->n);
	qubits = QS_ARRAY(host, uint8_t, encoding->qubo->n);
	for (int k = 0; k < pool->count; k++)
	{
		qs_contraction_restrict(round->shrunk.contraction, round->shrunk.reduced,
								qs_pool_entry(pool, k), x, NULL);
		qs_encode_assignment(encoding, round->shrunk.reduced->model, x, qubits);
		for (int q = 0; q < encoding->qubo->n; q++)
			warm[q] += (double) qubits[q] / pool->count;
	}
	qs_free(host, x);
	qs_free(host, qubits);
	return warm;
}

/* Values of the linear relaxation; what stands for no variable starts at 1/2. */
static double *
warm_by_values(QsRoundState *round)
{
	const QsEncoding *encoding = round->encoding;
	QsRelaxation *relaxation = NULL;
	double	   *warm;

	if (qs_relax(round->host, round->shrunk.reduced->model, round->structure, NULL, 0,
				 &relaxation) != QS_OK)
		return NULL;
	warm = QS_ARRAY(round->host, double, encoding->qubo->n);
	for (int q = 0; q < encoding->qubo->n; q++)
	{
		int			v = encoding->variable_of[q];

		warm[q] = v < 0 ? 0.5 : fmin(1.0, fmax(0.0, relaxation->value[v]));
	}
	qs_relaxation_free(round->host, relaxation);
	return warm;
}

static double
energy_of(const QsIsing *ising, const int8_t *spin)
{
	double		energy = 0.0;

	for (int i = 0; i < ising->n; i++)
		for (int64_t k = ising->start[i]; k < ising->start[i + 1]; k++)
			if (ising->neighbour[k] > i)
				energy += ising->coupling[k] * (spin[i] * spin[ising->neighbour[k]]);
	return energy;
}

/* The best of some random hyperplanes, as probabilities 0 and 1 */
static void
round_cut(QsHost *host, const QsIsing *ising, const QsSdp *sdp, QsRandom *random, double *warm)
{
	double	   *normal = QS_ARRAY(host, double, sdp->rank);
	int8_t	   *spin = QS_ARRAY(host, int8_t, ising->n);
	double		best = INFINITY;

	for (int h = 0; h < HYPERPLANES; h++)
	{
		double		energy;

		/* sums of uniform numbers are normal enough, and the same everywhere */
		for (int k = 0; k < sdp->rank; k++)
		{
			normal[k] = -6.0;
			for (int u = 0; u < 12; u++)
				normal[k] += qs_random_unit(random);
		}
		for (int i = 0; i < ising->n; i++)
		{
			double		side = 0.0;

			for (int k = 0; k < sdp->rank; k++)
				side += normal[k] * (double) sdp->vector[(size_t) i * (size_t) sdp->rank + (size_t) k];
			spin[i] = side < 0.0 ? -1 : 1;
		}
		energy = energy_of(ising, spin);
		if (energy < best)
		{
			best = energy;
			for (int i = 0; i < ising->n; i++)
				warm[i] = spin[i] < 0 ? 1.0 : 0.0;
		}
		qs_check(host);
	}
	qs_free(host, spin);
	qs_free(host, normal);
}

/* By the vectors of the semidefinite relaxation of the QUBO */
static double *
warm_by_vectors(QsRoundState *round)
{
	QsHost	   *host = round->host;
	QsIsing    *ising = qs_ising_create(host, round->encoding->qubo);
	double	   *warm = NULL;
	bool		fields = false;
	QsSdp	   *sdp;
	QsStatus	status = qs_sdp_solve(host, ising, TOLERANCE, SWEEPS, &round->random, &sdp);

	for (int i = 0; i < ising->n; i++)
		fields |= ising->field[i] != 0.0;
	if (status == QS_OK || status == QS_LIMIT)
	{
		warm = QS_ARRAY(host, double, ising->n);
		for (int i = 0; i < ising->n; i++)
			warm[i] = fmin(1.0, fmax(0.0, 0.5 - 0.5 * qs_sdp_reference(sdp, i)));
		if (!fields)
			round_cut(host, ising, sdp, &round->random, warm);
	}
	qs_sdp_free(host, sdp);
	qs_ising_free(host, ising);
	return warm;
}

double *
qs_round_warm(QsRoundState *round)
{
	const QsSettings *settings = round->solve->settings;
	double	   *warm = NULL;

	if (settings->sampler.mixer != QS_MIXER_WARM)
		return NULL;
	if (settings->warm_source == QS_WARM_POOL)
		return warm_by_pool(round);
	if (round->shrunk.reduced->model->linear && round->shrunk.reduced->model->m > 0)
		warm = warm_by_values(round);
	return warm ? warm : warm_by_vectors(round);
}
