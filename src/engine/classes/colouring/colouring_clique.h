/*
 * colouring_clique.h
 *	  Vertices that must all have different colours, and what that costs at least.
 */
#ifndef QS_COLOURING_CLIQUE_H
#define QS_COLOURING_CLIQUE_H

#include "classes/colouring/colouring.h"

/* A large clique, greedily, of vertices no two of which can share a colour.  clique:
 * vertices, written.  Returns how many.  O(conflicts + starts * size * degree) */
extern int	qs_colouring_clique(QsHost *host, const QsColouring *colouring, int32_t *clique);

/*
 * Lower bound on the cost of any values without conflicts: every vertex its cheapest,
 * and as many colours as the clique has vertices (size; 0: none), the cheapest ones.
 * Rounding may have moved it by a few units in the last place of its largest sum.
 */
extern double qs_colouring_clique_bound(QsHost *host, const QsColouring *colouring,
										const int32_t *clique, int size);

#endif
