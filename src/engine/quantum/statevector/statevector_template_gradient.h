/*
 * statevector_template_gradient.h
 *	  What gradients read off two states; part of statevector_template.h, which includes it
 *	  with all macros defined.
 *
 * No include guard: that is the point.
 */

CODE static void
NAME(block_scale) (int block_qubits, const void *from, const double *factor, void *to)
{
	const REAL *in = from;
	REAL	   *out = to;

	for (int g = 0; g < 1 << (block_qubits - 4); g++)
	{
		for (int l = 0; l < QS_GROUP; l++)
		{
			REAL		f = (REAL) factor[l];

			out[l] = in[l] * f;
			out[QS_GROUP + l] = in[QS_GROUP + l] * f;
		}
		in += QS_GROUP_REALS;
		out += QS_GROUP_REALS;
		factor += QS_GROUP;
	}
}

INLINE double
NAME(add_lanes) (VECTOR v)
{
	REAL		lane[LANES] __attribute__((aligned(64)));

	v = ADD(v, SWAP(v, 0));
#if LANE_BITS > 1
	v = ADD(v, SWAP(v, 1));
#endif
#if LANE_BITS > 2
	v = ADD(v, SWAP(v, 2));
#endif
#if LANE_BITS > 3
	v = ADD(v, SWAP(v, 3));
#endif
	STORE(lane, v);
	return (double) lane[0];
}

/* Sum of half of the numbers, which is added to the other half */
INLINE double
NAME(fold_half) (REAL *value, size_t half)
{
	VECTOR		sum[4] = {SPLAT((REAL) 0), SPLAT((REAL) 0), SPLAT((REAL) 0), SPLAT((REAL) 0)};

	for (size_t x = 0; x < half; x += 4 * LANES)
#pragma GCC unroll 4
		for (int part = 0; part < 4; part++)
		{
			const size_t at = x + (size_t) part * LANES;

			if (at < half)
			{
				VECTOR		upper = LOAD(value + half + at);

				sum[part] = ADD(sum[part], upper);
				STORE(value + at, ADD(LOAD(value + at), upper));
			}
		}
	return NAME(add_lanes) (ADD(ADD(sum[0], sum[1]), ADD(sum[2], sum[3])));
}

/* Im(conj(left) right) of the vector at number `at` of a block of groups, added to low */
INLINE VECTOR
NAME(weight) (const REAL *left, const REAL *right, REAL *low, size_t x)
{
	const size_t at = x / QS_GROUP * QS_GROUP_REALS + x % QS_GROUP;
	VECTOR		weight = NEG_MUL_ADD(LOAD(left + at + QS_GROUP), LOAD(right + at),
									 MUL(LOAD(left + at), LOAD(right + at + QS_GROUP)));

	STORE(low + x, ADD(LOAD(low + x), weight));
	return weight;
}

CODE static double
NAME(block_moments) (int block_qubits, const void *left, const void *right, void *low,
					 void *scratch, double *moment)
{
	const size_t half = (size_t) 1 << (block_qubits - 1);
	REAL	   *value = scratch;
	VECTOR		sum[4] = {SPLAT((REAL) 0), SPLAT((REAL) 0), SPLAT((REAL) 0), SPLAT((REAL) 0)};
	double		total = 0.0;

	for (size_t x = 0; x < half; x += 4 * LANES)
#pragma GCC unroll 4
		for (int part = 0; part < 4; part++)
		{
			const size_t at = x + (size_t) part * LANES;
			VECTOR		upper = NAME(weight) (left, right, low, half + at);

			sum[part] = ADD(sum[part], upper);
			STORE(value + at, ADD(NAME(weight) (left, right, low, at), upper));
		}
	moment[block_qubits - 1] = NAME(add_lanes) (ADD(ADD(sum[0], sum[1]), ADD(sum[2], sum[3])));
	for (int k = block_qubits - 2; k >= LANE_BITS; k--)
		moment[k] = NAME(fold_half) (value, (size_t) 1 << k);
	for (int k = 0; k < LANE_BITS; k++)
		moment[k] = 0.0;
	for (int l = 0; l < LANES; l++)
	{
		total += (double) value[l];
		for (int k = 0; k < LANE_BITS; k++)
			if (l >> k & 1)
				moment[k] += (double) value[l];
	}
	return total;
}

#define LANE_AHEAD	(8192 / sizeof(REAL))

/* Qubits within the vector: minus in lanes whose bit is 0 */
CODE static void
NAME(lane_turns) (size_t numbers, const void *left, const void *right, double *sum)
{
	const REAL *a = left;
	const REAL *b = right;
	VECTOR		total[2][LANE_BITS];

	for (int k = 0; k < LANE_BITS; k++)
		total[0][k] = total[1][k] = SPLAT((REAL) 0);
	for (size_t v = 0; v < numbers; v += 2 * LANES)
#pragma GCC unroll 2
		for (int half = 0; half < 2; half++)
		{
			VECTOR		x = LOAD(a + v + half * LANES);
			VECTOR		y = LOAD(b + v + half * LANES);

			/* nothing has read a block of the right one before */
			__builtin_prefetch(b + v + half * LANES + LANE_AHEAD, 0, 2);
			total[half][0] = MUL_ADD(x, SWAP(y, 0), total[half][0]);
#if LANE_BITS > 1
			total[half][1] = MUL_ADD(x, SWAP(y, 1), total[half][1]);
#endif
#if LANE_BITS > 2
			total[half][2] = MUL_ADD(x, SWAP(y, 2), total[half][2]);
#endif
#if LANE_BITS > 3
			total[half][3] = MUL_ADD(x, SWAP(y, 3), total[half][3]);
#endif
		}
	for (int k = 0; k < LANE_BITS; k++)
	{
		REAL		sign[LANES];

		for (int l = 0; l < LANES; l++)
			sign[l] = (REAL) ((l >> k & 1) ? 1 : -1);
		sum[k] += NAME(add_lanes) (MUL(ADD(total[0][k], total[1][k]), LOAD(sign)));
	}
}

#define TURN_NUMBERS	1024	/* of a row, between two sums in double */

INLINE void
NAME(flush_turns) (VECTOR *plus, VECTOR *minus, double *sum, const int bits)
{
	for (int k = 0; k < bits; k++)
	{
		sum[k] += NAME(add_lanes) (SUB(plus[k], minus[k]));
		plus[k] = minus[k] = SPLAT((REAL) 0);
	}
}

/* One set of rows; every number is read once for all of the bits */
INLINE void
NAME(turn_rows) (const REAL *left, const REAL *right, const QsTurns *t, VECTOR *plus,
				 VECTOR *minus, const int bits, const bool far)
{
	const ptrdiff_t between = right - left;
	const size_t row = t->row;
	const size_t ahead = t->ahead;

	for (const REAL *end = left + t->width; left < end; left += LANES)
	{
		VECTOR		a[1 << RADIX_BITS];

#pragma GCC unroll 16
		for (int r = 0; r < 1 << bits; r++)
		{
			a[r] = LOAD(left + (size_t) r * row);
			HOLD(a[r]);
			if (far)
				__builtin_prefetch(left + (size_t) r * row + ahead, 1, 2);
		}
		right = left + between;
#pragma GCC unroll 16
		for (int r = 0; r < 1 << bits; r++)
		{
			const VECTOR b = LOAD(right + (size_t) r * row);

			if (far)
				__builtin_prefetch(right + (size_t) r * row + ahead, 0, 2);
#pragma GCC unroll 4
			for (int k = 0; k < bits; k++)
				if ((r >> k & 1) == 0)
					plus[k] = MUL_ADD(a[r | 1 << k], b, plus[k]);
				else
					minus[k] = MUL_ADD(a[r ^ 1 << k], b, minus[k]);
		}
	}
}

INLINE void
NAME(turn_bits) (const QsTurns *t, const int bits, const bool far)
{
	VECTOR		plus[RADIX_BITS];
	VECTOR		minus[RADIX_BITS];
	size_t		pending = 0;

	for (int k = 0; k < bits; k++)
		plus[k] = minus[k] = SPLAT((REAL) 0);
	for (size_t outer = 0; outer < t->outer; outer++)
		for (size_t inner = 0; inner < t->inner; inner++)
		{
			const size_t at = outer * t->outer_stride + inner * t->inner_stride;

			NAME(turn_rows) ((const REAL *) t->left + at, (const REAL *) t->right + at, t, plus,
							 minus, bits, far);
			pending += t->width;
			if (pending >= TURN_NUMBERS)
			{
				NAME(flush_turns) (plus, minus, t->sum, bits);
				pending = 0;
			}
		}
	NAME(flush_turns) (plus, minus, t->sum, bits);
}

#define TURN_KIND(bits) \
		case bits: \
			if (t->ahead > 0) \
				NAME(turn_bits) (t, bits, true); \
			else \
				NAME(turn_bits) (t, bits, false); \
			break;

CODE static void
NAME(turns) (const QsTurns *t)
{
	switch (t->bits)
	{
		TURN_KIND(1)
		TURN_KIND(2)
		TURN_KIND(3)
#if RADIX_BITS > 3
		TURN_KIND(4)
#endif
	}
}

/* The slice of a plane is less than a group of narrow vectors: qubits between. */
CODE static void
NAME(block_turns) (int block_qubits, const void *left, const void *right, double *sum)
{
	const size_t numbers = (size_t) QS_GROUP_REALS << (block_qubits - 4);
	QsTurns		t = {.left = left, .right = right, .inner = 1};

	NAME(lane_turns) (numbers, left, right, sum);
	for (int q = LANE_BITS; q < block_qubits; q += t.bits)
	{
		/* from qubit 4 on the imaginary plane lies between */
		const int	most = q < 4 ? 4 - q : block_qubits - q;

		t.bits = most < RADIX_BITS ? most : RADIX_BITS;
		t.row = q < 4 ? (size_t) 1 << q : (size_t) QS_GROUP_REALS << (q - 4);
		t.width = t.row;
		t.outer_stride = t.row << t.bits;
		t.outer = numbers / t.outer_stride;
		t.sum = sum + q;
		NAME(turns) (&t);
	}
}
