/*
 * problem_progress.c
 *	  Showing a running solve to other sessions.
 */
#include "compat.h"

#include <math.h>

#include "commands/progress.h"
#include "utils/backend_progress.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

#include "problem_progress.h"

PG_FUNCTION_INFO_V1(qshrink_progress_text);
PG_FUNCTION_INFO_V1(qshrink_progress_number);

/* Counters, from 0 (SQL counts them from 1); COPY uses the first seven at most. */
enum
{
	COUNTER_TASK = 7,
	COUNTER_MAGIC,
	COUNTER_PROBLEM,
	COUNTER_STARTED,
	COUNTER_STAGE,				/* sixteen characters in two counters */
	COUNTER_STAGE_REST,
	COUNTER_ROUND,
	COUNTER_ROUNDS,
	COUNTER_QUBITS,
	COUNTER_KNOWN,				/* 1: best, 2: bound, 4: share of feasible shots, in parts per
								 * million above these bits */
	COUNTER_BEST,
	COUNTER_BOUND,
	COUNTER_LIMIT				/* when the time is up; 0: no limit */
};

/* What a solve does, in the words of the view; by the engine's name for it */
static const struct
{
	const char *stage;
	const char *shown;
}			stages[] =
{
	{"proof", "prove"}, {"encode", "sample"}, {"repair", "polish"}
};

StaticAssertDecl(COUNTER_LIMIT < PGSTAT_NUM_PROGRESS_PARAM, "too many progress counters");

/* Tells a solve from a real COPY of the table; the view asks for it. */
#define MAGIC	INT64CONST(0x71736872696e6b)

void
qshrink_progress_begin(Oid namespace, int64 problem_id, int64 task_id, double seconds)
{
	const int	index[] = {COUNTER_MAGIC, COUNTER_PROBLEM, COUNTER_TASK, COUNTER_STARTED, COUNTER_LIMIT};
	TimestampTz now = GetCurrentTimestamp();
	const int64 value[] = {MAGIC, problem_id, task_id, now,
		/* further than anybody waits: a sum that cannot overflow */
		seconds > 0 && seconds < 1e10 ? now + (int64) (seconds * USECS_PER_SEC) : 0
	};

	pgstat_progress_start_command(PROGRESS_COMMAND_COPY,
								  get_relname_relid("qshrink_run", namespace));
	pgstat_progress_update_multi_param(lengthof(index), index, value);
	qshrink_progress_stage("load");
}

const char *
qshrink_progress_name(const char *stage)
{
	for (int k = 0; k < (int) lengthof(stages); k++)
		if (strcmp(stage, stages[k].stage) == 0)
			return stages[k].shown;
	return stage;
}

bool
qshrink_progress_is_solve(const int64 *counter)
{
	return counter[COUNTER_MAGIC] == MAGIC;
}

bool
qshrink_progress_is_task(const int64 *counter, int64 task_id)
{
	return qshrink_progress_is_solve(counter) && counter[COUNTER_TASK] == task_id;
}

void
qshrink_progress_stage(const char *stage)
{
	const int	index[] = {COUNTER_STAGE, COUNTER_STAGE_REST};
	const char *name = qshrink_progress_name(stage);
	int64		value[lengthof(index)] = {0};

	memcpy(value, name, Min(strlen(name), sizeof(value)));
	pgstat_progress_update_multi_param(lengthof(index), index, value);
}

static int64
raw_feasible_bits(double share)
{
	return isnan(share) ? 0 : 4 | ((int64) rint(1e6 * share) << 3);
}

void
qshrink_progress_report(const QsProgress *progress)
{
	const int	index[] = {COUNTER_ROUND, COUNTER_ROUNDS, COUNTER_QUBITS, COUNTER_KNOWN,
	COUNTER_BEST, COUNTER_BOUND};
	int64		value[lengthof(index)] = {progress->round, progress->rounds, progress->qubits,
	(isnan(progress->best) ? 0 : 1) | (isnan(progress->bound) ? 0 : 2) |
	raw_feasible_bits(progress->raw_feasible_share)};

	memcpy(&value[4], &progress->best, sizeof(double));
	memcpy(&value[5], &progress->bound, sizeof(double));
	pgstat_progress_update_multi_param(lengthof(index), index, value);
	if (!progress->milestone)
		qshrink_progress_stage(progress->stage);
}

void
qshrink_progress_end(void)
{
	pgstat_progress_end_command();
}

/* qshrink_progress_text(bigint, bigint) -> text: the characters of two counters */
Datum
qshrink_progress_text(PG_FUNCTION_ARGS)
{
	int64		value[2] = {PG_GETARG_INT64(0), PG_GETARG_INT64(1)};
	char		stage[sizeof(value)];
	int			length;

	memcpy(stage, value, sizeof(stage));
	length = (int) strnlen(stage, sizeof(stage));
	for (int k = 0; k < length; k++)
		if (stage[k] < ' ' || stage[k] > '~')
			stage[k] = '?';
	PG_RETURN_TEXT_P(cstring_to_text_with_len(stage, length));
}

/* qshrink_progress_number(bigint) -> float8: the number with these bits */
Datum
qshrink_progress_number(PG_FUNCTION_ARGS)
{
	int64		bits = PG_GETARG_INT64(0);
	double		number;

	memcpy(&number, &bits, sizeof(number));
	PG_RETURN_FLOAT8(number);
}
