/*
 * progress.c
 *	  Where a solve is and how it got there: stages, what the host is told, and the
 *	  history of the best answer.
 */
#include "solve/solve_state.h"

/* The best answer, be it offered or on record only */
static double
best_known(const QsSolve *solve)
{
	const QsRun *run = solve->run;
	double		best = qs_answers_best(solve->answers);

	return run->incumbents > 0 ? fmin(best, run->incumbent[run->incumbents - 1].objective) : best;
}

static void
tell_host(const QsSolve *solve, const char *stage, bool milestone)
{
	QsHost	   *host = solve->host;
	double		best = best_known(solve);

	if (host->progress == NULL)
		return;
	host->progress(host->context, &(QsProgress)
				   {
					   .stage = stage, .milestone = milestone,
					   .round = solve->round, .rounds = solve->settings->rounds,
					   .qubits = solve->settings->max_qubits,
					   .best = isfinite(best) ? qs_model_report(solve->model, best) : NAN,
					   .bound = isfinite(solve->run->bound) ?
					   qs_model_report(solve->model, solve->run->bound) : NAN,
					   .raw_feasible_share = solve->raw_shots > 0 ?
					   (double) solve->raw_feasible / (double) solve->raw_shots : NAN
				   });
}

QsStage
qs_stage_enter(QsSolve *solve, QsStage stage)
{
	QsStage		before = solve->stage;
	double		now = qs_clock(solve->host);

	solve->run->stage_seconds[before] += now - solve->stage_start;
	solve->stage_start = now;
	solve->stage = stage;
	if (stage != QS_STAGE_OTHER && stage != solve->shown)
	{
		solve->shown = stage;
		tell_host(solve, qs_stage_name(stage), false);
	}
	return before;
}

void
qs_solve_milestone(QsSolve *solve, const char *stage, int round)
{
	solve->round = round;
	tell_host(solve, stage, true);
}

/* Leave out every second, the first kept, before another one is added. */
static void
thin_out(QsRun *run)
{
	int			kept = 0;

	for (int k = 0; k < run->incumbents; k += 2)
		run->incumbent[kept++] = run->incumbent[k];
	run->incumbents = kept;
}

void
qs_solve_note_at_hand(QsSolve *solve, double best)
{
	QsRun	   *run = solve->run;

	if (!isfinite(best) ||
		(run->incumbents > 0 && best >= run->incumbent[run->incumbents - 1].objective))
		return;
	if (run->incumbent == NULL)
		run->incumbent = QS_ARRAY(solve->host, QsIncumbent, QS_INCUMBENTS);
	if (run->incumbents == QS_INCUMBENTS)
		thin_out(run);
	run->incumbent[run->incumbents++] = (QsIncumbent)
	{
		.seconds = qs_clock(solve->host) - solve->started, .objective = best,
		.bound = run->bound, .stage = solve->shown, .round = solve->round
	};
	tell_host(solve, qs_stage_name(solve->shown), false);
}

void
qs_solve_note_incumbent(QsSolve *solve)
{
	qs_solve_note_at_hand(solve, qs_answers_best(solve->answers));
}
