/*
 * correlate_sink.h
 *	  Where correlation methods put what they find: the strongest `limit` are kept.
 */
#ifndef QS_CORRELATE_SINK_H
#define QS_CORRELATE_SINK_H

#include "correlate/correlate.h"
#include "model/ising.h"

typedef struct QsCorrelationSink
{
	QsHost	   *host;
	const QsCorrelationInput *input;
	double	   *reference;		/* n: correlation with the reference spin, 0 at first */
	double	   *heard;			/* n: reference before it was sharpened */
	double		blend;			/* share of reference_i * reference_j in a pair's value */
	int64_t		limit;
	int64_t		count;
	int64_t		capacity;
	QsCorrelation *heap;		/* weakest first */
} QsCorrelationSink;

extern QsCorrelationSink *qs_sink_create(QsHost *host, const QsCorrelationInput *input);
extern void qs_sink_free(QsCorrelationSink *sink);

/* reference[] is filled: sharpen it if the input asks for it, and list it.  To be
 * called before the first pair. */
extern void qs_sink_references(QsCorrelationSink *sink);

/* Offer a pair, i <> j.  O(log limit) when it is strong enough, else O(1). */
extern void qs_sink_pair(QsCorrelationSink *sink, int i, int j, double value);

/* Offer the pairs of variables that a source tries which knows a correlation of any two:
 * all of a small model, of a large one those that a row of few variables or a
 * quadratic term joins.  value(context, i, j) is that of z_i z_j. */
typedef double (*QsPairValue) (const void *context, int i, int j);
extern void qs_sink_offer_pairs(QsCorrelationSink *sink, QsPairValue value, const void *context);

/* Sort in place, strongest first, and hand the list over (sink->heap is NULL then) */
extern QsCorrelation *qs_sink_take(QsCorrelationSink *sink);

/* The Ising form of the input's dual encoding; NULL when that is too large. */
extern QsIsing *qs_correlation_ising(QsCorrelationSink *sink);

/* The methods.  Each fills reference[], calls qs_sink_references, offers pairs. */
extern QsStatus qs_correlate_lp(QsCorrelationSink *sink, QsRandom *random);
extern QsStatus qs_correlate_cycles(QsCorrelationSink *sink);	/* lp without rows */
extern QsStatus qs_correlate_sdp(QsCorrelationSink *sink, QsRandom *random);
extern QsStatus qs_correlate_qaoa(QsCorrelationSink *sink, QsRandom *random);
extern QsStatus qs_correlate_pool(QsCorrelationSink *sink, QsRandom *random);
extern QsStatus qs_correlate_shots(QsCorrelationSink *sink, QsRandom *random);

#endif
