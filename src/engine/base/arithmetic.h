/*
 * arithmetic.h
 *	  What the engine demands of a compiler's numbers, or it does not compile.
 *
 * Sums are compensated, rows are judged exactly and rows of a solve are equal on every
 * machine only where a float and a double are those of IEEE 754 and every operation is
 * rounded to them.  Contraction to fused multiply-adds cannot be asked for here: the
 * Makefile forbids it (-ffp-contract=off), and a unit test looks.
 */
#ifndef QS_ARITHMETIC_H
#define QS_ARITHMETIC_H

#include <float.h>

#if FLT_RADIX != 2 || FLT_MANT_DIG != 24 || DBL_MANT_DIG != 53 || DBL_MAX_EXP != 1024
#error "qshrink needs float and double as IEEE 754 has them"
#endif

#if FLT_EVAL_METHOD != 0
#error "qshrink needs operations rounded to their type: -msse2 -mfpmath=sse on 32-bit x86, -fexcess-precision=fast on s390x"
#endif

#ifdef __FAST_MATH__
#error "qshrink needs operations as they are written: compile without -ffast-math"
#endif

#endif
