/*
 * history.c
 *	  What an optimiser was told, evaluation by evaluation, in bounded memory.
 */
#include "sampling/history.h"

void
qs_history_begin(QsHost *host, bool wanted, QsHistory *history)
{
	*history = (QsHistory)
	{
		.stride = 1, .entry = wanted ? QS_ARRAY(host, QsEvaluation, QS_HISTORY_MOST) : NULL
	};
}

static void
leave_out_every_second(QsHistory *history)
{
	for (int k = 0; 2 * k < history->count; k++)
		history->entry[k] = history->entry[2 * k];
	history->count = (history->count + 1) / 2;
	history->stride *= 2;
}

void
qs_history_note(QsHistory *history, double value)
{
	int			number = ++history->evaluations;

	if (history->entry == NULL || (number - 1) % history->stride != 0)
		return;
	if (history->count == QS_HISTORY_MOST)
		leave_out_every_second(history);
	if ((number - 1) % history->stride == 0)
		history->entry[history->count++] = (QsEvaluation) {number, value};
}

void
qs_history_end(QsHistory *history, double factor, double shift, QsSamplerReport *report)
{
	for (int k = 0; k < history->count; k++)
		history->entry[k].value = history->entry[k].value * factor + shift;
	report->history = history->entry;
	report->history_count = history->count;
	history->entry = NULL;
}
