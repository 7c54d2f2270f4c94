/*
 * outcome.c
 *	  What a solve says at its end: answers, status, why it stopped, what is proved.
 */
#include "solve/outcome.h"

static bool
optimum_proved(const QsSolve *solve)
{
	return solve->finished && !solve->doubtful && solve->run->unsupported == NULL;
}

/* Who asks for the best answers with a proof has none before all of them are proved. */
static void
judge_enumeration(QsSolve *solve, double best)
{
	QsRun	   *run = solve->run;

	if (solve->enumerated)
	{
		run->status = QS_RUN_OPTIMAL;
		run->stop_reason = QS_STOP_PROOF;
		run->proved_by = "enumeration";
		run->bound = best;
		return;
	}
	run->status = QS_RUN_FEASIBLE;
	run->stop_reason = solve->enumeration_limit ? QS_STOP_LIMIT : QS_STOP_TIME;
	run->proved_by = NULL;
	if (!optimum_proved(solve))
		return;
	run->bound = best;
	if (run->proved_solutions < 1)
		run->proved_solutions = 1;
}

/* Which round's record is shown as the run's: the one that found the best, or
 * the first. */
static void
choose_best_round(QsRun *run)
{
	int			found = run->solutions > 0 ? run->solution[0].round : 0;

	if (run->rounds == 0)
		return;
	if (found < 1 || found > run->rounds)
		found = 1;
	run->best_round = found;
	run->qubits = run->round[found - 1].qubits;
	run->presolve_fixed = run->n - run->round[found - 1].base_variables;
	run->merge_fixed = run->round[found - 1].base_variables - run->round[found - 1].variables;
}

/* Hand the answers over to the run, best first. */
void
qs_run_collect(QsSolve *solve)
{
	QsRun	   *run = solve->run;
	QsAnswers  *answers = solve->answers;
	double		best = qs_answers_best(answers);

	run->solutions = answers->count < solve->settings->solutions ? answers->count :
		solve->settings->solutions;
	run->solution = QS_ARRAY(solve->host, QsSolution, run->solutions);
	for (int k = 0; k < run->solutions; k++)
	{
		run->solution[k] = answers->entry[k];
		run->solution[k].start = 1;
		answers->entry[k].x = answers->entry[k].raw = NULL;
	}
	run->has_objective = run->solutions > 0;
	run->objective = run->has_objective ? run->solution[0].objective : NAN;
	run->starts = run->best_start = 1;
	run->start_objective = QS_ARRAY(solve->host, double, 1);
	run->start_objective[0] = isfinite(best) ? best : NAN;
	run->raw_feasible_share = solve->raw_shots > 0 ?
		(double) solve->raw_feasible / (double) solve->raw_shots : NAN;
	if (solve->infeasible && !isfinite(best))
	{
		run->status = QS_RUN_INFEASIBLE;
		run->stop_reason = QS_STOP_PROOF;
		if (run->proved_by == NULL)
			run->proved_by = "relaxation";
	}
	else if (!isfinite(best))
		run->status = QS_RUN_NOT_FOUND;
	else if (solve->settings->enumerate)
		judge_enumeration(solve, best);
	else if (optimum_proved(solve))
	{
		run->status = QS_RUN_OPTIMAL;
		run->stop_reason = QS_STOP_PROOF;
		run->bound = best;
		run->proved_solutions = 1;
	}
	else
		run->status = QS_RUN_FEASIBLE;

	/* rounds whose stages were cut by the clock may not come out like this again */
	if (solve->host->late &&
		(run->stop_reason == QS_STOP_ROUNDS || run->stop_reason == QS_STOP_STAGNATION))
		run->stop_reason = QS_STOP_TIME;
	if (run->stop_reason == QS_STOP_TIME && qs_end_requested(solve->host))
		run->stop_reason = QS_STOP_STOPPED;
	choose_best_round(run);
}
