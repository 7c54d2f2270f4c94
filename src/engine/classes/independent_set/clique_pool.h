/*
 * clique_pool.h
 *	  Cliques of a conflict graph, found greedily and kept; private to relax_cliques.c.
 */
#ifndef QS_CLIQUE_POOL_H
#define QS_CLIQUE_POOL_H

#include "structure/structure.h"

typedef struct QsCliques
{
	QsHost	   *host;
	const QsModel *model;
	const QsStructure *structure;
	uint8_t    *inside;			/* capacity: the program has the clique */
	int			count;
	int			capacity;
	int64_t    *start;			/* count + 1 */
	int32_t    *member;
	int64_t		member_capacity;
	int32_t    *mark;			/* n: == stamp: still a candidate */
	int32_t		stamp;
	int32_t    *candidate;		/* n: scratch */
	int32_t    *current;		/* n: the clique being grown */
	uint8_t    *taken;			/* n: cliques of this round with the vertex */
	double	   *value;			/* n: of the last solved program */
} QsCliques;

extern void qs_cliques_create(QsHost *host, const QsModel *model, const QsStructure *structure,
							  QsCliques *cliques);
extern void qs_cliques_free(QsCliques *cliques);

/* Put every vertex worth taking in some clique, those of few conflicts first: a
 * colouring of the complement, and a first bound. */
extern void qs_cliques_cover(QsCliques *cliques);

/* Add cliques whose value is more than one by at least violation. */
extern void qs_cliques_separate(QsCliques *cliques, double violation);

/* Sum of the values of a clique's members */
extern double qs_cliques_value(const QsCliques *cliques, int clique);

/* The clique counts among those of this round. */
extern void qs_cliques_take(QsCliques *cliques, int clique);

#endif
