/*
 * statevector_template_column.h
 *	  The middle sweep of a column; part of statevector_template.h, which includes it with
 *	  all macros defined.
 *
 * No include guard: that is the point.
 */

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
NAME(column_middle_kind) (const QsColumnMiddle *m, const QsMiddleKind kind, const bool paired)
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
				NAME(rotate_vectors) (re, before, COLUMN_BITS, paired);
				NAME(rotate_vectors) (im, before, COLUMN_BITS, paired);
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
			NAME(rotate_vectors) (re, after, COLUMN_BITS, paired);
			NAME(rotate_vectors) (im, after, COLUMN_BITS, paired);
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
	if (NAME(pairs) (m->after, COLUMN_BITS))
		NAME(column_middle_kind) (m, QS_MIDDLE_FRESH, true);
	else
		NAME(column_middle_kind) (m, QS_MIDDLE_FRESH, false);
}

CODE static void
NAME(column_fused) (const QsColumnMiddle *m)
{
	if (NAME(pairs) (m->before, COLUMN_BITS) && NAME(pairs) (m->after, COLUMN_BITS))
		NAME(column_middle_kind) (m, QS_MIDDLE_FUSED, true);
	else
		NAME(column_middle_kind) (m, QS_MIDDLE_FUSED, false);
}

static void
NAME(column_middle) (const QsColumnMiddle *m)
{
	if (m->kind == QS_MIDDLE_FRESH)
		NAME(column_fresh) (m);
	else
		NAME(column_fused) (m);
}
