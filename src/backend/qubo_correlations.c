/*
 * qubo_correlations.c
 *	  Correlations of the spins of a qubo, as a pure function.
 */
#include "compat.h"

#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "backend_host.h"
#include "classes/classes.h"
#include "correlate/correlate.h"
#include "correlation_rows.h"
#include "option_read.h"
#include "problem_load.h"
#include "qubo_type.h"
#include "solve_options.h"
#include "solve_pool.h"

PG_FUNCTION_INFO_V1(qubo_correlations);

static void
refuse(QsCorrelationMethod method, const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("correlation \"%s\" does not apply to a qubo", qs_correlation_method_name(method)),
			 detail ? errdetail("%s", detail) : 0,
			 errhint("Use the method 'auto'.")));
}

static void
require_layers(QsCorrelationMethod method, int layers)
{
	qshrink_check_range("layers", layers, 1, QS_LIGHT_CONE_LAYERS);
	if (layers > 1 && method != QS_CORRELATION_QAOA)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("correlation \"%s\" has no layers", qs_correlation_method_name(method)),
				 errhint("Use the method 'qaoa', or 1 layer.")));
}

static QsCorrelations *
correlate(QsHost *host, const Qubo *q, QsCorrelationMethod method, int layers, uint64_t seed)
{
	QshrinkProblem *problem = qshrink_problem_of_terms(host, q->n, q->offset, q->terms, q->count);
	QsStructure *structure = qs_structure_create(host, problem->model, qs_classes);
	QsCorrelationInput input = {
		.model = problem->model, .structure = structure, .layers = layers, .complete = true
	};
	QsCorrelations *correlations;
	QsRandom	random;

	qshrink_require_correlation(host, problem, method, layers);
	if (method == QS_CORRELATION_POOL)
		input.pool = qshrink_solve_pool(host, problem->model, structure, NULL, seed);
	qs_random_seed(&random, seed, 1);
	qs_correlate(host, method, &input, &random, &correlations);
	if (correlations == NULL)
		refuse(method, NULL);
	return correlations;
}

/* qubo_correlations(q, method, layers, seed) -> (i, j, correlation); j null: the reference */
Datum
qubo_correlations(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Qubo	   *q = PG_GETARG_QUBO(0);
	QsCorrelationMethod method = (QsCorrelationMethod)
		qshrink_name_value(&qs_correlation_names, text_to_cstring(PG_GETARG_TEXT_PP(1)));
	int			layers = PG_GETARG_INT32(2);
	QsCorrelations *correlations;
	QsHost	   *host;

	if (method == QS_CORRELATION_SHOTS)
		refuse(method, "Shots are those of the round before, and there are no rounds here.");
	require_layers(method, layers);
	InitMaterializedSRF(fcinfo, 0);
	if (q->n == 0)
		return (Datum) 0;
	host = qshrink_host_create_timeless(QS_SIMD_PORTABLE);
	correlations = correlate(host, q, method, layers, (uint64_t) PG_GETARG_INT64(3));
	qshrink_put_correlations(result, correlations);
	qshrink_host_destroy(host);
	return (Datum) 0;
}
