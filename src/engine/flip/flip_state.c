/*
 * flip_state.c
 *	  The one-flip neighbourhood: kernels per width and instruction set.
 */
#include "flip/flip_state.h"

#include <string.h>

#include "base/simd.h"

#define PAD_NARROW	((int32_t) 1 << 30)
#define PAD_WIDE	((int64_t) 1 << 62)

#define KEY int32_t
#define KEY_NAME(x) x##_narrow
#define HELD_MARK QS_HELD_NARROW
#define REAL float
#define LANE_MASK uint32_t
#include "flip/flip_kernel_template.h"

#define KEY int64_t
#define KEY_NAME(x) x##_wide
#define HELD_MARK QS_HELD_WIDE
#define REAL double
#define LANE_MASK uint64_t
#include "flip/flip_kernel_template.h"

/*
 * Flip through a matrix row: one pass that changes every key and finds the
 * minimum of every block.  The sign of a change is exclusive-or, in the cell's
 * own width.
 */
#define DEFINE_UPDATE_DENSE(name, KEY, CELL, HELD_MARK, PAD) \
QS_ALWAYS_INLINE void \
name(QsFlipState *state, int variable) \
{ \
	const QsIntegerQubo *integer = state->integer; \
	const CELL *restrict row = (const CELL *) integer->matrix + \
		(size_t) variable * (size_t) integer->stride; \
	KEY		   *restrict key = state->key; \
	KEY		   *restrict least = state->least; \
	CELL	   *restrict sign = state->sign; \
	CELL		before = (CELL) -(CELL) state->x[variable]; \
	KEY			mark = state->held[variable] ? HELD_MARK : 0; \
	KEY			delta = key[variable] - mark; \
\
	state->energy += delta; \
	key[variable] = mark - delta; \
	for (int b = 0; b < state->blocks; b++) \
	{ \
		size_t		first = (size_t) b * QS_FLIP_BLOCK; \
		KEY			smallest = PAD; \
\
		for (size_t k = first; k < first + QS_FLIP_BLOCK; k++) \
		{ \
			CELL		mask = (CELL) (sign[k] ^ before); \
			CELL		change = (CELL) ((CELL) (row[k] ^ mask) - mask); \
			KEY			sum = key[k] + change; \
\
			key[k] = sum; \
			smallest = sum < smallest ? sum : smallest; \
		} \
		least[b] = smallest; \
	} \
	memset(state->dirty, 0, (size_t) state->blocks); \
	state->scanned += (int64_t) state->blocks * QS_FLIP_BLOCK; \
	state->x[variable] ^= 1; \
	sign[variable] = (CELL) ~sign[variable]; \
}

DEFINE_UPDATE_DENSE(update_dense_16, int32_t, int16_t, QS_HELD_NARROW, PAD_NARROW)
DEFINE_UPDATE_DENSE(update_dense_32, int32_t, int32_t, QS_HELD_NARROW, PAD_NARROW)
DEFINE_UPDATE_DENSE(update_dense_64, int64_t, int64_t, QS_HELD_WIDE, PAD_WIDE)

/* What a state calls, by shape of the problem. */
typedef struct Kernels
{
	void		(*update_sparse_narrow) (QsFlipState *, int);
	void		(*update_sparse_wide) (QsFlipState *, int);
	void		(*update_dense_16) (QsFlipState *, int);
	void		(*update_dense_32) (QsFlipState *, int);
	void		(*update_dense_64) (QsFlipState *, int);
	int			(*select_narrow) (QsFlipState *, uint64_t, int64_t *);
	int			(*select_wide) (QsFlipState *, uint64_t, int64_t *);
	uint64_t	(*accept_narrow) (const QsFlipState *, int, const float *, const float *, double);
	uint64_t	(*accept_wide) (const QsFlipState *, int, const float *, const float *, double);
} Kernels;

#define DEFINE_KERNELS(suffix, target) \
target static void sparse_narrow_##suffix(QsFlipState *s, int i) { update_sparse_narrow(s, i); } \
target static void sparse_wide_##suffix(QsFlipState *s, int i) { update_sparse_wide(s, i); } \
target static void dense_16_##suffix(QsFlipState *s, int i) { update_dense_16(s, i); } \
target static void dense_32_##suffix(QsFlipState *s, int i) { update_dense_32(s, i); } \
target static void dense_64_##suffix(QsFlipState *s, int i) { update_dense_64(s, i); } \
target static int select_narrow_##suffix(QsFlipState *s, uint64_t r, int64_t *v) \
{ return select_narrow(s, r, v); } \
target static int select_wide_##suffix(QsFlipState *s, uint64_t r, int64_t *v) \
{ return select_wide(s, r, v); } \
target static uint64_t accept_narrow_##suffix(const QsFlipState *s, int b, const float *e, \
											  const float *bias, double t) \
{ return accept_narrow(s, b, e, bias, t); } \
target static uint64_t accept_wide_##suffix(const QsFlipState *s, int b, const float *e, \
											const float *bias, double t) \
{ return accept_wide(s, b, e, bias, t); } \
static const Kernels kernels_##suffix = { \
	sparse_narrow_##suffix, sparse_wide_##suffix, dense_16_##suffix, dense_32_##suffix, \
	dense_64_##suffix, select_narrow_##suffix, select_wide_##suffix, \
	accept_narrow_##suffix, accept_wide_##suffix \
};

DEFINE_KERNELS(portable, )
#ifdef QS_SIMD_DISPATCH
DEFINE_KERNELS(avx2, QS_SIMD_AVX2_CODE)
DEFINE_KERNELS(avx512, QS_SIMD_AVX512_CODE)
#endif

static const Kernels *
choose_kernels(QsSimd simd)
{
	switch (qs_simd_resolve(simd))
	{
#ifdef QS_SIMD_DISPATCH
		case QS_SIMD_AVX512:
			return &kernels_avx512;
		case QS_SIMD_AVX2:
			return &kernels_avx2;
#endif
		default:
			return &kernels_portable;
	}
}

static void
bind_kernels(QsFlipState *state, const Kernels *kernels)
{
	const QsIntegerQubo *integer = state->integer;

	state->select = integer->wide ? kernels->select_wide : kernels->select_narrow;
	state->accept = integer->wide ? kernels->accept_wide : kernels->accept_narrow;
	if (integer->matrix == NULL)
		state->update = integer->wide ? kernels->update_sparse_wide : kernels->update_sparse_narrow;
	else if (integer->cell_bytes == 2)
		state->update = kernels->update_dense_16;
	else
		state->update = integer->cell_bytes == 4 ? kernels->update_dense_32
			: kernels->update_dense_64;
}

QsFlipState *
qs_flip_state_create(QsHost *host, const QsIntegerQubo *integer)
{
	QsFlipState *state = QS_NEW(host, QsFlipState);
	size_t		padded;

	state->host = host;
	state->integer = integer;
	state->n = integer->n;
	state->blocks = integer->stride / QS_FLIP_BLOCK;
	padded = (size_t) integer->stride;
	state->x = QS_ARRAY0(host, uint8_t, integer->n);
	state->held = QS_ARRAY0(host, uint8_t, integer->n);
	state->key = qs_alloc_zero(host, padded, integer->wide ? 8 : 4);
	state->least = qs_alloc_zero(host, (size_t) state->blocks, integer->wide ? 8 : 4);
	state->dirty = QS_ARRAY0(host, uint8_t, (state->blocks + 7) / 8 * 8);
	if (integer->matrix)
		state->sign = qs_alloc_zero(host, padded, (size_t) integer->cell_bytes);
	bind_kernels(state, choose_kernels(host->simd));
	return state;
}

void
qs_flip_state_free(QsHost *host, QsFlipState *state)
{
	if (state == NULL)
		return;
	qs_free(host, state->x);
	qs_free(host, state->held);
	qs_free(host, state->key);
	qs_free(host, state->sign);
	qs_free(host, state->least);
	qs_free(host, state->dirty);
	qs_free(host, state);
}

static void
set_key(QsFlipState *state, int variable, int64_t value)
{
	if (state->integer->wide)
		((int64_t *) state->key)[variable] = value;
	else
		((int32_t *) state->key)[variable] = (int32_t) value;
}

/* All zeros: every flip changes the energy by its linear coefficient. O(n) */
static void
load_zeros(QsFlipState *state)
{
	const QsIntegerQubo *integer = state->integer;

	memset(state->x, 0, (size_t) state->n);
	memset(state->held, 0, (size_t) state->n);
	memset(state->dirty, 1, (size_t) state->blocks);
	for (int i = 0; i < state->n; i++)
		set_key(state, i, qs_integer_linear(integer, i));
	for (int i = state->n; i < integer->stride; i++)
		set_key(state, i, integer->wide ? PAD_WIDE : PAD_NARROW);
	if (integer->matrix)
		memset(state->sign, 0, (size_t) integer->stride * (size_t) integer->cell_bytes);
	state->energy = 0;
	state->loaded = true;
}

void
qs_flip_state_load(QsFlipState *state, const uint8_t *x)
{
	int64_t		scanned = state->scanned;
	int			different = 0;
	int			ones = 0;
	bool		far;

	if (state->n == 0)
		return;
	for (int i = 0; i < state->n; i++)
	{
		different += state->x[i] != x[i];
		ones += x[i];
	}

	/* a flip is a pass of vectors: even half of all of them cost less than adding up
	 * every field anew */
	far = !state->loaded || different > state->n / 4;
	if (!state->loaded || ones < different)
		load_zeros(state);
	for (int i = 0; i < state->n; i++)
	{
		qs_flip_hold(state, i, false);
		if (state->x[i] != x[i])
			state->update(state, i);
	}
	if (far)
	{
		memset(state->dirty, 1, (size_t) state->blocks);
		state->scanned = scanned + state->integer->qubo->start[state->n];
	}
}
