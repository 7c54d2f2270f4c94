/*
 * positive_part.c
 *	  Spectral projection: tridiagonal form, eigenvectors of the side with fewer of them.
 *
 * The reductions are our own, because LAPACK's cannot be interrupted; its part, the
 * tridiagonal form, takes a square of the size.
 */
#include "bound/positive_part.h"

#include <math.h>
#include <string.h>

#include <lapacke.h>

#include "base/simd.h"

#define LANES			8
#define NANOSECONDS		0.6		/* by cubes of the size */

QsPositivePart *
qs_positive_part_create(QsHost *host, size_t size)
{
	QsPositivePart *part = QS_NEW(host, QsPositivePart);

	part->host = host;
	part->size = size;
	part->reflector = QS_ARRAY(host, double, size * size);
	part->factor = QS_ARRAY(host, double, size);
	part->product = QS_ARRAY(host, double, size);
	part->diagonal = QS_ARRAY(host, double, size);
	part->beside = QS_ARRAY0(host, double, size);
	part->value = QS_ARRAY(host, double, size);
	part->vector = QS_ARRAY(host, double, size * size);
	part->work = QS_ARRAY(host, double, 1 + 4 * size + size * size);
	part->integers = QS_ARRAY(host, int, 3 + 5 * size);
	return part;
}

void
qs_positive_part_free(QsPositivePart *part)
{
	QsHost	   *host;

	if (part == NULL)
		return;
	host = part->host;
	qs_free(host, part->reflector);
	qs_free(host, part->factor);
	qs_free(host, part->product);
	qs_free(host, part->diagonal);
	qs_free(host, part->beside);
	qs_free(host, part->value);
	qs_free(host, part->vector);
	qs_free(host, part->work);
	qs_free(host, part->integers);
	qs_free(host, part);
}

/* ---- kernels: the same bits with every instruction set ------------------ */

QS_ALWAYS_INLINE double
dot(const double *a, const double *b, size_t count)
{
	double		lane[LANES] = {0.0};
	size_t		k = 0;

	for (; k + LANES <= count; k += LANES)
		for (size_t l = 0; l < LANES; l++)
			lane[l] += a[k + l] * b[k + l];
	for (; k < count; k++)
		lane[k % LANES] += a[k] * b[k];
	return ((lane[0] + lane[4]) + (lane[1] + lane[5])) + ((lane[2] + lane[6]) + (lane[3] + lane[7]));
}

QS_ALWAYS_INLINE void
add_multiple(double *to, double factor, const double *from, size_t count)
{
	for (size_t k = 0; k < count; k++)
		to[k] += factor * from[k];
}

/* product = A v for the first `count` rows and columns of a lower triangle */
QS_ALWAYS_INLINE void
multiply_triangle(const double *matrix, size_t stride, const double *v, double *product, size_t count)
{
	for (size_t i = 0; i < count; i++)
	{
		const double *row = matrix + i * stride;

		product[i] = dot(row, v, i) + row[i] * v[i];
		add_multiple(product, v[i], row, i);
	}
}

/* A -= v w' + w v' */
QS_ALWAYS_INLINE void
update_triangle(double *matrix, size_t stride, const double *v, const double *w, size_t count)
{
	for (size_t i = 0; i < count; i++)
	{
		double	   *row = matrix + i * stride;
		double		a = v[i],
					b = w[i];

		for (size_t k = 0; k <= i; k++)
			row[k] -= a * w[k] + b * v[k];
	}
}

/* From both sides by I - factor v v' */
QS_ALWAYS_INLINE void
reflect_triangle(double *matrix, size_t stride, const double *v, double factor, double *product, size_t count)
{
	double		half;

	multiply_triangle(matrix, stride, v, product, count);
	half = 0.5 * factor * factor * dot(v, product, count);
	for (size_t k = 0; k < count; k++)
		product[k] = factor * product[k] - half * v[k];
	update_triangle(matrix, stride, v, product, count);
}

/* Row `last` of the triangle becomes a reflector that leaves one entry beside the diagonal. */
QS_ALWAYS_INLINE void
reduce_row(QsPositivePart *part, size_t last)
{
	size_t		n = part->size;
	double	   *v = part->reflector + last * n;
	double		square = dot(v, v, last - 1),
				pivot = v[last - 1],
				norm;

	part->diagonal[last] = v[last];
	part->factor[last] = 0.0;
	part->beside[last - 1] = pivot;
	if (square <= 1e-300)
		return;
	norm = sqrt(square + pivot * pivot);
	if (pivot > 0.0)
		norm = -norm;
	part->beside[last - 1] = norm;
	v[last - 1] = pivot - norm;
	part->factor[last] = 2.0 / (square + v[last - 1] * v[last - 1]);
	reflect_triangle(part->reflector, n, v, part->factor[last], part->product, last);
}

/* The reflectors, in turn, on one vector of the tridiagonal form */
QS_ALWAYS_INLINE void
reflect(const QsPositivePart *part, double *z)
{
	for (size_t last = 1; last < part->size; last++)
	{
		const double *v = part->reflector + last * part->size;

		if (part->factor[last] != 0.0)
			add_multiple(z, -part->factor[last] * dot(v, z, last), v, last);
	}
}

/* Row i of the sum of |value| vector vector', added */
QS_ALWAYS_INLINE void
add_row(const QsPositivePart *part, int first, int count, size_t i, double *row)
{
	for (int e = first; e < first + count; e++)
	{
		const double *z = part->vector + (size_t) e * part->size;

		add_multiple(row, fabs(part->value[e]) * z[i], z, i + 1);
	}
}

typedef struct Kernels
{
	void		(*reflect_triangle) (double *matrix, size_t stride, const double *v, double factor,
									 double *product, size_t count);
	void		(*reduce_row) (QsPositivePart *part, size_t last);
	void		(*reflect) (const QsPositivePart *part, double *z);
	void		(*add_row) (const QsPositivePart *part, int first, int count, size_t i, double *row);
} Kernels;

#define INSTANCES(NAME, CODE) \
	CODE static void reflect_triangle_##NAME(double *matrix, size_t stride, const double *v, double factor, double *product, size_t count) \
	{ reflect_triangle(matrix, stride, v, factor, product, count); } \
	CODE static void reduce_row_##NAME(QsPositivePart *part, size_t last) { reduce_row(part, last); } \
	CODE static void reflect_##NAME(const QsPositivePart *part, double *z) { reflect(part, z); } \
	CODE static void add_row_##NAME(const QsPositivePart *part, int first, int count, size_t i, double *row) \
	{ add_row(part, first, count, i, row); } \
	static const Kernels kernels_##NAME = {reflect_triangle_##NAME, reduce_row_##NAME, reflect_##NAME, add_row_##NAME};

INSTANCES(portable, )
#ifdef QS_SIMD_DISPATCH
INSTANCES(avx2, QS_SIMD_AVX2_CODE)
INSTANCES(avx512, QS_SIMD_AVX512_CODE)
#endif

static const Kernels *
kernels_of(QsSimd simd)
{
#ifdef QS_SIMD_DISPATCH
	switch (qs_simd_resolve(simd))
	{
		case QS_SIMD_AVX512:
			return &kernels_avx512;
		case QS_SIMD_AVX2:
			return &kernels_avx2;
		default:
			break;
	}
#endif
	(void) simd;
	return &kernels_portable;
}

void
qs_reflect_triangle(QsHost *host, double *matrix, size_t stride, const double *v, double factor,
					double *product)
{
	kernels_of(host->simd)->reflect_triangle(matrix, stride, v, factor, product, stride);
}

/* ---- the projection ------------------------------------------------------ */

/* All eigenpairs of the tridiagonal form, ascending, by divide and conquer: eigenvalues
 * that are equal, of which symmetric models have many, make it faster. */
static bool
tridiagonal_vectors(QsPositivePart *part)
{
	int			n = (int) part->size;

	memcpy(part->value, part->diagonal, part->size * sizeof(double));
	return LAPACKE_dstedc_work(LAPACK_COL_MAJOR, 'I', n, part->value, part->beside, part->vector, n,
							   part->work, 1 + 4 * n + n * n, part->integers, 3 + 5 * n) == 0;
}

double
qs_positive_part_work(double size)
{
	return NANOSECONDS * size * size * (size + 25.0);
}

bool
qs_positive_part(QsPositivePart *part, const double *matrix, double *out, double *work)
{
	const Kernels *kernels = kernels_of(part->host->simd);
	size_t		n = part->size;
	int			negative = 0;
	bool		above;			/* the side with fewer of them is the positive one */
	int			first,
				count;

	for (size_t i = 0; i < n; i++)
		memcpy(part->reflector + i * n, matrix + i * n, (i + 1) * sizeof(double));
	for (size_t last = n - 1; last > 0; last--)
	{
		kernels->reduce_row(part, last);
		qs_check(part->host);
	}
	part->diagonal[0] = part->reflector[0];
	if (!tridiagonal_vectors(part))
		return false;
	qs_check(part->host);
	while (negative < (int) n && part->value[negative] <= 0.0)
		negative++;
	above = 2 * negative >= (int) n;
	first = above ? negative : 0;
	count = above ? (int) n - negative : negative;
	for (int e = first; e < first + count; e++)
	{
		kernels->reflect(part, part->vector + (size_t) e * n);
		qs_check(part->host);
	}
	for (size_t i = 0; i < n; i++)
	{
		if (above)
			memset(out + i * n, 0, (i + 1) * sizeof(double));
		else
			memcpy(out + i * n, matrix + i * n, (i + 1) * sizeof(double));
		kernels->add_row(part, first, count, i, out + i * n);
		if ((i & 15) == 0)
			qs_check(part->host);
	}
	*work += qs_positive_part_work((double) n);
	return true;
}
