/*
 * float_bits.h
 *	  The fields of a double.
 */
#ifndef QS_FLOAT_BITS_H
#define QS_FLOAT_BITS_H

#include <stdint.h>

#define QS_MANTISSA_BITS		52
#define QS_MANTISSA_MASK		((UINT64_C(1) << QS_MANTISSA_BITS) - 1)
#define QS_EXPONENT_BIAS		1023
#define QS_EXPONENT_MAX		2047

#endif
