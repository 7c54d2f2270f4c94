/*
 * statevector_portable.c
 *	  State-vector kernels for any processor.
 *
 * Products and sums are rounded one by one, so that results agree across
 * machines.
 */
#include "quantum/statevector/statevector_kernels.h"

#include <stdbool.h>

#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#endif

/* Sixteen-byte vectors exist on every processor worth simulating on; elsewhere
 * the compiler takes them apart. */
typedef float SingleVector __attribute__((vector_size(16)));
typedef double DoubleVector __attribute__((vector_size(16)));
typedef float SingleMemory __attribute__((vector_size(16), aligned(4), may_alias));
typedef double DoubleMemory __attribute__((vector_size(16), aligned(8), may_alias));

#define ADD_VECTORS(a, b)		((a) + (b))
#define MUL_VECTORS(a, b)		((a) * (b))

static inline __attribute__((always_inline)) SingleVector
swap_lanes_single(SingleVector v, const int bit)
{
	return bit == 0 ? (SingleVector) {v[1], v[0], v[3], v[2]} :
		(SingleVector) {v[2], v[3], v[0], v[1]};
}

#define CODE
#define KERNELS				qs_kernels_portable_single
#define NAME(x)				x##_single
#define REAL				float
#define VECTOR				SingleVector
#define LANES				4
#define LANE_BITS			2
#define RADIX_BITS			3
#define COLUMN_BITS			2
#define REGISTER_GROUP_BITS 0
#define LOAD(p)				((VECTOR) *(const SingleMemory *) (p))
#define STORE(p, v)			(*(SingleMemory *) (p) = (v))
#define HOLD(v)				((void) 0)
#define STREAM(p, v)		STORE(p, v)
#define SPLAT(x)			((VECTOR) {(x), (x), (x), (x)})
#define ADD(a, b)			ADD_VECTORS(a, b)
#define SUB(a, b)			((a) - (b))
#define MUL(a, b)			MUL_VECTORS(a, b)
#define MUL_ADD(a, b, c)	((a) * (b) + (c))
#define NEG_MUL_ADD(a, b, c)	((c) - (a) * (b))
#define SWAP(v, k)			swap_lanes_single(v, k)
#include "quantum/statevector/statevector_template.h"

#define CODE
#define KERNELS				qs_kernels_portable_double
#define NAME(x)				x##_double
#define REAL				double
#define VECTOR				DoubleVector
#define LANES				2
#define LANE_BITS			1
#define RADIX_BITS			3
#define COLUMN_BITS			2
#define REGISTER_GROUP_BITS 0
#define LOAD(p)				((VECTOR) *(const DoubleMemory *) (p))
#define STORE(p, v)			(*(DoubleMemory *) (p) = (v))
#define HOLD(v)				((void) 0)
#define STREAM(p, v)		STORE(p, v)
#define SPLAT(x)			((VECTOR) {(x), (x)})
#define ADD(a, b)			ADD_VECTORS(a, b)
#define SUB(a, b)			((a) - (b))
#define MUL(a, b)			MUL_VECTORS(a, b)
#define MUL_ADD(a, b, c)	((a) * (b) + (c))
#define NEG_MUL_ADD(a, b, c)	((c) - (a) * (b))
#define SWAP(v, k)			((VECTOR) {(v)[1], (v)[0]})
#include "quantum/statevector/statevector_template.h"
