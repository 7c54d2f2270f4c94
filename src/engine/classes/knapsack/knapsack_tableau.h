/*
 * knapsack_tableau.h
 *	  The linear relaxation of a small packing problem as a dense simplex tableau.
 *
 *		  maximise  profit . x   subject to  capacity - range <= weight x <= capacity,
 *		  0 <= x <= 1
 *
 * A few dozen rows over some hundred columns fit in the first cache, so that a
 * pivot takes less than a microsecond and a tableau is copied as fast: the tree
 * search of knapsack_tree.h does a million of them in a second's time.  Columns of
 * variables that are fixed are taken out.
 *
 * The last row is the objective.  With every variable outside the basis at one of
 * its bounds v_j,  basic_i = value_i - sum_j entry_ij (x_j - v_j).
 */
#ifndef QS_KNAPSACK_TABLEAU_H
#define QS_KNAPSACK_TABLEAU_H

#include "base/host.h"

/* A packing problem in dense columns. */
typedef struct QsPacking
{
	int			rows;
	int			items;
	int			depth;			/* doubles per column, >= rows */
	const double *column;		/* items x depth */
	const double *profit;		/* items, > 0 */
	const double *capacity;		/* rows */
	const double *range;		/* rows: INFINITY for a plain capacity, 0 for an equation */
} QsPacking;

typedef struct QsTableau
{
	int			rows;			/* without the objective */
	int			items;			/* of the problem loaded; variable v < items: an item, else the
								 * slack of row v - items */
	int			columns;		/* variables outside the basis that are not fixed */
	int			stride;			/* columns padded to lanes */
	double	   *entry;			/* (rows + 1) x stride; zero beyond columns */
	double	   *sign;			/* stride: 1 at the lower bound, -1 at the upper; 0 beyond */
	double	   *range;			/* stride: upper minus lower bound */
	int		   *variable;		/* stride */
	double	   *value;			/* rows + 1: of the basic variables; the objective */
	double	   *basic_range;	/* rows */
	int		   *basic;			/* rows: variables */
	int64_t		pivots;			/* made so far, flips of bounds included */
	const struct QsTableauKernel *kernel;
} QsTableau;

/* The loops over a tableau, per instruction set. */
typedef struct QsTableauKernel
{
	void		(*pivot) (QsTableau *tableau, int row, int column);
	double		(*best_ratio) (const QsTableau *tableau, int row, double direction,
							   const uint64_t *passed, int *column);
	void		(*steepest) (const QsTableau *tableau, int row, double *down, double *up);
} QsTableauKernel;

typedef enum QsTableauStatus
{
	QS_TABLEAU_OPTIMAL,
	QS_TABLEAU_CUT,				/* the optimum is below the cutoff */
	QS_TABLEAU_INFEASIBLE,
	QS_TABLEAU_STUCK			/* too many pivots: rounding */
} QsTableauStatus;

/* For problems of so many rows and up to so many items, 4096 at most. */
extern QsTableau *qs_tableau_create(QsHost *host, int rows, int items);
extern void qs_tableau_free(QsHost *host, QsTableau *tableau);

/* The basis of slacks, every item at 1: dual feasible. */
extern void qs_tableau_load(QsTableau *tableau, const QsPacking *packing);

/* Becomes a copy of from, made for the same size. */
extern void qs_tableau_copy(QsTableau *tableau, const QsTableau *from);

/*
 * Dual simplex with bounded variables and flips of bounds on the way (the long-step
 * rule; Koberstein, "The dual simplex method", 2005), from a dual feasible basis,
 * until optimal or the objective is below cutoff.
 */
extern QsTableauStatus qs_tableau_optimise(QsTableau *tableau, double cutoff);

/* Move the basic variable of a row to a bound of it (0 or its range) and out of the
 * basis.  Returns the column it then has, or -1: nothing can make room for that. */
extern int	qs_tableau_expel(QsTableau *tableau, int row, double bound);

/* Take out a column: its variable stays where it is. */
extern void qs_tableau_drop(QsTableau *tableau, int column);

/* Largest entries against the objective of a row's two directions: moving its basic
 * variable by delta down (up) costs the objective at least delta / *down (*up). */
extern void qs_tableau_steepest(const QsTableau *tableau, int row, double *down, double *up);

/* What the objective falls by when the variable of a column leaves its bound by one. */
static inline double
qs_tableau_reduced(const QsTableau *tableau, int column)
{
	return tableau->sign[column] *
		tableau->entry[(size_t) tableau->rows * (size_t) tableau->stride + (size_t) column];
}

#endif
