/*
 * statevector.c
 *	  Layers in two passes over memory, expectations, sampling.
 *
 * Pass one walks contiguous blocks that stay in the second-level cache: phase and
 * the low qubits.  Pass two walks columns: rows of all the high qubits are copied
 * to a padded tile (the strides in memory are powers of two and would all fall
 * into the same cache sets), rotated there, and copied back.
 */
#include "statevector.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ising.h"
#include "simd.h"

#define BLOCK_QUBITS	14		/* low qubits of pass one, up to SPLIT_QUBITS in all */
#define SPLIT_QUBITS	24		/* beyond, both passes grow */
#define TILE_BYTES		(64 * 1024)	/* of one part's tile, at least a cache line a row */
#define CACHE_LINE		64
#define PHASE_RUN		1024	/* amplitudes phased at a time, to stay in the first-level cache */
#define ENERGY_QUBITS	10		/* block of the energy doubling */
#define ORDER_BINS		65536

static const QsKernels *
choose_kernels(const QsHost *host, bool is_double)
{
#if defined(__x86_64__)
	switch (qs_simd_resolve(host->simd))
	{
		case QS_SIMD_AVX512:
			return is_double ? &qs_kernels_double_avx512 : &qs_kernels_float_avx512;
		case QS_SIMD_AVX2:
			return is_double ? &qs_kernels_double_avx2 : &qs_kernels_float_avx2;
		default:
			break;
	}
#endif
	(void) host;
	return is_double ? &qs_kernels_double_portable : &qs_kernels_float_portable;
}

static size_t
element_size(bool is_double)
{
	return is_double ? sizeof(double) : sizeof(float);
}

/* Qubits of a contiguous block */
static int
low_qubits(int stored)
{
	int			low = BLOCK_QUBITS + (stored > SPLIT_QUBITS ? (stored - SPLIT_QUBITS + 1) / 2 : 0);

	return stored < low ? stored : low;
}

/* Bytes of one row in the tile, without its padding */
static size_t
tile_row_bytes(int stored, bool is_double)
{
	int			low = low_qubits(stored);
	size_t		rows = (size_t) 1 << (stored - low);
	size_t		stride = element_size(is_double) << low;
	size_t		bytes = TILE_BYTES / rows;

	bytes = bytes < CACHE_LINE ? CACHE_LINE : bytes;
	return bytes > stride ? stride : bytes;
}

static size_t
tile_bytes(int stored, bool is_double)
{
	size_t		rows = (size_t) 1 << (stored - low_qubits(stored));

	return 2 * rows * (tile_row_bytes(stored, is_double) + CACHE_LINE);
}

double
qs_statevector_bytes(int stored_qubits, bool is_double)
{
	return 3.0 * ldexp((double) element_size(is_double), stored_qubits) +
		(double) tile_bytes(stored_qubits, is_double);
}

bool
qs_statevector_symmetric(QsHost *host, const QsQubo *qubo)
{
	QsIsing    *ising = qs_ising_create(host, qubo);
	double		largest = 0.0;
	double		field = 0.0;

	for (int64_t k = 0; k < ising->start[ising->n]; k++)
		largest = fmax(largest, fabs(ising->coupling[k]));
	for (int i = 0; i < ising->n; i++)
		field = fmax(field, fabs(ising->field[i]));
	qs_ising_free(host, ising);
	return largest > 0.0 && field <= 1e-12 * largest;
}

static void
store(QsStateVector *state, size_t first, const double *value, size_t count)
{
	double		factor = 1.0 / state->deviation;

	if (state->is_double)
		for (size_t k = 0; k < count; k++)
			((double *) state->energy)[first + k] = (value[k] - state->mean) * factor;
	else
		for (size_t k = 0; k < count; k++)
			((float *) state->energy)[first + k] = (float) ((value[k] - state->mean) * factor);
}

/*
 * Energies of 2^low states that share their high bits: E_low + linear function
 * of the low bits, whose coefficients depend on the high ones only.  Both are
 * doubled bit by bit.
 */
static void
all_energies(QsStateVector *state, const QsQubo *qubo)
{
	QsHost	   *host = state->host;
	int			low = state->stored < ENERGY_QUBITS ? state->stored : ENERGY_QUBITS;
	size_t		block = (size_t) 1 << low;
	double	   *base = QS_ARRAY(host, double, block);
	double	   *sum = QS_ARRAY(host, double, block);
	double		slope[ENERGY_QUBITS];

	base[0] = 0.0;
	for (int i = 0; i < low; i++)
	{
		/* base[x + 2^i] = base[x] + linear_i + sum_{j<i} c_ij x_j */
		size_t		half = (size_t) 1 << i;

		sum[0] = qubo->linear[i];
		for (int j = 0; j < i; j++)
		{
			double		weight = 0.0;

			for (int64_t k = qubo->start[i]; k < qubo->start[i + 1] && qubo->neighbour[k] <= j; k++)
				if (qubo->neighbour[k] == j)
					weight = qubo->weight[k];
			for (size_t x = 0; x < (size_t) 1 << j; x++)
				sum[x + ((size_t) 1 << j)] = sum[x] + weight;
		}
		for (size_t x = 0; x < half; x++)
			base[x + half] = base[x] + sum[x];
	}
	for (size_t high = 0; high < state->size >> low; high++)
	{
		double		constant = qubo->offset;

		memset(slope, 0, sizeof(slope));
		for (size_t bits = high; bits; bits &= bits - 1)
		{
			int			i = low + __builtin_ctzll(bits);

			constant += qubo->linear[i];
			for (int64_t k = qubo->start[i]; k < qubo->start[i + 1] && qubo->neighbour[k] < i; k++)
			{
				int			j = qubo->neighbour[k];

				if (j < low)
					slope[j] += qubo->weight[k];
				else if (high >> (j - low) & 1)
					constant += qubo->weight[k];
			}
		}
		sum[0] = constant;
		for (int i = 0; i < low; i++)
		{
			size_t		half = (size_t) 1 << i;

			for (size_t x = 0; x < half; x++)
				sum[x + half] = sum[x] + slope[i];
		}
		for (size_t x = 0; x < block; x++)
			sum[x] += base[x];
		store(state, high << low, sum, block);
		if ((high & 255) == 255)
			qs_check(host);
	}
	qs_free(host, base);
	qs_free(host, sum);
}

QsStateVector *
qs_statevector_create(QsHost *host, const QsQubo *qubo, bool is_double)
{
	QsStateVector *state = QS_NEW(host, QsStateVector);
	QsIsing    *ising = qs_ising_create(host, qubo);

	state->host = host;
	state->kernels = choose_kernels(host, is_double);
	state->n = qubo->n;
	state->is_double = is_double;
	state->halved = qubo->n > 1 && qs_statevector_symmetric(host, qubo);
	state->stored = state->halved ? qubo->n - 1 : qubo->n;
	state->size = (size_t) 1 << state->stored;
	state->mean = ising->offset;
	state->deviation = qs_ising_deviation(ising);
	if (!(state->deviation > 0.0))
		state->deviation = 1.0;
	qs_ising_free(host, ising);
	state->re = qs_alloc(host, state->size, element_size(is_double));
	state->im = qs_alloc(host, state->size, element_size(is_double));
	state->energy = qs_alloc(host, state->size, element_size(is_double));
	state->tile = qs_alloc(host, tile_bytes(state->stored, is_double), 1);
	all_energies(state, qubo);
	return state;
}

void
qs_statevector_free(QsStateVector *state)
{
	QsHost	   *host;

	if (state == NULL)
		return;
	host = state->host;
	qs_free(host, state->re);
	qs_free(host, state->im);
	qs_free(host, state->energy);
	qs_free(host, state->tile);
	qs_free(host, state->order);
	qs_free(host, state);
}

static QsRotation
rotation_by(double beta)
{
	double		c = cos(beta);
	double		s = sin(beta);
	QsRotation	rotation;

	rotation.cotangent = fabs(c) < fabs(s);
	rotation.t = rotation.cotangent ? c / s : s / c;
	rotation.factor = rotation.cotangent ? s : c;
	return rotation;
}

static void *
at(const QsStateVector *state, void *array, size_t index)
{
	return (char *) array + index * element_size(state->is_double);
}

/* Phase and low qubits, block by block */
static void
pass_low(QsStateVector *state, int low, double gamma, double scale, const QsRotation *rotation,
		 bool start)
{
	const QsKernels *kernels = state->kernels;
	size_t		block = (size_t) 1 << low;

	for (size_t first = 0; first < state->size && !state->stopped; first += block)
	{
		for (size_t run = first; run < first + block; run += PHASE_RUN)
			kernels->phase(state->re, state->im, state->energy, run,
						   block < PHASE_RUN ? block : PHASE_RUN, gamma, scale, start);
		kernels->rotate_block(at(state, state->re, first), low, rotation);
		kernels->rotate_block(at(state, state->im, first), low, rotation);
		if (state->size > block && qs_stop_requested(state->host))
			state->stopped = true;
	}
}

static void
copy_rows(char *to, size_t to_pitch, const char *from, size_t from_pitch, size_t rows, size_t bytes)
{
	for (size_t row = 0; row < rows; row++)
		memcpy(to + row * to_pitch, from + row * from_pitch, bytes);
}

/* High qubits, a column of rows at a time; fuses the expectation in */
static double
pass_high(QsStateVector *state, int low, const QsRotation *rotation, bool expect)
{
	size_t		element = element_size(state->is_double);
	size_t		rows = state->size >> low;
	size_t		stride = ((size_t) 1 << low) * element;
	size_t		bytes = tile_row_bytes(state->stored, state->is_double);
	size_t		pitch = bytes + CACHE_LINE;
	double		sum = 0.0;
	char	   *tile[2];

	tile[0] = state->tile;
	tile[1] = tile[0] + rows * pitch;
	for (size_t offset = 0; offset < stride && !state->stopped; offset += bytes)
	{
		void	   *part[] = {state->re, state->im};

		for (int k = 0; k < 2; k++)
		{
			char	   *column = (char *) part[k] + offset;

			copy_rows(tile[k], pitch, column, stride, rows, bytes);
			state->kernels->rotate_rows(tile[k], rows, bytes / element, pitch / element, rotation);
			copy_rows(column, stride, tile[k], pitch, rows, bytes);
		}
		for (size_t row = 0; expect && row < rows; row++)
			sum += state->kernels->expectation(tile[0] + row * pitch, tile[1] + row * pitch,
											   (char *) state->energy + row * stride + offset,
											   bytes / element);
		if (qs_stop_requested(state->host))
			state->stopped = true;
	}
	return sum;
}

/*
 * The half state: amplitudes of x and its complement are equal, so the last
 * qubit is not stored.  Its rotation pairs x with the complement of x among the
 * stored bits: psi(x) <- c psi(x) - i s psi(~x), in the gauge with
 * i^popcount(~x) = i^(stored - popcount(x)).
 */
static void
rotate_symmetric_qubit(QsStateVector *state, const QsRotation *rotation)
{
	size_t		size = state->size;
	double		c = rotation->cotangent ? rotation->t : 1.0;
	double		s = rotation->cotangent ? 1.0 : rotation->t;

	for (size_t k = 0; k < size / 2 && !state->stopped; k++)
	{
		size_t		other = size - 1 - k;
		int			power = (2 * __builtin_popcountll(k) - state->stored) & 3;

		/* psi = i^-pop psi'; psi'(k) <- c psi'(k) - i s i^(pop k - pop other) psi'(other) */
		double		u_re,
					u_im,
					v_re,
					v_im;
		static const double turn_re[] = {1, 0, -1, 0};
		static const double turn_im[] = {0, 1, 0, -1};
		double		f_re = turn_re[(power + 3) & 3],
					f_im = turn_im[(power + 3) & 3];	/* -i i^power */
		double		g_re = turn_re[(3 - power) & 3],
					g_im = turn_im[(3 - power) & 3];	/* -i i^-power */

		if (state->is_double)
		{
			double	   *re = state->re,
					   *im = state->im;

			u_re = re[k];
			u_im = im[k];
			v_re = re[other];
			v_im = im[other];
			re[k] = c * u_re + s * (f_re * v_re - f_im * v_im);
			im[k] = c * u_im + s * (f_re * v_im + f_im * v_re);
			re[other] = c * v_re + s * (g_re * u_re - g_im * u_im);
			im[other] = c * v_im + s * (g_re * u_im + g_im * u_re);
		}
		else
		{
			float	   *re = state->re,
					   *im = state->im;

			u_re = re[k];
			u_im = im[k];
			v_re = re[other];
			v_im = im[other];
			re[k] = (float) (c * u_re + s * (f_re * v_re - f_im * v_im));
			im[k] = (float) (c * u_im + s * (f_re * v_im + f_im * v_re));
			re[other] = (float) (c * v_re + s * (g_re * u_re - g_im * u_im));
			im[other] = (float) (c * v_im + s * (g_re * u_im + g_im * u_re));
		}
		if ((k & 0xfffff) == 0xfffff && qs_stop_requested(state->host))
			state->stopped = true;
	}
}

void
qs_statevector_run(QsStateVector *state, int layers, const double *gamma, const double *beta,
				   double *expectation)
{
	int			low = low_qubits(state->stored);
	double		scale = 1.0 / sqrt((double) state->size);
	double		sum = 0.0;

	state->stopped = false;
	if (layers == 0)
	{
		QsRotation	still = rotation_by(0.0);

		pass_low(state, low, 0.0, scale, &still, true);
	}
	for (int layer = 0; layer < layers && !state->stopped; layer++)
	{
		QsRotation	rotation = rotation_by(beta[layer]);
		double		factor = pow(rotation.factor, state->n);
		bool		last = layer + 1 == layers;

		pass_low(state, low, gamma[layer], (layer ? 1.0 : scale) * factor, &rotation, layer == 0);
		if (state->stored > low)
			sum = pass_high(state, low, &rotation, last && expectation && !state->halved);
		if (state->halved)
			rotate_symmetric_qubit(state, &rotation);
	}
	if (expectation)
		*expectation = state->stored > low && !state->halved && layers > 0 ? sum :
			state->kernels->expectation(state->re, state->im, state->energy, state->size);
}

static double
probability(const QsStateVector *state, size_t k)
{
	double		re,
				im;

	if (state->is_double)
	{
		re = ((const double *) state->re)[k];
		im = ((const double *) state->im)[k];
	}
	else
	{
		re = ((const float *) state->re)[k];
		im = ((const float *) state->im)[k];
	}
	return re * re + im * im;
}

static double
scaled_energy(const QsStateVector *state, size_t k)
{
	return state->is_double ? ((const double *) state->energy)[k] : ((const float *) state->energy)[k];
}

/* Order states by energy to within a 65,536th of the range: a counting sort */
static void
build_order(QsStateVector *state)
{
	double		least = INFINITY,
				most = -INFINITY;
	size_t	   *bin = QS_ARRAY0(state->host, size_t, ORDER_BINS + 1);
	double		factor;

	for (size_t k = 0; k < state->size; k++)
	{
		least = fmin(least, scaled_energy(state, k));
		most = fmax(most, scaled_energy(state, k));
	}
	factor = most > least ? (ORDER_BINS - 1) / (most - least) : 0.0;
	state->order = QS_ARRAY(state->host, uint32_t, state->size);
	for (size_t k = 0; k < state->size; k++)
		bin[(size_t) ((scaled_energy(state, k) - least) * factor) + 1]++;
	for (int b = 0; b < ORDER_BINS; b++)
		bin[b + 1] += bin[b];
	for (size_t k = 0; k < state->size; k++)
		state->order[bin[(size_t) ((scaled_energy(state, k) - least) * factor)]++] = (uint32_t) k;
	qs_free(state->host, bin);
}

double
qs_statevector_cvar(QsStateVector *state, double alpha)
{
	double		mass = 0.0,
				sum = 0.0;

	if (state->order == NULL)
		build_order(state);
	for (size_t k = 0; k < state->size && mass < alpha; k++)
	{
		size_t		index = state->order[k];
		double		p = probability(state, index);

		if (mass + p > alpha)
			p = alpha - mass;
		mass += p;
		sum += p * scaled_energy(state, index);
	}
	return mass > 0.0 ? sum / mass : 0.0;
}

static int
compare_double(const void *a, const void *b)
{
	double		x = *(const double *) a;
	double		y = *(const double *) b;

	return (x > y) - (x < y);
}

void
qs_statevector_sample(QsStateVector *state, QsRandom *random, int shots, uint64_t *bits)
{
	double	   *draw = QS_ARRAY(state->host, double, shots);
	double		total = 0.0;
	double		mass = 0.0;
	int			shot = 0;
	uint64_t	all = state->n == 64 ? ~UINT64_C(0) : (UINT64_C(1) << state->n) - 1;

	for (size_t k = 0; k < state->size; k++)
		total += probability(state, k);
	for (int k = 0; k < shots; k++)
		draw[k] = qs_random_unit(random) * total;
	qsort(draw, (size_t) shots, sizeof(double), compare_double);
	for (size_t k = 0; k < state->size && shot < shots; k++)
	{
		mass += probability(state, k);
		while (shot < shots && (draw[shot] < mass || k + 1 == state->size))
		{
			bits[shot] = k;
			/* the half not stored is as likely as the one that is */
			if (state->halved && qs_random_below(random, 2))
				bits[shot] = ~bits[shot] & all;
			shot++;
		}
		if ((k & 0xfffff) == 0xfffff)
			qs_check(state->host);
	}
	qs_free(state->host, draw);
}

void
qs_statevector_amplitude(const QsStateVector *state, size_t index, double *re, double *im)
{
	size_t		all = ((size_t) 1 << state->n) - 1;
	size_t		k = index;
	double		x,
				y;
	double		scale = state->halved ? sqrt(0.5) : 1.0;

	if (state->halved && index >= state->size)
		k = ~index & all;
	if (state->is_double)
	{
		x = ((const double *) state->re)[k];
		y = ((const double *) state->im)[k];
	}
	else
	{
		x = ((const float *) state->re)[k];
		y = ((const float *) state->im)[k];
	}
	/* leave the gauge: times (-i)^popcount */
	for (int turn = __builtin_popcountll(k) & 3; turn > 0; turn--)
	{
		double		old = x;

		x = y;
		y = -old;
	}
	*re = x * scale;
	*im = y * scale;
}

double
qs_statevector_energy(const QsStateVector *state, size_t index)
{
	size_t		all = ((size_t) 1 << state->n) - 1;

	if (state->halved && index >= state->size)
		index = ~index & all;
	return scaled_energy(state, index) * state->deviation + state->mean;
}
