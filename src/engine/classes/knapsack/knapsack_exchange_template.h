/*
 * knapsack_exchange_template.h
 *	  Bodies of the scans for one instruction set; included by knapsack_exchange.c.
 *
 * The includer defines
 *	  EXCHANGE_NAME(x)	x with a suffix for the instruction set
 *	  EXCHANGE_CODE		its function attribute
 *	  EXCHANGE_BYTES		width of its vectors
 *	  NARROW_SUBTRACT(a, b), NARROW_ADD(a, b)	sixteen-bit lanes, saturating, unsigned
 *	  NARROW_ANY_BELOW(a, b)	is a lane of a below that of b?
 *
 * Vectors are as wide as the processor's: compilers take wider ones apart, lane by
 * lane where they are compared.
 */

typedef uint16_t EXCHANGE_NAME(NarrowLanes) __attribute__((vector_size(EXCHANGE_BYTES)));
typedef uint32_t EXCHANGE_NAME(PairLanes) __attribute__((vector_size(EXCHANGE_BYTES)));
typedef float EXCHANGE_NAME(WideLanes) __attribute__((vector_size(EXCHANGE_BYTES)));
typedef int32_t EXCHANGE_NAME(WideMarks) __attribute__((vector_size(EXCHANGE_BYTES)));

/* Sums run over the rows in order in every lane, so that every width gives the same;
 * of equal ones the first position counts. */
EXCHANGE_CODE static float
EXCHANGE_NAME(wide_partner) (const QsKnapsackExchange *exchange, int out, float bound,
							 int *position)
{
	enum
	{
		LANES = EXCHANGE_BYTES / 4
	};
	typedef EXCHANGE_NAME(WideLanes) Lanes;
	typedef EXCHANGE_NAME(WideMarks) Marks;
	const size_t stride = (size_t) exchange->stride;
	const int	rows = exchange->rows;
	const double *entry = exchange->entry + (size_t) (out < 0 ? 0 : out) * (size_t) rows;
	float	   *base = exchange->wide_base;
	Lanes		least = (Lanes) {0} + HELD;
	Marks		where = {0};
	float		best = HELD;

	for (int r = 0; r < rows; r++)
		base[r] = exchange->wide_slack[r] +
			(out < 0 ? 0.0f : (float) (exchange->price[r] * entry[r]));
	for (int first = 0; first < exchange->outside_count; first += 2 * LANES)
	{
		const float *priced = exchange->wide_outside + first;
		Lanes		low = *(const Lanes *) (exchange->wide_held + first);
		Lanes		high = *(const Lanes *) (exchange->wide_held + first + LANES);
		Marks		smaller;

		for (int r = 0; r < rows; r++, priced += stride)
		{
			Lanes		a = *(const Lanes *) priced - base[r];
			Lanes		b = *(const Lanes *) (priced + LANES) - base[r];

			low += (Lanes) ((Marks) a & (a > 0.0f));
			high += (Lanes) ((Marks) b & (b > 0.0f));
		}
		smaller = low < least;
		least = (Lanes) (((Marks) low & smaller) | ((Marks) least & ~smaller));
		where = (smaller & first) | (where & ~smaller);
		smaller = high < least;
		least = (Lanes) (((Marks) high & smaller) | ((Marks) least & ~smaller));
		where = (smaller & (first + LANES)) | (where & ~smaller);
	}
	*position = -1;
	for (int k = 0; k < LANES; k++)
		if (least[k] < best || (least[k] == best && where[k] + k < *position))
		{
			best = least[k];
			*position = where[k] + k;
		}
	return best < bound && best < HELD ? best : INFINITY;
}

#define NARROW_TERM(priced, r) \
	NARROW_SUBTRACT(*(const Lanes *) (priced), (Lanes) ((Pairs) {0} + base[r]))

/* Four terms fit into sixteen bits; only sums of such have to saturate. */
EXCHANGE_CODE static float
EXCHANGE_NAME(narrow_partner) (const QsKnapsackExchange *exchange, int out, float bound,
							   int *position)
{
	enum
	{
		LANES = EXCHANGE_BYTES / 2
	};
	typedef EXCHANGE_NAME(NarrowLanes) Lanes;
	typedef EXCHANGE_NAME(PairLanes) Pairs;
	const size_t stride = (size_t) exchange->stride;
	const int	rows = exchange->rows;
	const int	row_stride = exchange->row_stride;
	const int16_t *entry = exchange->narrow_item + (size_t) (out + 1) * (size_t) row_stride;
	const int32_t *slack = exchange->narrow_slack;
	uint32_t   *base = exchange->narrow_base;
	int32_t		inevitable = 0;
	uint16_t	best;

	/* what taking out frees, in pairs as those are the quicker to spread over lanes;
	 * what no item can mend is the same for all */
	for (int r = 0; r < row_stride; r++)
	{
		int32_t		free = slack[r] + entry[r];

		inevitable += free < 0 ? -free : 0;
		free = free < 0 ? 0 : free;
		free = free > UINT16_MAX ? UINT16_MAX : free;
		base[r] = (uint32_t) free << 16 | (uint32_t) free;
	}
	*position = -1;
	if ((float) inevitable >= bound)
		return INFINITY;
	best = (uint16_t) fminf(bound - (float) inevitable, (float) UINT16_MAX);
	for (int first = 0; first < exchange->outside_count; first += LANES)
	{
		const uint16_t *priced = exchange->narrow_outside + first;
		Lanes		sum = *(const Lanes *) (exchange->narrow_held + first);
		uint16_t	lane[LANES];

		for (int r = 0; r < rows; r += 4, priced += 4 * stride)
		{
			Lanes		four = NARROW_TERM(priced, r);

			four += NARROW_TERM(priced + stride, r + 1);
			four += NARROW_TERM(priced + 2 * stride, r + 2);
			four += NARROW_TERM(priced + 3 * stride, r + 3);
			sum = NARROW_ADD(sum, four);
		}
		if (!NARROW_ANY_BELOW(sum, (Lanes) {0} + best))
			continue;
		memcpy(lane, &sum, sizeof(lane));
		for (int j = 0; j < LANES; j++)
			if (lane[j] < best)
			{
				best = lane[j];
				*position = first + j;
			}
	}
	return *position < 0 ? INFINITY : (float) (inevitable + best);
}

#undef EXCHANGE_NAME
#undef EXCHANGE_CODE
#undef EXCHANGE_BYTES
#undef NARROW_TERM
#undef NARROW_SUBTRACT
#undef NARROW_ADD
#undef NARROW_ANY_BELOW
