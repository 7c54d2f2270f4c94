/*
 * task_misfit.c
 *	  Whether settings go together on a problem, before a worker finds out.
 */
#include "compat.h"

#include "attempt.h"
#include "backend_host.h"
#include "problem_load.h"
#include "samplers/samplers.h"
#include "solve_call.h"
#include "solve_options.h"
#include "task_misfit.h"

/* The same settings, for no more work than it takes to find out */
static QsSettings
least_work(const QsSettings *settings)
{
	QsSettings	least = *settings;

	least.rounds = 1;
	least.effort = 0.0;
	least.timed = true;
	least.enumerate = false;
	least.solutions = 1;
	least.sampler.shots = 1;
	least.sampler.evaluations = 0;
	least.sampler.sweeps = 1;
	return least;
}

typedef struct Probe
{
	Oid			namespace;
	int64		problem_id;
	const QshrinkTaskSettings *settings;
	double		seconds;
} Probe;

/* Begin the solve; an ERROR of 0A000 is what is asked for */
static void
probe(void *argument)
{
	const Probe *asked = argument;
	QsHost	   *host = qshrink_host_create(asked->seconds);
	QshrinkProblem *problem = qshrink_problem_load(host, asked->namespace, asked->problem_id);
	QsSettings	settings = least_work(&asked->settings->options.settings);
	QsRun	   *run;

	qshrink_require_correlation(host, problem, settings.correlation, settings.correlation_layers);
	/* these sample nothing that could be refused */
	if (settings.solver != QS_SOLVER_AUTO && settings.solver != QS_SOLVER_NONE)
	{
		run = qs_solve(host, problem->model, &settings);
		qshrink_require_fit(asked->problem_id, settings.solver, run);
	}
	qshrink_host_destroy(host);
}

/* NULL, or the message of an error; that of an interrupt is thrown */
static char *
message_of(ErrorData *error, int sqlstate)
{
	if (ERRCODE_TO_CATEGORY(error->sqlerrcode) == ERRCODE_OPERATOR_INTERVENTION)
		ReThrowError(error);
	return error->sqlerrcode == sqlstate ? error->message : NULL;
}

char *
qshrink_task_misfit(Oid namespace, int64 problem_id, const QshrinkTaskSettings *settings, double seconds)
{
	MemoryContext memory = AllocSetContextCreate(CurrentMemoryContext, "qshrink misfit", ALLOCSET_DEFAULT_SIZES);
	Probe		asked = {namespace, problem_id, settings, seconds};
	ErrorData  *error = qshrink_attempt(memory, probe, &asked);
	char	   *message = error ? message_of(error, ERRCODE_FEATURE_NOT_SUPPORTED) : NULL;

	message = message ? pstrdup(message) : NULL;
	MemoryContextDelete(memory);
	return message;
}
