/*
 * presolve_roof.c
 *	  Roof duality on the part of a model no row touches.
 */
#include "presolve/presolve_internal.h"

#include "relax/roof_duality.h"

/* Beyond this many pairs a variable, roof duality fixes next to nothing. */
#define PAIRS_PER_VARIABLE	32
#define SMALL_PART			200

/*
 * Mark the variables whose component (under the quadratic terms) meets no row
 * that can bind; how many.
 */
static int
mark_unconstrained(QsPresolve *presolve, uint8_t *mark)
{
	QsHost	   *host = presolve->host;
	const QsModel *model = presolve->model;
	int32_t    *queue = QS_ARRAY(host, int32_t, model->n);
	int			head = 0,
				tail = 0;

	for (int i = 0; i < model->n; i++)
	{
		bool		bound = false;

		for (int64_t k = model->column_start[i]; k < model->column_start[i + 1] && !bound; k++)
			bound = presolve->most[model->column_row[k]] > presolve->upper[model->column_row[k]] ||
				presolve->least[model->column_row[k]] < presolve->lower[model->column_row[k]];
		mark[i] = !bound;
		if (bound)
			queue[tail++] = i;
	}
	while (head < tail)
	{
		int			i = queue[head++];

		for (int64_t k = model->objective->start[i]; k < model->objective->start[i + 1]; k++)
		{
			int			j = model->objective->neighbour[k];

			if (mark[j])
			{
				mark[j] = 0;
				queue[tail++] = j;
			}
		}
	}
	qs_free(host, queue);
	qs_check(host);
	return model->n - tail;
}

/* The marked variables' terms as a function of their own */
static QsQubo *
extract(QsPresolve *presolve, const uint8_t *mark, int count, int32_t *variable)
{
	QsHost	   *host = presolve->host;
	const QsQubo *objective = presolve->model->objective;
	int32_t    *index = QS_ARRAY(host, int32_t, objective->n);
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, qs_qubo_pairs(objective) + count);
	int64_t		filled = 0;
	int			next = 0;
	QsQubo	   *part;

	for (int i = 0; i < objective->n; i++)
		if (mark[i])
		{
			index[i] = next;
			variable[next] = i;
			if (objective->linear[i] != 0.0)
				terms[filled++] = (QsTerm) {next, next, objective->linear[i]};
			next++;
			for (int64_t k = objective->start[i]; k < objective->start[i + 1] &&
				 objective->neighbour[k] < i; k++)
				terms[filled++] = (QsTerm) {index[objective->neighbour[k]], index[i],
											objective->weight[k]};
		}
	part = qs_qubo_from_terms(host, count, 0.0, terms, filled);
	qs_free(host, index);
	qs_free(host, terms);
	return part;
}

static void
solve_part(QsPresolve *presolve, const QsQubo *part, const int32_t *variable)
{
	QsHost	   *host = presolve->host;
	QsPosiform *posiform = qs_posiform_create(host, part, part->linear, 0.0);
	QsPersistency *kind = QS_ARRAY(host, QsPersistency, part->n);
	uint8_t    *value = QS_ARRAY(host, uint8_t, part->n);
	double		deadline = qs_share_time(host, QS_ROOF_SHARE);
	QsStatus	status = qs_roof_duality(host, posiform, kind, value);

	host->deadline = deadline;
	if (status == QS_OK)
		for (int i = 0; i < part->n; i++)
		{
			if (kind[i] == QS_PERSISTENCY_STRICT)
				qs_presolve_fix(presolve, variable[i], value[i],
								"roof duality: so in every optimum", -1);
			else if (kind[i] == QS_PERSISTENCY_WEAK && !presolve->settings->strict_only)
				qs_presolve_fix(presolve, variable[i], value[i],
								"roof duality: so in some optimum", -1);
		}
	qs_posiform_free(host, posiform);
	qs_free(host, kind);
	qs_free(host, value);
}

void
qs_presolve_roof_duality(QsPresolve *presolve)
{
	QsHost	   *host = presolve->host;
	const QsModel *model = presolve->model;
	uint8_t    *mark;
	int			count;

	if (model->linear)
		return;
	mark = QS_ARRAY(host, uint8_t, model->n);
	count = mark_unconstrained(presolve, mark);
	if (count > 1)
	{
		int32_t    *variable = QS_ARRAY(host, int32_t, count);
		QsQubo	   *part = extract(presolve, mark, count, variable);

		if (qs_qubo_pairs(part) <= (int64_t) PAIRS_PER_VARIABLE * count || count <= SMALL_PART)
			solve_part(presolve, part, variable);
		qs_qubo_free(host, part);
		qs_free(host, variable);
	}
	qs_free(host, mark);
}
