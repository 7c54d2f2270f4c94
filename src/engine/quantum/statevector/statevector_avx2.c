/*
 * statevector_avx2.c
 *	  State-vector kernels for processors with AVX2 and fused multiply-add.
 */
#include "quantum/statevector/statevector_kernels.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>
#include <stdbool.h>

#define TARGET	__attribute__((target("avx2,fma")))

TARGET static inline __attribute__((always_inline)) __m256
swap_lanes_single(__m256 v, const int bit)
{
	switch (bit)
	{
		case 0:
			return _mm256_permute_ps(v, 0xb1);
		case 1:
			return _mm256_permute_ps(v, 0x4e);
		default:
			return _mm256_permute2f128_ps(v, v, 1);
	}
}

TARGET static inline __attribute__((always_inline)) __m256d
swap_lanes_double(__m256d v, const int bit)
{
	return bit == 0 ? _mm256_permute_pd(v, 5) : _mm256_permute2f128_pd(v, v, 1);
}

#define CODE				TARGET
#define KERNELS				qs_kernels_avx2_single
#define NAME(x)				x##_single
#define REAL				float
#define VECTOR				__m256
#define LANES				8
#define LANE_BITS			3
#define RADIX_BITS			3
#define COLUMN_BITS			2
#define REGISTER_GROUP_BITS 1
#define LOAD(p)				_mm256_loadu_ps(p)
#define STORE(p, v)			_mm256_storeu_ps(p, v)
#define HOLD(v)				__asm__("" : "+x" (v))
#define STREAM(p, v)		_mm256_stream_ps(p, v)
#define SPLAT(x)			_mm256_set1_ps(x)
#define ADD(a, b)			_mm256_add_ps(a, b)
#define SUB(a, b)			_mm256_sub_ps(a, b)
#define MUL(a, b)			_mm256_mul_ps(a, b)
#define MUL_ADD(a, b, c)	_mm256_fmadd_ps(a, b, c)
#define NEG_MUL_ADD(a, b, c)	_mm256_fnmadd_ps(a, b, c)
#define SWAP(v, k)			swap_lanes_single(v, k)
#include "quantum/statevector/statevector_template.h"

#define CODE				TARGET
#define KERNELS				qs_kernels_avx2_double
#define NAME(x)				x##_double
#define REAL				double
#define VECTOR				__m256d
#define LANES				4
#define LANE_BITS			2
#define RADIX_BITS			3
#define COLUMN_BITS			2
#define REGISTER_GROUP_BITS 1
#define LOAD(p)				_mm256_loadu_pd(p)
#define STORE(p, v)			_mm256_storeu_pd(p, v)
#define HOLD(v)				__asm__("" : "+x" (v))
#define STREAM(p, v)		_mm256_stream_pd(p, v)
#define SPLAT(x)			_mm256_set1_pd(x)
#define ADD(a, b)			_mm256_add_pd(a, b)
#define SUB(a, b)			_mm256_sub_pd(a, b)
#define MUL(a, b)			_mm256_mul_pd(a, b)
#define MUL_ADD(a, b, c)	_mm256_fmadd_pd(a, b, c)
#define NEG_MUL_ADD(a, b, c)	_mm256_fnmadd_pd(a, b, c)
#define SWAP(v, k)			swap_lanes_double(v, k)
#include "quantum/statevector/statevector_template.h"

#endif
