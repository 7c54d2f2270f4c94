/*
 * row_products.c
 *	  Products over two rows of cosines and sines, for every set of instructions.
 */
#include "correlate/row_products.h"

/* prod_k (c_ik c_jk - s_ik s_jk) and prod_k (c_ik c_jk + s_ik s_jk), fixed lanes */
QS_ALWAYS_INLINE void
multiply_rows(const double *ci, const double *si, const double *cj, const double *sj,
			  int stride, double *plus, double *minus)
{
	double		p[QS_ROW_LANES];
	double		q[QS_ROW_LANES];

	for (int l = 0; l < QS_ROW_LANES; l++)
		p[l] = q[l] = 1.0;
	for (int k = 0; k < stride; k += QS_ROW_LANES)
		for (int l = 0; l < QS_ROW_LANES; l++)
		{
			double		cc = ci[k + l] * cj[k + l];
			double		ss = si[k + l] * sj[k + l];

			p[l] *= cc - ss;
			q[l] *= cc + ss;
		}
	*plus = ((p[0] * p[1]) * (p[2] * p[3])) * ((p[4] * p[5]) * (p[6] * p[7]));
	*minus = ((q[0] * q[1]) * (q[2] * q[3])) * ((q[4] * q[5]) * (q[6] * q[7]));
}

static void
multiply_rows_portable(const double *ci, const double *si, const double *cj,
					   const double *sj, int stride, double *plus, double *minus)
{
	multiply_rows(ci, si, cj, sj, stride, plus, minus);
}

#ifdef QS_SIMD_DISPATCH
QS_SIMD_AVX2_CODE static void
multiply_rows_avx2(const double *ci, const double *si, const double *cj,
				   const double *sj, int stride, double *plus, double *minus)
{
	multiply_rows(ci, si, cj, sj, stride, plus, minus);
}

QS_SIMD_AVX512_CODE static void
multiply_rows_avx512(const double *ci, const double *si, const double *cj,
					 const double *sj, int stride, double *plus, double *minus)
{
	multiply_rows(ci, si, cj, sj, stride, plus, minus);
}
#endif

QsRowProducts
qs_row_products(QsSimd simd)
{
#ifdef QS_SIMD_DISPATCH
	switch (qs_simd_resolve(simd))
	{
		case QS_SIMD_AVX512:
			return multiply_rows_avx512;
		case QS_SIMD_AVX2:
			return multiply_rows_avx2;
		default:
			break;
	}
#endif
	(void) simd;
	return multiply_rows_portable;
}
