/*
 * statevector.c
 *	  Memory of a state vector, single gates, amplitudes.
 */
#define _DEFAULT_SOURCE
#include "base/elementary.h"
#include "quantum/statevector/statevector_internal.h"

#include <math.h>
#include <string.h>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#define POLL_AMPLITUDES		((size_t) 1 << 17)	/* between two questions to the host */
#define HUGE_PAGE			((size_t) 1 << 21)

#define LEAST_THREADED_QUBITS 20	/* a pass over less is over before a thread has begun */
#define SPARE_FACTOR		4.0 /* of the memory that threads leave to what comes after */

/* Does a half state of n qubits leave one out? */
static bool
halves(int n)
{
	return n > QS_BLOCK_QUBITS + 1;
}

double
qs_statevector_half_bytes(int n, bool double_precision)
{
	return qs_statevector_bytes(halves(n) ? n - 1 : n, double_precision);
}

/* Address translation costs as much as the arithmetic with small pages. */
static void
ask_for_huge_pages(void *start, size_t bytes)
{
#if defined(__linux__) && defined(MADV_HUGEPAGE)
	uintptr_t	first = ((uintptr_t) start + HUGE_PAGE - 1) & ~(HUGE_PAGE - 1);
	uintptr_t	end = ((uintptr_t) start + bytes) & ~(HUGE_PAGE - 1);

	if (first < end)
		(void) madvise((void *) first, end - first, MADV_HUGEPAGE);
#else
	(void) start;
	(void) bytes;
#endif
}

/* The system clears pages when they are first touched, and the first column touches them
 * all: here the host is asked between one and the next. */
static void
touch_pages(QsHost *host, char *start, size_t bytes)
{
	for (size_t at = 0; at < bytes; at += HUGE_PAGE)
	{
		((volatile char *) start)[at] = 0;
		qs_check(host);
	}
}

void *
qs_state_pages(QsHost *host, size_t bytes)
{
	void	   *pages = qs_alloc(host, bytes, 1);

	ask_for_huge_pages(pages, bytes);
	touch_pages(host, pages, bytes);
	return pages;
}

size_t
qs_state_amplitude_bytes(const QsStatevector *state)
{
	return qs_state_offset(state, state->tile_groups << state->row_qubits);
}

/* ---- stored amplitudes one by one ---- */

static inline void
get(const QsStatevector *state, uint64_t y, double *real, double *imaginary)
{
	size_t		at = qs_state_number(state, y);

	if (state->kernels->real_size == sizeof(float))
	{
		*real = ((const float *) state->amplitude)[at];
		*imaginary = ((const float *) state->amplitude)[at + QS_GROUP];
	}
	else
	{
		*real = ((const double *) state->amplitude)[at];
		*imaginary = ((const double *) state->amplitude)[at + QS_GROUP];
	}
}

static inline void
put(QsStatevector *state, uint64_t y, double real, double imaginary)
{
	size_t		at = qs_state_number(state, y);

	if (state->kernels->real_size == sizeof(float))
	{
		((float *) state->amplitude)[at] = (float) real;
		((float *) state->amplitude)[at + QS_GROUP] = (float) imaginary;
	}
	else
	{
		((double *) state->amplitude)[at] = real;
		((double *) state->amplitude)[at + QS_GROUP] = imaginary;
	}
}

/* ---- memory ---- */

/* Threads that are worth their beginning and have room for a column each: a state that
 * fits into the memory is never refused for them. */
static int
possible_threads(const QsStatevector *state, double column_bytes)
{
	QsHost	   *host = state->host;
	int			threads = state->qubits < LEAST_THREADED_QUBITS ? 1 : host->threads;

	if (threads > QS_MOST_THREADS)
		threads = QS_MOST_THREADS;
	while (threads > 1 && !qs_memory_fits(host, SPARE_FACTOR * threads * column_bytes))
		threads--;
	return threads > 1 ? threads : 1;
}

static void
create_columns(QsStatevector *state)
{
	QsHost	   *host = state->host;
	size_t		group = QS_GROUP_REALS * state->kernels->real_size;
	size_t		rows = (size_t) 1 << state->row_qubits;

	state->tile_table = qs_alloc(host, (size_t) 1 << (state->tile_qubits - 4), group);
	state->row_phase = qs_alloc(host, rows, 2 * state->kernels->real_size);
	state->lane_cross = qs_alloc(host, (size_t) state->row_qubits, group);
	qs_cross_create(host, &state->column_cross, state->tile_qubits - 4, QS_ROW_CROSS);
}

/* Last of all: what is left is for threads. */
static void
create_scratch(QsStatevector *state)
{
	size_t		group = QS_GROUP_REALS * state->kernels->real_size;
	size_t		scratch = qs_scratch_groups(state->row_qubits, state->kernels->column_bits);

	state->threads = possible_threads(state, (double) scratch * (double) group);
	state->column_scratch = qs_alloc(state->host, (size_t) state->threads * scratch, group);
}

static QsStatevector *
create(QsHost *host, int n, bool halved, bool double_precision)
{
	const QsStateKernels *kernels = qs_state_kernels(host->simd, double_precision);
	QsStateShape shape = qs_state_shape(halved ? n - 1 : n, double_precision, kernels);
	QsStatevector *state = QS_NEW(host, QsStatevector);
	size_t		real_size = double_precision ? sizeof(double) : sizeof(float);
	size_t		blocks = (size_t) 1 << (shape.qubits - shape.block_qubits);
	size_t		block = (size_t) 1 << shape.block_qubits;

	state->host = host;
	state->kernels = kernels;
	state->n = n;
	state->halved = halved;
	state->qubits = shape.qubits;
	state->block_qubits = shape.block_qubits;
	state->tile_qubits = shape.tile_qubits;
	state->row_qubits = shape.row_qubits;
	state->near_qubits = shape.near_qubits;
	state->column_groups = shape.column_groups;
	state->block_groups = shape.block_groups;
	state->tile_groups = shape.tile_groups;
	state->threads = 1;
	state->amplitude = qs_state_pages(host, qs_state_amplitude_bytes(state));
	state->block_table = qs_alloc(host, block, 2 * real_size);
	state->upper_real = QS_ARRAY(host, double, blocks);
	state->upper_imaginary = QS_ARRAY(host, double, blocks);
	qs_cross_create(host, &state->block_cross, shape.qubits - shape.block_qubits, QS_BLOCK_CROSS);
	if (shape.row_qubits > 0)
		create_columns(state);
	state->build_real = QS_ARRAY(host, double, (size_t) 1 << qs_build_qubits(&shape));
	state->build_imaginary = QS_ARRAY(host, double, (size_t) 1 << qs_build_qubits(&shape));
	qs_energy_create(host, &state->energy, shape.qubits, shape.block_qubits);
	state->energy_numbers = qs_alloc(host, block, real_size);
	state->block_sum = QS_ARRAY(host, double, blocks);
	state->block_energy = QS_ARRAY(host, double, blocks);
	state->block_value = QS_ARRAY(host, double, block);
	if (shape.row_qubits > 0)
		create_scratch(state);
	return state;
}

QsStatevector *
qs_statevector_create(QsHost *host, int n, bool double_precision)
{
	return create(host, n, false, double_precision);
}

QsStatevector *
qs_statevector_create_half(QsHost *host, int n, bool double_precision)
{
	return create(host, n, halves(n), double_precision);
}

void
qs_statevector_free(QsStatevector *state)
{
	QsHost	   *host;

	if (state == NULL)
		return;
	host = state->host;
	qs_free(host, state->amplitude);
	qs_free(host, state->block_table);
	qs_free(host, state->upper_real);
	qs_free(host, state->upper_imaginary);
	qs_cross_free(host, &state->block_cross);
	if (state->row_qubits > 0)
	{
		qs_free(host, state->tile_table);
		qs_free(host, state->row_phase);
		qs_free(host, state->lane_cross);
		qs_cross_free(host, &state->column_cross);
		qs_free(host, state->column_scratch);
	}
	qs_free(host, state->build_real);
	qs_free(host, state->build_imaginary);
	qs_energy_free(host, &state->energy);
	qs_free(host, state->energy_numbers);
	qs_free(host, state->block_sum);
	qs_free(host, state->block_energy);
	qs_free(host, state->block_value);
	qs_free(host, state);
}

int
qs_statevector_qubits(const QsStatevector *state)
{
	return state->n;
}

QsHost *
qs_statevector_host(const QsStatevector *state)
{
	return state->host;
}

bool
qs_state_stop(QsStatevector *state, size_t amplitudes)
{
	state->unpolled += amplitudes;
	if (state->unpolled >= POLL_AMPLITUDES && !state->stopped)
	{
		state->unpolled = 0;
		state->stopped = qs_stop_requested(state->host);
	}
	return state->stopped;
}

/* The basis state whose amplitude is stored: x, or its complement */
static inline uint64_t
stored_state(const QsStatevector *state, uint64_t x)
{
	return state->halved && x >> (state->n - 1) ? ~x & ((UINT64_C(1) << state->n) - 1) : x;
}

void
qs_statevector_amplitude(const QsStatevector *state, uint64_t x, double *real, double *imaginary)
{
	double		a,
				b;

	x = stored_state(state, x);
	get(state, x ^ state->frame, &a, &b);
	if (state->halved)
	{
		a *= sqrt(0.5);
		b *= sqrt(0.5);
	}
	if (state->gauged)
		/* leave the gauge: times (-i)^popcount(x) */
		for (int turn = __builtin_popcountll(x) & 3; turn > 0; turn--)
		{
			double		old = a;

			a = b;
			b = -old;
		}
	*real = a;
	*imaginary = b;
}

double
qs_statevector_probability(const QsStatevector *state, uint64_t x)
{
	double		a,
				b;

	get(state, stored_state(state, x) ^ state->frame, &a, &b);
	return (state->halved ? 0.5 : 1.0) * (a * a + b * b);
}

/* ---- single gates ---- */

static inline QsStatus
status_of(const QsStatevector *state)
{
	return state->stopped ? QS_INTERRUPTED : QS_OK;
}

QsStatus
qs_statevector_basis(QsStatevector *state, uint64_t bits)
{
	size_t		block_bytes = qs_state_offset(state, (size_t) 1 << (state->block_qubits - 4));

	state->stopped = false;
	for (size_t block = 0; block < qs_state_blocks(state) && !state->stopped; block++)
	{
		memset(qs_state_block(state, block), 0, block_bytes);
		qs_state_stop(state, (size_t) 1 << state->block_qubits);
	}
	state->frame = 0;
	state->gauged = false;
	put(state, bits, 1.0, 0.0);
	return status_of(state);
}

void
qs_statevector_set(QsStatevector *state, uint64_t x, double real, double imaginary)
{
	put(state, x, real, imaginary);
}

/* Out of gauge and frame, for gates that know neither */
static void
make_plain(QsStatevector *state)
{
	uint64_t	lowest = state->frame & -state->frame;

	state->stopped = false;
	if (!state->gauged && state->frame == 0)
		return;
	for (uint64_t y = 0; y < (uint64_t) 1 << state->qubits; y++)
	{
		uint64_t	other = y ^ state->frame;
		double		a[2],
					b[2];

		if (y & lowest)
			continue;
		qs_statevector_amplitude(state, y, &a[0], &a[1]);
		qs_statevector_amplitude(state, other, &b[0], &b[1]);
		put(state, y, a[0], a[1]);
		put(state, other, b[0], b[1]);
		if ((y & 0xffff) == 0 && qs_state_stop(state, 0x20000))
			return;
	}
	state->frame = 0;
	state->gauged = false;
}

/* What a gate does to a pair of amplitudes {re, im, re, im} */
typedef void (*PairGate) (const double *parameter, double pair[4]);

/* Treat x and x ^ flip, for all x with (x & mask) == value; once a pair */
static QsStatus
apply_pairs(QsStatevector *state, uint64_t mask, uint64_t value, uint64_t flip, PairGate gate,
			const double *parameter)
{
	make_plain(state);
	for (uint64_t x = 0; x < (uint64_t) 1 << state->n && !state->stopped; x++)
	{
		if ((x & mask) == value)
		{
			double		pair[4];

			get(state, x, &pair[0], &pair[1]);
			get(state, x ^ flip, &pair[2], &pair[3]);
			gate(parameter, pair);
			put(state, x ^ flip, pair[2], pair[3]);
			put(state, x, pair[0], pair[1]);
		}
		if ((x & 0xffff) == 0xffff)
			qs_state_stop(state, 0x20000);
	}
	return status_of(state);
}

static void
gate_matrix(const double *m, double pair[4])
{
	double		a = pair[0],
				b = pair[1],
				c = pair[2],
				d = pair[3];

	pair[0] = m[0] * a - m[1] * b + m[2] * c - m[3] * d;
	pair[1] = m[0] * b + m[1] * a + m[2] * d + m[3] * c;
	pair[2] = m[4] * a - m[5] * b + m[6] * c - m[7] * d;
	pair[3] = m[4] * b + m[5] * a + m[6] * d + m[7] * c;
}

QsStatus
qs_statevector_gate(QsStatevector *state, int qubit, const double matrix[8])
{
	uint64_t	bit = UINT64_C(1) << qubit;

	return apply_pairs(state, bit, 0, bit, gate_matrix, matrix);
}

QsStatus
qs_statevector_hop(QsStatevector *state, int a, int b, double angle)
{
	uint64_t	p = UINT64_C(1) << a;
	uint64_t	q = UINT64_C(1) << b;
	double		c = qs_cos(angle);
	double		s = qs_sin(angle);

	/* on the span of 01 and 10: (c, -i s; -i s, c) */
	return apply_pairs(state, p | q, p, p | q, gate_matrix,
					   (double[8]) {c, 0.0, 0.0, -s, 0.0, -s, c, 0.0});
}
