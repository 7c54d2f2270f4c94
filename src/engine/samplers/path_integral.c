/*
 * path_integral.c
 *	  Simulated quantum annealing by path-integral Monte Carlo.
 */
#include "samplers/path_integral.h"

#include <math.h>
#include <string.h>

#include "base/elementary.h"
#include "flip/annealing.h"

#define SLICES			QS_PATH_INTEGRAL_SLICES

/* The transverse field falls linearly between these, in units of P T. */
#define FIELD_START		1.5
#define FIELD_END		0.02

/* P T, over the geometric mean of the annealing range: hot enough that every slice
 * moves on its own, for the field alone draws them together. */
#define SLICE_HEAT		1.5

/* Work between two looks at the clock, in tests and key updates: some 50 us */
#define CHECK_WORK		200000

typedef struct PathIntegral
{
	QsHost	   *host;
	QsRandom   *random;
	int			n;
	int			blocks;
	QsFlipState *slice[SLICES];
	float	   *exponentials;
	double		temperature;	/* P T */
	int64_t		tests;
	int64_t		work;
	bool		late;
} PathIntegral;

/* Fresh exponential variates for one block */
static const float *
draw_exponentials(PathIntegral *p)
{
	return p->exponentials + (qs_random_next(p->random) >> 52);
}

static uint64_t
block_variables(const PathIntegral *p, int block)
{
	int			left = p->n - block * QS_FLIP_BLOCK;

	return left >= QS_FLIP_BLOCK ? UINT64_MAX : (UINT64_C(1) << left) - 1;
}

/* Interrupt point once enough work has passed */
static void
check_work(PathIntegral *p, int64_t work)
{
	p->work += work;
	if (p->work > CHECK_WORK)
	{
		p->work = 0;
		qs_check(p->host);
		p->late = p->late || qs_time_up(p->host);
	}
}

/* What the neighbouring slices charge for a flip, variable by variable: 2 J z (z' +
 * z'') */
static void
neighbour_bias(const PathIntegral *p, int slice, int block, double coupling, float *bias)
{
	size_t		first = (size_t) block * QS_FLIP_BLOCK;
	const uint8_t *x = p->slice[slice]->x + first;
	const uint8_t *before = p->slice[(slice + SLICES - 1) % SLICES]->x + first;
	const uint8_t *after = p->slice[(slice + 1) % SLICES]->x + first;
	int			count = p->n - (int) first < QS_FLIP_BLOCK ? p->n - (int) first : QS_FLIP_BLOCK;
	float		unit = (float) (4.0 * coupling);

	for (int k = 0; k < count; k++)
		bias[k] = unit * (float) (1 - (x[k] ^ before[k]) - (x[k] ^ after[k]));
	for (int k = count; k < QS_FLIP_BLOCK; k++)
		bias[k] = 0.0f;
}

/* One test of every spin of one slice */
static void
sweep_slice(PathIntegral *p, int slice, double coupling)
{
	QsFlipState *state = p->slice[slice];
	int64_t		scanned = state->scanned;
	float		bias[QS_FLIP_BLOCK] __attribute__((aligned(64)));

	for (int b = 0; b < p->blocks; b++)
	{
		uint64_t	open = block_variables(p, b);
		const float *exponential = draw_exponentials(p);
		uint64_t	accepted;

		neighbour_bias(p, slice, b, coupling, bias);
		while ((accepted = qs_flip_accept(state, b, exponential, bias, p->temperature) & open) != 0)
		{
			int			k = __builtin_ctzll(accepted);

			qs_flip(state, b * QS_FLIP_BLOCK + k);
			open &= ~UINT64_C(1) << k;	/* go on after k */
		}
	}
	p->tests += p->n;
	check_work(p, p->n + state->scanned - scanned);
}

/* Sum over the slices of the flip deltas of one block */
static void
world_line_deltas(const PathIntegral *p, int block, double *sum)
{
	size_t		first = (size_t) block * QS_FLIP_BLOCK;

	for (int k = 0; k < QS_FLIP_BLOCK; k++)
		sum[k] = 0.0;
	for (int s = 0; s < SLICES; s++)
	{
		const QsFlipState *state = p->slice[s];

		if (state->integer->wide)
			for (int k = 0; k < QS_FLIP_BLOCK; k++)
				sum[k] += (double) ((const int64_t *) state->key)[first + (size_t) k];
		else
			for (int k = 0; k < QS_FLIP_BLOCK; k++)
				sum[k] += (double) ((const int32_t *) state->key)[first + (size_t) k];
	}
}

/* One test of every world line: the ties in imaginary time do not change. */
static void
sweep_world_lines(PathIntegral *p)
{
	double		sum[QS_FLIP_BLOCK] __attribute__((aligned(64)));
	int64_t		scanned = p->slice[0]->scanned;

	for (int b = 0; b < p->blocks; b++)
	{
		const float *exponential = draw_exponentials(p);
		int			count = p->n - b * QS_FLIP_BLOCK;

		world_line_deltas(p, b, sum);
		for (int k = 0; k < QS_FLIP_BLOCK && k < count; k++)
		{
			if (!(sum[k] < p->temperature * exponential[k]))
				continue;
			for (int s = 0; s < SLICES; s++)
				qs_flip(p->slice[s], b * QS_FLIP_BLOCK + k);
			world_line_deltas(p, b, sum);
		}
	}
	p->tests += p->n;
	check_work(p, SLICES * (p->n + p->slice[0]->scanned - scanned));
}

/* The best slice after a greedy descent */
static void
read_out(PathIntegral *p, uint8_t *x)
{
	int			best = 0;

	for (int s = 0; s < SLICES; s++)
	{
		qs_flip_descend(p->slice[s], p->random);
		if (p->slice[s]->energy < p->slice[best]->energy)
			best = s;
	}
	memcpy(x, p->slice[best]->x, (size_t) p->n);
}

/* One run from random slices */
static void
run(PathIntegral *p, int sweeps, uint8_t *x)
{
	for (int s = 0; s < SLICES; s++)
	{
		for (int i = 0; i < p->n; i++)
			x[i] = (uint8_t) (qs_random_next(p->random) >> 63);
		qs_flip_state_load(p->slice[s], x);
		qs_check(p->host);
	}
	for (int k = 0; k < sweeps && !p->late; k++)
	{
		double		part = (k + 1.0) / sweeps;
		double		field = FIELD_START + (FIELD_END - FIELD_START) * part;
		double		coupling = -0.5 * p->temperature * qs_log(qs_tanh(field));

		for (int s = 0; s < SLICES && !p->late; s++)
			sweep_slice(p, s, coupling);
		if (!p->late)
			sweep_world_lines(p);
	}
	read_out(p, x);
}

static int
sweeps_per_shot(int n, int sweeps)
{
	if (sweeps > 0)
		return sweeps;
	sweeps = 20000 / n;
	return sweeps < 20 ? 20 : (sweeps > 200 ? 200 : sweeps);
}

QsStatus
qs_sample_path_integral(QsHost *host, const QsSamplerInput *input,
						const QsSamplerSettings *settings, QsRandom *random,
						QsSamples **samples, QsSamplerReport *report)
{
	PathIntegral p = {.host = host, .random = random, .n = input->qubo->n};
	int			sweeps = sweeps_per_shot(p.n, settings->sweeps);
	uint8_t    *rows = QS_ARRAY(host, uint8_t, (size_t) settings->shots * (size_t) p.n);
	QsIntegerQubo *integer = qs_integer_qubo_create(host, input->qubo);
	int			shots = 0;
	double		hot,
				cold;

	p.exponentials = qs_exponentials_create(host, random);
	for (int s = 0; s < SLICES; s++)
		p.slice[s] = qs_flip_state_create(host, integer);
	p.blocks = p.slice[0]->blocks;
	qs_annealing_range(p.slice[0], random, &hot, &cold);
	p.temperature = SLICE_HEAT * sqrt(hot * cold);
	while (shots < settings->shots && !p.late)
	{
		run(&p, sweeps, rows + (size_t) shots * (size_t) p.n);
		shots++;
		qs_check(host);
		p.late = p.late || (shots < settings->shots && qs_time_up(host));
	}
	report->moves = p.tests;
	for (int s = 0; s < SLICES; s++)
		qs_flip_state_free(host, p.slice[s]);
	qs_free(host, p.exponentials);
	qs_integer_qubo_free(host, integer);
	*samples = qs_samples_from_rows(host, input->qubo, rows, shots);
	qs_free(host, rows);
	return p.late ? QS_INTERRUPTED : QS_OK;
}
