/*
 * statevector_portable.c
 *	  The state-vector kernels for any processor.
 */
#include "statevector_kernels.h"

#include <stdint.h>
#include <string.h>

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

#define REAL		float
#define INTEGER		int32_t
#define LANES		4
#define LANE_BITS	2
#define RADIX_BITS	3
#define IS_FLOAT	1
#define NAME(x)		x##_float_portable
#include "statevector_template.h"

#define REAL		double
#define INTEGER		int64_t
#define LANES		2
#define LANE_BITS	1
#define RADIX_BITS	3
#define IS_FLOAT	0
#define NAME(x)		x##_double_portable
#include "statevector_template.h"

