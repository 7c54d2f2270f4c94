/*
 * colouring_class.c
 *	  Colourings: exactly-one rows for vertices, conflicts for each edge and colour, and
 *	  perhaps variables that say which colours are used.
 */
#include "classes/colouring/colouring_class.h"

#include <math.h>

#include "classes/colouring/colouring_local.h"
#include "classes/colouring/enumerate_colouring.h"
#include "correlate/correlate.h"

static bool
recognise(QsHost *host, const QsModel *model, QsStructure *structure)
{
	if (structure->order > 0)
		return false;
	structure->found = qs_colouring_create(host, model);
	return structure->found != NULL;
}

static void
forget(QsHost *host, void *found)
{
	qs_colouring_free(host, found);
}

static void *
create(QsHost *host, const QsModel *model, const QsStructure *structure, const double *dual)
{
	(void) model;
	(void) dual;
	return qs_colouring_local_create(host, structure->found, structure);
}

static void
destroy(QsHost *host, void *data)
{
	qs_colouring_local_free(host, data);
}

static void
remember(QsHost *host, void *data)
{
	(void) host;
	qs_colouring_remember(data);
}

static QsStatus
construct(QsHost *host, void *data, QsRandom *random, double noise, uint8_t *x)
{
	return qs_colouring_construct(host, data, random, noise, x);
}

static QsStatus
repair(QsHost *host, void *data, QsRandom *random, uint8_t *x)
{
	return qs_colouring_repair(host, data, random, x);
}

static QsStatus
polish(QsHost *host, void *data, QsRandom *random, uint8_t *x, int64_t *moves)
{
	(void) random;
	return qs_colouring_polish(host, data, x, moves);
}

static QsStatus
search(QsHost *host, void *data, QsRandom *random, double effort, double target, uint8_t *x,
	   int64_t *moves)
{
	return qs_colouring_search(host, data, random, effort, target, x, moves);
}

static double
proof_share(const QsModel *model, const QsStructure *structure)
{
	const QsColouring *colouring = structure->found;

	if (colouring->priced)
		return fmin(1.0, 400.0 / (1.0 + (double) model->row_start[model->m]));
	return fmin(1.0, 200.0 / colouring->vertices);
}

const QsClassOps qs_colouring_class = {
	.name = "colouring",
	.recognise = recognise,
	.forget = forget,
	.create = create,
	.free = destroy,
	.remember = remember,
	.construct = construct,
	.repair = repair,
	.polish = polish,
	.search = search,
	.takes_cuts = true,
	.enumerate = qs_enumerate_colouring,
	.proof_share = proof_share,
	.first_source = QS_CORRELATION_AUTO,
	.effort = {
		.least = 0.5, .variables = 200.0, .factor = 1.0, .timed_factor = 1.0
	},
};
