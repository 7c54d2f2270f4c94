/*
 * colouring_models.h
 *	  Colourings written as people write them, and their optimum by going through all.
 */
#ifndef QS_COLOURING_MODELS_H
#define QS_COLOURING_MODELS_H

#include "unit.h"

/* How edges are written */
typedef enum EdgeRows
{
	EDGE_PAIRS,					/* x_uc + x_vc <= 1 */
	EDGE_PAIRS_USED,			/* x_uc + x_vc <= y_c */
	EDGE_CLIQUES,				/* sum over a clique of x_vc <= 1 */
	EDGE_CLIQUES_USED,			/* ... <= y_c */
	EDGE_STARS,					/* sum over N(v) of x_uc <= d (1 - x_vc) */
	EDGE_STARS_USED,			/* sum over N(v) of x_uc + d x_vc <= d y_c */
	EDGE_ROWS
} EdgeRows;

/* How a colour is said to be used, beside rows of edges */
typedef enum UsedRows
{
	USED_NONE,
	USED_LINKS,					/* x_vc <= y_c */
	USED_SUMS,					/* sum over all v of x_vc <= n y_c */
	USED_ROWS
} UsedRows;

typedef struct Colouring
{
	int			n;				/* vertices */
	int			colours;
	uint8_t    *adjacent;		/* n * n */
	uint8_t    *allowed;		/* n * colours: the lists */
	double	   *cost;			/* n * colours, or NULL */
	double	   *price;			/* colours: of using each, or NULL: nobody counts colours */

	EdgeRows	edges;
	UsedRows	used;
	bool		in_order;		/* y_c >= y_(c+1) */
	bool		served;			/* y_c <= sum over v of x_vc */
	bool		at_least;		/* lists as at-least-one rows */
	bool		disguised;		/* rows multiplied, turned round, and shuffled with the variables */

	int			variables;		/* set by colouring_model() */
	int32_t    *value;			/* n * colours: variable, or -1 */
	int32_t    *switch_of;		/* colours: variable, or -1 */
} Colouring;

extern Colouring *colouring_create(QsHost *host, int n, int colours);
extern void colouring_free(QsHost *host, Colouring *colouring);
extern void colouring_add_edge(Colouring *colouring, int u, int v);
extern bool colouring_has_switches(const Colouring *colouring);

/* A random graph, lists and prices; every form it may be written in */
extern Colouring *colouring_random(QsHost *host, QsRandom *random, int most_vertices, int most_colours);

/* Known chromatic numbers */
extern Colouring *colouring_mycielski(QsHost *host, int order, int colours);	/* needs order */
extern Colouring *colouring_queen(QsHost *host, int side, int colours);
extern Colouring *colouring_multipartite(QsHost *host, int parts, int size, int colours);
extern Colouring *colouring_cycle(QsHost *host, int n, int colours);

/* random may be NULL unless disguised */
extern QsModel *colouring_model(QsHost *host, QsRandom *random, Colouring *colouring);

/* Exhaustive; false when there is none.  Small ones only. */
extern bool colouring_brute_force(const Colouring *colouring, double *best);

/* What the colours (of each vertex) cost; INFINITY when they are no solution */
extern double colouring_cost(const Colouring *colouring, const int *colour);

#endif
