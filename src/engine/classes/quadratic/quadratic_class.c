/*
 * quadratic_class.c
 *	  No row that binds: QUBO, max-cut.
 */
#include "classes/quadratic/quadratic_class.h"

#include <math.h>

#include "classes/quadratic/quadratic_local.h"
#include "correlate/correlate.h"

#define PROVABLE_PAIRS	100000	/* larger ones are not enumerated */

static bool
recognise(QsHost *host, const QsModel *model, QsStructure *structure)
{
	(void) host;
	return structure->rows_of_kind[QS_ROW_FREE] == model->m;
}

static void *
create(QsHost *host, const QsModel *model, const QsStructure *structure, const double *dual)
{
	(void) structure;
	(void) dual;
	return qs_quadratic_local_create(host, model);
}

static void
destroy(QsHost *host, void *data)
{
	qs_quadratic_local_free(host, data);
}

static QsStatus
construct(QsHost *host, void *data, QsRandom *random, double noise, uint8_t *x)
{
	(void) host;
	return qs_quadratic_construct(data, random, noise, x);
}

static QsStatus
repair(QsHost *host, void *data, QsRandom *random, uint8_t *x)
{
	(void) host;
	(void) data;
	(void) random;
	(void) x;
	return QS_OK;
}

static QsStatus
polish(QsHost *host, void *data, QsRandom *random, uint8_t *x, int64_t *moves)
{
	return qs_quadratic_polish(host, data, random, x, moves);
}

static QsStatus
search(QsHost *host, void *data, QsRandom *random, double effort, double target, uint8_t *x,
	   int64_t *moves)
{
	return qs_quadratic_search(host, data, random, effort, target, x, moves);
}

static double
proof_share(const QsModel *model, const QsStructure *structure)
{
	double		pairs = (double) qs_qubo_pairs(model->objective);

	(void) structure;
	if (pairs > PROVABLE_PAIRS)
		return 0.0;
	return 0.5 * fmin(1.0, 5000.0 / (1.0 + pairs)) * fmin(1.0, 1e4 / ((double) model->n * model->n));
}

/* A move costs a fiftieth of the others' */
const QsClassOps qs_quadratic_class = {
	.name = "unconstrained",
	.recognise = recognise,
	.create = create,
	.free = destroy,
	.construct = construct,
	.repair = repair,
	.polish = polish,
	.search = search,
	.proof_share = proof_share,
	.first_source = QS_CORRELATION_SDP,
	.effort = {
		.least = 0.1, .variables = 200.0, .factor = 50.0, .timed_factor = 1.0, .grows = true
	},
};
