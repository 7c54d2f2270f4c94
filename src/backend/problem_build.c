/*
 * problem_build.c
 *	  What the functions that build problems share, and building from a qubo.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/snapmgr.h"

#include "backend_host.h"
#include "problem_arguments.h"
#include "problem_build.h"
#include "problem_lock.h"
#include "problem_source.h"
#include "problem_sql.h"
#include "qubo_type.h"

PG_FUNCTION_INFO_V1(qshrink_create);

/* ---------------------------------------------------------------------------
 * Shared
 */
char *
qshrink_text_argument(FunctionCallInfo fcinfo, int k, const char *name)
{
	if (PG_ARGISNULL(k))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("argument \"%s\" must not be null", name)));
	return text_to_cstring(PG_GETARG_TEXT_PP(k));
}

/* Start: a host and an SPI connection.  Argument 0 of the function is the name, the
 * last one whether a problem of that name is replaced: it is locked at once, so that
 * of two sessions the later one reads the later rows. */
static void
begin(QshrinkBuild *build, FunctionCallInfo fcinfo, QshrinkPlace *place)
{
	memset(build, 0, sizeof(*build));
	qshrink_require_writable(fcinfo, NULL);
	build->problem.name = qshrink_text_argument(fcinfo, 0, "name");
	build->host = qshrink_host_create(0);
	build->namespace = qshrink_namespace(fcinfo);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	*place = qshrink_place_find(build->namespace, build->problem.name,
								qshrink_flag_argument(fcinfo, PG_NARGS() - 1));
	if (place->problem_id != 0)
	{
		QshrinkProblem held = {.problem_id = place->problem_id};

		qshrink_problem_hold(build->host, build->namespace, &held);
	}
	qshrink_rows_begin(&build->rows, build->host);
}

static Datum
finish(QshrinkBuild *build, const QshrinkPlace *place, List *sources)
{
	int64		problem_id;

	qshrink_rows_finish(&build->rows, &build->problem);
	problem_id = qshrink_problem_store(build->host, build->namespace, &build->problem,
									   &build->keys, place, sources);
	SPI_finish();
	qshrink_host_destroy(build->host);
	return Int64GetDatum(problem_id);
}

Datum
qshrink_build_function(FunctionCallInfo fcinfo, const QshrinkSourceKind *kind)
{
	QshrinkBuild build;
	QshrinkPlace place;
	QshrinkSource *source;
	Snapshot	snapshot;

	begin(&build, fcinfo, &place);
	source = qshrink_source_create(NIL, kind);
	for (int k = 0; k < QSHRINK_SOURCE_ARGUMENTS && kind->argument[k]; k++)
		source->argument[k] = k < kind->required ?
			qshrink_text_argument(fcinfo, k + 1, kind->argument[k]) :
			qshrink_optional_text(fcinfo, k + 1, NULL);
	/* what other sessions committed while this one waited for the lock counts */
	snapshot = place.problem_id != 0 ? GetTransactionSnapshot() : GetActiveSnapshot();
	PushActiveSnapshot(snapshot);
	build.rows.source = source->number;
	kind->build(&build, source->argument);
	PopActiveSnapshot();
	return finish(&build, &place, list_make1(source));
}

void
qshrink_terms_renumber(QshrinkTerms *terms, const int *i_number, const int *j_number)
{
	int64		kept = 0;

	for (int64 k = 0; k < terms->count; k++)
	{
		QsTerm		term = terms->term[k];

		term.i = i_number ? i_number[term.i] : term.i;
		term.j = j_number ? j_number[term.j] : term.j;
		if (term.i >= 0 && term.j >= 0)
			terms->term[kept++] = term;
	}
	terms->count = kept;
}

void
qshrink_check_sense(const char *sense)
{
	if (strcmp(sense, "min") != 0 && strcmp(sense, "max") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("sense must be \"min\" or \"max\", not \"%s\"", sense)));
}

char *
qshrink_build_key_string(const QshrinkBuild *build, int v)
{
	int			count;
	const Datum *part = qshrink_keys_of(&build->keys, v, &count);

	return qshrink_key_string(qshrink_joined_key(part, count));
}

void
qshrink_terms_add(QsHost *host, QshrinkTerms *terms, int i, int j, double coefficient)
{
	if (terms->count == terms->capacity)
	{
		int64		capacity = Max(1024, 2 * terms->capacity);

		terms->term = qs_realloc(host, terms->term, (size_t) terms->count, (size_t) capacity,
								 sizeof(QsTerm));
		terms->capacity = capacity;
	}
	terms->term[terms->count++] = (QsTerm) {i, j, coefficient};
}

QsTerm *
qshrink_terms_by_row(QsHost *host, const QshrinkTerms *terms, int rows, int64 *start)
{
	QsTerm	   *sorted = QS_ARRAY(host, QsTerm, terms->count);

	memset(start, 0, ((size_t) rows + 1) * sizeof(int64));
	for (int64 k = 0; k < terms->count; k++)
		start[terms->term[k].i + 1]++;
	for (int r = 0; r < rows; r++)
		start[r + 1] += start[r];
	for (int64 k = 0; k < terms->count; k++)
		sorted[start[terms->term[k].i]++] = terms->term[k];
	for (int r = rows; r > 0; r--)
		start[r] = start[r - 1];
	start[0] = 0;
	return sorted;
}

void
qshrink_build_objective(QshrinkBuild *build, QshrinkTerms *terms)
{
	build->problem.term_count = qs_terms_add_up_decimals(build->host, terms->term, terms->count);
	build->problem.terms = terms->term;
}

void
qshrink_refuse_empty(const char *argument)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("argument \"%s\" returns no row", argument)));
}

void
qshrink_refuse_duplicate(const QshrinkQuery *query, const char *what)
{
	ereport(ERROR,
			(errcode(ERRCODE_UNIQUE_VIOLATION),
			 errmsg("%s gives %s a second time", qshrink_query_place(query), what)));
}

/* ---------------------------------------------------------------------------
 * qshrink_create(name text, objective qubo, sense text, keys text[], replace) -> bigint
 */
static void
read_keys(QshrinkBuild *build, ArrayType *array)
{
	Datum	   *part;
	bool	   *nulls;
	int			count;
	int			width = ARR_NDIM(array) == 2 ? ARR_DIMS(array)[1] : 1;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &part, &nulls, &count);
	if (ARR_NDIM(array) > 2 || count != build->problem.n * width)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("argument \"keys\" must hold one key for each of the %d variables",
						build->problem.n)));
	for (int k = 0; k < count; k++)
		if (nulls[k])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("the key of variable %d must not be null", k / width)));
	build->keys = (QshrinkKeys) {.width = width, .part = part};
	qshrink_keys_check(&build->keys, build->problem.n);
}

Datum
qshrink_create(PG_FUNCTION_ARGS)
{
	QshrinkBuild build;
	QshrinkPlace place;
	QshrinkProblem *problem = &build.problem;
	Qubo	   *objective;
	char	   *sense = qshrink_text_argument(fcinfo, 2, "sense");

	if (PG_ARGISNULL(1))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("argument \"objective\" must not be null")));
	qshrink_check_sense(sense);
	begin(&build, fcinfo, &place);
	objective = PG_GETARG_QUBO(1);
	if (objective->n < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the objective has no variables")));
	problem->n = objective->n;
	problem->maximise = strcmp(sense, "max") == 0;
	problem->offset = objective->offset;
	problem->terms = objective->terms;
	problem->term_count = objective->count;
	if (!PG_ARGISNULL(3))
		read_keys(&build, PG_GETARG_ARRAYTYPE_P(3));
	return finish(&build, &place, NIL);
}
