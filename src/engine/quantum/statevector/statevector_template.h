/*
 * statevector_template.h
 *	  The kernels of statevector_kernels.h, written once.
 *
 * Included once per instruction set and precision, with these macros defined:
 *	  REAL, VECTOR, LANES (numbers of a vector), LANE_BITS, CODE (the target
 *	  attribute), NAME(x) (the instance's name of x), RADIX_BITS, COLUMN_BITS,
 *	  REGISTER_GROUP_BITS, LOAD, STORE, SPLAT, ADD, MUL, MUL_ADD(a, b, c) = a b + c,
 *	  MUL_SUB = a b - c, NEG_MUL_ADD = c - a b, SWAP(v, k) (exchange lanes whose
 *	  index differs in bit k) and KERNELS (the name of the table).
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

/* Rotate vectors whose indices differ in bit k by tangent[k], for all bits */
INLINE void
NAME(rotate_vectors) (VECTOR *v, const VECTOR *tangent, const int bits)
{
#pragma GCC unroll 8
	for (int k = 0; k < bits; k++)
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

/* Rows a power of two apart share cache sets and defeat the hardware's prefetching:
 * far rows are asked for a few lines ahead, no more than the sets can hold. */

INLINE void
NAME(sweep_bits) (const QsSweep *s, const int bits, const bool far_from, const bool far_to)
{
	VECTOR		tangent[RADIX_BITS];
	const size_t ahead = s->width < PREFETCH_NUMBERS ? s->width : PREFETCH_NUMBERS;

	for (int k = 0; k < bits; k++)
		tangent[k] = SPLAT((REAL) s->tangent[k]);
	for (size_t outer = 0; outer < s->outer; outer++)
		for (size_t inner = 0; inner < s->inner; inner++)
		{
			const REAL *from = (const REAL *) s->from + (ptrdiff_t) outer * s->from_outer +
				(ptrdiff_t) inner * s->from_inner;
			REAL	   *to = (REAL *) s->to + (ptrdiff_t) outer * s->to_outer +
				(ptrdiff_t) inner * s->to_inner;

			for (size_t at = 0; at < s->width; at += LANES)
			{
				VECTOR		v[1 << RADIX_BITS];
				/* what comes after the end of these rows is the start of the next */
				bool		beyond = at + ahead >= s->width;
				ptrdiff_t	later = (ptrdiff_t) (at + ahead) - (beyond ? (ptrdiff_t) s->width : 0);

#pragma GCC unroll 16
				for (int r = 0; r < (1 << bits); r++)
				{
					v[r] = LOAD(from + r * s->from_row + (ptrdiff_t) at);
					if (far_from)
						__builtin_prefetch(from + r * s->from_row + later +
										   (beyond ? s->from_inner : 0), 0);
					if (far_to)
						__builtin_prefetch(to + r * s->to_row + later +
										   (beyond ? s->to_inner : 0), 1);
				}
				NAME(rotate_vectors) (v, tangent, bits);
#pragma GCC unroll 16
				for (int r = 0; r < (1 << bits); r++)
					STORE(to + r * s->to_row + (ptrdiff_t) at, v[r]);
			}
		}
}

INLINE void
NAME(sweep_kind) (const QsSweep *s, const bool far_from, const bool far_to)
{
	switch (s->bits)
	{
		case 1:
			NAME(sweep_bits) (s, 1, far_from, far_to);
			break;
		case 2:
			NAME(sweep_bits) (s, 2, far_from, far_to);
			break;
		case 3:
			NAME(sweep_bits) (s, 3, far_from, far_to);
			break;
#if RADIX_BITS > 3
		case 4:
			NAME(sweep_bits) (s, 4, far_from, far_to);
			break;
#endif
	}
}

CODE static void
NAME(sweep) (const QsSweep *s)
{
	if (s->far_from && s->far_to)
		NAME(sweep_kind) (s, true, true);
	else if (s->far_from)
		NAME(sweep_kind) (s, true, false);
	else if (s->far_to)
		NAME(sweep_kind) (s, false, true);
	else
		NAME(sweep_kind) (s, false, false);
}

/* ---- the middle sweep of a block ---- */

/* Products of the first `bits` cross factors over all subsets, times a head */
INLINE void
NAME(product_table) (int bits, const double *cross_real, const double *cross_imaginary,
					 double head_real, double head_imaginary, double *real, double *imaginary)
{
	real[0] = head_real;
	imaginary[0] = head_imaginary;
	for (int k = 0; k < bits; k++)
	{
		int			half = 1 << k;
		double		c = cross_real[k];
		double		d = cross_imaginary[k];

		for (int x = 0; x < half; x++)
		{
			real[half + x] = real[x] * c - imaginary[x] * d;
			imaginary[half + x] = real[x] * d + imaginary[x] * c;
		}
	}
}

/* Factors of the register qubits as groups, those of the block's other qubits as
 * plain numbers. */
INLINE void
NAME(phase_factors) (int block_qubits, double head_real, double head_imaginary,
					 const double *cross_real, const double *cross_imaginary,
					 REAL *local, double *row_real, double *row_imaginary)
{
	double		real[1 << SET_QUBITS];
	double		imaginary[1 << SET_QUBITS];

	NAME(product_table) (SET_QUBITS, cross_real, cross_imaginary, 1.0, 0.0, real, imaginary);
	for (int g = 0; g < 1 << REGISTER_GROUP_BITS; g++)
		for (int l = 0; l < QS_GROUP; l++)
		{
			local[g * QS_GROUP_REALS + l] = (REAL) real[g * QS_GROUP + l];
			local[g * QS_GROUP_REALS + QS_GROUP + l] = (REAL) imaginary[g * QS_GROUP + l];
		}
	NAME(product_table) (block_qubits - SET_QUBITS, cross_real + SET_QUBITS,
						 cross_imaginary + SET_QUBITS, head_real, head_imaginary,
						 row_real, row_imaginary);
}

/* (re, im) times table * local * (c, d); fresh: instead of 1 */
INLINE void
NAME(phase_vector) (VECTOR *re, VECTOR *im, const REAL *table, const REAL *local,
					VECTOR c, VECTOR d, const bool fresh)
{
	VECTOR		pr = LOAD(table);
	VECTOR		pi = LOAD(table + QS_GROUP);
	VECTOR		lr = LOAD(local);
	VECTOR		li = LOAD(local + QS_GROUP);
	VECTOR		fr = NEG_MUL_ADD(pi, li, MUL(pr, lr));
	VECTOR		fi = MUL_ADD(pi, lr, MUL(pr, li));
	VECTOR		gr = NEG_MUL_ADD(fi, d, MUL(fr, c));
	VECTOR		gi = MUL_ADD(fi, c, MUL(fr, d));
	VECTOR		a = *re;
	VECTOR		b = *im;

	*re = fresh ? gr : NEG_MUL_ADD(b, gi, MUL(a, gr));
	*im = fresh ? gi : MUL_ADD(b, gr, MUL(a, gi));
}

INLINE void
NAME(phase_set) (VECTOR re[PLANE_VECTORS], VECTOR im[PLANE_VECTORS], const REAL *table,
				 const REAL *local, REAL row_real, REAL row_imaginary, const bool fresh)
{
	VECTOR		c = SPLAT(row_real);
	VECTOR		d = SPLAT(row_imaginary);

#pragma GCC unroll 16
	for (int i = 0; i < PLANE_VECTORS; i++)
	{
		const int	at = (i / SLICES) * QS_GROUP_REALS + (i % SLICES) * LANES;

		NAME(phase_vector) (&re[i], &im[i], table + at, local + at, c, d, fresh);
	}
}

INLINE void
NAME(rotate_set) (VECTOR *plane, const VECTOR *lane, const VECTOR *plain)
{
	NAME(rotate_lanes) (plane, lane, PLANE_VECTORS);
	NAME(rotate_vectors) (plane, plain, PLANE_BITS);
}

INLINE void
NAME(block_middle_kind) (const QsBlockMiddle *m, const QsMiddleKind kind)
{
	const bool	before = kind == QS_MIDDLE_FUSED || kind == QS_MIDDLE_ROTATE;
	const bool	phase = kind != QS_MIDDLE_ROTATE;
	const bool	after = phase && kind != QS_MIDDLE_PHASE_ONLY;
	VECTOR		before_lane[LANE_BITS + 1],
				before_plain[PLANE_BITS],
				after_lane[LANE_BITS + 1],
				after_plain[PLANE_BITS];
	REAL		local[QS_GROUP_REALS << REGISTER_GROUP_BITS] __attribute__((aligned(64)));
	double		row_real[1 << (QS_BLOCK_QUBITS - SET_QUBITS)],
				row_imaginary[1 << (QS_BLOCK_QUBITS - SET_QUBITS)];
	const int	sets = 1 << (m->block_qubits - SET_QUBITS);
	REAL	   *at = m->block;
	const REAL *table = m->table;

	/* nothing reads a fresh state before it is written: ask for the next block, into
	 * the second-level cache (an address behind the last one asks for nothing) */
	const size_t next = (size_t) 2 << m->block_qubits;

	if (before)
		NAME(load_tangents) (m->before, before_lane, before_plain, PLANE_BITS);
	if (after)
		NAME(load_tangents) (m->after, after_lane, after_plain, PLANE_BITS);
	if (phase)
		NAME(phase_factors) (m->block_qubits, m->head_real, m->head_imaginary, m->cross_real,
							 m->cross_imaginary, local, row_real, row_imaginary);
	for (int set = 0; set < sets; set++)
	{
		VECTOR		re[PLANE_VECTORS],
					im[PLANE_VECTORS];

		if (kind != QS_MIDDLE_FRESH)
		{
#pragma GCC unroll 16
			for (int i = 0; i < PLANE_VECTORS; i++)
			{
				const int	offset = (i / SLICES) * QS_GROUP_REALS + (i % SLICES) * LANES;

				re[i] = LOAD(at + offset);
				im[i] = LOAD(at + offset + QS_GROUP);
			}
		}
		if (before)
		{
			NAME(rotate_set) (re, before_lane, before_plain);
			NAME(rotate_set) (im, before_lane, before_plain);
		}
		if (phase)
			NAME(phase_set) (re, im, table, local, (REAL) row_real[set],
							 (REAL) row_imaginary[set], kind == QS_MIDDLE_FRESH);
		if (after)
		{
			NAME(rotate_set) (re, after_lane, after_plain);
			NAME(rotate_set) (im, after_lane, after_plain);
		}
#pragma GCC unroll 16
		for (int i = 0; i < PLANE_VECTORS; i++)
		{
			const int	offset = (i / SLICES) * QS_GROUP_REALS + (i % SLICES) * LANES;

			STORE(at + offset, re[i]);
			STORE(at + offset + QS_GROUP, im[i]);
			if (kind == QS_MIDDLE_FRESH)
			{
				__builtin_prefetch(at + offset + next, 1, 2);
				__builtin_prefetch(at + offset + QS_GROUP + next, 1, 2);
			}
		}
		at += QS_GROUP_REALS << REGISTER_GROUP_BITS;
		table += QS_GROUP_REALS << REGISTER_GROUP_BITS;
	}
}

CODE static void
NAME(block_fresh) (const QsBlockMiddle *m)
{
	NAME(block_middle_kind) (m, QS_MIDDLE_FRESH);
}

CODE static void
NAME(block_phase) (const QsBlockMiddle *m)
{
	NAME(block_middle_kind) (m, QS_MIDDLE_PHASE);
}

CODE static void
NAME(block_fused) (const QsBlockMiddle *m)
{
	NAME(block_middle_kind) (m, QS_MIDDLE_FUSED);
}

CODE static void
NAME(block_rotate) (const QsBlockMiddle *m)
{
	NAME(block_middle_kind) (m, QS_MIDDLE_ROTATE);
}

CODE static void
NAME(block_phase_only) (const QsBlockMiddle *m)
{
	NAME(block_middle_kind) (m, QS_MIDDLE_PHASE_ONLY);
}

static void
NAME(block_middle) (const QsBlockMiddle *m)
{
	switch (m->kind)
	{
		case QS_MIDDLE_FRESH:
			NAME(block_fresh) (m);
			break;
		case QS_MIDDLE_PHASE:
			NAME(block_phase) (m);
			break;
		case QS_MIDDLE_FUSED:
			NAME(block_fused) (m);
			break;
		case QS_MIDDLE_ROTATE:
			NAME(block_rotate) (m);
			break;
		case QS_MIDDLE_PHASE_ONLY:
			NAME(block_phase_only) (m);
			break;
	}
}

/* ---- the qubit a half state does not store ---- */

/* Lanes in reverse order: the complement of every lane bit */
INLINE VECTOR
NAME(reverse) (VECTOR v)
{
	v = SWAP(v, 0);
#if LANE_BITS > 1
	v = SWAP(v, 1);
#endif
#if LANE_BITS > 2
	v = SWAP(v, 2);
#endif
#if LANE_BITS > 3
	v = SWAP(v, 3);
#endif
	return v;
}

/* The two sides of a pair of vectors: a - turn reverse(b), b -+ turn' reverse(a),
 * where turn' has the lanes of turn reversed. */
INLINE void
NAME(mix_pair) (VECTOR *re, VECTOR *im, const VECTOR turn_real[2], const VECTOR turn_imaginary[2])
{
	VECTOR		ar = re[0];
	VECTOR		ai = im[0];
	VECTOR		br = NAME(reverse) (re[1]);
	VECTOR		bi = NAME(reverse) (im[1]);

	ar = NAME(reverse) (ar);
	ai = NAME(reverse) (ai);
	re[0] = MUL_ADD(turn_imaginary[0], bi, NEG_MUL_ADD(turn_real[0], br, re[0]));
	im[0] = NEG_MUL_ADD(turn_imaginary[0], br, NEG_MUL_ADD(turn_real[0], bi, im[0]));
	re[1] = MUL_ADD(turn_imaginary[1], ai, NEG_MUL_ADD(turn_real[1], ar, re[1]));
	im[1] = NEG_MUL_ADD(turn_imaginary[1], ar, NEG_MUL_ADD(turn_real[1], ai, im[1]));
}

/* turn[sign][side]: the turn with its signs by lane, for even and odd numbers of
 * ones in the rest of the index */
INLINE void
NAME(load_turn) (double turn, bool odd_total, VECTOR out[2][2])
{
	for (int sign = 0; sign < 2; sign++)
		for (int side = 0; side < 2; side++)
		{
			REAL		lane[LANES];

			/* the second side is indexed by the complement of the first */
			for (int l = 0; l < LANES; l++)
			{
				int			first = side ? LANES - 1 - l : l;
				bool		odd = (__builtin_popcount((unsigned) first) + sign +
								   (side && odd_total)) & 1;

				lane[l] = (REAL) (odd ? -turn : turn);
			}
			out[sign][side] = LOAD(lane);
		}
}

INLINE void
NAME(pair_middle_kind) (const QsPairMiddle *m, const QsMiddleKind kind)
{
	const bool	before = kind == QS_MIDDLE_FUSED || kind == QS_MIDDLE_ROTATE;
	const bool	phase = kind != QS_MIDDLE_ROTATE;
	VECTOR		before_real[2][2],
				before_imaginary[2][2],
				after_real[2][2],
				after_imaginary[2][2];
	REAL		local[2][QS_GROUP_REALS << REGISTER_GROUP_BITS] __attribute__((aligned(64)));
	double		row_real[2][1 << (QS_BLOCK_QUBITS - SET_QUBITS)],
				row_imaginary[2][1 << (QS_BLOCK_QUBITS - SET_QUBITS)];
	const int	groups = 1 << (m->block_qubits - 4);

	if (before)
	{
		NAME(load_turn) (m->before_real, m->odd_total, before_real);
		NAME(load_turn) (m->before_imaginary, m->odd_total, before_imaginary);
	}
	if (phase)
	{
		NAME(load_turn) (m->after_real, m->odd_total, after_real);
		NAME(load_turn) (m->after_imaginary, m->odd_total, after_imaginary);
		for (int side = 0; side < 2; side++)
			NAME(phase_factors) (m->block_qubits, m->head_real[side], m->head_imaginary[side],
								 m->cross_real[side], m->cross_imaginary[side], local[side],
								 row_real[side], row_imaginary[side]);
	}
	for (int g = 0; g < groups; g++)
		for (int slice = 0; slice < SLICES; slice++)
		{
			const int	odd = (__builtin_popcount((unsigned) g) +
							   __builtin_popcount((unsigned) slice) + m->odd) & 1;
			int			offset[2] = {
				g * QS_GROUP_REALS + slice * LANES,
				(groups - 1 - g) * QS_GROUP_REALS + (SLICES - 1 - slice) * LANES
			};
			VECTOR		re[2],
						im[2];

			for (int side = 0; side < 2; side++)
			{
				const REAL *at = (const REAL *) m->block[side] + offset[side];

				re[side] = kind == QS_MIDDLE_FRESH ? SPLAT((REAL) 1) : LOAD(at);
				im[side] = kind == QS_MIDDLE_FRESH ? SPLAT((REAL) 0) : LOAD(at + QS_GROUP);
			}
			if (before)
				NAME(mix_pair) (re, im, before_real[odd], before_imaginary[odd]);
			if (phase)
			{
				for (int side = 0; side < 2; side++)
				{
					int			group = side ? groups - 1 - g : g;
					int			row = group >> REGISTER_GROUP_BITS;
					int			near = offset[side] & ((QS_GROUP_REALS << REGISTER_GROUP_BITS) - 1);

					NAME(phase_vector) (&re[side], &im[side], (const REAL *) m->table + offset[side],
										local[side] + near, SPLAT((REAL) row_real[side][row]),
										SPLAT((REAL) row_imaginary[side][row]),
										kind == QS_MIDDLE_FRESH);
				}
				NAME(mix_pair) (re, im, after_real[odd], after_imaginary[odd]);
			}
			for (int side = 0; side < 2; side++)
			{
				REAL	   *at = (REAL *) m->block[side] + offset[side];

				STORE(at, re[side]);
				STORE(at + QS_GROUP, im[side]);
			}
		}
}

CODE static void
NAME(pair_middle) (const QsPairMiddle *m)
{
	switch (m->kind)
	{
		case QS_MIDDLE_FRESH:
			NAME(pair_middle_kind) (m, QS_MIDDLE_FRESH);
			break;
		case QS_MIDDLE_PHASE:
			NAME(pair_middle_kind) (m, QS_MIDDLE_PHASE);
			break;
		case QS_MIDDLE_FUSED:
			NAME(pair_middle_kind) (m, QS_MIDDLE_FUSED);
			break;
		default:
			NAME(pair_middle_kind) (m, QS_MIDDLE_ROTATE);
			break;
	}
}

/* ---- the middle sweep of a column ---- */

/* to = from * factor, one group of complex numbers */
INLINE void
NAME(multiply_group) (const REAL *from, const REAL *factor, REAL *to)
{
	for (int l = 0; l < QS_GROUP; l += LANES)
	{
		VECTOR		a = LOAD(from + l);
		VECTOR		b = LOAD(from + QS_GROUP + l);
		VECTOR		c = LOAD(factor + l);
		VECTOR		d = LOAD(factor + QS_GROUP + l);

		STORE(to + l, NEG_MUL_ADD(b, d, MUL(a, c)));
		STORE(to + QS_GROUP + l, MUL_ADD(b, c, MUL(a, d)));
	}
}

/* Lane cross factors times this column's own */
INLINE void
NAME(column_factor) (const QsColumnMiddle *m, int j, REAL *factor)
{
	const REAL *lane = (const REAL *) m->lane_cross + (size_t) j * QS_GROUP_REALS;
	VECTOR		c = SPLAT((REAL) m->cross_real[j]);
	VECTOR		d = SPLAT((REAL) m->cross_imaginary[j]);

	for (int l = 0; l < QS_GROUP; l += LANES)
	{
		VECTOR		a = LOAD(lane + l);
		VECTOR		b = LOAD(lane + QS_GROUP + l);

		STORE(factor + l, NEG_MUL_ADD(b, d, MUL(a, c)));
		STORE(factor + QS_GROUP + l, MUL_ADD(b, c, MUL(a, d)));
	}
}

/* Products of column factors: over the register rows, and over the others */
INLINE void
NAME(column_tables) (const QsColumnMiddle *m, REAL *near, REAL *far)
{
	REAL		factor[QS_GROUP_REALS] __attribute__((aligned(64)));

	for (int l = 0; l < QS_GROUP; l++)
	{
		near[l] = 1;
		near[QS_GROUP + l] = 0;
	}
	for (int j = 0; j < COLUMN_BITS; j++)
	{
		NAME(column_factor) (m, j, factor);
		for (int r = 0; r < 1 << j; r++)
			NAME(multiply_group) (near + r * QS_GROUP_REALS, factor,
								  near + ((1 << j) + r) * QS_GROUP_REALS);
	}
	for (int l = 0; l < QS_GROUP_REALS; l++)
		far[l] = ((const REAL *) m->table)[l];
	for (int j = COLUMN_BITS; j < m->row_qubits; j++)
	{
		size_t		half = (size_t) 1 << (j - COLUMN_BITS);

		NAME(column_factor) (m, j, factor);
		for (size_t r = 0; r < half; r++)
			NAME(multiply_group) (far + r * QS_GROUP_REALS, factor,
								  far + (half + r) * QS_GROUP_REALS);
	}
}

INLINE void
NAME(column_middle_kind) (const QsColumnMiddle *m, const QsMiddleKind kind)
{
	REAL		near[QS_GROUP_REALS << COLUMN_BITS] __attribute__((aligned(64)));
	REAL	   *far = m->scratch;
	const REAL *row_phase = m->row_phase;
	VECTOR		before[COLUMN_BITS],
				after[COLUMN_BITS];
	const size_t sets = (size_t) 1 << (m->row_qubits - COLUMN_BITS);

	NAME(column_tables) (m, near, far);
	for (int k = 0; k < COLUMN_BITS; k++)
	{
		if (kind == QS_MIDDLE_FUSED)
			before[k] = SPLAT((REAL) m->before[k]);
		after[k] = SPLAT((REAL) m->after[k]);
	}
	for (size_t set = 0; set < sets; set++)
	{
		const REAL *from = (const REAL *) m->from +
			(ptrdiff_t) (set << COLUMN_BITS) * m->from_row;
		REAL	   *to = (REAL *) m->to + (ptrdiff_t) (set << COLUMN_BITS) * m->to_row;

		for (int l = 0; l < QS_GROUP; l += LANES)
		{
			VECTOR		re[1 << COLUMN_BITS],
						im[1 << COLUMN_BITS];
			VECTOR		vr = LOAD(far + l);
			VECTOR		vi = LOAD(far + QS_GROUP + l);

			if (kind != QS_MIDDLE_FRESH)
			{
#pragma GCC unroll 8
				for (int r = 0; r < 1 << COLUMN_BITS; r++)
				{
					re[r] = LOAD(from + r * m->from_row + l);
					im[r] = LOAD(from + r * m->from_row + QS_GROUP + l);
				}
			}
			if (kind == QS_MIDDLE_FUSED)
			{
				NAME(rotate_vectors) (re, before, COLUMN_BITS);
				NAME(rotate_vectors) (im, before, COLUMN_BITS);
			}
#pragma GCC unroll 8
			for (int r = 0; r < 1 << COLUMN_BITS; r++)
			{
				VECTOR		c = SPLAT(row_phase[2 * r]);
				VECTOR		d = SPLAT(row_phase[2 * r + 1]);
				VECTOR		ur = LOAD(near + r * QS_GROUP_REALS + l);
				VECTOR		ui = LOAD(near + r * QS_GROUP_REALS + QS_GROUP + l);
				VECTOR		fr = NEG_MUL_ADD(vi, ui, MUL(vr, ur));
				VECTOR		fi = MUL_ADD(vi, ur, MUL(vr, ui));
				VECTOR		gr = NEG_MUL_ADD(fi, d, MUL(fr, c));
				VECTOR		gi = MUL_ADD(fi, c, MUL(fr, d));

				if (kind == QS_MIDDLE_FRESH)
				{
					re[r] = gr;
					im[r] = gi;
				}
				else
				{
					VECTOR		a = re[r];
					VECTOR		b = im[r];

					re[r] = NEG_MUL_ADD(b, gi, MUL(a, gr));
					im[r] = MUL_ADD(b, gr, MUL(a, gi));
				}
			}
			NAME(rotate_vectors) (re, after, COLUMN_BITS);
			NAME(rotate_vectors) (im, after, COLUMN_BITS);
#pragma GCC unroll 8
			for (int r = 0; r < 1 << COLUMN_BITS; r++)
			{
				STORE(to + r * m->to_row + l, re[r]);
				STORE(to + r * m->to_row + QS_GROUP + l, im[r]);
			}
		}
		far += QS_GROUP_REALS;
		row_phase += 2 << COLUMN_BITS;
	}
}

CODE static void
NAME(column_fresh) (const QsColumnMiddle *m)
{
	NAME(column_middle_kind) (m, QS_MIDDLE_FRESH);
}

CODE static void
NAME(column_fused) (const QsColumnMiddle *m)
{
	NAME(column_middle_kind) (m, QS_MIDDLE_FUSED);
}

static void
NAME(column_middle) (const QsColumnMiddle *m)
{
	if (m->kind == QS_MIDDLE_FRESH)
		NAME(column_fresh) (m);
	else
		NAME(column_fused) (m);
}

#include "quantum/statevector/statevector_template_read.h"

const QsStateKernels KERNELS = {
	.real_size = sizeof(REAL),
	.register_qubits = SET_QUBITS,
	.radix_bits = RADIX_BITS,
	.column_bits = COLUMN_BITS,
	.sweep = NAME(sweep),
	.block_middle = NAME(block_middle),
	.pair_middle = NAME(pair_middle),
	.column_middle = NAME(column_middle),
	.block_measure = NAME(block_measure),
	.phase_table = NAME(phase_table),
	.to_groups = NAME(to_groups),
	.block_energies = NAME(block_energies),
	.block_energies_single = NAME(block_energies_single),
	.block_scale = NAME(block_scale),
	.block_weights = NAME(block_weights),
	.block_turns = NAME(block_turns),
	.block_dot = NAME(block_dot),
	.block_probabilities = NAME(block_probabilities),
};

#undef INLINE
#undef SLICES
#undef PLANE_BITS
#undef PLANE_VECTORS
#undef SET_QUBITS
#undef PREFETCH_NUMBERS
#undef MEASURE_GROUP_BITS
#undef MEASURE_QUBITS
#undef MEASURE_STATES
#undef ENERGY_QUBITS
#undef TURN_WITHIN
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
#undef SPLAT
#undef ADD
#undef MUL
#undef MUL_ADD
#undef MUL_SUB
#undef NEG_MUL_ADD
#undef SWAP
#undef KERNELS
