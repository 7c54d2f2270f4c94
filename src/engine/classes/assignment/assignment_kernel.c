/*
 * assignment_kernel.c
 *	  The loops of 2-exchange search over whole rows, per instruction set.
 */
#include "classes/assignment/assignment_kernel.h"

#include <math.h>

#include "base/simd.h"

QS_ALWAYS_INLINE void
update_delta_body(int order, int stride, const double *restrict left,
				  const double *restrict right, double *restrict delta)
{
	for (int i = 0; i < order; i++)
	{
		double	   *restrict row = delta + (size_t) i * (size_t) stride;
		double		a = left[i];
		double		b = right[i];

		for (int j = (i + 1) / QS_LANES * QS_LANES; j < stride; j++)
			row[j] += (a - left[j]) * (b - right[j]);
	}
}

QS_ALWAYS_INLINE void
update_field_body(int order, int stride, const double *restrict factor,
				  const double *restrict change, double *restrict field)
{
	for (int i = 0; i < order; i++)
	{
		double	   *restrict row = field + (size_t) i * (size_t) stride;
		double		by = factor[i];

		if (by == 0.0)
			continue;
		for (int l = 0; l < stride; l++)
			row[l] += by * change[l];
	}
}

/* Minima down the columns: no reduction along a vector, and no promise about NaN */
QS_ALWAYS_INLINE void
scan_body(int order, int stride, const double *restrict delta, const double *restrict until,
		  double now, double *restrict least, double *restrict least_open)
{
	for (int j = 0; j < stride; j++)
		least[j] = least_open[j] = INFINITY;
	for (int i = 0; i < order; i++)
	{
		const double *restrict row = delta + (size_t) i * (size_t) stride;
		const double *restrict bar = until + (size_t) i * (size_t) stride;

		for (int j = (i + 1) / QS_LANES * QS_LANES; j < stride; j++)
		{
			double		value = row[j];
			double		open = bar[j] <= now ? value : INFINITY;

			least[j] = value < least[j] ? value : least[j];
			least_open[j] = open < least_open[j] ? open : least_open[j];
		}
	}
}

#define DEFINE_KERNEL(suffix, target) \
target static void \
update_delta_##suffix(int order, int stride, const double *left, const double *right, double *delta) \
{ update_delta_body(order, stride, left, right, delta); } \
target static void \
update_field_##suffix(int order, int stride, const double *factor, const double *change, \
					  double *field) \
{ update_field_body(order, stride, factor, change, field); } \
target static void \
scan_##suffix(int order, int stride, const double *delta, const double *until, double now, \
			  double *least, double *least_open) \
{ scan_body(order, stride, delta, until, now, least, least_open); } \
static const QsAssignmentKernel kernel_##suffix = { \
	update_delta_##suffix, update_field_##suffix, scan_##suffix \
};

DEFINE_KERNEL(portable, )
#ifdef QS_SIMD_DISPATCH
DEFINE_KERNEL(avx2, QS_SIMD_AVX2_CODE)
DEFINE_KERNEL(avx512, QS_SIMD_AVX512_CODE)
#endif

const QsAssignmentKernel *
qs_assignment_kernel(const QsHost *host)
{
	switch (qs_simd_resolve(host->simd))
	{
#ifdef QS_SIMD_DISPATCH
		case QS_SIMD_AVX512:
			return &kernel_avx512;
		case QS_SIMD_AVX2:
			return &kernel_avx2;
#endif
		default:
			return &kernel_portable;
	}
}
