/*
 * problem_progress.c
 *	  Showing a running solve to other sessions.
 */
#include "compat.h"

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
	COUNTER_MAGIC = 8,
	COUNTER_PROBLEM,
	COUNTER_STARTED,
	COUNTER_STAGE,				/* sixteen characters in two counters */
	COUNTER_STAGE_REST,
	COUNTER_ROUND,
	COUNTER_ROUNDS,
	COUNTER_QUBITS,
	COUNTER_HAS_BEST,
	COUNTER_BEST
};

StaticAssertDecl(COUNTER_BEST < PGSTAT_NUM_PROGRESS_PARAM, "too many progress counters");

/* Tells a solve from a real COPY of the table; the view asks for it. */
#define MAGIC	INT64CONST(0x71736872696e6b)

void
qshrink_progress_begin(Oid namespace, int64 problem_id)
{
	const int	index[] = {COUNTER_MAGIC, COUNTER_PROBLEM, COUNTER_STARTED};
	const int64 value[] = {MAGIC, problem_id, GetCurrentTimestamp()};

	pgstat_progress_start_command(PROGRESS_COMMAND_COPY,
								  get_relname_relid("qshrink_run", namespace));
	pgstat_progress_update_multi_param(lengthof(index), index, value);
}

void
qshrink_progress_report(const QsProgress *progress)
{
	const int	index[] = {COUNTER_STAGE, COUNTER_STAGE_REST, COUNTER_ROUND, COUNTER_ROUNDS,
	COUNTER_QUBITS, COUNTER_HAS_BEST, COUNTER_BEST};
	int64		value[lengthof(index)] = {0};
	char		stage[2 * sizeof(int64)] = {0};

	memcpy(stage, progress->stage, Min(strlen(progress->stage), sizeof(stage)));
	memcpy(value, stage, sizeof(stage));
	value[2] = progress->round;
	value[3] = progress->rounds;
	value[4] = progress->qubits;
	value[5] = progress->has_best;
	memcpy(&value[6], &progress->best, sizeof(double));
	pgstat_progress_update_multi_param(lengthof(index), index, value);
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
