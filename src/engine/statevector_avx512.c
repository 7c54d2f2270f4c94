/*
 * statevector_avx512.c
 *	  The state-vector kernels for AVX-512.
 */
#include "statevector_kernels.h"
#include "vector_target.h"

#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)
/* the partner of a lane differs in one bit of its number */
#if defined(__clang__)
#define SHUFFLE(v, flip, level)	partner(v, flip)
#define partner(v, flip)	__extension__({ __typeof__(v) moved; \
	for (int lane = 0; lane < (int) (sizeof(v) / sizeof((v)[0])); lane++) \
		moved[lane] = (v)[(flip)[lane]]; \
	moved; })
#else
#define SHUFFLE(v, flip, level)	__builtin_shuffle(v, flip)
#endif

QS_FUSE_BEGIN
QS_TARGET_BEGIN("avx512f,avx512dq,avx512vl,avx512bw,avx2,fma")
#define REAL		float
#define INTEGER		int32_t
#define LANES		16
#define LANE_BITS	4
#define RADIX_BITS	4
#define IS_FLOAT	1
#define NAME(x)		x##_float_avx512
#include "statevector_template.h"

#define REAL		double
#define INTEGER		int64_t
#define LANES		8
#define LANE_BITS	3
#define RADIX_BITS	4
#define IS_FLOAT	0
#define NAME(x)		x##_double_avx512
#include "statevector_template.h"

QS_TARGET_END
#endif
