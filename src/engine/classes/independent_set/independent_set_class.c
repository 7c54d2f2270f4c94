/*
 * independent_set_class.c
 *	  Independent sets: a linear objective, rows that are conflicts and nothing else,
 *	  their graph at hand.
 */
#include "classes/independent_set/independent_set_class.h"

#include <math.h>

#include "classes/independent_set/enumerate_independent_set.h"
#include "classes/independent_set/independent_set_local.h"
#include "classes/independent_set/independent_set_search.h"
#include "classes/independent_set/presolve_kernel.h"
#include "classes/independent_set/relax_cliques.h"
#include "correlate/correlate.h"

static bool
recognise(QsHost *host, const QsModel *model, QsStructure *structure)
{
	const int  *rows = structure->rows_of_kind;

	(void) host;
	return model->linear && structure->conflict_start && rows[QS_ROW_CONFLICT] > 0 &&
		rows[QS_ROW_CONFLICT] + rows[QS_ROW_FREE] == model->m;
}

QsIndependentSet *
qs_independent_set_create(QsHost *host, const QsModel *model, const QsStructure *structure)
{
	QsIndependentSet *set = QS_NEW(host, QsIndependentSet);

	set->model = model;
	set->n = model->n;
	set->start = structure->conflict_start;
	set->neighbour = structure->conflict;
	set->weight = QS_ARRAY(host, double, model->n);
	set->unit = true;
	for (int i = 0; i < model->n; i++)
	{
		set->weight[i] = 0.0 - model->objective->linear[i];
		set->unit = set->unit && set->weight[i] == set->weight[0] && set->weight[i] > 0.0;
	}
	return set;
}

void
qs_independent_set_free(QsHost *host, QsIndependentSet *set)
{
	if (set == NULL)
		return;
	qs_set_search_free(host, set->memory);
	qs_free(host, set->weight);
	qs_free(host, set);
}

static void *
create(QsHost *host, const QsModel *model, const QsStructure *structure, const double *dual)
{
	(void) dual;
	return qs_independent_set_create(host, model, structure);
}

static void
destroy(QsHost *host, void *data)
{
	qs_independent_set_free(host, data);
}

static void
remember(QsHost *host, void *data)
{
	qs_independent_set_remember(host, data);
}

static QsStatus
construct(QsHost *host, void *data, QsRandom *random, double noise, uint8_t *x)
{
	return qs_independent_set_construct(host, data, random, noise, x);
}

static QsStatus
repair(QsHost *host, void *data, QsRandom *random, uint8_t *x)
{
	(void) random;
	return qs_independent_set_repair(host, data, x);
}

static QsStatus
polish(QsHost *host, void *data, QsRandom *random, uint8_t *x, int64_t *moves)
{
	(void) random;
	return qs_independent_set_polish(host, data, x, moves);
}

static QsStatus
search(QsHost *host, void *data, QsRandom *random, double effort, double target, uint8_t *x,
	   int64_t *moves)
{
	return qs_independent_set_search(host, data, random, effort, target, x, moves);
}

static double
proof_share(const QsModel *model, const QsStructure *structure)
{
	(void) structure;
	return 0.5 * fmin(1.0, 200.0 / model->n);
}

const QsClassOps qs_independent_set_class = {
	.name = "independent set",
	.recognise = recognise,
	.create = create,
	.free = destroy,
	.remember = remember,
	.construct = construct,
	.repair = repair,
	.polish = polish,
	.search = search,
	.relax = qs_relax_cliques,
	.reduce = qs_presolve_kernel,
	.enumerate = qs_enumerate_independent_set,
	.proof_share = proof_share,
	.first_source = QS_CORRELATION_SDP,
	.effort = {
		.least = 0.1, .variables = 200.0, .factor = 1.0, .timed_factor = 1.0, .grows = true
	},
};
