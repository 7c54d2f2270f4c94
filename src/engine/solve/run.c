/*
 * run.c
 *	  The record of a solve: names of what it says, and freeing it.
 */
#include "solve/pipeline.h"

const char *
qs_stage_name(QsStage stage)
{
	static const char *const name[QS_STAGE_COUNT] = {
		"load", "presolve", "relax", "construct", "proof", "shrink", "encode", "sample", "repair",
		"polish", "other", "store"
	};

	return name[stage];
}

const char *
qs_run_status_name(QsRunStatus status)
{
	static const char *const name[] = {"optimal", "feasible", "infeasible", "not_found"};

	return name[status];
}

const char *
qs_stop_reason_name(QsStopReason reason)
{
	static const char *const name[] = {"proof", "target", "rounds", "time", "stagnation", "limit",
	"stopped"};

	return name[reason];
}

static void
free_round(QsHost *host, QsRound *round)
{
	qs_sampler_report_free(host, &round->report);
	qs_qubo_free(host, round->qubo);
	qs_free(host, round->qubit_variable);
	qs_free(host, round->qubit_group);
	qs_free(host, round->warm);
	qs_free(host, round->step);
	qs_kept_shots_free(host, round->kept);
}

void
qs_run_free(QsHost *host, QsRun *run)
{
	if (run == NULL)
		return;
	for (int k = 0; k < run->rounds; k++)
		free_round(host, &run->round[k]);
	for (int k = 0; k < run->solutions; k++)
	{
		qs_free(host, run->solution[k].x);
		qs_free(host, run->solution[k].raw);
	}
	qs_free(host, run->round);
	qs_free(host, run->solution);
	qs_free(host, run->presolve_step);
	qs_free(host, run->incumbent);
	qs_free(host, run->start_objective);
	qs_free(host, run->names);
	qs_free(host, run);
}
