/*
 * simd.c
 *	  The list of instruction sets.
 */
#include "base/simd.h"

static const QsName instruction_sets[] = {
	{"auto", QS_SIMD_AUTO, "the best that the processor has"},
	{"portable", QS_SIMD_PORTABLE, "the same rows on every machine"},
	{"avx2", QS_SIMD_AVX2, "256 bits at a time, where the processor has them"},
	{"avx512", QS_SIMD_AVX512, "512 bits at a time, where the processor has them"},
	{"neon", QS_SIMD_NEON, "fused multiply-add on 64-bit ARM"},
};

const QsNames qs_simd_names = QS_NAMES("instruction set", instruction_sets);
