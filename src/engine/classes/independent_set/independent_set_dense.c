/*
 * independent_set_dense.c
 *	  An independent set under moves, by whole rows.
 */
#include "classes/independent_set/independent_set_dense.h"

#include <string.h>

#include "base/simd.h"
#ifdef QS_SIMD_DISPATCH
#include <immintrin.h>
#endif

#define LARGEST_ORDER	8192
#define SPARSEST		64		/* edges must be one pair in so many */
#define ROW_BLOCK		64

/*
 * Upper bound on the size of an independent set: cliques that cover the graph,
 * greedily, each vertex into the first clique all of whose members it knows.
 */
static int
clique_cover(QsHost *host, const QsIndependentSet *set)
{
	int			n = set->n;
	int32_t    *clique = QS_ARRAY(host, int32_t, n);
	int32_t    *size = QS_ARRAY0(host, int32_t, n);
	int32_t    *known = QS_ARRAY0(host, int32_t, n);	/* members of a clique next to v */
	int			cliques = 0;

	for (int v = 0; v < n; v++)
	{
		int			choice = -1;

		for (int64_t k = set->start[v]; k < set->start[v + 1] && set->neighbour[k] < v; k++)
			known[clique[set->neighbour[k]]]++;
		for (int64_t k = set->start[v]; k < set->start[v + 1] && set->neighbour[k] < v; k++)
		{
			int			c = clique[set->neighbour[k]];

			if (known[c] == size[c] && (choice < 0 || size[c] > size[choice]))
				choice = c;
		}
		for (int64_t k = set->start[v]; k < set->start[v + 1] && set->neighbour[k] < v; k++)
			known[clique[set->neighbour[k]]] = 0;
		if (choice < 0)
			choice = cliques++;
		clique[v] = choice;
		size[choice]++;
	}
	qs_free(host, clique);
	qs_free(host, size);
	qs_free(host, known);
	return cliques;
}

bool
qs_dense_set_suits(QsHost *host, const QsIndependentSet *set)
{
	double		n = set->n;
	int64_t		largest = 0;

	if (set->n < 1 || set->n > LARGEST_ORDER ||
		(double) set->start[set->n] * SPARSEST < n * n ||
		!qs_memory_fits(host, 2.0 * n * (n + ROW_BLOCK)))
		return false;
	for (int v = 0; v < set->n; v++)
		if (set->start[v + 1] - set->start[v] > largest)
			largest = set->start[v + 1] - set->start[v];
	return largest <= 250 || clique_cover(host, set) <= 250;
}

/* Bits of the bytes (0 or 1) of a word */
static inline uint64_t
gather_bits(uint64_t bytes)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	bytes = __builtin_bswap64(bytes);
#endif
	return bytes * UINT64_C(0x0102040810204080) >> 56;
}

/*
 * The pass after a move: the row of who comes in added, of who leaves taken away,
 * candidates collected.  Three ways to say the same.
 */
static void
update_portable(QsDenseSet *dense, int in, int out)
{
	const uint8_t *plus = dense->row + (size_t) in * (size_t) dense->stride;
	const uint8_t *minus = dense->row + (size_t) out * (size_t) dense->stride;

	dense->free.count = dense->near.count = 0;
	for (int b = 0; b < dense->stride / ROW_BLOCK; b++)
	{
		uint8_t    *tightness = dense->tightness + (size_t) b * ROW_BLOCK;
		uint8_t		is_free[ROW_BLOCK];
		uint8_t		is_near[ROW_BLOCK];
		uint64_t	free = 0;
		uint64_t	near = 0;

		for (int k = 0; k < ROW_BLOCK; k++)
		{
			uint8_t		t = (uint8_t) (tightness[k] + plus[b * ROW_BLOCK + k] -
									   minus[b * ROW_BLOCK + k]);

			tightness[k] = t;
			is_free[k] = t == 0;
			is_near[k] = t == 1;
		}
		for (int k = 0; k < ROW_BLOCK; k += 8)
		{
			uint64_t	bytes;

			memcpy(&bytes, is_free + k, 8);
			free |= gather_bits(bytes) << k;
			memcpy(&bytes, is_near + k, 8);
			near |= gather_bits(bytes) << k;
		}
		dense->free.word[b] = free &= dense->open[b];
		dense->near.word[b] = near &= dense->open[b];
		dense->free.count += __builtin_popcountll(free);
		dense->near.count += __builtin_popcountll(near);
	}
}

#ifdef QS_SIMD_DISPATCH
QS_SIMD_AVX2_CODE static uint64_t
update_half_avx2(uint8_t *tightness, const uint8_t *plus, const uint8_t *minus, uint64_t *near)
{
	__m256i		t = _mm256_load_si256((const __m256i *) tightness);

	t = _mm256_add_epi8(t, _mm256_load_si256((const __m256i *) plus));
	t = _mm256_sub_epi8(t, _mm256_load_si256((const __m256i *) minus));
	_mm256_store_si256((__m256i *) tightness, t);
	*near = (uint32_t) _mm256_movemask_epi8(_mm256_cmpeq_epi8(t, _mm256_set1_epi8(1)));
	return (uint32_t) _mm256_movemask_epi8(_mm256_cmpeq_epi8(t, _mm256_setzero_si256()));
}

QS_SIMD_AVX2_CODE static void
update_avx2(QsDenseSet *dense, int in, int out)
{
	const uint8_t *plus = dense->row + (size_t) in * (size_t) dense->stride;
	const uint8_t *minus = dense->row + (size_t) out * (size_t) dense->stride;
	uint8_t    *tightness = dense->tightness;
	int			free_count = 0;
	int			near_count = 0;

	for (int b = 0; b < dense->stride / ROW_BLOCK; b++)
	{
		size_t		at = (size_t) b * ROW_BLOCK;
		uint64_t	low,
					high;
		uint64_t	free = update_half_avx2(tightness + at, plus + at, minus + at, &low);

		free |= update_half_avx2(tightness + at + 32, plus + at + 32, minus + at + 32, &high) << 32;
		dense->free.word[b] = free &= dense->open[b];
		dense->near.word[b] = low = (low | high << 32) & dense->open[b];
		free_count += __builtin_popcountll(free);
		near_count += __builtin_popcountll(low);
	}
	dense->free.count = free_count;
	dense->near.count = near_count;
}

QS_SIMD_AVX512_CODE static void
update_avx512(QsDenseSet *dense, int in, int out)
{
	const uint8_t *plus = dense->row + (size_t) in * (size_t) dense->stride;
	const uint8_t *minus = dense->row + (size_t) out * (size_t) dense->stride;
	uint8_t    *tightness = dense->tightness;
	uint64_t   *free_word = dense->free.word;
	uint64_t   *near_word = dense->near.word;
	const uint64_t *open = dense->open;
	int			blocks = dense->stride / ROW_BLOCK;
	int			free_count = 0;
	int			near_count = 0;

	for (int b = 0; b < blocks; b++)
	{
		size_t		at = (size_t) b * ROW_BLOCK;
		__m512i		t = _mm512_load_si512(tightness + at);
		uint64_t	free,
					near;

		t = _mm512_add_epi8(t, _mm512_load_si512(plus + at));
		t = _mm512_sub_epi8(t, _mm512_load_si512(minus + at));
		_mm512_store_si512(tightness + at, t);
		free = _mm512_cmpeq_epi8_mask(t, _mm512_setzero_si512()) & open[b];
		near = _mm512_cmpeq_epi8_mask(t, _mm512_set1_epi8(1)) & open[b];
		free_word[b] = free;
		near_word[b] = near;
		free_count += __builtin_popcountll(free);
		near_count += __builtin_popcountll(near);
	}
	dense->free.count = free_count;
	dense->near.count = near_count;
}
#endif

static void
bind_kernel(QsDenseSet *dense, QsSimd simd)
{
	dense->update = update_portable;
	(void) simd;
#ifdef QS_SIMD_DISPATCH
	switch (qs_simd_resolve(simd))
	{
		case QS_SIMD_AVX512:
			dense->update = update_avx512;
			break;
		case QS_SIMD_AVX2:
			dense->update = update_avx2;
			break;
		default:
			break;
	}
#endif
}

QsDenseSet *
qs_dense_set_create(QsHost *host, const QsIndependentSet *set)
{
	QsDenseSet *dense = QS_NEW(host, QsDenseSet);
	int			n = set->n;
	size_t		stride = ((size_t) n + ROW_BLOCK - 1) / ROW_BLOCK * ROW_BLOCK;

	dense->set = set;
	dense->n = n;
	dense->stride = (int) stride;
	/* the last row is empty: a move with one side only takes it for the other */
	dense->row = QS_ARRAY0(host, uint8_t, ((size_t) n + 1) * stride);
	dense->tightness = QS_ARRAY(host, uint8_t, stride);
	dense->open = QS_ARRAY0(host, uint64_t, stride / ROW_BLOCK);
	dense->free.word = QS_ARRAY(host, uint64_t, stride / ROW_BLOCK);
	dense->near.word = QS_ARRAY(host, uint64_t, stride / ROW_BLOCK);
	dense->place = QS_ARRAY(host, int32_t, n);
	dense->solution = QS_ARRAY(host, int32_t, n);
	for (int v = 0; v < n; v++)
	{
		uint8_t    *row = dense->row + (size_t) v * stride;

		for (int64_t k = set->start[v]; k < set->start[v + 1]; k++)
			row[set->neighbour[k]] = 1;
		row[v] = 2;
	}
	bind_kernel(dense, host->simd);
	return dense;
}

void
qs_dense_set_free(QsHost *host, QsDenseSet *dense)
{
	if (dense == NULL)
		return;
	qs_free(host, dense->row);
	qs_free(host, dense->tightness);
	qs_free(host, dense->open);
	qs_free(host, dense->free.word);
	qs_free(host, dense->near.word);
	qs_free(host, dense->place);
	qs_free(host, dense->solution);
	qs_free(host, dense);
}

/* The pass over the rows; n stands for no vertex. */
static void
update(QsDenseSet *dense, int in, int out)
{
	dense->update(dense, in, out);
	dense->work += dense->stride / 16;
}

static void
enlist(QsDenseSet *dense, int v)
{
	dense->place[v] = dense->count;
	dense->solution[dense->count++] = v;
}

static void
strike(QsDenseSet *dense, int v)
{
	int			last = dense->solution[--dense->count];

	dense->solution[dense->place[v]] = last;
	dense->place[last] = dense->place[v];
	dense->place[v] = -1;
}

void
qs_dense_open_all(QsDenseSet *dense)
{
	for (int v = 0; v < dense->n; v += 64)
		dense->open[v / 64] = dense->n - v >= 64 ? UINT64_MAX
			: (UINT64_C(1) << (dense->n - v)) - 1;
}

void
qs_dense_refresh(QsDenseSet *dense)
{
	update(dense, dense->n, dense->n);
}

void
qs_dense_set_load(QsDenseSet *dense, const uint8_t *x)
{
	memset(dense->tightness, 0, (size_t) dense->stride);
	qs_dense_open_all(dense);
	dense->count = 0;
	for (int v = 0; v < dense->n; v++)
		dense->place[v] = -1;
	qs_dense_refresh(dense);
	for (int v = 0; v < dense->n; v++)
		if (x[v])
			qs_dense_add(dense, v);
}

void
qs_dense_set_store(const QsDenseSet *dense, uint8_t *x)
{
	for (int v = 0; v < dense->n; v++)
		x[v] = dense->place[v] >= 0;
}

int
qs_vertex_bits_member(const QsVertexBits *bits, int k)
{
	uint64_t	word;
	int			w = 0;

	for (int size; (size = __builtin_popcountll(bits->word[w])) <= k; w++)
		k -= size;
	for (word = bits->word[w]; k > 0; k--)
		word &= word - 1;
	return 64 * w + __builtin_ctzll(word);
}

void
qs_dense_add(QsDenseSet *dense, int v)
{
	enlist(dense, v);
	update(dense, v, dense->n);
}

void
qs_dense_remove(QsDenseSet *dense, int v)
{
	strike(dense, v);
	update(dense, dense->n, v);
}

void
qs_dense_swap(QsDenseSet *dense, int in, int out)
{
	strike(dense, out);
	enlist(dense, in);
	update(dense, in, out);
}

int
qs_dense_mate(const QsDenseSet *dense, int v)
{
	const uint8_t *row = dense->row + (size_t) v * (size_t) dense->stride;

	for (int k = 0; k < dense->count; k++)
		if (row[dense->solution[k]])
			return dense->solution[k];
	return -1;
}

int
qs_dense_force(QsDenseSet *dense, int v)
{
	const uint8_t *row = dense->row + (size_t) v * (size_t) dense->stride;
	int			left = 0;

	for (int k = dense->count - 1; k >= 0; k--)
	{
		int			u = dense->solution[k];

		if (row[u])
		{
			/* whoever takes its place was looked at before */
			qs_dense_remove(dense, u);
			left++;
		}
	}
	qs_dense_add(dense, v);
	return left;
}
