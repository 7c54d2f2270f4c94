/*
 * choice_triangles.h
 *	  Triangle inequalities of products, y_i y_j + y_i y_k <= y_i + y_j y_k, priced.
 *
 * They hold for every binary y and not for semidefinite products (Padberg, "The boolean
 * quadric polytope", 1989).  With a price each, none below 0, their left less their right
 * sides are added to the objective, which no x in truth has more of than before.
 */
#ifndef QS_CHOICE_TRIANGLES_H
#define QS_CHOICE_TRIANGLES_H

#include "bound/choice_space.h"

typedef struct QsTriangle
{
	int32_t		i;
	int32_t		j;				/* < k */
	int32_t		k;
	double		price;
	double		best;			/* price with the best bound so far */
	double		violated;		/* when it was found */
} QsTriangle;

typedef struct QsTriangles
{
	QsHost	   *host;
	size_t		n;				/* positions */
	int			count;
	QsTriangle *triangle;		/* ascending */
	int32_t    *on;				/* n x n: how many stand on each product, lower triangle */
} QsTriangles;

extern QsTriangles *qs_triangles_create(QsHost *host, size_t n);
extern void qs_triangles_free(QsTriangles *triangles);

/* Drop those without price, then add the most violated of product, n x n; how many were
 * added.  O(n^3). */
extern int	qs_triangles_separate(QsTriangles *triangles, const QsChoiceSpace *space,
								  const double *product);

/* Prices go up where product breaks them, down where it keeps them; objective, n x n, gets
 * what they change by.  The norm of what is broken, or kept at a price */
extern double qs_triangles_move(QsTriangles *triangles, const double *product, double penalty,
							  double *objective);

extern void qs_triangles_keep_best(QsTriangles *triangles);

/* Add the prices, or those with the best bound, to an objective without any; their sum */
extern double qs_triangles_add(const QsTriangles *triangles, bool best, double *objective);

#endif
