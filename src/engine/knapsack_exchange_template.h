/*
 * knapsack_exchange_template.h
 *	  Body of the sixteen-bit scan for one instruction set; included by
 *	  knapsack_exchange.c.
 *
 * The includer defines
 *	  NARROW_NAME(x)	x with a suffix for the instruction set
 *	  NARROW_CODE		its function attribute
 *	  NARROW_BYTES		width of its vectors
 *	  NARROW_SUBTRACT(a, b), NARROW_ADD(a, b)	lane by lane, saturating, unsigned
 *
 * Saturating sums of terms that are not negative do not depend on their order, so
 * that rows come by how tight they are and a block of positions is given up once
 * all are at the bound: results are those of the plain sums.
 */

typedef uint16_t NARROW_NAME(Lanes) __attribute__((vector_size(NARROW_BYTES)));

NARROW_CODE static float
NARROW_NAME(narrow_partner) (const QsKnapsackExchange *exchange, int out, float bound,
							 int *position)
{
	enum
	{
		LANES = NARROW_BYTES / 2
	};
	typedef NARROW_NAME(Lanes) Lanes;
	const int16_t *entry = exchange->narrow_item + (size_t) (out + 1) * (size_t) exchange->row_stride;
	const int	rows = exchange->rows;
	const int	tight = rows < TIGHT_ROWS ? rows : TIGHT_ROWS;
	const int  *order = exchange->order;
	const size_t *start = exchange->order_start;
	const int32_t *slack = exchange->narrow_slack;
	const int	row_stride = exchange->row_stride;
	uint16_t   *base = exchange->narrow_base;
	int32_t		inevitable = 0;
	uint16_t	limit;
	uint16_t	best;

	/* what taking out frees; what no item can mend is the same for all */
	for (int r = 0; r < row_stride; r++)
	{
		int32_t		free = slack[r] + entry[r];

		inevitable += free < 0 ? -free : 0;
		free = free < 0 ? 0 : free;
		base[r] = (uint16_t) (free > UINT16_MAX ? UINT16_MAX : free);
	}
	*position = -1;
	if ((float) inevitable >= bound)
		return INFINITY;
	limit = (uint16_t) fminf(bound - (float) inevitable, (float) UINT16_MAX);
	best = limit;
	for (int first = 0; first < exchange->outside_count; first += LANES)
	{
		const uint16_t *outside = exchange->narrow_outside + first;
		const Lanes most = (Lanes) {0} + best;
		Lanes		sum = *(const Lanes *) (exchange->narrow_held + first);
		uint16_t	lane[LANES];
		int			k = 0;

		for (; k < tight; k++)
			sum = NARROW_ADD(sum, NARROW_SUBTRACT(*(const Lanes *) (outside + start[k]),
												  (Lanes) {0} + base[order[k]]));
		if (!NARROW_ANY_BELOW(sum, most))
			continue;
		for (; k < rows; k++)
			sum = NARROW_ADD(sum, NARROW_SUBTRACT(*(const Lanes *) (outside + start[k]),
												  (Lanes) {0} + base[order[k]]));
		if (!NARROW_ANY_BELOW(sum, most))
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

#undef NARROW_NAME
#undef NARROW_CODE
#undef NARROW_BYTES
#undef NARROW_SUBTRACT
#undef NARROW_ADD
#undef NARROW_ANY_BELOW
