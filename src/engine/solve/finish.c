/*
 * finish.c
 *	  The last stage: greedy completion, so that no answer is worse than it need be
 *	  only because time ran out in the middle of something.
 *
 * The first answer is held back until the end: it must not steer a search that has
 * better ones.
 */
#include "solve/finish.h"

#include <math.h>
#include <string.h>

#include "model/complete.h"
#include "solve/feasibility.h"

#define LARGEST_SHARE	0.2		/* of the time, kept back to finish in */
#define SAFETY			1.5
#define LARGE			20000	/* variables from which on presolve and relaxation take too long
								 * to wait for */
#define DIVE_SHARE		0.4		/* of the time left */

/* Control arms without repair or polishing show what they found, untouched. */
static bool
completes(const QsSolve *solve)
{
	return solve->settings->repair && solve->settings->polish;
}

static void
make_first(QsSolve *solve)
{
	solve->first_x = QS_ARRAY(solve->host, uint8_t, solve->model->n);
	if (!qs_complete_trivial(solve->host, solve->model, solve->settings->fixed, completes(solve),
							 solve->first_x, &solve->first_moves))
	{
		qs_free(solve->host, solve->first_x);
		solve->first_x = NULL;
	}
}

/* Where nothing trivial is feasible. */
static void
dive_for_first(QsSolve *solve)
{
	QsHost	   *host = solve->host;
	double		deadline;

	if (solve->first_x || solve->model->assignment || !completes(solve) ||
		!solve->settings->construct || qs_time_up(host))
		return;
	deadline = qs_share_time(host, DIVE_SHARE);
	solve->first_x = QS_ARRAY0(host, uint8_t, solve->model->n);
	solve->first_dived = qs_solve_dive_at_once(solve, solve->first_x);
	if (!solve->first_dived)
	{
		qs_free(host, solve->first_x);
		solve->first_x = NULL;
	}
	host->deadline = deadline;
}

/* A large model's first answer is on record before presolve begins. */
static void
record_first(QsSolve *solve)
{
	QsStage		before;

	if (solve->model->n < LARGE)
		return;
	before = qs_stage_enter(solve, QS_STAGE_CONSTRUCT);
	dive_for_first(solve);
	if (solve->first_x && qs_model_feasible(solve->model, solve->first_x) &&
		qs_solve_accepted(solve, solve->first_x))
		qs_solve_note_at_hand(solve, qs_model_objective(solve->model, solve->first_x));
	qs_stage_enter(solve, before);
}

void
qs_finish_begin(QsSolve *solve)
{
	QsHost	   *host = solve->host;
	const QsSettings *settings = solve->settings;
	double		started = qs_clock(host);
	double		needed;

	solve->deadline = solve->search_deadline = host->deadline;
	if (!isfinite(host->deadline) || settings->replay)
		return;
	make_first(solve);
	if (completes(solve))
	{
		/* completing an answer takes less than making the first from nothing */
		needed = SAFETY * (qs_clock(host) - started) * (1.0 + 0.1 * settings->solutions);
		host->deadline -= fmin(needed, LARGEST_SHARE * fmax(0.0, host->deadline - started));
		solve->search_deadline = host->deadline;
	}
	record_first(solve);
}

bool
qs_finish_keep_back(QsSolve *solve, int64_t more)
{
	QsHost	   *host = solve->host;
	double		each = solve->settings->step_seconds;
	int64_t		steps = solve->presolved->step_count + qs_solve_kept_steps(solve);
	double		deadline;

	if (!isfinite(solve->search_deadline) || each <= 0.0)
		return true;
	deadline = solve->search_deadline - each * (double) (steps + more);
	if (more > 0 && qs_clock(host) > deadline)
	{
		host->late = true;
		return false;
	}
	host->deadline = deadline;
	return true;
}

bool
qs_finish_can(QsSolve *solve)
{
	/* a run without a limit is ended by the user alone, who may do it at once */
	if (solve->first_x == NULL && !isfinite(solve->deadline) && solve->settings->replay == NULL &&
		qs_end_requested(solve->host))
		make_first(solve);
	return solve->first_x != NULL;
}

static void
offer(QsSolve *solve, uint8_t *x, int64_t moves)
{
	QsSolution	solution = {
		.x = x, .feasible = true, .objective = qs_model_objective(solve->model, x),
		.raw_objective = NAN, .repaired_objective = NAN, .polish_moves = moves
	};

	if (!qs_model_feasible(solve->model, x) || !qs_solve_accepted(solve, x))
		return;
	if (qs_answers_offer(solve->host, solve->answers, &solution, 0.0))
		solve->run->polish_moves += moves;
	qs_solve_note_incumbent(solve);
}

void
qs_finish_offer_start(QsSolve *solve)
{
	const QsSettings *settings = solve->settings;
	uint8_t    *x;

	if (settings->start == NULL)
		return;
	x = qs_duplicate(solve->host, settings->start, (size_t) solve->model->n, sizeof(uint8_t));
	for (int i = 0; settings->fixed && i < solve->model->n; i++)
		if (settings->fixed[i] >= 0)
			x[i] = (uint8_t) settings->fixed[i];
	offer(solve, x, 0);
	qs_free(solve->host, x);
}

bool
qs_finish_first(QsSolve *solve)
{
	qs_finish_offer_start(solve);
	if (qs_finish_can(solve))
		offer(solve, solve->first_x, solve->first_moves);
	return isfinite(qs_answers_best(solve->answers));
}

/* Complete one answer; what the judge would not take stays as it was. */
static void
complete(QsSolve *solve, QsSolution *solution)
{
	QsHost	   *host = solve->host;
	uint8_t    *x = QS_ARRAY(host, uint8_t, solve->model->n);
	int64_t		moves;

	qs_copy(host, x, solution->x, (size_t) solve->model->n);
	moves = qs_complete(host, solve->model, solve->settings->fixed, x);
	if (moves > 0 && qs_solve_accepted(solve, x))
	{
		qs_copy(host, solution->x, x, (size_t) solve->model->n);
		solution->objective = qs_model_objective(solve->model, x);
		solution->polish_moves += moves;
		solve->run->polish_moves += moves;
	}
	qs_free(host, x);
}

void
qs_finish_answers(QsSolve *solve)
{
	QsHost	   *host = solve->host;
	QsAnswers  *before = solve->answers;
	QsAnswers  *after;

	host->deadline = solve->deadline;
	/* the searches of a short or unlucky run may not have come as far */
	if (solve->first_x && !solve->infeasible &&
		qs_model_objective(solve->model, solve->first_x) < qs_answers_best(before))
		offer(solve, solve->first_x, solve->first_moves);
	qs_free(host, solve->first_x);
	solve->first_x = NULL;
	if (!completes(solve) || solve->model->assignment)
		return;
	after = qs_answers_create(host, solve->model->n, before->capacity);
	for (int k = 0; k < before->count; k++)
	{
		QsSolution *solution = &before->entry[k];

		/* spares are looked at only while there is time */
		if (k >= solve->settings->solutions && qs_time_up(host))
			break;
		if (solution->feasible)
			complete(solve, solution);
		qs_answers_offer(host, after, solution, before->violation[k]);
	}
	solve->answers = after;
	qs_answers_free(host, before);
}
