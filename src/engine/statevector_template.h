/*
 * statevector_template.h
 *	  The kernels, written once over vectors of the compiler: included with
 *		REAL			float or double
 *		INTEGER			int32_t or int64_t, of the same size
 *		LANES			elements of one vector (a power of two)
 *		LANE_BITS		its logarithm
 *		RADIX_BITS		qubits rotated per load and store: 2^RADIX_BITS vectors are live
 *		NAME(x)			names the instance
 *		IS_FLOAT		1 or 0
 */

typedef REAL NAME(Vector) __attribute__((vector_size(LANES * sizeof(REAL))));
typedef INTEGER NAME(Mask) __attribute__((vector_size(LANES * sizeof(REAL))));

#define VECTOR	NAME(Vector)
#define MASK	NAME(Mask)
#define INLINE	static inline __attribute__((always_inline))
#define RADIX	(1 << RADIX_BITS)

/* ---- one butterfly between two vectors, both forms ---- */

INLINE void
NAME(butterfly)(VECTOR *a, VECTOR *b, VECTOR t, bool cotangent)
{
	VECTOR		old = *a;

	if (cotangent)
	{
		*a = t * old - *b;
		*b = t * *b + old;
	}
	else
	{
		*a = old - t * *b;
		*b = *b + t * old;
	}
}

/* Qubits between vectors: `bits` levels over 2^bits vectors */
INLINE void
NAME(cross)(VECTOR *v, int bits, VECTOR t, bool cotangent)
{
	for (int level = 0; level < bits; level++)
		for (int k = 0; k < 1 << bits; k++)
			if (!(k >> level & 1))
				NAME(butterfly)(&v[k], &v[k | 1 << level], t, cotangent);
}

/*
 * A qubit inside the vector: out = v + signed_t * partner, or t * v + sign *
 * partner, the partner being the lane with that bit flipped.
 */
INLINE void
NAME(within)(VECTOR *v, int level, VECTOR t, bool cotangent)
{
	MASK		flip;
	VECTOR		sign;

	for (int k = 0; k < LANES; k++)
	{
		flip[k] = k ^ (1 << level);
		sign[k] = k >> level & 1 ? (REAL) 1.0 : (REAL) -1.0;
	}
	if (cotangent)
		*v = t * *v + sign * SHUFFLE(*v, flip, level);
	else
		*v = *v + (sign * t) * SHUFFLE(*v, flip, level);
}

/* The lowest LANE_BITS + RADIX_BITS qubits of count amplitudes */
INLINE void
NAME(rotate_lowest)(REAL *part, size_t count, VECTOR t, bool cotangent)
{
	for (size_t base = 0; base < count; base += (size_t) LANES * RADIX)
	{
		VECTOR		v[RADIX];

		memcpy(v, part + base, sizeof(v));
#pragma GCC unroll 16
		for (int k = 0; k < RADIX; k++)
		{
#pragma GCC unroll 4
			for (int level = 0; level < LANE_BITS; level++)
				NAME(within)(&v[k], level, t, cotangent);
		}
		NAME(cross)(v, RADIX_BITS, t, cotangent);
		memcpy(part + base, v, sizeof(v));
	}
}

/* `bits` qubits of rows that lie `stride` apart, width elements each */
INLINE void
NAME(rotate_strided)(REAL *part, size_t width, size_t stride, int bits, VECTOR t, bool cotangent)
{
	for (size_t column = 0; column < width; column += LANES)
	{
		VECTOR		v[RADIX];
		REAL	   *at = part + column;

#pragma GCC unroll 16
		for (int k = 0; k < 1 << bits; k++)
			memcpy(&v[k], at + (size_t) k * stride, sizeof(VECTOR));
		NAME(cross)(v, bits, t, cotangent);
#pragma GCC unroll 16
		for (int k = 0; k < 1 << bits; k++)
			memcpy(at + (size_t) k * stride, &v[k], sizeof(VECTOR));
	}
}

/* The same with the number of qubits known to the compiler */
INLINE void
NAME(rotate_group)(REAL *part, size_t width, size_t stride, int bits, VECTOR t, bool cotangent)
{
	switch (bits)
	{
		case 1:
			NAME(rotate_strided)(part, width, stride, 1, t, cotangent);
			break;
		case 2:
			NAME(rotate_strided)(part, width, stride, 2, t, cotangent);
			break;
		case 3:
			NAME(rotate_strided)(part, width, stride, 3, t, cotangent);
			break;
#if RADIX_BITS >= 4
		case 4:
			NAME(rotate_strided)(part, width, stride, 4, t, cotangent);
			break;
#endif
		default:
			break;
	}
}

/* Blocks too small for the vector code */
static void
NAME(rotate_small)(REAL *part, int qubits, const QsRotation *rotation)
{
	REAL		t = (REAL) rotation->t;
	size_t		size = (size_t) 1 << qubits;

	for (int q = 0; q < qubits; q++)
		for (size_t k = 0; k < size; k++)
		{
			size_t		other = k | (size_t) 1 << q;
			REAL		a = part[k];
			REAL		b = part[other];

			if (other == k)
				continue;
			part[k] = rotation->cotangent ? t * a - b : a - t * b;
			part[other] = rotation->cotangent ? t * b + a : b + t * a;
		}
}

INLINE void
NAME(rotate_block_form)(REAL *part, int qubits, REAL tangent, bool cotangent)
{
	VECTOR		t = tangent - (VECTOR) {0};
	size_t		size = (size_t) 1 << qubits;

	NAME(rotate_lowest)(part, size, t, cotangent);
	for (int q = LANE_BITS + RADIX_BITS; q < qubits; q += RADIX_BITS)
	{
		int			bits = qubits - q < RADIX_BITS ? qubits - q : RADIX_BITS;
		size_t		stride = (size_t) 1 << q;

		for (size_t base = 0; base < size; base += stride << bits)
			NAME(rotate_group)(part + base, stride, stride, bits, t, cotangent);
	}
}

static void
NAME(rotate_block)(void *part, int qubits, const QsRotation *rotation)
{
	if (qubits < LANE_BITS + RADIX_BITS)
		NAME(rotate_small)(part, qubits, rotation);
	else if (rotation->cotangent)
		NAME(rotate_block_form)(part, qubits, (REAL) rotation->t, true);
	else
		NAME(rotate_block_form)(part, qubits, (REAL) rotation->t, false);
}

INLINE void
NAME(rotate_rows_form)(REAL *tile, size_t rows, size_t width, size_t pitch, REAL tangent,
					   bool cotangent)
{
	VECTOR		t = tangent - (VECTOR) {0};
	int			qubits = __builtin_ctzll(rows);

	for (int q = 0; q < qubits; q += RADIX_BITS)
	{
		int			bits = qubits - q < RADIX_BITS ? qubits - q : RADIX_BITS;
		size_t		step = (size_t) 1 << q;

		for (size_t base = 0; base < rows; base += step << bits)
			for (size_t row = base; row < base + step; row++)
				NAME(rotate_group)(tile + row * pitch, width, step * pitch, bits, t, cotangent);
	}
}

static void
NAME(rotate_rows)(void *tile, size_t rows, size_t width, size_t pitch, const QsRotation *rotation)
{
	if (rotation->cotangent)
		NAME(rotate_rows_form)(tile, rows, width, pitch, (REAL) rotation->t, true);
	else
		NAME(rotate_rows_form)(tile, rows, width, pitch, (REAL) rotation->t, false);
}

/*
 * sin and cos of an angle: reduced to [-pi/4, pi/4] by Cody & Waite with three
 * parts of pi/2, then Taylor polynomials long enough for the precision.
 */
INLINE void
NAME(sine_cosine)(VECTOR angle, VECTOR *sine, VECTOR *cosine)
{
#if IS_FLOAT
	const REAL	magic = 0x1.8p23f;
	const REAL	half_pi_1 = 0x1.92p0f,
				half_pi_2 = 0x1.fb4p-12f,
				half_pi_3 = 0x1.4442d2p-24f;
#else
	const REAL	magic = 0x1.8p52;
	const REAL	half_pi_1 = 0x1.921fb544p0,
				half_pi_2 = 0x1.0b4611a6p-34,
				half_pi_3 = 0x1.3198a2e037073p-69;
#endif
	VECTOR		shifted = angle * (REAL) 0.63661977236758134308 + magic;
	MASK		quadrant = (MASK) shifted;
	VECTOR		turns = shifted - magic;
	VECTOR		x = ((angle - turns * half_pi_1) - turns * half_pi_2) - turns * half_pi_3;
	VECTOR		x2 = x * x;
	VECTOR		s,
				c;
	MASK		swap,
				negative_sine,
				negative_cosine;

#if IS_FLOAT
	s = ((x2 * (REAL) (-1.0 / 5040) + (REAL) (1.0 / 120)) * x2 + (REAL) (-1.0 / 6)) * x2;
	s = x + x * s;
	c = (((x2 * (REAL) (1.0 / 40320) + (REAL) (-1.0 / 720)) * x2 + (REAL) (1.0 / 24)) * x2 +
		 (REAL) -0.5) * x2 + (REAL) 1.0;
#else
	s = x2 * (-1.0 / 1307674368000.0) + 1.0 / 6227020800.0;
	s = s * x2 + -1.0 / 39916800.0;
	s = s * x2 + 1.0 / 362880.0;
	s = s * x2 + -1.0 / 5040.0;
	s = s * x2 + 1.0 / 120.0;
	s = s * x2 + -1.0 / 6.0;
	s = x + x * (s * x2);
	c = x2 * (1.0 / 20922789888000.0) + -1.0 / 87178291200.0;
	c = c * x2 + 1.0 / 479001600.0;
	c = c * x2 + -1.0 / 3628800.0;
	c = c * x2 + 1.0 / 40320.0;
	c = c * x2 + -1.0 / 720.0;
	c = c * x2 + 1.0 / 24.0;
	c = c * x2 + -0.5;
	c = c * x2 + 1.0;
#endif
	swap = -(quadrant & 1);
	negative_sine = (quadrant & 2) << (sizeof(REAL) * 8 - 2);
	negative_cosine = ((quadrant + 1) & 2) << (sizeof(REAL) * 8 - 2);
	*sine = (VECTOR) ((((MASK) c & swap) | ((MASK) s & ~swap)) ^ negative_sine);
	*cosine = (VECTOR) ((((MASK) s & swap) | ((MASK) c & ~swap)) ^ negative_cosine);
}

/* i^popcount for the lanes of a vector whose first index has popcount 0 mod 4,
 * rotated by `turns` quarter turns. */
INLINE void
NAME(start_lanes)(int turns, VECTOR *re, VECTOR *im)
{
	static const REAL quarter[5] = {1, 0, -1, 0, 1};

	for (int k = 0; k < LANES; k++)
	{
		int			power = (turns + __builtin_popcount((unsigned) k)) & 3;

		(*re)[k] = quarter[power];
		(*im)[k] = quarter[(power + 3) & 3];
	}
}

INLINE void
NAME(phase_form)(REAL *re, REAL *im, const REAL *energy, size_t first, size_t count,
				 REAL gamma, REAL scale, bool start)
{
	VECTOR		start_re[4],
				start_im[4];

	if (start)
		for (int turns = 0; turns < 4; turns++)
			NAME(start_lanes)(turns, &start_re[turns], &start_im[turns]);
	for (size_t k = first; k < first + count; k += LANES)
	{
		VECTOR		e,
					x,
					y,
					s,
					c;

		memcpy(&e, energy + k, sizeof(e));
		NAME(sine_cosine)(e * gamma, &s, &c);
		if (start)
		{
			int			turns = __builtin_popcountll(k) & 3;

			x = start_re[turns];
			y = start_im[turns];
		}
		else
		{
			memcpy(&x, re + k, sizeof(x));
			memcpy(&y, im + k, sizeof(y));
		}
		s = s * scale;
		c = c * scale;
		/* (x + iy)(c - is) */
		e = x * c + y * s;
		y = y * c - x * s;
		memcpy(re + k, &e, sizeof(e));
		memcpy(im + k, &y, sizeof(y));
	}
}

static void
NAME(phase)(void *re, void *im, const void *energy, size_t first, size_t count,
			double gamma, double scale, bool start)
{
	if (count < LANES)
	{
		REAL		padded_re[LANES] = {0},
					padded_im[LANES] = {0},
					padded_energy[LANES] = {0};

		/* only whole vectors below: such a block starts at index 0 */
		memcpy(padded_energy, (const REAL *) energy + first, count * sizeof(REAL));
		memcpy(padded_re, (REAL *) re + first, count * sizeof(REAL));
		memcpy(padded_im, (REAL *) im + first, count * sizeof(REAL));
		NAME(phase_form)(padded_re, padded_im, padded_energy, 0, LANES, (REAL) gamma,
						 (REAL) scale, start);
		memcpy((REAL *) re + first, padded_re, count * sizeof(REAL));
		memcpy((REAL *) im + first, padded_im, count * sizeof(REAL));
	}
	else if (start)
		NAME(phase_form)(re, im, energy, first, count, (REAL) gamma, (REAL) scale, true);
	else
		NAME(phase_form)(re, im, energy, first, count, (REAL) gamma, (REAL) scale, false);
}

/* Partial sums in the working precision over short runs, then in double */
static double
NAME(expectation)(const void *re_part, const void *im_part, const void *energy_part, size_t count)
{
	const REAL *re = re_part;
	const REAL *im = im_part;
	const REAL *energy = energy_part;
	double		sum = 0.0;
	size_t		k = 0;

	for (; k + LANES <= count;)
	{
		size_t		end = k + 32 * LANES <= count ? k + 32 * LANES : count - count % LANES;
		VECTOR		partial = {0};

		for (; k < end; k += LANES)
		{
			VECTOR		x,
						y,
						e;

			memcpy(&x, re + k, sizeof(x));
			memcpy(&y, im + k, sizeof(y));
			memcpy(&e, energy + k, sizeof(e));
			partial += (x * x + y * y) * e;
		}
		for (int lane = 0; lane < LANES; lane++)
			sum += (double) partial[lane];
	}
	for (; k < count; k++)
		sum += ((double) re[k] * (double) re[k] + (double) im[k] * (double) im[k]) * (double) energy[k];
	return sum;
}

const QsKernels NAME(qs_kernels) = {
	.phase = NAME(phase),
	.rotate_block = NAME(rotate_block),
	.rotate_rows = NAME(rotate_rows),
	.expectation = NAME(expectation),
};

#undef VECTOR
#undef MASK
#undef INLINE
#undef RADIX
#undef REAL
#undef INTEGER
#undef LANES
#undef LANE_BITS
#undef RADIX_BITS
#undef NAME
#undef IS_FLOAT
