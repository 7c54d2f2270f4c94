/*
 * knapsack_class.c
 *	  Multi-dimensional knapsacks: a linear objective, rows that only bound sums from
 *	  above.  Conflicts are such rows too.
 */
#include "classes/knapsack/knapsack_class.h"

#include "classes/knapsack/knapsack_local.h"
#include "correlate/correlate.h"

/* Against a clock the time is best spent in the core. */
#define TIMED_EFFORT	300.0

static bool
recognise(QsHost *host, const QsModel *model, QsStructure *structure)
{
	const int  *rows = structure->rows_of_kind;

	(void) host;
	return model->linear && rows[QS_ROW_FREE] < model->m &&
		rows[QS_ROW_KNAPSACK] + rows[QS_ROW_CONFLICT] + rows[QS_ROW_FREE] == model->m;
}

static void *
create(QsHost *host, const QsModel *model, const QsStructure *structure, const double *dual)
{
	return qs_knapsack_create(host, model, structure, dual);
}

static void
destroy(QsHost *host, void *data)
{
	qs_knapsack_free(host, data);
}

static QsStatus
construct(QsHost *host, void *data, QsRandom *random, double noise, uint8_t *x)
{
	return qs_knapsack_construct(host, data, random, noise, x);
}

static QsStatus
repair(QsHost *host, void *data, QsRandom *random, uint8_t *x)
{
	(void) random;
	return qs_knapsack_repair(host, data, x);
}

static QsStatus
polish(QsHost *host, void *data, QsRandom *random, uint8_t *x, int64_t *moves)
{
	(void) random;
	return qs_knapsack_polish(host, data, x, moves);
}

static QsStatus
search(QsHost *host, void *data, QsRandom *random, double effort, double target, uint8_t *x,
	   int64_t *moves)
{
	return qs_knapsack_search(host, data, random, effort, target, x, moves);
}

const QsClassOps qs_knapsack_class = {
	.name = "knapsack",
	.recognise = recognise,
	.create = create,
	.free = destroy,
	.construct = construct,
	.repair = repair,
	.polish = polish,
	.search = search,
	.first_source = QS_CORRELATION_LP,
	.effort = {
		.least = 0.1, .variables = 200.0, .factor = 1.0, .timed_factor = TIMED_EFFORT, .grows = true
	},
};
