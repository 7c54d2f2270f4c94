/*
 * exact_walk.c
 *	  Enumeration as a depth-first walk over the levels of a tree.
 *
 * Each level keeps its own row activities, forbidden variables and, for quadratic
 * objectives, the energies of the whole block, so that nothing is ever subtracted
 * again and rounding does not build up.  At the bottom the block is scanned as vectors.
 */
#include "exact/exact_walk.h"

#include <math.h>
#include <string.h>

#include "base/random.h"

/* Work is counted in units of about a nanosecond. */
#define NODE_WORK		32
#define ENTRIES_PER_WORK 4
#define WORK_LIMIT		268435456.0 /* 2^28 */
#define CHECK_INTERVAL	100000.0
#define PROBES			128

/* ---- the best found ---- */

static void
heap_up(QsWalk *s, int at)
{
	int32_t		slot = s->heap[at];

	while (at > 0 && s->kept_energy[s->heap[(at - 1) / 2]] < s->kept_energy[slot])
	{
		s->heap[at] = s->heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	s->heap[at] = slot;
}

static void
heap_down(QsWalk *s, int at)
{
	int32_t		slot = s->heap[at];

	for (;;)
	{
		int			child = 2 * at + 1;

		if (child >= s->kept)
			break;
		if (child + 1 < s->kept &&
			s->kept_energy[s->heap[child + 1]] > s->kept_energy[s->heap[child]])
			child++;
		if (s->kept_energy[s->heap[child]] <= s->kept_energy[slot])
			break;
		s->heap[at] = s->heap[child];
		at = child;
	}
	s->heap[at] = slot;
}

static void
grow(QsWalk *s)
{
	int			capacity = s->capacity < s->keep / 2 ? 2 * s->capacity : s->keep;
	size_t		n = (size_t) s->model->n;

	s->kept_x = qs_realloc(s->host, s->kept_x, (size_t) s->kept, (size_t) capacity, n);
	s->kept_energy = qs_realloc(s->host, s->kept_energy, (size_t) s->kept, (size_t) capacity,
								sizeof(double));
	s->heap = qs_realloc(s->host, s->heap, (size_t) s->kept, (size_t) capacity, sizeof(int32_t));
	s->capacity = capacity;
}

/* s->x is complete: keep it if it is feasible and good enough. */
static void
offer(QsWalk *s)
{
	size_t		n = (size_t) s->model->n;
	double		energy;
	int32_t		slot;

	s->work += 4 * NODE_WORK;
	if (!qs_model_feasible(s->model, s->x))
		return;
	energy = qs_model_objective(s->model, s->x);
	if (s->kept == s->keep)
	{
		if (energy >= s->kept_energy[s->heap[0]])
			return;
		slot = s->heap[0];
	}
	else
	{
		if (s->kept == s->capacity)
			grow(s);
		slot = s->kept;
		s->heap[s->kept++] = slot;
	}
	memcpy(s->kept_x + (size_t) slot * n, s->x, n);
	s->kept_energy[slot] = energy;
	if (s->heap[0] == slot && s->kept == s->keep)
		heap_down(s, 0);
	else
		heap_up(s, s->kept - 1);
	if (s->kept == s->keep)
		s->threshold = s->kept_energy[s->heap[0]] - s->model->constant - s->margin;
}

/* ---- the walk ---- */

/* Interrupt point once enough work has passed; false: stop. */
static bool
may_go_on(QsWalk *s)
{
	if (s->work < s->next_check)
		return !s->stopped && !s->exhausted;
	s->next_check = s->work + CHECK_INTERVAL;
	qs_check(s->host);
	s->stopped = s->stopped || qs_time_up(s->host);
	s->exhausted = s->exhausted || s->work > s->work_limit;
	return !s->stopped && !s->exhausted;
}

static void
take_hits(QsWalk *s, const QsScan *scan, int from, const int64_t *pass, double energy)
{
	const QsChoices *block = s->tree->block;

	for (int k = from; k < from + QS_SCAN_CHUNK; k++)
	{
		double		value = scan->energy[k] + (scan->addend ? scan->addend[k] : 0.0);

		if (!pass[k - from] || !(value < s->threshold - energy))
			continue;
		memset(s->x, 0, (size_t) s->model->n);
		for (int v = 0; v < s->placed_count; v++)
			s->x[s->placed[v]] = 1;
		for (int v = block->start[k]; v < block->start[k + 1]; v++)
			s->x[block->one[v]] = 1;
		offer(s);
	}
}

/* All levels are decided: scan the block. */
static void
scan_block(QsWalk *s, const double *block_energy, const double *addend, double energy)
{
	const QsTree *tree = s->tree;
	const double *activity = s->activity + (size_t) tree->levels * (size_t) tree->rows;
	const double *least = tree->rest_least + (size_t) tree->levels * (size_t) tree->rows;
	const double *most = tree->rest_most + (size_t) tree->levels * (size_t) tree->rows;
	int64_t		pass[QS_SCAN_CHUNK] __attribute__((aligned(64)));
	QsScan		scan = {
		.energy = block_energy,
		.addend = addend,
		.limit = s->threshold - energy,
		.ascending = !tree->crossed,
		.members = s->block_forbidden[tree->levels] ? tree->block_members : NULL,
		.forbidden = s->block_forbidden[tree->levels],
		.row = s->scan_row,
		.count = tree->padded,
	};

	s->work += NODE_WORK + tree->padded / ENTRIES_PER_WORK;
	for (int r = 0; r < tree->rows; r++)
	{
		const QsTreeRow *row = &tree->row[r];

		if (row->table == NULL)
			continue;
		if (activity[r] + most[r] > row->upper)
			s->scan_row[scan.rows++] = (QsScanRow) {row->table, row->upper - activity[r], false};
		if (activity[r] + least[r] < row->lower)
			s->scan_row[scan.rows++] = (QsScanRow) {row->table, row->lower - activity[r], true};
	}
	for (int from = s->scan(&scan, 0, pass); from < scan.count;
		 from = s->scan(&scan, from + QS_SCAN_CHUNK, pass))
	{
		take_hits(s, &scan, from, pass, energy);
		scan.limit = s->threshold - energy;
		if (!may_go_on(s))
			return;
	}
}

static inline bool
is_forbidden(const QsTreeChoice *choice, const uint64_t *forbidden)
{
	for (int v = 0; v < choice->ones; v++)
		if (forbidden[choice->one[v] >> 6] >> (choice->one[v] & 63) & 1)
			return true;
	return false;
}

/* Write the activities after the choice into the next level's record; false
 * when some row can no longer be met. */
static bool
advance_rows(QsWalk *s, int depth, const QsTreeChoice *choice)
{
	const QsTree *tree = s->tree;
	const QsTreeLevel *level = &tree->level[depth];
	size_t		rows = (size_t) tree->rows;
	const double *from = s->activity + (size_t) depth * rows;
	double	   *to = s->activity + ((size_t) depth + 1) * rows;
	const double *least = tree->rest_least + ((size_t) depth + 1) * rows;
	const double *most = tree->rest_most + ((size_t) depth + 1) * rows;

	for (int k = 0; k < level->rows; k++)
	{
		int			r = level->row[k];
		double		activity = from[r] + choice->activity[k];

		if (activity + least[r] > tree->row[r].upper || activity + most[r] < tree->row[r].lower)
			return false;
	}
	if (rows > 0)
		memcpy(to, from, rows * sizeof(double));
	for (int k = 0; k < level->rows; k++)
		to[level->row[k]] += choice->activity[k];
	return true;
}

static void
advance_conflicts(QsWalk *s, int depth, const QsTreeChoice *choice)
{
	const QsUnits *units = s->tree->units;
	size_t		words = (size_t) units->words;
	const uint64_t *from = s->forbidden + (size_t) depth * words;
	uint64_t   *to = s->forbidden + ((size_t) depth + 1) * words;

	memcpy(to, from, words * sizeof(uint64_t));
	for (int v = 0; v < choice->ones; v++)
	{
		const uint64_t *conflict = units->conflict + (size_t) choice->one[v] * words;

		for (size_t w = 0; w < words; w++)
			to[w] |= conflict[w];
	}
	s->block_forbidden[depth + 1] = s->block_forbidden[depth] | choice->block_conflict;
}

/* Energy of a choice on top of what is placed */
static double
choice_energy(const QsWalk *s, const QsTreeChoice *choice)
{
	size_t		n = (size_t) s->model->n;
	double		sum = choice->energy;

	for (int v = 0; v < choice->ones; v++)
	{
		const double *pair = s->tree->pair + (size_t) choice->one[v] * n;

		for (int p = 0; p < s->placed_count; p++)
			sum += pair[s->placed[p]];
	}
	return sum;
}

static void visit(QsWalk *s, int depth, double energy);

/* The choice is legal and its records are written: go below. */
static void
descend(QsWalk *s, int depth, const QsTreeChoice *choice, double energy)
{
	const QsTree *tree = s->tree;
	int			placed_before = s->placed_count;

	for (int v = 0; v < choice->ones; v++)
		s->placed[s->placed_count++] = choice->one[v];
	if (depth + 1 == tree->levels)
		scan_block(s, s->energy[depth], choice->cross, energy);
	else
	{
		s->energy[depth + 1] = s->energy[depth];
		if (choice->cross)
		{
			double	   *sum = s->energy_space + (size_t) depth * (size_t) tree->padded;

			s->add(sum, s->energy[depth], choice->cross, tree->padded);
			s->energy[depth + 1] = sum;
			s->work += tree->padded / ENTRIES_PER_WORK;
		}
		visit(s, depth + 1, energy);
	}
	s->placed_count = placed_before;
}

static void
visit(QsWalk *s, int depth, double energy)
{
	const QsTree *tree = s->tree;
	const QsTreeLevel *level = &tree->level[depth];
	const uint64_t *forbidden = s->forbidden + (size_t) depth * (size_t) tree->units->words;

	s->work += NODE_WORK;
	if (!may_go_on(s))
		return;
	for (int c = 0; c < level->choices && !s->stopped && !s->exhausted; c++)
	{
		const QsTreeChoice *choice = &level->choice[c];
		double		sum;

		if (is_forbidden(choice, forbidden))
			continue;
		sum = energy + choice_energy(s, choice);
		if (sum + tree->rest_energy[depth + 1] >= s->threshold || !advance_rows(s, depth, choice))
			continue;
		advance_conflicts(s, depth, choice);
		descend(s, depth, choice, sum);
	}
}

/*
 * Work of the whole tree without bounds on the energy, by random descents
 * (Knuth, "Estimating the efficiency of backtrack programs", 1975).
 */
static double
estimate_work(QsWalk *s)
{
	const QsTree *tree = s->tree;
	double		leaf_work = NODE_WORK + tree->padded / ENTRIES_PER_WORK;
	double		total = 0.0;
	int			widest = 0;
	int32_t    *legal;
	QsRandom	random;

	for (int d = 0; d < tree->levels; d++)
		widest = tree->level[d].choices > widest ? tree->level[d].choices : widest;
	legal = QS_ARRAY(s->host, int32_t, widest);
	qs_random_seed(&random, 1975, 0);
	for (int probe = 0; probe < PROBES; probe++)
	{
		double		width = 1.0;

		for (int depth = 0; depth < tree->levels && width > 0.0; depth++)
		{
			const QsTreeLevel *level = &tree->level[depth];
			const uint64_t *forbidden = s->forbidden + (size_t) depth * (size_t) tree->units->words;
			int			count = 0;

			for (int c = 0; c < level->choices; c++)
				if (!is_forbidden(&level->choice[c], forbidden) &&
					advance_rows(s, depth, &level->choice[c]))
					legal[count++] = c;
			width *= count;
			total += width * (depth + 1 < tree->levels ? NODE_WORK : leaf_work);
			if (count > 0)
			{
				const QsTreeChoice *choice = &level->choice[legal[qs_random_below(&random, (uint32_t) count)]];

				advance_rows(s, depth, choice);
				advance_conflicts(s, depth, choice);
			}
		}
		qs_check(s->host);
	}
	qs_free(s->host, legal);
	return total / PROBES;
}

/* ---- the whole ---- */

void
qs_walk_create(QsWalk *s)
{
	const QsTree *tree = s->tree;
	size_t		records = (size_t) tree->levels + 1;

	s->scan = qs_scan_function(s->host->simd);
	s->add = qs_add_function(s->host->simd);
	s->activity = QS_ARRAY0(s->host, double, records * (size_t) tree->rows);
	s->forbidden = QS_ARRAY0(s->host, uint64_t, records * (size_t) tree->units->words);
	s->block_forbidden = QS_ARRAY0(s->host, uint64_t, records);
	s->energy = QS_ARRAY0(s->host, const double *, records);
	s->energy[0] = tree->block_energy;
	s->energy_space = QS_ARRAY(s->host, double,
							   tree->crossed ? (size_t) tree->levels * (size_t) tree->padded : 0);
	s->placed = QS_ARRAY(s->host, int32_t, s->model->n);
	s->scan_row = QS_ARRAY(s->host, QsScanRow, 2 * (size_t) tree->rows);
	s->x = QS_ARRAY(s->host, uint8_t, s->model->n);
	/* the first leaf is reached before the first look at the clock */
	s->next_check = CHECK_INTERVAL;
	s->threshold = INFINITY;
	s->margin = s->model->integral ? 0.0 : 1e-14 * tree->magnitude;
	if (tree->states < s->keep)
		s->keep = (int) tree->states;
	s->capacity = s->keep < 64 ? s->keep : 64;
	s->kept_x = QS_ARRAY(s->host, uint8_t, (size_t) s->capacity * (size_t) s->model->n);
	s->kept_energy = QS_ARRAY(s->host, double, s->capacity);
	s->heap = QS_ARRAY(s->host, int32_t, s->capacity);
}

void
qs_walk_free(QsWalk *s)
{
	qs_free(s->host, s->activity);
	qs_free(s->host, s->forbidden);
	qs_free(s->host, s->block_forbidden);
	qs_free(s->host, s->energy);
	qs_free(s->host, s->energy_space);
	qs_free(s->host, s->placed);
	qs_free(s->host, s->scan_row);
	qs_free(s->host, s->x);
	qs_free(s->host, s->kept_x);
	qs_free(s->host, s->kept_energy);
	qs_free(s->host, s->heap);
}

/* Enumerate; kept_x and kept_energy then hold the best in no order. */
QsStatus
qs_walk_run(QsWalk *s, bool limited)
{
	const QsTree *tree = s->tree;

	s->work_limit = INFINITY;
	if (limited)
	{
		if (tree->states > WORK_LIMIT && estimate_work(s) > WORK_LIMIT)
			return QS_UNSUPPORTED;
		/* the estimate can err: give up when it did so badly */
		s->work_limit = 4.0 * WORK_LIMIT;
	}
	if (tree->levels == 0)
		scan_block(s, tree->block_energy, NULL, 0.0);
	else
		visit(s, 0, 0.0);
	if (s->stopped)
		return QS_INTERRUPTED;
	if (s->exhausted)
		return QS_UNSUPPORTED;
	return s->kept > 0 ? QS_OK : QS_INFEASIBLE;
}
