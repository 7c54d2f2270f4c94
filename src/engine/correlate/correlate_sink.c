/*
 * correlate_sink.c
 *	  A bounded heap of correlations, the weakest on top.
 */
#include "correlate/correlate_sink.h"

#include <math.h>
#include <string.h>

#include "correlate/message_passing.h"
#include "model/contraction.h"

#define NOTHING		1e-12		/* correlations below say nothing */
#define MORE		1e-3		/* a pair says more than its ends by at least this */

QsCorrelationSink *
qs_sink_create(QsHost *host, const QsCorrelationInput *input)
{
	QsCorrelationSink *sink = QS_NEW(host, QsCorrelationSink);

	sink->host = host;
	sink->input = input;
	sink->limit = input->complete ? INT64_MAX / 4 :
		input->limit > 0 ? input->limit : 4 * (int64_t) input->model->n + 1000;
	sink->reference = QS_ARRAY0(host, double, input->model->n);
	sink->heard = QS_ARRAY0(host, double, input->model->n);
	return sink;
}

void
qs_sink_free(QsCorrelationSink *sink)
{
	QsHost	   *host = sink->host;

	qs_free(host, sink->reference);
	qs_free(host, sink->heard);
	qs_free(host, sink->heap);
	qs_free(host, sink);
}

/* a is weaker than b: smaller magnitude, then later in (i, j) */
static inline bool
weaker(const QsCorrelation *a, const QsCorrelation *b)
{
	double		x = fabs(a->value);
	double		y = fabs(b->value);

	if (x != y)
		return x < y;
	return a->i != b->i ? a->i > b->i : a->j > b->j;
}

static void
sift_down(QsCorrelation *heap, int64_t count, int64_t at)
{
	QsCorrelation moved = heap[at];

	for (;;)
	{
		int64_t		child = 2 * at + 1;

		if (child >= count)
			break;
		if (child + 1 < count && weaker(&heap[child + 1], &heap[child]))
			child++;
		if (!weaker(&heap[child], &moved))
			break;
		heap[at] = heap[child];
		at = child;
	}
	heap[at] = moved;
}

static void
sift_up(QsCorrelation *heap, int64_t at)
{
	QsCorrelation moved = heap[at];

	while (at > 0 && weaker(&moved, &heap[(at - 1) / 2]))
	{
		heap[at] = heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	heap[at] = moved;
}

static void
push(QsCorrelationSink *sink, QsCorrelation entry)
{
	if (sink->count == sink->limit)
	{
		if (weaker(&sink->heap[0], &entry))
		{
			sink->heap[0] = entry;
			sift_down(sink->heap, sink->count, 0);
		}
		return;
	}
	if (sink->count == sink->capacity)
	{
		int64_t		grown = 2 * sink->capacity + 256;

		if (grown > sink->limit)
			grown = sink->limit;
		sink->heap = qs_realloc(sink->host, sink->heap, (size_t) sink->count, (size_t) grown,
								sizeof(QsCorrelation));
		sink->capacity = grown;
	}
	sink->heap[sink->count++] = entry;
	sift_up(sink->heap, sink->count - 1);
}

void
qs_sink_references(QsCorrelationSink *sink)
{
	int			n = sink->input->model->n;

	for (int i = 0; i < n; i++)
		sink->reference[i] = isnan(sink->reference[i]) ? 0.0 :
			fmin(1.0, fmax(-1.0, sink->reference[i]));
	memcpy(sink->heard, sink->reference, (size_t) n * sizeof(double));
	if (sink->input->message_passing)
	{
		qs_sharpen(sink->host, sink->input->model, sink->reference);
		sink->blend = QS_SHARPEN_SHARE;
	}
	for (int i = 0; i < n; i++)
		if (fabs(sink->reference[i]) > NOTHING)
			push(sink, (QsCorrelation) {i, QS_REFERENCE, sink->reference[i]});
}

void
qs_sink_pair(QsCorrelationSink *sink, int i, int j, double value)
{
	double		a = sink->reference[i];
	double		b = sink->reference[j];

	if (sink->input->complete ? !(fabs(value) > NOTHING) :
		!(fabs(value) > fmax(fabs(sink->heard[i]), fabs(sink->heard[j])) + MORE))
		return;
	value += sink->blend * (a * b - value);
	value = fmin(1.0, fmax(-1.0, value));
	if (!sink->input->complete && !(fabs(value) > fmax(fabs(a), fabs(b))))
		return;
	if (sink->count == sink->limit && fabs(value) < fabs(sink->heap[0].value))
		return;
	push(sink, i < j ? (QsCorrelation) {i, j, value} : (QsCorrelation) {j, i, value});
}

QsCorrelation *
qs_sink_take(QsCorrelationSink *sink)
{
	QsCorrelation *sorted = sink->heap;

	for (int64_t end = sink->count - 1; end > 0; end--)
	{
		QsCorrelation weakest = sorted[0];

		sorted[0] = sorted[end];
		sorted[end] = weakest;
		sift_down(sorted, end, 0);
		if ((end & 0xffff) == 0)
			qs_check(sink->host);
	}
	sink->heap = NULL;
	return sorted;
}

QsIsing *
qs_correlation_ising(QsCorrelationSink *sink)
{
	const QsCorrelationInput *input = sink->input;
	QsEncodeRequest request = {
		.kind = QS_ENCODING_DUAL,
		.dual = input->relaxation ? input->relaxation->dual : NULL,
		.factor = 1.0
	};
	QsEncoding *encoding;
	QsIsing    *ising;

	/* not tightened: these are asked for again and again while a model shrinks */
	if (qs_encode_request(sink->host, input->model, input->structure, &request,
						  &encoding) != QS_OK)
		return NULL;
	ising = qs_ising_create(sink->host, encoding->qubo);
	qs_encoding_free(sink->host, encoding);
	return ising;
}
