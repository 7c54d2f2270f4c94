/*
 * flip_kernel_template.h
 *	  Bodies of the flip kernels for one width of keys; included by flip_state.c.
 *
 * The includer defines
 *	  KEY			type of keys (int32_t or int64_t)
 *	  KEY_NAME(x)	x with a suffix for that width
 *	  HELD_MARK		what a held key carries
 *	  REAL			floating-point type of the same width
 *	  LANE_MASK		unsigned type of the same width
 */

/* Smallest of the 64 keys of a block */
QS_ALWAYS_INLINE KEY
KEY_NAME(block_least) (const KEY *key)
{
	KEY			least = key[0];

	for (int k = 1; k < QS_FLIP_BLOCK; k++)
		least = key[k] < least ? key[k] : least;
	return least;
}

/* Flip through the adjacency list */
QS_ALWAYS_INLINE void
KEY_NAME(update_sparse) (QsFlipState *state, int variable)
{
	const QsQubo *qubo = state->integer->qubo;
	const int32_t *neighbour = qubo->neighbour;
	const KEY  *weight = state->integer->weight;
	KEY		   *key = state->key;
	uint8_t    *x = state->x;
	uint8_t		before = x[variable];
	KEY			mark = state->held[variable] ? HELD_MARK : 0;
	KEY			delta = key[variable] - mark;

	state->energy += delta;
	x[variable] = before ^ 1;
	key[variable] = mark - delta;
	state->dirty[variable / QS_FLIP_BLOCK] = 1;
	for (int64_t k = qubo->start[variable]; k < qubo->start[variable + 1]; k++)
	{
		int			j = neighbour[k];
		KEY			mask = -(KEY) (x[j] ^ before);

		key[j] += (weight[k] ^ mask) - mask;
		state->dirty[j / QS_FLIP_BLOCK] = 1;
	}
}

/* Bring the minima of touched blocks up to date and pick the least key. */
QS_ALWAYS_INLINE int
KEY_NAME(select) (QsFlipState *state, uint64_t random, int64_t *value)
{
	const KEY  *key = state->key;
	KEY		   *least = state->least;
	int			blocks = state->blocks;
	int			block;
	KEY			best;
	uint64_t	ties = 0;
	int			turn = (int) (random & 63);

	/* eight marks at a time: most are clear */
	for (int first = 0; first < blocks; first += 8)
	{
		uint64_t	marks;

		memcpy(&marks, state->dirty + first, 8);
		if (marks == 0)
			continue;
		memset(state->dirty + first, 0, 8);
		for (int b = first; b < first + 8; b++, marks >>= 8)
			if (marks & 1)
			{
				least[b] = KEY_NAME(block_least) (key + (size_t) b * QS_FLIP_BLOCK);
				state->scanned += QS_FLIP_BLOCK;
			}
	}
	best = least[0];
	for (int b = 1; b < blocks; b++)
		best = least[b] < best ? least[b] : best;
	if (best > HELD_MARK / 2)
		return -1;

	/* the first block with the minimum from a random one on, and likewise in it */
	block = (int) (((random >> 32) * (uint64_t) blocks) >> 32);
	while (least[block] != best)
		block = block + 1 == blocks ? 0 : block + 1;
	key += (size_t) block * QS_FLIP_BLOCK;
	for (int k = 0; k < QS_FLIP_BLOCK; k++)
		ties |= (uint64_t) (key[k] == best) << k;
	if (turn > 0)
		ties = ties >> turn | ties << (64 - turn);
	*value = best;
	return block * QS_FLIP_BLOCK + ((__builtin_ctzll(ties) + turn) & 63);
}

/* The flips of one block that Metropolis accepts, as bits.  Comparisons gather in
 * lanes of the key's own width, which every instruction set can do. */
QS_ALWAYS_INLINE uint64_t
KEY_NAME(accept) (const QsFlipState *state, int block, const float *exponential,
				  const float *bias, double temperature)
{
	const KEY  *key = (const KEY *) state->key + (size_t) block * QS_FLIP_BLOCK;
	const int	lanes = 8 * (int) sizeof(KEY);
	REAL		scale = (REAL) temperature;
	uint64_t	accepted = 0;

	for (int half = 0; half < QS_FLIP_BLOCK; half += lanes)
	{
		LANE_MASK	mask = 0;

		if (bias)
			for (int k = 0; k < lanes; k++)
			{
				REAL		sum = (REAL) key[half + k] + (REAL) bias[half + k];

				mask |= (LANE_MASK) (sum < scale * (REAL) exponential[half + k]) << k;
			}
		else
			for (int k = 0; k < lanes; k++)
				mask |= (LANE_MASK) ((REAL) key[half + k] < scale * (REAL) exponential[half + k]) << k;
		accepted |= (uint64_t) mask << half;
	}
	return accepted;
}

#undef KEY
#undef KEY_NAME
#undef HELD_MARK
#undef REAL
#undef LANE_MASK
