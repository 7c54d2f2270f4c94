/*
 * lanczos.c
 *	  Thick-restart band Lanczos.
 *
 * It works on S in the complement of the null space of the Laplacian: for every
 * component C the vector sqrt(d_i / volume) on C.
 */
#include "shrink/lanczos.h"

#include <lapacke.h>
#include <math.h>
#include <string.h>

#include "base/random.h"

#define MOST_BLOCK		16
#define LEAST_BASIS		64
#define MOST_BASIS		320
#define BASIS_CELLS		4000000
#define RESIDUAL		1e-8
#define MOST_WORK		1e10	/* multiplications */
#define SEED			UINT64_C(0x5bec7213)
#define LANES			8
#define STRIP			64		/* rows rotated at a time */

/*
 * Basis vectors 0 .. expanded - 1 have been multiplied by S: their columns of the
 * projection are known.  Vectors expanded .. count - 1 wait; S times the expanded
 * ones lies in the span of all.
 */
typedef struct Lanczos
{
	QsSpectrumGraph *graph;
	QsRandom	random;
	int			wanted;
	int			block;
	int			capacity;
	int			count;
	int			expanded;
	int			ceiling;		/* dimension of the space */
	double	   *basis;			/* (capacity + 1) vectors of n */
	double	   *projection;		/* capacity^2, symmetric */
	double	   *matrix;			/* capacity^2: copy for the library */
	double	   *ritz;			/* capacity: values, ascending */
	double	   *vectors;		/* capacity^2: their coordinates, a column each */
	double	   *work;
	lapack_int *integers;
	lapack_int *support;
	double	   *strip;			/* STRIP x capacity */
	double		effort;
} Lanczos;

static double *
vector_at(const Lanczos *l, int k)
{
	return l->basis + (size_t) k * (size_t) l->graph->qubo->n;
}

static double
dot(const double *a, const double *b, int n)
{
	double		lane[LANES] = {0.0};
	double		sum = 0.0;
	int			k = 0;

	for (; k + LANES <= n; k += LANES)
		for (int j = 0; j < LANES; j++)
			lane[j] += a[k + j] * b[k + j];
	for (; k < n; k++)
		lane[0] += a[k] * b[k];
	for (int j = 0; j < LANES; j++)
		sum += lane[j];
	return sum;
}

static void
project_out_null_space(QsSpectrumGraph *graph, double *v)
{
	memset(graph->share, 0, (size_t) graph->components * sizeof(double));
	for (int i = 0; i < graph->qubo->n; i++)
		graph->share[graph->component[i]] += graph->null_vector[i] * v[i];
	for (int i = 0; i < graph->qubo->n; i++)
		v[i] -= graph->share[graph->component[i]] * graph->null_vector[i];
}

/*
 * Orthogonalise vector number l->count against everything before it, again as
 * long as a pass takes much away (Kahan & Parlett), and normalise.  Coefficients
 * are added to `column` if given.  Returns the norm that was left, 0 for nothing.
 */
static double
orthonormalise(QsHost *host, Lanczos *l, double *column)
{
	int			n = l->graph->qubo->n;
	double	   *v = vector_at(l, l->count);
	double		start = sqrt(dot(v, v, n));
	double		before = start;

	for (int pass = 0; pass < 4; pass++)
	{
		double		after;

		project_out_null_space(l->graph, v);
		for (int k = 0; k < l->count; k++)
		{
			const double *u = vector_at(l, k);
			double		c = dot(u, v, n);

			for (int i = 0; i < n; i++)
				v[i] -= c * u[i];
			if (column)
				column[k] += c;
			if ((k & 7) == 0)
				qs_check(host);
		}
		l->effort += 2.0 * n * (l->count + 1);
		after = sqrt(dot(v, v, n));
		if (!(after > 1e-11 * fmax(start, 1e-2)))
			return 0.0;
		if (after > 0.7 * before)
		{
			for (int i = 0; i < n; i++)
				v[i] /= after;
			return after;
		}
		before = after;
	}
	return 0.0;
}

static bool
add_random_vector(QsHost *host, Lanczos *l)
{
	double	   *v = vector_at(l, l->count);

	if (l->count >= l->ceiling)
		return false;
	for (int i = 0; i < l->graph->qubo->n; i++)
		v[i] = 2.0 * qs_random_unit(&l->random) - 1.0;
	if (orthonormalise(host, l, NULL) == 0.0)
		return false;
	l->count++;
	return true;
}

/* S times vector k, into the place behind the basis */
static void
multiply(QsHost *host, Lanczos *l, int k)
{
	const QsSpectrumGraph *graph = l->graph;
	const QsQubo *qubo = graph->qubo;
	const double *from = vector_at(l, k);
	double	   *to = vector_at(l, l->count);

	for (int i = 0; i < qubo->n; i++)
	{
		double		sum = 0.0;

		for (int64_t e = qubo->start[i]; e < qubo->start[i + 1]; e++)
		{
			int			j = qubo->neighbour[e];

			sum += fabs(qubo->weight[e]) * graph->inverse_root[j] * from[j];
		}
		to[i] = sum * graph->inverse_root[i];
		if ((i & 1023) == 0)
			qs_check(host);
	}
	l->effort += 3.0 * (double) qubo->start[qubo->n];
}

/* Multiply the next waiting vector, append what is new in the product */
static void
expand(QsHost *host, Lanczos *l)
{
	size_t		k = (size_t) l->expanded;
	size_t		side = (size_t) l->capacity;
	double	   *column = l->matrix;		/* free between Rayleigh-Ritz steps */
	double		left;

	memset(column, 0, side * sizeof(double));
	multiply(host, l, l->expanded);
	left = orthonormalise(host, l, column);
	if (left > 0.0)
		column[l->count++] = left;
	for (size_t i = 0; i < (size_t) l->count; i++)
		l->projection[k * side + i] = l->projection[i * side + k] = column[i];
	l->expanded++;
}

/* Largest `pairs` Ritz pairs over the expanded vectors, ascending; their number */
static int
rayleigh_ritz(Lanczos *l, int pairs)
{
	int			p = l->expanded;
	lapack_int	found = 0;

	if (pairs > p)
		pairs = p;
	for (int i = 0; i < p; i++)
		memcpy(l->matrix + (size_t) i * (size_t) p,
			   l->projection + (size_t) i * (size_t) l->capacity, (size_t) p * sizeof(double));
	/* the workspace is ours: nothing is allocated in there; on failure, no pairs */
	if (LAPACKE_dsyevr_work(LAPACK_COL_MAJOR, 'V', 'I', 'U', p, l->matrix, p, 0.0, 0.0,
							p - pairs + 1, p, 0.0, &found, l->ritz, l->vectors, p, l->support,
							l->work, 26 * l->capacity, l->integers, 10 * l->capacity) != 0)
		return 0;
	return found;
}

/* Coupling of a Ritz vector to waiting vector w */
static double
coupling(const Lanczos *l, int pair, int w)
{
	return dot(l->projection + (size_t) w * (size_t) l->capacity,
			   l->vectors + (size_t) pair * (size_t) l->expanded, l->expanded);
}

/* Are the `wanted` largest of `found` pairs done?  S y - theta y lies in the span of
 * the waiting vectors. */
static bool
converged(const Lanczos *l, int found)
{
	if (found < l->wanted)
		return false;
	for (int pair = found - l->wanted; pair < found; pair++)
	{
		double		squares = 0.0;

		for (int w = l->expanded; w < l->count; w++)
			squares += coupling(l, pair, w) * coupling(l, pair, w);
		if (squares > RESIDUAL * RESIDUAL)
			return false;
	}
	return true;
}

/* Ritz vectors over the expanded ones, strip by strip of rows, in place */
static void
rotate(QsHost *host, Lanczos *l, int first_pair, int keep)
{
	int			n = l->graph->qubo->n;
	int			p = l->expanded;

	for (int from = 0; from < n; from += STRIP)
	{
		int			rows = n - from < STRIP ? n - from : STRIP;

		memset(l->strip, 0, STRIP * (size_t) keep * sizeof(double));
		for (int pair = 0; pair < keep; pair++)
		{
			const double *coordinate = l->vectors + (size_t) (first_pair + pair) * (size_t) p;
			double	   *sum = l->strip + (size_t) pair * STRIP;

			for (int k = 0; k < p; k++)
			{
				const double *v = vector_at(l, k) + from;

				for (int i = 0; i < rows; i++)
					sum[i] += coordinate[k] * v[i];
			}
		}
		for (int pair = 0; pair < keep; pair++)
			memcpy(vector_at(l, pair) + from, l->strip + (size_t) pair * STRIP,
				   (size_t) rows * sizeof(double));
		qs_check(host);
	}
	l->effort += (double) n * p * keep;
}

/* Keep the largest Ritz vectors and the waiting vectors */
static void
restart(QsHost *host, Lanczos *l, int found, int keep)
{
	size_t		side = (size_t) l->capacity;
	int			n = l->graph->qubo->n;
	int			first_pair = found - keep;
	int			waiting = l->count - l->expanded;
	double	   *couplings = l->matrix;	/* waiting x keep */

	for (int w = 0; w < waiting; w++)
		for (int pair = 0; pair < keep; pair++)
			couplings[w * keep + pair] = coupling(l, first_pair + pair, l->expanded + w);
	rotate(host, l, first_pair, keep);
	for (int w = 0; w < waiting; w++)
		memmove(vector_at(l, keep + w), vector_at(l, l->expanded + w), (size_t) n * sizeof(double));
	memset(l->projection, 0, side * side * sizeof(double));
	for (int pair = 0; pair < keep; pair++)
	{
		l->projection[(size_t) pair * side + (size_t) pair] = l->ritz[first_pair + pair];
		for (int w = 0; w < waiting; w++)
			l->projection[(size_t) pair * side + (size_t) (keep + w)] =
				l->projection[(size_t) (keep + w) * side + (size_t) pair] =
				couplings[w * keep + pair];
	}
	l->expanded = keep;
	l->count = keep + waiting;
}

/* Expand, project, restart until the wanted pairs have converged */
static int
iterate(QsHost *host, Lanczos *l)
{
	int			since = 0;

	for (;;)
	{
		int			found;
		bool		full = l->count >= l->capacity;

		if (l->expanded < l->count && !full && ++since < LEAST_BASIS)
		{
			expand(host, l);
			continue;
		}
		since = 0;
		if (l->expanded == l->count && l->expanded < l->wanted && add_random_vector(host, l))
			continue;
		found = rayleigh_ritz(l, l->capacity / 3 > l->wanted + 4 ? l->capacity / 3 : l->wanted + 4);
		qs_check(host);
		if (converged(l, found) || l->expanded == l->count || l->effort > MOST_WORK ||
			qs_time_up(host))
			return found;
		if (full)
			restart(host, l, found, found < l->expanded ? found : found - 1);
	}
}

static void
lanczos_create(QsHost *host, Lanczos *l, QsSpectrumGraph *graph, int wanted)
{
	int			n = graph->qubo->n;
	size_t		side;

	*l = (Lanczos)
	{
		.graph = graph, .wanted = wanted
	};
	l->ceiling = n - graph->components;
	l->block = wanted < MOST_BLOCK ? wanted : MOST_BLOCK;
	l->capacity = BASIS_CELLS / n;
	l->capacity = l->capacity < LEAST_BASIS ? LEAST_BASIS : l->capacity;
	l->capacity = l->capacity > MOST_BASIS ? MOST_BASIS : l->capacity;
	if (l->capacity < 3 * wanted + 2 * l->block)
		l->capacity = 3 * wanted + 2 * l->block;
	side = (size_t) l->capacity;
	l->basis = QS_ARRAY(host, double, (side + 1) * (size_t) n);
	l->projection = QS_ARRAY0(host, double, side * side);
	l->matrix = QS_ARRAY(host, double, side * side);
	l->ritz = QS_ARRAY(host, double, side);
	l->vectors = QS_ARRAY(host, double, side * side);
	l->work = QS_ARRAY(host, double, 26 * side);
	l->integers = QS_ARRAY(host, lapack_int, 10 * side);
	l->support = QS_ARRAY(host, lapack_int, 2 * side);
	l->strip = QS_ARRAY(host, double, STRIP * side);
	qs_random_seed(&l->random, SEED, 0);
}

static void
lanczos_free(QsHost *host, Lanczos *l)
{
	qs_free(host, l->basis);
	qs_free(host, l->projection);
	qs_free(host, l->matrix);
	qs_free(host, l->ritz);
	qs_free(host, l->vectors);
	qs_free(host, l->work);
	qs_free(host, l->integers);
	qs_free(host, l->support);
	qs_free(host, l->strip);
}

int
qs_lanczos(QsHost *host, QsSpectrumGraph *graph, int wanted, double *largest)
{
	Lanczos		l;
	int			found;

	lanczos_create(host, &l, graph, wanted);
	for (int k = 0; k < l.block; k++)
		(void) add_random_vector(host, &l);
	found = iterate(host, &l);
	if (found > wanted)
	{
		memmove(l.ritz, l.ritz + (found - wanted), (size_t) wanted * sizeof(double));
		found = wanted;
	}
	for (int k = 0; k < found; k++)
		largest[k] = l.ritz[found - 1 - k];
	lanczos_free(host, &l);
	return found;
}
