/*
 * assignment_class.c
 *	  Assignments: the rows are those of a permutation, the cost is quadratic as a rule.
 */
#include "classes/assignment/assignment_class.h"

#include "bound/enumerate_linear.h"
#include "classes/assignment/assignment_local.h"
#include "classes/assignment/enumerate_assignment.h"
#include "classes/assignment/shrink_assignment.h"
#include "correlate/correlate.h"

#define PROVABLE_ORDER	36		/* larger ones are not enumerated */

static bool
recognise(QsHost *host, const QsModel *model, QsStructure *structure)
{
	(void) host;
	(void) model;
	return structure->order > 0;
}

static void *
create(QsHost *host, const QsModel *model, const QsStructure *structure, const double *dual)
{
	(void) dual;
	return qs_assignment_moves_create(host, model, structure);
}

static void
destroy(QsHost *host, void *data)
{
	qs_assignment_moves_free(host, data);
}

static QsStatus
construct(QsHost *host, void *data, QsRandom *random, double noise, uint8_t *x)
{
	return qs_assignment_construct(host, data, random, noise, x);
}

static QsStatus
repair(QsHost *host, void *data, QsRandom *random, uint8_t *x)
{
	(void) random;
	return qs_assignment_repair(host, data, x);
}

static QsStatus
polish(QsHost *host, void *data, QsRandom *random, uint8_t *x, int64_t *moves)
{
	(void) random;
	return qs_assignment_polish(host, data, x, moves);
}

static QsStatus
search(QsHost *host, void *data, QsRandom *random, double effort, double target, uint8_t *x,
	   int64_t *moves)
{
	return qs_assignment_search(host, data, random, effort, target, x, moves);
}

/* A linear cost leaves nothing that linear programs do not say. */
static void
enumerate(QsEnumeration *enumeration, const QsStructure *structure)
{
	(void) structure;
	if (enumeration->model->linear)
		qs_enumerate_linear(enumeration);
	else
		qs_enumerate_assignment(enumeration);
}

static double
proof_share(const QsModel *model, const QsStructure *structure)
{
	(void) model;
	return structure->order > PROVABLE_ORDER ? 0.0 : 0.25;
}

const QsClassOps qs_assignment_class = {
	.name = "assignment",
	.recognise = recognise,
	.create = create,
	.free = destroy,
	.construct = construct,
	.repair = repair,
	.polish = polish,
	.search = search,
	.enumerate = enumerate,
	.shrink = qs_shrink_assignment,
	.proof_share = proof_share,
	.first_source = QS_CORRELATION_LP,
	.skips_relaxation = true,
	.effort = {
		.least = 0.5, .variables = 100.0, .factor = 1.0, .timed_factor = 1.0, .grows = true
	},
};
