/*
 * starts.c
 *	  Several starts of one solve and the one run they make.
 */
#include "solve/starts.h"

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "bound/bound.h"

uint64_t
qs_start_seed(uint64_t seed, int start)
{
	uint64_t	state = seed;

	if (start == 1)
		return seed;
	state = qs_random_mix(&state) ^ ((uint64_t) start * UINT64_C(0xd1342543de82ef95));
	return qs_random_mix(&state);
}

bool
qs_run_ends_starts(const QsRun *run)
{
	return run->stop_reason == QS_STOP_PROOF || run->stop_reason == QS_STOP_TARGET ||
		run->unsupported != NULL;
}

double
qs_start_seconds(double deadline, double now, int starts, int processes)
{
	int			turns = (starts + processes - 1) / processes;

	return isfinite(deadline) ? fmax(0.0, deadline - now) / turns : INFINITY;
}

/* ---- merging ------------------------------------------------------------ */

static bool
has_answer(const QsRun *run)
{
	return run->status == QS_RUN_OPTIMAL || run->status == QS_RUN_FEASIBLE;
}

/* Is the record of b, a later start, worth more than that of a?  What a proof says is
 * worth more than an objective that differs by rounding. */
static bool
is_better(const QsRun *a, const QsRun *b)
{
	if (a->status == QS_RUN_OPTIMAL || a->status == QS_RUN_INFEASIBLE)
		return false;
	if (b->status == QS_RUN_OPTIMAL)
		return true;
	if (!has_answer(a))
		return has_answer(b) || b->status == QS_RUN_INFEASIBLE;
	return has_answer(b) && b->objective < a->objective;
}

/* How many starts count, and which of them is the best, both from 1 */
static int
choose_best(const QsStart *start, int count, int *best)
{
	*best = 0;
	for (int s = 1; s <= count; s++)
	{
		const QsRun *run = start[s - 1].run;

		if (run == NULL)
			continue;
		if (*best == 0 || is_better(start[*best - 1].run, run))
			*best = s;
		if (qs_run_ends_starts(run))
			return s;
	}
	return count;
}

/* Strictly before in the order of answers */
static bool
precedes(const QsSolution *a, const QsSolution *b)
{
	if (a->feasible != b->feasible)
		return a->feasible;
	return a->objective < b->objective;
}

static bool
is_apart(const QsRun *run, const QsSolution *solution, int diversity)
{
	for (int k = 0; k < run->solutions; k++)
	{
		int			differences = 0;

		for (int i = 0; i < run->n && differences < diversity; i++)
			differences += run->solution[k].x[i] != solution->x[i];
		if (differences < diversity)
			return false;
	}
	return true;
}

static void
drop_solution(QsHost *host, QsSolution *solution)
{
	qs_free(host, solution->x);
	qs_free(host, solution->raw);
	solution->x = solution->raw = NULL;
}

/* Add a solution of another start, keeping the order, if it is apart and among the best;
 * it changes hands or goes. */
static void
take_solution(QsHost *host, QsRun *run, QsSolution *solution, const QsSettings *settings)
{
	int			at = run->solutions;

	while (at > 0 && precedes(solution, &run->solution[at - 1]))
		at--;
	if (!solution->feasible || at >= settings->solutions ||
		!is_apart(run, solution, settings->diversity))
	{
		drop_solution(host, solution);
		return;
	}
	if (run->solutions == settings->solutions)
		drop_solution(host, &run->solution[--run->solutions]);
	memmove(&run->solution[at + 1], &run->solution[at],
			(size_t) (run->solutions - at) * sizeof(QsSolution));
	run->solution[at] = *solution;
	run->solutions++;
	solution->x = solution->raw = NULL;
}

/* Answers of all starts.  Answers proved to be the best there are stand alone; answers
 * that have to be apart give no place to others. */
static void
merge_solutions(QsHost *host, QsRun *run, const QsStart *start, int count, int best,
				const QsSettings *settings)
{
	bool		complete = settings->enumerate && run->status == QS_RUN_OPTIMAL;

	for (int k = 0; k < run->solutions; k++)
		run->solution[k].start = best;
	if (complete || !has_answer(run))
		return;
	run->solution = qs_realloc(host, run->solution, (size_t) run->solutions,
							   (size_t) settings->solutions, sizeof(QsSolution));
	for (int s = 1; s <= count; s++)
	{
		QsRun	   *other = start[s - 1].run;

		for (int k = 0; s != best && other && k < other->solutions; k++)
		{
			other->solution[k].start = s;
			if (settings->diversity > 1 && run->solutions == settings->solutions)
				continue;
			take_solution(host, run, &other->solution[k], settings);
			qs_check(host);
		}
	}
	run->objective = run->solution[0].objective;
}

/* The best bound of all may prove what no start could prove by itself. */
static void
merge_bounds(const QsModel *model, const QsSettings *settings, QsRun *run, const QsStart *start,
			 int count)
{
	if (run->status == QS_RUN_OPTIMAL || run->status == QS_RUN_INFEASIBLE)
		return;
	for (int s = 1; s <= count; s++)
		if (start[s - 1].run && start[s - 1].run->bound > run->bound)
			run->bound = start[s - 1].run->bound;
	if (run->status == QS_RUN_FEASIBLE && !settings->enumerate &&
		qs_bound_meets(model, run->bound, run->objective))
	{
		run->status = QS_RUN_OPTIMAL;
		run->stop_reason = QS_STOP_PROOF;
		run->proved_by = "bound";
		run->proved_solutions = 1;
		run->bound = run->objective;
	}
}

/* A start that was cut, or not made, says how the whole ended: it may not come out like
 * this again. */
static void
merge_ends(QsHost *host, QsRun *run, const QsStart *start, int count)
{
	bool		stopped = run->stop_reason == QS_STOP_STOPPED,
				timed = false;

	if (qs_run_ends_starts(run))
		return;
	for (int s = 1; s <= count; s++)
	{
		const QsRun *other = start[s - 1].run;

		timed |= other == NULL || other->stop_reason == QS_STOP_TIME;
		stopped |= other ? other->stop_reason == QS_STOP_STOPPED : qs_end_requested(host);
	}
	if (stopped || timed)
		run->stop_reason = stopped ? QS_STOP_STOPPED : QS_STOP_TIME;
}

/* Times of the record are those of its start, but they began when the first did. */
static void
shift_times(QsHost *host, QsRun *run, double offset, double began)
{
	double		seconds = qs_clock(host) - began;

	for (int k = 0; k < run->incumbents; k++)
		run->incumbent[k].seconds += offset;
	run->stage_seconds[QS_STAGE_OTHER] += seconds - run->seconds;
	run->seconds = seconds;
}

static void
note_starts(QsHost *host, QsRun *run, const QsStart *start, int count, int best)
{
	double	   *objective = QS_ARRAY(host, double, count);

	run->best_start = best;
	run->starts = 0;
	for (int s = 1; s <= count; s++)
	{
		const QsRun *other = start[s - 1].run;

		objective[s - 1] = other && has_answer(other) ? other->objective : NAN;
		if (other)
			run->starts = s;
	}
	qs_free(host, run->start_objective);
	run->start_objective = objective;
}

QsRun *
qs_starts_merge(QsHost *host, const QsModel *model, const QsSettings *settings,
				QsStart *start, int count, double began, size_t *memory)
{
	int			best;
	int			counting = choose_best(start, count, &best);
	QsRun	   *run = start[best - 1].run;

	*memory = 0;
	for (int s = 1; s <= counting; s++)
		if (start[s - 1].run && start[s - 1].memory > *memory)
			*memory = start[s - 1].memory;
	note_starts(host, run, start, counting, best);
	merge_solutions(host, run, start, counting, best, settings);
	merge_bounds(model, settings, run, start, counting);
	merge_ends(host, run, start, counting);
	for (int s = 1; s <= count; s++)
	{
		if (s != best)
			qs_run_free(host, start[s - 1].run);
		start[s - 1].run = NULL;
	}
	shift_times(host, run, start[best - 1].began - began, began);
	return run;
}

/* ---- one after the other ------------------------------------------------ */

QsRun *
qs_solve_starts(QsHost *host, const QsModel *model, const QsSettings *settings, int starts)
{
	double		began = qs_clock(host);
	double		deadline = host->deadline;
	size_t		used = host->memory_used;
	size_t		peak = host->memory_peak;
	size_t		memory;
	QsStart    *start;
	QsRun	   *run;

	if (starts == 1)
		return qs_solve(host, model, settings);
	start = QS_ARRAY0(host, QsStart, starts);
	for (int s = 1; s <= starts; s++)
	{
		QsSettings	own = *settings;
		double		now = qs_clock(host);
		size_t		before = host->memory_used;

		if (s > 1 && (now >= deadline || qs_end_requested(host)))
			break;
		own.seed = qs_start_seed(settings->seed, s);
		host->deadline = now + qs_start_seconds(deadline, now, starts - s + 1, 1);
		host->memory_peak = before;
		start[s - 1].began = now;
		start[s - 1].run = qs_solve(host, model, &own);
		start[s - 1].memory = host->memory_peak - before;
		if (qs_run_ends_starts(start[s - 1].run))
			break;
	}
	host->deadline = deadline;
	run = qs_starts_merge(host, model, settings, start, starts, began, &memory);
	qs_free(host, start);
	host->memory_peak = peak > used + memory ? peak : used + memory;
	return run;
}
