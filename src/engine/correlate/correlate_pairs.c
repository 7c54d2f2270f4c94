/*
 * correlate_pairs.c
 *	  The pairs that sources try which know a correlation of any two variables.
 */
#include "correlate/correlate_sink.h"

#include <string.h>

#define ALL_PAIRS		400		/* variables up to which every pair is tried */
#define SHORT_ROW		64		/* variables of a row whose pairs are tried */

static void
offer_all(QsCorrelationSink *sink, QsPairValue value, const void *context)
{
	for (int i = 0; i < sink->input->model->n; i++)
	{
		for (int j = 0; j < i; j++)
			qs_sink_pair(sink, i, j, value(context, i, j));
		qs_check(sink->host);
	}
}

/* Each joined pair once: from its larger end, by a mark a variable */
static void
offer_joined(QsCorrelationSink *sink, QsPairValue value, const void *context)
{
	QsHost	   *host = sink->host;
	const QsModel *model = sink->input->model;
	int32_t    *mark = QS_ARRAY(host, int32_t, model->n);

	memset(mark, -1, (size_t) model->n * sizeof(int32_t));
	for (int i = 0; i < model->n; i++)
	{
		const QsQubo *objective = model->objective;

		for (int64_t k = objective->start[i]; k < objective->start[i + 1]; k++)
		{
			int			j = objective->neighbour[k];

			if (j >= i)
				break;
			mark[j] = i;
			qs_sink_pair(sink, i, j, value(context, i, j));
		}
		for (int64_t c = model->column_start[i]; c < model->column_start[i + 1]; c++)
		{
			int			r = model->column_row[c];

			if (model->row_start[r + 1] - model->row_start[r] > SHORT_ROW)
				continue;
			for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
			{
				int			j = model->row_variable[k];

				if (j >= i)
					break;
				if (mark[j] == i)
					continue;
				mark[j] = i;
				qs_sink_pair(sink, i, j, value(context, i, j));
			}
		}
		if ((i & 15) == 0)
			qs_check(host);
	}
	qs_free(host, mark);
}

void
qs_sink_offer_pairs(QsCorrelationSink *sink, QsPairValue value, const void *context)
{
	if (sink->input->model->n <= ALL_PAIRS)
		offer_all(sink, value, context);
	else
		offer_joined(sink, value, context);
}
