/*
 * exact_tree.h
 *	  The tables enumeration walks: units in search order, rows with what the
 *	  units yet to come can contribute, and the tabulated block of the last units.
 */
#ifndef QS_EXACT_TREE_H
#define QS_EXACT_TREE_H

#include "exact/exact_units.h"

/* A row that enumeration has to watch; bounds include the tolerance. */
typedef struct QsTreeRow
{
	double		lower;
	double		upper;
	double	   *table;			/* activity of each block entry, or NULL: untouched */
} QsTreeRow;

/* One choice of a unit above the block. */
typedef struct QsTreeChoice
{
	int			ones;
	const int32_t *one;
	double		energy;			/* its linear terms and the pairs inside it */
	uint64_t	block_conflict; /* block variables it excludes, as member bits */
	double	   *cross;			/* pair energy with each block entry, or NULL: none */
	const double *activity;		/* contribution to each row of its level */
} QsTreeChoice;

/* One unit above the block. */
typedef struct QsTreeLevel
{
	int			choices;
	QsTreeChoice *choice;		/* ascending by energy */
	int			rows;
	int32_t    *row;			/* rows it touches */
} QsTreeLevel;

typedef struct QsTree
{
	QsUnits    *units;
	int			levels;
	QsTreeLevel *level;
	double	   *rest_energy;	/* levels + 1: least that level and all below can add */

	int			rows;
	QsTreeRow  *row;
	double	   *rest_least;		/* (levels + 1) x rows: least activity still to come */
	double	   *rest_most;

	QsChoices  *block;			/* ascending by energy */
	int			padded;			/* entries, rounded up to a whole scan chunk */
	double	   *block_energy;	/* padded with infinity */
	uint64_t   *block_members;	/* padded; bits of variables with conflicts outside */
	bool		crossed;		/* some choice has pairs with the block */

	double	   *pair;			/* n x n: coefficient of x_i x_j, symmetric */
	double		magnitude;		/* sum of |coefficients| */
	double		states;			/* product of all numbers of choices */
	bool		infeasible;
} QsTree;

#define QS_TREE_MAX_VARIABLES	1024

/* Entries of the block at most */
#define QS_TREE_BLOCK			1024

/* The model has at most QS_TREE_MAX_VARIABLES variables. */
extern QsTree *qs_tree_create(QsHost *host, const QsModel *model,
							  const QsStructure *structure);
extern void qs_tree_free(QsHost *host, QsTree *tree);

#endif
