/*
 * real_layer_template.h
 *	  Bodies of the RY and CZ layer for one precision; included by real_layer.c.
 *
 * The includer defines
 *	  REAL			float or double
 *	  REAL_NAME(x)	x with a suffix for that precision
 */

/* Sixteen values; left to themselves compilers tie these loops in knots */
typedef REAL REAL_NAME(Lanes) __attribute__((vector_size(LANES * sizeof(REAL)), aligned(64), may_alias));

/* Cosines and sines of half angles, padded with the identity */
typedef struct
{
	REAL		cosine[QS_MAX_LAYER_QUBITS];
	REAL		sine[QS_MAX_LAYER_QUBITS];
	REAL_NAME(Lanes) low[LANES];	/* rotation of the lowest four qubits, by columns */
	REAL		sign[BLOCK];	/* of the CZ gates inside a block */
} REAL_NAME(Tables);

QS_ALWAYS_INLINE void
REAL_NAME(build_tables) (const QsRealLayer *layer, REAL_NAME(Tables) *t)
{
	int			block = 1 << (qs_real_qubits(layer->n) < BLOCK_QUBITS
							  ? qs_real_qubits(layer->n) : BLOCK_QUBITS);

	for (int q = 0; q < QS_MAX_LAYER_QUBITS; q++)
	{
		double		half = q < layer->n ? 0.5 * layer->angle[q] : 0.0;

		double		sine,
					cosine;

		qs_sin_cos(half, &sine, &cosine);
		t->cosine[q] = (REAL) cosine;
		t->sine[q] = (REAL) sine;
	}
	for (int from = 0; from < LANES; from++)
		for (int to = 0; to < LANES; to++)
		{
			REAL		entry = 1;

			for (int q = 0; q < LANE_QUBITS; q++)
			{
				int			out = to >> q & 1;

				if (out == (from >> q & 1))
					entry *= t->cosine[q];
				else
					entry *= out ? t->sine[q] : -t->sine[q];
			}
			t->low[from][to] = entry;
		}
	if (layer->pairs)
		for (int x = 0; x < block; x++)
			t->sign[x] = parity((uint64_t) x, layer->pairs & (BLOCK / 2 - 1)) ? (REAL) -1 : (REAL) 1;
}

/* CZ signs of one block that starts at index first */
QS_ALWAYS_INLINE void
REAL_NAME(apply_signs) (REAL *block, int size, uint64_t first, uint64_t pairs, const REAL *sign)
{
	REAL		lower = parity(first, pairs) ? (REAL) -1 : (REAL) 1;
	REAL		upper = lower;

	/* the pair across the block's edge: its top qubit and the one above */
	if (size == BLOCK && (pairs >> (BLOCK_QUBITS - 1) & 1) && (first >> BLOCK_QUBITS & 1))
		upper = -lower;
	for (int x = 0; x < size / 2; x++)
		block[x] *= lower * sign[x];
	for (int x = size / 2; x < size; x++)
		block[x] *= upper * sign[x];
}

/* The lowest four qubits of every group of sixteen values */
QS_ALWAYS_INLINE void
REAL_NAME(rotate_low) (REAL *block, int size, const REAL_NAME(Lanes) *matrix)
{
	for (int x = 0; x < size; x += LANES)
	{
		REAL_NAME(Lanes) even = matrix[0] * block[x];
		REAL_NAME(Lanes) odd = matrix[1] * block[x + 1];

		for (int from = 2; from < LANES; from += 2)
		{
			even += matrix[from] * block[x + from];
			odd += matrix[from + 1] * block[x + from + 1];
		}
		*(REAL_NAME(Lanes) *) (block + x) = even + odd;
	}
}

/* Qubits of the row index of a tile of 2^bits rows of sixteen values */
QS_ALWAYS_INLINE void
REAL_NAME(rotate_rows) (REAL *tile, int bits, const REAL *cosine, const REAL *sine)
{
	REAL_NAME(Lanes) *row = (REAL_NAME(Lanes) *) tile;

	for (int r = 0; r < bits; r++)
	{
		int			stride = 1 << r;
		REAL		c = cosine[r];
		REAL		s = sine[r];

		for (int base = 0; base < 1 << bits; base += 2 * stride)
			for (int k = base; k < base + stride; k++)
			{
				REAL_NAME(Lanes) a = row[k];
				REAL_NAME(Lanes) b = row[k + stride];

				row[k] = c * a - s * b;
				row[k + stride] = s * a + c * b;
			}
	}
}

/* dual . J state for the lowest four qubits, from all products of two lanes */
QS_ALWAYS_INLINE void
REAL_NAME(gradient_low) (const REAL *state, const REAL *dual, int size, double *gradient)
{
	REAL_NAME(Lanes) product[LANES];

	memset(product, 0, sizeof(product));
	for (int x = 0; x < size; x += LANES)
		for (int i = 0; i < LANES; i++)
			product[i] += dual[x + i] * *(const REAL_NAME(Lanes) *) (state + x);
	for (int q = 0; q < LANE_QUBITS; q++)
		for (int i = 0; i < LANES; i++)
			if (!(i >> q & 1))
				gradient[q] += (double) product[i | 1 << q][i] - (double) product[i][i | 1 << q];
}

QS_ALWAYS_INLINE void
REAL_NAME(gradient_rows) (const REAL *state, const REAL *dual, int bits, double *gradient)
{
	const REAL_NAME(Lanes) *p = (const REAL_NAME(Lanes) *) state;
	const REAL_NAME(Lanes) *l = (const REAL_NAME(Lanes) *) dual;

	for (int r = 0; r < bits; r++)
	{
		int			stride = 1 << r;
		REAL_NAME(Lanes) sum = p[0] - p[0];

		for (int base = 0; base < 1 << bits; base += 2 * stride)
			for (int k = base; k < base + stride; k++)
				sum += l[k + stride] * p[k] - l[k] * p[k + stride];
		for (int k = 0; k < LANES; k++)
			gradient[r] += sum[k];
	}
}

/* Signs and the low qubits, block by block */
QS_ALWAYS_INLINE bool
REAL_NAME(low_pass) (QsHost *host, const QsRealLayer *layer, const REAL_NAME(Tables) *t,
					 double *gradient)
{
	int			qubits = qs_real_qubits(layer->n);
	int			block_qubits = qubits < BLOCK_QUBITS ? qubits : BLOCK_QUBITS;
	int			size = 1 << block_qubits;
	int			bits = block_qubits - LANE_QUBITS;

	for (uint64_t first = 0; first < UINT64_C(1) << qubits; first += (uint64_t) size)
	{
		REAL	   *state = (REAL *) layer->state + first;
		REAL	   *dual = layer->dual ? (REAL *) layer->dual + first : NULL;

		if (layer->pairs)
			REAL_NAME(apply_signs) (state, size, first, layer->pairs, t->sign);
		if (layer->pairs && dual)
			REAL_NAME(apply_signs) (dual, size, first, layer->pairs, t->sign);
		if (dual && layer->gradient)
		{
			REAL_NAME(gradient_low) (state, dual, size, gradient);
			REAL_NAME(gradient_rows) (state, dual, bits, gradient + LANE_QUBITS);
		}
		REAL_NAME(rotate_low) (state, size, t->low);
		REAL_NAME(rotate_rows) (state, bits, t->cosine + LANE_QUBITS, t->sine + LANE_QUBITS);
		if (dual)
		{
			REAL_NAME(rotate_low) (dual, size, t->low);
			REAL_NAME(rotate_rows) (dual, bits, t->cosine + LANE_QUBITS, t->sine + LANE_QUBITS);
		}
		if ((first & (CHECK_VALUES - 1)) == 0 && qubits > CHECK_QUBITS && qs_stop_requested(host))
			return false;
	}
	return true;
}

QS_ALWAYS_INLINE void
REAL_NAME(copy_rows) (REAL *to, size_t to_stride, const REAL *from, size_t from_stride, int rows)
{
	for (int r = 0; r < rows; r++)
		memcpy(to + (size_t) r * to_stride, from + (size_t) r * from_stride, LANES * sizeof(REAL));
}

/* Qubits first .. first + bits - 1, through a tile of sixteen columns at a time:
 * rows a power of two apart would fight for the same cache lines in place */
QS_ALWAYS_INLINE bool
REAL_NAME(high_pass) (QsHost *host, const QsRealLayer *layer, const REAL_NAME(Tables) *t,
					  int first, int bits, double *gradient)
{
	REAL		tile[LANES << TILE_QUBITS] __attribute__((aligned(64)));
	REAL		other[LANES << TILE_QUBITS] __attribute__((aligned(64)));
	size_t		stride = (size_t) 1 << first;
	size_t		span = stride << bits;
	size_t		size = (size_t) 1 << layer->n;
	size_t		done = 0;
	int			rows = 1 << bits;

	for (size_t base = 0; base < size; base += span)
		for (size_t column = 0; column < stride; column += LANES)
		{
			REAL	   *state = (REAL *) layer->state + base + column;
			REAL	   *dual = layer->dual ? (REAL *) layer->dual + base + column : NULL;

			REAL_NAME(copy_rows) (tile, LANES, state, stride, rows);
			if (dual)
				REAL_NAME(copy_rows) (other, LANES, dual, stride, rows);
			if (dual && layer->gradient)
				REAL_NAME(gradient_rows) (tile, other, bits, gradient + first);
			REAL_NAME(rotate_rows) (tile, bits, t->cosine + first, t->sine + first);
			REAL_NAME(copy_rows) (state, stride, tile, LANES, rows);
			if (dual)
			{
				REAL_NAME(rotate_rows) (other, bits, t->cosine + first, t->sine + first);
				REAL_NAME(copy_rows) (dual, stride, other, LANES, rows);
			}
			done += (size_t) LANES << bits;
			if (done >= CHECK_VALUES)
			{
				done = 0;
				if (qs_stop_requested(host))
					return false;
			}
		}
	return true;
}

QS_ALWAYS_INLINE bool
REAL_NAME(layer_body) (QsHost *host, const QsRealLayer *layer)
{
	REAL_NAME(Tables) t;
	double		gradient[QS_MAX_LAYER_QUBITS] = {0};

	REAL_NAME(build_tables) (layer, &t);
	if (!REAL_NAME(low_pass) (host, layer, &t, gradient))
		return false;
	for (int first = BLOCK_QUBITS; first < layer->n; first += TILE_QUBITS)
	{
		int			bits = layer->n - first < TILE_QUBITS ? layer->n - first : TILE_QUBITS;

		if (!REAL_NAME(high_pass) (host, layer, &t, first, bits, gradient))
			return false;
	}
	if (layer->dual && layer->gradient)
		for (int q = 0; q < layer->n; q++)
			layer->gradient[q] += gradient[q];
	return true;
}

#undef REAL
#undef REAL_NAME
