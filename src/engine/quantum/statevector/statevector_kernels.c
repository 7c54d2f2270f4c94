/*
 * statevector_kernels.c
 *	  The choice among the kernels.
 */
#include "quantum/statevector/statevector_kernels.h"

#include "base/simd.h"

const QsStateKernels *
qs_state_kernels(QsSimd simd, bool double_precision)
{
	switch (qs_simd_resolve(simd))
	{
#ifdef QS_SIMD_DISPATCH
		case QS_SIMD_AVX512:
			return double_precision ? &qs_kernels_avx512_double : &qs_kernels_avx512_single;
		case QS_SIMD_AVX2:
			return double_precision ? &qs_kernels_avx2_double : &qs_kernels_avx2_single;
#endif
#ifdef QS_SIMD_ARM
		case QS_SIMD_NEON:
			return double_precision ? &qs_kernels_neon_double : &qs_kernels_neon_single;
#endif
		default:
			return double_precision ? &qs_kernels_portable_double : &qs_kernels_portable_single;
	}
}
