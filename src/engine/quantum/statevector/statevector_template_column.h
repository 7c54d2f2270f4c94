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
NAME(column_factor) (const QsColumnFactors *m, int j, REAL *factor)
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

CODE static void
NAME(column_factors) (const QsColumnFactors *m)
{
	REAL		factor[QS_GROUP_REALS] __attribute__((aligned(64)));
	REAL	   *first = m->first;
	REAL	   *others = m->others;

	for (int l = 0; l < QS_GROUP; l++)
	{
		first[l] = 1;
		first[QS_GROUP + l] = 0;
	}
	for (int j = 0; j < COLUMN_BITS; j++)
	{
		NAME(column_factor) (m, j, factor);
		for (int r = 0; r < 1 << j; r++)
			NAME(multiply_group) (first + r * QS_GROUP_REALS, factor,
								  first + ((1 << j) + r) * QS_GROUP_REALS);
	}
	for (int l = 0; l < QS_GROUP_REALS; l++)
		others[l] = ((const REAL *) m->table)[l];
	for (int j = COLUMN_BITS; j < m->row_qubits; j++)
	{
		size_t		half = (size_t) 1 << (j - COLUMN_BITS);

		NAME(column_factor) (m, j, factor);
		for (size_t r = 0; r < half; r++)
			NAME(multiply_group) (others + r * QS_GROUP_REALS, factor,
								  others + (half + r) * QS_GROUP_REALS);
	}
}

/* The state is larger than the cache: what is kept is not read again before long. */
INLINE void
NAME(keep_rows) (REAL *keep, ptrdiff_t row, const VECTOR *re, const VECTOR *im)
{
#pragma GCC unroll 8
	for (int r = 0; r < 1 << COLUMN_BITS; r++)
	{
		STREAM(keep + r * row, re[r]);
		STREAM(keep + r * row + QS_GROUP, im[r]);
	}
}

INLINE void
NAME(column_middle_kind) (const QsColumnMiddle *m, const QsMiddleKind kind, const bool paired)
{
	const ptrdiff_t row = m->row;
	const REAL *first = m->first;
	const REAL *others = m->others;
	const REAL *row_phase = m->row_phase;
	REAL	   *rows = m->rows;
	REAL	   *keep = m->keep;
	const REAL *next = m->next;
	VECTOR		before[COLUMN_BITS],
				after[COLUMN_BITS];

	for (int k = 0; k < COLUMN_BITS; k++)
	{
		if (kind == QS_MIDDLE_FUSED)
			before[k] = SPLAT((REAL) m->before[k]);
		after[k] = SPLAT((REAL) m->after[k]);
	}
	for (size_t set = 0; set < m->sets; set++)
	{
		for (int l = 0; l < QS_GROUP; l += LANES)
		{
			VECTOR		re[1 << COLUMN_BITS],
						im[1 << COLUMN_BITS];
			VECTOR		vr = LOAD(others + l);
			VECTOR		vi = LOAD(others + QS_GROUP + l);

			if (kind == QS_MIDDLE_FUSED)
			{
#pragma GCC unroll 8
				for (int r = 0; r < 1 << COLUMN_BITS; r++)
				{
					re[r] = LOAD(rows + r * row + l);
					im[r] = LOAD(rows + r * row + QS_GROUP + l);
				}
				NAME(rotate_vectors) (re, before, COLUMN_BITS, paired);
				NAME(rotate_vectors) (im, before, COLUMN_BITS, paired);
			}
#pragma GCC unroll 8
			for (int r = 0; r < 1 << COLUMN_BITS; r++)
			{
				VECTOR		c = SPLAT(row_phase[2 * r]);
				VECTOR		d = SPLAT(row_phase[2 * r + 1]);
				VECTOR		ur = LOAD(first + r * QS_GROUP_REALS + l);
				VECTOR		ui = LOAD(first + r * QS_GROUP_REALS + QS_GROUP + l);
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
			if (keep != NULL)
				NAME(keep_rows) (keep + l, row, re, im);
			NAME(rotate_vectors) (re, after, COLUMN_BITS, paired);
			NAME(rotate_vectors) (im, after, COLUMN_BITS, paired);
#pragma GCC unroll 8
			for (int r = 0; r < 1 << COLUMN_BITS; r++)
			{
				STORE(rows + r * row + l, re[r]);
				STORE(rows + r * row + QS_GROUP + l, im[r]);
				__builtin_prefetch(next + r * row + l, 1, 2);
				__builtin_prefetch(next + r * row + QS_GROUP + l, 1, 2);
			}
		}
		rows += row << COLUMN_BITS;
		if (keep != NULL)
			keep += row << COLUMN_BITS;
		next += row << COLUMN_BITS;
		others += QS_GROUP_REALS;
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
