/*
 * statevector_neon.c
 *	  State-vector kernels for 64-bit ARM, with fused multiply-add.
 */
#include "quantum/statevector/statevector_kernels.h"

#if defined(__aarch64__) && defined(__GNUC__)

#include <arm_neon.h>
#include <stdbool.h>

static inline __attribute__((always_inline)) float32x4_t
swap_lanes_single(float32x4_t v, const int bit)
{
	return bit == 0 ? vrev64q_f32(v) : vextq_f32(v, v, 2);
}

#define CODE
#define KERNELS				qs_kernels_neon_single
#define NAME(x)				x##_single
#define REAL				float
#define VECTOR				float32x4_t
#define LANES				4
#define LANE_BITS			2
#define RADIX_BITS			4
#define COLUMN_BITS			2
#define REGISTER_GROUP_BITS 0
#define LOAD(p)				vld1q_f32(p)
#define STORE(p, v)			vst1q_f32(p, v)
#define HOLD(v)				__asm__("" : "+w" (v))
#define STREAM(p, v)		STORE(p, v)
#define SPLAT(x)			vdupq_n_f32(x)
#define ADD(a, b)			vaddq_f32(a, b)
#define SUB(a, b)			vsubq_f32(a, b)
#define MUL(a, b)			vmulq_f32(a, b)
#define MUL_ADD(a, b, c)	vfmaq_f32(c, a, b)
#define NEG_MUL_ADD(a, b, c)	vfmsq_f32(c, a, b)
#define SWAP(v, k)			swap_lanes_single(v, k)
#include "quantum/statevector/statevector_template.h"

#define CODE
#define KERNELS				qs_kernels_neon_double
#define NAME(x)				x##_double
#define REAL				double
#define VECTOR				float64x2_t
#define LANES				2
#define LANE_BITS			1
#define RADIX_BITS			4
#define COLUMN_BITS			2
#define REGISTER_GROUP_BITS 0
#define LOAD(p)				vld1q_f64(p)
#define STORE(p, v)			vst1q_f64(p, v)
#define HOLD(v)				__asm__("" : "+w" (v))
#define STREAM(p, v)		STORE(p, v)
#define SPLAT(x)			vdupq_n_f64(x)
#define ADD(a, b)			vaddq_f64(a, b)
#define SUB(a, b)			vsubq_f64(a, b)
#define MUL(a, b)			vmulq_f64(a, b)
#define MUL_ADD(a, b, c)	vfmaq_f64(c, a, b)
#define NEG_MUL_ADD(a, b, c)	vfmsq_f64(c, a, b)
#define SWAP(v, k)			vextq_f64(v, v, 1)
#include "quantum/statevector/statevector_template.h"

#endif
