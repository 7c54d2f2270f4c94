/*
 * sdp.c
 *	  The mixing method.
 *
 * Vectors are single precision with a rank padded to whole registers.  Sums run
 * in fixed lanes, so every instruction set gives the same vectors.
 */
#include "relax/sdp.h"

#include <math.h>
#include <string.h>

#include "base/simd.h"

#define LANES			16
#define CHUNK			32		/* floats of g kept in registers over the neighbours */
#define DEFAULT_SWEEPS	1000
#define CHECK_WORK		500000	/* multiplications between interrupt points */
#define ORDINARY_LEAST	0x1p-50	/* largest numbers that are solved as they are */
#define ORDINARY_MOST	0x1p50

/* One vertex: its neighbours' weighted vectors into g */
QS_ALWAYS_INLINE void
gather(const float *vector, int rank, const int32_t *neighbour, const double *coupling,
	   int64_t count, float *g)
{
	int			first = 0;

	for (; first + CHUNK <= rank; first += CHUNK)
	{
		float		sum[CHUNK] = {0.0f};

		for (int64_t k = 0; k < count; k++)
		{
			const float *v = vector + (size_t) neighbour[k] * (size_t) rank + first;
			float		w = (float) coupling[k];

			for (int d = 0; d < CHUNK; d++)
				sum[d] += w * v[d];
		}
		memcpy(g + first, sum, sizeof(sum));
	}
	for (; first < rank; first += LANES)
	{
		float		sum[LANES] = {0.0f};

		for (int64_t k = 0; k < count; k++)
		{
			const float *v = vector + (size_t) neighbour[k] * (size_t) rank + first;
			float		w = (float) coupling[k];

			for (int d = 0; d < LANES; d++)
				sum[d] += w * v[d];
		}
		memcpy(g + first, sum, sizeof(sum));
	}
}

QS_ALWAYS_INLINE double
dot(const float *a, const float *b, int rank)
{
	float		lane[LANES] = {0.0f};
	double		sum = 0.0;

	for (int d = 0; d < rank; d += LANES)
		for (int l = 0; l < LANES; l++)
			lane[l] += a[d + l] * b[d + l];
	for (int l = 0; l < LANES; l++)
		sum += lane[l];
	return sum;
}

/* v := -g / |g|; what the objective gains by it.  A vertex without pull stays. */
QS_ALWAYS_INLINE double
update_vertex(const QsIsing *ising, QsSdp *sdp, int i, float *g)
{
	int			rank = sdp->rank;
	float	   *v = sdp->vector + (size_t) i * (size_t) rank;
	int64_t		first = ising->start[i];
	double		norm;
	double		before;
	float		scale;

	gather(sdp->vector, rank, ising->neighbour + first, ising->coupling + first,
		   ising->start[i + 1] - first, g);
	g[0] += (float) ising->field[i];
	norm = sqrt(dot(g, g, rank));
	sdp->norm[i] = norm;
	if (!(norm > 1e-30))
		return 0.0;
	before = dot(g, v, rank);
	scale = (float) (-1.0 / norm);
	for (int d = 0; d < rank; d++)
		v[d] = scale * g[d];
	return norm + before;
}

QS_ALWAYS_INLINE double
update_range(const QsIsing *ising, QsSdp *sdp, int from, int to, float *g)
{
	double		gain = 0.0;

	for (int i = from; i < to; i++)
		gain += update_vertex(ising, sdp, i, g);
	return gain;
}

typedef double (*UpdateRange) (const QsIsing *ising, QsSdp *sdp, int from, int to, float *g);

static double
update_range_portable(const QsIsing *ising, QsSdp *sdp, int from, int to, float *g)
{
	return update_range(ising, sdp, from, to, g);
}

#ifdef QS_SIMD_DISPATCH
QS_SIMD_AVX2_CODE static double
update_range_avx2(const QsIsing *ising, QsSdp *sdp, int from, int to, float *g)
{
	return update_range(ising, sdp, from, to, g);
}

QS_SIMD_AVX512_CODE static double
update_range_avx512(const QsIsing *ising, QsSdp *sdp, int from, int to, float *g)
{
	return update_range(ising, sdp, from, to, g);
}
#endif

static UpdateRange
update_function(QsSimd simd)
{
#ifdef QS_SIMD_DISPATCH
	switch (qs_simd_resolve(simd))
	{
		case QS_SIMD_AVX512:
			return update_range_avx512;
		case QS_SIMD_AVX2:
			return update_range_avx2;
		default:
			break;
	}
#endif
	(void) simd;
	return update_range_portable;
}

static void
random_directions(QsHost *host, QsSdp *sdp, QsRandom *random)
{
	for (int i = 0; i < sdp->n; i++)
	{
		float	   *v = sdp->vector + (size_t) i * (size_t) sdp->rank;
		double		norm;
		float		scale;

		for (int d = 0; d < sdp->rank; d++)
			v[d] = (float) (2.0 * qs_random_unit(random) - 1.0);
		norm = sqrt(dot(v, v, sdp->rank));
		scale = (float) (1.0 / norm);
		for (int d = 0; d < sdp->rank; d++)
			v[d] *= scale;
		if ((i & 255) == 0)
			qs_check(host);
	}
}

/* sum_i v_i.(h_i v_0 + g_i / 2) over the present vectors, as far as time allows */
static double
evaluate(QsHost *host, const QsIsing *ising, const QsSdp *sdp, float *g, bool *stopped)
{
	double		objective = 0.0;

	for (int i = 0; i < sdp->n && !*stopped; i++)
	{
		const float *v = sdp->vector + (size_t) i * (size_t) sdp->rank;
		int64_t		first = ising->start[i];

		gather(sdp->vector, sdp->rank, ising->neighbour + first, ising->coupling + first,
			   ising->start[i + 1] - first, g);
		objective += 0.5 * dot(g, v, sdp->rank) + ising->field[i] * qs_sdp_reference(sdp, i);
		if ((i & 63) == 0)
		{
			qs_check(host);
			*stopped = qs_time_up(host);
		}
	}
	return objective;
}

/* One pass over all vertices in ranges short enough for interrupts; the gain */
static double
sweep(QsHost *host, const QsIsing *ising, QsSdp *sdp, UpdateRange update, float *g,
	  bool *stopped)
{
	double		gain = 0.0;
	int			from = 0;

	while (from < sdp->n && !*stopped)
	{
		int			to = from;
		int64_t		work = 0;

		while (to < sdp->n && work < CHECK_WORK)
		{
			work += (ising->start[to + 1] - ising->start[to] + 4) * sdp->rank;
			to++;
		}
		gain += update(ising, sdp, from, to, g);
		from = to;
		qs_check(host);
		*stopped = qs_time_up(host);
	}
	return gain;
}

static QsStatus
descend(QsHost *host, const QsIsing *ising, double tolerance, int sweeps,
		QsRandom *random, QsSdp **out)
{
	QsSdp	   *sdp = QS_NEW(host, QsSdp);
	int			rank = (int) ceil(sqrt(2.0 * (ising->n + 1.0))) + 1;
	UpdateRange update = update_function(host->simd);
	bool		stopped = false;
	QsStatus	status = QS_LIMIT;
	float	   *g;

	if (rank > QS_SDP_MOST_RANK)
		rank = QS_SDP_MOST_RANK;
	sdp->n = ising->n;
	sdp->rank = (rank + LANES - 1) / LANES * LANES;
	sdp->vector = QS_ARRAY(host, float, (size_t) sdp->n * (size_t) sdp->rank);
	sdp->norm = QS_ARRAY0(host, double, sdp->n);
	*out = sdp;
	g = QS_ARRAY0(host, float, sdp->rank);
	random_directions(host, sdp, random);
	sdp->objective = evaluate(host, ising, sdp, g, &stopped);
	if (stopped)
		status = QS_INTERRUPTED;
	if (sweeps <= 0)
		sweeps = DEFAULT_SWEEPS;
	while (sdp->sweeps < sweeps && status == QS_LIMIT)
	{
		double		gain = sweep(host, ising, sdp, update, g, &stopped);

		sdp->sweeps++;
		sdp->objective -= gain;
		if (stopped)
			status = QS_INTERRUPTED;
		else if (gain <= tolerance * fabs(sdp->objective))
			status = QS_OK;
	}
	qs_free(host, g);
	return status;
}

/* Largest magnitude of a field or coupling */
static double
largest_number(const QsIsing *ising)
{
	double		largest = 0.0;

	for (int i = 0; i < ising->n; i++)
		largest = fmax(largest, fabs(ising->field[i]));
	for (int64_t k = 0; k < ising->start[ising->n]; k++)
		largest = fmax(largest, fabs(ising->coupling[k]));
	return largest;
}

/* The same times 2^exponent: fields and couplings are new, the rest is shared. */
static QsIsing
scaled_ising(QsHost *host, const QsIsing *ising, int exponent)
{
	QsIsing		scaled = *ising;

	scaled.field = QS_ARRAY(host, double, ising->n);
	scaled.coupling = QS_ARRAY(host, double, ising->start[ising->n]);
	for (int i = 0; i < ising->n; i++)
		scaled.field[i] = ldexp(ising->field[i], exponent);
	for (int64_t k = 0; k < ising->start[ising->n]; k++)
		scaled.coupling[k] = ldexp(ising->coupling[k], exponent);
	return scaled;
}

/* Numbers far from 1 are solved as numbers near 1: vectors are single precision. */
QsStatus
qs_sdp_solve(QsHost *host, const QsIsing *ising, double tolerance, int sweeps,
			 QsRandom *random, QsSdp **out)
{
	double		largest = largest_number(ising);
	QsIsing		scaled;
	QsStatus	status;
	int			exponent;

	if (largest == 0.0 || (largest >= ORDINARY_LEAST && largest <= ORDINARY_MOST))
		return descend(host, ising, tolerance, sweeps, random, out);
	exponent = -ilogb(largest);
	scaled = scaled_ising(host, ising, exponent);
	status = descend(host, &scaled, tolerance, sweeps, random, out);
	for (int i = 0; i < ising->n; i++)
		(*out)->norm[i] = ldexp((*out)->norm[i], -exponent);
	(*out)->objective = ldexp((*out)->objective, -exponent);
	qs_free(host, scaled.field);
	qs_free(host, scaled.coupling);
	return status;
}

void
qs_sdp_free(QsHost *host, QsSdp *sdp)
{
	if (sdp == NULL)
		return;
	qs_free(host, sdp->vector);
	qs_free(host, sdp->norm);
	qs_free(host, sdp);
}

double
qs_sdp_pair(const QsSdp *sdp, int i, int j)
{
	return dot(sdp->vector + (size_t) i * (size_t) sdp->rank,
			   sdp->vector + (size_t) j * (size_t) sdp->rank, sdp->rank);
}
