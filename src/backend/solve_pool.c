/*
 * solve_pool.c
 *	  Good solutions to take correlations from, outside a solve.
 */
#include "compat.h"

#include "solve_pool.h"
#include "structure/local.h"

#define POOL_STARTS		24

QsPool *
qshrink_solve_pool(QsHost *host, const QsModel *model, QsStructure *structure,
				   const QsRelaxation *relaxation, uint64_t seed)
{
	QsLocal    *local = qs_local_create(host, model, structure, relaxation ? relaxation->dual : NULL);
	QsPool	   *pool = qs_pool_create(host, model->n, POOL_STARTS);
	uint8_t    *x = QS_ARRAY0(host, uint8_t, model->n);
	QsRandom	random;

	qs_random_seed(&random, seed, 0);
	for (int k = 0; k < POOL_STARTS; k++)
	{
		double		objective;
		int64_t		moves = 0;

		if (qs_construct(host, local, &random, (double) k / POOL_STARTS, x) != QS_OK)
			continue;
		objective = qs_model_objective(model, x);
		qs_polish(host, local, &random, x, &objective, &moves);
		qs_pool_add(pool, x, objective);
	}
	return pool;
}
