/*
 * generic_class.c
 *	  Models of no other class: the general ways.
 */
#include "classes/generic/generic_class.h"

#include "classes/generic/generic_local.h"
#include "correlate/correlate.h"

static bool
recognise(QsHost *host, const QsModel *model, QsStructure *structure)
{
	(void) host;
	(void) model;
	(void) structure;
	return true;
}

static void *
create(QsHost *host, const QsModel *model, const QsStructure *structure, const double *dual)
{
	(void) dual;
	return qs_generic_create(host, model, structure);
}

static void
destroy(QsHost *host, void *data)
{
	qs_generic_free(host, data);
}

static void
remember(QsHost *host, void *data)
{
	qs_generic_remember(host, data);
}

static QsStatus
construct(QsHost *host, void *data, QsRandom *random, double noise, uint8_t *x)
{
	return qs_generic_construct(host, data, random, noise, x);
}

static QsStatus
repair(QsHost *host, void *data, QsRandom *random, uint8_t *x)
{
	return qs_generic_repair(host, data, random, x);
}

static QsStatus
polish(QsHost *host, void *data, QsRandom *random, uint8_t *x, int64_t *moves)
{
	(void) random;
	return qs_generic_polish(host, data, x, moves);
}

static QsStatus
search(QsHost *host, void *data, QsRandom *random, double effort, double target, uint8_t *x,
	   int64_t *moves)
{
	return qs_generic_search(host, data, random, effort, target, x, moves);
}

const QsClassOps qs_generic_class = {
	.name = "generic",
	.recognise = recognise,
	.create = create,
	.free = destroy,
	.remember = remember,
	.construct = construct,
	.repair = repair,
	.polish = polish,
	.search = search,
	.takes_cuts = true,
	.first_source = QS_CORRELATION_AUTO,
	.effort = {.least = 0.1, .variables = 200.0, .factor = 1.0, .timed_factor = 1.0},
};
