/*
 * relax_edges.h
 *	  The relaxation of an independent-set model over the edges of its conflict graph,
 *	  by a maximum flow.
 */
#ifndef QS_RELAX_EDGES_H
#define QS_RELAX_EDGES_H

#include "relax/relax.h"
#include "structure/structure.h"

/*
 * Like qs_relax_cliques(), weaker (values are 0, 1/2 and 1) but near linear in the edges
 * where a program's factors grow with the square of the vertices.  QS_LIMIT without a
 * graph; at the deadline and where the flow takes too long the bound is valid and weaker.
 */
extern QsStatus qs_relax_edges(QsHost *host, const QsModel *model, const QsStructure *structure,
							   QsRelaxation **out);

#endif
