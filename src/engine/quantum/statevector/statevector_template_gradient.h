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

CODE static void
NAME(block_moments) (int block_qubits, const void *left, const void *right, double *low,
					 double *value, double *moment)
{
	const REAL *a = left;
	const REAL *b = right;

	for (int g = 0; g < 1 << (block_qubits - 4); g++)
		for (int l = 0; l < QS_GROUP; l++)
		{
			int			at = g * QS_GROUP_REALS + l;
			double		weight = 2.0 * ((double) a[at] * (double) b[at + QS_GROUP] -
										(double) a[at + QS_GROUP] * (double) b[at]);

			value[g * QS_GROUP + l] = weight;
			low[g * QS_GROUP + l] += weight;
		}
	for (int k = block_qubits - 1; k >= 0; k--)
	{
		const int	half = 1 << k;
		double		part[8] = {0};

		for (int x = 0; x < half; x += 8)
			for (int l = 0; l < (half < 8 ? half : 8); l++)
			{
				part[l] += value[half + x + l];
				value[x + l] += value[half + x + l];
			}
		moment[k] = ((part[0] + part[4]) + (part[1] + part[5])) +
			((part[2] + part[6]) + (part[3] + part[7]));
	}
}

INLINE double
NAME(add_lanes) (VECTOR v)
{
	REAL		lane[LANES] __attribute__((aligned(64)));
	double		sum = 0.0;

	STORE(lane, v);
	for (int l = 0; l < LANES; l++)
		sum += (double) lane[l];
	return sum;
}

/* Qubits within the vector: minus in lanes whose bit is 0 */
CODE static void
NAME(lane_turns) (size_t numbers, const void *left, const void *right, double *sum)
{
	const REAL *a = left;
	const REAL *b = right;
	VECTOR		total[LANE_BITS + 1];

	for (int k = 0; k < LANE_BITS; k++)
		total[k] = SPLAT((REAL) 0);
	for (size_t v = 0; v < numbers; v += LANES)
	{
		VECTOR		x = LOAD(a + v);
		VECTOR		y = LOAD(b + v);

		total[0] = MUL_ADD(x, SWAP(y, 0), total[0]);
#if LANE_BITS > 1
		total[1] = MUL_ADD(x, SWAP(y, 1), total[1]);
#endif
#if LANE_BITS > 2
		total[2] = MUL_ADD(x, SWAP(y, 2), total[2]);
#endif
#if LANE_BITS > 3
		total[3] = MUL_ADD(x, SWAP(y, 3), total[3]);
#endif
	}
	for (int k = 0; k < LANE_BITS; k++)
	{
		REAL		sign[LANES];

		for (int l = 0; l < LANES; l++)
			sign[l] = (REAL) ((l >> k & 1) ? 1 : -1);
		sum[k] += NAME(add_lanes) (MUL(total[k], LOAD(sign)));
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

/* Every vector of 2^bits rows is in registers once for all of the bits */
INLINE void
NAME(turn_bits) (const QsTurns *t, const int bits, const bool far)
{
	VECTOR		plus[3] = {SPLAT((REAL) 0), SPLAT((REAL) 0), SPLAT((REAL) 0)};
	VECTOR		minus[3] = {SPLAT((REAL) 0), SPLAT((REAL) 0), SPLAT((REAL) 0)};
	size_t		pending = 0;

	for (size_t outer = 0; outer < t->outer; outer++)
	{
		const REAL *left = (const REAL *) t->left + outer * t->between;
		const REAL *right = (const REAL *) t->right + outer * t->between;

		for (size_t v = 0; v < t->width; v += LANES)
		{
			VECTOR		a[8],
						b[8];

#pragma GCC unroll 8
			for (int r = 0; r < 1 << bits; r++)
			{
				a[r] = LOAD(left + (size_t) r * t->row + v);
				b[r] = LOAD(right + (size_t) r * t->row + v);
				/* of rows far apart the processor foresees nothing */
				if (far)
				{
					__builtin_prefetch(left + (size_t) r * t->row + v + PREFETCH_NUMBERS, 0);
					__builtin_prefetch(right + (size_t) r * t->row + v + PREFETCH_NUMBERS, 0);
				}
			}
#pragma GCC unroll 3
			for (int k = 0; k < bits; k++)
			{
#pragma GCC unroll 8
				for (int r = 0; r < 1 << bits; r++)
					if ((r >> k & 1) == 0)
					{
						plus[k] = MUL_ADD(a[r | 1 << k], b[r], plus[k]);
						minus[k] = MUL_ADD(a[r], b[r | 1 << k], minus[k]);
					}
			}
		}
		pending += t->width;
		if (pending >= TURN_NUMBERS)
		{
			NAME(flush_turns) (plus, minus, t->sum, bits);
			pending = 0;
		}
	}
	NAME(flush_turns) (plus, minus, t->sum, bits);
}

CODE static void
NAME(turns) (const QsTurns *t)
{
	switch (t->bits)
	{
		case 1:
			NAME(turn_bits) (t, 1, true);
			break;
		case 2:
			NAME(turn_bits) (t, 2, true);
			break;
		default:
			NAME(turn_bits) (t, 3, true);
			break;
	}
}

/* The slice of a plane is less than a group of narrow vectors: qubits between. */
CODE static void
NAME(block_turns) (int block_qubits, const void *left, const void *right, double *sum)
{
	const size_t numbers = (size_t) QS_GROUP_REALS << (block_qubits - 4);
	QsTurns		t = {.left = left, .right = right};

	NAME(lane_turns) (numbers, left, right, sum);
	for (int q = LANE_BITS; q < block_qubits; q += t.bits)
	{
		/* from qubit 4 on the imaginary plane lies between */
		const int	most = q < 4 ? 4 - q : block_qubits - q;

		t.bits = most < 3 ? most : 3;
		t.row = q < 4 ? (size_t) 1 << q : (size_t) QS_GROUP_REALS << (q - 4);
		t.width = t.row;
		t.between = t.row << t.bits;
		t.outer = numbers / t.between;
		t.sum = sum + q;
		if (t.bits == 1)
			NAME(turn_bits) (&t, 1, false);
		else if (t.bits == 2)
			NAME(turn_bits) (&t, 2, false);
		else
			NAME(turn_bits) (&t, 3, false);
	}
}

