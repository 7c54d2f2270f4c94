/*
 * real_layer.c
 *	  RY and CZ layers, instantiated per precision and instruction set.
 */
#include "quantum/real_layer.h"

#include <math.h>
#include <string.h>

#include "base/elementary.h"
#include "base/simd.h"

#define LANE_QUBITS		4
#define LANES			(1 << LANE_QUBITS)
#define BLOCK_QUBITS	12
#define BLOCK			(1 << BLOCK_QUBITS)
#define TILE_QUBITS		8
#define QS_MAX_LAYER_QUBITS 40	/* 32, and the padding of the last pass */

/* Values between two questions whether to stop: some 200 microseconds */
#define CHECK_QUBITS	18
#define CHECK_VALUES	((size_t) 1 << CHECK_QUBITS)

/* Parity of the number of adjacent ones of x among the pairs */
static inline int
parity(uint64_t x, uint64_t pairs)
{
	return __builtin_parityll(x & x >> 1 & pairs);
}

#define REAL float
#define REAL_NAME(x) x##_float
#include "quantum/real_layer_template.h"

#define REAL double
#define REAL_NAME(x) x##_double
#include "quantum/real_layer_template.h"

#define DEFINE_LAYERS(suffix, target) \
target static bool layer_float_##suffix(QsHost *host, const QsRealLayer *layer) \
{ return layer_body_float(host, layer); } \
target static bool layer_double_##suffix(QsHost *host, const QsRealLayer *layer) \
{ return layer_body_double(host, layer); }

DEFINE_LAYERS(portable, )
#ifdef QS_SIMD_DISPATCH
DEFINE_LAYERS(avx2, QS_SIMD_AVX2_CODE)
DEFINE_LAYERS(avx512, QS_SIMD_AVX512_CODE)
#endif

QsRealLayerFunction
qs_real_layer_function(QsSimd simd, bool is_double)
{
	switch (qs_simd_resolve(simd))
	{
#ifdef QS_SIMD_DISPATCH
		case QS_SIMD_AVX512:
			return is_double ? layer_double_avx512 : layer_float_avx512;
		case QS_SIMD_AVX2:
			return is_double ? layer_double_avx2 : layer_float_avx2;
#endif
		default:
			return is_double ? layer_double_portable : layer_float_portable;
	}
}
