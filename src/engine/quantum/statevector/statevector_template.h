/*
 * statevector_template.h
 *	  The kernels of statevector_kernels.h, written once.
 *
 * Included once per instruction set and precision, with these macros defined:
 *	  REAL, VECTOR, LANES (numbers of a vector), LANE_BITS, CODE (the target
 *	  attribute), NAME(x) (the instance's name of x), RADIX_BITS, COLUMN_BITS,
 *	  REGISTER_GROUP_BITS, LOAD, STORE, SPLAT, ADD, SUB, MUL, MUL_ADD(a, b, c) = a b + c,
 *	  MUL_SUB = a b - c, NEG_MUL_ADD = c - a b, SWAP(v, k) (exchange lanes whose
 *	  index differs in bit k), STREAM (a STORE past the cache where there is one; the
 *	  end of a thread orders it), HOLD(v) (v stays in a register: compilers would rather
 *	  load it again for every product) and KERNELS (the name of the table).
 *
 * No include guard: that is the point.
 */

#define INLINE			CODE static inline __attribute__((always_inline))
#define SLICES			(QS_GROUP / LANES)	/* vectors of one plane of a group */
#define PLANE_BITS		(4 - LANE_BITS + REGISTER_GROUP_BITS)
#define PLANE_VECTORS	(1 << PLANE_BITS)	/* vectors of one plane in the middle sweep */
#define SET_QUBITS		(4 + REGISTER_GROUP_BITS)
#define PREFETCH_NUMBERS	(8 * 64 / sizeof(REAL))	/* eight cache lines ahead */

/* ---- rotations in registers ---- */

/*
 * Two qubits rotated by one tangent t: with u = a + t^2 d, w = d + t^2 a and the like, half
 * of the work is sums, for which most processors have units of their own.
 */
INLINE void
NAME(rotate_two) (VECTOR *v, const VECTOR tangent, const VECTOR square, const int first, const int second)
{
	VECTOR		a = v[0];
	VECTOR		b = v[first];
	VECTOR		c = v[second];
	VECTOR		d = v[first | second];
	VECTOR		sum = MUL(tangent, ADD(b, c));
	VECTOR		difference = MUL(tangent, SUB(a, d));

	v[0] = SUB(MUL_ADD(square, d, a), sum);
	v[first] = ADD(NEG_MUL_ADD(square, c, b), difference);
	v[second] = ADD(NEG_MUL_ADD(square, b, c), difference);
	v[first | second] = ADD(MUL_ADD(square, a, d), sum);
}

/* Rotate vectors whose indices differ in bit k by tangent[k], for all bits.  paired: the
 * tangents of bits 0 and 1 are equal, those of 2 and 3, and so on. */
INLINE void
NAME(rotate_vectors) (VECTOR *v, const VECTOR *tangent, const int bits, const bool paired)
{
	const int	in_pairs = paired ? bits & ~1 : 0;

#pragma GCC unroll 8
	for (int k = 0; k < in_pairs; k += 2)
	{
		const VECTOR square = MUL(tangent[k], tangent[k]);

#pragma GCC unroll 32
		for (int i = 0; i < (1 << bits); i++)
			if ((i >> k & 3) == 0)
				NAME(rotate_two) (v + i, tangent[k], square, 1 << k, 2 << k);
	}
#pragma GCC unroll 8
	for (int k = in_pairs; k < bits; k++)
	{
#pragma GCC unroll 32
		for (int i = 0; i < (1 << bits); i++)
			if ((i >> k & 1) == 0)
			{
				VECTOR		a = v[i];
				VECTOR		b = v[i | 1 << k];

				v[i] = NEG_MUL_ADD(tangent[k], b, a);
				v[i | 1 << k] = MUL_ADD(tangent[k], a, b);
			}
	}
}

/* May tangents be rotated by in pairs? */
INLINE bool
NAME(pairs) (const double *tangent, const int bits)
{
	for (int k = 0; k + 1 < bits; k += 2)
		if (tangent[k] != tangent[k + 1])
			return false;
	return true;
}

/* Rotate lanes against each other; tangent[k] carries a minus sign in lanes
 * whose bit k is 0. */
INLINE void
NAME(rotate_lanes) (VECTOR *v, const VECTOR *tangent, const int vectors)
{
#pragma GCC unroll 32
	for (int i = 0; i < vectors; i++)
	{
#if LANE_BITS > 0
		v[i] = MUL_ADD(tangent[0], SWAP(v[i], 0), v[i]);
#endif
#if LANE_BITS > 1
		v[i] = MUL_ADD(tangent[1], SWAP(v[i], 1), v[i]);
#endif
#if LANE_BITS > 2
		v[i] = MUL_ADD(tangent[2], SWAP(v[i], 2), v[i]);
#endif
#if LANE_BITS > 3
		v[i] = MUL_ADD(tangent[3], SWAP(v[i], 3), v[i]);
#endif
	}
}

/* Constants of rotations: signed by lane for the lane qubits, plain above */
INLINE void
NAME(load_tangents) (const double *tangent, VECTOR *lane, VECTOR *plain, const int plain_bits)
{
	for (int k = 0; k < LANE_BITS; k++)
	{
		REAL		signed_tangent[LANES];

		for (int l = 0; l < LANES; l++)
			signed_tangent[l] = (REAL) ((l >> k & 1) ? tangent[k] : -tangent[k]);
		lane[k] = LOAD(signed_tangent);
	}
	for (int k = 0; k < plain_bits; k++)
		plain[k] = SPLAT((REAL) tangent[LANE_BITS + k]);
}

/* ---- sweeps over row bits ---- */

INLINE void
NAME(sweep_bits) (const QsSweep *s, const int bits, const bool paired)
{
	VECTOR		tangent[RADIX_BITS];

	for (int k = 0; k < bits; k++)
		tangent[k] = SPLAT((REAL) s->tangent[k]);
	for (size_t outer = 0; outer < s->outer; outer++)
		for (size_t inner = 0; inner < s->inner; inner++)
		{
			REAL	   *at = (REAL *) s->at + (ptrdiff_t) outer * s->outer_stride +
				(ptrdiff_t) inner * s->inner_stride;

			for (const REAL *end = at + s->width; at < end; at += LANES)
			{
				VECTOR		v[1 << RADIX_BITS];

#pragma GCC unroll 16
				for (int r = 0; r < (1 << bits); r++)
					v[r] = LOAD(at + r * s->row);
				NAME(rotate_vectors) (v, tangent, bits, paired);
#pragma GCC unroll 16
				for (int r = 0; r < (1 << bits); r++)
					STORE(at + r * s->row, v[r]);
			}
		}
}

INLINE void
NAME(sweep_kind) (const QsSweep *s, const bool paired)
{
	switch (s->bits)
	{
		case 1:
			NAME(sweep_bits) (s, 1, false);
			break;
		case 2:
			NAME(sweep_bits) (s, 2, paired);
			break;
		case 3:
			NAME(sweep_bits) (s, 3, paired);
			break;
#if RADIX_BITS > 3
		case 4:
			NAME(sweep_bits) (s, 4, paired);
			break;
#endif
	}
}

CODE static void
NAME(sweep) (const QsSweep *s)
{
	if (NAME(pairs) (s->tangent, s->bits))
		NAME(sweep_kind) (s, true);
	else
		NAME(sweep_kind) (s, false);
}

#include "quantum/statevector/statevector_template_block.h"
#include "quantum/statevector/statevector_template_column.h"
#include "quantum/statevector/statevector_template_read.h"
#include "quantum/statevector/statevector_template_gradient.h"

const QsStateKernels KERNELS = {
	.real_size = sizeof(REAL),
	.register_qubits = SET_QUBITS,
	.radix_bits = RADIX_BITS,
	.column_bits = COLUMN_BITS,
	.sweep = NAME(sweep),
	.block_middle = NAME(block_middle),
	.pair_middle = NAME(pair_middle),
	.column_factors = NAME(column_factors),
	.column_middle = NAME(column_middle),
	.block_measure = NAME(block_measure),
	.phase_table = NAME(phase_table),
	.to_groups = NAME(to_groups),
	.block_energies = NAME(block_energies),
	.block_scale = NAME(block_scale),
	.block_moments = NAME(block_moments),
	.block_turns = NAME(block_turns),
	.turns = NAME(turns),
	.block_probabilities = NAME(block_probabilities),
};

#undef INLINE
#undef BLOCK_KIND
#undef PLAIN_PAIRS
#undef SLICES
#undef PLANE_BITS
#undef PLANE_VECTORS
#undef SET_QUBITS
#undef PREFETCH_NUMBERS
#undef MEASURE_GROUP_BITS
#undef MEASURE_QUBITS
#undef MEASURE_STATES
#undef ENERGY_QUBITS
#undef TURN_NUMBERS
#undef LANE_AHEAD
#undef TURN_KIND
#undef REAL
#undef VECTOR
#undef LANES
#undef LANE_BITS
#undef CODE
#undef NAME
#undef RADIX_BITS
#undef COLUMN_BITS
#undef REGISTER_GROUP_BITS
#undef LOAD
#undef STORE
#undef HOLD
#undef STREAM
#undef SPLAT
#undef ADD
#undef SUB
#undef MUL
#undef MUL_ADD
#undef MUL_SUB
#undef NEG_MUL_ADD
#undef SWAP
#undef KERNELS
