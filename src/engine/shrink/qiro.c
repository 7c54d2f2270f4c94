/*
 * qiro.c
 *	  Inclusion, exclusion and neighbours, one strongest expectation after the other.
 */
#include "shrink/qiro.h"

#include <string.h>

#include "presolve/presolve.h"

typedef struct Qiro
{
	QsHost	   *host;
	const QsShrinkInput *input;
	const QsShrinkSettings *settings;
	QsRandom   *random;
	QsShrunk   *out;
	QsStructure *structure;		/* of out->reduced->model */
} Qiro;

/* Of one variable, as is left of the conflicts of a vertex that fixing put in: the kernel
 * has none. */
static bool
is_row_of_one(const QsModel *model, int row)
{
	return model->row_start[row + 1] - model->row_start[row] <= 1;
}

bool
qs_qiro_applies(const QsModel *model, const QsStructure *structure)
{
	if (!model->linear || model->assignment != NULL)
		return false;
	for (int row = 0; row < model->m; row++)
	{
		QsRowKind	kind = structure->row_kind[row];

		if (kind != QS_ROW_CONFLICT && kind != QS_ROW_FREE && !is_row_of_one(model, row))
			return false;
	}
	return structure->rows_of_kind[QS_ROW_CONFLICT] == 0 || structure->conflict_start != NULL;
}

/* Exact reductions, and everything that follows from the contraction brought up to date */
static QsStatus
reduce_to_kernel(Qiro *qiro)
{
	QsHost	   *host = qiro->host;
	QsShrunk   *out = qiro->out;
	QsStatus	status = qs_presolve(host, out->contraction, qiro->input->structure->classes,
									 &qs_presolve_defaults);

	qs_structure_free(host, qiro->structure);
	qs_reduced_free(host, out->reduced);
	out->reduced = qs_contraction_reduce(host, out->contraction);
	qiro->structure = qs_structure_create(host, out->reduced->model,
										  qiro->input->structure->classes);
	out->qubits = (int) qs_encode_qubits(out->reduced->model, qiro->structure,
										 qiro->settings->encoding);
	return status == QS_INFEASIBLE || out->reduced->infeasible ? QS_INFEASIBLE : QS_OK;
}

static QsStatus
correlate(Qiro *qiro, QsCorrelations **correlations)
{
	const QsShrinkSettings *settings = qiro->settings;
	QsCorrelationInput input = {
		.model = qiro->out->reduced->model, .structure = qiro->structure,
		.layers = settings->layers, .complete = true
	};

	return qs_correlate(qiro->host, settings->method == QS_CORRELATION_AUTO ?
						QS_CORRELATION_QAOA : settings->method, &input, qiro->random, correlations);
}

/* Give a variable of the reduced model its value; false: it has one. */
static bool
fix(Qiro *qiro, int variable, int value, double correlation, const char *reason)
{
	QsShrunk   *out = qiro->out;

	if (!qs_contraction_fix(qiro->host, out->contraction, out->reduced->root[variable], value,
							correlation, reason, -1, NULL))
		return false;
	out->merges++;
	return true;
}

/* Neighbours of i; count 0 where no row is left */
static const int32_t *
neighbours(const QsStructure *structure, int i, int64_t *count)
{
	*count = 0;
	if (structure->conflict_start == NULL)
		return NULL;
	*count = structure->conflict_start[i + 1] - structure->conflict_start[i];
	return structure->conflict + structure->conflict_start[i];
}

static bool
adjacent(const QsStructure *structure, int i, int j)
{
	int64_t		count;
	const int32_t *neighbour = neighbours(structure, i, &count);

	for (int64_t k = 0; k < count; k++)
		if (neighbour[k] == j)
			return true;
	return false;
}

static bool
include(Qiro *qiro, const QsCorrelation *pair)
{
	bool		changed = fix(qiro, pair->i, 1, pair->value, "inclusion");
	int64_t		count;
	const int32_t *neighbour = neighbours(qiro->structure, pair->i, &count);

	for (int64_t k = 0; k < count; k++)
		changed |= fix(qiro, neighbour[k], 0, NAN, "neighbour of an inclusion");
	return changed;
}

/* Two neighbours: both out, or one of them in and what touches both out */
static bool
apply_to_neighbours(Qiro *qiro, const QsCorrelation *pair)
{
	bool		changed = false;
	int64_t		count;
	const int32_t *neighbour = neighbours(qiro->structure, pair->i, &count);

	if (pair->value > 0.0)
	{
		changed = fix(qiro, pair->i, 0, pair->value, "exclusion of two that agree");
		return fix(qiro, pair->j, 0, pair->value, "exclusion of two that agree") || changed;
	}
	for (int64_t k = 0; k < count; k++)
		if (neighbour[k] != pair->j && adjacent(qiro->structure, pair->j, neighbour[k]))
			changed |= fix(qiro, neighbour[k], 0, pair->value, "neighbour of two that differ");
	return changed;
}

/* What an expectation says of its vertices; false: nothing that changes the graph */
static bool
apply(Qiro *qiro, const QsCorrelation *pair)
{
	if (pair->j == QS_REFERENCE && pair->value > 0.0)
		return fix(qiro, pair->i, 0, pair->value, "exclusion");
	if (pair->j == QS_REFERENCE)
		return include(qiro, pair);
	/* of others nothing follows */
	return adjacent(qiro->structure, pair->i, pair->j) && apply_to_neighbours(qiro, pair);
}

/* One step: the strongest expectation that changes something */
static QsStatus
step(Qiro *qiro)
{
	QsCorrelations *correlations;
	QsStatus	status = correlate(qiro, &correlations);
	bool		changed = false;

	if (correlations == NULL)
		return status == QS_OK ? QS_UNSUPPORTED : status;
	if (status == QS_OK)
	{
		qiro->out->method = correlations->method;
		qiro->out->sources |= 1U << correlations->method;
		qiro->out->iterations++;
	}
	for (int64_t k = 0; k < correlations->count && status == QS_OK && !changed; k++)
		changed = apply(qiro, &correlations->pair[k]);
	qs_correlations_free(qiro->host, correlations);
	if (status == QS_OK && !changed)
		qiro->out->stop = "nothing legal";
	return status;
}

QsStatus
qs_shrink_qiro(QsHost *host, const QsShrinkInput *input, const QsShrinkSettings *settings,
			   QsRandom *random, QsShrunk *out)
{
	Qiro		qiro = {
		.host = host, .input = input, .settings = settings, .random = random, .out = out
	};
	QsStatus	status;

	memset(out, 0, sizeof(*out));
	if (!qs_qiro_applies(input->model, input->structure))
		return QS_UNSUPPORTED;
	out->contraction = qs_contraction_create(host, input->model);
	out->stop = "budget";
	status = reduce_to_kernel(&qiro);
	while (status == QS_OK && out->qubits > settings->max_qubits && strcmp(out->stop, "budget") == 0)
	{
		if (qs_time_up(host))
			status = QS_INTERRUPTED;
		else if (!qs_qiro_applies(out->reduced->model, qiro.structure))
			status = QS_UNSUPPORTED;
		else
			status = step(&qiro);
		if (status == QS_OK)
			status = reduce_to_kernel(&qiro);
	}
	qs_structure_free(host, qiro.structure);
	if (status != QS_OK)
		qs_shrunk_free(host, out);
	return status;
}
