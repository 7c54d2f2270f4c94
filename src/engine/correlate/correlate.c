/*
 * correlate.c
 *	  Choice of the correlation method, and the sorted list it yields.
 */
#include "correlate/correlate.h"

#include <string.h>

#include "correlate/correlate_sink.h"
#include "structure/class.h"

#define ENOUGH_POOL		3		/* fewer solutions than this make every pair look sure */

static const char *const method_name[] = {
	[QS_CORRELATION_AUTO] = "auto",
	[QS_CORRELATION_LP] = "lp",
	[QS_CORRELATION_SDP] = "sdp",
	[QS_CORRELATION_QAOA] = "qaoa",
	[QS_CORRELATION_POOL] = "pool"
};

bool
qs_correlation_method(const char *name, QsCorrelationMethod *method)
{
	for (int k = 0; k <= QS_CORRELATION_POOL; k++)
		if (strcmp(name, method_name[k]) == 0)
		{
			*method = (QsCorrelationMethod) k;
			return true;
		}
	return false;
}

const char *
qs_correlation_method_name(QsCorrelationMethod method)
{
	return method_name[method];
}

bool
qs_correlation_applies(QsCorrelationMethod method, const QsModel *model)
{
	return method != QS_CORRELATION_LP || model->m > 0 || model->linear;
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
	if (!qs_correlation_applies(method, sink->input->model))
		return QS_UNSUPPORTED;
	switch (method)
	{
		case QS_CORRELATION_LP:
			return qs_correlate_lp(sink);
		case QS_CORRELATION_SDP:
			return qs_correlate_sdp(sink, random);
		case QS_CORRELATION_QAOA:
			return qs_correlate_qaoa(sink);
		case QS_CORRELATION_POOL:
			return qs_correlate_pool(sink);
		case QS_CORRELATION_AUTO:
			break;
	}
	return QS_UNSUPPORTED;
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
