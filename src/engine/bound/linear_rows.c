/*
 * linear_rows.c
 *	  The rows of a model under another, linear objective.
 */
#include "bound/linear_rows.h"

QsModel *
qs_linear_rows(QsHost *host, const QsModel *model, const double *cost, double constant)
{
	size_t		m = (size_t) model->m;
	size_t		entries = (size_t) model->row_start[m];
	QsTerm	   *term = QS_ARRAY(host, QsTerm, model->n);
	QsQubo	   *linear;

	for (int i = 0; i < model->n; i++)
		term[i] = (QsTerm) {i, i, cost[i]};
	linear = qs_qubo_from_terms(host, model->n, 0.0, term, model->n);
	qs_free(host, term);
	return qs_model_assemble(host, model->n, false, constant, linear, model->m,
							 qs_duplicate(host, model->row_start, m + 1, sizeof(*model->row_start)),
							 qs_duplicate(host, model->row_variable, entries, sizeof(*model->row_variable)),
							 qs_duplicate(host, model->row_value, entries, sizeof(*model->row_value)),
							 qs_duplicate(host, model->row_lower, m, sizeof(*model->row_lower)),
							 qs_duplicate(host, model->row_upper, m, sizeof(*model->row_upper)),
							 qs_duplicate(host, model->row_tolerance, m, sizeof(*model->row_tolerance)),
							 qs_duplicate(host, model->row_origin, m, sizeof(*model->row_origin)));
}
