/*
 * correlate.c
 *	  Choice of the correlation method, and the sorted list it yields.
 */
#include "correlate/correlate.h"

#include "base/trace.h"
#include "correlate/correlate_sink.h"
#include "relax/odd_cycles.h"
#include "structure/class.h"

#define ENOUGH_POOL		3		/* fewer solutions than this make every pair look sure */

/* What is known about a source of correlations */
typedef struct Source
{
	QsName		name;
	QsStatus	(*correlate) (QsCorrelationSink *sink, QsRandom *random);
} Source;

static const Source sources[] = {
	{{"auto", QS_CORRELATION_AUTO, "a pool where there is one, else what fits the structure"}, NULL},
	{{"lp", QS_CORRELATION_LP, "values and reduced costs of the linear relaxation; without constraints that of max-cut by odd cycles, up to 20000 terms"}, qs_correlate_lp},
	{{"sdp", QS_CORRELATION_SDP, "the low-rank semidefinite relaxation of max-cut"}, qs_correlate_sdp},
	{{"qaoa", QS_CORRELATION_QAOA, "expectations of QAOA with one layer, in closed form; with two or three by light cones"}, qs_correlate_qaoa},
	{{"pool", QS_CORRELATION_POOL, "agreement of good solutions"}, qs_correlate_pool},
	{{"shots", QS_CORRELATION_SHOTS, "what the samples of the round before agree on, whatever sampled; before there are any, as auto"}, qs_correlate_shots},
};

const QsNames qs_correlation_names = QS_NAMES("correlation", sources);

bool
qs_correlation_method(const char *name, QsCorrelationMethod *method)
{
	const QsName *found = qs_name_find(&qs_correlation_names, name);

	if (found)
		*method = (QsCorrelationMethod) found->value;
	return found != NULL;
}

const char *
qs_correlation_method_name(QsCorrelationMethod method)
{
	return qs_name_of(&qs_correlation_names, (int) method)->name;
}

bool
qs_correlation_applies(QsCorrelationMethod method, const QsModel *model)
{
	return method != QS_CORRELATION_LP || model->m > 0 || model->linear ||
		qs_qubo_pairs(model->objective) <= QS_ODD_CYCLE_EDGES;
}

static QsCorrelationMethod
choose(const QsCorrelationInput *input)
{
	if (input->pool && input->pool->count >= ENOUGH_POOL)
		return QS_CORRELATION_POOL;
	if (input->structure->ops->first_source != QS_CORRELATION_AUTO)
		return (QsCorrelationMethod) input->structure->ops->first_source;
	return input->model->linear ? QS_CORRELATION_LP : QS_CORRELATION_SDP;
}

static QsStatus
run(QsCorrelationMethod method, QsCorrelationSink *sink, QsRandom *random)
{
	/* the entry begins with its name */
	const Source *source = (const Source *) qs_name_of(&qs_correlation_names, (int) method);

	if (source->correlate == NULL || !qs_correlation_applies(method, sink->input->model))
		return QS_UNSUPPORTED;
	return source->correlate(sink, random);
}

QsStatus
qs_correlate(QsHost *host, QsCorrelationMethod method, const QsCorrelationInput *input,
			 QsRandom *random, QsCorrelations **out)
{
	bool		automatic = method == QS_CORRELATION_AUTO;
	QsCorrelationSink *sink = qs_sink_create(host, input);
	QsStatus	status;

	*out = NULL;
	if (automatic)
		method = choose(input);
	status = run(method, sink, random);
	if (status == QS_UNSUPPORTED && automatic && method == QS_CORRELATION_SDP)
	{
		method = QS_CORRELATION_LP;
		status = run(method, sink, random);
	}
	if (status == QS_OK || status == QS_INTERRUPTED || status == QS_LIMIT)
	{
		QsCorrelations *correlations = QS_NEW(host, QsCorrelations);

		correlations->method = method;
		correlations->count = sink->count;
		correlations->pair = qs_sink_take(sink);
		QS_TRACE(host, "correlate: %s on %d variables, %lld pairs, strongest %g",
				 qs_correlation_method_name(method), input->model->n,
				 (long long) correlations->count,
				 correlations->count > 0 ? correlations->pair[0].value : NAN);
		*out = correlations;
	}
	qs_sink_free(sink);
	return status;
}

void
qs_correlations_free(QsHost *host, QsCorrelations *correlations)
{
	if (correlations == NULL)
		return;
	qs_free(host, correlations->pair);
	qs_free(host, correlations);
}
