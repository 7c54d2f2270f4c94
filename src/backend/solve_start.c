/*
 * solve_start.c
 *	  The argument start of a solve: bits, or an answer of an earlier run.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/varbit.h"

#include "problem_arguments.h"
#include "problem_auxiliaries.h"
#include "problem_scenario.h"
#include "problem_sql.h"
#include "problem_tables.h"
#include "solve_options.h"
#include "solve_start.h"

#define LAST	0				/* instead of a run_id, which is positive */

/* The solution a run hands on */
typedef struct Former
{
	int64		run_id;
	int64		key_list_id;	/* 0: none */
	VarBit	   *assignment;
} Former;

/* The best solution of a run, or of the last; false: there is none. */
static bool
find_solution(Oid namespace, int64 problem_id, int64 run_id, Former *former)
{
	Oid			types[] = {INT8OID, INT8OID};
	Datum		values[] = {Int64GetDatum(problem_id), Int64GetDatum(run_id)};
	bool		null;
	Datum		list;

	SPI_execute_with_args(psprintf("SELECT r.run_id, r.key_list_id, s.assignment"
								   " FROM %s r JOIN %s s ON s.problem_id OPERATOR(pg_catalog.=) r.problem_id"
								   " AND s.run_id OPERATOR(pg_catalog.=) r.run_id"
								   " WHERE r.problem_id OPERATOR(pg_catalog.=) $1 AND %s"
								   " ORDER BY r.run_id DESC, s.rank LIMIT 1",
								   qshrink_table(namespace, "qshrink_run"),
								   qshrink_table(namespace, "qshrink_solution"),
								   run_id == LAST ? "s.feasible AND " QSHRINK_IS_NO_SCENARIO :
								   "r.run_id OPERATOR(pg_catalog.=) $2"),
						  lengthof(types), types, values, NULL, true, 1);
	if (SPI_processed == 0)
		return false;
	former->run_id = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &null));
	list = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2, &null);
	former->key_list_id = null ? 0 : DatumGetInt64(list);
	former->assignment =
		DatumGetVarBitPCopy(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 3, &null));
	return true;
}

static void
nothing_solved(const QshrinkProblem *problem)
{
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("start is \"last\", but no run of problem " INT64_FORMAT " found a feasible solution",
					problem->problem_id),
			 errdetail("Scenarios do not count."),
			 errhint("Solve it once without a start.")));
}

static void
no_such_run(const QshrinkProblem *problem, const char *run)
{
	ereport(ERROR,
			(errcode(ERRCODE_NO_DATA_FOUND),
			 errmsg("run %s of problem " INT64_FORMAT ", named by start, does not exist or has no solution",
					run, problem->problem_id),
			 errhint("Runs are listed in qshrink_run; \"last\" stands for the latest one that found a feasible solution.")));
}

/* What the variables to had as those they match: values of integers, and bits as they are */
static void
map_values(QsHost *host, const QshrinkKeyList *from, int from_n, const uint8_t *x, const int *match,
		   const QshrinkKeyList *to, int to_n, uint8_t *mapped)
{
	double	   *old = qshrink_key_list_values(host, from, from_n, x);
	double	   *value = QS_ARRAY0(host, double, to_n);

	for (int v = 0; v < to_n; v++)
		if (match[v] >= 0)
		{
			value[v] = old[match[v]];
			mapped[v] = x[match[v]];
		}
	qshrink_key_list_bits(host, to, to_n, value, mapped);
	qs_free(host, old);
	qs_free(host, value);
}

/* The solution in the variables as they are now */
static uint8_t *
map_solution(QsHost *host, Oid namespace, const QshrinkProblem *problem, const QshrinkKeyList *keys,
			 const Former *former)
{
	int			n = VARBITLEN(former->assignment);
	uint8_t    *x = qshrink_bits(host, VarBitPGetDatum(former->assignment), n, "start");
	QshrinkKeyList *list = NULL;
	uint8_t    *mapped;
	int		   *match;

	if (n == problem->n && (former->key_list_id == keys->id || keys->fingerprint[0] == '\0'))
	{
		qshrink_set_auxiliaries(host, problem, keys->weight, x);
		return x;
	}
	if (former->key_list_id != 0)
		list = qshrink_key_list_load(host, namespace, problem->problem_id, former->key_list_id, n);
	else if (n != problem->n)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("run " INT64_FORMAT " of problem " INT64_FORMAT " cannot be a start: it has %d variables, which had no keys, and the problem has %d",
						former->run_id, problem->problem_id, n, problem->n),
				 errhint("Only keys tell which variables they are.")));
	match = qshrink_key_list_match(host, list, n, keys->fingerprint[0] ? keys : NULL, problem->n);
	mapped = QS_ARRAY0(host, uint8_t, problem->n);
	map_values(host, list, n, x, match, keys, problem->n, mapped);
	qshrink_set_auxiliaries(host, problem, keys->weight, mapped);
	qs_free(host, match);
	qs_free(host, x);
	return mapped;
}

/* The number of a run, which begins with no zero; -1: the text is none */
static int64
run_number(const char *text)
{
	int64		number = 0;

	if (*text == '\0' || *text == '0')
		return -1;
	for (const char *at = text; *at; at++)
	{
		if (*at < '0' || *at > '9' || number > (PG_INT64_MAX - 9) / 10)
			return -1;
		number = 10 * number + (*at - '0');
	}
	return number;
}

static uint8_t *
bits_of_text(QsHost *host, const QshrinkProblem *problem, const char *text)
{
	Size		length = strlen(text);
	uint8_t    *x;

	if (strspn(text, "01") != length || length == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("start is \"%s\"", pnstrdup(text, Min(length, 100))),
				 errhint("It is \"last\", the number of a run, or a bit for each variable.")));
	if (length != (Size) problem->n)
		ereport(ERROR,
				(errcode(ERRCODE_STRING_DATA_LENGTH_MISMATCH),
				 errmsg("start has %zu bits but the problem has %d variables", length, problem->n)));
	x = QS_ARRAY(host, uint8_t, problem->n);
	for (int v = 0; v < problem->n; v++)
		x[v] = text[v] == '1';
	return x;
}

static QshrinkStart
from_run(QsHost *host, Oid namespace, const QshrinkProblem *problem, const QshrinkKeyList *keys,
		 int64 run_id)
{
	Former		former;

	if (!find_solution(namespace, problem->problem_id, run_id, &former))
	{
		if (run_id == LAST)
			nothing_solved(problem);
		no_such_run(problem, psprintf(INT64_FORMAT, run_id));
	}
	return (QshrinkStart)
	{
		.x = map_solution(host, namespace, problem, keys, &former), .run_id = former.run_id
	};
}

/* What follows a word and a blank; NULL: the text begins otherwise. */
static const char *
after_word(const char *text, const char *word)
{
	Size		length = strlen(word);

	return strncmp(text, word, length) == 0 && text[length] == ' ' ? text + length + 1 : NULL;
}

/* Without a word, n zeros and ones are bits; so is another number of them, by mistake,
 * unless they are the number of a run. */
static QshrinkStart
from_text(QsHost *host, Oid namespace, const QshrinkProblem *problem, const QshrinkKeyList *keys,
		  const char *text)
{
	bool		is_bits = strspn(text, "01") == strlen(text);
	const char *run = after_word(text, "run");
	const char *bits = after_word(text, "bits");
	int64		run_id = run_number(run ? run : text);
	Former		former;

	if (strcmp(text, "last") == 0)
		return from_run(host, namespace, problem, keys, LAST);
	if (run && run_id < 0)
		no_such_run(problem, run);
	if (run)
		return from_run(host, namespace, problem, keys, run_id);
	if (bits)
		return (QshrinkStart) {.x = bits_of_text(host, problem, bits)};
	if (run_id > 0 && !(is_bits && strlen(text) == (Size) problem->n) &&
		(!is_bits || find_solution(namespace, problem->problem_id, run_id, &former)))
		return from_run(host, namespace, problem, keys, run_id);
	return (QshrinkStart) {.x = bits_of_text(host, problem, text)};
}

const char *
qshrink_start_argument(FunctionCallInfo fcinfo)
{
	int			k = qshrink_argument_named(fcinfo, "start");

	qshrink_refuse_computed_null(fcinfo, k, "start");
	return PG_ARGISNULL(k) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(k));
}

QshrinkStart
qshrink_start_read(QsHost *host, Oid namespace, const QshrinkProblem *problem,
				   const QshrinkKeyList *keys, const char *start)
{
	return start ? from_text(host, namespace, problem, keys, start) : (QshrinkStart) {0};
}
