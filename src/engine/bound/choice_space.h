/*
 * choice_space.h
 *	  The subspace that products of choices live in.
 *
 * Variables stand in groups of which exactly one is 1: one-hot rows that share no variable,
 * and any other variable with its complement.  With y = (1, x) over positions, Y = yy' of a
 * feasible x is V R V', V an orthonormal basis of what the groups and the other equality
 * rows leave, and R = rr' with the trace of Y, 1 + groups (Zhao, Karisch, Rendl & Wolkowicz,
 * "Semidefinite programming relaxations for the quadratic assignment problem", 1998).
 */
#ifndef QS_CHOICE_SPACE_H
#define QS_CHOICE_SPACE_H

#include "structure/structure.h"

typedef struct QsChoiceSpace
{
	QsHost	   *host;
	size_t		size;			/* positions, of which 0 is the constant */
	size_t		groups;
	size_t	   *start;			/* groups + 1: positions of each, from 1 */
	size_t	   *group;			/* size: of each position */
	int		   *variable;		/* size: -1 for the constant and for complements, which follow their variable */
	size_t	   *position;		/* of each variable */
	uint8_t    *forbidden;		/* size x size: products that are 0 on feasible x */
	size_t		whole;			/* dimension without the other equalities */
	size_t		dimension;		/* of V */
	size_t		equalities;
	double	   *reflector;		/* equalities x whole: unit vectors but for a factor */
	double	   *factor;			/* equalities */
	double		leak;			/* how long what the reflectors leave of V'y outside may be, by rounding */
	double	   *first;			/* groups + 1: the first column of V before reflections */
	double	   *scratch;		/* size x size */
	double	   *square;			/* whole x whole */
} QsChoiceSpace;

/* NULL when less than half of the variables stand in one-hot rows, or for lack of memory */
extern QsChoiceSpace *qs_choice_space_create(QsHost *host, const QsModel *model,
											 const QsStructure *structure);
extern void qs_choice_space_free(QsChoiceSpace *space);

/* out (dimension x dimension, lower triangle) = V' matrix V; matrix symmetric, size x size */
extern void qs_choice_restrict(QsChoiceSpace *space, const double *matrix, double *out);

/* out (size x size) = V matrix V', of which the lower triangle is read */
extern void qs_choice_lift(QsChoiceSpace *space, const double *matrix, double *out);

#endif
