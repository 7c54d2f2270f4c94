/*
 * relax_cliques.h
 *	  The relaxation of an independent-set model over cliques of its conflict
 *	  graph instead of its rows: one row per edge says little (all halves), the
 *	  cliques say much more.
 */
#ifndef QS_RELAX_CLIQUES_H
#define QS_RELAX_CLIQUES_H

#include "relax/relax.h"
#include "structure/structure.h"

/*
 * Like qs_relax() for a linear model whose rows are conflicts, with their
 * graph.  Violated cliques are separated greedily until none is found, the bound
 * stalls or a fixed amount of work is spent, so this is a relaxation between the
 * model's own and the clique relaxation.  value, reduced_cost and bound belong to
 * it; dual spreads each clique's multiplier over the model's rows inside the
 * clique, which gives about the same reduced costs (the bound of dual alone is
 * weaker).
 */
extern QsStatus qs_relax_cliques(QsHost *host, const QsModel *model, const QsStructure *structure,
								 int64_t max_iterations, QsRelaxation **out);

#endif
