/*
 * simd.h
 *	  Which instruction set a kernel may use on this processor.
 *
 * A kernel that is dispatched is written once as an always-inline body and
 * instantiated per instruction set by QS_SIMD_AVX2_CODE / QS_SIMD_AVX512_CODE
 * wrappers; its result must not depend on the instantiation.
 */
#ifndef QS_SIMD_H
#define QS_SIMD_H

#include "base/host.h"
#include "base/names.h"

#if defined(__x86_64__) && defined(__GNUC__)
#define QS_SIMD_DISPATCH	1
#define QS_SIMD_AVX2_CODE	__attribute__((target("avx2")))
#define QS_SIMD_AVX512_CODE __attribute__((target("avx2,avx512f,avx512dq,avx512bw,avx512vl")))
#endif

/* Every 64-bit ARM has its vectors, so nothing is asked at run time; only kernels that
 * gain by fused multiply-add have an instance of their own. */
#if defined(__aarch64__) && defined(__GNUC__)
#define QS_SIMD_ARM			1
#endif

#define QS_ALWAYS_INLINE	static inline __attribute__((always_inline))

extern const QsNames qs_simd_names;

/* The wanted instruction set, or the best below it that this processor has, which is
 * QS_SIMD_PORTABLE for that of another kind of processor; never QS_SIMD_AUTO. */
static inline QsSimd
qs_simd_resolve(QsSimd wanted)
{
#ifdef QS_SIMD_DISPATCH
	if ((wanted == QS_SIMD_AUTO || wanted == QS_SIMD_AVX512) &&
		__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
		__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
		return QS_SIMD_AVX512;
	if (wanted != QS_SIMD_PORTABLE && wanted != QS_SIMD_NEON && __builtin_cpu_supports("avx2"))
		return QS_SIMD_AVX2;
#endif
#ifdef QS_SIMD_ARM
	if (wanted == QS_SIMD_AUTO || wanted == QS_SIMD_NEON)
		return QS_SIMD_NEON;
#endif
	(void) wanted;
	return QS_SIMD_PORTABLE;
}

#endif
