/*
 * task_misfit.c
 *	  Whether settings go together on a problem, before a worker finds out.
 */
#include "compat.h"

#include "access/xact.h"
#include "utils/snapmgr.h"

#include "attempt.h"
#include "backend_host.h"
#include "problem_load.h"
#include "samplers/samplers.h"
#include "solve_angles.h"
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
	QshrinkTaskSettings settled = *asked->settings;
	QsSettings	settings;
	QsRun	   *run;

	qshrink_task_settings_settle(&settled);
	settings = least_work(&settled.options.settings);
	qshrink_require_correlation(host, problem, settings.correlation, settings.correlation_layers);
	/* these sample nothing that could be refused */
	if (settings.solver != QS_SOLVER_AUTO && settings.solver != QS_SOLVER_NONE)
	{
		run = qs_solve(host, problem->model, &settings);
		qshrink_require_fit(asked->problem_id, settings.solver, run);
	}
	qshrink_host_destroy(host);
}

/* What concerns no problem in particular; in sight is what this statement wrote, as it is of a solve */
static void
read_whole(void *argument)
{
	const Probe *asked = argument;
	QshrinkTaskSettings settings = *asked->settings;
	QsHost	   *host = qshrink_host_create(0);

	qshrink_task_settings_settle(&settings);
	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	qshrink_angles_from(host, asked->namespace, &settings.options);
	PopActiveSnapshot();
	qshrink_host_destroy(host);
}

/* The message of a step's error, if it is of one of these kinds, or NULL; an interrupt is thrown */
static char *
message_of(void (*step) (void *argument), const Probe *asked, const int *sqlstate, int kinds)
{
	MemoryContext memory = AllocSetContextCreate(CurrentMemoryContext, "qshrink misfit", ALLOCSET_DEFAULT_SIZES);
	ErrorData  *error = qshrink_attempt(memory, step, unconstify(Probe *, asked));
	char	   *message = NULL;

	if (error && ERRCODE_TO_CATEGORY(error->sqlerrcode) == ERRCODE_OPERATOR_INTERVENTION)
		ReThrowError(error);
	for (int k = 0; error && k < kinds; k++)
		if (error->sqlerrcode == sqlstate[k])
			message = pstrdup(error->message);
	MemoryContextDelete(memory);
	return message;
}

char *
qshrink_settings_misfit(Oid namespace, const QshrinkTaskSettings *settings)
{
	static const int kinds[] = {
		ERRCODE_INVALID_PARAMETER_VALUE, ERRCODE_NO_DATA_FOUND, ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE
	};
	Probe		asked = {namespace, 0, settings, 0.0};

	return message_of(read_whole, &asked, kinds, lengthof(kinds));
}

char *
qshrink_task_misfit(Oid namespace, int64 problem_id, const QshrinkTaskSettings *settings, double seconds)
{
	static const int kinds[] = {ERRCODE_FEATURE_NOT_SUPPORTED};
	Probe		asked = {namespace, problem_id, settings, seconds};

	return message_of(probe, &asked, kinds, lengthof(kinds));
}
