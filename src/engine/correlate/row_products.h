/*
 * row_products.h
 *	  Products over two rows of cosines and sines.
 */
#ifndef QS_ROW_PRODUCTS_H
#define QS_ROW_PRODUCTS_H

#include "base/simd.h"

#define QS_ROW_LANES	8		/* rows are padded to a multiple */

/* plus = prod_k (c_ik c_jk - s_ik s_jk), minus = prod_k (c_ik c_jk + s_ik s_jk) over
 * rows of `stride` entries.  Every set of instructions gives the same bits. */
typedef void (*QsRowProducts) (const double *ci, const double *si, const double *cj,
							   const double *sj, int stride, double *plus, double *minus);
extern QsRowProducts qs_row_products(QsSimd simd);

#endif
