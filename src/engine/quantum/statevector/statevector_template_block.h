/*
 * statevector_template_block.h
 *	  The middle sweep of a block; part of statevector_template.h, which includes it with
 *	  all macros defined.
 *
 * No include guard: that is the point.
 */

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
NAME(store_set) (REAL *at, const VECTOR re[PLANE_VECTORS], const VECTOR im[PLANE_VECTORS],
				 bool far)
{
#pragma GCC unroll 16
	for (int i = 0; i < PLANE_VECTORS; i++)
	{
		const int	offset = (i / SLICES) * QS_GROUP_REALS + (i % SLICES) * LANES;

		if (far)
		{
			STREAM(at + offset, re[i]);
			STREAM(at + offset + QS_GROUP, im[i]);
		}
		else
		{
			STORE(at + offset, re[i]);
			STORE(at + offset + QS_GROUP, im[i]);
		}
	}
}

INLINE void
NAME(rotate_set) (VECTOR *plane, const VECTOR *lane, const VECTOR *plain, const bool paired)
{
	NAME(rotate_lanes) (plane, lane, PLANE_VECTORS);
	NAME(rotate_vectors) (plane, plain, PLANE_BITS, paired);
}

INLINE void
NAME(block_middle_kind) (const QsBlockMiddle *m, const QsMiddleKind kind, const bool paired)
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
	REAL	   *keep = m->keep;
	const REAL *table = m->table;

	/* nothing reads a fresh state before it is written: ask for the next block, into
	 * the second-level cache (an address behind the last one asks for nothing) */
	const size_t next = kind == QS_MIDDLE_FRESH ? (size_t) 2 << m->block_qubits : m->ahead;

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
			NAME(rotate_set) (re, before_lane, before_plain, paired);
			NAME(rotate_set) (im, before_lane, before_plain, paired);
		}
		if (phase)
			NAME(phase_set) (re, im, table, local, (REAL) row_real[set],
							 (REAL) row_imaginary[set], kind == QS_MIDDLE_FRESH);
		if (after && keep != NULL)
		{
			NAME(store_set) (keep, re, im, m->keep_far);
			keep += QS_GROUP_REALS << REGISTER_GROUP_BITS;
		}
		if (after)
		{
			NAME(rotate_set) (re, after_lane, after_plain, paired);
			NAME(rotate_set) (im, after_lane, after_plain, paired);
		}
#pragma GCC unroll 16
		for (int i = 0; i < PLANE_VECTORS; i++)
		{
			const int	offset = (i / SLICES) * QS_GROUP_REALS + (i % SLICES) * LANES;

			STORE(at + offset, re[i]);
			STORE(at + offset + QS_GROUP, im[i]);
			__builtin_prefetch(at + offset + next, 1, 2);
			__builtin_prefetch(at + offset + QS_GROUP + next, 1, 2);
		}
		at += QS_GROUP_REALS << REGISTER_GROUP_BITS;
		table += QS_GROUP_REALS << REGISTER_GROUP_BITS;
	}
}

/* A kind in its two forms: pairs of equal tangents, or any */
#define BLOCK_KIND(name, kind, pairs) \
	CODE static void \
	NAME(name) (const QsBlockMiddle *m) \
	{ \
		if (pairs) \
			NAME(block_middle_kind) (m, kind, true); \
		else \
			NAME(block_middle_kind) (m, kind, false); \
	}
#define PLAIN_PAIRS(tangent) NAME(pairs) ((tangent) + LANE_BITS, PLANE_BITS)

BLOCK_KIND(block_fresh, QS_MIDDLE_FRESH, PLAIN_PAIRS(m->after))
BLOCK_KIND(block_phase, QS_MIDDLE_PHASE, PLAIN_PAIRS(m->after))
BLOCK_KIND(block_fused, QS_MIDDLE_FUSED, PLAIN_PAIRS(m->before) && PLAIN_PAIRS(m->after))
BLOCK_KIND(block_rotate, QS_MIDDLE_ROTATE, PLAIN_PAIRS(m->before))

CODE static void
NAME(block_phase_only) (const QsBlockMiddle *m)
{
	NAME(block_middle_kind) (m, QS_MIDDLE_PHASE_ONLY, false);
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
