/*
 * solve_pool.h
 *	  Good solutions to take correlations from, outside a solve.
 */
#ifndef QSHRINK_SOLVE_POOL_H
#define QSHRINK_SOLVE_POOL_H

#include "compat.h"

#include "model/pool.h"
#include "relax/relax.h"
#include "structure/structure.h"

/* Feasible solutions by randomised greedy and descent; relaxation may be NULL */
extern QsPool *qshrink_solve_pool(QsHost *host, const QsModel *model, QsStructure *structure,
								  const QsRelaxation *relaxation, uint64_t seed);

#endif
