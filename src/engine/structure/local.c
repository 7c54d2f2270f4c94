/*
 * local.c
 *	  Repair, construction, polishing and search by the moves of a model's class.
 *
 * The moves only change x; what it is worth is recomputed here from the model, so
 * that the value returned is that of the x returned.
 */
#include "structure/local.h"

#include <string.h>

#include "structure/class.h"

struct QsLocal
{
	const QsModel *model;
	const QsClassOps *ops;
	void	   *data;			/* the class's own */
};

QsLocal *
qs_local_create(QsHost *host, const QsModel *model, const QsStructure *structure,
				const double *dual)
{
	QsLocal    *local = QS_NEW(host, QsLocal);

	local->model = model;
	local->ops = structure->ops;
	local->data = local->ops->create(host, model, structure, dual);
	return local;
}

void
qs_local_remember(QsHost *host, QsLocal *local)
{
	if (local->ops->remember)
		local->ops->remember(host, local->data);
}

void
qs_local_free(QsHost *host, QsLocal *local)
{
	if (local == NULL)
		return;
	local->ops->free(host, local->data);
	qs_free(host, local);
}

static uint8_t *
copy_bits(QsHost *host, const QsModel *model, const uint8_t *x)
{
	uint8_t    *copy = QS_ARRAY(host, uint8_t, model->n);

	if (model->n > 0)
		memcpy(copy, x, (size_t) model->n);
	return copy;
}

QsStatus
qs_repair(QsHost *host, QsLocal *local, QsRandom *random, uint8_t *x, int64_t *moves)
{
	int			n = local->model->n;
	uint8_t    *before = copy_bits(host, local->model, x);
	QsStatus	status = local->ops->repair(host, local->data, random, x);
	*moves = 0;
	for (int i = 0; i < n; i++)
		*moves += before[i] != x[i];
	qs_free(host, before);
	return status;
}

QsStatus
qs_construct(QsHost *host, QsLocal *local, QsRandom *random, double noise, uint8_t *x)
{
	return local->ops->construct(host, local->data, random, noise, x);
}

/* Keep what became of x only if it is feasible and no worse: sums kept up to date
 * over millions of moves may have drifted.  Frees `before`. */
static void
keep_if_better(QsHost *host, const QsModel *model, uint8_t *before, uint8_t *x,
			   double *objective, int64_t *moves)
{
	double		value = qs_model_objective(model, x);

	*objective = qs_model_objective(model, before);
	if (value <= *objective && qs_model_feasible(model, x))
		*objective = value;
	else
	{
		if (model->n > 0)
			memcpy(x, before, (size_t) model->n);
		*moves = 0;
	}
	qs_free(host, before);
}

QsStatus
qs_polish(QsHost *host, QsLocal *local, QsRandom *random, uint8_t *x, double *objective,
		  int64_t *moves)
{
	uint8_t    *before = copy_bits(host, local->model, x);
	QsStatus	status;

	*moves = 0;
	status = local->ops->polish(host, local->data, random, x, moves);
	keep_if_better(host, local->model, before, x, objective, moves);
	return status;
}

QsStatus
qs_search(QsHost *host, QsLocal *local, QsRandom *random, double effort, double target,
		  uint8_t *x, double *objective, int64_t *moves)
{
	uint8_t    *before = copy_bits(host, local->model, x);
	QsStatus	status;

	*moves = 0;
	status = local->ops->search(host, local->data, random, effort, target, x, moves);
	keep_if_better(host, local->model, before, x, objective, moves);
	return status;
}
