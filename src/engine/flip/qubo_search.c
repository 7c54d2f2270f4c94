/*
 * qubo_search.c
 *	  Tabu search joined by path relinking.
 */
#include "flip/qubo_search.h"

#include <math.h>
#include <string.h>

#include "flip/tabu.h"
#include "flip/thermal_cycles.h"

#define ELITE			10

/* Tabu moves without improvement, per variable */
#define STALL_SWEEPS	10
#define STALL_LEAST		1000

/*
 * On sparse graphs the ground states of patches hardly depend on each other, and tabu
 * search, which is at one place at a time, is slow to get them all right; annealing
 * cools them all at once.  There each new elite is annealed before it is searched from:
 * by few sweeps first, by twice as many whenever the elite begins anew.  After tabu search it
 * goes through some thermal cycles of a tenth of the sweeps, the best of an elite through more
 * when the next begins: many for each keep others from their turn.  And two of the elite are
 * not connected by a path there, but mixed cluster by cluster.
 */
#define SPARSE_DEGREE	20.0
#define ANNEALED_LEAST	500		/* variables */
#define FIRST_SWEEPS	250
#define MOST_SWEEPS		100000
#define CYCLE_SHARE		10
#define FIRST_CYCLES	10
#define LAST_CYCLES		40

/* Move evaluations between two looks at the clock */
#define CHECK_EVALUATIONS	500000

typedef struct Search
{
	QsHost	   *host;
	QsTabu	   *tabu;
	QsThermalCycles cycles;		/* on the tabu search's state; no sweeps: unused */
	int			sweeps;
	QsRandom   *random;
	int			n;
	QsTabuLimits limits;
	int64_t		budget;			/* evaluations */
	int64_t		spent;
	int64_t		checked;		/* spent at the last look at the clock */
	QsStatus	status;

	int			elites;
	uint8_t    *elite;			/* ELITE rows, in no order */
	double		energy[ELITE];
	bool		fresh[ELITE];	/* entered since its pairs were last walked */

	uint8_t    *candidate;
	double		candidate_energy;
	int32_t    *path;			/* n: flips of the path in order */
} Search;

static uint8_t *
elite_row(const Search *s, int k)
{
	return s->elite + (size_t) k * (size_t) s->n;
}

static bool
finished(const Search *s)
{
	return s->status != QS_OK || s->spent >= s->budget;
}

static int
best_elite(const Search *s)
{
	int			best = 0;

	for (int k = 1; k < s->elites; k++)
		if (s->energy[k] < s->energy[best])
			best = k;
	return best;
}

static int
worst_elite(const Search *s)
{
	int			worst = 0;

	for (int k = 1; k < s->elites; k++)
		if (s->energy[k] > s->energy[worst])
			worst = k;
	return worst;
}

static int
distance(const uint8_t *a, const uint8_t *b, int n)
{
	int			different = 0;

	for (int i = 0; i < n; i++)
		different += a[i] ^ b[i];
	return different;
}

/* Improve the candidate by tabu search. */
static void
improve(Search *s)
{
	s->limits.evaluations = s->budget - s->spent;
	if (s->limits.evaluations < 1)
		s->limits.evaluations = 1;
	s->status = qs_tabu_run(s->tabu, s->random, &s->limits, s->candidate,
							&s->candidate_energy, &s->spent);
	if (s->candidate_energy <= s->limits.target)
		s->budget = 0;

	/* runs on small problems end before they look at the clock */
	if (s->spent - s->checked > CHECK_EVALUATIONS)
	{
		s->checked = s->spent;
		qs_check(s->host);
		if (s->status == QS_OK && qs_time_up(s->host))
			s->status = QS_INTERRUPTED;
	}
}

static void
replace(Search *s, int k)
{
	memcpy(elite_row(s, k), s->candidate, (size_t) s->n);
	s->energy[k] = s->candidate_energy;
	s->fresh[k] = true;
}

/*
 * Offer the candidate to the elite: it takes the place of a near twin it beats, or
 * of the worst.  Returns whether it entered.
 */
static bool
offer(Search *s)
{
	int			near = s->n / 100 + 1;
	int			worst;

	for (int k = 0; k < s->elites; k++)
		if (distance(elite_row(s, k), s->candidate, s->n) < near)
		{
			if (s->candidate_energy < s->energy[k])
			{
				replace(s, k);
				return true;
			}
			return false;
		}
	if (s->elites < ELITE)
	{
		replace(s, s->elites++);
		return true;
	}
	worst = worst_elite(s);
	if (s->candidate_energy >= s->energy[worst])
		return false;
	replace(s, worst);
	return true;
}

/* The candidate becomes random bits, or the end of an annealing run where that pays. */
static void
begin_candidate(Search *s)
{
	int64_t		scanned_before = s->tabu->state->scanned;
	int64_t		tests = 0;

	if (s->sweeps == 0)
	{
		for (int i = 0; i < s->n; i++)
			s->candidate[i] = (uint8_t) (qs_random_next(s->random) >> 63);
		return;
	}
	s->status = qs_anneal(&s->cycles.annealer, s->random, s->sweeps, s->candidate, &tests);
	s->spent += s->tabu->state->scanned - scanned_before + tests / QS_TESTS_PER_EVALUATION;
}

/* Improve the candidate by thermal cycles, where annealing pays. */
static void
improve_by_cycles(Search *s, int cycles)
{
	QsThermalLimits limits = {.cycles = cycles, .sweeps = s->sweeps / CYCLE_SHARE,
	.target = s->limits.target, .evaluations = s->budget - s->spent};

	if (s->sweeps == 0 || finished(s))
		return;
	s->status = qs_thermal_cycles_run(&s->cycles, s->random, &limits, s->candidate,
									  &s->candidate_energy, &s->spent);
	if (s->candidate_energy <= s->limits.target)
		s->budget = 0;
}

/* Fill the elite with improved random solutions; tiny problems may not have
 * enough different ones. */
static void
fill(Search *s)
{
	for (int attempt = 0; attempt < 2 * ELITE && s->elites < ELITE && !finished(s); attempt++)
	{
		begin_candidate(s);
		improve(s);
		improve_by_cycles(s, FIRST_CYCLES);
		offer(s);
	}
}

/*
 * Walk greedily from one elite to another, flipping at each step the differing
 * variable that costs least.  The candidate becomes the best solution met at
 * least a tenth of the way from both ends.  False when the ends are too close.
 */
static bool
relink(Search *s, const uint8_t *from, const uint8_t *to)
{
	QsFlipState *state = s->tabu->state;
	int			length = distance(from, to, s->n);
	int			margin = length / 10 > 1 ? length / 10 : 2;
	int			best_step = -1;
	int64_t		best = INT64_MAX;
	int64_t		scanned_before = state->scanned;

	if (length < 2 * margin + 1)
		return false;
	qs_flip_state_load(state, from);
	for (int i = 0; i < s->n; i++)
		qs_flip_hold(state, i, from[i] == to[i]);
	for (int step = 0; step < length - margin; step++)
	{
		int64_t		delta;
		int			variable = qs_flip_select(state, qs_random_next(s->random), &delta);

		qs_flip_hold(state, variable, true);
		qs_flip(state, variable);
		s->path[step] = variable;
		if (step + 1 >= margin && state->energy < best)
		{
			best = state->energy;
			best_step = step;
		}
		if ((step & 63) == 63)
			qs_check(s->host);
	}
	memcpy(s->candidate, from, (size_t) s->n);
	for (int step = 0; step <= best_step; step++)
		s->candidate[s->path[step]] ^= 1;
	s->spent += state->scanned - scanned_before;
	return true;
}

/* The candidate becomes the best of what two of the elite agree in cluster by cluster. */
static bool
mix(Search *s, const uint8_t *from, const uint8_t *to)
{
	int64_t		scanned_before = s->tabu->state->scanned;

	memcpy(s->candidate, from, (size_t) s->n);
	qs_clusters_mix(&s->cycles.clusters, s->random, s->candidate, to);
	s->spent += s->tabu->state->scanned - scanned_before + s->n;
	qs_check(s->host);
	return true;
}

/* Walk between all pairs with a fresh member, in random order of direction.
 * Returns whether anything entered the elite. */
static bool
walk_pairs(Search *s)
{
	bool		fresh[ELITE];
	bool		entered = false;

	memcpy(fresh, s->fresh, sizeof(fresh));
	memset(s->fresh, 0, sizeof(s->fresh));
	for (int a = 0; a < s->elites; a++)
		for (int b = 0; b < a && !finished(s); b++)
		{
			bool		forward = qs_random_next(s->random) >> 63;

			if (!fresh[a] && !fresh[b])
				continue;
			if (!(s->sweeps > 0 ? mix : relink) (s, elite_row(s, forward ? a : b),
												 elite_row(s, forward ? b : a)))
				continue;
			improve(s);
			entered = offer(s) || entered;
		}
	return entered;
}

/* Keep only the best elite; twice the sweeps from now on, and cycles of the best with them. */
static void
restart(Search *s)
{
	int			best = best_elite(s);

	if (best > 0)
	{
		memcpy(elite_row(s, 0), elite_row(s, best), (size_t) s->n);
		s->energy[0] = s->energy[best];
	}
	s->elites = 1;
	memset(s->fresh, 0, sizeof(s->fresh));
	if (s->sweeps == 0)
		return;
	if (s->sweeps < MOST_SWEEPS / 2)
		s->sweeps *= 2;
	memcpy(s->candidate, elite_row(s, 0), (size_t) s->n);
	s->candidate_energy = s->energy[0];
	improve_by_cycles(s, LAST_CYCLES);
	offer(s);
}

static bool
annealing_pays(const QsQubo *qubo)
{
	return qubo->n >= ANNEALED_LEAST && 2.0 * (double) qs_qubo_pairs(qubo) <= SPARSE_DEGREE * qubo->n;
}

static void
search(Search *s)
{
	improve(s);
	offer(s);
	while (!finished(s))
	{
		int64_t		before = s->spent;

		fill(s);
		while (!finished(s) && walk_pairs(s))
			;
		if (!finished(s))
			restart(s);
		/* a problem of one or two states spends nothing */
		if (s->spent == before)
			break;
	}
}

QsStatus
qs_qubo_search_with(QsTabu *tabu, QsRandom *random, double effort, double target, uint8_t *x,
					double *energy, int64_t *moves)
{
	QsHost	   *host = tabu->host;
	const QsQubo *qubo = tabu->qubo;
	Search		s = {.host = host, .tabu = tabu, .random = random, .n = qubo->n};
	int64_t		stall = (int64_t) STALL_SWEEPS * qubo->n;
	int64_t		flips = tabu->state->flips;
	double		budget = effort * 1e6;

	*energy = qs_qubo_energy(qubo, x);
	if (qubo->n == 0 || *energy <= target || budget < 1.0)
		return QS_OK;
	s.limits = (QsTabuLimits)
	{
		.moves = INT64_MAX,
		.stall = stall < STALL_LEAST ? STALL_LEAST : stall,
		.target = target,
	};
	s.budget = budget < 0x1p62 ? (int64_t) budget : INT64_MAX / 2;
	s.elite = QS_ARRAY(host, uint8_t, ELITE * (size_t) qubo->n);
	s.candidate = QS_ARRAY(host, uint8_t, qubo->n);
	s.path = QS_ARRAY(host, int32_t, qubo->n);
	memcpy(s.candidate, x, (size_t) qubo->n);
	if (annealing_pays(qubo))
	{
		s.cycles = qs_thermal_cycles_create(s.tabu->state, random);
		s.sweeps = FIRST_SWEEPS;
		s.limits.stall = qubo->n;
	}
	search(&s);
	if (s.sweeps > 0)
		qs_thermal_cycles_free(&s.cycles);

	/* the first candidate was at least as good as x, and the best never leaves */
	memcpy(x, elite_row(&s, best_elite(&s)), (size_t) qubo->n);
	*energy = s.energy[best_elite(&s)];
	*moves += tabu->state->flips - flips;
	qs_free(host, s.elite);
	qs_free(host, s.candidate);
	qs_free(host, s.path);
	return s.status;
}

QsStatus
qs_qubo_search(QsHost *host, const QsQubo *qubo, QsRandom *random, double effort,
			   double target, uint8_t *x, double *energy, int64_t *moves)
{
	QsTabu	   *tabu = qs_tabu_create(host, qubo);
	QsStatus	status = qs_qubo_search_with(tabu, random, effort, target, x, energy, moves);

	qs_tabu_free(tabu);
	return status;
}
