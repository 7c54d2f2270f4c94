/*
 * statevector_avx512.c
 *	  State-vector kernels for processors with AVX-512.
 */
#include "quantum/statevector/statevector_kernels.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>
#include <stdbool.h>

#define TARGET	__attribute__((target("avx512f,avx512dq,avx512vl,avx512bw,avx2,fma")))

TARGET static inline __attribute__((always_inline)) __m512
swap_lanes_single(__m512 v, const int bit)
{
	switch (bit)
	{
		case 0:
			return _mm512_permute_ps(v, 0xb1);
		case 1:
			return _mm512_permute_ps(v, 0x4e);
		case 2:
			return _mm512_shuffle_f32x4(v, v, 0xb1);
		default:
			return _mm512_shuffle_f32x4(v, v, 0x4e);
	}
}

TARGET static inline __attribute__((always_inline)) __m512d
swap_lanes_double(__m512d v, const int bit)
{
	switch (bit)
	{
		case 0:
			return _mm512_permute_pd(v, 0x55);
		case 1:
			return _mm512_shuffle_f64x2(v, v, 0xb1);
		default:
			return _mm512_shuffle_f64x2(v, v, 0x4e);
	}
}

#define CODE				TARGET
#define KERNELS				qs_kernels_avx512_single
#define NAME(x)				x##_single
#define REAL				float
#define VECTOR				__m512
#define LANES				16
#define LANE_BITS			4
#define RADIX_BITS			4
#define COLUMN_BITS			3
#define REGISTER_GROUP_BITS 3
#define LOAD(p)				_mm512_loadu_ps(p)
#define STORE(p, v)			_mm512_storeu_ps(p, v)
#define HOLD(v)				__asm__("" : "+v" (v))
#define STREAM(p, v)		_mm512_stream_ps(p, v)
#define SPLAT(x)			_mm512_set1_ps(x)
#define ADD(a, b)			_mm512_add_ps(a, b)
#define SUB(a, b)			_mm512_sub_ps(a, b)
#define MUL(a, b)			_mm512_mul_ps(a, b)
#define MUL_ADD(a, b, c)	_mm512_fmadd_ps(a, b, c)
#define NEG_MUL_ADD(a, b, c)	_mm512_fnmadd_ps(a, b, c)
#define SWAP(v, k)			swap_lanes_single(v, k)
#include "quantum/statevector/statevector_template.h"

#define CODE				TARGET
#define KERNELS				qs_kernels_avx512_double
#define NAME(x)				x##_double
#define REAL				double
#define VECTOR				__m512d
#define LANES				8
#define LANE_BITS			3
#define RADIX_BITS			4
#define COLUMN_BITS			3
#define REGISTER_GROUP_BITS 2
#define LOAD(p)				_mm512_loadu_pd(p)
#define STORE(p, v)			_mm512_storeu_pd(p, v)
#define HOLD(v)				__asm__("" : "+v" (v))
#define STREAM(p, v)		_mm512_stream_pd(p, v)
#define SPLAT(x)			_mm512_set1_pd(x)
#define ADD(a, b)			_mm512_add_pd(a, b)
#define SUB(a, b)			_mm512_sub_pd(a, b)
#define MUL(a, b)			_mm512_mul_pd(a, b)
#define MUL_ADD(a, b, c)	_mm512_fmadd_pd(a, b, c)
#define NEG_MUL_ADD(a, b, c)	_mm512_fnmadd_pd(a, b, c)
#define SWAP(v, k)			swap_lanes_double(v, k)
#include "quantum/statevector/statevector_template.h"

#endif
