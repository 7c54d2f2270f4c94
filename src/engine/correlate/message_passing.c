/*
 * message_passing.c
 *	  Damped averaging of evidence over rows and quadratic terms.
 */
#include "correlate/message_passing.h"

#include "base/elementary.h"

#include <math.h>
#include <string.h>

#define ROUNDS			4
#define SLACK_VOICE		0.5
#define OBJECTIVE_VOICE	1.0
#define LEAST_DOUBT		0.01	/* what moves even a sure belief, so that ties break */

typedef struct Evidence
{
	double	   *sum;			/* n: messages times their weights */
	double	   *weight;			/* n */
} Evidence;

static void
add_message(Evidence *evidence, int i, double message, double voice)
{
	double		weight = voice * fabs(message);

	evidence->sum[i] += weight * message;
	evidence->weight[i] += weight;
}

static void
listen_to_row(const QsModel *model, int r, const double *belief, Evidence *evidence)
{
	int64_t		first = model->row_start[r];
	int64_t		end = model->row_start[r + 1];
	bool		has_upper = model->row_upper[r] < INFINITY;
	bool		has_lower = model->row_lower[r] > -INFINITY;
	double		total = 0.0,
				size = 0.0,
				mean = 0.0,
				variance = 0.0,
				tight;

	if (!has_upper && !has_lower)
		return;
	for (int64_t k = first; k < end; k++)
	{
		double		a = model->row_value[k];
		double		m = belief[model->row_variable[k]];

		total += a;
		size += fabs(a);
		mean += a * m;
		variance += a * a * (1.0 - m * m);
	}

	/* a.x = b is a.z = sum a - 2 b */
	tight = total - 2.0 * (has_upper ? model->row_upper[r] : model->row_lower[r]);
	for (int64_t k = first; k < end; k++)
	{
		int			i = model->row_variable[k];
		double		a = model->row_value[k];
		double		m = belief[i];
		double		left = tight - (mean - a * m);
		double		rest = fmax(0.0, variance - a * a * (1.0 - m * m));
		double		message = qs_tanh((a > 0.0 ? left : -left) / sqrt(a * a + rest));

		/* left is what a_i z_i should be: below 0 asks for more under an upper
		 * bound, above 0 asks for less over a lower one */
		bool		filling = !(has_upper && has_lower) && (has_upper ? left < 0.0 : left > 0.0);

		add_message(evidence, i, message, (filling ? SLACK_VOICE : 1.0) * 2.0 * fabs(a) / size);
	}
}

static void
listen_to_objective(const QsQubo *objective, const double *belief, Evidence *evidence)
{
	for (int i = 0; i < objective->n; i++)
	{
		double		field = -0.5 * objective->linear[i];
		double		spread = field * field;

		if (objective->start[i] == objective->start[i + 1])
			continue;
		for (int64_t k = objective->start[i]; k < objective->start[i + 1]; k++)
		{
			double		coupling = 0.25 * objective->weight[k];

			field += coupling * (belief[objective->neighbour[k]] - 1.0);
			spread += coupling * coupling;
		}
		if (spread > 0.0)
			add_message(evidence, i, -qs_tanh(field / sqrt(spread)), OBJECTIVE_VOICE);
	}
}

void
qs_sharpen(QsHost *host, const QsModel *model, double *belief)
{
	size_t		n = (size_t) model->n;
	double	   *start = QS_ARRAY(host, double, n);
	Evidence	evidence;

	evidence.sum = QS_ARRAY(host, double, n);
	evidence.weight = QS_ARRAY(host, double, n);
	memcpy(start, belief, n * sizeof(double));
	for (int round = 0; round < ROUNDS; round++)
	{
		memset(evidence.sum, 0, n * sizeof(double));
		memset(evidence.weight, 0, n * sizeof(double));
		for (int r = 0; r < model->m; r++)
		{
			listen_to_row(model, r, belief, &evidence);
			if ((r & 255) == 0)
				qs_check(host);
		}
		listen_to_objective(model->objective, belief, &evidence);
		for (size_t i = 0; i < n; i++)
			belief[i] = start[i] +
				(LEAST_DOUBT + QS_SHARPEN_SHARE * (1.0 - fabs(start[i]))) *
				(evidence.sum[i] - evidence.weight[i] * start[i]) / (1.0 + evidence.weight[i]);
		qs_check(host);
	}
	qs_free(host, start);
	qs_free(host, evidence.sum);
	qs_free(host, evidence.weight);
}
